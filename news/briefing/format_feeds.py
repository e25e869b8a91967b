"""A brief as a feed, an entry per story: Atom (RFC 4287) and JSON Feed 1.1."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from news.brief import Brief, BriefStory, BriefTheme
from news.briefing import wording
from news.briefing.format_html import story_to_fragment
from news.briefing.formats import ItemUrl
from news.briefing.wording import clean
from news.clean import xml_text
from news.instants import utc_text

_ATOM = "http://www.w3.org/2005/Atom"
_AUTHOR = "Sitrep"


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """Where a feed and what it tells of can be read."""

    feed_url: str
    page_url: str
    item_url: ItemUrl


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    title: str
    html: str
    text: str
    url: str
    themes: tuple[tuple[str, str], ...]
    authors: tuple[str, ...]


def brief_to_atom(brief: Brief, place: FeedPlace, updated: datetime) -> str:
    """The brief as an Atom feed; corrections and what the brief was made from stand in its first and last entry."""
    register_namespace("", _ATOM)
    feed = Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    stamp = utc_text(updated, "seconds")

    def add(parent: Element, name: str, words: str = "", **attributes: str) -> Element:
        child = SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        child.text = xml_text(words) or None
        return child

    add(feed, "id", _urn(brief, ""))
    add(feed, "title", _title(brief))
    add(feed, "updated", stamp)
    add(add(feed, "author"), "name", _AUTHOR)
    add(feed, "link", rel="self", type="application/atom+xml", href=place.feed_url)
    add(feed, "link", rel="alternate", type="text/html", href=place.page_url)
    add(feed, "generator", _AUTHOR)
    for entry in _entries(brief, place):
        node = add(feed, "entry")
        add(node, "id", entry.id)
        add(node, "title", entry.title)
        add(node, "updated", stamp)
        add(node, "link", rel="alternate", type="text/html", href=entry.url)
        for author in entry.authors:
            add(add(node, "contributor"), "name", author)
        for term, label in entry.themes:
            add(node, "category", term=term, label=label)
        add(node, "content", entry.html, type="html")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(feed, encoding="unicode")}\n'


def brief_to_json_feed(brief: Brief, place: FeedPlace, updated: datetime) -> str:
    """The brief as JSON Feed 1.1."""
    record = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(brief),
        "home_page_url": place.page_url,
        "feed_url": place.feed_url,
        "language": "en",
        "authors": [{"name": _AUTHOR}],
        "items": [
            {
                "id": entry.id,
                "url": entry.url,
                "title": entry.title,
                "content_html": entry.html,
                "content_text": entry.text,
                "date_published": utc_text(updated, "seconds"),
                "tags": [label for _, label in entry.themes],
                **({"authors": [{"name": author} for author in entry.authors]} if entry.authors else {}),
            }
            for entry in _entries(brief, place)
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _entries(brief: Brief, place: FeedPlace) -> Iterator[_Entry]:
    if brief.corrections:
        yield _lines(
            brief, place, "corrections", wording.CORRECTIONS, [wording.correction(n) for n in brief.corrections]
        )
    for theme in brief.themes:
        for story in theme.stories:
            yield _story(story, theme, brief, place)
        rest = [wording.opinion_mark(item) + wording.listed(item) for item in (*theme.more, *theme.opinions)]
        rest += [line for line in (theme.note, wording.untold(theme)) if line]
        if rest:
            yield _lines(brief, place, f"theme:{theme.id}", f"{theme.name}, in brief", rest)
    for name, title, lines in (
        ("agenda", wording.AGENDA, [f"{wording.when(e)}: {wording.listed(e.item)}" for e in brief.agenda]),
        ("other", wording.OTHER, [wording.opinion_mark(item) + wording.listed(item) for item in brief.other]),
        ("closed", wording.CLOSED, wording.closed(brief)),
        ("made", "How this brief was made", wording.footer_lines(brief)),
    ):
        if lines:
            yield _lines(brief, place, name, title, lines)


def _story(story: BriefStory, theme: BriefTheme, brief: Brief, place: FeedPlace) -> _Entry:
    names = {theme.id: theme.name for theme in brief.themes}
    return _Entry(
        id=_urn(brief, story.id),
        title=clean(story.headline),
        html=story_to_fragment(story, brief, place.item_url),
        text="\n".join(wording.story_lines(story, brief)),
        url=place.item_url(story.items[0].id),
        themes=tuple((theme_id, names[theme_id]) for theme_id in (theme.id, *story.also_in)),
        authors=tuple(clean(outlet) for outlet in story.outlets),
    )


def _lines(brief: Brief, place: FeedPlace, name: str, title: str, lines: list[str]) -> _Entry:
    plain = [clean(line) for line in lines]
    html = "<ul>" + "".join(f"<li>{escape(line, quote=False)}</li>" for line in plain) + "</ul>"
    return _Entry(_urn(brief, name), clean(title), html, "\n".join(plain), place.page_url, (), ())


def _title(brief: Brief) -> str:
    return clean(f"{wording.title(brief)} ({brief.timezone})")


def _urn(brief: Brief, part: str) -> str:
    """A name that stays for one edition, zone and part, wherever it is served."""
    return uuid5(NAMESPACE_URL, f"sitrep:brief:{brief.edition}:{brief.timezone}:{part}").urn
