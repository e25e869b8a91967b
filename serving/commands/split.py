"""`sitrep split`: the items of one newsletter, and what was left out; needs no model."""

import json
from argparse import Namespace
from typing import Any

from news.errors import InvalidNewsletterError, ParserLimitError
from news.item import Issue
from news.newsletter_bounded import split_bounded
from news.prose import counted
from serving import phrasing
from serving.commands.source import display_name, media_type, read_bytes, refuse
from serving.schemas.core import item_fields


def run(arguments: Namespace) -> int:
    """Print an issue's items and dropped pieces."""
    try:
        data = read_bytes(arguments.file)
        kind = media_type(data, arguments.file, arguments.type)
        issue = split_bounded(data, kind, issued_on=arguments.date, source=arguments.source)
    except (InvalidNewsletterError, ParserLimitError) as error:
        refuse(arguments.file, error)
        return 1
    if arguments.format == "json":
        print(json.dumps(_as_json(issue), indent=2, ensure_ascii=False))
    else:
        print(_as_text(issue, display_name(arguments.file)))
    return 0


def _as_json(issue: Issue) -> dict[str, Any]:
    """The answer of /v1/newsletters without the labels."""
    return {
        "issue": issue.id,
        "issued_on": issue.issued_on.isoformat() if issue.issued_on else None,
        "source": issue.source,
        "items": [item_fields(item) for item in issue.items],
        "dropped": [{"start": d.start, "end": d.end, "reason": d.reason} for d in issue.dropped],
    }


def _as_text(issue: Issue, name: str) -> str:
    """Items and dropped pieces in reading order, each on a line or two."""
    placed: list[tuple[int, str, str | None]] = []
    for item in issue.items:
        when = f"\n{'':10}{phrasing.event_words(item.starts_at, item.starts_text)}" if item.kind == "event" else ""
        outlet = f" ({item.outlet})" if item.outlet else ""
        placed.append((item.start, f"{item.kind:<10}{item.headline}{outlet}{when}", item.section or ""))
    for piece in issue.dropped:
        words = phrasing.excerpt(issue.text[piece.start : piece.end], "")[:70]
        placed.append((piece.start, f"{'left out':<10}{phrasing.reason_words(piece.reason)}: {words}", None))
    lines = [f"{name}: {counted(len(issue.items), 'item')}, {counted(len(issue.dropped), 'piece')} left out"]
    section = ""
    for _, line, its_section in sorted(placed):
        if its_section is not None and its_section != section:
            section = its_section
            lines.append(f"\n{section}" if section else "")
        lines.append(line)
    return "\n".join(lines)
