import pytest
from fastapi.testclient import TestClient

from tests.contract.test_api_store import ISSUE, post_issue

DAY = "/v1/briefs/2024-10-28"


def test_given_a_stored_issue_when_briefed_then_each_sentence_stands_in_its_item(client: TestClient) -> None:
    post_issue(client)

    brief = client.get(DAY).json()

    assert (brief["date"], brief["timezone"]) == ("2024-10-28", "UTC")
    assert [theme["id"] for theme in brief["themes"]] == ["foreign_conflict", "elections"]
    sentences = [s for theme in brief["themes"] for story in theme["stories"] for s in story["sentences"]]
    assert sentences
    for sentence in sentences:
        source = sentence["sources"][0]
        item = client.get(f"/v1/items/{source['item']}").json()
        assert item[source["field"]][source["start"] : source["end"]] == sentence["text"]
        assert sentence["text"] in ISSUE


def test_given_posted_items_when_briefed_then_the_zone_decides_on_the_day(client: TestClient) -> None:
    item = {"headline": "Troops move", "text": "Troops moved at night.", "published_at": "2024-10-28T23:30:00Z"}
    client.post("/v1/items", json={"items": [item]})

    def items(day: str, zone: str) -> int:
        return int(client.get(f"/v1/briefs/{day}", params={"timezone": zone}).json()["footer"]["items"])

    assert items("2024-10-28", "UTC") == items("2024-10-29", "Europe/Berlin") == 1
    assert items("2024-10-28", "Europe/Berlin") == items("2024-10-29", "America/New_York") == 0


def test_given_an_event_announced_before_when_briefed_then_it_is_on_the_agenda(client: TestClient) -> None:
    issue = "On Tap Tomorrow\n\nThe institute will hold a talk about ballots tomorrow at 9:30 a.m.\n"
    headers = {"Content-Type": "text/plain"}
    read = client.post("/v1/newsletters?issued_on=2024-10-27&store=true", content=issue, headers=headers).json()
    assert [item["starts_at"] for item in read["items"]] == ["2024-10-28T09:30"]

    agendas = [client.get(f"/v1/briefs/2024-10-{day}").json()["agenda"] for day in (26, 27, 28, 29)]

    assert [len(agenda) for agenda in agendas] == [0, 1, 1, 0]


@pytest.mark.parametrize("day", ["2020-01-01", "1900-01-01", "2999-12-31"])
def test_given_a_day_without_items_when_briefed_then_the_brief_says_so(empty: TestClient, day: str) -> None:
    answer = empty.get(f"/v1/briefs/{day}?timezone=Pacific/Kiritimati")

    assert answer.status_code == 200
    assert [bool(theme["note"]) for theme in answer.json()["themes"]] == [True, True]


@pytest.mark.parametrize(
    ("accept", "query", "media_type", "start"),
    [
        ("*/*", "", "application/json", '{"'),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "", "text/html; charset=utf-8", "<!doctype html>"),
        ("text/*;q=0.5, text/plain", "", "text/plain; charset=utf-8", "BRIEF"),
        ("text/markdown", "", "text/markdown; charset=utf-8", "# "),
        ("text/markdown;q=0, application/json;q=0.1", "", "application/json", '{"'),
        ("text/html", "?format=markdown", "text/markdown; charset=utf-8", "# "),
        ("", "?format=text", "text/plain; charset=utf-8", "BRIEF"),
    ],
)
def test_given_a_wish_when_briefed_then_it_comes_in_that_format(
    client: TestClient, accept: str, query: str, media_type: str, start: str
) -> None:
    post_issue(client)

    answer = client.get(DAY + query, headers={"Accept": accept})

    assert answer.headers["content-type"] == media_type
    assert answer.text.lower().startswith(start.lower())


def test_given_themes_when_briefed_then_only_those_come_in_that_order(client: TestClient) -> None:
    post_issue(client)

    themes = client.get(DAY + "?theme=elections&theme=foreign_conflict&theme=elections").json()["themes"]

    assert [theme["id"] for theme in themes] == ["elections", "foreign_conflict"]


@pytest.mark.parametrize(
    ("address", "accept", "status", "words"),
    [
        ("/v1/briefs/2024-02-30", "*/*", 422, "date: '2024-02-30' is no day of the calendar"),
        ("/v1/briefs/today", "*/*", 422, "YYYY-MM-DD"),
        ("/v1/briefs/20241028", "*/*", 422, "YYYY-MM-DD"),
        (DAY + "?timezone=Mars/Olympus", "*/*", 422, "Mars/Olympus"),
        (DAY + "?timezone=../../etc/passwd", "*/*", 422, "time zone"),
        (DAY + "?timezone=America", "*/*", 422, "time zone"),
        (DAY + "?timezone=%00", "*/*", 422, "timezone: holds NUL"),
        (DAY + "?theme=sports", "*/*", 422, "foreign_conflict, elections"),
        (DAY + "?format=pdf", "*/*", 422, "format"),
        (DAY + "?tz=UTC", "*/*", 422, "tz"),
        (DAY, "application/pdf", 406, "text/markdown"),
    ],
)
def test_given_a_bad_request_when_briefed_then_the_problem_says_what(
    empty: TestClient, address: str, accept: str, status: int, words: str
) -> None:
    answer = empty.get(address, headers={"Accept": accept})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
