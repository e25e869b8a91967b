"""What a full run's learning curve costs: CPU seconds a turn, on the repository's own examples.

    .venv/bin/python -m benchmarks.turn_scores [--turns 3]

The model is the base encoder with heads that have learned nothing: a turn's score takes as long whatever it learned.
"""

import argparse
import tempfile
import time
from pathlib import Path

import torch

from models.taxonomy import read_taxonomy
from training.base_encoder import find_base_encoder
from training.curve import LearningCurve
from training.finetune import Recipe, ThemeModel
from training.run import Sources, parts


def main() -> None:
    """Print a line a turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data"), help="taxonomy and examples")
    parser.add_argument("--turns", type=int, default=3)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    themes = read_taxonomy(asked.data / "taxonomy.json").ids
    base = find_base_encoder()
    with tempfile.TemporaryDirectory() as work:
        split = parts(Sources(Path(work), asked.data), themes)
        for turn in range(asked.turns):
            # a curve of its own each time: nothing is taken up from the turn before
            curve = LearningCurve(Path(work) / str(turn), split.development, themes, base, Recipe(), len(split.train))
            begun = time.process_time()
            curve.after(turn, ThemeModel(base, len(themes), 0.1))
            spent = time.process_time() - begun
            print(f"turn {turn + 1}: {spent:.1f} s of CPU, {curve.points[0]['development_items']} items")


if __name__ == "__main__":
    main()
