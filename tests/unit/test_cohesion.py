"""What two stretches of an issue share, and how that tells one piece's parts from several pieces."""

from dataclasses import replace

from news.splitting.block_features import block_features
from news.splitting.block_labels import Label
from news.splitting.block_shapes import Shape, shapes_of
from news.splitting.block_words import PREFIX
from news.splitting.cohesion import stems_of, tie
from news.splitting.read_text import read_text
from news.splitting.readings import Reading, traits_of
from news.splitting.structure import outline

LAMPS = (
    "The lamplighter carried matches in her sleeve, because the wind on the eastern quay blew lanterns dark,"
    " and the harbor paid nobody for a lantern without flame"
)
MORE_LAMPS = (
    "Each lantern on the quay had a brass plate, and the lamplighter entered in the harbor ledger which of them"
    " the wind had blown dark before midnight"
)
SALMON = "Counters at the weir noted four thousand salmon, twice as many fish as the river held before the dams"


def test_given_parts_of_one_story_when_compared_then_they_are_nearer_than_another_story() -> None:
    near = tie([stems_of(LAMPS)], [stems_of(MORE_LAMPS)])
    far = tie([stems_of(LAMPS)], [stems_of(SALMON)])

    assert near is not None
    assert far is not None
    assert near > 0.2 > far


def test_given_too_few_words_when_compared_then_nothing_is_said() -> None:
    assert tie([stems_of(LAMPS)], [stems_of("The fish came back")]) is None


def test_given_words_that_all_texts_have_when_read_then_they_are_left_out() -> None:
    assert stems_of("They would have said something about those people on Monday") == frozenset()


def read(text: str) -> tuple[list[Shape], list[list[str]]]:
    parts = outline(read_text(text), plain=True)
    shapes = shapes_of(parts)
    return shapes, block_features(parts, shapes, "text/plain")


def test_given_a_heading_inside_a_story_when_seen_then_what_stands_around_it_is_near() -> None:
    _, inside = read(f"{LAMPS}.\n\nThe ledger\n\n{MORE_LAMPS}.\n")
    _, between = read(f"{LAMPS}.\n\nThe weir\n\n{SALMON}.\n")

    assert "tie=5" in inside[1]
    assert "tie=0" in between[1] or "tie=1" in between[1]


def test_given_one_piece_when_its_parts_tell_of_unlike_things_then_its_traits_say_so() -> None:
    essay, _ = read(f"{LAMPS}.\n\n{MORE_LAMPS}.\n")
    digest, _ = read(f"{LAMPS}.\n\n{SALMON}.\n")
    one = Reading((Label.PIECE, Label.REST), 0.0)

    together, apart = traits_of(one, essay), traits_of(one, digest)

    assert (together["apart_within"], apart["apart_within"]) == (0.0, 2 / 3)


def test_given_headings_that_ask_or_name_parts_when_weighed_then_the_only_piece_has_these_traits() -> None:
    body = [replace(shape, stems=stems_of(LAMPS)) for shape in read(f"{LAMPS}.\n")[0]]
    heads = read("Who counts the fish?\n")[0] + read("Key takeaways\n")[0]
    shapes = [heads[1], *body, heads[0], *body, heads[1], *body]
    labels = (Label.TITLE, *[Label.STORY] * 5)

    traits = traits_of(Reading(labels, 0.0), shapes)

    assert traits["one_asked"] == 0.5
    assert traits["one_parts"] == 0.5


def test_given_a_block_when_read_then_no_feature_but_those_of_words_is_a_word_of_it() -> None:
    _, features = read(f"{LAMPS}.\n\n{SALMON}.\n")

    shaped = [name for names in features for name in names if not name.startswith(PREFIX)]
    assert not [name for name in shaped if "salmon" in name.lower() or "lamp" in name.lower()]
