"""The pages on which people say what items are about: plain forms, no script needed."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from news.errors import InvalidItemError
from serving.correction_schemas import SaidIn
from serving.corrections import Corrections
from serving.pipeline import Sitrep
from serving.problems import body_errors

Text = Annotated[str, Form()]
Marked = Annotated[bool, Form()]


class CorrectionPages:
    """Answers the form beside an item. That our own page sent it is checked in `serving.middleware`."""

    def __init__(self, sitrep: Sitrep) -> None:
        self._corrections = Corrections(sitrep)

    def add_routes(self, router: APIRouter) -> None:
        """Serve them."""
        router.add_api_route("/items/{item_id}/themes", self.correct, methods=["POST"])

    def correct(
        self,
        item_id: str,
        action: Text = "save",
        theme: Annotated[list[str] | None, Form()] = None,
        doubtful: Marked = False,
        pinned: Marked = False,
        who: Text = "",
        why: Text = "",
    ) -> Response:
        """Keep what the form says, and lead back to the item."""
        self._corrections.correct(item_id, read_form(action, theme or [], doubtful, pinned, who, why), "page")
        return RedirectResponse(f"/items/{quote(item_id, safe='')}#correction", status_code=303)


def read_form(action: str, themes: list[str], doubtful: bool, pinned: bool, who: str, why: str) -> SaidIn:
    """Read what a form says; action is "save" or "skip". Raises InvalidItemError."""
    if action not in ("save", "skip"):
        raise InvalidItemError(f"{action[:40]!r} is neither save nor skip; go back and use the form's buttons.")
    said: dict[str, object] = {"who": who.strip() or None, "why": why.strip() or None}
    said |= {"skip": True} if action == "skip" else {"themes": themes, "doubtful": doubtful, "pinned": pinned}
    try:
        return SaidIn.model_validate(said)
    except ValidationError as error:
        first = body_errors(error.errors(include_url=False))[0]
        raise InvalidItemError(f"{first['pointer'].lstrip('#/')}: {first['detail']}.") from error
