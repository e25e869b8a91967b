"""The pages on which people say what items are about: plain forms, no script needed."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from news.errors import InvalidItemError, NotFoundError
from serving.learning.corrections import Corrections
from serving.learning.review import Review, in_words
from serving.learning.themes import former_names
from serving.pipeline import Sitrep
from serving.problems import first_error
from serving.schemas.corrections import SaidIn
from serving.views import Palette, correction_history, stored_view
from serving.web.forms import Many, Show, Text

Marked = Annotated[bool, Form()]


@dataclass(frozen=True, slots=True)
class CorrectionForm:
    """The fields of the form beside an item; action is "save" or "skip"."""

    action: Text = "save"
    theme: Many = None
    doubtful: Marked = False
    pinned: Marked = False
    who: Text = ""
    why: Text = ""

    def said(self) -> SaidIn:
        """What the form says; raises InvalidItemError."""
        if self.action not in ("save", "skip"):
            raise InvalidItemError(f"{self.action[:40]!r} is neither save nor skip; use the form's buttons.")
        said: dict[str, object] = {"who": self.who.strip() or None, "why": self.why.strip() or None}
        if self.action == "skip":
            said["skip"] = True
        else:
            said |= {"themes": self.theme or [], "doubtful": self.doubtful, "pinned": self.pinned}
        try:
            return SaidIn.model_validate(said)
        except ValidationError as error:
            raise InvalidItemError(f"{first_error(error, 'form')}.") from error


class PeoplePages:
    """Answers the form beside an item, and the review page. Other sites' forms stop at `serving.middleware`."""

    def __init__(self, sitrep: Sitrep, show: Show) -> None:
        self._sitrep, self._show = sitrep, show
        self._corrections = Corrections(sitrep)
        self._review = Review(sitrep)

    def add_routes(self, router: APIRouter) -> None:
        """Serve them."""
        router.add_api_route("/items/{item_id}/themes", self.correct, methods=["POST"])
        router.add_api_route("/review", self.review)
        router.add_api_route("/review", self.reviewed, methods=["POST"])

    def correct(self, item_id: str, form: Annotated[CorrectionForm, Depends()]) -> Response:
        """Keep what the form says, and lead back to the item."""
        self._corrections.correct(item_id, form.said(), "page")
        return RedirectResponse(f"/items/{quote(item_id, safe='')}#correction", status_code=303)

    def review(self, request: Request, minutes: int = 15, who: str = "", last: str = "") -> HTMLResponse:
        """Show the item that is worth most, with the guideline beside it, and what became of the last one."""
        minutes = min(max(minutes, 1), 120)
        queue = self._review.queue(minutes)
        palette = Palette(self._sitrep.taxonomy, former_names(self._sitrep))
        values: dict[str, Any] = {"item": None, "minutes": minutes, "who": who[:200]}
        if queue.entries:
            entry = queue.entries[0]
            item = entry.item.stored.item
            values |= {
                "item": stored_view(entry.item, palette),
                "text": palette.headline_and_text(item.headline, item.text, None, None)[1],
                "why": in_words(entry.reasons),
                "chosen": entry.item.labels.labels if entry.item.labels else (),
            }
        values["last"] = self._last(last, palette) if last else None
        return self._show(request, "review.html", queue=queue, themes=self._sitrep.taxonomy.themes, **values)

    def _last(self, item_id: str, palette: Palette) -> dict[str, Any] | None:
        """What stands of the item that was answered before this one, so that a slip is put right at once."""
        try:
            found = self._sitrep.item(item_id)
        except NotFoundError:
            return None
        history = correction_history(self._corrections.history(item_id), palette)
        item = stored_view(found, palette)
        return {"headline": item.headline, "href": item.href, "said": history[0] if history else None}

    def reviewed(
        self, item: Text, form: Annotated[CorrectionForm, Depends()], minutes: Annotated[int, Form()] = 15
    ) -> Response:
        """Keep what the form says, and lead to the next item.

        Whoever skips an item has nothing to say of it: what somebody else said since the page was made stays.
        """
        said = form.said()
        if not (said.skip and self._sitrep.item(item).correction):
            self._corrections.correct(item, said, "review")
        following = {"last": item, "minutes": str(minutes)} | ({"who": said.who} if said.who else {})
        return RedirectResponse("/review?" + urlencode(following), status_code=303)
