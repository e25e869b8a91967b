"""Feeds, their polls and the versions of their items, as the store keeps them."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from news.errors import NotFoundError
from news.item import NewsItem
from store.cursor import CursorError
from store.feeds import Feed, FeedHealth, Outcome, Poll, SeenEntry
from store.records import LabelRecord
from store.sqlite.feeds import POLLS_KEPT
from store.sqlite.store import SqliteStore, open_store
from store.versions import Change

NOON = datetime(2024, 10, 28, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ITEM = NewsItem("item_1", "Ford falls", "The ford fell on Sunday.", source="Harbour Post")


def make_feed(number: int = 1, due: datetime = NOON) -> Feed:
    url = f"https://news.example/{number}.xml"
    return Feed(f"feed_{number}", url, None, "Europe/Kyiv", False, NOON, FeedHealth(due))


def label(words: str, *yes: str) -> LabelRecord:
    return LabelRecord("m1", "2026.1", f'"{words}"', yes, NOON)


def poll(at: datetime = NOON, outcome: Outcome = Outcome.READ, **changes: object) -> Poll:
    return replace(Poll(at, outcome, 200, 0.2, entries=1), **changes)  # type: ignore[arg-type]


def see(store: SqliteStore, item: NewsItem, change: Change, at: datetime, digest: str = "d", **labels: str) -> Poll:
    entry = SeenEntry(item, digest, change)
    given = {item.id: label(item.text, "elections")}
    return store.feeds.record("feed_1", poll(at), FeedHealth(at + HOUR), [entry], given)


def test_given_a_feed_when_added_then_it_comes_back_and_a_second_time_sets_its_choices(store: SqliteStore) -> None:
    feed = make_feed()

    first = store.feeds.add(feed)
    again = store.feeds.add(replace(feed, name="Post", timezone=None, full_text=True, added_at=NOON + HOUR))

    assert (first, again) == (True, False)
    assert store.feeds.feed("feed_1") == replace(feed, name="Post", timezone=None, full_text=True)


def test_given_feeds_when_paged_then_each_comes_once_in_the_order_added(store: SqliteStore) -> None:
    for number in (3, 1, 2):
        store.feeds.add(make_feed(number))

    first, cursor = store.feeds.page(2)
    second, end = store.feeds.page(2, cursor)

    assert [feed.id for feed in first + second] == ["feed_3", "feed_1", "feed_2"]
    assert end is None
    with pytest.raises(CursorError):
        store.feeds.page(2, "nonsense")


def test_given_feeds_when_asked_which_are_due_then_the_longest_due_come_first(store: SqliteStore) -> None:
    for number, due in ((1, NOON), (2, NOON - HOUR), (3, NOON + HOUR)):
        store.feeds.add(make_feed(number, due))

    assert [feed.id for feed in store.feeds.due(NOON, 10)] == ["feed_2", "feed_1"]


def test_given_polls_under_a_clock_a_year_ahead_when_it_is_put_right_then_the_feeds_are_due_once(
    store: SqliteStore,
) -> None:
    ahead = NOON + timedelta(days=365)
    store.feeds.add(make_feed(1, ahead))
    store.feeds.add(replace(make_feed(2, ahead), added_at=ahead))
    store.feeds.record("feed_1", poll(ahead), FeedHealth(ahead + HOUR, last_poll_at=ahead))

    due = [feed.id for feed in store.feeds.due(NOON, 10)]
    for feed_id in due:
        store.feeds.record(feed_id, poll(NOON), FeedHealth(NOON + HOUR, last_poll_at=NOON))

    assert sorted(due) == ["feed_1", "feed_2"]
    assert store.feeds.due(NOON, 10) == ()


def test_given_a_poll_when_recorded_then_items_health_and_history_are_there(store: SqliteStore) -> None:
    store.feeds.add(make_feed())
    health = FeedHealth(NOON + HOUR, "Harbour Post", "https://news.example/", '"e"', "yesterday", None, NOON, NOON)
    entry = SeenEntry(ITEM, "digest", Change.FIRST, "date 'soon' cannot be read")

    kept = store.feeds.record("feed_1", poll(), health, [entry], {ITEM.id: label("one", "elections")})

    assert kept == poll(created=1)
    assert store.feeds.feed("feed_1").health == health
    assert store.feeds.polls("feed_1", 10) == (kept,)
    assert store.feeds.entries("feed_1") == {"item_1": "digest"}
    assert store.item("item_1").item == ITEM
    [problem] = store.feeds.problems("feed_1", 10)
    assert (problem.item_id, problem.problem) == ("item_1", "date 'soon' cannot be read")
    assert store.feeds.item_problems("item_1") == ("date 'soon' cannot be read",)


def test_given_an_edit_when_recorded_then_the_item_reads_anew_and_both_versions_are_kept(store: SqliteStore) -> None:
    store.feeds.add(make_feed())
    see(store, ITEM, Change.FIRST, NOON)
    edited = replace(ITEM, headline="Ford holds", text="The ford held.")

    kept = see(store, edited, Change.EDITED, NOON + HOUR, "d2")

    assert (kept.created, kept.edited, kept.retracted) == (0, 1, 0)
    stored = store.item("item_1")
    assert (stored.item.headline, stored.item.text) == ("Ford holds", "The ford held.")
    assert stored.labels is not None
    assert stored.labels.payload == '"The ford held."'
    assert [(v.number, v.change, v.seen_at, v.headline) for v in store.versions.of("item_1")] == [
        (1, "first", NOON, "Ford falls"),
        (2, "edited", NOON + HOUR, "Ford holds"),
    ]
    assert store.feeds.entries("feed_1") == {"item_1": "d2"}


def test_given_edits_and_a_retraction_when_asked_since_a_time_then_each_comes_with_what_stood_before(
    store: SqliteStore,
) -> None:
    store.feeds.add(make_feed())
    see(store, ITEM, Change.FIRST, NOON)
    edited = replace(ITEM, headline="Ford holds")
    see(store, edited, Change.EDITED, NOON + HOUR)
    see(store, edited, Change.RETRACTED, NOON + 2 * HOUR)

    changes = store.versions.changed_since(NOON + HOUR)

    assert [(c.before.headline, c.after.headline, c.after.change) for c in changes] == [
        ("Ford falls", "Ford holds", "edited"),
        ("Ford holds", "Ford holds", "retracted"),
    ]
    assert changes[0].before.seen_at == NOON
    assert store.versions.changed_since(NOON + 2 * HOUR) == changes[1:]
    assert store.versions.changed_since(NOON + 3 * HOUR) == ()


def test_given_a_retracted_item_when_a_day_is_asked_then_it_is_told_no_more_until_it_comes_back(
    store: SqliteStore,
) -> None:
    store.feeds.add(make_feed())
    day, zone = date(2024, 10, 28), ZoneInfo("UTC")
    see(store, ITEM, Change.FIRST, NOON)

    see(store, ITEM, Change.RETRACTED, NOON + HOUR)
    taken_back = store.items_on(day, zone)
    see(store, ITEM, Change.EDITED, NOON + 2 * HOUR)

    assert taken_back == ()
    assert [found.item.id for found in store.items_on(day, zone)] == ["item_1"]
    assert len(store.versions.of("item_1")) == 3


def test_given_the_same_words_again_when_recorded_as_an_edit_then_no_version_is_added(store: SqliteStore) -> None:
    store.feeds.add(make_feed())
    see(store, ITEM, Change.FIRST, NOON)

    kept = see(store, ITEM, Change.EDITED, NOON + HOUR, "d2")

    assert kept.edited == 0
    assert [version.change for version in store.versions.of("item_1")] == ["first"]


def test_given_a_removed_feed_when_a_poll_ends_then_nothing_is_kept(store: SqliteStore) -> None:
    store.feeds.add(make_feed())
    store.feeds.remove("feed_1")

    with pytest.raises(NotFoundError, match="no feed 'feed_1'"):
        see(store, ITEM, Change.FIRST, NOON)

    with pytest.raises(NotFoundError):
        store.item("item_1")
    with pytest.raises(NotFoundError):
        store.feeds.remove("feed_1")


def test_given_a_feed_with_items_when_removed_then_its_items_stay(store: SqliteStore) -> None:
    store.feeds.add(make_feed())
    see(store, ITEM, Change.FIRST, NOON)

    store.feeds.remove("feed_1")

    assert store.item("item_1").item == ITEM
    assert store.feeds.page(10) == ((), None)


def test_given_many_polls_when_recorded_then_the_last_ones_are_kept(store: SqliteStore, tmp_path: Path) -> None:
    store.feeds.add(make_feed())
    store.feeds.add(make_feed(2))
    store.feeds.record("feed_2", poll(), FeedHealth(NOON))

    for number in range(POLLS_KEPT + 5):
        store.feeds.record("feed_1", poll(took_s=float(number)), FeedHealth(NOON))

    assert [found.took_s for found in store.feeds.polls("feed_1", 2)] == [POLLS_KEPT + 4, POLLS_KEPT + 3]
    assert len(store.feeds.polls("feed_1", 1000)) == POLLS_KEPT
    assert len(store.feeds.polls("feed_2", 1000)) == 1


def test_given_an_unknown_item_when_its_versions_are_asked_then_it_is_named(store: SqliteStore) -> None:
    with pytest.raises(NotFoundError, match="no item 'item_9'"):
        store.versions.of("item_9")


def test_given_a_store_of_the_first_version_when_opened_then_its_items_read_as_before(tmp_path: Path) -> None:
    from store.sqlite.schema import migrations

    first = migrations()[0][1]
    with closing(sqlite3.connect(tmp_path / "sitrep.sqlite")) as old:
        old.executescript(
            f"CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at TEXT) STRICT; {first}"
            "INSERT INTO schema_version VALUES (1, 'then');"
            "INSERT INTO items VALUES (1, 'item_1', 'Ford falls', '', 'headline', NULL, NULL, NULL, NULL, 0, NULL,"
            " '2024-10-28T12:00:00.000000Z');"
        )

    with closing(open_store(tmp_path, lambda: NOON)) as store:
        [version] = store.versions.of("item_1")

    assert (version.headline, version.change, version.seen_at) == ("Ford falls", "first", NOON)
