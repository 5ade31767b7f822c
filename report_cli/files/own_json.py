"""Records that we keep in JSON, read back."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

import msgspec

FOLDER = ".report"
"""Where a workspace keeps them."""
TAKEN = f"{FOLDER}/taken.json"
"""What came home, written by the run that wrote it into the data, under the lock of the journal."""
MAX_RECORD = 32 * 1024 * 1024
"""Of a record's JSON, which takes many times its size in memory; the largest that we write has some 5 MiB."""

Record = TypeVar("Record")


def decoder(of: type[Record]) -> Callable[[bytes], Record | None]:
    """A function that decodes JSON into records of a type; what is damaged or of another type becomes None."""
    made = cache(lambda: msgspec.json.Decoder(of))  # where it is needed: to look through a type takes a while

    def decoded(data: bytes) -> Record | None:
        if len(data) > MAX_RECORD:
            return None
        try:
            return made().decode(data)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None

    return decoded
