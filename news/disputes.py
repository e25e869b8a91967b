"""Two sources, two numbers about the same thing: figures of one story that do not agree."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice

from news.facts import Number, about, numbers
from news.item import NewsItem
from news.sentences import split_sentences
from news.words import STOPWORDS, terms, word_set

MAX_SENTENCES = 40  # of one item: what follows is background
MAX_ITEMS = 12  # of one story
MAX_SENTENCE = 1000  # characters: what is longer is a table or a list, and its numbers claim nothing about one thing
MAX_FIGURES = 100  # of one item: pairs of figures are compared
MAX_DISPUTES = 3  # of one story
NEAR = 0.1  # "about 3,000" and 3,120 agree
_WORDS_SHOWN = 7
_WORDS_BEFORE = 4
_HEDGE = re.compile(
    r"\b(?:about|around|nearly|almost|roughly|some|approximately|over|more than|up to)\s*[$€£]?$", re.IGNORECASE
)
# No figure of the outlet's own: a part of the whole, what was added to it, or another's figure that it contradicts.
_PART_BEFORE = re.compile(
    r"\b(?:including|among them|another|(?:more|fewer|less|higher|lower|greater) than (?:the|an?)(?: \w+)?)\s*$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"(?: (?:more|others?)\b(?! than)| of (?:them|those|whom)\b|(?: \w+){0,4}? among (?:them|those|the)\b)",
    re.IGNORECASE,
)
_POLL = re.compile(r"\b(?:polls?|polled|survey(?:s|ed)?)\b", re.IGNORECASE)
_POLLED = frozenset(terms("voters adults respondents people americans residents citizens interviewed surveyed"))
# What is said of people in words that differ from outlet to outlet.
_SAME = {
    **dict.fromkeys(("dead", "die", "died", "dying", "death", "kill", "fatality"), "kill"),
    **dict.fromkeys(("injur", "injury", "wound", "hurt"), "wound"),
    **dict.fromkeys(("arrest", "detain", "held"), "arrest"),
    **dict.fromkeys(("flee", "fled", "displac", "evacuat"), "flee"),
}
_PREDICATES = frozenset(_SAME.values())
_PEOPLE = word_set("people person civilian resident other victim")
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


def disputed_figures(items: Sequence[tuple[NewsItem, str]]) -> tuple[DisputedFigure, ...]:
    """Find the numbers of one story on which its outlets differ; items come with their outlet's name.

    Two numbers are about one thing when they count by the same unit, what follows them shares its noun, and what is
    said of it (killed, wounded, arrested ...) is the same. An outlet that gives both numbers disputes nothing: it
    tells how the figure grew. Rounded figures within a tenth agree. A part of the whole, how many a poll asked, and the
    figure that an outlet sets its own against ("more than the 14 whom officials confirm") are no claims.
    """
    figures = [figure for item, outlet in items[:MAX_ITEMS] for figure in islice(_figures(item, outlet), MAX_FIGURES)]
    told: dict[str, set[float]] = {}
    for figure in figures:
        told.setdefault(figure.claim.outlet, set()).add(figure.number.value)
    found: dict[frozenset[str], dict[float, FigureClaim]] = {}
    for place, one in enumerate(figures):
        for other in figures[place + 1 :]:
            if one.claim.outlet != other.claim.outlet and (shared := _shared(one, other)) and not _agree(one, other):
                if _told_by_both(one, other, told):
                    continue
                claims = found.setdefault(shared, {})
                for figure in (one, other):
                    held = claims.setdefault(figure.number.value, figure.claim)
                    if not _says(held, shared) and _says(figure.claim, shared):
                        claims[figure.number.value] = figure.claim
    disputes = [
        DisputedFigure(" ".join(sorted(shared)), tuple(claims[value] for value in sorted(claims, reverse=True)))
        for shared, claims in _joined(found)
    ]
    return tuple(disputes[:MAX_DISPUTES])


def _joined(
    found: Mapping[frozenset[str], dict[float, FigureClaim]],
) -> list[tuple[frozenset[str], dict[float, FigureClaim]]]:
    """One dispute where several hold one number of one item, or two outlets' same numbers in other words."""
    joined: list[tuple[frozenset[str], dict[float, FigureClaim]]] = []
    for shared, claims in found.items():
        places = {(claim.item, claim.field, claim.start, claim.end) for claim in claims.values()}
        said = {(value, claim.outlet) for value, claim in claims.items()}
        for _, held in joined:
            there = {(claim.item, claim.field, claim.start, claim.end) for claim in held.values()}
            same = said & {(value, claim.outlet) for value, claim in held.items()}
            if not places.isdisjoint(there) or len(same) > 1:
                held |= {value: claim for value, claim in claims.items() if value not in held}
                break
        else:
            joined.append((shared, dict(claims)))
    return joined


def _figures(item: NewsItem, outlet: str) -> Iterator[_Figure]:
    fields = [("headline", item.headline, 0, len(item.headline))]
    fields += [
        ("text", item.text, span.start, span.end) for span in split_sentences(item.text[:20_000])[:MAX_SENTENCES]
    ]
    for field, whole, start, end in fields:
        sentence = whole[start:end]
        if len(sentence) > MAX_SENTENCE:
            continue
        for number in numbers(sentence):
            if _is_part(sentence, number) or _is_sample(sentence, number):
                continue
            subject = [_SAME.get(word, word) for word in about(sentence, number)]
            said = {_SAME.get(word, word) for word in terms(_clause(sentence, number))} & _PREDICATES
            text, begin, until = _shown(sentence, number)
            yield _Figure(
                number,
                frozenset(subject) - _PREDICATES,
                frozenset(said),
                _side(subject),
                _HEDGE.search(sentence[: number.start]) is not None,
                FigureClaim(text, outlet, item.id, field, start + begin, start + until),
            )


def _shown(sentence: str, number: Number) -> tuple[str, int, int]:
    """A number with the words behind it, and its place; with those before it where none follow: "wounding 30"."""
    clause = re.split(r"[,;:.!?()“”\"—–]", sentence[number.end :], maxsplit=1)[0].split()
    words = clause[:_WORDS_SHOWN]
    if clause[len(words) :] and clause[len(words)][:1].isupper():  # "at a depot in Port | Sefton": no half of a name
        while words and words[-1][:1].isupper():
            words.pop()
    while words and words[-1].lower() in STOPWORDS:
        words.pop()
    if words:
        return " ".join([sentence[number.start : number.end], *words]), number.start, number.end
    before = re.split(r"[,;:.!?()“”\"—–]| and ", sentence[: number.start])[-1].split()[-_WORDS_BEFORE:]
    begin = sentence.rfind(before[0], 0, number.start) if before else number.start
    return " ".join(sentence[begin : number.end].split()), begin, number.end


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
    """Whether a number is no total that its outlet stands for: "four were among the dead", "more than the 14 whom"."""
    return (
        _PART_BEFORE.search(sentence[max(0, number.start - 40) : number.start]) is not None
        or _PART_AFTER.match(sentence, number.end) is not None
    )


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
    said = one.predicates & other.predicates
    if one.predicates != other.predicates and (one.predicates or other.predicates) and not said:
        return frozenset()
    nouns = one.subject & other.subject
    if one.side != other.side:
        return frozenset()
    if said and (nouns or not (one.subject - _PEOPLE) or not (other.subject - _PEOPLE)):
        return said | (nouns - _PEOPLE)
    return nouns if len(nouns) >= 2 else frozenset()


def _agree(one: _Figure, other: _Figure) -> bool:
    first, second = one.number.value, other.number.value
    if first == second:
        return True
    return (one.hedged or other.hedged) and abs(first - second) <= NEAR * max(first, second)


def _told_by_both(one: _Figure, other: _Figure, told: Mapping[str, Set[float]]) -> bool:
    """Whether one of the two outlets gives both numbers ("the toll rose from 14 to 18"); told: its values."""
    values = {one.number.value, other.number.value}
    return any(values <= told[outlet] for outlet in (one.claim.outlet, other.claim.outlet))
