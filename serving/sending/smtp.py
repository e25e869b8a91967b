"""SMTP with a server that is not trusted: the conversation has an end, however slowly or much the server talks."""

import smtplib
import ssl
import time
from typing import Any

from serving.connection import Connection
from serving.egress import connect, resolve

_TAKEN_BYTES = 1 << 16  # all answers of a conversation; usual ones have less than 2 KiB together


class Conversation(smtplib.SMTP):
    """A connection on which the server has said its greeting."""

    def __init__(self, host: str, port: int, within_s: float, tls: ssl.SSLContext | None = None) -> None:
        """within_s is for all that is said, up to the goodbye; with tls it is encrypted from the first byte.

        Here and later OSError says that the server broke off or took too long (smtplib's own errors are kinds of it),
        EgressError that it said too much.
        """
        self._deadline = time.monotonic() + within_s
        self._tls = tls
        self._connection: Connection | None = None
        super().__init__(host, port)

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:
        """Dial, and hear the greeting."""
        self._connection = self._dial(host, port)
        self.sock: Any = self._connection
        self.file = None
        try:
            if self._tls is not None:
                self._connection.secure(self._tls, host)
            return self.getreply()
        except BaseException:
            self.close()
            raise

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Ask for STARTTLS, and insist on it."""
        on_line: Any = _Handshake(context)
        self.starttls(context=on_line)

    def close(self) -> None:
        """Hang up."""
        super().close()
        if self._connection is not None:
            self._connection.end()

    def _dial(self, host: str, port: int) -> Connection:
        failure = OSError(f"{host} has no address")
        for address in resolve(host, port):
            left = self._deadline - time.monotonic()
            if left <= 0:
                break
            try:
                return Connection(connect(address, port, left), self._deadline, _TAKEN_BYTES)
            except OSError as error:
                failure = error
        raise failure


class _Handshake:
    """What smtplib takes for a context: it shakes hands on a connection."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context

    def wrap_socket(self, connection: Connection, server_hostname: str) -> Connection:
        connection.secure(self._context, server_hostname)
        return connection
