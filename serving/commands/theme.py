"""`sitrep theme`: the taxonomy as its users change it; by the running server when there is one."""

from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from models.labels import NewsText
from models.taxonomy import Theme
from news.errors import InvalidItemError
from serving.answers import taxonomy_answer, theme_out
from serving.commands.errors import WrongUseError
from serving.commands.label import decoded, read_texts
from serving.commands.source import display_name, read_bytes, settings_for
from serving.learning.themes import ThemeError, Themes, check_examples
from serving.pipeline import Sitrep
from serving.problems import body_errors
from serving.running import Server, find_server
from serving.schemas.themes import RenameIn, ThemeChangeQuery, ThemeIn
from serving.settings import Settings
from serving.start import RELEASED, open_sitrep
from store.themes import Text, ThemeChange

Model = TypeVar("Model", bound=BaseModel)
Change = Callable[[Sitrep, Themes], Theme | None]


def run(arguments: Namespace) -> int:
    """List the themes, or change one."""
    settings = settings_for(arguments.home)
    server = find_server(settings.home)
    action = {"list": _list, "add": _add, "rename": _rename, "retire": _retire, "refine": _refine}[arguments.action]
    action(arguments, settings, server)
    return 0


def _list(_: Namespace, settings: Settings, server: Server | None) -> None:
    if server is not None:
        taxonomy = server.ask_json("GET", "/v1/themes")
    else:
        taxonomy = taxonomy_answer(open_sitrep(settings, store=False).taxonomy).model_dump()
    print(f"taxonomy {taxonomy['version']}")
    for theme in taxonomy["themes"]:
        print(f"  {theme['id']}: {theme['name']}. {theme['definition']}")


def _add(arguments: Namespace, settings: Settings, server: Server | None) -> None:
    positives = read_examples(arguments.examples, settings.max_body_bytes)
    negatives = read_examples(arguments.negatives, settings.max_body_bytes) if arguments.negatives else ()
    given = {"id": arguments.id, "name": arguments.name, "definition": arguments.definition, "who": arguments.who}
    given |= {"positives": _as_json(positives), "negatives": _as_json(negatives)}
    theme = _checked(ThemeIn, given)
    if server is not None:
        print(_said("added", server.ask_json("POST", "/v1/themes", None, given)))
        return

    def add(sitrep: Sitrep, themes: Themes) -> Theme:
        change = ThemeChange(
            arguments.id,
            "add",
            sitrep.now(),
            name=theme.name.strip(),
            definition=theme.definition.strip(),
            positives=positives,
            negatives=negatives,
            who=theme.who,
        )
        check_examples(change)
        return themes.add(change)

    print(_said("added", _change(settings, add)))


def _rename(arguments: Namespace, settings: Settings, server: Server | None) -> None:
    given = {"name": arguments.name, "definition": arguments.definition, "who": arguments.who}
    renaming = _checked(RenameIn, given)
    if server is not None:
        print(_said("renamed", server.ask_json("PATCH", _address(arguments.id), None, given)))
        return

    def rename(sitrep: Sitrep, themes: Themes) -> Theme:
        name, definition = renaming.name.strip(), renaming.definition
        change = ThemeChange(arguments.id, "rename", sitrep.now(), name=name, definition=definition, who=renaming.who)
        return themes.rename(change)

    print(_said("renamed", _change(settings, rename)))


def _retire(arguments: Namespace, settings: Settings, server: Server | None) -> None:
    who = _checked(ThemeChangeQuery, {"who": arguments.who}).who
    if server is not None:
        server.ask("DELETE", _address(arguments.id), {"who": who})
    else:
        _change(settings, lambda sitrep, themes: themes.retire(arguments.id, who, sitrep.now()))
    print(f"{arguments.id}: retired; labels and corrections under it stay readable")


def _refine(arguments: Namespace, settings: Settings, server: Server | None) -> None:
    who = _checked(ThemeChangeQuery, {"who": arguments.who}).who
    if server is not None:
        done = server.ask_json("POST", f"{_address(arguments.id)}/refine", {"who": who})
    else:
        done = _change(settings, lambda sitrep, themes: themes.refine(arguments.id, who, sitrep.now()))
    print(_said("refined", done))


def _address(theme_id: str) -> str:
    return f"/v1/themes/{quote(theme_id, safe='')}"


def _checked(model: type[Model], given: dict[str, Any]) -> Model:
    """What the API would take, whether or not a server runs; raises InvalidItemError."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        wrong = body_errors(error.errors(include_url=False))
        said = (f"{_option(entry['pointer'].lstrip('#/'))}: {entry['detail']}" for entry in wrong[:3])
        raise InvalidItemError(f"{'; '.join(said)}; nothing was changed") from error


def _option(field: str) -> str:
    """How the command line is told a field of the API."""
    name = "examples" if field.startswith("positives") else field
    return name.upper() if name == "id" else f"--{name}"


def _change(settings: Settings, change: Change) -> dict[str, Any]:
    sitrep = open_sitrep(settings, store=True)
    with closing(sitrep.store):
        try:
            theme = change(sitrep, Themes(sitrep, settings.home, RELEASED))
        except ThemeError as error:
            raise InvalidItemError(str(error)) from error
    return theme_out(theme).model_dump() if theme else {}


def _said(done: str, theme: dict[str, Any]) -> str:
    return f"{theme['id']}: {done} as {theme['name']!r}"


def _as_json(texts: tuple[Text, ...]) -> list[dict[str, str]]:
    return [{"headline": headline, "text": text} for headline, text in texts]


def read_examples(name: str, most_bytes: int) -> tuple[Text, ...]:
    """Read examples: JSON or NDJSON as `sitrep label` reads them, else one example a line; raises InvalidItemError."""
    data = read_bytes(name)
    texts: list[Text] = []
    try:
        if name.rpartition(".")[2].lower() in ("txt", "md"):
            return tuple((line.strip(), "") for line in decoded(data).splitlines() if line.strip())
        for found in read_texts(data, name, most_bytes):
            if isinstance(found, InvalidItemError):
                raise found
            text: NewsText = found[1]
            texts.append((text.headline.strip(), text.text.strip()))
    except InvalidItemError as error:
        raise InvalidItemError(f"{display_name(name)}: {error}; nothing was changed") from error
    if not texts:
        raise WrongUseError(f"{display_name(name)}: holds no example")
    return tuple(texts)
