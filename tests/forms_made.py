"""A small workspace whose figures come from departments, and forms as a department fills them in."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from report_cli.forms.form import SHEET, SOURCE, heads
from report_cli.model import letters
from report_cli.sheets import reading
from report_cli.sheets.sheet import Sheet
from running import report

CATALOGUE = """\
committee:
  label: 本届政协
  indicators:
    name: {label: 委员会简称, owner: 办公室}
proposals:
  label: 提案工作
  indicators:
    received: {label: 收到提案, unit: 件, owner: 提案委, definition: 含转来的, required: true}
    filed: {label: 立案提案, unit: 件, owner: 提案委}
    rate: {label: 立案率, formula: filed / received}
    satisfied: {label: 满意率, kind: rate, owner: 提案委}
    funds: {label: 帮扶资金, kind: amount, unit: 万元, owner: 提案委}
meetings:
  label: 会议
  indicators:
    held: {label: 常委会会议, unit: 次, owner: 办公室}
    day: {label: 全会日期, kind: date, owner: 办公室}
    topics: {label: 协商议题, kind: list, owner: 办公室}
    host: {label: =承办单位}
    papers:
      label: 调研报告
      kind: items
      owner: 办公室
      fields:
        title: {label: 题目}
        copies: {label: 印数, unit: 份}
        kept: {label: 归档, values: [是, 否]}
"""
YEAR = """\
year: 2022
status: 征集中
source: 台账
committee:
  name: 东溪区政协
proposals:
  received: 265
  filed:
  satisfied: 96.5%
  funds: 近120
meetings:
  held:
  day: 2023-02-21
  topics: [“老有所养、幼有所育”, 加装电梯, 等]
  host:
  papers:
    - {title: 《老街改造》, copies: 12, kept: 是}
    - {title: 《菜市场》}
"""
LAST = """\
year: 2021
status: 仅供比较
source: 台账
proposals:
  received: 240
  filed: 200
meetings:
  day: 2022-02-18
"""


def workspace(folder: Path, *, catalogue: str = CATALOGUE, year: str = YEAR, last: str = LAST) -> Path:
    place = folder / "东溪"
    (place / "data").mkdir(parents=True)
    (place / "templates").mkdir()
    for name, text in (("indicators", catalogue), ("2022", year), ("2021", last)):
        (place / f"data/{name}.yaml").write_text(text, encoding="utf-8")
    (place / "templates/note.md.j2").write_text("# 小结\n\n收到{{ proposals.received }}。\n", encoding="utf-8")
    return place


def sheets(path: Path) -> dict[str, Sheet]:
    """The sheets of a file that people see."""
    book = reading.read(path.read_bytes(), path.name)
    return {name: book.sheet(number) for number, name in enumerate(book.names)}


def rows(path: Path, sheet: str = "填报") -> list[list[str]]:
    return [cells for _, cells in sheets(path)[sheet].lines]


def column(head: str, year: int = 2022) -> str:
    """The letter of a form's column."""
    return letters(heads(year).index(head) + 1)


# Forms as people send them back: written anew, as another program would -----------------------------------------------

Value = str | int | float | tuple[float, str]
"""What a cell holds; a pair is a number and its format."""
Grid = list[list[Value]]


def grids(path: Path) -> dict[str, Grid]:
    """All sheets of a file, row by row, the hidden one too."""
    book = reading.read(path.read_bytes(), path.name)
    found: dict[str, Grid] = {}
    for number, name in enumerate([*book.names, *book.hidden]):
        grid: Grid = []
        for row, cells in book.sheet(number).lines:
            grid += [[] for _ in range(row - 1 - len(grid))]
            grid.append([*cells])
        found[name] = grid
    return found


def saved(path: Path, grids: Mapping[str, Grid], *, hidden: Sequence[int] = (), merged: Sequence[str] = ()) -> Path:
    """`hidden`: rows of the first sheet, from 1; `merged`: ranges of it, whose other cells are empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        for number, (name, grid) in enumerate(grids.items()):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(grid):
                for column, value in enumerate(cells):
                    if isinstance(value, tuple):
                        sheet.write_number(row, column, value[0], book.add_format({"num_format": value[1]}))
                    elif isinstance(value, str):
                        sheet.write_string(row, column, value)
                    else:
                        sheet.write_number(row, column, value)
            if not number:
                for row in hidden:
                    sheet.set_row(row - 1, None, None, {"hidden": True})
                for area in merged:
                    first = str(grid[int(area[1:].split(":")[0]) - 1][ord(area[0]) - 65])
                    sheet.merge_range(area, first)
            if name == "封签":
                sheet.hide()
    return path


def filled_by_departments(place: Path, count: int) -> list[str]:
    """A workspace of so many departments with three figures each; their forms, with values and sources, by name."""
    one = "".join(f"    n{n}: {{label: 第{n}项, unit: 件, owner: 部门{n}}}\n" for n in range(count))
    groups = {"proposals": "提案", "meetings": "会议", "members": "委员"}
    catalogue = "".join(f"{name}:\n  label: {label}\n  indicators:\n{one}" for name, label in groups.items())
    year = "year: 2022\nstatus: 征集中\nsource: 台账\nproposals:\n  n1: 5\n"
    workspace(place.parent, catalogue=catalogue, year=year, last="year: 2021\nstatus: 仅供比较\n").rename(place)
    (place / "templates/note.md.j2").write_text("# 小结\n\n收到{{ proposals.n1 }}。\n", encoding="utf-8")
    assert report(place, "form", "2022", "--output", "发出").status == 0
    said, source = heads(2022).index("2022年"), heads(2022).index(SOURCE)
    filled = [f"收回/部门{number}.xlsx" for number in range(count)]
    for number, name in enumerate(filled):
        book = grids(place / f"发出/2022/部门{number}.xlsx")
        for row in book[SHEET]:
            if "件" in row:
                row[said], row[source] = number + 1, "登记表"
        saved(place / name, book)
    return filled
