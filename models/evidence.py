"""Evidence: which spans of an item carry a decision.

With mean pooling and a linear head, a score is the sum of one share a token: ``score = mean(w . h) + b``. The
shares cost nothing beyond the encoding. They are summed over clauses, and the clauses with the largest shares
are the evidence. The token vectors are contextual, so a share is not the word alone; that the clauses carry the
decision is therefore checked by deleting them (``benchmarks/robustness.py``), not assumed.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from models.encoder import Window
from models.labels import Evidence, NewsText
from models.text import ModelInput
from news.sentences import split_sentences

MAX_SPANS = 2
_LONG_CLAUSE = 90  # code points; a longer sentence is cut at its commas, so that evidence stays quotable
_CLAUSE_END = re.compile(r"[,;:—–]\s+")
_SECOND_SHARE = 0.6  # a second span is shown when it carries at least this part of the first one's share


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield sentences, the long ones cut at commas and dashes into pieces of some length."""
    for sentence in split_sentences(text):
        start = sentence.start
        for match in _CLAUSE_END.finditer(text, sentence.start, sentence.end):
            if match.start() + 1 - start >= _LONG_CLAUSE // 2 and sentence.end - match.end() >= _LONG_CLAUSE // 2:
                yield start, match.start() + 1
                start = match.end()
        yield start, sentence.end


def _token_shares(
    windows: Sequence[Window], weight: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Return the middle offset of every token, and its share of the score above the text's mean."""
    middles, shares = [], []
    for window in windows:
        for (start, end), share in zip(window.spans, window.vectors @ weight, strict=True):
            if end > start:
                middles.append((start + end) // 2)
                shares.append(share)
    return np.array(middles, dtype=np.int64), np.array(shares, dtype=np.float32)


def find_evidence(
    item: NewsText, seen: ModelInput, windows: Sequence[Window], weight: npt.NDArray[np.float32]
) -> tuple[Evidence, ...]:
    """Find the clauses of an item that carry one theme's score, strongest first, at most MAX_SPANS.

    weight is that theme's row of the head, shape (dimensions,). Offsets are in the item's own headline or text.
    """
    middles, shares = _token_shares(windows, weight)
    found: list[tuple[float, Evidence]] = []
    for offset, field, copy in seen.parts:
        original = item.headline if field == "headline" else item.text
        for start, end in _clauses(copy.text):
            inside = (middles >= offset + start) & (middles < offset + end)
            if not inside.any():
                continue
            first, last = copy.original_span(start, end)
            span = Evidence(field, first, last, original[first:last])
            found.append((float(shares[inside].sum()), span))
    found.sort(key=lambda pair: (-pair[0], pair[1].field, pair[1].start))
    if not found:
        return ()
    strongest = found[0][0]
    return tuple(span for share, span in found[:MAX_SPANS] if share >= _SECOND_SHARE * strongest)
