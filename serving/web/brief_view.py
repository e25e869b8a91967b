"""The brief as its page shows it: source marks numbered per story, links to the words cited, counts in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from news.brief import Brief, BriefSentence, BriefStory, Citation, Footer
from news.briefing import wording
from news.briefing.agenda import AgendaEntry
from news.briefing.item_links import ItemLink
from news.briefing.wording import paragraphs, without_headline
from news.prose import capital, counted
from serving import phrasing, views

FORMATS = (  # in which the page offers a brief, and their names
    *(("text", "text"), ("markdown", "Markdown"), ("html", "mail"), ("json", "JSON"), ("atom", "Atom")),
    *(("jsonfeed", "JSON Feed"), ("calendar", "calendar of the agenda"), ("ninjs", "IPTC ninjs")),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A source mark."""

    number: int
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its source marks."""

    text: str
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A headline that leads to its item's page."""

    href: str
    headline: str
    outlet: str


@dataclass(frozen=True, slots=True)
class Story:
    """One event. A sentence that says the headline over again is left out; its marks stand at the headline."""

    id: str
    href: str
    headline: str
    references: tuple[Reference, ...]
    paragraphs: tuple[tuple[Sentence, ...], ...]  # a headline told as a fact stands in one of its own
    why: str
    outlets: str
    single_source: bool
    also_in: tuple[str, ...]  # theme ids
    disputed: tuple[str, ...]
    progress: str | None


@dataclass(frozen=True, slots=True)
class Pointer:
    """A story that another theme tells."""

    href: str
    headline: str
    theme: str


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme's part."""

    id: str
    name: str
    tone: int
    note: str | None
    stories: tuple[Story, ...]
    more: tuple[Link, ...]
    untold: int
    see_also: tuple[Pointer, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """An announced event; `time` is empty when only its day is known."""

    link: Link
    time: str


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """The events of one day, or those whose day could not be read."""

    name: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole brief."""

    date: date
    themes: tuple[Theme, ...]
    agenda: tuple[AgendaDay, ...]
    opinions: tuple[Link, ...]
    other: tuple[Link, ...]
    closed: tuple[str, ...]
    corrections: tuple[str, ...]
    footer: tuple[str, ...]


def brief_page(brief: Brief, palette: views.Palette) -> Page:
    """Show a brief."""
    return Page(
        date=brief.date,
        themes=tuple(
            Theme(
                id=theme.id,
                name=theme.name,
                tone=palette.tone(theme.id),
                note=theme.note,
                stories=tuple(_story(story) for story in theme.stories),
                more=tuple(_link(item) for item in theme.more),
                untold=theme.untold,
                see_also=tuple(Pointer(f"#{r.story}", r.headline, palette.name(r.theme)) for r in theme.see_also),
            )
            for theme in brief.themes
        ),
        agenda=_agenda(brief.agenda),
        opinions=tuple(_link(item) for theme in brief.themes for item in theme.opinions),
        other=tuple(_link(item) for item in brief.other),
        closed=tuple(wording.closed(brief)),
        corrections=tuple(wording.correction(notice) for notice in brief.corrections),
        footer=_footer(brief.footer),
    )


def _story(story: BriefStory) -> Story:
    numbers = {item.id: number for number, item in enumerate(story.items, start=1)}
    titles = {item.id: _link(item).outlet or item.headline for item in story.items}
    told, repeated = without_headline(story)
    return Story(
        id=story.id,
        href=f"/stories/{story.id}",
        headline=story.headline,
        references=tuple(dict.fromkeys(m for one in repeated for m in _sentence(one, numbers, titles).references)),
        paragraphs=tuple(
            tuple(_sentence(sentence, numbers, titles) for sentence in paragraph) for paragraph in paragraphs(told)
        ),
        why=capital(", ".join(story.why)),
        outlets=", ".join(phrasing.isolate(outlet) for outlet in story.outlets),
        single_source=story.single_source,
        also_in=story.also_in,
        disputed=tuple(wording.disputes(story)),
        progress=wording.progress(story),
    )


def _sentence(sentence: BriefSentence, numbers: dict[str, int], titles: dict[str, str]) -> Sentence:
    return Sentence(
        sentence.text,
        tuple(
            Reference(numbers[source.item], _cited_href(source), f"Source: {titles[source.item]}")
            for source in sentence.sources
            if source.item in numbers
        ),
    )


def _cited_href(source: Citation) -> str:
    """The item's page with the cited words marked and in view."""
    query = urlencode({"field": source.field, "start": source.start, "end": source.end})
    return f"/items/{source.item}?{query}#cited"


def _link(item: ItemLink) -> Link:
    return Link(f"/items/{item.id}", item.headline, wording.whence(item))


def _agenda(entries: Sequence[AgendaEntry]) -> tuple[AgendaDay, ...]:
    """Events by day; the brief gives them in order, those without a day last."""
    days = groupby(entries, key=lambda entry: entry.starts_at[:10] if entry.starts_at else None)
    return tuple(
        AgendaDay(phrasing.event_words(day, None) if day else "Day not told", tuple(_event(entry) for entry in events))
        for day, events in days
    )


def _event(entry: AgendaEntry) -> Event:
    if entry.starts_at is None:
        return Event(_link(entry.item), f"“{entry.starts_text}”" if entry.starts_text else "")
    return Event(_link(entry.item), wording.when(entry)[len("2026-11-20 ") :])


def _footer(footer: Footer) -> tuple[str, ...]:
    """What the brief was made from, in words."""
    lines = [f"Made from {counted(footer.items, 'item')}{_of(footer.sources)}."]
    lines.append(f"With a theme {footer.labelled}, left open {footer.unsure}, with none {footer.unlabelled}.")
    if footer.events or footer.opinions:
        listed = f"{counted(footer.events, 'event')} and {counted(footer.opinions, 'opinion')}"
        lines.append(f"{listed} among them are listed, not quoted.")
    if footer.announced:
        lines.append(f"{counted(footer.announced, 'event')} of the agenda came from earlier days.")
    if footer.dropped:
        lines.append(f"Dropped from its issues as no news: {counted(footer.dropped, 'piece')}.")
    if footer.repeated:
        lines.append(f"{counted(footer.repeated, 'item')} told nothing that was not told before.")
    if footer.feeds_down is not None:
        lines.append(f"Feeds down: {', '.join(footer.feeds_down) or 'none'}.")
    if footer.unsorted:
        lines.append(f"{wording.unsorted(footer)}.")
    if footer.generated is None:
        lines.append(f"{counted(footer.words, 'word')}, every sentence taken whole from its source.")
    else:
        lines.append(f"{counted(footer.words, 'word')}. {wording.generated(footer)}.")
    lines.append(f"Themes by model {footer.model}, taxonomy {footer.taxonomy}.")
    return tuple(lines)


def _of(sources: Sequence[str]) -> str:
    if not sources:
        return ""
    named = ", ".join(phrasing.isolate(source) for source in sources[:4])
    return f" of {named}" + (f" and {counted(len(sources) - 4, 'other source')}" if len(sources) > 4 else "")
