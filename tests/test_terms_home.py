"""Terms that are explained, edited in a draft: what comes home, and what goes with it, is said."""

from pathlib import Path

import pytest
from lxml import etree

import reworked
from report_cli.inward.weighing import Weighed
from reworked import W
from running import built, change, report
from taking import Report, Texts, laid

TERMS = ("直通车", "有事好商量", "短板弱项")
TEXT = "用好“直通车”反映民意。办好有事好商量协商平台。解决短板弱项的问题。"


def workspace(place: Path, *terms: str, text: str = TEXT) -> Path:
    """A report that explains some terms in an attachment."""
    laid(place)
    fields = "{term: {label: 名词}, meaning: {label: 解释}}"
    listed = f"    terms: {{label: 名词, kind: items, fields: {fields}}}\n"
    change(place / "data/indicators.yaml", "visits:\n", f"glossary:\n  label: 名词\n  indicators:\n{listed}visits:\n")
    rows = "".join(f"    - {{term: {term}, meaning: {term}的意思。}}\n" for term in terms)
    change(place / "data/2022.yaml", "visits:\n", f"glossary:\n  terms:\n{rows}visits:\n")
    with (place / "templates/brief.md.j2").open("a", encoding="utf-8") as file:
        file.write(f'\n{text}\n\n{{% call attachment("名词解释") %}}\n')
        file.write("{{ explanations(glossary.terms) }}\n{% endcall %}\n")
    return place


def edited(texts: Texts, *changes: tuple[str, str]) -> Texts:
    whole = "\n".join(texts)
    for old, new in changes:
        assert old in whole
        whole = whole.replace(old, new, 1)
    return tuple(whole.split("\n"))


RENAMED = {
    "the second": (("有事好商量②", "好商好量②"), ("2.有事好商量", "2.好商好量")),
    "the first": (("“直通车”①", "“直达车”①"), ("1.直通车", "1.直达车")),
    "two": (
        ("“直通车”①", "“直达车”①"),
        ("1.直通车", "1.直达车"),
        ("短板弱项③", "短板不足③"),
        ("3.短板弱项", "3.短板不足"),
    ),
}


@pytest.mark.parametrize("case", RENAMED)
def test_a_term_renamed_in_text_and_explanation_keeps_its_number(case: str, tmp_path: Path) -> None:
    of = Report(workspace(tmp_path, *TERMS), 2022, "brief")
    texts = edited(of.baseline.paragraphs, *RENAMED[case])
    made = of.taken(texts)
    assert {each.state for each in made.proposals} == {"ready"}
    assert of.after(made) == texts


def test_the_only_term_renamed_is_told_to_lose_its_explanation(tmp_path: Path) -> None:
    of = Report(workspace(tmp_path, "有事好商量"), 2022, "brief")
    made = of.taken(edited(of.baseline.paragraphs, ("有事好商量①", "好商好量①"), ("1.有事好商量", "1.好商好量")))
    said = [each.message for found in made.spoken.values() for each in found]
    assert said == ["改后的正文里用到“好商好量”，名词解释这个附件没有排出来，它的解释和序号都印不出"]
    assert "①" not in "".join(of.after(made))


def test_an_explanation_that_is_taken_out_is_told_to_take_its_number_along(tmp_path: Path) -> None:
    of = Report(workspace(tmp_path, *TERMS), 2022, "brief")
    texts = edited(of.baseline.paragraphs, ("\n2.有事好商量：有事好商量的意思。", ""))
    [gone] = of.taken(texts).proposals
    assert (gone.state, gone.message) == ("ready", "正文里的②也跟着没有，后面的名词重新编号")


FIRST, SECOND = "用好“直通车”①反映民意。", "办好有事好商量②协商平台。"
ORDER = {
    "a sentence moved before another": ((f"{FIRST}{SECOND}", f"{SECOND}{FIRST}"), "有事好商量、“直通车”、短板弱项"),
    "the first mention deleted": ((FIRST, ""), "有事好商量、短板弱项、“直通车”"),
    "mentioned before": ((FIRST, f"先看短板弱项。{FIRST}"), "短板弱项、“直通车”、有事好商量"),
}


@pytest.mark.parametrize("case", ORDER)
def test_terms_are_numbered_as_the_edited_text_names_them(case: str, tmp_path: Path) -> None:
    change_, said = ORDER[case]
    terms = said.split("、")
    of = Report(workspace(tmp_path, "“直通车”", *TERMS[1:], text=f"{TEXT}再用“直通车”。"), 2022, "brief")
    made = of.taken(texts := edited(of.baseline.paragraphs, change_))
    whole = "\n".join(after := of.after(made))
    assert [mark for mark in whole if mark in "①②③"] == [*"①②③"]
    assert after[-3:] == tuple(f"{n}.{term}：{term}的意思。" for n, term in enumerate(terms, 1))
    assert all(f"{term}{mark}" in whole for term, mark in zip(terms, "①②③", strict=True))
    # The drafts on their way have the old order: that is no wish of theirs.
    written(of, made)
    now = Report(tmp_path, 2022, "brief", built=of)
    assert {each.state for each in now.taken(texts).proposals} == {"taken"}
    assert not now.taken(of.baseline.paragraphs).proposals


def written(of: Report, made: Weighed) -> None:
    for file, content in made.contents.items():
        (of.workspace.root / file).parent.mkdir(exist_ok=True)
        (of.workspace.root / file).write_bytes(content)


def test_a_term_renamed_where_its_number_stands_is_told(tmp_path: Path) -> None:
    of = Report(workspace(tmp_path, *TERMS, text=f"{TEXT}再用“直通车”。"), 2022, "brief")
    made = of.taken(edited(of.baseline.paragraphs, ("“直通车”①", "“直达车”①")))
    [said] = [each for found in made.spoken.values() for each in found]
    told = "标着序号的“直通车”在正文里改成了“…直达车”，序号改标在还写“直通车”的地方"
    assert (said.code, said.message) == ("E208", told)
    assert "再用“直通车”③。" in "\n".join(of.after(made))


def test_a_term_renamed_in_its_explanation_or_in_the_data_alone_is_told(tmp_path: Path) -> None:
    of = Report(workspace(tmp_path, *TERMS), 2022, "brief")
    made = of.taken(edited(of.baseline.paragraphs, ("2.有事好商量：", "2.好商好量：")))
    [said] = made.spoken[1]
    assert (said.code, said.message) == ("F217", "名词解释的“好商好量”，正文里没有这个词，这一条印不出来")
    assert said.cure.startswith("正文改了说法，就在数据里把它（data/2022.yaml:15:14）也改成一样，一字不差")
    campaign = "    campaign: {label: 活动}\n    kinds: {label: 类别数"
    change(tmp_path / "data/indicators.yaml", "    kinds: {label: 类别数", campaign)
    change(tmp_path / "data/2022.yaml", "  kinds: ", "  campaign: 有事好商量\n  kinds: ")
    change(tmp_path / "templates/brief.md.j2", "办好有事好商量协商", "办好{{ proposals.campaign }}协商")
    of = Report(tmp_path, 2022, "brief")
    made = of.taken(edited(of.baseline.paragraphs, ("办好有事好商量②", "办好好商好量②")))
    assert [each.message for each in made.spoken[1]] == ["名词解释的“有事好商量”，正文里没有这个词，这一条印不出来"]


def test_explanations_that_were_exchanged_come_home(tmp_path: Path) -> None:
    of = Report(workspace(tmp_path, *TERMS), 2022, "brief")
    first, second = "直通车：直通车的意思", "有事好商量：有事好商量的意思"
    typed = edited(of.baseline.paragraphs, (first, "直通车：有事好商量的意思"), (second, "有事好商量：直通车的意思"))
    made = of.taken(typed)
    assert [each.state for each in made.proposals] == ["ready", "ready"]
    assert of.after(made) == typed


def test_explanations_in_another_order_do_not_come_home(tmp_path: Path) -> None:
    of = Report(workspace(tmp_path, *TERMS), 2022, "brief")
    first, second = of.baseline.paragraphs[-3:-1]
    [moved] = of.taken(edited(of.baseline.paragraphs, (f"{first}\n{second}", f"1{second[1:]}\n2{first[1:]}"))).proposals
    assert moved.state == "unclear"
    assert moved.message.startswith("名词解释照正文里第一次用到的先后排，移了带不回")


def test_an_edit_that_moves_an_explanation_is_told_to_do_nothing(tmp_path: Path) -> None:
    place = workspace(tmp_path, *TERMS)
    (place / "templates/2022").mkdir()
    said = [f"{{{{ glossary.terms[{n}].term }}}}：{{{{ glossary.terms[{n}].meaning }}}}" for n in (1, 2)]
    (place / "templates/2022/brief.edits.yaml").write_text(f"edits:\n  - was: '{said[0]}'\n    below: '{said[1]}'\n")
    shown = report(place, "check", "2022").out
    assert "E203: 把“{{ glossary.terms[1].term }}：" in shown
    assert "名词解释照正文里第一次用到的先后排，移它不起作用" in shown


def of_term(number: int, more: str = "") -> str:
    return f"'{{{{ glossary.terms[{number}].term }}}}：{{{{ glossary.terms[{number}].meaning }}}}{more}'"


EDITED = {
    "two in one edit": (f"was: [{of_term(1)}, {of_term(2)}]\n    now: [{of_term(2)}, {of_term(1)}]", "这一条可以删去"),
    "moved and reworded": (
        f"was: {of_term(1)}\n    now: {of_term(1, '好的。')}\n    below: {of_term(2)}",
        "只改字，就去掉这一条的below",
    ),
}


@pytest.mark.parametrize("case", EDITED)
def test_an_edit_that_exchanges_explanations_is_told_not_to(case: str, tmp_path: Path) -> None:
    edit, cure = EDITED[case]
    place = workspace(tmp_path, *TERMS)
    (place / "templates/2022").mkdir()
    (place / "templates/2022/brief.edits.yaml").write_text(f"edits:\n  - {edit}\n")
    shown = report(place, "check", "2022").out
    assert ("移它不起作用" in shown, f"怎样改：{cure}\n" in shown, shown.count("警告")) == (True, True, 1)


MARKS = {
    "taken out": ((1, ""),),
    "moved": ((1, ""), (2, "②③")),
}


@pytest.mark.parametrize("case", MARKS)
def test_numbers_of_terms_that_people_moved_are_listed_as_not_carried(case: str, tmp_path: Path) -> None:
    place = workspace(tmp_path, *TERMS)
    built(place, "2022")

    def edit(root: etree._Element) -> None:
        marks = [each for each in root.iter(f"{W}t") if each.text in ("①", "②", "③")]
        for at, text in MARKS[case]:
            marks[at].text = text

    (place / "稿.docx").write_bytes(reworked.reworked((place / "drafts/2022/brief.docx").read_bytes(), edit))
    shown = report(place, "take", "稿.docx").out
    assert "名词的序号①②" in shown
    assert "新的数" not in shown


def test_a_term_that_is_explained_in_addition_is_a_row_of_the_data(tmp_path: Path) -> None:
    of = Report(workspace(tmp_path, *TERMS), 2022, "brief")
    last = "3.短板弱项：短板弱项的意思。"
    [more] = of.taken(edited(of.baseline.paragraphs, (last, f"{last}\n4.院坝协商：在院坝里协商。"))).proposals
    assert more.state == "unclear"
    assert more.message.startswith("名词解释和序号由程序排：在数据的名词（glossary.terms）里加一条")
    assert more.message.endswith("；写明号就加 - {term: 院坝协商, meaning: 在院坝里协商。}")
    line = "    - {term: 有事好商量, "
    change(tmp_path / "data/2022.yaml", line, f"    - {{term: 院坝协商, meaning: 在院坝里协商。}}\n{line}")
    change(tmp_path / "templates/brief.md.j2", "办好有事好商量", "办好院坝协商、有事好商量")
    now = Report(tmp_path, 2022, "brief", of)
    draft = edited(of.baseline.paragraphs, (last, f"{last}\n4.院坝协商：在院坝里协商。"))
    assert [each.state for each in now.taken(draft).proposals] == ["taken"]


def test_a_term_that_the_text_uses_comes_home_where_it_is_named(tmp_path: Path) -> None:
    place = workspace(tmp_path, *TERMS)
    built(place, "2022")
    last = "短板弱项的意思。"
    text = (place / "drafts/2022/brief.md").read_text("utf-8")
    made = text.replace("的问题。", "的问题。办好院坝协商④。").replace(last, f"{last}\n\n4.院坝协商：在院坝里协商。")
    (place / "稿.md").write_text(made, "utf-8")
    draft = "take", "稿.md", "--year", "2022", "--kind", "brief"
    early = report(place, *draft, "--write", "--only", "2")
    assert (early.status, "第2条不能写：照这样加了，还和稿件不同：" in early.err) == (2, True)
    assert f"report {' '.join(draft)} --write --add 2\n" in report(place, *draft, "--write").err
    assert report(place, *draft, "--write", "--add", "2").status == 0
    built(place, "2022")
    assert "**4.院坝协商**：在院坝里协商。" in (place / "drafts/2022/brief.md").read_text("utf-8")
    assert report(place, *draft).status == 0
