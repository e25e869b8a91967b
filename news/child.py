"""What every parser child does, `python -m news.child MODULE`: read one JSON line and the bytes to parse, bound itself,
let the module's `answer` parse, and answer in JSON.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

from news.errors import SitrepError

_NICE = 10  # a dozen parsers at work leave the answers to requests their time

Answer = Callable[[dict[str, Any], bytes], dict[str, Any]]  # the request's arguments and bytes to the answer


def answer_stdin(module: str) -> None:
    """Answer the request on stdin, under the limits that it names, with `answer` of a module.

    An error raised on purpose becomes {"invalid": its message}, one of memory or nesting {"limit": what was passed}.
    """
    _give_way()
    answer: Answer = import_module(module).answer  # a second of work on a busy machine, so not before giving way
    request = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (request["memory_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (request["cpu_s"], request["cpu_s"] + 1))
    for none in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):  # no dumps, files, processes
        resource.setrlimit(none, (0, 0))
    sys.stdout.write(json.dumps(_guarded(answer, request, sys.stdin.buffer.read())))


def _give_way() -> None:
    """Leave processors to whoever answers requests, and be the one that ends where memory does (Linux)."""
    os.nice(_NICE)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")


def _guarded(answer: Answer, request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    try:
        return answer(request, raw)
    except SitrepError as error:
        return {"invalid": str(error)}
    except MemoryError:
        return {"limit": f"more than {request['memory_bytes'] >> 20} MiB of memory"}
    except RecursionError:
        return {"limit": "nesting too deep"}


if __name__ == "__main__":
    answer_stdin(sys.argv[1])
