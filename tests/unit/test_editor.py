"""What an editor strikes out of a brief: other places' dead, counts of the morning, weak headlines, news told twice."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.summarizer import summarize
from news.brief import Brief, compose
from news.briefing.agenda import event_title, same_event
from news.briefing.changes import KeptStory, Lineage, what_changed
from news.briefing.formats import brief_to_text
from news.briefing.ranking import LabelledItem, Standing
from news.briefing.wording import without_headline
from news.disputes import disputed_figures, outdated_figures
from news.facts import each_once, new_facts
from news.headlines import headline_of
from news.item import Kind, NewsItem
from news.stories import Story
from tests.invented import THEMES, labelled

RAID_EARLY = (
    "Drones hit three towns overnight, killing nine people, officials said. In Hask, four people were killed when a"
    " drone hit a block of flats. Two people were killed in Pell. Turnout was 67 percent."
)
RAID_LATE = (
    "The raid killed ten people, the ministry said in the evening. Five people were killed in Hask alone."
    " Reyl spoke with four heads of government and asked for missiles. Turnout was put at 71 percent."
)


def report(name: str, text: str, headline: str = "Raid", hour: int = 8) -> NewsItem:
    """A report of an outlet of its own."""
    return NewsItem(
        name, headline, text, outlet=name.capitalize(), published_at=datetime(2024, 10, 28, hour, tzinfo=UTC)
    )


def outlets(*items: NewsItem) -> list[tuple[NewsItem, str]]:
    """Items with their outlets, as a story has them."""
    return [(item, item.outlet or "") for item in items]


def brief_of(*items: LabelledItem, max_words: int = 400) -> Brief:
    """The brief of items that stand in one story."""
    found = [Story("story", tuple(item.item.id for item in items), headline_of([item.item for item in items]))]
    return compose(
        *(date(2024, 10, 28), "UTC", items, THEMES, summarize),
        model="none",
        taxonomy="none",
        stories=found,
        standing=Standing(),
        max_words=max_words,
    )


def told(brief: Brief) -> list[str]:
    """The sentences of a brief's only story."""
    [story] = [story for theme in brief.themes for story in theme.stories]
    return [sentence.text for sentence in story.sentences]


def test_given_a_total_and_the_dead_of_towns_when_compared_then_each_is_held_against_its_like() -> None:
    disputes = disputed_figures(outlets(report("early", RAID_EARLY), report("late", RAID_LATE)))

    assert [[claim.text for claim in dispute.claims] for dispute in disputes] == [
        ["killed ten people", "killing nine people"],
        ["Five people were killed in Hask alone", "four people were killed when a drone hit"],
        ["Turnout was put at 71 percent", "Turnout was 67 percent"],
    ]


def test_given_one_towns_dead_alone_when_compared_then_the_total_of_all_towns_is_no_other_figure() -> None:
    local = report("local", "Four people were killed in Hask. The school is closed.")

    assert disputed_figures(outlets(report("early", RAID_EARLY), local)) == ()


def test_given_the_dead_there_when_compared_then_they_are_those_of_the_place_named_before() -> None:
    border = report("border", "Guns shelled the border town of Hask overnight. Two people were killed there on Monday.")
    local = report("local", "Four people were killed in Hask. Nine people were killed in all of Orrin on Monday.")

    [dispute] = disputed_figures(outlets(border, local))

    assert [claim.text for claim in dispute.claims] == [
        "Four people were killed in Hask",
        "Two people were killed",
    ]


def test_given_figures_of_two_months_when_compared_then_nothing_is_disputed() -> None:
    one = report("one", "Prices rose by 3.1 percent in January. Inflation was 3.1 percent in January.")
    other = report("other", "Inflation was 3.4 percent in December.")

    assert disputed_figures(outlets(one, other)) == ()


def test_given_a_bound_when_a_figure_is_shown_then_it_stands_before_it() -> None:
    one = report("one", "The police said at least 38 people died on the ferry.")
    other = report("other", "The ferry took 41 people down; 41 people died on the ferry.")

    [dispute] = disputed_figures(outlets(one, other))

    shown = [claim.text for claim in dispute.claims]
    assert "at least 38 people died on the ferry" in shown
    texts = {"one": one.text, "other": other.text}
    assert all(c.text.startswith(texts[c.item][c.start : c.end]) for c in dispute.claims)
    assert "at least 38" in [texts[c.item][c.start : c.end] for c in dispute.claims]


def test_given_two_counts_in_one_clause_when_shown_then_the_first_has_its_own_words() -> None:
    one = report("one", "A mortar killed five soldiers and wounded 12 on Monday.")
    other = report("other", "Six soldiers were killed on Monday.")

    [dispute] = disputed_figures(outlets(one, other))

    assert [claim.text for claim in dispute.claims] == ["Six soldiers were killed", "killed five soldiers"]


def test_given_the_dead_and_wounded_in_one_count_when_shown_then_neither_is_left_out() -> None:
    one = report("one", "A mortar left 12 people killed and injured in Hask.")
    other = report("other", "A mortar left 19 people killed and injured in Hask.")

    [dispute] = disputed_figures(outlets(one, other))

    assert [claim.text.removesuffix(" in Hask") for claim in dispute.claims] == [
        "19 people killed and injured",
        "12 people killed and injured",
    ]


@pytest.mark.parametrize("said", ["there have been", "there may be"])
def test_given_that_there_are_dead_when_compared_then_no_place_is_meant(said: str) -> None:
    one = report("one", f"Guns shelled the town of Hask overnight. Officials said {said} nine people killed.")
    other = report("other", "Four people were killed in Hask. Seven people were killed in all of Orrin on Monday.")

    claims = [claim.text for dispute in disputed_figures(outlets(one, other)) for claim in dispute.claims]

    assert "Seven people were killed in all of Orrin" in claims


@pytest.mark.parametrize(("other", "disputed"), [("$4.4 billion", True), ("$9 billion", False)])
def test_given_two_sums_for_one_thing_when_compared_then_near_ones_are_disputed(other: str, disputed: bool) -> None:
    one = report("one", "Norhold will raise its defence budget to $4.2 billion next year.")
    two = report("two", f"Norhold wants to spend {other} on defence next year.")

    assert bool(disputed_figures(outlets(one, two))) is disputed


def test_given_a_toll_that_grew_when_told_then_the_last_count_is_told_and_the_older_one_marked() -> None:
    items = [
        labelled("morning", "Raid on three towns", RAID_EARLY, {"foreign_conflict": 0.9}, outlet="Courier", hour=6),
        labelled("evening", "Towns count their dead", RAID_LATE, {"foreign_conflict": 0.9}, outlet="Ledger", hour=19),
    ]

    brief = brief_of(*items)

    assert told(brief)[0].startswith("The raid killed ten people")
    assert not any("nine people" in sentence for sentence in told(brief))
    [story] = brief.themes[0].stories
    assert {"killed ten people", "killing nine people"} <= {c.text for d in story.disputed for c in d.claims}


def test_given_two_counts_of_a_crowd_when_one_is_newer_then_none_takes_the_others_place() -> None:
    one = report("one", "About 40,000 people marched through Talin Bay, police said.", hour=8)
    other = report("other", "Police broke up a protest of more than 100,000 people in Talin Bay.", hour=18)

    assert disputed_figures(outlets(one, other))
    assert outdated_figures(outlets(one, other)) == frozenset()


def test_given_little_room_when_a_story_is_deepened_then_the_sentence_that_tells_it_stays() -> None:
    text = (
        "The senate of Orrin rejected the fishing treaty with Teel on Monday after a debate of eleven hours. "
        "The vote was 31 to 30. Teel recalled its envoy."
    )
    brief = brief_of(labelled("vote", "Senate rejects treaty", text, {"elections": 0.9}), max_words=24)

    assert told(brief)[0].startswith("The senate of Orrin rejected")


@pytest.mark.parametrize(
    ("weak", "strong"),
    [
        ("Why was the Maid of Orrin at sea?", "Ferry Maid of Orrin sinks off Cape Sorrel"),
        ("5 things to know about the ferry that sank", "Ferry sinks off Cape Sorrel"),
        ("Live updates: ferry sinks off Cape Sorrel", "Ferry sinks off Cape Sorrel"),
        ("52% want the ferry company closed", "Ferry sinks off Cape Sorrel"),
        ("A night at sea", "Ferry with pilgrims sinks off Cape Sorrel"),
        ("Owners of the Maid of Orrin say that pilgrims saw smoke on the ferry", "A ferry sinks off Cape Sorrel"),
    ],
)
def test_given_two_headlines_when_one_says_outright_what_happened_then_it_stands_for_the_story(
    weak: str, strong: str
) -> None:
    text = "A ferry with pilgrims, the Maid of Orrin, sank off Cape Sorrel on Tuesday."
    first, second = report("first", text, weak), report("second", text, strong, hour=9)

    assert headline_of([first, second]) == strong
    assert headline_of([replace(second, id="0"), first]) == strong


def test_given_a_headline_with_the_mornings_toll_when_another_has_the_last_then_that_one_stands() -> None:
    morning = report("morning", "A ferry sank; 38 people died off Cape Sorrel.", "Ferry sinks, 38 people dead", 6)
    evening = report("evening", "A ferry sank; 41 people died off Cape Sorrel.", "Ferry sinks, 41 people dead", 19)

    assert headline_of([morning, evening]) == "Ferry sinks, 41 people dead"


def test_given_an_issues_lead_when_titled_then_its_editors_have_chosen() -> None:
    lead = replace(report("lead", "A ferry sank.", "What went wrong off Cape Sorrel?"), kind=Kind.LEAD)

    assert headline_of([report("other", "A ferry sank.", "Ferry sinks"), lead]) == "What went wrong off Cape Sorrel?"


def test_given_a_poll_that_came_first_when_ranked_among_equals_then_what_happened_comes_first() -> None:
    poll = labelled("poll", "54% of voters want a recount", "54% of voters want a recount.", {"elections": 0.8})
    vote = labelled("vote", "Lorn votes", "Lorn voted on Monday for a new parliament.", {"elections": 0.8}, start=9)

    brief = compose(*(date(2024, 10, 28), "UTC", [poll, vote], THEMES, summarize), model="none", taxonomy="none")

    stories = next(theme for theme in brief.themes if theme.id == "elections").stories
    assert [story.headline for story in stories] == ["Lorn votes", "54% of voters want a recount"]
    assert "poll" in stories[1].why


def test_given_items_posted_together_when_nothing_else_sets_them_apart_then_their_order_stays() -> None:
    names = ["Zenith closes its border", "A dam bursts at Kessin", "Miners strike in Orrin"]
    posted = [
        replace(labelled(name[:2], name, "", {"elections": 0.9}), arrived=place) for place, name in enumerate(names)
    ]

    brief = compose(*(date(2024, 10, 28), "UTC", posted[::-1], THEMES, summarize), model="none", taxonomy="none")

    stories = next(theme for theme in brief.themes if theme.id == "elections").stories
    assert [story.headline for story in stories] == names


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            ("2026-03-12", "Foreign minister Piet Aalders will address the council on Thursday"),
            ("2026-03-12T15:00", "Foreign minister Piet Aalders will address the council on Thursday at 3 p.m."),
            True,
        ),
        (
            ("2026-03-12T09:00", "The harbour board hears the ferry company in Teel"),
            ("2026-03-12T15:00", "The harbour board hears the ferry company in Teel"),
            False,
        ),
        (("2026-03-12", "The harbour board meets"), ("2026-03-12T15:00", "The school board meets"), False),
        (
            ("2026-03-12T15:00", "Harbour board on ferries"),
            ("2026-03-12T15:00", "The Teel harbour board meets on the ferries."),
            True,
        ),
        (("2026-03-12T15:00", "Talk on ferries"), ("2026-03-12T15:00", "The board meets on ferries"), False),
        (("2026-03-12", "The harbour board meets"), ("2026-03-13T15:00", "The harbour board meets"), False),
    ],
)
def test_given_two_announcements_when_one_knows_the_day_alone_then_the_hour_may_be_the_others(
    one: tuple[str | None, str], other: tuple[str | None, str], same: bool
) -> None:
    assert same_event(one, other) is same
    assert same_event(other, one) is same


def test_given_an_event_announced_again_with_its_hour_when_listed_then_it_stands_once_with_the_hour() -> None:
    title = "Foreign minister Piet Aalders will address the council on Thursday"
    first = labelled("first", title, kind=Kind.EVENT, starts_at="2024-10-31")
    again = labelled("again", f"{title} at 3 p.m.", kind=Kind.EVENT, starts_at="2024-10-31T15:00")

    brief = compose(
        *(date(2024, 10, 28), "UTC", [again], THEMES, summarize), announced=[first], model="none", taxonomy="none"
    )

    assert [(entry.item.id, entry.starts_at) for entry in brief.agenda] == [("again", "2024-10-31T15:00")]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Prime Minister Stefan Baro conceded after the Front took 71 of 140 seats.",
            ["Prime Minister Stefan Baro", "71 of 140 seats"],
        ),
        ("The navy will send Meria 30 interceptor missiles.", ["30 interceptor missiles"]),
        ("The number of dead rose to 57 on the coast.", ["rose to 57"]),
        ("Opposition leader Mira Tosk won, and Tosk will govern.", ["Mira Tosk"]),
        ("The council heard Sen. Joe Marsh.", ["Joe Marsh"]),
        ("The 7th Brigade of Narva left the coast.", ["7th Brigade of Narva"]),
    ],
)
def test_given_new_facts_when_listed_then_each_is_whole_and_stands_once(sentence: str, expected: list[str]) -> None:
    known = frozenset({"meria", "front"})

    assert each_once(new_facts(sentence, known, date(2026, 2, 1))) == expected


def test_given_a_bare_number_when_nothing_else_is_new_then_it_is_listed_and_else_not() -> None:
    assert each_once(["50", "53 people"]) == ["53 people"]
    assert each_once(["50"]) == ["50"]
    assert each_once(["29.4 percent", "27.9"]) == ["29.4 percent"]


def test_given_a_copy_of_what_was_read_when_it_comes_a_day_later_then_nothing_new_came() -> None:
    copy = labelled("copy", "Raid", RAID_EARLY, {"foreign_conflict": 0.9}, outlet="Mirror")
    lineage = Lineage({"copy": KeptStory("story", "story")}, {}, {"copy": "original"})

    changes = what_changed([], [], frozenset({"original"}), [copy], lineage)

    assert changes.items == ()
    assert changes.repeated == 1


@pytest.mark.parametrize(
    ("headline", "sentence", "shown"),
    [
        (
            "Norhold raises its defence budget",
            "Norhold raises its defence budget, the finance ministry said on Tuesday.",
            "… the finance ministry said on Tuesday.",
        ),
        (
            "Norhold raises its “defence budget”",
            "Norhold raises its “defence budget” – the first time since the war.",
            "… the first time since the war.",
        ),
        (
            "Norhold wants a new vote “at once!”",
            "Norhold wants a new vote “at once!” after news of a lost box.",
            "… after news of a lost box.",
        ),
        (
            "Jobless rate of Norhold falls to 4.6%",
            "Jobless rate of Norhold falls to 4.6% — a low that nobody had expected.",
            "… a low that nobody had expected.",
        ),
        (
            'Norhold calls the count "a farce"',
            'Norhold calls the count "a farce", and asks for a new one.',
            "… and asks for a new one.",
        ),
        (
            "Norhold votes",
            "Norhold votes for a new parliament on Tuesday.",
            "Norhold votes for a new parliament on Tuesday.",
        ),
        (
            "Vik called the plan “a bridge",
            "Vik called the plan “a bridge to nowhere at all”.",
            "Vik called the plan “a bridge to nowhere at all”.",
        ),
    ],
)
def test_given_a_sentence_that_opens_with_the_headline_when_printed_then_it_goes_on_from_there(
    headline: str, sentence: str, shown: str
) -> None:
    brief = brief_of(labelled("a", headline, sentence, {"elections": 0.9}))
    [story] = [story for theme in brief.themes for story in theme.stories]

    below, _ = without_headline(story)

    assert [one.text for one in story.sentences] == [sentence]  # cited as it stands
    assert [one.text for one in below] == [shown]


def test_given_a_headline_of_two_sentences_when_printed_then_neither_stands_below_it_again() -> None:
    headline = "Norhold votes on a bridge. There are 13 over the river"
    brief = brief_of(labelled("a", headline, f"{headline}. The count ends on Friday.", {"elections": 0.9}))
    [story] = [story for theme in brief.themes for story in theme.stories]

    below, repeated = without_headline(story)

    assert [one.text for one in repeated] == ["Norhold votes on a bridge.", "There are 13 over the river."]
    assert [one.text for one in below] == ["The count ends on Friday."]
    assert f"{headline} [1]\n" in brief_to_text(brief)


def test_given_more_than_a_number_when_another_outlet_counts_more_then_they_agree() -> None:
    rounded = report("rounded", "More than 100 people died in the quake.")
    counted = report("counted", "The quake killed 163 people.")
    fewer = report("fewer", "The quake killed 60 people.")

    assert disputed_figures(outlets(rounded, counted)) == ()
    assert disputed_figures(outlets(rounded, fewer))


def test_given_a_lower_bound_beside_a_larger_count_when_told_then_the_count_is_the_last() -> None:
    bound = report("bound", "At least 205 people are dead in the valley.", hour=11)
    count = report("count", "The death toll in the valley rose to 211 on Tuesday.", hour=9)

    assert {place[0] for place in outdated_figures(outlets(bound, count))} == {"bound"}


def test_given_a_deed_that_turns_a_story_when_nothing_else_is_new_then_it_goes_on() -> None:
    told_item = labelled("told", "Court lifts ban on Kestrel party", "A court lifted the ban on Ragna Voll's party.")
    later = labelled("later", "Voll barred from ballot", "The commission barred Ragna Voll.", {"elections": 0.9})
    before = brief_of(replace(told_item, labels=("elections",), probabilities={"elections": 0.9}))
    kept = {"told": KeptStory("story", "story"), "later": KeptStory("story", "story")}

    changes = what_changed([before], [told_item.item], frozenset({"told"}), [later], Lineage(kept))

    assert [one.item.id for one in changes.items] == ["later"]


@pytest.mark.parametrize(
    ("weak", "strong"),
    [
        ("4 winners and 3 losers off Cape Sorrel", "Ferry sinks off Cape Sorrel"),
        ("Ferry sinks off Cape Sorrel: 4 takeaways", "Ferry sinks off Cape Sorrel"),
        ("Ferry sinks off Cape Sorrel: the 3 biggest lessons of the night", "Ferry sinks off Cape Sorrel"),
        ("6 ferry lines off Cape Sorrel to watch", "Ferry sinks off Cape Sorrel"),
    ],
)
def test_given_a_headline_that_counts_up_when_another_says_what_happened_then_that_one_stands(
    weak: str, strong: str
) -> None:
    text = "A ferry with pilgrims, the Maid of Orrin, sank off Cape Sorrel on Tuesday."

    assert headline_of([report("first", text, strong), report("second", text, weak, hour=9)]) == strong


def test_given_pieces_of_one_issue_when_titled_then_the_first_of_its_outlet_stands() -> None:
    charged = "Prosecutors of Orrin charge the minister with 37 counts over the ferry papers kept at his house"
    aide = "An aide is charged over the ferry papers"
    first, second = (
        replace(report("paper", text, text), id=name, source="The Brief", start=place, end=place + len(text))
        for name, text, place in (("b", f"{charged}.", 10), ("a", f"{aide}.", 400))
    )

    assert headline_of([second, first]) == first.headline


STAY = (
    "Judge Pell Osk stopped the trial of Senator Lena Tosk over the dam in Teel on Monday. The stay holds until May,"
    " the court in Teel said. Tosk had called the trial a hunt."
)
OTHER_STAY = (
    "An appeals court stopped the loan programme of Brask on Monday. The court issued the stay while it hears six"
    " provinces that want to end the programme."
)


def test_given_another_matter_in_a_story_when_deepened_then_its_further_sentences_are_not_told_of_this_one() -> None:
    trial = labelled("trial", "Judge stops trial of Lena Tosk", STAY, {"elections": 0.9}, outlet="Ledger")
    loans = labelled("loans", "Court stops loans of Brask", OTHER_STAY, {"elections": 0.9}, outlet="Echo")

    sentences = told(brief_of(trial, loans))

    assert any("Lena Tosk" in sentence for sentence in sentences)
    assert not any("six provinces" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("headline", "time", "title"),
    [
        ("5:30 PM Planning Board, Room 2", "5:30 PM", "Planning Board, Room 2"),
        ("10 a.m. The council meets in room 200.", "10 a.m.", "The council meets in room 200."),
        ("Noon.", "Noon", "The harbor board meets at Pier 4."),
        ("10 a.m. ET Senate Armed Services meets", "10 a.m.", "Senate Armed Services meets"),
        ("10 a.m. (GMT): The council meets", "10 a.m.", "The council meets"),
        ("Wed, Nov 25, 10 a.m. Eastern time – The council meets", "Nov 25, 10 a.m.", "The council meets"),
        ("10 a.m. Pacific Bank of Teel opens", "10 a.m.", "Pacific Bank of Teel opens"),
        ("Friday Prayers at the harbor of Teel", "Friday", "Friday Prayers at the harbor of Teel"),
        ("7 March: Provisional results due in Orrin", "7 March", "Provisional results due in Orrin"),
        ("Wed, Nov 25, 10 a.m.: The council meets", "Nov 25, 10 a.m.", "The council meets"),
        ("Thursday 26 November: The council meets", "26 November", "The council meets"),
        ("Friday: The council meets", "Friday", "The council meets"),
        ("Sun sets on the council of Teel", "", "Sun sets on the council of Teel"),
        ("Sunday school opens, Nov 25", "Nov 25", "Sunday school opens, Nov 25"),
    ],
)
def test_given_an_event_that_opens_with_its_time_when_titled_then_the_time_stands_beside_it_alone(
    headline: str, time: str, title: str
) -> None:
    event = NewsItem("e", headline, "Noon. The harbor board meets at Pier 4.", kind=Kind.EVENT, starts_text=time)

    assert event_title(event) == title


@pytest.mark.parametrize(
    ("headline", "starts_at", "title"),
    [
        ("Wednesday: The council meets in Teel, 3 p.m.", "2026-11-04T15:00", "The council meets in Teel"),
        ("Wednesday: The council meets at noon", "2026-11-04T12:00", "The council meets"),
        ("Wednesday: The council meets, 1:30 p.m. MT.", "2026-11-04T13:30", "The council meets, 1:30 p.m. MT."),
        ("Wednesday: The council meets", "2026-11-04", "The council meets"),
        ("Sunday: A play, 3 p.m.", "2026-11-04T15:00", "Sunday: A play, 3 p.m."),  # of another day: its name
    ],
)
def test_given_an_event_with_its_day_before_and_its_hour_behind_when_titled_then_neither_is_said_again(
    headline: str, starts_at: str, title: str
) -> None:
    time = f"Wednesday, {headline.rpartition(', ')[2]}"
    event = NewsItem("e", headline, "", kind=Kind.EVENT, starts_at=starts_at, starts_text=time)

    assert event_title(event) == title
