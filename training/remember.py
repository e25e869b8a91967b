"""Which items an artifact remembers, and how they are written down: vectors and labels, no text.

Development and test items calibrate and judge a user's retraining. Of each as many are kept as it takes, and no more,
because every one takes the place of an item to learn from: drawn evenly from all of them put in the order of origin,
themes, doubt and the ids' digests, so that each kind keeps its share to within an item. Of the training items as many
as fit into _BUDGET are kept, drawn without replacement with these chances (Efraimidis and Spirakis, "Weighted random
sampling with a reservoir", 2006): twice for an own example; twice for an item that is not doubtful and that its
words alone do not settle (a lexical probability between 0.15 and 0.85 for some theme), because such items hold
the border between the themes; and up to four times for a rare combination of themes, so that no theme is
forgotten for being rare. The draw comes from the ids' digests and the seed: the same items give the same memory.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from models.encoder import Encoder
from models.lexical import LexicalScorer
from models.memory import DEVELOPMENT, TEST, TRAIN, Memory, item_bytes, quantise
from models.text import model_input
from news.arrays import FloatArray
from training import heads
from training.dataset import LabelledItem, Split, fraction

_BUDGET = 3_300_000  # bytes of both files: with an encoder of 23.4 MB and 2.7 MB beside it a release stays under 30
# Judging items. Which 1,000 calibrate moves macro-F1 by 0.002; 2,000 judge as 2,573 did, 1,500 refuse more honest runs.
# See docs/learning.md.
_CALIBRATE, _JUDGE = 1000, 2000
# How much likelier it is to be drawn than another: an own example, a firm item that words do not settle, the rarest.
_ORIGIN_CHANCE, _BORDER_CHANCE, _RARE_CHANCE = 2.0, 2.0, 4.0
_SETTLED = float(np.log(0.85 / 0.15))  # a lexical score beyond this is a probability outside 0.15 to 0.85


def choose(items: Sequence[LabelledItem], lexical: FloatArray, room: int, seed: int) -> list[int]:
    """Draw at most room of the training items by the module's rule; returns their row numbers, ascending.

    lexical has shape (n_items, n_themes).
    """
    if room >= len(items):
        return list(range(len(items)))
    common = Counter(item.themes for item in items)
    most = max(common.values(), default=1)
    keys = []
    for item, scores in zip(items, lexical, strict=True):
        chance = min(_RARE_CHANCE, most / common[item.themes])
        if item.origin == "example":
            chance *= _ORIGIN_CHANCE
        if not item.doubtful and bool((np.abs(scores) < _SETTLED).any()):
            chance *= _BORDER_CHANCE
        drawn = max(fraction(f"{seed}:{item.id}"), 1e-12)
        keys.append(np.log(drawn) / chance)
    return sorted(sorted(range(len(items)), key=lambda row: -keys[row])[: max(room, 0)])


def evenly(items: Sequence[LabelledItem], count: int, seed: int) -> list[LabelledItem]:
    """Draw at most count items by the module's rule, in their own order."""
    if count >= len(items):
        return list(items)
    order = sorted(range(len(items)), key=lambda row: _kind(items[row], seed))
    return [items[row] for row in sorted(order[(2 * n + 1) * len(items) // (2 * count)] for n in range(count))]


def _kind(item: LabelledItem, seed: int) -> tuple[str, tuple[str, ...], bool, float]:
    return item.origin, item.themes, item.doubtful, fraction(f"{seed}:{item.id}")


def remember(
    split: Split,
    themes: Sequence[str],
    encoder: Encoder,
    lexical: LexicalScorer,
    doubtful_weight: float,
    seed: int,
) -> Memory:
    """Write down the items of a split as an encoder, the one that will be served, reads them."""
    development, test = evenly(split.development, _CALIBRATE, seed), evenly(split.test, _JUDGE, seed)
    judging = [*development, *test]
    texts = {part: [model_input(heads.as_read(item)).text for item in items]
             for part, items in ((TRAIN, split.train), (DEVELOPMENT, judging))}  # fmt: skip
    scores = {part: _stacked([lexical.scores(text) for text in found], len(themes)) for part, found in texts.items()}
    dimensions = encoder.encode("")[0].shape[1]
    left = _BUDGET - sum(_bytes(item, dimensions, len(themes)) for item in judging)
    mean = sum(_bytes(item, dimensions, len(themes)) for item in split.train) / max(1, len(split.train))
    rows = choose(split.train, scores[TRAIN], int(left / max(1.0, mean)), seed)
    items = [*(split.train[row] for row in rows), *judging]
    read = [*(texts[TRAIN][row] for row in rows), *texts[DEVELOPMENT]]
    vectors, scales = quantise(_stacked([encoder.encode(text)[0][0] for text in read], dimensions))
    sizes = len(rows), len(development), len(test)
    return Memory(
        ids=tuple(item.id for item in items),
        vectors=vectors,
        scales=scales,
        lexical=np.concatenate([scores[TRAIN][rows], scores[DEVELOPMENT]]),
        labels=heads.targets(items, themes).astype(np.uint8),
        weights=heads.item_weights(items, doubtful_weight),
        part=np.repeat(np.array([TRAIN, DEVELOPMENT, TEST], dtype=np.uint8), sizes),
    )


def _bytes(item: LabelledItem, dimensions: int, themes: int) -> int:
    return item_bytes(dimensions, themes) + len(item.id.encode()) + 1


def _stacked(rows: Sequence[FloatArray], width: int) -> FloatArray:
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, width), dtype=np.float32)
