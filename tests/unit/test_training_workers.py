"""The workers of a fine-tuning end with its process, however that died."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKERS = """
import os, sys, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from training.workers import begin

def work(path):
    Path(path).write_text(str(os.getpid()))
    time.sleep(120)

if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=begin) as pool:
        list(pool.map(work, sys.argv[1:]))
"""


def test_given_a_run_that_is_killed_when_its_workers_notice_then_they_end_too(tmp_path: Path) -> None:
    script, told = tmp_path / "workers.py", tmp_path / "worker"
    script.write_text(WORKERS, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, script, told], env=environment) as run:
        wait_for(lambda: told.exists() and told.read_text())
        worker = Path(f"/proc/{told.read_text()}")
        assert worker.exists()

        run.kill()

    wait_for(lambda: not worker.exists() or "Z" in (worker / "stat").read_text().split()[2])


def wait_for(done: Callable[[], object]) -> None:
    for _ in range(600):
        if done():
            return
        time.sleep(0.1)
    raise AssertionError("waited in vain")
