"""How a split is held against its gold: item F1, then section, kind, headline, outlet and time of the matched.

An item matches a gold item when their words overlap by at least 0.8 of the longer of the two; each matches once,
best first. Words of an item are its headline and text, its text alone, or its headline and outlet, whichever fits.
An item that shares no run of words with any gold item is boilerplate that came through; a gold item that shares none
with any item was dropped.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from news.item import NewsItem

MATCH = 0.8
SHARED = 1 / 3  # of an item's runs of three words: with fewer in common, two texts only happen to use the same phrases
RUN = 3
FIELDS = ("section", "kind", "headline", "outlet", "starts_at", "truncated")


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one or many issues; add them up with `+`."""

    gold: int
    found: int
    matched: int
    right: Mapping[str, int]  # per field, of the matched items whose gold names it
    asked: Mapping[str, int]
    wrong: tuple[str, ...]
    boilerplate: int = 0  # items of ours that are of no gold item
    dropped: int = 0  # gold items of which no item of ours has anything

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.gold + other.gold,
            self.found + other.found,
            self.matched + other.matched,
            Counter(self.right) + Counter(other.right),
            Counter(self.asked) + Counter(other.asked),
            self.wrong + other.wrong,
            self.boilerplate + other.boilerplate,
            self.dropped + other.dropped,
        )

    @property
    def f1(self) -> float:
        return 2 * self.matched / (self.gold + self.found) if self.gold + self.found else 1.0

    def share(self, field: str) -> float:
        return self.right.get(field, 0) / self.asked[field] if self.asked.get(field) else 1.0


def score(items: Sequence[NewsItem], gold: Sequence[Mapping[str, Any]]) -> Score:
    """Hold the items of one issue against its gold items."""
    pairs = sorted(
        ((_overlap(item, wanted), at, other) for at, item in enumerate(items) for other, wanted in enumerate(gold)),
        key=lambda pair: -pair[0],
    )
    taken: dict[int, int] = {}
    for overlap, at, other in pairs:
        if overlap >= MATCH and at not in taken.values() and other not in taken:
            taken[other] = at
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    ours = [f"{item.headline} {item.text}" for item in items]
    theirs = [f"{_gold_words(wanted)} {wanted.get('outlet', '')}" for wanted in gold]
    extra = [at for at in range(len(items)) if at not in taken.values()]
    missed = [other for other in range(len(gold)) if other not in taken]
    strange = {at for at in extra if not any(_holds(whole, ours[at]) for whole in theirs)}
    lost = {other for other in missed if not any(_holds(part, theirs[other]) for part in ours)}
    lost -= {other for other in lost if any(_holds(theirs[other], part) for part in ours)}
    wrong = [f"{'boilerplate' if at in strange else 'extra'}: {items[at].headline[:80]!r}" for at in extra]
    wrong += [f"{'dropped' if other in lost else 'missed'}: {theirs[other][:80]!r}" for other in missed]
    for other, at in taken.items():
        for field in FIELDS:
            if field in gold[other]:
                asked[field] += 1
                found = getattr(items[at], field)
                if found == gold[other][field]:
                    right[field] += 1
                else:
                    wrong.append(f"{field}: {found!r} is not {gold[other][field]!r}: {items[at].headline[:60]!r}")
    return Score(len(gold), len(items), len(taken), right, asked, tuple(wrong), len(strange), len(lost))


def _holds(whole: str, part: str) -> bool:
    """Whether a text has a third of another one's runs of words."""
    runs = _runs(part)
    return bool(runs) and len(runs & _runs(whole)) >= SHARED * len(runs)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + RUN]) for at in range(max(len(words) - RUN + 1, 1))} if words else set()


def _gold_words(wanted: Mapping[str, Any]) -> str:
    headline, text = wanted.get("headline", ""), wanted.get("text", "")
    return text if text.startswith(headline) else f"{headline} {text}".strip()


def _overlap(item: NewsItem, wanted: Mapping[str, Any]) -> float:
    gold = _words(_gold_words(wanted))
    forms = (f"{item.headline} {item.text}", item.text, f"{item.headline} ({item.outlet})", item.headline)
    return max(_share(_words(form), gold) for form in forms)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def _share(ours: Counter[str], gold: Counter[str]) -> float:
    longer = max(ours.total(), gold.total())
    return (ours & gold).total() / longer if longer else 0.0
