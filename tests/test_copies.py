"""Copies of templates, and what an open file leaves, are named and are no reports of their own."""

from pathlib import Path

import pytest

from report_cli.files.workspace import Workspace

COPIES = """
brief - 副本
brief - 副本 (2)
brief 副本
brief副本
brief的副本
副本 brief
brief - 复件
brief 的拷贝
brief copy
brief copy 2
brief - Copy
brief - Copy (3)
Copy of brief
brief (1)
brief（2）
brief(1)
brief 2
brief (某某的冲突副本)
brief (conflicted copy 2023-01-05)
复件 brief
复件brief
拷贝 brief
备份brief
brief备份
brief_old
brief.bak
brief旧版
brief最终版
brief定稿
brief 终稿
brief_修改稿
brief新版
~$brief
~brief
"""
RIGHT = """
brief_2
brief2
brief_new
copywriting
photocopy
简报
工作报告（讨论稿）
上会稿 (1)
report 2022
副主席讲话
抄本
旧城改造
最终版
新版图书馆
定稿会
threshold
"""


def workspace(folder: Path, *names: str) -> Workspace:
    for name in ("data", "templates"):
        (folder / name).mkdir()
    for name in names:
        (folder / f"templates/{name}.md.j2").write_text("正文。\n", encoding="utf-8")
    return Workspace(folder)


@pytest.mark.parametrize("name", COPIES.strip().splitlines())
def test_a_copy_of_a_template_is_named_and_is_no_report(name: str, tmp_path: Path) -> None:
    made = workspace(tmp_path, "brief", name)
    assert made.kinds() == ["brief"]
    [finding] = made.strays()
    assert (finding.code, finding.severity, finding.place.file) == ("T115", "warning", f"templates/{name}.md.j2")


@pytest.mark.parametrize("name", RIGHT.strip().splitlines())
def test_a_name_that_only_looks_like_a_copy_is_a_report(name: str, tmp_path: Path) -> None:
    made = workspace(tmp_path, "brief", name)
    assert made.kinds() == sorted(["brief", name])
    assert made.strays() == []


def test_a_copy_whose_original_is_gone_is_a_report_only_where_a_number_tells_it(tmp_path: Path) -> None:
    made = workspace(tmp_path, "brief (1)", "notice - 副本")
    assert made.kinds() == ["brief (1)"]
    assert "像是notice.md.j2的副本" in made.strays()[0].message


@pytest.mark.parametrize("name", ["printed - 副本", "~$printed", "printed (1)", "宣读稿 copy"])
def test_a_copy_of_a_layout_is_named_and_is_no_layout(name: str, tmp_path: Path) -> None:
    made = workspace(tmp_path, "brief")
    (tmp_path / "templates/layouts").mkdir()
    (tmp_path / f"templates/layouts/{name}.yaml").write_text("extends: printed\n", encoding="utf-8")
    assert name not in made.layouts()
    assert "printed" in made.layouts()
    [finding] = made.strays()
    assert (finding.code, finding.place.file) == ("T115", f"templates/layouts/{name}.yaml")
    assert "不当作一种版式" in finding.message
