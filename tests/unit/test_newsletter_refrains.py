"""Lines that an issue sets alike again and again: labels in the same order, titles in quotes, rows of a table."""

from news.splitting.block_labels import Label
from news.splitting.outline import Part
from news.splitting.read_markdown import read_markdown
from news.splitting.refrains import quoted_titles, rows_of_notices, told_on
from news.splitting.structure import outline

HEAD = "| Ref | Where | View |\n|---|---|---|"


def parts_of(*paragraphs: str) -> list[Part]:
    return outline(read_markdown("\n\n".join(paragraphs)), plain=False)


def test_given_the_same_labels_below_two_headings_when_read_then_they_tell_one_piece_below_each() -> None:
    report = parts_of(
        *("## Water", "Needs: Forty wells are dry.", "Gaps: No pumps came.", "## Roads", "Needs: Two bridges fell."),
        *("Gaps: The quarry is shut.", "Outlook: Rain by May."),
    )
    asked = parts_of(
        "## Asked", *("Question: Who guards it?", "Answer: Nobody."), *("Question: Why?", "Answer: Boots.")
    )
    once = parts_of("## Water", "Needs: Forty wells are dry.", "Gaps: No pumps came.", "Monday: Rain.", "Tuesday: Sun.")
    listed = parts_of("- Orm: Rain.\n- Velm: Sun.", "## Later", "- Orm: Rain.\n- Velm: Sun.")
    goes_on = frozenset({Label.STORY, Label.REST, Label.NONE})
    title, story = frozenset({Label.TITLE}), frozenset({Label.STORY})

    assert told_on(report) == {0: title, 1: story, 2: goes_on, 3: title, 4: story, 5: goes_on}
    assert told_on(asked) == {2: goes_on, 4: goes_on}
    assert told_on(parts_of("Orm: Rain.", "Velm: Sun.", "Later.", "Orm: Rain.", "Velm: Sun.")) == {}
    places = parts_of(
        "## Water", "Orm: Wells are dry.", "Velm: No rain.", "## Roads", "Orm: It fell.", "Velm: It is shut."
    )
    assert told_on(once) == told_on(listed) == told_on(places) == {}


def test_given_lines_of_quoted_titles_with_their_papers_when_read_then_each_is_a_piece_and_a_saying_is_none() -> None:
    titles = parts_of('"Ferry talks go on" - Orm Courier, May 3', '"Who pays for the quay?" — Radio Velm')
    before = parts_of('Orm Courier: "Ferry talks go on"', 'Radio Velm: "Who pays for the quay?"')
    sayings = parts_of('"A quay is a road that waits." - Ana Silk', '"Nobody asked the heron." - Bo Mark')

    assert quoted_titles(titles) == quoted_titles(before) == {0, 1}
    assert quoted_titles(sayings) == quoted_titles(titles[:1]) == set()


def test_given_a_table_of_applications_when_read_then_its_heading_is_a_section_and_each_row_a_piece() -> None:
    rows = "| 7/F | Mill Lane: two barns | Object |\n| 8/F | Quay: a roof | None |"
    council, figures = (
        [part for part in parts_of("The fair is in May.", f"**{name}**", f"{HEAD}\n{rows}") if not part.block.drop]
        for name in ("Planning applications", "Tides")
    )

    assert rows_of_notices(council) == ({1}, {2, 3})
    assert rows_of_notices(figures) == (set(), set())
