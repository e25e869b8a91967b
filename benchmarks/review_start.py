"""How long the first review queue takes after a start: with the vectors that came with labels, and without them.

    .venv/bin/python -m benchmarks.review_start [--items 400]

A home of its own is filled with own examples by the released model. The peer is the same queue when no vector was
kept, as before vectors were: every compared item is encoded again. Seconds are of CPU. About 20 of them.
"""

import argparse
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from models.artifact import read_manifest, versions
from models.classifier import load_classifier
from news.newsletter import split
from serving.learning.review import Review
from serving.pipeline import Sitrep
from serving.posted import posted_item
from store.sqlite.store import DATABASE, open_store
from tests.fakes import Clock
from training.dataset import read_labelled

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Fill a home, ask twice, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artifact", type=Path, default=ROOT / "artifacts" / versions(ROOT / "artifacts")[-1])
    parser.add_argument("--items", type=int, default=400)
    arguments = parser.parse_args()
    manifest = read_manifest(arguments.artifact)
    themes = [theme["id"] for theme in manifest["themes"]]
    found = [
        item
        for path in sorted((ROOT / "data" / "examples").glob("*.jsonl"))
        for item in read_labelled(path, themes, "example")
    ]
    items = [posted_item(item.headline, item.text) for item in found[:: max(1, len(found) // arguments.items)]]
    with tempfile.TemporaryDirectory() as folder, closing(open_store(Path(folder), Clock())) as store:
        classifier = load_classifier(arguments.artifact)
        sitrep = Sitrep(classifier, store, split=split, now=Clock(), manifest=manifest)
        sitrep.add_items(items[: arguments.items], lambda added: "")
        took = {}
        for name in ("kept", "not kept"):
            started = time.process_time()
            queue = Review(sitrep).queue(15)
            took[name] = time.process_time() - started
            with closing(sqlite3.connect(Path(folder) / DATABASE)) as database, database:
                kept = database.execute("SELECT count(*), ifnull(avg(length(vector)), 0) FROM label_vectors").fetchone()
                database.execute("DELETE FROM label_vectors")
            print(f"vectors {name}: {took[name]:.2f} s for {len(queue.entries)} of {queue.waiting} items; "
                  f"{kept[0]} vectors of {kept[1]:.0f} bytes stood in the store")  # fmt: skip
    print(f"ratio {took['kept'] / took['not kept']:.3f}")


if __name__ == "__main__":
    main()
