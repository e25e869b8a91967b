"""The pages about feeds: the list with each feed's health, a form that adds one, and one feed's history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from news.errors import UnknownTimezoneError
from serving.addresses import EgressRefusedError
from serving.pipeline import Sitrep
from serving.schemas.feeds import FeedOut, feed_out
from serving.sources.feeds import Feeds
from serving.web.forms import TOP, Show
from store.feeds import Feed, Outcome, Poll
from store.sources import SourceMessage

_POLLS_SHOWN = 25
_FEEDS_SHOWN = 500
_MESSAGES_SHOWN = 12
_STATES = {"new": "not asked yet", "fine": "fine", "failing": "failing"}


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed in the list."""

    id: str
    name: str
    url: str
    state: str
    words: str  # what the state is called
    last_success: str
    next_poll: str
    problem: str | None
    moved_to: str | None
    choices: str

    @property
    def href(self) -> str:
        """Address of the feed's page."""
        return f"/feeds/{self.id}"


@dataclass(frozen=True, slots=True)
class MessageView:
    """A newsletter that was taken from a folder or mailbox."""

    source: str
    name: str
    at: str
    problem: str | None


@dataclass(frozen=True, slots=True)
class PollView:
    """One poll in a feed's history."""

    at: str
    outcome: str
    status: str
    took: str
    entries: int
    created: int
    edited: int
    retracted: int
    problem: str | None


class FeedPages:
    """Answers the requests of the feeds' pages."""

    def __init__(self, sitrep: Sitrep, feeds: Feeds, show: Show, zones: Sequence[str]) -> None:
        """zones: time zones that the form offers; any IANA name can be typed."""
        self._sitrep = sitrep
        self._feeds = feeds
        self._show = show
        self._zones = zones

    def add_routes(self, router: APIRouter) -> None:
        """Add the routes."""
        router.add_api_route("/feeds", self.list)
        router.add_api_route("/feeds", self.add, methods=["POST"])
        router.add_api_route("/feeds/{feed_id}", self.feed)
        router.add_api_route("/feeds/{feed_id}/poll", self.poll, methods=["POST"])
        router.add_api_route("/feeds/{feed_id}/remove", self.remove, methods=["POST"])

    def list(self, request: Request, polled: str = "", removed: bool = False) -> HTMLResponse:
        """List the feeds; polled names one that was polled just now."""
        notice = "The feed is removed; its items stay." if removed else None
        problem = None
        if polled:
            feed, last = self._last_poll(polled)
            notice, problem = _told(feed, last) if last else (None, None)
        return self._list_page(request, notice=notice, problem=problem)

    def add(
        self,
        request: Request,
        url: Annotated[str, Form()] = "",
        name: Annotated[str, Form()] = "",
        timezone: Annotated[str, Form()] = "",
        full_text: Annotated[bool, Form()] = False,
    ) -> Response:
        """Add a feed and poll it, so that its sender sees at once whether it is one."""
        form = {"url": url, "name": name, "timezone": timezone, "full_text": full_text}
        try:
            feed, _ = self._feeds.add(
                url.strip(), name=name[:200], timezone=timezone.strip() or None, full_text=full_text
            )
        except (EgressRefusedError, UnknownTimezoneError) as error:
            return self._list_page(request, 422, form=form, problem=str(error))
        return self._polled(feed.id)

    def poll(self, feed_id: str) -> Response:
        """Poll a feed now."""
        return self._polled(feed_id)

    def remove(self, feed_id: str) -> Response:
        """Remove a feed."""
        self._feeds.remove(feed_id)
        return RedirectResponse("/feeds?removed=true", status_code=303)

    def feed(self, request: Request, feed_id: str) -> HTMLResponse:
        """Show one feed: its last polls, and what could not be read."""
        store = self._sitrep.store.feeds
        feed = store.feed(feed_id)
        return self._show(
            request,
            "feed.html",
            feed=_view(feed),
            polls=[_poll_view(poll) for poll in store.polls(feed_id, _POLLS_SHOWN)],
            problems=store.problems(feed_id, _POLLS_SHOWN),
        )

    def _polled(self, feed_id: str) -> Response:
        self._feeds.poll(feed_id)
        return RedirectResponse("/feeds?" + urlencode({"polled": feed_id}) + TOP, status_code=303)

    def _last_poll(self, feed_id: str) -> tuple[Feed, Poll | None]:
        store = self._sitrep.store.feeds
        feed = store.feed(feed_id)
        return feed, next(iter(store.polls(feed_id, 1)), None)

    def _list_page(
        self,
        request: Request,
        status: int = 200,
        *,
        form: dict[str, Any] | None = None,
        notice: str | None = None,
        problem: str | None = None,
    ) -> HTMLResponse:
        found, more = self._sitrep.store.feeds.page(_FEEDS_SHOWN)
        return self._show(
            request,
            "feeds.html",
            status,
            feeds=[_view(feed) for feed in found],
            more=more is not None,
            messages=[_message_view(message) for message in self._sitrep.store.sources.last(_MESSAGES_SHOWN)],
            form=form or {"url": "", "name": "", "timezone": "", "full_text": False},
            zones=self._zones,
            notice=notice,
            problem=problem,
            refused=form is not None,
        )


def _told(feed: Feed, poll: Poll) -> tuple[str | None, str | None]:
    """What a poll is called in a notice, and what went wrong."""
    if poll.outcome is Outcome.FAILED:
        return None, f"{feed.shown_name} could not be read: {poll.problem}"
    if poll.outcome is Outcome.UNCHANGED:
        return f"{feed.shown_name} has nothing new.", None
    counts = f"{poll.entries} entries, {poll.created} new items, {poll.edited} edited, {poll.retracted} taken back"
    return f"{feed.shown_name}: {counts}.", poll.problem


def _view(feed: Feed) -> FeedView:
    shown: FeedOut = feed_out(feed)
    zone = f"times without a zone are in {feed.timezone}" if feed.timezone else "times without a zone stay unknown"
    pages = "pages of cut items are fetched" if feed.full_text else "no pages are fetched"
    return FeedView(
        id=feed.id,
        name=feed.shown_name,
        url=feed.url,
        state=shown.state,
        words=_STATES[shown.state] + (f", {feed.health.failures} times in a row" if feed.health.failures > 1 else ""),
        last_success=_when(feed.health.last_success_at),
        next_poll=_when(feed.health.next_poll_at),
        problem=feed.health.problem,
        moved_to=feed.health.moved_to,
        choices=f"{zone}; {pages}",
    )


def _poll_view(poll: Poll) -> PollView:
    return PollView(
        at=_when(poll.at),
        outcome=poll.outcome,
        status=str(poll.status or "none"),
        took=f"{poll.took_s:.1f} s",
        entries=poll.entries,
        created=poll.created,
        edited=poll.edited,
        retracted=poll.retracted,
        problem=poll.problem,
    )


def _message_view(message: SourceMessage) -> MessageView:
    return MessageView(message.source, message.name, _when(message.at), message.problem)


def _when(instant: datetime | None) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if instant else "never"
