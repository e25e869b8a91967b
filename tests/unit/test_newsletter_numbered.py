"""Reports and digests whose parts or pieces bear numbers."""

import pytest

from news.newsletter import read_blocks
from news.splitting.numbering import numbered_sections
from news.splitting.read_text import read_text
from news.splitting.structure import outline
from tests.issues import split_as


def test_given_a_numbered_digest_with_a_section_below_when_split_then_its_last_number_ends_there() -> None:
    digest = (
        "HARBOR LINES\n\n1/ Orm: The ferry crews voted to strike. (Orm Post)\n\n"
        "2/ Ilm: The dam was certified. (Ilm Radio)\n\n"
        "What to watch\nThe council votes on the tolls on Wednesday at 10 a.m.\n\n"
        "Harbor Lines is written by Ana Silk and edited by Bo Lund. Unsubscribe\n"
    )

    items = split_as(digest, "text/plain").items

    assert [item.section for item in items] == [None, None, "What to watch"]
    assert "Wednesday" not in items[1].text
    assert items[2].kind == "event"
    assert not any("Unsubscribe" in item.text for item in items)


@pytest.mark.parametrize("letters", ["123", "ABC"])
@pytest.mark.parametrize(("media_type", "line"), [("text/plain", "{}\n"), ("text/html", "<p>{}</p>")])
def test_given_a_report_numbered_in_two_levels_when_split_then_parts_are_sections_and_what_they_tell_items(
    media_type: str, line: str, letters: str
) -> None:
    told = {
        "1. NORTH BANK": [
            "1.1 Sarn. Two boats of the lake guard met at the weir at dawn. Nobody was hurt, and one flag was lost.",
            "1.2 Road to Ilm. The bridge is shut to lorries since Tuesday, when a beam fell on a cart of pears.",
        ],
        "2. SOUTH BANK": [
            "2.1 Talks. The two mayors put off their meeting to Friday because neither would row to the other.",
            "2.2 Ferry law. The council kept the ban on night boats with nine votes to four, and one boat voted no.",
        ],
        "3. ISLANDS": [
            "3.1 Supplies. Some 40 sacks of flour came ashore at Lower Orm, where 300 people wait for more."
        ],
    }
    numbers = str.maketrans("123", letters)
    told = {
        part[0].translate(numbers) + part[1:]: [words[0].translate(numbers) + words[1:] for words in paragraphs]
        for part, paragraphs in told.items()
    }
    lines = [
        "LAKE MONITOR",
        "Situation report no. 12, 19 November 2026",
        *(x for part in told for x in [part, *told[part]]),
    ]

    issue = split_as("\n".join(line.format(words) for words in lines), media_type)

    assert [(item.section, item.text) for item in issue.items] == [
        (part, words) for part, paragraphs in told.items() for words in paragraphs
    ]


def test_given_a_numbered_report_that_sums_up_without_numbers_when_split_then_places_still_are_items() -> None:
    told = [
        "2.1 SARN. Two boats met at the weir.",
        "2.2 ILM. The bridge is shut.",
        "3.1 Divers cleared the lock at Orm.",
    ]
    lines = [
        "LAKE MONITOR",
        "Situation report no. 12",
        "",
        "1. SUMMARY",
        "The guard held the weir and shut the bridge.",
        "",
    ]
    lines += [
        "2. NORTH BANK",
        *told[:2],
        "",
        "3. ISLANDS",
        told[2],
        "",
        "4. OUTLOOK (NEXT 24 HOURS)",
        "More rain is likely.",
    ]

    items = split_as("\n".join(lines), "text/plain").items

    assert [item.text for item in items if item.section in ("2. NORTH BANK", "3. ISLANDS")] == told
    assert items[-1].headline == "More rain is likely."
    assert {item.outlet for item in items} == {None}


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("1. NORTH\n\n1.1 Sarn. It rained.\n\n1.2 Ilm. It hailed.\n", "text/plain"),
        ("1. **NORTH**\n\n1.1 Sarn. It rained.\n\n1.2 Ilm. It hailed.\n", "text/markdown"),
    ],
)
def test_given_a_numbered_part_when_it_becomes_a_heading_then_its_offsets_go_forward_alone(
    text: str, media_type: str
) -> None:
    part = read_blocks(text, media_type)[0][0]

    assert (part.text, part.level) == ("1. NORTH", 3)
    assert list(part.starts) == sorted(part.starts)
    assert text[part.start : part.end].rstrip("*").endswith("NORTH")


def test_given_parts_by_letter_when_split_then_what_bears_letter_and_number_is_an_item() -> None:
    told = {
        "A. WHAT THE COUNCIL DECIDED AT ITS MEETING ON THURSDAY": [
            "A1. The lamp room roof.  Members took the bid of a baker, at 418 crowns, and sent him a ladder.",
            "A2. Weir Lane.  It is shut to carts from 1 June, without a vote, as far as the kiln.",
        ],
        "B. STAFF": ["The market keeper resigned on Friday after 22 years, over a plan to move the stalls."],
    }
    body = "".join(f"{part}\n\n" + "".join(f"  {line}\n\n" for line in lines) for part, lines in told.items())

    items = split_as(f"ORM BY POST\nNotice no. 9, Monday 17 March\n\n{body}", "text/plain").items

    assert [item.section for item in items] == [*[next(iter(told))] * 2, "B. STAFF"]


def test_given_a_numbered_name_of_a_section_when_read_then_the_lines_below_it_are_its_pieces() -> None:
    told = "In the Courier Ana Silk writes that a quay is no road."
    parts = outline(read_text(f"1. THE GAS DEAL\n\n{told}\n\n2. COMMENTARIES\n\n{told}\n\n{told}\n"), plain=True)
    listed = outline(read_text("1. Gas\n2. Opinion\n3. Rail\n4. Ice\n"), plain=True)

    assert [parts[at].block.text for at in numbered_sections(parts)] == ["COMMENTARIES"]
    assert numbered_sections(listed) == set()
