"""What news is: the item, the issue that carried it, and the pieces that were no news."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MAX_HEADLINE_CHARS = 1000  # of an item that a feed or a caller brings: lists, mails and pages print headlines whole


class Kind(StrEnum):
    """What sort of piece an item is."""

    LEAD = "lead"  # the story that an issue opens with, told in full
    ARTICLE = "article"  # a piece told in full
    TEASER = "teaser"  # a beginning, cut by its publisher, with a link to the rest
    HEADLINE = "headline"  # a title alone, often of another outlet
    EVENT = "event"  # something announced for a coming time
    OPINION = "opinion"  # an op-ed or a link to one
    POLL = "poll"  # the numbers of a survey


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One piece of news as its publisher sent it; never changed after parsing."""

    id: str  # stable when published again: the feed's guid, else canonical URL, else content digest
    headline: str  # plain text: the item's own first line, or the first sentence of running text
    text: str  # plain text, with the first sentence where the item is running text; "" for a bare headline
    kind: Kind = Kind.ARTICLE
    section: str | None = None  # the heading it stood under
    outlet: str | None = None  # who published it, where the item names one
    url: str | None = None  # http or https only
    starts_at: str | None = None  # events: "2024-10-29T09:30" local wall time, or "2024-10-29" for a day
    starts_text: str | None = None  # events: the words that the time was read from, kept when unresolved
    truncated: bool = False  # its publisher cut it; the rest stands behind `url`
    start: int = 0  # code-point offsets in the decoded input
    end: int = 0
    source: str | None = None  # the newsletter, feed or poster that brought it
    published_at: datetime | None = None  # timezone-aware, UTC; None when unknown, never guessed


@dataclass(frozen=True, slots=True)
class DroppedPiece:
    """A stretch of an issue that is no news, and why it was left out."""

    start: int
    end: int
    reason: str  # one of the reasons that news.newsletter lists


@dataclass(frozen=True, slots=True)
class Issue:
    """One edition of a newsletter, split."""

    id: str  # digest of the bytes, source and date: the same issue posted twice has the same id
    issued_on: date | None
    source: str | None
    text: str  # the decoded input that all offsets refer to
    items: tuple[NewsItem, ...]
    dropped: tuple[DroppedPiece, ...]


def content_id(prefix: str, *parts: str) -> str:
    """Name a content by its digest, so that the same content gets the same id wherever it is read."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}_{digest[:24]}"
