"""The import arrows of the design, read from the code: nobody imports against them."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = {
    "news": {"news"},
    "models": {"models", "news"},
    "store": {"store", "news"},
    "training": {"training", "news", "models", "store"},
    "serving": {"serving", "news", "models", "store"},
}
INNER = {  # folders within a package, and which of each other they may import; all may import the modules above them
    "news.splitting": set[str](),
    "news.feeds": {"news.splitting"},
    "news.briefing": {"news.splitting"},
    "serving.sources": set[str](),
    "serving.briefs": set[str](),
    "serving.sending": {"serving.briefs"},
    "serving.learning": {"serving.schemas"},
    "serving.schemas": {"serving.briefs", "serving.learning", "serving.sending"},
    "serving.routes": {"serving.briefs", "serving.learning", "serving.schemas", "serving.sources"},
    "serving.commands": {
        *("serving.briefs", "serving.learning", "serving.routes", "serving.schemas", "serving.sending"),
        "serving.sources",
    },
    "serving.web": {"serving.briefs", "serving.learning", "serving.routes", "serving.schemas", "serving.sources"},
}
HEAVY = {"torch", "transformers", "sklearn", "scipy", "onnx"}  # belong to training alone
EXECUTABLE = {"pickle", "joblib", "cloudpickle", "dill", "marshal", "shelve"}


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_given_a_package_when_its_imports_are_read_then_they_follow_the_arrows(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))

    wrong = {
        str(path.relative_to(ROOT)): sorted(against)
        for path in files
        if (against := (imported(path) & set(ALLOWED)) - ALLOWED[package])
    }

    assert files
    assert wrong == {}


@pytest.mark.parametrize("package", sorted(set(ALLOWED) - {"training"}))
def test_given_what_serving_runs_when_its_imports_are_read_then_nothing_heavy_is_among_them(package: str) -> None:
    heavy = {path.name: imported(path) & HEAVY for path in (ROOT / package).rglob("*.py") if imported(path) & HEAVY}

    assert heavy == {}


def folders_imported(path: Path, package: str) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return set(re.findall(rf"^(?:from|import) ({package}\.\w+)[. ]", text, re.MULTILINE)) & set(INNER)


@pytest.mark.parametrize("folder", sorted(INNER))
def test_given_a_folder_within_a_package_when_its_imports_are_read_then_they_follow_the_inner_arrows(
    folder: str,
) -> None:
    package = folder.split(".", maxsplit=1)[0]
    files = sorted((ROOT / folder.replace(".", "/")).rglob("*.py"))

    wrong = {
        path.name: sorted(against)
        for path in files
        if (against := folders_imported(path, package) - INNER[folder] - {folder})
    }

    assert len(files) > 1
    assert wrong == {}


def test_given_all_code_when_its_imports_are_read_then_nothing_loads_executable_data() -> None:
    found = {
        path.name: imported(path) & EXECUTABLE
        for package in ALLOWED
        for path in (ROOT / package).rglob("*.py")
        if imported(path) & EXECUTABLE
    }

    assert found == {}


def test_given_a_package_when_its_init_is_read_then_it_is_empty() -> None:
    inits = [path for package in ALLOWED for path in (ROOT / package).rglob("__init__.py")]

    assert {path.parent.name for path in inits} >= set(ALLOWED)
    assert [path for path in inits if path.read_text(encoding="utf-8")] == []


def test_given_the_store_when_its_imports_are_read_then_its_interface_knows_no_database() -> None:
    database = re.compile(r"^(import|from) (sqlite3|store\.sqlite)\b", re.MULTILINE)

    knowing = [path for path in (ROOT / "store").rglob("*.py") if database.search(path.read_text(encoding="utf-8"))]

    assert {path.parent.name for path in knowing} == {"sqlite"}


def test_given_all_code_when_its_imports_are_read_then_one_module_alone_loads_the_runtime_that_would_report() -> None:
    files = [path for package in [*ALLOWED, "benchmarks"] for path in (ROOT / package).rglob("*.py")]

    assert [str(path.relative_to(ROOT)) for path in files if "onnxruntime" in imported(path)] == [
        "models/onnx_runtime.py"
    ]


def test_given_the_folders_of_code_when_the_package_is_described_then_it_names_every_one() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]

    folders = {path.parent.relative_to(ROOT) for package in ALLOWED for path in (ROOT / package).rglob("__init__.py")}

    assert sorted(described) == sorted(str(folder).replace("/", ".") for folder in folders)
