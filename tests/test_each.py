"""Many workspaces: built together, none stopping the others, in fair and stable parts; and their figures added up."""

import json
import os
import random
import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from report_cli.files import disk
from report_cli.model import CannotRun
from report_cli.tasks import many, processes
from report_cli.views.screen import duration
from running import PROGRAM, Result, change, committee, contents, ended, report, started

YEAR = "2024"
DATA = f"data/{YEAR}.yaml"
DRAFT = f"drafts/{YEAR}/brief.md"
NAMES = ["东市/甲县", "东市/乙县", "西市/丙县"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three workspaces, in two cities."""
    one = committee("donghu", tmp_path / "one")
    for name in NAMES:
        shutil.copytree(one, tmp_path / "省" / name)
    shutil.rmtree(tmp_path / "one")
    return tmp_path


def build(folder: Path, *more: str) -> Result:
    return report(folder, "build", YEAR, "--each", "省", *more)


def files(folder: Path) -> dict[str, bytes]:
    """All but what the tool remembers."""
    return {name: data for name, data in contents(folder).items() if "/.report/" not in name}


# Found and built ---------------------------------------------------------------------------------------------------


def test_every_workspace_is_built_as_if_alone(folder: Path) -> None:
    result = build(folder)
    assert result.status == 0, result.err
    assert [line.partition("：")[0] for line in result.out.splitlines()] == sorted(NAMES)
    assert "共3个工作区；已生成3个工作区的稿件" in result.err
    alone = committee("donghu", folder)
    assert report(alone, "build", YEAR).status == 0
    for name in NAMES:
        assert contents(folder / "省" / name / "drafts") == contents(alone / "drafts")


@pytest.mark.posix
def test_what_was_built_is_brought_to_the_disk_once_at_the_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = list[int]()
    monkeypatch.setattr(os, "sync", lambda: drafts.append(len([*folder.glob(f"省/*/*/{DRAFT}")])))
    assert disk.CAN_SYNC
    build(folder)
    assert drafts == [3]


def test_built_again_nothing_is_said_of_what_has_not_changed(folder: Path) -> None:
    build(folder)
    change(folder / "省/东市/乙县/templates/brief.md.j2", "。", "！")
    result = build(folder)
    assert result.out.splitlines() == ["东市/乙县：已生成2个稿件"]
    assert "已生成1个工作区的稿件，没有变化2个" in result.err


def test_one_that_fails_does_not_stop_the_others(folder: Path) -> None:
    (folder / "省/东市/乙县" / DATA).write_text(f"year: {YEAR}\nzz: 1\n", encoding="utf-8")
    (folder / "省/东市/甲县" / DATA).unlink()
    result = build(folder)
    assert result.status == 1
    assert "东市/乙县：失败" in result.out
    assert "东市/甲县：失败，没有2024年的数据" in result.out
    assert f"省/东市/乙县/{DATA}:2:1: 错误" in result.err
    assert (folder / "省/西市/丙县" / DRAFT).exists()
    assert "共3个工作区；已生成1个工作区的稿件，失败2个" in result.err


def test_what_the_disk_refuses_in_one_does_not_stop_the_others(folder: Path) -> None:
    (folder / "省/东市/乙县/drafts").write_text("一个文件", encoding="utf-8")
    shutil.rmtree(folder / "省/东市/甲县/templates")
    (folder / "省/东市/甲县/templates").write_text("一个文件", encoding="utf-8")
    result = build(folder)
    assert (result.status, "Traceback" in result.out + result.err) == (1, False)
    assert "东市/乙县：失败" in result.out
    assert "东市/甲县：失败" in result.out
    assert (folder / "省/西市/丙县" / DRAFT).exists()
    assert (folder / "省/东市/乙县/drafts").read_text("utf-8") == "一个文件"


def test_one_process_or_two_give_the_same(folder: Path) -> None:
    (folder / "省/东市/乙县" / DATA).write_text("zz", encoding="utf-8")
    one = build(folder, "--jobs", "1")
    first = files(folder)
    for name in NAMES:
        shutil.rmtree(folder / "省" / name / "drafts", ignore_errors=True)
        shutil.rmtree(folder / "省" / name / ".report", ignore_errors=True)
    two = build(folder, "--jobs", "2")
    assert (two.status, two.out) == (one.status, one.out)
    assert files(folder) == first


def test_an_edited_draft_in_one_is_refused_there_alone(folder: Path) -> None:
    build(folder)
    for name in NAMES:
        change(folder / "省" / name / "templates/brief.md.j2", "。", "！")
    draft = folder / "省/东市/甲县" / DRAFT
    draft.write_text("改过了", encoding="utf-8")
    result = build(folder)
    assert result.status == 1
    assert "东市/甲县：失败，1个稿件有人改过，没有覆盖" in result.out
    assert draft.read_text("utf-8") == "改过了"
    assert "！" in (folder / "省/西市/丙县" / DRAFT).read_text("utf-8")


def test_check_names_those_that_are_not_current(folder: Path) -> None:
    build(folder)
    assert build(folder, "--check").status == 0
    (folder / "省/西市/丙县" / DRAFT).unlink()
    before = contents(folder)
    result = build(folder, "--check")
    assert result.status == 1
    assert result.out.splitlines() == ["西市/丙县：不是最新"]
    assert f"省/西市/丙县/{DRAFT} 还没有生成" in result.err
    assert contents(folder) == before


def test_findings_for_programs_are_one_array_with_whole_paths(folder: Path) -> None:
    (folder / "省/东市/乙县" / DATA).write_text(f"year: {YEAR}\nzz: 1\n", encoding="utf-8")
    (folder / "省/东市/甲县" / DATA).unlink()
    result = build(folder, "--format", "json")
    found = json.loads(result.out)
    assert {"/".join(entry["file"].split("/")[:3]) for entry in found} == {"省/东市/乙县", "省/东市/甲县"}
    assert "::error file=省/东市/乙县/" in build(folder, "--format", "github").out


def test_an_output_folder_has_a_folder_for_each(folder: Path) -> None:
    assert build(folder, "--output", "出").status == 0
    assert [(folder / "出" / name / YEAR / "brief.md").exists() for name in NAMES] == [True] * 3


def test_a_workspace_inside_another_is_found_too_but_nothing_hidden(folder: Path) -> None:
    shutil.copytree(folder / "省/东市/甲县", folder / "省/东市/甲县/镇")
    shutil.copytree(folder / "省/东市/乙县", folder / "省/.old/乙县")
    shutil.copytree(folder / "省/东市/乙县", folder / "省/东市/甲县/drafts/乙县")
    assert list(many.find(folder / "省")) == ["东市/乙县", "东市/甲县", "东市/甲县/镇", "西市/丙县"]
    assert list(many.find(folder / "省/东市/甲县")) == [".", "镇"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", YEAR, "--each", "空"], "下面没有工作区"),
        (["build", YEAR, "--each", "无"], "没有文件夹"),
        (["build", YEAR, "--shard", "1/2"], "和--each一起写"),
        (["build", YEAR, "--each", "省", "--shard", "3/2"], "不是第几份"),
        (["build", YEAR, "--each", "省", "--shard", "0/2"], "不是第几份"),
        (["build", YEAR, "--each", "省", "--shard", "二"], "不是第几份"),
        (["build", YEAR, "--each", "省", "--workspace", "省/东市/甲县"], "不要再写--workspace"),
        (["build", "--each", "省"], "没有写年份"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_meant_is_told(arguments: list[str], said: str, folder: Path) -> None:
    (folder / "空").mkdir()
    result = report(folder, *arguments)
    assert (result.status, result.out) == (2, "")
    assert said in result.err


def test_what_is_advised_for_one_of_many_runs_from_where_they_are(folder: Path) -> None:
    for more in ([], ["--output", "另存"]):
        build(folder, *more)
        change(folder / "省" / NAMES[0] / DATA, "received: 31", "received: 32")
        told = build(folder, *more, "--check")
        assert told.status == 1
        [advised] = re.findall("重新生成：report (.*)", told.err)
        assert report(folder, *advised.split()).status == 0
        assert build(folder, *more, "--check").status == 0
        change(folder / "省" / NAMES[0] / DATA, "received: 32", "received: 31")


# Parts -------------------------------------------------------------------------------------------------------------


def shards(names: Sequence[str], of: int) -> list[list[str]]:
    places: dict[str, Any] = dict.fromkeys(names)
    return [list(many.shard(places, number, of)) for number in range(1, of + 1)]


def test_every_workspace_is_in_one_part_and_the_parts_are_fair() -> None:
    names = [f"市{number % 17}/县{number}" for number in range(3000)]
    parts = shards(names, 5)
    assert sorted(name for part in parts for name in part) == sorted(names)
    assert all(500 < len(part) < 700 for part in parts)


@pytest.mark.parametrize(("count", "of"), [(5, 3), (1, 4), (7, 4), (12, 5), (100, 3), (99, 2), (4, 4)])
def test_few_workspaces_are_dealt_out_evenly(count: int, of: int) -> None:
    names = [f"省/{name}区" for name in random.Random(count).sample(range(1000), count)]
    parts = shards(names, of)
    assert sorted(name for part in parts for name in part) == sorted(names)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    assert shards(names[::-1], of) == [part[::-1] for part in parts]


def test_a_workspace_stays_in_its_part_when_others_come_and_go() -> None:
    names = [f"县{number}" for number in range(300)]
    before, after = shards(names, 4), shards([*names[10:], "新县"], 4)
    for was, now in zip(before, after, strict=True):
        assert set(now) - {"新县"} == set(was) - set(names[:10])


def test_a_name_is_drawn_alike_however_a_system_spells_it() -> None:
    names = [f"{number}caf\u00e9" for number in range(50)]
    decomposed = [unicodedata.normalize("NFD", name) for name in names]
    assert names != decomposed
    assert shards(names, 7) == [[unicodedata.normalize("NFC", name) for name in part] for part in shards(decomposed, 7)]


def test_the_parts_together_build_all(folder: Path) -> None:
    results = [build(folder, "--shard", f"{number}/3") for number in (1, 2, 3)]
    assert [result.status for result in results] == [0, 0, 0]
    assert sum(len(result.out.splitlines()) for result in results) == 3
    assert all((folder / "省" / name / DRAFT).exists() for name in NAMES)


# Processes ---------------------------------------------------------------------------------------------------------


def squared(number: int) -> int:
    if number == 13:
        os._exit(9)
    return number * number


def test_results_come_in_order() -> None:
    assert list(processes.results(abs, [-number for number in range(50)], 2)) == list(range(50))


def test_a_process_that_is_killed_costs_its_own_task_alone() -> None:
    assert list(processes.results(squared, list(range(40)), 2)) == [
        None if number == 13 else number * number for number in range(40)
    ]


def test_no_processes_are_started_for_a_few() -> None:
    here = os.getpid()
    assert set(processes.results(_process, [1, 2, 3])) == {here}


def _process(number: int) -> int:
    return os.getpid()


@pytest.mark.parametrize(
    ("count", "every", "asked", "elsewhere"),
    [(400, 100, 400, 0), (40, 1, processes.FEW + 1, 40), (40, 2, 17, 23 + 9), (processes._LOOKED_AT + 1, 100, 0, 1001)],
    ids=["few are unknown", "all are", "every second is", "too many to ask"],
)
def test_what_is_known_is_not_worked_at_elsewhere(count: int, every: int, asked: int, elsewhere: int) -> None:
    found = list[int]()

    def known(number: int) -> tuple[int, int] | None:
        found.append(number)
        return (number, os.getpid()) if number % every else None

    results = list(processes.results(_numbered, range(count), None if count == 400 else 2, known))
    assert [result and result[0] for result in results] == list(range(count)), "in order"
    assert found == list(range(asked))
    assert sum(result is not None and result[1] != os.getpid() for result in results) == elsewhere


def _numbered(number: int) -> tuple[int, int]:
    return number, os.getpid()


def test_many_builds_say_the_same_on_any_number_of_processes(folder: Path) -> None:
    build(folder)
    change(folder / "省" / NAMES[1] / DATA, "received: 31", "received: 32")
    (folder / "省" / NAMES[2] / DATA).unlink()
    said = [build(folder, "--check", "--jobs", jobs) for jobs in ("1", "2")]
    one, two = ((each.status, each.out, each.err.partition("用时")[0]) for each in said)
    assert one == two
    assert one[0] == 1


def test_a_bug_in_one_workspace_is_shown_and_the_others_are_built(folder: Path) -> None:
    program = "import sys\nfrom report_cli.tasks import build as building\nfrom report_cli.cli import main\n"
    program += "build = building.build\n"
    program += (
        "def broken(place, *more):\n    assert place.root.name != '甲县', 'a bug'\n    return build(place, *more)\n"
    )
    program += "building.build = broken\nmain()"
    result = ended(started(folder, sys.executable, "-c", program, "build", YEAR, "--each", "省", "--jobs", "1"))
    assert result.status == 1
    assert "东市/甲县：失败，程序出错" in result.out
    assert "AssertionError: a bug" in result.out
    assert (folder / "省/西市/丙县" / DRAFT).exists()


def test_it_runs_on_two_processes_as_a_program(folder: Path) -> None:
    result = ended(started(folder, *PROGRAM, "build", YEAR, "--each", "省", "--jobs", "2"))
    assert result.status == 0, result.err
    assert "\r" not in result.err, "a log has plain lines"


def test_a_duration_is_said_in_words() -> None:
    assert [duration(seconds) for seconds in (0.4, 34, 125, 4020)] == ["0秒", "34秒", "2分05秒", "1小时07分"]


def test_a_folder_that_is_none_raises(tmp_path: Path) -> None:
    with pytest.raises(CannotRun):
        many.find(tmp_path / "nowhere")


# Added up ----------------------------------------------------------------------------------------------------------

CATALOGUE = """
proposals:
  label: 提案
  indicators:
    received: {label: 收到提案, unit: 件}
    filed: {label: 立案, unit: 件}
    not_filed: {label: 未立案, formula: received - filed}
    filing_rate: {label: 立案率, formula: filed / received}
    rate_change: {label: 立案率增减, formula: filing_rate - previous.filing_rate}
    answer_rate: {label: 办复率, kind: rate}
    each: {label: 每名委员提案, unit: 件, formula: received / members.all}
members:
  label: 委员
  indicators:
    all: {label: 委员, unit: 名}
    term: {label: 届次, unit: 届}
    visits: {label: 走访, unit: UNIT}
    money: {label: 经费, unit: 万元}
"""


def district(
    folder: Path, name: str, values: str, before: str = "", unit: str = "人次", catalogue: str = CATALOGUE
) -> None:
    data = folder / "市" / name / "data"
    data.mkdir(parents=True)
    (data / "indicators.yaml").write_text(catalogue.replace("UNIT", unit), encoding="utf-8")
    (data / "2024.yaml").write_text(f"year: 2024\n{values}\n", encoding="utf-8")
    if before:
        (data / "2023.yaml").write_text(f"year: 2023\nstatus: 仅供比较\n{before}\n", encoding="utf-8")


def sums(folder: Path, status: int = 0) -> dict[str, dict[str, Any]]:
    result = report(folder, "stats", "--each", "市", "--format", "json")
    assert result.status == status, result.err
    return {fact["id"]: fact for fact in json.loads(result.out)["facts"]}


A = "proposals: {received: 200, filed: 150, answer_rate: 90%}\nmembers: {all: 100, term: 10, visits: 20, money: 1.5}"
B = "proposals: {received: 近100, filed: 50, answer_rate: 80%}\nmembers: {all: 50, term: 11, visits: 30, money: 2.25}"


def test_counts_and_amounts_add_up(tmp_path: Path) -> None:
    district(tmp_path, "甲", A)
    district(tmp_path, "乙", B.replace("近100", "100"))
    found = sums(tmp_path)
    assert [found[id]["text"] for id in ("proposals.received", "proposals.not_filed", "members.visits")] == [
        "300件",
        "100件",
        "50人次",
    ]
    assert found["members.money"]["text"] == "3.75万元"
    assert [entry["text"] for entry in found["proposals.received"]["values"]] == ["100件", "200件"]


def test_a_rate_is_worked_out_anew_from_the_sums(tmp_path: Path) -> None:
    district(tmp_path, "甲", A)
    district(tmp_path, "乙", B.replace("近100", "100"))
    rate = sums(tmp_path)["proposals.filing_rate"]
    assert (rate["text"], rate["value"]) == ("66.7%", float(Fraction(2, 3)))
    assert [entry["text"] for entry in rate["values"]] == ["50%", "75%"]
    assert sums(tmp_path)["proposals.each"]["text"] == "2件"


def test_the_change_of_a_rate_is_worked_out_from_both_years_sums(tmp_path: Path) -> None:
    before = "proposals: {received: 100, filed: 60}"
    district(tmp_path, "甲", A, before)
    district(tmp_path, "乙", B.replace("近100", "100"), before)
    assert sums(tmp_path)["proposals.rate_change"]["text"] == "6.7个百分点"


def test_what_may_not_be_added_is_refused_with_the_reason(tmp_path: Path) -> None:
    district(tmp_path, "甲", A)
    district(tmp_path, "乙", B, unit="人")
    found = sums(tmp_path)
    refused = {id: found[id]["refused"] for id in ("proposals.answer_rate", "members.term", "members.visits")}
    assert refused["proposals.answer_rate"] == "比率不能相加"
    assert refused["members.term"] == "以“届”计的数不能相加"
    assert refused["members.visits"] == "单位不同（乙是人、甲是人次），不能相加"
    assert [found[id]["value"] for id in refused] == [None, None, None]


@pytest.mark.parametrize("names", ["甲乙", "乙甲"])
def test_units_that_convert_add_up(names: str, tmp_path: Path) -> None:
    for name, values, unit in zip(names, (A, B.replace("2.25", "22500")), ("万元", "元"), strict=True):
        district(tmp_path, name, values, catalogue=CATALOGUE.replace("万元", unit))
    money = sums(tmp_path)["members.money"]
    assert (money["text"], money["value"], money["unit"], money["refused"]) == ("3.75万元", 37500, "元", None)


def test_a_rate_of_sums_in_units_that_convert_is_exact(tmp_path: Path) -> None:
    catalogue = CATALOGUE + "    share: {label: 人均经费, unit: 元, formula: money / all}\n"
    district(tmp_path, "甲", A, catalogue=catalogue)
    district(tmp_path, "乙", B.replace("2.25", "22500"), catalogue=catalogue.replace("万元", "元"))
    assert sums(tmp_path)["members.share"]["text"] == "250元"


def test_a_rate_of_what_is_counted_in_unlike_units_is_refused(tmp_path: Path) -> None:
    district(tmp_path, "甲", A)
    district(tmp_path, "乙", B, catalogue=CATALOGUE.replace("unit: 件", "unit: 条"))
    found = sums(tmp_path)
    assert found["proposals.received"]["refused"] == "单位不同（乙是条、甲是件），不能相加"
    assert found["proposals.filing_rate"]["value"] is None
    assert re.fullmatch(
        "(立案|收到提案)的单位不同（乙是条、甲是件），不能相加，算不出", found["proposals.filing_rate"]["refused"]
    )
    assert "—" in report(tmp_path, "stats", "--each", "市").out


def test_an_approximate_figure_makes_the_sum_an_interval(tmp_path: Path) -> None:
    district(tmp_path, "甲", A)
    district(tmp_path, "乙", B)
    received = sums(tmp_path)["proposals.received"]
    assert (received["text"], received["approximate"], received["low"], received["high"]) == ("近300件", "近", 280, 300)
    assert sums(tmp_path)["proposals.filing_rate"]["text"] == "超66.6%"


def test_a_sum_names_who_is_missing_and_a_rate_leaves_them_out(tmp_path: Path) -> None:
    district(tmp_path, "甲", A)
    district(tmp_path, "乙", "proposals: {received: 100}")
    found = sums(tmp_path)
    assert (found["proposals.received"]["text"], found["proposals.received"]["missing"]) == ("300件", [])
    assert (found["proposals.filed"]["text"], found["proposals.filed"]["missing"]) == ("至少150件", ["乙"])
    assert (found["proposals.filing_rate"]["text"], found["proposals.filing_rate"]["missing"]) == ("75%", ["乙"])


def test_unlike_formulas_are_not_worked_out_anew(tmp_path: Path) -> None:
    district(tmp_path, "甲", A)
    district(
        tmp_path, "乙", B, catalogue=CATALOGUE.replace("formula: filed / received", "formula: not_filed / received")
    )
    assert sums(tmp_path)["proposals.filing_rate"]["refused"] == "各处的算法不同，不能重新计算"


def test_a_workspace_that_cannot_be_read_is_named_and_the_others_are_added(tmp_path: Path) -> None:
    district(tmp_path, "甲", A)
    district(tmp_path, "乙", B)
    (tmp_path / "市/乙/data/2024.yaml").unlink()
    (tmp_path / "市/乙/data/2023.yaml").write_text("year: 2023\n", encoding="utf-8")
    result = report(tmp_path, "stats", "--each", "市", "--year", "2024")
    assert result.status == 1
    assert "乙：没有2024年的数据" in result.err
    assert sums(tmp_path, status=1)["proposals.received"]["missing"] == ["乙"]


def test_a_workspace_whose_data_have_errors_is_left_out_and_named(tmp_path: Path) -> None:
    catalogue = CATALOGUE.replace("filed: {label: 立案, unit: 件}", "filed: {label: 立案, unit: 件, of: received}")
    district(tmp_path, "甲", A, catalogue=catalogue)
    district(tmp_path, "乙", B.replace("filed: 50", "filed: 324"), catalogue=catalogue)
    result = report(tmp_path, "stats", "--each", "市", "--format", "csv")
    assert result.status == 1
    assert re.search("乙：共[0-9]个错误，没有加进汇总", result.err)
    assert "提案,收到提案,件,至少200件,,200件,乙1个数据有错，没有加" in result.out
    assert "324" not in result.out
    found = sums(tmp_path, status=1)["proposals.received"]
    assert (found["text"], found["missing"]) == ("至少200件", ["乙"])


def test_the_table_shows_each_beside_the_sum(tmp_path: Path) -> None:
    district(tmp_path, "甲", A)
    district(tmp_path, "乙", B)
    csv = report(tmp_path, "stats", "--each", "市", "--format", "csv").out.splitlines()
    assert csv[0] == "组,指标,单位,汇总,乙,甲,说明"
    assert "提案,收到提案,件,近300件,近100件,200件," in csv
    assert "提案,办复率,,—,80%,90%,比率不能相加" in csv
    text = report(tmp_path, "stats", "--each", "市").out
    assert text.startswith("2024年2个工作区的汇总\n\n提案\n")
    assert "由汇总数重新计算" in text
    assert report(tmp_path, "stats", "--each", "市", "--format", "md").out.startswith(
        "| 组 | 指标 | 单位 | 汇总 | 乙 | 甲 | 说明 |"
    )


def test_many_workspaces_show_the_sums_alone_on_a_screen(tmp_path: Path) -> None:
    for number in range(8):
        district(tmp_path, f"县{number}", A)
    result = report(tmp_path, "stats", "--each", "市")
    assert "县3" not in result.out
    assert "1600件" in result.out
    assert "--format csv" in result.err
    assert "县7" in report(tmp_path, "stats", "--each", "市", "--format", "csv").out


def test_a_year_is_still_asked_for_where_one_workspace_is_meant(tmp_path: Path) -> None:
    district(tmp_path, "甲", A)
    result = report(tmp_path / "市/甲", "stats")
    assert (result.status, "缺--year（年份）" in result.err) == (2, True)
