"""One writing process per home: SQLite before 3.51.3 can lose a write when two connections reset the log."""

import fcntl
import os
from pathlib import Path

from news.errors import StoreError

FILE = "lock"


class HomeLock:
    """Held from construction to release; the system frees it when the process dies, however it dies."""

    def __init__(self, home: Path) -> None:
        """Take the lock of a folder; raises StoreError naming the process that holds it."""
        self._file = os.open(home / FILE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._file, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise StoreError(
                f"{home}: process {holder} writes here already; stop it, or set another SITREP_HOME"
            ) from error
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Give the lock back."""
        os.close(self._file)
