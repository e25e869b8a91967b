"""Ask a child process that cannot take more than its share of time, memory and output: whatever parses, works there."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any

from news.errors import NoParserError, ParserKilledError, ParserLimitError, SitrepError

_ROOT = Path(__file__).resolve().parent.parent
_READ_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """What one parse may take."""

    input_bytes: int = 2 << 20
    output_bytes: int = 32 << 20  # an issue comes back with its text, items and pieces: some times its input
    memory_bytes: int = 1 << 30
    cpu_s: int = 15
    wall_s: float = 20.0


DEFAULT_LIMITS = Limits()
_STARVED = 0.5  # of the processor time that it may take; a child that got less till its time was up got too little
_FROM_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP)  # of its own it dies by others
WAIT_S = 4.0  # for another parser to end: with the parsing itself, an answer comes within 25 s


def parsers_at_once(cores: int, memory_bytes: int) -> int:
    """How many parsers may work beside the service: one a core, as long as half of the memory holds them all."""
    return max(1, min(cores, memory_bytes // 2 // DEFAULT_LIMITS.memory_bytes))


_FREE = BoundedSemaphore(parsers_at_once(os.cpu_count() or 1, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")))


def ask_child(
    module: str, arguments: Mapping[str, Any], data: bytes, limits: Limits, invalid: type[SitrepError]
) -> dict[str, Any]:
    """What a module's `answer`, in a parser child, gives for its arguments and the bytes to parse (see `news.child`).

    Raises `invalid` with the child's words when it refuses the bytes, ParserLimitError when it ran past its time,
    memory or output, or died, and NoParserError when all parsers were at work for WAIT_S, or none can be started, or
    the machine was too busy to give the child its time, or killed it (ParserKilledError): that is no fault of the
    bytes, and they may be sent again.
    """
    request = {**arguments, "memory_bytes": limits.memory_bytes, "cpu_s": limits.cpu_s}
    if not _FREE.acquire(timeout=WAIT_S):
        raise NoParserError(f"all parsers have been at work for {WAIT_S:g} s; try again shortly")
    try:
        written = _run(module, json.dumps(request).encode() + b"\n" + data, limits)
    finally:
        _FREE.release()
    try:
        answer: dict[str, Any] = json.loads(written)
    except ValueError as error:  # a library talked on stdout
        raise ParserLimitError("parsing stopped: the parser's answer cannot be read") from error
    if "invalid" in answer:
        raise invalid(answer["invalid"])
    if "limit" in answer:
        raise ParserLimitError(f"parsing stopped: {answer['limit']}")
    return answer


def _run(module: str, stdin: bytes, limits: Limits) -> bytes:
    """What the child writes to stdout; NoParserError when it cannot be started, or gets no processor.

    It leads a process group of its own, which is killed whole when its time is up or its output too long. It stays in
    the session: schedulers share processors out by session first, and would count its niceness among its like alone.
    """
    try:
        child = _started(module, stdin)
    except OSError as error:
        raise NoParserError(f"no parser can be started ({error.strerror}); make room for it") from error
    assert child.stdout is not None
    try:
        written = _read_until(child.stdout, time.monotonic() + limits.wall_s, limits)
        code = child.wait(timeout=max(1.0, limits.wall_s))
    except (TimeoutError, subprocess.TimeoutExpired) as error:
        raise _late(child, limits) from error
    finally:
        _kill(child)
        child.stdout.close()
        child.wait()
    if code in _FROM_OUTSIDE:
        raise ParserKilledError("the parser was killed from outside, as it is where memory ends; try again")
    if code != 0:
        raise ParserLimitError(f"parsing stopped: {_cause_of_death(code, limits)}")
    return written


def _started(module: str, stdin: bytes) -> subprocess.Popen[bytes]:
    with tempfile.TemporaryFile() as given:
        # A file, not a pipe: a child that never reads cannot hold up the parent.
        given.write(stdin)
        given.seek(0)
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "news.child", module],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"PATH": os.defpath, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            process_group=0,
        )


def _read_until(stream: IO[bytes], deadline: float, limits: Limits) -> bytes:
    """Everything the stream gives; TimeoutError past the deadline, ParserLimitError past the output limit."""
    os.set_blocking(stream.fileno(), False)
    pieces: list[bytes] = []
    size, pause = 0, 0.001
    while True:
        piece = stream.read(_READ_BYTES)
        if piece == b"":
            return b"".join(pieces)
        if piece is None:
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(pause)
            pause = min(pause * 2, 0.02)
            continue
        pieces.append(piece)
        size += len(piece)
        if size > limits.output_bytes:
            raise ParserLimitError(f"parsing stopped: more than {limits.output_bytes} bytes of output")


def _kill(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _late(child: subprocess.Popen[bytes], limits: Limits) -> SitrepError:
    """What a child is to be told of that did not end in time: a parser waits for nothing but a processor."""
    _kill(child)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    used = usage.ru_utime + usage.ru_stime
    if used < limits.cpu_s * _STARVED:
        return NoParserError(
            f"the machine is too busy: a parser got {used:.1f} s of processor time in {limits.wall_s:g} s; try again"
        )
    return ParserLimitError(f"parsing stopped: longer than {limits.wall_s:g} s")


def _cause_of_death(code: int, limits: Limits) -> str:
    if code == -signal.SIGXCPU:
        return f"more than {limits.cpu_s} s of processor time"
    return f"the parser died with code {code}"
