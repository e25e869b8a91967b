"""Plain text as blocks: quoting removed, wrapped lines joined, bullets, rules and headings recognised."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from news.blocks import Block, Link, TextBuilder, keep
from news.clean import web_link
from news.splitting.boilerplate import Reason, is_date_line, is_link_label
from news.splitting.bullets import with_dots
from news.splitting.dates import STAMP
from news.splitting.outlets import sounds_like_paper
from news.splitting.phrases import WRITER, dash_outlet, is_ended, outlet_tail
from news.splitting.text_lines import (
    MARKER,
    REFERENCE,
    Line,
    barred_rows,
    coded_rows,
    depth_of,
    is_capitals,
    references_of,
    signed_headings,
    tables_of_figures,
    with_whole_addresses,
)

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]|$)")
_QUOTE = re.compile(r"(?:[ \t]?>)+[ \t]?")
_RULE = re.compile(r"^--$|^[.'`+|][-=]{3,}[.'`+|]$|^(?:([-=_*~#+•·—–─━═▬])[ ]?)(?:\1[ ]?){2,}$")
_ASIDE = re.compile(r"[–—]\s+[a-z]")  # a sentence's dash that was wrapped to the next line
_BARE_URL = re.compile(r"^(?:[<(\[]?\s?https?://[^\s<>]+[>)\]]?|(?:[\w-]+\.)+[a-z]{2,12}/\S*)$")
_BOXED_LINE = re.compile(r"^[<(\[]\s?https?://[^\s<>]+[>)\]]+(?:[.,;:]|\s?[/|])?$")
_ADDRESSED = re.compile(r"https?://[^\s<>]+[>)\]]?$")
_BYLINE = re.compile(r"by\s+[A-Z]")
_WRITTEN = rf"{WRITER}(?:,?\s(?:and|y|et|und|&)\s{WRITER})?"
_SIGNED_BY = re.compile(
    rf"(?:(?:By|BY|Por|Par|Von)\s{_WRITTEN}|(?:Por\sla|Par\sla|Von\sder)\s[Rr][eé]da[ck]\w+|(?P<small>by\s{_WRITTEN}))"
)
_SEPARATORS = re.compile(r"[\s/,;|&]*(?:and\s+)?")
_LABELLED_URL = re.compile(r"^[^:]{2,40}:\s*<?https?://\S+$")
# An address after its words: "Title <https://…>", "Title (https://…)", "Read it: https://…" at a line's end.
_URL = re.compile(
    r"(?:[<(\[]\s?(?:(?:[Rr]ead )?(?:[Mm]ore|[Ss]tory|[Ll]ink|[Ss]ource)[,:]?\s)?(?P<boxed>https?://[^\s<>\])]{1,4096})\s?[>)\]]"
    r"|(?<![^\s(<\[:])(?P<last>https?://[^\s<>]{1,4096})$)"
)
_NOTE = re.compile(r"\s?\[(?P<key>\d{1,3}[a-z]?)\]")
_DECORATED = re.compile(
    r"^(?P<open>[-=~*#|_+:<>\[•·]{2,}|\[)\s*(?P<inner>[^\s].{0,78}?)\s*(?P<close>[-=~*#|_+:<>\]•·]{2,}|\])$"
)
_HASHED = re.compile(r"^(?:(?:\*\*|::|#{1,4})\s+|--)(?=[^*#\s-])")  # how mail programs write a heading of the HTML part
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]{2,150})(?<=\S)\*(?![\w*])")
_STARRED = re.compile(r"^(?P<mark>\*{1,2}|_{1,2})(?P<inner>[^*_\s][^*_]*)(?P=mark)$")
_DASHED = re.compile(r"^(?P<mark>[-–—~+|])\s+(?P<inner>\S[^|]{0,60}?)\s+(?P=mark)$")
_STARS = re.compile(r"^\*\s+(?P<inner>\S[^*]{0,78}?)\s+\*$")
_NUMBERED = re.compile(r"\d{1,3}[.)][ \t]+\S")
_COLUMNS = re.compile(r"\S {3,}\S.* {3,}\S")  # a table's row
_LEADERS = re.compile(r"\w ?\.{4,} ?\S")  # "Quay Herald ..... Title"
_COLUMN_RULE = re.compile(r"[-=]{2,}(?:(?: {2,}|[+|])[-=]{2,})+")
_CIRCLED = re.compile(r"o[ \t]+(?=[A-Z\d“\"])")
_SIGNED = re.compile(r"(?:[①-⑳❶-❿⓫-⓴⓵-⓾][ \t]*|\+[ \t]+)[A-Z“\"]")  # a number that is one sign, or one more
_DOTTED = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d\s+[A-Z]")  # "14.30 Questions"
_JOINED_HOUR = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d\s+[A-Z][^:]{1,30}:\s")  # "1000 Brussels: ministers meet"
_WRITER = re.compile(r"[^\W\d_][^\s\d_,:;]*(?: [^\W\d_][^\s\d_,:;]*){1,3}")
MIN_WRITERS = 2
MIN_QUOTED = 3  # lines
MAX_LINKED = 20  # words of a title that an address stands behind
MAX_WRAP = 100  # columns; longer lines are paragraphs that nobody wrapped
MIN_LONG = 3  # the share of a text, one in so many characters, from which long lines say that it is not wrapped
MIN_WRAP = 60  # nobody wraps at fewer: a shorter line ends where its writer ended it


def read_text(text: str) -> list[Block]:
    """Blocks of a plain-text issue, in order."""
    lines = _with_bullets(with_whole_addresses(_split_lines(with_dots(text))))
    references = references_of(lines)
    barred, signed = barred_rows(lines), signed_headings(lines)
    coded = {**coded_rows(lines), **dict.fromkeys(barred, -1)}  # below a row between bars nothing hangs
    width = _wrap_width([line for at, line in enumerate(lines) if at not in barred])
    titles = _numbered_titles(lines, width) | _credited_titles(lines)
    inner = _inner_addresses(lines, width)
    blocks: list[Block] = []
    gap = ruled = False
    indents: list[int] = []
    rows: dict[int, str] = {}
    joined: list[Line] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        if not line.text:
            gap = True
            continue
        if _COLUMN_RULE.fullmatch(line.text):
            if blocks and not gap:  # the names of the columns
                blocks[-1] = replace(blocks[-1], drop=Reason.METADATA)
            gap = ruled = True
            continue
        if _RULE.match(line.text):
            underlined = bool(blocks) and not gap and _can_be_heading(blocks, line.text)
            if underlined:
                blocks[-1] = _as_heading(blocks[-1], line.text, joined, references)
            gap, ruled = True, ruled or not underlined
            continue
        first = position - 1
        joined = [line] if first in titles else _paragraph(lines, first, width, inner, coded)
        position += len(joined) - 1
        block = _make_block(joined, references)
        if block is not None:
            if first in coded or (not block.marker and len(joined) == 1 and _is_row(lines, first)):
                named = block.text.isupper() and not _COLUMNS.search(lines[first - 1].text)
                cells = line.text.count("|") + 1 if first in barred else 0
                block = replace(block, marker="-", drop=Reason.METADATA if named else "", level=0, cells=cells)
                rows[len(blocks)] = block.text
            elif first in signed:
                block = replace(block, marker="", level=3)
            depth = depth_of(joined[0], indents) if block.marker else 0
            keep(blocks, replace(block, gap=gap, ruled=ruled, depth=depth))
            gap = ruled = False
    figures = tables_of_figures(rows)
    return _with_writers(
        [replace(block, drop=Reason.BOILERPLATE) if at in figures else block for at, block in enumerate(blocks)]
    )


def _as_heading(block: Block, rule: str, lines: list[Line], references: dict[str, str]) -> Block:
    """A block of those lines as the heading that a rule below makes of it."""
    heading = block
    if block.marker and lines:  # a section's number is part of its name
        heading = _as_numbered(lines, references) or block
    level = 2 if rule[0] in "=#" else 3
    return replace(heading, level=level, marker="", depth=0, gap=block.gap, ruled=block.ruled)


def _with_writers(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, names in capitals right below titles no headings; those of people are dropped as who wrote it."""
    names = {
        at: name
        for at, (above, block) in enumerate(pairwise(blocks), 1)
        if (above.level or above.number) and not (block.gap or above.text.isupper())
        if (name := block.text.partition(" | ")[0]).isupper() and (block.level or name != block.text)
    }
    people = len(set(names.values())) >= MIN_WRITERS and all(
        _WRITER.fullmatch(name) and not sounds_like_paper(name.title()) for name in names.values()
    )
    drop = Reason.METADATA if people else ""
    return [replace(block, level=0, drop=drop) if at in names else block for at, block in enumerate(blocks)]


def _paragraph(lines: list[Line], at: int, width: int, inner: dict[int, bool], coded: Mapping[int, int]) -> list[Line]:
    """The lines of the paragraph that begins at line `at`; those of `coded` begin their own."""
    joined = [lines[at]]
    stamped = _opens_agenda(lines[at].text)
    for position in range(at + 1, len(lines)):
        hangs = coded.get(at) == lines[position].column and lines[position].text != ""
        goes_on = hangs or position in inner or inner.get(position - 1, False)
        goes_on = goes_on or (coded.get(at, 0) >= 0 and _continues(joined[-1], lines[position], width))
        if position in coded or not goes_on:
            break
        if stamped and _opens_agenda(lines[position].text):
            break  # the next line of an agenda
        joined.append(lines[position])
    return joined


def is_typed(text: str) -> bool:
    """Whether lines are set as only plain text is: wrapped, with rules of dashes, or with bullets."""
    lines = list(_split_lines(text))
    if any(_RULE.match(line.text) for line in lines) or _wrap_width(lines):
        return True
    return sum(MARKER.match(line.text) is not None for line in lines) >= 2


def _with_bullets(lines: list[Line]) -> list[Line]:
    """The lines, the letter "o" read as a bullet where several begin with it, and ">" where it quotes no mail."""
    for at in _listed_by_quote(lines):
        line = lines[at]
        lines[at] = Line(f"• {line.text}", line.start - len("> "), 0, 0)
    circled = [at for at, line in enumerate(lines) if _CIRCLED.match(line.text)]
    for at in circled if len(circled) >= 2 else []:
        lines[at] = replace(lines[at], text=f"•{lines[at].text[1:]}")
    return lines


def _listed_by_quote(lines: Sequence[Line]) -> list[int]:
    """Lines by number that "> " lists: runs of other papers' titles, each with the paper's name at its end."""
    if sum(line.quote > 0 for line in lines) * MIN_LONG > sum(line.text != "" for line in lines):
        return []  # a mail that is forwarded or answered
    quoted = [line.quote == 1 and line.column == len("> ") for line in lines]
    runs = [list(run) for marked, run in groupby(range(len(lines)), quoted.__getitem__) if marked]
    return [
        at for run in runs if len(run) >= MIN_QUOTED and all(_is_credited(lines[at].text) for at in run) for at in run
    ]


def _is_credited(line: str) -> bool:
    return dash_outlet(line) is not None or outlet_tail(line) is not None


def _opens_agenda(text: str) -> bool:
    """Whether a line opens with its day or hour."""
    return any(pattern.match(text) for pattern in (STAMP, _DOTTED, _JOINED_HOUR))


def _is_row(lines: list[Line], at: int) -> bool:
    """Whether a line is one of a table's rows: columns, with columns above or below it."""
    beside = [lines[other].text for other in (at - 1, at + 1) if 0 <= other < len(lines)]
    return bool(_COLUMNS.search(lines[at].text)) and any(
        _COLUMNS.search(text) or _COLUMN_RULE.fullmatch(text) for text in beside
    )


def _split_lines(text: str) -> Iterator[Line]:
    for match in _LINE.finditer(text):
        raw = match.group().replace("\u00a0", " ")
        if not raw:
            continue
        quote = _QUOTE.match(raw)
        begin = quote.end() if quote else 0
        body = raw[begin:]
        stripped = body.strip()
        column = begin + len(body) - len(body.lstrip())
        yield Line(stripped, match.start() + column, column, quote.group().count(">") if quote else 0)


def _wrap_width(lines: list[Line]) -> int:
    """The column at which this text was wrapped, or 0 when each line is a paragraph of its own."""
    signed = next((at for at, line in enumerate(lines) if line.text == "--" and at * 2 >= len(lines)), 0)
    lines = lines[:signed] or lines  # what a mailing list hangs below a mail is wrapped otherwise
    long = [len(line.text) for line in lines if len(line.text) > MAX_WRAP and "://" not in line.text]
    if len(long) >= 2 and sum(long) * MIN_LONG >= sum(len(line.text) for line in lines):
        return 0
    widths, pairs, running = [0], 0, 0
    following: list[tuple[int, bool]] = []
    for line, after in pairwise(lines):
        if not line.text or "://" in line.text or _RULE.match(line.text) or len(line.text) > MAX_WRAP:
            continue
        below = _URL.sub("", after.text).strip()
        if below and not MARKER.match(below) and not _RULE.match(below) and "://" not in below:
            pairs += 1
            widths.append(line.column + len(line.text))
            goes_on = after.text[0].islower() or line.text[-1] in ",;"
            running += goes_on or (line.text[-1].islower() and widths[-1] >= MIN_WRAP)
            # A full line that ends a sentence above a capital says nothing: a paragraph may end there, or go on.
            if goes_on or not is_ended(line.text.rstrip(":")):
                following.append((widths[-1], after.text[0].islower() or line.text[-1] == ","))
    width = max(widths)
    if width > MAX_WRAP:
        return 0
    # Header lines and titles without a blank line below are many in a short mail: there the full lines tell.
    full = [goes_on for size, goes_on in following if size * 6 >= width * 5]
    wrapped = width >= MIN_WRAP and len(full) >= 3 and sum(full) * 3 >= len(full) * 2
    return width if wrapped or (running >= 2 and running * 3 >= pairs) else 0


def _numbered_titles(lines: list[Line], width: int) -> set[int]:
    """Lines of a digest that numbers its headlines, "1. Headline", and tells each below it without a blank line.

    They have no full stop, and the first word below would have found room on them; one such line alone is chance.
    """
    numbered = [
        (at, line, after)
        for at, (line, after) in enumerate(pairwise(lines))
        if _NUMBERED.match(line.text) and after.text and after.quote == line.quote and not _opens_block(after.text)
    ]
    titles = [
        at
        for at, line, after in numbered
        if line.text[-1] not in ".,;:…"
        and not after.text[0].islower()
        and line.column + len(line.text) + 1 + len(after.text.split(None, 1)[0]) <= max(width or MAX_WRAP, MIN_WRAP)
    ]
    return set(titles) if len(titles) >= 2 and len(titles) * 4 >= len(numbered) * 3 else set()


def _credited_titles(lines: list[Line]) -> set[int]:
    """Lines "Headline (Outlet)" above the text that tells it, no blank line between; one alone is chance.

    So are lines "Headline -- Outlet, p. 4" above a text that is indented.
    """
    begins = [
        (at, line, lines[at + 1])
        for at, line in enumerate(lines[:-1])
        if line.text and (at == 0 or not lines[at - 1].text or _RULE.match(lines[at - 1].text))
    ]
    titles = [
        at
        for at, line, after in begins
        if after.text[:1].isupper()
        and after.quote == line.quote
        and not _opens_block(after.text)
        and (tail := _credit_behind(line, indented=after.column > line.column)) is not None
        and len(line.text[: tail[0]].split()) >= 3
        and not is_ended(line.text[: tail[0]])
    ]
    return set(titles) if len(titles) >= 2 else set()


def _credit_behind(line: Line, *, indented: bool) -> tuple[int, str] | None:
    if line.text.endswith(")"):
        return outlet_tail(line.text)
    return dash_outlet(line.text) if indented else None


def _inner_addresses(lines: list[Line], width: int) -> dict[int, bool]:
    """Lines that hold an address in brackets and nothing else, amid a sentence that was wrapped around it.

    With each, whether the line below goes on with that paragraph.
    """
    found = {}
    for at, (before, line) in enumerate(pairwise(lines), 1):
        if not _BOXED_LINE.match(line.text) or not before.text or before.quote != line.quote or is_ended(before.text):
            continue
        after = lines[at + 1] if at + 1 < len(lines) else None
        goes_on = after is not None and after.text != "" and after.quote == line.quote and not _opens_block(after.text)
        rest = goes_on and after is not None and (after.text[0].islower() or after.text[0] in "/,;)")
        wrapped = at >= 2 and lines[at - 2].text != "" and _continues(lines[at - 2], before, width)
        if rest or wrapped or line.text.endswith(("))", ">)", "])")):
            found[at] = rest or (wrapped and goes_on)
    return found


def _opens_block(text: str) -> bool:
    return any(pattern.match(text) for pattern in (MARKER, _RULE, REFERENCE, _BARE_URL))


def _continues(line: Line, after: Line, width: int) -> bool:
    """Whether the next line goes on with this one: its first word would not have fitted here."""
    if not after.text or after.quote != line.quote or _RULE.match(after.text) or _is_of_title(line, after):
        return False
    aside = _ASIDE.match(after.text) and len(line.text) >= MIN_WRAP and not is_ended(line.text)
    if (MARKER.match(after.text) and not aside) or _SIGNED.match(after.text):
        return False
    to_address, from_address = _BARE_URL.match(after.text), _BARE_URL.match(line.text)
    if (line.text.endswith("(") and to_address) or (after.text == ")" and from_address):
        return True  # a link's address on a line of its own, in brackets
    rows = any(row.search(line.text) and row.search(after.text) for row in (_COLUMNS, _LEADERS))
    if rows or to_address or from_address or REFERENCE.match(after.text):
        return False
    return _runs_on(line, after, width) if width else _was_wrapped(line, after)


def _was_wrapped(line: Line, after: Line) -> bool:
    """Whether a sentence was wrapped, among lines that are titles."""
    told = MIN_WRAP <= len(line.text) <= MAX_WRAP and not is_ended(line.text) and not _ADDRESSED.search(line.text)
    # But "iPhone maker ..." is a title of its own.
    return told and after.text.split(None, 1)[0].islower() and not _BYLINE.match(after.text)


def _is_of_title(line: Line, after: Line) -> bool:
    """Whether a line below a title says when it was printed or who wrote it; "by" may go on with a sentence."""
    if after.text[0] == "(" and after.text[-1] == ")" and is_date_line(after.text):
        return True
    signed = None if is_ended(line.text.rstrip('"”')) else _SIGNED_BY.fullmatch(after.text)
    return signed is not None and (signed["small"] is None or line.text[-1] in '"”')


def _runs_on(line: Line, after: Line, width: int) -> bool:
    if _LABELLED_URL.match(after.text) and is_link_label(after.text.split(":", 1)[0]):
        return False
    if line.text[-1] in ".!?:" and after.text[0].isupper() and line.column + len(line.text) < width * 3 // 4:
        return False
    if len(line.text) > MAX_WRAP and "://" not in line.text:
        return False  # of a footer that was hung on a wrapped text
    if _ADDRESSED.search(line.text) and (_ADDRESSED.search(after.text) or _BYLINE.match(after.text)):
        return False
    first = after.text.split(None, 1)[0]
    if line.column + len(line.text) + 1 + len(first) > width or line.column + len(line.text) >= width * 17 // 20:
        return True
    return after.text[0].islower() and not line.text.isupper() and line.column + len(line.text) > width // 2


def _can_be_heading(blocks: list[Block], rule: str) -> bool:
    """Whether a rule right below a line makes that line a heading."""
    line = blocks[-1]
    numbered = line.ruled and line.marker[:1].isdigit()  # between two rules
    return len(line.text) <= 80 and (not line.marker or numbered) and line.text[-1] not in ".,;…" and len(rule) >= 3


def _make_block(lines: list[Line], references: dict[str, str]) -> Block | None:
    first = lines[0]
    if len(lines) == 1 and (match := REFERENCE.match(first.text)) and match["key"] in references:
        return _as_label(first)
    if len(lines) == 1 and _BARE_URL.match(first.text):
        return _as_label(first)
    builder = TextBuilder()
    marker, skip, level = "", 0, 0
    if len(lines) == 1 and (match := _STARS.match(first.text) or _DASHED.match(first.text)):
        skip, level = match.start("inner"), 3
        lines = [replace(first, text=first.text[: match.end("inner")])]
    elif (match := MARKER.match(first.text)) and not (match["marker"][0] == "[" and is_capitals(first.text)):
        marker, skip = match["marker"], match.end()  # but "[1] PATCHES" is a section's name
    elif len(lines) == 1 and len(first.text) <= MAX_WRAP and (match := _DECORATED.match(first.text)):
        skip, level = match.start("inner"), 3
        lines = [replace(first, text=first.text[: match.end("inner")])]
    elif len(lines) == 1 and (match := _HASHED.match(first.text)):
        skip, level = match.end(), 3
    elif len(lines) == 1 and (match := _STARRED.match(first.text)):
        skip = match.start("inner")
        lines = [replace(first, text=first.text[: match.end("inner")])]
        builder.bold.append((0, match.end("inner") - skip))
    begin = 0
    for line in lines:
        builder.add(" ", line.start)
        if not _BOXED_LINE.match(line.text):  # an address alone stands behind words of the line above it
            begin = len(builder)
        begin = _add_inline(builder, line.text[skip:], line.start + skip, references, begin)
        skip = 0
    block = _without_bracketed(builder.block(), lines)
    if block is None:
        return None
    if not level and not marker and is_capitals(block.text):
        level = 3
    number = marker if any(char.isdigit() for char in marker) else ""
    return replace(block, marker=_plain_marker(marker), level=level, opening=first.start, number=number)


def _as_numbered(lines: list[Line], references: dict[str, str]) -> Block | None:
    """Lines as one block that keeps the number before them."""
    builder = TextBuilder()
    for line in lines:
        builder.add(" ", line.start)
        _add_inline(builder, line.text, line.start, references, len(builder))
    return builder.block()


def _without_bracketed(block: Block | None, lines: list[Line]) -> Block | None:
    """A title above its address in brackets, "Title (", the address, ")": the title alone, linked."""
    if block is None or len(lines) < 3 or lines[-1].text != ")" or not lines[-3].text.endswith("("):
        return block
    url, end = web_link(lines[-2].text), block.text.rfind("(")
    if url is None or end < 1:
        return block
    title = block.cut(0, end)
    return replace(title, links=(*title.links, Link(0, len(title.text), url)))


def _as_label(line: Line) -> Block | None:
    builder = TextBuilder()
    builder.add(line.text, line.start)
    found = re.search(r"https?://[^\s<>]+", line.text)
    url = web_link(found.group().rstrip(")]>")) if found else None
    if url:
        builder.link(0, url)
    block = builder.block()
    return block and replace(block, drop=Reason.LINK_LABEL)


def _add_inline(builder: TextBuilder, text: str, at: int, references: dict[str, str], begin: int) -> int:
    """Add a line's words; addresses and note marks become links over the words from `begin` on.

    Answers where the words begin that no address has followed yet.
    """
    done = 0
    for match in _EMPHASIS.finditer(text):
        if "://" in match[1]:
            continue
        builder.add(text[done : match.start()], at + done)
        bold = len(builder)
        builder.add(match[1], at + match.start(1))
        builder.embolden(bold)
        done = match.end()
    marks = [(match, web_link(match["boxed"] or match["last"])) for match in _URL.finditer(text)]
    marks += [(match, references.get(match["key"])) for match in _NOTE.finditer(text)]
    for match, url in sorted(marks, key=lambda mark: mark[0].start()):
        if url is None or match.start() < done:
            continue
        builder.add(text[done : match.start()], at + done)
        builder.link(_named_from(builder, begin, note=match.re is _NOTE), url)
        begin, done = len(builder), match.end()
    builder.add(text[done:], at + done)
    return begin


def _named_from(builder: TextBuilder, begin: int, *, note: bool) -> int:
    """Where the words before an address begin: in "(Courier <https://…> / Weekly <https://…>)" each name."""
    text = builder.text()
    opened = text.rfind("(", begin)
    if opened >= begin and ")" not in text[opened:]:
        begin = opened + 1
    separators = _SEPARATORS.match(text, begin)
    begin = separators.end() if separators else begin
    told = text[begin:]
    # a sentence, not a title, and it is not all linked
    if is_ended(told) and (note or len(told.split()) > MAX_LINKED) and " " in told:
        begin += told.rindex(" ") + 1
    return begin


def _plain_marker(marker: str) -> str:
    if marker and not marker[0].isalnum() and marker[0] not in "([":
        return "-"
    return marker.strip("()[]") + "." if marker[:1] in ("(", "[") else marker.replace(")", ".")
