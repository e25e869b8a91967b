"""What a publisher prints as its correction, held against what earlier editions told, and this one."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models.summarizer import summarize
from news.brief import Brief, compose
from news.briefing import wording
from news.briefing.errata import erratum_notice
from news.briefing.notices import CorrectionNotice
from news.briefing.told_mistakes import told_before
from news.days import read_edition
from news.disputes import DisputedFigure, FigureClaim
from serving.posted import posted_item
from tests.invented import THEMES, labelled
from tests.postroom import newsroom

TOLD = "At least 14 soldiers were killed at Tarmouk, the toll says."
PRINTED_BY_COURIER = CorrectionNotice(
    "issue",
    "",
    "The Courier",
    "",
    "printed",
    (),
    ("Monday’s issue misstated the toll at Tarmouk. It was 9, not 14.",),
    None,
)


def test_given_a_printed_correction_when_its_mistake_was_told_then_the_told_words_stand_beside_it() -> None:
    notice = told_before(PRINTED_BY_COURIER, [brief_of_toll(TOLD)])

    assert (notice.edition, notice.told) == (
        "2024-10-28",
        (TOLD,),
    )
    assert wording.correction(notice).endswith(f"The edition of 2024-10-28 had told: “{TOLD}”")


@pytest.mark.parametrize(
    ("told", "named"), [("Voters choose 435 members and 35 senators.", True), ("Some 35 judges.", False)]
)
def test_given_a_wrong_number_when_what_it_counts_was_told_with_it_then_no_more_words_need_be_shared(
    told: str, named: bool
) -> None:
    words = ("In Monday’s issue we misstated the number of senators to be chosen. It is 34, not 35.",)

    notice = told_before(replace(PRINTED_BY_COURIER, now=words), [brief_of_toll(told)])

    assert notice.told == ((told,) if named else ())


@pytest.mark.parametrize(
    ("told", "outlet"),
    [
        ("At least 140 soldiers were killed at Tarmouk, the toll says.", "The Courier"),  # another number
        ("Some 14 voters queued at Port Lorne on Monday.", "The Courier"),  # of something else
        (TOLD, "Harbour Post"),  # by somebody else
    ],
)
def test_given_a_printed_correction_when_its_mistake_was_not_told_then_it_stands_alone(told: str, outlet: str) -> None:
    assert told_before(PRINTED_BY_COURIER, [brief_of_toll(told, outlet)]) == PRINTED_BY_COURIER


def test_given_a_correction_by_the_newsletter_that_told_under_another_outlet_then_they_stand_side_by_side() -> None:
    words = "Monday’s issue misstated the toll at Tarmouk. It was 9, not 14."
    correction = labelled("fix", "Correction", words, {"foreign_conflict": 0.9}, outlet="Ledger")

    notice = told_before(erratum_notice(correction.item), [brief_of_toll(TOLD, "Harbour Post")])

    assert (notice.outlet, notice.edition, notice.told) == ("Ledger", "2024-10-28", (TOLD,))


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("The commission of Tarmouk declared Ada Lund the winner by 6,412 votes.", True),
        ("Some 6,412 soldiers fled Tarmouk with Ada Lund.", False),
    ],
)
def test_given_a_long_number_that_another_outlet_told_when_corrected_then_what_was_told_stands_beside_it(
    told: str, named: bool
) -> None:
    words = ("Monday’s issue gave the wrong margin in Tarmouk. Lund won by 6,214 votes, not 6,412.",)

    notice = told_before(replace(PRINTED_BY_COURIER, now=words), [brief_of_toll(told, "Harbour Post")])

    assert notice.told == ((told,) if named else ())


def test_given_a_mistake_that_stood_among_disputed_figures_when_corrected_then_they_are_named() -> None:
    brief = brief_of_toll("Rebels seized the ford at Tarmouk.")
    claim = FigureClaim("At least 14 soldiers were killed at Tarmouk", "The Courier", "toll", "text", 0, 10)
    themes = tuple(
        replace(theme, stories=tuple(replace(s, disputed=(DisputedFigure("", (claim,)),)) for s in theme.stories))
        for theme in brief.themes
    )

    notice = told_before(
        replace(PRINTED_BY_COURIER, now=("We misstated how many soldiers were killed at Tarmouk. It was 9, not 14.",)),
        [replace(brief, themes=themes)],
    )

    assert notice.told == (claim.text,)


def brief_of_toll(text: str, outlet: str = "The Courier") -> Brief:
    item = labelled("toll", "Ford falls", text, {"foreign_conflict": 0.96}, outlet=outlet)
    return compose(date(2024, 10, 28), "UTC", [item], THEMES, summarize, model="m", taxonomy="t")


def test_given_a_report_that_comes_behind_its_correction_when_told_then_the_correction_stands_beside_it(
    tmp_path: Path,
) -> None:
    with newsroom(tmp_path) as room:

        def put(headline: str, text: str) -> None:
            item = posted_item(headline, text, outlet="Courier", published_at=room.clock.now)
            room.sitrep.add_items([item], lambda added: "")

        put("Correction: The strikes at Orm", "The strikes at Orm killed 12 people, not 21, as we wrote on Sunday.")
        first, _ = room.editions.publish(read_edition("2024-10-28"), "UTC")
        room.clock.forward(days=1)
        put("Police count dead at Orm", "The strikes at Orm killed 21 people on Sunday, police said.")
        second, _ = room.editions.publish(read_edition("2024-10-29"), "UTC")
        put("Correction: The strikes at Orm", "The strikes at Orm killed 12 people, not 21, as we said.")
        live = room.editions.live(read_edition("2024-10-29"), "UTC")

    [printed] = first.brief.corrections
    assert (printed.edition, printed.told) == ("", ())
    told = "The strikes at Orm killed 21 people on Sunday, police said."
    for edition in (second, live):
        [notice] = edition.brief.corrections
        assert (notice.edition, notice.told) == ("", (told,))
        assert wording.correction(notice).endswith(f" This edition tells it as it was printed first: “{told}”")
