"""What a newsletter says its letters are, and what they are."""

from datetime import date

import pytest

from news.errors import InvalidNewsletterError
from news.newsletter import decode, split

TOLD = "The “night” ferry to Sønderholt — 12 € a head — sails on"


@pytest.mark.parametrize("declared", ["iso-8859-1", "Latin1", "us-ascii", "windows-1252"])
@pytest.mark.parametrize("written", ["utf-8", "cp1252"])
def test_given_a_western_charset_when_decoded_then_the_letters_that_stand_there_come_out(
    declared: str, written: str
) -> None:
    assert decode(TOLD.encode(written), declared) == TOLD


@pytest.mark.parametrize("declared", [None, "utf-8", "x-unknown"])
def test_given_none_or_a_wrong_charset_when_decoded_then_utf_8_and_then_windows_1252_are_tried(
    declared: str | None,
) -> None:
    assert decode(TOLD.encode("utf-8"), declared) == TOLD
    assert decode(TOLD.encode("cp1252"), declared) == TOLD


@pytest.mark.parametrize("written", ["utf-8-sig", "utf-16"])
def test_given_a_byte_order_mark_when_decoded_then_it_wins_over_what_is_declared(written: str) -> None:
    assert decode(TOLD.encode(written), "windows-1252") == TOLD


def test_given_bytes_of_no_charset_when_decoded_then_the_way_out_is_named() -> None:
    with pytest.raises(InvalidNewsletterError, match="send UTF-8"):
        decode(b"\xff\xfea\xd8", None)


def test_given_a_page_whose_own_tag_names_its_charset_when_split_then_it_is_read_so() -> None:
    page = f"<html><head><meta charset='koi8-r'></head><body><p>Паром встал</p>{'<p>The ferry stands.</p>' * 5}</body>"

    issue = split(page.encode("koi8-r"), "text/html", issued_on=date(2026, 11, 20), source="Pier")

    assert "Паром встал" in issue.text
