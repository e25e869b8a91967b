"""What the child process does that reads a feed for `news.feeds.feeds_bounded`."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from news.feed import read_feed


def answer(request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    """The feed read, in JSON."""
    feed = read_feed(
        raw,
        url=request["url"],
        charset=request["charset"],
        zone=ZoneInfo(request["zone"]) if request["zone"] else None,
        now=datetime.fromisoformat(request["now"]),
    )
    read = asdict(feed)
    for entry in read["entries"]:
        at = entry["item"]["published_at"]
        entry["item"]["published_at"] = at.isoformat() if at else None
    return {"feed": read}
