"""What a sentence claims that a source must bear out: names, numbers, dates, negations, each with the words around it.

Rules for English news text. A text is read into tokens whose `norm` makes different spellings of one thing equal
("U.S." and "United States", "Russian" and "Russia", "killed" and "kill", "Oct." and "October").
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from models.spellings import (
    FUNCTION_WORDS,
    MEASURES,
    MONTH_NUMBERS,
    NAMES,
    NEGATIONS,
    NUMBERS,
    OTHER_NEGATIONS,
    PLACES,
    SCALE_LETTERS,
    TITLES,
    WEEKDAY_NORMS,
    norm_of,
    shorten_names,
)
from news.number_words import ONES, ORDINALS, SCALES, TENS
from news.sentences import split_sentences
from news.words import word_set

_PRONOMINAL = word_set("no any every each the this that some another which")
_PARTIES = frozenset({"democrat", "republican"})
_PARTICLES = word_set("al el de da del van von bin ibn")

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[ap]\.m\b\.?|[$€£]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[$€£]?\d+(?:[.:]\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)?|%"
)
_BREAKS = frozenset(',;:()[]—–"“”')
_JOINTS = frozenset({" ", "-", "", ". ", "’ ", "' "})
_BEFORE_YEARS = word_set("in since of by until from to before after and early late year spring summer autumn winter")


class Kind(StrEnum):
    """What a claim is about."""

    NAME = "name"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign of a text."""

    text: str
    norm: str
    sentence: int
    opens: bool  # the first of its sentence or of a quotation
    capital: bool
    breaks: bool  # a comma, dash, bracket or the like stands before it
    parts: bool  # a semicolon or colon does
    joined: bool  # it follows the one before with at most a hyphen, full stop or blank between


@dataclass(frozen=True, slots=True)
class Claim:
    """A name, number or date: tokens[start:end]; key is what is compared.

    A name's key holds its words. A number's is ("value", unit), a date's ("monday",), ("october", "28") or ("2024",).
    """

    kind: Kind
    key: tuple[str, ...]
    start: int
    end: int
    words: str


def read(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in order."""
    text = shorten_names(text).replace("''", "'")
    tokens: list[Token] = []
    for number, span in enumerate(split_sentences(text)):
        end, opens = span.start, True
        for match in _TOKEN.finditer(text, span.start, span.end):
            gap = text[end : match.start()]
            word = match.group()
            opens = opens or any(mark in gap for mark in '“"‘:')
            tokens.append(
                Token(
                    text=word,
                    norm=norm_of(word),
                    sentence=number,
                    opens=opens,
                    capital=word[0].isupper(),
                    breaks=not _BREAKS.isdisjoint(gap) or " - " in gap or "--" in gap,
                    parts=";" in gap or ":" in gap,
                    joined=gap in _JOINTS,
                )
            )
            end, opens = match.end(), False
    return tuple(tokens)


def by_sentence(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each sentence, in order."""
    found: dict[int, list[Token]] = {}
    for token in tokens:
        found.setdefault(token.sentence, []).append(token)
    return list(found.values())


def proper_words(tokens: Sequence[Token]) -> frozenset[str]:
    """Norms that have a capital where no sentence opens, or that name a country: names wherever they stand."""
    return frozenset(t.norm for t in tokens if t.capital and (not t.opens or t.norm in PLACES | _PARTIES))


def claims(tokens: Sequence[Token], proper: AbstractSet[str]) -> list[Claim]:
    """The dates, numbers and names of a text; no token belongs to two. proper: words known to be names."""
    taken: set[int] = set()
    found: list[Claim] = []
    for claim in _dates(tokens):
        found.append(claim)
        taken.update(range(claim.start, claim.end))
    for claim in _numbers(tokens, taken):
        found.append(claim)
        taken.update(range(claim.start, claim.end))
    return [*found, *_names(tokens, taken, proper)]


def is_negation(token: Token) -> bool:
    """Whether a token says no."""
    return token.text.lower() in NEGATIONS or token.norm.endswith(("n't", "n’t"))


def says_no_otherwise(token: Token) -> bool:
    """Whether a token means a no without being one: "refused", "unhurt"."""
    return token.norm in OTHER_NEGATIONS or token.text.lower() in OTHER_NEGATIONS


def _claim(kind: Kind, key: tuple[str, ...], tokens: Sequence[Token], start: int, end: int) -> Claim:
    return Claim(kind, key, start, end, " ".join(token.text for token in tokens[start:end]))


def _dates(tokens: Sequence[Token]) -> Iterator[Claim]:
    for place, token in enumerate(tokens):
        lower = token.text.lower()
        if token.norm in WEEKDAY_NORMS:
            yield _claim(Kind.DATE, (token.norm,), tokens, place, place + 1)
        elif token.capital and lower in MONTH_NUMBERS and not (lower in {"may", "march"} and token.opens):
            month, start, end = f"{MONTH_NUMBERS[lower]:g}", place, place + 1
            day = ""
            if end < len(tokens) and _is_day(tokens[end]):
                day, end = tokens[end].text, end + 1
            elif place and _is_day(tokens[place - 1]) and not token.breaks:
                day, start = tokens[place - 1].text, place - 1
            if day or lower != "may":
                yield _claim(Kind.DATE, ("month", month, day), tokens, start, end)
        elif re.fullmatch(r"(?:1[5-9]|20)\d\d", token.text):
            following = tokens[place + 1].norm if place + 1 < len(tokens) else ""
            before = tokens[place - 1].text.lower() if place else ""
            if before in _BEFORE_YEARS or (
                following not in MEASURES and (token.breaks or before.rstrip(".") in MONTH_NUMBERS or before.isdigit())
            ):
                yield _claim(Kind.DATE, (token.text,), tokens, place, place + 1)


def _is_day(token: Token) -> bool:
    return re.fullmatch(r"\d{1,2}", token.text) is not None and 1 <= int(token.text) <= 31


def _numbers(tokens: Sequence[Token], taken: AbstractSet[int]) -> Iterator[Claim]:
    place = 0
    while place < len(tokens):
        start = place
        value = None if place in taken else _value(tokens[place])
        place += 1
        if value is None:
            continue
        sign = MEASURES.get(norm_of(tokens[start].text[0]), "")
        lower = tokens[start].text.lower()
        if lower in TENS and place < len(tokens) and tokens[place].text.lower() in ONES:
            value += ONES[tokens[place].text.lower()]
            place += 1
        while place < len(tokens) and not tokens[place].breaks and (scale := _scale(tokens[place])):
            value *= scale
            place += 1
        if place < len(tokens) and tokens[place].text.lower() in {"st", "nd", "rd", "th"}:
            place += 1
        unit = sign
        if place < len(tokens) and not tokens[place].breaks and tokens[place].norm in MEASURES:
            unit = unit or MEASURES[tokens[place].norm]
            place += 1
        clock = tokens[place].text.lower().rstrip(".") if place < len(tokens) else ""
        if clock in {"a.m", "p.m", "am", "pm"}:
            unit = clock[0] + "m"
            place += 1
        after = tokens[place].text if place < len(tokens) else ""
        if lower in ORDINALS and (lower == "first" or after.endswith("est")):
            continue  # it orders words as often as things
        if lower == "one" and start and tokens[start - 1].text.lower() in _PRONOMINAL:
            continue
        yield _claim(Kind.NUMBER, (f"{value:g}", unit), tokens, start, place)


def _value(token: Token) -> float | None:
    lower = token.text.lower()
    if lower in NUMBERS:
        return NUMBERS[lower]
    if lower in ORDINALS:
        return ORDINALS[lower]
    digits = token.text.lstrip("$€£").replace(",", "").replace(":", ".")
    return float(digits) if digits[:1].isdigit() else None


def _scale(token: Token) -> float | None:
    lower = token.text.lower()
    return SCALES.get(lower) or (SCALE_LETTERS.get(lower) if token.joined else None)


def _names(tokens: Sequence[Token], taken: AbstractSet[int], proper: AbstractSet[str]) -> Iterator[Claim]:
    place = 0
    while place < len(tokens):
        if not _is_name(tokens, place, taken, proper):
            place += 1
            continue
        end = place + 1
        lone = tokens[place].norm in NAMES or is_possessive(tokens[place])
        while (
            not lone
            and end < len(tokens)
            and not is_possessive(tokens[end - 1])
            and tokens[end].sentence == tokens[place].sentence
            and tokens[end].joined
            and not tokens[end].breaks
            and _is_name(tokens, end, taken, proper)
        ):
            end += 1
        key = tuple(t.norm for t in tokens[place:end] if _carries(t))
        if key:
            yield _claim(Kind.NAME, key, tokens, place, end)
        place = end


def _carries(token: Token) -> bool:
    lower = token.text.lower().rstrip(".")
    return token.norm != "" and lower not in TITLES and lower not in _PARTICLES


def is_possessive(token: Token) -> bool:
    """Whether a token ends in 's."""
    return token.text.endswith(("'s", "’s"))


def _is_name(tokens: Sequence[Token], place: int, taken: AbstractSet[int], proper: AbstractSet[str]) -> bool:
    token = tokens[place]
    if place in taken or not token.capital or token.text.lower() in FUNCTION_WORDS or token.text in {"I", "I'm", "I’m"}:
        return False
    if not token.opens:
        return True
    follows = place + 1 < len(tokens) and tokens[place + 1].capital and tokens[place + 1].joined
    return token.norm in proper or follows or token.text.isupper() or "." in token.text
