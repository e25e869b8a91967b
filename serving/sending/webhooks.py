"""Editions as signed webhooks, after Standard Webhooks 1.0 (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from news.instants import utc_text
from serving.addresses import EgressError, EgressRefusedError
from serving.egress import Egress, FetchLimits
from serving.sending.failures import GoneError, NotSentError, SendError

_LIMITS = FetchLimits(total_s=20.0, wire_bytes=1 << 16, body_bytes=1 << 16)  # of the answer, which nobody reads
_GONE = 410


def webhook_body(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """The body that is sent and signed."""
    body = {"type": kind, "timestamp": utc_text(at), "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def webhook_headers(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Id, time and signature of one try; the id is the same at every try, so that a receiver can tell a repetition."""
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + base64.b64encode(signed).decode(),
    }


def send_webhook(egress: Egress, url: str, secret: str, message_id: str, at: datetime, body: bytes) -> None:
    """Send one try; any 2xx is success. Raises SendError, GoneError when the receiver wants no more of them."""
    try:
        answer = egress.post(url, body, webhook_headers(secret, message_id, at, body), _LIMITS)
    except EgressRefusedError as error:
        raise NotSentError(str(error)) from error
    except EgressError as error:
        raise SendError(str(error)) from error
    if answer.status == _GONE:
        raise GoneError(f"{answer.url[:200]} answered 410 Gone: it wants no more")
    if not 200 <= answer.status < 300:
        raise SendError(f"{answer.url[:200]} answered {answer.status}")
