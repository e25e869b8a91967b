"""Nothing private is asked, whatever the URL; what is asked ends in time and within its size."""

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from ipaddress import ip_network
from pathlib import Path

import brotli
import pytest

from serving.addresses import EgressError, EgressRefusedError, read_target
from serving.egress import Egress, FetchLimits
from tests.certificates import certificate_for, serving_with
from tests.hostile_urls import ALL, NAMES, PUBLIC
from tests.loopback import Answer, Asked, Site, reply, site

LOOPBACK = [ip_network("127.0.0.0/8")]
MEBIBYTE = 1 << 20


class DialledError(AssertionError):
    """A connection was made that must not be."""


def no_connection(address: str, port: int, timeout_s: float) -> socket.socket:
    raise DialledError(f"{address} port {port}")


def names(host: str, port: int) -> list[str]:
    """What a name server says: the hostile names' addresses, a public one for every other name."""
    said = {read_target(url).host: addresses for url, addresses in NAMES.items()}
    return said.get(host, [PUBLIC])


def to(running: Site) -> Egress:
    """Reaches a server as if it stood at a public address."""
    return Egress(resolve=names, connect=running.connect)


def test_given_the_corpus_when_counted_then_it_holds_at_least_120_different_urls() -> None:
    assert len(set(ALL)) == len(ALL) >= 120


@pytest.mark.parametrize("url", ALL)
def test_given_a_hostile_url_when_asked_for_then_it_is_refused_before_any_connection(url: str) -> None:
    egress = Egress(resolve=names, connect=no_connection)

    for ask in (egress.get, egress.check, lambda url: egress.post(url, b"{}")):
        with pytest.raises(EgressRefusedError) as refused:
            ask(url)

        assert len(str(refused.value)) > 20


@pytest.fixture(scope="module")
def redirecting() -> Iterator[Site]:
    def answer(asked: Asked) -> bytes:
        return reply(status="302 Found", Location=ALL[int(asked.path[1:])].encode().decode("latin-1"))

    with site(answer) as running:
        yield running


# Without those that are fine as seen from the page that redirects, and those that no header line can carry.
RELATIVE = ("//news.example/feed", "/feed", "news.example/feed", "")


@pytest.mark.parametrize(
    "number", [n for n, url in enumerate(ALL) if url not in RELATIVE and "\r" not in url and "\n" not in url]
)
def test_given_a_redirect_to_a_hostile_url_when_followed_then_it_is_refused_before_any_second_connection(
    number: int, redirecting: Site
) -> None:
    dialled: list[str] = []

    def connect(address: str, port: int, timeout_s: float) -> socket.socket:
        dialled.append(address)
        return redirecting.connect(address, port, timeout_s)

    with pytest.raises(EgressError):
        Egress(resolve=names, connect=connect).get(f"http://news.example/{number}")

    assert dialled == [PUBLIC]


def test_given_a_name_that_changes_its_address_when_fetched_then_the_checked_address_is_the_one_dialled() -> None:
    answers = [[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]]
    dialled: list[str] = []

    with site(lambda _: reply(b"words")) as running:

        def connect(address: str, port: int, timeout_s: float) -> socket.socket:
            dialled.append(address)
            return running.connect(address, port, timeout_s)

        fetched = Egress(resolve=lambda host, port: answers.pop(0), connect=connect).get("http://news.example/")

    assert (fetched.body, dialled, len(answers)) == (b"words", [PUBLIC], 2)


def test_given_a_name_with_a_public_and_a_private_address_when_fetched_then_only_the_public_one_is_dialled() -> None:
    dialled: list[str] = []

    def connect(address: str, port: int, timeout_s: float) -> socket.socket:
        dialled.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    egress = Egress(resolve=lambda host, port: ["10.0.0.1", PUBLIC, "::1"], connect=connect)

    with pytest.raises(EgressError, match="Connection refused"):
        egress.get("http://news.example/")
    assert dialled == [PUBLIC]


def test_given_an_allowed_network_when_asked_then_it_alone_is_reached() -> None:
    with site(lambda _: reply(b"words", ETag='"1"')) as running:
        egress = Egress(LOOPBACK)

        fetched = egress.get(running.url("/feed?x=ä"), {"If-None-Match": '"0"'})

        with pytest.raises(EgressRefusedError, match="SITREP__ALLOW_NETWORKS"):
            egress.get("http://10.0.0.1/")
    assert (fetched.status, fetched.body, fetched.headers["etag"]) == (200, b"words", '"1"')
    assert fetched.moved_to is None
    [asked] = running.asked
    assert (asked.method, asked.path) == ("GET", "/feed?x=%C3%A4")
    assert asked.headers["host"] == f"127.0.0.1:{running.port}"
    assert asked.headers["if-none-match"] == '"0"'


def test_given_an_allowed_network_when_a_public_server_redirects_into_it_then_it_is_refused() -> None:
    with (
        site(lambda _: reply(b"secret")) as inside,
        site(lambda asked: reply(status="302 Found", Location=inside.url("/" + asked.path[1:]))) as outside,
    ):

        def connect(address: str, port: int, timeout_s: float) -> socket.socket:
            return socket.create_connection(("127.0.0.1", outside.port if address == PUBLIC else port), timeout_s)

        egress = Egress(LOOPBACK, resolve=names, connect=connect)

        with pytest.raises(EgressRefusedError, match="loopback"):
            egress.get("http://news.example/a")
        with pytest.raises(EgressRefusedError, match="loopback"):
            egress.get(inside.url("/b"), public_only=True)
        assert inside.asked == []
        assert (egress.get(inside.url("/c")).public, egress.get(outside.url("/d")).body) == (False, b"secret")


def test_given_permanent_redirects_when_followed_then_the_new_address_is_told() -> None:
    def answer(asked: Asked) -> bytes:
        if asked.path == "/old":
            return reply(status="301 Moved Permanently", Location="/new")
        return reply(status="302 Found", Location="/new") if asked.path == "/today" else reply(b"words")

    with site(answer) as running:
        egress = to(running)
        moved, found = egress.get("http://news.example/old"), egress.get("http://news.example/today")

    assert (moved.url, moved.moved_to) == ("http://news.example/new",) * 2
    assert (found.url, found.moved_to) == ("http://news.example/new", None)


def test_given_a_redirect_to_another_host_when_followed_then_a_token_stays_behind() -> None:
    def answer(asked: Asked) -> bytes:
        if asked.headers["host"] == "news.example":
            return reply(status="302 Found", Location="http://other.example/")
        return reply(b"words")

    with site(answer) as running:
        to(running).get("http://news.example/", {"Authorization": "token", "If-None-Match": '"1"'})

    first, second = running.asked
    assert first.headers["authorization"] == "token"
    assert "authorization" not in second.headers
    assert second.headers["if-none-match"] == '"1"'


def test_given_endless_redirects_when_followed_then_they_are_bounded() -> None:
    with (
        site(lambda asked: reply(status="302 Found", Location=asked.path + "x")) as running,
        pytest.raises(EgressError, match="more than 5 redirects"),
    ):
        to(running).get("http://news.example/")

    assert len(running.asked) == 6


def test_given_a_webhook_when_posted_then_the_body_arrives_and_a_redirect_is_not_followed() -> None:
    with site(lambda _: reply(b"no", "307 Temporary Redirect", Location="http://127.0.0.1/")) as running:
        answer = to(running).post("http://hooks.example/", b'{"a":1}', {"Content-Type": "application/json"})

    [asked] = running.asked
    assert (answer.status, asked.method, asked.body) == (307, "POST", b'{"a":1}')
    assert asked.headers["content-type"] == "application/json"


WORDS = b"<rss>words</rss>" * 100
PACKED = {
    "gzip": gzip.compress(WORDS),
    "x-gzip": gzip.compress(WORDS),
    "deflate": zlib.compress(WORDS),
    "br": brotli.compress(WORDS),
    "identity": WORDS,
    "": WORDS,
}


@pytest.mark.parametrize("coding", PACKED)
def test_given_a_packed_body_when_fetched_then_it_is_unpacked(coding: str) -> None:
    with site(lambda _: reply(PACKED[coding], Content_Encoding=coding)) as running:
        assert to(running).get("http://news.example/").body == WORDS


def test_given_raw_deflate_when_fetched_then_it_is_unpacked() -> None:
    packer = zlib.compressobj(wbits=-15)

    with site(lambda _: reply(packer.compress(WORDS) + packer.flush(), Content_Encoding="deflate")) as running:
        assert to(running).get("http://news.example/").body == WORDS


def zeros(size: int, coding: str) -> bytes:
    packer = zlib.compressobj(9, wbits=31) if coding == "gzip" else zlib.compressobj(9)
    if coding == "br":
        return brotli.compress(bytes(size), quality=5)
    return b"".join([*(packer.compress(bytes(MEBIBYTE)) for _ in range(size // MEBIBYTE)), packer.flush()])


BOMBS = {
    "gzip": (reply(zeros(200 * MEBIBYTE, "gzip"), Content_Encoding="gzip"), "once unpacked"),
    "deflate": (reply(zeros(200 * MEBIBYTE, "deflate"), Content_Encoding="deflate"), "once unpacked"),
    "br": (reply(zeros(64 * MEBIBYTE, "br"), Content_Encoding="br"), "once unpacked"),
    "two codings": (reply(gzip.compress(PACKED["gzip"]), Content_Encoding="gzip, gzip"), "packed 2 times"),
    "packed twice, said once": (reply(gzip.compress(PACKED["gzip"]), Content_Encoding="gzip"), "packed twice"),
    "packed, not said": (reply(PACKED["gzip"]), "packed twice"),
    "unknown coding": (reply(WORDS, Content_Encoding="zstd"), "was not asked for"),
    "damaged": (reply(PACKED["gzip"][:20] + b"xxxx" + PACKED["gzip"][24:], Content_Encoding="gzip"), "damaged"),
    "cut": (reply(PACKED["gzip"][:-12], Content_Encoding="gzip"), "middle of its gzip"),
    "cut br": (reply(PACKED["br"][:-3], Content_Encoding="br"), "middle of its br"),
    "second member": (reply(PACKED["gzip"] * 2, Content_Encoding="gzip"), "goes on after"),
    "shorter than said": (reply(WORDS).replace(b": 1600", b": 1700"), "before its announced end"),
    "too long": (reply(bytes(3 * MEBIBYTE)), "as sent"),
    "many headers": (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000 + b"\r\n", "broke off"),
    "long header": (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", "broke off"),
    "no status line": (b"words and words\r\n\r\n", "broke off"),
    "nothing": (b"", "broke off"),
    "broken chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nwords", "broke off"),
    "negative length": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nwords\r\n0\r\n\r\n", "broke off"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_given_a_bad_answer_when_fetched_then_the_error_says_what_is_wrong(name: str) -> None:
    answer, words = BOMBS[name]
    limits = FetchLimits(wire_bytes=2 * MEBIBYTE, body_bytes=4 * MEBIBYTE)

    with site(lambda _: answer) as running, pytest.raises(EgressError, match=words):
        to(running).get("http://news.example/", limits=limits)


def drip(head: bytes, piece: bytes) -> Iterator[bytes]:
    yield head
    for _ in range(600):
        time.sleep(0.05)
        yield piece


SLOW: dict[str, Answer] = {
    "body": lambda _: drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
    "header": lambda _: drip(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
    "headers": lambda _: drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "chunks": lambda _: drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "continue": lambda _: drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "redirects": lambda asked: (
        drip(b"", b"") if len(asked.path) > 3 else reply(status="302 Found", Location=asked.path + "x")
    ),
}


@pytest.mark.parametrize("name", SLOW)
def test_given_a_trickling_answer_when_fetched_then_it_cannot_outlast_the_deadline(name: str) -> None:
    with site(SLOW[name]) as running, pytest.raises(EgressError, match=r"longer than 0\.3 s"):
        to(running).get("http://news.example/", limits=FetchLimits(total_s=0.3))


def test_given_a_name_server_that_hangs_when_asked_then_the_deadline_holds() -> None:
    hanging = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        hanging.wait(30)
        return [PUBLIC]

    egress = Egress(resolve=resolve, connect=no_connection)

    with pytest.raises(EgressError, match="looking the name up"):
        egress.get("http://news.example/", limits=FetchLimits(total_s=0.2))
    hanging.set()


def test_given_an_unknown_name_when_asked_then_the_error_says_so() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(EgressError, match=r"news\.example has no address \(Name or service not known\)"):
        Egress(resolve=resolve, connect=no_connection).get("http://news.example/")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for feeds.example, signed by itself, with its key."""
    return certificate_for("feeds.example", tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize(
    ("host", "trusted", "outcome"),
    [
        ("feeds.example", True, "words"),
        ("other.example", True, "certificate does not stand for other.example"),
        ("feeds.example", False, "certificate does not stand for feeds.example"),
    ],
)
def test_given_tls_when_fetched_then_the_certificate_must_stand_for_the_name(
    certificate: Path, host: str, trusted: bool, outcome: str
) -> None:
    serving = serving_with(certificate)
    trusting = ssl.create_default_context()
    if trusted:
        trusting.load_verify_locations(certificate.with_suffix(".crt"))
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with closing(connection):
            try:
                with serving.wrap_socket(connection, server_side=True) as secured:
                    secured.recv(65536)
                    secured.sendall(reply(b"words"))
            except (ssl.SSLError, OSError):
                pass

    thread = threading.Thread(target=serve)
    thread.start()
    port = listener.getsockname()[1]
    egress = Egress(
        resolve=names, connect=lambda _, __, s: socket.create_connection(("127.0.0.1", port), s), context=trusting
    )

    try:
        said = egress.get(f"https://{host}/").body.decode()
    except EgressError as error:
        said = str(error)
    thread.join()
    listener.close()

    assert outcome in said


def test_given_a_receiver_that_reads_slowly_over_tls_when_posted_then_the_deadline_holds(certificate: Path) -> None:
    serving, trusting = serving_with(certificate), ssl.create_default_context()
    trusting.load_verify_locations(certificate.with_suffix(".crt"))
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
    taken: list[int] = []

    def serve() -> None:
        connection, _ = listener.accept()
        with (
            closing(connection),
            suppress(ssl.SSLError, OSError),
            serving.wrap_socket(connection, server_side=True) as line,
        ):
            while piece := line.recv(1 << 14):
                taken.append(len(piece))
                time.sleep(0.02)

    def connect(address: str, port: int, timeout_s: float) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", listener.getsockname()[1]), timeout_s)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 14)
        return line

    thread = threading.Thread(target=serve)
    thread.start()
    egress, body = Egress(resolve=names, connect=connect, context=trusting), bytes(4 * MEBIBYTE)

    with pytest.raises(EgressError, match=r"longer than 0\.5 s"):
        egress.post("https://feeds.example/", body, limits=FetchLimits(total_s=0.5))
    thread.join()
    listener.close()

    assert sum(taken) < len(body)
