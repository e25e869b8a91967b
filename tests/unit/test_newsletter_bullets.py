"""Lists whose writers set another sign than a dot: each line is a piece, and the sign is no part of it."""

import pytest

from news.newsletter import split
from news.splitting.read_html import read_html

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


@pytest.mark.parametrize("sign", ["&bull;", "&#8226;", "&#9642;", "&#x25AA;", "▪"])
def test_given_a_list_typed_with_breaks_when_its_sign_is_a_character_reference_then_each_line_is_listed(
    sign: str,
) -> None:
    lines = "<br>\n".join(f"{sign} <a href='https://pier.example/{at}'>{line}</a>" for at, line in enumerate(LINES))

    assert [(block.marker, block.text) for block in read_html(f"<td>{lines}</td>")] == [("-", line) for line in LINES]
