"""What the block labeller sees of a block: its shape, its place, its neighbours, its like in the issue.

Features are shapes, the answers of the cue phrases, and words; of those only such as many issues use are learned.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from news.splitting.block_context import context_features
from news.splitting.block_labels import Step
from news.splitting.block_shapes import DATE, TOP, Shape, bucket
from news.splitting.block_words import word_features
from news.splitting.cohesion import tie
from news.splitting.outline import BOLD, PLAIN, Part, key_of
from news.splitting.phrases import outlet_tail
from news.splitting.sections import Promise, promise_of

_NAME_END = re.compile(r"\s[|·•—–-]+\s|[,:|]\s")
_TIES = (0.001, 0.03, 0.06, 0.1, 0.15)
MAX_TOLD = 12  # blocks of one stretch whose words are compared


def block_features(parts: Sequence[Part], shapes: Sequence[Shape], kind: str) -> list[list[str]]:
    """The names of the features that are true of each part, in order. kind is the issue's media type."""
    like = Counter(shape.style for shape in shapes)
    followers: dict[tuple[str | int | bool, ...], Counter[tuple[str | int | bool, ...]]] = {}
    for shape, after in pairwise(shapes):
        followers.setdefault(shape.style, Counter())[after.style] += 1
    sizes: dict[tuple[str | int | bool, ...], list[int]] = {}
    for shape in shapes:
        sizes.setdefault(shape.style, []).append(shape.words)
    ranks = sorted({shape.rank for shape in shapes if shape.titlelike and shape.rank < PLAIN and not shape.reason})
    issue, lists, context = _issue_features(shapes, kind), _run_heads(shapes), context_features(parts, shapes)
    essay, body = _essay(parts, shapes)
    keys = [key_of(part.block.text) for part in parts]
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
        names.append(f"mean={bucket(int(mean))}")
        if shape.titlelike:
            ratio = sum(n for style, n in followers.get(shape.style, Counter()).items() if style[1] == 9)
            names += [*_orders(shapes, at, ranks, alike, mostly=ratio * 2 > count), *_spans(shapes, at)]
        gap = at - seen[shape.style] if shape.style in seen else 99
        names.append(f"since={gap if gap <= 4 else 'far' if gap < 99 else 'none'}")
        names.append(f"since={gap if gap <= 4 else 'far' if gap < 99 else 'none'}&t={shape.titlelike}&alike={alike}")
        seen[shape.style] = at
        if last[keys[at]] > at and len(keys[at]) > 3:
            names.append("again")
        if first[keys[at]] < at and len(keys[at]) > 3:
            names.append("before")
        if any(name in keys[at] for name in named):
            names += ["itself", f"itself&len={shape.length}", f"itself&t={shape.titlelike}", f"itself&top={at < 5}"]
        place = "above" if at < body else "opens" if at == body else "inside"
        names.append(f"essay={essay}&t={shape.titlelike}&{place}")
        names.append(f"essay={essay}&m={shape.style[0]}&r={shape.reason}&{place}")
        names += [*_ties(shapes, at), *_neighbours(shapes, at), *_above(shapes, at)]
        names += [*lists[at], *_echoes(shapes, at)]
        names += [f"{name}&{own}" for name in issue for own in (f"st={shape.style[0]}{shape.lead}", "any")]
        names += [f"{issue[0]}&rank={shape.rank}&len={shape.length}"]
        names += [*context[at], *word_features(parts[at].block.text, titlelike=shape.titlelike)]
        found.append(names)
    return found


def _orders(shapes: Sequence[Shape], at: int, ranks: Sequence[int], alike: str, *, mostly: bool) -> list[str]:
    """How strongly a heading is set beside the issue's others, and whether text follows it, as it mostly does."""
    shape = shapes[at]
    order = ranks.index(shape.rank) if shape.rank in ranks else 9
    told = at + 1 < len(shapes) and not shapes[at + 1].titlelike
    return [
        f"order={min(order, 3)}/{min(len(ranks), 4)}",
        f"alike={alike}&order={min(order, 3)}&len={shape.length}",
        f"told={told}&mostly={mostly}&len={shape.length}",
    ]


def _own_names(parts: Sequence[Part]) -> set[str]:
    """What the issue may call itself: the short lines at its top, without what stands behind a dash or a comma."""
    found = set()
    for part in parts[:4]:
        name = _NAME_END.split(part.block.text, maxsplit=1)[0]
        key = key_of(re.sub(r"^the\s+", "", name, flags=re.IGNORECASE))
        if len(key) >= 6 and len(name.split()) <= 6 and promise_of(name) is None and not DATE.search(name):
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
        if other.titlelike and other.rank < PLAIN:
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


def _run_heads(shapes: Sequence[Shape]) -> list[list[str]]:
    """What stands above the list that each item is of: a table of contents is announced."""
    found: list[list[str]] = []
    head, listed, first = 0, False, True
    for at, shape in enumerate(shapes):
        item = bool(shape.style[0])
        if item and (at == 0 or not shapes[at - 1].style[0]):
            head, first, listed = max(at - 1, 0), not listed, True
        above = shapes[head]
        place = "first" if first else "later"
        found.append(
            [
                f"list={above.reason}{above.end}&t={above.titlelike}&{place}",
                f"list={above.promise}&{place}&len={shape.length}",
            ]
            if item
            else []
        )
    return found


def _echoes(shapes: Sequence[Shape], at: int) -> list[str]:
    """Whether an early line is told again further down, in other words: a table of contents, or a preview."""
    mine = shapes[at].stems
    if at >= TOP or shapes[at].rank < BOLD or not 2 <= shapes[at].words <= 30 or len(mine) < 2:
        return []
    shared = 0
    for below in range(at + 2, len(shapes)):
        other = shapes[below].stems
        if shapes[below].titlelike and below + 1 < len(shapes):
            other = other | shapes[below + 1].stems
        shared = max(shared, len(mine & other))
    share = (
        "all"
        if shared == len(mine)
        else "most"
        if shared * 3 >= 2 * len(mine)
        else "some"
        if shared * 3 >= len(mine)
        else "no"
    )
    marker = shapes[at].style[0]
    return [f"echo={share}&m={marker}", f"echo={share}&len={shapes[at].length}&end={shapes[at].end}"]


def _issue_features(shapes: Sequence[Shape], kind: str) -> list[str]:
    told = [shape for shape in shapes if not shape.reason]
    titles = sum(shape.titlelike and shape.rank < PLAIN for shape in told)
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
