"""Connections that say nothing, or listen to nothing, do not keep their place; slow ones that go on do."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from serving import patience
from serving.commands.serve import listen, shares
from serving.patience import PatientProtocol, patient
from tests.server import served

LONG = 24 << 20  # more than the system takes over at once
HEAD = b"GET /%s HTTP/1.1\r\nHost: localhost\r\n"


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answers at once, after a while, or at length."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/later":
        await asyncio.sleep(1.0)
    body = bytes(LONG) if scope["path"] == "/long" else b"words"
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    monkeypatch.setattr(patience, "HEAD_S", 0.4)
    monkeypatch.setattr(patience, "STANDSTILL_S", 0.4)
    with (
        served(application, http=PatientProtocol, timeout_graceful_shutdown=1) as port,
        socket.create_connection(("127.0.0.1", port), 20) as connection,
    ):
        yield connection


def answered(line: socket.socket) -> bytes:
    """All that comes until the other side hangs up."""
    said = b""
    with suppress(ConnectionResetError):
        while piece := line.recv(1 << 20):
            said += piece
    return said


@pytest.mark.parametrize("begun", [b"", b"GET / HT", HEAD % b""])
def test_given_a_connection_that_sends_no_whole_head_when_waited_for_then_it_is_closed(
    line: socket.socket, begun: bytes
) -> None:
    line.sendall(begun)

    assert answered(line) == b""


def test_given_a_head_that_trickles_when_waited_for_then_the_connection_is_closed(line: socket.socket) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):
        for piece in (HEAD % b"", *[b"X: y\r\n"] * 60):
            line.sendall(piece)
            time.sleep(0.05)

    assert answered(line) == b""


def test_given_a_second_request_without_end_when_waited_for_then_the_connection_is_closed(line: socket.socket) -> None:
    line.sendall(HEAD % b"" + b"\r\n")
    first = b""
    while not first.endswith(b"words"):
        first += line.recv(65_536)
    line.sendall(HEAD % b"")

    assert answered(line) == b""


def test_given_an_answer_that_takes_its_time_when_waited_for_then_it_comes(line: socket.socket) -> None:
    line.sendall(HEAD % b"later" + b"Connection: close\r\n\r\n")

    assert answered(line).endswith(b"words")


def test_given_an_answer_that_nobody_takes_when_sent_then_it_is_not_held_for_ever(line: socket.socket) -> None:
    line.sendall(HEAD % b"long" + b"Connection: close\r\n\r\n")
    time.sleep(1.5)

    assert len(answered(line)) < LONG


def test_given_a_slow_reader_when_an_answer_is_sent_then_it_comes_whole(line: socket.socket) -> None:
    line.sendall(HEAD % b"long" + b"Connection: close\r\n\r\n")
    taken = 0
    while piece := line.recv(1 << 20):
        taken += len(piece)
        time.sleep(0.05)

    assert taken > LONG


def test_given_as_many_connections_as_there_is_room_for_when_one_more_comes_then_it_is_hung_up_on() -> None:
    with served(application, http=patient(2), timeout_graceful_shutdown=1) as port:
        held = [socket.create_connection(("127.0.0.1", port), 20) for _ in range(2)]
        with socket.create_connection(("127.0.0.1", port), 20) as third:
            assert answered(third) == b""
        for line in held:
            line.sendall(HEAD % b"" + b"Connection: close\r\n\r\n")

        assert all(answered(line).endswith(b"words") for line in held)
        with socket.create_connection(("127.0.0.1", port), 20) as later:
            later.sendall(HEAD % b"" + b"Connection: close\r\n\r\n")
            assert answered(later).endswith(b"words")
        for line in held:
            line.close()


@pytest.mark.parametrize(("files", "connections", "at_once"), [(4096, 3840, 128), (1024, 768, 128), (64, 16, 16)])
def test_given_so_many_open_files_when_shared_out_then_taking_connections_leaves_some_for_the_rest(
    files: int, connections: int, at_once: int
) -> None:
    assert shares(files) == (connections, at_once)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "Missing mandatory Host: header"),
        (b"GET /caf\xc3\xa9 HTTP/1.1\r\nHost: localhost\r\n\r\n", "illegal request line"),
        (HEAD % b"" + b"X: " + b"a" * 70_000, "Receive buffer too long"),
        (HEAD % b"" + b"Content-Length: -1\r\n\r\n", "bad Content-Length"),
        (b"GET /" + b"\xc3" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", "illegal request line"),
    ],
)
def test_given_bytes_that_are_no_request_when_sent_then_a_problem_says_why(
    line: socket.socket, sent: bytes, why: str
) -> None:
    line.sendall(sent)

    head, body = answered(line).split(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in head
    found = json.loads(body)
    assert found["type"] == "/problems/malformed-request"
    assert f"({why}); name one Host" in found["detail"]
    assert "keep address and headers below 64 KiB" in found["detail"]


def test_given_an_upgrade_that_is_not_spoken_when_asked_for_then_the_request_is_answered_and_nothing_logged(
    line: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    line.sendall(HEAD % b"" + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")

    assert line.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
    assert "install" not in caplog.text


def test_given_the_servers_listener_when_a_connection_comes_then_its_answers_are_sent_without_delay() -> None:
    async def accepted(listener: socket.socket) -> int:
        loop = asyncio.get_running_loop()
        option: asyncio.Future[int] = loop.create_future()

        class Look(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                line = transport.get_extra_info("socket")
                option.set_result(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

        async with await loop.create_server(Look, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            found = await option
            writer.close()
        return found

    assert asyncio.run(accepted(listen("127.0.0.1", 0))) != 0
