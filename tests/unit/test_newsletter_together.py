"""What several blocks settle together: mailbags, a letter in person, advertisements, polls of the letter's readers."""

from datetime import date

import pytest

from news.newsletter import split
from news.splitting.advertised import advertised, asked, benefits
from news.splitting.assemble import assemble
from news.splitting.block_labels import LABELS, BlockLabeller, Label, Step
from news.splitting.boilerplate import Reason, reason_of
from news.splitting.contents import highlights, listed_names
from news.splitting.mailbag import interview_in, letter_of, letters_to_editor, questions_of
from news.splitting.outline import Part
from news.splitting.read_markdown import read_markdown
from news.splitting.read_text import read_text
from news.splitting.redraft import observe, sequence_of
from news.splitting.structure import numbered_digest, outline

NONE_ONLY = tuple(float(label is Label.NONE) for label in LABELS)
LEVEL = ((NONE_ONLY,) * len(LABELS),) * len(Step)


def parts_of(markdown: str) -> list[Part]:
    return outline(read_markdown(markdown), plain=False)


def texts(parts: list[Part], places: set[int] | list[int]) -> list[str]:
    return [parts[at].block.text[:12] for at in sorted(places)]


MAILBAG = (
    "**Ana, Orm: Why do recounts change nothing?**\n\nThey change two hundred votes.\n\n"
    "**Bo in Velm: What does a whip do?**\n\nHe plans weddings.\n\n"
    "**Cy, Talu: Will it rain?**\n\nYes.\n"
)


def test_given_questions_of_several_readers_when_read_then_each_begins_a_piece() -> None:
    parts = parts_of(MAILBAG)

    assert texts(parts, questions_of(parts)) == ["Ana, Orm: Wh", "Bo in Velm: ", "Cy, Talu: Wi"]


def test_given_an_interview_when_read_then_one_asker_makes_no_mailbag() -> None:
    interview = MAILBAG.replace("Ana, Orm", "Pier").replace("Bo in Velm", "Pier").replace("Cy, Talu", "Pier")

    assert questions_of(parts_of(interview)) == []


def test_given_labels_before_short_news_when_read_then_they_are_no_mailbag() -> None:
    news = "**Ports:** The dam burst on Monday.\n\n**Courts:** Why it fell is unknown.\n\n**Sport:** Nobody won.\n"

    assert questions_of(parts_of(news)) == []


LETTER = (
    "Dear reader,\n\nSeventy days. I have seen truces that were shorter, and I will watch whether the pilots of the "
    "port take a ship out tomorrow.\n\n— Ines Okafor\n\n## Links I liked\n\n- The first ship leaves — Sea Monitor\n"
)


def test_given_lines_between_a_greeting_and_a_name_when_read_then_they_are_kept_unless_of_the_letter() -> None:
    parts = parts_of(LETTER)
    greeting = parts_of(LETTER.replace("Seventy days.", "Welcome to a new issue."))

    assert texts(parts, letter_of(parts)) == ["Seventy days"]
    assert letter_of(greeting) == set()


def test_given_the_name_of_who_paid_when_it_goes_on_below_then_all_that_names_it_is_an_advertisement() -> None:
    parts = parts_of(
        "## Together with Larkspur\n\n## Your jobs, explained\n\nLarkspur draws what your jobs did:\n\n- No agents.\n\n"
        "- A free tier by Larkspur.\n\n## The dam at Orm\n\nIt burst on Monday.\n"
    )

    assert texts(parts, advertised(parts)) == ["Your jobs, e", "Larkspur dra", "No agents.", "A free tier "]


def test_given_a_title_that_says_it_is_a_sponsors_when_read_then_its_text_is_no_news() -> None:
    parts = parts_of("## SHIP ON FRIDAY (SPONSOR)\n\nRewindly rolls back.\n\n## The dam\n\nIt burst.\n")

    assert texts(parts, advertised(parts)) == ["SHIP ON FRID", "Rewindly rol"]


def test_given_a_question_above_linked_choices_when_read_then_it_is_the_letters_own_poll() -> None:
    choices = "- [Yes, it pays](https://a.example/1)\n- [No, let them](https://a.example/2)\n"
    parts = parts_of(f"Should the city lend?\n\n{choices}\n")
    reading = parts_of("What are we reading?\n\n- [The harbor that ran for years on one sheet](https://a.example/1)\n")

    assert len(asked(parts)) == 3
    assert asked(reading) == set()


def test_given_a_numbered_list_of_contents_above_a_numbered_digest_when_read_then_only_what_is_told_is_kept() -> None:
    told = "1/ STRAITS\n\nPremiums rose on Monday.\n\n2/ ROBOTS\n\nCranes stood still.\n"

    parts = numbered_digest(read_text(f"IN THIS ISSUE\n\n1/ Straits\n2/ Robots\n\n{told}"))

    assert parts is not None
    kept = [part.block.text for part in parts if part.reason is None]
    assert kept == ["STRAITS", "Premiums rose on Monday.", "ROBOTS", "Cranes stood still."]


def test_given_today_set_as_sections_are_when_read_then_it_is_one_and_a_day_of_an_agenda_is_none() -> None:
    hours = "10:00 Orm: the council meets.\n\n14:30 Velm: the bank reports.\n\n"
    told = "The dam at Orm burst on Monday after rain.\n\nThe ferry to Velm sails again.\n\n"
    digest = f"# Politics\n\n{told}# Economy\n\n{told}"

    headed, plain = (
        observe(sequence_of(parts, assemble(parts), "text/markdown"), proposals=True)
        for parts in (parts_of(f"{digest}# Today\n\n{hours}"), parts_of(f"{digest}**Today**\n\n{hours}"))
    )

    assert [seen.allowed for seen in headed][-3] == frozenset({Label.SECTION})
    assert [seen.allowed for seen in plain][-3] == frozenset({Label.NONE})


def test_given_what_a_subscription_is_worth_when_read_then_its_list_is_no_news_and_another_list_is() -> None:
    pitch = parts_of(
        "**Three ports shut.**\n\nA subscription gets you:\n\n- Every post\n- My thanks\n\nThe harbor reopens.\n"
    )
    news = parts_of("Members of parliament will get:\n\n- A pay rise of 4 percent\n- Two new halls\n")

    assert texts(pitch, benefits(pitch)) == ["Every post", "My thanks"]
    assert benefits(news) == set()


def test_given_a_headline_that_begins_with_upgrade_when_asked_then_it_is_news_and_the_button_is_not() -> None:
    lines = ("Upgrade to paid", "Or upgrade your subscription.", "Upgrade for Kyiv's air defences approved")

    assert [reason_of(line) for line in lines] == [Reason.BOILERPLATE, Reason.BOILERPLATE, None]


def test_given_lines_that_the_labeller_takes_for_contents_when_nothing_else_is_there_then_the_rules_keep_them() -> None:
    nothing = BlockLabeller(features={}, transitions=LEVEL, start=NONE_ONLY)
    text = "World\n\n* Twelve people died in floods in Vietnam.\n* Voters rejected the bases.\n* A ferry sank.\n"

    issue = split(text, "text/plain", issued_on=date(2026, 11, 20), source="Pier", labeller=nothing)

    assert [item.section for item in issue.items] == ["World"] * 3


SITUATION = (
    "# Basin update\n\n## Highlights\n\n- Cholera has reached both camps at Orm.\n"
    "- The dam at Velm lost its middle gate.\n\n"
    "## Health\n\nDoctors counted 118 cases of cholera in both camps on Monday.\n\n"
    "## Roads\n\nLorries wait at the river, since the dam lost its gate in the middle of the night.\n"
)


def test_given_highlights_told_again_below_when_read_then_they_are_no_items_and_those_told_there_alone_are() -> None:
    parts = parts_of(SITUATION)
    top = SITUATION.split("## Health", maxsplit=1)[0]
    alone = parts_of(top + "## Health\n\nFour of the nine clinics have no power.\n")
    elsewhere = parts_of(SITUATION.replace("## Highlights", "## Reports"))

    assert texts(parts, highlights(parts)) == ["Cholera has ", "The dam at V"]
    assert highlights(alone) == highlights(elsewhere) == set()


INTERVIEW = (
    "## Interview\n\n### “The weir was never ours”\n\nAna Silk kept the weir of Orm for nine years.\n\n"
    "**Who drew it?**\n\nA man who had never seen a river.\n\n**And who pays?** The eels.\n\n## Ports\n\nOrm dredges.\n"
)


def test_given_a_section_named_interview_when_questions_stand_in_bold_then_all_below_its_title_is_one_piece() -> None:
    parts, elsewhere = parts_of(INTERVIEW), parts_of(INTERVIEW.replace("Interview", "Quick takes"))
    next_story = parts_of(INTERVIEW.replace("## Ports", "### Orm buys a lamp"))
    weakly = INTERVIEW.replace("## Interview", "**INTERVIEW**").replace("## Ports", "**REVIEWS**")

    assert texts(parts, interview_in(parts)) == ["Ana Silk kep", "Who drew it?", "A man who ha", "And who pays"]
    assert interview_in(next_story) == interview_in(parts_of(weakly)) == interview_in(parts)
    assert interview_in(elsewhere) == set()


def test_given_a_question_above_a_line_of_links_when_each_is_an_answer_then_it_is_the_letters_own_poll() -> None:
    choices = "[Gladly](https://a.example/1) | [With a lamp](https://a.example/2) | [Never](https://a.example/3)"
    poll, news = parts_of(f"Would you row?\n\n{choices}\n"), parts_of(f"Would you row?\n\nAsk {choices}\n")

    assert len(asked(poll)) == 2
    assert asked(news) == set()


@pytest.mark.parametrize("choices", ["a) Ana b) Bo c) Nobody", "Ana had an eel, Bo had a lamp"])
def test_given_a_question_above_lettered_choices_when_read_then_it_is_a_quiz(choices: str) -> None:
    assert bool(asked(parts_of(f"**1.** Who lit the lamp?\n\n{choices}\n"))) is choices.startswith("a)")


def test_given_a_list_of_the_names_of_headings_below_when_it_stands_at_the_top_then_it_is_contents() -> None:
    told = "## Releases\n\nLumen waits for the tide.\n\n## Tools\n\nA lamp for eels.\n"
    parts, other = parts_of(f"- [Releases](#r)\n- [Tools](#t)\n\n{told}"), parts_of(f"- Releases\n- A lamp\n\n{told}")

    assert texts(parts, listed_names(parts)) == ["Releases", "Tools"]
    assert listed_names(other) == set()


def test_given_letters_to_the_editor_when_read_then_each_begins_with_its_title_and_who_signed_it_is_dropped() -> None:
    told = "The ferry that your paper praised has not left the quay since May."
    titled = parts_of(
        f"## The ferry\n\nSir - {told}\n\nI waited for it in the rain.\n\nAna Silk\n\nQuay Road\n\n"
        f"## A bell\n\nMadam, {told}\n\nName known to us\n\n## Tides\n\n{told}"
    )
    untitled = parts_of(f"## Your letters\n\nSir: {told}\n\nAna Silk, Orm\n\nSir: {told}\n\nBo Mark, Velm")

    found = {titled[at].block.text[:8]: label.value for at, label in letters_to_editor(titled).items()}
    page = [label.value for _, label in sorted(letters_to_editor(untitled).items())]

    assert found == {
        "The ferr": "title",
        "Sir - Th": "story",
        "I waited": "story",
        "Ana Silk": "none",
        "Quay Roa": "none",
        "A bell": "title",
        "Madam, T": "story",
        "Name kno": "none",
    }
    assert page == ["section", "piece", "none", "piece", "none"]
