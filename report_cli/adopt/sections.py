"""The texts of a report, the section that each stands in, and what the figures of a table's cells are.

A section is a group of the catalogue; what is announced (来年工作安排) is told apart from what was done.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from report_cli.adopt import found, notes, pieces
from report_cli.adopt.found import Fixed, Found
from report_cli.adopt.source import DATE, HEAD, Bound, Paragraph, Report, Table
from report_cli.text import identifier

PLAN = re.compile("工作安排|工作打算|工作计划|工作思路|工作任务|工作建议|明年|今后|下一步|下年|新的一年|打算|展望")

_NOTES, _SEAL = "注释", "落款"
_ANNEX = re.compile(r"附[件表]\s*[\d一二三四五六七八九十]*\s*[：:]?")
"""What the first page of an annex begins with."""
_OWN_NUMBER = re.compile(
    r"附件\s*\d+|[图表]\s*\d+(?:[-－—.]\d+)?(?=[\s\u3000：:])|附件[：:]\s*\d+[.．、]|[（(]?\d{1,2}(?:[.．、](?!\d)|[）)])"
)


_COUNTED = re.compile("(人次|场次|批次|件次|户次|[件次人篇条项家户期场名](?=数))数?$")
"""What a column or a row is counted in, as its name tells: 件数, 参加人次."""


class Text(Struct, frozen=True):
    """A paragraph, cell or footnote, the group that its figures belong to, and what its table says of it.

    `row`: which row of a table it stands in, a negative number that no other row of the report has; else 0. `column`:
    which column, in the same way.
    """

    text: str
    number: int
    group: str
    is_plan: bool = False
    is_head: bool = False
    cell: str = ""
    unit: str = ""
    row: int = 0
    column: int = 0
    bounds: tuple[Bound, ...] = ()


def texts(
    report: Report,
    year: int,
    taken: Iterable[str] = (),
    shared: Mapping[str, str] | None = None,
) -> tuple[list[Text], dict[str, str]]:
    """All texts in the order of `source.lines`, footnotes behind theirs; and the groups. `taken`: ids in use.

    `shared`: the groups of another year, which keep their ids.
    """
    sections = _Sections(taken, shared or {}, report)
    levels = {block.level for block in report.blocks if isinstance(block, Paragraph)}
    for block in report.blocks:
        if isinstance(block, Table):
            sections.read_table(block, year)
        else:
            sections.read_paragraph(block, deepest=2 if 2 in levels else 1)
    return sections.texts, sections.groups


def _noted(report: Report) -> frozenset[int]:
    """Which paragraphs of the file are the notes of typed marks, and no part of the section above them."""
    numbered = [*pieces.numbered(report.blocks)]
    found = notes.of(numbered)
    return frozenset(one.number for number, one in numbered if found.of(number, 0))


class _Sections:
    """Reads a report block by block. `group`: the id of the section that it is in; `is_plan`: what is announced."""

    def __init__(self, taken: Iterable[str], shared: Mapping[str, str], report: Report) -> None:
        self.untitled, self.noted = report.untitled, _noted(report)
        self.texts = list[Text]()
        self.groups = dict[str, str]()
        self.used = set(taken)
        self.shared = {label: id for id, label in reversed([*shared.items()])}
        self.group, self.is_plan, self.rows, self.columns = "", False, 0, 0

    def named(self, heading: str) -> str:
        """The id of the group that a heading names."""
        label = short(heading)
        known = next((id for id, name in self.groups.items() if name == label), "")
        if known:
            return known
        label = label or self.untitled
        id = self.shared.get(label) or free(identifier(label) or self.untitled, self.used)
        self.used.add(id)
        self.groups[id] = label
        return id

    def add(
        self,
        paragraph: Paragraph,
        *,
        is_head: bool = False,
        cell: str = "",
        unit: str = "",
        at: tuple[int, int] = (0, 0),
    ) -> None:
        """A text, and its footnotes behind it. `at`: its row and column."""
        text = Text(
            text=paragraph.text,
            number=paragraph.number,
            group=self.group,
            is_plan=self.is_plan,
            is_head=is_head,
            cell=cell,
            unit=unit,
            row=at[0],
            column=at[1],
            bounds=paragraph.bounds,
        )
        notes = [Text(note.text, note.number, self.group, self.is_plan, bounds=note.bounds) for note in paragraph.notes]
        self.texts += [text, *notes]

    def read_table(self, table: Table, year: int) -> None:
        self.group = self.group or self.named(self.untitled)
        if table.caption:
            self.add(table.caption)
        heads = [cell.text for cell in table.rows[0]]
        for row, cells in enumerate(table.rows):
            self.rows -= 1
            for column, cell in enumerate(cells):
                said, unit = of_cell(heads, [each.text for each in cells], row, column, year)
                self.add(cell, cell=said, unit=unit, at=(self.rows, self.columns - column - 1))
        self.columns -= max(map(len, table.rows))

    def read_paragraph(self, paragraph: Paragraph, deepest: int) -> None:
        """`deepest`: the lowest level of headings that begin a group."""
        if paragraph.level == 1:
            self.is_plan = bool(PLAN.search(paragraph.text))
        if _ANNEX.fullmatch(paragraph.text.strip()):
            self.group, self.is_plan = self.named("附件"), False
        if paragraph.level and paragraph.level <= deepest:
            heading = paragraph.text[: paragraph.lead] if paragraph.lead else paragraph.text
            is_part = self.is_plan and paragraph.level > 1
            self.group = self.named(heading.rstrip("。 \u3000") + "安排" * is_part)
        is_head = paragraph.role in HEAD
        self.group = self.named("报告的开头") if is_head else self.group or self.named(self.untitled)
        section = self.group, self.is_plan
        if aside := self.aside(paragraph, is_head):
            self.group, self.is_plan = self.named(aside), False
        self.add(paragraph, is_head=is_head)
        self.group, self.is_plan = ("" if is_head else section[0]), section[1]

    def aside(self, paragraph: Paragraph, is_head: bool) -> str:
        """What a paragraph is that is of no section: a note, the day below the text; else empty."""
        if paragraph.number in self.noted:
            return _NOTES
        return _SEAL if not is_head and DATE.fullmatch(paragraph.text.strip()) else ""


def found_in(text: Text, year: int) -> list[Found]:
    """What is found in a text; the number that a paragraph begins with, or a list of annexes has, is no figure."""
    number = _OWN_NUMBER.match(text.text) if not text.cell else None
    made = found.find(text.text, year)
    if number is None:
        return made
    return [Fixed(*number.span(), "编号"), *(one for one in made if one.start >= number.end())]


def of_cell(heads: Sequence[str], row: Sequence[str], number: int, column: int, year: int) -> tuple[str, str]:
    """What a cell is about: its row's name, and its column's where there are several; the unit of its numbers."""
    if number == 0:
        return "", ""
    place = next((at for at, text in enumerate(row) if text and not re.fullmatch(r"[\d.]+", text)), 0)
    name, head = row[place], heads[column] if column < len(heads) else ""
    measured = next((at for at, text in enumerate(heads) if text == "单位" and at not in (place, column)), -1)
    plain = re.sub(r"[（(].*?[）)]", "", head)
    unit = _unit(head, name, row[measured] if 0 <= measured < len(row) else None)
    if re.fullmatch("序号|编号|次序", plain):
        return f"{name}的{plain}", ""
    own = re.sub(r"[（(].*?[）)]|^[一二三四五六七八九十\d]+[、.．]", "", name)
    others = [
        at for at, text in enumerate(heads) if at not in (place, measured) and text not in ("序号", "编号", "次序")
    ]
    is_alone = len(others) < 2
    if column != place and (said := _when(name, year)) is not None:  # a row is of a year: 年度 | 提案总数
        return f"{said}{plain}", unit
    if (said := _when(plain, year)) is not None:
        return f"{said}{own}", unit
    return (own if is_alone or plain == "数量" else f"{own}{plain}"), unit


def _unit(head: str, name: str, measured: str | None) -> str:
    """What a cell's numbers are counted in: as brackets say, a column of units (`measured`), or a name's last word."""
    bracket = re.search(r"[（(](?:单位[:：])?([^（）()\d]{1,4})[）)]$", head)
    bracket = bracket or re.search(r"[（(]([^（）()\d]{1,4})[）)]$", name)
    if bracket:
        return bracket[1]
    if measured is not None:
        return measured
    named = _COUNTED.search(re.sub(r"[（(].*?[）)]", "", head)) or _COUNTED.search(name)
    return named[1] if named else ""


def _when(text: str, year: int) -> str | None:
    """What a label says of the year that a column or a row is of: nothing of the report's; None where it is of none."""
    told = re.fullmatch(r"(\d{4})(?:年度?)?(?:同期)?数?", text)
    if told:
        return {year: "", year - 1: "上年"}.get(int(told[1]), f"{told[1]}年")
    said = re.fullmatch("(?:(今年|本年度?|本期|当年)|(上年度?|去年|上一年度?|上期)(?:同期)?|同期)数?", text)
    return None if said is None else "" if said[1] else "上年"


_LONGEST = 16


def short(heading: str) -> str:
    """A heading as a group's label: without number and year, its first words."""
    text = re.sub(
        r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[.．、]|第[一二三四五六七八九十]+[章节部分]*)\s*",
        "",
        heading,
    )
    text = re.sub(r"[（(](?:共)?\d+[^（）()\d]{1,3}[）)]", "", text)  # 先进集体（4个）
    text = re.sub(r"\d{4}年度?(?:的)?|[“”《》]", "", text).strip("。 \u3000")
    clauses = [clause for clause in re.split(r"[，、；：\s\u3000—]+", text) if clause]
    said = clauses[0] if clauses and len(clauses[0]) > 1 else "".join(clauses)
    first = re.match(".{4,16}(?=[和与及])", said) if len(said) > _LONGEST else None  # a half rather than half a word
    return first[0] if first else said[:_LONGEST]


def free(name: str, used: Iterable[str]) -> str:
    used, number, free = set(used), 1, name
    while free in used:
        number += 1
        free = f"{name}{number}"
    return free
