"""Loops tick until the server stops, and outlive their own failures."""

import logging
import threading
import time
from datetime import datetime, timedelta

import pytest

from news.errors import StoreError
from serving.background import Background
from tests.fakes import NOON, Clock


class Pauses:
    """Waits for no time at all, and ends the loops after a number of pauses."""

    def __init__(self, ticks: int) -> None:
        """Let so many ticks happen."""
        self.left = ticks
        self.waited: list[float] = []
        self.done = threading.Event()

    def __call__(self, stop: threading.Event, seconds: float) -> bool:
        """Count, and say when it is enough."""
        self.waited.append(seconds)
        self.left -= 1
        if self.left <= 0:
            self.done.set()
            return True
        return False


def test_given_a_loop_when_running_then_it_ticks_with_the_clocks_time_and_pauses_between() -> None:
    pauses, times = Pauses(3), list[datetime]()
    background = Background(Clock(), pauses)
    background.add("feeds", 30, times.append)

    with background.running():
        assert pauses.done.wait(10)

    assert times == [NOON + timedelta(seconds=s) for s in (1, 2, 3)]
    assert pauses.waited == [30, 30, 30]


def test_given_a_tick_that_fails_when_running_then_it_is_logged_and_the_next_one_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pauses, failures = Pauses(2), list[None]()
    background = Background(Clock(), pauses, failed=lambda: failures.append(None))

    def fail(now: datetime) -> None:
        raise ValueError("no such feed")

    background.add("feeds", 30, fail)

    with caplog.at_level(logging.ERROR), background.running():
        assert pauses.done.wait(10)

    assert caplog.messages == ["feeds failed, 1 times alike", "feeds failed, 2 times alike"]
    assert [str(record.exc_info and record.exc_info[1]) for record in caplog.records] == ["no such feed"] * 2
    assert len(failures) == 2


def test_given_a_loop_that_waits_when_the_server_stops_then_it_ends_at_once() -> None:
    background = Background(Clock())
    ticked = threading.Event()
    background.add("feeds", 3600, lambda now: ticked.set())

    with background.running():
        assert ticked.wait(10)
        assert not background.stopping()

    assert background.stopping()
    assert not [thread for thread in threading.enumerate() if thread.name == "loop feeds"]


def test_given_ticks_that_do_not_end_when_the_server_stops_then_they_are_waited_for_together(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("serving.background.STOP_S", 0.1)
    background = Background(Clock())
    ends, began = threading.Event(), threading.Barrier(6)

    def hang(_now: datetime) -> None:
        began.wait(10)
        ends.wait(10)

    for number in range(5):
        background.add(f"feeds {number}", 3600, hang)
    with background.running():
        began.wait(10)
        asked = time.monotonic()
    waited = time.monotonic() - asked
    ends.set()

    assert waited < 0.4
    assert len(caplog.messages) == 5


def test_given_two_loops_of_one_name_when_added_then_the_second_is_refused() -> None:
    background = Background(Clock())
    background.add("feeds", 1, print)

    with pytest.raises(ValueError, match="'feeds'"):
        background.add("feeds", 1, print)


def test_given_a_tick_that_a_full_disk_stops_when_running_then_the_log_has_its_words_and_no_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pauses = Pauses(1)
    background = Background(Clock(), pauses)

    def fail(now: datetime) -> None:
        raise StoreError("the disk is full; nothing was kept")

    background.add("training", 1, fail)

    with caplog.at_level(logging.ERROR), background.running():
        assert pauses.done.wait(10)

    assert caplog.messages == ["training failed, 1 times alike: the disk is full; nothing was kept"]
    assert not caplog.records[0].exc_info


def test_given_a_tick_that_goes_on_failing_alike_when_running_then_the_log_is_not_filled(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pauses, words = Pauses(40), iter(["full"] * 20 + ["gone"] * 20)
    background = Background(Clock(), pauses)

    def fail(now: datetime) -> None:
        raise ValueError(next(words))

    background.add("training", 1, fail)

    with caplog.at_level(logging.ERROR), background.running():
        assert pauses.done.wait(10)

    said = [record.getMessage() for record in caplog.records]
    assert said == [f"training failed, {n} times alike" for n in (1, 2, 4, 8, 16)] * 2
    assert next(words, None) is None
