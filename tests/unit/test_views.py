"""What the pages print: days, percents, excerpts, and texts that are shown once."""

import pytest

from models.labels import Decision, Evidence, ItemLabels, ThemeLabel
from news.media_types import HTML, MAIL, TEXT
from serving import phrasing, sniff, views
from tests.fakes import TAXONOMY

PALETTE = views.Palette(TAXONOMY)


def joined(pieces):
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("probability", "words"), [(0.0, "0%"), (0.001, "1%"), (0.504, "50%"), (0.9999, "99%"), (1.0, "100%")]
)
def test_given_a_probability_when_written_then_only_a_certain_one_is_0_or_100(probability, words):
    assert phrasing.percent(probability) == words


@pytest.mark.parametrize(
    ("starts_at", "starts_text", "words"),
    [
        ("2024-10-29T09:30", "tomorrow at 9:30 a.m.", "Tuesday, 29 October 2024, 09:30"),
        ("2024-10-30", "Wednesday", "Wednesday, 30 October 2024"),
        (None, "in the spring", "“in the spring”"),
        (None, None, "Time not given"),
    ],
)
def test_given_an_event_when_shown_then_its_time_is_in_words_and_none_is_made_up(starts_at, starts_text, words):
    assert phrasing.event_words(starts_at, starts_text) == words


def test_given_running_text_when_cut_for_display_then_its_first_sentence_is_shown_once_with_its_marks():
    headline, text = "The troops cross.", "The troops cross. A vote follows."
    evidence = (Evidence("text", 4, 10, "troops"), Evidence("text", 20, 24, "vote"))
    labels = ItemLabels((ThemeLabel("elections", 0.9, Decision.YES, 0.5, 0.3, evidence),), "en", False)

    head, body = PALETTE.headline_and_text(headline, text, labels, views.Cited("text", 18, 33))

    assert (joined(head), joined(body)) == ("The troops cross.", "A vote follows.")
    assert [piece.text for piece in head if piece.themes] == ["troops"]
    assert [piece.text for piece in body if piece.themes] == ["vote"]
    assert joined(piece for piece in body if piece.cited) == "A vote follows."
    assert [piece.first for piece in body] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The troops cross the ford. A vote follows.", "A vote follows."),
        ("The troops cross the ford, the army said.", "the army said."),
        ("The troops cross the ford – at night.", "at night."),
        ("The troops cross the ford\n\n“No,” said Lund.", "“No,” said Lund."),
        ("(The troops cross.)", "(The troops cross.)"),
    ],
)
def test_given_running_text_whose_headline_has_no_full_stop_when_cut_then_none_is_left_over(
    text: str, shown: str
) -> None:
    labels = ItemLabels((), "en", False)

    _, body = PALETTE.headline_and_text("The troops cross the ford", text, labels)

    assert joined(body) == shown
    assert phrasing.excerpt(text, "The troops cross the ford") == shown


def test_given_a_long_text_when_excerpted_then_it_ends_at_a_word():
    excerpt = phrasing.excerpt("word " * 100, "")

    assert excerpt.endswith("word …")
    assert len(excerpt) <= phrasing.EXCERPT + 2


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Welcome to the brief", None, TEXT),
        ("anything", "issue.eml", MAIL),
        ("anything", "issue.HTML", HTML),
        ("From: a@example.org\nSubject: Brief\n\nWelcome", None, MAIL),
        ("Analysis: who won\nFrom: the desk\n\nWelcome", None, TEXT),
    ],
)
def test_given_an_issue_when_nobody_said_what_it_is_then_its_name_or_beginning_tells(text, name, expected):
    assert sniff.media_type(text, name) == expected


def test_given_a_headline_without_end_when_listed_then_it_is_cut_and_a_usual_one_is_not() -> None:
    assert phrasing.cut("word " * 100) == "word " * 59 + "word …"
    assert phrasing.cut("x" * 900) == "x" * 300 + " …"
    assert phrasing.cut("y" * 300) == "y" * 300


def test_given_a_name_that_turns_a_line_round_when_set_beside_others_then_it_is_isolated_once() -> None:
    arabic = "\u062c\u064a\u0634"

    line = phrasing.kicker(["Article", phrasing.isolate(arabic), "28 October 2024"])

    assert line == f"Article \u00b7 \u2068{arabic}\u2069 \u00b7 28 October 2024"
    assert phrasing.kicker(["Wire", "Caf\u00e9"]) == "Wire \u00b7 Caf\u00e9"
    assert phrasing.isolate("Post \u202e3") == "\u2068Post \u202e3\u2069"
