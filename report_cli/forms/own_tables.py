"""A department's own tables, not made by `form`: head, column of labels, column of the year's values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.forms.answers import SHARED, Answer, CellPlace, ReturnedForm
from report_cli.forms.matching import Labels, plain, with_unit
from report_cli.model import CannotRun, letters
from report_cli.sheets import reading
from report_cli.sheets.sheet import Cell, Line, Merged, Unreadable
from report_cli.text import excerpt

HEAD_WITHIN = 10
MAX_ROWS, MAX_CELLS = 5_000, 500_000
"""Of one table: far more than any office fills in, and read within a few seconds."""
_LABEL = re.compile("(?:统计|考核)?(?:指标|项目|事项|内容)(?:名称|内容)?|工作(?:内容|事项|项目)|名称")
_UNIT = re.compile("(?:计量)?单位")
_SOURCE = re.compile("(?:数据|资料)?(?:出处|来源)|依据")
_NOTE = re.compile("备注|说明")
_GROUP = re.compile("(?:工作|项目|指标)?(?:类别|分类|大类|组别|板块)")
_NUMBER = re.compile("序号|编号|No.?", re.IGNORECASE)
_NUMBERED = re.compile(r"[\d一二三四五六七八九十、.．()（）]+")
_LEVELS = tuple(map(re.compile, ("[一二三四五六七八九十]+[、.．]", "[（(][一二三四五六七八九十]+[)）]", r"\d+[、.．]")))
"""How titles are numbered, from the highest."""
_SAID = "(?:完成|实际|累计|合计)?(?:数量?|情况|数据|完成|实绩|合计|累计)?"
_THIS_YEAR = re.compile(f"(?:本|今|当|全)年度?{_SAID}")
_NUMBERS = re.compile("数量|数值|数据|数字|填报数|(?:实际|累计)?(?:完成)?数|完成情况|实绩")
_PARTS = "“{}”下面还有没写名称的行，看不出哪一行是它的数；每一行都写上名称"
_OFFICE = re.compile(".{2,}(?:委|局|办|科|室|组|中心|街道|镇|乡|部|院|会|站|所|公司)")
_A_YEAR = re.compile("(?<![0-9])(20[0-9]{2})(?![0-9])")


class Grid(Struct, frozen=True):
    """A table in its file. `title`: what stands above it. `of_word`: the number of a Word table."""

    file: str
    sheet: str
    lines: Sequence[Line]
    cells: Mapping[tuple[int, int], Cell] = {}
    merged: Merged = field(default_factory=Merged)
    hidden: frozenset[int] = frozenset()
    title: str = ""
    of_word: int = 0

    def spot(self, row: int, column: int) -> CellPlace:
        """Of a cell; columns count from 0 here."""
        address = f"表{self.of_word}第{row}行第{column + 1}格" if self.of_word else f"{letters(column + 1)}{row}"
        return CellPlace(self.file, self.sheet, address)

    @property
    def name(self) -> str:
        return f"表{self.of_word}" if self.of_word else f"工作表“{self.sheet}”" if self.sheet else "这份表"


class _Columns(Struct, frozen=True):
    """Where things stand. `at`: how many of the lines are the head. -1: there is no such column."""

    at: int
    label: int
    value: int
    unit: int = -1
    source: int = -1
    note: int = -1
    group: int = -1
    unit_said: str = ""
    width: int = 0


class _NoHead(Exception):
    """Why a table cannot be read."""


def read(data: bytes, file: str, year: int, labels: Labels) -> ReturnedForm:
    """What a table says of a year. A file that cannot be read is refused, never raised for."""
    answers, failed, is_known = list[Answer](), list[str](), False
    try:
        grids, said = _grids(data, file)
        for grid in chain.from_iterable(map(_parts, grids)):
            try:
                columns = _columns(grid, year, labels)
                answers += _answers(grid, columns, labels)
                is_known = True
            except _NoHead as error:
                failed.append(f"{grid.name}{error}")
    except Unreadable as error:
        return ReturnedForm(file=file, refusal=f"{error.message}；{error.cure}")
    except CannotRun as error:
        return ReturnedForm(file=file, refusal=str(error))
    is_filled = any(each.value.text.strip() or each.value.kind != "text" for each in answers)
    if not is_known:
        return ReturnedForm(file=file, refusal="；".join(failed) or "里面什么也没有；核对文件")
    remarks = [*said, *(f"{why}，没有读" for why in failed), *["一格也没有填"] * (not is_filled)]
    return ReturnedForm(file=file, answers=tuple(answers), remarks=tuple(remarks))


# Files ----------------------------------------------------------------------------------------------------------------


def _grids(data: bytes, file: str) -> tuple[list[Grid], list[str]]:
    """The tables of a file in which something stands, and what else to know of it."""
    if file.lower().endswith((".docx", ".doc")):
        return list(_of_word(data, file)), []
    book = reading.read(data, file)
    found = []
    for number in range(len(book.names)):
        sheet = book.sheet(number)
        if lines := list(_bounded((row, texts) for row, texts in sheet.lines if texts)):
            found.append(Grid(file, sheet.name, lines, sheet.cells, sheet.merged, sheet.hidden))
    return found, [f"{remark.message}；{remark.cure}" for remark in book.remarks]


def _bounded(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines as they are. Raises Unreadable past what a table that is filled in may hold."""
    cells = 0
    for rows, line in enumerate(lines, 1):
        cells += len(line[1])
        if rows > MAX_ROWS or cells > MAX_CELLS:
            much = f"{MAX_ROWS}行" if rows > MAX_ROWS else f"{MAX_CELLS // 10_000}万格（连同空格）"
            raise Unreadable(f"有{much}以上，不像填报的表", "核对文件；明细表放到data/年份/里，由工具来数")
        yield line


def _of_word(data: bytes, file: str) -> Iterator[Grid]:
    # Imported here: most files are workbooks.
    from report_cli.docx import legacy
    from report_cli.docx import read as word

    manuscript = word.read(legacy.as_docx(data))
    tables: dict[int, dict[int, dict[int, str]]] = {}
    title, titles = "", dict[int, str]()
    struck = {trace.line for trace in manuscript.traces if trace.kind in ("struck", "struck_twice")}
    marked: dict[int, set[tuple[int, int]]] = {}
    for number, line in enumerate(manuscript.lines, 1):
        if line.part != "body":
            continue
        if (cell := line.outer_cell) is None:
            title = line.text or title
            continue
        titles.setdefault(cell.table, title)
        row = tables.setdefault(cell.table, {}).setdefault(cell.row, {})
        if number in struck:
            marked.setdefault(cell.table, set()).add((cell.row, cell.column))
        row[cell.column] = "\n".join(filter(None, (row.get(cell.column, ""), line.text)))
    for number, (table, rows) in enumerate(tables.items(), 1):
        whole = ((at, [texts.get(column, "") for column in range(1, max(texts) + 1)]) for at, texts in rows.items())
        cells = {at: Cell(rows[at[0]][at[1]], is_struck=True) for at in marked.get(table, ())}
        yield Grid(file, "", list(_bounded(whole)), cells, title=titles[table], of_word=number)


# The head -------------------------------------------------------------------------------------------------------------


def _parts(grid: Grid) -> Iterator[Grid]:
    """The tables that stand below each other in a sheet, each from its title on. A head may be repeated."""
    start, known = 0, list[str]()
    for at, (_, texts) in enumerate(grid.lines):
        heads = [with_unit(text)[0] for text in texts]
        if heads == known or not _heads_a_table(heads):
            continue
        title = at
        while title > start and sum(bool(text.strip()) for text in grid.lines[title - 1][1]) == 1:
            title -= 1
        if known:
            yield replace(grid, lines=grid.lines[start:title])
            start = title
        known = heads
    yield replace(grid, lines=grid.lines[start:])


def _heads_a_table(heads: Sequence[str]) -> bool:
    is_dated = any(_A_YEAR.search(text) or _THIS_YEAR.fullmatch(text) or _NUMBERS.fullmatch(text) for text in heads)
    return is_dated and any(map(_LABEL.fullmatch, heads))


def _columns(grid: Grid, year: int, labels: Labels) -> _Columns:
    """Where the labels and the values of a year stand. Raises _NoHead."""
    first = [
        (row, list(map(with_unit, texts))) for row, texts in grid.lines if row <= grid.lines[0][0] + HEAD_WITHIN - 1
    ]
    at, value = _value_column(grid, first, year)
    head = first[at][1]
    above = [texts for _, texts in first[: at + 1]]

    def named(pattern: re.Pattern[str]) -> int:
        """The column that is headed so, in the head or above it: heads may be of two rows."""
        found = (n for texts in reversed(above) for n, (text, _) in enumerate(texts) if pattern.fullmatch(text))
        return next((column for column in found if column != value), -1)

    label = _label_column(grid.lines[at + 1 :], value, named(_LABEL), labels)
    group = named(_GROUP)
    if group < 0 and label and not _NUMBER.fullmatch(head[label - 1][0] if label <= len(head) else ""):
        group = label - 1
    unit = named(_UNIT)
    return _Columns(
        at=at + 1,
        label=label,
        value=value,
        unit=unit if unit >= 0 and _holds_units(grid.lines[at + 1 :], unit) else -1,
        source=named(_SOURCE),
        note=named(_NOTE),
        group=group,
        unit_said=head[value][1],
        width=len(head),
    )


_Heads = Sequence[tuple[int, list[tuple[str, str]]]]
"""The first rows with their numbers, each cell as a head without its unit, and that."""


def _value_column(grid: Grid, first: _Heads, year: int) -> tuple[int, int]:
    """The row (of those read) and the column of the head of the year's values. Raises _NoHead."""
    own = re.compile(f"{year}年?度?(?:1月?[-~—–至]12月|全年)?{_SAID}")
    found = list[tuple[bool, int, int, list[int]]]()
    for rank, pattern in enumerate((own, _THIS_YEAR, _NUMBERS)):
        for at, (_, texts) in enumerate(first):
            # Labels stand before the values; what stands in the first column is a title.
            columns = [column for column, (text, _) in enumerate(texts) if column and pattern.fullmatch(text)]
            if columns:
                found.append((not _is_head(first, at), rank, at, columns))
    if not found:
        raise _NoHead(_why_no_column(first, year))
    _, rank, at, columns = min(found)
    row, texts = first[at]
    heads = "、".join(texts[column][0] for column in columns)
    if len(columns) > 1:
        raise _NoHead(f"第{row}行有几列都像是{year}年的数（{heads}），分不清读哪一列；只留一列")
    over = grid.merged.at(row, columns[0] + 1)
    if over and over[:2] == (row, columns[0] + 1) and over[3] > over[1]:
        raise _NoHead(f"“{heads}”下面有几列，分不清读哪一列；只留一列")
    if rank:
        _check_year(grid, first[: at + 1], year)
    return at, columns[0]


def _is_head(first: _Heads, at: int) -> bool:
    """Whether a row heads a column of labels, or goes on with one above it that does."""
    for number in range(at, max(at - 3, -1), -1):
        labels = [column for column, (text, _) in enumerate(first[number][1]) if _LABEL.fullmatch(text)]
        if labels:
            own = dict(enumerate(first[at][1]))
            return number == at or not any(own.get(column, ("", ""))[0] for column in labels)
    return False


def _why_no_column(first: _Heads, year: int) -> str:
    dated = [text for _, texts in first for text, _ in texts if _A_YEAR.search(text)]
    said = sorted({found[1] for text in dated for found in _A_YEAR.finditer(text)})
    if near := next((text for text in dated if str(year) in text), ""):
        return f"里看不出哪一列是{year}年的数；“{excerpt(near)}”若是，表头写成{year}年"
    if said:
        return f"里没有{year}年的一列，表头说的是{'、'.join(said)}年"
    return f"前{HEAD_WITHIN}行里没有找到表头：要有一列指标或项目，一列{year}年（或本年、数量）"


def _check_year(grid: Grid, above: _Heads, year: int) -> None:
    """Raise _NoHead where the title says that the table is of another year."""
    titles = [grid.title, grid.sheet, *(text for _, texts in above[:-1] for text, _ in texts)]
    years = {found[1] for title in titles for found in _A_YEAR.finditer(title)}
    if years and str(year) not in years:
        raise _NoHead(f"的表题说的是{'、'.join(sorted(years))}年，不是{year}年")


def _label_column(lines: Sequence[Line], value: int, named: int, labels: Labels) -> int:
    """The column in which most labels of the catalogue stand; else the one that is headed so."""
    filled = ((column, text) for _, texts in lines for column, text in enumerate(texts) if text.strip())
    known = Counter(column for column, text in filled if column != value and labels.is_known(text))
    best = max(known, key=lambda column: (known[column], column == named, -column), default=named)
    if best < 0:
        raise _NoHead("里没有一行的名称在指标目录里")
    return best


def _holds_units(lines: Sequence[Line], column: int) -> bool:
    """Whether a column headed 单位 holds units, and not who hands the figures in."""
    return not any(column < len(texts) and _OFFICE.fullmatch(plain(texts[column])) for _, texts in lines)


# Rows -----------------------------------------------------------------------------------------------------------------


def _answers(grid: Grid, columns: _Columns, labels: Labels) -> list[Answer]:
    """What the rows say. Titles count where some are the catalogue's groups; else they are its own."""
    found = list(_rows(grid, columns, labels))
    for number, (above, below) in enumerate(pairwise(found)):
        if above.label and not below.label:
            found[number] = replace(above, problem=_PARTS.format(above.label))
    if any(labels.is_group(each.group) for each in found):
        return found
    return [replace(each, group="") for each in found]


def _rows(grid: Grid, columns: _Columns, labels: Labels) -> Iterator[Answer]:
    group = ""
    head = grid.lines[columns.at - 1][1][columns.value].strip()
    for row, texts in grid.lines[columns.at :]:
        said = {column: text.strip() for column, text in enumerate(texts) if text.strip()}
        label, value = said.get(columns.label, ""), said.get(columns.value, "")
        cell = grid.cells.get((row, columns.value + 1)) or Cell(value)
        if title := _title(said, columns, labels):
            group = group if _is_within(title, group) else title
        elif not said.get(columns.group, "1").isdigit():
            group = said[columns.group]
        note = said.get(columns.note, "")
        is_torn = bool(grid.of_word) and len(texts) != columns.width and len(said) > 1
        if title or value == head or not (value or note or is_torn or cell.kind != "text"):
            continue
        yield Answer(
            at=grid.spot(row, columns.value),
            label=label,
            value=cell,
            group=group,
            unit=said.get(columns.unit, "") if columns.unit >= 0 else columns.unit_said,
            source=said.get(columns.source, ""),
            note=note,
            is_hidden=row in grid.hidden,
            problem=_problem(grid, columns, row, texts, label),
        )


def _is_within(title: str, group: str) -> bool:
    """Whether a title is of a part of a group: （一） after 一、."""
    levels = [next((n for n, form in enumerate(_LEVELS, 1) if form.match(text)), 0) for text in (group, title)]
    return 0 < levels[0] < levels[1]


def _title(said: dict[int, str], columns: _Columns, labels: Labels) -> str:
    """The title of a group, where a row is one: nothing else stands in it but a running number."""
    text = said.get(columns.label, "") or next(reversed(said.values()))
    is_alone = columns.value not in said and (len(said) == 1 or max(said) <= columns.label)
    is_labelled = columns.label in said and columns.group in said
    if not is_alone or (is_labelled and not _NUMBERED.fullmatch(said[columns.group])):
        return ""
    return text if labels.is_group(text) or not labels.is_known(text) else ""


def _problem(grid: Grid, columns: _Columns, row: int, texts: Sequence[str], label: str) -> str:
    """Why it cannot be told what a row says."""
    if grid.of_word and len(texts) != columns.width:
        return f"“{label}”这一行的格数和表头不一样，对不上列；拆开合并的格"
    if not label:
        return "这一行没有指标的名称，不知道是哪一项；在表里写上"
    rows = range(row, grid.merged.next_row(row, columns.value + 1))
    if len(rows) == 1:
        return ""
    labelled = [line for line, cells in grid.lines if line in rows and any(cells[columns.label : columns.label + 1])]
    return SHARED.format(label=label) if len(labelled) > 1 else ""
