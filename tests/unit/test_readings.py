"""Readings of a whole issue: assumptions give others than the likeliest, and traits choose among them."""

from news.splitting.block_labels import LABELS, BlockLabeller, Label, Observation, Step
from news.splitting.block_shapes import Shape
from news.splitting.readings import Reading, read_as_a_whole, readings, traits_of
from training.readings import fit_choice, gain

NOTHING = (0.0,) * len(LABELS)
LEVEL = ((NOTHING,) * len(LABELS),) * len(Step)


def row(**scores: float) -> tuple[float, ...]:
    return tuple(scores.get(label.value, 0.0) for label in LABELS)


def head(words: int = 3) -> Shape:
    return Shape(words, 2, 2, True, ("", 2, "", True, 0, False), "", "word", "", None, ())


def text(words: int = 40, *own: str) -> Shape:
    return Shape(words, 7, 9, False, ("", 9, "", False, 0, False), "", ".", "", None, own)


SHAPES = [head(), text(), head(), text(), head(), text()]
SEEN = [Observation(("head",) if shape.titlelike else ("text",), Step.OTHER) for shape in SHAPES]
SEEN[2] = Observation(("odd",), Step.OTHER)  # the middle heading looks a little more like a part of the story
LABELLER = BlockLabeller(
    {"head": row(title=2.0, story=1.0), "odd": row(title=1.9, story=2.0), "text": row(story=3.0)}, LEVEL, NOTHING
)
TITLED = [Label.TITLE, Label.STORY] * 3


def test_given_no_choice_learned_when_read_then_the_likeliest_labels_stand() -> None:
    labels = read_as_a_whole(LABELLER, SEEN, SHAPES)

    assert labels == LABELLER.label(SEEN)
    assert labels[2] is Label.STORY
    assert read_as_a_whole(LABELLER, [], []) == []


def test_given_headings_set_alike_when_read_then_one_labelled_unlike_the_others_is_evened_out() -> None:
    even = BlockLabeller(LABELLER.features, LEVEL, NOTHING, choice={"loss": -1.0, "uneven": -2.0})

    assert read_as_a_whole(even, SEEN, SHAPES) == TITLED


def test_given_an_essay_when_read_then_one_piece_with_its_headings_is_among_the_readings() -> None:
    essay = BlockLabeller(LABELLER.features, LEVEL, NOTHING, choice={"loss": -1.0, "one": 1.0, "one_self": 4.0})
    told = [text(40, "self") if not shape.titlelike else shape for shape in SHAPES]

    labels = read_as_a_whole(essay, SEEN, told)

    assert labels == [Label.TITLE, *[Label.STORY] * 5]
    found = readings(essay, SEEN, told)
    assert found[0].cost == 0
    assert len(found) > 1
    assert all(reading.cost > 0 for reading in found[1:])


def test_given_blocks_that_rules_settle_when_read_then_no_assumption_goes_beyond_them() -> None:
    settled = [*SEEN[:4], Observation(("head",), Step.OTHER, frozenset({Label.SECTION})), SEEN[5]]

    found = readings(LABELLER, settled, SHAPES)

    assert len(found) > 1
    assert all(reading.labels[4] is Label.SECTION for reading in found)


def test_given_an_issue_that_is_very_long_when_read_then_only_the_likeliest_reading_is_sought() -> None:
    assert len(readings(LABELLER, SEEN * 60, SHAPES * 60)) == 1


def test_given_what_each_reading_is_worth_when_fitted_then_the_best_ones_are_chosen() -> None:
    uneven = Reading((Label.TITLE, Label.STORY, Label.STORY, Label.STORY, Label.TITLE, Label.STORY), 0.0)
    even = Reading(tuple(TITLED), 0.1)
    traits = [traits_of(reading, SHAPES) for reading in (uneven, even)]
    worth = [gain(reading.labels, TITLED, SHAPES) for reading in (uneven, even)]

    choice = fit_choice([traits] * 5, [worth] * 5)  # type: ignore[list-item]

    assert worth[1] > worth[0]
    assert choice["uneven"] < 0
