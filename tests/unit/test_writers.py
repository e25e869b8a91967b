import pytest

from news.briefing.writers import Writer, writer_of
from news.item import Kind, NewsItem


@pytest.mark.parametrize(
    ("headline", "text", "writer", "outlet"),
    [
        ("Leave the ford", "Nobody held it, argues Ada Lund in The Lodestar.", "Ada Lund", "The Lodestar"),
        ("Leave the ford", "Nobody held it, writes ferry captain Jon van Doe.", "Jon van Doe", None),
        ("Leave the ford", "Two towns have paid for it, Gen. Ada Lund (ret.) writes.", "Gen. Ada Lund (ret.)", None),
        ("Leave the ford — Ada Lund", "", None, None),  # the title says so
        (
            "",
            "Leave the ford to the rebels of the north, since nobody else will hold it. By Ada Lund",
            "Ada Lund",
            None,
        ),
        ("Leave the ford", "By Ada Lund — On Monday we left. " + "The ford was cold. " * 40, "Ada Lund", None),
        ("Leave the ford", "Ada Lund is a fellow at the Brenn Institute. We left on Monday.", "Ada Lund", None),
        ("Leave the ford", "We left on Monday. " * 30 + "The fleet, Ada Lund writes, is too small.", None, None),
        ("Leave the ford", "The Ledger argues that nobody held it.", None, None),
        ("Leave the ford", "Nobody held it.", None, None),
    ],
)
def test_given_an_opinion_when_read_then_its_writer_and_paper_are_those_that_its_line_names(
    headline: str, text: str, writer: str | None, outlet: str | None
) -> None:
    assert writer_of(NewsItem("a", headline, text, Kind.OPINION)) == Writer(writer, outlet)
