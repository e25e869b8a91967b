"""Durable work on SQLite."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from news.errors import NotFoundError
from store.cursor import END, cut, place
from store.jobs import Job, JobEvent, JobState, JobStateError, JobStore
from store.sqlite.connections import Rows, Write
from store.sqlite.queries import instant_text, read_instant


def _read_job(row: sqlite3.Row) -> Job:
    """Read a row of `jobs`."""
    values = {field.name: row[field.name] for field in fields(Job)}
    for name in ("created_at", "started_at", "finished_at"):
        values[name] = read_instant(values[name]) if values[name] else None
    values["request"] = json.loads(values["request"])
    values["result"] = json.loads(values["result"]) if values["result"] else None
    values["state"] = JobState(values["state"])
    values["cancelling"] = bool(values["cancelling"])
    return Job(**values)


class SqliteJobs(JobStore):
    """`JobStore` on the connections of a `SqliteStore`."""

    def __init__(self, write: Write, rows: Rows) -> None:
        self._write, self._rows = write, rows

    def add(self, job_id: str, kind: str, request: Mapping[str, Any], at: datetime) -> Job:
        with self._write() as connection:
            busy = connection.execute(
                "SELECT id FROM jobs WHERE kind = ? AND state IN ('queued', 'running')", (kind,)
            ).fetchone()
            if busy is not None:
                raise JobStateError(f"{kind} job {busy['id']} is not finished; wait for it, or cancel it")
            connection.execute(
                "INSERT INTO jobs (id, kind, request, state, step, progress, attempts, cancelling, created_at) "
                "VALUES (?, ?, ?, 'queued', 'waiting', 0, 0, 0, ?)",
                (job_id, kind, json.dumps(dict(request)), instant_text(at)),
            )
            return self._recorded(connection, job_id)

    def get(self, job_id: str) -> Job:
        rows = self._rows("SELECT * FROM jobs WHERE id = ?", (job_id,))
        if not rows:
            raise NotFoundError(f"no job {job_id[:80]!r}; GET /v1/jobs lists them")
        return _read_job(rows[0])

    def page(self, limit: int, cursor: str | None = None) -> tuple[tuple[Job, ...], str | None]:
        sql = "SELECT * FROM jobs WHERE seq < ? ORDER BY seq DESC LIMIT ?"
        rows, following = cut(self._rows(sql, (place(cursor, END), limit + 1)), limit)
        return tuple(_read_job(row) for row in rows), following

    def open(self, kind: str) -> tuple[Job, ...]:
        rows = self._rows("SELECT * FROM jobs WHERE kind = ? AND state IN ('queued', 'running') ORDER BY seq", (kind,))
        return tuple(_read_job(row) for row in rows)

    def claim(self, kind: str, at: datetime, lease: timedelta) -> Job | None:
        now, until = instant_text(at), instant_text(at + lease)
        with self._write() as connection:
            row = connection.execute(  # a longer lease is one of a clock that ran ahead
                "SELECT id, cancelling FROM jobs WHERE kind = ? AND (state = 'queued' "
                "OR state = 'running' AND lease_until NOT BETWEEN ? AND ?) ORDER BY seq LIMIT 1",
                (kind, now, until),
            ).fetchone()
            if row is None:
                return None
            connection.execute(
                "UPDATE jobs SET state = 'running', lease_until = ?, started_at = ifnull(started_at, ?) WHERE id = ?",
                (until, now, row["id"]),
            )
            return self._recorded(connection, row["id"])

    def attempt(self, job_id: str) -> Job:
        with self._write() as connection:
            connection.execute("UPDATE jobs SET attempts = attempts + 1 WHERE id = ?", (job_id,))
            return self._recorded(connection, job_id)

    def renew(self, job_id: str, until: datetime) -> None:
        with self._write() as connection:
            connection.execute(
                "UPDATE jobs SET lease_until = ? WHERE id = ? AND state = 'running'", (instant_text(until), job_id)
            )

    def advance(self, job_id: str, step: str, progress: float, eta_s: float | None) -> Job:
        with self._write() as connection:
            connection.execute(
                "UPDATE jobs SET step = ?, progress = ?, eta_s = ? WHERE id = ? AND state = 'running'",
                (step, progress, eta_s, job_id),
            )
            return self._recorded(connection, job_id)

    def release(self, job_id: str) -> Job:
        with self._write() as connection:
            connection.execute(
                "UPDATE jobs SET state = 'queued', lease_until = NULL, eta_s = NULL, attempts = max(0, attempts - 1) "
                "WHERE id = ? AND state = 'running'",
                (job_id,),
            )
            return self._recorded(connection, job_id)

    def cancel(self, job_id: str, at: datetime) -> Job:
        with self._write() as connection:
            row = connection.execute("SELECT state FROM jobs WHERE id = ?", (job_id,)).fetchone()
            if row is None:
                raise NotFoundError(f"no job {job_id[:80]!r}; GET /v1/jobs lists them")
            state = JobState(row["state"])
            if state.ended:
                raise JobStateError(f"job {job_id} has ended as {state}; there is nothing left to cancel")
            if state is JobState.QUEUED:
                _end(connection, job_id, JobState.CANCELLED, None, None, instant_text(at))
            else:
                connection.execute("UPDATE jobs SET cancelling = 1, step = 'stopping' WHERE id = ?", (job_id,))
            return self._recorded(connection, job_id)

    def end(
        self, job_id: str, state: JobState, at: datetime, *, result: Mapping[str, Any] | None = None, error: str | None
    ) -> Job:
        with self._write() as connection:
            _end(connection, job_id, state, result, error, instant_text(at))
            return self._recorded(connection, job_id)

    def events(self, job_id: str, after: int = 0, limit: int = 200) -> tuple[JobEvent, ...]:
        rows = self._rows(
            "SELECT seq, payload FROM job_events WHERE job_id = ? AND seq > ? ORDER BY seq LIMIT ?",
            (job_id, after, limit),
        )
        return tuple(JobEvent(row["seq"], json.loads(row["payload"])) for row in rows)

    @staticmethod
    def _recorded(connection: sqlite3.Connection, job_id: str) -> Job:
        """Keep the job as it stands as an event, in the same transaction."""
        job = _read_job(connection.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone())
        shown = ("state", "step", "progress", "eta_s", "attempts", "result", "error")
        payload = {name: getattr(job, name) for name in shown}
        connection.execute("INSERT INTO job_events (job_id, payload) VALUES (?, ?)", (job_id, json.dumps(payload)))
        return job


def _end(
    connection: sqlite3.Connection,
    job_id: str,
    state: JobState,
    result: Mapping[str, Any] | None,
    error: str | None,
    now: str,
) -> None:
    connection.execute(
        "UPDATE jobs SET state = ?, result = ?, error = ?, finished_at = ?, lease_until = NULL, eta_s = NULL, "
        "step = ?, progress = CASE WHEN ? = 'succeeded' THEN 1 ELSE progress END WHERE id = ?",
        (state, json.dumps(dict(result)) if result is not None else None, error, now, state.value, state.value, job_id),
    )
