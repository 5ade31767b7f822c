"""A form as a Word file: a table to fill in, and one for each indicator of items.

A bookmark in the cell to be filled and hidden text in the cell of the label survive what Word, WPS and LibreOffice do
to a file; the seal stands in hidden paragraphs at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from report_cli.document import Properties, binding
from report_cli.docx import parts
from report_cli.docx import seal as docx_seal
from report_cli.forms import seal
from report_cli.forms.form import HOW_TO_FILL, SIGNED, Asked, Form, Table, heads, how_to_fill
from report_cli.model import CannotRun

Align = Literal["left", "center", "right"]
_LINKED = {
    "styles.xml": "styles",
    "settings.xml": "settings",
    "footer1.xml": "footer",
    "fontTable.xml": "fontTable",
    "theme/theme1.xml": "theme",
}
_WIDE = 14_800
"""The width of the text on a sheet of A4 that lies on its side, in twips; the columns' shares of it."""
_SHARES = (13, 20, 7, 24, 14, 20, 16, 14)
_OPEN, _HEAD, _GREY = "FFFBE6", "DCE6F1", "595959"
_FONT = '<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体" w:cs="宋体"/>'
_TITLE_FONT = '<w:rFonts w:ascii="黑体" w:hAnsi="黑体" w:eastAsia="黑体" w:cs="黑体"/>'
_FONTS = [
    f'<w:font w:name="{name}"><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
    for name in ("宋体", "黑体")
]
_STYLES = (
    f'<w:docDefaults><w:rPrDefault><w:rPr>{_FONT}<w:sz w:val="21"/><w:szCs w:val="21"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
)
_FOOTER = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>第</w:t></w:r><w:fldSimple w:instr="PAGE">'
    "<w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t>页</w:t></w:r></w:p>"
)
_SETTINGS = (
    '<w:zoom w:percent="100"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)
_SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1100" w:right="1019" w:bottom="1100" w:left="1019" w:header="600" w:footer="600" w:gutter="0"/>'
    "</w:sectPr>"
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


MOST_TAGS = 130_000
"""A third of what is read of a Word file: a form is read too after an office program saved it, which doubles them."""


def written(form: Form) -> bytes:
    """Raises CannotRun where a form would have more lines than can be read when it comes back."""
    body = [*_body(form), *map(_hidden_paragraph, _sealed(form))]
    if sum(xml.count("<") for xml in body) > MOST_TAGS:
        lines = len(form.rows) + sum(table.size for table in form.tables)
        raise CannotRun(
            f"没有写填报表：{form.owner}的表有{lines}行，做成DOCX太大，填好了收不回来；"
            "这么多用XLSX，不写--to docx；别的部门的可以用--owner另做"
        )
    return file(form.title, body)


def file(named: str, body: Iterable[str]) -> bytes:
    """A file on sheets that lie on their side; sealed, so that it is known later whether anybody saved it."""
    texts = {
        "word/styles.xml": parts.part("styles", _STYLES),
        "word/settings.xml": parts.part("settings", _SETTINGS),
        "word/footer1.xml": parts.part("ftr", _FOOTER),
        "word/fontTable.xml": parts.part("fonts", "".join(_FONTS)),
        "word/theme/theme1.xml": parts.DECLARATION + parts.filled("theme.xml", name=parts.text(named), font="宋体"),
        "docProps/core.xml": parts.core_properties(Properties(title=named)),
        "docProps/app.xml": parts.APPLICATION_PROPERTIES,
    }
    others = {name: text.encode() for name, text in texts.items()}
    return docx_seal.file([block.encode() for block in (*body, _SECTION)], _LINKED, others, {})


def _sealed(form: Form) -> Iterator[str]:
    sheets = {table.asked.id: table.asked.label for table in form.tables}
    return (packed(line) for line in seal.lines(form, sheets))


def _body(form: Form) -> Iterator[str]:
    yield title(form.title)
    yield paragraph(run(seal.visible(form), is_bold=True), after=60)
    yield paragraph(run(HOW_TO_FILL, color=_GREY, size=18), after=60)
    widths = parted(_SHARES)
    yield table_begin(widths)
    yield head_row(widths, [run(head, is_bold=True) for head in heads(form.year)])
    tables = {table.asked.id for table in form.tables}
    for number, asked in enumerate(form.rows):
        yield row([cell(*each) for each in zip(widths, *_asked(asked, number, asked.id in tables), strict=True)])
    yield "</w:tbl>"
    for table in form.tables:
        yield from _items(table)
    yield paragraph(run(SIGNED, is_bold=True), before=160)


def _asked(asked: Asked, number: int, is_of_items: bool) -> tuple[list[str], list[Align], list[str]]:
    """The cells of a row: their text, how it is set, and their ground."""
    label = run(asked.label) + run(packed([asked.id, asked.shown]), is_hidden=True)
    answer = run(f"填在下面的“{asked.label}”表里" if is_of_items else asked.shown)
    name = bookmark(asked.id)
    bound = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{answer}<w:bookmarkEnd w:id="{number}"/>'
    shown = (run(text) for text in (asked.unit, asked.definition, asked.previous))
    runs = [run(asked.group), label, *shown, bound, "", ""]
    aligns: list[Align] = ["left", "left", "center", "left", "left", "left", "left", "left"]
    return runs, aligns, [*[""] * 5, "" if is_of_items else _OPEN, _OPEN, _OPEN]


def _items(table: Table) -> Iterator[str]:
    yield paragraph(run(table.asked.label, is_bold=True, size=24), before=240)
    yield paragraph(run(how_to_fill(table), color=_GREY, size=18), after=60)
    widths = parted([1] * len(table.fields))
    hidden = run(packed([table.asked.id]), is_hidden=True)
    yield table_begin(widths)
    names = [run(field.label, is_bold=True) + hidden * (not number) for number, field in enumerate(table.fields)]
    yield head_row(widths, names)
    for line in [*table.lines, *[("",) * len(table.fields)] * (table.size - len(table.lines))]:
        yield row([cell(width, run(text), "left", _OPEN) for width, text in zip(widths, line, strict=True)])
    yield "</w:tbl>"


def title(text: str) -> str:
    return paragraph(run(text, size=36, font=_TITLE_FONT), "center", after=120)


def parted(shares: Sequence[int]) -> list[int]:
    """The widths of columns, in twips, by their shares of the page."""
    return [_WIDE * share // sum(shares) for share in shares]


def table_begin(widths: Sequence[int]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )


def head_row(widths: Sequence[int], runs: Sequence[str]) -> str:
    cells = [cell(width, run, "center", _HEAD) for width, run in zip(widths, runs, strict=True)]
    return row(cells, is_head=True)


def row(cells: Sequence[str], is_head: bool = False) -> str:
    head = "<w:tblHeader/>" if is_head else ""
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="440"/>{head}</w:trPr>{"".join(cells)}</w:tr>'


def cell(width: int, runs: str, align: Align = "left", fill: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(runs, align)}</w:tc>"
    )


def paragraph(runs: str, align: Align = "left", *, before: int = 0, after: int = 0) -> str:
    spacing = f'<w:spacing w:before="{before}" w:after="{after}"/>' if before or after else ""
    return f'<w:p><w:pPr>{spacing}<w:jc w:val="{align}"/></w:pPr>{runs}</w:p>'


def _hidden_paragraph(text: str) -> str:
    return f"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{run(text, is_hidden=True)}</w:p>"


def run(
    text: str, *, is_bold: bool = False, is_hidden: bool = False, color: str = "", size: int = 0, font: str = ""
) -> str:
    if not text:
        return ""
    said = {
        font: font,
        "<w:b/>": is_bold,
        "<w:vanish/>": is_hidden,
        f'<w:color w:val="{color}"/>': color,
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>': size,
    }
    look = "".join(xml for xml, is_said in said.items() if is_said)
    lines = (f'<w:t xml:space="preserve">{parts.text(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{'<w:br/>'.join(lines)}</w:r>"


# What is hidden -------------------------------------------------------------------------------------------------------


def bookmark(id: str) -> str:
    """The name of the bookmark in the cell to be filled; what begins with _ is listed nowhere."""
    return f"_f{binding(id, '')}"


def packed(cells: Sequence[str]) -> str:
    """Cells as one text, to be hidden. Blanks are written out: programs take them off the ends of texts."""
    return "".join(re.sub(_ESCAPED, _written_out, cell) + "|" for cell in cells)


def _written_out(found: re.Match[str]) -> str:
    return f"\\{ord(found[0]):x};"


def unpacked(text: str) -> list[str]:
    return [re.sub(_MARK, lambda found: chr(int(found[1], 16)), cell) for cell in text.split("|")[:-1]]


_ESCAPED, _MARK = r"[\\|\s]", r"\\([0-9a-f]{1,5});"
