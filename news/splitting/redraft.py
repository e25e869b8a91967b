"""Drafts by the block labeller: the rules propose how blocks make pieces, the labeller weighs that with all it sees."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from news.blocks import Block
from news.splitting.advertised import advertised, asked, benefits
from news.splitting.announced import announced, hours_alone
from news.splitting.assemble import Draft, Section, Sections
from news.splitting.block_features import block_features, steps_of
from news.splitting.block_labels import BlockLabeller, Label, Observation, Step
from news.splitting.block_shapes import Shape, shapes_of
from news.splitting.boilerplate import Reason, asks_on, is_date_line, reason_of
from news.splitting.chapters import numbered_parts, signed_parts
from news.splitting.clippings import opened_by_papers, titled_by_outlets
from news.splitting.contents import contents_sections, highlights, listed_names
from news.splitting.dates import STAMP, is_day_name
from news.splitting.footer import board_of
from news.splitting.headings import begin_alike, leave_out_writers, name_as_others, name_left_out
from news.splitting.housekeeping import housekeeping
from news.splitting.mailbag import goes_on, interview_in, letter_of, letters_to_editor, questions_of
from news.splitting.numbering import numbered_sections, told_by_numbers
from news.splitting.outlets import credit_line, is_surely_credit, names_next
from news.splitting.outline import BOLD, LINKED, PLAIN, Part, Role, is_titlelike, rank
from news.splitting.papers import name_papers
from news.splitting.phrases import OPENS_DAY, is_ended, source_line
from news.splitting.read_on import leads_on
from news.splitting.readings import read_as_a_whole
from news.splitting.refrains import quoted_titles, rows_of_notices, told_on
from news.splitting.sections import Promise, holds_events, names_figure, promise_of
from news.splitting.timetable import timetable_lines

_NEAR_DAY = re.compile(r"(?:today|tonight|tomorrow)", re.IGNORECASE)
_UNSURE = (None, Reason.BOILERPLATE, Reason.MASTHEAD)  # lines that come again and again are dropped as the last
MIN_SECTIONS = 2
MAX_ASKING = 12  # words of a line that asks to read on
MIN_COUNTED = 5  # words
_COUNT = re.compile(r"[$€£¥]?\d{1,3}(?:[,.]\d{3})+|[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?%|\d{3,}")
MAX_FURNITURE_WORDS = 6  # buttons and counters; longer lines that begin so ("Weather: a storm …") may be news
_CLOCK = re.compile(r"\d\s?[ap]\.?\s?m\b|\d:\d\d|\bnoon\b", re.IGNORECASE)
_FRONT_TITLE = re.compile(r"(?:^|\s)title:\s*[\"']?(.{3,200}?)[\"']?(?=\s+[a-z_]{2,20}:|$)")
_REPLY = re.compile(r"^(?:\s*(?:fwd?|re|tr|wg)\s*:)+\s*", re.IGNORECASE)
_PAYER = re.compile(r"sponsor|message|word|partner", re.IGNORECASE)
MAX_ADVERTISED = 6  # parts below an advertiser's label that may be its own
MAX_HEAD_PARTS = 6
_SURE = (Reason.SUBSCRIPTION, Reason.SCRIPT, Reason.SPONSOR)
_LINES = (Promise.EVENTS, Promise.HEADLINES, Promise.OPINION)  # sections of which each line is a piece
MIN_PARTS = 4  # an excerpt, too short to see how the issue is set: there the rules alone are better
MIN_NESTED = 5  # list items inside list items: how deep each stands says what it is
MAX_PARTS = 3_000  # an archive; features of more blocks take seconds, so the rules alone read it


@dataclass(frozen=True, slots=True)
class Sequenced:
    """The blocks that get labels, with their features; `proposed` is what the rules say of each."""

    parts: tuple[Part, ...]
    features: tuple[tuple[str, ...], ...]
    steps: tuple[Step, ...]
    shapes: tuple[Shape, ...]
    proposed: tuple[Label, ...]
    letter: frozenset[int]  # which parts are what its writer says in person, above all
    again: frozenset[int]  # which are highlights, told once more below


def redraft(
    parts: Sequence[Part], drafts: Sequence[Draft], kind: str, labeller: BlockLabeller, subject: str | None = None
) -> list[Draft]:
    """Gather an assembled outline's parts anew; parts that belong to no draft are marked with a reason.

    subject: what the mail that brought the issue is called.
    """
    if len(parts) > MAX_PARTS:
        return list(drafts)
    sequence = sequence_of(parts, drafts, kind, subject)
    if sum(part.cue is None for part in sequence.parts) < MIN_PARTS:
        return list(drafts)
    found = read_as_a_whole(labeller, observe(sequence, proposals=True), sequence.shapes)
    if all(label in (Label.NONE, Label.SECTION) for label in found):
        return list(drafts)  # a few lines are soon taken for a table of contents: what the rules found is not lost
    labels = {id(part): label for part, label in zip(sequence.parts, found, strict=True)}
    papers = name_papers(parts, labels)
    name_as_others(parts, labels)
    begin_alike(parts, labels)
    leave_out_writers(parts, labels)
    name_left_out([part for part in parts if id(part) not in papers], labels)
    return _Gatherer(drafts, papers).gather(parts, labels)


def sequence_of(parts: Sequence[Part], drafts: Sequence[Draft], kind: str, subject: str | None = None) -> Sequenced:
    """What the labeller is asked: all parts but those that their reader, or their own words, settle for sure."""
    proposals: dict[int, Label] = {}
    for draft in drafts:
        first, *rest = draft.blocks()
        titled = draft.title is not None
        proposals[id(first)] = Label.TITLE if titled and rest else Label.PIECE
        proposals.update((id(block), Label.STORY if titled else Label.REST) for block in rest)
    pitched, hours = benefits(parts), set(hours_alone(parts))
    kept_at = [
        at
        for at, part in enumerate(parts)
        if at in hours or (at not in pitched and (not _is_settled(part) or _heads_figure(parts, at)))
    ]
    kept = tuple(parts[at] for at in kept_at)
    shapes = shapes_of(kept, _subjects(parts, subject))
    features = block_features(kept, shapes, kind)
    settled = {at for at, part in enumerate(parts) if part.cue is Reason.LINK_LABEL}
    gone = {at: parts[at].cue or parts[at].block.drop for at in set(range(len(parts))) - set(kept_at)}
    sold = [at for at, part in enumerate(parts) if _advertises(part)]
    for names, at in zip(features, kept_at, strict=True):
        title = is_titlelike(parts[at].block)
        advertised = max((label for label in sold if label < at), default=-MAX_ADVERTISED)
        if at - advertised < MAX_ADVERTISED:
            linked = bool(parts[at].block.links)
            names += [f"sold={at - advertised}&t={title}", f"sold={at - advertised}&links={linked}", f"sold&t={title}"]
        names += [f"gone{step}={gone[at + step]}&t={title}" for step in (-1, 1) if at + step in gone]
        if at == kept_at[-1]:
            names.append(f"last&gone={len(parts) - 1 - at > 0}&t={title}")
        if at + 1 in settled:
            names += ["label_after", f"label_after&t={is_titlelike(parts[at].block)}"]
        if at - 1 in settled:
            names.append("label_before")
    proposed = tuple(
        proposals.get(id(part.block), Label.SECTION if part.reason is Reason.SECTION_HEADING else Label.NONE)
        for part in kept
    )
    letter, again = (
        frozenset(place for place, at in enumerate(kept_at) if at in own)
        for own in (letter_of(parts), highlights(parts))
    )
    return Sequenced(kept, tuple(map(tuple, features)), tuple(steps_of(shapes)), tuple(shapes), proposed, letter, again)


def _subjects(parts: Sequence[Part], subject: str | None) -> list[str]:
    """What the mail, the page's head or the front matter call the issue, without the forwarder's "Fwd:"."""
    found = [subject or ""]
    for part in parts[:MAX_HEAD_PARTS]:
        if part.block.drop is Reason.METADATA:
            title = _FRONT_TITLE.search(part.block.text)
            found.append(title[1] if title else part.block.text)
    return [_REPLY.sub("", name) for name in found]


def _advertises(part: Part) -> bool:
    """Whether a line says that what stands below it is paid for."""
    label = is_titlelike(part.block) and promise_of(part.block.text) is Promise.ASIDE
    return part.cue is Reason.SPONSOR or (label and _PAYER.search(part.block.text) is not None)


def observe(sequence: Sequenced, *, proposals: bool) -> list[Observation]:
    """What the labeller sees of each block, with what the rules propose or without."""
    pieces = sum(label in (Label.TITLE, Label.PIECE) for label in sequence.proposed)
    count = "1" if pieces <= 1 else "3" if pieces <= 3 else "8" if pieces <= 8 else "many"
    rows = zip(sequence.features, sequence.steps, _allowed(sequence), strict=True)
    return [
        Observation((*own, *_rule_features(sequence, at, count)) if proposals else own, step, allowed)
        for at, (own, step, allowed) in enumerate(rows)
    ]


def _allowed(sequence: Sequenced) -> list[frozenset[Label] | None]:
    """Where rules are certain: lists in lists, a heading by a name that sections bear, lines that are pieces by it."""
    found: list[frozenset[Label] | None] = []
    headings = Counter(key for part in sequence.parts if (key := _heading(part.block)) is not None)
    nested = sum(part.block.depth > 1 for part in sequence.parts) >= MIN_NESTED
    listed, above, again = contents_sections(sequence.parts)
    promise: Promise | None = None
    for at, (part, proposed) in enumerate(zip(sequence.parts, sequence.proposed, strict=True)):
        allowed = None
        own = _heading(part.block)
        if nested and part.block.marker and not (part.block.marker[0].isdigit() or part.block.text.isupper()):
            allowed = frozenset({proposed})
        elif at in listed:
            allowed = frozenset({Label.NONE})
        elif at in above or (part.block.level and not part.block.links and names_figure(part.block.text)):
            allowed, promise = frozenset({Label.SECTION}), promise_of(part.block.text)
        elif _names_section_by_day(sequence, at) or _heads_hours(sequence.parts, at):
            allowed, promise = frozenset({Label.SECTION}), Promise.EVENTS
        elif is_day_name(part.block.text) and (promise is Promise.EVENTS or _is_stamped(sequence.parts, at + 1)):
            allowed = frozenset({Label.NONE})
        elif own is not None and headings[own] > 1 and at not in again:
            allowed = frozenset({Label.STORY, Label.REST, Label.NONE})  # "The details" once more: no piece's title
        elif proposed is Label.SECTION:
            promise = promise_of(part.block.text)
            if at > 0 and promise not in (None, Promise.ASIDE):
                allowed = frozenset({Label.SECTION})
        elif promise is Promise.EVENTS and (of_days := _of_days(sequence.parts, at)) is not None:
            allowed = of_days
        elif at > 0 and _is_numbered_title(sequence.parts[at - 1]) and not part.block.marker and own is None:
            allowed = None  # told below "13. Full council"
        elif _is_stamped(sequence.parts, at) or (proposed is Label.PIECE and promise in _LINES):
            allowed = frozenset({Label.PIECE, Label.TITLE, Label.NONE})
        found.append(allowed)
    return _settle_together(sequence.parts, found, sequence.letter, sequence.again)


def _settle_together(
    parts: Sequence[Part], allowed: Sequence[frozenset[Label] | None], letter: frozenset[int], again: frozenset[int]
) -> list[frozenset[Label] | None]:
    """What several blocks together make certain: advertisements and polls, questions with answers, a short letter."""
    timed, chapters = timetable_lines(parts)
    apart = (
        advertised(parts)
        | asked(parts)
        | board_of(parts)
        | chapters
        | housekeeping(parts)
        | listed_names(parts)
        | again
    )
    questions = set(questions_of(parts))
    begins, below = announced(parts)
    headings, by_number = told_by_numbers(parts)
    titled, reviewed = titled_by_outlets(parts), opened_by_papers(parts)
    begins, below = begins | titled, below | {at + 1 for at in titled}
    numbered = {at for stretch in (*numbered_parts(parts), *signed_parts(parts)) for at in stretch} | interview_in(
        parts
    )
    certain = told_on(parts) | {at: frozenset({label}) for at, label in letters_to_editor(parts).items()}
    above_rows, rows = rows_of_notices(parts)
    headings, timed = headings | above_rows | numbered_sections(parts), timed | quoted_titles(parts) | rows
    found, answering = list(allowed), False
    for at, part in enumerate(parts):
        if at in certain:
            found[at] = certain[at]
        elif at in apart:
            found[at] = frozenset({Label.NONE})
        elif at in numbered:
            found[at] = frozenset({Label.STORY, Label.REST})
        elif at in headings:
            found[at] = frozenset({Label.SECTION})
        elif at in begins:
            found[at] = frozenset({Label.TITLE})
        elif at in below:
            found[at] = frozenset({Label.STORY})
        elif at in timed or at in by_number or at in reviewed:
            found[at] = frozenset({Label.PIECE, Label.TITLE})
        elif at in questions:
            found[at], answering = frozenset({Label.PIECE, Label.TITLE}), True
        elif (
            answering and found[at] is None and goes_on(part) and not (at + 1 in questions and is_titlelike(part.block))
        ):
            found[at] = frozenset({Label.STORY, Label.REST, Label.NONE})
        elif at in letter and found[at] is None:
            found[at] = frozenset(Label) - {Label.NONE, Label.SECTION}
        else:
            answering = answering and part.cue is not None
    return found


def _names_section_by_day(sequence: Sequenced, at: int) -> bool:
    """Whether "Today" is set as the issue's sections are, above lines that open with their hour."""
    block = sequence.parts[at].block
    if not block.level or not _NEAR_DAY.fullmatch(block.text.strip(" :")) or not _is_stamped(sequence.parts, at + 1):
        return False
    pairs = zip(sequence.parts, sequence.proposed, strict=True)
    alike = sum(label is Label.SECTION and rank(part.block) == rank(block) for part, label in pairs)
    return alike >= MIN_SECTIONS


def _heads_hours(parts: Sequence[Part], at: int) -> bool:
    """Whether a heading below that of a day, set less strongly, stands above a line that opens with its hour."""
    level = parts[at].block.level
    if not level or _names_day(parts[at].block.text) or at + 1 == len(parts) or not _opens_stamped(parts[at + 1]):
        return False
    above = [part.block for part in parts[:at] if 0 < part.block.level < level]
    return bool(above) and _names_day(above[-1].text)


def _of_days(parts: Sequence[Part], at: int) -> frozenset[Label] | None:
    """In an agenda, a day's name is that of what stands below it, and what stands right below it is a piece."""
    if _names_day(parts[at].block.text):
        return frozenset({Label.NONE})
    part = parts[at]
    below = at > 0 and _names_day(parts[at - 1].block.text) and part.cue is None and not part.block.level
    below = below and part.block.text[0] not in "(["
    return frozenset({Label.PIECE, Label.TITLE}) if below or _is_dated(parts, at) else None


def _is_numbered_title(part: Part) -> bool:
    """Whether a list's line has a number and no end, as a title has."""
    return part.block.marker[:1].isdigit() and not is_ended(part.block.text)


def _is_stamped(parts: Sequence[Part], at: int) -> bool:
    """Whether a line of an agenda opens with its day or hour, as the one above or below it does."""
    beside = [parts[other] for other in (at - 1, at + 1) if 0 <= other < len(parts)]
    if at >= len(parts):
        return False
    return _opens_stamped(parts[at]) and any(map(_opens_stamped, beside))


def _is_dated(parts: Sequence[Part], at: int) -> bool:
    """Whether a line opens with its day, no stop behind it, and the one above or below does."""
    beside = [parts[other] for other in (at - 1, at + 1) if 0 <= other < len(parts)]
    return _opens_with_day(parts[at]) and any(map(_opens_with_day, beside))


def _opens_with_day(part: Part) -> bool:
    return OPENS_DAY.match(part.block.text) is not None and part.cue is None and not part.block.level


def _opens_stamped(part: Part) -> bool:
    text = part.block.text
    return STAMP.match(text) is not None and part.cue is None and not part.block.level and not is_date_line(text)


def _names_day(text: str) -> bool:
    """Whether a line is a day and nothing else, without an hour of its own; one in brackets dates a piece."""
    return is_day_name(text) or (is_date_line(text) and text[0] != "(" and not _CLOCK.search(text))


def _heading(block: Block) -> tuple[str, int] | None:
    """A heading's words and how it is set; None of other blocks."""
    return (block.text.casefold(), rank(block)) if is_titlelike(block) and rank(block) < PLAIN else None


def _rule_features(sequence: Sequenced, at: int, count: str) -> list[str]:
    """What the rules propose for a block, alone and beside its neighbours."""
    proposed = sequence.proposed
    mine = proposed[at]
    before = proposed[at - 1] if at > 0 else "top"
    after = proposed[at + 1] if at + 1 < len(proposed) else "end"
    return [
        f"rule={mine}",
        f"rule={before},{mine}",
        f"rule={mine},{after}",
        f"rule={mine}&t={is_titlelike(sequence.parts[at].block)}",
        f"rule={mine}&pieces={count}",
        f"rule={mine}&place={at * 4 // len(proposed)}",
    ]


def _is_settled(part: Part) -> bool:
    """Whether a part is no news for sure: hidden, a link's label, boilerplate by its words, a nested list's branch."""
    if part.block.drop or part.cue in (Reason.LINK_LABEL, Reason.SOURCE_LINKS):
        return True
    if part.reason is Reason.TOPIC:
        return not part.block.marker[0].isdigit() and not part.block.text.isupper()
    if is_titlelike(part.block) and rank(part.block) < LINKED:
        return False
    text = part.block.text
    sure = part.cue in _SURE or (part.cue is Reason.BOILERPLATE and len(text.split()) <= MAX_FURNITURE_WORDS)
    return sure and part.reason is part.cue and reason_of(text) is part.cue


def _heads_figure(parts: Sequence[Part], at: int) -> bool:
    """Whether a number on a line of its own stands above a sentence that says what it counts."""
    below = parts[at + 1] if at + 1 < len(parts) else None
    told = below is not None and below.cue is None and len(below.block.text.split()) >= MIN_COUNTED
    return told and not parts[at].block.links and _COUNT.fullmatch(parts[at].block.text) is not None


class _Gatherer:
    def __init__(self, proposals: Sequence[Draft], papers: dict[int, str]) -> None:
        self.proposed = {id(draft.blocks()[0]): draft for draft in proposals}
        self.papers = papers  # by the id of a part: the paper whose pieces stand below it
        self.paper: str | None = None
        self.drafts: list[Draft] = []
        self.sections = Sections()
        self.current: Draft | None = None
        self.day: str | None = None
        self.days = self.lone = False
        self.agenda: Section | None = None  # the section that days stand below
        self.credit: str | None = None  # the outlet of the piece that comes next

    def gather(self, parts: Sequence[Part], labels: dict[int, Label]) -> list[Draft]:
        last = max(
            (at for at, part in enumerate(parts) if labels.get(id(part), Label.NONE) is not Label.NONE), default=0
        )
        # One date is the issue's own; several are headings of what takes place on those days.
        # So is one "Tomorrow", for the lines below it that open with their hour.
        self.days = sum(_names_day(part.block.text) for part in parts) >= 2
        self.lone = not self.days and any(
            is_day_name(part.block.text) and _is_stamped(parts, at + 1) for at, part in enumerate(parts)
        )
        for at, part in enumerate(parts):
            label = labels.get(id(part), Label.NONE)
            if id(part) in self.papers or label is Label.SECTION:
                self.paper = self.papers.get(id(part))
            if label is Label.NONE and id(part) in self.papers:
                part.role, part.reason, self.current = Role.DROPPED, Reason.SOURCE_LINKS, None
            elif label is Label.NONE:
                below = labels.get(id(parts[at + 1]), Label.NONE) if at < last else Label.NONE
                fresh = self.current is not None and len(self.current.blocks()) == 1
                if fresh and self.current is not None and not part.block.drop:
                    self.current.below = self.current.below or part.block.text
                fresh = fresh and self.current is not None and self.current.title is not None
                self._take_dropped(part, after_all=at > last, goes_on=fresh and below is Label.STORY)
                if at and labels.get(id(parts[at - 1]), Label.NONE) is not Label.NONE:
                    self._take_asking(part)
            elif label is Label.SECTION:
                self.sections.enter(part.block)
                self.day = self.day if _heads_hours(parts, at) else None  # a chamber's name below the day
                part.role, part.reason, self.current = Role.DROPPED, Reason.SECTION_HEADING, None
            elif label in (Label.STORY, Label.REST) and self.current is not None:
                self._keep(part)
                self.current.texts.append(part.block)
                self.current.goes_on = self.current.label is not None
            else:
                self._keep(part)
                self._open(part.block, titled=label is Label.TITLE)
        for draft in self.drafts:
            title = draft.title
            if title is not None and not draft.texts and not is_titlelike(title):
                draft.title, draft.texts = None, [title]
        return self.drafts

    def _keep(self, part: Part) -> None:
        part.role, part.reason = Role.TEXT, None

    def _open(self, block: Block, *, titled: bool) -> None:
        proposal = self.proposed.get(id(block))
        titled = titled or (proposal is not None and proposal.title is not None and len(proposal.blocks()) == 1)
        if titled:
            self.sections.take_title(block)
        self.current = Draft(
            self.sections.open,
            title=block if titled else None,
            texts=[] if titled else [block],
            outlet=self.credit or (proposal.outlet if proposal else None) or self.paper,
            listed=not titled,
            marker=block.marker,
            day=self.day if self.days or STAMP.match(block.text) else None,
        )
        self.sections.fresh, self.credit = False, None
        self.drafts.append(self.current)

    def _leave_section(self, day: Block) -> None:
        """A day that is set as sections are ends the one above it, unless that is the agenda that the day is of."""
        held = [draft for draft in self.drafts if draft.section is self.sections.open]
        if self.sections.fresh or any(STAMP.match(draft.blocks()[0].text) for draft in held):
            self.agenda = self.sections.open
        elif self.sections.open is not self.agenda and rank(day) <= min(self.sections.rank, BOLD):
            name = self.sections.open.name if self.sections.open is not None else ""
            self.sections.open = self.sections.open if holds_events(name, hours=True) else None

    def _take_credit(self, block: Block) -> None:
        """A line that says where a piece was printed: the one below it where it ends in a colon, else the one above."""
        closed = self.current is None or (self.current.outlet is not None and bool(self.current.texts))
        if names_next(block.text) or (closed and is_surely_credit(block.text)):
            self.credit, self.current = credit_line(block.text), None
        elif self.current is not None:
            outlet = credit_line(block.text)
            if outlet is None and (len(self.current.blocks()) == 1 or block.text[0] in "(["):
                outlet = source_line(block.text)
            self.current.outlet = self.current.outlet or outlet

    def _take_asking(self, part: Part) -> None:
        """Give a line right behind a piece that asks to read on to it, though it is worded like no usual label."""
        block, line = part.block, len(part.block.text.split()) <= MAX_ASKING
        words = [block.text[link.start : link.end] for link in block.links] or [block.text]
        if self.current is None or self.current.label is not None or part.cue not in _UNSURE or not line:
            return
        heading = block.level > 0 and not block.links
        if (any(map(asks_on, words)) and not heading) or leads_on(block, self.current.blocks()[0]):
            self.current.label, part.reason = block, Reason.LINK_LABEL

    def _take_dropped(self, part: Part, *, after_all: bool, goes_on: bool = False) -> None:
        """Say why a part is no news, and give a link's label to the piece above it.

        goes_on: it stands between a title and its text, so that a day is the piece's own.
        """
        part.role = Role.DROPPED
        headed = (self.days and _names_day(part.block.text)) or (self.lone and is_day_name(part.block.text))
        if headed and not goes_on:
            self.day, self.current = part.block.text, None
            self._leave_section(part.block)
        if part.cue is Reason.SOURCE_LINKS and not part.block.drop:
            self._take_credit(part.block)
        if part.cue is None:
            self.sections.introduce(part.block)
        if part.cue is Reason.LINK_LABEL:
            part.reason = Reason.LINK_LABEL
            if self.current is not None and self.current.label is None:
                self.current.label = part.block
        elif part.reason is None:
            reason = (
                Reason.SECTION_INTRO if self.sections.open is not None and self.sections.fresh else Reason.BOILERPLATE
            )
            part.reason = part.cue or (Reason.FOOTER if after_all else reason if self.drafts else Reason.MASTHEAD)
