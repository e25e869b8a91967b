"""What strangers write as an address is the address that a browser would ask for, or none."""

import time

import pytest

from news.clean import web_link
from news.newsletter import split

AT = "https://a.example/"


@pytest.mark.parametrize(
    ("written", "link"),
    [
        (f" {AT}x \n", f"{AT}x"),
        (f"{AT}by the ford?q=two words", f"{AT}by%20the%20ford?q=two%20words"),
        (f"{AT}long-\n   address\t\u200b", f"{AT}long-address"),
        ("https://two words.example/", None),
        (f"{AT}?id=1&section=world&reg=eu&copy=2", f"{AT}?id=1&section=world&reg=eu&copy=2"),
        (f"{AT}?id=1&amp;section=world&#38;reg=eu", f"{AT}?id=1&section=world&reg=eu"),
        ("java\nscript:alert(1)", None),
    ],
)
def test_given_an_address_as_written_when_read_then_it_is_the_one_that_was_meant(
    written: str, link: str | None
) -> None:
    assert web_link(written) == link


def test_given_an_address_with_a_hundred_thousand_spaces_when_read_then_it_takes_no_time() -> None:
    began = time.process_time()

    assert web_link(f"{AT}{' ' * 100_000}x") is None

    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "written", [f"{AT}by the ford?id=1&section=world", f"{AT}by%20the%20ford?id=1&amp;section=world"]
)
def test_given_an_address_in_a_tag_when_split_then_its_parameters_stay(written: str) -> None:
    letter = f'<h3><a href="{written}">Ford falls at dawn</a></h3><p>The ford fell on Monday, the army said.</p>'

    [item] = split(letter.encode(), "text/html", issued_on=None, source=None).items

    assert item.url == f"{AT}by%20the%20ford?id=1&section=world"
