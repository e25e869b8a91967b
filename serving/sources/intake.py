"""Newsletters from a watched folder and from a mailbox: each message once, a bad one recorded and passed.

Neither is written to: files stay where they are, and a mailbox is opened for reading alone.
"""

import errno
import hashlib
import imaplib
import os
import re
import ssl
import stat
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from logging import getLogger
from pathlib import Path
from typing import Any

from news.errors import InvalidNewsletterError, NoParserError, ParserLimitError, SitrepError, StoreError
from news.media_types import MAIL
from news.newsletter_bounded import MAX_ISSUE_BYTES
from serving import sniff
from serving.days import DAY_PARAMETER, DayError
from serving.pipeline import Sitrep
from serving.settings import Settings, SettingsError, read_secret
from serving.sources.imap import MAX_NUMBER, WAIT_S, BoundedImap
from store.sources import Mark, SourceMessage

logger = getLogger(__name__)

FOLDER_TICK_S = 5.0  # a file is read at the second look that finds it unchanged
MAILBOX_TICK_S = 60.0
MAX_FILES = 10_000  # in the folder
MESSAGES_AT_ONCE = 50  # mails taken in one go; the rest follow a minute later
LONGEST_WAIT = timedelta(hours=1)  # between tries of a mailbox that fails
TRIES = 5  # of one message, while those after it wait
_UNFINISHED = re.compile(r"^\.|~$|\.(?:part|partial|tmp|new|crdownload|download|swp)$", re.IGNORECASE)
# Whoever writes into the folder may put a link or a pipe in a file's place between the look and the reading: the one
# would give away what only Sitrep may read, the other hold its thread for ever.
_AS_IT_IS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")

Connect = Callable[[], imaplib.IMAP4]  # a connection to the mail server, not yet logged in; raises OSError


class MailboxError(SitrepError):
    """The mailbox cannot be read."""


class _Tries:
    """Counts how often a message was begun and not ended: one that breaks off each time may not hold up all others."""

    def __init__(self) -> None:
        self._message: object = None
        self._count = 0

    @contextmanager
    def one(self, message: object) -> Iterator[str | None]:
        """Try a message inside the block; gives what is wrong with it once it was tried TRIES times in vain."""
        self._count = self._count + 1 if message == self._message else 1
        self._message = message
        try:
            yield f"reading it broke off {TRIES} times; the log says why" if self._count > TRIES else None
        except (StoreError, NoParserError):  # which tell nothing of the message
            self._count -= 1
            raise
        self._message = None


class WatchedFolder:
    """Takes newsletters from the files of a folder. Only one thread looks."""

    def __init__(self, sitrep: Sitrep, folder: Path) -> None:
        self._sitrep = sitrep
        self._folder = folder
        self._source = f"folder {folder}"
        self._waiting: dict[str, tuple[int, int]] = {}  # size and time of change at the last look
        self._done: dict[str, tuple[int, int]] = {}
        self._tries = _Tries()

    def look(self, _now: datetime) -> None:
        """Take every file that has not changed since the last look; raises SitrepError when there is no folder."""
        found = self._files()
        for name, form in found.items():
            if self._done.get(name) != form and self._waiting.get(name) == form:
                with self._tries.one((name, form)) as problem:
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
                if len(found) > MAX_FILES:
                    raise SettingsError(f"{self._folder}: more than {MAX_FILES} files; move some of them away")
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
        if not self._sitrep.store.sources.seen(self._source, digest):
            message = _taken(self._sitrep, self._source, shown, digest, data, problem)
            self._sitrep.store.sources.record(message)
        self._done[name] = form

    def _read(self, name: str, form: tuple[int, int]) -> tuple[bytes | None, str | None]:
        """The file's bytes, or what is wrong; both None when it is not what it was at the look."""
        if form[0] > MAX_ISSUE_BYTES:
            return None, _too_large("file", form[0])
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


@dataclass(frozen=True, slots=True)
class MailboxLogin:
    """Who reads which mailbox."""

    user: str
    password: str  # never logged, never stored
    mailbox: str


class Mailbox:
    """Takes newsletters from an IMAP mailbox, which is opened for reading alone. Only one thread looks."""

    def __init__(self, sitrep: Sitrep, host: str, login: MailboxLogin, connect: Connect) -> None:
        self._sitrep = sitrep
        self._login = login
        self._connect = connect
        self._source = f"mailbox {login.user}@{host} {login.mailbox}"
        self._failures = 0
        self._not_before: datetime | None = None
        self._tries = _Tries()

    def look(self, now: datetime) -> None:
        """Take the mails that came since the last look; a failure is logged and doubles the wait until the next try."""
        # A longer wait than any was told by a clock that has been put back since.
        if self._not_before is not None and now < self._not_before <= now + LONGEST_WAIT:
            return
        try:
            self._take_new()
        except MailboxError as error:
            self._failures += 1
            wait = min(timedelta(seconds=MAILBOX_TICK_S) * 2 ** min(self._failures - 1, 12), LONGEST_WAIT)
            self._not_before = now + wait
            logger.warning("%s; next try in %d s", error, wait.total_seconds())
        else:
            self._failures, self._not_before = 0, None

    def _take_new(self) -> None:
        with self._opened() as (server, validity):
            mark = self._sitrep.store.sources.mark(self._source)
            last = mark.uid if mark is not None and mark.validity == validity else 0
            for uid in self._new(server, last)[:MESSAGES_AT_ONCE]:
                mark = Mark(validity, uid)
                with self._tries.one(mark) as problem:
                    self._take(server, uid, mark, problem)

    @contextmanager
    def _opened(self) -> Iterator[tuple[imaplib.IMAP4, int]]:
        """The mailbox, opened for reading, and its UIDVALIDITY; raises MailboxError also for failures inside."""
        server: imaplib.IMAP4 | None = None
        try:
            server = self._connect()
            server.login(_quoted(self._login.user), self._login.password)  # which quotes the password alone
            _fine(server.select(_quoted(self._login.mailbox), readonly=True), "it has no such mailbox")
            [said] = server.response("UIDVALIDITY")[1] or [None]
            if not isinstance(said, bytes) or not said.isdigit():
                raise MailboxError("it tells no UIDVALIDITY")
            yield server, _number(said)
        except (imaplib.IMAP4.error, MailboxError, OSError, ValueError) as error:
            raise MailboxError(f"{self._source}: {_without(self._login.password, str(error))}") from None
        finally:
            if server is not None:
                _hang_up(server)

    def _new(self, server: imaplib.IMAP4, last: int) -> list[int]:
        [said] = _fine(server.uid("SEARCH", "UID", f"{last + 1}:*"), "it cannot be searched") or [b""]
        found = [_number(uid) for uid in (said or b"").split()]
        return sorted(uid for uid in found if uid > last)  # "n:*" always names the last mail, also below n

    def _take(self, server: imaplib.IMAP4, uid: int, mark: Mark, problem: str | None) -> None:
        data, problem = (None, problem) if problem else self._fetch(server, uid)
        name = f"uid {uid}"
        unread = f"{mark.validity} {uid}".encode()
        digest = hashlib.sha256(data if data is not None else unread).hexdigest()
        if self._sitrep.store.sources.seen(self._source, digest):
            problem = "the same mail was read before"
            data, digest = None, hashlib.sha256(unread).hexdigest()
        message = _taken(self._sitrep, self._source, name, digest, data, problem)
        self._sitrep.store.sources.record(message, mark)

    def _fetch(self, server: imaplib.IMAP4, uid: int) -> tuple[bytes | None, str | None]:
        """A mail's bytes, or what is wrong with it."""
        sizes = _fine(server.uid("FETCH", str(uid), "(RFC822.SIZE)"), "a mail's size cannot be told")
        size = next((int(found[1]) for part in sizes if (found := _SIZE.search(_line(part)))), None)
        if size is None:
            return None, "the mail is gone"
        if size > MAX_ISSUE_BYTES:
            return None, _too_large("mail", size)
        parts = _fine(server.uid("FETCH", str(uid), "(BODY.PEEK[])"), "a mail cannot be fetched")
        data = next((part[1] for part in parts if isinstance(part, tuple)), None)
        return (data, None) if data else (None, "the mail is empty, or gone")


def open_mailbox(sitrep: Sitrep, settings: Settings) -> Mailbox | None:
    """The mailbox of the settings; None without one. Raises SettingsError when a part is missing."""
    host = settings.imap_host
    if host is None:
        return None
    if not settings.imap_user:
        raise SettingsError("SITREP__IMAP_HOST is set, SITREP__IMAP_USER is not; both are needed to read a mailbox")
    password = read_secret(settings.imap_password, settings.imap_password_file, "imap_password")
    if password is None:
        raise SettingsError("SITREP__IMAP_HOST is set; set SITREP__IMAP_PASSWORD_FILE or SITREP__IMAP_PASSWORD too")
    for name, secret in (("USER", settings.imap_user), ("PASSWORD", password)):
        if not secret.isascii():
            raise SettingsError(
                f"SITREP__IMAP_{name} has letters beyond ASCII, with which IMAP signs nobody in; change it"
            )
    login = MailboxLogin(settings.imap_user, password, settings.imap_mailbox)

    def connect() -> imaplib.IMAP4:
        context = ssl.create_default_context()
        return BoundedImap(host, settings.imap_port, ssl_context=context, timeout=WAIT_S)

    return Mailbox(sitrep, host, login, connect)


def day_in_name(name: str) -> date | None:
    """The one day that a file's name spells out as YYYY-MM-DD; raises InvalidNewsletterError for one that is none."""
    found = re.findall(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", name)
    try:
        return date.fromisoformat(found[0]) if len(found) == 1 else None
    except ValueError as error:
        raise InvalidNewsletterError(f"{name}: its name holds no day of the calendar") from error


def _too_large(what: str, size: int) -> str:
    return f"the {what} has {size} bytes; at most {MAX_ISSUE_BYTES} are read, so leave its attachments out"


def _taken(
    sitrep: Sitrep, source: str, name: str, digest: str, data: bytes | None, problem: str | None
) -> SourceMessage:
    """Split, label and store a message, or say why not."""
    issue: str | None = None
    if data is not None:
        try:
            issue = _store(sitrep, source, name, data)
        except (InvalidNewsletterError, ParserLimitError, DayError) as error:
            way_out = "" if source.startswith("mailbox ") else "; put it into the file's name as YYYY-MM-DD"
            problem = str(error).replace(f"; give {DAY_PARAMETER} to store it", way_out)
    logger.info("%s, %s: %s", source, name, issue or problem)
    return SourceMessage(source, name, digest, sitrep.now(), issue, problem)


def _store(sitrep: Sitrep, source: str, name: str, data: bytes) -> str:
    if source.startswith("mailbox "):
        return sitrep.read_newsletter(data, MAIL, store=True).issue.id
    kind = sniff.media_type_of(data, name)
    if kind == MAIL:  # its own date goes before that of its name
        with suppress(DayError):
            read = sitrep.read_newsletter(data, kind, store=None)
            if read.stored is not None:
                return read.issue.id
    return sitrep.read_newsletter(data, kind, issued_on=day_in_name(name), store=True).issue.id


def _fine(answer: tuple[str, list[Any]], otherwise: str) -> list[Any]:
    """What the server says when it says OK; raises MailboxError."""
    if answer[0] != "OK":
        raise MailboxError(
            f"{otherwise} ({_line(answer[1][0] if answer[1] else b'')[:100].decode('utf-8', 'replace')})"
        )
    return answer[1]


def _number(said: bytes) -> int:
    """A mail's or a mailbox's number; raises MailboxError for one that the protocol does not have."""
    if not said.isdigit() or len(said) > 10 or int(said) > MAX_NUMBER:
        raise MailboxError(f"it names the number {said[:20].decode('utf-8', 'replace')!r}, which is none of IMAP's")
    return int(said)


def _hang_up(server: imaplib.IMAP4) -> None:
    try:
        server.logout()
    except (imaplib.IMAP4.error, OSError):  # it does not close the line then
        with suppress(OSError):
            server.shutdown()


def _line(part: object) -> bytes:
    if isinstance(part, tuple):
        part = part[0]
    return part if isinstance(part, bytes) else b""


def _quoted(mailbox: str) -> str:
    """A mailbox's name as commands hold it; one in ASCII goes as it was set, encoded or not."""
    if not mailbox.isascii():
        mailbox = _UNPRINTABLE.sub(_shifted, mailbox.replace("&", "&-"))
    return '"' + mailbox.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(letters: re.Match[str]) -> str:
    """Letters in the modified UTF-7 of mailbox names (RFC 3501, 5.1.3)."""
    return f"&{b64encode(letters[0].encode('utf-16-be'), b'+,').decode().rstrip('=')}-"


def _without(secret: str, words: str) -> str:
    """Words of a mail server without the password, should it repeat it."""
    return words.replace(secret, "***")[:300] if secret else words[:300]
