"""Work that goes on beside the requests: named loops that tick until the server stops."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from logging import getLogger

from news.errors import SitrepError

logger = getLogger(__name__)

Tick = Callable[[datetime], None]  # what a loop does, told the time in UTC
Pause = Callable[[threading.Event, float], bool]  # waits some seconds, or until the event; True: stop

STOP_S = 10.0  # a tick under way may end its fetch; after that the process goes without it


class Background:
    """Loops with their threads. `add` them, then `running()` for as long as the server does."""

    def __init__(
        self,
        now: Callable[[], datetime],
        pause: Pause = threading.Event.wait,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        """now gives aware UTC times; pause waits between ticks; failed is told of each tick that fails."""
        self._now = now
        self._pause = pause
        self._failed = failed
        self._stop = threading.Event()
        self._loops: dict[str, _Loop] = {}

    def add(self, name: str, every_s: float, tick: Tick) -> None:
        """A loop that ticks at once and then so often, its work's time not counted.

        One name, one loop: raises ValueError for a second one.
        """
        if name in self._loops:
            raise ValueError(f"there is a loop {name!r} already")
        self._loops[name] = _Loop(name, every_s, tick)

    def stopping(self) -> bool:
        """True once the server is about to end: a tick with much to do looks at this between its steps."""
        return self._stop.is_set()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run all loops until the block ends; all ticks under way then have STOP_S seconds together."""
        threads = [
            threading.Thread(target=self._run, args=(loop,), name=f"loop {loop.name}", daemon=True)
            for loop in self._loops.values()
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            until = time.monotonic() + STOP_S
            for thread in threads:
                thread.join(max(0.0, until - time.monotonic()))
                if thread.is_alive():
                    logger.warning("%s did not end within %g s; the process ends without it", thread.name, STOP_S)

    def _run(self, loop: "_Loop") -> None:
        while not self._stop.is_set():
            if not loop.tick(self._now()):
                self._failed()
            if self._pause(self._stop, loop.every_s):
                return


class _Loop:
    """One loop; only its own thread ticks it."""

    def __init__(self, name: str, every_s: float, work: Tick) -> None:
        self.name = name
        self.every_s = every_s
        self._work = work
        self._failure = ""  # the last one's words
        self._alike = 0  # failures of the same words, one after the other

    def tick(self, now: datetime) -> bool:
        """Work once; False when that failed."""
        try:
            self._work(now)
        except Exception as error:  # the outermost place of a loop: logged, and the next tick tries again
            failure = f"{type(error).__name__}: {error}"[:300]
            self._alike = self._alike + 1 if failure == self._failure else 1
            self._failure = failure
            if self._alike & (self._alike - 1) == 0:  # the 1st, 2nd, 4th, 8th: a full disk is not filled by its own log
                told = not isinstance(error, SitrepError)  # whose words are enough
                logger.error(
                    "%s failed, %d times alike%s", self.name, self._alike, "" if told else f": {error}", exc_info=told
                )
            return False
        self._alike = 0
        return True
