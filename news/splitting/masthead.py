"""Where an issue's news begins: the forwarder's note, the masthead and the table of contents stand above it."""

import re
from collections.abc import Sequence

from news.blocks import Block
from news.calendar_words import CUT_MONTH
from news.splitting.boilerplate import Reason, is_forward
from news.splitting.outline import LINKED, PLAIN, Part, is_titlelike, key_of, rank
from news.splitting.sections import Promise, promise_of

TOLD_WORDS = 25  # a paragraph as long as this is news, or the letter itself
MAX_TOP_PARTS = 30  # no masthead is longer
_HEADER_LINE = re.compile(r"\*{0,2}(?:From|To|Cc|Sent|Date|Subject|Reply-To)\s*:\*{0,2}\s", re.IGNORECASE)
_HEADER_NAME = re.compile(r"\b(From|To|Cc|Sent|Date|Subject|Reply-To)\s*:", re.IGNORECASE)
_REPLY = re.compile(r"On\s(?=.*(?:\d:\d\d|@)).{8,120}\swrote:$")  # not "On Friday the minister wrote:"
# What a mail gateway sets above a mail, and an office below it: only what speaks of the mail itself, for news speaks of
# attacks "from outside the network" too.
_GATEWAY = re.compile(
    r"\bthis\s+(?:e-?mail|message|mail)\b.{0,20}\b(?:originated|sent|came|comes|is)\s+(?:from\s+)?(?:outside|an\s+external)\b"
    r"|^\W*external\s+e?-?mail\W*$"
    r"|^\W*(?:external|caution|warning)\b.{0,200}\bdo\s+not\s+click\b.{0,30}\blinks?\b.{0,40}\battachments?\b",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"^\W*(?:confidentiality\b.{0,30})?(?:this|the\s+information\s+in\s+this)\s+(?:e-?mail|message|communication|transmission)"
    r"(?:,?\s+(?:and|including)\s+any\s+\w+,?)?\s+(?:is|are|may|contains?)\b"
    r".{0,160}\b(?:confidential|privileged|(?:solely|only)\s+for\s+(?:the|its))\b",
    re.IGNORECASE,
)
MAX_COVER = 20  # blocks; a forwarder's note is shorter
MAX_HEADER_LINES = 6  # blocks from the first header line to the last
MIN_HEADERS = 3  # of a mail, copied above it; fewer may be any text's
MAX_OFFICE = 900  # characters of either
_ISSUE_NAME = re.compile(r"\b(?:newsletter|digest|round-?up|bulletin|week in review|weekly review)$", re.IGNORECASE)
_HOME = re.compile(r"https?://[^/?#]+/?", re.IGNORECASE)
_DATED_NAME = re.compile(  # "The Harbour Sheet, 26th November 2023"
    rf"[^:.?!]{{3,60}},\s(?:\d{{1,2}}(?:st|nd|rd|th)?\s{CUT_MONTH}|{CUT_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?)\s(?:19|20)\d\d",
    re.IGNORECASE,
)
MAX_NAME_PARTS = 4  # among which a letter's name and day stand
_STRONG = (Reason.MASTHEAD, Reason.SUBSCRIPTION, Reason.SPONSOR, Reason.BOILERPLATE)


def part_cover(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """What others than the publisher put around an issue, and the issue itself.

    That is what a forwarder wrote above "Forwarded message", "… wrote:" or the header lines of the mail below, with
    these, and what offices' programs add: a warning of mails from outside, and that this one is secret.
    """
    begin = _letter_begin(blocks)
    around = [(at < begin and not block.drop) or _is_office(block.text, at) for at, block in enumerate(blocks)]
    return (
        [block for block, out in zip(blocks, around, strict=True) if out],
        [block for block, out in zip(blocks, around, strict=True) if not out],
    )


def _letter_begin(blocks: Sequence[Block]) -> int:
    """The first block below the last header lines that were copied from a mail; 0 where none were."""
    texts = [block.text for block in blocks[:MAX_COVER]]
    lines = [at for at, text in enumerate(texts) if _HEADER_LINE.match(text)]
    begin = 0
    for at, text in enumerate(texts):
        headers = {match[1].lower() for match in _HEADER_NAME.finditer(text)} if at in lines else set()
        run = [line for line in lines if at <= line <= at + MAX_HEADER_LINES]
        if is_forward(text) or _REPLY.match(text) or len(headers) >= MIN_HEADERS:
            begin = at + 1
        elif at in lines and (begin == at or len(run) >= MIN_HEADERS):
            begin = max(begin, run[-1] + 1 if len(run) >= MIN_HEADERS else at + 1)
    return begin


def _is_office(text: str, at: int) -> bool:
    if len(text) > MAX_OFFICE:
        return False
    return bool((at < MAX_COVER and _GATEWAY.search(text)) or _DISCLAIMER.match(text))


def drop_contents(parts: Sequence[Part]) -> None:
    """Drop a table of contents: early lines that are said again as a heading, or few-word points above all news."""
    said = {key_of(part.block.text): at for at, part in enumerate(parts) if is_titlelike(part.block)}
    for at, part in enumerate(parts[:MAX_TOP_PARTS]):
        again = said.get(key_of(part.block.text), 0) > at
        if part.reason is None and again and len(part.block.text.split()) >= 2 and promise_of(part.block.text) is None:
            part.reason = Reason.DUPLICATE if part.block.marker else Reason.MASTHEAD
    begin = news_begin(parts)
    points = [part for part in parts[:begin] if part.block.marker and part.reason is None]
    if points and all(len(part.block.text.split()) <= 5 and not part.block.links for part in points):
        heads = [part for part in parts[begin : begin + 1] if is_titlelike(part.block)]
        for part in points if len(points) >= 2 and heads else []:
            part.reason = Reason.MASTHEAD


def news_begin(parts: Sequence[Part]) -> int:
    """The first part that is surely news, or names a section of it."""
    for at, part in enumerate(parts[:MAX_TOP_PARTS]):
        if part.reason is not None:
            continue
        block, words = part.block, len(part.block.text.split())
        if words >= TOLD_WORDS or (block.marker and words >= 8):
            return at
        signed = at + 1 < len(parts) and parts[at + 1].reason is Reason.METADATA and rank(block) == 1
        if is_titlelike(block) and promise_of(block.text) is not None and at > 0 and not signed:
            return at
        if block.links and words >= 4 and rank(block) == LINKED and not block.marker:
            return at
        if is_titlelike(block) and rank(block) < PLAIN and _is_told(parts, at):
            return at
    return min(len(parts), MAX_TOP_PARTS)


def _is_told(parts: Sequence[Part], at: int) -> bool:
    """Whether a heading is the first of several set alike, with a text right below it."""
    below = parts[at + 1] if at + 1 < len(parts) else None
    if below is None or below.reason is not None or is_titlelike(below.block) or len(below.block.text.split()) < 8:
        return False
    mine = rank(parts[at].block)
    heads = (part.block for part in parts[at + 2 :] if part.reason is None and is_titlelike(part.block))
    return any(rank(head) == mine for head in heads)


def drop_name(parts: Sequence[Part], source: str | None) -> None:
    """Drop the newsletter's name where it stands above the news as the sender writes it, or leads to its home."""
    first = next((part for part in parts if part.reason is None), None)
    if first is not None and first.block.level and _leads_home(first.block):
        first.reason = Reason.MASTHEAD
    for part in parts[:MAX_NAME_PARTS]:
        if part.reason is None and is_titlelike(part.block) and _DATED_NAME.fullmatch(part.block.text):
            part.reason = Reason.MASTHEAD
    name = key_of(source or "")
    for part in parts[:MAX_TOP_PARTS]:
        if name and part.reason is None and key_of(part.block.text) == name:
            part.reason = Reason.MASTHEAD


def _leads_home(block: Block) -> bool:
    """Whether a line is a link, as a whole, to a site and none of its pages."""
    whole = len(block.links) == 1 and block.links[0].end - block.links[0].start >= len(block.text) - 1
    return whole and _HOME.fullmatch(block.links[0].url) is not None


def drop_top(parts: Sequence[Part]) -> None:
    """Drop the newsletter's name and its company: short lines above a greeting, a byline or a date."""
    first = next((part for part in parts if part.reason is None), None)
    begin = news_begin(parts)
    if first is None or begin >= len(parts):
        return
    if _ISSUE_NAME.search(first.block.text) and is_titlelike(first.block) and len(first.block.text.split()) <= 6:
        first.reason = Reason.MASTHEAD
    strong = max((at for at, part in enumerate(parts[:begin]) if part.reason in _STRONG), default=0)
    weak = max((at for at, part in enumerate(parts[:begin]) if part.reason is Reason.METADATA), default=0)
    below = next((part for part in parts[max(strong, weak) + 1 : begin + 1] if part.reason is None), None)
    single = is_single(parts, begin)
    above = [part for part in parts[: max(strong, weak)] if part.reason is None]
    heads = [part for part in above if is_titlelike(part.block)]
    if below is not None and not is_titlelike(below.block) and heads:
        if single:
            title = min(heads, key=lambda part: rank(part.block))
            below_title = parts.index(title) + 1
            for part in parts[below_title:begin]:
                # subtitle, author, picture: of the letter, so that they do not part it from its title
                part.reason = Reason.METADATA if part.reason in (None, Reason.MASTHEAD) else part.reason
            above = [part for part in parts[: below_title - 1] if part.reason is None]
        elif _is_told_again(parts, heads[-1], begin):
            above = [part for part in parts[:strong] if part.reason is None]  # a piece's own title above its byline
    if len(above) <= 8:
        for part in above:
            part.reason = Reason.MASTHEAD


def _is_told_again(parts: Sequence[Part], head: Part, begin: int) -> bool:
    """Whether later headings are set like this one, so that it is the first of several pieces' titles."""
    mine = rank(head.block)
    if mine == PLAIN:
        return head is not next((part for part in parts if part.reason is None), head)
    alike = [part for part in parts[begin:] if part.reason is None and is_titlelike(part.block)]
    return any(rank(part.block) == mine for part in alike)


def is_single(parts: Sequence[Part], begin: int) -> bool:
    """Whether the issue is one letter or essay: running paragraphs, no lists, no sections, no linked titles."""
    told = [part for part in parts[begin:] if part.reason is None]
    texts = [part.block for part in told if not is_titlelike(part.block) and not part.block.marker]
    heads = [part.block for part in told if is_titlelike(part.block)]
    if len(texts) < 3 or any(part.block.marker for part in told) or is_titlelike(told[0].block):
        return False
    if any(promise_of(head.text) not in (None, Promise.ASIDE) or head.links for head in heads):
        return False
    linked = sum(bool(text.links) for text in texts)
    plain = sum(not text.links and not any(begin == 0 for begin, _ in text.bold) for text in texts)
    return len(texts) > 2 * len(heads) and linked * 2 <= len(texts) and plain * 2 > len(texts)
