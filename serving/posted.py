"""What a caller posts, made into texts to label and items to keep."""

import re
from datetime import UTC, datetime

from models.labels import NewsText
from news.errors import InvalidItemError
from news.item import Kind, NewsItem, content_id
from serving.incoming import why_unread

_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")  # "at\u00a0least", as pages typeset it
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")  # where a line may or may not break


def check_text(headline: str, text: str) -> NewsText:
    """Pair headline and text for labelling; raises InvalidItemError when they cannot be read."""
    if (fault := why_unread(headline, text)) is not None:
        raise InvalidItemError(fault)
    return NewsText(headline, text)


def posted_item(
    headline: str,
    text: str,
    *,
    url: str | None = None,
    outlet: str | None = None,
    source: str | None = None,
    published_at: datetime | None = None,
) -> NewsItem:
    """Make an item of what a caller posts, which its schema has checked.

    The id is a digest of address and content: an edited piece is another item, and none replaces another. Spaces and
    hyphens that only set lines are read as plain ones, as in newsletters and feeds.
    """
    headline, text = as_kept(headline), as_kept(text)
    return NewsItem(
        id=content_id("item", url or "", headline, text),
        headline=headline,
        text=text,
        kind=Kind.ARTICLE if text else Kind.HEADLINE,
        outlet=outlet,
        url=url,
        end=len(text),
        source=source,
        published_at=published_at.astimezone(UTC) if published_at is not None else None,
    )


def as_kept(text: str) -> str:
    """Write a text as an item of it is kept, and known by."""
    return _UNSEEN.sub("", _SPACES.sub(" ", text)).strip()
