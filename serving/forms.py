"""What the pages share: how they are shown, and the fields of their forms."""

from typing import Annotated, Any, Protocol

from fastapi import Form, Request
from fastapi.responses import HTMLResponse

Text = Annotated[str, Form()]
Many = Annotated[list[str] | None, Form()]


class Show(Protocol):
    """Renders a template as a page."""

    def __call__(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The page; values are what the template prints."""
