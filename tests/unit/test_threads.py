import tomllib
from pathlib import Path

from benchmarks.threads import read_pairs, scores, taken_for_one
from news.common_words import shared_expressions
from news.tfidf import Vocabulary
from news.threads import read_opening, threads
from news.words import opening, terms

FLOORS = tomllib.loads((Path(__file__).resolve().parents[2] / "data" / "floors.toml").read_text())["threads"]
FORD = ("Rebels seize the river ford at Tarmouk", "Rebels seized the river ford at Tarmouk after two days of shelling.")
AIRFIELD = (
    "Tarmouk rebels shell the airfield beyond the ford",
    "The rebels who seized the river ford at Tarmouk began shelling the airfield north of it on Tuesday.",
)
BEES = ("Beekeepers count fewer losses", "Beekeepers in the Ilm valley lost one hive in nine this winter.")
TANKER = (
    "Coast guard seizes tanker",
    "A cutter boarded a tanker off Halmar on Sunday, suspecting that it had cut a power cable.",
)


def threaded(new: dict[str, tuple[str, str]], earlier: list[tuple[str, str, str]]) -> dict[str, str]:
    vocabulary = Vocabulary()
    read = [(thread, read_opening(headline, text, vocabulary)) for thread, headline, text in earlier]
    return threads({story_id: read_opening(*told, vocabulary) for story_id, told in new.items()}, read)


def test_given_the_same_matter_days_later_when_threaded_then_it_goes_on() -> None:
    earlier = [("thread_bees", *BEES), ("thread_ford", *FORD)]

    assert threaded({"story_new": AIRFIELD}, earlier) == {"story_new": "thread_ford"}


def test_given_another_matter_or_nothing_before_when_threaded_then_a_thread_begins() -> None:
    assert threaded({"story_new": BEES}, [("thread_ford", *FORD)]) == {}
    assert threaded({"story_new": BEES, "story_empty": ("", "")}, []) == {}


def test_given_a_consequence_in_other_words_when_threaded_then_it_goes_on() -> None:
    charged = ("Tanker captain charged", "The captain of a tanker is to stand trial for cutting a power cable.")

    assert threaded({"story_new": charged}, [("thread_tanker", *TANKER)]) == {"story_new": "thread_tanker"}


def test_given_only_the_same_minister_in_another_matter_when_threaded_then_a_thread_begins() -> None:
    sorry = ("Minister Lena Osk apologises", "Transport Minister Lena Osk apologised for a remark about cyclists.")
    trains = ("Minister Lena Osk opens line", "Transport Minister Lena Osk opened the night train to the coast.")

    assert threaded({"story_new": trains}, [("thread_sorry", *sorry)]) == {}


def test_given_a_nearer_story_that_shares_one_thing_when_threaded_then_the_next_that_shares_two_is_taken() -> None:
    captain = ("Tanker captain rests", "The tanker captain rests.")
    told = ("Tanker captain charged", "The tanker captain is said to have cut a power cable.")

    found = threaded({"story_new": told}, [("thread_captain", *captain), ("thread_tanker", *TANKER)])

    assert found == {"story_new": "thread_tanker"}


def test_given_words_side_by_side_in_both_texts_when_counted_then_they_are_one_expression() -> None:
    one, other = terms("Transport minister Lena Osk wants a bridge"), terms("The bridge of transport minister Lena Osk")

    assert shared_expressions(one, other) == 2
    assert shared_expressions(terms("Farmers want a bridge"), terms("Parents want a guard")) == 0


def test_given_invented_pairs_when_threaded_then_precision_and_recall_hold() -> None:
    precision, recall = scores(read_pairs())

    assert precision >= FLOORS["precision"]
    assert recall >= FLOORS["recall"]


def test_given_invented_pairs_that_share_one_thing_when_grouped_then_few_are_one_story() -> None:
    others = [row for row in read_pairs() if not row["goes_on"]]

    assert len(taken_for_one(others)) <= FLOORS["taken_for_one_at_most"]


# What a capital's news is like: everybody has the president and the senate in it, whatever the matter.
WINDOW = [
    ("Marlow visits the flooded dam", "President Ellen Marlow flew over the dam at Orvel, and the Senate sent help."),
    ("Marlow vetoes the toll", "President Ellen Marlow refused to sign the toll on trucks that the Senate wanted."),
    ("Marlow names an envoy", "President Ellen Marlow named Ada Brandt envoy to Karsk; the Senate must agree."),
    ("Marlow on the strike", "President Ellen Marlow asked conductors to end their strike, and the Senate met."),
    ("Marlow greets the skaters", "President Ellen Marlow received the skaters, and a Senate band played."),
    ("Marlow speaks on grain", "President Ellen Marlow promised farmers a price for grain, which the Senate doubts."),
    ("Bees in the Ilm valley", "Beekeepers lost one hive in nine."),
    ("Opera reopens", "The opera of Velden reopened with Fidelio."),
]


def test_given_a_name_that_everybody_has_when_threaded_then_it_joins_no_two_matters() -> None:
    earlier = [(f"thread_{place}", *told) for place, told in enumerate(WINDOW)]
    other = (
        "Marlow sues the museum",
        "President Ellen Marlow sued a museum over a portrait, and the Senate laughed.",
    )
    same = ("Marlow's envoy waits", "Ada Brandt, named envoy to Karsk by President Ellen Marlow, waits for the Senate.")

    found = threaded({"story_other": other, "story_same": same}, earlier)

    assert threaded({"story_other": other}, earlier[:1]) == {"story_other": "thread_0"}  # where few have it, it tells
    assert found == {"story_same": "thread_2"}


# Two courts that use the words of any court, and two reports of one licence that share little else than rare words.
TOLL = (
    "Court stops toll in Velden",
    "A judge blocked enforcement of the toll, which hauliers fought; the ministry will appeal to the Supreme Court.",
)
CURFEW = (
    "Karsk curfew struck down",
    "Teenagers may go out: a judge blocked enforcement by wardens, and Ada Brandt thinks of the Supreme Court.",
)
LICENCE = (
    "Governor of Orvel signs law on bees",
    "Hives near orchards need a licence from March, and the governor promised beekeepers help.",
)
FARMERS = (
    "Farmers worry in the south",
    "Officials say hives without a licence will be counted by the state police, a plan that beekeepers call an attack.",
)


def test_given_few_stories_in_sight_when_threaded_then_words_of_any_news_count_less_than_rare_ones() -> None:
    assert threaded({"story_new": CURFEW}, [("thread_toll", *TOLL)]) == {}
    assert threaded({"story_new": FARMERS}, [("thread_licence", *LICENCE)]) == {"story_new": "thread_licence"}


def test_given_a_text_when_opened_then_it_has_the_terms_of_so_many_words_and_ends_with_them() -> None:
    text = " ".join(text for _, text in (FORD, AIRFIELD, BEES))

    for limit in range(1, 60):
        assert terms(opening(text, limit)) == terms(text, limit)
    assert opening(text, 3) == "Rebels seized the"
    assert opening("Voters queue.", 3) == "Voters queue."
