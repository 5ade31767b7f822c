"""Where something is wrong in a text."""

from msgspec import Struct


class Spot(Struct, frozen=True):
    """A stretch of a passage. `message`: what is wrong there, where the rule's own does not do."""

    passage: int
    start: int
    end: int
    right: str = ""
    message: str = ""
