"""The screens of many proposals, as whoever signs for them reads them: short, and nothing that matters left out."""

import re
from pathlib import Path

import pytest

from running import built, change, report
from test_bases import without_seal
from test_take import EDITS, MANY, draft


@pytest.fixture(scope="module")
def made(laid_2022: Path) -> Path:
    return laid_2022


@pytest.fixture
def edited(place: Path) -> Path:
    """A draft with eleven changes that are ready, and new numbers in one sentence."""
    edits = [each.split() for each in MANY.replace("\n", ";").split(";") if each.strip()]
    named = ("各组按时", "全年举办讲堂12场，听众1560人次，场均130人次，各组按时")
    left = [(old, new) for old, new in edits if old != "各组按时"]
    draft(place, *left, named, ("共同进步", "携手奋进、一起进步"))
    return place


def parts(shown: str) -> dict[str, list[str]]:
    """The lines of a screen by the heads that they stand below."""
    found = re.split(r"^(\D+\d+条)[^\n]*：.*\n", shown, flags=re.MULTILINE)
    return dict(zip(found[1::2], map(str.splitlines, found[2::2]), strict=True))


def test_what_can_be_written_is_a_line_each_with_what_it_is_and_whose(edited: Path) -> None:
    shown = report(edited, "take", "稿.docx").out
    ready = parts(shown)["可以写的10条"]
    assert ready[0] == "  稿.docx"
    assert "2. 〔3月5日→3月16日〕开会，立案225件，…（开会日期 2022-03-05 → 2022-03-16，第10行；第3段）" in ready
    assert "15. 大家互相帮助，〔共同→携手奋进、一起〕进步。（第13段）" in ready
    assert [line.strip() for line in ready if "第4条没有写进去" in line] == [
        "这一句里第4条没有写进去，会印成“3月16日开会，立案225件，立案率84%，办复率99%，分为五类。”"
    ]
    assert ready.count("    同第2条") == 3


def test_new_numbers_are_a_line_each_below_their_sentence(edited: Path) -> None:
    new = parts(report(edited, "take", "稿.docx").out)["新的数3条"]
    assert new[0].strip().startswith("稿 第")
    assert "全年举办讲堂〔12场〕，听众〔1560人次〕，场均〔130人次〕，各组按时" in new[0]
    assert [re.sub(r"^\d+", "", line) for line in new[1:4]] == [
        ". 举办讲堂 12场",
        ". 听众 1560人次",
        ". 听众场均 130人次 = 听众÷举办讲堂",
    ]


def test_one_that_cannot_be_written_alone_is_seen_whole_and_no_other(edited: Path) -> None:
    number = re.search(r"^(\d+)\. 听众 1560人次", report(edited, "take", "稿.docx").out, re.MULTILINE)
    assert number is not None
    seen = parts(report(edited, "take", "稿.docx", "--only", number[1]).out)["只看不写的1条"]
    assert "new_2: 1560" in "".join(seen)
    assert report(edited, "take", "稿.docx", "--write", "--only", number[1]).status == 2


def test_whoever_writes_at_once_sees_what_was_written(edited: Path) -> None:
    written = parts(report(edited, "take", "稿.docx", "--write").out)["已写的10条"]
    assert "7. 参加〔2.83万人次→2.84万人次〕（第13行）" in written
    assert "15. 〔共同→携手奋进、一起〕（稿 第13段）" in written


def test_once_written_only_what_was_changed_is_shown_again(edited: Path) -> None:
    first = report(edited, "take", "稿.docx")
    command = re.findall("^report (take .* --write.*)$", first.err, re.MULTILINE)[-1]
    result = report(edited, *command.split())
    done = parts(result.out)
    [written] = [lines for head, lines in done.items() if head.startswith("已写")]
    assert "已写的13条：第1、11-15条\n" in result.out
    assert written[1].startswith("    这一句里第4条没有写进去，")
    assert "可以写的10条" not in done
    assert len(result.out) < len(first.out)
    last, undo = result.err.splitlines()[-2:]
    assert last.startswith(f"已写 data/indicators.yaml、data/2022.yaml、{EDITS}，原来的在 .report/backup/；")
    assert (last.endswith("照着生成，运行 report build 2022；要退回："), undo) == (True, "report take --undo")


def test_once_written_a_conflict_is_no_more_told_of_the_one_that_was_wanted(edited: Path) -> None:
    draft(edited, ("265件", "269件"), name="乙.docx")
    written = report(edited, "take", "稿.docx", "乙.docx", "--write", "--add", "1").out
    assert re.search("^已写的10条：第1、", written, re.MULTILINE)
    assert "同一处要的不一样" not in written


def test_one_that_is_named_is_shown_whole_and_no_other(edited: Path) -> None:
    shown = report(edited, "take", "稿.docx", "--only", "7").out
    assert "7. 【选了】" in shown
    assert "data/2022.yaml:13:14；稿.docx 第4段" in shown
    assert re.findall(r"^(\d+)\. ", shown, re.MULTILINE) == ["7"]


def test_what_only_a_copy_of_an_unknown_build_says_stands_apart(edited: Path) -> None:
    draft(edited, ("议政", "商议"), ("文件", "有关文件"), name="送回.docx")
    without_seal(edited, "送回.docx", "乙.docx")
    change(edited / "templates/brief.md.j2", "大家", "我们大家")
    built(edited, "2022")
    result = report(edited, "take", "稿.docx", "乙.docx", "--year", "2022", "--kind", "brief")
    assert any(head.startswith("只有 乙.docx 说的") for head in parts(result.out)), result.out
    assert result.err.splitlines()[-1].startswith("report take 稿.docx 乙.docx --year 2022 --kind brief --write --add ")
