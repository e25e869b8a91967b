"""Change when editions are due: `python -m tests.crash.change HOME GO_FILE LOCKED DIE NOW=SEND_AT ...`.

Gives every subscription SEND_AT at each NOW in turn, as PATCH does, as soon as GO_FILE is there. DIE names the place at
which the process is killed in its first change: "before" the transaction, "inside" it before anything was written,
"between" the order and the edition that it owes, "after" the commit; "never" lets it live. LOCKED is as in
tests.crash.deliver.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import store.sqlite.store
import store.sqlite.subscriptions
from serving.egress import Egress
from serving.routes.subscriptions import change_subscription
from serving.schemas.subscriptions import SubscriptionChange
from tests.crash.deliver import NoLock
from tests.postroom import Told, newsroom


def die(*_: Any) -> None:
    """End as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying(where: str, change: Callable[..., Any]) -> Callable[..., Any]:
    """Subscriptions.change of the store, which ends the process at a place."""

    def changed(subscription_id: str, wish: Callable[..., Any], owed: Any = None) -> Any:
        if where == "before":
            die()
        found = change(subscription_id, die if where == "inside" else wish, owed)
        die()
        return found

    return changed


if __name__ == "__main__":
    home, go, locked, where, *steps = sys.argv[1:]
    if locked == "no":
        taken: Any = store.sqlite.store
        taken.HomeLock = NoLock
    clock = Told(datetime.fromisoformat(steps[0].split("=")[0]))
    with newsroom(Path(home), clock) as room:
        kept: Any = room.sitrep.store.subscriptions
        if where == "between":
            tables: Any = store.sqlite.subscriptions
            tables._claim = die
        elif where != "never":
            kept.change = dying(where, kept.change)
        until = time.monotonic() + 60
        while not Path(go).exists() and time.monotonic() < until:
            time.sleep(0.01)
        for step in steps:
            instant, send_at = step.split("=")
            clock.now = datetime.fromisoformat(instant)
            for subscription in kept.active():
                wish = SubscriptionChange.model_validate({"send_at": send_at})
                change_subscription(room.subscriptions, Egress(), subscription.id, wish)
