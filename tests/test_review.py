"""The review copy: each figure numbered, each number a row of the table, and a file that nobody overwrites unasked."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest

from report_cli.document import Document, Paragraph, Role, Run, Table
from report_cli.drafts import review
from report_cli.facts import catalogue_file, yearfile
from report_cli.facts import ledger as ledgers
from report_cli.facts.ledger import Ledger
from report_cli.model import Place
from running import built, change, committee, contents, report, year_2022

CATALOGUE = """
work:
  label: 工作
  indicators:
    name: {label: 名称}
    received: {label: 收到提案, unit: 件}
    filed: {label: 立案提案, unit: 件}
    rate: {label: 立案率, formula: filed / received}
    topics: {label: 议题, kind: list}
"""
YEAR = """year: 2022
source: 台账
work:
  owner: 提案委
  name: {value: 区政协, owner: 办公室}
  received: 265
  filed: {value: 224, state: 已核, as_of: 2022-12-31}
  topics: [养老, 停车]
"""


LAST_YEAR = "year: 2021\nwork: {received: 250, filed: 200}\n"


def resolved(last_year: str = LAST_YEAR, *, catalogue: str = CATALOGUE, year: str = YEAR) -> Ledger:
    indicators, _ = catalogue_file.read(catalogue.encode(), "data/indicators.yaml")
    last, _ = yearfile.read(last_year.encode(), "data/2021.yaml", 2021, indicators)
    given, _ = yearfile.read(year.encode(), "data/2022.yaml", 2022, indicators)
    return ledgers.resolve(indicators, given, ledgers.resolve(indicators, last)[0])[0]


def fact(text: str, name: str, form: str = "") -> Run:
    return Run(text, f"work.{name}" if name != "year" else name, form)


def reviewed(*runs: Run, owner: str = "") -> Document:
    return review.compose(Document("brief", 2022, (Paragraph(Role.BODY, runs),)), resolved(), owner)


def shown(document: Document) -> str:
    return "".join(run.text for block in document.blocks if isinstance(block, Paragraph) for run in block.runs)


def rows(document: Document) -> list[list[str]]:
    (table,) = document.annex
    assert isinstance(table, Table)
    return [["".join(run.text for run in cell) for cell in row] for row in table.rows[1:]]


def test_each_figure_has_a_number_and_each_number_a_row() -> None:
    document = reviewed(Run("收到提案"), fact("265件", "received"), Run("，立案"), fact("224件", "filed"), Run("。"))
    assert shown(document) == "收到提案265件[1]，立案224件[2]。"
    assert rows(document) == [
        [
            "1",
            "收到提案265件，立案224件。",
            "265件",
            "收到提案",
            "",
            "250件",
            "台账，data/2022.yaml:6",
            "提案委",
            "",
            "",
            "",
        ],
        [
            *("2", "收到提案265件，立案224件。", "224件", "立案提案", "", "200件", "台账，data/2022.yaml:7", "提案委"),
            *("已核，截至2022-12-31", "", ""),
        ],
    ]


def test_the_table_has_the_columns_to_check_by_and_to_sign() -> None:
    (table,) = reviewed(fact("265件", "received")).annex
    assert isinstance(table, Table)
    said = "序号 所在句 数字 指标 计算式及代入值 上年 来源 责任单位 状态 核对人 日期"
    assert ["".join(run.text for run in cell) for cell in table.rows[0]] == said.split()
    assert table.caption == (Run("附：数据核对表"),)
    assert len(table.shares) == len(review.HEAD)


def test_a_column_in_which_nothing_stands_takes_little_room() -> None:
    (without,), (having,) = reviewed(fact("265件", "received")).annex, reviewed(fact("84.5%", "rate")).annex
    assert isinstance(without, Table)
    assert isinstance(having, Table)
    formula, state = 4, 8
    assert without.shares[formula] * 2 < having.shares[formula]
    assert without.shares[state] == having.shares[state] == without.shares[formula], "nothing stands there"
    assert without.shares[:formula] == having.shares[:formula]


@pytest.mark.parametrize(
    ("role", "before", "text", "after", "is_listed"),
    [
        (Role.BODY, "", "提案工作坚持全程协商", "。", False),
        (Role.BODY, "一是", "提案工作坚持全程协商", "；", False),
        (Role.HEADING, "", "做实提案工作", "", False),
        (Role.BODY, "开展", "“提案质量提升工程”", "。", True),
        (Role.BODY, "", "林知远", "", True),
        (Role.BODY, "一是", "林知远", "；", True),
        (Role.BODY, "", "区政协机关", "。", True),
        (Role.BODY, "", "区政协的机关", "。", False),
        (Role.HEADING, "建设", "区政协", "新机关", False),
        (Role.BODY, "", "265件", "。", True),
        (Role.HEADING, "收到提案", "265件", "", True),
    ],
)
def test_the_reports_own_prose_has_no_row(role: Role, before: str, text: str, after: str, is_listed: bool) -> None:
    runs = (Run(before), fact(text, "received" if text[0] == "2" else "name"), Run(after))
    document = review.compose(Document("brief", 2022, (Paragraph(role, runs),)), resolved())
    assert len(rows(document)) == is_listed


def test_a_derived_figure_shows_its_formula_its_values_and_their_owners() -> None:
    (row,) = rows(reviewed(Run("立案率"), fact("84.5%", "rate")))
    assert (row[4], row[5], row[6], row[7]) == (
        "立案提案÷收到提案＝224件÷265件",
        "80%",
        "公式，data/indicators.yaml:8",
        "提案委",
    )


@pytest.mark.parametrize(
    ("owner", "expected"), [("", "提案委、办公室"), (", owner: 研究室", "研究室")], ids=["nobody", "somebody"]
)
def test_a_derived_figure_has_an_owner_or_those_of_what_it_comes_from(owner: str, expected: str) -> None:
    ledger = resolved(
        catalogue=CATALOGUE.replace("filed / received", f"filed / received{owner}"),
        year=YEAR.replace("received: 265", "received: {value: 265, owner: 办公室}"),
    )
    copy = review.compose(Document("brief", 2022, (Paragraph(Role.BODY, (fact("84.5%", "rate"),)),)), ledger)
    assert [row[7] for row in rows(copy)] == [expected]


def test_a_change_shows_both_years() -> None:
    first, second = rows(
        reviewed(fact("增加15件", "received", "change"), Run("，"), fact("增长6%", "received", "growth"))
    )
    assert first[3:5] == ["收到提案（增减）", "本年－上年＝265件－250件"]
    assert second[3:5] == ["收到提案（增幅）", "（本年－上年）÷上年＝（265件－250件）÷250件"]


def test_every_number_is_numbered_a_name_only_the_first_time() -> None:
    runs = (fact("区政协", "name"), Run("收到"), fact("265件", "received"), Run("。"))
    assert shown(reviewed(*runs, *runs)) == "区政协[1]收到265件[2]。区政协收到265件[3]。"


def test_the_year_is_checked_once() -> None:
    assert shown(reviewed(fact("2022年", "year"), Run("，"), fact("2022年", "year"))) == "2022年[1]，2022年"


def test_the_names_of_a_list_have_one_number() -> None:
    document = reviewed(Run("议题有"), fact("养老", "topics[1]"), Run("、"), fact("停车", "topics[2]"), Run("等。"))
    assert shown(document) == "议题有养老、停车[1]等。"
    assert [row[2:4] for row in rows(document)] == [["养老、停车", "议题"]]


def test_the_copy_of_one_owner_has_that_ones_rows_under_the_same_numbers() -> None:
    document = reviewed(fact("区政协", "name"), Run("收到"), fact("265件", "received"), owner="提案委")
    assert shown(document) == "区政协收到265件[2]"
    assert [row[0] for row in rows(document)] == ["2"]


def test_a_placeholder_is_not_checked() -> None:
    assert rows(reviewed(Run("【待补：收到提案】", "work.received", pending=True))) == []


def test_a_figure_of_a_table_has_its_row_around_it() -> None:
    cells = ((Run("项目"),), (Run("件数"),)), ((Run("收到提案"),), (fact("265", "received", "number"),))
    document = review.compose(Document("brief", 2022, (Table(cells),)), resolved())
    assert [row[1:4] for row in rows(document)] == [["收到提案　265", "265", "收到提案（不带单位）"]]


def test_a_long_sentence_is_cut_round_the_figure_but_no_number_in_two() -> None:
    (row,) = rows(reviewed(Run("甲" * 30 + "12345" + "乙" * 21), fact("265件", "received"), Run("丙" * 40)))
    assert row[1] == f"…12345{'乙' * 21}265件{'丙' * 24}…"
    (row,) = rows(reviewed(fact("265件", "received"), Run("丙" * 23 + "12345" + "丁" * 9)))
    assert row[1] == f"265件{'丙' * 23}12345…"
    (row,) = rows(reviewed(fact("265件", "received"), Run("丙" * 24)))
    assert row[1] == f"265件{'丙' * 24}"


def test_the_figure_stands_out_in_its_sentence() -> None:
    (table,) = reviewed(Run("收到"), fact("265件", "received"), Run("。")).annex
    assert isinstance(table, Table)
    assert table.rows[1][1] == (Run("收到"), Run("265件", strong=True), Run("。"))


def test_a_figure_of_a_tables_heading_and_of_a_footnote_has_its_sentence_too() -> None:
    cells = ((Run("项目"),), (Run("件数"),)), ((Run("其他"),), (Run("5"),))
    table = Table(cells, caption=(Run("表1　收到提案"), fact("265件", "received")))
    document = review.compose(Document("brief", 2022, (table,)), resolved())
    assert [row[1:3] for row in rows(document)] == [["表1　收到提案265件", "265件"]]
    noted = reviewed(Run("收到提案"), Run("", note=(Run("其中立案"), fact("224件", "filed"), Run("。"))))
    assert [row[1:3] for row in rows(noted)] == [["其中立案224件。", "224件"]]


def test_a_row_says_who_changed_the_words_beside_its_figure() -> None:
    typed = Place("edits/brief.yaml", 3)
    first = (Run("收到"),), (fact("265件", "received"),)
    second = (Run("去年的。立案"),), (Run("共", origin=typed), fact("265件", "received"))
    third = (Run("收到"),), (fact("265件", "received"), Run("。"), Run("别的话。", origin=typed))
    table, plain = Table((first, second, third)), Paragraph(Role.BODY, (Run("都很满意。"),))
    reworded = Paragraph(Role.BODY, (Run("都很高兴。", origin=typed),))
    made = review.compose(Document("brief", 2022, (table, plain, reworded), edits=((typed, "张三", ()),)), resolved())
    assert [row[8] for row in rows(made)] == ["", "这句的字改过：张三", ""]
    assert shown(made) == "都很满意。都很高兴。[改]"
    assert isinstance(made.blocks[2], Paragraph)
    assert made.blocks[2].runs[-1] == Run("[改]", superscript=True)


def test_a_row_names_all_who_changed_the_words_beside_its_figure() -> None:
    places = Place("edits/brief.yaml", 3), Place("edits/brief.yaml", 9)
    runs = Run("共", origin=places[0]), fact("265件", "received"), Run("左右", origin=places[1])
    edits = (places[0], "张三", ()), (places[1], "李四", ())
    made = review.compose(Document("brief", 2022, (Paragraph(Role.BODY, runs),), edits=edits), resolved())
    assert [row[8] for row in rows(made)] == ["这句的字改过：张三、李四"]


def test_a_name_that_is_last_years_is_said_to_be_unchanged_a_number_is_shown() -> None:
    last = "year: 2021\nwork: {name: 区政协, received: 265}\n"
    copy = review.compose(
        Document("brief", 2022, (Paragraph(Role.BODY, (fact("区政协", "name"), fact("265件", "received"))),)),
        resolved(last),
    )
    assert [row[5] for row in rows(copy)] == ["未变", "265件"]


def test_nothing_in_the_copy_is_bound() -> None:
    document = reviewed(fact("265件", "received"), Run("、"), fact("区政协", "name"))
    assert list(document.figures) == []


@pytest.fixture(name="place")
def _place(tmp_path: Path) -> Path:
    return committee("nanling", tmp_path)


def test_the_copy_is_made_only_when_it_is_asked_for(place: Path) -> None:
    assert "review" not in built(place, "2024").out
    assert not list(place.glob("drafts/2024/*review*"))
    assert "已生成 drafts/2024/工作报告.review.docx" in built(place, "2024", "--review").out


def test_the_drafts_are_the_same_with_and_without_the_copy(place: Path) -> None:
    built(place, "2024")
    before = contents(place / "drafts")
    built(place, "2024", "--review")
    after = contents(place / "drafts")
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"2024/工作报告.review.docx"}


def test_the_copy_is_the_same_bytes_each_time(place: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        built(place, "2024", "--review", "--output", str(tmp_path / name))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_copy_that_somebody_has_written_in_is_not_overwritten(place: Path) -> None:
    built(place, "2024", "--review")
    copy = place / "drafts/2024/工作报告.review.docx"
    document = docx.Document(str(copy))
    document.tables[-1].rows[1].cells[-2].text = "张三"
    document.save(str(copy))
    signed = copy.read_bytes()
    change(place / "data/2024.yaml", "收到: 362", "收到: 362件")
    built(place, "2024")
    assert copy.read_bytes() == signed
    refused = report(place, "build", "2024", "--review")
    assert (refused.status, copy.read_bytes()) == (1, signed)
    assert "工作报告.review.docx 生成后有人改过" in refused.err
    built(place, "2024", "--review", "--force")
    assert [path.read_bytes() for path in place.glob(".report/backup/*review*")] == [signed]


def test_a_copy_that_nobody_has_written_in_follows_the_data(place: Path) -> None:
    built(place, "2024", "--review")
    change(place / "data/2024.yaml", "收到: 362", "收到: 363")
    change(place / "data/2024.yaml", "会议期间: 331", "会议期间: 332")
    change(place / "data/2024.yaml", "委员提案: 298件", "委员提案: 299件")
    assert "已生成 drafts/2024/工作报告.review.docx" in built(place, "2024", "--review").out


def test_check_looks_at_the_copy_only_when_it_is_asked_to(place: Path) -> None:
    built(place, "2024")
    assert report(place, "build", "2024", "--check").status == 0
    missing = report(place, "build", "2024", "--check", "--review")
    assert (missing.status, missing.out) == (1, "drafts/2024/工作报告.review.docx 还没有生成\n")
    built(place, "2024", "--review")
    assert report(place, "build", "2024", "--check", "--review").status == 0


def test_the_copy_of_one_owner_is_a_file_of_its_own(place: Path) -> None:
    assert "工作报告.review.提案委.docx" in built(place, "2024", "--review", "--owner", "提案委").out
    assert not (place / "drafts/2024/工作报告.review.docx").exists()


def test_an_owner_that_nobody_knows_is_met_with_the_nearest(place: Path) -> None:
    wrong = report(place, "build", "2024", "--review", "--owner", "提案")
    assert wrong.status == 2
    assert "没有责任单位“提案”，是不是提案委？" in wrong.err


def test_an_owner_where_the_data_name_none_is_told_so(place: Path) -> None:
    for name, line in (
        ("2024", "  owner: 提案委\n"),
        ("2024", ", owner: 办公室"),
        ("indicators", "      owner: 提案委\n"),
    ):
        change(place / f"data/{name}.yaml", line, "")
    wrong = report(place, "build", "2024", "--review", "--owner", "提案委")
    assert (wrong.status, "没有责任单位“提案委”；年度数据里还没有写owner" in wrong.err) == (2, True)


def test_the_copy_of_one_owner_is_known_under_another_name(place: Path) -> None:
    built(place, "2024", "--review", "--owner", "提案委")
    whose = place / "drafts/2024/工作报告.review.提案委.docx"
    (place / "回来的.docx").write_bytes(whose.read_bytes())
    found = report(place, "verify", "回来的.docx")
    said = "回来的.docx（2024年工作报告核对稿）：数字、日期和名称90处，全部相符\n"
    assert (found.status, found.out, found.err) == (0, said, ""), "its own numbers are no traces"


@pytest.mark.parametrize("owner", ["", "提案委"])
def test_a_copy_is_known_under_another_name_when_its_base_is_lost(place: Path, owner: str) -> None:
    """The others' figures bear no numbers in it: laid against a copy of all, each number would be missing."""
    built(place, "2024", "--review", *(["--owner", owner] if owner else []))
    name = f"drafts/2024/工作报告.review{f'.{owner}' if owner else ''}.docx"
    shutil.copy(place / name, place / "回来的.docx")
    shutil.rmtree(place / ".report")
    found = report(place, "verify", "回来的.docx")
    assert (found.status, "全部相符" in found.out, found.err) == (0, True, "")


def test_an_owner_with_signs_that_no_file_may_bear_has_a_copy_too(place: Path) -> None:
    change(place / "data/2024.yaml", "  owner: 提案委", "  owner: 提案委/联络处 二组")
    change(place / "data/indicators.yaml", "      owner: 提案委\n", "")
    made = built(place, "2024", "--review", "--owner", "提案委/联络处 二组")
    assert "drafts/2024/工作报告.review.提案委_联络处_二组.docx" in made.out


def test_an_owner_without_a_review_is_refused(place: Path) -> None:
    assert report(place, "build", "2024", "--owner", "提案委").status == 2


@pytest.mark.parametrize("kind", ["work_report", "press_release"])
def test_the_review_copies_of_2022_are_valid_and_bind_nothing(tmp_path: Path, kind: str) -> None:
    place = year_2022(tmp_path)
    built(place, "2022", "--review", "--kind", kind)
    file = place / f"drafts/2022/{kind}.review.docx"
    audit = subprocess.run(
        [sys.executable, "-m", "openxml_audit", "-m", "0", str(file)], capture_output=True, text=True, check=False
    )
    assert audit.returncode == 0, audit.stdout
    with ZipFile(file) as parts:
        text = parts.read("word/document.xml").decode()
        assert not [name for name in parts.namelist() if "comments" in name]
    assert "bookmarkStart" not in text
    assert 'w:orient="landscape"' in text
    table = docx.Document(str(file)).tables[-1]
    numbers = [row.cells[0].text for row in table.rows[1:]]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert text.count('w:val="superscript"') == len(numbers)
