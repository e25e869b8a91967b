"""The exact text that the models see: a normalised copy of an item, with the way back to its own offsets.

Training and serving both read items through this module, so that learning and answering cannot drift apart.
The item's own text stays untouched: what is undone here (look-alike letters, invisible marks, reversed runs)
is undone in the copy alone.
"""

import re
import unicodedata
from dataclasses import dataclass

from models.labels import NewsText

# Letters of other scripts that look like Latin ones. Folded only inside words that mix them with Latin
# letters or consist of look-alikes alone beside Latin neighbours: a Russian word stays Russian.
_LOOKALIKES = str.maketrans(
    "аАвВсСеЕёЁһНіІїЇјЈкКмМоОрРѕЅтТуУхХүҮԁɡԛԝαΑβΒεΕηΗιΙκΚμΜνΝοΟρΡτΤυΥχΧΖζϲ",
    "aAbBcCeEeEhHiIiIjJkKmMoOpPsStTyYxXyYdgqwaAbBeEnHiIkKuMvNoOpPtTuYxXZzc",
)
_FOREIGN_LETTER = re.compile(r"[\u0370-\u03ff\u0400-\u052f\u0261]")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_REVERSED_RUN = re.compile("\u202e([^\u202a-\u202e\u2066-\u2069]*)[\u202c\u2069]?")
_WORD = re.compile(r"\S+")
_SPACED = re.compile(r"(?<!\S)(?:\w[ .\-_*]){4,}\w(?!\S)")
_LEET = re.compile(
    r"(?<!\S)[A-Za-z]*(?:[A-Za-z][013457@$][A-Za-z]|[013457@$][A-Za-z]+[013457@$])[A-Za-z013457@$]*(?!\S)"
)
_MAX_MARKS = 2  # combining marks kept on one letter; real orthographies need no more, "zalgo" text piles up dozens
_SEPARATOR = " . "  # the tokenizer reads it as one full stop, as between two sentences


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A copy for the models, and where each of its characters came from.

    origins[i] is the code-point offset in the original text of the i-th character of text.
    """

    text: str
    origins: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Translate a span of the copy, end exclusive and not empty, to the original's offsets."""
        covered = self.origins[start:end]
        return min(covered), max(covered) + 1


def _undo_reversal(text: str) -> list[tuple[str, int]]:
    """Pair each character with its offset, and turn right-to-left overridden runs to be read forwards."""
    pairs = [(character, offset) for offset, character in enumerate(text)]
    for match in _REVERSED_RUN.finditer(text):
        start, end = match.span(1)
        pairs[start:end] = pairs[start:end][::-1]
    return pairs


def _compatible(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Fold compatibility forms (NFKC), drop invisible characters and piled-up combining marks."""
    folded: list[tuple[str, int]] = []
    marks = 0
    for character, offset in pairs:
        category = unicodedata.category(character)
        if category == "Cf" or (category == "Cc" and character not in "\t\n\r") or category in ("Cs", "Cn", "Co"):
            continue
        marks = marks + 1 if category == "Mn" else 0
        if marks > _MAX_MARKS:
            continue
        if character.isascii():
            folded.append((character, offset))
        else:
            folded.extend((part, offset) for part in unicodedata.normalize("NFKC", character))
    return folded


def _fold_lookalikes(text: str) -> str:
    """Write look-alike letters in Latin inside the words that mix scripts; length is kept."""
    if not _FOREIGN_LETTER.search(text):
        return text
    mostly_latin = len(_LATIN_LETTER.findall(text)) > len(_FOREIGN_LETTER.findall(text))

    def fold(match: re.Match[str]) -> str:
        word = match.group()
        if not _FOREIGN_LETTER.search(word):
            return word
        folded = word.translate(_LOOKALIKES)
        all_lookalikes = not _FOREIGN_LETTER.search(folded)
        if _LATIN_LETTER.search(word) or (mostly_latin and all_lookalikes):
            return folded
        return word

    return _WORD.sub(fold, text)


def normalise(text: str) -> NormalisedText:
    """Make the copy that the models read: compatible letters, one script a word, single spaces.

    Time and memory are linear in the text.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        stripped = text.strip()
        first = len(text) - len(text.lstrip())
        return NormalisedText(stripped, tuple(range(first, first + len(stripped))))
    kept: list[tuple[str, int]] = []
    for character, offset in _compatible(_undo_reversal(text)):
        if character.isspace():
            if kept and kept[-1][0] != " ":
                kept.append((" ", offset))
        else:
            kept.append((character, offset))
    if kept and kept[-1][0] == " ":
        kept.pop()
    joined = _fold_lookalikes("".join(character for character, _ in kept))
    return NormalisedText(joined, tuple(offset for _, offset in kept))


def obfuscations(text: str) -> tuple[str, ...]:
    """Name the tricks that cannot be undone: "leet" (at least two such words) and "spaced_letters"."""
    found = []
    if len(_LEET.findall(text)) >= 2:
        found.append("leet")
    if _SPACED.search(text):
        found.append("spaced_letters")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ModelInput:
    """What the encoder reads of one item: the headline, then the text that does not repeat it."""

    text: str
    parts: tuple[tuple[int, str, NormalisedText], ...]  # (offset in text, "headline" or "text", its copy)


def model_input(item: NewsText) -> ModelInput:
    """Join headline and text for the encoder; running text that opens with its headline is read once."""
    headline, text = normalise(item.headline), normalise(item.text)
    if not headline.text or text.text.startswith(headline.text):
        return ModelInput(text.text, ((0, "text", text),))
    if not text.text:
        return ModelInput(headline.text, ((0, "headline", headline),))
    joined = headline.text + _SEPARATOR + text.text
    return ModelInput(joined, ((0, "headline", headline), (len(headline.text) + len(_SEPARATOR), "text", text)))
