"""`sitrep doctor`: whether Sitrep can work here, and what to do where it cannot."""

import json
import shutil
import sqlite3
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from models.artifact import verify
from models.classifier import load_classifier
from models.labels import NewsText
from news.errors import SitrepError, StoreError
from serving.commands.source import settings_for
from serving.days import find_timezone
from serving.running import find_server
from serving.sending.mailer import mail_server
from serving.settings import Settings
from serving.start import champion
from store.sqlite.connections import unfit
from store.sqlite.lock import HomeLock
from store.sqlite.schema import check_version, newest_version
from store.sqlite.store import DATABASE

FREE_BYTES = 500 * 1024 * 1024  # a year of daily issues with their labels takes about a tenth of it
ARTIFACT_WAY_OUT = "restore it, name another one in artifacts/champion of the home, or train one"
PYTHON = (3, 11)
WAL_SAFE = (3, 51, 3)  # before it, two writing connections could lose a write; Sitrep has one
PROBE = NewsText("Shelling kills six in a border town", "Two armies traded artillery fire across the river on Monday.")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `way_out` is empty when all is well."""

    check: str
    fine: bool
    found: str
    way_out: str = ""


def run(arguments: Namespace) -> int:
    """Run every check; 3 when something is broken."""
    settings = settings_for(arguments.home)
    findings = list(examine(settings))
    broken = [finding for finding in findings if not finding.fine]
    if arguments.format == "json":
        print(json.dumps({"fine": not broken, "checks": [asdict(f) for f in findings]}, indent=2))
    else:
        for finding in findings:
            print(f"{'fine  ' if finding.fine else 'BROKEN'}  {finding.check}: {finding.found}")
            if finding.way_out:
                print(f"        {finding.way_out}")
        print("All is well." if not broken else f"{len(broken)} of {len(findings)} checks failed.")
    return 3 if broken else 0


def examine(settings: Settings) -> Iterator[Finding]:
    """All checks, in the order in which a start would meet them."""
    yield _python()
    yield _sqlite()
    way_out = "make room on its disk, or set SITREP_HOME or --home to a folder that you may write to"
    home = _check("home", lambda: _home(settings.home), way_out)
    yield home
    if home.fine:
        yield _check("space", lambda: _space(settings.home), "free some space, or move SITREP_HOME")
        store = _check("store", lambda: _store(settings.home), "restore it from a copy or move it away")
        yield store
        if store.fine and (settings.home / DATABASE).exists():
            yield _check("schema", lambda: _schema(settings.home), "or restore a copy from before the newer one")
        yield _check("store lock", lambda: _lock(settings.home), "stop that process, or set another SITREP_HOME")
    if settings.smtp_host is not None:
        yield _check("mail", lambda: f"handed in at {mail_server(settings)!r}", "README.md lists the settings of mail")
    yield _check("time zones", _zones, "install the package tzdata: pip install tzdata")
    artifact = _check("artifact", lambda: _artifact(settings), ARTIFACT_WAY_OUT)
    yield artifact
    if artifact.fine:
        yield _check("labels", lambda: _round_trip(settings), ARTIFACT_WAY_OUT)


def _check(name: str, look: Callable[[], str], way_out: str) -> Finding:
    try:
        return Finding(name, True, look())
    except OSError as error:  # without the name of a file that was to be made
        return Finding(name, False, error.strerror or str(error), way_out)
    except (SitrepError, sqlite3.Error) as error:
        return Finding(name, False, str(error), way_out)


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    fine = sys.version_info >= PYTHON
    return Finding("Python", fine, found, "" if fine else "install Python 3.11 or newer")


def _sqlite() -> Finding:
    """SQLite's age."""
    version = sqlite3.sqlite_version
    if fault := unfit():
        found, _, way_out = fault.partition("; ")
        return Finding("SQLite", False, found, way_out)
    if sqlite3.sqlite_version_info < WAL_SAFE:
        return Finding("SQLite", True, f"{version}; safe with the one writing process that a home has")
    return Finding("SQLite", True, version)


def _store(home: Path) -> str:
    """Whether the database is whole, page by page."""
    path = home / DATABASE
    if not path.exists():
        return "none yet; the first issue makes it"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        # not quick_check, which in SQLite 3.40 finds NULLs in sound tables without rowid
        found = [fault for (fault,) in connection.execute("PRAGMA integrity_check(2)")]
        if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'item_words'").fetchone():
            connection.execute("SELECT 1 FROM item_words LIMIT 0")  # what it is made of is checked when it is opened
    # SQLite 3.44 and later would check the index of words by writing, which a reader may not
    faults = [fault for fault in found if fault != "ok" and not fault.startswith("unable to validate")]
    if faults:
        raise StoreError(f"{path}: {faults[0]}")
    return f"{path} is whole"


def _schema(home: Path) -> str:
    """Whether this version reads the database."""
    path = home / DATABASE
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        version, newest = check_version(connection, path), newest_version()
    return f"{version}" if version == newest else f"{version}; `sitrep serve` brings it up to {newest}"


def _home(home: Path) -> str:
    """Whether the folder can be written and its disk carries a write-ahead log."""
    known = home.is_dir()
    nearest = next(place for place in (home, *home.parents) if place.exists())
    if not nearest.is_dir():
        raise StoreError(f"{nearest} is no folder, and none can be made {'there' if nearest == home else 'in it'}")
    with TemporaryDirectory(prefix=".doctor-", dir=nearest) as folder:
        with closing(sqlite3.connect(Path(folder) / "probe.sqlite")) as probe:
            [mode] = probe.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise StoreError(f"{home}: its file system carries no write-ahead log (SQLite chose {mode!r})")
    return f"{home} can be written" + ("" if known else " (it will be made)")


def _space(home: Path) -> str:
    nearest = next(folder for folder in (home, *home.parents) if folder.is_dir())
    free = shutil.disk_usage(nearest).free
    if free < FREE_BYTES:
        raise StoreError(f"{free // 2**20} MiB are free at {nearest}, {FREE_BYTES // 2**20} are wanted")
    return f"{free / 2**30:.1f} GiB free"


def _lock(home: Path) -> str:
    server = find_server(home)
    if server is not None:
        return f"held by the server at {server.address}, which ingest and brief ask"
    if not home.is_dir():
        return "free"
    HomeLock(home).release()
    return "free"


def _zones() -> str:
    for name in ("America/New_York", "Europe/Kyiv", "Asia/Kolkata"):
        find_timezone(name)
    return "known"


def _artifact(settings: Settings) -> str:
    folder = champion(settings)
    manifest = verify(folder)
    return f"{folder.name}, all {len(manifest['files'])} files as their digests say"


def _round_trip(settings: Settings) -> str:
    classifier = load_classifier(champion(settings))
    [labels] = classifier.label([PROBE], evidence=True)
    if not labels.themes:
        raise StoreError("the model answered without a theme")
    return f"a text went through model {classifier.version} and came back as {', '.join(labels.labels) or 'no theme'}"
