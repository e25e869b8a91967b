"""What the labeller sees around a block: its neighbours' cues, runs of headings, of texts and of list items.

How an issue's headings are worded (case, emoji, a verb) tells headings of one rank apart, and a line that stops in
the middle of a sentence tells that the next block goes on with it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from news.splitting.block_shapes import Shape
from news.splitting.dates import STAMP
from news.splitting.outline import Part

MAX_NAMES_CHARS = 90
MAX_ROLE_WORDS = 14
_WRAPPED_WORDS = 8  # a line of so many words that ends without a stop may have been broken in the middle
_NAME = r"(?:[A-ZÀ-Þ][\w.'’-]*|de|van|von|der|la|del|bin|al)"
_NAMES = re.compile(  # "By Ana Silk, Jonas Brandt and Maria de la Cruz"
    rf"(?:(?:By|With|by)\s+)?(?:(?:Dr|Prof|Sir|Rep|Sen)\.?\s+)?[A-ZÀ-Þ][\w.'’-]+(?:\s{_NAME}){{1,4}}"
    rf"(?:(?:,\s|\s(?:and|&)\s|,\sand\s)[A-ZÀ-Þ][\w.'’-]+(?:\s{_NAME}){{0,4}}){{0,4}}"
)
_ROLE = re.compile(
    r",\s+(?:[\w-]+\s+){0,4}(?:editor|reporter|correspondent|writer|fellow|professor|director|columnist|author|scholar)\b",
    re.IGNORECASE,
)
_HANGING = re.compile(  # words that no sentence ends with
    r"\b(?:a|an|the|of|to|in|on|for|by|at|and|or|with|from|as|that|which|their|its|his|her|our|into|over|after|before"
    r"|than|is|are|was|were|be|has|have|had|will|said|not|but)$",
    re.IGNORECASE,
)
_TAIL = 12  # characters at the end of a text that such a word lies within
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|says?|said|wins?|loses?|gets?|goes|makes?|takes?|tells?"
    r"|votes?|cuts?|falls?|rises?|ends?|begins?|opens?|closes?|finds?|wants?|asks?|plans?|\w{3,}(?:es|ed))\b"
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_FIRST_SYMBOL = 0x2190  # arrows, dingbats and emoji stand behind it
_SIGNS = "“”‘’–—…•"
_SAID_OFTEN = ("told", "address")  # cues of one block that say nothing of the next
Signature = tuple[int, str, bool, str, str]


@dataclass(frozen=True, slots=True)
class _Run:
    """Blocks without a heading between them."""

    places: tuple[int, ...]
    led: str  # how many open with a phrase set apart: no, all, first, some
    linked: str  # how many hold a link: no, all, some


def context_features(parts: Sequence[Part], shapes: Sequence[Shape]) -> list[list[str]]:
    """The names of the features that each part's surroundings make, in order."""
    found: list[list[str]] = [[] for _ in shapes]
    texts = [part.block.text for part in parts]
    names = [is_names(text) for text in texts]
    cues = [tuple(x for x in shape.own if "=" not in x and "&" not in x and x not in _SAID_OFTEN) for shape in shapes]
    for at, shape in enumerate(shapes):
        mine = found[at]
        if names[at]:
            above = at > 0 and shapes[at - 1].titlelike
            mine += ["names", f"names&t={shape.titlelike}&r={shape.rank}", f"names&above={above}"]
        if shape.words <= MAX_ROLE_WORDS and _ROLE.search(texts[at]):
            mine += ["role", f"role&t={shape.titlelike}"]
        for step in (-1, 1):
            if 0 <= at + step < len(shapes):
                mine += [f"n{step}:{cue}&t={shape.titlelike}" for cue in cues[at + step]]
                if names[at + step]:
                    mine.append(f"names{step}&t={shape.titlelike}")
    tables = (
        _headings(shapes, texts),
        _broken_lines(shapes, texts),
        _heading_runs(shapes),
        _text_runs(parts, shapes),
        _stamps(shapes, texts),
        _lists(shapes, texts),
        _beside(parts, shapes),
    )
    return [list(chain.from_iterable(rows)) for rows in zip(found, *tables, strict=True)]


def is_names(text: str) -> bool:
    """Whether a line is nothing but the names of people."""
    return len(text) <= MAX_NAMES_CHARS and _NAMES.fullmatch(text.strip()) is not None


def _opens_with_symbol(text: str) -> bool:
    first = text[:1]
    return bool(first) and ord(first) > _FIRST_SYMBOL and not first.isalnum() and first not in _SIGNS


def _case(text: str) -> str:
    """How a heading's words are capitalised: U all, l none, 1 one word, T each, s the first, m some, n no words."""
    words = _WORD.findall(text)
    if not words:
        return "n"
    if text.isupper():
        return "U"
    if text.islower():
        return "l"
    raised, others = sum(word[0].isupper() for word in words[1:]), len(words) - 1
    if not others:
        return "1"
    return "T" if raised * 3 >= 2 * others else "s" if raised * 3 <= others else "m"


def _coarse(shape: Shape) -> str:
    return f"T{min(shape.rank, 9)}" if shape.titlelike else "L" if shape.style[0] else "X"


def _many(count: int) -> str:
    return "1" if count <= 1 else "2" if count == 2 else "4" if count <= 4 else "m"


def _headings(shapes: Sequence[Shape], texts: Sequence[str]) -> list[list[str]]:
    """How a heading is worded, how many are worded like it, and what follows them."""
    cases = [_case(text) if shape.titlelike else "" for shape, text in zip(shapes, texts, strict=True)]
    symbols = [_opens_with_symbol(text) for text in texts]
    signatures: list[Signature] = [
        (shape.rank, str(shape.style[0]), symbol, case, _mark(text)) if shape.titlelike else (10, "", symbol, "", "")
        for shape, text, case, symbol in zip(shapes, texts, cases, symbols, strict=True)
    ]
    counts = Counter(signatures)
    followers: dict[Signature, Counter[str]] = {}
    for at in range(len(shapes) - 1):
        followers.setdefault(signatures[at], Counter())[_coarse(shapes[at + 1])[0]] += 1
    found: list[list[str]] = []
    for at, shape in enumerate(shapes):
        if not shape.titlelike:
            found.append([f"symbol={symbols[at]}&m={shape.style[0]}"])
            continue
        case, verb = cases[at], _VERB.search(texts[at]) is not None
        count = counts[signatures[at]]
        names = [
            f"case={case}",
            f"case={case}&r={shape.rank}",
            f"case={case}&len={shape.length}",
            f"symbol={symbols[at]}&r={shape.rank}",
            f"symbol={symbols[at]}&case={case}&alike={min(count, 4)}",
            f"worded={_many(count)}&len={shape.length}",
            f"worded={_many(count)}&r={shape.rank}",
            f"verb={verb}&len={shape.length}",
            f"verb={verb}&r={shape.rank}&case={case}",
        ]
        follow = followers.get(signatures[at])
        if follow:
            usual, times = follow.most_common(1)[0]
            below = _coarse(shapes[at + 1]) if at + 1 < len(shapes) else ""
            always = "=" if times == follow.total() else "~"
            names += [
                f"follows={usual}{always}&k={_many(count)}",
                f"follows={usual}&mine={below}&k={_many(count)}",
            ]
        found.append(names)
    return found


def _mark(text: str) -> str:
    return text[-1] if text[-1:] in ("?", ":") else ""


def _broken_lines(shapes: Sequence[Shape], texts: Sequence[str]) -> list[list[str]]:
    """Whether a block goes on in the middle of a sentence."""
    found: list[list[str]] = [[] for _ in shapes]
    open_ended = [text[-1:].isalnum() or text[-1:] in (",", ";") for text in texts]
    hanging = [
        ended and _HANGING.search(text[-_TAIL:]) is not None for ended, text in zip(open_ended, texts, strict=True)
    ]
    for at in range(1, len(shapes)):
        before, mine, titlelike = shapes[at - 1], found[at], shapes[at].titlelike
        low = texts[at][:1].islower()
        if hanging[at - 1]:
            mine += ["hang", f"hang&t={titlelike}", f"hang&low={low}"]
            found[at - 1] += ["hangs", f"hangs&t={before.titlelike}"]
        if open_ended[at - 1] and low:
            mine += ["lowers", f"lowers&above={before.length}"]
        if open_ended[at - 1] and before.words >= _WRAPPED_WORDS and titlelike == before.titlelike:
            mine.append(f"wrapped&low={low}&t={titlelike}")
        if low:
            mine.append(f"low&above={before.end}")
    return found


def _runs(shapes: Sequence[Shape]) -> list[tuple[bool, list[int]]]:
    """Stretches of blocks that are all headings, or all none."""
    found: list[tuple[bool, list[int]]] = []
    for at, shape in enumerate(shapes):
        if not found or found[-1][0] != shape.titlelike:
            found.append((shape.titlelike, []))
        found[-1][1].append(at)
    return found


def _heading_runs(shapes: Sequence[Shape]) -> list[list[str]]:
    """The place of a heading among those that stand right above and below it, and whether a list follows them."""
    found: list[list[str]] = [[] for _ in shapes]
    for titlelike, places in _runs(shapes):
        if not titlelike:
            continue
        listed = places[-1] + 1 < len(shapes) and bool(shapes[places[-1] + 1].style[0])
        for order, at in enumerate(places):
            run, shape = f"{min(order, 3)}/{min(len(places), 4)}", shapes[at]
            found[at] = [
                f"heads={run}",
                f"heads={run}&r={shape.rank}",
                f"heads={run}&len={shape.length}",
                f"heads={run}&listed={listed}",
            ]
    return found


def _text_runs(parts: Sequence[Part], shapes: Sequence[Shape]) -> list[list[str]]:
    """The place of a block among those under one heading, and how many of them open or link as it does."""
    found: list[list[str]] = [[] for _ in shapes]
    runs = []
    for titlelike, places in _runs(shapes):
        told = tuple(at for at in places if not shapes[at].reason)
        if titlelike or not told:
            continue
        led = [_is_led(shapes[at]) for at in told]
        first = sum(led) == 1 and led[0]
        linked = [bool(parts[at].block.links) for at in told]
        how_led = "no" if not any(led) else "all" if all(led) else "first" if first else "some"
        runs.append(_Run(told, how_led, "no" if not any(linked) else "all" if all(linked) else "some"))
    lengths = sorted(len(run.places) for run in runs if not all(shapes[at].style[0] for at in run.places))
    usual = _many(lengths[len(lengths) // 2]) if lengths else "1"
    for run in runs:
        size = len(run.places)
        many = _many(size) if size <= 4 else "8" if size <= 8 else "m"
        for order, at in enumerate(run.places):
            shape, place = shapes[at], f"{min(order, 3)}/{many}"
            mine_led, mine_linked = _is_led(shape), bool(parts[at].block.links)
            found[at] = [
                f"run={place}&m={shape.style[0]}",
                f"run={place}&usual={usual}",
                f"run={place}&lead={shape.lead}",
                f"run={min(order, 3)}&len={shape.length}",
                f"run_led={run.led}&mine={mine_led}&k={many}",
                f"run_led={run.led}&mine={mine_led}&at={min(order, 2)}",
                f"run_linked={run.linked}&mine={mine_linked}&k={many}",
                f"run_linked={run.linked}&mine={mine_linked}&at={min(order, 2)}&m={shape.style[0]}",
            ]
    return found


def _is_led(shape: Shape) -> bool:
    return shape.lead not in ("", "label")


def _stamps(shapes: Sequence[Shape], texts: Sequence[str]) -> list[list[str]]:
    """Lines that open with a day or an hour: one below the other, or each above what takes place then."""
    stamped = [STAMP.match(text) is not None for text in texts] + [False, False]
    found: list[list[str]] = []
    for at, shape in enumerate(shapes):
        below = stamped[at + 1]
        if stamped[at]:
            found.append(
                [f"stamped&turns={stamped[at + 2] and not below}&t={shape.titlelike}", f"stamped&below={below}"]
            )
        elif at and stamped[at - 1]:
            found.append([f"stamped_above&below={below}&t={shape.titlelike}"])
        else:
            found.append([])
    return found


def _lists(shapes: Sequence[Shape], texts: Sequence[str]) -> list[list[str]]:
    """What announces the list that an item is of, how long that is, and what goes on below it."""
    found: list[list[str]] = [[] for _ in shapes]
    at = 0
    while at < len(shapes):
        end = at
        while end < len(shapes) and shapes[end].style[0]:
            end += 1
        if at and end > at:
            head, size = at - 1, end - at
            mean = sum(shape.words for shape in shapes[at:end]) / size
            words = "s" if mean < 9 else "e" if mean < 18 else "l"
            many = "1" if size == 1 else "3" if size <= 3 else "6" if size <= 6 else "m"
            announced = f"announced={_stop(texts[head])}&t={shapes[head].titlelike}"
            names = [
                f"{announced}&r={shapes[head].rank}",
                f"{announced}&after={_coarse(shapes[end]) if end < len(shapes) else ''}",
                f"{announced}&above={_coarse(shapes[head - 1]) if head else ''}",
                f"{announced}&w={words}",
                f"listed={many}&w={words}",
            ]
            for place in range(at, end):
                found[place] = names
            if shapes[head].titlelike:
                above = head > 0 and shapes[head - 1].titlelike
                found[head] = [
                    f"announces={_stop(texts[head])}&r={shapes[head].rank}",
                    f"announces&above={above}&len={shapes[head].length}",
                ]
        at = end + 1
    return found


def _stop(text: str) -> str:
    return text[-1] if text[-1:] in (":", "?", ".", "!") else "w"


def _beside(parts: Sequence[Part], shapes: Sequence[Shape]) -> list[list[str]]:
    """A paragraph's length beside that of the block above it, and whether both, or the one below, hold links."""
    found: list[list[str]] = [[] for _ in shapes]
    linked = [bool(part.block.links) for part in parts]
    for at, shape in enumerate(shapes):
        if at == 0 or shape.titlelike or shape.style[0]:
            continue
        ratio = shape.words / max(shapes[at - 1].words, 1)
        size = "s" if ratio < 0.4 else "e" if ratio < 2 else "l"
        found[at].append(f"ratio={size}&above={shapes[at - 1].titlelike}")
        for step in (-1, 1):
            if at + step < len(shapes):
                found[at].append(f"linked{step}={linked[at + step]}&mine={linked[at]}&t={shapes[at + step].titlelike}")
    return found
