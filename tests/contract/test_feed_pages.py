"""The feeds' pages: add by a form, see what came of it, look at the history, remove."""

from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from fastapi.testclient import TestClient

from tests.contract.conftest import MakeClient
from tests.loopback import Site, reply, site

ITEM = b"<item><guid>1</guid><title>Troops &lt;b&gt;move</title><pubDate>Monday</pubDate></item>"
FEED = b'<rss version="2.0"><channel><title>Post &lt;script&gt;</title>' + ITEM + b"</channel></rss>"


@pytest.fixture
def publisher() -> Iterator[Site]:
    with site(lambda asked: reply(FEED) if asked.path == "/feed" else reply(b"", "404 Not Found")) as running:
        yield running


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    return make_client(allow_networks=(ip_network("127.0.0.0/8"),))


def test_given_no_feed_when_the_page_is_opened_then_it_offers_to_add_one(client: TestClient) -> None:
    page = client.get("/feeds").text

    assert "No feed is polled yet" in page
    assert 'action="/feeds#add"' in page
    assert '<a href="/feeds" aria-current="page">Feeds</a>' in page


def test_given_a_feed_when_added_by_the_form_then_it_is_polled_shown_and_can_be_removed(
    client: TestClient, publisher: Site
) -> None:
    added = client.post("/feeds", data={"url": f" {publisher.url('/feed')} ", "name": "A & <b>", "full_text": "true"})
    [feed] = client.get("/v1/feeds").json()["feeds"]
    shown = client.get(f"/feeds/{feed['id']}").text
    removed = client.post(f"/feeds/{feed['id']}/remove").text

    assert "A &amp; &lt;b&gt;: 1 entries, 1 new items, 0 edited, 0 taken back." in added.text
    assert feed["full_text"] is True
    assert "date &#39;Monday&#39; cannot be read" in shown
    assert "pages of cut items are fetched" in shown
    assert "The feed is removed; its items stay." in removed
    assert client.get(f"/feeds/{feed['id']}").status_code == 404


def test_given_a_feed_that_fails_when_added_by_the_form_then_the_page_says_why(
    client: TestClient, publisher: Site
) -> None:
    page = client.post("/feeds", data={"url": publisher.url("/gone")})

    assert page.status_code == 200
    assert "could not be read" in page.text
    assert "answered 404 Not Found" in page.text
    assert "failing" in page.text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"url": "http://10.0.0.1/feed"}, "10.0.0.1 is private"),
        ({"url": ""}, "is no http or https address"),
        ({"url": "https://news.example/", "timezone": "Mars"}, "no time zone"),
    ],
)
def test_given_a_form_that_does_not_fit_when_sent_then_it_comes_back_with_the_reason(
    client: TestClient, form: dict[str, str], words: str
) -> None:
    page = client.post("/feeds", data=form)

    assert page.status_code == 422
    assert words in page.text.split('id="add"')[1]  # beside the form, below however many feeds
    assert f'value="{form["url"]}"' in page.text
    assert client.get("/v1/feeds").json()["feeds"] == []


def test_given_an_item_that_was_changed_and_taken_back_when_shown_then_its_page_says_what_it_said_before(
    client: TestClient,
) -> None:
    said = ["<title>Ford falls</title>", "<title>Ford holds</title>", "<title>RETRACTED: Ford holds</title>"]
    feed = "<rss version='2.0'><channel><item><guid>1</guid>{}<pubDate>soon</pubDate></item></channel></rss>"
    with site(lambda asked: reply(feed.format(said[0]).encode())) as running:
        client.post("/feeds", data={"url": running.url("/feed")})
        [posted] = client.get("/v1/feeds").json()["feeds"]
        for _ in (1, 2):
            said.pop(0)
            client.post(f"/v1/feeds/{posted['id']}/poll")
    [item] = client.get("/v1/items").json()["items"]

    page = client.get(f"/items/{item['id']}").text

    assert item["headline"] == "RETRACTED: Ford holds"
    assert page.index("<summary>Taken back") < page.index(": Ford holds</summary>") < page.index("<summary>Changed")
    assert ": Ford falls</summary>" in page
    assert "Not read: date &#39;soon&#39; cannot be read" in page
