"""What it takes to sort a few new items beside many that are sorted: python -m benchmarks.sorting [ITEMS ...].

Homes of so many items of the shared news, dated anew over five days, with vectors by chance. Printed are seconds of
CPU, all of one run: reading and sorting at once all that a new item is compared with; each item of the first sort of
the home; one new item after a start, when what is around is read; one new item, and ten, on a server that goes on
(medians).
"""

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.shared_news import unlabelled
from models.labels import ItemLabels, NewsText
from models.memory import packed
from models.spread import Spread
from news.item import NewsItem
from news.likeness import read_items
from news.newsletter import split
from news.stories import assign
from serving.briefs.surroundings import COMPARED
from serving.pipeline import Sitrep
from store.sqlite.store import SqliteStore, open_store
from tests.fakes import KeywordLabeller

BESIDE = (300, 3000, 10_000)
DAYS = 5  # the days around hold at most COMPARED of an item's
START = datetime(2026, 11, 20, tzinfo=UTC)
DIMENSIONS = 384  # of the vectors of the model that is served
TURNS = 5


class ChanceLabeller(KeywordLabeller):
    """Gives items vectors that say nothing; what they say makes no difference to the time."""

    def _label(self, item: NewsText, evidence: bool) -> ItemLabels:
        rng = np.random.default_rng(len(item.text))
        return replace(super()._label(item, evidence), vector=packed(rng.standard_normal(DIMENSIONS, np.float32)))

    def spread(self) -> Spread:
        return Spread(np.zeros(DIMENSIONS, np.float32), np.eye(DIMENSIONS, dtype=np.float32))


def news(count: int) -> list[NewsItem]:
    """Items of the shared news in the order of their days, as if so many came in five days."""
    rows = sorted(islice(unlabelled(), count), key=lambda row: (row["date"], row["id"]))
    return [
        NewsItem(
            *(row["id"], row["title"], row["text"]),
            outlet=row["source"],
            published_at=START + timedelta(days=DAYS) * place / count,
        )
        for place, row in enumerate(rows)
    ]


def started(store: SqliteStore) -> Sitrep:
    """A server of a moment ago, which has read nothing."""
    return Sitrep(ChanceLabeller(), store, split=split, now=lambda: START + timedelta(days=DAYS), manifest={})


def sorting(sitrep: Sitrep, items: Sequence[NewsItem]) -> float:
    """Seconds that some new items take."""
    sitrep.add_items(items, lambda added: "")
    begun = process_time()
    sitrep.desk.sort_new()
    return process_time() - begun


def all_at_once(items: Sequence[NewsItem]) -> float:
    """Seconds that reading and sorting items takes when nothing is known of them."""
    rng = np.random.default_rng(1)
    vectors = {item.id: rng.standard_normal(DIMENSIONS, np.float32) for item in items}
    begun = process_time()
    assign(read_items(items), {}, vectors=vectors)
    return process_time() - begun


def line(beside: int) -> str:
    """A line of the table."""
    items = news(beside + 2 + TURNS * 11)
    come = iter(items[beside:])
    full = all_at_once(items[max(beside - COMPARED, 0) : beside])
    with TemporaryDirectory() as home, closing(open_store(Path(home), lambda: START)) as store:
        sitrep = started(store)
        per_item = sorting(sitrep, items[:beside]) / beside
        after_start = sorting(sitrep := started(store), list(islice(come, 1)))
        one, ten = (median(sorting(sitrep, list(islice(come, few))) for _ in range(TURNS)) for few in (1, 10))
    told = " | ".join(f"{seconds:.3f}" for seconds in (full, per_item, after_start, one, ten))
    return f"| {beside:,} | {told} | {one / full:.3f} |"


def main() -> None:
    """Print the table."""
    print("| items beside | all around at once, s | the first sort, each | one after a start | one | ten | one / all |")
    print("|---|---|---|---|---|---|---|")
    for beside in map(int, sys.argv[1:] or BESIDE):
        print(line(beside), flush=True)


if __name__ == "__main__":
    main()
