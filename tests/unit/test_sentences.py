import sys
from types import FrameType

import pytest

from news.sentences import is_whole, split_sentences


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Lt. Gen. Ana Ruiz met Rep. J. D. Holt (R-Ohio) at 8:50 a.m. Monday in the U.S. capital.",
        "Gov. Ellen Marlow and Sen. Paul Quint spoke on Jan. 6 about No. 10 and the $3.5 million gift.",
        "“Are you ready?” President Marlow asked.",
        '"No!" she said.',
        "It ended . . . badly for St. Mary's vs. the rest.",
        "The U.S. Navy and Acme Inc. Chairman Lee met Prof. Dr. Roth.",
        "Figures e.g. 4.2 and 1,200.5 rose to 12 p.m. EST levels at shop.example today.",
        "The ranger, i.e. the one from Pa. and not Va., left.",
    ],
)
def test_given_one_sentence_with_inner_stops_when_splitting_then_it_stays_whole(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left. “We will go.” She stayed.", ["He left.", "“We will go.”", "She stayed."]),
        ("She moved to the U.S. The rest stayed.", ["She moved to the U.S.", "The rest stayed."]),
        ("He works at Acme Inc. The firm is big.", ["He works at Acme Inc.", "The firm is big."]),
        ("It cost a lot… And so on.", ["It cost a lot…", "And so on."]),
        ("Why? Nobody knows! It rained.", ["Why?", "Nobody knows!", "It rained."]),
        ("It rained in 2016. Then it froze.", ["It rained in 2016.", "Then it froze."]),
        ("They agreed to more.She signed.", ["They agreed to more.", "She signed."]),
        ("The crews sleep. — osk of the mole (Orm)", ["The crews sleep.", "— osk of the mole (Orm)"]),
        ("He called it “a bridge too far.”McVik left.", ["He called it “a bridge too far.”", "McVik left."]),
        ("He asked no more. al-Shabab moved. iPhone sales fell.", ["He asked no more.", "al-Shabab moved."]),
        ("they came early. we left late.", ["they came early.", "we left late."]),
        ("彼は去った。雨が降った。", ["彼は去った。", "雨が降った。"]),
    ],
)
def test_given_several_sentences_when_splitting_then_they_part(text: str, expected: list[str]) -> None:
    assert split(text)[: len(expected)] == expected


def test_given_lists_and_headings_when_splitting_then_lines_part_and_bullets_are_left_out() -> None:
    text = "Essential reads\n• one thing\n- another thing. Yes\n\n1. First point\n2. Second point here"

    assert split(text) == ["Essential reads", "one thing", "another thing.", "Yes", "First point", "Second point here"]


def test_given_hard_wrapped_prose_when_splitting_then_line_breaks_stay_inside() -> None:
    text = (
        "The government said on Tuesday that it would send troops to the\n"
        "border after the attack on Monday, in which at least nine people\n"
        "were killed. Officials of the much larger and somewhat older\n"
        "United Nations condemned the attack and called for talks between\n"
        "the two sides."
    )

    assert [len(sentence.split("\n")) for sentence in split(text)] == [3, 3]


@pytest.mark.parametrize("text", ["", "  \n ", "...", "• \n- \n", "“”"])
def test_given_nothing_to_read_when_splitting_then_the_list_is_empty(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [("It rained.", True), ("“It rained.”", True), ("It rai…", False), ("It rai...", False), ("A heading", False)],
)
def test_given_a_piece_when_asked_then_only_a_full_sentence_is_whole(sentence: str, whole: bool) -> None:
    assert is_whole(sentence) is whole


@pytest.mark.parametrize("unit", [". ", "a.\n", '." ', "-\n", "\n", "x.A", '?" Aa Aa ', "1. ", "“"])
def test_given_ten_times_the_hostile_text_when_splitting_then_the_calls_grow_in_line(unit: str) -> None:
    def calls(text: str) -> int:
        count = 0

        def counted(frame: FrameType, event: str, argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(counted)
        try:
            split_sentences(text)
        finally:
            sys.setprofile(before)
        return count

    assert calls(unit * 10_000) < 12 * calls(unit * 1_000)
