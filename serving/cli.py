"""The command `sitrep`: arguments, and which exit code a failure gets; the commands stand in `serving.commands`."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module, metadata
from pathlib import Path
from typing import NoReturn, get_args

from news.days import EditionError, read_edition
from news.errors import (
    InvalidFeedError,
    InvalidItemError,
    InvalidNewsletterError,
    NotFoundError,
    ParserLimitError,
    SitrepError,
    UnknownTimezoneError,
)
from news.prose import one_line
from serving.addresses import EgressRefusedError
from serving.briefs.format_names import FORMATS
from serving.commands.errors import WrongUseError
from serving.commands.terminal import streams_open, terminals_shown
from serving.running import RefusedError
from store.subscriptions import DeliveryState, DeliveryStateError
from store.themes import TakenIdError

_FINE, _REFUSED, _USAGE, _ENVIRONMENT, _INTERRUPTED = 0, 1, 2, 3, 130
_EXIT_CODES = """exit codes:
  0    done
  1    something in the input was refused; stderr names it, the rest was done
  2    the command was called wrongly
  3    the surroundings are not fit: no artifact, a locked store, a taken port
  130  interrupted"""

# What is in neither row is the surroundings' fault.
_CODES = (
    (
        (
            *(InvalidItemError, InvalidNewsletterError, InvalidFeedError, EgressRefusedError, NotFoundError),
            *(ParserLimitError, TakenIdError, DeliveryStateError, RefusedError),
        ),
        _REFUSED,
    ),
    ((UnknownTimezoneError, WrongUseError), _USAGE),
)


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(_USAGE, f"sitrep: {message}; see {self.prog} --help\n")

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        """What is left over is the complaint of the command that it was given to, not of `sitrep`."""
        found, left = super().parse_known_args(args, namespace)
        if left:
            self.error(f"unrecognized arguments: {' '.join(left)}")
        return found, left


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code, never raises."""
    with streams_open(), terminals_shown():
        return _run(list(sys.argv[1:] if argv is None else argv))


def _run(words: list[str]) -> int:
    try:
        code = _command(words)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        return _FINE  # the reader has seen enough (`sitrep brief | head`)
    except Exception as error:  # the outermost place: a reader gets one line, a developer the rest
        if os.environ.get("SITREP_TRACEBACK"):
            raise
        code, message = _explain(error)
        print(f"sitrep: {message}", file=sys.stderr)
        return code


def _command(words: list[str]) -> int:
    try:
        if words[:1] == ["train"]:  # all of its words are the child's, --help too
            return int(import_module("serving.commands.train").run(words[1:]))
        arguments = build_parser().parse_args(words)
        return int(import_module(f"serving.commands.{arguments.command}").run(arguments))
    except SystemExit as end:  # argparse: --help and wrong use
        return end.code if isinstance(end.code, int) else _USAGE


def _explain(error: Exception) -> tuple[int, str]:
    """Exit code and words for a failure."""
    if isinstance(error, SitrepError):
        return next((code for kinds, code in _CODES if isinstance(error, kinds)), _ENVIRONMENT), str(error)
    if isinstance(error, ImportError):
        return _ENVIRONMENT, f"{error}; install what is missing: pip install -e ."
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return _ENVIRONMENT, where + (error.strerror or str(error))
    return _ENVIRONMENT, f"a fault of its own ({error!r}); SITREP_TRACEBACK=1 shows where"


def build_parser() -> argparse.ArgumentParser:
    """The parser of everything but `train`, whose arguments are passed on."""
    parser = _Parser(
        prog="sitrep",
        description="Read news, label every item by theme, write a daily brief with sources.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"sitrep {_version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    home = _Parser(add_help=False)
    home.add_argument("--home", type=Path, help="folder of everything kept (default: SITREP_HOME, else state/)")
    quiet = _Parser(add_help=False)
    quiet.add_argument("-q", "--quiet", action="store_true", help="no progress on stderr; refusals are still named")

    def command(name: str, help_text: str, *parents: _Parser) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=help_text,
            description=help_text[0].upper() + help_text[1:] + ".",
            parents=parents,
            epilog=_EXIT_CODES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    _add_serve(command("serve", "start the service and its pages", home))
    label = command("label", "label texts by theme; nothing is stored", home, quiet)
    label.add_argument("files", nargs="*", default=["-"], metavar="FILE", help="text, JSON list or NDJSON; - is stdin")
    label.add_argument("--evidence", action="store_true", help="name the words that carry each answer")
    label.add_argument("--format", choices=("text", "json", "ndjson"), default="text")

    split = command("split", "split one newsletter into items; nothing is stored")
    split.add_argument("file", nargs="?", default="-", metavar="FILE", help="newsletter; - is stdin")
    _add_issue(split)
    split.add_argument("--format", choices=("text", "json"), default="text")

    ingest = command("ingest", "split, label and store newsletters", home, quiet)
    ingest.add_argument("files", nargs="+", metavar="FILE", help="newsletter; - is stdin")
    _add_issue(ingest)
    ingest.add_argument("--format", choices=("text", "json"), default="text")

    _add_brief(command("brief", "print the brief of a day", home))
    _add_feeds(command("feeds", "add, list, remove and poll feeds; read and write lists of them"), home)
    _add_subscriptions(
        command("subscriptions", "add, list, change, preview, pause, resume and end subscriptions"), home
    )
    doctor = command("doctor", "check that Sitrep can work here", home)
    doctor.add_argument("--format", choices=("text", "json"), default="text")

    _add_models(command("models", "list models, let another answer, say what moved"), home)
    review = command("review", "answer the most useful items, in the terminal", home)
    review.add_argument("--minutes", type=_minutes, default=15, metavar="N", help="1 to 120 (15)")
    review.add_argument("--who", type=_who, metavar="NAME", help="who says so")

    _add_theme(command("theme", "list, add, rename, refine or retire themes"), home)
    _add_corrections(command("corrections", "import or export what people say of items"), home)

    backup = command("backup", "copy everything kept to a folder that can be served, also while a server runs", home)
    backup.add_argument("folder", metavar="FOLDER", help="a new folder")

    commands.add_parser("train", help="learn from corrections with --fast or --full; else what python -m training does")
    return parser


def _add_brief(parser: argparse.ArgumentParser) -> None:
    """Which brief, and how."""
    parser.add_argument(
        "--date", type=_edition, metavar="DATE", help="YYYY-MM-DD, or half a day: 2024-10-28-am (default: newest day)"
    )
    parser.add_argument("--timezone", default="UTC", metavar="ZONE", help="IANA name (default: %(default)s)")
    parser.add_argument("--theme", action="append", metavar="ID", help="only this theme; may be repeated")
    parser.add_argument("--format", choices=FORMATS, default="text")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--preview", action="store_true", help="tomorrow's, if nothing more came")
    way.add_argument("--publish", action="store_true", help="freeze the edition, and print it")
    way.add_argument("--published", action="store_true", help="the frozen edition, and none when it was not published")


def _add_feeds(parser: argparse.ArgumentParser, home: _Parser) -> None:
    """What can be done with feeds."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Parser)

    def action(name: str, help_text: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, help=help_text, parents=(home,))

    add = action("add", "add a feed and poll it")
    add.add_argument("url", metavar="URL", help="http or https address of an RSS, Atom or JSON feed")
    add.add_argument("--name", help="what to call it (default: its own title)")
    add.add_argument("--timezone", metavar="ZONE", help="IANA name, for its times that name none")
    add.add_argument("--full-text", action="store_true", help="fetch the page of an item that the feed gives in part")
    listing = action("list", "list feeds with their health")
    listing.add_argument("--format", choices=("text", "json"), default="text")
    action("remove", "remove a feed; its items stay").add_argument("feed", metavar="FEED", help="id, address or name")
    poll = action("poll", "poll one feed now, or all")
    poll.add_argument("feed", nargs="?", metavar="FEED", help="id, address or name (default: all)")
    action("import", "add the feeds of an OPML list").add_argument("file", metavar="FILE", help="list; - is stdin")
    action("export", "print the feeds as OPML")


def _add_models(parser: argparse.ArgumentParser, home: _Parser) -> None:
    """What is done with artifacts."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Parser)
    common = _Parser(add_help=False, parents=[home])
    common.add_argument("--format", choices=("text", "json"), default="text")
    said = _Parser(add_help=False)
    said.add_argument("--who", type=_who, help="who says so")
    said.add_argument("--reason", help="for later readers")
    actions.add_parser("list", help="every model, and what the gate said", parents=[common])
    promote = actions.add_parser("promote", help="let a model answer from now on", parents=[common, said])
    promote.add_argument("version", metavar="VERSION", help="such as 2026-11-28.2, or challenger")
    promote.add_argument("--override", action="store_true", help="although the gate refused it; needs --reason")
    actions.add_parser("rollback", help="let the model before this one answer again", parents=[common, said])
    actions.add_parser("drift", help="what moved against the training window", parents=[common])


def _add_subscriptions(parser: argparse.ArgumentParser, home: _Parser) -> None:
    """What can be done with subscriptions."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Parser)

    def action(name: str, help_text: str, *, one: bool = True) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=help_text, parents=(home,))
        if one:
            added.add_argument("subscription", metavar="ID", help="its id")
        return added

    add = action("add", "subscribe to an edition a day", one=False)
    add.add_argument("--to", metavar="ADDRESS", help="mail address or webhook (default: kept to be fetched)")
    add.add_argument("--name", default="", help="stands in the mail's subject")
    add.add_argument("--timezone", default="UTC", metavar="ZONE", help="IANA name (default: %(default)s)")
    add.add_argument("--at", default="07:00", metavar="HH:MM", help="time of the zone's clocks (default: %(default)s)")
    add.add_argument("--quiet-day", action="append", default=[], metavar="DAY", help="mon to sun or a date; repeatable")
    add.add_argument("--theme", action="append", default=[], metavar="ID", help="in the order wanted; repeatable")
    add.add_argument("--words", type=_words, default=400, help="at most (default: %(default)s)")
    add.add_argument("--format", choices=FORMATS, help="default: html by mail, json otherwise")
    change = action("change", "change what is named, and nothing else")
    change.add_argument("--to", metavar="ADDRESS", help="mail address or webhook; none: kept to be fetched")
    change.add_argument("--name", help="stands in the mail's subject")
    change.add_argument("--timezone", metavar="ZONE", help="IANA name")
    change.add_argument("--at", metavar="HH:MM", help="time of the zone's clocks")
    change.add_argument("--quiet-day", action="append", metavar="DAY", help="in place of all there were; none: none")
    change.add_argument("--theme", action="append", metavar="ID", help="in place of all there were; none: all themes")
    change.add_argument("--words", type=_words, help="at most")
    change.add_argument("--format", choices=FORMATS)
    listing = action("list", "list subscriptions with their next edition", one=False)
    listing.add_argument("--format", choices=("text", "json"), default="text")
    action("preview", "print the next edition, if nothing more came").add_argument("--format", choices=FORMATS)
    for name, help_text in (("pause", "send nothing"), ("resume", "go on"), ("end", "end it, and forget its address")):
        action(name, help_text)
    deliveries = action("deliveries", "list deliveries, the newest first")
    deliveries.add_argument("--state", choices=get_args(DeliveryState))
    action("retry", "try a delivery again that was given up").add_argument("delivery", metavar="DELIVERY")


def _add_serve(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and what to read in first."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this machine)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on; 0 takes a free one (%(default)s)")
    parser.add_argument("--sample", type=Path, metavar="FILE", help="newsletter to read in before the start, once")
    parser.add_argument("--sample-date", type=_day, metavar="DATE", help="its date (default: the date in its name)")


def _add_theme(parser: argparse.ArgumentParser, home: _Parser) -> None:
    """What can be done to the taxonomy."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Parser)
    who = _Parser(add_help=False)
    who.add_argument("--who", metavar="NAME", help="who says so")
    actions.add_parser("list", help="print the themes that are answered", parents=[home])
    add = actions.add_parser("add", help="train a theme on 8 to 50 examples, in seconds", parents=[home, who])
    add.add_argument("id", metavar="ID", help="small letters, digits and _; stays when the name changes")
    add.add_argument("--name", required=True, help="as readers see it")
    add.add_argument("--definition", required=True, help="what belongs to it, in a sentence")
    add.add_argument("--examples", required=True, metavar="FILE", help="JSON, NDJSON, or .txt with one a line")
    add.add_argument("--negatives", metavar="FILE", help="near misses, written the same way")
    rename = actions.add_parser("rename", help="give a theme another name; its id stays", parents=[home, who])
    rename.add_argument("id", metavar="ID")
    rename.add_argument("name", metavar="NAME")
    rename.add_argument("--definition", help="for readers (default: as it is)")
    for name, words in (("refine", "train a theme anew with its corrections"), ("retire", "answer for it no longer")):
        actions.add_parser(name, help=words, parents=[home, who]).add_argument("id", metavar="ID")


def _add_corrections(parser: argparse.ArgumentParser, home: _Parser) -> None:
    """Import and export of corrections."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Parser)
    read = actions.add_parser("import", help="take corrections from a file, all or none", parents=[home])
    read.add_argument("file", metavar="FILE", help="CSV or JSON Lines; - is stdin")
    read.add_argument("--format", choices=("csv", "jsonl"), help="what the file is (default: by its name)")
    write = actions.add_parser("export", help="print the corrections in force", parents=[home])
    write.add_argument("--format", choices=("csv", "jsonl"), default="jsonl")


def _add_issue(parser: argparse.ArgumentParser) -> None:
    """What is known about an issue."""
    parser.add_argument("--date", type=_day, metavar="DATE", help="day of the issue, YYYY-MM-DD (default: its own)")
    parser.add_argument("--source", type=_source, metavar="NAME", help="name of the newsletter")
    parser.add_argument(
        "--type",
        choices=("text", "markdown", "html", "mail"),
        help="what the input is (default: by the file's name, else by its beginning)",
    )


def _version() -> str:
    try:
        return metadata.version("sitrep")
    except metadata.PackageNotFoundError:  # run from its folder, never installed
        return "(not installed)"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day of the calendar; write it as YYYY-MM-DD") from error


def _edition(text: str) -> str:
    try:
        return str(read_edition(text))
    except EditionError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _source(text: str) -> str:
    if not text.strip() or len(text) > 500 or not text.isprintable():
        raise argparse.ArgumentTypeError(f"{text[:80]!r} is no name; give up to 500 characters in one line")
    return one_line(text)


def _who(text: str) -> str:
    if not text.strip() or len(text) > 200:
        raise argparse.ArgumentTypeError(f"{text[:80]!r} is no name; give up to 200 characters")
    return one_line(text)


def _words(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of words; give a whole one, such as 400")
    return int(text)


def _minutes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 120:
        raise argparse.ArgumentTypeError(f"{text!r} is no time for a review; give whole minutes from 1 to 120")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 0 to 65535")
    return int(text)
