import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

from models.summarizer import summarize
from news.brief import Brief, BriefSentence, BriefTheme, Citation, compose
from news.briefing.format_html import brief_to_fragment
from news.briefing.formats import brief_to_dict, brief_to_markdown, brief_to_text
from news.briefing.ranking import LabelledItem
from news.item import Kind
from serving.views import Palette
from serving.web.brief_view import brief_page
from tests.fakes import TAXONOMY
from tests.invented import BARE, DAY, DEBATE, FORD_A, FORD_B, POLLS, THEMES, THREATS, labelled

PALETTE = Palette(TAXONOMY)


def brief_of(*items: LabelledItem, max_words: int = 400, announced: Sequence[LabelledItem] = ()) -> Brief:
    return compose(
        date(2024, 10, 28),
        "UTC",
        items,
        THEMES,
        summarize,
        announced=announced,
        model="m1",
        taxonomy="t1",
        max_words=max_words,
    )


def theme(brief: Brief, theme_id: str) -> BriefTheme:
    return next(theme for theme in brief.themes if theme.id == theme_id)


def test_given_a_day_when_composing_then_every_sentence_stands_in_its_item() -> None:
    items = {labelled.item.id: labelled.item for labelled in DAY}

    told = [story for theme in brief_of(*DAY).themes for story in theme.stories]

    assert told
    for story in told:
        assert 1 <= len(story.sentences) <= 3
        for sentence in story.sentences:
            for source in sentence.sources:
                assert getattr(items[source.item], source.field)[source.start : source.end] == sentence.text
                assert items[source.item].kind is not Kind.OPINION


def test_given_any_order_when_composing_then_the_brief_is_the_same() -> None:
    shuffled = list(DAY)
    Random(3).shuffle(shuffled)

    assert brief_of(*shuffled) == brief_of(*DAY)


def test_given_a_lead_in_two_outlets_when_composing_then_it_stands_first_and_says_why() -> None:
    first, bare = theme(brief_of(*DAY), "foreign_conflict").stories

    assert [item.id for item in first.items] == ["ford-a", "ford-b"]
    assert (first.why, first.single_source) == (("lead story", "2 outlets"), False)
    assert (bare.why, bare.single_source) == ((), True)


def test_given_a_story_with_two_themes_when_composing_then_it_is_told_once_and_pointed_to() -> None:
    brief = brief_of(*DAY)

    [told] = theme(brief, "domestic_extremism").stories
    [pointer] = theme(brief, "elections").see_also
    assert (told.items[0].id, told.also_in) == ("threats", ("elections",))
    assert (pointer.story, pointer.theme) == (told.id, "domestic_extremism")


def test_given_a_bare_headline_when_composing_then_the_headline_is_cited() -> None:
    [story] = theme(brief_of(BARE), "foreign_conflict").stories

    [sentence] = story.sentences
    assert sentence.text == BARE.item.headline
    assert (sentence.sources[0].field, sentence.sources[0].start) == ("headline", 0)


def test_given_a_cut_teaser_when_composing_then_no_half_sentence_is_told() -> None:
    teaser = labelled("t", "Army holds the coast", "The army’s forces along the coast are fully …", {"elections": 0.9})

    [story] = theme(brief_of(teaser), "elections").stories

    assert [sentence.text for sentence in story.sentences] == ["Army holds the coast"]


def test_given_a_theme_without_items_when_composing_then_a_line_says_so() -> None:
    brief = brief_of(FORD_A)

    assert theme(brief, "elections").note == "Nothing on elections today."
    assert theme(brief, "foreign_conflict").note is None


def test_given_opinions_when_composing_then_they_are_links_under_their_theme() -> None:
    brief = brief_of(*DAY)

    assert [item.id for item in theme(brief, "foreign_conflict").opinions] == ["column"]
    assert "I think" not in brief_to_text(brief)


def test_given_events_when_composing_then_the_coming_week_stands_in_order_and_unread_times_last() -> None:
    agenda = brief_of(*DAY).agenda

    assert [(entry.item.id, entry.starts_at) for entry in agenda] == [
        ("debate", "2024-10-29T19:00"),
        ("hearing", None),
    ]
    assert agenda[-1].starts_text == "soon"


def test_given_items_without_a_theme_when_composing_then_they_are_counted_and_listed() -> None:
    brief = brief_of(*DAY)

    footer = brief.footer
    assert [item.id for item in brief.other] == ["bridge", "unsure"]
    assert footer.labelled + footer.unsure + footer.unlabelled == footer.items == len(DAY)
    assert (footer.unsure, footer.events, footer.opinions, footer.stories) == (1, 3, 1, 4)
    assert (footer.model, footer.taxonomy, footer.sources) == ("m1", "t1", ("The Morning Desk",))


@pytest.mark.parametrize("max_words", [0, 5, 12, 30, 60, 120, 400])
def test_given_a_length_when_composing_then_it_is_kept_and_no_story_is_lost(max_words: int) -> None:
    brief = brief_of(*DAY, max_words=max_words)

    told = sum(len(theme.stories) + len(theme.more) + theme.untold for theme in brief.themes)
    assert brief.footer.words <= max_words
    assert told == brief.footer.stories


def test_given_a_crowded_day_when_composing_then_the_first_stories_keep_their_sentences() -> None:
    brief = brief_of(FORD_A, POLLS, THREATS, BARE, max_words=45)

    fields = [story.sentences[0].sources[0].field for theme in brief.themes for story in theme.stories]
    assert fields[0] == "text"
    assert "headline" in fields[1:]


def test_given_two_things_of_one_outlet_in_one_story_when_composing_then_both_are_told() -> None:
    second = labelled(
        "ford-c",
        "Rebels at Tarmouk ford shell the coast road",
        "Rebels at the Tarmouk ford shelled the coast road, and the army closed two schools in the valley.",
        {"foreign_conflict": 0.9},
        outlet="The Courier",
    )

    [story] = theme(brief_of(FORD_A, FORD_B, second), "foreign_conflict").stories

    assert {source.item for sentence in story.sentences for source in sentence.sources} >= {"ford-a", "ford-c"}


def test_given_a_flood_when_composing_then_what_editors_chose_keeps_its_sentences_and_the_flood_goes_first() -> None:
    chosen = [replace(item, issue="issue_1") for item in (FORD_A, POLLS, THREATS)]
    pieces = (
        *("Quarry sells gravel cheaply.", "Orchard harvests plums early.", "Museum lends porcelain abroad."),
        *("Ferry skips islands tonight.", "Stadium hosts gymnasts twice.", "Library forgives unpaid fines."),
        *("Brewery bottles cider again.", "Airport repaves runways slowly.", "Cathedral tunes bells daily."),
        *("Vineyard prunes vines late.", "Theatre paints scenery blue.", "Aquarium adopts orphaned seals."),
    )
    fed = [
        labelled(f"fed-{number}", piece, piece, {"elections": 0.99}, outlet=f"Outlet {number}")
        for number, piece in enumerate(pieces)
    ]

    alone = brief_of(*chosen, max_words=50)
    flooded = brief_of(*chosen, *fed, max_words=50)

    def told(brief: Brief) -> set[str]:
        return {story.sentences[0].text for theme in brief.themes for story in theme.stories}

    assert told(alone) <= told(flooded)
    assert theme(flooded, "elections").untold > 0


def test_given_a_story_of_two_chosen_facts_when_words_are_short_then_what_feeds_brought_goes_first() -> None:
    second = labelled(
        "ford-c",
        "Rebels at Tarmouk ford shell the coast road",
        "Rebels at the Tarmouk ford shelled the coast road, and the army closed two schools in the valley.",
        {"foreign_conflict": 0.9},
    )
    plain = [replace(one, item=replace(one.item, outlet=None, kind=Kind.ARTICLE)) for one in (FORD_A, second)]
    chosen = [replace(one, issue="issue_1") for one in plain]
    quarry = "Quarry at Hask sells gravel cheaply after its third summer without rain"
    fed = [
        labelled(f"fed-{outlet}", quarry, "", {"elections": 0.99}, outlet=outlet)
        for outlet in ("Ledger", "Herald", "Gazette")
    ]

    brief = brief_of(*chosen, *fed, max_words=24)

    [story] = theme(brief, "foreign_conflict").stories
    assert {sentence.sources[0].item for sentence in story.sentences} == {"ford-a", "ford-c"}
    assert (theme(brief, "elections").stories, len(theme(brief, "elections").more)) == ((), 1)


def test_given_items_that_only_look_alike_when_composing_then_the_one_that_editors_chose_is_told() -> None:
    alike = FORD_B
    chosen = labelled(
        "ford-z",
        "Tarmouk garrison falls to rebels after shelling: a look back",
        "Ten years ago the garrison at Tarmouk fell to rebels, who cut the road to the river ford and the coast.",
        {"foreign_conflict": 0.99},
        outlet="Yearbook",
    )

    [story] = theme(brief_of(replace(chosen, issue="issue_1"), alike, max_words=25), "foreign_conflict").stories

    assert story.sentences[0].sources[0].item == "ford-z"


def test_given_only_a_sentence_that_leans_back_when_composing_then_the_headline_is_told() -> None:
    item = replace(POLLS, item=replace(POLLS.item, text="But she has lost ground among younger voters since July."))

    [story] = theme(brief_of(item), "elections").stories

    assert [sentence.text for sentence in story.sentences] == [POLLS.item.headline]


def test_given_one_theme_asked_for_when_composing_then_others_do_not_count_as_without_a_theme() -> None:
    brief = compose(date(2024, 10, 28), "UTC", DAY, THEMES[:1], summarize, model="m1", taxonomy="t1")

    assert [theme.id for theme in brief.themes] == ["foreign_conflict"]
    assert [item.id for item in brief.other] == ["bridge", "unsure"]


def test_given_hostile_words_when_rendering_then_nothing_breaks_out() -> None:
    evil = labelled(
        "evil", "<script>x</script> [a](javascript:b) \x1b[31m\u202e*", themes={"elections": 0.9}, outlet="<b>`_"
    )
    brief = brief_of(evil)

    page, mark, text = (
        brief_to_fragment(brief, lambda item: f'/items/{item}?"<'),
        brief_to_markdown(brief, lambda item: f"/items/{item})"),
        brief_to_text(brief),
    )

    assert "<script" not in page
    assert "<b>" not in page
    assert '?"<' not in page
    assert "<script" not in mark.replace("\\<", "")
    assert "\\[a\\](javascript" in mark
    assert not {"\x1b", "\u202e"} & set(page + mark + text)


def test_given_words_that_look_like_markup_when_written_as_markdown_then_they_read_as_they_stand() -> None:
    words = "AT&T prints &lt;b&gt; &#91;x&#93;(javascript:a) ![y](https://evil.example/y.png) - & so on"

    written = brief_to_markdown(brief_of(labelled("odd", words, themes={"elections": 0.9})), lambda item: f"/{item}")

    shown = "AT&T prints \\&lt;b\\&gt; \\&\\#91;x\\&\\#93;(javascript:a) !\\[y\\](https://evil.example/y.png) - & so on"
    assert f"### {shown} " in written


def test_given_a_brief_when_written_as_text_then_lines_keep_the_width() -> None:
    text = brief_to_text(brief_of(*DAY))

    words = [line for line in text.splitlines() if not line.strip().startswith("https://")]
    assert 60 < max(map(len, words)) <= 76


def test_given_a_brief_when_turned_into_json_values_then_it_has_the_documented_shape() -> None:
    record = brief_to_dict(brief_of(*DAY))

    assert list(record) == [
        *("edition", "date", "timezone", "themes", "agenda", "other", "footer", "since", "closed", "corrections")
    ]
    assert (record["edition"], record["date"]) == ("2024-10-28", "2024-10-28")
    story = record["themes"][0]["stories"][0]
    assert set(story) >= {"id", "headline", "sentences", "items", "why", "single_source"}
    assert set(story["sentences"][0]["sources"][0]) == {"item", "field", "start", "end"}
    assert set(story["items"][0]) == {"id", "headline", "outlet", "source", "url", "kind", "writer"}


def test_given_a_headline_that_looks_like_a_list_when_written_as_markdown_then_it_is_no_list() -> None:
    items = [
        labelled("a", "2024. A year of votes", themes={"elections": 0.9}),
        labelled("b", "- Dash of the day", themes={"foreign_conflict": 0.9}),
        labelled("c", "10-year bond falls in Ardenia", themes={"domestic_extremism": 0.9}),
    ]

    text = brief_to_markdown(brief_of(*items), lambda item: item)

    assert "### 2024\\. A year" in text
    assert "### \\- Dash" in text
    assert "### 10-year bond" in text


def nameless(item_id: str, text: str, **more: Any) -> LabelledItem:
    return labelled(item_id, "", text, **more)


def test_given_texts_without_headlines_when_composing_then_each_is_listed_by_its_first_sentence() -> None:
    told = nameless("told", "Rebels seized the ford at Tarmouk. The army fled.", themes={"foreign_conflict": 0.9})
    other = nameless("other", "The bridge reopened on Monday. Cyclists cheered.")
    event = nameless("event", "The harbour board meets.", kind=Kind.EVENT, starts_at="2024-10-28T10:00")
    second = nameless("second", "The school board meets.", kind=Kind.EVENT, starts_at="2024-10-28T10:00")
    empty = nameless("empty", "")

    brief = brief_of(told, other, event, second, empty)

    [story] = theme(brief, "foreign_conflict").stories
    assert story.headline == story.items[0].headline == "Rebels seized the ford at Tarmouk."
    assert {item.headline for item in brief.other} == {"The bridge reopened on Monday.", "Untitled"}
    assert {entry.item.headline for entry in brief.agenda} == {"The harbour board meets.", "The school board meets."}
    assert "### Rebels seized the ford at Tarmouk. [[1]]" in brief_to_markdown(brief, lambda item: item)
    assert "[1] The Morning Desk: Rebels seized the ford at Tarmouk." in brief_to_text(brief)


def test_given_a_long_sentence_without_a_stop_when_listed_then_it_is_cut_at_a_word_and_not_told() -> None:
    long = nameless("long", "word " * 300, themes={"foreign_conflict": 0.9})
    glued = nameless("glued", "x" * 5000)

    brief = brief_of(long, glued)

    shown = theme(brief, "foreign_conflict")
    titles = [item.headline for item in (*shown.more, *brief.other)]
    assert titles == ["word " * 19 + "word…", "x" * 99 + "…"]
    assert shown.stories == ()


def test_given_a_text_without_a_whole_sentence_when_composing_then_its_words_stand_for_the_headline() -> None:
    [story] = theme(brief_of(nameless("a", "Read more", themes={"elections": 0.9})), "elections").stories

    assert [(s.text, s.sources[0].field) for s in story.sentences] == [("Read more", "text")]


def test_given_events_announced_before_when_composing_then_only_the_days_items_are_counted_as_read() -> None:
    earlier = labelled("earlier", "The ports panel meets", kind=Kind.EVENT, starts_at="2024-10-28T10:00")
    again = labelled("again", DEBATE.item.headline, kind=Kind.EVENT, starts_at=DEBATE.item.starts_at)

    brief = brief_of(*DAY, announced=(earlier, again, DEBATE))

    assert [entry.item.id for entry in brief.agenda] == ["earlier", "debate", "hearing"]
    footer = brief.footer
    assert (footer.items, footer.events, footer.announced) == (len(DAY), 3, 1)
    assert footer.labelled + footer.unsure + footer.unlabelled == footer.items
    assert "events announced before 1," in " ".join(brief_to_text(brief).split())
    assert "1 event of the agenda came from earlier days." in brief_page(brief, PALETTE).footer
    assert "announced before" not in brief_to_text(brief_of(*DAY))


TANKER = "Estonia says a tanker dragged its anchor across a Baltic power cable"


def story_of(*sentences: tuple[str, str]) -> Brief:
    """A brief of one story that is told by these (field, text)."""
    brief = brief_of(FORD_A)
    told = tuple(BriefSentence(text, (Citation("ford-a", field, 0, len(text)),)) for field, text in sentences)
    themes = [
        replace(theme, stories=tuple(replace(story, sentences=told) for story in theme.stories))
        for theme in brief.themes
    ]
    return replace(brief, themes=tuple(themes))


def test_given_a_headline_as_a_second_fact_when_rendered_then_it_stands_apart() -> None:
    brief = story_of(("text", "The cable failed."), ("headline", TANKER), ("text", "It rained."), ("text", "It blew."))

    text = " ".join(brief_to_text(brief).split())
    mark = brief_to_markdown(brief, lambda item: item)
    page = brief_to_fragment(brief, lambda item: item)
    [story] = (story for theme in brief_page(brief, PALETTE).themes for story in theme.stories)

    assert f"The cable failed. [1] - {TANKER} [1] It rained. [1] It blew. [1]" in text
    assert f"[[1]](ford-a)\n\n{TANKER} [[1]](ford-a)\n\nIt rained." in mark
    assert re.search(rf"</p>\n<p[^>]*>{TANKER} ", page)
    assert [[sentence.text for sentence in paragraph] for paragraph in story.paragraphs] == [
        ["The cable failed."],
        [TANKER],
        ["It rained.", "It blew."],
    ]


def test_given_a_fact_that_is_the_headline_when_rendered_then_it_is_not_repeated() -> None:
    headline = FORD_A.item.headline
    brief = story_of(("text", "The cable failed."), ("headline", headline))

    below = brief_to_text(brief).partition("SOURCES")[0]
    [story] = (story for theme in brief_page(brief, PALETTE).themes for story in theme.stories)

    assert below.count(headline) == 1
    assert [[sentence.text for sentence in paragraph] for paragraph in story.paragraphs] == [["The cable failed."]]
    assert len(story.references) == 1
