"""`sitrep subscriptions`: order, change, preview, pause and end them, by the running server when there is one."""

import json
from argparse import Namespace
from contextlib import closing
from functools import partial
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from news.errors import UnknownTimezoneError
from news.prose import counted
from serving.addresses import EgressError, EgressRefusedError
from serving.briefs.brief_formats import as_format, format_brief
from serving.briefs.brief_writer import open_writer
from serving.briefs.editions import Editions
from serving.briefs.format_names import JSON_FORMATS, Format
from serving.briefs.subscriptions import Subscriptions
from serving.commands.brief import PAGES, indented
from serving.commands.errors import WrongUseError
from serving.commands.source import say, settings_for
from serving.egress import Egress
from serving.pipeline import Sitrep, UnknownThemeError
from serving.problems import first_error
from serving.running import RefusedError, Server, find_server
from serving.schemas.subscriptions import (
    DeliveryOut,
    SubscriptionChange,
    SubscriptionIn,
    SubscriptionOut,
    delivery_out,
    subscription_out,
)
from serving.settings import Settings
from serving.start import open_sitrep
from store.cursor import every
from store.subscriptions import DeliveryState, Subscription

_MANY = 200
_OPTIONS = {  # that give the fields whose names differ
    "email": "--to",
    "max_words": "--words",
    "name": "--name",
    "quiet_days": "--quiet-day",
    "send_at": "--at",
    "themes": "--theme",
    "timezone": "--timezone",
    "webhook": "--to",
}
_part = partial(quote, safe="")  # of an address: an id that was mistyped may hold anything


def run(arguments: Namespace) -> int:
    """Do one thing with subscriptions."""
    settings = settings_for(arguments.home)
    server = find_server(settings.home)
    if server:
        return _do(_There(server), arguments)
    sitrep = open_sitrep(settings, store=True)
    open_writer(sitrep, settings)
    with closing(sitrep.store):
        return _do(_Here(sitrep, settings), arguments)


def _do(desk: "_Here | _There", arguments: Namespace) -> int:
    if arguments.action in ("add", "change"):
        made = desk.add(_order(arguments)) if arguments.action == "add" else desk.change(*_change(arguments))
        print(f"{made.id}  {_when(made)}")
        if made.webhook_secret:
            print(f"signed with {made.webhook_secret}; it is not shown again")
        if made.problem:
            say(f"sitrep: {made.problem}")
    elif arguments.action == "list":
        _list(desk.all(), arguments.format)
    elif arguments.action == "preview":
        text, dress = desk.preview(arguments.subscription, arguments.format)
        print((indented(text) if dress in JSON_FORMATS else text).rstrip("\n"))
    elif arguments.action == "deliveries":
        found = desk.deliveries(arguments.subscription, arguments.state)
        if not found:
            say("no deliveries" + (f" that are {arguments.state}" if arguments.state else " yet"))
        for delivery in found:
            tries = counted(delivery.tries, "try", "tries")
            print(f"{delivery.id}  {delivery.day}  {delivery.state}  {tries}  {delivery.last_error or ''}".rstrip())
    elif arguments.action == "retry":
        print(f"{desk.retry(arguments.subscription, arguments.delivery).id} is tried again")
    elif arguments.action == "end":
        desk.end(arguments.subscription)
        print(f"{arguments.subscription} has ended")
    else:
        changed = desk.pause(arguments.subscription, arguments.action)
        print(f"{changed.id}  {_when(changed)}")
    return 0


def _list(found: list[SubscriptionOut], dress: str) -> None:
    if dress == "json":
        print(json.dumps([one.model_dump(mode="json") for one in found], indent=2, ensure_ascii=False))
        return
    if not found:
        say("no subscriptions yet; add one: sitrep subscriptions add")
    for one in found:
        to = one.email or one.webhook or "kept to be fetched"
        print(f"{one.id}  {one.send_at} {one.timezone}  {to}  {_when(one)}  {one.name}".rstrip())


def _order(arguments: Namespace) -> SubscriptionIn:
    """The order that the arguments make; raises WrongUseError."""
    to = arguments.to or ""
    asked: dict[str, Any] = {"name": arguments.name, "timezone": arguments.timezone, "send_at": arguments.at}
    asked |= {"quiet_days": arguments.quiet_day, "themes": arguments.theme, "max_words": arguments.words}
    asked |= {"format": arguments.format} | ({"webhook" if "://" in to else "email": to} if to else {})
    try:
        return SubscriptionIn.model_validate(asked)
    except ValidationError as error:
        raise _wrong(first_error(error, "subscription")) from error


def _change(arguments: Namespace) -> tuple[str, SubscriptionChange]:
    """Which subscription, and what is to be different; raises WrongUseError."""
    asked: dict[str, Any] = {"name": arguments.name, "timezone": arguments.timezone, "send_at": arguments.at}
    asked |= {"quiet_days": arguments.quiet_day, "themes": arguments.theme, "max_words": arguments.words}
    asked = {name: value for name, value in (asked | {"format": arguments.format}).items() if value is not None}
    for name in ("quiet_days", "themes"):
        if asked.get(name) == ["none"]:
            asked[name] = []
    if arguments.to is not None:
        to = arguments.to
        asked |= {"email": None, "webhook": None} if to == "none" else {"webhook" if "://" in to else "email": to}
    if not asked:
        raise WrongUseError("nothing is named that should change; name it, such as --at 06:30")
    try:
        return arguments.subscription, SubscriptionChange.model_validate(asked)
    except ValidationError as error:
        raise _wrong(first_error(error, "subscription")) from error


def _wrong(said: str) -> WrongUseError:
    """The refusal of "field: why", as the API says it, in the words of the command line."""
    field, found, why = said.removeprefix("#/").partition(": ")
    return WrongUseError(f"{_OPTIONS.get(field.partition('/')[0], field)}{found}{why}")


def _when(subscription: SubscriptionOut) -> str:
    if subscription.paused:
        return "paused"
    following = subscription.next_edition
    return f"next {following.edition} at {following.at:%Y-%m-%dT%H:%MZ}" if following else "no edition within a year"


class _Here:
    """The subscriptions of a home, in this process."""

    def __init__(self, sitrep: Sitrep, settings: Settings) -> None:
        self._sitrep = sitrep
        self._settings = settings
        self._subscriptions = Subscriptions(sitrep, Editions(sitrep))
        self._store = sitrep.store.subscriptions

    def add(self, asked: SubscriptionIn) -> SubscriptionOut:
        order = asked.order()
        self._check(asked.webhook)
        try:
            return self._shown(self._subscriptions.add(order), secret=True)
        except UnknownThemeError as error:
            raise _wrong(f"themes: {error}") from error
        except UnknownTimezoneError as error:
            raise _wrong(f"timezone: {error}") from error

    def change(self, subscription_id: str, asked: SubscriptionChange) -> SubscriptionOut:
        self._check(asked.webhook)
        before = self._store.one(subscription_id).secret
        try:
            changed = self._subscriptions.change(subscription_id, asked.order_of)
        except ValidationError as error:
            raise _wrong(first_error(error, "subscription")) from error
        except UnknownThemeError as error:
            raise _wrong(f"themes: {error}") from error
        except UnknownTimezoneError as error:
            raise _wrong(f"timezone: {error}") from error
        return self._shown(changed, secret=changed.secret != before)

    def _check(self, webhook: str | None) -> None:
        try:
            if webhook is not None:
                Egress(self._settings.allow_networks).check(webhook)
        except EgressRefusedError as error:
            raise _wrong(f"webhook: {error}") from error
        except EgressError:  # it cannot be looked up now, and may be there tomorrow
            return

    def all(self) -> list[SubscriptionOut]:
        def page(cursor: str | None) -> tuple[list[SubscriptionOut], str | None]:
            found, following = self._store.page(_MANY, cursor)
            return [self._shown(one) for one in found], following

        return list(every(page))

    def preview(self, subscription_id: str, dress: Format | None) -> tuple[str, Format]:
        edition = self._subscriptions.preview(subscription_id)
        own = dress or as_format(self._store.one(subscription_id).format)
        base_url = (self._settings.public_url or PAGES).rstrip("/")
        address = f"/v1/subscriptions/{subscription_id}/preview"
        return format_brief(edition, own, base_url, address, self._sitrep).text, own

    def pause(self, subscription_id: str, action: str) -> SubscriptionOut:
        at = self._sitrep.now()
        return self._shown(self._store.set_paused(subscription_id, paused=action == "pause", at=at))

    def end(self, subscription_id: str) -> None:
        self._store.remove(subscription_id)

    def deliveries(self, subscription_id: str, state: DeliveryState | None) -> list[DeliveryOut]:
        self._store.one(subscription_id)
        return [delivery_out(one) for one in every(partial(self._store.deliveries, subscription_id, state, _MANY))]

    def retry(self, subscription_id: str, delivery_id: str) -> DeliveryOut:
        return delivery_out(self._store.retry(subscription_id, delivery_id, self._sitrep.now()))

    def _shown(self, subscription: Subscription, *, secret: bool = False) -> SubscriptionOut:
        following = self._subscriptions.next_edition(subscription)
        return subscription_out(subscription, following, self._settings, secret=secret)


class _There:
    """The subscriptions of a home whose server runs."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def add(self, asked: SubscriptionIn) -> SubscriptionOut:
        return self._order("POST", "/v1/subscriptions", asked.model_dump(mode="json", exclude_none=True))

    def change(self, subscription_id: str, asked: SubscriptionChange) -> SubscriptionOut:
        address = f"/v1/subscriptions/{_part(subscription_id)}"
        return self._order("PATCH", address, asked.model_dump(mode="json", exclude_unset=True))

    def _order(self, method: str, address: str, body: dict[str, Any]) -> SubscriptionOut:
        try:
            return SubscriptionOut.model_validate(self._server.ask_json(method, address, None, body))
        except RefusedError as error:  # all that it can refuse stands in the arguments
            raise _wrong(str(error)) from error

    def all(self) -> list[SubscriptionOut]:
        def page(cursor: str | None) -> tuple[list[SubscriptionOut], str | None]:
            answer = self._server.ask_json("GET", "/v1/subscriptions", {"limit": _MANY, "cursor": cursor})
            return [SubscriptionOut.model_validate(one) for one in answer["subscriptions"]], answer["next_cursor"]

        return list(every(page))

    def preview(self, subscription_id: str, dress: Format | None) -> tuple[str, Format]:
        address = f"/v1/subscriptions/{_part(subscription_id)}"
        own = dress or as_format(self._server.ask_json("GET", address)["format"])
        return self._server.ask("GET", f"{address}/preview", {"format": own}).decode(), own

    def pause(self, subscription_id: str, action: str) -> SubscriptionOut:
        address = f"/v1/subscriptions/{_part(subscription_id)}/{action}"
        return SubscriptionOut.model_validate(self._server.ask_json("POST", address))

    def end(self, subscription_id: str) -> None:
        self._server.ask("DELETE", f"/v1/subscriptions/{_part(subscription_id)}")

    def deliveries(self, subscription_id: str, state: DeliveryState | None) -> list[DeliveryOut]:
        address = f"/v1/subscriptions/{_part(subscription_id)}/deliveries"

        def page(cursor: str | None) -> tuple[list[DeliveryOut], str | None]:
            answer = self._server.ask_json("GET", address, {"state": state, "limit": _MANY, "cursor": cursor})
            return [DeliveryOut.model_validate(one) for one in answer["deliveries"]], answer["next_cursor"]

        return list(every(page))

    def retry(self, subscription_id: str, delivery_id: str) -> DeliveryOut:
        address = f"/v1/subscriptions/{_part(subscription_id)}/deliveries/{_part(delivery_id)}/retry"
        return DeliveryOut.model_validate(self._server.ask_json("POST", address))
