"""Stories over HTTP: kept, ranked with reasons, and a person's hand wins."""

from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from news.newsletter import split
from serving.app import create_app
from serving.briefs import story_desk
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.sqlite.store import open_store
from tests.fakes import Clock, KeywordLabeller
from tests.unit.test_duplicates import AGENCY, FLOOD, OTHER_WRITER

DAY, NEXT = "2024-10-28", "2024-10-29"
FORD = "Rebels seize the river ford at Tarmouk"
FORD_TEXT = (
    "Rebels seized the river ford at Tarmouk after two days of shelling, the army said. At least 14 soldiers were "
    "killed when the garrison fell, according to the defence ministry."
)
FORD_AGAIN = (
    "The garrison at Tarmouk fell to rebels after shelling, cutting the road to the river ford, the army said. At "
    "least 14 soldiers were killed."
)
VOTE_TEXT = "Voters in Ardenia queue at the ballot boxes for a new governor, and early turnout is high in every county."


def item(headline: str, text: str, outlet: str, day: str = DAY, hour: int = 8) -> dict[str, str]:
    return {"headline": headline, "text": text, "outlet": outlet, "published_at": f"{day}T{hour:02}:00:00Z"}


def post(client: TestClient, *items: dict[str, str]) -> list[str]:
    return [created["id"] for created in client.post("/v1/items", json={"items": list(items)}).json()["items"]]


def stories(client: TestClient, day: str = DAY) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/v1/stories?date={day}").json()["stories"]
    return found


def two_stories(client: TestClient) -> tuple[str, str]:
    """Ids of a story of two items, and of one of one."""
    post(
        client,
        item(FORD, FORD_TEXT, "Courier"),
        item("Tarmouk garrison falls", FORD_AGAIN, "Harbour Post", hour=9),
        item("Ardenia votes", VOTE_TEXT, "Ledger"),
    )
    first, second = stories(client)
    return first["id"], second["id"]


def test_given_reports_of_one_event_when_listed_then_the_reasons_for_their_place_are_told(client: TestClient) -> None:
    two_stories(client)

    first, second = stories(client)

    assert (len(first["items"]), first["publishers"], first["single_source"]) == (2, ["courier", "harbour post"], False)
    assert second["single_source"]
    assert first["score"] > second["score"]
    assert first["score"] == pytest.approx(sum(part["points"] for part in first["parts"]), abs=0.002)
    assert first["why"] == ["2 outlets"]


def test_given_no_date_when_stories_are_listed_page_by_page_then_they_are_the_newest_days_each_once(
    client: TestClient,
) -> None:
    empty = client.get("/v1/stories").json()
    two_stories(client)
    first = client.get("/v1/stories?limit=1").json()
    post(client, item("Rain in Ardenia", "Rain fell in Ardenia all day.", "Ledger", NEXT))
    second = client.get(f"/v1/stories?limit=1&cursor={first['next_cursor']}").json()

    assert (empty["date"], empty["stories"], empty["next_cursor"]) == (None, [], None)
    assert first["date"] == second["date"] == DAY
    assert [story["id"] for story in first["stories"] + second["stories"]] == [s["id"] for s in stories(client)]
    assert second["next_cursor"] is None
    assert client.get("/v1/stories").json()["date"] == NEXT
    for wrong in (f"date={NEXT}&cursor={first['next_cursor']}", "cursor=__________8"):
        refused = client.get(f"/v1/stories?{wrong}")
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, "cursor")


def test_given_news_between_two_pages_when_listed_then_no_story_is_met_twice_or_missed(client: TestClient) -> None:
    before = two_stories(client)
    post(client, item("Port of Amara hit", "Two strikes of troops hit the port of Amara.", "Echo"))
    listed = [story["id"] for story in stories(client)]
    page = client.get("/v1/stories?limit=1").json()
    found = page["stories"]
    others = [
        ("Echo", "Turnout in Ardenia is high as voters choose a governor at the ballot box."),
        ("Gazette", "Long lines of voters stand at ballot boxes all over Ardenia, whose new governor is chosen today."),
        ("Star", "Ardenia's counties report early turnout above that of four years ago in the vote for a governor."),
    ]

    while page["next_cursor"]:
        post(client, *(item("Ardenia votes for a governor", text, name, hour=11) for name, text in others))
        page = client.get(f"/v1/stories?limit=1&cursor={page['next_cursor']}").json()
        found += page["stories"]

    assert [story["id"] for story in found] == listed
    assert stories(client)[0]["id"] == before[1]  # it had risen to the first place meanwhile


@pytest.mark.parametrize(
    ("times", "zone", "why"),
    [
        # Two in the afternoon and six in Los Angeles: in UTC the day after.
        (("2024-10-28T21:00:00Z", "2024-10-29T01:00:00Z"), "America/Los_Angeles", []),
        (("2024-10-28T21:00:00Z", "2024-10-29T01:00:00Z"), "UTC", ["day 2"]),
        # Ten in the evening, and the next afternoon: one day in UTC.
        (("2024-10-29T05:00:00Z", "2024-10-29T21:00:00Z"), "America/Los_Angeles", ["day 2"]),
        (("2024-10-29T05:00:00Z", "2024-10-29T21:00:00Z"), "UTC", []),
    ],
)
def test_given_a_story_over_midnight_when_its_days_are_counted_then_they_are_the_readers(
    client: TestClient, times: tuple[str, str], zone: str, why: list[str]
) -> None:
    first, second = item(FORD, FORD_TEXT, "Courier"), item("Tarmouk garrison falls", FORD_AGAIN, "Courier")
    post(client, {**first, "published_at": times[0]}, {**second, "published_at": times[1]})
    day = NEXT if zone == "UTC" or why else DAY

    [story] = client.get(f"/v1/stories?date={day}&timezone={zone}").json()["stories"]

    assert [words for words in story["why"] if words.startswith("day")] == why


def test_given_tomorrows_items_when_they_come_then_ids_stay_and_the_story_goes_on(client: TestClient) -> None:
    ford, vote = two_stories(client)

    post(client, item("Rebels hold Tarmouk ford", FORD_TEXT.replace("seized", "still hold"), "Ledger", NEXT, 1))
    listed = {story["id"] for story in stories(client)}
    [tomorrow] = stories(client, NEXT)

    assert listed == {ford, vote}
    assert tomorrow["id"] == ford
    assert "day 2" in tomorrow["why"]
    shown = client.get(f"/v1/stories/{ford}").json()
    assert (shown["first_day"], shown["last_day"], len(shown["items"])) == (DAY, NEXT, 3)
    assert len(client.get(f"/v1/stories/{ford}?date={NEXT}").json()["items"]) == 1
    assert client.get(f"/v1/stories/{vote}?date={NEXT}").status_code == 404


def test_given_agency_copy_when_it_comes_in_other_outlets_then_it_is_linked_and_no_source(client: TestClient) -> None:
    first, copy, other = post(
        client,
        item(FLOOD.headline, FLOOD.text, "Courier"),
        item("Villages cut off by the Ostra", AGENCY.text, "Ledger", hour=9),
        item(OTHER_WRITER.headline, OTHER_WRITER.text, "Harbour Post", hour=10),
    )

    told = {name: client.get(f"/v1/items/{name}/copies").json() for name in (first, copy, other)}
    [story] = [story for story in stories(client) if first in story["items"]]

    assert told[copy]["original"] == told[first]["original"] == first
    assert [found["item"] for found in told[first]["copies"]] == [copy]
    assert told[copy]["likeness"] > 0.9
    assert (told[other]["original"], told[other]["copies"]) == (other, [])
    assert copy in story["items"]
    assert "ledger" not in story["publishers"]
    assert client.get("/v1/items/item_x/copies").status_code == 404
    [kept] = client.get(f"/v1/stories/{story['id']}").json()["copies"]
    assert (kept["item"], kept["original"]) == (copy, first)


def test_given_two_stories_when_merged_then_one_is_left_and_both_ids_lead_to_it(client: TestClient) -> None:
    ford, vote = two_stories(client)

    merged = client.post(f"/v1/stories/{ford}/merge", json={"stories": [vote], "who": "Ann"})

    assert (merged.status_code, merged.json()["id"], len(merged.json()["items"])) == (200, ford, 3)
    assert client.get(f"/v1/stories/{vote}").json()["id"] == ford
    assert [story["id"] for story in stories(client)] == [ford]
    [hand] = merged.json()["hands"]
    assert (hand["action"], hand["who"], hand["detail"]["stories"]) == ("merge", "Ann", [vote])
    assert client.post(f"/v1/stories/{ford}/merge", json={"stories": [vote]}).status_code == 422


def test_given_a_story_when_split_then_the_parts_stay_apart_whatever_comes(client: TestClient) -> None:
    ford, _ = two_stories(client)
    second = client.get(f"/v1/stories/{ford}").json()["items"][1]["id"]

    new = client.post(f"/v1/stories/{ford}/split", json={"items": [second], "headline": "The garrison"}).json()
    post(
        client, item("Army admits loss of Tarmouk", FORD_AGAIN + " The army admitted the loss.", "Nordic Wire", hour=11)
    )
    listed = {story["id"]: story["items"] for story in stories(client)}

    assert (new["headline"], new["renamed"], [found["id"] for found in new["items"]]) == (
        "The garrison",
        True,
        [second],
    )
    assert second in listed[new["id"]]
    assert second not in listed[ford]
    assert [hand["action"] for hand in client.get(f"/v1/stories/{ford}").json()["hands"]] == ["split"]


def test_given_a_headline_of_a_persons_when_items_and_briefs_come_then_it_stands(client: TestClient) -> None:
    ford, _ = two_stories(client)

    renamed = client.patch(f"/v1/stories/{ford}", json={"headline": " The fall of Tarmouk ", "who": "Ann"}).json()
    post(client, item("Tarmouk: what we know", FORD_TEXT + " Aid groups said 3,000 fled.", "Ledger", hour=12))

    assert (renamed["headline"], renamed["renamed"]) == ("The fall of Tarmouk", True)
    assert {story["id"]: story["headline"] for story in stories(client)}[ford] == "The fall of Tarmouk"
    assert client.get(f"/v1/stories/{ford}").json()["hands"][0]["detail"] == {"headline": "The fall of Tarmouk"}


@pytest.mark.parametrize(
    ("action", "body", "status", "words"),
    [
        ("merge", {"stories": []}, 422, "#/stories"),
        ("merge", {"stories": ["story_x"]}, 404, "story_x"),
        ("merge", {"stories": ["FORD"]}, 422, "already"),
        ("split", {"items": ["item_x"]}, 422, "item_x"),
        ("split", {"items": ["ALL"]}, 422, "all items"),
        ("split", {"items": ["item_x"], "headline": " "}, 422, "#/headline"),
    ],
)
def test_given_a_hand_that_cannot_be_done_when_asked_then_the_problem_says_why(
    client: TestClient, action: str, body: dict[str, list[str]], status: int, words: str
) -> None:
    ford, _ = two_stories(client)
    held = [found["id"] for found in client.get(f"/v1/stories/{ford}").json()["items"]]
    named = {"FORD": [ford], "ALL": held}
    body = {key: named.get(value[0], value) if value else value for key, value in body.items()}

    answer = client.post(f"/v1/stories/{ford}/{action}", json=body)

    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert client.patch("/v1/stories/story_x", json={"headline": "A"}).status_code == 404


def test_given_a_service_that_starts_again_when_asked_then_stories_and_hands_are_there(tmp_path: Path) -> None:
    def start() -> TestClient:
        clock = Clock()
        store = stack.enter_context(closing(open_store(tmp_path, clock)))
        sitrep = Sitrep(KeywordLabeller(), store, split=split, now=clock, manifest={"format": 1, "themes": []})
        return stack.enter_context(TestClient(create_app(sitrep, Settings(home=tmp_path)), base_url="http://localhost"))

    with ExitStack() as stack:
        client = start()
        ford, vote = two_stories(client)
        before = client.post(f"/v1/stories/{ford}/merge", json={"stories": [vote]}).json()
    with ExitStack() as stack:
        after = start().get(f"/v1/stories/{ford}").json()

    assert after == before


def test_given_a_brief_when_read_then_it_names_the_kept_stories(client: TestClient) -> None:
    ford, vote = two_stories(client)

    brief = client.get(f"/v1/briefs/{DAY}").json()

    assert {story["id"] for theme in brief["themes"] for story in theme["stories"]} <= {ford, vote}


def test_given_a_story_page_when_its_forms_are_sent_then_the_hand_is_kept_and_shown(client: TestClient) -> None:
    ford, vote = two_stories(client)

    page = client.get(f"/stories/{ford}").text
    renamed = client.post(f"/stories/{ford}/rename", data={"headline": "The <ford>", "who": "Ann"})
    merged = client.post(f"/stories/{ford}/merge", data={"story": [vote]})
    empty = client.post(f"/stories/{ford}/split", data={})
    unmerged = client.post(f"/stories/{ford}/merge", data={})

    assert "2 publishers in words of their own" in page
    assert "single source" not in page
    assert renamed.status_code == 200
    assert "The &lt;ford&gt;" in renamed.text
    assert "Ann" in renamed.text
    assert "1 story with 1 item merged into it" in merged.text
    assert (empty.status_code, "Tick at least one item to be taken out of this story." in empty.text) == (422, True)
    assert "Tick at least one story to be merged into this one." in unmerged.text
    assert client.get("/stories/story_x").status_code == 404


def test_given_more_stories_than_are_offered_for_merging_when_looked_for_then_words_and_day_find_any_of_them(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serving.web.story_pages.BESIDE", 1)
    ford, vote = two_stories(client)
    post(client, item("Bridge opens in Elm", "The mayor cut a ribbon on the bridge in Elm, and it rained.", "Ledger"))
    post(client, item("Ferry sinks in Elm", "The ferry of Elm sank at its mooring, empty.", "Ledger", NEXT))
    bridge = next(story["id"] for story in stories(client) if story["id"] not in (ford, vote))
    [ferry] = [story["id"] for story in stories(client, NEXT)]

    def offered(query: str = "") -> tuple[list[str], str]:
        page = client.get(f"/stories/{ford}{query}").text
        return [one for one in (vote, bridge, ferry) if f'name="story" value="{one}"' in page], page

    first, shown = offered()

    assert len(first) == 1
    assert f"1 more of {DAY} rank below these" in shown
    assert [offered(f"?find=ELM+bridge&on={DAY}")[0], offered("?find=ardenia")[0]] == [[bridge], [vote]]
    assert offered(f"?on={NEXT}")[0] == [ferry]
    assert "No other story of 2024-10-28 has all of these words" in offered("?find=bridge+ardenia")[1]
    assert client.get(f"/stories/{ford}?on=2024-02-30").status_code == 422


def test_given_a_loop_at_work_when_stories_are_asked_for_then_the_refusal_says_when_to_come_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story_desk, "PATIENCE_S", 0.0)
    desk = client.sitrep.desk  # type: ignore[attr-defined]
    desk.tick(desk._now())
    client.post("/v1/items", json={"items": [{"headline": "Troops at Tarmouk"}]})

    with desk._sorting:  # as the loop holds it
        answer = client.get("/v1/stories")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


def test_given_a_disk_that_takes_nothing_when_asked_then_what_is_sorted_is_told_and_what_is_left_out_counted(
    client: TestClient,
) -> None:
    post(client, item(FORD, f"{FORD_TEXT} Its troops had fled.", "Courier"))
    [ford] = stories(client)
    post(client, item("Voters queue", VOTE_TEXT, "Ledger"))
    writer = client.sitrep.store._writer  # type: ignore[attr-defined]
    writer.execute("PRAGMA query_only = ON")

    listed = client.get("/v1/stories", params={"date": DAY}).json()
    brief = client.get(f"/v1/briefs/{DAY}", params={"format": "json"}).json()
    refused = client.post("/v1/items", json={"items": [{"headline": "Bakers open late"}]})

    assert ([story["id"] for story in listed["stories"]], listed["unsorted"]) == ([ford["id"]], 1)
    assert [story["headline"] for theme in brief["themes"] for story in theme["stories"]] == [FORD]
    assert (brief["footer"]["items"], brief["footer"]["unsorted"]) == (2, 1)
    assert "1 item is in no story and not told" in client.get("/").text
    assert (refused.status_code, client.post(f"/v1/briefs/{DAY}").status_code) == (503, 503)
    assert client.get("/readyz").json() == {"status": "read_only"}

    writer.execute("PRAGMA query_only = OFF")

    assert client.get("/readyz").json() == {"status": "ok"}
    assert len(stories(client)) == 2
