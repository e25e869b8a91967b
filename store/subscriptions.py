"""Subscriptions, and the deliveries of their editions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, Literal, Protocol

from news.errors import SitrepError
from store.editions import EditionRecord, Reader

Channel = Literal["email", "webhook", "none"]  # none: editions are there to be fetched
EMAIL: Final = "email"
WEBHOOK: Final = "webhook"
NONE: Final = "none"
CHANNELS: Final[tuple[Channel, ...]] = (EMAIL, WEBHOOK, NONE)
DeliveryState = Literal["pending", "sent", "dead", "kept"]  # dead: given up; kept: its subscription has no address
PENDING: Final = "pending"
SENT: Final = "sent"
DEAD: Final = "dead"
KEPT: Final = "kept"


class DeliveryStateError(SitrepError):
    """What is asked of a delivery does not fit how it stands."""


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
    channel: Channel
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
    state: DeliveryState
    tries: int
    next_try_at: datetime
    last_error: str | None
    created_at: datetime
    sent_at: datetime | None


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

    def newest_day(self, subscription_id: str, until: date) -> date | None:
        """The last day, not after `until`, whose edition was claimed; None before the first."""

    def claim(self, record: EditionRecord, delivery: Delivery) -> bool:
        """Keep a day's edition and its delivery together; False, and nothing is kept, when the day has one already."""

    def take(self, now: datetime, until: datetime, channels: Sequence[Channel] = CHANNELS) -> Delivery | None:
        """Take the delivery on some channels that has been due longest for one try; nobody else gets it before `until`.

        Its tries are counted up. One that is due later than any try is put off to, under a clock that ran ahead,
        counts as due. None when nothing is due.
        """

    def settle(self, taken: Delivery, settled: Delivery) -> bool:
        """Keep how a try went (state, next_try_at, last_error, sent_at) of the delivery that `take` gave for it.

        False, and nothing is kept, when somebody else has taken it since, or it is gone.
        """

    def deliveries(
        self, subscription_id: str | None, state: DeliveryState | None, limit: int, cursor: str | None = None
    ) -> tuple[tuple[Delivery, ...], str | None]:
        """Deliveries, the newest first, and the cursor that continues the list; raises CursorError."""

    def retry(self, subscription_id: str, delivery_id: str, at: datetime) -> Delivery:
        """Let a dead delivery be tried afresh; raises NotFoundError, and DeliveryStateError for any other."""
