"""From blocks to the outline of an issue: what each block is, by its own words and by what stands around it."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice, pairwise

from news.blocks import Block
from news.splitting.boilerplate import Reason, greets_with_news, is_link_label, names_sources, reason_of
from news.splitting.footer import drop_tail, is_named_section
from news.splitting.masthead import drop_contents, drop_name, drop_top
from news.splitting.outlets import credit_line, is_surely_credit
from news.splitting.outline import (
    BOLD,
    KICKER,
    LINKED,
    PLAIN,
    Part,
    Role,
    has_inner_stop,
    is_kicker,
    is_titlelike,
    rank,
)
from news.splitting.phrases import OPENS_DAY, dash_outlet, is_outlet, outlet_tail, reported_by, source_line
from news.splitting.sections import Promise, is_newsletter_name, is_part_label, is_story_label, promise_of

_FIGURE = re.compile(r"[$€£¥+\-−▲▼]{0,3}\s?\d[\d.,:]*\s?[%°]?[\w]{0,3}")
_COUNT = re.compile(r"[$€£¥]\s?\d[\d.,]*\w{0,2}|\d[\d.,]*\s?%")
_BOOKING = re.compile(r"\W*(?:rsvp|register|book|sign up|tickets|join)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b\d{1,2}(?::\d\d)?\s?[ap]\.?m\b|\bnoon\b", re.IGNORECASE)
MIN_NAME_WORDS = 4  # of a section whose name a link may have, too: "More at this hour"
_CAPS_LEAD = re.compile(
    r"\W{0,3}([A-Z][A-Z\d’'&,-]*(?:\s+(?:[A-Z\d&][A-Z\d’'&,-]*(?:\.[A-Z\d][A-Z\d.]*)?|[A-Z]{1,3}\.)){1,8})"
    r"(?::|\.|\s(?:[—–-]|--))\s+(?=\S)"
)
_BYLINE = re.compile(r"(?P<outlet>[^|·•⋅]{2,50}?)(?:\s*[|·•⋅]\s*(?:\d+\s?\w{1,4}|[^|·•⋅]{3,25}))?$")


def outline(blocks: Sequence[Block], *, plain: bool, source: str | None = None) -> list[Part]:
    """Give each block its role. `plain` says that the format has no headings of its own; source is who sent it."""
    parts = [Part(block, Role.TEXT, _first_reason(block)) for block in blocks]
    _drop_figures(parts)
    _drop_source_lines(parts)
    drop_tail(parts)
    drop_name(parts, source)
    drop_contents(parts)
    drop_top(parts)
    _keep_labels_as_headings(parts)
    dated = _keep_event_dates(parts)
    for part in parts:
        part.cue = part.reason
        if part.reason is not None:
            part.role = Role.DROPPED
        elif part.block.marker and not part.block.level:
            part.role = Role.ITEM
    kept = [part for part in parts if part.role is not Role.DROPPED]
    ranks = [rank(part.block) for part in kept if is_titlelike(part.block)]
    styled = sum(place < 9 for place in ranks) >= 2 or any(place < 7 for place in ranks)
    heads = [
        is_titlelike(part.block)
        and id(part) not in dated
        and part.role is Role.TEXT
        and (plain or not styled or rank(part.block) < PLAIN)
        for part in kept
    ]
    for at in range(1, len(kept)):
        if plain and kept[at - 1].role is Role.ITEM and not kept[at].block.gap and not kept[at].block.level:
            heads[at] = False  # the line below a list item goes on with it
    for at in range(len(kept) - 1):
        heads[at] = heads[at] or (heads[at + 1] and kept[at].role is Role.TEXT and is_kicker(kept[at].block))
    mark_bylines(kept, heads)
    _Outliner(parts, kept, heads).decide()
    return parts


def _first_reason(block: Block) -> Reason | None:
    if block.drop:
        return Reason(block.drop)
    if is_link_label(block.text) and not _labels_part(block):
        return Reason.LINK_LABEL
    if names_sources(block.text):
        return Reason.SOURCE_LINKS
    promise = promise_of(block.text) if is_titlelike(block) else None
    if promise is not None and (block.level or (promise is Promise.ASIDE and rank(block) < PLAIN)):
        return None
    reason = reason_of(block.text)
    return None if _is_news_still(block, reason) else reason


def _labels_part(block: Block) -> bool:
    """Whether a link label's words are set as a heading, and no link: a section's name, or a part's ("Know more")."""
    if block.links or rank(block) >= LINKED:
        return False
    return is_part_label(block.text) or (block.level > 0 and promise_of(block.text) is not None)


def _is_news_still(block: Block, reason: Reason | None) -> bool:
    """Whether the block's setting says that it is news, whatever its words sound like."""
    if reason is Reason.BOILERPLATE and block.text[0] in '“"' and block.links and block.links[0].start <= 1:
        return True  # another paper's headline in quotes: a saying is not linked
    if reason is Reason.MASTHEAD and greets_with_news(block.text):
        return True
    if block.level and _COUNT.fullmatch(block.text):
        return True  # the number of the day
    # an address where something takes place
    return reason is Reason.FOOTER and bool(_CLOCK.search(block.text) or OPENS_DAY.match(block.text))


def _keep_labels_as_headings(parts: Sequence[Part]) -> None:
    """ "More at this hour" names a section where it is no link and set as other headings are, above something."""
    kept = Counter(rank(part.block) for part in parts if part.block.level and part.reason is None)
    for part, after in pairwise(parts):
        block = part.block
        labelled = part.reason is Reason.LINK_LABEL and block.level > 0 and not block.links
        if labelled and len(block.text.split()) >= MIN_NAME_WORDS and kept[rank(block)] and after.reason is None:
            part.reason = None


def _keep_event_dates(parts: list[Part]) -> set[int]:
    """A date and hour below an event's title is no dateline; the parts kept, by id."""
    events, kept = False, set()
    for at, part in enumerate(parts):
        if part.reason is None and is_titlelike(part.block) and (promise := promise_of(part.block.text)):
            events = promise is Promise.EVENTS
        if part.reason is Reason.METADATA and at and _CLOCK.search(part.block.text):
            booked = any(_BOOKING.match(below.block.text) for below in parts[at + 1 : at + 4])
            if (events or booked) and parts[at - 1].reason is None and is_titlelike(parts[at - 1].block):
                part.reason = None
                kept.add(id(part))
            elif at + 1 < len(parts) and part.block.gap and not parts[at + 1].block.gap and not parts[at + 1].reason:
                part.reason = None  # it opens an announcement: the next line is the event's name
                kept.add(id(parts[at + 1]))
    return kept


def _drop_figures(parts: list[Part]) -> None:
    """A table of prices or scores: lines of figures alone, and the names between them."""
    figures = [at for at, part in enumerate(parts) if _FIGURE.fullmatch(part.block.text)]
    if len(figures) < 3:
        return
    for at in figures:
        for part in parts[max(at - 1, 0) : at + 1]:
            if len(part.block.text.split()) <= 4 and not part.block.level:
                part.reason = part.reason or Reason.BOILERPLATE


def _drop_source_lines(parts: list[Part]) -> None:
    """Lines below titles that say where and when each piece was printed; one alone may be news."""
    found = [part for _, part in pairwise(parts) if not part.block.gap and source_line(part.block.text)]
    lines = [part for part in parts if credit_line(part.block.text) is not None and not part.block.drop]
    # "Ana Silk | 4 min read" may be its writer: one name like a paper's, or a link, says that all are papers
    if any(part.block.links or is_surely_credit(part.block.text) for part in lines):
        found += lines
    for part in found if len(found) >= 2 else []:
        part.reason = Reason.SOURCE_LINKS


def mark_bylines(kept: Sequence[Part], heads: list[bool]) -> None:
    """An outlet's name beside each title, all below or all above: it is said by each of them, so no title itself."""
    titled = [head or _is_quoted_title(part.block) for head, part in zip(heads, kept, strict=True)]
    for step in (1, -1):
        found = [
            at
            for at, part in enumerate(kept)
            if 0 <= at - step < len(kept)
            and titled[at - step]
            and len(kept[at - step].block.text.split()) >= 3
            and part.role is Role.TEXT
            and (match := _BYLINE.match(part.block.text))
            and is_outlet(match["outlet"].split(", ")[-1].strip())
            and len(match["outlet"].split()) <= 5
            and (step < 0 or not part.block.gap)
            and promise_of(part.block.text) is None
            and not part.block.level
            and (step < 0) != (at + 1 < len(kept) and not titled[at + 1] and kept[at + 1].role is Role.TEXT)
        ]
        titles = sum(heads)
        single = sum(sum(heads[above + 1 : below]) <= 1 for above, below in pairwise(found))
        each = step > 0 or single * 3 >= 2 * (len(found) - 1)  # above several titles each stands a section's name
        if len(found) >= 3 and ((len(found) * 3 >= titles and each) or _alternate(found)):
            for at in found:
                kept[at].role, kept[at].cue, heads[at] = Role.BYLINE, Reason.SOURCE_LINKS, False
            return


def _alternate(places: Sequence[int]) -> bool:
    """Whether three of these follow each other with one block between."""
    return any(
        first + 4 == second + 2 == third for first, second, third in zip(places, places[1:], places[2:], strict=False)
    )


def _is_quoted_title(block: Block) -> bool:
    """A linked headline in quotes, with or without who wrote it behind it."""
    return block.text[0] in '“"' and bool(block.links) and block.links[0].start <= 1 and len(block.text.split()) <= 30


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
        self._join_subheads()
        self._drop_masthead()
        self._join_essay()

    def _names_section(self, at: int) -> bool:
        block = self.kept[at].block
        if promise_of(block.text) is Promise.ASIDE:
            return True
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
            return mine < theirs or is_kicker(block)
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
            if bare and mine < LINKED and sections.get(mine, 0) > titles.get(mine, 0):
                part.role = Role.SECTION
        self._vote_by_length()

    def _vote_by_length(self) -> None:
        """A few words set like the issue's sections, or above paragraphs where pieces have no titles, name one."""
        first = next((at for at, head in enumerate(self.heads) if head), 0)
        briefs = sum(len(part.block.text.split()) >= 20 for part in self.kept[:first]) >= 2
        sections = {_style(part.block) for part in self.kept if part.role is Role.SECTION}
        titles = {_style(part.block) for part in self.kept if part.role is Role.TITLE}
        long = {_style(part.block) for part in self.kept if part.role is Role.TITLE and not _is_name_length(part.block)}
        for at, part in enumerate(self.kept):
            mine = _style(part.block)
            if part.role is not Role.TITLE or not _is_name_length(part.block) or at in self.label_after:
                continue
            words = len(part.block.text.split())
            linked = (mine[0], True) in titles  # pieces' titles are set alike, but linked
            named = mine in sections and mine not in long and (linked or not self._tells_story(at))
            tagged = words <= 2 and mine in sections and mine in long and mine[0] < LINKED
            if named or tagged or (briefs and mine not in long):
                part.role = Role.SECTION

    def _tells_story(self, at: int) -> bool:
        """Whether paragraphs that need each other stand below a heading."""
        texts = 0
        for below in range(at + 1, len(self.kept)):
            if self.kept[below].role is not Role.TEXT or looks_whole(self.kept[below].block):
                break
            texts += 1
        return texts >= 2

    def _join_subheads(self) -> None:
        """A weaker heading inside a story that was already told over some paragraphs is part of it."""
        title, told = 0, 0
        for part in self.kept:
            mine = rank(part.block)
            if part.role is Role.TITLE and title and mine > title and told >= 2 and mine <= KICKER:
                part.role = Role.TEXT
            elif part.role is Role.TITLE:
                title, told = (mine if mine <= KICKER else 0), 0
            elif part.role is Role.TEXT:
                told += len(part.block.text.split()) >= 15
            else:
                title, told = 0, 0

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
        if mine >= PLAIN:
            return False
        heads = (part for part, head in zip(self.kept, self.heads, strict=True) if head)
        alike = (part for part in heads if rank(part.block) == mine)
        return len(list(islice(alike, 2))) == 1

    def _is_name_above(self, at: int) -> bool:
        mine = rank(self.kept[at].block)
        if at == 0 and all(self.heads[:3]) and len(self.kept) > 3 and len(self.kept[0].block.text.split()) <= 6:
            below, next_below = rank(self.kept[1].block), rank(self.kept[2].block)
            if mine <= below and next_below <= mine:
                return True
        if mine >= PLAIN:
            return len(self.kept[at].block.text.split()) <= 5
        alike = 0
        for part, head in zip(self.kept, self.heads, strict=True):
            other = rank(part.block) if head else PLAIN + 1
            alike += other == mine
            if other < mine or alike > 2:  # ends early: thousands of lines may be set alike
                return False
        return True

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


def _style(block: Block) -> tuple[int, bool]:
    """How a heading is set: its rank, and whether it is linked."""
    return rank(block), bool(block.links)


def _is_name_length(block: Block) -> bool:
    """Whether a heading is as short as a section's name, and not numbered or linked as a piece's title is."""
    return len(block.text.split()) <= 4 and not block.links and not re.match(r"\W*\d", block.text)


def looks_whole(block: Block) -> bool:
    """Whether a paragraph looks like a piece of its own: bold lead, outlet at its end, or cut off."""
    if lead_end(block):
        return True
    if outlet_tail(block.text) is not None or block.text.endswith(("…", "...", "→", "»")):
        return True
    return reported_by(block) is not None


def lead_end(block: Block) -> int:
    """Where the bold or linked phrase ends that opens a piece of running text; 0 when there is none."""
    if (match := _CAPS_LEAD.match(block.text)) and not is_story_label(match[1]):
        return match.end(1)
    spans = [span for span in block.bold if span[0] <= 1]
    spans += [
        (link.start, link.end)
        for link in block.links
        if link.start <= 1 and re.match(r"\s*(?:[–—:.|-]|$)", block.text[link.end :])
    ]
    end = max((end for _, end in spans), default=0)
    for begin, further in block.bold:  # "**1.** **Title.**" is one phrase
        end = further if 0 < end <= begin <= end + 1 else end
    phrase = block.text[:end].strip()
    labelled = phrase.endswith(":") and len(phrase) > 4
    if len(phrase.split()) < 2 and not (phrase and (block.marker or labelled)):
        return 0
    if end >= len(block.text) - 2 and has_inner_stop(phrase):
        return 0  # an address behind a paragraph of plain text, not a linked phrase
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
    begin = max(at for at, block in enumerate(numbers) if block.marker == numbers[0].marker)
    numbers = numbers[begin:] if begin < len(numbers) - 1 else numbers  # above it they number a list of contents
    first = blocks.index(numbers[0])
    parts: list[Part] = []
    running = False  # a numbered piece may go on over several paragraphs
    last = blocks.index(numbers[-1])
    end = next((at for at in range(last + 1, len(blocks)) if _is_section_line(blocks[at])), len(blocks))
    for at, block in enumerate(blocks[:end]):
        part = Part(block, Role.DROPPED, Reason(block.drop) if block.drop else None)
        if at < first and block.marker != "poll/":
            part.reason = part.reason or Reason.MASTHEAD
        elif re.fullmatch(r"(?:\d{1,3}|poll)/", block.marker) and not block.drop and block.depth <= 1:
            part.role, running = Role.ITEM, True
        elif running and _goes_on(block):
            part.role = Role.TEXT
        else:
            running = False
            part.reason = part.reason or (Reason.SECTION_HEADING if block.level else Reason.RELATED)
        parts.append(part)
    return parts + outline(blocks[end:], plain=True)


def _is_section_line(block: Block) -> bool:
    """Whether a line of its own names a section ("What to watch") in running size."""
    if block.drop or block.marker:
        return False
    return block.ruled and is_kicker(block) if block.level else is_named_section(block)


def _goes_on(block: Block) -> bool:
    """Whether a block is one more paragraph of the numbered piece above it."""
    listed = block.marker != "" and not block.marker.endswith("/")
    return not (block.drop or block.level or block.ruled or listed or rank(block) == BOLD)
