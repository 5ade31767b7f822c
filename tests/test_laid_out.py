"""What the program lays out by itself (numbers, labels and lists of attachments, marks, footnotes) is nobody's edit."""

import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

import reworked
from report_cli.document import Document, Paragraph, with_gaps
from running import ROOT, built, committee, paragraphs, report
from taking import Report, Texts
from test_take import draft, states, take

REPORTS = (
    ("donghu", 2024, "brief"),
    ("beihu", 2024, "work_report"),
    ("nanling", 2024, "工作报告"),
    ("xihe", 2024, "summary"),
    *(("dongxi", 2022, kind) for kind in ("work_report", "press_brief", "press_release", "press_feature")),
)
NEW = "确实"
# What parts of the starter's example have to go so that as many attachments are left.
LESS = {3: (), 2: ("glossary",), 1: ("glossary", "commitments")}


def workspace(name: str, folder: Path) -> Path:
    if name != "dongxi":
        return committee(name, folder)
    assert report(folder, "init", "w", "--ids", "en", "--year", "2022").status == 0
    shutil.copy(ROOT / "starter/data/example.yaml", folder / "w/data/2022.yaml")
    return folder / "w"


def without(place: Path, *groups: str) -> Path:
    """A workspace whose year says nothing in some groups."""
    file, kept = place / "data/2022.yaml", list[str]()
    is_gone = False
    for line in file.read_text("utf-8").splitlines(keepends=True):
        is_gone = line.rstrip(":\n") in groups if line[:1].isalpha() else is_gone
        kept += [] if is_gone else [line]
    file.write_text("".join(kept), "utf-8")
    return place


def sorts(document: Document) -> Iterator[tuple[str, str]]:
    """What each line of a document is: one of its paragraphs, by its role and its number's form, a cell or a note."""
    for block in with_gaps(document.blocks):
        if isinstance(block, Paragraph):
            yield block.role.value, "".join("1" if each.isdigit() else each for each in block.number[-3:])
        elif block is None:
            yield "", ""
        else:
            yield from [("caption", "")] * bool(block.caption)
            yield from (("cell", str(min(number, 1))) for number, row in enumerate(block.rows) for _ in row)
    yield from (("note", "") for _ in document.notes)


def touched(of: Report) -> Iterator[tuple[int, str]]:
    """For each sort of line, a line with a word more in it, away from its number and its figures."""
    figures = [(figure.paragraph - 1, figure.offset, figure.offset + figure.length) for figure in of.baseline.figures]
    document = of.document(of.ledger)
    lines = sorted(enumerate(sorts(document)), key=lambda line: line[1])
    for _, several in groupby(lines, key=lambda line: line[1]):
        for number, _ in several:
            text, begin = of.baseline.paragraphs[number], len(document.lines[number][0])
            taken = {at for on, start, end in figures if on == number for at in range(start - 1, end + 2)}
            free = [at for at in range(begin + 1, len(text) - 1) if at not in taken and text[at] >= "\u4e00"]
            if free:
                at = free[len(free) // 2]
                yield number, f"{text[:at]}{NEW}{text[at:]}"
                break


def exchanged(texts: Texts, number: int, text: str) -> Texts:
    return (*texts[:number], text, *texts[number + 1 :])


@pytest.mark.parametrize(("name", "year", "kind"), REPORTS, ids=str)
def test_a_touched_sentence_of_any_draft_is_one_proposal(name: str, year: int, kind: str, tmp_path: Path) -> None:
    of = Report(workspace(name, tmp_path), year, kind)
    texts = of.baseline.paragraphs
    assert not [*of.wishes(texts)]
    for number, text in touched(of):
        edited = exchanged(texts, number, text)
        made = of.taken(edited)
        assert [each.state for each in made.proposals] == ["ready"], text
        assert of.after(made) == edited, text


@pytest.mark.parametrize("count", LESS)
def test_so_it_is_with_fewer_attachments(count: int, tmp_path: Path) -> None:
    place = without(workspace("dongxi", tmp_path), *LESS[count])
    of = Report(place, 2022, "work_report")
    texts = of.baseline.paragraphs
    assert sum(text.startswith("附件") and "：" not in text for text in texts) == count
    number = next(number for number, text in enumerate(texts) if text.startswith("各位委员！"))
    made = of.taken(exchanged(texts, number, f"同志们！{texts[number]}"))
    assert [each.state for each in made.proposals] == ["ready"]


def test_attachments_that_came_or_went_since_the_build_are_no_edits(tmp_path: Path) -> None:
    place = workspace("dongxi", tmp_path)
    was = Report(place, 2022, "work_report")
    now = Report(without(place, "glossary", "commitments"), 2022, "work_report", was)
    texts = was.baseline.paragraphs
    number = next(number for number, text in enumerate(texts) if text.startswith("各位委员！"))
    made = now.taken(exchanged(texts, number, f"同志们！{texts[number]}"))
    assert [each.state for each in made.proposals] == ["ready"]


NUMBERS: tuple[tuple[str, str, list[str]], ...] = (
    ("附件：1.上年", "附件：1、上年", []),
    ("附件：1.上年", "附件: 1. 上年", []),
    ("附件2", "附件 2", []),
    ("附件2", "附件二", ["unclear"]),
    ("附件2\n", "", ["unclear"]),
    ("2.主要数据表\n", "", ["unclear"]),
    ("3.名词解释\n", "3.名词解释\n4.委员名单\n", ["unclear"]),
    ("2.主要数据表", "2.主要情况表", ["ready"]),
    ("1.“三", "1、“三", []),
    ("（二）", "（三）", []),
    ("（二）", "(二) ", []),
    ("（二）", "（ 二 ）", []),
    ("（二）", "(二)更加", ["ready"]),
)


@pytest.mark.parametrize(("old", "new", "expected"), NUMBERS)
def test_other_numbers_are_no_words_of_the_template(old: str, new: str, expected: list[str], tmp_path: Path) -> None:
    of = Report(workspace("dongxi", tmp_path), 2022, "work_report")
    text = "\n".join(of.baseline.paragraphs)
    assert old in text
    made = of.taken(tuple(text.replace(old, new, 1).split("\n")))
    assert [each.state for each in made.proposals] == expected, [each.message for each in made.proposals]


def test_what_was_taken_of_a_report_with_attachments_is_built_without_force(tmp_path: Path) -> None:
    place, file = workspace("dongxi", tmp_path), "drafts/2022/work_report.docx"
    built(place, "2022")
    draft(place, ("各位委员！", "同志们，各位委员！"), name=file, of=file)
    status, made = take(place, file, "--write")
    assert (status, states(made)) == (0, ["ready"])
    before = paragraphs(place / file)
    built(place, "2022")
    assert paragraphs(place / file) == before
    assert take(place, file)[1]["proposals"] == []


@pytest.mark.office
def test_so_it_is_whatever_program_saved_the_draft(tmp_path: Path) -> None:
    place = workspace("dongxi", tmp_path)
    built(place, "2022")
    untouched = place / "drafts/2022/work_report.docx"
    edited = draft(place, ("各位委员！", "同志们，各位委员！"), name="改.docx", of="drafts/2022/work_report.docx")
    for file, expected in ((untouched, []), (edited, ["ready"])):
        folder = tmp_path / file.stem
        folder.mkdir()
        for name, data in reworked.saved_by_office(file, folder).items():
            (place / f"{name}.docx").write_bytes(data)
            assert states(take(place, f"{name}.docx")[1]) == expected, name
