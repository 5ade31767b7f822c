"""Rows are counted: from a table beside the year file or from the year file, and each count leads back to its rows."""

import csv
import io
import json
import random
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from report_cli.facts import counting, tally
from report_cli.facts.estimate import NotComputable
from report_cli.facts.fact import Column, Indicator, Rows
from report_cli.facts.quantity import Quantity, count
from report_cli.model import NOWHERE, Place
from running import report
from tables import Value, repacked, saved_by_office, workbook

CASES = Path(__file__).parent / "cases"
TABLE = "data/2022/登记"
HEAD: list[Value] = ["流水号", "案由", "提案人", "提案人类别", "提交时间", "附议人数", "满意率"]
LINE = ",".join(map(str, HEAD))
ROWS: list[list[Value]] = [
    ["T1", "甲事", "张三丰", "委员", date(2022, 1, 5), 3, (0.845, "0.0%")],
    ["T2", "乙事", "李四光", "集体", date(2021, 12, 1), 0, None],
    ["T3", "丙事", "王五岳", "集体", date(2022, 11, 30), (1286, "#,##0"), (1, "0%")],
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace with a table of three rows."""
    folder = tmp_path / "place"
    shutil.copytree(CASES / "tables", folder)
    return folder


def put(place: Path, data: bytes | None, suffix: str = "csv") -> Path:
    """The workspace with another table, and no more than one."""
    for path in (place / "data/2022").iterdir():
        path.unlink()
    if data is not None:
        (place / f"{TABLE}.{suffix}").write_bytes(data)
    return place


Grid = list[list[Value]]


def values(place: Path) -> dict[str, Any]:
    facts = json.loads(report(place, "stats", "--year", "2022", "--format", "json").out)["facts"]
    return {fact["id"].partition(".")[2]: fact["value"] for fact in facts if "." in fact["id"]}


def found(place: Path) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(report(place, "check", "2022", "--format", "json").out)
    return listed


def cells(place: Path) -> list[tuple[str, str | None]]:
    return [(each["code"], each.get("cell") or each["line"]) for each in found(place)]


# Tables ---------------------------------------------------------------------------------------------------------------


def test_a_workbook_and_a_csv_say_the_same(place: Path) -> None:
    counted = values(place)
    assert (counted["received"], counted["groups"], counted["people"]) == (3, 1, 1289)
    rows = [*ROWS[:2], ["T3", "丙事", "王五岳", "委员", *ROWS[2][4:]]]
    assert values(put(place, workbook([HEAD, *rows]), "xlsx")) == counted


@pytest.mark.office
def test_what_libreoffice_saves_is_counted_the_same(place: Path, tmp_path: Path) -> None:
    rows: Grid = [["提案登记"], [], HEAD, *ROWS]
    saved = saved_by_office(workbook(rows), ["xlsx", "ods"], tmp_path)
    first, second = (values(put(place, data, suffix)) for suffix, data in saved.items())
    assert first == second == values(put(place, workbook(rows), "xlsx"))
    assert (first["received"], first["groups"]) == (3, 2)


def test_a_finding_in_a_sheet_has_the_sheet_and_the_cell(place: Path) -> None:
    rows: Grid = [HEAD, ["T1", "甲事", "张三丰", "党派", date(2022, 1, 5), "几个", 0.845]]
    listed = found(put(place, workbook(rows, "一月"), "xlsx"))
    assert [(each["sheet"], each["cell"], each["line"]) for each in listed] == [
        ("一月", "D2", None),
        ("一月", "F2", None),
        ("一月", "G2", None),
    ]
    assert f"{TABLE}.xlsx:一月!D2: 错误 F304" in report(place, "check", "2022").out


ODD_SHEETS: dict[str, tuple[Callable[[], bytes], list[tuple[str, str]]]] = {
    "a formula without a result": (
        lambda: workbook([HEAD, [*ROWS[0][:5], "<f>1+2</f>", None]]),
        [("F307", "F2"), ("F303", "A")],
    ),
    "a formula": (lambda: workbook([HEAD, [*ROWS[0][:5], "<f>1+2</f><v>3</v>", None]]), [("F303", "")]),
    "merged cells": (
        lambda: workbook([HEAD, *ROWS], more='<mergeCells><mergeCell ref="D2:D3"/></mergeCells>'),
        [("F307", "D2")],
    ),
    "merged cells that nobody reads": (
        lambda: workbook([[*HEAD, "备注"], *ROWS], more='<mergeCells><mergeCell ref="H2:H3"/></mergeCells>'),
        [("F303", "A1")],
    ),
    "a merged title": (
        lambda: workbook([["登记表"], HEAD, *ROWS], more='<mergeCells><mergeCell ref="A1:G1"/></mergeCells>'),
        [],
    ),
    "a column without a name": (lambda: workbook([HEAD, [*ROWS[0], "备"], [*ROWS[1], "忘"]]), [("F303", "H2")]),
    "another sheet": (lambda: workbook([HEAD, *ROWS], 二月=[["T9"]]), [("F303", "")]),
    "an empty sheet beside": (lambda: workbook([HEAD, *ROWS], 二月=[]), []),
    "rows after a blank one": (lambda: workbook([HEAD, *ROWS[:1], [], *ROWS[1:]]), [("F307", "A4")]),
    "macros": (lambda: repacked(workbook([HEAD, *ROWS]), {"xl/vbaProject.bin": "x"}), [("F301", "")]),
}


@pytest.mark.parametrize("case", ODD_SHEETS)
def test_what_is_odd_about_a_sheet_is_told_at_its_cell(case: str, place: Path) -> None:
    make, expected = ODD_SHEETS[case]
    listed = found(put(place, make(), "xlsx"))
    assert [(each["code"], each.get("cell") or "") for each in listed] == [
        (code, "" if cell == "A" else cell) for code, cell in sorted(expected, key=lambda each: each[1] != "A")
    ]


def test_two_files_for_one_table_are_an_error(place: Path) -> None:
    (place / f"{TABLE}.xlsx").write_bytes(workbook([HEAD, *ROWS]))
    assert [each["code"] for each in found(place)] == ["F302"]


def test_without_a_key_a_row_of_which_nothing_is_read_is_an_error(tmp_path: Path) -> None:
    place = districts(tmp_path, 甲="东厂,1\n西厂,2\n") / "甲"
    (place / "data/2022/走访.csv").write_text("企业,人数,备注\n东厂,1,\n,,经办人张三\n西厂,2,\n", "utf-8")
    assert [(each["code"], each["line"]) for each in found(place)] == [("F303", 1), ("F307", 3)]


def test_a_table_in_a_format_that_is_not_read_is_an_error(place: Path) -> None:
    put(place, workbook([HEAD, *ROWS]), "xlsm")
    assert found(place)[0]["code"] == "F301"


def test_a_table_that_nobody_asked_for_is_named(place: Path) -> None:
    (place / "data/2022/旧的.csv").write_bytes(b"a,b\n")
    (place / "data/2022/.~lock.登记.csv#").write_bytes(b"")
    assert [(each["code"], each["file"]) for each in found(place)] == [("F303", "data/2022/旧的.csv")]


def test_without_its_table_a_count_is_not_known_and_says_why(place: Path) -> None:
    put(place, None)
    assert values(place)["received"] is None
    assert "算不出（没有提案的表data/2022/登记）" in report(place, "build", "2022").err


def test_a_new_year_says_where_its_table_goes_and_its_draft_has_gaps(place: Path) -> None:
    assert report(place, "new", "2023").status == 0
    assert "# 提案：表放在data/2023/登记.csv（或.xlsx、.ods），这里不写" in (place / "data/2023.yaml").read_text(
        "utf-8"
    )
    assert report(place, "build", "2023").status == 0
    assert "收到提案【**待补：收到提案**】" in (place / "drafts/2023/work_report.md").read_text("utf-8")
    assert [each["code"] for each in json.loads(report(place, "check", "2023", "--format", "json").out)] == ["F201"]
    assert "list" not in json.loads(report(place, "schema").out)["properties"]["proposals"]["anyOf"][0]["properties"]


def test_a_changed_table_makes_drafts_out_of_date(place: Path) -> None:
    assert report(place, "build", "2022").status == 0
    assert report(place, "build", "2022", "--check").status == 0
    put(place, workbook([HEAD, *ROWS]), "xlsx")
    assert report(place, "build", "2022", "--check").status == 1


def test_a_mistake_a_thousand_times_over_is_told_twenty_times_and_counted(place: Path) -> None:
    lines = "".join(f"T{n},甲,张,党派,2022-01-01,1,\n" for n in range(1000))
    listed = found(put(place, f"{LINE}\n{lines}".encode()))
    assert len(listed) == 20
    assert "这一列另有980处" in listed[-1]["message"]


def test_rows_that_go_on_with_the_one_above_are_one_item(place: Path) -> None:
    catalogue = place / "data/indicators.yaml"
    catalogue.write_text(
        catalogue.read_text("utf-8").replace("file: 登记", "file: 登记\n      continues: true"), "utf-8"
    )
    rows = (
        "T1,甲事,张三,委员,2022-01-05,3,\n,,李四,,,,\nT1,甲事,王五,委员,2022-01-05,,\nT2,乙事,赵六,集体,2022-02-01,5,\n"
    )
    assert values(put(place, f"{LINE}\n{rows}".encode()))["received"] == 2
    clash = rows.replace(",李四,,", ",李四,集体,")
    assert [(each["code"], each["line"]) for each in found(put(place, f"{LINE}\n{clash}".encode()))] == [("F307", 3)]


def test_a_field_of_several_lines_that_is_asked_for_is_told(place: Path) -> None:
    catalogue = place / "data/indicators.yaml"
    text = catalogue.read_text("utf-8").replace("file: 登记", "file: 登记\n      continues: true")
    catalogue.write_text(f"{text}    titles: {{label: 案由数, unit: 个, formula: distinct(list.title)}}\n", "utf-8")
    rows = "T1,甲事,张三,委员,2022-01-05,3,\n,又一事,李四,,,,\n"
    assert [
        (each["code"], each["line"], each["severity"]) for each in found(put(place, f"{LINE}\n{rows}".encode()))
    ] == [("F303", 2, "warning")]


# Private --------------------------------------------------------------------------------------------------------------


def test_what_is_private_is_shown_nowhere(place: Path) -> None:
    rows: Grid = [HEAD, *ROWS, ["T3", "丁事", "钱七七", "党派", date(2022, 1, 5), "几", None]]
    catalogue = place / "data/indicators.yaml"
    text = catalogue.read_text("utf-8").replace("private: true", "private: true, values: [张三丰, 李四光], unit: ''")
    catalogue.write_text(text, "utf-8")
    said = ""
    for data, suffix in ((workbook(rows), "xlsx"), (_as_csv(rows), "csv")):
        put(place, data, suffix)
        for command in ("check 2022", "check 2022 --format github", "trace 2022 received", "build 2022", "stats 2022"):
            result = report(place, *command.split())
            said += result.out + result.err
    put(place, workbook([HEAD, *ROWS]), "xlsx")
    catalogue.write_text(text.replace(", values: [张三丰, 李四光], unit: ''", ""), "utf-8")
    assert report(place, "build", "2022").status == 0
    for command in (
        "trace 2022 received --rows csv",
        "trace 2022 proposals.list",
        "stats 2022 --format json",
        "trace 2022",
    ):
        result = report(place, *command.split())
        said += result.out + result.err
    made = b"".join(
        path.read_bytes() for name in ("drafts", ".report") for path in (place / name).rglob("*") if path.is_file()
    )
    for name in ("张三丰", "李四光", "王五岳", "钱七七"):
        assert name not in said
        assert name.encode() not in made


def _as_csv(rows: list[list[Value]]) -> bytes:
    stream = io.StringIO()
    shown = [["" if cell is None else cell[0] if isinstance(cell, tuple) else cell for cell in row] for row in rows]
    csv.writer(stream).writerows(shown)
    return stream.getvalue().encode()


def test_a_template_that_prints_a_private_field_is_refused(place: Path) -> None:
    template = place / "templates/work_report.md.j2"
    template.write_text("{% for row in proposals.list %}{{ row.mover }}{% endfor %}", "utf-8")
    result = report(place, "build", "2022")
    assert result.status == 1
    assert "T207" in result.err
    assert "张三" not in result.out + result.err


def test_a_private_key_that_stands_twice_is_told_without_what_it_says(place: Path) -> None:
    catalogue = place / "data/indicators.yaml"
    catalogue.write_text(catalogue.read_text("utf-8").replace("key: true", "key: true, private: true"), "utf-8")
    rows = "K4711,甲事,张三,委员,2022-01-05,3,\nK4711,乙事,李四,集体,2022-01-06,3,\n"
    result = report(put(place, f"{LINE}\n{rows}".encode()), "check", "2022")
    assert "登记.csv:3: 错误 F305: 流水号这一格和第2行重复" in result.out
    assert "K4711" not in result.out


def test_a_template_does_not_learn_what_is_private(place: Path) -> None:
    template = '{% for row in proposals.list %}{% if row.mover == "张三" or row.mover %}有{% endif %}{% endfor %}无'
    (place / "templates/work_report.md.j2").write_text(template, "utf-8")
    assert report(place, "build", "2022").status == 0
    assert (place / "drafts/2022/work_report.md").read_text("utf-8") == "无\n"


def test_what_follows_from_something_private_is_private_too(place: Path) -> None:
    catalogue = place / "data/indicators.yaml"
    text = catalogue.read_text("utf-8").replace(
        "label: 附议人数, unit: 人}", "label: 附议人数, unit: 人, private: true}"
    )
    text = text.replace("        share:", "        twice: {label: 两倍, unit: 人, formula: people * 2}\n        share:")
    catalogue.write_text(text, "utf-8")
    put(place, workbook([HEAD, *ROWS]), "xlsx")
    shown = report(place, "trace", "2022", "received", "--rows", "csv").out
    assert "2572" not in shown
    assert "1286" not in shown


def test_a_template_prints_rows_and_verify_knows_them(place: Path) -> None:
    (place / "templates/work_report.md.j2").write_text(
        "{% for row in proposals.list %}{{ row.title }}附议{{ row.people }}。{% endfor %}", "utf-8"
    )
    assert report(place, "build", "2022").status == 0
    assert "甲事附议3人。" in (place / "drafts/2022/work_report.md").read_text("utf-8")
    assert report(place, "verify", "drafts/2022/work_report.docx").status == 0


# What follows from rows -----------------------------------------------------------------------------------------------


def test_a_deleted_row_changes_figure_rate_sentence_table_and_trace(place: Path) -> None:
    catalogue, template = place / "data/indicators.yaml", place / "templates/work_report.md.j2"
    more = "    group_share: {label: 集体提案占比, formula: groups / received}\n"
    catalogue.write_text(catalogue.read_text("utf-8") + more, "utf-8")
    template.write_text(
        "占{{ proposals.group_share }}。\n\n{% call table() %}\n项目 | 数\n集体 | {{ proposals.groups }}\n"
        "占比 | {{ proposals.group_share }}\n{% endcall %}\n",
        "utf-8",
    )
    seen = []
    for rows in (ROWS, ROWS[1:]):
        put(place, workbook([HEAD, *rows]), "xlsx")
        assert report(place, "build", "2022", "--force").status == 0
        text = (place / "drafts/2022/work_report.md").read_text("utf-8")
        traced = report(place, "trace", "2022", "proposals.received").out
        seen.append((text, "T1" in traced, "T2" in traced))
    (before, *rows_before), (after, *rows_after) = seen
    assert ("占66.7%。" in before, "占100%。" in after) == (True, True)
    assert ("66.7%" in before.partition("\n\n")[2], "100%" in after.partition("\n\n")[2]) == (True, True)
    assert (rows_before, rows_after) == ([True, True], [False, True])


def test_a_stated_figure_that_is_not_the_count_is_an_error_at_its_line(place: Path) -> None:
    (place / "data/2022.yaml").write_text("year: 2022\nproposals:\n  received: 5\n", "utf-8")
    [finding] = found(place)
    assert (finding["code"], finding["file"], finding["line"]) == ("F206", "data/2022.yaml", 3)


def test_a_year_without_a_table_states_its_figures_and_the_change_is_told(place: Path) -> None:
    (place / "data/2021.yaml").write_text("year: 2021\nproposals:\n  received: 2\n", "utf-8")
    (place / "templates/work_report.md.j2").write_text(
        "收到{{ proposals.received }}，{{ proposals.received.change }}。", "utf-8"
    )
    assert report(place, "build", "2022").status == 0
    assert "收到3件，增加1件。" in (place / "drafts/2022/work_report.md").read_text("utf-8")


def test_a_figure_changed_in_the_draft_is_named_as_counted_from_rows(place: Path) -> None:
    assert report(place, "build", "2022").status == 0
    draft = place / "drafts/2022/work_report.md"
    draft.write_text(draft.read_text("utf-8").replace("收到提案3件", "收到提案4件"), "utf-8")
    [proposal] = json.loads(report(place, "take", "drafts/2022/work_report.md", "--format", "json").out)["proposals"]
    assert proposal["state"] == "derived"
    assert "提案的条数" in proposal["message"]


# Many workspaces ------------------------------------------------------------------------------------------------------


def totals(folder: Path, status: int = 0) -> dict[str, dict[str, Any]]:
    result = report(folder, "stats", "--each", ".", "--year", "2022", "--format", "json")
    assert result.status == status, result.err
    return {fact["id"].partition(".")[2]: fact for fact in json.loads(result.out)["facts"]}


def districts(tmp_path: Path, **rows: str | None) -> Path:
    """Workspaces that count visits, each with its rows; None: it states how many, without rows."""
    for name, lines in rows.items():
        place = tmp_path / "市" / name
        (place / "data/2022").mkdir(parents=True)
        (place / "templates").mkdir()
        (place / "data/indicators.yaml").write_text(
            "visits:\n  label: 走访\n  indicators:\n    list: {label: 台账, kind: items, file: 走访, fields: "
            "{firm: {label: 企业}, people: {label: 人数, unit: 人}}}\n"
            "    times: {label: 走访, unit: 次, formula: count(list)}\n"
            "    firms: {label: 走访企业, unit: 家, formula: distinct(list.企业)}\n"
            "    people: {label: 参加, unit: 人次, formula: sum(list.people)}\n"
            "    most: {label: 最多, unit: 人, formula: max(list.people)}\n".replace("人次", "人"),
            "utf-8",
        )
        stated = "visits: {times: 2, firms: 2}\n" if lines is None else ""
        (place / "data/2022.yaml").write_text(f"year: 2022\n{stated}", "utf-8")
        if lines:
            (place / "data/2022/走访.csv").write_text(f"企业,人数\n{lines}", "utf-8")
    return tmp_path / "市"


def test_what_rows_name_in_several_districts_is_counted_once(tmp_path: Path) -> None:
    found = totals(districts(tmp_path, 甲="东厂,1\n西厂,2\n", 乙="西厂,3\n南厂,4\n"))
    assert (found["times"]["text"], found["firms"]["text"], found["people"]["text"]) == ("4次", "3家", "10人")
    assert found["most"]["refused"] == "平均数、最大和最小的数不能相加"


def test_without_rows_somewhere_a_distinct_sum_says_that_it_may_count_twice(tmp_path: Path) -> None:
    folder = districts(tmp_path, 甲="东厂,1\n西厂,2\n", 乙=None)
    assert (totals(folder)["firms"]["text"], totals(folder)["people"]["text"]) == ("4家", "至少3人")
    shown = report(folder, "stats", "--each", ".", "--year", "2022", "--format", "csv").out
    assert "走访企业,家,4家,2家,2家,未去重：乙1个没有表" in shown
    assert "参加,人,至少3人,,3人,乙1个没有数" in shown


def test_a_sum_that_may_count_twice_is_not_said_to_be_a_least(tmp_path: Path) -> None:
    found = totals(districts(tmp_path, 甲="东厂,1\n西厂,2\n", 乙=None, 丙=""))
    assert (found["firms"]["text"], found["firms"]["missing"]) == ("4家", ["丙"])


def test_a_district_without_figures_is_named_and_the_sum_is_at_least_so_much(tmp_path: Path) -> None:
    found = totals(districts(tmp_path, 甲="东厂,1\n西厂,2\n", 乙=""))
    assert [(found[id]["text"], found[id]["missing"]) for id in ("times", "firms")] == [
        ("至少2次", ["乙"]),
        ("至少2家", ["乙"]),
    ]


# Conditions, against a second reading of the same words ---------------------------------------------------------------

FIELDS = (
    Indicator("a.l.sort", "a.l", "sort", "类别", NOWHERE, "text", values=("甲", "乙", "丙")),
    Indicator("a.l.office", "a.l", "office", "单位", NOWHERE, "text"),
    Indicator("a.l.day", "a.l", "day", "日期", NOWHERE, "date"),
    Indicator("a.l.size", "a.l", "size", "人数", NOWHERE, "count", "人"),
)
ITEMS = Indicator("a.l", "a", "l", "清单", NOWHERE, "items", fields=FIELDS)
Row = dict[str, Any]


def random_rows(dice: random.Random) -> list[Row]:
    def row() -> Row:
        made: Row = {
            "sort": dice.choice("甲乙丙"),
            "office": dice.choice(["东局", "西局", "第 一 科", "A-1"]),
            "day": date(2022, 1, 1) + timedelta(dice.randrange(60)),
            "size": dice.randrange(6),
        }
        return {name: None if dice.random() < 0.2 else value for name, value in made.items()}

    return [row() for _ in range(dice.randrange(13))]


def as_rows(listed: list[Row]) -> Rows:
    columns = {}
    for field in FIELDS:
        said = [row[field.name] for row in listed]
        texts = ["" if value is None else str(value) for value in said]
        typed = [count(value, "人") if isinstance(value, int) else value for value in said]
        columns[field.name] = Column(field, texts, dict(zip(texts, typed, strict=True)))
    return Rows(ITEMS, Place("表.csv"), list(range(2, len(listed) + 2)), columns)


def random_condition(dice: random.Random, depth: int = 3) -> tuple[str, Callable[[Row], bool]]:
    """A condition as it is written, and what it means of one row, worked out the plain way."""
    kind = dice.randrange(7) if depth else dice.randrange(4)
    if kind >= 4:
        (left, is_left), (right, is_right) = (random_condition(dice, depth - 1) for _ in range(2))
        if kind == 4:
            return f"not ({left})", lambda row: not is_left(row)
        word = "and" if kind == 5 else "or"
        both = (
            (lambda row: is_left(row) and is_right(row)) if kind == 5 else (lambda row: is_left(row) or is_right(row))
        )
        return f"({left}) {word} ({right})", both
    field = dice.choice(FIELDS)
    name = dice.choice([field.name, field.label])
    if kind == 0:
        return f"{name} is empty", lambda row: row[field.name] is None
    drawn = [
        value
        for row in (random_rows(dice) for _ in range(9))
        for each in row
        if (value := each[field.name]) is not None
    ]
    chosen = dice.sample(
        drawn or [date(2022, 1, 5) if field.kind == "date" else 3 if field.kind == "count" else "甲"], 1
    )
    if kind == 1:
        chosen *= 2
        return f"{name} in ({', '.join(map(written, chosen))})", lambda row: row[field.name] in chosen
    signs = ["=", "!="] if field.kind == "text" else ["=", "!=", "<", "<=", ">", ">="]
    sign = dice.choice(signs)

    def holds(row: Row) -> bool:
        mine, other = row[field.name], chosen[0]
        if mine is None:
            return False
        answers: dict[str, bool] = {
            "=": mine == other,
            "!=": mine != other,
            "<": str(mine) < str(other),
            "<=": str(mine) <= str(other),
            ">": str(mine) > str(other),
            ">=": str(mine) >= str(other),
        }
        return answers[sign]

    return f"{name} {sign} {written(chosen[0])}", holds


def written(value: object) -> str:
    return f"“{value}”" if isinstance(value, str) and " " in value else str(value)


def plainly(function: str, name: str, chosen: list[Row]) -> object:
    """What a function gives, the plain way; None where it gives nothing."""
    if function == "count":
        return len(chosen)
    said = [row[name] for row in chosen]
    if function == "distinct":
        return len({value for value in said if value is not None})
    if None in said or (not said and function != "sum"):
        return None
    if function in ("min", "max"):
        return min(said) if function == "min" else max(said)
    total = Fraction(sum(said))
    return total if function == "sum" else total / len(said)


ASKED = [
    ("count", ""),
    *(("distinct", field.name) for field in FIELDS),
    *((function, "size") for function in ("sum", "min", "max", "average")),
    ("min", "day"),
    ("max", "day"),
]


def test_conditions_mean_what_a_second_naive_reading_says() -> None:
    dice = random.Random(2022)
    tables = [random_rows(dice) for _ in range(200)]
    for _ in range(300):
        text, holds = random_condition(dice)
        function, name = dice.choice(ASKED)
        of = f"a.l.{dice.choice([name, next(f.label for f in FIELDS if f.name == name)])}" if name else "a.l"
        asked = tally.read(f"{function}({of} where {text})", 0, "a", {"a.l": ITEMS}, "件")
        for listed in tables:
            chosen = [row for row in listed if holds(row)]
            try:
                assert [listed[row] for row in counting.chosen(asked.where, as_rows(listed))] == chosen
                counted, _ = counting.count(asked, as_rows(listed))
                value = counted.number if isinstance(counted, Quantity) else counted
            except NotComputable:
                value = None
            assert value == plainly(function, name, chosen), (text, function, name, listed)


def test_the_same_question_written_otherwise_is_one() -> None:
    one, other = (
        tally.read(text, 0, "a", {"a.l": ITEMS}, "件")
        for text in ("count(l where 类别=甲 and (人数>3))", "count(a.l  where sort = “甲” and size > 3)")
    )
    assert one == other
    assert one.label == "清单中类别为甲且人数大于3人的条数"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("类别 = 甲 or 类别 = 乙 and 人数 > 2", [0, 2]),
        ("(类别 = 甲 or 类别 = 乙) and 人数 > 2", [2]),
        ("not 类别 = 甲", [1, 2, 3]),
        ("类别 != 甲", [1, 2]),
        ("人数 < 5人", [0, 1]),
        ("not 人数 < 5", [2, 3]),
        ("类别 in (乙、甲)", [0, 1, 2]),
    ],
)
def test_and_binds_closer_than_or_and_an_empty_cell_compares_with_nothing(text: str, rows: list[int]) -> None:
    listed = [
        {"sort": sort, "office": None, "day": None, "size": size}
        for sort, size in zip(["甲", "乙", "乙", None], [1, 2, 5, None], strict=True)
    ]
    asked = tally.read(f"count(l where {text})", 0, "a", {"a.l": ITEMS}, "件")
    assert counting.chosen(asked.where, as_rows(listed)) == rows
