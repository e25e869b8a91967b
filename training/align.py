"""From gold items to block labels: which blocks of an issue make up which gold item."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from news.blocks import Block
from news.splitting.block_labels import Label
from news.splitting.outline import is_titlelike
from news.splitting.phrases import outlet_tail
from news.splitting.sections import plain_name

_CLOSED = 8  # blocks of other matter after which an item has ended; a title stands above its author, day and buttons
_GAP_COST = 1.5  # words that a block between two of one item costs
_START_GAIN = 0.5
_OPENING_GAIN = 12.0  # of a block that an item begins with, word by word
_MIN_OPENING = 8  # letters
_FEW = 4
_WORD = re.compile(r"\w+")
_PLACE = re.compile(r"\d{1,3}[.)]\s+")  # a number that gold leaves out


@dataclass(frozen=True, slots=True)
class _Step:
    score: float
    before: tuple[int, int]  # the state that it came from: items begun, blocks since the last one's
    taken: bool


def label_blocks(blocks: Sequence[Block], items: Sequence[Mapping[str, Any]]) -> list[Label]:
    """The label that gold gives each block; items and blocks keep their order, and each block serves one item."""
    owners = _owners(blocks, items)
    labels = [Label.NONE] * len(blocks)
    for item in range(len(items)):
        mine = [at for at, owner in enumerate(owners) if owner == item]
        keys = [_key(blocks[at].text) for at in mine]
        for again in [at for rank, at in enumerate(mine) if keys[rank] in keys[rank + 1 :]]:
            mine.remove(again)  # a list of contents says the title once more
            owners[again] = -1
        titled = len(mine) > 1 and is_titlelike(blocks[mine[0]])
        for at in mine:
            labels[at] = Label.STORY if titled else Label.REST
        if mine:
            labels[mine[0]] = Label.TITLE if titled else Label.PIECE
    for name in {item["section"] for item in items if item.get("section")}:
        begins = [at for at, owner in enumerate(owners) if owner >= 0 and items[owner].get("section") == name]
        heads = [at for at in range(min(begins, default=0)) if _is_heading(blocks[at], name) and owners[at] < 0]
        if heads:
            labels[heads[-1]] = Label.SECTION
    return labels


def _owners(blocks: Sequence[Block], items: Sequence[Mapping[str, Any]]) -> list[int]:
    """The item that each block belongs to, or -1: the assignment in order that shares most words."""
    wanted = [_words(gold_words(item)) for item in items]
    told = [_runs(gold_words(item)) for item in items]
    spelled = [_key(gold_words(item)) for item in items]
    names = {item["section"] for item in items if item.get("section")}
    states: dict[tuple[int, int], _Step] = {(0, _CLOSED): _Step(0.0, (0, _CLOSED), taken=False)}
    history: list[dict[tuple[int, int], _Step]] = []
    outlets = {item["outlet"] for item in items if item.get("outlet")}
    for block in blocks:
        heading = any(_is_heading(block, name) for name in names)
        text = _without_outlet(block.text, outlets)
        own, runs = _words(text), _runs(text)
        gains = [0.0] * len(items)
        if not (block.drop or heading):
            pairs = zip(wanted, told, strict=True)
            gains = [_gain(own, gold) if len(runs & whole) * 2 >= len(runs) else 0.0 for gold, whole in pairs]
        key = _key(text)
        opens = [len(key) >= _MIN_OPENING and whole.startswith(key) for whole in spelled]
        gains = [gain + _OPENING_GAIN * (gain > 0 and first) for gain, first in zip(gains, opens, strict=True)]
        if len(block.text.split()) <= _FEW:  # so few words stand somewhere in any long piece
            few = _key(_PLACE.sub("", block.text))
            gains = [gain if few in whole else 0.0 for gain, whole in zip(gains, spelled, strict=True)]
        states = _advance(states, gains, opens)
        history.append(states)
    state = max(states, key=lambda key: states[key].score)
    owners = [-1] * len(blocks)
    for at in range(len(blocks) - 1, -1, -1):
        step = history[at][state]
        owners[at] = state[0] - 1 if step.taken else -1
        state = step.before
    return owners


def _advance(
    states: Mapping[tuple[int, int], _Step], gains: Sequence[float], opens: Sequence[bool]
) -> dict[tuple[int, int], _Step]:
    """One block on: it is left out, goes on with the last item begun, or begins a later one.

    What an item begins with, word by word, goes on with none: a preview above it is no part of it.
    """
    after: dict[tuple[int, int], _Step] = {}

    def offer(state: tuple[int, int], step: _Step) -> None:
        if state not in after or step.score > after[state].score:
            after[state] = step

    best: dict[int, tuple[float, tuple[int, int]]] = {}
    for state, step in states.items():
        begun, gap = state
        offer((begun, min(gap + 1, _CLOSED)), _Step(step.score - 0.01, state, taken=False))
        if begun and gap < _CLOSED and gains[begun - 1] > 0 and not opens[begun - 1]:
            offer((begun, 0), _Step(step.score + gains[begun - 1] - _GAP_COST * gap, state, taken=True))
        if begun not in best or step.score > best[begun][0]:
            best[begun] = (step.score, state)
    top: tuple[float, tuple[int, int]] | None = None
    for item in range(len(gains) + 1):
        if item and top is not None and gains[item - 1] > 0:
            offer((item, 0), _Step(top[0] + gains[item - 1] + _START_GAIN, top[1], taken=True))
        if item in best and (top is None or best[item][0] > top[0]):
            top = best[item]
    return after


def gold_words(item: Mapping[str, Any]) -> str:
    """Headline and text of a gold item as they stand in the issue."""
    headline, text = item.get("headline", ""), item.get("text", "")
    return text if text.startswith(headline) else f"{headline} {text}".strip()


def _gain(words: Counter[str], gold: Counter[str]) -> float:
    shared, total = (words & gold).total(), words.total()
    return 2 * shared - total if shared * 2 >= total > 0 else 0.0


def _runs(text: str) -> set[tuple[str, ...]]:
    """A text's pairs of neighbouring words: a long item has half of the words of any paragraph, but not their order."""
    return set(pairwise(_WORD.findall(text.lower())))


def _without_outlet(text: str, outlets: Collection[str]) -> str:
    """A block's words as gold has them: an outlet before them or at their end is in a field of its own."""
    text = next((text[len(name) + 1 :].strip() for name in outlets if text.startswith(f"{name}:")), text)
    tail = outlet_tail(text)
    return text[: tail[0]] if tail else text


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def _is_heading(block: Block, name: str) -> bool:
    return _key(name) in (_key(block.text), _key(f"{block.marker} {block.text}"))


def _key(text: str) -> str:
    return "".join(char for char in plain_name(text).casefold() if char.isalnum())
