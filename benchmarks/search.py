"""How long it takes to find items by their words, and what the index of words costs.

    .venv/bin/python -m benchmarks.search [--items 100000]

A home is filled with items of invented words, some 300 each, as often as words of news are (Zipf). The peer reads every
text (LIKE). Milliseconds are of CPU, the best of three. About two minutes.
"""

import argparse
import itertools
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from news.item import NewsItem
from store.records import ItemQuery
from store.sqlite.store import DATABASE, open_store

START = datetime(2026, 1, 1, tzinfo=UTC)
PEER = "SELECT id FROM items WHERE headline LIKE '%'||?||'%' OR text LIKE '%'||?||'%' ORDER BY seq DESC LIMIT 31"
BATCH = 500


def main() -> None:
    """Fill a home, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    count = parser.parse_args().items
    rng = random.Random(0)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 11))) for _ in range(60_000)]
    weights = list(itertools.accumulate(1 / (place + 1) ** 0.95 for place in range(len(words))))
    with tempfile.TemporaryDirectory() as folder, closing(open_store(Path(folder), lambda: START)) as store:
        for first in range(0, count, BATCH):
            items = []
            for number in range(first, min(first + BATCH, count)):
                said = rng.choices(words, cum_weights=weights, k=9 + min(int(rng.lognormvariate(5.3, 0.8)), 3000))
                at, source = START + timedelta(minutes=4 * number), f"Source {number % 40}"
                text = " ".join(said[9:])
                items.append(NewsItem(f"item_{number}", " ".join(said[:9]), text, source=source, published_at=at))
            store.add_items(items, {}, START, lambda created: "")
        common, rare = words[0], words[30_000]
        days = {"first_day": date(2026, 3, 1), "last_day": date(2026, 3, 2)}
        asked = {
            "the commonest word": ItemQuery(words=common),
            "a rare word": ItemQuery(words=rare),
            "a word that no item holds": ItemQuery(words="zzzqqq"),
            "the twenty commonest words": ItemQuery(words=" ".join(words[:20])),
            "a beginning of three letters": ItemQuery(words=f"{rare[:3]}*"),
            "the commonest word twenty times, in quotation marks": ItemQuery(words=f'"{" ".join([common] * 20)}"'),
            "the commonest word, of one source": ItemQuery(words=common, source="Source 7"),
            "the commonest word, of two days": ItemQuery(words=common, **days),
            "the commonest word, of a theme that no item has": ItemQuery(words=common, theme="none"),
        }
        for name, query in asked.items():
            print(f"{name}: {_ms(lambda query=query: store.page(query, 30)):.1f} ms")
        with closing(sqlite3.connect(Path(folder) / DATABASE)) as database:
            peer = _ms(lambda: database.execute(PEER, ("zzzqqq",) * 2).fetchall())
            print(f"peer, a word that no item holds: {peer:.1f} ms")
            [characters] = database.execute("SELECT sum(length(headline) + length(text)) FROM items").fetchone()
            [index] = database.execute("SELECT sum(length(block)) FROM item_words_data").fetchone()
            started = time.process_time()
            database.execute("INSERT INTO item_words (item_words) VALUES ('rebuild')")
            print(f"index made anew in {time.process_time() - started:.1f} s; "
                  f"{index / 1e6:.0f} MB for {characters / 1e6:.0f} million characters of {count:,} items")  # fmt: skip


def _ms(ask: Callable[[], object]) -> float:
    """The least of three."""
    took = []
    for _ in range(3):
        started = time.process_time()
        ask()
        took.append((time.process_time() - started) * 1000)
    return min(took)


if __name__ == "__main__":
    main()
