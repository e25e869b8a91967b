"""A connection to a stranger: all its waits together have one deadline, and its bytes are counted.

A socket's own timeout starts anew with every piece that comes, so that a trickle has no end.
"""

import io
import socket
import ssl
import time
from contextlib import suppress
from typing import Any

from serving.addresses import EgressError

READ_BYTES = 1 << 16


class Connection(io.RawIOBase):
    """A connection as http.client and smtplib want one. Whoever waits on it beyond the deadline gets TimeoutError."""

    def __init__(self, plain: socket.socket, deadline: float, wire_bytes: int) -> None:
        """deadline is a time of time.monotonic; wire_bytes is what may come in, then reading raises EgressError."""
        super().__init__()
        self._socket = plain
        self._deadline = deadline
        self._limit = wire_bytes
        self.taken = 0

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Shake hands, and check the certificate against the host that was asked for."""
        self._wait()
        self._socket = context.wrap_socket(self._socket, server_hostname=host)

    def _wait(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._socket.settimeout(left)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._wait()
        size = self._socket.recv_into(buffer)
        self.taken += size
        if self.taken > self._limit:
            raise EgressError(f"the answer has more than {self._limit} bytes as sent")
        return size

    def sendall(self, data: bytes) -> None:
        """Send all of it before the deadline."""
        self._wait()
        self._socket.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """What answers are read from."""
        assert mode == "rb"
        return io.BufferedReader(self, READ_BYTES)

    def close(self) -> None:
        """http.client closes a connection that it has still to read from; `end` closes it for good."""

    def end(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self._socket.close()
