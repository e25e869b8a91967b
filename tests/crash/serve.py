"""A real server with a keyword labeller on a home: `python -m tests.crash.serve HOME PORT_FILE`."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from news.newsletter import split
from serving.app import create_app
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.sqlite.store import open_store
from tests.crash.child import listen
from tests.fakes import KeywordLabeller


def now() -> datetime:
    """The time it is."""
    return datetime.now(UTC)


if __name__ == "__main__":
    home, port_file = Path(sys.argv[1]), Path(sys.argv[2])
    sitrep = Sitrep(KeywordLabeller(), open_store(home, now), split=split, now=now, manifest={})
    listener = listen(port_file)
    config = uvicorn.Config(create_app(sitrep, Settings(home=home)), log_level="warning")
    uvicorn.Server(config).run(sockets=[listener])
