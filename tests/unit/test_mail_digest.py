"""Digests of mailing lists: each message is a piece under its subject."""

from datetime import date

from news.newsletter import split
from news.splitting.mail_digest import mail_digest
from news.splitting.read_text import read_text
from tests.issues import split_as

DIGEST = """Send Strait mailing list submissions to
\tstrait@lists.example

Today's Topics:

   1. Crane down at berth 6 (Max Tull)
   2. Re: Anchorage count (Ros Aker)

----------------------------------------------------------------------

Message: 1
Date: Thu, 5 Mar 2026 07:10:00 +0000
From: Max Tull <max@tull.example>
Subject: [strait] Crane down at berth 6
Message-ID: <1@tull.example>
Content-Type: text/plain; charset=UTF-8

Dear all,

Crane 2 at berth 6 stopped at four this morning with a container in the air.
The terminal says a bearing; the container says nothing.

Best wishes,
Max

------------------------------

Message: 2
Date: Thu, 5 Mar 2026 09:00:00 +0000
From: Ros Aker <ros@pilot.example>
Subject: Re: [strait] Anchorage count

I counted 93 ships at anchor tonight, two more than on Tuesday.

------------------------------

Subject: Digest Footer

_______________________________________________
Strait mailing list

End of Strait Digest, Vol 9, Issue 4
"""


def test_given_a_mailing_lists_digest_when_split_then_each_message_is_an_item_under_its_subject() -> None:
    issue = split(DIGEST, "text/plain", issued_on=date(2026, 3, 5), source="Strait")

    assert [(item.headline, " ".join(item.text.split())) for item in issue.items] == [
        (
            "Crane down at berth 6",
            "Crane 2 at berth 6 stopped at four this morning with a container in the air. The terminal says a bearing;"
            " the container says nothing.",
        ),
        (
            "Anchorage count",
            "I counted 93 ships at anchor tonight, two more than on Tuesday.",
        ),
    ]
    pieces = sorted((piece.start, piece.end) for piece in (*issue.items, *issue.dropped))
    covered = "".join(DIGEST[start:end] for start, end in pieces)
    assert "".join(covered.split()) == "".join(DIGEST.split())


def test_given_one_message_alone_when_outlined_then_it_is_no_digest() -> None:
    assert mail_digest(read_text(DIGEST[: DIGEST.index("Message: 2")])) is None
    assert mail_digest(read_text(DIGEST)) is not None


def test_given_a_message_of_dated_lines_when_split_then_each_is_an_event_and_no_signature_is_told() -> None:
    calendar = "Saturday 5 December, 0830: judging of ewes, ring 2\nSunday 6 December, 1100: service in the tent"
    head = "Message: {}\nDate: Thu, 19 Nov 2026 08:31:44 +0100\nFrom: Show <show@orm.example>\nSubject: [Pier-L] {}\n\n"
    rule = "\n\n------------------------------\n\n"
    text = (
        head.format(1, "Lock sold")
        + "The lock was sold to a fund on Monday.\n\nSent from my handheld"
        + rule
        + head.format(2, "Creamery shuts")
        + "The creamery shuts in May.\n\n-- \nAna Silk, Press Office"
        + rule
        + head.format(3, "The show")
        + calendar
        + rule
        + "_____________\nPier-L mailing list\nPier-L@orm.example\n"
    )

    items = split_as(text).items

    assert [(item.section, item.headline[:14], item.starts_at) for item in items] == [
        (None, "Lock sold", None),
        (None, "Creamery shuts", None),
        ("The show", "Saturday 5 Dec", "2026-12-05T08:30"),
        ("The show", "Sunday 6 Decem", "2026-12-06T11:00"),
    ]
    assert [item.text for item in items[:2]] == ["The lock was sold to a fund on Monday.", "The creamery shuts in May."]


def test_given_a_message_that_tells_of_a_mailing_list_when_split_then_the_digest_goes_on() -> None:
    told = "The harbour mailing list moved to another host on Monday.\n\nI counted 93 ships"

    issue = split(DIGEST.replace("I counted 93 ships", told), "text/plain", issued_on=date(2026, 3, 5), source="Strait")

    assert " ".join(issue.items[-1].text.split()).endswith(
        "on Monday. I counted 93 ships at anchor tonight, two more than on Tuesday."
    )
