"""The program as an input of what it makes: a digest of its source."""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

from report_cli import __version__


@cache
def digest() -> str:
    """Of all modules, the XML that they fill in and the Python that runs them.

    The version alone does not tell one state of a checkout from the next. Every start of a build
    waits for it, so the files go into one digest as they are, each behind its name and size.
    """
    total = sha256(f"{__version__}\n{sys.version}\n".encode())
    root = Path(__file__).parent.parent
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(name for name in names if name.endswith((".py", ".xml"))):
            with open(f"{folder}/{name}", "rb", buffering=0) as file:  # noqa: PTH123
                source = file.readall()
            total.update(f"{folder[len(str(root)) :]}/{name}\n{len(source)}\n".encode())
            total.update(source)
    return total.hexdigest()
