"""`sitrep review`: the review queue in the terminal, one key an answer; by the running server when there is one."""

import os
import select
import sys
import textwrap
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

from news.clean import plain
from news.errors import NotFoundError
from news.prose import counted
from serving.answers import stored_item, taxonomy_answer
from serving.commands.errors import WrongUseError
from serving.commands.source import settings_for
from serving.learning.corrections import Corrections
from serving.learning.review import Review, in_words
from serving.running import RefusedError, find_server
from serving.schemas.corrections import SaidIn
from serving.start import open_sitrep

Tell = Callable[[str, dict[str, Any]], None]
Answered = Callable[[str], bool]  # whether somebody has answered for an item
_SEQUENCE_S = 0.05  # a terminal sends a key's bytes together
_WIDTH, _SHOWN = 92, 900  # characters of a line, and of a text
_HELP = "1-9 theme  d doubtful  p pin  g guideline  enter save  s skip  b back  q quit"


def run(arguments: Namespace) -> int:
    """Show item after item until the queue is empty or the reader has enough."""
    if not sys.stdin.isatty():
        raise WrongUseError("review reads keys, so it needs a terminal; programs ask GET /v1/review")
    settings = settings_for(arguments.home)
    server = find_server(settings.home)
    if server is not None:
        themes = server.ask_json("GET", "/v1/themes")["themes"]
        queue = server.ask_json("GET", "/v1/review", {"minutes": arguments.minutes})

        def put(item_id: str, said: dict[str, Any]) -> None:
            server.ask_json("PUT", f"/v1/items/{item_id}/themes", None, said | {"via": "review"})

        def answered(item_id: str) -> bool:
            history = server.ask_json("GET", f"/v1/items/{item_id}/themes")["history"]
            return bool(history) and not history[0]["skip"]

        return _review(queue, themes, put, answered, arguments.who)
    sitrep = open_sitrep(settings, store=True)
    with closing(sitrep.store):
        found = Review(sitrep).queue(arguments.minutes)
        items = [{**stored_item(e.item).model_dump(mode="json"), "reasons": list(e.reasons)} for e in found.entries]
        corrections = Corrections(sitrep)

        def keep(item_id: str, said: dict[str, Any]) -> None:
            corrections.correct(item_id, SaidIn.model_validate(said), "review")

        themes = taxonomy_answer(sitrep.taxonomy).model_dump()["themes"]

        def nobody(_item_id: str) -> bool:  # this process alone writes here
            return False

        return _review({"items": items, "estimate": found.sentence}, themes, keep, nobody, arguments.who)


def _review(
    queue: Mapping[str, Any], themes: Sequence[Mapping[str, Any]], tell: Tell, answered: Answered, who: str | None
) -> int:
    items = queue["items"]
    print(queue["estimate"])
    if not items:
        return 0
    done = place = 0
    own: dict[int, dict[str, Any]] = {}  # what was answered here, by place
    with keys() as read:
        while place < len(items):
            said = _decide(items[place], themes, read, f"{place + 1} of {len(items)}", own.get(place))
            if said == "quit":
                break
            if said == "back":
                place = max(0, place - 1)
                continue
            assert isinstance(said, dict)
            item_id = items[place]["id"]
            try:
                if "skip" in said and place not in own and answered(item_id):
                    print("somebody has answered since; it stays so")
                else:
                    tell(item_id, said | ({"who": who} if who else {}))
                    done += 1
                    own[place] = said
            except (NotFoundError, RefusedError) as error:
                print(f"not kept: {error}")
            place += 1
    print(f"{counted(done, 'answer')} kept")
    return 0


def _decide(
    item: Mapping[str, Any],
    themes: Sequence[Mapping[str, Any]],
    read: Callable[[], str],
    place: str,
    before: Mapping[str, Any] | None,
) -> dict[str, Any] | str:
    """What the reader says of one item: a correction, "back" or "quit"; before is what the same reader said of it."""
    before = before or {}
    chosen = list(before.get("themes", [theme["id"] for theme in themes if theme["id"] in item["labels"]]))
    doubtful, pinned = before.get("doubtful", False), before.get("pinned", False)
    print(_shown(item, place))
    if before:
        print("  skipped before" if "skip" in before else "  as you said before; s takes it back")
    while True:
        print(_state(item, themes, chosen, doubtful, pinned))
        key = read()
        if key in ("\r", "\n"):
            asked = [theme["id"] for theme in themes]
            return {"themes": chosen, "asked": asked, "doubtful": doubtful, "pinned": pinned}
        if key == "s":
            return {"skip": True}
        if key in ("q", "\x03", "\x04", ""):
            return "quit"
        if key == "b":
            return "back"
        if key == "d":
            doubtful = not doubtful
        elif key == "p":
            pinned = not pinned
        elif key == "g":
            print(_guideline(themes))
        elif key.isdecimal() and 1 <= int(key) <= len(themes):
            theme = themes[int(key) - 1]["id"]
            chosen = [other for other in chosen if other != theme] if theme in chosen else [*chosen, theme]
        else:
            print(f"  no such key; {_HELP}")


def _shown(item: Mapping[str, Any], place: str) -> str:
    """An item for readers; what could steer a terminal is taken out."""
    where = plain(", ".join(str(part) for part in (item["source"], item["outlet"], item["day"]) if part))
    lines = ["", f"--- {place}{f' — {where}' if where else ''}"]
    if item["reasons"]:
        lines += textwrap.wrap(f"Asked because {in_words(item['reasons'])}.", _WIDTH)
    lines += textwrap.wrap(plain(item["headline"]), _WIDTH)
    text = plain(item["text"])
    lines += textwrap.wrap(text[:_SHOWN] + ("…" if len(text) > _SHOWN else ""), _WIDTH, initial_indent="  ",
                           subsequent_indent="  ")  # fmt: skip
    return "\n".join(lines)


def _state(
    item: Mapping[str, Any], themes: Sequence[Mapping[str, Any]], chosen: Sequence[str], doubtful: bool, pinned: bool
) -> str:
    said = {theme["id"]: theme for theme in item["themes"]}
    marks = []
    for number, theme in enumerate(themes, 1):
        known = said.get(theme["id"])
        probability = f" {known['probability']:.0%}" if known else ""
        marks.append(f"[{'x' if theme['id'] in chosen else ' '}] {number} {theme['name']}{probability}")
    flags = [name for name, set_ in (("doubtful", doubtful), ("pinned", pinned)) if set_]
    return f"  {'  '.join(marks)}{'  ' + ', '.join(flags) if flags else ''}\n  {_HELP}"


def _guideline(themes: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for theme in themes:
        lines += textwrap.wrap(f"{theme['name']}: {theme['definition']}", _WIDTH, subsequent_indent="  ")
        for sign, notes in (("+", theme["included"]), ("-", theme["excluded"])):
            for note in notes:
                lines += textwrap.wrap(f"  {sign} {note}", _WIDTH, subsequent_indent="    ")
    return "\n".join(lines)


def _key(descriptor: int) -> str:
    """One key; those that send a sequence (arrows, Delete, F5) are one that means nothing here, not its last digits."""
    pressed = os.read(descriptor, 1)
    if pressed == b"\x1b":
        while select.select([descriptor], [], [], _SEQUENCE_S)[0] and (more := os.read(descriptor, 1)):
            pressed += more
            if more[0] >= 0x40 and more not in (b"[", b"O"):  # the last byte of a sequence (ECMA-48, 5.4)
                break
    return pressed.decode("latin-1")


@contextmanager
def keys() -> Iterator[Callable[[], str]]:
    """A function that reads one key; the terminal is put back as it was when the block ends."""
    import termios  # noqa: PLC0415  (absent on some systems, where the other commands work all the same)
    import tty  # noqa: PLC0415

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)
    try:
        yield lambda: _key(descriptor)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
