"""How long a connection may keep its place: uvicorn waits for ever for a request, and for a reader of an answer.

And what is answered to bytes that are no HTTP request: a problem, like everything that fails.
"""

import asyncio
import json
import sys
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from serving.problems import MEDIA_TYPE, NOT_HTTP, problem

HEAD_S = 20.0  # from a connection, or from the first byte of a request, to the end of its head
STANDSTILL_S = 60.0  # in which none of an answer that waits to be sent is taken


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, to whom goes on speaking or listening."""

    most = sys.maxsize  # connections at a time; more are hung up on
    _late: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None
    _unsent = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.abort()
            return
        self._late = self.loop.call_later(HEAD_S, self._hang_up)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        waits = self.conn.their_state is h11.IDLE  # for the rest of a head
        if waits and self._late is None:
            self._late = self.loop.call_later(HEAD_S, self._hang_up)
        elif not waits:
            self._late = _stopped(self._late)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unsent = self.transport.get_write_buffer_size()
        self._stuck = self.loop.call_later(STANDSTILL_S, self._look)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stuck = _stopped(self._stuck)

    def connection_lost(self, exc: Exception | None) -> None:
        self._late, self._stuck = _stopped(self._late), _stopped(self._stuck)
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # uvicorn calls it where it catches h11's error
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):  # half an answer is out
            self.transport.close()
            return
        why = str(sys.exception() or msg).partition(": bytearray")[0]  # without the bytes, which may be many
        detail = f"these bytes are no HTTP/1.1 request ({why}); {NOT_HTTP.meaning[0].lower()}{NOT_HTTP.meaning[1:]}"
        body = json.dumps(problem(NOT_HTTP, detail)).encode()
        headers = [("content-type", MEDIA_TYPE), ("content-length", str(len(body))), ("connection", "close")]
        for event in (h11.Response(status_code=400, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Nobody needs to install anything: an upgrade that is not taken is passed over, as HTTP has it."""

    def _hang_up(self) -> None:
        self._late = None
        self.transport.close()

    def _look(self) -> None:
        """Hang up unless some of the answer was taken since the last look."""
        before, self._unsent = self._unsent, self.transport.get_write_buffer_size()
        if self._unsent >= before:
            self.transport.abort()
        else:
            self._stuck = self.loop.call_later(STANDSTILL_S, self._look)


def patient(most: int) -> type[PatientProtocol]:
    """PatientProtocol for a server that can hold so many connections at a time."""
    return type("PatientProtocol", (PatientProtocol,), {"most": most})


def _stopped(timer: asyncio.TimerHandle | None) -> Any:
    if timer is not None:
        timer.cancel()
