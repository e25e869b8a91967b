"""A small web server on loopback that says exactly what a test wants said, byte for byte."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Answer = Callable[["Asked"], bytes | Iterator[bytes]]


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    """What a running server was asked, and where it stands."""

    port: int
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        """A path of it, by its address."""
        return f"http://127.0.0.1:{self.port}{path}"

    def connect(self, address: str, port: int, timeout_s: float) -> socket.socket:
        """A connector that leads here whatever address is dialled."""
        return socket.create_connection(("127.0.0.1", self.port), timeout_s)


def reply(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; an underscore in a header's name stands for a hyphen."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


@contextmanager
def site(answer: Answer) -> Iterator[Site]:
    """Serve until the block ends; each connection gets one answer, in a thread of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    running = Site(listener.getsockname()[1])

    def serve_one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(30)
            asked = _read(connection)
            if asked is None:
                return
            running.asked.append(asked)
            said = answer(asked)
            for piece in [said] if isinstance(said, bytes) else said:
                connection.sendall(piece)

    def serve() -> None:
        with suppress(OSError):  # closed: the test is over
            while True:
                threading.Thread(target=serve_one, args=(listener.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def _read(connection: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    method, path, _ = first.split(" ")
    return Asked(method, path, headers, body)
