"""A mail's readable body and what its headers say, by a reader of our own that hostile mail cannot blow up.

The standard library's parser takes seconds and gigabytes for a long encoded Subject and recurses into nested
parts; this one reads only what a newsletter needs, with a bound on each step.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from email.utils import parsedate_to_datetime

from news.clean import plain
from news.errors import InvalidNewsletterError
from news.media_types import HTML, MAIL, MARKDOWN, TEXT
from news.splitting.dates import read_event_time

_MAX_HEADER_BYTES = 65_536  # of one part; real ones hold under 20 KiB
_MAX_HEADER_LINES = 9  # from one forwarder's headers to those of the mail that he was sent
_MAX_HEADER_CHARS = 2_000  # of one header that is decoded
_MAX_DEPTH = 12  # parts within parts, forwarded mails included
_MAX_PARTS = 200  # of one mail; newsletters have two or three
_HEADER_END = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r|\Z")
_HEADER = re.compile(r"^([A-Za-z][A-Za-z0-9-]{0,60})[ \t]*:[ \t]*((?:[^\n]|\n[ \t])*)", re.MULTILINE)
_PARAMETER = re.compile(r";\s*([a-zA-Z0-9*-]{1,30})\s*=\s*(\"[^\"]{0,300}\"|[^\s;]{1,300})")
_ENCODED = re.compile(r"=\?([\w-]{1,40})(?:\*\w{1,10})?\?([bBqQ])\?([^?\s]{0,400})\?=(?:\s+(?==\?))?")
_ADDRESS = re.compile(r"^\s*\"?(?P<name>[^<\"]{1,200}?)\"?\s*<[^<>]{3,320}>\s*$")
_QUOTED_HEADER = re.compile(
    r"(?:^|\s)\*{0,2}(From|Sent|Date|To|Subject):\*{0,2}\s(.{1,300}?)(?=\s\*{0,2}(?:From|Sent|Date|To|Cc|Subject|Reply-To):|$)"
)
_READABLE = (HTML, TEXT, MARKDOWN)


@dataclass(frozen=True, slots=True)
class Body:
    """One readable part of a mail."""

    data: bytes
    media_type: str
    charset: str | None


@dataclass(slots=True)
class Mail:
    """What the headers of a mail say, and its readable parts in order."""

    subject: str | None = None
    source: str | None = None
    sent_on: date | None = None
    bodies: list[Body] = field(default_factory=list)


def read_mail(data: bytes) -> Mail:
    """Read a mail; a forwarded mail's own headers win over its envelope's.

    Raises InvalidNewsletterError when there are no headers, too many or too deeply nested parts.
    """
    mail = Mail()
    budget = [_MAX_PARTS]
    _read_part(data, mail, 0, budget, message=True)
    return mail


def read_quoted_headers(lines: Sequence[str]) -> Mail | None:
    """What the header lines say that a forwarder's mail program copied above the text; None without three of them."""
    found: dict[str, str] = {}
    begun = 0
    for at, line in enumerate(lines):
        for match in _QUOTED_HEADER.finditer(line[:_MAX_HEADER_CHARS]):
            name = match[1].lower()
            if name == "from" and len(found) >= 3 and at - begun <= _MAX_HEADER_LINES:
                found = {}  # a forward inside a forward: the innermost is the newsletter's own
            begun = at if name == "from" else begun
            found.setdefault(name, match[2].strip(" *"))
    if len(found) < 3 or "from" not in found:
        return None
    day = read_event_time(found.get("sent") or found.get("date") or "", None).starts_at
    sent_on = date.fromisoformat(day[:10]) if day else None
    return Mail(subject=found.get("subject"), source=_sender(found["from"]), sent_on=sent_on)


def _read_part(data: bytes, mail: Mail, depth: int, budget: list[int], *, message: bool) -> None:
    if depth > _MAX_DEPTH:
        raise InvalidNewsletterError(f"mail: parts are nested deeper than {_MAX_DEPTH}; forward the newsletter itself")
    budget[0] -= 1
    if budget[0] < 0:
        raise InvalidNewsletterError(f"mail: more than {_MAX_PARTS} parts; forward the newsletter itself")
    headers, body = _split_headers(data)
    if message:
        _read_message_headers(headers, mail)
    kind, parameters = _content_type(headers.get("content-type", TEXT))
    if "attachment" in headers.get("content-disposition", "").lower() and kind != MAIL:
        return
    if kind.startswith("multipart/"):
        boundary = parameters.get("boundary", "")
        for part in _split_parts(body, boundary.encode("latin-1", "replace")):
            _read_part(part, mail, depth + 1, budget, message=False)
        return
    decoded = _decode_transfer(body, headers.get("content-transfer-encoding", ""))
    if kind == MAIL:
        _read_part(decoded.lstrip(b"\r\n"), mail, depth + 1, budget, message=True)
    elif kind in _READABLE:
        if kind == TEXT and parameters.get("format", "").lower() == "flowed":
            decoded = _unflow(decoded, delsp=parameters.get("delsp", "").lower() == "yes")
        mail.bodies.append(Body(decoded, kind, parameters.get("charset")))


def _split_headers(data: bytes) -> tuple[dict[str, str], bytes]:
    """The first of each header, lower-case names, unfolded; and what follows the empty line."""
    if data[:1] == b"\n" or data[:2] == b"\r\n":
        return {}, data.lstrip(b"\r\n")
    found = _HEADER_END.search(data)
    end = found.start() if found else len(data)
    if end > _MAX_HEADER_BYTES:
        raise InvalidNewsletterError(f"mail: headers longer than {_MAX_HEADER_BYTES} bytes")
    raw = data[:end]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    headers: dict[str, str] = {}
    for match in _HEADER.finditer(text.replace("\r\n", "\n").replace("\r", "\n")):
        headers.setdefault(match[1].lower(), match[2].replace("\n", "").strip())
    return headers, data[found.end() if found else end :]


def _read_message_headers(headers: dict[str, str], mail: Mail) -> None:
    if "subject" in headers:
        subject = plain(_decode_words(headers["subject"]))
        mail.subject = re.sub(r"^(?:(?:fwd?|wg|tr|re|aw|rv)\s*:\s*)+", "", subject, flags=re.IGNORECASE) or mail.subject
    if "from" in headers:
        mail.source = _sender(headers["from"]) or mail.source
    if "date" in headers:
        mail.sent_on = _sent_on(headers["date"]) or mail.sent_on


def _sender(header: str) -> str | None:
    """The sender's name, or the address where there is no name."""
    text = header[:_MAX_HEADER_CHARS].strip()
    match = _ADDRESS.match(text)
    return plain(_decode_words(match["name"] if match else text).strip("<> ")) or None


def _sent_on(header: str) -> date | None:
    """The sender's own calendar day; None when the header is no date."""
    try:
        return parsedate_to_datetime(header[:100]).date()
    except (ValueError, IndexError, OverflowError):
        return None


def _decode_words(header: str) -> str:
    def decode(match: re.Match[str]) -> str:
        raw = match[3].encode("ascii", "replace")
        try:
            if match[2] in "bB":
                decoded = base64.b64decode(raw + b"=" * (-len(raw) % 4))
            else:
                decoded = quopri.decodestring(raw.replace(b"_", b" "))
            return decoded.decode(match[1], "replace")
        except (binascii.Error, LookupError, ValueError):
            return match[0]

    return _ENCODED.sub(decode, header[:_MAX_HEADER_CHARS])


def _content_type(header: str) -> tuple[str, dict[str, str]]:
    text = header[:_MAX_HEADER_CHARS]
    kind = text.split(";", 1)[0].strip().lower()
    parameters = {match[1].lower(): match[2].strip('"') for match in _PARAMETER.finditer(text)}
    return kind, parameters


def _split_parts(body: bytes, boundary: bytes) -> Iterator[bytes]:
    if not boundary:
        raise InvalidNewsletterError("mail: a multipart without a boundary")
    delimiter = re.compile(rb"(?:^|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|$)")
    start = None
    for match in delimiter.finditer(body):
        if start is not None:
            yield body[start : match.start()]
        start = match.end()
        if match[1]:
            return
    if start is not None and body[start:].strip():  # the closing line is missing: the mail was cut
        yield body[start:]


def _unflow(body: bytes, *, delsp: bool) -> bytes:
    """Lines that were broken behind a space to be joined again: format=flowed, RFC 3676."""
    joined: list[bytes] = []
    open_depth = -1  # of quoting, where the last line goes on
    for line in body.replace(b"\r\n", b"\n").split(b"\n"):
        content = line.lstrip(b">")
        depth = len(line) - len(content)
        content = content.removeprefix(b" ")  # stuffed, so that no line seems quoted
        if depth == open_depth and content not in (b"", b"-- "):
            joined[-1] += content
        else:
            joined.append(b">" * depth + b" " * bool(depth) + content)
        flows = content.endswith(b" ") and content != b"-- "
        if flows and delsp:
            joined[-1] = joined[-1][:-1]
        open_depth = depth if flows else -1
    return b"\n".join(joined)


def _decode_transfer(body: bytes, encoding: str) -> bytes:
    kind = encoding.strip().lower()
    if kind == "quoted-printable":
        return quopri.decodestring(body)
    if kind == "base64":
        try:
            cleaned = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
            return base64.b64decode(cleaned + b"=" * (-len(cleaned) % 4))
        except binascii.Error as error:
            raise InvalidNewsletterError("mail: a part's base64 is damaged") from error
    return body
