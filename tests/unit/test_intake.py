"""Newsletters from a folder and a mailbox: each once, half-written ones not, a bad one passed and recorded."""

import imaplib
import logging
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from news.errors import NoParserError, ParserKilledError
from news.item import Issue
from news.newsletter import split
from news.newsletter_bounded import MAX_ISSUE_BYTES
from serving.pipeline import Sitrep
from serving.settings import Settings, SettingsError
from serving.sources import imap
from serving.sources.folder import WatchedFolder
from serving.sources.intake import TRIES
from serving.sources.mailbox import Mailbox, MailboxLogin, open_mailbox
from store.sources import Mark
from store.sqlite.store import open_store
from tests.certificates import certificate_for, serving_with
from tests.fakes import Clock, KeywordLabeller
from tests.imap import MailServer, mail_server

TEXT = "Essential Reads\n\nTroops cross the river\nThe troops crossed the river before dawn on Monday.\n"
UTC_ZONE = ZoneInfo("UTC")


def mail(subject: str = "One", day: str = "Mon, 28 Oct 2024 08:00:00 +0000") -> bytes:
    dated = f"Date: {day}\r\n" if day else ""
    head = f"From: The Desk <desk@news.example>\r\n{dated}Subject: {subject}\r\nContent-Type: text/plain\r\n\r\n"
    return (head + TEXT.replace("Monday", f"Monday, says {subject}").replace("\n", "\r\n")).encode()


@pytest.fixture
def sitrep(tmp_path: Path) -> Iterator[Sitrep]:
    clock = Clock()
    with closing(open_store(tmp_path / "home", clock)) as store:
        yield Sitrep(KeywordLabeller(), store, split=split, now=clock, manifest={})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "letters"
    made.mkdir()
    return made


def items(sitrep: Sitrep) -> int:
    return len(sitrep.store.items_on(date(2024, 10, 28), UTC_ZONE))


def look(watched: WatchedFolder | Mailbox, sitrep: Sitrep, times: int = 1) -> None:
    for _ in range(times):
        watched.look(sitrep.now())


def test_given_files_when_looked_at_then_each_is_read_once_also_after_a_restart(sitrep: Sitrep, folder: Path) -> None:
    (folder / "letter_2024-10-28.txt").write_text(TEXT)
    (folder / "copy_2024-10-28.txt").write_text(TEXT)
    (folder / "mail.eml").write_bytes(mail())

    look(WatchedFolder(sitrep, folder), sitrep, 4)
    first = sitrep.store.sources.last(9)
    look(WatchedFolder(sitrep, folder), sitrep, 2)

    names = ["copy_2024-10-28.txt", "letter_2024-10-28.txt", "mail.eml"]
    assert sorted(message.name for message in first if message.issue_id) == names
    assert len({message.issue_id for message in first}) == 2  # two files of one content are one issue
    assert sitrep.store.sources.last(9) == first
    assert items(sitrep) == 2
    assert sorted(path.name for path in folder.iterdir()) == names


def test_given_a_file_that_still_grows_when_looked_at_then_it_waits_until_it_rests(
    sitrep: Sitrep, folder: Path
) -> None:
    watched = WatchedFolder(sitrep, folder)
    path = folder / "letter_2024-10-28.txt"
    for size in (20, 40, 60):
        path.write_text(TEXT[:size])
        look(watched, sitrep)

    assert sitrep.store.sources.last(9) == ()
    path.write_text(TEXT)
    look(watched, sitrep, 2)

    [message] = sitrep.store.sources.last(9)
    assert message.issue_id is not None
    assert items(sitrep) == 1


def test_given_no_parser_when_looked_at_then_the_file_is_not_blamed_and_read_at_the_next_look(
    sitrep: Sitrep, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> Issue:
        raise NoParserError("all parsers are at work")

    (folder / "letter_2024-10-28.txt").write_text(TEXT)
    watched = WatchedFolder(sitrep, folder)
    look(watched, sitrep)
    with monkeypatch.context() as patched:
        patched.setattr(sitrep, "_split", busy)
        for _ in range(TRIES + 2):
            with pytest.raises(NoParserError):
                look(watched, sitrep)
    look(watched, sitrep)

    [message] = sitrep.store.sources.last(9)
    assert message.issue_id is not None


@pytest.mark.parametrize("fault", [RecursionError("a fault"), ParserKilledError("killed from outside")], ids=repr)
def test_given_a_file_that_breaks_its_reading_when_looked_at_then_it_is_passed_after_some_tries(
    tmp_path: Path, folder: Path, fault: Exception
) -> None:
    def broken(data: bytes, *arguments: object, **named: object) -> Issue:
        if b"Bad" in data:
            raise fault
        return split(data, *arguments, **named)  # type: ignore[arg-type]

    (folder / "a_2024-10-28.txt").write_text(TEXT + "Bad\n")
    (folder / "b_2024-10-28.txt").write_text(TEXT)
    clock = Clock()
    with closing(open_store(tmp_path / "home", clock)) as store:
        watched = WatchedFolder(Sitrep(KeywordLabeller(), store, split=broken, now=clock, manifest={}), folder)
        for _ in range(TRIES + 1):
            with suppress(type(fault)):
                watched.look(clock())
        before = store.sources.last(9)
        watched.look(clock())
        found = {message.name: message.problem for message in store.sources.last(9)}

    assert before == () or {message.name for message in before} == {"b_2024-10-28.txt"}
    assert found["a_2024-10-28.txt"] == f"reading it broke off {TRIES} times; the log says why"
    assert found["b_2024-10-28.txt"] is None


def test_given_what_is_no_finished_file_when_looked_at_then_it_is_passed_over(sitrep: Sitrep, folder: Path) -> None:
    for name in (".letter_2024-10-28.txt", "letter.txt~", "letter.txt.part", "letter.tmp"):
        (folder / name).write_text(TEXT)
    (folder / "sub").mkdir()
    os.symlink("/etc/hostname", folder / "link.txt")
    os.mkfifo(folder / "pipe.txt")

    look(WatchedFolder(sitrep, folder), sitrep, 3)

    assert sitrep.store.sources.last(9) == ()


def linked(path: Path) -> None:
    """Put a link in a file's place, to one of its size and time that only Sitrep may read."""
    secret = path.parent.parent / "secret"
    secret.write_text(TEXT.replace("river", "RIVER"))
    path.symlink_to(secret)


@pytest.mark.parametrize("put", [os.mkfifo, linked], ids=["pipe", "link"])
def test_given_a_file_that_is_replaced_after_the_look_when_read_then_nothing_else_is_read(
    sitrep: Sitrep, folder: Path, monkeypatch: pytest.MonkeyPatch, put: Callable[[Path], None]
) -> None:
    path, opened = folder / "letter_2024-10-28.txt", os.open
    path.write_text(TEXT)
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)

    def replaced(name: Path, flags: int) -> int:
        path.unlink()
        put(path)
        if path.is_file():
            os.utime(path, ns=times)
        with ThreadPoolExecutor(1) as pool:  # whoever waits for a pipe's writer is let go after a while
            waiting = pool.submit(opened, name, flags)
            try:
                return waiting.result(2)
            except TimeoutError:
                os.close(opened(path, os.O_WRONLY))
                raise

    monkeypatch.setattr(os, "open", replaced)
    look(WatchedFolder(sitrep, folder), sitrep, 2)

    assert sitrep.store.sources.last(9) == ()


def test_given_bad_files_when_looked_at_then_each_is_recorded_and_the_good_one_is_read(
    sitrep: Sitrep, folder: Path
) -> None:
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").write_bytes(b"")
    (folder / "c_2024-02-30.txt").write_text(TEXT)
    (folder / "d.txt").write_bytes(b"x" * (MAX_ISSUE_BYTES + 1))
    (folder / "e_2024-10-28.txt").write_text(TEXT)
    (folder / "f_2062-10-28.txt").write_text(TEXT)
    (folder / "g.eml").write_bytes(mail("undated", day=""))

    watched = WatchedFolder(sitrep, folder)
    look(watched, sitrep, 4)

    found = {message.name: message.problem for message in sitrep.store.sources.last(9)}
    assert str(found["a.txt"]).endswith("none is guessed; put it into the file's name as YYYY-MM-DD")
    assert "empty" in str(found["b.txt"])
    assert "no day of the calendar" in str(found["c_2024-02-30.txt"])
    assert "are read, so leave its attachments out" in str(found["d.txt"])
    assert str(found["f_2062-10-28.txt"]).startswith(
        "the issue is dated 2062-10-28, more than five years after today, which is 20"
    )
    assert str(found["f_2062-10-28.txt"]).endswith("; put it into the file's name as YYYY-MM-DD")
    assert found["e_2024-10-28.txt"] is None
    assert str(found["g.eml"]).endswith("none is guessed; put it into the file's name as YYYY-MM-DD")
    (folder / "g.eml").rename(folder / "g_2024-10-28.eml")
    (folder / "h_2024-10-28.eml").write_bytes(mail("ahead", day="Tue, 28 Oct 2062 08:00:00 +0000"))
    (folder / "i_2024-10-01.eml").write_bytes(mail("dated itself"))
    look(watched, sitrep, 2)
    assert all(message.issue_id for message in sitrep.store.sources.last(3))
    assert items(sitrep) == 4  # all on that day
    (folder / "b.txt").write_bytes(mail("repaired"))
    look(watched, sitrep, 2)
    assert sitrep.store.sources.last(1)[0].issue_id is not None


def test_given_no_folder_when_looked_at_then_the_error_names_the_setting(sitrep: Sitrep, folder: Path) -> None:
    with pytest.raises(SettingsError, match="SITREP__WATCH_FOLDER"):
        look(WatchedFolder(sitrep, folder / "missing"), sitrep)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def mailbox(sitrep: Sitrep, server: MailServer, password: str = "s3cret pass", name: str = "INBOX") -> Mailbox:
    login = MailboxLogin(server.user, password, name)
    return Mailbox(sitrep, "mail.example", login, lambda: imaplib.IMAP4("127.0.0.1", server.port, timeout=10))


SOURCE = "mailbox desk@mail.example INBOX"


def test_given_mails_when_looked_at_then_each_is_read_once_and_nothing_is_written_to_the_mailbox(
    sitrep: Sitrep, server: MailServer
) -> None:
    server.mails = {3: mail("One"), 5: mail("Two")}

    look(mailbox(sitrep, server), sitrep, 2)
    server.mails[6] = mail("Three")
    look(mailbox(sitrep, server), sitrep, 2)

    assert [message.name for message in sitrep.store.sources.last(9)] == ["uid 6", "uid 5", "uid 3"]
    assert all(message.issue_id for message in sitrep.store.sources.last(9))
    assert sitrep.store.sources.mark(SOURCE) == Mark(7, 6)
    assert items(sitrep) == 3
    [seen] = sitrep.store.sightings(sitrep.store.items_on(date(2024, 10, 28), UTC_ZONE)[0].item.id)
    assert seen.source == "The Desk"
    told = {command.split(" ")[0] for command in server.told}
    assert told == {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
    assert not [command for command in server.told if "STORE" in command or "EXPUNGE" in command]
    assert sum("BODY.PEEK" in command for command in server.told) == 3


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),  # the example of RFC 3501
        ("Büro & Presse", "B&APw-ro &- Presse"),
        ("B&APw-ro", "B&APw-ro"),
    ],
)
def test_given_names_with_spaces_and_letters_beyond_ascii_when_looked_at_then_the_server_is_told_them_its_way(
    sitrep: Sitrep, server: MailServer, name: str, told: str
) -> None:
    server.user, server.mailbox, server.mails = "news desk", told, {1: mail()}

    look(mailbox(sitrep, server, name=name), sitrep)

    assert items(sitrep) == 1


def test_given_bad_mails_when_looked_at_then_each_is_recorded_and_the_good_one_is_read(
    sitrep: Sitrep, server: MailServer
) -> None:
    server.mails = {1: mail(day=""), 2: b"no mail", 3: b"x" * (MAX_ISSUE_BYTES + 1), 4: mail("Good"), 5: mail("Good")}

    look(mailbox(sitrep, server), sitrep)

    found = {message.name: message for message in sitrep.store.sources.last(9)}
    assert "names no date of its own" in str(found["uid 1"].problem)
    assert found["uid 2"].problem
    assert "at most" in str(found["uid 3"].problem)
    assert found["uid 4"].issue_id is not None
    assert found["uid 5"].problem == "the same mail was read before"
    assert sitrep.store.sources.mark(SOURCE) == Mark(7, 5)


def test_given_a_mailbox_whose_numbers_are_new_when_looked_at_then_no_mail_is_read_twice(
    sitrep: Sitrep, server: MailServer
) -> None:
    server.mails = {1: mail("One")}
    look(mailbox(sitrep, server), sitrep)
    server.validity, server.mails = 8, {1: mail("Zero"), 2: mail("One")}

    look(mailbox(sitrep, server), sitrep)

    assert sitrep.store.sources.mark(SOURCE) == Mark(8, 2)
    assert items(sitrep) == 2


@pytest.mark.parametrize("number", [2**32, 2**64, 10**30])
def test_given_a_number_that_no_mail_has_when_looked_at_then_the_server_is_not_believed(
    sitrep: Sitrep, server: MailServer, caplog: pytest.LogCaptureFixture, number: int
) -> None:
    server.mails = {number: mail()}
    look(mailbox(sitrep, server), sitrep)
    server.mails, server.validity = {1: mail()}, number
    look(mailbox(sitrep, server), sitrep)

    assert caplog.text.count("none of IMAP's") == 2
    assert sitrep.store.sources.last(9) == ()


def test_given_a_refused_login_when_looked_at_then_it_is_logged_without_the_password_and_tried_less_often(
    sitrep: Sitrep, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    box = mailbox(sitrep, server, "wrong horse")

    with caplog.at_level(logging.INFO):
        for minutes in range(8):
            box.look(sitrep.now() + timedelta(minutes=minutes))

    assert sum(command.startswith("LOGIN") for command in server.told) == 4  # after 0, 1, 3 and 7 minutes
    assert SOURCE in caplog.text
    assert "wrong horse" not in caplog.text
    assert "***" in caplog.text


def test_given_a_clock_that_is_put_back_when_a_mailbox_failed_then_it_is_tried_again_at_once(
    sitrep: Sitrep, server: MailServer
) -> None:
    box = mailbox(sitrep, server, "wrong horse")
    box.look(sitrep.now() + timedelta(days=365))
    tried = len(server.told)

    box.look(sitrep.now())

    assert len(server.told) > tried


def test_given_a_mail_at_which_the_server_breaks_off_when_looked_at_then_it_is_passed_after_some_tries(
    sitrep: Sitrep, server: MailServer
) -> None:
    server.mails, server.broken = {1: mail("One"), 2: mail("Two"), 3: mail("Three")}, 2
    box = mailbox(sitrep, server)

    for hours in range(TRIES):
        box.look(sitrep.now() + timedelta(hours=hours))
    before = sitrep.store.sources.mark(SOURCE)
    box.look(sitrep.now() + timedelta(hours=TRIES))

    assert before == Mark(7, 1)
    assert sitrep.store.sources.mark(SOURCE) == Mark(7, 3)
    found = {message.name: message.problem for message in sitrep.store.sources.last(9)}
    assert found == {"uid 1": None, "uid 2": f"reading it broke off {TRIES} times; the log says why", "uid 3": None}


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return certificate_for("localhost", tmp_path)


def test_given_settings_when_the_mailbox_is_read_then_over_tls_with_the_password_from_a_file(
    sitrep: Sitrep, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret pass\n")
    with mail_server(serving_with(certificate)) as server:
        server.mails = {1: mail()}
        settings = Settings(imap_host="localhost", imap_port=server.port, imap_user="desk", imap_password_file=secret)
        box = open_mailbox(sitrep, settings)
        assert box is not None

        with caplog.at_level(logging.WARNING):
            box.look(sitrep.now())
        assert "CERTIFICATE_VERIFY_FAILED" in caplog.text
        assert items(sitrep) == 0
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
        box.look(sitrep.now() + timedelta(hours=1))
        assert items(sitrep) == 1
        caplog.clear()
        server.announce, server.mails = 1 << 40, {2: mail("Two")}
        box.look(sitrep.now() + timedelta(hours=2))

    assert "more than was asked for" in caplog.text
    assert items(sitrep) == 1


def dripping() -> Iterator[bytes]:
    for _ in range(100):
        time.sleep(0.05)
        yield b"* OK still looking\r\n"


CHATTER = {
    "lines": (lambda: (b"* 1 EXPUNGE of nothing\r\n" * 1000 for _ in range(200)), "bytes to one command"),
    "one line": (lambda: (b"x" * 65_536 for _ in range(60)), "a line of more"),
    "literals": (lambda: (b"* 1 FETCH {9}\r\nmail more)\r\n" * 2000 for _ in range(60)), "bytes to one command"),
    "drops": (dripping, "talked for 1 s"),
}


@pytest.mark.parametrize("name", CHATTER)
def test_given_a_server_that_never_ends_when_looked_at_then_it_is_left(
    sitrep: Sitrep, certificate: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    chatter, words = CHATTER[name]
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    monkeypatch.setattr(imap, "SESSION_S", 1.0 if name == "drops" else 60.0)
    with mail_server(serving_with(certificate)) as server:
        server.mails, server.chatter = {1: mail()}, chatter()
        password = SecretStr("s3cret pass")
        settings = Settings(imap_host="localhost", imap_port=server.port, imap_user="desk", imap_password=password)
        box = open_mailbox(sitrep, settings)
        assert box is not None
        box.look(sitrep.now())
        assert words in caplog.text
        assert items(sitrep) == 0
        server.chatter = None
        box.look(sitrep.now() + timedelta(hours=1))

    assert items(sitrep) == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(imap_host="mail.example"), "SITREP__IMAP_USER is not"),
        (Settings(imap_host="mail.example", imap_user="desk"), "SITREP__IMAP_PASSWORD"),
        (
            Settings(imap_host="mail.example", imap_user="desk", imap_password_file=Path("/missing")),
            "SITREP__IMAP_PASSWORD_FILE /missing: cannot be read",
        ),
        (
            Settings(imap_host="mail.example", imap_user="desk", imap_password=SecretStr("gehüim")),
            "^SITREP__IMAP_PASSWORD has letters beyond ASCII, with which IMAP signs nobody in; change it$",
        ),
    ],
)
def test_given_settings_with_a_part_missing_when_opened_then_the_error_names_it(
    sitrep: Sitrep, settings: Settings, words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        open_mailbox(sitrep, settings)


def test_given_no_mailbox_in_the_settings_when_opened_then_there_is_none(sitrep: Sitrep) -> None:
    assert open_mailbox(sitrep, Settings(imap_password=SecretStr("x"))) is None
