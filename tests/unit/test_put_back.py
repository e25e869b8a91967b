"""What came while the clock was wrong is told once it is right, and once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from news.days import EditionId
from serving.briefs.editions import Edition
from tests.postroom import START, Newsroom, newsroom

SEVEN = datetime(2024, 10, 29, 7, tzinfo=UTC)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """A newsroom with one item read."""
    with newsroom(tmp_path / "home") as room:
        room.read("Troops at Tarmouk")
        yield room


def read_headlines(edition: Edition) -> list[str]:
    return [story.headline for theme in edition.brief.themes for story in theme.stories]


def test_given_a_clock_that_is_put_back_when_the_next_day_is_published_then_what_came_meanwhile_is_told(
    room: Newsroom,
) -> None:
    room.editions.publish(EditionId(START.date()), "UTC")
    room.clock.now = START - timedelta(hours=1)
    room.read("Port of Amara hit", "Two strikes hit the port of Amara.")
    room.clock.now = SEVEN

    published, _ = room.editions.publish(EditionId(SEVEN.date()), "UTC")

    assert read_headlines(published) == ["Port of Amara hit"]


@pytest.mark.parametrize("off", [timedelta(hours=-1), timedelta(days=365), timedelta(hours=25)], ids=str)
def test_given_a_clock_that_is_wrong_for_a_while_when_the_next_edition_is_made_then_what_came_is_told_once(
    room: Newsroom, off: timedelta
) -> None:
    subscription = room.order()
    room.tick(SEVEN)
    room.clock.now = SEVEN + off
    room.read("Port of Amara hit", "Two strikes hit the port of Amara.")

    for days in (1, 2):
        room.tick(SEVEN + timedelta(days=days))

    latest, next_day, first = room.editions.page(subscription.id, 10, None)[0]
    assert [read_headlines(edition) for edition in (first, next_day, latest)] == [
        ["Troops at Tarmouk"],
        ["Port of Amara hit"],
        [],
    ]
