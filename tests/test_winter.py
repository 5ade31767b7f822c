"""A winter of twelve departments: their forms made, filled in every way that people have, and collected, twice."""

import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pytest

from forms_made import Grid, Value, grids, saved
from report_cli.facts.load import load
from report_cli.files.workspace import Workspace
from report_cli.forms.shown import as_shown
from running import report
from tables import saved_by_office

DEPARTMENTS = "办公室 研究室 提案委 经济委 农业委 人口委 教科委 社法委 民宗委 文史委 港澳委 联络委".split()
YEAR = "data/2022.yaml"
FIELDS = """
    study: {label: 开展调研, unit: 次}
    people: {label: 参加人数, unit: 人次}
    letters: {label: 来信, unit: 件}
    rate: {label: 满意率, kind: rate}
    money: {label: 帮扶资金, unit: 万元, kind: amount}
    day: {label: 会议日期, kind: date}
    host: {label: 承办单位}
    places: {label: 走访地点, kind: list}
    average: {label: 每次参加, formula: people / study, unit: 人次/次}
"""
LINES = FIELDS.strip().splitlines()
SHEETS = """
办公室 | study  | 12              | ready 12
办公室 | people | "240"           | ready 240
办公室 | letters| "３６"          | ready 36
办公室 | rate   | (0.845, '0.0%') | ready 84.5%
办公室 | money  | "1,286.5"       | ready 1286.5
办公室 | day    | "2月21日"       | ready 2023-02-21
办公室 | host   | "区政协\\n办公室" | ready 区政协办公室
办公室 | places | "东街、西巷、等" | ready 东街、西巷、等
研究室 | study  | "224次"         | ready 224
研究室 | people | "近300人次"     | ready 近300
研究室 | letters| "/"             | ready removed
研究室 | rate   | 0.845           | unclear
研究室 | money  | "12.5元"        | unclear
研究室 | day    | 44978           | ready 2023-02-21
研究室 | host   | "—"             | ready removed
研究室 | places | "东街，西巷"    | unclear
提案委 | study  | "/"             | unclear removed
提案委 | people | "300余"         | ready 300余
提案委 | letters| "#REF!"         | unclear
提案委 | rate   | "96.5"          | ready 96.5%
提案委 | money  | 12.0            | ready 12
提案委 | day    | (44978, 'yyyy"年"m"月"d"日"') | ready 2023-02-21
提案委 | host   | "无"            | ready removed
提案委 | places | "东街"          | ready 东街
经济委 | study  | 7               | conflict 7
经济委 | people | "2.8万"         | ready 2.8万
经济委 | letters| ""              |
经济委 | rate   | "１００％"      | ready 100%
经济委 | money  | "约 40 万元"    | ready 约40
经济委 | day    | "2023.2.21"     | ready 2023-02-21
农业委 | study  | "12次（含联合调研）" | unclear
农业委 | people | 12.5            | unclear
农业委 | letters| "不适用"        | ready removed
农业委 | rate   | 1               | unclear
农业委 | day    | "2.21"          | unclear
人口委 | study  | 0               | ready 0
人口委 | people | "２，４００人次" | ready 2400
人口委 | letters| "40左右"        | ready 40左右
人口委 | day    | "2023/2/21"     | ready 2023-02-21
教科委 | study  | 9               | ready 9
教科委 | people | "逾90"          | ready 逾90
教科委 | money  | "3.5亿"         | unclear
社法委 | study  | "十二"          | unclear
社法委 | letters| "12 件"         | ready 12
社法委 | day    | "2月30日"       | unclear
民宗委 | study  | "不足10"        | ready 不足10
民宗委 | people | 35              | ready 35
文史委 | letters| "12封"          | unclear
文史委 | places | "“甲、乙”、丙街" | ready “甲、乙”、丙街
港澳委 | study  | 5               | ready 5
港澳委 | day    | "2023年2月"     | unclear
联络委 | study  | "1286"          | ready 1286
联络委 | people | "待定"          | unclear
联络委 | rate   | "84.5%"         | ready 84.5%
"""
"""Department, field, what is typed, and what it has to be: a table made by hand."""


def cells() -> list[tuple[str, str, Any, str]]:
    found = []
    for line in SHEETS.strip().splitlines():
        department, field, typed, expected = (cell.strip() for cell in line.split("|"))
        found.append((department, field, eval(typed), expected))
    return found


def id_of(department: str, field: str) -> str:
    return f"g{DEPARTMENTS.index(department) + 1}.{field}"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    groups = [f"g{n}:\n  label: {name}工作\n  indicators:{FIELDS}" for n, name in enumerate(DEPARTMENTS, 1)]
    stated = [f"g{n}:\n  owner: {name}\n{_lines()}" for n, name in enumerate(DEPARTMENTS, 1)]
    last = [f"g{n}: {{study: 4, people: 50, day: 2022-02-24}}\n" for n in range(1, len(DEPARTMENTS) + 1)]
    place = tmp_path / "东溪"
    (place / "存").mkdir(parents=True)
    for name, text in {
        "indicators": "".join(groups),
        "2022": f"year: 2022\nstatus: 征集中\nsource: 台账\n{''.join(stated)}",
        "2021": f"year: 2021\nstatus: 仅供比较\n{''.join(last)}",
    }.items():
        (place / "data").mkdir(parents=True, exist_ok=True)
        (place / f"data/{name}.yaml").write_text(text, "utf-8")
    return place


def _lines() -> str:
    names = [line.split(":")[0].strip() for line in LINES if "formula" not in line]
    return "".join(f"  {name}:{' ' * (10 - len(name))}# 待报\n" for name in names)


def filled(place: Path, department: str, answers: dict[str, Value]) -> dict[str, Grid]:
    """The sheets of a form, its cells filled in."""
    sheets = grids(place / f"forms/2022/{department}.xlsx")
    sheet = sheets["填报"]
    head = next(row for row in sheet if "指标" in row)
    answer, ids = head.index("2022年"), head.index("report-form")
    for row in sheet:
        if len(row) > ids and (name := str(row[ids]).partition(".")[2]) in answers:
            row[answer] = answers[name]
    return sheets


def handed_in(place: Path) -> list[str]:
    """The files of a winter: one a department, each saved in a way of its own."""
    answers: dict[str, dict[str, Value]] = {}
    for department, field, typed, _ in cells():
        answers.setdefault(department, {})[field] = typed
    for department, own in answers.items():
        sheets, hidden = filled(place, department, own), list[int]()
        sheet = sheets["填报"]
        if department == "提案委":
            sheet[4:] = reversed(sheet[4:])
        if department == "经济委":
            sheet[:0] = [["全区统计"], [], ["请于月底前报送"]]
            sheet.insert(8, ["", "", "", "", "", ""])
        if department == "农业委":
            hidden = [5, 6]
        if department in ("人口委", "教科委"):
            del sheets["封签"]  # the sheet was copied to another book
            sheets = {"汇总": [["见后"]], f"{department}报": sheet}
        if department == "社法委":
            sheets["填报"] = [row[:8] for row in sheet]  # the hidden columns are gone
        saved(place / f"来/{department}.xlsx", sheets, hidden=hidden)
    for department, suffix in (("文史委", "ods"), ("港澳委", "xls")):
        made = place / f"来/{department}.xlsx"
        data = saved_by_office(made.read_bytes(), [suffix], place / "存")[suffix]
        made.with_suffix(f".{suffix}").write_bytes(data)
        made.unlink()
    (place / "来/民宗委.xlsx").unlink()
    in_word(place, "民宗委", answers["民宗委"])
    own_table(place / "来/联络委自己的表.csv", [["项目", "单位", "2022年"], ["民宗委工作"], ["参加人数", "人次", "36"]])
    return sorted(path.relative_to(place).as_posix() for path in (place / "来").iterdir())


def in_word(place: Path, department: str, answers: dict[str, Value]) -> None:
    """A form of Word, its cells filled in."""
    assert report(place, "form", "2022", "--to", "docx", "--owner", department).status == 0
    file = docx.Document(str(place / f"forms/2022/{department}.docx"))
    [table] = file.tables
    labels = {line.split("label: ")[1].partition(",")[0].rstrip("}"): line.split(":")[0].strip() for line in LINES}
    at = [cell.text for cell in table.rows[0].cells].index("2022年")
    for row in table.rows:
        name = next((name for label, name in labels.items() if row.cells[1].text.startswith(label)), "")
        if name in answers:
            row.cells[at].paragraphs[0].add_run(str(answers[name]))
    file.save(str(place / f"来/{department}.docx"))


def own_table(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)


def proposed(place: Path, files: Sequence[str], *more: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """What is said of each cell, by the file's name and the fact."""
    result = report(place, "collect", *files, "--year", "2022", *more, "--format", "json")
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for each in json.loads(result.out)["proposals"]:
        state = each["state"]
        to = "removed" if each["change"] == "removed" else "" if state == "unclear" else each["to"]
        for source in each["sources"]:
            if source.get("cell"):
                name = source["file"].removeprefix("来/").partition(".")[0]
                found[name, each["fact"] or ""] = tuple(filter(None, (state, to)))
    return found


def expected(states: dict[str, str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The table made by hand, with other states for some facts."""
    found = {}
    for department, field, _, said in cells():
        id = id_of(department, field)
        if said := states.get(id, said):
            found[department, id if not said.startswith("lost") else ""] = tuple(said.split(" "))
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_a_winter_of_twelve_departments_comes_in_as_the_table_says(seed: int, place: Path) -> None:
    assert report(place, "form", "2022").status == 0
    change_since(place)
    files = handed_in(place)
    random.Random(seed).shuffle(files)
    rivals = {id_of("民宗委", "people"): "conflict 35"}
    other = {("联络委自己的表", id_of("民宗委", "people")): ("conflict", "36")}
    assert proposed(place, files) == expected(rivals) | other
    before = (place / YEAR).read_text("utf-8")
    assert proposed(place, files, "--write") == expected(rivals) | other
    check_as_the_table_says(place)
    removed = sum(said == "ready removed" for *_, said in cells())
    assert (place / YEAR).read_text("utf-8").count("# 待报") == before.count("# 待报") - removed
    random.Random(seed + 9).shuffle(files)
    left = {key: said for key, said in proposed(place, files).items() if said[0] != "taken"}
    assert left == {k: said for k, said in (expected(rivals) | other).items() if said[0] in ("unclear", "conflict")}
    written = (place / YEAR).read_bytes()
    report(place, "collect", *files, "--year", "2022", "--write")
    assert (place / YEAR).read_bytes() == written


def change_since(place: Path) -> None:
    """Somebody typed a figure into the data after the forms were made."""
    text = (place / YEAR).read_text("utf-8")
    at = text.index("g4:")
    (place / YEAR).write_text(text[:at] + text[at:].replace("study:     #", "study: 6   #", 1), "utf-8")


def check_as_the_table_says(place: Path) -> None:
    ledger = load(Workspace(place), 2022).ledger
    for department, field, _, said in cells():
        fact, id = ledger.get(id_of(department, field)), id_of(department, field)
        state, _, to = said.partition(" ")
        if id == id_of("民宗委", "people"):
            assert fact is not None
            assert fact.is_empty
        elif said == "ready removed":
            assert fact is None, id
        elif state == "ready":
            assert as_shown(fact) == to, id
        elif state == "conflict":
            assert as_shown(fact) == "6"
        else:
            assert fact is not None, id
            assert fact.is_empty, id
