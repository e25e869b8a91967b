"""Feeds over HTTP."""

from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from fastapi.testclient import TestClient

from news.feeds.opml import read_opml
from tests.contract.conftest import MakeClient
from tests.loopback import Site, reply, site

FEED = (
    b'<rss version="2.0"><channel><title>Harbour Post</title><item><guid>1</guid><title>Troops move</title>'
    b"<pubDate>Monday</pubDate></item></channel></rss>"
)


@pytest.fixture
def publisher() -> Iterator[Site]:
    with site(lambda asked: reply(FEED) if asked.path == "/feed" else reply(b"", "404 Not Found")) as running:
        yield running


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    return make_client(allow_networks=(ip_network("127.0.0.0/8"),))


def test_given_a_feed_when_added_polled_and_shown_then_health_history_and_problems_are_there(
    client: TestClient, publisher: Site
) -> None:
    posted = {"url": publisher.url("/feed"), "name": " Post ", "timezone": "Europe/Kyiv", "full_text": True}

    added = client.post("/v1/feeds", json=posted)
    again = client.post("/v1/feeds", json=posted)
    poll = client.post(f"/v1/feeds/{added.json()['id']}/poll").json()
    shown = client.get(f"/v1/feeds/{added.json()['id']}").json()
    [listed] = client.get("/v1/feeds").json()["feeds"]

    assert (added.status_code, again.status_code) == (201, 200)
    assert {**posted, "name": "Post", "state": "new", "title": None, "failures": 0}.items() <= added.json().items()
    assert (poll["outcome"], poll["status"], poll["created"]) == ("read", 200, 1)
    assert (shown["state"], shown["title"]) == ("fine", "Harbour Post")
    assert shown["polls"] == [poll]
    [problem] = shown["entry_problems"]
    assert problem["headline"] == "Troops move"
    assert "'Monday' cannot be read" in problem["problem"]
    assert listed.items() <= shown.items()
    item = client.get(f"/v1/items/{problem['item']}").json()
    assert (item["source"], item["published_at"], item["problems"]) == ("Post", None, [problem["problem"]])
    assert item["labels"] == []


def test_given_a_feed_that_fails_when_polled_then_that_is_an_outcome(client: TestClient, publisher: Site) -> None:
    feed = client.post("/v1/feeds", json={"url": publisher.url("/gone")}).json()

    poll = client.post(f"/v1/feeds/{feed['id']}/poll")

    assert poll.status_code == 200
    assert (poll.json()["outcome"], poll.json()["status"]) == ("failed", 404)
    assert client.get(f"/v1/feeds/{feed['id']}").json()["state"] == "failing"
    assert "sitrep_feed_polls_failed_total 1" in client.get("/metrics").text


@pytest.mark.parametrize(
    ("body", "status", "words", "pointer"),
    [
        ({"url": "http://10.0.0.1/feed"}, 422, "10.0.0.1 is private", "#/url"),
        ({"url": "file:///etc/passwd"}, 422, "is no http or https address", "#/url"),
        ({"url": "https://user:pw@news.example/"}, 422, "user name or password", "#/url"),
        ({"url": "https://news.example/", "timezone": "Mars/Olympus"}, 422, "no time zone", "#/timezone"),
        ({"url": "https://news.example/", "title": "x"}, 422, "unknown field", "#/title"),
        ({"url": "https://news.example/", "full_text": "yes"}, 422, "boolean", "#/full_text"),
        ({"url": ""}, 422, "at least 1", "#/url"),
        ({}, 422, "required", "#/url"),
    ],
)
def test_given_a_feed_that_does_not_fit_when_added_then_the_problem_says_why(
    empty: TestClient, body: dict[str, object], status: int, words: str, pointer: str
) -> None:
    answer = empty.post("/v1/feeds", json=body)

    assert answer.status_code == status
    problem = answer.json()
    assert words in problem["detail"]
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert empty.get("/v1/feeds").json()["feeds"] == []


def test_given_a_feed_when_removed_then_it_is_gone(client: TestClient) -> None:
    feed = client.post("/v1/feeds", json={"url": "https://news.example/feed"}).json()

    removed = client.delete(f"/v1/feeds/{feed['id']}")

    assert (removed.status_code, removed.content) == (204, b"")
    for answer in (
        client.delete(f"/v1/feeds/{feed['id']}"),
        client.get(f"/v1/feeds/{feed['id']}"),
        client.post(f"/v1/feeds/{feed['id']}/poll"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


def test_given_many_feeds_when_paged_then_each_comes_once(client: TestClient) -> None:
    ids = [client.post("/v1/feeds", json={"url": f"https://news.example/{n}"}).json()["id"] for n in range(5)]

    found, cursor = [], None
    while True:
        page = client.get("/v1/feeds", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        found += [feed["id"] for feed in page["feeds"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert found == ids


def test_given_a_list_when_posted_and_read_back_then_the_feeds_are_the_same(client: TestClient) -> None:
    outlines = '<outline text="A" xmlUrl="https://a.example/feed"/><outline text="B" xmlUrl="http://127.1/"/>'

    answer = client.post(
        "/v1/feeds.opml", content=f"<opml><body>{outlines}</body></opml>", headers={"Content-Type": "text/x-opml"}
    )
    exported = client.get("/v1/feeds.opml")

    assert answer.status_code == 200
    assert (answer.json()["added"], answer.json()["existing"]) == (1, 0)
    [refused] = answer.json()["refused"]
    assert (refused["name"], refused["url"]) == ("B", "http://127.1/")
    assert "no clear IPv4 address" in refused["reason"]
    assert exported.headers["content-type"].startswith("text/x-opml")
    assert [(one.url, one.name) for one in read_opml(exported.content)] == [("https://a.example/feed", "A")]


def test_given_what_is_no_list_when_posted_then_the_problem_says_so(client: TestClient) -> None:
    answer = client.post("/v1/feeds.opml", content=b"words", headers={"Content-Type": "text/xml"})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-feed")
    assert client.post("/v1/feeds.opml", json={}).status_code == 415


@pytest.mark.parametrize("url", ["http://localhost/feed", "http://news.LOCALHOST:8080/feed"])
def test_given_a_name_of_this_machine_when_added_then_it_is_refused_at_once_with_the_way_out(
    make_client: MakeClient, url: str
) -> None:
    client = make_client()

    answer = client.post("/v1/feeds", json={"url": url})
    listed = client.post(
        "/v1/feeds.opml",
        content=f'<opml version="2.0"><body><outline xmlUrl="{url}"/></body></opml>',
        headers={"Content-Type": "text/x-opml"},
    )

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/refused-address")
    assert "is this machine itself" in answer.json()["detail"]
    assert "SITREP__ALLOW_NETWORKS can permit it" in listed.json()["refused"][0]["reason"]
    assert client.get("/v1/feeds").json()["feeds"] == []


@pytest.mark.parametrize("network", ["127.0.0.0/8", "::1/128"])
def test_given_a_name_of_this_machine_that_is_allowed_when_added_then_it_is_kept(
    make_client: MakeClient, network: str
) -> None:
    client = make_client(allow_networks=(ip_network(network),))

    assert client.post("/v1/feeds", json={"url": "http://localhost:8080/feed"}).status_code == 201
