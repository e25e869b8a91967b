"""Whether a piece is a column or a letter: by its headline, its page, its address, its argument or its opening."""

import re

from news.argument import argues
from news.sentences import iter_sentences

_LOOKED_AT = 600  # code points: a first sentence
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
_BYLINE = re.compile(r"By(?: [A-Z][\w.’'-]*){2,4}\s*[—–:-]+\s*")
_OPENS = re.compile(r"(?:I(?:['’](?:m|ve|d|ll))?|We|My|Our)(?![\w.’'-])")
_SPEAKS = re.compile(r"(?<![\w.’'-])(?:I(?:['’](?:m|ve|d|ll))?|[Ww]e|[Mm]y|[Oo]ur)(?![\w.’'-])")
_LABELLED = re.compile(
    r"^\W*(?:(?:guest )?(?:opinion|op-ed|editorial|column|commentary|essay)|letters? to the editor|our view|my view)"
    r"(?:\s?[:|—–]|\s-)\s*\S|\S\s*(?:[|—–]\s*|\s-\s|\()(?:opinion|op-ed|editorial|commentary|column)\W*$|\S:\s*column\W*$"
    r"|^(?:[^:|]{1,20}[|—–]\s*)?(?:our|guest)\scolumnist(?:\s(?-i:[A-Z])[\w.’'-]*){1,4}:\s*\S",
    re.IGNORECASE,
)

_READ = 20_000  # code points
# "Ann Lee is a fellow at ...": no news, but whose words follow or came before.
_WRITER = re.compile(
    r"(?:[A-Z][\w.’'-]*\s){2,4}is\s(?:an?|the)\s(?:[\w’'-]+,?\s){0,7}?(?:columnist|fellow|professor|lecturer|contributor"
    r"|commentator|analyst|author(?!\sof\s(?:the|an?|that)\s(?:bill|measure|amendment|law|act)\b))\b"
)
_CALLED = re.compile(
    r"\W*(?:(?:analysis\s?/\s?)?(?:opinion|commentary|editorial|op-ed)\s?[:|]"
    r"|editor['’]?s?['’]?\snote\W[^\n]{0,400}?\b(?:opinions?|op-ed|commentary|column(?:ist)?|contributor)\b)",
    re.IGNORECASE,
)
# What houses say of columns, before or behind them.
_DISOWNED = re.compile(
    r"\b(?:opinions?|views?)\sexpressed\s(?:(?:in\s(?:this|the)\s\w+|by\s(?:the\s)?\w+|here|above|below)\s){0,2}"
    r"(?:are|is|do|does)\s(?:not|solely|those\sof|theirs|the\s(?:author|writer)|(?:their|his|her|my)\sown)\b",
    re.IGNORECASE,
)
# A folder of the address, but not where courts keep their opinions.
_KEPT_AS = re.compile(
    r"https?://(?![^/]*(?:\.gov\b|court))[^/?#]+(?:/[^/?#]*)*?/(?:opinions?|op-?eds?|commentary|columnists?|editorials?"
    r"|viewpoints?|letters-to-the-editor)/",
    re.IGNORECASE,
)


def introduces_writer(sentence: str) -> bool:
    """Whether a sentence says what one who writes columns does: "Ann Lee is a fellow at the Brenn Institute"."""
    return _WRITER.match(sentence) is not None


def is_called_opinion(text: str, url: str | None) -> bool:
    """Whether a piece's page says that it is one writer's view, or lies in a folder of such: ".../opinion/2026/...".

    By a label above the text, by who its writer is, or by a note that disowns the views expressed in it.
    """
    if introduces_writer(text) or (url and _KEPT_AS.match(url)):
        return True
    return bool(_CALLED.match(text) or _DISOWNED.search(text, 0, _READ))


def is_labelled_opinion(headline: str) -> bool:
    """Whether a headline calls its piece an opinion: "Editorial: ...", "... | Opinion"."""
    return _LABELLED.search(headline) is not None


def is_opinion(headline: str, text: str, url: str | None) -> bool:
    """Whether a piece is called an opinion, by its headline, page or address, or argues throughout."""
    return is_labelled_opinion(headline) or is_called_opinion(text, url) or argues(headline, text)


def is_own_voice(text: str) -> bool:
    """Whether the first sentence opens with "I", "We", "My" or "Our", or says one of them behind its writer's name.

    "By Ann Lee — On Thursday I gave thanks." What stands in quotation marks is another's.
    """
    first = next(iter_sentences(text[:_LOOKED_AT]), None)
    if first is None:
        return False
    sentence = _QUOTED.sub("", text[first.start : first.end])
    byline = _BYLINE.match(sentence)
    return bool(_SPEAKS.search(sentence, byline.end()) if byline else _OPENS.match(sentence))
