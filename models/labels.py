"""What the classifier is asked and what it answers: plain values, shared by training and serving."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class NewsText:
    """The part of an item that is read for labelling."""

    headline: str
    text: str


MODEL, PERSON = "model", "person"  # who decides


class Decision(StrEnum):
    """The answer for one item and theme, by that theme's two cuts."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span that carries a decision: ``item.<field>[start:end] == text``, in code points."""

    field: str  # "headline" or "text"
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ThemeLabel:
    """One theme's answer for one item."""

    id: str
    probability: float  # calibrated, 0 to 1
    decision: Decision
    threshold: float  # yes from here on
    unsure_from: float  # below the threshold but not surely no, from here on
    evidence: tuple[Evidence, ...] | None = None  # None when not asked for
    decided_by: str = MODEL  # PERSON: a correction stands against, or for, the model's answer


@dataclass(frozen=True, slots=True)
class ItemLabels:
    """All themes' answers for one item, in the taxonomy's order."""

    themes: tuple[ThemeLabel, ...]
    language: str  # ISO 639-1, or "und" when the text is too short to tell
    truncated: bool  # the text was longer than the encoder reads
    notes: tuple[str, ...] = ()  # why an answer is unsure, or what was found in the text: "language:es", "leet"
    # packed as `models.memory.packed` does, of the text's opening; no part of the answer, so that receipts hold none
    vector: bytes | None = field(default=None, compare=False, repr=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """Ids of the themes decided yes."""
        return tuple(theme.id for theme in self.themes if theme.decision is Decision.YES)

    @property
    def unsure(self) -> tuple[str, ...]:
        """Ids of the themes left open."""
        return tuple(theme.id for theme in self.themes if theme.decision is Decision.UNSURE)
