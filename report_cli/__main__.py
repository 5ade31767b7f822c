"""The program: `report`, or `python -m report_cli`."""

import gc

# Nothing that is imported becomes garbage. To look for it all the while makes a start a tenth slower.
gc.disable()

from report_cli.cli import main  # noqa: E402


def run() -> None:
    gc.freeze()
    gc.enable()
    main()


if __name__ == "__main__":
    run()
