"""From blocks to the outline of an issue: what each block is, by its own words and by what stands around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from news.blocks import Block
from news.boilerplate import INLINE_LABEL, Reason, is_bio, is_forward, is_link_label, is_sign_off, opens_tail, reason_of
from news.phrases import dash_outlet, is_ended, outlet_tail
from news.sections import Promise, is_newsletter_name, is_story_label, promise_of

MAX_TITLE_CHARS = 200
MAX_TITLE_WORDS = 30
_INNER_STOP = re.compile(r"[a-z0-9)”\"’][.!?…][\"”’)]*\s+[\"“‘(]?[A-Z]")


class Role(Enum):
    """What a block is for the outline."""

    SECTION = auto()
    TITLE = auto()
    TEXT = auto()
    ITEM = auto()  # a list item
    DROPPED = auto()


@dataclass(slots=True)
class Part:
    """A block with its role; `reason` only where it is dropped."""

    block: Block
    role: Role
    reason: Reason | None = None


def rank(block: Block) -> int:
    """How strongly a block is set as a heading: 1 to 6 by level, 7 bold, 8 a link alone, 9 plain."""
    if block.level:
        return block.level
    if _covers(block, block.bold):
        return 7
    if _covers(block, tuple((link.start, link.end) for link in block.links)):
        return 8
    return 9


def _covers(block: Block, spans: Sequence[tuple[int, int]]) -> bool:
    covered = sum(end - start for start, end in spans)
    return covered >= len(block.text.rstrip(" .:→»›>!?*")) - 2 > 0


def is_titlelike(block: Block) -> bool:
    """Whether a block outside lists may be a heading: set as one, or one short unended line."""
    text = block.text
    if block.marker or block.depth or len(text) > MAX_TITLE_CHARS or len(text.split()) > MAX_TITLE_WORDS:
        return False
    if block.level:
        return True
    if INLINE_LABEL.search(text):
        return False
    if rank(block) < 9:
        return not text.endswith("…") and not (_INNER_STOP.search(text) and is_ended(text))
    if text[-1] in ":;,…" or (is_ended(text) and text[-1] not in "?!"):
        return False
    return any(char.isalpha() for char in text) and not _INNER_STOP.search(text)


def outline(blocks: Sequence[Block], *, plain: bool) -> list[Part]:
    """Give each block its role. `plain` says that the format has no headings of its own."""
    parts = [Part(block, Role.TEXT, _first_reason(block)) for block in blocks]
    _drop_tail(parts)
    for part in parts:
        if part.reason is not None:
            part.role = Role.DROPPED
        elif part.block.marker and not part.block.level:
            part.role = Role.ITEM
    kept = [part for part in parts if part.role is not Role.DROPPED]
    ranks = [rank(part.block) for part in kept if is_titlelike(part.block)]
    styled = sum(place < 9 for place in ranks) >= 2 or any(place < 7 for place in ranks)
    heads = [
        is_titlelike(part.block) and part.role is Role.TEXT and (plain or not styled or rank(part.block) < 9)
        for part in kept
    ]
    for at in range(len(kept) - 1):
        heads[at] = heads[at] or (heads[at + 1] and kept[at].role is Role.TEXT and _is_kicker(kept[at].block))
    _Outliner(parts, kept, heads).decide()
    return parts


def _is_kicker(block: Block) -> bool:
    """A word or two in capitals above a title, naming its section."""
    return block.text.isupper() and len(block.text.split()) <= 4


def _first_reason(block: Block) -> Reason | None:
    if block.drop:
        return Reason(block.drop)
    if is_link_label(block.text):
        return Reason.LINK_LABEL
    if block.level and promise_of(block.text):
        return None
    return reason_of(block.text)


def _drop_tail(parts: list[Part]) -> None:
    """From the goodbye, or the first words of a legal footer, nothing is news unless a section follows."""
    told = max(
        (at for at, part in enumerate(parts) if part.reason is None and not _is_named_section(part.block)), default=0
    )
    last_section = max((at for at, part in enumerate(parts[:told]) if _is_named_section(part.block)), default=-1)
    forwarded = next((at for at, part in enumerate(parts[:12]) if is_forward(part.block.text)), 0)
    for part in parts[:forwarded]:
        part.reason = part.reason or Reason.METADATA
    tail = next((at for at, part in enumerate(parts) if at > last_section and opens_tail(part.block.text)), 0)
    start = next((at for at in range(tail, max(0, tail - 8), -1) if parts[at].block.ruled), 0)
    words = sum(len(part.block.text.split()) for part in parts[start:tail])
    if start * 2 >= len(parts) and words <= 40:  # a rule sets the footer apart, whatever words it opens with
        for part in parts[start:]:
            part.reason = part.reason or Reason.FOOTER
    ended = False
    for at, part in enumerate(parts):
        late = at > last_section and at * 2 >= len(parts)
        if not ended and late and (is_sign_off(part.block.text) or opens_tail(part.block.text)):
            ended = True
        if ended:
            part.reason = part.reason or Reason.FOOTER
        elif part.reason is None and at * 10 >= len(parts) * 7 and is_bio(part.block.text):
            part.reason = Reason.BOILERPLATE


def _is_named_section(block: Block) -> bool:
    return is_titlelike(block) and promise_of(block.text) is not None


class _Outliner:
    """Decides which heading names a section and which one a piece, from what stands below it."""

    def __init__(self, parts: list[Part], kept: list[Part], heads: list[bool]) -> None:
        self.kept, self.heads = kept, heads
        self.label_after = set()
        position = {id(part): at for at, part in enumerate(parts)}
        for at, part in enumerate(kept):
            follower = position[id(part)] + 1
            if follower < len(parts) and parts[follower].reason is Reason.LINK_LABEL:
                self.label_after.add(at)

    def decide(self) -> None:
        for at, part in enumerate(self.kept):
            if self.heads[at]:
                part.role = Role.SECTION if self._names_section(at) else Role.TITLE
        self._vote()
        self._drop_masthead()
        self._join_essay()

    def _names_section(self, at: int) -> bool:
        block = self.kept[at].block
        if at in self.label_after or at + 1 >= len(self.kept):
            return False
        after = self.kept[at + 1]
        if promise_of(block.text) is not None:
            return True
        if block.links and not block.level:
            return False
        if self.heads[at + 1]:
            return self._stands_over(at)
        introduced = is_intro(after.block) and not is_story_label(after.block.text)
        return introduced or after.role is Role.ITEM or self._holds_pieces(at)

    def _stands_over(self, at: int) -> bool:
        """A heading right above another heading."""
        block, after = self.kept[at].block, self.kept[at + 1].block
        mine, theirs = rank(block), rank(after)
        if mine != theirs:
            return mine < theirs or _is_kicker(block)
        if outlet_tail(block.text) or dash_outlet(block.text) or len(block.text.split()) > 5:
            return False
        if at > 0 and self.heads[at - 1] and rank(self.kept[at - 1].block) == mine and not block.gap:
            return False
        run = at + 1
        while run < len(self.kept) and self.heads[run] and rank(self.kept[run].block) == mine:
            run += 1
        told = run < len(self.kept) and self.kept[run].role is Role.TEXT and not self.heads[run]
        others = [len(part.block.text.split()) for part in self.kept[at + 1 : run]]
        return (told and run == at + 2) or (sum(others) >= 6 * len(others) and len(others) >= 2)

    def _holds_pieces(self, at: int) -> bool:
        """A heading above paragraphs that each look like a piece of their own."""
        texts: list[Block] = []
        for below in range(at + 1, len(self.kept)):
            if self.heads[below] or self.kept[below].role is Role.ITEM:
                break
            texts.append(self.kept[below].block)
        return len(texts) >= 2 and sum(looks_whole(text) for text in texts) * 2 > len(texts)

    def _vote(self) -> None:
        """Headings set alike mean the same: a bare one among many sections is an empty section."""
        sections: dict[int, int] = {}
        titles: dict[int, int] = {}
        for part in self.kept:
            counts = sections if part.role is Role.SECTION else titles if part.role is Role.TITLE else None
            if counts is not None:
                counts[rank(part.block)] = counts.get(rank(part.block), 0) + 1
        for at, part in enumerate(self.kept[:-1]):
            mine = rank(part.block)
            bare = (
                part.role is Role.TITLE and self.heads[at + 1] and at not in self.label_after and not part.block.links
            )
            if bare and mine < 8 and sections.get(mine, 0) > titles.get(mine, 0):
                part.role = Role.SECTION

    def _drop_masthead(self) -> None:
        """The newsletter's own name, above everything else."""
        big = next((at for at, part in enumerate(self.kept[:8]) if promise_of(part.block.text) is Promise.LEAD), 0)
        if all(self.heads[:big]):
            for part in self.kept[:big]:
                part.role, part.reason = Role.DROPPED, Reason.MASTHEAD
        for at, part in enumerate(self.kept):
            if part.role is Role.DROPPED:
                continue
            if not self.heads[at] or promise_of(part.block.text) or outlet_tail(part.block.text):
                return
            if at in self.label_after or (part.block.links and not is_newsletter_name(part.block.text)):
                return
            after = self.kept[at + 1] if at + 1 < len(self.kept) else None
            below = after is not None and self.heads[at + 1]
            named = is_newsletter_name(part.block.text) and len(self.kept) > 3 and (below or self._opens_list(at + 1))
            if at > 0 and self._drop_subtitle(at):
                continue
            topmost = at == 0 and self._is_alone(at) and after is not None and after.role is Role.ITEM
            if not (below or named or topmost) or (below and not named and not self._is_name_above(at)):
                return
            part.role, part.reason = Role.DROPPED, Reason.MASTHEAD
            if not below and after is not None and after.role is Role.TEXT and len(after.block.text.split()) < 60:
                after.role, after.reason = Role.DROPPED, Reason.SECTION_INTRO
                return

    def _opens_list(self, at: int) -> bool:
        """Whether one paragraph at most stands between here and the next heading or list."""
        return any(
            self.heads[below] or self.kept[below].role is Role.ITEM for below in range(at, min(at + 2, len(self.kept)))
        )

    def _drop_subtitle(self, at: int) -> bool:
        """A second line of the masthead: under it stand a name or a few words, then the first heading."""
        end = next((after for after in range(at + 1, len(self.kept)) if self.heads[after]), 0)
        below = self.kept[at + 1 : end]
        words = sum(len(part.block.text.split()) for part in below)
        if not below or words > 10 or any(part.role is not Role.TEXT for part in below):
            return False
        for part in self.kept[at:end]:
            part.role, part.reason = Role.DROPPED, Reason.MASTHEAD
        return True

    def _is_alone(self, at: int) -> bool:
        """Whether no other heading is set like this one, by more than being a short line."""
        mine = rank(self.kept[at].block)
        alike = [rank(part.block) == mine for part, head in zip(self.kept, self.heads, strict=True) if head]
        return mine < 9 and sum(alike) == 1

    def _is_name_above(self, at: int) -> bool:
        mine = rank(self.kept[at].block)
        others = [rank(part.block) for part, head in zip(self.kept, self.heads, strict=True) if head]
        if at == 0 and all(self.heads[:3]) and len(self.kept) > 3 and len(self.kept[0].block.text.split()) <= 6:
            below, next_below = rank(self.kept[1].block), rank(self.kept[2].block)
            if mine <= below and next_below <= mine:
                return True
        if mine < 9:
            return others.count(mine) <= 2 and mine <= min(others)
        return len(self.kept[at].block.text.split()) <= 5

    def _join_essay(self) -> None:
        """A letter of one piece: its headings are parts of the text."""
        open_parts = [part for part in self.kept if part.role is not Role.DROPPED]
        titles = [part for part in open_parts if part.role in (Role.TITLE, Role.SECTION)]
        texts = [part for part in open_parts if part.role is Role.TEXT]
        if len(titles) < 2 or open_parts[0] is not titles[0] or len(texts) < 2 * len(titles):
            return
        if self.label_after or any(promise_of(part.block.text) for part in titles):
            return
        mine = rank(titles[0].block)
        opening = open_parts.index(titles[1]) - 1
        first_person = sum(bool(re.search(r"\b(?:I|I['’](?:m|ve|d|ll)|my)\b", part.block.text)) for part in texts)
        weaker = all(rank(part.block) > mine for part in titles[1:])
        if (
            opening >= 2
            and (weaker or first_person >= 2)
            and not any(part.role is Role.ITEM for part in open_parts[:opening])
        ):
            for part in titles[1:]:
                part.role = Role.TEXT


def looks_whole(block: Block) -> bool:
    """Whether a paragraph looks like a piece of its own: bold lead, outlet at its end, or cut off."""
    if lead_end(block):
        return True
    return outlet_tail(block.text) is not None or block.text.endswith(("…", "...", "→", "»"))


def lead_end(block: Block) -> int:
    """Where the bold or linked phrase ends that opens a piece of running text; 0 when there is none."""
    spans = [span for span in block.bold if span[0] <= 1]
    spans += [
        (link.start, link.end)
        for link in block.links
        if link.start <= 1 and re.match(r"\s*(?:[–—:.|-]|$)", block.text[link.end :])
    ]
    end = max((end for _, end in spans), default=0)
    phrase = block.text[:end].strip()
    if len(phrase.split()) < 2 and not (phrase and block.marker):
        return 0
    if phrase.endswith(":") or block.text[end : end + 1] == ":":
        return 0 if is_story_label(phrase) else end
    return 0 if is_story_label(phrase) else end


def is_intro(block: Block) -> bool:
    """Whether a line only announces what stands below it."""
    return not block.marker and block.text.endswith(":") and len(block.text.split()) <= 25 and not block.level


def numbered_digest(blocks: Sequence[Block]) -> list[Part] | None:
    """The outline of a digest that numbers its pieces "1/ … 2/ …": all between them is related; else None."""
    numbers = [block for block in blocks if re.fullmatch(r"\d{1,3}/", block.marker) and not block.drop]
    if len(numbers) < 2:
        return None
    parts: list[Part] = []
    running = False  # a numbered piece may go on over several paragraphs
    for block in blocks:
        part = Part(block, Role.DROPPED, Reason(block.drop) if block.drop else None)
        if re.fullmatch(r"(?:\d{1,3}|poll)/", block.marker) and not block.drop and block.depth <= 1:
            part.role, running = Role.ITEM, True
        elif running and _goes_on(block):
            part.role = Role.TEXT
        else:
            running = False
            part.reason = part.reason or (Reason.SECTION_HEADING if block.level else Reason.RELATED)
        parts.append(part)
    return parts


def _goes_on(block: Block) -> bool:
    """Whether a block is one more paragraph of the numbered piece above it."""
    listed = block.marker != "" and not block.marker.endswith("/")
    return not (block.drop or block.level or block.ruled or listed or rank(block) == 7)
