"""Forms that come back: each cell is read as what it answers, however people and programs have saved the file."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import docx
import pytest
from docx.document import Document as DocumentType

from forms_made import Grid, grids, saved, workspace
from report_cli.docx.package import W
from report_cli.facts.load import Loader
from report_cli.files.workspace import Workspace
from report_cli.forms import reading, word
from report_cli.forms.answers import ReturnedForm
from running import report

FILE = "提案委.xlsx"
IDS, ANSWER, LABEL = 8, 5, 1
"""Columns of a form, from 0."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = workspace(tmp_path_factory.mktemp("read"))
    assert report(place, "form", "2022").status == 0
    return place


def read(path: Path, place: Path) -> ReturnedForm:
    found = reading.read(path.read_bytes(), path.name, Loader(Workspace(place)).catalogue)
    assert found is not None
    return found


def form(place: Path, name: str = FILE) -> dict[str, Grid]:
    return grids(place / "forms/2022" / name)


def said(found: ReturnedForm) -> dict[str | None, tuple[str, str | None]]:
    """What is answered, and what was shown, by fact."""
    return {each.fact: (each.value.text, each.shown) for each in found.answers}


def lines(found: ReturnedForm) -> list[dict[str, str]]:
    return [{name: cell.text for name, cell in row.items()} for each in found.items for row in each.rows]


def filled(sheet: Grid) -> Grid:
    """The answers 1, 2, 3, 4 in the rows of a form."""
    for number, row in enumerate(sheet[4:8], 1):
        row[ANSWER] = number
    return sheet


AS_FILLED = {
    "proposals.received": ("1", "265"),
    "proposals.filed": ("2", ""),
    "proposals.satisfied": ("3", "96.5%"),
    "proposals.funds": ("4", "近120"),
}


def test_a_form_as_it_was_made_says_what_it_showed(place: Path) -> None:
    forms = sorted((place / "forms/2022").iterdir())
    assert len(forms) > 1
    for path in forms:
        found = read(path, place)
        assert (found.committee, found.department, found.year) == ("东溪区政协", path.stem, 2022)
        assert found.digest
        assert all(each.value.text == each.shown for each in found.answers)
        for items in found.items:
            assert items.shown == tuple({name: cell.text for name, cell in row.items()} for row in items.rows)


def test_an_answer_has_its_place_its_unit_and_what_stands_beside_it(place: Path, tmp_path: Path) -> None:
    sheets = form(place)
    sheets["填报"][5][ANSWER : ANSWER + 3] = ["近250", "台账", "含并案"]
    found = read(saved(tmp_path / FILE, sheets, hidden=[6]), place)
    [filed] = [each for each in found.answers if each.fact == "proposals.filed"]
    assert (filed.at.file, filed.at.sheet, filed.at.cell) == (FILE, "填报", "F6")
    assert (filed.group, filed.label, filed.unit) == ("提案工作", "立案提案", "件")
    assert (filed.value.text, filed.source, filed.note, filed.is_hidden) == ("近250", "台账", "含并案", True)


def test_rows_may_be_sorted_and_moved_down(place: Path, tmp_path: Path) -> None:
    sheets = form(place)
    sheet = filled(sheets["填报"])
    sheet[4:8] = reversed(sheet[4:8])
    sheet[:0] = [["全区统计"], [], ["请于月底前报送"]]
    found = read(saved(tmp_path / FILE, sheets), place)
    assert said(found) == AS_FILLED
    assert [each.at.cell for each in found.answers] == ["F8", "F9", "F10", "F11"]


def test_a_row_put_in_by_hand_is_known_by_nothing_or_by_its_label(place: Path, tmp_path: Path) -> None:
    sheets = form(place)
    sheets["填报"] = filled(sheets["填报"])
    sheets["填报"][6:6] = [
        ["", "", "", "", "", ""],
        ["提案工作", "联名提案", "件", "", "", 9],
        ["会议", "常委会会议", "次", "", "", 7],
    ]
    found = said(read(saved(tmp_path / FILE, sheets), place))
    assert found == AS_FILLED | {None: ("9", None), "meetings.held": ("7", None)}


def test_labels_that_were_sorted_without_the_hidden_ids_count(place: Path, tmp_path: Path) -> None:
    sheets = form(place)
    sheet = filled(sheets["填报"])
    visible = [row[:IDS] for row in sheet[4:8]]
    for row, cells in zip(sheet[4:8], reversed(visible), strict=True):
        row[:IDS] = cells
    assert said(read(saved(tmp_path / FILE, sheets), place)) == AS_FILLED
    del sheets["封签"]
    assert said(read(saved(tmp_path / FILE, sheets), place)) == AS_FILLED


def test_a_label_that_people_mended_is_still_its_rows(place: Path, tmp_path: Path) -> None:
    sheets = form(place)
    filled(sheets["填报"])[4][LABEL] = "收到提案（含转来的）"
    assert said(read(saved(tmp_path / FILE, sheets), place)) == AS_FILLED


def test_a_sheet_copied_to_another_book_is_known_by_what_it_carries(place: Path, tmp_path: Path) -> None:
    sheet = filled(form(place)["填报"])
    found = read(saved(tmp_path / FILE, {"汇总": [], "提案委报": sheet}), place)
    assert (found.committee, found.department, found.year) == ("东溪区政协", "提案委", 2022)
    assert found.digest == read(place / "forms/2022" / FILE, place).digest
    assert said(found) == AS_FILLED
    assert {each.at.sheet for each in found.answers} == {"提案委报"}


def test_without_the_hidden_columns_rows_are_known_by_group_and_label(place: Path, tmp_path: Path) -> None:
    sheets = form(place)
    sheets["填报"] = [row[:IDS] for row in filled(sheets["填报"])]
    assert said(read(saved(tmp_path / FILE, sheets), place)) == AS_FILLED
    del sheets["封签"]
    found = read(saved(tmp_path / FILE, sheets), place)
    assert found.year == 2022
    assert said(found) == {fact: (value, None) for fact, (value, _) in AS_FILLED.items()}


def test_a_group_may_stand_in_merged_cells(place: Path, tmp_path: Path) -> None:
    sheets = form(place)
    sheet = [row[:IDS] for row in filled(sheets["填报"])]
    for row in sheet[5:8]:
        row[0] = ""
    found = read(saved(tmp_path / FILE, {"填报": sheet}, merged=["A5:A8"]), place)
    assert {each.group for each in found.answers} == {"提案工作"}


def test_columns_may_be_put_in_between(place: Path, tmp_path: Path) -> None:
    sheets = form(place)
    for row in filled(sheets["填报"]):
        row[3:3] = ["处室"]
    found = read(saved(tmp_path / FILE, sheets), place)
    assert said(found) == AS_FILLED
    assert found.answers[0].at.cell == "G5"


def test_several_sheets_of_one_book_are_all_read(place: Path, tmp_path: Path) -> None:
    sheets = {"提案委": filled(form(place)["填报"]), "办公室": form(place, "办公室.xlsx")["填报"]}
    found = said(read(saved(tmp_path / "汇总.xlsx", sheets), place))
    assert found.items() >= AS_FILLED.items()
    assert found["meetings.day"] == ("2023-02-21", "2023-02-21")


def test_a_form_saved_as_csv_is_read_too(place: Path, tmp_path: Path) -> None:
    lines = [",".join(map(str, row)) for row in filled(form(place)["填报"])]
    (tmp_path / "提案委.csv").write_text("\n".join(lines), encoding="gb18030")
    found = read(tmp_path / "提案委.csv", place)
    assert said(found) == AS_FILLED
    assert (found.answers[0].at.sheet, found.answers[0].at.cell) == ("", "第5行第6格")


def test_items_are_read_line_by_line_wherever_their_columns_stand(place: Path, tmp_path: Path) -> None:
    sheets = form(place, "办公室.xlsx")
    sheet = sheets["调研报告"]
    sheet[6:] = [["", "", ""], ["《新篇》", 30, "", ""], ["", "", "", "有附件"]]
    sheet[3:8] = [[*(row[1:2] or [""]), row[0], *row[2:]] for row in sheet[3:8]]
    sheets["填报"][8][ANSWER + 1] = "台账"
    found = read(saved(tmp_path / FILE, sheets), place)
    [items] = found.items
    assert lines(found) == [
        {"title": "《老街改造》", "copies": "12", "kept": "是"},
        {"title": "《菜市场》"},
        {"title": "《新篇》", "copies": "30"},
    ]
    assert (items.fact, items.at.sheet, items.cells, items.source) == (
        "meetings.papers",
        "调研报告",
        ("A5", "A6", "A8"),
        "台账",
    )
    assert items.shown == ({"title": "《老街改造》", "copies": "12", "kept": "是"}, {"title": "《菜市场》"})


def test_what_is_written_into_a_column_of_nobodys_is_told(place: Path, tmp_path: Path) -> None:
    sheets = form(place, "办公室.xlsx")
    sheets["调研报告"][3].append("作者")
    sheets["调研报告"][4][3:] = ["", "某处"]
    found = read(saved(tmp_path / FILE, sheets), place)
    assert found.remarks == ("工作表“调研报告”的E列“作者”，不是要填的，没有读",)


def test_what_is_written_into_the_row_of_items_is_an_answer(place: Path, tmp_path: Path) -> None:
    sheets = form(place, "办公室.xlsx")
    sheets["填报"][8][ANSWER] = "无"
    found = said(read(saved(tmp_path / FILE, sheets), place))
    assert found["meetings.papers"] == ("无", "")


def test_a_form_whose_heads_were_turned_to_another_year_is_refused(place: Path, tmp_path: Path) -> None:
    sheets = form(place)
    sheets["填报"][3][4:6] = ["2022年", "2023年"]
    assert read(saved(tmp_path / FILE, sheets), place).refusal == (
        "表头改成了2023年，这份表却是2022年的；要2023年的表，用report form 2023另做"
    )


def test_an_answer_that_is_merged_over_rows_is_told(place: Path, tmp_path: Path) -> None:
    sheets = form(place)
    filled(sheets["填报"])[5][ANSWER] = ""
    found = read(saved(tmp_path / FILE, sheets, merged=["F5:F6"]), place)
    assert found.remarks == ("F5到F6合并成了一格，只当作第一行的；分开写",)


@pytest.mark.parametrize("name", ["扫描.pdf", "照片.jpg", "填报"])
def test_a_file_of_another_kind_is_refused(name: str, place: Path, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"%PDF-1.7")
    assert read(tmp_path / name, place).refusal == "这种文件不读；填在XLSX、DOCX的表里，或另存为这两种、CSV"


def test_a_table_that_is_no_form_is_none(place: Path, tmp_path: Path) -> None:
    path = saved(tmp_path / "表.xlsx", {"统计": [["项目", "单位", "2022年"], ["收到提案", "件", 41]]})
    assert reading.read(path.read_bytes(), path.name, Loader(Workspace(place)).catalogue) is None


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(place: Path, tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(b"PK\x03\x04")
    assert read(path, place).refusal == "打不开：文件损坏，或解开后大得不正常；换一份完好的；确实这么大，就另存为CSV"


def converted(paths: Iterable[Path], kind: str, folder: Path) -> list[Path]:
    """Files as LibreOffice saves them."""
    home = f"-env:UserInstallation=file://{folder.parent}/office"
    names = sorted(map(str, paths))
    command = ["soffice", "--headless", home, "--convert-to", kind, "--outdir", str(folder), *names]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = sorted(folder.iterdir())
    assert len(found) == len(names)
    return found


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_office_saves_a_form_without_losing_anything(kind: str, place: Path, tmp_path: Path) -> None:
    for path in sorted((place / "forms/2022").iterdir()):
        shutil.copy(path, tmp_path / path.name)
    for path in converted(tmp_path.glob("*.xlsx"), kind, tmp_path / "saved"):
        before, after = read(tmp_path / f"{path.stem}.xlsx", place), read(path, place)
        assert (after.committee, after.department, after.year, after.digest) == (
            before.committee,
            before.department,
            before.year,
            before.digest,
        )
        assert said(after) == said(before)
        assert [each.at.cell for each in after.answers] == [each.at.cell for each in before.answers]
        assert lines(after) == lines(before)
        assert [each.shown for each in after.items] == [each.shown for each in before.items]


HOSTILE = [
    *(
        "_x0041_",
        "'甲",
        "=1+1",
        "-5",
        "@甲",
        '&<>"',
        "😀𠀀",
        "0012",
        "1,286",
        "2.50",
        "1e5",
        "TRUE",
        "9007199254740993",
    ),
    *("甲|乙\\\\", "甲；乙", "“甲、乙", "2022-02-21", "1/2", "  前后  ", "甲、乙", "《甲》《乙》", "长" * 3000),
]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_every_text_comes_back_as_it_was(kind: str, tmp_path: Path) -> None:
    catalogue, year = ["g:", "  label: 工作", "  indicators:"], ["year: 2022", "g:"]
    for number, text in enumerate(HOSTILE):
        quoted = json.dumps(text, ensure_ascii=False)
        catalogue += [f"    t{number}: {{label: 第{number}项}}", f"    l{number}: {{label: 第{number}列, kind: list}}"]
        catalogue += [
            f"    i{number}: {{label: 第{number}条, kind: items, fields: {{a: {{label: 名}}, b: {{label: 事}}}}}}"
        ]
        year += [
            f"  t{number}: {quoted}",
            f"  l{number}: [{quoted}, 另一, 等]",
            f"  i{number}:",
            f"    - {{b: {quoted}}}",
        ]
    place = workspace(tmp_path, catalogue="\n".join([*catalogue, ""]), year="\n".join([*year, ""]), last="year: 2021\n")
    assert report(place, "form", "2022", "--to", kind).status == 0
    path = place / f"forms/2022/未明确责任部门.{kind}"
    found = read(path, place)
    assert len(found.answers) == 2 * len(HOSTILE)
    assert [each for each in found.answers if each.value.text != each.shown] == []
    assert [line["b"] for line in lines(found)] == [" ".join(text.split()) for text in HOSTILE]
    result = report(place, "collect", str(path))
    assert (result.status, result.out) == (0, "建议0条，没有要改的\n")


# Word's ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def word_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = workspace(tmp_path_factory.mktemp("word"))
    assert report(place, "form", "2022", "--to", "docx").status == 0
    return place


@pytest.fixture
def word_form(word_place: Path) -> DocumentType:
    """The form of 提案委, its answers 1, 2, 3, 4."""
    opened = docx.Document(str(word_place / "forms/2022/提案委.docx"))
    for number, row in enumerate(opened.tables[0].rows[1:], 1):
        [paragraph] = row.cells[ANSWER].paragraphs
        for run in paragraph.runs:
            run.text = ""
        paragraph.add_run(str(number))
    return opened


def sent(opened: DocumentType, place: Path, folder: Path) -> ReturnedForm:
    opened.save(str(folder / "回.docx"))
    return read(folder / "回.docx", place)


def test_a_word_form_says_the_same_as_a_spreadsheet(word_place: Path, place: Path) -> None:
    forms = sorted((place / "forms/2022").iterdir())
    assert len(forms) > 1
    for path in forms:
        found, other = read(word_place / f"forms/2022/{path.stem}.docx", word_place), read(path, place)
        assert (found.committee, found.department, found.year, found.digest) == (
            other.committee,
            other.department,
            other.year,
            other.digest,
        )
        assert said(found) == said(other)
        assert lines(found) == lines(other)
        assert [each.shown for each in found.items] == [each.shown for each in other.items]


def test_answers_in_a_word_table_have_their_places(word_form: DocumentType, word_place: Path, tmp_path: Path) -> None:
    found = sent(word_form, word_place, tmp_path)
    assert said(found) == AS_FILLED
    assert [each.at.cell for each in found.answers] == [f"表1第{row}行第6格" for row in (2, 3, 4, 5)]


def test_rows_of_a_word_table_may_be_moved_or_taken_away(
    word_form: DocumentType, word_place: Path, tmp_path: Path
) -> None:
    head, *rest = [row._tr for row in word_form.tables[0].rows]
    head.addnext(rest[3])
    rest[0].getparent().remove(rest[0])
    left = {fact: value for fact, value in AS_FILLED.items() if fact != "proposals.received"}
    assert said(sent(word_form, word_place, tmp_path)) == left


def test_a_table_put_into_an_answer_is_part_of_it(word_form: DocumentType, word_place: Path, tmp_path: Path) -> None:
    cell = word_form.tables[0].rows[1].cells[ANSWER]
    cell.paragraphs[0].runs[-1].text = ""
    cell.add_table(1, 1).rows[0].cells[0].text = "266"
    cell.add_paragraph()
    found = sent(word_form, word_place, tmp_path)
    assert found.answers[0].value.text == "266"
    assert len(found.answers) == 4


def test_a_word_table_copied_to_another_file_is_known(
    word_form: DocumentType, word_place: Path, tmp_path: Path
) -> None:
    other = docx.Document()
    other.add_paragraph("委员会：东溪区政协　填报单位：提案委　年度：2022年")
    other.element.body.insert(1, word_form.tables[0]._tbl)
    found = sent(other, word_place, tmp_path)
    assert (found.committee, found.department, found.year) == ("东溪区政协", "提案委", 2022)
    assert said(found) == AS_FILLED


@pytest.mark.parametrize("has_bookmarks", [True, False])
def test_a_word_table_without_its_hidden_text_is_known(
    has_bookmarks: bool, word_form: DocumentType, word_place: Path, tmp_path: Path
) -> None:
    for vanish in list(word_form.element.body.iter(f"{W}vanish")):
        run = vanish.getparent().getparent()
        if run.tag == f"{W}r":
            run.getparent().remove(run)
    if has_bookmarks:
        for number, row in enumerate(word_form.tables[0].rows[1:]):
            row.cells[LABEL].text = f"第{number}项"
    for mark in list(word_form.element.body.iter(f"{W}bookmarkStart")):
        if not has_bookmarks:
            mark.getparent().remove(mark)
    found = sent(word_form, word_place, tmp_path)
    assert found.year == 2022
    assert {each.fact: each.value.text for each in found.answers} == {fact: of[0] for fact, of in AS_FILLED.items()}


@pytest.mark.parametrize("cells", [["甲|乙", " 丙\n\t丁 ", "", "\\7c;"], [""]])
def test_what_is_hidden_in_a_word_file_keeps_its_signs_and_blanks(cells: list[str]) -> None:
    hidden = word.packed(cells)
    assert word.unpacked(hidden) == cells
    assert not re.search(r"\s", hidden)


@pytest.mark.office
@pytest.mark.parametrize("way", ["docx", "odt", "doc"])
def test_office_saves_a_word_form_without_losing_anything(way: str, word_place: Path, tmp_path: Path) -> None:
    for path in sorted((word_place / "forms/2022").iterdir()):
        shutil.copy(path, tmp_path / path.name)
    made = converted(tmp_path.glob("*.docx"), way, tmp_path / way)
    back = made if way == "docx" else converted(made, "docx", tmp_path / "back")
    for path in back:
        before, after = read(tmp_path / path.name, word_place), read(path, word_place)
        assert (after.committee, after.department, after.year) == (before.committee, before.department, before.year)
        assert said(after) == said(before)
        assert lines(after) == lines(before)
        assert [each.shown for each in after.items] == [each.shown for each in before.items]
