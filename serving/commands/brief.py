"""`sitrep brief`: the brief of a day, from the running server when there is one."""

import json
from argparse import Namespace
from contextlib import closing
from datetime import date, datetime, timedelta

from news.days import EditionError, read_edition
from news.errors import NotFoundError
from serving.briefs.brief_formats import format_brief
from serving.briefs.brief_writer import open_writer
from serving.briefs.editions import Editions
from serving.briefs.format_names import JSON_FORMATS
from serving.commands.errors import WrongUseError
from serving.commands.source import settings_for
from serving.days import DayError, find_timezone
from serving.parameters import TOMORROW
from serving.pipeline import UnknownThemeError
from serving.running import RefusedError, Server, find_server
from serving.settings import Settings
from serving.start import open_sitrep
from store.sqlite.store import open_readonly

PAGES = "http://127.0.0.1:8000"  # where links to items lead while no server runs: where `sitrep serve` would stand


def run(arguments: Namespace) -> int:
    """Print a brief; without a date, of the newest day with items."""
    if arguments.preview and arguments.date:
        raise WrongUseError("--preview prints tomorrow's edition, so it takes no --date; leave out one of the two")
    settings = settings_for(arguments.home)
    server = find_server(settings.home)
    words = _asked(server, settings, arguments) if server else _composed(settings, arguments)
    print((indented(words) if arguments.format in JSON_FORMATS else words).rstrip("\n"))
    return 0


def _asked(server: Server, settings: Settings, arguments: Namespace) -> str:
    name = TOMORROW if arguments.preview else arguments.date
    if name is None:
        with closing(open_readonly(settings.home)) as store:
            zone = find_timezone(arguments.timezone)
            name = _found(store.newest_day(zone, datetime.now(zone).date() + timedelta(days=1)))
    query = {"timezone": arguments.timezone, "theme": arguments.theme}
    shown = {"format": arguments.format} | ({"published": "true"} if arguments.published else {})
    try:
        if arguments.publish:
            name = server.ask_json("POST", f"/v1/briefs/{name}", query)["id"]
        return server.ask("GET", f"/v1/briefs/{name}", query | shown).decode()
    except RefusedError as error:  # all that it can refuse stands in the arguments
        raise WrongUseError(str(error)) from error


def _composed(settings: Settings, arguments: Namespace) -> str:
    sitrep = open_sitrep(settings, store=True)
    open_writer(sitrep, settings)
    with closing(sitrep.store):
        editions = Editions(sitrep)
        zone, themes = arguments.timezone, arguments.theme or ()
        try:
            if arguments.preview:
                edition = editions.tomorrow(zone, themes)
            else:
                name = read_edition(arguments.date or str(_found(sitrep.newest_day(zone))))
                if arguments.publish:
                    edition, _ = editions.publish(name, zone, themes)
                else:
                    edition = (editions.published if arguments.published else editions.live)(name, zone, themes)
        except (UnknownThemeError, EditionError, DayError) as error:
            raise WrongUseError(str(error)) from error
        address = f"/v1/briefs/{edition.id or edition.brief.edition}"
        base_url = (settings.public_url or PAGES).rstrip("/")
        return format_brief(edition, arguments.format, base_url, address, sitrep).text


def _found(day: date | None) -> date:
    if day is None:
        raise NotFoundError("nothing is stored yet; read a newsletter in: sitrep ingest FILE --date YYYY-MM-DD")
    return day


def indented(text: str) -> str:
    """JSON for a terminal."""
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
