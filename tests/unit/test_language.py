"""Texts in other languages are noticed, and English headlines full of names are not taken for them."""

import sys
from pathlib import Path

import pytest

from models.language import Language, detect_language

MAKEFILE = Path(__file__).parents[2] / "Makefile"
# Own headlines, most of three or four words and one of them a name that English news knows, written once the rule was
# chosen; "sr" in Latin letters and the like on purpose.
FOREIGN = Path(__file__).with_name("foreign_headlines.txt")


@pytest.mark.parametrize(
    "headline",
    [
        "Rebels seize a provincial capital",
        "Le Pen, Bardella win in Pas-de-Calais",
        "Lawmakers split over boats for rebels in Syria",
        "Netanyahu rival concedes defeat in Likud vote",
        "Duterte wins Davao from a cell in The Hague",
        "Kherson wakes to silence",
        "Biden, Netanyahu",
    ],
)
def test_given_an_english_headline_full_of_names_when_detected_then_it_is_english(headline: str) -> None:
    assert detect_language(headline) == Language("en", foreign=False)


def test_given_marks_piled_on_english_letters_when_detected_then_it_stays_english() -> None:
    marked = "".join(letter + "\u0317\u0301" for letter in "Rebels seize a provincial capital")

    assert detect_language(marked) == Language("en", foreign=False)


def test_given_a_name_alone_when_detected_then_nothing_is_said_of_it() -> None:
    assert detect_language("Albo") == Language("und", foreign=False)


@pytest.mark.parametrize(
    ("headline", "language"),
    [
        ("Netanyahu ordena atacar Gaza tras el ataque", "es"),
        ("La guerre en Ukraine entre dans son troisième hiver", "fr"),
        ("Anschlag in Halle: Prozess gegen den Attentäter beginnt", "de"),
        ("Lula vence as eleições no Brasil por margem estreita", "pt"),
        ("Президент объявил о мерах", "ru"),
        ("Meloni vince le elezioni", "it"),
        ("Wapiganaji washambulia kijiji kaskazini mwa nchi", "und"),  # Swahili, which the detector does not know
    ],
)
def test_given_a_headline_of_another_language_when_detected_then_it_is_foreign(headline: str, language: str) -> None:
    assert detect_language(headline) == Language(language, foreign=True)


def test_given_short_headlines_of_many_languages_when_detected_then_few_pass_for_english() -> None:
    headlines = [line.split("|")[1] for line in FOREIGN.read_text(encoding="utf-8").splitlines()]

    passed = [headline for headline in headlines if not detect_language(headline).foreign]

    assert len(headlines) > 70
    assert len(passed) <= 8, passed


def test_given_the_set_up_when_it_compiles_a_table_of_letters_then_it_is_the_one_that_is_read() -> None:
    detect_language("Voters queue for hours in the capital.")

    read = [name for name in sys.modules if name.startswith("eld.resources.ngrams.")]
    assert [f"/{name.replace('.', '/')}.py" in MAKEFILE.read_text() for name in read] == [True]
