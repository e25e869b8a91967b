"""What the child process does that splits an issue for `news.newsletter_bounded`."""

from dataclasses import asdict
from datetime import date
from typing import Any

from news.newsletter import split


def answer(request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    """The issue split, in JSON."""
    issued_on = date.fromisoformat(request["issued_on"]) if request["issued_on"] else None
    data = raw.decode("utf-8", "surrogatepass") if request["is_text"] else raw
    issue = split(
        data, request["media_type"], issued_on=issued_on, source=request["source"], charset=request["charset"]
    )
    return {"issue": {**asdict(issue), "issued_on": issue.issued_on.isoformat() if issue.issued_on else None}}
