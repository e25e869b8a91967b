"""Other readings of an issue than the likeliest labels, and which of them hangs together best as a whole.

The labeller weighs each block with its neighbours. Whether headings set alike mean alike, or whether all is one
essay with headings in it, shows only in the whole: so the likeliest labels are also found under such assumptions, and
a few traits of each outcome are weighed against how much less likely it is. Source of the method: Collins,
"Discriminative Reranking for Natural Language Parsing", ICML 2000. `training.readings` learns the weights.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from news.splitting.block_labels import LABELS, BlockLabeller, Label, Observation
from news.splitting.block_shapes import Shape
from news.splitting.cohesion import tie

MAX_BLOCKS = 300  # of an issue that is read again; a longer one is a digest that sets its blocks alike
MAX_GROUPS = 5  # of blocks set alike, the largest first
MAX_OPENING = 12  # blocks among which an essay begins
TOLD_WORDS = 15  # a paragraph, not a line
SCRAP_WORDS = 6  # fewer are seldom a piece of their own
HEADING_LABELS = ((Label.TITLE,), (Label.SECTION,), (Label.STORY,), (Label.PIECE,), (Label.TITLE, Label.PIECE))
TEXT_LABELS = ((Label.PIECE,), (Label.STORY, Label.REST), (Label.TITLE, Label.PIECE))
UNTIED = 0.03  # two stretches share next to no word
_BEGINS = (Label.TITLE, Label.PIECE)
_GOES_ON = (Label.STORY, Label.REST)
_BARRED = 1e6  # as in block_labels: no weights of an issue come near it


@dataclass(frozen=True, slots=True)
class Reading:
    """Labels of all blocks, and how much less likely they are than the likeliest: 0 or more."""

    labels: tuple[Label, ...]
    cost: float


def read_as_a_whole(labeller: BlockLabeller, seen: Sequence[Observation], shapes: Sequence[Shape]) -> list[Label]:
    """The labels of the reading that hangs together best; the likeliest ones where no choice was learned."""
    found = readings(labeller, seen, shapes)
    if not labeller.choice:
        return list(found[0].labels)
    return list(max(found, key=lambda reading: value_of(traits_of(reading, shapes), labeller.choice)).labels)


def readings(labeller: BlockLabeller, seen: Sequence[Observation], shapes: Sequence[Shape]) -> list[Reading]:
    """Different readings of an issue, the likeliest first."""
    if not seen:
        return [Reading((), 0.0)]
    emitted = labeller.emit(seen)
    steps = [observation.step for observation in seen]
    top, labels = labeller.best_path(emitted, steps)
    found = {labels: Reading(labels, 0.0)}
    if len(seen) <= MAX_BLOCKS:
        for only in _assumptions(labels, shapes):
            narrowed = [
                [
                    score if only.get(at) is None or label in only[at] else score - _BARRED
                    for label, score in zip(LABELS, row, strict=True)
                ]
                for at, row in enumerate(emitted)
            ]
            score, other = labeller.best_path(narrowed, steps)
            if top - score < _BARRED / 2:
                found.setdefault(other, Reading(other, top - score))
    return list(found.values())


def _assumptions(labels: Sequence[Label], shapes: Sequence[Shape]) -> Iterator[dict[int, tuple[Label, ...]]]:
    """What may be assumed of an issue: the labels that are left to some blocks."""
    told = [at for at, shape in enumerate(shapes) if shape.words >= TOLD_WORDS and not shape.titlelike]
    for begin in range(min(told[0] + 1 if told else 0, MAX_OPENING)):  # one piece from here on, and none before
        above = dict.fromkeys(range(begin), (Label.NONE,))
        yield {**above, begin: _BEGINS, **dict.fromkeys(range(begin + 1, len(shapes)), (*_GOES_ON, Label.NONE))}
    for group in _set_alike(shapes):
        kept = [at for at in group if labels[at] is not Label.NONE]
        for choice in HEADING_LABELS if shapes[group[0]].titlelike else TEXT_LABELS:
            for members in [group] if len(kept) in (0, len(group)) else [kept, group]:
                yield dict.fromkeys(members, choice)


def _set_alike(shapes: Sequence[Shape]) -> list[list[int]]:
    styles: dict[object, list[int]] = {}
    ranks: dict[int, list[int]] = {}
    for at, shape in enumerate(shapes):
        styles.setdefault(shape.style, []).append(at)
        if shape.titlelike and not shape.reason:
            ranks.setdefault(shape.rank, []).append(at)
    groups = sorted((group for group in styles.values() if len(group) > 1), key=lambda group: -len(group))[:MAX_GROUPS]
    return groups + [group for group in ranks.values() if len(group) > 1 and group not in groups]


def pieces_of(labels: Sequence[Label]) -> list[list[int]]:
    """The blocks of each piece, by number."""
    pieces: list[list[int]] = []
    for at, label in enumerate(labels):
        if label in _BEGINS:
            pieces.append([at])
        elif label in _GOES_ON and pieces:
            pieces[-1].append(at)
    return pieces


def traits_of(reading: Reading, shapes: Sequence[Shape]) -> dict[str, float]:
    """What a reading makes of an issue, in numbers about 0 to 3."""
    pieces = pieces_of(reading.labels)
    traits = {
        "loss": math.sqrt(reading.cost),
        "likeliest": float(reading.cost == 0),
        "uneven": float(_count_uneven(reading.labels, shapes)),
        "sections": math.log(1 + reading.labels.count(Label.SECTION)),
        "orphans": sum(label in _GOES_ON for label in reading.labels[: pieces[0][0] if pieces else None]) / 3,
        "scraps": sum(sum(shapes[at].words for at in piece) < SCRAP_WORDS for piece in pieces) / 5,
    }
    gaps = sum(piece[-1] - piece[0] >= len(piece) for piece in pieces)
    traits |= {"gaps": gaps / 5, "gap_share": gaps / max(len(pieces), 1)}
    within = [value for piece in pieces for value in _ties([shapes[at].stems for at in piece])]
    traits["apart_within"] = 2 * sum(value < UNTIED for value in within) / max(len(within), 3)
    traits["cued"] = sum(all(shapes[at].reason for at in piece) for piece in pieces) / 5
    if len(pieces) == 1:
        told = [shape for shape in shapes if shape.words >= TOLD_WORDS and not shape.titlelike and not shape.reason]
        heads = sum(shape.titlelike and not shape.reason for shape in shapes)
        traits |= {
            "one": 1.0,
            "one_self": sum("self" in shape.own for shape in told) / max(len(told), 1),
            "one_short": float(len(told) <= 3),
            "one_heads": min(heads, 8) / 4,
            "one_subject": float("subject" in shapes[pieces[0][0]].own),
            **_one_traits(pieces[0], shapes),
        }
    titles = [piece for piece in pieces if len(piece) > 1 and shapes[piece[0]].titlelike]
    traits["unnamed"] = 2 * sum(_is_unnamed(piece, shapes) for piece in titles) / max(len(titles), 3)
    return traits


def _is_unnamed(piece: Sequence[int], shapes: Sequence[Shape]) -> bool:
    """Whether what stands below a title says no word of it: the title of a part, or of more than one piece."""
    named = shapes[piece[0]].stems
    return bool(named) and not any(named & shapes[at].stems for at in piece[1:])


def _ties(words: Sequence[frozenset[str]]) -> list[float]:
    """How much each block is about the same as the next one, where both have words enough."""
    return [value for above, below in pairwise(words) if (value := tie([above], [below])) is not None]


def _one_traits(piece: Sequence[int], shapes: Sequence[Shape]) -> dict[str, float]:
    """What the headings inside of an only piece are like."""
    heads = [at for at in piece if shapes[at].titlelike][1:]
    parts = [list(range(at, end)) for at, end in pairwise([*heads, piece[-1] + 1])]
    told = [at for at in piece if shapes[at].words >= TOLD_WORDS]
    bylines = [at for at, shape in enumerate(shapes) if "byline" in shape.own]
    return {
        "one_byline": float(len(bylines) == 1 and abs(bylines[0] - piece[0]) <= 4),
        "one_unnamed": sum(_is_unnamed(part, shapes) for part in parts if len(part) > 1) / max(len(heads), 2),
        "one_linked": sum("links=none" not in shapes[at].own for at in told) / max(len(told), 2),
        "one_asked": sum(shapes[at].end == "?" for at in heads) / max(len(heads), 2),
        "one_parts": sum("partlabel" in shapes[at].own for at in heads) / max(len(heads), 2),
        "one_numbered": sum("numbered" in shapes[at].own for at in heads) / max(len(heads), 2),
    }


def _count_uneven(labels: Sequence[Label], shapes: Sequence[Shape]) -> int:
    """Headings that are something else than most of those set alike."""
    groups: dict[object, Counter[Label]] = {}
    for label, shape in zip(labels, shapes, strict=True):
        if shape.titlelike and not shape.reason:
            groups.setdefault(shape.style, Counter())[Label.STORY if label in _GOES_ON else label] += 1
    return sum(group.total() - max(group.values()) for group in groups.values())


def value_of(traits: Mapping[str, float], choice: Mapping[str, float]) -> float:
    """How well a reading hangs together."""
    return sum(choice.get(name, 0.0) * size for name, size in traits.items())
