"""Reports that number their parts "1." and what each tells "1.1", or "A." and "A.1", "A1.": the parts are sections."""

import re
from collections.abc import Sequence
from dataclasses import replace

from news.blocks import Block, join_cells
from news.splitting.outline import Part
from news.splitting.sections import Promise, holds_views, promise_of

_PART = re.compile(r"(\d{1,2}|[A-Z])[.)]\s+\S")
_TOLD = re.compile(r"(\d{1,2}(?=\.\d)|[A-Z](?=\.\d)|[A-H](?=\d+[.)]))\.?\d{1,2}[.)]?\s+\S")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")
_HOLDS_LINES = (Promise.EVENTS, Promise.HEADLINES, Promise.OPINION)
_LEVEL = 3  # of the headings that parts become
_MAX_WORDS = 8  # of a part's name
_MIN_TOLD = 2


def told_by_numbers(parts: Sequence[Part]) -> tuple[set[int], set[int]]:
    """Where the parts of such a report stand, made headings before, and where what is told below them begins."""
    texts = [(at, part.block.text) for at, part in enumerate(parts) if not part.block.level]
    told = {at: match[1] for at, text in texts if (match := _TOLD.match(text))}
    headings = {
        at: match[1] for at, part in enumerate(parts) if part.block.level and (match := _PART.match(part.block.text))
    }
    if len(told) < _MIN_TOLD or not set(told.values()) <= set(headings.values()):
        return set(), set()
    opening = {  # "4. OUTLOOK" has one text, and "5. CORRECTION" no piece
        at + 1
        for at, number in headings.items()
        if number not in told.values() and promise_of(parts[at].block.text) is not Promise.ASIDE
    }
    return set(headings), set(told) | (opening & {at for at, _ in texts if parts[at].cue is None})


def numbered_sections(parts: Sequence[Part]) -> set[int]:
    """Where a number and a usual name of a section ("4. COMMENTARIES") stand above two lines that have no number."""
    numbered = [_NUMBER.match(_printed(part.block)) is not None for part in parts]
    return {
        at
        for at in range(len(parts) - _MIN_TOLD)
        if numbered[at]
        and _is_section(parts[at])
        and not any(part.cue or part.block.level for part in parts[at + 1 : at + 1 + _MIN_TOLD])
        and not any(numbered[at + 1 : at + 1 + _MIN_TOLD])
    }


def _printed(block: Block) -> str:
    return f"{block.marker} {block.text}".lstrip()


def _is_section(part: Part) -> bool:
    name = _NUMBER.sub("", _printed(part.block))
    return len(name.split()) <= _MAX_WORDS and (promise_of(name) in _HOLDS_LINES or holds_views(name))


def with_numbered_parts(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, "1. NORTH" a heading where paragraphs below it are numbered "1.1", "1.2"."""
    told = [match[1] for block in blocks if not block.drop and (match := _TOLD.match(block.text))]
    parts = {
        at: match[1]
        for at, block in enumerate(blocks)
        if not (block.drop or block.level)
        and len(block.text.split()) <= _MAX_WORDS
        and (match := _PART.match(_printed(block)))
    }
    if len(told) < _MIN_TOLD or not set(told) <= set(parts.values()):
        return list(blocks)
    return [_headed(block) if at in parts else block for at, block in enumerate(blocks)]


def _headed(block: Block) -> Block:
    """A paragraph or list item as a heading that has its number in its text."""
    if not block.marker:
        return replace(block, level=_LEVEL)
    place = [block.start] * len(block.marker)  # or its text, where the reader kept none of its marker
    number = replace(block, text=block.marker, starts=place, ends=place, links=(), bold=(), opening=None)
    return replace(join_cells([number, block]), level=_LEVEL, depth=0, marker="", opening=None)
