"""The child process that reads a feed for `news.feeds_bounded`."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from news.child import answer_stdin
from news.feed import read_feed


def _answer(request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    feed = read_feed(
        raw,
        url=request["url"],
        charset=request["charset"],
        zone=ZoneInfo(request["zone"]) if request["zone"] else None,
        now=datetime.fromisoformat(request["now"]),
    )
    answer = asdict(feed)
    for entry in answer["entries"]:
        at = entry["item"]["published_at"]
        entry["item"]["published_at"] = at.isoformat() if at else None
    return {"feed": answer}


if __name__ == "__main__":
    answer_stdin(_answer)
