"""The day on which an item came is told by the reader's clocks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from news.days import EditionId
from tests.postroom import newsroom

ZONE = "America/New_York"
SEIZED = (
    "Rebel troops seize river ford at Tarmouk",
    "After two days of shelling the river ford at Tarmouk was seized by rebel troops, and its garrison fell.",
)
GRAVES = (
    "Rebel troops at river ford of Tarmouk",
    "The rebel troops who seized the river ford at Tarmouk after two days of shelling, when the garrison fell, let"
    " widows pass at dusk {}.",
)


@pytest.mark.parametrize(("day", "told"), [("on Monday", 1), ("on Tuesday", 0)])
def test_given_a_report_of_the_readers_evening_when_few_of_its_words_are_new_then_its_day_is_the_readers(
    tmp_path: Path, day: str, told: int
) -> None:
    with newsroom(tmp_path / "home") as room:
        room.clock.now = datetime(2024, 10, 27, 16, tzinfo=UTC)
        room.read(*SEIZED)
        room.editions.publish(EditionId(room.clock.now.date()), ZONE)
        room.clock.now = datetime(2024, 10, 29, 2, tzinfo=UTC)  # Monday evening in New York
        room.read(GRAVES[0], GRAVES[1].format(day))

        brief = room.editions.tomorrow(ZONE).brief

    assert sum(len(story.sentences) for theme in brief.themes for story in theme.stories) == told
