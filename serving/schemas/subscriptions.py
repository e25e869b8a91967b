"""Subscriptions and deliveries as JSON."""

from datetime import date, time
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, field_validator, model_validator

from news.brief import MAX_WORDS
from news.calendar_words import WEEKDAY_STARTS
from news.schedule import QUIET_DAY, check_quiet_day
from serving.briefs.format_names import Format
from serving.briefs.subscriptions import NextEdition, Order
from serving.incoming import ONE_LINE, WEB_ADDRESS, Incoming
from serving.schemas.core import Instant, Outgoing
from serving.sending.failures import SendError
from serving.sending.mailer import mail_server
from serving.settings import MAIL_ADDRESS, Settings
from store.subscriptions import EMAIL, NONE, WEBHOOK, Channel, Delivery, DeliveryState, Subscription

MAIL_FORMATS: tuple[Format, ...] = ("html", "text", "markdown")
_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
QuietDay = Annotated[str, Field(pattern=QUIET_DAY), AfterValidator(check_quiet_day)]


class SubscriptionIn(Incoming):
    """An order for an edition a day: by mail, to a webhook, or (with neither) only kept to be fetched."""

    model_config = ConfigDict(
        json_schema_extra={
            "not": {
                "required": ["email", "webhook"],
                "properties": {"email": {"type": "string"}, "webhook": {"type": "string"}},
            }
        }
    )

    name: str = Field("", max_length=100, pattern=ONE_LINE, description="stands in the mail's subject")
    timezone: str = Field("UTC", min_length=1, max_length=100, description="IANA name")
    send_at: str = Field("07:00", pattern=_CLOCK, description="HH:MM of the zone's clocks")
    quiet_days: list[QuietDay] = Field([], max_length=400, description="mon to sun, or dates as 2024-12-25")
    themes: list[str] = Field([], max_length=50, description="theme ids in the order wanted; empty: all")
    max_words: int = Field(MAX_WORDS, ge=50, le=2000)
    format: Format | None = Field(None, description="html, text or markdown by mail (html); any to a webhook (json)")
    email: str | None = Field(None, max_length=254, pattern=MAIL_ADDRESS)
    webhook: str | None = Field(None, max_length=2000, pattern=WEB_ADDRESS)

    @field_validator("send_at")
    @classmethod
    def _on_the_clock(cls, value: str) -> str:
        time.fromisoformat(value)
        return value

    @field_validator("quiet_days")
    @classmethod
    def _a_day_left(cls, days: list[str]) -> list[str]:
        if set(WEEKDAY_STARTS) <= set(days):
            raise ValueError("all seven days of the week are quiet, so no edition would come; leave one out")
        return days

    @model_validator(mode="after")
    def _one_way(self) -> "SubscriptionIn":
        if self.email is not None and self.webhook is not None:
            raise ValueError("email and webhook are both given; a subscription has one way, so make two")
        if self.email is not None and self.format is not None and self.format not in MAIL_FORMATS:
            raise ValueError(f"format: a mail comes as {', '.join(MAIL_FORMATS)}, not as {self.format}")
        return self

    def order(self) -> Order:
        """The order, with what was left out filled in."""
        channel: Channel = EMAIL if self.email is not None else WEBHOOK if self.webhook is not None else NONE
        return Order(
            name=self.name.strip(),
            timezone=self.timezone,
            send_at=time.fromisoformat(self.send_at),
            quiet_days=tuple(self.quiet_days),
            themes=tuple(self.themes),
            max_words=self.max_words,
            format=self.format or ("html" if channel == EMAIL else "json"),
            channel=channel,
            target=self.email or self.webhook or "",
        )


def _optional(schema: dict[str, Any]) -> None:
    """Nothing that is left out of a change has a default: it stays as it is."""
    for field in schema["properties"].values():
        field.pop("default", None)


class SubscriptionChange(SubscriptionIn):
    """What is to be different; what is left out stays. email or webhook takes the place of both, null ends it."""

    model_config = ConfigDict(json_schema_extra=_optional)

    def order_of(self, subscription: Subscription) -> Order:
        """The whole order that the change makes of a subscription; raises ValidationError."""
        s = subscription
        kept: dict[str, Any] = {"name": s.name, "timezone": s.reader.timezone, "send_at": f"{s.send_at:%H:%M}"}
        kept |= {"quiet_days": list(s.quiet_days), "themes": list(s.reader.themes), "max_words": s.max_words}
        given = self.model_dump(exclude_unset=True)
        way = {name: given[name] for name in (EMAIL, WEBHOOK) if given.get(name) is not None}
        if not way and given.get(s.channel, s.target) is not None and s.channel != NONE:
            way = {s.channel: s.target}
        if (next(iter(way)) if way else NONE) == s.channel:
            kept["format"] = s.format
        merged = kept | {name: value for name, value in given.items() if name not in (EMAIL, WEBHOOK)} | way
        return SubscriptionIn.model_validate(merged).order()


class NextEditionOut(Outgoing):
    """An edition to come."""

    edition: str
    at: Instant


class SubscriptionOut(Outgoing):
    """A subscription."""

    id: str
    name: str
    timezone: str
    send_at: str
    quiet_days: list[str]
    themes: list[str]
    max_words: int
    format: str
    channel: Channel
    email: str | None
    webhook: str | None
    paused: bool
    created_at: Instant
    next_edition: NextEditionOut | None = Field(description="null while paused")
    problem: str | None = Field(description="what keeps its editions from being sent; null when nothing is known to")
    webhook_secret: str | None = Field(
        None,
        exclude_if=lambda value: value is None,
        description="signs the webhooks (Standard Webhooks); shown once, in the answer that sets its address",
    )


class SubscriptionsOut(Outgoing):
    """Subscriptions, the newest first."""

    subscriptions: list[SubscriptionOut]
    next_cursor: str | None = Field(description="pass it as cursor= for the next page; null on the last")


class DeliveryOut(Outgoing):
    """One edition on its way to one subscription."""

    id: str = Field(description="also the Message-ID's first part, or the webhook-id: the same at every try")
    day: date
    edition: str = Field(description="id of the published edition, at /v1/briefs/{id}")
    state: DeliveryState = Field(description="dead: given up; kept: its subscription has no address")
    tries: int
    next_try_at: Instant | None
    last_error: str | None
    sent_at: Instant | None


class DeliveriesOut(Outgoing):
    """Deliveries, the newest first."""

    deliveries: list[DeliveryOut]
    next_cursor: str | None = Field(description="pass it as cursor= for the next page; null on the last")


def subscription_out(
    subscription: Subscription, following: NextEdition | None, settings: Settings, *, secret: bool = False
) -> SubscriptionOut:
    """Show a subscription; its webhook's secret only when asked to."""
    s = subscription
    return SubscriptionOut.model_validate(
        {
            "id": s.id,
            "name": s.name,
            "timezone": s.reader.timezone,
            "send_at": f"{s.send_at:%H:%M}",
            "quiet_days": list(s.quiet_days),
            "themes": list(s.reader.themes),
            "max_words": s.max_words,
            "format": s.format,
            "channel": s.channel,
            "email": s.target if s.channel == EMAIL else None,
            "webhook": s.target if s.channel == WEBHOOK else None,
            "paused": s.paused,
            "created_at": s.created_at,
            "next_edition": {"edition": following.edition, "at": following.at} if following else None,
            "problem": sending_problem(s, settings),
            "webhook_secret": s.secret if secret and s.secret else None,
        }
    )


def sending_problem(subscription: Subscription, settings: Settings) -> str | None:
    """What keeps all of a subscription's editions from being sent; None when nothing is known to."""
    if subscription.channel == EMAIL:
        try:
            mail_server(settings)
        except SendError as error:
            return str(error)
    return None


def delivery_out(delivery: Delivery) -> DeliveryOut:
    """Show a delivery."""
    return DeliveryOut.model_validate(
        {
            "id": delivery.id,
            "day": delivery.day,
            "edition": delivery.edition_id,
            "state": delivery.state,
            "tries": delivery.tries,
            "next_try_at": delivery.next_try_at if delivery.state == "pending" else None,
            "last_error": delivery.last_error,
            "sent_at": delivery.sent_at,
        }
    )
