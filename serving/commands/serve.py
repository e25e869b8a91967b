"""`sitrep serve`: the service and its pages, until SIGTERM or SIGINT."""

import errno
import logging
import os
import resource
import signal
import socket
import sys
import threading
import time
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import NoReturn

import uvicorn

from news.errors import InvalidNewsletterError, NoParserError, SitrepError
from news.prose import counted
from serving.app import create_app
from serving.commands.source import media_type, read_bytes, say, settings_for
from serving.commands.terminal import LogLines
from serving.days import DAY_PARAMETER
from serving.learning.parts import Learning
from serving.patience import patient
from serving.pipeline import Sitrep
from serving.running import Server, announced, reachable
from serving.sending.delivery import SENDERS
from serving.sending.delivery import TICK_S as DELIVERY_TICK_S
from serving.sources.feeds import open_feeds
from serving.sources.folder import day_in_name
from serving.start import open_background, open_courier, open_sitrep

_BACKLOG = 128  # connections that may wait, and that are taken at once
_FILES = 4096  # more connections than anybody needs
_OWN_FILES = 128  # database, sockets of feeds and mail, pipes of parsers and of training
_GRACE_S = 10  # for answers under way when the end is asked for
_INTERRUPTED = 130  # what the command answers to Ctrl-C
_IDLE_S = 1.0  # in which threads end that have nothing to do
_SORTING_TICK_S = 10.0  # a reader who comes sooner sorts what is new before the page is made
_SAMPLE_SOURCE = "Sitrep sample"


logger = logging.getLogger(__name__)


class AddressError(SitrepError):
    """The address cannot be listened on."""


class _StoppedError(Exception):
    """SIGTERM, before or after uvicorn had its own handler."""


class _AnnouncingServer(uvicorn.Server):
    """Says where the pages stand once they can be asked for."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            say_ready(self._address)


def say_ready(address: str) -> None:
    """Say on stdout where the pages stand; where it takes nothing, as on a full disk, it is served all the same."""
    try:
        print(f"Sitrep is ready at {address}", flush=True)
    except OSError as error:
        logger.warning("stdout takes nothing (%s); Sitrep is ready at %s", error.strerror, address)


def run(arguments: Namespace) -> int:
    """Serve; returns 0 when told to stop."""
    lines = logging.StreamHandler()
    lines.setFormatter(LogLines())
    logging.basicConfig(level=logging.INFO, handlers=[lines])
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        _serve(arguments)
    except _StoppedError:
        pass
    except KeyboardInterrupt:
        _leave_threads_at_work(_INTERRUPTED)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
    _leave_threads_at_work(0)
    return 0


def _leave_threads_at_work(code: int) -> None:
    """End the process with a code if threads still work on answers that were cancelled: Python waits for them for ever.

    Everything is closed by then, and what was acknowledged is on disk.
    """
    until = time.monotonic() + _IDLE_S
    current = threading.current_thread()
    others = [thread for thread in threading.enumerate() if thread is not current and not thread.daemon]
    for thread in others:
        thread.join(max(0.0, until - time.monotonic()))
    left = sum(thread.is_alive() for thread in others)
    if left:
        logger.warning("%d answers under way did not end; the process ends without them", left)
        logging.shutdown()
        sys.stdout.flush()
        os._exit(code)


def _serve(arguments: Namespace) -> None:
    settings = settings_for(arguments.home)
    if arguments.host not in settings.hosts:
        settings = settings.model_copy(update={"hosts": (*settings.hosts, arguments.host)})
    listener = listen(arguments.host, arguments.port)
    port = listener.getsockname()[1]
    try:
        sitrep = open_sitrep(settings, store=True)
        try:
            learning = Learning(sitrep, settings)
            learning.registry.start()  # what the sample's labels come from stands in the log before them
            if arguments.sample:
                read_sample(sitrep, arguments.sample, arguments.sample_date)
            feeds = open_feeds(sitrep, settings)
            background = open_background(sitrep, settings, feeds)
            most, backlog = shares(raise_limit())
            config = uvicorn.Config(
                create_app(sitrep, settings, feeds),
                http=patient(most),
                backlog=backlog,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE_S,
            )
            runner = learning.begin(background)
            background.add("stories", _SORTING_TICK_S, lambda now: sitrep.desk.tick(now, background.stopping))
            address = Server(reachable(arguments.host), port).address
            courier = open_courier(sitrep, settings, background.stopping, address)
            background.add("editions", DELIVERY_TICK_S, lambda _now: courier.make())
            background.add("mail", DELIVERY_TICK_S, lambda _now: courier.send(SENDERS["mail"]))
            background.add("webhooks", DELIVERY_TICK_S, lambda _now: courier.send(SENDERS["webhooks"]))
            try:
                with announced(settings.home, arguments.host, port), background.running():
                    _AnnouncingServer(config, address).run(sockets=[listener])
            finally:
                runner.stop()
        finally:
            sitrep.store.close()
    finally:
        listener.close()


def _stop(_signal: int, _frame: object) -> NoReturn:
    raise _StoppedError


def raise_limit() -> int:
    """Let this process have _FILES files open, or as many as it may; returns how many."""
    soft, hard = (_FILES if of == resource.RLIM_INFINITY else of for of in resource.getrlimit(resource.RLIMIT_NOFILE))
    if soft < min(_FILES, hard):
        soft = min(_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    return soft


def shares(files: int) -> tuple[int, int]:
    """How many connections to hold, and to take at once, where so many files may be open.

    Without an open file left, asyncio would try to take connections without a pause, and log each try.
    """
    backlog = min(_BACKLOG, files // 4)
    return files - backlog - min(_OWN_FILES, files // 2), backlog


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises AddressError naming what is in the way."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        # Named as TCP, or asyncio leaves Nagle's algorithm on: each answer's body then waits 40 ms for its head's ACK.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(_BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AddressError(f"port {port} on {host} is taken; stop what listens there, or choose --port") from error
        reason = error.strerror or str(error)
        raise AddressError(f"cannot listen on {host} port {port} ({reason}); choose --host and --port") from error
    return listener


def read_sample(sitrep: Sitrep, path: Path, day: date | None) -> None:
    """Read a newsletter in, once: the same issue again changes nothing. Raises InvalidNewsletterError.

    On a machine too busy to read it, that is said, and the server starts without.
    """
    issued_on = day or day_in_name(path.name)
    data = read_bytes(str(path))
    kind = media_type(data, path.name, None)
    try:
        read = sitrep.read_newsletter(data, kind, issued_on=issued_on, source=_SAMPLE_SOURCE, store=True)
    except InvalidNewsletterError as error:
        said = str(error).replace(DAY_PARAMETER, "--sample-date YYYY-MM-DD")
        raise InvalidNewsletterError(f"{path}: {said}") from error
    except NoParserError as error:
        say(f"sample {path.name} was not read ({error}); the next start reads it")
        return
    if read.stored:
        say(f"sample {path.name}: {counted(read.stored.created, 'item')} stored, {read.stored.existing} there already")
