"""Corrections as files: CSV that a spreadsheet can open without harm, and JSON Lines.

A text in a CSV that a spreadsheet would run as a formula gets an apostrophe before it, which reading takes off again;
so does what follows a semicolon, tab or line end, at which the spreadsheets of some countries end a cell, quoted or
not. Source: OWASP, "CSV Injection".
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from news.errors import SitrepError
from serving.bodies import doubled_name, without_line
from serving.learning.corrections import MOST_NAMED
from serving.problems import body_errors
from serving.schemas.corrections import CorrectionRowIn, corrected_item_out
from store.corrections import CorrectedItem

_COLUMNS = ("id", "headline", "text", "themes", "asked", "doubtful", "skip", "pinned", "who", "why", "when")
_MADE = ("seq", "via", "source", "stored")  # in an export only; passed over when read
_LISTS, _FLAGS = ("themes", "asked"), ("doubtful", "skip", "pinned")
# What spreadsheets take for the start of a formula: at the start of a cell, and behind what another country's
# spreadsheet takes for the end of one.
_SIGN, _STARTS = r"'*[=+\-@|%＝＋－＠]", r"(?<![^;\t\r\n])"
_FORMULA = re.compile(rf"{_STARTS}(?={_SIGN})|^(?='*[\t\r\n])")
_ESCAPED = re.compile(rf"{_STARTS}'(?={_SIGN})|^'(?='*[\t\r\n])")
_YES, _NO = frozenset(("true", "yes", "1", "x")), frozenset(("false", "no", "0", ""))
_SEPARATORS = re.compile(r"[\s;|,]+")
_CELL = 1_000_000  # characters
_NOBODY_ASKED = "()"  # an empty cell of asked says: all themes in force


class FileError(SitrepError):
    """A file of corrections with lines that cannot be read; `lines` holds (line, what is wrong), at most 20."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        named = "; ".join(f"line {line}: {detail}" for line, detail in lines[:3])
        more = ", and more" if len(lines) > 3 else ""
        super().__init__(f"{named}{more}; nothing was imported")
        self.lines = lines[:MOST_NAMED]


Row = tuple[int, CorrectionRowIn]  # its line, from 1, and what it says


def read_corrections(data: bytes, *, csv_file: bool) -> list[Row]:
    """Read a whole file, CSV or JSON Lines, in UTF-8; raises FileError naming every bad line."""
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileError([(line, f"byte {error.start} is no UTF-8; save the file as UTF-8")]) from error
    if "\0" in content:
        raise FileError([(content[: content.index("\0")].count("\n") + 1, "holds a null byte, so it is no text")])
    rows: list[Row] = []
    wrong: list[tuple[int, str]] = []
    for line, read in _csv_rows(content) if csv_file else _json_rows(content):
        try:
            rows.append((line, read()))
        except ValidationError as error:
            wrong.append((line, _said(error)))
        except ValueError as error:
            wrong.append((line, str(error)))
        if len(wrong) >= MOST_NAMED:
            break
    if wrong:
        raise FileError(wrong)
    if not rows:
        raise FileError([(1, "holds no correction")])
    return rows


def _said(error: ValidationError) -> str:
    errors = error.errors(include_url=False, include_context=False, include_input=False)[:3]
    unknown = [repr(found["loc"][-1]) for found in errors if found["type"] == "extra_forbidden"]
    if unknown:
        return f"unknown field {', '.join(unknown)}; a line holds some of {', '.join(_COLUMNS)}"
    return "; ".join(f"{entry['pointer'].lstrip('#/')} {entry['detail']}".strip() for entry in body_errors(errors))


Read = Callable[[], CorrectionRowIn]


def _json_rows(content: str) -> Iterator[tuple[int, Read]]:
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            yield number, partial(_json_row, line)


def _json_row(line: str) -> CorrectionRowIn:
    try:
        record = from_json(line)
    except ValueError as error:
        raise ValueError(f"is no JSON ({without_line(str(error))})") from error
    if not isinstance(record, dict):
        raise ValueError("is no JSON object")
    if (fault := doubled_name(line)) is not None:
        raise ValueError(fault)
    # a row of nulls means the same as one without
    return CorrectionRowIn.model_validate({name: value for name, value in record.items() if value is not None})


def _csv_rows(content: str) -> Iterator[tuple[int, Read]]:
    first = content.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(_CELL)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True)
    columns: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, _failing(f"is no CSV ({error}); quotes inside a cell are doubled")
            return
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns = [cell.strip().lower() for cell in cells]
            if fault := _header_fault(columns):
                yield line, _failing(fault)
                return
        else:
            yield line, _row_reader(columns, cells)


def _failing(detail: str) -> Read:
    def fail() -> CorrectionRowIn:
        raise ValueError(detail)

    return fail


def _header_fault(columns: list[str]) -> str | None:
    known = (*_COLUMNS, *_MADE)
    if unknown := [name for name in columns if name not in known]:
        return f"the header names a column {unknown[0][:40]!r}; known are {', '.join(_COLUMNS)}"
    if doubled := [name for name in columns if columns.count(name) > 1]:
        return f"the header names the column {doubled[0]!r} twice"
    if "themes" not in columns and "skip" not in columns:
        return "the header names no column themes"
    return None


def _row_reader(columns: list[str], cells: list[str]) -> Read:
    def read() -> CorrectionRowIn:
        if len(cells) != len(columns):
            raise ValueError(f"has {len(cells)} cells where the header names {len(columns)}")
        record: dict[str, Any] = {}
        for name, cell in zip(columns, cells, strict=True):
            value = _ESCAPED.sub("", cell)
            if name in _LISTS:
                listed = [part for part in _SEPARATORS.split(value.replace(_NOBODY_ASKED, " ")) if part]
                if listed or name == "themes" or value.strip() == _NOBODY_ASKED:
                    record[name] = listed
            elif name in _FLAGS:
                record[name] = _flag(name, value)
            elif name in _COLUMNS and value.strip():
                record[name] = value
        return CorrectionRowIn.model_validate(record)

    return read


def _flag(name: str, cell: str) -> bool:
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise ValueError(f"{name} {cell[:20]!r} is neither true nor false")
    return word in _YES


def write_jsonl(corrections: Iterable[CorrectedItem]) -> Iterator[str]:
    """Write corrections, one JSON object a line."""
    for said in corrections:
        yield corrected_item_out(said).model_dump_json() + "\n"


def write_csv(corrections: Iterable[CorrectedItem]) -> Iterator[str]:
    """Write corrections as CSV (RFC 4180) with a header line; lists are separated by spaces."""
    yield _csv_line((*_COLUMNS, *_MADE))
    for said in corrections:
        record = corrected_item_out(said).model_dump(mode="json")
        yield _csv_line([_cell(record, name) for name in (*_COLUMNS, *_MADE)])


def _cell(record: Mapping[str, Any], name: str) -> str:
    value = record[name]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if name == "asked" and not value and not record["skip"]:
        return _NOBODY_ASKED
    text = " ".join(value) if isinstance(value, list) else str(value)
    return _FORMULA.sub("'", text)


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
