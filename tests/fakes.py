"""Small real objects for tests: a labeller that looks for words, and a taxonomy of two themes."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from string import ascii_lowercase

import numpy as np

from models.familiar import Familiar
from models.labels import Decision, Evidence, ItemLabels, NewsText, ThemeLabel
from models.spread import Spread
from models.taxonomy import Taxonomy, Theme
from news.arrays import FloatArray

NOON = datetime(2024, 10, 28, 12, tzinfo=UTC)
WORDS = {"foreign_conflict": ("troops", "strikes", "war"), "elections": ("ballot", "vote", "election")}


def make_theme(theme_id: str) -> Theme:
    """A theme with little to say."""
    name = theme_id.replace("_", " ").capitalize()
    uri = f"https://example.org/themes/{theme_id}"
    return Theme(
        theme_id, name, f"News about {theme_id}.", ("a",), ("b",), ("c",), uri, (("relatedMatch", "medtop:1"),)
    )


TAXONOMY = Taxonomy("2026.1", "2026-01", tuple(make_theme(theme_id) for theme_id in WORDS))


class KeywordLabeller:
    """Says yes to a theme when one of its words stands in headline or text."""

    def __init__(self, version: str = "2026-11-22.1") -> None:
        """A labeller of a version; `seen` counts what it was asked."""
        self.version = version
        self.taxonomy = TAXONOMY
        self.seen = 0
        self._lock = threading.Lock()

    def label(self, items: Sequence[NewsText], *, evidence: bool = False) -> list[ItemLabels]:
        """One answer per item, in order."""
        with self._lock:
            self.seen += len(items)
        return [self._label(item, evidence) for item in items]

    def vectors(self, texts: Sequence[NewsText]) -> FloatArray:
        """How often each letter stands in a text."""
        counts = [[f"{text.headline} {text.text}".lower().count(c) for c in ascii_lowercase] for text in texts]
        return np.array(counts, dtype=np.float32).reshape(len(counts), 26)

    def spread(self) -> Spread | None:
        """Nothing is known of its vectors."""
        return None

    def familiar(self) -> Familiar | None:
        """Nothing is known of what it learned from."""
        return None

    def covers(self, taxonomy: str) -> bool:
        """Its themes never change."""
        return taxonomy == self.taxonomy.version

    def _label(self, item: NewsText, evidence: bool) -> ItemLabels:
        themes = []
        for theme_id, words in WORDS.items():
            spans = [
                Evidence(field, place, place + len(word), text[place : place + len(word)])
                for field, text in (("headline", item.headline), ("text", item.text))
                for word in words
                if (place := text.find(word)) >= 0
            ]
            decision = Decision.YES if spans else Decision.NO
            probability = 0.9 if spans else 0.1
            found = tuple(spans) if evidence else None
            themes.append(ThemeLabel(theme_id, probability, decision, 0.5, 0.3, found))
        return ItemLabels(tuple(themes), "en", False)


class Clock:
    """A clock that goes on by a second each time it is read."""

    def __init__(self, start: datetime = NOON) -> None:
        """Start at a time."""
        self.time = start

    def __call__(self) -> datetime:
        """The time it is."""
        self.time += timedelta(seconds=1)
        return self.time
