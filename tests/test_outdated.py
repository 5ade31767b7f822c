"""What a report would say by now otherwise than a draft was built, beside its figures: data decide on words too."""

import json
from pathlib import Path

import pytest

from report_cli.audit import baseline
from report_cli.audit.compare import audit
from report_cli.audit.outdated import outdated
from report_cli.docx.manuscript import Line, Manuscript
from running import built, change, report
from taking import Report, Texts, laid
from test_laid_out import workspace
from test_take import draft

CATALOGUE = """
format: 1
p:
  label: 提案
  indicators:
    name: {label: 简称}
    received: {label: 收到提案, unit: 件}
    filed: {label: 立案, unit: 件}
    answered: {label: 已办复, unit: 件}
    rate: {label: 办复率, formula: answered / filed}
    merged: {label: 并案, unit: 件}
    topics: {label: 议题, kind: list}
    terms: {label: 名词, kind: items, fields: {term: {label: 名词}, meaning: {label: 解释}}}
    papers: {label: 文件, kind: items, fields: {title: {label: 名称}, pages: {label: 页数, unit: 页}}}
"""
DATA = "name: 县政协\nreceived: 200\nfiled: 144\nanswered: 144\ntopics: [甲事, 乙事, 等]\n"
DATA += "terms: [{term: 并案, meaning: 合在一起办}, {term: 联办, meaning: 几家一起办}]\n"
ANSWERED = (
    "{% if p.rate is full %}立案提案全部办复{% else %}立案提案已办复{{ p.answered }}，办复率{{ p.rate }}{% endif %}。"
)
POINTS = (
    "{% call enumerate() %}收到{{ p.received }}\n\n{% if p.merged %}并案{{ p.merged }}{% endif %}\n\n"
    "立案{{ p.filed }}{% endcall %}"
)
# template; what becomes of the data; for each that is told: + (missing) or ~ (words), the facts, what was, what is
CASES = {
    "all became some": (
        f"收到{{{{ p.received }}}}。{ANSWERED}",
        ("answered: 144", "answered: 140"),
        [("~", "p.answered p.rate", "立案提案全部办复", "立案提案已办复140件，办复率97.2%")],
    ),
    "some became all": (
        f"收到{{{{ p.received }}}}。{ANSWERED}",
        ("filed: 144", "filed: 150", "answered: 144", "answered: 150"),
        [],
    ),
    "what is said of last year's": (
        "收到{{ p.received }}{% if p.received is falling %}，有所减少{% else %}，与上年持平{% endif %}。",
        ("received: 200", "received: 180"),
        [("~", "", "与上年持平", "有所减少")],
    ),
    "said only above a limit": (
        "{% if p.received.number > 190 %}首次突破大关，{% endif %}收到{{ p.received }}。",
        ("received: 200", "received: 180"),
        [("~", "", "首次突破大关", "")],
    ),
    "none became some": (
        "收到{{ p.received }}，{% if p.merged %}并案{{ p.merged }}{% else %}没有并案{% endif %}。",
        ("filed: 144", "filed: 144\nmerged: 5"),
        [("~", "p.merged", "没有并案", "并案5件")],
    ),
    "a fact that came": (
        "收到{{ p.received }}{% if p.merged %}，并案{{ p.merged }}{% endif %}，立案{{ p.filed }}。",
        ("filed: 144", "filed: 144\nmerged: 5"),
        [("+", "p.merged", "", "并案5件")],
    ),
    "a fact that came in a clause": (
        "收到{{ p.received }}{% if p.merged %}（并案{{ p.merged }}）{% endif %}，立案{{ p.filed }}。",
        ("filed: 144", "filed: 144\nmerged: 5"),
        [("+", "p.merged", "", "收到200件（并案5件）")],
    ),
    "a fact that came as a paragraph": (
        "收到{{ p.received }}。\n\n{% if p.merged %}县里并案{{ p.merged }}。{% endif %}\n\n立案{{ p.filed }}。",
        ("filed: 144", "filed: 144\nmerged: 5"),
        [("+", "p.merged", "", "县里并案5件")],
    ),
    "a fact that came among points, whose ordinals are others then": (
        POINTS,
        ("filed: 144", "filed: 144\nmerged: 5"),
        [("+", "p.merged", "", "二是并案5件")],
    ),
    "a fact that came in a table and in prose is told once": (
        "收到{{ p.received }}{% if p.merged %}，并案{{ p.merged }}{% endif %}。\n\n{{ figures_table(p) }}",
        ("filed: 144", "filed: 144\nmerged: 5"),
        [("+", "p.merged", "", "并案5件")],
    ),
    "an item that came": (
        "{% for one in p.papers %}印发{{ one.title }}{{ one.pages }}。{% endfor %}",
        ("filed: 144", "filed: 144\npapers:\n  - {title: 《丙》, pages: 3}"),
        [("+", "p.papers[1].title p.papers[1].pages", "", "印发《丙》3页")],
    ),
    "a subject that stands before another sentence then": (
        "{% if p.merged %}{{ subject(p.name) }}并案{{ p.merged }}。{% endif %}{{ subject(p.name) }}立案{{ p.filed }}。",
        ("filed: 144", "filed: 144\nmerged: 5"),
        [("+", "p.merged", "", "县政协并案5件")],
    ),
    "beside the names of a list": (
        "今年大家围绕{{ p.topics }}{% if p.rate is full %}全部办好{% else %}办好一些{% endif %}。",
        ("answered: 144", "answered: 140"),
        [("~", "p.topics", "今年大家围绕甲事、乙事等全部办好", "今年大家围绕甲事、乙事等办好一些")],
    ),
    "beside names one after the other": (
        "大家围绕{% for one in p.topics %}{{ one }}{% endfor %}{% if p.rate is full %}办好{% else %}商量{% endif %}。",
        ("answered: 144", "answered: 140"),
        [("~", "p.topics", "大家围绕甲事乙事办好", "大家围绕甲事乙事商量")],
    ),
    "said twice, of which one is another by now": (
        "已经全部办好。收到{{ p.received }}。{% if p.rate is full %}已经全部办好{% else %}还有没办好的{% endif %}。",
        ("answered: 144", "answered: 140"),
        [("~", "", "已经全部办好", "还有没办好的")],
    ),
    "a sentence that is said by now": (
        "收到{{ p.received }}。{% if p.received is falling %}近年来首次减少。{% endif %}立案{{ p.filed }}。",
        ("received: 200", "received: 180"),
        [("~", "", "", "近年来首次减少")],
    ),
    "other numbers of explanations": (
        "收到{{ p.received }}，“并案”的也办，“联办”的也办。\n\n{{ explanations(p.terms) }}",
        ("{term: 并案, meaning: 合在一起办}, ", ""),
        [],
    ),
    "a figure alone": ("收到{{ p.received }}，立案{{ p.filed }}。", ("received: 200", "received: 201"), []),
    "a name more": ("围绕{{ p.topics }}商量。", ("乙事", "乙事, 丙事"), []),
    "a fact that went": (
        "立案{{ p.filed }}{% if p.answered %}，办复{{ p.answered }}{% endif %}。\n\n{{ figures_table(p) }}",
        ("answered: 144\n  ", ""),
        [],
    ),
    "another 等": ("围绕{{ p.topics }}商量。", ("乙事, 等]", "乙事]"), []),
}


def small(folder: Path, template: str) -> Path:
    for name, text in (
        ("data/indicators.yaml", CATALOGUE),
        ("data/2022.yaml", "year: 2022\nsource: 台账\np:\n" + _indented(DATA)),
        ("data/2021.yaml", "year: 2021\nstatus: 仅供比较\nsource: 台账\np:\n  received: 200\n"),
        ("templates/brief.md.j2", f"---\nlabel: 简报\n---\n# 简报\n\n{template}\n"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def _indented(text: str) -> str:
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


def told(was: Report, now: Report, texts: Texts) -> list[tuple[str, str, str, str]]:
    against = baseline.make(was.content, now.ledger, {})
    audited = audit("稿.docx", Manuscript(tuple(map(Line, texts))), against, lambda: now.document(now.ledger))
    return [
        ("+" if each.is_missing else "~", " ".join(id for id, _, _ in each.facts), each.before, each.after)
        for each in outdated(audited, now.ledger)
    ]


@pytest.mark.parametrize("case", CASES)
def test_what_data_changed_beside_the_figures_is_told(case: str, tmp_path: Path) -> None:
    template, changes, expected = CASES[case]
    place = small(tmp_path, template)
    was = Report(place, 2022, "brief")
    assert told(was, was, was.content.paragraphs) == []
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        change(place / "data/2022.yaml", old, new.replace("\n", "\n  "))
    now = Report(place, 2022, "brief")
    assert told(was, now, was.content.paragraphs) == expected
    assert told(was, now, now.content.paragraphs) == [], "the draft says it by now"


@pytest.mark.parametrize(
    ("case", "place", "line"),
    [
        ("all became some", "第3段（“收到200件。立案提案全部办复。”）：数据变了", 8),
        ("a fact that came", "第3段（“收到200件，立案144件。”）：数据里有、稿件里没有", 8),
        ("a fact that came as a paragraph", "第3段（“收到200件。”）后面：数据里有、稿件里没有", 10),
        ("a sentence that is said by now", "第3段（“收到200件。立案144件。”）：现在生成的和稿件说法不一样", 8),
    ],
)
def test_it_is_told_where_the_draft_and_the_template_say_it(case: str, place: str, line: int, tmp_path: Path) -> None:
    template, changes, _ = CASES[case]
    small(tmp_path, f"各位委员，现在报告工作。\n\n{template}")
    built(tmp_path, "2022")
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        change(tmp_path / "data/2022.yaml", old, new.replace("\n", "\n  "))
    told_of = report(tmp_path, "verify", "drafts/2022/brief.docx").out
    assert place in told_of
    assert f"模板在 templates/brief.md.j2:{line}\n" in told_of


def test_a_polished_sentence_is_told_and_one_that_people_took_away_is_not(tmp_path: Path) -> None:
    template, changes, expected = CASES["all became some"]
    place = small(tmp_path, template)
    was = Report(place, 2022, "brief")
    change(place / "data/2022.yaml", *changes)
    now, texts = Report(place, 2022, "brief"), "\n".join(was.content.paragraphs)
    polished = [(*each[:2], "立案提案已经全部办复", each[3]) for each in expected]
    assert told(was, now, tuple(texts.replace("全部办复", "已经全部办复").split("\n"))) == polished
    assert told(was, now, tuple(texts.replace("立案提案全部办复。", "").split("\n"))) == []


def test_words_of_a_changed_template_are_told_but_no_fault_of_the_draft(tmp_path: Path) -> None:
    place = small(tmp_path, "收到{{ p.received }}，认真办理。")
    built(place, "2022")
    change(place / "templates/brief.md.j2", "认真办理", "用心办理")
    result = report(place, "verify", "drafts/2022/brief.docx")
    assert result.status == 0
    assert "现在生成的说法不一样的1处" in result.out


def test_where_nothing_has_changed_nothing_is_told(tmp_path: Path) -> None:
    place = workspace("dongxi", tmp_path)
    built(place, "2022", "--stage", "送审稿")
    for kind in ("work_report", "press_brief", "press_release", "press_feature"):
        result = report(place, "verify", f"drafts/2022/{kind}.docx", f"drafts/2022/{kind}.md", "--format", "json")
        assert [each["outdated"] for each in json.loads(result.out)] == [[], []]


@pytest.mark.parametrize("final", [(), ("--final",)])
def test_verify_and_renew_tell_of_words_that_are_wrong_now(final: tuple[str, ...], tmp_path: Path) -> None:
    place, file = workspace("dongxi", tmp_path), "drafts/2022/work_report.docx"
    built(place, "2022")
    change(place / "data/2022.yaml", "answered: 241", "answered: 239")
    result = report(place, "verify", file, *final)
    assert result.status == 1
    assert "稿件里是：立案提案全部办复" in result.out
    assert "现在生成的是：立案提案已办复239件，办复率" in result.out
    renewed = report(place, "renew", file, "--output", "新.docx")
    assert renewed.status == 1
    assert "没有动，要自己改" in renewed.out
    assert report(place, "verify", "新.docx", *final).status == 1
    [made] = json.loads(report(place, "renew", file, "--output", "新.docx", "--format", "json").out)["files"]
    assert [(each["fact"], each["found"]) for each in made["left"]] == [("proposals.answered", "立案提案全部办复")]


def test_verify_and_renew_tell_of_facts_that_the_draft_lacks_and_end_well(tmp_path: Path) -> None:
    place, file = workspace("dongxi", tmp_path), "drafts/2022/work_report.docx"
    whole = (place / "data/2022.yaml").read_text("utf-8")
    change(place / "data/2022.yaml", "  talks: 22\n", "")
    built(place, "2022")
    (place / "data/2022.yaml").write_text(whole, "utf-8")
    for command in (("verify", file), ("verify", file, "--final"), ("renew", file, "--output", "新.docx")):
        result = report(place, *command)
        assert result.status == 0, result.out
        assert "数据里有、稿件里没有：走访座谈（unity.talks）22次" in result.out
        assert "数据里有、稿件里没有的1项" in result.out
    draft(place, ("各位委员！", "同志们，走访座谈22次，各位委员！"), name="改.docx", of=file)
    assert "（unity.talks）22次" not in report(place, "verify", "改.docx").out, "only its table lacks it"


def test_a_list_that_is_whole_by_now_is_stale_where_the_draft_leaves_it_open(tmp_path: Path) -> None:
    place = small(tmp_path, "围绕{{ p.topics }}商量。")
    built(place, "2022")
    change(place / "data/2022.yaml", "乙事, 等]", "乙事]")
    result = report(place, "verify", "drafts/2022/brief.docx")
    assert result.status == 1
    assert "还是“甲事、乙事等”，数据现在是“甲事、乙事”" in result.out
    assert "〔甲事、乙事等→甲事、乙事〕商量" in result.out
    change(place / "data/2022.yaml", "乙事]", "乙事, 等]")
    assert report(place, "verify", "drafts/2022/brief.docx").status == 0
    change(place / "data/2022.yaml", "乙事, 等]", "乙事, 丙事, 等]")
    assert "还是“甲事、乙事等”，数据现在是“甲事、乙事、丙事等”" in report(place, "verify", "drafts/2022/brief.docx").out


@pytest.mark.parametrize(("old", "new"), [("共同进步", "一起进步"), ("互相帮助", "常常互相帮助")])
def test_words_taken_home_from_other_drafts_are_said_to_be_no_part_of_it(old: str, new: str, tmp_path: Path) -> None:
    place, unlisted = laid(tmp_path), "已经收回来的字句不在此列"
    built(place, "2022")
    draft(place, (old, new), name="0.docx")
    draft(place, name="1.docx")
    assert unlisted not in report(place, "verify", "0.docx", "1.docx").out
    assert report(place, "take", "0.docx", "--write").status == 0
    for command in (("verify", "1.docx"), ("renew", "1.docx", "--output", "新.docx")):
        result = report(place, *command)
        assert (result.status, unlisted in result.out) == (0, True)
    assert unlisted not in report(place, "verify", "0.docx").out
    built(place, "2022")
    assert unlisted not in report(place, "verify", "drafts/2022/brief.docx").out
