"""The names of fonts, and which of the fonts of a layout this machine has."""

import contextlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping

from report_cli.layout.layout import Layout

# The names of the same fonts on systems and in files with English names.
_ENGLISH = {
    "宋体": "SimSun",
    "黑体": "SimHei",
    "仿宋": "FangSong",
    "楷体": "KaiTi",
    "仿宋_GB2312": "FangSong_GB2312",
    "楷体_GB2312": "KaiTi_GB2312",
    "方正小标宋简体": "FZXiaoBiaoSong-B05S",
    "方正小标宋_GBK": "FZXiaoBiaoSong-B05",
    "华文仿宋": "STFangsong",
    "华文楷体": "STKaiti",
    "华文中宋": "STZhongsong",
    "新宋体": "NSimSun",
    "微软雅黑": "Microsoft YaHei",
    "等线": "DengXian",
    "方正仿宋_GBK": "FZFangSong-Z02",
    "方正楷体_GBK": "FZKai-Z03",
    "方正黑体_GBK": "FZHei-B01",
}

SECONDS = 20
"""How long a system may take to list its fonts."""

Installed = Mapping[str, frozenset[str]]
"""The fonts of a machine: by family, in lower case, their names in a PDF (none: unknown)."""


def is_same(name: str, other: str) -> bool:
    return bool(families(name) & families(other))


def families(name: str) -> set[str]:
    """All names of a font, in lower case."""
    return {name.lower(), _ENGLISH.get(name, name).lower()}


def installed() -> Installed | None:
    """The fonts of this machine; None if the system does not list them."""
    listed = {"win32": _windows, "darwin": _macos}.get(sys.platform, _fontconfig)
    found: dict[str, frozenset[str]] = {}
    with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
        for family, name in listed():
            key = family.strip().lower()
            found[key] = found.get(key, frozenset()) | ({name} if name else set())
    return found or None


def used(layout: Layout) -> list[str]:
    """The fonts that a layout uses, in the order of its list."""
    named = {name for style in layout.character_styles for name in (style.font, style.latin)}
    return [font.name for font in layout.fonts if font.name in named]


def missing(names: Iterable[str], machine: Installed) -> list[str]:
    return [name for name in names if not families(name) & machine.keys()]


def names_in_pdf(names: Iterable[str], machine: Installed) -> set[str]:
    return {in_pdf for name in names for family in families(name) for in_pdf in machine.get(family, ())}


def _fontconfig() -> Iterator[tuple[str, str]]:
    program = shutil.which("fc-list")
    for line in _lines([program, "-f", "%{family}\t%{postscriptname}\n"]) if program else ():
        families, _, name = line.partition("\t")
        yield from ((family.replace("\\", ""), name) for family in re.split(r"(?<!\\),", families))


def _macos() -> Iterator[tuple[str, str]]:
    profile = json.loads("\n".join(_lines(["system_profiler", "-json", "SPFontsDataType"])))
    for file in profile["SPFontsDataType"]:
        for face in file.get("typefaces", ()):
            yield face.get("family", ""), face.get("_name", "")
    yield from _fontconfig()


def _windows() -> Iterator[tuple[str, str]]:
    """The names in the registry, without their format: `SimSun & NSimSun (TrueType)`."""
    if sys.platform != "win32":
        return
    import winreg

    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(root, r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts") as key,
        ):
            for number in range(winreg.QueryInfoKey(key)[1]):
                listed = re.sub(r"\s*\([^)]*\)$", "", winreg.EnumValue(key, number)[0])
                yield from ((family, "") for family in listed.split("&"))


def _lines(command: list[str]) -> list[str]:
    done = subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, encoding="utf-8", errors="replace")
    return done.stdout.split("\n")
