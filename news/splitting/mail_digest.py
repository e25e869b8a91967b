"""The digest of a mailing list, RFC 1153: below its topics each message, numbered, with its header lines and text."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from news.blocks import Block
from news.calendar_words import CUT_WEEKDAY
from news.splitting.boilerplate import Reason
from news.splitting.outline import Part, Role
from news.splitting.phrases import DAY

_MESSAGE = re.compile(r"Message:\s*\d+$")
_HEADER = re.compile(r"(?:[A-Z][\w-]{1,30}):\s")
_SUBJECT = re.compile(r"Subject:\s*(?:(?:Re|Fwd?|AW|WG)\s*:\s*)*(?:\[[^\[\]]{1,40}\]\s*)?")
_REST = re.compile(r"\s(?:Message-ID|Content-Type|To|Cc|Date):\s")  # a header that its line break did not part
_FOOTER = re.compile(
    r"Subject:\s*Digest\s+Footer$|End\s+of\s+.{1,80}\bDigest\b|\S.{0,60}\smailing\s+list(?=$|\s+\S*(?:@|://))"
)
_SALUTE = re.compile(r"(?:\S+\s){0,2}\S+,$")
_SENT_FROM = re.compile(r"Sent\s+from\s+my\b.{0,40}", re.IGNORECASE)
_DATED = re.compile(rf"(?:{CUT_WEEKDAY}[.,]*\s+)?(?:{DAY})\b", re.IGNORECASE)
MAX_SIGNATURE = 15  # words below the rule "--"
MIN_MESSAGES = 2
MIN_DATED = 2  # lines of a message that is a calendar


def mail_digest(blocks: Sequence[Block]) -> list[Part] | None:
    """The outline of a mailing list's digest: each message's subject is a title, its text stands below; else None."""
    begins = [at for at, block in enumerate(blocks) if _MESSAGE.match(block.text) and not block.drop]
    if len(begins) < MIN_MESSAGES:
        return None
    end = next((at for at in range(begins[-1], len(blocks)) if _FOOTER.match(blocks[at].text)), len(blocks))
    parts = [Part(block, Role.DROPPED, Reason.MASTHEAD) for block in blocks[: begins[0]]]
    for begin, stop in zip(begins, [*begins[1:], end], strict=True):
        parts += _message(blocks[begin:stop])
    return parts + [Part(block, Role.DROPPED, Reason.FOOTER) for block in blocks[end:]]


def _message(blocks: Sequence[Block]) -> list[Part]:
    """The parts of one message: headers and greeting, its subject above its text, and from a salute on a signature."""
    headers = list(takewhile(lambda block: _HEADER.match(block.text), blocks[1:]))
    parts = [Part(blocks[0], Role.DROPPED, Reason.METADATA)]
    title: list[Part] = []
    for block in headers:
        subject = None if title else _subject(block)
        if subject is not None:
            title.append(Part(subject, Role.TITLE, None))
        else:
            parts.append(Part(block, Role.DROPPED, Reason.METADATA))
    body = blocks[1 + len(headers) :]
    greeting = list(takewhile(lambda block: _SALUTE.match(block.text), body))
    told = _told(body[len(greeting) :])
    rest = body[len(greeting) + len(told) :]
    role = Role.TEXT
    if len(told) >= MIN_DATED and all(_DATED.match(block.text) for block in told):
        title = [Part(part.block, Role.SECTION, None) for part in title]
        told, role = [replace(block, marker="-", depth=1) for block in told], Role.ITEM  # each is announced for itself
    parts += [Part(block, Role.DROPPED, Reason.MASTHEAD) for block in greeting] + title
    parts += [Part(block, Role.DROPPED, Reason(block.drop)) if block.drop else Part(block, role) for block in told]
    return parts + [Part(block, Role.DROPPED, Reason(block.drop or Reason.FOOTER)) for block in rest]


def _told(body: Sequence[Block]) -> list[Block]:
    """What a message says, up to the salute or the rule that its writer's name and office stand below."""
    end = next((at for at, block in enumerate(body) if _closes(block, last=at + 1 == len(body))), len(body))
    return list(body[:end])


def _closes(block: Block, *, last: bool) -> bool:
    signed = last and block.ruled and len(block.text.split()) <= MAX_SIGNATURE
    return signed or any(pattern.match(block.text) for pattern in (_SALUTE, _SENT_FROM))


def _subject(block: Block) -> Block | None:
    """The subject that a header line gives, without "Re:" and the list's name."""
    begin, rest = _SUBJECT.match(block.text), _REST.search(block.text)
    subject = block.cut(begin.end(), rest.start() if rest else len(block.text)) if begin else None
    return subject if subject is not None and subject.text else None
