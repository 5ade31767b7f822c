"""`report layout from`: a house's layout, read from one of its documents, makes the same pages again."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import houses
from houses import HOUSES
from rendering import Word, render, words
from report_cli.document import Document
from report_cli.docx import read as manuscripts
from report_cli.docx import write
from report_cli.files import archive
from report_cli.files.workspace import Workspace
from report_cli.layout import layout, reading
from report_cli.layout.layout import Layout
from report_cli.model import CannotRun
from report_cli.page import effective, house
from running import ROOT, built, committee, report

pytestmark = pytest.mark.office

PLACE = Workspace(ROOT)
SAVED = [*HOUSES, *(f"{name}-saved" for name in HOUSES)]


def read(docx: bytes, name: str = "house") -> tuple[str, list[str]]:
    return house.read(effective.read(manuscripts.read(docx)), name, PLACE)


def made(text: str) -> Layout:
    found, findings = reading.parse(text.encode(), "templates/layouts/house.yaml", PLACE)
    assert found is not None, findings
    return found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each house's document, as LibreOffice saves it, the text rebuilt from each, and their PDFs."""
    folder = tmp_path_factory.mktemp("houses")
    for name, make in HOUSES.items():
        (folder / f"{name}.docx").write_bytes(make())
    files = [folder / f"{name}.docx" for name in HOUSES]
    office = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "docx"]
    subprocess.run(
        [*office, "--outdir", str(folder / "saved"), *map(str, files)], check=True, capture_output=True, timeout=120
    )
    for name in HOUSES:
        (folder / f"saved/{name}.docx").rename(folder / f"{name}-saved.docx")
    for name in SAVED:
        text, _ = read((folder / f"{name}.docx").read_bytes())
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        (folder / f"{name}-rebuilt.docx").write_bytes(write.write(houses.document(), made(text), {}))
    render(sorted(folder.glob("*.docx")), folder)
    return folder


def text_and_numbers(file: Path, name: str) -> tuple[list[Word], dict[int, list[Word]]]:
    """The words of the houses' common text, its pages counted from 1, and the marks of the page number on each."""
    every = words(file)
    if name.startswith("parted") and "rebuilt" not in file.name:
        # A cover stands before the text, a table below it.
        last = max(word.page for word in every)
        every = [Word(w.page - 1, w.text, w.left, w.top, w.right, w.bottom) for w in every if 1 < w.page < last]
    numbers = {
        page: [word for word in every if word.page == page and word.top > 262] for page in {word.page for word in every}
    }
    return [word for word in every if word.top <= 262], numbers


@pytest.mark.parametrize("name", SAVED)
def test_the_layout_of_a_house_makes_its_pages_again(name: str, pages: Path) -> None:
    before, before_numbers = text_and_numbers(pages / f"{name}.pdf", name)
    after, after_numbers = text_and_numbers(pages / f"{name}-rebuilt.pdf", name)
    assert len(before) > 150
    assert [(word.page, word.text) for word in before] == [(word.page, word.text) for word in after]
    for was, now in zip(before, after, strict=True):
        assert (now.left, now.top, now.right, now.bottom) == pytest.approx(
            (was.left, was.top, was.right, was.bottom), abs=0.5
        )
    # The cover has a number too, so that the pages behind it change sides.
    shifted = 1 if name.startswith("parted") else 0
    for page in sorted(after_numbers)[shifted:-1]:
        foot, foot_again = before_numbers[page - shifted], after_numbers[page]
        assert [word.top for word in foot_again] == pytest.approx([word.top for word in foot], abs=0.5)
        assert (foot_again[0].left, foot_again[-1].right) == pytest.approx((foot[0].left, foot[-1].right), abs=0.5)


@pytest.mark.parametrize("name", HOUSES)
def test_saved_by_libreoffice_a_house_has_the_same_layout(name: str, pages: Path) -> None:
    assert (pages / f"{name}-saved.yaml").read_text("utf-8") == (pages / f"{name}.yaml").read_text("utf-8")


def test_the_layout_names_only_what_differs_and_what_it_was() -> None:
    text, unread = read(houses.styled(), "某区政协")
    assert text == (Path(__file__).parent / "cases/house.yaml").read_text("utf-8")
    assert unread == []


@pytest.mark.parametrize("make", HOUSES.values())
def test_every_house_is_read_as_it_was_made(make: Callable[[], bytes]) -> None:
    found = made(read(make())[0])
    for name, look in houses.LOOKS.items():
        style = found.styles[name]
        assert (style.font, style.size, bool(style.bold)) == (
            look.font,
            look.size,
            look.bold,
        ), name
        assert (style.latin or style.font) == look.latin, name
        assert (style.line, style.align, style.first_line.twips, style.before.twips) == (
            look.line,
            look.align,
            look.first,
            look.before,
        ), name


def test_what_cannot_be_read_is_said() -> None:
    _, unread = read(houses.parted())
    assert "第1节的页边距不同，没有读；读的是字最多的第2节" in unread
    assert any("行距是1.15倍" in sentence for sentence in unread)


def test_a_number_in_the_middle_is_said_and_one_without_dashes_read() -> None:
    def change(xml: str) -> str:
        return (
            re.sub(r'<w:jc w:val="(right|left)"/>', '<w:jc w:val="center"/>', xml).replace("— ", "").replace(" —", "")
        )

    text, unread = read(changed(houses.styled(), "word/footer", change))
    assert "页码不在右边；版式里单页的在右、双页的在左" in unread
    assert not made(text).has_dashes


def test_lines_of_a_multiple_are_those_of_the_grid() -> None:
    """Three lines of Word's usual grid of 15.6 points hold two of 三号 at 1.5 … so only single spacing is sure."""

    def change(xml: str) -> str:
        grid = xml.replace(
            '<w:docGrid w:type="lines" w:linePitch="560"/>', '<w:docGrid w:type="lines" w:linePitch="312"/>'
        )
        return grid.replace('w:line="560" w:lineRule="exact"', 'w:line="240" w:lineRule="auto"').replace(
            'w:snapToGrid w:val="0"', "w:snapToGrid"
        )

    text, _ = read(changed(houses.parted(), "word/document.xml", change))
    assert made(text).text.line == 2 * 312
    assert made(text).page.grid == 312


def test_a_margin_that_no_paper_has_is_refused() -> None:
    def change(xml: str) -> str:
        return re.sub('w:top="[0-9]+"', 'w:top="99999999999"', xml)

    with pytest.raises(CannotRun, match="读出的版式排不了版"):
        read(changed(houses.styled(), "word/document.xml", change))


def test_an_indent_that_word_does_not_take_is_none() -> None:
    def change(xml: str) -> str:
        return re.sub('(firstLine|left)="[0-9]+"', rf'\1="5{"0" * 19}"', xml)

    text, _ = read(changed(houses.styled(), "word/styles.xml", change))
    assert made(text).text.first_line == made("extends: printed\n").text.first_line


def changed(docx: bytes, part: str, change: Callable[[str], str]) -> bytes:
    from report_cli.files import archive

    parts = archive.read(docx)
    assert parts
    return archive.write(
        {name: change(data.decode()).encode() if name.startswith(part) else data for name, data in parts.items()}
    )


def test_the_command_prints_the_layout_or_writes_it_once(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    (place / "house.docx").write_bytes(houses.direct())
    printed = report(place, "layout", "from", "house.docx")
    assert printed.status == 0
    assert printed.out.startswith("# 从“house.docx”读出的版式")
    written = report(place, "layout", "from", "house.docx", "--name", "本单位")
    assert (written.status, written.out) == (
        0,
        "已写 templates/layouts/本单位.yaml；看全部各项：report layout show 本单位\n",
    )
    built(place, "2024", "--to", "docx", "--layout", "本单位")
    again = report(place, "layout", "from", "house.docx", "--name", "本单位")
    assert (again.status, again.out) == (2, "")
    assert "已经有了，没有动它" in again.err


def altered(old: str, new: str) -> bytes:
    """A report with something else in its text."""
    parts = archive.read((ROOT / "drafts/2022/work_report.docx").read_bytes()) or {}
    text = parts["word/document.xml"].decode()
    # A margin that is said twice would be no XML.
    text = re.sub(' w:left="[^"]*"', "", text) if "w:left" in new else text
    return archive.write({**parts, "word/document.xml": text.replace(old, new, 1).encode()})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("gone.docx", None, "文件不存在"),
        ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧式的DOC"),
        (
            "short.docx",
            write.write(Document("work_report", 2022, ()), made("extends: printed\n"), {}),
            "没有找到成段的正文",
        ),
        ("wide.docx", altered("<w:pgMar ", '<w:pgMar w:left="-91588" '), "不能小于0，也不能大过纸张"),
        ("long.docx", altered("<w:sectPr", "<w:p/>" * 30_000 + "<w:sectPr"), "最多读20000段"),
    ],
)
def test_a_file_that_tells_nothing_is_refused(name: str, content: bytes | None, words: str, tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    if content is not None:
        (place / name).write_bytes(content)
    result = report(place, "layout", "from", name)
    assert (result.status, result.out) == (2, "")
    assert words in result.err


@pytest.mark.parametrize("name", ["../printed", "a/b", ".x", ""])
def test_a_name_is_no_path(name: str, tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    (place / "house.docx").write_bytes(houses.direct())
    assert report(place, "layout", "from", "house.docx", "--name", name).status == 2


def test_our_own_report_is_the_official_layout() -> None:
    text, unread = read((ROOT / "drafts/2022/work_report.docx").read_bytes(), "printed")
    assert text == "extends: printed\nformat: 1\nlabel: printed\n"
    assert unread == []


def test_the_examples_of_units_hold() -> None:
    import doctest

    assert doctest.testmod(layout).failed == 0
