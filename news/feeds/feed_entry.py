"""What reading a feed gives: its entries as items, and what could not be read."""

from dataclasses import dataclass

from news.item import NewsItem

MAX_FEED_BYTES = 8 << 20
MAX_PAGE_BYTES = 4 << 20  # of a web page whose text is read


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry as an item. The item's source is left to the feed's user."""

    item: NewsItem
    digest: str  # of headline and text: another one means that the publisher changed them
    partial: bool  # the entry carries a beginning or a summary; its page holds more
    retracted: bool  # its headline says that it was taken back
    problem: str | None  # what could not be read of it


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as it was read."""

    title: str | None
    site_url: str | None
    ttl_s: int | None  # how long its publisher says that it stays as it is
    entries: tuple[FeedEntry, ...]
    taken_back: tuple[str, ...]  # ids of items for which it says so
    problem: str | None  # what is wrong with the feed as a whole, though it was read
