"""Tables are read as they are shown, whatever saved them; what is not safe or no table is refused in one clear word."""

import re
import resource
import struct
import sys
from datetime import date
from pathlib import Path

import pytest

from counting import calls
from report_cli.sheets import reading, shown
from report_cli.sheets.sheet import Cell, Merged, Sheet, Unreadable
from tables import MAIN, Value, packed, repacked, saved_by_office, workbook

ROWS: list[list[Value]] = [
    ["提案登记"],
    [],
    ["编号", "立案率", "人数", "提交日期", "说明"],
    ["T1", (0.845, "0.0%"), (1286, "#,##0"), date(2022, 3, 1), "甲 & 乙"],
    ["T2", (1, "0%"), 0.1, (44620, 'yyyy"年"m"月"d"日"'), "第一行\n第二行"],
    [],
    ["0012", (0.5, "0.00%"), (12.345, "0.00"), (44620.5, "yyyy-m-d h:mm"), "后面"],
]
SHOWN = [
    (1, ["提案登记"]),
    (2, []),
    (3, ["编号", "立案率", "人数", "提交日期", "说明"]),
    (4, ["T1", "84.5%", "1286", "2022-03-01", "甲 & 乙"]),
    (5, ["T2", "100%", "0.1", "2022-02-28", "第一行\n第二行"]),
    (6, []),
    (7, ["0012", "50.00%", "12.35", "2022-02-28 12:00", "后面"]),
]


def first(data: bytes, file: str = "表.xlsx") -> Sheet:
    return reading.read(data, file).sheet(0)


def lines(data: bytes, file: str = "表.xlsx") -> list[tuple[int, list[str]]]:
    return list(first(data, file).lines)


def test_a_workbook_is_read_as_it_is_shown() -> None:
    assert lines(workbook(ROWS)) == SHOWN


@pytest.mark.office
def test_what_libreoffice_saves_is_read_the_same(tmp_path: Path) -> None:
    saved = saved_by_office(workbook(ROWS), ["xlsx", "ods", "xls"], tmp_path)
    assert lines(saved["xlsx"]) == lines(saved["ods"], "表.ods") == SHOWN
    # XLS has no number formats for us: a rate is a plain number, and says so in a remark.
    book = reading.read(saved["xls"], "表.xls")
    plain = [
        [{"84.5%": "0.845", "100%": "1", "50.00%": "0.5", "12.35": "12.345"}.get(t, t) for t in row] for _, row in SHOWN
    ]
    assert [row for _, row in book.sheet(0).lines] == plain
    assert book.remarks


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        (0.845, "0.0%", "84.5%"),
        (0.1 + 0.2, "General", "0.3"),
        (1286, "#,##0", "1286"),
        (1286.5, "#,##0.00", "1286.50"),
        (12500000, "0.0,,", "12.5"),
        (12.345, "0.##", "12.35"),
        (12, "0.##", "12"),
        (224, '0"件"', "224件"),
        (224, '0"件";-0"件"', "224件"),
        (-3, "0;[Red]0", "-3"),
        (-3, "#,##0_);(#,##0)", "-3"),
        (1286, '_ "¥"* #,##0.00_ ', "1286.00"),
        (1286, "[$¥-804]#,##0.00", "1286.00"),
        (2.5, "# ?/?", "2.5"),
        (44620, "yyyy-mm-dd", "2022-02-28"),
        (44620, 'm"月"d"日"', "2022-02-28"),
        (44620, "[$-804]yyyy年m月d日;@", "2022-02-28"),
        (44620.396, "yyyy/m/d h:mm", "2022-02-28 09:30"),
        (0.5, "h:mm", "12:00"),
        (5, "@", "5"),
        (5, "[<10]0;0.0", "5"),
    ],
)
def test_a_number_is_what_its_format_shows(number: float, code: str, text: str) -> None:
    assert shown.shown(number, code, date(1899, 12, 30))[0] == text


def test_cells_say_what_kind_they_are_and_whether_a_formula_gave_them() -> None:
    rows: list[list[Value]] = [["<f>1+1</f><v>2</v>", "<f>A9</f>"]]
    error = '<c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    data = workbook(rows)
    sheet = first(repacked(data, {"xl/worksheets/sheet1.xml": _sheet(data).replace("</row>", f"{error}</row>")}))
    assert sheet.cells == {
        (1, 1): Cell("2", "number", "General", is_computed=True),
        (1, 2): Cell("", "uncomputed", "", is_computed=True),
        (1, 3): Cell("#DIV/0!", "error", "", is_computed=True),
    }


def _sheet(data: bytes) -> str:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_csv_is_read_in_the_encodings_that_offices_have(encoding: str) -> None:
    text = (
        '编号,案由\r\n\r\n, \r\nT1,"有,逗号\r\n和换行"\r\nT2,㐀\r\n'
        if encoding != "gbk"
        else '编号,案由\r\n\r\n, \r\nT1,"有,逗号\r\n和换行"\r\n'
    )
    found = lines(text.encode(encoding), "表.csv")
    assert found[:3] == [(1, ["编号", "案由"]), (2, []), (4, ["T1", "有,逗号\r\n和换行"])]
    assert found[3:] == ([] if encoding == "gbk" else [(6, ["T2", "㐀"])])


SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
HOSTILE: dict[str, tuple[bytes, str, str]] = {
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "表.xlsx", "加了密码"),
    "an XLS by another name": (OLE, "表.xlsx", "里面其实是XLS"),
    "a workbook called CSV": (workbook(ROWS), "表.csv", "里面其实是XLSX"),
    "a CSV called XLSX": ("甲,乙\n".encode(), "表.xlsx", "里面其实是CSV"),
    "a page of the web": (b"<html><table><tr><td>1", "表.xls", "网页"),
    "a format that is not read": (workbook(ROWS), "表.xlsm", ".xlsm这种格式不读"),
    "nothing": (b" \n", "表.csv", "空的"),
    "macros": (repacked(workbook(ROWS), {"xl/vbaProject.bin": "x"}), "表.xlsx", "有宏"),
    "a bomb": (repacked(workbook(ROWS), {"xl/sharedStrings.xml": " " * 2**28}), "表.xlsx", "大得不正常"),
    "half a file": (workbook(ROWS)[:900], "表.xlsx", "损坏"),
    "other contents": (packed({"word/document.xml": "<a/>"}), "表.xlsx", "不是Excel文件"),
    "XML that ends early": (repacked(workbook(ROWS), {SHEET: "<worksheet><sheetData><row"}), "表.xlsx", "损坏"),
    "entities": (
        repacked(workbook(ROWS), {SHEET: '<!DOCTYPE a [<!ENTITY b "cccc">]><worksheet>&b;</worksheet>'}),
        "表.xlsx",
        "DOCTYPE",
    ),
    "formats as deep as nobody nests them": (
        repacked(
            workbook(ROWS), {"xl/styles.xml": f"<styleSheet {MAIN}>{'<a>' * 20_000}{'</a>' * 20_000}</styleSheet>"}
        ),
        "表.xlsx",
        "损坏",
    ),
    "a text that is not there": (
        repacked(workbook(ROWS), {SHEET: f'<worksheet {MAIN}><c r="A1" t="s"><v>7</v></c></worksheet>'}),
        "表.xlsx",
        "损坏",
    ),
    "wide rows without end": (
        repacked(
            workbook(ROWS),
            {
                SHEET: f"<worksheet {MAIN}>"
                + "".join(f'<c r="XFD{n}"><v>1</v></c>' for n in range(1, 999))
                + "</worksheet>"
            },
        ),
        "表.xlsx",
        "大得不正常",
    ),
    "no sheet that is seen": (
        repacked(
            workbook(ROWS),
            {"xl/workbook.xml": f'<workbook {MAIN}><sheets><sheet state="hidden" r:id="r1"/></sheets></workbook>'},
        ),
        "表.xlsx",
        "没有看得见的工作表",
    ),
    "a line without end": ((b"," * 1_000_001), "表.csv", "大得不正常"),
    "UTF-16": ("甲,乙\n".encode("utf-16"), "表.csv", "UTF-16"),
    "zeros": (b"a,b\0\n", "表.csv", "不是CSV"),
    "no encoding": (b"\xff\xff\xff,\x81\n", "表.csv", "编码"),
    "an open quote": ('甲,"乙\n丙,丁\n'.encode(), "表.csv", "引号"),
    "text after a quote": ('甲,"乙"丙\n'.encode(), "表.csv", "引号"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_safe_table_is_refused_in_one_clear_word(case: str) -> None:
    data, file, word = HOSTILE[case]
    with pytest.raises(Unreadable) as refused:
        lines(data, file)
    assert word in refused.value.message
    assert refused.value.cure


def test_the_cells_of_all_sheets_are_bounded_together() -> None:
    wide = "".join(f'<c r="XFD{n}"><v>1</v></c>' for n in range(1, 41))
    sheet = f"<worksheet {MAIN}>{wide}</worksheet>"
    data = repacked(workbook(ROWS, 附表=ROWS), {SHEET: sheet, SHEET.replace("1", "2"): sheet})
    book = reading.read(data, "表.xlsx")
    assert len(list(book.sheet(0).lines)) == 40
    with pytest.raises(Unreadable, match="大得不正常"):
        book.sheet(1)


def test_without_calamine_an_xls_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(Unreadable) as refused:
        reading.read(OLE, "表.xls")
    assert "旧式的XLS" in refused.value.message
    assert refused.value.cure.startswith("用Excel、WPS表格打开，另存为XLSX")


def test_an_xls_that_is_damaged_is_refused() -> None:
    with pytest.raises(Unreadable, match="损坏"):
        reading.read(OLE, "表.xls")


OLD = Path(__file__).parent / "cases/sheets"


def old(at: int, *words: int, last: int | None = None) -> bytes:
    """An XLS with other words of four bytes in its header, or wherever else. `last`: that of its first sector."""
    data = bytearray((OLD / "部门的表.xls").read_bytes())
    struct.pack_into(f"<{len(words)}I", data, at, *words)
    if last is not None:
        struct.pack_into("<I", data, 1020, last)
    return bytes(data)


def with_record(kind: int, body: bytes) -> bytes:
    """An XLS whose first record of a kind begins with other bytes."""
    data = (OLD / "部门的表.xls").read_bytes()
    found = re.search(re.escape(struct.pack("<H", kind)) + b"[^\0]\0", data)
    assert found
    return data[: found.end()] + body + data[found.end() + len(body) :]


TABLE_OF_SECTORS = 512
BOUNDLESS: dict[str, tuple[bytes, str]] = {
    "it panics": ((OLD / "panics.xls").read_bytes(), "损坏"),
    "cells in two corners of a sheet": ((OLD / "far-corner.xls").read_bytes(), "大得不正常"),
    "a column that no sheet has": (with_record(0xFD, b"\xff\xff\xff\xff"), "大得不正常"),
    "a table of the tables that comes back to itself": (old(68, 0, 1, last=0), "损坏"),
    "a chain that comes back to itself": (old(TABLE_OF_SECTORS + 4, *range(1, 11)), "损坏"),
    "more tables than sectors": (old(44, 2**31), "损坏"),
    "no root": (old(10 * 512 + 66, 0), "损坏"),
    "a size of sectors that nobody has": (old(28, 0x0020FFFE), "损坏"),
    "more texts than there is room for": (with_record(0xFC, b"\xff\xff\xff\x7f\xff\xff\xff\x7f"), "损坏"),
    "more rows than a sheet has": (with_record(0x200, b"\0\0\0\0\xff\xff\xff\x7f"), "损坏"),
}


@pytest.mark.parametrize("case", BOUNDLESS)
def test_an_xls_that_would_take_all_memory_is_refused_and_nobody_else_speaks(
    case: str, capfd: pytest.CaptureFixture[str]
) -> None:
    data, word = BOUNDLESS[case]
    with pytest.raises(Unreadable, match=word):
        lines(data, "表.xls")
    assert capfd.readouterr() == ("", "")


def test_a_million_empty_rows_take_no_room() -> None:
    empty = "".join(f'<row r="{number}" spans="1:9"/>' for number in range(2, 1_000_002))
    content = f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1"><v>1</v></c></row>{empty}</sheetData></worksheet>'
    data = repacked(workbook(ROWS), {SHEET: content})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert lines(data) == [(1, ["1"])]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_what_a_formula_takes_from_other_files_is_said() -> None:
    book = reading.read(workbook([["<f>[1]Sheet1!A1</f><v>5</v>", 3]]), "表.xlsx")
    assert list(book.sheet(0).lines) == [(1, ["5", "3"])]
    assert [(each.severity, "引用别的文件" in each.message) for each in book.remarks] == [("warning", True)]


def test_hidden_sheets_are_not_read_and_hidden_rows_and_merged_cells_are_told() -> None:
    more = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    data = workbook([["甲", "乙"], ["丙"]], more=more, 另一张=[["x"]])
    sheet = first(repacked(data, {SHEET: _sheet(data).replace('<row r="2">', '<row r="2" hidden="1">')}))
    assert (sheet.merged.ranges, sheet.hidden) == (((1, 1, 2, 2),), frozenset({2}))
    book = reading.read(data, "表.xlsx")
    assert (book.names, book.has_content(1)) == (["登记表", "另一张"], True)


def test_a_merged_cell_is_found_as_quickly_among_many() -> None:
    many, few = (Merged((row, 1, row + 1, 3) for row in range(2, count * 2 + 2, 2)) for count in (40_000, 400))
    assert [many.at(7, 2), many.at(7, 4), many.next_row(6, 2), many.next_row(7, 2)] == [(6, 1, 7, 3), None, 8, 8]
    assert calls(lambda: [many.at(row, 2) for row in range(800)]) < 2 * calls(
        lambda: [few.at(row, 2) for row in range(800)]
    )
