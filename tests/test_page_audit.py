"""`report verify --layout` finds every planted fault of the page and no other; `--fix` mends them, changing no word."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

import houses
import reworked
from page_faults import FAULTS, RIGHT, TEXT, Planted, document, run, style, with_words
from report_cli.audit import page as page_audit
from report_cli.docx import read, seal, write
from report_cli.docx.manuscript import Bookmark
from report_cli.files import archive
from report_cli.files.workspace import Workspace
from report_cli.layout.layout import Layout
from report_cli.model import CannotRun, Finding
from report_cli.page import check, effective, repair
from running import ROOT, built, committee, report, year_2022

pytestmark = pytest.mark.office

LAYOUTS = ["printed", "printed-gbt33476", "reading"]
SEAL = {"report.year": "2022", "report.kind": "work_report"}


@cache
def layouts(name: str, place: Path = ROOT) -> list[Layout]:
    found, findings = page_audit.layouts(Workspace(place), name)
    assert found, findings
    return found


@cache
def draft(name: str = "printed") -> bytes:
    return write.write(document(), layouts(name)[0], SEAL)


def faults(data: bytes, name: str = "printed", place: Path = ROOT, *, is_known: bool = False) -> list[Finding]:
    """What is wrong with a draft; `is_known`: the text as built is at hand."""
    text = effective.read(read.read(data))
    known = page_audit.identities(document() if is_known else None, text)
    return [found.finding for found in check.check(text, layouts(name, place), known).findings]


def codes(found: list[Finding]) -> str:
    return " ".join(sorted({fault.code for fault in found}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Right drafts (`right-LAYOUT-…`), each fault planted (`wrong-…`); in `saved` all as LibreOffice saves them."""
    found = tmp_path_factory.mktemp("drafts")
    for name in LAYOUTS:
        (found / f"right-{name}.docx").write_bytes(draft(name))
        built(year_2022(found / name), "2022", "--to", "docx", "--layout", name, "--stage", "送审稿")
        for kind in ("work_report", "press_release"):
            (found / name / f"zhongyuan/drafts/2022/{kind}.docx").rename(found / f"right-{name}-{kind}.docx")
    for town, name in (("beihu", "house"), ("nanling", "printed")):
        place = committee(town, found)
        built(place, "2024", "--to", "docx", "--layout", name)
        [made] = (place / "drafts/2024").glob("*.docx")
        made.rename(found / f"right-{name}@{town}.docx")
    healed = {found / f"wrong-{name}.docx" for name, planted in FAULTS.items() if planted.is_healed}
    for name, planted in FAULTS.items():
        (found / f"wrong-{name}.docx").write_bytes(planted.into(draft()))
    office = ["soffice", f"-env:UserInstallation={(found / 'profile').as_uri()}", "--headless", "--convert-to", "docx"]
    files = sorted(map(str, {*found.glob("*.docx")} - healed))
    subprocess.run([*office, "--outdir", str(found / "saved"), *files], check=True, capture_output=True, timeout=120)
    return found


def right(folder: Path) -> Iterator[tuple[Path, str, Path]]:
    """The right drafts, the names of their layouts, and whose those are."""
    for file in sorted(folder.glob("right-*.docx")):
        layout, _, town = file.stem.removeprefix("right-").partition("@")
        name = next(
            known
            for known in (*LAYOUTS[::-1], "house")
            if layout.startswith(known) and (known != "printed" or "gbt" not in layout)
        )
        yield file, name, (folder if folder.name != "saved" else folder.parent) / town if town else ROOT


# Nothing is invented


@pytest.mark.parametrize("where", ["", "saved"])
def test_a_right_draft_has_no_faults(where: str, folder: Path) -> None:
    found = list(right(folder / where))
    assert len(found) == 11
    for file, name, place in found:
        assert [fault.message for fault in faults(file.read_bytes(), name, place)] == [], file.name


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_right_draft_has_no_faults_if_its_text_is_known(name: str, folder: Path) -> None:
    for where in ("", "saved"):
        assert [
            fault.message for fault in faults((folder / where / f"right-{name}.docx").read_bytes(), name, is_known=True)
        ] == []


def test_the_margins_of_both_standards_are_right(folder: Path) -> None:
    assert faults(draft("printed-gbt33476"), "printed") == faults(draft("printed"), "printed-gbt33476") == []


@pytest.mark.parametrize("is_known", [False, True], ids=["unknown", "known"])
@pytest.mark.parametrize("name", RIGHT)
def test_what_only_looks_like_a_fault_is_none(name: str, is_known: bool) -> None:
    assert [fault.message for fault in faults(RIGHT[name].into(draft()), is_known=is_known)] == []


def test_an_edited_text_keeps_its_roles() -> None:
    """A paragraph that was added, one that was parted, one reworded."""
    xml = (archive.read(draft()) or {})["word/document.xml"].decode()
    added = f"{TEXT}会后，又走访了企业三十家。</w:t></w:r></w:p>"
    edited = xml.replace(TEXT, added + TEXT, 1).replace(
        "向大会报告工作，", f"向大会报告工作，</w:t></w:r></w:p>{TEXT}", 1
    )
    data = archive.write(
        {**(archive.read(draft()) or {}), "word/document.xml": edited.replace("夯实基础", "夯实共同基础").encode()}
    )
    assert faults(data) == faults(data, is_known=True) == []


# Nothing is missed


def test_all_codes_have_planted_faults() -> None:
    assert len(FAULTS) >= 30
    assert {code for planted in FAULTS.values() for code in planted.codes.split()} == {
        f"P{number}" for number in range(101, 113)
    }


@pytest.mark.parametrize("is_known", [False, True], ids=["unknown", "known"])
@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(name: str, is_known: bool) -> None:
    found = faults(FAULTS[name].into(draft()), is_known=is_known)
    assert codes(found) == FAULTS[name].codes, [fault.message for fault in found]


@pytest.mark.parametrize("name", [name for name, planted in FAULTS.items() if not planted.is_healed])
def test_a_planted_fault_is_found_after_libreoffice_saved_the_draft(name: str, folder: Path) -> None:
    found = faults((folder / f"saved/wrong-{name}.docx").read_bytes())
    assert codes(found) == FAULTS[name].codes, [fault.message for fault in found]


def test_a_finding_names_the_place_the_fault_and_the_cure() -> None:
    [found] = faults(FAULTS["一段1.5倍行距"].into(draft()))
    assert found.message == "第8段“我代表政协常务委员会，向大会报…”（正文段落）：行距1.5倍，应为固定值28.95磅"
    assert found.cure == "是直接设置的格式：选中后清除格式，或改成固定值28.95磅"
    [found] = faults(FAULTS["正文四号"].into(draft()))
    assert found.message.startswith("第8、12、13、14、")
    assert found.cure == "改样式“Body Text”，改成三号（16磅）"
    [found] = faults(FAULTS["页码太低"].into(draft()))
    assert found.message == "页码一字线在版心下17.53mm，应为版心下7mm"


# All is put right


def put_right(data: bytes, name: str) -> tuple[bytes, check.PageCheck]:
    return repair.repair(data, check.check(effective.read(read.read(data)), layouts(name), {}), lambda document: {})


def repaired(data: bytes, name: str = "printed") -> bytes:
    made, page = put_right(data, name)
    assert [found.finding.message for found in page.findings] == []
    return made


def untouched(data: bytes) -> tuple[list[str], list[list[Bookmark]], list[str], dict[str, str] | None]:
    """What a repair may not change. Blanks in front of a paragraph are no words: an indent takes their place."""
    lines = [line for line in read.read(data).lines if line.part in ("body", "note", "box")]
    blanks = [len(line.text) - len(line.text.lstrip()) for line in lines]
    bookmarks = [
        [Bookmark(one.name, max(one.start - blank, 0), max(one.end - blank, 0)) for one in line.bookmarks]
        for line, blank in zip(lines, blanks, strict=True)
    ]
    return [line.text.lstrip() for line in lines], bookmarks, in_margins(data), seal.read(data)


def in_margins(data: bytes) -> list[str]:
    """Headers and footers beside page numbers: on the odd, the even and the first pages of each section."""
    found = effective.read(read.read(data))
    shown = {"default": "default", "even": "even" if found.even_and_odd else "default"}
    return [
        "".join(check.words(paragraph.element) for paragraph in parts.get(side, ()))
        for section in found.sections
        for parts in (section.headers, section.footers)
        for side in (*shown.values(), "first" if section.title_page else "default")
    ]


@pytest.fixture(scope="module")
def copies(folder: Path) -> Path:
    """All wrong drafts put right, as built; and some of them as LibreOffice saved them."""
    found = folder / "copies"
    for where, files in (
        ("", sorted(folder.glob("wrong-*.docx"))),
        ("saved", sorted(folder.glob("saved/wrong-*.docx"))[::8]),
    ):
        (found / where).mkdir()
        for file in files:
            (found / where / file.name).write_bytes(repaired(file.read_bytes()))
    return found


def test_a_repaired_copy_keeps_all_words_bookmarks_and_the_seal(copies: Path, folder: Path) -> None:
    made = sorted(copies.rglob("*.docx"))
    assert len(made) >= len(FAULTS) * 11 // 10
    for copy in made:
        # A heading that its style hid is there again.
        before = draft() if copy.stem == "wrong-标题隐藏" else (folder / copy.relative_to(copies)).read_bytes()
        assert untouched(copy.read_bytes()) == untouched(before), copy.name


@pytest.mark.parametrize("where", ["", "saved"])
def test_repaired_copies_are_valid_word_files(where: str, copies: Path, tmp_path: Path) -> None:
    # In one call the checker takes the footnotes of one file for another's: those of a kind together, and only what was
    # changed.
    for copy in (copies / where).glob("*.docx"):
        if copy.read_bytes() != (copies.parent / copy.relative_to(copies)).read_bytes():
            (tmp_path / copy.name).write_bytes(copy.read_bytes())
    command = [sys.executable, "-m", "openxml_audit", "-m", "0", "-r", str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_a_repaired_copy_is_the_same_bytes_each_time() -> None:
    data = FAULTS["贴来的一段"].into(draft())
    assert repaired(data) == repaired(data)


def test_a_draft_in_one_layout_is_repaired_to_another() -> None:
    copy = repaired(draft("reading"))
    assert untouched(copy) == untouched(draft("reading"))
    assert codes(faults(copy, "reading")) == "P102 P103 P104 P106 P107"


DAMAGED = {
    "没有节": Planted("word/document.xml", "<w:sectPr>.*?</w:sectPr>", "", "", everywhere=True),
    "没有纸张": Planted("word/document.xml", "<w:pgSz [^>]*>", "", ""),
    "页边距大得出奇": Planted("word/document.xml", 'w:top="2098"', 'w:top="99999999999"', ""),
    "页脚不在": Planted("word/_rels/document.xml.rels", "<Relationship [^>]*footer1.xml[^>]*>", "", ""),
    "样式绕成圈": style("Normal", "<w:qFormat/>", '<w:basedOn w:val="BodyText"/><w:qFormat/>', ""),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_draft_is_repaired(name: str) -> None:
    data = DAMAGED[name].into(draft())
    assert untouched(repaired(data)) == untouched(data)


def test_a_file_that_can_be_read_but_not_changed_is_named() -> None:
    macros = Planted(
        "[Content_Types].xml", "officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main", ""
    )
    with pytest.raises(CannotRun, match="能看、不能改"):
        repaired(macros.into(FAULTS["正文四号"].into(draft())))


def test_damaged_properties_are_refused_not_repaired() -> None:
    broken = {**(archive.read(FAULTS["正文四号"].into(draft())) or {}), "docProps/core.xml": b"<cp:coreProperties"}
    with pytest.raises(CannotRun, match="能看、不能改"):
        repaired(archive.write(broken))


def with_picture(size: int) -> bytes:
    """A wrong draft with a picture of so many bytes."""
    parts = archive.read(FAULTS["正文四号"].into(draft())) or {}
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="rId99" Type="{office}/image" Target="media/image1.png"/></Relationships>'.encode()
    for name, end, new in (
        ("word/_rels/document.xml.rels", b"</Relationships>", relation),
        ("[Content_Types].xml", b"</Types>", b'<Default Extension="png" ContentType="image/png"/></Types>'),
    ):
        parts[name] = parts[name].replace(end, new)
    return archive.write({**parts, "word/media/image1.png": bytes(size)})


def test_a_draft_with_large_pictures_is_repaired() -> None:
    size = archive.MAX_PART + 1
    assert len((archive.read(repaired(with_picture(size)), most=2 * size) or {})["word/media/image1.png"]) == size


def test_pictures_that_would_fill_the_memory_are_not_unpacked() -> None:
    data = bytearray(with_picture(1))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/media/image1.png"))
    data[entry + 24 : entry + 28] = (2**31).to_bytes(4, "little")
    with pytest.raises(CannotRun, match="解开后大得不正常"):
        repaired(bytes(data))


@pytest.mark.parametrize("name", houses.HOUSES)
def test_a_document_from_elsewhere_is_repaired(name: str) -> None:
    """Whether it says how it looks by defaults and styles, on each paragraph, or in sections of different make."""
    data = houses.HOUSES[name]()
    assert len(faults(data)) > 30
    assert untouched(repaired(data)) == untouched(data)


def test_a_heading_numbered_by_a_list_keeps_its_number() -> None:
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:ind w:left="900"/>'
    data = Planted("word/document.xml", '(<w:pStyle w:val="Heading1"/>)', rf"\1{listed}", "").into(draft())
    assert codes(faults(data)) == "P104"
    assert b'<w:numId w:val="1"/>' in (archive.read(repaired(data)) or {})["word/document.xml"]


def test_the_columns_of_a_table_are_counted_over_all_rows() -> None:
    """A first row of two cells over three columns; what cells say of their width is kept."""
    cell = f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>{TEXT}甲</w:t></w:r></w:p></w:tc>'
    wide = cell.replace("2000", "4000").replace("</w:tcPr>", '<w:gridSpan w:val="2"/></w:tcPr>')
    rows = f"<w:tr>{wide}{cell}</w:tr><w:tr>{cell * 3}</w:tr><w:tr/>"
    data = Planted("word/document.xml", "<w:sectPr>", f"<w:tbl>{rows}</w:tbl><w:sectPr>", "").into(draft())
    made = (archive.read(repaired(data)) or {})["word/document.xml"].decode()
    assert re.findall(r'w:gridCol w:w="(\d+)"', made)[-3:] == ["2000"] * 3


def test_a_long_table_takes_no_longer_than_long_text() -> None:
    """To look each cell up in its table took a minute for three thousand rows."""
    row = f"<w:tr>{f'<w:tc>{TEXT}甲</w:t></w:r></w:p></w:tc>' * 5}</w:tr>"
    data = Planted("word/document.xml", "<w:sectPr>", f"<w:tbl>{row * 1000}</w:tbl><w:sectPr>", "").into(draft())
    started = time.process_time()
    found = effective.read(read.read(data)).paragraphs
    taken = time.process_time() - started
    assert [(one.cell.row, one.cell.column) for one in found[-3:] if one.cell] == [(1000, 3), (1000, 4), (1000, 5)]
    assert taken < 2.5


# Nor is a word lost above and below the text

FIELD = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
NUMBER = f"<w:p><w:r><w:t>第</w:t></w:r>{FIELD}<w:r><w:t>页　共18页</w:t></w:r></w:p>"
ENGLISH = f"<w:p><w:r><w:t>Page </w:t></w:r>{FIELD}<w:r><w:t> of 18</w:t></w:r></w:p>"
ENGLISH = f"<w:sdt><w:sdtContent>{ENGLISH}</w:sdtContent></w:sdt>"
SECRET, HOUSE = (f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("机密★一年", "中原区政协办公室"))
BESIDE = f"<w:p><w:r><w:t>中原区政协办公室　第</w:t></w:r>{FIELD}<w:r><w:t>页</w:t></w:r></w:p>"
IN_CELLS = (
    f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{HOUSE}</w:tc><w:tc><w:p>{FIELD}</w:p></w:tc></w:tr></w:tbl><w:p/>"
)
RULE = '<w:p><w:r><w:pict><v:line xmlns:v="urn:schemas-microsoft-com:vml" from="0,0" to="400,0"/></w:pict></w:r></w:p>'
FIRST = "<w:titlePg/>"

# By name: headers and footers, more of the section, whether even pages are made otherwise; what --fix leaves.
IN_MARGINS: dict[str, tuple[dict[str, str], str, bool, set[str]]] = {
    "页码旁边有字": ({"footer default": BESIDE, "footer even": BESIDE}, "", True, {"P108"}),
    "页码和字各占一格": ({"footer default": IN_CELLS, "footer even": IN_CELLS}, "", True, {"P108"}),
    "不分单双页，页眉有字": ({"header default": SECRET}, "", False, set()),
    "不分单双页，双页页眉藏着字": ({"header default": SECRET, "header even": HOUSE}, "", False, set()),
    "不分单双页，页码下有字": ({"footer default": NUMBER + HOUSE}, "", False, set()),
    "不分单双页，页码旁边有字": ({"footer default": BESIDE}, "", False, {"P108"}),
    "分单双页，页脚只有字": ({"footer default": HOUSE, "footer even": SECRET}, "", True, set()),
    "单页页码下有字": ({"footer default": NUMBER + HOUSE, "footer even": NUMBER}, "", True, set()),
    "页码用英文写": ({"footer default": ENGLISH + HOUSE, "footer even": ENGLISH + HOUSE}, "", True, set()),
    "页码上有横线": ({"footer default": RULE + NUMBER}, "", False, set()),
    "首页页眉有字": ({"header first": SECRET}, FIRST, True, {"P108"}),
    "首页不印页眉": ({"header default": SECRET, "header even": SECRET}, FIRST, True, {"P108"}),
    "不分单双页，首页页脚有字": ({"header default": SECRET, "footer first": HOUSE}, FIRST, False, {"P108"}),
    "首页没有字": ({"header first": "<w:p/>", "footer first": "<w:p/>"}, FIRST, True, set()),
}


@pytest.mark.parametrize("name", IN_MARGINS)
def test_every_word_of_headers_and_footers_stays_on_its_pages(name: str) -> None:
    margins, section, is_parted, left = IN_MARGINS[name]
    data = with_words(FAULTS["正文四号"].into(draft()), margins, section=section, is_parted=is_parted)
    assert codes(faults(data)) == "P106 P108"
    made, page = put_right(data, "printed")
    assert untouched(made) == untouched(data)
    assert {found.finding.code for found in page.findings} == left, [found.finding.message for found in page.findings]
    assert all(found.by_hand and "--fix不动它" in found.finding.cure for found in page.findings)


def test_hidden_text_is_reported_and_stays_hidden() -> None:
    """Shown by the repair they might be printed unread; removed they would be lost."""
    data = run("<w:vanish/>", "", "我代表政协常务委员会，向大会报告工作，请予审议。").into(
        FAULTS["页码居中"].into(draft())
    )
    made, page = put_right(data, "printed")
    [left] = page.findings
    assert (
        left.finding.message == "第8段“我代表政协常务委员会，向大会报…”（隐藏文字）：印不出来，应为印得出来，或者删去"
    )
    assert left.by_hand
    assert "--fix不动它" in left.finding.cure
    assert untouched(made) == untouched(data)
    assert "<w:vanish/>" in (archive.read(made) or {})["word/document.xml"].decode()


def test_page_numbers_go_on_in_a_section_amid_the_text() -> None:
    parts = archive.read(draft()) or {}
    xml = parts["word/document.xml"].decode()
    [section] = re.findall("<w:sectPr>.*?</w:sectPr>", xml)
    again = section.replace("<w:docGrid", '<w:pgNumType w:start="1"/><w:docGrid')
    split = xml.replace("</w:pPr>", f"{section}</w:pPr>", 1).replace(f"{section}</w:body>", f"{again}</w:body>")
    data = archive.write({**parts, "word/document.xml": split.encode()})
    [found] = faults(data)
    assert found.message == "第2节页码起始页码1，应为接着上一节编"
    assert untouched(repaired(data)) == untouched(data)


def test_a_footer_for_all_pages_becomes_one_for_odd_and_one_for_even() -> None:
    """One part for odd and even pages; and for a section that stands and one that lies."""
    parts = archive.read(draft()) or {}
    xml = re.sub('(w:type="even" r:id=)"rId6"', r'\1"rId5"', parts["word/document.xml"].decode())
    [section] = re.findall("<w:sectPr>.*?</w:sectPr>", xml)
    xml = xml.replace("</w:pPr>", f"{section}</w:pPr>", 1)
    table = re.findall("<w:tbl>.*?</w:tbl>", xml)[-1]
    lying = re.sub('w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"', section)
    xml = xml.replace("</w:body>", "</w:body>").replace(
        f"{section}</w:body>", f"<w:p><w:pPr>{section}</w:pPr></w:p>{table}<w:p/>{lying}</w:body>"
    )
    data = archive.write({**parts, "word/document.xml": xml.encode()})
    assert "P108" in codes(faults(data))
    made = repaired(data)
    found = effective.read(read.read(made))
    assert len(found.sections) == 3
    aligned = [
        [one.format.align for one in section.footers[side] if one.fields]
        for section in found.sections
        for side in ("default", "even")
    ]
    assert aligned == [["right"], ["left"]] * 3


# The command


@pytest.fixture
def place(tmp_path: Path) -> Path:
    found = year_2022(tmp_path)
    built(found, "2022", "--to", "docx", "--kind", "work_report")
    data = (found / "drafts/2022/work_report.docx").read_bytes()
    parts = archive.read(data) or {}
    xml = parts["word/document.xml"].decode()
    xml = xml.replace(
        '<w:pStyle w:val="BodyText"/>', '<w:pStyle w:val="BodyText"/><w:spacing w:line="560" w:lineRule="exact"/>', 1
    )
    (found / "送审稿.docx").write_bytes(
        archive.write({**parts, "word/document.xml": xml.replace("265件", "256件").encode()})
    )
    return found


def test_faults_of_page_and_figures_are_reported_together(place: Path) -> None:
    result = report(place, "verify", "送审稿.docx", "--layout", "printed")
    assert result.status == 1
    assert "256件" in result.out
    assert "送审稿.docx: 错误 P103: 第8段“现在，我代表" in result.out
    assert result.out.rstrip().endswith("送审稿.docx（版式“印发稿”）：版面问题1处")
    content = json.loads(report(place, "verify", "送审稿.docx", "--layout", "printed", "--format", "json").out)
    assert [finding["kind"] for finding in content["findings"]] == ["changed"]
    assert content["page"]["layout"] == "printed"
    [finding] = content["page"]["findings"]
    assert (finding["code"], finding["file"], finding["paragraphs"]) == ("P103", "送审稿.docx", [8])
    assert (finding["what"], finding["found"], finding["expected"]) == ("正文段落行距", "固定值28磅", "固定值28.95磅")
    assert "page" not in json.loads(report(place, "verify", "送审稿.docx", "--format", "json").out)


def test_page_and_figures_number_paragraphs_alike_after_a_struck_mark(place: Path) -> None:
    def change(root: etree._Element) -> None:
        first, *others = reworked.paragraphs(root)
        first.insert(0, etree.fromstring(f'<w:pPr xmlns:w="{reworked.W[1:-1]}"><w:rPr><w:del/></w:rPr></w:pPr>'))
        [wrong] = [one for one in others if "256件" in reworked.text_of(one)]
        wrong[0].append(etree.fromstring(f'<w:jc xmlns:w="{reworked.W[1:-1]}" w:val="center"/>'))

    (place / "改.docx").write_bytes(reworked.reworked((place / "送审稿.docx").read_bytes(), change))
    content = json.loads(report(place, "verify", "改.docx", "--layout", "printed", "--format", "json").out)
    [changed] = content["findings"]
    assert [changed["paragraph"]] in [finding["paragraphs"] for finding in content["page"]["findings"]]


def test_a_repaired_copy_is_a_new_file_and_never_replaces_one(place: Path) -> None:
    before = (place / "送审稿.docx").read_bytes()
    result = report(place, "verify", "送审稿.docx", "--layout", "printed", "--fix")
    assert result.status == 1
    assert "已改 P103: 第8段" in result.out
    assert "：行距固定值28磅 → 固定值28.95磅" in result.out
    assert "改了1处，文字没有动，写在 送审稿（修复）.docx；版面没有问题" in result.out
    copy = place / "送审稿（修复）.docx"
    assert untouched(copy.read_bytes()) == untouched(before)
    assert (place / "送审稿.docx").read_bytes() == before
    again = report(place, "verify", "送审稿.docx", "--layout", "printed", "--fix")
    assert (again.status, again.out) == (2, "")
    assert "送审稿（修复）.docx 已经有了，没有动它" in again.err
    assert report(place, "verify", copy.name, "--layout", "printed", "--format", "json").status == 1
    assert not (place / "送审稿（修复）（修复）.docx").exists()


def test_a_right_page_gets_no_repaired_copy(place: Path) -> None:
    result = report(place, "verify", "drafts/2022/work_report.docx", "--layout", "printed", "--fix")
    assert (result.status, "版面没有问题" in result.out) == (0, True)
    assert [path.name for path in (place / "drafts/2022").glob("*.docx")] == ["work_report.docx"]


def test_faults_that_fix_leaves_are_explained(tmp_path: Path) -> None:
    margins, section, is_parted, _ = IN_MARGINS["首页页眉有字"]
    for name, data in (("甲", draft()), ("乙", FAULTS["正文四号"].into(draft()))):
        (tmp_path / f"{name}.docx").write_bytes(with_words(data, margins, section=section, is_parted=is_parted))
    result = report(tmp_path, "verify", "甲.docx", "乙.docx", "--layout", "printed", "--fix")
    assert result.status == 1
    assert f"{tmp_path}/甲.docx: 错误 P108" in report(ROOT, "verify", f"{tmp_path}/甲.docx", "--layout", "printed").out
    assert "甲.docx: 错误 P108: 页码首页没有页码，应为有页码\n    怎样改：页眉、页脚里有字" in result.out
    assert "甲.docx（版式“印发稿”）：版面问题1处，--fix都改不了，没有另写；照提示自己改" in result.out
    assert "写在 乙（修复）.docx；版面问题还有1处，--fix没有改，照提示自己改" in result.out
    assert not (tmp_path / "甲（修复）.docx").exists()


def test_outside_a_workspace_only_the_page_is_audited(tmp_path: Path) -> None:
    (tmp_path / "外来.docx").write_bytes(FAULTS["页码居中"].into(draft()))
    result = report(tmp_path, "verify", "外来.docx", "--layout", "printed", "--format", "json")
    assert (result.status, result.err) == (1, "当前文件夹不在工作区里：只核对版面，不核对数字\n")
    content = json.loads(result.out)
    assert (content["year"], content["figures"], content["findings"]) == (None, None, [])
    assert {finding["code"] for finding in content["page"]["findings"]} == {"P108"}


def test_impossible_requests_are_refused(place: Path) -> None:
    (place / "稿.md").write_text("各位委员：\n", encoding="utf-8")
    (place / "坏.docx").write_bytes(
        archive.write({**(archive.read(draft()) or {}), "word/settings.xml": b"<w:settings"})
    )
    assert report(place, "verify", "稿.md", "--layout", "printed").err == (
        "错误：稿.md：纯文本没有版面，--layout只核对DOCX；核对它的数字，去掉--layout\n"
    )
    assert (
        report(place, "verify", "坏.docx", "--layout", "printed").err
        == "错误：坏.docx：文件损坏，读不出文字；换一份完好的\n"
    )
    assert "--fix要和--layout一起用" in report(place, "verify", "送审稿.docx", "--fix").err
    assert (
        "没有“prnted”这种版式，是不是印发稿（printed）？"
        in report(place, "verify", "送审稿.docx", "--layout", "prnted").err
    )


BIG = '<w:rPr><w:b/><w:sz w:val="60"/></w:rPr>'
TRIPLE = '<w:spacing w:line="720" w:lineRule="auto"/>'


def added(text: str, properties: str = TRIPLE, looks: str = BIG) -> Planted:
    """A paragraph that people put in: large, bold, with triple spacing."""
    new = f"<w:p><w:pPr>{properties}</w:pPr><w:r>{looks}<w:t>{text}</w:t></w:r></w:p>"
    return Planted("word/document.xml", '(<w:p><w:pPr><w:pStyle w:val="Heading3"/>)', rf"{new}\1", "")


@pytest.mark.parametrize(
    ("text", "properties", "status"),
    [
        ("加快推进重点工作", TRIPLE, 0),
        ("加快推进重点工作", f'{TRIPLE}<w:jc w:val="center"/>', 0),
        ("特此报告", '<w:jc w:val="right"/>', 0),
        ("请予审议。", TRIPLE, 1),
        ("这是加上去的一段没有编号的文字，有十五个字以上", TRIPLE, 1),
    ],
)
def test_a_paragraph_that_nobody_can_place_is_checked_or_named(
    text: str, properties: str, status: int, tmp_path: Path
) -> None:
    (tmp_path / "外来.docx").write_bytes(added(text, properties).into(draft()))
    result = report(tmp_path, "verify", "外来.docx", "--layout", "printed")
    assert result.status == status
    assert ("P103" in result.out and "P106" in result.out) == (status == 1)
    if status == 0:
        assert f"“{text}”认不出是哪一种，没有核对" in result.out
        assert "：核对过的段落版面没有问题，没有核对的1段要自己看" in result.out
        content = json.loads(report(tmp_path, "verify", "外来.docx", "--layout", "printed", "--format", "json").out)
        assert [each["text"] for each in content["page"]["unchecked"]] == [text]


def test_what_stands_in_a_text_box_is_named_as_not_checked(tmp_path: Path) -> None:
    box = f"<w:pict><w:txbxContent><w:p><w:r>{BIG}<w:t>内部资料</w:t></w:r></w:p></w:txbxContent></w:pict>"
    boxed = Planted("word/document.xml", '(<w:t xml:space="preserve">我代表政协)', rf"{box}\1", "")
    (tmp_path / "外来.docx").write_bytes(boxed.into(draft()))
    result = report(tmp_path, "verify", "外来.docx", "--layout", "printed")
    assert result.status == 0
    assert "文本框里的“内部资料”没有核对" in result.out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<w:r><w:drawing><pic:pic xmlns:pic='p'/></w:drawing></w:r>", "图片1处"),
        ("<w:r><w:drawing><c:chart xmlns:c='c'/></w:drawing></w:r>", "图表1处"),
        ("<w:r><w:drawing><d:relIds xmlns:d='d'/></w:drawing></w:r>", "图示1处"),
        ("<w:r><w:object/></w:r><w:r><w:object/></w:r>", "嵌入的表格或文件2处"),
        ("<w:r><w:pict><v:rect xmlns:v='urn:schemas-microsoft-com:vml'/></w:pict></w:r>", "图形1处"),
        ("<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>EQ 1</w:instrText><w:fldChar w:fldCharType='end'/></w:r>",
         "域代码画出的字1处"),
        ("<w:r><w:t/></w:r>", ""),
        ("<w:r><w:commentReference w:id='7'/></w:r>", ""),
        ("<w:bookmarkStart w:id='900' w:name='a'/><w:bookmarkEnd w:id='900'/>", ""),
    ],
)  # fmt: skip
def test_the_page_is_right_but_for_what_was_not_looked_at(content: str, said: str, tmp_path: Path) -> None:
    drawn = Planted("word/document.xml", '(<w:r><w:t xml:space="preserve">我代表政协)', rf"{content}\1", "")
    (tmp_path / "外来.docx").write_bytes(drawn.into(draft()))
    result = report(tmp_path, "verify", "外来.docx", "--layout", "printed")
    whole = f"核对过的版面没有问题；{said}没有核对" if said else "版面没有问题"
    assert (result.status, result.out) == (0, f"外来.docx（版式“印发稿”）：{whole}\n")
    told = json.loads(report(tmp_path, "verify", "外来.docx", "--layout", "printed", "--format", "json").out)
    assert len(told["page"]["unread"]) == (int(re.sub(r"\D", "", said)) if said else 0)


def test_a_short_sentence_set_like_the_text_is_right(tmp_path: Path) -> None:
    (tmp_path / "外来.docx").write_bytes(added("请予审议。", '<w:pStyle w:val="BodyText"/>', "").into(draft()))
    result = report(tmp_path, "verify", "外来.docx", "--layout", "printed")
    assert (result.status, "：版面没有问题" in result.out) == (0, True)
