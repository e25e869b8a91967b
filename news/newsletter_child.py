"""The child process that splits an issue for `news.bounded`."""

from dataclasses import asdict
from datetime import date
from typing import Any

from news.child import answer_stdin
from news.newsletter import split


def _answer(request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    issued_on = date.fromisoformat(request["issued_on"]) if request["issued_on"] else None
    data = raw.decode("utf-8", "surrogatepass") if request["is_text"] else raw
    issue = split(
        data, request["media_type"], issued_on=issued_on, source=request["source"], charset=request["charset"]
    )
    return {"issue": {**asdict(issue), "issued_on": issue.issued_on.isoformat() if issue.issued_on else None}}


if __name__ == "__main__":
    answer_stdin(_answer)
