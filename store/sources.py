"""What was taken from watched folders and mailboxes: each message once, and up to which one a mailbox was read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


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


class SourceStore(Protocol):
    """What was taken from watched folders and mailboxes."""

    def seen(self, source: str, digest: str) -> bool:
        """Whether a message of this content was taken from this source."""

    def mark(self, source: str) -> Mark | None:
        """Up to which message a mailbox was read; None: it never was."""

    def record(self, message: SourceMessage, mark: Mark | None = None) -> None:
        """Keep what became of a message, with the mark that passes it; the same content again changes nothing."""

    def last(self, limit: int) -> tuple[SourceMessage, ...]:
        """The messages taken last, of all sources, the last first."""
