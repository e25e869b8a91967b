"""A day's stories in the order of rank, and one story with its items: the desk's stories with the pipeline's labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from news.ranking import Placed, rank
from serving.pipeline import LabelledItem, Sitrep
from serving.story_desk import StoryView
from store.cursor import CursorError, read_cursor, write_cursor

_PLACES = 1_000_000  # more stories than a day can have, so that one number holds day and place


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Some of a day's stories in the order of rank."""

    day: date | None  # None: nothing is stored
    stories: Sequence[Placed]
    following: str | None  # the cursor of the next page; None on the last


def story_page(sitrep: Sitrep, day: date | None, timezone: str, limit: int, cursor: str | None) -> StoryPage:
    """Up to limit stories of a day, else of the day that the cursor names, else of the newest with items.

    Raises UnknownTimezoneError, and CursorError for a cursor that was given out for another day.
    """
    first = 0
    if cursor is not None:
        named, first = _read_place(cursor)
        if day is not None and day != named:
            raise CursorError(f"cursor {cursor} goes on with {named}, not with {day}; start again without a cursor")
        day = named
    else:
        day = day or sitrep.newest_day(timezone)
    if day is None:
        return StoryPage(None, (), None)
    placed = ranked_stories(sitrep, day, timezone)
    last = first + limit
    following = write_cursor(day.toordinal() * _PLACES + last) if last < len(placed) else None
    return StoryPage(day, placed[first:last], following)


def _read_place(cursor: str) -> tuple[date, int]:
    ordinal, place = divmod(read_cursor(cursor), _PLACES)
    try:
        return date.fromordinal(ordinal), place
    except (ValueError, OverflowError) as error:
        raise CursorError(f"cursor {cursor} is none of a day's stories; start again without a cursor") from error


def ranked_stories(sitrep: Sitrep, day: date, timezone: str) -> list[Placed]:
    """What one day's items tell of, in the order of rank. Raises UnknownTimezoneError."""
    found = sitrep.ranked([item.stored for item in sitrep.items_on(day, timezone)])
    stories = sitrep.desk.of([item.item for item in found])
    items = {item.item.id: item for item in found}
    return rank(stories, items, sitrep.taxonomy.ids, sitrep.weights, sitrep.desk.standing(day, stories))


def story_with_items(sitrep: Sitrep, story_id: str) -> tuple[StoryView, dict[str, LabelledItem]]:
    """A story over all its days, and its items by id. Raises NotFoundError."""
    view = sitrep.desk.show(story_id)
    return view, {found.stored.item.id: found for found in sitrep.labelled(view.stored)}
