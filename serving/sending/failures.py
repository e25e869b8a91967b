"""How sending can fail: for now, for good, or because the receiver wants no more."""

from news.errors import SitrepError


class SendError(SitrepError):
    """A try that failed and may succeed later."""


class NotSentError(SendError):
    """What would fail the same way at every try: an address that does not exist, one that may not be asked."""


class GoneError(NotSentError):
    """The receiver wants no more: its subscription is paused."""
