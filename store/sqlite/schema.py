"""Bring a database to this version's schema, forward only: one numbered SQL file after the other."""

import sqlite3
from pathlib import Path

from news.errors import StoreError

_FOLDER = Path(__file__).parent / "migrations"


def migrations() -> list[tuple[int, str]]:
    """Number and SQL of each step, in order."""
    return [(int(path.name[:4]), path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("[0-9]*.sql"))]


def schema_version(connection: sqlite3.Connection) -> int:
    """The last step that this database has taken; 0 when it is empty."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'").fetchone():
        return 0
    [version] = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    return int(version or 0)


def newest_version() -> int:
    """The schema that this version writes."""
    return migrations()[-1][0]


def check_version(connection: sqlite3.Connection, place: Path) -> int:
    """The database's schema version; raises StoreError when a newer Sitrep wrote it."""
    version, newest = schema_version(connection), newest_version()
    if version > newest:
        raise StoreError(f"{place}: schema {version} is newer than this Sitrep knows ({newest}); update Sitrep")
    return version


def migrate(connection: sqlite3.Connection, place: Path, applied_at: str) -> None:
    """Take the missing steps, each in one transaction; raises StoreError when the schema is newer than this code.

    Numbers are given out before their steps are written, so a step may join below one that was taken already.
    """
    taken = set()
    if check_version(connection, place):
        taken = {number for (number,) in connection.execute("SELECT version FROM schema_version")}
    for number, sql in migrations():
        if number not in taken:
            # One script is one transaction: after a crash the step was taken wholly or not at all.
            connection.executescript(
                "BEGIN IMMEDIATE;\n"
                "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied_at TEXT) STRICT;\n"
                f"{sql}\n"
                f"INSERT INTO schema_version VALUES ({number}, '{applied_at}');\n"
                "COMMIT;"
            )
