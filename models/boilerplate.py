"""Sentences that are a page's and not its news: credits, captions, calls to subscribe, notices, links."""

import re

# What a sentence opens with. Written without verbose mode's spaces: a blank stands for any white space.
_OPENS = (
    r"advertise?ments?\b",
    r"(?:sponsored|promoted) (?:content|by|post)",
    r"full story\b",
    r"story highlights\b",
    r"(?:enlarge|expand|view|zoom) (?:this |the )?(?:image|photo|gallery)\b",
    r"(?:image|media) (?:caption|source)\b",
    r"(?:story|article) continue[sd]\b",
    r"skip to\b",
    r"(?:related|trending|most (?:read|popular)) (?:stor|topic|article|now)",
    r"(?:log|sign) in\b",
    r"already a (?:subscriber|member)\b",
    r"(?:editor|author)['’]?s?['’]? note\b",
    r"corrections?(?: (?:and|&) clarifications?)?:",
    r"in this (?:week|month|morning|issue|edition)(?:['’]s (?:edition|issue|newsletter|podcast|episode))?:",
    r"(?:an? )?(?:corrections?|clarifications?) (?:was|were|has been|is) (?:made|added|appended|issued)\b",
    r"an? (?:earlier|previous) version (?:of (?:this|the (?:story|article|report))\b|mis\w+|incorrectly|wrongly)",
    r"get (?:unlimited|full|the latest|breaking|our|more)\b.*\b(?:access|news|newsletter|app|alerts|stories|inbox)\b",
    r"have a (?:news )?tip\b",
    r"(?:download|get) (?:the|our) (?:\w+ )?app\b",
    r"thank(?:s| you) for (?:signing|subscrib|reading)",
    r"please (?:enter|check|confirm|try again|consider (?:donat|support|subscrib))",
    r"play video\b",
    r"now playing\b",
    r"\d{1,2} min(?:ute)?s? (?:read|ago)\b",
    r"what to know (?:today|now)\b",
    r"more (?:from|on this)\b",
    r"topics?:",
    r"(?:play|pause|mute)\b\W*$",
    r"transcript:",
    r"(?:toggle|close) (?:menu|navigation)\b",
    r"loading\b\W*$",
    r"(?:read|see|find out|learn|show|load) (?:more|the full|full|also)\b",
    r"recommended:",
    r"unsubscribe\b",
    r"(?:click|tap|scroll) (?:here|down|through|on)\b",
    r"(?:read|watch|listen|related|more|see also|also read|live updates?):",
    r"(?:watch|listen) (?:live|now|the video)\b",
    r"follow (?:along|live|our|the latest)\b",
    r"copyright\b",
    r"(?:the )?(?:opinions?|views?) expressed (?:by (?:the )?(?:authors?|columnists?|contributors?|writers?)|here|above"
    r"|in this (?:article|column|commentary|piece|op-ed))\b",
    r"copy may not be (?:in its )?final\b",
    r"by signing up,? you agree\b",
    r"(?:you can )?read our privacy policy\b",
    r"©",
    r"\(c\) (?:19|20)\d\d",
    r"(?:photo|image|picture|video|file photo|photograph|illustration|graphic)"
    r"(?: (?:credit|by|courtesy|from|source))?\s*[:/]",
    r"(?:credit|caption|pictured)s?:",
    r"FILE ?[-–—:]",
    r"photos? (?:by|credit|courtesy)\b|photos:",
    r"sign up (?:here|now|today)\b",
    r"send us (?:your|an?)\b",
    r"(?:an? )?(?:daily|weekly) (?:summary|round-?up|digest) (?:of|on) "
    r"(?!.*\b(?:is|are|was|were|has|have|will|said)\b)",
    r"(?:picture|photo|image)s? taken (?:on )?[A-Z][a-z]+\.? \d",
    r"(?:published|updated|posted|last (?:updated|modified)|modified):",
    r"(?:share|tweet|print|email|e-mail|comments?) (?:this|on|via|article|story)\b",
    r"(?:privacy policy|terms of (?:use|service)|cookie (?:policy|settings))\b",
    r"by (?:[\w.’'\-]+ ){0,5}(?:for (?:mailonline|the daily mail)|reporter|correspondent|associated press"
    r"|press association|reuters)[\s.,|]*$",
)
# What it holds anywhere, each behind a piece of it in lower case that is looked for first: a form that cannot stand
# there costs a tenth of the time so.
_HOLDS = (
    ("enlarge", r"\benlarge this image\b"),
    ("this", r"\bthis (?:video|audio) (?:can ?not|file)\b"),
    ("check", r"\bcheck back for (?:more|updates)\b"),
    ("this", r"\bthis is a (?:developing|breaking) (?:news )?story\b"),
    (
        "this",
        r"\bthis (?:story|article|report|post|page) (?:has been|was|will be) (?:updated|corrected|edited|translated)\b",
    ),
    ("this", r"\bthis (?:article|story|post) (?:was )?(?:originally|first) (?:appeared|published)\b"),
    ("journalism", r"\bsupport (?:our|independent|progressive|quality|local) journalism\b"),
    ("transcript", r"\bthis is (?:a|an) (?:unedited |rush )+transcript\b"),
    ("twitter", r"\bpic\.twitter\.com/"),
    ("t.co", r"https://t\.co/"),
    ("http", r"=[\"'“”]?https?://"),
    ("(@", r"— .{2,60} \(@\w{1,15}\) [A-Z][a-z]{2,8}\.? \d{1,2}, 20\d\d"),
    ("your", r"\byour (?:e-?mail address|subscription|browser|ad choices|inbox)\b"),
    ("podcast", r"\b(?:download|listen to|subscribe to) (?:the|our|this) (?:\w+ ){0,2}podcast\b"),
    ("read", r"\bread (?:more|the full (?:story|article|report)) (?:at|on|here|in)\b"),
    *((word, rf"\b(?:photo|image|picture|video) {word}\b") for word in ("credit", "courtesy", "caption")),
    *((word, rf"\b(?:hand-?out|file|pool|stock) {word}\b") for word in ("photo", "picture", "image")),
    ("pool", r"\bpool via (?:ap|reuters|getty)\b"),
    ("(", r"\( ?(?:AP|Reuters|Getty|AFP)? ?(?:photo(?:graph)?|image|picture|video|credit)\b"),
    ("(", r"\((?:reuters|ap|afp|epa|getty|pool) ?/ ?[a-z]"),
    ("continue", r"\bcontinue reading\b"),
    ("scroll", r"\bscroll down for\b"),
    ("forward", r"\bdid someone forward you\b"),
    ("sign", r"\b(?:sign|signing) up (?:for|here|to)\b.*\b(?:newsletters?|emails?|alerts?|inbox|updates)\b"),
    ("subscri", r"\bsubscri(?:be|bing) (?:to (?:our|the|this)|now|here|today)\b"),
    ("newsletter", r"\bnewsletter\b.*\b(?:inbox|subscribe)\b"),
    ("follow", r"\bfollow (?:him|her|us|them|@?\w+(?: \w+)?) on (?:twitter|facebook|instagram|x)\b"),
    ("facebook", r"\blike us on facebook\b"),
    ("rights", r"\ball rights reserved\b"),
    ("may", r"\bmay not be (?:published|reproduced|reprinted|broadcast)\b"),
    ("contributed", r"\bcontributed to (?:this|the) (?:report|story|article)\b"),
    ("caption", r"\b(?:hide|toggle) caption\b"),
    ("getty", r"\bafp/getty\b"),
    ("shutterstock", r"\bshutterstock\b"),
    ("istock", r"\bistock\b"),
    ("cookies", r"\b(?:this (?:site|website)|we) uses? cookies\b"),
    *((word, rf"\b(?:enable|disable|accept) {word}\b") for word in ("javascript", "cookies")),
    ("blocker", r"\bad ?blocker\b"),
    ("confidential", r"\bfor confidential support\b"),
    (":", r"\d\d?:\d\d (?:EST|EDT|GMT|BST), \d"),
    ("view", r"\bview (?:this|original|in) (?:email|article|browser)\b"),
    *(
        (
            writer.split()[0],
            rf"\b(?:is|are) (?:an?|the) (?:[\w-]+ ){{0,4}}{writer} (?:at|for|with)\b"
            r".{0,80}\b(?:follow|twitter|email|reach)",
        )
        for writer in ("columnist", "contributor", "reporter", "correspondent", "staff writer", "fellow")
    ),
)
_HOUSE = r"(?:AP|AFP|EPA|Reuters|REUTERS|Getty|Alamy|Bloomberg|Sipa)"
_VIA = r"(?:Getty|Alamy|Shutterstock|Reuters|AP)\b\W*$"
# The same where the letters' case decides.
_HOLDS_EXACTLY = (
    ("reporting", r"\b[Rr]eporting by [A-Z][a-z]+ [A-Z]"),
    ("editing", r"\b[Ee]diting by [A-Z][a-z]+ [A-Z]"),
    ("writing", r"\b[Ww]riting by [A-Z][a-z]+ [A-Z]"),
    ("photo", rf"\b{_HOUSE} ?[Pp]hoto\b"),
    ("image", rf"\b{_HOUSE} ?Images?\b"),
    ("via", rf"\bvia ?{_VIA}"),
    ("/", rf"/ ?{_VIA}"),
    ("more", r"\bMORE\b(?= ?(?:\(|[a-z]|$))"),
    ("more", r"\w\w[a-z][A-Z0-9]\w* .*\bMORE(?:[,.;:—–-]|[’']s\b)"),  # links set into a name
)
# A video above the report, what a broadcaster says of it, and who speaks in a transcript.
_SHOWN = re.compile(
    r"CLOSE\s(?=[A-Z])|\|\s|\((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d{1,2}\)\s(?:AP|AFP|Reuters|CNN)\b"
    r"|(?:[A-Z][\w.’'-]*\s){1,3}[A-Z][\w.’'-]*(?:\s?\(@\w+\))?\shas\s(?:more|(?:all\s)?(?:the|that|this)\s(?:story|details|latest))\.$"
    r"|[A-Z][A-Z.’'-]+(?:\s[A-Z][A-Z.’'-]*){0,3},\s(?:[A-Z-]+\s){0,2}(?:HOST|BYLINE|CORRESPONDENT|ANCHOR|MODERATOR):"
)
_BYLINE = re.compile(r"^\W*By\s(?:[A-Z][\w.’'\-]*,?\s?(?:and\s)?){1,8}\W*$")


def _spaced(form: str) -> str:
    return form.replace(" ?", r"\s?").replace(" ", r"\s")


_OPENING = re.compile(rf"\W*(?:{'|'.join(map(_spaced, _OPENS))})", re.IGNORECASE)
_HELD = [(word, re.compile(_spaced(form), re.IGNORECASE)) for word, form in _HOLDS]
_HELD += [(word, re.compile(_spaced(form))) for word, form in _HOLDS_EXACTLY]


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence is no news at all; by rules for English pages and newsletters."""
    if _OPENING.match(sentence) or _BYLINE.match(sentence) or _SHOWN.match(sentence):
        return True
    lowered = sentence.lower()
    return any(word in lowered and form.search(sentence) for word, form in _HELD)
