"""Which of a story's headlines stands for it: the one that says what most of its items say, and says it outright."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from news.disputes import outdated_figures
from news.item import Kind, NewsItem
from news.shares import opens_with_share
from news.titles import MAX_TITLE, has_headline, is_label, title_of
from news.words import terms

_COMPARED = 40  # items; the first of a large story say what it is
_OPENING = 60  # words of a text that tell what happened
_SHORT = 4  # content words; fewer name a subject and no event
_LISTED = (
    r"(?:the )?(?:\d+|two|three|four|five|six|seven|ten) (?:(?:key|big|biggest) )?"
    r"(?:things|ways|takeaways|questions|facts|reasons|steps|winners|losers|lessons|charts|maps|races to watch)\b"
)
# It asks, promises or labels, or tells what people think: what happened stands in another one.
_NOT_OUTRIGHT = re.compile(
    r"\?\W*$|^\W*(?:(?:why|how|what|who|where|when|here['’]?s|watch|live|video|photos?|in pictures|explainer|explained"
    r"|analysis|opinion|editorial|timeline|factbox|fact check|q&a|podcast|listen|quiz|exclusive|breaking|update)\b"
    rf"|{_LISTED})|…\W*$|\.\.\.\W*$|\bto watch\W*$"
    rf"|[:|–—-]\s*(?:live updates?\b|what we know\b|what to know\b|explained\b|analysis\b|{_LISTED})",
    re.IGNORECASE,
)
# "Forces struck the vessel": which one? Not "the port of Brenn", nor "the debt deal".
_KNOWN = re.compile(
    r"\b[Tt]he\s(?P<noun>[a-z]{4,})(?=\W*$|[,;.]|\s(?:at|after|before|by|is|are|was|were|has|have|had|will|and|as|with)\b)"
)
_INTRODUCES = r"(?<!\bthe\s)(?<!\bits\s)(?<!\bhis\s)(?<!\bher\s)(?<!\btheir\s)(?<!\bthat\s)(?<!\bthis\s)\b{}\b"


def headline_of(items: Sequence[NewsItem]) -> str:
    """The title of the issue's lead among them, else the best of all; items stand the earliest first.

    The best says outright what happened, is no label ("PORT-STRIKE"), is not about "the vessel" that another title
    introduces, has no count that is out of date, and shares the most with the other items' titles and openings, the
    newest among equals. Of what one outlet wrote in one issue the first stands, as its editors have it.
    """
    lead = next((item for item in items if item.kind is Kind.LEAD), None)
    if lead is not None or len(items) == 1:
        return title_of(lead or items[0])
    compared = list(islice(items, _COMPARED))
    told = {frozenset(terms(f"{title_of(item)} {item.text}", _OPENING)) for item in compared}
    # A copy is no other item, whole or cut.
    held = Counter(word for words in told if not any(words < others for others in told) for word in words)
    outdated = outdated_figures([(item, item.outlet or item.source or "") for item in compared])
    without = {place[0] for place in outdated if place[1] == "headline"}

    issues = {(item.source, item.outlet, item.published_at) for item in compared}
    titles = [title_of(item) for item in compared]

    def worth(place: int) -> tuple[bool, bool, bool, bool, bool, int, float, int]:
        item = compared[place]
        title = titles[place]
        words = set(terms(title))
        shared = sum(held[word] - 1 for word in words) / max(len(words), _SHORT) ** 0.5
        outright = _NOT_OUTRIGHT.search(title) is None and not opens_with_share(title)
        return (
            has_headline(item) and len(title) <= MAX_TITLE * 2,
            outright,
            not is_label(title),
            not _goes_on(title, titles),
            item.id not in without,
            -item.start if len(issues) == 1 else 0,
            round(shared, 6),
            place,
        )

    return titles[max(range(len(compared)), key=worth)]


def _goes_on(title: str, titles: Sequence[str]) -> bool:
    """Whether a title says "the vessel" of what another one introduces: "A vessel is struck"."""
    forms = [_INTRODUCES.format(found["noun"]) for found in _KNOWN.finditer(title)]
    return any(re.search(form, other, re.IGNORECASE) for form in forms for other in titles if other != title)
