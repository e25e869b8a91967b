"""HTML as tags and texts, each with its offsets: a tokenizer that never backtracks far."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from news.clean import without_references

_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]{0,40})")
_ATTRIBUTE = re.compile(r"""([A-Za-z_:][\w:.-]{0,60})(?:\s{0,20}=\s{0,20}("[^"]*"|'[^']*'|[^\s"'>]*))?""")
_OPAQUE = {"script", "style", "title", "textarea", "noscript", "template", "svg", "math", "object", "iframe", "xmp"}
MAX_TAG_CHARS = 65_536  # a longer tag is taken to be broken: it ends at its first ">"
MAX_BROKEN_TAGS = 50  # after so many unclosed quotes, quotes in tags are no longer believed


@dataclass(frozen=True, slots=True)
class Token:
    """A tag, a stretch of text, or what stands in a script or style ("#opaque"), at [start, end) of the source."""

    name: str  # of a tag, lower case; "" for text
    start: int
    end: int
    closing: bool = False
    attributes: dict[str, str] = field(default_factory=dict)


def tokens(text: str) -> Iterator[Token]:
    """The tags and texts of an HTML source, in order; comments and declarations are passed over."""
    position, broken = 0, 0
    while position < len(text):
        opening = text.find("<", position)
        if opening < 0:
            yield Token("", position, len(text))
            return
        if opening > position:
            yield Token("", position, opening)
        match = _TAG_NAME.match(text, opening)
        if match is None:
            position = _skip_declaration(text, opening)
            if position == opening:
                yield Token("", opening, opening + 1)
                position += 1
            continue
        end = _tag_end(text, match.end()) if broken < MAX_BROKEN_TAGS else -1
        if end < 0:
            broken += 1
            end = text.find(">", match.end())
            if end < 0:  # no tag closes any more: what is left is text
                yield Token("", opening, len(text))
                return
            end += 1
        name, closing = match[1].lower(), text[opening + 1] == "/"
        attributes = {} if closing else _attributes(text[match.end() : min(end - 1, match.end() + MAX_TAG_CHARS)])
        yield Token(name, opening, end, closing, attributes)
        position = end
        if name in _OPAQUE and not closing:
            found = re.compile(rf"</{name}\b", re.IGNORECASE).search(text, end)
            position = found.start() if found else len(text)
            yield Token("#opaque", end, position)


def _skip_declaration(text: str, opening: int) -> int:
    """Where a comment or declaration at `opening` ends; `opening` itself when there is none."""
    if text.startswith("<!--", opening):
        end = text.find("-->", opening + 4)
        return end + 3 if end >= 0 else len(text)
    if text[opening + 1 : opening + 2] in ("!", "?", "/"):
        end = text.find(">", opening)
        return end + 1 if end >= 0 else len(text)
    return opening


def _tag_end(text: str, position: int) -> int:
    """The offset after the ">" that closes a tag, quotes respected; -1 when there is none in reach."""
    limit = min(len(text), position + MAX_TAG_CHARS)
    pattern = re.compile(r"[>\"']")
    while match := pattern.search(text, position, limit):
        if match.group() == ">":
            return match.end()
        closing = text.find(match.group(), match.end(), limit)
        if closing < 0:
            return -1
        position = closing + 1
    return -1


def _attributes(raw: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(raw):
        if match[1].lower() not in found:
            found[match[1].lower()] = without_references((match[2] or "").strip("\"'"))
        if len(found) >= 100:
            break
    return found
