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


def test_given_blocks_when_read_then_each_has_its_headline_and_text() -> None:
    found = read_examples("Pass closed\nSnow fell\nfor days.\n\n\nRoad floods\n \nHail")

    assert found == [("Pass closed", "Snow fell for days."), ("Road floods", ""), ("Hail", "")]
