"""A second year whose table, or list of parts, has a row more or a row less than the first: its totals follow."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from running import report

KINDS = "经济建设 城乡建设 社会民生 生态文明 文化教育".split()
FIRST = dict(zip(KINDS, (52, 38, 61, 24, 25), strict=True))
SECOND = dict(zip(KINDS, (50, 40, 66, 26, 28), strict=True))


def share(count: int, rows: dict[str, int], digits: int = 1) -> str:
    return f"{count * 100 / sum(rows.values()):.{digits}f}%"


def shares(rows: dict[str, int], total: int = 0) -> str:
    """A table with a column of shares, its total in the text too."""
    total = total or sum(rows.values())
    lines = [f"| {name} | {count} | {share(count, rows)} |" for name, count in rows.items()]
    head = f"全年立案提案{total}件，分类见下表。\n\n| 类别 | 件数（件） | 占比 |\n| --- | --- | --- |\n"
    return head + "\n".join([*lines, f"| 合计 | {total} | 100% |"])


def growth(rows: dict[str, int], total: int = 0) -> str:
    """A table of three columns that are added up, and of one that says how much more there were."""
    total = total or sum(rows.values())
    earlier = {} if rows is FIRST else FIRST
    before = {name: earlier.get(name, count - 4) for name, count in rows.items()}
    lines = [
        f"| {name} | {count} | {count - 3} | {before[name]} | {(count / before[name] - 1) * 100:.1f}% |"
        for name, count in rows.items()
    ]
    head = "| 法庭 | 收案（件） | 结案（件） | 上年收案（件） | 增长 |\n| --- | --- | --- | --- | --- |\n"
    then, done = sum(before.values()), total - 3 * len(rows)
    last = f"| 合计 | {total} | {done} | {then} | {(total / then - 1) * 100:.1f}% |"
    return f"各法庭办案情况如下。\n\n{head}" + "\n".join([*lines, last])


def plain(rows: dict[str, int], total: int = 0) -> str:
    """A table without a total."""
    return "\n".join(["| 类别 | 件数（件） |", "| --- | --- |", *(f"| {name} | {n} |" for name, n in rows.items())])


def listed(rows: dict[str, int], total: int = 0) -> str:
    """Parts of a total in prose."""
    parts = "、".join(f"{name}类{count}件" for name, count in rows.items())
    return f"全年立案提案{total or sum(rows.values())}件，其中{parts}。"


def several(rows: dict[str, int], total: int = 0) -> str:
    """Parts before their total."""
    parts = "、".join(f"{name}类提案{count}件" for name, count in rows.items())
    return f"办理{parts}，共{total or sum(rows.values())}件。"


YEARS = {
    "a row more": SECOND | {"科技创新": 19},
    "a row in the middle": {**dict([*SECOND.items()][:2]), "科技创新": 19, **dict([*SECOND.items()][2:])},
    "two rows more": SECOND | {"科技创新": 19, "民族宗教": 11},
    "a row less": {name: count for name, count in SECOND.items() if name != "生态文明"},
    "a row renamed": {{"生态文明": "生态环境"}.get(name, name): count for name, count in SECOND.items()},
    "another order": dict(reversed(SECOND.items())),
}


SEEN = [
    (shares, "a row in the middle"),
    (shares, "a row renamed"),
    (growth, "two rows more"),
    (growth, "a row less"),
    (growth, "another order"),
    (plain, "a row more"),
    (listed, "a row more"),
    (listed, "a row less"),
    (several, "a row renamed"),
]


def said(year: int, text: str) -> str:
    more = year - 2024
    others = f"召开座谈会{12 + more}场，走访企业{36 + more}家，报送信息{92 - more}条，接待群众{77 + more}人次"
    return f"县政协工作总结\n\n{text}\n\n{year}年{others}。\n"


def answered(folder: Path, *texts: str) -> Path:
    """The workspace of the first year, or of several, after all that was asked was answered by 是."""
    workspace, years = folder / "新", range(2024, 2024 + len(texts))
    for year, text in zip(years, texts, strict=True):
        (folder / f"{year}.md").write_text(said(year, text), "utf-8")
    files = [f"{year}.md" for year in years]
    made = report(folder, "adopt", *files, "--year", ",".join(map(str, years)), "--into", "新")
    assert made.status in (0, 1), made.err
    for _ in range(6):
        file = workspace / "adopt.yaml"
        asked = file.read_text("utf-8")
        file.write_text(re.sub("(?m)^  answer:$", "  answer: 是", asked), "utf-8")
        if report(workspace, "adopt").status == 0:
            break
    return workspace


def adopted(folder: Path, first: str, second: str) -> dict[str, Any]:
    """What the second year's adoption says, after all that was asked of the first was answered by 是."""
    return adopted_again(answered(folder, first), second)


def adopted_again(workspace: Path, second: str, year: int = 2025) -> dict[str, Any]:
    (workspace.parent / f"{year}.md").write_text(said(year, second), "utf-8")
    options = ("--year", str(year), "--kind", "work_report", "--force", "--format", "json")
    again = report(workspace, "adopt", f"../{year}.md", *options)
    assert again.status in (0, 1), again.err
    return dict(json.loads(again.out))


def built(workspace: Path, year: int) -> str:
    made = report(workspace, "build", str(year), "--to", "md")
    assert made.status == 0, made.out + made.err
    text = (workspace / f"drafts/{year}/work_report.md").read_text("utf-8")
    return re.sub(r"[\s#]|(?<=[|])-+(?=[|])", "", text)


def as_printed(year: int, text: str) -> str:
    return re.sub(r"[\s#]|(?<=[|])-+(?=[|])", "", said(year, text))


@pytest.mark.parametrize(("text", "case"), SEEN, ids=lambda each: each if isinstance(each, str) else each.__name__)
def test_a_second_year_with_other_rows_is_right_and_so_is_the_first(text: Any, case: str, tmp_path: Path) -> None:
    rows = YEARS[case]
    made = adopted(tmp_path, text(FIRST), text(rows))
    workspace = tmp_path / "新"
    catalogue = (workspace / "data/indicators.yaml").read_text("utf-8")
    assert not made["differing"]
    assert "（二）" not in catalogue
    assert built(workspace, 2024) == as_printed(2024, text(FIRST))
    assert built(workspace, 2025) == as_printed(2025, text(rows))
    for year in (2024, 2025):
        assert "F2" not in (found := report(workspace, "check", str(year)).out), found
    assert report(workspace, "new", "2026").status == 0
    wanted = (workspace / "data/2026.yaml").read_text("utf-8")
    assert all(re.search(rf"(?m)^  (?:办理)?{name}", wanted) for name in rows)
    assert text is plain or not any(re.search(rf"(?m)^  (?:办理)?{name}", wanted) for name in FIRST.keys() - rows)


def test_a_new_row_is_computed_as_the_others_of_its_table_are(tmp_path: Path) -> None:
    rows = YEARS["a row more"]
    made = adopted(tmp_path, growth(FIRST), growth(rows))
    assert made["more"] == ["2025年表里多了“科技创新”一行，合计收案、合计结案、合计上年收案从这一年起算上它"]
    workspace = tmp_path / "新"
    year = workspace / "data/2025.yaml"
    assert not re.search("合计|增长", year.read_text("utf-8"))
    year.write_text(year.read_text("utf-8").replace("科技创新收案: {value: 19", "科技创新收案: {value: 18"), "utf-8")
    assert "|科技创新|18|16|15|20.0%||合计|228|" in built(workspace, 2025)


@pytest.mark.parametrize(("text", "said_"), [(shares, "第2段、第11段"), (listed, "第2段")])
def test_a_total_that_is_wrong_is_told_printed_and_known_again(text: Any, said_: str, tmp_path: Path) -> None:
    rows = YEARS["a row more"]
    made = adopted(tmp_path, text(FIRST), text(rows, 230))
    [told] = made["differing"]
    assert told.startswith(
        (f"立案提案：报告里是230件（{said_}），照公式算是229件", f"{said_}：立案提案（正文.立案提案）230件")
    )
    workspace = tmp_path / "新"
    assert "（二）" not in (workspace / "data/indicators.yaml").read_text("utf-8")
    assert built(workspace, 2025) == as_printed(2025, text(rows, 230))
    assert "229件" in report(workspace, "check", "2025").out


def test_a_row_that_is_there_again_is_asked_for_and_added_up_again(tmp_path: Path) -> None:
    less, again = YEARS["a row less"], {name: count + 4 for name, count in SECOND.items()}
    made = adopted(tmp_path, listed(FIRST), listed(less))
    assert made["more"] == ["2025年没有生态文明类，立案提案这一年不算它"]
    workspace = tmp_path / "新"
    assert not adopted_again(workspace, listed(again), 2026)["differing"]
    for year, rows in ((2024, FIRST), (2025, less), (2026, again)):
        assert built(workspace, year) == as_printed(year, listed(rows))
    assert "生态文明类, unit: 件, of: 立案提案, years: 2024、2026起}" in (workspace / "data/indicators.yaml").read_text(
        "utf-8"
    )
    assert report(workspace, "new", "2027").status == 0
    assert "生态文明类:" in (workspace / "data/2027.yaml").read_text("utf-8")


@pytest.mark.parametrize("case", ["a row more", "a row less", "a row renamed"])
def test_two_years_read_at_once_have_each_the_sum_of_its_own_rows(case: str, tmp_path: Path) -> None:
    rows = YEARS[case]
    workspace = answered(tmp_path, shares(FIRST), shares(rows))
    assert built(workspace, 2024) == as_printed(2024, shares(FIRST))
    assert built(workspace, 2025) == as_printed(2025, shares(rows))
    for year, count, total in ((2024, 52, 201), (2025, 50, sum(rows.values()) + 1)):
        file = workspace / f"data/{year}.yaml"
        text = file.read_text("utf-8")
        file.write_text(text.replace(f"经济建设件数: {{value: {count}", f"经济建设件数: {{value: {count + 1}"), "utf-8")
        assert f"立案提案{total}件" in built(workspace, year)


def test_parts_in_prose_that_only_the_earlier_of_two_years_has_are_parts_there(tmp_path: Path) -> None:
    workspace = answered(tmp_path, listed(FIRST), listed(YEARS["a row less"]))
    assert "生态文明类, unit: 件, years: 2024}" in (workspace / "data/indicators.yaml").read_text("utf-8")
    for year, count in ((2024, 52), (2025, 50)):
        file = workspace / f"data/{year}.yaml"
        file.write_text(
            file.read_text("utf-8").replace(f"经济建设类: {{value: {count}", "经济建设类: {value: 49"), "utf-8"
        )
        assert "F204" in report(workspace, "check", str(year)).out


def test_a_total_that_leaves_the_new_row_out_is_told(tmp_path: Path) -> None:
    made = adopted(tmp_path, shares(FIRST), shares(YEARS["a row more"], sum(SECOND.values())))
    assert made["more"] == ["2025年表里多了“科技创新”一行，立案提案没有算上它"]
    assert report(tmp_path / "新", "build", "2025", "--to", "md").status == 0


TURNED = "全年受理案件{}件，审结{}件，同比分别{}；入额法官{}名，人均结案{}件。"


@pytest.mark.parametrize("words", ["下降4.0%和增长5.0%", "下降4.0%、2.0%"])
def test_a_change_that_turned_and_a_mean_are_what_they_were(words: str, tmp_path: Path) -> None:
    done = 1050 if "增长5.0%" in words else 980
    first = TURNED.format(1200, 1000, "增长5.8%和6.3%", 8, 125)
    second = TURNED.format(1152, done, words, 8, round(done / 8 + 0.01))
    made = adopted(tmp_path, first, second)
    workspace = tmp_path / "新"
    catalogue = (workspace / "data/indicators.yaml").read_text("utf-8")
    assert not made["differing"]
    assert not re.search("下降|（二）", catalogue)
    assert "人均结案, unit: 件, formula: 审结案件 / 入额法官, digits: 0" in catalogue
    assert "== 0" not in (workspace / "templates/work_report.md.j2").read_text("utf-8")
    assert built(workspace, 2024) == as_printed(2024, first)
    assert built(workspace, 2025) == as_printed(2025, second)


def test_the_final_report_of_a_year_that_was_filled_in_is_what_it_computes(tmp_path: Path) -> None:
    """What it says otherwise than the data is told though it is called by another name there."""
    first = TURNED.format(1200, 1000, "增长5.8%和6.3%", 8, 125) + "力争商事案件平均审理时长压缩至60天以内。"
    second = TURNED.format(1152, 1050, "下降4.0%和增长5.0%", 8, 131) + "力争商事案件平均审理时长压缩至55天以内。"
    workspace = answered(tmp_path, first)
    catalogue, year = workspace / "data/indicators.yaml", workspace / "data/2025.yaml"
    named = catalogue.read_text("utf-8").replace("label: 商事案件平均审理时长", "label: 审理时长")
    catalogue.write_text(named, "utf-8")
    assert report(workspace, "new", "2025").status == 0
    filled = year.read_text("utf-8")
    for name, value in {
        "受理案件": "1152",
        "审结案件": "1050",
        "入额法官": "8",
        "商事案件平均审理时长": "62以内",
    }.items():
        filled = re.sub(rf"(?m)^  {name}:.*$", f"  {name}: {value}", filled)
    year.write_text(re.sub(r"(?m)^  \w+: +#.*\n", "", filled).replace("status: 征集中\n", ""), "utf-8")
    made = adopted_again(workspace, second)
    [told] = made["differing"]
    assert told.startswith("审理时长：报告里是55天以内（第2段，记作正文.商事案件平均审理时长2）")
    assert told.endswith("data/2025.yaml里是62天以内（正文.商事案件平均审理时长）")
    assert catalogue.read_text("utf-8").count("同比") == 4
    assert built(workspace, 2025) == as_printed(2025, second)
