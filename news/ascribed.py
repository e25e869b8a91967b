"""Figures that one report ascribes to two parties: "the ministry says that 12 were killed, the rebels say 40"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from news.facts import Number, numbers
from news.figure_claims import DisputedFigure, FigureClaim
from news.item import NewsItem
from news.sentences import Span

_SAYS = (
    r"(?:says?|said|puts?|reported|claims?|claimed|counts?|counted|sp(?:eaks?|oke)\sof|confirms?|confirmed"
    r"|repeated|(?:insists?|insisted)(?!\son\b))"
)
_SAYING = re.compile(rf"\b{_SAYS}\b")
_ENDS = re.compile(
    r"[;:—–.!?]|,(?!\d)|\s(?=(?:while|but|whereas|and)\s(?:the|its|his|her|their|an?|[A-Z][\w’'-]*)\s)|\s(?=according\sto\s)"
)
_JOINS = re.compile(r"[\s,;:—–]*(?:(?:while|but|whereas|and|though)\s)?")
_PARTY = (
    r"(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir)\s(?:(?!that\b|which\b|wh\w+\b|as\b)[\w’'.-]+\s){1,5}"
    r"|(?:[A-Z][\w’'.-]*\s){1,4}|(?:[a-z-]+s|police)\s)"
)
_BEFORE = re.compile(rf"{_PARTY}(?:(?:has|have|later|then|itself|themselves|only)\s)?$")
_ALONE = re.compile(rf"(?:according\sto\s(?P<named>.+)|{_PARTY}{_SAYS}(?:\s(?:on\s)?[A-Z]\w+day)?)$")
_AT = re.compile(rf"{_PARTY}at\s(?:[a-z]+\s){{0,2}}$")
_NO_PARTY = re.compile(
    r"\b(?:it|they|he|she|polls?|surveys?|who|which|that|another)\b|\b(?:poll|survey)", re.IGNORECASE
)
# What a party says of itself no other one disputes: "The Blues say that they won 12 seats, the Greens say 40".
_OF_ITSELF = re.compile(
    r"\b(?:they|he|she|we|I|its|their|his|her|our|my)\b|\bit\b(?!\s(?:was|is|at|could|would|will|may|might)\b)"
)
_COUNTS = re.compile(r"(?:report|count|confirm)")  # "Orm reported 12 cases, Velm reported 40": each its own
_NAME = re.compile(r"(?!The\s|An?\s|Its\s|His\s|Her\s|Their\s)[A-Z]")
_DIED = re.compile(r"\b(?:died|dead|deaths?|killed|lost)\b")
_SAYS_AGAIN = re.compile(
    r"(?:(?:(?:had|have|has|were|was|people|there|it)\s?)*(?:died|dead|deaths|killed)?)$"
)  # "40 had died"
_MAX_SENTENCE = 600  # code points


@dataclass(frozen=True, slots=True)
class Ascribed:
    """What one party says: its words' place in the sentence, and the number in them."""

    party: str
    span: Span
    number: Number
    behind: str  # the words behind the number; where there are none, it counts what the one before it counts


def with_parties(
    disputes: Sequence[DisputedFigure], texts: Iterable[tuple[NewsItem, str, Sequence[Span]]]
) -> list[DisputedFigure]:
    """Disputes between outlets, and what one outlet ascribes to two parties, each pair of numbers once.

    Where one of the two stands in a dispute, the other joins it. texts: items, their outlets, the sentences to read.
    """
    found = list(disputes)
    told: set[frozenset[float]] = set()
    for item, outlet, sentences in texts:
        for span in sentences:
            both = two_parties(item.text[span.start : span.end])
            values = frozenset(one.number.value for one in both or ())
            if both is None or values in told:
                continue
            told.add(values)
            ends = {(item.id, "text", span.start + one.number.end): one for one in both}
            place = next((n for n, of in enumerate(found) if any(_end_of(claim) in ends for claim in of.claims)), None)
            shown = {_end_of(claim) for figure in found for claim in figure.claims}
            new = tuple(
                FigureClaim(" ".join(item.text[begin:end].split()), outlet, item.id, "text", begin, end)
                for key, one in ends.items()
                for begin, end in [(span.start + one.span.start, span.start + one.span.end)]
                if key not in shown
            )
            if place is None:
                found.append(DisputedFigure("", new))
            else:
                found[place] = replace(found[place], claims=(*found[place].claims, *new))
    return found


def _end_of(claim: FigureClaim) -> tuple[str, str, int]:
    return claim.item, claim.field, claim.end


def two_parties(sentence: str) -> tuple[Ascribed, Ascribed] | None:
    """The first two figures of a sentence on which two parties that it names differ, in its order."""
    found = list(numbers(sentence)) if len(sentence) <= _MAX_SENTENCE and _SAYING.search(sentence) else []
    if len(found) < 2:
        return None
    claims = list(_claims(sentence, found))
    for place, one in enumerate(claims):
        for other in claims[place + 1 :]:
            if (
                one.party != other.party
                and one.number.value != other.number.value
                and other.number.unit in (one.number.unit, "")
                and _counts_the_same(sentence, one, other)
            ):
                return one, other
    return None


def _counts_the_same(sentence: str, one: Ascribed, other: Ascribed) -> bool:
    if _DIED.search(other.behind) and not _DIED.search(sentence, one.span.start, one.span.end):
        return False
    return _SAYS_AGAIN.match(other.behind) is not None


def _claims(sentence: str, found: list[Number]) -> Iterator[Ascribed]:
    """What parties say, clause by clause: "the army said two", "two died, the army said", "the army at two"."""
    clauses = _clauses(sentence)
    put_at = False
    for place, clause in enumerate(clauses):
        own = [number for number in found if clause.start <= number.start < clause.end]
        words = sentence[clause.start : clause.end]
        if not own:
            continue
        saying = _SAYING.search(words)
        behind = [number for number in own if saying and number.start >= clause.start + saying.end()]
        party = _BEFORE.search(words[: saying.start()]) if saying else None
        claim: Ascribed | None = None
        if saying and party and len(behind) == 1:
            if _tells_of_itself(party.group(), saying, sentence[clause.start + saying.end() : behind[0].start]):
                continue
            claim = _claim(sentence, Span(clause.start + party.start(), clause.end), party.group(), behind[0])
            put_at = saying.group().startswith("put")
        elif put_at and len(own) == 1 and (party := _AT.search(words[: own[0].start - clause.start])):
            claim = _claim(sentence, Span(clause.start + party.start(), clause.end), party.group(), own[0])
        elif saying is None and len(own) == 1 and place + 1 < len(clauses):
            following = clauses[place + 1]
            who = _ALONE.match(sentence[following.start : following.end])
            claim = _claim(sentence, Span(clause.start, following.end), who.group(), own[0]) if who else None
        if claim is not None and not _NO_PARTY.search(claim.party):
            yield claim


def _tells_of_itself(party: str, saying: re.Match[str], before: str) -> bool:
    """Whether a party's number is of its own affairs; before: the words between what says so and the number."""
    own = _COUNTS.match(saying.group()) and _NAME.match(party)
    return bool(own) or _OF_ITSELF.search(before) is not None


def _claim(sentence: str, span: Span, party: str, number: Number) -> Ascribed:
    behind = re.split(r"[,;:—–.!?]", sentence[number.end : span.end], maxsplit=1)[0].strip()
    name = re.sub(rf"^according\sto\s|\b{_SAYS}\b.*$", "", party)
    return Ascribed(" ".join(name.lower().split()), span, number, behind)


def _clauses(sentence: str) -> list[Span]:
    """The stretches between the marks of a sentence, without what joins them."""
    ends = [match.span() for match in _ENDS.finditer(sentence) if not _inside_number(sentence, match.start())]
    found, begin = [], 0
    for start, end in [*ends, (len(sentence), len(sentence))]:
        joins = _JOINS.match(sentence, begin, start)
        first = joins.end() if joins else begin
        if first < start:
            found.append(Span(first, start))
        begin = end
    return found


def _inside_number(sentence: str, place: int) -> bool:
    return sentence[place] in ".,:" and sentence[place + 1 : place + 2].isdigit()
