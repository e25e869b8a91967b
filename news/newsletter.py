"""Split one edition of a newsletter into its items, and account for every other word of it.

`split` reads text/plain, text/markdown, text/html and message/rfc822. The items and the dropped pieces tile
`Issue.text`: sorted, without overlap, and every character that is not whitespace belongs to exactly one of them.
Offsets are code points of `Issue.text`, the decoded input; of a mail it is the part that was read. The reasons
of dropped pieces are listed in `news.splitting.boilerplate.Reason`.
"""

import codecs
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from news.blocks import Block
from news.errors import InvalidNewsletterError
from news.file_kinds import file_kind
from news.item import DroppedPiece, Issue, NewsItem, content_id
from news.mail import Body, Mail, read_mail, read_quoted_headers
from news.media_types import HTML, MAIL, MARKDOWN, MEDIA_TYPES, TEXT
from news.splitting.assemble import assemble
from news.splitting.block_labels import BlockLabeller, released_labeller
from news.splitting.boilerplate import Reason
from news.splitting.dates import masthead_day
from news.splitting.itemize import itemize
from news.splitting.mail_digest import mail_digest
from news.splitting.masthead import part_cover
from news.splitting.numbering import with_numbered_parts
from news.splitting.outlets import part_credits
from news.splitting.outline import Part, Role
from news.splitting.read_html import read_html
from news.splitting.read_markdown import read_markdown
from news.splitting.read_text import read_text
from news.splitting.redraft import redraft
from news.splitting.sections import names_views, reviews_papers
from news.splitting.structure import numbered_digest, outline
from news.splitting.typed_html import read_typed

_WESTERN = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "cp1252", "windows-1252"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_MAX_CONTROL_SHARE = 0.01  # text may carry a stray control character; a picture or an archive carries many
_MAX_HEAD = 6  # blocks among which the page's own title stands
MAX_HEADER_BLOCKS = 20  # a forwarder's note is shorter
_HTML = re.compile(r"<(?:!doctype\s+html|html|body|table|div|p)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"^#{1,4} \S|\]\(https?://|^\*\*[^*\s].*\*\*|^\d{1,3}/ \*\*", re.MULTILINE)
_MARKED_UP = re.compile(r"^[ \t]*(?:[-*+>#|`=~]|\d{1,3}[.)/][ \t])|\]\(|\*\*|__|`", re.MULTILINE)
_FRONT_DATE = re.compile(r"(?:^|\s)date:\s*[\"']?(\d{4}-\d\d-\d\d)")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read an issue: its text, its items and what was dropped."""

    text: str
    items: tuple[NewsItem, ...]
    dropped: tuple[DroppedPiece, ...]
    issued_on: date | None
    source: str | None


def split(
    data: bytes | str,
    media_type: str,
    *,
    issued_on: date | None,
    source: str | None,
    charset: str | None = None,
    labeller: BlockLabeller | None = None,
) -> Issue:
    """Split an issue into its items and its dropped pieces.

    Where issued_on or source is None, a mail's Date and From, the front matter's date, or the one day that the
    masthead names fill in. labeller None is the released one. Raises InvalidNewsletterError for empty, binary or
    undecodable input and for a media type not in MEDIA_TYPES.
    """
    kind = media_type.split(";", 1)[0].strip().lower()
    if kind not in MEDIA_TYPES:
        raise InvalidNewsletterError(f"media type {media_type!r} cannot be split; send one of {', '.join(MEDIA_TYPES)}")
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    labeller = labeller or released_labeller()
    if not raw.strip():
        raise InvalidNewsletterError("the issue is empty")
    if (found := file_kind(raw)) is not None:
        raise InvalidNewsletterError(
            f"the issue is {found}, which is not read; send its text, its HTML or the mail's source "
            f"({', '.join(MEDIA_TYPES)})"
        )
    if kind == MAIL:
        mail = read_mail(raw)
        reading = _read_mail_body(mail, issued_on, source, labeller)
    else:
        text = data if isinstance(data, str) else decode(data, charset, html=kind == HTML)
        reading = _read(text, kind, issued_on, source, labeller)
    digest = hashlib.sha256(raw).hexdigest()
    name = content_id("issue", digest, reading.source or "", str(reading.issued_on or ""))
    return Issue(name, reading.issued_on, reading.source, reading.text, reading.items, reading.dropped)


def decode(data: bytes, charset: str | None, *, html: bool = False) -> str:
    """Decode by byte order mark, declared charset, the page's own meta tag, UTF-8, then Windows-1252."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _decode_as(data[len(mark) :], encoding)
            return text if text is not None else _undecodable(encoding)
    declared = _META_CHARSET.search(data[:2048]) if html else None
    names = [charset, declared[1].decode("ascii") if declared else None, "utf-8", "cp1252"]
    for name in names:
        text = _decode_as(data, name) if name else None
        if text is not None:
            return text
    return _undecodable(charset or "utf-8")


def _decode_as(data: bytes, encoding: str) -> str | None:
    # What calls itself Latin-1 or ASCII is often Windows-1252, or UTF-8, as which next to no such text is valid.
    for name in ("utf-8", "cp1252") if encoding.lower() in _WESTERN else (encoding,):
        try:
            return data.decode(name)
        except (UnicodeError, LookupError, ValueError):
            continue
    return None


def _undecodable(encoding: str) -> str:
    raise InvalidNewsletterError(f"the issue cannot be decoded as {encoding}, UTF-8 or Windows-1252; send UTF-8")


def _read_mail_body(mail: Mail, issued_on: date | None, source: str | None, labeller: BlockLabeller) -> _Reading:
    """Read the part of a mail that yields most: of equals, the one that says where links lead."""
    readings = []
    failure = InvalidNewsletterError("the mail has no readable part; forward it as text or HTML")
    for body in mail.bodies:
        try:
            text = decode(body.data, body.charset, html=body.media_type == HTML)
            readings.append((body, _read(text, body.media_type, issued_on, source, labeller, mail)))
        except InvalidNewsletterError as error:
            failure = error
    if not readings:
        raise failure
    return max(readings, key=lambda pair: _yield_of(*pair))[1]


def _yield_of(body: Body, reading: _Reading) -> tuple[float, bool]:
    # Two or three items more in the plain part are lines that it failed to join, so HTML has a small advantage.
    bonus = 1.25 if body.media_type == HTML else 1.0
    return len(reading.items) * bonus, body.media_type == HTML


def _read(
    text: str, kind: str, issued_on: date | None, source: str | None, labeller: BlockLabeller, mail: Mail | None = None
) -> _Reading:
    if not text.strip():
        raise InvalidNewsletterError("the issue is empty")
    if "\x00" in text or len(_CONTROLS.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        raise InvalidNewsletterError("the issue is binary, not text; send the newsletter's text, HTML or mail source")
    blocks, kind = read_blocks(text, kind)
    if issued_on is None and kind == MARKDOWN:
        issued_on = _front_date(blocks)
    inner = read_quoted_headers([block.text for block in blocks[:MAX_HEADER_BLOCKS]])
    parts = mail_digest(blocks)
    cover, blocks = part_cover(blocks) if parts is None else ([], blocks)
    for headers in (inner, mail):  # a forwarded mail's own headers win over its envelope's
        if headers is not None:
            issued_on, source = issued_on or headers.sent_on, source or headers.source
    parts = parts or numbered_digest(blocks)
    if parts is None:
        parts = outline(blocks, plain=kind == TEXT, source=source)
        subject = next((found.subject for found in (inner, mail) if found is not None and found.subject), None)
        drafts = redraft(parts, assemble(parts), kind, labeller, subject)
    else:
        drafts = assemble(parts)
    if issued_on is None:
        head = (Reason.MASTHEAD, Reason.METADATA)
        issued_on = masthead_day(part.block.text for part in parts[:MAX_HEADER_BLOCKS] if part.reason in head)
    names = [*_names_of(parts), source or ""]
    items, trimmed = itemize(
        drafts,
        issued_on,
        source,
        views=any(map(names_views, names)),
        reviews=any(map(reviews_papers, names)),
        letters=names,
    )
    noted = [DroppedPiece(block.start, block.end, Reason(block.drop or Reason.METADATA)) for block in cover]
    noted += [
        DroppedPiece(part.block.start, part.block.end, part.reason)
        for part in parts
        if part.role is Role.DROPPED and part.reason is not None
    ]
    dropped = _tile(text, items, [*noted, *trimmed])
    return _Reading(text, tuple(items), tuple(dropped), issued_on, source)


def _names_of(parts: Sequence[Part]) -> list[str]:
    """What an issue calls itself, in its masthead and in the headers or titles above it."""
    names = [part.block.text for part in parts[:MAX_HEADER_BLOCKS] if part.reason is Reason.MASTHEAD]
    titles = [part.block.text.split(": ", 1)[0] for part in parts[:_MAX_HEAD] if part.block.drop == Reason.METADATA]
    return names + [
        title for title in titles if " " in title
    ]  # "Opinion: …" titles a piece, "Opinion Today: …" a letter


def read_blocks(text: str, kind: str) -> tuple[list[Block], str]:
    """An issue's blocks and the media type that it was read as: text that is HTML or Markdown by its looks, as such."""
    kind = _true_kind(text, kind)
    typed = read_typed(text) if kind == HTML else None
    if typed is not None:
        return with_numbered_parts(part_credits(typed)), TEXT
    read = {TEXT: read_text, MARKDOWN: read_markdown, HTML: read_html}[kind]
    return with_numbered_parts(part_credits(read(text))), kind


def _true_kind(text: str, kind: str) -> str:
    if kind != HTML and _HTML.match(text.lstrip("\ufeff \t\r\n")) and text.count("</") >= 3:
        return HTML
    if kind == TEXT and len(_MARKDOWN.findall(text)) >= 3:
        return MARKDOWN
    if kind == MARKDOWN and not _MARKED_UP.search(text):
        return TEXT  # where each line stands for itself, as in no Markdown
    return kind


def _front_date(blocks: Sequence[Block]) -> date | None:
    """The day that a Markdown issue's front matter gives; an impossible one is no day."""
    if not blocks or blocks[0].drop != Reason.METADATA:
        return None
    match = _FRONT_DATE.search(blocks[0].text)
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _tile(text: str, items: Sequence[NewsItem], noted: Sequence[DroppedPiece]) -> list[DroppedPiece]:
    """Clip dropped pieces to where no item is, and give all visible characters left over to MARKUP."""
    dropped: list[DroppedPiece] = []
    waiting = sorted(noted, key=lambda piece: (piece.start, piece.end), reverse=True)
    position = 0

    def fill(until: int) -> None:
        left = text[position:until]
        if left.strip():
            start = position + len(left) - len(left.lstrip())
            dropped.append(DroppedPiece(start, position + len(left.rstrip()), Reason.MARKUP))

    for stop, after in [*((item.start, item.end) for item in items), (len(text), len(text))]:
        while waiting and waiting[-1].start < stop:
            piece = waiting.pop()
            start, end = max(piece.start, position), min(piece.end, stop)
            if text[start:end].strip():
                fill(start)
                dropped.append(DroppedPiece(start, end, piece.reason))
                position = end
        fill(stop)
        position = after
    return dropped
