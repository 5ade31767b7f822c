"""A number of a term, and a footnote, goes with the word that it stands behind where the sentence is rewritten."""

from pathlib import Path

import pytest

from report_cli import compose
from report_cli.document import Paragraph, Run
from report_cli.facts.load import Loader
from report_cli.inward.weighing import Weighed, library
from running import built, change
from taking import FILES, Report, Texts, laid
from test_home_again import edited
from test_laid_out import workspace
from test_take import draft, take

# Terms that are explained ---------------------------------------------------------------------------------------------

STOOD = "在基层，用好“有事来商量”平台②，把协商办到群众身边。"
LATER = "“有事来商量”平台向社区延伸"
TERMS = {
    "earlier": ("“有事来商量”平台把协商办到群众身边，议事更加便捷。", "。“有事来商量”平台②把协商"),
    "later": ("基层群众遇到烦心事，坐下来商量，多亏有了“有事来商量”平台，事事有回音。", "有了“有事来商量”平台②，事事"),
    "at the end": ("基层群众遇到烦心事，坐下来谈，这就是“有事来商量”平台。", "就是“有事来商量”平台②。"),
    "twice": ("“有事来商量”平台办到身边，“有事来商量”平台受欢迎。", "。“有事来商量”平台②办到身边，“有事来商量”平台受"),
    "gone here, used again further on": ("群众的烦心事有人听、有人管。", f"推动{LATER}②"),
    "another term, too": ("“有事来商量”平台接着“三联”活动办。", "。“有事来商量”平台②接着“三联”活动办"),
}


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(workspace("dongxi", tmp_path_factory.mktemp("terms")), 2022, "work_report")


@pytest.mark.parametrize("case", TERMS)
def test_the_number_of_a_term_stands_behind_it_in_the_new_sentence(case: str, starter: Report) -> None:
    new, said = TERMS[case]
    made = starter.taken(edited(starter.baseline.paragraphs, STOOD, new))
    assert [each.state for each in made.proposals] == ["ready"]
    whole = "\n".join(starter.after(made))
    assert said in whole
    assert "②" not in made.proposals[0].sources[0].marked
    assert (whole.count("①"), whole.count("②")) == (1, 1)


def test_two_terms_of_one_paragraph_are_numbered_as_they_come(starter: Report) -> None:
    new = "用好“有事来商量”平台，开展“作风提升年”“三联”活动，事事有回音，为"
    made = starter.taken(edited(starter.baseline.paragraphs, "开展“作风提升年”“三联”活动①，为", new))
    whole = "\n".join(starter.after(made))
    assert "用好“有事来商量”平台①，开展“作风提升年”“三联”活动②，事事" in whole
    assert (whole.count("①"), whole.count("②")) == (1, 1)


def test_a_term_that_is_gone_from_the_text_is_said_to_be_before_it_is_written(starter: Report) -> None:
    texts = edited(starter.baseline.paragraphs, STOOD, "群众的烦心事有人听、有人管。")
    made = starter.taken(edited(texts, LATER, "基层协商向社区延伸"))
    [said] = [each for found in made.spoken.values() for each in found]
    told = "名词解释第2条解释“‘有事来商量’平台”，改后的正文里没有它了，②没有地方标"
    assert (said.code, said.message, made.findings) == ("E208", told, [])
    assert "②" not in "\n".join(starter.after(made))


def test_a_term_that_goes_with_its_explanation_needs_no_word(starter: Report) -> None:
    texts = edited(starter.baseline.paragraphs, "开展“作风提升年”“三联”活动①，为", "开展“作风提升年”，为")
    made = starter.taken(tuple(text for text in texts if not text.startswith("1.“三联”活动：")))
    assert not made.spoken
    whole = "\n".join(starter.after(made))
    assert ("“有事来商量”平台①，把" in whole, "1.“有事来商量”平台：" in whole, "②" in whole) == (True, True, False)


# Footnotes ------------------------------------------------------------------------------------------------------------

FOOTNOTES = {
    "earlier": ("商量平台办到身边，大家都说好，事事有回音。", "商量平台", ""),
    "later": ("遇到烦心事，坐下来好好谈，多亏商量平台，事事有回音。", "遇到烦心事，坐下来好好谈，多亏商量平台", ""),
    "at the end": ("遇到烦心事，就坐下来谈，这就是商量平台。", "遇到烦心事，就坐下来谈，这就是商量平台", ""),
    "twice": ("商量平台办到身边，商量平台受欢迎。", "商量平台", ""),
    "half of it left": ("大家信任这个平台，事事有回音。", "大家信任这个平台", ""),
    "before a word that stays": ("把事办好。", "把事办好", "E208"),
    "gone": ("群众的烦心事有人听、有人管。", "群众的烦心事有人听、有人管", "E208"),
    "joined": ("大家用好商量平台，把事办好，各组按时完成任务。", "大家用好商量平台", ""),
}


@pytest.mark.parametrize("case", FOOTNOTES)
def test_a_footnote_stays_behind_its_word_or_that_is_said(case: str, tmp_path: Path) -> None:
    new, before, code = FOOTNOTES[case]
    place = laid(tmp_path)
    change(place / "templates/brief.md.j2", "各组按时", '用好商量平台{{ footnote("设在街道。") }}，把事办好。各组按时')
    of = Report(place, 2022, "brief")
    old = "用好商量平台，把事办好。" + "各组按时完成任务。" * (case == "joined")
    made = of.taken(edited(of.baseline.paragraphs, old, new))
    assert [each.code for found in made.spoken.values() for each in found] == [code] * bool(code)
    [stands] = noted(of, made)
    assert stands == before


@pytest.mark.parametrize("gone", ["大家互相帮助，共同进步。", "各组按时完成任务。大家互相帮助，共同进步。"])
def test_a_footnote_goes_only_where_what_it_is_of_goes(gone: str, tmp_path: Path) -> None:
    place = laid(tmp_path)
    change(place / "templates/brief.md.j2", "共同进步", '共同进步{{ footnote("设在街道。") }}')
    of = Report(place, 2022, "brief")
    ours = tuple(text for text in edited(of.baseline.paragraphs, gone, "") if text != "设在街道。")
    alone = of.taken(ours).proposals
    assert [each.state for each in alone] == ["ready", "ready"]
    made = of.taken(ours, edited(of.baseline.paragraphs, "共同进步", "一同进步"))
    assert [each.state for each in made.proposals] == ["conflict"] * 3
    note = next(each for each in made.proposals if each.before == "设在街道。")
    assert "是它所在的那一处，还没有定，要写一起写" in note.message
    made = of.taken(edited(of.baseline.paragraphs, "设在街道。", "设在社区。"), ours)
    assert [each.state for each in made.proposals] == ["conflict"] * 3


SECTIONS = """---
label: 简报
---
# 简报

## 扎实履行基本职能

各组按时完成任务。大家互相帮助，共同进步。

## 丰富议政协商形式

各界踊跃参加，讨论热烈，气氛融洽。

走访{{ visits.people }}，筹资{{ visits.money }}{{ footnote("由各街道分头筹集。") }}，来信{{ visits.letters }}。

## 认真办理各方来信

来信件件有回音，群众表示满意。
"""
NOTE = '{{ footnote("由各组分头负责。") }}'
MOVED = {
    "alone": [],
    "heading reworded": [("协商形式", "协商载体")],
    "heading and a sentence reworded": [("协商形式", "协商载体"), ("讨论热烈", "畅所欲言")],
    "heading reworded, a figure changed": [("协商形式", "协商载体"), ("2.83万人次", "2.85万人次")],
    "figure changed": [("2.83万人次", "2.85万人次")],
}


def in_turn(built: Texts) -> Texts:
    """The report with its second section before the first."""
    heads = ("扎实履行", "丰富议政", "认真办理")
    first, begin, end = (next(n for n, text in enumerate(built) if head in text) for head in heads)
    return (*built[:first], *built[begin:end], *built[first:begin], *built[end:])


@pytest.mark.parametrize("head", ["label: 简报", "label: 简报\nnumbering: none"])
@pytest.mark.parametrize("case", MOVED)
def test_a_section_that_moved_and_was_reworded_keeps_its_footnotes(case: str, head: str, tmp_path: Path) -> None:
    sections = SECTIONS.replace("label: 简报", head)
    of = Report(laid(tmp_path, {**FILES, "templates/brief.md.j2": sections}), 2022, "brief")
    texts = in_turn(of.baseline.paragraphs)
    for old, new in MOVED[case]:
        texts = edited(texts, old, new)
    made = of.taken(texts)
    assert {each.state for each in made.proposals} == {"ready"}
    assert "moved" in {each.change for each in made.proposals}
    assert noted(of, made) == [f"走访{'2.85' if 'figure' in case else '2.83'}万人次，筹资12.50万元"]
    wanted = [text.partition("、")[2] or text for text in texts]
    assert [text.partition("、")[2] or text for text in of.after(made)] == wanted


def test_a_footnote_of_a_section_that_is_typed_anew_is_told_before_it_is_written(tmp_path: Path) -> None:
    """A short heading without a number is not known again: the first section is taken out and put in again."""
    sections = SECTIONS.replace("label: 简报", "label: 简报\nnumbering: none").replace("完成任务", f"完成任务{NOTE}")
    of = Report(laid(tmp_path, {**FILES, "templates/brief.md.j2": sections}), 2022, "brief")
    made = of.taken(edited(in_turn(of.baseline.paragraphs), "丰富议政协商形式", "丰富协商"))
    took = next(each.number for each in made.proposals if each.change == "removed")
    [lost] = [each for each in made.proposals if each.after == "由各组分头负责。"]
    assert (lost.state, len(noted(of, made))) == ("unclear", 1)
    told = f"脚注跟着第{took}条删去的字没有了：第{took}条和写上这些字的那一条都不写（--skip），照稿件自己改模板"
    assert f"生成出来没有这些字；{told}（templates/brief.md.j2:9）" in (lost.message or "")


def test_a_footnote_that_another_leader_changes_is_no_loss_in_a_review_copy(tmp_path: Path) -> None:
    sections = SECTIONS.replace("完成任务", f"完成任务{NOTE}")
    place = laid(tmp_path, {**FILES, "templates/brief.md.j2": sections})
    built(place, "2022", "--review")
    text = (place / "drafts/2022/brief.md").read_text("utf-8")
    (place / "甲.md").write_text(text.replace("分头负责", "共同负责"), "utf-8")
    draft(place, ("互相帮助", "相互帮助"), name="乙.docx", of="drafts/2022/brief.review.docx")
    assert {each["state"] for each in take(place, "甲.md", "乙.docx")[1]["proposals"]} == {"ready"}


def noted(of: Report, made: Weighed) -> list[str]:
    """The words before each footnote, once what is ready is written."""
    ledger = Loader(of.workspace, made.contents).year(2022).ledger
    document, _ = compose.compose(of.kind, ledger, library(of.workspace, made.contents))
    assert document is not None
    lines = [block.runs for block in document.blocks if isinstance(block, Paragraph)]
    return [said(runs[:at]) for runs in lines for at, run in enumerate(runs) if run.note]


def said(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)
