"""What holds for all tests."""

import gc

import pytest
from hypothesis import settings

# A machine that others keep busy proves nothing wrong; what must end in time is asked in tests of its own.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Take what is imported out of the garbage collector's rounds, and let those come more seldom.

    They took a quarter of the time of tests that build applications: FastAPI keeps the endpoints of some thirty of them
    in its caches, and each full round walks them all again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)  # an application alone makes 20,000 objects
