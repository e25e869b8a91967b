"""What an item is called where it is listed: its headline, or its text's first sentence when it has none."""

from news.item import NewsItem
from news.sentences import Span, iter_sentences

MAX_TITLE = 100  # code points of a title taken from the text
UNTITLED = "Untitled"
_RUN_IN = 5  # words of a headline that a text says over again before its first sentence; longer ones are the news
_OPENING = 2_000  # code points of the text that are looked at: a first sentence longer than these is cut anyway


def title_of(item: NewsItem) -> str:
    """The item's headline, else its text's first sentence, cut at a word with "…" when longer than MAX_TITLE."""
    if has_headline(item):
        return item.headline
    span = first_sentence(item)
    return _shortened(" ".join(item.text[span.start : span.end].split())) if span else UNTITLED


def has_headline(item: NewsItem) -> bool:
    """Whether the headline has a word or at least a sign to show."""
    return any(character.isprintable() and not character.isspace() for character in item.headline)


def first_sentence(item: NewsItem) -> Span | None:
    """Where the first sentence of the item's text stands; None when there is none."""
    return next(iter_sentences(item.text[:_OPENING]), None)


def without_headline(item: NewsItem) -> str:
    """The item's text with spaces for a short headline that it opens with, "Tanker sinks. A missile set ...".

    Offsets into the text stay as they are.
    """
    head = item.headline.strip().rstrip(".:")
    rest = item.text[len(head) :]
    if not 0 < len(head.split()) <= _RUN_IN or item.text[: len(head)].lower() != head.lower():
        return item.text
    return " " * len(head) + " " + rest[1:] if rest[:1] in (".", ":") and rest[1:2].isspace() else item.text


def _shortened(sentence: str) -> str:
    if len(sentence) <= MAX_TITLE:
        return sentence
    head, space, _ = sentence[:MAX_TITLE].rpartition(" ")
    return (head if space else sentence[: MAX_TITLE - 1]).rstrip(" ,;:–—-") + "…"
