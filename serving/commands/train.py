"""`sitrep train`: a job on a home's corrections, or `python -m training` with the same words.

What serves never imports what learns: training is a process of its own either way.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NoReturn

from news.errors import SitrepError, StoreError
from news.prose import one_line
from serving.commands.source import say, settings_for
from serving.learning.parts import Learning
from serving.learning.registry import TRAINING
from serving.learning.training_runs import Mode, Runner, TrainingMissingError, lacking
from serving.running import Server, find_server
from serving.schemas.learning import job_out
from serving.settings import Settings
from serving.start import open_sitrep
from store.jobs import Job, JobState, JobStateError
from store.protocol import Store

_LOOK_S = 0.5
_REFUSED = 1
_LONGEST_WHO = 200  # characters, as the API takes them


class JobEndedError(SitrepError):
    """The run ended without an artifact."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"sitrep: {message}; see sitrep train --fast --help\n")


def run(words: Sequence[str]) -> int:
    """Train; returns the exit code: 1 when no artifact that passed the gate came out."""
    if {"--fast", "--full"} & set(words):
        return _run_job(words)
    if missing := lacking():
        raise TrainingMissingError(
            f"training needs {', '.join(missing)}; install it in a clone: pip install -e '.[training]'"
        )
    code = subprocess.run([sys.executable, "-m", "training", *words], check=False).returncode  # noqa: S603  (own words)
    return code if code >= 0 else 128 - code


def _run_job(words: Sequence[str]) -> int:
    parser = _Parser(prog="sitrep train", description="Train on a home's corrections; the champion stays.")
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--fast", dest="mode", action="store_const", const="fast", help="refit the heads, in seconds")
    mode.add_argument("--full", dest="mode", action="store_const", const="full", help="fine-tune anew, for hours")
    parser.add_argument("--home", type=Path, help="folder of everything kept (default: SITREP_HOME, else state/)")
    parser.add_argument("--who", help="who asks for it")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args(list(words))
    if arguments.who is not None:
        typed, arguments.who = arguments.who, one_line(arguments.who)
        if not 0 < len(arguments.who) <= _LONGEST_WHO:
            parser.error(f"argument --who: {typed[:80]!r} is no name; give up to {_LONGEST_WHO} characters")
    settings = settings_for(arguments.home)
    server = find_server(settings.home)
    job = _asked(server, arguments.mode, arguments.who) if server else _done_here(settings, arguments)
    if job["state"] != JobState.SUCCEEDED:
        raise JobEndedError(f"{job['id']} ended as {job['state']}" + (f": {job['error']}" if job["error"] else ""))
    result = job["result"]
    if arguments.format == "json":
        print(json.dumps(job, indent=2, ensure_ascii=False))
    elif result["version"] is None:
        print(result["sentence"])
    elif result["verdict"] == "passed":
        print(f"{result['version']} passed the gate; let it answer: sitrep models promote {result['version']}")
    else:
        print(f"{result['version']} was refused. {' '.join(result['refused_because'])}")
        print(f"To insist: sitrep models promote {result['version']} --override --reason WHY")
    return 0 if result["verdict"] == "passed" else _REFUSED


def _asked(server: Server, mode: Mode, who: str | None) -> dict[str, Any]:
    job = server.ask_json("POST", "/v1/training-runs", None, {"mode": mode, **({"who": who} if who else {})})
    return _followed(lambda: server.ask_json("GET", f"/v1/jobs/{job['id']}"))


def _done_here(settings: Settings, arguments: argparse.Namespace) -> dict[str, Any]:
    sitrep = open_sitrep(settings, store=True)
    with closing(sitrep.store):
        learning = Learning(sitrep, settings)
        learning.registry.start()
        runner = Runner(learning.training)
        job = _left_open(sitrep.store, arguments.mode) or learning.training.ask(arguments.mode, arguments.who)

        def look() -> dict[str, Any]:
            runner.tick(sitrep.now())
            return job_out(sitrep.store.jobs.get(job.id)).model_dump(mode="json")

        try:
            return _followed(look)
        except BaseException:
            with suppress(StoreError):  # a full disk: the job stays open, and the next `sitrep train` goes on with it
                runner.stop()
                sitrep.store.jobs.cancel(job.id, sitrep.now())
            raise


def _left_open(store: Store, mode: Mode) -> Job | None:
    """The run whose process died: this one holds the home's lock, so nobody else works on it.

    Raises JobStateError when it is one of the other mode, whose work is not thrown away unasked.
    """
    left = next(iter(store.jobs.open(TRAINING)), None)
    if left is None:
        return None
    other = left.request["mode"]
    if other != mode:
        raise JobStateError(
            f"training job {left.id} was under way when its process ended; `sitrep train --{other}` goes on with it"
        )
    say(f"going on with {left.id}, whose process ended")
    return left


def _followed(look: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Tell the steps until the job ends."""
    told = ""
    while not JobState((job := look())["state"]).ended:
        left = f", about {job['eta_s']:.0f} s left" if job["eta_s"] is not None else ""
        if job["step"] != told:
            told = job["step"]
            say(f"{told} ({job['progress']:.0%}{left})")
        time.sleep(_LOOK_S)
    return job
