"""What people changed in the words of a report, applied to the composed text: bound, merged, never dropped."""

import re
from pathlib import Path

import pytest

from report_cli.compose.edits import apply
from report_cli.compose.edits_file import Edit, Side, folded
from report_cli.compose.merging import merged
from report_cli.document import Document, place_at
from report_cli.facts.load import Loader
from report_cli.model import Place
from running import built, change, paragraphs, report
from taking import Report, laid

HERE = Place("templates/2022/brief.edits.yaml", 3, 5)

CASES = {
    "a word": ("大家互相帮助，共同进步。", "大家互相帮助，一起进步。", ""),
    "words beside a figure": ("收到提案{{ proposals.received }}，上年", "共收到提案{{ proposals.received }}，去年", ""),
    "a figure said once more": ("共同进步。", "共同进步，收到提案{{ proposals.received }}。", ""),
    "a list as a whole": ("到过{{ visits.places }}。", "先后到过{{ visits.places }}。", ""),
    "an open list": ("围绕{{ visits.topics }}议政", "就{{ visits.topics }}议政", ""),
    "a figure in another form": ("{{ proposals.day|short }}开会", "{{ proposals.day }}开会", ""),
    "last year's figure": ("上年{{ proposals.received.previous }}，", "上年是{{ proposals.received.previous }}，", ""),
    "a cell": ("名称", "题名", ""),
    "the number of an item": ("各组按时完成任务。", "2.各组按时完成任务。", ""),
    "a table's caption": ("文件", "主要文件", ""),
    "a heading of the text": ("简报", "情况简报", ""),
    "a clause that goes": ("，筹资{{ visits.money }}", "", ""),
    "a paragraph that goes": ("各组按时完成任务。大家互相帮助，共同进步。", "", ""),
    "a paragraph more": ("", "新的一段，收到提案{{ proposals.received }}。", "大家互相帮助，共同进步。"),
    "a paragraph moved": (
        "各组按时完成任务。大家互相帮助，共同进步。",
        "",
        "{{ proposals.day|short }}开会，立案{{ proposals.filed }}",
    ),
}


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(laid(tmp_path_factory.mktemp("edits")), 2022, "brief")


def texts(document: Document) -> list[str]:
    # Below a table that ends the text Word needs an empty paragraph.
    return [text for number, runs in document.lines if (text := number + "".join(run.text for run in runs))]


def edit(was: str, now: str, beside: str = "", side: Side = "below") -> Edit:
    parts = (tuple(text.split("\n")) if text else () for text in (was, now, beside))
    was_, now_, beside_ = parts
    return Edit(place=HERE, was=was_, now=now_, side=side if beside else "", beside=beside_)


def applied(document: Document, of: Report, *edits: Edit) -> Document:
    made = apply(document, edits, of.ledger)
    assert made.findings == []
    return made.document


def printed(of: Report, text: str) -> str:
    """A text with the figures of the small workspace in it."""
    said = {
        "{{ proposals.received }}": "265件",
        "{{ proposals.received.previous }}": "240件",
        "{{ proposals.day|short }}": "3月5日",
        "{{ proposals.day }}": "2022年3月5日",
        "{{ proposals.filed }}": "224件",
        "{{ visits.money }}": "12.50万元",
        "{{ visits.places }}": "东街、西巷、南里",
        "{{ visits.topics }}": "“文化产业发展”《构建多元养老体系》等",
    }
    for expression, figure in said.items():
        text = text.replace(expression, figure)
    return text


@pytest.mark.parametrize("case", CASES)
def test_the_text_says_what_is_now_and_all_else_as_before(case: str, brief: Report) -> None:
    was, now, after = CASES[case]
    document = brief.document(brief.ledger)
    edited = applied(document, brief, edit(was, now, after))
    before, made = "\n".join(texts(document)), "\n".join(texts(edited))
    old, new = printed(brief, was), printed(brief, now)
    if after:
        line = next(line for line in texts(document) if printed(brief, after) in line)
        expected = before.replace(f"{old}\n" if old else "\0", "").removesuffix(f"\n{old}" if old else "\0")
        expected = expected.replace(line, f"{line}\n{old or new}")
    elif case.startswith("a paragraph"):
        expected = before.removesuffix(f"\n{old}")
    else:
        expected = before.replace(old, new, 1)
    assert made == expected


@pytest.mark.parametrize("case", CASES)
def test_every_figure_in_an_edited_sentence_is_bound_and_follows_the_data(case: str, brief: Report) -> None:
    was, now, after = CASES[case]
    data = brief.contents["data/2022.yaml"].replace(b"265 ", b"266 ").replace("西巷".encode(), "北坊".encode())
    ledger = Loader(brief.workspace, {"data/2022.yaml": data}).year(2022).ledger
    made = apply(brief.document(ledger), [edit(was, now, after)], ledger)
    assert made.findings == []
    edited = made.document
    whole = "\n".join(texts(edited))
    assert "265" not in whole
    bound = {(figure.run.fact, figure.run.text) for figure in edited.figures if not figure.run.form}
    assert {text for fact, text in bound if fact == "proposals.received"} == {"266件"}
    said = [figure for figure in edited.figures if figure.run.fact == "proposals.received" and not figure.run.form]
    assert whole.count("266件") == len(said)
    assert ("visits.places[2]", "北坊") in bound


def test_edits_are_applied_one_after_the_other(brief: Report) -> None:
    chain = [edit("共同进步。", "一起进步。"), edit("一起进步。", "一起前进。")]
    edited = applied(brief.document(brief.ledger), brief, *chain)
    assert texts(edited)[-1] == "各组按时完成任务。大家互相帮助，一起前进。"


def test_an_edit_of_an_edit_is_one_with_it_so_that_the_template_may_say_the_last(brief: Report) -> None:
    middle = "大家彼此相助，同心。"
    chain = [edit("大家互相帮助，齐心。", middle), edit(middle, "大家互相帮助，共同进步。")]
    made = apply(brief.document(brief.ledger), folded(chain), brief.ledger)
    assert [found.code for found in made.findings] == ["E203"]
    parted = [chain[0], edit("", "又一句。", middle), chain[1]]
    assert folded(parted) == parted


FOUND = [
    ("E201", edit("天气晴好，万里无云，风和日丽。", "下雨。")),
    ("E202", edit("收到提案{{ proposals.received }}", "收到{{ proposals.received }}")),
    ("E203", edit("大家彼此帮助，一同进步。", "大家互相帮助，共同进步。")),
    ("E204", edit("大家相互帮助，共同进步。", "大家相互帮助，共同前进。")),
    ("E205", edit("大家互相帮助，共同前行。", "大家互相帮助，共同前往。")),
    ("E206", edit("共同进步。", "共同进步{{ proposals.nothing }}。")),
]


@pytest.mark.parametrize(("code", "wrong"), FOUND, ids=[code for code, _ in FOUND])
def test_an_edit_that_is_not_simply_applied_is_told(code: str, wrong: Edit, brief: Report) -> None:
    document = brief.document(brief.ledger)
    made = apply(document, [wrong], brief.ledger)
    edited, [found] = made.document, made.findings
    assert (found.code, found.place) == (code, HERE)
    assert found.is_error == (code not in ("E203", "E204"))
    if code == "E204":
        assert texts(edited)[-1] == "各组按时完成任务。大家互相帮助，共同前进。"
    else:
        assert texts(edited) == texts(document)


LONG = "各界委员深入街道社区听取群众意见，" * 5
THERE = "”后来成了“…区听取群众意见，大家〔相互→互相〕帮助，共同进步。”，和"
TOLD = {
    "not at the same place": (("进步", "前进"), f"{THERE}这里的改动不在一处，已合起来"),
    "touching": (("相互", "彼此"), f"{THERE}要改成的“…区听取群众意见，大家〔相互→彼此〕帮助，共同进步。”改在同一处"),
}


@pytest.mark.parametrize("case", TOLD)
def test_of_a_long_sentence_that_changed_since_what_is_other_is_told(case: str, tmp_path: Path) -> None:
    exchanged, told = TOLD[case]
    place = laid(tmp_path)
    change(place / "templates/brief.md.j2", "大家互相帮助", f"{LONG}大家互相帮助")
    of, was = Report(place, 2022, "brief"), f"{LONG}大家相互帮助，共同进步。"
    [found] = apply(of.document(of.ledger), [edit(was, was.replace(*exchanged))], of.ledger).findings
    assert found.message.endswith(told)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "both"),
    [
        ("甲乙丙丁", "甲乙新丙丁", "甲乙丙丁戊", "甲乙新丙丁戊"),
        ("甲乙丙丁", "甲丙丁", "甲乙丙戊", "甲丙戊"),
        ("甲乙丙丁", "甲新丙丁", "甲新丙丁", "甲新丙丁"),
        ("甲乙丙丁", "甲新丙丁", "甲旧丙丁", None),
        ("甲乙丙丁", "甲乙新丙丁", "甲乙旧丙丁", None),
        ("甲乙丙丁", "甲乙丙丁", "乙丙丁", "乙丙丁"),
    ],
)
def test_two_changes_are_merged_where_they_do_not_touch(base: str, ours: str, theirs: str, both: str | None) -> None:
    result = merged(base, ours, theirs)
    assert (None if result is None else "".join(result)) == both


def test_what_is_edited_knows_the_line_of_the_edit(brief: Report) -> None:
    edited = applied(brief.document(brief.ledger), brief, edit("共同进步。", "一起进步。"))
    runs = edited.lines[-1][1]
    at = "".join(run.text for run in runs).index("一起")
    assert [place_at(runs, at + number) == HERE for number in range(-1, 3)] == [False, True, True, False]


# The file, and what a build makes of it -------------------------------------------------------------------------------

EDITS = """\
edits:
  - was: 共同进步。
    now: 收到提案{{ proposals.received }}，一起进步。
    by: 甲.docx
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    laid(tmp_path)
    write(tmp_path, EDITS)
    return tmp_path


def write(place: Path, text: str, kind: str = "brief") -> None:
    file = place / f"templates/2022/{kind}.edits.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


def last_line(place: Path, kind: str = "brief") -> str:
    return (place / f"drafts/2022/{kind}.md").read_text("utf-8").splitlines()[-1]


def test_a_build_says_what_was_edited_and_its_figures_follow_the_data(place: Path) -> None:
    built(place, "2022")
    assert last_line(place).endswith("大家互相帮助，收到提案265件，一起进步。")
    assert last_line(place).replace("**", "") in paragraphs(place / "drafts/2022/brief.docx")
    change(place / "data/2022.yaml", "received:  265 ", "received:  266 ")
    built(place, "2022")
    assert last_line(place).endswith("大家互相帮助，收到提案266件，一起进步。")


ADDED = {
    "goes": ("was: 各组按时完成任务。", "E205: “各组按时完成任务。”后来成了“全年各组按时完成任务。”，和要删去", ""),
    "its second goes": ("was: 大家互相帮助，共同进步。", "E205: ", "今年"),
    "all go": ("was: 各组按时完成任务。大家互相帮助，共同进步。", "E205: ", ""),
    "moves": ("{was: 各组按时完成任务。, after: 共同进步。}", "", "大家互相帮助，共同进步。全年各组按时完成任务。"),
    "gets one before": ("{now: 好。, before: 各组按时完成任务。}", "E204: ", "好。全年各组按时完成任务。大家互相帮助"),
}


@pytest.mark.parametrize("case", ADDED)
def test_words_that_the_template_puts_before_a_sentence_do_not_stay_alone(case: str, place: Path) -> None:
    said, told, last = ADDED[case]
    write(place, f"edits:\n  - {said}\n")
    old, word = ("大家互相", "今年") if last == "今年" else ("各组按时", "全年")
    change(place / "templates/brief.md.j2", old, word + old)
    found = report(place, "build", "2022")
    assert told in found.err
    if "E205" in told:
        assert (found.status, (place / "drafts/2022/brief.md").exists()) == (1, False)
    else:
        assert last_line(place).startswith(last)


def test_edits_are_an_input_of_the_build(place: Path) -> None:
    built(place, "2022")
    assert report(place, "build", "2022", "--check").status == 0
    write(place, EDITS.replace("一起", "共同"))
    assert report(place, "build", "2022", "--check").status == 1
    built(place, "2022")
    assert last_line(place).endswith("共同进步。")
    (place / "templates/2022/brief.edits.yaml").unlink()
    assert report(place, "build", "2022", "--check").status == 1


def test_edits_of_one_kind_and_year_appear_in_no_other(place: Path) -> None:
    (place / "templates/note.md.j2").write_text("大家互相帮助，共同进步。\n", encoding="utf-8")
    built(place, "2022")
    assert last_line(place, "note") == "大家互相帮助，共同进步。"
    (place / "templates/2022").rename(place / "templates/2021")
    built(place, "2022")
    assert last_line(place).endswith("共同进步。")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (EDITS.replace("{{ proposals.received }}", "265件"), "E102"),
        (EDITS.replace("now: 收到提案", "now: 3."), "E102"),
        (EDITS.replace("now: ", "now: 3."), "W201"),
        (EDITS.replace("{{ proposals.received }}", "{ proposals.received }"), "E103"),
        (EDITS.replace("proposals.received", "proposals.nothing"), "E206"),
        (EDITS.replace("proposals.received", "proposals.received + proposals.filed"), "E206"),
        (EDITS.replace("was", "old"), "E130"),
        (EDITS.replace("was: 共同进步。", "was: [共同进步。, {甲: 乙}]"), "E118"),
        (EDITS.replace("    now", "    after: 甲\n    below: 乙\n    now"), "E101"),
        ("edits: 甲\n", "E118"),
        ("edits:\n- was：甲\n", "E118"),
        ("edits:\n  - {was: 甲, was: 乙}\n", "E009"),
    ],
)
def test_a_mistake_in_the_file_stops_build_and_check_at_its_line(place: Path, text: str, code: str) -> None:
    write(place, text)
    for command in ("check", "build"):
        result = report(place, command, "2022")
        assert result.status == 1
        assert re.search(rf"templates/2022/brief.edits.yaml:\d+:\d+: 错误 {code}: ", result.out + result.err)
    assert not (place / "drafts/2022/brief.md").exists()


def test_an_empty_file_of_edits_changes_nothing(place: Path) -> None:
    for text in ("edits:\n", "edits: []\n", "format: 1\n"):
        write(place, text)
        built(place, "2022")
        assert last_line(place).endswith("共同进步。")


def test_a_sentence_folded_over_lines_is_one(place: Path) -> None:
    write(place, EDITS.replace("，一起进步", "，\n      一起\n      进步"))
    built(place, "2022")
    assert last_line(place).endswith("收到提案265件，一起进步。")


def test_quotation_marks_and_blanks_make_no_other_sentence(place: Path) -> None:
    change(place / "templates/brief.md.j2", "共同进步。", "以“共同”进步。")
    write(place, "edits:\n  - was: '以 \"共同\" 进步。'\n    now: 以“一道”进步。\n")
    built(place, "2022")
    assert last_line(place).endswith("以“一道”进步。")


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("- below: '## 工作'\n  now: 另有一段。\n", "另有一段。"),
        ("- was: '## 工作'\n  now: '## 各项工作'\n", "## 一、各项工作"),
        ("- was: ['## 工作', 大家互相帮助。]\n  now: ['## 工作', 大家帮助。]\n", "大家帮助。"),
        ("- was: 大家互相帮助。\n  above: '## 工作'\n", "大家互相帮助。"),
    ],
)
def test_a_heading_may_be_named_as_the_template_writes_it(said: str, line: str, place: Path) -> None:
    template = place / "templates/brief.md.j2"
    template.write_text(f"{template.read_text(encoding='utf-8')}\n## 工作\n大家互相帮助。\n", encoding="utf-8")
    write(place, f"edits:\n{said}")
    done = report(place, "build", "2022", "--to", "md")
    assert "E2" not in done.out + done.err
    assert line in (place / "drafts/2022/brief.md").read_text(encoding="utf-8").splitlines()


def test_a_file_of_no_kind_or_no_year_is_named(place: Path) -> None:
    write(place, EDITS, "breif")
    (place / "templates/brief.edits.yaml").write_text(EDITS, encoding="utf-8")
    said = report(place, "check", "2022")
    assert said.status == 0
    found = [line for line in (said.out + said.err).splitlines() if "警告 E104" in line]
    assert [line.partition(":")[0] for line in found] == [
        "templates/2022/breif.edits.yaml",
        "templates/brief.edits.yaml",
    ]
