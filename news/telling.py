"""The sentences that a story's items tell it in: the best ones, to be read below a headline and what was told."""

from collections.abc import Iterable, Sequence

from news.disputes import outdated_figures
from news.item import NewsItem
from news.ranking import LabelledItem, outlet_of
from news.sentences import is_whole, split_sentences
from news.summary import CitedSentence, Document, Summarize
from news.titles import first_sentence, without_headline

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
    """The best whole sentences of some of a story's items, none of which is among those without.

    above: what the reader has before them, a headline and what was told. opening: they are the first of the story. A
    count of the dead that is out of date opens the story only where there is nothing else, and is told in no other
    place; of an item that opens with one no other sentence opens the story.
    """
    passed = frozenset(without)
    places = outdated_figures([(one.item, outlet_of(one.item)) for one in story])
    late = passed | {(item, start, end) for item, field, start, end in places if field == "text"}
    fresh = [one for one in items if not (opening and _opens_late(one.item, late - passed))]
    ways = ((fresh, late), (items, late), (items, passed)) if opening else ((items, late),)
    for told_from, left_out in ways if places else ((items, passed),):
        texts = [(one.item.id, _blanked(one.item, left_out)) for one in told_from]
        documents = [Document(item_id, text, above) for item_id, text in texts if text.strip()]
        summary = summarize(documents, max_words=max_words, max_sentences=max_sentences, alone=True)
        if found := [sentence for sentence in summary.sentences if is_whole(sentence.text)]:
            return found
    return []


def _opens_late(item: NewsItem, late: frozenset[Stretch]) -> bool:
    first = first_sentence(item)
    return first is not None and any(place[:2] == (item.id, first.start) for place in late)


def _blanked(item: NewsItem, stretches: Iterable[Stretch]) -> str:
    """An item's text with spaces for its heading and for the sentences at some places, so that offsets stay."""
    text = without_headline(item)
    own = [stretch for stretch in stretches if stretch[0] == item.id]
    spans = split_sentences(text) if own else []
    for _, start, end in own:
        begin = next((span.start for span in spans if span.start <= start < span.end), start)  # with its dateline
        text = text[:begin] + " " * (end - begin) + text[end:]
    return text
