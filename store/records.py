"""What the store keeps and hands back: plain values, the same for every database behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from news.item import DroppedPiece, Kind, NewsItem


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """One model's answer for one item. The store does not look into the payload."""

    model: str
    taxonomy: str
    payload: str  # JSON, written and read by serving
    yes: tuple[str, ...]  # ids of the themes decided yes: what listing by theme asks for
    labelled_at: datetime  # UTC
    vector: bytes | None = field(default=None, compare=False, repr=False)  # read through `VectorStore`


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """One edition of a newsletter as it was received."""

    id: str
    source: str | None
    issued_on: date
    media_type: str
    charset: str | None
    raw: bytes
    text_digest: str  # sha256 of the decoded text that the items' offsets refer to
    dropped: tuple[DroppedPiece, ...]
    errata: tuple[str, ...] = ()  # corrections that it printed, in their words


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place in which an item was seen; the same item may be seen in several issues and by several sources."""

    issue_id: str | None  # None: posted on its own
    source: str | None
    day: date | None  # its issue's day; None: the day follows from `at` and the reader's time zone
    at: datetime  # published, else received; UTC
    received_at: datetime  # UTC
    section: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item, the sighting that was asked about (else its first), and its newest labels."""

    item: NewsItem
    sighting: Sighting
    labels: LabelRecord | None
    number: int  # its place among all items in the order they were received, from 1


@dataclass(frozen=True, slots=True)
class Stored:
    """What a write did: how many of the posted items were new, and how many stood there before."""

    created: int
    existing: int


@dataclass(frozen=True, slots=True)
class ItemQuery:
    """Which items to list; None means any. Days count from `first_day` to `last_day`, both included."""

    theme: str | None = None
    source: str | None = None
    kind: Kind | None = None
    first_day: date | None = None
    last_day: date | None = None
    words: str | None = None  # that headline or text hold, as `store.search` reads them
    withdrawn: bool = True  # what its publisher took back is listed too
    issue: str | None = None  # the newsletter's issue that it stood in


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Some items, last received first, and the cursor that continues the list; None at its end."""

    items: tuple[StoredItem, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A caller's name for one request, and the digest of what it asked."""

    key: str
    body_digest: str


Answer = Callable[[Sequence[bool]], str]  # turns "was this item new?", in the posted order, into the answer to keep
