"""Mail servers that talk for ever, too much, or nonsense: the conversation ends in time, and its words say why."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

import pytest

from serving.sending.delivery import LEASE
from serving.sending.failures import SendError
from serving.sending.mailer import CONVERSATION_S, MailServer, send_mail

WITHIN_S = 0.2
# What is answered to each line that is heard, the greeting first; after "..." bytes trickle, after "***" they pour.
HOSTILE = {
    "greeting in a trickle": (["220 rel..."], "took longer than 0.2 s"),
    "greeting without an end": (["220-relay***"], "more than 65536 bytes"),
    "answer in a trickle": (["220 relay", "250-relay..."], "took longer than 0.2 s"),
    "no word after the mail": (
        ["220 relay", "250 relay", "250 OK", "250 OK", "354 send", "..."],
        "took longer than 0.2 s",
    ),
    "a challenge that is none": (["220 relay", "250-relay\r\n250 AUTH CRAM-MD5", "334 A"], "cannot be understood"),
}


def say(line: socket.socket, answer: str) -> None:
    """Send an answer; one that has no end for five seconds, or until the other side has gone."""
    words = answer.rstrip(".*")
    line.sendall(words.encode() + (b"" if words != answer else b"\r\n"))
    until = time.monotonic() + 5
    while words != answer and time.monotonic() < until:
        line.sendall(b"\r\n220-relay" * 500 if answer.endswith("*") else b"x")
        time.sleep(0 if answer.endswith("*") else 0.02)


@contextmanager
def relay(answers: list[str]) -> Iterator[int]:
    """Say these, one for each line heard; the last one goes on for ever. Gives the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve() -> None:
        with suppress(OSError), listener.accept()[0] as line:
            line.settimeout(5)
            for answer in answers:
                say(line, answer)
                heard = line.recv(1 << 16)
                while answer.startswith("354") and not heard.endswith(b"\r\n.\r\n") and (more := line.recv(1 << 16)):
                    heard += more

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(10)


def a_mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "desk@sitrep.example", "reader@paper.example", "Brief"
    mail.set_content("The troops crossed the river at Tarmouk.")
    return mail


@pytest.mark.parametrize("name", HOSTILE)
def test_given_a_relay_that_has_no_end_when_a_mail_is_handed_in_then_the_try_ends_in_time_and_says_why(
    name: str,
) -> None:
    answers, words = HOSTILE[name]
    user = "desk" if "challenge" in name else None
    began = time.monotonic()

    with relay(answers) as port, pytest.raises(SendError, match=words):
        send_mail(
            MailServer("127.0.0.1", port, "none", user, "secret", "desk@sitrep.example"), a_mail(), None, WITHIN_S
        )

    assert time.monotonic() - began < WITHIN_S + 1


def test_given_the_longest_conversation_when_it_ends_then_its_lease_has_as_much_time_left_again() -> None:
    assert LEASE.total_seconds() >= 2 * CONVERSATION_S
