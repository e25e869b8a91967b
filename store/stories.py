"""Stories: which item copies which, which story it is in, and what people did to stories."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from store.records import StoredItem


@dataclass(frozen=True, slots=True)
class SortedItem:
    """What sorting found of one item."""

    seq: int
    item_id: str
    day: date
    story_id: str | None  # None: an announcement or an opinion
    original: str | None
    likeness: float | None
    keys: tuple[int, ...]  # by which it will be found again


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story that was found, and the thread that it goes on with; its own id when it begins one."""

    id: str
    thread: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands."""

    story_id: str | None
    original: str | None  # the item that it copies
    likeness: float | None
    by_hand: bool


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """A story as it is kept; days are None when a person moved all its items elsewhere."""

    id: str
    headline: str | None  # a person's
    thread: str
    merged_into: str | None
    first_day: date | None
    last_day: date | None
    items: int


@dataclass(frozen=True, slots=True)
class Around:
    """A sorted item of some days."""

    number: int
    version: str  # another one once the item reads or is dated otherwise
    story_id: str
    day: date


@dataclass(frozen=True, slots=True)
class Opening:
    """How a story of the last days began, or was told last: an item with a text, since a headline says little."""

    thread: str
    number: int  # of the item
    version: str  # as of Around


@dataclass(frozen=True, slots=True)
class Hand:
    """What a person did to a story: merge, split or rename."""

    story_id: str
    action: str
    detail: dict[str, Any]
    who: str | None
    at: datetime


class StoryStore(Protocol):
    """Stories, copies and threads, and what people did to stories."""

    def unsorted(self, limit: int) -> tuple[tuple[int, StoredItem], ...]:
        """Items that sorting has not seen, with their numbers, in the order they were received."""

    def around(self, first: date, last: date, limit: int) -> tuple[Around, ...]:
        """Sorted items of some days that have a story, last received first."""

    def openings(self, first: date, last: date, limit: int) -> tuple[Opening, ...]:
        """Stories that have items on some days, by their first and their last item, last begun first.

        Polls are left out: they ask the same of every subject, and what goes on with one goes on with all.
        """

    def numbered(self, numbers: Iterable[int]) -> dict[int, StoredItem]:
        """Items by their numbers; unknown ones are missing."""

    def holders(self, keys: Sequence[int]) -> dict[int, dict[str, str]]:
        """For each key that is held, the items that hold it, each with its original."""

    def add(self, items: Sequence[SortedItem], stories: Sequence[NewStory], at: datetime) -> bool:
        """Keep what sorting found; False where another process sorted one of these items first, and nothing is kept."""

    def places(self, item_ids: Iterable[str]) -> dict[str, Place]:
        """Where items stand; those not sorted yet are missing."""

    def copies(self, item_id: str) -> tuple[tuple[str, float], ...]:
        """Items that copy this one, each with its likeness, in the order they were received."""

    def get(self, story_id: str) -> StoryRecord:
        """One story; of one that was merged, the story it went into. Raises NotFoundError."""

    def records(self, story_ids: Iterable[str]) -> dict[str, StoryRecord]:
        """Stories by id; unknown ones are missing."""

    def days(self, story_ids: Iterable[str], timezone: ZoneInfo) -> dict[str, tuple[date, date]]:
        """The first and last day of stories' items as a time zone counts days; stories without items are missing."""

    def items(self, story_id: str) -> tuple[StoredItem, ...]:
        """A story's items, the earliest day first."""

    def thread(self, thread: str) -> tuple[StoryRecord, ...]:
        """The stories of a thread, the earliest first."""

    def hands(self, story_id: str) -> tuple[Hand, ...]:
        """What people did to a story, last first."""

    def apply(
        self,
        hand: Hand,
        *,
        moves: Mapping[str, str] | None = None,
        new: NewStory | None = None,
        merged: Sequence[str] = (),
        headline: str | None = None,
    ) -> None:
        """Keep what a person did: items moved to stories, stories that went into hand's, a new story, a headline.

        headline is that of the new story if there is one, else of hand's.
        """
