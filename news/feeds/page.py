"""The text of an article's web page, without what stands around it."""

import trafilatura

from news.clean import plain
from news.errors import InvalidItemError
from news.feeds.feed_entry import MAX_PAGE_BYTES
from news.feeds.markup import MAX_TEXT_CHARS
from news.newsletter import decode


def read_page(data: bytes, *, url: str, charset: str | None) -> str:
    """The article that a page tells, in paragraphs; raises InvalidItemError when there is none."""
    if len(data) > MAX_PAGE_BYTES:
        raise InvalidItemError(f"the page has {len(data)} bytes; at most {MAX_PAGE_BYTES} are read")
    markup = decode(data, charset, html=True)
    found = trafilatura.extract(
        markup.replace("\x00", ""), url=url, output_format="txt", include_comments=False, include_tables=False
    )
    paragraphs = [line for part in (found or "").split("\n") if (line := plain(part))]
    text = "\n\n".join(paragraphs)
    if not text:
        raise InvalidItemError("the page tells no article that could be made out")
    if len(text) > MAX_TEXT_CHARS:
        raise InvalidItemError(f"the page's text has {len(text)} characters; one item holds at most {MAX_TEXT_CHARS}")
    return text
