"""The child process that reads a list of feeds for `news.feeds_bounded`."""

from dataclasses import asdict
from typing import Any

from news.child import answer_stdin
from news.opml import read_opml


def _answer(request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    return {"outlines": [asdict(outline) for outline in read_opml(raw)]}


if __name__ == "__main__":
    answer_stdin(_answer)
