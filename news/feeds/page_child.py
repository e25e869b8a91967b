"""What the child process does that reads a web page for `news.feeds.feeds_bounded`."""

from typing import Any

from news.feeds.page import read_page


def answer(request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    """The page's article."""
    return {"text": read_page(raw, url=request["url"], charset=request["charset"])}
