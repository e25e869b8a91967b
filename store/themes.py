"""What users did to the taxonomy, on SQLite: append-only, so that every earlier taxonomy can be told again."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from store.connections import Rows, Write
from store.queries import instant_text, read_instant

Text = tuple[str, str]  # headline and text of an example

_ADD = """
INSERT INTO theme_changes (theme, action, name, definition, positives, negatives, who, made_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """One change of the taxonomy."""

    theme: str
    action: str  # add, refine, rename or retire
    when: datetime  # UTC
    name: str | None = None  # of add and rename
    definition: str | None = None
    positives: tuple[Text, ...] = ()  # of add and refine: what the head is fitted on
    negatives: tuple[Text, ...] = ()
    who: str | None = None  # None: not said
    seq: int = 0  # given by the store


def retired_at(changes: Iterable[ThemeChange], theme_id: str) -> datetime | None:
    """When a theme was retired; None for one that is in force, or never was; changes stand in order."""
    last = None
    for change in changes:
        if change.theme == theme_id and change.action in ("add", "retire"):
            last = change.when if change.action == "retire" else None
    return last


class ThemeChanges:
    """Changes of the taxonomy on the connections of a store; every method may be called from any thread.

    Raises StoreError when the database fails.
    """

    def __init__(self, write: Write, rows: Rows) -> None:
        self._write, self._rows = write, rows

    def add(self, change: ThemeChange) -> int:
        """Keep a change; returns its seq, which numbers the taxonomy from then on."""
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
        """Every change, in order."""
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
