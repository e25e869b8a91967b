"""What a sentence states that can be new or disputed: names, numbers and dates, by rules for English news text."""

import re
from collections.abc import Iterable, Iterator, Set
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

from news.calendar_words import CALENDAR_WORDS, MONTH, MONTHS, WEEKDAY
from news.number_words import CUT_SCALES, ONES, SCALES, TEENS, TENS
from news.words import STOPWORDS, terms, word_set

_NUMBER_WORDS = ONES | TEENS | TENS
_MONTH = rf"(?:{MONTH}|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
_DATE = re.compile(rf"\b(?:{_MONTH} \d{{1,2}}(?!\d)|\d{{1,2}} {MONTH}\b)(?:,? (?:19|20)\d\d\b)?")
_WEEKDAY = re.compile(rf"\b{WEEKDAY}\b")
# The day on which something was said or done is none to come: "said on Saturday that it would host talks". One on
# which somebody will "be sentenced" is.
_DONE_ON = re.compile(
    r"(?<!\bbe )\b(?:said|told(?: [\w’']+)?|(?!(?:plan|schedul|expect|postpon|delay|mov|start)\w)[a-z]+ed"
    r"(?: (?:there|here|(?:in|at|by|near|outside) (?:the )?[\w’'-]+))?) (?:(?:late|early) )?(?:on )?$"
)
_AHEAD = re.compile(r"\b(?:will|would|expected|scheduled|due|set (?:to|for)|plans? to|planned|deadline|next|until)\b")
_FROM_NOW = timedelta(days=120)  # "will vote on Nov. 3" is to come in February, "will try the raid of Jan. 9" is past
_ORDINAL = re.compile(
    r"\b(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\d+(?:rd|th|st|nd))\b"
    r"(?P<noun> [^\W\d_]+\b)?",
    re.IGNORECASE,
)
_SPELLED = rf"(?P<word>{'|'.join([*_NUMBER_WORDS, 'dozen'])})(?P<unit>-(?:{'|'.join(ONES)}))?\b"
_NUMBER = re.compile(
    r"(?P<sign>[$€£¥₹])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<rest>[\w'’-]*)"
    rf"|\b{_SPELLED}|\ba(?= (?:hundred|thousand)\b)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(rf"(?: and)? {_SPELLED}", re.IGNORECASE)  # "two thousand | three hundred | and twenty-one"
# "$1.2bn", "£30m"; without a sign "30m" are metres
_CUT_SCALE = re.compile(r"(?:k|mn?|bn?|tn?)(?![^\W-])", re.IGNORECASE)
_SCALE = re.compile(r"[ -](hundred|thousand|million|billion|trillion|dozen)\b", re.IGNORECASE)
# What a number counts by, behind it; three points more are not three percent more.
_COUNTED_BY = (
    ("points", re.compile(r"\s?(?:percentage|percent|per cent) points?\b", re.IGNORECASE)),
    ("%", re.compile(r"\s?(?:%|percent\b|per cent\b)", re.IGNORECASE)),
    ("$", re.compile(r" (?:(?:US|U\.S\.) )?dollars?\b", re.IGNORECASE)),
    ("€", re.compile(r" euros?\b", re.IGNORECASE)),
    ("£", re.compile(r" pounds? sterling\b", re.IGNORECASE)),
)
_NAME = re.compile(r"\b[A-Z][\w’'-]*")
_NAME_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+")
_SMALL_WORD = re.compile(r"\b[a-z]{2,}\b")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_HYPHENED = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PART = r"(?:[A-Z]\.(?= [A-Z])|[A-Z][\w’'-]*)"  # of a name: "Lena R. Osk"
# "al Marra", "Piet van der Osk"
_PARTICLES = r"(?:(?<!\w)(?:al|el|bin|ibn|abu|van|von|der|den|ter|de|del|della|di|da|dos|du|la|le) ){0,3}"
# Between the new words of one name: "Bank of England", and "Open Ballot League" though ballots are known.
_BETWEEN = re.compile(
    rf"(?: (?:(?:of|for) (?:the )?)?(?:[A-Z]\.|[A-Z][\w’'-]*))* (?:(?:of|for) (?:the )?|{_PARTICLES})"
)
_LONG_NAME = re.compile(r" (?:of|for) ")  # "Organization for Security and Co-operation in Europe"
# The rest of a name: "Our Home", "pro-Russian", "5th Division".
_WHOLE_BEFORE = re.compile(rf"(?:\d+(?:st|nd|rd|th) )?(?:{_PART} (?:of )?)*{_PARTICLES}(?:[a-z]+-)?$")
_WHOLE_BEHIND = re.compile(rf"(?: {_PART})*")
_SHORTENED = re.compile(r"(?:i|we|you|he|she|it|they|that|there|here|what|who|let)['’](?:m|d|s|ll|ve|re)$")  # "We'll"
_INITIALS = re.compile(r" (?:[A-Z]\.){2,}")  # "2,400 U.S. troops"
_SHARE_OF = re.compile(r" of (?:(?:the|all|its|their|those) )?(?=[^\W\d_]{3,})")  # "61% of likely voters"
_SHARED = 4  # words at most that say of whom something is a share
_FURTHER = re.compile(r" (?:more|other|further|new)(?= [^\W\d_]{5,})")  # "23 more dockers": what counts is behind
_SPANS = word_set("day days week weeks month months year years times")  # counted, though they are function words
# What a hyphen adds to a name: "Cook Islands-flagged", "Moscow-backed". "Yu-hsuan" and "Jong-un" are whole.
_ADDED = re.compile(
    r"-(?:\w+(?:ed|ing|ish|ward)|led|built|born|held|made|run|owned|bound|era|wide|style|like|based|run|friendly|free|"
    r"only|area|first|old|long|language|speaking|type|level|class|day|week|month|year)\b.*$"
)
_NO_NUMBER = re.compile(r"^(?:st|nd|rd|th)\b|^-(?:year|month|day|hour|week|\d)|^(?:a|p)m\b|^[a-z]", re.IGNORECASE)
# "24-11": a vote.
_VOTES = re.compile(r"(?<![\w.–-])\d{1,3}[–-]\d{1,3}(?![\w–-]|\.\d|\s(?:year|month|week|day|hour|[ap]\.?m\b))")
# What follows no count: "7:30", "7 p.m.", "5–4".
_CLOCK = re.compile(r"^(?::\d\d|–\d|\s?[ap]\.?m\b)", re.IGNORECASE)
_HALF = re.compile(r"\bhalf (?:an? )?$", re.IGNORECASE)
# Deeds that turn a story without a new name or number, each with other words for it.
_DEEDS = {
    verb: frozenset(terms(f"{verbs} {others}"))
    for verbs, others in (
        ("resigned quit", "resignation resigns stepped"),
        ("dismissed sacked ousted", "dismissal dismisses fired fires"),
        ("arrested detained", "arrest arrests held"),
        ("released freed", "release releases"),
        ("charged indicted", "charges indictment"),
        ("convicted", "conviction guilty"),
        ("sentenced", "sentence"),
        ("acquitted", "acquittal"),
        ("surrendered", "surrender"),
        ("withdrew withdrawn retracted recanted disavowed", "withdraw withdraws withdrawal retraction"),
        ("denied", "denies deny denial"),
        ("admitted confessed", "admits confession"),
        ("cancelled canceled scrapped", "cancels"),
        ("postponed delayed", "delay"),
        ("suspended halted", "suspension halt"),
        ("approved ratified adopted", "approval approves passed"),
        ("rejected defeated", "rejects rejection"),
        ("vetoed", "veto vetoes"),
        ("signed", "signs"),
        ("conceded", "concedes"),
        ("won elected", "wins win victory elects"),
        ("pleaded", "pleads plea plead"),
        ("blocked enjoined", "blocks"),
        ("reinstated restored", "reinstates restores"),
        ("upheld affirmed", "upholds affirms"),
        ("reversed", "reverses reversal"),
        ("sued", "sues lawsuit suit"),
        ("subpoenaed", "subpoenas subpoena"),
        ("appealed", "appeals appeal"),
        ("evacuated", "evacuation"),
        ("recaptured retook retaken", "retakes recaptures"),
        ("expelled", "expels"),
        ("barred disqualified", "bars disqualification disqualifies"),
        ("overturned annulled quashed", "overturns annuls"),
        ("deposed toppled", "deposes coup"),
        ("extradited", "extradition"),
        ("died", "dies dead die death killed kills"),
    )
    for verb in verbs.split()
}
_OF_WHOLE = re.compile(r" (?:out )?of (?:the |its |their )?\d[\d,.]*\b")
_BARE = re.compile(r"\d[\d,.]*(?:\s?(?:%|percent|per cent))?|\d+(?:st|nd|rd|th)")
_NAKED = re.compile(r"\d[\d,.]*")
_PERCENT = dict(_COUNTED_BY)["%"]
_GROWN = re.compile(r"\b(?:rose|fell|climbed|dropped|grew|increased|revised) to $")
_SHOUTED = 4  # letters; longer words in capitals are shouted where somebody is quoted: "I did NOTHING wrong"
_OF_PEOPLE = re.compile(r"(?:n|an|ian|ish|ese|i)s?$")  # "Veldenian", told of Velden
_STEM = 4  # letters of a country's name that its people's has, too
_NOUNS = 3  # behind a number, of which one is a plural; else the first alone
_PLURAL = re.compile(r"[^\Wisu]s$|^(?:children|people|men|women|police)$")
_TITLE_BEFORE = re.compile(r"^[A-Z][\w.’'-]* (?=(?:of )?[A-Z])")
_SMALL = 10  # "two patrol boats": a smaller number in words is seldom news
_NO_HEADS = word_set(
    "local despite meanwhile following like unlike although though amid among since today yesterday tomorrow"
)
_QUOTES = re.compile(r"[,:]\s[\"“‘]$")
_INITIAL = re.compile(r"[A-Z]\.")
_OFFICES = word_set(
    "president governor gov senator sen representative rep mayor minister chancellor justice judge general gen mr mrs"
    " ms dr"
)
_RANKS = word_set(
    "general president captain judge justice senator colonel governor mayor minister king queen prince pope chief"
)
# Whoever reads news knows of them: that a story names them now, too, is no news.
_EVERYBODYS = frozenset(
    (
        *("america", "american", "americans", "europe", "european", "europeans", "united states", "united nations"),
        *("white house", "congress", "senate", "house of representatives", "supreme court", "pentagon", "kremlin"),
        *("capitol", "justice department", "state department", "washington", "moscow", "beijing", "west"),
        *("republican", "republicans", "democrat", "democrats", "democratic", "gop", "nato", "eu", "un", "fed"),
    )
)
_NO_NAMES = CALENDAR_WORDS - {"may"} | word_set(  # somebody may be called May
    "mr mrs ms dr sen rep gov gen lt col sgt rev full story read more god"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its value, what it counts by, and where it stands."""

    value: float
    unit: str  # "$", "€", "%", "points", as printed; "" for a bare count
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that can be told once: kind is "name", "number" or "date"; key is what is compared."""

    kind: str
    key: str
    words: str  # as printed, a number with the word after it
    start: int = field(default=0, compare=False)  # in the sentence


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a text, in order, without years, days of a month, clock times, ages and ordinals.

    "two dozen" is 24, "3.5 million" 3,500,000, "£30m" 30,000,000, "a hundred and twenty" 120.
    """
    dates = [match.span() for match in _DATE.finditer(text)]
    end = 0
    for match in _NUMBER.finditer(text):
        if match.start() < end or any(first <= match.start() < last for first, last in dates):
            continue
        number, end = (_printed if match["digits"] else _spelled)(match, text)
        if number is None:
            end = match.start()
            continue
        unit = match["sign"] or ""
        for counted_by, behind in _COUNTED_BY if not unit else ():
            if found := behind.match(text, end):
                unit, end = counted_by, found.end()
                break
        yield Number(number, unit, match.start(), end)


def facts(sentence: str, named: Set[str] = frozenset()) -> list[Fact]:
    """The names, numbers and dates of a sentence; a name is one word of it, so that a surname alone is known.

    named: what is a name at the sentence's head, too, where any word has a capital (`names_inside`). A day of the week
    counts in a sentence that looks ahead: "on Friday" alone is the day of the report.
    """
    found = [
        _number_fact(sentence, number)
        for number in numbers(sentence)
        if number.value >= _SMALL or sentence[number.start].isdigit() or number.unit
    ]
    found += [_ordinal_fact(match) for match in _ORDINAL.finditer(sentence)]
    found += [Fact("number", m.group().replace("–", "-"), m.group(), m.start()) for m in _VOTES.finditer(sentence)]
    dates = list(_DATE.finditer(sentence))
    found += [Fact("date", " ".join(_words(match.group())), match.group(), match.start()) for match in dates]
    if _AHEAD.search(sentence):
        found += [Fact("date", m.group().lower(), m.group(), m.start()) for m in _WEEKDAY.finditer(sentence)]
    names = [m for m in _NAME.finditer(sentence) if not any(d.start() <= m.start() < d.end() for d in dates)]
    inside = named | {_bare(match.group()) for match in names if not _is_head(sentence, match.start())}
    for match in names:
        key = _bare(match.group())
        no_name = key in STOPWORDS | _NO_NAMES or _SHORTENED.match(match.group().lower())
        shouted = len(key) > _SHOUTED and match.group().isupper() and _is_quoted(sentence, match.start())
        if len(key) > 1 and not (no_name or shouted) and key in inside:
            found.append(Fact("name", key, _plain(match.group()), match.start()))
    return sorted(dict.fromkeys(found), key=lambda fact: fact.start)


def _is_head(sentence: str, place: int) -> bool:
    """Whether a word opens the sentence, or what somebody says in it: there any word has a capital."""
    before = sentence[:place]
    return not before.strip("\"'“‘ ") or _QUOTES.search(before) is not None


def _is_quoted(sentence: str, place: int) -> bool:
    before = sentence[:place]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _ordinal_fact(match: re.Match[str]) -> Fact:
    """The fact of "the fifth tunnel", with what it counts; "5th Division" is a name, "a third of" counts nothing."""
    noun = match["noun"] or ""
    if not noun.islower() or noun.strip() in STOPWORDS:
        noun = ""
    ordinal = match.group().removesuffix(match["noun"] or "").lower()
    return Fact("number", f"#{ordinal}", ordinal + noun, match.start())


def _number_fact(sentence: str, number: Number) -> Fact:
    end = number.end
    if whole := _OF_WHOLE.match(sentence, end):  # "71 of 140 seats"
        end = whole.end()
    if further := _FURTHER.match(sentence, end):
        end = further.end()
    if number.unit in ("%", "points"):
        end = _share_of(sentence, end) or end
    words = 0
    if initials := _INITIALS.match(sentence, end):
        end = initials.end()
    counted = not number.unit  # "19% think so", "a $2 billion harbour bill": nothing that is counted stands behind
    place = end
    while counted and sentence[place : place + 1] == " " and (following := _HYPHENED.match(sentence, place + 1)):
        if following.group().lower() in STOPWORDS - _SPANS:
            break
        place = following.end()
        if following.group()[0].isupper():  # "61 Chinese warships": what is counted comes behind whose it is
            end = place
            continue
        words += 1
        if words == 1 or _PLURAL.search(following.group()):
            end = place
        if words == _NOUNS or _PLURAL.search(following.group()):  # "30 interceptor missiles"
            break
    start = number.start
    if end == number.end and (grown := _GROWN.search(sentence, max(0, start - 24), start)):  # "rose to 57"
        start = grown.start()
    return Fact("number", f"{number.unit}{number.value}", sentence[start:end], start)


def _share_of(sentence: str, end: int) -> int | None:
    """Where the words end that say of whom a share is, behind it: "of likely Harbor voters"; None without any."""
    of = _SHARE_OF.match(sentence, end)
    place, last = (of.end() if of else len(sentence)), None
    for _ in range(_SHARED):
        word = _HYPHENED.match(sentence, place)
        if word is None or word.group().lower() in STOPWORDS:
            break
        last = last or word.end()
        if word.group().endswith("s"):
            return word.end()
        place = word.end() + 1
    return last


def new_facts(
    sentence: str, known: Set[str], day: date, names: Set[str] = frozenset(), named: Set[str] = frozenset()
) -> list[str]:
    """The facts of a sentence that are not known, as printed: a name whole, and none that stands in another's words.

    names are known as well: of people and places whom the reader has met elsewhere. named: as `facts` has it. What
    everybody knows ("Congress"), the first name of a known person, a date that is not after day, on which it is told,
    and a day of the week in a sentence that does not look ahead are no news.
    """
    ahead = _AHEAD.search(sentence) is not None
    found: list[tuple[str, int, int]] = []  # kind, start, end
    for fact in facts(sentence, named):
        end = fact.start + len(fact.words)
        if fact.key in known or (found and end <= found[-1][2]):
            continue
        if fact.kind == "name" and (fact.key in names or _is_of_known(fact.key, known | names)):
            continue
        if fact.kind == "date" and not (_comes(fact.words, day, ahead=ahead) if _DATE.match(fact.words) else ahead):
            continue
        if fact.kind == "date" and _DONE_ON.search(sentence, max(0, fact.start - 40), fact.start):
            continue
        if found and fact.kind == found[-1][0] == "name" and _is_one_name(sentence, *found[-1][1:], fact.start):
            found[-1] = ("name", found[-1][1], end)
        else:
            found.append((fact.kind, fact.start, end))
    printed = [
        (kind, _whole_name(sentence, start, end) if kind == "name" else sentence[start:end])
        for kind, start, end in found
    ]
    return [words for kind, words in printed if kind != "name" or not _is_met(words, known | names)]


def _comes(words: str, day: date, *, ahead: bool) -> bool:
    """Whether a date is after a day; without a year the one nearest to that day is meant.

    ahead: its sentence looks ahead, and the one nearest to _FROM_NOW is meant.
    """
    parts = _WORD.findall(words)
    month = next(number for number, name in enumerate(MONTHS, 1) if any(name.startswith(p[:3]) for p in parts))
    of_month, *years = [int(part) for part in parts if part.isdigit()]
    meant = []
    for year in years or (day.year - 1, day.year, day.year + 1):
        with suppress(ValueError):  # 29 February, mostly
            meant.append(date(year, month, of_month))
    around = day + _FROM_NOW if ahead else day
    return bool(meant) and min(meant, key=lambda one: abs(one - around)) > day


def _is_of_known(name: str, known: Set[str]) -> bool:
    """Whether a name is that of a known country's people: "Russian" where Russia was told of."""
    stem = _OF_PEOPLE.sub("", name)
    return len(stem) >= _STEM and stem != name and any(stem + ending in known for ending in ("", *"aeioy", "ia"))


def _is_met(name: str, known: Set[str]) -> bool:
    """Whether a name is everybody's, or that of a person whose surname is known: "Governor Ada L. Lund"."""
    words = name.split()
    if " ".join(map(_bare, words)) in _EVERYBODYS:
        return True
    is_person = any(_INITIAL.fullmatch(word) for word in words[1:-1]) or _bare(words[0]).rstrip(".") in _OFFICES
    return len(words) > 2 and is_person and _bare(words[-1]) in known


def each_once(facts_printed: Iterable[str]) -> list[str]:
    """Facts as they are listed: none that another one has in it ("Tosk" beside "Mira Tosk"), and no bare number.

    A number without what it counts ("50") says nothing; where nothing else is new it stays.
    """
    listed = list(dict.fromkeys(facts_printed))
    words = [frozenset(_words(fact)) for fact in listed]
    kept = [
        fact
        for place, fact in enumerate(listed)
        if not any(words[place] < other for other in words) and words[place] not in words[:place]
    ]
    return (
        [fact for fact in kept if not _BARE.fullmatch(fact)]
        or [fact for fact in kept if not _NAKED.fullmatch(fact)]
        or kept
    )


def _is_one_name(sentence: str, start: int, end: int, following: int) -> bool:
    between = sentence[end:following]
    long = between in (" and ", " in ") and _LONG_NAME.search(sentence[start:end])
    return bool(long or _BETWEEN.fullmatch(between))


def _whole_name(sentence: str, start: int, end: int) -> str:
    """A name with its words that were told before: "Hassan Zaher", "Our Home", "pro-Russian"."""
    # At the head any word has a capital: "Prime Minister Baro", but "After Baro".
    opener = _TITLE_BEFORE.match(sentence)
    skipped = 0 if opener and _bare(opener.group().strip()) not in STOPWORDS | _NO_HEADS | _RANKS else 1
    before = _WHOLE_BEFORE.search(sentence, max(skipped, start - 60), start)
    behind = _WHOLE_BEHIND.match(sentence, end)
    words = sentence[before.start() if before else start : behind.end() if behind else end].split()
    while len(words) > 1 and _bare(words[0]) in _NO_NAMES:
        words.pop(0)
    while len(words) > 1 and _bare(words[-1]) in _NO_NAMES:
        words.pop()
    return _plain(" ".join(words))


def developments(sentence: str) -> list[frozenset[str]]:
    """What a sentence says was done that turns a story: of each deed the stems of all words for it.

    "had resigned" tells what was before.
    """
    words = [match.group().lower() for match in _WORD.finditer(sentence)]
    return [
        _DEEDS[word]
        for place, word in enumerate(words)
        if word in _DEEDS and "had" not in words[max(0, place - 3) : place]
    ]


def known_keys(text: str) -> set[str]:
    """All that a told text makes known: its words, their stems, and the keys of its facts."""
    whole = (_bare(match.group()) for match in _HYPHENED.finditer(text))
    return {*_words(text), *whole, *terms(text), *(fact.key for fact in facts(text))}


def names_inside(text: str) -> frozenset[str]:
    """The words that a text uses as names inside its sentences, and never with a small letter; no ranks."""
    small = _RANKS.union(_SMALL_WORD.findall(text))
    return frozenset(name for match in _NAME_INSIDE.finditer(text) if (name := _bare(match.group())) not in small)


def names_in(text: str) -> set[str]:
    """What a told text makes known of names: its capitalised words, also where any word would have a capital."""
    return {_bare(match.group()) for match in _NAME.finditer(text)}


def _words(text: str) -> list[str]:
    return [_bare(match.group()) for match in _WORD.finditer(text)]


def _bare(word: str) -> str:
    return _plain(word).lower()


def _plain(word: str) -> str:
    """A name without its genitive, and without what a hyphen adds: "Cook Islands-flagged" names islands."""
    return re.sub(r"['’]s?$", "", _ADDED.sub("", word))


def _spelled(match: re.Match[str], text: str) -> tuple[float | None, int]:
    """The value of a number in words, None where it is no number, and where it ends."""
    end = match.end()
    whole, part, scaled = 0.0, _word_value(match) if match["word"] else 1.0, 0.0
    while True:
        if scale := _SCALE.match(text, end):
            scaled, end = SCALES[scale[1].lower()], scale.end()
            whole, part = (whole, part * scaled) if scaled == SCALES["hundred"] else (whole + part * scaled, 0.0)
        elif scaled > SCALES["dozen"] and (further := _GOES_ON.match(text, end)):
            part, scaled, end = part + _word_value(further), 0.0, further.end()
        else:
            break
    value = whole + part
    if match["word"] is None:  # "a hundred" is about as many, "a hundred and twenty" are counted
        return (value if value not in SCALES.values() else None), end
    if value == 1:
        return None, end  # mostly a pronoun
    return (value / 2 if _HALF.search(text, max(0, match.start() - 8), match.start()) else value), end


def _word_value(match: re.Match[str]) -> float:
    word = match["word"].lower()
    if word == "dozen":
        return 12.0
    return float(_NUMBER_WORDS[word] + (_NUMBER_WORDS[match["unit"][1:].lower()] if match["unit"] else 0))


def _printed(match: re.Match[str], text: str) -> tuple[float | None, int]:
    """The value of a number in digits, None where it counts nothing, and where it ends."""
    digits, rest, end = match["digits"], match["rest"], match.end()
    value = float(digits.replace(",", ""))
    cut = _CUT_SCALE.match(rest)
    if cut and (match["sign"] or cut.group().lower() in ("mn", "bn", "tn")):
        return value * CUT_SCALES[cut.group().lower()], match.start("rest") + cut.end()
    before = text[max(0, match.start() - 1) : match.start()]
    if before in {":", "/", "-", "–", "#"}:
        return None, end
    if _NO_NUMBER.match(rest) or _CLOCK.match(text[end : end + 6]):
        return None, end
    if not match["sign"] and re.fullmatch(r"(?:19|20)\d\d", digits) and not _PERCENT.match(text, end):
        return None, end  # a year
    while scale := _SCALE.match(text, end):
        value, end = value * SCALES[scale[1].lower()], scale.end()
    return value, end


def about(text: str, number: Number) -> tuple[str, ...]:
    """Stems of the three content words that follow a number in its clause: what it counts."""
    clause = re.split(r"[,;:.!?()“”\"—–]", text[number.end : number.end + 80], maxsplit=1)[0]
    return tuple(terms(clause)[:3])
