"""The command line: what is said, where, how it ends, and what it costs to say it."""

import codecs
import csv
import doctest
import io
import json
import os
import pty
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from report_cli import __version__, cli, text
from report_cli.text import width
from running import PROGRAM, ROOT, Result, built, change, committee, ended, report, started, year_2022

COMMANDS = sorted(set(cli.COMMANDS) - {"layout"})
DATA = "data/2022.yaml"
TEMPLATE = "templates/press_release.md.j2"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return year_2022(tmp_path)


@pytest.fixture
def faulty(place: Path) -> Path:
    """224 received and 230 filed; and a warning."""
    change(place / DATA, "received: 265", "received: 224")
    change(place / DATA, "filed: 224", "filed: 230件")
    change(place / DATA, "inspections: 5", "inspections:")
    return place


def program(folder: Path, *arguments: str, **environment: str) -> Result:
    return ended(started(folder, *PROGRAM, *arguments, environment=environment))


# How it ends -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["build", "2022"], 0),
        (["check"], 0),
        (["check", "2022"], 0),
        (["stats", "--year", "2022"], 0),
        (["--help"], 0),
        (["--version"], 0),
        ([], 2),
        (["check", "2021"], 2),
        (["build"], 2),
        (["build", "2022", "--all"], 2),
        (["build", "二〇二二"], 2),
        (["stats"], 2),
        (["stats", "--year", "2021"], 2),
        (["stats", "--year", "2022", "--format", "xml"], 2),
        (["check", "--format", "yaml"], 2),
        (["check", "--workspace", "nowhere"], 2),
        (["--nonsense"], 2),
        (["nonsense"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_run_ends_in_0_when_clean_and_in_2_when_it_cannot_run(arguments: list[str], status: int, place: Path) -> None:
    result = report(place, *arguments)
    assert result.status == status, result.err
    if status == 2:
        assert result.out == ""
        assert result.err


@pytest.mark.parametrize(
    "arguments", [["check"], ["build", "2022"], ["build", "--all", "--check"], ["stats", "--year", "2022"]]
)
def test_findings_end_in_1(arguments: list[str], faulty: Path) -> None:
    assert report(faulty, *arguments).status == 1


def test_warnings_alone_end_in_0_unless_strict(tmp_path: Path) -> None:
    place = committee("nanling", tmp_path)
    assert [
        report(place, *command).status for command in (["check"], ["stats", "--year", "2024"], ["build", "2024"])
    ] == [0, 0, 0]
    assert [report(place, *command, "--strict").status for command in (["check"], ["build", "2024"])] == [1, 1]


def test_outside_any_workspace_it_says_so(tmp_path: Path) -> None:
    result = report(tmp_path, "check")
    assert (result.status, result.out) == (2, "")
    assert "都不是工作区" in result.err


def test_the_workspace_is_found_from_inside_or_named_before_or_after_the_command(place: Path, tmp_path: Path) -> None:
    from_root = report(place, "stats", "--year", "2022", "--format", "csv")
    assert from_root.status == 0
    for folder, arguments in [
        (place / "templates/sections", ["stats"]),
        (tmp_path, ["--workspace", str(place), "stats"]),
        (tmp_path, ["stats", "--workspace", "zhongyuan"]),
    ]:
        assert report(folder, *arguments, "--year", "2022", "--format", "csv") == from_root


@pytest.mark.parametrize(
    "command",
    "build Y --check|check Y --owed|stats Y --format csv|trace Y|trace Y 立案率|diff Y --from HEAD"
    "|stats Y --each . --format json|build Y --each . --check".split("|"),
)
@pytest.mark.parametrize("year", ["2022", "2022年", "2021"])
def test_a_year_is_an_argument_or_an_option_of_every_command_alike(command: str, year: str, place: Path) -> None:
    expected = timeless(report(place, *command.replace("Y", year).split()))
    for words in (f"--year {year}", f"--year={year}"):
        assert timeless(report(place, *command.replace("Y", words).split())) == expected
    assert timeless(report(place, *command.replace("Y ", "").replace("Y", "").split(), "--year", year)) == expected


def timeless(result: Result) -> Result:
    return result._replace(err=re.sub("用时.*", "", result.err))


@pytest.mark.parametrize(
    ("file", "old", "new", "cure"),
    [
        (
            DATA,
            "service:",
            "services:",
            "是不是“service”（服务大局）？要新加一组，先在data/indicators.yaml里写 services: {label",
        ),
        (DATA, "service:", "视频会:", "要新加一组，先在data/indicators.yaml里写 视频会: {label: 中文名, indicators: {"),
        (DATA, "  received:", "  recieved:", "？要新加一项，先在data/indicators.yaml的proposals下写 recieved: {label"),
        (DATA, "  received:", "  热线:", "核对名称；要新加一项，先在data/indicators.yaml的proposals下写 热线: {label"),
        (
            "templates/press_brief.md.j2",
            "{{ next_year }}",
            "{{ yaer }}",
            "是不是“year”？新的一组，先写进data/indicators.yaml",
        ),
        (
            "templates/press_brief.md.j2",
            "{{ next_year }}",
            "{{ 热线.来电 }}",
            "组名见指标目录；新的一组，先写进data/indicators.yaml",
        ),
        (
            "templates/press_brief.md.j2",
            "{{ next_year }}",
            "{{ proposals.hotline }}",
            "新的一项，先写进data/indicators.yaml的proposals下",
        ),
    ],
)
def test_an_unknown_name_is_told_how_to_add_one(file: str, old: str, new: str, cure: str, place: Path) -> None:
    """What somebody means to add is no mistyped name of something else."""
    text = (place / file).read_text(encoding="utf-8")
    (place / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert cure in report(place, "check", "2022").out


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        ("build 2022 --kind a", "；要新加一种，先写templates/a.md.j2\n"),
        ("build 2022 --kind 简报", "；要新加一种，先写templates/简报.md.j2\n"),
        ("build 2022 --layout 本单位", "；要新加一种，先写templates/layouts/本单位.yaml\n"),
        ("layout show house", "；要新加一种，先写templates/layouts/house.yaml\n"),
        ("build 2022 --kind ../a", "工作报告（work_report）\n"),
        ("build 2022 --to rtf", "可用：docx、md、pdf\n"),
    ],
)
def test_an_unknown_kind_or_layout_is_told_how_to_add_one(arguments: str, cure: str, place: Path) -> None:
    result = report(place, *arguments.split())
    assert (result.status, result.out) == (2, "")
    assert result.err.endswith(cure), result.err


def test_several_years_may_be_one_option_with_commas(place: Path) -> None:
    for written in ("2022，2022年", "２０２２", "２０２２年", " 2022"):
        assert report(place, "check", "--year", written) == report(place, "check", "2022")
    assert "没有2021年的数据" in report(place, "check", "--year", "2022,2021").err
    assert "选项--year后面缺内容" in report(place, "check", "--year").err
    assert "已新建 data/2023.yaml" in report(place, "new", "--year", "2023").out


def test_the_version_is_the_packages(place: Path) -> None:
    assert report(place, "--version").out == f"report {__version__}\n"
    assert report(place, "check", "--version").out == f"report {__version__}\n"


def test_it_runs_as_a_module(place: Path) -> None:
    assert program(place, "--version") == Result(0, f"report {__version__}\n", "")


# Help, and how a command is typed ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_chinese(command: str, tmp_path: Path) -> None:
    result = report(tmp_path, *([command] if command else []), "--help")
    assert result.status == 0
    assert result.out.startswith(f"用法：report {command}".rstrip() + " ")
    assert "选项：\n" in result.out
    assert not re.search("Usage|Options|Arguments|Commands|Show this|default:|required", result.out)
    for line in result.out.splitlines():
        if line.startswith("  --"):
            assert re.search("[\u4e00-\u9fff]", line), f"{line} has no Chinese"


HELPS = ["", *COMMANDS, "layout", "layout from", "layout list", "layout show"]


@pytest.mark.parametrize("command", HELPS)
def test_help_ends_in_two_examples_or_more_that_run(
    command: str, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing is saved while an example runs.
    monkeypatch.setattr("watchfiles.watch", lambda *_, **__: iter(()))
    shown = report(place, *command.split(), "--help").out.partition("\n例如：\n")[2].splitlines()
    examples = [re.split(" {2,}", line.strip())[0] for line in shown]
    assert len(examples) >= 2
    assert [example for example in examples if not example.startswith(f"report {command}".rstrip())] == []
    built(place, "2022")
    for name in ("送审稿.docx", "甲.docx", "乙.docx", "去年的报告.docx"):
        shutil.copy(place / "drafts/2022/work_report.docx", place / name)
    for name in ("讲稿.txt", "要点.md"):
        (place / name).write_text("区政协组织委员视察。\n", encoding="utf-8")
    change(place / DATA, "received: 265", "received: 265\n  owner: 提案委")
    if command == "collect":
        assert report(place, "form", "2022", "--output", "来").status == 0
        shutil.copy(place / "来/2022/提案委.xlsx", place / "来/提案委.xlsx")
        (place / "来/统计表.csv").write_text("项目,2022年\n立案,224\n", encoding="utf-8")
    for number, example in enumerate(examples):
        fresh = shutil.copytree(place, tmp_path / str(number))
        if "--workspace 工作报告" in example:
            shutil.copytree(place, fresh / "工作报告")
        if "--from" in example:
            commit = (
                "git init -q -b main && git add data templates && git -c user.name=t -c user.email=t@t.org commit -qm 1"
            )
            assert ended(started(fresh, "sh", "-c", commit)).status == 0
        if "--each 全省" in example:
            shutil.copytree(place, fresh / "全省/甲县")
        if example == "report build 2023":
            assert report(fresh, "new", "2023").status == 0
        result = report(fresh, *example.partition(" > ")[0].split()[1:])
        assert result.status == 0 or (command == "adopt" and result.status == 1), (
            f"$ {example}\n{result.out}{result.err}"
        )


@pytest.mark.parametrize("command", HELPS)
def test_help_fits_a_terminal_of_80_columns(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = [line for line in report(tmp_path, *command.split(), "--help").out.splitlines() if line]
    assert [line for line in lines if width(line) > 80] == []
    assert [line for line in lines if line.lstrip()[0] in "，。；：、）"] == []


def test_the_columns_of_help_stand_one_under_the_other(tmp_path: Path) -> None:
    lines = report(tmp_path, "build", "--help").out.partition("选项：\n")[2].splitlines()
    rows = [re.fullmatch(r"(  --\w+(?: \S+)? +)(\S.*)", line) for line in lines if line.startswith("  --")]
    assert len(rows) > 10
    assert len({width(row[1]) for row in rows if row}) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bild"], "没有命令bild，是不是build？"),
        (["statts", "--year", "2022"], "没有命令statts，是不是stats？"),
        (["build", "2022", "--forse"], "没有选项--forse，是不是--force？"),
        (["check", "--stict"], "没有选项--stict，是不是--strict？"),
        (["stats"], "缺--year（年份）"),
        (["stats", "--year"], "选项--year后面缺内容\n例如：report stats --year 2022\n用法见：report stats --help\n"),
        (["build", "2022", "-f"], "没有选项-f，是不是--final？"),
        (["--hlep"], "没有选项--hlep，是不是--help？"),
        (["layout", "shwo"], "没有命令shwo，是不是show？可用：list、show"),
        (["layout", "show", "readng"], "没有“readng”这种版式，是不是宣读稿（reading）？可用："),
        (
            ["build", "2022", "--kind", "work-report"],
            "没有“work-report”这种报告，是不是工作报告（work_report）？可用：",
        ),
        (["trace", "2022", "立案绿"], "2022年没有“立案绿”这一项，是不是立案（proposals.filed）、立案率"),
        (["trace", "2022", ""], "没有写数据项；写id、名称或印出的数"),
        (["trace", "2022", "\u3000 "], "没有写数据项"),
        (["build", "2022", "--jobs", "x"], "--jobs后面要写整数，“x”不是"),
        (["build", "2022", "--check=1"], "选项--check后面不能有内容"),
        (["stats", "2022", "--year", "2022"], "多写了：2022"),
        (["stats", "--year", "2022", "--format", "tabel"], "格式没有“tabel”，是不是table？可用：table、json、csv、md"),
        (["build", "2022", "--layout", "PRINTED"], "没有“PRINTED”这种版式，是不是印发稿（printed）？"),
        (["check", "--format", "jsn"], "格式没有“jsn”，是不是json？可用：text、json"),
        (["stats", "--year", "22"], "“22”不是年份，写成四位数，就是2022"),
        (["build", "2032"], "没有2032年的数据（data/2032.yaml），是不是2022？"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistyped_command_line_is_explained_in_chinese(arguments: list[str], said: str, place: Path) -> None:
    result = report(place, *arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("错误：")
    assert said in result.err
    assert not re.search("[A-Z][a-z]+ [a-z]+ [a-z]+", result.err), "the framework's own English"


# Findings ----------------------------------------------------------------------------------------------------------


def test_a_finding_shows_its_place_the_line_with_a_caret_and_the_cure(faulty: Path) -> None:
    lines = (faulty / DATA).read_text(encoding="utf-8").splitlines()
    number = lines.index("  filed: 230件") + 1
    result = report(faulty, "check")
    assert result.out.splitlines()[:4] == [
        f"data/2022.yaml:{number}:10: 错误 F203: 立案（proposals.filed）230件，多于收到委员提案224件",
        "      filed: 230件",
        "             ^",
        "    怎样改：立案的提案不会多于收到的提案；核对这几个数",
    ]
    assert "data/2022.yaml" in result.out.splitlines()[4]
    assert re.search(r":3: 警告 F202: 委员视察性监督（service.inspections）未填$", result.out, re.MULTILINE)
    assert result.err == "2022年：共1个错误，1个警告\n"


def test_a_caret_stands_right_under_wide_characters(tmp_path: Path) -> None:
    place = committee("nanling", tmp_path)
    change(place / "data/2024.yaml", "{value: 318, note: 不含撤回的}", "{note: 不含“撤回”的——见说明…, value: 318场}")
    shown = report(place, "check", "2024").out.splitlines()
    [at] = [number for number, text in enumerate(shown) if "错误 F106" in text]
    line, caret = shown[at + 1 : at + 3]
    assert line.startswith("      立案: {note: 不含“撤回”的——见说明…, value: 318场}")
    # The ten characters in front of it take two cells each; “ ” — … are narrow.
    assert caret == " " * width(line[: line.index("318场")]) + "^"
    assert width(line[: line.index("318场")]) == line.index("318场") + 10


def test_a_long_line_is_cut_around_the_place(place: Path) -> None:
    change(place / DATA, "members: 286", f"members: {{note: {'长' * 300}, value: 286个}}")
    _, line, caret, _ = report(place, "check").out.splitlines()[:4]
    assert line.startswith("    …长")
    assert line[4:].rstrip("}").endswith("286个")
    assert width(caret) - 1 == width(line[: line.index("286个")])


def test_a_check_tells_errors_of_last_year_but_not_its_gaps(place: Path) -> None:
    (place / "data/2021.yaml").write_text(
        "year: 2021\nstatus: 仅供比较\nproposals:\n  received: 200\n  filed: 210\n  answered:\n", encoding="utf-8"
    )
    result = report(place, "check", "2022")
    assert (result.status, result.err) == (1, "2022年：共1个错误\n")
    assert result.out.startswith(
        "data/2021.yaml:5:10: 错误 F203: 立案（proposals.filed）210件，多于收到委员提案200件\n"
    )


@pytest.mark.parametrize(
    "name", ["2022.yml", "2022 (1).yaml", "22.yaml", "2022.YAML", "2022年.yaml", "2022.yaml.txt", "2022.xlsx"]
)
def test_a_file_that_is_named_like_a_year_and_not_read_is_a_warning(name: str, place: Path) -> None:
    built(place, "2022")
    shutil.copy(place / DATA, place / "data" / name)
    said = f"data/{name} 不会用到：年度数据的文件名是年份，如2022.yaml"
    assert (report(place, "check", "2022").status, said in report(place, "check").out) == (0, True)
    assert said in built(place, "2022").err
    (place / DATA).unlink()
    for arguments in (["check"], ["check", "2022"], ["build", "2022"]):
        assert said in report(place, *arguments).err


@pytest.mark.parametrize("name", [".#2022.yaml", "~2022.yaml", "notes.yaml", "2022.txt"])
def test_what_does_not_look_like_a_years_data_is_nobodys_business(name: str, place: Path) -> None:
    (place / "data" / name).write_text("", encoding="utf-8")
    assert report(place, "check", "--strict").status == 0


def test_what_nobody_sees_and_a_terminal_obeys_is_never_shown(place: Path) -> None:
    (place / DATA).write_bytes(
        (place / DATA).read_bytes().replace(b"received: 265", b"received: 2\x1b[31m65\xe2\x80\x8b")
    )
    result = report(place, "check")
    assert result.status == 1
    assert "\x1b" not in result.out
    assert "\u200b" not in result.out
    assert "received: 2\ufffd[31m65\ufffd" in result.out


def test_on_a_terminal_a_finding_is_no_wider_than_it(faulty: Path) -> None:
    change(faulty / DATA, "filed: 230件", f"filed: {{note: {'很长的说明' * 20}, value: 230件}}")
    shown = on_a_terminal(faulty, "check", "2022", COLUMNS="80").splitlines()
    assert [line for line in shown if width(line) > 80] == []
    [at] = [number for number, line in enumerate(shown) if line.startswith("    …") and "230件" in line]
    assert shown[at + 1] == " " * width(shown[at][: shown[at].index("230件")]) + "^"


@pytest.mark.parametrize(
    "command",
    "trace 2022|trace 2022 立案率|stats --year 2022|stats --each . --year 2022|check --owed|rule F203|rule|layout list"
    "|layout show printed".split("|"),
)
@pytest.mark.parametrize("columns", [60, 80])
def test_tables_and_prose_fit_a_terminal(command: str, columns: int, place: Path) -> None:
    shown = on_a_terminal(place, *command.split(), COLUMNS=str(columns), NO_COLOR="1").splitlines()
    assert [line for line in shown if width(line.rstrip()) > columns] == []


def test_a_folded_cell_begins_no_line_with_a_mark_that_closes(place: Path) -> None:
    definition = "，".join("甲" * length for length in range(1, 12))
    change(place / "data/indicators.yaml", "label: 集中学习,", f"label: 集中学习, definition: '{definition}',")
    shown = on_a_terminal(place, "stats", "--year", "2022", COLUMNS="70", NO_COLOR="1").splitlines()
    assert sum("甲甲" in line for line in shown) > 3
    assert [line for line in shown if line.lstrip().startswith(tuple("，。；：、）"))] == []


def test_a_column_of_figures_is_never_parted_where_words_can_give_way(place: Path) -> None:
    shown = on_a_terminal(place, "stats", "--year", "2022", COLUMNS="50", NO_COLOR="1")
    assert "2023年2月21日" in shown


def test_text_is_folded_as_its_examples_say() -> None:
    assert doctest.testmod(text).failed == 0


def test_findings_as_json_are_an_array_in_the_order_of_places(faulty: Path) -> None:
    result = report(faulty, "check", "--format", "json")
    found = json.loads(result.out)
    places = [(finding["file"], finding["line"] or 0, finding["column"] or 0) for finding in found]
    assert places == sorted(places)
    [error] = [finding for finding in found if finding["severity"] == "error"]
    assert error == {
        "code": "F203",
        "severity": "error",
        "file": "data/2022.yaml",
        "line": error["line"],
        "column": 10,
        "message": "立案（proposals.filed）230件，多于收到委员提案224件",
        "hint": "立案的提案不会多于收到的提案；核对这几个数",
        "fact": "proposals.filed",
    }
    assert {finding["severity"] for finding in found} == {"error", "warning"}


def test_without_findings_json_is_an_empty_array(place: Path) -> None:
    assert json.loads(report(place, "check", "--format", "json").out) == []


def test_a_required_fact_that_is_missing_is_a_finding_of_the_file(tmp_path: Path) -> None:
    place = committee("donghu", tmp_path)
    change(place / "data/2024.yaml", "  received: 312\n", "")
    [finding] = [f for f in json.loads(report(place, "check", "--format", "json").out) if f["code"] == "F201"]
    assert (finding["file"], finding["line"], finding["column"]) == ("data/2024.yaml", None, None)
    assert "data/2024.yaml: 错误 F201: 必填的收到提案（proposals.received）没有填" in report(place, "check").out


def test_findings_for_github_are_its_workflow_commands(faulty: Path) -> None:
    lines = report(faulty, "check", "--format", "github").out.splitlines()
    pattern = r"::(error|warning) file=data/2022.yaml,line=\d+,col=\d+,title=[A-Z]\d{3}::.+"
    assert [line for line in lines if "2022.yaml" in line and not re.fullmatch(pattern, line)] == []
    assert any(
        line.startswith("::error ")
        and line.endswith("多于收到委员提案224件；立案的提案不会多于收到的提案；核对这几个数")
        for line in lines
    )


def test_what_github_would_misread_is_escaped(place: Path) -> None:
    change(place / DATA, "answer_rate: 100%", "answer_rate: 101%")
    [line] = [line for line in report(place, "check", "--format", "github").out.splitlines() if "F203" in line]
    assert "101%25" in line


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_paths_are_relative_to_the_current_folder(form: str, faulty: Path) -> None:
    assert "../data/2022.yaml" in report(faulty / "templates", "check", "--format", form).out
    assert (
        "zhongyuan/data/2022.yaml" in report(faulty.parent, "check", "--workspace", "zhongyuan", "--format", form).out
    )


def test_build_writes_findings_to_standard_error_unless_for_programs(faulty: Path) -> None:
    text = report(faulty, "build", "2022")
    assert (text.out, "错误 F203" in text.err) == ("", True)
    read = report(faulty, "build", "2022", "--format", "json")
    assert "F203" in {finding["code"] for finding in json.loads(read.out)}


def test_build_says_what_it_made(place: Path) -> None:
    assert built(place, "2022", "--kind", "work_report").out.splitlines() == [
        "已生成 drafts/2022/work_report.docx",
        "已生成 drafts/2022/work_report.md",
    ]


# The figures -------------------------------------------------------------------------------------------------------


def test_stats_as_json_holds_the_contract_key_by_key(place: Path) -> None:
    content = json.loads(report(place, "stats", "--year", "2022", "--format", "json").out)
    assert (content["version"], content["year"]) == (1, 2022)
    facts = {fact["id"]: fact for fact in content["facts"]}
    catalogue = (place / "data/indicators.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(catalogue, 1) if text.startswith("    filing_rate:"))
    contract: dict[str, Any] = {
        "id": "proposals.filing_rate",
        "group": "proposals",
        "label": "立案率",
        "value": 224 / 265,
        "text": "84.5%",
        "unit": None,
        "approximate": None,
        "derived": True,
        "formula": "filed / received",
        "inputs": ["proposals.filed", "proposals.received"],
        "file": "data/indicators.yaml",
        "line": line,
        "column": 5,
        "source": None,
        "state": None,
        "previous": None,
        "change": None,
        "problem": None,
    }
    assert {key: facts["proposals.filing_rate"].get(key, "missing") for key in contract} == contract
    given = facts["plenary.suggestions"]
    assert (given["value"], given["text"], given["unit"], given["approximate"], given["derived"]) == (
        300,
        "近300条",
        "条",
        "近",
        False,
    )
    assert given["file"] == DATA
    assert facts["meeting.date"]["value"] == "2023-02-21"
    assert isinstance(facts["consultation.topics"]["value"], list)
    assert all(set(contract) <= set(fact) for fact in facts.values())


def test_csv_has_a_byte_order_mark_in_a_file_and_none_in_a_pipe(tmp_path: Path) -> None:
    command = [*PROGRAM, "stats", "--year", "2022", "--format", "csv"]
    for _ in range(2):
        with (tmp_path / "数据.csv").open("ab") as file:
            subprocess.run(command, cwd=ROOT, stdout=file, check=True)
    piped = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    assert (tmp_path / "数据.csv").read_bytes() == codecs.BOM_UTF8 + piped + piped


def test_stats_as_csv_has_a_row_for_each_figure(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    rows = list(csv.reader(io.StringIO(report(place, "stats", "--year", "2023", "--format", "csv").out)))
    assert rows[0] == ["组", "指标", "2023年", "2022年", "增减", "说明"]
    assert rows[1] == ["提案工作", "收到提案", "265件", "240件", "增加25件，增长10.4%", ""]
    assert rows[3] == ["提案工作", "立案率", "84.53%", "83.33%", "提高1.2个百分点", "＝立案提案÷收到提案"]
    assert {len(row) for row in rows} == {6}


def test_stats_as_markdown_is_a_table(place: Path) -> None:
    lines = report(place, "stats", "--year", "2022", "--format", "md").out.splitlines()
    assert lines[:2] == ["| 组 | 指标 | 2022年 | 说明 |", "| --- | --- | --- | --- |"]
    assert "| 提案工作 | 立案 | 224件 |  |" in lines
    assert {line.count("|") for line in lines} == {5}


def test_stats_as_a_table_aligns_wide_characters_and_draws_rates(place: Path) -> None:
    lines = report(place, "stats", "--year", "2022").out.splitlines()
    assert lines[0] == "2022年主要数据（data/2022.yaml）"
    ends = {
        width(line[: line.index(figure) + len(figure)])
        for line in lines
        for figure in ("286名", "265件", "84.5%", "近300条")
        if figure in line
    }
    assert len(ends) == 1, "figures end in one column"
    assert [line for line in lines if "立案率" in line and "84.5%  ████████░░  ＝立案÷收到委员提案" in line]
    assert [line for line in lines if "办复率" in line and "100%  ██████████" in line]


def test_stats_shows_what_is_computable_despite_errors_and_ends_in_1(faulty: Path) -> None:
    result = report(faulty, "stats", "--year", "2022", "--format", "json")
    assert result.status == 1
    assert {fact["id"]: fact["text"] for fact in json.loads(result.out)["facts"]}["proposals.received"] == "224件"
    assert "错误 F203" in result.err


# Terminals, pipes and locales --------------------------------------------------------------------------------------


def on_a_terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """What a run shows on a terminal of 120 columns."""
    leader, follower = pty.openpty()
    process = started(
        folder, *PROGRAM, *arguments, environment={"COLUMNS": "120", "TERM": "xterm", **environment}, output=follower
    )
    os.close(follower)
    shown = b""
    while chunk := _read(leader):
        shown += chunk
    os.close(leader)
    ended(process)
    return shown.decode()


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:  # Linux says so where the other end is closed
        return b""


def test_on_a_terminal_stats_is_coloured(place: Path) -> None:
    shown = on_a_terminal(place, "stats", "--year", "2022")
    assert "\x1b[" in shown
    assert "265件" in shown
    assert "████████░░" in shown


def test_with_no_color_and_in_a_pipe_there_are_no_escape_codes(place: Path) -> None:
    assert "\x1b" not in on_a_terminal(place, "stats", "--year", "2022", NO_COLOR="1")
    assert "\x1b" not in program(place, "stats", "--year", "2022", FORCE_COLOR="1", TERM="xterm").out


def test_a_square_bracket_in_the_catalogue_is_shown_as_it_stands(place: Path) -> None:
    change(place / "data/indicators.yaml", "label: 集中学习, unit", 'label: "集中[bold]学习[/]", unit')
    assert "集中[bold]学习[/]" in on_a_terminal(place, "stats", "--year", "2022")


@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_a_reader_that_has_gone_is_no_error(form: str, place: Path) -> None:
    """As after `report stats | head -1`, the longer output and the shorter."""
    reader, writer = os.pipe()
    os.close(reader)
    process = started(place, *PROGRAM, "stats", "--year", "2022", "--format", form, output=writer)
    os.close(writer)
    assert ended(process) == Result(0, "", "")


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GBK", "en_US.ISO-8859-1"])
@pytest.mark.parametrize("coercion", ["0", "1"])
def test_in_any_locale_piped_text_is_utf_8(locale: str, coercion: str, place: Path) -> None:
    result = program(place, "stats", "--year", "2022", LC_ALL=locale, PYTHONCOERCECLOCALE=coercion, PYTHONUTF8="0")
    assert (result.status, "近300条" in result.out) == (0, True)
    refused = program(place, "check", "2021", LC_ALL=locale, PYTHONCOERCECLOCALE=coercion, PYTHONUTF8="0")
    assert (refused.status, "没有2021年的数据" in refused.err) == (2, True)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    """How a command ends in a year of its own where nothing is closed; it is run once."""
    return cache(lambda *arguments: program(year_2022(tmp_path_factory.mktemp("usual")), *arguments))


@pytest.mark.parametrize("closed", [(1,), (2,), (0, 1, 2)], ids=str)
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "2022"],
        ["build", "2022"],
        ["stats", "--year", "2022", "--each", ".", "--format", "csv"],
        ["trace", "2022", "265"],
        ["rule", "F203"],
        ["init", "made"],
        ["--help"],
        ["check", "--nonsense"],
        ["check", "1999"],
    ],
    ids=" ".join,
)
def test_where_an_output_is_closed_a_run_ends_as_usual(
    arguments: list[str], closed: tuple[int, ...], place: Path, usual: Callable[..., Result]
) -> None:
    open_to_all = usual(*arguments)
    assert open_to_all.status in (0, 2)
    result = ended(started(place, *PROGRAM, *arguments, before=lambda: list(map(os.close, closed))))
    assert result.status == open_to_all.status, result.err
    assert result.out == ("" if 1 in closed else open_to_all.out)
    assert result.err == ("" if 2 in closed else open_to_all.err)
