"""How much work a run is, in calls: they do not depend on how busy the machine is."""

import sys
from collections.abc import Callable


def calls(run: Callable[[], object]) -> int:
    counted = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return counted
