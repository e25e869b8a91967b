"""Corrections over HTTP: what a person says beats the model, is kept with its history, and travels as files."""

import csv
import io
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contract.conftest import MakeClient
from tests.fakes import KeywordLabeller

DAY = "2024-10-28"
CSV, LINES = {"Content-Type": "text/csv"}, {"Content-Type": "application/x-ndjson"}


def keep(client: TestClient, headline: str = "Voters queue", text: str = "They vote.") -> str:
    item = {"headline": headline, "text": text, "published_at": f"{DAY}T09:00:00Z"}
    return str(client.post("/v1/items", json={"items": [item]}).json()["items"][0]["id"])


def put(client: TestClient, item: str, **said: Any) -> Any:
    return client.put(f"/v1/items/{item}/themes", json=said)


def labels_everywhere(client: TestClient, item: str) -> list[Any]:
    listed = {found["id"]: found for found in client.get("/v1/items").json()["items"]}[item]["labels"]
    shown = client.get(f"/v1/items/{item}").json()["labels"]
    afresh = client.get(f"/v1/items/{item}?evidence=true").json()["labels"]
    by_theme = [
        theme
        for theme in ("foreign_conflict", "elections")
        if item in {found["id"] for found in client.get(f"/v1/items?theme={theme}").json()["items"]}
    ]
    brief = client.get(f"/v1/briefs/{DAY}").json()
    told = [theme["id"] for theme in brief["themes"] if item in json.dumps(theme)]
    return [listed, shown, afresh, by_theme, told]


def test_given_a_row_without_an_id_when_typeset_otherwise_then_it_speaks_of_the_stored_item(client: TestClient) -> None:
    item = keep(client, "Voters queue", "They vote at noon.")
    row = {"headline": "Voters\N{NO-BREAK SPACE}queue", "text": "They vote at\N{NARROW NO-BREAK SPACE}noon."}

    client.post("/v1/corrections", json={"corrections": [row | {"themes": ["foreign_conflict"]}]})

    assert client.get(f"/v1/items/{item}").json()["labels"] == ["foreign_conflict"]


def test_given_a_correction_when_the_item_is_shown_anywhere_then_it_counts(client: TestClient) -> None:
    item = keep(client)
    before = labels_everywhere(client, item)

    answer = put(client, item, themes=["foreign_conflict"], who="ada", why="About the queue for a shelter", pinned=True)

    assert before == [["elections"]] * 5
    assert answer.status_code == 200
    assert labels_everywhere(client, item) == [["foreign_conflict"]] * 5
    [said] = answer.json()["history"]
    assert (said["who"], said["why"], said["pinned"]) == ("ada", "About the queue for a shelter", True)
    assert (said["asked"], said["via"]) == (["foreign_conflict", "elections"], "api")
    themes = {theme["id"]: theme for theme in answer.json()["themes"]}
    assert themes["elections"]["decided_by"] == "person"
    assert themes["elections"]["probability"] == 0.9  # the model's own number stays to be seen


def test_given_another_model_when_it_labels_a_corrected_item_then_the_correction_stands(
    make_client: MakeClient,
) -> None:
    labeller = KeywordLabeller()
    client = make_client(labeller)
    item = keep(client)
    put(client, item, themes=[])
    posted_again = client.post("/v1/items", json={"items": [{"headline": "Voters queue", "text": "They vote."}]})

    labeller.version = "2026-11-23.1"

    assert posted_again.json()["items"][0]["labels"] == []
    assert [theme["stories"] for theme in client.get(f"/v1/briefs/{DAY}").json()["themes"]] == [[], []]
    assert client.get(f"/v1/items/{item}").json()["labels"] == []


def test_given_corrections_when_asked_for_then_the_history_is_whole_and_newest_first(client: TestClient) -> None:
    item = keep(client)
    put(client, item, themes=["elections"], who="ada")
    put(client, item, themes=["elections"], who="ada")
    put(client, item, themes=[], doubtful=True, who="ben")
    put(client, item, skip=True)

    found = client.get(f"/v1/items/{item}/themes").json()

    assert [(said["who"], said["themes"], said["skip"]) for said in found["history"]] == [
        (None, [], True),
        ("ben", [], False),
        ("ada", ["elections"], False),
    ]
    assert found["labels"] == ["elections"]
    assert all("decided_by" not in theme for theme in found["themes"])


def test_given_part_of_the_themes_when_corrected_then_the_model_keeps_the_rest(client: TestClient) -> None:
    item = keep(client, "The troops guard the ballot", "")

    answer = put(client, item, themes=[], asked=["elections"])

    assert answer.json()["labels"] == ["foreign_conflict"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "give themes"),
        ({"themes": ["sport"]}, "no theme 'sport'"),
        ({"themes": ["elections"], "skip": True}, "skip says nothing"),
        ({"themes": ["elections"], "asked": ["foreign_conflict"]}, "asked does not"),
        ({"themes": "elections"}, "valid array"),
        ({"themes": [], "who": "  "}, "#/who: write words"),
        ({"themes": [], "whom": "ada"}, "unknown field 'whom'"),
    ],
)
def test_given_a_wrong_correction_when_sent_then_the_answer_says_what_is_wrong(
    client: TestClient, body: dict[str, Any], words: str
) -> None:
    item = keep(client)

    answer = put(client, item, **body)

    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert answer.json()["errors"][0]["pointer"].startswith("#")
    assert client.get(f"/v1/items/{item}/themes").json()["history"] == []


def test_given_an_unknown_item_when_corrected_or_asked_then_it_is_not_found(client: TestClient) -> None:
    assert put(client, "item_x", themes=[]).status_code == 404
    assert client.get("/v1/items/item_x/themes").status_code == 404


def test_given_a_page_of_an_export_when_posted_as_it_came_then_it_is_taken(client: TestClient) -> None:
    put(client, keep(client), themes=["foreign_conflict"], who="ada")
    put(client, keep(client, "Troops"), skip=True)

    page = client.get("/v1/corrections?limit=1").content
    again = client.post("/v1/corrections", content=page, headers={"Content-Type": "application/json"})
    changed = client.post(
        "/v1/corrections", content=page.replace(b"ada", b"eve"), headers={"Content-Type": "application/json"}
    )

    assert again.json() == {"added": 0, "unchanged": 1, "watermark": 2}
    assert changed.json()["added"] == 1


@pytest.mark.parametrize(("name", "headers"), [("csv", CSV), ("jsonl", LINES)])
def test_given_an_export_when_imported_elsewhere_then_the_same_is_in_force_there(
    make_client: MakeClient, name: str, headers: dict[str, str]
) -> None:
    client = make_client()
    kept = keep(client, '=HYPERLINK("http://x.example";"Voters")', 'They "vote",\nand vote; @home')
    put(client, kept, themes=["elections", "foreign_conflict"], who="+ada", why="'=not a formula", doubtful=True)
    other = keep(client, "Troops", "-5 degrees")
    put(client, other, skip=True)

    exported = client.get(f"/v1/corrections?format={name}")
    again = client.post("/v1/corrections", content=exported.content, headers=headers)

    assert exported.headers["content-disposition"] == f'attachment; filename="corrections.{name}"'
    assert again.json() == {"added": 0, "unchanged": 2, "watermark": 2}
    changed = exported.content.replace(b"+ada", b"+eve")
    assert client.post("/v1/corrections", content=changed, headers=headers).json()["added"] == 1
    newest = client.get(f"/v1/items/{kept}/themes").json()["history"][0]
    assert (newest["who"], newest["why"], newest["via"]) == ("+eve", "'=not a formula", "import")
    page = client.get("/v1/corrections").json()
    assert {row["headline"] for row in page["corrections"]} == {'=HYPERLINK("http://x.example";"Voters")', "Troops"}


def test_given_a_formula_inside_a_text_when_exported_then_no_spreadsheet_of_any_country_runs_it(
    client: TestClient,
) -> None:
    texts = ["Voters;=1+1;x", "Voters\t=1+1", "Voters\n=1+1;x", "Voters\r\n@SUM(A1)", "it;'=1", "it; = 1;-- so"]
    for text in texts:
        put(client, keep(client, f"Of {len(text)}", text), themes=[])

    exported = client.get("/v1/corrections?format=csv").text
    again = client.post("/v1/corrections", content=exported.encode(), headers={"Content-Type": "text/csv"})

    for separator in (",", ";", "\t"):  # quotes count where they open a cell, and nowhere else
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            rows = csv.reader(io.StringIO(exported, newline=""), delimiter=separator, quoting=quoting)
            assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@|%")]
    assert again.json()["unchanged"] == len(texts)


def test_given_an_answer_for_one_theme_when_sent_then_what_was_said_of_the_others_stays(client: TestClient) -> None:
    item = keep(client, "Voters", "Troops at the polls")
    put(client, item, themes=["foreign_conflict", "elections"], who="ada")

    put(client, item, themes=[], asked=["elections"], who="bob")
    again = put(client, item, themes=["foreign_conflict"], asked=["foreign_conflict"], who="ada").json()

    assert again["labels"] == ["foreign_conflict"]
    assert {theme["decided_by"] for theme in again["themes"]} == {"person"}
    assert (again["history"][0]["who"], again["history"][0]["asked"]) == ("bob", ["elections"])
    assert len(again["history"]) == 2  # what stands already changes nothing
    assert client.get(f"/v1/items/{item}/receipt").json()["correction"]["themes"] == ["foreign_conflict"]
    assert "; asked about Elections alone" in client.get(f"/items/{item}").text


def test_given_parts_by_several_people_when_exported_and_taken_back_then_importing_puts_them_in_force_again(
    client: TestClient,
) -> None:
    item = keep(client, "Voters", "Troops at the polls")
    put(client, item, themes=["elections"], who="ada", pinned=True)
    put(client, item, themes=["foreign_conflict"], asked=["foreign_conflict"], who="bob")
    exported = client.get("/v1/corrections?format=jsonl").content
    unchanged = client.post("/v1/corrections", content=exported, headers=LINES).json()
    put(client, item, skip=True)

    added = client.post("/v1/corrections", content=exported, headers=LINES).json()

    assert (unchanged["added"], added["added"]) == (0, 2)
    there = client.get("/v1/corrections").json()["corrections"]
    said = [(row["who"], row["pinned"], row["themes"], "foreign_conflict" in row["asked"]) for row in there]
    assert said == [("ada", True, ["elections"], False), ("bob", False, ["foreign_conflict"], True)]


def test_given_formulas_when_exported_as_csv_then_no_cell_starts_one(client: TestClient) -> None:
    for headline in ("=1+1", "+1", "-1", "@SUM(A1)", "|cmd", "%0A", "＝1"):
        put(client, keep(client, headline, "\tTab"), themes=[], who="=who", why="-why")

    content = client.get("/v1/corrections?format=csv").text

    rows = [row.split(",") for row in content.split("\r\n")[1:-1]]
    assert len(rows) == 7
    assert not [cell for row in rows for cell in row if cell.strip('"')[:1] in tuple("=+-@|%＝\t")]


def test_given_lines_of_items_that_are_not_stored_when_imported_then_they_count_once_the_item_comes(
    client: TestClient,
) -> None:
    lines = "\n".join(
        json.dumps({"headline": h, "text": "They vote.", "themes": ["foreign_conflict"], "who": "ada"})
        for h in ("Voters queue", "Voters wait")
    )

    done = client.post("/v1/corrections", content=lines, headers=LINES).json()
    item = keep(client)

    assert done["added"] == 2
    assert client.get(f"/v1/items/{item}").json()["labels"] == ["foreign_conflict"]
    assert [row["stored"] for row in client.get("/v1/corrections").json()["corrections"]] == [True, False]


@pytest.mark.parametrize(
    ("headers", "content", "line", "words"),
    [
        (CSV, "headline,themes\nVoters,elections\nTroops,sport\n", 3, "no theme 'sport'"),
        (CSV, "headline,themes\nVoters,elections\n,elections\n", 3, "names no item"),
        (CSV, "headline,theme\nVoters,elections\n", 1, "'theme'"),
        (CSV, "headline,headline,themes\na,b,c\n", 1, "twice"),
        (CSV, "headline,text\na,b\n", 1, "no column themes"),
        (CSV, "headline,themes\nVoters,elections,x\n", 2, "3 cells"),
        (CSV, 'headline,themes\n"Voters,elections\n', 2, "no CSV"),
        (CSV, "headline,themes,pinned\nVoters,elections,maybe\n", 2, "neither true nor false"),
        (CSV, "headline,themes,when\nVoters,elections,yesterday\n", 2, "RFC 3339"),
        (CSV, "", 1, "no correction"),
        (CSV, b"headline,themes\nVot\xe9,elections\n", 2, "UTF-8"),
        (LINES, '{"headline":"a","themes":[]}\n{"headline":"b"}\n', 2, "give themes"),
        (LINES, '{"headline":"a","themes":[]}\nnonsense\n', 2, "expected"),
        (LINES, "[1]\n", 1, "no JSON object"),
        (LINES, '{"headline": "V", "themes": ["elections"], "themes": []}\n', 1, "one object gives 'themes' twice"),
        (LINES, "{broken\n", 1, "is no JSON (key must be a string at column 2)"),
        (LINES, '{"item": "a", "themes": []}\n', 1, "unknown field 'item'; a line holds some of id, headline, text"),
        (LINES, '{"id":"item_gone","themes":[]}', 1, "give its headline and text"),
        (LINES, '{"headline":"a","themes":[],"pinned":"yes"}', 1, "boolean"),
    ],
)
def test_given_a_bad_line_when_imported_then_it_is_named_and_nothing_is_kept(
    empty: TestClient, headers: dict[str, str], content: str | bytes, line: int, words: str
) -> None:
    answer = empty.post("/v1/corrections", content=content, headers=headers)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["line"] == line
    assert words in answer.json()["errors"][0]["detail"]
    assert "nothing was imported" in answer.json()["detail"]
    assert empty.get("/v1/corrections").json()["corrections"] == []


def test_given_several_bad_lines_when_imported_then_each_is_named(client: TestClient) -> None:
    rows = [{"headline": "a", "themes": []}, {"id": "item_gone", "themes": []}, {"headline": "b", "themes": ["sport"]}]
    lines = "".join(json.dumps(row) + "\n" for row in rows)

    as_lines = client.post("/v1/corrections", content=lines, headers=LINES).json()
    as_json = client.post("/v1/corrections", json={"corrections": rows}).json()

    assert [(wrong["line"], wrong["detail"][:8]) for wrong in as_lines["errors"]] == [(2, "no item "), (3, "no theme")]
    assert [wrong["pointer"] for wrong in as_json["errors"]] == ["#/corrections/1", "#/corrections/2"]
    assert as_lines["detail"].startswith("line 2: no item")
    assert as_json["detail"].endswith("nothing was imported")
    assert client.get("/v1/corrections").json()["corrections"] == []


def test_given_a_spreadsheet_of_another_country_when_imported_then_its_separator_is_taken(client: TestClient) -> None:
    content = "\ufeffHeadline;Themes;Doubtful\r\nVoters;elections, foreign_conflict;yes\r\n;;\r\n"

    client.post("/v1/corrections", content=content.encode(), headers=CSV)

    [row] = client.get("/v1/corrections").json()["corrections"]
    assert (row["themes"], row["doubtful"]) == (["foreign_conflict", "elections"], True)


def test_given_many_corrections_when_listed_then_pages_hold_each_once(client: TestClient) -> None:
    rows = [{"headline": f"Voters {n}", "themes": ["elections"]} for n in range(5)]
    client.post("/v1/corrections", json={"corrections": rows})

    first = client.get("/v1/corrections?limit=3").json()
    second = client.get("/v1/corrections", params={"cursor": first["next_cursor"]}).json()

    assert [row["headline"] for row in first["corrections"] + second["corrections"]] == [r["headline"] for r in rows]
    assert second["next_cursor"] is None


def form(client: TestClient, item: str, *themes: str, **fields: str) -> Any:
    sent = {"theme": list(themes), **fields}
    return client.post(f"/items/{item}/themes", data=sent, follow_redirects=False)


def test_given_the_form_of_an_items_page_when_sent_then_the_page_shows_what_was_said(client: TestClient) -> None:
    item = keep(client)

    answer = form(client, item, "foreign_conflict", doubtful="true", who="Ada", why="<b>No</b> vote")

    page = client.get(answer.headers["location"]).text
    assert (answer.status_code, answer.headers["location"]) == (303, f"/items/{item}#correction")
    assert "yes, says a person" in page
    assert "Foreign conflict (doubtful)" in page
    assert "&lt;b&gt;No&lt;/b&gt; vote" in page
    assert client.get(f"/v1/items/{item}/themes").json()["history"][0]["via"] == "page"
    assert "by a person" in client.get("/items").text


def test_given_the_form_when_the_model_shall_decide_then_its_labels_show_again(client: TestClient) -> None:
    item = keep(client)
    form(client, item, "foreign_conflict")

    form(client, item, action="skip")

    assert client.get(f"/v1/items/{item}").json()["labels"] == ["elections"]


@pytest.mark.parametrize("fields", [{"theme": "sport"}, {"action": "shout"}, {"who": "x" * 300}])
def test_given_a_wrong_form_when_sent_then_a_page_says_what_is_wrong(
    client: TestClient, fields: dict[str, str]
) -> None:
    item = keep(client)

    answer = client.post(f"/items/{item}/themes", data=fields)

    assert answer.status_code == 422
    assert "That did not work" in answer.text
    assert client.get(f"/v1/items/{item}/themes").json()["history"] == []


def test_given_a_form_on_another_site_when_sent_then_it_is_refused(client: TestClient) -> None:
    item = keep(client)

    answer = client.post(f"/items/{item}/themes", data={}, headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert client.get(f"/v1/items/{item}/themes").json()["history"] == []


def test_given_an_answer_to_no_theme_when_exported_and_imported_then_it_still_decides_none(client: TestClient) -> None:
    item = keep(client)
    put(client, item, themes=[], asked=[], doubtful=True, who="ann")

    exported = client.get("/v1/corrections?format=csv").content
    again = client.post("/v1/corrections", content=exported, headers=CSV).json()

    assert again["added"] == 0
    assert client.get(f"/v1/items/{item}").json()["labels"] == ["elections"]


def test_given_a_row_without_an_id_when_stored_items_read_so_then_each_of_them_is_corrected(client: TestClient) -> None:
    items = [
        {"headline": "Voters queue", "text": "They vote.", "url": url, "published_at": f"{DAY}T09:00:00Z"}
        for url in (None, "https://a.example/1", "https://b.example/2")
    ]
    ids = [kept["id"] for kept in client.post("/v1/items", json={"items": items}).json()["items"]]
    other = keep(client, "Voters queue", "They vote again.")
    row = json.dumps({"headline": " Voters queue ", "text": "They vote.", "themes": ["foreign_conflict"]})

    first, again = (client.post("/v1/corrections", content=row, headers=LINES).json() for _ in range(2))

    assert (first["added"], again["added"], again["unchanged"]) == (3, 0, 3)
    labels = {found["id"]: found["labels"] for found in client.get("/v1/items").json()["items"]}
    assert labels == {**{item: ["foreign_conflict"] for item in ids}, other: ["elections"]}
