"""What the labeller sees around a block: neighbours' cues, runs of headings and texts, lists, broken lines."""

import pytest

from news.splitting.block_context import context_features, is_names
from news.splitting.block_shapes import shapes_of
from news.splitting.read_text import read_text
from news.splitting.structure import outline

LAMPS = "The lamplighter carried matches in her sleeve, because the wind on the quay blew lanterns dark."


def read(text: str) -> list[list[str]]:
    parts = outline(read_text(text), plain=True)
    return context_features(parts, shapes_of(parts))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ingeborg Thune and Karim Saleh", True),
        ("By Ana de la Cruz, Jonas Brandt, and Mo Ito", True),
        ("Rep. Ana Silk", True),
        ("Ferries stop", False),
        ("Ana Silk wins the ferry vote", False),
        ("", False),
    ],
)
def test_given_a_line_when_it_is_names_of_people_alone_then_that_is_seen(line: str, names: bool) -> None:
    assert is_names(line) is names


def test_given_a_block_when_its_neighbour_bears_a_cue_then_it_is_seen_with_the_side() -> None:
    title, _, text = read(f"A treaty for the seabed\n\nIngeborg Thune and Karim Saleh\n\n{LAMPS}\n")

    assert "names1&t=True" in title
    assert "names-1&t=False" in text
    assert "n-1:asks&t=False" not in text


def test_given_headings_worded_alike_when_seen_then_their_number_and_what_follows_them_are_told() -> None:
    issue = "".join(f"🌊 {name}\n\n{LAMPS}\n\n" for name in ("North Quay", "South Quay", "West Quay"))

    heading = read(issue)[0]

    assert "symbol=True&case=T&alike=3" in heading
    assert "follows=X=&k=4" in heading


def test_given_a_line_that_stops_in_a_sentence_when_the_next_goes_on_then_both_say_so() -> None:
    above, below = read("The labour board asked for briefs by\n\naugust in a case about a chain of car washes.\n")

    assert "hangs" in above
    assert "hang" in below
    assert "hang&low=True" in below


def test_given_texts_below_a_heading_when_one_alone_opens_with_a_phrase_set_apart_then_each_knows_its_place() -> None:
    rows = read(f"The quay\n\n{LAMPS}\n\n{LAMPS}\n\nThe weir\n\n{LAMPS}\n")

    assert "run=0/2&m=" in rows[1]
    assert "run=1/2&m=" in rows[2]
    assert "run=0/1&m=" in rows[4]
    assert "heads=0/1" in rows[3]


def test_given_a_list_when_a_line_with_a_colon_stands_above_it_then_its_items_are_announced() -> None:
    rows = read(f"{LAMPS}\n\nHere is what the harbor asked for:\n\n- Forty lamps\n- A brass plate\n\nThe weir\n")

    assert "announced=:&t=False&after=T9" in rows[2]
    assert rows[2] != rows[3]  # their own neighbours differ
    assert any(name.startswith("announced=:") for name in rows[3])


def test_given_hours_above_what_takes_place_when_seen_then_lines_that_take_turns_are_told_from_an_agenda() -> None:
    turns = read("10:00 a.m. Transport, Room 114\n\nFerry budget, second hearing\n\n1:30 p.m. Education, Room 220\n")
    agenda = read("10:00 a.m. Transport\n\n11:00 a.m. Education\n\n1:30 p.m. Fisheries\n")

    assert any(name.startswith("stamped&turns=True") for name in turns[0])
    assert any(name.startswith("stamped&turns=False") for name in agenda[0])
    assert any(name.startswith("stamped_above&below=True") for name in turns[1])
