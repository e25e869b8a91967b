"""A piece between its draft and its item, and how an issue writes its pieces."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from news.blocks import Block
from news.splitting.assemble import Section
from news.splitting.outlets import before_title, behind_link, beside_title, looks_like_paper
from news.splitting.phrases import colon_outlet, credited, dash_outlet, is_cut, is_ended, line_tail, outlet_tail
from news.splitting.sections import Promise

_ADDRESSED_TAIL = re.compile(r"\s*\(?\[[^\[\]]{0,60}\shttps?://[^\s\[\]]+\s*\]\)?$")
MIN_BEHIND = 3  # papers
MIN_WORDED = 3  # paragraphs of an issue that open with a bold word


@dataclass(slots=True)
class Piece:
    """A draft without what its publisher hung on its end, and what that said."""

    section: Section | None
    title: Block | None
    texts: list[Block]
    marker: str
    outlet: str | None = None
    url: str | None = None
    day: str | None = None
    own_url: bool = False  # the link leads to this very piece, not to a source of it
    cut: bool = False
    source_url: str | None = None  # of the outlet that was cut off its end
    lined: bool = False  # its text is the line that its headline stands in
    below: str = ""  # a line right below its title that is no text of it
    stopped: bool = False  # a full stop stood behind the outlet that was cut off its end

    def words(self) -> int:
        """How many words its texts have, the title's left out."""
        return sum(len(block.text.split()) for block in self.texts)

    def breaks_off(self) -> bool:
        """Whether its text ends in an ellipsis."""
        return bool(self.texts) and is_cut(self.texts[-1].text)

    def place(self) -> str | None:
        """The name of its section."""
        return self.section.name if self.section else None


@dataclass(frozen=True, slots=True)
class Habits:
    """How this issue writes its pieces."""

    views: bool  # they are opinion where no section says otherwise
    running: bool  # they are sentences, even where a full stop is missing
    dashed: frozenset[str | None]  # sections whose lines end in "— Outlet"
    tailed: frozenset[str | None]  # sections whose lines end in ": Outlet" and the like
    colons: frozenset[str | None]  # sections whose lines begin with "Outlet: "
    beside: frozenset[str | None]  # sections whose lines are "Author, “Title,” Outlet" or "Author, Outlet: Title"
    linked: frozenset[str | None]  # sections whose pieces begin with "Title, Outlet. ", the title linked
    credits: bool  # pieces begin with "Outlet: Title", and may go on with what it says
    headed: frozenset[str | None]  # sections whose lines are other papers' headlines, "(Outlet)" behind each
    bracketed: frozenset[str | None]  # sections of which some are
    titled: bool  # titles begin with "OUTLET — "
    behind: bool  # titles end in "— Outlet, p. 4"
    worded: bool  # paragraphs open with one bold word, a country's name, as their title


def find_habits(pieces: Sequence[Piece], *, views: bool) -> Habits:
    """How an issue writes its pieces; views: it calls itself one of opinion."""
    lines = [piece.texts[0] for piece in pieces if piece.title is None and len(piece.texts) == 1 and piece.marker]
    ended = sum(is_ended(without_outlet(block.text)) for block in lines)
    counts: defaultdict[str, Counter[str | None]] = defaultdict(Counter)  # of each manner, by section
    for piece in pieces:
        for manner in _manners(piece):
            counts[manner][piece.place()] += 1
    bare = counts["bare"]
    mixed = {name for name, count in counts["some"].items() if count >= 3 and count == bare[name]}
    papers = {name for name, count in counts["paper"].items() if count >= 3 and count == counts["all"][name]}
    return Habits(
        views=views,
        running=ended * 4 >= len(lines) * 3 and len(lines) >= 4,
        dashed=frozenset(
            name for name, n in counts["dash"].items() if n >= 2 and (n * 2 >= bare[name] or name in mixed)
        ),
        tailed=frozenset(name for name, n in counts["tail"].items() if n >= 2 and n == bare[name]),
        colons=frozenset(
            name
            for name, n in counts["colon"].items()
            if n >= 2 and (n * 3 >= bare[name] * 2 or (name in mixed and counts["paper"][name] > 0))
        )
        | papers,
        beside=frozenset(name for name, n in counts["beside"].items() if n >= 2 and n * 2 >= counts["all"][name]),
        linked=frozenset(name for name, n in counts["linked"].items() if n >= 2 and n * 2 >= counts["all"][name]),
        credits=sum(
            piece.title is None and len(piece.texts) == 1 and credited(piece.texts[0]) is not None for piece in pieces
        )
        >= 2,
        headed=frozenset(
            name
            for name, n in counts["named"].items()
            if n >= 3 and n == counts["all"][name] and counts["title"][name] * 2 > n
        ),
        bracketed=frozenset(name for name, n in counts["clipped"].items() if n >= 2),
        titled=sum(piece.title is not None and before_title(piece.title) is not None for piece in pieces) >= 2,
        behind=_name_papers_behind(pieces),
        worded=sum(piece.title is None and one_bold_word(piece.texts[0]) > 0 for piece in pieces) >= MIN_WORDED,
    )


def _name_papers_behind(pieces: Sequence[Piece]) -> bool:
    """Whether several titles above texts end in a dash and a name, most of these papers'."""
    titles = [piece.title or piece.texts[0] for piece in pieces if len(piece.texts) + (piece.title is not None) > 1]
    names = {tail[1] for title in titles if (tail := dash_outlet(title.text))}
    return len(names) >= MIN_BEHIND and sum(map(looks_like_paper, names)) * 2 >= len(names)


def _manners(piece: Piece) -> set[str]:
    """The manners in which a piece of one line is written: where its outlet may stand, and whether it is a sentence."""
    block = _single_line(piece)
    if block is None:
        return set()
    line = block.text
    opening, ended, named = colon_outlet(line), is_ended(line), outlet_tail(line) is not None
    title = not (ended or is_ended(without_outlet(line)))
    manners = {
        "all": True,
        "beside": beside_title(block) is not None,
        "linked": behind_link(block) is not None,
        "named": named,
        "title": title,
        "clipped": named and title,
        "paper": opening is not None and looks_like_paper(opening[1]),
    }
    if not ended:
        dashed = dash_outlet(line) is not None
        agenda = piece.section is not None and piece.section.promise is Promise.EVENTS
        manners |= {
            "bare": True,
            "dash": dashed,
            "tail": not agenda and line_tail(line) is not None,
            "colon": opening is not None,
            "some": dashed or opening is not None or named,
        }
    return {manner for manner, shown in manners.items() if shown}


def one_bold_word(block: Block) -> int:
    """Where the one bold word ends that opens a paragraph, and a sentence of its own begins behind it; else 0."""
    end = next((end for start, end in block.bold if start == 0), 0)
    word, rest = block.text[:end], block.text[end:].lstrip()
    return end if word[:1].isupper() and " " not in word.strip() and rest[:1].isupper() else 0


def _single_line(piece: Piece) -> Block | None:
    if piece.title is not None:
        return None if piece.texts else piece.title
    return piece.texts[0] if len(piece.texts) == 1 else None


def without_outlet(text: str) -> str:
    """A line without "(Outlet)" or "([Outlet https://…])" at its end."""
    text = _ADDRESSED_TAIL.sub("", text)
    tail = outlet_tail(text)
    return text[: tail[0]].rstrip() if tail else text
