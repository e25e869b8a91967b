"""Editions on their way by mail: tried again, given up, and never two for one day."""

import logging
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from news.errors import NotFoundError, StoreError
from serving.briefs.subscriptions import UnmadeError
from serving.sending.delivery import LEASE, WAITS
from serving.sending.failures import NotSentError
from serving.sending.mailer import brief_mail
from serving.settings import read_settings
from store.editions import EditionRecord, Reader
from store.subscriptions import DeliveryStateError
from tests.certificates import certificate_for, serving_with
from tests.loopback import Asked, reply, site
from tests.postroom import START, Inbox, Newsroom, mail_server, mail_settings, newsroom

SEVEN = datetime(2024, 10, 29, 7, tzinfo=UTC)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def room(tmp_path: Path, inbox: Inbox) -> Iterator[Newsroom]:
    """A newsroom with a mail server and one item read."""
    with mail_server(inbox) as port, newsroom(tmp_path / "home", **mail_settings(port)) as room:
        room.read("Troops at Tarmouk")
        yield room


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for localhost, signed by itself: what serves with it, and what trusts it."""
    made = certificate_for("localhost", tmp_path)
    return serving_with(made), ssl.create_default_context(cafile=str(made.with_suffix(".crt")))


def day_in_subject(mail: EmailMessage) -> str:
    return datetime.strptime(mail["Subject"], "Desk: Brief of %A, %d %B %Y").date().isoformat()  # noqa: DTZ007


def test_given_a_subscription_by_mail_when_its_time_comes_then_one_mail_has_text_html_and_a_way_out(
    room: Newsroom, inbox: Inbox
) -> None:
    subscription = room.order(channel="email", target="reader@paper.example", themes=("foreign_conflict",))
    courier = room.courier()

    room.tick(SEVEN - timedelta(seconds=1), courier)
    early = len(inbox.mails)
    room.tick(SEVEN, courier)
    room.tick(SEVEN + timedelta(hours=1), courier)

    assert early == 0
    [mail] = inbox.mails
    [delivery] = room.deliveries(subscription)
    assert (delivery.state, delivery.tries, delivery.day) == ("sent", 1, date(2024, 10, 29))
    assert mail["Subject"] == "Desk: Brief of Tuesday, 29 October 2024"
    assert mail["To"] == "reader@paper.example"
    assert mail["Message-ID"] == f"<{delivery.id}@sitrep.example>"
    assert mail["List-Unsubscribe"] == f"<https://sitrep.example/unsubscribe/{subscription.token}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_content_type() == "multipart/alternative"
    text, page = (part.get_content() for part in mail.iter_parts())
    told = "The troops crossed the river at Tarmouk."
    assert told in text
    assert told in page
    assert subscription.token in text
    assert "https://sitrep.example/items/" in page
    assert len(subscription.token) >= 43


def test_given_a_server_that_took_a_mail_when_it_parts_with_an_error_then_the_mail_counts_as_sent(
    room: Newsroom, inbox: Inbox
) -> None:
    inbox.refuse_to_part = "421 closing down"
    subscription = room.order(channel="email", target="reader@paper.example")
    courier = room.courier()

    room.tick(SEVEN, courier)
    room.tick(SEVEN + timedelta(hours=1), courier)

    assert [delivery.state for delivery in room.deliveries(subscription)] == ["sent"]
    assert len(inbox.mails) == 1


def test_given_the_day_after_when_sent_then_only_what_came_since_is_told(room: Newsroom, inbox: Inbox) -> None:
    room.order(channel="email", target="reader@paper.example")
    courier = room.courier()
    room.clock.now = SEVEN
    room.tick(SEVEN, courier)
    room.clock.forward(hours=2)
    room.read("Port of Amara hit", "Two strikes hit the port of Amara.")

    room.tick(SEVEN + timedelta(days=1), courier)

    first, second = (mail.get_body(("plain",)).get_content() for mail in inbox.mails)
    assert "Troops at Tarmouk" in first
    assert "Port of Amara hit" in second
    assert "New (" in second
    assert "Troops at Tarmouk (told on 2024-10-29)" in " ".join(second.split())


@pytest.mark.parametrize(
    ("refusals", "state", "error"),
    [
        ({"refuse_address": "550 no such mailbox"}, "dead", "refused the address: 550"),
        ({"refuse_mail": "554 not wanted"}, "dead", "refused the mail: 554"),
        ({"refuse_address": "451 try later"}, "pending", "refused the address: 451"),
        ({"refuse_mail": "452 full"}, "pending", "refused the mail: 452"),
    ],
)
def test_given_a_refusal_when_sent_then_a_final_one_is_given_up_and_another_waits(
    room: Newsroom, inbox: Inbox, refusals: dict[str, str], state: str, error: str
) -> None:
    subscription = room.order(channel="email", target="reader@paper.example")
    for name, words in refusals.items():
        setattr(inbox, name, words)

    room.tick(SEVEN)

    [delivery] = room.deliveries(subscription)
    assert delivery.state == state
    assert error in delivery.last_error
    assert delivery.next_try_at > SEVEN or state == "dead"


def test_given_a_server_that_is_down_when_tried_then_waits_grow_until_it_is_given_up_and_can_be_retried(
    tmp_path: Path, inbox: Inbox
) -> None:
    with mail_server(inbox) as port:
        pass  # nobody listens there now
    with newsroom(tmp_path / "home", **mail_settings(port)) as room:
        subscription = room.order(channel="email", target="reader@paper.example")
        courier = room.courier()
        room.subscriptions.make_due(SEVEN)
        tried = []
        now = SEVEN
        for _ in range(len(WAITS) + 1):
            room.clock.now = now
            assert courier.try_one()
            [delivery] = room.deliveries(subscription)
            tried.append(now)
            assert not courier.try_one()  # nothing before its time
            now = delivery.next_try_at
        waits = [after - before for before, after in pairwise(tried)]

        assert all(wait <= found <= wait * 1.1 for wait, found in zip(WAITS, waits, strict=True))
        assert (delivery.state, delivery.tries) == ("dead", len(WAITS) + 1)
        assert "ConnectionRefusedError" in delivery.last_error
        assert room.sitrep.tally.read()[0]["deliveries_failed"] == len(WAITS) + 1
        again = room.sitrep.store.subscriptions.retry(subscription.id, delivery.id, now)
        assert (again.state, again.tries) == ("pending", 0)
        with pytest.raises(DeliveryStateError, match="is in line already, its next try at 2"):
            room.sitrep.store.subscriptions.retry(subscription.id, delivery.id, now)
        for of, asked in (("sub_other", delivery.id), (subscription.id, "del_gone")):
            with pytest.raises(NotFoundError):
                room.sitrep.store.subscriptions.retry(of, asked, now)


def test_given_a_taker_that_died_when_its_lease_is_over_then_another_sends_under_the_same_message_id(
    room: Newsroom, inbox: Inbox
) -> None:
    subscription = room.order(channel="email", target="reader@paper.example")
    store = room.sitrep.store.subscriptions
    room.subscriptions.make_due(SEVEN)
    taken = store.take(SEVEN, SEVEN + LEASE)
    assert taken is not None
    room.tick(SEVEN + timedelta(seconds=1))
    during = len(inbox.mails)

    room.tick(SEVEN + LEASE)

    assert during == 0
    [mail] = inbox.mails
    assert mail["Message-ID"].startswith(f"<{taken.id}@")
    [delivery] = room.deliveries(subscription)
    assert (delivery.state, delivery.tries) == ("sent", 2)


def test_given_deliveries_that_take_long_when_one_after_the_other_is_tried_then_each_has_a_lease_of_its_own(
    tmp_path: Path,
) -> None:
    taken_twice: list[Any] = []

    def slowly(asked: Asked) -> bytes:
        room.clock.forward(seconds=0.8 * LEASE.total_seconds())
        if len(receiver.asked) == 2:
            taken_twice.append(room.sitrep.store.subscriptions.take(room.clock.now, room.clock.now + LEASE))
        return reply()

    with site(slowly) as receiver, newsroom(tmp_path / "home") as room:
        subscriptions = [room.order(channel="webhook", target=receiver.url(), format="text") for _ in range(2)]
        room.tick(SEVEN)
        states = [(d.state, d.tries, d.sent_at) for s in subscriptions for d in room.deliveries(s)]

    assert taken_twice == [None]
    assert states == [("sent", 1, SEVEN + 0.8 * LEASE), ("sent", 1, SEVEN + 1.6 * LEASE)]


def test_given_a_taker_whose_lease_ran_out_when_another_has_sent_then_what_the_first_says_is_not_kept(
    tmp_path: Path,
) -> None:
    def answer(asked: Asked) -> bytes:
        if len(receiver.asked) == 1:  # while the first waits for its answer
            room.tick(SEVEN + LEASE)
            return reply(status="503 Busy")
        return reply()

    with site(answer) as receiver, newsroom(tmp_path / "home") as room:
        subscription = room.order(channel="webhook", target=receiver.url(), format="text")
        room.tick(SEVEN)
        room.tick(SEVEN + timedelta(hours=1))
        [delivery] = room.deliveries(subscription)
        told = room.sitrep.tally.read()[0]

    assert len(receiver.asked) == 2
    assert (delivery.state, delivery.tries, delivery.last_error) == ("sent", 2, None)
    assert told["deliveries_sent"] == 1
    assert "deliveries_failed" not in told


def test_given_a_delivery_whose_tries_never_end_when_taken_again_then_it_is_given_up(
    room: Newsroom, inbox: Inbox
) -> None:
    subscription = room.order(channel="email", target="reader@paper.example")
    room.subscriptions.make_due(SEVEN)
    for number in range(len(WAITS) + 1):
        now = SEVEN + number * LEASE
        assert room.sitrep.store.subscriptions.take(now, now + LEASE) is not None
    room.clock.now = SEVEN + (len(WAITS) + 1) * LEASE

    room.courier().send()

    [delivery] = room.deliveries(subscription)
    assert (delivery.state, delivery.last_error) == ("dead", "each try broke off; the log says why")
    assert inbox.mails == []


def test_given_an_edition_that_cannot_be_made_when_ticked_then_the_others_are_sent_and_the_loop_is_told(
    room: Newsroom, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kept = [room.order(channel="email", target="reader@paper.example") for _ in range(3)]
    write = room.editions.for_subscription

    def trouble(reader: Reader, *given: Any) -> EditionRecord:
        if reader.subscription != kept[1].id:
            raise StoreError("home: cannot be written (database or disk is full); nothing was kept")
        return write(reader, *given)

    monkeypatch.setattr(room.editions, "for_subscription", trouble)

    with pytest.raises(UnmadeError, match=rf"of {kept[0].id} is not made yet .* is full.*, nor are 1 others"):
        room.tick(SEVEN)

    room.courier().send()
    assert len(inbox.mails) == 1
    assert "Traceback" not in caplog.text


def test_given_no_mail_server_when_due_then_the_delivery_waits_and_says_what_to_set(tmp_path: Path) -> None:
    with newsroom(tmp_path / "home") as room:
        subscription = room.order(channel="email", target="reader@paper.example")

        room.tick(SEVEN)

        [delivery] = room.deliveries(subscription)
        assert delivery.state == "pending"
        assert "SITREP__SMTP_HOST, SITREP__MAIL_FROM, SITREP__PUBLIC_URL" in delivery.last_error


def test_given_a_subscription_without_address_when_due_then_its_edition_is_kept_to_be_fetched(room: Newsroom) -> None:
    subscription = room.order()

    room.tick(SEVEN)

    [delivery] = room.deliveries(subscription)
    assert delivery.state == "kept"
    assert room.editions.by_id(delivery.edition_id).brief.edition == "2024-10-29"


def test_given_tls_and_a_password_when_sent_then_the_certificate_is_checked_and_the_password_never_logged(
    tmp_path: Path, inbox: Inbox, caplog: pytest.LogCaptureFixture, certificate: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    serving, trusting = certificate
    caplog.set_level(logging.DEBUG)
    secret = tmp_path / "password"
    secret.write_text("hunter2-not-logged\n")
    with mail_server(inbox, serving, "desk", "hunter2-not-logged") as port:
        given = mail_settings(
            port, smtp_host="localhost", smtp_security="starttls", smtp_user="desk", smtp_password_file=secret
        )
        with newsroom(tmp_path / "home", **given) as room:
            subscription = room.order(channel="email", target="reader@paper.example")
            room.tick(SEVEN)
            [untrusted] = room.deliveries(subscription)
            room.tick(untrusted.next_try_at, room.courier(context=trusting))
            [trusted] = room.deliveries(subscription)
            room.settings = room.settings.model_copy(update={"smtp_password_file": None, "smtp_user": "desk"})

    assert "certificate" in untrusted.last_error.lower()
    assert trusted.state == "sent"
    assert len(inbox.mails) == 1
    assert "hunter2" not in caplog.text + repr(room.settings) + str(untrusted.last_error)


def test_given_a_password_without_tls_when_sent_then_it_is_not_shown_to_the_network(
    tmp_path: Path, inbox: Inbox
) -> None:
    environ = {
        "SITREP__SMTP_PASSWORD": "hunter2",
        "SITREP__SMTP_USER": "desk",
        "SITREP__SMTP_HOST": "127.0.0.1",
        "SITREP__SMTP_SECURITY": "none",
        "SITREP__MAIL_FROM": "desk@sitrep.example",
        "SITREP__PUBLIC_URL": "https://sitrep.example/in/",
    }
    settings = read_settings(environ)
    with newsroom(tmp_path / "home") as room:
        room.settings = settings
        subscription = room.order(channel="email", target="reader@paper.example")
        room.tick(SEVEN)
        [delivery] = room.deliveries(subscription)

    assert "would show the password" in delivery.last_error
    assert "hunter2" not in repr(settings)
    assert settings.hosts == ("sitrep.example",)


@pytest.mark.parametrize("name", ["Desk\r\nBcc: x@y.example", "Desk\n\nbody", "Desk\x00", "Dësk — “quoted”", "x" * 500])
def test_given_any_name_when_written_into_a_mail_then_it_makes_no_header_of_its_own(room: Newsroom, name: str) -> None:
    brief = room.editions.tomorrow("UTC").brief

    mail = brief_mail(
        brief,
        "html",
        name=name,
        sender="desk@sitrep.example",
        to="r@paper.example",
        message_id="dlv_1",
        at=START,
        base_url="https://s.example",
        leave_url="https://s.example/unsubscribe/t",
    )

    assert mail["Bcc"] is None
    assert len(mail["Subject"]) <= 120
    assert mail["Subject"].endswith(": Brief of Tuesday, 29 October 2024")
    assert b"\nBcc:" not in mail.as_bytes()


def test_given_a_long_link_to_leave_when_the_mail_is_written_then_its_header_is_plain_and_every_line_ascii(
    room: Newsroom,
) -> None:
    leave = f"https://{'sitrep.' * 20}example/unsubscribe/{'x' * 43}"
    mail = brief_mail(
        room.editions.tomorrow("UTC").brief,
        "html",
        name="Küste",
        sender="sitrep@paper.example",
        to="reader@paper.example",
        message_id="dlv_1",
        at=START,
        base_url="https://sitrep.example",
        leave_url=leave,
    )

    sent = mail.as_bytes()

    assert f"\r\nList-Unsubscribe: <{leave}>\r\n".encode() in sent
    assert sent.isascii()
    assert max(map(len, sent.split(b"\r\n"))) <= 998
    head, _, body = sent.partition(b"\r\n\r\n")
    encoded = [line for line in head.split(b"\r\n") if b"=?" in line]
    assert encoded
    assert max(map(len, [*encoded, *body.split(b"\r\n")])) <= 76  # RFC 2045, 6.7 and 6.8; RFC 2047, 2
    read = message_from_bytes(sent, policy=default)
    assert str(read["Subject"]).startswith("Küste: Brief of ")
    assert all(leave in part.get_content() for part in read.iter_parts())


@pytest.mark.parametrize("to", ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "not an address"])
def test_given_a_hostile_address_when_written_into_a_mail_then_it_is_refused(room: Newsroom, to: str) -> None:
    brief = room.editions.tomorrow("UTC").brief

    with pytest.raises(NotSentError):
        brief_mail(
            brief,
            "text",
            name="",
            sender="desk@sitrep.example",
            to=to,
            message_id="dlv_1",
            at=START,
            base_url="https://s.example",
            leave_url="https://s.example/unsubscribe/t",
        )


def test_given_a_paused_subscription_when_resumed_then_what_fell_due_meanwhile_is_not_made_up_for(
    room: Newsroom, inbox: Inbox
) -> None:
    subscription = room.order(channel="email", target="reader@paper.example")
    store = room.sitrep.store.subscriptions
    store.set_paused(subscription.id, paused=True, at=START)
    courier = room.courier()
    room.tick(SEVEN + timedelta(days=2), courier)
    assert room.deliveries(subscription) == []

    store.set_paused(subscription.id, paused=False, at=SEVEN + timedelta(days=2))
    room.tick(SEVEN + timedelta(days=3), courier)

    assert [delivery.day.day for delivery in room.deliveries(subscription)] == [1]
    assert store.set_paused(subscription.id, paused=False, at=SEVEN).active_since == SEVEN + timedelta(days=2)


def test_given_a_standstill_of_three_days_when_it_ends_then_each_day_has_its_own_edition(
    room: Newsroom, inbox: Inbox
) -> None:
    room.order(channel="email", target="reader@paper.example")

    room.tick(SEVEN + timedelta(days=2, hours=1))

    assert [day_in_subject(mail) for mail in inbox.mails] == ["2024-10-29", "2024-10-30", "2024-10-31"]
    bodies = [" ".join(mail.get_body(("plain",)).get_content().split()) for mail in inbox.mails]
    assert ["Items read: 1" in body for body in bodies] == [True, False, False]


def test_given_a_clock_that_ran_a_year_ahead_when_it_is_put_right_then_each_day_has_its_edition_once(
    room: Newsroom, inbox: Inbox
) -> None:
    subscription = room.order(channel="email", target="reader@paper.example")
    room.tick(SEVEN)
    inbox.refuse_mail = "451 Later"
    room.tick(SEVEN + timedelta(days=365))
    inbox.refuse_mail, before = "", len(inbox.mails)
    room.clock.now = SEVEN + timedelta(hours=1)
    upcoming = room.subscriptions.next_edition(subscription)

    for hours in (1, 24, 23, 24, 48):  # it jumps back by an hour, too
        room.tick(SEVEN + timedelta(hours=hours))

    assert upcoming is not None
    assert upcoming.at == SEVEN + timedelta(days=1)
    days = [day_in_subject(mail) for mail in inbox.mails[before:]]
    assert [day for day in days if day < "2025"] == ["2024-10-30", "2024-10-31"]
    assert sorted(day for day in days if day > "2025") == [f"2025-10-{day}" for day in range(22, 30)]
    assert {delivery.state for delivery in room.deliveries(subscription)} == {"sent"}


def test_given_an_ended_subscription_when_its_delivery_was_taken_then_nothing_of_it_is_left(room: Newsroom) -> None:
    subscription = room.order(channel="email", target="reader@paper.example")
    store = room.sitrep.store.subscriptions
    room.subscriptions.make_due(SEVEN)

    ended = store.remove_by_token(subscription.token)

    assert ended
    assert not store.remove_by_token(subscription.token)
    room.clock.now = SEVEN
    assert not room.courier().try_one()
    assert room.editions.page(subscription.id, 10, None)[0] == []


def test_given_an_edition_when_the_database_is_told_to_change_it_then_it_refuses(room: Newsroom) -> None:
    room.order()
    room.tick(SEVEN)
    record = room.sitrep.store.editions.page(None, 1).editions[0]

    kept = room.sitrep.store.editions.publish(replace(record, payload="{}"))

    assert kept == record
    store: Any = room.sitrep.store
    with pytest.raises(Exception, match="never changes"), store._write() as connection:
        connection.execute("UPDATE editions SET payload = '{}'")
