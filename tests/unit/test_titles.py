"""What an item is called where it is listed."""

from dataclasses import replace

import pytest

from models.summarizer import summarize
from news.brief import BriefSentence, Citation, compose
from news.briefing.changes import what_changed
from news.briefing.formats import brief_to_text
from news.headlines import headline_of
from news.item import NewsItem
from news.sentences import split_sentences
from news.titles import listed_title, title_of, without_headline
from tests.invented import THEMES, labelled
from tests.unit.test_changes import FIRST


@pytest.mark.parametrize(
    ("headline", "text", "listed"),
    [
        ("Hask", "The army retook the town. It had fallen in May.", "Hask: The army retook the town."),
        ("3. Hask", "The army retook the town.", "Hask: The army retook the town."),
        ("Hask", "Hask will vote on a police force of its own.", "Hask will vote on a police force of its own."),
        ("FERRIES.", "FERRIES. Two of them stay in port.", "FERRIES: Two of them stay in port."),
        ("Middle Bay", "Middle Bay | Orm and Hask mark their border.", "Middle Bay: Orm and Hask mark their border."),
        ("Hask", "Hask — Landslip on the ford; nobody was hurt.", "Hask: Landslip on the ford; nobody was hurt."),
        ("Ada Lund", "Ada Lund We should mend the lock.", "Ada Lund: We should mend the lock."),
        ("Hask retaken", "", "Hask retaken"),
        ("Army retakes Hask", "The army retook the town.", "Army retakes Hask"),
        ("ENVOY ON THE MOVE", "Ada Lund lands in Orm.", "ENVOY ON THE MOVE: Ada Lund lands in Orm."),
        ("ARMY RETAKES ALL OF HASK", "The army retook the town.", "ARMY RETAKES ALL OF HASK"),
        ("** MEASURE B (open lists): sinking.", "MEASURE B sinks.", "MEASURE B (open lists): sinking."),
        ("2. UPDATE 1-Rebels leave Hask at last", "", "Rebels leave Hask at last"),
        ("CORRECTED: Rebels leave Hask at last", "", "Rebels leave Hask at last"),
        ("URGENT: Rebels leave Hask at last", "", "Rebels leave Hask at last"),
        ("FLASH-FLOOD DEATHS RISE IN HASK", "", "FLASH-FLOOD DEATHS RISE IN HASK"),
        ("2024. A year of votes in Hask", "", "2024. A year of votes in Hask"),
        ("A vote looms in Hask West,", "A vote looms in Hask West, where Osk left.", "A vote looms in Hask West"),
        ("Osk calls the dam “a farce,”", "Osk calls the dam “a farce,” and Orm sues.", "Osk calls the dam “a farce”"),
        ("[3] Hask", "The army retook the town.", "Hask: The army retook the town."),
        ("(b) HASK", "The army retook the town.", "HASK: The army retook the town."),
        ("-> Rebels leave Hask at last", "", "Rebels leave Hask at last"),
        ("HASK ▪", "HASK ▪ Researchers of Orm retook the town.", "HASK: Researchers of Orm retook the town."),
        ("🛰️ Hask", "The army retook the town.", "Hask: The army retook the town."),
        ("1 in 6", "The share of towns that were retaken.", "1 in 6: The share of towns that were retaken."),
        ("Rebels leave Hask at last. echo.example/h", "", "Rebels leave Hask at last."),
        ("Rebels vote at echo.example/h", "", "Rebels vote at echo.example/h"),
        ("HASK ▪", "The army retook the town.", "HASK: The army retook the town."),
        ("HASK-FORD", "HASK, Orm (Quay Wire) -- The army retook the ford.", "HASK-FORD: The army retook the ford."),
        ("BODIES", "NATO - the alliance - met in Hask.", "BODIES: NATO - the alliance - met in Hask."),
        ("Hask", "word " * 60 + "end.", "Hask: " + "word " * 17 + "word…"),
    ],
)
def test_given_an_item_when_listed_then_a_label_says_what_stands_below_it(
    headline: str, text: str, listed: str
) -> None:
    assert listed_title(NewsItem("a", headline, text)) == listed


def test_given_a_label_before_a_bar_when_its_text_is_told_then_it_does_not_open_the_sentence() -> None:
    item = NewsItem("a", "Middle Bay", "Middle Bay | Orm and Hask mark their border.")

    assert title_of(item) == "Middle Bay"
    assert without_headline(item).strip() == "Orm and Hask mark their border."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Middle Bay Both navies left the bay.", "Both navies left the bay."),
        ("Middle Bay Government forces left the bay.", "Government forces left the bay."),
        ("Middle Bay ▪ Orm and Hask mark their border.", "Orm and Hask mark their border."),
        ("Middle Bay West voted to leave Orm.", "Middle Bay West voted to leave Orm."),
    ],
)
def test_given_a_label_run_into_its_text_when_told_then_it_does_not_open_the_sentence(text: str, told: str) -> None:
    assert without_headline(NewsItem("a", "Middle Bay", text)).strip() == told


def test_given_a_story_under_a_label_when_nothing_new_came_then_the_next_edition_says_what_it_was() -> None:
    item = labelled("hask", "Hask", "The army retook the town on Sunday.", {"foreign_conflict": 0.9})
    brief = compose(FIRST, "UTC", [item], THEMES, summarize, model="m", taxonomy="t")

    changes = what_changed([brief], [item.item], frozenset({"hask"}), [])

    assert "* Hask\n  The army retook the town on Sunday. [1]" in brief_to_text(brief)
    assert [told.headline for told in changes.closed] == ["Hask: The army retook the town on Sunday."]


@pytest.mark.parametrize(
    ("headline", "text", "below"),
    [
        (
            "Harbour police search a firm that sells boats to the U.S.",
            "Harbour police search a firm that sells boats to the U.S. Court records name its owner as Ada Lund.",
            "Court records name its owner as Ada Lund. [1]",
        ),
        (
            "The summons for the bishop of Hask",
            "The summons for the bishop of Hask: Ada Lund asks a former judge what it means.",
            "Ada Lund asks a former judge what it means. [1]",
        ),
        (
            "Audit finds one fault in Hask",
            "Audit finds one fault in Hask — Counters of Orm got the same result twice.",
            "Counters of Orm got the same result twice. [1]",
        ),
        (
            "Hask votes on a police force",
            "Hask votes on a police force, which Ada Lund will lead.",
            "… which Ada Lund will lead. [1]",
        ),
        (
            "Osk calls the dam at Hask “a farce,”",
            "Osk calls the dam at Hask “a farce,” and will sue the builders.",
            "… and will sue the builders. [1]",
        ),
    ],
)
def test_given_a_sentence_that_opens_with_the_headline_when_printed_then_what_begins_anew_has_no_dots(
    headline: str, text: str, below: str
) -> None:
    item = labelled("a", headline, text, {"elections": 0.9})

    lines = brief_to_text(compose(FIRST, "UTC", [item], THEMES, summarize, model="m", taxonomy="t")).splitlines()

    assert f"  {below}" in lines


def test_given_a_sentence_that_says_the_news_again_when_it_is_passed_then_none_that_leans_on_it_is_told() -> None:
    told = "Governor Ada Lund was party to plans to march on the harbour of Orm in May."
    again = "Piet Osk, a docker, said that Governor Ada Lund was party to the plans to march on the harbour of Orm."
    leans = "Osk spoke to the inquiry into the riot for five hours in December."
    item = labelled("a", told.rstrip("."), f"{told} {again} {leans}", {"elections": 0.9})

    brief = compose(FIRST, "UTC", [item], THEMES, summarize, model="m", taxonomy="t")

    assert [s.text for theme in brief.themes for story in theme.stories for s in story.sentences] == [told]


def test_given_a_headline_of_the_second_item_when_notes_are_numbered_then_they_go_up_down_the_page() -> None:
    ferry = "Rebels burned the ferry at Hask on Sunday, the army said."
    item = labelled("a", "Ferry", ferry, {"elections": 0.9})
    brief = compose(FIRST, "UTC", [item], THEMES, summarize, model="m", taxonomy="t")
    [story] = [story for theme in brief.themes for story in theme.stories]
    link = replace(story.items[0], id="b", headline="Army retakes the town of Hask")
    above = BriefSentence(link.headline, (Citation("b", "headline", 0, len(link.headline)),))
    two = replace(story, headline=link.headline, sentences=(*story.sentences, above), items=(*story.items, link))
    themes = tuple(replace(theme, stories=(two,) if theme.stories else ()) for theme in brief.themes)

    text = brief_to_text(replace(brief, themes=themes))

    assert "* Army retakes the town of Hask [1]\n" in text
    assert f"  {ferry} [2]\n" in text


def test_given_a_numbered_proposition_when_split_then_its_number_stays_with_it() -> None:
    text = "The court rules on Prop. 131 today. It was no proper prop. 131 judges sat."

    assert [text[s.start : s.end] for s in split_sentences(text)] == [
        "The court rules on Prop. 131 today.",
        "It was no proper prop.",
        "131 judges sat.",
    ]


def test_given_a_label_on_a_crowded_day_when_composing_then_it_is_listed_with_what_it_says_and_never_told_bare() -> (
    None
):
    opening = "Orm and Hask " + "and their neighbours on either shore " * 4 + "mark their border."
    army = labelled("army", "Army retakes Hask", "The army retook Hask on Sunday.", {"elections": 0.9}, outlet="Echo")
    bay = labelled("bay", "Middle Bay", opening, {"elections": 0.8}, outlet="Courier")
    brief = compose(FIRST, "UTC", [army, bay], THEMES, summarize, model="m", taxonomy="t", max_words=25)

    [found] = [theme for theme in brief.themes if theme.stories]

    assert [story.headline for story in found.stories] == ["Army retakes Hask"]
    assert [link.headline[:25] for link in found.more] == ["Middle Bay: Orm and Hask "]


def test_given_a_sentence_that_is_the_headline_behind_its_outlets_name_when_printed_then_it_stands_once() -> None:
    item = labelled("a", "Rebels leave Hask at last.", "Quay Echo: Rebels leave Hask at last.", {"elections": 0.9})
    item = replace(item, item=replace(item.item, outlet="Quay Echo"))

    text = brief_to_text(compose(FIRST, "UTC", [item], THEMES, summarize, model="m", taxonomy="t"))

    assert text.split("SOURCES")[0].count("Rebels leave Hask at last.") == 1


def test_given_a_wires_label_among_headlines_when_a_story_is_named_then_another_one_is_taken() -> None:
    wire = NewsItem("a", "BRENN-CLINIC", "A shell hit a clinic in Brenn, and five people died.")
    paper = NewsItem("b", "Shell hits clinic in Brenn", "A shell hit a clinic in Brenn on Monday.")

    assert headline_of([wire, paper]) == headline_of([paper, wire]) == "Shell hits clinic in Brenn"
