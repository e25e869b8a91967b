"""Whether a sentence can stand alone before a reader: no boilerplate, no cut end, no opening "He" without a name."""

import re
from enum import IntEnum

from models.boilerplate import is_boilerplate
from models.captions import is_caption
from news.calendar_words import MONTH, WEEKDAY
from news.sentences import Span, is_whole
from news.voice import introduces_writer
from news.words import STOPWORDS

_MIN_WORDS = 4  # shorter ones are headings and asides ("Not so fast."), but for the next
_NOTHING = re.compile(r"(?:Nothing|Nobody|No\sone|None)\s(?:was|were)\s[a-z]+[.]$")  # "Nobody was hurt."
_MAX_WORDS = 80  # longer ones are lists and lines without full stops; with 60 news leads that were whole fell out
_TAIL = 60  # code points at a sentence's end that show whether it ends on another's matter
_LOOKED_AT = 600  # code points, which a sentence of _MAX_WORDS seldom has


class Standing(IntEnum):
    """How well a sentence stands alone, best first."""

    ALONE = 0
    LEANING = 1  # opens with "He" or "But", ends another's quotation, quotes nobody in particular
    POOR = 2  # a heading, a cut end, half a quotation, the writer's "I", a question, too short or too long
    JUNK = 3  # not the publisher's news at all


_COUNTED = r"(?:two|three|four|five|six|seven|eight|nine|ten)"
_TEN_AND_MORE = r"eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
_AUXILIARY = r"(?:is|are|was|were|has|have|had|will|would|could|did|also)"
_SAID = r"(?:says?|said|tells?|told|adds?|added|recalled|replied|asked|wrote)"
_SHORT_MONTH = rf"(?:{MONTH}|(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_SPAN = r"(?:minutes?|hours?|days?|weeks?|months?|years?)"
_LEANS_BACK = re.compile(
    r"^[\"'“‘(\[]*(?:he|she|they|it|his|her|hers|their|theirs|its|him|them|this|that|these|those|such|but|and|or|so|yet|nor|also|"
    r"still|then|thus|however|moreover|meanwhile|instead|nevertheless|nonetheless|furthermore|further(?=,)|separately(?=,)|therefore|otherwise|"
    r"additionally|besides|similarly|likewise|afterwards?|indeed|hence|both|neither|another|others|"
    r"for\s(?:example|instance|that)|in\s(?:addition|contrast|fact|other\swords|that|this|turn|response|the\sprocess)|"
    r"on\sthe\sother\shand|as\sa\sresult|at\s(?:the\ssame\stime|that|this|one\spoint|least)|by\s(?:contrast|comparison)|"
    r"after\sthat|because\sof\s(?:that|this)|of\s(?:those|these|them)|the\s(?:same|pair|other)|"
    # "One of them", "Most of these villages", but not "One of those who fled".
    r"(?:[\w’'-]+(?:,\d+)*\s){1,4}of\s(?:them|it|whom|which|these|"
    r"those(?!\s(?:who|whose|with|in|at|from|on|\w+ed|held|hurt|shot)\b))|"
    # "Now it is a tie": what?
    r"(?:now(?!\sthat\b)|today|again|once\sagain|perhaps|maybe|even|well|of\scourse|of\slate|this\stime|sometimes|often|here"
    r"|for\snow),?\s(?:it|they|he|she|that|these|this(?!\s(?:week|month|year|season)\b)|those(?!\swho\b))\b|"
    # "Eleven others remain in hospital": beside whom?
    r"(?:(?:at\sleast|about|around|some|nearly|almost|more\sthan)\s)?"
    rf"(?:\d[\d,.]*|(?:(?:{_TEN_AND_MORE})-)?(?:one|{_COUNTED})|{_TEN_AND_MORE}|several|some|many|most|a\sfew"
    r"|(?:dozens|scores|hundreds|thousands|(?:an?|two|three)\s(?:dozen|score|hundred|thousand))(?:\sof)?)\sothers\b|"
    # "Some said", "Most were conscripts": of whom? "The man was", "The decision came": which one?
    rf"(?:one|some|many|most|several|all|none|few|each)\s(?:{_AUXILIARY}|{_SAID})|"
    r"the\s(?:man|men|woman|women|boys?|girls?|suspects?|defendants?|victims?|attackers?|couple|trio|duo)"
    r"(?!\s(?:who|whose|that|in|of|at|from|with|behind|accused|charged|wanted|\w+ed\s(?:in|on|at|by|with|for|of|over))\b)|"
    r"the\s(?:move|decision|announcement|ruling|measure|news|incident|attack|strike|raid|blast|shooting|comments?|remarks)\s"
    rf"(?:comes?|came|follow(?:s|ed)?|drew|marks?|marked|sparked|prompted|made|makes?|sets?|means|meant|raise[sd]?|ends?|ended"
    rf"|caps|capped|{_AUXILIARY})|"
    # "The statements came amid ...", "The endorsement comes a day after ...".
    r"the\s(?:[a-z-]+\s){1,2}(?:comes?|came)\s(?:amid|as|after|ahead|at\sa|before|on\sthe\sheels|days|hours|weeks|months|just|less"
    r"|more|one|an?|two|three)|"
    r"(?:shortly|soon|immediately)\s(?:there)?after(?:wards?)?(?=,)|thereafter|(?:yes|no)(?=,)|"
    rf"(?:there|later|earlier)(?=,)|later\s(?:that|the\ssame)|the\s(?:next|following|previous)\s(?:day|morning|night|{_SPAN})|"
    rf"(?:[\w’'-]+\s){{0,3}}{_SPAN}\s(?:later|earlier|afterwards?)|"
    r"the\s(?:former|latter)\s(?:is|was|has|had|will|would|did|said|says|told)|"
    r"(?:since|until|by|from)\sthen\b(?!\s-)|(?:at|on|in|under|with|for|to|from|during|before|despite|within|by|until|since|after)\s(?:the\s\w+\sof\s)?"
    r"(?:that|those|these)(?!\s(?:who|whose|which|of\s(?:us|you)|in|on|at|with|from|\w+(?:ed|ing)|held|hurt|shot)\b)|"
    r"the\s(?:most\srecent|latest|first|second|third|last|others?|rest)\s(?:is|was|came|are|were))\b",
    re.IGNORECASE,
)
# "The two men", but not "The two Koreas"; at the head of a text there is nobody before them.
_COUNTED_ONES = re.compile(
    rf"^[\"'“‘(\[]*the\s{_COUNTED}\b(?!-|\s(?-i:[A-Z])|(?:\s[\w’'-]+){{1,2}}\s(?:who|whose|accused|charged|killed)\b)",
    re.IGNORECASE,
)
# "Both navies claimed the reef": at the head of a text there is nothing for it to lean on.
_BOTH_AT_HEAD = re.compile(r"^[\"'“‘(\[]*Both\s[a-z-]+s\s[a-z]")
# "Two sailors died in the collision that followed.": what came before it?
_WHAT_FOLLOWED = re.compile(
    r"(?:(?!\b(?:and|after|when|as|with|but)\b)[^,;:]){4,80}\bthe\s[a-z]+\sthat\s(?:followed|ensued)[.!]$"
)
# "Eleven are the same": eleven what? "Three are dead" says so.
_BARE_COUNT = re.compile(
    rf"^[\"'“‘(\[]*(?:{_COUNTED}|eleven|twelve|\d[\d,]*)\s(?:is|are|was|were|have|had|remain(?:ed)?)\b"
    r"(?!\s(?:been\s|still\s|feared\s)?(?:dead|killed|hurt|injured|wounded|missing|arrested|held|detained|charged|in\s(?:custody|hospital)))",
    re.IGNORECASE,
)
# "It is unclear whether", "This week", "Both the army and": nothing is missing.
_STANDS_ANYWAY = re.compile(
    r"^[\"'“‘(\[]*(?:it(?:['’]s|\sis|\swas|\swill\sbe)\s(?:\w+\s){0,2}(?:that|to|who|whether|if|how|why)\b"
    r"|this\s(?:week|month|year|morning|afternoon|evening|summer|spring|autumn|fall|winter)|still\sto\s"
    r"|both\s(?:(?-i:[A-Z])|\w+\s(?:for|of)\s|the\s(?-i:[A-Z])|the\s(?:[\w’'-]+\s){1,4}and\s|\w+\sand\s)|another\s\d"
    r"|at\sleast\s(?:\d|an?\s(?:dozen|score|hundred|thousand|million|third|quarter)|half|one|two|three|four|five|six"
    r"|seven|eight|nine|ten)(?!\sof\s(?:them|these|those)\b|\sothers\b)"
    r"|in\sthis\s(?:week|month|year|autumn|fall|spring|summer|winter)|so\sfar|such\sas"
    r"|instead\sof\s(?!(?:that|this|it|them)\b))",
    re.IGNORECASE,
)
# "9:40 am: Gunfire is heard", "March 2025: Fighting begins": a line of a chronicle.
_CHRONICLE = re.compile(
    r"^\W*(?:(?:\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?|\d{1,2}\s?[ap]\.?m\.?)\s?(?::|[–—-])\s"
    rf"|(?:(?:\d{{1,2}}\s{_SHORT_MONTH}|{_SHORT_MONTH}\s\d{{1,2}})(?:,?\s(?:19|20)\d\d)?"
    rf"|(?:{_SHORT_MONTH}\s)?(?:19|20)\d\d):\s)"
)
# "Which means they lost.", "Because the vote is in a week.", and who said what stands above: "-- Ada Lund, in May.";
# but not "Which of them won was unclear.", "Because of a storm the vote was moved.", a list's "– Rebels fled.".
_FRAGMENT = re.compile(
    r"^\W*(?:(?i:which)\b(?!\s(?!(?:is|are|was|were|has|had|will|would|could|may|might|means?|meant|makes?|made|leaves?|left)\b)"
    r"[a-z].*\b(?:unclear|unknown|uncertain|undecided|unsettled|disputed|clear|known|certain|decided|settled|announced)\b)|(?i:because)\b(?!\sof\b)[^,]*$)|^(?:-{2,3}|[–—])\s(?:[A-Z][\w.’'-]*\s){0,4}[A-Z][\w.’'-]*,"
)
# Columns and advice speak to the reader.
_TO_READER = re.compile(
    r"(?<![.\w-])(?:you(?:['’](?:re|ve|ll|d))?|yours?|ours?|us)(?![\w-])|^\W*(?:You|Your|Our)\s(?=[a-z])"
)
# The writer speaks, or announces what is to come.
_NOT_THE_NEWS = re.compile(
    r"(?<![.\w])(?<!\bWar\s)(?<!\b(?:Part|Type)\s)(?<!\b(?:Title|Phase|Class)\s)"
    r"(?<!\bSchedule\s)(?:(?:I|[Ww]e)(?:['’](?:m|ve|d|ll|re))?|[Mm]y)(?![.\w]|['’]\w)"
    r"|(?<![.\w-])me\b(?!['’.]\w)"
    r"|^\W*[Hh]ere(?:['’]s|\s(?:is|are))\b|\?\W*$"
)
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")  # typists mix the two kinds
_QUOTED_SINGLY = re.compile(r"‘[^‘“”]*?’(?!\w)")
_QUOTED_BEFORE = re.compile(r"^[^“”\"]*”")  # the end of a quotation that began in an earlier sentence
_QUOTATION_MARK = re.compile(r"(?P<opens>“|(?:(?<=[\s(\[—–])|^)\"(?=\S))|[”\"]")
# "In a statement, he said": the name stands in another sentence.
_LATE_PRONOUN = re.compile(r"^[\"“‘(]*(?P<before>[^,;:]{2,70}),\s(?:he|she|they)\b")
_NO_DATE = rf"(?!{WEEKDAY}|May\b|(?!May){MONTH})"  # but "Mayor" may open a name
_NAME_INSIDE = re.compile(rf"(?<=[a-z,’'\d]\s){_NO_DATE}[A-Z][\w’'-]+|^[A-Z][a-z]+\s[A-Z][a-z]+")
_SAYS = (
    r"(?:said|says|say|told|tells|added|wrote|writes|tweeted|asked|asks|replied|argued|explained|posted|continued"
    r"|warned|insisted|noted|declared|testified|recalled|concluded|stated|announced|claimed|joked|shouted|promised)"
)
_NAMELESS_SPEAKER = re.compile(
    rf"^\W*(?:(?:and\s|but\s)?(?:he|she|they|it)(?:\s(?:later|also|then|has|had|once))?\s{_SAYS}"
    rf"|{_SAYS}\s(?:he|she|they)|(?:adding|saying|noting|warning|insisting|arguing)\b)",
    re.IGNORECASE,
)
# "Crowds gathered in Brenn after his government fell": whose? A place and a day are no answer, nor is a crowd.
_ONES = re.compile(r"(?<![\w’'-])(?:he|his|him|she|her|hers|himself|herself)(?![\w’'-])", re.IGNORECASE)
_SOMEBODY = re.compile(
    rf"(?<![\w’'.-]){_NO_DATE}(?P<name>[A-Z][\w’'-]*)"
    r"|\b(?:m[ae]n|wom[ae]n|boys?|girls?|child|father|mother|parents?|sons?|daughters?|brothers?|sisters?|wife|husband|widow"
    r"|friend|nobody|somebody|someone|anyone|everyone|one|who|whose|person|suspect|defendant|victim|president|king|queen"
    r"|prince|princess|pope|chief|chair|head|aide|guard|student|general|judge|justice|nurse|priest|guest|host|agent|dissident"
    r"|\w{3,}(?:man|woman|ist|or|ier|ner|der|yer|ger|cher|sher|ster|ker|eur|ian|ee|ant|ary))s?\b"
)
_NOBODY_BEFORE = re.compile(
    r"\b(?:in|at|near|from|off|outside|inside|across|around|through|into|over|of)\s(?:the\s)?$", re.IGNORECASE
)
_CROWD = re.compile(
    r"(?:the|an?|in|on|at|after|before|when|while|as|since|although|though|with|without|for|from|by|under|over|during|this"
    r"|that|if|once|about|nearly|almost|all|more|most|some|many|two|three|four|five|six|seven|eight|nine|ten|following|despite"
    r"|hours|days|weeks|months|years|crowds?|voters|prosecutors|lawmakers|officials|police|protesters|demonstrators|troops"
    r"|thousands|hundreds|dozens|rescuers|soldiers|rebels|residents|investigators|authorities|supporters|critics|democrats"
    r"|republicans|workers|agents|analysts|experts|witnesses|ministers|judges|families|relatives|activists|aides|allies"
    r"|lawyers|members|people|opponents|doctors|diplomats|reporters)$",
    re.IGNORECASE,
)
# "Tosk spoke in Gradin before thousands of supporters": and what did she say?
_SPOKE = re.compile(
    r"^(?:[\w.’'-]+\s){1,6}?(?:spoke|talked|is\sspeaking|was\sspeaking|appeared(?!\sto\b)|(?:gave|delivered|made)\s(?:an?|the|his|her)"
    r"\s(?:\w+\s)?(?:speech|address|statement|remarks)|(?:held|gave)\sa\s(?:news|press)\sconference|addressed\s(?:reporters|the\s\w+"
    r"|supporters|lawmakers))"
    r"(?:\s(?:in|at|on|before|to|from|during|by|outside|near|with|for|late|early|after|alongside|yesterday|today|tonight"
    rf"|{WEEKDAY})\b[^,;:—–]*)?[.]$"
    r"|^(?:[\w.-]+\s){0,3}[\w.-]+[’']s?\s(?:remarks|comments|statement|announcement|speech|testimony|appearance)\s(?:came|comes"
    r"|was\smade|were\smade)\b(?!\s(?:[\w-]+\s){0,2}(?:after|before|as|while)\b)"
)
# "If both are returned": both of what?
_WHICH_TWO = re.compile(
    rf"^\W*(?:if|when|because|as|while|since|although|though|unless)\s(?:both|neither|either)\s{_AUXILIARY}\b",
    re.IGNORECASE,
)
# "Fifty-four were hurt, it said.": who says so stands in another sentence; but "Orrin Steel will cut jobs, it said."
_SAID_BY_ONE = re.compile(rf",\s(?P<one>he|she|it|they)\s{_SAID}(?:\s(?:on\s)?{WEEKDAY})?[.]$")
_OF_ITSELF = re.compile(
    r"^(?:The\s)?(?:[A-Z][\w.&’'-]*\s){1,5}(?:will|would|plans|expects|intends|aims|wants|hopes|is)\s(?!(?:be|being|[a-z]+ed)\b)[a-z]"
)
# "President Tosk opposed him.": not himself. "(He had left by then.)"; and who writes, and for whom.
_AN_ASIDE = re.compile(
    r"^(?:[A-Z][\w.-]*\s){1,5}(?:(?:has|have|had|will|would|also|later|then)\s){0,2}[a-z]{3,}\s"
    r"(?:(?:him|them)\b(?![’'-])|her(?:[.,;]|\s(?:the|that|he|she|it|they|an?|to|of|about|there|in|on|at|for|with|as|by|from|and"
    r"|after|before)\b))"
    r"|^\([^()]*[.!]?\)[.!]?$"
    r"|^(?:[A-Z][\w.’-]*\s){2,4}is\san?\s(?:[\w-]+\s){0,4}(?:writer|reporter|editor|columnist|correspondent|contributor)"
    r"(?:\s(?:at|for|with|of)\s(?:the\s)?(?:[A-Z][\w.’-]*[\s.]?){1,5})?[.]?$"
)
_SAYS_MORE = re.compile(
    r"\b(?:and|said|says|that|when|about|saying|to\s(?:say|announce|demand|ask|defend|accept)|against|who|whether|how|why)\b"
)
# "The ministry said", "The bill passed": which one? No name in what follows says it.
_ONE_OF_MANY = (
    r"(?:ministr(?:y|ies)|minister|governor|mayor|spokes(?:man|woman|person)|agency|compan(?:y|ies)|firms?|groups?"
    r"|organi[sz]ations?|department|commission|(?:sub)?committee|panel|court|judge|magistrate|unions?|part(?:y|ies)|bureau"
    r"|board|captain|crew|ships?|vessels?|tankers?|boats?|planes?|aircraft|helicopters?|drivers?|gunm[ae]n|officials?"
    r"|officers?|agents?|lawmakers|researchers|analysts?|authors?|reports?|documents?|bulletin|statement|letter|video"
    r"|recording|message|manual|filing|complaint|indictment|(?:law)?suit|charges?|bill|measures?|amendment|plan|proposal|deal"
    r"|agreement|accord|pact|decree|investigation|inquiry|probe|operation|protests?|talks|meeting|summit|site|facility"
    r"|toll|findings|survey|study|newspaper|broadcaster|website|leaders?|candidates?|senator|congress(?:man|woman)"
    r"|lawyers?|prosecutors?|ministers|ambassador|envoy|commander|general|colonel|regulators?|airline|operator)"
)
# These are known where the sentence names a place, a person or a body.
_OF_A_PLACE = (
    r"(?:government|army|military|police|junta|opposition|president|prime\sminister|parliament|cabinet|rebels|militants"
    r"|insurgents|authorities|air\sforce|navy|coast\sguard|troops|soldiers|forces|village|town|city|region|province"
    r"|country|attacks?|strikes?|raids?|blasts?|explosions?|shootings?|bombings?|shelling|fighting|fire|crash|killings?"
    r"|arrests?|vote|election|decision|ruling|announcement|move|visit|ceasefire|truce|exercise)"
)
_WITHOUT_MORE = (
    r"\s(?!(?:of|in|that|which|who|whose|from|for|at|on|near|behind|with|and|between|to|against|by|over|about)\b)[a-z]"
)
_DEFINITE = re.compile(
    rf"^[\"“‘(]*The\s(?:(?P<one>{_ONE_OF_MANY})|(?:[a-z-]+\s){{0,2}}(?:{_ONE_OF_MANY}|{_OF_A_PLACE})){_WITHOUT_MORE}"
)
_NAME_BEHIND = re.compile(rf"\s{_NO_DATE}(?!I\b)[A-Z][\w’'-]+")
# "Most of the vouchers were for tea": which ones?
_SOME_OF_MANY = re.compile(
    r"^[\"“‘(]*(?:most|some|many|several|half|few)\sof\sthe\s(?:[a-z-]+\s)?[a-z]+s\s"
    r"(?:is|are|was|were|had|have|has|went|came|will|would|could|did|do)\b",
    re.IGNORECASE,
)
# "The RSF denied this.", "The Front claimed responsibility.", "Video shows the opposite.": what, for and of what?
_OF_ANOTHER = re.compile(
    r"\bthe\s(?:opposite|contrary|reverse)(?=[.,;!])|\bclaim(?:s|ed)\s(?:\w+\s)?responsibility[.!]$|\b(?:den(?:y|ies|ied)|reject(?:s|ed)|confirm(?:s|ed)|dispute[sd]?|condemn(?:s|ed)|welcome[sd]?|call(?:s|ed)\sfor|said|says)"
    r"\s(?:this|that|it|so|them|the\s(?:claims?|reports?|charges?|allegations?|accusations?|step|move))[.!]$",
    re.IGNORECASE,
)
# "Parliament must approve these measures", "In Orrin that number climbs": which ones?
_POINTS_BACK = re.compile(
    r"(?<![\w’'-])(?:these|those|such)\s(?!days\b|as\b)(?P<ones>[a-z-]+s)\b"
    r"(?!\s(?:who|whose|that|which|with|without|in|of|from|for|on|at|during|as|[a-z]+(?:ed|ing)|held|hurt|shot)\b)"
    r"|\bin\sthat\s(?:regard|respect|case|sense)\b"
    r"|\b(?P<number>that\s(?:number|figure|share|percentage))\s(?:is|was|has|had|rose|rises|climb(?:s|ed)|grew|grows|jump(?:s|ed)|fell|falls"
    r"|drop(?:s|ped))\b"
)
# The writer's view of the news.
_VIEW = re.compile(
    r"^\W*(?:(?:analyst|desk|editor|our)(?:['’]s)?\s)?(?:comment|analysis|assessment|take|bottom\sline|why\sit\smatters"
    r"|yes,\sbut|the\sbig\spicture|between\sthe\slines|what\s(?:it|this)\smeans|reality\scheck|zoom\sout"
    r"|our\sthought\sbubble)\s?[:—–]\s",
    re.IGNORECASE,
)
_IN_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
# "Prosecutors had asked for 20.": twenty what? No other number of the sentence says it.
_BARE_NUMBER = re.compile(
    r"\b(?:for|got|gets|won|had|has|have|were|was|only|about|some|least|than|just|nearly|almost|killed|wounded|injured|lost"
    rf"|took|counted|found|and|another)\s(?!(?:19|20)\d\d\b)(?:\d[\d,.]*|{_IN_WORDS})[.!][\"”’]?$",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\b(?:toll|total|numbers?|count|figure|lead|rate|index|votes?|tally|margin|age[ds]?|score|dead|wounded|injured)\b"
    r"|[$€£%]|\d+-\d+",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(rf"\b(?:\d|(?:{_IN_WORDS}|\w+teen|dozens?)\b)", re.IGNORECASE)


def standing(sentence: str, *, opens: bool = False) -> Standing:
    """Judge one sentence without what stands before its own words, by its first _LOOKED_AT characters and its end.

    opens: it is the first of its text, which need not name what the headline names: "The army fired on protesters."
    """
    head = sentence[:_LOOKED_AT]
    words = len(head.split())
    if words == 0 or is_boilerplate(head) or is_caption(head):
        return Standing.JUNK
    long_enough = words >= _MIN_WORDS or _NOTHING.match(head) is not None
    if not long_enough or words > _MAX_WORDS or len(sentence) > len(head) or not is_whole(sentence):
        return Standing.POOR
    outside = _QUOTED.sub("", _QUOTED_BEFORE.sub("”", head))
    if (
        "“" in outside
        or outside.count('"')
        or _NOT_THE_NEWS.search(outside)
        or _VIEW.match(head)
        or _FRAGMENT.match(head)
        or _CHRONICLE.match(head)
    ):
        return Standing.POOR
    aside = _AN_ASIDE.match(head) or introduces_writer(head)
    stands = _STANDS_ANYWAY.match(head) or (opens and _BOTH_AT_HEAD.match(head))
    if "”" in outside or aside or (_LEANS_BACK.match(head) and not stands):
        return Standing.LEANING
    if not opens and (
        _is_unnamed(head)
        or _WHICH_TWO.match(head)
        or _is_said_by_one(outside)
        or _COUNTED_ONES.match(head)
        or _BARE_COUNT.match(head)
        or _WHAT_FOLLOWED.match(head)
        or _lacks_a_holder(outside)
        or _only_spoke(head)
    ):
        return Standing.LEANING
    return Standing.LEANING if _lacks_a_name(head, outside) else Standing.ALONE


def speaks_to_reader(sentence: str) -> bool:
    """Whether a sentence says "you" or "our" outside of quotations, as no report does."""
    return _TO_READER.search(_QUOTED_SINGLY.sub("", _QUOTED.sub("", sentence[:_LOOKED_AT]))) is not None


class Quotation:
    """Goes through the sentences of one text, in order, and knows which stand inside a quotation begun before them.

    A mark that opens or closes one settles the matter, whatever stood before it, so that a typist's slip costs one
    sentence; a new line ends every quotation.
    """

    def __init__(self) -> None:
        """No quotation has begun."""
        self._open = False
        self._end = 0

    def goes_on(self, text: str, sentence: Span) -> bool:
        """Whether the sentence begins inside a quotation."""
        if "\n" in text[self._end : sentence.start]:
            self._open = False
        self._end = sentence.end
        begins_inside = self._open
        for mark in _QUOTATION_MARK.finditer(text, sentence.start, sentence.end):
            self._open = mark["opens"] is not None
        return begins_inside


def _lacks_a_name(sentence: str, outside: str) -> bool:
    """Whether a sentence quotes nobody in particular, or says "he" behind its first comma with no name before."""
    if outside != sentence and (not re.search(r"\w", outside) or _NAMELESS_SPEAKER.match(outside)):
        return True
    late = _LATE_PRONOUN.match(outside)
    return late is not None and not _NAME_INSIDE.search(late["before"])


def _lacks_a_holder(outside: str) -> bool:
    """Whether "he" or "her" stands in a sentence, its quotations left out, that names nobody it could be.

    In front of the first comma a name behind that comma will do: "After his party lost, Baro resigned".
    """
    one = _ONES.search(outside)
    if one is None:
        return False
    comma = outside.find(",", one.end())
    if any(_is_somebody(found, outside) for found in _SOMEBODY.finditer(outside, 0, one.start())):
        return False
    ahead = comma >= 0 and "," not in outside[: one.start()]
    return not (ahead and any(_is_somebody(found, outside) for found in _SOMEBODY.finditer(outside, comma)))


def _is_somebody(found: re.Match[str], sentence: str) -> bool:
    if found["name"] is None:
        return True
    start = found.start()
    if not sentence[:start].strip('"“‘( '):
        return found["name"].lower() not in STOPWORDS and _CROWD.match(found["name"]) is None
    return _NOBODY_BEFORE.search(sentence, max(0, start - 16), start) is None


def _is_said_by_one(outside: str) -> bool:
    """Whether a sentence ends in "she said" and opens with nobody whom that may be: "Lund will run, she said"."""
    said = _SAID_BY_ONE.search(outside)
    if said is None or (said["one"] == "it" and _OF_ITSELF.match(outside)):
        return False
    opener = _SOMEBODY.match(outside)
    return said["one"] in ("it", "they") or opener is None or not _is_somebody(opener, outside)


def _only_spoke(sentence: str) -> bool:
    """Whether a sentence says who spoke where, and not what was said."""
    found = _SPOKE.match(sentence)
    return found is not None and not _SAYS_MORE.search(sentence)


def _is_unnamed(sentence: str) -> bool:
    """Whether a sentence tells of "the ministry" or "these steps", or ends in a bare number: another says of what."""
    definite = _DEFINITE.match(sentence)
    if definite and (definite["one"] or not _NAME_BEHIND.search(sentence, definite.end() - 2)):
        return True
    tail = max(0, len(sentence) - _TAIL)
    if _OF_ANOTHER.search(sentence, tail) or _SOME_OF_MANY.match(sentence):
        return True
    back = _POINTS_BACK.search(sentence)
    if back and not (
        (back["ones"] and back["ones"] in sentence[: back.start()])
        or (back["number"] and _ANY_NUMBER.search(sentence, 0, back.start()))
    ):
        return True
    bare = _BARE_NUMBER.search(sentence, tail)
    return bare is not None and not _COUNTS.search(sentence) and not _ANY_NUMBER.search(sentence, 0, bare.start())
