"""Which language a text is in: the themes are learned from English alone, so another one must be noticed."""

import functools
import re

from eld import LanguageDetector  # n-gram detector of 60 languages, pure Python, no download

_READ_CHARACTERS = 600  # enough for the detector; a page in two languages is judged by its opening
_LETTER_RUN = re.compile(r"[^\W\d_]+")
_MIN_LETTERS = 25  # below that a headline of names alone ("Biden, Netanyahu") may be any language
# A headline full of foreign names scores near its neighbour languages: of 4,100 English headlines 29 were first
# taken for another language, none by more than 0.15; headlines of ten other languages were ahead by 0.17 and more.
_CLEARLY_AHEAD = 0.16
_NO_CASE_SCRIPTS = re.compile(
    r"[\u0400-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff\u10a0-\u10ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)


@functools.cache
def _detector() -> LanguageDetector:
    return LanguageDetector()


def detect_language(text: str) -> str:
    """Name the language by its ISO 639-1 code, or "und" when the text is too short to tell.

    text should be the normalised copy, so that look-alike letters and capitals do not mislead.
    """
    words = _LETTER_RUN.findall(text[:_READ_CHARACTERS])
    letters = sum(len(word) for word in words)
    # a script of its own gives a language away at once; Latin letters need a sentence
    enough = 4 if _NO_CASE_SCRIPTS.search(text[:_READ_CHARACTERS]) else _MIN_LETTERS
    if letters < enough:
        return "und"
    found = _detector().detect(" ".join(words).lower())
    if found.language in (None, "en"):
        return found.language or "und"
    scores = found.scores()
    ahead = scores[found.language] - scores.get("en", 0.0)
    return found.language if ahead >= _CLEARLY_AHEAD else "und"
