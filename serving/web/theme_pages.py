"""The pages of themes: what is answered, and the forms that add, rename, refine and retire a theme of one's own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from models.taxonomy import Theme
from news.errors import ArtifactError, InvalidItemError, NotFoundError
from serving.learning.themes import (
    FEWEST,
    MOST,
    MOST_NEGATIVES,
    ThemeError,
    Themes,
    check_examples,
    former_names,
    identifier,
)
from serving.pipeline import Sitrep
from serving.problems import body_errors
from serving.schemas.themes import RenameIn, ThemeIn
from serving.web.forms import TOP, Many, Show
from store.protocol import Store
from store.records import ItemQuery, StoredItem
from store.search import LONGEST_SEARCH, SearchError
from store.themes import TakenIdError, Text, ThemeChange

_FOUND = 30  # stored items shown at a time
_PICKED = 200  # shown of those that are ticked; more than a theme takes
_LIST_SIGNS = (
    re.compile(r"(?:[-–—*•‣▪◦·]|\(?\d{1,2}[.)])[ \t]+(.+)", re.DOTALL),
    re.compile(r'"([^"]+)"[,;]?'),
)
_REFUSALS = (ThemeError, TakenIdError, ArtifactError, InvalidItemError)
_FIELDS = {"id": "Id", "name": "Name", "definition": "Definition", "positives": "Examples", "negatives": "Near misses"}
_ACTIONS = {"add": "added", "rename": "renamed", "refine": "trained anew", "retire": "retired"}
_Said = Annotated[str, Form()]
_Form = TypeVar("_Form", ThemeIn, RenameIn)


@dataclass(frozen=True, slots=True)
class Choice:
    """A stored item that may be picked as an example."""

    id: str
    headline: str
    excerpt: str
    picked: str  # "", "positive" or "negative"


class ThemePages:
    """Answers the requests of /themes and what lies under it. Other sites' forms stop at `serving.middleware`."""

    def __init__(self, sitrep: Sitrep, themes: Themes, show: Show) -> None:
        self._sitrep, self._themes, self._show = sitrep, themes, show

    def add_routes(self, router: APIRouter) -> None:
        """Serve them."""
        router.add_api_route("/themes", self.themes)
        router.add_api_route("/themes", self.add, methods=["POST"])
        router.add_api_route("/themes/{theme_id}", self.theme)
        router.add_api_route("/themes/{theme_id}", self.change, methods=["POST"])

    def themes(self, request: Request, added: str = "", retired: str = "") -> HTMLResponse:
        """List the themes, with the form that adds one."""
        notice = ""
        if added in self._sitrep.taxonomy.ids:
            notice = f"{self._sitrep.taxonomy.theme(added).name} is answered from now on."
        elif retired and retired not in self._sitrep.taxonomy.ids:
            name = former_names(self._sitrep).get(retired, retired[:80])
            notice = f"{name} is retired; what was said of it stays readable."
        return self._list(request, notice=notice)

    def add(
        self,
        request: Request,
        action: Literal["add", "find"] = Form("add"),
        name: _Said = "",
        id: _Said = "",  # noqa: A002  (the field's name)
        definition: _Said = "",
        positives: _Said = "",
        negatives: _Said = "",
        find: _Said = "",
        who: _Said = "",
        positive: Many = None,
        negative: Many = None,
    ) -> Response:
        """Add the theme that the form describes, or find stored items to pick for it; nothing typed is lost."""
        form = {
            "name": name.strip(), "id": id.strip(), "definition": definition.strip(), "find": find.strip(),
            "positives": positives.replace("\r\n", "\n"), "negatives": negatives.replace("\r\n", "\n"),
            "who": who.strip(), "positive": positive or [], "negative": negative or [],
        }  # fmt: skip
        if action == "find":
            return self._list(request, form=form, finding=True)
        try:
            theme = self._added(form)
        except _REFUSALS as error:
            return self._list(request, 422, form=form, problem=str(error))
        return RedirectResponse(f"/themes?added={theme.id}{TOP}", status_code=303)

    def theme(self, request: Request, theme_id: str) -> HTMLResponse:
        """Show a theme, how its head was fitted, its history, and what can be done with it."""
        return self._theme(request, theme_id)

    def change(
        self,
        request: Request,
        theme_id: str,
        action: Literal["rename", "refine", "retire"] = Form(),
        name: _Said = "",
        definition: _Said = "",
        who: _Said = "",
    ) -> Response:
        """Rename a theme, train it anew, or retire it."""
        now, hand = self._sitrep.now(), who.strip() or None
        try:
            if action == "refine":
                self._themes.refine(theme_id, hand, now)
            elif action == "retire":
                self._themes.retire(theme_id, hand, now)
            else:
                said = _checked(RenameIn, {"name": name.strip(), "definition": definition.strip() or None, "who": hand})
                self._themes.rename(
                    ThemeChange(theme_id, "rename", now, name=said.name, definition=said.definition, who=hand)
                )
        except _REFUSALS as error:
            tried = {"action": action, "name": name, "definition": definition.replace("\r\n", "\n"), "who": who}
            return self._theme(request, theme_id, 422, str(error), tried)
        where = f"/themes?retired={theme_id}" if action == "retire" else f"/themes/{theme_id}"
        return RedirectResponse(where + TOP, status_code=303)

    def _added(self, form: Mapping[str, Any]) -> Theme:
        examples = {
            side: [*self._picked(form[picked]), *read_examples(form[side])]
            for side, picked in (("positives", "positive"), ("negatives", "negative"))
        }
        given = {side: [{"headline": line, "text": text} for line, text in found] for side, found in examples.items()}
        theme_id = form["id"] or identifier(form["name"])
        change = ThemeChange(
            theme_id, "add", self._sitrep.now(), name=form["name"], definition=form["definition"],
            positives=tuple(examples["positives"]), negatives=tuple(examples["negatives"]), who=form["who"] or None,
        )  # fmt: skip
        try:
            check_examples(change)
        except ThemeError as error:
            field, found, why = str(error).partition(": ")
            raise InvalidItemError(f"{_FIELDS.get(field, field)}{found}{why}.") from error
        _checked(
            ThemeIn,
            {
                "id": theme_id, "name": form["name"], "definition": form["definition"], "who": form["who"] or None,
                **given,
            },
        )  # fmt: skip
        return self._themes.add(change)

    def _picked(self, ids: list[str]) -> list[Text]:
        try:
            found = [self._sitrep.store.item(item_id).item for item_id in dict.fromkeys(ids)]
        except NotFoundError as error:
            raise InvalidItemError(f"{error}; pick another one.") from error
        return [(item.headline.strip(), item.text.strip()) for item in found]

    def _choices(self, form: Mapping[str, Any]) -> tuple[Choice, ...]:
        """The items picked already, then stored ones that hold what is looked for, newest first; raises SearchError."""
        sides = {**dict.fromkeys(form["negative"], "negative"), **dict.fromkeys(form["positive"], "positive")}
        store, query = self._sitrep.store, ItemQuery(words=form["find"])
        picked = [stored.item for item_id in islice(sides, _PICKED) if (stored := _stored(store, item_id))]
        found = store.page(query, _FOUND + len(picked)).items if form["find"] else ()
        others = [seen.item for seen in found if seen.item.id not in sides][:_FOUND]
        return tuple(
            Choice(item.id, item.headline or item.text[:100], item.text[:160], sides.get(item.id, ""))
            for item in (*picked, *others)
        )

    def _list(
        self, request: Request, status: int = 200, *, form: Mapping[str, Any] | None = None, notice: str = "",
        problem: str = "", finding: bool = False,
    ) -> HTMLResponse:  # fmt: skip
        filled = form or {
            **dict.fromkeys(("name", "id", "definition", "positives", "negatives", "find", "who"), ""),
            "positive": [], "negative": [],
        }  # fmt: skip
        state = self._themes.state()
        choices: tuple[Choice, ...] = ()
        find_problem = ""
        try:
            choices = self._choices(filled)
        except SearchError as error:
            status, find_problem = 422, str(error)
        return self._show(
            request, "themes.html", status,
            themes=self._sitrep.taxonomy.themes,
            own={theme.id for theme in state.in_force},
            retired=list(former_names(self._sitrep).items()),
            form=filled, choices=choices, finding=finding, find_problem=find_problem, notice=notice, problem=problem,
            longest_search=LONGEST_SEARCH, fewest=FEWEST, most=MOST, most_negatives=MOST_NEGATIVES,
        )  # fmt: skip

    def _theme(
        self,
        request: Request,
        theme_id: str,
        status: int = 200,
        problem: str = "",
        tried: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        """The page of a theme; tried is what was typed into the form that was refused, and its action."""
        history = self._themes.history(theme_id)
        taxonomy = self._sitrep.taxonomy
        answered = taxonomy.theme(theme_id) if theme_id in taxonomy.ids else None
        former = former_names(self._sitrep).get(theme_id, theme_id)
        return self._show(
            request, "theme.html", status,
            id=theme_id,
            name=answered.name if answered else former,
            theme=answered,
            own=bool(history) and history[0].action == "add",
            head=self._themes.head(theme_id),
            history=[
                {
                    "done": _ACTIONS[change.action], "who": change.who or "", "name": change.name or "",
                    "when": f"{change.when:%d %B %Y, %H:%M} UTC",
                    "examples": f"{len(change.positives)} and {len(change.negatives)}" if change.positives else "",
                }
                for change in reversed(history)
            ],
            problem=problem,
            tried=tried or {"action": ""},
        )  # fmt: skip


def read_examples(pasted: str) -> list[Text]:
    """Examples as they are pasted: one a line, or, where empty lines part them, headline and text of each.

    A tab parts headline and text, as in spreadsheets. What a list sets before or around all of its lines is left out.
    """
    blocks = [block for block in re.split(r"\n(?:[ \t]*\n)+", pasted.strip()) if block.strip()]
    pieces = [line for line in blocks[0].splitlines() if line.strip()] if len(blocks) == 1 else blocks
    for sign in _LIST_SIGNS:
        bare = [sign.fullmatch(piece.strip()) for piece in pieces]
        if len(pieces) > 1 and all(bare):
            pieces = [found[1] for found in bare if found]
    split = [re.split(r"[\t\n]", piece.strip(), maxsplit=1) for piece in pieces]
    return [(headline.strip(), " ".join(" ".join(text).split())) for headline, *text in split]


def _stored(store: Store, item_id: str) -> StoredItem | None:
    """A stored item; None when there is none by this id."""
    try:
        return store.item(item_id)
    except NotFoundError:
        return None


def _checked(model: type[_Form], said: Mapping[str, Any]) -> _Form:
    """What a form says, checked as the API checks it; raises InvalidItemError naming the form's field."""
    if not said["name"]:
        raise InvalidItemError("Name: say what the theme is called.")
    try:
        return model.model_validate(said)
    except ValidationError as error:
        first = body_errors(error.errors(include_url=False))[0]
        field, _, place = first["pointer"].removeprefix("#/").partition("/")
        number = f", number {int(place.split('/')[0]) + 1}" if place.split("/")[0].isdecimal() else ""
        raise InvalidItemError(f"{_FIELDS.get(field, field)}{number}: {first['detail']}.") from error
