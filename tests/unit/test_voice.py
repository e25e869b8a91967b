"""Whose voice a piece opens in."""

import pytest

from news.voice import is_called_opinion, is_labelled_opinion, is_own_voice


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
        ("ANALYSIS | Our columnist Ada Lund: drop boxes work", True),
        ("Our columnist was held in Tarmouk", False),
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


@pytest.mark.parametrize(
    ("text", "url", "opinion"),
    [
        ("The ford must be held.", "https://courier.example/2027/03/opinion/ford", True),
        ("The ford must be held.", "https://courier.example/Opinions/the-ford", True),
        ("The ford must be held.", "http://courier.example/columnists/lee/ford?page=2", True),
        ("ANALYSIS/OPINION: The ford must be held.", None, True),
        ("Commentary | The ford must be held.", None, True),
        ("Editor's note: Ann Lee writes a weekly column for the Courier. The ford must be held.", None, True),
        ("Ann Lee is a senior fellow at the Brenn Institute. The ford must be held.", None, True),
        ("Ann B. Lee is the author of “The Ford”. It must be held.", None, True),
        ("The ford must be held. The views expressed in this column are those of its writer.", None, True),
        ("Opinions expressed here are their own. Hold the ford.", None, True),
        ("The judges ruled on Monday.", "https://www.appeals.gov/opinions/27-3.pdf", False),
        ("The judges ruled on Monday.", "https://www.highcourt.example/opinions/27-3.pdf", False),
        ("Rebels seized the ford.", "https://courier.example/world/opinion-polls-put-marlow-ahead", False),
        ("Rebels seized the ford.", "https://courier.example/world/?from=/opinion/", False),
        ("Ann Lee is the author of the bill on fords.", None, False),
        ("Editor's note: this report has pictures of the dead. Rebels seized the ford.", None, False),
        ("The opinions expressed at the inquest did not agree.", None, False),
        ("Opinion polls put Marlow ahead: 54 to 40.", None, False),
        ("", None, False),
    ],
)
def test_given_a_page_when_it_or_its_address_says_so_then_it_is_an_opinion(
    text: str, url: str | None, opinion: bool
) -> None:
    assert is_called_opinion(text, url) is opinion
