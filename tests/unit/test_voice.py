"""Whose voice a piece opens in."""

import pytest

from news.voice import is_labelled_opinion, is_own_voice


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("I spent Monday in a church basement in Macon.", True),
        ("I’ve covered elections for twenty years.", True),
        ("My grandfather swam the ford.", True),
        ("By Ann Lee — On Thursday I gave thanks.", True),
        ("By Ann Lee: The fleet came back, and we saw it.", True),
        ("By Ann Lee — Rebels seized the ford.", False),
        ("“I fled the ford,” Ann Lee said. “We all did.”", False),
        ("The senator said what we know: nothing.", False),
        ("I-95 was closed on Monday.", False),
        ("Ours is a small town, the mayor said.", False),
        ("We’re told that the ford fell.", False),
        ("", False),
    ],
)
def test_given_a_text_when_it_opens_then_it_is_known_whether_its_writer_speaks(text: str, own: bool) -> None:
    assert is_own_voice(text) is own


@pytest.mark.parametrize(
    ("headline", "opinion"),
    [
        ("Opinion: drop boxes work", True),
        ("Opinion | Drop boxes work", True),
        ("EDITORIAL — Drop boxes work", True),
        ("Guest essay: drop boxes work", True),
        ("Drop boxes work | Opinion", True),
        ("Drop boxes work (op-ed)", True),
        ("Drop boxes make us all poorer: Column", True),
        ("Rebels of Tarmouk lose a column", False),
        ("Opinion polls put Marlow ahead", False),
        ("Column of tanks enters Tarmouk", False),
        ("Court: an opinion on drop boxes is due in June", False),
        ("Judge writes a second opinion", False),
        ("", False),
    ],
)
def test_given_a_headline_when_it_names_its_kind_then_an_opinion_is_known(headline: str, opinion: bool) -> None:
    assert is_labelled_opinion(headline) is opinion
