"""Find out what a pasted, posted or piped text is, where nobody said so."""

import re
from pathlib import PurePath

from models.labels import NewsText
from news.media_types import HTML, MAIL, MARKDOWN, TEXT

_BY_SUFFIX = {".md": MARKDOWN, ".markdown": MARKDOWN, ".html": HTML, ".htm": HTML, ".eml": MAIL}
_MAIL_HEADERS = re.compile(r"^(from|subject|mime-version|received|message-id|date):", re.IGNORECASE | re.MULTILINE)
_HEAD = 20_000  # code points that are looked at
_HEAD_BYTES = 100_000
_LONG_HEADLINE = 200  # code points; a longer first line is the text's beginning


def media_type(text: str, name: str | None = None) -> str:
    """Say which of MEDIA_TYPES an issue is: by its file's name, else by its beginning.

    Markdown and HTML in plain text are told by the splitter itself; only a mail's source is told here.
    """
    by_name = _BY_SUFFIX.get(PurePath(name).suffix.lower()) if name else None
    if by_name:
        return by_name
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    headers = re.split(r"\r?\n\r?\n", head, maxsplit=1)[0]
    is_mail = re.match(r"[A-Za-z-]+: ", head) and len({m.lower() for m in _MAIL_HEADERS.findall(headers)}) >= 2
    return MAIL if is_mail else TEXT


def media_type_of(data: bytes, name: str | None = None) -> str:
    """Say which of MEDIA_TYPES the bytes of an issue are, as `media_type` does."""
    return media_type(data[:_HEAD_BYTES].decode("utf-8", "replace"), name)


def split_headline(text: str) -> NewsText:
    """Take a short first line as the headline when more follows."""
    first, _, rest = text.strip().partition("\n")
    if rest.strip() and len(first.strip()) <= _LONG_HEADLINE:
        return NewsText(first.strip(), rest.strip())
    return NewsText("", text.strip())
