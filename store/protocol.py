"""The one interface to what is kept. ``store.sqlite`` fills it; another database joins by filling it too."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from news.item import DroppedPiece, NewsItem
from store.artifacts import Artifacts
from store.corrections import Corrections
from store.edition_records import EditionStore, SubscriptionStore
from store.feed_records import (
    EntryProblem,
    Feed,
    FeedHealth,
    ItemChange,
    Mark,
    Poll,
    SeenEntry,
    SourceMessage,
    Version,
)
from store.jobs import Jobs
from store.records import (
    Answer,
    IdempotencyKey,
    IssueRecord,
    ItemPage,
    ItemQuery,
    LabelRecord,
    Sighting,
    Stored,
    StoredItem,
)
from store.stories import StoryStore
from store.themes import ThemeChanges
from store.vectors import Vectors


class VersionStore(Protocol):
    """What became of items: `feeds.record` writes versions, these methods read them."""

    def of(self, item_id: str) -> tuple[Version, ...]:
        """Every version of an item, the first first; raises NotFoundError."""

    def changed_since(self, instant: datetime) -> tuple[ItemChange, ...]:
        """Edits and retractions seen at an instant or later, in the order they were seen."""


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
        """Feeds whose time to be polled has come, the longest due first."""

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
    ) -> Poll:
        """Keep what a poll brought, all of it or nothing; returns the poll with its counts.

        labels are keyed by item id. An entry that is new in the feed is kept as add_items keeps it; a changed one
        becomes a version and what is read from now on. Raises NotFoundError when the feed was removed meanwhile.
        """


class SourceStore(Protocol):
    """What was taken from watched folders and mailboxes."""

    def seen(self, source: str, digest: str) -> bool:
        """Whether a message of this content was taken from this source."""

    def mark(self, source: str) -> Mark | None:
        """Up to which message a mailbox was read; None: it never was."""

    def record(self, message: SourceMessage, mark: Mark | None = None) -> None:
        """Keep what became of a message, with the mark that passes it; the same content again changes nothing."""

    def last(self, limit: int) -> tuple[SourceMessage, ...]:
        """The messages taken last, of all sources, the last first."""


class Store(Protocol):
    """Issues, items, their sightings and labels.

    A writing method returns after its whole change is durable, and writes all of it or nothing. Times are
    aware and UTC. Every method may be called from any thread, and raises StoreError when the database fails.
    """

    jobs: Jobs
    artifacts: Artifacts
    corrections: Corrections
    themes: ThemeChanges
    vectors: Vectors

    @property
    def editions(self) -> EditionStore:
        """Published editions."""

    @property
    def subscriptions(self) -> SubscriptionStore:
        """Subscriptions and their deliveries."""

    @property
    def stories(self) -> StoryStore:
        """Stories, copies and threads, and what people did to them."""

    @property
    def versions(self) -> VersionStore:
        """What became of items that were seen again."""

    @property
    def feeds(self) -> FeedStore:
        """Feeds with their polls and entries."""

    @property
    def sources(self) -> SourceStore:
        """What was taken from watched folders and mailboxes."""

    def add_issue(
        self, issue: IssueRecord, items: Sequence[NewsItem], labels: Mapping[str, LabelRecord], received_at: datetime
    ) -> Stored:
        """Keep an issue with its items; labels are keyed by item id. The same issue again changes nothing."""

    def add_items(
        self,
        items: Sequence[NewsItem],
        labels: Mapping[str, LabelRecord],
        received_at: datetime,
        answer: Answer,
        key: IdempotencyKey | None = None,
    ) -> str:
        """Keep items posted on their own; returns `answer`'s text, kept under the key in the same transaction.

        A known key with the same body digest returns the text kept then and writes nothing; with another
        digest it raises ConflictError. Keys are forgotten after 30 days.
        """

    def kept_answer(self, key: IdempotencyKey) -> str | None:
        """What was answered under this key; None when it is new. Raises ConflictError as add_items does."""

    def add_labels(self, labels: Mapping[str, LabelRecord]) -> None:
        """Keep labels of stored items, keyed by item id; those that the same model gave before stay."""

    def item(self, item_id: str) -> StoredItem:
        """One item; raises NotFoundError."""

    def sightings(self, item_id: str) -> tuple[Sighting, ...]:
        """Where an item was seen, first sighting first; raises NotFoundError."""

    def page(self, query: ItemQuery, limit: int, cursor: str | None = None) -> ItemPage:
        """List items; raises CursorError when the cursor was not given out here."""

    def items_on(self, day: date, timezone: ZoneInfo) -> tuple[StoredItem, ...]:
        """Items of one day, in the order they were received, each once.

        The day of a sighting is its issue's, else that of its time in the given zone.
        """

    def events(self, first: date, last: date, announced_by: date) -> tuple[StoredItem, ...]:
        """Events that start from first to last, announced on a day up to announced_by (in UTC), each once."""

    def newest_day(self, timezone: ZoneInfo, until: date = date.max) -> date | None:
        """The last day that has an item, counted as items_on counts; None when the store is empty."""

    def nearest_days(self, day: date, timezone: ZoneInfo) -> tuple[date | None, date | None]:
        """The nearest days before and after a day that have items, counted as items_on counts."""

    def dropped(self, issue_id: str) -> tuple[DroppedPiece, ...]:
        """The pieces of an issue that were no news; raises NotFoundError."""

    def check(self) -> None:
        """Read something; raises StoreError when the database does not answer."""

    def close(self) -> None:
        """Close all connections; the store cannot be used afterwards."""
