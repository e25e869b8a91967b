"""`sitrep brief`: the brief of a day, from the running server when there is one."""

import json
import os
from argparse import Namespace
from contextlib import closing
from datetime import UTC, date, datetime, time

from news.errors import NotFoundError
from serving.brief_formats import MEDIA_TYPES, format_brief
from serving.commands.errors import WrongUseError
from serving.commands.source import settings_for
from serving.pipeline import UnknownThemeError, find_timezone
from serving.running import RefusedError, Server, find_server
from serving.settings import Settings
from serving.start import open_sitrep
from store.sqlite import open_readonly

JSON_FORMATS = frozenset(name for name, media_type in MEDIA_TYPES.items() if media_type.endswith("json"))
PAGES = "http://127.0.0.1:8000"  # where links to items lead while no server runs: where `sitrep serve` would stand


def run(arguments: Namespace) -> int:
    """Print a day's brief; without a date, of the newest day with items."""
    settings = settings_for(dict(os.environ), arguments.home)
    server = find_server(settings.home)
    words = _asked(server, settings, arguments) if server else _composed(settings, arguments)
    print(words.rstrip("\n"))
    return 0


def _asked(server: Server, settings: Settings, arguments: Namespace) -> str:
    day = arguments.date
    if day is None:
        with closing(open_readonly(settings.home)) as store:
            day = _found(store.newest_day(find_timezone(arguments.timezone)))
    query = {"timezone": arguments.timezone, "theme": arguments.theme, "format": arguments.format}
    try:
        answer = server.ask("GET", f"/v1/briefs/{day}", query).decode()
    except RefusedError as error:  # all that it can refuse stands in the arguments
        raise WrongUseError(str(error)) from error
    return _indented(answer) if arguments.format in JSON_FORMATS else answer


def _composed(settings: Settings, arguments: Namespace) -> str:
    sitrep = open_sitrep(settings, store=True)
    with closing(sitrep.store):
        day = arguments.date or _found(sitrep.newest_day(arguments.timezone))
        try:
            brief = sitrep.brief(day, arguments.timezone, arguments.theme or ())
        except UnknownThemeError as error:
            raise WrongUseError(str(error)) from error
        written = format_brief(
            brief, arguments.format, PAGES, f"/v1/briefs/{day}", _midnight(day), sitrep.item, sitrep.taxonomy
        )
        return _indented(written.text) if arguments.format in JSON_FORMATS else written.text


def _found(day: date | None) -> date:
    if day is None:
        raise NotFoundError("nothing is stored yet; read a newsletter in: sitrep ingest FILE --date YYYY-MM-DD")
    return day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _indented(text: str) -> str:
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
