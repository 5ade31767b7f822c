"""Reads what a catalogue says of a table: its file, when its year begins, rows of several lines."""

import re
from collections.abc import Iterable

from report_cli.facts.fact import Indicator, Table
from report_cli.files import disk
from report_cli.files.reader import Reader
from report_cli.files.yaml import Mapping, Node, Scalar
from report_cli.model import Place
from report_cli.text import excerpt

_SUFFIX = r"(?i)\.(?:csv|xlsx|ods|xls|et|xlsm)$"
_DAY = r"(\d{1,2})[-/.月](\d{1,2})日?"
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class TableKeys:
    """Reads `file`, `dates` and `continues` of items, and checks what their fields say of it."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def table(self, id: str, given: dict[str, Node], fields: tuple[Indicator, ...]) -> Table | None:
        """The table of some items; None where their rows stand in the year file."""
        name = given.get("file")
        keys = [field for field in fields if field.is_key]
        for field in keys[1:]:
            self.wrong(
                field.place, f"{field.named}和{keys[0].label}都写了key", "只留一个；编号由几项合成的，不写key", field.id
            )
        for field in (field for field in fields if field.values and field.kind != "text"):
            self.wrong(field.place, f"{field.named}是数或日期，不能写values", "去掉values，或去掉unit、kind", field.id)
        if not isinstance(name, Scalar):
            self.check_without_file(id, given, fields)
            return None
        if not fields:
            self.wrong(name.place, "写了file，却没有fields，不知道读哪些列", "加上fields，写出要用的列", id)
        file = name.text.strip()
        if suffix := re.search(_SUFFIX, file):
            cure = f"写成 file: {file[: suffix.start()]}；有几种格式也只放一份"
            self.wrong(name.place, f"file只写文件名，不写“{suffix.group()}”", cure, id)
            file = file[: suffix.start()]
        elif not file or set(file) & set('/\\:*?"<>|') or file.startswith((".", "~")) or disk.unportable(file):
            message = f"file“{excerpt(file)}”不能作文件名"
            self.wrong(name.place, message, "只写一个名称，如 file: 提案，文件放在data/年份/里", id)
            return None
        begins, by = self.dates(id, given.get("dates"), fields)
        continues = given.get("continues")
        is_continued = isinstance(continues, Scalar) and continues.text == "true"
        if is_continued and not keys:
            place, cure = given["continues"].place, "给编号那个字段加上key: true"
            self.wrong(place, "continues要有编号才认得出哪几行是一件", cure, id)
        return Table(file, begins, by, is_continued and bool(keys))

    def wrong(self, place: Place, message: str, cure: str, fact: str) -> None:
        self.reader.find("401", place, message, cure, fact)

    def check_without_file(self, id: str, given: dict[str, Node], fields: Iterable[Indicator]) -> None:
        for key in ("dates", "continues"):
            if key in given:
                self.wrong(given[key].place, f"{key}只用于另放表里的条目", "加上file，写出表的文件名；或去掉它", id)
        if "fields" not in given and "file" in given:
            self.wrong(given["file"].place, "file应是一个文件名", "写成 file: 提案", id)
        for field in (field for field in fields if field.is_private):
            message = f"{field.named}写了private，但这些条目写在年度数据里，人人看得见"
            self.wrong(field.place, message, "不公开的列另放表里，给条目加上file", field.id)

    def dates(self, id: str, node: Node | None, fields: tuple[Indicator, ...]) -> tuple[tuple[int, int], str]:
        """The day on which the year begins, and the field whose dates must lie in it (empty: none)."""
        how = "写成 dates: {by: 提交日期}；从12月1日起算的，写 {from: 12-01, by: 提交日期}"
        mapping = self.reader.mapping(node, "dates", how)
        if not isinstance(mapping, Mapping):
            return (1, 1), ""
        said = self.reader.entries(mapping, ("from", "by"), "dates")
        begins, by = self.reader.text(said, "from"), self.reader.text(said, "by")
        named = [field for field in fields if by in (field.name, field.label)]
        if not named or named[0].kind != "date":
            dated = [field.label for field in fields if field.kind == "date"]
            message = f"dates的by应是一个日期字段，现在是“{excerpt(by)}”"
            cure = f"可用的：{'、'.join(dated)}" if dated else "给日期那个字段加上kind: date"
            self.wrong(said["by"].place if "by" in said else mapping.place, message, cure, id)
            return (1, 1), ""
        match = re.fullmatch(_DAY, begins)
        day = (int(match[1]), int(match[2])) if match else (1, 1)
        if begins and not (match and 1 <= day[0] <= 12 and 1 <= day[1] <= _DAYS[day[0] - 1] and day != (2, 29)):
            self.wrong(said["from"].place, f"from应是几月几日，现在是“{excerpt(begins)}”", "写成 from: 12-01", id)
            day = (1, 1)
        return day, named[0].name
