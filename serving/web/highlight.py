"""Cut a text at the edges of marked spans, so that a page can show overlapping evidence without nesting marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch, in code points; ``label`` says what marks it."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under one set of marks; `labels` is empty for plain text."""

    text: str
    labels: tuple[str, ...] = ()


def segments(text: str, spans: Iterable[Span]) -> list[Segment]:
    """Split a text at all span edges; the pieces joined are the text again.

    Spans may overlap and stand in any order; parts outside the text are ignored.
    """
    inside = [span for span in spans if span.start < min(span.end, len(text)) and span.end > 0]
    edges = sorted({0, len(text), *(e for s in inside for e in (max(s.start, 0), min(s.end, len(text))))})
    pieces = []
    for start, end in pairwise(edges):
        labels = tuple(dict.fromkeys(span.label for span in inside if span.start <= start and end <= span.end))
        pieces.append(Segment(text[start:end], labels))
    return pieces
