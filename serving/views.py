"""What the pages show: values of the core in the words and pieces that a template prints."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import pairwise
from types import MappingProxyType
from urllib.parse import urlsplit

from models.corrected import from_person_alone
from models.labels import PERSON, Decision, Evidence, ItemLabels
from models.taxonomy import Taxonomy
from news.briefing.wording import long_day
from news.item import Kind, NewsItem
from news.splitting.boilerplate import Reason
from serving.pipeline import ShownItem
from serving.web.highlight import Span, segments
from store.corrections import Correction
from store.records import Sighting
from store.versions import Change, Version

_TURNING = frozenset(("R", "AL", "RLE", "RLO", "LRO", "RLI"))  # directions of characters that turn a line round
TONES = 6  # colours in sitrep.css; a seventh theme shares the first one's
EXCERPT = 260  # characters of an item's text in a list: three lines
_BEHIND_HEADLINE = " \t\n\r.,;:!?…–—-”’)"  # where a text opens with its headline: what ends that, or goes on from it
_LONGEST_NAME = 300  # characters of a headline or an address where it leads to its page, which has all of it
_CITED = "cited"  # the span that a brief's sentence came from; no theme id has this form

_LANGUAGES = {"en": "English", "und": "not told"}
KIND_WORDS = {
    Kind.LEAD: "Lead story",
    Kind.ARTICLE: "Article",
    Kind.TEASER: "Teaser",
    Kind.HEADLINE: "Headline",
    Kind.EVENT: "Event",
    Kind.OPINION: "Opinion",
    Kind.POLL: "Poll",
}
_REASON_WORDS = {
    Reason.SECTION_HEADING: "heading of a section",
    Reason.SECTION_INTRO: "what the section says of itself",
    Reason.TOPIC: "heading of a list",
    Reason.MASTHEAD: "the newsletter's own name and welcome",
    Reason.LINK_LABEL: "words of a link",
    Reason.SOURCE_LINKS: "outlets named after an item",
    Reason.RELATED: "side note",
    Reason.SUBSCRIPTION: "subscription and sharing",
    Reason.SPONSOR: "advertisement",
    Reason.METADATA: "date, byline or credit",
    Reason.BOILERPLATE: "stands in every issue",
    Reason.FOOTER: "sign-off and footer",
    Reason.SCRIPT: "program text",
    Reason.HIDDEN: "not shown to readers",
    Reason.DUPLICATE: "told before in this issue",
    Reason.EMPTY: "without words",
    Reason.MARKUP: "markup",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One theme's answer for one item."""

    id: str
    name: str
    tone: int
    probability: float
    decision: Decision
    threshold: float
    unsure_from: float
    by_person: bool  # a correction decides
    by_person_alone: bool  # and the model never answered: probability and cuts say nothing


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what marks it."""

    text: str
    themes: tuple[str, ...] = ()
    names: str = ""
    tone: int = 0
    cited: bool = False
    first: bool = False  # the first cited stretch, which a link from the brief jumps to


@dataclass(frozen=True, slots=True)
class Cited:
    """The words of an item that a brief's sentence came from."""

    field: str  # "headline" or "text"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item in a list or on its own page."""

    id: str
    headline: str
    kicker: str
    excerpt: str
    answers: tuple[Answer, ...]
    url: str | None
    host: str
    truncated: bool
    found: tuple[Piece, ...] = ()  # where the text holds what was looked for

    @property
    def href(self) -> str:
        """Address of the item's page."""
        return f"/items/{self.id}"


class Palette:
    """Names and colours of the themes, by their place in the taxonomy."""

    def __init__(self, taxonomy: Taxonomy, former: Mapping[str, str] = MappingProxyType({})) -> None:
        """former are the names of themes that history speaks of, and that are answered no longer."""
        self._former = former
        self.names = {theme.id: theme.name for theme in taxonomy.themes}
        self._tones = {theme_id: number % TONES for number, theme_id in enumerate(taxonomy.ids)}

    def name(self, theme_id: str) -> str:
        """A theme's name, the last one of a retired theme; of one that nobody knows, its id."""
        return self.names.get(theme_id) or self._former.get(theme_id, theme_id)

    def tone(self, theme_id: str) -> int:
        """Number of a theme's colour."""
        return self._tones.get(theme_id, 0)

    def answers(self, labels: ItemLabels | None) -> tuple[Answer, ...]:
        """Every theme's answer; empty for an item without labels."""
        return tuple(
            Answer(
                id=t.id,
                name=self.name(t.id),
                tone=self.tone(t.id),
                probability=t.probability,
                decision=t.decision,
                threshold=t.threshold,
                unsure_from=t.unsure_from,
                by_person=t.decided_by == PERSON,
                by_person_alone=from_person_alone(t),
            )
            for t in (labels.themes if labels else ())
        )

    def pieces(self, text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
        """Cut a text for display; a cited span is shown before the themes that overlap it."""
        pieces: list[Piece] = []
        for segment in segments(text, spans):
            cited = _CITED in segment.labels
            themes = tuple(label for label in segment.labels if label != _CITED)
            first = cited and not any(piece.cited for piece in pieces)
            names = ", ".join(self.name(theme) for theme in themes)
            pieces.append(Piece(segment.text, themes, names, self.tone(themes[0]) if themes else 0, cited, first))
        return tuple(pieces)

    def headline_and_text(
        self, headline: str, text: str, labels: ItemLabels | None, cited: Cited | None = None
    ) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Cut an item for display; running text, whose headline is its own first sentence, is shown once."""
        on_headline, on_text = _evidence(labels, "headline"), _evidence(labels, "text")
        if cited:
            (on_headline if cited.field == "headline" else on_text).append(Span(cited.start, cited.end, _CITED))
        repeated = len(headline) if text.startswith(headline) else 0
        on_headline += [Span(s.start, min(s.end, repeated), s.label) for s in on_text if s.start < repeated]
        on_text = [Span(s.start - repeated, s.end - repeated, s.label) for s in on_text]
        rest = text[repeated:].lstrip(_BEHIND_HEADLINE if repeated else None)
        gap = len(text) - repeated - len(rest)
        on_text = [Span(s.start - gap, s.end - gap, s.label) for s in on_text]
        return self.pieces(headline, on_headline), self.pieces(rest, on_text)


def _evidence(labels: ItemLabels | None, field: str) -> list[Span]:
    """Spans of the evidence in one field of an item, labelled by theme."""
    found: list[tuple[str, Evidence]] = [(t.id, e) for t in (labels.themes if labels else ()) for e in t.evidence or ()]
    return [Span(e.start, e.end, theme) for theme, e in found if e.field == field]


def short_day(day: date) -> str:
    """Write a day, for example 28 October 2024."""
    return f"{day.day} {day:%B} {day.year}"


def instant_words(instant: datetime) -> str:
    """Write an instant, for example 28 October 2024, 17:05 UTC."""
    utc = instant.astimezone(UTC)
    return f"{short_day(utc.date())}, {utc:%H:%M} UTC"


def event_words(starts_at: str | None, starts_text: str | None) -> str:
    """Say when an event starts; the issue's own words where no day could be read from them."""
    if starts_at is None:
        return f"“{starts_text}”" if starts_text else "Time not given"
    if "T" in starts_at:
        start = datetime.fromisoformat(starts_at)
        return f"{long_day(start.date())}, {start:%H:%M}"
    return long_day(date.fromisoformat(starts_at))


def percent(probability: float) -> str:
    """Write a probability in full percents; only a certain one is 0 or 100."""
    rounded = round(probability * 100)
    if 0 < probability < 1:
        rounded = min(max(rounded, 1), 99)
    return f"{rounded}%"


def excerpt(text: str, headline: str, longest: int = EXCERPT) -> str:
    """The text's beginning after the headline where that opens it, cut at a word."""
    behind = text.removeprefix(headline)
    flat = " ".join((behind.lstrip(_BEHIND_HEADLINE) if behind != text else text).split())
    if len(flat) <= longest:
        return flat
    return flat[:longest].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"


def cut(name: str) -> str:
    """A headline or an address, no longer than a list bears."""
    return name if len(name) <= _LONGEST_NAME else excerpt(name, "", _LONGEST_NAME)


def isolate(name: str) -> str:
    """A name within a line: one that is written from right to left turns round nothing that stands beside it."""
    if "\u2068" in name or not any(unicodedata.bidirectional(character) in _TURNING for character in name):
        return name
    return f"\u2068{name}\u2069"  # first strong isolate, pop directional isolate


def passed_over(given: Iterable[str], known: Sequence[str]) -> str:
    """Say which parameters of an address a page does not read; "" when it reads all of them."""
    unknown = list(dict.fromkeys(name[:40] for name in given if name not in known))
    if not unknown:
        return ""
    takes = f"it reads {', '.join(known)}" if known else "it reads none"
    return f"Passed over in the address: {', '.join(unknown[:5])}. This page knows no such parameter; {takes}."


def kicker(parts: Sequence[str | None]) -> str:
    """The small line over a headline."""
    return " · ".join(isolate(part) for part in parts if part)


def outlet_words(item: NewsItem) -> str | None:
    """Who published an item, and in which newsletter or feed it stood."""
    names = [item.outlet, item.source if item.source != item.outlet else None]
    return ", ".join(isolate(name) for name in names if name) or None


def item_view(
    item: NewsItem, labels: ItemLabels | None, palette: Palette, day: date | None, *, in_section: bool = True
) -> ItemView:
    """Show an item; day is None where it does not matter, in_section=False leaves section and source out."""
    when = event_words(item.starts_at, item.starts_text) if item.kind is Kind.EVENT else None
    return ItemView(
        id=item.id,
        headline=item.headline or excerpt(item.text, "") or "(no headline)",
        kicker=kicker(
            [
                KIND_WORDS[item.kind],
                when,
                item.section if in_section else None,
                outlet_words(item) if in_section else item.outlet,
                short_day(day) if day else None,
            ]
        ),
        excerpt=excerpt(item.text, item.headline),
        answers=palette.answers(labels),
        url=item.url,
        host=(urlsplit(item.url).hostname or "").removeprefix("www.") if item.url else "",
        truncated=item.truncated,
    )


def item_day(found: ShownItem) -> date:
    """The day that an item counts to: its issue's, else that of its time in UTC."""
    sighting = found.stored.sighting
    return sighting.day or sighting.at.date()


def stored_view(labelled: ShownItem, palette: Palette) -> ItemView:
    """Show a stored item as it was sighted."""
    return item_view(labelled.stored.item, labelled.labels, palette, item_day(labelled))


def with_found(view: ItemView, stretches: Sequence[tuple[str, bool]]) -> ItemView:
    """The same item with where its text holds what was looked for: `Store.excerpts`."""
    return replace(view, found=tuple(Piece(text, cited=looked_for) for text, looked_for in stretches))


def _sighting_words(sighting: Sighting) -> str:
    source = sighting.source or ("posted on its own" if sighting.issue_id is None else None)
    when = short_day(sighting.day) if sighting.day else instant_words(sighting.at)
    return kicker([source, sighting.section, when])


def item_facts(found: ShownItem, sightings: Sequence[Sighting]) -> tuple[tuple[str, str], ...]:
    """What is known of an item's origin, as name and value."""
    item = found.stored.item
    seen = "; ".join(dict.fromkeys(_sighting_words(sighting) for sighting in sightings))
    known = (
        ("Kind", KIND_WORDS[item.kind]),
        ("Starts", event_words(item.starts_at, item.starts_text) if item.kind is Kind.EVENT else None),
        ("Outlet", item.outlet),
        ("Published", instant_words(item.published_at) if item.published_at else None),
        ("Seen in", seen),
        ("Received", instant_words(found.stored.sighting.received_at)),
        ("Language", _LANGUAGES.get(found.labels.language, found.labels.language) if found.labels else None),
        ("Labelled by", found.model),
    )
    return tuple((name, value) for name, value in known if value)


@dataclass(frozen=True, slots=True)
class FormerVersion:
    """What an item said before its publisher changed it."""

    headline: str
    text: str
    until: str  # in words: what ended it, and when


def former_versions(versions: Sequence[Version]) -> tuple[FormerVersion, ...]:
    """The versions that are no longer in force, the last first."""
    return tuple(
        FormerVersion(
            before.headline,
            before.text,
            f"{'Taken back' if after.change is Change.RETRACTED else 'Changed'} {instant_words(after.seen_at)}",
        )
        for before, after in reversed(list(pairwise(versions)))
    )


def correction_history(history: Sequence[Correction], palette: Palette) -> tuple[tuple[str, str, str], ...]:
    """What people said of an item: its themes, by whom and when, and why; newest first."""
    return tuple(
        (_said_words(said, palette), f"{said.who or 'somebody'}, {instant_words(said.when)}", said.why or "")
        for said in history
    )


def _said_words(said: Correction, palette: Palette) -> str:
    if said.skipped:
        return "No answer: the model decides"
    words = ", ".join(palette.name(theme) for theme in said.themes) or "No theme"
    if not set(palette.names) <= set(said.asked):
        words += f"; asked about {', '.join(palette.name(theme) for theme in said.asked) or 'none'} alone"
    marks = [name for name, set_ in (("doubtful", said.doubtful), ("pinned", said.pinned)) if set_]
    return f"{words} ({', '.join(marks)})" if marks else words


def note_words(notes: Sequence[str]) -> tuple[str, ...]:
    """Say in words what a label's notes mean; an unknown note is shown as it is."""
    known = {
        "language:und": "The text does not read like English; the model reads English only.",
        "leet": "Letters are written as digits or signs here, which hides words from the model.",
        "spaced_letters": "Letters stand apart here, which hides words from the model.",
    }
    return tuple(known.get(note) or _language_words(note) for note in notes)


def _language_words(note: str) -> str:
    if not note.startswith("language:"):
        return note
    return f"The text is not in English ({note.removeprefix('language:')}); the model reads English only."


def reason_words(reason: str) -> str:
    """Say why a piece was left out."""
    return _REASON_WORDS[Reason(reason)] if reason in set(Reason) else reason.replace("_", " ")
