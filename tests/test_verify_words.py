"""What `report verify` says of the words round figures: shown, was and is, or a finding where they make another one."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import reworked
from report_cli.docx import archive
from reworked import W, paragraphs, run, text_of
from running import Result, built, change, committee, report, year_2022

Edit = Callable[[etree._Element], None]
WHO = {f"{W}author": "张三", f"{W}date": "2023-02-01T09:00:00Z", f"{W}id": "901"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = year_2022(tmp_path_factory.mktemp("words"))
    built(found, "2022")
    return found


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report that is mostly a table of figures."""
    found = committee("beihu", tmp_path_factory.mktemp("tables"))
    built(found, "2024")
    return found


def draft(place: Path) -> bytes:
    return next(place.glob("drafts/*/work_report.docx")).read_bytes()


def edited(place: Path, *edits: Edit, name: str = "改.docx") -> None:
    def all_of(root: etree._Element) -> None:
        for edit in edits:
            edit(root)

    (place / name).write_bytes(reworked.reworked(draft(place), all_of))


def verified(place: Path, *edits: Edit) -> dict[str, Any]:
    edited(place, *edits)
    found: dict[str, Any] = json.loads(report(place, "verify", "改.docx", "--format", "json").out)
    return found


def told(place: Path, *edits: Edit, final: bool = False) -> Result:
    edited(place, *edits)
    return report(place, "verify", "改.docx", *(["--final"] if final else []))


def put(old: str, new: str) -> Edit:
    """Other words in the first paragraph that has these, whatever its runs."""

    def edit(root: etree._Element) -> None:
        paragraph = next(p for p in paragraphs(root) if old in text_of(p))
        start, at, rest = text_of(paragraph).index(old), 0, new
        for piece in paragraph.iter(f"{W}t"):
            text = piece.text or ""
            first, last = max(start, at), min(start + len(old), at + len(text))
            if first < last:
                piece.text, rest = text[: first - at] + rest + text[last - at :], ""
                piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            at += len(text)

    return edit


def findings(content: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    return [(found["kind"], found["fact"], found["found"]) for found in content["findings"]]


# Numerals in words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("惠及群众千余人。", "千余人"),
        ("提案数翻了一番。", "翻了一番"),
        ("增长近一倍。", "近一倍"),
        ("投入叁佰万元。", "叁佰万元"),
        ("约三成委员参加。", "约三成"),
        ("参加的委员有四分之三。", "四分之三"),
        ("走访企业数十家。", "数十家"),
        ("办结百分之九十五。", "百分之九十五"),
    ],
)
def test_a_new_numeral_in_words_is_unbound(words: str, found: str, place: Path) -> None:
    content = verified(place, put("各位委员！", f"{words}各位委员！"))
    assert findings(content) == [("unbound", None, found)]
    assert [(each["change"], each["after"]) for each in content["prose"]["changes"]] == [("added", words)]


@pytest.mark.parametrize(
    "words",
    ["开展了一批活动。", "召开会议一次。", "这是第三次。", "三番五次地走访。", "一起努力。", "统一思想，进一步落实。"],
)
def test_an_article_an_ordinal_or_a_set_phrase_is_no_number(words: str, place: Path) -> None:
    content = verified(place, put("各位委员！", f"{words}各位委员！"))
    assert findings(content) == []
    assert content["prose"]["changed"] == 1


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ("负265件", "负265件"),
        ("-265件", "-265件"),
        ("第265件", "第265件"),
        ("265件成以上", "265件成以上"),
        ("265件左右", "265件左右"),
        ("265万件", "265万件"),
        ("265条", "265条"),
        ("近265件", "近265件"),
        ("265余件", "265余件"),
        ("大约265件", "大约265件"),
    ],
)
def test_a_sign_marker_scale_or_unit_makes_it_another_number(new: str, found: str, place: Path) -> None:
    content = verified(place, put("委员提案265件", f"委员提案{new}"))
    assert findings(content) == [("changed", "proposals.received", found)]


@pytest.mark.parametrize("new", ["共265件", "达265件", "265件之多", " 265 件", "合计265件"])
def test_words_that_only_lead_to_a_number_leave_it_as_it_is(new: str, place: Path) -> None:
    assert findings(verified(place, put("委员提案265件", f"委员提案{new}"))) == []


def test_a_list_that_loses_its_open_end_is_another_list(place: Path) -> None:
    lost = verified(place, put("“构建多元养老体系”等", "“构建多元养老体系”"))
    assert findings(lost) == [("changed", "consultation.topics[3]", "“构建多元养老体系”")]
    assert findings(verified(place, put("“构建多元养老体系”等", "“构建多元养老体系”“老旧小区改造”等"))) == []


# Words beside a figure


def test_words_in_a_figures_clause_are_shown_beside_it_and_bar_a_final_draft(place: Path) -> None:
    edit = put("立案224件", "未立案224件")
    content = verified(place, edit)
    [changed] = content["prose"]["changes"]
    assert findings(content) == []
    assert changed["beside"] == ["proposals.filed"]
    assert "未立案224件" in changed["after"]
    assert "未立案" not in changed["before"]
    assert changed["template"]["file"].startswith("templates/")
    assert told(place, edit, final=True).status == 1
    result = told(place, edit)
    assert result.status == 0
    assert "不影响" not in result.out
    for line in (f"原来：{changed['before']}", f"现在：{changed['after']}", "就在“224件”旁边", "模板在 templates/"):
        assert line in result.out


def test_words_elsewhere_do_not_bar_a_final_draft(place: Path) -> None:
    edit = put("请予审议", "请审议")
    [changed] = verified(place, edit)["prose"]["changes"]
    assert (changed["change"], changed["beside"]) == ("changed", [])
    assert told(place, edit, final=True).status == 0


def _long(root: etree._Element) -> list[etree._Element]:
    return [p for p in paragraphs(root) if len(text_of(p)) > 60]


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def moved(root: etree._Element) -> None:
    first, second = _long(root)[4:6]
    second.addnext(first)


def merged(root: etree._Element) -> None:
    first, second = _long(root)[4:6]
    first.extend(second.findall(f"{W}r"))
    _take_out(second)


def removed(root: etree._Element) -> None:
    last = [p for p in paragraphs(root) if text_of(p)][-1]
    _take_out(last)


def added(root: etree._Element) -> None:
    last = [p for p in paragraphs(root) if text_of(p)][-1]
    new = copy.deepcopy(last)
    for piece in list(new):
        new.remove(piece)
    new.append(run("会议号召大家再接再厉。"))
    last.addnext(new)


@pytest.mark.parametrize(
    ("edit", "kind"), [(moved, "moved"), (merged, "changed"), (removed, "removed"), (added, "added")]
)
def test_what_became_of_whole_paragraphs_is_one_change(edit: Edit, kind: str, place: Path) -> None:
    content = verified(place, edit)
    assert [each["change"] for each in content["prose"]["changes"]] == [kind]
    assert content["prose"]["changed"] == 1


def test_what_moved_bars_a_final_draft_though_it_has_no_figure(place: Path) -> None:
    def head_moved(root: etree._Element) -> None:
        heads = [p for p in paragraphs(root) if text_of(p).startswith("（") and len(text_of(p)) < 30]
        _long(root)[0].addprevious(heads[-1])

    [change] = verified(place, head_moved)["prose"]["changes"]
    assert (change["change"], change["beside"]) == ("moved", [])
    assert told(place, head_moved, final=True).status == 1


def test_a_moved_sentence_and_a_changed_one_are_two(place: Path) -> None:
    def turned(root: etree._Element) -> None:
        paragraph = next(p for p in _long(root) if text_of(p).count("。") > 2 and "二十大" not in text_of(p))
        first, rest = text_of(paragraph).split("。", 1)
        for piece in paragraph.findall(f"{W}r"):
            paragraph.remove(piece)
        paragraph.append(run(rest.replace("，", "，切实", 1) + first + "。"))

    kinds = [each["change"] for each in verified(place, turned)["prose"]["changes"]]
    assert sorted(kinds) == ["changed", "moved"]


def test_a_tracked_change_says_who_and_when(place: Path) -> None:
    def tracked(root: etree._Element) -> None:
        struck, new = etree.Element(f"{W}del", WHO), etree.Element(f"{W}ins", WHO)
        piece = run("各位委员！")
        next(piece.iter(f"{W}t")).tag = f"{W}delText"
        struck.append(piece)
        new.append(run("同志们！"))
        paragraph = next(p for p in paragraphs(root) if text_of(p).startswith("各位委员！"))
        put("各位委员！", "")(paragraph)
        paragraph.insert(1, new)
        paragraph.insert(1, struck)

    content = verified(place, tracked)
    [changed], [mark] = content["prose"]["changes"], content["marks"]
    assert (changed["author"], changed["date"]) == (mark["author"], mark["date"]) == ("张三", "2023-02-01T09:00:00Z")
    assert mark["text"] == "删“各位委员！”，加“同志们！”"
    assert "文字改了（张三，2023-02-01）" in told(place, tracked).out
    (place / "表.md").unlink(missing_ok=True)
    report(place, "verify", "改.docx", "--table", "表.md")
    assert "改.docx（张三，2023-02-01）" in (place / "表.md").read_text("utf-8")


def test_what_stands_in_a_header_is_told(place: Path) -> None:
    parts = archive.read(draft(place)) or {}
    name = next(name for name in parts if re.fullmatch("word/footer[0-9]+.xml", name))
    note = "<w:p><w:r><w:t>办公室留存</w:t></w:r></w:p></w:ftr>".encode()
    (place / "改.docx").write_bytes(reworked.zipped({**parts, name: parts[name].replace(b"</w:ftr>", note)}))
    content = json.loads(report(place, "verify", "改.docx", "--format", "json").out)
    assert [each["after"] for each in content["prose"]["changes"]] == ["办公室留存"]
    result = report(place, "verify", "改.docx", "--final")
    assert result.status == 1
    assert "页眉页脚：加了文字" in result.out


def test_what_the_template_says_meanwhile_is_no_edit(tmp_path: Path) -> None:
    own = year_2022(tmp_path)
    built(own, "2022")
    edit = put("请予审议", "请审议")
    assert verified(own, edit)["prose"]["changed"] == 1
    for template in own.rglob("*.j2"):
        template.write_text(template.read_text("utf-8").replace("请予审议", "请审议"), "utf-8")
    assert verified(own, edit)["prose"]["changed"] == 0


# What could not be looked at, and what changes by itself


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<w:r><w:drawing><pic:pic xmlns:pic='p'/></w:drawing></w:r>", "图片1处，里面的数没有核对"),
        ("<w:r><w:drawing><c:chart xmlns:c='c'/></w:drawing></w:r>", "图表1处，里面的数没有核对"),
        ("<w:fldSimple w:instr=' DATE '><w:r><w:t>二月</w:t></w:r></w:fldSimple>", "域1处，打开或打印时会变"),
        ("<w:r><w:rPr><w:dstrike/></w:rPr><w:t>完。</w:t></w:r>", "修订、批注等痕迹1处"),
        ("<w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>完。</w:t></w:r>", "修订、批注等痕迹1处"),
    ],
    ids=["picture", "chart", "field", "strike", "white"],
)
def test_what_was_not_looked_at_is_said_and_bars_a_final_draft(content: str, words: str, place: Path) -> None:
    def edit(root: etree._Element) -> None:
        _long(root)[2].extend(etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}">{content}</w:p>'))

    result = told(place, edit)
    assert result.status == 0
    assert words in result.out.splitlines()[-1]
    assert told(place, edit, final=True).status == 1


# Tables


def cell(number: int, text: str) -> Edit:
    def edit(root: etree._Element) -> None:
        first, *others = paragraphs(root)[number - 1].iter(f"{W}t")
        first.text = text
        for other in others:
            other.text = ""

    return edit


def row_moved(root: etree._Element) -> None:
    rows = list(root.iter(f"{W}tr"))
    rows[4].addnext(rows[3])


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            [cell(26, "立案提案"), cell(38, "收到提案")],
            {"立案提案": "proposals.received", "收到提案": "proposals.filed"},
        ),
        ([cell(16, "本年（万件）")], {"本年（万件）": "proposals.received"}),
        ([cell(27, "万件")], {"万件": "proposals.received"}),
        ([cell(26, "收到 提案")], {}),
        ([row_moved], {}),
    ],
    ids=["labels exchanged", "head", "unit", "blank", "row moved"],
)
def test_a_label_a_unit_and_a_head_belong_to_their_figures(
    edits: list[Edit], expected: dict[str, str], tables: Path
) -> None:
    content = verified(tables, *edits)
    assert {found: fact for _, fact, found in findings(content)} == expected
    assert {kind for kind, *_ in findings(content)} <= {"changed"}
    for found in expected:
        assert f"被改为“{found}”" in told(tables, *edits).out


# Facts that are called otherwise now


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("answer_rate", "replied", "办复率（proposals.replied）"),
        ("enterprises", "companies", "助企活动名称（companies.campaign）"),
    ],
)
def test_a_fact_that_was_renamed_is_told_as_it_was_built(old: str, new: str, named: str, tmp_path: Path) -> None:
    own = year_2022(tmp_path)
    built(own, "2022")
    for file in [*own.glob("data/*.yaml"), *own.rglob("*.j2")]:
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    result = told(own)
    assert result.status == 1
    assert f"，数据里已经没有这一项，可能改名为{named}" in result.out
    assert "生成时数据在 data/2022.yaml:" in result.out


def test_a_fact_that_is_no_more_filled_in_is_still_there(tmp_path: Path) -> None:
    own = year_2022(tmp_path)
    built(own, "2022")
    change(own / "data/2022.yaml", "answer_rate: 100%", "answer_rate:")
    result = told(own)
    assert "办复率（proposals.answer_rate）还是“100%”，数据现在是“【待补：办复率】”" in result.out
    assert "已经没有这一项" not in result.out


# The review copy


def test_a_review_copy_is_audited_and_may_be_signed(place: Path) -> None:
    built(place, "2022", "--review")
    data = (place / "drafts/2022/work_report.review.docx").read_bytes()

    def audited(edit: Edit) -> dict[str, Any]:
        (place / "核对.docx").write_bytes(reworked.reworked(data, edit))
        found: dict[str, Any] = json.loads(report(place, "verify", "核对.docx", "--format", "json").out)
        return found

    def signed(root: etree._Element) -> None:
        row = list(root.iter(f"{W}tr"))[5]
        for at, words in zip(row.findall(f"{W}tc")[-2:], ("张三", "2023年1月5日"), strict=True):
            next(at.iter(f"{W}p")).append(run(words))

    def corrected(root: etree._Element) -> None:
        in_cell = next(p for p in paragraphs(root) if text_of(p) == "265件")
        put("265件", "266件")(in_cell)

    for edit in (signed, lambda root: None):
        content = audited(edit)
        assert (content["findings"], content["prose"]["changed"]) == ([], 0)
    assert findings(audited(corrected)) == [("changed", "proposals.received", "266件")]
