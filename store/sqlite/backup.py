"""A copy of a home's database as it stands at one moment, also while another process writes."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from news.errors import StoreError
from store.sqlite.connections import REPLACE, way_out
from store.sqlite.store import DATABASE


def copy_database(home: Path, place: Path) -> None:
    """Write the database of a home into a new file, checked page by page and synced.

    Copying the file itself would leave out what stands in the write-ahead log beside it. Raises StoreError.
    """
    path = home / DATABASE
    if not path.is_file():
        raise StoreError(f"{path}: there is no store yet; read in an issue first")
    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(place)) as copy,
        ):
            source.backup(copy)  # all pages in one step: one moment, and no writer is kept waiting
            [found] = copy.execute("PRAGMA integrity_check(1)").fetchone()
            copy.execute("PRAGMA journal_mode = DELETE")  # one file holds everything
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL  # which reading alone does not meet
        raise StoreError(
            f"{place if full else path}: cannot be copied ({error}); {way_out(error) or REPLACE}"
        ) from error
    if found != "ok":
        raise StoreError(f"{path}: is damaged ({found}); restore it from an earlier copy")
    place.chmod(0o600)
    with open(place, "rb+") as file:
        os.fsync(file.fileno())
