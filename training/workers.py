"""How a worker process of a fine-tuning begins, and that it ends with the run that started it."""

import logging
import os
import threading
from multiprocessing import parent_process


def begin() -> None:
    """Tell progress as the run itself does, and end when the run's process does.

    A pool's workers outlive a parent that is killed: they would go on beside those of the run that takes its place,
    write the same files, and never end.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    logging.basicConfig(level=logging.ERROR, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("training").setLevel(logging.INFO)


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)
