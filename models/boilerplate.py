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
    r"corrections?:",
    r"(?:an? )?(?:corrections?|clarifications?) (?:was|were|has been|is) (?:made|added|appended|issued)\b",
    r"an? (?:earlier|previous) version of this\b",
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
    r"©",
    r"\(c\) (?:19|20)\d\d",
    r"(?:photo|image|picture|video|file photo|photograph|illustration|graphic)"
    r"(?: (?:credit|by|courtesy|from|source))?\s*[:/]",
    r"(?:credit|caption|pictured)s?:",
    r"FILE ?[-–—:]",
    r"photos? (?:by|credit|courtesy)\b",
    r"(?:published|updated|posted|last (?:updated|modified)|modified):",
    r"(?:share|tweet|print|email|e-mail|comments?) (?:this|on|via|article|story)\b",
    r"(?:privacy policy|terms of (?:use|service)|cookie (?:policy|settings))\b",
    r"by (?:[\w.’'\-]+ ){0,5}(?:for (?:mailonline|the daily mail)|reporter|correspondent|associated press"
    r"|press association|reuters)[\s.,|]*$",
)
# What it holds anywhere.
_HOLDS = (
    r"\benlarge this image\b",
    r"\bthis (?:video|audio) (?:can ?not|file)\b",
    r"\bcheck back for (?:more|updates)\b",
    r"\bthis is a (?:developing|breaking) (?:news )?story\b",
    r"\bthis (?:story|article|report|post|page) (?:has been|was|will be) (?:updated|corrected|edited|translated)\b",
    r"\bthis (?:article|story|post) (?:was )?(?:originally|first) (?:appeared|published)\b",
    r"\bsupport (?:our|independent) journalism\b",
    r"\byour (?:e-?mail address|subscription|browser|ad choices|inbox)\b",
    r"\b(?:download|listen to|subscribe to) (?:the|our|this) (?:\w+ ){0,2}podcast\b",
    r"\bread (?:more|the full (?:story|article|report)) (?:at|on|here|in)\b",
    r"\b(?:photo|image|picture|video) (?:credit|courtesy|caption)\b",
    r"\b(?:hand-?out|file|pool|stock) (?:photo|picture|image)\b",
    r"\bpool via (?:ap|reuters|getty)\b",
    r"\( ?(?:AP|Reuters|Getty|AFP)? ?(?:photo(?:graph)?|image|picture|video|credit)\b",
    r"\((?:reuters|ap|afp|epa|getty|pool) ?/ ?[a-z]",
    r"\bcontinue reading\b",
    r"\bscroll down for\b",
    r"\bdid someone forward you\b",
    r"\b(?:sign|signing) up (?:for|here|to)\b.*\b(?:newsletters?|emails?|alerts?|inbox|updates)\b",
    r"\bsubscri(?:be|bing) (?:to (?:our|the|this)|now|here|today)\b",
    r"\bnewsletter\b.*\b(?:inbox|subscribe)\b",
    r"\bfollow (?:him|her|us|them|@?\w+(?: \w+)?) on (?:twitter|facebook|instagram|x)\b",
    r"\blike us on facebook\b",
    r"\ball rights reserved\b",
    r"\bmay not be (?:published|reproduced|reprinted|broadcast)\b",
    r"\bcontributed to (?:this|the) (?:report|story|article)\b",
    r"\b(?:hide|toggle) caption\b",
    r"\bafp/getty\b",
    r"\bshutterstock\b",
    r"\bistock\b",
    r"\b(?:this (?:site|website)|we) uses? cookies\b",
    r"\b(?:enable|disable|accept) (?:javascript|cookies)\b",
    r"\bad ?blocker\b",
    r"\bfor confidential support\b",
    r"\d\d?:\d\d (?:EST|EDT|GMT|BST), \d",
    r"\bview (?:this|original|in) (?:email|article|browser)\b",
    r"\b(?:is|are) (?:an?|the) (?:[\w-]+ ){0,4}(?:columnist|contributor|reporter|correspondent|staff writer|fellow)"
    r" (?:at|for|with)\b.{0,80}\b(?:follow|twitter|email|reach)",
)
# The same where the letters' case decides.
_HOLDS_EXACTLY = (
    r"\b(?:[Rr]eporting|[Ee]diting|[Ww]riting) by [A-Z][a-z]+ [A-Z]",
    r"\b(?:AP|AFP|EPA|Reuters|REUTERS|Getty|Alamy|Bloomberg|Sipa) ?(?:[Pp]hoto|Images?)\b",
    r"(?:\bvia|/) ?(?:Getty|Alamy|Shutterstock|Reuters|AP)\b\W*$",
    r"\bMORE\b(?= ?(?:\(|[a-z]|$))",
)
_BYLINE = re.compile(r"^\W*By\s(?:[A-Z][\w.’'\-]*,?\s?(?:and\s)?){1,8}\W*$")


def _joined(alternatives: tuple[str, ...]) -> str:
    return "|".join(alternatives).replace(" ?", r"\s?").replace(" ", r"\s")


_JUNK = re.compile(rf"^\W*(?:{_joined(_OPENS)})|{_joined(_HOLDS)}", re.IGNORECASE)
_JUNK_EXACTLY = re.compile(_joined(_HOLDS_EXACTLY))


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence is no news at all; by rules for English pages and newsletters."""
    return any(pattern.search(sentence) for pattern in (_JUNK, _JUNK_EXACTLY, _BYLINE))
