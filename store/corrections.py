"""What people say of items: append-only, of every item and theme the newest answer is in force.

A correction that decides some themes alone leaves the answers given to others before as they are; one that skips takes
back all. The labels that models gave stay where they are; a correction lies over them when an item is shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from store.cursor import every

_PAGE = 500  # corrections read at a time where all are wanted


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says an item's themes are."""

    item_id: str
    themes: tuple[str, ...]  # those that the item is about
    asked: tuple[str, ...]  # those that the person decided; of any other theme the correction says nothing
    when: datetime  # UTC
    skipped: bool = False  # no answer: the model's labels stand
    doubtful: bool = False  # two careful readers could differ
    pinned: bool = False  # no artifact may go into service that disagrees
    who: str | None = None  # None: not said
    why: str | None = None
    via: str = "api"  # api, page, review or import
    headline: str | None = None  # of an item that is not stored
    text: str | None = None
    seq: int = 0  # given by the store


@dataclass(frozen=True, slots=True)
class CorrectedItem:
    """A correction in force, with the text that it is about; of an item there are several where each decided a part.

    Of an item that was edited since, the text is the one that the person read.
    """

    item_id: str
    headline: str
    text: str
    themes: tuple[str, ...]
    asked: tuple[str, ...]  # those whose answer stands: no later correction decided them
    skipped: bool
    doubtful: bool
    pinned: bool
    who: str | None
    why: str | None
    via: str
    source: str | None  # the newsletter or feed that brought the item; None: none, or the item is not stored
    stored: bool  # whether the item is in the store
    when: datetime
    seq: int


class CorrectionStore(Protocol):
    """Corrections."""

    def add(self, corrections: Sequence[Correction]) -> tuple[int, ...]:
        """Keep corrections, all or none, in order; returns their seqs. The last to decide a theme is in force."""

    def history(self, item_id: str) -> tuple[Correction, ...]:
        """Everything that was said of an item, newest first; empty when nothing was."""

    def in_force(self, item_ids: Iterable[str]) -> dict[str, tuple[Correction, ...]]:
        """Of some items the corrections in force, skips among them, by item id, each with the answers that stand."""

    def current(self, item_ids: Iterable[str]) -> dict[str, Correction]:
        """What people say of some items, skips among it, by item id: their newest correction with all answers."""

    def latest(self, through: int | None = None) -> tuple[CorrectedItem, ...]:
        """The corrections in force of all items, skips left out, in the order given, each with the answers that stand.

        through is a watermark: as they stood when the last seq was this one.
        """

    def newest(self, count: int) -> tuple[CorrectedItem, ...]:
        """The last so many of `latest`; it takes no longer where many are in force."""

    def corrected_items(self) -> int:
        """How many items have an answer in force."""

    def found(self) -> dict[str, int]:
        """How many items people found of each theme, by the answers in force; a theme of none is left out."""

    def page(self, limit: int, cursor: str | None = None) -> tuple[tuple[CorrectedItem, ...], str | None]:
        """The corrections in force, skips too, in the order given, and the cursor to the next page."""

    def watermark(self) -> int:
        """The last seq that was given; 0 when there is no correction."""


def everything(corrections: CorrectionStore) -> Iterator[CorrectedItem]:
    """All corrections in force, skips among them, in the order given; read page by page."""
    return every(lambda cursor: corrections.page(_PAGE, cursor))
