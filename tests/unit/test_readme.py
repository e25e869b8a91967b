"""The README tells the truth about settings, commands and files, and what readers see is in our own words."""

import re
from pathlib import Path

import pytest

from serving.settings import PREFIX, Settings
from store.sqlite.schema import newest_version

ROOT = Path(__file__).resolve().parents[2]
LETTER = ROOT.parent / "shared" / "data" / "newsletters" / "thehill_2024-10-28.txt"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_given_the_settings_when_the_readme_is_read_then_each_stands_there_with_its_default() -> None:
    table = dict(re.findall(r"^\| `(SITREP_[A-Z_]+)` \| (.+?) \|", README, re.MULTILINE))

    known = {PREFIX + name.upper(): field.default for name, field in Settings.model_fields.items() if name != "home"}
    assert set(table) == {*known, "SITREP_HOME"}
    for name, default in known.items():
        shown = "none" if default == () else f"{default:g}" if isinstance(default, float) else str(default)
        assert table[name] == shown


def test_given_the_readme_when_its_make_targets_are_read_then_the_makefile_has_them() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    documents = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

    targets = set(re.findall(r"\bmake ([a-z-]+)", documents)) - {"and"}

    assert {"run", "setup", "test", "check"} <= targets
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


def test_given_the_documents_when_their_links_are_read_then_every_file_and_heading_is_there() -> None:
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    broken = []
    for document in documents:
        for file, _, heading in re.findall(r"\]\((?!https?:|/)([^)#]*)(#([^)]+))?", document.read_text("utf-8")):
            target = document.parent / file if file else document
            if not target.exists() or (heading and heading not in anchors(target)):
                broken.append(f"{document.name}: {file}#{heading}")

    assert broken == []


def test_given_contributing_when_the_modules_it_names_are_looked_for_then_all_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|.*`(models|training)/`: (.+) \|$", text, re.MULTILINE)
    rows += re.findall(r"^\| `(serving)` on top \| (.+) \|$", text, re.MULTILINE)
    measures = text.partition("## What measures it")[2]
    named = [f"{folder}/{name}.py" for folder, row in rows for name in re.findall(r"`(\w+)`", row)]
    named += [
        f"benchmarks/{name}.py"
        for row in re.findall(r"^\| (`.+?) \|", measures, re.M)
        for name in re.findall(r"`(\w+)`", row)
    ]

    assert len(named) > 90
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_given_the_changelog_when_read_then_it_names_the_schema_that_a_home_is_brought_up_to() -> None:
    unreleased = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1]

    assert re.findall(r"brought up to schema (\d+)", unreleased) == [str(newest_version())]


def anchors(document: Path) -> set[str]:
    """The names under which a page's headings can be linked to, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_given_the_documents_when_read_then_no_placeholder_is_left() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "data").glob("*.md")]

    left = {path.name: found for path in documents if (found := re.findall(r"@[A-Z]+@", path.read_text("utf-8")))}

    assert left == {}


@pytest.mark.skipif(not LETTER.exists(), reason="../shared/data is not here")
def test_given_a_real_letter_when_docs_pages_and_samples_are_read_then_no_line_of_it_stands_there() -> None:
    lines = {line.strip(" .:!") for line in LETTER.read_text("utf-8").splitlines() if len(line.split()) >= 5}
    shown = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "data" / "newsletters").glob("*.txt")]
    shown += [path for path in (ROOT / "serving").rglob("*") if path.suffix in (".py", ".html", ".js")]

    taken = {path.name: found for path in shown if (found := [x for x in lines if x in path.read_text("utf-8")])}

    assert len(lines) > 40
    assert taken == {}
