"""Where several people speak by turns: interviews, hearings, debates, podcasts, questions and answers.

What stands in a turn is its speaker's word and not the outlet's, and without the label before it nobody says it.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from news.sentences import Span

_READ = 20_000  # code points of a text in which turns are looked for
_TURNS = 3  # labels at least, one of them twice: a list of "Where:" and "When:" has each once
_WORD = r"[A-ZÀ-Þ][\w.’'-]*"
_CAPS = r"[A-ZÀ-Þ][A-ZÀ-Þ.’'-]+"
_TITLE = r"(?:Mr|Mrs|Ms|Dr|Hon|Chair(?:man|woman|person)?|Senator|Secretary|Representative|The|Madam)"
_STAMP = r"(?:[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}[\])]?\s{1,3})"
# "OAKES:", "ADA LUND, HOST:", "Ms. PRIETO."; anywhere behind a sentence, for pages lose their lines.
_IN_CAPITALS = (
    rf"(?:{_WORD}\s){{0,2}}{_CAPS}(?:\s{_CAPS}){{0,3}}(?:,\s[A-Z][\w ’'-]{{2,40}})?(?:\s\([^()\n]{{1,40}}\))?\s?:\s"
    rf"|{_TITLE}\.?\s{_CAPS}(?:\s{_CAPS})?\.\s(?=[A-Z])"
)
# "Siv Aune (Labour):", "Marcus:", "Q:"; at the head of a line alone, for so do sentences begin that list things.
_AS_NAMES = rf"(?:{_WORD}\s){{0,4}}{_WORD}(?:\s\([^()\n]{{1,40}}\))?\s?:\s"
_NO_SPEAKER = r"(?!(?:RELATED|READ|WATCH|LISTEN|MORE|SEE|ALSO|PHOTOS?|VIDEOS?|GALLERY|CREDIT|UPDATED?|NOTE|BREAKING)\b)"
_LABEL = re.compile(
    rf"(?:(?:^|(?<=\n))[ \t>*_•-]{{0,6}}{_STAMP}?{_NO_SPEAKER}(?P<line>{_IN_CAPITALS}|{_AS_NAMES}|[QA]\.\s)"
    rf"|(?<=[.!?…\"”’)\]—-]\s){_STAMP}?{_NO_SPEAKER}(?P<inside>{_IN_CAPITALS}))"
)


def turns_of(text: str) -> Sequence[Span]:
    """The turns of a text in which people speak by turns, in order, from each label to the next; else none.

    Of one in which at least _TURNS labels stand, of two speakers, one of them twice. The last turn runs to the end.
    """
    labels = list(_LABEL.finditer(text, 0, _READ))
    speakers = {_speaker(label["line"] or label["inside"]) for label in labels}
    if len(labels) < _TURNS or not 1 < len(speakers) < len(labels):
        return ()
    starts = [label.start() for label in labels]
    return [Span(start, end) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def is_spoken(turns: Sequence[Span], sentence: Span) -> bool:
    """Whether a sentence stands in one of a text's turns."""
    place = bisect_right(turns, sentence.start, key=lambda turn: turn.start) - 1
    return place >= 0 and sentence.start < turns[place].end


def _speaker(label: str) -> str:
    """The last word of a label's name: "RUBEN OAKES:" and "OAKES:" are one."""
    name = re.split(r",|\(", label)[0].strip().rstrip(".:").strip()
    return name.rpartition(" ")[2].casefold()
