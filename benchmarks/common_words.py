"""The words of news/common_words.py: python -m benchmarks.common_words.

Stems that stand in three of a hundred articles of ../shared/data/news or more; names, which stand with a capital more
often than without, are left out.
"""

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.story_sets import SHARED
from news.words import stem, terms

LEAST = 0.03  # of the articles
WORDS = 200  # of each
_WORD = re.compile(r"(?<![.!?“\"] )(?<!^)\b[^\W\d_]{2,}", re.MULTILINE)  # not the first of a sentence


def main() -> None:
    """Print the stems, the commonest first."""
    articles, holders, capital = 0, Counter[str](), Counter[str]()
    with gzip.open(SHARED / "news" / "unlabelled_2012_2018.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            articles += 1
            holders.update(set(terms(f"{article['title']} {article['text']}", WORDS)))
            for match in _WORD.finditer(article["text"]):
                capital[stem(match.group().lower())] += 1 if match.group()[0].isupper() else -1
    found = [word for word, count in holders.most_common() if count >= LEAST * articles and capital[word] < 0]
    print(" ".join(word for word in found if word.isascii() and word.isalpha()))


if __name__ == "__main__":
    main()
