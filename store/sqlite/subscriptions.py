"""Subscriptions and their deliveries on SQLite.

What must happen once happens by a unique key: the first to claim a day's edition has it, whoever else tries. What must
not happen at the same time twice is taken for a while: a taken delivery falls due again when its taker has died.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from news.errors import NotFoundError
from store.cursor import END, cut, place
from store.editions import EditionRecord
from store.sqlite import queries
from store.sqlite.connections import Rows, Write
from store.sqlite.editions import add_edition, read_reader
from store.subscriptions import (
    CHANNELS,
    Channel,
    Delivery,
    DeliveryState,
    DeliveryStateError,
    Subscription,
    SubscriptionStore,
)

_ADD = "INSERT INTO subscriptions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PAUSE = """
UPDATE subscriptions SET paused = :paused, active_since = iif(paused AND NOT :paused, :at, active_since) WHERE id = :id
"""
_CHANGE = """
UPDATE subscriptions SET name = ?, timezone = ?, send_at = ?, quiet_days = ?, themes = ?, max_words = ?, format = ?,
    channel = ?, target = ?, secret = ?, token = ?, active_since = ? WHERE id = ?
"""
_CLAIM = """
INSERT OR IGNORE INTO deliveries (id, subscription, day, edition_id, state, tries, next_try_at, created_at)
VALUES (?, ?, ?, ?, ?, 0, ?, ?)
"""
_DELIVERIES = "SELECT d.*, e.edition FROM deliveries AS d JOIN editions AS e ON e.id = d.edition_id"
_LONGEST = timedelta(days=1)  # more than any try is put off; see serving.sending.delivery
_DUE = """
SELECT d.seq FROM deliveries AS d JOIN subscriptions AS s ON s.id = d.subscription
WHERE d.state = 'pending' AND (d.next_try_at <= :now OR d.next_try_at > :never) AND NOT s.paused
    AND s.channel IN (SELECT value FROM json_each(:channels))
ORDER BY d.next_try_at, d.seq LIMIT 1
"""
_TAKE = f"UPDATE deliveries SET tries = tries + 1, next_try_at = :until WHERE seq = ({_DUE}) RETURNING id"  # noqa: S608  (own words)
_SETTLE = """
UPDATE deliveries SET state = ?, next_try_at = ?, last_error = ?, sent_at = ?
WHERE id = ? AND state = 'pending' AND tries = ? AND next_try_at = ?
"""


class SqliteSubscriptions(SubscriptionStore):
    """`SubscriptionStore` on the connections of a `SqliteStore`."""

    def __init__(self, write: Write, rows: Rows) -> None:
        self._write = write
        self._rows = rows

    def add(self, subscription: Subscription) -> None:
        s = subscription
        instants = (queries.instant_text(s.active_since), queries.instant_text(s.created_at))
        with self._write() as connection:
            connection.execute(_ADD, (s.id, *_wishes(s), int(s.paused), *instants))

    def one(self, subscription_id: str) -> Subscription:
        rows = self._rows("SELECT * FROM subscriptions WHERE id = ?", (subscription_id,))
        if not rows:
            raise _unknown(subscription_id)
        return _read_subscription(rows[0])

    def page(self, limit: int, cursor: str | None = None) -> tuple[tuple[Subscription, ...], str | None]:
        sql = "SELECT * FROM subscriptions WHERE seq < ? ORDER BY seq DESC LIMIT ?"
        rows, following = cut(self._rows(sql, (place(cursor, END), limit + 1)), limit)
        return tuple(_read_subscription(row) for row in rows), following

    def active(self) -> tuple[Subscription, ...]:
        rows = self._rows("SELECT * FROM subscriptions WHERE NOT paused ORDER BY seq", ())
        return tuple(_read_subscription(row) for row in rows)

    def set_paused(self, subscription_id: str, *, paused: bool, at: datetime) -> Subscription:
        with self._write() as connection:
            connection.execute(_PAUSE, {"paused": int(paused), "at": queries.instant_text(at), "id": subscription_id})
        return self.one(subscription_id)

    def change(
        self,
        subscription_id: str,
        change: Callable[[Subscription], Subscription],
        owed: tuple[EditionRecord, Delivery] | None = None,
    ) -> Subscription:
        with self._write() as connection:
            row = connection.execute("SELECT * FROM subscriptions WHERE id = ?", (subscription_id,)).fetchone()
            if row is None:
                raise _unknown(subscription_id)
            changed = change(_read_subscription(row))
            since = queries.instant_text(changed.active_since)
            connection.execute(_CHANGE, (*_wishes(changed), since, subscription_id))
            if owed is not None:
                _claim(connection, *owed)
        return changed

    def remove(self, subscription_id: str) -> None:
        with self._write() as connection:
            if not _remove(connection, subscription_id):
                raise _unknown(subscription_id)

    def remove_by_token(self, token: str) -> bool:
        with self._write() as connection:
            found = connection.execute("SELECT id FROM subscriptions WHERE token = ?", (token,)).fetchone()
            return found is not None and _remove(connection, found["id"])

    def newest_day(self, subscription_id: str, until: date) -> date | None:
        asked = (subscription_id, until.isoformat())
        [(day,)] = self._rows("SELECT max(day) FROM deliveries WHERE subscription = ? AND day <= ?", asked)
        return date.fromisoformat(day) if day else None

    def claim(self, record: EditionRecord, delivery: Delivery) -> bool:
        with self._write() as connection:
            known = connection.execute("SELECT 1 FROM subscriptions WHERE id = ?", (delivery.subscription,)).fetchone()
            return known is not None and _claim(connection, record, delivery)

    def take(self, now: datetime, until: datetime, channels: Sequence[Channel] = CHANNELS) -> Delivery | None:
        instants = {"now": now, "never": now + _LONGEST, "until": until}
        asked = {name: queries.instant_text(instant) for name, instant in instants.items()}
        asked["channels"] = json.dumps(channels)
        if not self._rows(_DUE, asked):
            return None  # most of the time nothing is due, and nothing need be written to know it
        with self._write() as connection:
            taken = connection.execute(_TAKE, asked).fetchone()
            row = taken and connection.execute(f"{_DELIVERIES} WHERE d.id = ?", (taken["id"],)).fetchone()
        return _read_delivery(row) if row else None

    def settle(self, taken: Delivery, settled: Delivery) -> bool:
        sent = queries.instant_text(settled.sent_at) if settled.sent_at else None
        due = queries.instant_text(settled.next_try_at)
        lease = (taken.id, taken.tries, queries.instant_text(taken.next_try_at))
        with self._write() as connection:
            kept = connection.execute(_SETTLE, (settled.state, due, settled.last_error, sent, *lease))
        return kept.rowcount == 1

    def deliveries(
        self, subscription_id: str | None, state: DeliveryState | None, limit: int, cursor: str | None = None
    ) -> tuple[tuple[Delivery, ...], str | None]:
        values = {
            "before": place(cursor, END),
            "subscription": subscription_id,
            "state": state,
            "limit": limit + 1,
        }
        found = self._rows(
            f"{_DELIVERIES} WHERE d.seq < :before AND (:subscription IS NULL OR d.subscription = :subscription) "
            "AND (:state IS NULL OR d.state = :state) ORDER BY d.seq DESC LIMIT :limit",
            values,
        )
        rows, following = cut(found, limit)
        return tuple(_read_delivery(row) for row in rows), following

    def retry(self, subscription_id: str, delivery_id: str, at: datetime) -> Delivery:
        with self._write() as connection:
            changed = connection.execute(
                "UPDATE deliveries SET state = 'pending', tries = 0, next_try_at = ? "
                "WHERE id = ? AND subscription = ? AND state = 'dead'",
                (queries.instant_text(at), delivery_id, subscription_id),
            )
        delivery = self._delivery(delivery_id)
        if delivery.subscription != subscription_id:
            raise _no_delivery(delivery_id)
        if not changed.rowcount:
            raise DeliveryStateError(f"delivery {delivery_id} {_standing(delivery)}; a retry is for those given up")
        return delivery

    def _delivery(self, delivery_id: str) -> Delivery:
        rows = self._rows(f"{_DELIVERIES} WHERE d.id = ?", (delivery_id,))
        if not rows:
            raise _no_delivery(delivery_id)
        return _read_delivery(rows[0])


def _wishes(subscription: Subscription) -> tuple[object, ...]:
    """The columns from name to token."""
    s = subscription
    return (
        *(s.name, s.reader.timezone, f"{s.send_at:%H:%M}", json.dumps(s.quiet_days), ",".join(s.reader.themes)),
        *(s.max_words, s.format, s.channel, s.target, s.secret, s.token),
    )


def _claim(connection: sqlite3.Connection, record: EditionRecord, delivery: Delivery) -> bool:
    d = delivery
    if not add_edition(connection, record):
        return False
    due = queries.instant_text(d.next_try_at)
    created = queries.instant_text(d.created_at)
    values = (d.id, d.subscription, d.day.isoformat(), d.edition_id, d.state, due, created)
    return connection.execute(_CLAIM, values).rowcount == 1


def _remove(connection: sqlite3.Connection, subscription_id: str) -> bool:
    removed = connection.execute("DELETE FROM subscriptions WHERE id = ?", (subscription_id,)).rowcount
    connection.execute("DELETE FROM editions WHERE subscription = ?", (subscription_id,))
    return removed == 1


def _standing(delivery: Delivery) -> str:
    """How a delivery that was not given up stands, in words."""
    if delivery.state == "pending":
        return f"is in line already, its next try at {queries.instant_text(delivery.next_try_at)}"
    return "was sent already" if delivery.state == "sent" else "has no address to go to and is there to be fetched"


def _no_delivery(delivery_id: str) -> NotFoundError:
    return NotFoundError(f"no delivery {delivery_id[:80]!r} in the store")


def _unknown(subscription_id: str) -> NotFoundError:
    listing = "`sitrep subscriptions list` or GET /v1/subscriptions"
    return NotFoundError(f"no subscription {subscription_id[:80]!r}; {listing} shows them")


def _read_subscription(row: sqlite3.Row) -> Subscription:
    return Subscription(
        id=row["id"],
        name=row["name"],
        reader=read_reader(row["timezone"], row["themes"], row["id"]),
        send_at=time.fromisoformat(row["send_at"]),
        quiet_days=tuple(json.loads(row["quiet_days"])),
        max_words=row["max_words"],
        format=row["format"],
        channel=row["channel"],
        target=row["target"],
        secret=row["secret"],
        token=row["token"],
        paused=bool(row["paused"]),
        active_since=queries.read_instant(row["active_since"]),
        created_at=queries.read_instant(row["created_at"]),
    )


def _read_delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        id=row["id"],
        subscription=row["subscription"],
        day=date.fromisoformat(row["day"]),
        edition_id=row["edition_id"],
        edition=row["edition"],
        state=row["state"],
        tries=row["tries"],
        next_try_at=queries.read_instant(row["next_try_at"]),
        last_error=row["last_error"],
        created_at=queries.read_instant(row["created_at"]),
        sent_at=queries.read_instant(row["sent_at"]) if row["sent_at"] else None,
    )
