"""The bookmarks that bind figures: a hidden one round each, which Word, WPS and LibreOffice keep when they save.

Its name begins with `_`, so that Word lists it nowhere; it leaves no trace on the page. It says which fact it is, in
which form, and which of its appearances.
"""

import re

_NAME = r"_r([0-9a-f]{10})_([0-9]{1,6})"


def name(key: str, appearance: int) -> str:
    """The name for the appearance (from 1) of what `document.binding` calls `key`."""
    return f"_r{key}_{appearance}"


def read(name: str) -> tuple[str, int] | None:
    """The binding and its appearance that a bookmark's name stands for; None where it is not one of ours."""
    match = re.fullmatch(_NAME, name)
    return (match[1], int(match[2])) if match else None
