"""Headings that number the parts of one piece: "Chapter the First", "Part Two: The flood", "III.", a numeral alone."""

import re
from collections.abc import Iterator, Sequence

from news.splitting.outline import MAX_TITLE_CHARS, Part, is_titlelike
from news.splitting.phrases import is_ended
from news.splitting.sections import is_newsletter_name, promise_of
from news.splitting.structure import lead_end

_ORDER = {
    name: at
    for names in (
        "one two three four five six seven eight nine ten",
        "first second third fourth fifth sixth seventh eighth ninth tenth",
        "i ii iii iv v vi vii viii ix x",
    )
    for at, name in enumerate(names.split(), 1)
}
_CHAPTER = re.compile(
    r"(?:chapter|part|book)\s+(?:the\s+)?(?P<order>[a-z]+|\d{1,2})\b(?:\s*[.:,—–-]+\s*(?P<name>\S.*))?", re.IGNORECASE
)
_ROMAN = re.compile(r"(?P<order>[IVX]{1,4})\.\s+(?P<name>\S.*)")
_ALONE = re.compile(r"\W*(?P<order>[IVXivx]{1,4}|\d{1,2})\W*")
_BY = re.compile(r"(?:By|BY)\s[A-Z]")
_WORDS_BY = re.compile(r"(?:Words|Text|Story)\sby\s[A-Z]")
MAX_NAME = 8  # words of a numbered part's name
MIN_ABOVE = 2  # paragraphs between a byline and the first part
MIN_TOLD = 15  # words of a paragraph
MIN_SHARE = 2  # paragraphs of a part, on average: of a digest's numbered pieces each has one


def numbered_parts(parts: Sequence[Part]) -> Iterator[range]:
    """The stretches that one piece is told in by numbered parts: from the first's heading to what the last begins with.

    The headings count from one, and nothing but prose stands between them: no titles, lists or bold leads.
    """
    marks: list[int] = []
    told = 0
    for at, part in enumerate(parts):
        number = _number(part)
        if number == len(marks) + 1 or number == 1:
            if number == 1:
                marks, told = [], 0
            marks.append(at)
        elif not marks or _is_prose(part):
            told += bool(marks)
        elif part.cue is None:
            yield from _stretch(parts, marks, told)
            marks = []
    yield from _stretch(parts, marks, told)


def signed_parts(parts: Sequence[Part]) -> Iterator[range]:
    """The stretch that one piece is told in, its parts numbered "1. How it began" or "I. The flood", below its writer.

    Two paragraphs at least stand between the writer's name and the first part, and nothing but prose in the parts.
    """
    for at in range(1, len(parts)):
        title = parts[at - 1].block
        byline = parts[at].block.text
        if not ((_BY.match(byline) and parts[at].cue) or _WORDS_BY.match(byline)) or not is_titlelike(title):
            continue
        first = next((end for end in range(at + 1, len(parts)) if not _is_prose(parts[end])), len(parts))
        marks, end = [first], first
        while end + 1 < len(parts) and _is_numbered(parts[end], len(marks)) and _is_prose(parts[end + 1]):
            end = next((end for end in range(end + 1, len(parts)) if not _is_prose(parts[end])), len(parts))
            marks.append(end)
        if first - at > MIN_ABOVE and len(marks) > 2:
            yield range(first, end)


def _is_numbered(part: Part, number: int) -> bool:
    block = part.block
    named = len(block.text.split()) <= MAX_NAME and not is_ended(block.text) and not block.links
    roman = _ROMAN.fullmatch(block.text)
    counted = f"{block.marker} {block.text}".lstrip().startswith(f"{number}. ")
    return named and (counted or (roman is not None and _ORDER.get(roman["order"].lower()) == number))


def _stretch(parts: Sequence[Part], marks: Sequence[int], told: int) -> Iterator[range]:
    """The stretch that marks make where a title stands above them: what stands below the letter's name are sections."""
    if len(marks) < 2 or told < MIN_SHARE * len(marks) or marks[0] < 2:
        return
    above = parts[marks[0] - 1]
    if above.cue is None and is_titlelike(above.block) and not is_newsletter_name(above.block.text):
        yield range(marks[0], marks[-1] + 2)


def _number(part: Part) -> int | None:
    """Which part of a piece a heading opens; None where it is no such heading."""
    text = part.block.text
    if part.block.marker or part.block.links or len(text) > MAX_TITLE_CHARS:
        return None
    match = _CHAPTER.fullmatch(text) or _ROMAN.fullmatch(text) or _ALONE.fullmatch(text)
    name = match.groupdict().get("name") if match else None
    if match is None or (name is not None and (promise_of(name) is not None or is_ended(name))):
        return None
    order = match["order"].lower()
    return int(order) if order.isdigit() else _ORDER.get(order)


def _is_prose(part: Part) -> bool:
    block = part.block
    told = len(block.text.split()) >= MIN_TOLD and not block.level and not block.marker
    return told and part.cue is None and not lead_end(block)
