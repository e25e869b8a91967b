"""Cue phrases of what stands around the news: link labels, subscription lines, sponsors, footers, scripts, bylines.

All rules are shapes and phrases that many publishers share; none names a publisher.
"""

import re
from enum import StrEnum

from news.calendar_words import CUT_MONTH, CUT_WEEKDAY, MONTH
from news.splitting.captions import is_credit, says_paid
from news.splitting.sections import OFFICE


class Reason(StrEnum):
    """Why a stretch of an issue is no item."""

    SECTION_HEADING = "section_heading"  # the name of a section
    SECTION_INTRO = "section_intro"  # a line that says what the section holds
    TOPIC = "topic"  # the heading of a branch of a nested list
    MASTHEAD = "masthead"  # the newsletter's own name, its welcome, greeting and preview text
    LINK_LABEL = "link_label"  # "Full Story", "Read more", a bare link; its address is kept as the item's url
    SOURCE_LINKS = "source_links"  # the outlets that an item ends with
    RELATED = "related"  # side notes between the pieces of a numbered digest
    SUBSCRIPTION = "subscription"  # sign up, forward, share, donate, feedback
    SPONSOR = "sponsor"  # advertisements and their labels
    METADATA = "metadata"  # dates, bylines, photo credits, mail headers, front matter
    BOILERPLATE = "boilerplate"  # other lines that every issue carries
    FOOTER = "footer"  # the sign-off and all that follows it
    SCRIPT = "script"  # program text, styles, template placeholders
    HIDDEN = "hidden"  # what the reader's screen does not show
    DUPLICATE = "duplicate"  # an item that the issue has already told
    EMPTY = "empty"  # an item without a word in it
    MARKUP = "markup"  # tags, list markers, rules, link targets


_READ_ON_ABROAD = (
    r"weiterlesen|(?:hier\s+)?mehr\s+(?:lesen|dazu|erfahren)|zum\s+artikel|lire\s+(?:la\s+suite|l['’]article)|en\s+savoir\s+plus"
    r"|(?:leer|ver)\s+más|(?:seguir|sigue|continuar)\s+leyendo|leggi\s+(?:tutto|di\s+più)|lees\s+(?:meer|verder)"
)
_LINK_LABEL = re.compile(
    r"""^(?:[\[(<»>→▸•\s]|->|button:\s)*(?:
      (?:read|get|see|view|find|hear|watch|view)\s+(?:the\s+|in\s+)?(?:full|whole|entire|complete|rest)\b.{0,60}
    | (?:the\s+)?full\s+(?:story|report|article|text|coverage|piece)(?:\s+(?:here|at|on|from|in)\b.{0,40})?
    | (?:read|learn|see|find\s+out|discover|view|know|hear|watch)\s+more(?:\s+(?:here|at|on|about|from|in)\b.{0,60})?
    | (?:continue|keep)\s+reading\b.{0,40}
    | (?:read|view|see|open|get|download|watch|explore)\s+(?:(?:the|this|our)\s+)?(?:story|article|report|post|piece
        |decision|details|analysis|review|interview|column|editorial|op-ed|essay|brief|paper|study|memo|maps?|agenda
        |recording|event|letter|submission|response
        |transcript|video|slides|factsheet|fact\s+sheet|publication)\b.{0,30}
    | (?:read|details|more|more\s+here|go\s+deeper|listen|listen\s+(?:now|here|live)|watch|watch\s+(?:now|here)|here)
    | (?:read|see|watch|view|meet|visit|learn)\b.{0,50}\s[→»›>➔➜➝➞➤▶►⇒↗]+
    | (?:read|more|listen|watch|hear)\s+(?:it\s+)?(?:at|on|here|via)\b.{0,40}
    | (?:read|hear|watch|see)\s+it(?:\s+(?:all|now|again))?(?:\s\(\d{1,3}\smin\))?
    | (?:click|tap)\s+(?:here|through)\b.{0,60}
    | (?:try|get|start|claim|book|explore|discover|shop|order|join|check\s+out|download|upgrade
        |apply)\b.{0,40}\s[→»›>➔➜➝➞➤▶►⇒↗]+
    | (?:see|view|watch)\s+(?:the\s+|our\s+)?(?:photos|video|pictures|images|gallery)\b.{0,30} | (?:read|listen
        |watch)\s+or\s+(?:read|listen|watch) | read\s+more\s+in | read\s+on | (?:apply|order|shop|join|donate
        |try\s+it|learn\s+how|get\s+started|buy\s+now|play)(?:\s+(?:now|today|here))?
    | (?:rsvp|register|sign\s+up|book)(?:\s+(?:here|now|to\s+attend|your\s+(?:place|seat)))?
    | link(?:\s+to\s+(?:the\s+)?(?:story|article|report))?
    | continue(?=\s*[→»›>➔➜➝➞➤▶►⇒↗])
    | """
    + _READ_ON_ABROAD
    + r""")[\s.:!…»›>→▸➔➜➝➞➤▶►⇒↗\])]*$""",
    re.IGNORECASE | re.VERBOSE,
)
# What a link right behind a piece may say besides, told by its capital; elsewhere it may be a heading or a sentence.
_ASKS_ON = re.compile(
    r"[^\w]{0,4}(?!.*\b(?i:our|us|all|online|browser|e-?mail|apps?|podcasts?|account|preferences)\b)"
    r"(?:(?:Read|See|Watch|Hear|Listen|View|Explore|Download|Meet|READ|SEE|WATCH|HEAR|LISTEN|VIEW)(?:\s[\w'’-]+){0,6}"
    r"|(?:The\s)?Full(?:\s[\w-]+){1,3})(?:\s\(\d{1,3}(?:\s?min(?:ute)?s?|:\d\d)\))?[\s.:→»›>➔➜➝➞]*"
)
# The same words at the end of a teaser's own line: "…significant … Read more".
INLINE_LABEL = re.compile(
    r"(?:(?<=…)|(?<=\.\.\.)|(?<=[.!?”\"\])]))\s*(?:[\[(]|[>»→➜]{1,3}\s+)?(?:full story|"
    r"read (?:more|on|in full|(?:the|our|its|this) (?:full|rest|report|paper|study|post|article|story|investigation"
    r"|column|essay|review|analysis|interview|profile|piece|feature|thread|whole)\b.{0,25})|"
    r"(?:read|see|watch|hear|view|explore|find)(?: [\w'’-]+){1,6}(?=\s*[→»›>➔➜➝➞➤▶►⇒↗])|"
    r"(?<=[>»→➜]\s)(?:read|see|watch|hear|view|explore)(?: [\w'’-]+){1,6}|"
    + _READ_ON_ABROAD
    + r"|continue(?=\s*[→»›>➔➜➝➞➤▶►⇒↗])"
    r"|continue reading|keep reading|learn more|see more(?: of(?: [\w'’-]+){1,4})?|apply now|more"
    r"|[>»→›➔➜➝➞➤▶►⇒↗]{1,3}(?=$))(?: here)?\s*[.»›>→➔➜➝➞➤▶►⇒↗\])]*$",
    re.IGNORECASE,
)

_SUBSCRIPTION = re.compile(
    r"""
      ^(?:
          sign\s+up\b | thank\s+you\s+for\s+signing\s+up | view\s+on\s+\S+(?:\s+\S+)?$
        | if\s+you\s+(?:enjoyed|enjoy|liked?|love)\b.{0,80}\b(?:share|forward|subscribe|tell|sign)\b
        | (?:did|do)\s+you\s+(?:like|enjoy|love|find)\b
        | (?:(?:facebook|twitter|x|instagram|linked\s?in|you\s?tube|tik\s?tok|bluesky|mastodon|threads|telegram|whatsapp
            |rss|pinterest
            |website|homepage|e-?mail|podcast|spotify|link|preferences|archive)(?:\s+(?:icon|logo|feed))?[\s|·•,/]*)+$
        | (?:this\s+(?:e-?mail|newsletter|message)\s+was\s+sent)\b | support\s+[\w\s]{1,30}\?\s*donate\b
        | missed\s+(?:a|an)\s+(?:day|issue)\b
        | (?:share|tweet|like|follow|pin|post|forward)\b(?:\s+(?:this|us|on|it|to|via|in|with|a|friend|colleague|the
            |newsletter|issue|e-?mail|story|by|or|and|facebook|twitter|x|linkedin|instagram|bluesky|mastodon|whatsapp
            |e?mail))*[\s→.!»:@\w]{0,20}$
        | like\s+this\? | (?:buy|get)\s+(?:us|me)\s+a\s+(?:coffee|tea|beer|pint|drink)\b
        | give\s+(?:the\s+gift\s+of|a\s+gift\s+subscription)\b
        | (?:open\s+thread|the\s+comments\s+are\s+(?:open|yours))\b
        | your\s+(?:code|link|referrals?)\b.{0,60}\b(?:share|friends?|refer|rewards?)\b
    ) | \b(?:
          subscribe\b(?!\s+to\s+the\s+(?:view|idea|theory)) | unsubscribe | subscriber[s]?\s+(?:only|benefits?)
        | sign(?:ed|ing)?[\s-]+up\b.{0,40}\b(?:here|newsletters?|free|inbox|emails?|alerts?|updates?)\b
        | forward(?:ed)?\b.{0,25}\b(?:this|to)\b.{0,20}\b(?:newsletter|e-?mail|issue|message|friend|colleague|you)\b
        | (?:newsletter|e-?mail|issue)\s+(?:was\s+)?forwarded\s+to\s+you\b
        | (?:view|read|open|see)\s+(?:this\s+|it\s+|the\s+)?(?:(?:e-?mail|message|newsletter|issue|version)\s+)?
            (?:in|on)\s+(?:(?:your|a|the|my)\s+)?(?:web\s*)?(?:browser|online|web\b)
        | (?:view|read)\s+(?:it\s+|this\s+)?(?:online\b|(?:post\s+)?(?:on\s+the\s+web|as\s+a\s+web\s*page)\b)
        | web\s+version\b | having\s+trouble\s+(?:viewing|reading)\b | images?\s+not\s+(?:showing|displaying)\b
        | (?:manage|update|change|edit)\s+(?:your\s+|my\s+)?(?:e-?mail\s+|newsletter\s+|subscription\s+)?(?:preferences
            |settings|subscriptions?)\b
        | opt[\s-]out\b | mailing\s+list\b | add\s+us\s+to\s+your\s+(?:address|contacts|safe)
        | (?:to\s+(?:be\s+removed|leave\s+(?:it(?!\s+(?:after|before|until|at|to|in|on)\b)|this\s+list|the\s+list)
            |stop\s+receiving|remove\s+yourself|stop\s+getting\s+(?:this|these|it)))\b
        | you(?:['’]re|\s+are|\s+have)\s+(?:been\s+)?subscribed\b
        | you(?:['’]re|\s+are)\s+on\s+(?:this|the
            |our)\s+list\b
        | forwarded\s+this\b | reader[\s-]supported\b | consider\s+(?:becoming|supporting|subscribing)\b
        | you\s+(?:get|got|receive)\s+this\b
        | made\s+possible\s+by\s+(?:\w+\s+)?(?:you|listeners|readers|members|donors|subscribers)\b | you\s+opted\s+in\b
        | click\s+to\s+share\b | \d+\s+referrals?\b
        | (?:receiv(?:e|ing)|getting|got|get|sent)\b.{0,25}\bthis\s+(?:e-?mail|newsletter|message|mail|note)\b
        | (?:donate|chip\s+in|become\s+a\s+(?:member|supporter|patron)|support\s+(?:us|our\s+(?:work|journalism
            |reporting)|independent\s+journalism))\b.{0,60}[→.!»]?\s*$
        | not\s+yet\s+a\s+subscriber\b
        | (?:follow|find|connect\s+with)\s+(?:us|me|him|her|them)\b.{0,60}(?:\b(?:on|at)\b|@)
        | (?:tell|invite|refer|share\s+(?:it|this)\s+with)\s+(?:a\s+)?(?:your\s+)?(?:friends?|colleagues?)\b
        | (?:send|share|e-?mail|have)\b.{0,30}\b(?:us|me)?\b.{0,12}\b(?:tips?|feedback|comments|questions|suggestions
            |thoughts)\b.{0,80}(?:@|\bhere\b|\breply|\bto\s+us\b|\?)
        | referral\s+link\b | (?:hit|just|simply)\s+reply\b | reply\s+to\s+this\s+(?:e-?mail|message|newsletter)\b
        | (?:what\s+did\s+you\s+think|how\s+(?:did\s+we\s+do|are\s+we\s+doing))\b | download\s+(?:our|the)\s+app\b
        | more\s+newsletters\b | (?:vote|take\s+part)\s+in\s+our\s+(?:\w+\s+)?(?:poll|survey|quiz)\b
        | (?:lives?|runs?|depends?)\s+on\s+(?:gifts|donations|(?:your|reader)\s+(?:gifts|donations|support))\b
        | send\s+a\s+message\s+with\s+(?:the\s+)?(?:subject|body|word)\b
        | (?:click|tap)\s+here\s+to\s+(?:see|view|open|read|explore)\s+(?:our|the)\b
        | we\s+(?:like|love)\s+to\s+(?:hear|highlight|know)\b.{0,160}\b(?:write|mail|e-?mail|tell)\s+(?:to\s+)?us\.?$
        | (?:refer|invite|bring)\s+(?:\d+|one|two|three|five)\s+(?:friends?|readers?|colleagues?)\b
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FOOTER = re.compile(
    r"""
      ^(?:
          (?:our\s+(?:mailing\s+)?address|mailing\s+address|contact(?:\s+us)?|about(?:\s+(?:us|this\s+(?:newsletter|list
            |letter)))?|credits|colophon|who\s+we\s+are|feedback|advertise(?:\s+with\s+us)?|legal|imprint
            |masthead)\b[\s:|.]*(?:is:?)?$
        | made\s+(?:by|with)\b.{0,80}$
        | \d{1,6}\s+[\w\s.'’#-]{2,60},\s*[\w\s.'’-]{2,40},?\s+(?-i:(?:[A-Z]{2}\s+)?[A-Z\d]{2,5}[\s-]?[A-Z\d]{2,5})\b
        | (?:for\s+(?:more|further|additional)\s+information|for\s+(?:media|press)\s+(?:enquiries|inquiries)
            |(?:if\s+you\s+have\s+)?(?:any\s+)?(?:questions|comments|concerns))\b.{0,120}\b(?:contact|e-?mail|call|reach|reply|speak\s+to|write\s+to)\b
        | this\s+(?:publication|(?:\w+\s+)?alert|update|newsletter|bulletin|e-?mail|advisory|material|document|message)
            \b.{0,80}\b(?:general\s+(?:information|guidance)|informational\s+purposes|not\s+(?:constitute|intended|legal)|confidential)\b
        | \*?\|[A-Z_:]+\|\*?$
        | (?:disclaimer|data\s+protection|imprint|how\s+to\s+reach\s+us|our\s+(?:supporters|funders))[\s:.]*$
        | (?:a\s+|[\w\s'’]{2,40}\bis\s+)?registered\s+(?:as\s+a\s+)?(?:charity|company|non-?profit)\b
        | (?:(?:company|charity)\s+)?registration\s+n(?:umber|o)\b
        | an?\s+(?:(?:joint|free)\s+)?(?:project|publication|service|programme|initiative
            |product)\s+of\s+(?:the\s+)?(?-i:[A-Z])[\w\s'’&.-]{2,60}$
        | (?:the|this)\s+(?:review|digest|bulletin|selection|content)\b.{0,80}\b(?:not|nor)\s+(?:the|that
            |those)\s+(?:positions?|views?|opinions?)\s+of\b
        | (?:persons?|people|anyone|those)\s+(?:who|with|needing|requiring)\b.{0,60}\b(?:accommodations?|interpreters?
            |special\s+assistance)\b
        | (?:for\s+)?[\w\s,'’-]{0,40}\b(?:help\s?line|hotline)\b[\w\s,:'’-]{0,30}\d{3}[\d\s-]*$
        | (?:at|in|on)\s+[\w\s'’-]{3,40},\s+[\w\s.'’-]{3,40}\bcan\s+be\s+reached\s+(?:at|on|by)\b
    ) | \b(?:
          all\s+rights\s+reserved\b
        | (?:privacy\s+(?:policy|notice|statement)|terms\s+(?:of\s+(?:use|service)|and\s+conditions|&\s+conditions)
            |cookie\s+policy)\b
        | powered\s+by\s+\w+$
        | \d{1,5}[a-z]?\s+(?:[A-Z][\w.'’-]+\s+){1,3}(?:Street|St|Lane|Ln|Road|Rd|Avenue|Ave|Boulevard|Blvd|Drive|Dr
            |Square|Sq|Way
            |Place|Court|Quay|Parkway|Highway|Terrace|Row|Plaza|Floor|Suite)\b\.?(?!.*[.!?]$)
        | p\.?\s?o\.?\s+box\s+\d
        | (?:sole\s+responsibility\s+of\s+(?:its|the|their)\s+authors?|reproduction\s+is\s+(?:allowed|permitted
            |authori[sz]ed))\b
    )
    | (?:©|\(c\)|copyright)\s*(?:\d{4}|[\w\s]{1,30}\d{4})
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SPONSOR = re.compile(
    r"""
      ^(?:(?:presented|sponsored|brought\s+to\s+you|supported|powered|paid\s+for)\s+by|in\s+partnership\s+with)\b
    | ^(?:(?:a\s+)?(?:word|message|note)\s+from\s+"""
    rf"(?!{OFFICE})"
    r"""(?:our\s+|today['’]s\s+)?(?:sponsors?|partners?|advertisers?
        |supporters?)?)\b.{0,60}$
    | ^(?:advertisement|advertorial|sponsored(?:\s+(?:content|post|message|story))?|partner\s+content|paid\s+(?:post
        |content)|promoted|sponsor|ad|promotion|together\s+with\b.{0,40})[\s:.]*$
    | ^(?:end|close)\s+of\s+(?:the\s+)?(?:message|sponsored\s+content|advertisement|ad)\W*$
    | \badvertise\s+with\s+us\b | ^want\s+to\s+(?:advertise|sponsor)\b
    | \binterested\s+in\s+(?:reaching|advertising|sponsoring)\b
    | \b(?:today['’]s|this)\s+(?:issue|edition|newsletter)\s+is\s+(?:sponsored|brought|presented|supported)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MASTHEAD = re.compile(
    r"""
      ^welcome\s+(?:back\s+)?to\b | ^it['’]s\s+\w+day\b | ^welcome[,!.]?(?:\s|$)
    | ^(?:good\s+(?:\w+day\s+)?(?:morning|afternoon|evening|day)|morning(?=[!,.])|happy\s+(?:mon|tues|wednes
        |thurs|fri|satur|sun)day|hello|hi\b
        |hey\b|dear\b|greetings)[\s,!.—–-]
    | ^(?:i['’]m|we['’]re|this\s+is)\s+[\w\s.'’-]{2,60}(?:\s[—–-]\s|,)\s*(?:your|and|with|bringing)\b
    | ^(?:in\s+(?:this|today['’]s)\s+(?:issue|edition|newsletter|e-?mail)|in\s+today['’]s\s+\w+|table\s+of\s+contents
        |contents)[\s:]*$
    | ^(?:issue|edition|no\.?|vol(?:ume)?\.?|number)\s*\#?\s*\d+\b.{0,60}$
    | \b(?:newsletter|daily|weekly|digest|briefing|brief|current\s+events|news)\b.{0,40},?\s+delivered\b.{0,60}$
        | ^(?:delivered|direct|straight)\s+(?:daily\s+|weekly\s+)?to\s+your\s+inbox
    | ^the\s+latest\s+in\s+[\w\s,&]{3,50}\.?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_GREETING = re.compile(
    r"\W{0,3}(?:happy\s+\w+day|good\s+(?:\w+day\s+)?(?:morning|afternoon|evening|day)|hello|hi|hey|morning)\b[^.!?—–:]{0,30}[.!—–:]\s*"
    r"(?=\S)",
    re.IGNORECASE,
)
_OF_THE_LETTER = re.compile(  # what is said of the issue, its makers and its readers
    r"\b(?:we|we['’]\w+|our|ours|us|you|your|i|i['’]\w+|my|me|newsletter|edition|issue|briefing|digest|today['’]s|below|inbox|welcome"
    r"|here(?:['’]s)?|reading|read|subscribe|coffee|let['’]s|plus|also|thanks|thank|this\s+is|it['’]s|edited|words?|mins?|minutes?)\b",
    re.IGNORECASE,
)
MIN_TOLD = 12
MAX_SOURCES = 160
_SIGN_OFF = re.compile(
    r"""
      ^(?:you['’]re\s+all\s+caught\s+up | (?:and\s+)?that['’]s\s+(?:all|it|a\s+wrap)\b.{0,80}
    | see\s+you\s+(?:tomorrow|next|on\s+\w+day|soon|again|then|in\s+)\b.{0,60} | until\s+(?:next|tomorrow|then
        |monday)\b.{0,60}
    | (?:thanks|thank\s+you)\s+(?:so\s+much\s+)?for\s+(?:reading|joining|being|subscribing|starting
        |spending)\b.{0,120}
    | as\s+always,\s+(?:if\s+you|please|thank)\b.{0,200}
    | more\s+(?:next|soon|tomorrow|on\s+\w+day)\b.{0,200}
    | have\s+a\s+(?:great|good|nice|lovely|wonderful|restful|safe)\b.{0,60}
    | (?:we['’]ll|i['’]ll)\s+(?:be\s+back|see\s+you)\b.{0,80}
    | (?:(?:with\s+)?(?:kind|best|warm|warmest)\s+(?:regards|wishes)(?:\s+from\s+.{2,40})?|best|regards|warmly
        |sincerely|cheers|yours
        |all\s+the\s+best|kind\s+regards)[,.]?$)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TAIL = re.compile(  # lines that open a mail's legal footer
    r"\bunsubscribe\b|\byou(?:['’]re|\s+are)\s+subscribed\b|\bwas\s+sent\s+to\b|\b(?:you|you['’]re|you\s+are)\s+(?:are\s+)?receiv(?:ed|ing|e)\s+this\b|"
    r"\ball\s+rights\s+reserved\b|\bto\s+be\s+(?:removed|taken)\s+(?:from|off)\b|"
    r"\b(?:manage|change|update)\s+(?:your\s+)?(?:preferences|subscriptions?|how\s+you\s+receive)\b",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"""
      ^\s*(?:if|for|while|function|var|let|const|return|window|document|typeof|try|\}|\{|/\*|\*/|//|<!--|-->|@media
          |@import)\s*[({.\s;=}]?.{0,200}[{};]\s*$
    | ^[{}()\[\];\s]+$ | ^[\w$.]+(?:\.[\w$]+)+\(.*\);?$ | ^\{\{?\s*[\w.]+\s*\}?\}$
        | ^[.\#\w][\w\s.,\#:>()-]{0,120}\{[^}]*\}?$
    | ^\*\|.*\|\*$
    """,
    re.VERBOSE,
)
_DATE_LINE = re.compile(
    rf"""^\(?(?:(?:published|posted|updated|sent|date|issued|(?:for\s+)?(?:the\s+)?week(?:\s+of)?|for)\s*(?:on|at)?:?\s*)?
    (?:{CUT_WEEKDAY}\.?,?\s+)?
    (?:{CUT_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:\s?(?:[-–&]|and\b)\s?(?:[a-z]{{3,9}}\.?\s+)?\d{{1,2}})?
    ,?(?:\s+\d{{4}})?
    |\d{{1,2}}(?:st|nd|rd|th)?\s+{CUT_MONTH}\.?,?(?:\s+\d{{4}})?
    |\d{{1,2}}\s?[-–]\s?\d{{1,2}}\s+{CUT_MONTH}\.?,?(?:\s+\d{{4}})?
    |{MONTH}\s+\d{{4}}
    |\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|\d{{1,2}}/\d{{1,2}})
    (?:[\s,|·•—–-]+(?:at\s+)?[\d:]+\s*(?:[ap]\.?m\.?)?(?:\s+\w{{2,4}})?)?
    (?:\s*[|·•]\s*.{{0,40}}|\s*\((?:as\s+of|updated|sent)\b[^()]{{0,30}}\))?\)?$""",
    re.IGNORECASE | re.VERBOSE,
)
_METADATA = re.compile(
    r"""
      ^(?:[Ee]dit(?:ors?|ed)|[Ww]ritten|[Cc]ompiled|[Cc]urated|[Pp]roduced|[Rr]eporting)(?:\s+(?:and\s+\w+\s+)?by\b
          |\s*:).{0,120}$
    | ^[Bb][Yy]\s+(?:the\s+)?[A-Z][\w.'’-]+(?:\s+(?:[A-Z][\w.'’-]*|and|&|de|van|von|der|la|with
        |,)\,?){0,8}\s*(?:(?:[|·•—–,-]|on\b).{0,60})?$
    | ^(?:[Pp]or|[Pp]ar|[Vv]on|di)\s+(?:(?:[A-ZÀ-ÖØ-Þ][\w.'’-]+\s){1,3}(?:(?:y|et|und|e|&|de|del|van|von)\s)?
        [A-ZÀ-ÖØ-Þ][\w.'’-]+(?:\s[A-ZÀ-ÖØ-Þ][\w.'’-]+)?|(?:la|der)\s[Rr][eé]da[ck]\w+)$
    | ^(?:[Pp]hoto|[Ii]mage|[Pp]icture|[Ii]llustration|[Gg]raphic|[Cc]redit|PHOTO|IMAGE)s?(?:\s*(?:[Cc]redit
        |[Cc]ourtesy|[Bb]y))?\s*(?::|[Bb]y\b).{0,120}$
    | ^[Pp](?:osted|ublished)\s(?:by\s.{2,40}\s)?on\s.{0,8}\d.{3,60}$
    | ^\d{1,3}\snew\s(?:posts?|articles?|items?|entries)\b.{0,60}$
    | ^©.{0,80}$ | ^[A-Z][a-z]{2,9}ed\s+by\s+(?:The\s+)?[A-Z]\w+(?:\s+[A-Z&]\w*){0,3}$
    | ^(?:\d+|[A-Z][a-z]+)[\s-]min(?:ute)?s?\s+read\.?$
    | ^(?:[\w\s.'’-]{2,40}/)?(?:AP|Reuters|Getty|AFP|EPA)(?:\s+(?:Photo|Images))?(?:/[\w\s.'’-]{2,40})?$
    | ^-*\s*(?:[Bb]egin\s+)?(?:[Ff]orwarded|[Oo]riginal)\s+(?:[Mm]essage|[Mm]ail)\b:?\s{0,20}-*$
    | ^(?:From|To|Cc|Bcc|Subject|Date|Sent|Reply-To|Message-I[Dd]|Content-Type|MIME-Version|In-Reply-To|References
        |List-[A-Z][\w-]{2,20}|X-[A-Z][\w-]{2,30})\s*:\s.{0,300}$ | ^Message\s?:\s\d+$
    | ^On\s.{6,80}\bwrote:$
    | ^(?:[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){1,3},\s(?:[a-z-]+\s){0,3}(?:editor|producer|publisher|correspondent
        |attaché|translator|designer
        |interns?)(?:\s*[|·•;,]\s*|\s+|$))+$
    | ^[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){1,2}\sreports\.?$
    | ^(?:[Dd]ate|[Tt]ime|[Dd]ay|[Ww]hat|[Ww]here|[Ww]hen|[Ww]ho|[Vv]enue|[Ee]vent|[Pp]lace|[Rr]ef\.?|[Nn]o\.
        |[Cc]loses|[Bb]uyer|[Dd]eadline)
        (?:\s(?:[Dd]ate|[Tt]ime|[Dd]ay|[Ww]hat|[Ww]here|[Ww]hen|[Ww]ho|[Vv]enue|[Ee]vent|[Pp]lace|[Rr]ef\.?|[Nn]o\.
        |[Cc]loses|[Bb]uyer|[Dd]eadline)){1,6}$
    | ^.{0,200}(?:\b[A-Z]{2,}[A-Za-z ]{0,20}/\s?(?:[A-Z][\w.'’-]+\s?){1,3}|\b(?:Photo(?:graph)?s?|Illustration
        |Image|Credit)(?:\s(?:by|courtesy)
        \b|:).{2,60}|(?:/|via\s)Getty(?:\sImages)?\)?)\.?$
    | ^.{3,90}\s[|·•⋅–—]\s(?:[A-Z][a-z]+day,?\s)?[A-Z][a-z]{2,8}\.?\s\d{1,2},?\s\d{4}$
    """,
    re.VERBOSE,
)
_BIO = re.compile(
    r"""^(?:[A-Z][\w.'’-]+\s+){2,4}(?:is|was)\s+(?:a|an|the)\s+(?:[\w-]+\s+){0,5}?
    (?:writer|editor|reporter|journalist|correspondent|columnist|author|contributor|newsletter\s+editor)\b
    | ^(?:She|He|They)(?:['’]s\s+also|\s+(?:(?:also\s+)?(?:loves?|lives?|writes?|covers?|enjoys?|is\s+also)))\b""",
    re.VERBOSE,
)
_ASIDE = re.compile(  # a paragraph that names, in its first words, what it is instead of news
    r"""^\W{0,4}(?:
      (?:spotted|new\s+gigs?|kind\s+words|(?:happy\s+)?birthdays?(?:\s+to)?|(?:trivia|quiz)(?:\s+answers?)?|job\s+board|jobs|corrections?
        (?:\s+and\s+clarifications)?|clarification
        |historybook|(?:today['’]s\s+)?(?:weather|forecast)|podcast|quote\s+of\s+the\s+(?:day|week)
        |photo\s+of\s+the\s+day
        |playlist|on\s+the\s+turntable|now\s+playing|soundtrack|earworm|our\s+picks|contact|media\s+contact|press\s+contact|ad)\s?:
    | happy\s+birthday\b | (?:spotted|transitions?|(?:media|staff|career|personnel)\s+moves?|out\s+and\s+about|weddings?
        |welcome\s+to\s+the\s+world|(?:bonus\s+)?birthdays?|engaged)\s*(?:[—–]|-\s|\s(?:at|in|on)\s|\W*$)
    | (?:(?:the\s+)?sick\s+of\s+the\s+parish|(?:prayer|sick)\s+list|mass\s+intentions)\s?:\s
    | (?:▶|⏯|🎧\s*listen\b)
    | (?:read\s+next|related(?:\s+reading)?|see\s+also|you\s+(?:may|might)\s+also\s+(?:like|enjoy))\s?:\s
    | (?:on\s+(?:the|our|this\s+week['’]s|today['’]s)\s+(?:podcasts?\s?:|(?:[\w’'&]+\s){0,4}podcast,\s+our\b)
        |the\s+(?:[\w’'&]+\s){1,4}podcast\s?:|on\s+this\s+day\s?[:,]|how\s+did\s+you\s+do\?)
    | (?:on\s+)?(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d{1,2},?\s+)(?:1\d{3}
        |200\d)\s?[:—–]\s
    | (?:this|the|our)\s+(?:conversation|interview|transcript|discussion|q\s?&\s?a|essay|article|post|piece|story
        |report)\s+(?:(?:has|have)\s+been\s+|was\s+|is\s+|originally\s+|first\s+){1,3}(?:(?:lightly|slightly)\s+)?
        (?:edited|condensed|published|written|adapted|translated|appeared|excerpted|reprinted)\b
    | [“"][^”"]{10,300}[”"]\s*[-–—]\s*[A-Z].{2,100}$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_FURNITURE = re.compile(  # counters, ratings and buttons that mail programs and platforms set around a text
    r"""
      ^(?:
          [\W\d]*(?:\b(?:likes?|tweet|comments?|restacks?|share|paid|free|read\s+in\s+app|open\s+in\s+app
            |listen)\b[\W\d]*)+$
        | [\W\d_]+$ | \W*(?:⭐|★|🌟|👍|👎).{0,30}$
        | \[?\W*(?:external|caution|warning)\b.{0,20}(?:e-?mail|sender|message)\b.*
        | for\s+(?:immediate\s+release|planning\s+purposes).{0,30}$ | embargoed\b.{0,60}$ | sent\s+from\s+my\s+\w+
        | let['’]s\s+(?:get\s+(?:into|to|started)|dive\s+in|begin|go)\b.{0,20}$
        | (?:with\s+)?(?:help|assists?|contributions?)\s+from\b.{0,80}$
        | (?:open|get|download)\s+(?:the\s+)?[A-Z]\w+(?:\s+app)?$
        | (?:to\s+)?(?:log\s?in|sign\s+in)\s+(?:or|to)\b.{0,80}$
        | (?:see|view)\s+(?:all|more)\b.{0,30}(?:results|alerts|stories|posts)\b.*$ | edit\s+this\b.{0,20}
        | please\s+support\s+our\s+(?:sponsors|partners|advertisers) | (?:issue|edition)\s+(?:no\.?\s*)?\#?\d+\b.{0,40}$
        | \W*(?:stock|market|price)s?\s+data\b.{0,120}$ | send\s+(?:us\s+)?(?:your\s+)?(?:news\s+)?tips\b.{0,140}$
        | thanks\s+to\s+.{2,60}\s+for\s+(?:editing|contributing|copy\s?editing)\b.{0,60}
        | (?!.*[.!?]\s+[A-Z].{40})[\w\s'’&|-]{2,60}(?:\bis|,)\s+(?:an?\s+(?:\w+\s)?(?:product|service|publication
            |project|(?:letter|newsletter|bulletin)(?=\s+of\s+the\s+(?-i:[A-Z])))\s+of
            |(?:compiled|edited|curated|written)\s+by)\b.{0,120}$
        | know\s+(?:someone|anyone)\s+who\b.{0,100} | (?:note|letter)\s+from\s+the\s+editor$
        | (?:[—–]|--?)\s?[A-Z][\w.'’-]+(?:,?\s[A-Z][\w.'’-]+){0,4}$
        | \W*(?:i\s+)?(?:loved?|liked?|hated?)\s+it\b.{0,60}$
        | \W*(?:it\s+was\s+)?(?:ok(?:ay)?|meh|so-so|fine|great|awful
            |not\s+(?:for\s+me|great|good|bad)|needs\s+(?:work|improvement)|could\s+be\s+better)\W*$
        | how\s+(?:did\s+you\s+(?:like|enjoy|find)|was|would\s+you\s+rate|do\s+you\s+rate)\s+(?:this
            |today['’]s)\b.{0,60}$
        | \W*all\s+times\s+(?:are\s+)?(?:in\s+)?[\w\s.]{2,40}\)?$ | enjoying\s+.{2,60}\?(?:\s.{0,60})?$
        | need\s+help\b.{0,100}$ | (?:claim|redeem|unlock)\s+(?:my|your|this)\b.{0,40}$
        | (?:a\s+)?(?:paid\s+)?subscriptions?\s+(?:gets?|gives?)\s+you\b.{0,60}
        | (?:this|the\s+rest\s+of\s+this)\s+(?:post|article|issue)\s+is\s+(?:for
            \s+(?:paid|paying)|public|free)\b.{0,100}
        | (?:get|download)\s+(?:the|our)\s+(?:\S+\s+){1,3}app\W*$ | (?:attorney\s+advertising|prior\s+results)\b.{0,80}
        | leave\s+a\s+comment$ | flag\s+as\s+irrelevant$ | \#(?:\s?\#)+$
        | (?:this|today['’]s)\s+(?:newsletter|edition|issue|briefing|e-?mail)\s+(?:was|is)?\s*(?:edited|written
            |produced|curated|compiled)\b
        | (?:or\s+)?(?:upgrade|go\s+paid)(?:\s+(?:now|today|here|to\s+(?:a\s+)?(?:paid|premium|pro|plus)\b.{0,30}
            |(?:your|my)\s+(?:plan|account|subscription|membership)\b.{0,30}))?\W*$
        | please\s+(?:register|rsvp|reply)\b.{0,120}
        | (?:ps|p\.s\.)?\s*(?:written|edited)\s+by\b.{0,80}$
    ) | \b(?:
          do(?:es)?\s+not\s+(?:necessarily\s+)?(?:reflect|represent)\s+the\s+(?:official\s+)?(?:views?|opinions?
            |positions?)\b
        | (?:could|would)n['’]t\s+(?:happen|exist|be\s+possible)\s+without\b
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SOURCES = re.compile(
    r"(?:More|Also|Discussion|Related)\s?:\s@?[A-Z@][\w&.'’-]*(?:\s[A-Z][\w&.'’-]*){0,2}"
    r"(?:,\s@?[A-Za-z][\w&.'’-]*(?:\s[A-Z][\w&.'’-]*){0,2})*"
)
_PITCH = re.compile(  # an advertisement that says whose it is and goes on in the same paragraph
    r"^\W*(?:(?:a|an)\s+)?(?:paid\s+|sponsored\s+)?(?:message|word)\s+from\s+(?!(?:the|our|your)\s+(?:president|editor|mayor"
    r"|governor|dean|director|chair|publisher)|\w+\s+(?:president|editor))[^:.]{2,60}:",
    re.IGNORECASE,
)
_OPENS_PAID = re.compile(  # the label of an advertisement run into its first line
    r"^\W{0,3}(?:(?:Advertisement|ADVERTISEMENT|Advertorial|Paid\s+advertisement|PAID\s+ADVERTISEMENT|Sponsored\s+content|SPONSORED\s+CONTENT"
    r"|Partner\s+content)\s+[A-Z“\"]|(?:Sponsored|Brought\s+to\s+you|Paid\s+for)\s+by\s+(?:the\s+)?[A-Z].{20})"
    r"|[.!?]\s+(?:Paid\s+advertisement|Advertisement|Sponsored\s+content)\W*$"
)
_PROMO_CODE = re.compile(
    r"\b(?:[Uu]se|[Ww]ith|[Ee]nter|[Pp]romo)\s+(?:the\s+|our\s+|promo\s+)?code\s+[A-Z][A-Z\d]{3,}\b"
)
_FORWARD = re.compile(r"-*\s*(?:begin\s+)?(?:forwarded|original)\s+(?:message|mail)\b", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"^(?:\{[\w\s.]+\}|\[\[?[\w.]+\]\]?|%%?[\w.]+%%?|close|menu|home|search|skip to content|\W{1,6})$", re.IGNORECASE
)


def greets_with_news(text: str) -> bool:
    """Whether a greeting goes on with news: sentences that speak neither of the letter nor to its reader."""
    match = _GREETING.match(text)
    told = text[match.end() :] if match else ""
    return len(told.split()) >= MIN_TOLD and not _OF_THE_LETTER.search(told) and any(map(str.isupper, told[1:]))


def names_sources(text: str) -> bool:
    """Whether a line names others who tell the same story, and nothing else: "More: Courier, Ledger, @ana"."""
    several = "," in text or text.startswith("More")
    return several and len(text) <= MAX_SOURCES and bool(_SOURCES.fullmatch(text))


def asks_on(text: str) -> bool:
    """Whether a link right behind a piece asks to read, hear or see on ("Read the ruling", "Listen (4 min)")."""
    return len(text) <= 60 and _ASKS_ON.fullmatch(text) is not None


def is_link_label(text: str) -> bool:
    """Whether the words are nothing but the label of a link to the rest of a piece."""
    return len(text) <= 90 and bool(_LINK_LABEL.match(text))


def is_forward(text: str) -> bool:
    """Whether a forwarded mail begins here; what stands above it is the forwarder's own."""
    return len(text) <= 80 and bool(_FORWARD.match(text))


def is_sign_off(text: str) -> bool:
    """Whether an issue's goodbye starts here."""
    return len(text) <= 200 and bool(_SIGN_OFF.match(text))


def opens_tail(text: str) -> bool:
    """Whether these are words of the legal footer that ends a mail."""
    return len(text) <= 600 and bool(_TAIL.search(text))


def is_date_line(text: str) -> bool:
    """Whether a line is a day, or days, and nothing else."""
    return len(text) <= 120 and bool(_DATE_LINE.search(text))


def is_bio(text: str) -> bool:
    """Whether the words introduce a writer; only to be trusted near an issue's end."""
    return len(text) <= 400 and bool(_BIO.match(text))


def reason_of(text: str) -> Reason | None:
    """Why a line is no news by its own words alone, or None. Long texts are taken for news."""
    if is_credit(text):
        return Reason.METADATA
    if says_paid(text):
        return Reason.SPONSOR
    for pattern, limit, reason in _RULES:
        if len(text) <= limit and pattern.search(text):
            return reason
    return None


_RULES = (
    (_PLACEHOLDER, 40, Reason.BOILERPLATE),
    (_FURNITURE, 160, Reason.BOILERPLATE),
    (_ASIDE, 500, Reason.BOILERPLATE),
    (_SCRIPT, 300, Reason.SCRIPT),
    (_DATE_LINE, 120, Reason.METADATA),
    (_METADATA, 320, Reason.METADATA),
    (_SPONSOR, 160, Reason.SPONSOR),
    (_PITCH, 1200, Reason.SPONSOR),
    (_OPENS_PAID, 900, Reason.SPONSOR),
    (_PROMO_CODE, 600, Reason.SPONSOR),
    (_FOOTER, 240, Reason.FOOTER),
    (_SUBSCRIPTION, 240, Reason.SUBSCRIPTION),
    (_MASTHEAD, 400, Reason.MASTHEAD),
)
