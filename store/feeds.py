"""Feeds: their settings, health, polls and entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from news.item import NewsItem
from store.records import LabelRecord
from store.versions import Change


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is polled."""

    id: str
    url: str
    name: str | None  # as the user calls it
    timezone: str | None  # of its times that name none
    full_text: bool  # whether the page of a truncated item may be fetched
    added_at: datetime
    health: "FeedHealth"

    @property
    def shown_name(self) -> str:
        """What the feed is called: by its user, else by itself, else its address."""
        return self.name or self.health.title or self.url


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How a feed stands after its last poll. Instants are UTC."""

    next_poll_at: datetime
    title: str | None = None  # as the feed calls itself
    site_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None  # where its server says for good that it stands now
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    failures: int = 0  # in a row
    problem: str | None = None  # of the last poll


class Outcome(StrEnum):
    """How a poll ended."""

    READ = "read"
    UNCHANGED = "unchanged"  # the server said so, and sent nothing
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll of a feed."""

    at: datetime
    outcome: Outcome
    status: int | None  # HTTP; None when there was no answer
    took_s: float
    entries: int = 0
    created: int = 0  # items new to the store
    edited: int = 0
    retracted: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """One entry of a feed that is new in it or has changed."""

    item: NewsItem
    digest: str  # of what the feed said
    change: Change  # FIRST: new in this feed; the item may stand in the store all the same
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """What could not be read of an entry."""

    item_id: str
    headline: str
    seen_at: datetime
    problem: str


class FeedStore(Protocol):
    """Feeds with their polls and entries."""

    def add(self, feed: Feed) -> bool:
        """Keep a feed; False when it is there already, whose name, time zone and full-text choice are then set."""

    def remove(self, feed_id: str) -> None:
        """Poll a feed no more; its items stay. Raises NotFoundError."""

    def feed(self, feed_id: str) -> Feed:
        """One feed; raises NotFoundError."""

    def page(self, limit: int, cursor: str | None = None) -> tuple[tuple[Feed, ...], str | None]:
        """Feeds in the order they were added, and the cursor that goes on; raises CursorError."""

    def due(self, now: datetime, limit: int) -> tuple[Feed, ...]:
        """Feeds whose time to be polled has come, or whose last poll lies ahead of the clock, the longest due first."""

    def entries(self, feed_id: str) -> dict[str, str]:
        """The items that a feed has brought, each with the digest of what the feed said of it last."""

    def polls(self, feed_id: str, limit: int) -> tuple[Poll, ...]:
        """A feed's last polls, the last first."""

    def problems(self, feed_id: str, limit: int) -> tuple[EntryProblem, ...]:
        """What could not be read of a feed's entries, the last seen first."""

    def item_problems(self, item_id: str) -> tuple[str, ...]:
        """What could not be read of an item, as its feeds said it."""

    def record(
        self,
        feed_id: str,
        poll: Poll,
        health: FeedHealth,
        seen: Sequence[SeenEntry] = (),
        labels: Mapping[str, LabelRecord] | None = None,
        dated: Mapping[str, datetime] | None = None,
        received_at: datetime | None = None,
    ) -> Poll:
        """Keep what a poll brought, all of it or nothing; returns the poll with its counts.

        labels are keyed by item id. An entry that is new in the feed is kept as add_items keeps it; a changed one
        becomes a version and what is read from now on; dated are times of publishing of known items, for those that
        lack theirs; received_at is when all this came in, by default when the poll began. Raises NotFoundError when
        the feed was removed meanwhile.
        """
