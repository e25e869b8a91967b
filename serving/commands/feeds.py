"""`sitrep feeds`: add, list, remove and poll feeds, by the running server when there is one; lists in and out."""

import json
from argparse import Namespace
from contextlib import closing
from typing import Protocol
from urllib.parse import quote

from pydantic import ValidationError

from news.errors import InvalidFeedError, NotFoundError, ParserLimitError
from news.prose import counted
from serving.commands.errors import WrongUseError
from serving.commands.source import display_name, read_bytes, refuse, say, settings_for
from serving.days import find_timezone
from serving.problems import first_error
from serving.running import RefusedError, Server, find_server
from serving.schemas.feeds import FeedIn, FeedOut, OpmlImportedOut, PollOut, RefusedFeedOut, feed_out, poll_out
from serving.sources.feeds import Feeds, open_feeds
from serving.start import open_sitrep
from store.cursor import every

_NONE = "no feeds yet; add one: sitrep feeds add URL"


class Desk(Protocol):
    """The feeds of a home, in this process or in the server's."""

    def add(self, url: str, name: str | None, timezone: str | None, full_text: bool) -> FeedOut:
        """Add a feed."""

    def all(self) -> list[FeedOut]:
        """Every feed."""

    def remove(self, feed_id: str) -> None:
        """Remove a feed."""

    def poll(self, feed_id: str) -> PollOut:
        """Poll a feed now."""

    def import_list(self, data: bytes) -> OpmlImportedOut:
        """Add the feeds of an OPML list."""

    def export_list(self) -> str:
        """Every feed as OPML."""


class _Here:
    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds

    def add(self, url: str, name: str | None, timezone: str | None, full_text: bool) -> FeedOut:
        return feed_out(self._feeds.add(url, name=name, timezone=timezone, full_text=full_text)[0])

    def all(self) -> list[FeedOut]:
        return [feed_out(feed) for feed in self._feeds.all()]

    def remove(self, feed_id: str) -> None:
        self._feeds.remove(feed_id)

    def poll(self, feed_id: str) -> PollOut:
        return poll_out(self._feeds.poll(feed_id))

    def import_list(self, data: bytes) -> OpmlImportedOut:
        done = self._feeds.import_list(data)
        refused = [RefusedFeedOut.model_validate(one, from_attributes=True) for one in done.refused]
        return OpmlImportedOut(added=done.added, existing=done.existing, refused=refused)

    def export_list(self) -> str:
        return self._feeds.export_list()


class _There:
    def __init__(self, server: Server) -> None:
        self._server = server

    def add(self, url: str, name: str | None, timezone: str | None, full_text: bool) -> FeedOut:
        body = {"url": url, "name": name, "timezone": timezone, "full_text": full_text}
        return FeedOut.model_validate(self._server.ask_json("POST", "/v1/feeds", None, body))

    def all(self) -> list[FeedOut]:
        def page(cursor: str | None) -> tuple[list[FeedOut], str | None]:
            answer = self._server.ask_json("GET", "/v1/feeds", {"limit": 200, "cursor": cursor})
            return [FeedOut.model_validate(feed) for feed in answer["feeds"]], answer["next_cursor"]

        return list(every(page))

    def remove(self, feed_id: str) -> None:
        self._server.ask("DELETE", f"/v1/feeds/{quote(feed_id, safe='')}")

    def poll(self, feed_id: str) -> PollOut:
        return PollOut.model_validate(self._server.ask_json("POST", f"/v1/feeds/{quote(feed_id, safe='')}/poll"))

    def import_list(self, data: bytes) -> OpmlImportedOut:
        return OpmlImportedOut.model_validate_json(
            self._server.ask("POST", "/v1/feeds.opml", None, data, "application/xml")
        )

    def export_list(self) -> str:
        return self._server.ask("GET", "/v1/feeds.opml").decode()


def run(arguments: Namespace) -> int:
    """Do one thing with feeds; 1 when something was refused or a poll failed."""
    settings = settings_for(arguments.home)
    server = find_server(settings.home)
    if server is not None:
        return _act(arguments, _There(server))
    sitrep = open_sitrep(settings, store=True)
    with closing(sitrep.store):
        return _act(arguments, _Here(open_feeds(sitrep, settings)))


def _act(arguments: Namespace, desk: Desk) -> int:
    match arguments.action:
        case "add":
            return _poll(desk, [_add(arguments, desk)])
        case "remove":
            desk.remove(_find(desk, arguments.feed).id)
        case "poll":
            return _poll(desk, [_find(desk, arguments.feed)] if arguments.feed else desk.all())
        case "import":
            return _import(arguments.file, desk)
        case "export":
            print(desk.export_list(), end="")
        case _:
            _list(desk.all(), as_json=arguments.format == "json")
    return 0


def _add(arguments: Namespace, desk: Desk) -> FeedOut:
    """The feed as added; what the API would not take is called wrongly, whether or not a server runs."""
    asked = {"url": arguments.url, "name": arguments.name, "timezone": arguments.timezone}
    try:
        feed = FeedIn.model_validate(asked | {"full_text": arguments.full_text})
    except ValidationError as error:
        raise WrongUseError(f"--{first_error(error, 'feed')}") from error
    if feed.timezone is not None:
        find_timezone(feed.timezone)
    return desk.add(feed.url, feed.name, feed.timezone, feed.full_text)


def _find(desk: Desk, name: str) -> FeedOut:
    """The feed of an id, address or name; raises NotFoundError."""
    for feed in desk.all():
        if name in (feed.id, feed.url, feed.name):
            return feed
    raise NotFoundError(f"no feed {name!r}; `sitrep feeds list` shows them")


def _poll(desk: Desk, feeds: list[FeedOut]) -> int:
    failed = 0
    if not feeds:
        say(_NONE)
    for feed in feeds:
        poll = desk.poll(feed.id)
        if poll.outcome == "failed":
            failed += 1
            refuse(feed.name or feed.url, poll.problem or "the poll failed")
            continue
        counts = f"{poll.entries} entries, {poll.created} new items, {poll.edited} edited, {poll.retracted} taken back"
        print(f"{feed.name or feed.url}: {'unchanged' if poll.outcome == 'unchanged' else counts}", flush=True)
        if poll.problem:
            say(f"{feed.name or feed.url}: {poll.problem}")
    return 1 if failed else 0


def _import(file: str, desk: Desk) -> int:
    try:
        done = desk.import_list(read_bytes(file))
    except (InvalidFeedError, ParserLimitError, RefusedError) as error:
        refuse(file, error)
        return 1
    print(f"{display_name(file)}: {counted(done.added, 'feed')} added, {done.existing} there already")
    for one in done.refused:
        refuse(one.name or one.url, one.reason)
    return 1 if done.refused else 0


def _list(feeds: list[FeedOut], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([feed.model_dump(mode="json") for feed in feeds], indent=2, ensure_ascii=False))
        return
    if not feeds:
        say(_NONE)
    for feed in feeds:
        print(f"{feed.id}  {feed.state:7}  {feed.name or feed.title or feed.url}  {feed.url}")
        if feed.problem:
            print(f"    {feed.problem}")
        if feed.moved_to:
            print(f"    moved to {feed.moved_to}")
