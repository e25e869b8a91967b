"""Put the application together from its settings: the champion artifact, the store of the home, the splitter."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from logging import getLogger
from pathlib import Path

from models.added_themes import Shelf, fold
from models.aliases import CHAMPION, find_champion
from models.artifact import read_manifest
from models.classifier import ThemeClassifier, load_classifier
from news.briefing.ranking import Weights
from news.errors import ArtifactError
from news.newsletter_bounded import split_bounded
from serving.background import Background
from serving.briefs.editions import Editions
from serving.briefs.subscriptions import Subscriptions
from serving.egress import Egress
from serving.pipeline import Sitrep
from serving.sending.delivery import Courier
from serving.sending.failures import SendError
from serving.sending.mailer import mail_server
from serving.settings import ROOT, Settings
from serving.sources.feeds import LOOPS, TICK_S, Feeds
from serving.sources.folder import FOLDER_TICK_S, WatchedFolder
from serving.sources.mailbox import MAILBOX_TICK_S, open_mailbox
from store.protocol import Store
from store.sqlite.store import DATABASE, open_readonly, open_store

logger = getLogger(__name__)

RELEASED = ROOT / "artifacts"  # the artifacts that come with this version


def champion(settings: Settings) -> Path:
    """The artifact folder that answers; raises ArtifactError."""
    return find_champion(settings.home, RELEASED)


def load_champion(settings: Settings) -> tuple[Path, ThemeClassifier]:
    """The artifact that answers, and its folder; raises ArtifactError, which names the way to another one."""
    folder = champion(settings)
    try:
        return folder, load_classifier(folder)
    except ArtifactError as error:
        alias = settings.home / "artifacts" / CHAMPION
        if folder.parent != alias.parent:
            raise
        way_out = f"or write another version into {alias}; without that file the released one answers"
        raise ArtifactError(f"{error}, {way_out}") from error


def open_sitrep(settings: Settings, *, store: bool) -> Sitrep:
    """The application, with its store or without; raises ArtifactError and StoreError."""
    folder, labeller = load_champion(settings)
    opened = open_store(settings.home, _now) if store else None
    return Sitrep(
        with_themes(labeller, folder, settings.home, opened),
        opened,
        split=split_bounded,
        now=_now,
        manifest=read_manifest(folder),
        label_threads=settings.label_threads,
        weights=Weights(
            lead=settings.rank_lead,
            corroboration=settings.rank_corroboration,
            selection=settings.rank_selection,
            size=settings.rank_size,
            theme=settings.rank_theme,
            novelty=settings.rank_novelty,
            recency=settings.rank_recency,
        ),
    )


def open_courier(sitrep: Sitrep, settings: Settings, stopping: Callable[[], bool], address: str) -> Courier:
    """What makes and sends the editions that are due; address is where the server stands, for want of a public URL.

    What is wrong with the settings of mail is logged now, not at the first mail; webhooks go out all the same.
    """
    if settings.smtp_host is not None:
        try:
            mail_server(settings)
        except SendError as error:
            logger.warning("%s; mail waits until then", error)
    editions = Editions(sitrep)
    subscriptions = Subscriptions(sitrep, editions)
    egress = Egress(settings.allow_networks)
    return Courier(sitrep, editions, subscriptions, settings, egress, stopping=stopping, address=address)


def with_themes(labeller: ThemeClassifier, artifact: Path, home: Path, store: Store | None) -> ThemeClassifier:
    """Join the themes that users added at a home; without a store at hand its database is read where there is one."""
    if store is not None:
        return Shelf(home).compose(labeller, artifact, fold(store.themes.all()))
    if not (home / DATABASE).exists():
        return labeller
    with closing(open_readonly(home)) as reader:
        return Shelf(home).compose(labeller, artifact, fold(reader.themes.all()))


def open_background(sitrep: Sitrep, settings: Settings, feeds: Feeds) -> Background:
    """What goes on beside the requests of a server, not yet running; raises SettingsError."""
    background = Background(_now, failed=lambda: sitrep.tally.add("loop_failures"))
    for number in range(1, LOOPS + 1):
        background.add(f"feeds {number}", TICK_S, lambda now: feeds.poll_due(now, background.stopping))
    if settings.watch_folder is not None:
        background.add("watch folder", FOLDER_TICK_S, WatchedFolder(sitrep, settings.watch_folder).look)
    mailbox = open_mailbox(sitrep, settings)
    if mailbox is not None:
        background.add("mailbox", MAILBOX_TICK_S, mailbox.look)
    return background


def _now() -> datetime:
    return datetime.now(UTC)
