"""Newsletters from a watched folder: each file once, a bad one recorded and passed. The files stay as they are."""

import errno
import hashlib
import os
import re
import stat
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from news.errors import InvalidNewsletterError
from news.media_types import MAIL
from news.newsletter_bounded import MAX_ISSUE_BYTES
from serving import sniff
from serving.days import DayError
from serving.pipeline import Sitrep
from serving.settings import SettingsError
from serving.sources.intake import Intake, too_large

FOLDER_TICK_S = 5.0  # a file is read at the second look that finds it unchanged
_MAX_FILES = 10_000  # in the folder
_UNFINISHED = re.compile(r"^\.|~$|\.(?:part|partial|tmp|new|crdownload|download|swp)$", re.IGNORECASE)
# Whoever writes into the folder may put a link or a pipe in a file's place between the look and the reading: the one
# would give away what only Sitrep may read, the other hold its thread for ever.
_AS_IT_IS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class WatchedFolder:
    """Takes newsletters from the files of a folder. Only one thread looks."""

    def __init__(self, sitrep: Sitrep, folder: Path) -> None:
        self._sitrep = sitrep
        self._folder = folder
        no_day = "; put it into the file's name as YYYY-MM-DD"
        self._intake = Intake(sitrep, f"folder {folder}", no_day=no_day)
        self._waiting: dict[str, tuple[int, int]] = {}  # size and time of change at the last look
        self._done: dict[str, tuple[int, int]] = {}

    def look(self, _now: datetime) -> None:
        """Take every file that has not changed since the last look; raises SitrepError when there is no folder."""
        found = self._files()
        for name, form in found.items():
            if self._done.get(name) != form and self._waiting.get(name) == form:
                with self._intake.trying((name, form)) as problem:
                    self._take(name, form, problem)
        self._waiting = found
        self._done = {name: form for name, form in self._done.items() if name in found}

    def _files(self) -> dict[str, tuple[int, int]]:
        """Size and time of change of every regular file; links, folders and unfinished downloads are passed over."""
        found: dict[str, tuple[int, int]] = {}
        try:
            for path in self._folder.iterdir():
                with suppress(FileNotFoundError):  # moved away meanwhile
                    state = path.lstat()
                    if stat.S_ISREG(state.st_mode) and not _UNFINISHED.search(path.name):
                        found[path.name] = (state.st_size, state.st_mtime_ns)
                if len(found) > _MAX_FILES:
                    raise SettingsError(f"{self._folder}: more than {_MAX_FILES} files; move some of them away")
        except OSError as error:
            raise SettingsError(
                f"{self._folder}: cannot be listed ({error.strerror}); see SITREP__WATCH_FOLDER"
            ) from error
        return found

    def _take(self, name: str, form: tuple[int, int], problem: str | None) -> None:
        data, problem = (None, problem) if problem else self._read(name, form)
        if data is None and problem is None:
            return  # it changed while it was read
        shown = name.encode("utf-8", "backslashreplace").decode()
        # The name belongs to it: renamed with a day in its name, a file that had none is tried again. What cannot be
        # read is known by its form, so that it is told once and tried again when it changes.
        content = data if data is not None else str(form).encode()
        digest = hashlib.sha256(shown.encode() + b"\x00" + content).hexdigest()
        if not self._intake.seen(digest):
            self._intake.take(shown, digest, lambda: self._store(shown, content), problem)
        self._done[name] = form

    def _read(self, name: str, form: tuple[int, int]) -> tuple[bytes | None, str | None]:
        """The file's bytes, or what is wrong; both None when it is not what it was at the look."""
        if form[0] > MAX_ISSUE_BYTES:
            return None, too_large("file", form[0])
        try:
            with open(os.open(self._folder / name, _AS_IT_IS), "rb") as file:
                data = file.read(MAX_ISSUE_BYTES + 1)
                state = os.fstat(file.fileno())
        except FileNotFoundError:
            return None, None
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENXIO):  # a link, or a pipe or socket, since the look
                return None, None
            return None, f"the file cannot be read ({error.strerror})"
        unchanged = stat.S_ISREG(state.st_mode) and (state.st_size, state.st_mtime_ns) == form
        return (data, None) if unchanged and len(data) == form[0] else (None, None)

    def _store(self, name: str, data: bytes) -> str:
        kind = sniff.media_type_of(data, name)
        if kind == MAIL:  # its own date goes before that of its name
            with suppress(DayError):
                read = self._sitrep.read_newsletter(data, kind, store=None)
                if read.stored is not None:
                    return read.issue.id
        return self._sitrep.read_newsletter(data, kind, issued_on=day_in_name(name), store=True).issue.id


def day_in_name(name: str) -> date | None:
    """The one day that a file's name spells out as YYYY-MM-DD; raises InvalidNewsletterError for one that is none."""
    found = re.findall(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", name)
    try:
        return date.fromisoformat(found[0]) if len(found) == 1 else None
    except ValueError as error:
        raise InvalidNewsletterError(f"{name}: its name holds no day of the calendar; rename it") from error
