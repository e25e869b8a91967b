"""The sentences that a story's items tell it in: the best ones, to be read below a headline and what was told."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from news.briefing.ranking import LabelledItem, outlet_of
from news.calendar_words import WEEKDAYS
from news.credits import without_credits
from news.disputes import outdated_figures
from news.facts import facts, known_keys, names_inside
from news.item import NewsItem
from news.sentences import is_whole, split_sentences
from news.summary import CitedSentence, Document, Source, Summarize
from news.titles import first_sentence, title_of, without_headline
from news.words import terms

_SAID = 0.4  # of a sentence's content words that were told before: it mostly says the same over again
_SAID_AGAIN = 1 / 3  # of those of a sentence with which another outlet opens its text
_SAID_FIRST = (8, 0.5)  # of so many of its first ones, which say what it tells
_READ = 20_000  # code points of a text in which the same sentence is looked for
_ATTRIBUTED = re.compile(r",\s(?:[^,]{2,60}\s)?(?:said|says|according\sto|told)\b[^,]{0,60}$")  # who says it is no news
_HAPPENED = re.compile(
    r"\b(?:was|were|had|did|said|told|took|came|went|made|began|fell|rose|won|lost|left|met|held|led|sent|shot|got|gave|found"
    r"|kept|ran|saw|struck|hit|put|set|(?<!\bbe\s)[a-z]{2,}ed)\b|\b(?:is|are)\s(?:(?:still|now|also)\s)?(?!being\b)[a-z]{2,}ing\b"
)
_WORD = re.compile(r"[^\W_]+")
Stretch = tuple[str, int, int]  # of an item's text: item, start, end


def sentences_to_tell(
    items: Sequence[LabelledItem],
    summarize: Summarize,
    max_words: int,
    max_sentences: int,
    *,
    story: Sequence[LabelledItem],
    above: str,
    without: Iterable[Stretch] = (),
    opening: bool,
) -> list[CitedSentence]:
    """The best whole sentences of some of a story's items, none of which is among those without, citing all of them.

    above: what the reader has before them, a headline and what was told. opening: they are the first of the story. A
    count of the dead that is out of date opens the story only where there is nothing else, and is told in no other
    place; of an item that opens with one no other sentence opens the story. Of an item that names nobody and nothing of
    what the reader has, only the first sentence can be told: "the stay" further down is another one.
    """
    passed = frozenset(without)
    places = outdated_figures([(one.item, outlet_of(one.item)) for one in story])
    outdated = _with_copies([(item, start, end) for item, field, start, end in places if field == "text"], story)
    late = passed | outdated
    fresh = [one for one in items if not (opening and _opens_late(one.item, outdated))]
    ways = ((fresh, late), (items, late), (items, passed)) if opening else ((items, late),)
    known = known_keys(above) if len(items) > 1 and any(fact.kind == "name" for fact in facts(above)) else set()
    apart = frozenset(one.item.id for one in items if known and _is_apart(one.item, above, known))
    for told_from, left_out in ways if places else ((items, passed),):
        texts = [(one.item.id, _text_of(one.item, opening=one.item.id in apart)) for one in told_from]
        read = [Document(item_id, _blanked(text, item_id, left_out), above, text) for item_id, text in texts]
        documents = [document for document in read if document.text.strip()]
        summary = summarize(documents, max_words=max_words, max_sentences=max_sentences, alone=True)
        if found := [sentence for sentence in summary.sentences if is_whole(sentence.text)]:
            others = [one.item for one in story if one not in told_from]
            return [replace(one, sources=(*one.sources, *_same_words(one.text, others))) for one in found]
    return []


def terms_told(sentence: str) -> list[str]:
    """The content words of a sentence without who said so at its end."""
    return terms(_ATTRIBUTED.sub("", sentence))


def says_little(sentence: str, text: str, *, opens: bool) -> bool:
    """Whether a sentence names nobody, nothing and no day, and nothing that happened or goes on: a view, not news.

    opens: it opens its text, and sets a scene where it names nothing.
    """
    if _HAPPENED.search(sentence) and not opens:
        return False
    return not facts(sentence, names_inside(text)) and not any(day in sentence for day in WEEKDAYS)


def says_again(sentence: str, known: Set[str], *, another_opens: bool) -> bool:
    """Whether a sentence mostly says over again what is told in words that are known.

    another_opens: another outlet opens its text with it, and so tells the event again, whatever comes behind.
    """
    words = terms_told(sentence)
    if another_opens:
        count, share = _SAID_FIRST
        first = words[:count]
        if first and len(known & set(first)) >= share * len(set(first)):
            return True
    return len(known & set(words)) >= (_SAID_AGAIN if another_opens else _SAID) * len(set(words))


def _with_copies(stretches: Iterable[Stretch], story: Sequence[LabelledItem]) -> frozenset[Stretch]:
    """Stretches of a story's texts, and where its other texts have the same words."""
    texts = {one.item.id: one.item.text for one in story}
    found = set(stretches)
    for item, start, end in tuple(found):
        copies = _same_words(texts[item][start:end], (one.item for one in story if one.item.id != item))
        found |= {(copy.document, copy.start, copy.end) for copy in copies}
    return frozenset(found)


def _same_words(sentence: str, items: Iterable[NewsItem]) -> Iterator[Source]:
    """Where other items have a sentence word by word: agency copy that several carry."""
    words = re.compile(r"\b" + r"[\W_]+".join(_WORD.findall(sentence)) + r"\b[.!?…\"”’)\]]*", re.IGNORECASE)
    for item in items:
        if held := words.search(item.text, 0, _READ):
            yield Source(item.id, held.start(), held.end())


def _opens_late(item: NewsItem, late: frozenset[Stretch]) -> bool:
    first = first_sentence(item)
    return first is not None and any(name == item.id and first.start <= start < first.end for name, start, _ in late)


def _is_apart(item: NewsItem, above: str, known: Set[str]) -> bool:
    """Whether an item names somebody, but nobody who is known, in a headline of its own and its first sentence."""
    if title_of(item) in above:
        return False
    first = first_sentence(item)
    opening = without_credits(item.text[first.start : first.end]) if first else ""
    names = {fact.key for text in (title_of(item), opening) for fact in facts(text) if fact.kind == "name"}
    return bool(names) and names.isdisjoint(known)


def _text_of(item: NewsItem, *, opening: bool) -> str:
    """An item's text with spaces for its heading, so that offsets stay; opening: its first sentence alone."""
    text, first = without_headline(item), first_sentence(item)
    return text[: first.end] if opening and first else text


def _blanked(text: str, item_id: str, stretches: Iterable[Stretch]) -> str:
    """A text with spaces for the sentences at some places, so that offsets stay."""
    own = [stretch for stretch in stretches if stretch[0] == item_id and stretch[1] < len(text)]
    spans = split_sentences(text) if own else []
    for _, start, end in own:
        begin = next((span.start for span in spans if span.start <= start < span.end), start)  # with its dateline
        text = text[:begin] + " " * (end - begin) + text[end:]
    return text
