"""The brief of one day: stories by theme, each told in whole sentences that name their source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from news.briefing.agenda import AgendaEntry, agenda_of
from news.briefing.choosing import (
    MAX_SENTENCES,
    best_of_each_theme_first,
    by_its_voice,
    facts_of,
    is_chosen,
    listed,
    of_reports,
    opinions_on,
    told_from,
)
from news.briefing.echoes import echoes
from news.briefing.errata import erratum_notice, is_erratum
from news.briefing.item_links import ItemLink, link_to
from news.briefing.notices import ClosedStory, CorrectionNotice
from news.briefing.ranking import (
    UNKNOWN,
    WEIGHTS,
    LabelledItem,
    Placed,
    Standing,
    Weights,
    issue_order,
    outlet_of,
    rank,
)
from news.briefing.telling import says_again, says_little, sentences_to_tell, terms_told
from news.disputes import DisputedFigure, disputed_figures
from news.item import Kind, NewsItem
from news.prose import words_in
from news.stories import Story, group
from news.summary import CitedSentence, Summarize
from news.titles import MAX_TITLE, first_sentence, has_headline, headline_span, inside, is_label, title_of
from news.words import terms

MAX_WORDS = 400  # two minutes of reading
WORDS_PER_STORY = 12
CLEARLY = 0.75  # points of rank: a story so far below another is rather left out than that one cut short
MAX_MORE = 5  # headlines of a theme's untold stories
MAX_OTHER = 8  # headlines of items without a theme


class ThemeName(Protocol):
    """What the brief needs to know of a theme; `models.taxonomy.Theme` has it."""

    @property
    def id(self) -> str:
        """The id that labels carry."""

    @property
    def name(self) -> str:
        """The words that a reader sees."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence stands: item.<field>[start:end], in code points; field is "text" or "headline"."""

    item: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BriefSentence:
    """A whole sentence; its text equals the span of sources[0] to the letter.

    A generated one says in other words what its sources say together, and has passed the source check.
    """

    text: str
    sources: tuple[Citation, ...]
    generated: bool = False


@dataclass(frozen=True, slots=True)
class BriefStory:
    """One event, told once under the theme it fits best."""

    id: str
    headline: str
    sentences: tuple[BriefSentence, ...]
    items: tuple[ItemLink, ...]  # the lead first
    outlets: tuple[str, ...]
    why: tuple[str, ...]  # why it stands where it stands: "lead story", "3 outlets"
    single_source: bool
    also_in: tuple[str, ...]  # further themes, which point here
    disputed: tuple[DisputedFigure, ...] = ()  # numbers on which its outlets differ
    state: str | None = None  # to this reader: "new" or "developing"; None without an earlier edition
    told_in: str | None = None  # the earlier edition that a developing story was told in last
    new_facts: tuple[str, ...] = ()  # names, numbers and dates of a developing story that were not told before


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A story of this theme that is told under another."""

    story: str
    headline: str
    theme: str  # the id of the theme that tells it


@dataclass(frozen=True, slots=True)
class BriefTheme:
    """One theme's part of the day."""

    id: str
    name: str
    note: str | None  # "Nothing on elections today.", when there is nothing to tell or to point to
    stories: tuple[BriefStory, ...]
    more: tuple[ItemLink, ...]  # one item each of the next stories, for which no words were left
    untold: int  # stories that are not even in `more`
    see_also: tuple[CrossReference, ...]
    opinions: tuple[ItemLink, ...]


@dataclass(frozen=True, slots=True)
class Footer:
    """What the brief was made from; labelled + unsure + unlabelled = items, those of the day alone."""

    items: int
    labelled: int  # with a theme
    unsure: int  # without a theme, but with one left open
    unlabelled: int
    events: int
    announced: int  # entries of the agenda that items of earlier days announced
    opinions: int
    stories: int  # with a theme
    words: int  # of the sentences
    sources: tuple[str, ...]
    model: str
    taxonomy: str
    dropped: int = 0  # pieces of the day's issues that were no news
    repeated: int = 0  # items that brought nothing beyond what the reader's earlier editions told
    feeds_down: tuple[str, ...] | None = None  # feeds that could not be read last time; None: no feeds are kept
    unsorted: int = 0  # items that are in no story yet and not told, since nothing can be written; as on a full disk
    generated: int | None = None  # sentences in a generator's words; None: no generator is set up
    refused: int | None = None  # sentences of the generator that failed the source check: the source's stand instead
    unanswered: int | None = None  # stories for which the generator gave no answer, being down or too slow


@dataclass(frozen=True, slots=True)
class Brief:
    """One edition. Published ones are kept as JSON and read back, so a field that joins later needs a default."""

    edition: str
    date: date
    timezone: str
    themes: tuple[BriefTheme, ...]
    agenda: tuple[AgendaEntry, ...]
    other: tuple[ItemLink, ...]  # what no theme claimed, the best corroborated first
    footer: Footer
    since: str | None = None  # the reader's last edition, which this one goes on from
    closed: tuple[ClosedStory, ...] = ()
    corrections: tuple[CorrectionNotice, ...] = ()


def compose(
    day: date,
    timezone: str,
    items: Sequence[LabelledItem],
    themes: Sequence[ThemeName],
    summarize: Summarize,
    *,
    announced: Sequence[LabelledItem] = (),
    model: str,
    taxonomy: str,
    max_words: int = MAX_WORDS,
    stories: Sequence[Story] | None = None,
    weights: Weights = WEIGHTS,
    standing: Standing = UNKNOWN,
) -> Brief:
    """Write the brief of a day from its items, in the order of themes; the order of items does not matter.

    announced are events that items of earlier days told of: they stand in the agenda, and count as nothing else.
    Every story is told once, under the theme it fits best, and named under its others. The first story of each
    theme gets its sentence first, then all others by rank; words that are left deepen the stories from the
    top. Opinion items, and what opens in its writer's own voice, feed no sentence. A story without a whole sentence is
    told by its headline. stories: those of the items as they are kept; left out, they are found among the items alone.
    """
    errata = sorted((item for item in items if is_erratum(item.item)), key=issue_order)
    items = [by_its_voice(item) for item in items if not is_erratum(item.item)]
    labelled = {item.item.id: item for item in items}
    theme_ids = [theme.id for theme in themes]
    agenda = agenda_of(day, labelled, {item.item.id: item for item in announced}, frozenset(theme_ids))
    found = group([item.item for item in items]) if stories is None else list(of_reports(stories, labelled, errata))
    placed = rank(found, labelled, theme_ids, weights, standing)
    themed = [story for story in placed if story.themes]
    echoed = echoes(themed)
    told = _tell([story for story in themed if story.story.id not in echoed], summarize, max_words)
    columns = sorted((i for i in labelled.values() if i.item.kind is Kind.OPINION), key=issue_order)
    opinions = list({title_of(column.item).casefold(): column for column in reversed(columns)}.values())[::-1]
    return Brief(
        edition=day.isoformat(),
        date=day,
        timezone=timezone,
        themes=tuple(_theme(theme, themed, told, opinions_on(theme.id, opinions, theme_ids)) for theme in themes),
        agenda=agenda,
        other=_other(placed, opinions),
        footer=_footer(
            {one.item.id: one for one in (*items, *errata)}.values(),
            stories=len(themed),
            told=told,
            announced=sum(event.item.id not in labelled for event in agenda),
            model=model,
            taxonomy=taxonomy,
        ),
        corrections=tuple(erratum_notice(one.item) for one in errata),
    )


def _tell(stories: Sequence[Placed], summarize: Summarize, max_words: int) -> dict[str, list[BriefSentence]]:
    """Share max_words out: every story its facts, in a sentence or a headline each, then more for the first ones."""
    order = best_of_each_theme_first(stories)[: max(1, max_words // WORDS_PER_STORY)]
    facts = {story.story.id: facts_of(story) for story in order}
    headlines = {
        story.story.id: _distinct(s for item in facts[story.story.id] for s in _headline(item)) for story in order
    }
    told = {
        story.story.id: _distinct(
            sentence
            for fact in facts[story.story.id]
            for sentence in _sentences(
                told_from(fact, story, of_many=len(facts[story.story.id]) > 1), summarize, max_words, 1, story
            )
            or _headline(fact)
        )
        for story in order
    }
    crowded = _total(told) > max_words
    _shorten(told, order, headlines, max_words)
    for story in order:
        before = told[story.story.id]
        room = max_words - _total(told) + words_in(before)
        # On a crowded day the words that are left go to headlines of what was left out, not into depth.
        longer = headlines[story.story.id][:1]
        if not crowded and 1 in (len(facts[story.story.id]), len(before)):  # the others say what one says
            longer = _deeper(story, summarize, room, before)
        if len(before) < len(longer) and words_in(longer) <= room:
            told[story.story.id] = longer
    return {story_id: sentences for story_id, sentences in told.items() if sentences}


def _shorten(
    told: dict[str, list[BriefSentence]],
    order: Sequence[Placed],
    headlines: Mapping[str, list[BriefSentence]],
    max_words: int,
) -> None:
    """What does not fit is told, from the end, by headlines, if it has any, then by one headline, then not at all.

    Before a story is cut short, those that stand clearly below it are left out, the last first; and before a fact that
    editors chose is left out, those below that feeds alone brought.
    """
    left = list(order)
    gone: dict[str, list[BriefSentence]] = {}
    for shorter in (headlines, {story_id: found[:1] for story_id, found in headlines.items()}, gone):
        for story in reversed(order):
            before_fed = shorter is not headlines and is_chosen(story)
            while _total(told) > max_words and left and _gives_way(left[-1], story, before_fed=before_fed):
                told[left.pop().story.id] = []
            fewer = shorter.get(story.story.id, [])
            if (
                _total(told) > max_words
                and (fewer or shorter is gone)
                and words_in(fewer) < words_in(told[story.story.id])
            ):
                told[story.story.id] = fewer


def _gives_way(last: Placed, story: Placed, *, before_fed: bool) -> bool:
    clearly = last.score <= story.score - CLEARLY
    return clearly or (before_fed and last.score < story.score and not is_chosen(last))


def _distinct(sentences: Iterable[BriefSentence]) -> list[BriefSentence]:
    """Leave out a sentence most of whose words an earlier one has."""
    kept: list[BriefSentence] = []
    for sentence in sentences:
        words = set(terms(sentence.text))
        if all(len(words & set(terms(other.text))) * 2 <= len(words) for other in kept):
            kept.append(sentence)
    return kept


def _total(told: Mapping[str, list[BriefSentence]]) -> int:
    return sum(words_in(sentences) for sentences in told.values())


def _deeper(
    story: Placed, summarize: Summarize, max_words: int, before: Sequence[BriefSentence]
) -> list[BriefSentence]:
    """A story in up to MAX_SENTENCES; one that says little, or what those before it say, gives its place to another.

    What it is told by before, if that is no headline, stays: depth adds to the news. First stands the opening that says
    most of what the headline says; of an item whose opening is not told, sentences keep its order.
    """
    kept = [sentence for sentence in before if sentence.sources[0].field == "text"]
    passed: list[BriefSentence] = []
    known = {word for sentence in kept for word in terms_told(sentence.text)}
    opens = {item.item.id: span.end for item in story.items if (span := first_sentence(item.item))}
    held = {item.item.id: item.item for item in story.items}
    for _ in range(MAX_SENTENCES):
        room = max_words - words_in(kept)
        sentences = _sentences(story.items, summarize, room, MAX_SENTENCES - len(kept), story, [*kept, *passed], kept)
        gone = set[str]()
        for sentence in sentences:
            own = held[sentence.sources[0].item]
            if own.id in gone:  # it may lean on the one that is passed; the next round asks anew
                continue
            # Another outlet's opening tells the event over again, whatever its words.
            opened = _opens(sentence, opens)
            others = (held[other.sources[0].item] for other in kept if _opens(other, opens))
            again = opened and any(outlet_of(other) != outlet_of(own) for other in others)
            little = says_little(sentence.text, own.text, opens=opened)
            if kept and (little or says_again(sentence.text, known, another_opens=again)):
                passed.append(sentence)
                gone.add(own.id)
            else:
                kept.append(sentence)
                known |= set(terms_told(sentence.text))
        if not sentences or len(kept) == MAX_SENTENCES or not passed:
            break
    titled = set(terms(story.story.headline))
    openings = [sentence for sentence in kept if _opens(sentence, opens)]
    said = [
        (len(titled & set(terms(s.text))), title_of(held[s.sources[0].item]) == story.story.headline) for s in openings
    ]
    first = openings[said.index(max(said))] if openings else None
    order = {sentence.sources[0].item: place for place, sentence in reversed(list(enumerate(kept)))}
    return sorted(kept, key=lambda s: (s is not first, order[s.sources[0].item], s.sources[0].start))


def _opens(sentence: BriefSentence, ends: Mapping[str, int]) -> bool:
    return sentence.sources[0].start < ends.get(sentence.sources[0].item, 0)


def _sentences(
    items: Sequence[LabelledItem],
    summarize: Summarize,
    max_words: int,
    max_sentences: int,
    story: Placed,
    without: Sequence[BriefSentence] = (),
    told: Sequence[BriefSentence] = (),
) -> list[BriefSentence]:
    """The best sentences of a story's items to follow those told, none of which is among those without."""
    found = sentences_to_tell(
        items,
        summarize,
        max_words,
        max_sentences,
        story=story.items,
        above="\n".join([story.story.headline, *(sentence.text for sentence in told)]),
        without=((source.item, source.start, source.end) for sentence in without for source in sentence.sources),
        opening=not told,
    )
    return [_cited(sentence) for sentence in found]


def _cited(sentence: CitedSentence) -> BriefSentence:
    return BriefSentence(
        sentence.text, tuple(Citation(source.document, "text", source.start, source.end) for source in sentence.sources)
    )


def _headline(labelled: LabelledItem) -> list[BriefSentence]:
    """The headline as a sentence; of a text under none, or a label, its first one, unless that is too long for a title.

    A label ("Middle Bay") tells nothing by itself: what has no other words is rather listed with what it opens with.
    """
    item = labelled.item
    if has_headline(item) and not (item.text and is_label(title_of(item))):
        shown = headline_span(item)
        words = item.headline[shown.start : shown.end]
        return [BriefSentence(words, (Citation(item.id, "headline", shown.start, shown.end),))]
    if (span := first_sentence(item)) is None or span.end - span.start > MAX_TITLE:
        return []
    return [BriefSentence(item.text[span.start : span.end], (Citation(item.id, "text", span.start, span.end),))]


def _theme(
    theme: ThemeName, stories: Sequence[Placed], told: Mapping[str, list[BriefSentence]], opinions: Sequence[NewsItem]
) -> BriefTheme:
    own = [story for story in stories if story.themes[0] == theme.id]
    untold = [story for story in own if story.story.id not in told]
    elsewhere = [story for story in stories if theme.id in story.themes[1:]]
    return BriefTheme(
        id=theme.id,
        name=theme.name,
        note=None if own or elsewhere or opinions else f"Nothing on {inside(theme.name)} today.",
        stories=tuple(_story(story, told[story.story.id]) for story in own if story.story.id in told),
        more=tuple(link_to(story.items[0].item) for story in untold[:MAX_MORE]),
        untold=len(untold[MAX_MORE:]),
        see_also=tuple(CrossReference(s.story.id, listed(s), s.themes[0]) for s in elsewhere),
        opinions=tuple(link_to(item) for item in opinions),
    )


def _story(story: Placed, sentences: Sequence[BriefSentence]) -> BriefStory:
    return BriefStory(
        id=story.story.id,
        headline=story.story.headline,
        sentences=tuple(sentences),
        items=tuple(link_to(item.item) for item in story.items),
        outlets=tuple(outlet for outlet in story.outlets if outlet),
        why=story.why,
        single_source=story.single_source,
        also_in=story.themes[1:],
        disputed=disputed_figures([(item.item, outlet_of(item.item)) for item in story.items]),
    )


def _other(placed: Sequence[Placed], opinions: Sequence[LabelledItem]) -> tuple[ItemLink, ...]:
    unclaimed = [s.items[0].item for s in placed if not any(item.labels for item in s.items)]
    unclaimed += [opinion.item for opinion in opinions if not opinion.labels]
    return tuple(link_to(item) for item in unclaimed[:MAX_OTHER])


def _footer(
    items: Iterable[LabelledItem],
    *,
    stories: int,
    told: Mapping[str, list[BriefSentence]],
    announced: int,
    model: str,
    taxonomy: str,
) -> Footer:
    everything = list(items)
    kinds = [item.item.kind for item in everything]
    labelled = sum(bool(item.labels) for item in everything)
    unsure = sum(bool(item.unsure) and not item.labels for item in everything)
    return Footer(
        items=len(everything),
        labelled=labelled,
        unsure=unsure,
        unlabelled=len(everything) - labelled - unsure,
        events=kinds.count(Kind.EVENT),
        announced=announced,
        opinions=kinds.count(Kind.OPINION),
        stories=stories,
        words=_total(told),
        sources=tuple(sorted({item.item.source or outlet_of(item.item) for item in everything} - {""})),
        model=model,
        taxonomy=taxonomy,
    )
