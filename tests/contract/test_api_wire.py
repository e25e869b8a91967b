"""Requests as bytes that no ordinary client sends, on a real socket."""

import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
from fastapi.testclient import TestClient

from serving.patience import PatientProtocol
from tests.server import served

HOST = b" HTTP/1.1\r\nHost: localhost\r\n"
JSON = b"POST /v1/label" + HOST + b"Content-Type: application/json\r\n"


@pytest.fixture(scope="module")
def port(empty: TestClient) -> Iterator[int]:
    with served(empty.app, http=PatientProtocol, timeout_graceful_shutdown=1) as number:
        yield number


def all_answers(port: int, sent: bytes) -> bytes:
    """All that is answered until the other side hangs up."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), 20) as line, suppress(ConnectionResetError):
        line.sendall(sent)
        while piece := line.recv(1 << 16):
            said += piece
    return said


@pytest.mark.parametrize(
    ("address", "host", "status", "words"),
    [
        (b"http://localhost:8000/livez", b"localhost", 200, b'{"status":"ok"}'),
        (b"HTTP://127.0.0.1/%6civez", b"proxy.example", 200, b'{"status":"ok"}'),  # its own host counts
        (b"https://localhost/v1/items?limit=0", b"localhost", 422, b'"instance":"/v1/items"'),
        (b"http://localhost", b"localhost", 200, b"<title>"),
        (b"http://evil.example/livez", b"localhost", 421, b"by the name 'evil.example'"),
        (b"http://a@localhost/livez", b"localhost", 421, b"by the name 'a@localhost'"),
        (b"ftp://localhost/livez", b"localhost", 404, b"no page or endpoint"),
    ],
)
def test_given_an_address_with_scheme_and_host_when_asked_then_it_is_answered_under_that_host(
    port: int, address: bytes, host: bytes, status: int, words: bytes
) -> None:
    answer = all_answers(port, b"GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % (address, host))

    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert words in answer


def test_given_a_body_of_two_lengths_when_sent_then_what_follows_it_is_never_answered(port: int) -> None:
    hidden = b"GET /livez" + HOST + b"\r\n"
    lengths = b"Transfer-Encoding: chunked\r\nContent-Length: %d\r\n\r\n" % (5 + len(hidden))

    answer = all_answers(port, JSON + lengths + b"0\r\n\r\n" + hidden)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"send one of them" in answer
    assert answer.count(b"HTTP/1.1 ") == 1
