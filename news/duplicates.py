"""Which items are one text told again: agency copy, reposts, cut and updated versions, headline variants.

An item's text is cleaned of datelines and notes of agencies, and read as runs of four words. Some of the runs
are its keys (winnowing: of every _WINDOW neighbouring runs the one with the least digest), so that two texts which
share a stretch of some eleven words share a key. An index looks an item's keys up and compares the item with the few
that share the most. Copies are linked to one original, and nothing is deleted.
Source of the keys: Schleimer, Wilkerson, Aiken, "Winnowing", SIGMOD 2003, pp. 76-85.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Protocol

import numpy as np
import numpy.typing as npt

from news.calendar_words import CALENDAR_WORDS, MONTH_STARTS
from news.credits import without_credits
from news.item import NewsItem
from news.words import terms

Digests = npt.NDArray[np.uint64]

_RUN = 4  # words of one run: shorter ones are common phrases, longer ones break at every edit
_WINDOW = 8  # runs, of which one becomes a key
_KEY_WORDS = 240  # keys come from so many first words, so that an item has at most some sixty
_COMPARED_WORDS = 600  # of a text, from its beginning
_MAX_HEADLINE = 1_000  # code points
_MANY_HOLDERS = 40  # a key of more originals is boilerplate, and is not looked up
_MAX_CANDIDATES = 8  # originals that a new item is compared with: its cost does not grow with the collection
_MANY_KEYS = 24  # an item with so many shares more than one with what it copies; one alone is a common phrase
# Of the shorter text's runs. Reports that share a long quotation stand at up to 0.47 among the shared news.
_LEAST_SHARED = 0.5
_LEAST_OPENING = 0.36  # where the shorter text's first words are shared: reports of two writers open differently
_OPENING = 24  # runs
_UNTITLED_COSTS = 0.06  # more, where the headlines have nothing in common
_STRANGE_COSTS = 0.5  # more, times the share of names and numbers that the longer text lacks
_MOST_FOREIGN = 0.26  # updated versions change a number or two
_FEW_MARKS = 4  # of fewer names one more or less says little
_SLOT = 12  # words between two shared stretches that may be a form's blank
_LEAST_SHORT = 0.7  # of the words of two short texts
_SHORT = 16  # words; a shorter text is compared by its words, with its headline
_TITLE_KEYS = 4  # of a headline's words those with the least digests, in pairs

_CJK = "぀-ヿ㐀-䶿一-鿿가-힯"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_PREFIX = re.compile(
    r"^(?:\W{0,9}(?:update(?:d)?(?:[ -]?\d+)?|breaking(?: news)?|watch|video|exclusive|live|just in|correct(?:ed|ion)|"
    r"wrapup ?\d*|refile|factbox|rpt|report|reuters|ap|afp|upi)\s{0,3}[-–—:|]{1,3}\s{0,3}){1,4}",
    re.IGNORECASE,
)
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], np.uint64)
_OF_A_DATE = CALENDAR_WORDS | {*MONTH_STARTS, "sept"}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of one item."""

    keys: tuple[int, ...]  # signed 64-bit; what an index finds candidates by
    runs: tuple[int, ...]  # digests of the text's runs, in order; empty for a short one
    marks: tuple[tuple[int, str], ...]  # names and numbers of the text with the number of their word
    vocabulary: frozenset[str]  # every word of the text
    title: frozenset[str]  # content words of the headline
    words: frozenset[str]  # content words of headline and text where the text is short, else empty
    names: frozenset[str]  # names and numbers of a short item


@dataclass(frozen=True, slots=True)
class Link:
    """An item is a copy of another."""

    original: str
    likeness: float  # 0 to 1: the share of the shorter text that stands in the longer


def fingerprint(item: NewsItem) -> Fingerprint:
    """Read what is compared of an item; the same item always gives the same."""
    headline = _PREFIX.sub("", item.headline.strip()[:_MAX_HEADLINE])
    told = item.text.lstrip() if item.text.strip() != item.headline.strip() else ""
    text = without_credits(told[: _COMPARED_WORDS * 12])
    tokens = list(islice(_TOKEN.finditer(text), _COMPARED_WORDS))
    title = frozenset(terms(headline))
    marks = [(place, token.group().lower()) for place, token in enumerate(tokens) if _is_mark(text, token)]
    if len(tokens) < _SHORT:
        words = title | frozenset(terms(text))
        names = {mark for _, mark in marks}
        names |= {token.group().lower() for token in _TOKEN.finditer(headline) if _is_mark(headline, token)}
        return Fingerprint(tuple(_title_keys(title or words)), (), (), frozenset(), title, words, frozenset(names))
    spelled = [token.group().lower() for token in tokens]
    digests = _runs(spelled)
    keys = (*_winnow(digests[: _KEY_WORDS - _RUN + 1]), *_title_keys(title))
    return Fingerprint(keys, tuple(digests.tolist()), tuple(marks), frozenset(spelled), title, frozenset(), frozenset())


def likeness(one: Fingerprint, other: Fingerprint) -> float:
    """How much of the shorter item stands in the other, 0 to 1; 0 when they are not one text.

    Texts that fit each other but for names and numbers are one form filled in twice, not copies: where the words
    around a name are the same, the other text has to know the name.
    """
    if not one.runs or not other.runs:
        return _short_likeness(one, other)
    short, long = (one, other) if len(one.runs) <= len(other.runs) else (other, one)
    theirs = frozenset(long.runs)
    held = [run in theirs for run in short.runs]
    shared = sum(held) / len(held)
    if shared < _LEAST_OPENING or _foreign(short, long, held) > _MOST_FOREIGN:
        return 0.0
    strange = sum(mark not in long.vocabulary for _, mark in short.marks) / max(len(short.marks), _FEW_MARKS)
    # A column's standing opening is shared, too; then the rest names other people and places.
    needed = _LEAST_OPENING if sum(held[:_OPENING]) * 2 > len(held[:_OPENING]) else _LEAST_SHARED
    needed += _STRANGE_COSTS * strange + (0.0 if len(one.title & other.title) >= 2 else _UNTITLED_COSTS)
    return round(shared, 4) if shared >= needed else 0.0


def _foreign(short: Fingerprint, long: Fingerprint, held: Sequence[bool]) -> float:
    """Of the names and numbers in and just between shared stretches, the share that the longer text lacks."""
    covered = [False] * (len(held) + _RUN - 1)
    for place, is_held in enumerate(held):
        if is_held:
            covered[place : place + _RUN] = [True] * _RUN
    inside = covered[:]
    last = -1
    for place, is_covered in enumerate(covered):
        if is_covered:
            if place - last - 1 <= _SLOT:  # a gap of a few words, or the text's beginning
                inside[last + 1 : place] = [True] * (place - last - 1)
            last = place
    ours = [mark for place, mark in short.marks if inside[place]]
    return sum(mark not in long.vocabulary for mark in ours) / max(len(ours), _FEW_MARKS)


def _short_likeness(one: Fingerprint, other: Fingerprint) -> float:
    """Headlines, and texts of a sentence: the same words, and no name or number that only one of them has."""
    if one.runs or other.runs:  # a headline alone and the item told in full
        return float(len(one.title) >= 4 and one.title == other.title)
    ours, theirs = one.words, other.words
    if min(len(ours), len(theirs)) < 3:
        return float(len(ours) > 1 and ours == theirs)
    common = len(ours & theirs)
    alike = (common / min(len(ours), len(theirs)) + common / len(ours | theirs)) / 2
    strange = max(len(one.names - other.names), len(other.names - one.names))
    digits = {name for name in one.names ^ other.names if name[0].isdigit()}
    return round(alike, 4) if alike >= _LEAST_SHORT and strange <= 1 and not digits else 0.0


class Kept(Protocol):
    """Items that were taken in before, in the store."""

    def holders(self, keys: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        """For each key that is held, the items that hold it, each with its original: itself when it copies none."""

    def fingerprint(self, item_id: str) -> Fingerprint:
        """The fingerprint of an item that `holders` named."""


class DuplicateIndex:
    """Items one after the other, each linked to its original.

    At most _MAX_CANDIDATES items are compared with a new one, those that share the most keys, so that the cost of an
    item does not grow with their number.
    """

    def __init__(self, kept: Kept | None = None) -> None:
        """What is added stays in memory; kept answers for what was added before."""
        self._kept = kept
        self._holders: dict[int, dict[str, str]] = {}
        self._prints: dict[str, Fingerprint] = {}
        self._links: dict[str, Link | None] = {}
        self.keys: dict[str, list[int]] = {}  # by item: those under which it is to be found from now on

    def add(self, item: NewsItem) -> Link | None:
        """Take an item in; returns its link when it is a copy, and the same again when it was added before."""
        if item.id in self._links:
            return self._links[item.id]
        own = fingerprint(item)
        held = self._held(own.keys)
        counts = Counter(name for names in held.values() if len(names) <= _MANY_HOLDERS for name in names)
        counts.pop(item.id, None)
        needed = 2 if len(own.keys) >= _MANY_KEYS else 1
        likely = sorted((name for name in counts if counts[name] >= needed), key=lambda name: (-counts[name], name))
        compared = ((likeness(own, self._print(name)), name) for name in likely[:_MAX_CANDIDATES])
        alike, nearest = max(compared, default=(0.0, ""))
        original = next(names[nearest] for names in held.values() if nearest in names) if alike else item.id
        self._prints[item.id] = own
        self.keys[item.id] = []
        for key in own.keys:
            names = held.get(key, {})
            # A key that the original holds finds the original; copies add what is theirs alone.
            if len(names) <= _MANY_HOLDERS and original not in names.values():
                self._holders.setdefault(key, {})[item.id] = original
                self.keys[item.id].append(key)
        self._links[item.id] = Link(original, alike) if alike else None
        return self._links[item.id]

    def _held(self, keys: Sequence[int]) -> dict[int, dict[str, str]]:
        held = {key: dict(names) for key, names in (self._kept.holders(keys) if self._kept else {}).items()}
        for key in keys:
            if key in self._holders:
                held[key] = held.get(key, {}) | self._holders[key]
        return held

    def _print(self, item_id: str) -> Fingerprint:
        if item_id not in self._prints and self._kept is not None:
            return self._kept.fingerprint(item_id)
        return self._prints[item_id]


def _runs(tokens: list[str]) -> Digests:
    words = np.array([_digest(token) for token in tokens], dtype=np.uint64)
    count = len(words) - _RUN + 1
    runs = np.zeros(count, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for place in range(_RUN):
            runs += (words[place : place + count] ^ (words[place : place + count] >> np.uint64(29))) * _MULTIPLIERS[
                place
            ]
        runs ^= runs >> np.uint64(32)
        runs *= _MULTIPLIERS[0]
        runs ^= runs >> np.uint64(29)
    return runs


@lru_cache(maxsize=65_536)
def _digest(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _winnow(digests: Digests) -> list[int]:
    if len(digests) > _WINDOW:
        digests = np.lib.stride_tricks.sliding_window_view(digests, _WINDOW).min(axis=1)
    return [int(key) for key in np.unique(digests).view(np.int64)]


def _title_keys(title: frozenset[str]) -> list[int]:
    """Pairs of some of a headline's words: headlines that say the same in other order share most of them."""
    if len(title) < 3:
        least = ["\x1f".join(sorted(title))] if title else []
        return [_signed(_digest("\x1e" + name)) for name in least]
    least = sorted(title, key=_digest)[:_TITLE_KEYS]
    pairs = [(a, b) for place, a in enumerate(least) for b in least[place + 1 :]]
    return [_signed(_digest("\x1e" + "\x1f".join(sorted(pair)))) for pair in pairs]


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number


def _is_mark(text: str, token: re.Match[str]) -> bool:
    """Whether a word is a number, or a name: capitalised, and not because a sentence begins."""
    word = token.group()
    if word[0].isdigit():
        return True
    before = text[max(0, token.start() - 3) : token.start()].rstrip(" \t“\"‘'(")
    return word[0].isupper() and before[-1:] not in {"", ".", "!", "?", "\n", ":"} and word.lower() not in _OF_A_DATE
