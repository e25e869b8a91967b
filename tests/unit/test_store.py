import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from news.errors import ConflictError, NotFoundError, StoreError
from news.item import DroppedPiece, Kind, NewsItem
from store.cursor import CursorError
from store.records import IdempotencyKey, IssueRecord, ItemQuery, LabelRecord, Stored
from store.sqlite.schema import migrations, schema_version
from store.sqlite.store import DATABASE, SqliteStore, open_readonly, open_store
from store.stories import NewStory, SortedItem

ROOT = Path(__file__).parents[2]
NOON = datetime(2024, 10, 28, 12, tzinfo=UTC)
DAY = date(2024, 10, 28)
UTC_ZONE = ZoneInfo("UTC")


def make_item(number: int = 1, **changes: object) -> NewsItem:
    item = NewsItem(f"item_{number}", f"Headline {number}", f"Text {number}.", start=number * 10, end=number * 10 + 9)
    return replace(item, **changes)  # type: ignore[arg-type]


def make_issue(name: str = "issue_1", day: date = DAY, source: str = "The Wire") -> IssueRecord:
    dropped = (DroppedPiece(0, 9, "navigation"), DroppedPiece(50, 60, "footer"))
    return IssueRecord(name, source, day, "text/plain", None, b"raw bytes", "digest", dropped)


def make_label(model: str = "m1", yes: tuple[str, ...] = ("elections",)) -> LabelRecord:
    return LabelRecord(model, "2026.1", f'{{"by":"{model}"}}', yes, NOON)


def post(store: SqliteStore, *items: NewsItem, at: datetime = NOON, key: IdempotencyKey | None = None) -> str:
    labels = {item.id: make_label() for item in items}
    return store.add_items(items, labels, at, lambda created: f"{at}: {list(created)}", key)


def test_given_an_issue_when_added_then_every_field_of_its_items_comes_back(store: SqliteStore) -> None:
    item = make_item(
        kind=Kind.EVENT,
        section="On Tap",
        outlet="The Paper",
        url="https://example.org/a?b=c",
        starts_at="2024-10-29T09:30",
        starts_text="tomorrow at 9:30 a.m.",
        truncated=True,
        source="The Wire",
        published_at=datetime(2024, 10, 28, 6, 30, 15, 123456, tzinfo=UTC),
    )

    store.add_issue(make_issue(), [item], {item.id: make_label()}, NOON)

    found = store.item(item.id)
    assert found.item == item
    assert found.sighting.issue_id == "issue_1"
    assert found.sighting.day == DAY
    assert found.labels == replace(make_label(), yes=())


def test_given_the_same_issue_twice_when_added_then_nothing_changes(store: SqliteStore, tmp_path: Path) -> None:
    items = [make_item(n) for n in range(5)]
    labels = {item.id: make_label() for item in items}
    first = store.add_issue(make_issue(), items, labels, NOON)
    before = _dump(tmp_path)

    again = store.add_issue(make_issue(), items, labels, NOON + timedelta(hours=1))

    assert first == Stored(5, 0)
    assert again == Stored(0, 5)
    assert _dump(tmp_path) == before


def test_given_one_item_in_two_issues_when_listed_then_it_stands_once_with_two_sightings(store: SqliteStore) -> None:
    for name, source, day in (("issue_1", "The Wire", DAY), ("issue_2", "The Desk", date(2024, 10, 29))):
        store.add_issue(make_issue(name, day, source), [make_item(source=source)], {}, NOON)

    sightings = store.sightings("item_1")

    assert [(s.issue_id, s.source, s.day) for s in sightings] == [
        ("issue_1", "The Wire", DAY),
        ("issue_2", "The Desk", date(2024, 10, 29)),
    ]
    assert len(store.page(ItemQuery(), 10).items) == 1
    assert [s.sighting.source for s in store.page(ItemQuery(source="The Desk"), 10).items] == ["The Desk"]
    assert [s.sighting.issue_id for s in store.items_on(date(2024, 10, 29), UTC_ZONE)] == ["issue_2"]


def test_given_dropped_pieces_when_asked_then_they_come_back_in_order(store: SqliteStore) -> None:
    store.add_issue(make_issue(), [], {}, NOON)

    assert store.dropped("issue_1") == make_issue().dropped
    with pytest.raises(NotFoundError, match="issue_9"):
        store.dropped("issue_9")


def test_given_a_posted_item_when_asked_by_day_then_the_zone_decides(store: SqliteStore) -> None:
    late = make_item(published_at=datetime(2024, 10, 28, 23, 30, tzinfo=UTC))
    post(store, late)

    assert [s.item for s in store.items_on(DAY, UTC_ZONE)] == [late]
    assert store.items_on(DAY, ZoneInfo("Europe/Berlin")) == ()
    [found] = store.items_on(date(2024, 10, 29), ZoneInfo("Europe/Berlin"))
    assert found.sighting.day == date(2024, 10, 29)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Pacific/Apia", "America/Sao_Paulo"])
def test_given_instants_all_round_when_asked_day_by_day_then_each_stands_on_one_day(
    store: SqliteStore, zone: str
) -> None:
    hours = [make_item(n, published_at=datetime(2011, 12, 28, tzinfo=UTC) + timedelta(hours=n)) for n in range(96)]
    post(store, *hours)

    days = [store.items_on(date(2011, 12, 26) + timedelta(days=n), ZoneInfo(zone)) for n in range(10)]

    assert sorted(s.item.id for day in days for s in day) == sorted(item.id for item in hours)


def test_given_no_time_of_publishing_when_asked_by_day_then_the_time_of_receipt_counts(store: SqliteStore) -> None:
    post(store, make_item())

    assert len(store.items_on(DAY, UTC_ZONE)) == 1


@pytest.mark.parametrize("dated_first", [True, False])
def test_given_an_item_seen_with_a_date_and_without_when_asked_by_day_then_it_stands_on_its_day_of_publishing_alone(
    store: SqliteStore, dated_first: bool
) -> None:
    published = datetime(2024, 10, 20, 8, tzinfo=UTC)
    seen = [make_item(source="desk"), make_item(source="wire", published_at=published)]
    first, second = reversed(seen) if dated_first else seen
    post(store, first)
    [(seq, stored)] = store.stories.unsorted(9)
    place = SortedItem(seq, stored.item.id, stored.sighting.at.date(), "story_1", None, None, ())
    store.stories.add([place], [NewStory("story_1", "story_1")], NOON)

    post(store, second)

    days = [DAY - timedelta(days=n) for n in range(10)]
    assert [day for day in days if store.items_on(day, UTC_ZONE)] == [published.date()]
    assert store.item(first.id).item.published_at == published
    assert store.stories.get("story_1").first_day == published.date()


def test_given_events_when_asked_by_day_then_those_that_start_then_come_in_order(store: SqliteStore) -> None:
    times = ["2024-10-29T11:00", "2024-10-29", "2024-10-29T09:30", "2024-10-30", "2024-10-28T23:59", None]
    items = [make_item(n, kind=Kind.EVENT, starts_at=time) for n, time in enumerate(times)]
    store.add_issue(make_issue(), items, {}, NOON)

    found = store.events(date(2024, 10, 29), date(2024, 10, 29), announced_by=DAY)

    assert [s.item.starts_at for s in found] == ["2024-10-29", "2024-10-29T09:30", "2024-10-29T11:00"]
    assert len(store.events(DAY, date(2024, 10, 30), announced_by=DAY)) == 5
    assert store.events(DAY, date(2024, 10, 30), announced_by=date(2024, 10, 27)) == ()


def test_given_days_with_items_when_asked_then_the_newest_and_the_nearest_are_named(store: SqliteStore) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert store.newest_day(berlin, date(2024, 11, 2)) is None
    assert store.nearest_days(DAY, berlin) == (None, None)
    store.add_issue(make_issue(day=DAY), [make_item(1)], {}, NOON)
    post(store, make_item(2, published_at=datetime(2024, 10, 25, 22, 30, tzinfo=UTC)))
    post(store, make_item(3, published_at=datetime(2024, 10, 31, 23, 30, tzinfo=UTC)))

    assert store.newest_day(berlin, date(2024, 11, 2)) == date(2024, 11, 1)
    assert store.newest_day(UTC_ZONE, date(2024, 11, 2)) == date(2024, 10, 31)
    assert store.newest_day(berlin, date(2024, 10, 31)) == DAY  # what is dated ahead hides nothing
    assert store.newest_day(berlin, date(2024, 10, 1)) == date(2024, 11, 1)  # there is nothing else
    assert store.nearest_days(DAY, berlin) == (date(2024, 10, 26), date(2024, 11, 1))
    assert store.nearest_days(date(2024, 10, 26), berlin) == (None, DAY)
    assert store.nearest_days(date(2024, 11, 1), berlin) == (DAY, None)


def test_given_many_items_when_paged_then_each_comes_once_last_received_first(store: SqliteStore) -> None:
    post(store, *(make_item(n) for n in range(25)))

    seen: list[str] = []
    cursor = None
    while True:
        page = store.page(ItemQuery(), 10, cursor)
        seen += [s.item.id for s in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
        post(store, make_item(100 + len(seen)))  # what arrives meanwhile does not shift the pages

    assert seen == [f"item_{n}" for n in range(24, -1, -1)]


def test_given_filters_when_listing_then_only_what_fits_comes(store: SqliteStore) -> None:
    war, vote = make_item(1, kind=Kind.TEASER), make_item(2)
    store.add_issue(
        make_issue(), [war, vote], {war.id: make_label(yes=("war",)), vote.id: make_label(yes=("vote", "war"))}, NOON
    )
    post(store, make_item(3, published_at=datetime(2024, 11, 3, tzinfo=UTC), source="desk"))

    def ids(query: ItemQuery) -> list[str]:
        return [s.item.id for s in store.page(query, 10).items]

    assert ids(ItemQuery(theme="war")) == ["item_2", "item_1"]
    assert ids(ItemQuery(theme="vote")) == ["item_2"]
    assert ids(ItemQuery(theme="none")) == []
    assert ids(ItemQuery(kind=Kind.TEASER)) == ["item_1"]
    assert ids(ItemQuery(source="desk")) == ["item_3"]
    assert ids(ItemQuery(issue=make_issue().id)) == ["item_2", "item_1"]
    assert ids(ItemQuery(issue=make_issue().id, theme="vote", first_day=DAY)) == ["item_2"]
    assert ids(ItemQuery(issue="another")) == []
    assert ids(ItemQuery(first_day=DAY, last_day=DAY)) == ["item_2", "item_1"]
    assert ids(ItemQuery(first_day=date(2024, 10, 29))) == ["item_3"]
    assert ids(ItemQuery(last_day=date(2024, 10, 27))) == []


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "é", "A" * 200, "AAAAAAAAAAA=", "AAAAAAAAAA/"])
def test_given_a_cursor_that_is_none_when_listing_then_it_is_refused(store: SqliteStore, cursor: str) -> None:
    with pytest.raises(CursorError):
        store.page(ItemQuery(), 10, cursor)


def test_given_a_cursor_when_the_filter_changes_then_the_list_goes_on_from_there(store: SqliteStore) -> None:
    post(store, *(make_item(n, kind=Kind.POLL if n < 2 else Kind.ARTICLE) for n in range(4)))
    cursor = store.page(ItemQuery(), 3).next_cursor

    assert [s.item.id for s in store.page(ItemQuery(kind=Kind.POLL), 9, cursor).items] == ["item_0"]


def test_given_labels_by_two_models_when_read_then_the_last_given_count(store: SqliteStore) -> None:
    post(store, make_item())

    def newest() -> str:
        labels = store.item("item_1").labels
        assert labels is not None
        return labels.model

    store.add_labels({"item_1": make_label("m2", ("war",))})
    after_swap = newest()
    listed = [len(store.page(ItemQuery(theme=theme), 9).items) for theme in ("war", "elections")]
    store.add_labels({"item_1": make_label("m1")})

    assert (after_swap, listed) == ("m2", [1, 0])
    assert newest() == "m1"


def test_given_vectors_with_labels_when_read_then_an_item_keeps_that_of_its_newest_labels(store: SqliteStore) -> None:
    post(store, make_item(1), make_item(2))
    store.add_labels({"item_1": replace(make_label("m2"), vector=b"one")})
    before = store.vectors.of(["item_1", "item_2", "item_3"], "m2"), store.vectors.of(["item_1"], "m1")

    store.add_labels({"item_1": replace(make_label("m3"), vector=b"two")})

    assert before == ({"item_1": b"one"}, {})
    assert store.vectors.of(["item_1"], "m2") == {}
    assert store.vectors.of(["item_1"], "m3") == {"item_1": b"two"}


def test_given_a_key_when_used_again_then_the_answer_is_the_kept_one(store: SqliteStore) -> None:
    key = IdempotencyKey("k1", "digest")
    first = post(store, make_item(), key=key)

    again = post(store, make_item(2), at=NOON + timedelta(minutes=5), key=key)

    assert again == first == store.kept_answer(key)
    assert len(store.page(ItemQuery(), 10).items) == 1


def test_given_a_key_when_used_with_another_body_then_it_conflicts(store: SqliteStore) -> None:
    post(store, make_item(), key=IdempotencyKey("k1", "digest"))

    with pytest.raises(ConflictError, match="k1"):
        post(store, make_item(2), key=IdempotencyKey("k1", "other"))

    with pytest.raises(NotFoundError):
        store.item("item_2")


def test_given_an_old_key_when_another_comes_then_the_old_one_is_forgotten(store: SqliteStore) -> None:
    old = IdempotencyKey("k1", "digest")
    post(store, make_item(), key=old)

    post(store, make_item(2), at=NOON + timedelta(days=31), key=IdempotencyKey("k2", "digest"))

    assert store.kept_answer(old) is None


def test_given_a_write_that_fails_halfway_when_read_then_nothing_of_it_is_there(store: SqliteStore) -> None:
    def fail(created: object) -> str:
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        store.add_items([make_item()], {}, NOON, fail)

    assert store.page(ItemQuery(), 10).items == ()
    assert post(store, make_item()).endswith("[True]")


def test_given_many_threads_when_writing_and_reading_then_every_write_is_there(store: SqliteStore) -> None:
    failures: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 20):
                post(store, make_item(number))
                assert store.item(f"item_{number}").item == make_item(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(100 * n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(store.page(ItemQuery(), 200).items) == 120


def test_given_a_closed_store_when_opened_again_then_everything_is_there(tmp_path: Path) -> None:
    with closing(open_store(tmp_path, lambda: NOON)) as first:
        post(first, make_item())

    with closing(open_store(tmp_path, lambda: NOON)) as second:
        assert second.item("item_1").item == make_item()


def test_given_a_home_in_use_when_opened_again_then_the_error_names_the_process(
    store: SqliteStore, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from store.sqlite.store import open_store\n"
        "try:\n    open_store(Path(sys.argv[1]), lambda: datetime.now(UTC))\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.startswith("StoreError")
    assert f"process {os.getpid()} " in done.stdout


def test_given_a_home_in_use_when_opened_for_reading_then_writes_are_seen_and_refused(
    store: SqliteStore, tmp_path: Path
) -> None:
    with closing(open_readonly(tmp_path)) as reader:
        post(store, make_item())

        assert reader.item("item_1").item == make_item()
        with pytest.raises(StoreError, match="reading only"):
            post(reader, make_item(2))


def test_given_no_store_when_opened_for_reading_then_the_error_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store yet"):
        open_readonly(tmp_path)


def test_given_a_file_that_is_no_database_when_opened_then_the_error_names_it(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"this is no database" * 100)

    with pytest.raises(StoreError, match=DATABASE):
        open_store(tmp_path, lambda: NOON)

    (tmp_path / DATABASE).unlink()
    open_store(tmp_path, lambda: NOON).close()  # the lock was given back


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "make room"),
        (sqlite3.SQLITE_IOERR_SHMSIZE, "make room"),
        (sqlite3.SQLITE_BUSY, "another program holds it"),
        (sqlite3.SQLITE_CANTOPEN, "let this user write there"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "let this user write there"),
        (sqlite3.SQLITE_NOTADB, "restore it from a copy"),
    ],
)
def test_given_a_store_that_cannot_be_opened_when_told_then_only_a_broken_one_is_to_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    open_store(tmp_path, lambda: NOON).close()

    def fail(*_: object) -> None:
        error = sqlite3.OperationalError("no")
        error.sqlite_errorcode = code
        raise error

    monkeypatch.setattr("store.sqlite.store._connect", fail)
    for opened in (lambda: open_store(tmp_path, lambda: NOON), lambda: open_readonly(tmp_path)):
        with pytest.raises(StoreError, match=words):
            opened()


def test_given_an_older_schema_when_opened_for_reading_then_the_way_out_is_named_and_writing_brings_it_up(
    tmp_path: Path,
) -> None:
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.executescript("CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at TEXT) STRICT;")
        connection.executescript(migrations()[0][1] + "INSERT INTO schema_version VALUES (1, 'then');")

    with pytest.raises(StoreError, match=r"schema 1 is older .* `sitrep serve` brings it up"):
        open_readonly(tmp_path)

    open_store(tmp_path, lambda: NOON).close()
    open_readonly(tmp_path).close()


def test_given_a_newer_schema_when_opened_then_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    open_store(tmp_path, lambda: NOON).close()
    newest = migrations()[-1][0]
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.execute("INSERT INTO schema_version VALUES (?, 'tomorrow')", (newest + 1,))
        connection.commit()

    with pytest.raises(StoreError, match="update Sitrep"):
        open_store(tmp_path, lambda: NOON)
    with pytest.raises(StoreError, match="update Sitrep"):
        open_readonly(tmp_path)


def test_given_a_new_store_when_opened_then_it_is_durable_and_at_the_newest_schema(
    store: SqliteStore, tmp_path: Path
) -> None:
    writer = store._writer
    assert writer is not None

    pragmas = {name: writer.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}

    assert pragmas == {"journal_mode": "wal", "synchronous": 2}
    assert writer.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert schema_version(writer) == migrations()[-1][0]


def _dump(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / DATABASE)) as connection:
        return list(connection.iterdump())


def test_given_no_home_when_a_store_is_opened_then_nobody_else_may_look_into_it(tmp_path: Path) -> None:
    home = tmp_path / "home"

    open_store(home, lambda: NOON).close()

    assert home.stat().st_mode & 0o077 == 0


def test_given_a_home_that_others_may_look_into_when_a_store_is_opened_then_its_database_is_for_nobody_else(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o755)

    with closing(open_store(tmp_path, lambda: NOON)) as store:
        post(store, make_item())
        modes = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.glob(f"{DATABASE}*")}

    assert modes == {DATABASE: 0, f"{DATABASE}-wal": 0, f"{DATABASE}-shm": 0}


def test_given_a_write_that_failed_when_checked_then_the_store_counts_as_full_until_there_is_room(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: Path) -> None:
        raise OSError(28, "No space left on device")

    assert store._writer is not None
    store._writer.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError):
        store.add_items([NewsItem("a", "Ford falls", "")], {}, NOON, lambda created: "")
    found = [store.check()]
    store._writer.execute("PRAGMA query_only = OFF")
    with monkeypatch.context() as patch:
        patch.setattr("store.sqlite.store.TemporaryFile", full)
        found.append(store.check())

    assert [*found, store.check()] == [False, False, True]
