"""Files of our own in JSON, decoded into typed records."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

Record = TypeVar("Record")


def decoder(of: type[Record]) -> Callable[[bytes], Record | None]:
    """What decodes JSON into records of a type, and gives None for what is damaged or another type's."""
    decode = msgspec.json.Decoder(of).decode

    def decoded(data: bytes) -> Record | None:
        try:
            return decode(data)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None

    return decoded
