"""Threads on invented pairs of stories, and on pairs read in the shared days: python -m benchmarks.threads.

data/stories/own_threads.jsonl holds 30 stories that go on some days later and 29 beside which another one stands that
shares its person, place, office or verb. All earlier stories are in sight at once. Prints precision (of the stories
put into a thread, those put into the right one) and recall (of those that go on, those put into the right one), and how
many pairs that do not go on `news.stories` takes for one story, by words alone and each pair on its own.
data/stories/read_threads.jsonl holds pairs of items of the shared days, some days apart, and whether they tell of one
running affair. The days are sorted one by one as a service sorts them, by words alone; printed are how many pairs of
one affair and how many of two came into one thread, and how large the largest threads became.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.brief_days import day_items, read_days
from benchmarks.shared_news import SHARED
from news.item import NewsItem
from news.stories import group
from news.tfidf import Vocabulary
from news.threads import read_opening, threads
from tests.postroom import newsroom

ROOT = Path(__file__).resolve().parents[1]


def read_pairs(half: str | None = None) -> list[dict[str, Any]]:
    """The invented pairs of one half, "tune" or "held", or all."""
    return [row for row in _rows("own_threads.jsonl") if half in (None, row["half"])]


def read_in_the_news() -> dict[str, list[dict[str, Any]]]:
    """Pairs of the shared days by year: later and earlier (day and place in it), and whether they are one affair."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _rows("read_threads.jsonl"):
        found.setdefault(row["earlier"][:4], []).append(row)
    return found


def _rows(name: str) -> list[dict[str, Any]]:
    lines = (ROOT / "data" / "stories" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def scores(pairs: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Precision and recall."""
    vocabulary = Vocabulary()
    earlier = [(row["id"], read_opening(**row["earlier"], vocabulary=vocabulary)) for row in pairs]
    found = threads({row["id"]: read_opening(**row["later"], vocabulary=vocabulary) for row in pairs}, earlier)
    going_on = {row["id"] for row in pairs if row["goes_on"]}
    right = sum(found.get(name) == name for name in going_on)
    return right / max(len(found), 1), right / len(going_on)


def taken_for_one(pairs: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids of pairs that news.stories puts into one story, as reports of two outlets on one day."""
    found = []
    for row in pairs:
        items = [NewsItem(f"{row['id']} {place}", **row[place], outlet=place) for place in ("earlier", "later")]
        found += [row["id"]] if len(group(items)) == 1 else []
    return found


def threads_of_days(first: str, last: str) -> dict[str, str]:
    """The thread of every item of the shared days from first to last, by day and place in it."""
    names: dict[str, str] = {}
    with TemporaryDirectory() as home, newsroom(Path(home)) as room:
        for day in read_days(1):
            if first <= day["date"] <= last:
                items = [labelled.item for labelled in day_items(day)]
                names |= {item.id: f"{day['date']}:{place}" for place, item in enumerate(items)}
                room.sitrep.add_items(items, lambda added: "")
                room.sitrep.desk.sort_new()
        stories = room.sitrep.desk.lineage(list(names), []).of_item
        return {names[item_id]: story.thread for item_id, story in stories.items()}


def in_one_thread(pairs: Sequence[Mapping[str, Any]]) -> tuple[Counter[bool], Counter[str]]:
    """How many pairs of one affair (True) and of two (False) came into one thread, and the items of each thread."""
    thread = threads_of_days(min(row["earlier"] for row in pairs)[:10], max(row["later"] for row in pairs)[:10])
    joined = Counter(row["same"] for row in pairs if thread[row["later"]] == thread[row["earlier"]])
    return joined, Counter(thread.values())


def main() -> None:
    """Print both halves and all, and the pairs that were read."""
    for half in ("tune", "held", None):
        precision, recall = scores(read_pairs(half))
        print(f"{half or 'all'}: {len(read_pairs(half))} pairs, precision {precision:.3f}, recall {recall:.3f}")
    others = [row for row in read_pairs() if not row["goes_on"]]
    print(f"taken for one story: {len(taken_for_one(others))} of {len(others)} that do not go on")
    for year, pairs in read_in_the_news().items() if SHARED.is_dir() else ():
        joined, sizes = in_one_thread(pairs)
        same = sum(row["same"] for row in pairs)
        largest = ", ".join(str(items) for _, items in sizes.most_common(3))
        print(
            f"{year}: in one thread {joined[True]} of {same} pairs of one affair, {joined[False]} of "
            f"{len(pairs) - same} of two; largest threads: {largest} items"
        )


if __name__ == "__main__":
    main()
