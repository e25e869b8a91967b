"""How the lines of plain text are laid out: bullets, notes' addresses, rows by file number, headings behind bullets."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from news.clean import web_link

MARKER = re.compile(
    r"(?P<marker>[*•·▪▫►▶‣◦●○■□–-]|-{1,2}>|=>|—(?=\s+(?:\S+\s+){4})"
    r"|[a-h][.)]|\d{1,3}[.)/]|\(\d{1,3}\)|\[\d{1,3}\]|[A-Za-z]{3,12}/)[ \t]+(?=\S)"
)
_REFERENCES = re.compile(r"(?:\[\d{1,3}[a-z]?(?:,\s\d{1,3}[a-z]?)*\]\s+https?://\S+\s*)+")  # several notes on a line
_EACH_REFERENCE = re.compile(r"\[(?P<keys>[\da-z, ]+)\]\s+(?P<url>https?://\S+)")
REFERENCE = re.compile(r"^\[?(?P<key>\d{1,3})[\].:]{1,2}\s*<?(?P<url>https?://\S+?)>?$")
_CODED = re.compile(r"(?=\S*\d)[A-Z\d]+(?:[/.-][A-Z\d]+)+ {2,}(?=[^\W\d])")  # "25/0117/FUL   Land behind the Maltings"
_CUT_ADDRESS = re.compile(r"<\s?https?://[^\s<>]*$")  # goes on on the next line
_ADDRESS_REST = re.compile(r"(?P<rest>[^\s<>]+)(?P<end>>?)")
MAX_CUT = 8  # lines of one address
MIN_CODED = 3  # lines
MIN_SIGNED = 2
MIN_BARS = 2  # of a row, three columns
MIN_BARRED = 3  # rows
MIN_FIGURES = 3  # rows, the columns' names among them
_FIGURE_ROW = re.compile(r"[^\d]{2,40}(?:\s[$€£¥+−-]{0,2}[\d.,]+%?){2,}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and where it stood."""

    text: str  # without quoting and outer whitespace
    start: int  # of that text in the input
    column: int  # where the text starts on its line
    quote: int  # depth of quoting


def is_capitals(text: str) -> bool:
    """Whether a line is short and in capitals, as a heading may be."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 3 and len(text) <= 60 and text == text.upper() and text[-1] not in ".;,"


def with_whole_addresses(lines: Iterable[Line]) -> list[Line]:
    """The lines, those addresses in "<…>" whole that were wrapped like text: at the end of the line they begin on."""
    found: list[Line] = []
    cut: list[Line] = []  # the line that an address begins on, and those that it fills
    for line in lines:
        match = _ADDRESS_REST.match(line.text) if cut else None
        if match is not None and not match["end"] and match.end() == len(line.text) and len(cut) < MAX_CUT:
            cut.append(line)
            continue
        if match is not None and match["end"]:
            found.append(replace(cut[0], text="".join(part.text for part in cut) + match.group()))
            after = line.text[match.end() :].lstrip()
            shift = len(line.text) - len(after)
            going = [Line(after, line.start + shift, line.column + shift, line.quote)] if after else []
        else:
            found += cut
            going = [line]
        begins = bool(going) and _CUT_ADDRESS.search(going[0].text) is not None
        cut = going if begins else []
        found += [] if begins else going
    return found + cut


def references_of(lines: Sequence[Line]) -> dict[str, str]:
    """The addresses of notes, "[3] https://…", by their key: one a line, or several."""
    found = {}
    for line in lines:
        alone = REFERENCE.match(line.text)
        several = _EACH_REFERENCE.finditer(line.text) if _REFERENCES.fullmatch(line.text) else ()
        keys = [(key, each["url"]) for each in several for key in each["keys"].split(", ")]
        keys += [(alone["key"], alone["url"])] if alone else []
        found.update({key: url for key, address in keys if (url := web_link(address)) is not None})
    return found


def depth_of(line: Line, indents: list[int]) -> int:
    """How deep a bullet is nested, from 1; indents are the columns of those that it may stand below, and is kept up."""
    while indents and indents[-1] > line.column:
        indents.pop()
    if not indents or indents[-1] < line.column:
        indents.append(line.column)
    return len(indents)


def coded_rows(lines: Sequence[Line]) -> dict[int, int]:
    """Lines that open with a file's number, three at least set alike, and the column at which their text begins."""
    rows: dict[tuple[int, int], list[int]] = {}
    for at, line in enumerate(lines):
        if (match := _CODED.match(line.text)) and not is_capitals(line.text[match.end() :]):  # a title, told below
            rows.setdefault((line.column, match.end()), []).append(at)
    return {at: sum(set_at) for set_at, found in rows.items() if len(found) >= MIN_CODED for at in found}


def barred_rows(lines: Sequence[Line]) -> set[int]:
    """Lines that are rows of a table, three at least with upright bars at the same columns."""
    rows: dict[tuple[int, ...], list[int]] = {}
    for at, line in enumerate(lines):
        inner = line.text.strip("|")  # a heading may be boxed
        bars = tuple(line.column + place for place, char in enumerate(inner) if char == "|")
        if len(bars) >= MIN_BARS:
            rows.setdefault(bars, []).append(at)
    return {at for found in rows.values() if len(found) >= MIN_BARRED for at in found}


def signed_headings(lines: Sequence[Line]) -> set[int]:
    """Lines in capitals behind a bullet, each between blank lines: two at least are headings, and no list."""
    found = [
        at
        for at, line in enumerate(lines)
        if (match := MARKER.match(line.text))
        and not match["marker"][0].isalnum()
        and match["marker"][0] not in "(["
        and is_capitals(line.text[match.end() :])
        and not (at and lines[at - 1].text)
        and not (at + 1 < len(lines) and lines[at + 1].text)
    ]
    return set(found) if len(found) >= MIN_SIGNED else set()


def tables_of_figures(rows: Mapping[int, str]) -> set[int]:
    """Rows by number that stand in tables of figures: a name and two figures each, below the names of the columns."""
    found: set[int] = set()
    for at in rows:
        end = at + 1
        while end in rows and _FIGURE_ROW.fullmatch(rows[end]):
            end += 1
        if end - at >= MIN_FIGURES:
            found.update(range(at, end))
    return found
