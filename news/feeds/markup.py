"""Markup of strangers as the plain text that it shows: paragraphs, with an empty line between them."""

import re

from news.clean import plain, safe_html
from news.errors import InvalidItemError, InvalidNewsletterError
from news.splitting.read_html import read_html

MAX_TEXT_CHARS = 200_000  # of one item; the longest pieces of long-form journalism have half of it
_MAX_OPEN_TAGS = 10_000  # the HTML parser's time grows with the square of the open ones
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")
_GAPS = re.compile(r"\n\s*\n")


def text_of(markup: str) -> str:
    """What markup, or text without any, shows a reader; scripts, styles and what is hidden are gone.

    Raises InvalidItemError when there is more than an item may hold.
    """
    if len(markup) > 4 * MAX_TEXT_CHARS:
        raise InvalidItemError(f"a text of {len(markup)} characters with its markup; one item holds no such text")
    if markup.count("<") - 2 * markup.count("</") > _MAX_OPEN_TAGS:
        raise InvalidItemError(f"more than {_MAX_OPEN_TAGS} tags that are never closed")
    if not _MARKUP.search(markup):
        paragraphs = [plain(part) for part in _GAPS.split(markup)]
    else:
        try:
            paragraphs = [block.text for block in read_html(safe_html(markup)) if not block.drop]
        except InvalidNewsletterError as error:
            raise InvalidItemError(f"a text with too many paragraphs ({error})") from error
    text = "\n\n".join(part for part in paragraphs if part.strip())
    if len(text) > MAX_TEXT_CHARS:
        raise InvalidItemError(f"a text of {len(text)} characters; one item holds at most {MAX_TEXT_CHARS}")
    return text


def line_of(markup: str) -> str:
    """Markup as one line of plain text: a headline, a name."""
    return " ".join(text_of(markup).split())
