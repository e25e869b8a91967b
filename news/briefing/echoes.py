"""Stories that only say over again what a story placed above them tells: an issue's lead once more as a link.

Grouping by likeness misses them: six words of a headline are little like the three hundred of a lead that has them.
"""

from collections.abc import Sequence

from news.briefing.ranking import LabelledItem, Placed
from news.facts import facts, known_keys
from news.item import NewsItem
from news.sentences import Span
from news.titles import first_sentence, title_of
from news.words import terms

_LEAST = 4  # content words of a headline; fewer stand in many texts
_OPENING = 250  # words of a text in which its event is told
_MISSING = 5  # of so many content words of a headline one may be missing
_MISSING_BELOW = 3  # of so many of a headline with what its issue wrote below it


def echoes(stories: Sequence[Placed]) -> frozenset[str]:
    """Ids of stories, the best placed first, of which every item stands in one item of a story above them.

    A bare headline does when another item has its words, numbers and names; a text only in its own issue, which
    tells one event under several headings: in a lead, among other news, in a list of links.
    """
    opened: dict[str, frozenset[str]] = {}
    found: set[str] = set()
    above: list[LabelledItem] = []
    for story in stories:
        if all(any(_holds(whole, part, opened) for whole in above) for part in story.items):
            found.add(story.story.id)
        else:
            above += [item for item in story.items if item.item.text]
    return frozenset(found)


def _holds(whole: LabelledItem, part: LabelledItem, opened: dict[str, frozenset[str]]) -> bool:
    if part.item.text and (part.issue is None or part.issue != whole.issue):
        return False
    known = opened.get(whole.item.id)
    if known is None:
        known = opened[whole.item.id] = frozenset(terms(f"{whole.item.headline} {whole.item.text}", _OPENING))
    title = title_of(part.item)
    opening = _first_words(part.item)
    words = set(terms(f"{title} {opening}"))
    missing = words - known
    allowed = len(words) // (_MISSING_BELOW if opening else _MISSING)
    if len(words) < _LEAST or len(missing) > allowed:
        return False
    if any(word[:1].isupper() or word[:1].isdigit() for word in title.split() if not known.issuperset(terms(word))):
        return False
    told = known_keys(f"{whole.item.headline} {whole.item.text}") if opening else frozenset()
    return all(fact.key in told for fact in facts(opening))


def _first_words(item: NewsItem) -> str:
    span: Span | None = first_sentence(item) if item.text else None
    return item.text[span.start : span.end] if span else ""
