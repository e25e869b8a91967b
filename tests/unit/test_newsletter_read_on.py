"""Words at a piece's edge, and links below it, that say of what kind it is."""

import pytest

from news.splitting.assemble import Draft
from news.splitting.read_on import leads_on
from tests.unit.test_newsletter_kinds import LONG, blocks_of, briefs, items_of, piece


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("[Tides live ➜](https://pier.example/1)", "teaser"),
        ("[Who pays »](https://pier.example/2)", "teaser"),
        ("[All our letters ➜](https://pier.example/2)", "article"),
        ("[Buy a place ➜](https://pier.example/1)", "article"),
        ("[Quay Herald](https://pier.example/1)", "article"),
    ],
)
def test_given_a_link_with_an_arrow_below_a_piece_when_it_leads_on_then_it_is_a_teaser(label: str, kind: str) -> None:
    title, text, below = blocks_of(f"**[The mole is sold](https://pier.example/1)**\n\n{LONG}\n\n{label}\n")

    assert leads_on(below, title) is (kind == "teaser")
    assert items_of(Draft(None, title, [text], label=below), *briefs(None))[0].kind.value == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The mole is sold. The lamp stays. >> READ MORE", "teaser"),
        ("The mole is sold. The lamp stays. » See the guide", "teaser"),
        ("The mole is sold. The lamp stays. See the guide", "article"),
        ("Our columnist Ana Silk asks who sold the mole, and answers: the gulls.", "opinion"),
        ("A columnist, Ana Silk, was fined for feeding gulls on the mole.", "article"),
        ("The mole is sold, and the lamp with it, said the harbor (contd.)", "teaser"),
        ("Call for evidence on gulls, until 4 December.", "event"),
        ("The mole was closed, until 4 December.", "article"),
        ("The mole is closed to ships, until 4 December.", "article"),
    ],
)
def test_given_words_at_a_briefs_edge_when_itemized_then_they_say_its_kind(text: str, kind: str) -> None:
    assert items_of(piece(text), *briefs(None))[0].kind.value == kind
