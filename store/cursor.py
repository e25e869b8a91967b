"""Opaque page cursors: where a list stopped."""

import base64
import re
import struct

from news.errors import SitrepError

_FORM = struct.Struct(">q")  # the last row's number
PATTERN = "^[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]$"


class CursorError(SitrepError):
    """A cursor that was not given out here."""


def write_cursor(last: int) -> str:
    """Name the row after which the next page starts."""
    return base64.urlsafe_b64encode(_FORM.pack(last)).decode().rstrip("=")


def read_cursor(cursor: str) -> int:
    """The row that a cursor names; raises CursorError."""
    if not re.fullmatch(PATTERN, cursor):
        raise CursorError(f"cursor {cursor[:80]!r} is none of ours; start again without a cursor")
    [last] = _FORM.unpack(base64.urlsafe_b64decode(cursor + "="))
    return int(last)
