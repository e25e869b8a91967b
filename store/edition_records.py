"""Editions, subscriptions and deliveries as the store keeps them, and what it offers for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from news.notices import CorrectionNotice
from store.records import StoredItem


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose editions: a subscription's, or those that the house publishes for a time zone and themes."""

    timezone: str
    themes: tuple[str, ...] = ()  # in the reader's order; empty: all
    subscription: str = ""


@dataclass(frozen=True, slots=True)
class EditionRecord:
    """A published edition; it never changes."""

    id: str  # opaque
    edition: str  # "2024-10-28", "2024-10-28-am"
    reader: Reader
    covers_to: datetime  # what had been received up to here was read; UTC
    published_at: datetime
    items: tuple[str, ...]  # ids of all items that it was made from
    payload: str  # the brief as JSON, written and read by serving


@dataclass(frozen=True, slots=True)
class EditionPage:
    """Some editions, last published first, and the cursor that continues the list."""

    editions: tuple[EditionRecord, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Subscription:
    """An order for editions: when, of what, and where they go."""

    id: str
    name: str
    reader: Reader  # reader.subscription is the id
    send_at: time
    quiet_days: tuple[str, ...]  # "mon" to "sun", or "2024-12-25"
    max_words: int
    format: str
    channel: str  # "email", "webhook" or "none": then its editions are there to be fetched
    target: str
    secret: str
    token: str
    paused: bool
    active_since: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One edition on its way to one subscription."""

    id: str
    subscription: str
    day: date
    edition_id: str
    edition: str
    state: str  # "pending", "sent", "dead" (given up), "kept" (for a subscription without an address)
    tries: int
    next_try_at: datetime
    last_error: str | None
    created_at: datetime
    sent_at: datetime | None


class EditionStore(Protocol):
    """Published editions. Writing is durable and whole, as all of `store.protocol.Store`."""

    def publish(self, record: EditionRecord) -> EditionRecord:
        """Keep an edition; of one that was published before, that one comes back and nothing is written."""

    def published(self, edition: str, reader: Reader) -> EditionRecord | None:
        """The edition under this id for this reader; None when it was not published."""

    def edition(self, edition_id: str) -> EditionRecord:
        """An edition by its opaque id; raises NotFoundError."""

    def earlier(self, reader: Reader, before: str, limit: int) -> tuple[EditionRecord, ...]:
        """A reader's editions of stretches before one, the newest first."""

    def page(self, subscription: str | None, limit: int, cursor: str | None = None) -> EditionPage:
        """List editions of one subscription ("": of the house; None: all); raises CursorError."""

    def received(self, after: datetime, until: datetime) -> tuple[StoredItem, ...]:
        """Items first received after one instant and up to another, in the order of receipt, each once."""

    def dropped_pieces(self, issue_ids: Sequence[str]) -> int:
        """How many pieces of these issues were no news."""

    def errata(self, issue_ids: Sequence[str]) -> tuple[CorrectionNotice, ...]:
        """The corrections that these issues printed."""


class SubscriptionStore(Protocol):
    """Subscriptions and their deliveries."""

    def add(self, subscription: Subscription) -> None:
        """Keep a new subscription."""

    def one(self, subscription_id: str) -> Subscription:
        """A subscription; raises NotFoundError."""

    def page(self, limit: int, cursor: str | None = None) -> tuple[tuple[Subscription, ...], str | None]:
        """Subscriptions, the newest first, and the cursor that continues the list; raises CursorError."""

    def active(self) -> tuple[Subscription, ...]:
        """All that are not paused, the oldest first."""

    def set_paused(self, subscription_id: str, *, paused: bool, at: datetime) -> Subscription:
        """Pause or resume; a subscription resumed goes on from `at`. Raises NotFoundError."""

    def change(
        self,
        subscription_id: str,
        change: Callable[[Subscription], Subscription],
        owed: tuple[EditionRecord, Delivery] | None = None,
    ) -> Subscription:
        """Put in a subscription's place what `change` makes of it, and claim the edition owed, in one transaction.

        Id, pause and creation stay. Whatever `change` raises undoes all. Raises NotFoundError.
        """

    def remove(self, subscription_id: str) -> None:
        """Forget a subscription with its deliveries and editions; raises NotFoundError."""

    def remove_by_token(self, token: str) -> bool:
        """Forget the subscription that this token ends; False when there is none."""

    def newest_day(self, subscription_id: str) -> date | None:
        """The last day whose edition was claimed; None before the first."""

    def claim(self, record: EditionRecord, delivery: Delivery) -> bool:
        """Keep a day's edition and its delivery together; False, and nothing is kept, when the day has one already."""

    def take(self, now: datetime, until: datetime) -> Delivery | None:
        """Take the delivery that has been due longest for one try; nobody else gets it before `until`.

        Its tries are counted up. None when nothing is due.
        """

    def settle(self, delivery: Delivery) -> None:
        """Keep how a try went: state, next_try_at, last_error, sent_at."""

    def deliveries(
        self, subscription_id: str | None, state: str | None, limit: int, cursor: str | None = None
    ) -> tuple[tuple[Delivery, ...], str | None]:
        """Deliveries, the newest first, and the cursor that continues the list; raises CursorError."""

    def retry(self, subscription_id: str, delivery_id: str, at: datetime) -> Delivery:
        """Let a dead delivery be tried afresh; raises NotFoundError when there is no such dead one."""
