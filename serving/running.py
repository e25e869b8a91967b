"""The server that runs on a home: where it says that it stands, and how the command line asks it.

A home has one writing process. While a server runs it is that process, so `sitrep ingest` and `sitrep brief`
hand their work to it over HTTP; the server leaves its address in ``server.json`` for them.
"""

import http.client
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from logging import getLogger
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from news.errors import NotFoundError, SitrepError

logger = getLogger(__name__)

FILE = "server.json"
PROBE_S = 2.0  # a live server answers /livez in milliseconds, a busy one within this
ANSWER_S = 300.0  # a long issue on a busy machine


class ServerError(SitrepError):
    """The running server cannot be reached, or answered with what is no answer."""


class RefusedError(SitrepError):
    """The running server refused the input; the message is its reason."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answered just now."""

    host: str
    port: int

    @property
    def address(self) -> str:
        """Where its pages stand."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def ask(
        self, method: str, path: str, query: Mapping[str, Any] | None = None, body: bytes = b"", media_type: str = ""
    ) -> bytes:
        """Send one request; returns the answer's body.

        Values of the query that are None are left out; a list repeats its name.
        Raises NotFoundError for a 404, RefusedError for another 4xx, ServerError for anything else that is no success.
        """
        given = {name: value for name, value in (query or {}).items() if value is not None}
        target = path + ("?" + urlencode(given, doseq=True) if given else "")
        headers = {"Content-Type": media_type} if media_type else {}
        connection = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_S)
        try:
            connection.request(method, target, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise ServerError(f"the server at {self.address} broke off ({error}); see its output") from error
        finally:
            connection.close()
        if answer.status < 300:
            return content
        if answer.status == HTTPStatus.NOT_FOUND:
            raise NotFoundError(_reason(content, answer.reason))
        if 400 <= answer.status < 500:
            raise RefusedError(_reason(content, answer.reason))
        raise ServerError(f"the server at {self.address} answered {answer.status}: {_reason(content, answer.reason)}")

    def ask_json(
        self, method: str, path: str, query: Mapping[str, Any] | None = None, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """As ask, with objects of JSON both ways; no body is sent for None."""
        sent = (json.dumps(body).encode(), "application/json") if body is not None else (b"", "")
        return dict(json.loads(self.ask(method, path, query, *sent)))


def _reason(content: bytes, otherwise: str) -> str:
    try:
        return str(json.loads(content)["detail"])
    except (ValueError, KeyError, TypeError):
        return otherwise


def find_server(home: Path) -> Server | None:
    """The server that runs on a home, None when there is none; a file left by a killed one is passed over."""
    try:
        record = json.loads((home / FILE).read_text(encoding="utf-8"))
        server = Server(str(record["host"]), int(record["port"]))
        if record["folder"] != _folder(home):  # a copy, whose file tells where the server of the first one stands
            return None
        os.kill(int(record["pid"]), 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    connection = http.client.HTTPConnection(server.host, server.port, timeout=PROBE_S)
    try:
        connection.request("GET", "/livez")
        return server if connection.getresponse().status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _folder(home: Path) -> list[int]:
    """What tells a folder from its copies, and not from itself when it was moved."""
    found = home.stat()
    return [found.st_dev, found.st_ino]


def reachable(host: str) -> str:
    """Where this machine reaches a server that listens on a host, which may stand for all of its addresses."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (read, not bound)


@contextmanager
def announced(home: Path, host: str, port: int) -> Iterator[None]:
    """Say where this process serves, until the block ends.

    Where that cannot be written, on a full disk, it serves all the same: what is kept can still be read.
    """
    path = home / FILE
    beside = path.with_suffix(".new")
    said = ""
    try:
        said = json.dumps({"pid": os.getpid(), "host": reachable(host), "port": port, "folder": _folder(home)}) + "\n"
        beside.write_text(said, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        logger.warning("%s: cannot be written (%s); the command line will not find this server", path, error.strerror)
    try:
        yield
    finally:
        with suppress(OSError, UnicodeError):
            if path.read_text(encoding="utf-8") == said:  # in another home put in its place it is another server's
                path.unlink()
