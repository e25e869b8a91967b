"""Whether a piece argues: by words learned from columns and reports, and by how many of its sentences do what.

`python -m training.opinion` writes the weights, a linear model as text. It answers where no label, page or address
says what a piece is (`news.voice`).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from news.calendar_words import WEEKDAY
from news.sentences import iter_sentences

WEIGHTS = Path(__file__).with_name("argument.txt")
_HEARD = 6_000  # code points
_LEAST = 60  # words: two sentences of an odd story ("He bites.") say too little

_QUOTED = re.compile(r"[“\"][^“”\"]*(?:[”\"]|(?=“)|$)|(?<!\w)[‘'][^‘’'\n]{3,80}[’'](?!\w)")
_TOKEN = re.compile(r"[“?!]|[^\W\d_]+(?:['’.-][^\W\d_]+)*|\d[\d.,]*")
_TURN = re.compile(r"(?:^|\s)[A-Z][A-Z.’' -]{4,40}(?:, [A-Z -]+)?:\s|SOUNDBITE")  # a transcript: others speak
_ASKED = re.compile(r"\?[”\"]?[ \t]*$|^Q[:.]\s", re.MULTILINE)  # a paragraph of an interview
_ASKS = 2
_SPEAKS = re.compile(
    r"(?<![\w.’'-])(?<!War )(?<!Part )(?<!Title )(?<!Article )"
    r"(?:I(?:['’](?:m|ve|d|ll))?|[Ww]e(?:['’](?:ve|d|ll|re))?|[Mm]y|[Oo]ur|us)(?![\w’'-]|\.\w)"
)
_DEMANDS = re.compile(
    r"\b(?:must|should|ought\sto|(?:should|must)n['’]t|cannot\safford|let['’]s|let\sus|it(?:['’]s|\sis)\stime)\b",
    re.IGNORECASE,
)
_WEIGHS = re.compile(
    r"\b(?:of\scourse|indeed|after\sall|surely|certainly|perhaps|maybe|actually|in\sfact|in\sother\swords|to\sbe\ssure|the\struth"
    r"|frankly|sadly|alas|make\sno\smistake|no\swonder|nobody|whatever|thus|rarely|supposedly|so-called|hardly|ironic(?:ally)?"
    r"|absurd|folly|hypocri\w+|shameful|disgrace\w*|nonsense|ridiculous|moral|wisdom)\b",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\b(?:said|says|saying|told|according\sto|announced|reported|spokes(?:man|woman|person)|officials|tweeted|confirmed"
    rf"|{WEEKDAY})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Arguments:
    """A linear model over `traits`: of each word its rarity and its weight, of each share its weight."""

    words: Mapping[str, tuple[float, float]]
    shares: Mapping[str, float]
    bias: float
    cut: float  # scores from which on a piece argues

    def score(self, words: Mapping[str, int], shares: Mapping[str, float]) -> float:
        """How much a piece argues: tf-idf of its words, of length 1, and the shares of its sentences."""
        total, squares = 0.0, 0.0
        for word, count in words.items():
            if (known := self.words.get(word)) is not None:
                value = (1 + math.log(count)) * known[0]
                total += value * known[1]
                squares += value * value
        told = sum(self.shares[name] * share for name, share in shares.items())
        return self.bias + told + (total / math.sqrt(squares) if squares else 0.0)


def argues(headline: str, text: str) -> bool:
    """Whether a piece argues throughout. A few words say too little; in a transcript and an interview others speak."""
    return _argues(headline, text[:_HEARD])


@lru_cache(maxsize=2_000)  # of a day: its brief is asked for again and again
def _argues(headline: str, heard: str) -> bool:
    if len(heard.split()) < _LEAST or len(_ASKED.findall(heard)) >= _ASKS or _TURN.search(_unquoted(heard)):
        return False
    model = read_arguments()
    return model.score(*traits(headline, heard)) >= model.cut


@cache
def read_arguments() -> Arguments:
    """Read the weights: a line each, the word or "=share" last. Raises OSError and ValueError."""
    words, shares = {}, {}
    for line in WEIGHTS.read_text(encoding="utf-8").splitlines():
        *numbers, name = line.split("\t")
        if name.startswith("="):
            shares[name[1:]] = float(numbers[0])
        else:
            words[name] = float(numbers[0]), float(numbers[1])
    return Arguments(words, shares, bias=shares.pop("bias"), cut=shares.pop("cut"))


def traits(headline: str, text: str) -> tuple[Counter[str], dict[str, float]]:
    """What is weighed of a piece: how often each word and pair of words stands there, and shares of its sentences.

    Of quotations, names, capitals and numbers it counts that they are there, not what they say. Words of the headline
    begin with "^".
    """
    words = Counter(f"^{word}" for word in _words(headline, titled=True))
    spoken = _unquoted(text[:_HEARD])
    sentences = [spoken[span.start : span.end] for span in iter_sentences(spoken)]
    for sentence in sentences:
        found = ["<", *_words(sentence), ">"]
        words.update(found[1:-1])
        words.update(f"{first} {second}" for first, second in pairwise(found))
    return words, _shares(sentences or [headline])


def _unquoted(text: str) -> str:
    return _QUOTED.sub(" “ ", text)


def _shares(sentences: list[str]) -> dict[str, float]:
    marks = {"reports": _REPORTS, "speaks": _SPEAKS, "demands": _DEMANDS, "weighs": _WEIGHS}
    return {
        name: sum(mark.search(one) is not None for one in sentences) / len(sentences) for name, mark in marks.items()
    }


def _words(text: str, *, titled: bool = False) -> Iterator[str]:
    """Lower-cased words and marks; titled: capitals say nothing of a word."""
    for match in _TOKEN.finditer(text):
        token = match[0]
        first = token[0]
        if first.isdigit():
            yield "0"
        elif titled or not first.isupper() or token in ("I", "I’m", "I'm") or token.startswith(("I’", "I'")):
            yield token.lower().replace("’", "'")
        elif len(token) > 2 and token.isupper():
            yield "AA"
        else:
            yield "Aa" if match.start() > 1 else token.lower().replace("’", "'")
