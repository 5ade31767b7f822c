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
from report_cli.files import archive
from reworked import W, paragraphs, row_moved, run, text_of
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
        ("收到建议拾贰次。", "拾贰次"),
        ("投入拾万元。", "拾万元"),
        ("提案数翻倍。", "翻倍"),
        ("开支减半。", "减半"),
        ("走访三五次。", "三五次"),
        ("缺席〇次。", "〇次"),
        ("历时个把月。", "个把月"),
        ("成百上千的群众参加。", "成百上千"),
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


BEFORE = """
    − – — ﹣ － - + ± ~ ～ ≥ ≤ > ＞ ≈ × ￥ № 减 负 几乎 差不多 上 不止 大约摸 约莫 估计 预计 近近 不超 不足 少于 高于
    零下 最多 顶多 起码 减少 增加 （约） （-） # 满 够 破
""".split()
AFTER = """
    强 弱 多 余 许 起 内 左右 上下 以内 之内 以外 开外 挂零 有余 出头 打底 为限 不到
    及以上 或以上 （含）以上 + ± ％ ² （约） （预计） /年 还不到 成 倍 番 折 几
""".split()


@pytest.mark.parametrize("new", [*(f"{word}265件" for word in BEFORE), *(f"265件{word}" for word in AFTER)])
def test_a_marker_or_sign_beside_a_number_is_part_of_it(new: str, place: Path) -> None:
    content = verified(place, put("委员提案265件", f"委员提案{new}"))
    assert findings(content) == [("changed", "proposals.received", new)]
    assert content["prose"]["changed"] == 0


@pytest.mark.parametrize(
    "new",
    """共265件 达265件 265件之多 合计265件 签约265件 最近265件 大会上265件 ——265件 “265件” 仅265件 265件强调 265件左右岸
    265件多为民生 265件以上级交办的为主 265件弱项提案 265件起草稿 265件成为重点 265件折合人均 265件番茄种植
    265件几经周折 圆满265件 能够265件 265件整 足有265件 265件方远 方远265件 万里265件 265件乙""".split(),
)
def test_words_that_only_stand_beside_a_number_leave_it_as_it_is(new: str, place: Path) -> None:
    assert findings(verified(place, put("委员提案265件", f"委员提案{new}"))) == []


def test_a_marker_that_was_taken_away_makes_it_another_number(tmp_path: Path) -> None:
    own = year_2022(tmp_path)
    change(
        own / "templates/sections/proposal_figures.md.j2",
        "委员提案{{ proposals.received",
        "委员提案至少{{ proposals.received",
    )
    built(own, "2022")
    content = verified(own, put("提案至少265件", "提案265件"))
    assert [(each["expected"], each["found"]) for each in content["findings"]] == [("至少265件", "265件")]
    assert content["prose"]["changed"] == 0


TORN = ["26 5件", "2\t65件", "2\u00a065件", "2\u200965件", "2\u300065件", "2\n65件", "2\u00ad65件", "2\u200b65件"]


@pytest.mark.parametrize("new", TORN)
def test_digits_that_are_torn_apart_are_another_number(new: str, place: Path) -> None:
    edit = put("委员提案265件", f"委员提案{new}")
    assert [kind for kind, *_ in findings(verified(place, edit))] == ["changed"]
    assert "，数字断开了" in told(place, edit).out


@pytest.mark.parametrize(("old", "new"), [("84.5%", "84. 5%"), ("84.5%", "84 .5%"), ("2月21日", "2月2 1日")])
def test_a_rate_or_date_that_is_torn_apart_is_another(old: str, new: str, place: Path) -> None:
    assert [kind for kind, *_ in findings(verified(place, put(old, new)))] == ["changed"]


def test_digits_on_both_sides_of_a_paragraphs_end_are_torn_apart(place: Path) -> None:
    def parted(root: etree._Element) -> None:
        paragraph = next(p for p in paragraphs(root) if "委员提案265件" in text_of(p))
        first, rest = text_of(paragraph).split("65件", 1)
        new = copy.deepcopy(paragraph)
        for each, text in ((paragraph, first), (new, f"65件{rest}")):
            for piece in list(each):
                each.remove(piece)
            each.append(run(text))
        paragraph.addnext(new)

    assert ("changed", "proposals.received", "2 65件") in findings(verified(place, parted))


@pytest.mark.parametrize("new", ["265 件", " 265件 ", "265\n件", "265\u00a0件"])
def test_blanks_round_the_digits_are_no_edit(new: str, place: Path) -> None:
    content = verified(place, put("委员提案265件", f"委员提案{new}"))
    assert (findings(content), content["prose"]["changed"]) == ([], 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("265件", "２６５件"),
        ("265件", "二百六十五件"),
        ("265件", "265（件）"),
        ("100%", "100％"),
        ("84.5%", "百分之八十四点五"),
        ("近300条", "近三百条"),
        ("2023年2月21日", "二〇二三年二月二十一日"),
        ("2023年2月21日", "2023年02月21号"),
        ("2023年2月21日", "2023-02-21"),
    ],
)
def test_the_same_number_in_other_signs_is_the_same_number(old: str, new: str, place: Path) -> None:
    edit = put(old, new)
    content = verified(place, edit)
    assert (findings(content), content["prose"]["changed"]) == ([], 1)
    result = told(place, edit, final=True)
    assert (result.status, "只是换了写法，还是同一个数" in result.out, "旁边" in result.out) == (0, True, False)


@pytest.mark.parametrize(
    ("new", "found"),
    [("410。", "410"), ("265*", "265"), ("12.5（万元）", "12.5（万元）"), ("（410件）", "410件"), ("265²件", "265²件")],
)
def test_marks_round_another_number_are_no_part_of_it(new: str, found: str, place: Path) -> None:
    content = verified(place, put("委员提案265件", f"委员提案{new}"))
    assert findings(content) == [("changed", "proposals.received", found)]


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
    edit = put("现在，我代表", "今天，我代表")
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
        [head] = [p for p in paragraphs(root) if text_of(p) == "各位委员："]
        _long(root)[-1].addprevious(head)

    [change] = verified(place, head_moved)["prose"]["changes"]
    assert (change["change"], change["beside"]) == ("moved", [])
    assert told(place, head_moved, final=True).status == 1


def test_a_moved_sentence_and_a_changed_one_are_two(place: Path) -> None:
    def turned(root: etree._Element) -> None:
        paragraph = next(p for p in _long(root) if text_of(p).startswith("紧盯全面从严治党"))
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


def cell(label: str, column: int, text: str) -> Edit:
    """Another text in a cell: of the first row with this label, the column from 1."""

    def edit(root: etree._Element) -> None:
        rows = (row.findall(f"{W}tc") for row in root.iter(f"{W}tr"))
        cells = next(cells for cells in rows if text_of(cells[0]) == label)
        first, *others = cells[column - 1].iter(f"{W}t")
        first.text = text
        for other in others:
            other.text = ""

    return edit


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            [cell("收到提案", 1, "甲"), cell("立案提案", 1, "收到提案"), cell("甲", 1, "立案提案")],
            {"立案提案": "proposals.received", "收到提案": "proposals.filed"},
        ),
        ([cell("指标", 5, "增减（万件）")], {"增减（万件）": "proposals.received"}),
        ([cell("收到提案", 2, "万件")], {"万件": "proposals.received"}),
        ([cell("收到提案", 1, "收到 提案")], {}),
        ([cell("提案工作", 1, "信息工作")], {"信息工作": "proposals.received"}),
        ([cell("指标", 4, "2024年（万件）")], {"2024年（万件）": "proposals.received"}),
        ([row_moved], {}),
    ],
    ids=["labels exchanged", "head", "unit", "blank", "group", "head with a figure", "row moved"],
)
def test_a_label_a_unit_and_a_head_belong_to_their_figures(
    edits: list[Edit], expected: dict[str, str], tables: Path
) -> None:
    content = verified(tables, *edits)
    assert {found: fact for _, fact, found in findings(content)} == expected
    assert {kind for kind, *_ in findings(content)} <= {"changed"}
    for found in expected:
        assert f"被改为“{found}”" in told(tables, *edits).out


@pytest.fixture(scope="module")
def captioned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with a table that has a caption, and its unit in a line above."""
    found = committee("nanling", tmp_path_factory.mktemp("captioned"))
    caption = '{% call table("提案构成") %}'
    change(found / "templates/工作报告.md.j2", caption, f"（单位：件）\n\n{caption}")
    report(found, "build", "2024")
    (found / "drafts/2024/work_report.docx").write_bytes((found / "drafts/2024/工作报告.docx").read_bytes())
    return found


def line(text: str, *, below: bool = False) -> Edit:
    """A line more above the table's caption, or right below the table."""

    def edit(root: etree._Element) -> None:
        table = next(root.iter(f"{W}tbl"))
        new = etree.Element(f"{W}p")
        new.append(run(text))
        place = table if below else table.getprevious()
        assert place is not None
        (place.addnext if below else place.addprevious)(new)

    return edit


def a_column_more(root: etree._Element) -> None:
    for row in root.iter(f"{W}tr"):
        first = row.find(f"{W}tc")
        assert first is not None
        new = copy.deepcopy(first)
        for piece in new.iter(f"{W}t"):
            piece.text = "备注"
        first.addnext(new)


def without(text: str) -> Edit:
    return lambda root: _take_out(next(p for p in paragraphs(root) if text_of(p) == text))


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([put("提案构成", "信息构成")], ("提案构成", "信息构成")),
        ([put("提案构成", "提案构成（万件）")], ("提案构成", "提案构成（万件）")),
        ([without("提案构成")], ("提案构成", None)),
        ([put("（单位：件）", "（单位：万件）")], ("（单位：件）", "（单位：万件）")),
        ([without("（单位：件）")], ("（单位：件）", None)),
        ([line("单位：万件", below=True)], (None, "单位：万件")),
        ([line("计量单位：万件")], (None, "计量单位：万件")),
        ([put("数量（件）", "数量（万件）")], ("数量（件）", "数量（万件）")),
        ([a_column_more, put("数量（件）", "数量（万件）")], ("数量（件）", "数量（万件）")),
        ([put("合计", "合计（万件）")], ("合计", "合计（万件）")),
        ([put("（单位：件）", "（单位： 件）")], None),
        ([line("注：数据截至年底。", below=True)], None),
        ([a_column_more], None),
    ],
)
def test_what_stands_round_a_table_belongs_to_its_figures(
    edits: list[Edit], expected: tuple[str | None, str | None] | None, captioned: Path
) -> None:
    found = verified(captioned, *edits)["findings"]
    assert [(each["kind"], each["expected"], each["found"]) for each in found] == (
        [("changed", *expected)] if expected else []
    )


def test_a_table_of_a_markdown_draft_is_read_as_one(captioned: Path) -> None:
    text = (captioned / "drafts/2024/工作报告.md").read_text("utf-8")
    for new, expected in (("数量（万件）", [("数量（件）", "数量（万件）")]), ("数量（件）", [])):
        (captioned / "改.md").write_text(text.replace("数量（件）", new), "utf-8")
        of = ("--year", "2024", "--kind", "工作报告", "--format", "json")
        content = json.loads(report(captioned, "verify", "改.md", *of).out)
        assert [(each["expected"], each["found"]) for each in content["findings"]] == expected


def test_a_cell_is_called_by_its_table_row_and_column(tables: Path) -> None:
    edit = cell("收到提案", 4, "266")
    assert "改.docx 第24段（表1“收到提案”行“2024年”栏）：" in told(tables, edit).out
    assert verified(tables, edit)["findings"][0]["paragraph"] == 24
    assert "原稿第24段（表1“收到提案”行“2024年”栏）：" in told(tables, cell("收到提案", 4, "")).out
    (tables / "表.md").unlink(missing_ok=True)
    edited(tables, edit)
    report(tables, "verify", "改.docx", "--table", "表.md")
    assert "| 第24段（表1“收到提案”行“2024年”栏） |" in (tables / "表.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("column", "new", "told_of"),
    [
        (4, "266", ["第7段（“三届一次会议以来，收到提案265…”）还是“265件”，没有一起改"]),
        (4, "265万", ["第7段（“三届一次会议以来，收到提案265…”）还是“265件”，没有一起改"]),
        (4, "265件", []),
        (5, "-25", []),
        (5, "+26", []),
        (6, "+10.5%", []),
    ],
)
def test_only_what_said_the_same_is_told_to_say_it_still(
    column: int, new: str, told_of: list[str], tables: Path
) -> None:
    out = told(tables, cell("收到提案", column, new)).out
    assert [line.strip() for line in out.splitlines() if "还是" in line] == told_of


@pytest.mark.parametrize(("column", "new"), [(5, "＋25"), (5, "+ 25"), (6, "＋10.4%"), (6, "+10.4％"), (4, "２６５")])
def test_a_change_with_its_sign_in_other_signs_is_the_same_change(column: int, new: str, tables: Path) -> None:
    assert findings(verified(tables, cell("收到提案", column, new))) == []


@pytest.mark.parametrize(("column", "new"), [(5, "25"), (5, "−25"), (5, "±25"), (6, "10.4%"), (6, "+10.4")])
def test_a_change_without_its_sign_is_another_change(column: int, new: str, tables: Path) -> None:
    assert findings(verified(tables, cell("收到提案", column, new))) == [("changed", "proposals.received", new)]


# The table of several drafts


def test_the_table_says_what_was_found_in_each_paragraph(place: Path) -> None:
    def copied(root: etree._Element) -> None:
        paragraph = next(p for p in paragraphs(root) if "委员提案266件" in text_of(p))
        paragraph.addnext(copy.deepcopy(paragraph))

    edited(
        place,
        put("委员提案265件", "委员提案266件"),
        put("立案224件", "未立案224件"),
        put("各位委员！", "走访37次。各位委员！"),
        copied,
    )
    (place / "表.md").unlink(missing_ok=True)
    result = report(place, "verify", "改.docx", "--table", "表.md")
    rows = [row.split("|") for row in (place / "表.md").read_text("utf-8").splitlines() if row.startswith("| 第")]
    assert [(row[1].strip().rstrip("0123456789段第后"), row[5].strip()) for row in rows] == [
        ("", "被改、旁边改了字"),
        ("", "又说了一次、前后不一"),
        *[("", "")] * 2,  # W228, of the words: the sentence stands twice
        ("", "没有出处"),
    ]
    assert re.search(r"数字、日期和名称(\d+)处，\d+处相符，1处不符，另有新写的\d+处；问题\d+处；", result.out)


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
    label, _, _ = named.partition("（")
    assert re.search(f"：{label}（.*，数据里已经没有这一项，可能改名为{re.escape(named)}", result.out)
    assert "生成时数据在 data/2022.yaml:" in result.out


def test_a_fact_that_was_taken_out_is_told_by_its_label(tmp_path: Path) -> None:
    own = year_2022(tmp_path)
    built(own, "2022")
    edited(own)
    for file in own.glob("data/*.yaml"):
        lines = file.read_text("utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if "answer_rate" not in line), "utf-8")
    result = report(own, "verify", "改.docx")
    assert "办复率（proposals.answer_rate）“100%”，数据里已经没有这一项\n" in result.out


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
