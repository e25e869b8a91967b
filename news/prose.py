"""How counts and names stand in the sentences that Sitrep writes itself, and how long told sentences are."""

from collections.abc import Iterable
from typing import Protocol


class Sentence(Protocol):
    """Any sentence that is told: of a summary or of a brief."""

    @property
    def text(self) -> str:
        """Its words."""


def words_in(sentences: Iterable[Sentence]) -> int:
    """How many words sentences have together, as a brief's and a summary's length is counted."""
    return sum(len(sentence.text.split()) for sentence in sentences)


def one_line(name: str) -> str:
    """A name as it is kept: in one line, for names stand in lists, subjects and feeds; "" when nothing is left."""
    return " ".join(name.split())


def counted(number: int, one: str, several: str = "") -> str:
    """A count with its noun: "1 item", "3 items"; several is the plural where it takes more than an "s"."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"


def capital(words: str) -> str:
    """Words as they stand at a sentence's beginning."""
    return words[:1].upper() + words[1:]
