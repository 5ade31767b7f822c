"""Rows, columns and tables that people put in a draft: each is told once, and none comes home as loose paragraphs."""

import copy
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import reworked
from reworked import W
from running import built, change, contents, report
from taking import laid

DRAFT, COMMITMENTS = "drafts/2022/brief.docx", "commitments"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with a table of items in its body, and one in an attachment; the attachment's are short and alike."""
    place = laid(tmp_path_factory.mktemp("rows"))
    change(
        place / "data/indicators.yaml",
        "visits:\n",
        "commitments:\n  label: 上年安排\n  indicators:\n    items:\n      label: 逐项落实\n      kind: items\n"
        "      fields:\n        promise: {label: 安排}\n        result: {label: 落实情况}\nvisits:\n",
    )
    promises = ("建协商平台", "修考核办法", "办委员讲堂")
    items = "".join(f"    - {{promise: {each}, result: 已完成}}\n" for each in promises)
    change(place / "data/2022.yaml", "visits:\n", f"commitments:\n  items:\n{items}visits:\n")
    with (place / "templates/brief.md.j2").open("a", encoding="utf-8") as file:
        file.write(
            '\n{% call attachment("落实情况") %}\n{% call table() %}\n安排 | 落实情况\n'
            "{% for each in commitments.items %}\n{{ each.promise }} | {{ each.result }}\n{% endfor %}\n"
            "{% endcall %}\n{% endcall %}\n"
        )
    built(place, "2022")
    return place


def of_word(place: Path, edit: Callable[[etree._Element], object]) -> None:
    (place / "稿.docx").write_bytes(reworked.reworked((place / DRAFT).read_bytes(), edit))


def filled(cell: etree._Element, text: str) -> None:
    """A copied cell or paragraph as Word leaves it: what bound the old text does not go along."""
    for each in [*cell.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd"), *cell.iter(f"{W}r")]:
        parent = each.getparent()
        assert parent is not None
        parent.remove(each)
    (cell if cell.tag == f"{W}p" else next(cell.iter(f"{W}p"))).append(reworked.run(text))


def new_row(table: int, after: int, *cells: str) -> Callable[[etree._Element], None]:
    def edit(root: etree._Element) -> None:
        old = list(list(root.iter(f"{W}tbl"))[table].iter(f"{W}tr"))[after]
        row = copy.deepcopy(old)
        for cell, text in zip(row.iter(f"{W}tc"), cells, strict=True):
            filled(cell, text)
        old.addnext(row)

    return edit


def new_column(table: int, texts: Sequence[str], at: int) -> Callable[[etree._Element], None]:
    def edit(root: etree._Element) -> None:
        rows = list(list(root.iter(f"{W}tbl"))[table].iter(f"{W}tr"))
        for row, text in zip(rows, texts, strict=True):
            old = list(row.iter(f"{W}tc"))[at]
            cell = copy.deepcopy(old)
            filled(cell, text)
            old.addnext(cell) if at else old.addprevious(cell)

    return edit


def new_table(root: etree._Element) -> None:
    old = next(root.iter(f"{W}tbl"))
    table = copy.deepcopy(old)
    for cell, text in zip(table.iter(f"{W}tc"), ("街道", "人数", "北坊", "17人", "中关", "23人"), strict=True):
        filled(cell, text)
    next(root.iter(f"{W}p")).addnext(table)


def proposals(place: Path, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(report(place, "take", "稿.docx", *options, "--format", "json").out)[
        "proposals"
    ]
    return found


ROWS = {
    "at the end": (0, -1, "《丙办法》", "制定中"),
    "in the middle": (0, 1, "《丙办法》", "制定中"),
    "below the head": (0, 0, "《丙办法》", "制定中"),
    "with a number": (0, 1, "《丙办法》", "17页"),
    "with a number of another row": (0, -1, "《丙办法》", "12页"),
    "with a number in between that another has": (0, 1, "《丙办法》", "9页"),
    "in an attachment": (1, -1, "办好读书会", "读书36次"),
    "in an attachment, as the others say": (1, 1, "办好读书会", "已完成"),
    "first in an attachment, as the others say": (1, 0, "办好读书会", "已完成"),
    "last in an attachment, as the others say": (1, -1, "办好读书会", "已完成"),
    "with an empty cell": (1, 1, "办好读书会", ""),
}


BEHIND = {
    (0, 0): "放在最前面（data/2022.yaml:27:5）",
    (0, 1): "接在“《甲办法》 | 12页”（data/2022.yaml:27:15）后面",
    (0, -1): "接在“《乙办法》 | 9页”（data/2022.yaml:28:15）后面",
    (1, 0): "放在最前面（data/2022.yaml:14:5）",
    (1, 1): "接在“建协商平台 | 已完成”（data/2022.yaml:14:17）后面",
    (1, -1): "接在“办委员讲堂 | 已完成”（data/2022.yaml:16:17）后面",
}
"""Where an item goes whose row stands behind which of a table."""


@pytest.mark.parametrize("case", ROWS)
def test_a_row_more_is_one_wish_that_is_not_carried(case: str, place: Path) -> None:
    table, after, *cells = ROWS[case]
    of_word(place, new_row(table, after, *cells))
    before = contents(place)
    [row] = proposals(place)
    said = " | ".join(filter(None, cells))
    assert (row["type"], row["state"], row["change"], row["after"]) == ("prose", "unclear", "added", said)
    items = ("visits.papers", "commitments.items")[table]
    assert ("表格的行带不回" in row["message"]) != ("；写明号就加 - {" in row["message"])
    assert f"（{items}）里加一条，{BEHIND[table, after]}，再生成" in row["message"]
    assert report(place, "take", "稿.docx", "--write").status == 1
    assert contents(place) == before


NEW, MORE = ("发言", "篇", "18", "—"), ("书面发言", "份", "9", "—")
EXCHANGED = {
    "below the one that is gone": ((1,), [(2, NEW)]),
    "above the one that is gone": ((3,), [(1, NEW)]),
    "with the value of the one that is gone": ((4,), [(1, ("发言", "篇", "265件", "—"))]),
    "several for one": ((3,), [(1, NEW), (1, MORE)]),
    "several for several": ((3, 4), [(1, NEW), (1, MORE)]),
}


@pytest.mark.parametrize("case", EXCHANGED)
def test_the_cells_of_a_row_more_are_no_paragraphs_where_another_row_is_gone(case: str, place: Path) -> None:
    gone, more = EXCHANGED[case]
    rows = "指标 | 单位 | 数 | 增减\n" + "".join(
        f"{label} | {unit} | {{{{ {fact} }}}} | —\n"
        for label, unit, fact in (
            ("参加人数", "人次", "visits.people"),
            ("立案的提案", "案", "proposals.filed"),
            ("群众来信来访", "封", "visits.letters"),
            ("委员递交提案", "项", "proposals.received"),
        )
    )
    with (place / "templates/brief.md.j2").open("a", encoding="utf-8") as file:
        file.write(f"\n{{% call table() %}}\n{rows}{{% endcall %}}\n")
    built(place, "2022", "--force")

    def edit(root: etree._Element) -> None:
        out = [list(list(root.iter(f"{W}tbl"))[1].iter(f"{W}tr"))[row] for row in gone]
        for after, cells in more:
            new_row(1, after, *cells)(root)
        taken_out(root, *out)

    of_word(place, edit)
    found = proposals(place)
    assert {each["state"] for each in found} == {"unclear"}
    added = [each["after"] for each in found if each.get("change") == "added"]
    assert sorted(added) == sorted(" | ".join(cells) for _, cells in more)
    assert all("表格的行带不回" in each["message"] for each in found if each.get("change") == "added")
    before = contents(place)
    assert report(place, "take", "稿.docx", "--write").status == 1
    assert contents(place) == before


def test_a_number_in_a_row_that_is_called_otherwise_is_not_written(place: Path) -> None:
    rows = "指标 | 数\n参加人数 | {{ visits.people }}\n立案的提案 | {{ proposals.filed }}\n"
    with (place / "templates/brief.md.j2").open("a", encoding="utf-8") as file:
        file.write(f"\n{{% call table() %}}\n{rows}{{% endcall %}}\n")
    built(place, "2022", "--force")
    for name, states in (("大会发言", ["unclear", "unclear"]), ("立案提案", ["unclear", "ready"])):

        def edit(root: etree._Element, name: str = name) -> None:
            for piece in list(root.iter(f"{W}tbl"))[1].iter(f"{W}t"):
                piece.text = {"立案的提案": name, "224件": "231件"}.get(piece.text or "", piece.text)

        of_word(place, edit)
        assert [each["state"] for each in proposals(place)] == states


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("table", [0, 1])
def test_a_column_more_is_one_wish_that_is_not_carried(table: int, at: int, place: Path) -> None:
    texts = (("备注", "试行", "2022年印发"), ("负责", "办公室", "提案委", "办公室"))[table]
    of_word(place, new_column(table, texts, at))
    [column] = proposals(place)
    assert (column["state"], column["after"]) == ("unclear", " | ".join(texts))
    assert "表格的栏带不回" in column["message"]


def test_a_table_more_is_one_wish_that_is_not_carried(place: Path) -> None:
    of_word(place, new_table)
    [table] = proposals(place)
    assert (table["state"], table["after"]) == ("unclear", "街道 | 人数 | 北坊 | 17人 | 中关 | 23人")
    assert "稿件里加的表格带不回" in table["message"]


def test_a_row_that_the_data_have_by_now_is_there_already(place: Path) -> None:
    of_word(place, new_row(1, 1, "办好读书会", "读书36次"))
    last = "    - {promise: 办委员讲堂, result: 已完成}\n"
    change(place / "data/2022.yaml", last, f"{last}    - {{promise: 办好读书会, result: 读书36次}}\n")
    [row] = proposals(place)
    assert row["state"] == "taken"


def test_other_edits_of_a_draft_with_a_row_more_come_home(place: Path) -> None:
    def edit(root: etree._Element) -> None:
        new_row(1, 1, "办好读书会", "读书36次")(root)
        piece = next(each for each in root.iter(f"{W}t") if "共同进步" in (each.text or ""))
        piece.text = (piece.text or "").replace("共同进步", "一起进步")

    of_word(place, edit)
    assert [each["state"] for each in proposals(place, "--write")] == ["ready", "unclear"]
    built(place, "2022")
    assert "一起进步" in (place / "drafts/2022/brief.md").read_text("utf-8")
    assert "读书36次" not in (place / "drafts/2022/brief.md").read_text("utf-8")


def test_a_paragraph_more_in_a_cell_is_not_carried(place: Path) -> None:
    def edit(root: etree._Element) -> None:
        old = next(each for each in root.iter(f"{W}p") if reworked.text_of(each) == "修考核办法")
        more = copy.deepcopy(old)
        filled(more, "全年考核36人次")
        old.addnext(more)

    of_word(place, edit)
    [paragraph] = proposals(place)
    assert (paragraph["state"], paragraph["after"]) == ("unclear", "全年考核36人次")
    assert "接着写在这一格原来的那一段里" in paragraph["message"]


def test_a_paragraph_that_went_into_a_new_row_is_taken_out_above(place: Path) -> None:
    words = "各组按时完成任务。大家互相帮助，共同进步。"

    def edit(root: etree._Element) -> None:
        old = next(each for each in root.iter(f"{W}p") if reworked.text_of(each) == words)
        parent = old.getparent()
        assert parent is not None
        parent.remove(old)
        new_row(1, -1, "各组", words)(root)

    of_word(place, edit)
    row, gone = proposals(place)
    assert (gone["change"], gone["before"]) == ("removed", words)
    assert (row["state"], row["after"]) == ("unclear", f"各组 | {words}")


def test_rows_that_changed_places_are_no_new_ones(place: Path) -> None:
    def edit(root: etree._Element) -> None:
        rows = list(list(root.iter(f"{W}tbl"))[1].iter(f"{W}tr"))
        rows[3].addnext(rows[1])

    of_word(place, edit)
    assert not any("表格的行带不回" in (each["message"] or "") for each in proposals(place))


def other_words(root: etree._Element) -> None:
    piece = next(each for each in root.iter(f"{W}t") if each.text == "修考核办法")
    piece.text = "修订考核办法"


def test_words_changed_in_a_cell_are_no_row(place: Path) -> None:
    of_word(place, other_words)
    [changed] = proposals(place)
    assert (changed["type"], changed["state"], changed["to"]) == ("figure", "ready", "修订考核办法")


@pytest.mark.parametrize(("old", "new"), [("修考核办法", "修考核办法和细则"), ("修考核办法", "再修考核办法")])
def test_words_written_on_a_row_stay_its_own_when_the_data_get_one_more(old: str, new: str, place: Path) -> None:
    def edit(root: etree._Element) -> None:
        next(each for each in root.iter(f"{W}t") if each.text == old).text = new

    of_word(place, edit)
    first = "    - {promise: 建协商平台, result: 已完成}\n"
    [changed] = proposals(place, "--write")
    assert (changed["type"], changed["to"]) == ("figure", new)
    change(place / "data/2022.yaml", first, f"{ITEM}{first}")
    built(place, "2022", "--force")
    assert f"| {new} | 已完成 |" in (place / "drafts/2022/brief.md").read_text("utf-8")


# What a draft has less ------------------------------------------------------------------------------------------------


def taken_out(root: etree._Element, *elements: etree._Element) -> None:
    for each in elements:
        parent = each.getparent()
        assert parent is not None
        parent.remove(each)


def without_row(table: int, row: int) -> Callable[[etree._Element], None]:
    def edit(root: etree._Element) -> None:
        taken_out(root, list(list(root.iter(f"{W}tbl"))[table].iter(f"{W}tr"))[row])

    return edit


def without_annex(root: etree._Element) -> None:
    table = list(root.iter(f"{W}tbl"))[1]
    body = [*next(root.iter(f"{W}body"))]
    label = next(n for n, each in enumerate(body) if reworked.text_of(each) == "附件")
    listed = next(each for each in body if reworked.text_of(each).startswith("附件：") and each.tag == f"{W}p")
    taken_out(root, listed, *body[label : body.index(table) + 1])


LESS = {
    "of figures": (without_row(0, 1), "《甲办法》 | 12页", "（visits.papers）里删去这一条（{甲办法}"),
    "in an attachment": (without_row(1, 3), "办委员讲堂 | 已完成", "里删去这一条（{办委员讲堂}"),
    "first in an attachment": (without_row(1, 1), "建协商平台 | 已完成", "里删去这一条（{建协商平台}"),
    "a whole attachment": (
        without_annex,
        "附件“落实情况”整个",
        "（commitments.items）里删去各条（{建协商平台}",
    ),
}


LINES = {
    "of figures": ["    - {title: 《甲办法》, pages: 12}\n"],
    "in an attachment": ["    - {promise: 办委员讲堂, result: 已完成}\n"],
    "first in an attachment": ["    - {promise: 建协商平台, result: 已完成}\n"],
    "a whole attachment": [
        "    - {promise: 建协商平台, result: 已完成}\n",
        "    - {promise: 修考核办法, result: 已完成}\n",
        "    - {promise: 办委员讲堂, result: 已完成}\n",
    ],
}
"""The lines that are advised to be taken out."""


def placed(said: str, place: Path) -> str:
    """A message's text, each word in braces as the place that says it."""
    lines = (place / "data/2022.yaml").read_text("utf-8").splitlines()
    number = {word: next(n for n, line in enumerate(lines, 1) if word in line) for word in re.findall("{(.+?)}", said)}
    return re.sub("{(.+?)}", lambda word: f"data/2022.yaml:{number[word[1]]}:", said)


@pytest.mark.parametrize("case", LESS)
def test_rows_and_annexes_less_are_one_wish_each_with_what_to_take_out(case: str, place: Path) -> None:
    edit, said, where = LESS[case]
    of_word(place, edit)
    before = contents(place)
    [gone] = proposals(place)
    assert (gone["type"], gone["state"], gone["change"], gone["before"]) == ("prose", "unclear", "removed", said)
    assert placed(where, place) in gone["message"]
    assert report(place, "take", "稿.docx", "--write").status == 1
    assert contents(place) == before
    for line in LINES[case]:
        change(place / "data/2022.yaml", line, "")
    states = [each["state"] for each in proposals(place)]
    assert set(states) == {"taken"}
    assert len(states) == 1 or case == "a whole attachment"
    built(place, "2022", "--force")
    assert said.partition(" | ")[0] not in (place / "drafts/2022/brief.md").read_text("utf-8")


ITEM = "    - {promise: 办好读书会, result: 读书36次}\n"
THIRD = "    - {promise: 办委员讲堂, result: 已完成}\n"


@pytest.mark.parametrize("above", ["", "    - {promise: 建协商", "    - {promise: 修考核", "    - {promise: 办委员"])
def test_a_row_is_known_by_what_it_says_where_the_data_have_others_by_now(above: str, place: Path) -> None:
    of_word(place, without_row(1, 3))
    if above:
        change(place / "data/2022.yaml", above, f"{ITEM}{above}")
    [gone] = proposals(place)
    assert placed("删去这一条（{办委员讲堂}", place) in gone["message"]


FIRST, SECOND = (THIRD.replace("办委员讲堂", each) for each in ("建协商平台", "修考核办法"))
OTHERS = {
    "one put in above": (SECOND, ITEM + SECOND),
    "one put in below": (SECOND, SECOND + ITEM),
    "above and below": (SECOND, ITEM + SECOND + ITEM.replace("读书36次", "读书40次")),
    "sorted anew": (FIRST + SECOND + THIRD, THIRD + SECOND + FIRST),
    "sorted anew, and one more": (FIRST + SECOND + THIRD, THIRD + ITEM + SECOND + FIRST),
}
"""What became of the rows in the data since the draft was built."""


@pytest.mark.parametrize("case", OTHERS)
def test_rows_that_are_gone_beside_new_ones_are_named_by_what_they_say(case: str, place: Path) -> None:
    def edit(root: etree._Element) -> None:
        new_row(1, 3, "办好读书会", "读书36次")(root)
        new_row(1, 1, "编文史资料", "编了2辑")(root)
        taken_out(root, *[list(list(root.iter(f"{W}tbl"))[1].iter(f"{W}tr"))[at] for at in (1, 3)])

    of_word(place, edit)
    change(place / "data/2022.yaml", *OTHERS[case])
    found = proposals(place)
    gone = {each["before"]: each["message"] for each in found if each.get("change") == "removed"}
    assert sorted(gone) == ["修考核办法 | 已完成", "建协商平台 | 已完成"]
    for said, message in gone.items():
        assert placed(f"删去这一条（{{{said[:5]}}}", place) in message
    assert len(found) == 4
    for line in (FIRST, SECOND):
        change(place / "data/2022.yaml", line, "")
    states = [(each["number"], "taken" if each.get("change") == "removed" else each["state"]) for each in found]
    assert [(each["number"], each["state"]) for each in proposals(place)] == states


def test_of_rows_that_say_the_same_it_is_not_told_which_is_gone(place: Path) -> None:
    change(place / "data/2022.yaml", SECOND, SECOND * 2)
    built(place, "2022")
    of_word(place, without_row(1, 2))
    [gone] = proposals(place)
    assert "这样说的有2条（data/2022.yaml:15:17、data/2022.yaml:16:17），稿件里留了1条" in gone["message"]
    assert "看不出删的是哪一条：看看别的栏，删去1条，再生成" in gone["message"]
    change(place / "data/2022.yaml", SECOND * 2, SECOND)
    assert [each["state"] for each in proposals(place)] == ["taken"]


SINCE = {
    "its result": (
        "办委员讲堂, result: 办了12讲",
        "unclear",
        "删去这一条（{办委员讲堂}17，现在是“办委员讲堂 | 办了12讲”）",
    ),
    "much of its result": (
        "办委员讲堂, result: 请来各界专家和委员十二位讲了又讲",
        "unclear",
        "删去这一条（{办委员讲堂}17，现在是“办委员讲堂 | 请来各界专家和委员十二位讲了又讲”）",
    ),
    "its name": (
        "办好委员讲堂, result: 已完成",
        "unclear",
        "删去这一条（{办好委员讲堂}17，现在是“办好委员讲堂 | 已完成”）",
    ),
    "all of it": ("走百家企业, result: 走完了", "taken", "它原来的地方（{走百家企业}17）现在是“走百家企业 | 走完了”"),
}
"""What the third row is in the data by now, what becomes of the wish and what is said."""


@pytest.mark.parametrize("case", SINCE)
def test_a_row_that_is_gone_and_was_changed_in_the_data_is_told_as_it_is_now(case: str, place: Path) -> None:
    new, state, said = SINCE[case]
    of_word(place, without_row(1, 3))
    change(place / "data/2022.yaml", "办委员讲堂, result: 已完成", new)
    [gone] = proposals(place)
    assert gone["state"] == state
    assert placed(said, place) in gone["message"]


@pytest.mark.parametrize("after", [0, 1])
def test_a_new_row_that_is_worded_like_one_that_is_gone_writes_nothing_into_others(after: int, place: Path) -> None:
    def edit(root: etree._Element) -> None:
        new_row(1, after, "访百家企业", "刚完成")(root)
        [gone] = [row for row in root.iter(f"{W}tr") if "办委员讲堂" in reworked.text_of(row)]
        taken_out(root, gone)

    of_word(place, edit)
    before = (place / "data/2022.yaml").read_bytes()
    found = proposals(place, "--write")
    assert (place / "data/2022.yaml").read_bytes() == before
    assert {each["state"] for each in found} == {"unclear"}
    assert "访百家企业 | 刚完成" in [each.get("after") for each in found]
    said = [each["message"] for each in found if "删去" in each["message"]]
    assert all(placed("{办委员讲堂}", place) in message for message in said if "data/2022.yaml:" in message)


def test_a_row_that_the_data_have_no_more_is_gone_already(place: Path) -> None:
    of_word(place, without_row(1, 3))
    change(place / "data/2022.yaml", THIRD, "")
    assert {each["state"] for each in proposals(place)} == {"taken"}
    assert report(place, "verify", "稿.docx").status == 0


def test_a_cell_is_written_into_its_own_row_where_that_has_another_number(place: Path) -> None:
    of_word(place, other_words)
    first = "    - {promise: 建协商平台, result: 已完成}\n"
    change(place / "data/2022.yaml", first, f"{ITEM}{first}")
    [changed] = proposals(place, "--write")
    assert changed["fact"] == "commitments.items[3].promise"
    assert "- {promise: 修订考核办法, result: 已完成}\n" in (place / "data/2022.yaml").read_text("utf-8")
    assert ITEM + first in (place / "data/2022.yaml").read_text("utf-8")


def test_a_row_that_was_exchanged_stays_that_row_when_the_data_get_one_more(place: Path) -> None:
    def edit(root: etree._Element) -> None:
        cells = [each for each in root.iter(f"{W}t") if each.text == "办委员讲堂"]
        cells[0].text = "开读书会"
        [last] = [row for row in root.iter(f"{W}tr") if "开读书会" in reworked.text_of(row)]
        next(each for each in last.iter(f"{W}t") if each.text == "已完成").text = "读书36次"

    of_word(place, edit)
    assert [each["state"] for each in proposals(place, "--write")] == ["ready", "ready"]
    last = "    - {promise: 开读书会, result: 读书36次}\n"
    change(place / "data/2022.yaml", last, f"{last}    - {{promise: 访百家企业, result: 访了90家}}\n")
    assert {each["state"] for each in proposals(place)} == {"taken"}
    said = report(place, "verify", "稿.docx").out
    assert "被改为" not in said
    assert "访百家企业" in said


FIGURES = {
    "only here": ("", "加print: false，再生成，这里就没有了"),
    "in the text too": ("\n办了{{ proposals.kinds }}。\n", "文中别处也印着它（模板在 templates/brief.md.j2:"),
}


@pytest.mark.parametrize("case", FIGURES)
def test_a_row_of_all_numbers_is_hidden_only_where_nothing_else_prints_it(case: str, place: Path) -> None:
    text, said = FIGURES[case]
    template = (place / "templates/brief.md.j2").read_text("utf-8").replace("，分为{{ proposals.kinds|chinese }}类", "")
    (place / "templates/brief.md.j2").write_text(f"{template}{text}\n{{{{ figures_table(proposals) }}}}\n", "utf-8")
    built(place, "2022", "--force")
    of_word(place, without_row(*found_in(place, "类别数")))
    [gone] = proposals(place)
    assert said in gone["message"]
    change(place / "data/indicators.yaml", "{label: 类别数, unit: 类}", "{label: 类别数, unit: 类, print: false}")
    made = report(place, "build", "2022", "--force")
    assert ("T207" in made.out + made.err) is bool(text)
    if not text:
        assert {each["state"] for each in proposals(place)} == {"taken"}


def found_in(place: Path, label: str) -> tuple[int, int]:
    """The table and the row of the draft in which something stands."""
    found: list[tuple[int, int]] = []

    def look(root: etree._Element) -> None:
        for number, table in enumerate(root.iter(f"{W}tbl")):
            rows = enumerate(table.iter(f"{W}tr"))
            found.extend((number, row) for row, each in rows if label in reworked.text_of(each))

    reworked.reworked((place / DRAFT).read_bytes(), look)
    return found[0]


def test_renewing_leaves_rows_that_have_another_number_as_they_are(place: Path) -> None:
    of_word(place, lambda root: None)
    change(place / "data/2022.yaml", "    - {promise: 建协商", f"{ITEM}    - {{promise: 建协商")
    result = json.loads(report(place, "renew", "稿.docx", "--format", "json").out)
    assert result["files"][0]["renewed"] == []


def test_a_row_that_was_moved_is_one_wish(place: Path) -> None:
    def edit(root: etree._Element) -> None:
        rows = list(list(root.iter(f"{W}tbl"))[1].iter(f"{W}tr"))
        rows[0].addnext(rows[3])

    of_word(place, edit)
    [moved] = proposals(place)
    assert (moved["state"], moved["change"], moved["before"]) == ("unclear", "moved", "办委员讲堂 | 已完成")
    assert placed("把这一条（{办委员讲堂}", place) in moved["message"]


ROUND = (
    '\n{% call table("收到和立案") %}\n项目|数\n收到|{{ proposals.received }}\n立案|{{ proposals.filed }}\n'
    "{% endcall %}\n"
    "\n单位：件\n\n{{ figures_table() }}\n"
)


@pytest.mark.parametrize("words", ["收到和立案", "单位：件", "走访"])
def test_a_caption_a_unit_or_a_group_that_is_taken_out_is_told_once(words: str, place: Path) -> None:
    with (place / "templates/brief.md.j2").open("a", encoding="utf-8") as file:
        file.write(ROUND)
    built(place, "2022", "--force")

    def edit(root: etree._Element) -> None:
        old = next(each for each in root.iter(f"{W}p") if reworked.text_of(each) == words)
        rows = [row for row in root.iter(f"{W}tr") if reworked.text_of(row) == words]
        taken_out(root, *(rows or [old]))

    of_word(place, edit)
    [gone] = proposals(place)
    assert (gone["type"], gone["change"], gone["before"]) == ("prose", "removed", words)
    if gone["state"] == "ready":
        proposals(place, "--write")
        built(place, "2022", "--force")
        assert words not in (place / "drafts/2022/brief.md").read_text("utf-8").splitlines()


ALL = ("全年走访", "人次", "240", "265", "+25", "+10.4%")
KINDS: dict[str, tuple[int, Callable[[int], Callable[[etree._Element], None]], str]] = {
    "a row of items": (
        0,
        lambda at: new_row(at, 1, "《丙办法》", "17页"),
        "里加一条，接在“《甲办法》 | 12页”（data/2022",
    ),
    "a row by hand": (1, lambda at: new_row(at, 1, "会后收到", "15件"), "先写进数据，再在模板里的这张表加一行"),
    "a row of all numbers": (
        2,
        lambda at: new_row(at, 2, *ALL),
        "里加一项，接在收到提案（data/indicators.yaml:9:5）后面",
    ),
    "a column of items": (0, lambda at: new_column(at, "甲乙丙", 1), "（visits.papers）里加一个字段，再改模板"),
    "a column by hand": (1, lambda at: new_column(at, "甲乙丙", 1), "表格的栏带不回；要加，改模板里的这张表"),
    "a row moved by hand": (1, lambda at: moved(at, 1), "要换位置，改模板里的这张表"),
    "a row of all numbers moved": (2, lambda at: moved(at, 2), "在指标目录里把立案提案（proposals.filed）（data/indic"),
    "a group's name": (2, lambda at: without_row(at, 1), "这张表的表头和组名由程序排；要去掉，在模板里把这张表一行"),
    "a head": (2, lambda at: without_row(at, 0), "这张表的表头和组名由程序排；要去掉，在模板里把这张表一行"),
}
"""Changes of a table whose rows are items, stand in the template, or are all numbers: what is advised."""


def moved(table: int, row: int) -> Callable[[etree._Element], None]:
    def edit(root: etree._Element) -> None:
        rows = list(list(root.iter(f"{W}tbl"))[table].iter(f"{W}tr"))
        rows[row].addprevious(rows[row + 1])

    return edit


@pytest.mark.parametrize("case", KINDS)
def test_what_is_advised_of_a_table_is_true_for_where_its_rows_come_from(case: str, place: Path) -> None:
    table, edit, said = KINDS[case]
    with (place / "templates/brief.md.j2").open("a", encoding="utf-8") as file:
        file.write(ROUND)
    built(place, "2022", "--force")
    of_word(place, edit(table))
    [found] = proposals(place)
    assert (found["state"], said in found["message"]) == ("unclear", True), found["message"]


def test_a_row_more_where_all_others_are_gone_is_a_row_of_the_items_still(place: Path) -> None:
    def edit(root: etree._Element) -> None:
        rows = list(list(root.iter(f"{W}tbl"))[1].iter(f"{W}tr"))
        new_row(1, -1, "办好读书会", "读书36次")(root)
        taken_out(root, *rows[1:])

    of_word(place, edit)
    *_, row = proposals(place)
    assert "（commitments.items）里加一条，放在最前面（data/2022.yaml:" in row["message"]


def test_rows_that_changed_places_are_one_wish_until_the_data_have_them_so(place: Path) -> None:
    def edit(root: etree._Element) -> None:
        moved(1, 1)(root)
        piece = next(each for each in root.iter(f"{W}t") if "共同进步" in (each.text or ""))
        piece.text = (piece.text or "").replace("共同进步", "一起进步")

    of_word(place, edit)
    words, row = proposals(place)
    assert (words["state"], row["state"], "移到那里，再生成" in row["message"]) == ("ready", "unclear", True)
    change(place / "data/2022.yaml", FIRST + SECOND, SECOND + FIRST)
    before = (place / "data/2022.yaml").read_bytes()
    assert [(each["number"], each["state"]) for each in proposals(place, "--write")] == [(1, "ready"), (2, "taken")]
    assert (place / "data/2022.yaml").read_bytes() == before


def test_a_row_is_moved_already_where_the_data_have_others_no_more(place: Path) -> None:
    of_word(place, moved(1, 1))
    [row] = proposals(place)
    change(place / "data/2022.yaml", FIRST + SECOND + THIRD, SECOND + FIRST)
    assert [(each["number"], each["state"]) for each in proposals(place)] == [(row["number"], "taken")]


def test_a_changed_cell_is_known_where_the_data_moved_its_row_and_say_so(place: Path) -> None:
    def edit(root: etree._Element) -> None:
        rows = [row for row in root.iter(f"{W}tr") if "建协商平台" in reworked.text_of(row)]
        next(each for each in rows[-1].iter(f"{W}t") if each.text == "已完成").text = "全部完成"

    of_word(place, edit)
    change(place / "data/2022.yaml", FIRST + SECOND + THIRD, SECOND + FIRST.replace("已完成", "全部完成"))
    [cell] = proposals(place)
    assert (cell["state"], cell["fact"]) == ("taken", "commitments.items[2].result")


def test_two_numbers_of_a_table_that_changed_places_are_two_values(place: Path) -> None:
    def edit(root: etree._Element) -> None:
        one, other = (each for each in root.iter(f"{W}t") if each.text in ("12页", "9页"))
        one.text, other.text = other.text, one.text

    of_word(place, edit)
    found = [(each["state"], each.get("fact"), each.get("to")) for each in proposals(place)]
    assert found == [("ready", "visits.papers[1].pages", "9"), ("ready", "visits.papers[2].pages", "12")]


def test_a_cell_changed_where_rows_changed_places_is_listed(place: Path) -> None:
    def edit(root: etree._Element) -> None:
        moved(1, 1)(root)
        next(each for each in root.iter(f"{W}t") if each.text == "办委员讲堂").text = "办好委员讲堂"

    of_word(place, edit)
    before = (place / "data/2022.yaml").read_bytes()
    found = proposals(place, "--write")
    assert {each["state"] for each in found} == {"unclear"}
    assert "办好委员讲堂" in [each.get("to") for each in found]
    assert (place / "data/2022.yaml").read_bytes() == before
