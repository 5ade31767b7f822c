"""The letters of paragraphs beside their layout: fonts of Chinese and Latin, size, spacing, bold, colours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from report_cli.docx.package import W
from report_cli.docx.parts import CHARACTER_STYLES
from report_cli.layout import font_names
from report_cli.layout.layout import Layout
from report_cli.layout.measure import points
from report_cli.page import fault
from report_cli.page.characters import CharacterFormat
from report_cli.page.effective import Document, StyledRun
from report_cli.page.fault import Fault
from report_cli.page.naming import SMALL, Named

BY_STYLE = {shown.lower(): name for name, (_, shown) in CHARACTER_STYLES.items()}
_LATIN = re.compile("[!-~]")
_BOTH = re.compile("[\u00a1-\u2e7f]")
"""Marks that Latin and Chinese fonts both have: which of them is taken the hint says."""
_CHINESE = re.compile("[\u2e80-\ud7ff\uf900-\uffee\U00020000-\U0003ffff]")


_MARKS = {
    "strike": "删除线",
    "dstrike": "双删除线",
    "outline": "空心字",
    "shadow": "阴影",
    "emboss": "阳文",
    "imprint": "阴文",
    "caps": "全部大写",
    "smallCaps": "小型大写",
    "vanish": "隐藏文字",
    "em": "着重号",
    "highlight": "突出显示",
    "bdr": "文字边框",
    "superscript": "上标",
    "subscript": "下标",
}
_LETTERS = re.compile("[A-Za-z]")
_LONGEST_RAISED = 6
_HIDDEN = "这些字要不要由人定，--fix不动它：选中这一段，在“字体”里去掉“隐藏”，或者删去"


def hidden(document: Document) -> Iterator[Fault]:
    """What stands in the file and not on paper."""
    for paragraph in document.paragraphs:
        if paragraph.part == "body" and paragraph.hidden.strip():
            text = fault.beginning(paragraph.hidden)
            said = ("", "印不出来", "印得出来，或者删去")
            yield Fault(fault.LOOK, "隐藏文字", *said, (paragraph.number,), text, remedy=_HIDDEN, is_kept=True)


def may_be_raised(text: str) -> bool:
    """Whether characters may be superscript or subscript: the mark of a note, the 2 of m2."""
    return not _CHINESE.search(text) and len(text.strip()) <= _LONGEST_RAISED


def marks(run: StyledRun) -> Iterator[tuple[str, str]]:
    """What is put on the letters of a run that shows on them: its name, and the property that says it."""
    for mark in sorted(run.characters.marks):
        is_raised = mark in ("superscript", "subscript")
        if not (is_raised and may_be_raised(run.text)) and not (
            mark in ("caps", "smallCaps") and not _LETTERS.search(run.text)
        ):
            yield _MARKS[mark], "vertAlign" if is_raised else mark


def check(document: Document, layout: Layout, named: Named) -> Iterator[Fault]:
    """What is wrong with the letters of one paragraph."""
    is_bold = all(run.characters.bold for run in named.paragraph.runs if run.text.strip())
    offset = 0
    for run in named.paragraph.runs:
        begins, offset = offset, offset + len(run.text)
        if run.text.strip() and not run.field:
            expected = wanted(document, layout, named, run, begins)
            yield from _differences(
                document, named, run, expected, may_be_bold=may_be_bold(named, run, is_bold=is_bold)
            )


def wanted(document: Document, layout: Layout, named: Named, run: StyledRun, begins: int) -> CharacterFormat:
    """How a run is to look that begins at a character of its paragraph (from 0)."""
    told = named.told
    base = of_role(layout, told.role)
    base = replace(base, size=SMALL) if told.is_small else base
    kind = BY_STYLE.get(document.cascade.style_name(run.style).lower(), "")
    if kind in ("emphasis", "pending"):
        return over(base, layout, kind)
    return over(base, layout, f"lead_{told.level}") if begins < told.lead else base


def of_role(layout: Layout, role: str) -> CharacterFormat:
    """The letters of a kind of paragraph."""
    letters = layout.styles[role].characters
    latin = letters.latin or letters.font or ""
    return CharacterFormat(
        east_asia=letters.font or "",
        ascii=latin,
        h_ansi=latin,
        cs=latin,
        hint="",
        theme=frozenset(),
        size=letters.size or 20,
        spacing=letters.spacing or 0,
        bold=bool(letters.bold),
        italic=False,
        underline=False,
        color=_plain(letters.color or ""),
        shade=letters.shade or "",
        superscript=False,
        scale=100,
    )


def over(base: CharacterFormat, layout: Layout, name: str) -> CharacterFormat:
    """CharacterFormat within others, as the layout has them (lead_1, emphasis)."""
    own = layout.characters[name]
    latin = own.latin or own.font
    bold = None if own.bold == layout.text.characters.bold else own.bold
    return replace(
        base,
        east_asia=own.font or base.east_asia,
        ascii=latin or base.ascii,
        h_ansi=latin or base.h_ansi,
        size=base.size if own.size is None else own.size,
        spacing=base.spacing if own.spacing is None else own.spacing,
        bold=base.bold if bold is None else bold,
        color=_plain(own.color or base.color),
        shade=own.shade or base.shade,
    )


def may_be_bold(named: Named, run: StyledRun, *, is_bold: bool) -> bool:
    """Whether bold may be meant: words that are so in the text as built; where that is not known, some words among others."""
    if named.told.strong is not None:
        return any(run.text.strip() in text for text in named.told.strong)
    return not is_bold or named.paragraph.cell is not None


def _differences(
    document: Document, named: Named, run: StyledRun, expected: CharacterFormat, *, may_be_bold: bool
) -> Iterator[Fault]:
    found = run.characters
    yield from _fonts(document, named, run, expected)
    listed: list[tuple[str, str, str, str, str]] = [
        (fault.SIZE, "字号", fault.size_text(found.size), fault.size_text(expected.size), "sz"),
        (fault.SIZE, "字距", points(found.spacing), points(expected.spacing), "spacing"),
        (fault.SIZE, "字的位置", position_text(found.position), position_text(0), "position"),
        (fault.SIZE, "字符缩放", f"{found.scale}%", f"{expected.scale}%", "w"),
        (fault.LOOK, "", _with("倾斜", found.italic), _with("倾斜", expected.italic), "i"),
        (fault.LOOK, "", _with("加下划线", found.underline), _with("加下划线", expected.underline), "u"),
        (fault.LOOK, "字的颜色", fault.color_text(_plain(found.color)), fault.color_text(expected.color), "color"),
        (fault.LOOK, "底色", _bare(found.shade) or "无", expected.shade or "无", "shd"),
    ]
    listed += [(fault.LOOK, "", f"用了{mark}", f"不用{mark}", name) for mark, name in marks(run)]
    if found.bold != expected.bold and not (found.bold and may_be_bold):
        listed.append((fault.LOOK, "", _with("加粗", found.bold), _with("加粗", expected.bold), "b"))
    for code, what, is_so, should, name in listed:
        if is_so != should:
            yield _made(document, named, run, code, (what, is_so, should, name))


def _fonts(document: Document, named: Named, run: StyledRun, expected: CharacterFormat) -> Iterator[Fault]:
    """The fonts of the scripts that the run has letters of."""
    for what, script, attribute in _scripts(run):
        found, wanted = getattr(run.characters, attribute), getattr(expected, attribute)
        if script in run.characters.theme:
            yield _made(
                document,
                named,
                run,
                fault.THEME,
                (what, f"由主题决定（现为{found or '空'}）", f"直接写明{wanted}", "rFonts"),
            )
        elif not font_names.is_same(found, wanted):
            yield _made(document, named, run, fault.FONT, (what, found or "（没有写明）", wanted, "rFonts"))


def _scripts(run: StyledRun) -> list[tuple[str, str, str]]:
    found = []
    is_chinese_mark = _BOTH.search(run.text) is not None and run.characters.hint == "eastAsia"
    if _CHINESE.search(run.text) or is_chinese_mark:
        found.append(("中文字体", "eastAsia", "east_asia"))
    if _LATIN.search(run.text):
        found.append(("字母、数字的字体", "ascii", "ascii"))
    if _BOTH.search(run.text) and run.characters.hint != "eastAsia":
        found.append(("引号等标点的字体", "hAnsi", "h_ansi"))
    return found


def _made(document: Document, named: Named, run: StyledRun, code: str, said: tuple[str, str, str, str]) -> Fault:
    what, found, expected, name = said
    paragraph = named.paragraph
    layers = document.cascade.of_character_style(run.element.find(W + "rPr"))
    style = (
        document.cascade.style_name(run.style)
        if any(layer.find(W + name) is not None for layer in layers)
        else paragraph.style_name
    )
    is_direct = name in run.direct
    text = run.text if is_direct else paragraph.text
    numbers = (paragraph.number,) if paragraph.part == "body" else ()
    return Fault(
        code, fault.subject(named.told.role), what, found, expected, numbers, fault.beginning(text), style, is_direct
    )


def position_text(half_points: int) -> str:
    return f"{'提升' if half_points > 0 else '降低'}{abs(half_points) / 2:g}磅" if half_points else "标准"


def _with(what: str, is_so: bool) -> str:
    return what if is_so else f"不{what}"


def _plain(color: str) -> str:
    return "" if color in ("", "000000") else color


def _bare(shade: str) -> str:
    """White below the letters is what pages of the web leave behind; it is not seen."""
    return "" if shade == "FFFFFF" else shade
