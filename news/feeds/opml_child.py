"""What the child process does that reads a list of feeds for `news.feeds.feeds_bounded`."""

from dataclasses import asdict
from typing import Any

from news.feeds.opml import read_opml


def answer(request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    """The list read, in JSON."""
    return {"outlines": [asdict(outline) for outline in read_opml(raw)]}
