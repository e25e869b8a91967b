"""Tables of data in HTML: each row a list item of its cells; those that are there for their looks are left alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from news.blocks import Block, join_cells
from news.calendar_words import CUT_MONTH, CUT_WEEKDAY
from news.splitting.boilerplate import Reason, is_date_line
from news.splitting.dates import is_day_name
from news.splitting.outlets import MAX_NAME, looks_like_paper
from news.splitting.phrases import is_outlet

_FIGURE = re.compile(r"[-+−▲▼$€£¥]{0,2}\s?\d[\d.,:]*\s?%?")
_CELL_WORDS = 25  # a table's cell that holds more is a paragraph, and the table there for its looks
_NAMED_WORDS = 6  # of a cell of every row but the one of the columns' names
_TOLD_WORDS = 60  # unless it is one of three cells or more, of which the others are short
_SHORT_WORDS = 8  # fewer in a cell tell nothing
_DAY_WORDS = 7  # of a cell that says when, and nothing else: "Tue 9 Sept 10.15 am"
_DATED_BLOCKS = 4  # of a row that opens with its day: the day, what takes place, where
MIN_DATED = 3  # such rows; fewer may be the issue's own day beside its name, or a letterhead's
_CLOCK = re.compile(
    rf"(?:{CUT_WEEKDAY}[.,]?\s+)?(?:at\s+)?"
    r"(?:\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m\.?|[012]?\d[.:h][0-5]\d(?:\s?h(?:rs)?)?|noon|all\s+day)",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"(?:{CUT_WEEKDAY}[.,]*\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{CUT_MONTH}\.?|{CUT_MONTH}\.?\s+\d{{1,2}})\b",
    re.IGNORECASE,
)
_TITLES = re.compile(r"headlines?|titles?|stor(?:y|ies)|titel|schlagzeile|titre|titular|titolo", re.IGNORECASE)
_SOURCES = re.compile(r"sources?|quelle|fuente|fonte", re.IGNORECASE)  # of figures, but beside a column of titles
_PAPERS = re.compile(
    r"(?:outlets?|(?:news)?papers?|publications?|media(?:\s+outlet)?|medium|zeitung|medio|journal|média|testata|diario)"
    r"(?:\s*[/,&]\s*(?:page|p\.|date|section|seite))?",
    re.IGNORECASE,
)
_PLACE = re.compile(r",\s(?:(?:pp?\.|pages?|S\.)\s?\w.*|web|online|print)$", re.IGNORECASE)  # in the paper
MIN_TOLD = 4  # words of a cell that tells what a paper says, on average
Row = list[list[Block]]


def join_rows(blocks: Sequence[Block], rows: Sequence[Sequence[int]]) -> list[Block] | None:
    """The blocks of a table with a list item for each row of data; None where nothing in it is data.

    rows says by row how many of the blocks stand before each cell. Data are rows of short cells, as many in each row,
    not mostly figures; or rows, three at least and half of all, that open with a day or an hour.
    """
    counted = [row for row in rows if row]
    if not counted:
        return None
    edges = [*(cell for row in counted for cell in row), len(blocks)]
    cells = iter([list(blocks[begin:end]) for begin, end in pairwise(edges)])
    filled = [[next(cells) for _ in row] for row in counted]
    lines = [[block for cell in row for block in cell] for row in filled]
    found = list(blocks[: counted[0][0]])  # a caption
    top, end = _without_captions(filled)
    above = found + [block for line in lines[:top] for block in line]
    below = [block for line in lines[end:] for block in line]
    if (papers := _column_of_papers(filled[top:end])) is not None:
        return above + [block for row in _clipped(filled[top:end], papers, named=True) for block in row] + below
    if _open_with_papers(filled):
        return found + [block for row in _clipped(filled, 0, named=False) for block in row]
    if _are_data(filled[top:end]):
        return above + _with_names_dropped(lines[top:end], filled[top:end]) + below
    dated = [_opens_dated(row) for row in filled]
    if sum(dated) < MIN_DATED or sum(dated) * 2 < len(dated):
        return None
    for row, line, joined in zip(filled, lines, dated, strict=True):
        days = len(row[0])  # bold or not, a day is nobody's title
        found += [join_cells([replace(block, bold=()) for block in line[:days]] + line[days:])] if joined else line
    return found


def _without_captions(rows: Sequence[Row]) -> tuple[int, int]:
    """Which rows are left where those of one cell above and below are a table's name and notes."""
    wide = [at for at, row in enumerate(rows) if len(row) > 1]
    return (wide[0], wide[-1] + 1) if wide else (0, len(rows))


def _column_of_papers(rows: Sequence[Row]) -> int | None:
    """Which column's name says that it holds the papers that the rows were taken from."""
    names = [" ".join(block.text for block in cell).strip(" :") for cell in rows[0]]
    at = next((at for at, name in enumerate(names) if _PAPERS.fullmatch(name)), None)
    if at is None and any(map(_TITLES.fullmatch, names)):
        at = next((at for at, name in enumerate(names) if _SOURCES.fullmatch(name)), None)
    even = len(rows) > 2 and all(len(row) == len(names) > 1 for row in rows)
    return at if at is not None and even and all(row[at] for row in rows) else None


def _open_with_papers(rows: Sequence[Row]) -> bool:
    """Whether each row is a paper's name and a title, perhaps a word more; a third of the names sound like papers."""
    if len(rows) < MIN_DATED or not all(len(row) > 1 and len(row[0]) == len(row[1]) == 1 for row in rows):
        return False
    if any(len(block.text.split()) > 1 for row in rows for cell in row[2:] for block in cell):
        return False
    names = [row[0][0].text for row in rows]
    told = [row[1][0].text for row in rows]
    short = all(len(name.split()) <= MAX_NAME and is_outlet(name) for name in names)
    titles = all(len(title.split()) >= MIN_TOLD and not title.endswith(".") for title in told)
    return short and titles and sum(map(looks_like_paper, names)) * 3 >= len(names)


def _clipped(rows: Sequence[Row], papers: int, *, named: bool) -> Iterator[list[Block]]:
    """Of each row a list item of the cells that tell something, with its paper; its number and tone are dropped.

    named: the first row has the names of the columns.
    """
    counts = [sum(len(block.text.split()) for row in rows[named:] for block in row[at]) for at in range(len(rows[0]))]
    told = [at for at, words in enumerate(counts) if at != papers and words >= MIN_TOLD * (len(rows) - named)]
    for number, row in enumerate(rows):
        kept = [block for at in told for block in row[at]] if number or not named else []
        paper = _PLACE.sub("", " ".join(block.text for block in row[papers]))
        rest = [replace(block, drop=Reason.METADATA) for cell in row for block in cell if block not in kept]
        item = [replace(join_cells(kept), outlet=paper)] if kept else []
        if len(kept) > 1 and _TITLES.fullmatch(" ".join(block.text for block in rows[0][told[0]])):
            item = [replace(item[0], titled=(0, len(kept[0].text)))]
        yield sorted([*rest, *item], key=lambda block: block.start)


def _are_data(rows: Sequence[Row]) -> bool:
    width = len(rows[0])
    if len(rows) < 3 or width < 2 or any(len(row) != width or not any(row) for row in rows):
        return False
    if any(len(cell) > 1 or (cell and (cell[0].level or cell[0].drop)) for row in rows for cell in row):
        return False
    lengths = [[len(cell[0].text.split()) if cell else 0 for cell in row] for row in rows]
    if not all(max(row) <= _CELL_WORDS or _is_told_once(row) for row in lengths):
        return False
    held = [cell[0].text for row in rows[1:] for cell in row[1:] if cell]
    figures = sum(_FIGURE.fullmatch(text) is not None for text in held)
    return figures * 2 < len(held) or all(max(row) >= _SHORT_WORDS for row in lengths[1:])


def _is_told_once(row: Sequence[int]) -> bool:
    """Whether one of three cells or more tells what the short ones beside it name."""
    *short, longest = sorted(row)
    return len(row) > 2 and longest <= _TOLD_WORDS and max(short) <= _SHORT_WORDS


def _with_names_dropped(lines: Sequence[list[Block]], rows: Sequence[Row]) -> list[Block]:
    """A list item a row; the names of the columns are dropped."""
    joined = [join_cells(line) for line in lines]
    bold = [all(block.bold and block.bold[0] == (0, len(block.text)) for block in line) for line in lines]
    longest = [max((len(block.text.split()) for block in line), default=0) for line in lines]
    named = all(map(len, rows[0])) and longest[0] < _SHORT_WORDS // 2 and min(longest[1:]) >= _NAMED_WORDS
    looks = [{block.look for block in line} for line in lines]
    apart = longest[0] < _SHORT_WORDS // 2 and not any(looks[0] & look for look in looks[1:])
    slanted = [all(block.italic for block in line) for line in lines]
    apart = apart or (slanted[0] and longest[0] < _SHORT_WORDS and not any(slanted[1:]))
    if named or apart or (bold[0] and not any(bold[1:])):
        joined[0] = replace(joined[0], drop=Reason.METADATA)
    return joined


def _opens_dated(row: Row) -> bool:
    """Whether a row's first cell says when, and the others what: no headings, and not more than a few lines."""
    first, rest = row[0], [block for cell in row[1:] for block in cell]
    told = [*first, *rest]
    if not first or not rest or len(told) > _DATED_BLOCKS or any(block.level or block.drop for block in told):
        return False
    when = " ".join(block.text for block in first)
    if len(when.split()) > _DAY_WORDS:
        return False
    return bool(is_date_line(when) or is_day_name(when) or _CLOCK.fullmatch(when) or _DAY.match(when))
