"""`report form`: what departments are asked, and how its sheets look."""

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import pytest

from forms_made import CATALOGUE, YEAR, rows, sheets, workspace
from report_cli.forms import lists, names
from running import change, contents, report


def made(folder: Path, *options: str, year: str = YEAR, catalogue: str = CATALOGUE) -> Path:
    place = workspace(folder, year=year, catalogue=catalogue)
    result = report(place, "form", "2022", *options)
    assert result.status == 0, result.err
    return place


def test_each_department_gets_a_form_and_what_nobody_answers_for_another(tmp_path: Path) -> None:
    place = workspace(tmp_path)
    result = report(place, "form", "2022")
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines() == [
        "已写 forms/2022/办公室.xlsx：办公室，5项",
        "已写 forms/2022/提案委.xlsx：提案委，4项",
        "已写 forms/2022/未明确责任部门.xlsx：未明确责任部门，1项",
    ]


def test_a_form_shows_what_is_asked_last_years_value_and_what_is_known(tmp_path: Path) -> None:
    shown = rows(made(tmp_path) / "forms/2022/提案委.xlsx")
    assert shown[0][0] == "东溪区政协2022年工作数据填报表"
    assert shown[1][0] == "委员会：东溪区政协　　填报单位：提案委　　年度：2022年"
    assert [row[:6] for row in shown[3:-1]] == [
        ["组", "指标", "单位", "口径", "2021年", "2022年"],
        ["提案工作", "收到提案", "件", "含转来的；必填", "240", "265"],
        ["提案工作", "立案提案", "件", "", "200", ""],
        ["提案工作", "满意率", "%", "百分数，如84.5%", "", "96.5%"],
        ["提案工作", "帮扶资金", "万元", "", "", "近120"],
    ]


def test_a_committee_that_the_data_do_not_name_is_not_called_by_its_folder(tmp_path: Path) -> None:
    shown = rows(made(tmp_path, year=YEAR.replace("  name: 东溪区政协\n", "")) / "forms/2022/提案委.xlsx")
    assert shown[0][0] == "2022年工作数据填报表"
    assert shown[1][0] == "填报单位：提案委　　年度：2022年"


def test_a_list_of_sentences_is_asked_for_and_shown_a_line_each(tmp_path: Path) -> None:
    catalogue = CATALOGUE.replace("{label: 协商议题, kind: list", "{label: 协商议题, kind: list, definition: 一项一句")
    assert catalogue != CATALOGUE
    [row] = [
        row for row in rows(made(tmp_path, catalogue=catalogue) / "forms/2022/办公室.xlsx") if row[1:2] == ["协商议题"]
    ]
    assert row[3].startswith("一项一句；一句写一行（Alt加回车换行）")
    assert row[5] == "“老有所养、幼有所育”\n加装电梯\n等"


def test_lists_stand_in_one_cell_and_items_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    place = made(tmp_path)
    by_label = {row[1]: row for row in rows(place / "forms/2022/办公室.xlsx") if len(row) > 1}
    assert by_label["协商议题"][5] == "“老有所养、幼有所育”、加装电梯、等"
    assert by_label["全会日期"][4:6] == ["2022-02-18", "2023-02-21"]
    assert by_label["调研报告"][5] == "填在工作表“调研报告”里"
    items = rows(place / "forms/2022/办公室.xlsx", "调研报告")
    assert [row[:3] for row in items[3:6]] == [
        ["题目", "印数", "归档"],
        ["《老街改造》", "12", "是"],
        ["《菜市场》"],
    ]


def test_nothing_that_looks_like_a_formula_is_one(tmp_path: Path) -> None:
    year = YEAR.replace("host:", "host: =1+1").replace("加装电梯", '"+86"')
    place = made(tmp_path, year=year)
    for path in sorted((place / "forms/2022").iterdir()):
        with ZipFile(BytesIO(path.read_bytes())) as archive:
            assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]
    [host] = [row for row in rows(place / "forms/2022/未明确责任部门.xlsx") if row[1:2] == ["=承办单位"]]
    assert host[5] == "=1+1"


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_same_data_give_the_same_bytes_stored_and_without_times(kind: str, tmp_path: Path) -> None:
    one, other = made(tmp_path / "甲", "--to", kind), made(tmp_path / "乙", "--to", kind)
    assert contents(one / "forms") == contents(other / "forms")
    for data in contents(one / "forms").values():
        with ZipFile(BytesIO(data)) as archive:
            assert {(each.compress_type, each.date_time[0]) for each in archive.infolist()} == {(0, 1980)}
            assert not re.search(rb"20\d\d-\d\d-\d\dT", b"".join(archive.read(name) for name in archive.namelist()))


def test_a_form_that_nobody_saved_is_made_new_and_a_filled_one_is_kept(tmp_path: Path) -> None:
    place = made(tmp_path)
    change(place / "data/2022.yaml", "received: 265", "received: 266")
    filled = place / "forms/2022/办公室.xlsx"
    with ZipFile(filled) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(filled, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b">12<", b">13<"))
    before = filled.read_bytes()
    result = report(place, "form", "2022")
    assert result.status == 1
    assert "已写 forms/2022/提案委.xlsx" in result.out
    assert "没有变 forms/2022/未明确责任部门.xlsx" in result.out
    assert result.err == (
        "没有换 forms/2022/办公室.xlsx：有人填过，或在别的程序里存过；收它用 report collect forms/2022/办公室.xlsx；"
        "要重新做一份，先把它移走或改名，或用--output写到别处\n"
    )
    assert filled.read_bytes() == before
    assert ["提案工作", "收到提案", "件", "含转来的；必填", "240", "266"] in [
        row[:6] for row in rows(place / "forms/2022/提案委.xlsx")
    ]


@pytest.mark.parametrize("is_written_again", [True, False])
@pytest.mark.parametrize("kept", ["filled", "as made"])
def test_what_a_run_killed_while_replacing_left_is_kept_or_cleared_away(
    kept: str, is_written_again: bool, tmp_path: Path
) -> None:
    place = made(tmp_path)
    form = place / "forms/2022/提案委.xlsx"
    aside = form.with_name(f".{form.name}.7.old")
    aside.write_bytes(b"somebody's" if kept == "filled" else form.read_bytes())
    if is_written_again:
        change(place / "data/2022.yaml", "received: 265", "received: 266")
    assert report(place, "form", "2022").status == 0
    assert not aside.exists()
    backups = [path.read_bytes() for path in (place / ".report/backup").glob("*")]
    assert backups == ([b"somebody's"] if kept == "filled" else [])


@pytest.mark.posix
def test_a_file_of_what_is_owed_is_not_written_through_a_link(tmp_path: Path) -> None:
    place = made(tmp_path)
    (place / "尚缺.xlsx").symlink_to(tmp_path / "elsewhere.xlsx")
    result = report(place, "check", "2022", "--owed", "--output", "尚缺.xlsx")
    assert (result.status, "它是链接" in result.err) == (2, True)
    assert not (tmp_path / "elsewhere.xlsx").exists()


def test_some_departments_only_and_another_folder(tmp_path: Path) -> None:
    place = workspace(tmp_path)
    assert report(place, "form", "2022", "--owner", "提案委、未明确责任部门", "--output", "../外").status == 0
    assert sorted(contents(tmp_path / "外")) == ["2022/提案委.xlsx", "2022/未明确责任部门.xlsx"]
    assert not (place / "forms").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2035",), "没有2035年的数据"),
        (("2021",), "2021年的数据仅供比较"),
        (("2022", "--owner", "提案"), "部门没有“提案”，是不是提案委？"),
        (("2022", "--to", "pdf"), "格式没有“pdf”"),
    ],
)
def test_what_cannot_be_asked_is_said(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    place = workspace(tmp_path)
    result = report(place, "form", *arguments)
    assert result.status == 2
    assert said in result.err
    assert not (place / "forms").exists()


@pytest.mark.parametrize(("count", "is_too_many"), [(600, False), (1200, True)])
def test_a_word_form_that_could_not_come_back_is_not_written(count: int, is_too_many: bool, tmp_path: Path) -> None:
    lines = "".join(f"    n{n}: {{label: 第{n}项数, unit: 件}}\n" for n in range(count))
    place = workspace(tmp_path, catalogue=f"{CATALOGUE}\nmore:\n  label: 更多\n  indicators:\n{lines}")
    result = report(place, "form", "2022", "--to", "docx")
    if is_too_many:
        assert result.status == 2
        assert re.search(r"没有写填报表：.+的表有\d+行，做成DOCX太大，填好了收不回来；这么多用XLSX", result.err)
        assert not (place / "forms").exists()
    else:
        assert result.status == 0, result.err
        assert report(place, "collect", "forms/2022/未明确责任部门.docx").status == 0


def test_data_that_cannot_be_read_make_no_form(tmp_path: Path) -> None:
    place = workspace(tmp_path, year=YEAR.replace("265", "26件5"))
    result = report(place, "form", "2022")
    assert result.status == 1
    assert "data/2022.yaml:7:13" in result.err
    assert result.err.endswith("数据或指标目录有错，没有做填报表：先照上面的提示改好\n")
    assert not (place / "forms").exists()


def test_a_form_is_never_written_through_a_link(tmp_path: Path) -> None:
    place = workspace(tmp_path)
    (tmp_path / "外").mkdir()
    (place / "forms").symlink_to(tmp_path / "外")
    result = report(place, "form", "2022")
    assert result.status == 2
    assert "链接" in result.err
    assert not contents(tmp_path / "外")


HOSTILE = [
    *"../../x .. . CON con.a 提案/委 a:b*c? ~$办 '甲' [乙] History 填报 封签 ABC abc ＡＢＣ e\u0301".split(" "),
    *("  ", "a\tb", "\u00e9"),
]


def test_the_names_of_files_lead_nowhere_else(tmp_path: Path) -> None:
    wanted = [*HOSTILE, "长" * 300, "长" * 301]
    found = names.of_files(wanted)
    assert len({name.casefold() for name in found.values()}) == len(wanted)
    for name in found.values():
        path = tmp_path / f"{name}.xlsx"
        path.write_text("")
        assert path.parent.resolve() == path.resolve().parent
        assert not name.startswith((".", "~"))
        assert not re.search(r'[\\/:*?"<>|\[\]\t]|^(con|nul)(\.|$)', name, re.IGNORECASE)
    assert names.of_files(["提案委", "办公室"]) == {"提案委": "提案委", "办公室": "办公室"}


def test_the_names_of_sheets_are_what_excel_takes() -> None:
    wanted = {str(number): name for number, name in enumerate([*HOSTILE, "长" * 40, "长" * 41, "𠀀" * 20])}
    found = list(names.of_sheets(wanted, ["填报", "封签"]).values())
    assert len({name.casefold() for name in found} | {"填报", "封签", "history"}) == len(wanted) + 3
    assert max(len(name.encode("utf-16-le")) // 2 for name in found) <= 31
    assert not re.search(r"[\\/:*?\[\]']", "".join(found))


def test_departments_with_hostile_names_get_forms_of_their_own(tmp_path: Path) -> None:
    owners = ["../../外", "CON", "甲/乙", "甲／乙", "A,B", "=cmd"]
    lines = [f"    i{number}: {{label: 第{number}项, owner: {owner!r}}}" for number, owner in enumerate(owners)]
    catalogue = "\n".join(["g:", "  label: 组", "  indicators:", *lines, ""])
    place = made(tmp_path, catalogue=catalogue, year="year: 2022\n")
    assert sorted(contents(place / "forms")) == [
        "2022/=cmd.xlsx",
        "2022/A,B.xlsx",
        "2022/_CON.xlsx",
        "2022/甲／乙.xlsx",
        "2022/甲／乙（2）.xlsx",
        "2022/．.／..／外.xlsx",
    ]
    assert report(place, "form", "2022", "--owner", "A,B", "--output", "一").status == 0
    assert sorted(contents(place / "一")) == ["2022/A,B.xlsx"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲、乙", (["甲", "乙"], False)),
        ("甲、乙、等", (["甲", "乙"], True)),
        ("“甲、乙”、《丙》《丁》", (["“甲、乙”", "《丙》", "《丁》"], False)),
        ("“甲”“乙”", (["“甲”", "“乙”"], False)),
        ("甲、乙\n丙、\n", (["甲、乙", "丙"], False)),
        ("男女平等", (["男女平等"], False)),
        (" ", ([], False)),
    ],
)
def test_a_cell_is_read_as_the_names_that_it_holds(text: str, found: tuple[list[str], bool]) -> None:
    assert lists.split(text) == found


@pytest.mark.parametrize("names", [["甲"], ["甲、乙", "丙"], ["“甲", "乙”"], ["《甲》", "《乙》"], []])
@pytest.mark.parametrize("is_open", [True, False])
def test_names_are_read_from_their_cell_as_they_were(names: list[str], is_open: bool) -> None:
    assert lists.split(lists.joined(names, is_open=is_open)) == (names, is_open)


def test_the_seal_is_hidden_and_the_sheets_are_locked_but_for_what_is_asked(tmp_path: Path) -> None:
    path = made(tmp_path) / "forms/2022/提案委.xlsx"
    assert list(sheets(path)) == ["填报"]
    with ZipFile(path) as archive:
        assert '<sheet name="封签" sheetId="2" state="hidden"' in archive.read("xl/workbook.xml").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<sheetProtection sheet=" in sheet
    assert '<col min="9" max="10" width="12.7109375" style="1" hidden="1" customWidth="1"/>' in sheet
    assert '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"' in sheet


@pytest.mark.parametrize("command", [("form", "2022"), ("check", "2022", "--owed", "--output", "尚缺.xlsx")])
def test_without_the_component_for_xlsx_its_name_and_the_other_way_are_told(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = workspace(tmp_path)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    result = report(place, *command)
    assert result.status == 2
    assert result.err == (
        "错误：写XLSX需要另装组件：pip install 'report-cli[forms]'；不装，就做成Word表格：form用--to docx，"
        "check --owed用--output 尚缺.docx\n"
    )
    assert report(place, "form", "2022", "--to", "docx").status == 0


def test_a_sheet_of_items_is_open_below_the_lines_that_are_drawn(tmp_path: Path) -> None:
    with ZipFile(made(tmp_path) / "forms/2022/办公室.xlsx") as archive:
        sheet, styles = (
            ElementTree.fromstring(archive.read(f"xl/{part}.xml")) for part in ("worksheets/sheet2", "styles")
        )
    assert sheet.find("{*}sheetProtection") is not None
    looks = styles.findall("{*}cellXfs/{*}xf")
    columns = [column for column in sheet.findall("{*}cols/{*}col") if column.get("hidden") is None]
    protections = [looks[int(column.get("style", "0"))].find("{*}protection") for column in columns]
    assert [each is not None and each.get("locked") for each in protections] == ["0"] * len(columns) != []


def test_what_is_computed_or_counted_is_not_asked(tmp_path: Path) -> None:
    catalogue = CATALOGUE + (
        "    cases: {label: 案件, kind: items, file: 案件, owner: 办公室, fields: {name: {label: 案由}}}\n"
        "    counted: {label: 案件数, unit: 件, owner: 办公室, formula: count(meetings.cases)}\n"
    )
    place = made(tmp_path, catalogue=catalogue)
    asked = [row[1] for row in rows(place / "forms/2022/办公室.xlsx")[4:-1]]
    assert asked == ["委员会简称", "常委会会议", "全会日期", "协商议题", "调研报告"]
    assert "立案率" not in [row[1] for row in rows(place / "forms/2022/提案委.xlsx")[4:-1]]


@pytest.mark.office
def test_a_form_is_printed_across_a_sheet_with_its_heads_on_every_page(tmp_path: Path) -> None:
    lines = [f"    i{number}: {{label: 第{number}项工作, unit: 件, owner: 办公室}}" for number in range(1, 61)]
    catalogue = "\n".join(["g:", "  label: 工作", "  indicators:", *lines, ""])
    path = made(tmp_path, catalogue=catalogue, year="year: 2022\n") / "forms/2022/办公室.xlsx"
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", "--headless", home, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = str(tmp_path / "办公室.pdf")
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True).stdout.decode()
    pages = text.rstrip("\f").split("\f")
    assert len(pages) == 3
    assert all("2021年" in page and "备注" in page and f"第{at}页，共3页" in page for at, page in enumerate(pages, 1))
    assert sum(page.count("项工作") for page in pages) == 60
    size = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True).stdout.decode()
    assert re.search(r"Page size: +841\.\d+ x 595", size)


# What is owed ---------------------------------------------------------------------------------------------------------


def test_what_is_owed_is_written_a_sheet_for_each_department(tmp_path: Path) -> None:
    place = workspace(tmp_path)
    result = report(place, "check", "2022", "--owed", "--output", "尚缺.xlsx")
    assert (result.status, result.out) == (0, "已写 尚缺.xlsx：2022年尚缺3项\n")
    assert list(sheets(place / "尚缺.xlsx")) == ["提案委", "办公室", "未明确责任部门"]
    assert [row for row in rows(place / "尚缺.xlsx", "提案委") if row] == [
        ["2022年尚缺的数据"],
        ["提案委：1项"],
        ["组", "指标", "单位", "缺什么", "现在的数", "上年"],
        ["提案工作", "立案提案", "件", "未填", "", "200件"],
    ]


def test_what_is_owed_is_written_a_table_for_each_department_in_a_word_file(tmp_path: Path) -> None:
    place = workspace(tmp_path)
    assert report(place, "check", "2022", "--owed", "--output", "尚缺.docx").status == 0
    tables = docx.Document(str(place / "尚缺.docx")).tables
    assert [[cell.text for cell in table.rows[1].cells][:2] for table in tables] == [
        ["提案工作", "立案提案"],
        ["会议", "常委会会议"],
        ["会议", "=承办单位"],
    ]


def test_where_nothing_is_owed_the_file_says_so(tmp_path: Path) -> None:
    place = workspace(tmp_path)
    assert report(place, "check", "2022", "--owed", "--owner", "提案委", "--output", "一.xlsx").status == 0
    assert list(sheets(place / "一.xlsx")) == ["提案委"]
    change(place / "data/2022.yaml", "filed:", "filed: 230")
    assert report(place, "check", "2022", "--owed", "--owner", "提案委", "--output", "一.xlsx").status == 0
    assert [row for row in rows(place / "一.xlsx", "尚缺") if row][:2] == [["2022年尚缺的数据"], ["都齐了"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2022", "--output", "一.xlsx"), "和年份、--owed一起用"),
        (("2022", "2021", "--owed", "--output", "一.xlsx"), "和年份、--owed一起用"),
        (("2021", "--owed", "--output", "一.xlsx"), "仅供比较，没有尚缺的"),
        (("2022", "--owed", "--output", "一.pdf"), "写成.xlsx或.docx结尾的文件名"),
        (("2022", "--owed", "--output", "二.xlsx"), "那里已经有别的文件"),
    ],
)
def test_a_file_of_what_is_owed_that_cannot_be_is_refused(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    place = workspace(tmp_path)
    (place / "二.xlsx").write_bytes(b"PK")
    before = contents(place)
    result = report(place, "check", *arguments)
    assert result.status == 2
    assert said in result.err
    assert contents(place) == before


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_office_programs_will_open_what_is_written(kind: str, tmp_path: Path) -> None:
    place = made(tmp_path, "--to", kind)
    assert report(place, "check", "2022", "--owed", "--output", f"forms/2022/尚缺.{kind}").status == 0
    for path in sorted((place / "forms/2022").iterdir()):
        command = [sys.executable, "-m", "openxml_audit", "-m", "0", str(path)]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "Errors: 0" in checked.stdout, checked.stdout
