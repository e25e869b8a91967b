"""What a service must keep when the same news comes in another form, another zone or once more.

Our own reports, labelled without a model and sorted by their words alone.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from models.labels import Decision, ItemLabels, NewsText, ThemeLabel
from news.brief import Brief
from news.days import read_edition
from news.item import Kind, NewsItem
from news.newsletter import split
from serving.briefs.editions import Editions
from serving.pipeline import Sitrep
from store.sqlite.store import open_store
from tests.fakes import Clock, KeywordLabeller
from tests.property.test_brief_relations import BASE, TODAY

Edit = Callable[[NewsItem], NewsItem]
EVENING = datetime.combine(TODAY, time(22), UTC)
TOMORROW = TODAY + timedelta(days=1)
# No two at one time: what came first goes before its equals.
REPORTS = [
    replace(one.item, published_at=(one.item.published_at or EVENING) + timedelta(minutes=place))
    for place, one in enumerate(BASE)
]


class Everything(KeywordLabeller):
    """Finds one theme in whatever it reads."""

    def _label(self, item: NewsText, evidence: bool) -> ItemLabels:
        decisions = (Decision.YES, Decision.NO)
        themes = [ThemeLabel(t, 0.9, d, 0.5, 0.3, None) for t, d in zip(self.taxonomy.ids, decisions, strict=True)]
        return ItemLabels(tuple(themes), "en", False)


@dataclass
class Desk:
    """An application with its editions, and the clock that it reads."""

    sitrep: Sitrep
    editions: Editions
    clock: Clock

    def post(self, items: Sequence[NewsItem]) -> "Desk":
        """Take items in at once."""
        self.sitrep.add_items(items, lambda added: "kept")
        return self

    def publish(self, name: str, zone: str = "UTC") -> Brief:
        """Freeze an edition."""
        return self.editions.publish(read_edition(name), zone)[0].brief

    def live(self, day: date = TODAY, zone: str = "UTC") -> Brief:
        """A day's brief as it stands."""
        return self.editions.live(read_edition(day.isoformat()), zone).brief

    def next_day(self) -> None:
        """Let the clock stand at the next morning."""
        self.clock.time = datetime.combine(TOMORROW, time(10), UTC)


@contextmanager
def opened(home: Path, at: datetime = EVENING) -> Iterator[Desk]:
    """An empty application."""
    clock = Clock(at)
    with closing(open_store(home, clock)) as store:
        sitrep = Sitrep(Everything(), store, split=split, now=clock, manifest={})
        yield Desk(sitrep, Editions(sitrep), clock)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path / "home") as made:
        yield made


def told(brief: Brief) -> list[tuple[str, list[str], list[str], tuple[str, ...]]]:
    return [
        (story.headline, [s.text for s in story.sentences], sorted(link.id for link in story.items), story.why)
        for theme in brief.themes
        for story in theme.stories
    ]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    """The brief of the day, its items taken in at once."""
    with opened(tmp_path_factory.mktemp("plain")) as made:
        return made.post(REPORTS).live()


def test_given_items_in_another_order_and_once_more_when_briefed_then_nothing_changes(desk: Desk, plain: Brief) -> None:
    shuffled = Random(1).sample(REPORTS, len(REPORTS))

    once = desk.post(shuffled).live()
    twice = desk.post(REPORTS).live()

    assert len(told(plain)) >= 15
    assert told(once) == told(twice) == told(plain)
    assert once.footer == twice.footer == plain.footer


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Asia/Kathmandu", date(2025, 3, 5)),
        ("Europe/Berlin", date(2025, 3, 30)),
        ("America/New_York", date(2025, 3, 9)),  # 23 hours
        ("America/New_York", date(2025, 11, 2)),  # 25 hours
        ("America/Sao_Paulo", date(2018, 11, 4)),  # no midnight
        ("UTC", date(2024, 12, 31)),
        ("UTC", date(2024, 2, 29)),
    ],
)
def test_given_the_same_hours_of_another_day_or_zone_when_briefed_then_it_is_told_alike(
    tmp_path: Path, plain: Brief, zone: str, day: date
) -> None:
    def moved(item: NewsItem) -> NewsItem:
        hours = (item.published_at or EVENING).time()
        return replace(item, published_at=datetime.combine(day, hours, ZoneInfo(zone)).astimezone(UTC))

    with opened(tmp_path / "home", datetime.combine(day + timedelta(days=2), time(22), UTC)) as desk:
        brief = desk.post([moved(item) for item in REPORTS]).live(day, zone)

    assert (brief.date, brief.timezone) == (day, zone)
    assert told(brief) == told(plain)


AGAIN: dict[str, Edit] = {
    "as it was": lambda item: item,
    "credited": lambda item: replace(item, text=f"By Ann Lee\n\n{item.text} (Reporting by Ann Lee; Editing by J Osk)"),
    "in capitals": lambda item: replace(item, headline=item.headline.upper()),
    "with its outlet": lambda item: replace(item, headline=f"{item.headline} - Reuters"),
    "in curly quotes": lambda item: replace(item, text=item.text.replace("'", "’")),
    "without a text": lambda item: replace(item, text="", kind=Kind.HEADLINE),
    "cut": lambda item: replace(item, text=item.text[: len(item.text) // 2].rsplit(" ", 1)[0] + " …"),
    "the headline above": lambda item: replace(item, text=f"{item.headline}\n\n{item.text}"),
}


@pytest.mark.parametrize("form", AGAIN)
def test_given_told_news_that_comes_again_when_published_then_nothing_is_told_and_all_is_closed(
    desk: Desk, form: str
) -> None:
    first = desk.post(REPORTS).publish(TODAY.isoformat())
    desk.next_day()
    later = [replace(item, id=f"{item.id}-2", outlet="Echo", published_at=desk.clock.time) for item in REPORTS]

    again = desk.post([AGAIN[form](item) for item in later]).publish(TOMORROW.isoformat())

    assert len(told(first)) >= 15
    assert told(again) == []
    assert again.corrections == ()
    assert {story.story for story in again.closed} == {story.id for theme in first.themes for story in theme.stories}
    assert again.footer.repeated == len(REPORTS)


def test_given_a_person_who_merges_and_splits_back_or_renames_when_briefed_then_only_the_name_changes(
    desk: Desk,
) -> None:
    before = desk.post(REPORTS).live()
    stories = [story for theme in before.themes for story in theme.stories if len(story.items) > 1]
    one, other = stories[0], stories[-1]

    desk.sitrep.desk.merge(one.id, [other.id], "ann")
    merged = told(desk.live())
    desk.sitrep.desk.split(one.id, [link.id for link in other.items], None, "ann")
    parted = told(desk.live())
    desk.sitrep.desk.rename(one.id, "A name of our own", "ann")
    renamed = told(desk.live())

    assert merged != told(before)
    assert sorted(parted) == sorted(told(before))
    assert [("A name of our own", *part[1:]) if part[0] == one.headline else part for part in parted] == renamed


def test_given_both_halves_of_a_day_when_published_then_together_they_tell_its_stories_and_nothing_twice(
    desk: Desk, plain: Brief
) -> None:
    desk.post(REPORTS)

    morning, afternoon = (desk.publish(f"{TODAY}-{half}") for half in ("am", "pm"))

    said = [[sentence for part in told(brief) for sentence in part[1]] for brief in (morning, afternoon)]
    assert min(map(len, said)) >= 5
    assert set(said[0]).isdisjoint(said[1])
    ids = {story.id for brief in (morning, afternoon) for theme in brief.themes for story in theme.stories}
    assert ids >= {story.id for theme in plain.themes for story in theme.stories}
