"""A story's page: its items, why it stands where it stands, its thread, and the forms for a person's hand."""

from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from news.errors import InvalidItemError
from news.prose import counted
from serving import phrasing, views
from serving.briefs.story_ranks import ranked_stories, story_with_items
from serving.learning.themes import former_names
from serving.pipeline import Sitrep
from serving.problems import first_error
from serving.schemas.stories import MergeIn, SplitIn, StoryRenameIn
from serving.web.forms import Many, Show, Text, read_day
from store.stories import Hand

BESIDE = 50  # stories offered to be merged: what one looks through


class StoryPages:
    """Answers /stories/{id} and its forms. That our own page sent a form is checked in `serving.middleware`."""

    def __init__(self, sitrep: Sitrep, page: Show) -> None:
        """page renders a template, as the other pages are."""
        self._sitrep, self._page = sitrep, page

    def add_routes(self, router: APIRouter) -> None:
        """Serve them."""
        router.add_api_route("/stories/{story_id}", self.show)
        router.add_api_route("/stories/{story_id}/rename", self.rename, methods=["POST"])
        router.add_api_route("/stories/{story_id}/merge", self.merge, methods=["POST"])
        router.add_api_route("/stories/{story_id}/split", self.split, methods=["POST"])

    def show(self, request: Request, story_id: str, find: str = "", on: str = "") -> HTMLResponse:
        """Show a story over all its days; its place is that of its last day.

        Offered to be merged are stories of that day, or the one named by on, whose headlines hold all words of find.
        """
        view, items = story_with_items(self._sitrep, story_id)
        palette = views.Palette(self._sitrep.taxonomy, former_names(self._sitrep))
        first, last = view.record.first_day, view.record.last_day
        day = last or self._sitrep.today("UTC")
        ranked = ranked_stories(self._sitrep, day, "UTC")
        number, placed = next(
            ((n, found) for n, found in enumerate(ranked, start=1) if found.story.id == view.record.id), (0, None)
        )
        other_day = read_day(on) or day
        others = ranked if other_day == day else ranked_stories(self._sitrep, other_day, "UTC")
        words = find.casefold().split()
        beside = [
            found.story
            for found in others
            if found.story.id != view.record.id and all(word in found.story.headline.casefold() for word in words)
        ]
        titles = self._sitrep.desk.titles(view.thread)
        thread = [
            (record.id, titles[record.id], phrasing.short_day(record.first_day), record.items)
            for record in view.thread
            if record.id != view.record.id and record.first_day is not None
        ]
        return self._page(
            request,
            "story.html",
            headline=view.story.headline,
            address=f"/stories/{quote(view.record.id, safe='')}",
            id=view.record.id,
            days=_days(first, last),
            day=day,
            items=[views.stored_view(items[item_id], palette) for item_id in view.story.item_ids],
            copies={item_id: place.original for item_id, place in view.places.items() if place.original},
            placed=placed,
            number=number,
            of=len(ranked),
            thread=thread,
            beside=beside[:BESIDE],
            beside_more=len(beside) - BESIDE,
            beside_day=other_day,
            find=find,
            finding=bool(find or on),
            hands=[(_hand_words(hand), _by(hand)) for hand in view.hands],
        )

    def rename(self, story_id: str, headline: Text = "", who: Text = "") -> Response:
        """Give it another headline."""
        if not headline.strip():
            raise InvalidItemError("Write the headline that the story is to have.")
        said = _read(StoryRenameIn, headline=headline.strip(), who=who.strip() or None)
        return _to(self._sitrep.desk.rename(story_id, said.headline, said.who))

    def merge(self, story_id: str, story: Many = None, who: Text = "") -> Response:
        """Put the chosen stories into this one."""
        if not story:
            raise InvalidItemError("Tick at least one story to be merged into this one.")
        said = _read(MergeIn, stories=story or [], who=who.strip() or None)
        return _to(self._sitrep.desk.merge(story_id, said.stories, said.who))

    def split(self, story_id: str, item: Many = None, headline: Text = "", who: Text = "") -> Response:
        """Take the chosen items out, and lead to their story."""
        if not item:
            raise InvalidItemError("Tick at least one item to be taken out of this story.")
        said = _read(SplitIn, items=item or [], headline=headline.strip() or None, who=who.strip() or None)
        return _to(self._sitrep.desk.split(story_id, said.items, said.headline, said.who))


def _read(model: Any, **values: object) -> Any:
    """Check a form by the model of the API's body; raises InvalidItemError."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InvalidItemError(f"{first_error(error, 'form')}.") from error


def _to(story_id: str) -> Response:
    return RedirectResponse(f"/stories/{quote(story_id, safe='')}#hands", status_code=303)


def _days(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    return phrasing.short_day(first) if first == last else f"{phrasing.short_day(first)} to {phrasing.short_day(last)}"


def _hand_words(hand: Hand) -> str:
    if hand.action == "rename":
        return f"Named “{hand.detail['headline']}”"
    items = counted(len(hand.detail["items"]), "item")
    if hand.action == "merge":
        joined = counted(len(hand.detail["stories"]), "story", "stories")
        return f"{joined} with {items} merged into it"
    return f"{items} split off"


def _by(hand: Hand) -> str:
    return phrasing.kicker([hand.who or "not said by whom", phrasing.instant_words(hand.at)])
