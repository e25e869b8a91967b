"""The store on SQLite: one writing connection, readers beside it, every acknowledged write on disk.

Write-ahead log with synchronous=FULL: a commit returns after fsync. Readers are opened read-only, so that
they never checkpoint; the writer alone does, and a lock on the home keeps other processes from writing
(SQLite 3.7.0 to 3.51.2 can lose a write when two connections reset the log at once).
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from logging import getLogger
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryFile
from threading import Lock
from zoneinfo import ZoneInfo

from news.errors import ConflictError, NotFoundError, StoreError
from news.item import DroppedPiece, NewsItem
from store.cursor import END, place
from store.protocol import Store
from store.records import (
    Answer,
    IdempotencyKey,
    IssueRecord,
    ItemPage,
    ItemQuery,
    LabelRecord,
    Sighting,
    Stored,
    StoredItem,
)
from store.search import read_search
from store.sqlite import queries
from store.sqlite.artifacts import SqliteArtifacts
from store.sqlite.connections import REPLACE, fitting, is_damaged, unfit, way_out
from store.sqlite.corrections import SqliteCorrections
from store.sqlite.editions import SqliteEditions
from store.sqlite.feeds import SqliteFeeds
from store.sqlite.jobs import SqliteJobs
from store.sqlite.lock import HomeLock
from store.sqlite.schema import check_version, migrate, newest_version
from store.sqlite.sources import SqliteSources
from store.sqlite.stories import SqliteStories
from store.sqlite.subscriptions import SqliteSubscriptions
from store.sqlite.themes import SqliteThemes
from store.sqlite.vectors import SqliteVectors
from store.sqlite.versions import SqliteVersions
from store.sqlite.writes import add_item, add_labels

logger = getLogger(__name__)

DATABASE = "sitrep.sqlite"
_KEYS_KEPT = timedelta(days=30)
_ROOM_BYTES = 1 << 20  # that a disk must have for the store to count as writable again
_BUSY_S = 5.0  # that a connection waits for another to let go of the file


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    """Open a connection; mode is "ro" or "rwc"."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA mmap_size = 0")  # an I/O error of a mapped file kills the process
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def open_store(home: Path, now: Callable[[], datetime]) -> "SqliteStore":
    """Open the store of a home for reading and writing; folder and database are made when missing.

    Raises StoreError when another process writes there, or a newer Sitrep did, or the file is no database.
    """
    if fault := unfit():
        raise StoreError(fault)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)  # addresses, tokens and secrets lie in it
        lock = HomeLock(home)
    except OSError as error:
        raise StoreError(f"{home}: cannot be written ({error.strerror}); set SITREP_HOME to another folder") from error
    path = home / DATABASE
    try:
        path.touch(mode=0o600)  # a home that others made for us, others may often look into
        writer = _connect(path, "rwc")
        try:
            writer.execute("PRAGMA journal_mode = WAL")
            writer.execute("PRAGMA synchronous = FULL")
            migrate(writer, path, queries.instant_text(now()))
        except BaseException:
            writer.close()
            raise
    except OSError as error:
        lock.release()
        raise StoreError(f"{path}: cannot be opened ({error.strerror}); let this user write there") from error
    except sqlite3.Error as error:
        lock.release()
        raise StoreError(f"{path}: cannot be opened ({error}); {way_out(error) or REPLACE}") from error
    except BaseException:
        lock.release()
        raise
    logger.info("store %s opened, SQLite %s", path, sqlite3.sqlite_version)
    return SqliteStore(path, writer, lock)


def open_readonly(home: Path) -> "SqliteStore":
    """Open the store of a home for reading alone, also while another process writes; raises StoreError."""
    path = home / DATABASE
    if not path.exists():
        raise StoreError(f"{path}: there is no store yet; read in an issue first")
    try:
        with closing(_connect(path, "ro")) as connection:
            version, newest = check_version(connection, path), newest_version()
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot be read ({error}); {way_out(error) or REPLACE}") from error
    if version < newest:
        raise StoreError(
            f"{path}: schema {version} is older than this Sitrep's ({newest}); `sitrep serve` brings it up"
        )
    return SqliteStore(path, None, None)


class SqliteStore(Store):
    """`Store` on one SQLite file."""

    def __init__(self, path: Path, writer: sqlite3.Connection | None, lock: HomeLock | None) -> None:
        """Use open_store or open_readonly; without a writer, writing raises StoreError."""
        self._path = path
        self._writer = writer
        self._lock = lock
        self._writing = Lock()
        self._failed = False  # a write, since the disk is full or cannot be written, and none that was tried since
        self._damaged = False  # some page of it, as a read or a write found
        self._file = _file_at(path)
        self._readers: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        self.jobs = SqliteJobs(self._write, self._rows)
        self.artifacts = SqliteArtifacts(self._write, self._rows)
        self.vectors = SqliteVectors(self._rows)
        self.versions = SqliteVersions(self._rows)
        self.feeds = SqliteFeeds(self._write, self._rows)
        self.sources = SqliteSources(self._write, self._rows)
        self.corrections = SqliteCorrections(self._write, self._rows, self._page)
        self.themes = SqliteThemes(self._write, self._rows)
        self.editions = SqliteEditions(self._write, self._rows)
        self.subscriptions = SqliteSubscriptions(self._write, self._rows)
        self.stories = SqliteStories(self._write, self._rows)

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """One transaction on the one writing connection: durable when the block ends, undone when it raises."""
        with self._writing:
            if self._writer is None:
                raise StoreError(f"{self._path}: opened for reading only, or closed")
            try:
                self._check_place()
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    yield self._writer
                    self._writer.execute("COMMIT")
                finally:
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
            except sqlite3.Error as error:
                self._failed |= isinstance(error, sqlite3.OperationalError)
                raise StoreError(
                    f"{self._path}: cannot be written ({error}){self._way_out(error)}; nothing was kept"
                ) from error

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        """A reading connection of its own for the time of the block."""
        try:
            try:
                connection = self._readers.get_nowait()
            except Empty:
                self._check_place()
                connection = _connect(self._path, "ro")
            try:
                yield connection
            finally:
                self._readers.put(connection)
        except sqlite3.Error as error:
            raise StoreError(f"{self._path}: cannot be read ({error}){self._way_out(error)}") from error

    def _way_out(self, error: sqlite3.Error) -> str:
        """What a message says to do about an error; that the database is damaged is remembered."""
        self._damaged |= is_damaged(error)
        words = way_out(error)
        return f"; {words}" if words else ""

    def _check_place(self) -> None:
        """Raise StoreError when another database, or none, stands where this one was opened.

        SQLite would go on with the file that it has open: what is acknowledged from then on nobody would find.
        """
        if _file_at(self._path) != self._file:
            self._failed = True
            raise StoreError(f"{self._path}: was moved, removed or replaced while it was open; start Sitrep anew")

    def _rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object]) -> list[sqlite3.Row]:
        with self._read() as connection:
            return connection.execute(sql, parameters).fetchall()

    def _page(
        self, sql: str, parameters: Mapping[str, object], limit: int, texts: Sequence[str], number: str
    ) -> tuple[list[sqlite3.Row], str | None]:
        with self._read() as connection, closing(connection.execute(sql, parameters)) as rows:
            return fitting(rows, limit, texts, number)

    def add_issue(
        self, issue: IssueRecord, items: Sequence[NewsItem], labels: Mapping[str, LabelRecord], received_at: datetime
    ) -> Stored:
        received = queries.instant_text(received_at)
        day = issue.issued_on.isoformat()
        with self._write() as connection:
            added = connection.execute(
                queries.ADD_ISSUE,
                (
                    *(issue.id, issue.source, day, issue.media_type),
                    *(issue.charset, issue.raw, issue.text_digest, received),
                ),
            )
            if added.rowcount:
                pieces = [(issue.id, piece.start, piece.end, piece.reason) for piece in issue.dropped]
                connection.executemany(queries.ADD_DROPPED, pieces)
                errata = [(issue.id, place, words) for place, words in enumerate(issue.errata)]
                connection.executemany(queries.ADD_ERRATUM, errata)
            created = [add_item(connection, item, received, issue.id, day) for item in items]
            add_labels(connection, labels)
        return Stored(sum(created), len(created) - sum(created))

    def add_items(
        self,
        items: Sequence[NewsItem],
        labels: Mapping[str, LabelRecord],
        received_at: datetime,
        answer: Answer,
        key: IdempotencyKey | None = None,
    ) -> str:
        received = queries.instant_text(received_at)
        with self._write() as connection:
            if key is not None and (kept := _kept_answer(connection, key)) is not None:
                return kept
            text = answer([add_item(connection, item, received, None, None) for item in items])
            add_labels(connection, labels)
            if key is not None:
                connection.execute(queries.FORGET_KEYS, (queries.instant_text(received_at - _KEYS_KEPT),))
                connection.execute(queries.ADD_KEY, (key.key, key.body_digest, text, received))
        return text

    def kept_answer(self, key: IdempotencyKey) -> str | None:
        with self._read() as connection:
            return _kept_answer(connection, key)

    def add_labels(self, labels: Mapping[str, LabelRecord]) -> None:
        with self._write() as connection:
            add_labels(connection, labels)

    def item(self, item_id: str) -> StoredItem:
        rows = self._rows(queries.ITEM, (item_id,))
        if not rows:
            raise NotFoundError(f"no item {item_id[:80]!r} in the store")
        return queries.read_item(rows[0])

    def sightings(self, item_id: str) -> tuple[Sighting, ...]:
        rows = self._rows(queries.SIGHTINGS, (item_id,))
        if not rows:
            raise NotFoundError(f"no item {item_id[:80]!r} in the store")
        return tuple(queries.read_sighting(row) for row in rows)

    def page(self, query: ItemQuery, limit: int, cursor: str | None = None) -> ItemPage:
        parameters = {
            "before": place(cursor, END),
            "theme": query.theme,
            "source": query.source,
            "issue": query.issue,
            "kind": query.kind,
            "first_day": query.first_day and query.first_day.isoformat(),
            "last_day": query.last_day and query.last_day.isoformat(),
            "withdrawn": int(query.withdrawn),
            "words": queries.match(read_search(query.words)) if query.words is not None else None,
            "limit": limit + 1,  # one more tells whether there is a next page
        }
        of_issue = query.issue is not None
        of_sightings = of_issue or any(asked is not None for asked in (query.source, query.first_day, query.last_day))
        sql = queries.page_sql(of_sightings=of_sightings, of_issue=of_issue, of_words=query.words is not None)
        rows, following = self._page(sql, parameters, limit, ("headline", "text"), "item_seq")
        return ItemPage(tuple(queries.read_item(row) for row in rows), following)

    def excerpts(self, words: str, numbers: Sequence[int]) -> dict[int, tuple[tuple[str, bool], ...]]:
        rows = self._rows(queries.EXCERPTS, (queries.match(read_search(words)), json.dumps(list(numbers))))
        return {row["rowid"]: queries.read_excerpt(row["excerpt"]) for row in rows}

    def source_names(self, limit: int) -> tuple[str, ...]:
        return tuple(name for (name,) in self._rows(queries.SOURCES, (limit,)))

    def items_on(self, day: date, timezone: ZoneInfo) -> tuple[StoredItem, ...]:
        noon = datetime.combine(day, time(12), UTC)
        window = timedelta(hours=12 + 26)  # zones lie at most 26 hours apart
        parameters = {
            "day": day.isoformat(),
            "first": queries.instant_text(noon - window),
            "after": queries.instant_text(noon + window),
        }
        found: dict[str, StoredItem] = {}
        for row in self._rows(queries.AROUND_DAY, parameters):
            seen = queries.read_item(row)
            if seen.sighting.day is None:
                seen = replace(seen, sighting=replace(seen.sighting, day=seen.sighting.at.astimezone(timezone).date()))
            if seen.sighting.day == day:
                found.setdefault(seen.item.id, seen)
        return tuple(found.values())

    def events(self, first: date, last: date, announced_by: date) -> tuple[StoredItem, ...]:
        days = {"first": first.isoformat(), "last": last.isoformat(), "announced_by": announced_by.isoformat()}
        return tuple(queries.read_item(row) for row in self._rows(queries.EVENTS, days))

    def newest_day(self, timezone: ZoneInfo, until: date = date.max) -> date | None:
        [(day, instant)] = self._rows(queries.NEWEST, ())
        newest = max(queries.read_days(day, instant, timezone), default=None)
        if newest is None or newest <= until:
            return newest
        return self.nearest_days(until + timedelta(days=1), timezone)[0] or newest

    def nearest_days(self, day: date, timezone: ZoneInfo) -> tuple[date | None, date | None]:
        begin, end = (datetime.combine(d, time(), timezone) for d in (day, day + timedelta(days=1)))
        limits = {"day": day.isoformat(), "begin": queries.instant_text(begin), "end": queries.instant_text(end)}
        [row] = self._rows(queries.NEAREST, limits)
        before = max(queries.read_days(row[0], row[1], timezone), default=None)
        return before, min(queries.read_days(row[2], row[3], timezone), default=None)

    def dropped(self, issue_id: str) -> tuple[DroppedPiece, ...]:
        if not self._rows("SELECT 1 FROM issues WHERE id = ?", (issue_id,)):
            raise NotFoundError(f"no issue {issue_id[:80]!r} in the store")
        return tuple(DroppedPiece(*row) for row in self._rows(queries.DROPPED, (issue_id,)))

    def check(self) -> bool:
        self._check_place()
        self._rows("SELECT 1 FROM items LIMIT 1", ())
        if self._failed and not self._damaged and _has_room(self._path.parent):
            with suppress(StoreError):
                with self._write() as connection:
                    connection.execute("UPDATE schema_version SET applied_at = applied_at")
                self._failed = False
        return not (self._failed or self._damaged)

    def close(self) -> None:
        with self._writing:
            while not self._readers.empty():
                self._readers.get().close()
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            if self._lock is not None:
                self._lock.release()
                self._lock = None


def _file_at(path: Path) -> tuple[int, int] | None:
    """What tells the file that stands there from all others; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _has_room(folder: Path) -> bool:
    """Whether some bytes more fit: on a full disk a small write may pass, over what the log no longer needs."""
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(bytes(_ROOM_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True


def _kept_answer(connection: sqlite3.Connection, key: IdempotencyKey) -> str | None:
    row = connection.execute(queries.KEPT_ANSWER, (key.key,)).fetchone()
    if row is None:
        return None
    if row["body_digest"] != key.body_digest:
        raise ConflictError(f"Idempotency-Key {key.key[:80]!r} was used before with another body; use a new key")
    return str(row["answer"])
