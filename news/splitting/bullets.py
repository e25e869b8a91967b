"""Signs that list items open with besides the common dots: which of them do, and not adorn a heading or a label."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from news.blocks import Block

SIGNS = "▸▹►▻▶▷➤➢➣➔➜◆◇✦✧❖✓✔☞▪▫⁃∙"
_COLOURED = "🔹🔸🔷🔶🔺🔻🔴🔵🟢🟡🟠🟣"  # in HTML they may stand before titles
SIGN = re.compile(rf"([{SIGNS}])\ufe0f?\s*(?=[\w“\"‘'])")
_LINE = re.compile(rf"^[ \t>]*([{SIGNS}{_COLOURED}»])(\ufe0f?)[ \t]+(\S.*)$", re.MULTILINE)
MIN_LISTED = 2  # lines that open with the same sign
MIN_TOLD = 6  # words that tell something; a heading or a label ("▶ Watch") has fewer


def with_dots(text: str) -> str:
    """Plain text or Markdown of the same length, with a dot for each sign that its lines are listed by."""
    found = list(_LINE.finditer(text))
    words = [(match[1], len(match[3].split())) for match in found]
    near = [text.count("\n", above.end(), below.start()) <= 1 for above, below in pairwise(found)]
    listing = _listing(words, near)
    chars = list(text)
    for match in found:
        if match[1] in listing:
            chars[match.start(1) : match.end(2)] = "•".ljust(match.end(2) - match.start(1))
    return "".join(chars)


def marked(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those that a sign lists as list items without it."""
    found = [
        (at, match)
        for at, block in enumerate(blocks)
        if not (block.marker or block.level or block.drop) and (match := SIGN.match(block.text))
    ]
    words = [(match[1], len(blocks[at].text.split()) - 1) for at, match in found]
    near = [below - above == 1 for (above, _), (below, _) in pairwise(found)]
    listing = _listing(words, near)
    listed = list(blocks)
    for at, match in found:
        if match[1] in listing:
            block = blocks[at]
            cut = block.cut(match.end(), len(block.text))
            listed[at] = replace(cut, opening=block.start, marker="-", depth=max(1, block.depth))
    return listed


def _listing(lines: Sequence[tuple[str, int]], near: Sequence[bool]) -> set[str]:
    """The signs that list: two lines of one stand together, or most of its lines tell something.

    lines: of each, its sign and how many words it has; near: whether the next one stands right below.
    """
    count = Counter(sign for sign, _ in lines)
    told = Counter(sign for sign, words in lines if words >= MIN_TOLD)
    together = {
        above[0] for (above, below), close in zip(pairwise(lines), near, strict=True) if close and above[0] == below[0]
    }
    return {sign for sign in count if count[sign] >= MIN_LISTED and (sign in together or told[sign] * 2 > count[sign])}
