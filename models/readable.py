"""Whether a sentence can stand alone before a reader: no boilerplate, no cut end, no opening "He" without a name."""

import re
from enum import IntEnum

from news.sentences import Span, is_whole

MIN_WORDS = 4  # shorter ones are headings and asides ("Not so fast.")
MAX_WORDS = 60  # longer ones are lists and lines without full stops
_LOOKED_AT = 600  # code points, which a sentence of MAX_WORDS seldom has


class Standing(IntEnum):
    """How well a sentence stands alone, best first."""

    ALONE = 0
    AFTER_ITS_NEIGHBOUR = 1  # opens with "He", "But", or inside a quotation: needs the sentence before it
    POOR = 2  # a heading, a cut end, half a quotation, the writer's "I", too short or too long
    JUNK = 3  # not the publisher's news at all


_AGENCY = (
    r"(?:AP|Reuters|REUTERS|AFP|UPI|CNN|CNN Business|CNNMoney|Xinhua|BBC|NPR|CBS|NBC|ABC|Fox News|Bloomberg|TASS|dpa"
    r"|ANSA)"
)
_BRACKETED = rf"[(\[]{_AGENCY}[^)\]]{{0,20}}[)\]]"
_PLACE = r"[A-Z][A-Z.’'\-]+(?:[ ][A-Z][A-Z.’'\-]+){0,3}(?:,\s[A-Z][\w.’' ]{1,30})?(?:,\s[A-Z][a-z]{2,8}\.?\s\d{1,2})?"
_DASH = r"\s*(?:--+|[—–_-])\s*"
_DATELINE = re.compile(
    rf"(?:{_PLACE}\s*(?:{_BRACKETED})?{_DASH}"
    rf"|(?:[A-Z][\w.’'\-]+(?:,?\s[A-Z][\w.’'\-]+){{0,4}}\s*)?{_BRACKETED}(?:{_DASH}|\s*))(?=\S)"
)

_JUNK = re.compile(
    r"""
      ^\W*(?: advertise?ments?\b | (?:sponsored|promoted)\ (?:content|by|post) | full\ story\b | story\ highlights\b
        | (?:read|see|find\ out|learn|show|load)\ (?:more|the\ full|full|also)\b | recommended\s*: | unsubscribe\b
        | (?:click|tap|scroll)\ (?:here|down|through|on)\b | (?:read|watch|listen|related|more|see\ also|also\ read)\s*:
        | (?:watch|listen)\ (?:live|now|the\ video)\b | copyright\b | © | \(c\)\ (?:19|20)\d\d
        | (?:photo|image|picture|video|file\ photo|photograph|illustration|graphic)
          (?:\ (?:credit|by|courtesy|from|source))?\s*[:/] | (?:credit|caption|pictured)\s*: | FILE\ ?[-–—:]
        | photos?\ (?:by|credit|courtesy)\b | (?:published|updated|posted|last\ (?:updated|modified)|modified)\s*:
        | (?:share|tweet|print|email|e-mail|comments?)\ (?:this|on|via|article|story)\b )
    | \bcontinue\ reading\b | \bscroll\ down\ for\b | \bdid\ someone\ forward\ you\b | \byour\ inbox\b
    | \b(?:sign|signing)\ up\ (?:for|here|to)\b.*\b(?:newsletters?|emails?|alerts?|inbox|updates)\b
    | \bsubscri(?:be|bing)\ (?:to\ (?:our|the|this)|now|here|today)\b | \bnewsletter\b.*\b(?:inbox|subscribe)\b
    | \bfollow\ (?:him|her|us|them|@?\w+(?:\ \w+)?)\ on\ (?:twitter|facebook|instagram|x)\b | \blike\ us\ on\ facebook\b
    | \ball\ rights\ reserved\b | \bmay\ not\ be\ (?:published|reproduced|reprinted|broadcast)\b
    | \bcontributed\ to\ (?:this|the)\ (?:report|story|article)\b | \b(?:hide|toggle)\ caption\b
    | (?-i:\b(?:[Rr]eporting|[Ee]diting|[Ww]riting)\ by\ [A-Z][a-z]+\ [A-Z])
    | \(\s*(?:AP|Reuters|Getty|AFP)?\s*photo(?:graph)?\b | (?-i:\b(?:AP|AFP|EPA|Reuters|Getty)\ ?(?:Photo|Images?)\b)
    | \bafp/getty\b | \bshutterstock\b | \bistock\b | \b(?:this\ (?:site|website)|we)\ uses?\ cookies\b
    | \b(?:enable|disable|accept)\ (?:javascript|cookies)\b | \bad\ ?blocker\b | \bfor\ confidential\ support\b
    | \d\d?:\d\d\s(?:EST|EDT|GMT|BST),\s\d | \bview\ (?:this|original|in)\ (?:email|article|browser)\b
    | ^\W*by\s(?:[\w.’'\-]+\s){0,5}(?:for\ (?:mailonline|the\ daily\ mail)|reporter|correspondent|associated\ press
        |press\ association|reuters)[\s.,|]*$
    | \bthis\ (?:article|story|post)\ (?:was\ )?(?:originally|first)\ (?:appeared|published)\b
    | \b(?:is|are)\ (?:an?|the)\ (?:[\w-]+\ ){0,4}(?:columnist|contributor|reporter|correspondent|staff\ writer|fellow)
        \ (?:at|for|with)\b.{0,80}\b(?:follow|twitter|email|reach)
    | ^\W*(?:privacy\ policy|terms\ of\ (?:use|service))\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BYLINE = re.compile(r"^\W*By\s(?:[A-Z][\w.’'\-]*,?\s?(?:and\s)?){1,8}\W*$")
_LEANS_BACK = re.compile(
    r"^[\"'“‘(\[]*(?:he|she|they|it|his|her|hers|their|theirs|its|him|them|this|that|these|those|such|but|and|or|so|yet|nor|also|"
    r"still|then|thus|however|moreover|meanwhile|instead|nevertheless|nonetheless|furthermore|therefore|otherwise|"
    r"additionally|besides|similarly|likewise|afterwards?|indeed|hence|both|neither|another|others|"
    r"for\s(?:example|instance|that)|in\s(?:addition|contrast|fact|other\swords|that|this|turn|response|the\sprocess)|"
    r"on\sthe\sother\shand|as\sa\sresult|at\s(?:the\ssame\stime|that|this|one\spoint|least)|by\s(?:contrast|comparison)|"
    r"after\sthat|because\sof\s(?:that|this)|of\s(?:those|these|them)|the\s(?:former|latter|same|two|three|pair|other))\b",
    re.IGNORECASE,
)
# "It is unclear whether", "That Mr Smith", "This week", "In this city": no name is missing.
_STANDS_ANYWAY = re.compile(
    r"^[\"'“‘(\[]*(?:it(?:['’]s|\sis|\swas|\swill\sbe)\s(?:\w+\s){0,2}(?:that|to|who|whether|if|how|why)\b"
    r"|(?:this|that)\s(?:week|month|year|morning|afternoon|evening|summer|spring|autumn|fall|winter)|still\sto\s"
    r"|both\s(?:the\s)?[A-Z]|another\s\d|at\sleast\s(?:\d|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"|so\sfar|such\sas)",
    re.IGNORECASE,
)
# The writer speaks, or announces what is to come.
_NOT_THE_NEWS = re.compile(r"(?:\b(?:I|I['’](?:m|ve|d|ll)|my|My)\b|^\W*[Hh]ere(?:['’]s|\s(?:is|are))\b)")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")


def without_dateline(text: str, span: Span) -> Span:
    """Move the start of a sentence past "KABUL, Afghanistan (AP) —" and its like."""
    dateline = _DATELINE.match(text, span.start, span.end)
    return Span(dateline.end(), span.end) if dateline else span


def standing(sentence: str) -> Standing:
    """Judge one sentence, dateline cut; the judgement looks at no more than _LOOKED_AT characters and its end."""
    head = sentence[:_LOOKED_AT]
    words = len(head.split())
    if _JUNK.search(head) or _BYLINE.match(head) or words == 0:
        return Standing.JUNK
    if not MIN_WORDS <= words <= MAX_WORDS or len(sentence) > len(head) or not is_whole(sentence):
        return Standing.POOR
    outside = _QUOTED.sub("", head)
    if "“" in outside or outside.count('"') or _NOT_THE_NEWS.search(outside):
        return Standing.POOR
    if "”" in outside or (_LEANS_BACK.match(head) and not _STANDS_ANYWAY.match(head)):
        return Standing.AFTER_ITS_NEIGHBOUR
    return Standing.ALONE
