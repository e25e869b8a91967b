"""Two sources, two numbers about the same thing: figures of one story that do not agree."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from news.calendar_words import CALENDAR_WORDS, MONTH
from news.facts import Number, about, numbers
from news.item import NewsItem
from news.sentences import split_sentences
from news.titles import headline_span
from news.words import STOPWORDS, terms, word_set

Place = tuple[str, str, int, int]  # item, field, start, end
_READ = 20_000  # code points of one item
_MAX_SENTENCES = 40  # of one item: what follows is background
_MAX_ITEMS = 12  # of one story
_MAX_SENTENCE = 1000  # characters: what is longer is a table or a list, and its numbers claim nothing about one thing
_MAX_FIGURES = 100  # of one item: pairs of figures are compared
_MAX_JOINED = 40  # things that are disputed, which are compared with each other
_REMEMBERED = 64  # stories: the brief asks for the same one several times
_MAX_DISPUTES = 3  # of one story
_MONEY = frozenset("$€£¥₹")
_SAME_SUM = 0.25  # of money: what differs by more is another sum
_NEAR = 0.1  # "about 3,000" and 3,120 agree
_WORDS_SHOWN = 7
_WORDS_BEFORE = 4
_HEDGE = re.compile(
    r"\b(?:about|around|nearly|almost|roughly|some|approximately|over|more than|up to)\s*[$€£]?$", re.IGNORECASE
)
# Printed with a number, since without it another would be claimed; "at least 38" still is not 41.
_BOUND = re.compile(
    r"\b(?:at least|as many as|more than|fewer than|less than|over|about|around|nearly|almost|roughly|some"
    r"|approximately|up to|close to|an estimated)\s*$",
    re.IGNORECASE,
)
# "Five soldiers | and wounded 12", but "12 dead and wounded"
_CLAUSE_END = re.compile(
    r"[,;:.!?()“”\"—–]|(?<!dead)(?<!hurt)(?<!ed)\sand\s(?=(?:wound|injur|kill|hurt|arrest|displac)\w*\b)"
)
_AND_OTHERS = re.compile(
    r"(?:\s[a-z-]+){1,3}\sand\s(?:\d[\d,.]*|[a-z]+)(?:\s[a-z-]+){1,3}?\s(?:(?:have|had|were|are|was|been)\s){0,2}"
    r"(?P<said>died|killed|dead|wounded|injured|hurt|arrested|detained|displaced)\b"
)
_LAST_WORD = re.compile(r"([A-Za-z]+)\s+$")
# Where something happened: of several figures of one item for several places each is a part, and no total.
_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Oo]n|[Aa]cross|[Ii]nside"
    r"|(?:town|city|village|port|suburb|district|province|region)\sof)\s(?:the\s)?((?:[A-Z][\w’'-]*)(?:\s[A-Z][\w’'-]*)*)"
)
_THERE = re.compile(
    r"\bthere\b(?!\s(?:is|are|was|were|has|have|had|will|would|may|might|could|can|must|should|seem(?:s|ed)?)\b)"
)  # in a place that the sentence before names
_INTRODUCING = re.compile(r"^[\"“]?(?:In|At|Near|Outside|On|Across|Inside)\s[^,;:]{2,40},")
_MONTHS = re.compile(rf"\b(?:{MONTH}|(?:19|20)\d\d)\b")
# "Turnout was 67 percent": what is measured stands before.
_MEASURED = re.compile(
    r"([\w’'-]+)\s(?:(?:was|is|were|stood|was\sput|is\sput|reached|rose|fell)\s(?:at|to)?\s?|of\s|to\s|at\s)$"
)
# No figure of the outlet's own: a part of the whole, what was added to it, another's figure that it contradicts; an age
# or a span of time.
_PART_BEFORE = re.compile(
    r"\b(?:including|among them|another|aged?(?: of)?"
    r"|(?:more|fewer|less|higher|lower|greater) than (?:the|an?)(?: \w+)?)\s*$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"(?: (?:more|others?)\b(?! than)| of (?:them|those|whom|the)\b|(?: \w+){0,4}? among (?:them|those|the)\b"
    r"|(?: |-)(?:minute|hour|day|week|month|year|decade)s?\b)",  # how long, and how old
    re.IGNORECASE,
)
# "Between 10 and 15", "10 to 15": neither is claimed; "rose from 10 to 15" claims both.
_RANGE_BEFORE = re.compile(
    r"\bbetween\s(?:[\w$€£.,-]+(?:\s\w+){0,2}\sand\s)?$|(?<!from\s)(?<![\d.,])[$€£]?\d[\d.,]*(?:\s?[–-]\s?|\s(?:to|or)\s)[$€£]?$",
    re.IGNORECASE,
)
_RANGE_AFTER = re.compile(r"(?:\s?[–-]\s?|\s(?:to|or)\s)[$€£]?\d")
_POLL = re.compile(r"\b(?:polls?|polled|survey(?:s|ed)?)\b", re.IGNORECASE)
_POLLED = frozenset(terms("voters adults respondents people americans residents citizens interviewed surveyed"))
# What is said of people in words that differ from outlet to outlet.
_SAME = {
    **dict.fromkeys(("dead", "die", "died", "dying", "death", "kill", "fatality", "body"), "kill"),
    **dict.fromkeys(("injur", "injury", "wound", "hurt"), "wound"),
    **dict.fromkeys(("arrest", "detain", "held"), "arrest"),
    **dict.fromkeys(("flee", "fled", "displac", "evacuat"), "flee"),
}
_PREDICATES = frozenset(_SAME.values())
_PEOPLE = word_set("people person civilian resident other victim")
# What is not killed, wounded, arrested, and does not flee.
_THINGS = frozenset(
    terms(
        "locations places sites points spots areas districts provinces regions cities towns villages neighborhoods"
        " countries hours days weeks months years minutes times rounds shots shells rockets missiles drones bombs"
        " vehicles trucks cars homes houses buildings attacks strikes raids clashes incidents protests"
    )
)
# What a number is measured by: 120 miles are 193 kilometres.
_MEASURES = frozenset(
    terms(
        "miles kilometres kilometers km metres meters feet yards inches tons tonnes pounds kilos kilograms litres"
        " liters gallons barrels acres hectares degrees knots crowns francs rubles yen yuan rupees lira dollars euros"
    )
)
# One side of a fight: how many of them fell is no figure for all the dead.
_SIDES = frozenset(
    terms(
        "attackers assailants gunmen militants fighters rebels insurgents terrorists soldiers troops policemen officers"
        " guards jihadists bandits hostages prisoners raiders commandos crew firefighters"
    )
)


@dataclass(frozen=True, slots=True)
class FigureClaim:
    """One source's number: its words as printed, who says so, and where: item.<field>[start:end]."""

    text: str
    outlet: str
    item: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DisputedFigure:
    """Numbers about one thing that do not agree, one claim for each value, the largest first."""

    about: str  # the stems that the claims share
    claims: tuple[FigureClaim, ...]


@dataclass(frozen=True, slots=True)
class _Figure:
    number: Number
    subject: frozenset[str]
    predicates: frozenset[str]
    side: str | None
    hedged: bool
    claim: FigureClaim
    places: frozenset[str]
    months: frozenset[str]  # and years
    sentence: tuple[int, int]  # its place in the field
    bound: str | None  # "more" of "more than 100", "least" of "at least 38"
    clause: frozenset[str]  # the terms of the words around it
    measure: str | None = None  # "turnout", of "Turnout was 67 percent"
    thing: bool = False  # it counts what nobody can kill or wound
    scale: str | None = None  # what it measures by: "mile"
    part: bool = False  # its item gives a larger one of the kind before it


_Dispute = tuple[frozenset[str], dict[float, list[_Figure]]]  # what it is about, and by value the figures that claim it


def disputed_figures(items: Sequence[tuple[NewsItem, str]]) -> tuple[DisputedFigure, ...]:
    """Find the numbers of one story on which its outlets differ; items come with their outlet's name.

    Two numbers are about one thing when they count by the same unit, what follows them shares its noun, and what is
    said of it (killed, wounded, arrested ...) is the same. An outlet that gives both numbers disputes nothing: it
    tells how the figure grew. Rounded figures within a tenth agree. A part of the whole, how many a poll asked, and the
    figure that an outlet sets its own against ("more than the 14 whom officials confirm") are no claims. Of an item
    that gives a total and figures of places, the total is held against totals, each place's against the same place's.
    """
    disputes = [
        DisputedFigure(
            " ".join(sorted(shared)), tuple(_said_best(held[value], shared) for value in sorted(held, reverse=True))
        )
        for shared, held in _disputes(items)
    ]
    return tuple(disputes[:_MAX_DISPUTES])


def outdated_figures(items: Sequence[tuple[NewsItem, str]]) -> frozenset[Place]:
    """Places of the sentences and headlines whose count of the dead, wounded, arrested or fled is no longer the last.

    The largest value counts where it is the newest, too, and where all others are bounds below it ("at least 38"); else
    what most outlets say in words of their own, of equals the newest. Other figures, such as the size of a crowd, stand
    against each other, and none of them takes another's place. Of copies the first alone is looked at.
    """
    newest = {item.id: item.published_at.timestamp() if item.published_at else 0.0 for item, _ in items}
    found: set[Place] = set()
    for shared, held in _disputes(items):
        if shared.isdisjoint(_PREDICATES):
            continue
        times = {value: max(newest[figure.claim.item] for figure in figures) for value, figures in held.items()}
        voices = {value: _voices(figures) for value, figures in held.items()}
        largest = max(held)
        others = [value for value in held if value != largest]
        grown = all(times[largest] > times[value] for value in others) or all(
            figure.bound is not None for value in others for figure in held[value]
        )
        last = largest if grown else max(held, key=lambda value: (voices[value], times[value], value))
        found |= {
            (figure.claim.item, figure.claim.field, *figure.sentence)
            for value in held
            for figure in held[value]
            if value != last
        }
    return frozenset(found)


def _voices(figures: Sequence[_Figure]) -> int:
    """How many outlets claim a value in words of their own: a sentence that several carry is one agency's."""
    return min(len({figure.claim.outlet for figure in figures}), len({figure.clause for figure in figures}))


def _disputes(items: Sequence[tuple[NewsItem, str]]) -> list[_Dispute]:
    """What is disputed, and by value the figures that claim it."""
    texts: dict[tuple[str, str], tuple[NewsItem, str]] = {}
    for item, outlet in items:
        texts.setdefault((item.headline, item.text), (item, outlet))
    own = list(texts.values())
    return _compared(tuple(own[:_MAX_ITEMS])) if len({outlet for _, outlet in own}) > 1 else []


@lru_cache(_REMEMBERED)
def _compared(items: tuple[tuple[NewsItem, str], ...]) -> list[_Dispute]:
    figures = [
        figure for item, outlet in items for figure in _marked_parts(list(islice(_figures(item, outlet), _MAX_FIGURES)))
    ]
    told: dict[tuple[str, str, frozenset[str]], set[float]] = {}
    placed: set[tuple[str, str, str, frozenset[str]]] = set()
    for figure in figures:
        unit, predicates = figure.number.unit, figure.predicates
        told.setdefault((figure.claim.outlet, unit, predicates), set()).add(figure.number.value)
        placed |= {(figure.claim.item, place, unit, predicates) for place in figure.places}
    found: dict[frozenset[str], dict[float, dict[int, _Figure]]] = {}
    for row, one in enumerate(figures):
        for column in range(row + 1, len(figures)):
            other = figures[column]
            if one.claim.outlet == other.claim.outlet or not (shared := _shared(one, other)) or _agree(one, other):
                continue
            if _told_by_both(one, other, told) or not _of_one_whole(one, other, placed):
                continue
            held = found.setdefault(shared | (one.places & other.places if one.part or other.part else set()), {})
            for place, figure in ((row, one), (column, other)):
                held.setdefault(figure.number.value, {})[place] = figure
    first = islice(found.items(), _MAX_JOINED)
    return _joined([(shared, {value: list(of.values()) for value, of in held.items()}) for shared, held in first])


def _said_best(figures: Sequence[_Figure], shared: frozenset[str]) -> FigureClaim:
    return next((f.claim for f in figures if _says(f.claim, shared)), figures[0].claim)


def _marked_parts(figures: Sequence[_Figure]) -> list[_Figure]:
    """One item's figures, those marked that are less than one of the same kind before them."""
    return [
        replace(
            one,
            part=any(
                before.number.value > one.number.value
                and before.number.unit == one.number.unit
                and (before.predicates & one.predicates or len(before.subject & one.subject) >= 2)
                for before in figures[:number]
            ),
        )
        for number, one in enumerate(figures)
    ]


def _of_one_whole(one: _Figure, other: _Figure, placed: Set[tuple[str, str, str, frozenset[str]]]) -> bool:
    """Whether two figures count the same whole: not a town's dead and a raid's, nor two months'.

    placed: of what is counted in each place that an item names.
    """
    if one.months and other.months and one.months.isdisjoint(other.months):
        return False
    if not one.places.isdisjoint(other.places):
        return True
    if one.part or other.part or (one.places and other.places):
        return False
    here, total = (one, other) if one.places else (other, one)
    kind = (here.number.unit, here.predicates)
    return not any((total.claim.item, place, *kind) in placed for place in here.places)


def _joined(found: Sequence[_Dispute]) -> list[_Dispute]:
    """One dispute where several hold one number of one item, or two outlets' same numbers in other words."""
    joined: list[_Dispute] = []
    for shared, held in found:
        places, said = _places_of(held), _said_in(held)
        for _, others in joined:
            if not places.isdisjoint(_places_of(others)) or len(said & _said_in(others)) > 1:
                for value, figures in held.items():
                    there = others.setdefault(value, [])
                    there += [figure for figure in figures if figure not in there]
                break
        else:
            joined.append((shared, held))
    return joined


def _places_of(held: Mapping[float, Sequence[_Figure]]) -> set[tuple[str, str, int, int]]:
    claims = (figure.claim for figures in held.values() for figure in figures)
    return {(claim.item, claim.field, claim.start, claim.end) for claim in claims}


def _said_in(held: Mapping[float, Sequence[_Figure]]) -> set[tuple[float, str]]:
    return {(value, figure.claim.outlet) for value, figures in held.items() for figure in figures}


def _figures(item: NewsItem, outlet: str) -> Iterator[_Figure]:
    told = headline_span(item)
    fields = [("headline", item.headline, told.start, told.end)]
    fields += [
        ("text", item.text, span.start, span.end) for span in split_sentences(item.text[:_READ])[:_MAX_SENTENCES]
    ]
    before = frozenset[str]()
    for field, whole, start, end in fields:
        sentence = whole[start:end]
        there, before = before, _named_places(sentence) if field == "text" else frozenset()
        if len(sentence) > _MAX_SENTENCE:
            continue
        for number in numbers(sentence):
            if _is_part(sentence, number) or _is_sample(sentence, number):
                continue
            subject = [_SAME.get(word, word) for word in about(sentence, number)]
            measured = _MEASURED.search(sentence[max(0, number.start - 60) : number.start]) if number.unit else None
            said = _predicates(_clause(sentence, number)) or _predicates(_said_together(sentence, number))
            text, begin, until = _shown(sentence, number)
            yield _Figure(
                number,
                frozenset(subject) - _PREDICATES,
                said,
                _side(subject),
                _HEDGE.search(sentence[: number.start]) is not None,
                FigureClaim(text, outlet, item.id, field, start + begin, start + until),
                _places(sentence, number) or (there if _THERE.search(_clause(sentence, number)) else frozenset()),
                frozenset(_MONTHS.findall(sentence)),
                (start, end),
                _bound(sentence, number),
                frozenset(terms(_clause(sentence, number))),
                measured[1].lower() if measured else None,
                not _THINGS.isdisjoint(subject[:1]),
                next(iter(_MEASURES.intersection(subject[:1])), None),
            )


def _shown(sentence: str, number: Number) -> tuple[str, int, int]:
    """A number with the words behind it, and its place; with those before it where none follow: "wounding 30"."""
    clause = _CLAUSE_END.split(sentence[number.end :], maxsplit=1)[0].split()
    words = clause[:_WORDS_SHOWN]
    if clause[len(words) :] and clause[len(words)][:1].isupper():  # "at a depot in Port | Sefton": no half of a name
        while words and words[-1][:1].isupper():
            words.pop()
    while words and words[-1].lower() in STOPWORDS:
        words.pop()
    bound = _BOUND.search(sentence, max(0, number.start - 24), number.start)
    first = bound.start() if bound else number.start
    doing = _LAST_WORD.search(sentence, 0, first)
    if doing and not _predicates(" ".join(words)) and _predicates(doing[1]):
        first = doing.start(1)  # "killing nine people"
    if words:
        return " ".join([" ".join(sentence[first : number.end].split()), *words]), first, number.end
    before = re.split(r"[,;:.!?()“”\"—–]| and ", sentence[: number.start])[-1].split()[-_WORDS_BEFORE:]
    begin = sentence.rfind(before[0], 0, number.start) if before else number.start
    return " ".join(sentence[begin : number.end].split()), begin, number.end


def _places(sentence: str, number: Number) -> frozenset[str]:
    """The places that a number's clause names, with the one that opens the sentence: "In Hask, four were killed".

    One place behind several numbers is the place of all: "Six were killed and 19 hurt in Hask".
    """
    opening = _INTRODUCING.match(sentence)
    told = _named_places(f"{opening.group() if opening else ''} {_clause(sentence, number)}")
    return told or (behind if len(behind := _named_places(sentence[number.end :])) == 1 else frozenset())


def _named_places(words: str) -> frozenset[str]:
    return frozenset(place.lower() for place in _PLACE.findall(words) if place.lower() not in CALENDAR_WORDS)


def _bound(sentence: str, number: Number) -> str | None:
    found = _BOUND.search(sentence, max(0, number.start - 24), number.start)
    said = found.group().lower().split() if found else []
    return "more" if said[:1] in (["more"], ["over"]) else "least" if said == ["at", "least"] else None


def _predicates(words: str) -> frozenset[str]:
    return frozenset(_SAME.get(word, word) for word in terms(words)) & _PREDICATES


def _said_together(sentence: str, number: Number) -> str:
    """What is said of two numbers at once, behind the second: "17 soldiers and 9 civilians died"."""
    others = _AND_OTHERS.match(sentence, number.end)
    return others["said"] if others else ""


def _side(subject: Sequence[str]) -> str | None:
    """Which side of a fight a number counts, by the first two words behind it: "11 attackers", "40 armed militants"."""
    for word in subject[:2]:
        if word in _SIDES:
            return word
        if word in _PREDICATES or word in _PEOPLE:
            break
    return None


def _says(claim: FigureClaim, shared: frozenset[str]) -> bool:
    """Whether the words shown tell what the number is of: "14 dead" does, "14 as talks stall" does not."""
    return not shared.isdisjoint(_SAME.get(word, word) for word in terms(claim.text))


def _is_part(sentence: str, number: Number) -> bool:
    """Whether a number is no total that its outlet stands for: a part, one end of a range, "more than the 14 whom"."""
    before = sentence[max(0, number.start - 40) : number.start]
    if _PART_BEFORE.search(before) or _RANGE_BEFORE.search(before) or _PART_AFTER.match(sentence, number.end):
        return True
    return not before.endswith("from ") and _RANGE_AFTER.match(sentence, number.end) is not None


def _is_sample(sentence: str, number: Number) -> bool:
    """Whether a number says how many people a poll asked: two polls ask different people."""
    return not number.unit and _POLL.search(sentence) is not None and not _POLLED.isdisjoint(about(sentence, number))


def _clause(sentence: str, number: Number) -> str:
    """The words around a number, up to the next comma or the like on either side."""
    before = re.split(r"[,;:()“”\"—–]| and ", sentence[max(0, number.start - 80) : number.start])[-1]
    after = re.split(r"[,;:()“”\"—–]| and ", sentence[number.end : number.end + 80], maxsplit=1)[0]
    return f"{before} {after}"


def _shared(one: _Figure, other: _Figure) -> frozenset[str]:
    """What two numbers are both about; empty when that differs or cannot be told."""
    if one.number.unit != other.number.unit:
        return frozenset()
    if one.measure is not None and one.measure == other.measure:
        return frozenset({one.measure})
    said = one.predicates & other.predicates
    if one.predicates != other.predicates and (one.predicates or other.predicates) and not said:
        return frozenset()
    nouns = one.subject & other.subject
    if one.side != other.side or one.scale != other.scale:
        return frozenset()
    if one.number.unit in _MONEY and not said and _near(one, other):
        nouns = one.clause & other.clause  # "raise its defence budget to $4.2 billion": what it is for stands before it
    if said and (nouns or not (one.subject - _PEOPLE) or not (other.subject - _PEOPLE)):
        things = one.thing or other.thing  # "1,500 are injured" against "at 12 locations where they were injured"
        return frozenset() if things and not nouns else said | (nouns - _PEOPLE)
    return nouns if len(nouns) >= 2 else frozenset()


def _agree(one: _Figure, other: _Figure) -> bool:
    first, second = one.number.value, other.number.value
    if first == second or min(one, other, key=lambda figure: figure.number.value).bound == "more":
        return True  # "more than 100" are 163, too
    return (one.hedged or other.hedged) and abs(first - second) <= _NEAR * max(first, second)


def _near(one: _Figure, other: _Figure) -> bool:
    """Whether two values are near enough to be two reports of one: a part of a sum is less."""
    first, second = one.number.value, other.number.value
    return abs(first - second) <= _SAME_SUM * max(first, second)


def _told_by_both(one: _Figure, other: _Figure, told: Mapping[tuple[str, str, frozenset[str]], Set[float]]) -> bool:
    """Whether one of the two outlets gives both numbers ("the toll rose from 14 to 18"); told: its values of a kind."""
    values = {one.number.value, other.number.value}
    kinds = {(figure.number.unit, figure.predicates) for figure in (one, other)}
    return any(
        values <= set().union(*(told.get((outlet, *kind), ()) for kind in kinds))
        for outlet in (one.claim.outlet, other.claim.outlet)
    )
