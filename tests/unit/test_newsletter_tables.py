"""Tables in an issue: rows of data are blocks of their own, a table that sets the page is none."""

from collections.abc import Sequence

import pytest

from news.splitting.read_html import read_html
from news.splitting.read_markdown import read_markdown
from news.splitting.read_text import read_text
from tests.issues import kept, split_as

ROWS = (("Diocese of Sarn", "A new lead roof", "May 4"), ("Ilm Harbor", "Steps below the tide", "May 11"))


def test_given_a_table_of_data_when_read_then_each_row_is_a_block_and_the_column_names_are_dropped() -> None:
    cells = [("Client", "Work", "Closes"), *ROWS]
    page = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells[1:])
    head = "<tr>" + "".join(f"<th>{cell}</th>" for cell in cells[0]) + "</tr>"
    html = f"<h2>Tenders</h2><table>{head}{page}</table>"
    markdown = "## Tenders\n\n" + "\n".join(
        f"| {' | '.join(row)} |" for row in [cells[0], ("---", "---", "---"), *cells[1:]]
    )
    text = "Tenders\n\n" + "\n".join(
        f"{a:<18} {b:<24} {c}" for a, b, c in [cells[0], ("-" * 16, "-" * 22, "-" * 6), *ROWS]
    )

    for blocks, source in ((read_html(html), html), (read_markdown(markdown), markdown), (read_text(text), text)):
        assert kept(blocks) == ["Tenders", *(" ".join(row) for row in ROWS)]
        assert [source[block.start : block.start + 4] for block in blocks[-2:]] == ["Dioc", "Ilm "] or blocks[-1].marker
        assert all(len(block.starts) == len(block.text) == len(block.ends) for block in blocks)


@pytest.mark.parametrize(
    "cells",
    [
        (("Pell Gas", "41.20", "+1.4%"), ("Orm Rail", "9.15", "-0.2%"), ("Talu", "88", "+3%")),  # prices
        (("<p>One.</p><p>Two.</p>", "a"), ("b", "c"), ("d", "e")),  # a layout
    ],
)
def test_given_a_table_of_prices_or_for_looks_when_read_then_its_cells_stay_apart(
    cells: tuple[tuple[str, ...], ...],
) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)

    assert len(read_html(f"<table>{rows}</table>")) > len(cells)


def test_given_rows_that_open_with_their_day_when_read_then_each_is_a_block_whatever_stands_between() -> None:
    rows = (
        "<td>Tue 9 Sept<br>10.15 am</td><td><p>Harbor board</p><p>Pell Hall</p></td>",
        "<td colspan=2>Bring the tide tables that were sent out in the spring, and a lamp for the way back.</td>",
        "<td>11 Sept</td><td>Ferry users, at the Orm slipway</td>",
        "<td><b>Fri 12 Sept</b></td><td>Choir, in the boathouse</td>",
    )
    told = (
        "The roof is laid anew before frost, with the old lead where it can be saved, and elsewhere " + "with tin " * 5
    )
    works = (("No.", "Client", "Work"), ("1", "Sarn", told), ("2", "Ilm", told))
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in works]
    midst = ["".join(f"<td>{cell}</td>" for cell in (*row[1:], row[0])) for row in works]

    agenda, tenders, toned = (
        read_html(f"<table><tr>{'</tr><tr>'.join(table)}</tr></table>") for table in (rows, cells, midst)
    )

    assert [block.text[:19] for block in agenda] == [
        "Tue 9 Sept 10.15 am",
        "Bring the tide tabl",
        "11 Sept Ferry users",
        "Fri 12 Sept Choir, ",
    ]
    assert [bool(block.marker) for block in agenda] == [True, False, True, True]
    assert not agenda[-1].bold  # a day is nobody's title
    assert kept(tenders) == [f"1 Sarn {told.strip()}", f"2 Ilm {told.strip()}"]
    assert kept(toned) == [f"Sarn {told.strip()} 1", f"Ilm {told.strip()} 2"]


@pytest.mark.parametrize(("before", "after"), [("<td>&bull;</td><td>", "</td>"), ("<td><p>•</p>", "</td>")])
def test_given_bullets_in_cells_of_their_own_when_split_then_they_mark_what_stands_beside_them(
    before: str, after: str
) -> None:
    rows = "".join(
        f"<tr>{before}The crews of {name} will stop the night runs from Monday.{after}</tr>"
        for name in ("Orm", "Ilm", "Sarn")
    )

    bridge = "The bridge at Tarn is shut until spring, the council said on Friday."
    issue = split_as(f"<h2>Harbors</h2><table>{rows}</table><p>•</p><h2>Roads</h2><p>{bridge}</p>", "text/html")

    assert [(item.section, item.text) for item in issue.items] == [
        *(("Harbors", f"The crews of {name} will stop the night runs from Monday.") for name in ("Orm", "Ilm", "Sarn")),
        ("Roads", bridge),
    ]
    assert [block.marker for block in read_html("<p>•</p><p>Orm</p><p>Ilm</p>")] == ["-", ""]


def test_given_the_names_of_columns_in_other_letters_or_capitals_when_read_then_they_are_dropped() -> None:
    cells = (
        ("Company", "Makes", "Led by"),
        ("Tannin", "Motors cast in a brewery", "Bluff"),
        ("Oarlock", "Hulls", "Quay"),
    )
    rows = ["".join(f"<td>{cell}</td>" for cell in row) for row in cells]
    html = f"<table><tr style='color:#888888'>{rows[0]}</tr><tr>{rows[1]}</tr><tr>{rows[2]}</tr></table>"
    text = (
        "TENDERS\n\nREF        SUBJECT           AWARDED TO\n"
        "B-26/071   Winter boots      Sarn Oy\nB-26/074   A lead roof       Ilm Works\n"
    )

    assert kept(read_html(html)) == [" ".join(row) for row in cells[1:]]
    assert kept(read_text(text)) == ["TENDERS", "B-26/071 Winter boots Sarn Oy", "B-26/074 A lead roof Ilm Works"]


def test_given_rows_of_three_cells_when_split_then_they_are_told_and_no_headlines() -> None:
    bills = (
        ("Sheep", "Raises fines and lets a farmer keep his dog", "2nd reading"),
        ("Weirs", "Puts eels first", "Lapsed"),
    )
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in bill) + "</tr>" for bill in bills)
    page = f"<table><tr><th>Bill</th><th>What it does</th><th>Stage</th></tr>{rows}</table>"
    news = (
        "<h1>The Gallery</h1><h2>Last week</h2>"
        "<p>The House sent the lamp bill to the other bench, which may keep it for a"
        " year. Its mover called that a burial.</p>"
    )

    items = split_as(f"{news}<h2>Bills in progress</h2>{page}", "text/html").items

    assert [item.kind.value for item in items[1:]] == ["article", "article"]


PAPERS = (("Quay Herald, p. 4", "The crane at Orm is to stay"), ("The Tarn, web", "Dredging bill doubles in a year"))


def table(rows: Sequence[Sequence[str]]) -> str:
    return (
        "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
    )


@pytest.mark.parametrize("named", [True, False])
def test_given_a_table_of_papers_when_its_columns_are_named_or_the_papers_sound_so_then_each_row_is_of_its_paper(
    named: bool,
) -> None:
    papers = PAPERS if named else [(name.split(",")[0], title) for name, title in PAPERS]
    rows = [*papers, ("Lattice", "Ferry sails without a captain")]
    head = [("Outlet / page", "Headline", "Tone")] if named else []

    blocks = read_html(table([*head, *((*row, "+") for row in rows)]))

    assert [(block.outlet, block.text) for block in blocks if not block.drop] == [
        ("Quay Herald", PAPERS[0][1]),
        ("The Tarn", PAPERS[1][1]),
        ("Lattice", rows[2][1]),
    ]


def test_given_names_and_sentences_in_two_columns_when_the_names_are_no_papers_then_rows_have_no_outlet() -> None:
    rows = [
        ("Sarn", "Two piers were shut for good"),
        ("Ilm", "Five boats came home late"),
        ("Orm", "Nobody paid the toll"),
    ]

    assert [block.outlet for block in read_html(table(rows))] == [""] * 3


def test_given_rows_that_each_tell_more_than_the_first_when_read_then_that_has_the_names_of_the_columns() -> None:
    bills = (
        ("HB 4", "Lets keepers mend a lamp at home.", "Passed House"),
        ("SB 1", "Asks for a nurse on every pier.", "In committee"),
    )

    assert kept(read_html(table([("Bill", "What it does", "Where it is"), *bills]))) == [" ".join(row) for row in bills]


def test_given_a_table_below_its_name_in_one_cell_when_read_then_its_rows_are_data_and_its_notes_stay() -> None:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    names = "<tr><td><b>Where</b></td><td><b>Work</b></td><td><b>Closes</b></td></tr>"
    page = f'<table><tr><td colspan="3">Tenders</td></tr>{names}{rows}<tr><td colspan="3">Ask Ana.</td></tr></table>'

    assert kept(read_html(page)) == ["Tenders", *(" ".join(row) for row in ROWS), "Ask Ana."]


def test_given_a_sheet_of_sources_and_headlines_when_split_then_each_row_is_a_piece_of_its_paper() -> None:
    cells = (
        ("Source", "Headline", "Gist"),
        ("Orm Courier", "Pilots strike over ladders", "No ship has moved since Monday, and forty wait outside."),
        ("Radio Velm", "Lock to be sold", "A fund pays nine million for it and keeps the keeper."),
        ("Orm Courier", "Heron returns to the quay", ""),
    )
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)

    items = split_as(f"<p>Pier, the morning sheet</p><table>{rows}</table>", "text/html").items

    assert [(item.outlet, item.headline, item.kind.value) for item in items] == [
        ("Orm Courier", "Pilots strike over ladders", "article"),
        ("Radio Velm", "Lock to be sold", "article"),
        ("Orm Courier", "Heron returns to the quay", "headline"),
    ]


def test_given_rows_between_upright_bars_when_read_then_each_is_a_block_and_prose_beside_them_is_joined() -> None:
    rows = ["ML-1 | Port of Orm  | Two cranes, used   | 12.05.", "ML-2 | Town of Velm | Salt, forty sacks  | 19.05."]
    note = (
        "The court has held that a bid sent four minutes late by\nthe portal of a town was in time. The town had\n"
        "argued that its clock was right, and the court that no\nclock is right for long."
    )
    head = "REF  | BUYER        | WHAT               | CLOSES\n-----+--------------+--------------------+-------"
    text = f"{head}\nTENDERS\n{rows[0]}\nAWARDS\n{rows[1]}\n\nNOTES\n\n{note}\n"

    found = kept(read_text(text))

    assert found[0] == "TENDERS"
    assert found[2] == "AWARDS"
    assert found[-1] == note.replace("\n", " ")
