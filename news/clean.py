"""Text and HTML of strangers made safe: plain text without invisible characters, allow-listed HTML, web links only."""

import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import nh3

from news.blocks import JOINERS, visible

_MAX_URL_CHARS = 4096  # beyond it no browser or server agrees on what a link means
_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i"),
    *("li", "ol", "p", "pre", "q", "s", "small", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead"),
    *("tr", "u", "ul"),
}
# What mailers and social networks add to any address; a page's own parameters ("ref", "cid") may be needed to reach it.
_ADDED = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|mkt_tok|_hsenc|_hsmi|igshid|vero_id", re.IGNORECASE)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|mkt_tok|ref|cmpid|ns_\w+|s?cid", re.IGNORECASE)
# All but the characters that XML 1.0 can hold.
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile(r"\s+")
_TURN = re.compile(r"(?<![ \t])[ \t]*[\r\n]\s*")  # from the first of many spaces on, not anew from each
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")


def plain(text: str) -> str:
    """One line of plain text: entities decoded, controls and bidi marks gone, whitespace runs as one space."""
    shown = "".join(visible(char) for char in html.unescape(text))
    return _SPACES.sub(" ", shown).strip(" " + JOINERS)


def without_references(address: str) -> str:
    """An address, or another attribute, with its character references decoded: those that end in a semicolon.

    The others that text may have would make of "?id=1&section=world" another address.
    """
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), address)


def safe_html(markup: str) -> str:
    """HTML by an allow-list, without scripts, styles, images and foreign schemes; fit to be shown."""
    return nh3.clean(
        markup,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )


def xml_text(text: str) -> str:
    """The text without what XML 1.0 cannot hold."""
    return _NO_XML.sub("", text)


def web_link(url: str) -> str | None:
    """The link when it is http or https with a host; else None.

    Controls are removed, and white space around it and where its line was turned; a space inside is written %20.
    """
    written = _TURN.sub("", without_references(url).strip()).replace(" ", "%20")
    joined = "".join(char for char in written if visible(char).strip())
    if len(joined) > _MAX_URL_CHARS:
        return None
    try:
        joined.encode()  # which raises for half a surrogate pair, as JSON may hold
        parts = urlsplit(joined)
        host, _ = parts.hostname, parts.port  # which raises for one that is none
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and host and "%" not in host else None


def printed_link(url: str) -> str:
    """The address without what tells who followed it, else to the letter: for print, while the stored one stays."""
    head, mark, query = url.partition("?")
    query, sharp, fragment = query.partition("#")
    kept = [pair for pair in query.split("&") if not _ADDED.fullmatch(pair.partition("=")[0])]
    return f"{head}{mark if kept else ''}{'&'.join(kept)}{sharp}{fragment}"


def canonical_url(url: str) -> str:
    """The address that a page keeps however it was linked: no fragment, no tracking, lower-case host."""
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path.rstrip("/"), urlencode(query), ""))
