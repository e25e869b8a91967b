"""Whether a piece is a column or a letter by its voice, its argument, its headline, its page's words or its address."""

import re

from news.sentences import iter_sentences

_LOOKED_AT = 600  # code points: a first sentence
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
_BYLINE = re.compile(r"By(?: [A-Z][\w.’'-]*){2,4}\s*[—–:-]+\s*")
_OPENS = re.compile(r"(?:I(?:['’](?:m|ve|d|ll))?|We|My|Our)(?![\w.’'-])")
_SPEAKS = re.compile(r"(?<![\w.’'-])(?:I(?:['’](?:m|ve|d|ll))?|[Ww]e|[Mm]y|[Oo]ur)(?![\w.’'-])")
_LABELLED = re.compile(
    r"^\W*(?:(?:guest )?(?:opinion|op-ed|editorial|column|commentary|essay)|letters? to the editor|our view|my view)"
    r"(?:\s?[:|—–]|\s-)\s*\S|\S\s*(?:[|—–]\s*|\s-\s|\()(?:opinion|op-ed|editorial|commentary|column)\W*$|\S:\s*column\W*$",
    re.IGNORECASE,
)

_READ = 20_000  # code points
# Marks of a writer who argues, each counted once a sentence: speaks of itself and its readers, demands, weighs.
_HEARD = 6_000  # code points
_ALL_QUOTED = re.compile(r"[“\"][^“”\"]*(?:[”\"]|(?=“)|$)|(?<!\w)[‘'][^‘’'\n]{3,80}[’'](?!\w)")
_MARKS = (
    re.compile(
        r"(?<![\w.’'-])(?<!War )(?<!Part )(?<!Title )(?<!Article )"
        r"(?:I(?:['’](?:m|ve|d|ll))?|[Ww]e(?:['’](?:ve|d|ll|re))?|[Mm]y|[Oo]ur|us)(?![\w’'-]|\.\w)"
    ),
    re.compile(
        r"\b(?:must|should|ought\sto|(?:should|must)n['’]t|cannot\safford|let['’]s|let\sus|it(?:['’]s|\sis)\stime)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:of\scourse|indeed|after\sall|surely|certainly|perhaps|maybe|actually|in\sfact|in\sother\swords|to\sbe\ssure|the\struth"
        r"|frankly|sadly|alas|make\sno\smistake|no\swonder|nobody|whatever|thus|rarely|supposedly|so-called|hardly|ironic(?:ally)?"
        r"|absurd|folly|hypocri\w+|shameful|disgrace\w*|nonsense|ridiculous|moral|wisdom)\b",
        re.IGNORECASE,
    ),
)
_REPORTS = re.compile(
    r"\b(?:said|says|saying|told|according\sto|announced|reported|spokes(?:man|woman|person)|officials|tweeted|confirmed"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
    re.IGNORECASE,
)
_TURN = re.compile(r"(?:^|\s)[A-Z][A-Z.’' -]{4,40}(?:, [A-Z -]+)?:\s|SOUNDBITE")  # a transcript: others speak
_REPORT_WEIGHS = 2  # marks: a sentence that reports; columns report now and then, reports hardly argue
_ARGUED = 3  # marks left over
_SENTENCES_A_MARK = 6  # at most: a long report has a few marks, too
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


def argues(headline: str, text: str) -> bool:
    """Whether a piece argues ("We should ...", "Perhaps ...") and hardly reports, quotations aside.

    It must speak in the first person and demand or weigh as well; a transcript, where others speak, does not.
    """
    spoken = _ALL_QUOTED.sub(" … ", text[:_HEARD])
    person, demand, weigh = _MARKS
    if not (person.search(spoken) and (demand.search(spoken) or weigh.search(spoken))) or _TURN.search(spoken):
        return False
    sentences = [spoken[one.start : one.end] for one in iter_sentences(spoken)]
    balance = 0
    for sentence in [_ALL_QUOTED.sub(" ", headline), *sentences]:
        balance += -_REPORT_WEIGHS if _REPORTS.search(sentence) else sum(bool(mark.search(sentence)) for mark in _MARKS)
    return balance >= _ARGUED and balance * _SENTENCES_A_MARK >= len(sentences)
