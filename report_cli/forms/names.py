"""What files and sheets are called after departments and items: names that every system takes and that lead nowhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping

from report_cli.files import disk

_TWINS = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in r'\/:*?"<>|[]'} | {"'": "’"})
"""Signs that a file or a sheet may not have in its name, by the full-width ones that look like them."""
_LONGEST_FILE = 180
"""Bytes of a file's name before its suffix. What is written beside it has a longer one, and 255 is the most."""
_LONGEST_SHEET = 31


def of_files(wanted: Iterable[str]) -> dict[str, str]:
    """The names of files, without their suffixes, by what they are called after; no two alike on any system."""
    return _distinct({word: word for word in wanted}, lambda name: len(name.encode()), _LONGEST_FILE)


def of_sheets(wanted: Mapping[str, str], taken: Iterable[str] = ()) -> dict[str, str]:
    """The names of sheets. `wanted`: what each is called after, by a key of it; `taken`: others in the book."""
    return _distinct(wanted, lambda name: len(name.encode("utf-16-le")) // 2, _LONGEST_SHEET, ["History", *taken])


def _distinct(
    wanted: Mapping[str, str], size: Callable[[str], int], longest: int, taken: Iterable[str] = ()
) -> dict[str, str]:
    found: dict[str, str] = {}
    used = {_folded(name) for name in taken}
    for key, word in wanted.items():
        plain, number = _plain(word), 1
        name = _cut(plain, "", size, longest)
        while _folded(name) in used:
            number += 1
            name = _cut(plain, f"（{number}）", size, longest)
        used.add(_folded(name))
        found[key] = name
    return found


def _folded(name: str) -> str:
    """What names are told apart by where case and the way of composing characters make no difference."""
    return unicodedata.normalize("NFKC", name).casefold()


def _plain(word: str) -> str:
    """A word without what a name may not hold. It begins with no dot (hidden) and no ~ (left by an open file)."""
    spaced = " ".join(unicodedata.normalize("NFC", word).split()).translate(_TWINS)
    name = "".join(sign if sign == " " or sign.isprintable() else "_" for sign in spaced)
    if name[:1] in (".", "~"):
        name = {".": "．", "~": "～"}[name[0]] + name[1:]
    if name.endswith("."):
        name = name[:-1] + "．"
    return f"_{name}" if not name or disk.unportable(name) else name


def _cut(name: str, ending: str, size: Callable[[str], int], longest: int) -> str:
    if size(name + ending) <= longest:
        return name + ending
    while name and size(f"{name}…{ending}") > longest:
        name = name[:-1]
    return f"{name.rstrip()}…{ending}"
