"""Published editions: frozen, found by their id, going on from the one before."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from news.item import NewsItem
from store.feeds import Feed, FeedHealth, Outcome, Poll, SeenEntry
from store.versions import Change
from tests.contract.conftest import MakeClient
from tests.contract.test_api_store import post_issue
from tests.unit.test_formats import NINJS

DAY, NEXT = "/v1/briefs/2024-10-28", "/v1/briefs/2024-10-29"
RIVER = {
    "headline": "Troops cross the river at Tarmouk",
    "text": "The troops crossed the river at Tarmouk on Monday. At least 14 soldiers were killed at the ford.",
    "outlet": "Courier",
    "published_at": "2024-10-28T06:00:00Z",
}
SIX = datetime(2024, 10, 28, 6, tzinfo=UTC)
LATER = {
    "headline": "Troops hold the river at Tarmouk",
    "text": "The troops crossed the river at Tarmouk on Monday. "
    "Now 31 soldiers are counted killed at the ford of Tarmouk.",
    "outlet": "Courier",
    "published_at": "2024-10-28T09:00:00Z",
}


def post(client: TestClient, *items: dict[str, str]) -> None:
    client.post("/v1/items", json={"items": list(items)}).raise_for_status()


def headlines(brief: dict) -> list[str]:
    return [story["headline"] for theme in brief["themes"] for story in theme["stories"]]


def test_given_a_published_edition_when_more_comes_in_then_it_stays_to_the_byte(client: TestClient) -> None:
    post(client, RIVER)

    published = client.post(DAY)
    frozen = client.get(DAY + "?published=true")
    post(client, {**LATER, "headline": "Port of Amara hit", "text": "Two strikes hit the port of Amara."})
    again = client.post(DAY)

    assert published.status_code == 201
    assert again.status_code == 200
    assert again.json() == published.json()
    address = published.headers["location"]
    assert address == f"/v1/briefs/{published.json()['id']}"
    assert client.get(DAY + "?published=true").content == frozen.content == client.get(address).content
    assert len(headlines(client.get(DAY).json())) == 2  # the live brief goes on
    assert len(headlines(frozen.json())) == 1


def test_given_two_readers_when_published_then_each_zone_and_choice_of_themes_has_its_own(client: TestClient) -> None:
    post(client, RIVER)

    ids = {
        client.post(DAY, params=query).json()["id"]
        for query in (
            {},
            {"timezone": "Europe/Berlin"},
            {"theme": "elections"},
            {"theme": ["elections", "foreign_conflict"]},
        )
    }

    assert len(ids) == 4
    listed = client.get("/v1/briefs?limit=3").json()
    rest = client.get("/v1/briefs", params={"cursor": listed["next_cursor"]}).json()
    assert {one["id"] for one in listed["editions"] + rest["editions"]} == ids
    assert rest["next_cursor"] is None


def test_given_the_morning_edition_when_the_afternoon_follows_then_nothing_is_told_twice(client: TestClient) -> None:
    post(client, RIVER, {**RIVER, "headline": "An old vote is over", "text": "The vote in Ardenia was held."})
    morning = client.post(DAY + "-am")
    post(client, LATER)  # of the morning by its time, but received after that edition

    client.post(DAY + "-pm")
    afternoon = client.get(DAY + "-pm?published=true").json()

    assert morning.json()["stories"] == 2
    [story] = [story for theme in afternoon["themes"] for story in theme["stories"]]
    assert (story["state"], story["told_in"]) == ("developing", "2024-10-28-am")
    assert [sentence["text"] for sentence in story["sentences"]] == [
        "Now 31 soldiers are counted killed at the ford of Tarmouk."
    ]
    assert [closed["headline"] for closed in afternoon["closed"]] == ["An old vote is over"]
    assert afternoon["since"] == "2024-10-28-am"
    assert "Developing, told last on 2024-10-28-am" in client.get(DAY + "-pm?published=true&format=text").text


def test_given_half_days_when_read_then_noon_of_the_zone_parts_them(client: TestClient) -> None:
    post(client, {**RIVER, "published_at": "2024-10-28T11:30:00Z"})

    def items(edition: str, zone: str) -> int:
        return int(client.get(f"/v1/briefs/{edition}", params={"timezone": zone}).json()["footer"]["items"])

    assert [items(f"2024-10-28-{half}", "UTC") for half in ("am", "pm")] == [1, 0]
    assert [items(f"2024-10-28-{half}", "Europe/Berlin") for half in ("am", "pm")] == [0, 1]


def test_given_todays_edition_when_tomorrow_is_asked_for_then_it_tells_what_came_since(client: TestClient) -> None:
    post(client, RIVER)
    before = client.get("/v1/briefs/tomorrow").json()
    client.post(DAY)
    post(client, {**LATER, "headline": "Port of Amara hit", "text": "Two strikes hit the port of Amara."})

    after = client.get("/v1/briefs/tomorrow").json()

    assert before["edition"] == after["edition"] == "2024-10-29"
    assert headlines(before) == [RIVER["headline"]]
    assert headlines(after) == ["Port of Amara hit"]
    assert client.get("/v1/briefs").json()["editions"][0]["edition"] == "2024-10-28"  # nothing was kept


def test_given_an_issue_when_briefed_then_the_footer_counts_what_was_dropped(client: TestClient) -> None:
    read = post_issue(client)

    footer = client.get(DAY).json()["footer"]

    pieces = [piece for piece in read["dropped"] if piece["reason"] not in ("markup", "script")]
    assert footer["dropped"] == len(pieces) > 0
    assert footer["feeds_down"] is None


def test_given_a_told_item_when_it_is_edited_or_withdrawn_then_the_next_edition_corrects(client: TestClient) -> None:
    store, now = client.sitrep.store, client.sitrep.now  # type: ignore[attr-defined]
    store.feeds.add(Feed("feed_1", "https://news.example/1.xml", "Wire", None, False, now(), FeedHealth(now())))
    tarmouk = NewsItem("i1", RIVER["headline"], RIVER["text"], outlet="Courier", published_at=SIX)
    vote = NewsItem("i2", "Vote in Ardenia", "The vote in Ardenia was held.", outlet="Ledger", published_at=SIX)

    def poll(*seen: tuple[NewsItem, Change]) -> None:
        entries = [SeenEntry(item, f"{item.text}{change}", change) for item, change in seen]
        store.feeds.record("feed_1", Poll(now(), Outcome.READ, 200, 0.1), FeedHealth(now(), failures=1), entries)

    poll((tarmouk, Change.FIRST), (vote, Change.FIRST))
    first = client.post(DAY + "-am").json()
    client.post(DAY + "?timezone=Asia/Tokyo")  # of other readers' editions nothing is taken as told
    poll(
        (replace(tarmouk, text=tarmouk.text.replace("14 soldiers", "41 soldiers")), Change.EDITED),
        (vote, Change.RETRACTED),
    )

    second = client.get(client.post(DAY + "-pm").headers["location"]).json()
    third = client.get("/v1/briefs/tomorrow").json()

    assert (first["stories"], first["corrections"]) == (2, 0)
    edited, withdrawn = second["corrections"]
    assert (edited["item"], edited["kind"], edited["edition"]) == ("i1", "edited", "2024-10-28-am")
    assert edited["told"] == ["At least 14 soldiers were killed at the ford."]
    assert edited["now"] == ["At least 41 soldiers were killed at the ford."]
    assert (withdrawn["item"], withdrawn["kind"]) == ("i2", "retracted")
    assert [told["headline"] for told in second["closed"]] == [
        RIVER["headline"]
    ]  # what was taken back has no news to come
    assert headlines(second) == []
    assert second["footer"]["feeds_down"] == ["Wire"]
    assert third["corrections"] == []  # said once
    forms = [client.get(f"/v1/items/{item}?format=ninjs").json() for item in ("i1", "i2")]
    assert [(form["version"], form["pubstatus"]) for form in forms] == [("2", "usable"), ("2", "canceled")]
    for form in forms:
        NINJS.validate(form)
    text = " ".join(client.get(second_address(client), params={"format": "text"}).text.split())
    assert "“At least 14 soldiers were killed at the ford.” Courier has changed these words since." in text
    assert "“Vote in Ardenia”, which Ledger has withdrawn since." in text


def test_given_a_told_item_that_says_more_since_when_published_again_then_that_is_told(
    client: TestClient,
) -> None:
    store, now = client.sitrep.store, client.sitrep.now  # type: ignore[attr-defined]
    store.feeds.add(Feed("feed_1", "https://news.example/1.xml", "Wire", None, False, now(), FeedHealth(now())))
    tarmouk = NewsItem("i1", RIVER["headline"], RIVER["text"], outlet="Courier", published_at=SIX)
    vote = NewsItem("i2", "Vote in Ardenia", "The vote in Ardenia was held.", outlet="Ledger", published_at=SIX)

    def poll(*items: NewsItem, change: Change = Change.EDITED) -> None:
        entries = [SeenEntry(item, item.text, change) for item in items]
        store.feeds.record("feed_1", Poll(now(), Outcome.READ, 200, 0.1), FeedHealth(now()), entries)

    poll(tarmouk, vote, change=Change.FIRST)
    client.post(DAY + "-am").raise_for_status()
    more = "The army dismissed General Idris Kolo over the ford of Tarmouk."
    poll(
        replace(tarmouk, text=tarmouk.text.replace("14 soldiers", "41 soldiers") + f" {more}"),
        replace(vote, text="The  vote in Ardenia was held. Read more"),
    )

    second = client.get(client.post(DAY + "-pm").headers["location"]).json()
    third = client.get("/v1/briefs/tomorrow").json()

    [story] = [story for theme in second["themes"] for story in theme["stories"]]
    assert (story["state"], story["told_in"]) == ("developing", "2024-10-28-am")
    assert [sentence["text"] for sentence in story["sentences"]] == [more]
    assert story["new_facts"] == ["General Idris Kolo"]
    [notice] = second["corrections"]  # the new count stands there, and once
    assert notice["now"] == ["At least 41 soldiers were killed at the ford."]
    assert [closed["headline"] for closed in second["closed"]] == ["Vote in Ardenia"]
    assert second["footer"]["repeated"] == 0
    assert headlines(third) == []


def second_address(client: TestClient) -> str:
    return f"/v1/briefs/{client.get('/v1/briefs').json()['editions'][0]['id']}"


@pytest.mark.parametrize(
    ("method", "address", "status", "words"),
    [
        ("GET", DAY + "?published=true", 404, "was not published"),
        ("GET", "/v1/briefs/edition_" + "0" * 24, 404, "no edition"),
        ("GET", "/v1/briefs/edition_1", 422, "is no edition"),
        ("GET", "/v1/briefs/2024-10-28-xm", 422, "2024-10-28-am"),
        ("POST", NEXT, 422, "has not begun"),
        ("POST", "/v1/briefs/tomorrow", 422, "is no edition"),
        ("GET", "/v1/briefs/tomorrow?published=true", 404, "is a preview"),
        ("POST", DAY + "?theme=sports", 422, "foreign_conflict, elections"),
        ("POST", DAY + "?timezone=Mars/Base", 422, "Mars/Base"),
        ("GET", "/v1/briefs?cursor=x", 422, "cursor"),
    ],
)
def test_given_what_there_is_not_when_asked_then_the_problem_says_so(
    empty: TestClient, method: str, address: str, status: int, words: str
) -> None:
    answer = empty.request(method, address)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    if words in ("is no edition", "has not begun"):
        assert [error["parameter"] for error in answer.json()["errors"]] == ["date"]
    assert words in answer.json()["detail"]


@pytest.mark.parametrize(
    ("name", "media_type", "start"),
    [
        ("atom", "application/atom+xml", "<?xml"),
        ("jsonfeed", "application/feed+json", '{\n "version"'),
        ("calendar", "text/calendar; charset=utf-8", "BEGIN:VCALENDAR\r\n"),
        ("ninjs", "application/ninjs+json", '{"uri":"http://localhost/v1/briefs/2024-10-28'),
    ],
)
def test_given_a_format_when_asked_for_then_it_comes_under_its_media_type(
    make_client: MakeClient, name: str, media_type: str, start: str
) -> None:
    client = make_client()
    post(client, RIVER)

    named = client.get(DAY, params={"format": name})
    accepted = client.get(DAY, headers={"Accept": media_type.partition(";")[0]})

    assert named.headers["content-type"] == accepted.headers["content-type"] == media_type
    assert named.text == accepted.text
    assert named.text.startswith(start)


def test_given_the_feed_of_a_brief_when_read_then_it_is_dated_by_its_newest_item(client: TestClient) -> None:
    post(client, RIVER)

    feed = client.get(DAY + "?format=jsonfeed").json()

    assert (
        datetime.fromisoformat(feed["items"][0]["date_published"]).date() == datetime(2024, 10, 28, tzinfo=UTC).date()
    )
    assert client.get(feed["feed_url"].removeprefix("http://localhost")).json() == feed


ISSUE = """Troops cross the river at Tarmouk
The troops crossed the river at Tarmouk on Monday, and at least 14 soldiers were killed at the ford, the army said.

Correction: Friday’s issue misstated the number of soldiers killed at Amara. It was nine, not nineteen.

Vote in Ardenia moved to June
The vote in Ardenia was moved to June on Monday, after the court had found mistakes in the lists of voters.
"""


def test_given_an_issue_that_corrects_itself_when_briefed_then_that_is_quoted_once_and_told_as_no_news(
    client: TestClient,
) -> None:
    client.post(
        "/v1/newsletters?store=true&issued_on=2024-10-28&source=The%20Quay",
        content=ISSUE.encode(),
        headers={"content-type": "text/plain"},
    ).raise_for_status()

    live = client.get(DAY).json()
    first = client.get(client.post(DAY + "-am").headers["location"]).json()
    second = client.get(client.post(DAY + "-pm").headers["location"]).json()

    words = "Friday’s issue misstated the number of soldiers killed at Amara. It was nine, not nineteen."
    assert [(notice["kind"], notice["now"], notice["outlet"]) for notice in live["corrections"]] == [
        ("printed", [words], "The Quay")
    ]
    assert len(first["corrections"] + second["corrections"]) == 1
    assert "Amara" not in str(live["themes"])
