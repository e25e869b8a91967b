"""Evidence: which spans of an item carry a decision.

Every clause is scored alone, by the same classifier: the clauses that would get the theme by themselves are what
its decision rests on. All clauses together hold as many tokens as the item, so this costs about as much again as
the label (``benchmarks/robustness.py`` prints how much, and how often deleting the evidence lowers the
probability more than deleting other spans of the same lengths).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.labels import Evidence, NewsText
from models.text import ModelInput
from news.sentences import split_sentences

_MAX_SPANS = 3  # two leave a third clause that says the same, and deleting the two then changes little
_LONG_CLAUSE = 90  # code points; a longer sentence is cut at its commas, so that evidence stays quotable
_CLAUSE_END = re.compile(r"[,;:—–]\s+")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch that may carry a decision: its normalised words, and where they stand in the item."""

    text: str
    span: Evidence


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield sentences, the long ones cut at commas and dashes into pieces of some length."""
    for sentence in split_sentences(text):
        start = sentence.start
        for match in _CLAUSE_END.finditer(text, sentence.start, sentence.end):
            if match.start() + 1 - start >= _LONG_CLAUSE // 2 and sentence.end - match.end() >= _LONG_CLAUSE // 2:
                yield start, match.start() + 1
                start = match.end()
        yield start, sentence.end


def clauses(item: NewsText, seen: ModelInput, reach: int) -> list[Clause]:
    """Cut what the model sees of an item into clauses, in reading order; offsets are the item's own.

    reach: how many characters of the model's input were read. What lies beyond carries no decision, and scoring its
    clauses would cost the more, the longer the text is.
    """
    found = []
    for offset, field, copy in seen.parts:
        original = item.headline if field == "headline" else item.text
        for start, end in _spans(copy.text[: max(reach - offset, 0)]):
            first, last = copy.original_span(start, end)
            found.append(Clause(copy.text[start:end], Evidence(field, first, last, original[first:last])))
    return found


def strongest(found: list[Clause], probabilities: list[float], threshold: float) -> tuple[Evidence, ...]:
    """Pick one theme's evidence: the clause most probable by itself, and others that would do alone.

    probabilities are the theme's, of each clause alone, in the order of found.
    """
    order = sorted(range(len(found)), key=lambda number: -probabilities[number])[:_MAX_SPANS]
    return tuple(found[n].span for place, n in enumerate(order) if place == 0 or probabilities[n] >= threshold)
