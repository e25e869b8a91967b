"""What an issue asks of its readers and says of itself is no news; what only sounds like it is."""

import pytest

from news.splitting.housekeeping import housekeeping
from news.splitting.read_markdown import read_markdown
from news.splitting.read_text import read_text
from news.splitting.structure import outline

OF_THE_LETTER = [
    "Which of these sank first? (a) a pier (b) a mayor (c) the budget. Answer next week.",
    "Have your say Should the Orm ferry run at night? Yes No",
    "Question of the week: what would you call the new crane?",
    "Reader check: would you rather hear from us at noon?",
    "The Quay wants to know: who will blink first?",
    "Spotted an error? We said that the lock was built in 1902; it was 1920.",
    "We got it wrong: the hearing on the dike was on Tuesday.",
    "Last week's letter on gulls brought ninety replies.",
    "Next edition: Wednesday 4 March, 07:30.",
    "The next bulletin will be issued on 3 May.",
    "Photo of the week: a goat on the Velm pier, by Ana Silk",
    "PHOTO, ABOVE: the picket at dawn.",
    "The crane on Friday, before the storm. Picture: Ana Silk",
    "Passed on by a friend who ought to pay? Get one of your own",
    "Written on the night ferry by Ana Silk. Edited by Bo Reed.",
    "What would you ask an eel? Answers by Tuesday; the best gets a net.",
    "The charts are in the annex, which this mail doesn't carry.",
]
NEWS = [
    "Tell the pilots that the strike is over, the harbor board wrote on Monday.",
    "The council wants to know who sank the dredger, and has hired a diver.",
    "Corrections work for about a week, a panel of 6,000 readers found.",
    "Last week's storm cut off eleven villages on the left bank.",
    "Congress wants to know what the pier cost. Will the minister answer before Tuesday?",
    "Poll of the week: 52 percent of Hask want a bridge, the Ledger found. Will it come?",
    "Last week's poll of 800 voters had Marlow ahead, while our average has the race tied.",
    "Last month's letter of the envoy warned that “we cannot hold the ford”, officials said.",
    "The next bulletin of the central bank may name the banks that failed.",
    "A picture of the dam decided the case: it showed the crack in May.",
    "Who will pay for the dike? Answers are to come on Tuesday, the minister said.",
    "Police read this mail aloud in court, and the mayor went pale.",
    "Written rules for the port were passed by a vote of 9 to 4.",
]


def housekept(*lines: str) -> list[str]:
    parts = outline(read_markdown("\n\n".join(lines)), plain=False)
    return [parts[at].block.text for at in sorted(housekeeping(parts))]


@pytest.mark.parametrize("line", OF_THE_LETTER)
def test_given_a_line_of_the_letter_itself_when_read_then_it_is_no_news(line: str) -> None:
    assert housekept("The Orm lock is shut.", line) == [line]


def test_given_news_in_like_words_when_read_then_it_stays() -> None:
    assert housekept(*NEWS) == []


def test_given_new_jobs_when_read_then_they_are_no_news_below_a_heading_for_them_alone() -> None:
    jobs = ("Ana Silk joins Velm Yards as a partner.", "Bo Reed to Orm Docks as clerk of works.")

    below = housekept("## People on the move", *jobs, "## Courts", "Cy Orr is now the judge of the ferry case.")

    assert below == list(jobs)
    assert housekept("## Business", *jobs) == []


@pytest.mark.parametrize(
    ("lines", "dropped"),
    [
        (("Rye, ex Orm 171.00 (=)", "Blé rendu Velm 204,50 (-1,25)", "Flour in bulk £418 (+2)"), 3),
        (("Rye, ex Orm 171.00 (=)", "Orm sold 204 lamps (171 of brass)", "Flour in bulk £418 (+2)"), 0),
        (("THE TRIVIA BOX", "Who lit the lamp?", "Which weir has no eels?", "What is a mole?"), 3),
        (("Who lit the lamp?", "Which weir has no eels?", "What is a mole?", "Answers on Friday."), 3),
        (("Who lit the lamp?", "Which weir has no eels?", "What is a mole?"), 0),  # titles that ask
        (("Quiz", "Who lit the lamp?", "Ana Silk did.", "What is a mole?"), 0),
        (tuple(f"Who lit the lamp? https://a.example/{at}" for at in range(3)), 0),
    ],
)
def test_given_three_prices_or_questions_one_below_the_other_when_read_then_they_are_no_news(
    lines: tuple[str, ...], dropped: int
) -> None:
    parts = outline(read_text("\n\n".join(lines)), plain=True)

    assert len(housekeeping(parts)) == dropped
