"""Deliveries: every edition that is due is made, and every one that was made is sent, tried again, or given up visibly.

A delivery is taken for LEASE at a time; whoever dies with it in hand lets it fall due again. A mail that was handed in
just before a crash is then handed in once more, under the same Message-ID; a webhook under the same webhook-id. That
much no sender can avoid: the other side's word that it has it was lost.
"""

import hashlib
import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from logging import getLogger

from news.errors import NotFoundError
from serving.briefs.brief_formats import as_format, format_brief
from serving.briefs.editions import Edition, Editions
from serving.briefs.format_names import JSON_FORMATS
from serving.briefs.subscriptions import Subscriptions
from serving.egress import Egress
from serving.pipeline import Sitrep
from serving.sending.failures import GoneError, NotSentError, SendError
from serving.sending.mailer import brief_mail, mail_server, send_mail
from serving.sending.webhooks import send_webhook, webhook_body
from serving.settings import Settings
from store.subscriptions import (
    CHANNELS,
    DEAD,
    EMAIL,
    KEPT,
    NONE,
    PENDING,
    SENT,
    WEBHOOK,
    Channel,
    Delivery,
    DeliveryState,
    Subscription,
)

logger = getLogger(__name__)

TICK_S = 20.0
_PATH = re.compile(r"(https?://[^\s/]+)/\S+")  # of a webhook: whoever knows it may write there, as a rule
LEASE = timedelta(minutes=5)  # more than twice the longest try, which `serving.sending.mailer` bounds
# After the first failure, the second ...; when these are used up, the delivery is given up: a day after it was due.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
_PER_TICK = 200
# Each sends by itself: a mail server that never answers holds up neither webhooks nor the making of editions.
SENDERS: Mapping[str, tuple[Channel, ...]] = {"mail": (EMAIL,), "webhooks": (WEBHOOK, NONE)}


class Courier:
    """Makes and sends what is due. Any number may work on one store at the same time."""

    def __init__(
        self,
        sitrep: Sitrep,
        editions: Editions,
        subscriptions: Subscriptions,
        settings: Settings,
        egress: Egress,
        *,
        context: ssl.SSLContext | None = None,
        stopping: Callable[[], bool] = lambda: False,
        address: str = "http://localhost:8000",
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """context is what certificates of mail servers are trusted; stopping ends a tick between two deliveries.

        address is where links lead when the settings name no public URL. clock gives aware UTC times; by default it
        is the application's.
        """
        self._sitrep = sitrep
        self._editions = editions
        self._subscriptions = subscriptions
        self._settings = settings
        self._egress = egress
        self._context = context
        self._stopping = stopping
        self._now = clock or sitrep.now
        self._base_url = (settings.public_url or address).rstrip("/")

    def make(self) -> None:
        """Make all editions that are due; raises UnmadeError."""
        self._subscriptions.make_due(self._now())

    def send(self, channels: Sequence[Channel] = CHANNELS) -> None:
        """Try every delivery that is due on some channels."""
        for _ in range(_PER_TICK):
            if self._stopping() or not self.try_one(channels):
                return

    def try_one(self, channels: Sequence[Channel] = CHANNELS) -> bool:
        """Try the delivery that has been due longest; False when nothing is due."""
        now = self._now()  # not the tick's: deliveries before this one may have taken longer than a lease
        delivery = self._sitrep.store.subscriptions.take(now, now + LEASE, channels)
        if delivery is None:
            return False
        if delivery.tries > len(WAITS) + 1:  # one that fails is given up before: none of the last ones came to an end
            self._settle(delivery, DEAD, delivery.last_error or "each try broke off; the log says why")
            return True
        try:
            subscription = self._sitrep.store.subscriptions.one(delivery.subscription)
            if subscription.channel == NONE:  # since the edition was made its address was taken away
                self._settle(delivery, KEPT, None)
                return True
            self._send(subscription, self._editions.by_id(delivery.edition_id), delivery, now)
        except NotFoundError:  # ended since it was taken; its deliveries went with it
            return True
        except NotSentError as error:
            self._settle(delivery, DEAD, str(error))
            if isinstance(error, GoneError):
                self._sitrep.store.subscriptions.set_paused(delivery.subscription, paused=True, at=self._now())
        except SendError as error:
            given_up = delivery.tries > len(WAITS)
            self._settle(delivery, DEAD if given_up else PENDING, str(error))
        else:
            self._settle(delivery, SENT, None)
        return True

    def _send(self, subscription: Subscription, edition: Edition, delivery: Delivery, now: datetime) -> None:
        base_url = self._base_url
        if subscription.channel == EMAIL:
            server = mail_server(self._settings)
            mail = brief_mail(
                edition.brief,
                subscription.format,
                name=subscription.name,
                sender=server.sender,
                to=subscription.target,
                message_id=delivery.id,
                at=edition.updated,
                base_url=base_url,
                leave_url=f"{base_url}/unsubscribe/{subscription.token}",
            )
            send_mail(server, mail, self._context)
            return
        name = as_format(subscription.format)
        address = f"/v1/briefs/{edition.id}"
        written = format_brief(edition, name, base_url, address, self._sitrep)
        data = {
            "subscription": subscription.id,
            "edition": edition.brief.edition,
            "id": edition.id,
            "url": base_url + address,
            "format": name,
            "media_type": written.media_type,
            "brief": written.value if name in JSON_FORMATS else written.text,
        }
        body = webhook_body("brief.published", edition.updated, data)
        send_webhook(self._egress, subscription.target, subscription.secret, delivery.id, now, body)

    def _settle(self, delivery: Delivery, state: DeliveryState, error: str | None) -> None:
        now = self._now()
        due = now + _wait(delivery) if state == PENDING else now
        sent_at = now if state == SENT else None
        settled = replace(delivery, state=state, next_try_at=due, last_error=error, sent_at=sent_at)
        if not self._sitrep.store.subscriptions.settle(delivery, settled):
            said = "delivery %s, try %d: %s after its lease; whoever has taken it since says how it went"
            logger.warning(said, delivery.id, delivery.tries, state)
            return
        if state == SENT or error:
            self._sitrep.tally.add("deliveries_sent" if state == SENT else "deliveries_failed")
        if error:
            said = _PATH.sub(r"\1/…", error)
            logger.warning("delivery %s, try %d: %s (%s)", delivery.id, delivery.tries, state, said)
        else:
            logger.info("delivery %s %s at try %d", delivery.id, state, delivery.tries)


def _wait(delivery: Delivery) -> timedelta:
    """How long to wait after a failed try; up to a tenth more by the id, so that not all come back at once."""
    wait = WAITS[min(delivery.tries, len(WAITS)) - 1]
    return wait * (1 + hashlib.sha256(delivery.id.encode()).digest()[0] / 2550)
