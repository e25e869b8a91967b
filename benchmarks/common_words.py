"""The words of news/common_words.py: python -m benchmarks.common_words.

Stems that stand in two of a hundred articles of ../shared/data/news or more, in classes by the share of the articles;
names, which stand with a capital more often than without, apart, but for those that are in a publisher's name.
"""

import re
import sys
from collections import Counter
from pathlib import Path
from textwrap import wrap

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.shared_news import unlabelled
from news.words import stem, terms, word_set

_CLASSES = (0.24, 0.12, 0.06, 0.03, 0.02)  # of the articles, at least; the last are not common, but count as less rare
_WORDS = 200  # of each
_PUBLISHERS = word_set("ap getty twitter")  # beside those that the articles are of
_WORD = re.compile(r"(?<![.!?“\"] )(?<!^)\b[^\W\d_]{2,}", re.MULTILINE)  # not the first of a sentence


def main() -> None:
    """Print the stems of each class, the commonest first, then the names of each."""
    articles, holders, capital, publishers = 0, Counter[str](), Counter[str](), set(_PUBLISHERS)
    for article in unlabelled():
        articles += 1
        holders.update(set(terms(f"{article['title']} {article['text']}", _WORDS)))
        publishers.update(terms(article["source"] or ""))
        for match in _WORD.finditer(article["text"]):
            capital[stem(match.group().lower())] += 1 if match.group()[0].isupper() else -1
    found = [word for word, count in holders.most_common() if count >= _CLASSES[-1] * articles]
    found = [word for word in found if word.isascii() and word.isalpha()]
    words = [word for word in found if capital[word] < 0]
    names = [word for word in found if capital[word] >= 0 and len(word) > 1 and word not in publishers]
    for kind in (words, names):
        below = 1.0
        for least in _CLASSES:
            print(
                f"{least}:", *wrap(" ".join(w for w in kind if least <= holders[w] / articles < below), 112), sep="\n"
            )
            below = least


if __name__ == "__main__":
    main()
