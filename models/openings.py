"""What a page or an agency sets before a sentence's own words: datelines, credits, notices run into the text."""

import re

from news.sentences import Span

_LOOKED_AT = 400  # code points of a sentence in which its own words must begin
_LAYERS = 4  # a caption, its credit, a notice and a dateline may stand one behind the other

_AGENCY = (
    r"(?:AP|Reuters|REUTERS|AFP|UPI|CNN|CNN Business|CNNMoney|Xinhua|BBC|NPR|CBS|NBC|ABC|Fox News|Bloomberg|TASS|dpa"
    r"|ANSA)"
)
_BRACKETED = rf"(?:[(\[]|-LRB-)\s?{_AGENCY}[^)\]]{{0,20}}?(?:[)\]]|-RRB-)"  # -LRB-: as treebanks write brackets
_PLACE = r"[A-Z][A-Z.’'\-]+(?:[ ][A-Z][A-Z.’'\-]+){0,3}(?:,\s[A-Z][\w.’' ]{1,30})?(?:,\s[A-Z][a-z]{2,8}\.?\s\d{1,2})?"
_DASH = r"\s*(?:--+|[—–_-])\s*"  # agencies write "_", too
_DATELINE = re.compile(
    rf"(?:{_PLACE}\s*(?:{_BRACKETED})?{_DASH}"
    rf"|(?:[A-Z][\w.’'\-]+(?:,?\s[A-Z][\w.’'\-]+){{0,4}}\s*)?{_BRACKETED}(?:{_DASH}|\s*))(?=\S)"
)

_HOUSE = (
    r"(?:AP|Associated Press|AFP|EPA|Reuters|REUTERS|Getty Images|Getty|Bloomberg|The New York Times|Bloomberg News"
    r"|The Washington Post|NPR|CNN|Sipa|Alamy|Shutterstock)"
)
_PERSON = r"[A-Z][\w.’'\-]*(?:\s[A-Z][\w.’'\-]*){0,3}"
# What a page sets inside or before its text, without a full stop of its own. It goes where something is left behind it.
_SET_BEFORE = re.compile(
    r"(?:"
    r"[*\W]{0,6}(?i:story\scontinue[sd]\sbelow)"
    r"|(?:Advertisement|ADVERTISEMENT):?(?:\s(?i:continue\sreading\sthe\smain\sstory))?"
    # The credit comes twice: once for those who see the picture large.
    r"|(?:[^.!?\n]{1,120}\s)?(?i:enlarge\sthis\simage)\s(?:toggle\scaption\s)?(?P<credit>[^\n]{3,80}?)\s(?P=credit)"
    r"|(?:[^.!?\n]{1,120}\s)?(?i:(?:toggle|hide)\scaption)\s(?P<again>[^\n]{3,80}?)\s(?P=again)"
    rf"|(?:[^.!?\n]{{1,120}}\s)?(?i:(?:toggle|hide)\scaption)\s{_PERSON}/{_HOUSE}(?:/{_HOUSE})?"
    r"|[(\[]\s?(?i:(?:ap |reuters |file )?photos?|images?|pictures?|video|illustration|graphic|credit|related|read"
    r"|watch|see also|more|also on \w+)\s?(?:[:/]|by\s)[^)\]\n]{1,160}[)\]]"
    rf"|\((?:{_PERSON},?\s?/?\s?)?{_HOUSE}(?:\s(?i:photo|images?))?(?:/[^)\n]{{1,60}}|,\s(?i:file))?\)(?=\s[A-Z])"
    rf"|(?:{_PERSON}/{_HOUSE}|REUTERS/{_PERSON})(?:/{_HOUSE}|/(?i:file\sphoto)|/[A-Z][\w ]{{1,20}}?)?(?=\s[A-Z])"
    r"|(?i:comment\son\sthis\sstory)"
    r"|(?i:share\sthis\s(?:article|story))(?:\s(?:Share|Tweet|Post|Pin|Email|Print|Comment)){1,6}"
    r"|[-–—•]?\s?(?i:follow)\s[\w ]{1,30}\son\s(?:Twitter|X|Facebook|Instagram):?\s@\w+"
    r"|(?:ANALYSIS|OPINION|COMMENTARY)(?:/(?:ANALYSIS|OPINION|COMMENTARY))?:"
    r"|(?:BREAKING|DEVELOPING|JUST IN|UPDATED?)(?:\s(?:NEWS|STORY))?:"
    r")\s+(?=[\"“‘'(\[]?[A-Z0-9$])"
)


def without_opening(text: str, span: Span) -> Span:
    """Move the start of a sentence past "KABUL, Afghanistan (AP) —", "Story Continued Below" and their like."""
    start, end = span.start, min(span.end, span.start + _LOOKED_AT)
    for _ in range(_LAYERS):
        found = _SET_BEFORE.match(text, start, end) or _DATELINE.match(text, start, end)
        if not found:
            break
        start = found.end()
    return Span(start, span.end)
