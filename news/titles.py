"""What an item is called where it is listed: its headline, or its text's first sentence when it has none."""

import re

from news.item import NewsItem
from news.sentences import Span, iter_sentences

MAX_TITLE = 100  # code points of a title taken from the text
UNTITLED = "Untitled"
_RUN_IN = 5  # words of a headline that a text says over again before its first sentence; longer ones may be the news
_MAX_RUN_IN = 16  # words of one that stands above a dateline
_DATELINED = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ.’' -]{2,40}(?:,\s[\w.’' ]{2,30})?\s?(?:\([^()\n]{2,40}\)\s?(?:[-–—]+\s)?|(?:[–—]|-{1,2})\s)"
)
_BEHIND_TIME = re.compile(r"\s?(?::|[–—-])\s+(?=[A-Z“\"])")
_OPENING = 2_000  # code points of the text that are looked at: a first sentence longer than these is cut anyway


def title_of(item: NewsItem) -> str:
    """The item's headline, else its text's first sentence, cut at a word with "…" when longer than MAX_TITLE."""
    if has_headline(item):
        return item.headline
    span = first_sentence(item)
    return _shortened(" ".join(item.text[span.start : span.end].split())) if span else UNTITLED


def event_title(item: NewsItem) -> str:
    """An event's title without the time that it opens with, which stands beside it: "10 a.m.: The committee meets."."""
    title = title_of(item)
    rest = title.removeprefix(item.starts_text or "")
    behind = _BEHIND_TIME.match(rest) if rest != title else None
    return rest[behind.end() :] if behind else title


def has_headline(item: NewsItem) -> bool:
    """Whether the headline has a word or at least a sign to show."""
    return any(character.isprintable() and not character.isspace() for character in item.headline)


def first_sentence(item: NewsItem) -> Span | None:
    """Where the first sentence of the item's text stands; None when there is none."""
    return next(iter_sentences(item.text[:_OPENING]), None)


def without_headline(item: NewsItem) -> str:
    """The item's text with spaces for a heading that it opens with, "Tanker sinks. A missile set ...".

    A headline that is the news' own first sentence stays. Offsets into the text stay as they are.
    """
    head = item.headline.strip().rstrip(".:")
    rest = item.text[len(head) :]
    if not head or item.text[: len(head)].lower() != head.lower() or not (rest[:1] in ".:" and rest[1:2].isspace()):
        return item.text
    return " " * (len(head) + 1) + rest[1:] if _is_heading(head, rest[1:].lstrip()) else item.text


def _is_heading(head: str, behind: str) -> bool:
    """Whether words before a text head it, being few or above a dateline."""
    return len(head.split()) <= (_MAX_RUN_IN if _DATELINED.match(behind) else _RUN_IN)


def inside(name: str) -> str:
    """A theme's name as it stands inside a sentence: "Elections" becomes "elections", "NATO" stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _shortened(sentence: str) -> str:
    if len(sentence) <= MAX_TITLE:
        return sentence
    head, space, _ = sentence[:MAX_TITLE].rpartition(" ")
    return (head if space else sentence[: MAX_TITLE - 1]).rstrip(" ,;:–—-") + "…"
