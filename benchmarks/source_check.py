"""The source check on sentences that are true to their source and ones that are not: python -m benchmarks.source_check.

Own      source_check_pairs.txt: sources (S), faithful sentences (F) and corrupted ones (C) of our own writing.
Roles    source_check_roles.txt: the same, written against the check: its corrupted sentences have the source's own
         words, with doer and done-to, speaker, direction, measure or owner changed, or a contrary in a word's place.
By code  the faithful sentences of the first, and sentences copied from the sources, with one thing changed: a number, a
         name, a day or month, a "not" put in or taken out. Where the source has another of the kind, that one is taken.
Shared   the same on ../shared/data/briefs, where it is there: an item's own sentences, and the clauses of a person's
         summary of the day, held against the item that they tell of.

Prints the share of corrupted sentences that are caught and of faithful ones that are refused, with 95 % intervals, and
how well the graded score alone tells one from the other (AUC).
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bootstrap import interval
from models.source_check import check
from news.sentences import is_whole, split_sentences
from news.words import terms

_HERE = Path(__file__).resolve().parent
SHARED = _HERE.parents[1] / "shared" / "data"
_STRANGERS = ("Halvorsen", "Okafor", "Brandt", "Lindqvist", "Moreau", "Castell", "Tremaine", "Ibarra")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "June", "July", "August", "September", "October", "November")
_NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w:,-]|\.\d)")
_WORD_NUMBER = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty)\b", re.IGNORECASE
)
_NO = re.compile(r"\b(?:no|not|never|nobody|nothing|neither|nor|none)\b|n['’]t\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b(?! [A-Z])(?!['’]s? [A-Z])")
_DATE = re.compile(rf"\b(?:{'|'.join(_DAYS + _MONTHS)})\b")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|will|would|has|had|have|can|could|may|should)\b(?! not\b|n't|n’t)")
_NOT = re.compile(r"\b(is|are|was|were|will|would|has|had|have|can|could|may|should|did|do|does) not ")


@dataclass(frozen=True)
class Pair:
    """A sentence, what it is said to come from, and how it was made; "faithful" ones are true."""

    sentence: str
    source: str
    made: str


def own_pairs(name: str = "source_check_pairs.txt") -> Iterator[Pair]:
    """What was written by hand."""
    for block in (_HERE / name).read_text(encoding="utf-8").strip().split("\n\n"):
        source, *lines = block.split("\n")
        for line in lines:
            yield Pair(line[3:], source[3:], "faithful" if line[0] == "F" else "by hand")


def copied(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """The sentences of the sources themselves."""
    for source in dict.fromkeys(pair.source for pair in pairs):
        for span in split_sentences(source):
            yield Pair(source[span.start : span.end], source, "faithful")


def corrupted(pair: Pair, rng: random.Random) -> Iterator[Pair]:
    """A sentence with one thing changed, once for each way that fits it."""
    changes = {"number": _number, "name": _name, "date": _date, "not added": _add, "not taken": _take}
    for made, change in changes.items():
        sentence = change(pair.sentence, pair.source, rng)
        if sentence and sentence != pair.sentence:
            yield Pair(sentence, pair.source, made)


def _replace(sentence: str, found: Sequence[re.Match[str]], others: Sequence[str], rng: random.Random) -> str | None:
    if not found or not others:
        return None
    match = rng.choice(found)
    fitting = [other for other in others if other.lower() != match.group().lower()]
    return sentence[: match.start()] + rng.choice(fitting) + sentence[match.end() :] if fitting else None


def _number(sentence: str, source: str, rng: random.Random) -> str | None:
    for pattern, made_up in ((_NUMBER, [str(rng.randint(11, 99)), "140"]), (_WORD_NUMBER, ["fifteen"])):
        found = list(pattern.finditer(sentence))
        if found:
            others = [match.group() for match in pattern.finditer(source) if match.group() not in sentence]
            return _replace(sentence, found, others if others and rng.random() < 0.5 else made_up, rng)
    return None


def _name(sentence: str, source: str, rng: random.Random) -> str | None:
    found = [match for match in _NAME.finditer(sentence) if match.group() not in _DAYS + _MONTHS]
    others = [match.group() for match in _NAME.finditer(source) if match.group() not in _DAYS + _MONTHS]
    others = [name for name in others if name not in sentence]
    return _replace(sentence, found, others if others and rng.random() < 0.5 else _STRANGERS, rng)


def _date(sentence: str, source: str, rng: random.Random) -> str | None:
    found = list(_DATE.finditer(sentence))
    if not found:
        return None
    match = rng.choice(found)
    others = [name for name in (_DAYS if match.group() in _DAYS else _MONTHS) if name not in sentence]
    return sentence[: match.start()] + rng.choice(others) + sentence[match.end() :]


def _add(sentence: str, source: str, rng: random.Random) -> str | None:
    found = list(_AUXILIARY.finditer(re.sub(r"[“\"][^”\"]*[”\"]", lambda quote: "#" * len(quote.group()), sentence)))
    if not found or _NO.search(sentence):
        return None
    match = rng.choice(found)
    return f"{sentence[: match.end()]} not{sentence[match.end() :]}"


def _take(sentence: str, source: str, rng: random.Random) -> str | None:
    return _NOT.sub(r"\1 ", sentence, count=1) if _NOT.search(sentence) else None


def shared_pairs(limit: int) -> Iterator[Pair]:
    """Sentences of items, and a person's clauses with the item that has most of their words."""
    lines = (SHARED / "briefs" / "days_2021_2024.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines[:: max(1, len(lines) // limit)]:
        day = json.loads(line)
        texts = [f"{item['headline']}. {item['text']}" if item["headline"] else item["text"] for item in day["items"]]
        for text in texts[:2]:
            sentences = [text[span.start : span.end] for span in split_sentences(text)]
            yield from (Pair(s, text, "faithful") for s in sentences[1:3] if is_whole(s) and 6 <= len(s.split()) <= 45)
        for clause in day["reference"].split(";"):
            words = set(terms(clause))
            best = max(texts, key=lambda text: len(words & set(terms(text))), default="")
            if len(words) >= 4 and 2 * len(words & set(terms(best))) >= len(words):
                yield Pair(re.sub(r"^\s*and ", "", clause).strip(), best, "person's clause")


def share(values: Sequence[bool]) -> str:
    """Share in percent with its 95 % bootstrap interval."""
    return f"{interval(values)} of {len(values)}"


def table(name: str, pairs: Sequence[Pair], show: bool) -> Iterator[str]:
    """Lines of one table: what was refused, by how it was made."""
    found = {pair: check(pair.sentence, pair.source) for pair in dict.fromkeys(pairs)}
    yield f"| {name} | refused, % |"
    yield "|---|---|"
    for made in dict.fromkeys(pair.made for pair in found):
        yield f"| {made} | {share([bool(faults) for pair, faults in found.items() if pair.made == made])} |"
    kept = ("faithful", "person's clause")
    false = [pair for pair in found if pair.made not in kept]
    if false:
        yield f"| all corrupted | {share([bool(found[pair]) for pair in false])} |"
    if show:
        for pair, faults in found.items():
            if bool(faults) == (pair.made in kept):
                yield f"  {pair.made}: {pair.sentence} {[f'{f.kind}: {f.words}' for f in faults]}"
    yield ""


def by_code(pairs: Sequence[Pair], seed: int) -> list[Pair]:
    """Faithful sentences and, of each, what code makes of it."""
    rng = random.Random(seed)
    return [made for pair in pairs if pair.made != "by hand" for made in (pair, *corrupted(pair, rng))]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=150, help="days of the shared briefs to take (150)")
    parser.add_argument("--seed", type=int, default=1, help="of the corruptions")
    parser.add_argument("--show", action="store_true", help="list the sentences that were judged wrongly")
    arguments = parser.parse_args()
    own = list(own_pairs())
    tables = {
        "own writing": own,
        "who did what to whom": list(own_pairs("source_check_roles.txt")),
        "own writing, changed by code": by_code([*own, *copied(own)], arguments.seed),
    }
    if SHARED.is_dir():
        tables["shared items and a person's summaries"] = by_code(list(shared_pairs(arguments.days)), arguments.seed)
    for name, pairs in tables.items():
        for line in table(name, pairs, arguments.show):
            print(line, flush=True)


if __name__ == "__main__":
    main()
