"""Lists whose writers set another sign than a dot: each line is a piece, and the sign is no part of it."""

import pytest

from news.newsletter import split
from news.splitting.read_html import read_html
from news.splitting.read_text import read_text

LINES = [
    "Ferry strike ends after nine days, and the boats sail at noon on Monday.",
    "The council sells the old fish market to a baker for less than it asked.",
    "Two swimmers are rescued off the Pell shoal by a passing dredger.",
    "A school in Orm reopens with a new roof and forty fewer pupils.",
]
HTML = "<h1>The Pier Post</h1><p>Good morning.</p><h2>In brief</h2>{}<p><a href='https://pier.example/u'>Unsubscribe</a></p>"
MARKDOWN = "# The Pier Post\n\nGood morning.\n\n## In brief\n\n{}\n\n[Unsubscribe](https://pier.example/u)\n"
TEXT = "The Pier Post\n\nGood morning.\n\nIN BRIEF\n\n{}\n\nUnsubscribe: https://pier.example/u\n"


@pytest.mark.parametrize("sign", ["▸ ", "▹ ", "► ", "◆ ", "✦ ", "➤ ", "✓ "])
@pytest.mark.parametrize(
    ("media_type", "page", "between"),
    [
        ("text/plain", TEXT, "\n{}"),
        ("text/markdown", MARKDOWN, "\n{}"),
        ("text/html", HTML.format("<p>{}</p>"), "<br>{}"),
        ("text/html", HTML, "<p>{}</p>"),
    ],
)
def test_given_lines_listed_by_a_sign_when_split_then_each_is_an_item_without_it(
    sign: str, media_type: str, page: str, between: str
) -> None:
    lines = "".join(between.format(sign + line) for line in LINES)

    issue = split(page.format(lines), media_type, issued_on=None, source="Pier")

    assert [item.text for item in issue.items] == LINES
    assert all(issue.text[item.start] == sign[0] for item in issue.items)


def test_given_signs_that_adorn_when_read_then_they_stay_in_their_headings_and_labels() -> None:
    names = "".join(
        f"<p><b>▸ {name}</b></p><p>{line}</p>" for name, line in zip(("World", "Home"), LINES, strict=False)
    )
    ornament = f"<p align=center>◆</p><p>{LINES[2]}</p><p>▶ Watch</p><p>{LINES[3]}</p>"
    cell = f"<table><tr><td>➤</td><td>{LINES[1]}</td></tr></table>"

    found = [(block.marker, block.text) for block in read_html(names + ornament + cell)]

    assert [text for marker, text in found if marker] == [LINES[1]]
    assert [text for _, text in found if len(text) < 10] == ["▸ World", "▸ Home", "◆", "▶ Watch"]


@pytest.mark.parametrize("sign", ["» ", "🔹 ", "▫\ufe0f ", "🔴 "])
def test_given_lines_of_text_listed_by_a_coloured_sign_when_split_then_each_is_an_item_without_it(sign: str) -> None:
    lines = "".join(f"\n{sign}{line}" for line in LINES)

    issue = split(TEXT.format(lines), "text/plain", issued_on=None, source="Pier")

    assert [item.text for item in issue.items] == LINES
    assert all(issue.text[item.start] == sign[0] for item in issue.items)


@pytest.mark.parametrize("sign", ["&bull;", "&#8226;", "&#9642;", "&#x25AA;", "▪"])
def test_given_a_list_typed_with_breaks_when_its_sign_is_a_character_reference_then_each_line_is_listed(
    sign: str,
) -> None:
    lines = "<br>\n".join(f"{sign} <a href='https://pier.example/{at}'>{line}</a>" for at, line in enumerate(LINES))

    assert [(block.marker, block.text) for block in read_html(f"<td>{lines}</td>")] == [("-", line) for line in LINES]


def test_given_lines_listed_by_a_greater_than_sign_when_read_then_each_is_an_item_of_a_list() -> None:
    told = "".join(f"The port of {name} has shut for the winter, and nobody knows why.\n\n" for name in "ABCDEFG")
    listed = "> Orm sells its crane -- Orm Courier\n> Velm buys one -- Velm Gazette\n> Ferry sinks -- Sund Herald\n"
    text = f"{told}ON THE WIRES\n\n{listed}"

    blocks = [block for block in read_text(text) if block.marker]

    assert [block.text for block in blocks] == [line[2:] for line in listed.splitlines()]
    assert [text[block.start] for block in blocks] == [">", ">", ">"]


def test_given_a_quoted_mail_or_its_headers_when_read_then_its_lines_are_no_list() -> None:
    told = "".join(f"The port of {name} has shut for the winter, and nobody knows why.\n\n" for name in "ABCDEFG")
    wrapped = "> Orm has sold the crane that it bought in\n> March, and the harbour master says that\n> it was rust.\n"
    headers = "> From: Ana Silk\n> Date: 20 November 2026\n> Subject: Cranes\n"

    assert not any(block.marker for block in read_text(told + wrapped))
    assert not any(block.marker for block in read_text(told + headers))
    assert not any(block.marker for block in read_text("> Orm shuts\n> Velm opens\n> Sund waits\n"))


def test_given_an_agenda_whose_hours_are_four_digits_when_read_then_each_line_is_a_block() -> None:
    told = (
        "The port of Orm shut on Monday, and nobody in the town of Velm knew why it had\nbeen so cold in there.\n\n" * 4
    )
    agenda = (
        "1000 Orm: the masters of all nine ports meet for the first of three long days.\n"
        "1500 Velm: the board of the crane hears the man who sold the crane to it twice.\n"
    )

    assert [block.text[:9] for block in read_text(told + agenda) if block.text[0] == "1"] == ["1000 Orm:", "1500 Velm"]
