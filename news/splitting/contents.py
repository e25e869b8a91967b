"""Tables of contents that name sections with their pieces' titles: both stand again below, above what is told.

A heading that comes twice is else an aside of several stories ("The details"), which names no section.
"""

from collections.abc import Sequence

from news.splitting.outline import Part, is_titlelike, rank

MAX_TOP_PARTS = 40  # no table of contents reaches further
MIN_TITLE_WORDS = 3


def contents_sections(parts: Sequence[Part]) -> tuple[set[int], set[int], set[int]]:
    """Where a table of contents names sections, where these sections are, and where other headings of it come again.

    A section is a heading whose first piece's title follows it both in the contents and below.
    """
    heads = [at for at, part in enumerate(parts) if is_titlelike(part.block) and rank(part.block) < 9]
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
    return "".join(char for char in part.block.text.casefold() if char.isalnum())
