"""Subscriptions: who gets an edition when, and making it once its time has come."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from logging import getLogger
from secrets import token_bytes, token_hex, token_urlsafe

from news.brief import MAX_WORDS
from news.errors import SitrepError
from news.schedule import Schedule, due_before, due_days, next_due, owed_today
from serving.briefs.editions import Edition, Editions, read_brief
from serving.briefs.format_names import Format
from serving.days import find_timezone
from serving.pipeline import Sitrep
from store.editions import EditionRecord, Reader
from store.subscriptions import KEPT, NONE, PENDING, WEBHOOK, Channel, Delivery, Subscription

logger = getLogger(__name__)

_ZONES_APART = timedelta(days=2)  # by which the days of two zones differ at most
_SECRET_BYTES = 32  # Standard Webhooks asks for 24 to 64


class UnmadeError(SitrepError):
    """Editions that are due and could not be made; they are tried again."""


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
    channel: Channel = NONE
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
            secret=_secret(order),
            token=token_urlsafe(32),
            paused=False,
            active_since=now,
            created_at=now,
        )
        self._sitrep.store.subscriptions.add(subscription)
        return subscription

    def change(self, subscription_id: str, wish: Callable[[Subscription], Order]) -> Subscription:
        """Put another order in a subscription's place; wish makes it of the subscription as it stands.

        What fell due by the old schedule is made first; an edition of today that the new one would lose is made at
        once. From then on the new schedule counts, and for days that have no edition yet. Another webhook address gets
        a secret of its own, another mail address a token of its own, so that whoever had the old ones has nothing of
        the new. Raises NotFoundError, UnknownTimezoneError, UnknownThemeError and what wish raises.
        """
        before = self._sitrep.store.subscriptions.one(subscription_id)
        order = wish(before)
        find_timezone(order.timezone)
        self._sitrep.check_themes([theme for theme in order.themes if theme not in before.reader.themes])
        now = self._sitrep.now()
        owed = None
        if not before.paused and _times(before) != _times(_ordered(before, order, now)):
            self._make(before, now)
            owed = self._owed(before, _ordered(before, order, now), now)
        return self._sitrep.store.subscriptions.change(
            subscription_id, lambda current: _ordered(current, wish(current), now), owed
        )

    def _owed(self, before: Subscription, after: Subscription, now: datetime) -> tuple[EditionRecord, Delivery] | None:
        old = _schedule(before)
        day = owed_today(old, _schedule(after), before.active_since, now)
        newest = self._newest_day(before, now)
        if day is None or (newest is not None and day <= newest):
            return None
        return self._written(after, day, due_before(old, day), now)

    def next_edition(self, subscription: Subscription) -> NextEdition | None:
        """When the next edition is due; None while paused, or when every day of a year is quiet."""
        if subscription.paused:
            return None
        now = self._sitrep.now()
        found = next_due(_schedule(subscription), self._newest_day(subscription, now), subscription.active_since, now)
        return NextEdition(found[0].isoformat(), found[1]) if found else None

    def preview(self, subscription_id: str) -> Edition:
        """The next edition as it would be if nothing more came; nothing is kept. Raises NotFoundError."""
        subscription = self._sitrep.store.subscriptions.one(subscription_id)
        now = self._sitrep.now()
        newest = self._newest_day(subscription, now)
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
        One subscription's trouble is not that of those after it: once all were tried, UnmadeError tells of the first.
        """
        made = 0
        unmade: list[str] = []
        for subscription in self._sitrep.store.subscriptions.active():
            try:
                made += self._make(subscription, now)
            except SitrepError as error:
                unmade.append(f"the edition of {subscription.id} is not made yet ({error})")
            except Exception:
                logger.exception("the edition of %s could not be made; it is tried again", subscription.id)
        if unmade:
            raise UnmadeError(unmade[0] + (f", nor are {len(unmade) - 1} others" if unmade[1:] else ""))
        return made

    def _make(self, subscription: Subscription, now: datetime) -> int:
        schedule = _schedule(subscription)
        subscriptions = self._sitrep.store.subscriptions
        made = 0
        newest = self._newest_day(subscription, now)
        for day, due in list(due_days(schedule, newest, subscription.active_since, now)):
            record, delivery = self._written(subscription, day, due_before(schedule, day), due)
            if subscriptions.claim(record, delivery):
                logger.info("edition %s of %s made", record.edition, subscription.id)
                made += 1
        return made

    def _newest_day(self, subscription: Subscription, now: datetime) -> date | None:
        """The last day with an edition; those that a clock brought that ran ahead would keep off all days till then."""
        return self._sitrep.store.subscriptions.newest_day(subscription.id, now.date() + _ZONES_APART)

    def _written(
        self, subscription: Subscription, day: date, since: datetime, due: datetime
    ) -> tuple[EditionRecord, Delivery]:
        """A day's edition with its delivery; kept by nobody yet."""
        reader = self._reader(subscription)
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
            created_at=self._sitrep.now(),
            sent_at=None,
        )
        return record, delivery

    def _reader(self, subscription: Subscription) -> Reader:
        """The subscription as a reader: a theme that the taxonomy has lost since is left out."""
        known = tuple(theme for theme in subscription.reader.themes if theme in self._sitrep.taxonomy.ids)
        return replace(subscription.reader, themes=known)


def _ordered(subscription: Subscription, order: Order, now: datetime) -> Subscription:
    """The subscription by another order; a new schedule counts from now on."""
    moved = (order.channel, order.target) != (subscription.channel, subscription.target)
    after = replace(
        subscription,
        name=order.name,
        reader=replace(subscription.reader, timezone=order.timezone, themes=tuple(dict.fromkeys(order.themes))),
        send_at=order.send_at,
        quiet_days=tuple(dict.fromkeys(order.quiet_days)),
        max_words=order.max_words,
        format=order.format,
        channel=order.channel,
        target=order.target,
        secret=_secret(order) if moved else subscription.secret,
        token=token_urlsafe(32) if moved else subscription.token,
    )
    if _times(after) != _times(subscription):
        after = replace(after, active_since=max(subscription.active_since, now))
    return after


def _times(subscription: Subscription) -> tuple[str, time, frozenset[str]]:
    return subscription.reader.timezone, subscription.send_at, frozenset(subscription.quiet_days)


def _secret(order: Order) -> str:
    return f"whsec_{b64encode(token_bytes(_SECRET_BYTES)).decode()}" if order.channel == WEBHOOK else ""


def _schedule(subscription: Subscription) -> Schedule:
    return Schedule(find_timezone(subscription.reader.timezone), subscription.send_at, subscription.quiet_days)
