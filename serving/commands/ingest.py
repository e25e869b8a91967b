"""`sitrep ingest`: newsletters into the store, by the running server when there is one."""

import json
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import Any

from news.errors import InvalidNewsletterError, ParserLimitError
from news.prose import counted
from serving.answers import newsletter_answer
from serving.commands.source import display_name, media_type, read_bytes, refuse, say, settings_for
from serving.days import DAY_PARAMETER, DayError
from serving.running import RefusedError, Server, find_server
from serving.start import open_sitrep

Keep = Callable[[bytes, str, date | None, str | None], dict[str, Any]]  # gives the answer of POST /v1/newsletters


def run(arguments: Namespace) -> int:
    """Store every file; 1 when one was refused, and the others are stored all the same."""
    settings = settings_for(arguments.home)
    server = find_server(settings.home)
    if server is not None:
        if not arguments.quiet:
            say(f"handing over to the server at {server.address}")
        return _keep_all(arguments, _by_server(server))
    sitrep = open_sitrep(settings, store=True)
    with closing(sitrep.store):

        def keep(data: bytes, kind: str, day: date | None, source: str | None) -> dict[str, Any]:
            read = sitrep.read_newsletter(data, kind, issued_on=day, source=source, store=True)
            return newsletter_answer(read).model_dump(mode="json")

        return _keep_all(arguments, keep)


def _by_server(server: Server) -> Keep:
    def keep(data: bytes, kind: str, day: date | None, source: str | None) -> dict[str, Any]:
        query = {"issued_on": day, "source": source, "store": "true"}
        return dict(json.loads(server.ask("POST", "/v1/newsletters", query, data, kind)))

    return keep


def _keep_all(arguments: Namespace, keep: Keep) -> int:
    refused = 0
    done: list[dict[str, Any]] = []
    for name in arguments.files:
        try:
            data = read_bytes(name)
            answer = keep(data, media_type(data, name, arguments.type), arguments.date, arguments.source)
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
