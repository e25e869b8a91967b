"""Plain text that arrives as HTML: in <pre>, a line a <br> or a <div>; and lines that no program wrapped."""

import html

import pytest

from news.mail import read_mail
from news.newsletter import read_blocks
from news.splitting.read_text import read_text
from news.splitting.typed_html import read_typed
from tests.issues import split_as

TYPED = (
    "THE STRAIT\nA daily note, November 20, 2026\n\n"
    "HARBORS\n-------\n\n"
    "Ferry crews vote to strike\n"
    "The crews of Orm will stop the night runs from Monday, the first walkout\n"
    "on the strait since the tolls were doubled, and the harbor master has\n"
    "asked for patience. https://orm.example/ferry\n\n"
    "Dam at Ilm certified\n"
    "The ministry of works signed the papers after two years of repairs, said\n"
    "its spokeswoman, and the reservoir will be filled before the spring.\n\n"
    "OPINION\n-------\n\n"
    "* A bridge is not a ferry (Orm Post)\n"
    "* Three on a night run is one too few (Ilm Radio)\n\n"
    "You are receiving this because you signed up. Unsubscribe: https://strait.example/u\n"
)
AS_HTML = {
    "pre": f"<html><body><pre>{html.escape(TYPED)}</pre></body></html>",
    "line breaks": f"<div dir='ltr'>{html.escape(TYPED).replace(chr(10), '<br>' + chr(10))}</div>",
    "line breaks in a cell": "<table><tr><td> </td><td>"
    + html.escape(TYPED).replace("\n", "<br>")
    + "</td></tr></table>",
    "line breaks in paragraphs": "".join(
        f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in TYPED.split("\n\n")
    ),
    "a paragraph a line": "".join(f"<p class='x'>{html.escape(line) or '&nbsp;'}</p>" for line in TYPED.split("\n")),
    "a division a line": "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in TYPED.split("\n")),
}


@pytest.mark.parametrize("form", AS_HTML)
def test_given_plain_text_put_into_html_when_split_then_it_is_read_as_the_text_that_it_is(form: str) -> None:
    plain, source = split_as(TYPED, "text/plain"), AS_HTML[form]

    issue = split_as(source, "text/html")

    assert [(item.kind, item.section, item.headline) for item in plain.items] == [
        ("article", "HARBORS", "Ferry crews vote to strike"),
        ("article", "HARBORS", "Dam at Ilm certified"),
        ("opinion", "OPINION", "A bridge is not a ferry"),
        ("opinion", "OPINION", "Three on a night run is one too few"),
    ]
    assert [(item.kind, item.section, item.headline, item.text, item.outlet, item.url) for item in issue.items] == [
        (item.kind, item.section, item.headline, item.text, item.outlet, item.url) for item in plain.items
    ]
    for item in issue.items:  # offsets are those of the HTML
        assert item.headline is not None
        assert source[item.start :].lstrip("* ").startswith(item.headline)


def test_given_links_and_bold_letters_in_typed_html_when_read_then_blocks_bear_them() -> None:
    typed = (
        "<pre>1. <b>Dam certified</b> at <a href='https://ilm.example/d'>Ilm &amp; Orm</a> on Monday.\n"
        + "\n".join(f"{number}. One more line of the list." for number in range(2, 9))
        + "</pre>"
    )

    blocks = read_typed(typed)

    assert blocks is not None
    first = blocks[0]
    assert [first.text[link.start : link.end] for link in first.links] == ["Ilm & Orm"]
    assert [first.text[begin:end] for begin, end in first.bold] == ["Dam certified"]
    assert typed[first.starts[0] :].startswith("Dam certified</b>")
    assert typed[: first.end].endswith("on Monday.")


@pytest.mark.parametrize(
    "laid_out",
    [
        AS_HTML["pre"].replace("<pre>", "<pre><img src='https://p.example/x.png'>"),
        AS_HTML["pre"].replace("<pre>", "<pre><span style='display:none'>Preview</span>"),
        AS_HTML["line breaks"].replace("HARBORS", "<span style='font-size:20px'>HARBORS</span>").replace(
            "OPINION", "<span style='font-size:14px'>OPINION</span>"
        ),
        f"<table><tr><td>{'<br>'.join(TYPED.split(chr(10)))}</td><td>Read on</td></tr></table>",
        "<div><b>Ferry crews vote</b><br>They will stop.<br><a href='https://o.example'>More</a><br></div>" * 3,
    ],
)  # fmt: skip
def test_given_html_that_is_laid_out_when_read_then_it_is_not_taken_for_typed_text(laid_out: str) -> None:
    assert read_typed(laid_out) is None


def test_given_hard_spaces_when_split_then_they_are_spaces() -> None:
    text = TYPED.replace("* ", "*\u00a0").replace("Ferry crews", "Ferry\u00a0crews")

    assert [item.headline for item in split_as(text, "text/plain").items] == [
        item.headline for item in split_as(TYPED, "text/plain").items
    ]


def test_given_wrapped_paragraphs_without_empty_lines_when_read_then_full_lines_go_on() -> None:
    text = (
        "Crews vote to strike on the strait\n"
        "The crews of Orm will stop the night runs from next Monday, and the harbor\n"
        "master asks for patience.\n"
        "Their union wants the night runs staffed by three, not two or none.\n"
        "“Two are one too few,” its chair said after the vote in the union hall of Saltby,\n"
        "which ended at midnight.\n"
        "What the council will decide on Wednesday on the toll and the dam:\n"
        "The council meets at ten and will vote on the tolls before the new budget,\n"
        "its clerk said.\n"
        "Dam certified\nFull story\nSwan returned\nFull story\nQuay refused\nFull story\nTolls doubled\nFull story\n"
    )

    assert [block.text for block in read_text(text)][:6] == [
        "Crews vote to strike on the strait",
        "The crews of Orm will stop the night runs from next Monday, and the harbor master asks for patience.",
        "Their union wants the night runs staffed by three, not two or none.",
        "“Two are one too few,” its chair said after the vote in the union hall of Saltby, which ended at midnight.",
        "What the council will decide on Wednesday on the toll and the dam:",
        "The council meets at ten and will vote on the tolls before the new budget, its clerk said.",
    ]


def test_given_lines_that_end_in_their_address_when_read_in_a_wrapped_issue_then_each_is_one() -> None:
    wrapped = (
        "The crews of Orm will stop the night runs from Monday, and the harbor\n"
        "master asks for patience and for calm\n\n"
    )
    listed = (
        "Swan returned to the river after a week - https://orm.example/swan\n"
        "Plans for the lower quay are refused - https://orm.example/quay\n\n"
        "Why the toll clock never rings (https://orm.example/clock)\nby Oona Hale\n"
    )

    assert [block.text for block in read_text(wrapped * 3 + listed)][3:] == [
        "Swan returned to the river after a week -",
        "Plans for the lower quay are refused -",
        "Why the toll clock never rings",
        "by Oona Hale",
    ]


@pytest.mark.parametrize(("parameters", "gap"), [("format=flowed", " "), ("format=Flowed; delsp=yes", "  ")])
def test_given_a_flowed_mail_when_split_then_lines_broken_behind_a_space_are_one(parameters: str, gap: str) -> None:
    mail = (
        "From: Pier <pier@strait.example>\r\nSubject: The Strait\r\nDate: Fri, 20 Nov 2026 06:00:00 +0000\r\n"
        f"Content-Type: text/plain; charset=utf-8; {parameters}\r\n\r\n"
        "HARBORS\r\n\r\n"
        f"Ferry crews vote{gap}\r\nto strike\r\n"
        f"The crews of Orm will stop{gap}\r\nthe night runs from Monday.\r\n\r\n"
        f"> Dam at Ilm{gap}\r\n> certified{gap}\r\n"
        "The ministry of works\r\n signed the papers.\r\n-- \r\nPier\r\n"
    )

    [body] = read_mail(mail.encode()).bodies

    assert [block.text for block in read_text(body.data.decode())] == [
        "HARBORS",
        "Ferry crews vote to strike",
        "The crews of Orm will stop the night runs from Monday.",
        "Dam at Ilm certified",
        "The ministry of works",
        "signed the papers.",
        "Pier",
    ]


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("Ferry crews vote to strike <https://orm.example/ferry>", "Ferry crews vote to strike"),
        (
            "The crews of Orm will stop the night runs on the strait from Monday, the first such walkout since the toll"
            " was doubled, the Orm Post reports. <https://orm.example/ferry>",
            "reports.",
        ),
    ],
)
def test_given_an_address_behind_words_when_read_then_a_title_is_linked_and_a_sentence_is_not(
    text: str, linked: str
) -> None:
    [block] = read_text(text)

    assert [block.text[link.start : link.end] for link in block.links] == [linked]


def test_given_markdown_without_a_mark_when_read_then_each_line_stands_for_itself() -> None:
    lines = ["Ferry crews vote to strike", "The crews of Orm will stop the night runs.", "Full story", "Dam certified"]

    plain, kind = read_blocks("\n".join(lines), "text/markdown")
    marked, marked_kind = read_blocks("\n".join([*lines, "**Tolls**"]), "text/markdown")

    assert ([block.text for block in plain], kind) == (lines, "text/plain")
    assert ([block.text for block in marked], marked_kind) == ([" ".join(lines), "Tolls"], "text/markdown")
