"""Markdown: what a reader of the rendered text sees is what the document says."""

import random
import re

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from report_cli.document import Block, Document, Paragraph, Role, Run, Runs, Table
from report_cli.drafts import markdown

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
Letter = tuple[str, bool, bool]


def written(*blocks: Block) -> str:
    return markdown.write(Document("work_report", 2022, blocks))


def body(*runs: Run) -> Paragraph:
    return Paragraph(Role.BODY, runs)


def letters(text: str) -> list[Letter]:
    """The characters that a reader sees, and whether each is bold, emphasised."""
    tokens = GITHUB.parse(text)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"], text
    return list(_letters(tokens[1].children or []))


def _letters(tokens: list[Token]) -> list[Letter]:
    depth = {"strong": 0, "em": 0}
    seen = []
    for token in tokens:
        if token.type in ("text", "text_special"):
            seen += [(character, depth["strong"] > 0, depth["em"] > 0) for character in token.content]
        else:
            assert token.tag in depth, token.type
            depth[token.tag] += token.nesting
    return seen


def seen(text: str) -> str:
    return "".join(character for character, _, _ in letters(text))


def test_title_lines_join_into_one_heading() -> None:
    lines = [
        Paragraph(Role.TITLE, (Run(line),))
        for line in ("中国人民政治协商会议", "郑州市中原区第十届委员会常务委员会", "工作报告")
    ]
    assert written(*lines) == "# 中国人民政治协商会议郑州市中原区第十届委员会常务委员会工作报告\n"


def test_the_head_is_plain_paragraphs() -> None:
    head = Paragraph(Role.SUBTITLE, (Run("——在第二次会议上"),)), Paragraph(Role.DATE, (Run("（2023年2月21日）"),))
    speaker = Paragraph(Role.SPEAKER, (Run("张三"),))
    assert written(*head, speaker) == "——在第二次会议上\n\n（2023年2月21日）\n\n张三\n"


def test_headings_are_headings_with_their_numbers() -> None:
    numbers = {1: "一、", 2: "（一）", 3: "1."}
    blocks = [
        Paragraph(Role.HEADING, (Run("2022年", "year"), Run("工作回顾")), level, number)
        for level, number in numbers.items()
    ]
    text = written(*blocks)
    assert text == "## 一、2022年工作回顾\n\n### （一）2022年工作回顾\n\n#### 1.2022年工作回顾\n"
    assert [token.tag for token in GITHUB.parse(text) if token.type == "heading_open"] == ["h2", "h3", "h4"]


def test_an_attachments_title_is_a_heading() -> None:
    assert written(Paragraph(Role.ATTACHMENT_TITLE, (Run("任务*清单"),))) == "## 任务\\*清单\n"


def test_a_run_in_heading_is_bold_without_its_full_stop() -> None:
    paragraph = Paragraph(Role.BODY, (Run("深入学习。"),), 2, "（一）", (Run("突出政治引领。"),))
    assert written(paragraph) == "**（一）突出政治引领**。深入学习。\n"


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([Run("《决定》", strong=True), Run("明确")], "《**决定**》明确"),
        (
            [Run("收到"), Run("【待补：立案提案】", "proposals.filed", pending=True), Run("，")],
            "收到【**待补：立案提案**】，",
        ),
        (
            [Run("用"), Run("【待补：编报】", "a", pending=True), Run("【待补：信息】", "b", pending=True), Run("条")],
            "用【**待补：编报**】【**待补：信息**】条",
        ),
        ([Run("【待补：信息】", "b", pending=True)], "**【待补：信息】**"),
        ([Run("共"), Run("“甲”", strong=True), Run("、"), Run("乙", emphasis=True)], "共“**甲**”、*乙*"),
        ([Run("甲", strong=True), Run("乙", strong=True), Run("丙")], "**甲乙**丙"),
        ([Run("甲", strong=True), Run("乙", strong=True, emphasis=True), Run("丙", strong=True)], "**甲*乙*丙**"),
        ([Run("见"), Run("（《决定》）", strong=True), Run("，明确")], "见（**《决定》**），明确"),
        ([Run("《决定》", strong=True), Run("　明确")], "**《决定》**　明确"),
        (
            [
                *(Run("前", emphasis=True), Run("的"), Run("甲", strong=True)),
                *(Run("乙", strong=True, emphasis=True), Run("丙", strong=True), Run("和"), Run("后", emphasis=True)),
            ],
            "*前*的**甲*乙*丙**和*后*",
        ),
        ([Run("。", strong=True), Run("甲")], "。甲"),
        ([Run("甲 ", strong=True), Run("乙")], "**甲** 乙"),
    ],
)
def test_emphasis_begins_and_ends_where_commonmark_lets_it(runs: list[Run], expected: str) -> None:
    assert written(body(*runs)) == expected + "\n"
    assert "*" not in seen(expected)


def test_any_text_with_any_emphasis_is_read_back_as_it_was() -> None:
    chance = random.Random(9704)
    for _ in range(3000):
        runs = [_run(chance) for _ in range(chance.randint(1, 5))]
        expected = re.sub(" +", " ", "".join(run.text for run in runs)).strip()
        if not expected:
            continue
        found = letters(written(body(*runs)))
        assert "".join(character for character, _, _ in found) == expected
        # Marks may give up punctuation at their ends, never a letter; emphasis inside bold may be given up whole.
        bold = [(character, run.strong) for run in runs for character in run.text if character in "甲乙a1"]
        assert [(character, strong) for character, strong, _ in found if character in "甲乙a1"] == bold


def _run(chance: random.Random) -> Run:
    text = "".join(chance.choices("甲乙a1。（）《》“”*_ `[]<>&;~#+-=.!|\\$＋℃", k=chance.randint(0, 4)))
    return Run(text, strong=chance.random() < 0.4, emphasis=chance.random() < 0.4)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "1. 加强学习",
            "12) 加强学习",
            "- 加强",
            "+ 加强",
            "* 加强",
            "# 加强",
            "> 加强",
            "---",
            "***",
            "===",
            "~~~",
            "```",
            "    缩进",
        ),
        *(
            "<b>粗</b>",
            "A&amp;B",
            "R&D",
            "甲~乙~丙",
            "`代码`",
            "[名](址)",
            "![图](址)",
            "C:\\路径\\*",
            "a_b_c",
            "**粗**",
            "$x$",
            "1 < 2 > 0",
        ),
    ],
)
def test_text_that_looks_like_markup_stays_text(line: str) -> None:
    assert seen(written(body(Run(line)))) == line.strip()


def test_text_without_markup_is_written_as_it_stands() -> None:
    line = "2022年收到提案265件，立案率84.5%（A+级、X光、R&D、3>2）；1.5万元-2万元——“有事好商量”。"
    assert written(body(Run(line))) == line + "\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见https://example.org和www.example.org", "见https\\://example.org和www\\.example.org"),
        ("见WWW.example.org", "见WWW\\.example.org"),
        ("见ftp://example.org", "见ftp\\://example.org"),
    ],
)
def test_an_address_becomes_no_link(text: str, expected: str) -> None:
    assert written(body(Run(text))) == expected + "\n"


def test_a_table_is_a_table() -> None:
    rows: tuple[tuple[Runs, ...], ...] = (
        (cell("项目"), cell("2022年")),
        (cell("甲|乙"), cell("265件")),
        (cell("- 丙"), ()),
    )
    text = written(Table(rows, caption=cell("表1　提案情况")), body(Run("正文")))
    assert text == "表1　提案情况\n\n| 项目 | 2022年 |\n| --- | --- |\n| 甲\\|乙 | 265件 |\n| - 丙 |  |\n\n正文\n"
    cells = [token.content for token in GITHUB.parse(text) if token.type == "inline"]
    assert cells == ["表1　提案情况", "项目", "2022年", "甲|乙", "265件", "- 丙", "", "正文"]


def test_a_table_without_rows_has_its_head() -> None:
    assert written(Table(((cell("项目"), cell("2022年")),))) == "| 项目 | 2022年 |\n| --- | --- |\n"


def test_footnotes_are_numbered_from_one_and_stand_apart_at_the_end() -> None:
    notes = (Run("据台账。"),), (Run("含并案。"),)
    marked = [Run("收到265件"), Run("", note=notes[0]), Run("，立案224件"), Run("", note=notes[1]), Run("。")]
    text = markdown.write(Document("work_report", 2022, (body(*marked),)))
    assert text == "收到265件[^1]，立案224件[^2]。\n\n[^1]: 据台账。\n\n[^2]: 含并案。\n"


@pytest.mark.parametrize("is_strong", [False, True])
def test_spaces_at_the_ends_of_a_paragraph_are_not_written(is_strong: bool) -> None:
    marks = "**" * is_strong
    assert written(body(Run(" 甲  乙 ", strong=is_strong))) == f"{marks}甲 乙{marks}\n"


def cell(text: str) -> Runs:
    return (Run(text),)


def test_the_text_ends_with_one_newline_and_has_no_carriage_return() -> None:
    text = written(body(Run("甲\r\n乙")), body(Run("丙")))
    assert text == "甲 乙\n\n丙\n"
