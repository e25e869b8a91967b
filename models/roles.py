"""Who did what to whom, and whether it is told as its contrary: what goes wrong with the source's own words.

Rules for English news text over the tokens of `models.claims`. Each speaks up only where the source tells the same
deed, so that other words for it, which no table has, pass.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from models.claims import Claim, Kind, Token, by_sentence, is_negation, is_possessive, read
from models.spellings import FUNCTION_WORDS, PAST_FORMS, PLACES, norm_of
from news.words import word_set

_NEAR = 8  # tokens between a name and what it does
_SIDE = 10  # tokens on either side of a deed that name who and whom
_SHARED = 2  # content words that a source sentence shares with ours to tell of the same
_ENDING = re.compile(r"(?:ians?|ans?|eans?|n|i|ese|ish|ia|a)$")


def _groups(table: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(norm_of(word) for word in group.split()) for group in table.split(";"))


# Deeds whose doer matters, each with other words for it.
_DEEDS = _groups(
    "said says say told added announced warned wrote testified stated declared argued explained; denied denies deny;"
    " claimed claims claim; admitted admits confessed; promised pledged vowed promises; convicted guilty;"
    " acquitted cleared; arrested detained seized captured; sentenced jailed; charged indicted accused; killed kills;"
    " signed signs; dismissed fired sacked ousted; vetoed vetoes; suspended suspends; demanded demands asked urged;"
    " resigned quit; appealed appeal appeals; attacked struck hit bombed shelled raided; launched fired;"
    " ordered bought purchased; rejected rejects; opposed opposes; dissented dissents; ruled rules; invaded; boarded;"
    " expelled expels; withdrew withdraws withdrawn; beat defeated; sold sells; stopped stops; try tried"
)
# What cannot both be so, side against side.
_CONTRARIES = tuple(
    (_groups(one)[0], _groups(other)[0])
    for one, other in (
        ("convicted guilty sentenced jailed", "acquitted cleared"),
        ("welcomed praised hailed", "condemned criticized criticised denounced"),
        ("brought filed", "dropped withdrew"),
        ("signed", "vetoed"),
        ("passed approved adopted cleared", "rejected defeated"),
        (
            "rose increased grew climbed up gained jumped higher",
            "fell decreased dropped declined down shrank sank lower",
        ),
        ("bought", "sold"),
        ("arrived", "left withdrew withdrawn departed"),
        ("killed died dead", "wounded injured hurt"),
        ("claimed admitted confirmed acknowledged", "denied"),
        ("lawful legal constitutional", "unlawful illegal unconstitutional"),
        ("more over above", "fewer less under below"),
        ("supported backed supports favors", "opposed opposes against"),
        ("northern", "southern"),
        ("eastern", "western"),
        ("opened reopened", "closed shut"),
        ("allowed permitted lets", "banned barred forbade"),
        ("accepted", "refused rejected declined"),
        ("imposed", "lifted"),
        ("released freed", "arrested detained captured seized"),
        ("majority", "minority"),
        ("hired appointed", "fired dismissed sacked"),
    )
)
_NO_UN = word_set("less cover cov")  # "unless" and "uncovered" deny nothing
_DENY = norm_of("denied")
_SAY = next(deed for deed in _DEEDS if norm_of("said") in deed)
_NO_VERB_BEHIND = word_set("the a an of for his her its their this that these no")
_BE = frozenset({norm_of("is"), norm_of("get")})
_SUBJECTS = frozenset({"he", "she", "they", "it", "who", "which"})
_AUXILIARIES = frozenset(norm_of(word) for word in ("was", "had", "did", "got", "dead", "used", "called", "led"))
_ADVERBS = frozenset(
    norm_of(word) for word in ("also", "later", "then", "will", "would", "has", "already", "once", "who")
)
_INTO = frozenset({"to", "into"})
_PEOPLE = frozenset(
    norm_of(word) for word in word_set("people person persons others members residents civilians men women")
)


def _deeds_of(token: Token) -> list[frozenset[str]]:
    """The deeds that a word tells; a past form that no table has stands for itself."""
    if token.capital:
        return []
    known = [deed for deed in _DEEDS if token.norm in deed]
    return known or ([frozenset({token.norm})] if _is_past(token) else [])


def _is_past(token: Token) -> bool:
    past = token.text.endswith("ed") and len(token.text) > 4
    return token.norm not in _AUXILIARIES and (past or token.text.lower() in PAST_FORMS)


def _tells(token: Token, deed: frozenset[str]) -> bool:
    return token.norm in deed and not token.capital and (deed in _DEEDS or _is_past(token))


def contraries(ours: Sequence[Token], theirs: Sequence[Token]) -> Iterator[str]:
    """Words of ours of which the source, where it tells the same, has the contrary and not the word."""
    here = {token.norm for token in ours}
    said, denied = _affirmed(ours), any(is_negation(token) for token in ours)
    for sentence in _telling_the_same(ours, theirs):
        there = {token.norm for token in sentence}
        affirmed = _affirmed(sentence)
        for pair in _CONTRARIES:
            for one, other in (pair, pair[::-1]):
                if said & one and not there & one and affirmed & other and not here & other:
                    yield next(token.text for token in ours if token.norm in one)
        if not denied:  # "harmed" and "unharmed", "lawful" and "unlawful"
            yield from _without_un(said - there, there - here)
            yield from _without_un(there - here, said - there)
        for place, token in enumerate(sentence[:-1]):
            behind = {t.norm for t in sentence[place + 1 :]} - FUNCTION_WORDS
            dropped = token.norm == _DENY and sentence[place + 1].norm == "that" and not denied and _DENY not in here
            if dropped and len(behind & here) * 2 > len(behind):
                yield f"{token.text} that"


def _without_un(some: AbstractSet[str], others: AbstractSet[str]) -> Iterator[str]:
    """Words of some that others have with "un" before them."""
    return (word for word in sorted(some) if len(word) > 3 and f"un{word}" in others and word not in _NO_UN)


def _affirmed(tokens: Sequence[Token]) -> set[str]:
    """The words without a no shortly before them: "did not rise" is another way to say "fell"."""
    return {
        token.norm for place, token in enumerate(tokens) if not any(map(is_negation, tokens[max(0, place - 4) : place]))
    }


def _telling_the_same(ours: Sequence[Token], theirs: Sequence[Token]) -> list[list[Token]]:
    """The source's sentence that shares most of our content words; those that share as many."""
    sentences: dict[int, list[Token]] = {}
    for token in theirs:
        sentences.setdefault(token.sentence, []).append(token)
    wanted = {token.norm for token in ours} - FUNCTION_WORDS
    shared = {number: len(wanted & {t.norm for t in tokens}) for number, tokens in sentences.items()}
    most = max(shared.values(), default=0)
    return [sentences[n] for n, count in shared.items() if count == most >= _SHARED]


def wrong_doers(
    ours: Sequence[Token], stated: Sequence[Claim], theirs: Sequence[Token], known: AbstractSet[str]
) -> Iterator[str]:
    """Names that do in our sentence what no sentence of the source that tells of the deed has them in."""
    for place, token in enumerate(ours):
        for deed in _deeds_of(token):
            if place and ours[place - 1].norm in _NO_VERB_BEHIND:
                continue
            name = _doer(ours, stated, place)
            active = not _is_passive(ours, place)
            if name is None or not known & set(name.key):
                continue
            between = {t.norm for t in ours[name.end : place]}
            if deed not in _DEEDS and not (active and between <= _AUXILIARIES | _ADVERBS):
                continue  # a word that no table has may be an adjective, and what stands before it another's
            telling = [s for s in by_sentence(theirs) if any(_tells(t, deed) for t in s)]
            if telling and not any(_may_name(sentence, deed, name, active=active) for sentence in telling):
                yield f"{name.words} {token.text}"


def _doer(ours: Sequence[Token], stated: Sequence[Claim], place: int) -> Claim | None:
    """The name before a deed in its clause, none where another deed stands between."""
    before = [
        c for c in stated if c.kind is Kind.NAME and c.end <= place and ours[c.start].sentence == ours[place].sentence
    ]
    if not before:
        return None
    name = max(before, key=lambda claim: claim.end)
    if is_possessive(ours[name.end - 1]):
        return None
    between = ours[name.end : place]
    if len(between) > _NEAR or any(
        t.parts or t.norm in {"by", "of", "in", "at", "from", "with", "and"} for t in between
    ):
        return None
    # "the bombing of Pell": a name behind a preposition is no doer.
    head = ours[name.start - 1].norm if name.start else ""
    return (
        None if head in {"of", "in", "at", "from", "to", "on", "by", "for", "with", "near", "against", "into"} else name
    )


def _may_name(sentence: Sequence[Token], deed: frozenset[str], name: Claim, *, active: bool) -> bool:
    """Whether a sentence may have the name do the deed: it has it, its country, or a pronoun that may stand for it."""
    norms = {token.norm for token in sentence}
    places = [place for place, token in enumerate(sentence) if _tells(token, deed)]
    spoken = [at for at, token in enumerate(sentence) if token.norm in set(name.key)]
    if spoken and not deed & _SAY and all(at > places[-1] and _only_speaks(sentence, at) for at in spoken):
        return False
    if norms & set(name.key) or any(is_of_the_same_place(word, norms) for word in name.key):
        # "Fighters of the brigade were killed": the brigade killed nobody.
        suffered = [_is_passive(sentence, place) and "by" not in norms for place in places]
        return not (active and all(suffered) and norms & set(name.key) <= {t.norm for t in sentence[: places[0]]})
    for place in places:
        head = sentence[:place]
        said = max((at for at, token in enumerate(head) if token.norm in _SAY), default=-1)
        named = any(token.capital and not token.opens for token in head)
        if any(token.norm in _SUBJECTS and (at > said >= 0 or not named) for at, token in enumerate(head)):
            return True
        if not any(token.capital or token.norm not in FUNCTION_WORDS for token in head):
            return True  # nobody is named as its doer
    return False


def _only_speaks(sentence: Sequence[Token], at: int) -> bool:
    """Whether a name ends a sentence with "..., Governor Lund said"."""
    return any(token.norm in _SAY for token in sentence[at + 1 : at + 3]) and len(sentence) - at <= 4


def exchanged(ours: Sequence[Token], theirs: Sequence[Token]) -> Iterator[str]:
    """Deeds whose doer and done-to changed places: "strikers fired on police" for "police fired on strikers"."""
    for place, token in enumerate(ours):
        for deed in _deeds_of(token):
            listed = deed in _DEEDS
            if (place and ours[place - 1].norm in _NO_VERB_BEHIND) or (not listed and _is_passive(ours, place)):
                continue
            fits = [
                _crossing(ours, place, theirs, there)
                for there, other in enumerate(theirs)
                if _tells(other, deed) and (listed or not _is_passive(theirs, there))
            ]
            straight, crossed = max(fits, key=sum, default=(0, 0))
            if crossed >= (_SHARED if listed else _SHARED + 1) and crossed > straight:
                yield token.text


def _crossing(ours: Sequence[Token], place: int, theirs: Sequence[Token], there: int) -> tuple[int, int]:
    """How many words stand on the same side of a deed in both, and, where some of each side do, on the other.

    Where the nearest words of both sides changed places, those alone count.
    """
    before, after = _side(ours, place, -1), _side(ours, place, 1)
    first, second = _side(theirs, there, -1), _side(theirs, there, 1)
    if _is_passive(ours, place) != _is_passive(theirs, there):
        first, second = second, first
    if before[:1] == second[:1] != after[:1] == first[:1] and before and after:
        return 0, _SHARED + 1
    ends = set(before) & set(after), set(first) & set(second)
    straight = (set(before) & set(first) | set(after) & set(second)) - ends[0] - ends[1]
    crossed = [(set(before) & set(second)) - ends[0] - ends[1], (set(after) & set(first)) - ends[0] - ends[1]]
    return len(straight), sum(map(len, crossed)) if all(crossed) else 0


def _side(tokens: Sequence[Token], place: int, step: int) -> list[str]:
    """The content words on one side of a place within its sentence, the nearest first."""
    found: list[str] = []
    for at in range(place + step, place + step * (_SIDE + 1), step):
        if not 0 <= at < len(tokens) or tokens[at].sentence != tokens[place].sentence:
            break
        if tokens[at].norm not in FUNCTION_WORDS and not tokens[at].text[0].isdigit():
            found.append(tokens[at].norm)
        if tokens[at].parts:
            break
    return found


def _is_passive(tokens: Sequence[Token], place: int) -> bool:
    near = [t for t in tokens[max(0, place - 3) : place] if t.sentence == tokens[place].sentence]
    by = place + 1 < len(tokens) and tokens[place + 1].norm == "by"
    return not tokens[place].text.endswith("ing") and (by or any(token.norm in _BE for token in near))


def misquoted(
    ours: Sequence[Token], stated: Sequence[Claim], quoted: Sequence[str], theirs: Sequence[Token]
) -> Iterator[str]:
    """Names before a quotation that stand neither in the source's sentence with it nor in the one before."""
    for words in quoted:
        here = _found(ours, words)
        there = _found(theirs, words)
        before = [c for c in stated if c.kind is Kind.NAME and here is not None and c.end <= here]
        if here is None or there is None or not before or len(words.split()) < 2:
            continue
        name, sentence = max(before, key=lambda claim: claim.end), theirs[there].sentence
        head = [t for t in theirs[:there] if t.sentence == sentence]
        named = any(t.capital and not t.opens for t in head)
        first = sentence if named else sentence - 1  # "He said": of whom the sentence before tells
        near = {t.norm for t in theirs if first <= t.sentence <= sentence}
        if not near & set(name.key) and not any(is_of_the_same_place(word, near) for word in name.key):
            yield f"{name.words}: {words}"


def _found(tokens: Sequence[Token], words: str) -> int | None:
    """Where words stand in a row."""
    wanted = [token.norm for token in read(words)]
    norms = [token.norm for token in tokens]
    return next((p for p in range(len(norms) - len(wanted) + 1) if norms[p : p + len(wanted)] == wanted), None)


def turned_round(
    ours: Sequence[Token], stated: Sequence[Claim], theirs: Sequence[Token], held: Sequence[Claim]
) -> Iterator[str]:
    """What comes from where the source says that it goes to, grew from what it grew to, or is a part of its part."""
    from_us, to_us = _ends(ours, stated)
    from_them, to_them = _ends(theirs, held)
    values = {claim.key[0] for claim in held if claim.kind is Kind.NUMBER}
    for key, words in from_us.items():
        other_start = key[0] in {kind for kind, _ in from_them} and key[0] is Kind.NUMBER and key[1] in values
        if key not in from_them and (key in to_them or other_start):
            yield words
    for key, words in to_us.items():
        if key[0] is Kind.NAME and key in from_them and key not in to_them:
            yield words
    shares, theirs_shares = _shares(ours, stated), _shares(theirs, held)
    yield from (f"{part} of {whole}" for part, whole in shares if (whole, part) in theirs_shares)


def _shares(tokens: Sequence[Token], found: Sequence[Claim]) -> set[tuple[str, str]]:
    """Numbers of which one is said to be of the other: "17 of 20", "40 of the 58"."""
    numbers = [claim for claim in found if claim.kind is Kind.NUMBER]
    return {
        (one.key[0], other.key[0])
        for one in numbers
        for other in numbers
        if one.end < other.start <= one.end + 2
        and [t.norm for t in tokens[one.end : other.start]] in (["of"], ["of", "the"])
    }


def wrong_owners(ours: Sequence[Token], theirs: Sequence[Token]) -> Iterator[str]:
    """Names whose own is another's in the source: "Varlan's parliament" for "Kesh's parliament"."""
    owned: dict[str, set[str]] = {}
    near: dict[str, set[str]] = {}
    for place, token in enumerate(theirs):
        if place and is_possessive(theirs[place - 1]) and theirs[place - 1].capital:
            owned.setdefault(token.norm, set()).add(theirs[place - 1].norm)
        near.setdefault(token.norm, set()).update(t.norm for t in theirs[max(0, place - 4) : place + 5])
    for place, token in enumerate(ours):
        owner = ours[place - 1] if place else None
        if owner is None or not owner.capital or not is_possessive(owner) or token.norm not in owned:
            continue
        close = owned[token.norm] | near[token.norm]
        if owner.norm not in close and not is_of_the_same_place(owner.norm, close):
            yield f"{owner.text} {token.text}"


def _ends(
    tokens: Sequence[Token], found: Sequence[Claim]
) -> tuple[dict[tuple[Kind, str], str], dict[tuple[Kind, str], str]]:
    """Names and numbers right behind "from", and behind "to" or "into"."""
    starts: dict[tuple[Kind, str], str] = {}
    ends: dict[tuple[Kind, str], str] = {}
    for claim in found:
        before = tokens[claim.start - 1].norm if claim.start else ""
        key = (claim.kind, claim.key[-1] if claim.kind is Kind.NAME else claim.key[0])
        if claim.kind is not Kind.DATE and before == "from":
            starts[key] = claim.words
        elif claim.kind is not Kind.DATE and before in _INTO:
            ends[key] = claim.words
    return starts, ends


def wrong_nouns(
    ours: Sequence[Token], stated: Sequence[Claim], theirs: Sequence[Token], held: Sequence[Claim]
) -> Iterator[str]:
    """Numbers that count what another of the source counts, or lost a measure: "38 rifles" of "38 crates of rifles"."""
    for claim in stated:
        noun = _counted(ours, claim)
        if claim.kind is not Kind.NUMBER or not noun or noun in _PEOPLE:
            continue
        same = [other for other in held if other.kind is Kind.NUMBER and other.key == claim.key]
        nouns = [_counted(theirs, other) for other in same]
        if not same or noun in nouns or not all(nouns):
            continue
        near = {t.norm for other in same for t in theirs[max(0, other.start - 3) : other.end + 5]}
        lost = any(
            other.end + 2 < len(theirs)
            and theirs[other.end + 1].norm == "of"
            and theirs[other.end + 2].norm == noun
            and theirs[other.end].norm not in _PEOPLE
            for other in same
        )
        counts_others = noun in {t.norm for t in theirs} and noun not in near
        if lost or counts_others:
            yield f"{claim.words} {noun}"


def _counted(tokens: Sequence[Token], claim: Claim) -> str:
    """The word right behind a number, where it is a plain noun in its clause; "" otherwise."""
    if claim.end >= len(tokens) or (claim.kind is Kind.NUMBER and claim.key[1]):
        return ""
    token = tokens[claim.end]
    plain = (
        token.text.isalpha() and token.text.islower() and token.text.endswith(("s", "men", "women", "ren", "people"))
    )
    same = token.sentence == tokens[claim.start].sentence and not token.breaks and token.norm not in FUNCTION_WORDS
    return token.norm if plain and same else ""


def _root(word: str) -> str:
    """A place's name and the word for its people by one root: "verania" and "veranian"."""
    root = _ENDING.sub("", word)
    return root if len(root) >= 4 and word not in PLACES else word


def is_of_the_same_place(word: str, known: AbstractSet[str]) -> bool:
    """Whether a text has a word for the people or the name of the place that a name is of."""
    return word not in PLACES | known and _root(word) in {_root(other) for other in known if other not in PLACES}
