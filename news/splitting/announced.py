"""Events in several blocks: a day and hour above each name, or below it. Two at least, set alike, make it certain."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from news.calendar_words import CUT_MONTH, CUT_WEEKDAY
from news.splitting.boilerplate import is_date_line
from news.splitting.dates import SHOWN, is_day_name
from news.splitting.outline import LINKED, PLAIN, Part, is_titlelike, rank
from news.splitting.phrases import is_ended
from news.splitting.sections import promise_of

MIN_EVENTS = 2
MIN_LINES = 3  # hours alone, or days on plain lines
MAX_BELOW = 3  # blocks below a name: the place, what it is about
_CLOCK = re.compile(r"\d\s?[ap]\.?\s?m\b|\b\d{1,2}[:.][0-5]\d\b|\bnoon\b", re.IGNORECASE)
_DAY = re.compile(
    rf"(?:opens\s+|starts\s+|from\s+)?(?:{CUT_WEEKDAY}\.?,?\s+)?"
    rf"(?:{CUT_MONTH}\.?\s+\d{{1,2}}\b|\d{{1,2}}\s+{CUT_MONTH})",
    re.IGNORECASE,
)
_DAY_LINE = re.compile(  # and the hour, or hours
    _DAY.pattern + r"(?:,?\s+\d{4})?[\s,|·•–—-]+(?:at\s+)?\d[\d:.]*\s?(?:[ap]\.?m\.?)?"
    r"(?:\s?[–—-]\s?\d[\d:.]*\s?(?:[ap]\.?m\.?)?)?(?:\s+[a-z]{2,5})?(?:\s*[(|·].{0,40})?",
    re.IGNORECASE,
)
_PLACED_LINE = re.compile(_DAY_LINE.pattern + r"(?:,\s[^:.]{1,40})?", re.IGNORECASE)
_HOUR = re.compile(r"(?:(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s?[ap]\.?m\.?)?|1?\d\s?[ap]\.?m\.?)", re.IGNORECASE)
_NEAR = 50  # characters in which a day and its hour stand


def announced(parts: Sequence[Part]) -> tuple[set[int], set[int]]:
    """Where such events begin, by number, and what goes on with them."""
    begins: set[int] = set()
    below: set[int] = set()
    above, over = _above(parts), _over(parts)
    for at in over:
        begins.add(at)
        end = next((end for end in range(at + 1, len(parts)) if parts[end].block.gap), len(parts))
        below.update(range(at + 1, min(end, at + 1 + MAX_BELOW)))
    for at in above + hours_alone(parts):
        begins.add(at)
        below.update(_run(parts, at + 1))
    for at in _under(parts, plain=not (above or over)):
        begins.add(at)
        more = rank(parts[at].block) == PLAIN and not is_ended(parts[at + 1].block.text)
        below.update(_run(parts, at + 1) if more else [at + 1])
    return begins, below - begins


def _above(parts: Sequence[Part]) -> list[int]:
    """Days and hours on lines of their own right above names that are set alike."""
    found = [
        at
        for at, (part, after) in enumerate(pairwise(parts))
        if not part.block.marker
        and is_day_line(part.block.text)
        and rank(part.block) > rank(after.block)
        and _may_be_name(after)
    ]
    return _alike(found, [parts[at + 1] for at in found])


def hours_alone(parts: Sequence[Part]) -> list[int]:
    """Hours alone on lines above names, where the headings above are days: a log of what happened has none."""
    found = [at for at, part in enumerate(parts[:-1]) if is_hour(part.block.text) and _tells(parts[at + 1])]
    days = sum(is_day_name(part.block.text) or _heads_day(part) for part in parts)
    return found if len(found) >= MIN_LINES and days >= MIN_EVENTS else []


def _heads_day(part: Part) -> bool:
    return part.block.level > 0 and is_date_line(part.block.text)


def _over(parts: Sequence[Part]) -> list[int]:
    """Days, hours and places on plain lines, each right above the line that names its event, a blank line before it."""
    found = [
        at
        for at, (part, after) in enumerate(pairwise(parts))
        if part.block.gap
        and not (after.block.gap or part.block.marker)
        and _PLACED_LINE.fullmatch(part.block.text)
        and rank(part.block) == rank(after.block) == PLAIN
        and _may_be_name(after)
    ]
    return found if len(found) >= MIN_LINES else []


def _tells(part: Part) -> bool:
    return not (part.block.marker or part.block.level or _names_time(part))


def _names_time(part: Part) -> bool:
    return is_hour(part.block.text) or is_day_name(part.block.text)


def _under(parts: Sequence[Part], *, plain: bool) -> list[int]:
    """Names set alike, each above one text that opens with its day and hour. plain: names may be lines like others."""
    dated = [_opens_dated(part) for part in parts] + [False, False]
    named = [
        dated[at + 1] and _may_be_name(part) and (rank(part.block) < LINKED or (plain and rank(part.block) == PLAIN))
        for at, part in enumerate(parts)
    ]
    found = [at for at, name in enumerate(named) if name and not _has_agenda(parts, at, named, dated)]
    return _alike(found, [parts[at] for at in found])


def _has_agenda(parts: Sequence[Part], name: int, named: Sequence[bool], dated: Sequence[bool]) -> bool:
    """Whether more than one day stands below a name before the next one: it names their section."""
    for at in range(name + 2, len(parts)):
        if dated[at]:
            return not named[at - 1]
        if is_titlelike(parts[at].block) and rank(parts[at].block) <= rank(parts[name].block) < PLAIN:
            return False
    return False


def _alike(found: Sequence[int], names: Sequence[Part]) -> list[int]:
    """Those whose names are set as others are: "Public meeting on the bridge" alone may name a section."""
    counts = Counter(rank(name.block) for name in names if promise_of(name.block.text) is None)
    return [at for at, name in zip(found, names, strict=True) if counts[rank(name.block)] >= MIN_EVENTS]


def _run(parts: Sequence[Part], name: int) -> list[int]:
    """An event's name, or its day, and what stands below it, up to the next heading, day, list or name of another."""
    end = name + 1
    while end < min(len(parts), name + 1 + MAX_BELOW):
        part = parts[end]
        heads = is_titlelike(part.block) and (rank(part.block) < PLAIN or _is_above_day(parts, end))
        if part.block.marker or part.cue is not None or heads or _names_time(part):
            break
        end += 1
    return list(range(name, end))


def _is_above_day(parts: Sequence[Part], at: int) -> bool:
    return at + 1 < len(parts) and _DAY.match(parts[at + 1].block.text) is not None


def _may_be_name(part: Part) -> bool:
    text = part.block.text
    return is_titlelike(part.block) and not (is_day_name(text) or is_date_line(text) or _opens_dated(part))


def is_hour(text: str) -> bool:
    """Whether a line is an hour and nothing else."""
    return _HOUR.fullmatch(text) is not None


def tells_when(text: str) -> bool:
    """Whether a line above an event's name is its hour, or its day and hour, and at most the place."""
    return is_hour(text) or is_day_line(text) or _PLACED_LINE.fullmatch(text) is not None


def is_day_line(text: str) -> bool:
    """Whether a line is a day and its hour, and nothing else."""
    dated = is_date_line(text) or _DAY_LINE.fullmatch(text) is not None
    return dated and _CLOCK.search(text) is not None


def _opens_dated(part: Part) -> bool:
    """Whether a text opens with its day and hour, or with the days on which a show opens and closes."""
    text = part.block.text
    timed = _DAY.match(text) is not None and _CLOCK.search(text, 0, _NEAR) is not None
    return not part.block.marker and (timed or SHOWN.match(text) is not None)
