"""What a page or an agency sets before a sentence's own words: datelines, credits, notices run into the text."""

import re
from itertools import islice

from models.boilerplate import is_boilerplate
from news.calendar_words import WEEKDAY
from news.restated import headline_run_in
from news.sentences import Span, is_whole, iter_sentences
from news.words import word_set

_LOOKED_AT = 400  # code points of a sentence in which its own words must begin
_NEAR_THE_TOP = 1_200  # code points of a text in which a page says its headline again
_SENTENCES_BEFORE = 8  # that a page sets before a dateline
_LAYERS = 4  # a caption, its credit, a notice and a dateline may stand one behind the other

_AGENCY = (
    r"(?:AP|Reuters|REUTERS|AFP|UPI|CNN|CNN Business|CNNMoney|Xinhua|BBC|NPR|CBS|NBC|ABC|Fox News|Bloomberg|TASS|dpa"
    r"|ANSA)"
)
_BRACKETED = rf"(?:[(\[]|-LRB-)\s?{_AGENCY}[^)\]]{{0,20}}?(?:[)\]]|-RRB-)"  # -LRB-: as treebanks write brackets
# An agency that is not on the list: a name in brackets, which only a dash behind it makes a credit.
_NAME = r"[A-Z][\w.’'&\-]*(?:[ ][A-Z&][\w.’'&\-]*){0,3}"
_NAMED = rf"\((?P<agency>{_NAME})\)"
# The same where its last word says that it reports news.
_PAPER = (
    r"\((?:[A-Z][\w.’'&\-]*[ ]){0,3}(?:[A-Z][a-z]*)?(?:[Pp]ress|[Nn]ews|[Ww]ire|Agency|Times|Post|Herald|Courier"
    r"|Tribune|Gazette|Journal|Observer|Dispatch|Chronicle|Radio|Television|TV)\)"
)
_CAPS = "A-ZÀ-ÖØ-ÞĀČĆĐĞİŁŃŌŐŚŞŠŰŻŽ"
_DATE = r"(?:,\s[A-Z][a-z]{2,8}\.?\s\d{1,2})?(?:,\s(?:19|20)\d\d)?"
_IN_CAPS = rf"[{_CAPS}][{_CAPS}.’'\-]+"
_PLACE = rf"(?P<place>{_IN_CAPS}(?:[ /]{_IN_CAPS}){{0,3}})(?:,\s[{_CAPS}][\w.’' ]{{1,30}})?{_DATE}"
_TOWN = rf"[{_CAPS}][\w.’'\-]+(?:,?[ /](?:(?:de|da|do|del|la|le|el|al|of|on|upon)\s)?[{_CAPS}][\w.’'\-]+){{0,4}}{_DATE}"
_DASH = r"\s*(?:--+|[—–_-])\s*"  # agencies write "_", too
_SPACED = r"(?:\s*(?:--+|—)\s*|\s[–_-]\s?|[–_-]\s)"  # no hyphen of "US-led"
_APART = r"\s+(?:--+|[—–_-])\s+"
_SENTENCE = rf"(?=[\"“‘'(\[]{{0,2}}(?:[{_CAPS}\d$€£]|[ei][A-Z]|al-))"  # not "NATO — the alliance — met"
# "(SUDAN) EL OBEID: Shells hit": how cables name country and place.
_CABLE = rf"\([{_CAPS}][{_CAPS}.’' -]+\)\s(?:{_IN_CAPS}(?:[ /,]{{1,2}}{_IN_CAPS}){{0,4}}\s?:|[—–:-])\s"
_DATELINE = re.compile(
    rf"(?:{_CABLE}{_SENTENCE}|(?:{_TOWN}\s*)?{_BRACKETED}(?:{_DASH}|\s*){_SENTENCE}"
    rf"|(?:(?:{_TOWN}\s)?{_PAPER}|\({_NAME}\)){_APART}{_SENTENCE}"
    rf"|{_PLACE}(?:\s{_NAMED}{_APART}|{_SPACED}){_SENTENCE})"
)
# Written in capitals, and no places: what stands behind them in brackets or dashes is theirs.
_NO_PLACE = word_set(
    "NATO OPEC NASA FBI CIA DHS ICE IRS DEA ATF NSA DOJ CDC FDA EPA SEC FCC WHO IMF WTO EU UN GOP NRA ACLU BBC CNN "
    "IAEA UNESCO UNICEF UNHCR ISIS ISIL IS PKK IRA HTS M23 COVID-19 COVID"
)

_HOUSE = (
    r"(?:AP|Associated Press|AFP|EPA|Reuters|REUTERS|Getty Images|Getty|Bloomberg|The New York Times|Bloomberg News"
    r"|The Washington Post|NPR|CNN|Sipa|Alamy|Shutterstock)"
)
_PERSON = r"[A-Z][\w.’'\-]*(?:\s[A-Z][\w.’'\-]*){0,3}"
_WORD = r"[A-Z][\w.’'\-]*"
# "Ada Lund and Jon Doe The Harbor Courier"; in front of a dateline, or of anything where the paper sets it so.
_NO_OPENER = r"(?!(?:The|An?|In|On|At|As|But|And|If|When|For|With|After)\s)"
_BYLINE = rf"{_NO_OPENER}(?:{_WORD},?\s(?:and\s)?)"
_DATELINE_AHEAD = (
    rf"(?=\s(?!(?:{'|'.join(sorted(_NO_PLACE))})\b){_PLACE.replace('?P<place>', '?:')}"
    rf"(?:\s{_BRACKETED})?{_SPACED}{_SENTENCE})"
)
_AGE = r"(?:\d{1,2}|[Aa]n?)\s(?:minute|hour|day|week|month|year)s?\sago"
_STAMP = (
    r"(?i:(?:last\s)?updated?|published|posted),?\s(?:(?i:at)\s)?\d{1,2}(?::\d\d)?\s?[AaPp]\.?[Mm]\.?"
    rf"(?:\s(?:[A-Z]{{2,4}}|Eastern)(?:\s[Tt]ime)?)?(?:,?\s{WEEKDAY})?"
    r"(?:,?\s\d{1,2}/\d{1,2}(?:/\d{2,4})?)?[.:]?"
)
_NO_BYLINE = r"(?!\s(?:Network|Sports|Polls?|Editorial|Opinion|Washington|bureau|columnist)\b)"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_POSTED = rf"—\s[^\n—]{{2,60}}?\s\(@\w{{1,15}}\)\s{_MONTH}\s\d{{1,2}},\s20\d\d"  # "— Ada Lund (@adalund) March 3, 2027"
# What a page sets inside or before its text, without a full stop of its own. It goes where something is left behind it.
_SET_BEFORE = re.compile(
    r"(?:"
    r"[*\W]{0,6}(?i:story\scontinue[sd]\sbelow)"
    r"|(?:Advertisement|ADVERTISEMENT):?(?:\s(?i:continue\sreading\sthe\smain\sstory))?"
    # The credit comes twice: once for those who see the picture large.
    r"|(?:[^.!?\n]{1,120}\s)?(?i:enlarge\sthis\simage)\s(?:toggle\scaption\s)?(?P<credit>[^\n]{3,80}?)\s(?P=credit)"
    r"|(?:[^.!?\n]{1,120}\s)?(?i:(?:toggle|hide)\scaption)\s(?P<again>[^\n]{3,80}?)\s(?P=again)"
    rf"|(?:[^.!?\n]{{1,120}}\s)?(?i:(?:toggle|hide)\scaption)\s{_PERSON}/{_HOUSE}(?:/{_HOUSE})?"
    r"|[(\[]\s?(?i:(?:\w{2,12} ){0,2}photos?|images?|pictures?|video|illustration|graphic|credit|related|read"
    r"|watch|see also|more|also on \w+)\s?(?:[:/]|by\s)[^)\]\n]{1,160}[)\]]"
    rf"|\((?:{_PERSON},?\s?/?\s?)?{_HOUSE}(?:\s(?i:photo|images?))?(?:/[^)\n]{{1,60}}|,\s(?i:file))?\)(?=\s[A-Z])"
    rf"|(?:{_PERSON}/{_HOUSE}|REUTERS/{_WORD}(?:\s{_NO_OPENER}{_WORD}){{0,3}})"
    rf"(?:/{_HOUSE}|/(?i:file\sphoto)|/[A-Z][\w ]{{1,20}}?)?(?=\s[\"“]?[A-Z])"
    rf"|{_BYLINE}{{1,12}}?{_WORD}{_DATELINE_AHEAD}"
    rf"|\|\s[^\n|]{{3,160}}?{_DATELINE_AHEAD}"  # a picture's credit and a title
    # How old a page is, but not "20 years ago Brenn fell".
    rf"|{_AGE}(?=\s(?:{_TOWN}\s?)?{_BRACKETED}|\s{_STAMP})"
    rf"|{_STAMP}"
    # What is left of a stamp behind the full stop of "8 a.m.".
    rf"|[ECMP][SD]?T(?:,?\s(?:on\s)?(?:{WEEKDAY}|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?))?"
    rf"|By\s(?:{_WORD}\s(?:and\s)?){{1,6}}{_WORD},\s(?:[Ss]taff\s[Ww]riters?|[Cc]orrespondents?|[Cc]ontributors?)"
    r"|(?:(?i:next|prev(?:ious)?)\s(?i:image|photo|slide)\s\d{1,3}\sof\s\d{1,3}\s?){1,4}"
    r"|(?i:listen\sto\s(?:this\s)?(?:article|story))(?:\s\d{1,2}:\d\d)?"
    r"|Follow\s@\w{1,30}(?:\sFollow\s@\w{1,30}){0,4}"
    r"|[_*=]{3,}|[•»▪]|(?:»\s)?Placeholder while article actions load"
    # "(Adds comment by the minister)", "(Sign up for the letter)"
    r"|\(\s?(?:Adds|Updates|Corrects|Recasts|Refiles|Rewrites|Repeats|Sign\sup)\b[^()\n]{0,160}\)"
    r"|(?i:comment\son\sthis\sstory)"
    r"|\d{1,2}\.\d{1,2}[.)]?(?=\s(?!(?:M|B|Tr)illion|Per\s?cent)[A-Z])"  # the number of a report's paragraph
    r"|(?i:share\sthis\s(?:article|story))(?:\s(?:Share|Tweet|Post|Pin|Email|Print|Comment)){1,6}"
    r"|[-–—•]?\s?(?i:follow)\s[\w ]{1,30}\son\s(?:Twitter|X|Facebook|Instagram):?\s@\w+"
    r"|(?:ANALYSIS|OPINION|COMMENTARY)(?:/(?:ANALYSIS|OPINION|COMMENTARY))?:"
    r"|(?:BREAKING|DEVELOPING|JUST IN|EXCLUSIVE|UPDATED?)(?:\s(?:NEWS|STORY))?:"
    r"|(?i:driving the news|what happened|what(?:['’]s| is) (?:new|next|happening)|the latest|state of play|context"
    r"|by the numbers|catch up quick|the details|the backdrop|background|in brief|the news|flashback|zoom in):"
    r")\s+(?=[\"“‘'(\[]?[A-Z0-9$])"
)

# The same, each behind words that are looked for first.
_BEHIND = r"\s+(?=[\"“‘'(\[]?[A-Z0-9$])"
_SET_BEFORE_BY = [
    (held, re.compile(form + _BEHIND))
    for held, form in (
        ("USA TODAY", rf"{_BYLINE}{{0,12}}?USA\sTODAY{_NO_BYLINE}"),
        ("This article is", r"(?:[^\n]{1,300}?\s)?This\sarticle\sis\smore\sthan\s\d+\s(?:day|week|month|year)s?\sold"),
        ("Read more", r"[^.!?\n]{8,160}\sRead\smore"),
        ("(@", rf"(?:[^\n]{{1,280}}?\s)?{_POSTED}"),
    )
]

# A heading without a full stop, which a page that lost its lines runs into the sentence below it: behind a word in
# lower case that wants nothing after it, a word opens a sentence ("Residents retreat On Thursday, ...").
_ASKS_FOR_MORE = (
    r"(?:of|the|an?|to|by|from|with|in|on|at|for|and|or|as|about|since|after|before|under|over|into|against|is|are|was|were|be"
    r"|been|than|but|that|like|called|named|titled|used|told|tells?|said|says?|nor|not|no|his|her|their|its|my|our)"
)
_OPENS_ONE = (
    r"(?:In|It|He|She|They|There|This|These|Those|But|And|When|While|As|After|Before|If|On|At|For|With|Some|Many|Most|Police"
    r"|Officials|His|Her|Their|Its|We|An?|However|Although|Since|During|By|From|According|One|So|Yet|The(?=\s[a-z\d]))"
)
_WORDS_OF_ONE = r"[\"“]?[A-Z][\w’'-]*\s"
_RUN_IN = re.compile(
    rf"(?:{_WORDS_OF_ONE}(?:[\w’'-]+\s){{0,6}}?(?!{_ASKS_FOR_MORE}\s)[a-z][\w’'-]*\s+(?={_OPENS_ONE}\s[\w\"“])"
    r"|(?P<first>[A-Z][\w’'-]+)\s(?:[a-z][\w’'-]*\s){1,6}(?=(?P=first)\s(?:is|was|are|were|has|have|had|will|would)\s)"
    r"|(?i:what\s(?:it|this|that)\smeans|what\s(?:we\sknow|to\sknow|to\swatch|happens\snext|comes\snext|happened|they['’]re"
    r"\ssaying)|what(?:['’]s|\sis)\s(?:next|new|happening|at\sstake)|how\sit\sworks|key\s(?:points|takeaways|facts|moments)"
    rf"|the\s(?:background|backdrop|reactions?|verdict|numbers|details))\s+(?!{WEEKDAY})(?=[A-Z])"
    rf"|(?:Background|Context|Analysis|Reactions?)\s+(?={_OPENS_ONE}\s[\w\"“]|The\s))"
)

_ENDS_DATELINE = re.compile(r"[)\]—–]|--|[_-]\s|\s[_-]|-RRB-")
# "(Photo: Ada Lund, Harbor Courier)", "(Courier photo: Ada Lund)", "(AP Photo/Ada Lund)".
_CREDIT = re.compile(
    r"\s*[(\[](?:[\w ]{1,24}\s)?(?:[Pp]hotos?|[Ii]mages?|[Pp]ictures?)\s?(?:[:/]|by\s)[^()\n]{2,100}[)\]]"
)


def without_opening(text: str, span: Span) -> Span:
    """Move the start of a sentence past "KABUL, Afghanistan (AP) —", "Story Continued Below" and their like."""
    start, _ = _own_words(text, span)
    return Span(start, span.end)


def page_matter_ends(text: str) -> int:
    """Where the sentence begins that opens with the text's dateline; 0 where none of the first ones does, or it is cut.

    What stands before it is no part of the report: a standfirst, a caption, what a video shows, who its writer is.
    """
    # Most texts have none: they are not split for it.
    maybe = _ENDS_DATELINE.search(text, 0, _NEAR_THE_TOP)
    for sentence in islice(iter_sentences(text), _SENTENCES_BEFORE) if maybe else ():
        if sentence.start >= _NEAR_THE_TOP:
            break
        if _ENDS_DATELINE.search(text, sentence.start, sentence.end) and _own_words(text, sentence)[1]:
            return sentence.start if is_whole(text[sentence.start : sentence.end]) else 0
    return 0


def is_credited(text: str, end: int) -> bool:
    """Whether a photographer's credit in brackets stands behind a sentence, which is a picture's then."""
    return _CREDIT.match(text, end) is not None


def _own_words(text: str, span: Span) -> tuple[int, bool]:
    """Where a sentence's own words begin, and whether a dateline stands before them."""
    start, end = span.start, min(span.end, span.start + _LOOKED_AT)
    dated = False
    for _ in range(_LAYERS):
        found = _SET_BEFORE.match(text, start, end) or _set_before_by(text, start, end)
        dateline = None if found else _dateline(text, start, end)
        found = found or dateline or _heading(text, start, end)
        begin = found.end() if found else start + _headline(text, start, span.end)
        if begin == start:
            break
        start, dated = begin, dated or dateline is not None
    return start, dated


def _headline(text: str, start: int, end: int) -> int:
    """The length of a headline run into a sentence near the text's beginning, unless all of it is the page's."""
    if start >= _NEAR_THE_TOP:
        return 0
    sentence = text[start : min(end, start + _LOOKED_AT)]
    length = headline_run_in(sentence)
    return 0 if length and not sentence.startswith("| ") and is_boilerplate(sentence) else length


def _set_before_by(text: str, start: int, end: int) -> re.Match[str] | None:
    tried = (form.match(text, start, end) for held, form in _SET_BEFORE_BY if text.find(held, start, end) >= 0)
    return next(filter(None, tried), None)


def _heading(text: str, start: int, end: int) -> re.Match[str] | None:
    """A heading run into the sentence, unless it says that all of it is the page's: "Story highlights Rebels ..."."""
    found = _RUN_IN.match(text, start, end)
    return None if found is None or is_boilerplate(text[start:end]) else found


def _dateline(text: str, start: int, end: int) -> re.Match[str] | None:
    """A dateline, unless its place is a body's letters, or letters that the brackets behind spell out."""
    found = _DATELINE.match(text, start, end)
    place = found and found["place"]
    if found is None or not place:
        return found
    initials = "".join(word[0] for word in (found["agency"] or "").split())
    return None if place in _NO_PLACE or (len(initials) > 1 and initials == place.replace(".", "")) else found
