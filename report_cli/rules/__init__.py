"""The pages on findings: what a code means, a wrong example and its message, the cure, the example mended.

Each is a text file of this folder. Its first line is a heading, the codes and a title; the rest is Markdown that serves
the terminal and `docs/问题一览.md` alike. A mistake of typing has the same number wherever YAML is read, and one page.
"""

from __future__ import annotations

import re
import textwrap
from functools import cache
from pathlib import Path

from msgspec import Struct

FAMILIES = {
    "F": "年度数据",
    "C": "指标目录",
    "T": "模板",
    "L": "版式",
    "W": "稿件的文字",
    "P": "版面",
    "V": "稿件的核对",
}
TYPING = "文件的写法"
"""The group of the pages that serve every kind of file that is typed; their numbers lie from 001 to 099."""

_FOLDER = Path(__file__).parent
_HEADING = re.compile(r"# (?P<codes>(?:[A-Z]\d{3} )+)(?P<title>.+)")
_BLOCK = re.compile(r"^```\w+\n(.*?)^```\n", re.DOTALL | re.MULTILINE)


class Page(Struct, frozen=True):
    """`text` is Markdown, without the heading."""

    codes: tuple[str, ...]
    title: str
    text: str

    @property
    def group(self) -> str:
        return TYPING if "000" < self.codes[0][1:] < "100" else FAMILIES[self.codes[0][0]]

    @property
    def heading(self) -> str:
        return f"{' '.join(self.codes)} {self.title}"


@cache
def pages() -> tuple[Page, ...]:
    """All pages, in the order of their groups and codes."""
    found = [_page(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("[A-Z]*.md"))]
    order = (TYPING, *FAMILIES.values())
    return tuple(sorted(found, key=lambda page: (order.index(page.group), page.codes)))


def _page(text: str) -> Page:
    heading, _, rest = text.partition("\n")
    match = _HEADING.fullmatch(heading)
    assert match, f"a page begins with its codes and title, not with {heading}"
    return Page(tuple(match["codes"].split()), match["title"], rest.lstrip("\n"))


def by_code() -> dict[str, Page]:
    return {code: page for page in pages() for code in page.codes}


def grouped() -> dict[str, list[Page]]:
    """The pages by their groups."""
    groups: dict[str, list[Page]] = {}
    for page in pages():
        groups.setdefault(page.group, []).append(page)
    return groups


def as_text(page: Page) -> str:
    """A page for the terminal: no marks of Markdown, and what it quotes set in."""
    pieces = _BLOCK.split(page.text)
    pieces[::2] = (prose.replace("`", "") for prose in pieces[::2])
    pieces[1::2] = (textwrap.indent(quoted, "    ") for quoted in pieces[1::2])
    return f"{page.heading}\n\n{_shared(page)}{''.join(pieces)}"


def _shared(page: Page) -> str:
    """Which files a page serves, where its codes are several."""
    if len(page.codes) == 1:
        return ""
    families = "，".join(f"{code}在{FAMILIES[code[0]]}里" for code in page.codes)
    return f"几个编号是同一种错误：{families}。\n\n"


def document() -> str:
    """`docs/问题一览.md`: the example's workspace, then all pages."""
    made = [(_FOLDER / "_intro.md").read_text(encoding="utf-8")]
    for group, found in grouped().items():
        made.append(f"## {group}\n")
        made += [f"### {page.heading}\n\n{page.text}" for page in found]
    return "\n".join(made)
