"""Tell files that hold no text in the open: documents, archives and pictures, by the marks that they begin with.

A PDF may be printable from end to end, so that nothing but its first characters tells it from a newsletter.
"""

import re

_LOOKED_AT = 1024  # bytes; before the mark some writers leave blanks or a byte order mark
_MARKS = (
    (re.compile(rb"%PDF-\d"), "a PDF"),
    (re.compile(rb"%!PS-Adobe"), "a PostScript file"),
    (re.compile(rb"\{\\rtf\d?[\\}\s]"), "an RTF document"),
    (re.compile(rb"PK\x03\x04|PK\x05\x06"), "a ZIP archive or an Office document"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "an Office document or an Outlook message of the old kind"),
    (re.compile(rb"\x1f\x8b\x08|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|BZh[1-9]1AY&SY|\xfd7zXZ\x00"), "an archive"),
    (re.compile(rb"\x89PNG\r?\n|GIF8[79]a|\xff\xd8\xff|II\*\x00|MM\x00\*"), "a picture"),
    (re.compile(rb"RIFF.{4}WEBP|.{4}ftyp(?:avif|heic|mif1)", re.DOTALL), "a picture"),
)


def file_kind(data: bytes | str) -> str | None:
    """What a file is that holds no text in the open, as "a PDF"; None for everything else."""
    start = data[:_LOOKED_AT]
    raw = start if isinstance(start, bytes) else start.lstrip("\ufeff").encode("latin-1", "replace")
    head = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((name for mark, name in _MARKS if mark.match(head)), None)


def nul_in(text: str) -> str | None:
    """Where a string holds U+0000, which no text does, and what to do about it; None when it holds none."""
    at = text.find("\x00")
    return f"holds NUL (U+0000) at character {at}, as binary files do; send plain text" if at >= 0 else None
