"""How lines of plain text are laid out: notes, rows by file number, boxes, headings behind bullets, figures, names."""

import pytest

from news.splitting.read_text import read_text
from news.splitting.text_lines import Line, with_whole_addresses
from tests.issues import kept

STORY = "The weir at Orm was opened on Monday, and the eels came up it in a night."


def headings(text: str) -> list[str]:
    return [block.text for block in read_text(text) if block.level and not block.drop]


@pytest.mark.parametrize(
    "set_as", ["• {}", "+ {} +", ".--------------.\n|  {}  |\n'--------------'", "+======+\n| {} |\n+======+"]
)
def test_given_names_set_apart_by_signs_when_read_then_they_are_headings(set_as: str) -> None:
    names = ("AT THE QUAY", "ON THE HILL")

    assert headings("".join(f"{set_as.format(name)}\n\n{STORY}\n\n" for name in names)) == list(names)


WRAPPED = (
    "The weir at Orm, which fell in during the storm of last March, was\n"
    "built anew for four million crowns, of which the county pays half and\n"
    "the two mills the rest, and it was opened on Monday, says the mayor,\n"
)
PATH = "/a-path-that-some-mail-program-wrapped-like-the-words-around-it-at-seventy-signs"


@pytest.mark.parametrize(
    ("end", "read"),
    [
        (
            f"whom the Quay asked <https://orm.example/a/\n2026{PATH}?id=7> on\nSunday.",
            "whom the Quay asked on Sunday.",
        ),
        (f"whom the Quay asked <https://orm.example/a\n/2026{PATH}?\nid=7>\n\nEels came.", "whom the Quay asked"),
    ],
)
def test_given_an_address_wrapped_like_text_when_read_then_it_is_one_link_and_no_words(end: str, read: str) -> None:
    first, *_ = read_text(WRAPPED + end)

    assert first.text == WRAPPED.replace("\n", " ") + read
    assert [link.url for link in first.links] == [f"https://orm.example/a/2026{PATH}?id=7"]
    places = zip(first.text, first.starts, strict=True)
    assert [char for char, at in places if not char.isspace() and (WRAPPED + end)[at] != char] == []


def test_given_an_address_that_nothing_closes_when_read_then_its_lines_stay() -> None:
    lines = [Line(text, 0, 0, 0) for text in ("See <https://orm.example/a", "and no more.", "<https://", *"abcdefghi>")]

    assert with_whole_addresses(lines) == lines


def test_given_lines_in_capitals_behind_bullets_when_they_are_a_list_then_they_are_no_headings() -> None:
    assert headings(f"Said below:\n\n• TOLLS\n• EELS\n\n{STORY}\n") == []


def test_given_titles_behind_colons_when_names_in_capitals_stand_below_then_these_wrote_them() -> None:
    text = (
        f":: We should toll the eels\n   ANA SILK\n\n   {STORY}\n\n:: Leave the weir\n   BO REED-LUND\n\n   {STORY}\n"
    )

    assert kept(read_text(text)) == ["We should toll the eels", STORY, "Leave the weir", STORY]


def test_given_papers_in_capitals_below_titles_when_read_then_they_stay() -> None:
    text = f":: Tolls for eels\n   QUAY HERALD\n\n   {STORY}\n\n:: A weir too many\n   ORM GAZETTE\n\n   {STORY}\n"

    assert "QUAY HERALD" in kept(read_text(text))


def test_given_lines_that_open_with_a_files_number_when_read_then_each_is_a_row() -> None:
    rows = (
        "26/014/HB   Land behind the kiln, Weir Lane.  Nine sheds, two of\n            them for boats, and a dyke.\n",
        "26/015/HB   The old lamp room, 2 Mole.  To put back nine panes of\n            glass as they were.\n",
        "26/016/TR   Rector's garden.  To fell a pear that leans.\n",
    )
    found = [block for block in read_text(f"APPLICATIONS\n\n{''.join(rows)}") if block.marker]

    assert [block.text[:9] for block in found] == ["26/014/HB", "26/015/HB", "26/016/TR"]
    assert found[0].text.endswith("and a dyke.")


def test_given_notes_several_on_a_line_when_read_then_each_mark_leads_to_its_own() -> None:
    text = (
        "* The dredger sank at dawn. [1]\n* A map of all weirs in 40 kB (Quay Herald) [2b]\n\n"
        "[1] https://pier.example/1   [2] https://pier.example/2\n[2b, 3] https://pier.example/late\n"
    )
    first, second, *_ = read_text(text)

    assert (first.text, [link.url for link in first.links]) == ("The dredger sank at dawn.", ["https://pier.example/1"])
    assert first.links[0].start > 0  # a sentence is no title
    assert (second.text[-13:], second.links[0].url) == ("(Quay Herald)", "https://pier.example/late")


def test_given_a_table_of_figures_when_read_then_it_and_its_columns_names_are_dropped() -> None:
    text = f"{STORY}\n\nSTEEL, a tonne    ROD    PLATE\nOrm               503    698\nVelm              522    711\n"

    assert kept(read_text(text)) == [STORY]


def test_given_titles_with_numbers_when_names_in_capitals_stand_below_then_these_wrote_them() -> None:
    text = f"(1) Tolls for eels\nANA SILK | Orm\n\n{STORY}\n\n(2) A weir too many\nOUR BUREAU\n\n{STORY}\n"

    assert kept(read_text(text)) == ["Tolls for eels", STORY, "A weir too many", STORY]


@pytest.mark.parametrize(
    "byline", ["By Ana Silk", "Por Ana Silk y Bo Reed", "Par Ana Silk", "Von Ana Silk", "Por la redacción"]
)
def test_given_a_byline_right_below_a_wrapped_title_when_read_then_it_is_no_part_of_it(byline: str) -> None:
    title = "The weir at Orm, which the council has sold to a baker for a song"
    wrapped = f"{STORY[:60]}\n{STORY[60:]}" * 3

    assert [block.text for block in read_text(f"{title}\n{byline}\n\n{wrapped}\n")][:2] == [title, byline]


@pytest.mark.parametrize(("above", "parted"), [('"Why eels climb"', True), ("Why eels climb at night, as told", False)])
def test_given_by_and_a_name_when_the_line_above_is_a_title_in_quotes_then_it_stands_apart(
    above: str, parted: bool
) -> None:
    text = (
        f"{above}\nby Ana Silk\n\n"
        + "They climb the weir of Orm on wet nights in\nthe spring, when nobody looks, and\n" * 4
    )

    assert ("by Ana Silk" in kept(read_text(text))) is parted


def test_given_lines_that_are_titles_when_one_goes_on_in_small_letters_then_the_sentence_is_whole() -> None:
    titles = ("Orm sells its weir", "Velm buys a lamp from a museum", "Eels reach Tarn")
    told = "Since the spring she has been rowing the only boat that the town still\nowns, and the eels know her oars.\n"

    blocks = kept(read_text("\n".join(titles) + f"\n\nA town and its boat\n{told}"))

    assert blocks == [*titles, "A town and its boat", told.replace("\n", " ").strip()]


def test_given_lines_that_are_titles_when_one_opens_with_a_name_such_as_iphone_then_it_is_its_own() -> None:
    titles = ("Ministers agree on a plan for the harbour and its two cranes", "iPhone maker opens a plant in Velm")
    others = "Orm sells its weir\nVelm buys a lamp\nEels reach Tarn\nFish is dear again"

    assert kept(read_text("\n".join(titles) + f"\n{others}\n")) == [*titles, *others.split("\n")]


def test_given_arrows_and_bare_addresses_when_read_then_they_list_titles_and_lead_on() -> None:
    text = f"{STORY}\n\n-> A weir too many\n   pier.example/s1\n-> Tolls for eels\n   pier.example/s2\n"

    assert [(block.marker, block.text) for block in read_text(text) if not block.drop][1:] == [
        ("-", "A weir too many"),
        ("-", "Tolls for eels"),
    ]
