"""What users did to the taxonomy, on SQLite."""

import json

from store.sqlite.connections import Rows, Write
from store.sqlite.queries import instant_text, read_instant
from store.themes import ThemeChange, ThemeStore

_ADD = """
INSERT INTO theme_changes (theme, action, name, definition, positives, negatives, who, made_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


class SqliteThemes(ThemeStore):
    """`ThemeStore` on the connections of a `SqliteStore`."""

    def __init__(self, write: Write, rows: Rows) -> None:
        self._write, self._rows = write, rows

    def add(self, change: ThemeChange) -> int:
        positives, negatives = json.dumps(change.positives), json.dumps(change.negatives)
        with self._write() as connection:
            added = connection.execute(
                _ADD,
                (
                    *(change.theme, change.action, change.name, change.definition, positives, negatives),
                    *(change.who, instant_text(change.when)),
                ),
            )
            return int(added.lastrowid or 0)

    def all(self) -> tuple[ThemeChange, ...]:
        return tuple(
            ThemeChange(
                theme=row["theme"],
                action=row["action"],
                when=read_instant(row["made_at"]),
                name=row["name"],
                definition=row["definition"],
                positives=tuple((headline, text) for headline, text in json.loads(row["positives"])),
                negatives=tuple((headline, text) for headline, text in json.loads(row["negatives"])),
                who=row["who"],
                seq=row["seq"],
            )
            for row in self._rows("SELECT * FROM theme_changes ORDER BY seq", ())
        )
