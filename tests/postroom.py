"""A mail server on loopback that keeps what it is handed, and a newsroom whose clock is told the time."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from news.newsletter import split
from serving.briefs.editions import Editions
from serving.briefs.subscriptions import Order, Subscriptions
from serving.egress import Egress
from serving.pipeline import Sitrep
from serving.posted import posted_item
from serving.sending.delivery import Courier
from serving.settings import Settings
from store.sqlite.store import open_store
from tests.fakes import KeywordLabeller

START = datetime(2024, 10, 28, 12, tzinfo=UTC)


@dataclass
class Inbox:
    """What a mail server was handed; what `refuse_...` says is answered instead when set: to RCPT, DATA or QUIT."""

    mails: list[Message] = field(default_factory=list)
    refuse_address: str = ""
    refuse_mail: str = ""
    refuse_to_part: str = ""
    on_mail: Callable[[], None] = lambda: None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.refuse_address:
            return self.refuse_address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse_mail:
            return self.refuse_mail
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        self.on_mail()
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        return self.refuse_to_part or "221 Bye"


@contextmanager
def mail_server(
    inbox: Inbox, context: ssl.SSLContext | None = None, user: str = "", password: str = ""
) -> Iterator[int]:
    """Serve until the block ends; gives the port. With a context it asks for STARTTLS, with a user for a log-in."""

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        fine = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=fine)

    def session() -> SMTP:
        return SMTP(
            inbox,
            hostname="mail.example",
            loop=loop,
            tls_context=context,
            require_starttls=context is not None,
            auth_required=bool(user),
            auth_require_tls=context is not None,
            authenticator=authenticate if user else None,
        )

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(session, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    for _ in range(5):
        await asyncio.sleep(0)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@dataclass
class Newsroom:
    """An application on a home of its own."""

    sitrep: Sitrep
    editions: Editions
    subscriptions: Subscriptions
    settings: Settings
    clock: "Told"

    def courier(self, **changes: Any) -> Courier:
        """Who makes and sends what is due."""
        egress = changes.pop("egress", Egress([ip_network("127.0.0.0/8")]))
        return Courier(self.sitrep, self.editions, self.subscriptions, self.settings, egress, **changes)

    def tick(self, at: datetime, courier: Courier | None = None) -> None:
        """Let it be this time, and make and send what is due."""
        self.clock.now = at
        sender = courier or self.courier()
        sender.make()
        sender.send()

    def order(self, **changes: Any) -> Any:
        """A subscription for seven in the morning, UTC, unless told otherwise."""
        given = {"name": "Desk", "timezone": "UTC", "send_at": datetime(2024, 1, 1, 7).time()} | changes  # noqa: DTZ001
        return self.subscriptions.add(Order(**given))

    def deliveries(self, subscription: Any) -> list[Any]:
        """What was, or is to be, sent to a subscription, the newest first."""
        return list(self.sitrep.store.subscriptions.deliveries(subscription.id, None, 100)[0])

    def read(self, headline: str, text: str = "The troops crossed the river at Tarmouk.") -> str:
        """Read an item in; returns its id."""
        item = posted_item(headline, text, outlet="Courier", published_at=self.clock.now)
        self.sitrep.add_items([item], lambda added: "")
        return item.id


@dataclass
class Told:
    """A clock that shows what it is told."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**span)
        return self.now


@contextmanager
def newsroom(home: Path, clock: Told | None = None, **settings: Any) -> Iterator[Newsroom]:
    """A newsroom that writes to a home until the block ends."""
    told = clock or Told()
    with closing(open_store(home, told)) as store:
        sitrep = Sitrep(KeywordLabeller(), store, split=split, now=told, manifest={})
        editions = Editions(sitrep)
        yield Newsroom(sitrep, editions, Subscriptions(sitrep, editions), Settings(home=home, **settings), told)


def mail_settings(port: int, **changes: Any) -> dict[str, Any]:
    """Settings for a mail server on loopback."""
    return {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "mail_from": "desk@sitrep.example",
        "public_url": "https://sitrep.example",
    } | changes
