"""What people changed in a draft is told apart from what the data would change, paragraph by paragraph."""

import json
import re
import shutil
import tracemalloc
from pathlib import Path

import pytest

from drafts_of_2022 import ARTICLE, DATA, REPORT, edit_in_word, edit_markdown
from report_cli.audit import hand_edits
from report_cli.drafts import figures
from report_cli.drafts.figures import FiguresFile
from report_cli.drafts.files import Draft
from report_cli.drafts.record import Record
from running import (
    built,
    change,
    contents,
    report,
)


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


@pytest.mark.parametrize(
    "arguments",
    ["", "--kind press_release --to md", "--layout reading", "--output 另存/稿件", "--stage 送审稿", "--review"],
)
@pytest.mark.parametrize("happened", ["data", "edited", "edited too", "locked"])
def test_the_build_that_a_check_advises_is_not_refused(arguments: str, happened: str, place: Path) -> None:
    build = ["build", "2022", *arguments.split()]
    built(place, *build[1:])
    folder = "另存/稿件/2022" if "--output" in arguments else "drafts/2022"
    if happened != "edited":
        change(place / DATA, "received: 265", "received: 266")
    if happened.startswith("edited"):
        edit_markdown(place / f"{folder}/{Path(ARTICLE).name}.md", "区政协", "区政协机关")
    elif happened == "locked":
        (place / f"{folder}/{Path(ARTICLE).name}.md").chmod(0o444)
    for form in ("text", "github"):
        told = report(place, *build, "--check", "--format", form)
        assert told.status == 1
    [advised] = set(re.findall("：(report build 2022[^（，\n]*)", told.out + told.err))
    assert ("--force" in advised) == (happened != "data")
    assert report(place, *advised.split()[1:]).status == 0
    assert report(place, *build, "--check").status == 0


def test_everything_that_people_changed_is_listed(place: Path) -> None:
    draft = place / f"{REPORT}.md"
    lines = draft.read_text(encoding="utf-8").split("\n")
    edited = [number for number, line in enumerate(lines, 1) if line.endswith("。")][:12]
    draft.write_text(
        "\n".join(f"{line}又及。" if number in edited else line for number, line in enumerate(lines, 1)), "utf-8"
    )
    for arguments in (["2022"], ["2022", "--each", "."]):
        assert [where for where, _, _ in told(report(place, "build", *arguments).err)] == [
            f"第{each}行" for each in edited
        ]


def test_of_a_long_paragraph_only_the_change_and_its_context_are_quoted(place: Path) -> None:
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
    """The places where a refused draft is not what a new build would make: which, in the new draft, as it is now."""
    return re.findall(r"^ +(第\d+[段行]) 新稿的：(.*)\n +现在的：(.*)$", err, re.MULTILINE)


@pytest.mark.parametrize(("form", "other"), [("docx", "md"), ("md", "docx")])
def test_formats_built_at_different_times_are_each_compared_with_their_own_build(
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
def test_edits_in_an_older_draft_are_told_once_the_data_are_back(form: str, other: str, place: Path) -> None:
    (edit_in_word if form == "docx" else edit_markdown)(place / f"{REPORT}.{form}")
    change(place / DATA, "lectures: 5", "lectures: 6")
    built(place, "2022", "--to", other)
    change(place / DATA, "lectures: 6", "lectures: 5")
    result = report(place, "build", "2022")
    assert (len(told(result.err)), differing(result.err), "另外" in result.err) == (1, [], False)


def test_a_word_draft_that_comes_back_is_not_compared_with_a_later_build(place: Path) -> None:
    edit_in_word(place / f"{REPORT}.docx")
    sent = (place / f"{REPORT}.docx").read_bytes()
    change(place / DATA, "lectures: 5", "lectures: 6")
    built(place, "2022", "--force")
    (place / f"{REPORT}.docx").write_bytes(sent)
    result = report(place, "build", "2022")
    assert (result.status, told(result.err), len(differing(result.err))) == (1, [], 2)


def test_an_untouched_older_draft_is_replaced_whatever_was_built_since(
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


def test_markdown_edits_are_told_by_line_and_without_marks(
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


def test_a_draft_in_which_only_marks_were_changed_is_replaced_and_backed_up(place: Path) -> None:
    change(place / f"{REPORT}.md", "## ", "# ")
    result = report(place, "build", "2022")
    assert result.status == 0
    assert (
        f"{REPORT}.md 改过的都已在数据和改动里，或只改了格式，已换成新的；原来的已备份到 .report/backup/" in result.err
    )


HEAD, COUNTED, END = "提案工作提质增效。", "一年来，收到提案265件，立案224件。", "各位委员，让我们团结奋斗。"


RETYPED, NEW = COUNTED.replace("265", "256"), "新加的一段文字。"


SECTION = [f"新加的{name}节里说的是{name}这件事。" for name in "甲乙丙丁戊己庚辛壬癸"]


def write_figures(folder: Path, paragraphs: list[str], digest: str) -> None:
    file = FiguresFile(
        year=2022, kind="brief", digest="", paragraphs=tuple(paragraphs), figures=(), built={"brief.md": digest}
    )
    (folder / "brief.figures.json").write_bytes(figures.write(file))


def changes(folder: Path, built_as: list[str], now: list[str]) -> list[tuple[int, str, str]]:
    """What people changed in a Markdown draft of these paragraphs: the number of the line, as built, and now."""
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
def test_changed_paragraphs_are_listed_in_the_order_of_the_file(
    now: list[str], said: list[tuple[int, str, str]], tmp_path: Path
) -> None:
    assert changes(tmp_path, [HEAD, COUNTED, END], now) == said


def test_an_emptied_draft_lists_all_that_was_built(tmp_path: Path) -> None:
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


def test_no_backup_replaces_another_and_none_is_made_twice(tmp_path: Path) -> None:
    draft = tmp_path / "drafts/2022/稿.md"
    draft.parent.mkdir(parents=True)
    draft.touch()
    first, *others = [Record(tmp_path).back_up(draft, data).name for data in (b"1", b"2", b"1", b"3")]
    assert re.fullmatch(r"2022-稿-\d{8}-\d{6}\.md", first)
    assert others == [f"{first[:-3]}-2.md", first, f"{first[:-3]}-3.md"]
    assert contents(tmp_path / ".report/backup") == {first: b"1", others[0]: b"2", others[2]: b"3"}
