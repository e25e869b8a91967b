"""Markdown as blocks: front matter, headings, lists, paragraphs, and what is bold or linked inside them."""

import html
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate

from news.blocks import Block, TextBuilder, keep
from news.clean import web_link
from news.splitting.boilerplate import Reason
from news.splitting.bullets import with_dots
from news.splitting.dates import STAMP

_LINE = re.compile(r"[^\r\n]*(?:\r\n|[\r\n]|$)")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_MARKER = re.compile(
    r"(?P<marker>[*+•·▪►‣–-]|\d{1,3}[.)/]|(?:\\?\[[\w .&'’-]{1,40}\\?\][ \t]+)?[A-Za-z][A-Za-z ]{2,20}/)[ \t]+(?=\S)"
    r"|(?P<bold>\*\*|__)(?P<number>\d{1,3}/)(?P<ends>(?P=bold))?[ \t]+(?=\S)"
)
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_REFERENCE = re.compile(r"\[(?P<key>[^\]\[]{1,100})\]:[ \t]*<?(?P<url>[^\s>]+)")
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<label>(?:[^\[\]\\]|\\.|\[[^\[\]\\]{0,200}\]){0,600})\]"
    r"(?:\(\s?(?P<url><[^<>\n]{0,4000}>|(?:[^\s()]|\([^\s()]{0,1000}\)){0,4000})(?:\s+[\"'][^\"'\n]{0,300}[\"'])?\s?\)"
    r"|\[(?P<key>[^\[\]]{0,100})\])?"
)
_AUTOLINK = re.compile(r"<(https?://[^\s<>]{1,4096})>")
_BOLD_LINE = re.compile(r"(?:\*\*[^*]{2,120}\*\*|__[^_]{2,120}__):?")
_COLUMN_RULE = re.compile(r"\|(?:\s*:?-{2,}:?\s*\|)+")
_CELL = re.compile(r"(?:[^|\\]|\\.)+")
_ITALIC = re.compile(r"[*_](?=[^\s*_])")
_UNCLOSED = re.compile(r"\[[^\[\]]*$")
_CLOSED_BELOW = re.compile(r"(?:[^\[\]\n]*\n(?!\s*\n)){1,3}[^\[\]\n]*\][(\[]")  # a link's label, behind what opens it
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>|<!--.{0,2000}?-->", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_CODE = re.compile(r"(`{1,3})([^`\n]{1,1000})\1")
_PLAIN = re.compile(r"[\\!\[<&`*_]|[^\\!\[<&`*_\n]+")
_ESCAPABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


@dataclass(frozen=True, slots=True)
class _Line:
    text: str  # without quoting and outer whitespace
    start: int
    column: int


def read_markdown(text: str) -> list[Block]:
    """Blocks of a Markdown issue, in order; front matter and code are there too, marked to be dropped."""
    return _Reader(with_dots(text)).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.open: list[_Line] = []  # the lines of the paragraph that is being read
        self.marker = ""
        self.indents: list[int] = []
        self.gap = self.ruled = self.pictured = False
        self.references: dict[str, str] = {}
        self.wrapped: tuple[int, int] | None = None  # level and beginning of a heading that goes on in the next line
        self.row = -1  # where the last table row begins

    def read(self) -> list[Block]:
        position = self._read_front_matter()
        fence = ""
        lines = [
            (match.group().replace("\u00a0", " "), match.start())
            for match in _LINE.finditer(self.text, position)
            if match.group()
        ]
        for raw, _ in lines:
            if match := _REFERENCE.match(raw.strip()):
                url = web_link(match["url"])
                if url:
                    self.references[match["key"].lower()] = url
        for raw, start in lines:
            line = _strip(raw, start)
            if match := _FENCE.match(line.text):
                self._close()
                fence = "" if fence and line.text.startswith(fence) else (fence or match[1])
            elif fence:
                self._add_dropped(line.text, line.start, Reason.SCRIPT)
            else:
                self._read_line(line)
        self._close()
        return self.blocks

    def _read_front_matter(self) -> int:
        opening = re.match(r"\s*---[ \t]*\r?\n", self.text)
        if not opening:
            return 0
        closing = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE).search(self.text, opening.end())
        if not closing or not re.match(r"[\w-]+[ \t]*:", self.text[opening.end() :]):
            return 0
        self._add_dropped(self.text[opening.end() : closing.start()], opening.end(), Reason.METADATA)
        return closing.end()

    def _read_line(self, line: _Line) -> None:
        if self.wrapped is not None and line.text:
            self.open.append(line)
            self._close_heading(*self.wrapped)
        elif not line.text:
            self._close()
            self.gap = True
        elif self._underlines(line.text):
            self._close(level=1 if line.text[0] == "=" else 2)
        elif _RULE.match(line.text):
            self._close()
            self.gap = self.ruled = True
        elif match := _HEADING.match(line.text):
            self._close()
            self.open = [replace(line, text=line.text[match.end() :].rstrip("# "), start=line.start + match.end())]
            self._close_heading(len(match[1]), line.start)
        elif _REFERENCE.match(line.text):
            self._close()
            self._add_dropped(line.text, line.start, Reason.LINK_LABEL)
        elif (match := _MARKER.match(line.text)) and self._opens_item(match["marker"] or match["number"]):
            self._close()
            self._open_item(line, match)
        elif line.text[0] == "|" and line.text[-1] == "|":
            self._close()
            self._add_row(line)
        else:
            self._go_on(line)

    def _close_heading(self, level: int, opening: int) -> None:
        """End a heading, unless it was wrapped inside a link's label that ends a few lines below."""
        unclosed = _UNCLOSED.search(" ".join(line.text for line in self.open))
        if unclosed and self.wrapped is None:
            unclosed = _CLOSED_BELOW.match(self.text, self.open[0].start + unclosed.start() + 1)
        self.wrapped = (level, opening) if unclosed else None
        if self.wrapped is None:
            self._close(level=level, opening=opening)

    def _add_row(self, line: _Line) -> None:
        """A table's row as one list item; the rule below its first row makes that one the names of its columns."""
        if _COLUMN_RULE.fullmatch(line.text):
            if self.blocks and self.row == self.blocks[-1].start:
                self.blocks[-1] = replace(self.blocks[-1], drop=Reason.METADATA)
            self._add_dropped(line.text, line.start, Reason.MARKUP)
            return
        builder = TextBuilder()
        cells = list(_CELL.finditer(line.text))
        for cell in cells:
            at = line.start + cell.end() - len(cell.group().lstrip())
            _Inline(builder, self.references).add([replace(line, text=cell.group().strip(), start=at)])
        block = builder.block()
        if block is not None:
            self.row = block.start
            row = replace(block, marker="-", depth=1, gap=self.gap, ruled=self.ruled, cells=len(cells))
            keep(self.blocks, row)
            self.gap = self.ruled = False

    def _go_on(self, line: _Line) -> None:
        """One more line of the open paragraph; a line that is bold as a whole stands for itself."""
        bold = _BOLD_LINE.fullmatch(line.text) is not None
        dated = bool(self.open) and STAMP.match(line.text) and STAMP.match(self.open[0].text)  # an agenda, a day a line
        if not self.marker and (bold or dated):
            self._close()
        self.open.append(line)
        if bold and not self.marker and len(self.open) == 1:
            self._close()

    def _underlines(self, text: str) -> bool:
        """Whether a rule right below one line of text makes a heading of it."""
        if len(self.open) != 1 or self.marker or set(text) not in ({"="}, {"-"}):
            return False
        return len(self.open[0].text) <= 120

    def _opens_item(self, marker: str) -> bool:
        # In running text a line may begin with a year and a full stop, or with "and/or"; below "4/ …" with "poll/ …".
        return not self.open or not marker[0].isalpha() or self.marker.endswith("/")

    def _open_item(self, line: _Line, match: re.Match[str]) -> None:
        rest, start = line.text[match.end() :], line.start + match.end()
        self.marker = match["marker"] or match["number"]
        if match["bold"] and not match["ends"]:  # "**1/ Title**": the number's mark is the title's
            rest, start = match["bold"] + rest, start - len(match["bold"])
        self.depth = self._depth(line.column)
        heading = _HEADING.match(rest)
        if heading:
            self.open = [replace(line, text=rest[heading.end() :], start=start + heading.end())]
            self._close(level=len(heading[1]), opening=line.start)
            return
        self.open = [replace(line, text=rest, start=start)]
        self.opening = line.start

    def _depth(self, column: int) -> int:
        while self.indents and self.indents[-1] > column:
            self.indents.pop()
        if not self.indents or self.indents[-1] + 1 < column:
            self.indents.append(column)
        return len(self.indents)

    def _close(self, level: int = 0, opening: int | None = None) -> None:
        """End the open paragraph, item or heading."""
        if self.wrapped is not None:
            (level, opening), self.wrapped = self.wrapped, None
        lines, marker = self.open, self.marker
        self.open, self.marker = [], ""
        if not lines:
            return
        builder = TextBuilder()
        _Inline(builder, self.references).add(lines)
        block = builder.block()
        if block is None:
            self.pictured = self.pictured or any("![" in line.text for line in lines)
            return
        if opening is None:
            opening = self.opening if marker else lines[0].start
        depth = self.depth if marker else 0
        if not marker and not level:
            # An indented paragraph goes on with its list item; one at the margin ends the list.
            if self.indents and lines[0].column > self.indents[0]:
                depth = len(self.indents)
            else:
                self.indents = []
        keep(
            self.blocks,
            replace(
                block,
                level=level,
                marker="" if level else _plain_marker(marker),
                depth=0 if level else depth,
                gap=self.gap,
                ruled=self.ruled,
                opening=opening,
                pictured=self.pictured,
                italic=bool(_ITALIC.match(lines[0].text)) and lines[-1].text[-1] == lines[0].text[0],
            ),
        )
        self.gap = self.ruled = self.pictured = False

    def _add_dropped(self, raw: str, at: int, reason: Reason) -> None:
        builder = TextBuilder()
        builder.add(raw, at)
        block = builder.block()
        if block is not None:
            keep(self.blocks, replace(block, drop=reason))


class _Inline:
    """Adds a paragraph's lines to a builder, without the marks of emphasis, links, escapes and tags."""

    def __init__(self, builder: TextBuilder, references: dict[str, str]) -> None:
        self.builder = builder
        self.references = references
        self.bold_from: int | None = None
        self.text = ""  # the lines, joined: what is wrapped may break inside a link's label
        self.begins: list[int] = []  # where each line begins in it
        self.starts: list[int] = []  # and in the source

    def add(self, lines: list[_Line]) -> None:
        texts = [line.text[:-1] if line.text.endswith("\\") else line.text for line in lines]
        self.text = "\n".join(texts)
        self.begins = list(accumulate((len(text) + 1 for text in texts[:-1]), initial=0))
        self.starts = [line.start for line in lines]
        self.builder.add_as(" ", self.starts[0], self.starts[0])
        self._add_between(0, len(self.text))
        if self.bold_from is not None:
            self.builder.embolden(self.bold_from)

    def _source(self, position: int) -> int:
        """Where a position of the joined lines stands in the source."""
        line = bisect_right(self.begins, position) - 1
        return self.starts[line] + position - self.begins[line]

    def _add_between(self, position: int, end: int) -> None:
        while position < end:
            position = self._step(position, end)

    def _step(self, position: int, end: int) -> int:
        text, char = self.text, self.text[position]
        if char == "\n":
            self.builder.add_as(" ", self._source(position + 1), self._source(position + 1))
            return position + 1
        if char == "\\" and position + 1 < end and text[position + 1] in _ESCAPABLE:
            self.builder.add_as(text[position + 1], self._source(position), self._source(position) + 2)
            return position + 2
        if char in "[!" and (match := _LINK.match(text, position, end)):
            return self._add_link(match)
        if char == "<" and (match := _AUTOLINK.match(text, position, end) or _TAG.match(text, position, end)):
            if match.re is _AUTOLINK:
                begin = len(self.builder)
                self.builder.add(match[1], self._source(match.start(1)))
                self._link(begin, match[1])
            return match.end()
        if char in "*_":
            return self._add_emphasis(position, end)
        return self._add_plain(position, end)

    def _add_plain(self, position: int, end: int) -> int:
        if match := _ENTITY.match(self.text, position, end):
            self.builder.add_as(html.unescape(match.group()), self._source(match.start()), self._source(match.end()))
        elif match := _CODE.match(self.text, position, end):
            self.builder.add(match[2], self._source(match.start(2)))
        elif match := _PLAIN.match(self.text, position, end):
            self.builder.add(match.group(), self._source(position))
        return match.end() if match else position + 1

    def _add_emphasis(self, position: int, stop: int) -> int:
        text, char, end = self.text, self.text[position], position
        while end < stop and text[end] == char:
            end += 1
        before, after = text[position - 1 : position] if position else "", text[end : min(end + 1, stop)]
        inside_word = before.isalnum() and after.isalnum()
        if (not before.strip() and not after.strip()) or (char == "_" and inside_word):
            self.builder.add(text[position:end], self._source(position))
        elif end - position >= 2:
            if self.bold_from is None:
                self.bold_from = len(self.builder)
            else:
                self.builder.embolden(self.bold_from)
                self.bold_from = None
        return end

    def _add_link(self, match: re.Match[str]) -> int:
        label, (begin, end) = match["label"], match.span("label")
        if match["image"] and match["url"] is not None:
            return match.end()
        if match["image"]:
            self.builder.add("!", self._source(match.start()))
        url = match["url"]
        if url is None and match["key"] is not None:
            url = self.references.get((match["key"] or label).lower())
        if url is None and match["key"] is None:
            url = self.references.get(label.lower())
        if url is None:
            self.builder.add("[", self._source(begin) - 1)
            self._add_between(begin, end)
            self.builder.add("]", self._source(end))
            return end + 1
        built = len(self.builder)
        self._add_between(begin, end)
        self._link(built, url.strip("<>"))
        return match.end()

    def _link(self, begin: int, raw: str) -> None:
        url = web_link(raw)
        if url:
            self.builder.link(begin, url)


def _strip(raw: str, start: int) -> _Line:
    quote = _QUOTE.match(raw)
    begin = quote.end() if quote else 0
    body = raw[begin:]
    column = begin + len(body) - len(body.lstrip())
    return _Line(body.strip(), start + column, column)


def _plain_marker(marker: str) -> str:
    if marker and marker[0] in "*+•·▪►‣–-":
        return "-"
    return marker.replace(")", ".").lower() if marker else ""
