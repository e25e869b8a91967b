"""Near-duplicates on sets made from the shared news: python -m benchmarks.duplicates [--items 1000 10000 100000].

Prints pair precision, recall and F1 of linked items, and milliseconds of CPU per item while 1,000, 10,000 and
100,000 items are taken in one after the other, beside datasketch's MinHashLSH (128 permutations, runs of four
words) where it is installed.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from random import Random
from time import process_time

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.duplicate_sets import Gold, agency, build, edited, read_news, updated
from news.duplicates import DuplicateIndex
from news.item import NewsItem

Add = Callable[[NewsItem], str | None]  # the id of an item that this one copies


def sitrep() -> Add:
    """The product's index."""
    index = DuplicateIndex()

    def add(item: NewsItem) -> str | None:
        link = index.add(item)
        return link.original if link else None

    return add


def minhash_lsh(threshold: float) -> Add:
    """datasketch's index; an item joins the most similar one that the index returns."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=128)
    prints: dict[str, MinHash] = {}

    def add(item: NewsItem) -> str | None:
        words = re.findall(r"\w+", f"{item.headline} {item.text}".lower())
        own = MinHash(num_perm=128)
        own.update_batch([" ".join(words[place : place + 4]).encode() for place in range(max(1, len(words) - 3))])
        near = [name for name in index.query(own) if own.jaccard(prints[name]) >= threshold]
        index.insert(item.id, own)
        prints[item.id] = own
        return max(near, key=lambda name: own.jaccard(prints[name]), default=None)

    return add


def linked(add: Add, items: list[NewsItem]) -> list[str]:
    """The cluster of each item: the id of the first one that its links lead to."""
    roots: dict[str, str] = {}
    for item in items:
        original = add(item)
        roots[item.id] = roots[original] if original else item.id
    return [roots[item.id] for item in items]


def pair_scores(found: list[str], gold: list[int]) -> tuple[float, float, float]:
    """Precision, recall and F1 over all pairs of items in one cluster."""

    def pairs(counts: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    both, ours, theirs = (pairs(Counter(keys)) for keys in (zip(found, gold, strict=True), found, gold))
    precision, recall = both / max(ours, 1), both / max(theirs, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def scores_table(sets: dict[str, Gold]) -> Iterator[str]:
    """Lines of the first table."""
    systems: dict[str, Callable[[], Add]] = {"Sitrep": sitrep}
    if find_spec("datasketch"):
        for threshold in (0.3, 0.5, 0.7):
            systems[f"MinHashLSH, Jaccard {threshold}"] = lambda threshold=threshold: minhash_lsh(threshold)
    else:
        yield "(datasketch is not installed: its rows are left out)"
    yield "| set | system | precision | recall | F1 |"
    yield "|---|---|---|---|---|"
    for name, gold in sets.items():
        items, clusters = [item for item, _ in gold], [number for _, number in gold]
        for system, start in systems.items():
            precision, recall, f1 = pair_scores(linked(start(), items), clusters)
            yield f"| {name}, {len(items)} items | {system} | {precision:.3f} | {recall:.3f} | {f1:.3f} |"


def stream(news: list[NewsItem], count: int) -> Iterator[NewsItem]:
    """News without end: copies of the shared news, most of them edited beyond recognition by exchanged words."""
    rng = Random(7)
    for number in range(count):
        item = news[number % len(news)]
        if number >= len(news):
            words = item.text.split()
            other = news[rng.randrange(len(news))].text.split()
            item = replace(item, text=" ".join(word for pair in zip(words, other, strict=False) for word in pair))
        if rng.random() < 0.2:
            item = rng.choice((agency, edited, updated))(item, rng)
        yield replace(item, id=f"{number:07d}")


def time_table(news: list[NewsItem], sizes: list[int]) -> Iterator[str]:
    """Milliseconds per item of the last tenth of each size."""
    yield "| items taken in | Sitrep, ms per item at the end | MinHashLSH, ms per item at the end |"
    yield "|---|---|---|"
    systems = [sitrep()] + ([minhash_lsh(0.5)] if find_spec("datasketch") else [])
    spent: dict[tuple[int, int], float] = {}
    for column, add in enumerate(systems):
        for number, item in enumerate(stream(news, max(sizes)), start=1):
            started = process_time()
            add(item)
            took = process_time() - started
            for size in sizes:
                if size * 0.9 < number <= size:
                    spent[size, column] = spent.get((size, column), 0.0) + took
    for size in sizes:
        cells = [f"{spent[size, column] / (size * 0.1) * 1000:.2f}" for column in range(len(systems))]
        yield f"| {size:,} | {' | '.join([*cells, 'not installed'][:2])} |"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--originals", type=int, default=400)
    arguments = parser.parse_args()
    news = read_news()
    sets = {f"seed {seed}": build(news, arguments.originals, seed) for seed in (11, 12)}
    for line in scores_table(sets):
        print(line, flush=True)
    print()
    for line in time_table(news, arguments.items):
        print(line, flush=True)


if __name__ == "__main__":
    main()
