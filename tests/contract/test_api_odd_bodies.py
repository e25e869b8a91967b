"""Bodies as editors, spreadsheets and careless programs send them: each has an answer that says what to do."""

import json
import re

import pytest
from fastapi.testclient import TestClient

JSON, LINES = {"Content-Type": "application/json"}, {"Content-Type": "application/x-ndjson"}
BOM = b"\xef\xbb\xbf"
UNSEEN = ["\u200b\u2060", "\x01\x02", "\ufeff \u2028", "\u3164"]
# Where a string is sent, with ODD in its place, and the field that holds it.
STRINGS = [
    ("POST", "/v1/label", '{"items": [{"id": "a", "headline": "ODD", "text": "A war began"}]}', "#/items/0/headline"),
    ("POST", "/v1/label", '{"items": [{"id": "ODD", "headline": "A war began"}]}', "#/items/0/id"),
    ("POST", "/v1/items", '{"items": [{"headline": "A war began"}, {"text": "ODD"}]}', "#/items/1/text"),
    ("POST", "/v1/items", '{"items": [{"headline": "A war began", "outlet": "ODD"}]}', "#/items/0/outlet"),
    ("POST", "/v1/summaries", '{"documents": [{"id": "a", "text": "ODD"}]}', "#/documents/0/text"),
    ("POST", "/v1/corrections", '{"corrections": [{"text": "ODD", "themes": []}]}', "#/corrections/0/text"),
    ("PUT", "/v1/items/item_0/themes", '{"themes": [], "why": "ODD"}', "#/why"),
    ("POST", "/v1/subscriptions", '{"name": "Desk", "themes": ["elections", "ODD"]}', "#/themes"),
    ("POST", "/v1/themes", '{"name": "Border", "definition": "ODD", "positives": []}', "#/definition"),
    ("PATCH", "/v1/stories/story_0", '{"headline": "ODD"}', "#/headline"),
]


def test_given_json_with_a_byte_order_mark_when_posted_then_it_is_read(empty: TestClient) -> None:
    line = b'{"id": "a", "headline": "A war began"}'

    whole = empty.post("/v1/label", content=BOM + b'{"items": [' + line + b"]}", headers=JSON)
    lines = empty.post("/v1/label", content=BOM + line + b"\n" + line, headers=LINES)

    assert whole.json()["results"][0]["labels"] == ["foreign_conflict"]
    assert [json.loads(answer)["labels"] for answer in lines.text.splitlines()] == [["foreign_conflict"]] * 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the body is empty; send JSON"),
        (b" \n", "the body is empty; send JSON"),
        (BOM, "the body is empty; send JSON"),
        ('{"items": []}'.encode("utf-16"), "; send well-formed JSON in UTF-8"),
        (b'{"items": [{"id": "a", "headline": "caf\xe9"}]}', "; send well-formed JSON in UTF-8"),
    ],
)
def test_given_no_json_when_posted_then_the_answer_says_what_to_send(empty: TestClient, body: bytes, said: str) -> None:
    answer = empty.post("/v1/label", content=body, headers=JSON)

    assert answer.status_code == 400
    assert answer.json()["detail"].endswith(said)


@pytest.mark.parametrize("charset", ["base64", "hex", "rot13", "klingon", "utf-7", "unicode_escape"])
@pytest.mark.parametrize("address", ["/v1/label", "/v1/newsletters"])
def test_given_a_charset_that_decodes_no_text_when_posted_then_it_is_not_known(
    empty: TestClient, address: str, charset: str
) -> None:
    headers = {"Content-Type": f"text/plain; charset={charset}"}

    answer = empty.post(address, content=b"A war began.", headers=headers)

    assert answer.status_code == 415
    assert answer.json()["detail"] == f"charset {charset!r} is not known; send UTF-8"


@pytest.mark.parametrize("unseen", UNSEEN)
def test_given_a_text_of_invisible_marks_when_posted_then_it_is_empty(empty: TestClient, unseen: str) -> None:
    labelled = empty.post("/v1/label", json={"items": [{"id": "a", "headline": unseen, "text": unseen}]})
    alone = empty.post("/v1/label", content=unseen.encode(), headers={"Content-Type": "text/plain"})
    kept = empty.post("/v1/items", json={"items": [{"headline": "A war began"}, {"headline": unseen}]})

    assert [answer.status_code for answer in (labelled, alone, kept)] == [422, 422, 422]
    assert "headline and text are both empty" in kept.json()["detail"]
    assert empty.get("/v1/items").json()["items"] == []


@pytest.mark.parametrize(("method", "address", "body", "field"), STRINGS)
def test_given_a_string_with_nul_when_sent_then_the_answer_names_the_field_and_the_place(
    empty: TestClient, method: str, address: str, body: str, field: str
) -> None:
    answer = empty.request(method, address, content=body.replace("ODD", "A war\\u0000 began"), headers=JSON)

    errors = {error["pointer"]: error["detail"] for error in answer.json()["errors"]}
    assert answer.status_code == 422
    assert "holds NUL (U+0000) at character 5" in errors[field]


@pytest.mark.parametrize(("method", "address", "body", "field"), STRINGS)
def test_given_half_a_character_when_sent_then_it_is_no_json(
    empty: TestClient, method: str, address: str, body: str, field: str
) -> None:
    answer = empty.request(method, address, content=body.replace("ODD", "A war\\ud800 began"), headers=JSON)

    assert answer.status_code == 400
    assert "hex escape at line 1 column" in answer.json()["detail"]
    assert answer.json()["detail"].endswith(
        "; half a surrogate pair is no character: send both halves, or leave it out"
    )


def test_given_a_line_with_nul_when_labelled_then_it_alone_is_refused(empty: TestClient) -> None:
    body = '{"id": "a", "text": "\\u0000 war"}\n{"id": "b", "text": "A war\\u0007 began"}'

    answers = [json.loads(line) for line in empty.post("/v1/label", content=body, headers=LINES).text.splitlines()]

    assert answers[0]["error"]["errors"][0]["line"] == 1
    assert "#/text: holds NUL (U+0000) at character 0" in answers[0]["error"]["detail"]
    assert answers[1]["labels"] == ["foreign_conflict"]


def test_given_a_name_with_nul_when_a_newsletter_is_sent_then_the_parameter_is_named(empty: TestClient) -> None:
    text = {"Content-Type": "text/plain"}

    answer = empty.post("/v1/newsletters?source=Desk%00", content="A war began", headers=text)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "source"
    assert "holds NUL" in answer.json()["errors"][0]["detail"]


def test_given_a_headline_of_a_whole_text_when_posted_then_it_is_refused_and_nothing_is_kept(
    client: TestClient,
) -> None:
    longest = {"headline": "w" * 1000}

    kept = client.post("/v1/items", json={"items": [longest]})
    refused = client.post("/v1/items", json={"items": [{"headline": "A war began"}, {"headline": "w" * 1001}]})

    assert kept.status_code == 201
    assert refused.json()["errors"][0]["pointer"] == "#/items/1/headline"
    assert len(client.get("/v1/items").json()["items"]) == 1


def test_given_names_as_long_as_a_body_when_refused_then_the_answer_is_short(empty: TestClient) -> None:
    odd = empty.post("/v1/label", json={"items": [{"id": "a", "headline": "x", "z" * 100_000: 1}]})
    asked = empty.get("/v1/items", params={"z" * 20_000: "1"})

    assert odd.status_code == asked.status_code == 422
    assert "unknown field 'zzz" in odd.json()["detail"]
    assert re.search(r"unknown parameter 'z+…'; /docs lists", asked.json()["detail"])
    assert len(odd.content) + len(asked.content) < 4_000


@pytest.mark.parametrize(
    "url",
    ["ftp://paper.example/a", "https://ann:secret@paper.example/", "paper.example", "http://paper.example:65536/"],
)
def test_given_no_web_address_when_posted_then_the_answer_shows_how_one_is_written(empty: TestClient, url: str) -> None:
    answer = empty.post("/v1/items", json={"items": [{"headline": "A war began", "url": url}]})

    assert answer.status_code == 422
    assert "write it as https://host/path, without user name" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2029-10-29T00:00:00Z", "the item is dated 2029-10-29, more than five years after today, which is 2024-10-28"),
        ("9999-12-31T23:59:59Z", "9999-12-31 lies outside 1900-01-01 to 2999-12-31"),
        ("0001-01-01T00:00:00Z", "0001-01-01 lies outside"),
    ],
)
def test_given_an_item_of_an_impossible_time_when_posted_then_it_is_named_and_none_is_kept(
    empty: TestClient, at: str, said: str
) -> None:
    items = [{"headline": "A war began", "published_at": time} for time in ("2029-10-28T23:59:59Z", at)]

    answer = empty.post("/v1/items", json={"items": items})

    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["pointer"] == "#/items/1/published_at"
    assert error["detail"].startswith(said)


def test_given_a_story_when_renamed_then_its_headline_is_one_line_that_is_seen(client: TestClient) -> None:
    client.post("/v1/items", json={"items": [{"headline": "A war began", "published_at": "2024-10-28T10:00:00Z"}]})
    [story] = client.get("/v1/stories?date=2024-10-28").json()["stories"]

    renamed = client.patch(f"/v1/stories/{story['id']}", json={"headline": " The war\n\n# in the north "})
    unseen = client.patch(f"/v1/stories/{story['id']}", json={"headline": "\x00\u200b"})

    assert renamed.json()["headline"] == "The war # in the north"
    assert unseen.status_code == 422
    assert client.get(f"/v1/stories/{story['id']}").json()["headline"] == "The war # in the north"


def test_given_an_edition_by_its_id_when_asked_in_another_zone_then_that_is_not_passed_over(
    client: TestClient,
) -> None:
    client.post("/v1/items", json={"items": [{"headline": "A war began", "published_at": "2024-10-28T10:00:00Z"}]})
    address = f"/v1/briefs/{client.post('/v1/briefs/2024-10-28?theme=elections').json()['id']}"

    same = client.get(address, params={"timezone": "UTC", "theme": ["elections", "elections"]})
    zone = client.get(address, params={"timezone": "Europe/Berlin"})
    theme = client.get(address, params={"theme": "foreign_conflict"})

    assert same.status_code == 200
    assert (zone.status_code, theme.status_code) == (422, 422)
    assert zone.json()["errors"][0]["parameter"] == "timezone"
    assert theme.json()["detail"].startswith("theme: edition edition_")


def test_given_a_format_when_editions_are_listed_then_it_is_refused_since_they_come_as_json_alone(
    client: TestClient,
) -> None:
    answer = client.get("/v1/briefs?format=html")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "format"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_given_a_time_that_utc_does_not_have_when_sent_then_it_is_refused_and_nothing_breaks(
    client: TestClient, at: str
) -> None:
    line = json.dumps({"headline": "They vote", "themes": ["elections"], "when": at})

    corrected = client.post("/v1/corrections", content=line, headers=LINES)
    asked = client.get("/v1/models/log", params={"at": at})
    kept = client.post("/v1/items", json={"items": [{"headline": "They vote", "published_at": at}]})

    assert [answer.status_code for answer in (corrected, asked, kept)] == [422, 422, 422]
    assert "lies outside the calendar in UTC" in corrected.json()["detail"]
    assert asked.json()["errors"][0]["parameter"] == "at"


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/v1/subscriptions", {"send_at": "6:30"}, "#/send_at: write the time of day as HH:MM, such as 06:30"),
        ("/v1/subscriptions", {"email": "reader"}, "#/email: is no mail address; write one such as"),
        ("/v1/subscriptions", {"webhook": "paper"}, "#/webhook: is no web address; write it as https://"),
        ("/v1/subscriptions", {"quiet_days": ["someday"]}, "#/quiet_days/0: write mon, tue, wed,"),
        ("/v1/subscriptions", {"name": "a\nb"}, "#/name: write words in one line"),
        ("/v1/feeds", {"url": "https://paper.example/", "name": "\x1b[31m"}, "#/name: write words in one line"),
        ("/v1/feeds", {"url": "https://paper.example/", "name": "n" * 201}, "#/name: String should have at most 200"),
        ("/v1/training-runs", {"mode": "fast", "who": " "}, "#/who: write words: no reader would see anything"),
    ],
)
def test_given_a_field_of_another_form_when_posted_then_words_say_how_it_is_written(
    empty: TestClient, path: str, body: dict[str, object], said: str
) -> None:
    answer = empty.post(path, json=body)

    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(said)
    assert "pattern" not in answer.json()["detail"]


PDF = "%PDF-1.7\n1 0 obj\nTroops cross the river at Tarmouk.\n"


def test_given_a_pdf_when_posted_anywhere_then_it_is_named_and_nothing_is_kept(empty: TestClient) -> None:
    item = {"headline": "", "text": PDF}
    answers = [
        empty.post("/v1/label", content=PDF, headers={"Content-Type": "text/plain"}),
        empty.post("/v1/label", json={"items": [{"id": "a", **item}]}),
        empty.post("/v1/items", json={"items": [item]}),
        empty.post("/v1/newsletters?issued_on=2024-10-28", content=PDF, headers={"Content-Type": "text/plain"}),
        empty.post("/v1/summaries", json={"documents": [{"id": "a", "text": PDF}]}),
        empty.post(
            "/v1/themes", json={"name": "Fords", "definition": "River crossings.", "positives": [*"abcdefg", PDF]}
        ),
        empty.post("/v1/corrections", json={"corrections": [item | {"themes": []}]}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 7
    assert all("is a PDF, which is not read; send " in answer.json()["detail"] for answer in answers)
    assert empty.get("/v1/items").json()["items"] == []


@pytest.mark.parametrize(
    ("address", "body", "name"),
    [
        ("/v1/label", '{"items": [{"id": "a", "id": "b", "headline": "A war began"}]}', "id"),
        ("/v1/items", '{"items": [{"headline": "A war began"}], "items": [{"headline": "Voters queue"}]}', "items"),
        ("/v1/subscriptions", '{"send_at": "06:00", "send_at": "18:00"}', "send_at"),
    ],
)
def test_given_a_name_twice_in_one_object_when_posted_then_none_of_both_is_taken(
    empty: TestClient, address: str, body: str, name: str
) -> None:
    answer = empty.post(address, content=body, headers=JSON)

    assert answer.status_code == 422
    assert answer.json()["detail"] == f"one object gives {name!r} twice; give it once"
    assert empty.get("/v1/items").json()["items"] == []
