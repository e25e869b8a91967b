"""An issue split in a child process held to limits on time, memory and output."""

from datetime import date
from typing import Any

from news.bounded import DEFAULT_LIMITS, Limits, ask_child
from news.errors import InvalidNewsletterError
from news.item import DroppedPiece, Issue, Kind, NewsItem

MAX_ISSUE_BYTES = DEFAULT_LIMITS.input_bytes  # the longest real issues of our collections hold 0.1 MiB


def split_bounded(
    data: bytes | str,
    media_type: str,
    *,
    issued_on: date | None,
    source: str | None,
    charset: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Issue:
    """What `news.newsletter.split` answers, from a child process held to the limits.

    Raises InvalidNewsletterError as `split` does and for input over limits.input_bytes, ParserLimitError when the
    child ran past its time, memory or output, or died, and NoParserError as ask_child does.
    """
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    if len(raw) > limits.input_bytes:
        raise InvalidNewsletterError(
            f"the issue has {len(raw)} bytes; at most {limits.input_bytes} are read, so leave a mail's attachments out"
        )
    arguments = {
        "media_type": media_type,
        "issued_on": issued_on.isoformat() if issued_on else None,
        "source": source,
        "charset": charset,
        "is_text": isinstance(data, str),
    }
    return _as_issue(ask_child("news.newsletter_child", arguments, raw, limits, InvalidNewsletterError)["issue"])


def _as_issue(raw: dict[str, Any]) -> Issue:
    return Issue(
        id=raw["id"],
        issued_on=date.fromisoformat(raw["issued_on"]) if raw["issued_on"] else None,
        source=raw["source"],
        text=raw["text"],
        items=tuple(NewsItem(**{**item, "kind": Kind(item["kind"])}) for item in raw["items"]),
        dropped=tuple(DroppedPiece(**piece) for piece in raw["dropped"]),
    )
