"""Read RSS, Atom and JSON Feed: each entry as an item, with what could not be read of it.

feedparser reads the XML, which may be broken in many ways; it is told to leave markup alone, and what an entry says
becomes plain text here. Run it in a child (`news.feeds.feeds_bounded`): attributes in great number cost it
time squared.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import feedparser

from news.clean import canonical_url, plain, web_link
from news.errors import InvalidFeedError, InvalidItemError
from news.feeds.feed_dates import read_published
from news.feeds.feed_entry import MAX_FEED_BYTES, FeedEntry, ParsedFeed
from news.feeds.markup import line_of, text_of
from news.feeds.xml_bytes import as_utf8
from news.item import MAX_HEADLINE_CHARS, Kind, NewsItem, content_id
from news.voice import is_opinion

MAX_ENTRIES = 1000  # real feeds hold 10 to 100
_MAX_ATTRIBUTES = 400  # of one tag; feedparser takes seconds for thousands
_MANY_ATTRIBUTES = re.compile(
    rb"<[A-Za-z][^\s<>]*+(?:\s++[^\s=<>]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')){%d}" % _MAX_ATTRIBUTES
)
# Atom's tombstones (RFC 6721): the one way in which a feed says that an entry was taken back.
_TOMBSTONE = re.compile(
    rb"<(?:[\w.-]{1,30}:)?deleted-entry\s[^<>]{0,2000}?\bref\s*=\s*(?:\"([^\"<]{1,1000})\"|'([^'<]{1,1000})')"
)
_RETRACTED = re.compile(r"\W*(?:retracted|retraction|withdrawn|story withdrawn)\b\s*[:\]—–-]", re.IGNORECASE)
_CUT = re.compile(r"\s*(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.)\s*$")
_MORE = re.compile(
    r"\s*(?:(?:continue reading|read (?:the )?(?:more|full (?:story|article)|rest)|keep reading|full story)"
    r"\b[^.!?\n]{0,120}[.…→»>]*)\s*$",
    re.IGNORECASE,
)
_APPEARED = re.compile(r"\s*The post [^\n]{1,400} (?:appeared )?first (?:appeared )?on [^\n]{1,200}\s*$")
_OPINION = frozenset({"opinion", "opinions", "op-ed", "oped", "commentary", "editorial", "editorials"})


@dataclass(frozen=True, slots=True)
class _Raw:
    """What an entry says, still in the publisher's markup."""

    guid: str
    link: str
    headline: str
    whole: str  # the full text, "" when the feed carries none
    summary: str
    date: str | None
    outlet: str
    opinion: bool


@dataclass(frozen=True, slots=True)
class _Document:
    title: str
    site_url: str
    ttl_s: int | None
    entries: Sequence[_Raw]
    tombstones: Sequence[str]
    problem: str | None


def read_feed(data: bytes, *, url: str, charset: str | None, zone: ZoneInfo | None, now: datetime) -> ParsedFeed:
    """Read a feed that was fetched from url; zone is its publisher's for times that name none.

    Raises InvalidFeedError when it is no feed, and says which feeds a web page offers.
    """
    if len(data) > MAX_FEED_BYTES:
        raise InvalidFeedError(f"the feed has {len(data)} bytes; at most {MAX_FEED_BYTES} are read")
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise InvalidFeedError("the answer is empty, which is no feed")
    document = _read_json(data) if start.startswith(b"{") else _read_xml(data, url, charset)
    host = urlsplit(url).hostname or ""
    told = Counter(raw.guid for raw in document.entries)
    linked = Counter(raw.link for raw in document.entries)
    entries: dict[str, FeedEntry] = {}
    problems = [document.problem] if document.problem else []
    unread = 0
    for raw in document.entries[:MAX_ENTRIES]:
        # An address or guid that several entries share tells none of them apart.
        guid = raw.guid if told[raw.guid] == 1 else ""
        link = web_link(urljoin(url, raw.link)) if raw.link else None
        try:
            entry = _read_entry(raw, guid, link, linked[raw.link] == 1, host, zone, now)
        except InvalidItemError as error:
            unread += 1
            problems.append(f"an entry was left out: {error}")
            continue
        entries.setdefault(entry.item.id, entry)
    if len(document.entries) > MAX_ENTRIES:
        problems.append(f"{len(document.entries)} entries; the first {MAX_ENTRIES} were read")
    if unread > 3:
        problems = [*problems[:3], f"{unread} entries were left out"]
    return ParsedFeed(
        title=_short_line(document.title, 200) or None,
        site_url=web_link(urljoin(url, document.site_url)) if document.site_url else None,
        ttl_s=document.ttl_s,
        entries=tuple(entries.values()),
        taken_back=tuple(found for ref in document.tombstones if (found := _identity(host, ref, None))),
        problem="; ".join(problems)[:1000] or None,
    )


def _read_entry(
    raw: _Raw, guid: str, link: str | None, alone: bool, host: str, zone: ZoneInfo | None, now: datetime
) -> FeedEntry:
    headline = line_of(raw.headline)[:MAX_HEADLINE_CHARS].strip()
    full = text_of(raw.whole)
    text, cut = _without_cues(full or text_of(raw.summary))
    if text == headline:
        text = ""
    if not headline and not text:
        raise InvalidItemError("it has neither headline nor text")
    published = read_published(raw.date, zone, now)
    views = raw.opinion or is_opinion(headline, text, link)
    kind = Kind.HEADLINE if not text else Kind.TEASER if cut else Kind.OPINION if views else Kind.ARTICLE
    item = NewsItem(
        # The content's id is that of an item which was posted with the same address and words.
        id=_identity(host, guid, link if alone else None) or content_id("item", link or "", headline, text),
        headline=headline,
        text=text,
        kind=kind,
        outlet=_short_line(raw.outlet, 200) or None,
        url=link,
        truncated=cut,
        end=len(text),
        published_at=published.at,
    )
    return FeedEntry(
        item=item,
        digest=content_id("said", headline, text),
        partial=link is not None and (cut or not full),
        retracted=_RETRACTED.match(headline) is not None,
        problem=published.problem,
    )


def _identity(host: str, guid: str, url: str | None) -> str | None:
    """An item's id by the feed's guid, else by the canonical address; None without both.

    They count within the feed's host: another publisher who uses them cannot overwrite the item.
    """
    if guid:
        # Some publishers count an entry's updates in the fragment of a guid that is an address.
        return content_id("item", "guid", host, _canonical(guid) if web_link(guid) else guid)
    if url:
        return content_id("item", "url", host, _canonical(url))
    return None


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:  # a port or a bracket that is none
        return url


def _without_cues(text: str) -> tuple[str, bool]:
    """The text without "Read more" and its like at its end, and whether its publisher cut it there."""
    text = _APPEARED.sub("", text)
    shorter = _MORE.sub("", text)
    cued = shorter != text and bool(shorter.strip())
    text = shorter if cued else text
    return text.strip(), cued or _CUT.search(text) is not None


def _short_line(markup: str, limit: int) -> str:
    try:
        return line_of(markup[: 10 * limit])[:limit].strip()
    except InvalidItemError:
        return ""


def _read_json(data: bytes) -> _Document:
    try:
        feed = json.loads(data.decode("utf-8-sig"))
    except ValueError as error:
        raise InvalidFeedError(f"the feed begins as JSON and is none ({str(error)[:100]})") from error
    version = feed.get("version") if isinstance(feed, dict) else None
    if not isinstance(version, str) or "jsonfeed.org/version/" not in version:
        raise InvalidFeedError("the answer is JSON, but no JSON Feed: it names no jsonfeed.org version")
    items = feed.get("items")
    if not isinstance(items, list):
        raise InvalidFeedError("the JSON Feed holds no list of items")
    entries = [_raw_of_json(item) for item in items if isinstance(item, dict)]
    problem = f"{len(items) - len(entries)} of its items are no objects" if len(entries) < len(items) else None
    return _Document(_words(feed, "title"), _words(feed, "home_page_url"), None, entries, (), problem)


def _raw_of_json(item: dict[str, Any]) -> _Raw:
    tags = item.get("tags")
    guid = item.get("id")
    return _Raw(
        guid=str(guid).strip() if isinstance(guid, str | int | float) and not isinstance(guid, bool) else "",
        link=_words(item, "url") or _words(item, "external_url"),
        headline=_words(item, "title"),
        whole=_words(item, "content_html") or _escaped(_words(item, "content_text")),
        summary=_escaped(_words(item, "summary")),
        date=_words(item, "date_published") or _words(item, "date_modified") or None,
        outlet="",
        opinion=_is_opinion(tag for tag in (tags if isinstance(tags, list) else []) if isinstance(tag, str)),
    )


def _escaped(text: str) -> str:
    """Plain text as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n\n", "<p>")


def _words(values: Any, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _read_xml(data: bytes, url: str, charset: str | None) -> _Document:
    data = as_utf8(data, "feed")
    if _MANY_ATTRIBUTES.search(data):
        raise InvalidFeedError(f"the feed has a tag with more than {_MAX_ATTRIBUTES} attributes")
    media_type = f"application/xml; charset={charset}" if charset else "application/xml"
    found = feedparser.parse(
        io.BytesIO(data),  # a plain value might be taken for the name of a file
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": media_type, "content-location": url},
    )
    if not found.version:
        raise InvalidFeedError(_no_feed(found, url))
    problem = None
    # Declaring another charset than the server does is common, and feedparser has tried both.
    if found.bozo and not isinstance(found.bozo_exception, feedparser.exceptions.CharacterEncodingOverride):
        problem = f"the XML is broken ({plain(str(found.bozo_exception))[:120]}); read as far as it goes"
    tombstones = [plain((a or b).decode("utf-8", "replace")) for a, b in _TOMBSTONE.findall(data)[:MAX_ENTRIES]]
    ttl = _words(found.feed, "ttl")
    return _Document(
        title=_words(found.feed, "title"),
        site_url=_words(found.feed, "link"),
        ttl_s=int(ttl) * 60 if re.fullmatch(r"\d{1,5}", ttl) else None,
        entries=[_raw_of_xml(entry, typed=found.version.startswith("atom")) for entry in found.entries],
        tombstones=tombstones,
        problem=problem,
    )


def _raw_of_xml(entry: Any, *, typed: bool) -> _Raw:
    """typed: the format says of each text whether it is markup; RSS does not, and means markup as a rule."""
    contents = [_markup(content, typed=typed) for content in entry.get("content", ())]
    source = entry.get("source")
    return _Raw(
        guid=plain(_words(entry, "id")),
        link=_words(entry, "link"),
        headline=_markup(entry.get("title_detail"), typed=typed),
        whole=max(contents, key=len, default=""),
        summary=_markup(entry.get("summary_detail"), typed=typed),
        date=_words(entry, "published") or _words(entry, "updated") or _words(entry, "created") or None,
        outlet=_words(source, "title") if source else "",
        opinion=_is_opinion(_words(tag, "term") for tag in entry.get("tags", ())),
    )


def _markup(detail: Any, *, typed: bool) -> str:
    """A text construct as markup."""
    if not detail:
        return ""
    value = _words(detail, "value")
    return _escaped(value) if typed and _words(detail, "type") == "text/plain" else value


def _is_opinion(tags: Iterable[str]) -> bool:
    return any(tag.strip().lower() in _OPINION for tag in tags)


def _no_feed(found: Any, url: str) -> str:
    offered = [
        link
        for entry in found.feed.get("links", ())
        if _words(entry, "rel") == "alternate"
        and ("rss" in _words(entry, "type") or "atom" in _words(entry, "type") or "feed+json" in _words(entry, "type"))
        and (link := web_link(urljoin(url, _words(entry, "href"))))
    ]
    if offered:
        return f"this is a web page, not a feed; it offers {', '.join(offered[:3])}"
    return "this is neither RSS nor Atom nor JSON Feed; give the address of a feed"
