"""The block labeller: decoding, learning, its gold, and its weights on disk."""

import json
from pathlib import Path

import pytest

from news.splitting.block_labels import (
    LABELS,
    BlockLabeller,
    Label,
    Observation,
    Step,
    read_labeller,
    released_labeller,
)
from news.splitting.block_words import PREFIX, word_features
from news.splitting.read_text import read_text
from training.align import label_blocks
from training.chain import MIN_ISSUES, Chain, fit
from training.newsletters import GOLDEN, JUDGED, LABELLED, LATER, hand_of, issues_in, read_example, write_labeller

NOTHING = (0.0,) * len(LABELS)
LEVEL = ((NOTHING,) * len(LABELS),) * len(Step)


def seen(*names: str, allowed: frozenset[Label] | None = None) -> Observation:
    return Observation(names, Step.OTHER, allowed)


def row(label: Label, weight: float = 1.0) -> tuple[float, ...]:
    return tuple(weight if other is label else 0.0 for other in LABELS)


def test_given_weights_when_labelling_then_the_best_path_wins_and_not_each_best_label() -> None:
    never_twice = tuple(tuple(-5.0 if before is after is Label.TITLE else 0.0 for after in LABELS) for before in LABELS)
    labeller = BlockLabeller(
        {"bold": row(Label.TITLE, 2.0), "long": row(Label.STORY, 1.0)}, (never_twice,) * len(Step), NOTHING
    )

    labels = labeller.label([seen("bold"), seen("bold", "long"), seen("unknown", "long")])

    assert labels == [Label.TITLE, Label.STORY, Label.STORY]


def test_given_labels_that_rules_allow_when_labelling_then_no_weight_goes_beyond_them() -> None:
    labeller = BlockLabeller({"bold": row(Label.TITLE, 50.0)}, LEVEL, NOTHING)

    labels = labeller.label([seen("bold"), seen("bold", allowed=frozenset({Label.SECTION}))])

    assert labels == [Label.TITLE, Label.SECTION]
    assert labeller.label([]) == []


def test_given_few_chains_when_fitted_twice_then_the_labels_are_learned_and_the_weights_the_same() -> None:
    chain = Chain((seen("head"), seen("text"), seen("foot")), (Label.TITLE, Label.STORY, Label.NONE))

    first, again = fit([chain] * 4), fit([chain] * 4)

    assert first == again
    assert first.label(chain.seen) == list(chain.labels)


def test_given_chains_of_unlike_lengths_when_fitted_in_either_order_then_the_same_is_learned() -> None:
    long = Chain(
        (seen("head"), seen("text"), seen("text"), seen("foot")), (Label.TITLE, Label.STORY, Label.STORY, Label.NONE)
    )
    short = Chain((seen("line"),), (Label.PIECE,))
    chains = [short, long, short, Chain((), ()), long, short, long]

    one, other = fit(chains), fit(chains[::-1])

    assert one.features == {name: pytest.approx(row, abs=0.02) for name, row in other.features.items()}
    for chain in (long, short):
        assert one.label(chain.seen) == list(chain.labels)


def test_given_a_labeller_when_written_and_read_then_it_is_the_same_to_a_hundredth(tmp_path: Path) -> None:
    chain = Chain((seen("head"), seen("text")), (Label.TITLE, Label.STORY))
    labeller = fit([chain] * 4)

    write_labeller(labeller, tmp_path / "weights.json")

    assert read_labeller(tmp_path / "weights.json") == labeller


def test_given_weights_for_other_labels_when_read_then_the_way_out_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text(json.dumps({"labels": ["a", "b"], "start": [], "transitions": [], "features": {}}))

    with pytest.raises(ValueError, match=r"python -m training\.newsletters"):
        read_labeller(path)


def test_given_gold_when_blocks_are_labelled_then_a_list_of_contents_and_the_footer_are_none() -> None:
    blocks = read_text(
        "In this issue\n\nDam bursts\n\nPORTS\n\nDam bursts\n\nThe dam above Orm burst on Monday after rain.\n\n"
        "Nobody was hurt.\n\nThe ferry to Amra sails again.\n\nWrite to the desk.\n"
    )
    gold = [
        {"text": "Dam bursts The dam above Orm burst on Monday after rain. Nobody was hurt.", "section": "PORTS"},
        {"text": "The ferry to Amra sails again.", "section": "PORTS"},
    ]

    labels = label_blocks(blocks, gold)

    assert labels == [
        Label.NONE,
        Label.NONE,
        Label.SECTION,
        Label.TITLE,
        Label.STORY,
        Label.STORY,
        Label.PIECE,
        Label.NONE,
    ]


def test_given_an_essay_when_aligned_then_its_title_is_found_above_its_author_and_buttons() -> None:
    told = "They let the lake out in October, and the chimney of the brick works stood in the mud again at last."
    lines = ["The ledger and the lake", "What is left", "Ottilie Marr", "Nov 15", "Paid", "Share", "Listen", told]
    other = "My grandmother was born on that road, and the lake was not there when she left it with one goat."
    blocks = read_text("\n\n".join([*lines, f"For the ledger of the lake, ask. {other}"]))

    labels = label_blocks(blocks, [{"headline": lines[0], "text": f"{told} {other}"}])

    assert labels[0] is Label.TITLE
    assert labels[1:7] == [Label.NONE] * 6


def test_given_gold_below_a_preview_in_other_words_when_aligned_then_the_item_begins_at_its_own_title() -> None:
    told = "The fund of Qasr wants a third of the bus company of Orm, people who know of it said on Monday."
    lines = ["A fund of Qasr wants a bus", "1", "The fund's unlikely bus", told]
    blocks = read_text("\n\n".join(lines))

    labels = label_blocks(blocks, [{"headline": lines[2], "text": f"{lines[2]} {told}"}])

    assert labels == [Label.NONE, Label.NONE, Label.TITLE, Label.STORY]


def test_given_an_outlet_before_a_headline_when_aligned_then_gold_without_it_is_found() -> None:
    blocks = read_text("The Morning Call: Zoo names tapir\n\n7. Goat. Re-elected.\n")
    gold = [{"text": "Zoo names tapir", "outlet": "The Morning Call"}, {"text": "Goat. Re-elected."}]

    assert label_blocks(blocks, gold) == [Label.PIECE, Label.PIECE]


def test_given_the_labelled_issues_when_read_then_each_gold_item_has_its_first_block() -> None:
    short = []
    for path in issues_in(LABELLED):
        example = read_example(path, proposals=True)
        begun = sum(label in (Label.TITLE, Label.PIECE) for label in example.labelled.chain.labels)
        if begun < len(example.gold["items"]):
            short.append(path.name)

    assert len(short) <= 5, short  # of 419: pieces that share a block, which no label can part


def test_given_a_word_that_few_issues_use_when_fitted_then_it_is_no_feature_and_a_shape_is() -> None:
    common, rare = "w:text=meanwhile", "w:text=ferry"
    chains = [
        Chain(
            (seen("head", common), seen("text", *([rare] if at < MIN_ISSUES - 1 else []))), (Label.TITLE, Label.STORY)
        )
        for at in range(MIN_ISSUES)
    ]

    names = fit(chains).features

    assert set(names) == {"head", "text", common}


def test_given_a_habit_of_one_hand_when_fitted_then_it_counts_less_than_one_that_hands_share() -> None:
    pair = (Label.TITLE, Label.STORY)
    own = [Chain((seen("head", "habit"), seen("text")), pair, "ana")] * 4
    shared = [Chain((seen("head", "custom"), seen("text")), pair, hand) for hand in ("bo", "cy", "di", "ed")]

    features = fit([*own, *shared]).features

    assert features["custom"][LABELS.index(Label.TITLE)] > features["habit"][LABELS.index(Label.TITLE)] > 0


def test_given_hands_when_fitted_several_times_then_the_weights_are_the_mean_and_the_order_changes_nothing() -> None:
    pair = (Label.TITLE, Label.STORY)
    chains = [Chain((seen("head", hand), seen("text", hand)), pair, hand) for hand in "abcdefgh" for _ in range(3)]

    once, several, turned = fit(chains, fits=1), fit(chains, fits=4), fit(chains[::-1], fits=4)

    title = LABELS.index(Label.TITLE)
    assert several.features == {name: pytest.approx(row, abs=0.02) for name, row in turned.features.items()}
    assert 0 < several.features["head"][title] < once.features["head"][title]  # each fit saw fewer issues
    assert several.label(chains[0].seen) == once.label(chains[0].seen) == list(pair)


def test_given_sets_of_issues_when_asked_who_wrote_them_then_the_first_ones_are_of_one_hand() -> None:
    names = ("aggregator.html", "qp_daily.txt", "d04_mill.md", "k14_dispatch.md", "l17_note.md", "z38_23_notes.md")

    hands = [hand_of(LABELLED / name) for name in names]

    assert hands == ["first", "first", "first", "first", "l", "z38"]
    assert hand_of(GOLDEN / "brew.html") == "golden"
    assert [hand_of(JUDGED / name) for name in ("z09_relay.md", "w31_reed.txt", "z82_03_mast.txt")] == [
        "first",
        "judged w31",
        "z82",
    ]


def test_given_a_line_and_a_paragraph_when_their_words_are_told_then_opening_end_and_place_are_told_apart() -> None:
    line = word_features("What We’re Reading", titlelike=True)

    assert line == [
        "w:first=what",
        "w:first=what&t=True",
        "w:first=what_we're",
        "w:last=reading&t=True",
        "w:line=what",
        "w:line=we're",
        "w:line=reading",
    ]
    assert "w:text=ferry" in word_features("The ferry and the other ferry met at noon, he said.", titlelike=False)
    assert word_features("24/7 …", titlelike=False) == []


def test_given_the_released_weights_when_read_then_shapes_and_words_of_many_issues_are_their_features() -> None:
    names = released_labeller().features

    words = [name for name in names if name.startswith(PREFIX)]
    assert len(names) - len(words) > 1_000
    issues = sum(1 for folder in (LABELLED, LATER, JUDGED, GOLDEN) for _ in issues_in(folder))
    assert 500 < len(words) < 4 * issues
    assert not [name for name in names if " " in name.replace("span ", "")]
