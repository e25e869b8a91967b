"""Feeds, lists of feeds and pages, each read in a child process held to limits on time, memory and output."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from news.bounded import Limits, ask_child
from news.errors import InvalidFeedError, InvalidItemError, SitrepError
from news.feeds.feed_entry import MAX_FEED_BYTES, MAX_PAGE_BYTES, FeedEntry, ParsedFeed
from news.feeds.opml import MAX_OPML_BYTES, Outline
from news.item import Kind, NewsItem

FEED_LIMITS = Limits(input_bytes=MAX_FEED_BYTES)
OPML_LIMITS = Limits(input_bytes=MAX_OPML_BYTES)
PAGE_LIMITS = Limits(input_bytes=MAX_PAGE_BYTES)


def read_feed_bounded(
    data: bytes,
    *,
    url: str,
    charset: str | None,
    zone: ZoneInfo | None,
    now: datetime,
    limits: Limits = FEED_LIMITS,
) -> ParsedFeed:
    """What `news.feed.read_feed` answers. Raises InvalidFeedError as it does, and ParserLimitError."""
    arguments = {"url": url, "charset": charset, "zone": zone.key if zone else None, "now": now.isoformat()}
    feed = _ask("news.feeds.feed_child", arguments, data, limits, InvalidFeedError)["feed"]
    return ParsedFeed(
        **feed
        | {"entries": tuple(_as_entry(entry) for entry in feed["entries"]), "taken_back": tuple(feed["taken_back"])}
    )


def read_opml_bounded(data: bytes) -> tuple[Outline, ...]:
    """What `news.feeds.opml.read_opml` answers. Raises InvalidFeedError as it does, and ParserLimitError."""
    answer = _ask("news.feeds.opml_child", {}, data, OPML_LIMITS, InvalidFeedError)
    return tuple(Outline(**outline) for outline in answer["outlines"])


def read_page_bounded(data: bytes, *, url: str, charset: str | None) -> str:
    """What `news.feeds.page.read_page` answers. Raises InvalidItemError as it does, and ParserLimitError."""
    answer = _ask("news.feeds.page_child", {"url": url, "charset": charset}, data, PAGE_LIMITS, InvalidItemError)
    return str(answer["text"])


def _ask(
    module: str, arguments: dict[str, Any], data: bytes, limits: Limits, invalid: type[SitrepError]
) -> dict[str, Any]:
    if len(data) > limits.input_bytes:
        raise invalid(f"{len(data)} bytes; at most {limits.input_bytes} are read")
    return ask_child(module, arguments, data, limits, invalid)


def _as_entry(raw: dict[str, Any]) -> FeedEntry:
    item = raw["item"]
    at = item["published_at"]
    parsed = {"kind": Kind(item["kind"]), "published_at": datetime.fromisoformat(at) if at else None}
    return FeedEntry(**raw | {"item": NewsItem(**item | parsed)})
