"""Items and briefs as IPTC ninjs 2.1 (https://iptc.org/std/ninjs/)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from news.brief import Brief
from news.briefing import wording
from news.briefing.formats import ItemUrl
from news.briefing.wording import clean
from news.instants import utc_text
from news.item import Kind, NewsItem
from news.titles import has_headline, title_of

_STANDARD = {
    "name": "ninjs",
    "version": "2.1",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_2.1.json",
}
_MEDIATOPIC = "http://cv.iptc.org/newscodes/mediatopic/"  # where the short form "medtop:20000053" stands


@dataclass(frozen=True, slots=True)
class Subject:
    """A theme as ninjs names it: its own URI, and those of the IPTC Media Topics that it is linked to."""

    name: str
    uri: str
    topics: tuple[str, ...]  # "medtop:20000053"


@dataclass(frozen=True, slots=True)
class NinjsItem:
    """An item with what is known of it; probabilities are those of its themes, 0 to 1, best first."""

    item: NewsItem
    received_at: datetime
    language: str | None
    subjects: Sequence[tuple[Subject, float]]
    version: int = 1
    retracted: bool = False  # by its publisher


def item_to_ninjs(found: NinjsItem, item_url: ItemUrl) -> dict[str, Any]:
    """One item as a ninjs object; its uri is its page here, the publisher's own address an alternative id."""
    item = found.item
    record: dict[str, Any] = {
        "uri": item_url(item.id),
        "standard": _STANDARD,
        "type": "text",
        "representationtype": "partial" if item.truncated or item.kind is Kind.HEADLINE else "full",
        "profile": item.kind.value,
        "version": str(found.version),
        "versioncreated": utc_text(found.received_at, "seconds"),
        "pubstatus": "canceled" if found.retracted else "usable",
        "title": title_of(item),
    }
    if item.published_at is not None:
        record["contentcreated"] = utc_text(item.published_at, "seconds")
    if found.language and found.language != "und":
        record["language"] = found.language
    if has_headline(item):
        record["headlines"] = [{"role": "main", "contenttype": "text/plain", "value": item.headline}]
    if item.text:
        record["bodies"] = [_body(item.text)]
    if found.subjects:
        record["subjects"] = [entry for subject, p in found.subjects for entry in _subjects(subject, p)]
    sources = list(dict.fromkeys(name for name in (item.outlet, item.source) if name))
    if sources:
        record["infosources"] = [{"name": name} for name in sources]
    if item.url:
        record["altids"] = [{"role": "publisher", "value": item.url}]
    if item.kind is Kind.EVENT and item.starts_at:
        record["events"] = [{"name": title_of(item), "literal": item.starts_at}]
    return record


def brief_to_ninjs(
    brief: Brief, items: Mapping[str, NinjsItem], item_url: ItemUrl, brief_url: str, updated: datetime
) -> dict[str, Any]:
    """A brief as one composite ninjs object; each item that its stories were told from is an association."""
    stories = [story for theme in brief.themes for story in theme.stories]
    told = [items[link.id] for story in stories for link in story.items if link.id in items]
    text = "\n\n".join(_sections(brief))
    record: dict[str, Any] = {
        "uri": brief_url,
        "standard": _STANDARD,
        "type": "composite",
        "representationtype": "full",
        "profile": "brief",
        "version": "1",
        "versioncreated": utc_text(updated, "seconds"),
        "language": "en",
        "title": wording.title(brief),
        "headlines": [{"role": "main", "contenttype": "text/plain", "value": wording.title(brief)}],
        "bodies": [_body(text)] if text else [],
        "descriptions": [{"role": "note", "value": clean(" ".join(wording.footer_lines(brief)))}],
        "associations": [
            {"name": one.item.id, **item_to_ninjs(one, item_url)} for one in {o.item.id: o for o in told}.values()
        ],
    }
    if brief.corrections:
        notes = [wording.correction(notice) for notice in brief.corrections]
        record["descriptions"] += [{"role": "correction", "value": clean(note)} for note in notes]
    return record


def _sections(brief: Brief) -> Iterator[str]:
    """What a brief says, but for corrections and footer: its stories, then the lists, as other formats have them."""
    for theme in brief.themes:
        for story in theme.stories:
            yield "\n".join([clean(story.headline), *wording.story_lines(story, brief)])
        untold = wording.untold(theme)
        lists = (
            (None, [theme.note] if theme.note else []),
            (f"{theme.name}, more:", [*map(wording.listed, theme.more), *([untold] if untold else [])]),
            (f"{theme.name}, see also:", wording.see_also(theme, brief)),
            (f"{theme.name}, opinion:", list(map(wording.listed, theme.opinions))),
        )
        yield from ("\n".join([*([title] if title else []), *map(clean, lines)]) for title, lines in lists if lines)
    ends = (
        (wording.AGENDA, [f"{wording.when(entry)}: {wording.listed(entry.item)}" for entry in brief.agenda]),
        (wording.OTHER, [wording.opinion_mark(item) + wording.listed(item) for item in brief.other]),
        (wording.CLOSED, wording.closed(brief)),
    )
    yield from ("\n".join([f"{title}:", *map(clean, lines)]) for title, lines in ends if lines)


def _body(text: str) -> dict[str, Any]:
    return {
        "role": "main",
        "contenttype": "text/plain",
        "charcount": len(text),
        "wordcount": len(text.split()),
        "value": text,
    }


def _subjects(subject: Subject, probability: float) -> list[dict[str, Any]]:
    sure = {"creator": "sitrep", "confidence": round(probability * 100)}
    found = [{"name": subject.name, "uri": subject.uri, **sure}]
    for topic in subject.topics:
        found.append({"rel": "related", "uri": _MEDIATOPIC + topic.removeprefix("medtop:"), **sure})
    return found
