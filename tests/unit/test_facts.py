"""What a sentence states, and when two sources state it differently."""

from datetime import date

import pytest

from news.disputes import disputed_figures
from news.facts import developments, each_once, facts, known_keys, names_inside, new_facts, numbers
from news.item import NewsItem

DAY = date(2026, 2, 1)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("At least 14 soldiers died and 3.5 million people fled.", [14, 3_500_000]),
        ("Two dozen people gathered; twenty-one were held.", [24, 21]),
        ("Turnout was 40 percent, up from 38.5%.", [40, 38.5]),
        ("They voted 3-2 on Oct. 28, 2024, at 9:30 a.m.", []),
        ("A 14-year-old and the 3rd man of 2025, one of them armed.", []),
        ("It cost $4.5 billion and 1,200 jobs.", [4.5e9, 1200]),
        ("The lock cost €1.2bn and £30m, or 40bn crowns; the crane is 30m high.", [1.2e9, 3e7, 4e10]),
        ("A hundred and twenty came, about a hundred left.", [120]),
        ("Two thousand three hundred, then two hundred and fifty thousand fled.", [2300, 250_000]),
        ("Half a dozen boats carried half a million.", [6]),
    ],
)
def test_given_a_sentence_when_its_numbers_are_read_then_years_dates_and_ages_are_none(
    text: str, values: list[float]
) -> None:
    assert [number.value for number in numbers(text)] == values


def test_given_sums_and_shares_when_read_then_each_keeps_what_it_counts_by() -> None:
    text = "It cost $5m, €5m, £5m, 5 million dollars or 5 million euros; fees rose 5 percent, 5% or 5 per cent points."

    assert [number.unit for number in numbers(text)] == ["$", "€", "£", "$", "€", "%", "%", "points"]
    assert new_facts("The lock cost €5 million.", known_keys("The lock cost $5 million."), DAY) == ["€5 million"]


def test_given_a_sentence_when_its_facts_are_read_then_the_word_at_its_head_is_no_name() -> None:
    found = {(fact.kind, fact.key) for fact in facts("Supervisors in Pinal County will meet Monday, Ann Lee said.")}

    assert found == {("name", "pinal"), ("name", "county"), ("name", "ann"), ("name", "lee"), ("date", "monday")}


def test_given_a_told_name_when_its_surname_is_read_then_it_is_known() -> None:
    known = known_keys("Estonian minister Kaarel Lepik spoke.")

    assert [fact.key for fact in facts("On Friday Mr. Lepik and Juri Tamm met.") if fact.key not in known] == [
        "juri",
        "tamm",
    ]


@pytest.mark.parametrize(
    ("sentence", "new"),
    [
        ("Taipei counted 61 Chinese warships on Thursday.", ["61 Chinese warships"]),  # not "61 Chinese, Chinese"
        ("The mayor said that 23 more dockers were hurt.", ["23 more dockers"]),
        (
            "They held 800 unaccompanied migrant children and 57 fled.",
            ["800 unaccompanied migrant children", "57 fled"],
        ),
        ("Mayor Osk said: “Neither knows it,” and added, “Everyone does.”", ["Osk"]),
        ("They gave 200 million coronavirus vaccine doses.", ["200 million coronavirus vaccine doses"]),
        ("The yard lost 50 more than that.", ["50"]),
        ("The isles counted 40,000 new Covid-19 infections.", ["40,000 new Covid-19 infections"]),
        ("The house passed a $2 billion harbour and ferry bill.", ["$2 billion"]),  # nothing that is counted follows
        ("From Washington the Justice Department watched the Capitol.", []),
        ("By Friday more than 800,000 Georgians had voted.", ["800,000 Georgians"]),
        ("The truce was made longer by ten days.", ["ten days"]),
        ("President Lin Yu-hsuan called up troops.", ["Lin Yu-hsuan"]),
        ("They boarded a Cook Islands-flagged tanker.", ["Cook Islands"]),
        ("Observers from the Organization of American States came.", ["Organization of American States"]),
        ("Kolo met Ann Lee and Juri Tamm of Narva.", ["Ann Lee", "Juri Tamm of Narva"]),
        ("A suit by the Open Taipei League came.", ["Open Taipei League"]),
        ("It was signed by Ann Kolo on Monday.", ["Ann Kolo"]),  # the surname was told before
        ("He will ask the centrist Our Harbour and the pro-Lund bloc.", ["Our Harbour", "pro-Lund"]),
        ("The Union for Trade and Labour in Taipei struck.", ["Union for Trade and Labour"]),
        ("Guards found a fifth tunnel, and a sixth of the fence fell.", ["fifth tunnel", "sixth"]),
        ("Narva said on Saturday that it would host talks on Tuesday.", ["Tuesday"]),
        ("The money will go to the widows of those killed there on Monday.", []),
        ("Dockers will bury the men who were killed in Pellam on Monday.", ["Pellam"]),
        ("The clerk will be sentenced in Pellam on Tuesday.", ["Pellam", "Tuesday"]),
        ("The talks are planned on Saturday and would end the war.", ["Saturday"]),
        ("The court looked into the raid of Jan. 9.", []),  # what was has a date, too
        ("The court will look into the raid on March 9.", ["March 9"]),
        ("The vote will be held on Nov. 3.", ["Nov. 3"]),  # nine months ahead
        ("Two boats sank on Nov. 3.", []),
        ("Kolo signed the order for an early vote on 14 April.", ["14 April"]),  # no word of it looks ahead
        ("The tax rose by Feb. 29, 2027, and in Jan. 12, 2027 it falls.", ["Jan. 12, 2027"]),  # the first is no day
        ("Some 2,400 U.S. troops and 31 Velden guards left.", ["2,400 U.S. troops", "31 Velden guards"]),
        ("Secretary of State Ada Blick left with 45% behind her, 51% against.", ["Secretary of State Ada Blick"]),
        ("He told Velden: “I did NOTHING wrong.”", ["Velden"]),  # shouted, and no name
        ("The Taipeians and the Velden consul met.", ["Velden"]),  # Taipei was told of
        ("The raid was led by al Marra and Piet van der Osk.", ["al Marra", "Piet van der Osk"]),
        ("61% of likely Harbour voters said so, 19% did not.", ["61% of likely Harbour voters"]),
        ("The United States told Congress and the White House.", []),  # everybody has heard of them
        ("Gov. Lena R. Kolo and President Ada Kolo met Mira Kolo.", ["Mira Kolo"]),  # the others were told of
    ],
)
def test_given_new_facts_when_printed_then_each_is_whole_and_none_is_said_twice(sentence: str, new: list[str]) -> None:
    assert each_once(new_facts(sentence, known_keys("President Kolo spoke to Taipei."), DAY)) == new


def test_given_a_name_at_the_head_when_the_text_names_it_inside_too_then_it_is_new() -> None:
    text = "Baro resigned on Monday. Dockers cheered. The union said that dockers had no quarrel with Baro."

    named = names_inside(text)

    assert named == {"baro", "monday"}
    assert new_facts("Baro resigned on Monday.", frozenset(), DAY, named=named) == ["Baro"]
    assert new_facts("Dockers cheered.", frozenset(), DAY, named=named) == []


def test_given_a_told_name_with_a_hyphen_when_it_comes_again_then_it_is_known() -> None:
    assert new_facts("Troops of Kim Jong-un moved.", known_keys("The order came from Kim Jong-un."), DAY) == []


def toll(item_id: str, text: str, headline: str = "Garrison falls") -> tuple[NewsItem, str]:
    return NewsItem(item_id, headline, text), f"Outlet {item_id}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("At least 14 soldiers were killed in the raid.", "The raid killed 18 soldiers."),
        ("The blast left 14 people dead.", "Officials put the dead at 18 people killed."),
        ("Police arrested 60 protesters.", "Some 90 protesters were detained by evening."),
        (
            "Marlow leads by 2 percentage points among likely voters.",
            "Marlow leads by 9 percentage points among likely voters.",
        ),
        ("The raid killed 14 people and more than 20 were wounded.", "The raid killed 18 people."),
        ("The blast left 21 dead, more than the 14 whom officials confirm.", "The blast left 14 dead."),
        ("Twelve people died in the blast.", "The blast killed 14 people."),
        ("The dead rose from 14 to 18 people.", "The blast killed 21 people."),
        ("The bank gives 40 million dollars of aid for its port.", "The bank gives $45m of aid for its port."),
    ],
)
def test_given_two_outlets_with_two_numbers_when_compared_then_both_are_shown_with_their_place(
    one: str, other: str
) -> None:
    items = [toll("a", one), toll("b", other)]

    [figure] = disputed_figures(items)

    texts = {item.id: item.text for item, _ in items}
    assert {claim.outlet for claim in figure.claims} == {"Outlet a", "Outlet b"}
    for claim in figure.claims:
        assert claim.text.startswith(texts[claim.item][claim.start : claim.end])


def test_given_one_figure_in_two_outlets_when_disputed_then_the_words_shown_say_what_it_is_of() -> None:
    bare = toll("a", "", "Dead in Narva port rise to 14 as talks stall")
    plain, other = (
        toll("b", "", "Narva search ends; 14 confirmed dead"),
        toll("c", "", "Narva port: 21 dead, union says"),
    )

    [figure] = disputed_figures([bare, plain, other])

    assert [(claim.text, claim.outlet) for claim in figure.claims] == [
        ("21 dead", "Outlet c"),
        ("14 confirmed dead", "Outlet b"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("At least 14 soldiers were killed.", "The raid killed 14 soldiers."),  # agree
        ("At least 14 soldiers were killed.", "The raid wounded 18 soldiers."),  # other things
        ("About 3,000 people fled.", "3,120 people fled the town."),  # rounded
        ("At least 14 soldiers were killed.", "The toll rose from 14 soldiers killed to 18 soldiers killed."),  # grew
        ("The vote fell 14 days after the raid.", "The vote took 18 hours."),
        ("Supervisors voted to count 190,000 ballots.", "The margin is 611 votes."),
        ("The blast left 21 dead.", "Four missing sailors were among the dead."),  # a part of them
        ("Crews found 14 bodies.", "Crews found five more bodies."),
        ("The blast in Narva killed 24 people.", "At least seven of the people killed in Narva were sailors."),
        ("Oss died at the age of 94 in Narva.", "Oss died six months later in Narva."),
        (
            "Six people are killed and 19 more hurt by a bomb at a market in Narva State, Ardenia.",
            "Twenty people are killed and one more hurt when a bus hits a car in Tarno State, Ardenia.",
        ),
        ("The raid killed 14 people, including four children.", "The raid killed nine children."),
        ("Between 10 and 15 people were killed in the raid.", "The raid killed 12 people."),
        ("The raid killed 10 to 15 people.", "The raid killed 12 people."),
        ("A hundred and twenty people were killed.", "The raid killed 120 people."),
        ("The port will buy cranes for $40 million.", "The port will buy cranes for £35 million."),
        ("Harbour fees in Narva rose 3 percent.", "Harbour fees in Narva rose 5 percentage points."),
        ("A pipe of 120 miles will link Narva and Oss.", "A pipe of 190 kilometres will link Narva and Oss."),
        (
            "A poll of 900 likely voters in Narva has Marlow ahead.",
            "A poll of 1,100 registered voters in Narva has Oss ahead.",
        ),
    ],
)
def test_given_numbers_that_do_not_clash_when_compared_then_nothing_is_disputed(one: str, other: str) -> None:
    assert disputed_figures([toll("a", one), toll("b", other)]) == ()


def test_given_one_outlet_with_two_numbers_when_compared_then_nothing_is_disputed() -> None:
    texts = ("The raid killed 14 soldiers.", "The raid killed 18 soldiers.")

    assert disputed_figures([(NewsItem(text[-9:], "x", text), "Same") for text in texts]) == ()


def test_given_a_table_of_numbers_when_compared_then_it_is_passed_over_and_the_report_beside_it_is_not() -> None:
    table = " ".join(f"{seat} {seat % 97} killed soldiers" for seat in range(800))
    items = [toll(name, f"The raid killed {dead} soldiers. {table}") for name, dead in (("a", 14), ("b", 18))]

    [figure] = disputed_figures(items)

    assert [claim.text for claim in figure.claims] == ["killed 18 soldiers", "killed 14 soldiers"]


def test_given_an_item_with_a_hundred_numbers_when_compared_then_what_follows_them_is_passed_over() -> None:
    report = "The raid killed 14 soldiers."
    lists = "Rows 11, 12 and 13 stand. "

    assert len(disputed_figures([toll("a", lists * 33 + report), toll("b", "The raid killed 18 soldiers.")])) == 1
    assert disputed_figures([toll("a", lists * 34 + report), toll("b", "The raid killed 18 soldiers.")]) == ()


def test_given_two_ways_to_say_killed_when_disputed_then_the_figures_stand_in_one_dispute() -> None:
    items = [
        toll("a", "The raid on the market killed 14 people.", "Raid"),
        toll("b", "The raid on the market killed 13 people and wounded 28.", "Raid"),
        toll("c", "", "Market raided, a dozen dead"),
        toll("d", "Shells wounded at least 31.", "Raid"),
    ]

    killed, wounded = disputed_figures(items)

    assert [claim.text for claim in killed.claims] == ["killed 14 people", "killed 13 people", "dozen dead"]
    assert [claim.text for claim in wounded.claims] == ["Shells wounded at least 31", "wounded 28"]
    texts = {item.id: {"text": item.text, "headline": item.headline} for item, _ in items}
    for claim in (*killed.claims, *wounded.claims):
        assert texts[claim.item][claim.field][claim.start : claim.end] in claim.text


def test_given_a_vote_when_facts_are_read_then_it_is_one() -> None:
    assert [fact.words for fact in facts("The senate voted 24-11 to override the veto.")] == ["24-11"]
    assert [fact.words for fact in facts("The court was split 5–4 on the law.")] == ["5–4"]
    assert [fact for fact in facts("A 10-12 day wait, a 3-year term and the 2024-25 budget.") if "-" in fact.key] == []


def test_given_figures_in_headline_and_text_when_disputed_then_they_stand_in_one_dispute() -> None:
    items = [
        toll("a", "Fourteen people were arrested at the rally of Old Hearth.", "Police: 14 arrested at Ridley rally"),
        toll("b", "Police held twelve people of Old Hearth at the rally.", "Twelve held at Ridley rally"),
    ]

    [figure] = disputed_figures(items)

    assert [claim.text for claim in figure.claims] == ["14 arrested at Ridley rally", "Twelve held at Ridley rally"]


def test_given_an_army_that_felled_its_attackers_when_compared_then_they_are_not_among_its_dead() -> None:
    market = toll("a", "Gunmen killed at least 27 people at a market in Diall. The army killed 11 attackers.")
    later = toll("b", "Officials put the dead in the market attack in Diall at 31 killed.")

    [dispute] = disputed_figures([market, later])

    assert [claim.text for claim in dispute.claims] == ["31 killed", "killed at least 27 people at a market in Diall"]


def test_given_a_figure_before_a_long_name_when_disputed_then_no_half_of_the_name_is_shown() -> None:
    one = toll("a", "The blast killed 11 people at a weapons depot in Port Sefton on Monday.")
    other = toll("b", "The blast killed 12 people.")

    [dispute] = disputed_figures([one, other])

    assert [claim.text for claim in dispute.claims] == ["killed 12 people", "killed 11 people at a weapons depot"]


@pytest.mark.parametrize(
    ("sentence", "deeds"),
    [
        ("The firm withdrew its account of the blast.", 1),
        ("Kolo resigned and was arrested.", 2),
        ("The court blocked the ban and Kolo won.", 2),
        ("Kolo had resigned before the vote.", 0),  # what was before
        ("Rebels shelled the ford again.", 0),
    ],
)
def test_given_a_sentence_when_its_deeds_are_read_then_those_that_turn_a_story_count(sentence: str, deeds: int) -> None:
    assert len(developments(sentence)) == deeds


@pytest.mark.parametrize(
    ("sentence", "new"),
    [
        ("The letter was read out by Ambassador Lena R. Osk of Narva.", ["Ambassador Lena R. Osk of Narva"]),
        ("Osk told the council: “We'll see what Narva says.”", ["Narva"]),
        ("His wife said she thanks God that Osk is safe.", ["Osk"]),
        ("The council met in Plan B.", ["Plan B"]),
    ],
)
def test_given_initials_and_shortened_words_when_facts_are_printed_then_names_are_whole_and_no_others(
    sentence: str, new: list[str]
) -> None:
    assert new_facts(sentence, frozenset(), DAY) == new


def test_given_a_count_of_places_beside_a_count_of_the_wounded_when_compared_then_nothing_is_disputed() -> None:
    wounded = NewsItem("a", "Clashes at the border of Narva", "Over 1,500 are injured, the hospital of Narva said.")
    places = NewsItem(
        "b", "Thousands march in Narva", "Thousands marched at 12 locations along the border where many were injured."
    )

    assert disputed_figures([(wounded, "Harbor Courier"), (places, "Perimeter")]) == ()


def test_given_what_is_said_of_two_numbers_at_once_when_disputed_then_it_is_said_of_the_first_too() -> None:
    both = NewsItem("a", "Dam", "At least 17 soldiers and 9 civilians died in Brenn.")
    one = NewsItem("b", "Dam", "The ministry said 12 soldiers were killed in Brenn.")

    [disputed] = disputed_figures([(both, "Gazette"), (one, "Echo")])

    assert [claim.text for claim in disputed.claims] == [
        "At least 17 soldiers and 9 civilians died in Brenn",
        "12 soldiers were killed in Brenn",
    ]
