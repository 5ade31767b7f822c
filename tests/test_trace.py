"""Tracing a fact: where it comes from, what it follows from, what must hold, and every sentence that prints it."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from report_cli import compose
from report_cli.document import Document
from report_cli.facts import catalogue_file, yearfile
from report_cli.facts import ledger as ledgers
from report_cli.facts.ledger import Ledger
from report_cli.model import CannotRun, Place
from report_cli.questions import trace
from report_cli.views import trace as trace_view
from running import change, one_template, report, year_2022

CATALOGUE = """
提案:
  label: 提案工作
  indicators:
    received: {label: 收到提案, unit: 件, parts: [own, joint]}
    own: {label: 委员提案, unit: 件}
    joint: {label: 集体提案, unit: 件}
    filed: {label: 立案提案, unit: 件, of: received}
    rate: {label: 立案率, formula: filed / received}
    gap: {label: 立案率差, formula: rate - previous.rate}
    topics: {label: 议题, kind: list}
    documents:
      label: 建议案
      kind: items
      fields:
        title: {label: 题目}
  rules:
    - {require: filed <= received, because: 立案的不会多于收到的}
    - {require: rate >= 50%, because: 一般过半}
"""
YEAR = """year: 2022
source: 提案委台账
提案:
  received: 265
  own: 200
  joint: 65
  filed: {value: 224, owner: 提案委, as_of: 2022-12-31, state: 已核, note: 不含撤回的}
  topics: [养老, 停车]
  documents: [{title: 《建议一》}]
"""
BEFORE = "year: 2021\n提案:\n  received: 250\n  filed: 200\n"
TEMPLATE = """---
label: 简报
title: "{{ year }}简报"
---
全年收到提案{{ 提案.received }}（上年{{ 提案.received.previous }}）；立案{{ 提案.filed }}，
立案率{{ 提案.rate }}。议题有{{ 提案.topics }}。比上年{{ 提案.received.change }}。
"""


def resolved(year: str = YEAR, before: str = BEFORE) -> Ledger:
    indicators, wrong = catalogue_file.read(CATALOGUE.encode(), "data/indicators.yaml")
    assert not wrong
    last, _ = yearfile.read(before.encode(), "data/2021.yaml", 2021, indicators)
    given, _ = yearfile.read(year.encode(), "data/2022.yaml", 2022, indicators)
    return ledgers.resolve(indicators, given, ledgers.resolve(indicators, last)[0])[0]


def composed(ledger: Ledger) -> Document:
    document, findings = compose.compose("brief", ledger, one_template(TEMPLATE))
    assert document is not None, findings
    return document


@pytest.fixture(name="ledger")
def _ledger() -> Ledger:
    return resolved()


def traced(ledger: Ledger, text: str) -> trace.Lineage:
    (fact,) = trace.resolve(ledger, text)
    return trace.trace(ledger, fact, [composed(ledger)])


def as_seen(place: Place) -> Place:
    return place


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("提案.received", ["提案.received"]),
        ("received", ["提案.received"]),
        ("收到提案", ["提案.received"]),
        (" 收到 提案 ", ["提案.received"]),
        ("二百六十五件", ["提案.received"]),
        ("二百六十五", ["提案.received"]),
        ("提案.topics[2]", ["提案.topics[2]"]),
        ("议题[2]", ["提案.topics[2]"]),
        ("议题［２］", ["提案.topics[2]"]),
        ("提案.documents[1].title", ["提案.documents[1].title"]),
        ("提案.documents[1]", ["提案.documents[1].title"]),
        ("documents[1]", ["提案.documents[1].title"]),
        ("建议案[1]", ["提案.documents[1].title"]),
        ("previous.提案.received", ["previous.提案.received"]),
        ("上年收到提案", ["previous.提案.received"]),
        ("265件", ["提案.received"]),
        ("84.5%", ["提案.rate"]),
        ("year", ["year"]),
    ],
)
def test_a_fact_is_found_by_what_an_official_types(ledger: Ledger, typed: str, ids: Sequence[str]) -> None:
    assert [fact.id for fact in trace.resolve(ledger, typed)] == ids


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("收到提安", "是不是收到提案（提案.received）"),
        ("提案.recieved", "是不是收到提案（提案.received）"),
        ("提案工作", "“提案工作”是一组；写其中的一项，如收到提案（提案.received）"),
        ("xyz", "全部数据见 report trace 2022"),
    ],
)
def test_a_mistype_is_met_with_the_nearest(ledger: Ledger, typed: str, said: str) -> None:
    with pytest.raises(CannotRun, match=re.escape(said)):
        trace.resolve(ledger, typed)


def test_a_fact_that_the_year_does_not_state_is_said_to_be_missing() -> None:
    with pytest.raises(CannotRun, match="2022年没有填收到提案"):
        trace.resolve(resolved("year: 2022\n"), "收到提案")


def test_a_formula_is_unfolded_down_to_the_values_given(ledger: Ledger) -> None:
    calculation = traced(ledger, "立案率差").calculation
    assert calculation is not None
    assert (calculation.words, calculation.values) == ("立案率－上年立案率", "84.5%－80%")
    rate, before = calculation.inputs
    assert rate.calculation is not None
    assert before.calculation is not None
    assert [step.fact.place.file for step in rate.calculation.inputs if step.fact] == ["data/2022.yaml"] * 2
    assert [step.fact.text for step in before.calculation.inputs if step.fact] == ["200件", "250件"]


def test_last_years_numbers_are_called_last_years(ledger: Ledger) -> None:
    text = trace_view.as_text(traced(ledger, "立案率差"), as_seen)
    assert "上年立案率＝立案提案÷收到提案＝200件÷250件＝80%" in text


def test_rules_parts_and_wholes_tell_whether_they_hold(ledger: Ledger) -> None:
    assert [(condition.values, condition.holds) for condition in traced(ledger, "收到提案").conditions] == [
        ("224件≤265件", True),
        ("200件＋65件＝265件", True),
        ("224件≤265件", True),
    ]


def test_a_rule_that_does_not_hold_is_told() -> None:
    ledger = resolved(YEAR.replace("filed: {value: 224", "filed: {value: 324").replace("joint: 65", "joint: 66"))
    (received,) = trace.resolve(ledger, "收到提案")
    assert [condition.holds for condition in trace.trace(ledger, received, []).conditions] == [False, False, False]


def test_a_rule_of_facts_that_are_missing_cannot_be_told() -> None:
    ledger = resolved("year: 2022\n提案: {received: 265}\n")
    (received,) = trace.resolve(ledger, "收到提案")
    assert {condition.holds for condition in trace.trace(ledger, received, []).conditions} == {None}


def test_every_sentence_that_prints_a_fact_is_shown_with_the_figure_marked(ledger: Ledger) -> None:
    found = traced(ledger, "立案提案").appearances
    assert [(trace.marked([each]), each.figure.paragraph, each.place) for each in found] == [
        ("立案【224件】，立案率84.5%。", 2, Place("templates/brief.md.j2", 5))
    ]
    assert found[0].sentence[found[0].at :].startswith("224件")


def test_a_figure_knows_the_line_of_the_template_in_the_middle_of_a_paragraph(ledger: Ledger) -> None:
    assert traced(ledger, "立案率").appearances[0].place == Place("templates/brief.md.j2", 6)


def test_what_is_said_of_a_fact_counts_as_printing_it(ledger: Ledger) -> None:
    assert [each.figure.run.form for each in traced(ledger, "收到提案").appearances] == ["", "change"]


def test_last_years_fact_has_appearances_of_its_own(ledger: Ledger) -> None:
    (found,) = traced(ledger, "上年收到提案").appearances
    assert found.figure.run.text == "250件"


def test_a_list_is_printed_where_its_items_are(ledger: Ledger) -> None:
    text = trace_view.as_text(traced(ledger, "议题"), as_seen)
    assert "议题有【养老】、【停车】。" in text


def test_the_survey_counts_what_each_kind_prints_and_names_what_none_does(ledger: Ledger) -> None:
    rows = {row.fact.id: row for row in trace.survey(ledger, [composed(ledger)])}
    assert rows["提案.received"].printed == {"brief": 2}
    assert rows["提案.topics"].printed == {"brief": 1}
    assert [part.printed["brief"] for part in rows["提案.topics"].parts] == [1, 1]
    assert rows["previous.提案.received"].printed == {"brief": 1}
    unprinted = [id for id, row in rows.items() if not row.is_printed]
    assert unprinted == ["提案.own", "提案.joint", "提案.gap", "提案.documents"]


def test_a_figure_that_begins_a_line_comes_from_that_line_and_file(ledger: Ledger) -> None:
    """In a paragraph of several lines and files it was said to come from the line before it."""
    files = {
        "brief.md.j2": '{% if 提案.own %}写明，{% endif %}\n{% include "more.md.j2" %}\n'
        "{{ 提案.filed }}立案，\n{{ 提案.rate }}"
        "{{ 提案.own }}。\n{% call sentence() %}\n{% if 提案.joint %}{{ 提案.joint }}{% endif %}集体的\n"
        "{{ 提案.joint.number }}又说\n{% endcall %}\n",
        "more.md.j2": "有话，\n{% for each in 提案.topics %}{{ each }}{% endfor %}。\n",
    }
    document, findings = compose.compose(
        "brief", ledger, lambda name, year: (name, files[name].encode()) if name in files else None
    )
    assert document is not None, findings
    found = [(each.figure.run.text, each.place) for each in trace.appearances(document)]
    assert found == [
        ("养老", Place("more.md.j2", 2)),
        ("停车", Place("more.md.j2", 2)),
        ("224件", Place("brief.md.j2", 3)),
        ("84.5%", Place("brief.md.j2", 4)),
        ("200件", Place("brief.md.j2", 4)),
        ("65件", Place("brief.md.j2", 6)),
        ("65", Place("brief.md.j2", 7)),
    ]


def test_what_a_person_reads_of_a_fact_has_its_place_source_owner_and_state(ledger: Ledger) -> None:
    text = trace_view.as_text(traced(ledger, "立案提案"), as_seen)
    for line in (
        "立案提案（提案.filed）：224件，上年200件",
        "来源：提案委台账",
        "责任单位：提案委",
        "截至：2022-12-31",
        "状态：已核",
    ):
        assert line in text
    assert "位置：data/2022.yaml:7:18" in text
    assert "由它算出：立案率84.5%（提案.rate）" in text


def test_the_json_of_a_fact_holds_what_the_text_does(ledger: Ledger) -> None:
    content = json.loads(json.dumps(trace_view.as_json(ledger, [traced(ledger, "立案率")], as_seen)))
    (fact,) = content["facts"]
    assert (content["version"], content["year"], fact["id"], fact["text"]) == (1, 2022, "提案.rate", "84.5%")
    assert fact["calculation"]["values"] == "224件÷265件"
    assert fact["calculation"]["inputs"][0]["fact"]["line"] == 7
    assert fact["used_by"] == ["提案.gap"]
    (printed,) = fact["printed"]
    sentence, at = printed["sentence"], printed["sentence_offset"]
    assert sentence[at : at + len(printed["text"])] == "84.5%"
    assert (printed["kind"], printed["paragraph"], printed["file"], printed["line"]) == (
        "brief",
        2,
        "templates/brief.md.j2",
        6,
    )


def test_the_json_of_a_year_lists_every_fact_and_those_that_none_prints(ledger: Ledger) -> None:
    document = composed(ledger)
    content = trace_view.survey_as_json(ledger, trace.survey(ledger, [document]), [document], as_seen)
    assert content["kinds"] == [{"kind": "brief", "label": "简报"}]
    facts = {fact["id"]: fact for fact in content["facts"]}
    assert facts["提案.topics"]["items"][0]["printed"] == {"brief": 1}
    assert "提案.own" in content["unprinted"]


def workspace(folder: Path) -> Path:
    for name, text in {"indicators.yaml": CATALOGUE, "2022.yaml": YEAR, "2021.yaml": BEFORE}.items():
        (folder / "data").mkdir(exist_ok=True)
        (folder / "data" / name).write_text(text, "utf-8")
    (folder / "templates").mkdir()
    (folder / "templates/brief.md.j2").write_text(TEMPLATE, "utf-8")
    return folder


def test_the_command_shows_a_fact_and_a_year(tmp_path: Path) -> None:
    place = workspace(tmp_path)
    shown = report(place, "trace", "2022", "立案率")
    assert (shown.status, shown.err) == (0, "")
    assert "立案率＝立案提案÷收到提案＝224件÷265件＝84.5%" in shown.out
    surveyed = json.loads(report(place, "trace", "2022", "--format", "json").out)
    assert surveyed["kinds"] == [{"kind": "brief", "label": "简报"}]


def test_the_command_ends_in_two_on_a_mistype(tmp_path: Path) -> None:
    shown = report(workspace(tmp_path), "trace", "2022", "收到提安")
    assert (shown.status, shown.out) == (2, "")
    assert "是不是收到提案" in shown.err


def test_the_command_shows_what_it_can_where_the_data_are_wrong(tmp_path: Path) -> None:
    place = workspace(tmp_path)
    (place / "data/2022.yaml").write_text(YEAR.replace("224", "324"), "utf-8")
    shown = report(place, "trace", "2022", "收到提案")
    assert shown.status == 1
    assert "324件≤265件）：不成立" in shown.out
    assert "F203" in shown.err


def test_a_year_kept_for_comparison_is_printed_nowhere(tmp_path: Path) -> None:
    place = workspace(tmp_path)
    (place / "data/2021.yaml").write_text(f"status: 仅供比较\n{BEFORE}", "utf-8")
    shown = report(place, "trace", "2021", "收到提案")
    assert shown.status == 0
    assert "没有印在哪一篇里" in shown.out


# Words --------------------------------------------------------------------------------------------------------------

PROSE = """## 提案工作

坚持“提案为民”，{{ year }}收到提案{{ 提案.received }}，
办理扎实有效。委员们说：好。

{% include "sections/end.md.j2" %}
"""


@pytest.fixture
def prose(tmp_path: Path) -> Path:
    place = workspace(tmp_path)
    (place / "templates/sections").mkdir()
    (place / "templates/sections/end.md.j2").write_text("\n办理扎实有效，群众满意。\n", "utf-8")
    (place / "templates/brief.md.j2").write_text(PROSE, "utf-8")
    return place


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("办理扎实有效", [("templates/brief.md.j2", 4, 2), ("templates/sections/end.md.j2", 2, 3)]),
        ("办理 扎实\u3000有效", [("templates/brief.md.j2", 4, 2), ("templates/sections/end.md.j2", 2, 3)]),
        ('坚持"提案为民",2022年收到', [("templates/brief.md.j2", 3, 2)]),
        ("群众满意。", [("templates/sections/end.md.j2", 2, 3)]),
        ("一、提案工作", [("templates/brief.md.j2", 1, 1)]),
        ("扎实有效。委员们说：好", [("templates/brief.md.j2", 4, 2)]),
        ("收到提案300件，办理扎实有效", [("templates/brief.md.j2", 3, 2)]),
    ],
)
def test_words_of_a_draft_lead_to_the_line_that_says_them(
    words: str, found: list[tuple[str, int, int]], prose: Path
) -> None:
    result = report(prose, "trace", "2022", words, "--format", "json")
    assert result.status == 0, result.err
    told = json.loads(result.out)["words"]
    assert [(each["file"], each["line"], each["paragraph"]) for each in told] == found
    for each in told:
        assert each["sentence"][each["sentence_offset"] :].startswith(each["text"])


def test_words_are_shown_in_their_sentence_with_the_data_among_them(prose: Path) -> None:
    shown = report(prose, "trace", "2022", "收到提案265件").out
    assert shown.splitlines() == [
        "“收到提案265件”印在：",
        "  brief（brief）第2段，模板templates/brief.md.j2:3",
        "    坚持“提案为民”，2022年【收到提案265件】，办理扎实有效。",
        "    其中的数据：265件是收到提案（提案.received）",
    ]
    edited = report(prose, "trace", "2022", "坚持“提案为民”，2022年收到提案256件，办理扎实").out
    assert edited.startswith("“坚持“提案为民”，2022年收到提案256件，办理扎实”没有印；最像的一句印在：\n")
    assert "坚持“提案为民”，2022年收到提案265件" in edited


@pytest.mark.parametrize("words", ["群众很不满意的事情", "，，，", "立案率高"])
def test_words_that_nothing_says_are_unknown(words: str, prose: Path) -> None:
    result = report(prose, "trace", "2022", words)
    assert (result.status, result.out) == (2, "")
    assert f"2022年没有“{words}”这一项" in result.err


def test_a_fact_goes_before_words_that_are_written_alike(prose: Path) -> None:
    assert json.loads(report(prose, "trace", "2022", "收到提案", "--format", "json").out)["facts"]


def test_a_program_reads_why_a_figure_is_accepted(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    change(place / "data/2022.yaml", "  filed: 224", "  filed: {value: 224, accept: 原文如此}")
    entry = json.loads(report(place, "trace", "2022", "proposals.filed", "--format", "json").out)
    assert json.dumps(entry, ensure_ascii=False).count('"accept": "原文如此"') == 1


def test_a_formula_stands_in_the_catalogue_though_its_fact_is_accepted(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    change(place / "data/2022.yaml", "  filed: 224", "  filed: 224\n  filing_rate: {accept: 原文如此}")
    shown = report(place, "trace", "2022", "proposals.filing_rate").out
    assert re.search(r"公式在data/indicators\.yaml:\d+", shown)
    assert "原文如此" in shown
