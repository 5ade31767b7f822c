"""DOCX: what Word and LibreOffice make of a draft, part by part and on the page."""

import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from report_cli.document import Document, Paragraph, Properties, Role, Run, Runs, Table
from report_cli.docx import seal, write
from report_cli.files import archive
from report_cli.layout import reading
from report_cli.layout.layout import Layout
from report_cli.model import CannotRun
from reworked import zipped
from running import texts

PRINTED = Path(__file__).parent.parent / "templates/layouts/printed.yaml"
IMPORTS = os.pathsep.join([str(PRINTED.parents[2]), str(Path(__file__).parent)])
SEAL = {"report.year": "2022", "report.kind": "work_report"}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {"w": W[1:-1]}

TITLE = ("中国人民政治协商会议", "郑州市中原区第十届委员会常务委员会", "工作报告")
LONG = "过去一年，区政协常委会围绕中心、服务大局，“专出特色、质出水平”——各项工作取得新成效……"


def paragraph(role: Role, *runs: str | Run, level: int = 0, number: str = "", lead: str = "") -> Paragraph:
    content = tuple(run if isinstance(run, Run) else Run(run) for run in runs)
    return Paragraph(role, content, level, number, (Run(lead),) if lead else ())


def row(*cells: str) -> tuple[Runs, ...]:
    return tuple((Run(cell),) if cell else () for cell in cells)


RECEIVED = Run("265件", "proposals.received")


def report() -> Document:
    """Every kind of block and run that there is."""
    return Document(
        "work_report",
        2022,
        (
            *(paragraph(Role.TITLE, line) for line in TITLE),
            paragraph(Role.SUBTITLE, "——在政协郑州市中原区第十届委员会第二次会议上"),
            paragraph(Role.DATE, "（", Run("2023年2月21日", "meeting.date"), "）"),
            paragraph(Role.SPEAKER, "张　三"),
            paragraph(Role.SALUTATION, "各位委员："),
            paragraph(Role.BODY, "我代表政协常务委员会，向大会报告工作，请予审议。"),
            paragraph(Role.HEADING, Run("2022年", "year"), "工作回顾", level=1, number="一、"),
            paragraph(Role.HEADING, "夯实基础", level=2, number="（一）"),
            paragraph(Role.HEADING, "提案", level=3, number="1."),
            paragraph(Role.BODY, LONG, level=2, number="（二）", lead="突出政治引领。"),
            paragraph(Role.BODY, "收到提案", RECEIVED, "，", Run("重点", strong=True), Run("质量", emphasis=True)),
            paragraph(Role.BODY, "立案", Run("【待补：立案提案】", "proposals.filed", pending=True), "。"),
            Table(
                (row("项目", "2022年"), row("甲&乙<丙>", "265件"), row("“有事好商量”协商平台", "")),
                caption=(Run("表1　提案情况"),),
            ),
            Table((row("甲", "乙"), row("1", "2"))),
            paragraph(Role.BODY, LONG * 20),
            paragraph(Role.ATTACHMENT, "提案办理情况一览表" * 4, number="附件：1."),
            paragraph(Role.ATTACHMENT, "社情民意信息报送情况" * 4, number="2."),
        ),
        Properties("工作报告", "政协工作", "区政协办公室"),
    )


def printed() -> Layout:
    found, findings = reading.parse(PRINTED.read_bytes(), "printed.yaml")
    assert found, findings
    return found


def built(document: Document) -> bytes:
    return write.write(document, printed(), SEAL)


@pytest.fixture(scope="module")
def draft() -> bytes:
    return built(report())


def part(data: bytes, name: str) -> etree._Element:
    parts = archive.read(data)
    assert parts
    return etree.fromstring(parts[name])


def body(data: bytes) -> etree._Element:
    return part(data, "word/document.xml")


def find(element: etree._Element, path: str) -> list[etree._Element]:
    return list(element.iterfind(path, NAMES))


def value(element: etree._Element, path: str, attribute: str = "val") -> str | None:
    found = element.find(path, NAMES)
    return None if found is None else found.get(W + attribute)


def text(element: etree._Element) -> str:
    return "".join(element.itertext(W + "t"))


def styled(data: bytes, style: str) -> list[str]:
    """The texts of the paragraphs of a style."""
    return [text(p) for p in body(data).iter(W + "p") if value(p, "w:pPr/w:pStyle") == style]


def run_of(data: bytes, words: str) -> etree._Element:
    [found] = [run for run in body(data).iter(W + "r") if text(run) == words]
    return found


def style(data: bytes, identifier: str) -> etree._Element:
    [found] = [s for s in find(part(data, "word/styles.xml"), "w:style") if s.get(W + "styleId") == identifier]
    return found


# The page


@dataclass(frozen=True)
class Rendered:
    """What LibreOffice made of the drafts: pages to look at, and the report saved again."""

    page: Path
    report: Path
    saved: bytes


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    folder = tmp_path_factory.mktemp("rendered")
    full = Document("work_report", 2022, (paragraph(Role.BODY, "国" * 28 * 22 * 2),))
    for name, document in {"page": full, "report": report()}.items():
        (folder / f"{name}.docx").write_bytes(built(document))
    for target, names in {"pdf": ["page", "report"], "docx": ["report"]}.items():
        office = [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            target,
        ]
        files = [str(folder / f"{name}.docx") for name in names]
        subprocess.run([*office, "--outdir", str(folder / "out"), *files], check=True, capture_output=True, timeout=120)
    out = folder / "out"
    return Rendered(out / "page.pdf", out / "report.pdf", (out / "report.docx").read_bytes())


def lines(pdf: Path, page: int) -> list[str]:
    command = ["pdftotext", "-f", str(page), "-l", str(page), "-layout", str(pdf), "-"]
    printed_text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    return [line.strip() for line in printed_text.splitlines() if line.strip()]


@pytest.mark.office
def test_a_page_holds_22_lines_of_28_characters(rendered: Rendered) -> None:
    *first, number = lines(rendered.page, 1)
    assert [len(line) for line in first] == [26] + [28] * 21
    assert number.replace(" ", "") == "—1—"


@pytest.mark.parametrize(("page", "side"), [(1, "right"), (2, "left")])
@pytest.mark.office
def test_the_page_number_stands_7_mm_below_the_text_and_one_character_in(
    rendered: Rendered, page: int, side: str
) -> None:
    ink = footer_ink(rendered.page, page)
    assert ink.below_text == pytest.approx(7, abs=1)
    # One character of 14 points is 4.9 mm; the dash does not quite fill its own.
    assert (ink.from_right if side == "right" else ink.from_left) == pytest.approx(4.9, abs=1)


@dataclass(frozen=True)
class Ink:
    """Where the dash stands below the type area, and how far from its sides the number begins and ends, in mm."""

    below_text: float
    from_left: float
    from_right: float


def footer_ink(pdf: Path, page: int) -> Ink:
    dots = 200 / 25.4
    command = ["pdftoppm", "-gray", "-r", "200", "-f", str(page), "-l", str(page), str(pdf)]
    _, size, _, pixels = subprocess.run(command, check=True, capture_output=True).stdout.split(b"\n", 3)
    width, height = map(int, size.split())
    dark = [
        (x, y)
        for y in range(int(263 * dots), height)
        for x, shade in enumerate(pixels[y * width : (y + 1) * width])
        if shade < 128
    ]
    left, right = min(x for x, _ in dark), max(x for x, _ in dark)
    dash = [y for x, y in dark if x == left + 3]
    return Ink((min(dash) + max(dash)) / 2 / dots - 262, left / dots - 28, 210 - 26 - right / dots)


@pytest.mark.office
def test_a_report_is_printed_whole(rendered: Rendered) -> None:
    # Only LibreOffice sets a space between Chinese and digits, whatever the styles say.
    pages = "".join("".join(lines(rendered.report, page)) for page in (1, 2, 3)).replace(" ", "")
    for words in (*TITLE, "【待补：立案提案】", "甲&乙<丙>", "表1", "附件："):
        assert words in pages


# The parts


def test_office_would_find_nothing_to_mend(draft: bytes, tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(draft)
    audit = subprocess.run(
        [sys.executable, "-m", "openxml_audit", "-m", "0", str(file)], capture_output=True, text=True, check=False
    )
    assert (audit.returncode, "no findings" in audit.stdout) == (0, True), audit.stdout


def test_the_text_is_read_back_paragraph_by_paragraph() -> None:
    blocks = tuple(block for block in report().blocks if block != Table((row("甲", "乙"), row("1", "2"))))
    document = Document("work_report", 2022, blocks)
    assert texts(built(document)) == [number + "".join(run.text for run in runs) for number, runs in document.lines]


def test_an_empty_paragraph_keeps_two_tables_apart(draft: bytes) -> None:
    blocks = [element.tag.removeprefix(W) for element in body(draft)[0]]
    assert "tbl,p,tbl" in ",".join(blocks)
    assert "tbl,tbl" not in ",".join(blocks)


def test_each_line_of_the_title_is_a_centred_paragraph(draft: bytes) -> None:
    assert styled(draft, "Title") == list(TITLE)
    assert value(style(draft, "Title"), "w:pPr/w:jc") == "center"
    assert value(style(draft, "Title"), "w:pPr/w:ind", "firstLine") == "0"


def test_a_line_is_left_free_below_the_head_whichever_lines_it_has(draft: bytes) -> None:
    assert [text(p) for p in body(draft).iter(W + "p") if value(p, "w:pPr/w:spacing", "afterLines") == "100"] == [
        "张　三"
    ]
    release = built(
        Document(
            "press_release",
            2022,
            (paragraph(Role.TITLE, "甲"), paragraph(Role.TITLE, "乙"), paragraph(Role.BODY, "丙")),
        )
    )
    assert [text(p) for p in body(release).iter(W + "p") if value(p, "w:pPr/w:spacing", "after") == "579"] == ["乙"]


def test_headings_are_in_the_navigation_pane_with_their_numbers(draft: bytes) -> None:
    assert [styled(draft, f"Heading{level}") for level in (1, 2, 3)] == [
        ["一、2022年工作回顾"],
        ["（一）夯实基础"],
        ["1.提案"],
    ]
    assert [value(style(draft, f"Heading{level}"), "w:pPr/w:outlineLvl") for level in (1, 2, 3)] == ["0", "1", "2"]


def test_styles_of_word_keep_their_english_names_and_ours_are_chinese(draft: bytes) -> None:
    names: dict[str | None, set[str]] = {None: set(), "1": set()}
    for s in find(part(draft, "word/styles.xml"), "w:style"):
        names[s.get(W + "customStyle")].add(str(value(s, "w:name")))
    assert {"Normal", "Title", "heading 1", "Body Text", "footer"} <= names[None]
    assert all(name.isascii() for name in names[None])
    assert not any(name.isascii() for name in names["1"])


def test_a_run_in_heading_looks_like_one_within_its_paragraph(draft: bytes) -> None:
    assert "（二）突出政治引领。" + LONG in styled(draft, "BodyText")
    assert value(run_of(draft, "突出政治引领。"), "w:rPr/w:rStyle") == "Lead2"
    assert value(run_of(draft, "（二）"), "w:rPr/w:rStyle") == "Lead2"
    assert value(style(draft, "Lead2"), "w:rPr/w:rFonts", "eastAsia") == "楷体_GB2312"


def test_every_font_is_named_for_all_letters_and_none_is_a_theme_font(draft: bytes) -> None:
    fonts = list(part(draft, "word/styles.xml").iter(W + "rFonts"))
    assert len(fonts) > 15
    assert {tuple(str(name).removeprefix(W) for name in found.attrib) for found in fonts} == {
        ("ascii", "hAnsi", "eastAsia", "cs")
    }
    assert b"Theme=" not in b"".join((archive.read(draft) or {}).values())
    used = {str(found.get(W + "eastAsia")) for found in fonts}
    assert used == {font.get(W + "name") for font in find(part(draft, "word/fontTable.xml"), "w:font")}


def test_fonts_have_alternatives(draft: bytes) -> None:
    table = part(draft, "word/fontTable.xml")
    assert {font.get(W + "name"): value(font, "w:altName") for font in find(table, "w:font")}[
        "仿宋_GB2312"
    ] == "仿宋,FangSong"


def test_quotation_marks_and_dashes_are_set_in_the_chinese_font(draft: bytes) -> None:
    for run in [*body(draft).iter(W + "r"), *part(draft, "word/footer1.xml").iter(W + "r")]:
        hint = "eastAsia" if re.search("[“”‘’—…·]", text(run)) else None
        assert value(run, "w:rPr/w:rFonts", "hint") == hint


def test_a_bound_run_stands_alone_and_is_not_spell_checked(draft: bytes) -> None:
    for words in ("265件", "2023年2月21日"):
        [run] = [
            run
            for run in body(draft).iter(W + "r")
            if text(run) == words and run.find("w:rPr/w:noProof", NAMES) is not None
        ]
        assert text(run) == words


def test_a_placeholder_cannot_be_overlooked(draft: bytes) -> None:
    assert value(run_of(draft, "【待补：立案提案】"), "w:rPr/w:rStyle") == "Pending"
    assert value(style(draft, "Pending"), "w:name") == "待补"
    assert value(style(draft, "Pending"), "w:rPr/w:color") == "C00000"
    assert value(style(draft, "Pending"), "w:rPr/w:shd", "fill") == "FFFF00"


def test_bold_is_bold_and_emphasis_is_set_in_another_font(draft: bytes) -> None:
    assert run_of(draft, "重点").find("w:rPr/w:b", NAMES) is not None
    assert value(run_of(draft, "质量"), "w:rPr/w:rStyle") == "Emphasis"


def test_a_table_has_real_widths_and_repeats_its_head(draft: bytes) -> None:
    table = find(body(draft), ".//w:tbl")[0]
    widths = [int(column.get(W + "w", "0")) for column in find(table, "w:tblGrid/w:gridCol")]
    assert sum(widths) == printed().page.text_width
    assert min(widths) > 1000
    rows = find(table, "w:tr")
    assert [[int(str(value(cell, "w:tcPr/w:tcW", "w"))) for cell in find(line, "w:tc")] for line in rows] == [
        widths
    ] * 3
    assert [line.find("w:trPr/w:tblHeader", NAMES) is not None for line in rows] == [True, False, False]
    assert {value(cell, "w:p/w:pPr/w:pStyle") for cell in find(rows[0], "w:tc")} == {"TableHead"}
    assert value(style(draft, "TableBody"), "w:pPr/w:spacing", "lineRule") == "auto"


def test_an_attachment_goes_on_below_its_own_name(draft: bytes) -> None:
    first, second = [p for p in body(draft).iter(W + "p") if value(p, "w:pPr/w:pStyle") == "Attachments"]
    left, hanging = [[int(str(value(p, "w:pPr/w:ind", name))) for p in (first, second)] for name in ("left", "hanging")]
    assert left[0] - hanging[0] == 640
    assert left[0] == pytest.approx(left[1], abs=20)
    assert left[1] - hanging[1] == pytest.approx(640 + 3 * 320, abs=20)


def test_what_is_marked_up_in_xml_is_text() -> None:
    words = '甲&乙<丙>"丁" &amp; ]]>'
    data = built(
        Document(
            "work_report",
            2022,
            (paragraph(Role.BODY, words), paragraph(Role.BODY, " 前后 ", "\x00\x0b\ud800\uffff")),
            Properties(words),
        )
    )
    assert texts(data) == [words, " 前后 " + "\ufffd" * 4]


def test_numbers_and_their_units_are_not_parted_where_word_can_help_it(draft: bytes) -> None:
    kept = str(value(part(draft, "word/settings.xml"), "w:noLineBreaksBefore"))
    assert set("年月日件条") | set("，。”）》%") < set(kept)


def test_page_numbers_are_whole_fields_on_either_side(draft: bytes) -> None:
    assert part(draft, "word/settings.xml").find("w:evenAndOddHeaders", NAMES) is not None
    for name, side in {"word/footer1.xml": "right", "word/footer2.xml": "left"}.items():
        runs = find(part(draft, name), "w:p/w:r")
        assert [value(run, "w:fldChar", "fldCharType") for run in runs] == [
            None,
            "begin",
            None,
            "separate",
            None,
            "end",
            None,
        ]
        assert "".join(part(draft, name).itertext()) == "—  PAGE 1 —"
        assert value(part(draft, name), "w:p/w:pPr/w:jc") == side


def test_the_file_says_of_itself_what_the_document_says_and_no_more(draft: bytes) -> None:
    core = (archive.read(draft) or {})["docProps/core.xml"].decode()
    assert re.findall(r"<dc:(\w+)>(.*?)</", core) == [
        ("title", "工作报告"),
        ("subject", "政协工作"),
        ("creator", "区政协办公室"),
        ("language", "zh-CN"),
    ]
    assert not re.search(r"\d{4}-\d\d-\d\dT|rsid", b"".join((archive.read(draft) or {}).values()).decode())


# The bytes


def test_the_same_document_is_the_same_bytes_on_any_machine(draft: bytes, tmp_path: Path) -> None:
    digest = "hashlib.sha256(test_docx.built(test_docx.report())).hexdigest()"
    script = f"import hashlib, os, test_docx; os.umask(0o77); print({digest})"
    digests = set()
    for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York")):
        variables = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONPATH": IMPORTS}
        command = [sys.executable, "-c", script]
        run = subprocess.run(
            command, check=True, capture_output=True, text=True, env={**os.environ, **variables}, cwd=tmp_path
        )
        digests.add(run.stdout.strip())
    assert digests == {sha256(draft).hexdigest()}


def test_parts_are_stored_without_times(draft: bytes) -> None:
    with zipfile.ZipFile(BytesIO(draft)) as file:
        assert file.testzip() is None
        assert file.namelist()[0] == "[Content_Types].xml"
        assert {(entry.compress_type, entry.date_time) for entry in file.infolist()} == {
            (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0))
        }


def test_building_needs_no_heavy_library() -> None:
    script = "import sys, report_cli.docx.write, report_cli.drafts.markdown; print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": IMPORTS}
    loaded = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, env=environment
    ).stdout.split()
    assert not {"docx", "lxml", "zipfile", "xml.etree", "jinja2", "rich"} & set(loaded)


# The seal


def test_a_draft_as_built_is_untouched_and_says_what_it_is(draft: bytes) -> None:
    assert seal.is_untouched(draft)
    assert {**(seal.read(draft) or {}), seal.DIGEST: ""} == {**SEAL, seal.DIGEST: ""}


@pytest.mark.office
def test_a_draft_saved_by_an_office_is_touched_and_still_says_what_it_was(rendered: Rendered) -> None:
    assert not seal.is_untouched(rendered.saved)
    assert SEAL.items() <= (seal.read(rendered.saved) or {}).items()
    assert "（二）突出政治引领。" + LONG in texts(rendered.saved)


def test_zipped_anew_a_draft_is_untouched_for_its_parts_are_the_same(draft: bytes) -> None:
    assert seal.is_untouched(zipped(archive.read(draft) or {}))


def test_an_edit_of_one_character_is_seen(draft: bytes) -> None:
    parts = archive.read(draft) or {}
    edited = {**parts, "word/document.xml": parts["word/document.xml"].replace("265件".encode(), "256件".encode())}
    assert not seal.is_untouched(zipped(edited))
    assert not seal.is_untouched(zipped({**parts, "word/more.xml": b""}))


DAMAGED = [
    "",
    "<",
    "<a/>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    '<?xml version="1.0" encoding="klingon"?><a/>',
    "\x00",
]


@pytest.mark.parametrize("content", [text.encode() for text in DAMAGED])
def test_properties_that_cannot_be_read_are_no_seal(draft: bytes, content: bytes) -> None:
    data = zipped({**(archive.read(draft) or {}), seal.PART: content})
    assert seal.read(data) is None
    assert not seal.is_untouched(data)


def test_what_is_no_zip_has_no_seal_and_no_text(draft: bytes) -> None:
    damaged = [
        b"",
        b"PK\x03\x04",
        draft[: len(draft) // 2],
        b"PK\x05\x06" + bytes(18),
        draft.replace(b"<w:body>", b"<w:bodx>"),
        draft[1000:],
    ]
    for data in damaged:
        assert seal.read(data) is None
        assert not seal.is_untouched(data)
        with pytest.raises(CannotRun):
            texts(data)


def test_a_part_that_unpacks_to_more_than_is_sane_is_refused() -> None:
    bomb = zipped({seal.PART: bytes(archive.MAX_PART + 1)})
    assert len(bomb) < 1024 * 1024
    assert archive.read(bomb) is None
    # The same, with both sizes in the zip made out to be small.
    size = (archive.MAX_PART + 1).to_bytes(4, "little")
    assert archive.read(bomb.replace(size, (1000).to_bytes(4, "little"))) is None


# Drafts that came back


def test_what_a_person_inserted_counts_and_what_was_struck_out_does_not(draft: bytes) -> None:
    parts = archive.read(draft) or {}
    run = '<w:r><w:t xml:space="preserve">收到提案</w:t></w:r>'
    xml = parts["word/document.xml"].decode()
    assert run in xml
    deleted = '<w:del w:id="2" w:author="某"><w:r><w:delText>原有</w:delText></w:r></w:del>'
    tracked = f'<w:ins w:id="1" w:author="某">{run}</w:ins>{deleted}'
    link = '<w:hyperlink w:anchor="a"><w:r><w:t>链</w:t><w:tab/><w:t>接</w:t></w:r></w:hyperlink>'
    edited = zipped({**parts, "word/document.xml": xml.replace(run, tracked + link).encode()})
    assert "收到提案链\t接265件，重点质量" in texts(edited)


def test_a_file_without_text_is_refused() -> None:
    for parts in ({}, {"_rels/.rels": b"<a/>"}, {"_rels/.rels": b"<a"}, {"word/document.xml": b"<a/>"}):
        with pytest.raises(CannotRun):
            texts(zipped(parts))
