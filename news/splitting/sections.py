"""What section headings promise: op-eds, events, headlines of others, one big story, short pieces."""

import re
from collections.abc import Sequence
from enum import StrEnum


class Promise(StrEnum):
    """What sort of pieces a section holds, as far as its name tells."""

    LEAD = "lead"
    OPINION = "opinion"
    EVENTS = "events"
    HEADLINES = "headlines"
    POLLS = "polls"
    PIECES = "pieces"  # a section by its name, of no particular sort
    ASIDE = "aside"  # no news: games, quotes, pictures, weather, jobs, what sponsors and the publisher want


OFFICE = (  # whose word to the readers is no advertiser's, and no greeting
    r"(?:(?:the|our|your)\s+)?(?:father|mother|sister|brother|pastor|rector|vicar|priest|rabbi|imam|bishop)\b"
)
_PROMISES = (
    (
        Promise.ASIDE,
        r"(?:(?:brain\s+)?games?|puzzles?|quiz|trivia|crosswords?|horoscopes?|sudoku|lottery)(?:\s+(?:time|corner|night"
        r"|of\s+the\s+(?:day|week)|break|answers?))?|(?:daily|today['’]s|mini|weekly|news|the|pop)\s+(?:puzzles?|games?"
        r"|quiz|trivia|crossword|horoscope)s?|(?:today['’]s\s+)?(?:quot(?:e|able|ation)s?|photo|picture|image|video|song"
        r"|word|tweet|post|meme|joke|recipe|cartoon|dad\s+joke|fun\s+fact)s?(?:\s+of\s+the\s+(?:day|week|month))"
        r"|today['’]s\s+(?:quote|photo|picture|video|word|joke|recipe)|(?:today\s+)?in\s+(?:pictures|photos)"
        r"|(?:dad|bad|reader)\s+jokes?|(?:quick|cryptic)\s+crosswords?|(?:reader|readers['’])\s+(?:photos?|pictures?|pics?|art)"
        r"|(?:now|we(?:['’]re|\s+are))\s+hiring|work\s+(?:with|for)\s+us|join\s+(?:our|the)\s+team|vacanc(?:y|ies)|(?:job|career)\s+opportunities"
        r"|(?:trending|featured|top|latest|our)\s+videos?|must[- ]watch|watch\s*(?:&|and|/|or)\s*listen"
        r"|if\s+you\s+(?:only\s+)?(?:watch|listen\s+to)\s+one\s+thing(?:\s+today)?|key\s+figures|your\s+comments"
        r"|(?:share|refer)\s+(?!prices?|markets?|buybacks?)(?:a\s+friend|the\s+\w+|\w+)"
        r"|(?:(?:our|the|latest|on\s+the)\s+)?podcasts?|(?:now\s+)?listen(?:ing)?(?:\s+(?:now|up|in))?|videos?"
        r"|watch(?:\s+(?:now|this|and\s+listen))?"
        r"|(?:(?:new|featured|latest|open|who['’]s)\s+)?(?:jobs?|hiring|careers|job\s+(?:board|openings|listings))"
        r"(?:\s+(?:board|openings|listings|of\s+the\s+(?:day|week)|to\s+check\s+out))?|classifieds"
        r"|(?:today['’]s\s+|the\s+|your\s+)?(?:weather|forecast)(?:\s+(?:today|forecast|report|watch))?"
        r"|(?:happy\s+)?birthdays?(?:\s+today)?|become\s+an?\s+\w+|join\s+us|support\s+(?!for\b)\w+(?:\s+\w+){0,2}|obituaries|recs|our\s+picks|spotted|corrections?(?:\s+.{0,40})?|historybook"
        r"|(?:on\s+)?this\s+day(?:\s+in\s+history)?|today\s+in\s+history|time\s?stamps|feedback|stay\s+connected|reader\s+(?:poll|mail)"
        rf"|(?:today['’]s\s+|our\s+)?sponsors?\b.*|sponsored\b.*|(?:a\s+)?(?:message|word)\s+from\s+(?!{OFFICE}).*"
        r"|(?:from\s+)?our\s+(?:partners|sponsors)|partner\s+content",
    ),
    (
        Promise.OPINION,
        r"(?!.*\b(?:(?:headlines|news)\s+(?:and|&)|pages?\s+of)\s)(?:opinions?\b[^:]*|op-?eds?\b[^:]*|(?:.*\s)?(?:opinion|op-?eds?|commentary|editorials?|columnists?"
        r"|viewpoints?|perspectives?|guest\s+(?:views?|essays?|columns?|posts?))"
        r"|commentary\b[^:]*|editorials?\b[^:]*|columns|views(?:\s+.*)?|voices|letters(?:\s+to\s+(?:the\s+\w+|us))?"
        r"|points?\s+of\s+view|have\s+your\s+say)",
    ),
    (
        Promise.EVENTS,
        r"on\s+tap\b.*|on\s+our\s+radar|(?!(?:top|head|first)\s+o[fn]\s|current\s+events|.*\b(?:statement|remarks)\s+on\b)(?:.*\s|l['’])?(?:events?|calendar|agenda|datebook|diary)(?:\s+.*)?"
        r"|(?:upcoming\s+|public\s+)?(?:webinars?|meetings?|lectures?|conferences?|listings)(?:\s+(?:and|&)\s+.*)?|talks\s+(?:and|&)\s+.*"
        r"|save\s+the\s+dates?|(?:(?:week|weekend|day|your|\w+day|month)(?:['’]s)?\s+)?planner|(?:today['’]s\s+|the\s+)?look[-\s]?ahead(?:\s+\(.{2,20}\))?"
        r"|(?:things|what|where)\s+to\s+(?:do|go|be)(?!\s+(?:now|next|about|if|when|first)\b)(?:\s+.*)?|on\s+(?:deck|the\s+docket|the\s+horizon|the\s+calendar|the\s+agenda)|daybook"
        r"|.{0,40}\b(?:keeping\s+(?:tabs|an\s+eye)\s+on|to\s+watch\s+for|happening|in\s+store|on\s+our\s+calendar)(?:\s+(?:today|tomorrow|this\s+\w+|next\s+week|for\s+\w+))"
        r"|coming\s+(?:up|soon)\b.*|up\s+next|(?:the\s+)?(?:week|day|month|days|weeks)\s+ahead"
        r"|looking\s+ahead|what(?:['’]s|\s+is)\s+(?:on|ahead|coming(?:\s+up)?|happening)\b.*"
        r"|(?:key\s+|important\s+)?dates?(?:\s+.*)?|upcoming\b.*|(?:today|tomorrow"
        r"|this\s+week)(?:['’]s)?(?:\s+(?:on\s+the\s+hill|schedule|hearings|meetings))?|schedule"
        r"|hearings?(?:\s+.*)?|mark\s+your\s+calendars?|(?:committee|public|upcoming|council|board)\s+(?:meetings?|hearings?)(?:\s+(?:for|on|this|today|tomorrow)\b.*)?",
    ),
    (
        Promise.HEADLINES,
        r"(?:what|things)\s+(?:we(?:['’]re|\s+are)|i(?:['’]m|\s+am)|others\s+are|you(?:['’]re|\s+are)"
        r"|the\s+team\s+is)\s+(?:reading|listening.*|watching.*)"
        r"|(?:around|across|from|elsewhere\s+on)\s+the\s+(?:web|nation|country|world|region|state|states"
        r"|internet|globe|wires?|papers?|press)"
        r"|elsewhere|(?:recent|related|further)\s+(?:articles|posts|reading|stories|coverage)|(?:other\s+|more\s+)?(?:headlines|links)(?:\s+.*)?|(?:the\s+)?(?:reading\s+list|(?:news\s+|press\s+)?clips"
        r"|link\s*(?:round-?\s*up|list|s))|recommended\s+(?:reads|reading)|worth\s+(?:a\s+read|reading"
        r"|your\s+time)"
        r"|(?:good|great|weekend|long|further|extra|morning|afternoon|evening|must|short|quick)\s+reads?(?:ing)?",
    ),
    (
        Promise.POLLS,
        r"numbers?\s+of\s+the\s+(?:day|week|night|morning|month)|(?:the\s+|one\s+|a\s+)?(?:big\s+|daily\s+|key\s+)?numbers?(?:\s+crunch)?|stat(?:istic)?s?\s+of\s+the\s+(?:day|week)"
        r"|(?:(?:new|latest|recent|notable)\s+)?polls?(?:\s+of\s+note)?|polling(?:\s+.*)?|poll\s+(?:watch|position|of\s+the\s+(?:day|week))|by\s+the\s+polls|survey\s+says",
    ),
    (
        Promise.LEAD,
        r"(?:the\s+)?(?:big|top|lead|main|cover)\s+(?:story|read|news|item|one)|(?:the\s+)?lead"
        r"|today(?:['’]s)?\s+(?:big|top|lead)\s+story|(?:the\s+)?big\s+(?:idea|thing|picture)"
        r"|(?:the\s+)?one\s+big\s+thing|driving\s+the\s+(?:day|week)|top\s+of\s+the\s+(?:morning|agenda)"
        r"|story\s+of\s+the\s+(?:day|week)",
    ),
    (
        Promise.PIECES,
        r"need\s+to\s+know|in\s+the\s+know|(?:and\s+)?(?:finally|lastly)(?:\s+today)?|odds\s+and\s+ends|(?:and\s+)?one\s+(?:last|more|fun|final)\s+(?:thing|story)"
        r"|essential\s+reads|in\s+(?:other|brief|short|case\s+you\s+missed\s+it|the\s+(?:news|courts?|states?"
        r"|markets?|house|senate|city|region|capital))(?:\s+news)?|icymi\b.*|also\b.{0,30}|(?:more|other|latest"
        r"|local|national|international|foreign|breaking|top|key|world|business|today['’]s|market|sports?"
        r"|tech|regional|state|industry|company|weekly)\s+(?:news|stories|reads|briefs?|developments?"
        r"|updates?)"
        r"|(?:news\s+)?(?:briefs?|bites?|nuggets|digest|round-?\s?up|wrap|snippets|shorts)|quick\s+(?:hits"
        r"|reads|takes|links)|trending(?:\s+.*)?|(?:most|editors?['’]?s?|staff)\s+(?:read|popular|picks?"
        r"|viewed|shared)|top\s+(?:of\s+the\s+news|stories|news|lines?|reads)|(?:the\s+)?(?:latest|rest|news|rundown|lowdown"
        r"|headlines)|stories|notables?|noteworthy|worth\s+(?:knowing|noting)|what\s+(?:else|to\s+(?:know"
        r"|watch))(?:\s+.*)?|(?:two|three|four|five|\d+)\s+(?:key|big|other|more|quick|good)\s+(?:stories"
        r"|reads|things|links)\b.*"
        r"|(?:politics|world|nation(?:al)?|international|business|economy|markets?|finance|money"
        r"|tech(?:nology)?|science|health|climate|environment|energy|defen[cs]e|security|sports?|culture"
        r"|arts?|education|crime|law|local|regional|elections?|campaigns?|europe|asia|africa|americas?"
        r"|middle\s+east|transport(?:ation)?|housing|cyber(?:security)?|u\.?s\.?|uk|at\s+home|abroad"
        r"|overseas)(?:\s*(?:&|and|,|/)\s*[\w\s&,]{2,30})?",
    ),
)
_PATTERNS = tuple((promise, re.compile(rf"(?:{words})", re.IGNORECASE)) for promise, words in _PROMISES)
_INTROS = (
    (Promise.OPINION, re.compile(r"\b(?:opinions?|op-?eds?|commentar(?:y|ies)|columnist)\b", re.IGNORECASE)),
    (Promise.EVENTS, re.compile(r"^(?:upcoming|coming\s+up|events?)\b|\bevents?\s+(?:we|in|to)\b", re.IGNORECASE)),
    (Promise.HEADLINES, re.compile(r"\b(?:from|in|at)\s+other\s+(?:outlets|papers|publications)\b", re.IGNORECASE)),
)
# Words at which an article goes on; other letters would make them headings.
_LABELS = re.compile(
    r"(?:why (?:it|this) matters|the (?:big|bigger|full) picture|driving the news|go deeper|what(?:['’]s"
    r"| is) (?:next|new|at stake|happening"
    r"|the)|between the lines|zoom (?:in|out)|by the numbers|(?:the )?(?:context|background|backdrop"
    r"|state of play|details|numbers|bottom line|"
    r"intrigue|stakes|latest|upshot|catch|takeaways?|other side|flip ?side)|yes,? but|flashback"
    r"|how it works|what (?:they['’]re|"
    r"we['’]re|he['’]s|she['’]s|others are) (?:saying|hearing|watching)|what (?:to (?:watch|know|expect)"
    r"|we know|happened|it means)|catch up quick"
    r"|of note|reality check|worth noting|threat level|our take|the other side|quick take|remember|meanwhile"
    r"|lo que (?:(?:ya )?se sabe|(?:a[uú]n )?falta saber|viene)|por qu[eé] importa|(?:las )?claves|el contexto"
    r"|was wir wissen|warum (?:das|es) wichtig ist|wie es weitergeht|(?:der )?hintergrund"
    r"|pourquoi c['’]est|ce que l['’]on sait|ce qu['’]il faut savoir"
    r"|le contexte)\b.{0,40}",
    re.IGNORECASE,
)
# Headings of the parts of one document; as sections of a letter they are rare.
_PART_LABELS = re.compile(
    r"(?:(?:key|main|top)\s+)?(?:takeaways?|points|findings|facts|messages|considerations)|(?:executive\s+)?summary|overview"
    r"|introduction|background(?:\s+and\s+\w+)?|conclusions?|discussion|analysis|implications(?:\s+for\s+.{2,40})?"
    r"|(?:\w+\s+)?recommendations|(?:\w+\s+)?next\s+steps|looking\s+forward|practical\s+\w+|methodology|what\s+(?:has|have)"
    r"(?:n['’]t|\s+not)?\s+(?:changed|happened)|(?:what|how)\s+.{2,40}\s+(?:should|must|can)\s+(?:do|know|expect)\b.{0,20}"
    r"|what\s+(?:this|it|that)\s+means\b.{0,30}|action\s+items|our\s+view|my\s+(?:take|view)|frequently\s+asked\s+questions"
    r"|the\s+(?:scoop|news|facts|decision|ruling|rule)|know\s+more|room\s+for\s+disagreement|the\s+view\s+from\s+.{2,30}"
    r"|\w+['’]s\s+view|what\s+the\s+(?:left|right)\s+is\s+saying|(?:effective|compliance)\s+dates?|who\s+is\s+(?:affected|covered)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:newsletter|daily|weekly|monthly|brief|briefing|digest|bulletin|dispatch(?:es)?|gazette|monitor"
    r"|tracker|memo|letter|"
    r"round-?\s?up|week\s+in\s+review|wrap|update|playbook|edition|issue|current events|morning|evening|post"
    r"|herald|courier"
    r"|ledger|insider)\b",
    re.IGNORECASE,
)
_VIEWS = re.compile(
    r"(?!.*(?:\band\b|&|\bnews\b))(?:.{2,40}\s[|:·–—-]\s+)?(?:[\w'’-]+\s+){0,3}(?:opinions?|op-?eds?|commentary|editorials?)"
    r"(?:\s+(?:today|daily|weekly|newsletter|digest|letter|brief(?:ing)?|round-?up|pages?|section))?",
    re.IGNORECASE,
)
# Names that say what kind of pieces stand below, but seldom enough that they do not say how those are set.
_VIEWS_BELOW = re.compile(
    r"comments?|commentaries|correspondence|(?:(?:one|a|your|our|the)\s+)?letters?\s+to\s+(?:the|our)\s+editors?|.*\bcolumnists?\b.*|columns?|(?:the\s+)?lead\s+column|from\s+(?:the|our)\s+(?:editorial\s+board|columnists?|pens?"
    r"|opinion\s+.*)|(?:your|readers['’]?|the)\s+letters|letters\b.*|letter\s+of\s+the\s+\w+|readers?\s+(?:talk\s+back|write|respond|react)"
    r"|(?:from|by)\s+our\s+(?:experts|scholars|fellows)|leader\s+columns?|leading\s+articles?|standpoints?"
    r"|(?:the\s+)?[\w'’]+\s+says|we\s+say|soap\s?box(?:es)?|arguments?|(?:hot\s+)?takes|think\s?pieces"
    r"|(?:in\s+)?my\s+(?:opinion|view|take|two\s+cents)|(?:the\s+)?commentariat|.*\b(?:op-?eds?|opinions?|editorials?)\b.*|(?:\w+\s+)?(?:voices|essays)(?:\s+(?:and|&)\s+\w+)?"
    rf"|(?:a\s+)?(?:word|message|letter)\s+from\s+{OFFICE}.*"
    r"|(?:(?:a\s+)?(?:word|note|letter)\s+)?from\s+(?:the|our|your)\s+(?:editor|publisher|mayor|chair(?:man|woman)?|president)(?:['’]s\s+\w+|s?)"
    r"|(?:the\s+)?editor['’]s\s+(?:desk|letter|column|view|pen|notebook)|(?:for|pro)\s+(?:and|&)\s+(?:against|con)|.*\bto\s+argue\s+with"
    r"|from\s+(?:the|our)\s+(?:inbox|readers)|(?:from\s+)?(?:the|our|your)\s+(?:mailbag|mailbox|postbag)|meinung(?:en)?|kommentare?|leitartikel|leserbriefe|(?:presse)?stimmen\b.*|tribunes?|éditos?"
    r"|éditoria(?:l|ux)|débats|points?\s+de\s+vue|courrier\s+des\s+lecteurs|opinión|tribuna|columnas?|editoriales|cartas\s+al\s+director|opinioni|commenti",
    re.IGNORECASE,
)
_FIGURES_BELOW = re.compile(
    r"(?:the\s+|a\s+|one\s+)?(?:figures?|numbers?|stat(?:istic)?s?|data\s+point)(?:\s+(?:of|for)\s+the\s+(?:day|week|month))?|by\s+the\s+numbers"
    r"|(?:the\s+)?(?:chart|graphic|number|figure)s?\s+of\s+the\s+(?:day|week|month|night|morning)|in\s+\w+\s+charts?|graphic\s+detail"
    r"|(?:(?:[\w'’]+\s+){0,2}|.*\b(?:day|week|month)['’]s\s+)(?:stat|figure|number|digit)s?(?:\s+line|\s+(?:of|for)\s+(?:the|this)\s+\w+)?|(?:the\s+)?(?:public\s+opinion|crosstabs|pulse)"
    r"|in\s+(?:numbers|figures)|(?:the\s+)?(?:week['’]s\s+|day['’]s\s+)?(?:survey|poll)s?(?:\s+of\s+the\s+(?:day|week)|\s+du\s+jour)?"
    r"|(?:die\s+)?zahl\s+(?:des|der)\s+\w+|(?:le\s+)?chiffre(?:\s+(?:du|de\s+la)\s+\w+)?|(?:el\s+dato|la\s+cifra)(?:\s+(?:del|de\s+la)\s+\w+)?"
    r"|il\s+numero(?:\s+(?:del|della)\s+\w+)?",
    re.IGNORECASE,
)
_FIGURE_OF = re.compile(
    r"(?:the\s+)?(?:figure|number|stat(?:istic)?|data\s+point)\s+(?:of|for)\s+the\s+(?:day|week|month)|one\s+(?:figure|number)",
    re.IGNORECASE,
)
_LEAD_BELOW = re.compile(  # in the singular: "Top stories" leads with none
    r"(?:(?:the\s+)?(?:big|top|lead|main|cover)\s+(?:story|topic|one|item|thing|picture|idea|line|piece|article|event)|(?:the\s+)?lead"
    r"|(?:the\s+)?(?:1|one)\s+big\s+thing|(?:driving|leading)\s+the\s+(?:day|week|morning)|(?:the\s+)?top\s+of\s+the\s+(?!news\b|morning\b)\w+"
    r"|story\s+of\s+the\s+(?:day|week)|(?:the\s+)?splash|tonight['’]s\s+lead|page\s+one|thema\s+des\s+tages|à\s+la\s+une|le\s+fait\s+du\s+jour"
    r"|(?:el\s+)?tema\s+del\s+día)(?:\s+today)?(?::\s.*)?",
    re.IGNORECASE,
)
_OWN_PIECES = re.compile(
    r"(?:our\s+)?(?:latest|recent|new|earlier|previous)\s+(?:reporting|coverage|investigations?|publications?|research|(?:\w+\s+)?papers|analys[ei]s|episodes"
    r"|dispatches|articles|conversations|interviews)|(?:our|the)\s+latest\s+(?:features?|reports|commentary)"
    r"|(?:the\s+)?latest\s+from\s+the\s+(?:institute|cent(?:re|er)|newsroom|program(?:me)?|foundation|project|lab|blog|magazine)"
    r"|more\s+(?:from|of\s+our)\s+.{2,50}|read\s+more\s+(?:on|about)\s+.{2,50}|(?:also|new|the\s+latest|latest)\s+from\s+our\s+.{2,50}"
    r"|new\s+from\s+.{2,50}|(?:.*\s)?(?:from|in)\s+(?:our|the)\s+(?:new\s+issue|archives?|vault)\b.*|our\s+long(?:er)?[\s-]reads?|from\s+.{2,40}\bown\s+\w+"
    r"|from\s+our\s+(?:own\s+)?(?:pages|newsroom|reporters|magazine)|de\s+nuestro\s+archivo|aus\s+(?:unserem|dem)\s+archiv|de\s+nos\s+archives|dal\s+nostro\s+archivio"
    r"|(?:icymi|in\s+case\s+you\s+missed\s+it)\b.*|(?:also\s+|elsewhere\s+|this\s+week\s+)?on\s+(?:our|the)\s+(?:site|website|web\s*site|pages)",
    re.IGNORECASE,
)
_OWN_PLACE = (
    re.compile(  # "Also from the Courier", where that is the letter's own name; "Elsewhere in Orm" is of the town
        r"(?i:(?:also|elsewhere|new|latest|today|this\s+week)\s+(?:from|on|at)\s+(?:the\s+)?)(?P<name>[A-Z0-9].{1,38})"
    )
)
_MAX_LETTER = 8  # words of a letter's name; below it may stand a sentence
_EVENTS_BELOW = re.compile(
    r"what(?:['’]s|\s+is)\s+next|where\s+(?:to\s+(?:find|see|meet|drink|eat)\b.*|(?:we|i)(?:['’]ll)?\s+be).*|(?:rooms|places)\s+we.*|join\s+(?:in|us)|out\s+(?:and|&)\s+about"
    r"|out\s+of\s+doors|in\s+person|moments|(?:events?|dates?|things)\s+to\s+watch|programs?|(?:the\s+)?(?:\w+\s+)?next\s+week|ahead|outlook|live"
    r"|happening\b.*|(?:come|go)\s+(?:find|see|meet|out)\b.*|on\s+(?:(?:the\s+)?air(?:waves)?|stage|screen|this\s+week(?:end)?)\b.*|.*\b(?:schedule|calendar|meetings?|conferences?|hearings?|engagements|deadlines?"
    r"|timetable|noticeboard|appearances|best\s+bets|outings)\b.*|(?:things\s+)?to\s+do|for\s+families|(?:to\s+)?keep\s+an\s+eye\s+on"
    r"|where\s+they\s+are|(?:termine|veranstaltungen|kalender|terminvorschau)\b.*|(?:à\s+venir|rendez-vous)\b.*|(?:próximas\s+citas|citas|eventos|calendario)\b.*"
    r"|(?:prossimi\s+)?appuntamenti\b.*|.*\bdates|forthcoming\b.*|media\s+round|(?:seminars?|workshops?|exhibitions?|walks|tours)(?:\s+(?:and|&)\s+\w+)?|\w+\s+days|meet\s+(?:us|the\s+\w+)|flagging"
    r"|planned\s+for\b.*|what\s+to\s+expect|get\s+(?:out|off)\b.*|(?:put\s+)?on\s+(?:your\s+radar|the\s+(?:clock|road|trail))|in\s+(?:committee|the\s+chamber)|watch\s?list|(?:on|off)\s+the\s+hill\s+(?:today|tomorrow|this\s+week)",
    re.IGNORECASE,
)
_NOTICES_BELOW = re.compile(  # things of their own, a line each: tenders, applications, grants
    r"(?:.*\s)?(?:tenders?|(?:planning\s+)?applications|procurement|permits|contracts|award(?:s|ed)|grants|licen[cs]es|bids|rfps)(?:\s+.*)?",
    re.IGNORECASE,
)
_DAY_BELOW = re.compile(
    r"(?:today|tomorrow|tonight|heute|morgen|aujourd['’]hui|demain|hoy|mañana|oggi|domani)\b.*", re.IGNORECASE
)
_REVIEWS = re.compile(
    r"\b(?:in\s+the\s+(?:papers|press|media)|papers?\s+(?:say|today)|(?:press|media)\s+(?:reviews?|summar(?:y|ies)|digest|watch|monitor(?:ing)?)|(?:edit|editorial)\s+pages"
    r"|presseschau|pressespiegel|revue\s+de\s+presse|kiosque|revista\s+de\s+prensa|rassegna\s+stampa"
    r"|front\s+pages?|must-?\s?reads?|clip\s+file|clippings|papers?\s+round"
    r"|(?:from\s+)?(?:across|around)\s+the\s+web|leaders|leader\s+columns?|links?\s+(?:i|we)\s+liked)\b",
    re.IGNORECASE,
)
_NEWS = re.compile(r"\bnews\b(?!\s+(?:and|&)\s)", re.IGNORECASE)
_EVENING = re.compile(r"\b(?:evening|nightly|tonight)\b(?!\s+(?:and|or)\s+morning)|\bgood\s+night\b", re.IGNORECASE)
_LONGER = re.compile(
    r"\b(?:week|weekend|weeks|month|months|(?<!day\s)ahead|upcoming|coming|next|soon|year|quarter|later)\b",
    re.IGNORECASE,
)
_LETTERED = re.compile(
    r"^(?:(?:[IVX]{1,5}|[A-H])[.)]|\[?\d{1,2}\]|(?i:part)\s+(?:\d{1,2}|[IVX]{1,5}|[A-H])\s*[—–:.-])\s+(?=\D)"
)
_NUMBERED = re.compile(r"^\d{1,2}[.)]\s+(?=\D)")  # so are pieces, too
_DETERMINER = re.compile(
    r"^(?:(?:today|tonight|this\s+(?:week|morning)|the\s+(?:day|week))['’]s|our|the|your|in\s+today['’]s)\s+",
    re.IGNORECASE,
)
_OPENERS = "“\"‘'("
_CLOSERS = ")”\"’'.!?…"


def promise_of(heading: str) -> Promise | None:
    """What a section of this name holds; None when the words are no usual section name."""
    name = _unlettered(heading)
    if not name or len(name) > 60 or len(name.split()) > 8:
        return None
    bare = _DETERMINER.sub("", name)
    forms = {name, bare}
    return next((promise for promise, pattern in _PATTERNS if any(map(pattern.fullmatch, forms))), None)


def holds_views(name: str) -> bool:
    """Whether a section's name says that its pieces are opinion."""
    return _names(_VIEWS_BELOW, name)


def holds_figures(name: str) -> bool:
    """Whether a section's name says that figures or polls stand below it."""
    return _names(_FIGURES_BELOW, name)


def names_figure(name: str) -> bool:
    """Whether a heading names a section of one figure, and no part of a story ("By the numbers")."""
    return _names(_FIGURE_OF, name)


def holds_events(name: str, *, hours: bool) -> bool:
    """Whether a section's name may be one of what is to come; a day's name is, above a piece that names its hour."""
    named = _names(_EVENTS_BELOW, name) or promise_of(_NUMBERED.sub("", name)) is Promise.EVENTS
    return named or (hours and _names(_DAY_BELOW, name))


def holds_notices(name: str) -> bool:
    """Whether a section's name says that its lines are no headlines but things: tenders, applications, grants."""
    return _names(_NOTICES_BELOW, name)


def holds_news(name: str) -> bool:
    """Whether a section's name says that its pieces are news, in a letter of opinion."""
    return _NEWS.search(name) is not None


def holds_lead(name: str) -> bool:
    """Whether a section's name says, in the singular, that the issue's main story stands below it."""
    return _names(_LEAD_BELOW, name)


def shows_own_pieces(name: str, letters: Sequence[str]) -> bool:
    """Whether a section's name says that the publisher shows there what it has printed elsewhere.

    letters: what the letter and its publisher are called.
    """
    own = _OWN_PLACE.fullmatch(plain_name(name))
    called = re.compile(rf"\b{re.escape(own['name'])}(?!\w)", re.IGNORECASE) if own else None
    named = [letter for letter in letters if len(letter.split()) <= _MAX_LETTER]
    return _names(_OWN_PIECES, name) or (called is not None and any(map(called.search, named)))


def reviews_papers(name: str) -> bool:
    """Whether a section's name says that it tells what other papers print."""
    return _REVIEWS.search(name) is not None


def names_longer_time(name: str) -> bool:
    """Whether a section's name speaks of more than one day."""
    return _LONGER.search(name) is not None


def _names(pattern: re.Pattern[str], heading: str) -> bool:
    name = _NUMBERED.sub("", _unlettered(heading))
    return len(name) <= 60 and any(pattern.fullmatch(form) for form in (name, _DETERMINER.sub("", name)))


def _unlettered(heading: str) -> str:
    """A section's name without the numeral or letter that it is listed by ("I. Meetings", "Part C - Events")."""
    return _LETTERED.sub("", plain_name(heading)).rstrip(".!:… ")


def promise_of_intro(text: str) -> Promise | None:
    """What the line below a section's name says that it holds; None when it says no such thing."""
    if len(text.split()) > 25:
        return None
    return next((promise for promise, pattern in _INTROS if pattern.search(text)), None)


def plain_name(heading: str) -> str:
    """A heading's words without pictures, rules and colons around them."""
    # By hand: a pattern tied to the end tries a long run of signs from each of its characters.
    start, end = 0, len(heading)
    while start < end and not (heading[start].isalnum() or heading[start] == "_" or heading[start] in _OPENERS):
        start += 1
    while end > start and not (heading[end - 1].isalnum() or heading[end - 1] == "_" or heading[end - 1] in _CLOSERS):
        end -= 1
    return heading[start:end] or heading


def is_story_label(text: str) -> bool:
    """Whether the words label a paragraph inside a story ("Why it matters:")."""
    return bool(_LABELS.fullmatch(plain_name(text).rstrip(".!:?")))


def is_part_label(text: str) -> bool:
    """Whether the words head a part of one document ("Key Takeaways", "What Has Changed")."""
    return bool(_PART_LABELS.fullmatch(plain_name(text).rstrip(".!:?")))


def of_the_evening(name: str) -> bool:
    """Whether what a newsletter is called, or its greeting, says that it comes out in the evening."""
    return _EVENING.search(name) is not None


def names_views(name: str) -> bool:
    """Whether a newsletter's name says that it is one of opinion ("Opinion Today")."""
    plain = plain_name(name)
    head = re.split(r":\s|\s--\s", plain, maxsplit=1)
    return any(len(form.split()) <= 8 and _VIEWS.fullmatch(form) for form in (plain, *head))


def is_newsletter_name(text: str) -> bool:
    """Whether the words sound like the name of a newsletter."""
    return len(text.split()) <= 10 and bool(_NAME.search(text))
