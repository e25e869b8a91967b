import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from news.errors import StoreError
from news.item import NewsItem
from store.corrections import Correction
from store.feeds import Feed, FeedHealth, Outcome, Poll, SeenEntry
from store.records import ItemQuery, LabelRecord
from store.sqlite.connections import fitting
from store.sqlite.corrections import SqliteCorrections
from store.sqlite.schema import migrations
from store.sqlite.store import DATABASE, SqliteStore, open_readonly, open_store
from store.versions import Change

NOON = datetime(2024, 10, 28, 12, tzinfo=UTC)
DAY = timedelta(days=1)
THEMES = ("foreign_conflict", "elections")


def keep(store: SqliteStore, *numbers: int, yes: tuple[str, ...] = ("elections",)) -> None:
    items = [NewsItem(f"item_{n}", f"Headline {n}", f"Text {n}.", source="The Wire") for n in numbers]
    labels = {item.id: LabelRecord("m1", "2026.1", "{}", yes, NOON) for item in items}
    store.add_items(items, labels, NOON, lambda created: "")


def said(number: int = 1, *themes: str, **changes: object) -> Correction:
    return replace(Correction(f"item_{number}", themes, THEMES, NOON), **changes)  # type: ignore[arg-type]


def edit(store: SqliteStore, number: int, headline: str, at: datetime, change: Change = Change.EDITED) -> None:
    """Let a feed bring an item again, changed."""
    store.feeds.add(Feed("feed_1", "https://a.test/feed", None, None, False, NOON, FeedHealth(NOON)))
    item = replace(store.item(f"item_{number}").item, headline=headline)
    store.feeds.record(
        "feed_1", Poll(at, Outcome.READ, 200, 0.1, entries=1), FeedHealth(NOON), [SeenEntry(item, headline, change)]
    )


def listed(store: SqliteStore, theme: str) -> set[str]:
    return {found.item.id for found in store.page(ItemQuery(theme=theme), 50).items}


def test_given_a_correction_when_read_back_then_every_field_is_there(store: SqliteStore) -> None:
    keep(store, 1)
    given = said(1, "foreign_conflict", doubtful=True, pinned=True, who="ada", why="it says so", via="review")

    [seq] = store.corrections.add([given])

    assert store.corrections.history("item_1") == (replace(given, seq=seq),)
    assert store.corrections.current(["item_1", "item_2"]) == {"item_1": replace(given, seq=seq)}
    [latest] = store.corrections.latest()
    assert (latest.headline, latest.text, latest.source, latest.stored) == ("Headline 1", "Text 1.", "The Wire", True)
    assert (latest.themes, latest.asked, latest.doubtful, latest.pinned) == (("foreign_conflict",), THEMES, True, True)
    assert (latest.who, latest.why, latest.via, latest.when, latest.seq) == ("ada", "it says so", "review", NOON, seq)


def test_given_two_corrections_when_asked_then_the_later_one_counts_and_both_are_kept(store: SqliteStore) -> None:
    keep(store, 1, 2)

    store.corrections.add([said(1, "foreign_conflict"), said(2, "elections")])
    store.corrections.add([said(1, when=NOON - timedelta(days=1))])  # a clock set back changes nothing

    assert [c.themes for c in store.corrections.history("item_1")] == [(), ("foreign_conflict",)]
    assert {c.item_id: c.themes for c in store.corrections.latest()} == {"item_1": (), "item_2": ("elections",)}


def test_given_a_correction_when_listing_by_theme_then_it_beats_the_models_labels(store: SqliteStore) -> None:
    keep(store, 1, 2, 3, yes=("elections",))

    store.corrections.add([said(1, "foreign_conflict"), said(2), said(3, "elections")])
    store.add_labels({"item_1": LabelRecord("m2", "2026.1", "{}", ("elections",), NOON)})

    assert listed(store, "foreign_conflict") == {"item_1"}
    assert listed(store, "elections") == {"item_3"}


def test_given_a_theme_that_nobody_was_asked_about_when_listing_then_the_models_label_stands(
    store: SqliteStore,
) -> None:
    keep(store, 1, yes=("trade",))

    store.corrections.add([said(1, "elections")])

    assert listed(store, "trade") == {"item_1"}


def test_given_a_skip_when_asked_then_the_models_labels_stand_and_nothing_is_learned(store: SqliteStore) -> None:
    keep(store, 1, yes=("elections",))
    store.corrections.add([said(1, "foreign_conflict")])

    store.corrections.add([said(1, skipped=True)])

    assert listed(store, "elections") == {"item_1"}
    assert store.corrections.latest() == ()
    assert store.corrections.current(["item_1"])["item_1"].skipped


def test_given_an_answer_for_one_theme_when_it_follows_others_then_these_stay_with_their_makers(
    store: SqliteStore,
) -> None:
    keep(store, 1, yes=("trade",))
    store.corrections.add([said(1, "foreign_conflict", who="ada", pinned=True)])
    store.corrections.add([said(1, "trade", asked=("trade",), who="bob")])
    store.corrections.add([said(1, "elections", asked=("elections",), who="eve", doubtful=True)])

    now = store.corrections.current(["item_1"])["item_1"]
    standing = store.corrections.latest()

    assert (set(now.themes), set(now.asked)) == ({"foreign_conflict", "elections", "trade"}, {*THEMES, "trade"})
    assert (now.who, now.seq, now.pinned, now.doubtful) == ("eve", 3, True, True)
    assert [(c.who, c.themes, c.asked, c.pinned) for c in standing] == [
        ("ada", ("foreign_conflict",), ("foreign_conflict",), True),
        ("bob", ("trade",), ("trade",), False),
        ("eve", ("elections",), ("elections",), False),
    ]
    assert all(listed(store, theme) == {"item_1"} for theme in (*THEMES, "trade"))
    assert [c.asked for c in store.corrections.history("item_1")] == [("elections",), ("trade",), THEMES]
    assert [c.asked for c in store.corrections.latest(2)] == [THEMES, ("trade",)]


def test_given_a_skip_between_answers_when_asked_then_only_what_follows_it_stands(store: SqliteStore) -> None:
    keep(store, 1, yes=("foreign_conflict",))
    store.corrections.add([said(1, "elections"), said(1, skipped=True, asked=())])

    store.corrections.add([said(1, asked=("foreign_conflict",))])

    now = store.corrections.current(["item_1"])["item_1"]
    assert (now.themes, now.asked, now.skipped) == ((), ("foreign_conflict",), False)
    assert listed(store, "elections") == listed(store, "foreign_conflict") == set()


def test_given_parts_when_paged_then_each_correction_that_an_answer_stands_of_comes_once(store: SqliteStore) -> None:
    keep(store, 1, 2)
    store.corrections.add([said(1, "elections"), said(2), said(1, asked=("elections",)), said(2, "elections")])

    first, cursor = store.corrections.page(1)
    second, rest = store.corrections.page(5, cursor)

    assert [(c.seq, c.asked) for c in (*first, *second)] == [
        (1, ("foreign_conflict",)),
        (3, ("elections",)),
        (4, THEMES),
    ]
    assert rest is None


def test_given_a_home_where_the_newest_correction_decided_all_when_opened_then_answers_given_before_count_again(
    tmp_path: Path,
) -> None:
    with closing(open_store(tmp_path, lambda: NOON)) as store:
        keep(store, 1, 2, yes=())
        store.corrections.add(
            [said(1, "foreign_conflict"), said(2, "foreign_conflict"), said(2, skipped=True, asked=())]
        )
        store.corrections.add([said(1, "elections", asked=("elections",)), said(2, asked=("elections",))])
    with closing(sqlite3.connect(tmp_path / DATABASE, isolation_level=None)) as connection:
        connection.execute("DELETE FROM corrected_themes WHERE theme = 'foreign_conflict'")  # as it was kept before
        connection.execute("DELETE FROM schema_version WHERE version = 9")

    with closing(open_store(tmp_path, lambda: NOON)) as store:
        assert listed(store, "foreign_conflict") == listed(store, "elections") == {"item_1"}


def test_given_a_watermark_when_asked_then_later_corrections_are_left_out(store: SqliteStore) -> None:
    keep(store, 1, 2)
    store.corrections.add([said(1, "foreign_conflict")])
    mark = store.corrections.watermark()
    store.corrections.add([said(1, "elections"), said(2, "elections")])

    then = store.corrections.latest(mark)

    assert [(c.item_id, c.themes) for c in then] == [("item_1", ("foreign_conflict",))]
    assert store.corrections.watermark() == mark + 2


def test_given_an_item_that_is_not_stored_when_corrected_then_its_text_comes_with_it_until_it_is(
    store: SqliteStore,
) -> None:
    store.corrections.add([said(1, "elections", headline="Sent", text="Sent text.")])
    store.corrections.add([said(1, "foreign_conflict")])

    [before] = store.corrections.latest()
    keep(store, 1)
    [after] = store.corrections.latest()

    assert (before.headline, before.text, before.stored) == ("Sent", "Sent text.", False)
    assert (after.headline, after.text, after.stored) == ("Headline 1", "Text 1.", True)
    assert listed(store, "foreign_conflict") == {"item_1"}


def test_given_many_corrections_when_paged_then_each_comes_once_in_order(store: SqliteStore) -> None:
    keep(store, *range(5))
    store.corrections.add([said(n, "elections") for n in range(5)])
    store.corrections.add([said(0, skipped=True)])

    first, cursor = store.corrections.page(2)
    second, rest = store.corrections.page(9, cursor)

    assert [c.item_id for c in (*first, *second)] == ["item_1", "item_2", "item_3", "item_4", "item_0"]
    assert rest is None


def test_given_an_item_that_was_edited_when_its_correction_is_read_then_with_the_text_that_the_person_read(
    store: SqliteStore,
) -> None:
    keep(store, 1)
    store.corrections.add([replace(said(1, "elections"), when=NOON + timedelta(hours=1))])
    edit(store, 1, "Edited 1", NOON + timedelta(hours=2))
    store.corrections.add([replace(said(1, "foreign_conflict", asked=("foreign_conflict",)), when=NOON + DAY)])
    edit(store, 1, "Edited again", NOON + 2 * DAY)

    before, after = store.corrections.latest()

    assert (before.headline, after.headline) == ("Headline 1", "Edited 1")


def test_given_corrections_of_all_kinds_when_counted_then_counts_and_newest_say_what_latest_does(
    store: SqliteStore,
) -> None:
    rng = np.random.default_rng(4)
    keep(store, *range(12))
    for _ in range(60):
        asked = tuple(theme for theme in THEMES if rng.random() < 0.6)
        skipped = bool(rng.random() < 0.15)
        yes = tuple(theme for theme in asked if rng.random() < 0.5)
        given = said(int(rng.integers(12)), *([] if skipped else yes), asked=() if skipped else asked, skipped=skipped)
        store.corrections.add([given])

    latest = store.corrections.latest()

    assert store.corrections.newest(4) == latest[-4:]
    assert store.corrections.newest(99) == latest
    assert store.corrections.corrected_items() == len({one.item_id for one in latest if one.asked})
    assert store.corrections.found() == Counter(theme for one in latest for theme in one.themes)


@pytest.mark.parametrize(
    ("ask", "allowed"),
    [
        (lambda corrections: corrections.newest(5), ()),
        (lambda corrections: corrections.page(5), ()),
        (lambda corrections: corrections.corrected_items(), ("corrected_themes USING COVERING INDEX",)),
        (lambda corrections: corrections.found(), ("SCAN corrected_themes",)),
    ],
    ids=["newest", "page", "corrected items", "found"],
)
def test_given_many_corrections_when_some_are_asked_for_then_no_table_is_read_whole_and_nothing_sorted(
    store: SqliteStore, tmp_path: Path, ask: Callable[[SqliteCorrections], object], allowed: tuple[str, ...]
) -> None:
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.row_factory = sqlite3.Row
        plan: list[tuple[str, bool]] = []  # each step, and whether it is taken once, not once a row

        def rows(sql: str, parameters: Any) -> list[sqlite3.Row]:
            for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters):
                plan.append((row["detail"], row["parent"] == 0))
            return connection.execute(sql, parameters).fetchall()

        def page(
            sql: str, parameters: Any, limit: int, texts: Sequence[str], number: str
        ) -> tuple[list[sqlite3.Row], str | None]:
            return fitting(rows(sql, parameters), limit, texts, number)

        ask(SqliteCorrections(store._write, rows, page))

    assert plan
    # what a JSON list or a list made before holds is read whole
    whole = [step for step, _ in plan if step.startswith("SCAN ") and "VIRTUAL" not in step and "(subquery" not in step]
    assert [step for step in whole if not any(name in step for name in allowed)] == []
    assert [step for step, once in plan if once and "TEMP B-TREE" in step] == []


def test_given_a_fault_among_corrections_when_added_then_none_is_kept(store: SqliteStore) -> None:
    keep(store, 1)

    with pytest.raises(StoreError):
        store.corrections.add([said(1, "elections"), said(1, via=None)])

    assert store.corrections.history("item_1") == ()
    assert listed(store, "elections") == {"item_1"}


def test_given_a_home_opened_for_reading_when_corrected_then_it_says_so(store: SqliteStore, tmp_path: Path) -> None:
    keep(store, 1)

    with closing(open_readonly(tmp_path)) as reader, pytest.raises(StoreError, match="reading only"):
        reader.corrections.add([said(1)])


def test_given_a_database_that_lacks_a_step_below_its_last_when_opened_then_the_step_is_taken(tmp_path: Path) -> None:
    with closing(open_store(tmp_path, lambda: NOON)):
        pass
    with closing(sqlite3.connect(tmp_path / DATABASE, isolation_level=None)) as connection:
        connection.execute("DROP TABLE corrections")
        connection.execute("DROP TABLE corrected_themes")
        connection.execute("DELETE FROM schema_version WHERE version = 3")
        connection.execute("INSERT INTO schema_version VALUES (4, '') ON CONFLICT DO NOTHING")

    if migrations()[-1][0] < 4:
        pytest.skip("no step after the third yet")
    with closing(open_store(tmp_path, lambda: NOON)) as store:
        assert store.corrections.watermark() == 0
