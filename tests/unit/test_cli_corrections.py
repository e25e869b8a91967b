"""`sitrep corrections`: files in and out, with a server or without."""

from pathlib import Path

import pytest

from serving.cli import main

pytestmark = pytest.mark.usefixtures("home")


def test_given_a_file_of_corrections_when_imported_then_an_export_gives_them_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "said.csv"
    path.write_text('headline,themes,who\n"=Voters, queue",elections,ada\n', encoding="utf-8")

    first = main(["corrections", "import", str(path)])
    exported = main(["corrections", "export", "--format", "csv"])
    out = capsys.readouterr().out
    path.write_text(out.partition("\n")[2], encoding="utf-8", newline="")
    again = main(["corrections", "import", str(path)])

    assert (first, exported, again) == (0, 0, 0)
    assert "1 correction kept, 0 in force already" in out
    assert '"\'=Voters, queue"' in out
    assert "0 corrections kept, 1 in force already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("bad.jsonl", '{"headline":"a","themes":["sport"]}\n', 1, "line 1: no theme 'sport'"),
        ("bad.csv", "headline,themes\na,elections\nb\n", 1, "line 3: has 1 cells"),
        ("bad.txt", "x", 2, "give --format"),
    ],
)
def test_given_a_bad_file_when_imported_then_one_line_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, code: int, words: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")

    assert main(["corrections", "import", str(tmp_path / name)]) == code

    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
