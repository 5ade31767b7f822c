"""What a year states and no report prints (F217): found where a template would print it, silent elsewhere."""

from pathlib import Path

import pytest

from report_cli.files.workspace import CATALOGUE
from running import report

_CATALOGUE = """
g:
  label: 工作
  indicators:
    a: {label: 甲, unit: 件}
    b: {label: 乙, unit: 件}
    c: {label: 丙, kind: list}
    d: {label: 甲增加, kind: amount, unit: 件}
    e: {label: 乙增加, kind: amount, unit: 人}
    r: {label: 率, formula: a / b}
    up: {label: 增减, formula: a - previous.a}
    k: {label: 核, unit: 件, print: false}
    heading: {label: 标题}
    terms: {label: 名词, kind: items, fields: {term: {label: 名词}, meaning: {label: 解释}}}
"""
_TEXT = "一年来，工作有新的进展。\n"


def said(folder: Path, template: str, facts: str, **others: str) -> list[str]:
    """The labels of what is not printed, and what each is printed beside; 表 where it stands in a table."""
    for name in ("data", "templates/sections"):
        (folder / name).mkdir(parents=True)
    (folder / CATALOGUE).write_text(_CATALOGUE, "utf-8")
    (folder / "data/2022.yaml").write_text(f"year: 2022\ng: {{{facts}}}\n", "utf-8")
    for name, text in {"a": template, **others}.items():
        (folder / f"templates/{name}.md.j2").write_text(f"{_TEXT}\n{text}", "utf-8")
    told = report(folder, "check").out.split("\n")
    lines = [
        (line, cure) for line, _, _, cure in zip(told, told[1:], told[2:], told[3:], strict=False) if "F217" in line
    ]
    beside = [cure.partition("它和")[2].partition("一起印")[0] for _, cure in lines]
    places = ["表" * ("提示" in line) + line.split("F217: ")[1].partition("（")[0] for line, _ in lines]
    return [f"{place}：{other}" if other else place for place, other in zip(places, beside, strict=True)]


@pytest.mark.parametrize(
    ("template", "facts", "expected"),
    [
        ("{% if g.b %}有{{ g.b }}，其中{{ g.c }}。{% endif %}", "c: [子]", ["丙：乙"]),
        ("{% if g.b %}比上年{{ g.d|moved('增加', '减少') }}。{% endif %}", "d: 0", ["甲增加：乙"]),
        ("{% if g.b is known %}有{{ g.c }}。{% endif %}", "c: [子]", ["丙：乙"]),
        ("{% if g.a or g.b %}有{{ g.c }}。{% endif %}", "c: [子]", ["丙：甲或乙"]),
        ("{% if g.a and g.b %}有{{ g.c }}。{% endif %}", "c: [子]", ["丙：甲、乙"]),
        ("{% if g.a and g.b %}有{{ g.c }}。{% endif %}", "c: [子], a: 2", ["丙：乙"]),
        ("{% if g.a or g.b %}{% if g.b %}有{{ g.c }}。{% endif %}{% endif %}", "c: [子]", ["丙：乙"]),
        ("{% if g.r or g.a %}有{{ g.c }}。{% endif %}", "c: [子]", ["丙：甲"]),
        ("{% if g.r %}有{{ g.c }}。{% endif %}", "c: [子], a: 2", ["丙：乙（算率要它）"]),
        ("{% if g.up %}有{{ g.c }}。{% endif %}", "c: [子], a: 2", ["丙：上年甲（算增减要它）"]),
        ("{% if g.r %}有{{ g.c }}。{% endif %}", "c: [子], a: 2, b: 0", ["丙：率"]),
        ("{% if g.r and g.b %}有{{ g.c }}。{% endif %}", "c: [子], a: 2", ["丙：乙"]),
        ("{% if g.r %}有{{ g.c }}。{% endif %}", "c: [子]", ["丙：甲（算率要它）、乙（算率要它）"]),
        ("{% if g.r or (g.a and g.b) %}有{{ g.c }}。{% endif %}", "c: [子]", ["丙：甲、乙"]),
        ("有{{ g.c if g.b else '事' }}。", "c: [子]", ["丙：乙"]),
        ("{% if g.b %}{% for each in g.c %}有{{ each }}。{% endfor %}{% endif %}", "c: [子]", ["丙：乙"]),
        ('{% if g.b %}有{{ g["c"] }}。{% endif %}', "c: [子]", ["丙：乙"]),
        ("{% call part(g.heading) %}{% if g.b %}有{{ g.b }}。{% endif %}{% endcall %}", "heading: 做事", ["标题"]),
        ("有“丑”。\n\n{{ explanations(g.terms) }}", "terms: [{term: 子, meaning: 事}]", ["名词"]),
        ("{{ figures_table(g) }}\n\n{% if g.b %}有{{ g.a }}。{% endif %}", "a: 2", ["表甲：乙"]),
    ],
)
def test_a_value_that_waits_for_another_is_named_with_it(
    template: str, facts: str, expected: list[str], tmp_path: Path
) -> None:
    assert said(tmp_path, template, facts) == expected


@pytest.mark.parametrize(
    ("template", "facts"),
    [
        ("有{{ g.c }}。", "c: [子]"),
        ("{% if g.b %}有{{ g.b }}，其中{{ g.c }}。{% endif %}", "c: [子], b: 2"),
        ("{% if g.b %}有{{ g.b }}，其中{{ g.c }}。{% endif %}", "c: {value: [子], note: 明年印}"),
        ("{% if g.a %}有{{ g.a }}。{% elif g.b %}有{{ g.b }}。{% endif %}", "a: 2, b: 3"),
        ("{% if not g.a %}有{{ g.b }}。{% endif %}{{ g.a }}", "a: 2, b: 3"),
        ("{% if g.c is open %}有{{ g.a }}。{% endif %}{{ g.c }}", "c: [子], a: 2"),
        ("{% if g.c == '丑' %}有{{ g.a }}。{% endif %}{{ g.c }}", "c: [子], a: 2"),
        ("有{{ g.b }}。", "c: [子], b: 2"),
        ("{% if g.b %}有{{ g.b }}。{% endif %}", "k: 2"),
        ("{% if g.a %}有{{ g.b }}。{% endif %}{% if g.b %}计{{ g.b }}。{% endif %}", "b: 2"),
        ("{{ figures_table(g) }}", "a: 2"),
        ("有“子”。\n\n{{ explanations(g.terms) }}", "terms: [{term: 子, meaning: 事}]"),
        ("比上年{{ g.d|moved('增加', '减少') }}。", "d: 0"),
        ("比上年{{ g.d|moved('增加', '减少', g.e) }}。", "d: 0, e: 0"),
        ("比上年{{ g.d|moved('增加', '减少', g.e) }}。", "d: 3, e: 0"),
        ("比上年{{ g.d|moved('增加', '减少', g.e) }}。", "d: 0, e: -3"),
        ("有{{ g.terms|chinese }}个词。", "terms: [{term: 子, meaning: 事}]"),
        ("计{{ g.r }}{% if g.c %}、{{ g.a }}{% endif %}、{{ g.b }}。", "a: 1, b: 2, c: [子]"),
    ],
)
def test_what_is_printed_or_kept_on_purpose_is_silent(template: str, facts: str, tmp_path: Path) -> None:
    assert said(tmp_path, template, facts) == []


def test_what_another_report_prints_is_silent(tmp_path: Path) -> None:
    assert said(tmp_path, "{% if g.b %}有{{ g.c }}。{% endif %}", "c: [子]", b="有{{ g.c }}。") == []


def test_a_condition_around_an_included_section_counts(tmp_path: Path) -> None:
    section = "有{{ g.c }}。"
    template = '{% if g.b %}{% include "sections/s.md.j2" %}{% endif %}'
    assert said(tmp_path, template, "c: [子]", **{"sections/s": section}) == ["丙：乙"]


@pytest.mark.parametrize(
    ("template", "lost"),
    [
        ("{% if g.b %}有{{ g.a }}，办{{ g.b }}。{% endif %}", ""),
        ("{% if g.b %}场地不足，{{ g.a }}中有{{ g.b }}。{% endif %}", "；这些话也不印：“场地不足，2件中有…。”"),
        (
            '{% call part("问题") %}\n{% if g.b %}{{ g.a }}中有{{ g.b }}。{% endif %}\n{% endcall %}',
            "；标题“问题”也不印",
        ),
        ('{% call part("问题") %}\n有事。{% if g.b %}{{ g.a }}中有{{ g.b }}。{% endif %}\n{% endcall %}', ""),
        ('{% call part("问题。", 3) %}\n有事。{% if g.b %}{{ g.a }}中有{{ g.b }}。{% endif %}\n{% endcall %}', ""),
    ],
)
def test_words_without_a_figure_and_the_heading_that_go_too_are_named(template: str, lost: str, tmp_path: Path) -> None:
    said(tmp_path, template, "a: 2")
    told = report(tmp_path, "check").out
    assert f"甲（g.a）填了，哪一篇稿件里都没有印{lost}\n" in told


def test_a_build_says_it_too_but_not_of_some_reports_alone(tmp_path: Path) -> None:
    said(tmp_path, "{% if g.b %}有{{ g.c }}。{% endif %}", "c: [子]", b="有事。")
    assert "F217" in report(tmp_path, "build", "2022").err
    assert "F217" not in report(tmp_path, "build", "2022", "--kind", "a", "--to", "md").err


def test_a_section_that_is_included_but_lacks_its_ending_is_named(tmp_path: Path) -> None:
    said(tmp_path, '{% include "sections/more.md.j2" ignore missing %}', "c: {value: [子], note: 备用}")
    for name in ("more.md", "说明.md"):
        (tmp_path / "templates/sections" / name).write_text("有事。\n", "utf-8")
    told = report(tmp_path, "check").out
    assert ("sections/more.md 不会用到" in told, "说明.md" in told) == (True, False)


_TERMS = "terms: [{term: 子, meaning: 事}, {term: 丑, meaning: 物}], c: [甲事], a: 2"
_WITH_PAGES = """子是{{ g.a }}，丑也是，还有{{ g.c }}。

{% call attachment("办理情况") %}
办了{{ g.a }}。
{% endcall %}
{% call attachment("名词解释") %}
{{ explanations(g.terms) }}
{% endcall %}
"""
_EXPLAINED = "  - was: '{{ g.terms[%d].term }}：{{ g.terms[%d].meaning }}。'\n    by: 丁.docx\n"


def edited(folder: Path, edits: str) -> tuple[list[str], list[str]]:
    """What a build prints of a report whose words were edited, and what it says of values that are not printed."""
    assert said(folder, _WITH_PAGES, _TERMS) == []
    file = folder / "templates/2022/a.edits.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(f"format: 1\nedits:\n{edits}", "utf-8")
    built = report(folder, "build", "2022")
    lines = (folder / "drafts/2022/a.md").read_text("utf-8").splitlines()
    found = [*zip(built.err.split("\n"), built.err.split("\n")[3:], strict=False)]
    return [line for line in lines if line], [f"{line}|{cure}" for line, cure in found if "F217" in line]


def test_what_an_edit_took_away_is_said_with_the_edit(tmp_path: Path) -> None:
    [told] = edited(tmp_path, "  - was: '，还有{{ g.c }}'\n    by: 丁.docx\n")[1]
    assert "印它的话在改动文件里删改掉了（照丁.docx）" in told
    assert "就把这一行和 templates/2022/a.edits.yaml 第3行那一条一起删去；还要印，只删去那一条" in told


@pytest.mark.parametrize("edit", ["  - was: '，还有{{ g.c }}'\n    now: '，另有{{ g.c }}'\n"])
def test_what_an_edit_only_says_otherwise_is_silent(edit: str, tmp_path: Path) -> None:
    assert edited(tmp_path, edit)[1] == []


def test_an_attachment_whose_words_all_went_is_gone_with_its_entry_and_its_marks(tmp_path: Path) -> None:
    lines, told = edited(tmp_path, _EXPLAINED % (2, 2) + _EXPLAINED % (1, 1))
    assert [line for line in lines if "附件" in line or "名词" in line] == ["附件：办理情况", "附件"]
    assert not set("①②") & set("".join(lines))
    assert len(told) == 2


def test_of_two_terms_the_one_left_is_the_first(tmp_path: Path) -> None:
    lines, _ = edited(tmp_path, _EXPLAINED % (1, 1))
    assert [line for line in lines if "丑" in line] == ["子是2件，丑①也是，还有甲事。", "**1.丑**：物。"]
    assert "附件2" in lines
