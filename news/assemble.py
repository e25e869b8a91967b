"""From an outline to drafts: which blocks make one piece, and under which section it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from news.blocks import Block
from news.boilerplate import Reason
from news.phrases import is_ended, outlet_tail
from news.sections import Promise, plain_name, promise_of
from news.structure import Part, Role, is_intro, lead_end, looks_whole, rank


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
    listed: bool = False  # a list item or a line of its own, without a title above it
    marker: str = ""

    def blocks(self) -> list[Block]:
        return ([self.title] if self.title else []) + self.texts


def assemble(parts: Sequence[Part]) -> list[Draft]:
    """Gather an outline's parts into drafts; parts that belong to none are marked with a reason."""
    return _Assembler(parts).gather()


class _Assembler:
    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.drafts: list[Draft] = []
        self.section: Section | None = None
        self.section_rank = 0
        self.current: Draft | None = None
        self.fresh = True  # nothing of this section has been read
        self.skipping: Reason | None = None  # what a label above announced: an advertisement, the imprint
        self.skipped = False

    def gather(self) -> list[Draft]:
        for at, part in enumerate(self.parts):
            if part.block.ruled and not part.block.level:
                self._after_rule()
            if part.role is Role.DROPPED:
                self._take_dropped(part)
            elif self._skips(part):
                part.role, part.reason = Role.DROPPED, self.skipping
            elif part.role is Role.SECTION:
                self._take_section(part)
            elif part.role is Role.TITLE:
                self._open(Draft(self.section, title=part.block))
            elif part.role is Role.ITEM:
                self._take_item(at, part)
            else:
                self._take_text(at, part)
        return self.drafts

    def _open(self, draft: Draft) -> None:
        self.current = draft
        self.drafts.append(draft)
        self.fresh = False

    def _after_rule(self) -> None:
        self.skipping = None
        if self.current is not None and self.current.title is None:
            self.current = None

    def _take_dropped(self, part: Part) -> None:
        if part.reason is Reason.LINK_LABEL:
            if self.current is not None and self.current.label is None:
                self.current.label = part.block
                if not re.match(r"https?:", part.block.text):
                    self.current = None
        elif part.reason in (Reason.MASTHEAD, Reason.SPONSOR, Reason.FOOTER):
            self.current = None
            credit = re.match(r"(?:presented|brought|supported|powered|together)\b", part.block.text, re.IGNORECASE)
            announces = part.reason is Reason.SPONSOR and not credit and len(part.block.text.split()) <= 8
            imprint = part.reason is Reason.FOOTER and part.block.level > 0
            self.skipping = part.reason if announces or imprint else None
            self.skipped = False

    def _skips(self, part: Part) -> bool:
        """Whether a part belongs to the advertisement or imprint above it: its title, then its text."""
        if part.role in (Role.SECTION, Role.ITEM) or (part.role is Role.TITLE and self.skipped):
            self.skipping = None
        self.skipped = True
        return self.skipping is not None

    def _take_section(self, part: Part) -> None:
        name = plain_name(part.block.text).rstrip(":").strip() or part.block.text
        self.section, self.section_rank = Section(name, promise_of(part.block.text)), rank(part.block)
        part.role, part.reason = Role.DROPPED, Reason.SECTION_HEADING
        self.current, self.fresh = None, True

    def _take_item(self, at: int, part: Part) -> None:
        block = part.block
        below = self.parts[at + 1].block if at + 1 < len(self.parts) else None
        branches = below is not None and below.marker != "" and below.depth > block.depth
        if branches and not is_ended(block.text) and outlet_tail(block.text) is None:
            part.role, part.reason = Role.DROPPED, Reason.TOPIC
            self.current = None
            return
        current = self.current
        if current is not None and self._goes_below(current, block):
            current.texts.append(block)
        else:
            self._open(Draft(self.section, texts=[block], listed=True, marker=block.marker))

    def _goes_below(self, current: Draft, block: Block) -> bool:
        """Whether a list item goes on with the open piece: an item's detail, or a list inside a titled story."""
        if current.marker and current.texts:
            return self._is_detail(current, block)
        return not current.listed and current.title is not None and bool(current.texts)

    def _is_detail(self, current: Draft, block: Block) -> bool:
        """Whether a list item belongs to the item above it."""
        first = current.texts[0]
        if block.depth > first.depth and is_ended(first.text):
            return True
        return first.marker[0].isalnum() and not block.marker[0].isalnum()

    def _take_text(self, at: int, part: Part) -> None:
        block, current = part.block, self.current
        if self.fresh and self.section is not None and self._introduces(at):
            part.role, part.reason = Role.DROPPED, Reason.SECTION_INTRO
            return
        if current is None and self._is_stray(at):
            part.role, part.reason = Role.DROPPED, Reason.SECTION_INTRO
            return
        alone = current is None or (current.title is None and self._stands_alone(current, block))
        if alone:
            self._open(Draft(self.section, texts=[block], listed=True))
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
        if after.role is Role.SECTION and rank(after.block) <= self.section_rank:
            return False
        if after.role is Role.TEXT:
            return False
        if self.section is not None and self.section.promise is Promise.LEAD:
            return False
        return len(block.text.split()) <= 30 and not looks_whole(block) and at + 1 < len(self.parts)

    def _is_stray(self, at: int) -> bool:
        """A short paragraph outside any piece, before the first heading."""
        block = self.parts[at].block
        if self.section is not None or self.drafts or looks_whole(block):
            return False
        after = self._after(at)
        return after is not None and after.role is not Role.TEXT and len(block.text.split()) <= 40

    def _stands_alone(self, current: Draft, block: Block) -> bool:
        if current.marker:
            return block.depth == 0 and not current.marker.endswith("/")
        promise = self.section.promise if self.section else None
        if promise in (Promise.EVENTS, Promise.HEADLINES, Promise.OPINION, Promise.POLLS):
            return True
        if promise is Promise.PIECES and not lead_end(current.texts[0]):
            return True
        return looks_whole(block) or (looks_whole(current.texts[-1]) and not lead_end(current.texts[0]))
