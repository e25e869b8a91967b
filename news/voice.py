"""Whether a piece opens in its writer's own voice: a column or a letter, whatever its section was called."""

import re

from news.sentences import iter_sentences

_LOOKED_AT = 600  # code points: a first sentence
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
_BYLINE = re.compile(r"By(?: [A-Z][\w.’'-]*){2,4}\s*[—–:-]+\s*")
_OPENS = re.compile(r"(?:I(?:['’](?:m|ve|d|ll))?|We|My|Our)(?![\w.’'-])")
_SPEAKS = re.compile(r"(?<![\w.’'-])(?:I(?:['’](?:m|ve|d|ll))?|[Ww]e|[Mm]y|[Oo]ur)(?![\w.’'-])")
_LABELLED = re.compile(
    r"^\W*(?:(?:guest )?(?:opinion|op-ed|editorial|column|commentary|essay)|letters? to the editor|our view|my view)"
    r"(?:\s?[:|—–]|\s-)\s*\S|\S\s*(?:[|—–]\s*|\s-\s|\()(?:opinion|op-ed|editorial|commentary|column)\W*$|\S:\s*column\W*$",
    re.IGNORECASE,
)


def is_labelled_opinion(headline: str) -> bool:
    """Whether a headline calls its piece an opinion: "Editorial: ...", "... | Opinion"."""
    return _LABELLED.search(headline) is not None


def is_own_voice(text: str) -> bool:
    """Whether the first sentence opens with "I", "We", "My" or "Our", or says one of them behind its writer's name.

    "By Ann Lee — On Thursday I gave thanks." What stands in quotation marks is another's.
    """
    first = next(iter_sentences(text[:_LOOKED_AT]), None)
    if first is None:
        return False
    sentence = _QUOTED.sub("", text[first.start : first.end])
    byline = _BYLINE.match(sentence)
    return bool(_SPEAKS.search(sentence, byline.end()) if byline else _OPENS.match(sentence))
