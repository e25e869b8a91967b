"""Every bomb ends in time, with a reason that is kept or told, while the service answers others.

A few are thrown in `make test`; `make bombs` throws all of them.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest

from news.newsletter_bounded import split_bounded
from serving.app import create_app
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.sqlite.store import open_store
from tests.bombs.made import ANSWERS, COUNT, FEEDS, LISTS, NEWSLETTERS, PAGES
from tests.fakes import KeywordLabeller
from tests.loopback import Asked, Site, reply, site
from tests.server import served

IN_TIME_S = 25.0
ALL = "SITREP_BOMBS" in os.environ
FEW = {
    *(
        "billion laughs",
        "40,000 attributes",
        "external entity",
        "deep JSON",
        "lone surrogates in JSON",
        "half of UTF-16",
    ),
    *("deep divs", "3,000 nested parts", "encoded words", "50,000 feeds"),
    *("gzip in gzip", "brotli", "redirects for ever", "a redirect inwards", "no web server"),
}
HARMLESS = "read"  # a bomb may turn out to be a feed, oddly written


def chosen(bombs: object) -> list[str]:
    return [name for name in bombs if ALL or name in FEW]  # type: ignore[attr-defined]


@dataclass
class Target:
    """A service under fire: its client, its publisher's server, and what its other users met."""

    client: httpx.Client
    publisher: Site
    loaded: dict[str, object] = field(default_factory=dict)
    answered: int = 0
    troubles: list[str] = field(default_factory=list)

    def poll(self, path: str, *, full_text: bool = False) -> tuple[dict[str, object], dict[str, object]]:
        """What a poll of this path came to, and the feed as it is shown afterwards."""
        posted = {"url": self.publisher.url(path), "full_text": full_text}
        feed = self.client.post("/v1/feeds", json=posted).raise_for_status().json()
        poll = self.client.post(f"/v1/feeds/{feed['id']}/poll").raise_for_status().json()
        shown = self.client.get(f"/v1/feeds/{feed['id']}").raise_for_status().json()
        self.client.delete(f"/v1/feeds/{feed['id']}").raise_for_status()
        return poll, shown


def watch(target: Target, address: str, stop: threading.Event) -> None:
    """Be another user, who asks for a label again and again."""
    with httpx.Client(base_url=address, timeout=10, trust_env=False) as other:
        while not stop.wait(0.2):
            try:
                answer = other.post("/v1/label", json={"items": [{"id": "a", "headline": "Troops move"}]})
                if answer.status_code != 200:
                    target.troubles.append(str(answer.status_code))
                target.answered += 1
            except httpx.HTTPError as error:
                target.troubles.append(repr(error))


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    home: Path = tmp_path_factory.mktemp("bombs") / "home"
    loaded: dict[str, object] = {}

    def answer(asked: Asked) -> bytes | Iterator[bytes]:
        said = loaded[asked.path.split("/")[1]]
        return said(asked) if callable(said) else said  # type: ignore[return-value, no-any-return]

    def now() -> datetime:
        return datetime.now(UTC)

    with site(answer) as publisher, closing(open_store(home, now)) as store:
        sitrep = Sitrep(KeywordLabeller(), store, split=split_bounded, now=now, manifest={})
        settings = Settings(home=home, allow_networks=(ip_network("127.0.0.0/8"),), max_body_bytes=8 << 20)
        stop = threading.Event()
        with served(create_app(sitrep, settings)) as port:
            address = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
                made = Target(client, publisher, loaded)
                other = threading.Thread(target=watch, args=(made, address, stop))
                other.start()
                yield made
                stop.set()
                other.join()


@pytest.fixture(autouse=True)
def others_are_answered(target: Target) -> Iterator[None]:
    """Each test ends in time, and while it ran another user was answered."""
    began, answered = time.monotonic(), target.answered
    yield
    assert time.monotonic() - began < IN_TIME_S
    until = time.monotonic() + 10
    while target.answered == answered and time.monotonic() < until:
        time.sleep(0.05)
    assert target.answered > answered
    assert target.troubles == []


def test_given_the_corpus_when_counted_then_it_holds_at_least_60_bombs() -> None:
    assert COUNT >= 60
    assert {*FEEDS, *PAGES, *NEWSLETTERS, *LISTS, *ANSWERS} >= FEW


@pytest.mark.parametrize("name", chosen(FEEDS))
def test_given_a_feed_that_is_a_bomb_when_polled_then_the_outcome_is_kept(target: Target, name: str) -> None:
    target.loaded["feed"] = reply(FEEDS[name]())

    poll, shown = target.poll("/feed")

    assert poll["outcome"] == HARMLESS or poll["problem"]
    assert shown["polls"] == [poll]


@pytest.mark.parametrize("name", chosen(ANSWERS))
def test_given_a_server_that_answers_with_a_bomb_when_polled_then_the_poll_fails_with_a_reason(
    target: Target, name: str
) -> None:
    target.loaded["answer"] = ANSWERS[name]

    poll, shown = target.poll("/answer/")

    assert poll["outcome"] == "failed"
    assert len(str(shown["problem"])) > 20


@pytest.mark.parametrize("name", chosen(PAGES))
def test_given_a_page_that_is_a_bomb_when_fetched_for_an_item_then_the_item_is_kept(target: Target, name: str) -> None:
    item = f"<item><guid>{name}</guid><title>{name}</title><link>/page</link></item>"
    target.loaded["feed"] = reply(f"<rss version='2.0'><channel><title>T</title>{item}</channel></rss>".encode())
    target.loaded["page"] = reply(PAGES[name](), Content_Type="text/html")

    poll, shown = target.poll("/feed", full_text=True)

    assert (poll["outcome"], poll["created"]) == (HARMLESS, 1)
    [found] = target.client.get("/v1/items", params={"limit": 1}).json()["items"]
    assert found["headline"] == name
    assert found["text"] or "its page was not read" in str(shown["entry_problems"])


@pytest.mark.parametrize("name", chosen(NEWSLETTERS))
def test_given_a_newsletter_that_is_a_bomb_when_posted_then_it_is_split_or_refused_with_a_reason(
    target: Target, name: str
) -> None:
    media_type, make = NEWSLETTERS[name]

    answer = target.client.post(
        "/v1/newsletters", params={"store": "false"}, content=make(), headers={"Content-Type": media_type}
    )

    assert answer.status_code == 200 or (answer.status_code == 422 and len(answer.json()["detail"]) > 10)


@pytest.mark.parametrize("name", chosen(LISTS))
def test_given_a_list_that_is_a_bomb_when_posted_then_it_is_refused_with_a_reason(target: Target, name: str) -> None:
    answer = target.client.post("/v1/feeds.opml", content=LISTS[name](), headers={"Content-Type": "text/xml"})

    assert answer.status_code in (200, 422)
    assert answer.status_code == 422 or answer.json()["added"] == 0
