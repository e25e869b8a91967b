"""Timetables among an issue's pieces, and the chapters of a recording, which look like one."""

from datetime import date

import pytest

from news.newsletter import split
from news.splitting.read_text import read_text
from news.splitting.structure import outline
from news.splitting.timetable import timetable_lines

REST = (
    "THE LAMP\n\nFerries stop\n\nThe ferries to Orm stop on Monday, as the pilots' union said after a night of talks"
    " with the harbor board.\n\nDam bursts\n\nThe dam above Amra burst on Sunday after nine days of rain, and the"
    " lower town was cleared by noon.\n\n"
)


def headlines(lines: str) -> list[str]:
    issue = split(f"{REST}{lines}\n", "text/plain", issued_on=date(2026, 11, 20), source="The Lamp")
    return [f"{item.headline} {item.text}" for item in issue.items]


@pytest.mark.parametrize(
    "lines",
    [
        ["10.00 Question time on farms", "13.30 Vote on the Bridges Bill", "19.45 Dinner of the coalition"],
        ["0930 High Court sits on the air base", "1215 The premier lunches abroad", "1700 The lower house adjourns"],
        ["8.30am: Prices for September", "noon: Questions to the premier", "2.15pm: Peers leave by coach"],
        ["FRI 7 p.m. A play at the mill", "SAT 9 a.m. Apple press day", "SUN 2 p.m. Fiddle contest at the armory"],
    ],
)
def test_given_lines_that_open_with_ever_later_hours_when_split_then_each_is_an_item(lines: list[str]) -> None:
    found = headlines("TODAY\n\n" + "\n\n".join(lines))

    held = [[at for at, item in enumerate(found) if line[-12:] in item] for line in lines]
    assert held == [[len(found) - 3], [len(found) - 2], [len(found) - 1]]


@pytest.mark.parametrize(
    "lines",
    [
        ["12.50 A bowl of soup", "9.00 Half a bowl", "3.20 The bread alone"],  # prices: no later hours
        ["10 people were hurt", "11 boats were lost", "12 days have passed"],  # numbers
        ["10.00 Question time on farms", "13.30 Vote on the Bridges Bill"],  # too few
        ["10.00", "11.00", "12.00"],  # no words
    ],
)
def test_given_lines_that_are_no_timetable_when_read_then_nothing_is_certain(lines: list[str]) -> None:
    assert timetable_lines(outline(read_text("\n\n".join(lines)), plain=True)) == (set(), set())


@pytest.mark.parametrize("marks", [("00:00", "02:14", "09:40"), ("02:10", "21:30", "34:02")])
def test_given_chapters_of_a_recording_when_split_then_none_is_an_item(marks: tuple[str, ...]) -> None:
    told = ("Cold open: the sound of the sluice", "Why Tarn sold its water", "Asha on the meter")
    found = headlines("\n\n".join(f"{mark} {words}" for mark, words in zip(marks, told, strict=True)))

    assert not [item for item in found if "sluice" in item or "Tarn" in item or "Asha" in item]
    assert len(found) == 2
