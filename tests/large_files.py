"""The largest YAML files and tables, and the worst that a lawful size allows: cases of `make largest`."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from running import ROOT, report

MIB = 1 << 20
DRAFT, YEAR = "drafts/2022/work_report", "data/2022.yaml"
CATALOGUE, WORDS, TEMPLATE = "data/indicators.yaml", "data/words.yaml", "templates/work_report.md.j2"
MADE = (("build", "2022", "--output", "out"),)
"""What reads all that `check` and `stats` read."""

Make = Callable[[Path], object]
Content = Callable[[], str]
"""A text that is made where it is written: a process that holds it would count for the memory of its children."""


class Case(NamedTuple):
    """A workspace with something large in it, and the commands that meet it."""

    name: str
    make: Make
    commands: tuple[tuple[str, ...], ...]


def text(name: str, content: Content) -> Make:
    return lambda place: (place / name).write_text(content(), encoding="utf-8")


def filled(content: str, size: int = 8 * MIB, before: str = "", behind: str = "") -> Content:
    return lambda: before + content * ((size - 1024) // len(content.encode())) + behind


def lines(pattern: str, count: int, before: str = "", behind: str = "") -> Content:
    """So many lines, each with its number in it."""
    return lambda: before + "".join(pattern.replace("№", str(number)) + "\n" for number in range(count)) + behind


def none() -> str:
    return ""


def grown(catalogue: Content = none, year: Content = none, template: Content = none) -> Make:
    """The workspace with more at the end of its catalogue, its year file and its template."""

    def make(place: Path) -> None:
        for name, more in ((CATALOGUE, catalogue), (YEAR, year), (TEMPLATE, template)):
            with (place / name).open("a", encoding="utf-8") as file:
                file.write(f"\n{more()}")

    return make


def group(indicators: str) -> str:
    return f"many:\n  label: 许多\n  indicators:\n{indicators}"


def cases() -> Iterator[Case]:
    yield from of_damaged_yaml()
    yield from of_lists()
    yield from of_numbers()
    yield from of_catalogues()
    yield from of_words()
    yield from of_edits()
    yield from of_tables()


def of_damaged_yaml() -> Iterator[Case]:
    head = "format: 1\nyear: 2022\n"
    for name, content in {
        "8 MiB方括号": filled("[", before="a: "),
        "8 MiB括号和逗号": filled("[],", before="a: [", behind="]"),
        "8 MiB项": filled("- 1\n", before="a:\n"),
        "8 MiB同名的项": filled("a: 1\n"),
        "8 MiB不同名的项": lines("名№: 1", 600_000),
        "9万个不认识的组": lines("名№: 1", 90_000),
        "8 MiB锚": lines("a№: &a№ 1", 400_000),
        "8 MiB一行": filled("一", before="a: "),
        "8 MiB错行": filled("一\n"),
        "8 MiB制表符": filled("\t"),
        "8 MiB引号": filled("''", before="a: '", behind="'"),
        "8 MiB花括号": filled("{a: ", before="a: "),
        "8 MiB提案数": lines("  x№: 265件", 400_000, "proposals:\n"),
        "9万个不认识的数": lines("  x№: 265件", 90_000, "proposals:\n"),
        "9万个读不懂的数": lines("  x№: 甲乙丙", 90_000, "proposals:\n  received: [265件, 一]\n"),
        "8 MiB一个数": filled("9", before="proposals:\n  received: "),
        "8 MiB一个公式": filled("1+", before="proposals:\n  received: ="),
        "15万个空的名称": filled("    -\n", 150_000 * 6, "year_work:\n  campaigns:\n"),
        "6万个空的名称和引号": filled("'', ", 4 * 60_000, "year_work:\n  campaigns: [", "]\n"),
    }.items():
        yield Case(f"YAML：{name}", text(YEAR, partial(_joined, head, content)), MADE)


def _joined(head: str, content: Content) -> str:
    return head + content()


def of_lists() -> Iterator[Case]:
    year = (ROOT / YEAR).read_text(encoding="utf-8")

    def names(count: int) -> Make:
        def content() -> str:
            listed = "".join(f"第{number}号重点提案督办活动推进会, " for number in range(count))
            return year.replace("campaigns: [", "campaigns: [" + listed, 1)

        return text(YEAR, content)

    def edited(place: Path) -> None:
        """A draft in which one of the names is another."""
        names(9_990)(place)
        assert report(place, "build", "2022").status == 0
        draft = (place / f"{DRAFT}.md").read_text(encoding="utf-8")
        (place / "稿.md").write_text(draft.replace("第500号重点提案", "第500号重要提案", 1), encoding="utf-8")

    yield Case("YAML：8 MiB，一个名单", names(150_000), MADE)
    home = (("check", "2022"), *MADE, ("verify", "稿.md"), ("take", "稿.md"), ("form", "2022"))
    yield Case("YAML：一万个名称的名单", edited, home)

    def listed() -> str:
        of_all = (f"    n{at}: [{''.join(f'第{at}类{n}号提案, ' for n in range(9_900))}]\n" for at in range(19))
        return "many:\n" + "".join(of_all)

    printed = "\n".join(f"开展{{{{ many.n{at} }}}}。\n" for at in range(19))
    catalogue = group(lines("    n№: {label: 名单№, kind: list}", 19)())
    yield Case("YAML：19个名单，都印", grown(lambda: catalogue, listed, lambda: printed), MADE)
    fields = "fields: {title: {label: 题目}, copies: {label: 印数, unit: 份}}"
    items = lines("    - {title: 《第№号》, copies: №}", 9_990)
    papers = group(f"    papers: {{label: 报告, kind: items, {fields}}}\n")
    row = "{% for p in many.papers %}\n{{ p.title }}|{{ p.copies.number }}\n{% endfor %}\n"
    table = f"{{% call table() %}}\n题目|印数\n{row}{{% endcall %}}\n"
    given = grown(lambda: papers, lambda: "many:\n  papers:\n" + items(), lambda: table)
    yield Case("YAML：一万条条目，印成表", given, MADE)
    required = papers.replace("份}", "份, required: true}")
    lacking = grown(lambda: required, lambda: "many:\n  papers:\n" + items().replace(", copies:", ", copy:"))
    yield Case("YAML：一万条条目，都缺一项", lacking, MADE)


def of_numbers() -> Iterator[Case]:
    def known() -> str:
        return group(lines("    n№: {label: 第№项, unit: 件}", 30_000)())

    def given(pattern: str) -> Content:
        return lambda: "many:\n" + lines(pattern, 30_000)()

    stats = ("stats", "--year", "2022")
    sourced = grown(known, given("    n№: {value: №, source: 台账}"))
    yield Case("YAML：3万个数", sourced, (*MADE, stats, ("form", "2022")))
    yield Case("YAML：3万个读不懂的数", grown(known, given("    n№: 约莫№件")), (*MADE, stats))

    def said(size: int) -> Make:
        prose = filled("把搭台协商作为主要工作，", size)
        label = group("    said: {label: 话}\n")
        return grown(lambda: label, lambda: f"many:\n  said: {prose()}\n", lambda: "{{ many.said }}。\n")

    yield Case("YAML：8 MiB的一段文字，印出", said(8 * MIB - 65_536), MADE)
    yield Case("YAML：3 MiB的一段文字，印出", said(3 * MIB), MADE)


def of_catalogues() -> Iterator[Case]:
    begun = group("")
    chain = "    n№: {label: 第№项, unit: 件, formula: n§ + n0}"
    for name, content in {
        "8 MiB注释": filled("# 说明\n"),
        "8 MiB定义": filled("一", 7 * MIB, begun + "    a: {label: 甲, unit: 件, definition: ", "}\n"),
        "3万个指标": lines("    n№: {label: 第№项, unit: 件}", 30_000, begun),
        "3万个指标，同一个名称": lines("    n№: {label: 甲, unit: 件}", 30_000, begun),
        "2万个公式，一个接一个": lambda: (
            begun
            + "    n0: {label: 零, unit: 件}\n"
            + "".join(chain.replace("№", str(n)).replace("§", str(n - 1)) + "\n" for n in range(1, 20_000))
        ),
        "2万个公式，成一圈": lambda: (
            begun
            + "".join(chain.replace("№", str(n)).replace("§", str((n + 1) % 20_000)) + "\n" for n in range(20_000))
        ),
        "2万个分项": lines("    n№: {label: 第№项, unit: 件, of: a}", 20_000, begun + "    a: {label: 甲, unit: 件}\n"),
        "3万个不认识的项": lines("    n№: {label: 第№项, unti: 件}", 30_000, begun),
        "2.5万个组": lines("g№: {label: 组№, indicators: {a: {label: 甲}}}", 25_000),
        "19万个专名": lines("  - 第№中学", 190_000, "allow:\n"),
    }.items():
        yield Case(f"指标目录：{name}", grown(content), MADE)


def of_words() -> Iterator[Case]:
    head = "format: 1\n"
    for name, content in {
        "8 MiB成句": filled("  - 以习近平新时代中国特色社会主义思想为指导\n", before=f"{head}formulas:\n"),
        "2.9万个成句": lines("  - 以第№号文件精神为统领", 29_000, f"{head}formulas:\n"),
        "4200个写法": lines("  - {right: 第№中学, wrong: [№中], because: 全称}", 4_200, f"{head}terms:\n"),
        "4900个名称": lines("  - {full: 第№届委员会, short: [№届]}", 4_900, f"{head}names:\n"),
        "2.9万个名称的次序": lambda: f"{head}orders:\n  - [" + "".join(f"第{n}街道, " for n in range(29_000)) + "]",
        "7000个次序": lines("  - [第№街道, 第№社区, 第№小组]", 7_000, f"{head}orders:\n"),
        "5900个不用的词": lines("  - {word: 第№中学, because: 改名了}", 5_900, f"{head}forbidden:\n"),
        "4200个放过的": lines("  - {rule: W227, text: 第№中学, because: 专名}", 4_200, f"{head}allow:\n"),
    }.items():
        yield Case(f"用语表：{name}", text(WORDS, content), (*MADE, ("words", f"{DRAFT}.docx")))


def of_edits() -> Iterator[Case]:
    file = "templates/2022/work_report.edits.yaml"
    head = "format: 1\nedits:\n"
    for name, content in {
        "3.8万条": lines("  - {was: 原来的第№句, now: 现在的话}", 38_000, head),
        "3900条，没有一处找得到": lines("  - {was: 原来的第№句, now: 现在的话}", 3_900, head),
        "3900条，改的同一处": lines("  - {was: 各位委员, now: 各位同志}", 3_900, head),
        "3900条，都是新的": lines("  - {now: 新的一句话。, after: 各位委员}", 3_900, head),
        "7 MiB的一条": filled("一", 7 * MIB, head + "  - {was: 各位委员, now: ", "}\n"),
        "3 MiB的原文": filled("一", 3 * MIB, head + "  - {was: ", ", now: 各位委员}\n"),
    }.items():

        def make(place: Path, content: Content = content) -> None:
            (place / "templates/2022").mkdir(exist_ok=True, parents=True)
            (place / file).write_text(content(), encoding="utf-8")

        yield Case(f"改动文件：{name}", make, (*MADE, ("take", f"{DRAFT}.docx")))


def of_tables() -> Iterator[Case]:
    catalogue = group("""\
    list:
      label: 提案
      kind: items
      file: 登记
      fields:
        number: {label: 流水号, key: true}
        title: {label: 案由}
        sort: {label: 类别}
        people: {label: 附议人数, unit: 人}
    all: {label: 总数, unit: 件, formula: count(list)}
    some: {label: 甲类, unit: 件, formula: count(list where 类别 = 甲)}
""")

    def rows(count: int, *, sheet: bool = False) -> Make:
        def make(place: Path) -> None:
            grown(lambda: catalogue, template=lambda: "共{{ many.all }}。\n")(place)
            (place / "data/2022").mkdir()
            if not sheet:
                content = lines("T№,第№号提案的案由,甲,№", count, "流水号,案由,类别,附议人数\n")
                (place / "data/2022/登记.csv").write_text(content(), encoding="utf-8")
                return
            with xlsxwriter.Workbook(place / "data/2022/登记.xlsx", {"constant_memory": True}) as book:
                made = book.add_worksheet()
                made.write_row(0, 0, ["流水号", "案由", "类别", "附议人数"])
                for n in range(count):
                    made.write_row(n + 1, 0, [f"T{n}", f"第{n}号提案的案由", "甲", n])

        return make

    yield Case("表：CSV，10万行", rows(100_000), MADE)
    yield Case("表：CSV，100万行", rows(999_000), MADE)
    yield Case("表：XLSX，25万行", rows(249_000, sheet=True), MADE)
    yield Case("表：XLSX，40万行", rows(400_000, sheet=True), MADE)

    collect = (("collect", "统计表.csv", "--year", "2022"),)
    head = "名称,数值,单位\n"
    for name, content in {
        "5000行": lines("收到提案№,265,件", 4_990, head),
        "5000行，同一项": lines("收到提案,№,件", 4_990, head),
        "50万行": lines("收到提案,№,件", 500_000, head),
        "100列": lines("收到提案№,265,件" + ",№类" * 96, 4_990, head),
        "1000列": lines("收到提案,265,件" + ",1" * 1000, 3_990, head),
        "一格8 MiB": filled("9", before=head + "收到提案,", behind=",件\n"),
        "一格8 MiB的名称": filled("一", before=head, behind=",9,件\n"),
    }.items():
        yield Case(f"部门的表：{name}", text("统计表.csv", content), collect)
