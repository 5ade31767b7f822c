"""Drafts on disk: what people have edited is kept, no file is ever partial, and a run that fails changes nothing."""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from report_cli.audit import hand_edits
from report_cli.drafts import figures, record
from report_cli.drafts import files as drafts_on_disk
from report_cli.drafts.figures import FiguresFile
from report_cli.drafts.files import Draft
from running import (
    PROGRAM,
    ROOT,
    Result,
    built,
    change,
    committee,
    contents,
    ended,
    paragraphs,
    report,
    started,
    year_2022,
)

REPORT, ARTICLE = "drafts/2022/work_report", "drafts/2022/press_release"
DATA = "data/2022.yaml"


@pytest.fixture(scope="module")
def as_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = year_2022(tmp_path_factory.mktemp("built"))
    built(made, "2022")
    return made


@pytest.fixture
def place(as_built: Path, tmp_path: Path) -> Path:
    """The year 2022 with drafts just built."""
    return shutil.copytree(as_built, tmp_path / "place")


@pytest.fixture(scope="module")
def drafts_of_266(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The drafts where 266 were received."""
    made = year_2022(tmp_path_factory.mktemp("fresh"))
    change(made / DATA, "received: 265", "received: 266")
    built(made, "2022")
    return contents(made / "drafts")


def edit_in_word(docx: Path, old: str = "265件", new: str = "256件") -> int:
    """Change the text of a draft and save it; the number of the paragraph, from 1."""
    document = Document(str(docx))
    for number, paragraph in enumerate(document.paragraphs, 1):
        for run in paragraph.runs:
            if run.text == old:
                run.text = new
                document.save(str(docx))
                return number
    raise AssertionError(f"{old} is not in {docx}")


def edit_markdown(markdown: Path, old: str = "265件", new: str = "256件") -> None:
    change(markdown, old, new)


def backups(place: Path) -> list[Path]:
    return sorted((place / ".report/backup").glob("*"))


def litter(place: Path) -> list[str]:
    return [name for name in contents(place) if name.endswith(".tmp")]


def snapshot(place: Path) -> dict[str, tuple[bytes, int]]:
    """Every file, with the time at which it was last written."""
    return {name: (data, (place / name).stat().st_mtime_ns) for name, data in contents(place).items()}


# Edited drafts -----------------------------------------------------------------------------------------------------


def test_an_edited_word_draft_is_not_overwritten_and_nothing_else_is_written(place: Path) -> None:
    number = edit_in_word(place / f"{REPORT}.docx")
    change(place / DATA, "lectures: 5", "lectures: 6")
    before = snapshot(place)
    result = report(place, "build", "2022")
    assert result.status == 1
    assert snapshot(place) == before
    assert f"{REPORT}.docx 生成后有人改过，没有覆盖" in result.err
    changed = re.search(rf"第{number}段 生成的：.*委员提案265件.*\n *现在的：.*委员提案256件", result.err)
    assert changed, result.err
    assert "press_release" not in result.err
    assert "--force" in result.err


def test_an_edited_markdown_draft_is_not_overwritten_and_nothing_else_is_written(place: Path) -> None:
    edit_markdown(place / f"{ARTICLE}.md", "委员提案265件", "委员提案256件")
    before = snapshot(place)
    result = report(place, "build", "2022")
    assert result.status == 1
    assert snapshot(place) == before
    assert f"{ARTICLE}.md 生成后有人改过，没有覆盖" in result.err
    assert re.search(r"第\d+行 生成的：.*委员提案265件.*\n *现在的：.*委员提案256件", result.err), result.err


def told(err: str) -> list[tuple[str, str, str]]:
    """The places that a refusal lists: which, as built, and as it is now."""
    return re.findall(r"^ +(第\d+[段行]) 生成的：(.*)\n +现在的：(.*)$", err, re.MULTILINE)


@pytest.mark.parametrize("form", ["docx", "md"])
def test_what_people_changed_is_told_apart_from_what_the_data_would_change(form: str, place: Path) -> None:
    """In the same paragraph, and in others."""
    (edit_in_word if form == "docx" else edit_markdown)(place / f"{REPORT}.{form}")
    change(place / DATA, "received: 265", "received: 266")
    change(place / DATA, "lectures: 5", "lectures: 6")
    result = report(place, "build", "2022")
    assert result.status == 1
    ((_, built_as, now),) = told(result.err)
    assert ("委员提案265件" in built_as, "委员提案256件" in now) == (True, True)
    assert built_as.replace("265件", "256件") == now
    assert "266件" not in result.err
    assert re.search(
        r"\n    另外，数据或模板改过，新稿和上次生成的有2处不同：第\d+[段行]、第\d+[段行]\n", result.err
    ), result.err


def test_of_a_long_paragraph_only_what_was_changed_is_quoted_with_a_few_words_around_it(place: Path) -> None:
    edit_markdown(place / f"{REPORT}.md", "科技创新", "科技革新")
    ((_, built_as, now),) = told(report(place, "build", "2022").err)
    assert built_as.replace("创新", "革新") == now
    assert "推动科技创新”" in built_as
    assert built_as.startswith("…")
    assert built_as.endswith("…")
    assert len(built_as) < 50


@pytest.mark.parametrize("form", ["docx", "md"])
def test_where_the_data_are_as_they_were_only_people_changed_something(form: str, place: Path) -> None:
    (edit_in_word if form == "docx" else edit_markdown)(place / f"{REPORT}.{form}")
    result = report(place, "build", "2022")
    assert len(told(result.err)) == 1
    assert "另外" not in result.err


def differing(err: str) -> list[tuple[str, str, str]]:
    """The places where a refused draft is not what a new build would make: which, in the new draft, and as it is now."""
    return re.findall(r"^ +(第\d+[段行]) 新稿的：(.*)\n +现在的：(.*)$", err, re.MULTILINE)


@pytest.mark.parametrize(("form", "other"), [("docx", "md"), ("md", "docx")])
def test_a_draft_that_was_built_before_the_other_format_is_not_measured_by_what_the_other_says(
    form: str, other: str, place: Path
) -> None:
    (edit_in_word if form == "docx" else edit_markdown)(place / f"{REPORT}.{form}", "224件", "242件")
    change(place / DATA, "lectures: 5", "lectures: 6")
    built(place, "2022", "--to", other)
    change(place / DATA, "received: 265", "received: 266")
    result = report(place, "build", "2022")
    assert (result.status, told(result.err)) == (1, [])
    assert "不知道它是由什么时候的数据生成的，分不出哪些是人改的；和新稿有2处不同：" in result.err
    lectures, proposals = ((new, now) for _, new, now in differing(result.err))
    assert lectures[1].replace("5次", "6次") == lectures[0]
    assert proposals[1].replace("265件", "266件").replace("242件", "224件").replace("84.5%", "84.2%") == proposals[0]


@pytest.mark.parametrize(("form", "other"), [("docx", "md"), ("md", "docx")])
def test_what_people_changed_in_an_older_draft_is_told_when_the_data_are_again_what_it_was_built_of(
    form: str, other: str, place: Path
) -> None:
    (edit_in_word if form == "docx" else edit_markdown)(place / f"{REPORT}.{form}")
    change(place / DATA, "lectures: 5", "lectures: 6")
    built(place, "2022", "--to", other)
    change(place / DATA, "lectures: 6", "lectures: 5")
    result = report(place, "build", "2022")
    assert (len(told(result.err)), differing(result.err), "另外" in result.err) == (1, [], False)


def test_a_word_draft_that_comes_back_after_another_build_is_not_measured_by_that(place: Path) -> None:
    edit_in_word(place / f"{REPORT}.docx")
    sent = (place / f"{REPORT}.docx").read_bytes()
    change(place / DATA, "lectures: 5", "lectures: 6")
    built(place, "2022", "--force")
    (place / f"{REPORT}.docx").write_bytes(sent)
    result = report(place, "build", "2022")
    assert (result.status, told(result.err), len(differing(result.err))) == (1, [], 2)


def test_a_draft_of_older_data_that_nobody_edited_is_replaced_unasked_whichever_format_was_built_since(
    place: Path,
) -> None:
    for form, lectures in (("docx", 6), ("docx", 7), ("md", 8)):
        change(place / DATA, f"lectures: {lectures - 1}", f"lectures: {lectures}")
        built(place, "2022", "--to", form)
        assert report(place, "build", "2022", "--to", form, "--check").status == 0
    shutil.rmtree(place / ".report")
    built(place, "2022")
    assert not (place / ".report/backup").exists()
    assert "older" not in json.loads((place / f"{REPORT}.figures.json").read_bytes())


def test_an_edit_in_markdown_is_told_by_its_line_without_marks_and_a_title_of_several_lines_is_none(
    place: Path,
) -> None:
    markdown = place / f"{REPORT}.md"
    lines = markdown.read_text("utf-8").split("\n")
    [subtitle] = [number for number, line in enumerate(lines) if line.startswith("——在政协")]
    [heading] = [number for number, line in enumerate(lines) if line.startswith("## 一、")]
    lines[subtitle] = lines[subtitle].replace("第二次会议", "第三次会议")
    lines[heading] += "（初稿）"
    del lines[-2:]
    markdown.write_text("\n".join(lines), encoding="utf-8")
    result = report(place, "build", "2022")
    assert [(where, now[-7:]) for where, _, now in told(result.err)] == [
        (f"第{subtitle + 1}行", "会第三次会议上"),
        (f"第{heading + 1}行", lines[heading][-7:]),
        (f"第{len(lines) - 1}行", "（删去了）"),
    ]


def test_markdown_without_its_marks_has_its_text_as_it_was(place: Path) -> None:
    change(place / f"{REPORT}.md", "## ", "# ")
    assert "文字没有变：改的是格式、段落的先后或分合，或只是重新保存过" in report(place, "build", "2022").err


HEAD, COUNTED, END = "提案工作提质增效。", "一年来，收到提案265件，立案224件。", "各位委员，让我们团结奋斗。"
RETYPED, NEW = COUNTED.replace("265", "256"), "新加的一段文字。"
SECTION = [f"新加的{name}节里说的是{name}这件事。" for name in "甲乙丙丁戊己庚辛壬癸"]


def write_figures(folder: Path, paragraphs: list[str], digest: str) -> None:
    file = FiguresFile(
        year=2022, kind="brief", digest="", paragraphs=tuple(paragraphs), figures=(), built={"brief.md": digest}
    )
    (folder / "brief.figures.json").write_bytes(figures.write(file))


def changes(folder: Path, built_as: list[str], now: list[str]) -> list[tuple[int, str, str]]:
    """What people changed in a Markdown draft of these paragraphs, a line each: the line's number, as built, and now."""
    draft = Draft(folder / "brief.md", "\n".join(built_as).encode(), "brief", "md")
    write_figures(folder, built_as, draft.digest)
    draft.path.write_text("\n".join(now), "utf-8")
    return [(int(edit.place.strip("第行")), edit.built, edit.found) for edit in hand_edits.edits(draft)]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ([HEAD, NEW, RETYPED, END], [(2, "", NEW), (3, COUNTED, RETYPED)]),
        ([HEAD, RETYPED, NEW, END], [(2, COUNTED, RETYPED), (3, "", NEW)]),
        (
            [HEAD, *SECTION, RETYPED, END],
            [*((number, "", text) for number, text in enumerate(SECTION, 2)), (12, COUNTED, RETYPED)],
        ),
        ([HEAD, END], [(2, COUNTED, "")]),
        ([COUNTED, END], [(1, HEAD, "")]),
        ([HEAD, COUNTED], [(2, END, "")]),
        ([RETYPED, END, NEW], [(1, HEAD, ""), (1, COUNTED, RETYPED), (3, "", NEW)]),
        ([END, HEAD, COUNTED], []),
        ([COUNTED, HEAD, END + NEW], [(3, END, END + NEW)]),
        ([HEAD, "一年来，收到提案265件，", "立案224件。", END], []),
        ([HEAD, "一年来，收到提案265件，", "立案242件。", END], [(3, COUNTED, COUNTED.replace("224", "242"))]),
        ([HEAD + COUNTED, END], []),
        ([HEAD + RETYPED, END], [(1, HEAD + COUNTED, HEAD + RETYPED)]),
        ([NEW], [(1, HEAD, ""), (1, COUNTED, ""), (1, END, ""), (1, "", NEW)]),
    ],
    ids=[
        "added before a changed one",
        "added after a changed one",
        "many added before a changed one",
        "deleted",
        "the first deleted",
        "the last deleted",
        "deleted before a changed one, and one added",
        "moved",
        "moved, another changed",
        "parted into two",
        "parted into two, the second changed",
        "joined",
        "joined and changed",
        "another text",
    ],
)
def test_the_paragraphs_that_people_changed_are_listed_in_the_order_of_the_file(
    now: list[str], said: list[tuple[int, str, str]], tmp_path: Path
) -> None:
    assert changes(tmp_path, [HEAD, COUNTED, END], now) == said


def test_a_draft_with_nothing_left_in_it_lists_all_that_was_built(tmp_path: Path) -> None:
    draft = Draft(tmp_path / "brief.md", f"{HEAD}\n{END}".encode(), "brief", "md")
    write_figures(tmp_path, [HEAD, END], "")
    draft.path.write_text("\n", "utf-8")
    assert [(edit.place, edit.built, edit.found) for edit in hand_edits.edits(draft)] == [
        ("全文", HEAD, ""),
        ("全文", END, ""),
    ]


def test_a_draft_rewritten_throughout_is_compared_within_bounds_of_memory(tmp_path: Path) -> None:
    count = 3000
    built_as = [
        f"围绕{chr(0x4E00 + n)}{chr(0x5000 + 7 * n)}{chr(0x6000 + 3 * n)}开展协商，共办理{1000 + n}件。"
        for n in range(count)
    ]
    tracemalloc.start()
    try:
        found = changes(
            tmp_path, built_as, [text.replace("开展", "深入开展").replace("，", "，积极主动，") for text in built_as]
        )
        assert tracemalloc.get_traced_memory()[1] < 20_000 * count, "bytes"
    finally:
        tracemalloc.stop()
    assert [number for number, *_ in found] == list(range(1, count + 1))


def test_a_refusal_needs_no_memory(place: Path) -> None:
    """In a fresh clone there is no `.report/`; the refusal does not make one."""
    edit_in_word(place / f"{REPORT}.docx")
    for name in contents(place / ".report"):
        (place / ".report" / name).unlink()
    (place / ".report").rmdir()
    assert report(place, "build", "2022").status == 1
    assert not (place / ".report").exists()


def test_force_replaces_an_edited_draft_and_keeps_a_backup(place: Path) -> None:
    as_built = contents(place / "drafts")
    edit_in_word(place / f"{REPORT}.docx")
    edited = (place / f"{REPORT}.docx").read_bytes()
    result = built(place, "2022", "--force")
    assert contents(place / "drafts") == as_built
    assert [path.read_bytes() for path in backups(place)] == [edited]
    assert f"{REPORT}.docx 手工改过，已备份到 .report/backup/2022-work_report-" in result.err


def test_two_edits_leave_two_backups(place: Path) -> None:
    edited = set()
    for new in ("256件", "265 件"):
        edit_in_word(place / f"{REPORT}.docx", new=new)
        edited.add((place / f"{REPORT}.docx").read_bytes())
        built(place, "2022", "--force")
    assert {path.read_bytes() for path in backups(place)} == edited


def test_edits_of_one_second_leave_two_backups(place: Path) -> None:
    edited = set()
    for new in ("256件", "562件"):
        edit_markdown(place / f"{REPORT}.md", new=new)
        os.utime(place / f"{REPORT}.md", (1_700_000_000, 1_700_000_000))
        edited.add((place / f"{REPORT}.md").read_bytes())
        built(place, "2022", "--force")
    assert {path.read_bytes() for path in backups(place)} == edited


def test_a_stale_draft_that_nobody_edited_is_replaced_unasked(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    built(place, "2022")
    assert backups(place) == []
    assert "266件" in (place / f"{REPORT}.md").read_text(encoding="utf-8")


def test_an_edit_that_was_made_again_in_the_data_is_no_edit(place: Path) -> None:
    """Somebody typed into the Markdown just what the changed data now give."""
    change(place / DATA, "received: 265", "received: 266")
    change(place / DATA, "filed: 224", "filed: 225")
    built(place, "2022", "--output", str(place / "elsewhere"))
    (place / f"{REPORT}.md").write_bytes((place / "elsewhere/2022/work_report.md").read_bytes())
    built(place, "2022")


def test_a_file_that_is_no_draft_at_all_is_not_overwritten(place: Path) -> None:
    (place / f"{REPORT}.docx").write_bytes("这不是Word文件".encode())
    assert report(place, "build", "2022").status == 1


@pytest.mark.office
def test_what_libreoffice_saved_is_an_edit_and_the_changed_paragraph_is_named(place: Path, tmp_path: Path) -> None:
    """One draft was only opened and saved, in the other a figure was changed too."""
    number = edit_in_word(place / f"{REPORT}.docx")
    saved = tmp_path / "saved"
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "docx:MS Word 2007 XML",
    ]
    command += ["--outdir", str(saved), str(place / f"{REPORT}.docx"), str(place / f"{ARTICLE}.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for kind in (REPORT, ARTICLE):
        (place / f"{kind}.docx").write_bytes((saved / f"{Path(kind).name}.docx").read_bytes())
    before = snapshot(place)
    result = report(place, "build", "2022")
    assert result.status == 1
    assert snapshot(place) == before
    named = re.findall(r"第(\d+)段 生成的：", result.err)
    assert named == [str(number)]
    assert re.search(r"press_release.docx 生成后有人改过.*\n    文字没有变：", result.err), result.err


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "core.autocrlf=false"]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *settings, *arguments], cwd=folder, env=environment, check=True, capture_output=True)


@pytest.fixture
def clone(place: Path) -> Path:
    """A fresh clone of a repository with the drafts committed: no `.report/`."""
    git(place, "init", "--quiet")
    git(place, "add", "data", "templates", "drafts")
    git(place, "commit", "--quiet", "--message", "drafts")
    git(place.parent, "clone", "--quiet", place.name, "clone")
    return place.parent / "clone"


def test_in_a_fresh_clone_committed_drafts_are_current_and_then_replaced(clone: Path) -> None:
    assert report(clone, "build", "2022", "--check").status == 0
    change(clone / DATA, "received: 265", "received: 266")
    built(clone, "2022")
    assert backups(clone) == []


@pytest.mark.parametrize("draft", [f"{REPORT}.docx", f"{REPORT}.md", f"{ARTICLE}.docx", f"{ARTICLE}.md"])
def test_in_a_fresh_clone_an_edited_draft_is_seen(draft: str, clone: Path) -> None:
    (edit_in_word if draft.endswith("docx") else edit_markdown)(clone / draft)
    change(clone / DATA, "lectures: 5", "lectures: 6")
    before = snapshot(clone)
    result = report(clone, "build", "2022")
    assert (result.status, f"{draft} 生成后有人改过" in result.err) == (1, True)
    assert snapshot(clone) == before


def test_line_ends_that_a_checkout_changed_are_no_edit(clone: Path) -> None:
    for name in (f"{REPORT}.md", f"{ARTICLE}.md", f"{REPORT}.figures.json"):
        (clone / name).write_bytes((clone / name).read_bytes().replace(b"\n", b"\r\n"))
    assert report(clone, "build", "2022", "--check").status == 0
    change(clone / DATA, "received: 265", "received: 266")
    built(clone, "2022")


@pytest.mark.parametrize("file", [record.FILE, record.OLD_FILE])
def test_a_damaged_record_is_forgotten(file: str, place: Path) -> None:
    for text in ("{", "[]", '{"a": 1, "drafts/2022/work_report.md": "x"}', "[" * 100_000):
        (place / record.FILE).unlink()
        (place / file).write_text(text, encoding="utf-8")
        change(place / DATA, "year: 2022", "year: 2022 ")
        edit_markdown(place / f"{REPORT}.md")
        assert report(place, "build", "2022").status == 1
        built(place, "2022", "--force")


def of_version_0_1_0(place: Path) -> None:
    """Put the records of version 0.1.0 in the place of ours, and nothing else that tells what was built."""
    drafts = sorted((place / "drafts/2022").iterdir())
    digests = {f"drafts/2022/{draft.name}": [drafts_on_disk.digest(draft.read_bytes())] for draft in drafts}
    (place / record.OLD_FILE).write_text(json.dumps(digests), encoding="utf-8")
    build = {"inputs": {DATA: ""}, "drafts": digests, "findings": [], "left": "", "orphans": []}
    (place / record.FILE).write_text(json.dumps({"0" * 64: build}), encoding="utf-8")
    for figures_file in place.glob("drafts/2022/*.figures.json"):
        figures_file.unlink()


def test_untouched_drafts_of_version_0_1_0_are_replaced(place: Path) -> None:
    of_version_0_1_0(place)
    change(place / DATA, "received: 265", "received: 266")
    built(place, "2022")
    assert backups(place) == []
    assert all(line.startswith("没有变化 ") for line in built(place, "2022").out.splitlines())


def test_edited_drafts_of_version_0_1_0_are_refused(place: Path) -> None:
    of_version_0_1_0(place)
    edit_markdown(place / f"{REPORT}.md")
    change(place / DATA, "received: 265", "received: 266")
    assert report(place, "build", "2022").status == 1


@pytest.mark.parametrize("text", ["", "{", '{"version": 1}', '{"version": 1, "paragraphs": [1], "built": [2]}', "[1]"])
def test_damaged_figures_are_made_anew(text: str, place: Path) -> None:
    as_built = contents(place / "drafts")
    (place / f"{REPORT}.figures.json").write_text(text, encoding="utf-8")
    built(place, "2022")
    assert contents(place / "drafts") == as_built


# --check -----------------------------------------------------------------------------------------------------------


def test_check_writes_nothing_and_names_what_is_not_current(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    before = snapshot(place)
    result = report(place, "build", "2022", "--check")
    assert result.status == 1
    assert f"{REPORT}.docx 还没有生成" in result.out
    assert snapshot(place) == before
    assert not (place / ".report").exists()
    built(place, "2022")
    before = snapshot(place)
    assert report(place, "build", "2022", "--check") == Result(0, "", "稿件都是最新的\n")
    change(place / DATA, "studies: 12", "studies: 13")
    edit_markdown(place / f"{ARTICLE}.md")
    before = snapshot(place)
    result = report(place, "build", "2022", "--check")
    assert result.status == 1
    assert f"{REPORT}.docx 不是最新" in result.out
    assert f"{ARTICLE}.md 手工改过，和数据生成的不同" in result.out
    assert snapshot(place) == before


def test_drafts_of_a_kind_that_has_no_template_any_more_are_named_and_left(place: Path) -> None:
    (place / "templates/press_release.md.j2").unlink()
    said = [
        f"{ARTICLE}.{form} 没有这种报告的模板了，不会再更新，里面的数可能过时；不用就移走"
        for form in ("docx", "figures.json", "md")
    ]
    for _ in range(2):
        # The second build finds nothing changed.
        assert built(place, "2022").err.splitlines() == said
        result = report(place, "build", "2022", "--check")
        assert (result.status, result.out.splitlines(), result.err) == (1, said, "")
    assert (
        f"::error file={ARTICLE}.md,title=V401::这份稿件没有这种报告的模板了"
        in report(place, "build", "2022", "--check", "--format", "github").out
    )
    for form in ("docx", "md", "figures.json"):
        (place / f"{ARTICLE}.{form}").unlink()
    assert report(place, "build", "2022", "--check").status == 0


def test_a_template_that_is_gone_is_told_where_its_report_is_looked_for(place: Path) -> None:
    (place / "templates/work_report.md.j2").unlink()
    said = "work_report没有模板了（templates/work_report.md.j2），drafts文件夹里还有这种报告的稿件；"
    for command in (["check", "2022"], ["trace", "2022", "立案率"]):
        result = report(place, *command)
        assert (result.status, said in result.err) == (0, True)
    result = report(place, "verify", f"{REPORT}.docx")
    assert (result.status, result.out, said in result.err) == (2, "", True)
    assert json.loads(report(place, "check", "2022", "--format", "json").out) == []


def test_a_templates_folder_that_is_gone_is_told_and_no_new_workspace_offered(place: Path) -> None:
    (place / "templates").rename(place.parent / "elsewhere")
    said = "templates文件夹里没有报告模板了，drafts文件夹里还有press_release、work_report的稿件；"
    before = snapshot(place)
    for command in (["build", "2022"], ["build", "2022", "--check"], ["verify", f"{REPORT}.docx"]):
        result = report(place, *command)
        assert (result.status, result.out) == (2, "")
        assert said in result.err
        assert "report init" not in result.err
    for command in (["check"], ["trace", "2022", "立案率"]):
        result = report(place, *command)
        assert (result.status, said in result.err) == (0, True)
    assert snapshot(place) == before


def test_a_workspace_that_never_had_templates_hears_nothing_of_them(place: Path) -> None:
    """Whether it has no drafts, or only what was sent back under another name."""
    shutil.rmtree(place / "templates")
    kept = (place / f"{REPORT}.figures.json").read_bytes()
    shutil.rmtree(place / "drafts")
    assert report(place, "check") == Result(0, "", "2022年：没有问题\n")
    assert "report init" in report(place, "build", "2022").err
    (place / "drafts/2022").mkdir(parents=True)
    (place / "drafts/2022/送审稿.figures.json").write_bytes(kept)
    assert report(place, "check") == Result(0, "", "2022年：没有问题\n")


@pytest.mark.parametrize(
    ("lost", "instead"),
    [
        ("templates/sections/unity.md.j2", "这次用的是程序自带的"),
        ("templates/layouts/printed.yaml", "这次用的是程序自带的"),
        ("templates/2022/sections/plan_whole.md.j2", "这次用的是templates/sections/plan_whole.md.j2"),
        ("templates/2022/sections/service_more.md.j2", "这次没有它"),
    ],
)
def test_a_template_that_was_lost_since_the_last_build_is_told_by_the_one_that_does_without(
    lost: str, instead: str, place: Path
) -> None:
    shutil.copy(place / "templates/sections/plan_whole.md.j2", place / "templates/2022/sections")
    built(place, "2022")
    change(place / DATA, "received: 265", "received: 266")
    (place / lost).rename(place.parent / "kept")
    said = f"{lost} 不见了，{instead}；要用原来的，把它找回来再生成\n"
    for _ in range(2):
        # The second build finds nothing changed.
        assert said in built(place, "2022").err
    change(place / DATA, "received: 266", "received: 267")
    assert built(place, "2022").err == ""
    (place.parent / "kept").rename(place / lost)
    assert built(place, "2022").err == ""


@pytest.mark.parametrize("put", ["a folder", "a link that leads nowhere", "a pipe"])
def test_what_lies_among_the_drafts_and_cannot_be_read_stops_no_check(put: str, place: Path) -> None:
    path = place / "drafts/2022/brief.figures.json"
    if put == "a folder":
        path.mkdir()
    elif put == "a pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("gone")
    for command in (["check", "2022"], ["trace", "2022", "立案率"], ["build", "2022"]):
        assert report(place, *command).status == 0


def test_a_workspace_that_never_had_a_section_of_its_own_hears_nothing_of_it(place: Path) -> None:
    shutil.rmtree(place / ".report")
    (place / "templates/sections/unity.md.j2").unlink()
    for received in (266, 267):
        change(place / DATA, f"received: {received - 1}", f"received: {received}")
        assert "不见了" not in built(place, "2022").err


def test_what_others_put_beside_the_drafts_is_no_draft_of_a_kind_that_is_gone(place: Path, tmp_path: Path) -> None:
    """A draft sent back under another name, with its figures; in a shared folder, another workspace's."""
    for form in ("docx", "figures.json"):
        shutil.copy(place / f"{REPORT}.{form}", place / f"drafts/2022/送审稿.{form}")
    assert report(place, "build", "2022", "--check").status == 0
    assert report(place, "build", "2022", "--kind", "work_report", "--check").status == 0
    other = shutil.copytree(place, tmp_path / "other")
    (other / "templates/press_release.md.j2").rename(other / "templates/bulletin.md.j2")
    for each in (place, other):
        built(each, "2022", "--output", str(tmp_path / "out"))
        assert report(each, "build", "2022", "--output", str(tmp_path / "out"), "--check").status == 0


def test_a_link_that_leads_nowhere_is_no_draft(place: Path, tmp_path: Path) -> None:
    (place / f"{ARTICLE}.md").unlink()
    (place / f"{ARTICLE}.md").symlink_to(tmp_path / "elsewhere.md")
    built(place, "2022")
    assert not (place / f"{ARTICLE}.md").is_symlink()
    assert not (tmp_path / "elsewhere.md").exists()


def test_a_draft_that_is_a_link_stays_one(place: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared.md"
    (place / f"{ARTICLE}.md").rename(shared)
    (place / f"{ARTICLE}.md").symlink_to(shared)
    change(place / DATA, "received: 265", "received: 266")
    built(place, "2022")
    assert (place / f"{ARTICLE}.md").is_symlink()
    assert "266件" in shared.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_second_build_writes_nothing(place: Path) -> None:
    before = snapshot(place)
    result = built(place, "2022")
    assert snapshot(place) == before
    assert result.out.splitlines() == [
        f"没有变化 {kind}.{form}" for kind in (ARTICLE, REPORT) for form in ("docx", "md")
    ]


# What is built, and where ------------------------------------------------------------------------------------------


def test_output_is_a_folder_of_its_own(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    built(place, "2022", "--output", str(tmp_path / "elsewhere/deep"))
    built(place, "2022")
    assert contents(tmp_path / "elsewhere/deep/2022") == contents(place / "drafts/2022")
    assert report(place, "build", "2022", "--output", str(tmp_path / "elsewhere/deep"), "--check").status == 0


def test_builds_of_single_kinds_and_formats_add_up_to_a_whole_one(place: Path, tmp_path: Path) -> None:
    apart = year_2022(tmp_path / "apart")
    built(apart, "2022", "--kind", "work_report", "--to", "md")
    assert sorted(contents(apart / "drafts/2022")) == ["work_report.figures.json", "work_report.md"]
    built(apart, "2022", "--to", "docx")
    built(apart, "2022", "--kind", "press_release，work_report", "--to", "md")
    assert contents(apart / "drafts") == contents(place / "drafts")
    assert report(apart, "build", "2022", "--check").status == 0


def test_after_a_build_of_one_format_the_other_is_stale_and_no_edit(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    built(place, "2022", "--to", "docx")
    result = report(place, "build", "2022", "--check")
    # The figures file knows the drafts beside it.
    assert result.out.splitlines() == [
        f"{kind}.{form} 不是最新" for kind in (ARTICLE, REPORT) for form in ("md", "figures.json")
    ]
    built(place, "2022")
    assert report(place, "build", "2022", "--check").status == 0


def test_errors_in_the_data_write_nothing(place: Path) -> None:
    change(place / DATA, "filed: 224", "filed: 300")
    before = snapshot(place)
    for arguments in (["2022"], ["2022", "--force"], ["2022", "--draft"], ["2022", "--check"], ["--all"]):
        result = report(place, "build", *arguments)
        assert result.status == 1
        assert "没有生成任何稿件" in result.err
        assert snapshot(place) == before


def test_years_built_together_are_those_built_alone(place: Path, tmp_path: Path) -> None:
    """Each with the sections of its own year."""
    year = (place / DATA).read_text(encoding="utf-8")
    (place / "data/2023.yaml").write_text(year.replace("year: 2022", "year: 2023"), encoding="utf-8")
    section = place / "templates/2023/sections/service_more.md.j2"
    section.parent.mkdir(parents=True)
    section.write_text("区政协还走访了社区。\n", encoding="utf-8")
    built(place, "--all", "--output", str(tmp_path / "together"))
    for number in ("2022", "2023"):
        built(place, number, "--output", str(tmp_path / "alone"))
    assert contents(tmp_path / "together") == contents(tmp_path / "alone")
    said = [(tmp_path / f"together/{number}/work_report.md").read_text(encoding="utf-8") for number in ("2022", "2023")]
    assert ["还走访了社区" in text for text in said] == [False, True]


def test_an_error_in_one_year_writes_none_of_the_others(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    built(place, "--all")
    change(place / "data/2023.yaml", "received: 265", "received: 266")
    change(place / "data/2024.yaml", "satisfied: 171", "satisfied: 191")
    before = snapshot(place)
    assert report(place, "build", "2023", "2024").status == 1
    assert snapshot(place) == before


def test_an_edited_draft_of_one_year_stops_all_years(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    built(place, "--all")
    change(place / "data/2023.yaml", "received: 265", "received: 266")
    edit_markdown(place / "drafts/2024/summary.md", "20件", "21件")
    before = snapshot(place)
    assert report(place, "build", "--all").status == 1
    assert snapshot(place) == before


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["2023"], "是不是2022？"),
        (["2022", "--kind", "work_reprot"], "是不是work_report？"),
        (["2022", "--to", "doc"], "是不是docx？"),
        (["2022", "--layout", "print"], "是不是printed？"),
        (["2022", "--format", "jsn"], "是不是json？"),
    ],
)
def test_what_there_is_not_ends_in_2_with_what_is_nearest(arguments: list[str], nearest: str, place: Path) -> None:
    before = snapshot(place)
    result = report(place, "build", *arguments)
    assert (result.status, result.out) == (2, "")
    assert nearest in result.err
    assert len(result.err.splitlines()) == 1
    assert snapshot(place) == before


# A disk that refuses -----------------------------------------------------------------------------------------------


def refused(place: Path, before: Callable[[], object] | None = None) -> str:
    """The one message of a build that cannot run; the drafts are as they were, and nothing is left behind.

    `before` is done in the process of the build.
    """
    drafts = contents(place / "drafts") if (place / "drafts").is_dir() else {}
    result = ended(started(place, *PROGRAM, "build", "2022", before=before))
    assert (result.status, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1, result.err
    assert not re.search("[A-Za-z]{3,} [a-z]{2,}", result.err), "the system's own English"
    assert (contents(place / "drafts") if (place / "drafts").is_dir() else {}) == drafts
    assert litter(place) == []
    return result.err


def full_disk() -> None:
    """No file may grow beyond 20,000 bytes: less than a DOCX has."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def as_anybody() -> None:
    """Root writes where it likes; take that from it."""
    if os.geteuid() == 0:
        for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            assert ctypes.CDLL(None).prctl(24, right, 0, 0, 0) == 0  # PR_CAPBSET_DROP


def test_on_a_full_disk_nothing_is_changed(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    assert "写不了" in refused(place, full_disk)
    built(place, "2022")


def test_a_first_build_on_a_full_disk_leaves_no_folder(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    refused(place, full_disk)
    assert not (place / "drafts").exists()


def test_a_folder_that_may_not_be_written_is_one_message(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    (place / "drafts/2022").chmod(0o555)
    try:
        assert "没有权限" in refused(place, as_anybody)
    finally:
        (place / "drafts/2022").chmod(0o755)


def test_a_workspace_that_may_not_be_written_is_one_message(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    place.chmod(0o555)
    try:
        assert "没有权限" in refused(place, as_anybody)
    finally:
        place.chmod(0o755)


def test_data_that_may_not_be_read_are_one_message(place: Path) -> None:
    (place / DATA).chmod(0)
    try:
        assert "没有权限" in refused(place, as_anybody)
    finally:
        (place / DATA).chmod(0o644)


def test_a_draft_or_workspace_that_may_not_be_read_is_one_message_in_chinese(place: Path) -> None:
    (place / f"{REPORT}.docx").chmod(0)
    for arguments in (["verify", f"{REPORT}.docx"], ["--workspace", f"{REPORT}.docx", "check"]):
        result = ended(started(place, *PROGRAM, *arguments, before=as_anybody))
        assert (result.status, result.out) == (2, "")
        assert result.err.startswith(f"错误：读不了 {REPORT}.docx：没有权限")


def test_a_folder_in_a_drafts_place_is_one_message(place: Path) -> None:
    (place / f"{REPORT}.docx").unlink()
    (place / f"{REPORT}.docx").mkdir()
    assert "它是文件夹" in refused(place)


@pytest.mark.parametrize("name", ["drafts", "drafts/2022", ".report"])
def test_a_file_in_a_folders_place_is_one_message(name: str, tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    (place / name).parent.mkdir(exist_ok=True)
    (place / name).write_text("", encoding="utf-8")
    assert name in refused(place)


@pytest.mark.parametrize("name", ["backup", "lock", "builds.json"])
def test_what_is_in_the_memorys_way_is_one_message_with_a_cure(name: str, place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    edit_markdown(place / f"{ARTICLE}.md", "委员提案265件", "委员提案256件")
    before = contents(place / "drafts")
    way = place / ".report" / name
    way.unlink(missing_ok=True)
    way.write_text("", encoding="utf-8") if name == "backup" else way.mkdir()
    result = report(place, "build", "2022", "--force")
    assert (result.status, len(result.err.splitlines())) == (2, 1)
    assert f".report/{name}" in result.err
    assert "把它移走或改名" in result.err
    assert contents(place / "drafts") == before


def test_a_pipe_in_a_drafts_place_is_not_waited_for(place: Path) -> None:
    (place / f"{REPORT}.md").unlink()
    os.mkfifo(place / f"{REPORT}.md")
    assert "不是普通文件" in refused(place)


@pytest.mark.parametrize("draft", [f"{REPORT}.docx", f"{REPORT}.md", f"{REPORT}.figures.json"])
def test_a_draft_set_read_only_is_left_unless_forced_and_keeps_its_mode(draft: str, place: Path) -> None:
    (place / draft).chmod(0o440)
    assert built(place, "2022").err == ""
    change(place / DATA, "received: 265", "received: 266")
    before = snapshot(place)
    result = report(place, "build", "2022")
    assert (result.status, snapshot(place)) == (1, before)
    assert f"{draft} 设成了只读，没有覆盖" in result.err
    assert "--force" in result.err
    assert f"{draft} 不是最新，设成了只读" in report(place, "build", "2022", "--check").out
    forced = built(place, "2022", "--force")
    assert f"{draft} 设成了只读，已备份到 .report/backup/" in forced.err
    assert (place / draft).stat().st_mode & 0o777 == 0o440
    assert (place / draft).read_bytes() != before[draft][0]
    assert [path.read_bytes() for path in backups(place)] == [before[draft][0]]


def test_a_draft_keeps_its_mode_and_a_new_one_has_that_of_the_system(place: Path) -> None:
    (place / f"{REPORT}.md").chmod(0o664)
    change(place / DATA, "received: 265", "received: 266")
    (place / f"{ARTICLE}.md").unlink()
    built(place, "2022")
    (place / "new").touch()
    modes = [(place / name).stat().st_mode & 0o777 for name in (f"{REPORT}.md", f"{ARTICLE}.md", "new")]
    assert (modes[0], modes[1]) == (0o664, modes[2])


def test_a_workspace_that_may_not_be_written_is_built_elsewhere(tmp_path: Path) -> None:
    place, output = year_2022(tmp_path), tmp_path / "elsewhere"

    def build(*more: str) -> Result:
        return ended(started(place, *PROGRAM, "build", "2022", "--output", str(output), *more, before=as_anybody))

    place.chmod(0o555)
    try:
        first = build()
        assert (first.status, first.err) == (0, "")
        assert sorted(path.name for path in output.iterdir()) == ["2022"]
        assert "没有变化" in build().out
        edit_markdown(output / "2022/work_report.md")
        assert build().status == 1
        assert build("--force").status == 0
        assert len(list((output / ".report/backup").iterdir())) == 1
    finally:
        place.chmod(0o755)
    assert not (place / ".report").exists()


# Killed, and two at once -------------------------------------------------------------------------------------------

DIES = """
import os, sys
from report_cli.cli import main
left, replace = int(sys.argv.pop(1)), os.replace
def dying(source, target, **more):
    global left
    if not left:
        os._exit(9)
    left -= 1
    replace(source, target, **more)
os.replace = dying
main()
"""
REPLACEMENTS = 7
"""The memory, and three files of each kind."""


def killed(place: Path, replacements: int) -> int:
    """Build 2022 in a process that dies when it has replaced so many files; its exit status."""
    return ended(started(place, sys.executable, "-c", DIES, str(replacements), "build", "2022")).status


@pytest.mark.parametrize("replacements", range(REPLACEMENTS))
def test_a_run_killed_between_replacements_is_named_by_check_and_healed_by_the_next_build(
    replacements: int, place: Path, drafts_of_266: dict[str, bytes]
) -> None:
    old = contents(place / "drafts")
    change(place / DATA, "received: 265", "received: 266")
    assert killed(place, replacements) == 9
    new = contents(place / "drafts")
    for name, data in old.items():
        assert name in new
        if new[name] != data:
            assert new[name] == drafts_of_266[name]  # replaced, and whole
    stale = {f"drafts/{name} 不是最新" for name, data in drafts_of_266.items() if new[name] != data}
    checked = report(place, "build", "2022", "--check")
    assert (checked.status, set(checked.out.splitlines())) == (1, stale)
    built(place, "2022")
    assert report(place, "build", "2022", "--check").status == 0
    assert contents(place / "drafts") == drafts_of_266
    assert litter(place) == []


@pytest.mark.parametrize("replacements", range(REPLACEMENTS))
def test_what_a_killed_run_left_is_no_edit_when_the_data_changed_since(replacements: int, place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    assert killed(place, replacements) == 9
    change(place / DATA, "received: 266", "received: 267")
    built(place, "2022")
    assert report(place, "build", "2022", "--check").status == 0
    assert backups(place) == []
    assert litter(place) == []


def test_what_a_killed_run_left_is_swept_when_the_data_are_as_before(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    assert killed(place, 1) == 9
    assert litter(place)
    change(place / DATA, "received: 266", "received: 265")
    built(place, "2022")
    assert litter(place) == []


def test_a_run_that_is_not_killed_replaces_as_many_files_as_were_tried(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    assert killed(place, REPLACEMENTS) == 0


WAITS = """
import fcntl, sys
from pathlib import Path
from report_cli.cli import main
left, draft, flock = int(sys.argv.pop(1)), Path(sys.argv.pop(1)), fcntl.flock
def waiting(*arguments):
    global left
    left -= 1
    if not left:
        draft.write_text(draft.read_text("utf-8").replace("265件", "256件"), encoding="utf-8")
    flock(*arguments)
fcntl.flock = waiting
main()
"""
LOCKS = 2
"""The workspace's, and that of the year's folder."""


def built_late(place: Path, lock: int, *more: str) -> Result:
    """Build 2022 in a process that waits for its locks: while it waits for this one, somebody edits the article."""
    return ended(started(place, sys.executable, "-c", WAITS, str(lock), f"{ARTICLE}.md", "build", "2022", *more))


@pytest.mark.parametrize("lock", range(1, LOCKS + 1))
def test_an_edit_made_while_a_build_waits_for_its_lock_is_not_overwritten(lock: int, place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    before = contents(place / "drafts")
    result = built_late(place, lock)
    assert result.status == 1
    assert f"{ARTICLE}.md 生成后有人改过，没有覆盖" in result.err
    after = contents(place / "drafts")
    assert [name for name, data in after.items() if data != before[name]] == ["2022/press_release.md"]
    assert "委员提案256件" in after["2022/press_release.md"].decode()


@pytest.mark.parametrize("lock", range(1, LOCKS + 1))
def test_an_edit_made_while_a_forced_build_waits_for_its_lock_is_backed_up(lock: int, place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    result = built_late(place, lock, "--force")
    assert result.status == 0
    (backup,) = backups(place)
    assert "委员提案256件" in backup.read_text("utf-8")
    assert "委员提案266件" in (place / f"{ARTICLE}.md").read_text("utf-8")


def test_a_build_waits_for_as_many_locks_as_were_tried(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    assert built_late(place, LOCKS + 1).status == 0
    assert backups(place) == []
    assert report(place, "build", "2022", "--check").status == 0


def received(folder: Path) -> set[str]:
    """What the drafts of 2022 in a folder say was received, each file read as what it is."""
    found = set()
    for kind in ("work_report", "press_release"):
        figures = json.loads((folder / f"{kind}.figures.json").read_bytes())
        found |= {figure["text"] for figure in figures["figures"] if figure["fact"] == "proposals.received"}
        texts = ["\n".join(paragraphs(folder / f"{kind}.docx")), (folder / f"{kind}.md").read_text(encoding="utf-8")]
        for text in texts:
            found |= set(re.findall(r"委员提案(\d+件)", text))
        assert figures["built"][f"{kind}.md"] == drafts_on_disk.digest((folder / f"{kind}.md").read_bytes())
    return found


def test_builds_at_once_with_different_data_leave_files_that_agree(tmp_path: Path) -> None:
    places = [year_2022(tmp_path / str(number)) for number in range(4)]
    for number, place in enumerate(places):
        change(place / DATA, "received: 265", f"received: {300 + number}")
    for _ in range(2):
        runs = [started(place, *PROGRAM, "build", "2022", "--output", str(tmp_path / "shared")) for place in places]
        for run in runs:
            result = ended(run)
            assert result.status == 0, result.err
        assert len(contents(tmp_path / "shared")) == 6
        assert len(received(tmp_path / "shared/2022")) == 1


def test_builds_of_one_workspace_at_once_do_no_harm(as_built: Path, tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    runs = [
        started(place, *PROGRAM, "build", "2022", *more) for more in ([], ["--to", "md"], ["--kind", "work_report"], [])
    ]
    for run in runs:
        result = ended(run)
        assert result.status == 0, result.err
    built(place, "2022")
    assert contents(place / "drafts") == contents(as_built / "drafts")
    assert litter(place) == []


def test_the_repository_keeps_no_memory_of_builds() -> None:
    assert ".report/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
