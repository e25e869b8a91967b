"""Instants as texts of the outside world carry them."""

from datetime import UTC, datetime


def utc_text(instant: datetime, timespec: str = "auto") -> str:
    """An aware instant as RFC 3339 in UTC, for example 2024-10-28T17:05:00Z; timespec as in `datetime.isoformat`."""
    return instant.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")
