from news.threads import threads

FORD = ("Rebels seize the river ford at Tarmouk", "Rebels seized the river ford at Tarmouk after two days of shelling.")
AIRFIELD = (
    "Tarmouk rebels shell the airfield beyond the ford",
    "The rebels who seized the river ford at Tarmouk began shelling the airfield north of it on Tuesday.",
)
BEES = ("Beekeepers count fewer losses", "Beekeepers in the Ilm valley lost one hive in nine this winter.")


def test_given_the_same_matter_days_later_when_threaded_then_it_goes_on() -> None:
    earlier = [("thread_bees", *BEES), ("thread_ford", *FORD)]

    assert threads({"story_new": AIRFIELD}, earlier) == {"story_new": "thread_ford"}


def test_given_another_matter_or_nothing_before_when_threaded_then_a_thread_begins() -> None:
    assert threads({"story_new": BEES}, [("thread_ford", *FORD)]) == {}
    assert threads({"story_new": BEES, "story_empty": ("", "")}, []) == {}
