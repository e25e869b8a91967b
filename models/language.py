"""Which language a text is in: the themes are learned from English alone, so another one must be noticed.

Character n-grams tell long texts apart, and not headlines: names score like any language, and of many languages the
detector knows nothing. So words that English news uses are counted beside them.
"""

import functools
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from eld import LanguageDetector  # n-gram detector of 60 languages, pure Python, no download

from models.lexical import words

_READ_CHARACTERS = 600  # enough for the detector; a page in two languages is judged by its opening
_LETTER_RUN = re.compile(r"[^\W\d_]+")
_MIN_LETTERS = 10  # below that a headline of names alone ("Albo") may be any language
_FEWEST_LETTERS = 4  # where letters beyond ASCII say something by themselves
# Chosen on 6,331 English headlines, many of them names in a row, of which 10 stay below it, and on 125 headlines in 55
# other languages, not all of them known to the detector, of which one does not.
_ENGLISH = 0.6
_SURE = 0.3  # of the detector's score: languages that it does not know are given scores below it
_WORDS = Path(__file__).with_name("familiar_words.txt")


@dataclass(frozen=True, slots=True)
class Language:
    """A text's language: its ISO 639-1 code, or "und" where that cannot be told; foreign when it is not English."""

    code: str
    foreign: bool


@functools.cache
def _detector() -> LanguageDetector:
    return LanguageDetector()


@functools.cache
def _familiar() -> frozenset[str]:
    """Words and names that stand in four or more of 37,000 items of English news."""
    return frozenset(_WORDS.read_text(encoding="utf-8").split())


def _composed(text: str) -> str:
    """Join letters with their accents; marks that no letter takes, such as those piled up to mislead, go."""
    return "".join(c for c in unicodedata.normalize("NFC", text) if not unicodedata.combining(c))


def detect_language(text: str) -> Language:
    """Tell the language of a text; one that is too short to tell is "und" and not called foreign.

    text should be the normalised copy, so that look-alike letters and capitals do not mislead.
    """
    opening = _composed(text[:_READ_CHARACTERS])
    runs = [run.lower() for run in _LETTER_RUN.findall(opening)]
    letters = sum(map(len, runs))
    if letters < (_MIN_LETTERS if opening.isascii() else _FEWEST_LETTERS):
        return Language("und", False)
    found = _detector().detect(" ".join(runs))
    scores = found.scores()
    english, best = scores.get("en", 0.0), max(scores.values(), default=0.0)
    familiar = sum(len(run) for run in runs if words(run) and words(run)[0] in _familiar()) / letters
    if familiar + english - (best - english) >= _ENGLISH:
        return Language("en", False)
    return Language(found.language if found.language not in (None, "en") and best >= _SURE else "und", True)
