"""What the processes share that these tests start and kill."""

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

from store.sqlite.store import SqliteStore


def die_at(store: SqliteStore, fatal: int) -> Callable[[], int]:
    """Kill this process at the n-th statement that the store writes from now on; 0 spares it. Returns their count."""
    assert store._writer is not None
    count = 0

    def count_statement(_: str) -> None:
        nonlocal count
        count += 1
        if count == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    store._writer.set_trace_callback(count_statement)
    return lambda: count


def listen(port_file: Path) -> socket.socket:
    """A listening socket, its port told in a file that is there only once it is whole."""
    listener = socket.create_server(("127.0.0.1", 0))
    beside = port_file.with_suffix(".new")
    beside.write_text(str(listener.getsockname()[1]))
    beside.rename(port_file)
    return listener
