"""An edit is one when it says something else; a publisher sets texts anew all day without that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from news.briefing.changed_items import correction_notices
from news.item import NewsItem
from tests.invented import FORD_A, FORD_B, POLLS, THREATS
from tests.unit.test_changes import SENT, changed, first_edition

Edit = Callable[[NewsItem], NewsItem]
TOLD = (FORD_A, FORD_B, POLLS, THREATS)

SET_ANEW: dict[str, Edit] = {
    "spaces": lambda item: replace(item, text=item.text.replace(". ", ".  ") + " "),
    "paragraphs": lambda item: replace(item, text=item.text.replace(". ", ".\n\n")),
    "quotation marks": lambda item: replace(item, text=item.text.replace("'", "’").replace("—", "--")),
    "capitals": lambda item: replace(item, headline=item.headline.upper()),
    "title case": lambda item: replace(item, headline=item.headline.title()),
    "a comma": lambda item: replace(item, text=item.text.replace(" and ", ", and ")),
    "an article": lambda item: replace(item, text=item.text.replace("on Sunday", "Sunday").replace("the army", "army")),
    "a credit": lambda item: replace(item, text=item.text + " (Reporting by Ann Lee; Editing by Jon Osk)"),
    "a byline": lambda item: replace(item, text="By Ann Lee\n\n" + item.text),
    "its outlet": lambda item: replace(item, headline=f"{item.headline} - {item.outlet}"),
    "a wire's mark": lambda item: replace(item, headline=f"UPDATE 1-{item.headline}"),
    "letters changed": lambda item: replace(item, text=item.text.replace("survey", "suvrey")),
    "a letter lost": lambda item: replace(item, text=item.text.replace("shelling", "sheling")),
}


@pytest.mark.parametrize("name", SET_ANEW)
def test_given_told_items_that_are_set_anew_when_noticed_then_there_is_no_notice(name: str) -> None:
    edits = [(one, SET_ANEW[name](one.item)) for one in TOLD]
    changes = [changed(one, headline=item.headline, text=item.text) for one, item in edits if item != one.item]
    edition = first_edition()

    assert changes
    assert correction_notices([edition], changes, SENT) == ()
    withdrawn = [replace(change, retracted=True, changed_at=SENT + timedelta(hours=2)) for change in changes]
    assert len(correction_notices([edition], withdrawn, SENT)) == len(changes)


@pytest.mark.parametrize(
    ("told", "now"),
    [
        ("two points", "ten points"),
        ("1,200 voters", "1,300 voters"),
        ("leads her challenger", "leads no challenger"),
        ("leads her challenger", "trails her challenger"),
        ("Ellen Marlow", "Ellen Marolw"),  # a name is what a correction is for
        ("a survey", "a servey"),  # another letter may make another word
        ("voters found", "voters founds"),
        ("in Ardenia", "in Velden"),
    ],
)
def test_given_told_words_that_say_something_else_when_noticed_then_both_are_quoted(told: str, now: str) -> None:
    first = POLLS.item.text.split(". ")[0]
    edited = changed(POLLS, text=POLLS.item.text.replace(first, first.replace(told, now, 1)))

    [notice] = correction_notices([first_edition()], [edited], SENT)

    assert first in notice.told[0]
    assert now in notice.now[0]


def test_given_a_sentence_told_without_its_dateline_when_another_is_edited_then_it_still_stands() -> None:
    edited = changed(FORD_A, text=FORD_A.item.text.replace("the third town", "the fourth town"))

    [notice] = correction_notices([first_edition()], [edited], SENT)

    assert notice.told == ()
