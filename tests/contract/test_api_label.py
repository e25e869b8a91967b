import json

import pytest
from fastapi.testclient import TestClient

from tests.contract.conftest import MakeClient

WAR = {"id": "a1", "headline": "Verania begins air strikes on Tarmouk", "text": ""}
SPORT = {"id": "a2", "headline": "", "text": "The team won again."}
LINES = {"Content-Type": "application/x-ndjson"}


def test_given_a_list_when_labelled_then_each_item_has_its_themes_in_order(client: TestClient) -> None:
    answer = client.post("/v1/label", json={"items": [WAR, SPORT]}).json()

    assert answer["model"] == "2026-11-22.1"
    assert answer["taxonomy"] == "2026.1"
    assert [(r["id"], r["labels"]) for r in answer["results"]] == [("a1", ["foreign_conflict"]), ("a2", [])]
    assert answer["results"][0]["themes"][0] == {
        "id": "foreign_conflict",
        "probability": 0.9,
        "decision": "yes",
        "threshold": 0.5,
        "unsure_from": 0.3,
    }
    assert {"language", "truncated", "notes"} <= answer["results"][0].keys()


def test_given_evidence_asked_for_when_labelled_then_the_spans_point_into_the_item(client: TestClient) -> None:
    item = {"id": "a1", "headline": "On troops", "text": "Later they vote."}

    [result] = client.post("/v1/label?evidence=true", json={"items": [item]}).json()["results"]

    spans = [span for theme in result["themes"] for span in theme["evidence"]]
    assert [(s["field"], s["text"]) for s in spans] == [("headline", "troops"), ("text", "vote")]
    assert all(item[s["field"]][s["start"] : s["end"]] == s["text"] for s in spans)


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        ("A war\nBegan today.\n", "headline"),
        ("A war began today.", "text"),
        ("\ufeff  A war began \n\n", "text"),
        ("A war " + "x" * 300 + "\nmore", "text"),
    ],
)
def test_given_one_text_when_labelled_then_a_short_first_line_is_its_headline(
    empty: TestClient, body: str, headline: str
) -> None:
    answer = empty.post("/v1/label?evidence=true", content=body, headers={"Content-Type": "text/plain"}).json()

    [result] = answer["results"]
    assert result["labels"] == ["foreign_conflict"]
    [span] = result["themes"][0]["evidence"]
    assert span["field"] == headline
    assert result[span["field"]][span["start"] : span["end"]] == span["text"]


def test_given_a_list_when_labelled_then_the_texts_are_not_sent_back(client: TestClient) -> None:
    [result] = client.post("/v1/label", json={"items": [WAR]}).json()["results"]

    assert not {"headline", "text"} & result.keys()


def test_given_another_charset_when_labelled_then_the_text_is_read_in_it(client: TestClient) -> None:
    body = "Überfall: troops in Köln".encode("latin-1")

    said = client.post("/v1/label?evidence=1", content=body, headers={"Content-Type": "text/plain; charset=ISO-8859-1"})
    unsaid = client.post("/v1/label", content=body, headers={"Content-Type": "text/plain"})

    assert said.json()["results"][0]["themes"][0]["evidence"][0]["start"] == 10
    assert unsaid.status_code == 422
    assert "UTF-8" in unsaid.json()["detail"]


def test_given_lines_when_labelled_then_a_bad_one_fails_alone(make_client: MakeClient) -> None:
    client = make_client(max_line_bytes=200)
    lines = [
        json.dumps(WAR),
        "{broken",
        "",
        json.dumps({"id": "a3", "headline": "", "text": " "}),
        json.dumps({"id": "a4", "heading": "x"}),
        json.dumps({"id": "a5", "text": "x" * 300}),
        json.dumps(SPORT),
    ]

    answer = client.post("/v1/label", content="\n".join(lines) + "\n", headers=LINES)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    out = [json.loads(line) for line in answer.text.splitlines()]
    assert [o["line"] for o in out] == [1, 2, 4, 5, 6, 7]  # the blank one is passed over
    assert [o.get("id") for o in out] == ["a1", None, None, None, None, "a2"]
    assert [o["error"]["status"] for o in out if "error" in o] == [400, 422, 422, 413]
    assert out[1]["error"]["detail"] == "Invalid JSON: key must be a string at column 2; send well-formed JSON in UTF-8"
    assert out[2]["error"]["errors"] == [
        {"detail": "headline and text are both empty; give at least one of them", "pointer": "#", "line": 4}
    ]
    assert out[3]["error"]["errors"][0] == {"detail": "unknown field 'heading'", "pointer": "#/heading", "line": 5}


@pytest.mark.parametrize("name", ["application/ndjson", "application/jsonl; charset=utf-8"])
def test_given_lines_under_another_of_their_names_when_labelled_then_they_are_read(
    client: TestClient, name: str
) -> None:
    answer = client.post("/v1/label", content=json.dumps(WAR), headers={"Content-Type": name})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    assert (answer.json()["id"], answer.json()["labels"]) == ("a1", ["foreign_conflict"])


def test_given_many_lines_when_labelled_then_all_are_answered_in_order(client: TestClient) -> None:
    lines = "\n".join(json.dumps({"id": str(n), "text": "war" if n % 3 else "peace"}) for n in range(100))

    answer = client.post("/v1/label", content=lines, headers=LINES)

    out = [json.loads(line) for line in answer.text.splitlines()]
    assert [o["id"] for o in out] == [str(n) for n in range(100)]
    assert [bool(o["labels"]) for o in out] == [bool(n % 3) for n in range(100)]


@pytest.mark.parametrize(
    ("media_type", "body", "status", "words"),
    [
        ("application/json", b"", 400, "JSON"),
        ("application/json", b"{broken", 400, "JSON"),
        ("application/json", b'{"items": [{"id": "a", "text": "\xff"}]}', 400, "JSON"),
        ("application/json", b'{"items": [{"id": "a", "text": "\\ud800"}]}', 400, "JSON"),
        ("application/json", b"[" * 100_000, 400, "JSON"),
        ("application/json", b"[]", 422, "object"),
        ("application/json", b"{}", 422, "#/items: Field required"),
        ("application/json", b'{"items": []}', 422, "#/items: "),
        ("application/json", b'{"items": [{"id": "a", "text": "x", "body": "y"}]}', 422, "#/items/0/body: unknown"),
        ("application/json", b'{"items": [{"id": "a", "text": "x"}], "extra": 1}', 422, "#/extra: unknown"),
        ("application/json", b'{"items": [{"text": "x"}]}', 422, "#/items/0/id"),
        ("application/json", b'{"items": [{"id": "a", "text": 7}]}', 422, "#/items/0/text"),
        ("application/json", b'{"items": [{"id": "a"}]}', 422, "#/items/0: headline and text are both empty"),
        ("text/plain", b"", 422, "empty"),
        ("text/plain", b" \n\t ", 422, "empty"),
        ("text/plain", b"\x00\x01\x02", 422, "NUL"),
        ("text/plain", b"\x89PNG\xff\xfe", 422, "decoded"),
        ("text/plain; charset=punycode", b"x", 415, "charset"),
        ("text/plain; charset=zlib", b"x", 415, "charset"),
        ("text/plain; charset=nonsense", b"x", 415, "charset"),
        ("application/x-ndjson", b"", 422, "no line"),
        ("application/x-ndjson", b"\n\n", 422, "no line"),
        ("application/octet-stream", b"x", 415, "application/json, text/plain, application/x-ndjson"),
        ("garbage", b"x", 415, "garbage"),
        ("", b"x", 415, "Content-Type"),
        ("text/html", b"<p>x", 415, "text/html"),
    ],
)
def test_given_a_bad_body_when_labelled_then_a_problem_says_what_and_where(
    empty: TestClient, media_type: str, body: bytes, status: int, words: str
) -> None:
    headers = {"Content-Type": media_type} if media_type else {}

    answer = empty.post("/v1/label", content=body, headers=headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"].startswith("/problems/")
    assert words in problem["detail"]
    assert problem["instance"] == "/v1/label"
    assert empty.get(problem["type"]).status_code == 200


def test_given_too_many_items_when_labelled_then_the_limit_is_named(make_client: MakeClient) -> None:
    client = make_client(max_items=3, max_lines=4)
    items = [{"id": str(n), "text": "x"} for n in range(5)]

    listed = client.post("/v1/label", json={"items": items})
    lines = client.post("/v1/label", content="\n".join(map(json.dumps, items)), headers=LINES)

    assert (listed.status_code, lines.status_code) == (413, 413)
    assert "at most 3" in listed.json()["detail"]
    assert "at most 4" in lines.json()["detail"]
