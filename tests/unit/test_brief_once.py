"""What a brief tells once, and what it leaves to links: opinions, echoes, second outlets, events announced twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.summarizer import summarize
from news.brief import Brief, Citation, compose
from news.briefing.formats import brief_to_text
from news.briefing.ranking import LabelledItem
from news.item import Kind
from news.stories import Story
from news.summary import Document, Summary
from tests.invented import FORD_A, POLLS, THEMES, labelled
from tests.unit.test_brief import brief_of, theme


def together(headline: str, *items: LabelledItem) -> Brief:
    """The brief of items that are kept as one story."""
    story = Story("s", tuple(one.item.id for one in items), headline)
    return compose(date(2024, 10, 28), "UTC", items, THEMES, summarize, model="m", taxonomy="t", stories=[story])


def told(brief: Brief) -> list[str]:
    return [s.text for part in brief.themes for story in part.stories for s in story.sentences]


def test_given_a_column_in_a_section_of_news_when_composing_then_it_is_an_opinion_and_no_fact() -> None:
    text = "By Ann Lee — We have argued for months that the strait must open. This week proved it."
    column = labelled("column", "", text, {"foreign_conflict": 0.9})
    letter = labelled(
        "letter", "", "I spent Monday at Tarmouk. One of them told me he fled.", {"foreign_conflict": 0.9}
    )
    quoted = labelled("quoted", "", "“I fled the ford,” Ann Lee of Tarmouk said on Monday.", {"foreign_conflict": 0.9})
    kept = [Story("s", ("column", "letter"), "By Ann Lee"), Story("q", ("quoted",), "Tarmouk")]

    for stories in (None, kept):
        brief = compose(
            date(2024, 10, 28),
            "UTC",
            [column, letter, quoted],
            THEMES,
            summarize,
            model="m",
            taxonomy="t",
            stories=stories,
        )

        assert told(brief) == [quoted.item.text]
        assert {item.id for item in theme(brief, "foreign_conflict").opinions} == {"column", "letter"}
        assert (brief.footer.opinions, brief.footer.stories) == (2, 1)


def test_given_a_column_that_its_address_calls_one_when_composing_then_it_feeds_no_sentence() -> None:
    column = labelled("column", "Hold the ford", "Rebels must not cross at Tarmouk.", {"foreign_conflict": 0.9})
    filed = replace(column, item=replace(column.item, url="https://news.example/opinion/hold-the-ford"))

    assert told(brief_of(column)) == ["Rebels must not cross at Tarmouk."]
    assert told(brief_of(filed)) == []
    assert [item.id for item in theme(brief_of(filed), "foreign_conflict").opinions] == ["column"]


def test_given_a_column_among_reports_when_composing_then_the_story_is_named_by_a_report() -> None:
    column = labelled("column", "", "My grandfather swam the ford.", {"foreign_conflict": 0.9})
    story = Story("s", ("column", "ford-a"), "My grandfather swam the ford.")

    brief = compose(
        date(2024, 10, 28), "UTC", [column, FORD_A], THEMES, summarize, model="m", taxonomy="t", stories=[story]
    )

    [shown] = theme(brief, "foreign_conflict").stories
    assert (shown.headline, [item.id for item in shown.items]) == (FORD_A.item.headline, ["ford-a"])


def test_given_a_text_that_opens_with_its_headline_when_composing_then_the_sentence_behind_it_is_told() -> None:
    text = "Tanker hit off Tarmouk. A missile set the tanker ablaze west of Tarmouk on Monday night."
    sinking = labelled("sinking", "Tanker hit off Tarmouk", text, {"foreign_conflict": 0.9})

    [story] = theme(brief_of(sinking), "foreign_conflict").stories

    assert [s.text for s in story.sentences] == [text[24:]]
    assert story.sentences[0].sources == (Citation("sinking", "text", 24, len(text)),)


def test_given_a_chosen_headline_when_its_outlet_wrote_more_then_that_is_told_and_no_other_outlets() -> None:
    text = "The pause at Tarmouk was made longer by ten days on Friday, and 112 trucks came in."
    chosen = replace(
        labelled("chosen", "Tarmouk pause extended", "", {"foreign_conflict": 0.9}, outlet="Ledger"), issue="i"
    )
    same = labelled("same", "Pause at Tarmouk extended", text, {"foreign_conflict": 0.9}, outlet="Ledger")
    other = labelled(
        "other", "Pause at Tarmouk", "No pause is kept, the Echo found.", {"foreign_conflict": 0.9}, outlet="Echo"
    )
    story = Story("s", ("chosen", "same", "other"), "Tarmouk pause extended")

    def first_sentence(*items: LabelledItem) -> str:
        brief = compose(
            date(2024, 10, 28),
            "UTC",
            items,
            THEMES,
            summarize,
            max_words=20,
            model="m",
            taxonomy="t",
            stories=[replace(story, item_ids=tuple(one.item.id for one in items))],
        )
        return told(brief)[0]

    assert first_sentence(chosen, same, other) == text
    assert first_sentence(chosen, other) == chosen.item.headline


def test_given_outlets_that_say_the_same_when_words_are_left_then_it_is_told_once() -> None:
    first = labelled(
        "first",
        "Record 61 ships",
        "Tarmouk counted 61 warships on Thursday, the most ever on one day.",
        {"foreign_conflict": 0.9},
        outlet="A",
    )
    again = labelled(
        "again",
        "61 ships ring Tarmouk",
        "A record 61 warships were around Tarmouk on Thursday. Two ships entered its harbour at dawn.",
        {"foreign_conflict": 0.9},
        outlet="B",
    )

    brief = together("Record 61 ships", first, again)

    assert sum("61 warships" in sentence for sentence in told(brief)) == 1
    assert "Two ships entered its harbour at dawn." in told(brief)


def test_given_a_theme_asked_for_when_composing_then_the_agenda_leaves_out_events_of_others_alone() -> None:
    vote = labelled("vote", "Ardenia votes", "", {"elections": 0.9}, kind=Kind.EVENT, starts_at="2024-10-29")
    war = labelled(
        "war", "Envoys meet on Tarmouk", "", {"foreign_conflict": 0.9}, kind=Kind.EVENT, starts_at="2024-10-29"
    )
    board = labelled("board", "The harbour board meets", kind=Kind.EVENT, starts_at="2024-10-29")

    brief = compose(date(2024, 10, 28), "UTC", [vote, war, board], THEMES[1:2], summarize, model="m", taxonomy="t")

    assert {entry.item.id for entry in brief.agenda} == {"vote", "board"}


def test_given_one_event_announced_twice_when_composing_then_the_agenda_holds_it_once() -> None:
    first = labelled(
        "a",
        "Secretary Dana Orville testifies before the Senate Judiciary Committee on Tuesday at 10 a.m.",
        kind=Kind.EVENT,
        starts_at="2024-10-29T10:00",
    )
    again = labelled(
        "b",
        "Secretary Dana Orville will testify on threats at the Senate Judiciary Committee Tuesday",
        kind=Kind.EVENT,
        starts_at="2024-10-29T10:00",
    )
    other = labelled("c", "The Senate Budget Committee meets", kind=Kind.EVENT, starts_at="2024-10-29T10:00")

    assert [entry.item.id for entry in brief_of(first, again, other).agenda] == ["a", "c"]


LEAD = replace(
    labelled(
        "lead",
        "Coast guard seizes tanker off Varnholm after second cable cut",
        "Varnholm’s coast guard seized the tanker Meridian Grace on Monday after a second undersea cable was severed. "
        "Eleven of its crew were questioned in the port of Varnholm.",
        {"foreign_conflict": 0.95},
        kind=Kind.LEAD,
        outlet="The Quay",
    ),
    issue="issue_1",
)
TEASER = replace(
    labelled(
        "teaser",
        "Varnholm holds tanker over severed cable",
        "The tanker seized over a severed undersea cable is held in the port of Varnholm, with eleven crew questioned.",
        {"foreign_conflict": 0.9},
        kind=Kind.TEASER,
        outlet="The Quay",
    ),
    issue="issue_1",
)
LINK = replace(
    labelled(
        "link",
        "Tanker seized off Varnholm after undersea cable is cut",
        "",
        {"foreign_conflict": 0.9},
        kind=Kind.HEADLINE,
        outlet="Halden Wire",
    ),
    issue="issue_1",
)


def apart(*items: LabelledItem) -> Brief:
    """The brief of items of which each is kept as a story of its own."""
    stories = [Story(f"s-{one.item.id}", (one.item.id,), one.item.headline) for one in items]
    return compose(date(2024, 10, 28), "UTC", items, THEMES, summarize, model="m", taxonomy="t", stories=stories)


def test_given_an_event_under_three_headlines_of_an_issue_when_composing_then_it_is_told_once_and_linked() -> None:
    part = theme(apart(LEAD, TEASER, LINK, POLLS), "foreign_conflict")

    assert [story.items[0].id for story in part.stories] == ["lead"]
    assert {link.id for link in part.more} == {"teaser", "link"}


@pytest.mark.parametrize(
    "headline",
    [
        "Tanker seized off Lorne after undersea cable is cut",  # another place
        "Tanker seized off Varnholm after 3 undersea cables are cut",
        "Alliance debates tanker boarding rules after undersea cable cut",
        "Tanker seized",
    ],
)
def test_given_a_headline_that_says_something_else_when_composing_then_it_is_told(headline: str) -> None:
    other = replace(LINK, item=replace(LINK.item, headline=headline))

    assert len(theme(apart(LEAD, other), "foreign_conflict").stories) == 2


def test_given_a_report_of_another_outlet_or_with_a_new_fact_when_composing_then_it_is_told() -> None:
    elsewhere = replace(TEASER, issue="issue_2")
    text = TEASER.item.text.replace("eleven crew", "Captain Oleg Sarin")
    fuller = replace(TEASER, item=replace(TEASER.item, text=text))

    assert len(theme(apart(LEAD, elsewhere), "foreign_conflict").stories) == 2
    assert len(theme(apart(LEAD, fuller), "foreign_conflict").stories) == 2


def test_given_outlets_that_tell_one_fact_when_words_are_left_then_they_go_to_others_behind_the_lead() -> None:
    first = labelled(
        "first",
        "Market shelled",
        "Shells struck the market in Karsova on Sunday, killing 13 people, the health ministry said. "
        "Rescue teams searched the ruins of a bakery until midnight.",
        {"foreign_conflict": 0.9},
        outlet="A",
    )
    again = labelled(
        "again",
        "Karsova market hit",
        "Shells struck the main market in Karsova on Sunday, killing 14 people, the regional governor said. "
        "Mayor Tomas Rell declared three days of mourning.",
        {"foreign_conflict": 0.9},
        outlet="B",
    )

    brief = together("Market shelled", first, again)

    sentences = told(brief)
    assert sum("market in Karsova" in sentence for sentence in sentences) == 1
    assert "market in Karsova" in sentences[0]
    assert {
        "Rescue teams searched the ruins of a bakery until midnight.",
        "Mayor Tomas Rell declared three days of mourning.",
    } <= set(sentences)


def test_given_a_headline_that_says_opinion_when_composing_then_it_is_a_link_and_no_fact() -> None:
    column = labelled(
        "column", "Opinion: drop boxes work", "Drop boxes are safe. Clerks empty them twice a day.", {"elections": 0.9}
    )

    brief = brief_of(column)

    assert [item.id for item in theme(brief, "elections").opinions] == ["column"]
    assert told(brief) == []


def test_given_an_opinion_that_its_headline_names_when_listed_among_news_then_it_is_not_named_twice() -> None:
    text = brief_to_text(brief_of(labelled("shelters", "Editorial: Tarmouk needs shelters", "That is a disgrace.")))

    assert "Editorial: Tarmouk needs shelters" in text
    assert "Opinion: Editorial" not in text


def test_given_an_issue_that_says_one_thing_twice_when_words_are_left_then_the_story_is_deepened() -> None:
    lead = replace(
        labelled(
            "law",
            "Governor Vance signs ballot law in Marrow",
            "Governor Ellis Vance signed a law on Monday that asks voters in Marrow for a photo. "
            "Civil rights groups counted 210,000 people without such a document.",
            {"elections": 0.9},
            kind=Kind.LEAD,
            outlet="The Quay",
        ),
        issue="i",
    )
    again = replace(
        labelled(
            "again",
            "Marrow law is signed",
            "Governor Ellis Vance signed the Marrow photo law on Monday.",
            {"elections": 0.9},
            outlet="The Quay",
        ),
        issue="i",
    )
    story = Story("s", ("law", "again"), lead.item.headline)

    brief = compose(
        date(2024, 10, 28), "UTC", [lead, again], THEMES, summarize, model="m", taxonomy="t", stories=[story]
    )

    assert "Civil rights groups counted 210,000 people without such a document." in told(brief)
    assert sum("Vance signed" in sentence for sentence in told(brief)) == 1


def test_given_a_story_in_depth_when_told_then_it_begins_with_the_head_of_a_report() -> None:
    first = labelled(
        "first",
        "Three wounded in Sorvino",
        "Three workers were wounded when a drone hit a depot in Sorvino on Monday, two hospital officials said. "
        "The regional governor had said nobody was hurt.",
        {"foreign_conflict": 0.9},
        outlet="A",
    )
    again = labelled(
        "again",
        "Drone hits Sorvino",
        "A drone struck a fuel depot at Sorvino before dawn on Monday, setting two tanks on fire, the regional "
        "governor said. Nobody was hurt at Sorvino, the governor said.",
        {"foreign_conflict": 0.9},
        outlet="B",
    )
    story = Story("s", ("first", "again"), "Drone hits Sorvino")

    def backwards(documents: Sequence[Document], *args: Any, **more: Any) -> Summary:
        found = summarize(documents, *args, **more)
        return replace(found, sentences=found.sentences[::-1])

    brief = compose(
        date(2024, 10, 28), "UTC", [first, again], THEMES, backwards, model="m", taxonomy="t", stories=[story]
    )

    assert told(brief)[0].startswith(("Three workers", "A drone struck"))


def test_given_a_text_whose_opening_is_not_told_when_told_in_depth_then_its_sentences_keep_their_order() -> None:
    crossed = "Rebels crossed the ford with 40 boats before dawn."
    lost = "The army of Orrin counted 300 dead at the bridge."
    item = labelled("i", "Battle of Tarmouk", f"It began at night. {crossed} {lost}", {"foreign_conflict": 0.9})

    def last(documents: Sequence[Document], max_sentences: int, **more: Any) -> Summary:
        found = summarize(documents, **more)
        return replace(found, sentences=found.sentences[::-1][:max_sentences])

    brief = compose(date(2024, 10, 28), "UTC", [item], THEMES, last, model="m", taxonomy="t")

    assert told(brief) == [crossed, lost]


def test_given_a_long_heading_above_a_dateline_when_composing_then_the_news_is_told_and_not_the_heading() -> None:
    heading = "Gunmen kill 27 at the market of Diall in Ardenia"
    news = "Gunmen on motorcycles killed 27 people on Sunday at the weekly market of Diall, Governor Lund said."
    item = labelled("market", heading, f"{heading}. LORNE (Coast Wire) - {news}", {"foreign_conflict": 0.9})

    assert told(together(heading, item)) == [news]


def test_given_a_cable_when_told_then_its_place_is_cut_off_and_its_headline_is_not_said_over_again() -> None:
    headline = "(ARDENIA) PORT LORNE: Shells hit the airport at Port Lorne on Sunday."
    text = f"{headline} Mayor Ada Lund closed the road to Tarmouk. COMMENT: Port Lorne was last shelled in June."
    brief = together(headline, labelled("cable", headline, text, {"foreign_conflict": 0.9}))

    assert told(brief) == [
        "Shells hit the airport at Port Lorne on Sunday.",
        "Mayor Ada Lund closed the road to Tarmouk.",
    ]
    assert brief_to_text(brief).count("Shells hit the airport at Port") == 2  # as the headline, and among the sources


def test_given_outlets_with_one_event_when_told_then_a_second_opening_gives_its_place_to_more_of_the_news() -> None:
    first = "An arms depot exploded in Port Lorne on Monday and killed 12 workers, Ardenia’s interior ministry said."
    again = "A blast tore through the arms depot of Port Lorne on Monday morning and killed twelve, Mayor Lund said."
    more = "Investigators found traces of a shaped charge on a roof of Quay Street, General Idris Kolo said."
    one = labelled("one", "Depot explodes", first, {"foreign_conflict": 0.9}, outlet="Courier")
    two = labelled("two", "Blast at depot", f"{again} {more}", {"foreign_conflict": 0.9}, outlet="Gazette")

    assert told(together("Arms depot explodes in Port Lorne", one, two)) == [first, more]


def test_given_an_event_that_opens_with_its_time_when_listed_then_the_time_stands_once() -> None:
    event = labelled(
        *("hearing", "10 a.m.: The harbour committee meets.", ""),
        kind=Kind.EVENT,
        starts_at="2024-10-28T10:00",
        starts_text="10 a.m.",
    )

    [entry] = together("none", event).agenda

    assert entry.item.headline == "The harbour committee meets."


def test_given_a_story_that_two_newsletters_chose_when_told_then_that_is_among_the_reasons() -> None:
    one = replace(labelled("one", "Ford falls", "", {"foreign_conflict": 0.9}), issue="a")
    two = replace(labelled("two", "Ford falls", "", {"foreign_conflict": 0.9}), issue="b")

    [story] = theme(together("Ford falls", one, two), "foreign_conflict").stories

    assert "2 newsletters" in story.why


@pytest.mark.parametrize(
    ("headline", "behind"),
    [
        ("Voters Head To The Polls In Tarmouk", "Polling stations of Tarmouk opened on Monday under heavy guard."),
        ("Voters go to the polls in Tarmouk", "The polling stations of Tarmouk opened on Monday under heavy guard."),
    ],
)
def test_given_a_headline_run_into_the_text_when_composing_then_the_sentence_behind_it_is_told(
    headline: str, behind: str
) -> None:
    item = labelled("polls", headline, f"{headline} {behind}", {"elections": 0.9})

    [story] = theme(brief_of(item), "elections").stories

    assert [sentence.text for sentence in story.sentences] == [behind]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor called out councillors Joe Lund and Ada Doe for the fall of Tarmouk.",
        "The ministry sued The Harbor Courier over the fall of Tarmouk on Monday.",
    ],
)
def test_given_a_headline_that_is_the_beginning_of_the_news_when_composing_then_the_sentence_is_told_whole(
    text: str,
) -> None:
    item = labelled("mayor", text.partition(" Joe")[0].partition(" The ")[0], text, {"elections": 0.9})

    [story] = theme(brief_of(item), "elections").stories

    assert [sentence.text for sentence in story.sentences] == [text]


def test_given_two_openings_that_say_as_much_of_the_headline_when_composing_then_its_own_stands_first() -> None:
    poll = labelled(
        *(
            "poll",
            "Quist leads Adair for mayor",
            "Maja Quist leads Henry Adair by six points in a survey of 1,008 adults.",
        ),
        {"elections": 0.9},
        outlet="Ledger",
        hour=7,
    )
    debate = labelled(
        *("debate", "Adair and Quist trade blows in Pellam"),
        "Mayor Adair warned Quist that farmers would pay for the ring road with every wheel of their carts.",
        {"elections": 0.9},
        outlet="Courier",
    )

    [story] = [s for t in together(debate.item.headline, poll, debate).themes for s in t.stories]

    assert [sentence.text for sentence in story.sentences] == [debate.item.text, poll.item.text]
