import asyncio
import re
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from fastapi.testclient import TestClient

from models.labels import ItemLabels, NewsText
from news.errors import StoreError
from serving.problems import PROBLEM_TYPES
from tests.contract.conftest import MakeClient, posted_to, run_apart
from tests.fakes import KeywordLabeller


def check_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["type"] in {kind.uri for kind in PROBLEM_TYPES}
    assert problem["title"]
    assert problem["detail"]
    return problem


def test_given_no_such_path_when_asked_then_it_is_a_problem(empty: TestClient) -> None:
    for path in ("/v1/nothing", "/v1/items/item_none", "/problems/none"):
        check_problem(empty.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/items", "GET, HEAD, POST"),
        ("GET", "/v1/label", "POST"),
        ("DELETE", "/v1/newsletters", "POST"),
        ("POST", "/livez", "GET, HEAD"),
        ("BREW", "/v1/themes", "GET, HEAD, POST"),
        ("HEAD", "/v1/label", "POST"),
        ("PUT", "/static/site.css", "GET, HEAD"),
    ],
)
def test_given_a_wrong_method_when_asked_then_all_right_ones_are_listed(
    empty: TestClient, method: str, path: str, allowed: str
) -> None:
    answer = empty.request(method, path)

    assert answer.status_code == 405
    if method != "HEAD":
        check_problem(answer, 405)
    assert answer.headers["allow"] == allowed


def test_given_any_path_of_the_document_when_asked_for_its_options_then_allow_lists_what_the_document_does(
    empty: TestClient,
) -> None:
    paths = empty.get("/openapi.json").json()["paths"]

    asked = [re.sub(r"\{\w+\}", "none", path) for path in paths]
    answers = {path: empty.options(path) for path in asked}

    def documented(path: str) -> str:
        # also by a pattern that covers it: there is no model "rollback", but GET may ask for it
        patterns = [found for found in paths if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", found), path)]
        methods = {method.upper() for pattern in patterns for method in paths[pattern]}
        return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))

    assert {answer.status_code for answer in answers.values()} == {405}
    assert {path: answer.headers["allow"] for path, answer in answers.items()} == {p: documented(p) for p in asked}


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/items", "/about", "/docs", "/openapi.json", "/livez", "/readyz", "/problems/not-found"),
        *("/v1/themes", "/v1/models", "/v1/items?limit=3", "/v1/items/none", "/v1/stories?date=2024-10-28"),
        *("/v1/briefs/2024-10-28?format=html", "/v1/briefs/none", "/nothing"),
    ],
)
def test_given_head_when_asked_then_the_answer_is_that_of_get_without_the_body(empty: TestClient, path: str) -> None:
    asked, headed = empty.get(path), empty.head(path)

    assert headed.status_code == asked.status_code
    assert dict(headed.headers) == dict(asked.headers)
    assert headed.content == b""


def test_given_head_when_measured_then_it_is_counted_under_its_own_name(client: TestClient) -> None:
    client.head("/v1/items/none")

    line = 'sitrep_requests_total{method="HEAD",route="/v1/items/{item_id}",status="404"} 1.0'
    assert line in client.get("/metrics").text.splitlines()
    assert not any("head" in methods for methods in client.get("/openapi.json").json()["paths"].values())


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_given_a_slash_too_many_when_a_program_asks_then_it_is_told_and_not_led_elsewhere(
    empty: TestClient, method: str
) -> None:
    problem = check_problem(empty.request(method, "/v1/items/", follow_redirects=False), 404)

    assert problem["detail"] == "nothing is at /v1/items/; leave the slash at its end out"


def test_given_a_slash_too_many_when_a_page_is_opened_then_its_reader_is_led_there_on_the_same_host(
    empty: TestClient,
) -> None:
    answer = empty.get("/items/?kind=teaser", headers={"X-Forwarded-Proto": "https"}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (308, "/items?kind=teaser")
    assert empty.get("/nothing/", follow_redirects=False).status_code == 404
    assert empty.get("http://localhost//evil.example/", follow_redirects=False).status_code == 404


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/items?theme=elections&theme=foreign_conflict", "theme"),
        ("/v1/items?limit=3&limit=3", "limit"),
        ("/v1/items?from=2024-10-28&to=2024-10-27", "to"),
        ("/v1/items?theme=sports", "theme"),
        ("/v1/items?cursor=nonsense", "cursor"),
        ("/v1/briefs/2024-10-28?timezone=UTC&timezone=Europe/Berlin", "timezone"),
        ("/v1/briefs/2024-10-28?theme=sports", "theme"),
        ("/v1/briefs/2024-10-28?timezone=Mars/Base", "timezone"),
        ("/v1/briefs/2024-10-28?timezone=localtime", "timezone"),
        ("/v1/stories?date=2024-10-28&timezone=posixrules", "timezone"),
        ("/v1/stories?date=2024-10-28&date=2024-10-28", "date"),
    ],
)
def test_given_a_wrong_parameter_when_asked_then_errors_name_it(empty: TestClient, path: str, name: str) -> None:
    problem = check_problem(empty.get(path), 422)

    assert [error["parameter"] for error in problem["errors"]] == [name]


def test_given_any_answer_when_sent_then_the_security_headers_stand_on_it(empty: TestClient) -> None:
    for path in ("/", "/livez", "/v1/themes", "/nothing", "/openapi.json"):
        headers = empty.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] in ("no-referrer", "same-origin")  # pages name themselves to forms


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "192.168.1.7", "sitrep.lan"]
)
def test_given_a_host_of_ours_when_asked_then_it_is_answered(make_client: MakeClient, host: str) -> None:
    client = make_client(hosts=("sitrep.lan",))

    assert client.get("/livez", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[::1", "a b"])
def test_given_a_foreign_host_when_asked_then_it_is_refused(empty: TestClient, host: str) -> None:
    check_problem(empty.get("/livez", headers={"Host": host}), 421)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:9999"}, 403),
    ],
)
def test_given_a_page_of_another_site_when_it_posts_then_it_is_refused(
    empty: TestClient, headers: dict[str, str], status: int
) -> None:
    answer = empty.post("/v1/label", content=b"war", headers={"Content-Type": "text/plain", **headers})

    assert answer.status_code == status
    if status != 200:
        check_problem(answer, status)


def test_given_a_body_over_the_limit_when_posted_then_it_is_refused(make_client: MakeClient) -> None:
    client = make_client(max_body_bytes=1000)
    plain = {"Content-Type": "text/plain"}

    assert client.post("/v1/label", content=b"w" * 1000, headers=plain).status_code == 200
    for body in (b"w" * 1001, b"w" * 100_000, iter([b"w" * 600] * 2), iter([b"w" * 600] * 100)):
        problem = check_problem(client.post("/v1/label", content=body, headers=plain), 413)
        assert "1000 bytes" in problem["detail"]


def test_given_five_megabytes_when_posted_then_the_limit_is_named(empty: TestClient) -> None:
    for path in ("/v1/label", "/v1/newsletters"):
        answer = empty.post(path, content=b"war " * 1_310_720, headers={"Content-Type": "text/plain"})
        check_problem(answer, 413)


def test_given_a_packed_body_when_posted_then_it_is_refused(empty: TestClient) -> None:
    headers = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}

    answer = empty.post("/v1/label", content=b"\x1f\x8b", headers=headers)

    check_problem(answer, 415)
    assert answer.headers["accept-encoding"] == "identity"  # as RFC 9110 tells what to send instead


@pytest.mark.parametrize("name", ["Content-Type", "Idempotency-Key"])
def test_given_a_header_twice_when_posted_then_neither_is_chosen_in_silence(empty: TestClient, name: str) -> None:
    headers = [("Content-Type", "application/json"), (name, "text/plain"), (name, "text/html")]

    answer = empty.post("/v1/items", content=b'{"items": [{"headline": "War"}]}', headers=headers)

    check_problem(answer, 422)
    assert answer.json()["errors"][0]["parameter"] == name.lower()


def test_given_a_body_that_trickles_when_posted_then_it_is_given_up(make_client: MakeClient) -> None:
    app = make_client(body_timeout_s=0.05).app
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"w", "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    run_apart(app(posted_to("/v1/label", b"text/plain"), receive, send))  # type: ignore[arg-type]

    assert sent[0]["status"] == 408


class _SlowLabeller(KeywordLabeller):
    """Waits until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.started, self.free = threading.Event(), threading.Event()

    def label(self, items: Sequence[NewsText], *, evidence: bool = False) -> list[ItemLabels]:
        self.started.set()
        self.free.wait(10)
        return super().label(items, evidence=evidence)


def test_given_too_many_requests_when_another_comes_then_it_is_told_to_wait(make_client: MakeClient) -> None:
    labeller = _SlowLabeller()
    client = make_client(labeller, max_pending=1)
    statuses: list[int] = []
    busy = threading.Thread(target=lambda: statuses.append(client.post("/v1/label", json=BODY).status_code))
    busy.start()
    labeller.started.wait(10)

    refused = client.post("/v1/label", json=BODY)
    alive = client.get("/livez")
    labeller.free.set()
    busy.join()

    check_problem(refused, 503)
    assert refused.headers["retry-after"] == "1"
    assert alive.status_code == 200
    assert statuses == [200]
    assert client.post("/v1/label", json=BODY).status_code == 200


BODY = {"items": [{"id": "a", "text": "war"}]}


class _BrokenLabeller(KeywordLabeller):
    """Fails as nobody foresaw."""

    def label(self, items: Sequence[NewsText], *, evidence: bool = False) -> list[ItemLabels]:
        raise ZeroDivisionError("a secret of the inside")


def test_given_a_crash_when_asked_then_the_answer_is_a_problem_without_its_inside(make_client: MakeClient) -> None:
    client = make_client(_BrokenLabeller())

    answer = client.post("/v1/label", json=BODY)

    check_problem(answer, 500)
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


class _UnreadyLabeller(KeywordLabeller):
    """Fails as the store does when the disk is full."""

    def label(self, items: Sequence[NewsText], *, evidence: bool = False) -> list[ItemLabels]:
        raise StoreError("no space")


def test_given_a_labeller_that_refuses_when_lines_are_posted_then_each_line_says_so(make_client: MakeClient) -> None:
    client = make_client(_UnreadyLabeller())

    answer = client.post(
        "/v1/label", content='{"id": "a", "text": "x"}\n', headers={"Content-Type": "application/x-ndjson"}
    )

    assert answer.json()["error"]["status"] == 503


def test_given_a_store_that_is_gone_when_probed_then_alive_but_not_ready(client: TestClient, tmp_path: Any) -> None:
    before = client.get("/readyz").status_code
    for path in (tmp_path / "home").glob("sitrep.sqlite*"):
        path.write_bytes(b"overwritten" * 1000)

    unready = client.get("/readyz")

    assert before == 200
    check_problem(unready, 503)
    assert client.get("/livez").json() == {"status": "ok"}


def test_given_work_beside_requests_when_metrics_are_read_then_what_was_kept_sent_and_failed_is_there(
    client: TestClient,
) -> None:
    item = client.post("/v1/items", json={"items": [{"headline": "Voters queue"}]}).json()["items"][0]["id"]
    client.put(f"/v1/items/{item}/themes", json={"themes": []})

    lines = client.get("/metrics").text.splitlines()

    found = [line.split() for line in lines if line.startswith(("sitrep_corrections", "sitrep_loop", "sitrep_deliver"))]
    assert [name for name, _ in found] == [
        *("sitrep_corrections_total", "sitrep_deliveries_sent_total", "sitrep_deliveries_failed_total"),
        "sitrep_loop_failures_total",
    ]
    assert float(found[0][1]) >= 1


def test_given_requests_when_metrics_are_read_then_they_are_counted_by_route(client: TestClient) -> None:
    client.post("/v1/label", json=BODY)
    client.get("/v1/items/none")
    client.get("/v1/made/up/path")

    answer = client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=")
    for line in (
        "# TYPE process_resident_memory_bytes gauge",
        'sitrep_requests_total{method="POST",route="/v1/label",status="200"} 1.0',
        'sitrep_requests_total{method="GET",route="/v1/items/{item_id}",status="404"} 1.0',
        'sitrep_requests_total{method="GET",route="unmatched",status="404"} 1.0',
        'sitrep_request_seconds_count{route="/v1/label"} 1.0',
        "sitrep_items_labelled_total 1.0",
        'sitrep_decisions_total{decision="yes",theme="foreign_conflict"} 1.0',
        'sitrep_model_info{taxonomy="2026.1",version="2026-11-22.1"} 1.0',
    ):
        assert line in answer.text.splitlines()


def test_given_the_service_when_asked_about_itself_then_themes_and_model_are_named(client: TestClient) -> None:
    themes = client.get("/v1/themes").json()
    models = client.get("/v1/models").json()

    assert [theme["id"] for theme in themes["themes"]] == ["foreign_conflict", "elections"]
    assert models["champion"] == "2026-11-22.1"
    [champion] = [model for model in models["models"] if model["version"] == models["champion"]]
    assert themes["version"] == champion["taxonomy"] == "2026.1"
    assert champion["manifest"] == {"format": 1, "themes": []}
