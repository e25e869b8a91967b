"""Artifacts, the serving log and shadow labels on SQLite."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from news.errors import NotFoundError
from store.artifacts import ArtifactRecord, ArtifactStore, Change, LabelledText, Verdict
from store.records import StoredItem
from store.sqlite.connections import Rows, Write
from store.sqlite.queries import instant_text, read_instant, read_item


class SqliteArtifacts(ArtifactStore):
    """`ArtifactStore` on the connections of a `SqliteStore`."""

    def __init__(self, write: Write, rows: Rows) -> None:
        self._write, self._rows = write, rows

    def record(
        self,
        version: str,
        at: datetime,
        *,
        job_id: str | None = None,
        verdict: Verdict = Verdict.UNJUDGED,
        reasons: Sequence[Mapping[str, Any]] = (),
        report: Mapping[str, Any] | None = None,
    ) -> None:
        with self._write() as connection:
            connection.execute(
                "INSERT INTO artifacts VALUES (?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (version) DO NOTHING",
                (
                    *(version, job_id, verdict, json.dumps([dict(reason) for reason in reasons])),
                    *(json.dumps(dict(report)) if report is not None else None, instant_text(at)),
                ),
            )

    def get(self, version: str) -> ArtifactRecord:
        rows = self._rows("SELECT * FROM artifacts WHERE version = ?", (version,))
        if not rows:
            raise NotFoundError(f"no model {version[:80]!r}; GET /v1/models lists them")
        return _artifact(rows[0])

    def all(self) -> tuple[ArtifactRecord, ...]:
        rows = self._rows(
            "SELECT version, job_id, verdict, reasons, NULL AS report, seen_at, pruned_at FROM artifacts "
            "ORDER BY seen_at DESC, version DESC",
            (),
        )
        return tuple(_artifact(row) for row in rows)

    def mark_pruned(self, version: str, at: datetime) -> None:
        with self._write() as connection:
            connection.execute("UPDATE artifacts SET pruned_at = ? WHERE version = ?", (instant_text(at), version))

    def log(self, change: Change) -> None:
        with self._write() as connection:
            connection.execute(
                "INSERT INTO serving_log (at, action, version, previous, who, reason, override) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(instant_text(change.at), change.action, change.version, change.previous),
                    *(change.who, change.reason, int(change.override)),
                ),
            )

    def changes(self, limit: int = 100) -> tuple[Change, ...]:
        rows = self._rows("SELECT * FROM serving_log ORDER BY seq DESC LIMIT ?", (limit,))
        return tuple(_change(row) for row in rows)

    def changes_of(self, version: str) -> tuple[Change, ...]:
        rows = self._rows("SELECT * FROM serving_log WHERE version = ? ORDER BY seq DESC LIMIT 100", (version,))
        return tuple(_change(row) for row in rows)

    def live_at(self, at: datetime) -> Change | None:
        rows = self._rows(
            "SELECT * FROM serving_log WHERE action != 'challenge' AND at <= ? ORDER BY at DESC, seq DESC LIMIT 1",
            (instant_text(at),),
        )
        return _change(rows[0]) if rows else None

    def unshadowed(self, model: str, limit: int) -> tuple[StoredItem, ...]:
        rows = self._rows(
            "SELECT * FROM seen AS v WHERE v.model IS NOT NULL "
            "AND v.sighting_seq = (SELECT min(seq) FROM sightings WHERE item_id = v.id) "
            "AND NOT EXISTS (SELECT 1 FROM shadow_labels AS s WHERE s.item_id = v.id AND s.model = ?) "
            "ORDER BY v.item_seq DESC LIMIT ?",
            (model, limit),
        )
        return tuple(read_item(row) for row in rows)

    def labelled_texts(self, model: str, limit: int) -> tuple[LabelledText, ...]:
        said = (
            "SELECT v.item_seq, ifnull(v.day, substr(v.instant, 1, 10)) AS on_day, v.headline, v.text, said.payload "
            "FROM seen AS v JOIN {} AS said ON said.item_id = v.id AND said.model = :model "
            "WHERE v.sighting_seq = (SELECT min(seq) FROM sightings WHERE item_id = v.id)"
        )
        rows = self._rows(
            f"{said.format('labels')} UNION ALL {said.format('shadow_labels')} "  # noqa: S608  (own words)
            "AND NOT EXISTS (SELECT 1 FROM labels WHERE item_id = v.id AND model = :model) "
            "ORDER BY item_seq DESC LIMIT :limit",
            {"model": model, "limit": limit},
        )
        return tuple(
            LabelledText(date.fromisoformat(row["on_day"]), row["headline"], row["text"], row["payload"])
            for row in rows
        )

    def add_shadow(self, model: str, payloads: Mapping[str, str], at: datetime) -> None:
        with self._write() as connection:
            connection.executemany(
                "INSERT INTO shadow_labels VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [(item_id, model, payload, instant_text(at)) for item_id, payload in payloads.items()],
            )

    def shadow_pairs(self, model: str, champion: str, limit: int) -> tuple[tuple[str, str, str, str], ...]:
        rows = self._rows(
            "SELECT i.id, i.headline, l.payload AS champion, s.payload AS challenger FROM shadow_labels AS s "
            "JOIN items AS i ON i.id = s.item_id JOIN labels AS l ON l.item_id = s.item_id AND l.model = ? "
            "WHERE s.model = ? ORDER BY i.seq DESC LIMIT ?",
            (champion, model, limit),
        )
        return tuple((row["id"], row["headline"], row["champion"], row["challenger"]) for row in rows)


def _artifact(row: sqlite3.Row) -> ArtifactRecord:
    return ArtifactRecord(
        version=row["version"],
        job_id=row["job_id"],
        verdict=Verdict(row["verdict"]),
        reasons=tuple(json.loads(row["reasons"])),
        report=json.loads(row["report"]) if row["report"] else None,
        seen_at=read_instant(row["seen_at"]),
        pruned_at=read_instant(row["pruned_at"]) if row["pruned_at"] else None,
    )


def _change(row: sqlite3.Row) -> Change:
    return Change(
        at=read_instant(row["at"]),
        action=row["action"],
        version=row["version"],
        previous=row["previous"],
        who=row["who"],
        reason=row["reason"],
        override=bool(row["override"]),
    )
