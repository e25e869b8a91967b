"""What stands before every route: measuring, headers, host and origin checks, and bounds on bodies and work."""

import asyncio
import ipaddress
import re
from contextlib import suppress
from logging import getLogger
from time import perf_counter
from urllib.parse import unquote

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.metrics import Metrics
from serving.pipeline import Sitrep
from serving.problems import (
    CROSS_SITE,
    INTERNAL,
    NOT_HTTP,
    OVERLOADED,
    SLOW_BODY,
    TOO_LARGE,
    UNSUPPORTED,
    WRONG_HOST,
    ProblemAnswer,
    ProblemError,
)
from serving.settings import Settings

logger = getLogger(__name__)

_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "private, no-cache",  # addresses, corrections and secrets stand on pages; asking again is cheap
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# What links are made of: a user name or path in it would lead them elsewhere.
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]@/\\?#:\s]*))(?::[0-9]{0,5})?")
_ABSOLUTE = re.compile(rb"https?://([^/]*)(/.*)?", re.IGNORECASE | re.DOTALL)
_LOCAL_NAMES = frozenset({"", "localhost"})  # "": an HTTP/1.0 client names no host
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS = _READING | {"POST", "PUT", "PATCH", "DELETE"}  # others share one label: callers can make names up
# A client that is still sending when the connection closes may never read the answer. So a body that is too
# large is read on and thrown away, up to this many times the limit.
_DRAINED = 8


class Observe:
    """Outermost: measure each request, put the security headers on each answer, turn a crash into a problem."""

    def __init__(self, app: ASGIApp, metrics: Metrics, answer: ProblemAnswer) -> None:
        """Wrap an application."""
        self._app = app
        self._metrics = metrics
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        self._metrics.at_work.inc()
        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:  # the outermost place of a request: logged here, shown to nobody
            logger.exception("%s %s failed", scope["method"], scope["path"])
            if status:  # half an answer is out; only a cut connection can still tell
                raise
            answer = self._answer(Request(scope), INTERNAL, "the request failed; the service's log says why")
            await answer(scope, receive, send_with_headers)
        finally:
            self._metrics.at_work.dec()
            route = getattr(scope.get("route"), "path", "unmatched")
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._metrics.observe(method, route, status, perf_counter() - started)


class _HeadersSentError(Exception):
    """Raised into an answer whose headers are out: nobody waits for what would stream after them."""


class Head:
    """Answer HEAD as GET would be answered, without the body, also where that would go on for as long as a job runs."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            if message.get("more_body"):
                raise _HeadersSentError

        asked = {**scope, "method": "GET"}  # a copy: the server goes by its own to tell how long the body is
        try:
            with suppress(_HeadersSentError):
                await self._app(asked, receive, send_without_body)
        finally:
            if "route" in asked:  # Observe counts by it
                scope["route"] = asked["route"]


class Steady:
    """Let each request be answered by one model from its first byte to its last, whatever is promoted meanwhile."""

    def __init__(self, app: ASGIApp, sitrep: Sitrep) -> None:
        """Wrap an application."""
        self._app = app
        self._sitrep = sitrep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        with self._sitrep.steady():
            await self._app(scope, receive, send)


class Guard:
    """Refuse what should not reach a route: foreign names and origins, too much work, too large or slow bodies."""

    def __init__(self, app: ASGIApp, settings: Settings, answer: ProblemAnswer) -> None:
        """Wrap an application."""
        self._app = app
        self._settings = settings
        self._answer = answer
        self._pending = 0
        self._arriving = 0  # bytes held of bodies that have not come in whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on with its whole body read, or answer with a problem."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        to_origin_form(scope)
        headers = Headers(scope=scope)
        counted = scope["method"] not in _READING
        try:
            check_length(headers)
            check_host(headers, self._settings.hosts)
            if counted:
                # What ends a subscription is the token in the address; a mail program may send it from any page.
                if not scope["path"].startswith("/unsubscribe/"):
                    check_origin(headers)
                self._check_load()
            body = await self._read_body(headers, receive)
            if counted:
                self._check_load()  # again: while the body came in, others were let in
        except ProblemError as error:
            answer = self._answer(Request(scope), error.kind, error.detail, error.errors, error.headers)
            await answer(scope, receive, send)
            return
        given = False

        async def receive_body() -> Message:
            nonlocal given
            if given:
                return await receive()  # waits for the disconnect
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        self._pending += counted
        try:
            await self._app(scope, receive_body, send)
        finally:
            self._pending -= counted

    def _check_load(self) -> None:
        if self._pending >= self._settings.max_pending:
            raise ProblemError(
                OVERLOADED,
                f"{self._pending} requests are at work, and no more are taken; try again shortly",
                headers={"Retry-After": "1"},
            )

    def _check_room(self) -> None:
        """Bound what is held of bodies that still come in: their senders may take body_timeout_s, and be many."""
        if self._arriving > self._settings.max_pending * self._settings.max_body_bytes:
            raise ProblemError(
                OVERLOADED,
                f"{self._arriving} bytes of other requests are coming in, and no more are held; try again shortly",
                headers={"Retry-After": "1", "Connection": "close"},
            )

    async def _read_body(self, headers: Headers, receive: Receive) -> bytes:
        """The whole body; raises ProblemError when it is encoded, too large or too slow."""
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            detail = f"Content-Encoding {encoding[:40]!r} is not read here; send plain bytes"
            raise ProblemError(UNSUPPORTED, detail, headers={"Accept-Encoding": "identity"})
        announced = headers.get("content-length", "0")
        if announced.isdecimal() and int(announced) > self._settings.max_body_bytes * _DRAINED:
            raise self._too_large()
        try:
            async with asyncio.timeout(self._settings.body_timeout_s):
                return await self._gather(receive)
        except TimeoutError as error:
            detail = f"the body did not arrive within {self._settings.body_timeout_s:g} s"
            raise ProblemError(SLOW_BODY, detail, headers={"Connection": "close"}) from error

    async def _gather(self, receive: Receive) -> bytes:
        """The parts of a body, joined; one that is too large is drained for a while, so that its sender hears why."""
        limit = self._settings.max_body_bytes
        parts: list[bytes] = []
        size = held = 0
        more = True
        try:
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ProblemError(SLOW_BODY, "the connection closed before the body ended")
                part, more = message.get("body", b""), message.get("more_body", False)
                size += len(part)
                if size > limit * _DRAINED:
                    raise self._too_large()
                if size > limit:
                    parts.clear()
                    continue
                parts.append(part)
                held += len(part)
                self._arriving += len(part)
                self._check_room()
        finally:
            self._arriving -= held
        if size > limit:
            raise self._too_large()
        return b"".join(parts)

    def _too_large(self) -> ProblemError:
        return ProblemError(
            TOO_LARGE,
            f"the body is larger than {self._settings.max_body_bytes} bytes; send it in parts, or a mail without its "
            "attachments",
        )


def to_origin_form(scope: Scope) -> None:
    """Take scheme and host out of an address that names them, as to a proxy; that host counts (RFC 9112, 3.2.2)."""
    found = _ABSOLUTE.fullmatch(scope["raw_path"])
    if found is not None:
        host, path = found[1], found[2] or b"/"
        others = [(name, value) for name, value in scope["headers"] if name != b"host"]
        scope.update(raw_path=path, path=unquote(path.decode("ascii")), headers=[(b"host", host), *others])


def check_length(headers: Headers) -> None:
    """Refuse a body of two lengths: a proxy that goes by the other one lets what follows pass unseen."""
    if "transfer-encoding" in headers and "content-length" in headers:
        raise ProblemError(
            NOT_HTTP,
            "both Transfer-Encoding and Content-Length say how long the body is; send one of them",
            headers={"Connection": "close"},
        )


def check_host(headers: Headers, names: tuple[str, ...]) -> None:
    """Refuse names that nobody gave this service: a foreign page may point its own name at this machine.

    Addresses are let through, since only a name can be pointed elsewhere; so is everything when names hold "*".
    """
    host = headers.get("host", "")
    found = _HOST.fullmatch(host)
    name = (found[1] or found[2]).lower() if found else host
    if name in _LOCAL_NAMES or name in names or "*" in names:
        return
    try:
        ipaddress.ip_address(name)
    except ValueError as error:
        raise ProblemError(
            WRONG_HOST, f"the service does not go by the name {name[:100]!r}; if it should, add it to SITREP__HOSTS"
        ) from error


def check_origin(headers: Headers) -> None:
    """Refuse a write that a page of another origin sends through its reader's browser."""
    site = headers.get("sec-fetch-site")
    if site in ("same-origin", "none"):
        return
    origin = headers.get("origin")
    if site is None and (origin is None or origin.partition("://")[2] == headers.get("host")):
        return
    raise ProblemError(CROSS_SITE, f"a page of {(origin or 'another site')[:100]!r} may not write to this service")
