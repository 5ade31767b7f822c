"""The lists of an adopted report's annexes: names are one fact, in a loop, and what says figures is numbered.

Next year has another list of another length, and no new names.
"""

import re
import shutil
from pathlib import Path

import docx
import pytest

from report_cli.adopt import source
from running import report

OLD = """# 云川县政协工作报告

## 一、2022年工作回顾

县政协共收到提案265件，立案224件。评选优秀提案4件（见附件1），表彰委员3名（见附件2）。

## 二、2023年工作安排

举办委员讲堂6期。

附件1

2022年优秀提案名单

1.关于加快城西水厂扩建的提案（城关组）

2.《关于改造油茶低产林的提案》（农业组）

3.关于加强农村公路管护的提案（交通组）

附件2

2022年优秀委员名单

王秀英

赵德明

陈立新

附件3

2022年提案办理目录

（1）《关于发展托育的提案》（民生组，建成托育点13个）

（2）《关于清淤疏浚的提案》（农业组，清淤沟渠26.8公里）

（3）《关于老旧小区的提案》（城建组，改造小区7个）
"""
NEW = OLD.replace("2023年", "2024年").replace("2022年", "2023年").replace("265件", "281件").replace("3名", "4名")
NEW = NEW.replace("1.关于加快城西水厂扩建的提案（城关组）", "1.《关于古树保护的提案》").replace("2.《", "2.《再次")
NEW = NEW.replace("（交通组）", "（交通组）\n\n4.关于村医培养的提案（医卫组）").replace("赵德明", "周桂芳\n\n覃小梅")
NEW = (
    NEW.replace("托育", "家政")
    .replace("（农业组，清淤沟渠26.8公里）", "（水利组，加固山塘31座）")
    .replace("老旧小区", "充电桩")
)
LISTS = {"优秀提案名单": 3, "优秀委员名单": 3}


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of one year's report, into which the next year's final comes."""
    folder = tmp_path_factory.mktemp("名单")
    (folder / "旧.md").write_text(OLD, "utf-8")
    assert report(folder, "adopt", "旧.md", "--year", "2022", "--into", "新").status < 2
    (folder / "新/2023.md").write_text(NEW, "utf-8")
    made = report(folder / "新", "adopt", "2023.md", "--year", "2023", "--kind", "work_report", "--force")
    assert made.status < 2, made.err
    assert "不同" not in made.out
    return folder / "新"


@pytest.fixture
def workspace(two_years: Path, tmp_path: Path) -> Path:
    shutil.copytree(two_years, tmp_path / "新")
    return tmp_path / "新"


def built(workspace: Path, year: int) -> list[str]:
    made = report(workspace, "build", str(year), "--to", "md", "--force")
    assert made.status == 0, made.out + made.err
    text = (workspace / f"drafts/{year}/work_report.md").read_text("utf-8")
    return [re.sub("^#+ ", "", line) for line in text.split("\n") if line]


@pytest.mark.parametrize(("year", "text"), [(2022, OLD), (2023, NEW)])
def test_each_year_has_the_list_that_it_had(year: int, text: str, two_years: Path) -> None:
    assert built(two_years, year) == [re.sub("^#+ ", "", line) for line in text.split("\n") if line]


def test_names_are_one_fact_and_titles_among_figures_last_years(two_years: Path) -> None:
    known = (two_years / "data/indicators.yaml").read_text("utf-8")
    assert re.findall(r"(\S+): \{label: \S+, kind: list\}", known) == [*LISTS]
    assert re.findall(r"提案题目\S*:", known) == ["提案题目:", "提案题目二:", "提案题目三:"]
    assert "      - 关于加快城西水厂扩建的提案（城关组）\n" in (two_years / "data/2022.yaml").read_text("utf-8")


def test_a_list_is_no_heading_without_content_and_nothing_is_idle(two_years: Path) -> None:
    told = report(two_years, "check", "2023")
    assert not {"W104", "W139"} & set(re.findall(r"[WFT]\d{3}", told.out))


def test_an_item_that_is_gone_takes_its_number_along(workspace: Path) -> None:
    file = workspace / "data/2023.yaml"
    text = file.read_text("utf-8")
    file.write_text(re.sub(r"(?m)^ +- 《再次.*\n|^  加固山塘:.*\n", "", text), "utf-8")
    said = built(workspace, 2023)
    assert "2.关于加强农村公路管护的提案（交通组）" in said
    assert "（2）《关于充电桩的提案》（城建组，改造小区7个）" in said


def test_items_that_word_has_as_headings_are_paragraphs(tmp_path: Path) -> None:
    file = docx.Document()
    for line in filter(None, OLD.split("\n")):
        marks = re.match("#* *", line)
        level = len(marks[0].strip()) - 1 if marks and marks[0] else 3 if line[0] in "（123" else 0
        file.add_paragraph(
            line.lstrip("# "), style=f"Heading {level}" if level > 0 else "Title" if "#" in line else None
        )
    file.save(str(tmp_path / "旧.docx"))
    assert any(
        block.level == 3 for block in source.read(tmp_path / "旧.docx").blocks if isinstance(block, source.Paragraph)
    )
    assert report(tmp_path, "adopt", "旧.docx", "--year", "2022", "--into", "新").status < 2
    assert report(tmp_path / "新", "build", "2022").status == 0
    assert "W104" not in report(tmp_path / "新", "check", "2022").out
    made = docx.Document(str(tmp_path / "新/drafts/2022/work_report.docx"))
    [style] = {each.style.name for each in made.paragraphs if each.style and "提案》（" in each.text}
    assert style not in {each.style.name for each in made.paragraphs if each.style and "工作安排" in each.text}
