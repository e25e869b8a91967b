"""What the commands raise beside the core's errors; imports nothing heavy, since every start reads it."""

from news.errors import SitrepError


class WrongUseError(SitrepError):
    """An argument names what there is not: a theme, a time zone."""
