"""Add an issue and die at the n-th statement of the write: `python -m tests.crash.write HOME N`."""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from news.item import DroppedPiece, NewsItem
from store.records import IssueRecord, LabelRecord
from store.sqlite.store import open_store
from tests.crash.child import die_at

NOON = datetime(2024, 10, 28, 12, tzinfo=UTC)
ITEMS = [NewsItem(f"item_{n}", f"Headline {n}", "text " * 2000) for n in range(5)]  # more than one page each
ISSUE = IssueRecord(
    "issue_1", "Wire", date(2024, 10, 28), "text/plain", None, b"raw" * 5000, "digest", (DroppedPiece(0, 9, "footer"),)
)
LABELS = {item.id: LabelRecord("m1", "2026.1", "{}", ("elections",), NOON) for item in ITEMS}


def main(home: Path, fatal: int) -> None:
    """Print the number of statements when the process lives on; fatal 0 spares it."""
    store = open_store(home, lambda: NOON)
    count = die_at(store, fatal)
    stored = store.add_issue(ISSUE, [replace(item, source="Wire") for item in ITEMS], LABELS, NOON)
    print(count(), stored.created, stored.existing)
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
