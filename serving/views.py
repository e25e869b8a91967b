"""What the pages show: items, labels, versions and corrections in the pieces that a template prints."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from urllib.parse import urlsplit

from models.corrected import from_person_alone
from models.labels import PERSON, Decision, Evidence, ItemLabels
from models.taxonomy import Taxonomy
from news.item import Kind, NewsItem
from serving.phrasing import (
    BEHIND_HEADLINE,
    KIND_WORDS,
    event_words,
    excerpt,
    instant_words,
    kicker,
    outlet_words,
    short_day,
)
from serving.pipeline import ShownItem
from serving.web.highlight import Span, segments
from store.corrections import Correction
from store.records import Sighting
from store.versions import Change, Version

TONES = 6  # colours in sitrep.css; a seventh theme shares the first one's
_CITED = "cited"  # the span that a brief's sentence came from; no theme id has this form

_LANGUAGES = {"en": "English", "und": "not told"}


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
        rest = text[repeated:].lstrip(BEHIND_HEADLINE if repeated else None)
        gap = len(text) - repeated - len(rest)
        on_text = [Span(s.start - gap, s.end - gap, s.label) for s in on_text]
        return self.pieces(headline, on_headline), self.pieces(rest, on_text)


def _evidence(labels: ItemLabels | None, field: str) -> list[Span]:
    """Spans of the evidence in one field of an item, labelled by theme."""
    found: list[tuple[str, Evidence]] = [(t.id, e) for t in (labels.themes if labels else ()) for e in t.evidence or ()]
    return [Span(e.start, e.end, theme) for theme, e in found if e.field == field]


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
