import pytest

from news.briefing.telling import says_again, says_little, terms_told

TOLD = "The council of Tarmouk on Monday dismissed harbor chief Ada Lund, ending a year of quarrels over the ferry."


@pytest.mark.parametrize(
    ("sentence", "another_opens", "again"),
    [
        (
            "Tarmouk's council dismissed Ada Lund, the harbor chief, sweeping away an officer who had drawn up plans"
            " for a tunnel, two bridges, a railway to Port Lorne and cheaper fares for fishermen.",
            True,
            True,
        ),
        ("The quarrels over the ferry of Tarmouk drew crowds, boats and a bishop.", False, True),
        ("Lund, 48, came to the town from Port Lorne as a pilot and wrote two books on tides.", False, False),
        (
            "Fishermen of Tarmouk plan a strike for Friday, two leaders of the union in Brenn told reporters.",
            True,
            False,
        ),
    ],
)
def test_given_what_was_told_when_a_sentence_follows_then_it_says_something_new(
    sentence: str, another_opens: bool, again: bool
) -> None:
    assert says_again(sentence, set(terms_told(TOLD)), another_opens=another_opens) is again


@pytest.mark.parametrize(
    ("sentence", "opens", "little"),
    [
        ("In the end it took four sentences.", True, True),
        ("In the end it took four sentences.", False, False),
        ("Ferries are what holds a coast together.", False, True),
        ("The count ends on Friday.", False, False),
        ("Divers searched the wreck until midnight.", False, False),
        ("A pilot can’t be bribed.", False, True),
        ("Divers are still searching the wreck.", False, False),
        ("Lund is the last of the pilots.", True, False),
    ],
)
def test_given_a_sentence_that_names_nothing_when_it_is_a_scene_or_a_view_then_it_says_little(
    sentence: str, opens: bool, little: bool
) -> None:
    assert says_little(sentence, "The chief is Ada Lund.", opens=opens) is little


def test_given_who_said_so_at_its_end_when_read_then_that_is_no_news() -> None:
    assert terms_told("The ferry sank, the harbor office said.") == terms_told("The ferry sank.")
