"""Published editions, each frozen for its reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from news.briefing.notices import CorrectionNotice
from store.records import StoredItem


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose editions: a subscription's, or those that the house publishes for a time zone and themes."""

    timezone: str
    themes: tuple[str, ...] = ()  # in the reader's order; empty: all
    subscription: str = ""


@dataclass(frozen=True, slots=True)
class EditionRecord:
    """A published edition; it never changes."""

    id: str  # opaque
    edition: str  # "2024-10-28", "2024-10-28-am"
    reader: Reader
    covers_to: datetime  # what had been received up to here was read; UTC
    published_at: datetime
    items: tuple[str, ...]  # ids of all items that it was made from
    payload: str  # the brief as JSON, written and read by serving
    through: int | None = None  # number of the newest item that was kept when it was made; None: not known

    def has_read(self, one: StoredItem) -> bool:
        """Whether an item stood there to be read.

        Times alone do not tell: clocks are put back, and what waits to be written has a time from before.
        """
        there = self.through is None or one.number <= self.through
        return one.item.id in self.items or (there and one.sighting.received_at <= self.covers_to)


@dataclass(frozen=True, slots=True)
class EditionPage:
    """Some editions, last published first, and the cursor that continues the list."""

    editions: tuple[EditionRecord, ...]
    next_cursor: str | None


class EditionStore(Protocol):
    """Published editions."""

    def publish(self, record: EditionRecord) -> EditionRecord:
        """Keep an edition; of one that was published before, that one comes back and nothing is written."""

    def published(self, edition: str, reader: Reader) -> EditionRecord | None:
        """The edition under this id for this reader; None when it was not published."""

    def edition(self, edition_id: str) -> EditionRecord:
        """An edition by its opaque id; raises NotFoundError."""

    def earlier(self, reader: Reader, before: str, limit: int) -> tuple[EditionRecord, ...]:
        """A reader's editions of stretches before one, the newest first: "2024-10-28" < "2024-10-28-am" < "...-pm"."""

    def page(self, subscription: str | None, limit: int, cursor: str | None = None) -> EditionPage:
        """List editions of one subscription ("": of the house; None: all); raises CursorError."""

    def newest_item(self) -> int:
        """Number of the newest item; 0 without one. What is kept from now on has a higher one."""

    def received(
        self, after: datetime, until: datetime, last: EditionRecord | None, now: datetime
    ) -> tuple[StoredItem, ...]:
        """Items first received after one instant and up to another, in the order of receipt, each once.

        And those that clocks gave another time: of what was kept after `last` was made, what that would have read by
        its time, and what would be received only after `now`. Nothing that `last` has read.
        """

    def dropped_pieces(self, issue_ids: Sequence[str]) -> int:
        """How many pieces of these issues were no news; tags and program text are no pieces that anybody read."""

    def errata(self, issue_ids: Sequence[str]) -> tuple[CorrectionNotice, ...]:
        """The corrections that these issues printed, in the order of their receipt."""
