"""What people say of items, on SQLite."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace

from store.corrections import CorrectedItem, Correction, CorrectionStore
from store.cursor import BEGINNING, END, place
from store.sqlite.connections import Page, Rows, Write
from store.sqlite.queries import instant_text, read_instant

_ADD = """
INSERT INTO corrections
    (item_id, headline, text, themes, asked, skipped, doubtful, pinned, who, why, via, made_at)
SELECT :item_id, iif(stored, NULL, :headline), iif(stored, NULL, :text),
    :themes, :asked, :skipped, :doubtful, :pinned, :who, :why, :via, :made_at
FROM (SELECT EXISTS (SELECT 1 FROM items WHERE id = :item_id) AS stored)
"""

_FORGET = "DELETE FROM corrected_themes WHERE item_id = ?"

_ADD_THEME = """
INSERT INTO corrected_themes (theme, item_id, yes) VALUES (?, ?, ?)
ON CONFLICT (theme, item_id) DO UPDATE SET yes = excluded.yes
"""

_HISTORY = "SELECT * FROM corrections WHERE item_id = ? ORDER BY seq DESC"

# The themes that a correction decided and no later one of its item, JSON.
_STANDING = """
(SELECT json_group_array(a.value) FROM json_each(c.asked) AS a WHERE NOT EXISTS (
    SELECT 1 FROM corrections AS l, json_each(l.asked) AS b
    WHERE l.item_id = c.item_id AND l.seq > c.seq AND l.seq <= :through AND b.value = a.value
)) AS standing
"""

# With an answer that stands, or the newest of its item; nothing from before a skip.
_IN_FORCE = """
NOT EXISTS (
    SELECT 1 FROM corrections AS s
    WHERE s.item_id = c.item_id AND s.seq > c.seq AND s.seq <= :through AND s.skipped
) AND (standing <> '[]' OR c.seq = (SELECT max(seq) FROM corrections WHERE item_id = c.item_id AND seq <= :through))
"""

_CURRENT = f"""
SELECT c.*, {_STANDING} FROM corrections AS c
WHERE c.item_id IN (SELECT value FROM json_each(:items)) AND {_IN_FORCE}
ORDER BY c.seq
"""  # noqa: S608  (of this file's own constants)

# The version of a stored item that stood there when the person said so.
_SEEN = """
(SELECT v.{} FROM item_versions AS v
 WHERE v.item_id = c.item_id AND (v.number = 1 OR v.seen_at <= c.made_at) ORDER BY v.number DESC LIMIT 1)
"""

# The item's own text as the person read it, else that which came with the newest correction that brought one.
_LATEST = f"""
SELECT c.*, {_STANDING}, i.id IS NOT NULL AS stored,
    coalesce({_SEEN.format("headline")}, i.headline, c.headline, (
        SELECT o.headline FROM corrections AS o WHERE o.item_id = c.item_id AND o.headline IS NOT NULL
        ORDER BY o.seq DESC LIMIT 1), '') AS item_headline,
    coalesce({_SEEN.format("text")}, i.text, c.text, (
        SELECT o.text FROM corrections AS o WHERE o.item_id = c.item_id AND o.text IS NOT NULL
        ORDER BY o.seq DESC LIMIT 1), '') AS item_text,
    (SELECT s.source FROM sightings AS s WHERE s.item_id = c.item_id ORDER BY s.seq LIMIT 1) AS source
FROM corrections AS c LEFT JOIN items AS i ON i.id = c.item_id
WHERE c.seq <= :through AND c.seq > :after AND c.skipped <= :skips AND {_IN_FORCE}
ORDER BY c.seq {{}}
LIMIT :limit
"""  # noqa: S608  (of this file's own constants)

_CORRECTED = "SELECT count(*) FROM (SELECT 1 FROM corrected_themes GROUP BY item_id)"

_YES = "SELECT theme, count(*) AS items FROM corrected_themes WHERE yes = 1 GROUP BY theme"


class SqliteCorrections(CorrectionStore):
    """`CorrectionStore` on the connections of a `SqliteStore`."""

    def __init__(self, write: Write, rows: Rows, page: Page) -> None:
        self._write, self._rows, self._page = write, rows, page

    def add(self, corrections: Sequence[Correction]) -> tuple[int, ...]:
        seqs = []
        with self._write() as connection:
            for correction in corrections:
                added = connection.execute(_ADD, _parameters(correction))
                seqs.append(int(added.lastrowid or 0))
                if correction.skipped:
                    connection.execute(_FORGET, (correction.item_id,))
                else:
                    said = [(theme, correction.item_id, int(theme in correction.themes)) for theme in correction.asked]
                    connection.executemany(_ADD_THEME, said)
        return tuple(seqs)

    def history(self, item_id: str) -> tuple[Correction, ...]:
        return tuple(_correction(row) for row in self._rows(_HISTORY, (item_id,)))

    def in_force(self, item_ids: Iterable[str]) -> dict[str, tuple[Correction, ...]]:
        wanted = json.dumps(list(dict.fromkeys(item_ids)))
        found: dict[str, tuple[Correction, ...]] = {}
        for row in self._rows(_CURRENT, {"items": wanted, "through": END}):
            said = _standing(row)
            found[said.item_id] = (*found.get(said.item_id, ()), said)
        return found

    def current(self, item_ids: Iterable[str]) -> dict[str, Correction]:
        return {item_id: _joined(said) for item_id, said in self.in_force(item_ids).items()}

    def latest(self, through: int | None = None) -> tuple[CorrectedItem, ...]:
        rows = self._latest(END if through is None else through, limit=-1)
        return tuple(map(_corrected, rows))

    def newest(self, count: int) -> tuple[CorrectedItem, ...]:
        rows = self._latest(END, count, order="DESC")
        return tuple(map(_corrected, reversed(rows)))

    def corrected_items(self) -> int:
        [row] = self._rows(_CORRECTED, ())
        return int(row[0])

    def found(self) -> dict[str, int]:
        return {row["theme"]: row["items"] for row in self._rows(_YES, ())}

    def page(self, limit: int, cursor: str | None = None) -> tuple[tuple[CorrectedItem, ...], str | None]:
        asked = {"through": END, "after": place(cursor, BEGINNING), "limit": limit + 1, "skips": 1}
        rows, following = self._page(_LATEST.format("ASC"), asked, limit, ("item_headline", "item_text"), "seq")
        return tuple(_corrected(row) for row in rows), following

    def watermark(self) -> int:
        [row] = self._rows("SELECT ifnull(max(seq), 0) FROM corrections", ())
        return int(row[0])

    def _latest(self, through: int, limit: int, order: str = "ASC") -> list[sqlite3.Row]:
        parameters = {"through": through, "after": BEGINNING, "limit": limit, "skips": 0}
        return self._rows(_LATEST.format(order), parameters)


def _corrected(row: sqlite3.Row) -> CorrectedItem:
    said = _standing(row)
    return CorrectedItem(
        item_id=said.item_id,
        headline=row["item_headline"],
        text=row["item_text"],
        themes=said.themes,
        asked=said.asked,
        skipped=said.skipped,
        doubtful=said.doubtful,
        pinned=said.pinned,
        who=said.who,
        why=said.why,
        via=said.via,
        source=row["source"],
        stored=bool(row["stored"]),
        when=said.when,
        seq=said.seq,
    )


def _standing(row: sqlite3.Row) -> Correction:
    """A correction with those of its answers that no later one took."""
    said, standing = _correction(row), json.loads(row["standing"])
    return replace(
        said,
        themes=tuple(theme for theme in said.themes if theme in standing),
        asked=tuple(theme for theme in said.asked if theme in standing),
    )


def _joined(said: Sequence[Correction]) -> Correction:
    """The newest of an item's corrections in force with the answers of all; pinned or doubtful where one of them is."""
    return replace(
        said[-1],
        themes=tuple(theme for one in reversed(said) for theme in one.themes),
        asked=tuple(theme for one in reversed(said) for theme in one.asked),
        doubtful=any(one.doubtful for one in said),
        pinned=any(one.pinned for one in said),
    )


def _parameters(correction: Correction) -> dict[str, object]:
    return {
        "item_id": correction.item_id,
        "headline": correction.headline,
        "text": correction.text,
        "themes": json.dumps(correction.themes),
        "asked": json.dumps(correction.asked),
        "skipped": int(correction.skipped),
        "doubtful": int(correction.doubtful),
        "pinned": int(correction.pinned),
        "who": correction.who,
        "why": correction.why,
        "via": correction.via,
        "made_at": instant_text(correction.when),
    }


def _correction(row: sqlite3.Row) -> Correction:
    return Correction(
        item_id=row["item_id"],
        themes=tuple(json.loads(row["themes"])),
        asked=tuple(json.loads(row["asked"])),
        when=read_instant(row["made_at"]),
        skipped=bool(row["skipped"]),
        doubtful=bool(row["doubtful"]),
        pinned=bool(row["pinned"]),
        who=row["who"],
        why=row["why"],
        via=row["via"],
        headline=row["headline"],
        text=row["text"],
        seq=row["seq"],
    )
