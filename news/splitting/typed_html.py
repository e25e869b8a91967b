"""Plain text that a mail program or an archive put into HTML: lines in <pre>, or parted by <br> or <div>, no layout.

What such a text says with rules of dashes, bullets, indents and wrapped lines is lost on a reader of HTML.
"""

import html
import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from news.blocks import Block, Link
from news.clean import web_link
from news.splitting import styles
from news.splitting.html_tokens import Token, tokens
from news.splitting.read_text import is_typed, read_text

_LINE_TAGS = {"body", "html", "head", "div", "blockquote", "center", "address"}
_INLINE_TAGS = {"a", "b", "strong", "i", "em", "u", "span", "font", "tt", "code", "wbr", "meta", "link", "o:p", "style"}
_CELL_TAGS = {"table", "tbody", "tr", "td"}  # one cell around all of the text is there for its looks
_ALLOWED = {"", "#opaque", "br", "p", "pre", "title", *_LINE_TAGS, *_INLINE_TAGS, *_CELL_TAGS}
_EMPTY_P = re.compile(
    r"<p\b[^<>]{0,500}>(?:\s|&nbsp;|<br\s?/?>|</?(?:o:p|span|font)\b[^<>]{0,300}>)*</p>", re.IGNORECASE
)
_PART = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});?|\s+|[^&\s]+|&")
MIN_LINES = 6
MAX_OPEN = 150  # tags; deeper ones are passed over


@dataclass(slots=True)
class _Typed:
    chars: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)  # of each character in the HTML
    ends: list[int] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)  # over characters
    bold: list[tuple[int, int]] = field(default_factory=list)
    kept: int = 0  # characters in <pre>

    def add(self, chars: str, start: int, end: int) -> None:
        for char in chars:
            self.chars.append(char)
            self.starts.append(start)
            self.ends.append(end)

    def at_line_start(self) -> bool:
        return not self.chars or self.chars[-1] == "\n"


def read_typed(text: str) -> list[Block] | None:
    """Blocks of an HTML issue that is lines of plain text, read as such; None for one that is laid out."""
    typed = _lines_of(text)
    if typed is None:
        return None
    lines = "".join(typed.chars)
    shown = sum(not char.isspace() for char in typed.chars)
    if sum(bool(line.strip()) for line in lines.split("\n")) < MIN_LINES:
        return None
    if (typed.links or typed.bold) and typed.kept * 5 < shown * 4 and not is_typed(lines):
        return None
    return [_placed(block, typed) for block in read_text(lines)]


def _lines_of(text: str) -> _Typed | None:
    typed, sizes = _Typed(), set[str]()
    lines_are_p = len(_EMPTY_P.findall(text)) >= 2  # so a mail program writes a text's lines, an empty one as well
    cell, cells = 0, set[int]()
    open_tags: list[tuple[str, int, str | None]] = []  # with where each begins, and where a link leads
    for token in tokens(text):
        style = token.attributes.get("style", "")
        if token.name not in _ALLOWED or styles.HIDDEN.search(style) or "hidden" in token.attributes:
            return None
        if size := styles.FONT_SIZE.search(style):
            sizes.add(size[1])
        if len(sizes) > 1:
            return None
        if token.name == "td":
            cell += 1
        if token.name == "":
            if not text[token.start : token.end].isspace():
                cells.add(cell)
            if len(cells) > 1:
                return None
            _add_text(typed, text, token, kept=any(name == "pre" for name, _, _ in open_tags))
        elif token.name == "br":
            typed.add("\n", token.start, token.end)
        elif token.name in ("p", "pre", *_LINE_TAGS, *_CELL_TAGS):
            if not typed.at_line_start():
                typed.add("\n", token.start, token.end)
            if token.name == "p" and typed.chars and not lines_are_p:
                typed.add("\n", token.start, token.end)
        _note_tag(typed, token, style, open_tags)
    return typed


def _note_tag(typed: _Typed, token: Token, style: str, open_tags: list[tuple[str, int, str | None]]) -> None:
    """Open or close what is linked, bold or kept as it is written."""
    if token.name not in ("a", "b", "strong", "span", "font", "pre"):
        return
    if not token.closing:
        bold = token.name in ("b", "strong") or bool(styles.BOLD.search(style))
        name = "b" if bold and token.name in ("span", "font") else token.name
        url = web_link(token.attributes.get("href", "")) if token.name == "a" else None
        if len(open_tags) < MAX_OPEN:
            open_tags.append((name, len(typed.chars), url))
        return
    for at in range(len(open_tags) - 1, -1, -1):
        name, begin, url = open_tags[at]
        if name == token.name or (name == "b" and token.name in ("span", "font")):
            if url and begin < len(typed.chars):
                typed.links.append((begin, len(typed.chars), url))
            if name in ("b", "strong") and begin < len(typed.chars):
                typed.bold.append((begin, len(typed.chars)))
            del open_tags[at]
            return


def _add_text(typed: _Typed, text: str, token: Token, *, kept: bool) -> None:
    for match in _PART.finditer(text, token.start, token.end):
        part, begin, end = match.group(), match.start(), match.end()
        if part.isspace() and not kept:
            if not typed.at_line_start():
                typed.add(" ", begin, end)
        elif part[0] == "&" and len(part) > 1:
            typed.add(html.unescape(part), begin, end)
        else:
            for at, char in enumerate(part, begin):
                typed.add(char, at, at + 1)
            typed.kept += len(part) if kept and not part.isspace() else 0


def _placed(block: Block, typed: _Typed) -> Block:
    """A block of the lines, its offsets those of the HTML, with the links and bold letters that the HTML gives it."""
    spans = [(bisect_left(block.starts, begin), bisect_left(block.starts, end), url) for begin, end, url in typed.links]
    bold = [(bisect_left(block.starts, begin), bisect_left(block.starts, end)) for begin, end in typed.bold]
    return replace(
        block,
        starts=[typed.starts[at] for at in block.starts],
        ends=[typed.ends[at - 1] for at in block.ends],
        opening=None if block.opening is None else typed.starts[block.opening],
        links=(*block.links, *(Link(begin, end, url) for begin, end, url in spans if begin < end)),
        bold=(*block.bold, *(span for span in bold if span[0] < span[1])),
    )
