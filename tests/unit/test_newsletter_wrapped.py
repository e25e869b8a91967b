"""One digest in the forms that mail programs give it: wrapped, with addresses on lines of their own, as HTML."""

import pytest

from tests.issues import split_as

FERRY = "The ferry crews of Orm voted to strike from Monday, the first walkout on the strait since the tolls doubled"
PIECES = (
    f"**{FERRY}**. Their union wants the night runs staffed by three, not two. "
    "([Orm Post](https://orm.example/ferry) / [Strait\nWeekly](https://strait.example/crews))",
    "**The dam at Ilm was certified** after two years of repairs. ([Ilm Radio](https://ilm.example/dam))",
)
DIGEST = (
    f"1/ {PIECES[0]}\n\n* **The harbor master's letter**: what the crews were told in May.\n\n2/ {PIECES[1]}\n\n"
    "poll/ 61% of Orm would pay a higher toll for a bridge. ([Orm Post](https://orm.example/poll))\n"
)
WRAPPED = (
    "1/ The ferry crews of Orm voted to strike from Monday, the first walkout\n"
    "on the strait since the tolls were doubled – and the fourth in ten years\n"
    "– with the night runs\n"
    "(https://orm.example/night/runs/what-the-crews-were-told-in-may-and-since)\n"
    "Orm wants staffed by two. Their union says three. (Orm Post\n"
    "(https://orm.example/ferry/the-crews-vote-to-strike-from-monday-on) /\n"
    "Strait Weekly\n"
    "(https://strait.example/crews))\n\n"
    "2/ The dam at Ilm was certified after two years of repairs, the ministry\n"
    "of works said, and will be filled by the spring. (Ilm Radio\n"
    "(https://ilm.example/dam/certified-after-two-years-of-repairs-at-last))\n"
)


@pytest.mark.parametrize(
    "issue",
    [
        pytest.param(DIGEST, id="as it is"),
        pytest.param(DIGEST.replace("1/", "**1/**").replace("2/", "**2/**"), id="numbers in bold"),
        pytest.param(DIGEST.replace("1/ **", "**1/ ").replace("2/ **", "**2/ "), id="numbers in the bold title"),
        pytest.param(DIGEST.replace("\n\npoll", "\npoll"), id="no line between"),
    ],
)
def test_given_a_markdown_digest_when_split_then_its_numbers_part_it_and_wrapped_links_are_links(issue: str) -> None:
    items = split_as(issue, "text/markdown").items

    assert [item.text.split(".")[0] for item in items] == [
        FERRY,
        "The dam at Ilm was certified after two years of repairs",
        "61% of Orm would pay a higher toll for a bridge",
    ]
    assert items[0].text == f"{FERRY}. Their union wants the night runs staffed by three, not two."
    assert (items[0].headline, items[0].outlet, items[0].url) == (FERRY, "Orm Post", "https://orm.example/ferry")
    assert items[2].kind == "poll"


def test_given_wrapped_markdown_when_split_then_offsets_point_at_the_words_that_they_are_of() -> None:
    text = "> The [harbor\n> master's *quiet*\n> letter](https://orm.example/letter) was read\n> aloud & kept.\n"

    [item] = split_as(text, "text/markdown").items

    assert item.text == "The harbor master's quiet letter was read aloud & kept."
    assert text[item.start : item.end].endswith("aloud & kept.")


def test_given_a_numbered_digest_as_html_when_split_then_a_long_piece_above_a_list_is_no_topic() -> None:
    html = (
        "<html><body><p>1/ <strong>The ferry crews of Orm voted to strike</strong> from Monday (<a href='https://orm.example/f'>Orm"
        " Post</a>)</p><ul><li>The harbor master's letter, and what the crews were told in May.</li></ul>"
        "<p>2/ <strong>The dam at Ilm was certified</strong> after two years of repairs. (<a href='https://ilm.example/d'>Ilm"
        " Radio</a>)</p><p>Poll/ 61% of Orm would pay a higher toll for a bridge.</p></body></html>"
    )

    items = split_as(html, "text/html").items

    assert [(item.text, item.outlet) for item in items] == [
        ("The ferry crews of Orm voted to strike from Monday", "Orm Post"),
        ("The dam at Ilm was certified after two years of repairs.", "Ilm Radio"),
        ("61% of Orm would pay a higher toll for a bridge.", None),
    ]


def test_given_addresses_on_lines_of_their_own_when_split_then_the_sentence_around_them_stays_whole() -> None:
    items = split_as(WRAPPED, "text/plain").items

    assert [item.text for item in items] == [
        "The ferry crews of Orm voted to strike from Monday, the first walkout on the strait since the tolls"
        " were doubled – and the fourth in ten years – with the night runs Orm wants staffed by two. Their union says"
        " three.",
        "The dam at Ilm was certified after two years of repairs, the ministry of works said, and will be filled by the"
        " spring.",
    ]
    assert [(item.outlet, item.url) for item in items] == [
        ("Orm Post", "https://orm.example/ferry/the-crews-vote-to-strike-from-monday-on"),
        ("Ilm Radio", "https://ilm.example/dam/certified-after-two-years-of-repairs-at-last"),
    ]


def test_given_titles_with_their_addresses_below_when_split_then_each_stays_a_piece_of_its_own() -> None:
    text = (
        "Ferry crews vote to strike\n<https://orm.example/ferry>\n\nDam at Ilm certified\n<https://ilm.example/dam>\n\n"
        "Bridge toll to double\n<https://orm.example/toll>\n"
    )

    assert [(item.headline or item.text, item.url) for item in split_as(text, "text/plain").items] == [
        ("Ferry crews vote to strike", "https://orm.example/ferry"),
        ("Dam at Ilm certified", "https://ilm.example/dam"),
        ("Bridge toll to double", "https://orm.example/toll"),
    ]


OFFICE = (
    "[EXTERNAL] This email originated from outside of the organization. Do not click links or open attachments.",
    "CAUTION: This message was sent from outside your company.",
    "This e-mail and any attachments are confidential and intended solely for the addressee. Delete it if you are not.",
    "The information in this communication is privileged.",
)


@pytest.mark.parametrize("words", OFFICE)
@pytest.mark.parametrize("below", [False, True])
def test_given_what_an_office_puts_around_a_mail_when_split_then_it_is_dropped_and_the_items_stay(
    words: str, below: bool
) -> None:
    framed = f"{WRAPPED}\n{words}\n" if below else f"{words}\n\n{WRAPPED}"
    split_framed = split_as(framed, "text/plain")

    assert [item.text for item in split_framed.items] == [item.text for item in split_as(WRAPPED, "text/plain").items]
    assert any(words in framed[piece.start : piece.end] for piece in split_framed.dropped)


@pytest.mark.parametrize(
    "told",
    [
        "The attack on the tolls came from outside the network of the harbor company, its engineers said on Friday.",
        "The outbreak originated outside the strait, the health agency said, and had reached Orm by the first of May.",
        "Do not click on links or open attachments from strangers, the police of Ilm told the crews after the theft.",
        "This message from the crews was confidential until Friday, when the Orm Post printed it only for the record.",
    ],
)
def test_given_news_that_speaks_as_a_gateway_does_when_split_then_it_is_an_item(told: str) -> None:
    text = f"1/ {told}\n\n2/ The dam at Ilm was certified after two years of repairs.\n"

    assert split_as(text, "text/plain").items[0].text == told


def test_given_a_reply_above_a_quoted_issue_when_split_then_what_was_replied_is_no_item() -> None:
    told = (
        "THE STRAIT\n\nHARBORS\n\nThe crews of Orm will stop the night runs from Monday, their union said on Friday.\n"
    )
    reply = "Can we use the second one?\n\nAna\n\nOn Fri, Nov 20, 2026 at 6:02 AM Pier <pier@pier.example> wrote:\n\n"

    items = split_as(reply + "".join(f"> {line}\n" for line in told.split("\n")), "text/plain").items

    assert [(item.section, item.text) for item in items] == [("HARBORS", told.split("\n")[4])]


def test_given_news_that_quotes_what_somebody_wrote_when_split_then_what_stands_above_is_no_reply() -> None:
    text = (
        "THE STRAIT\n\nHARBORS\n\nThe crews of Orm will stop the night runs from Monday, their union said.\n\n"
        "On Friday the harbor master wrote:\n\nThe night runs will be staffed by the office, and nobody waits.\n"
    )

    assert "The crews of Orm will stop the night runs" in split_as(text, "text/plain").items[0].text


def test_given_the_long_lines_of_a_mailing_list_below_a_wrapped_issue_when_split_then_it_is_still_read_as_wrapped() -> (
    None
):
    footer = (
        "\n-- \nYou received this message because you are subscribed to the group “Desk”, and all may leave at will.\n"
        "To stop receiving messages of this group, send an empty message to desk+unsubscribe@lists.example, any day.\n"
    )

    assert [item.text for item in split_as(WRAPPED + footer, "text/plain").items] == [
        item.text for item in split_as(WRAPPED, "text/plain").items
    ]
