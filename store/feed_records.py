"""What the store keeps of feeds, of items that changed, and of the folders and mailboxes that newsletters come from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from news.item import NewsItem


class Change(StrEnum):
    """How a version came about."""

    FIRST = "first"  # as it was first received
    EDITED = "edited"  # its publisher changed headline or text
    RETRACTED = "retracted"  # its publisher took it back


@dataclass(frozen=True, slots=True)
class Version:
    """An item as it read from a moment on."""

    item_id: str
    number: int  # from 1
    change: Change
    seen_at: datetime  # UTC
    headline: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An edit or a retraction, with what stood there before."""

    before: Version
    after: Version


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is polled."""

    id: str
    url: str
    name: str | None  # as the user calls it
    timezone: str | None  # of its times that name none
    full_text: bool  # whether the page of a truncated item may be fetched
    added_at: datetime
    health: "FeedHealth"

    @property
    def shown_name(self) -> str:
        """What the feed is called: by its user, else by itself, else its address."""
        return self.name or self.health.title or self.url


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How a feed stands after its last poll. Instants are UTC."""

    next_poll_at: datetime
    title: str | None = None  # as the feed calls itself
    site_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None  # where its server says for good that it stands now
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    failures: int = 0  # in a row
    problem: str | None = None  # of the last poll


class Outcome(StrEnum):
    """How a poll ended."""

    READ = "read"
    UNCHANGED = "unchanged"  # the server said so, and sent nothing
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll of a feed."""

    at: datetime
    outcome: Outcome
    status: int | None  # HTTP; None when there was no answer
    took_s: float
    entries: int = 0
    created: int = 0  # items new to the store
    edited: int = 0
    retracted: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """One entry of a feed that is new in it or has changed."""

    item: NewsItem
    digest: str  # of what the feed said
    change: Change  # FIRST: new in this feed; the item may stand in the store all the same
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """What could not be read of an entry."""

    item_id: str
    headline: str
    seen_at: datetime
    problem: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to which message a mailbox was read."""

    validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class SourceMessage:
    """One file or mail that was taken from a folder or mailbox."""

    source: str
    name: str
    digest: str
    at: datetime
    issue_id: str | None
    problem: str | None
