"""The pages of published editions and of subscriptions; plain forms, no script needed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from news.briefing import wording
from news.calendar_words import WEEKDAY_STARTS, WEEKDAYS
from news.days import EditionError, read_edition
from news.errors import InvalidItemError
from serving import phrasing, views
from serving.briefs.editions import Edition, Editions
from serving.briefs.subscriptions import Subscriptions
from serving.egress import Egress
from serving.learning.themes import former_names
from serving.pipeline import Sitrep
from serving.problems import ProblemError, first_error
from serving.routes.subscriptions import add_subscription, change_subscription
from serving.schemas.editions import edition_out
from serving.schemas.subscriptions import (
    MAIL_FORMATS,
    SubscriptionChange,
    SubscriptionIn,
    delivery_out,
    subscription_out,
)
from serving.settings import Settings
from serving.web.brief_view import FORMATS, brief_page
from serving.web.forms import Many, Show, Text
from store.subscriptions import DeliveryStateError, Subscription

_SHOWN = 50  # editions and subscriptions on one page
_DELIVERIES = 5  # of each subscription
_DAY_NAMES = dict(zip(WEEKDAY_STARTS, WEEKDAYS, strict=True))
_FORM_FORMATS = [*MAIL_FORMATS, *(name for name, _ in FORMATS if name not in MAIL_FORMATS)]
_STATES = {"pending": "waiting", "sent": "sent", "dead": "given up", "kept": "to be fetched"}


@dataclass(frozen=True, slots=True)
class SubscriptionForm:
    """The fields of the form of a subscription."""

    name: Text = ""
    timezone: Text = "UTC"
    send_at: Text = "07:00"
    quiet: Many = None
    theme: Many = None
    max_words: Text = "400"
    format: Text = ""
    to: Text = ""
    seen: Text = ""  # what the form was opened on, as `_state` names it

    def values(self) -> dict[str, Any]:
        """The fields by name, as the form is shown again."""
        return asdict(self) | {"quiet": self.quiet or [], "theme": self.theme or []}


class EditionPages:
    """Answers these pages' requests; `page` shows a template."""

    def __init__(self, sitrep: Sitrep, settings: Settings, page: Show) -> None:
        self._sitrep = sitrep
        self._settings = settings
        self._page = page
        self._editions = Editions(sitrep)
        self._subscriptions = Subscriptions(sitrep, self._editions)
        self._egress = Egress(settings.allow_networks)

    def add_routes(self, router: APIRouter) -> None:
        """Serve them."""
        router.add_api_route("/editions", self.editions)
        router.add_api_route("/editions", self.publish, methods=["POST"])
        router.add_api_route("/editions/{edition_id}", self.edition)
        router.add_api_route("/subscriptions", self.subscriptions)
        router.add_api_route("/subscriptions", self.subscribe, methods=["POST"])
        router.add_api_route("/subscriptions/{subscription_id}/preview", self.preview)
        router.add_api_route("/subscriptions/{subscription_id}/edit", self.edit)
        router.add_api_route("/subscriptions/{subscription_id}/edit", self.change, methods=["POST"])
        router.add_api_route("/subscriptions/{subscription_id}/{action}", self.act, methods=["POST"])
        router.add_api_route("/unsubscribe/{token}", self.ask_to_leave)
        router.add_api_route("/unsubscribe/{token}", self.leave, methods=["POST"])

    def editions(self, request: Request, cursor: str = "") -> HTMLResponse:
        """List published editions."""
        found, older = self._editions.page(None, _SHOWN, cursor or None)
        names = {s.id: _name(s) for s in self._sitrep.store.subscriptions.page(1000)[0]}
        palette = views.Palette(self._sitrep.taxonomy, former_names(self._sitrep))
        rows = [
            {
                "href": f"/editions/{one.id}",
                "title": wording.edition_day(one.brief),
                "whose": names.get(one.reader.subscription, "a subscription")
                if one.reader.subscription
                else "Published",
                "out": edition_out(one),
                "at": phrasing.instant_words(one.updated),
                "themes": [palette.name(theme) for theme in one.reader.themes],
            }
            for one in found
        ]
        return self._page(request, "editions.html", rows=rows, older=older, paged=bool(cursor))

    def publish(self, edition: Text = "", timezone: Text = "UTC") -> Response:
        """Freeze a day's edition, and lead to it; one that is there already is led to as it is."""
        try:
            published, _ = self._editions.publish(read_edition(edition), timezone.strip() or "UTC")
        except EditionError as error:
            raise InvalidItemError(f"{error}.") from error
        return RedirectResponse(f"/editions/{published.id}", status_code=303)

    def edition(self, request: Request, edition_id: str) -> HTMLResponse:
        """Show a published edition as it was published."""
        edition = self._editions.by_id(edition_id)
        said = f"Published {phrasing.instant_words(edition.updated)}. It never changes."
        return self._brief(request, edition, said, f"/v1/briefs/{edition.id}?")

    def preview(self, request: Request, subscription_id: str) -> HTMLResponse:
        """Show a subscription's next edition as it would be now."""
        edition = self._subscriptions.preview(subscription_id)
        said = "A preview: what this subscription's next edition would tell if nothing more came. Nothing is kept."
        return self._brief(request, edition, said, f"/v1/subscriptions/{quote(subscription_id, safe='')}/preview?")

    def subscriptions(self, request: Request, cursor: str = "") -> HTMLResponse:
        """List subscriptions with their deliveries, and offer a new one."""
        return self._list(request, cursor=cursor or None)

    def subscribe(self, request: Request, wishes: Annotated[SubscriptionForm, Depends()]) -> Response:
        """Take a subscription in; its secret, if it has one, is shown this once."""
        form = wishes.values()
        try:
            order = SubscriptionIn.model_validate(_asked(form)).order()
            subscription = add_subscription(self._subscriptions, self._egress, order)
        except (ValidationError, ProblemError) as error:
            return self._list(request, 422, form, _refusal(error))
        if subscription.secret:
            return self._list(request, 201, secret=subscription.secret, done="Subscribed.")
        return RedirectResponse(f"/subscriptions#{subscription.id}", status_code=303)

    def edit(self, request: Request, subscription_id: str) -> HTMLResponse:
        """Show a subscription's wishes to be changed."""
        subscription = self._sitrep.store.subscriptions.one(subscription_id)
        return self._form(request, 200, subscription, self._stands(subscription))

    def _stands(self, subscription: Subscription) -> dict[str, Any]:
        """A subscription's wishes as its form shows them."""
        out = subscription_out(subscription, None, self._settings)
        form = {"name": out.name, "timezone": out.timezone, "send_at": out.send_at, "quiet": out.quiet_days}
        form |= {"theme": out.themes, "max_words": str(out.max_words), "format": out.format}
        return form | {"to": out.email or out.webhook or ""}

    def change(
        self, request: Request, subscription_id: str, wishes: Annotated[SubscriptionForm, Depends()]
    ) -> Response:
        """Change a subscription to what the form says; a new secret, if it has one, is shown this once."""
        form = wishes.values()
        subscription = self._sitrep.store.subscriptions.one(subscription_id)
        stands = self._stands(subscription)
        if form["seen"] and form["seen"] != _state(stands):
            return self._form(request, 409, subscription, form, _changed(stands, form))
        asked: dict[str, Any] = {"email": None, "webhook": None} | _asked(form)
        if asked["format"] == subscription.format:  # shown, not chosen: another way may have another usual one
            del asked["format"]
        try:
            wish = SubscriptionChange.model_validate(asked)
            changed, secret = change_subscription(self._subscriptions, self._egress, subscription_id, wish)
        except (ValidationError, ProblemError) as error:
            return self._form(request, 422, subscription, form, _refusal(error))
        if secret:
            return self._list(request, 200, secret=changed.secret, done="Changed.")
        return RedirectResponse(f"/subscriptions#{subscription_id}", status_code=303)

    def act(self, request: Request, subscription_id: str, action: str, delivery: Text = "") -> Response:
        """Pause, resume or end a subscription, or try a dead delivery again."""
        store = self._sitrep.store.subscriptions
        if action in ("pause", "resume"):
            store.set_paused(subscription_id, paused=action == "pause", at=self._sitrep.now())
        elif action == "end":
            store.remove(subscription_id)
        elif action == "retry":
            try:
                store.retry(subscription_id, delivery, self._sitrep.now())
            except DeliveryStateError as error:
                return self._page(
                    request, "problem.html", 409, heading="That was not done", detail=str(error), posted=False
                )
        else:
            raise InvalidItemError(f"{action[:40]!r} is none of pause, resume, end, retry.")
        return RedirectResponse("/subscriptions", status_code=303)

    def ask_to_leave(self, request: Request, token: str) -> HTMLResponse:
        """Ask before ending a subscription: mail programs open links on their own."""
        return self._page(request, "unsubscribe.html", token=token, done=False)

    def leave(self, request: Request, token: str) -> HTMLResponse:
        """End the subscription that a mail's token names: one click, by a mail program (RFC 8058) or a reader.

        The answer is the same for a token that ends nothing, so that tokens cannot be told apart.
        """
        self._sitrep.store.subscriptions.remove_by_token(token)
        return self._page(request, "unsubscribe.html", token=token, done=True)

    def _brief(self, request: Request, edition: Edition, said: str, address: str) -> HTMLResponse:
        palette = views.Palette(self._sitrep.taxonomy, former_names(self._sitrep))
        return self._page(
            request,
            "edition.html",
            title=wording.edition_day(edition.brief),
            timezone=edition.reader.timezone,
            said=said,
            since=edition.brief.since,
            page=brief_page(edition.brief, palette),
            names={theme.id: theme.name for theme in edition.brief.themes},
            formats=FORMATS,
            address=address,
        )

    def _form(
        self, request: Request, status: int, subscription: Subscription, form: dict[str, Any], problem: str = ""
    ) -> HTMLResponse:
        own = [theme for theme in subscription.reader.themes if theme in self._sitrep.taxonomy.ids]
        others = [theme.id for theme in self._sitrep.taxonomy.themes if theme.id not in own]
        return self._page(
            request,
            "subscription.html",
            status,
            id=subscription.id,
            name=_name(subscription),
            seen=_state(self._stands(subscription)),
            form=form,
            problem=problem,
            days=_DAY_NAMES | {day: day for day in subscription.quiet_days if day not in _DAY_NAMES},
            themes=[self._sitrep.taxonomy.theme(theme) for theme in [*own, *others]],  # so that the order stays
            formats=_FORM_FORMATS,
        )

    def _list(
        self,
        request: Request,
        status: int = 200,
        form: dict[str, Any] | None = None,
        problem: str = "",
        *,
        cursor: str | None = None,
        secret: str = "",
        done: str = "",
    ) -> HTMLResponse:
        store = self._sitrep.store.subscriptions
        palette = views.Palette(self._sitrep.taxonomy, former_names(self._sitrep))
        rows = []
        found, more = store.page(_SHOWN, cursor)
        for subscription in found:
            out = subscription_out(subscription, self._subscriptions.next_edition(subscription), self._settings)
            deliveries = [delivery_out(d) for d in store.deliveries(subscription.id, None, _DELIVERIES)[0]]
            dead = [delivery_out(d) for d in store.deliveries(subscription.id, "dead", _DELIVERIES)[0]]
            shown = list({d.id: d for d in [*deliveries, *dead]}.values())
            rows.append(
                {
                    "out": out,
                    "name": _name(subscription),
                    "quiet": [_DAY_NAMES.get(day, day) for day in out.quiet_days],
                    "themes": [palette.name(theme) for theme in out.themes],
                    "next_at": phrasing.instant_words(out.next_edition.at) if out.next_edition else None,
                    "deliveries": [
                        {"out": d, "sent": phrasing.instant_words(d.sent_at) if d.sent_at else None} for d in shown
                    ],
                }
            )
        return self._page(
            request,
            "subscriptions.html",
            status,
            rows=rows,
            more=more,
            paged=bool(cursor),
            states=_STATES,
            form=form or SubscriptionForm(quiet=["sat", "sun"]).values(),
            problem=problem,
            secret=secret,
            done=done,
            days=_DAY_NAMES,
            themes=self._sitrep.taxonomy.themes,
            formats=_FORM_FORMATS,
        )


def _asked(form: dict[str, Any]) -> dict[str, Any]:
    """What the fields of the form ask for, as JSON would."""
    words, to = form["max_words"], form["to"].strip()
    asked = {"name": form["name"].strip(), "timezone": form["timezone"].strip() or "UTC", "send_at": form["send_at"]}
    asked |= {"quiet_days": form["quiet"], "themes": form["theme"], "format": form["format"] or None}
    asked["max_words"] = int(words) if words.isdecimal() and len(words) < 6 else words
    return asked | ({"webhook" if "://" in to else "email": to} if to else {})


_FIELDS = {  # as the form calls them
    "email": "To",
    "max_words": "Words at most",
    "name": "Name",
    "quiet_days": "Quiet days",
    "send_at": "Time",
    "timezone": "Time zone",
    "webhook": "To",
}


def _refusal(error: ValidationError | ProblemError) -> str:
    said = error.detail.lstrip("#/") if isinstance(error, ProblemError) else first_error(error, "form")
    field, found, why = said.partition(": ")
    return f"{_FIELDS.get(field.partition('/')[0], field)}{found}{why}."


def _state(stands: Mapping[str, Any]) -> str:
    """A name for a subscription's wishes as they stand, the same as long as nobody changes them."""
    return sha256(json.dumps(stands, sort_keys=True).encode()).hexdigest()[:16]


def _changed(stands: Mapping[str, Any], form: Mapping[str, Any]) -> str:
    """What somebody changed while a form was open, as far as the form says otherwise."""
    names = _FIELDS | {"to": "To", "quiet": "Quiet days", "theme": "Themes", "format": "Format"}
    other = [name for name in stands if stands[name] != form[name]]
    said = "; ".join(
        f"{names[name]}: {', '.join(stands[name]) if isinstance(stands[name], list) else stands[name] or 'none'}"
        for name in other
    )
    now = f"It has now: {said}. Save again to have it as below." if said else "It has what stands below."
    return f"Somebody changed it while this was open. {now}"


def _name(subscription: Subscription) -> str:
    return subscription.name or subscription.target or subscription.id
