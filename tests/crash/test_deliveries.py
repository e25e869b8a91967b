"""One edition a subscription and day, and one mail of it, whoever dies and however many work at it."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from news.errors import StoreError
from serving.sending.delivery import LEASE
from store.sqlite.store import open_store
from tests.postroom import Inbox, Told, mail_server, newsroom
from tests.unit.test_delivery import SEVEN

ROOT = Path(__file__).parents[2]
READERS = 6
DAYS = 3


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with READERS subscriptions by mail and one item."""
    home = tmp_path / "home"
    with newsroom(home) as room:
        room.read("Troops at Tarmouk")
        for number in range(READERS):
            room.order(name=str(number), channel="email", target=f"reader{number}@paper.example")
    return home


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    inbox = Inbox()
    with mail_server(inbox) as port:
        yield inbox, port


def start(home: Path, port: int, *instants: str, locked: bool = True) -> subprocess.Popen[bytes]:
    words = [str(home), str(port), str(home.parent / "go"), "yes" if locked else "no", *instants]
    command = [sys.executable, "-m", "tests.crash.deliver", *words]
    return subprocess.Popen(command, cwd=ROOT)


def day_told(mail: EmailMessage) -> str:
    """The day of the edition that a mail carries, from its subject."""
    return (
        datetime.strptime(" ".join(str(mail["Subject"]).split()[-3:]), "%d %B %Y")
        .replace(tzinfo=UTC)
        .date()
        .isoformat()
    )


def settled(home: Path) -> list[tuple[str, str, int]]:
    """State, day and tries of every delivery, and whether each day of each reader has one edition."""
    with newsroom(home, Told(SEVEN)) as room:
        found, _ = room.sitrep.store.subscriptions.deliveries(None, None, 200)
        editions, _ = room.editions.page(None, 200, None)
        assert len({(e.reader.subscription, e.brief.edition) for e in editions}) == len(editions) == len(found)
        return [(delivery.state, delivery.day.isoformat(), delivery.tries) for delivery in found]


@pytest.mark.parametrize("at_mail", [1, 3, READERS])
def test_given_a_kill_while_a_mail_is_handed_over_when_started_again_then_each_reader_has_its_edition(
    home: Path, inbox: tuple[Inbox, int], at_mail: int
) -> None:
    box, port = inbox
    process = start(home, port, SEVEN.isoformat())

    def kill() -> None:
        if len(box.mails) == at_mail:
            process.kill()  # the mail server has the mail, and its word of it arrives nowhere

    box.on_mail = kill
    (home.parent / "go").touch()
    assert process.wait(60) == -signal.SIGKILL
    again = start(home, port, (SEVEN + timedelta(seconds=20)).isoformat(), (SEVEN + LEASE).isoformat())
    assert again.wait(60) == 0

    ids = Counter(str(mail["Message-ID"]) for mail in box.mails)
    assert len(ids) == READERS
    assert sorted(ids.values()) == [1] * (READERS - 1) + [2]  # the one in hand came again, under the same id
    assert sorted(settled(home)) == [("sent", "2024-10-29", 1)] * (READERS - 1) + [("sent", "2024-10-29", 2)]


def test_given_a_kill_while_editions_are_made_when_started_again_then_none_is_left_out_and_none_is_double(
    home: Path, inbox: tuple[Inbox, int]
) -> None:
    box, port = inbox
    with newsroom(home, Told(SEVEN)) as room:
        whole = room.subscriptions._make
        made = 0

        def make_half(subscription, now):
            nonlocal made
            made += 1
            if made > READERS // 2:
                raise KeyboardInterrupt
            return whole(subscription, now)

        room.subscriptions._make = make_half  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            room.subscriptions.make_due(SEVEN)
    (home.parent / "go").touch()

    process = start(home, port, SEVEN.isoformat())
    assert process.wait(60) == 0

    assert Counter(str(mail["To"]) for mail in box.mails) == {f"reader{n}@paper.example": 1 for n in range(READERS)}
    assert settled(home) == [("sent", "2024-10-29", 1)] * READERS


def test_given_two_schedulers_on_one_database_when_both_tick_then_no_mail_is_sent_twice(
    home: Path, inbox: tuple[Inbox, int]
) -> None:
    box, port = inbox
    instants = [(SEVEN + timedelta(days=DAYS - 1, seconds=n)).isoformat() for n in range(5)]  # all days are due at once

    both = [start(home, port, *instants, locked=False) for _ in range(2)]
    (home.parent / "go").touch()
    ended = [process.wait(240) for process in both]

    assert ended == [0, 0]
    sent = Counter((str(mail["To"]), day_told(mail)) for mail in box.mails)
    assert len(sent) == READERS * DAYS
    assert set(sent.values()) == {1}
    assert Counter(state for state, _, _ in settled(home)) == {"sent": READERS * DAYS}


def test_given_a_home_with_a_scheduler_when_a_second_one_starts_then_the_lock_sends_it_away(home: Path) -> None:
    with newsroom(home), pytest.raises(StoreError, match="writes here already"):
        open_store(home, Told())


NOON = datetime(2024, 10, 28, 13, tzinfo=UTC)  # an hour after the first item, and before the first edition at 18:00


def change(home: Path, die: str, *steps: str, locked: bool = True) -> subprocess.Popen[bytes]:
    words = [str(home), str(home.parent / "go"), "yes" if locked else "no", die, *steps]
    return subprocess.Popen([sys.executable, "-m", "tests.crash.change", *words], cwd=ROOT)


@pytest.mark.parametrize("die", ["before", "inside", "between", "after"])
def test_given_a_kill_in_a_change_that_owes_an_edition_when_asked_again_then_each_day_has_one(
    tmp_path: Path, die: str
) -> None:
    home = tmp_path / "home"
    with newsroom(home) as room:
        room.read("Troops at Tarmouk")
        subscription = room.order(send_at=time(18))
    (tmp_path / "go").touch()

    assert change(home, die, f"{NOON.isoformat()}=07:00").wait(60) == -signal.SIGKILL

    with newsroom(home, Told(NOON)) as room:
        kept = room.sitrep.store.subscriptions
        done = die == "after"
        assert kept.one(subscription.id).send_at == (time(7) if done else time(18))  # all of it, or nothing
        assert len(kept.deliveries(subscription.id, None, 10)[0]) == done
    (tmp_path / "go").touch()
    assert change(home, "never", f"{(NOON + timedelta(minutes=1)).isoformat()}=07:00").wait(60) == 0
    with newsroom(home, Told(NOON)) as room:
        for _ in range(3):
            room.subscriptions.make_due(room.clock.forward(hours=24))
        found, _ = room.sitrep.store.subscriptions.deliveries(subscription.id, None, 10)

    assert [delivery.day.day for delivery in reversed(found)] == [28, 29, 30, 31]


def test_given_a_scheduler_and_changes_in_another_process_when_both_run_then_each_reader_has_one_mail_a_day(
    home: Path, inbox: tuple[Inbox, int]
) -> None:
    box, port = inbox
    instants = [SEVEN + timedelta(hours=8 * step) for step in range(3 * DAYS)]  # the first edition is due at the first
    steps = [f"{at.isoformat()}={'21:30' if number % 2 else '05:30'}" for number, at in enumerate(instants)]

    both = [
        start(home, port, *(at.isoformat() for at in instants), locked=False),
        change(home, "never", *steps, locked=False),
    ]
    (home.parent / "go").touch()
    ended = [process.wait(240) for process in both]
    last = start(home, port, (instants[-1] + timedelta(days=1)).isoformat())
    ended.append(last.wait(60))

    assert ended == [0, 0, 0]
    sent = Counter((str(mail["To"]), day_told(mail)) for mail in box.mails)
    days = {(SEVEN + timedelta(days=number)).date().isoformat() for number in range(DAYS + 1)}
    assert {day for _, day in sent} == days
    assert len(sent) == READERS * len(days)
    assert set(sent.values()) == {1}
    assert Counter(state for state, _, _ in settled(home)) == {"sent": READERS * len(days)}
