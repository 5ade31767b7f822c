"""Pages as LibreOffice renders them: the position and font of each word.

The fonts named by the layouts are not free. A fontconfig file substitutes a free one for each, a different one each
time, so that a character set in the wrong font is noticed.
"""

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from report_cli.drafts.pdf import for_office

INSTEAD = {
    "仿宋_GB2312": "Noto Serif CJK SC",
    "宋体": "Noto Serif CJK SC",
    "楷体_GB2312": "AR PL KaitiM GB",
    "黑体": "Noto Sans CJK SC",
    "方正小标宋简体": "AR PL SungtiL GB",
}
MARKS = "“”‘’—…·"
POINT = 25.4 / 72
"""In millimetres."""


@dataclass(frozen=True)
class Word:
    """Text without blanks, and its box on its page (from 1), in millimetres from the upper left corner."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def render(files: Iterable[Path], folder: Path, *, as_is: bool = False) -> None:
    """Convert all files to PDF in `folder`, in one call.

    They are given to LibreOffice as `report build --to pdf` gives them, unless `as_is`.
    """
    copies = folder / "copies"
    copies.mkdir(parents=True, exist_ok=True)
    for file in files:
        data = file.read_bytes()
        (copies / file.name).write_bytes(data if as_is else for_office(data))
    fonts = folder / "fonts.conf"
    fonts.write_text(_configuration(folder / "cache"), encoding="utf-8")
    office = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    command = [*office, "--outdir", str(folder), *map(str, sorted(copies.iterdir()))]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env=environment)


def matched(family: str) -> tuple[str, int]:
    """The file of a font, and its number in the file."""
    file, number = _output("fc-match", "-f", "%{file}|%{index}", family).split("|")
    return file, int(number)


def _configuration(cache: Path) -> str:
    rules = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{free}</string></edit></match>'
        for name, free in INSTEAD.items()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include><cachedir>{cache}</cachedir>{rules}</fontconfig>'
    )


def words(pdf: Path) -> list[Word]:
    html = _output("pdftotext", "-bbox", str(pdf), "-")
    found, page = [], 0
    for match in re.finditer(r'<page |<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', html):
        if match[5] is None:
            page += 1
            continue
        left, top, right, bottom = (float(match[number]) * POINT for number in (1, 2, 3, 4))
        found.append(Word(page, unescape(match[5]), left, top, right, bottom))
    return found


def sheets(pdf: Path) -> list[tuple[int, int]]:
    """Width and height of each page, in whole millimetres."""
    html = _output("pdftotext", "-bbox", str(pdf), "-")
    return [
        (round(float(width) * POINT), round(float(height) * POINT))
        for width, height in re.findall(r'<page width="(.*?)" height="(.*?)"', html)
    ]


def lines(pdf: Path) -> list[list[str]]:
    """The lines of each page without blanks, some of which LibreOffice adds between Chinese and digits."""
    pages = _output("pdftotext", "-layout", str(pdf), "-").split("\f")
    bare = [["".join(line.split()) for line in page.split("\n")] for page in pages]
    return [[line for line in page if line] for page in bare if any(page)]


def fonts_of_characters(pdf: Path) -> dict[str, set[str]]:
    """The fonts that each character is set in."""
    xml = _output("pdftohtml", "-xml", "-i", "-stdout", str(pdf))
    names = dict(re.findall(r'<fontspec id="(\d+)" size="\d+" family="(?:[A-Z]+\+)?([^"]+)"', xml))
    found: dict[str, set[str]] = {}
    for number, text in re.findall(r'<text [^>]*font="(\d+)">(.*?)</text>', xml):
        for character in unescape(re.sub(r"<[^>]+>", "", text)):
            found.setdefault(character, set()).add(names[number])
    return found


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
