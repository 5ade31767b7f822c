"""Figures bound in a DOCX: a hidden bookmark around each, a seal of what was built, and no trace on the page."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace

from report_cli.document import Document, Figure, Paragraph, Role, Run, binding
from report_cli.docx import bookmarks, read, seal
from report_cli.drafts import figures
from report_cli.drafts.figures import FiguresFile
from report_cli.files import archive
from running import built, year_2022

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = year_2022(tmp_path_factory.mktemp("binding"))
    built(place, "2022")
    return place / "drafts/2022"


def of(drafts: Path, kind: str) -> FiguresFile:
    file = figures.at(drafts / f"{kind}.figures.json")
    assert file is not None
    return file


def body(file: Path) -> etree._Element:
    return etree.fromstring((archive.read(file.read_bytes()) or {})["word/document.xml"])


@pytest.mark.parametrize("kind", ["work_report", "press_release"])
def test_each_figure_has_a_bookmark_that_names_it(drafts: Path, kind: str) -> None:
    lines = read.read((drafts / f"{kind}.docx").read_bytes()).lines
    found = [
        (bookmarks.read(b.name), number, b.start, line.text[b.start : b.end])
        for number, line in enumerate(lines, 1)
        for b in line.bookmarks
    ]
    said: dict[str, int] = {}
    expected = []
    for figure in of(drafts, kind).figures:
        key = binding(figure.fact, figure.form)
        said[key] = said.get(key, 0) + 1
        expected.append(((key, said[key]), figure.paragraph, figure.offset, figure.text))
    assert len(expected) > 80
    assert found == expected


def test_the_bookmarks_are_hidden_short_and_unique(drafts: Path) -> None:
    starts = list(body(drafts / "work_report.docx").iter(f"{W}bookmarkStart"))
    names = [start.get(f"{W}name", "") for start in starts]
    assert len(set(names)) == len({start.get(f"{W}id") for start in starts}) == len(starts)
    assert all(re.fullmatch(r"_\w{1,38}", name, re.ASCII) for name in names)
    ends = [end.get(f"{W}id") for end in body(drafts / "work_report.docx").iter(f"{W}bookmarkEnd")]
    assert ends == [start.get(f"{W}id") for start in starts]


def test_nothing_of_it_shows_on_the_page(drafts: Path) -> None:
    root = body(drafts / "work_report.docx")
    for name in ("sdt", "shd", "highlight", "commentRangeStart", "vanish", "bdr"):
        assert root.find(f".//{W}{name}") is None
    texts = "".join(root.itertext(f"{W}t"))
    assert not re.search("[\u200b-\u200f\u2060-\u206f\ufeff]", texts)


def test_bound_drafts_are_valid_and_the_same_bytes_each_time(drafts: Path, tmp_path: Path) -> None:
    again = year_2022(tmp_path)
    built(again, "2022")
    for draft in sorted(drafts.glob("*.docx")):
        assert draft.read_bytes() == (again / "drafts/2022" / draft.name).read_bytes()
        command = [sys.executable, "-m", "openxml_audit", "-m", "0", str(draft)]
        audit = subprocess.run(command, capture_output=True, text=True, check=False)
        assert audit.returncode == 0, audit.stdout


def test_the_seal_says_what_was_built(drafts: Path) -> None:
    properties = seal.read((drafts / "work_report.docx").read_bytes()) or {}
    built = of(drafts, "work_report")
    said = {name: properties[f"report.{name}"] for name in ("year", "kind", "layout", "data")}
    assert said == {"year": "2022", "kind": "work_report", "layout": "printed", "data": built.digest}
    texts = seal.texts(properties)
    assert sum(count for count, _ in texts.values()) == len(built.figures)
    for figure in built.figures:
        assert texts[figure.binding][1] == figure.text


HARD = ["265件", "甲|乙", "反\\斜\\20;杠", "  两头空白　", "分\n行", "𠮷" * 200, "", "a*1=b|"]


def test_a_seal_holds_any_text_in_values_that_office_does_not_cut() -> None:
    said = [Figure(Run(text, f"group.fact_{number}"), 1, 0, 1) for number, text in enumerate(HARD)]
    properties = seal.figures([*said, replace(said[0], appearance=2)])
    assert all(
        len(value.encode("utf-16-le")) // 2 <= seal.MAX_VALUE and value == value.strip()
        for value in properties.values()
    )
    expected = {binding(figure.run.fact, ""): (1, figure.run.text) for figure in said}
    expected[binding("group.fact_0", "")] = (2, "265件")
    shuffled = dict(sorted(properties.items(), key=lambda each: each[1]))
    assert seal.texts({**shuffled, "report.year": "2022", "report.figures.x": "?"}) == expected


def test_a_damaged_seal_still_gives_what_is_intact() -> None:
    properties = seal.figures(
        [Figure(Run("265件", "proposals.received"), 1, 0, 1), Figure(Run("224件", "proposals.filed"), 1, 0, 1)]
    )
    cut = {name: value[:-4] for name, value in properties.items()}
    assert seal.texts(cut) == {binding("proposals.received", ""): (1, "265件")}


def test_the_same_fact_in_another_form_is_another_figure() -> None:
    runs = (Run("265件", "a.b"), Run("，", ""), Run("265", "a.b", "number"), Run("265件", "a.b"))
    document = Document("work_report", 2022, (Paragraph(Role.BODY, runs),))
    assert [(figure.run.form, figure.appearance) for figure in document.figures] == [("", 1), ("number", 1), ("", 2)]
    assert binding("a.b", "") != binding("a.b", "number")
