"""``python -m training``: learn from labelled items and write an artifact; exit 0 done, 1 bad data, 2 usage."""

import argparse
import json
import logging
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from news.errors import SitrepError
from store.job_folder import JobFolder

_NICE = 15  # labelling and the pages come first
_ROOT = Path(__file__).resolve().parent.parent


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"training: {message}; see sitrep train --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m training",
        description="Fine-tune the encoder on labelled items, calibrate it, and write an artifact.",
        epilog="A killed run goes on where it stopped when started again with the same --work folder and options.",
    )
    parser.add_argument("--labelled", type=Path, nargs="*", help="JSON Lines files of labelled items")
    parser.add_argument("--later", type=Path, nargs="*", help="labelled files of a later time, which only judge")
    shared = _ROOT.parent / "shared" / "data"
    parser.add_argument("--shared", type=Path, default=shared, help="labelled news, and the texts of annotations")
    parser.add_argument("--data", type=Path, default=_ROOT / "data", help="taxonomy, own examples and annotations")
    parser.add_argument("--base", type=Path, help="folder of the base encoder; default: the installed one")
    parser.add_argument("--out", type=Path, default=_ROOT / "state" / "artifacts", help="folder of artifacts")
    parser.add_argument("--work", type=Path, default=_ROOT / "state" / "training", help="a run's progress")
    parser.add_argument("--version", help="name of the artifact, such as 2026-11-22.1; default: the day's next")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread, side by side (%(default)s)")
    parser.add_argument("--job", type=Path, help="do what this job's folder asks, and nothing else")
    parser.add_argument(
        "--precision", type=_precision, nargs="+", default=[], metavar="THEME=FLOOR",
        help="choose a theme's threshold for this precision instead of the best F1, such as elections=0.95",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


def _precision(text: str) -> tuple[str, float]:
    theme, _, floor = text.partition("=")
    try:
        value = float(floor)
    except ValueError:
        value = 0.0
    if not theme or not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: write THEME=FLOOR with a precision between 0 and 1")
    return theme, value


def main(argv: list[str] | None = None) -> int:
    """Run the command line; errors are one line on stderr."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.ERROR, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    logging.getLogger("training").setLevel(logging.INFO)  # not the exporter's own talk
    if arguments.job is not None:
        return _run_job(arguments.job)
    # heavy imports after the arguments are read: --help and a usage error answer at once
    try:
        from training.finetune import Recipe, multiplies_bfloat16  # noqa: PLC0415
        from training.run import Sources, train  # noqa: PLC0415
    except ModuleNotFoundError as error:
        print(f"training: {error.name} is missing; run `make setup`, or install sitrep[training]", file=sys.stderr)
        return 2
    sources = Sources(arguments.shared, arguments.data, arguments.labelled, arguments.later)
    try:
        folder, report = train(
            sources,
            base=arguments.base,
            out=arguments.out,
            work=arguments.work,
            version=arguments.version,
            recipe=Recipe(epochs=arguments.epochs, workers=arguments.workers, bfloat16=multiplies_bfloat16()),
            seed=arguments.seed,
            now=datetime.now(UTC),
            precision_floors=dict(arguments.precision),
        )
    except SitrepError as error:
        print(f"training: {error}", file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps(report, indent=2))
    else:
        for part in ("development", "test"):
            figures = report[part]
            print(f"{part}: macro-F1 {figures['macro_f1']:.3f} on {figures['items']} items, ECE {figures['ece']:.3f}")
        print(folder)
    return 0


def give_way() -> None:
    """Take what others leave of the processors."""
    os.nice(_NICE)
    if os.getsid(0) == os.getpid():
        # Linux shares processors out by session first: the leader of one is nice to its own alone, until this is said.
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(_NICE), encoding="ascii")


def _run_job(folder: Path) -> int:
    give_way()
    # a fast run needs neither torch nor scikit-learn
    try:
        from training.job import run_job  # noqa: PLC0415

        return run_job(folder)
    except ModuleNotFoundError as error:
        said = f"{error.name} is not installed, and full mode needs it; install sitrep[training], or use fast mode"
        JobFolder(folder).finish({"error": said})
        print(f"training: {said}", file=sys.stderr)
        return 1
    except SitrepError as error:
        print(f"training: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
