"""Reads tables in CSV, in UTF-8 or GBK, as spreadsheets and other systems write them."""

import csv
import io
from collections.abc import Iterable, Iterator

from report_cli.sheets.sheet import TOO_LARGE, Line, Remark, Sheet, Unreadable

_SAVE_AS_CSV = "用Excel、WPS表格打开，另存为“CSV UTF-8（逗号分隔）”"

_MAX_LINE = 1_000_000


class Book:
    """The one sheet of a CSV; its lines are read as they are asked for."""

    def __init__(self, data: bytes) -> None:
        self.names, self.hidden = [""], list[str]()
        self.remarks: list[Remark] = []
        self.text = _decoded(data)

    def sheet(self, number: int) -> Sheet:
        return Sheet(self.names[number], _lines(self.text))

    def has_content(self, number: int) -> bool:
        return bool(self.text.strip())


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("存成了UTF-16编码", _SAVE_AS_CSV)
    if b"\0" in data:
        raise Unreadable("不是CSV：里面有文字不会有的字符", f"核对文件；{_SAVE_AS_CSV}")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("编码不是UTF-8，也不是GBK", _SAVE_AS_CSV)


def _short(lines: Iterable[str]) -> Iterator[str]:
    """The lines as they are. Raises Unreadable at one that is longer than any row of a table."""
    for line in lines:
        if len(line) > _MAX_LINE:
            raise TOO_LARGE
        yield line


def _lines(text: str) -> Iterator[Line]:
    reader = csv.reader(_short(io.StringIO(text, newline="")), strict=True)
    before, was_blank = 0, False
    try:
        for row in reader:
            is_blank = not (row and row[0].strip()) and not any(map(str.strip, row))
            if not is_blank:
                yield before + 1, row
            elif not was_blank:
                yield before + 1, []
            was_blank, before = is_blank, reader.line_num
    except csv.Error as error:
        message = "这里的半角引号不成对"
        if "limit" in str(error):
            message = "这里的一格太长，多半是前面的半角引号不成对"
        raise Unreadable(message, f"核对这一行的引号；或{_SAVE_AS_CSV}", before + 1) from error
