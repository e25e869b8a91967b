"""Lines that an issue sets alike again and again: labels in one order ("Needs:", "Response:"), titles in quotes."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise, takewhile

from news.splitting.block_labels import Label
from news.splitting.dates import is_day_name
from news.splitting.outline import LINKED, Part, is_titlelike, rank
from news.splitting.sections import holds_notices, is_part_label, is_story_label

_LABEL = re.compile(r"(?P<label>[A-Z][\w'’ &/-]{1,40}?):\s+\S")
# What the parts of a report are called, and no place: "Brenn: ..." and "Orm: ..." below each heading are pieces.
_PART = re.compile(
    r"(?:who|what|why|how|where|when)\b.*|(?:\w+\s)?(?:access|actions?|answers?|assessment|claims?|causes?|comments?|constraints?"
    r"|context|damage|facts?|findings?|gaps?|impact|needs|outlook|questions?|response|results?|risks?|situation|sources?|status"
    r"|verdict)",
    re.IGNORECASE,
)
_QUOTED = re.compile(  # "“Title” - Quay Herald", "Quay Herald: “Title”"; a saying ends in a full stop
    r"[“\"][^“”\"]{8,150}[^“”\".][”\"]\s?(?:--?|—|–)\s[A-Z][^.!?]{2,60}|[A-Z][^“”\".!?:]{2,40}:\s[“\"][^“”\"]{8,150}[^“”\".][”\"]"
)
_DIGIT = re.compile(r"\d")
MAX_LABEL = 4  # words
MIN_CELLS = 3  # of a row that tells of a thing
MIN_QUOTED = 2  # lines that stand together


def told_on(parts: Sequence[Part]) -> dict[int, frozenset[Label]]:
    """Where a labelled paragraph goes on with the labelled one right above it, as the same two labels do elsewhere.

    Each paragraph above stands right below a heading, which is its title, and all labels name parts of a report; or it
    asks something.
    """
    labels = [_label(part) for part in parts]
    pairs = Counter(pair for pair in pairwise(labels) if None not in pair and pair[0] != pair[1])
    below = {at for at, pair in enumerate(pairwise(labels), 1) if pairs[pair] > 1}
    found = dict.fromkeys(below, frozenset({Label.STORY, Label.REST, Label.NONE}))
    above = [at - 1 for at in sorted(below) if at - 1 not in below]
    reported = all(_names_part(labels[at] or "") for at in (*above, *below))
    if reported and all(at > 0 and _heads(parts[at - 1]) for at in above):
        found |= {at - 1: frozenset({Label.TITLE}) for at in above}
        return found | {at: frozenset({Label.STORY}) for at in above}
    return found if all("?" in parts[at].block.text for at in above) else {}


def _heads(part: Part) -> bool:
    return part.cue is None and is_titlelike(part.block) and rank(part.block) < LINKED


def _label(part: Part) -> str | None:
    plain = part.cue is None and not (part.block.level or part.block.marker)
    match = _LABEL.match(part.block.text) if plain else None
    label = match["label"] if match else ""
    return label if label and len(label.split()) <= MAX_LABEL and not is_day_name(label) else None


def _names_part(label: str) -> bool:
    return _PART.fullmatch(label) is not None or is_part_label(label) or is_story_label(label)


def rows_of_notices(parts: Sequence[Part]) -> tuple[set[int], set[int]]:
    """Headings that say that things stand below them ("Tenders"), and the rows of a table right below each."""
    headings, rows = set(), set[int]()
    for at, part in enumerate(parts):
        if not part.block.marker and is_titlelike(part.block) and holds_notices(part.block.text):
            below = list(takewhile(lambda place: parts[place].block.cells >= MIN_CELLS, range(at + 1, len(parts))))
            headings |= {at} if below else set()
            rows.update(place for place in below if _DIGIT.search(parts[place].block.text))  # others may name columns
    return headings, rows


def quoted_titles(parts: Sequence[Part]) -> set[int]:
    """Where titles of other papers stand in quotes, two at least together, each with its paper before or behind it."""
    runs = groupby(range(len(parts)), lambda at: _QUOTED.fullmatch(parts[at].block.text) is not None)
    return {at for quoted, run in runs if quoted and len(places := list(run)) >= MIN_QUOTED for at in places}
