"""A publisher's own corrections: noticed as items and among what an issue dropped, quoted, never told as news."""

from dataclasses import replace
from datetime import date

import pytest

from models.summarizer import summarize
from news.brief import Brief, compose
from news.briefing import wording
from news.briefing.changes import what_changed
from news.briefing.errata import MAX_QUOTED, errata_in, erratum_notice, is_erratum
from news.briefing.ranking import LabelledItem
from news.item import DroppedPiece, Kind, NewsItem
from news.splitting.boilerplate import Reason
from news.stories import Story
from tests.invented import FORD_A, FORD_B, POLLS, THEMES, labelled

MISSTATED = "Friday’s issue misstated the number of soldiers killed at Tarmouk. It was nine, not nineteen."


def item(headline: str = "", text: str = "", section: str | None = None, kind: Kind = Kind.ARTICLE) -> NewsItem:
    return NewsItem(id="x", headline=headline, text=text, section=section, kind=kind)


@pytest.mark.parametrize(
    ("erratum", "words"),
    [
        (item(text=f"Correction: {MISSTATED}"), MISSTATED),
        (item(text=f"CORRECTION — {MISSTATED}"), MISSTATED),
        (item(text=f"We got it wrong: {MISSTATED}"), MISSTATED),
        (item(f"Correction: {MISSTATED}"), MISSTATED),
        (item("Correction", MISSTATED), MISSTATED),
        (item("Corrections and clarifications", MISSTATED), MISSTATED),
        (
            item("Correction: Tarmouk ford story", f"In a story about the ford, {MISSTATED}"),
            f"In a story about the ford, {MISSTATED}",
        ),
        (item(text=MISSTATED), MISSTATED),
        (item("Friday’s issue", MISSTATED), MISSTATED),
        (item("The ford", "The toll was nine, not nineteen.", "Corrections"), "The toll was nine, not nineteen."),
        (
            item("The ford", "Friday’s issue said that nineteen died. Nine did.", "Correction"),
            "Friday’s issue said that nineteen died. Nine did.",
        ),
        (
            item("Correction: the toll at the ford", "Correction: The toll was nine, not nineteen."),
            "The toll was nine, not nineteen.",
        ),
        (
            item("Editor's note", "A report on Monday called Idris Kolo a general. He is a captain."),
            "A report on Monday called Idris Kolo a general. He is a captain.",
        ),
        (
            item(text="Editor’s note: Our story on Friday put the toll at nineteen. Nine died."),
            "Our story on Friday put the toll at nineteen. Nine died.",
        ),
        (
            item("Retraction: the ford", "The Courier has retracted its report on a sheriff at Tarmouk."),
            "The Courier has retracted its report on a sheriff at Tarmouk.",
        ),
        (
            item(text="An earlier version of this story wrongly named the general."),
            "An earlier version of this story wrongly named the general.",
        ),
        (
            item(text="We misspelled the name of the mayor of Tarmouk."),
            "We misspelled the name of the mayor of Tarmouk.",
        ),
    ],
)
def test_given_an_item_that_corrects_its_publisher_when_read_then_its_words_are_quoted(
    erratum: NewsItem, words: str
) -> None:
    assert is_erratum(erratum)
    assert erratum_notice(erratum).now == (words,)


@pytest.mark.parametrize(
    "news",
    [
        item("Corrections: department to close three prisons", "The department named three prisons on Friday."),
        item("Prison closures", "The department named three prisons on Friday.", "Corrections"),
        item("Prison closures", "Friday’s report said that three prisons will close.", "Corrections"),
        item("Editor's note", "There is not going to be a letter on Friday."),
        item("Retraction", "The governor of Tarmouk took back a pledge on Friday."),
        item("Corrections: the sheriff", "The senator retracted a pledge to close three prisons."),
        item("Correction officers strike", "Officers walked out of three prisons on Friday."),
        item("A correction in the markets", "Shares fell by a tenth on Friday, the worst day of the year."),
        item("Ministry owns up", "An earlier report by the ministry wrongly put the toll at nineteen."),
        item("Court", "Friday’s ruling misstated the law, the appeals court at Tarmouk said."),
        item("Correction: hearing moved to noon", kind=Kind.EVENT),
        item("Errors at the count", "The county wrongly counted 300 ballots twice, a clerk said on Friday."),
        item(),
    ],
)
def test_given_news_that_speaks_of_mistakes_when_read_then_it_is_no_correction(news: NewsItem) -> None:
    assert not is_erratum(news)


def dropped(text: str, *lines: tuple[str, str]) -> list[DroppedPiece]:
    """The pieces of a text, by their words, each with its reason."""
    return [DroppedPiece(text.index(words), text.index(words) + len(words), reason) for words, reason in lines]


def test_given_an_issue_with_corrections_when_looked_through_then_each_is_found_whole_and_nothing_else() -> None:
    text = (
        "Tips, corrections and pictures: desk@paper.example\n"
        "Rebels take the ford\n"
        "CORRECTION\nYesterday’s issue misspelled the name of the\nmayor of Tarmouk.\nWe regret the error.\n"
        "See you.\n\n"
        "<p>Correction:</b> The toll of Monday&rsquo;s raid was nine.</p>\n"
        "Corrections\nGaol to close\n"
        "Correction: none.\n"
    )
    pieces = dropped(
        text,
        ("Tips, corrections and pictures: desk@paper.example", Reason.FOOTER),
        ("CORRECTION\n", Reason.BOILERPLATE),
        ("Yesterday’s issue misspelled the name of the\nmayor of Tarmouk.", Reason.BOILERPLATE),
        ("We regret the error.", Reason.BOILERPLATE),
        ("See you.", Reason.BOILERPLATE),
        ("Correction:</b> The toll of Monday&rsquo;s raid was nine.", Reason.METADATA),
        ("Corrections\n", Reason.SECTION_HEADING),
        ("Correction: none.", Reason.BOILERPLATE),
    )

    assert errata_in(text, pieces) == (
        "Yesterday’s issue misspelled the name of the mayor of Tarmouk. We regret the error.",
        "The toll of Monday’s raid was nine.",
    )
    assert errata_in(text, dropped(text, ("CORRECTION\n", Reason.HIDDEN))) == ()


def test_given_an_endless_correction_when_quoted_then_it_ends_with_a_sentence() -> None:
    long = item(text=f"Correction: {MISSTATED} " + "The ford was not taken on Monday. " * 100)
    endless = item(text="Correction: it was not " + "a" * 3000)

    [told], [cut] = erratum_notice(long).now, erratum_notice(endless).now

    assert MAX_QUOTED - 40 < len(told) <= MAX_QUOTED
    assert told.endswith("Monday.")
    assert len(cut) == MAX_QUOTED


def brief_of(*items: LabelledItem, stories: list[Story] | None = None) -> Brief:
    return compose(date(2024, 10, 28), "UTC", items, THEMES, summarize, model="m", taxonomy="t", stories=stories)


def test_given_a_correction_among_the_items_when_composing_then_it_is_a_notice_and_no_story() -> None:
    wrong = labelled("wrong", f"Correction: {MISSTATED}", "", {"foreign_conflict": 0.95}, outlet="The Courier")
    kept = [Story("s", ("wrong", "ford-a"), wrong.item.headline), Story("p", ("polls",), POLLS.item.headline)]

    for stories in (None, kept):
        brief = brief_of(FORD_A, POLLS, wrong, stories=stories)

        told = [story for theme in brief.themes for story in theme.stories]
        assert MISSTATED not in str(told)
        assert {story.headline for story in told} == {FORD_A.item.headline, POLLS.item.headline}
        assert [story.items[0].id for story in told] == ["ford-a", "polls"]
        [notice] = brief.corrections
        assert (notice.item, notice.kind, notice.outlet, notice.now) == (
            "wrong",
            "printed",
            "The Courier",
            (MISSTATED,),
        )
        assert notice.changed_at == "2024-10-28T08:00:00Z"
        assert wording.correction(notice) == f"The Courier has printed a correction: “{MISSTATED}”"
        assert brief.footer.items == 3


def test_given_a_correction_of_a_told_story_when_the_next_edition_is_made_then_the_story_has_not_gone_on() -> None:
    earlier = brief_of(FORD_A, FORD_B)
    text = "Correction: Monday’s story misstated that the garrison at Tarmouk fell to rebels on Sunday after shelling."
    wrong = replace(FORD_B, item=replace(FORD_B.item, id="wrong", headline="Correction: Tarmouk garrison", text=text))

    changes = what_changed([earlier], [FORD_A.item, FORD_B.item], frozenset({"ford-a", "ford-b"}), [wrong])

    assert [one.item.id for one in changes.items] == ["wrong"]
    assert changes.threads == {}
    assert [story.headline for story in changes.closed] == [FORD_A.item.headline]
