"""Where sentences begin and end, by rules for news text, in time linear in the text's length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from news.calendar_words import MONTH, MONTH_STARTS, WEEKDAY
from news.words import word_set

# Before a name or a number: never the end of a sentence.
_TITLES = word_set(
    "mr mrs ms mx messrs mmes dr prof rev fr sr hon pres lt gen rep reps sen sens gov govs col sgt maj capt cmdr cpl "
    "pvt adm amb det insp supt atty asst dept mt ft st ste vs fig sec pp vol ed al cf approx est eg ie viz msgr spc "
    "pfc brig comdr dist nos dir v wm sts amdt incl"
)
# Both inside and at the end of a sentence: the next word decides.
_AMBIGUOUS = word_set(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun inc co corp ltd llc "
    "plc jr esq bros etc ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb "
    "nev okla ore pa penn tenn tex va vt wash wis wyo ave blvd rd hwy bldg univ assn intl natl govt am pm no art "
    "ph.d m.d b.a m.a"
)
_MONTHS_CUT = frozenset({*MONTH_STARTS, "sept"} - {"may"})
_COUNTED = word_set("two three four five six seven eight nine ten eleven twelve")
# Words that open sentences and seldom follow an abbreviation inside one.
_OPENERS = word_set(
    "the a an this that these those it its he she they we you i his her their our my there here in on at by for from "
    "with as after before since when while if although though because but and or so yet then now however meanwhile "
    "also still once both all some many most several no not what who why how where officials critics experts police "
    "according"
)
_MEASURES = word_set("hr hrs min mins ft lb lbs oz m.p.h k.p.h r.p.m")  # go on only with a number or in lower case
_AFTER_CLOCK = re.compile(
    rf"(?:[A-Z]{{2,4}}\b|Eastern|Pacific|Central|Mountain|Greenwich|{WEEKDAY}|{MONTH}|[A-Z][a-z]{{2,3}}\.)"
)
_SAID = re.compile(
    r"(?:[A-Z][\w.’'-]{0,30}\s+){1,4}(?:said|says|asked|asks|wrote|writes|told|tweeted|added|replied|shouted|joked"
    r"|posted|continued|warned|yelled|chanted)\b"
)
_MARK = re.compile(r"[.!?…。！？]+(?: [.!?…]+)*|\n\s*")
_CLOSERS = "\"'”’»)]}"
_OPENING = "\"'“‘«([{"
_BULLET = re.compile(r"[ \t]*(?:[•▪◦‣·*–—-]|\d{1,3}[.)](?=[ \t]))[ \t]*")
_SPACE = re.compile(r"\s*")
_DAY_BEFORE = re.compile(r"(?<!\d)\d{1,2} [A-Z][a-z]{2,3}$")
_DAY_OPENS = re.compile(r"(?:^|[.!?…\n”\"'])\s*(?:[A-Z][a-z]+ ){0,2}\d{1,2} [A-Z][a-z]{2,3}$")  # "On 3 Dec. Manila"
_DEGREES = re.compile(r"\d [A-Za-z]$")  # "40 C."
_SHARE_BEHIND = re.compile(r"\d[\d.,]*\s?(?:%|percent\b|per cent\b)")
_LOWER_NAME = re.compile(r"(?:al|el|ash|an)-[A-Z]|[a-z]{1,2}[A-Z]")
_DASH_GOES_ON = re.compile(r"[–—-] [a-z]")  # "... as “a farce!” – a word that nobody used"
_WHOLE = re.compile(r"(?:(?<!\.)|(?<=[A-Z]\.))[.!?。！？][\"'”’»)\]]*$")
_WINDOW = 48  # code points looked at on either side of a mark: keeps the work per mark constant


@dataclass(frozen=True, slots=True)
class Span:
    """Code-point offsets into a text, end exclusive."""

    start: int
    end: int


def split_sentences(text: str) -> list[Span]:
    """Find the sentences of text, in order, without the white space and list bullets around them.

    A blank line, a bullet and a line that is not filled up end a sentence even without a full stop;
    a line break inside hard-wrapped prose does not. Text without any sentence gives an empty list.
    """
    return list(iter_sentences(text))


def iter_sentences(text: str) -> Iterator[Span]:
    """Yield what `split_sentences` lists; who needs only the first thousand pays for no more."""
    caseless = _is_caseless(text)
    wrapped = _is_wrapped(text)
    start, fresh_line = 0, True
    for mark in _MARK.finditer(text):
        if mark.group()[0] == "\n":
            if _line_ends_sentence(text, mark.start(), mark.end(), wrapped):
                yield from _sentence(text, start, mark.start(), fresh_line)
                start, fresh_line = mark.end(), True
        elif mark.start() >= start:
            end = _skip_closers(text, mark.end())
            if _mark_ends_sentence(text, mark.start(), mark.end(), end, caseless):
                yield from _sentence(text, start, end, fresh_line)
                start, fresh_line = end, False
    yield from _sentence(text, start, len(text), fresh_line)


def is_whole(sentence: str) -> bool:
    """Whether a sentence ends in a full stop or its like; a heading and a cut ("...") do not."""
    return _WHOLE.search(sentence[-12:]) is not None


def _sentence(text: str, start: int, end: int, fresh_line: bool) -> Iterator[Span]:
    start = min(_space_end(text, start), end)
    # A bullet stands at the head of a line; a dash in running text belongs to its sentence.
    bullet = _BULLET.match(text, start, end) if fresh_line else None
    if bullet:
        start = min(_space_end(text, bullet.end()), end)
    piece = text[start:end].rstrip()
    if any(character.isalnum() for character in piece):
        yield Span(start, start + len(piece))


def _space_end(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _is_caseless(text: str) -> bool:
    sample = text[:20_000]
    letters = sum(map(str.isalpha, sample))
    capitals = sum(map(str.isupper, sample))
    return letters > 0 and capitals * 200 < letters


def _is_wrapped(text: str) -> bool:
    """Whether line breaks stand inside sentences: long lines of like length, some going on in lower case."""
    lines = text[:20_000].split("\n")
    breaks = [(line, after.lstrip()) for line, after in pairwise(lines) if line and after.strip()]
    goes_on = sum(45 <= len(line) <= 100 and after[0].islower() for line, after in breaks)
    return goes_on >= 2 and goes_on * 4 >= len(breaks)


def _line_ends_sentence(text: str, position: int, following: int, wrapped: bool) -> bool:
    if following == len(text) or text.count("\n", position, following) > 1 or _BULLET.match(text, following):
        return True
    line_start = text.rfind("\n", max(0, position - 200), position) + 1
    long_line = position - line_start >= 45
    return not (long_line and (wrapped or text[following].islower()))


def _skip_closers(text: str, position: int) -> int:
    limit = min(len(text), position + 6)
    while position < limit and text[position] in _CLOSERS:
        # A straight quote after a space opens; one that touches the mark closes.
        position += 1
    return position


def _mark_ends_sentence(text: str, start: int, mark_end: int, end: int, caseless: bool) -> bool:
    following = _space_end(text, end)
    if following == len(text) or text[mark_end - 1] in "。！？":
        return True
    if following == end:
        return _glued(text, start, mark_end, end)
    ahead = text[following : following + _WINDOW * 3]
    head = ahead.lstrip(_OPENING)
    mark = text[start:mark_end]
    word = _word_before(text, start)
    if mark == "." and _is_abbreviation(text, start, word, head):
        return False
    if (mark != "." or end > mark_end) and _DASH_GOES_ON.match(ahead):
        return False
    if head[:1].islower():
        return _LOWER_NAME.match(head) is not None or (caseless and mark in ".?!" and len(word) > 1)
    return not (end > mark_end and ("?" in mark or "!" in mark) and _SAID.match(ahead))


def _glued(text: str, start: int, mark_end: int, end: int) -> bool:
    """Whether the mark ends a sentence though no space follows it or its quotation mark, as in pages joined badly."""
    before, after = text[max(0, start - 3) : start], text[end : end + 3]
    return (
        mark_end - start == 1
        and len(before + after) == 6
        and (before + after).isalpha()
        and before.islower()
        and after[0].isupper()
        and after[1].islower()
        and _word_before(text, start).lower() not in _TITLES | _AMBIGUOUS
    )


def _word_before(text: str, position: int) -> str:
    window = text[max(0, position - _WINDOW) : position]
    if not window or window[-1].isspace():
        return ""
    return window.rsplit(None, 1)[-1].lstrip(_OPENING + "—–-").rpartition("/")[2]


def _is_abbreviation(text: str, position: int, word: str, head: str) -> bool:
    """Whether the full stop at position belongs to word; head is what follows, without opening quotes."""
    if "-" in word:
        word = word.rpartition("-")[2]  # "Ex-Gov.", "Then-Sen."
    lower = word.lower()
    following = re.match(r"[^\W_]+", head)
    opener = following is not None and following.group().lower() in _OPENERS | _COUNTED and head[:1].isupper()
    opener = opener or _SHARE_BEHIND.match(head) is not None  # "in the U.S. 50% also support it"
    if lower in _TITLES:
        return True
    if (goes_on := _before_numbers(word, head)) is not None:
        return goes_on
    before = text[max(0, position - _WINDOW) : position]
    if _DEGREES.search(before) or (lower in _MONTHS_CUT and head[:1].isalpha() and _ends_date(before)):
        return False
    if lower in _AMBIGUOUS and word[:1].isupper():
        return not opener
    if lower == "etc" or (len(word) == 1 and word.isupper()) or re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", word):
        return not opener
    return word.isdigit() and len(word) <= 3 and _opens_line(text, position - len(word))


def _ends_date(before: str) -> bool:
    """Whether a month's day stands before it, so that no number follows: "on 22 Nov. Manila protested"."""
    return _DAY_BEFORE.search(before) is not None and not _DAY_OPENS.search(before)


def _before_numbers(word: str, head: str) -> bool | None:
    """Whether a word of the clock, a measure or "No." goes on; None when it is none of these."""
    lower = word.lower()
    if lower in {"a.m", "p.m", "am", "pm"}:
        return _AFTER_CLOCK.match(head) is not None or head[:1].islower()
    if lower in _MEASURES:
        return head[:1].isdigit()
    if lower in {"no", "art", "prop"}:
        return word[:1].isupper() and re.match(r"\d|[IVX]+\b", head) is not None
    return None


def _opens_line(text: str, position: int) -> bool:
    return text[max(0, position - 8) : position].rpartition("\n")[2].strip(" \t") == "" and (
        position <= 8 or "\n" in text[position - 8 : position]
    )
