"""Which figures changed, from what to what and why: between two drafts, two figures files, two states of a year."""

import io
import json
import re
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree

import reworked
import test_verify_words
from report_cli.questions.diff import FactState, Side, compare
from report_cli.questions.figures import Content, FigureEntry
from report_cli.tasks import diff as task
from running import built, change, report, year_2022
from test_laid_out import workspace
from test_pull_request import git

DATA, CATALOGUE = "data/2022.yaml", "data/indicators.yaml"
KIND = "work_report"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The year 2022 in a subfolder of a repository, with drafts, all committed."""
    made = year_2022(tmp_path / "repository", drafts=True)
    git(made.parent, "init", "--quiet")
    git(made.parent, "add", ".")
    git(made.parent, "commit", "--quiet", "--message", "2022")
    return made


def changes(place: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    """By fact and form."""
    result = report(place, "diff", *arguments, "--format", "json")
    assert result.status == 0, result.err
    content = json.loads(result.out)
    assert content["version"] == 1
    return {f"{each['fact']}{'|' if each['form'] else ''}{each['form'] or ''}": each for each in content["changes"]}


def since(place: Path) -> dict[str, dict[str, Any]]:
    return changes(place, "2022", "--from", "HEAD")


def step(each: dict[str, Any]) -> tuple[str | None, str | None, str]:
    before, after = ((side or {}).get("text") for side in (each["before"], each["after"]))
    return before, after, each["why"]


# Two states of a year ----------------------------------------------------------------------------------------------


def test_nothing_changed_is_said_in_one_line(place: Path) -> None:
    assert report(place, "diff", "2022", "--from", "HEAD").out == "2022年，HEAD → 现在：数没有变化\n"
    assert report(place, "diff", "--from", "HEAD").out == "HEAD → 现在：数没有变化\n"


def test_a_value_given_and_what_follows_from_it(place: Path) -> None:
    change(place / DATA, "filed: 224", "filed: 230")
    found = since(place)
    assert {id: step(each) for id, each in found.items()} == {
        "proposals.filed": ("224件", "230件", "value"),
        "proposals.not_filed": ("41件", "35件", "inputs"),
        "proposals.filing_rate": ("84.5%", "86.8%", "inputs"),
    }
    filed, rate = found["proposals.filed"], found["proposals.filing_rate"]
    assert (filed["before"]["value"], filed["after"]["value"]) == (224, 230)
    assert (filed["place"]["file"], rate["causes"]) == (DATA, ["proposals.filed"])
    assert {"kind": KIND, "paragraph": 20} in filed["printed"]
    assert found["proposals.not_filed"]["printed"] == []


def test_a_formula_that_changed_is_the_reason(place: Path) -> None:
    change(place / CATALOGUE, "formula: filed / received,", "formula: filed / (received + 15),")
    [(id, each)] = since(place).items()
    assert (id, step(each)) == ("proposals.filing_rate", ("84.5%", "80%", "formula"))
    assert each["because"] == "公式由立案÷收到委员提案改为立案÷（收到委员提案＋15）"


def test_a_figure_that_a_template_prints_no_more_or_anew(place: Path) -> None:
    change(place / CATALOGUE, "print: false, definition: 含并案", "definition: 含并案")
    section = place / "templates/sections/proposal_figures.md.j2"
    text = section.read_text("utf-8")
    assert "proposals.filing_rate" in text
    section.write_text(text.replace("proposals.filing_rate", "proposals.not_filed"), encoding="utf-8")
    found = since(place)
    assert step(found["proposals.filing_rate"])[1:] == (None, "template")
    assert step(found["proposals.not_filed"])[0] is None
    assert "模板改了：templates/sections/proposal_figures.md.j2" in found["proposals.not_filed"]["because"]


def test_a_value_that_came_or_went(place: Path) -> None:
    change(place / DATA, "  inspections: 5", "  # inspections: 5")
    assert step(since(place)["service.inspections"]) == ("5次", None, "value")
    git(place, "commit", "--quiet", "--all", "--message", "less")
    git(place, "checkout", "--quiet", "HEAD~1", "--", DATA)
    assert step(since(place)["service.inspections"]) == (None, "5次", "value")


def test_prose_is_told_apart_from_figures(place: Path) -> None:
    change(place / DATA, "filed: 224", "filed: 230")
    change(place / "templates/sections/studies.md.j2", "集中学习{{", "多次集中学习{{")
    content = json.loads(report(place, "diff", "2022", "--from", "HEAD", "--format", "json").out)
    assert {each["fact"] for each in content["changes"]} == {
        "proposals.filed",
        "proposals.not_filed",
        "proposals.filing_rate",
    }
    assert content["prose"]["changed"] == len(content["prose"]["paragraphs"]) > 0
    assert all("多次集中学习" in each["after"] for each in content["prose"]["paragraphs"])


def test_last_years_value_changes_what_is_said_of_the_growth(tmp_path: Path) -> None:
    place = tmp_path / "w"
    (place / "data").mkdir(parents=True)
    (place / "templates").mkdir()
    (place / CATALOGUE).write_text(
        "p:\n  label: 提案\n  indicators:\n    received: {label: 收到, unit: 件}\n", encoding="utf-8"
    )
    (place / "data/2021.yaml").write_text("year: 2021\nstatus: 仅供比较\np: {received: 240}\n", encoding="utf-8")
    (place / DATA).write_text("year: 2022\np: {received: 265}\n", encoding="utf-8")
    (place / "templates/brief.md.j2").write_text(
        "# 简报\n\n收到提案{{ p.received }}，{{ p.received.change }}。\n", encoding="utf-8"
    )
    git(place, "init", "--quiet")
    git(place, "add", ".")
    git(place, "commit", "--quiet", "--message", "2022")
    change(place / "data/2021.yaml", "240", "250")
    found = since(place)
    assert step(found["previous.p.received"]) == ("240件", "250件", "value")
    assert step(found["p.received|change"]) == ("增加25件", "增加15件", "inputs")
    assert found["p.received|change"]["because"] == "上年的数改了：240件→250件"


def test_a_year_that_is_new(place: Path) -> None:
    shutil.copy(place / DATA, place / "data/2023.yaml")
    change(place / "data/2023.yaml", "year: 2022", "year: 2023")
    change(place / "data/2023.yaml", "filed: 224", "filed: 225")
    result = report(place, "diff", "--from", "HEAD")
    assert result.status == 0
    assert re.match("2023年，HEAD → 现在：原来没有这一年的数据，[0-9]+个数都是新的\n", result.out)


def test_two_revisions(place: Path) -> None:
    change(place / DATA, "filed: 224", "filed: 230")
    git(place, "commit", "--quiet", "--all", "--message", "more")
    change(place / DATA, "filed: 230", "filed: 240")
    assert step(changes(place, "2022", "--from", "HEAD~1", "--to", "HEAD")["proposals.filed"]) == (
        "224件",
        "230件",
        "value",
    )
    assert step(changes(place, "HEAD~1:2022", "HEAD:2022")["proposals.filed"]) == ("224件", "230件", "value")
    assert step(changes(place, "2022", "--from", "HEAD~1")["proposals.filed"]) == ("224件", "240件", "value")


def test_no_file_of_an_archive_is_unpacked_outside_its_folder(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name in ("data/2022.yaml", "../up", "data/../../up", f"{tmp_path}/absolute"):
            member = tarfile.TarInfo(name)
            member.size = 1
            archive.addfile(member, io.BytesIO(b"1"))
        link = tarfile.TarInfo("data/link")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path)
        archive.addfile(link)
    folder = tmp_path / "folder"
    task.unpack(stream.getvalue(), folder)
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if not path.is_dir()] == [
        "folder/data/2022.yaml"
    ]


def test_links_of_a_revision_are_followed_within_it_and_never_out_of_it(place: Path) -> None:
    (place / "data/2022.yaml").rename(place / "data/facts.txt")
    (place / "data/2022.yaml").symlink_to("facts.txt")
    (place / "data/2021.yaml").symlink_to("/etc/passwd")
    git(place, "add", ".")
    git(place, "commit", "--quiet", "--message", "links")
    (place / "data/2021.yaml").unlink()
    change(place / "data/facts.txt", "filed: 224", "filed: 230")
    assert step(changes(place, "2022", "--from", "HEAD")["proposals.filed"]) == ("224件", "230件", "value")


def test_comparing_leaves_everything_as_it_is(place: Path) -> None:
    change(place / DATA, "filed: 224", "filed: 230")
    before = git(place, "status", "--porcelain"), (place / ".report").exists()
    report(place, "diff", "2022", "--from", "HEAD")
    assert (git(place, "status", "--porcelain"), (place / ".report").exists()) == before


def test_errors_in_the_data_end_in_1_and_what_can_be_compared_is(place: Path) -> None:
    change(place / DATA, "filed: 224", "filed: 324")
    result = report(place, "diff", "2022", "--from", "HEAD", "--format", "md")
    assert result.status == 1
    assert "| 224件 | 324件 |" in result.out
    assert "| 错误 | F203 |" in result.out
    assert "现在的2022年有错误" in result.err


# Two files ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def before(place: Path) -> Path:
    """The drafts as they were before a figure changed, beside the workspace; those in it are built anew."""
    kept = shutil.copytree(place / "drafts/2022", place.parent / "before")
    change(place / DATA, "filed: 224", "filed: 230")
    built(place, "2022")
    return kept


@pytest.mark.parametrize("name", [f"{KIND}.docx", f"{KIND}.md", f"{KIND}.figures.json"])
def test_two_drafts_or_two_figures_files(name: str, before: Path, place: Path) -> None:
    found = changes(place, str(before / name), f"drafts/2022/{name}")
    assert {id: step(each)[:2] for id, each in found.items()} == {
        "proposals.filed": ("224件", "230件"),
        "proposals.filing_rate": ("84.5%", "86.8%"),
    }
    assert found["proposals.filed"]["label"] == "立案"
    assert found["proposals.filing_rate"]["because"] == "由立案÷收到委员提案算出，其中立案224件→230件"


def test_outside_any_workspace_facts_are_called_by_their_ids(before: Path, place: Path, tmp_path: Path) -> None:
    new = shutil.copytree(place / "drafts/2022", tmp_path / "outside/new")
    old = shutil.copytree(before, tmp_path / "outside/old")
    result = report(tmp_path / "outside", "diff", str(old / f"{KIND}.figures.json"), str(new / f"{KIND}.docx"))
    assert result.status == 0
    assert "proposals.filed 224件 → 230件" in result.out


def test_a_draft_that_came_alone_is_read_by_its_bookmarks(before: Path, place: Path, tmp_path: Path) -> None:
    shutil.copy(before / f"{KIND}.docx", tmp_path / "寄来的.docx")
    found = changes(place, str(tmp_path / "寄来的.docx"), f"drafts/2022/{KIND}.docx")
    assert {id: step(each)[:2] for id, each in found.items()} == {
        "proposals.filed": ("224件", "230件"),
        "proposals.filing_rate": ("84.5%", "86.8%"),
    }


def test_an_edited_word_draft_says_what_it_says(place: Path) -> None:
    path = place / f"drafts/2022/{KIND}.docx"
    document = Document(str(path))
    [run] = [run for paragraph in document.paragraphs for run in paragraph.runs if run.text == "224件"]
    run.text = "242件"
    document.save(str(path))
    found = changes(place, "HEAD:2022", str(path))
    assert {id: step(each)[:2] for id, each in found.items()} == {"proposals.filed": ("224件", "242件")}


def test_what_was_edited_in_a_draft_is_no_change_of_the_data(place: Path, tmp_path: Path) -> None:
    data = (place / f"drafts/2022/{KIND}.docx").read_bytes()

    def edit(root: etree._Element) -> None:
        numbers = list(reworked.figure_runs(root))
        for number, piece in enumerate(numbers):
            text = reworked.text_of(piece)
            new = {"224件": "242件", "84.5%": "85.4%", "100%": ""}.get(text)
            if new is not None:
                reworked.write_over(root, number, new)

    def without_bookmarks(root: etree._Element) -> None:
        """What is typed over a figure may take its bookmark away."""
        edit(root)
        reworked.without_bookmarks(root)

    for edited in (edit, without_bookmarks):
        returned = tmp_path / "退回.docx"
        returned.write_bytes(reworked.reworked(data, edited))
        found = changes(place, f"drafts/2022/{KIND}.docx", str(returned))
        assert {id: (each["why"], each["because"]) for id, each in found.items()} == {
            "proposals.filed": ("draft", "稿件里改的，数据没有变"),
            "proposals.filing_rate": ("draft", "稿件里改的，数据没有变"),
            "proposals.answer_rate": ("draft", "稿件里删了，数据没有变"),
        }
        back = changes(place, str(returned), f"drafts/2022/{KIND}.docx")
        assert {each["because"] for each in back.values()} <= {"稿件里改的，数据没有变", "稿件里删了，数据没有变"}


def test_two_long_sentences_are_cut_to_where_they_differ(place: Path, tmp_path: Path) -> None:
    data = (place / f"drafts/2022/{KIND}.docx").read_bytes()

    def edit(root: etree._Element) -> None:
        long = next(p for p in reworked.paragraphs(root) if len(reworked.text_of(p)) > 150)
        *_, last = long.iter(f"{reworked.W}t")
        last.text = (last.text or "")[:-1] + "到底。"

    (tmp_path / "退回.docx").write_bytes(reworked.reworked(data, edit))
    lines = report(place, "diff", f"drafts/2022/{KIND}.docx", str(tmp_path / "退回.docx")).out.splitlines()
    was, now = lines[-2:]
    assert now.endswith("到底。")
    assert len(was) < 100
    assert was.removeprefix("    原来") != now.removeprefix("    现在")


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    """A report of one paragraph and one table, built."""
    made = tmp_path / "w"
    (made / "data").mkdir(parents=True)
    (made / "templates").mkdir()
    (made / CATALOGUE).write_text(
        "p:\n  label: 提案\n  indicators:\n    received: {label: 收到, unit: 件}\n    filed: {label: 立案, unit: 件}\n",
        "utf-8",
    )
    (made / "data/2021.yaml").write_text("year: 2021\nstatus: 仅供比较\np: {received: 240}\n", "utf-8")
    (made / DATA).write_text("year: 2022\np: {received: 265, filed: 224}\n", "utf-8")
    (made / "templates/brief.md.j2").write_text(
        "---\nlabel: 简报\n---\n收到{{ p.received }}，{{ p.received.change }}，立案{{ p.filed }}。"
        "年底共{{ p.filed }}。\n\n"
        "又有{{ p.filed }}。\n\n{% call table('情况') %}\n指标|数量（件）\n立案|{{ p.filed.number }}\n{% endcall %}\n",
        "utf-8",
    )
    built(made, "2022")
    return made


EDITED = [
    ([("265件", "266件"), ("增加25件", "增加26件")], {"p.received": "266件", "p.received|change": "增加26件"}, "1 1"),
    ([("立案224件", "立案225件")], {"p.filed": "225件"}, "1"),
    ([("共224件", "共242件")], {"p.filed": "242件"}, "1"),
    ([("又有224件", "又有223件")], {"p.filed": "223件"}, "2"),
    ([("又有224件", "又有")], {"p.filed": None}, "2"),
    ([("265件", "２６５件")], {"p.received": "２６５件"}, "1"),
    ([("数量（件）", "数量（万件）")], {"p.filed": "数量（万件）"}, "5"),
    ([("情况", "成绩")], {"p.filed": "成绩"}, "3"),
    ([("又有", "另有")], {}, ""),
    ([("又有", "走访37次，又有")], {}, ""),
]


@pytest.mark.parametrize(("edits", "expected", "paragraphs"), EDITED)
def test_each_figure_edited_in_a_draft_is_told_where_it_was_edited(
    edits: list[tuple[str, str]], expected: dict[str, str | None], paragraphs: str, brief: Path
) -> None:
    def edit(root: etree._Element) -> None:
        for old, new in edits:
            test_verify_words.put(old, new)(root)

    draft = brief / "drafts/2022/brief.docx"
    (brief / "改.docx").write_bytes(reworked.reworked(draft.read_bytes(), edit))
    found = changes(brief, "drafts/2022/brief.docx", "改.docx")
    assert {id: (each["after"] or {}).get("text") for id, each in found.items()} == expected
    assert {each["why"] for each in found.values()} <= {"draft"}
    assert " ".join(str(spot["paragraph"]) for each in found.values() for spot in each["printed"]) == paragraphs
    back = changes(brief, "改.docx", "drafts/2022/brief.docx")
    assert {id: (each["before"] or {}).get("text") for id, each in back.items()} == expected


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("又有", "另有", "数据里的数没有变化，另有1段文字有改动\n"),
        ("又有", "走访37次，又有", "数据里的数没有变化，另有1段文字有改动，其中1段里没有绑定的数也变了\n"),
        ("265件", "２６５件", "1个数换了写法\n"),
        ("数量（件）", "数量（万件）", "1个数有变化\n立案所在的栏（p.filed） 数量（件） → 数量（万件）\n"),
    ],
)
def test_the_summary_claims_no_more_than_was_compared(old: str, new: str, said: str, brief: Path) -> None:
    draft = brief / "drafts/2022/brief.docx"
    (brief / "改.docx").write_bytes(reworked.reworked(draft.read_bytes(), test_verify_words.put(old, new)))
    out = report(brief, "diff", "drafts/2022/brief.docx", "改.docx").out
    assert out.startswith(f"drafts/2022/brief.docx → 改.docx：{said}")
    assert "brief第" not in out


_PICTURE = "<w:r><w:drawing><pic:pic xmlns:pic='p'/></w:drawing></w:r>"
_BOX = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>附注</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
_INSERTED = "<w:ins w:author='张三'><w:r><w:t>甲</w:t></w:r></w:ins>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (_PICTURE, "图片1处"),
        (_PICTURE * 2, "图片2处"),
        (_BOX, "文本框里的字1处"),
        (_INSERTED, "修订（按接受了的比）1处"),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>甲</w:t></w:r>", "删除线1处"),
        ("<w:fldSimple w:instr='DATE'><w:r><w:t>甲</w:t></w:r></w:fldSimple>", "域1处"),
        (_PICTURE + _BOX, "图片1处、文本框里的字1处"),
        ("<w:r><w:t>甲</w:t></w:r>", ""),
        ("<w:r><w:rPr><w:b/><w:highlight w:val='yellow'/></w:rPr><w:t>甲</w:t></w:r>", ""),
    ],
)
def test_what_two_drafts_have_beside_their_text_was_not_compared(content: str, said: str, brief: Path) -> None:
    def edit(root: etree._Element) -> None:
        added = etree.fromstring(f"<w:p xmlns:w='{reworked.W[1:-1]}'>{content}</w:p>")
        next(root.iter(f"{reworked.W}p")).extend(added)

    draft = "drafts/2022/brief.docx"
    (brief / "改.docx").write_bytes(reworked.reworked((brief / draft).read_bytes(), edit))
    for form, ends in (("text", "\n"), ("md", "\n\n## 问题\n\n没有问题\n")):
        out = report(brief, "diff", draft, "改.docx", "--format", form).out
        assert out.endswith(f"没有比较：改.docx 的{said}{ends}") if said else "没有比较" not in out
    told = json.loads(report(brief, "diff", "改.docx", draft, "--format", "json").out)["not_compared"]
    assert ({each["file"] for each in told} == {"改.docx"}) == bool(said)


def test_a_paragraph_that_was_put_in_shifts_no_other(brief: Path) -> None:
    template = brief / "templates/brief.md.j2"
    shutil.copy(brief / "drafts/2022/brief.figures.json", brief / "前.json")
    change(template, "又有", "各项工作都有新的起色。\n\n另外还有")
    built(brief, "2022")
    prose = json.loads(report(brief, "diff", "前.json", "drafts/2022/brief.figures.json", "--format", "json").out)[
        "prose"
    ]
    assert [(each["before"], each["after"]) for each in prose["paragraphs"]] == [
        (None, "各项工作都有新的起色。"),
        ("又有224件。", "另外还有224件。"),
    ]


def test_a_year_and_a_draft_are_compared_by_what_the_draft_prints(before: Path, place: Path) -> None:
    found = changes(place, "HEAD:2022", f"drafts/2022/{KIND}.figures.json")
    assert set(found) == {"proposals.filed", "proposals.filing_rate"}


# How it is shown ---------------------------------------------------------------------------------------------------


def test_as_text_each_figure_has_its_step_its_reason_and_its_places(place: Path) -> None:
    change(place / DATA, "filed: 224", "filed: 230")
    line = (place / DATA).read_text("utf-8").splitlines().index("  filed: 230") + 1
    shown = report(place, "diff", "2022", "--from", "HEAD").out.splitlines()
    assert [line for line in shown if " → " in line][2:] == [
        "随着变：未立案（proposals.not_filed） 41件 → 35件",
        "随着变：立案率（proposals.filing_rate） 84.5% → 86.8%",
    ]
    assert shown[:4] == [
        "2022年，HEAD → 现在：1个数有变化，2个数随着变",
        "立案（proposals.filed） 224件 → 230件",
        f"    填的数改了，{DATA}:{line}:10",
        "    印在：消息第1段、第4段；解读第1段、第5段；通稿第1段、第5段；工作报告第20段",
    ]


def test_as_markdown_no_text_breaks_the_table(place: Path) -> None:
    change(place / DATA, "project: “提案质量提升工程”", "project: “<b>提案|质量</b>”")
    out = report(place, "diff", "2022", "--from", "HEAD", "--format", "md").out
    [row] = [line for line in out.splitlines() if "proposals.project" in line]
    assert "“&lt;b>提案\\|质量&lt;/b>”" in row
    assert len(re.findall(r"(?<!\\)\|", row)) == 6
    assert "## 问题" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2022", "--from", "nowhere"], "git里没有版本“nowhere”"),
        (["2022", "--from=--help"], "git里没有版本“--help”"),
        (["2032", "--from", "HEAD"], "没有2032年的数据"),
        (["2022"], "写明比较什么"),
        ([], "写明比较什么"),
        (["a", "b", "c"], "写明比较什么"),
        (["a.docx", "b.docx"], "读不了文件"),
        (["HEAD:2032", "HEAD:2022"], "没有2032年的数据"),
        ([DATA, CATALOGUE], "不是figures.json"),
        (["2022", "2023", "--from", "HEAD"], "只写一个年份"),
        (["2022", "--to", "HEAD"], "写明比较什么"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_compared_is_told(arguments: list[str], said: str, place: Path) -> None:
    result = report(place, "diff", *arguments)
    assert (result.status, result.out) == (2, "")
    assert said in result.err


@pytest.mark.parametrize(
    "damage", [("paragraph", "1"), ("offset", None), ("offset", 10_000), ("fact", 1), ("place", "")]
)
def test_a_damaged_figures_file_is_told(damage: tuple[str, object], place: Path) -> None:
    path = place / f"drafts/2022/{KIND}.figures.json"
    content = json.loads(path.read_bytes())
    content["figures"][0] |= dict([damage])
    path.write_text(json.dumps(content), "utf-8")
    result = report(place, "diff", str(path), str(path))
    assert (result.status, "不是figures.json" in result.err) == (2, True)


def test_outside_a_repository_there_is_no_earlier_state(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    result = report(place, "diff", "2022", "--from", "HEAD")
    assert (result.status, "不在git仓库里" in result.err) == (2, True)


# The comparison itself ---------------------------------------------------------------------------------------------


def side(facts: dict[str, FactState], *said: tuple[str, str]) -> Side:
    """Facts, and one draft that says some, each in a paragraph of its own."""
    paragraphs = tuple(text for _, text in said)
    entries = [
        FigureEntry(fact=fact, form="", text=text, paragraph=number, offset=0)
        for number, (fact, text) in enumerate(said, 1)
    ]
    return Side("side", {"k": Content(paragraphs=paragraphs, figures=tuple(entries))}, facts)


def test_causes_are_the_facts_at_the_bottom() -> None:
    def facts(given: str, middle: str, top: str) -> dict[str, FactState]:
        return {
            "a": FactState("甲", given),
            "b": FactState("乙", middle, is_derived=True, formula="甲×2", inputs=("a",)),
            "c": FactState("丙", top, is_derived=True, formula="乙＋1", inputs=("b",)),
        }

    found = {each.fact: each for each in compare(side(facts("1", "2", "3")), side(facts("2", "4", "5"))).changes}
    assert {id: each.causes for id, each in found.items()} == {"a": (), "b": ("a",), "c": ("a",)}


def test_figures_that_name_each_others_last_year_end() -> None:
    known = {
        "a": FactState("甲", "1", is_derived=True, inputs=("b",)),
        "b": FactState("乙", "1", is_derived=True, inputs=("a",)),
    }
    changed = {id: FactState(each.label, "2", is_derived=True, inputs=each.inputs) for id, each in known.items()}
    assert len(compare(side(known), side(changed)).changes) == 2


def test_said_once_more_is_told() -> None:
    facts = {"a": FactState("甲", "1件")}
    [found] = compare(side(facts, ("a", "1件")), side(facts, ("a", "1件"), ("a", "1件"))).changes
    assert (found.why, found.because) == ("template", "原来印1处，现在印2处")


def test_a_figure_that_changed_is_no_change_of_prose() -> None:
    before, after = (
        side({"a": FactState("甲", "1件")}, ("a", "1件")),
        side({"a": FactState("甲", "20件")}, ("a", "20件")),
    )
    assert compare(before, after).prose == ()


@pytest.mark.parametrize("is_kept", [True, False])
def test_words_that_data_made_others_are_no_edit_of_an_older_draft(is_kept: bool, tmp_path: Path) -> None:
    place, file = workspace("dongxi", tmp_path), "drafts/2022/work_report.docx"
    built(place, "2022")
    shutil.copy(place / file, place / "旧.docx")
    change(place / "data/2022.yaml", "answered: 241", "answered: 239")
    change(place / "data/2022.yaml", "solved: 152", "solved: 150")
    built(place, "2022")
    if not is_kept:
        shutil.rmtree(place / ".report/built")
    result = report(place, "diff", "旧.docx", file)
    assert "稿件里" not in result.out
    assert "241件 → 239件" in result.out
    assert "100% → 99.2%" in result.out
