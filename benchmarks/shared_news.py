"""The shared news, which is not in the repository: where it lies, and its largest file."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"


def unlabelled(shared: Path = SHARED) -> Iterator[dict[str, Any]]:
    """The 22,734 items of 2012 to 2018 that nobody sorted by theme: id, date, title, text, source, desk."""
    with gzip.open(shared / "news" / "unlabelled_2012_2018.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
