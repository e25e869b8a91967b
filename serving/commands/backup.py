"""`sitrep backup`: copy a home to a folder that can be served, also while its server runs."""

import shutil
from argparse import Namespace
from glob import escape
from pathlib import Path
from uuid import uuid4

from models.artifact import sync
from news.errors import StoreError
from serving import running
from serving.commands.errors import WrongUseError
from serving.commands.source import say, settings_for
from store.sqlite import lock
from store.sqlite.backup import copy_database
from store.sqlite.store import DATABASE

# Whose home it is stands in them, or they are the database's own.
_OF_THE_PROCESS = (lock.FILE, running.FILE, f"{DATABASE}*", ".*", "*.new", "*.partial")


def run(arguments: Namespace) -> int:
    """Copy the home and print where the copy stands."""
    home, place = settings_for(arguments.home).home, Path(arguments.folder).absolute()
    if place.exists():
        raise WrongUseError(f"{place} is there already; name a new folder, such as one with the day in its name")
    if home.resolve() in place.resolve().parents:
        raise WrongUseError(f"{place} lies in the home that is copied; name one beside it")
    _clear_away(place)
    beside = place.with_name(f".{place.name}.{uuid4().hex[:8]}.partial")
    held: lock.HomeLock | None = None
    try:
        beside.mkdir(mode=0o700, parents=True)  # addresses, tokens and secrets lie in it
        held = lock.HomeLock(beside)
        copy_database(home, beside / DATABASE)
        # After the database: what it names, an artifact or a job's work, is older than its name.
        shutil.copytree(home, beside, ignore=shutil.ignore_patterns(*_OF_THE_PROCESS), dirs_exist_ok=True)
        for path in [*beside.rglob("*"), beside]:
            sync(path)
        beside.chmod(0o700)
        beside.rename(place)
        (place / lock.FILE).unlink()  # not before: writing it all to the disk takes a while
        sync(place.parent)
    except shutil.Error as error:  # of several files, each with its reason
        first = error.args[0][0]
        raise StoreError(f"{first[0]}: cannot be copied ({first[2]}); if a training run ended, try again") from error
    except OSError as error:
        said = f"{error.filename or place}: cannot be copied ({error.strerror or error})"
        raise StoreError(f"{said}; make room on its disk, or name a folder that you may write to") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        if held is not None:
            held.release()
    print(place)
    return 0


def _clear_away(place: Path) -> None:
    """Remove what backups to a place left that were killed; the folder of one under way is locked, and stays."""
    for left in place.parent.glob(f".{escape(place.name)}.????????.partial"):
        try:
            held = lock.HomeLock(left)
            try:
                shutil.rmtree(left)
            finally:
                held.release()
        except StoreError:
            continue
        except OSError as error:
            say(f"{left}: left by a backup that was killed, and cannot be removed ({error.strerror}); do it by hand")
        else:
            say(f"{left}: left by a backup that was killed; it is removed")
