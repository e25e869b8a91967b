"""From an outline to drafts: which blocks make one piece, and under which section it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from news.blocks import Block
from news.splitting.boilerplate import Reason
from news.splitting.dates import STAMP
from news.splitting.outline import LINKED, Part, Role, rank
from news.splitting.phrases import is_ended, outlet_tail
from news.splitting.sections import Promise, plain_name, promise_of, promise_of_intro
from news.splitting.structure import is_intro, lead_end, looks_whole

_SIGN = re.compile(r"[^\w\s“”\"'‘’(\[$€£—–-]")
_NUMBER = re.compile(r"\d")
_PLACE = re.compile(r"\d{1,3}\.")
_ORDER = re.compile(r"(\d{1,2})\.\s")
_BRACKETED = re.compile(r"\[\d{1,2}\]\s")
_GOES_ON = re.compile(
    r"[“\"‘]?(?:he|she|it|they|his|her|its|their|this|that|these|those|but|and|or|so|then|still|yet|also|instead|i|my|we|our"
    r"|others|another|meanwhile|however)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """A section's name as printed, and what the name promises."""

    name: str
    promise: Promise | None


@dataclass(slots=True)
class Draft:
    """The blocks of one piece before they become an item."""

    section: Section | None
    title: Block | None = None
    texts: list[Block] = field(default_factory=list)
    label: Block | None = None  # "Full Story" and its link
    outlet: str | None = None  # named on a line of its own beside the title
    listed: bool = False  # a list item or a line of its own, without a title above it
    marker: str = ""
    day: str | None = None  # the heading above that names its day
    goes_on: bool = False  # text of it follows the label, so that the label is no cut
    below: str = ""  # a line right below its title that is no text of it

    def blocks(self) -> list[Block]:
        """Its title, where it has one, and its texts."""
        return ([self.title] if self.title else []) + self.texts


class Sections:
    """Which section a piece stands under, by how strongly its title is set."""

    def __init__(self) -> None:
        self.open: Section | None = None
        self.rank = 0
        self.linked = False  # its heading is a link
        self.fresh = True  # nothing of this section has been read
        self.free_ranks: set[int] = set()  # of titles outside sections
        self.held_rank = 0  # of the first title in this section

    def enter(self, block: Block) -> None:
        """Read a section's heading."""
        number = f"{block.number or block.marker} " if _PLACE.fullmatch(block.marker) else ""
        numbered = number or _BRACKETED.match(block.text)
        name = block.text if numbered else plain_name(block.text)  # a picture behind the number is of the name
        name = name.rstrip(":").strip() or block.text
        self.open, self.rank = Section(number + name, promise_of(block.text)), rank(block)
        self.linked = bool(block.links)
        self.fresh, self.held_rank = True, 0

    def introduce(self, block: Block) -> None:
        """Read the line below a section's name, which may say what the section holds."""
        section = self.open
        if section is not None and self.fresh and section.promise in (None, Promise.PIECES):
            self.open = Section(section.name, promise_of_intro(block.text) or section.promise)

    def take_title(self, block: Block) -> None:
        """Read a piece's title; it may end the section."""
        mine = rank(block)
        own, above = _ORDER.match(block.text), _ORDER.match(self.open.name) if self.open else None
        if self.fresh:
            self.held_rank = mine
        elif own and above and int(own[1]) == int(above[1]) + 1:
            self.open = None  # "4. The lamp is lit" behind "3. In brief"
        elif mine < LINKED and mine <= self.rank and mine != self.held_rank and self.linked == bool(block.links):
            # Set as strongly as the section's own name: where other pieces stand free like this, it is not under it.
            free = mine in self.free_ranks or len(block.text.split()) <= 4
            self.open = None if free else self.open
        if self.open is None:
            self.free_ranks.add(mine)


def opens_afresh(text: str) -> bool:
    """Whether a paragraph's first word refers to nothing above it."""
    return _GOES_ON.match(text) is None


def assemble(parts: Sequence[Part]) -> list[Draft]:
    """Gather an outline's parts into drafts; parts that belong to none are marked with a reason."""
    return _Assembler(parts).gather()


class _Assembler:
    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.drafts: list[Draft] = []
        self.sections = Sections()
        self.current: Draft | None = None
        self.skipping: Reason | None = None  # what a label above announced: an advertisement, the imprint
        self.skipped = False
        self.byline: str | None = None  # of the title that comes next
        self.briefs = _find_briefs(parts)
        self.gaps = any(part.block.gap for part in parts)
        self.aside_rank = 0  # of the heading of a section that holds no news; 0 outside one

    def gather(self) -> list[Draft]:
        for at, part in enumerate(self.parts):
            if part.block.ruled and not part.block.level:
                self._after_rule()
            if part.role is Role.DROPPED:
                self._take_dropped(part)
            elif part.role is not Role.BYLINE and self._skips(part):
                part.role, part.reason = Role.DROPPED, self.skipping
            elif part.role is Role.BYLINE:
                self._take_byline(at, part)
            elif part.role is Role.SECTION:
                self._take_section(part)
            elif part.role is Role.TITLE:
                self._take_title(part)
            elif part.role is Role.ITEM:
                self._take_item(at, part)
            else:
                self._take_text(at, part)
        return self.drafts

    def _open(self, draft: Draft) -> None:
        self.current = draft
        self.drafts.append(draft)
        self.sections.fresh = False

    def _take_title(self, part: Part) -> None:
        self.sections.take_title(part.block)
        self._open(Draft(self.sections.open, title=part.block, outlet=self.byline))
        self.byline = None

    def _take_byline(self, at: int, part: Part) -> None:
        """An outlet's line belongs to the open title right above it, else to the one below."""
        part.reason = Reason.SOURCE_LINKS
        part.role = Role.DROPPED
        self.skipping, self.aside_rank = None, 0
        outlet = re.split(r"\s*[|·•⋅]\s*", part.block.text)[0].split(", ")[-1].strip()
        current = self.current
        above = at > 0 and current is not None and current.title is self.parts[at - 1].block
        if above and current is not None and current.outlet is None:
            current.outlet = outlet
        else:
            self.byline, self.current = outlet, None

    def _after_rule(self) -> None:
        self.skipping, self.aside_rank = None, 0
        if self.current is not None and self.current.title is None:
            self.current = None

    def _take_dropped(self, part: Part) -> None:
        if part.reason is Reason.LINK_LABEL:
            if self.current is not None and self.current.label is None:
                self.current.label = part.block
                if not re.match(r"https?:", part.block.text):
                    self.current = None
                if part.block.text.endswith(":") and not part.block.links:  # "Read more in:" and a list of sources
                    self.aside_rank, self.skipping = 9, Reason.SOURCE_LINKS
        elif part.reason in (Reason.MASTHEAD, Reason.SPONSOR, Reason.FOOTER):
            self.current = None
            credited = re.match(r"(?:presented|brought|supported|powered|together)\b", part.block.text, re.IGNORECASE)
            # under the masthead's or a section's own name
            credit = bool(credited) and (self.sections.fresh or not self.drafts)
            announces = part.reason is Reason.SPONSOR and not credit and len(part.block.text.split()) <= 8
            imprint = part.reason is Reason.FOOTER and part.block.level > 0
            self.skipping = part.reason if announces or imprint else None
            self.skipped = False

    def _skips(self, part: Part) -> bool:
        """Whether a part belongs to the advertisement or imprint above it: its title, then its text."""
        if self.aside_rank:
            heads = part.role is Role.SECTION or (part.role is Role.TITLE and rank(part.block) <= self.aside_rank)
            if not heads:
                return True
            self.aside_rank, self.skipping = 0, None
        if part.role in (Role.SECTION, Role.ITEM) or (part.role is Role.TITLE and self.skipped):
            self.skipping = None
        self.skipped = True
        return self.skipping is not None

    def _take_section(self, part: Part) -> None:
        if promise_of(part.block.text) is Promise.ASIDE:
            sponsor = re.search(r"sponsor|message|word|partner", part.block.text, re.IGNORECASE) is not None
            self.skipping = Reason.SPONSOR if sponsor else Reason.BOILERPLATE
            self.aside_rank, self.skipped, self.current = 0 if sponsor else rank(part.block), False, None
            part.role, part.reason = Role.DROPPED, self.skipping
            return
        self.sections.enter(part.block)
        part.role, part.reason = Role.DROPPED, Reason.SECTION_HEADING
        self.current = None

    def _take_item(self, at: int, part: Part) -> None:
        block = part.block
        below = self.parts[at + 1].block if at + 1 < len(self.parts) else None
        branches = below is not None and below.marker != "" and below.depth > block.depth
        titled = block.marker.endswith("/") or is_ended(block.text) or outlet_tail(block.text) is not None
        titled = titled or (branches and self._has_details(at))
        if branches and not titled:
            part.role, part.reason = Role.DROPPED, Reason.TOPIC
            self.current = None
            return
        section = self.sections.open
        if section is not None and section.promise is Promise.POLLS and not _NUMBER.search(block.text):
            part.role, part.reason = Role.DROPPED, Reason.BOILERPLATE  # what readers are asked, without an answer
            return
        current = self.current
        if current is not None and self._goes_below(current, block):
            current.texts.append(block)
        else:
            self._open(Draft(self.sections.open, texts=[block], listed=True, marker=block.marker))

    def _has_details(self, at: int) -> bool:
        """Whether the items below a linked one tell of it, and are no pieces themselves: none is linked."""
        block = self.parts[at].block
        below = takewhile(lambda part: part.block.depth > block.depth, self.parts[at + 1 :])
        return _opens_linked(block) and not any(part.block.links for part in below)

    def _goes_below(self, current: Draft, block: Block) -> bool:
        """Whether a list item goes on with the open piece: an item's detail, or a list inside a titled story."""
        if current.marker and current.texts:
            return self._is_detail(current, block)
        return not current.listed and current.title is not None and bool(current.texts)

    def _is_detail(self, current: Draft, block: Block) -> bool:
        """Whether a list item belongs to the item above it."""
        first = current.texts[0]
        told = is_ended(first.text) or (_opens_linked(first) and not block.links)
        if block.depth > first.depth and told:
            return True
        return first.marker[0].isalnum() and not block.marker[0].isalnum()

    def _take_text(self, at: int, part: Part) -> None:
        block, current = part.block, self.current
        if self.sections.fresh and self.sections.open is not None and self._introduces(at):
            part.role, part.reason = Role.DROPPED, Reason.SECTION_INTRO
            return
        if current is None and self._is_stray(at):
            part.role, part.reason = Role.DROPPED, Reason.SECTION_INTRO
            return
        alone = current is None or (current.title is None and self._stands_alone(current, block))
        if alone:
            self._open(Draft(self.sections.open, texts=[block], listed=True))
        elif current is not None:
            current.texts.append(block)

    def _after(self, at: int) -> Part | None:
        """The next part that is not dropped."""
        below = range(at + 1, len(self.parts))
        return next((self.parts[index] for index in below if self.parts[index].role is not Role.DROPPED), None)

    def _introduces(self, at: int) -> bool:
        """A first short paragraph of a section, above its pieces."""
        block = self.parts[at].block
        if is_intro(block):
            return True
        after = self._after(at)
        if after is None or lead_end(block):
            return False
        if after.role is Role.SECTION and rank(after.block) <= self.sections.rank:
            return False
        if after.role is Role.TEXT:
            return False
        if self.sections.open is not None and self.sections.open.promise is Promise.LEAD:
            return False
        return len(block.text.split()) <= 30 and not looks_whole(block) and at + 1 < len(self.parts)

    def _is_stray(self, at: int) -> bool:
        """A short paragraph outside any piece, before the first heading."""
        block = self.parts[at].block
        if self.sections.open is not None or self.drafts or looks_whole(block):
            return False
        after = self._after(at)
        return after is not None and after.role is not Role.TEXT and len(block.text.split()) <= 40

    def _stands_alone(self, current: Draft, block: Block) -> bool:
        """Whether a paragraph without a title is a piece of its own, and not one more of the piece above it."""
        if current.marker:
            # "1. Headline", told below: what follows up to the next number goes on with it.
            headed = _PLACE.fullmatch(current.marker) is not None and not is_ended(current.texts[0].text)
            if headed and len(current.texts) > 1:
                return False
            # the next line, no blank one between
            below = (self.gaps or headed) and not block.gap and len(current.texts) == 1
            return block.depth == 0 and not below and not current.marker.endswith("/")
        first, last = current.texts[0], current.texts[-1]
        if id(block) in self.briefs:
            return True
        if _SIGN.match(block.text) and not _SIGN.match(first.text):
            return False
        promise = self.sections.open.promise if self.sections.open else None
        promised = promise in (Promise.EVENTS, Promise.HEADLINES, Promise.OPINION, Promise.POLLS)
        led = lead_end(first) > 0
        stamped = bool(STAMP.match(block.text) and STAMP.match(first.text))
        plain = promise is Promise.PIECES and not led
        return promised or plain or stamped or looks_whole(block) or (looks_whole(last) and not led)


def _opens_linked(block: Block) -> bool:
    return any(link.start == 0 for link in block.links)


def _find_briefs(parts: Sequence[Part]) -> set[int]:
    """Paragraphs, by id, that stand in a run without a title where each opens afresh: each is a piece."""
    briefs: set[int] = set()
    run: list[Block] = []
    titled = False
    for part in [*parts, None]:
        if part is not None and part.role is Role.TEXT:
            if not (run and _SIGN.match(part.block.text) and not _SIGN.match(run[0].text)):
                run.append(part.block)  # one that a picture opens, as no other, goes on with the one above it
            continue
        if part is not None and part.role is Role.DROPPED and part.reason is not Reason.SECTION_HEADING:
            continue
        told = [block for block in run if len(block.text.split()) >= 8]
        fresh = sum(opens_afresh(block.text) for block in told)
        led = sum(lead_end(block) > 0 for block in told)  # then the phrase that leads says where a piece begins
        if not titled and len(told) >= 2 and led * 2 < len(told) and fresh == len(told) == len(run):
            briefs.update(id(block) for block in told)
        run = []
        titled = part is not None and part.role in (Role.TITLE, Role.ITEM)
    return briefs
