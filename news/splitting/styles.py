"""What an HTML element's `style` says of how its letters look, as patterns to search it with."""

import re

HIDDEN = re.compile(  # what no reader sees
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden"
    r"|(?:font-size|max-height)\s*:\s*0(?:px)?\s*(?:;|!|$))",
    re.IGNORECASE,
)
SHRUNK = re.compile(r"font-size\s*:\s*0(?:px)?\s*(?:;|!|$)", re.IGNORECASE)  # letters of no size
SIZED = re.compile(
    r"(?:^|;)\s*font(?:-size)?\s*:(?:[^;]{0,40}?\s)?(?:[1-9]\d{0,2}(?:\.\d+)?\s?(?:px|pt|rem)|medium|(?:x-)?(?:small|large))",
    re.IGNORECASE,
)
BOLD = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.IGNORECASE)
FONT_SIZE = re.compile(r"(?:^|;)\s*font-size\s*:\s*(\d{1,3})(?:\.\d+)?\s*px", re.IGNORECASE)
ITALIC = re.compile(r"(?:^|;)\s*font-style\s*:\s*italic", re.IGNORECASE)
CENTRED = re.compile(r"(?:^|;)\s*text-align\s*:\s*center", re.IGNORECASE)
FONT_SHORTHAND = re.compile(r"(?:^|;)\s*font\s*:[^;]{0,40}?\b(\d{1,3})(?:\.\d+)?\s*px", re.IGNORECASE)
LOOK = re.compile(
    r"(?:^|;)\s*(?:color|font-variant|text-transform|text-decoration|letter-spacing)\s*:\s*([^;!]{2,40})", re.IGNORECASE
)
_NO_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*none\b", re.IGNORECASE)
_BRACE = re.compile(r"[{}]")
_CLASS = re.compile(r"\s*[a-z\d]{0,10}\.([\w-]{1,80})\s*", re.IGNORECASE)
DISPLAYED = re.compile(r"(?:^|;)\s*display\s*:\s*(?!none)\w", re.IGNORECASE)
FONT_PIXELS = (10, 13, 16, 18, 24, 32, 48)  # of <font size=1> to 7


def hidden_classes(sheet: str) -> set[str]:
    """The classes that a style sheet hides by themselves, wherever the page is shown: not in an "@media" alone."""
    first, *rest = sheet.replace("<!--", "").split("/*")
    sheet = first + " ".join(part.partition("*/")[2] for part in rest)
    found: set[str] = set()
    depth = begun = inner = 0
    selectors = ""
    for brace in _BRACE.finditer(sheet):
        if brace.group() == "{":
            if depth == 0:
                selectors, inner = sheet[begun : brace.start()].rpartition(";")[2], brace.end()
            depth += 1
        elif depth > 0:
            depth -= 1
            if depth == 0:
                begun = brace.end()
                hides = "@" not in selectors and _NO_DISPLAY.search(sheet[inner : brace.start()])
                matches = map(_CLASS.fullmatch, selectors.split(",")) if hides else ()
                found |= {match[1] for match in matches if match}
    return found


def font_pixels(size: str, outer: int) -> int:
    """How many pixels <font size="5"> or "+1" sets letters in; outer, those around it, where it is no size."""
    if not (match := re.fullmatch(r"\s*([+-]?)(\d)\s*", size)):
        return outer
    step = int(match[2])
    if match[1]:  # counted from 3, whatever stands around it
        step = 3 + step if match[1] == "+" else 3 - step
    return FONT_PIXELS[min(max(step, 1), len(FONT_PIXELS)) - 1]
