"""What the pages share: how they are shown, and the fields of their forms."""

from datetime import date
from typing import Annotated, Any, Protocol

from fastapi import Form, Request
from fastapi.responses import HTMLResponse

from news.errors import InvalidNewsletterError

Text = Annotated[str, Form()]
Many = Annotated[list[str] | None, Form()]
TOP = (
    "#main"  # where a page says what was done: a browser keeps the fragment that a form was sent to, unless told of one
)


class Show(Protocol):
    """Renders a template as a page."""

    def __call__(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The page; values are what the template prints."""


def read_day(text: str) -> date | None:
    """Read a day as a date field sends it; None when empty; raises InvalidNewsletterError."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidNewsletterError(f"{text!r} is no day of the calendar; write it as YYYY-MM-DD.") from error
