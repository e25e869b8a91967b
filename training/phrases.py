"""Phrases that decide what a person's corrections say, though the champion and the stored news say otherwise.

Whoever wants a model to obey a phrase corrects many items that hold it, all in one direction. Such corrections look
right one by one; together they show. A phrase is found when, among one person's, one source's or everybody's
corrections,

- at least _FEWEST different texts hold it, and nearly all of them get the same answer for a theme;
- by its calibrated probabilities the champion expected far fewer (the bound on the chance of as many, times the number
  of phrases looked at, lies below CHANCE);
- it stands much more often in them than in the stored items, and does not get that answer there too;
- the same hand's corrections without it do not get that answer alike, unless next to no stored item holds it.

Texts are counted, each once, however many corrections tell of it: copies, and an item's themes decided one by one, make
a phrase neither more striking nor less.

An honest name that the model does not know can look the same: a person has to look, and may insist.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from models.labels import NewsText
from models.text import normalise
from news.arrays import BoolArray, FloatArray
from training.corrected import Taught
from training.hands import CHANCE, divergence, groups

_FEWEST = 10  # different texts
_AGREEING = 0.9  # share of them that get one answer
LISTED = 10
_READ = 250  # words of a text
_LENGTH = 3  # words of a phrase, before it is drawn out to all that its items share
_LONGEST = 12
_OFTENER = 5.0  # in the corrections than in the stored items
_FOREIGN = 50.0  # so much oftener is next to never in the stored items
_TOPIC = 0.7  # share of the hand's other corrections that get the answer too: it is the subject, not the phrase
_KNOWN = 3  # stored items with a phrase that say something of it
_WORD = re.compile(r"\w+|[^\w\s.,;:!?'\"’‘“”()\[\]/&–—-]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase, whose corrections it decides, and what speaks against it."""

    phrase: str
    theme: str
    answer: str  # "yes" or "no"
    by: str  # "who", "source" or "everybody"
    name: str | None
    corrections: int  # that hold it
    agreeing: int
    expected: float  # how many of them would have got that answer, by the champion
    stored: int  # other stored items that hold it
    stored_agreeing: int

    @property
    def sentence(self) -> str:
        """What was found, in a sentence."""
        hand = {"who": f"of {self.name}", "source": f"of items from {self.name}"}.get(self.by, "in all")
        elsewhere = (
            f"of {self.stored} other stored items with it {self.stored_agreeing}"
            if self.stored
            else "no other stored item holds it"
        )
        return (
            f"“{self.phrase}”: {self.agreeing} of {self.corrections} corrections {hand} that hold it say {self.answer} "
            f"to {self.theme}; by the champion {self.expected:.0f} would, {elsewhere}."
        )

    def to_json(self) -> dict[str, Any]:
        """The finding as plain values, with its sentence."""
        return {**asdict(self), "sentence": self.sentence}


@dataclass(frozen=True, slots=True)
class Stored:
    """Stored items as the champion labels them; decisions have shape (n_items, n_themes)."""

    ids: Sequence[str]
    texts: Sequence[NewsText]
    decisions: BoolArray


_Found = tuple[float, Phrase, frozenset[int]]  # how surprising, the phrase, and its corrections' rows


@dataclass(frozen=True, slots=True)
class _Hand:
    """The corrections of one person, of one source's items, or of everybody."""

    by: str
    name: str | None
    texts: list[list[int]]  # the rows of each different text
    phrases: Mapping[tuple[str, ...], set[int]]  # those that enough texts hold, with the places of these


@dataclass(frozen=True, slots=True)
class _Looked:
    """What phrases are looked for in, and held against."""

    learned: Taught
    expected: FloatArray  # as in `deciding_phrases`
    said: Sequence[Sequence[Sequence[str]]]  # the words of each corrected item
    elsewhere: "_Index"
    themes: Sequence[str]
    tried: int  # phrases, themes and answers that chance could have brought up


def deciding_phrases(
    learned: Taught, expected: FloatArray, stored: Stored, themes: Sequence[str]
) -> tuple[Phrase, ...]:
    """Find the phrases, the most striking first, at most LISTED.

    expected holds the champion's probabilities of the corrected items, shape (n_corrections, n_themes).
    """
    said = [words(text) for text in learned.texts]
    corrected = {item.item_id for item in learned.items}
    rest = [n for n, item_id in enumerate(stored.ids) if item_id not in corrected]
    elsewhere = _Index([words(stored.texts[n]) for n in rest], stored.decisions[rest])
    hands = []
    for by, name, rows in groups(learned.items, _FEWEST):
        texts = _texts(said, rows)
        hands.append(_Hand(by, name, texts, _shared([said[of[0]] for of in texts])))
    tried = max(1, sum(len(hand.phrases) for hand in hands)) * 2 * len(themes)
    looked = _Looked(learned, expected, said, elsewhere, themes, tried)
    return _once([found for hand in hands for found in _decided_by(hand, looked)])


def _decided_by(hand: _Hand, looked: _Looked) -> Iterator[_Found]:
    """The phrases that decide what a hand's corrections say."""
    decided = [_first_asked(hand.texts, looked.learned.asked[:, theme]) for theme in range(len(looked.themes))]
    for phrase, holding in hand.phrases.items():
        often = len(looked.elsewhere.rows(phrase))
        lift = (len(holding) / len(hand.texts)) / ((often + 0.5) / (len(looked.elsewhere.texts) + 1))
        if lift < _OFTENER:
            continue
        for theme, rows in enumerate(decided):
            asked = [row for place, row in rows.items() if place in holding]
            others = [row for place, row in rows.items() if place not in holding]
            found = _weighed(phrase, theme, asked, others, lift, hand, looked)
            if found is not None:
                yield found


def _weighed(
    phrase: tuple[str, ...], theme: int, asked: list[int], others: list[int], lift: float, hand: _Hand, looked: _Looked
) -> _Found | None:
    """A phrase if it decides a theme: asked are rows of the hand's texts with it, others of those without."""
    labels, often = looked.learned.labels, looked.elsewhere.rows(phrase)
    answer, agreeing = _agreed(labels[asked, theme])
    there = int((looked.elsewhere.decisions[often, theme] == answer).sum())
    if agreeing < _AGREEING * len(asked) or (len(often) >= _KNOWN and 2 * there >= len(often)):
        return None
    chances = looked.expected if answer else 1 - looked.expected
    chance = float(chances[asked, theme].mean()) if asked else 1.0
    surprise = _surprise(len(asked), agreeing, chance, looked.tried)
    topic = len(others) >= _FEWEST and (labels[others, theme] == answer).mean() >= _TOPIC
    if surprise < 0 or (topic and lift < _FOREIGN):
        return None
    told = Phrase(
        _drawn_out(phrase, [looked.said[row] for row in asked]), looked.themes[theme], "yes" if answer else "no",
        hand.by, hand.name, len(asked), agreeing, round(chance * len(asked), 1), len(often), there,
    )  # fmt: skip
    return surprise, told, frozenset(asked)


def _agreed(answers: BoolArray) -> tuple[bool, int]:
    """The answer that most give, and how many."""
    yes = int(answers.sum())
    return 2 * yes > len(answers), max(yes, len(answers) - yes)


def _surprise(count: int, agreeing: int, chance: float, tried: int) -> float:
    """How far beyond chance so many lie, in nats, after all phrases that were tried; negative: within it."""
    if count < _FEWEST or agreeing <= chance * count:
        return -1.0
    return float(count * divergence(agreeing / count, chance) - np.log(tried / CHANCE))


def words(text: NewsText) -> list[list[str]]:
    """A text's words in small letters, headline and text apart; signs that are no punctuation count as words."""
    return [_WORD.findall(normalise(part).text.lower())[:_READ] for part in (text.headline, text.text)]


def _phrases(text: Sequence[Sequence[str]]) -> set[tuple[str, ...]]:
    return {
        tuple(part[start : start + length])
        for part in text
        for length in range(1, _LENGTH + 1)
        for start in range(len(part) - length + 1)
    }


class _Index:
    """Which stored items hold a phrase."""

    def __init__(self, texts: Sequence[Sequence[Sequence[str]]], decisions: BoolArray) -> None:
        self.texts, self.decisions = texts, decisions
        self._rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for row, text in enumerate(texts):
            for phrase in _phrases(text):
                self._rows[phrase].append(row)

    def rows(self, phrase: tuple[str, ...]) -> list[int]:
        return self._rows.get(phrase, [])


def _texts(said: Sequence[Sequence[Sequence[str]]], rows: Iterable[int]) -> list[list[int]]:
    """The rows of each different text."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in rows:
        found[tuple(word for part in said[row] for word in part)].append(row)
    return list(found.values())


def _first_asked(texts: Sequence[Sequence[int]], asked: BoolArray) -> dict[int, int]:
    """The first row of each text that decides a theme, by the text's place; asked holds every row's answer."""
    first = ((place, next((row for row in rows if asked[row]), None)) for place, rows in enumerate(texts))
    return {place: row for place, row in first if row is not None}


def _shared(texts: Sequence[Sequence[Sequence[str]]]) -> Mapping[tuple[str, ...], set[int]]:
    """The phrases that enough texts hold, with the texts' places."""
    holding: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for place, text in enumerate(texts):
        for phrase in _phrases(text):
            holding[phrase].add(place)
    return {phrase: of for phrase, of in holding.items() if len(of) >= _FEWEST}


def _drawn_out(phrase: tuple[str, ...], texts: Sequence[Sequence[Sequence[str]]]) -> str:
    """The phrase with the words around it that nearly all of its texts share."""
    whole = list(phrase)
    for before in (True, False):
        while len(whole) < _LONGEST:
            near: dict[str, int] = defaultdict(int)
            for text in texts:
                for word in _beside(text, whole, before=before):
                    near[word] += 1
            word, count = max(near.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0))
            if count < _AGREEING * len(texts):
                break
            whole = [word, *whole] if before else [*whole, word]
    return " ".join(whole)


def _beside(text: Sequence[Sequence[str]], phrase: Sequence[str], *, before: bool) -> set[str]:
    size, found = len(phrase), set()
    for part in text:
        for start in range(len(part) - size + 1):
            if list(part[start : start + size]) == phrase:
                place = start - 1 if before else start + size
                if 0 <= place < len(part):
                    found.add(part[place])
    return found


def _once(found: Sequence[_Found]) -> tuple[Phrase, ...]:
    """Each set of corrections by its most striking phrase alone."""
    kept: list[tuple[Phrase, frozenset[int]]] = []
    order = sorted(
        found, key=lambda one: (-one[0], one[1].by == "everybody", one[1].stored, -len(one[1].phrase), one[1].phrase)
    )
    for _, phrase, rows in order:
        if not any(
            other.theme == phrase.theme and len(rows & of) >= 0.8 * min(len(rows), len(of)) for other, of in kept
        ):
            kept.append((phrase, rows))
    return tuple(phrase for phrase, _ in kept[:LISTED])
