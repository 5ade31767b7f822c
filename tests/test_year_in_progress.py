"""A year whose figures come in late, from many desks: drafts with gaps, lists of what is owed, the final text."""

import csv
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from report_cli.files.workspace import CATALOGUE
from running import ROOT, Result, built, change, committee, contents, paragraphs, report, year_2022

# The year's walk ----------------------------------------------------------------------------------------------------

DESKS = {
    "办公室": ["committee", "meeting", "year_work", "plan", "press"],
    "提案委": ["consultation", "plenary", "proposals"],
    "经科委": ["service", "enterprises"],
    "学习委": ["party_building", "unity", "own_strength"],
}
OLD_YEAR = (ROOT / "data/2022.yaml").read_text(encoding="utf-8")


def group(text: str, name: str) -> str:
    found = re.search(rf"^{name}:.*\n((?:  .*\n|\n)*)", text, re.MULTILINE)
    assert found is not None
    return found.group(1)


def given(name: str) -> dict[str, str]:
    """What a desk hands in for a group, as it would be typed: last year's values serve."""
    return dict(re.findall(r"^  (\w+): (.+)$", group(OLD_YEAR, name), re.MULTILINE))


def fill(file: Path, name: str, values: dict[str, str]) -> None:
    """Type the values of a group behind their names; a name of which nobody has anything is deleted."""
    text = file.read_text(encoding="utf-8")
    old = group(text, name)
    lines = []
    for line in old.split("\n"):
        typed = re.match(r"  (\w+):\s*(#.*)?$", line)
        if typed is None or typed[1] == "owner":
            lines.append(line)
        elif typed[1] in values:
            lines.append(f"  {typed[1]}: {values[typed[1]]}")
    file.write_text(text.replace(old, "\n".join(lines)), encoding="utf-8")


def new_committee(folder: Path) -> Path:
    """A workspace of the repository's texts, its first year filled in, each group with the desk that answers for it."""
    shutil.copytree(ROOT / "templates", folder / "w/templates", ignore=shutil.ignore_patterns("2022"))
    (folder / "w/data").mkdir()
    shutil.copy(ROOT / CATALOGUE, folder / "w" / CATALOGUE)
    text = OLD_YEAR
    for desk, groups in DESKS.items():
        for name in groups:
            text = text.replace(f"\n{name}:\n", f"\n{name}:\n  owner: {desk}\n")
    (folder / "w/data/2022.yaml").write_text(text, encoding="utf-8")
    built(folder / "w", "2022")
    return folder / "w"


def pending(result: Result) -> int:
    found = re.search(r"还有(\d+)处【待补】", result.err)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("order", [*itertools.permutations(DESKS)][::7], ids="-".join)
def test_a_winter_from_the_new_year_file_to_the_final_text(order: tuple[str, ...], tmp_path: Path) -> None:
    """November: the file. December, January: four desks, in any order. February: a correction, the final text."""
    place = new_committee(tmp_path)
    file = place / "data/2023.yaml"
    assert report(place, "new", "2023").status == 0
    for unused in ("review", "glossary"):
        fill(file, unused, {})
    owed = list(csv.DictReader(io.StringIO(report(place, "check", "2023", "--owed", "--format", "csv").out)))
    assert {row["谁"] for row in owed} == set(DESKS)
    left = pending(built(place, "2023"))
    assert left > 150

    for desk in order:
        assert report(place, "check", "2023", "--owner", desk).out
        for name in DESKS[desk]:
            fill(file, name, given(name))
        if desk == "办公室":
            answer(file)
        if desk == "提案委":
            change(file, "received: 265", "received: {value: 近300, state: 预计}")
        now = pending(built(place, "2023"))
        assert now < left
        left = now
        assert report(place, "check", "2023", "--owner", desk).out == ""
    assert left == 0
    assert not any("待补" in text for text in paragraphs(place / "drafts/2023/work_report.docx"))

    refused = report(place, "build", "2023", "--final")
    assert refused.status == 1
    assert re.findall(r"错误 (\w+): (.*)", refused.err) == [
        ("F208", "收到委员提案（proposals.received）近300件还是预计数，不能定稿")
    ]
    change(file, "{value: 近300, state: 预计}", "298")
    final = built(place, "2023", "--final")
    assert "data/2023.yaml里的status: 征集中可以去掉" in final.err
    text = "\n".join(paragraphs(place / "drafts/2023/work_report.docx"))
    assert "298件" in text
    assert "已经实施" in text
    assert "立案率75.2%" in text
    assert "待补" not in text

    change(file, "filed: 224", "filed: 225")  # a late correction
    assert report(place, "build", "2023", "--final", "--check").status == 1
    built(place, "2023", "--final")
    change(file, "status: 征集中\n", "")
    assert report(place, "check").status == 0
    assert "没有变化 drafts/2023/work_report.md" in built(place, "2023").out
    assert report(place, "build", "2023", "--check").status == 0
    assert "立案225件" in "\n".join(paragraphs(place / "drafts/2023/work_report.docx"))


def answer(file: Path) -> None:
    """Of what was announced two things are answered; the other lines are deleted."""
    lines = file.read_text(encoding="utf-8").split("\n")
    kept = [line for line in lines if "promise:" not in line or "双提升工程" in line or "智慧政协" in line]
    file.write_text("\n".join(kept).replace("result: }", "result: 已经实施}"), encoding="utf-8")


# Gaps ---------------------------------------------------------------------------------------------------------------


def test_every_gap_of_a_new_year_is_marked_and_counted(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    assert report(place, "new", "2023").status == 0
    result = built(place, "2023")
    texts = [text for draft in sorted(place.glob("drafts/2023/*.docx")) for text in paragraphs(draft)]
    assert pending(result) == sum(text.count("【待补：") for text in texts)
    assert not any(mark in text for text in texts for mark in ("【？】", "，，", "、。", "（）", "“”", "。。"))
    unfilled = re.search(r"，(\d+)项未填；各部门尚缺什么：report check 2023 --owed", result.err)
    assert unfilled is not None
    assert int(unfilled[1]) == report(place, "check", "2023").out.count("F202")


LOOPS = """
议题：{% for topic in consultation.topics %}{{ topic }}。{% endfor %}完。

{% for survey in consultation.surveys %}{{ survey.title }}走了{{ survey.sites }}。{% endfor %}完。

{% for fact in consultation %}{{ fact.label }}、{% endfor %}完。
"""


def looped(place: Path, year: str) -> list[str]:
    """The paragraphs that loops over lists make of a year file."""
    for name in ("data", "templates"):
        (place / name).mkdir()
    (place / "data/indicators.yaml").write_bytes(
        (Path(__file__).parent / "cases/base/data/indicators.yaml").read_bytes()
    )
    (place / "data/2022.yaml").write_text(f"year: 2022\nstatus: 征集中\n{year}", encoding="utf-8")
    (place / "templates/brief.md.j2").write_text(LOOPS, encoding="utf-8")
    built(place, "2022")
    return paragraphs(place / "drafts/2022/brief.docx")


def test_a_list_not_yet_filled_shows_its_gap_within_a_loop(tmp_path: Path) -> None:
    assert looped(tmp_path, "consultation:\n  topics:\n  surveys:\n") == [
        "议题：【待补：协商议题】。完。",
        "【待补：题目】走了【待补：调研点】。完。",
        "协商议题、调研、完。",
    ]
    assert pending(report(tmp_path, "build", "2022")) == 3


def test_a_field_not_yet_filled_shows_its_gap(tmp_path: Path) -> None:
    told = looped(tmp_path, "consultation:\n  surveys: [{title: 快递进村, sites: }]\n")
    assert told[1] == "快递进村走了【待补：调研点】。完。"


def test_a_list_that_is_absent_leaves_nothing_in_a_loop(tmp_path: Path) -> None:
    assert looped(tmp_path, "consultation:\n  meetings: 6\n") == ["议题：完。", "完。", "协商会议、完。"]


# Who owes what ------------------------------------------------------------------------------------------------------


def test_an_owner_sees_only_what_it_has_not_filled_in(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    shown = report(place, "check", "2024", "--owner", "提案委")
    assert shown.status == 0
    assert re.findall(r"警告 F202: (\S+?)（", shown.out) == ["收到提案", "立案提案"]
    assert shown.err == "提案委，2024年：共2个警告\n"
    rest = json.loads(report(place, "check", "--owner", "信息中心", "--format", "json").out)
    assert [finding["fact"] for finding in rest] == ["opinions.submitted"]


def test_a_required_fact_without_a_line_is_owed_by_its_groups_owner(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    change(place / "data/indicators.yaml", "{label: 重点提案, ", "{label: 重点提案, required: true, ")
    change(place / "data/2024.yaml", "  key: {value: 20, state: 预计, as_of: 2024-11-30}\n", "")
    assert "F201: 必填的重点提案（proposals.key）没有填" in report(place, "check", "2024", "--owner", "提案委").out
    assert "重点提案" in report(place, "check", "2024", "--owed", "--owner", "提案委").out


def test_an_owner_that_owes_nothing_hears_so(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    change(place / "data/2024.yaml", "submitted: {value: , note: 等12月的数}", "submitted: 5")
    shown = report(place, "check", "2024", "--owner", "信息中心")
    assert (shown.status, shown.out, shown.err) == (0, "", "信息中心，2024年：没有尚缺的\n")
    owed = report(place, "check", "2024", "--owed", "--owner", "信息中心")
    assert owed.out == "信息中心，2024年的数据都齐了\n", "others may still owe theirs"


def test_an_unknown_owner_gets_the_nearest(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    for options in (["--owner", "提案办"], ["--owed", "--owner", "提案办"]):
        refused = report(place, "check", "2024", *options)
        assert (refused.status, refused.out) == (2, "")
        assert "部门没有“提案办”，是不是提案委？" in refused.err


def test_without_owners_nobody_can_be_named(tmp_path: Path) -> None:
    refused = report(year_2022(tmp_path), "check", "--owner", "办公室")
    assert refused.status == 2
    assert "没有写owner" in refused.err


def test_what_is_owed_is_listed_by_owner_with_unit_last_year_and_place(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    change(place / "data/2024.yaml", "  name: 西河区政协", "  name:")
    shown = report(place, "check", "2024", "--owed")
    assert shown.status == 0
    rows = [re.split(r"\s{2,}", line.strip()) for line in shown.out.split("\n") if line]
    assert rows[0] == ["2024年的数据，尚缺5项"]
    assert rows[1:6] == [
        ["提案委（3项）"],
        ["组", "指标", "单位", "缺什么", "现在的数", "上年", "位置"],
        ["提案工作", "收到提案", "件", "未填", "265件", "data/2024.yaml:10"],
        ["提案工作", "立案提案", "件", "未填", "224件", "data/2024.yaml:11"],
        ["提案工作", "重点提案", "件", "预计，待核实", "20件", "16件", "data/2024.yaml:15"],
    ]
    assert [row[0] for row in rows[6:]][::3] == ["信息中心（1项）", "未明确责任部门（1项）"]


def test_what_is_owed_can_be_sent_as_markdown_or_csv(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    sent = report(place, "check", "2024", "--owed", "--format", "md").out
    assert sent.startswith("# 2024年的数据，尚缺4项\n\n## 提案委（3项）\n\n| 组 | 指标 |")
    assert "| 提案工作 | 重点提案 | 件 | 预计，待核实 | 20件 | 16件 | data/2024.yaml:15 |\n" in sent
    rows = list(csv.DictReader(io.StringIO(report(place, "check", "2024", "--owed", "--format", "csv").out)))
    assert rows[0] == {
        "谁": "提案委",
        "组": "提案工作",
        "指标": "收到提案",
        "名称": "proposals.received",
        "单位": "件",
        "缺什么": "未填",
        "现在的数": "",
        "上年": "265件",
        "位置": "data/2024.yaml:10",
    }
    made = json.loads(report(place, "check", "2024", "--owed", "--format", "json").out)
    assert [entry["owed"] for entry in made] == ["未填", "未填", "预计，待核实", "未填"]


def test_inferred_figures_are_to_be_confirmed(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    change(
        place / "data/2022.yaml", "  filed: 224", "  filed: 224\n  answered: {value: 224, state: 推算, owner: 提案委}"
    )
    assert re.search(r"已办复 +件 +推算，待核实 +224件", report(place, "check", "2022", "--owed").out)


def test_a_year_that_owes_nothing_says_so(tmp_path: Path) -> None:
    shown = report(year_2022(tmp_path), "check", "2022", "--owed")
    assert (shown.status, shown.out) == (0, "2022年的数据都齐了\n")


def test_the_list_is_not_whole_where_the_data_have_errors(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    change(place / "data/2024.yaml", "surveyed: 180", "surveyed: 许多")
    shown = report(place, "check", "2024", "--owed")
    assert shown.status == 1
    assert "收到提案" in shown.out
    assert "数据里有1个错误" in shown.err


def test_a_format_of_the_other_list_is_refused(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    assert report(place, "check", "--owed", "--format", "github").status == 2
    assert report(place, "check", "--format", "csv").status == 2


# The final text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("received: 265", "received:", "data/2022.yaml:{line}:3: 错误 F202: 收到委员提案（proposals.received）未填"),
        (
            "received: 265",
            "received: {{value: 265, state: 预计}}",
            "错误 F208: 收到委员提案（proposals.received）265件还是预计数，不能定稿",
        ),
        ("members: 286", "members:", "错误 F202: 委员（committee.members）未填"),
        (
            "filed: 224",
            "filed: {{value: 224, state: 推算}}",
            "错误 F209: 立案（proposals.filed）224件是推算的，工作报告里印了它，不能定稿",
        ),
        ("project: “提案质量提升工程”", "project: 【待补】", "错误 W105: 工作报告里还有“待补”：“【待补】”，不能定稿"),
        (
            "project: “提案质量提升工程”",
            "project: “提案质量提升工程”〔此处请核实〕",
            "错误 W279: “〔此处请核实〕”像是审稿的批语，或空着没有填的数",
        ),
    ],
)
def test_a_final_text_is_refused_while_something_is_not_settled(
    old: str, new: str, finding: str, tmp_path: Path
) -> None:
    place = year_2022(tmp_path, drafts=True)
    change(place / "data/2022.yaml", old, new.format())
    change(place / "data/2022.yaml", "year: 2022", "year: 2022\nstatus: 征集中")
    before = contents(place / "drafts")
    refused = report(place, "build", "2022", "--final")
    assert refused.status == 1
    line = (place / "data/2022.yaml").read_text(encoding="utf-8").partition("  received:")[0].count("\n") + 1
    assert finding.format(line=line) in refused.err
    assert "T203" not in refused.err  # said once, in the data
    assert contents(place / "drafts") == before


def test_a_gap_typed_into_a_template_is_found_there(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    with (place / "templates/work_report.md.j2").open("a", encoding="utf-8") as template:
        template.write("\n还有一段待补。\n")
    refused = report(place, "build", "2022", "--final")
    assert refused.status == 1
    assert re.search(r"templates/work_report.md.j2:\d+: 错误 W105: 工作报告里还有“待补”：“还有一段待补。”", refused.err)


def test_an_inferred_figure_may_stand_in_the_data(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    change(place / "data/2022.yaml", "  filed: 224", "  filed: 224\n  answered: {value: 224, state: 推算}")
    built(place, "2022", "--final")


def test_a_final_text_is_what_a_complete_year_gives(tmp_path: Path) -> None:
    """Where nothing is missing, 征集中 leaves no trace, and neither does --final."""
    place = year_2022(tmp_path)
    built(place, "2022")
    plain = {name: data for name, data in contents(place / "drafts").items() if not name.endswith(".json")}
    change(place / "data/2022.yaml", "press:\n", "press:\n  as_of: 2023-02-21\n")
    built(place, "2022", "--final")
    change(place / "data/2022.yaml", "press:\n", "status: 征集中\npress:\n")
    assert "核实后定稿：report build 2022 --final" in built(place, "2022").err
    built(place, "2022", "--final")
    texts = {name: data for name, data in contents(place / "drafts").items() if name.endswith(".md")}
    assert texts == {name: data for name, data in plain.items() if name.endswith(".md")}


def test_a_text_is_a_draft_or_final(tmp_path: Path) -> None:
    refused = report(year_2022(tmp_path), "build", "2022", "--draft", "--final")
    assert (refused.status, refused.out) == (2, "")
    assert "只能写一个" in refused.err


# Completion in the shell --------------------------------------------------------------------------------------------


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """The variables of a user whose home is empty and who types `report`."""
    (tmp_path / "home").mkdir()
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin/report"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m report_cli "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return {**os.environ, "HOME": str(tmp_path / "home"), "PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}"}


def bash(command: str, folder: Path, environment: dict[str, str]) -> str:
    # Two commands: bash would put itself away for the last one, and could not be recognised.
    run = subprocess.run(
        ["bash", "-c", f"{command}; true"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return run.stdout + run.stderr


def completed(line: str, folder: Path, environment: dict[str, str]) -> list[str]:
    words = line.split(" ")
    typed = " ".join(f"'{word}'" for word in words)
    typed_so_far = f"COMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}"
    command = f'{typed_so_far}; source ~/.bashrc; _report_completion report; echo "${{COMPREPLY[*]}}"'
    return bash(command, folder, environment).split()


def test_completion_installs_and_completes_what_the_workspace_has(tmp_path: Path, shell: dict[str, str]) -> None:
    place = committee("xihe", tmp_path)
    said = bash("report --install-completion", place, shell)
    assert re.search(r"bash的命令补全已装到 .*home/\.bash_completions/report\.sh", said)
    assert completed("report b", place, shell) == ["build"]
    assert completed("report build ", place, shell) == ["2022", "2023", "2024"]
    assert completed("report build 2023 ", place, shell) == ["2022", "2024"]
    assert completed("report build 2023 --kind s", place, shell) == ["summary"]
    assert completed("report build 2023 --to md,", place, shell) == ["md,docx", "md,pdf"]
    assert completed("report build 2023 --layout ", place, shell)[:2] == ["press", "printed"]
    assert completed("report check 2024 --owner ", place, shell) == ["信息中心", "提案委"]
    assert completed("report stats --format c", place, shell) == ["csv"]
    assert completed("report trace 2024 proposals.key", place, shell) == ["proposals.key"]
    assert completed(f"report --workspace {place} stats --year ", tmp_path, shell) == ["2022", "2023", "2024"]
    assert completed("report build ", tmp_path, shell) == []  # no workspace here


def test_the_script_of_the_completion_is_shown(tmp_path: Path, shell: dict[str, str]) -> None:
    assert "_REPORT_COMPLETE=complete_bash" in bash("report --show-completion", tmp_path, shell)
    assert not (tmp_path / "home/.bashrc").exists()


def test_help_tells_of_the_completion_in_chinese(tmp_path: Path) -> None:
    shown = report(tmp_path, "--help").out
    assert re.search(r"--install-completion +装上命令补全", shown)
    assert not re.search(r"[A-Z][a-z]+ completion", shown)


def test_what_is_not_filled_in_a_year_that_is_not_collected_is_counted_last(tmp_path: Path) -> None:
    assert report(tmp_path, "init", "w", "--ids", "en", "--year", "2022").status == 0
    place, file = tmp_path / "w", tmp_path / "w/data/2022.yaml"
    shutil.copy(ROOT / "starter/data/example.yaml", file)
    assert "未填" not in report(place, "build", "2022").err
    change(file, "  talks: 22\n", "  talks:\n")
    change(file, "  readings: 18\n", "  readings:\n")
    lines = report(place, "build", "2022").err.splitlines()
    assert lines[-1] == "还有2项未填，稿件里没有说它们；是哪些：report check 2022 --owed"
