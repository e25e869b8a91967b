"""What a reader's next edition leaves out, marks as new, closes and corrects."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from models.summarizer import summarize
from news.brief import Brief, compose
from news.briefing.changed_items import ChangedItem, correction_notices
from news.briefing.changes import NOTHING_KEPT, Changes, KeptStory, Lineage, Thread, mark, only_new, what_changed
from news.briefing.ranking import LabelledItem
from news.facts import known_keys
from news.item import Kind
from tests.invented import COLUMN, DAY, DEBATE, FORD_A, FORD_B, POLLS, THEMES, THREATS, labelled

FIRST, SECOND = date(2024, 10, 28), date(2024, 10, 29)
SENT = datetime(2024, 10, 28, 18, tzinfo=UTC)
TOLL = labelled(
    "toll",
    "Rebels at Tarmouk hold the river ford",
    "Rebels seized the river ford at Tarmouk on Sunday after two days of shelling, the army said. "
    "The army now counts 31 soldiers killed when the garrison at Tarmouk fell. "
    "General Idris Kolo was dismissed over the loss of the river ford at Tarmouk.",
    {"foreign_conflict": 0.96},
    outlet="Gazette",
)
SAME = labelled(
    "same",
    "Tarmouk garrison falls to rebels",
    "Rebels seized the river ford at Tarmouk after shelling. The garrison at Tarmouk fell to rebels on Sunday.",
    {"foreign_conflict": 0.9},
    outlet="Echo",
)
FERRY = labelled(
    "ferry",
    "Ferry fire destroys mailed votes off Port Lorne",
    "A fire aboard a ferry destroyed thousands of mailed envelopes off Port Lorne.",
    {"elections": 0.9},
    outlet="Ledger",
)


def first_edition() -> Brief:
    return compose(FIRST, "UTC", DAY, THEMES, summarize, model="m", taxonomy="t")


def second_edition(
    *items: LabelledItem, lineage: Lineage = NOTHING_KEPT, days: Mapping[str, date] = MappingProxyType({})
) -> Brief:
    earlier = first_edition()
    read_before = frozenset(one.item.id for one in DAY)
    changes = what_changed([earlier], [one.item for one in DAY], read_before, items, lineage, days=days)
    kept = {one.item.id: one.item for one in changes.items}
    brief = compose(SECOND, "UTC", changes.items, THEMES, only_new(summarize, changes, kept), model="m", taxonomy="t")
    return mark(brief, changes, earlier.edition)


def test_given_a_known_story_when_it_goes_on_then_only_new_facts_are_told() -> None:
    brief = second_edition(TOLL)

    [story] = [story for theme in brief.themes for story in theme.stories]
    assert (story.state, story.told_in) == ("developing", "2024-10-28")
    told = " ".join(sentence.text for sentence in story.sentences)
    assert "31 soldiers" in told
    assert "Idris Kolo" in told
    assert "two days of shelling" not in told
    assert {"31 soldiers", "Idris Kolo"} <= set(story.new_facts)
    for sentence in story.sentences:
        source = sentence.sources[0]
        assert TOLL.item.text[source.start : source.end] == sentence.text


def test_given_a_known_story_when_its_new_opening_names_nothing_new_then_it_is_told_all_the_same() -> None:
    opening = "The army called off the exchange of prisoners and threatened to leave all talks with the rebels."
    behind = "The threat was read out in Port Lorne on the news of the evening."
    off = labelled(
        *("off", "Army calls off talks with rebels of Tarmouk", f"{opening} {behind}", {"foreign_conflict": 0.96}),
        outlet="Gazette",
    )
    lineage = Lineage(of_item={one.item.id: KeptStory("ford", "ford") for one in (FORD_A, FORD_B, off)})

    brief = second_edition(off, lineage=lineage)

    [story] = [story for theme in brief.themes for story in theme.stories]
    assert [sentence.text for sentence in story.sentences] == [opening, behind]


def test_given_names_that_other_stories_told_of_when_a_story_goes_on_then_they_are_not_listed_as_new() -> None:
    text = "Governor Ellen Marlow and General Idris Kolo visited the river ford at Tarmouk on Monday, the army said."
    visit = labelled("visit", "Generals visit the ford at Tarmouk", text, {"foreign_conflict": 0.9}, outlet="Echo")

    lineage = Lineage(of_item={one.item.id: KeptStory("ford", "ford") for one in (FORD_A, FORD_B, visit)})

    [story] = [story for theme in second_edition(visit, lineage=lineage).themes for story in theme.stories]

    assert any("Marlow" in told.headline for theme in first_edition().themes for told in theme.stories)
    assert story.state == "developing"
    assert story.new_facts == ("General Idris Kolo",)


def test_given_a_known_story_when_nothing_new_came_then_it_is_not_told_again_and_is_counted() -> None:
    brief, without = second_edition(SAME), second_edition()

    assert [story for theme in brief.themes for story in theme.stories] == []
    assert brief.footer.repeated == 1
    assert FORD_A.item.headline in [story.headline for story in brief.closed]  # else nobody would say what became of it
    assert brief.closed == without.closed


def test_given_news_without_a_name_or_number_when_most_of_its_words_are_new_then_it_is_told() -> None:
    fresh = labelled(
        "fresh",
        "Curfew and checkpoints strangle trade at Tarmouk",
        "Rebels seized the river ford at Tarmouk. The garrison at Tarmouk fell to rebels on Sunday after shelling.",
        {"foreign_conflict": 0.9},
        outlet="Echo",
    )

    brief = second_edition(fresh, SAME)

    told = [story.state for theme in brief.themes for story in theme.stories]
    assert told == ["developing"]


def test_given_news_that_a_third_of_the_headlines_words_bring_when_it_names_nothing_new_then_it_is_told() -> None:
    def edition(headline: str) -> list[str | None]:
        item = labelled("a", headline, "", {"foreign_conflict": 0.9}, outlet="Echo")
        lineage = Lineage({item_id: KeptStory("a", "a") for item_id in ("ford-a", "ford-b", "a")})
        return [s.state for theme in second_edition(item, lineage=lineage).themes for s in theme.stories]

    assert edition("Garrison of Tarmouk asks rebels at ford for safe passage") == ["developing"]
    assert edition("Garrison of Tarmouk asks rebels at river ford after shelling") == []


def test_given_a_told_sentence_with_news_when_what_leans_on_it_names_more_then_that_is_not_listed_as_new() -> None:
    trial = "Rebels at the river ford of Tarmouk put 40 captives on trial. Their lawyer, Idris Kolo, said nothing."
    item = labelled("a", "Captives of Tarmouk on trial", trial, {"foreign_conflict": 0.9}, outlet="Echo")
    lineage = Lineage({item_id: KeptStory("a", "a") for item_id in ("ford-a", "ford-b", "a")})

    [story] = [s for theme in second_edition(item, lineage=lineage).themes for s in theme.stories]

    assert story.new_facts == ("40 captives",)


def test_given_an_opening_of_the_day_itself_when_few_of_its_words_are_new_then_it_is_told() -> None:
    def told(day: str) -> list[str]:
        text = (
            "The rebels who seized the river ford at Tarmouk after two days of shelling, when the garrison fell, let"
            f" widows of soldiers bury them at dusk {day}."
        )
        item = labelled("a", "Rebels at Tarmouk", text, {"foreign_conflict": 0.9}, outlet="Echo")
        lineage = Lineage({item_id: KeptStory("a", "a") for item_id in ("ford-a", "ford-b", "a")})
        brief = second_edition(item, lineage=lineage, days={"a": SECOND})
        return [s.text for theme in brief.themes for story in theme.stories for s in story.sentences]

    assert len(told("on Tuesday")) == 1
    assert told("on Sunday") == []


def test_given_a_told_opening_when_a_story_is_deepened_then_what_stands_behind_it_is_no_opening() -> None:
    opening = "Rebels freed 40 captives at the river ford of Tarmouk on Monday."
    aside = "Bakers and fishermen brought bread along muddy lanes."
    behind = "General Idris Kolo spoke of a lull in the shelling of Tarmouk."
    item = labelled("a", "Rebels free 40 at ford", f"{opening} {aside} {behind}", {"foreign_conflict": 0.9})
    lineage = Lineage({item_id: KeptStory("a", "a") for item_id in ("ford-a", "ford-b", "a")})

    [story] = [s for theme in second_edition(item, lineage=lineage).themes for s in theme.stories]

    assert [sentence.text for sentence in story.sentences] == [opening, behind]


def test_given_a_known_name_when_most_of_what_is_said_of_it_is_new_then_it_is_told_behind_the_opening() -> None:
    opening = "Rebels freed 40 captives at the river ford of Tarmouk on Monday."
    vow = "The garrison of Tarmouk vowed to appeal against the exchange and refused any recount."
    old = "The garrison at Tarmouk fell after two days of shelling at the river ford."
    item = labelled("a", "REBELS FREE 40 AT FORD", f"{opening} {old} {vow}", {"foreign_conflict": 0.9})
    lineage = Lineage({item_id: KeptStory("a", "a") for item_id in ("ford-a", "ford-b", "a")})

    [story] = [s for theme in second_edition(item, lineage=lineage).themes for s in theme.stories]

    assert [sentence.text for sentence in story.sentences] == [opening, vow]
    assert "40 captives" in story.new_facts


def test_given_a_new_name_in_a_sentence_that_leans_on_another_when_told_then_that_other_stands_for_both() -> None:
    leader = labelled(
        "leader",
        "Tarmouk: army takes rebel leader",
        "The army took the leader of the rebels at the river ford of Tarmouk. He was named as Idris Kolo.",
        {"foreign_conflict": 0.9},
        outlet="Echo",
    )
    halted = labelled(
        "halted",
        "Tarmouk: army halts at river ford",
        "The army of Tarmouk would halt at the river ford on Tuesday, Aylin Reyes said.",
        {"foreign_conflict": 0.9},
        outlet="Echo",
    )
    ids = ("ford-a", "ford-b", "leader", "halted")

    brief = second_edition(leader, lineage=Lineage({item_id: KeptStory("a", "a") for item_id in ids}))

    [story] = [story for theme in brief.themes for story in theme.stories]
    assert [s.text for s in story.sentences] == ["The army took the leader of the rebels at the river ford of Tarmouk."]
    assert (story.state, story.new_facts) == ("developing", ("Idris Kolo",))

    [story] = [
        story
        for theme in second_edition(halted, lineage=Lineage({i: KeptStory("a", "a") for i in ids})).themes
        for story in theme.stories
    ]
    assert story.new_facts == ("Aylin Reyes",)  # Tuesday is the edition's own day


def test_given_a_name_at_the_head_of_a_sentence_when_a_story_goes_on_then_it_is_among_what_is_new() -> None:
    text = "Marra was seen at the river ford of Tarmouk. Rebels said that Marra leads them. Rebels hold the river ford."
    seen = labelled("seen", "Rebels hold the river ford", text, {"foreign_conflict": 0.9}, outlet="Echo")
    lineage = Lineage({item_id: KeptStory("a", "a") for item_id in ("ford-a", "ford-b", "seen")})

    [story] = [s for t in second_edition(seen, lineage=lineage).themes for s in t.stories]

    assert story.sentences[0].text.startswith("Marra was seen")
    assert story.new_facts == ("Marra",)  # and no rebels


def test_given_a_poll_when_the_next_edition_is_made_then_it_is_not_among_what_nothing_new_came_on() -> None:
    poll = replace(POLLS, item=replace(POLLS.item, kind=Kind.POLL))
    earlier = compose(FIRST, "UTC", [poll, THREATS], THEMES, summarize, model="m", taxonomy="t")

    changes = what_changed([earlier], [poll.item, THREATS.item], frozenset((poll.item.id, THREATS.item.id)), [])

    assert len([story for theme in earlier.themes for story in theme.stories]) == 2
    assert [story.headline for story in changes.closed] == [THREATS.item.headline]


def test_given_a_publisher_that_names_itself_when_a_story_goes_on_then_its_name_is_no_news() -> None:
    lineage = Lineage(of_item={one.item.id: KeptStory("ford", "ford") for one in (FORD_A, FORD_B, TOLL, SAME)})
    named = replace(
        SAME.item, text=SAME.item.text.replace("Sunday", "Sunday, the Salt Herald writes"), outlet="Salt Herald"
    )
    counted = replace(
        TOLL.item,
        headline="Army counts 31 dead at Tarmouk ford",
        text="Officers of the army at Tarmouk raised the toll to 31. General Idris Kolo left Tarmouk.",
    )

    again = second_edition(replace(SAME, item=named), lineage=lineage)
    [story] = [s for t in second_edition(replace(TOLL, item=counted), lineage=lineage).themes for s in t.stories]

    assert [story for theme in again.themes for story in theme.stories] == []
    assert story.new_facts[0] == "31 dead"  # the sentence alone would say "31"
    assert "31" not in story.new_facts


def kept(**stories: str | tuple[str, str]) -> Lineage:
    """Items by id, with _ for -: story, or story and thread; threads of told stories are left to their items."""
    pairs = {item_id.replace("_", "-"): (s, s) if isinstance(s, str) else s for item_id, s in stories.items()}
    return Lineage({item_id: KeptStory(*pair) for item_id, pair in pairs.items()})


def states(brief: Brief) -> dict[str, str | None]:
    return {story.items[0].id: story.state for theme in brief.themes for story in theme.stories}


def test_given_stories_of_one_thread_when_they_share_no_word_then_the_second_goes_on_with_the_first() -> None:
    brief = second_edition(FERRY, lineage=kept(polls=("a", "a"), ferry=("b", "a")))

    assert states(brief) == {"ferry": "developing"}
    assert POLLS.item.headline not in {story.headline for story in brief.closed}


def test_given_like_items_when_a_person_split_them_then_the_second_is_new_and_the_first_is_closed() -> None:
    brief = second_edition(TOLL, lineage=kept(ford_a="a", ford_b="a", toll="split"))

    assert states(brief) == {"toll": "new"}
    assert FORD_A.item.headline in {story.headline for story in brief.closed}


def test_given_two_told_stories_when_a_person_merged_them_then_news_goes_on_with_both_or_both_close_as_one() -> None:
    merged = kept(ford_a="a", ford_b="a", polls="a", threats="b", bare="c", toll="a", ferry="d")
    named = Lineage(merged.of_item | {"ford-a": KeptStory("a", "a", "The war for the ford")})

    going_on = second_edition(TOLL, lineage=merged)
    closing = second_edition(FERRY, lineage=named)

    assert states(going_on) == {"toll": "developing"}
    assert {FORD_A.item.headline, POLLS.item.headline}.isdisjoint(story.headline for story in going_on.closed)
    assert [story.headline for story in closing.closed].count("The war for the ford") == 1
    assert {FORD_A.item.headline, POLLS.item.headline}.isdisjoint(story.headline for story in closing.closed)


def test_given_a_story_merged_into_another_thread_when_its_own_thread_goes_on_then_that_is_known() -> None:
    [told] = [s for t in first_edition().themes for s in t.stories if s.items[0].id == "polls"]
    lineage = Lineage(kept(polls="other", ferry=("later", "first")).of_item, {told.id: "first"})

    assert states(second_edition(FERRY, lineage=lineage)) == {"ferry": "developing"}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), min_size=7, max_size=7))
@settings(max_examples=25)
def test_given_any_stories_and_threads_when_told_then_nothing_is_repeated_and_each_story_is_in_one_state(
    places: list[tuple[str, str]],
) -> None:
    told = (FORD_A, FORD_B, POLLS, THREATS)
    news = (TOLL, SAME, FERRY)
    ids = [one.item.id for one in (*told, *news)]
    of_item = {item_id: KeptStory(thread + story, thread) for item_id, (story, thread) in zip(ids, places, strict=True)}

    brief = second_edition(*news, lineage=Lineage(of_item))

    first = [story for theme in first_edition().themes for story in theme.stories]
    for story in (story for theme in brief.themes for story in theme.stories):
        threads = {of_item[link.id].thread for link in story.items}
        before = [s for s in first if threads & {of_item[link.id].thread for link in s.items if link.id in of_item}]
        assert (story.state == "developing") == bool(before)
        known = {sentence.text for told_story in before for sentence in told_story.sentences}
        assert known.isdisjoint(sentence.text for sentence in story.sentences)
    closed = {story.story for story in brief.closed}
    now = {s.id: [of_item[link.id] for link in s.items if link.id in of_item] for s in first}
    going_on: set[str] = set()
    for kept in (of_item[link.id] for theme in brief.themes for story in theme.stories for link in story.items):
        same = {name for name, places in now.items() if kept.id in {place.id for place in places}}
        going_on |= same or {name for name, places in now.items() if kept.thread in {place.thread for place in places}}
    for name, stands in now.items():  # of two that are one story now, one is named
        named = any(stands[0].id == now[other][0].id for other in closed if now[other]) if stands else name in closed
        assert (name in going_on) != (name in closed) or (named and name not in going_on)


def test_given_a_story_that_is_not_told_again_when_marked_then_no_theme_points_to_it_and_it_counts_nowhere() -> None:
    told = first_edition()
    [threats] = [story for theme in told.themes for story in theme.stories if story.also_in]
    thread = Thread(
        threats.id,
        threats.headline,
        "2024-10-27",
        frozenset(known_keys(" ".join([threats.headline, *(item.item.text for item in DAY)]))),
    )
    changes = Changes((), dict.fromkeys([link.id for link in threats.items], thread), (), 0)

    brief = mark(told, changes, "2024-10-27")

    left = {story.id for theme in brief.themes for story in theme.stories}
    assert threats.id not in left
    assert {pointer.story for theme in brief.themes for pointer in theme.see_also} <= left
    assert brief.footer.stories == told.footer.stories - 1
    assert brief.footer.words == sum(
        len(s.text.split()) for t in brief.themes for st in t.stories for s in st.sentences
    )
    assert [theme.note for theme in brief.themes][-1] == "Nothing new on domestic extremism since 2024-10-27."


def test_given_an_unknown_story_when_told_then_it_is_new_and_the_others_are_closed() -> None:
    brief = second_edition(FERRY, TOLL)

    states = {story.items[0].id: story.state for theme in brief.themes for story in theme.stories}
    assert states == {"ferry": "new", "toll": "developing"}
    assert {story.headline for story in brief.closed} == {
        story.headline for theme in first_edition().themes for story in theme.stories
    } - {FORD_A.item.headline}
    assert {story.edition for story in brief.closed} == {"2024-10-28"}


def test_given_items_read_before_when_seen_again_then_none_is_told_but_events_stay_on_the_agenda() -> None:
    brief = second_edition(*DAY)

    assert [story for theme in brief.themes for story in theme.stories] == []
    assert [link for theme in brief.themes for link in theme.opinions] == []
    assert DEBATE.item.id in {entry.item.id for entry in brief.agenda}
    assert COLUMN.item.id not in {entry.item.id for entry in brief.agenda}
    assert brief.footer.repeated == len(DAY) - 3  # its three events are counted as read


def test_given_no_earlier_edition_when_marked_then_the_brief_is_as_it_was() -> None:
    changes = what_changed([], [], frozenset(), DAY)

    assert list(changes.items) == list(DAY)
    assert mark(first_edition(), changes, None) == first_edition()


def changed(
    item: LabelledItem, *, hours: float = 1, retracted: bool = False, headline: str = "", text: str = ""
) -> ChangedItem:
    before = item.item
    return ChangedItem(
        before.id,
        SENT + timedelta(hours=hours),
        retracted,
        before.headline,
        before.text,
        headline or before.headline,
        text or before.text,
    )


def test_given_told_words_that_were_edited_when_noticed_then_old_and_new_stand_side_by_side() -> None:
    edited = changed(POLLS, text=POLLS.item.text.replace("two points", "four points"))

    [notice] = correction_notices([first_edition()], [edited], SENT)

    assert (notice.kind, notice.edition, notice.outlet) == ("edited", "2024-10-28", "Ledger")
    assert "by two points" in notice.told[0]
    assert "by four points" in notice.now[0]
    assert notice.changed_at == "2024-10-28T19:00:00Z"


def test_given_an_edit_elsewhere_in_a_told_item_when_noticed_then_the_words_told_stand() -> None:
    edited = changed(FORD_B, text=FORD_B.item.text + " A curfew was declared.")

    [notice] = correction_notices([first_edition()], [edited], SENT)

    assert (notice.told, notice.now) == ((), ())


def test_given_a_withdrawn_item_when_noticed_then_all_that_was_told_from_it_is_named() -> None:
    [notice] = correction_notices([first_edition()], [changed(POLLS, retracted=True)], SENT)

    assert notice.kind == "retracted"
    assert len(notice.told) >= 1


def test_given_changes_that_concern_no_reader_when_noticed_then_there_is_no_notice() -> None:
    there = changed(POLLS, hours=1, text="Gone.")
    back = replace(changed(POLLS, hours=2), headline_before="x", text_before="Gone.")
    before = changed(POLLS, hours=-1, text="Gone.")
    untold = changed(labelled("never", "Told to nobody", "It was not told."), text="Other.")

    assert correction_notices([first_edition()], [there, back], SENT) == ()
    assert correction_notices([first_edition()], [before, untold], SENT) == ()


def test_given_a_known_story_when_a_speaker_takes_words_back_then_that_is_told_though_it_names_nothing_new() -> None:
    back = labelled(
        "back",
        "Rebels at Tarmouk hold the river ford",
        "The army withdrew its report that rebels seized the river ford at Tarmouk on Sunday after shelling.",
        {"foreign_conflict": 0.96},
        outlet="Gazette",
    )

    brief = second_edition(back)

    [story] = [story for theme in brief.themes for story in theme.stories]
    assert (story.state, [sentence.text for sentence in story.sentences]) == ("developing", [back.item.text])
