"""Work that is killed at one of its calls to the system."""

import os
import sys
from collections.abc import Callable


def killed(step: int, work: Callable[[], object]) -> bool:
    """Do some work in a process that is killed at its step-th call of the system; whether it was."""
    if (child := os.fork()) == 0:
        left = step

        def count(event: str, _: object) -> None:
            nonlocal left
            if event.startswith(("os.", "open", "shutil", "fcntl")):
                left -= 1
                if left < 0:
                    os._exit(9)

        sys.addaudithook(count)
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
