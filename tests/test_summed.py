"""Many warnings that say the same of one file are told as one, with where each stands."""

import json
import re
from pathlib import Path

import pytest

from running import change, report

NAMES = "甲乙丙丁戊己庚"


def two_years(folder: Path, count: int) -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "templates").mkdir()
    names = NAMES[:count]
    rows = "".join(f"    {name}: {{label: {name}事, unit: 件}}\n" for name in names)
    (folder / "data/indicators.yaml").write_text(
        f"g:\n  label: 组\n  indicators:\n{rows}    z: {{label: 末, unit: 件}}\n"
    )
    values = "".join(f"  {name}: 30\n" for name in names)
    for year, last in ((2021, 40), (2022, 50)):
        (folder / f"data/{year}.yaml").write_text(f"year: {year}\ng:\n{values}  z: {last}\n", "utf-8")
    change(folder / "data/2021.yaml", "year: 2021", "year: 2021\nstatus: 仅供比较")
    (folder / "templates/brief.md.j2").write_text(
        "".join(f"{name}{{{{ g.{name} }}}}。" for name in f"{names}z"), "utf-8"
    )
    return folder


@pytest.mark.parametrize(("count", "told"), [(5, 5), (6, 1)])
def test_more_than_five_figures_like_last_years_are_told_in_one(count: int, told: int, tmp_path: Path) -> None:
    workspace = two_years(tmp_path / "w", count)
    checked = report(workspace, "check", "2022")
    assert checked.out.count("警告 F211") == told
    assert f"共{count}个警告" in checked.err
    listed = json.loads(report(workspace, "check", "2022", "--format", "json").out)
    assert [each["line"] for each in listed if each["code"] == "F211"] == [*range(3, 3 + count)]
    if told == 1:
        assert "data/2022.yaml:3:6: 警告 F211: 6处和上年一字不差：甲事（g.甲）30件（第3行）、乙事" in checked.out
        assert report(workspace, "build", "2022", "--to", "md").err.count("警告 F211") == 1


def test_a_numeral_left_in_the_prose_is_told_with_what_to_write(tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text("工作简讯\n2022年收到提案265件，召开专题会议三次。\n", "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "w").status in (0, 1)
    said = report(tmp_path / "w", "check", "2022").out
    assert "（templates/work_report.md.j2第6行）里的数还没有和数据绑定" in said
    [(row, value, printed)] = re.findall(
        r"加一行 (\S+: \{.*?\})，年度数据的那一组里填 (.*?)，模板里的“三次”换成 (.*?)，再", said
    )
    assert value.endswith(": 3")
    assert printed.endswith("|chinese }}次")
    assert "unit: 次" in row
