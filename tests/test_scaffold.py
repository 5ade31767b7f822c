"""`report new` and `report init`: the file of a new year, and a workspace that builds at once."""

import json
import re
import resource
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from report_cli.facts import catalogue_file, fact
from report_cli.facts.fact import Items
from report_cli.facts.load import Loader
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.files.yaml import quoted
from report_cli.model import TEMPLATE_SUFFIX, CannotRun
from report_cli.tasks import renaming, scaffold
from running import PROGRAM, ROOT, built, change, committee, contents, ended, report, started, stats, year_2022

STARTER = ROOT / "starter"


def created(place: Path, year: str) -> str:
    """The text of the file that `report new` makes."""
    made = report(place, "new", year)
    assert made.status == 0, made.err
    assert made.out == f"已新建 data/{year}.yaml\n"
    return (place / f"data/{year}.yaml").read_text(encoding="utf-8")


def line(text: str, name: str) -> str:
    return next(line for line in text.split("\n") if line.strip().startswith(f"{name}:"))


# A new year ---------------------------------------------------------------------------------------------------------


def test_a_new_year_has_every_given_indicator_and_no_values_but_names(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    created(place, "2023")
    loader = Loader(Workspace(place))
    made, findings = loader.year_file(2023)
    assert findings == []
    assert (made.year, made.status) == (2023, fact.COLLECTING)
    stated = {fact.id for fact in made.facts.values()}
    assert stated == {indicator.id for indicator in loader.catalogue.indicators if indicator.formula is None}
    filled = {fact.id for fact in made.facts.values() if not fact.is_empty}
    names = {indicator.id for indicator in loader.catalogue.indicators if indicator.is_moment}
    assert filled == {"commitments.items"} | names - {"committee.members"}
    last, _ = loader.year_file(2022)
    assert {id: made.facts[id].text for id in filled & names} == {id: last.facts[id].text for id in filled & names}


def test_a_name_that_was_the_same_for_two_years_is_kept_and_a_session_never(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    assert line(created(place, "2025"), "speaker").startswith("  speaker:  ")
    (place / "data/2025.yaml").unlink()
    text = (place / "data/2024.yaml").read_text(encoding="utf-8").replace("year: 2024", "year: 2023")
    text = text.replace("received: 265", "received: 243")
    (place / "data/2023.yaml").write_text(text, encoding="utf-8")
    made = created(place, "2025")
    speaker = stats(place, 2024)["meeting.speaker"]["text"]
    assert re.match(f"  speaker: {speaker} +# 报告人；(?:必填；)?上年{speaker}$", line(made, "speaker"))
    assert "有变就改" in made.partition("format:")[0]
    assert line(made, "received").startswith("  received:  ")
    assert re.search("^meeting:.*\n  name: +# 会议名称；", made, re.MULTILINE)


@pytest.mark.parametrize("owner", ["", "办公室"])
def test_a_name_that_is_kept_reads_back_as_it_was(owner: str, tmp_path: Path) -> None:
    names = ["区政协", "a: b # c", "“甲”", "[甲]", "no", "2022", "等"]
    place = year_2022(tmp_path)
    listed = ", ".join(json.dumps(name, ensure_ascii=False) for name in names)
    change(
        place / "data/2022.yaml",
        "  title_lines: [中国",
        f"  title_lines: {{value: [{listed}], owner: '{owner}'}} # [中国",
    )
    created(place, "2023")
    fact = Loader(Workspace(place)).year_file(2023)[0].facts["committee.title_lines"]
    assert ([part.text for part in fact.parts()], fact.owner) == (names[:-1], owner)


def test_label_unit_what_is_required_and_last_years_value_stand_beside(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    forms = "    forms: {label: 协商的形式, kind: items, fields: {name: {label: 形式}, role: {label: 作用}}}\n"
    change(place / CATALOGUE, "    levels: {", f"{forms}    levels: {{")
    text = created(place, "2023")
    assert line(text, "received").endswith("# 收到委员提案（件）；上年265件")
    assert re.search(r"suggestions: +# 提案、社情民意（条）；上年近300条\n", text)
    assert line(text, "short_name").endswith("# 行文简称；必填；上年区政协")
    assert line(text, "members").endswith("# 委员（名）；上年286名")
    assert line(text, "title_lines").endswith(
        "# 报告标题中的名称；上年[中国人民政治协商会议, 郑州市中原区第十届委员会常务委员会]"
    )
    assert line(text, "forms").endswith("- {name: 形式, role: 作用}")
    assert "filing_rate" not in text


def test_last_years_value_of_what_was_last_year_is_that_of_the_same_indicator(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    rows = (
        "来稿: {label: 来稿, unit: 条}",
        "上年来稿: {label: 上年来稿, unit: 条}",
        "上年来信: {label: 上年来信, unit: 件}",
    )
    catalogue = "format: 1\n来稿组:\n  label: 来稿组\n  indicators:\n    " + "\n    ".join(rows) + "\n"
    (tmp_path / CATALOGUE).write_text(catalogue, "utf-8")
    (tmp_path / "data/2022.yaml").write_text(
        "year: 2022\n来稿组:\n  来稿: 623\n  上年来稿: 591\n  上年来信: 40\n", "utf-8"
    )
    made = created(tmp_path, "2023")
    assert line(made, "来稿").endswith("上年623条")
    assert line(made, "上年来稿").endswith("2022年是623条")
    assert line(made, "上年来信").endswith("上年40件")


def test_the_comments_of_a_group_stand_in_one_column(tmp_path: Path) -> None:
    text = created(year_2022(tmp_path), "2023")
    groups = [group for group in text.split("\n\n")[1:] if not group.startswith(("commitments", "committee"))]
    columns = [{len(row.partition("#")[0].encode("gb18030")) for row in group.rstrip().split("\n")} for group in groups]
    assert {len(found) for found in columns} == {1}


def test_the_first_lines_say_how_it_is_filled_in(tmp_path: Path) -> None:
    head = created(year_2022(tmp_path), "2023").partition("format:")[0]
    assert all(row.startswith("#") for row in head.rstrip().split("\n"))
    for words in ("report check 2023", "report build 2023", "--owed", "--final", "近300", "{value: 15"):
        assert words in head


def test_a_year_that_has_a_file_keeps_it(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    before = contents(place)
    refused = report(place, "new", "2022")
    assert (refused.status, refused.out) == (2, "")
    assert "data/2022.yaml 已经有了，没有动它" in refused.err
    assert contents(place) == before


def test_without_a_last_year_there_is_nothing_to_answer_for(tmp_path: Path) -> None:
    text = created(year_2022(tmp_path), "2019")
    assert "；上年" not in text
    assert "没有上年报告里的工作安排" in text
    assert yaml.safe_load(text)["commitments"] is None


def test_a_year_of_which_last_year_is_for_comparison_only_has_its_values(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    (place / "data/2023.yaml").unlink()
    assert "上年240件" in line(created(place, "2023"), "received")


def test_what_cannot_be_read_of_last_year_is_left_out_with_a_word(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    change(place / "data/2022.yaml", "filed: 224", "filed: 二百")
    made = report(place, "new", "2023")
    assert made.status == 0
    assert "2022年的数据有错（见 report check 2022）" in made.err
    assert line((place / "data/2023.yaml").read_text(encoding="utf-8"), "filed").endswith("# 立案（件）")


# Owners -------------------------------------------------------------------------------------------------------------


def test_an_owner_of_all_facts_of_a_group_is_kept_as_the_groups(tmp_path: Path) -> None:
    text = created(committee("xihe", tmp_path), "2025")
    assert re.search(r"^proposals:.*\n  owner: 提案委 +#", text, re.MULTILINE)
    assert re.search(r"^opinions:.*\n  owner: 信息中心 +#", text, re.MULTILINE)
    assert "value:" not in text.partition("committee:")[2]


def test_owners_that_differ_are_kept_with_each_fact(tmp_path: Path) -> None:
    place = committee("donghu", tmp_path)
    change(place / "data/2024.yaml", "filed: 280", "filed: {value: 280, owner: 提案委}")
    text = created(place, "2025")
    assert line(text, "filed").startswith("  filed: {value: , owner: 提案委}  #")
    assert line(text, "received").startswith("  received: ")
    assert report(place, "check", "2025", "--owner", "提案委").out.count("F202") == 1


def test_an_owner_that_the_catalogue_names_is_not_repeated(tmp_path: Path) -> None:
    place = committee("donghu", tmp_path)
    change(place / CATALOGUE, "filed: {", "filed: {owner: 提案委, ")
    assert "提案委" not in created(place, "2025")
    assert "F202" in report(place, "check", "2025", "--owner", "提案委").out


# What last year's plan announced ------------------------------------------------------------------------------------


def promised(place: Path, year: int) -> list[str]:
    """What the file of a year has to answer for; nothing is answered yet."""
    facts = Loader(Workspace(place)).year_file(year)[0].facts
    items = facts["commitments.items"].value if "commitments.items" in facts else Items(())
    assert isinstance(items, Items)
    assert all(result.is_empty for _, result in items.items)
    return [promise.text for promise, _ in items.items]


def test_each_sentence_of_last_years_plan_is_to_be_answered_for(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    created(place, "2023")
    built(place, "2022", "--to", "md", "--kind", "work_report")
    report_text = (place / "drafts/2022/work_report.md").read_text(encoding="utf-8")
    plan = report_text.partition("## 二、")[2]
    texts = promised(place, 2023)
    assert len(texts) > 10
    assert all(re.search(rf"(?:^|[。；]){re.escape(text)}[。；]", plan, re.MULTILINE) for text in texts)
    told = [line for line in plan.split("\n") if line and not line.startswith("#")]
    kept_back = "".join(told)
    for text in texts:
        kept_back = kept_back.replace(text, "", 1)
    # The head says what year it is; the end calls upon the members.
    assert re.fullmatch(r"(?:[^。]*2023年[^。]*之年。)?[。；]*各位委员！[^。]*！", kept_back.strip()), kept_back


PLAN = """
plan:
  label: 来年打算
  answered_by: commitments.items
  indicators:
    a: {label: 甲}
    b: {label: 乙}
    c: {label: 丙}
commitments:
  label: 落实
  indicators:
    items: {label: 逐项落实, kind: items, fields: {promise: {label: 打算}, result: {label: 落实}}}
glossary:
  label: 名词解释
  indicators:
    terms: {label: 名词, kind: items, fields: {term: {label: 名词}, meaning: {label: 解释}}}
"""
REVIEW, PART = "## 回顾\n\n做了一些事。\n\n", "## {{ next_year }}安排\n\n"


@pytest.mark.parametrize(
    ("template", "promises"),
    [
        ("做好{{ plan.a }}；抓实{{ plan.b }}。", ["做好甲", "抓实乙"]),
        (REVIEW + PART + "做好{{ plan.a }}。\n\n改进作风。", ["做好甲", "改进作风"]),
        ("做好{{ plan.a }}。没有打算的话。", ["做好甲"]),
        (
            REVIEW + "常说{{ plan.a }}。\n\n" + PART + "做好{{ plan.a }}，抓实{{ plan.b }}。" + "干好{{ plan.c }}！",
            ["做好甲，抓实乙"],
        ),
        (PART + "{{ next_year }}是{{ plan.a }}的开局之年，是{{ plan.b }}的关键之年。抓好{{ plan.c }}。", ["抓好丙"]),
        (
            PART + "用好“{{ plan.a }}。{{ plan.b }}；”平台，落实《{{ plan.c }}。》。",
            ["用好“甲。乙；”平台，落实《丙。》"],
        ),
        (PART + "### 抓落实。\n\n做好{{ plan.a }}。", ["做好甲"]),
        (PART + "采取两条措施：一是做好{{ plan.a }}；二是抓实{{ plan.b }}。", ["做好甲", "抓实乙"]),
        (PART + "重点抓好：\n\n一是做好{{ plan.a }}。", ["做好甲"]),
        (PART + "做好{{ plan.a }}。\n\n注：数据截至年底。以后另报。\n\n（以上由研究室核对。）", ["做好甲"]),
        (PART + "做好{{ plan.a }}。\n\n（一）的话照旧，抓实{{ plan.b }}。", ["做好甲", "（一）的话照旧，抓实乙"]),
        (PART + "做好{{ plan.a }}。\n\n让我们团结起来。以上报告，请予审议。谢谢大家。", ["做好甲"]),
        (PART + "做好{{ plan.a }}。\n\n{% call attachment('说明') %}附件里的话。{% endcall %}", ["做好甲"]),
        (PART + "做好{{ plan.a }}。\n\n{{ explanations(glossary.terms) }}", ["做好甲"]),
        (
            PART
            + "做好{{ plan.a }}。\n\n{% call attachment('名词解释') %}{{ explanations(glossary.terms) }}{% endcall %}",
            ["做好甲"],
        ),
        (PART + "做好{{ plan.a }}。{% call table() %}\n甲 | 乙\n表里的话。 | 也是。\n{% endcall %}", ["做好甲"]),
        (REVIEW + "只有回顾。", []),
        ("## 回顾\n\n常说的话。", []),
    ],
)
def test_a_promise_is_a_sentence_as_it_was_printed(template: str, promises: list[str], tmp_path: Path) -> None:
    place = workspace_with(tmp_path, PLAN, template)
    told = "plan: {a: 甲, b: 乙, c: 丙}\nglossary: {terms: [{term: 甲, meaning: 推动甲的工作。做好乙}]}\n"
    (place / "data/2022.yaml").write_text("year: 2022\n" + told, "utf-8")
    created(place, "2023")
    assert promised(place, 2023) == promises


def workspace_with(folder: Path, catalogue: str, template: str) -> Path:
    for name in ("data", "templates"):
        (folder / name).mkdir()
    (folder / CATALOGUE).write_text(catalogue, "utf-8")
    (folder / "templates/a.md.j2").write_text(template, "utf-8")
    return folder


def test_the_longest_report_is_taken_and_one_that_cannot_be_composed_is_named(tmp_path: Path) -> None:
    place = workspace_with(tmp_path, PLAN, "做好{{ plan.a }}。抓实{{ plan.b }}。")
    (place / "templates/b.md.j2").write_text("说到{{ plan.a }}。", "utf-8")
    (place / "templates/c.md.j2").write_text("说到{{ plan.d }}。", "utf-8")
    (place / "data/2022.yaml").write_text("year: 2022\nplan: {a: 甲, b: 乙}\n", "utf-8")
    told = report(place, "new", "2023").err
    assert "2022年有的稿件生成不了（见 report check 2022），其中的工作安排没有写进来" in told
    assert promised(place, 2023) == ["做好甲", "抓实乙"]


def test_a_promise_is_quoted_and_its_numbers_are_not_asked_for(tmp_path: Path) -> None:
    place = workspace_with(
        tmp_path, PLAN, "{% for each in commitments.items %}{{ each.promise }}：{{ each.result }}。{% endfor %}"
    )
    items = "commitments: {items: [{promise: 培训委员3期, result: 已培训4期}]}"
    (place / "data/2023.yaml").write_text(f"year: 2023\n{items}\n", "utf-8")
    assert [line for line in report(place, "check", "2023").out.split("\n") if "W203" in line] == [
        "data/2023.yaml:2:49: 警告 W203: 落实（commitments.items[1].result）是文字，里面的“4期”核对不了：“已培训4期”"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "甲, 乙",
        "a: b",
        "【甲】：乙",
        "#甲",
        "  ",
        "'甲'",
        '"甲" # 乙',
        "@甲",
        "{甲}",
        "null",
        "-",
        "2023-02-21",
        "x #y",
        "旧.docx 第3段、第5段",
        "265件",
        "甲 null",
        "甲" * 2000,
    ],
)
def test_a_value_is_quoted_where_yaml_would_read_it_otherwise(text: str) -> None:
    made = f"- {{promise: {quoted(text)}, result: }}"
    assert yaml.load(made, yaml.BaseLoader) == [{"promise": text, "result": ""}]


def test_owners_of_the_plan_answer_for_it(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    old, new = "digital_project: “智慧政协”管理效能", "digital_project: {value: “智慧政协”管理效能, owner: 提案委}"
    change(place / "data/2022.yaml", old, new)
    text = created(place, "2023")
    [promise] = re.findall(r"- \{promise: (.*“智慧政协”.*), result: \{value: , owner: 提案委\}\}", text)
    owed = report(place, "check", "2023", "--owed", "--owner", "提案委").out
    assert promise[:8] in owed


def test_the_answers_are_told_in_the_report_and_gaps_show(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    [promise] = re.findall(r"- \{promise: (.*“头雁效应”.*), result: \}", created(place, "2023"))
    change(
        place / "data/2023.yaml", f"{{promise: {promise}, result: }}", f"{{promise: {promise}, result: 已在全区推开}}"
    )
    built(place, "2023", "--to", "md")
    told = (place / "drafts/2023/work_report.md").read_text(encoding="utf-8").replace("*", "")
    assert re.search(f"{promise}.{{1,3}}已在全区推开", told)
    assert "【待补：落实情况】" in told


def test_a_plan_is_answered_in_items_only(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    change(place / CATALOGUE, "answered_by: commitments.items", "answered_by: commitments.item")
    shown = report(place, "check", "2022")
    assert shown.status == 1
    assert "C204: 来年工作安排（plan）的answered_by应是一个kind: items的指标，现在是“commitments.item”" in shown.out
    assert "是不是“commitments.items”？" in shown.out


# A new workspace ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ids", ["en", "zh"])
def test_a_new_workspace_builds_at_once(ids: str, tmp_path: Path) -> None:
    made = report(tmp_path, "init", "工作报告", "--ids", ids, "--year", "2026")
    assert (made.status, made.out) == (0, "已新建工作区 工作报告\n")
    assert "report build 2026" in made.err
    place = tmp_path / "工作报告"
    result = built(place, "2026")
    assert re.search(r"还有\d+处【待补】，\d+项未填", result.err)
    assert "F202" not in result.err  # what is missing shows in the drafts
    assert sorted(path.name for path in (place / "drafts/2026").glob("*.docx")) == [
        "press_brief.docx",
        "press_feature.docx",
        "press_release.docx",
        "work_report.docx",
    ]
    checked = report(place, "check")
    assert checked.status == 0
    assert set(re.findall(r"[A-Z]\d{3}(?=: )", checked.out)) == {"F202"}


def test_a_new_workspace_has_all_that_people_and_editors_need(tmp_path: Path) -> None:
    assert report(tmp_path, "init", "w", "--year", "2026").status == 0
    place = tmp_path / "w"
    names = set(contents(place))
    starter = {path.relative_to(STARTER).as_posix() for path in STARTER.glob("templates/**/*.j2")}
    layouts = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("templates/layouts/*.yaml")}
    assert names == starter | layouts | {
        "data/indicators.yaml",
        "data/words.yaml",
        "data/2026.yaml",
        ".gitignore",
        ".gitattributes",
        ".vscode/settings.json",
        ".vscode/extensions.json",
        ".vscode/year.schema.json",
        ".github/workflows/report.yml",
        ".gitlab-ci.yml",
        ".workflow/report.yml",
        "使用说明.md",
    }
    for name, file in {".gitlab-ci.yml": "gitlab-ci.yml", ".workflow/report.yml": "gitee.yml"}.items():
        assert (place / name).read_bytes() == (STARTER / "ci" / file).read_bytes()
    settings = json.loads((place / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert [*settings["yaml.schemas"]] == [".vscode/year.schema.json"]
    assert (place / ".vscode/year.schema.json").read_text(encoding="utf-8") == report(place, "schema").out
    steps = yaml.safe_load((place / ".github/workflows/report.yml").read_text(encoding="utf-8"))["jobs"]["check"][
        "steps"
    ]
    for command in [step["run"] for step in steps if step.get("run", "").startswith("report ")]:
        assert report(place, *command.split()[1:]).status != 2, command


def test_every_command_of_the_page_of_instructions_is_one(tmp_path: Path) -> None:
    assert report(tmp_path, "init", "w", "--year", "2026").status == 0
    place = tmp_path / "w"
    page = (place / "使用说明.md").read_text(encoding="utf-8")
    assert not re.search("{(?!value: )", page)
    change(place / "data/2026.yaml", "提案工作:", "提案工作:\n  owner: 办公室")
    commands = re.findall(r"report [a-z]+(?: (?:--)?[\w-]+)*", page)
    assert len(commands) >= 8
    for command in commands:
        words = command.partition(">")[0].split()[1:]
        needs_a_file = words[0] == "collect"
        assert report(place, words[0], *(["--help"] if needs_a_file else words[1:])).status != 2, command


CLOCK = """
import datetime, sys
today = list(map(int, sys.argv.pop(1).split("-")))
class Date(datetime.datetime):
    now = classmethod(lambda cls, zone=None: cls(*today, tzinfo=zone))
datetime.datetime = Date
from report_cli.cli import main
main()
"""


@pytest.mark.parametrize(
    ("today", "year"),
    [("2027-1-1", 2026), ("2027-2-28", 2026), ("2027-3-31", 2026), ("2027-4-1", 2027), ("2027-12-31", 2027)],
)
def test_a_report_begun_before_april_is_on_last_year(today: str, year: int, tmp_path: Path) -> None:
    result = ended(started(tmp_path, sys.executable, "-c", CLOCK, today, "init", "w"))
    assert (result.status, f"report build {year}" in result.err) == (0, True)
    assert [path.name for path in (tmp_path / "w/data").glob("2*.yaml")] == [f"{year}.yaml"]


def test_a_year_that_is_named_is_taken_in_any_month(tmp_path: Path) -> None:
    assert ended(started(tmp_path, sys.executable, "-c", CLOCK, "2027-1-1", "init", "w", "--year", "2027")).status == 0
    assert (tmp_path / "w/data/2027.yaml").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w/旧稿.docx").write_bytes(b"")
    refused = report(tmp_path, "init", "w")
    assert (refused.status, refused.out) == (2, "")
    assert "已经有内容" in refused.err
    assert [*contents(tmp_path)] == ["w/旧稿.docx"]


def test_where_nothing_can_be_written_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "旧稿.docx").write_bytes(b"")
    refused = report(tmp_path, "init", "旧稿.docx/w")
    assert (refused.status, refused.out) == (2, "")
    assert "建不了文件夹 旧稿.docx/w" in refused.err
    assert [*contents(tmp_path)] == ["旧稿.docx"]


def test_an_empty_folder_or_a_new_clone_is_filled(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert report(tmp_path, "init", ".", "--year", "2026").status == 0
    assert (tmp_path / CATALOGUE).exists()


def test_ids_are_in_english_or_in_chinese(tmp_path: Path) -> None:
    refused = report(tmp_path, "init", "w", "--ids", "cn")
    assert refused.status == 2
    assert "文字没有“cn”，是不是en？" in refused.err or "可用：en、zh" in refused.err


# Chinese names ------------------------------------------------------------------------------------------------------


def in_chinese(place: Path) -> Path:
    """A copy of a workspace with Chinese names, as `init` gives them, in catalogue, templates and year files."""
    copy = shutil.copytree(place, place.with_name(f"{place.name}-zh"))
    files = {
        file.relative_to(copy).as_posix(): file.read_text(encoding="utf-8")
        for file in copy.rglob("*")
        if file.suffix in (".yaml", ".j2")
    }
    for name, text in renaming.in_chinese(files, CATALOGUE).items():
        (copy / name).write_text(text, encoding="utf-8")
    for year in Workspace(copy).years():
        fill_in(copy, year, (place / f"data/{year}.yaml").read_text(encoding="utf-8"), Workspace(place))
    return copy


def fill_in(place: Path, year: int, text: str, like: Workspace) -> None:
    """State in a workspace what the year file of another one does: their catalogues say the same in other names."""
    new: dict[str, str] = {}
    for ours, theirs in zip(
        Loader(Workspace(place)).catalogue.groups.values(), Loader(like).catalogue.groups.values(), strict=True
    ):
        new[theirs.name] = ours.name
        for one, other in zip(ours.indicators, theirs.indicators, strict=True):
            new[other.id] = one.name
            new |= {f"{other.id}.{field.name}": mine.name for mine, field in zip(one.fields, other.fields, strict=True)}

    def renamed(value: object, above: str) -> object:
        if isinstance(value, list):
            return [renamed(item, above) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            new.get(f"{above}{name}", name): renamed(inner, above if name == "value" else f"{above}{name}.")
            for name, inner in value.items()
        }

    made = yaml.safe_dump(renamed(yaml.load(text, yaml.BaseLoader), ""), allow_unicode=True, sort_keys=False)
    (place / f"data/{year}.yaml").write_text(made, encoding="utf-8")


def assert_says_the_same(copy: Path, place: Path) -> None:
    """Both build, to the same texts, and have the same figures."""
    for each in (place, copy):
        built(each, "--all")
    texts = {path: text for path, text in contents(place / "drafts").items() if path.endswith(".md")}
    assert texts
    assert {path: text for path, text in contents(copy / "drafts").items() if path.endswith(".md")} == texts
    year = max(Workspace(place).years())
    said = [(fact["label"], fact["text"], fact["derived"], fact["source"]) for fact in stats(place, year).values()]
    assert [
        (fact["label"], fact["text"], fact["derived"], fact["source"]) for fact in stats(copy, year).values()
    ] == said


def test_a_new_workspace_builds_the_same_text_in_chinese_and_english_names(tmp_path: Path) -> None:
    for ids in ("en", "zh"):
        assert report(tmp_path, "init", ids, "--year", "2022", "--ids", ids).status == 0
    example = (STARTER / "data/example.yaml").read_text(encoding="utf-8")
    for ids in ("en", "zh"):
        fill_in(tmp_path / ids, 2022, example, Workspace(tmp_path / "en"))
    assert_says_the_same(tmp_path / "zh", tmp_path / "en")
    assert "收到提案286件" in (tmp_path / "zh/drafts/2022/work_report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["2022", "donghu", "xihe"])
def test_a_workspace_in_chinese_names_builds_the_same_text(name: str, tmp_path: Path) -> None:
    place = year_2022(tmp_path) if name == "2022" else committee(name, tmp_path)
    assert_says_the_same(in_chinese(place), place)


def test_no_english_name_is_left_where_people_write(tmp_path: Path) -> None:
    assert report(tmp_path, "init", "w", "--year", "2022", "--ids", "zh").status == 0
    year = yaml.load((tmp_path / "w/data/2022.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    groups = {name: value for name, value in year.items() if name not in fact.YEAR_FILE_KEYS}
    assert groups
    assert [name for name in (*groups, *(name for group in groups.values() for name in group)) if name.isascii()] == []
    indicators = Loader(Workspace(tmp_path / "w")).catalogue
    assert [field.id for indicator in indicators.indicators for field in indicator.fields if field.name.isascii()] == []
    templates = list((tmp_path / "w/templates").rglob(f"*{TEMPLATE_SUFFIX}"))
    assert templates
    for template in templates:
        assert not re.search(r"\b(proposals|committee|plan)\.(?!md)", template.read_text(encoding="utf-8")), template


def test_names_are_identifiers_and_distinct_within_a_group() -> None:
    text = """
work:
  label: 工作（全年）
  indicators:
    a: {label: 提案、社情民意, unit: 条}
    b: {label: 提案“社情民意”, unit: 条}
    c: {label: 5G基站, unit: 个}
    d: {label: owner, unit: 个}
    rate: {label: 占比, formula: a / (b + work.c)}
    e: {label: 其中, unit: 条, of: a}
  rules:
    - {require: "e <= previous.a", because: 递减}
"""
    found, findings = catalogue_file.read(text.encode(), CATALOGUE)
    assert [finding.code for finding in findings] == ["C302"]  # 条 and 个, which does not matter here
    names = renaming.chinese_names(found)
    assert [names.full(f"work.{name}") for name in "abcd"] == [
        "工作全年.提案社情民意",
        "工作全年.提案社情民意2",
        "工作全年.第5G基站",
        "工作全年.owner2",
    ]
    made = renaming.renamed_catalogue(text, names)
    assert "formula: 提案社情民意 / (提案社情民意2 + 工作全年.第5G基站)" in made
    assert "of: 提案社情民意}" in made
    assert 'require: "其中 <= previous.提案社情民意"' in made


@pytest.mark.parametrize(
    ("english", "in_chinese"),
    [
        ("{{ proposals.received }}件received", "{{ 提案.收到 }}件received"),
        (
            "{%if not proposals.received is open and topics.items|length>1%}",
            "{%if not 提案.收到 is open and 议题.各项|length>1%}",
        ),
        (
            "{% for t in topics.items %}{{ t.title }}{{ loop.last }}{% endfor %}",
            "{% for t in 议题.各项 %}{{ t.题目 }}{{ loop.last }}{% endfor %}",
        ),
        (
            "{% set x = topics.items %}{% for t in x %}{{t.title}}{% endfor %}",
            "{% set x = 议题.各项 %}{% for t in x %}{{t.题目}}{% endfor %}",
        ),
        ("{{ 'proposals.received' }}{# proposals.received #}", "{{ 'proposals.received' }}{# proposals.received #}"),
        ("{{ proposals . received.previous.number|short }}", "{{ 提案 . 收到.previous.number|short }}"),
        ('{% include "proposals.md.j2" ignore missing %}', '{% include "proposals.md.j2" ignore missing %}'),
    ],
)
def test_only_names_within_tags_are_exchanged(english: str, in_chinese: str) -> None:
    text = """
proposals: {label: 提案, indicators: {received: {label: 收到, unit: 件}}}
topics: {label: 议题, indicators: {items: {label: 各项, fields: {title: {label: 题目}}}}}
"""
    names = renaming.chinese_names(catalogue_file.read(text.encode(), CATALOGUE)[0])
    assert renaming.renamed_template(english, names) == in_chinese


@pytest.mark.parametrize("is_there", [False, True])
def test_where_it_fails_midway_nothing_is_left_and_it_can_be_tried_again(is_there: bool, tmp_path: Path) -> None:
    """The catalogue is written; a longer file is not."""
    if is_there:
        (tmp_path / "of/new").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    smallest = len((ROOT / CATALOGUE).read_bytes()) // 2
    result = ended(
        started(
            tmp_path,
            *PROGRAM,
            "init",
            "of/new",
            before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (smallest, smallest)),
        )
    )
    assert (result.status, result.out, len(result.err.splitlines())) == (2, "", 1)
    assert "写不了 of/new/" in result.err
    assert sorted(tmp_path.rglob("*")) == before
    assert report(tmp_path, "init", "of/new").status == 0


def test_a_workspace_without_room_for_its_last_file_leaves_no_folder(tmp_path: Path) -> None:
    files = {"data/a.yaml": "a", "templates/sections/b.j2": "b", "data/a.yaml/c": "c"}
    with pytest.raises(CannotRun):
        scaffold.write(files, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
