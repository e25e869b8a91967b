"""The command `sitrep`, and `python -m serving`, which is the same."""

import sys


def main() -> int:
    """Run one command; returns its exit code. Ctrl-C while the command is still being loaded is answered, too."""
    try:
        from serving.cli import main as run  # noqa: PLC0415 - loading it takes a while

        return run()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
