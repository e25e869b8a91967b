"""What a caller might send to stop the service or to learn what is not meant for it."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from starlette.datastructures import Headers, ImmutableMultiDict

from models.labels import ItemLabels, NewsText
from news.errors import NoParserError
from news.item import Issue
from serving.parameters import given_once
from store.sqlite import connections
from tests.contract.conftest import MakeClient, posted_to, run_apart
from tests.contract.test_api_http import check_problem
from tests.fakes import KeywordLabeller

PAGE = {"Accept": "text/html"}


class Counted(str):
    """A name that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_given_thousands_of_parameters_when_checked_then_not_each_is_compared_with_all_others() -> None:
    names = [(Counted(f"p{number}"), "") for number in range(2_000)]
    request = cast(Request, SimpleNamespace(query_params=ImmutableMultiDict(names), headers=Headers()))
    Counted.compared = 0

    asyncio.run(given_once()(request))

    assert Counted.compared < 10 * len(names)


def test_given_no_parser_when_a_newsletter_is_posted_then_it_is_to_be_sent_again(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> Issue:
        raise NoParserError("all parsers are at work")

    client = make_client()
    monkeypatch.setattr(client.sitrep, "_split", busy)  # type: ignore[attr-defined]

    answer = client.post("/v1/newsletters", content="Words.", headers={"Content-Type": "text/plain"})

    check_problem(answer, 503)
    assert answer.json()["detail"] == "all parsers are at work"
    assert int(answer.headers["Retry-After"]) >= 1


def in_parts(charset: str, part: bytes) -> tuple[bytes, dict[str, str]]:
    body = b'--x\r\nContent-Disposition: form-data; name="text-"\r\n\r\n' + part + b"\r\n--x--\r\n"
    return body, PAGE | {"Content-Type": f"multipart/form-data; boundary=x; charset={charset}"}


@pytest.mark.parametrize("path", ["/try", "/themes", "/subscriptions", "/feeds", "/items/x/themes"])
def test_given_a_form_in_parts_when_posted_then_it_is_refused_before_any_part_is_decoded(
    empty: TestClient, path: str
) -> None:
    body, headers = in_parts("punycode", b"a" * 20 + b"-" + b"0" * 20)

    answer = empty.post(path, content=body, headers=headers)

    assert answer.status_code == 415
    assert "application/x-www-form-urlencoded" in answer.text


def test_given_a_mail_program_that_unsubscribes_in_parts_when_posted_then_it_is_heard(empty: TestClient) -> None:
    body, headers = in_parts("utf-8", b"One-Click")  # as RFC 8058 wants it sent

    answer = empty.post("/unsubscribe/some-token", content=body, headers=headers)

    assert answer.status_code == 200
    assert "Your subscription has ended" in answer.text


HOSTS = ("evil.example@127.0.0.1", "127.0.0.1/evil", "localhost#", "localhost?x", "127.0.0.1\\evil", "[::1]evil", "a b")


@pytest.mark.parametrize("host", HOSTS)
def test_given_a_host_that_is_more_than_a_host_when_asked_then_no_link_is_made_of_it(
    empty: TestClient, host: str
) -> None:
    answer = empty.get("/v1/briefs/2024-10-28?format=atom", headers={"Host": host})

    check_problem(answer, 421)


async def _all_at_once(app: Any, bodies: list[Iterator[bytes]], wait: asyncio.Event, free: Any) -> list[int]:
    """Statuses of requests whose heads come first, all of them, and whose bodies end once all have begun."""
    begun = 0

    async def ask(body: Iterator[bytes]) -> int:
        statuses: list[int] = []

        async def receive() -> dict[str, Any]:
            nonlocal begun
            part = next(body)
            if part == b"":
                begun += 1
                if begun == len(bodies):
                    wait.set()
                await wait.wait()
                part = b'{"items": [{"id": "a", "text": "war"}]}'
                return {"type": "http.request", "body": part, "more_body": False}
            return {"type": "http.request", "body": part, "more_body": True}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
                if message["status"] == 503:
                    nonlocal begun
                    begun += 1
                    if begun >= len(bodies):
                        wait.set()

        await app(posted_to("/v1/label", b"application/json"), receive, send)
        return statuses[0]

    async def let_go() -> None:
        await wait.wait()
        await asyncio.sleep(0.2)  # in which those that are let in begin their work
        free()

    *statuses, _ = await asyncio.gather(*(ask(body) for body in bodies), let_go())
    return cast(list[int], statuses)


def run(app: Any, bodies: list[Iterator[bytes]], free: Any = lambda: None) -> list[int]:
    return run_apart(_all_at_once(app, bodies, asyncio.Event(), free))


class Held(KeywordLabeller):
    """Answers once it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()

    def label(self, items: Sequence[NewsText], *, evidence: bool = False) -> list[ItemLabels]:
        self.free.wait(10)
        return super().label(items, evidence=evidence)


def test_given_many_heads_before_any_body_when_the_bodies_end_then_no_more_than_may_be_are_at_work(
    make_client: MakeClient,
) -> None:
    labeller = Held()
    client = make_client(labeller, max_pending=2)

    statuses = run(client.app, [iter([b" ", b""]) for _ in range(6)], labeller.free.set)

    assert sorted(statuses) == [200, 200, 503, 503, 503, 503]


def test_given_many_bodies_that_never_end_when_they_come_in_then_what_is_held_of_them_is_bounded(
    make_client: MakeClient,
) -> None:
    client = make_client(max_pending=2, max_body_bytes=1000)

    statuses = run(client.app, [iter([b" " * 900, b""]) for _ in range(5)])

    assert statuses.count(503) == 3
    assert client.post("/v1/label", json={"items": [{"id": "a", "text": "war" * 200}]}).status_code == 200


@pytest.fixture
def long_items(make_client: MakeClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(connections, "PAGE_CHARACTERS", 2_500)
    client = make_client(KeywordLabeller())
    posted = [{"headline": f"War {number}", "text": "word " * 200, "source": "desk"} for number in range(7)]
    client.post("/v1/items", json={"items": posted}).raise_for_status()
    return client


@pytest.mark.parametrize("query", ["", "&source=desk"])
def test_given_items_of_great_length_when_listed_then_a_page_ends_before_its_limit_and_none_is_missed(
    long_items: TestClient, query: str
) -> None:
    found, cursor, pages = [], "", []
    while True:
        page = long_items.get(f"/v1/items?limit=200{query}{cursor}").json()
        found += [item["headline"] for item in page["items"]]
        pages.append(len(page["items"]))
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"

    assert pages == [3, 3, 1]
    assert found == [f"War {number}" for number in reversed(range(7))]


def test_given_corrections_of_items_of_great_length_when_listed_then_a_page_ends_before_its_limit(
    long_items: TestClient,
) -> None:
    for item in long_items.get("/v1/items?limit=3").json()["items"]:
        long_items.put(f"/v1/items/{item['id']}/themes", json={"themes": []}).raise_for_status()
    [last] = [item["id"] for item in long_items.get("/v1/items?source=desk&limit=1").json()["items"]]
    rows = [{"headline": f"Calm {number}", "text": "word " * 200, "themes": []} for number in range(4)]
    long_items.post("/v1/corrections", json={"corrections": rows}).raise_for_status()

    page = long_items.get("/v1/corrections?limit=200").json()
    export = long_items.get("/v1/corrections?format=jsonl")

    assert last == page["corrections"][0]["id"]
    assert len(page["corrections"]) == 3
    assert page["next_cursor"] is not None
    assert len(export.text.splitlines()) == 7


def test_given_any_answer_when_sent_then_no_frame_holds_it_and_no_shared_cache_keeps_it(empty: TestClient) -> None:
    for path in ("/", "/subscriptions", "/v1/subscriptions", "/static/sitrep.css", "/nothing", "/v1/briefs/2024-10-28"):
        headers = empty.get(path, headers=PAGE).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "no-cache" in headers["cache-control"]
        assert "access-control-allow-origin" not in headers


class Foreign(HTMLParser):
    """Notes what a page would run that is not its own."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "x-mark":
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "style" or (value or "").lower().lstrip().startswith("javascript:"):
                self.found.append(f"{name}={value}")


WORDS = "War\"'><x-mark onload=a() style='x'>{{7919*7919}}<!--&lt;x-mark&gt;"


def test_given_hostile_words_in_every_field_when_pages_are_shown_then_none_of_them_runs(client: TestClient) -> None:
    posted = [{"headline": f"{WORDS} {n}", "text": f"War. {WORDS}", "outlet": WORDS, "source": WORDS} for n in range(2)]
    posted[0]["url"] = "https://news.example/?q=%22'><x-mark"
    dated = [item | {"published_at": "2024-10-28T08:00:00Z"} for item in posted]
    added = client.post("/v1/items", json={"items": dated}).raise_for_status().json()
    ids = [item["id"] for item in added["items"]]
    said = {"themes": ["foreign_conflict"], "who": WORDS, "why": WORDS}
    client.put(f"/v1/items/{ids[0]}/themes", json=said).raise_for_status()
    subscription = client.post("/v1/subscriptions", json={"name": WORDS}).raise_for_status().json()["id"]
    feed = (
        client.post("/v1/feeds", json={"url": "https://news.example/", "name": WORDS}).raise_for_status().json()["id"]
    )
    story = client.get("/v1/stories?date=2024-10-28").json()["stories"][0]["id"]
    client.post(f"/v1/stories/{story}/rename", json={"headline": WORDS, "who": WORDS})
    edition = client.post("/v1/briefs/2024-10-28").raise_for_status().json()["id"]
    query = quote(WORDS, safe="")
    pages = [
        *(
            "/?day=2024-10-28",
            "/items",
            "/feeds",
            f"/feeds/{feed}",
            "/subscriptions",
            "/editions",
            f"/editions/{edition}",
        ),
        *(f"/subscriptions/{subscription}/edit", f"/subscriptions/{subscription}/preview", "/review", "/models"),
        *(f"/stories/{story}", "/v1/briefs/2024-10-28?format=html"),
        *(f"/items/{found}{asked}" for found in ids for asked in ("", "?evidence=true", "?start=0&end=9")),
        *(
            f"{path}{query}"
            for path in ("/?timezone=", "/?day=", "/items?theme=", "/items?kind=", "/items?cursor=", "/?")
        ),
        *(f"{path}{query}" for path in ("/nothing", "/items/", "/stories/", "/models/", "/themes/", "/unsubscribe/")),
    ]

    for path in pages:
        answer = client.get(path, headers=PAGE)
        parser = Foreign()
        parser.feed(answer.text)
        own = path.startswith("/v1/")  # made to be mailed on, so it carries its styles with it
        assert [mark for mark in parser.found if not (own and mark.startswith("style="))] == [], path
        assert "62710561" not in answer.text, path  # what a template would make of {{7919*7919}}
        assert answer.status_code < 500, path
