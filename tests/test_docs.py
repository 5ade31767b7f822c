"""The reference pages: every sample does what is shown, and exactly the words that exist are documented."""

import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from report_cli.compose import rendering, source
from report_cli.compose.language import FILTERS, TESTS
from report_cli.compose.values import ATTRIBUTES
from report_cli.facts import braces, catalogue_file, fact, quantity, yearfile
from report_cli.facts.estimate import Estimate
from report_cli.facts.fact import Catalogue
from report_cli.facts.numbers import read as number
from report_cli.facts.quantity import Quantity
from report_cli.model import Finding
from running import ROOT, report
from samples import Sample, is_as_shown, put_program, sections, table, try_out

DOCS = ROOT / "docs"
CATALOGUE, TEMPLATE, UNTRIED, MANUAL, WORDS = (
    DOCS / f"{name}.md" for name in ("指标目录参考", "模板参考", "未能试的", "手册", "用语")
)
SECTIONS = [
    pytest.param(document, title, id=f"{document.stem}-{title}")
    for document in (CATALOGUE, TEMPLATE, WORDS)
    for title, samples in sections(document)
    if samples
]


@pytest.mark.parametrize(("document", "title"), SECTIONS)
def test_each_section_of_samples_does_what_it_shows(document: Path, title: str, tmp_path: Path) -> None:
    """Each section starts from the files of the first one, as the document says."""
    environment = put_program(tmp_path)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    [(first, base), *_] = sections(document)
    samples = dict(sections(document))[title]
    files = [] if title == first else [sample for sample in base if sample.is_given]
    for command, shown, true in try_out([*files, *samples], workspace, environment):
        assert is_as_shown(shown, true), f"$ {command}\n{true}"


def test_the_manual_followed_from_the_start_does_what_it_shows(tmp_path: Path) -> None:
    environment = put_program(tmp_path)
    found = sections(MANUAL)
    back = [title for title, _ in found].index("核对别人改过的稿")
    before, after = ([sample for _, samples in part for sample in samples] for part in (found[:back], found[back:]))
    for command, shown, true in try_out(before, tmp_path, environment):
        assert is_as_shown(shown, true), f"$ {command}\n{true}"
    place = tmp_path / "工作报告"
    for changed in (place / "送审稿.docx", place / "drafts/2022/work_report.docx"):
        retype(place / "drafts/2022/work_report.docx", changed, "265件", "256件")
    for command, shown, true in try_out(after, place, environment):
        assert is_as_shown(shown, true), f"$ {command}\n{true}"


def retype(draft: Path, into: Path, old: str, new: str) -> None:
    """Copy a Word file with one figure retyped."""
    with ZipFile(draft) as parts:
        contents = {name: parts.read(name) for name in parts.namelist()}
    body = contents["word/document.xml"].decode()
    assert f">{old}<" in body
    contents["word/document.xml"] = body.replace(f">{old}<", f">{new}<").encode()
    with ZipFile(into, "w") as parts:
        for name, content in contents.items():
            parts.writestr(name, content)


@pytest.mark.parametrize("document", [CATALOGUE, TEMPLATE])
def test_every_sample_is_a_named_file_or_a_command(document: Path) -> None:
    samples = [sample for _, found in sections(document) for sample in found]
    assert samples
    assert [sample for sample in samples if not sample.file and sample.language != "console"] == []
    assert [
        title for title, found in sections(document) if found and not any(s.language == "console" for s in found)
    ] == []


def test_the_manual_check_starts_with_the_output_shown(tmp_path: Path) -> None:
    environment = put_program(tmp_path)
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    samples = [sample for _, found in sections(UNTRIED) for sample in found]
    assert samples
    for command, shown, true in try_out(samples, tmp_path, environment):
        assert is_as_shown(shown, true), f"$ {command}\n{true}"
    assert len(re.findall("^### ", UNTRIED.read_text("utf-8"), re.MULTILINE)) == 10


LINKS = [
    (document, link)
    for document in sorted(DOCS.glob("*.md"))
    for link in re.findall(r"\]\(([^):]+)\)", document.read_text("utf-8"))
]


def test_every_linked_file_and_heading_exists() -> None:
    assert len({document for document, _ in LINKS}) > 5
    for document, link in LINKS:
        name, _, heading = link.partition("#")
        target = DOCS / name if name else document
        assert target.exists(), link
        # An address has a heading without its marks.
        headings = re.findall("(?m)^#+ (.*)$", target.read_text("utf-8")) if heading else []
        assert not heading or heading in {re.sub(r"[^\w -]", "", each).replace(" ", "-") for each in headings}, link


STARTER = ROOT / "starter/templates"
KINDS = {"work_report": "工作报告", "press_release": "通稿", "press_brief": "消息", "press_feature": "解读"}


def test_every_place_where_a_year_may_add_words_is_listed() -> None:
    """The places are the optional includes of the templates of a new workspace."""
    texts = [path.read_text("utf-8") for path in STARTER.rglob("*.md.j2")]
    places = {place for text in texts for place in re.findall(r'"sections/(\w+)\.md\.j2" ignore missing', text)}
    listed = [row[0].removesuffix(".md.j2") for row in table(TEMPLATE, "各节里可以加的话")]
    assert (set(listed), len(listed)) == (places, len(places))
    for row in table(TEMPLATE, "各节里可以加的话"):
        readers = {label for kind, label in KINDS.items() if f'"sections/{row[0]}"' in included(f"{kind}.md.j2")}
        assert set(row[1].partition("：")[0].split("、")) == readers


def included(name: str) -> str:
    """A template's text, and those that it includes."""
    text = (STARTER / name).read_text("utf-8")
    inner = {part for part in re.findall(r'"(sections/\w+\.md\.j2)"', text) if (STARTER / part).exists()}
    return text + "".join(map(included, sorted(inner)))


# The words that are documented, and those that exist.


def words(document: Path, heading: str, column: int = 0) -> list[str]:
    return [row[column] for row in table(document, heading)]


def known(text: str, family: str = "year") -> list[str]:
    """The words that the code knows: those offered instead of `zz`, which is not one."""
    if family == "year":
        findings = yearfile.read(f"year: 2022\nproposals:\n{text}".encode(), "data/2022.yaml", 2022, base_catalogue())[
            1
        ]
    else:
        findings = catalogue_file.read(text.encode(), "data/indicators.yaml")[1]
    [offered] = [finding.cure.partition("：")[2] for finding in findings if finding.cure.startswith("可用")]
    return offered.split("、")


def base() -> dict[str, Sample]:
    return {sample.file: sample for sample in sections(CATALOGUE)[0][1] if sample.is_given}


def base_catalogue() -> Catalogue:
    return catalogue_file.read(base()["data/indicators.yaml"].text.encode(), "data/indicators.yaml")[0]


@pytest.mark.parametrize(
    ("document", "heading", "there_are"),
    [
        (CATALOGUE, "年度数据的顶层", fact.YEAR_FILE_KEYS),
        (CATALOGUE, "组的默认项", fact.DEFAULTS),
        (CATALOGUE, "长写法", known("  received: {value: 1, zz: 1}")),
        (CATALOGUE, "组", known("g: {label: 组, zz: 1}", "catalogue")),
        (CATALOGUE, "指标", known("g: {label: 组, indicators: {a: {label: 甲, zz: 1}}}", "catalogue")),
        (CATALOGUE, "kind", known("g: {label: 组, indicators: {a: {label: 甲, kind: zz}}}", "catalogue")),
        (CATALOGUE, "规则", known("g: {label: 组, rules: [{require: 1 < 2, because: 理, zz: 1}]}", "catalogue")),
        (CATALOGUE, "allow", known("allow: [{word: 5G, because: 专名, zz: 1}]", "catalogue")),
        (TEMPLATE, "文件头", source.KEYS),
        (TEMPLATE, "印数据项", ATTRIBUTES),
        (TEMPLATE, "过滤器", FILTERS),
        (TEMPLATE, "测试", TESTS),
    ],
)
def test_exactly_the_known_words_are_documented(document: Path, heading: str, there_are: list[str]) -> None:
    assert sorted(words(document, heading)) == sorted(there_are)


def test_words_outside_the_main_tables_are_documented() -> None:
    text, template = (document.read_text("utf-8") for document in (CATALOGUE, TEMPLATE))
    fields = re.findall(r"^\| `(\w+)` \|", text.partition("| 字段的名称 |")[2].partition("\n\n")[0], re.MULTILINE)
    items = "g: {label: 组, indicators: {a: {label: 甲, fields: {f: {label: 己, zz: 1}}}}}"
    assert sorted(fields) == sorted(known(items, "catalogue"))
    statuses = re.findall(r"^\| `(\w+)` \|", text.partition("| 状态 |")[2].partition("\n\n")[0], re.MULTILINE)
    assert statuses == [fact.COLLECTING, fact.FOR_COMPARISON]
    states = re.findall(r"^\| `(\w+)` \|", text.partition("| 情况 |")[2].partition("\n\n")[0], re.MULTILINE)
    assert states == list(braces.STATES)
    [units] = re.findall(r"^自动认作 `amount` 的单位：(.*?)。", text, re.MULTILINE)
    assert sorted(units.split("、")) == sorted([*catalogue_file.UNITS_OF_MEASURE, *catalogue_file.UNITS_OF_MONEY])
    [numbering] = [row for row in table(TEMPLATE, "文件头") if row[0] == "numbering"]
    assert all(word in numbering[1] for word in source.NUMBERINGS)
    assert words(TEMPLATE, "块") == [*rendering.MACROS, *rendering.PLACED]
    assert template.count("loop.") >= 3


def test_every_tag_offered_by_a_finding_is_documented(tmp_path: Path) -> None:
    for sample in base().values():
        (tmp_path / sample.file).parent.mkdir(exist_ok=True)
        (tmp_path / sample.file).write_text(sample.text, "utf-8")
    (tmp_path / "templates/brief.md.j2").write_text("{% block a %}{% endblock %}", "utf-8")
    offered = re.search(r"可用的标签：(.*)", report(tmp_path, "build", "2022").err)
    assert offered
    assert sorted(offered[1].split("、")) == sorted(words(TEMPLATE, "标签"))


def test_every_finding_code_of_templates_is_documented() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "report_cli/compose").glob("*.py")]
    cases = [path.read_text("utf-8", errors="replace") for path in (ROOT / "tests/cases/templates").glob("*.md.j2")]
    codes = {code for text in sources for code in re.findall(r'"([TW]\d{3})"', text)}
    codes |= {code for text in cases for code in re.findall(r"(?:error|warning) ([TW]\d{3})", text)}
    # A head is read as YAML (T0…), by a reader of names (118: what is no text).
    assert set(words(TEMPLATE, "模板的问题一览")) == {code for code in codes if not code.startswith("T0")} | {"T118"}


# The tables of values.


def in_words(estimate: Estimate) -> str:
    """The range of an estimate, worded as in the document."""
    low, high = estimate.low, estimate.high
    if estimate.is_exact:
        return f"{low}"
    if high == float("inf"):
        return f"多于{low}" if estimate.low_open else f"{low}以上"
    if estimate.high_open:
        return f"多于{low}，不到{high}" if estimate.low_open else f"{low}以上，不到{high}"
    return f"{low}至{high}"


@pytest.mark.parametrize(("written", "printed", "means"), table(CATALOGUE, "数的写法"))
def test_numbers_print_and_mean_what_the_table_says(written: str, printed: str, means: str) -> None:
    found = number(written.strip('"'), "件", "count")
    assert isinstance(found, Quantity), found
    assert (found.text, in_words(found.estimate)) == (printed, means)


def test_every_marker_is_in_the_table_of_numbers() -> None:
    found = [number(written.strip('"'), "件", "count") for written in words(CATALOGUE, "数的写法")]
    markers = {one.marker for one in found if isinstance(one, Quantity) and one.marker}
    assert markers == {*quantity.BEFORE, *quantity.WITHIN, *quantity.AFTER}


@pytest.mark.parametrize(("written", "printed", "kind"), table(CATALOGUE, "其他值的写法"))
def test_values_print_as_the_table_says(written: str, printed: str, kind: str) -> None:
    name, _, unit = kind.partition("，单位")
    indicator = f"{{label: 甲, kind: {name}, unit: {unit}}}" if unit else f"{{label: 甲, kind: {name}}}"
    made, _ = catalogue_file.read(f"g: {{label: 组, indicators: {{a: {indicator}}}}}".encode(), "data/indicators.yaml")
    given, findings = yearfile.read(f"year: 2022\ng:\n  a: {written}\n".encode(), "y", 2022, made)
    assert not findings
    assert given.facts["g.a"].text == printed


def read(line: str) -> list[Finding]:
    return yearfile.read(f"year: 2022\nproposals:\n  {line}\n".encode(), "data/2022.yaml", 2022, base_catalogue())[1]


@pytest.mark.parametrize(("wrong", "code", "right"), table(CATALOGUE, "写错了会怎样"))
def test_mistakes_have_the_code_in_the_table(wrong: str, code: str, right: str) -> None:
    assert {finding.code for finding in read(wrong)} == {code}
    assert read(right) == []
