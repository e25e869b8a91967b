"""What every message of a folder or a mailbox goes through: tried a few times, read once, recorded with its outcome."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging import getLogger

from news.errors import InvalidNewsletterError, NoParserError, ParserKilledError, ParserLimitError, StoreError
from news.newsletter_bounded import MAX_ISSUE_BYTES
from serving.days import DAY_PARAMETER, DayError
from serving.pipeline import Sitrep
from store.sources import Mark, SourceMessage

logger = getLogger(__name__)

TRIES = 5  # of one message, while those after it wait


class Intake:
    """Takes the messages of one source. Only one thread does."""

    def __init__(self, sitrep: Sitrep, source: str, *, no_day: str = "") -> None:
        """source: what records call it; no_day: the way out that is named where an issue has no day."""
        self._sitrep = sitrep
        self._source = source
        self._no_day = no_day
        self._begun: object = None
        self._count = 0

    @contextmanager
    def trying(self, message: object) -> Iterator[str | None]:
        """Try a message inside the block; gives what is wrong with it once it was tried TRIES times in vain.

        A message whose reading breaks off each time may not hold up all others.
        """
        self._count = self._count + 1 if message == self._begun else 1
        self._begun = message
        try:
            yield f"reading it broke off {TRIES} times; the log says why" if self._count > TRIES else None
        except (StoreError, NoParserError) as error:
            if not isinstance(error, ParserKilledError):  # else it tells nothing of the message
                self._count -= 1
            raise
        self._begun = None

    def seen(self, digest: str) -> bool:
        """Whether a message of this digest was recorded before."""
        return self._sitrep.store.sources.seen(self._source, digest)

    def take(
        self, name: str, digest: str, store: Callable[[], str], problem: str | None, mark: Mark | None = None
    ) -> None:
        """Store a message that has no problem, and record what became of it; store gives its issue's id.

        mark: how far the source has been read with it.
        """
        issue: str | None = None
        if problem is None:
            try:
                issue = store()
            except (InvalidNewsletterError, ParserLimitError, DayError) as error:
                problem = str(error).replace(f"; give {DAY_PARAMETER} to store it", self._no_day)
        logger.info("%s, %s: %s", self._source, name, issue or problem)
        message = SourceMessage(self._source, name, digest, self._sitrep.now(), issue, problem)
        self._sitrep.store.sources.record(message, mark)


def too_large(what: str, size: int) -> str:
    """What is wrong with a file or a mail of so many bytes."""
    return f"the {what} has {size} bytes; at most {MAX_ISSUE_BYTES} are read, so leave its attachments out"
