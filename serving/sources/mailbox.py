"""Newsletters from a mailbox, which is opened for reading alone: each mail once, a bad one recorded and passed."""

import hashlib
import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from logging import getLogger
from typing import Any

from news.errors import SitrepError
from news.media_types import MAIL
from news.newsletter_bounded import MAX_ISSUE_BYTES
from serving.pipeline import Sitrep
from serving.settings import Settings, SettingsError, read_secret
from serving.sources.imap import MAX_NUMBER, WAIT_S, BoundedImap
from serving.sources.intake import Intake, too_large
from store.sources import Mark

logger = getLogger(__name__)

MAILBOX_TICK_S = 60.0
_MESSAGES_AT_ONCE = 50  # mails taken in one go; the rest follow a minute later
_LONGEST_WAIT = timedelta(hours=1)  # between tries of a mailbox that fails
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")

Connect = Callable[[], imaplib.IMAP4]  # a connection to the mail server, not yet logged in; raises OSError


class MailboxError(SitrepError):
    """The mailbox cannot be read."""


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
        self._intake = Intake(sitrep, self._source)

    def look(self, now: datetime) -> None:
        """Take the mails that came since the last look; a failure is logged and doubles the wait until the next try."""
        # A longer wait than any was told by a clock that has been put back since.
        if self._not_before is not None and now < self._not_before <= now + _LONGEST_WAIT:
            return
        try:
            self._take_new()
        except MailboxError as error:
            self._failures += 1
            wait = min(timedelta(seconds=MAILBOX_TICK_S) * 2 ** min(self._failures - 1, 12), _LONGEST_WAIT)
            self._not_before = now + wait
            logger.warning("%s; next try in %d s", error, wait.total_seconds())
        else:
            self._failures, self._not_before = 0, None

    def _take_new(self) -> None:
        with self._opened() as (server, validity):
            mark = self._sitrep.store.sources.mark(self._source)
            last = mark.uid if mark is not None and mark.validity == validity else 0
            for uid in self._new(server, last)[:_MESSAGES_AT_ONCE]:
                mark = Mark(validity, uid)
                with self._intake.trying(mark) as problem:
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
        content = data if data is not None else unread
        digest = hashlib.sha256(content).hexdigest()
        if self._intake.seen(digest):
            problem = "the same mail was read before"
            digest = hashlib.sha256(unread).hexdigest()
        self._intake.take(name, digest, lambda: self._store(content), problem, mark)

    def _store(self, mail: bytes) -> str:
        return self._sitrep.read_newsletter(mail, MAIL, store=True).issue.id

    def _fetch(self, server: imaplib.IMAP4, uid: int) -> tuple[bytes | None, str | None]:
        """A mail's bytes, or what is wrong with it."""
        sizes = _fine(server.uid("FETCH", str(uid), "(RFC822.SIZE)"), "a mail's size cannot be told")
        size = next((int(found[1]) for part in sizes if (found := _SIZE.search(_line(part)))), None)
        if size is None:
            return None, "the mail is gone"
        if size > MAX_ISSUE_BYTES:
            return None, too_large("mail", size)
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
