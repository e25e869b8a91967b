"""What section headings promise: op-eds, events, headlines of others, one big story, short pieces."""

import re
from enum import StrEnum


class Promise(StrEnum):
    """What sort of pieces a section holds, as far as its name tells."""

    LEAD = "lead"
    OPINION = "opinion"
    EVENTS = "events"
    HEADLINES = "headlines"
    POLLS = "polls"
    PIECES = "pieces"  # a section by its name, of no particular sort


_PROMISES = (
    (
        Promise.OPINION,
        r"opinions?\b.*|op-?eds?\b.*|(?:.*\s)?(?:opinion|op-?eds?|commentary|editorials?|columnists?"
        r"|viewpoints?|perspectives?)"
        r"|commentary\b.*|editorials?\b.*|columns|views(?:\s+.*)?|voices|letters?\s+to\s+the\s+editor"
        r"|points?\s+of\s+view|have\s+your\s+say",
    ),
    (
        Promise.EVENTS,
        r"on\s+tap\b.*|on\s+our\s+radar|(?:.*\s)?(?:events?|calendar|agenda|datebook|diary)(?:\s+.*)?"
        r"|save\s+the\s+dates?"
        r"|coming\s+(?:up|soon)\b.*|up\s+next|(?:the\s+)?(?:week|day|month|days|weeks)\s+ahead"
        r"|looking\s+ahead|what(?:['’]s|\s+is)\s+(?:on|ahead|coming(?:\s+up)?|happening)\b.*"
        r"|(?:key\s+)?dates?(?:\s+.*)?|upcoming\b.*|(?:today|tomorrow"
        r"|this\s+week)(?:['’]s)?(?:\s+(?:on\s+the\s+hill|schedule|hearings|meetings))?|schedule"
        r"|hearings?(?:\s+.*)?|mark\s+your\s+calendars?",
    ),
    (
        Promise.HEADLINES,
        r"(?:what|things)\s+(?:we(?:['’]re|\s+are)|i(?:['’]m|\s+am)|others\s+are|you(?:['’]re|\s+are)"
        r"|the\s+team\s+is)\s+(?:reading|listening.*|watching.*)"
        r"|(?:around|across|from|elsewhere\s+on)\s+the\s+(?:web|nation|country|world|region|state|states"
        r"|internet|globe|wires?|papers?|press)"
        r"|elsewhere|(?:other\s+|more\s+)?(?:headlines|links)(?:\s+.*)?|(?:the\s+)?(?:reading\s+list|clips"
        r"|link\s*(?:round-?\s*up|list|s))|recommended\s+(?:reads|reading)|worth\s+(?:a\s+read|reading"
        r"|your\s+time)"
        r"|(?:good|great|weekend|long|further|extra)\s+reads?(?:ing)?",
    ),
    (
        Promise.POLLS,
        r"polls?|polling(?:\s+.*)?|poll\s+(?:watch|position|of\s+the\s+(?:day|week))|by\s+the\s+polls|survey\s+says",
    ),
    (
        Promise.LEAD,
        r"(?:the\s+)?(?:big|top|lead|main|cover)\s+(?:story|read|news|item|one)|(?:the\s+)?lead"
        r"|today(?:['’]s)?\s+(?:big|top|lead)\s+story|(?:the\s+)?big\s+(?:idea|thing|picture)"
        r"|(?:the\s+)?one\s+big\s+thing|driving\s+the\s+(?:day|week)|top\s+of\s+the\s+(?:morning|agenda|news)"
        r"|story\s+of\s+the\s+(?:day|week)",
    ),
    (
        Promise.PIECES,
        r"essential\s+reads|in\s+(?:other|brief|short|case\s+you\s+missed\s+it|the\s+(?:news|courts?|states?"
        r"|markets?|house|senate|city|region|capital))(?:\s+news)?|icymi|also\b.{0,30}|(?:more|other|latest"
        r"|local|national|international|foreign|breaking|top|key|world|business|today['’]s|market|sports?"
        r"|tech|regional|state|industry|company|weekly)\s+(?:news|stories|reads|briefs?|developments?"
        r"|updates?)"
        r"|(?:news\s+)?(?:briefs?|bites?|nuggets|digest|round-?\s?up|wrap|snippets|shorts)|quick\s+(?:hits"
        r"|reads|takes|links)|trending(?:\s+.*)?|(?:most|editors?['’]?s?|staff)\s+(?:read|popular|picks?"
        r"|viewed|shared)|top\s+(?:stories|news|lines?|reads)|(?:the\s+)?(?:latest|rest|news|rundown|lowdown"
        r"|headlines)|notables?|noteworthy|worth\s+(?:knowing|noting)|what\s+(?:else|to\s+(?:know"
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
    r"|of note|reality check|worth noting|threat level|our take|the other side|quick take|remember|meanwhile)\b.{0,40}",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:newsletter|daily|weekly|monthly|brief|briefing|digest|bulletin|dispatch(?:es)?|gazette|monitor"
    r"|tracker|memo|letter|"
    r"round-?\s?up|wrap|update|playbook|edition|issue|current events|morning|evening|post|herald|courier"
    r"|ledger|insider)\b",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"^[^\w“\"‘'(]+|[^\w)”\"’'.!?]+$")


def promise_of(heading: str) -> Promise | None:
    """What a section of this name holds; None when the words are no usual section name."""
    name = plain_name(heading).rstrip(".!:")
    if not name or len(name) > 60 or len(name.split()) > 8:
        return None
    return next((promise for promise, pattern in _PATTERNS if pattern.fullmatch(name)), None)


def plain_name(heading: str) -> str:
    """A heading's words without pictures, rules and colons around them."""
    return _DECORATION.sub("", heading) or heading


def is_story_label(text: str) -> bool:
    """Whether the words label a paragraph inside a story ("Why it matters:")."""
    return bool(_LABELS.fullmatch(plain_name(text).rstrip(".!:?")))


def is_newsletter_name(text: str) -> bool:
    """Whether the words sound like the name of a newsletter."""
    return len(text.split()) <= 10 and bool(_NAME.search(text))
