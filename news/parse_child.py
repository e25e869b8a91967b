"""The child process of `news.bounded`: one JSON line of arguments and the issue's bytes in, one JSON answer out."""

import json
import resource
import sys
from dataclasses import asdict
from datetime import date
from typing import Any

from news.errors import InvalidNewsletterError
from news.newsletter import split


def main() -> None:
    """Read the request from stdin, split under this process's own limits, answer on stdout."""
    request = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_AS, (request["memory_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (request["cpu_s"], request["cpu_s"] + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(_answer(request, sys.stdin.buffer.read())))


def _answer(request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    issued_on = date.fromisoformat(request["issued_on"]) if request["issued_on"] else None
    data = raw.decode("utf-8", "surrogatepass") if request["is_text"] else raw
    try:
        issue = split(
            data, request["media_type"], issued_on=issued_on, source=request["source"], charset=request["charset"]
        )
    except InvalidNewsletterError as error:
        return {"invalid": str(error)}
    except MemoryError:
        return {"limit": f"more than {request['memory_bytes'] >> 20} MiB of memory"}
    except RecursionError:
        return {"limit": "nesting too deep"}
    return {"issue": {**asdict(issue), "issued_on": issue.issued_on.isoformat() if issue.issued_on else None}}


if __name__ == "__main__":
    main()
