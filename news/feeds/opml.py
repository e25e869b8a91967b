"""Lists of feeds as OPML, the form in which feed readers hand them to each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from news.clean import plain, xml_text
from news.errors import InvalidFeedError
from news.feeds.xml_bytes import as_utf8

MAX_OPML_BYTES = 2 << 20
_MAX_OUTLINES = 2000  # feeds taken from one list
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    url: str  # as written; nothing is checked
    name: str | None


def read_opml(data: bytes) -> tuple[Outline, ...]:
    """The feeds of a list, folders opened, each address once; raises InvalidFeedError."""
    if len(data) > MAX_OPML_BYTES:
        raise InvalidFeedError(f"the list has {len(data)} bytes; at most {MAX_OPML_BYTES} are read")
    data = as_utf8(data, "list of feeds")
    if _DOCTYPE.search(data):
        raise InvalidFeedError("the list declares a document type, which OPML does not need; take it out")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise InvalidFeedError(f"the list is no well-formed XML ({error})") from error
    if root.tag.lower() != "opml":
        raise InvalidFeedError(f"the list is no OPML: its first element is {root.tag[:40]!r}")
    found: dict[str, Outline] = {}
    for element in root.iter("outline"):
        attributes = {name.lower(): value for name, value in element.attrib.items()}
        url = attributes.get("xmlurl", "").strip()
        if url:
            name = plain((attributes.get("title") or attributes.get("text") or "")[:500])
            found.setdefault(url, Outline(url, name or None))
    if len(found) > _MAX_OUTLINES:
        raise InvalidFeedError(f"the list holds {len(found)} feeds; at most {_MAX_OUTLINES} are read at a time")
    return tuple(found.values())


def write_opml(outlines: Sequence[Outline], title: str, at: datetime) -> str:
    """A list of feeds as OPML 2.0."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    head = f"<title>{escape(xml_text(title))}</title><dateCreated>{format_datetime(at)}</dateCreated>"
    lines += [f"  <head>{head}</head>", "  <body>"]
    for outline in outlines:
        name, url = quoteattr(xml_text(outline.name or outline.url)), quoteattr(xml_text(outline.url))
        lines.append(f'    <outline type="rss" text={name} title={name} xmlUrl={url}/>')
    return "\n".join([*lines, "  </body>", "</opml>", ""])
