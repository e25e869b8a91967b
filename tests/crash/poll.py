"""Poll a feed and die at the n-th statement of the write: `python -m tests.crash.poll HOME URL N TIMES`."""

import sys
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from random import Random

from news.feed import read_feed
from news.newsletter import split
from serving.egress import Egress
from serving.pipeline import Sitrep
from serving.sources.feeds import Feeds
from store.sqlite.store import open_store
from tests.crash.child import die_at
from tests.fakes import KeywordLabeller


def now() -> datetime:
    """The time it is."""
    return datetime.now(UTC)


def main(home: Path, url: str, fatal: int, times: int) -> None:
    """Print for each poll the statements so far, its status and the items created; fatal 0 spares the process."""
    store = open_store(home, now)
    sitrep = Sitrep(KeywordLabeller(), store, split=split, now=now, manifest={})
    egress = Egress([ip_network("127.0.0.0/8")])
    feeds = Feeds(sitrep, egress, interval_s=1800, rng=Random(1), read=read_feed)
    feed, _ = feeds.add(url, name=None, timezone=None, full_text=False)
    count = die_at(store, fatal)
    for _ in range(times):
        poll = feeds.poll(feed.id)
        print(count(), poll.status, poll.created)
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
