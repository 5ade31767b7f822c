"""Pages as they come out of LibreOffice, in each layout: what stands where, in millimetres."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from rendering import MARKS, fonts_of_characters, lines, render, sheets, words
from report_cli.document import Document, Paragraph, Role, Run, Table
from report_cli.docx import write
from report_cli.files.workspace import Workspace
from report_cli.layout import reading
from report_cli.layout.layout import Layout
from running import ROOT, built, committee, year_2022

pytestmark = pytest.mark.office

LAYOUTS = ["printed", "printed-gbt33476", "reading"]
KINDS = ["work_report", "press_release"]
HELD = {"printed": (22, 28), "printed-gbt33476": (22, 28), "reading": (18, 24)}
"""Lines of a page, characters of a line."""

WIDE = Table(
    (tuple((Run(head),) for head in "甲乙丙"), *[tuple((Run(f"“{cell}”——"),) for cell in "子丑寅")] * 30),
    landscape=True,
)


def read(name: str) -> Layout:
    place = Workspace(ROOT)
    found = place.layout(name)
    assert found
    made, findings = reading.parse(found[1], found[0], place)
    assert made, findings
    return made


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of PDFs: `full-LAYOUT`, `LAYOUT-KIND` of 2022, `wide`, `closing`, `beihu`."""
    folder = tmp_path_factory.mktemp("pages")
    documents = {f"full-{name}": (full(name), name) for name in LAYOUTS} | {
        "wide": (wide(), "printed"),
        "closing": (closing(), "printed"),
    }
    for name, (document, used) in documents.items():
        (folder / f"{name}.docx").write_bytes(write.write(document, read(used), {}))
    year, beihu = year_2022(folder), committee("beihu", folder)
    for name in LAYOUTS:
        built(year, "2022", "--to", "docx", "--layout", name, "--stage", "送审稿", "--output", str(folder / name))
        for kind in KINDS:
            (folder / name / "2022" / f"{kind}.docx").rename(folder / f"{name}-{kind}.docx")
    built(beihu, "2024", "--to", "docx", "--layout", "house")
    (beihu / "drafts/2024/work_report.docx").rename(folder / "beihu.docx")
    render(sorted(folder.glob("*.docx")), folder / "pdf")
    return folder / "pdf"


def full(name: str) -> Document:
    """Two pages full of text."""
    rows, characters = HELD[name]
    return Document("work_report", 2022, (Paragraph(Role.BODY, (Run("国" * (characters * rows * 2 - 2)),)),))


def closing() -> Document:
    """A text whose last paragraph is a line too long for the page."""
    texts = ("国" * (28 * 20 - 2), "民" * (28 * 3 - 2))
    return Document("work_report", 2022, tuple(Paragraph(Role.BODY, (Run(text),)) for text in texts))


def wide() -> Document:
    """A page that stands, then two that lie on their side, then one that stands."""
    text = Paragraph(Role.BODY, (Run("国"),))
    return Document("work_report", 2022, (text, replace(text, landscape=True), WIDE, text))


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_page_holds_the_lines_and_characters_that_its_layout_says(name: str, pages: Path) -> None:
    rows, characters = HELD[name]
    for number, (*text, foot) in enumerate(lines(pages / f"full-{name}.pdf"), 1):
        assert [len(line) for line in text] == ([characters - 2] if number == 1 else [characters]) + [characters] * (
            rows - 1
        )
        assert foot == f"—{number}—"


def test_the_last_page_does_not_hold_a_mere_line_of_the_ending(pages: Path) -> None:
    assert [len(page) - 1 for page in lines(pages / "closing.pdf")] == [20, 3]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_nothing_stands_outside_the_type_area_but_the_page_number(name: str, kind: str, pages: Path) -> None:
    page = read(name).page
    left, right = page.left * 25.4 / 1440, (page.width - page.right) * 25.4 / 1440
    top, bottom = page.top * 25.4 / 1440, (page.height - page.bottom) * 25.4 / 1440
    outside = [w for w in words(pages / f"{name}-{kind}.pdf") if not (w.top > top - 2 and w.bottom < bottom + 2)]
    assert {re.sub(r"\d+", "1", w.text) for w in outside} == {"—", "1"}
    # A closing mark may hang over the edge (overflowPunct).
    beyond = [w for w in words(pages / f"{name}-{kind}.pdf") if w.left < left - 0.3 or w.right > right + 0.3]
    assert [w for w in beyond if w.text[-1] not in "，。、；：”》）"] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_no_mark_stands_in_another_font_than_the_text(name: str, kind: str, pages: Path) -> None:
    fonts = fonts_of_characters(pages / f"{name}-{kind}.pdf")
    chinese = {font for character, used in fonts.items() if "\u4e00" <= character <= "\u9fff" for font in used}
    found = {mark: fonts[mark] for mark in MARKS if mark in fonts}
    assert set("“”—") <= set(found)
    assert {mark: used - chinese for mark, used in found.items() if used - chinese} == {}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_no_number_is_broken_in_itself_or_from_its_percent_sign(name: str, kind: str, pages: Path) -> None:
    every = [line for page in lines(pages / f"{name}-{kind}.pdf") for line in page[:-1]]
    assert [
        (end, start) for end, start in pairwise(every) if re.search(r"[\d.]$", end) and re.match(r"[\d.%]", start)
    ] == []
    assert [line for line in every if line[0] in "，。、；：？！”’》）%" or line[-1] in "“‘《（"] == []


def test_a_title_that_is_too_long_is_broken_at_the_sense(pages: Path) -> None:
    assert lines(pages / "printed-press_release.pdf")[0][:3] == [
        "委员提案265件立案224件办复率100%",
        "更好发挥专门协商机构职能作用",
        "为中原区高质量发展贡献更多智慧和力量",
    ]
    assert lines(pages / "beihu.pdf")[0][:2] == [
        "政协北湖区第三届委员会常务委员会",
        "关于三届一次会议以来提案工作情况的报告",
    ]


def test_title_lines_given_by_a_template_stay_and_the_stage_is_below(pages: Path) -> None:
    for name in LAYOUTS:
        first = lines(pages / f"{name}-work_report.pdf")[0]
        assert first[:4] == ["中国人民政治协商会议", "郑州市中原区第十届委员会常务委员会", "工作报告", "（送审稿）"]


@pytest.mark.parametrize("is_as_sent", [True, False], ids=["the draft itself", "as report prints it"])
def test_in_2022_no_character_stands_alone_and_the_release_has_two_pages(is_as_sent: bool, tmp_path: Path) -> None:
    drafts = sorted((ROOT / "drafts/2022").glob("*.docx"))
    render(drafts, tmp_path, as_is=is_as_sent)
    for draft in drafts:
        laid = lines(tmp_path / f"{draft.stem}.pdf")
        alone = [line for page in laid for line in page[:-1] if re.fullmatch(".[，。；！？”》）]*", line)]
        assert alone == [], draft.stem
        assert draft.stem != "press_release" or len(laid) == 2


def test_a_sheet_on_its_side_has_its_number_where_the_others_have_it(pages: Path) -> None:
    """Seen on the paper: below the type area, right on an odd page, left on an even one; on the screen, at the left."""
    assert sheets(pages / "wide.pdf") == [(210, 297), (297, 210), (297, 210), (210, 297)]
    for page in (2, 3):
        number = [w for w in words(pages / "wide.pdf") if w.page == page and w.right < 34]
        assert {w.text for w in number} == {"—", str(page)}
        # 35 mm of margin, less 7 mm: the middle of the line stands 28 mm from the edge of the paper.
        assert [(w.left + w.right) / 2 for w in number] == pytest.approx([28] * len(number), abs=1)
        # One character of 14 points (4.9 mm) in from the end of the type area, 26 mm or 28 mm from the edge.
        ends = min(w.top for w in number), max(w.bottom for w in number)
        assert (210 - ends[1] if page % 2 else ends[0]) == pytest.approx((26 if page % 2 else 28) + 4.9, abs=1)


def test_a_table_repeats_its_head_on_each_page(pages: Path) -> None:
    tops = [min(w.top for w in words(pages / "wide.pdf") if w.page == page and w.text == "甲") for page in (2, 3)]
    assert tops[1] < tops[0] < 60


def test_an_attachment_has_its_own_page_with_label_and_title_in_place(
    pages: Path,
) -> None:
    for page, title in ((2, "主要数据表"), (3, "提案承办情况")):
        found = [w for w in words(pages / "beihu.pdf") if w.page == page]
        [label] = [w for w in found if w.text == "附件"]
        [name] = [w for w in found if w.text == title]
        paper = read("printed").page.turned if page == 3 else read("printed").page
        top, left = paper.top * 25.4 / 1440, paper.left * 25.4 / 1440
        line = 28.95 * 25.4 / 72
        assert label.left == pytest.approx(left, abs=0.3)
        assert label.middle == pytest.approx(top + line / 2, abs=1)
        # The box of a glyph is not in the middle of its line in every font.
        assert name.middle == pytest.approx(top + 2 * line + 35 * 25.4 / 72 / 2, abs=2)
        assert (name.left + name.right) / 2 == pytest.approx(left + paper.text_width * 25.4 / 1440 / 2, abs=0.3)


def test_footnotes_stand_at_the_foot_of_the_page_and_count_by_themselves(pages: Path) -> None:
    notes = [w for w in words(pages / "beihu.pdf") if w.page == 1 and w.top > 240]
    text = "".join(w.text for w in sorted(notes, key=lambda w: (round(w.bottom), w.left)))
    assert "其中并案12件，按并案后的件数立案。" in text
    assert "答复函逐件附有提案者的意见。" in text
