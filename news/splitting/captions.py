"""Lines that belong to a picture, a chart or an advertisement by their own words: whose it is, who paid for it."""

import re

MAX_CREDIT_CHARS = 240
MAX_PAID_CHARS = 1_200
_PERSON = r"[A-Z][\w.'’-]*(?:\s(?:de|van|von|der|la|el|al|bin)\b)?(?:\s[A-Z][\w.'’-]*){1,3}"
_CREDIT = re.compile(
    rf"""
      ^{_PERSON}\s?/\s?[A-Z][\w&.'’-]*(?:\s[\w&.'’-]+){{0,4}}$  # "Ana Silk/Harbor Pictures", and nothing else
    | (?:^|[.!?”"]\s){_PERSON}\s?/\s?(?:[A-Z][\w&.'’-]*\s){{0,3}}(?:Pictures|Images|Photos?|Photography|Press|News)\.?$
    | (?:^|[.!?”"]\s)(?:[A-Z][A-Z.'’-]+\s){{1,3}}[A-Z.'’-]{{2,}}\s?/\s?[A-Z][A-Z&.\s'’-]{{2,40}}$
    | [.!?”"]\s{_PERSON}\sfor\s(?:The\s)?[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){{0,3}}$
    | ^\[[A-Z][^\[\]]{{20,220}}[.!?”"]\s[A-Z][\w&.'’-]*  # "[What it shows. AGENCY/Ana Silk]"
        (?:\s[A-Z][\w&.'’-]*){{0,3}}\s?/\s?{_PERSON}\]$
    | ^(?:(?:[Pp]hoto|[Ii]mage|[Pp]icture|[Gg]raphic)s?\s)?[Cc]ourtesy\s(?:of|by)\b.{{2,60}}$
    | ^(?:[Dd]ata|[Ss]ources?|[Cc]hart|[Gg]raphic|[Mm]ap|[Tt]able)(?:\s[Bb]y|:)\s.{{2,100}}?
        [.;|·•]?\s*\b(?:[Cc]hart|[Gg]raphic|[Mm]ap|[Tt]able|[Ii]llustration)(?:\s[Bb]y|:)\s.{{2,60}}$
    | \((?:[Pp]hoto(?:graph)?s?(?:\sby|:)\s|[Pp]hoto\s[Cc]redit:\s)?{_PERSON}\s?(?:\sfor\s|/)\s?
        [A-Z][\w.'’&\s-]{{2,40}}\)\.?$
    | (?:^|[.!?”"]\s|\()(?:[Pp]hoto(?:graph)?|PHOTOGRAPH|[Ii]mage|[Ii]llustration)s?(?:\s[Cc]redit)?
        (?:\s[Bb]y\s|:\s)[A-Z]
        [\w.'’&\s/,-]{{2,80}}$
    """,
    re.VERBOSE,
)
_PAID = re.compile(  # an advertisement that says so at its beginning or its end
    r"""^\W{0,3}(?:sponsored|advertisement|advertorial|promoted|(?:paid|sponsored|partner)\s+(?:post|content|message))
        \s*[:|—–]\s*\S
    | [(\[](?:advertisement|advertorial|sponsor(?:ed)?|ad|paid\s+(?:post|content|message)|promoted)[)\]]\W*$""",
    re.IGNORECASE | re.VERBOSE,
)


def is_credit(text: str) -> bool:
    """Whether a line says whose a picture or a chart is, alone or below what it shows."""
    return len(text) <= MAX_CREDIT_CHARS and bool(_CREDIT.search(text))


def says_paid(text: str) -> bool:
    """Whether a paragraph calls itself an advertisement."""
    return len(text) <= MAX_PAID_CHARS and bool(_PAID.search(text))
