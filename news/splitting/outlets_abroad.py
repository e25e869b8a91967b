"""Papers that a piece says it retells in German, French, Spanish or Italian ("meldet das Kaiblatt")."""

import re

from news.splitting.phrases import UPPER

# What papers are called there, last in Germanic names and first in Romance ones. The word begins with a capital letter
# ("ce matin", "a diario"), is more than "Zeitung" alone, and no sheet of facts, person or post office.
PAPER_ABROAD = re.compile(
    r"^(?!(?:.*\s)?(?:(?:Merk|Daten|Info|Flug|Fakten|Arbeits)blatt)$|(?:Zeitung|Blatt|Nachrichten|Rundschau|Rundfunk|Posten)$)"
    rf"(?:(?:.*[\s-])?(?=[{UPPER}])[\w]*?"
    r"(?:[Zz]eitung|[Aa]nzeiger|[Bb]latt|[Rr]undschau|[Kk]urier|[Nn]achrichten|Allgemeine|Matin|[Tt]idende|Posten"
    r"|(?:Morgen|Aften)posten|(?<=\w)(?:bode|krant|leht)|(?<=De )Bode|(?<=-)Bote|(?<=\s)Lehti|(?<=\s)Avis|[Dd]agblad)$"
    r"|(?:(?:Le|La|Les|El|Il|A|O)\s|L['’])?"
    r"(?:Diario|Diari|Periódico|Gaceta|Courrier|Gazette|Dépêche|Corriere|Giornale|Gazzetta|Rundfunk|Tribune|Tribuna|Journal|Jornal|Agence|Agencia|Agência|Écho"
    r"|Voz|Voix|Gazeta|Glas|Diário|Kurier"
    r"|(?<=El )(?:Correo|Heraldo))(?:\s|$))"
)
_GERMAN = rf"[\"„“»]?(?P<outlet>[{UPPER}][\w.-]*(?:\s[{UPPER}][\w.-]*){{0,3}})[\"“”«]?"
_ARTICLE = r"(?:(?:der|die|das|dem|den)\s)?"
_FRONT = r"(?:\s\([^()]{1,30}\))?"
_ROMANCE = (
    rf"(?P<outlet>(?:(?:L|D)['’][{UPPER}]|(?:Le|La|Les|El|Il|Los|Las)\s[{UPPER}]|[{UPPER}])[\w'’-]*"
    r"(?:\s[\w'’-]+){0,3}?)(?=\s?[,(:.])"
)
_RETOLD = (
    re.compile(rf"\b(?:schreibt|meldet|berichtet|schrieb|meldete|berichtete|[Ll]aut|zufolge)\s{_ARTICLE}{_GERMAN}"),
    re.compile(
        rf"\b[Ww]ie\s{_ARTICLE}{_GERMAN}{_FRONT}(?:\s\w+){{0,3}}\s(?:berichtet|berichtete|meldet|meldete|schreibt|schrieb|erfahren)\b"
    ),
    re.compile(rf"\b(?:[Ss]elon|[Dd]['’]après|[Dd]ans|[Ss]egún|[Ss]econdo)\s{_ROMANCE}"),
)
_PRINTED = (  # so that only what papers print is spoken of
    re.compile(rf"(?:la\s+une\s+d[eu]|à\s+lire\s+dans|[ée]ditorialiste\s+d[eu]|la\s+portada\s+de)\s{_ROMANCE}"),
    re.compile(rf"\b(?:[Ss]elon|[Dd]['’]après|[Ss]egún|[Ss]econdo)\s{_ROMANCE}(?=\s\((?:p|S|page|pág)\b)"),
)
_CAPITAL_ARTICLE = re.compile(rf"(?:L['’]|(?:Le|La|Les|El|Il|Los|Las)\s)[{UPPER}]")
MAX_WORDS = 5


def retold_abroad(text: str, *, reviews: bool) -> str | None:
    """The paper that a text in German, French, Spanish or Italian says its news is from; None where it names none.

    reviews: the issue calls itself a review of papers. Elsewhere the name must sound like one: "selon Le Pen", "según
    La Moncloa" and "meldet die Polizei" name none.
    """
    for at, pattern in enumerate(_RETOLD + _PRINTED):
        for match in pattern.finditer(text):
            name = match["outlet"].rstrip(".")
            surely = at >= len(_RETOLD) or (reviews and _CAPITAL_ARTICLE.match(name))
            if len(name.split()) <= MAX_WORDS and (surely or PAPER_ABROAD.search(name)):
                return name
    return None
