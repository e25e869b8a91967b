"""The folder in which a job's process and the service meet: what is asked, how far it is, what came out.

    request.json    what to do, written by the service before the process starts
    progress.jsonl  one line a step, written by the process
    result.json     what came out, written last and renamed into its place
    lock            held by the process while it lives; holds its number

The lock is the system's: it is free as soon as the process is gone, however it died, and a service that comes back
after a kill finds out whether the process goes on.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from news.errors import SitrepError

REQUEST, _PROGRESS, _RESULT, _LOCK = "request.json", "progress.jsonl", "result.json", "lock"
_TRIES, _PAUSE_S = 10, 0.02  # a service that looks whether somebody is at work holds the lock for a moment


class JobFolderError(SitrepError):
    """A job's folder that cannot be read, or is at work already."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a process says that it is."""

    step: str
    share: float  # 0 to 1
    eta_s: float | None


class JobFolder:
    """One job's folder."""

    def __init__(self, path: Path) -> None:
        """Name a folder; `prepare` makes it."""
        self.path = path

    def prepare(self, request: Mapping[str, Any]) -> None:
        """Make the folder and write what is asked; what an earlier attempt left is kept, for it to go on."""
        self.path.mkdir(parents=True, exist_ok=True)
        _write(self.path / REQUEST, request)

    def request(self) -> dict[str, Any]:
        """What is asked; raises JobFolderError."""
        return _read(self.path / REQUEST)

    def tell(self, progress: Progress) -> None:
        """Append a step."""
        line = json.dumps({"step": progress.step, "share": round(progress.share, 4), "eta_s": progress.eta_s})
        with (self.path / _PROGRESS).open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def progress(self) -> Progress | None:
        """The last whole step; None before the first."""
        try:
            lines = (self.path / _PROGRESS).read_text(encoding="utf-8").split("\n")[:-1]
        except FileNotFoundError:
            return None
        for line in reversed(lines):
            try:
                values = json.loads(line)
                return Progress(str(values["step"]), float(values["share"]), values["eta_s"])
            except (ValueError, KeyError, TypeError):
                continue  # two attempts' lines run into each other where one was killed while writing
        return None

    def finish(self, result: Mapping[str, Any]) -> None:
        """Write what came out: wholly, or not at all."""
        _write(self.path / _RESULT, result)

    def result(self) -> dict[str, Any] | None:
        """What came out; None before the end."""
        return _read(self.path / _RESULT) if (self.path / _RESULT).exists() else None

    @contextmanager
    def held(self, pause: Callable[[float], None] = time.sleep) -> Iterator[None]:
        """Hold the lock, for the process that does the work; raises JobFolderError when another one does."""
        descriptor = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            for left in reversed(range(_TRIES)):
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError as error:
                    if not left:
                        raise JobFolderError(f"{self.path}: another process is at this job; wait for it") from error
                pause(_PAUSE_S)
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
            yield
        finally:
            os.close(descriptor)

    def worker(self) -> int | None:
        """The number of the process that does the work, 0 when it has not written it yet; None when there is none."""
        try:
            descriptor = os.open(self.path / _LOCK, os.O_RDWR)
        except FileNotFoundError:
            return None
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                written = os.read(descriptor, 32).split()
                return int(written[0]) if written else 0
            return None
        finally:
            os.close(descriptor)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise JobFolderError(f"{path}: cannot be read ({error}); ask for the job again") from error
    if not isinstance(values, dict):
        raise JobFolderError(f"{path}: is no JSON object; ask for the job again")
    return values


def _write(path: Path, values: Mapping[str, Any]) -> None:
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(dict(values), file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
