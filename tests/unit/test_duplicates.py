"""Copies are linked to one original; things that only look like copies are not."""

from dataclasses import replace
from random import Random

import pytest

from news.duplicates import DuplicateIndex, fingerprint, likeness
from news.item import NewsItem

FLOOD = NewsItem(
    id="flood",
    headline="River Ostra bursts its banks near Velden, 14 villages cut off",
    text=(
        "The river Ostra burst its banks near Velden early on Friday and cut 14 villages off from the main road, the "
        "regional governor Petra Halm said. Soldiers carried some 300 people to a school in Lindau, where the "
        "Red Cross "
        "has set up beds. A dam above the town of Karsk holds, engineers said, but its lake has risen by two "
        "metres since "
        "Wednesday. Rain is expected to stop on Saturday. Halm asked people to stay away from the bridges and to boil "
        "their water. The railway between Velden and Karsk will stay closed until Monday at least."
    ),
)
SENTENCES = FLOOD.text.split(". ")
AGENCY = replace(
    FLOOD, id="agency", text="VELDEN (AP) — " + FLOOD.text + "\n(Reporting by Jo Marsh; Editing by Ann Lee)"
)
CUT = replace(
    FLOOD, id="cut", headline="Ostra floods: villages cut off near Velden", text=". ".join(SENTENCES[:3]) + "."
)
TEASER = replace(FLOOD, id="teaser", text=" ".join(FLOOD.text.split()[:34]) + "…")
WRAPPED = replace(
    FLOOD,
    id="wrapped",
    headline="UPDATE 1-" + FLOOD.headline,
    text="Sign up for our letter and never miss a thing\n"
    + FLOOD.text
    + "\nRead more: how to boil water\nAdvertisement",
)
LATER = replace(
    FLOOD,
    id="later",
    headline="Floods near Velden: 16 villages cut off, governor asks people to boil water",
    text="Two more villages were reached by the water at noon. " + FLOOD.text.replace("14 villages", "16 villages"),
)
TOUCHED = replace(
    FLOOD,
    id="touched",
    text=FLOOD.text.replace("early on Friday", "on Friday morning").replace("some 300 people", "about 300 residents"),
)
OTHER_WRITER = NewsItem(
    id="other",
    headline="Hundreds flee as the Ostra floods villages around Velden",
    text=(
        "Hundreds of people spent the night in a school gymnasium after the Ostra rose faster than anybody in "
        "Velden had "
        "expected. “We asked people to stay away from the bridges and to boil their water,” governor Petra Halm "
        "told this "
        "paper by telephone. The army sent boats. In Karsk, the mayor said, the dam was under watch around the "
        "clock, and "
        "nobody slept. Farmers drove their cattle up the hills before dawn; one lost forty sheep."
    ),
)
OTHER_PLACE = replace(
    FLOOD,
    id="place",
    headline="River Mirna bursts its banks near Tolmin, 9 villages cut off",
    text=FLOOD.text.replace("Ostra", "Mirna")
    .replace("Velden", "Tolmin")
    .replace("Lindau", "Breg")
    .replace("Karsk", "Soča")
    .replace("14", "9")
    .replace("Petra Halm", "Ivo Kranj")
    .replace("Halm", "Kranj"),
)
OPENING = (
    "Good morning. This is the early letter, in which we tell you on two pages what the day will bring, what the night "
    "has brought, and what we could not find out. "
)
MONDAY = NewsItem(
    id="monday",
    headline="The early letter",
    text=OPENING + "The senate in Ardenia votes on the water bill after nine months. The opera reopens with Fidelio. A "
    "court hears the case of the lighthouse keeper Bruno Tasch, who says that he was dismissed for keeping a goat.",
)
TUESDAY = NewsItem(
    id="tuesday",
    headline="The early letter",
    text=OPENING
    + "Harvest figures come out at noon, and they will be poor. The bus drivers of Quillon strike again. In "
    "Port Marren the fishermen Aldo and Rita Fenn show the whale bone that they pulled out of the sea.",
)


@pytest.mark.parametrize("copy", [AGENCY, CUT, TEASER, WRAPPED, LATER, TOUCHED], ids=lambda item: item.id)
def test_given_a_text_told_again_when_added_then_it_is_linked_to_the_first(copy: NewsItem) -> None:
    index = DuplicateIndex()
    index.add(FLOOD)

    link = index.add(copy)

    assert link is not None
    assert link.original == "flood"
    assert 0.5 < link.likeness <= 1


@pytest.mark.parametrize("other", [OTHER_WRITER, OTHER_PLACE, MONDAY], ids=lambda item: item.id)
def test_given_another_report_or_form_when_added_then_it_stays_its_own(other: NewsItem) -> None:
    index = DuplicateIndex()
    index.add(FLOOD)

    assert index.add(other) is None


def test_given_a_daily_column_when_the_next_day_brings_it_then_it_is_no_copy() -> None:
    index = DuplicateIndex()
    index.add(MONDAY)

    assert index.add(TUESDAY) is None


def test_given_a_copy_of_a_copy_when_added_then_it_leads_to_the_first() -> None:
    index = DuplicateIndex()

    links = [index.add(item) for item in (CUT, FLOOD, LATER, AGENCY)]

    assert links[0] is None
    assert {link.original for link in links if link} == {"cut"}


def test_given_the_same_item_again_when_added_then_its_link_is_the_same() -> None:
    index = DuplicateIndex()
    index.add(FLOOD)

    assert (index.add(AGENCY), index.add(FLOOD)) == (index.add(AGENCY), None)


@pytest.mark.parametrize(
    ("one", "other", "copy"),
    [
        ("Rebels seize the river ford at Tarmouk", "Tarmouk river ford seized by rebels", True),
        ("Rebels seize the river ford at Tarmouk", "WATCH: Rebels seize river ford at Tarmouk", True),
        ("Rebels seize the river ford at Tarmouk", "Rebels lose the river ford at Osk", False),
        ("Marlow leads by 2 points in Ardenia", "Marlow leads by 7 points in Ardenia", False),
        ("Live updates", "Live updates", True),
        ("Live", "News", False),
        ("", "", False),
    ],
)
def test_given_two_headlines_alone_when_compared_then_only_the_same_words_are_a_copy(
    one: str, other: str, copy: bool
) -> None:
    prints = [fingerprint(NewsItem(id=name, headline=name, text="")) for name in (one, other)]

    assert (likeness(*prints) > 0) is copy
    assert likeness(*prints) == likeness(*reversed(prints))


def test_given_a_headline_alone_when_the_whole_item_comes_then_they_are_one() -> None:
    index = DuplicateIndex()
    index.add(replace(FLOOD, id="bare", text=""))

    link = index.add(FLOOD)

    assert link is not None
    assert link.original == "bare"


def test_given_texts_of_any_kind_when_fingerprinted_then_nothing_breaks_and_each_is_its_own_copy() -> None:
    rng = Random(3)
    alphabet = "abc ABC 123 .,’—\n\t\x00\u200d漢字かな한글éß\ud800"
    for length in (0, 1, 15, 16, 17, 400, 5000):
        text = "".join(rng.choice(alphabet) for _ in range(length))
        own = fingerprint(NewsItem(id="x", headline=text[:30], text=text))

        assert own == fingerprint(NewsItem(id="y", headline=text[:30], text=text))
        assert not own.runs or likeness(own, own) == 1
        assert all(-(1 << 63) <= key < 1 << 63 for key in own.keys)


def test_given_an_opening_that_very_many_share_when_one_of_them_is_copied_then_the_copy_is_found() -> None:
    rng = Random(9)
    words = [f"word{number}" for number in range(3000)]
    items = [
        NewsItem(id=str(number), headline=f"Letter {number}", text=OPENING + " ".join(rng.choices(words, k=90)))
        for number in range(120)
    ]
    index = DuplicateIndex()
    assert [index.add(item) for item in items] == [None] * 120

    link = index.add(replace(items[100], id="copy", headline="The same letter"))

    assert link is not None
    assert link.original == "100"
