"""Make and send what is due: `python -m tests.crash.deliver HOME SMTP_PORT GO_FILE LOCKED NOW ...`.

Ticks once for each NOW, as soon as GO_FILE is there; LOCKED "no" leaves out the lock that keeps a second process away.
"""

import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import store.sqlite.store
from tests.postroom import Told, mail_settings, newsroom


class NoLock:
    """What stands where the lock would: it keeps nobody away."""

    def __init__(self, home: Path) -> None:
        pass

    def release(self) -> None:
        pass


if __name__ == "__main__":
    home, port, go, locked, *instants = sys.argv[1:]
    if locked == "no":
        taken: Any = store.sqlite.store
        taken.HomeLock = NoLock
    clock = Told(datetime.fromisoformat(instants[0]))
    with newsroom(Path(home), clock, **mail_settings(int(port))) as room:
        courier = room.courier()
        until = time.monotonic() + 60
        while not Path(go).exists() and time.monotonic() < until:
            time.sleep(0.01)
        for instant in instants:
            room.tick(datetime.fromisoformat(instant), courier)
