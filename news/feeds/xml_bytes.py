"""The bytes of feeds and of lists of feeds, before a parser sees them."""

import re

from news.errors import InvalidFeedError

_BOMS = (
    *((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32")),
    *((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")),
)
_DECLARED = re.compile(r"""(<\?xml[^>]{0,100}?)\s+encoding\s*=\s*("[^"]*"|'[^']*')""")


def as_utf8(data: bytes, what: str) -> bytes:
    """UTF-16 and UTF-32 as UTF-8, so that checks on bytes see what the parser will see.

    what names the document in the words of InvalidFeedError, which is raised for one that is binary or badly coded.
    """
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    if encoding is None and b"\x00" in data[:4]:
        encoding = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
    if encoding is None:
        if b"\x00" in data[:1000]:
            raise InvalidFeedError(f"this is binary, which is no {what}")
        return data
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        raise InvalidFeedError(f"the {what} is not in {encoding}, as its first bytes say") from error
    return _DECLARED.sub(r"\1", text, count=1).encode("utf-8", "replace")
