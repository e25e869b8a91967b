"""What people did to stories is seen in the next edition's new, developing and closed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from news.brief import Brief
from news.days import EditionId
from tests.postroom import START, Newsroom, newsroom

FORD = ("Rebel troops seize the ford at Tarmouk", "Rebel troops seized the river ford at Tarmouk, the army said.")
TOLL = ("Rebel troops at the Tarmouk ford count 31 dead", "Rebel troops at the river ford of Tarmouk counted 31 dead.")
FERRY = ("Ferry carries troops home", "A ferry brought 200 wounded troops to Port Lorne, the harbour master said.")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with newsroom(tmp_path / "home") as made:
        yield made


def publish(room: Newsroom) -> Brief:
    return room.editions.publish(EditionId(room.clock.now.date()), "UTC")[0].brief


def story_of(room: Newsroom, item_id: str) -> str:
    room.sitrep.desk.sort_new()
    return str(room.sitrep.store.stories.places([item_id])[item_id].story_id)


def states(brief: Brief) -> dict[str, str | None]:
    return {story.headline: story.state for theme in brief.themes for story in theme.stories}


def test_given_an_unlike_item_when_a_person_merges_it_into_a_told_story_then_it_develops(room: Newsroom) -> None:
    told = room.read(*FORD)
    publish(room)
    room.clock.forward(days=1)
    news = room.read(*FERRY)

    room.sitrep.desk.merge(story_of(room, told), [story_of(room, news)], None)
    brief = publish(room)

    assert list(states(brief).values()) == ["developing"]
    assert brief.closed == ()


def test_given_a_like_item_when_a_person_splits_it_off_then_it_is_new_and_the_told_story_is_closed(
    room: Newsroom,
) -> None:
    told = room.read(*FORD)
    publish(room)
    room.clock.forward(days=1)
    news = room.read(*TOLL)
    assert story_of(room, told) == story_of(room, news)

    room.sitrep.desk.split(story_of(room, told), [news], None, None)
    brief = publish(room)

    assert list(states(brief).values()) == ["new"]
    assert [story.headline for story in brief.closed] == [FORD[0]]


def test_given_a_told_story_when_a_person_renames_it_then_it_closes_under_its_new_name(room: Newsroom) -> None:
    told = room.read(*FORD)
    publish(room)
    room.clock.forward(days=1)

    room.sitrep.desk.rename(story_of(room, told), "The war for the ford", None)
    brief = publish(room)

    assert [(story.headline, story.edition) for story in brief.closed] == [
        ("The war for the ford", START.date().isoformat())
    ]
