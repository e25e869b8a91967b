"""Whether a written sentence says what its source says: everything that is not copied has to pass this check.

Every name, number, date, quotation and negation must stand in the source, and in the same place: a name that the source
has elsewhere does not help a sentence in which it took another's part.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations

from models.claims import (
    Claim,
    Kind,
    Token,
    claims,
    is_negation,
    is_possessive,
    proper_words,
    read,
    says_no_otherwise,
)
from models.roles import (
    contraries,
    exchanged,
    is_of_the_same_place,
    misquoted,
    turned_round,
    wrong_doers,
    wrong_nouns,
    wrong_owners,
)
from models.spellings import CAPITALS, FUNCTION_WORDS, REFUSALS, SPEECH
from news.words import word_set

_MIN_TRIGRAMS = 0.12  # of the sentence's trigrams stand in the source; fewer are borne by _MIN_WORDS alone
_MIN_WORDS = 0.6  # of the sentence's content words stand in the source
_REACH = 5  # content words on either side that make up the place of a claim
_ACROSS = 0.35  # worth of a word that stands on the other side
_RIVAL = 1.2  # from this likeness on a place is another's
_EXCHANGED = 1.1  # two claims have changed places when these fit so many times better
_RIVAL_NUMBER, _TIMES_NUMBER = 0.9, 1.5  # numbers are said with less freedom than names
_TIMES, _MARGIN = 2.0, 0.3  # the likeness to one's own place counts so many times, and this more
_REGION = 10  # tokens on either side in which two sentences are seen to tell of the same
_ROUNDED = 0.05  # "about 3,000" may stand for 2,950
_HEDGES = word_set("about around nearly almost roughly some approximately over least than")
_BE = frozenset({"be", "get"})
_DEATH = frozenset({"die", "kill"})
_CLOCK = frozenset({"am", "pm"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not stand in the source: kind is name, number, date, negation, quote, contrary, role or words."""

    kind: str
    words: str


def check(sentence: str, source: str) -> tuple[Fault, ...]:
    """What of a sentence does not stand in the text that it cites, one or several sentences of it; () when all does."""
    ours, theirs = read(sentence), read(source)
    faults = [
        *_unsupported(ours, theirs),
        *_misplaced(ours, theirs),
        *_negations(ours, theirs),
        *_roles(sentence, ours, theirs),
        *_quotations(sentence, source),
    ]
    if _in_other_words(ours, theirs):
        faults.append(Fault("words", sentence))
    return tuple(dict.fromkeys(faults))


def _in_other_words(ours: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether a sentence has so few of its source's words that nothing speaks for it."""
    our_words, their_words = [token.norm for token in ours], [token.norm for token in theirs]
    known = set(their_words)
    content = [word for word in our_words if word not in FUNCTION_WORDS]
    held = sum(word in known for word in content) / len(content) if content else 1.0
    return held < _MIN_WORDS and _shared_runs(our_words, their_words, 3) < _MIN_TRIGRAMS


def _shared_runs(ours: Sequence[str], theirs: Sequence[str], size: int) -> float:
    """The share of our runs of so many words, or of all where there are fewer, that the source has, too."""
    size = min(size, len(ours))
    if size == 0:
        return 1.0
    known = {tuple(theirs[i : i + size]) for i in range(len(theirs) - size + 1)}
    runs = [tuple(ours[i : i + size]) for i in range(len(ours) - size + 1)]
    return sum(run in known for run in runs) / len(runs)


def _unsupported(ours: Sequence[Token], theirs: Sequence[Token]) -> Iterator[Fault]:
    proper = proper_words(ours) | proper_words(theirs)
    held, known = claims(theirs, proper), {token.norm for token in theirs}
    for claim in claims(ours, proper):
        if not _stands(claim, ours, held, theirs):
            yield Fault(claim.kind, claim.words)
    if ours and _is_stranger(ours, theirs, held, known):
        yield Fault(Kind.NAME, ours[0].text)


def _is_stranger(
    ours: Sequence[Token], theirs: Sequence[Token], held: Sequence[Claim], known: AbstractSet[str]
) -> bool:
    """Whether the opening word, whose capital says nothing, stands where the source has a name."""
    first = ours[0]
    if first.norm in known | FUNCTION_WORDS or not first.capital or first.text.endswith("s") or is_negation(first):
        return False
    after = next((t.norm for t in ours[1:4] if t.norm not in FUNCTION_WORDS), None)
    names = {place for claim in held if claim.kind is Kind.NAME for place in range(claim.start, claim.end)}
    names |= {place for place, token in enumerate(theirs) if token.opens and token.norm not in FUNCTION_WORDS}
    for place, token in enumerate(theirs):
        if token.norm == after:
            near = [p for p in range(max(0, place - 4), place) if theirs[p].sentence == token.sentence]
            before = [p for p in near if theirs[p].norm not in FUNCTION_WORDS]
            if before and before[-1] in names:
                return True
    return False


def _stands(claim: Claim, ours: Sequence[Token], held: Sequence[Claim], theirs: Sequence[Token]) -> bool:
    """Whether the source has a claim anywhere."""
    if any(_same(claim, other) for other in held if other.kind is claim.kind):
        return True
    if claim.kind is Kind.NAME:
        known = {token.norm for token in theirs}
        single = len(claim.key) == 1 and (claim.key[0] in known or _is_short_for(claim.words, theirs))
        if single or _is_spelled_out(claim, ours, theirs) or (len(claim.key) > 3 and set(claim.key) <= known):
            return True
        return is_of_the_same_place(claim.key[-1], known) and set(claim.key[:-1]) <= known
    if claim.kind is Kind.NUMBER:
        year = claim.key[1] == "" and re.fullmatch(r"(?:1[5-9]|20)\d\d", claim.key[0])
        if year and any(token.text == claim.key[0] for token in theirs):
            return True  # "the coup of August 2023", "the 2023 coup"
        return claim.key == ("1", "") or _is_rounded(claim, ours, held)
    return any(_is_part(claim, other) for other in held if other.kind is Kind.DATE)


def _same(claim: Claim, other: Claim) -> bool:
    if claim.kind is not other.kind:
        return False
    if claim.kind is Kind.NAME:
        return set(claim.key) <= set(other.key) or _governments(claim) == _governments(other) != set()
    if claim.kind is Kind.NUMBER:
        # "54 percent, Benson 44": a unit may be left out, but none may be put in.
        unit = claim.key[1] == other.key[1] or (claim.key[1] == "" and other.key[1] not in _CLOCK)
        return claim.key[0] == other.key[0] and unit
    return claim.key == other.key or _is_part(claim, other)


def _governments(claim: Claim) -> set[str]:
    """The country of a lone capital or country, so that "Tehran" may stand for Iran."""
    [*words] = claim.key
    return {CAPITALS.get(words[0], words[0])} if len(words) == 1 else set()


def _is_part(claim: Claim, other: Claim) -> bool:
    """A month alone is borne out by a day of it."""
    return claim.key[:2] == other.key[:2] and len(claim.key) == 3 and not claim.key[2]


def _is_short_for(word: str, tokens: Sequence[Token]) -> bool:
    """Whether the capitals of some tokens in a row, "of" and the like left out, spell a word: "FBI"."""
    letters = word.replace(".", "")
    if len(letters) < 2 or not letters.isupper():
        return False
    return letters in "".join(_initial(token) for token in tokens)


def _is_spelled_out(claim: Claim, ours: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether a name is part of a long one of which the source has the letters."""
    around = ours[max(0, claim.start - 6) : claim.end + 6]
    shorts = {t.text.replace(".", "") for t in theirs if len(t.text) > 1 and t.text.replace(".", "").isupper()}
    return any(_is_short_for(short, around) for short in shorts if claim.words[0] in short)


def _initial(token: Token) -> str:
    if token.norm in FUNCTION_WORDS:
        return ""
    return token.text[0] if token.capital else " "


def _is_rounded(claim: Claim, ours: Sequence[Token], held: Sequence[Claim]) -> bool:
    before = {token.text.lower() for token in ours[max(0, claim.start - 2) : claim.start]}
    value = float(claim.key[0])
    if before.isdisjoint(_HEDGES) or value < 10 or value % 10:
        return False
    return any(
        abs(float(other.key[0]) - value) <= _ROUNDED * value
        for other in held
        if other.kind is Kind.NUMBER and other.key[1] == claim.key[1]
    )


def _misplaced(ours: Sequence[Token], theirs: Sequence[Token]) -> Iterator[Fault]:
    """Claims that the source has, but that stand here where it has another of the same kind."""
    proper = proper_words(ours) | proper_words(theirs)
    stated = [(claim, _Place(ours, claim)) for claim in claims(ours, proper)]
    held = [(claim, _Place(theirs, claim)) for claim in claims(theirs, proper)]
    for claim, place in stated:
        own, rival, words = 0.0, 0.0, ""
        for other, there in held:
            if other.kind is not claim.kind and {_sort(claim), _sort(other)} != {"number"}:
                continue
            likeness = place.likeness(there)
            if _same(claim, other) or _same(other, claim):
                own = max(own, likeness)
            elif (
                likeness > rival
                and place.is_next_to_the_same(there)
                and not any(_same(o, other) and p.likeness(there) >= 0.9 * likeness for o, p in stated)
            ):
                rival, words = likeness, other.words
        least, times = (_RIVAL, _TIMES) if claim.kind is Kind.NAME else (_RIVAL_NUMBER, _TIMES_NUMBER)
        if rival >= least and rival > times * own + _MARGIN:
            yield Fault(claim.kind, f"{claim.words} for {words}")
    for (one, here), (two, there) in combinations(stated, 2):
        if one.kind is two.kind and not _same(one, two) and not _same(two, one):
            straight, crossed = _exchange((one, here), (two, there), held)
            if crossed >= _RIVAL and crossed > _EXCHANGED * straight + _MARGIN:
                yield Fault(one.kind, f"{one.words} and {two.words} exchanged")


def _sort(claim: Claim) -> str:
    """Numbers and years take each other's places, names and days do not."""
    return "number" if claim.kind is Kind.NUMBER or claim.key[0].isdigit() else claim.kind


def _exchange(
    one: tuple[Claim, "_Place"], two: tuple[Claim, "_Place"], held: Sequence[tuple[Claim, "_Place"]]
) -> tuple[float, float]:
    """How well two claims fit their own places in one sentence of the source, and each other's."""
    straight = crossed = 0.0
    for first, here in held:
        for second, there in held:
            if here.sentence == there.sentence and _same(one[0], first) and _same(two[0], second):
                straight = max(straight, one[1].likeness(here) + two[1].likeness(there))
                if one[1].is_next_to_the_same(there) or two[1].is_next_to_the_same(here):
                    crossed = max(crossed, one[1].likeness(there) + two[1].likeness(here))
    return straight, crossed


class _Place:
    """The content words on either side of a claim, nearest first, within its sentence."""

    def __init__(self, tokens: Sequence[Token], claim: Claim) -> None:
        sentence = self.sentence = tokens[claim.start].sentence
        self.before = _near(tokens, range(claim.start, 0, -1), sentence, -1)
        self.after = _near(tokens, range(claim.end, len(tokens)), sentence, 0)
        if self.after and self.after[0] in SPEECH and tokens[claim.start].breaks:
            self.before = []  # "..., Ms. Poe said": what she said is told of others
        if claim.end + 1 < len(tokens) and tokens[claim.end].norm == "and" and not tokens[claim.end + 1].capital:
            self.after = []  # "beat Benson and won": who won stands further up
        around = [t.norm for t in tokens[max(0, claim.start - 8) : claim.end + 8] if t.sentence == sentence]
        self.passive = "by" in around and not _BE.isdisjoint(around)
        self.possessive = is_possessive(tokens[claim.end - 1])

    def is_next_to_the_same(self, other: "_Place") -> bool:
        """Whether the nearest word on one side is the same, and both are or neither is somebody's."""
        if self.possessive != other.possessive:
            return False
        pairs = [(self.before, other.before), (self.after, other.after)]
        if self.passive != other.passive:
            pairs = [(self.before, other.after), (self.after, other.before)]
        return any(ours[:1] == theirs[:1] != [] for ours, theirs in pairs)

    def likeness(self, other: "_Place") -> float:
        """How alike two places are: each shared word counts by its nearness, less where it changed sides."""
        across = 1.0 if self.passive != other.passive else _ACROSS
        found = 0.0
        for here, same, opposite in ((self.before, other.before, other.after), (self.after, other.after, other.before)):
            for distance, word in enumerate(here):
                weight = 1 / (1 + distance)
                if word in same:
                    found += min(weight, 1 / (1 + same.index(word)) + 0.2)
                elif word in opposite:
                    found += across * min(weight, 1 / (1 + opposite.index(word)) + 0.2)
        return found


def _near(tokens: Sequence[Token], places: range, sentence: int, shift: int) -> list[str]:
    """Content words from a place outwards; shift -1 looks at the token before each place, to meet its mark first."""
    found: list[str] = []
    for place in places:
        token = tokens[place + shift]
        if tokens[place].parts or token.sentence != sentence or len(found) == _REACH:
            break
        if token.norm not in FUNCTION_WORDS:
            found.append(token.norm)
    return found


def _roles(sentence: str, ours: Sequence[Token], theirs: Sequence[Token]) -> Iterator[Fault]:
    """Words that the source has, put together into something else: see models.roles."""
    proper = proper_words(ours) | proper_words(theirs)
    stated, held = claims(ours, proper), claims(theirs, proper)
    known = {token.norm for token in theirs}
    yield from (Fault("contrary", words) for words in contraries(ours, theirs))
    yield from (Fault("role", words) for words in wrong_doers(ours, stated, theirs, known))
    yield from (Fault("quote", words) for words in misquoted(ours, stated, list(_quoted(sentence)), theirs))
    yield from (Fault("role", words) for words in exchanged(ours, theirs))
    yield from (Fault("role", words) for words in wrong_owners(ours, theirs))
    yield from (Fault("role", words) for words in turned_round(ours, stated, theirs, held))
    yield from (Fault(Kind.NUMBER, words) for words in wrong_nouns(ours, stated, theirs, held))


def _negations(ours: Sequence[Token], theirs: Sequence[Token]) -> Iterator[Fault]:
    """A no that the source lacks, and a no of the source that is gone although what it denied is told."""
    for place, token in enumerate(ours):
        if is_negation(token) and not _is_denied(ours, place, theirs):
            yield Fault("negation", " ".join(t.text for t in ours[place : place + 4]))
    for place, token in enumerate(theirs):
        if (is_negation(token) or token.norm in REFUSALS) and (told := _told_without(theirs, place, ours)):
            yield Fault("negation", told)


def _scope(tokens: Sequence[Token], place: int) -> list[str]:
    """The content words that a negation denies: up to four behind it, in its clause."""
    found: list[str] = []
    for token in tokens[place + 1 : place + 9]:
        if token.sentence != tokens[place].sentence or (token.breaks and found) or len(found) == 4:
            break
        if token.norm not in FUNCTION_WORDS and not is_negation(token):
            found.append(token.norm)
    return found


def _around(tokens: Sequence[Token], place: int, before: int, after: int) -> list[Token]:
    """The tokens near a place, of its sentence alone."""
    return [t for t in tokens[max(0, place - before) : place + after + 1] if t.sentence == tokens[place].sentence]


def _nos(tokens: Sequence[Token]) -> list[str]:
    return [t.norm for t in tokens if is_negation(t) or says_no_otherwise(t)]


def _is_denied(ours: Sequence[Token], place: int, theirs: Sequence[Token]) -> bool:
    """Whether the source, where it tells of the same, says no as often before what our negation denies."""
    scope = set(_scope(ours, place))
    if any(f"un{word}" in {t.norm for t in theirs} for word in scope):
        return True  # "none was harmed" of "were unharmed"
    scope |= _DEATH if scope & _DEATH else set()
    scope = scope or {t.norm for t in _around(ours, place, 4, 0) if t.norm not in FUNCTION_WORDS}
    here = _content(_around(ours, place, _REGION, _REGION))
    wanted = sum(no not in scope for no in _nos(_around(ours, place, 5, 0)))
    found: list[tuple[int, bool]] = []
    for there, token in enumerate(theirs):
        if token.norm in scope:
            nos = [no for no in _nos(_around(theirs, there, 7, 0)[:-1]) if no not in scope]
            behind = {t.norm for t in theirs[there + 1 : there + 2] if t.sentence == token.sentence}
            nos += behind & {"nothing", "nobody", "none"}  # "hit nothing": "did not hit anything"
            found.append((len(here & _content(_around(theirs, there, _REGION, _REGION))), len(nos) >= wanted))
    nearest = max((shared for shared, _ in found), default=0)
    return any(denied for shared, denied in found if shared >= nearest - 1)


def _content(tokens: Sequence[Token]) -> set[str]:
    return {token.norm for token in tokens} - FUNCTION_WORDS


def _told_without(theirs: Sequence[Token], place: int, ours: Sequence[Token]) -> str:
    """The words that our sentence tells although the source denies them; "" when it does not."""
    scope = _scope(theirs, place)
    region = _around(theirs, place, 2, 8)
    others = _nos([token for token in region if token is not theirs[place]])
    for here, token in enumerate(ours):
        if not scope or token.norm != scope[0]:
            continue
        around = _around(ours, here, 6, 8)
        if any(no not in others for no in _nos(around)):
            continue  # this no, or another word for it; the source's other ones do not stand for it
        near = {t.norm for t in around}
        told = sum(word in near for word in scope[1:])
        if 2 * told >= len(scope[1:]) and not _is_told_elsewhere(theirs, place, near):
            return " ".join(t.text for t in around)
    return ""


def _is_told_elsewhere(theirs: Sequence[Token], place: int, near: AbstractSet[str]) -> bool:
    """Whether the source says the same without a no in another place."""
    verb, *rest = _scope(theirs, place)
    for there, token in enumerate(theirs):
        if token.norm == verb and not place <= there <= place + 9:
            around = _around(theirs, there, 5, 8)
            words = {t.norm for t in around}
            if not _nos(around) and set(rest[:2]) & near <= words and len(words & near - FUNCTION_WORDS) >= 3:
                return True
    return False


def _quotations(sentence: str, source: str) -> Iterator[Fault]:
    """Words between quotation marks must stand in the source, in this order."""
    theirs = " ".join(token.norm for token in read(source))
    for piece in _quoted(sentence):
        words = " ".join(token.norm for token in read(piece))
        if words and f" {words} " not in f" {theirs} ":
            yield Fault("quote", piece)


def _quoted(sentence: str) -> Iterator[str]:
    """The pieces of quotations that are printed without a gap."""
    for quotation in sentence.replace("“", '"').replace("”", '"').split('"')[1::2]:
        yield from re.split(r"\.\.\.|…|\[[^\]]*\]", quotation)
