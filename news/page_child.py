"""The child process that reads a web page for `news.feeds_bounded`."""

from typing import Any

from news.child import answer_stdin
from news.page import read_page


def _answer(request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    return {"text": read_page(raw, url=request["url"], charset=request["charset"])}


if __name__ == "__main__":
    answer_stdin(_answer)
