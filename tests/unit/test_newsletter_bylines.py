"""Who wrote a piece is no part of its text."""

import pytest

from news.item import DroppedPiece
from news.splitting.bylines import before_byline, below_byline
from news.splitting.pieces import Piece
from news.splitting.read_html import read_html

TITLE, TOLD = "Velm closes its lock for a year", "The pilots stopped at noon. No ship has left since."


def below(body: str, *, titled: bool) -> tuple[str | None, list[str], list[str]]:
    """A piece’s title, its texts and what was dropped; its first block is the page or, where titled, stands below."""
    title, *texts = read_html(body) if titled else [None, *read_html(body)]
    piece, dropped = Piece(None, title, [], ""), list[DroppedPiece]()
    kept = [block.text for block in below_byline(piece, texts, dropped)]
    return piece.title.text if piece.title else None, kept, [body[cut.start : cut.end] for cut in dropped]


@pytest.mark.parametrize(
    "byline",
    ["By ANA SILK and BO REED", "By Ana Silk", "By THE HARBOR WIRE", "Words by Ana Silk, 3 March", "Ana Silk, Note 44"],
)
def test_given_a_byline_on_a_line_of_its_own_when_taken_off_then_title_and_text_are_apart(byline: str) -> None:
    inside = f'<p><a href="https://a.example/1">{TITLE}</a><br>{byline}<br>{TOLD}</p>'
    apart = f"<h3>{TITLE}</h3><p>{byline}</p><p>{TOLD}</p>"
    opening = f"<h3>{TITLE}</h3><p>{byline}<br>{TOLD}</p>"

    found = [below(inside, titled=False), below(apart, titled=True), below(opening, titled=True)]

    assert found == [(TITLE, [TOLD], [byline])] * 3


@pytest.mark.parametrize(
    "line", ["By noon the pilots had stopped.", "By Ana Silk, Quay Herald", "Ana Silk", "By the Velm lock they wait."]
)
def test_given_a_line_that_tells_or_names_a_paper_when_taken_off_then_it_stays(line: str) -> None:
    assert below(f"<h3>{TITLE}</h3><p>{line}</p><p>{TOLD}</p>", titled=True) == (TITLE, [line, TOLD], [])


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        (" By Ana Silk.", ""),
        (" Words by Ana Silk, pictures by Bo Reed", ""),
        (" By Ana Silk and Bo Reed | April 2026", ""),
        (" By noon it rained.", " By noon it rained."),
        (" By Quay Herald’s Ana Silk.", " By Quay Herald’s Ana Silk."),
    ],
)
def test_given_the_end_of_a_text_when_it_says_who_wrote_it_then_that_is_cut_off(end: str, kept: str) -> None:
    [block] = read_html(f"<p>{TOLD}{end}</p>")

    assert before_byline(block, []).text == TOLD + kept
