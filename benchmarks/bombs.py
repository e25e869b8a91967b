"""How soon a service answers under newsletters made to hurt its parser: python -m benchmarks.bombs [--at-once 18].

Starts `sitrep serve` on an empty home, posts the bombs of `tests/bombs` that take a parser longest, all at once, and
asks for /livez and for a label five times a second until the last bomb is answered. Prints how long these answers
took, how the bombs ended, and the most parsers at work at a time and the memory that they held together.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path

import httpx
import numpy as np

if not __package__:  # run by its path, not with -m: what it imports lies in the folder above
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from serving.settings import ROOT
from tests.bombs.made import NEWSLETTERS

WORST = ("divs", "brackets", "quotes", "combining marks")  # ten seconds of processor time and more each
EVERY_S = 0.2
CALM_S = 15.0  # in which what starts with a service has started
LONGEST_S = 300.0  # that a bomb's sender waits
ITEM = {"items": [{"id": "a", "headline": "Troops cross the river before dawn"}]}


@contextmanager
def service(home: Path) -> Iterator[tuple[str, int]]:
    """A server in a process of its own; gives its address and the process's number."""
    command = [sys.executable, "-m", "serving", "serve", "--port", "0"]
    environment = os.environ | {"SITREP_HOME": str(home)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1], process.pid  # "Sitrep is ready at ADDRESS"
        finally:
            process.terminate()


def children(pid: int) -> tuple[int, float]:
    """How many children a process has, and the MiB of memory that they hold."""
    count, pages = 0, 0
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                count += 1
                pages += int((place / "statm").read_text().split()[1])
    return count, pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def throw(client: httpx.Client, name: str, media_type: str, body: bytes) -> str:
    """Post one bomb; how it ended."""
    headers = {"Content-Type": media_type}
    began = time.monotonic()
    answer = client.post("/v1/newsletters?store=false", content=body, headers=headers)
    late = ", after 25 s or more" if time.monotonic() - began >= 25 else ""
    return f"{name}: {answer.status_code} {'' if answer.is_success else answer.json()['detail']}{late}"


def again(work: Callable[[], object], stop: threading.Event) -> list[float]:
    """Work five times a second; the seconds that each took."""
    took = []
    while not stop.wait(EVERY_S):
        began = time.monotonic()
        work()
        took.append(time.monotonic() - began)
    return took


def main() -> None:
    """Throw, ask and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--at-once", type=int, default=18, help="bombs thrown at once; %(default)s")
    at_once = parser.parse_args().at_once
    made = {name: (media_type, make()) for name, (media_type, make) in NEWSLETTERS.items() if name in WORST}
    stop = threading.Event()
    with (
        tempfile.TemporaryDirectory() as folder,
        service(Path(folder)) as (address, pid),
        httpx.Client(base_url=address, timeout=60, trust_env=False) as client,
        httpx.Client(base_url=address, timeout=LONGEST_S, trust_env=False) as thrower,
        ThreadPoolExecutor(at_once + 3) as threads,
    ):
        time.sleep(CALM_S)
        seen: list[tuple[int, float]] = []
        alive = threads.submit(again, lambda: client.get("/livez").raise_for_status(), stop)
        label = threads.submit(again, lambda: client.post("/v1/label", json=ITEM).raise_for_status(), stop)
        looks = threads.submit(again, lambda: seen.append(children(pid)), stop)
        began = time.monotonic()
        ended = Counter(threads.map(lambda name: throw(thrower, name, *made[name]), islice(cycle(WORST), at_once)))
        lasted = time.monotonic() - began
        stop.set()
        looks.result()
        for path, took in (("/livez", alive.result()), ("/v1/label", label.result())):
            middle, late = np.quantile(took, (0.5, 0.99))
            print(f"{path}: {len(took)} answers, median {middle:.3f} s, 99 % {late:.3f} s, worst {max(took):.2f} s")
    most, held = max(count for count, _ in seen), max(memory for _, memory in seen)
    print(f"{at_once} bombs in {lasted:.0f} s; at most {most} parsers, {held:.0f} MiB")
    for how, count in sorted(ended.items()):
        print(f"{count:3} {how}")


if __name__ == "__main__":
    main()
