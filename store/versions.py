"""The versions of items: what a publisher said first, and what became of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Change(StrEnum):
    """How a version came about."""

    FIRST = "first"  # as it was first received
    EDITED = "edited"  # its publisher changed headline or text
    RETRACTED = "retracted"  # its publisher took it back


@dataclass(frozen=True, slots=True)
class Version:
    """An item as it read from a moment on."""

    item_id: str
    number: int  # from 1
    change: Change
    seen_at: datetime  # UTC
    headline: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An edit or a retraction, with what stood there before."""

    before: Version
    after: Version


class VersionStore(Protocol):
    """What became of items: `FeedStore.record` writes versions, these methods read them."""

    def of(self, item_id: str) -> tuple[Version, ...]:
        """Every version of an item, the first first; raises NotFoundError."""

    def reading(self, texts: Collection[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
        """The ids of the stored items that read as headline and text say, by these; a text of none is left out."""

    def changed_since(self, instant: datetime) -> tuple[ItemChange, ...]:
        """Edits and retractions seen at an instant or later, in the order they were seen."""
