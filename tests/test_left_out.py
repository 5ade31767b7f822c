"""A sentence that is left out since a value is gone is told (F219): to who deleted it by mistake, and not again."""

import json
from pathlib import Path

import pytest

from running import change, report

TEXTS = {
    2021: "区政协工作小结\n2021年，共收到提案240件，经审查立案210件。\n走访企业20家。\n以人民为中心。\n",
    2022: "区政协工作小结\n2022年，共收到提案265件，经审查立案224件。\n走访企业36家。\n以人民为中心。\n",
}


@pytest.fixture
def adopted(tmp_path: Path) -> Path:
    """A workspace of one adopted report; nothing was built yet."""
    (tmp_path / "旧.txt").write_text(TEXTS[2022], "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "区政协").status in (0, 1)
    return tmp_path / "区政协"


def without(workspace: Path, name: str, year: int = 2022) -> None:
    file = workspace / f"data/{year}.yaml"
    lines = [line for line in file.read_text("utf-8").split("\n") if not line.startswith(f"  {name}:")]
    file.write_text("\n".join(lines), "utf-8")


def told(workspace: Path, year: int = 2022) -> list[tuple[str, str]]:
    found = json.loads(report(workspace, "check", str(year), "--format", "json").out)
    return [(each["severity"], each["message"]) for each in found if each["code"] == "F219"]


GONE = ("warning", "走访企业（正文.走访企业）没有了，印它的话不印：“走访企业36家。”")


@pytest.mark.parametrize("is_built", [True, False], ids=["built", "adopted"])
def test_a_deleted_value_takes_its_sentence_along_not_unseen(is_built: bool, adopted: Path) -> None:
    if is_built:
        assert report(adopted, "build", "2022").status == 0
    without(adopted, "走访企业")
    assert told(adopted) == [GONE]
    built = report(adopted, "build", "2022", "--to", "md")
    assert built.status == 0
    assert GONE[1] in built.err
    assert "在正文组里写回 走访企业: 36家" in built.err
    assert told(adopted) == []


def test_no_change_that_stands_in_words_is_printed_and_missed(tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text("区政协工作小结\n2022年，满意率98.3%，比上年提高0.8个百分点。\n", "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "区政协").status in (0, 1)
    workspace = tmp_path / "区政协"
    change(workspace / "data/2022.yaml", "value: 0.8个百分点", "value: 0个百分点")
    assert report(workspace, "build", "2022", "--to", "md").err == ""
    without(workspace, "满意率比上年提高")
    assert [message.partition("不印：")[2] for _, message in told(workspace)] == ["“比上年持平”"]


def test_the_value_written_back_as_the_cure_says_is_printed_again(adopted: Path) -> None:
    without(adopted, "走访企业")
    change(adopted / "data/2022.yaml", "正文:", "正文:\n  走访企业: 36家")
    assert told(adopted) == []
    assert report(adopted, "build", "2022", "--to", "md").err == ""
    assert "走访企业36家。" in (adopted / "drafts/2022/work_report.md").read_text("utf-8")


def test_a_value_is_not_called_gone_where_the_data_cannot_be_read(adopted: Path) -> None:
    without(adopted, "走访企业")
    change(adopted / "data/2022.yaml", "265", "265？")
    assert "F219" not in report(adopted, "check", "2022").out
    assert "F219" not in report(adopted, "build", "2022").err


def test_an_indicator_that_is_gone_too_was_meant_to_go(adopted: Path) -> None:
    without(adopted, "走访企业")
    lines = (adopted / "data/indicators.yaml").read_text("utf-8").split("\n")
    (adopted / "data/indicators.yaml").write_text("\n".join(each for each in lines if "走访企业" not in each), "utf-8")
    change(
        adopted / "templates/work_report.md.j2", "{% if 正文.走访企业 %}走访企业{{ 正文.走访企业 }}。{% endif %}", ""
    )
    assert told(adopted) == []


def test_what_is_still_to_come_is_not_gone(adopted: Path) -> None:
    assert report(adopted, "new", "2023").status == 0
    assert report(adopted, "build", "2023").status == 0
    assert told(adopted, 2023) == []


_CATALOGUE = """g:
  label: 提案
  indicators:
    a: {label: 甲局承办, unit: 件}
    b: {label: 乙局承办, unit: 件}
    sum: {label: 承办提案, unit: 件, formula: a + b}
    part: {label: 经济类, unit: 件}
    share: {label: 经济类占比, formula: part / sum}
"""
_WORK = """---
label: 工作报告
---
{% if g.sum %}共承办提案{{ g.sum }}。{% endif %}
{% if g.part and g.share %}其中经济类{{ g.part }}，占{{ g.share }}。{% endif %}
{% if g.part %}经济类提案{{ g.part }}。{% endif %}

{% call table() %}
单位 | 件数
{% if g.a %}甲局 | {{ g.a.number }}{% endif %}
{% if g.b %}乙局 | {{ g.b.number }}{% endif %}
{% if g.sum %}合计 | {{ g.sum.number }}{% endif %}
{% endcall %}
"""
_PRESS = """---
label: 新闻稿
---
{% if g.sum %}全年承办提案{{ g.sum }}。{% endif %}

经济类{{ g.part }}。
"""


@pytest.fixture
def computed(tmp_path: Path) -> Path:
    """A workspace of two report kinds that print what is computed of two values, built."""
    for name, text in {
        "data/indicators.yaml": _CATALOGUE,
        "data/2022.yaml": "year: 2022\ng:\n  a: 30\n  b: 58\n  part: 22\n",
        "templates/work_report.md.j2": _WORK,
        "templates/press.md.j2": _PRESS,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert report(tmp_path, "build", "2022").status == 0
    return tmp_path


def test_what_came_of_a_deleted_value_takes_its_sentences_along_everywhere(computed: Path) -> None:
    without(computed, "b")
    [(_, message)] = told(computed)
    assert message == (
        "乙局承办（g.b）没有了，承办提案、经济类占比也算不出，印它们的话不印：新闻稿里“全年承办提案88件。”；"
        "工作报告里“共承办提案88件。”“其中经济类22件，占25%。”、表格里有“58”的那一行、表格里有“88”的那一行"
    )
    built = report(computed, "build", "2022", "--to", "md")
    assert message in built.err
    assert "在提案组里写回 b: 58；" in built.err or "在g组里写回 b: 58；" in built.err
    assert told(computed) == []


def test_what_is_of_the_sentence_before_goes_with_it_and_is_told(tmp_path: Path) -> None:
    text = "区政协工作小结\n收到提案265件，走访企业36家。其中，委员提案240件，集体提案25件。以人民为中心。\n"
    (tmp_path / "旧.txt").write_text(text, "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "区政协").status in (0, 1)
    workspace = tmp_path / "区政协"
    without(workspace, "收到提案")
    [(_, message)] = told(workspace)
    assert message.endswith("印它的话不印：“收到提案265件”“其中，委员提案240件，集体提案25件。”")
    assert report(workspace, "build", "2022", "--to", "md").status == 0
    assert "其中" not in (workspace / "drafts/2022/work_report.md").read_text("utf-8")


def test_of_points_only_the_one_that_goes_is_told(tmp_path: Path) -> None:
    said = "一是渠道不宽，培训民警52名；二是分布不均，到位资金63万元；三是待遇偏低，队伍不稳。"
    (tmp_path / "旧.txt").write_text(f"区残联工作总结\n{said}\n", "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status in (0, 1)
    without(tmp_path / "新", "到位资金")
    [(_, message)] = told(tmp_path / "新")
    assert message.endswith("印它的话不印：“二是分布不均，到位资金63万元”")


def test_what_stands_by_itself_is_not_told_with_the_sentence_before(computed: Path) -> None:
    template = computed / "templates/work_report.md.j2"
    change(template, "{% if g.part and g.share %}其中经济类{{ g.part }}，占{{ g.share }}。{% endif %}\n", "")
    change(template, "{% if g.part %}经济类提案", "{% if g.part %}其中经济类提案")
    assert report(computed, "build", "2022").status == 0
    without(computed, "b")
    [(_, message)] = told(computed)
    assert "其中" not in message
    assert report(computed, "build", "2022", "--to", "md").status == 0
    assert "其中经济类提案22件。" in (computed / "drafts/2022/work_report.md").read_text("utf-8")


def test_a_deleted_value_that_is_only_computed_from_is_told_too(computed: Path) -> None:
    change(computed / "templates/work_report.md.j2", "{% if g.b %}乙局 | {{ g.b.number }}{% endif %}\n", "")
    assert report(computed, "build", "2022").status == 0
    without(computed, "b")
    [(_, message)] = told(computed)
    assert message.startswith("乙局承办（g.b）没有了，承办提案、经济类占比也算不出，印它们的话不印：新闻稿里")
    assert "在g组里写回 b: …；" in report(computed, "check", "2022").out


def test_what_another_value_is_computed_from_is_named_where_it_is_wanted(computed: Path) -> None:
    change(computed / "templates/press.md.j2", "经济类{{ g.part }}。", "")
    change(computed / "templates/work_report.md.j2", "{% if g.part %}经济类提案{{ g.part }}。{% endif %}\n", "")
    without(computed, "b")
    told_of_part = report(computed, "check", "2022").out
    assert (
        "它和乙局承办（算承办提案要它）一起印（templates/work_report.md.j2第5行），把乙局承办也填上；没有的不填0"
        in told_of_part
    )


def test_what_is_printed_of_another_value_now_is_not_gone(computed: Path) -> None:
    catalogue, template = computed / "data/indicators.yaml", computed / "templates/work_report.md.j2"
    change(catalogue, "    sum: {", "    c: {label: 乙局办理, unit: 件}\n    sum: {")
    change(catalogue, "formula: a + b", "formula: a + c")
    change(computed / "data/2022.yaml", "  b: 58", "  c: 58")
    change(template, "{% if g.b %}乙局 | {{ g.b.number }}", "{% if g.c %}乙局 | {{ g.c.number }}")
    assert told(computed) == []
    change(template, "{% if g.c %}乙局 | {{ g.c.number }}{% endif %}\n", "")
    assert [message for _, message in told(computed)] == [
        "乙局承办（g.b）没有了，印它的话不印：工作报告里表格里有“58”的那一行"
    ]
