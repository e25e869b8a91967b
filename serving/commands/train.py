"""`sitrep train`: a child process of `python -m training`; what serves never imports what learns."""

import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from news.errors import SitrepError

NEEDED = ("torch", "transformers", "sklearn")


class TrainingMissingError(SitrepError):
    """What training needs is not installed here."""


def run(words: Sequence[str]) -> int:
    """Train with the given arguments; returns the child's exit code."""
    if find_spec("training") is None:
        raise TrainingMissingError("this installation only serves; train in a clone of the repository")
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise TrainingMissingError(
            f"training needs {', '.join(missing)}; install it in a clone: pip install -e '.[training]'"
        )
    code = subprocess.run([sys.executable, "-m", "training", *words], check=False).returncode  # noqa: S603  (own words)
    return code if code >= 0 else 128 - code
