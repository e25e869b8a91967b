"""Put the application together from its settings: the champion artifact, the store of the home, the splitter."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from models.artifact import find_champion, read_manifest
from models.classifier import load_classifier
from news.bounded import split_bounded
from serving.background import Background
from serving.delivery import Courier
from serving.editions import Editions
from serving.egress import Egress
from serving.feeds import LOOPS, TICK_S, Feeds
from serving.pipeline import Sitrep
from serving.settings import ROOT, Settings
from serving.subscriptions import Subscriptions
from store.sqlite import open_store

RELEASED = ROOT / "artifacts"  # the artifacts that come with this version


def champion(settings: Settings) -> Path:
    """The artifact folder that answers; raises ArtifactError."""
    return find_champion(settings.home, RELEASED)


def open_sitrep(settings: Settings, *, store: bool) -> Sitrep:
    """The application, with its store or without; raises ArtifactError and StoreError."""
    folder = champion(settings)
    return Sitrep(
        load_classifier(folder),
        open_store(settings.home, _now) if store else None,
        split=split_bounded,
        now=_now,
        manifest=read_manifest(folder),
        label_threads=settings.label_threads,
    )


def open_courier(sitrep: Sitrep, settings: Settings, stopping: Callable[[], bool]) -> Courier:
    """What makes and sends the editions that are due."""
    editions = Editions(sitrep)
    subscriptions = Subscriptions(sitrep, editions)
    return Courier(sitrep, editions, subscriptions, settings, Egress(settings.allow_networks), stopping=stopping)


def open_background(feeds: Feeds) -> Background:
    """What goes on beside the requests of a server, not yet running."""
    background = Background(_now)
    for number in range(1, LOOPS + 1):
        background.add(f"feeds {number}", TICK_S, lambda now: feeds.poll_due(now, background.stopping))
    return background


def _now() -> datetime:
    return datetime.now(UTC)
