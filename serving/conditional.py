"""Answers that are sent again only when they changed (RFC 9110, 13.1): readers of feeds and calendars keep asking."""

import hashlib
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import Response

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "As it was when it was sent with the ETag that If-None-Match names"}
}
_TAG = re.compile(r'(?:W/)?("[^"]*")')


def answer_if_changed(
    request: Request, text: str, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The text under an ETag of its own, or 304 without it when the caller names that ETag."""
    digest = hashlib.sha256(f"{media_type} {text}".encode()).hexdigest()[:32]
    tag = f'"{digest}"'
    sent = {"ETag": tag, "Cache-Control": "no-cache"} | dict(headers or {})
    held = ",".join(request.headers.getlist("if-none-match"))
    if held.strip() == "*" or tag in _TAG.findall(held):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=sent)
    return Response(text, media_type=media_type, headers=sent)
