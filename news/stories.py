"""Which items tell of one event: tf-idf of headline and opening words, average link, cut at a likeness.

What raises it above plain tf-idf with average link on the sets of benchmarks/stories.py: document frequencies count
PRIOR more texts, so that a day of few items does not take its one subject for a stop word; a word that no other item
has counts less, since it can join nothing and only lengthens the vector; a title says most of what the event is;
reports that lie days apart are less alike, and so are those that name other days of the week; what an encoder finds
alike is more so; where many items are of one subject they must be more alike than where few are; and two
clusters join only when they are about as like each other as their own items are.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from math import log

import numpy as np
import numpy.typing as npt

from news.common_words import shared_expressions
from news.credits import without_credits
from news.headlines import headline_of
from news.item import Kind, NewsItem, content_id
from news.named_days import agreement, named_days
from news.titles import has_headline, title_of, without_headline
from news.words import terms

Floats = npt.NDArray[np.float32]

CUT = 0.14  # likeness beyond the crowd's; from 0.11 to 0.15 the sets differ by less than a point, see docs/stories.md
COHESION = 0.5  # of the likeness inside a cluster: what is much less like it than its items are is another story
TITLE = 5  # times that a title's words count above a long text; from 4 to 6 as good
LONG = 75  # terms, as 130 words have
OPENING_CHARS = 6_000  # of the text, in which as many words stand
_KEPT = 1 << 12  # openings read; those of the days around are compared with every item that comes
OPENING_WORDS = 200  # of the text; what follows is background, and background joins unlike stories
PRIOR = 300  # texts that every word is missing from
ALONE = 0.7  # the weight of a word that one item alone has, among MANY items or more
MANY = 40  # among fewer, nearly every word is alone, and that says less; the weight goes up to 1
CROWD = (7, 30)  # of an item's neighbours, the nearest first; nearer ones may be reports of its own event
FEW = 5  # neighbours beyond the first of the crowd; among fewer the crowd's likeness is not known
CROWD_LASTS = 0.3  # of the likeness in a crowd, whatever lies between its items; the rest fades with the days
CROWDED = 0.25  # their likeness at most: more is a large story, no crowded subject
SUPPOSED = 0.08  # their likeness where it is not known
MEASURED = 3500  # words among which it is known, as 28 long texts have; among fewer it is partly supposed
SAME_DAYS = 1.0  # apart that cost nothing: an event is reported on the next day, too
SAME_OUTLET = 0.75  # one outlet tells an event once as a rule: what it tells beside it is something else
POLL = 0.5  # what people think of a subject is no event; its likeness to others is most of it the subject's
FADE_DAYS = 2.5  # after that likeness falls by a factor of e in so many days
# Of two items that name days of the week likeness grows by the first, times what they agree beyond the second; days
# that tell one event from the next are worth less where the items' own times do it, too.
NAMED_DAYS = (0.5, 0.6)
NAMED_DAYS_TIMED = (0.2, 0.2)
KNOWN = 0.9  # of the likeness to what has its story already: a wrong join stays, and what comes later may be more like
VECTORS = 0.2  # of the likeness; from 0.15 to 0.3 as good
# What stands for the likeness by vectors of items that have none, so that one cut fits both: four fifths of what goes
# with a likeness by words in the mean of the sets of docs/stories.md that weights are chosen on.
BY_WORDS = (0.0, 0.05, 0.12, 0.24, 0.46, 1.0)
BY_VECTORS = (0.01, 0.055, 0.2, 0.38, 0.58, 1.0)
# Items compared with each other at once: the table of likenesses takes 4 * MAX_TOGETHER ** 2 bytes, 64 MB.
MAX_TOGETHER = 4000
COMMON = 0.02  # of the items; a term in more of them goes through one matrix product, a rarer one through its list
_PASTED = re.compile(r"(?<=\S)\s+Read (?:more|latest)\b.*?https?://\S+|https?://\S+", re.IGNORECASE)  # with a headline
# Of the likeness by words, where a short item shares one expression alone with another that is not nearly the same: a
# minister, an office, an earthquake. Long texts of any subject share more.
ONE_THING = 0.4
SHORT = 80  # terms, as a headline and 130 words have
SAME_WORDS = 2 / 3  # of the shorter item's: it is the same headline in other words
NO_STORY = frozenset({Kind.EVENT, Kind.OPINION})  # events stand in the agenda, opinions in a list of links


@dataclass(frozen=True, slots=True)
class Story:
    """Items about one event, the earliest first."""

    id: str  # of the earliest item when the story was found, so that what arrives tomorrow does not change it
    item_ids: tuple[str, ...]
    headline: str  # as news.headlines chooses it, or a person's


def group(items: Iterable[NewsItem], vectors: Mapping[str, Floats] | None = None) -> list[Story]:
    """Sort items into stories, the largest first, then by id; an item like no other is a story of one.

    Events and opinions are left out. The order of items does not matter. Of two items with the same id
    the first in (published_at, headline, text) counts. More than MAX_TOGETHER items are taken in runs of
    that many in the order of their time, and a story is not seen across two runs. vectors: as in assign.
    """
    told = _told(items)
    found = assign(told, {}, vectors=vectors)
    members: dict[str, list[NewsItem]] = {}
    for item in told:
        members.setdefault(found[item.id], []).append(item)
    stories = [story_of(story_id, held) for story_id, held in members.items()]
    return sorted(stories, key=lambda story: (-len(story.item_ids), story.id))


def assign(
    items: Sequence[NewsItem],
    known: Mapping[str, str],
    copies: Mapping[str, str] | None = None,
    *,
    vectors: Mapping[str, Floats] | None = None,
    undated: Container[str] = (),
) -> dict[str, str]:
    """Give every item that has no story one, by id; stories that are known keep their items, and never join.

    items holds those that are known (item id to story id), too: what is new joins the story it is most like, or
    others that are new. copies (item id to original's id) follow their original. Events and opinions get none.
    vectors are one encoder's, by item id, all of one shape, with a cosine near 0 for news that have nothing in common
    (`models.spread`); items without one are compared by their words alone.
    undated holds the ids of items whose time says when they were received and not when they were published.
    """
    told = _told(items)
    here = {item.id for item in told}
    follows = {copy: original for copy, original in (copies or {}).items() if copy not in known and original in here}
    own = [item for item in told if item.id not in follows]
    found = dict(known)
    for begin in range(0, len(own), MAX_TOGETHER):
        run = own[begin : begin + MAX_TOGETHER]
        seeds: dict[str, list[int]] = {}
        for row, item in enumerate(run):
            seeds.setdefault(known.get(item.id, f"\x00{row}"), []).append(row)
        fixed = [name for name in seeds if not name.startswith("\x00")]
        words = [_words(item) for item in run]
        alike = _alike(run, words, vectors or {})
        subject = alike * np.float32(CROWD_LASTS)
        _weigh(alike, run, undated)
        crowds = _crowds(subject + alike * np.float32(1 - CROWD_LASTS), sum(len(told) for told in words))
        told_before = np.array([item.id in known for item in run], dtype=bool)
        alike[told_before[:, None] != told_before] *= KNOWN
        for rows in _clusters(_beyond(alike, crowds), list(seeds.values()), {seeds[name][0] for name in fixed}):
            names = {known[run[row].id] for row in rows if run[row].id in known}
            story_id = names.pop() if names else content_id("story", run[rows[0]].id)
            found |= {run[row].id: story_id for row in rows if run[row].id not in known}
    for copy, original in follows.items():
        found[copy] = found[_root(original, follows)]
    return {item.id: found[item.id] for item in told}


def story_of(story_id: str, items: Sequence[NewsItem], headline: str | None = None) -> Story:
    """A story of some items, in any order; without a headline it is titled by one of them."""
    ordered = sorted(items, key=_age)
    return Story(story_id, tuple(item.id for item in ordered), headline or headline_of(ordered))


def _root(item_id: str, follows: Mapping[str, str]) -> str:
    for _ in range(len(follows)):
        if item_id not in follows:
            break
        item_id = follows[item_id]
    return item_id


def _told(items: Iterable[NewsItem]) -> list[NewsItem]:
    """Items that belong to a story, each id once, the earliest first."""
    told = {item.id: item for item in sorted(items, key=_age, reverse=True) if item.kind not in NO_STORY}
    return sorted(told.values(), key=_age)


def _age(item: NewsItem) -> tuple[bool, datetime, str, str, str]:
    """The earliest first; items without a time last."""
    unknown = item.published_at is None
    return unknown, item.published_at or datetime.min.replace(tzinfo=UTC), item.id, item.headline, item.text


def _alike(items: Sequence[NewsItem], words: Sequence[Sequence[str]], vectors: Mapping[str, Floats]) -> Floats:
    """How alike items are by their words and vectors, shape (n, n), 0 on the diagonal."""
    by_words = cosines(words)
    _weigh_lone_expressions(by_words, words)
    rows = [row for row, item in enumerate(items) if item.id in vectors]
    if len(rows) < len(items):
        by_vectors = np.interp(by_words, BY_WORDS, BY_VECTORS).astype(np.float32)
    else:
        by_vectors = np.empty_like(by_words)
    if rows:
        units = np.stack([vectors[items[row].id] for row in rows]).astype(np.float32)
        units /= np.maximum(np.linalg.norm(units, axis=1, keepdims=True), 1e-12)
        by_vectors[np.ix_(rows, rows)] = np.maximum(units @ units.T, 0)
    alike: Floats = by_words * np.float32(1 - VECTORS) + by_vectors * np.float32(VECTORS)
    np.fill_diagonal(alike, 0)
    return alike


def _weigh_lone_expressions(likeness: Floats, words: Sequence[Sequence[str]]) -> None:
    """Make items less alike of which one is short, and which have one expression in common, in place."""
    held = [frozenset(told) for told in words]
    short = np.array([len(told) <= SHORT for told in words], dtype=bool)
    for one, other in np.argwhere(np.triu((likeness >= CUT) & (short[:, None] | short))):
        fewer = min(len(held[one]), len(held[other]))
        if len(held[one] & held[other]) < SAME_WORDS * fewer and shared_expressions(words[one], words[other]) < 2:
            likeness[one, other] *= ONE_THING
            likeness[other, one] *= ONE_THING


def _weigh(likeness: Floats, items: Sequence[NewsItem], undated: Container[str] = ()) -> None:
    """Make likeness less with every day between two items and for other days of the week that they name, in place.

    And less for polls, and less for what one outlet has both of.
    """
    _weigh_named_days(likeness, items, undated)
    days = np.array([item.published_at.timestamp() / 86_400 if item.published_at else np.nan for item in items])
    apart = np.nan_to_num(np.abs(days[:, None] - days[None, :]), nan=0.0)
    likeness *= np.exp(-np.maximum(apart - SAME_DAYS, 0) / FADE_DAYS).astype(np.float32)
    told_by = _told_by(items)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(told_by))}
    outlets = np.array([numbers[name] if name else -row for row, name in enumerate(told_by, 1)])
    likeness[outlets[:, None] == outlets[None, :]] *= SAME_OUTLET
    polls = np.array([item.kind is Kind.POLL for item in items], dtype=bool)
    likeness[polls[:, None] | polls[None, :]] *= POLL


def _weigh_named_days(likeness: Floats, items: Sequence[NewsItem], undated: Container[str]) -> None:
    """Make items that name other days of the week less alike, and those that name the same ones more, in place."""
    counts = [
        named_days(f"{item.headline} {' '.join(item.text.split(maxsplit=OPENING_WORDS)[:OPENING_WORDS])}")
        for item in items
    ]
    rows = [row for row, count in enumerate(counts) if any(count)]
    timed = np.array([items[row].published_at is not None and items[row].id not in undated for row in rows], dtype=bool)
    agreed, sure = agreement([counts[row] for row in rows])
    (most, neutral), (most_timed, neutral_timed) = NAMED_DAYS, NAMED_DAYS_TIMED
    both = timed[:, None] & timed
    gain = np.where(both, most_timed * (agreed - neutral_timed), most * (agreed - neutral))
    likeness[np.ix_(rows, rows)] *= 1 + gain.astype(np.float32) * sure


def _crowds(alike: Floats, words: int) -> Floats:
    """How like each item, shape (n,), is to what tells of its subject, but as a rule not of its event."""
    crowds = np.full(len(alike), SUPPOSED, dtype=np.float32)
    first, last = CROWD[0], min(CROWD[1], len(alike) - 1)
    if last > first + FEW:
        near = -np.partition(-alike, (first, last - 1), axis=1)[:, first:last].mean(axis=1)
        crowds += (np.minimum(near, CROWDED) - SUPPOSED) * min(words / MEASURED, 1)
    return crowds


def _beyond(likeness: Floats, crowds: Floats) -> Floats:
    """Likeness beyond the mean of two items' crowds: in a week of one subject's hearings all items are alike."""
    half = crowds * np.float32(0.5)
    apart: Floats = likeness - half[:, None] - half
    np.fill_diagonal(apart, 0)
    return apart


def _words(item: NewsItem) -> Sequence[str]:
    """The terms of headline and text; those of a title above a long text several times.

    A teaser is hardly longer than its title, and a headline that is the text's own beginning is no title.
    """
    title = _PASTED.sub("", title_of(item) if has_headline(item) else "")
    return _read(item.headline.strip(), title, without_headline(item)[:OPENING_CHARS])


@lru_cache(_KEPT)
def _read(headline: str, title: str, opening: str) -> tuple[str, ...]:
    below = without_credits(opening).lstrip()
    above, text = _telling(title), _telling(below, OPENING_WORDS)
    times = 1 if below.startswith(headline) else 1 + round((TITLE - 1) * min(len(text) / LONG, 1))
    return (*above * times, *text)


def _told_by(items: Sequence[NewsItem]) -> list[str]:
    """The outlet of each item, of an issue's pieces without one the newsletter; "" where nothing is known.

    An outlet that all items name says as little as none: then it is who sent them in, not who told the news.
    """
    apart = len({item.outlet for item in items if item.outlet}) > 1
    return [(item.outlet if apart else None) or (item.source if item.end else None) or "" for item in items]


def _telling(text: str, limit: int | None = None) -> list[str]:
    """The terms of text without single digits: "6" of a date and of "6.5 %" is no word that two events share."""
    return [term for term in terms(text, limit) if len(term) > 1 or not term.isdigit()]


def events_of(texts: Sequence[str], cut: float) -> tuple[list[list[int]], float]:
    """The numbers of texts that tell of one event, in ascending order, and the mean likeness of two texts.

    As group sorts items, with a cut of the caller's; there is no other text than these.
    """
    likeness = cosines([_telling(text, OPENING_WORDS) for text in texts])
    pairs = len(texts) * (len(texts) - 1)
    mean = float(likeness.sum()) / pairs if pairs else 1.0
    return _clusters(likeness, [[row] for row in range(len(texts))], set(), cut), mean


def cosines(texts: Sequence[Sequence[str]]) -> Floats:
    """Cosines between the texts' tf-idf vectors, shape (n, n), 0 on the diagonal.

    A rare term is multiplied out over the few items that hold it; only the common ones take a dense product.
    """
    count = len(texts)
    alone = 1 - (1 - ALONE) * min(count / MANY, 1)
    holders: dict[str, dict[int, int]] = {}
    for row, words in enumerate(texts):
        for word, times in Counter(words).items():
            holders.setdefault(word, {})[row] = times
    likeness = np.zeros((count, count), dtype=np.float32)
    lengths = np.full(count, 1e-12)
    common: list[Floats] = []
    only_one = log((PRIOR + count) / 2) * alone
    for rows in holders.values():
        if len(rows) == 1:  # most words: they lengthen a vector, and join nothing
            [(row, times)] = rows.items()
            lengths[row] += ((1 + log(times)) * only_one) ** 2
            continue
        index = np.fromiter(rows, dtype=np.intp)
        idf = log((PRIOR + count) / (1 + len(rows)))
        weights = (1 + np.log(np.fromiter(rows.values(), dtype=np.float64))) * idf
        lengths[index] += weights * weights
        if len(rows) > max(8, COMMON * count):
            column = np.zeros(count, dtype=np.float32)
            column[index] = weights
            common.append(column)
        else:
            likeness[index[:, None], index] += np.outer(weights, weights)
    if common:
        matrix = np.stack(common)
        likeness += matrix.T @ matrix
    scale = (1 / np.sqrt(lengths)).astype(np.float32)
    likeness *= scale[:, None]
    likeness *= scale
    np.fill_diagonal(likeness, 0)
    return likeness


def _clusters(likeness: Floats, seeds: Sequence[Sequence[int]], fixed: set[int], cut: float = CUT) -> list[list[int]]:
    """Average-link clusters of likeness cut at least, by chains of nearest neighbours, in O(n squared).

    seeds are the clusters to begin with; those whose first row is in fixed never join each other. Rows come in
    ascending order, clusters in that of their first row.
    Source: Murtagh, "A survey of recent advances in hierarchical clustering", The Computer Journal 26(4), 1983.
    """
    members = {number: list(rows) for number, rows in enumerate(seeds)}
    table, inner = _beginning(likeness, seeds)
    held = np.array([rows[0] in fixed for rows in seeds], dtype=bool)
    table[np.ix_(held, held)] = -1
    np.fill_diagonal(table, -1)
    open_rows = np.ones(len(seeds), dtype=bool)
    chain: list[int] = []
    while True:
        if not chain:
            remaining = np.flatnonzero(open_rows)
            if not len(remaining):
                break
            chain.append(int(remaining[0]))
        top = chain[-1]
        nearest = int(table[top].argmax())
        # Of equally near ones the one before in the chain, or two rows would point past each other for ever.
        if len(chain) > 1 and table[top, chain[-2]] >= table[top, nearest]:
            nearest = chain[-2]
        if table[top, nearest] < cut:
            # Nothing will come nearer: an average never exceeds the greatest of its parts.
            open_rows[chain] = False
            table[chain, :] = -1
            table[:, chain] = -1
            chain.clear()
        elif len(chain) > 1 and nearest == chain[-2]:
            keep, gone = sorted((chain.pop(), chain.pop()))
            ours, theirs = len(members[keep]), len(members[gone])
            link = float(table[keep, gone])
            if link < COHESION * max(inner.get(keep, 0.0), inner.get(gone, 0.0)):
                table[keep, gone] = table[gone, keep] = 0
                chain.clear()
                continue
            inner[keep] = _inner(inner.get(keep, 0.0), ours, inner.pop(gone, 0.0), theirs, link)
            merged = (table[keep] * ours + table[gone] * theirs) / (ours + theirs)
            held[keep] |= held[gone]
            merged[~open_rows] = -1
            if held[keep]:
                merged[held] = -1
            table[keep, :] = merged
            table[:, keep] = merged
            table[keep, keep] = -1
            table[gone, :] = -1
            table[:, gone] = -1
            open_rows[gone] = False
            members[keep] += members.pop(gone)
        else:
            chain.append(nearest)
    return sorted((sorted(rows) for rows in members.values()), key=lambda rows: rows[0])


def _beginning(likeness: Floats, seeds: Sequence[Sequence[int]]) -> tuple[Floats, dict[int, float]]:
    """The mean likeness between the clusters to begin with, and within those of several rows."""
    if all(len(rows) == 1 for rows in seeds):
        order = [rows[0] for rows in seeds]
        return likeness[np.ix_(order, order)], {}
    sizes = np.array([len(rows) for rows in seeds])
    order = [row for rows in seeds for row in rows]
    begins = np.cumsum(sizes) - sizes
    sums = np.add.reduceat(np.add.reduceat(likeness[np.ix_(order, order)], begins), begins, axis=1)
    inner = {
        number: float(likeness[np.ix_(rows, rows)].sum() / (len(rows) * (len(rows) - 1)))
        for number, rows in enumerate(seeds)
        if len(rows) > 1
    }
    return (sums / (sizes[:, None] * sizes)).astype(np.float32), inner


def _inner(one: float, ours: int, other: float, theirs: int, link: float) -> float:
    """The mean likeness inside two clusters that become one."""
    pairs = one * ours * (ours - 1) / 2 + other * theirs * (theirs - 1) / 2 + link * ours * theirs
    return pairs / ((ours + theirs) * (ours + theirs - 1) / 2)
