"""What a reader of any format hands on: blocks of clean text that remember where each character stood."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from news.errors import InvalidNewsletterError

MAX_BLOCKS = 10_000  # real issues hold under 2,000; more is an archive, or made to keep a parser busy
_CHUNKS = re.compile(r"\s+|\S+")
_UNSAFE = re.compile(r"[^\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0600\u0900-\u1fff\u2010-\u2027\u2030-\u205f]")
JOINERS = "\u200c\u200d"  # they shape letters and emoji, but mails also pad preview texts with them


@dataclass(frozen=True, slots=True)
class Link:
    """A link over [start, end) of its block's text; url is http or https."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or list item in plain text, with the source offsets of each character."""

    text: str
    starts: Sequence[int]  # where character i begins in the decoded input
    ends: Sequence[int]  # and where it ends: an entity is longer than its character
    level: int = 0  # of a heading, 1 to 6; 0 for anything else
    depth: int = 0  # of a list item, from 1; 0 outside lists
    marker: str = ""  # of a list item: "-", "3.", "3/", "poll/"
    links: tuple[Link, ...] = ()
    bold: tuple[tuple[int, int], ...] = ()
    gap: bool = False  # a blank line or a rule stood before it
    ruled: bool = False  # a rule stood before it
    drop: str = ""  # why it is no news, where its reader knows already
    pictured: bool = False  # a picture stands right above it
    size: int = 0  # of its letters in pixels, where the format says
    italic: bool = False  # as a whole
    centred: bool = False
    outlet: str = ""  # a line that was parted from it says that it was printed there
    look: str = ""  # colour and decoration of its letters, where the format says
    opening: int | None = None  # where its list marker stands
    number: str = ""  # of a list item in plain text, as printed: "3.", "(3)", "3/"
    cells: int = 0  # of the table's row that it is
    titled: tuple[int, int] = (0, 0)  # where a line of its own is one link, and what stands on the next lines is not

    @property
    def start(self) -> int:
        """Where it begins in the decoded input, its list marker included."""
        return self.starts[0] if self.opening is None else self.opening

    @property
    def end(self) -> int:
        """Where its last character ends in the decoded input."""
        return self.ends[-1]

    def cut(self, start: int, end: int) -> "Block":
        """The part [start, end) of the text, stripped, with its links and bold spans."""
        part = self.text[start:end]
        start += len(part) - len(part.lstrip())
        end = start + len(part.strip())
        return replace(
            self,
            text=self.text[start:end],
            starts=self.starts[start:end],
            ends=self.ends[start:end],
            links=tuple(
                Link(max(link.start, start) - start, min(link.end, end) - start, link.url)
                for link in self.links
                if link.start < end and link.end > start
            ),
            bold=tuple((max(a, start) - start, min(b, end) - start) for a, b in self.bold if a < end and b > start),
            opening=self.opening if start == 0 else None,
            number=self.number if start == 0 else "",
            titled=(max(self.titled[0] - start, 0), min(max(self.titled[1], start), end) - start),
        )


def join_cells(cells: Sequence[Block]) -> Block:
    """The cells of a table's row as one list item; at least one."""
    first, text = cells[0], cells[0].text
    starts, ends = list(first.starts), list(first.ends)
    links, bold = list(first.links), list(first.bold)
    for cell in cells[1:]:
        shift = len(text) + 1
        text = f"{text} {cell.text}"
        starts += [ends[-1], *cell.starts]
        ends += [ends[-1], *cell.ends]
        links += [Link(link.start + shift, link.end + shift, link.url) for link in cell.links]
        bold += [(begin + shift, end + shift) for begin, end in cell.bold]
    return replace(
        first,
        text=text,
        starts=starts,
        ends=ends,
        links=tuple(links),
        bold=tuple(bold),
        marker="-",
        depth=1,
        level=0,
        cells=len(cells),
    )


@dataclass(slots=True)
class TextBuilder:
    """Collects a block's characters: whitespace runs become one space, invisible characters vanish."""

    _chars: list[str] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._chars)

    def add(self, raw: str, at: int) -> None:
        """Append source text that stands at offset `at`."""
        for match in _CHUNKS.finditer(raw):
            chunk, start = match.group(), at + match.start()
            if chunk.isspace():
                self.add_as(" ", start, start + len(chunk))
            elif _UNSAFE.search(chunk):
                for offset, char in enumerate(chunk):
                    self.add_as(char, start + offset, start + offset + 1)
            else:
                self._chars.extend(chunk)
                self._starts.extend(range(start, start + len(chunk)))
                self._ends.extend(range(start + 1, start + len(chunk) + 1))

    def add_as(self, chars: str, start: int, end: int) -> None:
        """Append characters that the source writes as [start, end): an entity, an escape."""
        for raw in chars:
            char = visible(raw)
            if not char or (char in JOINERS and (not self._chars or self._chars[-1] == " ")):
                continue
            if char == " " and (not self._chars or self._chars[-1] == " "):
                continue
            self._chars.append(char)
            self._starts.append(start)
            self._ends.append(end)

    def link(self, start: int, url: str) -> None:
        """Lay a link over everything added since length `start`."""
        if start < len(self):
            self.links.append(Link(start, len(self), url))

    def embolden(self, start: int) -> None:
        """Mark everything added since length `start` as bold."""
        if start < len(self):
            self.bold.append((start, len(self)))

    def text(self) -> str:
        """What has been added so far."""
        return "".join(self._chars).strip()

    def last_char(self) -> str:
        """The last character that was added; "" before the first."""
        return self._chars[-1] if self._chars else ""

    def block(self) -> Block | None:
        """The collected block, stripped; None when nothing visible was added."""
        if "".join(self._chars).strip(" " + JOINERS) == "":
            return None
        whole = Block("".join(self._chars), self._starts, self._ends, links=tuple(self.links), bold=tuple(self.bold))
        return whole.cut(0, len(whole.text))


def visible(char: str) -> str:
    """The character as plain text shows it: " " for whitespace, "" for controls, bidi and other invisibles."""
    if char.isspace() or char == "\u2800":
        return " "
    if " " < char < "\x7f" or char in JOINERS:
        return char
    category = unicodedata.category(char)
    if category == "Cs":
        return "\ufffd"
    return "" if category in ("Cc", "Cf") or char in "\u034f\u115f\u1160\u3164\uffa0" else char


def keep(blocks: list[Block], block: Block) -> None:
    """Append a block; InvalidNewsletterError past MAX_BLOCKS."""
    if len(blocks) >= MAX_BLOCKS:
        raise InvalidNewsletterError(f"the issue has more than {MAX_BLOCKS} paragraphs; send one edition at a time")
    blocks.append(block)
