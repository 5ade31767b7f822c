"""The program: `report`, or `python -m report_cli`."""

import contextlib
import gc
import os
import sys

# Hardly anything that a build makes holds itself in a circle, and nothing that is imported does: to look for such garbage
# after every 700 new objects, as Python does unasked, makes a run a twentieth slower. It is still looked for, now and then.
gc.set_threshold(100_000)


def run() -> None:
    # Imported here: the processes that help with many workspaces import this module, and need no command line.
    from report_cli.cli import main

    gc.freeze()
    try:
        main()
    except SystemExit as ended:
        if isinstance(ended.code, str):
            raise
        _leave(ended.code or 0)


def _leave(status: int) -> None:
    """End at once: all files are closed and all processes waited for; to take down every object first takes a twelfth of a run."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    run()
