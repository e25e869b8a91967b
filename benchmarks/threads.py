"""Threads on invented pairs of stories: python -m benchmarks.threads.

data/stories/own_threads.jsonl holds 30 stories that go on some days later and 29 beside which another one stands that
shares its person, place, office or verb. All earlier stories are in sight at once. Prints precision (of the stories
put into a thread, those put into the right one) and recall (of those that go on, those put into the right one), and how
many pairs that do not go on `news.stories` takes for one story, by words alone and each pair on its own.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from news.item import NewsItem
from news.stories import group
from news.threads import threads

ROOT = Path(__file__).resolve().parents[1]
Threading = Callable[[Mapping[str, tuple[str, str]], Sequence[tuple[str, str, str]]], Mapping[str, str]]


def read_pairs(half: str | None = None) -> list[dict[str, Any]]:
    """The pairs of one half, "tune" or "held", or all."""
    lines = (ROOT / "data" / "stories" / "own_threads.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if half in (None, row["half"])]


def scores(pairs: Sequence[Mapping[str, Any]], threading: Threading = threads) -> tuple[float, float]:
    """Precision and recall."""
    earlier = [(row["id"], row["earlier"]["headline"], row["earlier"]["text"]) for row in pairs]
    found = threading({row["id"]: (row["later"]["headline"], row["later"]["text"]) for row in pairs}, earlier)
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


def main() -> None:
    """Print both halves and all."""
    for half in ("tune", "held", None):
        precision, recall = scores(read_pairs(half))
        print(f"{half or 'all'}: {len(read_pairs(half))} pairs, precision {precision:.3f}, recall {recall:.3f}")
    others = [row for row in read_pairs() if not row["goes_on"]]
    print(f"taken for one story: {len(taken_for_one(others))} of {len(others)} that do not go on")


if __name__ == "__main__":
    main()
