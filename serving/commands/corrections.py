"""`sitrep corrections`: what people say of items, from a file and into one; by the running server when there is one."""

import json
import sys
from argparse import Namespace
from contextlib import closing

from news.errors import InvalidItemError
from news.prose import counted
from serving.commands.errors import WrongUseError
from serving.commands.source import display_name, read_bytes, settings_for
from serving.learning.correction_files import FileError, read_corrections, write_csv, write_jsonl
from serving.learning.corrections import Corrections, RowsError
from serving.running import RefusedError, find_server
from serving.settings import Settings
from serving.start import open_sitrep
from store.corrections import everything
from store.sqlite.store import open_readonly

_TYPES = {"csv": "text/csv", "jsonl": "application/x-ndjson"}


def run(arguments: Namespace) -> int:
    """Import or export."""
    settings = settings_for(arguments.home)
    if arguments.action == "import":
        return _import(settings, arguments.file, arguments.format or _form(arguments.file))
    with closing(open_readonly(settings.home)) as store:
        found = everything(store.corrections)
        for line in write_csv(found) if arguments.format == "csv" else write_jsonl(found):
            sys.stdout.write(line)
    return 0


def _form(name: str) -> str:
    suffix = name.rpartition(".")[2].lower()
    if suffix not in ("csv", "jsonl", "ndjson"):
        raise WrongUseError(f"{display_name(name)}: its name says neither csv nor jsonl; give --format")
    return "csv" if suffix == "csv" else "jsonl"


def _import(settings: Settings, name: str, form: str) -> int:
    data = read_bytes(name)
    server = find_server(settings.home)
    try:
        if server is not None:
            done = json.loads(server.ask("POST", "/v1/corrections", None, data, _TYPES[form]))
            added, unchanged = done["added"], done["unchanged"]
        else:
            added, unchanged = _keep(settings, data, form)
    except (FileError, RefusedError) as error:
        raise InvalidItemError(f"{display_name(name)}: {error}") from error
    print(f"{display_name(name)}: {counted(added, 'correction')} kept, {unchanged} in force already")
    return 0


def _keep(settings: Settings, data: bytes, form: str) -> tuple[int, int]:
    rows = read_corrections(data, csv_file=form == "csv")
    sitrep = open_sitrep(settings, store=True)
    with closing(sitrep.store):
        try:
            done = Corrections(sitrep).add_all([row for _, row in rows])
        except RowsError as error:
            raise FileError([(rows[row][0], detail) for row, detail in error.rows]) from error
    return done.added, done.unchanged
