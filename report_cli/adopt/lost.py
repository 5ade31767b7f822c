"""What a template cannot have of a Word file, in words: text that is not taken in, and looks that are not printed."""

import re
from collections.abc import Iterator, Mapping, Sequence

from report_cli.docx.fields import GENERATED
from report_cli.docx.manuscript import UNREAD, Manuscript, TraceKind
from report_cli.docx.package import W
from report_cli.page.effective import Document, Paragraph, StyledRun
from report_cli.page.looks import MARKS
from report_cli.page.roles import Named, leading
from report_cli.text import excerpt

_OUTSIDE = {"box": "文本框", "header": "页眉", "footer": "页脚"}
_LEFT: Mapping[str, str] = {**UNREAD, "hidden": "看不见的文字", "comment": "批注"}
_UNSEEN: tuple[TraceKind, ...] = ("white", "tiny", "narrow", "squeezed")
_TRACKED: Mapping[TraceKind, str] = {"inserted": "加", "moved_here": "移来", "deleted": "删", "moved_away": "移走"}
_MERGED = {W + "gridSpan", W + "vMerge", W + "hMerge"}
_ANNEX = re.compile(r"附件\s*[0-9一二三四五六七八九十]*[：:]?")
"""What begins a page by itself."""
_PLAIN = "照正文印"
_FEW, _WORDS = 3, 12

_Place = tuple[int, str]
"""The number of a paragraph, and the words that are meant."""


def said(manuscript: Manuscript, shown: Document, named: Sequence[Named]) -> Iterator[str]:
    """All that is lost of a Word file but for its layout and its tables."""
    for number, line in enumerate(manuscript.lines, 1):
        if line.part in _OUTSIDE and re.search(r"[^\W\d_]", line.text):
            yield f"{_OUTSIDE[line.part]}（第{number}段）：{line.text.strip()}"
    yield from _traced(manuscript)
    yield from _looks(shown.paragraphs, named)
    yield from _breaks(shown, named)


def _traced(manuscript: Manuscript) -> Iterator[str]:
    """What the reader noted that is not read, or is read as text that will not change by itself."""
    for trace in dict.fromkeys(manuscript.traces):
        if what := _LEFT.get(trace.kind):
            by, words = f"，{trace.author}" if trace.author else "", trace.text.strip()
            yield f"{what}（第{trace.line}段{by}）{f'：{words}' if words else ''}"
    for number, line in enumerate(manuscript.lines, 1):
        if line.part == "body" and any(re.match(r"\s*(TOC|INDEX)\b", run.field) for run in line.runs):
            yield f"目录（第{number}段起）"
    yield from _merged(manuscript)
    tracked = [each for each in manuscript.traces if each.kind in _TRACKED and each.text != "¶"]
    yield from _listed(
        "修订", [(each.line, _TRACKED[each.kind] + each.text) for each in tracked], "收的是接受以后的字句"
    )
    changing = [(each.line, each.text) for each in manuscript.traces if each.kind == "field" and each.text]
    yield from _listed("自动更新的域", changing, "成了不变的字")
    unseen = [(each.line, each.text) for each in manuscript.traces if each.kind in _UNSEEN]
    yield from _listed("原稿里看不见的文字", unseen, "照正文印出来，核对")


def _merged(manuscript: Manuscript) -> Iterator[str]:
    """The tables in which cells are one, by their first paragraphs."""
    first, merged = dict[int, int](), dict[int, None]()
    for number, line in enumerate(manuscript.lines, 1):
        if line.part == "body" and line.outer_cell is not None:
            first.setdefault(line.outer_cell.table, number)
            cells = (each.find(W + "tcPr") for each in line.element.iterancestors(W + "tc"))
            spans = (each for cell in cells if cell is not None for each in cell)
            if any(each.tag in _MERGED and each.get(W + "val") != "1" for each in spans):
                merged[line.outer_cell.table] = None
    yield from (f"合并的单元格（第{first[table]}段起的表格）：拆成一格一格，字都在" for table in merged)


def _listed(what: str, places: Sequence[_Place], how: str) -> Iterator[str]:
    """What is told of several places at once: where the first ones are, and how many there are."""
    places = [(number, words.strip()) for number, words in dict.fromkeys(places) if words.strip()]
    if places:
        first = "、".join(f"第{number}段“{excerpt(words, _WORDS)}”" for number, words in places[:_FEW])
        yield f"{what}：{first}{f'等{len(places)}处' if len(places) > _FEW else ''}，{how}"


def _looks(paragraphs: Sequence[Paragraph], named: Sequence[Named]) -> Iterator[str]:
    """The words that look otherwise than their paragraph, by what is about them."""
    by_number, found = {one.paragraph.number: one for one in named}, dict[str, list[_Place]]()
    for paragraph in (each for each in paragraphs if each.part == "body"):
        at, one = 0, by_number.get(paragraph.number)
        lead = max(one.lead, leading(paragraph)) if one and paragraph.runs else 0
        for run in paragraph.runs:
            is_generated = GENERATED.match(run.field) is not None
            is_prose = one is not None and one.role == "body" and paragraph.cell is None and at >= lead
            for what in () if is_generated or not run.text.strip() else _otherwise(run, paragraph, is_prose=is_prose):
                found.setdefault(what, []).append((paragraph.number, run.text))
            at += len(run.text)
    for what, places in found.items():
        yield from _listed(what, places, _PLAIN)


def _otherwise(run: StyledRun, paragraph: Paragraph, *, is_prose: bool) -> Iterator[str]:
    """What is about a run that its paragraph does not have; `is_prose`: behind the heading that a paragraph has."""
    own, usual = run.characters, paragraph.characters
    is_kept = run.text.strip().isdecimal()  # raised digits stand as such: m²
    for name in sorted(own.marks - usual.marks):
        if not (is_kept and name in ("superscript", "subscript")) and name != "textFill":
            yield f"有{MARKS[name]}的字" if name in ("strike", "dstrike", "em", "bdr") else f"{MARKS[name]}的字"
    yield from ["斜体的字"] if own.italic and not usual.italic else ()
    yield from ["有下划线的字"] if own.underline and not usual.underline else ()
    yield from ["提升或降低的字"] if own.position != usual.position else ()
    yield from ["另用颜色的字"] if _ink(own.color) not in (_ink(usual.color), "FFFFFF") else ()
    yield from ["有底纹的字"] if own.shade != usual.shade and own.shade else ()
    if is_prose:
        is_chinese = re.search(r"[\u4e00-\u9fff]", run.text) is not None
        yield from ["段落中间加粗的字"] if own.bold and not usual.bold else ()
        yield from ["段落中间另用字体的字"] if is_chinese and own.east_asia != usual.east_asia else ()
        yield from ["段落中间另用字号的字"] if is_chinese and own.size != usual.size else ()


def _ink(color: str) -> str:
    return color if color not in ("", "auto") else "000000"


def _breaks(shown: Document, named: Sequence[Named]) -> Iterator[str]:
    """Where a new page or line begins that is not printed so; bullets; links, of which the words are left."""
    roles, at_top = {one.paragraph.number: one.role for one in named}, False
    pages, lines, bullets, links = list[_Place](), list[_Place](), list[_Place](), list[_Place]()
    for paragraph in (each for each in shown.paragraphs if each.part == "body"):
        number, text = paragraph.number, paragraph.line.text
        at_top = at_top or paragraph.format.page_break_before
        if text.strip():
            pages += [(number, text)] if at_top and not _ANNEX.fullmatch(text.strip()) else []
            at_top = False
        lines += [(number, text)] if "\n" in text.strip() and roles.get(number) not in ("title", "subtitle") else []
        numbering = paragraph.format.numbering
        bullets += [(number, text)] if numbering is not None and numbering.form == "bullet" else []
        links += [(number, run.text) for run in paragraph.runs if run.field.lstrip().startswith("HYPERLINK")]
        links += [(number, "".join(each.itertext(W + "t"))) for each in paragraph.element.iter(W + "hyperlink")]
        at_top = at_top or _ends_page(paragraph)
    yield from _listed("另起一页", pages, "接着排")
    yield from _listed("段落里的换行", lines, "接着排")
    yield from _listed("项目符号", bullets, "不印")
    yield from _listed("超链接", links, "只留文字")


def _ends_page(paragraph: Paragraph) -> bool:
    """Whether what follows a paragraph begins on a new page, of a new section too."""
    breaks = (one.get(W + "type") for one in paragraph.element.iter(W + "br"))
    ends = paragraph.element.find(f"{W}pPr/{W}sectPr")
    kind = ends.find(W + "type") if ends is not None else None
    is_section = ends is not None and (kind is None or kind.get(W + "val") not in ("continuous", "nextColumn"))
    return is_section or "page" in breaks
