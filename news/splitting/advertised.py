"""What a letter is paid for or asks of its readers, where that shows in several blocks together: these are no news."""

import re
from collections.abc import Sequence

from news.blocks import Block
from news.splitting.captions import says_paid
from news.splitting.dates import STAMP
from news.splitting.outline import Part, is_titlelike
from news.splitting.sections import OFFICE, promise_of

_PAYER = re.compile(
    r"\W*(?:(?:together|in\s+partnership)\s+with|(?:presented|sponsored|brought\s+to\s+you|supported|powered|paid\s+for)\s+by"
    r"|(?:a\s+|today['’]s\s+)?(?:message|word|note)\s+from(?:\s+our\s+(?:sponsors?|partners?|friends)(?:\s+at)?)?)[\s:,]+(?:the\s+)?(?P<who>[A-Z0-9][\w&.'’-]{3,})",
    re.IGNORECASE,
)
# What stands right below is paid for; "Presented by" may stand above a letter's own first story.
_LABEL = re.compile(
    r"\W*(?:(?:an?\s+)?(?:paid\s+|sponsored\s+)?(?:message|word|content)\s+from\s+"
    r"(?!(?:the|our|your)\s+(?:president|editor|mayor|governor|dean|director|chair"
    rf"|publisher|super\w+|principal)|{OFFICE})"
    r".{2,60}|in\s+partnership\s+with\b.{2,50}|(?:paid\s+)?advertisement|advertorial|promoted"
    r"|(?:sponsored|partner|paid|branded)\s+(?:content|post|message|story))\W*",
    re.IGNORECASE,
)
_OFFER = re.compile(  # what a reader is asked to do, as the last words of a paragraph, linked
    r"\W*(?:claim|shop|buy|book\s+(?:a|your|now|one)|get\s+(?:the|your|started|it|yours|a)|subscribe|donate|give|order|upgrade|try|become|pre-?order|grab"
    r"|reserve\s+your|join\s+(?:the|our)\s+(?:club|team|collective|community|members?)|sign\s+(?:before|the\s+petition|now)|tickets\s+from\s+[$£€])\b.{0,40}",
    re.IGNORECASE,
)
_PRICED = re.compile(
    r"[$£€]\s?\d|\b\d+\s?%\s+off\b|\b(?:discount|sale|deal|offer|gifts?|coupon|promo|subscription|membership|mug|tote|t-?shirt|lowe?s?t?\s+price"
    r"|free\s+(?:trial|shipping|month|week|guide|copy|book)|you|your|us|our|we)\b",
    re.IGNORECASE,
)
_NAMES_PAYER = re.compile(r"\b(?:from|with)\s+\S", re.IGNORECASE)
_READ_ON = re.compile(  # what a story's label may say, too
    r"\W*(?:(?:read|continue|keep\s+reading|full|more|go\s+deeper)\b(?!\s+(?:the|our)\s+(?:facts|plan|case|offer|letter)\b)|https?:)",
    re.IGNORECASE,
)
_BENEFITS = re.compile(  # above the list of what a subscription is worth
    r"\W*(?:(?:an?|your)\s+)?(?:paid\s+)?(?:subscriptions?|memberships?)\s+(?:gets?|gives?|includes?|comes?\s+with)\b.{0,40}:"
    r"|\W*(?:paid\s+)?(?:subscribers|members)\s+(?:also\s+)?(?:get|receive)\b.{0,40}:",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"\(?a[).]\s.+\s\(?b[).]\s.", re.DOTALL)  # the choices of a quiz
MAX_OFFER = 60  # words
MIN_OFFER = 6
MAX_BELOW = 2  # paragraphs under the title of an advertisement whose label does not say where it ends
MAX_LABEL = 12  # words
NEAR = 2  # parts between a label and the first word of its payer, or between two
MAX_SOLD = 10  # parts of an advertisement
MAX_CHOICE = 6  # words of an answer that a reader may give
MIN_CHOICES = 2


def _below_label(parts: Sequence[Part], at: int) -> list[int]:
    """The title and its text, or the one paragraph, that stand below an advertiser's label and end in a link.

    A label may also stand above a picture alone, or below what it labels; then the next thing is news.
    """
    found: list[int] = []
    for below in range(at + 1, min(len(parts), at + 2 + MAX_BELOW)):
        block, head = parts[below].block, is_titlelike(parts[below].block)
        if block.marker or (head and (found or promise_of(block.text) is not None)):
            break
        found.append(below)
        if not head and block.links and _ends_in_link(block):
            named = _NAMES_PAYER.search(parts[at].block.text) is not None
            return found if named or not _READ_ON.match(block.text[block.links[-1].start :]) else []
    return []


def _ends_in_link(block: Block) -> bool:
    return block.links[-1].end >= len(block.text) - 2 and block.links[-1].start > 0


def _offers(part: Part) -> bool:
    """Whether a short paragraph without a day or an hour ends in a link by which its reader buys, joins or gives."""
    block = part.block
    words = len(block.text.split())
    if not block.links or not MIN_OFFER <= words <= MAX_OFFER or STAMP.match(block.text):
        return False
    label = block.links[-1]
    asks = _ends_in_link(block) and _OFFER.fullmatch(block.text[label.start :].rstrip(" .!→»›>")) is not None
    return asks and _PRICED.search(block.text) is not None


def advertised(parts: Sequence[Part]) -> set[int]:
    """The parts of advertisements that name themselves: by their payer's name, or "(Sponsor)" behind their title."""
    found: set[int] = set()
    for at, part in enumerate(parts):
        text = part.block.text
        if len(text.split()) <= MAX_LABEL and _LABEL.fullmatch(text):
            found.update(_below_label(parts, at))
        if _offers(part):
            found.add(at)
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


def benefits(parts: Sequence[Part]) -> set[int]:
    """The list items that say what a subscription is worth, below "A subscription gets you:"."""
    found: set[int] = set()
    for at, part in enumerate(parts):
        if part.block.marker and at and (at - 1 in found or _BENEFITS.fullmatch(parts[at - 1].block.text)):
            found.add(at)
    return found


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
        elif end == at + 1 < len(parts) and (_are_choices(parts[end].block) or _LETTERED.match(parts[end].block.text)):
            found.update((at, end))
    return found


def _are_choices(block: Block) -> bool:
    """Whether a line is of links alone, each an answer, with signs between them: "Gladly | Seldom | Never"."""
    words = [block.text[link.start : link.end] for link in block.links]
    signs = re.sub(r"[\W_]+", "", block.text) == re.sub(r"[\W_]+", "", "".join(words))
    return len(words) >= MIN_CHOICES and signs and all(len(word.split()) <= MAX_CHOICE for word in words)


def _is_choice(part: Part) -> bool:
    block = part.block
    linked = any(link.start <= 2 and link.end >= len(block.text) - 2 for link in block.links)
    return linked and len(block.text.split()) <= MAX_CHOICE and not block.level
