"""What changed on last year is stated by the year that is adopted, and computed from the next year on."""

import re
from pathlib import Path

import pytest

from running import change, report

OLD = """# 县政协工作报告

## 一、工作回顾

收到提案312件，比上年增加24件、增长8.3%。满意率98.5%，比上年提高1.2个百分点。接待来访21批，同比减少3批。

| 类别 | 件数（件） | 上年件数（件） |
| --- | --- | --- |
| 经济建设 | 96 | 88 |
| 城乡建设 | 71 | 62 |

走访企业36家，召开座谈会12场，提出建议46条，报送信息92条，接待群众77人次，化解矛盾64起，捐款捐物33万元。
"""
ASKED = (
    "收到提案比上年增加24件、收到提案增长8.3%、满意率比上年提高1.2个百分点、接待来访同比减少3批、"
    "经济建设上年件数88件、城乡建设上年件数62件，照原文；2025年起由两年的数算吗？"
)


@pytest.fixture
def adopted(tmp_path: Path) -> Path:
    (tmp_path / "旧.md").write_text(OLD, "utf-8")
    made = report(tmp_path, "adopt", "旧.md", "--year", "2024", "--into", "新")
    assert made.status == 1, made.err
    return tmp_path / "新"


def answered(workspace: Path, answer: str) -> str:
    file = workspace / "adopt.yaml"
    file.write_text(file.read_text("utf-8").replace("  answer:\n", f"  answer: {answer}\n"), "utf-8")
    made = report(workspace, "adopt")
    assert made.status in (0, 1), made.err
    return made.out


def text(workspace: Path, year: int) -> str:
    made = report(workspace, "build", str(year), "--to", "md")
    assert made.status == 0, made.out + made.err
    return (workspace / f"drafts/{year}/work_report.md").read_text("utf-8")


def begun(workspace: Path, values: dict[str, str]) -> None:
    """The next year with some values."""
    assert report(workspace, "new", "2025").status == 0
    file = workspace / "data/2025.yaml"
    said = file.read_text("utf-8")
    for name, value in values.items():
        said, count = re.subn(rf"(?m)^  {name}: *(?:#.*)?$", f"  {name}: {value}", said)
        assert count == 1, name
    file.write_text(said, "utf-8")


def test_changes_on_last_year_are_one_question(adopted: Path) -> None:
    messages = re.findall("(?m)^  message: (.*)", (adopted / "adopt.yaml").read_text("utf-8"))
    assert [each for each in messages if "年起" in each] == [ASKED]


def test_this_year_says_what_it_said_and_the_next_computes(adopted: Path) -> None:
    before = text(adopted, 2024)
    answered(adopted, "是")
    assert text(adopted, 2024) == before
    assert "W" not in "".join(re.findall(" ([A-Z])[0-9]{3}: ", report(adopted, "check", "2024").out))
    begun(adopted, {"收到提案": "300", "满意率": "98.5%", "接待来访": "25", "经济建设件数": "90"})
    assert "上年件数" not in (adopted / "data/2025.yaml").read_text("utf-8")
    said = text(adopted, 2025)
    assert "收到提案300件，比上年减少12件、下降3.8%。" in said
    assert "满意率98.5%，比上年持平。" in said
    assert "接待来访25批，同比增加4批。" in said
    assert "| 经济建设 | 90 | 96 |" in said


def test_after_no_each_sentence_is_asked_by_itself(adopted: Path) -> None:
    assert "收到提案比上年增加24件、收到提案增长8.3%，照原文；2025年起" in answered(adopted, "否")


@pytest.mark.parametrize("said", ["，比2019年增加24件", "，比计划增加24件", "，比上届增加24件", "，增长8.3%"])
def test_what_is_no_change_on_last_year_is_not_asked(said: str, tmp_path: Path) -> None:
    told = f"收到提案312件{said}。\n\n"
    (tmp_path / "旧.md").write_text(OLD.replace(OLD[OLD.index("收到") : OLD.index("走访")], told), "utf-8")
    assert report(tmp_path, "adopt", "旧.md", "--year", "2024", "--into", "新").status in (0, 1)
    assert "年起由两年的数算" not in (tmp_path / "新/adopt.yaml").read_text("utf-8")


def test_a_figure_of_last_year_that_last_years_data_have_otherwise_is_told(adopted: Path) -> None:
    values = {"经济建设件数": "90", "经济建设上年件数": "60", "城乡建设件数": "70", "城乡建设上年件数": "71"}
    begun(adopted, values)
    told = re.findall("警告 F223: (.*)", report(adopted, "check", "2025").out)
    assert told == ["经济建设上年件数（工作回顾.经济建设上年件数）60件，上年（data/2024.yaml）的经济建设件数是96件"]
    change(adopted / "data/2025.yaml", "经济建设上年件数: 60", "经济建设上年件数: {value: 60, state: 已核}")
    assert "F223" not in report(adopted, "check", "2025").out


def test_where_a_figure_came_from_is_what_it_had_become_a_year_ago(tmp_path: Path) -> None:
    text_ = "园区入驻企业由年初的63家增加到71家。平均办理时间由7.5天缩短到5.2天。书屋由5个发展到8个。走访企业36家。"
    (tmp_path / "旧.md").write_text(f"# 县工作报告\n\n## 一、工作回顾\n\n{text_}\n", "utf-8")
    assert report(tmp_path, "adopt", "旧.md", "--year", "2024", "--into", "新").status in (0, 1)
    begun(tmp_path / "新", {"年初园区入驻企业": "64", "原平均办理时间": "7.7", "原书屋": "8"})
    told = re.findall("警告 F223: (.*)", report(tmp_path / "新", "check", "2025").out)
    assert told == [
        "年初园区入驻企业（工作回顾.年初园区入驻企业）64家，上年（data/2024.yaml）的园区入驻企业是71家",
        "原平均办理时间（工作回顾.原平均办理时间）7.7天，上年（data/2024.yaml）的平均办理时间是5.2天",
    ]
