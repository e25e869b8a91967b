"""Which items speak for a day's stories: reports, not columns and corrections, and of one outlet those that differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from news.briefing.ranking import LabelledItem, Placed, outlet_of
from news.item import Kind, NewsItem
from news.stories import NO_STORY, Story
from news.titles import is_label, listed_title, title_of
from news.voice import is_opinion, is_own_voice

MAX_SENTENCES = 3  # of one story


def by_its_voice(item: LabelledItem) -> LabelledItem:
    """A column is an opinion, also where its headline, page or address says so, or only its argument or voice."""
    own = item.item
    if own.kind in NO_STORY:
        return item
    if is_own_voice(own.text) or is_opinion(own.headline, own.text, own.url):
        return replace(item, item=replace(own, kind=Kind.OPINION))
    return item


def of_reports(
    stories: Sequence[Story], items: Mapping[str, LabelledItem], errata: Sequence[LabelledItem]
) -> Iterator[Story]:
    """Kept stories without the columns and corrections that were put into them; one of those alone is none."""
    for story in stories:
        held = [item_id for item_id in story.item_ids if item_id in items]
        reports = tuple(item_id for item_id in held if items[item_id].item.kind not in NO_STORY)
        others = {title_of(items[item_id].item) for item_id in held if item_id not in reports}
        others |= {title_of(one.item) for one in errata if one.item.id in story.item_ids}
        if reports:
            headline = title_of(items[reports[0]].item) if story.headline in others else story.headline
            yield replace(story, item_ids=reports, headline=headline)


def facts_of(story: Placed) -> list[LabelledItem]:
    """The items of the outlet that has most of them: one outlet tells one thing once, so they differ.

    Where editors chose some of a story's items, those alone speak for it: what feeds add may only look alike. A text
    that came several times is one.
    """
    of_outlet: dict[str, list[LabelledItem]] = {}
    texts: dict[str, LabelledItem] = {}
    for item in [item for item in story.items if item.issue] or story.items:
        texts.setdefault(story.copies.get(item.item.id, item.item.id), item)
    for item in texts.values():
        of_outlet.setdefault(outlet_of(item.item), []).append(item)
    return max(of_outlet.values(), key=len)[:MAX_SENTENCES]


def is_chosen(story: Placed) -> bool:
    """Whether the editors of an issue chose it; what else is told, feeds alone brought."""
    return any(item.issue for item in story.items)


def listed(story: Placed) -> str:
    """A story as another theme points to it; behind a label of few words stands what its first item says."""
    return listed_title(story.items[0].item) if is_label(story.story.headline) else story.story.headline


def told_from(fact: LabelledItem, story: Placed, *, of_many: bool) -> Sequence[LabelledItem]:
    """Where a fact's sentence may stand; of a headline alone, what its outlet wrote below it elsewhere in the story."""
    if not (fact.issue or of_many):
        return story.items
    if fact.item.text:
        return [fact]
    return [item for item in story.items if item.item.text and outlet_of(item.item) == outlet_of(fact.item)]


def best_of_each_theme_first(stories: Sequence[Placed]) -> list[Placed]:
    """The first story of each theme, then all others, both in the order given."""
    best: dict[str, Placed] = {}
    for story in stories:
        best.setdefault(story.themes[0], story)
    return [*best.values(), *(story for story in stories if best[story.themes[0]] is not story)]


def opinions_on(theme_id: str, opinions: Sequence[LabelledItem], theme_ids: Sequence[str]) -> list[NewsItem]:
    """Opinion items whose best theme this is, so that none is listed twice."""
    return [
        opinion.item
        for opinion in opinions
        if theme_id
        == max(
            (theme for theme in theme_ids if theme in opinion.labels),
            key=lambda theme: opinion.probabilities.get(theme, 0.0),
            default=None,
        )
    ]
