"""Which items tell of one event: tf-idf of headline and opening words, average link, cut at a distance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from news.item import Kind, NewsItem, content_id
from news.titles import title_of
from news.words import terms

Floats = npt.NDArray[np.float32]

CUT = 0.85  # cosine distance; B-cubed F1 .91 on WikiNews stories when the design was chosen
OPENING_WORDS = 200  # of the text; what follows is background, and background joins unlike stories
# Items compared with each other at once: the table of likenesses takes 4 * MAX_TOGETHER ** 2 bytes, 64 MB.
MAX_TOGETHER = 4000
COMMON = 0.02  # of the items; a term in more of them goes through one matrix product, a rarer one through its list
NO_STORY = frozenset({Kind.EVENT, Kind.OPINION})  # events stand in the agenda, opinions in a list of links


@dataclass(frozen=True, slots=True)
class Story:
    """Items about one event, the earliest first."""

    id: str  # of the earliest item, so that what arrives tomorrow does not change it
    item_ids: tuple[str, ...]
    headline: str  # the title of the lead among them, else of the item nearest to all others


def group(items: Sequence[NewsItem]) -> list[Story]:
    """Sort items into stories, the largest first, then by id; an item like no other is a story of one.

    Events and opinions are left out. The order of items does not matter. Of two items with the same id
    the first in (published_at, headline, text) counts. More than MAX_TOGETHER items are taken in runs of
    that many in the order of their time, and a story is not seen across two runs.
    """
    told = {item.id: item for item in sorted(items, key=_age, reverse=True) if item.kind not in NO_STORY}
    ordered = sorted(told.values(), key=_age)
    stories: list[Story] = []
    for begin in range(0, len(ordered), MAX_TOGETHER):
        run = ordered[begin : begin + MAX_TOGETHER]
        likeness = _likeness([terms(item.headline) + terms(item.text, OPENING_WORDS) for item in run])
        stories += [_story([run[row] for row in rows], likeness[np.ix_(rows, rows)]) for rows in _clusters(likeness)]
    return sorted(stories, key=lambda story: (-len(story.item_ids), story.id))


def _age(item: NewsItem) -> tuple[bool, datetime, str, str, str]:
    """The earliest first; items without a time last."""
    unknown = item.published_at is None
    return unknown, item.published_at or datetime.min.replace(tzinfo=UTC), item.id, item.headline, item.text


def _story(items: Sequence[NewsItem], likeness: Floats) -> Story:
    nearest = items[int(np.argmax(likeness.sum(axis=1).round(4)))]
    titled = next((item for item in items if item.kind is Kind.LEAD), nearest)
    return Story(content_id("story", items[0].id), tuple(item.id for item in items), title_of(titled))


def _likeness(texts: Sequence[Sequence[str]]) -> Floats:
    """Cosines between the texts' tf-idf vectors, shape (n, n), 0 on the diagonal.

    A rare term is multiplied out over the few items that hold it; only the common ones take a dense product.
    """
    count = len(texts)
    holders: dict[str, dict[int, int]] = {}
    for row, words in enumerate(texts):
        for word in words:
            rows = holders.setdefault(word, {})
            rows[row] = rows.get(row, 0) + 1
    likeness = np.zeros((count, count), dtype=np.float32)
    lengths = np.full(count, 1e-12)
    common: list[Floats] = []
    for rows in holders.values():
        index = np.fromiter(rows, dtype=np.intp)
        idf = np.log((1 + count) / (1 + len(rows))) + 1
        weights = (1 + np.log(np.fromiter(rows.values(), dtype=np.float64))) * idf
        lengths[index] += weights * weights
        if len(rows) > max(8, COMMON * count):
            column = np.zeros(count, dtype=np.float32)
            column[index] = weights
            common.append(column)
        elif len(rows) > 1:
            likeness[index[:, None], index] += np.outer(weights, weights)
    if common:
        matrix = np.stack(common)
        likeness += matrix.T @ matrix
    scale = (1 / np.sqrt(lengths)).astype(np.float32)
    likeness *= scale[:, None]
    likeness *= scale
    np.fill_diagonal(likeness, 0)
    return likeness


def _clusters(likeness: Floats) -> list[list[int]]:
    """Average-link clusters whose likeness is at least 1 - CUT, by chains of nearest neighbours, in O(n squared).

    Rows come in ascending order, clusters in that of their first row.
    Source: Murtagh, "A survey of recent advances in hierarchical clustering", The Computer Journal 26(4), 1983.
    """
    count = len(likeness)
    table = likeness.astype(np.float32, copy=True)
    members: dict[int, list[int]] = {row: [row] for row in range(count)}
    open_rows = np.ones(count, dtype=bool)
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
        if table[top, nearest] < 1 - CUT:
            # Nothing will come nearer: an average never exceeds the greatest of its parts.
            open_rows[chain] = False
            table[chain, :] = -1
            table[:, chain] = -1
            chain.clear()
        elif len(chain) > 1 and nearest == chain[-2]:
            keep, gone = sorted((chain.pop(), chain.pop()))
            ours, theirs = len(members[keep]), len(members[gone])
            merged = (table[keep] * ours + table[gone] * theirs) / (ours + theirs)
            merged[~open_rows] = -1
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
