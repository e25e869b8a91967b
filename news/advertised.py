"""What a letter is paid for or asks of its readers, where that shows in several blocks together: these are no news."""

import re
from collections.abc import Sequence

from news.captions import says_paid
from news.outline import Part, is_titlelike

_PAYER = re.compile(
    r"\W*(?:(?:together|in\s+partnership)\s+with|(?:presented|sponsored|brought\s+to\s+you|supported|powered|paid\s+for)\s+by"
    r"|(?:a\s+|today['’]s\s+)?(?:message|word|note)\s+from(?:\s+our\s+(?:sponsors?|partners?|friends)(?:\s+at)?)?)[\s:,]+(?:the\s+)?(?P<who>[A-Z0-9][\w&.'’-]{3,})",
    re.IGNORECASE,
)
MAX_LABEL = 12  # words
NEAR = 2  # parts between a label and the first word of its payer, or between two
MAX_SOLD = 10  # parts of an advertisement
MAX_CHOICE = 6  # words of an answer that a reader may give
MIN_CHOICES = 2


def advertised(parts: Sequence[Part]) -> set[int]:
    """The parts of advertisements that name themselves: by their payer's name, or "(Sponsor)" behind their title."""
    found: set[int] = set()
    for at, part in enumerate(parts):
        text = part.block.text
        if is_titlelike(part.block) and says_paid(text):
            found.add(at)
            found.update(_texts_below(parts, at))
        match = _PAYER.match(text) if len(text.split()) <= MAX_LABEL else None
        if match is not None and not match["who"].islower():
            found.update(range(at + 1, _last_named(parts, at, match["who"].rstrip(".,'’:")) + 1))
    return found


def _texts_below(parts: Sequence[Part], at: int) -> list[int]:
    end = at + 1
    while end < min(len(parts), at + MAX_SOLD) and not is_titlelike(parts[end].block) and not parts[end].block.ruled:
        end += 1
    return list(range(at + 1, end))


def _last_named(parts: Sequence[Part], at: int, who: str) -> int:
    """The last part of those below a label that go on naming its payer."""
    last = at
    for below in range(at + 1, min(len(parts), at + MAX_SOLD)):
        if below - last > NEAR:
            break
        if re.search(rf"\b{re.escape(who)}\b", parts[below].block.text):
            last = below
    return last


def asked(parts: Sequence[Part]) -> set[int]:
    """The parts of polls that a letter asks its readers: a question, and below it choices that are links."""
    found: set[int] = set()
    for at, part in enumerate(parts):
        if not part.block.text.endswith("?"):
            continue
        end = at + 1
        while end < len(parts) and _is_choice(parts[end]):
            end += 1
        if end - at > MIN_CHOICES:
            found.update(range(at, end))
    return found


def _is_choice(part: Part) -> bool:
    block = part.block
    linked = any(link.start <= 2 and link.end >= len(block.text) - 2 for link in block.links)
    return linked and len(block.text.split()) <= MAX_CHOICE and not block.level
