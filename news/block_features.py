"""What the block labeller sees of a block: how it is set, its length and ending, its neighbours, its like in the issue.

No feature holds a word of the text: only shapes and the answers of the cue phrases.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from news.block_labels import Step
from news.blocks import Block
from news.boilerplate import INLINE_LABEL
from news.cohesion import stems_of, tie
from news.dates import STAMP
from news.outline import Part, has_inner_stop, is_kicker, is_titlelike, rank
from news.phrases import colon_outlet, dash_outlet, is_ended, outlet_tail
from news.sections import Promise, is_newsletter_name, is_part_label, is_story_label, promise_of
from news.structure import is_intro, lead_end

_GOES_ON = re.compile(
    r"[“\"‘]?(?:he|she|it|they|his|her|its|their|this|that|these|those|but|and|or|so|then|still|yet|also|instead"
    r"|others|another|meanwhile|however|both|such|there)\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|my|me)\b")
_WE = re.compile(r"\b(?:we|our|us|we['’](?:re|ve|ll))\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|you['’](?:re|ve|ll))\b", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:said|says|was|were|had|has|have|will|is|are|announced|reported)\b")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w|https?://|\bwww\.")
_DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b|\b\d{1,2}\s+(?:jan|feb|mar|apr|may|jun"
    r"|jul|aug|sep|oct|nov|dec)[a-z]*|\b20\d\d\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}(?::\d\d|\s?[ap]\.?m\b)", re.IGNORECASE)
_DASH_LEAD = re.compile(r".{2,60}?\s[—–-]\s")
_COLON_LEAD = re.compile(r"[^.:]{2,60}:\s+\S")
_NAME_END = re.compile(r"\s[|·•—–-]+\s|[,:|]\s")
_NUMBER = re.compile(r"\W{0,3}\d{1,3}[.):|]?(?:\s|$)")
_SPONSOR = re.compile(r"\b(?:sponsor|presented|advertis|partner|together with|brought to you|message from)", re.I)
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
_LENGTHS = (1, 2, 4, 7, 12, 20, 40, 80)
_TIES = (0.001, 0.03, 0.06, 0.1, 0.15)
MAX_TOLD = 12  # blocks of one stretch whose words are compared


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


def shapes_of(parts: Sequence[Part]) -> list[Shape]:
    """What is known of each part alone."""
    return [_shape(part) for part in parts]


def block_features(parts: Sequence[Part], shapes: Sequence[Shape], kind: str) -> list[list[str]]:
    """The names of the features that are true of each part, in order. kind is the issue's media type."""
    like = Counter(shape.style for shape in shapes)
    followers: dict[tuple[str | int | bool, ...], Counter[tuple[str | int | bool, ...]]] = {}
    for shape, after in pairwise(shapes):
        followers.setdefault(shape.style, Counter())[after.style] += 1
    sizes: dict[tuple[str | int | bool, ...], list[int]] = {}
    for shape in shapes:
        sizes.setdefault(shape.style, []).append(shape.words)
    ranks = sorted({shape.rank for shape in shapes if shape.titlelike and shape.rank < 9 and not shape.reason})
    issue = _issue_features(shapes, kind)
    essay, body = _essay(parts, shapes)
    keys = [_key(part.block.text) for part in parts]
    last = {key: at for at, key in enumerate(keys)}
    first = {key: len(keys) - 1 - at for at, key in enumerate(keys[::-1])}
    named = _own_names(parts)
    seen: dict[tuple[str | int | bool, ...], int] = {}
    found: list[list[str]] = []
    for at, shape in enumerate(shapes):
        names = ["bias", *shape.own]
        names += _places(at, len(parts))
        count = like[shape.style]
        alike = "1" if count == 1 else "2" if count == 2 else "3" if count <= 4 else "5"
        names.append(f"alike={alike}")
        mean = sum(sizes[shape.style]) / count
        names.append(f"mean={_bucket(int(mean))}")
        if shape.titlelike:
            order = ranks.index(shape.rank) if shape.rank in ranks else 9
            names.append(f"order={min(order, 3)}/{min(len(ranks), 4)}")
            names.append(f"alike={alike}&order={min(order, 3)}&len={shape.length}")
            below = shapes[at + 1] if at + 1 < len(shapes) else None
            told = bool(below and not below.titlelike)
            ratio = sum(n for style, n in followers.get(shape.style, Counter()).items() if style[1] == 9)
            names.append(f"told={told}&mostly={ratio * 2 > count}&len={shape.length}")
        gap = at - seen[shape.style] if shape.style in seen else 99
        names.append(f"since={gap if gap <= 4 else 'far' if gap < 99 else 'none'}")
        names.append(f"since={gap if gap <= 4 else 'far' if gap < 99 else 'none'}&t={shape.titlelike}&alike={alike}")
        seen[shape.style] = at
        if last[keys[at]] > at and len(keys[at]) > 3:
            names.append("again")
        if first[keys[at]] < at and len(keys[at]) > 3:
            names.append("before")
            names += _spans(shapes, at)
        if any(name in keys[at] for name in named):
            names += ["itself", f"itself&len={shape.length}", f"itself&t={shape.titlelike}", f"itself&top={at < 5}"]
        place = "above" if at < body else "opens" if at == body else "inside"
        names.append(f"essay={essay}&t={shape.titlelike}&{place}")
        names.append(f"essay={essay}&m={shape.style[0]}&r={shape.reason}&{place}")
        names += _ties(shapes, at)
        names += _neighbours(shapes, at)
        names += _above(shapes, at)
        names += [f"{name}&{own}" for name in issue for own in (f"st={shape.style[0]}{shape.lead}", "any")]
        names += [f"{issue[0]}&rank={shape.rank}&len={shape.length}"]
        found.append(names)
    return found


def _own_names(parts: Sequence[Part]) -> set[str]:
    """What the issue may call itself: the short lines at its top, without what stands behind a dash or a comma."""
    found = set()
    for part in parts[:4]:
        name = _NAME_END.split(part.block.text, maxsplit=1)[0]
        key = _key(re.sub(r"^the\s+", "", name, flags=re.IGNORECASE))
        if len(key) >= 6 and len(name.split()) <= 6 and promise_of(name) is None and not _DATE.search(name):
            found.add(key)
    return found


def steps_of(shapes: Sequence[Shape]) -> list[Step]:
    """How each block follows the one before it."""
    found = [Step.OTHER]
    for before, shape in pairwise(shapes):
        if before.style == shape.style and not shape.titlelike:
            found.append(Step.LISTED_ALIKE if shape.style[0] else Step.ALIKE)
        else:
            found.append(Step.HEADING if shape.titlelike else Step.OTHER)
    return found[: len(shapes)]


def _shape(part: Part) -> Shape:
    block, text = part.block, part.block.text
    words = len(text.split())
    titlelike, mine = is_titlelike(block), rank(block)
    lead = _lead(block)
    marker = _marker(block.marker)
    length = _bucket(words)
    end = _ending(text)
    style = (marker, mine, lead, titlelike and not is_ended(text), block.depth, bool(block.links) and mine == 8)
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
    ]
    tests: tuple[tuple[str, bool], ...] = (
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
        ("date", bool(_DATE.search(text))),
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
    for name, holds in tests:
        if holds:
            own += [name, f"{name}&len={length}", f"{name}&title={titlelike}"]
    if promise is Promise.ASIDE:
        own.append("aside")
    return Shape(words, length, mine, titlelike, style, lead, end, reason, promise, tuple(own), stems_of(text))


def _neighbours(shapes: Sequence[Shape], at: int) -> list[str]:
    mine = shapes[at]
    names: list[str] = []
    for step in (-2, -1, 1, 2):
        other = shapes[at + step] if 0 <= at + step < len(shapes) else None
        side = f"n{step}"
        if other is None:
            names.append(f"{side}=none")
            continue
        order = "=" if other.rank == mine.rank else "<" if other.rank < mine.rank else ">"
        names += [
            f"{side}len={other.length}",
            f"{side}title={other.titlelike}",
            f"{side}reason={other.reason}",
            f"{side}same={other.style == mine.style}",
            f"{side}order={order}&t={mine.titlelike}{other.titlelike}",
        ]
        if abs(step) == 1:
            names += [
                f"{side}end={other.end}&m={mine.style[0]}&t={mine.titlelike}",
                f"{side}end={other.end}&mine={mine.end}&t={mine.titlelike}",
                f"{side}lead={other.lead}&mine={mine.lead}",
                f"{side}marker={other.style[0]}&mine={mine.style[0]}",
                f"{side}len={other.length}&mine={mine.length}",
                f"{side}len={other.length}&t={mine.titlelike}&r={mine.rank}",
                f"{side}t={other.titlelike}&r={other.rank}&mine={mine.titlelike}&r={mine.rank}",
                f"{side}m={other.style[0]}&mine={mine.titlelike}&r={mine.rank}&l={mine.length}",
                f"{side}same={other.style == mine.style}&lead={mine.lead}&t={mine.titlelike}",
                f"{side}reason={other.reason}&t={mine.titlelike}&l={mine.length}",
            ]
    return names


def _ties(shapes: Sequence[Shape], at: int) -> list[str]:
    """Whether a block, or what stands below a heading, is about the same as what stands above it."""
    mine = shapes[at]
    above = _told_above(shapes, at)
    if mine.titlelike:
        below = _told_below(shapes, at)
        again = len(mine.stems & frozenset().union(*below)) if below else 0
        names = [f"tie={_tied(tie(below, above))}", f"tie={_tied(tie(below, above))}&r={mine.rank}"]
        return [*names, f"named={min(again, 2)}&len={mine.length}"]
    tied = _tied(tie([mine.stems], above))
    return [
        f"tie={tied}&m={mine.style[0]}",
        f"tie={tied}&lead={mine.lead}",
        f"tie={tied}&end={shapes[at - 1].end if at else ''}",
    ]


def _told_below(shapes: Sequence[Shape], at: int) -> list[frozenset[str]]:
    """The words of the texts from a heading to the next one."""
    found: list[frozenset[str]] = []
    for shape in shapes[at + 1 : at + 1 + MAX_TOLD]:
        if shape.titlelike and found:
            break
        if not shape.titlelike and not shape.reason:
            found.append(shape.stems)
    return found


def _told_above(shapes: Sequence[Shape], at: int) -> list[frozenset[str]]:
    """The words of the texts above a block, to the heading that they stand under."""
    found: list[frozenset[str]] = []
    for shape in shapes[max(at - MAX_TOLD, 0) : at][::-1]:
        if shape.titlelike and found:
            break
        if not shape.titlelike and not shape.reason:
            found.append(shape.stems)
    return found


def _tied(value: float | None) -> str:
    return "few" if value is None else str(sum(value >= limit for limit in _TIES))


def _spans(shapes: Sequence[Shape], at: int) -> list[str]:
    """What stands between a heading and the next one set as strongly."""
    mine = shapes[at]
    texts = items = led = heads = 0
    for below in shapes[at + 1 : at + 26]:
        if below.titlelike and below.rank <= mine.rank:
            break
        if below.reason:
            continue
        heads += below.titlelike
        items += below.style[0] != ""
        led += not below.titlelike and below.lead not in ("", "label", "whole")
        texts += not below.titlelike and below.words >= 8 and below.style[0] == ""
    few = {0: "0", 1: "1", 2: "2"}
    counts = [few.get(count, "3") for count in (heads, items, led, texts)]
    return [
        f"span heads={counts[0]}&len={mine.length}",
        f"span items={counts[1]}&texts={counts[3]}",
        f"span led={counts[2]}&texts={counts[3]}",
        f"span heads={counts[0]}&items={counts[1]}&texts={counts[3]}",
        f"span={','.join(counts)}&long={mine.words > 4}",
    ]


def _essay(parts: Sequence[Part], shapes: Sequence[Shape]) -> tuple[str, int]:
    """Whether the issue may be one long piece, and where that begins: its title, or its first paragraph."""
    told = [at for at, shape in enumerate(shapes) if not shape.reason and not shape.titlelike and shape.words >= 15]
    if len(told) < 3:
        return "no", -1
    above = [at for at in range(told[0]) if shapes[at].titlelike and not shapes[at].reason]
    body = min(above, key=lambda at: (shapes[at].rank, at)) if above else told[0]
    heads = [at for at in range(told[0], told[-1]) if shapes[at].titlelike and not shapes[at].reason]
    texts = [parts[at].block for at in told]
    named = any(shapes[at].promise not in (None, Promise.ASIDE) for at in heads)
    linked = any(parts[at].block.links for at in heads)
    pieces = sum(shapes[at].lead not in ("", "label") for at in told) + sum(
        outlet_tail(text.text) is not None for text in texts
    )
    if named or linked or pieces * 4 > len(told):
        return "no", body
    opening = sum(shapes[at].words for at in told if not heads or at < heads[0])
    asked = bool(heads) and all(parts[at].block.text.endswith("?") for at in heads)
    short = bool(heads) and sum(shapes[at].words for at in heads) <= 4 * len(heads)
    if not heads:
        return "plain", body
    if asked:
        return "asked", body
    return f"{'short' if short else 'long'}{'after' if opening >= 40 else ''}", body


def _above(shapes: Sequence[Shape], at: int) -> list[str]:
    """What the last heading above promises, and how near the last advertisement's label stands."""
    names: list[str] = []
    mine = shapes[at]
    for back in range(1, min(at, 30) + 1):
        other = shapes[at - back]
        if other.titlelike and other.rank < 9:
            order = "=" if other.rank == mine.rank else "<" if other.rank < mine.rank else ">"
            promise = other.promise
            near = min(back, 4)
            names += [
                f"under={promise}&t={mine.titlelike}",
                f"under={promise}&near={near}",
                f"head={order}&t={mine.titlelike}&near={near}",
                f"headlen={other.length}&t={mine.titlelike}&lead={mine.lead}&m={mine.style[0]}",
                f"headlen={other.length}&len={mine.length}",
            ]
            break
    for back in range(1, min(at, 4) + 1):
        if shapes[at - back].reason == "sponsor":
            names += [f"ad={back}", f"ad={back}&t={mine.titlelike}"]
            break
    return names


def _issue_features(shapes: Sequence[Shape], kind: str) -> list[str]:
    told = [shape for shape in shapes if not shape.reason]
    titles = sum(shape.titlelike and shape.rank < 9 for shape in told)
    listed = sum(shape.style[0] != "" for shape in told)
    led = sum(shape.lead not in ("", "label") and not shape.titlelike for shape in told)
    texts = sum(not shape.titlelike and shape.style[0] == "" for shape in told)
    total = max(len(told), 1)
    return [
        f"kind={kind}",
        f"titles={'many' if titles * 4 > total else 'some' if titles >= 3 else 'few'}",
        f"listed={'many' if listed * 3 > total else 'some' if listed >= 2 else 'none'}",
        f"led={'many' if led >= 5 else 'some' if led >= 2 else 'none'}",
        f"texts={'many' if texts > 2 * titles else 'even' if texts > titles else 'few'}",
    ]


def _places(at: int, total: int) -> list[str]:
    names = [f"tenth={at * 10 // max(total, 1)}"]
    if at < 5:
        names.append(f"from_top={at}")
    if total - at <= 4:
        names.append(f"from_end={total - at}")
    return names


def _bucket(words: int) -> int:
    return next((at for at, limit in enumerate(_LENGTHS) if words <= limit), len(_LENGTHS))


def _ending(text: str) -> str:
    last = text[-1:]
    if text.endswith(("…", "...")):
        return "cut"
    if last in ".:;,?!)":
        return last
    return "quote" if last in "”\"’'" else "word" if last.isalnum() else "sign"


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


def _key(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
