"""Shapes inside one piece: its first sentence, its outlet, whether its publisher cut it."""

import re

from news.blocks import Block
from news.calendar_words import CUT_MONTH, CUT_WEEKDAY, WEEKDAY
from news.splitting.days_abroad import ORDINAL

_SENTENCE_END = re.compile(r"(?P<stop>[.!?…])[\"”’')\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"‘])(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Cpl|Sen|Rep|Gov|Pres|"
    r"Sec|Rev|Hon|St|Mt|Ft|Jr|Sr|Inc|Corp|Co|Ltd|Bros|vs|No|Nos|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|etc|Rear|Dept|"
    r"approx|al|pp?|Ave|Blvd|Fla|Calif|Pa|Va|Md|Mass|Conn|Mich|Minn|Wis|Ill|Tenn|Ala|Ariz|Ark|Colo|Ga|Ind|Kan|Ky|La|Miss|Mo|Mont|"
    r"Neb|Nev|Okla|Ore|Tex|Vt|Wash|Wyo)$"
)
_DAY_FIRST = re.compile(rf"\W{{0,3}}{CUT_WEEKDAY}")  # "Tues. Nov. 28, 7 PM"
_ENDED = re.compile(r"[.!?…][\"”’')\]]*$")
_CUT = re.compile(r"(?:(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\))[\"”’')\]]*|\((?:contd|cont['’]d|continued)\.?\))$")
UPPER = "A-ZÀ-ÖØ-ÞČŁŚŠŻŽ"  # letters, to stand in brackets
OUTLET_WORDS = (
    rf"(?:the\s+)?[{UPPER}0-9][\w&.'’+-]*(?:\s+(?:[{UPPER}0-9&][\w&.'’+-]*|of|the|and|for|via|on|in"
    r"|de|del|della|delle|des|di|da|do|dos|la|le|du|der|den|das|van|von|und|am|im|el|al|y|e|og|och|blog"
    r"|(?:(?:d|l|dell)['’]|al-)[A-ZÀ-ÖØ-Þ][\w.'’-]*)){0,6}"
)
DOMAIN = (
    r"[\w-]+(?:\.[\w-]+)*\."
    r"(?:com|org|net|news|info|co|io|dev|ai|fm|ch|ca|au|ie|gov|edu|tv|uk|eu|de|fr|int|mil|us)"
)
# "Le Quotidien lyonnais", "Les Affaires du matin": behind an article only the first word has a capital
_ROMANCE_NAME = (
    rf"(?:L['’]|(?:Le|La|Les|El|Il|Los|Las)\s)[{UPPER}][\w'’-]*"
    r"\s(?:(?:du|des|de|de\sla|del|della)\s)?[a-zà-öø-ÿ-]{4,}"
)
OUTLET_NAME = rf"(?:{DOMAIN}|{OUTLET_WORDS}|{_ROMANCE_NAME})"
WRITER = r"[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){1,3}"  # of two to four names
# Any other domain, where it stands in brackets; a file is none
RARE_DOMAIN = r"[\w-]+(?:\.[\w-]+)*\.(?!(?:pdf|docx?|xlsx?|html?|md|txt|zip|jpe?g|png|mp\d|js|py)\b)[a-z]{2,12}"
# What stands behind an outlet's name: its language, a length, that it costs, a volume and number
NOTE = (
    r"(?:,\s+(?:in\s+[A-Z][a-z]+|\d{1,3}[\s-]?min(?:ute)?s?(?:\s+read)?|🔒|[£$€]|paywall(?:ed)?|pdf|video|audio)"
    r"|\s+\d{1,4}:\d{1,4})"
)
_OUTLET = re.compile(rf"(?:{DOMAIN}|{RARE_DOMAIN}|{OUTLET_WORDS}|{_ROMANCE_NAME})", re.UNICODE)
_PARENTHESIS = re.compile(r"\s*[(\[](?P<inner>[^()\[\]]{2,80})[)\]]\.?$")
DAY = rf"(?:{CUT_MONTH}\.?\s+\d{{1,2}}|\d{{1,2}}\s+{CUT_MONTH}\.?)(?:,?\s+\d{{4}})?"
# Where in a paper a piece stands, in its words
_PLACE = (
    r"(?:,\s+(?:(?:pp?\.|pages?)\s?[A-Z]?\d[\d\s,&–-]{0,12}|(?:front|back)\spage|(?i:comment|opinion|online"
    rf"|editorial|leader|leading\sarticle|{DAY})))"
)
_DASH_TAIL = re.compile(rf"\s+(?:[—–|•·]|--?)\s+(?P<inner>{OUTLET_NAME}){NOTE}?(?:{_PLACE}{{1,2}}\.?)?$")
_PAGE_LAST = re.compile(r",\s+(?:pp?\.|pages?)\s?[A-Z]?\d[\d\s,&–-]{0,12}\.?$")
_GENRE = re.compile(r"editorial|leader|leading\sarticle", re.IGNORECASE)  # "(editorial, Quay Herald)"
_PRINTED_VIEW = re.compile(
    r"[(\[](?:editorial|leader|leading\sarticle),\s[^()\[\]]{2,60}[)\]]\.?$"
    r"|\s(?:[—–|]|--?)\s[^—–|]{2,60},\s(?:comment|opinion|editorial|leader|leading\sarticle)(?:,\s[^,]{2,20})?$",
    re.IGNORECASE,
)
_VIA_TAIL = re.compile(rf",?\s+[Vv]ia\s+(?:the\s+)?(?P<inner>{OUTLET_NAME});?$")
_REPORTS_TAIL = re.compile(rf",\s+(?P<inner>{OUTLET_NAME})\s+(?:reports|writes|says)\.?$")
_COLON_HEAD = re.compile(rf"^(?:[—–-]\s*)?(?P<inner>{OUTLET_NAME}):\s+(?=\S)")
OPENS_DAY = re.compile(rf"{DAY}\s+(?=[A-Z])(?:\S+\s+){{2}}", re.IGNORECASE)  # "3 March   Lunch of the keepers"
_DATED = re.compile(rf"{DAY}\b", re.IGNORECASE)
_SOURCE_LINE = re.compile(  # "Courier, Nov. 3", "(Courier, 3 Nov) ... Ana Silk" below a title
    rf"[(\[]?(?P<inner>{OUTLET_NAME})(?:,\s+|\s[|·•–—-]\s)(?i:{DAY})[)\]]?(?:\s*(?:\.{{2,}}|[|·•–—-]|,|by\b)\s*.{{2,40}})?"
)
_LINE_TAILS = (  # how a line of other papers' headlines ends; only to be trusted where its section is of such lines
    re.compile(rf"[”\"]\s+(?:in|at)\s+(?P<inner>{OUTLET_NAME})$"),
    re.compile(rf"\bby\s+(?P<inner>{OUTLET_WORDS})['’]s\s+[A-Z][\w.'’ -]{{2,40}}$"),
    re.compile(rf":\s+(?P<inner>{OUTLET_NAME})$"),
    re.compile(rf",\s+(?P<inner>{OUTLET_NAME})(?:,\s(?i:{DAY}))?$"),
)
_REPORTED_TAIL = re.compile(  # how a paragraph ends that retells another paper's report
    rf"(?:\b(?:reports?|writes?|reported|wrote)\s+(?:for|in)\s+(?:the\s+)?(?P<inner>{OUTLET_WORDS})|[.!?”\"]\s+(?P<whole>{OUTLET_WORDS})"
    r"\s+reports)\s?\.$"  # a space where the name was linked
)
_NOTED = re.compile(rf"{NOTE}$")
_BESIDE_OUTLET = re.compile(
    rf"(?:pp?\.|pages?)\s?[A-Z]?\d[\w\s,&–-]{{0,20}}|(?:front|back)\spage|page\sone|by\s.{{2,50}}|also\s.{{2,50}}|{DAY}",
    re.IGNORECASE,
)  # where, when, and who wrote it
_MINUTES = re.compile(r"\s*\(\d{1,3}\s*min(?:ute)?s?(?:\s+read)?\)$", re.IGNORECASE)
_CREDIT = re.compile(rf"(?P<inner>{OUTLET_WORDS}):\s+(?=[“\"‘\w])")
_NOT_OUTLET = re.compile(
    r"^(?:[RDI]-\w.*|\d[\d\s./-]*[a-z]?|.*\bmin(?:ute)?s?\b.*|video|audio|podcast|pdf|photos?|opinion|commentary|paywall|free|updated?|exclusive|watch|"
    r"subscription.*|registration.*|analysis|graphic|map|live|read|more|here|link|listen|full\s+story|[a-z]{1,3}"
    rf"|{WEEKDAY}|{DAY}"
    r"|(?:the\s)?(?:next|last|past|coming|first)\s(?:\w+\s)?(?:hours?|days?|weeks?|months?|years?)"
    r"|(?:by|see)\s.*|[a-z]*\d\w*(?:-\w+){2,})$",  # who wrote it, what to look at, a file's number
    re.IGNORECASE,
)
_BUTTON = re.compile(  # what a link does, or leads to
    r"register|rsvp|tickets?|apply|sign\s+up|book(?:\s+now)?|details|sources?|advisory|write-?up|(?:github\s+)?repo|(?:web)?site"
    r"|background|reports?|ruling|story|bill|toolkit|chart|latest|just\s+in",
    re.IGNORECASE,
)


def first_sentence_end(text: str) -> int:
    """Where the first sentence ends, its closing quote included; len(text) when there is one sentence only."""
    for match in _SENTENCE_END.finditer(text):
        if match["stop"] == "." and _ABBREVIATION.search(text[max(0, match.start() - 24) : match.start()]):
            continue
        if match["stop"] == "." and _DAY_FIRST.fullmatch(text, 0, match.start()):
            continue
        if match["stop"] == "." and ORDINAL.match(text, _number_start(text, match.start())):
            continue  # "24. September 2025"
        return match.end() - len(match.group()) + len(match.group().rstrip())
    return len(text)


def _number_start(text: str, end: int) -> int:
    """Where the digits begin that end there."""
    start = end
    while start and text[start - 1].isdigit():
        start -= 1
    return start


def is_ended(text: str) -> bool:
    """Whether the text closes like a sentence, a final abbreviation set aside."""
    return bool(_ENDED.search(text)) and not re.search(r"\b(?:[A-Z]\.){2,}$", text)


def is_cut(text: str) -> bool:
    """Whether the publisher cut the text: it ends in an ellipsis."""
    return bool(_CUT.search(text))


def is_outlet(name: str) -> bool:
    """Whether the words may name a publisher."""
    return bool(_OUTLET.fullmatch(name)) and not _NOT_OUTLET.match(name) and not _BUTTON.fullmatch(name)


def outlet_tail(text: str) -> tuple[int, str] | None:
    """Where "(Outlet)" begins at the end of a text, and its first outlet; None when there is none."""
    begin, outlet = len(text), None
    while match := _PARENTHESIS.search(text, max(0, begin - 90), begin):
        if match["inner"].lower().startswith(("via ", "h/t ")) and outlet is None:
            begin = match.start()  # who pointed to it
            continue
        names = [name.strip() for name in re.split(r"\s*[/;,]\s*", _NOTED.sub("", match["inner"]))]
        names = names[len(names) > 1 and _GENRE.fullmatch(names[0]) is not None :]
        names = [names[0], *(name for name in names[1:] if not _BESIDE_OUTLET.fullmatch(name))]
        if not names or not all(is_outlet(name) for name in names):
            break
        begin, outlet = match.start(), names[0]
    return None if outlet is None or begin == 0 else (begin, outlet)


def dash_outlet(text: str, *, paged: bool = False) -> tuple[int, str] | None:
    """Where "— Outlet" or "via Outlet" begins at the end of a text, and the outlet; paged: where its page follows."""
    if paged and not _PAGE_LAST.search(text, max(0, len(text) - 30)):
        return None
    text = _MINUTES.sub("", text)
    for pattern in (_VIA_TAIL, _DASH_TAIL, _REPORTS_TAIL):
        match = pattern.search(text, max(0, len(text) - 90))
        if match and len(match["inner"].split()) <= 6 and is_outlet(match["inner"]):
            return match.start(), match["inner"]
    return None


def printed_as_view(text: str) -> bool:
    """Whether what stands beside an outlet at the end of a title says that it printed an opinion."""
    return _PRINTED_VIEW.search(text, max(0, len(text) - 100)) is not None


def colon_outlet(text: str) -> tuple[int, str] | None:
    """Where the title begins after "Outlet: ", and the outlet."""
    match = _COLON_HEAD.match(text[:90])
    dated = match is not None and _DATED.match(match["inner"])  # "4 Nov Somalia: general strike" is a calendar's line
    if match and not dated and len(match["inner"].split()) <= 5 and is_outlet(match["inner"]):
        return match.end(), match["inner"]
    return None


def line_tail(text: str) -> tuple[int, str] | None:
    """Where ": Outlet", ", Outlet", "in Outlet" or "by Outlet's Name" begins at the end of a line, and the outlet."""
    for pattern in _LINE_TAILS:
        match = pattern.search(text, max(0, len(text) - 90))
        if match and len(match["inner"].split()) <= 4 and is_outlet(match["inner"]):
            begin = match.start() + (text[match.start()] in '”"')
            return (begin, match["inner"]) if begin else None
    return None


def reported_by(block: Block) -> str | None:
    """The outlet that a paragraph ends with: "… reports for the Courier.", or its linked name after a full stop."""
    text = block.text
    match = _REPORTED_TAIL.search(text, max(0, len(text) - 120))
    if match:
        name = match["inner"] or match["whole"]
        return name if len(name.split()) <= 5 and is_outlet(name) else None
    tail = linked_tail(block)
    return tail[1] if tail else None


def linked_tail(block: Block) -> tuple[int, str | None, str] | None:
    """Where a paper's linked name, or a button, begins behind a text's last sentence, its name (None) and address."""
    text = block.text
    for link in block.links[-1:]:
        name, before = text[link.start : link.end].strip(), text[: link.start].rstrip()
        if (
            link.end >= len(text) - 1
            and len(name.split()) <= 5
            and is_ended(before)
            and name[:1].isupper()
            and (is_outlet(name) or _BUTTON.fullmatch(name))
        ):
            return link.start, name if is_outlet(name) else None, link.url
    return None


def credited(block: Block) -> tuple[int, int, str, str | None] | None:
    """Where the title stands in "Outlet: Title", linked or in quotes, above or before what it says; outlet, address."""
    match = _CREDIT.match(block.text[:70])
    if match is None or len(match["inner"].split()) > 5 or not is_outlet(match["inner"]):
        return None
    text, begin = block.text, match.end()
    for link in block.links:
        if begin - 1 <= link.start <= begin + 1 and not is_cut(text[: link.end]):
            after = text[link.end :].lstrip(" .")
            whole = not after or after[0].isupper() or after[0] in '(“"'
            return (link.start, link.end, match["inner"], link.url) if whole else None
    if text[begin] in '“"':
        close = re.compile(r"[”\"](?=\s*(?:$|[–—-]\s*by\b|,?\s+by\b))").search(text, begin + 1)
        return (begin + 1, close.start(), match["inner"], None) if close else None
    return None


def source_line(text: str) -> str | None:
    """The outlet of a line that says where and on what day a piece was printed, and nothing else."""
    match = _SOURCE_LINE.fullmatch(text) if len(text) <= 100 else None
    return match["inner"] if match and is_outlet(match["inner"]) else None


def source_links(block: Block) -> tuple[int, str | None, str] | None:
    """Where a closing "([Outlet](url) / [Outlet](url))" begins, its first outlet and first address.

    The outlet is None where the link names none ("more"). Only brackets outside the links count: a link that itself
    reads "(Outlet)" is part of the text.
    """
    text = block.text
    if not text.endswith((")", ").")) or not block.links:
        return None
    closing = text.rindex(")")
    last = [link for link in block.links if link.end <= closing]
    if not last or closing - last[-1].end > 3:
        return None
    at = len(last) - 1
    while at > 0 and re.fullmatch(r"[\s/,;|&]*(?:and)?\s*", text[last[at - 1].end : last[at].start]):
        at -= 1
    first = last[at]
    before = text[: first.start].rstrip()
    if not before.endswith("("):
        return None
    name = text[first.start : first.end].strip()
    return len(before) - 1, name if is_outlet(name) else None, first.url


def linked_outlet(block: Block) -> tuple[int, int, str, str] | None:
    """Where the title stands in a line of a linked title and an outlet, in either order; outlet and address."""
    text, links = block.text, block.links
    if not links or len(text) > 250:
        return None
    for link in (links[0], links[-1]):
        title = text[link.start : link.end]
        before = text[: link.start].strip(" :–—-|·•,")
        behind = re.sub(r"^,\sfrom\s", " via ", text[link.end :])  # without its comma "from Orm" is of the title
        after = re.sub(r"^via\s|\.$", "", behind.strip(" :–—-|·•,"), flags=re.IGNORECASE)
        outlet = re.sub(r"\s*\(.{1,40}\)$", "", before) or after.strip("()")
        if len(title.split()) >= 3 and bool(before) != bool(after) and len(outlet.split()) <= 5 and is_outlet(outlet):
            return link.start, link.end, outlet, link.url
    return None
