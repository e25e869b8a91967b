"""The one interface to what is kept. `store.sqlite` fills it; another database joins by filling it too."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from news.item import DroppedPiece, NewsItem
from store.artifacts import ArtifactStore
from store.corrections import CorrectionStore
from store.editions import EditionStore
from store.feeds import FeedStore
from store.jobs import JobStore
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
from store.sources import SourceStore
from store.stories import StoryStore
from store.subscriptions import SubscriptionStore
from store.themes import ThemeStore
from store.vectors import VectorStore
from store.versions import VersionStore


class Store(Protocol):
    """Issues, items, their sightings and labels; the attributes hold what else is kept, one group of tables each.

    This holds for the groups too: a writing method returns after its whole change is durable, and writes all of it or
    nothing; times are aware and UTC; every method may be called from any thread, and raises StoreError when the
    database fails.
    """

    artifacts: ArtifactStore
    corrections: CorrectionStore
    editions: EditionStore
    feeds: FeedStore
    jobs: JobStore
    sources: SourceStore
    stories: StoryStore
    subscriptions: SubscriptionStore
    themes: ThemeStore
    vectors: VectorStore
    versions: VersionStore

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
        """List items.

        Raises CursorError when the cursor was not given out here, SearchError when the query's words are none.
        """

    def excerpts(self, words: str, numbers: Sequence[int]) -> Mapping[int, Sequence[tuple[str, bool]]]:
        """Where the texts of some items hold words, by the items' numbers; raises SearchError.

        An excerpt comes in stretches, each with whether it was looked for; it is empty where the text holds none.
        """

    def source_names(self, limit: int) -> tuple[str, ...]:
        """The sources that brought items, the one that brought something last first."""

    def items_on(self, day: date, timezone: ZoneInfo) -> tuple[StoredItem, ...]:
        """Items of one day, in the order they were received, each once.

        The day of a sighting is its issue's, else that of its time in the given zone.
        """

    def events(self, first: date, last: date, announced_by: date) -> tuple[StoredItem, ...]:
        """Events that start from first to last, announced on a day up to announced_by (in UTC), each once."""

    def newest_day(self, timezone: ZoneInfo, until: date = date.max) -> date | None:
        """The last day that has an item, counted as items_on counts; None when the store is empty.

        What is dated after `until`, by mistake or ahead of time, counts where there is nothing else.
        """

    def nearest_days(self, day: date, timezone: ZoneInfo) -> tuple[date | None, date | None]:
        """The nearest days before and after a day that have items, counted as items_on counts."""

    def dropped(self, issue_id: str) -> tuple[DroppedPiece, ...]:
        """The pieces of an issue that were no news; raises NotFoundError."""

    def check(self) -> bool:
        """Read something, and tell whether the store can be written, which is tried after a write that failed.

        Raises StoreError when the database does not answer.
        """

    def close(self) -> None:
        """Close all connections; the store cannot be used afterwards."""
