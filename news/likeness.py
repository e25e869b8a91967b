"""How like news items are to each other as reports of one event, and how like to others of their subject.

What raises it above plain tf-idf on the sets of benchmarks/stories.py: document frequencies count _PRIOR more texts, so
that a day of few items does not take its one subject for a stop word; a word that no other item has counts less, since
it can join nothing and only lengthens the vector; a title says most of what the event is; reports that lie days apart
are less alike, and so are those that name other days of the week; what an encoder finds alike is more so.

An item's likeness to all others is worked out on its own, and is the same to the last bit as beside others.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from news.arrays import BoolArray, DoubleArray, FloatArray, IndexArray
from news.common_words import shared_expressions
from news.credits import without_credits
from news.item import Kind, NewsItem
from news.named_days import agreement, named_days
from news.tfidf import UNIT_STEPS, Terms, Tfidf, Vocabulary, stepped
from news.titles import has_headline, title_of, without_headline
from news.words import terms

CUT = 0.14  # likeness beyond the crowd's; from 0.11 to 0.15 the sets differ by less than a point, see docs/stories.md
_TITLE = 5  # times that a title's words count above a long text; from 4 to 6 as good
_LONG = 75  # terms, as 130 words have
_OPENING_CHARS = 6_000  # of the text, in which as many words stand
OPENING_WORDS = 200  # of the text; what follows is background, and background joins unlike stories
_PRIOR = 300  # texts that every word is missing from
_ALONE = 0.7  # the weight of a word that one item alone has, among _MANY items or more
_MANY = 40  # among fewer, nearly every word is alone, and that says less; the weight goes up to 1
_CROWD = (7, 30)  # of an item's neighbours, the nearest first; nearer ones may be reports of its own event
_FEW = 5  # neighbours beyond the first of the crowd; among fewer the crowd's likeness is not known
_CROWD_LASTS = 0.3  # of the likeness in a crowd, whatever lies between its items; the rest fades with the days
_CROWDED = 0.25  # their likeness at most: more is a large story, no crowded subject
_SUPPOSED = 0.08  # their likeness where it is not known
_MEASURED = 3500  # words among which it is known, as 28 long texts have; among fewer it is partly supposed
_SAME_DAYS = 1.0  # apart that cost nothing: an event is reported on the next day, too
_SAME_OUTLET = 0.75  # one outlet tells an event once as a rule: what it tells beside it is something else
_POLL = 0.5  # what people think of a subject is no event; its likeness to others is most of it the subject's
_FADE_DAYS = 2.5  # after that likeness falls by a factor of e in so many days
# Of two items that name days of the week likeness grows by the first, times what they agree beyond the second; days
# that tell one event from the next are worth less where the items' own times do it, too.
_NAMED_DAYS = (0.5, 0.6)
_NAMED_DAYS_TIMED = (0.2, 0.2)
_VECTORS = 0.2  # of the likeness; from 0.15 to 0.3 as good
# What stands for the likeness by vectors of items that have none, so that one cut fits both: four fifths of what goes
# with a likeness by words in the mean of the sets of docs/stories.md that weights are chosen on.
_BY_WORDS = (0.0, 0.05, 0.12, 0.24, 0.46, 1.0)
_BY_VECTORS = (0.01, 0.055, 0.2, 0.38, 0.58, 1.0)
_AT_ONCE = 1000  # items whose likeness to all is worked out in one go; it takes some tables of so many rows
_PASTED = re.compile(r"(?<=\S)\s+Read (?:more|latest)\b.*?https?://\S+|https?://\S+", re.IGNORECASE)  # with a headline
# Of the likeness by words, where a short item shares one expression alone with another that is not nearly the same: a
# minister, an office, an earthquake. Long texts of any subject share more.
_ONE_THING = 0.4
_SHORT = 80  # terms, as a headline and 130 words have
_SAME_WORDS = 2 / 3  # of the shorter item's: it is the same headline in other words


@dataclass(frozen=True, slots=True, eq=False)
class ReadItem:
    """What of an item counts when it is compared; a small part of its text."""

    id: str
    kind: Kind
    published_at: datetime | None
    timed: bool  # published_at says when it was published, and not when it was received
    outlet: str | None
    letter: str | None  # the newsletter, of a piece of an issue
    words: tuple[str, ...]
    terms: Terms
    named: tuple[int, ...]  # how often it names each day of the week


def read_items(
    items: Iterable[NewsItem], vocabulary: Vocabulary | None = None, undated: Container[str] = ()
) -> list[ReadItem]:
    """Read items to be compared with each other, and with others that the same vocabulary was used for.

    undated holds the ids of those whose time says when they were received and not when they were published.
    """
    words = Vocabulary() if vocabulary is None else vocabulary
    return [_read(item, words, item.published_at is not None and item.id not in undated) for item in items]


def _read(item: NewsItem, vocabulary: Vocabulary, timed: bool) -> ReadItem:
    words = _words(item)
    opening = " ".join(item.text.split(maxsplit=OPENING_WORDS)[:OPENING_WORDS])
    return ReadItem(
        id=item.id,
        kind=item.kind,
        published_at=item.published_at,
        timed=timed,
        outlet=item.outlet,
        letter=item.source if item.end else None,
        words=words,
        terms=vocabulary.terms(words),
        named=tuple(named_days(f"{item.headline} {opening}")),
    )


def _words(item: NewsItem) -> tuple[str, ...]:
    """The terms of headline and text; those of a title above a long text several times.

    A teaser is hardly longer than its title, and a headline that is the text's own beginning is no title.
    """
    title = _PASTED.sub("", title_of(item) if has_headline(item) else "")
    below = without_credits(without_headline(item)[:_OPENING_CHARS]).lstrip()
    above, text = telling(title), telling(below, OPENING_WORDS)
    begun = below.startswith(item.headline.strip())
    times = 1 if begun else 1 + round((_TITLE - 1) * min(len(text) / _LONG, 1))
    return (*above * times, *text)


def telling(text: str, limit: int | None = None) -> list[str]:
    """The terms of text without single digits: "6" of a date and of "6.5 %" is no word that two events share."""
    return [term for term in terms(text, limit) if len(term) > 1 or not term.isdigit()]


def by_words(texts: Sequence[Terms]) -> Tfidf:
    """The texts with their words weighed."""
    return Tfidf(texts, _idf(len(texts)))


def _idf(count: int) -> Callable[[IndexArray], DoubleArray]:
    """How much a word says by the number of texts that hold it, among so many."""
    by_holders = np.log((_PRIOR + count) / (1 + np.arange(count + 1)))
    by_holders[1:2] *= 1 - (1 - _ALONE) * min(count / _MANY, 1)
    return lambda held: by_holders[held]


class Likeness:
    """How like each of some items is to all of them."""

    def __init__(self, items: Sequence[ReadItem], vectors: Mapping[str, FloatArray]) -> None:
        """vectors are one encoder's, by item id, all of one shape; items without one are compared by words alone."""
        self._words = [item.words for item in items]
        self._by_words = by_words([item.terms for item in items])
        self._in_all = sum(map(len, self._words))
        self._short = np.array([len(words) <= _SHORT for words in self._words], dtype=bool)
        self._lone: dict[tuple[int, int], bool] = {}
        self._has_vector = np.array([item.id in vectors for item in items], dtype=bool)
        self._units = _units([vectors[item.id] for item in items if item.id in vectors])
        self._unit_of = np.cumsum(self._has_vector) - 1
        self._days = np.array(
            [item.published_at.timestamp() / 86_400 if item.published_at else np.nan for item in items]
        )
        self._outlets = _outlets(items)
        self._polls = np.array([item.kind is Kind.POLL for item in items], dtype=bool)
        self._named = np.array([item.named for item in items])
        self._names_days: BoolArray = self._named.sum(axis=1) > 0
        self._timed = np.array([item.timed for item in items], dtype=bool)

    def of(self, rows: IndexArray) -> tuple[FloatArray, FloatArray]:
        """How like some items, by number, are to all, and how like to what is of their subject, but not their event.

        Shapes (len(rows), n_items), 0 with itself, and (len(rows),).
        """
        alike = np.empty((len(rows), len(self._words)), dtype=np.float32)
        crowds = np.empty(len(rows), dtype=np.float32)
        for begin in range(0, len(rows), _AT_ONCE):
            some = slice(begin, begin + _AT_ONCE)
            alike[some] = self._alike(rows[some])
            subject = alike[some] * np.float32(_CROWD_LASTS)
            self._weigh(alike[some], rows[some])
            crowds[some] = self._crowds(subject + alike[some] * np.float32(1 - _CROWD_LASTS))
        return alike, crowds

    def _alike(self, rows: IndexArray) -> FloatArray:
        """How like they are by words and vectors, whatever lies between them."""
        words = self._by_words.cosines(rows).astype(np.float32)
        words[np.arange(len(rows)), rows] = 0
        self._weigh_lone_expressions(words, rows)
        vectors = np.interp(words, _BY_WORDS, _BY_VECTORS).astype(np.float32)
        have = np.flatnonzero(self._has_vector[rows])
        near = self._units[self._unit_of[rows[have]]] @ self._units.T
        vectors[np.ix_(have, self._has_vector)] = np.maximum(near, 0).astype(np.float32)
        alike: FloatArray = words * np.float32(1 - _VECTORS) + vectors * np.float32(_VECTORS)
        alike[np.arange(len(rows)), rows] = 0
        return alike

    def _weigh_lone_expressions(self, likeness: FloatArray, rows: IndexArray) -> None:
        """Make items less alike of which one is short, and which have one expression in common, in place."""
        short = self._short[rows][:, None] | self._short
        for place, other in np.argwhere((likeness >= CUT) & short).tolist():
            if self._share_one_thing(int(rows[place]), other):
                likeness[place, other] *= _ONE_THING

    def _share_one_thing(self, one: int, other: int) -> bool:
        pair = (min(one, other), max(one, other))
        if pair not in self._lone:
            mine, theirs = self._words[one], self._words[other]
            held, beside = set(mine), set(theirs)
            same = len(held & beside) >= _SAME_WORDS * min(len(held), len(beside))
            self._lone[pair] = not same and shared_expressions(mine, theirs) < 2
        return self._lone[pair]

    def _weigh(self, likeness: FloatArray, rows: IndexArray) -> None:
        """Make likeness less with every day between two items and for other days of the week that they name, in place.

        And less for polls, and less for what one outlet has both of.
        """
        self._weigh_named_days(likeness, rows)
        apart = np.nan_to_num(np.abs(self._days[rows][:, None] - self._days), nan=0.0)
        likeness *= np.exp(-np.maximum(apart - _SAME_DAYS, 0) / _FADE_DAYS).astype(np.float32)
        likeness[self._outlets[rows][:, None] == self._outlets] *= _SAME_OUTLET
        likeness[self._polls[rows][:, None] | self._polls] *= _POLL

    def _weigh_named_days(self, likeness: FloatArray, rows: IndexArray) -> None:
        """Make items that name other days of the week less alike, and those that name the same ones more, in place."""
        places, others = np.flatnonzero(self._names_days[rows]), np.flatnonzero(self._names_days)
        some = rows[places]
        agreed, sure = agreement(self._named[some], self._named[others])
        (most, neutral), (most_timed, neutral_timed) = _NAMED_DAYS, _NAMED_DAYS_TIMED
        both = self._timed[some][:, None] & self._timed[others]
        gain = np.where(both, most_timed * (agreed - neutral_timed), most * (agreed - neutral))
        likeness[np.ix_(places, others)] *= 1 + gain.astype(np.float32) * sure

    def _crowds(self, alike: FloatArray) -> FloatArray:
        """How like items, shape (len(alike),), are to what tells of their subject, but as a rule not of their event."""
        crowds = np.full(len(alike), _SUPPOSED, dtype=np.float32)
        first, last = _CROWD[0], min(_CROWD[1], alike.shape[1] - 1)
        if last > first + _FEW:
            nearest = -np.partition(-alike, (first, last - 1), axis=1)[:, first:last]
            near = np.sort(nearest, axis=1).mean(axis=1)
            crowds += (np.minimum(near, _CROWDED) - _SUPPOSED) * min(self._in_all / _MEASURED, 1)
        return crowds


def _units(vectors: Sequence[FloatArray]) -> DoubleArray:
    """Vectors of length 1, shape (n, dimensions)."""
    if not vectors:
        return np.empty((0, 0))
    rows = np.stack(vectors).astype(np.float64)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    rows *= (1 / np.maximum(lengths, 1e-12))[:, None]
    return stepped(rows, UNIT_STEPS)


def _outlets(items: Sequence[ReadItem]) -> IndexArray:
    """The same number for items that one outlet told, for a piece of an issue without one the newsletter.

    An outlet that all items name says as little as none: then it is who sent them in, not who told the news.
    """
    apart = len({item.outlet for item in items if item.outlet}) > 1
    told_by = [(item.outlet if apart else None) or item.letter or "" for item in items]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(told_by))}
    return np.array([numbers[name] if name else -row for row, name in enumerate(told_by, 1)], dtype=np.intp)
