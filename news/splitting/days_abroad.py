"""Names of months and days as German, French, Spanish and Italian newsletters write them, and their hours.

Days stand before their months there ("24. September", "le 3 mars", "11 de junio de 2024").
"""

import re

_MONTHS = (
    "januar|janvier|enero|gennaio",
    "februar|février|fevrier|febrero|febbraio",
    "märz|maerz|mars|marzo",
    "avril|abril|aprile",
    "mai|mayo|maggio",
    "juni|juin|junio|giugno",
    "juli|juillet|julio|luglio",
    "août|aout|agosto",
    "septembre|septiembre|setiembre|settembre",
    "oktober|octobre|octubre|ottobre",
    "novembre|noviembre",
    "dezember|décembre|decembre|diciembre|dicembre",
)
_AS_IN_ENGLISH = {"april": 4, "august": 8, "september": 9, "november": 11}
_NUMBERS = {name: at for at, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_NAMES = "|".join(_NUMBERS)
DAY_ABROAD = re.compile(
    rf"(?<![\d.:])\b(?P<day>[0-3]?\d)(?:(?:\.|er|º)?\s+(?:de\s+|di\s+)?(?P<month>{_NAMES})\b|\.\s+(?P<english>{'|'.join(_AS_IN_ENGLISH)})\b)"
    r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>20\d\d)\b)?",
    re.IGNORECASE,
)
# "24. September" is one day, "... on page 24. September was dry" is two sentences
ORDINAL = re.compile(rf"[0-3]?\d\.\s+(?:{_NAMES}|{'|'.join(_AS_IN_ENGLISH)})\b", re.IGNORECASE)
# "10 Uhr", "18.30 Uhr", "19 heures", "à 19 h", "19 h 30"; "mardi, 16 h"; "16 h" and "kl. 09.00" where a line opens
HOUR_ABROAD = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])(?:\s?[.:h]\s?(?P<minute>[0-5]\d))?\s*(?:Uhr|heures?|horas?)\b"
    r"|^\W{0,3}(?:kl\.?\s?(?P<clock>[01]?\d|2[0-3])[.:](?P<struck>[0-5]\d)\b|(?P<opening>[01]?\d|2[0-3])\s?h\b(?!\s?\d))"
    r"|(?:(?<=à\s)|(?<=\w,\s))(?P<bare>[01]?\d|2[0-3])\s?h\b(?!\s?\d)|\b(?P<french>[01]?\d|2[0-3])\s?h\s?(?P<past>[0-5]\d)\b"
)
_WEEKDAYS = (
    "Montag|lundi|lunes|lunedì",
    "Dienstag|mardi|martes|martedì",
    "Mittwoch|mercredi|miércoles|mercoledì",
    "Donnerstag|jeudi|jueves|giovedì",
    "Freitag|vendredi|viernes|venerdì",
    "Samstag|Sonnabend|samedi|sábado|sabato",
    "Sonntag|dimanche|domingo|domenica",
)
_NUMBERED = {name.lower(): at for at, names in enumerate(_WEEKDAYS) for name in names.split("|")}
_WRITTEN = "|".join(_WEEKDAYS)
# As written within a line, and with any letters at its start: "Silvio Domingo will sing" names no Sunday.
WEEKDAY_ABROAD = re.compile(rf"\b(?P<weekday>{_WRITTEN})\b|^\W*(?P<first>(?i:{_WRITTEN}))\b")
_TODAY = re.compile(r"\W*(?:heute|aujourd['’]hui|hoy|oggi)(?:\s+\w+)?\W*", re.IGNORECASE)
_TOMORROW = re.compile(r"\W*(?:morgen|demain|mañana|domani)(?:\s+\w+)?\W*", re.IGNORECASE)


def month_number(name: str) -> int:
    """The month, 1 to 12, that a name in one of these languages is of."""
    return _NUMBERS.get(name.lower()) or _AS_IN_ENGLISH[name.lower()]


def weekday_abroad(match: re.Match[str]) -> int:
    """The day of the week, 0 for Monday, that WEEKDAY_ABROAD found."""
    return _NUMBERED[(match["weekday"] or match["first"]).lower()]


def hour_abroad(match: re.Match[str]) -> tuple[int, int]:
    """The hour and minute that HOUR_ABROAD found."""
    hour = match["hour"] or match["clock"] or match["opening"] or match["bare"] or match["french"]
    return int(hour), int(match["minute"] or match["struck"] or match["past"] or 0)


def days_ahead(heading: str) -> int | None:
    """How many days ahead the one is that a heading names: 0 for "Heute", 1 for "Mañana", None for any other."""
    if _TODAY.fullmatch(heading):
        return 0
    return 1 if _TOMORROW.fullmatch(heading) else None
