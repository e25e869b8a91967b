"""Which items tell of one event: tf-idf of headline and opening words, average link, cut at a likeness.

What tells how like two items are stands in news/likeness.py. Here, where many items are of one subject they must be
more alike than where few are; and two clusters join only when they are about as like each other as their own items are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from news.arrays import FloatArray
from news.headlines import headline_of
from news.item import Kind, NewsItem, content_id
from news.likeness import CUT, OPENING_WORDS, Likeness, ReadItem, by_words, read_items, telling
from news.tfidf import Vocabulary

COHESION = 0.5  # of the likeness inside a cluster: what is much less like it than its items are is another story
KNOWN = 0.9  # of the likeness to what has its story already: a wrong join stays, and what comes later may be more like
# Items compared with each other at once: the table of likenesses takes 4 * MAX_TOGETHER ** 2 bytes, 64 MB.
MAX_TOGETHER = 4000
ROUNDING = 1e-4  # below the cut: what is further below never reaches it, however its likenesses are rounded
NO_STORY = frozenset({Kind.EVENT, Kind.OPINION})  # events stand in the agenda, opinions in a list of links


@dataclass(frozen=True, slots=True)
class Story:
    """Items about one event, the earliest first."""

    id: str  # of the earliest item when the story was found, so that what arrives tomorrow does not change it
    item_ids: tuple[str, ...]
    headline: str  # as news.headlines chooses it, or a person's


def group(items: Iterable[NewsItem], vectors: Mapping[str, FloatArray] | None = None) -> list[Story]:
    """Sort items into stories, the largest first, then by id; an item like no other is a story of one.

    Events and opinions are left out. The order of items does not matter. Of two items with the same id
    the first in (published_at, headline, text) counts. More than MAX_TOGETHER items are taken in runs of
    that many in the order of their time, and a story is not seen across two runs. vectors: as in assign.
    """
    told = _told(items)
    found = assign(read_items(told), {}, vectors=vectors)
    members: dict[str, list[NewsItem]] = {}
    for item in told:
        members.setdefault(found[item.id], []).append(item)
    stories = [story_of(story_id, held) for story_id, held in members.items()]
    return sorted(stories, key=lambda story: (-len(story.item_ids), story.id))


def assign(
    items: Iterable[ReadItem],
    known: Mapping[str, str],
    copies: Mapping[str, str] | None = None,
    *,
    vectors: Mapping[str, FloatArray] | None = None,
) -> dict[str, str]:
    """Give every item that has no story one, by id; stories that are known keep their items, and never join.

    items holds those that are known (item id to story id), too: what is new joins the story it is most like, or
    others that are new. Each id stands there once. copies (item id to original's id) follow their original. Events and
    opinions get none. vectors are one encoder's, by item id, all of one shape, with a cosine near 0 for news that have
    nothing in common (`models.spread`); items without one are compared by their words alone.
    """
    told = sorted((item for item in items if item.kind not in NO_STORY), key=_time)
    here = {item.id for item in told}
    follows = {copy: original for copy, original in (copies or {}).items() if copy not in known and original in here}
    own = [item for item in told if item.id not in follows]
    found = dict(known)
    for begin in range(0, len(own), MAX_TOGETHER):
        found |= _sorted(own[begin : begin + MAX_TOGETHER], known, vectors or {})
    for copy, original in follows.items():
        found[copy] = found[_root(original, follows)]
    return {item.id: found[item.id] for item in told}


def _sorted(run: Sequence[ReadItem], known: Mapping[str, str], vectors: Mapping[str, FloatArray]) -> dict[str, str]:
    """The stories of those items that have none, by id.

    Only what is new is compared with all, and of what is known the stories that may take something new.
    """
    told_before = np.array([item.id in known for item in run], dtype=bool)
    new = np.flatnonzero(~told_before)
    if not len(new):
        return {}
    stories: dict[str, list[int]] = {}
    for row in np.flatnonzero(told_before).tolist():
        stories.setdefault(known[run[row].id], []).append(row)
    likeness = Likeness(run, vectors)
    of_new, crowds_new = likeness.of(new)
    near = _near(of_new, crowds_new, list(stories.values()))
    around = np.array([row for rows in near for row in rows], dtype=np.intp)
    of_around, crowds_around = likeness.of(around)
    compared = np.concatenate([new, around])
    order = np.argsort(compared)
    kept = compared[order]
    alike = np.concatenate([of_new, of_around])[np.ix_(order, kept)]
    before = told_before[kept]
    alike[before[:, None] != before] *= KNOWN
    beyond = _beyond(alike, np.concatenate([crowds_new, crowds_around])[order])
    seeds = sorted((np.searchsorted(kept, rows).tolist() for rows in [*near, *new[:, None]]), key=min)
    clusters = _clusters(beyond, seeds, set(np.flatnonzero(before).tolist()))
    found: dict[str, str] = {}
    for cluster in clusters:
        rows = kept[cluster].tolist()
        names = {known[run[row].id] for row in rows if told_before[row]}
        story_id = names.pop() if names else content_id("story", run[rows[0]].id)
        found |= {run[row].id: story_id for row in rows if not told_before[row]}
    return found


def _near(alike: FloatArray, crowds: FloatArray, stories: Sequence[list[int]]) -> list[list[int]]:
    """Those of some stories, by the numbers of their items, that one new item at least is like enough to join.

    alike holds how like new items, shape (n_new, n), are to all, and crowds how like to their subject, (n_new,). The
    crowds of what the stories hold are not known yet, and only make it less like. What is like none of the new items
    takes no cluster of them either, since an average never exceeds the greatest of its parts.
    """
    if not stories:
        return []
    sizes = np.array([len(rows) for rows in stories])
    order = np.concatenate([np.array(rows) for rows in stories])
    mean = np.add.reduceat(alike[:, order], np.cumsum(sizes) - sizes, axis=1) / sizes
    may = (mean * KNOWN - crowds[:, None] / 2 >= CUT - ROUNDING).any(axis=0)
    return [stories[number] for number in np.flatnonzero(may).tolist()]


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
    return *_time(item), item.headline, item.text


def _time(item: NewsItem | ReadItem) -> tuple[bool, datetime, str]:
    unknown = item.published_at is None
    return unknown, item.published_at or datetime.min.replace(tzinfo=UTC), item.id


def _beyond(likeness: FloatArray, crowds: FloatArray) -> FloatArray:
    """Likeness beyond the mean of two items' crowds: in a week of one subject's hearings all items are alike."""
    half = crowds * np.float32(0.5)
    apart: FloatArray = likeness - half[:, None] - half
    np.fill_diagonal(apart, 0)
    return apart


def events_of(texts: Sequence[str], cut: float) -> tuple[list[list[int]], float]:
    """The numbers of texts that tell of one event, in ascending order, and the mean likeness of two texts.

    As group sorts items, with a cut of the caller's; there is no other text than these.
    """
    vocabulary = Vocabulary()
    read = [vocabulary.terms(telling(text, OPENING_WORDS)) for text in texts]
    likeness = by_words(read).cosines(np.arange(len(texts))).astype(np.float32)
    np.fill_diagonal(likeness, 0)
    pairs = len(texts) * (len(texts) - 1)
    mean = float(likeness.sum()) / pairs if pairs else 1.0
    return _clusters(likeness, [[row] for row in range(len(texts))], set(), cut), mean


def _clusters(
    likeness: FloatArray, seeds: Sequence[Sequence[int]], fixed: set[int], cut: float = CUT
) -> list[list[int]]:
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


def _beginning(likeness: FloatArray, seeds: Sequence[Sequence[int]]) -> tuple[FloatArray, dict[int, float]]:
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
