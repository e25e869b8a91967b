"""A day's stories in the order of rank, and one story with its items: the desk's stories with the pipeline's labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from news.briefing.ranking import Placed, rank
from serving.briefs.story_desk import StoryView
from serving.days import FIRST_DAY, LAST_DAY
from serving.pipeline import ShownItem, Sitrep
from store.cursor import CursorError, read_cursor, write_cursor

_PLACES, _ITEMS = 1 << 16, 1 << 28  # of a day's stories and of all items: one number of 63 bits holds a day and both


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Some of a day's stories in the order of rank."""

    day: date | None  # None: nothing is stored
    stories: Sequence[Placed]
    following: str | None  # the cursor of the next page; None on the last
    unsorted: int = 0  # items that are in no story, since nothing can be written


def story_page(sitrep: Sitrep, day: date | None, timezone: str, limit: int, cursor: str | None) -> StoryPage:
    """Up to limit stories of a day, else of the day that the cursor names, else of the newest with items.

    A cursor goes on with what had come when its first page was asked for, so that no story is met twice. Raises
    UnknownTimezoneError, and CursorError for a cursor that was given out for another day.
    """
    first, until = 0, _ITEMS
    if cursor is not None:
        named, first, until = _read_place(cursor)
        if day is not None and day != named:
            raise CursorError(f"cursor {cursor} goes on with {named}, not with {day}; start again without a cursor")
        day = named
    else:
        day = day or sitrep.newest_day(timezone)
    if day is None:
        return StoryPage(None, (), None)
    items = [one for one in sitrep.items_on(day, timezone) if one.stored.number <= until]
    placed, unsorted = _ranked(sitrep, day, timezone, items)
    last = first + limit
    newest = max((one.stored.number for one in items), default=0)
    days = (day - FIRST_DAY).days
    following = write_cursor((days * _PLACES + last) * _ITEMS + newest) if last < len(placed) else None
    return StoryPage(day, placed[first:last], following, unsorted)


def _read_place(cursor: str) -> tuple[date, int, int]:
    """The day, how many of its stories came before, and the last item that counts."""
    places, until = divmod(read_cursor(cursor), _ITEMS)
    days, place = divmod(places, _PLACES)
    if not 0 <= days <= (LAST_DAY - FIRST_DAY).days:
        raise CursorError(f"cursor {cursor} is none of a day's stories; start again without a cursor")
    return FIRST_DAY + timedelta(days=days), place, until


def ranked_stories(sitrep: Sitrep, day: date, timezone: str) -> list[Placed]:
    """What one day's items tell of, in the order of rank. Raises UnknownTimezoneError."""
    placed, _ = _ranked(sitrep, day, timezone, sitrep.items_on(day, timezone))
    return placed


def _ranked(sitrep: Sitrep, day: date, timezone: str, of_day: Sequence[ShownItem]) -> tuple[list[Placed], int]:
    found = sitrep.ranked([item.stored for item in of_day])
    stories, unsorted = sitrep.desk.so_far([item.item for item in found])
    items = {item.item.id: item for item in found}
    standing = sitrep.desk.standing(day, timezone, stories)
    return rank(stories, items, sitrep.taxonomy.ids, sitrep.weights, standing), unsorted


def story_with_items(sitrep: Sitrep, story_id: str) -> tuple[StoryView, dict[str, ShownItem]]:
    """A story over all its days, and its items by id. Raises NotFoundError."""
    view = sitrep.desk.show(story_id)
    return view, {found.stored.item.id: found for found in sitrep.labelled(view.stored)}
