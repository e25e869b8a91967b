import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.contract.conftest import MakeClient
from tests.fakes import KeywordLabeller

TEXT = {"Content-Type": "text/plain; charset=utf-8"}
ISSUE = """Troops gather at the border
The army said on Monday that troops had gathered at the border with the neighbouring country for an exercise.
Officials in the capital called the gathering a threat and asked for a meeting of the security council.

Essential Reads
Key stories from the week:

Court rules on ballot rules
A court ruled on Friday that the ballot rules of three counties may stand until the day after the election ...
Full Story
"""


def post_issue(client: TestClient, query: str = "?issued_on=2024-10-28&source=Wire&store=true") -> dict[str, object]:
    answer = client.post("/v1/newsletters" + query, content=ISSUE.encode(), headers=TEXT)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_given_an_issue_when_posted_then_items_and_dropped_pieces_point_into_it(client: TestClient) -> None:
    address = "/v1/newsletters?issued_on=2024-10-28&store=false"
    answer = client.post(address, content=ISSUE.encode(), headers=TEXT).json()

    assert {"issue", "issued_on", "source", "items", "dropped", "model", "taxonomy"} == answer.keys()
    assert answer["issued_on"] == "2024-10-28"
    assert answer["items"]
    for item in answer["items"]:
        assert item["headline"] in ISSUE[item["start"] : item["end"]]
        assert {"id", "kind", "section", "outlet", "url", "starts_at", "truncated", "labels", "themes"} <= item.keys()
    assert client.get("/v1/items").json()["items"] == []


@pytest.mark.parametrize(("query", "kept"), [("?issued_on=2024-10-28", True), ("", False)])
def test_given_no_wish_when_posted_then_an_issue_is_kept_where_its_day_is_known(
    client: TestClient, query: str, kept: bool
) -> None:
    answer = post_issue(client, query)

    assert ("stored" in answer) is kept
    assert bool(client.get("/v1/items").json()["items"]) is kept


def test_given_an_issue_twice_when_stored_then_the_second_changes_nothing(client: TestClient) -> None:
    first = post_issue(client)
    listed = client.get("/v1/items").json()

    again = post_issue(client)

    count = len(first["items"])  # type: ignore[arg-type]
    assert first["stored"] == {"created": count, "existing": 0}
    assert client.get("/v1/items", params={"issue": first["issue"]}).json() == listed
    assert client.get("/v1/items?issue=issue_none").json() == {"items": [], "next_cursor": None}
    assert again == {**first, "stored": {"created": 0, "existing": count}}
    assert client.get("/v1/items").json() == listed


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("?issued_on=2024-02-30", 422, "issued_on"),
        ("?issued_on=1730073600", 422, "YYYY-MM-DD"),
        ("?issued_on=2024-10-28T00:00:00", 422, "issued_on"),
        ("?store=true", 422, "issued_on=YYYY-MM-DD"),
        ("?issued=2024-10-28", 422, "issued"),
        ("?store=maybe", 422, "store: write true or false"),
        ("?issued_on=2024-10-28&issued_on=2024-10-29", 422, "issued_on: is given 2 times"),
    ],
)
def test_given_a_bad_parameter_when_posted_then_the_problem_names_it(
    empty: TestClient, query: str, status: int, words: str
) -> None:
    answer = empty.post("/v1/newsletters" + query, content=ISSUE.encode(), headers=TEXT)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_given_an_issue_of_an_impossible_age_when_stored_then_it_is_refused(empty: TestClient) -> None:
    issue = f"---\ndate: 0001-01-01\n---\n# {ISSUE}"

    answer = empty.post("/v1/newsletters?store=true", content=issue, headers={"Content-Type": "text/markdown"})

    assert answer.status_code == 422
    assert "0001-01-01 lies outside" in answer.json()["detail"]


@pytest.mark.parametrize("media_type", ["application/pdf", "application/json", "", "text/plain garbage"])
def test_given_an_unknown_type_when_posted_then_the_accepted_ones_are_listed(
    empty: TestClient, media_type: str
) -> None:
    answer = empty.post("/v1/newsletters", content=b"x", headers={"Content-Type": media_type} if media_type else {})

    assert answer.status_code == 415
    assert "text/plain, text/markdown, text/html, message/rfc822" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("head", "day"), [("", None), ("Subject: Wire\nDate: Mon, 28 Oct 2024 06:00:00 +0000\n\n", "2024-10-28")]
)
def test_given_bytes_of_no_named_type_when_posted_then_they_are_told_by_their_beginning(
    empty: TestClient, head: str, day: str | None
) -> None:
    kind = {"Content-Type": "application/octet-stream"}

    answer = empty.post("/v1/newsletters?store=false", content=(head + ISSUE).encode(), headers=kind).json()

    assert answer["issued_on"] == day
    assert answer["items"][0]["headline"] == "Troops gather at the border"


@pytest.mark.parametrize("body", [b"", b"   \n", bytes(range(256)) * 20])
def test_given_nothing_to_split_when_posted_then_the_problem_says_so(empty: TestClient, body: bytes) -> None:
    answer = empty.post("/v1/newsletters", content=body, headers={"Content-Type": "text/plain"})

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid-newsletter"


def test_given_posted_items_when_shown_then_every_field_comes_back(client: TestClient) -> None:
    posted = {
        "headline": "Voters queue",
        "text": "They vote today.",
        "url": "HTTPS://Example.org:65535/a",
        "outlet": "The Paper",
        "source": "desk",
        "published_at": "2024-10-28T19:05:00+02:00",
    }

    answer = client.post("/v1/items", json={"items": [posted]})

    assert answer.status_code == 201
    [added] = answer.json()["items"]
    assert added["created"] is True
    assert added["labels"] == ["elections"]
    shown = client.get(f"/v1/items/{added['id']}").json()
    assert {**posted, "published_at": "2024-10-28T17:05:00Z"}.items() <= shown.items()
    assert shown["kind"] == "article"
    assert shown["model"] == "2026-11-22.1"
    assert shown["received_at"] == "2024-10-28T12:00:03Z"
    [sighting] = shown["sightings"]
    assert sighting["source"] == "desk"
    [version] = shown["versions"]
    assert (version["number"], version["change"], version["headline"]) == (1, "first", posted["headline"])
    assert shown["problems"] == []
    assert "evidence" not in shown["themes"][0]
    assert client.get(f"/v1/items/{added['id']}?evidence=true").json()["themes"][1]["evidence"]


def test_given_white_space_around_when_posted_then_it_is_no_part_of_the_item(client: TestClient) -> None:
    typeset = "\N{ZERO WIDTH SPACE} They\N{NO-BREAK SPACE}vo\N{SOFT HYPHEN}te."
    items = [{"headline": "  ", "text": "\n They vote.  "}, {"text": "They vote."}, {"text": typeset}]

    first, second, third = client.post("/v1/items", json={"items": items}).json()["items"]

    shown = client.get(f"/v1/items/{first['id']}").json()
    assert (shown["headline"], shown["text"]) == ("", "They vote.")
    assert second["id"] == third["id"] == first["id"]


def test_given_the_same_item_again_when_posted_then_it_is_there_once(client: TestClient) -> None:
    body = {"items": [{"headline": "Voters queue"}, {"headline": "Voters queue"}]}
    client.post("/v1/items", json=body)

    again = client.post("/v1/items", json=body)

    assert [item["created"] for item in again.json()["items"]] == [False, False]
    assert len(client.get("/v1/items").json()["items"]) == 1


def test_given_a_key_when_repeated_then_the_answer_is_the_same_to_the_byte(client: TestClient) -> None:
    def post(headline: str) -> tuple[int, bytes]:
        body = json.dumps({"items": [{"headline": headline}]})
        headers = {"Content-Type": "application/json", "Idempotency-Key": "abc"}
        answer = client.post("/v1/items", content=body, headers=headers)
        return answer.status_code, answer.content

    first, again, other = post("One"), post("One"), post("Two")

    assert first == again
    assert first[0] == 201
    assert other[0] == 409
    assert json.loads(other[1])["type"] == "/problems/key-conflict"
    assert len(client.get("/v1/items").json()["items"]) == 1


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"headline": " "}, "#/items/0: headline and text are both empty"),
        ({"headline": "x", "url": "javascript:alert(1)"}, "#/items/0/url: 'javascript:alert(1)' is no http"),
        ({"headline": "x", "url": "http://["}, "#/items/0/url"),
        ({"headline": "x", "published_at": "2024-10-28T10:00:00"}, "#/items/0/published_at"),
        ({"headline": "x", "published_at": "2024-13-28T10:00:00Z"}, "#/items/0/published_at"),
        ({"headline": "x", "published_at": 1708423200}, "#/items/0/published_at: is no RFC 3339"),
        ({"headline": "x", "published_at": "1708423200"}, "#/items/0/published_at: is no RFC 3339"),
        ({"headline": "x", "published_at": "2024-02-20T10:00Z"}, "#/items/0/published_at: is no RFC 3339"),
        ({"headline": "x", "published_at": "2024-10-28T23:59:60Z"}, "#/items/0/published_at: names no time of the cal"),
        ({"headline": "x", "published_at": "yesterday"}, "#/items/0/published_at"),
        ({"headline": "x", "published_at": "0001-01-01T00:00:00+10:00"}, "#/items/0/published_at"),
        ({"headline": "x", "title": "y"}, "#/items/0/title: unknown field 'title'"),
    ],
)
def test_given_a_bad_item_when_posted_then_none_is_kept(empty: TestClient, item: dict[str, object], words: str) -> None:
    answer = empty.post("/v1/items", json={"items": [item, {"headline": "good"}]})

    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert empty.get("/v1/items").json()["items"] == []


def test_given_stored_items_when_listed_then_pages_and_filters_hold(client: TestClient) -> None:
    for number in range(7):
        day = f"2024-10-2{number}T12:00:00Z"
        item = {"headline": f"vote {number}" if number % 2 else f"war {number}", "published_at": day, "source": "desk"}
        client.post("/v1/items", json={"items": [item]})

    def headlines(query: str) -> list[str]:
        return [item["headline"] for item in client.get("/v1/items" + query).json()["items"]]

    first = client.get("/v1/items?limit=3").json()
    rest = headlines(f"?limit=50&cursor={first['next_cursor']}")

    assert [item["headline"] for item in first["items"]] + rest == headlines("")
    assert len(headlines("")) == 7
    assert headlines("?theme=elections") == ["vote 5", "vote 3", "vote 1"]
    assert headlines("?from=2024-10-21&to=2024-10-22") == ["war 2", "vote 1"]
    assert headlines("?source=elsewhere") == []
    assert headlines("?kind=headline&limit=1") == ["war 6"]
    assert headlines("?words=wars") == ["war 6", "war 4", "war 2", "war 0"]
    found = client.get("/v1/items?words=war&limit=3").json()
    assert headlines(f"?words=war&limit=3&cursor={found['next_cursor']}") == ["war 0"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("theme=sports", "foreign_conflict, elections"),
        ("kind=rumour", "kind"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("cursor=nonsense", "cursor"),
        ("from=2024-02-30", "from"),
        ("colour=red", "colour"),
        ("words=", "words"),
        ("words=%26", "'&' holds no word to look for; type at least one"),
        ("words=%00", "words"),
        (f"words={'a' * 201}", "words"),
        ("words=a*", "a* begins too many words; give at least 3 letters"),
    ],
)
def test_given_a_bad_query_when_listed_then_the_problem_names_it(empty: TestClient, query: str, words: str) -> None:
    answer = empty.get(f"/v1/items?{query}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_given_a_new_model_when_a_day_is_read_then_its_items_are_labelled_again(
    make_client: MakeClient, tmp_path: Path
) -> None:
    labeller = KeywordLabeller()
    client = make_client(labeller)
    post_issue(client)
    asked = labeller.seen

    labeller.version = "2026-11-23.1"
    stories = client.get("/v1/stories?date=2024-10-28")
    models = {item["model"] for item in client.get("/v1/items").json()["items"]}
    labelled_again = labeller.seen - asked
    client.get("/v1/stories?date=2024-10-28")

    assert stories.status_code == 200
    assert models == {"2026-11-23.1"}
    assert labeller.seen - asked == labelled_again > 0


def test_given_stories_when_asked_then_each_names_its_items(client: TestClient) -> None:
    post_issue(client)

    stories = client.get("/v1/stories?date=2024-10-28").json()["stories"]
    story = client.get(f"/v1/stories/{stories[0]['id']}?date=2024-10-28").json()
    missing = client.get("/v1/stories/story_x?date=2024-10-28")

    assert [item["id"] for item in story["items"]] == stories[0]["items"]
    assert missing.status_code == 404


def test_given_documents_when_summarized_then_each_sentence_stands_in_its_source(client: TestClient) -> None:
    text = "The army moved troops to the border on Monday. Officials called the move a threat. Nobody was hurt."
    documents = [{"id": "d1", "text": text}, {"id": "d2", "text": text.replace("Monday", "Tuesday")}]

    summary = client.post("/v1/summaries", json={"documents": documents, "max_words": 20}).json()

    assert summary["sentences"]
    assert summary["words"] <= 20
    texts = {d["id"]: d["text"] for d in documents}
    for sentence in summary["sentences"]:
        source = sentence["sources"][0]
        assert texts[source["document"]][source["start"] : source["end"]] == sentence["text"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"documents": []}, "#/documents"),
        ({"documents": [{"id": "a", "text": ""}]}, "#/documents/0/text"),
        ({"documents": [{"id": "a", "text": "x"}], "max_words": 0}, "#/max_words"),
        ({"documents": [{"id": "a", "text": "x"}], "max_words": "50"}, "#/max_words"),
        ({"documents": [{"id": "a", "text": "x"}, {"id": "a", "text": "y"}]}, "stands 2 times"),
    ],
)
def test_given_bad_documents_when_summarized_then_the_problem_says_where(
    empty: TestClient, body: dict[str, object], words: str
) -> None:
    answer = empty.post("/v1/summaries", json=body)

    assert answer.status_code == 422
    assert words in answer.json()["detail"]


def test_given_names_in_several_lines_when_kept_then_they_stand_in_one_and_blank_ones_are_none(
    client: TestClient,
) -> None:
    posted = {"headline": "Troops cross", "outlet": " The\r\n Ledger\n", "source": "desk\u2028one"}
    blank = {"headline": "Voters queue", "outlet": " ", "source": ""}
    client.post("/v1/items", json={"items": [posted, blank]})
    letter = post_issue(client, "?issued_on=2024-10-28&source=The%0A%20Hill")
    [spoken] = client.get("/v1/items", params={"words": "cross"}).json()["items"]
    said = client.put(f"/v1/items/{spoken['id']}/themes", json={"themes": [], "who": " ada\n of the desk "}).json()

    kept = client.get("/v1/items", params={"kind": "headline"}).json()["items"]
    nameless = client.post("/v1/newsletters?source=%0A", content=ISSUE.encode(), headers=TEXT)

    assert {(item["outlet"], item["source"]) for item in kept} == {("The Ledger", "desk one"), (None, None)}
    assert letter["source"] == "The Hill"
    assert said["history"][0]["who"] == "ada of the desk"
    assert nameless.status_code == 422
    assert nameless.json()["detail"] == "source: is blank; give a name, or leave it out"
