"""Editions sent to a webhook: signed, told apart from their repetitions, and never to the inside of the network."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from serving.egress import Egress
from serving.sending.delivery import SENDERS
from tests.loopback import Asked, reply, site
from tests.postroom import Told, newsroom

SEVEN = datetime(2024, 10, 29, 7, tzinfo=UTC)


def verified(secret: str, asked: Asked) -> dict[str, Any]:
    """What an independent reader of Standard Webhooks makes of a request; the time is checked elsewhere."""
    hook = Webhook(secret)
    hook._Webhook__verify_timestamp = lambda stamp: datetime.fromtimestamp(int(stamp), UTC)
    found = hook.verify(asked.body, asked.headers)
    assert found == json.loads(asked.body)
    return dict(json.loads(asked.body))


def test_given_a_webhook_when_sent_then_its_receiver_can_verify_it_and_tell_a_repetition(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answers = iter([reply(status="503 Busy"), reply(status="204 No Content")])
    with site(lambda asked: next(answers)) as receiver, newsroom(tmp_path / "home", Told(datetime.now(UTC))) as room:
        room.read("Troops at Tarmouk")
        subscription = room.order(channel="webhook", target=receiver.url("/hook"), format="json")
        due = room.subscriptions.next_edition(subscription)
        assert due is not None
        courier = room.courier()
        room.tick(due.at, courier)
        [waiting] = room.deliveries(subscription)
        room.tick(waiting.next_try_at, courier)
        [delivery] = room.deliveries(subscription)

    assert "/hook answered 503" in waiting.last_error
    assert f"pending ({receiver.url('/…')} answered 503)" in caplog.text
    assert "/hook" not in caplog.text  # whoever knows the path may write there
    assert (delivery.state, delivery.tries) == ("sent", 2)
    first, second = receiver.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == delivery.id
    assert first.body == second.body
    data = verified(subscription.secret, first)["data"]
    assert data["brief"]["edition"] == due.edition
    assert data["subscription"] == subscription.id
    with pytest.raises(Exception, match="signature"):
        verified("whsec_" + base64.b64encode(b"x" * 32).decode(), second)


@pytest.mark.parametrize("public", [None, "https://sitrep.example/"])
def test_given_no_public_url_when_a_webhook_is_sent_then_its_links_lead_to_where_the_server_stands(
    tmp_path: Path, public: str | None
) -> None:
    with site(lambda asked: reply()) as receiver, newsroom(tmp_path / "home", public_url=public) as room:
        subscription = room.order(channel="webhook", target=receiver.url("/hook"), format="json")
        room.tick(SEVEN, room.courier(address="http://127.0.0.1:8766"))

    data = verified(subscription.secret, receiver.asked[0])["data"]
    assert data["url"] == f"{(public or 'http://127.0.0.1:8766').rstrip('/')}/v1/briefs/{data['id']}"


def test_given_a_mail_and_a_webhook_when_each_sender_ticks_then_neither_waits_for_the_other(tmp_path: Path) -> None:
    with site(lambda asked: reply()) as receiver, newsroom(tmp_path / "home") as room:
        mailed = room.order(channel="email", target="reader@paper.example")
        hooked = room.order(channel="webhook", target=receiver.url())
        courier = room.courier()
        room.clock.now = SEVEN
        courier.make()

        courier.send(SENDERS["webhooks"])
        after_webhooks = [(one.state, one.tries) for order in (mailed, hooked) for one in room.deliveries(order)]
        courier.send(SENDERS["mail"])

        assert after_webhooks == [("pending", 0), ("sent", 1)]
        assert [delivery.tries for delivery in room.deliveries(mailed)] == [1]


def test_given_a_receiver_that_wants_no_more_when_sent_then_the_subscription_is_paused(tmp_path: Path) -> None:
    with site(lambda asked: reply(status="410 Gone")) as receiver, newsroom(tmp_path / "home") as room:
        subscription = room.order(channel="webhook", target=receiver.url(), format="text")
        room.tick(SEVEN)
        [delivery] = room.deliveries(subscription)

        assert delivery.state == "dead"
        assert room.sitrep.store.subscriptions.one(subscription.id).paused
        room.tick(SEVEN + timedelta(days=1))
        assert len(room.deliveries(subscription)) == 1


def test_given_a_webhook_inside_the_network_when_sent_then_it_is_not_asked(tmp_path: Path) -> None:
    with site(lambda asked: reply()) as receiver, newsroom(tmp_path / "home") as room:
        subscription = room.order(channel="webhook", target=receiver.url(), format="json")
        room.tick(SEVEN, room.courier(egress=Egress()))
        [delivery] = room.deliveries(subscription)

    assert delivery.state == "dead"
    assert receiver.asked == []
