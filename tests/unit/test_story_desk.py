"""Sorting what is kept, whatever day an item carries."""

from datetime import UTC, datetime
from pathlib import Path

from news.item import NewsItem
from tests.postroom import newsroom


def test_given_items_of_the_calendars_ends_when_sorted_then_they_and_all_others_have_a_story(tmp_path: Path) -> None:
    with newsroom(tmp_path / "home") as room:
        ends = [
            NewsItem("first", "Ferry fire off Port Lorne", "", published_at=datetime(1, 1, 1, tzinfo=UTC)),
            NewsItem("last", "Bridge closed at Amara", "", published_at=datetime(9999, 12, 31, tzinfo=UTC)),
        ]
        room.sitrep.add_items(ends, lambda added: "")
        today = room.read("Troops at Tarmouk")

        room.sitrep.desk.sort_new()

        assert all(place.story_id for place in room.sitrep.store.stories.places(["first", "last", today]).values())
        assert room.sitrep.desk.sort_new() == 0
