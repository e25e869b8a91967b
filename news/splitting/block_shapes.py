"""What is known of one block alone, before its neighbours are looked at: how it is set, its length, opening and ending.

No feature holds a word of the text: only shapes and the answers of the cue phrases.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from news.blocks import Block
from news.splitting.boilerplate import INLINE_LABEL
from news.splitting.cohesion import stems_of
from news.splitting.dates import STAMP, is_day_name
from news.splitting.outline import LINKED, PLAIN, Part, has_inner_stop, is_kicker, is_titlelike, key_of, rank
from news.splitting.phrases import colon_outlet, dash_outlet, is_ended, outlet_tail
from news.splitting.sections import Promise, is_newsletter_name, is_part_label, is_story_label, promise_of
from news.splitting.structure import is_intro, lead_end

_GOES_ON = re.compile(
    r"[“\"‘]?(?:he|she|it|they|his|her|its|their|this|that|these|those|but|and|or|so|then|still|yet|also|instead"
    r"|others|another|meanwhile|however|both|such|there)\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|my|me)\b")
_WE = re.compile(r"\b(?:we|our|us|we['’](?:re|ve|ll))\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|you['’](?:re|ve|ll))\b", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:said|says|was|were|had|has|have|will|is|are|announced|reported)\b")
_ADDRESS = re.compile(r"[\w.+-]@[\w-]+\.\w|https?://|\bwww\.")
DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b|\b\d{1,2}\s+(?:jan|feb|mar|apr|may|jun"
    r"|jul|aug|sep|oct|nov|dec)[a-z]*|\b20\d\d\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}(?::\d\d|\s?[ap]\.?m\b)", re.IGNORECASE)
_DASH_LEAD = re.compile(r".{2,60}?\s[—–-]\s")
_COLON_LEAD = re.compile(r"[^.:]{2,60}:\s+\S")
_NUMBER = re.compile(r"\W{0,3}\d{1,3}[.):|]?(?:\s|$)")
_SPONSOR = re.compile(
    r"\b(?:sponsor|presented|advertis|partner|together with|brought to you|message from)", re.IGNORECASE
)
_SELLS = re.compile(  # what an advertisement, an offer or a vacancy says, in the middle of a paragraph as well
    r"\b(?:free\s+(?:trial|shipping|demo|guide|quote|consultation)|(?:try|start|get|book|claim|shop|join)\s+"
    r"(?:it|now|your|our|a\s+demo)|(?:no|zero)\s+(?:fees?|fuss|contracts?|obligation)|(?:use\s+)?(?:promo\s+)?code\s+"
    r"[A-Z\d]{4,}|\d+\s?%\s+off|discount|limited[- ]time|risk[- ]free|money[- ]back|pre-?approv\w+|trusted\s+by"
    r"|teams?\s+(?:have\s+)?switched|your\s+(?:team|business|savings|inbox|home|gift|dog)"
    r"|(?:full|part)[- ]time|salary|per\s+annum|an\s+hour|/hr|to\s+apply|apply\s+(?:by|to|at)|vacanc(?:y|ies)"
    r"|we(?:['’]re|\s+are)\s+(?:hiring|looking\s+for|recruiting)|job\s+(?:title|description))\b",
    re.IGNORECASE,
)
_IMPRINT = re.compile(  # what is said of the letter itself, its makers, its readers
    r"\b(?:published|produced|compiled|edited|written|curated|sent|printed|prepared|brought)\s+(?:\w+\s+)?(?:by|to)\b"
    r"|\b(?:newsletter|e-?mails?|issue|edition|bulletin|digest|subscribers?|subscription|mailing|inbox|readers?|reading|archive"
    r"|charity|non-?profit|donations?|podcast|episode|copyright|llc|inc|gmbh|tel|reserved|endorse(?:ment|s)?|advice)\b",
    re.IGNORECASE,
)
_CALL = re.compile(  # an opening that asks the reader to do something
    r"\W{0,4}(?:get|try|start|stop|hire|book|catch|download|send|tell|join|click|tap|shop|save|buy|order|learn|discover"
    r"|enjoy(?:ed)?|love|like|want|need|looking|ready|tired|know|can\s+you|would\s+you|are\s+you|do\s+you|have\s+you|did\s+you"
    r"|help|support|give|donate|listen|watch|follow|visit|check|see|find|call|email|write|reply|thanks|thank|happy|welcome"
    r"|hello|hi|dear|good\s+(?:morning|afternoon|evening)|until|back|that['’]s)\b",
    re.IGNORECASE,
)
_ASKER = re.compile(r"(?:[\w.'’()&,-]+\s+){0,9}?[\w.'’)]+(?:\s+asks)?\s?:\s+\S")  # "Ana, Corran: Why …?"
_ANSWERS = re.compile(r"(?:\W{0,2}\w+\W{0,2}\s+){0,4}answers?\s?:|(?:A|Answer|Reply)\s?[:.]\s", re.IGNORECASE)
_BYLINE = re.compile(r"(?:[Bb]y|Words|Text|Story)\s+[A-Z][\w.'’-]+\s+[A-Z]|BY\s+[A-Z]{2,}")
_PART_NUMBER = re.compile(r"(?:[IVX]{1,5}|[A-H]|\d{1,2}(?:\.\d)?)[.)]\s+\S")
_LENGTHS = (1, 2, 4, 7, 12, 20, 40, 80)
TOP = 20  # blocks among which a title and a table of contents stand
MIN_NAME = 10  # letters; fewer are found in too many lines


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of one block before its neighbours are looked at."""

    words: int
    length: int  # bucket of words
    rank: int
    titlelike: bool
    style: tuple[str | int | bool, ...]  # blocks of one style are set alike
    lead: str
    end: str
    reason: str
    promise: Promise | None  # of a line short enough to name a section
    own: tuple[str, ...]
    stems: frozenset[str] = frozenset()  # what it is about


def shapes_of(parts: Sequence[Part], subjects: Iterable[str] = ()) -> list[Shape]:
    """What is known of each part alone, beside the letters that most of the issue is set in, and what it is called.

    subjects: what the mail, the page or the front matter give as the issue's title.
    """
    sizes: Counter[int] = Counter()
    looks: Counter[str] = Counter()
    for part in parts:
        sizes[part.block.size] += len(part.block.text)
        looks[part.block.look] += len(part.block.text)
    usual = max(sizes, key=sizes.__getitem__, default=0), max(looks, key=looks.__getitem__, default="")
    names = [key for subject in subjects if len(key := key_of(subject)) >= MIN_NAME]
    return [_shape(part, usual, at < TOP and _is_named(part.block.text, names)) for at, part in enumerate(parts)]


def _is_named(text: str, names: Sequence[str]) -> bool:
    """Whether a line is one of the names, or has one in it, or is in one."""
    key = key_of(text)
    return len(key) >= MIN_NAME and any(key in name or (name in key and len(key) < 2 * len(name)) for name in names)


def _shape(part: Part, usual: tuple[int, str], subject: bool) -> Shape:
    block, text = part.block, part.block.text
    words = len(text.split())
    titlelike, mine = is_titlelike(block), rank(block)
    lead = _lead(block)
    marker = _marker(block.marker)
    length = bucket(words)
    end = _ending(text)
    size = _size(block.size, usual[0])
    linked = bool(block.links) and mine == LINKED
    style: tuple[str | int | bool, ...] = (
        marker,
        mine,
        lead,
        titlelike and not is_ended(text),
        block.depth,
        linked,
        size if titlelike else size == "small",
    )
    if titlelike and mine == PLAIN:
        style += (block.look,)
    reason = str(part.cue.value) if part.cue is not None else ""
    promise = promise_of(text) if titlelike or words <= 8 else None
    own = [
        f"len={length}",
        f"end={end}",
        f"rank={mine}",
        f"marker={marker}&depth={min(block.depth, 3)}",
        f"lead={lead}",
        f"title={titlelike}",
        f"title={titlelike}&len={length}",
        f"title={titlelike}&rank={mine}",
        f"rank={mine}&len={length}",
        f"rank={mine}&end={end}",
        f"marker={marker}&len={length}",
        f"marker={marker}&end={end}",
        f"lead={lead}&len={length}",
        f"lead={lead}&marker={marker}",
        f"reason={reason}",
        f"reason={reason}&len={length}",
        f"reason={reason}&title={titlelike}",
        f"promise={promise}",
        f"promise={promise}&title={titlelike}",
        f"gap={block.gap}",
        f"ruled={block.ruled}",
        f"links={_linked(block)}",
        f"links={_linked(block)}&len={length}",
        f"size={size}",
        f"size={size}&len={length}",
        f"size={size}&title={titlelike}",
    ]
    signs = [name for name, holds in (("subject", subject), ("odd", block.look != usual[1])) if holds]
    for name in (*signs, *_signs(block, words, titlelike)):
        own += [name, f"{name}&len={length}", f"{name}&title={titlelike}"]
    if promise is Promise.ASIDE:
        own.append("aside")
    return Shape(words, length, mine, titlelike, style, lead, end, reason, promise, tuple(own), stems_of(text))


def _signs(block: Block, words: int, titlelike: bool) -> list[str]:
    """What holds of a block's words and of how they are set, by name."""
    text = block.text
    found = (
        ("byline", bool(_BYLINE.match(text)) and words <= 16),
        ("asks", text[-1] == "?" and bool(_ASKER.match(text))),
        ("answers", bool(_ANSWERS.match(text))),
        ("numbered", titlelike and bool(_PART_NUMBER.match(text))),
        ("dayname", is_day_name(text)),
        ("pictured", block.pictured),
        ("italic", block.italic),
        ("centred", block.centred),
        ("kicker", is_kicker(block)),
        ("caps", text.isupper()),
        ("storylabel", is_story_label(text)),
        ("partlabel", is_part_label(text)),
        ("intro", is_intro(block)),
        ("name", is_newsletter_name(text)),
        ("goeson", bool(_GOES_ON.match(text))),
        ("lower", text[:1].islower()),
        ("digit", bool(_NUMBER.match(text))),
        ("quote", text[:1] in "“\"'‘"),
        ("sign", not text[:1].isalnum() and text[:1] not in "“\"'‘$€£([—–-"),
        ("self", bool(_SELF.search(text))),
        ("we", bool(_WE.search(text))),
        ("you", bool(_YOU.search(text))),
        ("told", bool(_TOLD.search(text))),
        ("address", bool(_ADDRESS.search(text))),
        ("date", bool(DATE.search(text))),
        ("clock", bool(_CLOCK.search(text))),
        ("stamp", bool(STAMP.match(text))),
        ("outlet", outlet_tail(text) is not None),
        ("dashoutlet", dash_outlet(text) is not None),
        ("colonoutlet", colon_outlet(text) is not None),
        ("inner", has_inner_stop(text)),
        ("label", INLINE_LABEL.search(text[-80:]) is not None),
        ("dashlead", bool(_DASH_LEAD.match(text))),
        ("colonlead", bool(_COLON_LEAD.match(text))),
        ("pipe", "|" in text or "·" in text or "•" in text),
        ("sponsor", bool(_SPONSOR.search(text))),
        ("imprint", bool(_IMPRINT.search(text))),
        ("sells", bool(_SELLS.search(text))),
        ("call", bool(_CALL.match(text))),
        ("exclaims", "!" in text),
        ("figures", sum(char.isdigit() for char in text) * 3 > len(text)),
    )
    return [name for name, holds in found if holds]


def bucket(words: int) -> int:
    """Which of a few lengths a number of words is of."""
    return next((at for at, limit in enumerate(_LENGTHS) if words <= limit), len(_LENGTHS))


def _ending(text: str) -> str:
    last = text[-1:]
    if text.endswith(("…", "...")):
        return "cut"
    if last in ".:;,?!)":
        return last
    return "quote" if last in "”\"’'" else "word" if last.isalnum() else "sign"


def _size(size: int, usual: int) -> str:
    """A block's letters beside those that most of the issue is set in."""
    if not size or not usual:
        return "none"
    return "small" if size < usual else "large" if size > usual else "usual"


def _marker(marker: str) -> str:
    if not marker:
        return ""
    return "-" if marker == "-" else "n/" if marker.endswith("/") else "n."


def _lead(block: Block) -> str:
    """How a running text opens: by a bold or linked phrase, one in capitals, a label within a story, or plainly."""
    end = lead_end(block)
    if not end:
        bold = next((span for span in block.bold if span[0] <= 1), None)
        phrase = block.text[: bold[1]].strip() if bold else block.text.split(":", 1)[0] if ":" in block.text else ""
        return "label" if phrase and len(phrase) < 60 and is_story_label(phrase) else ""
    if end >= len(block.text) - 2:
        return "whole"
    phrase = block.text[:end].strip()
    follows = block.text[end : end + 2].strip()
    close = phrase[-1] if phrase[-1] in ".:" else follows[:1] if follows[:1] in ".:—–-" else "w"
    return ("caps" if phrase.isupper() else "lead") + {"—": "-", "–": "-"}.get(close, close)


def _linked(block: Block) -> str:
    if not block.links:
        return "none"
    covered = sum(link.end - link.start for link in block.links)
    if covered >= len(block.text) - 2:
        return "whole"
    first, final = block.links[0], block.links[-1]
    return "start" if first.start <= 1 else "end" if final.end >= len(block.text) - 2 else "inside"
