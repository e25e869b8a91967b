"""`python -m serving` is the command `sitrep`."""

import sys

from serving.cli import main

if __name__ == "__main__":
    sys.exit(main())
