"""What the commands read, and what they say beside their results."""

import os
import sys
from pathlib import Path

from news.errors import InvalidNewsletterError
from news.media_types import HTML, MAIL, MARKDOWN, TEXT
from serving import sniff
from serving.settings import Settings, read_settings

_MOST_BYTES = 256 << 20  # a film named by mistake would fill the memory; a day of NDJSON has a tenth of it
_TYPES = {"text": TEXT, "markdown": MARKDOWN, "html": HTML, "mail": MAIL}


def settings_for(home: Path | None) -> Settings:
    """The environment's settings, with the folder that the command line names in place of SITREP_HOME."""
    settings = read_settings(dict(os.environ))
    return settings if home is None else settings.model_copy(update={"home": home.expanduser().resolve()})


def display_name(name: str) -> str:
    """A file's name in messages."""
    return "stdin" if name == "-" else name.encode("utf-8", "backslashreplace").decode()  # a name need not be UTF-8


def read_bytes(name: str) -> bytes:
    """Read a file, or stdin for "-"; raises InvalidNewsletterError when it cannot be read."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(_MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # a name with NUL in it
        reason = error.strerror if isinstance(error, OSError) else error
        raise InvalidNewsletterError(f"{display_name(name)}: cannot be read ({reason})") from error
    if len(data) > _MOST_BYTES:
        raise InvalidNewsletterError(f"{display_name(name)}: has more than {_MOST_BYTES >> 20} MiB; split it")
    return data


def media_type(data: bytes, name: str, given: str | None) -> str:
    """What an issue is: as given, else by its file's name, else by its beginning."""
    if given:
        return _TYPES[given]
    return sniff.media_type_of(data, None if name == "-" else name)


def say(words: str) -> None:
    """Print a line beside the results."""
    print(words, file=sys.stderr, flush=True)


def refuse(name: str, error: Exception | str) -> None:
    """Name what was refused, and why."""
    reason = str(error)
    prefix = f"{display_name(name)}: "
    say(f"sitrep: {reason}" if reason.startswith(prefix) else f"sitrep: {prefix}{reason}")
