"""The normalised copy that the models read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.labels import NewsText
from models.text import model_input, normalise, obfuscations

PLAIN = "Rebels shell the capital as talks collapse"


def test_given_plain_text_when_normalised_then_it_stays_as_it_is() -> None:
    assert normalise(PLAIN).text == PLAIN


@pytest.mark.parametrize(
    ("trick", "text"),
    [
        ("zero-width marks", "\u200b".join(PLAIN)),
        ("soft hyphens", "\u00ad".join(PLAIN)),
        ("tag characters", "".join(c + chr(0xE0000 + ord(c)) for c in PLAIN)),
        ("combining marks piled up", "".join(c + "\u0336\u0337\u0338\u0335" if c.isalpha() else c for c in PLAIN)),
        ("fullwidth letters", "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in PLAIN)),
        ("mathematical bold", "".join(chr(0x1D400 + ord(c) - 65) if c.isupper() else c for c in PLAIN)),
        ("Cyrillic look-alikes", PLAIN.replace("a", "а").replace("e", "е").replace("o", "о")),
        ("Greek look-alikes", PLAIN.replace("o", "ο")),
        ("reversed run", "\u202e" + PLAIN[::-1] + "\u202c"),
        ("no-break and odd spaces", PLAIN.replace(" ", "\u00a0\u2003")),
        ("line breaks", PLAIN.replace(" ", "\r\n")),
        ("byte order mark", "\ufeff" + PLAIN),
    ],
)
def test_given_a_trick_when_normalised_then_the_plain_words_come_back(trick: str, text: str) -> None:
    seen = "".join(c for c in normalise(text).text if not "\u0300" <= c <= "\u036f")

    assert seen == PLAIN, trick


def test_given_a_russian_word_when_normalised_then_it_stays_russian() -> None:
    assert normalise("Газета «Правда» вышла утром").text == "Газета «Правда» вышла утром"


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_given_any_text_when_normalised_then_every_character_knows_its_origin(text: str) -> None:
    copy = normalise(text)

    assert len(copy.text) == len(copy.origins)
    assert all(0 <= origin < len(text) for origin in copy.origins)
    if copy.text:
        start, end = copy.original_span(0, len(copy.text))
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_given_any_text_when_normalised_twice_then_nothing_more_changes(text: str) -> None:
    once = normalise(text).text

    assert normalise(once).text == once


def test_given_leet_and_spaced_letters_when_looked_at_then_they_are_flagged() -> None:
    assert obfuscations("r3b3ls sh3ll the c4pital") == ("leet",)
    assert obfuscations("the w a r n i n g came late") == ("spaced_letters",)
    assert obfuscations("G7 leaders met on 7 June; the A320 landed at 9:30 a.m. in the U.S.") == ()


def test_given_running_text_that_opens_with_its_headline_when_joined_then_it_is_read_once() -> None:
    item = NewsText("Bridge closed", "Bridge closed after a barge strike.")

    assert model_input(item).text == "Bridge closed after a barge strike."


def test_given_headline_and_text_when_joined_then_each_part_knows_its_place() -> None:
    seen = model_input(NewsText("Bridge closed", "A barge struck it."))

    assert [field for _, field, _ in seen.parts] == ["headline", "text"]
    for offset, field, copy in seen.parts:
        assert seen.text[offset : offset + len(copy.text)] == copy.text, field
