"""The words of a block that the labeller may see: how it opens and ends, and which words it holds.

Each is learned only where many issues use it (`training.chain`), so what is left are words in which newsletters of any
publisher address, announce and tell, and hardly one of what they tell about.
"""

import re

PREFIX = "w:"  # of each such feature's name
MAX_CHARS = 4_000  # of a block that are read; a longer one is hardly a paragraph
SHORT = 8  # words; a word says something else in a line than in a paragraph
_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")


def word_features(text: str, *, titlelike: bool) -> list[str]:
    """The names of the features that a text's words make, each once."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text[:MAX_CHARS])]
    if not words:
        return []
    place = "line" if len(words) <= SHORT else "text"
    names = [f"{PREFIX}first={words[0]}", f"{PREFIX}first={words[0]}&t={titlelike}"]
    if len(words) > 1:
        names.append(f"{PREFIX}first={words[0]}_{words[1]}")
    names.append(f"{PREFIX}last={words[-1]}&t={titlelike}")
    return names + [f"{PREFIX}{place}={word}" for word in dict.fromkeys(words)]
