"""Reads the tables beside a year file, column by column; each mistake is found at its cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import partial
from itertools import chain, islice
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from report_cli.facts import cells, counting
from report_cli.facts.counting import MOST_FINDINGS
from report_cli.facts.fact import Catalogue, Column, Fact, Indicator, Rows, Table
from report_cli.facts.table_findings import TableFindings, quoted
from report_cli.facts.yearfile import MISREAD
from report_cli.files.workspace import Workspace
from report_cli.model import Finding, Place, letters
from report_cli.sheets import reading
from report_cli.sheets.sheet import MAX_CELLS, TOO_LARGE, Book, Line, Sheet, Unreadable
from report_cli.text import excerpt, nearest, one_line

_HEAD_WITHIN = 10
_CHUNK = 4096
_TOTALS = frozenset("合计 总计 小计 共计 总数 合計 總計".split())
_SHORT = 100
_NOTE = re.compile(r"(?:注|备注|说明|制表|制表人|填表人|填报人|审核|审核人|负责人|统计日期|打印时间|导出时间)[:：]")


class TableFacts(Struct, frozen=True):
    """What the tables of a year state: items, by their ids, with the findings on them."""

    facts: dict[str, Fact]
    findings: list[Finding]


def read(catalogue: Catalogue, workspace: Workspace, year: int) -> TableFacts:
    """Read the tables of a year."""
    files, used = workspace.tables(year), set[str]()
    facts: dict[str, Fact] = {}
    findings: list[Finding] = []
    for indicator in catalogue.indicators:
        if indicator.table is None:
            continue
        own = [file for file in files if _is_named(file, indicator.table.file)]
        used.update(own)
        if own:
            asked = {
                name for tally in catalogue.tallies if tally.items == indicator.id for name in counting.asked(tally)
            }
            reader = _Reader(indicator, indicator.table, own[0], year, asked)
            facts[indicator.id] = reader.fact(workspace, own[1:])
            findings += reader.findings
    return TableFacts(facts, findings + [_unused(file, year) for file in files if _is_table(file) and file not in used])


def _is_named(file: str, name: str) -> bool:
    return _is_table(file) and file[file.rfind("/") + 1 : file.rfind(".")] == name


def _is_table(file: str) -> bool:
    return file[file.rfind(".") :].lower() in (*reading.SUFFIXES, *reading.NOT_READ)


def _fields_in(head: list[str], wanted: dict[str, tuple[str, ...]]) -> int:
    """How many fields have their column in a row, if it is the head."""
    return sum(not set(names).isdisjoint(head) for names in wanted.values())


def _unused(file: str, year: int) -> Finding:
    message = f"{file} 不会用到：指标目录里没有哪组条目的file是它"
    cure = f"要用，就改成file所写的名称，或在指标目录里写上它；不用，就移出data/{year}文件夹"
    return Finding("F303", Place(file), message, cure, severity="warning")


class _Reader(TableFindings):
    """Reads the rows of one table."""

    def __init__(self, indicator: Indicator, table: Table, file: str, year: int, asked: Collection[str]) -> None:
        super().__init__(indicator.id, Place(file))
        self.indicator, self.table, self.file, self.year = indicator, table, file, year
        self.asked = asked
        """The fields that formulas ask for."""
        self.several: dict[tuple[str, int], Indicator] = {}
        """Fields of which a row of several lines states several values; by name and first line."""
        self.is_told_of_unnamed = False
        self.fields = [field for field in indicator.fields if field.formula is None]
        self.columns: dict[str, Column] = {}

    def fact(self, workspace: Workspace, others: list[str]) -> Fact:
        blank = Fact(
            id=self.indicator.id,
            indicator=self.indicator,
            place=self.place,
            source=self.file,
            owner=self.indicator.owner,
            problem=MISREAD,
        )
        if others:
            named = "、".join([self.file, *others])
            self.find("F302", self.place, f"{self.indicator.named}有几份表：{named}，不知道用哪一份", "只留一份")
            return blank
        try:
            book = reading.read(workspace.read(self.file), self.file)
            sheet = book.sheet(0)
            self.place = Place(self.file, sheet=sheet.name)
            rows = self.rows(sheet)
        except Unreadable as error:
            message = f"{self.indicator.named}的表读不了：{error.message}"
            self.find("F301", replace(self.place, line=error.line), message, error.cure)
            return blank
        if rows is not None:
            self.check_book(book, sheet)
        return replace(blank, value=rows, problem="" if rows is not None else MISREAD)

    # Rows

    def rows(self, sheet: Sheet) -> Rows | None:
        """The rows; None where the table lacks the columns."""
        first = list(islice(sheet.lines, _HEAD_WITHIN))
        heads = [[cells.plain(text) for text in texts] for _, texts in first]
        wanted = {field.name: cells.names(field) for field in self.fields}
        found = [_fields_in(head, wanted) for head in heads]
        if not any(found):
            columns = "、".join(field.column for field in self.fields)
            message = f"{self.indicator.named}的表前{_HEAD_WITHIN}行里没有表头：要有{excerpt(columns, 60)}这些列"
            self.find("F302", self.place, message, "核对是不是这张表；列名不同的，在字段里写column")
            return None
        at = found.index(max(found))
        line, head = first[at]
        if not self.take_columns(self.line(line), heads[at], wanted):
            return None
        self.unknown_columns(self.line(line), head)
        texts = self.texts(chain(first[at + 1 :], sheet.lines), head)
        self.check_sheet(sheet, line)
        texts = self.joined(texts) if self.table.continues else texts
        for field in self.fields:
            values = self.values(field, texts[field.name])
            self.columns[field.name] = Column(field, texts[field.name], values, self.numbers[field.name])
        self.check_columns()
        self.check_several()
        made = Rows(self.indicator, self.place, self.lines, self.columns, self.is_faulty)
        return counting.with_computed(made)

    def take_columns(self, place: Place, head: list[str], wanted: dict[str, tuple[str, ...]]) -> bool:
        """Find the column of each field. Returns whether all are there."""
        for field in self.fields:
            numbers = [number for number, text in enumerate(head, 1) if text in wanted[field.name]]
            if len(numbers) > 1:
                named = "、".join(letters(number) for number in numbers)
                message = f"表头里“{field.column}”有{len(numbers)}列（{named}），不知道用哪一列"
                self.find("F302", place, message, "改掉其中一列的名称；或在字段里用column写另一个列名")
            elif not numbers:
                near = nearest(cells.plain(field.column), [text for text in head if text])
                guess = f"是不是“{near}”？列名改回来，或在字段里写 column: {near}" if near else "补上这一列，或核对列名"
                message = f"表头里没有“{field.column}”这一列（{field.label}，{field.name}）"
                self.find("F302", place, message, f"{guess}；用不着的，在指标目录里去掉这个字段")
            else:
                self.numbers[field.name] = numbers[0]
        return len(self.numbers) == len(self.fields)

    def unknown_columns(self, place: Place, head: list[str]) -> None:
        known = set(self.numbers.values())
        others = [one_line(text) for number, text in enumerate(head, 1) if number not in known and text.strip()]
        if others:
            message = f"{self.indicator.named}的表里有{len(others)}列没有用到：{excerpt('、'.join(others), 80)}"
            self.find("F303", place, message, "不用就不必管；要用，在指标目录的fields里加上", "warning")

    def texts(self, lines: Iterable[Line], head: list[str]) -> dict[str, list[str]]:
        """The texts of each field's column. Rows are not kept: there may be a hundred thousand."""
        width = len(head)
        # The first column too: no field may need it, but 合计 would stand there.
        take = itemgetter(0, *(self.numbers[field.name] - 1 for field in self.fields))
        interned = [cells.Interned() for _ in range(len(self.fields) + 1)]
        found: list[list[str]] = [[] for _ in interned]
        taken = map(take, self.whole(lines, width))
        while chunk := list(islice(taken, _CHUNK)):
            for column, memory, raw in zip(found, interned, zip(*chunk, strict=True), strict=True):
                column.extend(map(memory.__getitem__, raw))
            if len(self.lines) * len(found) > MAX_CELLS:
                raise TOO_LARGE
        by_name = {field.name: column for field, column in zip(self.fields, found[1:], strict=True)}
        self.check_no_rows(found[0], by_name, head)
        return by_name

    def whole(self, lines: Iterable[Line], width: int) -> Iterator[list[str]]:
        """The rows that are not blank, cut or filled to the width of the head."""
        blank = 0
        for line, texts in lines:
            if not texts:
                blank = blank or line
                continue
            if blank:
                message = f"第{blank}行是空行，后面还有{self.indicator.label}：分不清是不是另一张表"
                self.find("F307", self.line(line), message, "同一张表的，删去空行；不是，移到别的文件里")
                blank = 0
            if len(texts) > width and any(map(str.strip, texts[width:])):
                self.find_wide(line, len(texts), width)
            self.lines.append(line)
            yield texts if len(texts) == width else [*texts[:width], *[""] * (width - len(texts))]

    def find_wide(self, line: int, cells: int, width: int) -> None:
        """Report cells right of the head: in a CSV the row has shifted, in a sheet a column has no name."""
        if not self.place.sheet:
            message = f"这一行有{cells}格，表头只有{width}格，多出来的不知道是哪一列的"
            self.find_odd(line, message, "核对：一格里有半角逗号的，整格加半角引号；多出的列补上列名")
        elif not self.is_told_of_unnamed:
            self.is_told_of_unnamed = True
            message = f"{letters(width + 1)}列以后没有列名，没有读"
            self.find("F303", self.line(line, width + 1), message, "不用就不必管；要用，补上列名", "warning")

    def check_no_rows(self, first: list[str], texts: dict[str, list[str]], head: list[str]) -> None:
        """Report lines that are not rows: totals, notes, the head repeated."""
        key = self.indicator.key
        keys = texts[key.name] if key else first
        said = {text for text in {*first, *keys} if len(text) < _SHORT and not text.isascii()}
        odd = {text for text in said if "".join(text.split()) in _TOTALS or _NOTE.match(text)}
        again = one_line(head[0]) if head else ""
        columns = {field.name: one_line(head[self.numbers[field.name] - 1]) for field in self.fields}
        for row, (text, own) in (
            enumerate(zip(first, keys, strict=True)) if odd or again in first or again in keys else ()
        ):
            if text in odd or own in odd:
                message = f"这一行像是“{excerpt(text if text in odd else own)}”，不是一条{self.indicator.label}"
                self.find_odd(self.lines[row], message, "删去这一行，数由工具来数；确是一条，改一下这一格")
            elif all(texts[name][row] == said for name, said in columns.items()):
                self.find_odd(self.lines[row], "这一行又是表头，不是一条", "删去这一行")

    def joined(self, texts: dict[str, list[str]]) -> dict[str, list[str]]:
        """The texts with rows joined that continue the one above: one proposal over several rows."""
        key = self.indicator.key
        assert key is not None
        kept: list[int] = []
        for row, text in enumerate(texts[key.name]):
            if kept and text in ("", texts[key.name][kept[-1]]):
                self.join(texts, kept[-1], row)
            else:
                kept.append(row)
        self.lines = [self.lines[row] for row in kept]
        return {name: [column[row] for row in kept] for name, column in texts.items()}

    def join(self, texts: dict[str, list[str]], above: int, row: int) -> None:
        """Join a row to the one above. Texts are strung together; numbers, dates, choices must be equal."""
        for field in self.fields:
            own, before = texts[field.name][row], texts[field.name][above]
            if not own or own in (before, *before.split("、")):
                continue
            if before and (field.kind != "text" or field.values):
                message = f"这一行接着第{self.lines[above]}行，{field.label}却另写了一个，数的时候不知道算哪一个"
                self.find("F307", self.at(row, field.name), message, "只在第一行写；是另一件，写上它的编号")
            else:
                texts[field.name][above] = f"{before}、{own}" if before else own
                if before and field.name in self.asked:
                    self.several.setdefault((field.name, self.lines[above]), field)

    # Values

    def values(self, field: Indicator, texts: list[str]) -> dict[str, cells.CellValue]:
        """The value of each text of a column; None where it is empty or misread (see `check_columns`)."""
        values: dict[str, cells.CellValue] = dict(zip(texts, texts, strict=True))
        if field.kind != "text" or field.values:
            for text in values:
                found = cells.value(field, text, self.year)
                values[text] = None if isinstance(found, Finding) else found
        if "" in values:
            values[""] = None
        return values

    def check_columns(self) -> None:
        for name, column in self.columns.items():
            field = column.field
            bad = column.misread
            rows = [row for row, text in enumerate(column.texts) if text in bad] if bad else []
            self.find_each("F304", name, rows, partial(self.misread, column))
            if field.required and "" in column.values:
                empty = [row for row, text in enumerate(column.texts) if not text]
                self.find_each("F304", name, empty, partial(self.misread, column))
            if field.is_key:
                self.check_keys(column)
            if name == self.table.dated_by:
                self.check_year(column)
        if self.indicator.key is None:
            self.check_empty()

    def check_empty(self) -> None:
        """Report rows in which all the columns that are read are empty."""
        if all("" in column.values for column in self.columns.values()):
            rows = [
                row
                for row, texts in enumerate(zip(*(column.texts for column in self.columns.values()), strict=True))
                if not any(texts)
            ]
            said = "这一行要用的列都是空的，不知道是不是一条", "补上；不是一条，删去这一行"
            self.find_each("F307", self.fields[0].name, rows, lambda row: said)

    def check_several(self) -> None:
        """Warn where a row states several values of a field that a formula asks for: they count as one."""
        for (name, line), field in list(self.several.items())[:MOST_FINDINGS]:
            message = f"第{line}行起的这一件，{field.label}有几个，比较和去重时当作连在一起的一个"
            cure = "要分别数的，另放一份表，一行一个"
            self.find("F303", self.line(line, self.numbers[name]), message, cure, "warning")

    def misread(self, column: Column, row: int) -> tuple[str, str]:
        field, text = column.field, column.texts[row]
        if not text:
            return f"{field.label}没有填", "补上"
        found = cells.value(field, text, self.year)
        assert isinstance(found, Finding)
        if field.is_private:
            return f"{field.label}这一格不合要求", "核对这一格"
        return f"{field.label}：{found.message}", found.cure.partition("；还不知道")[0]

    def check_keys(self, column: Column) -> None:
        first: dict[str, int] = {}
        empty, twice = [], []
        if len(column.values) < len(column.texts) or "" in column.values:
            for row, text in enumerate(column.texts):
                if not text:
                    empty.append(row)
                elif first.setdefault(text, row) != row:
                    twice.append(row)
        label, lines = column.field.label, self.lines
        cure = "补上编号；接着上一行的，在指标目录里写continues: true；不是一条，删去这一行"
        self.find_each("F305", column.field.name, empty, lambda row: (f"{label}是空的，不知道是不是一条", cure))

        def again(row: int) -> tuple[str, str]:
            said = quoted(column.field, column.texts[row])
            return f"{said}和第{lines[first[column.texts[row]]]}行重复，会数两次", "删去重复的一行，或改正编号"

        self.find_each("F305", column.field.name, twice, again)

    def check_year(self, column: Column) -> None:
        begins, ends = cells.year_of(self.table, self.year)
        outside = {text for text, day in column.values.items() if isinstance(day, date) and not begins <= day < ends}
        if outside or "" in column.values:
            rows = [row for row, text in enumerate(column.texts) if not text or text in outside]
            self.find_each("F306", column.field.name, rows, partial(self.of_other_year, column))

    def of_other_year(self, column: Column, row: int) -> tuple[str, str]:
        begins, ends = cells.year_of(self.table, self.year)
        label, last = column.field.label, date.fromordinal(ends.toordinal() - 1)
        if not column.texts[row]:
            return f"{label}是空的，看不出是不是这一年的", "补上日期"
        span = f"这一年从{begins}到{last}"
        return (
            f"{quoted(column.field, column.texts[row])}不在{self.year}年：{span}",
            "核对日期；别的年份的，删去这一行",
        )

    # The sheet and the file

    def check_sheet(self, sheet: Sheet, head: int) -> None:
        """Report merged cells, formulas without a result, and hidden rows."""
        of_column = {number: field for field in self.fields if (number := self.numbers[field.name])}
        own = set(self.lines)
        for (row, column), cell in sheet.cells.items():
            if cell.kind in ("error", "uncomputed") and column in of_column and row in own:
                wrong = f"的公式出错（{cell.text}）" if cell.kind == "error" else "是公式，没有存下结果"
                place = replace(self.place, line=row, column=column)
                self.find("F307", place, f"{of_column[column].label}这一格{wrong}", "改好公式存一次，或直接填上值")
        for top, left, bottom, right in sheet.merged.ranges:
            is_read = any(left <= number <= right for number in of_column)
            is_one_item = not is_read or (self.table.continues and left == right)
            if bottom > head and (bottom > top or right > left) and not is_one_item:
                place = replace(self.place, line=max(top, head + 1), column=left)
                span = f"{letters(left)}{top}:{letters(right)}{bottom}"
                message = f"{span}是合并的单元格，只有第一格有内容，别的读出来是空的"
                self.find("F307", place, message, "取消合并，每一行都填上")
        if hidden := sorted(sheet.hidden & own):
            message = (
                f"有{len(hidden)}行是隐藏的（第{'、'.join(map(str, hidden[:5]))}{'…' * (len(hidden) > 5)}行），也数了"
            )
            self.find("F303", self.line(hidden[0]), message, "不该数的删去；该数的取消隐藏", "warning")

    def check_book(self, book: Book, sheet: Sheet) -> None:
        others = [name for number, name in enumerate(book.names) if number and book.has_content(number)]
        if others:
            message = f"只读第一张工作表“{sheet.name}”，没有读：{'、'.join(others)}"
            self.find("F303", self.place, message, "要用的并到第一张；不用的，移到别的文件里", "warning")
        for remark in book.remarks:
            self.find("F303", self.place, f"{self.indicator.named}的表{remark.message}", remark.cure, remark.severity)
