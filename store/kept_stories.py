"""The stories of some items as they are kept, and what ranking wants to know of them; nothing is sorted here."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from news.briefing.ranking import Standing
from news.item import NewsItem
from news.stories import Story, story_of
from store.stories import StoryStore


def kept_stories(kept: StoryStore, items: Sequence[NewsItem]) -> tuple[list[Story], int]:
    """The stories with those of their items that are among these, the largest first, and how many items have no place.

    An item without a place came after the last sorting.
    """
    places = kept.places(item.id for item in items)
    members: dict[str, list[NewsItem]] = {}
    unsorted = 0
    for item in {item.id: item for item in items}.values():
        place = places.get(item.id)
        unsorted += place is None
        if place is not None and place.story_id is not None:
            members.setdefault(place.story_id, []).append(item)
    records = kept.records(members)
    stories = [story_of(name, held, records[name].headline) for name, held in members.items()]
    return sorted(stories, key=lambda story: (-len(story.item_ids), story.id)), unsorted


def standing_of(kept: StoryStore, day: date, timezone: ZoneInfo, stories: Sequence[Story]) -> Standing:
    """Since when stories are told, as the day's time zone counts days, and which of their items copy which."""
    days = kept.days((story.id for story in stories), timezone)
    since = {name: first for name, (first, _) in days.items()}
    until = {name: last for name, (_, last) in days.items()}
    places = kept.places(item_id for story in stories for item_id in story.item_ids)
    copies = {item_id: place.original for item_id, place in places.items() if place.original is not None}
    return Standing(day, since, until, copies)
