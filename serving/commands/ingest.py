"""`sitrep ingest`: newsletters into the store, by the running server when there is one."""

import json
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from news.errors import InvalidNewsletterError, ParserLimitError
from news.prose import counted
from serving.answers import newsletter_answer
from serving.commands.source import display_name, media_type, read_bytes, refuse, say, settings_for
from serving.days import DAY_PARAMETER, DayError
from serving.running import RefusedError, Server, find_server
from serving.sources.folder import day_in_name
from serving.start import open_sitrep

# Keeps a newsletter under a day; store None: where its day is known. Gives the answer of POST /v1/newsletters.
Keep = Callable[[bytes, str, date | None, bool | None], dict[str, Any]]


def run(arguments: Namespace) -> int:
    """Store every file; 1 when one was refused, and the others are stored all the same."""
    settings = settings_for(arguments.home)
    server = find_server(settings.home)
    if server is not None:
        if not arguments.quiet:
            say(f"handing over to the server at {server.address}")
        return _keep_all(arguments, _by_server(server, arguments.source))
    sitrep = open_sitrep(settings, store=True)
    with closing(sitrep.store):

        def keep(data: bytes, kind: str, day: date | None, store: bool | None) -> dict[str, Any]:
            read = sitrep.read_newsletter(data, kind, issued_on=day, source=arguments.source, store=store)
            return newsletter_answer(read).model_dump(mode="json")

        return _keep_all(arguments, keep)


def _by_server(server: Server, source: str | None) -> Keep:
    def keep(data: bytes, kind: str, day: date | None, store: bool | None) -> dict[str, Any]:
        query = {"issued_on": day, "source": source, "store": "true" if store else None}
        return dict(json.loads(server.ask("POST", "/v1/newsletters", query, data, kind)))

    return keep


def _kept(name: str, data: bytes, kind: str, day: date | None, keep: Keep) -> dict[str, Any]:
    """Keep one file under the day that is given, else its own, else the one in its name."""
    if day is None:
        answer = keep(data, kind, None, None)
        if "stored" in answer:
            return answer
        day = day_in_name(Path(name).name)
    return keep(data, kind, day, True)


def _keep_all(arguments: Namespace, keep: Keep) -> int:
    refused = 0
    done: list[dict[str, Any]] = []
    for name in arguments.files:
        try:
            data = read_bytes(name)
            answer = _kept(name, data, media_type(data, name, arguments.type), arguments.date, keep)
        except (InvalidNewsletterError, ParserLimitError, DayError, RefusedError) as error:
            refused += 1
            refuse(name, str(error).replace(DAY_PARAMETER, "--date YYYY-MM-DD"))
            continue
        stored = {key: answer[key] for key in ("issue", "issued_on", "source")} | answer["stored"]
        if arguments.format == "json":
            done.append({"file": display_name(name), **stored})
        else:
            items = counted(stored["created"], "item")
            kept = f"{items} stored under {stored['issued_on']}, {stored['existing']} there already"
            print(f"{display_name(name)}: {kept}", flush=True)
    if arguments.format == "json":
        print(json.dumps(done, indent=2, ensure_ascii=False))
    return 1 if refused else 0
