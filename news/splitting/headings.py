"""Headings that the block labeller left out, though they are set as an issue's sections or named as sections are."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from news.blocks import Block
from news.calendar_words import WEEKDAY
from news.splitting.assemble import opens_afresh
from news.splitting.block_labels import Label
from news.splitting.boilerplate import Reason, asks_on, is_date_line
from news.splitting.dates import STAMP, is_day_name, names_days
from news.splitting.outline import LINKED, Part, is_titlelike, rank
from news.splitting.phrases import WRITER
from news.splitting.sections import (
    Promise,
    is_newsletter_name,
    is_part_label,
    is_story_label,
    plain_name,
    promise_of,
)

MIN_ALIKE = 2  # sections that are set in one way
MIN_TOLD = 3  # pieces below a title that is none
MIN_LED = 3  # pieces that open in bold, words of their leads, and words behind
MIN_LINKED = 4  # words of a title
MAX_NAME = 8  # words of a section's name
_BEGINS = (Label.TITLE, Label.PIECE)
_NEVER = (Reason.LINK_LABEL, Reason.SOURCE_LINKS, Reason.SPONSOR, Reason.SCRIPT)
_NAME = re.compile(r"[^a-z:?!]*[A-Z][^a-z:?!]*")  # in capitals, and no sentence
_CAPITALS = re.compile(
    r"((?:A\s)?[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ\d’'&,-]{2,}(?:\s[A-ZÀ-ÖØ-Þ\d&][A-ZÀ-ÖØ-Þ\d’'&,-]*){0,6})[.:]\s+\S"
)
_QUOTED = re.compile(r"[^\W\d][^:“”\"]{2,40}:\s[“\"][^“”\"]+[”\"]$")  # 'Quay Herald: "A weir too many"'
_PLACE = re.compile(r"\d{1,2}\.\s")
_WORD = re.compile(r"\w{4,}")
_WEEKDAY = re.compile(rf"(?:on\s+)?{WEEKDAY}", re.IGNORECASE)
_WITHIN = re.compile(r"\W*related\b", re.IGNORECASE)  # what stands below still belongs to the section above
_WRITER = re.compile(rf"(?:[Bb]y\s)?{WRITER},\s(?:our\s)?[a-z][\w'’-]*(?:\s[\w'’-]+){{0,5}}")

Manner = tuple[int, int, int, str, bool, bool, bool]


def name_as_others(parts: Sequence[Part], labels: dict[int, Label]) -> None:
    """Label as a section a title in capitals that alone is set as the sections are, and each text below it as a piece.

    Of these there are three at least, each opens afresh, and none takes up a word of the title.
    """
    manners: dict[Label, Counter[Manner]] = {label: Counter() for label in Label}
    for part in parts:
        if _is_set_apart(part.block):
            manners[labels.get(id(part), Label.NONE)][_manner(part.block)] += 1
    for at, part in enumerate(parts):
        title, mine = part.block, _manner(part.block)
        if labels.get(id(part)) is not Label.TITLE or not (_is_set_apart(title) and _NAME.fullmatch(title.text)):
            continue
        end = at + 1
        while end < len(parts) and labels.get(id(parts[end])) is Label.STORY:
            end += 1
        told = [below.block for below in parts[at + 1 : end]]
        alone = manners[Label.TITLE][mine] == 1 and not manners[Label.STORY][mine]
        words = set(_WORD.findall(title.text.lower()))
        apart = all(
            opens_afresh(block.text)
            and not (block.marker or block.level or words & set(_WORD.findall(block.text.lower())))
            for block in told
        )
        if alone and manners[Label.SECTION][mine] >= MIN_ALIKE and len(told) >= MIN_TOLD and apart:
            labels[id(part)] = Label.SECTION
            labels.update((id(below), Label.PIECE) for below in parts[at + 1 : end])


def begin_alike(parts: Sequence[Part], labels: dict[int, Label]) -> None:
    """Label as pieces the paragraphs that open as most pieces of the issue do, with a title in bold or in capitals.

    So is a linked title that stands alone below a piece that opens with a linked one, a paragraph between the
    "Read more" of the piece above and its own, and a line right below one that opens with its day, too, or quotes a
    paper's title.
    """
    for opens in (_opens_bold, _opens_in_capitals):
        led = [opens(part.block) for part in parts]
        below = [part for (before, own), part in zip(pairwise(led), parts[1:], strict=True) if before and own]
        going = [part for part in below if labels.get(id(part)) is Label.REST]
        pieces = sum(own and labels.get(id(part)) is Label.PIECE for part, own in zip(parts, led, strict=True))
        if pieces >= MIN_LED and pieces >= MIN_ALIKE * len(going):
            labels.update((id(part), Label.PIECE) for part in going)
    for above, part in pairwise(parts):
        linked = above.block.titled[1] > 0 and labels.get(id(above)) is Label.PIECE
        alike = linked and part.cue is None and part.block.size == above.block.size
        if alike and labels.get(id(part)) is Label.NONE and _is_linked_title(part.block):
            labels[id(part)] = Label.PIECE
        listed = labels.get(id(above)) is Label.PIECE and not part.block.gap and part.cue is None
        listed = listed and not is_date_line(part.block.text.rstrip(":"))
        if (
            listed
            and labels.get(id(part)) is Label.NONE
            and any(line.match(above.block.text) and line.match(part.block.text) for line in (STAMP, _QUOTED))
        ):
            labels[id(part)] = Label.PIECE
    for at in range(len(parts) - 3):
        above, label, part, last = parts[at : at + 4]
        teased = label.cue is last.cue is Reason.LINK_LABEL and labels.get(id(above)) is Label.PIECE
        if teased and part.cue is None and labels.get(id(part)) is Label.NONE and _tells(part.block):
            labels[id(part)] = Label.PIECE


def _opens_bold(block: Block) -> bool:
    """Whether a paragraph opens with some words in bold letters, of which no colon makes a label."""
    end = next((end for begin, end in block.bold if begin == 0), 0)
    lead = block.text[:end].strip()
    behind = block.text[end : end + 1]
    told = len(block.text[end:].split()) >= MIN_LED
    named = len(lead.split()) >= MIN_LED and lead[-1:] not in (":", ".") and behind != ":"
    return told and named and not is_story_label(lead)


def _opens_in_capitals(block: Block) -> bool:
    """Whether a paragraph opens with words in capitals, a stop or colon behind them, that are no label of a part."""
    match = _CAPITALS.match(block.text)
    return match is not None and not block.marker and not (is_story_label(match[1]) or is_part_label(match[1]))


def _tells(block: Block) -> bool:
    return not (block.marker or block.level or block.links) and len(block.text.split()) > MAX_NAME


def _is_linked_title(block: Block) -> bool:
    whole = rank(block) == LINKED and len(block.text.split()) >= MIN_LINKED
    named = block.text[0].isalnum() or block.text[0] in "“\"‘'"
    return whole and named and not block.marker and not asks_on(block.text)


def leave_out_writers(parts: Sequence[Part], labels: dict[int, Label]) -> None:
    """Label as none the lines right below a section's name that name the writer: "Ana Silk, columnist"."""
    for above, part in pairwise(parts):
        if labels.get(id(above)) is labels.get(id(part)) is Label.SECTION and _WRITER.fullmatch(part.block.text):
            labels[id(part)] = Label.NONE


def name_left_out(parts: Sequence[Part], labels: dict[int, Label]) -> None:
    """Label as sections the headings right above pieces that are set as the issue's sections are, and as no title is.

    Those that the rules take for sections by a usual name count without others set alike. labels: by the id of a part;
    those that their own words settled have none.
    """
    manners: dict[Label, Counter[Manner]] = {label: Counter() for label in Label}
    for part in parts:
        if _is_set_apart(part.block):
            manners[labels.get(id(part), Label.NONE)][_manner(part.block)] += 1
    pieces = manners[Label.TITLE] + manners[Label.PIECE]
    subheads = manners[Label.STORY] - manners[Label.SECTION]  # where as many are sections, these are what is set so
    found = [
        part
        for at, part in enumerate(parts)
        if labels.get(id(part), Label.NONE) is Label.NONE and _may_name(part) and _opens_piece(parts, labels, at)
    ]
    found = [part for part in found if part is not parts[0] and not (pieces + subheads)[_manner(part.block)]]
    sections, left = manners[Label.SECTION], Counter(_manner(part.block) for part in found)
    began = next((at for at, part in enumerate(parts) if labels.get(id(part), Label.NONE) is not Label.NONE), 0)
    above = {id(part) for part in parts[:began]}  # there the letter names itself
    numbered = {
        _manner(part.block) for part in parts if labels.get(id(part)) is Label.TITLE and _PLACE.match(part.block.text)
    }
    for at, part in enumerate(parts[:-1]):  # "3. In brief" among titles with numbers
        if _PLACE.match(part.block.text) and _manner(part.block) in numbered and part.cue is None:
            left_out = labels.get(id(part), Label.NONE) is Label.NONE
            if left_out and labels.get(id(parts[at + 1])) is Label.PIECE:
                labels[id(part)] = Label.SECTION
    for part in found:
        if _is_named(part) and id(part) not in above:
            labels[id(part)] = Label.SECTION
            sections[_manner(part.block)] += 1
            left[_manner(part.block)] -= 1
    for part in found:
        mine = _manner(part.block)
        if sections[mine] >= MIN_ALIKE and sections[mine] > left[mine]:
            labels[id(part)] = Label.SECTION


def _is_set_apart(block: Block) -> bool:
    """Whether a few words are set as a heading, by more than standing on a line of their own."""
    if not is_titlelike(block) or len(block.text.split()) > MAX_NAME:
        return False
    if is_date_line(block.text) and promise_of(block.text) is None:
        return False
    return rank(block) < LINKED or (rank(block) > LINKED and (block.size > 0 or block.look != ""))


def _manner(block: Block) -> Manner:
    """How a heading is set."""
    return (rank(block), block.level, block.size, block.look, block.text.isupper(), bool(block.links), block.centred)


def _may_name(part: Part) -> bool:
    """Whether a part that was left out may be a section's name: set apart, and not the letter's own."""
    if (
        part.block.drop
        or part.cue in _NEVER
        or not _is_set_apart(part.block)
        or _WEEKDAY.fullmatch(plain_name(part.block.text))
    ):
        return False
    return part.reason is not Reason.MASTHEAD or not is_newsletter_name(part.block.text)


def _opens_piece(parts: Sequence[Part], labels: dict[int, Label], heading: int) -> bool:
    """Whether the next thing below a heading that is kept begins a piece, no other heading before it."""
    for part in parts[heading + 1 :]:
        label = labels.get(id(part), Label.NONE)
        if label is not Label.NONE:
            return label in _BEGINS
        if _is_set_apart(part.block) and not part.block.drop:
            return False
    return False


def _is_named(part: Part) -> bool:
    """Whether the rules take a heading for a section, by a usual name of such, which is no day's."""
    text = part.block.text
    usual = promise_of(text) not in (None, Promise.ASIDE) and not _WITHIN.match(text)
    return usual and part.reason is Reason.SECTION_HEADING and not (is_day_name(text) or names_days(text))
