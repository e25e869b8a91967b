"""What an issue tells twice: tables of contents that name sections with their pieces' titles, and its highlights.

A heading that comes twice is else an aside of several stories ("The details"), which names no section.
"""

import re
from collections.abc import Sequence

from news.splitting.cohesion import stems_of
from news.splitting.outline import PLAIN, Part, is_titlelike, key_of, rank

MAX_TOP_PARTS = 40  # no table of contents reaches further
MIN_TITLE_WORDS = 3
_SUMMARY = re.compile(
    r"\W*(?:(?:key\s+)?(?:highlights|messages|developments|takeaways|points)|at\s+a\s+glance|(?:what['’]s\s+|what\s+you['’]ll\s+find\s+)?(?:inside|below)"
    r"|in\s+(?:this|today['’]s)\s+[\w-]{3,12}|contents|(?:executive\s+)?summary|in\s+short|overview|the\s+short\s+version|tl;?dr)\W*",
    re.IGNORECASE,
)
MIN_LINES = 2  # of highlights
MIN_TOLD = 0.6  # of a line's words that come again in what is told
MIN_STEMS = 2
NEAR = 3  # parts in which a piece is told


def contents_sections(parts: Sequence[Part]) -> tuple[set[int], set[int], set[int]]:
    """Where a table of contents names sections, where these sections are, and where other headings of it come again.

    A section is a heading whose first piece's title follows it both in the contents and below.
    """
    heads = [at for at, part in enumerate(parts) if is_titlelike(part.block) and rank(part.block) < PLAIN]
    listed: set[int] = set()
    found: set[int] = set()
    for at in heads:
        if at >= MAX_TOP_PARTS:
            break
        again = next((below for below in heads if below > at + 1 and _key(parts[below]) == _key(parts[at])), None)
        if again is not None and _is_again(parts, at + 1, again + 1):
            listed.add(at)
            found.add(again)
    if not found:
        return set(), set(), set()
    first = min(found)
    said = {_key(parts[at]): at for at in heads if at < first}
    others = {at for at in heads if at > first and at not in found and _key(parts[at]) in said}
    keys = [_key(parts[at]) for at in heads if at >= first]
    others = {at for at in others if keys.count(_key(parts[at])) == 1}
    return listed | {said[_key(parts[at])] for at in others}, found, others


def _is_again(parts: Sequence[Part], listed: int, below: int) -> bool:
    """Whether a title below is what a line of the contents says; lines of one paragraph may have been joined."""
    if max(listed, below) >= len(parts) or not is_titlelike(parts[below].block):
        return False
    words = len(parts[below].block.text.split())
    return words >= MIN_TITLE_WORDS and _key(parts[listed]).startswith(_key(parts[below]))


def _key(part: Part) -> str:
    return key_of(part.block.text)


def highlights(parts: Sequence[Part]) -> set[int]:
    """The lines of a list below "Highlights" or the like, at an issue's top, at least half of which are told below."""
    found: set[int] = set()
    for label, part in enumerate(parts[:MAX_TOP_PARTS]):
        if not _SUMMARY.fullmatch(part.block.text):
            continue
        end = label + 1
        while end < len(parts) and parts[end].block.marker:
            end += 1
        lines = range(label + 1, end)
        told = [stems_of(below.block.text) for below in parts[end:]]
        again = sum(_is_told(stems_of(parts[at].block.text), told) for at in lines)
        if len(lines) >= MIN_LINES and again * 2 >= len(lines):
            found.update(lines)
    return found


def listed_names(parts: Sequence[Part]) -> set[int]:
    """The lines of a list at an issue's top that are all names of headings below it."""
    below = {_key(part) for part in parts if part.block.level}
    start = next((at for at, part in enumerate(parts[:MAX_TOP_PARTS]) if part.block.marker), len(parts))
    end = start
    while end < len(parts) and parts[end].block.marker:
        end += 1
    named = [_key(part) in below for part in parts[start:end]]
    return set(range(start, end)) if len(named) >= MIN_LINES and all(named) else set()


def _is_told(line: frozenset[str], told: Sequence[frozenset[str]]) -> bool:
    """Whether most words of a line come again in a few parts that stand together."""
    if len(line) < MIN_STEMS:
        return False
    near = (frozenset().union(*told[at : at + NEAR]) for at in range(len(told)))
    return any(len(line & words) >= MIN_TOLD * len(line) for words in near)
