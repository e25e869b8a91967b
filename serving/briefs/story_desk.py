"""Stories as they are kept: new items are sorted into them as they come, and a person's hand wins.

Sorting goes through items in the order they were received, each once: copies are linked to their original, the
others join the story they are most like among those of the days around theirs, or begin one. What has a story keeps
it, so that ids do not change and what a person did stays done. Items are compared by their words, and by the vectors
that came with their labels where those are of the model in service.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from threading import Lock

from news.briefing.changes import KeptStory, Lineage
from news.briefing.ranking import Standing
from news.duplicates import DuplicateIndex, Fingerprint, fingerprint
from news.errors import NotFoundError, SitrepError, StoreError
from news.item import NewsItem, content_id
from news.likeness import ReadItem
from news.stories import NO_STORY, Story, assign, story_of
from news.threads import threads
from serving.briefs.surroundings import Encoding, Surroundings, day_of
from serving.days import find_timezone
from store.kept_stories import kept_stories, standing_of
from store.protocol import Store
from store.records import StoredItem
from store.stories import Hand, NewStory, Place, SortedItem, StoryRecord

BATCH = 1000  # items sorted in one transaction
_DAYS_AROUND = 3  # an item joins stories of so many days before and after its own
_THREAD_DAYS = 21  # a thread goes on after so many days of silence
PATIENCE_S = 5.0  # that a reader waits for a loop that sorts: every waiting one holds a thread that others need


_STILL_SORTING = "what came last is still being sorted into stories; ask again in a minute"


def _never() -> bool:
    return False


class HandError(SitrepError):
    """A merge or split that cannot be done."""


class SortingError(SitrepError):
    """So much has come that it is still being sorted into stories."""


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story as it stands over all its days."""

    record: StoryRecord
    story: Story
    stored: tuple[StoredItem, ...]  # the earliest day first
    places: Mapping[str, Place]  # by item id
    thread: tuple[StoryRecord, ...]  # with the story itself, the earliest first
    hands: tuple[Hand, ...]  # last first


class StoryDesk:
    """Sorts, shows and changes stories; every method may be called from any thread."""

    def __init__(self, store: Callable[[], Store], now: Callable[[], datetime], model: Callable[[], Encoding]) -> None:
        """store may raise StoreError: a process without a store has no stories. model is the one in service."""
        self._store, self._now = store, now
        self._surroundings = Surroundings(store, model)
        self._sorting = Lock()
        self._tended = False  # a loop sorts, and nobody else need sort everything before being answered
        self._behind = False  # more has come than one batch holds

    def sort_new(self, stopping: Callable[[], bool] = _never) -> int:
        """Sort what has come since the last time; returns how many items that was. stopping ends it early.

        What comes meanwhile is left to the next time: where items never cease to come, readers would never be let in.
        """
        done = 0
        with self._sorting:
            self._behind = True
            while self._behind:
                sorted_now = self._sort_batch(stopping)
                done += sorted_now
                self._behind = sorted_now == BATCH
        return done

    def tick(self, _now: datetime, stopping: Callable[[], bool] = _never) -> None:
        """Sort what is new, as a loop beside the server does; readers then wait for PATIENCE_S at most."""
        self._tended = True
        self.sort_new(stopping)

    def _have_sorted(self, asked: Iterable[str]) -> None:
        """Have some items sorted, whatever else is new: an item that has its story keeps it.

        Beside a loop no more than a batch is sorted here, once what the loop has at hand was waited for. Raises
        SortingError when they are not sorted then.
        """
        if not self._tended:
            self.sort_new()
            return
        wanted = list(asked)
        if self._are_sorted(wanted):
            return
        with self._turn(PATIENCE_S) as mine:
            if mine and not self._are_sorted(wanted):
                self._sort_batch(_never)
        if not self._are_sorted(wanted):
            raise SortingError(_STILL_SORTING)

    def _catch_up(self, asked: Iterable[str] = ()) -> None:
        """As _have_sorted, and what else is new, as far as there is a turn for it: it may belong to the answer, too.

        Where the loop is far behind, that is not waited for.
        """
        wanted = list(asked)
        if self._tended and not self._behind and self._store().stories.unsorted(1):
            with self._turn(PATIENCE_S) as mine, suppress(StoreError):  # of a full disk: what is sorted can be read
                if mine:
                    self._sort_batch(_never)
        self._have_sorted(wanted)

    def _are_sorted(self, item_ids: Sequence[str]) -> bool:
        return self._store().stories.places(item_ids).keys() >= set(item_ids)

    @contextmanager
    def _turn(self, wait_s: float) -> Iterator[bool]:
        """Hold the one place where stories change, if it comes free in so many seconds; True when it did."""
        mine = self._sorting.acquire(timeout=wait_s)
        try:
            yield mine
        finally:
            if mine:
                self._sorting.release()

    @contextmanager
    def _by_hand(self) -> Iterator[None]:
        """Hold stories still for a person's change, with all that came before sorted; raises SortingError."""
        self._catch_up()
        with self._turn(PATIENCE_S if self._tended else -1) as mine:  # -1: for as long as it takes
            if not mine:
                raise SortingError(_STILL_SORTING)
            yield

    def _sort_batch(self, stopping: Callable[[], bool]) -> int:
        """Sort up to BATCH new items in one transaction; returns how many, 0 when stopped on the way.

        Where another process was quicker, what it left is sorted, beside what it sorted.
        """
        while new := self._store().stories.unsorted(BATCH):
            found = self._found(new, stopping)
            if found is None:
                break
            if self._store().stories.add(*found, self._now()):
                return len(new)
        return 0

    def _found(
        self, new: Sequence[tuple[int, StoredItem]], stopping: Callable[[], bool]
    ) -> tuple[list[SortedItem], list[NewStory]] | None:
        """Find the places of new items, and the stories that begin with them; None when stopped on the way."""
        self._surroundings.begin()
        days = sorted((((day_of(stored), seq, stored) for seq, stored in new)), key=lambda n: n[:2])
        index = DuplicateIndex(_KeptCopies(self._store()))
        links = {stored.item.id: index.add(stored.item) for _, stored in new}
        found: list[SortedItem] = []
        begun: list[NewStory] = []
        told: list[tuple[ReadItem, str, date]] = []  # sorted in this batch
        for day, group in groupby(days, key=lambda n: n[0]):
            if stopping():
                return None
            today = [(seq, stored) for _, seq, stored in group]
            copies = {item_id: link.original for item_id, link in links.items() if link}
            read, story_of_item, new_stories = self._sort_day(day, [s for _, s in today], told, copies)
            begun += new_stories
            told += [(item, story_of_item[item.id], day) for item in read]
            for seq, stored in today:
                link = links[stored.item.id]
                found.append(
                    SortedItem(
                        seq=seq,
                        item_id=stored.item.id,
                        day=day,
                        story_id=story_of_item.get(stored.item.id),
                        original=link.original if link else None,
                        likeness=link.likeness if link else None,
                        keys=tuple(index.keys[stored.item.id]),
                    )
                )
        return found, begun

    def _sort_day(
        self,
        day: date,
        today: Sequence[StoredItem],
        told: Sequence[tuple[ReadItem, str, date]],
        copies: Mapping[str, str],
    ) -> tuple[list[ReadItem], dict[str, str], list[NewStory]]:
        """Stories of one day's new items, which come first as they were read; told are items sorted just now."""
        surroundings, first, last = self._surroundings, _shifted(day, -_DAYS_AROUND), _shifted(day, _DAYS_AROUND)
        beside = surroundings.around(first, last)
        beside |= {item.id: (item, story_id) for item, story_id, on in told if first <= on <= last}
        known = {item_id: story_id for item_id, (_, story_id) in beside.items()}
        to_sort = {s.item.id: s.item for s in today if s.item.kind not in NO_STORY}
        new = [surroundings.read(s) for s in today if s.item.id in to_sort]
        compared = [item for item, _ in beside.values()] + new
        found = assign(compared, known, copies, vectors=surroundings.vectors(compared))
        story_of_item = {item.id: found[item.id] for item in new}
        # Each report of a new story may be the one that says what it goes on with; the first that does decides.
        begun = sorted(item_id for item_id in story_of_item if story_of_item[item_id] not in known.values())
        earlier = surroundings.openings(_shifted(day, -_THREAD_DAYS), day)
        going_on = threads({item_id: surroundings.opening(to_sort[item_id]) for item_id in begun}, earlier)
        fresh = {story_of_item[item_id]: story_of_item[item_id] for item_id in begun}
        fresh |= {story_of_item[item_id]: going_on[item_id] for item_id in reversed(begun) if item_id in going_on}
        return new, story_of_item, [NewStory(story_id, thread) for story_id, thread in fresh.items()]

    def so_far(self, items: Sequence[NewsItem]) -> tuple[list[Story], int]:
        """The stories of some stored items, each with those of its items that are among them, the largest first.

        And how many of the items belong to a story, but cannot be sorted into one, since nothing can be written: what
        is sorted can be read on a full disk. Raises SortingError where a loop has not come to them yet.
        """
        told = [item for item in items if item.kind not in NO_STORY]
        with suppress(StoreError):  # where nothing can be read either, reading says so
            self._have_sorted(item.id for item in told)
        return kept_stories(self._store().stories, told)

    def lineage(self, item_ids: Iterable[str], told: Iterable[str]) -> Lineage:
        """Where items stand now, and the threads of stories by the ids under which they were told.

        Raises SortingError where a loop has not come to the items yet.
        """
        asked = list(item_ids)
        self._have_sorted(asked)
        kept = self._store().stories
        found = kept.places(asked)
        places = {item_id: place.story_id for item_id, place in found.items() if place.story_id}
        records = kept.records([*places.values(), *told])
        return Lineage(
            {
                item_id: KeptStory(story_id, records[story_id].thread, records[story_id].headline)
                for item_id, story_id in places.items()
            },
            {story_id: record.thread for story_id, record in records.items()},
            {item_id: place.original for item_id, place in found.items() if place.original is not None},
        )

    def standing(self, day: date, timezone: str, stories: Iterable[Story]) -> Standing:
        """What ranking wants to know of a day's stories: since when they are told, which items copy which."""
        return standing_of(self._store().stories, day, find_timezone(timezone), list(stories))

    def show(self, story_id: str) -> StoryView:
        """A story with all its items; of one that was merged, the story it went into. Raises NotFoundError."""
        self._catch_up()
        kept = self._store().stories
        record = kept.get(story_id)
        stored = kept.items(record.id)
        if not stored:
            raise NotFoundError(f"story {story_id[:80]!r} has no items any more; they were moved to other stories")
        items = [s.item for s in stored]
        return StoryView(
            record=record,
            story=story_of(record.id, items, record.headline),
            stored=stored,
            places=kept.places(item.id for item in items),
            thread=kept.thread(record.thread),
            hands=kept.hands(record.id),
        )

    def titles(self, records: Iterable[StoryRecord]) -> dict[str, str]:
        """The headlines of stories, by id."""
        found = {}
        for record in records:
            items = [stored.item for stored in self._store().stories.items(record.id)]
            if items:
                found[record.id] = story_of(record.id, items, record.headline).headline
        return found

    def merge(self, story_id: str, others: Sequence[str], who: str | None) -> str:
        """Put other stories into one; returns its id. Raises NotFoundError and HandError."""
        with self._by_hand():
            kept = self._store().stories
            target = kept.get(story_id).id
            gone = [name for name in dict.fromkeys(kept.get(other).id for other in others) if name != target]
            if not gone:
                raise HandError(f"all of these are story {target} already; name another one to merge into it")
            moves = {stored.item.id: target for name in gone for stored in kept.items(name)}
            hand = Hand(target, "merge", {"stories": gone, "items": list(moves)}, who, self._now())
            kept.apply(hand, moves=moves, merged=gone)
        return target

    def split(self, story_id: str, item_ids: Sequence[str], headline: str | None, who: str | None) -> str:
        """Take items out of a story into one of their own, and of a thread of its own; returns its id.

        Raises NotFoundError and HandError.
        """
        with self._by_hand():
            kept = self._store().stories
            record = kept.get(story_id)
            held = {stored.item.id for stored in kept.items(record.id)}
            strange = [item_id for item_id in item_ids if item_id not in held]
            if strange:
                raise HandError(f"item {strange[0][:80]!r} is not in story {record.id}; GET it to see which are")
            chosen = list(dict.fromkeys(item_ids))
            if len(chosen) == len(held):
                raise HandError(f"these are all items of story {record.id}; leave one at least, or rename the story")
            at = self._now()
            new_id = content_id("story", *sorted(chosen), at.isoformat())
            hand = Hand(record.id, "split", {"story": new_id, "items": chosen, "headline": headline}, who, at)
            kept.apply(hand, moves=dict.fromkeys(chosen, new_id), new=NewStory(new_id, new_id), headline=headline)
        return new_id

    def rename(self, story_id: str, headline: str, who: str | None) -> str:
        """Give a story a headline that stays; returns its id. Raises NotFoundError."""
        with self._by_hand():
            kept = self._store().stories
            target = kept.get(story_id).id
            kept.apply(Hand(target, "rename", {"headline": headline}, who, self._now()), headline=headline)
        return target

    def copies(self, item_id: str) -> tuple[str, float | None, tuple[tuple[str, float], ...]]:
        """The original of an item (its own id when it copies none), its likeness to it, and the original's copies.

        Raises NotFoundError, and SortingError where a loop has not come to the item yet.
        """
        stored = self._store().item(item_id)
        self._catch_up([stored.item.id])
        place = self._store().stories.places([stored.item.id]).get(stored.item.id)
        original = place.original if place and place.original else stored.item.id
        return original, place.likeness if place else None, self._store().stories.copies(original)


class _KeptCopies:
    """`news.duplicates.Kept` on the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.fingerprint = lru_cache(maxsize=512)(self._read)

    def holders(self, keys: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """For each key that is held, the items that hold it, each with its original."""
        return self._store.stories.holders(keys)

    def _read(self, item_id: str) -> Fingerprint:
        return fingerprint(self._store.item(item_id).item)


def _shifted(day: date, days: int) -> date:
    """The day so many days on; the calendar's first or last day where it ends before."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
