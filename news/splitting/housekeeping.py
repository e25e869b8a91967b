"""What an issue says of itself and asks of its readers, by its own words: quizzes, its errors, pictures, staff."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from news.splitting.outline import Part

_CHOICES = re.compile(r"\?.{0,80}?\W\(?a\)\s.+\W\(?b\)\s.+", re.IGNORECASE)  # "Which is real? (a) … (b) …"
_ASKS = re.compile(  # and a question right behind it
    r"\W*(?:have\s+your\s+say|your\s+(?:turn|call|pick)|over\s+to\s+you|readers?['’]?\s+(?:check|poll|question|quiz)"
    r"|(?:poll|question|q|quiz|trivia)\s+of\s+the\s+\w+|test\s+yourself|(?:the\s+)?[\w’']+(?:\s[\w’']+)?\s+wants?\s+to\s+know"
    r"|tell\s+(?:us|me))\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"(?:(?![.!]\s)[^?])*\?")  # "52 percent want a bridge. Will it come?" tells first, and is news
_QUIZ = re.compile(r"\b(?:quiz\w*|trivia|questions?|teasers?|brain|puzzles?|answers?|test)\b", re.IGNORECASE)
_PRICE = re.compile(  # "Rye, ex Orm 171.00 (=)", "Flour in bulk 418,00 (+2,00)"
    r"(?=[^\W\d])[^$€£]{3,60}?\s[$€£]?\d[\d.,]*(?:\s?%)?\s\((?:[+−–-]\s?\d[\d.,]*\s?%?|=|0|unch\.?)\)", re.IGNORECASE
)
_ANSWERS = re.compile(r"\?\s+(?:answers|replies|entries|guesses)\s+(?:by|to|before|on\s+a)\b", re.IGNORECASE)
_OF_MAIL = re.compile(  # "… in the annex, which this mail doesn't carry"
    r"\bthis\s+(?:e-?mail|mail|newsletter|bulletin)\s+(?:(?:does|do|can)(?:n['’]t|\s+not|not)\b|omits|leaves\s+out|has\s+no)",
    re.IGNORECASE,
)
_ERRS = re.compile(
    r"\W*(?:spotted\s+(?:a\s+mistake|an\s+error)|we\s+(?:got\s+(?:it|that|this)\s+wrong|(?:were|stand)\s+corrected)|our\s+(?:mistake|error)"
    r"|erratum|errata|corrections?\s+(?:to|of)\s+(?:last|our|yesterday))\b",
    re.IGNORECASE,
)
_LAST = r"(?:last\s+(?:week|month|time|\w+day)|yesterday)['’]?s?"
# What others have as well ("Last week's poll of 800 voters") is the letter's own where its readers are spoken of.
_OF_LAST_ISSUE = re.compile(
    rf"{_LAST}\s+(?:(?:mail(?:bag)?|issue|e-?mail|newsletter|edition|quiz)\b.*\b(?:you|your|replies|readers|letters|we|our)\b"
    r"|(?:letter|piece|poll|question)\b.*\b(?:you|your|replies|readers)\b)",
    re.IGNORECASE | re.DOTALL,
)
_NEXT_ISSUE = re.compile(
    r"(?:the\s+)?next\s+(?:summary|issue|edition|bulletin|update|mail|letter|digest|report)(?:\s*:\s|\s+(?:will\s+(?:be\s+(?:sent|issued"
    r"|published|out)|appear|come\s+out|go\s+out)|appears|comes\s+out|goes\s+out|is\s+(?:due|out))\b).{0,80}",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"(?:photo(?:graph)?|picture|image)(?:\s+of\s+the\s+(?:day|week|month)|,?\s+(?:overleaf|above|below|left|right))\s*[:.—–-]\s*\S.{0,140}"
    r"|[^.!?]{10,120}[.!?]\s+Pictures?(?::|\sby)\s+[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){1,3}",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"\W*(?:forwarded|passed\s+on|sent\s+on|handed\s+on)\s.{0,20}\bby\s+an?\s.{2,60}\?.{0,40}", re.IGNORECASE
)
_MADE = re.compile(
    r"(?:written|compiled|edited|put\s+together|assembled)\s(?:[\w'’]+\s){0,5}by\s(?-i:[A-Z]).{2,100}", re.IGNORECASE
)
_STAFF = re.compile(  # a section of new jobs
    r"\W*(?:people(?:\s+on\s+the\s+move)?|transitions?|(?:job\s+)?moves|(?:movers|hires|on\s+the\s+move)(?:\s+and\s+\w+)?|comings\s+and\s+goings"
    r"|appointments|personnel)\W*",
    re.IGNORECASE,
)
_NEW_JOB = re.compile(
    r"\W*(?:[A-Z][\w.'’-]*\s){1,3}[A-Z][\w.'’-]*(?:\s\([^()]{1,20}\))?,?\s(?:to\s[A-Z]|joins\s|is\snow\s|has\s(?:joined|been\snamed)\s"
    r"|will\s(?:join|be)\s|moves\s(?:from|to)\s|was\snamed\s|named\s|becomes\s)"
)
MAX_ASKED = 50  # words of a quiz, of a question to readers, of what was wrong
MAX_QUIZ = 25
MIN_RUN = 3  # prices or questions one below the other
NEAR = 3  # parts above and below them, where a quiz is called one
MAX_MADE = 20
MAX_JOB = 35
MAX_NAME = 6


def housekeeping(parts: Sequence[Part]) -> set[int]:
    """The parts, by number, that are no news: questions to readers, errors, pictures, makers, people's new jobs.

    So are three prices with their change, or three questions of what is called a quiz, one below the other; linked, or
    set as headings, these are titles.
    """
    found: set[int] = set()
    for shape, words in ((_PRICE, MAX_NAME * 2), (_QUESTION, MAX_QUIZ)):
        alike = [
            len(part.block.text.split()) <= words
            and shape.fullmatch(part.block.text) is not None
            and not (part.block.links or part.block.level)
            for part in parts
        ]
        for run in _runs(alike):
            around = [*parts[max(run[0] - NEAR, 0) : run[0]], *parts[run[-1] + 1 :][:NEAR]]
            if shape is _PRICE or any(_QUIZ.search(part.block.text) for part in around):
                found.update(run)
    staff = False
    for at, part in enumerate(parts):
        text, words = part.block.text, len(part.block.text.split())
        if words <= MAX_NAME and (part.block.level or part.block.bold or text.isupper()):
            staff = _STAFF.fullmatch(text) is not None
        elif (
            (words <= MAX_ASKED and _is_of_the_letter(text))
            or (words <= MAX_MADE and _MADE.fullmatch(text))
            or (staff and words <= MAX_JOB and _NEW_JOB.match(text))
        ):
            found.add(at)
    return found


def _runs(alike: Sequence[bool]) -> Iterator[list[int]]:
    """Stretches of three at least that are alike."""
    for same, group in groupby(range(len(alike)), alike.__getitem__):
        run = list(group)
        if same and len(run) >= MIN_RUN:
            yield run


def _is_of_the_letter(text: str) -> bool:
    """Whether a paragraph asks its readers, rights an error, shows a picture or speaks of the letter's other issues."""
    label = _ASKS.match(text)
    asked = label is not None and _QUESTION.match(text, label.end()) is not None
    past = _OF_LAST_ISSUE.match(text) is not None
    told = any(shape.fullmatch(text) for shape in (_NEXT_ISSUE, _PICTURE, _FORWARDED))
    told = told or any(shape.search(text) for shape in (_ANSWERS, _OF_MAIL, _CHOICES))
    return asked or past or told or _ERRS.match(text) is not None
