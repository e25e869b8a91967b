"""HTML as blocks of clean text that remember where each character stood."""

import html
import re
from collections import Counter
from dataclasses import dataclass, replace

from news.blocks import Block, TextBuilder, keep
from news.clean import web_link
from news.splitting import styles
from news.splitting.boilerplate import Reason, is_link_label
from news.splitting.bullets import SIGN, SIGNS, marked
from news.splitting.dates import SHOWN, STAMP
from news.splitting.html_tables import join_rows
from news.splitting.html_tokens import Token, tokens
from news.splitting.outline import MAX_TITLE_CHARS
from news.splitting.sections import promise_of

_TEXT_PART = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});?")
_TRACKER = re.compile(r"^[01](?:px)?$")  # the width or height of a picture that nobody sees
_BANNER_WORDS = 6  # a picture's text that names a section has no more
_MAX_BANNERS = 400
_TOLD_WORDS = 12  # of what stands below a heading: not when and where it was printed
_SMALL_TAGS = {"small": 11, "sub": 10, "sup": 10}
_BULLET = re.compile(r"[•▪●■◦‣](?:\s+|$)")
_SIGN_ALONE = re.compile(rf"[{SIGNS}]$")  # a bullet in a cell of its own; in a paragraph it is an ornament
_DASH = re.compile(r"(?:[—–-]{1,2}|[→»*])\s")
_NUMBER = re.compile(r"(\d{1,3}/|[Pp]oll/)\s+(?=\S)")  # of a digest that numbers its pieces "1/ …"
_ARROW = re.compile(r">\s+(?=\S)")  # a bullet only where a paragraph opens with it
_PREHEADER = re.compile(r"\b(?:preheader|preview-?text|hidden|visually-?hidden|sr-only)\b", re.IGNORECASE)
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_BLOCK = {
    *("address", "article", "aside", "blockquote", "body", "button", "center", "dd", "details", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"),
    *("label", "li", "main", "nav", "ol", "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td"),
    *("tfoot", "th", "thead", "tr", "ul"),
}
_CHROME = {
    "footer": Reason.FOOTER,
    "nav": Reason.BOILERPLATE,
    "figcaption": Reason.METADATA,
    "form": Reason.SUBSCRIPTION,
}
MAX_SHEET_CHARS = 100_000  # of a style sheet that is read
MAX_DEPTH = 150  # open elements; deeper ones are read as if they stood at this depth


@dataclass(slots=True)
class _Element:
    name: str
    hidden: bool = False
    shrunk: bool = False  # hidden by letters of no size alone: what is set larger inside is shown
    bold_from: int | None = None
    link_from: int | None = None
    url: str | None = None
    level: int = 0
    list_depth: int = 0
    drop: str = ""
    size: int = 0
    italic: bool = False
    centred: bool = False
    look: str = ""
    begun: int = 0  # of a table: how many blocks stood before it
    rows: list[list[int]] | None = None  # of a table that may hold data: by row, how many blocks stood before each cell


def read_html(text: str) -> list[Block]:
    """Blocks of an HTML issue, in order; hidden text, scripts and footers are there too, marked to be dropped."""
    reader = _Reader(text)
    for token in tokens(text):
        reader.take(token)
    reader.close_block()
    return marked(_with_banners(reader.blocks, reader.banners, reader.photos))


@dataclass(frozen=True, slots=True)
class _Banner:
    """A picture's text that may name a section."""

    at: int  # how many blocks stood before it
    block: Block
    setting: tuple[str, ...]  # the picture's width, height and style
    known: bool  # it is in capitals, or a usual name


def _with_banners(blocks: list[Block], banners: list[_Banner], photos: set[tuple[str, ...]]) -> list[Block]:
    """Set the texts of pictures that name sections where they stood; a single one is the letter's own name.

    Where one that is set like it is a usual name, any words name one. photos: how pictures are set that show things.
    """
    settings = {banner.setting for banner in banners if banner.known} - photos
    named = [banner for banner in banners if banner.known or banner.setting in settings]
    if len({banner.block.text for banner in named}) < 2:
        return blocks
    found, done = [], 0
    for banner in named:
        found += [*blocks[done : banner.at], banner.block]
        done = banner.at
    return found + blocks[done:]


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.builder = TextBuilder()
        self.stack: list[_Element] = [_Element("#root")]
        self.marker = ""
        self.bullet: int | None = None  # where one stands that the next block bears
        self.breaks = 0
        self.line_from = 0  # where the line that is being read begins in the open block
        self.titled = (0, 0)  # where a line of it is a title
        self.ruled = False
        self.pictured = False
        self.banners: list[_Banner] = []
        self.photos: set[tuple[str, ...]] = set()
        self.unseen: set[str] = set()  # classes that the page's style sheets hide
        self.looks: Counter[str] = Counter()
        self.plain = 0  # characters of the open block that are not in italics
        self.sizes: Counter[int] = Counter()  # of its characters

    def take(self, token: Token) -> None:
        if token.name == "":
            self._add_text(token)
        elif token.name == "#opaque":
            self._add_opaque(token)
        elif token.closing:
            self._close(token.name)
        else:
            self._open(token)

    def close_block(self) -> None:
        """End the block that is being read, and begin the next with the same open elements."""
        if len(self.builder) == 0:
            return
        self._end_spans()
        block, titled = self.builder.block(), self.titled
        self.builder, self.line_from, self.titled = TextBuilder(), 0, (0, 0)
        self.breaks = 0
        size, italic = max(self.sizes, key=self.sizes.__getitem__, default=0), self.plain == 0
        look = max(self.looks, key=self.looks.__getitem__, default="")
        self.sizes, self.looks, self.plain = Counter(), Counter(), 0
        if block is None:
            return
        listed = self._take_marker(replace(block, titled=titled))
        if listed is None:
            return
        element = self.stack[-1]
        drop = Reason.HIDDEN if element.hidden else element.drop
        keep(
            self.blocks,
            replace(
                listed,
                level=element.level,
                drop=drop,
                ruled=self.ruled,
                pictured=self.pictured,
                size=size,
                italic=italic,
                centred=element.centred,
                look=look,
            ),
        )
        self.marker, self.ruled, self.bullet = "", False, None
        if not drop:
            self.pictured = False

    def _end_spans(self) -> None:
        """End the bold words and the link that are open; they go on from the next block's beginning."""
        bold_from = min(
            (outer.bold_from for outer in self.stack if outer.bold_from is not None), default=len(self.builder)
        )
        self.builder.embolden(bold_from)
        linked = next((outer for outer in reversed(self.stack) if outer.url and outer.link_from is not None), None)
        if linked is not None and linked.url and linked.link_from is not None:
            self.builder.link(linked.link_from, linked.url)
        for outer in self.stack:
            outer.bold_from = None if outer.bold_from is None else 0
            outer.link_from = None if outer.link_from is None else 0

    def _take_marker(self, block: Block) -> Block | None:
        """The block with its list's marker and depth, or those of the sign or number that it opens with.

        None for a sign alone in its cell or paragraph: what it marks stands in the next block.
        """
        element = self.stack[-1]
        marker, depth = self.marker if element.list_depth else "", element.list_depth
        block = replace(block, marker=marker, depth=depth)
        if marker or element.level:
            return block
        if self.bullet is not None:
            return replace(block, opening=self.bullet, marker="-", depth=max(1, depth))
        bullet = _BULLET.match(block.text) or _ARROW.match(block.text)
        if bullet is None and next((outer.name for outer in reversed(self.stack) if outer.name in _BLOCK), "") == "td":
            bullet = _SIGN_ALONE.match(block.text)
        if bullet is not None and bullet.end() == len(block.text):
            self.bullet = block.start
            return None
        number = _NUMBER.match(block.text) if bullet is None else None
        found = bullet or number
        if found is None:
            return block
        rest = replace(block.cut(found.end(), len(block.text)), opening=block.start)
        return (
            replace(rest, marker="-", depth=max(1, depth))
            if number is None
            else replace(rest, marker=number[1].lower())
        )

    def _add_text(self, token: Token) -> None:
        raw = self.text[token.start : token.end]
        if self.breaks and not raw.isspace():
            if self.breaks > 1 or len(self.builder) == 0 or self._breaks_piece(html.unescape(raw).lstrip()):
                self.close_block()
            else:
                self._end_line(raw)
                if self.builder.last_char() != " ":
                    self.builder.add_as(" ", token.start, token.start)
                self.line_from = len(self.builder)
            self.breaks = 0
        element, seen = self.stack[-1], len(raw.strip())
        if seen:
            self.sizes[element.size] += seen
        self.looks[element.look] += seen
        self.plain += 0 if element.italic else seen
        done = 0
        for match in _TEXT_PART.finditer(raw):
            decoded = html.unescape(match.group())
            if decoded == match.group():
                continue
            self.builder.add(raw[done : match.start()], token.start + done)
            self.builder.add_as(decoded, token.start + match.start(), token.start + match.end())
            done = match.end()
        self.builder.add(raw[done:], token.start + done)

    def _breaks_piece(self, raw: str) -> bool:
        """Whether a single line break parts two pieces: by a bullet, an agenda's day, a link each, a section's name."""
        if _BULLET.match(raw) or STAMP.match(raw) or SHOWN.fullmatch(raw.strip()) or self._links_each():
            return True
        if (dash := _DASH.match(raw) or SIGN.match(raw)) and self.builder.text().startswith(dash[0]):
            return True  # a list that its writer set with dashes
        if len(raw.split()) >= _TOLD_WORDS and self._is_larger():
            return True
        if len(self.builder) > 60:
            return False
        told = self.builder.text()
        bold = any(element.bold_from is not None for element in self.stack) or bool(self.builder.bold)
        return bold and promise_of(told) is not None

    def _is_larger(self) -> bool:
        """Whether the line above is a heading by its size: larger than the letters that begin here, in one size."""
        above, below = min(self.sizes, default=0), self.stack[-1].size
        return above > below > 0 and len(self.builder) <= MAX_TITLE_CHARS

    def _links_each(self) -> bool:
        """Whether the line above is one whole link, and another link begins here."""
        begins = any(element.link_from == len(self.builder) and element.url for element in self.stack)
        above = self.builder.links[-1] if self.builder.links else None
        return begins and above is not None and above.end - above.start >= len(self.builder.text())

    def _end_line(self, raw: str) -> None:
        """Note a title that is linked on a line of its own, with a text below it."""
        link = self.builder.links[-1] if self.builder.links else None
        whole = link is not None and abs(link.start - self.line_from) <= 1 and link.end >= len(self.builder.text())
        if self.titled[1] or link is None or not whole:
            return
        title = self.builder.text()[self.line_from : link.end]
        linked = any(element.link_from is not None and element.url for element in self.stack)
        if len(title.split()) > 1 and not linked and not raw.lstrip()[0].islower() and not is_link_label(title):
            self.titled = self.line_from, link.end

    def _add_opaque(self, token: Token) -> None:
        self.close_block()
        name = self.stack[-1].name
        if name == "style":
            self.unseen |= styles.hidden_classes(self.text[token.start : token.end][:MAX_SHEET_CHARS])
        builder = TextBuilder()
        builder.add(self.text[token.start : token.end], token.start)
        block = builder.block()
        if block is not None:
            reason = Reason.METADATA if name == "title" else Reason.SCRIPT
            keep(self.blocks, replace(block, drop=reason))

    def _open(self, token: Token) -> None:
        name, attributes = token.name, token.attributes
        if name == "br":
            self.breaks += 1
            return
        if name == "hr":
            self.close_block()
            self.ruled = True
            return
        if name in _BLOCK:
            self._close_implied(name)
            self.close_block()
        if name in _VOID:
            self._take_void(token)
            return
        outer, style = self.stack[-1], attributes.get("style", "")
        element = _Element(name, level=outer.level, list_depth=outer.list_depth, drop=outer.drop)
        self._set_type(element, attributes, style)
        self._hide(element, attributes, style)
        if element.hidden != outer.hidden and name not in _BLOCK:
            self.close_block()
        if name in ("b", "strong", "th") or (
            name in ("span", "font", "td", "div", "p", "a") and styles.BOLD.search(style)
        ):
            element.bold_from = len(self.builder)
        if name == "a":
            element.link_from, element.url = len(self.builder), web_link(attributes.get("href", ""))
        self._set_structure(element, attributes, style)
        self._mark_cell(element)
        if len(self.stack) < MAX_DEPTH:
            self.stack.append(element)

    def _take_void(self, token: Token) -> None:
        """A picture, or another element that nothing can stand in."""
        tiny = any(_TRACKER.match(token.attributes.get(side, "")) for side in ("width", "height"))
        if token.name == "img" and not tiny:
            if self.breaks:
                self.close_block()
            self.pictured = self.pictured or len(self.builder) == 0
            self._add_banner(token.attributes, token)

    def _set_type(self, element: _Element, attributes: dict[str, str], style: str) -> None:
        """Set how the letters inside look: size, italics, place and colour."""
        outer, name = self.stack[-1], element.name
        size = styles.FONT_SIZE.search(style) or styles.FONT_SHORTHAND.search(style)
        element.size = int(size[1]) if size else _SMALL_TAGS.get(name, outer.size)
        if name == "font" and "size" in attributes and not size:
            element.size = styles.font_pixels(attributes["size"], outer.size)
        element.italic = outer.italic or name in ("em", "i") or bool(styles.ITALIC.search(style))
        centred = name == "center" or attributes.get("align", "").lower() == "center"
        element.centred = centred or bool(styles.CENTRED.search(style)) or (outer.centred and "text-align" not in style)
        element.look = ";".join(styles.LOOK.findall(style)) or outer.look

    def _hide(self, element: _Element, attributes: dict[str, str], style: str) -> None:
        """Set whether readers see what is inside."""
        outer, classes = self.stack[-1], attributes.get("class", "")
        gone = "hidden" in attributes or bool(styles.HIDDEN.search(styles.SHRUNK.sub(";", style)))
        gone = gone or (outer.hidden and not outer.shrunk) or bool(_PREHEADER.search(classes))
        unseen = not self.unseen.isdisjoint(classes.split())
        gone = gone or (unseen and not styles.DISPLAYED.search(style))
        shrunk = bool(styles.SHRUNK.search(style)) or (outer.shrunk and not styles.SIZED.search(style))
        element.hidden, element.shrunk = gone or shrunk, shrunk and not gone

    def _mark_cell(self, element: _Element) -> None:
        """Note where a table, its rows and cells begin."""
        tables = [outer for outer in self.stack if outer.name == "table"]
        if element.name == "table":
            for outer in tables:
                outer.rows = None  # a table around a table is there for its looks
            element.begun, element.rows = len(self.blocks), []
        elif tables and (rows := tables[-1].rows) is not None:
            if element.name == "tr":
                rows.append([])
            elif element.name in ("td", "th") and rows:
                rows[-1].append(len(self.blocks))

    def _join_rows(self, table: _Element) -> None:
        """Make list items of a data table's rows."""
        if table.rows is None or any(banner.known and banner.at > table.begun for banner in self.banners):
            return
        joined = join_rows(self.blocks[table.begun :], [[at - table.begun for at in row] for row in table.rows])
        if joined is None:
            return
        self.blocks[table.begun :] = joined
        self.banners = [banner for banner in self.banners if banner.at <= table.begun]

    def _add_banner(self, attributes: dict[str, str], token: Token) -> None:
        """Note a picture's text that may name a section: a few words, not linked, best in capitals or a usual name."""
        words = " ".join(attributes.get("alt", "").split())
        setting = tuple(attributes.get(side, "") for side in ("width", "height", "style"))
        url = next((outer.url for outer in self.stack if outer.url), None)
        if len(words) > 60 or len(words.split()) > _BANNER_WORDS or url:
            self.photos.add(setting)
            if url and is_link_label(words) and not (self.stack[-1].hidden or len(self.builder)):
                builder = TextBuilder()  # an arrow that says "Read more" of the piece above it
                builder.add_as(words, token.start, token.end)
                builder.link(0, url)
                self.blocks += [replace(block, drop=Reason.LINK_LABEL) for block in [builder.block()] if block]
            return
        known = words.isupper() or promise_of(words) is not None
        gone = self.stack[-1].hidden and not self.stack[-1].shrunk  # letters of no size hide no picture
        if len(words) < 3 or gone or len(self.banners) >= _MAX_BANNERS:
            return
        if known:
            self.close_block()
        elif len(self.builder):
            return
        builder = TextBuilder()
        builder.add_as(words, token.start, token.end)
        if (block := builder.block()) is not None:
            ruled = self.ruled if known else False
            self.banners.append(_Banner(len(self.blocks), replace(block, level=2, ruled=ruled), setting, known))
            if known:
                self.ruled = self.pictured = False

    def _set_structure(self, element: _Element, attributes: dict[str, str], style: str) -> None:
        name = element.name
        if len(name) == 2 and name[0] == "h" and name[1] in "123456":
            element.level = int(name[1])
        elif attributes.get("role", "").lower() == "heading":
            digit = attributes.get("aria-level", "2")
            element.level = int(digit) if digit in tuple("123456") else 2
        elif name in _BLOCK and (size := styles.FONT_SIZE.search(style)) and styles.BOLD.search(style):
            element.level = 1 if int(size[1]) >= 24 else 2 if int(size[1]) >= 20 else element.level
        if name in ("ul", "ol"):
            element.list_depth += 1
        elif name == "li":
            element.list_depth = max(1, element.list_depth)
            self.marker = "-"
        elif name in _CHROME:
            element.drop = element.drop or _CHROME[name]
        if name in ("div", "td", "table", "tr") and re.search(
            r"\bfooter\b", attributes.get("class", ""), re.IGNORECASE
        ):
            element.drop = element.drop or Reason.FOOTER

    def _close_implied(self, name: str) -> None:
        """A new paragraph, item or cell closes an open one that forgot to."""
        if self.stack[-1].name == "p" and name != "button":
            self._close("p")
        if name == "li":
            for element in reversed(self.stack):
                if element.name in ("ul", "ol"):
                    return
                if element.name == "li":
                    self._close("li")
                    return

    def _close(self, name: str) -> None:
        if name == "br":
            self.breaks += 1
            return
        depth = len(self.stack) - 1
        while depth > 0 and self.stack[depth].name != name:
            if self.stack[depth].name in ("td", "th", "table") and name not in ("table", "tr", "tbody", "body", "html"):
                return
            depth -= 1
        if depth == 0:
            return
        if any(element.name in _BLOCK or element.hidden for element in self.stack[depth:]):
            self.close_block()
        if name == "table":
            self._join_rows(self.stack[depth])
        for element in reversed(self.stack[depth:]):
            if element.bold_from is not None:
                self.builder.embolden(element.bold_from)
            if element.link_from is not None and element.url:
                self.builder.link(element.link_from, element.url)
        del self.stack[depth:]
