from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.summarizer import summarize
from news.brief import compose
from news.briefing.ranking import LabelledItem
from news.item import Kind, NewsItem
from news.sentences import split_sentences
from news.stories import group
from news.summary import Document
from tests.invented import THEMES

PIECES = """
He But rebels Tarmouk river ford army seized U.S. Lt. Gov. 3.5 “the town” said, fell. left. Why? no! … ...
• - (AP) — the of on a.m. Read more Advertisement
"""
WORDS = st.sampled_from([*PIECES.split(), "\n", "\n\n"])
TEXTS = st.one_of(st.lists(WORDS, max_size=60).map(" ".join), st.text(max_size=80))
ITEMS = st.lists(
    st.builds(
        NewsItem,
        id=st.text("abcdef", min_size=1, max_size=3),
        headline=TEXTS,
        text=TEXTS,
        kind=st.sampled_from(Kind),
        outlet=st.sampled_from([None, "Ledger", "Courier"]),
        published_at=st.sampled_from(
            [None, datetime(2024, 10, 28, 6, tzinfo=UTC), datetime(2024, 10, 28, 9, tzinfo=UTC)]
        ),
    ),
    max_size=8,
    unique_by=lambda item: item.id,
)


@given(TEXTS)
def test_sentences_stand_in_order_do_not_overlap_and_are_stripped(text: str) -> None:
    spans = split_sentences(text)

    for span, after in pairwise(spans):
        assert span.end <= after.start
    for span in spans:
        assert text[span.start : span.end] == text[span.start : span.end].strip() != ""


@given(st.lists(TEXTS, max_size=5), st.integers(0, 60), st.none() | st.integers(0, 4))
def test_a_summary_resolves_fits_and_repeats_itself(
    texts: list[str], max_words: int, max_sentences: int | None
) -> None:
    documents = [Document(str(number), text) for number, text in enumerate(texts)]

    summary = summarize(documents, max_words, max_sentences)

    assert summary == summarize(documents, max_words, max_sentences)
    assert summary.words == sum(len(sentence.text.split()) for sentence in summary.sentences) <= max_words
    assert max_sentences is None or len(summary.sentences) <= max_sentences
    for sentence in summary.sentences:
        first = sentence.sources[0]
        assert texts[int(first.document)][first.start : first.end] == sentence.text
        for source in sentence.sources:
            assert 0 <= source.start < source.end <= len(texts[int(source.document)])


@given(ITEMS, st.randoms(use_true_random=False))
def test_stories_hold_every_item_once_whatever_the_order(items: list[NewsItem], chance: object) -> None:
    shuffled = items[:]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    stories = group(items)

    assert group(shuffled) == stories
    told = [item_id for story in stories for item_id in story.item_ids]
    assert sorted(told) == sorted(item.id for item in items if item.kind not in (Kind.EVENT, Kind.OPINION))


@settings(max_examples=60)
@given(ITEMS, st.integers(0, 80), st.lists(st.sampled_from([theme.id for theme in THEMES]), unique=True))
@example([NewsItem("a", "-", "", kind=Kind.EVENT)], 0, [])
def test_a_brief_resolves_and_keeps_its_length(items: list[NewsItem], max_words: int, labels: list[str]) -> None:
    labelled = [
        LabelledItem(replace(item, source="s"), tuple(labels), (), dict.fromkeys(labels, 0.9)) for item in items
    ]
    by_id = {item.id: item for item in items}

    brief = compose(
        date(2024, 10, 28), "UTC", labelled, THEMES, summarize, model="m", taxonomy="t", max_words=max_words
    )

    assert brief.footer.words <= max_words
    stories = [story for theme in brief.themes for story in theme.stories]
    assert len({story.id for story in stories}) == len(stories)
    for sentence in (sentence for story in stories for sentence in story.sentences):
        first = sentence.sources[0]
        assert getattr(by_id[first.item], first.field)[first.start : first.end] == sentence.text
        assert sentence.text.strip()
    assert all(story.headline.strip() for story in stories)
    links = [*brief.other, *(item for story in stories for item in story.items)]
    assert all(link.headline.strip() for link in [*links, *(entry.item for entry in brief.agenda)])
