"""ONNX Runtime, silenced before it is loaded: it is imported through here, and from nowhere else.

Since 1.29 the packages of its maker report to it each process and each model that is loaded, under an id that they
leave in the user's cache. The variable is read once, while the library loads; its own switch, called later, comes
after the first report. Nothing of Sitrep may leave the machine, so whatever else the variable was set to is set aside.
"""

import importlib
import os
from typing import Any

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

__all__ = ["onnxruntime", "submodule"]


def submodule(name: str) -> Any:
    """A part of it that is loaded only where it is used; it needs packages that serving has not."""
    return importlib.import_module(f"onnxruntime.{name}")
