"""The one way out: feeds, pages and webhooks are asked through `Egress`, and nothing else of Sitrep dials.

A name is resolved once; the policy of `serving.addresses` is applied to the addresses that came back, and one of
these is dialled, so that a second answer of the name server cannot lead elsewhere. The certificate is checked
against the name that was asked for. Every wait counts against one deadline, and bytes are counted as they come in,
before and after unpacking.
"""

import http.client
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache

from serving.addresses import (
    LOOPBACK,
    Address,
    EgressError,
    EgressRefusedError,
    Network,
    Target,
    check_address,
    follow,
    is_loopback_name,
    read_target,
    refusal,
)
from serving.connection import READ_BYTES, Connection
from serving.decoding import CODINGS, decoder

_USER_AGENT = "Sitrep/0.1"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
# What may go on to another host with a redirect; a signature or token of one host is no other's business.
_CARRIED = frozenset({"accept", "accept-language", "if-none-match", "if-modified-since"})
_MAX_HEADERS_KEPT = 8_192  # characters of one header
_RESOLVERS = threading.BoundedSemaphore(16)  # names being looked up at a time; one may hang for half a minute

Resolve = Callable[[str, int], Sequence[str]]  # a host name and port to its addresses; raises OSError
Connect = Callable[[str, int, float], socket.socket]  # an address, a port and seconds to a connection; raises OSError


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may take, its redirects together."""

    total_s: float = 20.0
    wire_bytes: int = 4 << 20  # as it comes in, headers and framing too
    body_bytes: int = 8 << 20  # unpacked
    redirects: int = 5


_DEFAULT_LIMITS = FetchLimits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer that arrived whole."""

    status: int
    url: str  # that answered, after redirects
    headers: Mapping[str, str]  # names in lower case, the first of each
    body: bytes = field(repr=False)
    moved_to: str | None = None  # set when every redirect on the way was permanent: ask there from now on
    public: bool = True  # whether a public address answered, and not one of a network that is allowed


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host as the system knows them, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: str, port: int, timeout_s: float) -> socket.socket:
    """Dial an address; a literal one, so that no name is looked up again."""
    return socket.create_connection((address, port), timeout_s)


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that this machine trusts; they are read once, since an application has several ways out."""
    return ssl.create_default_context()


class Egress:
    """Asks hosts outside, under a policy for addresses and limits on time and bytes. Safe from any thread."""

    def __init__(
        self,
        allowed: Sequence[Network] = (),
        *,
        resolve: Resolve = resolve,
        connect: Connect = connect,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """allowed: networks that may be asked though they are not public. context: what certificates are trusted."""
        self._allowed = tuple(allowed)
        self._resolve = resolve
        self._connect = connect
        self._context = context or _trusted()

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        limits: FetchLimits = _DEFAULT_LIMITS,
        *,
        public_only: bool = False,
    ) -> Fetched:
        """Fetch a page or feed, redirects followed, each step checked like the first.

        public_only: not from the networks that are allowed beside the public ones, because a stranger chose the URL.
        A public server cannot lead into these networks either: after one, every step is held to it.
        Raises EgressRefusedError when a step is not asked at all, EgressError when one fails or passes a limit. Any
        status is an answer; what it means is the caller's to say.
        """
        deadline = time.monotonic() + limits.total_s
        target = read_target(url)
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        permanent, wire = True, limits.wire_bytes
        for _ in range(limits.redirects + 1):
            allowed = () if public_only else self._allowed
            answer, location, used = self._ask(target, "GET", sent, None, limits, wire, deadline, allowed)
            public_only = public_only or answer.public
            if location is None:
                moved = permanent and answer.url != read_target(url).url
                return replace(answer, moved_to=answer.url if moved else None)
            wire -= used
            permanent = permanent and answer.status in _PERMANENT
            there = follow(target, location)
            if (there.scheme, there.host, there.port) != (target.scheme, target.host, target.port):
                sent = {name: value for name, value in sent.items() if name in _CARRIED}
            target = there
        raise EgressError(f"{url[:200]}: more than {limits.redirects} redirects; give the address that they lead to")

    def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        limits: FetchLimits = _DEFAULT_LIMITS,
    ) -> Fetched:
        """Send a body, as a webhook does. A redirect is an answer and not followed: the body was meant for this host.

        Raises EgressRefusedError and EgressError as get does.
        """
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        deadline = time.monotonic() + limits.total_s
        return self._ask(read_target(url), "POST", sent, body, limits, limits.wire_bytes, deadline, self._allowed)[0]

    def vet(self, url: str) -> Target:
        """Check what can be told of a URL without the network; raises EgressRefusedError."""
        target = read_target(url)
        if target.address is not None:
            check_address(target.host, self._allowed, target.url[:200])
        elif is_loopback_name(target.host) and not any(
            address in network for address in LOOPBACK for network in self._allowed
        ):
            raise EgressRefusedError(
                f"{target.url[:200]}: {target.host} is this machine itself, which Sitrep does not ask; "
                "SITREP__ALLOW_NETWORKS can permit it as 127.0.0.0/8"
            )
        return target

    def check(self, url: str, timeout_s: float = 5.0) -> Target:
        """Resolve a URL and apply the policy without dialling; raises EgressRefusedError and EgressError."""
        target = read_target(url)
        self._addresses(target, time.monotonic() + timeout_s, timeout_s, self._allowed)
        return target

    def _addresses(self, target: Target, deadline: float, total_s: float, allowed: Sequence[Network]) -> list[Address]:
        """The addresses that may be dialled. Of a name's addresses those that are not public are left out.

        Raises EgressRefusedError when none is left.
        """
        if target.address is not None:
            return [check_address(target.host, allowed, target.url[:200])]
        found = self._look_up(target, deadline, total_s)
        fine, refused = [], None
        for address in found:
            try:
                fine.append(check_address(address, allowed, target.url[:200]))
            except EgressRefusedError as error:
                refused = error
        if refused is not None and not fine:
            raise refused
        return fine

    def _look_up(self, target: Target, deadline: float, total_s: float) -> Sequence[str]:
        """The system's resolver cannot be told a deadline, so it works in a thread that may be left behind."""
        shown = target.url[:200]
        if not _RESOLVERS.acquire(blocking=False):
            raise EgressError(f"{shown}: too many names are being looked up; the name server may be down")
        answer: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def work() -> None:
            try:
                answer.put(self._resolve(target.host, target.port))
            except (OSError, UnicodeError) as error:
                answer.put(error)
            finally:
                _RESOLVERS.release()

        threading.Thread(target=work, name="resolve", daemon=True).start()
        try:
            found = answer.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise EgressError(f"{shown}: looking the name up took longer than {total_s:g} s") from None
        if isinstance(found, Exception):
            raise EgressError(f"{shown}: {target.host} has no address ({_words(found)})") from found
        if not found:
            raise EgressError(f"{shown}: {target.host} has no address")
        return found

    def _dial(
        self, target: Target, deadline: float, total_s: float, allowed: Sequence[Network]
    ) -> tuple[socket.socket, Address]:
        failure: OSError | None = None
        for address in self._addresses(target, deadline, total_s, allowed):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            try:
                return self._connect(str(address), target.port, left), address
            except OSError as error:
                failure = error
        if failure is None or isinstance(failure, TimeoutError):
            raise EgressError(f"{target.url[:200]}: no connection within {total_s:g} s") from failure
        raise EgressError(f"{target.url[:200]}: cannot be reached ({_words(failure)})") from failure

    def _ask(
        self,
        target: Target,
        method: str,
        headers: Mapping[str, str],
        body: bytes | None,
        limits: FetchLimits,
        wire_bytes: int,
        deadline: float,
        allowed: Sequence[Network],
    ) -> tuple[Fetched, str | None, int]:
        """One exchange: the answer, where it redirects a GET to, and the bytes that came in."""
        shown = target.url[:200]
        plain, address = self._dial(target, deadline, limits.total_s, allowed)
        connection = Connection(plain, deadline, wire_bytes)
        try:
            if target.scheme == "https":
                connection.secure(self._context, target.host)
            answer, location = self._exchange(connection, target, method, headers, body, limits)
            return replace(answer, public=refusal(address) is None), location, connection.taken
        except ssl.SSLCertVerificationError as error:
            reason = error.verify_message
            raise EgressError(f"{shown}: the certificate does not stand for {target.host} ({reason})") from error
        except TimeoutError as error:
            raise EgressError(f"{shown}: took longer than {limits.total_s:g} s") from error
        except EgressError as error:
            raise EgressError(f"{shown}: {error}") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise EgressError(f"{shown}: the exchange broke off ({_words(error)})") from error
        finally:
            connection.end()

    def _exchange(
        self,
        connection: Connection,
        target: Target,
        method: str,
        headers: Mapping[str, str],
        body: bytes | None,
        limits: FetchLimits,
    ) -> tuple[Fetched, str | None]:
        asking = http.client.HTTPConnection(target.host, target.port)
        asking.auto_open = 0  # it never dials by itself
        asking.sock = connection
        asking.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
        own = {"host": target.authority, "user-agent": _USER_AGENT, "accept-encoding": CODINGS, "connection": "close"}
        for name, value in ({"accept": "*/*"} | dict(headers) | own).items():
            asking.putheader(name, value.encode("utf-8"))
        if body is not None:
            asking.putheader("content-length", str(len(body)))
        asking.endheaders(body)
        answer = asking.getresponse()
        found: dict[str, str] = {}
        for name, value in answer.getheaders():
            found.setdefault(name.lower(), value[:_MAX_HEADERS_KEPT])
        if method == "GET" and answer.status in _REDIRECTS and found.get("location"):
            return Fetched(answer.status, target.url, found, b""), _as_utf8(found["location"])
        return Fetched(answer.status, target.url, found, _read_body(answer, found, limits.body_bytes)), None


def _read_body(answer: http.client.HTTPResponse, headers: Mapping[str, str], limit: int) -> bytes:
    decoding = decoder(headers.get("content-encoding", ""), limit)
    while piece := answer.read(READ_BYTES):
        decoding.feed(piece)
    if answer.length:  # read in pieces, http.client does not say that a body is cut
        raise EgressError(f"the answer ends {answer.length} bytes before its announced end")
    return decoding.finish()


def _as_utf8(location: str) -> str:
    """A Location as its sender meant it: http.client reads headers as Latin-1."""
    with suppress(UnicodeError):
        return location.encode("latin-1").decode("utf-8")
    return location


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)[:200] or type(error).__name__
