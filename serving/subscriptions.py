"""Subscriptions: who gets an edition when, and making it once its time has come."""

from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import datetime, time
from logging import getLogger
from secrets import token_bytes, token_hex, token_urlsafe

from news.brief import MAX_WORDS
from news.schedule import Schedule, due_before, due_days, next_due
from serving.brief_formats import Format
from serving.editions import Edition, Editions, read_brief
from serving.pipeline import Sitrep, find_timezone
from store.edition_records import Delivery, Reader, Subscription

logger = getLogger(__name__)

EMAIL, WEBHOOK, NONE = "email", "webhook", "none"
PENDING, SENT, DEAD, KEPT = "pending", "sent", "dead", "kept"
_SECRET_BYTES = 32  # Standard Webhooks asks for 24 to 64


@dataclass(frozen=True, slots=True)
class Order:
    """What a subscriber asks for; checked by whoever takes it in."""

    name: str
    timezone: str
    send_at: time
    quiet_days: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    max_words: int = MAX_WORDS
    format: Format = "html"
    channel: str = NONE
    target: str = ""


@dataclass(frozen=True, slots=True)
class NextEdition:
    """When a subscription's next edition is due, and of which day it is."""

    edition: str
    at: datetime


class Subscriptions:
    """Keeps subscriptions, and makes each day's edition of each exactly once; safe from any thread."""

    def __init__(self, sitrep: Sitrep, editions: Editions) -> None:
        """Subscriptions to what one application has stored."""
        self._sitrep = sitrep
        self._editions = editions

    def add(self, order: Order) -> Subscription:
        """Take a subscription in. Raises UnknownTimezoneError and UnknownThemeError."""
        find_timezone(order.timezone)
        self._sitrep.check_themes(order.themes)
        now = self._sitrep.now()
        subscription_id = f"sub_{token_hex(12)}"
        subscription = Subscription(
            id=subscription_id,
            name=order.name,
            reader=Reader(order.timezone, tuple(dict.fromkeys(order.themes)), subscription_id),
            send_at=order.send_at,
            quiet_days=tuple(dict.fromkeys(order.quiet_days)),
            max_words=order.max_words,
            format=order.format,
            channel=order.channel,
            target=order.target,
            secret=f"whsec_{b64encode(token_bytes(_SECRET_BYTES)).decode()}" if order.channel == WEBHOOK else "",
            token=token_urlsafe(32),
            paused=False,
            active_since=now,
            created_at=now,
        )
        self._sitrep.store.subscriptions.add(subscription)
        return subscription

    def next_edition(self, subscription: Subscription) -> NextEdition | None:
        """When the next edition is due; None while paused, or when every day of a year is quiet."""
        if subscription.paused:
            return None
        newest = self._sitrep.store.subscriptions.newest_day(subscription.id)
        found = next_due(_schedule(subscription), newest, subscription.active_since, self._sitrep.now())
        return NextEdition(found[0].isoformat(), found[1]) if found else None

    def preview(self, subscription_id: str) -> Edition:
        """The next edition as it would be if nothing more came; nothing is kept. Raises NotFoundError."""
        subscription = self._sitrep.store.subscriptions.one(subscription_id)
        now = self._sitrep.now()
        newest = self._sitrep.store.subscriptions.newest_day(subscription_id)
        schedule = _schedule(subscription)
        found = next_due(schedule, newest, subscription.active_since, now)
        day = found[0] if found else now.astimezone(schedule.zone).date()
        record = self._editions.for_subscription(
            self._reader(subscription), day, due_before(schedule, day), now, subscription.max_words
        )
        return Edition(read_brief(record.payload), record.reader, now)

    def make_due(self, now: datetime) -> int:
        """Make all editions that have fallen due, each with its delivery; returns how many.

        Whoever else does the same at the same time: of each subscription and day one is kept, in one transaction.
        """
        made = 0
        for subscription in self._sitrep.store.subscriptions.active():
            try:
                made += self._make(subscription, now)
            except Exception:  # one subscription's trouble is not that of all who come after it
                logger.exception("the edition of %s could not be made; it is tried again", subscription.id)
        return made

    def _make(self, subscription: Subscription, now: datetime) -> int:
        schedule = _schedule(subscription)
        subscriptions = self._sitrep.store.subscriptions
        made = 0
        newest = subscriptions.newest_day(subscription.id)
        for day, due in list(due_days(schedule, newest, subscription.active_since, now)):
            reader = self._reader(subscription)
            since = due_before(schedule, day)
            record = self._editions.for_subscription(reader, day, since, due, subscription.max_words)
            delivery = Delivery(
                id=f"dlv_{token_hex(12)}",
                subscription=subscription.id,
                day=day,
                edition_id=record.id,
                edition=record.edition,
                state=KEPT if subscription.channel == NONE else PENDING,
                tries=0,
                next_try_at=due,
                last_error=None,
                created_at=now,
                sent_at=None,
            )
            if subscriptions.claim(record, delivery):
                logger.info("edition %s of %s made", record.edition, subscription.id)
                made += 1
        return made

    def _reader(self, subscription: Subscription) -> Reader:
        """The subscription as a reader: a theme that the taxonomy has lost since is left out."""
        known = tuple(theme for theme in subscription.reader.themes if theme in self._sitrep.taxonomy.ids)
        return replace(subscription.reader, themes=known)


def _schedule(subscription: Subscription) -> Schedule:
    return Schedule(find_timezone(subscription.reader.timezone), subscription.send_at, subscription.quiet_days)
