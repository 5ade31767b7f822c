"""The program: `report`, or `python -m report_cli`."""

import contextlib
import gc
import os
import sys

# Almost nothing that a build makes is garbage that only the collector can find, and nothing that is imported: a search
# after every 700 new objects, Python's default, makes a run a twentieth slower. It still happens now and then.
gc.set_threshold(100_000)


def run() -> None:
    try:
        # Imported here: the processes that help with many workspaces import this module but need no command line.
        from report_cli.cli import main

        gc.freeze()
        main()
    except KeyboardInterrupt:
        # While the program is still loading.
        sys.stderr.write("已中断\n")
        _leave(130)
    except SystemExit as ended:
        if isinstance(ended.code, str):
            raise
        _leave(ended.code or 0)


def _leave(status: int) -> None:
    """End at once. All files are closed and all processes have ended; freeing every object takes a twelfth of a run."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


# CPython keeps the frames of calls in pieces of 16 KiB, and gives a piece back to the system as soon as it is empty: a
# loop whose calls reach just beyond the end of one takes memory anew at every turn, some five hundred times a build. A
# first frame that asks for much room, none of which it uses, gets a piece that all calls find place in.
run.__code__ = run.__code__.replace(co_stacksize=7500)

if __name__ == "__main__":
    run()
