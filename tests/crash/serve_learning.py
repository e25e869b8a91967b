"""A real server that trains and swaps models: `python -m tests.crash.serve_learning HOME PORT_FILE RELEASED`."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from models.aliases import find_champion
from models.artifact import read_manifest
from models.classifier import load_classifier
from news.newsletter import split
from serving import start
from serving.app import create_app
from serving.background import Background
from serving.learning.parts import Learning
from serving.pipeline import Sitrep
from serving.settings import Settings
from store.sqlite.store import open_store
from tests.crash.child import listen


def now() -> datetime:
    """The time it is."""
    return datetime.now(UTC)


if __name__ == "__main__":
    home, port_file, start.RELEASED = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    folder = find_champion(home, start.RELEASED)
    sitrep = Sitrep(
        load_classifier(folder), open_store(home, now), split=split, now=now, manifest=read_manifest(folder)
    )
    settings, background = Settings(home=home), Background(now)
    runner = Learning(sitrep, settings).begin(background)
    listener = listen(port_file)
    with background.running():
        uvicorn.Server(uvicorn.Config(create_app(sitrep, settings), log_level="warning")).run(sockets=[listener])
    runner.stop()
