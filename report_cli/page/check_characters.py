"""The characters of paragraphs beside their layout: fonts of Chinese and Latin, size, spacing, bold, colours."""

import re
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from report_cli.docx.package import W
from report_cli.docx.parts import CHARACTER_STYLES
from report_cli.layout import fonts
from report_cli.layout.layout import CharacterStyle, Layout
from report_cli.layout.measure import points
from report_cli.page import flaws
from report_cli.page.characters import CharacterFormat
from report_cli.page.effective import Document, StyledRun
from report_cli.page.flaws import FONT, LOOK, SIZE, THEME, Compared, Flaw
from report_cli.page.roles import SMALL, Named
from report_cli.text import excerpt

BY_STYLE = {style.lower(): name for name, (_, style) in CHARACTER_STYLES.items()}
_LATIN = re.compile("[!-~]")
_BOTH = re.compile("[\u00a1-\u2e7f]")
"""Marks that Latin and Chinese fonts both have; the hint says which font is used."""
_CHINESE = re.compile("[\u2e80-\ud7ff\uf900-\uffee\U00020000-\U0003ffff]")

_PROPERTIES: tuple[tuple[str, str, Callable[[CharacterFormat], str], str], ...] = (
    (SIZE, "字号", lambda look: flaws.size_text(look.size), "sz"),
    (SIZE, "字距", lambda look: points(look.spacing), "spacing"),
    (SIZE, "字的位置", lambda look: flaws.position_text(look.position), "position"),
    (SIZE, "字符缩放", lambda look: f"{look.scale}%", "w"),
    (LOOK, "", lambda look: "倾斜" if look.italic else "不倾斜", "i"),
    (LOOK, "", lambda look: "加下划线" if look.underline else "不加下划线", "u"),
    (LOOK, "字的颜色", lambda look: flaws.color_text(look.color), "color"),
    # Web pages leave white behind characters; nobody sees it.
    (LOOK, "底色", lambda look: "无" if look.shade in ("", "FFFFFF") else look.shade, "shd"),
)
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
_HIDDEN = Compared(
    LOOK,
    "",
    "印不出来",
    "印得出来，或者删去",
    cure="这些字要不要由人定，--fix不动它：选中这一段，在“字体”里去掉“隐藏”，或者删去",
    by_hand=True,
)


def hidden(document: Document) -> Iterator[Flaw]:
    """Text that is in the file but not on paper."""
    for paragraph in document.paragraphs:
        if paragraph.part == "body" and paragraph.hidden.strip():
            text = excerpt(paragraph.hidden, flaws.BEGINNING)
            yield Flaw(compared=_HIDDEN, subject="隐藏文字", paragraph=paragraph.number, text=text)


def may_be_raised(text: str) -> bool:
    """Whether characters may be superscript or subscript: a note's mark, the 2 of m2."""
    return not _CHINESE.search(text) and len(text.strip()) <= _LONGEST_RAISED


def marks(run: StyledRun) -> Iterator[Compared]:
    """The visible marks on the characters of a run: strike-through, emphasis dots …"""
    for mark in sorted(run.characters.marks):
        is_raised = mark in ("superscript", "subscript")
        is_unseen = mark in ("caps", "smallCaps") and not _LETTERS.search(run.text)
        if not is_unseen and not (is_raised and may_be_raised(run.text)):
            what = _MARKS[mark]
            yield Compared(LOOK, "", f"用了{what}", f"不用{what}", "vertAlign" if is_raised else mark)


def check(document: Document, layout: Layout, named: Named) -> Iterator[Flaw]:
    """What is wrong with the characters of one paragraph."""
    offset = 0
    for run in named.paragraph.runs:
        if run.text.strip() and not run.field:
            expected = _expected(document, layout, named, run, offset)
            for compared in _compared(named, run, expected):
                if compared.found != compared.expected:
                    yield _flaw(document, named, run, compared)
        offset += len(run.text)


def _expected(document: Document, layout: Layout, named: Named, run: StyledRun, offset: int) -> CharacterFormat:
    """How a run should look. `offset`: where it begins in its paragraph, from 0."""
    around = layout.styles[named.role]
    around = replace(around, size=SMALL) if named.is_small else around
    kind = BY_STYLE.get(document.cascade.style_name(run.style).lower(), "")
    if kind in ("emphasis", "pending"):
        return format_of(layout.within_text(kind).within(around))
    if offset < named.lead:
        return format_of(layout.within_text(f"lead_{named.level}").within(around))
    return format_of(around)


def format_of(style: CharacterStyle) -> CharacterFormat:
    """How characters of this style look."""
    latin = style.latin or style.font or ""
    return CharacterFormat(
        east_asia=style.font or "",
        ascii=latin,
        h_ansi=latin,
        cs=latin,
        hint="",
        theme=frozenset(),
        size=style.size or 20,
        spacing=style.spacing or 0,
        bold=bool(style.bold),
        italic=False,
        underline=False,
        color=style.color or "",
        shade=style.shade or "",
        superscript=False,
        scale=100,
    )


def _compared(named: Named, run: StyledRun, expected: CharacterFormat) -> Iterator[Compared]:
    found = run.characters
    yield from _fonts(run, expected)
    yield from (Compared(code, what, text(found), text(expected), name) for code, what, text, name in _PROPERTIES)
    yield from marks(run)
    if not (found.bold and _may_be_bold(named, run)):
        yield Compared(LOOK, "", _bold(found), _bold(expected), "b")


def _bold(look: CharacterFormat) -> str:
    return "加粗" if look.bold else "不加粗"


def _may_be_bold(named: Named, run: StyledRun) -> bool:
    """Whether bold may be meant: it is so in the text as built, or only some words of the paragraph are bold."""
    if named.strong is not None:
        return any(run.text.strip() in text for text in named.strong)
    is_all_bold = all(other.characters.bold for other in named.paragraph.runs if other.text.strip())
    return not is_all_bold or named.paragraph.cell is not None


def _fonts(run: StyledRun, expected: CharacterFormat) -> Iterator[Compared]:
    """The fonts of the scripts that occur in the run."""
    is_both, is_by_hint = _BOTH.search(run.text) is not None, run.characters.hint == "eastAsia"
    scripts = (
        ("中文字体", "eastAsia", "east_asia", _CHINESE.search(run.text) or (is_both and is_by_hint)),
        ("字母、数字的字体", "ascii", "ascii", _LATIN.search(run.text)),
        ("引号等标点的字体", "hAnsi", "h_ansi", is_both and not is_by_hint),
    )
    for what, script, attribute, is_there in scripts:
        found, wanted = getattr(run.characters, attribute), getattr(expected, attribute)
        if is_there and script in run.characters.theme:
            yield Compared(THEME, what, f"由主题决定（现为{found or '空'}）", f"直接写明{wanted}", "rFonts")
        elif is_there and not fonts.is_same(found, wanted):
            yield Compared(FONT, what, found or "（没有写明）", wanted, "rFonts")


def _flaw(document: Document, named: Named, run: StyledRun, compared: Compared) -> Flaw:
    layers = document.cascade.of_character_style(run.element.find(W + "rPr"))
    is_by_run = any(layer.find(W + compared.names) is not None for layer in layers)
    style = document.cascade.style_name(run.style) if is_by_run else named.paragraph.style_name
    is_direct = compared.names in run.direct
    return flaws.of_paragraph(named, compared, style, is_direct=is_direct, text=run.text if is_direct else "")
