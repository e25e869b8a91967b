"""Values in the words of pages and terminal: days, instants, shares, kinds, reasons, and names within a line."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from news.briefing.wording import long_day
from news.item import Kind, NewsItem
from news.splitting.boilerplate import Reason

EXCERPT = 260  # characters of an item's text in a list: three lines
BEHIND_HEADLINE = " \t\n\r.,;:!?…–—-”’)"  # where a text opens with its headline: what ends that, or goes on from it
_LONGEST_NAME = 300  # characters of a headline or an address where it leads to its page, which has all of it
_TURNING = frozenset(("R", "AL", "RLE", "RLO", "LRO", "RLI"))  # directions of characters that turn a line round
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
    flat = " ".join((behind.lstrip(BEHIND_HEADLINE) if behind != text else text).split())
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


def kicker(parts: Sequence[str | None]) -> str:
    """The small line over a headline."""
    return " · ".join(isolate(part) for part in parts if part)


def outlet_words(item: NewsItem) -> str | None:
    """Who published an item, and in which newsletter or feed it stood."""
    names = [item.outlet, item.source if item.source != item.outlet else None]
    return ", ".join(isolate(name) for name in names if name) or None


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


def passed_over(given: Iterable[str], known: Sequence[str]) -> str:
    """Say which parameters of an address a page does not read; "" when it reads all of them."""
    unknown = list(dict.fromkeys(name[:40] for name in given if name not in known))
    if not unknown:
        return ""
    takes = f"it reads {', '.join(known)}" if known else "it reads none"
    return f"Passed over in the address: {', '.join(unknown[:5])}. This page knows no such parameter; {takes}."
