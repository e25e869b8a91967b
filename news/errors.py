"""What can go wrong, as one shallow tree.

SitrepError
├── InvalidItemError        a piece of news that cannot be read as one
├── InvalidNewsletterError  an issue that cannot be split: empty, binary, undecodable, unknown type
├── InvalidFeedError        what was fetched is no feed, or none that can be read; likewise an OPML list
├── ParserLimitError        a parser child that ran past its time, memory or size
├── NoParserError           a parser child that could not start or go on: others are at work, or the machine is full
│   └── ParserKilledError   one that was killed from outside
├── UnknownTimezoneError    a time zone that the tz database does not hold
├── ArtifactError           a model folder that is missing, damaged or of another format
├── DatasetError            a labelled file with a line that cannot be used
├── TaxonomyError           a taxonomy file that contradicts itself
├── StoreError              the database cannot be opened, or does not fit this version
├── NotFoundError           an id that the store does not hold
└── ConflictError           the same key with another content

An error with one cause stands beside it: ``CursorError`` in store/cursor.py, ``SearchError`` in store/search.py,
``TakenIdError`` in store/themes.py, ``HandError`` in serving/briefs/story_desk.py.

Errors know nothing of HTTP: the one table from error to status stands in ``serving/problems.py``.
"""


class SitrepError(Exception):
    """Root of all errors that Sitrep raises on purpose; the message names the thing and the way out."""


class InvalidItemError(SitrepError):
    """A piece of news that cannot be read as one."""


class InvalidNewsletterError(SitrepError):
    """An issue that cannot be split."""


class InvalidFeedError(SitrepError):
    """What was fetched or posted is no feed or OPML list that can be read."""


class ParserLimitError(SitrepError):
    """A parser child that ran past its time, memory or size."""


class NoParserError(SitrepError):
    """No parser child could be started; nothing is known of what it should have read."""


class ParserKilledError(NoParserError):
    """A parser child was killed from outside: at one try that tells nothing of what it read, at each it may."""


class UnknownTimezoneError(SitrepError):
    """A time zone that the tz database does not hold."""


class ArtifactError(SitrepError):
    """A model folder that is missing, damaged or of another format."""


class DatasetError(SitrepError):
    """A labelled file with a line that cannot be used."""


class TaxonomyError(SitrepError):
    """A taxonomy file that contradicts itself."""


class StoreError(SitrepError):
    """The database cannot be opened, or does not fit this version."""


class NotFoundError(SitrepError):
    """An id that the store does not hold."""


class ConflictError(SitrepError):
    """The same key was used before with another content."""
