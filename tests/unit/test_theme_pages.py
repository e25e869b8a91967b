"""What is typed into the form of a theme, read."""

import pytest

from serving.learning.themes import identifier
from serving.web.theme_pages import read_examples


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("Border security", "border_security"), (" Énergie & climat 2 ", "energie_climat_2"), ("5G", "g"), ("Выборы", "")],
)
def test_given_a_name_when_an_id_is_made_then_it_is_small_and_ascii(name: str, wanted: str) -> None:
    assert identifier(name) == wanted


def test_given_lines_when_read_then_each_is_a_headline() -> None:
    assert read_examples("\nPass closed\n  Road floods  \n") == [("Pass closed", ""), ("Road floods", "")]
    assert read_examples("  \n ") == []


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("- Pass closed\n- Road floods", [("Pass closed", ""), ("Road floods", "")]),
        ("\u2022 Pass closed\n\n\u2022 Road floods\nBy night.", [("Pass closed", ""), ("Road floods", "By night.")]),
        ("9. Pass closed\n10) Road floods", [("Pass closed", ""), ("Road floods", "")]),
        ('"Pass closed",\n"Road floods"', [("Pass closed", ""), ("Road floods", "")]),
        ("Pass closed\tBy night.\nRoad floods\t", [("Pass closed", "By night."), ("Road floods", "")]),
        ("9. November remembered\nRoad floods", [("9. November remembered", ""), ("Road floods", "")]),  # no list
        ("- 12 below zero", [("- 12 below zero", "")]),  # one line shows no list
    ],
)
def test_given_a_list_when_read_then_its_signs_are_no_part_of_the_examples(
    pasted: str, found: list[tuple[str, str]]
) -> None:
    assert read_examples(pasted) == found


def test_given_blocks_when_read_then_each_has_its_headline_and_text() -> None:
    found = read_examples("Pass closed\nSnow fell\nfor days.\n\n\nRoad floods\n \nHail")

    assert found == [("Pass closed", "Snow fell for days."), ("Road floods", ""), ("Hail", "")]
