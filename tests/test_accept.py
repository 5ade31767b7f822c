"""What is accepted though it does not hold, and why figures may not agree; what may be last year's."""

from pathlib import Path

import pytest

from report_cli.docx import read
from report_cli.facts.ledger import Ledger
from report_cli.model import Finding
from running import report
from test_facts import indicators, resolved

PARTS = "t: {label: 总数, unit: 件, parts: [a, b]}\na: {label: 甲, unit: 件}\n"
PARTS += "b: {label: 乙, unit: 件}\nc: {label: 丙, unit: 件}"
SHARES = PARTS + "\nr: {label: 甲率, formula: a / t}\ns: {label: 乙率, formula: b / t}"


def found(catalogue: str, facts: str, before: str = "", *rules: str) -> list[Finding]:
    made = indicators(catalogue, *rules)
    last: Ledger | None = resolved(made, before, 2021)[0] if before else None
    return resolved(made, facts, previous=last)[1]


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ("t: {value: 1803, accept: 另有两件未分类}; a: 1000; b: 801", "a <= t"),
        ("t: 20; a: 8; b: 12; r: {value: 45%, accept: 另有两件未分类}", "a <= t"),
        ("t: 20; a: {value: 8, accept: 另有两件未分类}; b: 12", "a >= b"),
    ],
)
def test_what_is_accepted_is_one_warning_that_passes_strictly(facts: str, rule: str) -> None:
    [finding] = found(SHARES, facts, "", f"{{require: {rule}, because: 应当}}")
    assert (finding.severity, finding.fails(True)) == ("warning", False)
    assert finding.message.endswith("；已说明：另有两件未分类")


def test_what_is_computed_is_accepted_without_a_value() -> None:
    catalogue = PARTS.replace("unit: 件, parts: [a, b]", "formula: c + 0, parts: [a, b]")
    facts = "a: 20; b: 12; c: 30"
    assert [(each.code, each.severity) for each in found(catalogue, facts)] == [("F204", "error")]
    [finding] = found(catalogue, f"t: {{accept: 另有两件未分类}}; {facts}")
    assert (finding.code, finding.severity, finding.fails(True)) == ("F204", "warning", False)
    [finding] = found(catalogue, f"t: {{accept: 另有两件未分类}}; {facts}", "", "{require: t >= 40, because: 应当}")
    assert (finding.code, finding.message.count("；")) == ("F203", 2)
    [finding] = found(catalogue, "t: {accept: 另有两件未分类}; a: 20; b: 10; c: 30")
    assert finding.code == "F210"


def test_two_findings_at_one_value_are_accepted_as_one() -> None:
    facts = "t: {value: 30, accept: 原文如此}; a: 20; b: 12"
    [finding] = found(PARTS, facts, "", "{require: t >= 40, because: 应当}")
    assert (finding.code, finding.message.count("；")) == ("F203", 2)


def test_another_value_is_not_accepted_with_it() -> None:
    findings = found(SHARES, "t: {value: 30, accept: 原文如此}; a: 20; b: 12; r: 50%")
    assert sorted((each.code, each.severity) for each in findings) == [("F204", "warning"), ("F206", "error")]


def test_an_accept_that_accepts_nothing_is_found() -> None:
    [finding] = found(PARTS, "t: {value: 30, accept: 原文如此}; a: 20; b: 10")
    assert (finding.code, finding.severity, finding.fails(True)) == ("F210", "warning", True)


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        ("t: 30; a: 20; b: 10; r: 66.6%", "像是截去了尾数"),
        ("t: 30; a: 20; b: 10; c: 40; r: 50%", "除以丙40件正好是50%"),
        ("t: 31; a: 20; b: 10; r: 66.7%", "除以总数各部分的合计（甲20件＋乙10件）正好是66.7%"),
        ("t: 12; a: 20; b: 12", "相差的正好是甲20件，是不是总数没有算上它；"),
        ("t: 12; a: 12; b: 12", "相差的正好是甲12件或者乙12件，是不是总数没有算上它；"),
        ("t: 44; a: 20; b: 12", "相差的正好是乙12件，是不是总数算了它两遍；"),
        ("t: 45; a: 20; b: 12", "总数和上年的数一样"),
    ],
)
def test_a_cause_is_named_where_one_is_found(facts: str, cause: str) -> None:
    assert any(cause in finding.cure for finding in found(SHARES, facts, "t: 45"))


def test_a_share_bent_to_a_hundred_is_named() -> None:
    catalogue = PARTS.replace(", parts: [a, b]", "")
    catalogue += "".join(f"\n{name}2: {{label: 占比{name}, formula: {name} / t}}" for name in "abc")
    [finding] = found(catalogue, "t: 300; a: 100; b: 100; c: 100; a2: 33.3%; b2: 33.3%; c2: 33.4%")
    assert (finding.fact, "像是为凑100%改过" in finding.cure) == ("g.c2", True)
    assert not found(catalogue, "t: 300; a: 100; b: 100; c: 100; a2: 33.3%; b2: 33.3%; c2: 33.3%")


def test_no_cause_is_named_where_there_is_none() -> None:
    for facts in ("t: 40; a: 20; b: 12", "t: 40; a: 20; b: 12; c: 8", "t: 30; a: 20; b: 12; c: 2"):
        [finding] = found(PARTS, facts)
        assert finding.cure == "核对：甲20件＋乙12件"


def test_at_most_eight_summands_are_spelt_out() -> None:
    names = [f"x{number}" for number in range(10)]
    catalogue = f"t: {{label: 总, unit: 件, parts: [{', '.join(names)}]}}\n"
    catalogue += "\n".join(f"{name}: {{label: {name}, unit: 件}}" for name in names)
    [finding] = found(catalogue, "t: 5; " + "; ".join(f"{name}: 3" for name in names))
    assert (finding.cure.count("＋"), finding.cure.endswith("＋……（共10项）")) == (8, True)


SESSIONS = "n: {label: 会议名称}\ns: {label: 会议简称}\no: {label: 提案所属会议}"


@pytest.mark.parametrize(
    ("name", "short", "is_other"),
    [
        ("政协青芦县第九届委员会第五次会议", "青芦县政协九届六次会议", True),
        ("政协青芦县第九届委员会第五次会议", "青芦县政协十届五次会议", True),
        ("政协青芦县第10届委员会第2次会议", "青芦县政协十届一次会议", True),
        ("政协青芦县第九届委员会第五次会议", "青芦县政协九届五次会议", False),
        ("政协青芦县第10届委员会第2次会议", "青芦县政协十届二次会议", False),
        ("政协青芦县第九届委员会第五次会议", "全会", False),
        ("政协青芦县第九届委员会第五次会议", "{value: 九届六次会议, state: 已核}", False),
    ],
)
def test_a_short_name_of_another_session_is_doubted(name: str, short: str, is_other: bool) -> None:
    findings = found(SESSIONS, f"n: {name}; s: {short}; o: 九届一次会议")
    assert [finding.code for finding in findings] == ["F218"] * is_other


FIELDS = """v: {label: 收到, unit: 件}
m: {label: 委员, unit: 名, period: moment}
r: {label: 率, kind: rate}
s: {label: 会议}
n: {label: 简称}
l: {label: 会议名单, kind: list}
"""


@pytest.mark.parametrize(
    ("now", "before", "codes"),
    [
        ("v: 60余", "v: 60余", ["F211"]),
        ("v: 近300", "v: 近300", ["F211"]),
        ("v: 近300", "v: 300", []),
        ("v: 20", "v: 20", []),
        ("v: 21", "v: 21", ["F211"]),
        ("m: 240", "m: 240", []),
        ("r: 98.6%", "r: 98.6%", []),
        ("n: 青芦县第三届委员会", "n: 青芦县第三届委员会", []),
        ("s: 青芦县政协第三届委员会第二次会议", "s: 青芦县政协第三届委员会第二次会议", ["F211"]),
        ("s: 区委十二届四次全会", "s: 区委十二届四次全会", ["F211"]),
        ("l: [三届一次会议, 座谈会]", "l: [三届一次会议, 座谈会]", ["F211"]),
        ("s: 2021年度“双评”活动", "s: 2021年度“双评”活动", ["F211"]),
        ("s: 2020年修订的办法", "s: 2020年修订的办法", []),
        ("v: 450", "v: 45", []),
        ("v: 451", "v: 45", ["F212"]),
        ("v: 4", "v: 45", ["F212"]),
        ("v: 5", "v: 45", []),
        ("v: 12", "v: 0", []),
        ("v: 0", "v: 12", []),
        ("v: 0", "v: 45", ["F212"]),
        ("m: 2400", "m: 239", []),
        ("r: 9.8%", "r: 98.6%", ["F212"]),
        ("v: {value: 451, state: 已核}", "v: 45", []),
        ("v: {value: 451, accept: 并入两县}", "v: 45", []),
        ("v: {value: 45, accept: 并入两县}", "v: 45", []),
    ],
)
def test_what_may_be_last_years_is_a_warning(now: str, before: str, codes: list[str]) -> None:
    findings = found(FIELDS, now + "; n: 县甲" * (not now.startswith("n")), before)
    assert [finding.code for finding in findings] == codes


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        ("v: 60; m: 20; s: 三届二次会议; n: 县", ["F213"]),
        ("v: 60; s: 三届二次会议", ["F213"]),
        ("m: 20; n: 县", []),
        ("v: 61; m: 20; s: 三届二次会议; n: 县", ["F211"]),
        ("v: {value: 60, state: 已核}; m: 20; s: 三届二次会议", ["F211"]),
    ],
)
def test_a_file_of_last_years_values_is_one_error(now: str, codes: list[str]) -> None:
    before = "v: 60; m: 20; s: 三届二次会议; n: 县"
    assert [finding.code for finding in found(FIELDS, now, before)] == codes


def test_what_is_accepted_is_listed_everywhere_and_hinders_nothing(tmp_path: Path) -> None:
    for name, text in {
        "data/indicators.yaml": f"g:\n  label: 组\n  indicators:\n    {PARTS.replace(chr(10), chr(10) + '    ')}\n",
        "data/2022.yaml": (
            "year: 2022\nsource: 台账\ng:\n  t: {value: 1803, accept: 另有两件未分类}\n  a: 1000\n  b: 801\n"
        ),
        "templates/note.md.j2": "# 小结\n\n收到提案{{ g.t }}。\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    checked = report(tmp_path, "check", "2022", "--strict")
    final = report(tmp_path, "build", "2022", "--final", "--strict", "--review")
    assert (checked.status, final.status) == (0, 0)
    assert "警告 F204" in checked.out
    assert "已说明：另有两件未分类" in checked.out
    assert "已说明：另有两件未分类" in final.err
    copy = read.read((tmp_path / "drafts/2022/note.review.docx").read_bytes())
    assert "已说明：另有两件未分类" in repr(copy)
