"""Benchmarks start however they are called: by path, with -m, by make."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STARTED = [path for path in sorted((ROOT / "benchmarks").glob("*.py")) if "__main__" in path.read_text()]
GUARD = "sys.path.insert(0, str(Path(__file__).resolve().parents[1]))"


@pytest.mark.parametrize("words", [["benchmarks/duplicates.py"], ["-m", "benchmarks.duplicates"]])
def test_given_no_path_of_its_own_when_a_benchmark_is_started_then_it_finds_what_it_imports(words: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    done = subprocess.run(
        [sys.executable, *words, "--help"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout[:6]) == (0, "usage:"), done.stderr


@pytest.mark.parametrize("path", STARTED, ids=lambda path: str(path.stem))
def test_given_a_benchmark_that_imports_its_neighbours_when_read_then_it_looks_for_them_first(path: Path) -> None:
    tree = ast.parse(path.read_text())

    places = {type(node).__name__: node.lineno for node in tree.body if GUARD in ast.unparse(node)}
    neighbours = [
        node.lineno
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("benchmarks", "tests")
    ]

    assert not neighbours or places["If"] < min(neighbours)


def test_given_a_benchmark_started_by_its_path_when_others_import_then_it_hides_no_module_of_python() -> None:
    # the folder of a script is the first place that Python looks in: benchmarks/queue.py hid `queue` from all libraries
    names = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}

    assert names & sys.stdlib_module_names == set()


def test_given_the_makefile_when_read_then_every_benchmark_that_it_starts_is_there() -> None:
    named = re.findall(r"-m benchmarks\.(\w+)", (ROOT / "Makefile").read_text())

    assert {"labels", "briefs", "learning"} <= set(named)
    assert set(named) <= {path.stem for path in STARTED}
