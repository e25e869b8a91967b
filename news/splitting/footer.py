"""Where an issue ends: the goodbye, the imprint and the legal footer stand below its news."""

import re
from collections.abc import Sequence

from news.blocks import Block
from news.splitting.boilerplate import Reason, is_bio, is_sign_off, opens_tail
from news.splitting.outline import Part, is_titlelike
from news.splitting.sections import Promise, promise_of

TOLD_WORDS = 15  # a paragraph that tells something
MIN_BIOS = 2
MIN_BAR = 3  # links
MAX_BUTTON = 30  # characters
_BOARD = re.compile(
    r"\W*(?:(?:the|our|about\s+(?:the|our))\s+)?(?:editorial\s+(?:board|team|staff)|editors|authors|contributors|writers|masthead)(?:\s+of\s.{2,50})?\W*",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(?:(?:Dr|Prof|Rev|Mr|Ms|Mrs)\.\s)?[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){1,3},?\s[a-z]")


def drop_tail(parts: list[Part]) -> None:
    """From the goodbye, or the first words of a legal footer, nothing is news unless a section follows."""
    told = max(
        (at for at, part in enumerate(parts) if part.reason is None and not is_named_section(part.block)), default=0
    )
    last_section = max((at for at, part in enumerate(parts[:told]) if is_named_section(part.block)), default=-1)
    tail = next((at for at, part in enumerate(parts) if at > last_section and opens_tail(part.block.text)), 0)
    start = next((at for at in range(tail, max(0, tail - 8), -1) if parts[at].block.ruled), 0)
    words = sum(len(part.block.text.split()) for part in parts[start:tail])
    if start * 2 >= len(parts) and words <= 40:  # a rule sets the footer apart, whatever words it opens with
        for part in parts[start:]:
            part.reason = part.reason or Reason.FOOTER
    ended = False
    for at, part in enumerate(parts):
        late = at > last_section and at * 2 >= len(parts)
        if not ended and late and (_is_goodbye(parts, at) or opens_tail(part.block.text)):
            ended = True
        if ended:
            part.reason = part.reason or Reason.FOOTER
        elif part.reason is None and at * 10 >= len(parts) * 7 and is_bio(part.block.text):
            part.reason = Reason.BOILERPLATE
    _drop_bars(parts)


def _drop_bars(parts: Sequence[Part]) -> None:
    """Three links or more that only signs part, as the last thing of an issue, lead to the letter's own pages."""
    for part in reversed(parts):
        if part.reason is not None:
            continue
        block, begin = part.block, 0
        between = []
        for link in block.links:
            between.append(block.text[begin : link.start])
            begin = link.end
        bar = len(block.links) >= MIN_BAR and not any(map(str.isalnum, "".join([*between, block.text[begin:]])))
        if not bar or any(link.end - link.start > MAX_BUTTON for link in block.links):
            return
        part.reason = Reason.FOOTER


def board_of(parts: Sequence[Part]) -> set[int]:
    """Where the letter's own people are told of below a heading like "The Editorial Board", one in each paragraph."""
    for at, part in enumerate(parts):
        if not is_titlelike(part.block) or not _BOARD.fullmatch(part.block.text) or at * 2 < len(parts):
            continue
        end = at + 1
        while end < len(parts) and not is_titlelike(parts[end].block) and _PERSON.match(parts[end].block.text):
            end += 1
        if end - at - 1 >= MIN_BIOS:
            return set(range(at, end))
    return set()


def is_named_section(block: Block) -> bool:
    """Whether a line is set like a title and names a section of news."""
    return is_titlelike(block) and promise_of(block.text) not in (None, Promise.ASIDE)


def _is_goodbye(parts: list[Part], at: int) -> bool:
    """Whether an issue's goodbye starts here: its usual words, or a salutation's two or three before a name."""
    block = parts[at].block
    below = parts[at + 1] if at + 1 < len(parts) else None
    if block.level and below is not None and below.reason is None and len(below.block.text.split()) >= TOLD_WORDS:
        return False  # "Have a nice day" above the last story is its section
    salutes = block.text.endswith(",") and len(block.text.split()) <= 3 and not block.marker
    return salutes or is_sign_off(block.text)
