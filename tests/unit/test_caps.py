"""Caps on what one person's, and one source's, corrections weigh together."""

import numpy as np

from store.corrections import CorrectedItem
from tests.fakes import NOON
from tests.tiny import THEMES
from training.corrected import Caps, taught


def corrected_item(item_id: str, asked: tuple[str, ...], who: str | None = "ann") -> CorrectedItem:
    """A correction in force that says no to some themes."""
    return CorrectedItem(
        item_id, "", f"voters {item_id}", (), asked, skipped=False, doubtful=False, pinned=False, who=who, why=None,
        via="api", source=None, stored=True, when=NOON, seq=1,
    )  # fmt: skip


def test_given_caps_when_themes_are_decided_one_by_one_then_they_weigh_as_much_in_each_theme() -> None:
    def weighed(asked: list[tuple[str, ...]]) -> np.ndarray:
        said = [corrected_item(f"c{n}", themes) for n in range(40) for themes in asked]
        return taught(said, THEMES, 300.0, Caps(user=0.2, source=1.0), 0.5).weights.sum(axis=0)

    whole, apart, alone = weighed([THEMES]), weighed([(theme,) for theme in THEMES]), weighed([THEMES[:1]])

    np.testing.assert_allclose(whole, [60.0] * 3, rtol=1e-5)
    np.testing.assert_allclose(apart, whole, rtol=1e-5)
    np.testing.assert_allclose(alone, [60.0, 0.0, 0.0], rtol=1e-5)


def test_given_others_corrections_before_or_after_when_capped_then_one_person_weighs_the_same() -> None:
    steering = [corrected_item(f"m{n}", THEMES, who="mallory") for n in range(40)]
    honest = [corrected_item(f"h{n}", THEMES, who=f"p{n % 5}") for n in range(40)]

    before, after = (taught(of, THEMES, 300.0, Caps(source=1.0), 0.5) for of in (honest + steering, steering + honest))

    assert before.capped == after.capped == ({"who": "mallory", "corrections": 40, "factor": 0.5},)
    np.testing.assert_allclose(before.weights[40:], after.weights[:40])


def test_given_corrections_without_a_name_or_a_source_when_capped_then_they_share_a_cap_and_are_told_so() -> None:
    nameless = [corrected_item(f"n{n}", THEMES, who=None) for n in range(40)]

    of_people, of_sources = (taught(nameless, THEMES, 300.0, caps, 0.5).capped for caps in (
        Caps(user=0.2, source=1.0), Caps(user=1.0, source=0.2),
    ))  # fmt: skip

    assert of_people == ({"who": "people who gave no name", "corrections": 40, "factor": 0.5},)
    assert of_sources == ({"source": "items without a source", "corrections": 40, "factor": 0.5},)
