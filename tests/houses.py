"""Documents of three offices that format their text by different means, to read a layout back from each.

`styled` uses document defaults, a theme and styles based on one another. `direct` formats every paragraph and run
directly, over contrary defaults. `parted` has several unlike sections, with other numbering and indents.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from report_cli.document import Document, Paragraph, Role, Run, Table

BODY = (
    "2022年，在中共北湖区委的坚强领导下，区政协常委会团结带领全体委员，围绕中心、服务大局，认真履行职能，"
    "全年收到提案265件，立案224件，办复率100%，各项工作取得新的进展，为全区经济社会高质量发展作出了积极贡献。"
)
HEAD = {
    Role.TITLE: ("政协北湖区第三届委员会", "常务委员会工作报告"),
    Role.SUBTITLE: ("——在政协北湖区第三届委员会第二次会议上",),
    Role.DATE: ("（2023年2月21日）",),
    Role.SPEAKER: ("李明",),
    Role.SALUTATION: ("各位委员：",),
}
HEADINGS = (
    ("一、", "主要工作"),
    ("（一）", "加强理论学习"),
    ("1.", "健全学习制度"),
)


def document() -> Document:
    """The text of all three, as the program would compose it."""
    blocks: list[Paragraph | Table] = [Paragraph(role, (Run(line),)) for role, lines in HEAD.items() for line in lines]
    blocks.append(Paragraph(Role.BODY, (Run(BODY),)))
    for number in range(6):
        level, (mark, text) = number % 3 + 1, HEADINGS[number % 3]
        blocks.append(Paragraph(Role.HEADING, (Run(text),), level=level, number=mark))
        blocks += [Paragraph(Role.BODY, (Run(BODY),))] * 3
    blocks.append(Paragraph(Role.BODY, (Run("现将以上工作提请审议，并请列席会议的同志提出意见和建议。"),)))
    return Document("work_report", 2022, tuple(blocks))


@dataclass(frozen=True)
class Look:
    """How one kind of paragraph looks, in Word's units; `first` and `before` are twips."""

    font: str = "仿宋"
    latin: str = "Times New Roman"
    size: int = 32
    bold: bool = False
    align: str = "both"
    line: int = 560
    first: int = 640
    before: int = 0


LOOKS = {
    "title": Look("方正小标宋简体", "方正小标宋简体", 44, align="center", line=640, first=0),
    "subtitle": Look("楷体_GB2312", align="center", first=0, before=280),
    "date": Look("楷体_GB2312", align="center", first=0),
    "speaker": Look("楷体_GB2312", align="center", first=0),
    "salutation": Look(align="left", first=0, before=560),
    "heading_1": Look("黑体", "黑体"),
    "heading_2": Look("楷体_GB2312", bold=True),
    "heading_3": Look(bold=True),
    "body": Look(),
}


@dataclass(frozen=True)
class Sheet:
    """Margins, the distance of the page number from the edge, the pitch of the grid (0: no grid), in twips."""

    top: int = 2041
    right: int = 1531
    bottom: int = 1871
    left: int = 1531
    footer: int = 1300
    grid: int = 0


def lines() -> list[tuple[str, str]]:
    """The name of each paragraph's look, and its text."""
    found = []
    for block in document().body:
        assert isinstance(block, Paragraph)
        name = f"heading_{block.level}" if block.role is Role.HEADING else block.role.value
        found.append((name, block.text))
    return found


def styled() -> bytes:
    """Body and title by document defaults and styles; nothing is set on any paragraph."""
    made = _blank(Sheet())
    styles = made.styles.element
    for old in list(styles):
        if old.tag in (qn("w:docDefaults"), qn("w:style")) and old.get(qn("w:type")) != "table":
            styles.remove(old)
    body, based = LOOKS["body"], "正文基础"
    defaults = f"<w:rPrDefault><w:rPr>{_letters(body)}{_LANGUAGE}</w:rPr></w:rPrDefault>"
    defaults += f"<w:pPrDefault><w:pPr>{_spacing(body)}</w:pPr></w:pPrDefault>"
    styles.insert(0, _xml("docDefaults", defaults))
    normal = f'<w:name w:val="Normal"/><w:pPr>{_UNSPACED}</w:pPr>'
    styles.append(_xml("style", normal, 'w:type="paragraph" w:default="1" w:styleId="Normal"'))
    styles.append(_style(based, "Normal", '<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>', ""))
    styles.append(
        _style(
            "Footer",
            "Normal",
            '<w:spacing w:line="280" w:lineRule="exact"/><w:ind w:firstLine="0"/>',
            _letters(_NUMBER),
        )
    )
    for name, look in LOOKS.items():
        paragraph = (
            _spacing(look)
            + ("" if look.first else '<w:ind w:firstLineChars="0" w:firstLine="0"/>')
            + f'<w:jc w:val="{look.align}"/>'
        )
        styles.append(_style(name, based, paragraph, _letters(look)))
    for name, text in lines():
        made.element.body.insert(-1, _paragraph(f'<w:pStyle w:val="{name}"/>', "", text))
    _add_page_numbers(made, '<w:pStyle w:val="Footer"/>')
    return _bytes(made)


def direct() -> bytes:
    """The defaults of python-docx, and on each paragraph and run all that is said in `LOOKS`."""
    sheet = Sheet(top=2098, left=1588, right=1474, bottom=1984, footer=1446)
    made = _blank(sheet)
    for name, text in lines():
        made.element.body.insert(-1, _direct(name, text))
    _add_page_numbers(made, '<w:spacing w:before="0" w:after="0" w:line="280" w:lineRule="exact"/>')
    return _bytes(made)


def parted() -> bytes:
    """A cover on a page of its own make, then the text, then a table on its side."""
    sheet = Sheet(top=1985, left=1701, right=1701, bottom=1928, footer=1334, grid=560)
    made = _blank(sheet)
    body = made.element.body
    cover = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>{_margins(Sheet(top=5000, left=1000, right=1000))}</w:sectPr>'
    body.insert(-1, _paragraph(f'<w:jc w:val="left"/>{cover}', '<w:sz w:val="60"/>', "内部资料"))
    for name, text in lines():
        body.insert(-1, _direct(name, text))
    section = body.sectPr
    turned = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    last = _xml("sectPr", turned + _margins(sheet))
    _add_page_numbers(made, '<w:spacing w:before="0" w:after="0" w:line="280" w:lineRule="exact"/>')
    end = _paragraph("", "", "")
    end.get_or_add_pPr().append(section)
    body.append(end)
    body.append(_table())
    body.append(_paragraph("", "", ""))
    body.append(last)
    return _bytes(made)


HOUSES: dict[str, Callable[[], bytes]] = {"styled": styled, "direct": direct, "parted": parted}

_NUMBER = Look("宋体", "宋体", 28)
_UNSPACED = '<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
_LANGUAGE = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'


def _blank(sheet: Sheet) -> Any:
    made = docx.Document()
    section = made.element.body.sectPr
    for child in list(section):
        section.remove(child)
    section.append(_xml("pgSz", "", 'w:w="11906" w:h="16838"'))
    section.append(parse_xml(_margins(sheet).replace("<w:pgMar", f"<w:pgMar {nsdecls('w')}", 1)))
    if sheet.grid:
        section.append(_xml("docGrid", "", f'w:type="lines" w:linePitch="{sheet.grid}"'))
    return made


def _margins(sheet: Sheet) -> str:
    sides = " ".join(f'w:{side}="{getattr(sheet, side)}"' for side in ("top", "right", "bottom", "left", "footer"))
    return f'<w:pgMar {sides} w:header="850" w:gutter="0"/>'


def _add_page_numbers(made: Any, style: str) -> None:
    """Page numbers at the outer side, in the last section that there is now."""
    made.settings.odd_and_even_pages_header_footer = True
    section = made.sections[-1]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        for old in list(footer._element):
            footer._element.remove(old)
        field = "".join(
            f"<w:r><w:rPr>{_letters(_NUMBER)}</w:rPr>{part}</w:r>"
            for part in (
                '<w:t xml:space="preserve">— </w:t>',
                '<w:fldChar w:fldCharType="begin"/>',
                '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
                '<w:fldChar w:fldCharType="separate"/>',
                "<w:t>1</w:t>",
                '<w:fldChar w:fldCharType="end"/>',
                '<w:t xml:space="preserve"> —</w:t>',
            )
        )
        footer._element.append(_xml("p", f'<w:pPr>{style}<w:ind w:{side}="280"/><w:jc w:val="{side}"/></w:pPr>{field}'))


def _bytes(made: Any) -> bytes:
    data = BytesIO()
    made.save(data)
    return data.getvalue()


def _direct(name: str, text: str) -> Any:
    look = LOOKS[name]
    properties = (
        f'{_UNSPACED}<w:snapToGrid w:val="{int(look.line == LOOKS["body"].line)}"/>'
        + _spacing(look)
        + f'<w:ind w:firstLine="{look.first}"/><w:jc w:val="{look.align}"/>'
    )
    return _paragraph(properties, _letters(look) + _LANGUAGE, text)


def _table() -> Any:
    cell = '<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>'
    rows = "".join(f"<w:tr>{''.join(cell.format(text) for text in row)}</w:tr>" for row in ("甲乙", "丙丁"))
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="8"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return _xml(
        "tbl",
        f'<w:tblPr><w:tblW w:w="6000" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders></w:tblPr><w:tblGrid/>{rows}',
    )


def _style(name: str, base: str, paragraph: str, letters: str) -> Any:
    content = f'<w:name w:val="{name}"/><w:basedOn w:val="{base}"/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr>'
    return _xml("style", content, f'w:type="paragraph" w:customStyle="1" w:styleId="{name}"')


def _paragraph(paragraph: str, letters: str, text: str) -> Any:
    run = f'<w:r><w:rPr>{letters}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return _xml("p", f"<w:pPr>{paragraph}</w:pPr>{run}")


def _spacing(look: Look) -> str:
    return f'<w:spacing w:before="{look.before}" w:after="0" w:line="{look.line}" w:lineRule="exact"/>'


def _letters(look: Look) -> str:
    fonts = f'<w:rFonts w:ascii="{look.latin}" w:hAnsi="{look.latin}" w:eastAsia="{look.font}" w:cs="{look.latin}"/>'
    size = f'<w:sz w:val="{look.size}"/><w:szCs w:val="{look.size}"/>'
    return f'{fonts}<w:b w:val="{int(look.bold)}"/><w:color w:val="000000"/>{size}'


def _xml(name: str, content: str, attributes: str = "") -> Any:
    return parse_xml(f"<w:{name} {nsdecls('w')} {attributes}>{content}</w:{name}>")
