"""Feeds: added, polled when due, their entries labelled and kept as posted items are, their lists read and written."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from logging import getLogger
from random import Random
from threading import Lock
from typing import Protocol
from zoneinfo import ZoneInfo

from news.errors import (
    InvalidFeedError,
    InvalidItemError,
    NoParserError,
    NotFoundError,
    ParserLimitError,
    SitrepError,
    StoreError,
)
from news.feeds.feed_entry import MAX_FEED_BYTES, MAX_PAGE_BYTES, ParsedFeed
from news.feeds.feeds_bounded import read_feed_bounded, read_opml_bounded, read_page_bounded
from news.feeds.opml import Outline, write_opml
from news.item import Kind, NewsItem, content_id
from news.prose import counted
from news.voice import is_opinion
from serving.addresses import EgressError
from serving.days import find_timezone
from serving.egress import Egress, Fetched, FetchLimits
from serving.pipeline import Sitrep
from serving.settings import Settings
from serving.sources.polling import LONGEST_S, after_failure, after_success
from store.cursor import every
from store.feeds import Feed, FeedHealth, Outcome, Poll, SeenEntry
from store.versions import Change

logger = getLogger(__name__)

TICK_S = 5.0  # a feed is polled at most so much after its time has come
LOOPS = 2  # feeds polled at a time: one slow server does not hold up all others
_DUE_AT_ONCE = 50  # feeds looked up as due at a time
_PAGE = 500  # feeds read at a time where all are wanted
PAGES_AT_ONCE = 20  # pages of truncated items fetched in one poll; the others wait for the next
_PAGES_S = 60.0  # for these pages together
_SOON_S = 60.0  # to the next poll when pages are left
FEED_LIMITS = FetchLimits(body_bytes=MAX_FEED_BYTES)
PAGE_LIMITS = FetchLimits(total_s=15.0, body_bytes=MAX_PAGE_BYTES)
_TAKEN_BACK = "taken back"  # in place of a digest: another one means that the entry is there again
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_PAGES = ("text/html", "application/xhtml+xml")


class ReadFeed(Protocol):
    """What reads a feed: `news.feeds.feeds_bounded.read_feed_bounded`, or `news.feed.read_feed` in a test."""

    def __call__(
        self, data: bytes, *, url: str, charset: str | None, zone: ZoneInfo | None, now: datetime
    ) -> ParsedFeed:
        """Read a feed; raises InvalidFeedError and ParserLimitError."""


class ReadPage(Protocol):
    """What reads an article's page."""

    def __call__(self, data: bytes, *, url: str, charset: str | None) -> str:
        """The article's text; raises InvalidItemError and ParserLimitError."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A feed of a list that was not added."""

    url: str
    name: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list of feeds."""

    added: int
    existing: int
    refused: tuple[Refused, ...]


class Feeds:
    """Everything about feeds but how they are shown. Every method may be called from any thread."""

    def __init__(
        self,
        sitrep: Sitrep,
        egress: Egress,
        *,
        interval_s: float,
        rng: Random,
        read: ReadFeed = read_feed_bounded,
        read_page: ReadPage = read_page_bounded,
        read_list: Callable[[bytes], tuple[Outline, ...]] = read_opml_bounded,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """interval_s: between polls of a feed that asks for no longer wait."""
        self._sitrep = sitrep
        self._egress = egress
        self._interval_s = interval_s
        self._rng = rng
        self._read = read
        self._read_page = read_page
        self._read_list = read_list
        self._monotonic = monotonic
        self._polling: dict[str, Lock] = {}
        self._guard = Lock()
        self._unkept: tuple[float, str] | None = None  # why a poll could not be noted, and until when none is tried

    def add(self, url: str, *, name: str | None, timezone: str | None, full_text: bool) -> tuple[Feed, bool]:
        """Keep a feed, due at once; False when it was there, whose name, zone and full-text choice are then set.

        Raises EgressRefusedError for an address that would never be asked, and UnknownTimezoneError.
        """
        address = self._egress.vet(url).url
        if timezone is not None:
            find_timezone(timezone)
        now = self._sitrep.now()
        feed_id = content_id("feed", address)
        feed = Feed(feed_id, address, (name or "").strip() or None, timezone, full_text, now, FeedHealth(now))
        added = self._sitrep.store.feeds.add(feed)
        return self._sitrep.store.feeds.feed(feed_id), added

    def remove(self, feed_id: str) -> None:
        """Poll a feed no more; its items stay. Raises NotFoundError."""
        self._sitrep.store.feeds.remove(feed_id)

    def all(self) -> list[Feed]:
        """Every feed, in the order added."""
        return list(every(lambda cursor: self._sitrep.store.feeds.page(_PAGE, cursor)))

    def import_list(self, data: bytes) -> Imported:
        """Add the feeds of an OPML list; one that is refused leaves the others alone.

        A feed that is there keeps its choices. Raises InvalidFeedError and ParserLimitError for what is no list.
        """
        known = {feed.url for feed in self.all()}
        added = existing = 0
        refused = []
        for outline in self._read_list(data):
            try:
                address = self._egress.vet(outline.url).url
                if address in known:
                    existing += 1
                    continue
                self.add(address, name=outline.name, timezone=None, full_text=False)
                known.add(address)
                added += 1
            except EgressError as error:
                refused.append(Refused(outline.url, outline.name, str(error)))
        return Imported(added, existing, tuple(refused))

    def export_list(self) -> str:
        """Every feed as OPML."""
        outlines = [Outline(feed.url, feed.shown_name) for feed in self.all()]
        return write_opml(outlines, "Sitrep's feeds", self._sitrep.now())

    def poll_due(self, now: datetime, stopping: Callable[[], bool] = lambda: False) -> None:
        """Poll every feed whose time has come; one that is being polled by another thread is left to it.

        Raises StoreError when a poll could not be noted, and for a minute from then on without asking anybody: the same
        feed would be asked every few seconds for as long as the disk is full.
        """
        if self._unkept and self._monotonic() < self._unkept[0]:
            raise StoreError(self._unkept[1])
        for feed in self._sitrep.store.feeds.due(now, _DUE_AT_ONCE):
            if stopping():
                return
            lock = self._lock(feed.id)
            if not lock.acquire(blocking=False):
                continue
            try:
                self._poll_if_due(feed.id)
            except NotFoundError:
                logger.info("feed %s was removed while it was polled", feed.id)
            except StoreError as error:
                self._unkept = self._monotonic() + _SOON_S, str(error)
                raise
            finally:
                lock.release()

    def _poll_if_due(self, feed_id: str) -> None:
        feed, now, began = self._sitrep.store.feeds.feed(feed_id), self._sitrep.now(), self._monotonic()
        if feed.health.next_poll_at > now:  # polled by another thread meanwhile
            return
        try:
            self._poll(feed)
        except (NotFoundError, StoreError):  # the latter is no feed's fault, nor can it be noted
            raise
        except Exception as error:  # the outermost place of a feed: without it, one fault would stop all others
            logger.exception("feed %s: a fault in polling it", feed_id)
            problem = f"a fault of Sitrep's own ({type(error).__name__}); its log says more"
            self._failed(feed, replace(feed.health, last_poll_at=now), None, problem, now, began)

    def poll(self, feed_id: str) -> Poll:
        """Poll a feed now, after a poll that is under way; raises NotFoundError."""
        self._sitrep.store.feeds.feed(feed_id)  # what is no feed gets no lock, which would stay
        with self._lock(feed_id):
            return self._poll(self._sitrep.store.feeds.feed(feed_id))

    def _lock(self, feed_id: str) -> Lock:
        with self._guard:
            return self._polling.setdefault(feed_id, Lock())

    def _poll(self, feed: Feed) -> Poll:
        began, now = self._monotonic(), self._sitrep.now()
        health = replace(feed.health, last_poll_at=now)
        asked = {"accept": _ACCEPT, "if-none-match": health.etag, "if-modified-since": health.last_modified}
        fetched: Fetched | None = None
        parsed: ParsedFeed | None = None
        try:
            headers = {name: value for name, value in asked.items() if value is not None}
            fetched = self._egress.get(feed.url, headers, FEED_LIMITS)
            if fetched.status == HTTPStatus.OK:
                zone = find_timezone(feed.timezone) if feed.timezone else None
                charset = _charset(fetched)
                parsed = self._read(fetched.body, url=fetched.url, charset=charset, zone=zone, now=now)
            elif fetched.status != HTTPStatus.NOT_MODIFIED or not (health.etag or health.last_modified):
                gone = ": it has ended; remove it" if fetched.status == HTTPStatus.GONE else ""
                raise InvalidFeedError(f"{fetched.url} answered {_status_words(fetched.status)}{gone}")
        except (EgressError, InvalidFeedError, ParserLimitError) as error:
            return self._failed(feed, health, fetched, str(error), now, began)
        except NoParserError as error:  # which tells nothing of the feed
            due = after_success(now, _SOON_S, {}, None, self._rng)
            poll = Poll(now, Outcome.FAILED, None, self._monotonic() - began, problem=str(error))
            return self._record(feed, poll, replace(health, next_poll_at=due))
        health = replace(health, failures=0, last_success_at=now, moved_to=fetched.moved_to, problem=None)
        if parsed is None:
            due = after_success(now, self._interval_s, fetched.headers, None, self._rng)
            poll = Poll(now, Outcome.UNCHANGED, fetched.status, self._monotonic() - began)
            return self._record(feed, poll, replace(health, next_poll_at=due))
        return self._keep(feed, health, fetched, parsed, now, began)

    def _failed(
        self, feed: Feed, health: FeedHealth, fetched: Fetched | None, problem: str, now: datetime, began: float
    ) -> Poll:
        failures = health.failures + 1
        status = fetched.status if fetched else None
        # What has ended for good is asked once a day, in case that was said by mistake.
        interval_s = max(self._interval_s, LONGEST_S) if status == HTTPStatus.GONE else self._interval_s
        due = after_failure(now, interval_s, failures, fetched.headers if fetched else {}, self._rng)
        poll = Poll(now, Outcome.FAILED, status, self._monotonic() - began, problem=problem)
        return self._record(feed, poll, replace(health, failures=failures, problem=problem, next_poll_at=due))

    def _keep(
        self, feed: Feed, health: FeedHealth, fetched: Fetched, parsed: ParsedFeed, now: datetime, began: float
    ) -> Poll:
        """Keep what is new or changed, and the validators that spare it next time, in one write."""
        named = replace(health, title=parsed.title, site_url=parsed.site_url)
        # A public feed may name pages anywhere; it must not make Sitrep read those of a private network.
        seen, left = self._news_of(replace(feed, health=named), parsed, began, public_only=fetched.public)
        due = after_success(now, self._interval_s, fetched.headers, parsed.ttl_s, self._rng)
        problem = parsed.problem
        if left:
            # Without validators the server sends the feed again, and the pages that are left are fetched then.
            due = after_success(now, _SOON_S, {}, None, self._rng)
            problem = "; ".join(filter(None, (problem, f"{counted(left, 'page')} still to be fetched")))
        health = replace(
            named,
            etag=None if left else fetched.headers.get("etag"),
            last_modified=None if left else fetched.headers.get("last-modified"),
            next_poll_at=due,
            problem=problem,
        )
        poll = Poll(
            now, Outcome.READ, fetched.status, self._monotonic() - began, entries=len(parsed.entries), problem=problem
        )
        items = [entry.item for entry in parsed.entries]
        dated = {item.id: item.published_at for item in items if item.published_at is not None}
        return self._record(feed, poll, health, seen, dated)

    def _record(
        self,
        feed: Feed,
        poll: Poll,
        health: FeedHealth,
        seen: Sequence[SeenEntry] = (),
        dated: Mapping[str, datetime] | None = None,
    ) -> Poll:
        labels = self._sitrep.label_records([entry.item for entry in seen if entry.change is not Change.RETRACTED])
        # Fetching and labelling took a while: an edition that was made meanwhile has read up to then.
        received_at = self._sitrep.now()
        kept = self._sitrep.store.feeds.record(feed.id, poll, health, seen, labels, dated, received_at)
        self._sitrep.tally.add("items_stored", kept.created)
        self._sitrep.tally.add("feed_polls_failed" if kept.outcome is Outcome.FAILED else "feed_polls_done")
        logger.info("feed %s: %s, %d new, %d edited", feed.id, kept.outcome, kept.created, kept.edited)
        return kept

    def _news_of(
        self, feed: Feed, parsed: ParsedFeed, began: float, *, public_only: bool
    ) -> tuple[list[SeenEntry], int]:
        """What is new in a feed or has changed, the oldest first, and how many items wait for their page."""
        known = self._sitrep.store.feeds.entries(feed.id)
        seen: list[SeenEntry] = []
        pages = left = 0
        for entry in reversed(parsed.entries):  # feeds list the newest first
            before = known.get(entry.item.id)
            if before == entry.digest:
                continue
            change = Change.FIRST if before is None else Change.RETRACTED if entry.retracted else Change.EDITED
            item, problem = replace(entry.item, source=feed.shown_name), entry.problem
            if feed.full_text and entry.partial and change is not Change.RETRACTED:
                if pages == PAGES_AT_ONCE or self._monotonic() - began > _PAGES_S:
                    left += 1
                    continue
                pages += 1
                try:
                    item, failure = self._with_page(item, public_only=public_only)
                except NoParserError:
                    left += 1
                    continue
                problem = "; ".join(filter(None, (problem, failure))) or None
            seen.append(SeenEntry(item, entry.digest, change, problem))
        return [*seen, *self._taken_back(parsed, known)], left

    def _taken_back(self, parsed: ParsedFeed, known: Mapping[str, str]) -> list[SeenEntry]:
        listed = {entry.item.id for entry in parsed.entries}
        return [
            SeenEntry(self._sitrep.store.item(item_id).item, _TAKEN_BACK, Change.RETRACTED)
            for item_id in dict.fromkeys(parsed.taken_back)
            if item_id not in listed and known.get(item_id, _TAKEN_BACK) != _TAKEN_BACK
        ]

    def _with_page(self, item: NewsItem, *, public_only: bool) -> tuple[NewsItem, str | None]:
        """The item with its page's text in place of the feed's, or as it is and why not; raises NoParserError."""
        try:
            accept = {"accept": ", ".join(_PAGES)}
            page = self._egress.get(item.url or "", accept, PAGE_LIMITS, public_only=public_only)
            if page.status != HTTPStatus.OK:
                raise InvalidItemError(f"{page.url} answered {_status_words(page.status)}")
            media_type = page.headers.get("content-type", "").partition(";")[0].strip().lower()
            if media_type not in _PAGES:
                raise InvalidItemError(f"{page.url} is {media_type[:80] or 'of no type'}, not a web page")
            text = self._read_page(page.body, url=page.url, charset=_charset(page))
        except NoParserError:
            raise
        except SitrepError as error:
            return item, f"its page was not read: {error}"
        text = text.removeprefix(item.headline).lstrip()
        if len(text) <= len(item.text):
            return item, "its page was not read: it tells no more than the feed"
        views = item.kind is Kind.OPINION or is_opinion(item.headline, text, item.url)
        kind = Kind.OPINION if views else Kind.ARTICLE
        return replace(item, text=text, kind=kind, truncated=False, end=len(text)), None


def open_feeds(sitrep: Sitrep, settings: Settings) -> Feeds:
    """The feeds of an application, asked through its way out."""
    # Jitter spreads polls; nothing is kept secret by it.
    return Feeds(sitrep, Egress(settings.allow_networks), interval_s=settings.feed_interval_s, rng=Random())  # noqa: S311


def _charset(fetched: Fetched) -> str | None:
    """The charset that a Content-Type header names."""
    for part in fetched.headers.get("content-type", "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \"'")[:40] or None
    return None


def _status_words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
