"""`build --to pdf` by LibreOffice: never half done, never over what people made, never passed off as right."""

import os
import shutil
import sys
import time
import zlib
from pathlib import Path

import pytest

from rendering import lines
from report_cli.document import Document, Paragraph, Role, Run
from report_cli.docx import write
from report_cli.drafts import files, pdf
from report_cli.drafts.files import Draft, Seal, digest, state
from report_cli.drafts.pdf import LibreOffice
from report_cli.drafts.record import Record
from report_cli.files.workspace import Workspace
from report_cli.layout import fonts, reading
from report_cli.layout.layout import Layout
from report_cli.model import CannotRun
from running import ROOT, built, change, committee, contents, report

pytestmark = pytest.mark.office


def printed() -> Layout:
    place = Workspace(ROOT)
    found = place.layout("printed")
    assert found
    made, _ = reading.parse(found[1], found[0], place)
    assert made
    return made


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with its drafts as Word files, Markdown and PDF."""
    place = committee("beihu", tmp_path_factory.mktemp("pdf"))
    for path in place.glob("templates/*.md.j2"):
        if path.name != "work_report.md.j2":
            path.unlink()
    built(place, "2024", "--to", "docx,md,pdf")
    return place


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(pdf, "_PLACES", {sys.platform: ()})


def test_the_pdf_is_whole_and_says_what_it_was_printed_from(place: Path) -> None:
    data = (place / "drafts/2024/work_report.pdf").read_bytes()
    docx = (place / "drafts/2024/work_report.docx").read_bytes()
    seal = files.seal_of(data)
    assert seal is not None
    assert seal.source == files.digest(docx)
    assert lines(place / "drafts/2024/work_report.pdf")[0][0] == "政协北湖区第三届委员会常务委员会"
    assert {path.name for path in (place / "drafts/2024").iterdir()} == {
        f"work_report.{ending}" for ending in ("docx", "md", "pdf", "figures.json")
    }


@pytest.mark.usefixtures("without_office")
def test_looking_and_what_is_up_to_date_need_no_office(place: Path) -> None:
    assert report(place, "build", "2024", "--check", "--to", "docx,md,pdf").status == 0
    assert report(place, "build", "2024", "--check").status == 0


@pytest.mark.usefixtures("without_office")
def test_without_an_office_nothing_is_written_and_the_cure_is_said(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    before = contents(place)
    result = report(place, "build", "2024", "--to", "docx,pdf")
    assert (result.status, result.out) == (2, "")
    assert "没有找到LibreOffice" in result.err
    assert "https://zh-cn.libreoffice.org/download/" in result.err
    assert contents(place) == before


def test_a_pdf_that_is_older_than_its_word_file_is_named(place: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(place, tmp_path / "copy")
    change(copy / "templates/work_report.md.j2", "各位委员", "各位常委")
    written = built(copy, "2024")
    assert "work_report.pdf 还是旧的；重新生成：report build 2024 --to pdf" in written.err
    looked = report(copy, "build", "2024", "--check")
    assert (looked.status, looked.out) == (1, "drafts/2024/work_report.pdf 不是最新\n")


def test_a_pdf_from_elsewhere_is_not_replaced_unasked(place: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(place, tmp_path / "copy")
    file = copy / "drafts/2024/work_report.pdf"
    theirs = file.read_bytes() + b"\n% annotated"
    file.write_bytes(theirs)
    refused = report(copy, "build", "2024", "--to", "pdf")
    assert refused.status == 1
    assert "不是这里生成的PDF，或生成后改过" in refused.err
    assert file.read_bytes() == theirs
    forced = report(copy, "build", "2024", "--to", "pdf", "--force")
    assert forced.status == 0
    assert [path.read_bytes() for path in (copy / ".report/backup").iterdir()] == [theirs]
    # The same bytes as the first time, though LibreOffice puts the time of day and ids of chance into them.
    assert file.read_bytes() == (place / "drafts/2024/work_report.pdf").read_bytes()


# Fonts.


def test_a_page_in_other_fonts_is_not_passed_off_as_right(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    change(place / "data/2024.yaml", "adopted: 96", "adopted: {value: 96, state: 已核}")
    (place / "templates/layouts/rare.yaml").write_text(
        "extends: printed\nfonts: {启功行楷: }\ntext: {font: 启功行楷}\n", encoding="utf-8"
    )
    result = report(place, "build", "2024", "--to", "pdf", "--layout", "rare", "--strict")
    assert result.status == 1
    assert "警告 P401: 这台电脑没有装版式用的" in result.err
    assert "启功行楷" in result.err
    assert not (place / "drafts").exists()


def test_a_pdf_printed_without_a_font_is_stale_once_the_font_is_there(place: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf.sealed(SMALL, Seal(digest(b"PK"), ("仿宋",))))
    record = Record(tmp_path)
    assert state(Draft(path, b"", "a", "pdf", b"PK", ("仿宋", "楷体")), record) == "current"
    assert state(Draft(path, b"", "a", "pdf", b"PK", ()), record) == "stale"
    assert state(Draft(path, b"", "a", "pdf", b"PK2", ("仿宋",)), record) == "stale"


def test_fonts_go_by_their_chinese_and_english_names() -> None:
    machine = {"simhei": frozenset({"SimHei"}), "仿宋_gb2312": frozenset({"FangSong_GB2312"})}
    assert fonts.missing(["黑体", "仿宋_GB2312", "宋体"], machine) == ["宋体"]
    assert fonts.names_in_pdf(["黑体", "仿宋_GB2312"], machine) == {"SimHei", "FangSong_GB2312"}


def test_only_fonts_that_a_layout_uses_must_be_there() -> None:
    assert fonts.used(printed()) == ["仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"]


def test_the_fonts_of_this_machine_are_known() -> None:
    machine = fonts.installed()
    assert machine
    assert fonts.missing(["Noto Serif CJK SC"], machine) == []


# What LibreOffice is told, and what becomes of it.


def test_no_number_is_parted_from_its_unit(tmp_path: Path) -> None:
    style = printed()
    texts = ["国" * before + "123件" + "国" * 40 for before in range(20, 27)]
    document = Document("work_report", 2022, tuple(Paragraph(Role.BODY, (Run(text),)) for text in texts))
    [data] = LibreOffice(pdf.find(), style.keep_with_number).print([write.write(document, style, {})])
    (tmp_path / "a.pdf").write_bytes(data)
    [page] = lines(tmp_path / "a.pdf")
    assert [line for line in page if "123件" in line]
    assert [line for line in page if line.startswith("件")] == []


@pytest.mark.parametrize("after", ["2023年", "ABC"])
@pytest.mark.parametrize("is_parted", [False, True], ids=["one run", "a run of its own"])
def test_no_mark_that_ends_a_line_is_lost(after: str, tmp_path: Path, *, is_parted: bool) -> None:
    style = printed()
    texts = [("国" * before, mark, after) for mark in "。，、" for before in range(50, 56)]
    runs = [tuple(map(Run, text)) if is_parted else (Run("".join(text)),) for text in texts]
    document = Document("work_report", 2022, tuple(Paragraph(Role.BODY, each) for each in runs))
    [data] = LibreOffice(pdf.find(), style.keep_with_number).print([write.write(document, style, {})])
    (tmp_path / "a.pdf").write_bytes(data)
    drawn = "".join(line for page in lines(tmp_path / "a.pdf") for line in page)
    assert [mark for mark in "。，、" if drawn.count(f"国{mark}") != 6] == []
    assert drawn.count(f"国{after}") == 0


def program(folder: Path, text: str) -> Path:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's script")
def test_an_office_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    child = tmp_path / "child"
    hanging = LibreOffice(program(tmp_path, f"sleep 60 & echo $! > {child}; wait"), seconds=1)
    with pytest.raises(CannotRun, match="超过1秒，已停止"):
        hanging.print([EMPTY])
    number = int(child.read_text())
    for _ in range(50):
        if not is_running(number):
            break
        time.sleep(0.1)
    assert not is_running(number)


def is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{number}/status")
    return not status.exists() or "zombie" not in status.read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's script")
@pytest.mark.parametrize(("does", "words"), [("exit 0", "没有转出PDF"), ("exit 77", "没有转出PDF")])
def test_an_office_that_makes_nothing_is_no_success(does: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=words):
        LibreOffice(program(tmp_path, does)).print([EMPTY])


def test_an_office_that_cannot_be_started_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="运行不了"):
        LibreOffice(tmp_path / "gone").print([EMPTY])


@pytest.mark.parametrize(
    ("platform", "variable", "below"),
    [
        ("win32", "ProgramFiles", "LibreOffice/program/soffice.com"),
        ("win32", "LOCALAPPDATA", "Programs/LibreOffice/program/soffice.com"),
        ("darwin", "HOME", "Applications/LibreOffice.app/Contents/MacOS/soffice"),
    ],
)
def test_it_is_found_in_the_usual_places(
    platform: str, variable: str, below: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / below).parent.mkdir(parents=True)
    (tmp_path / below).touch()
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setenv(variable, str(tmp_path))
    places = pdf._PLACES[platform]
    monkeypatch.setattr(pdf, "_PLACES", {sys.platform: places})
    assert pdf.find() == tmp_path / below


# The seal.

SMALL = (
    b"%PDF-1.6\n1 0 obj\n<</CreationDate(D:20240101080000+08'00')>>\nendobj\ntrailer\n<</Size 1\n/ID [ <"
    + b"A1" * 16
    + b">\n<"
    + b"B2" * 16
)
SMALL += b"> ]\n/DocChecksum /" + b"C3" * 16 + b"\n>>\nstartxref\n9\n%%EOF\n"
EMPTY = write.write(Document("work_report", 2022, ()), printed(), {})


def test_what_chance_put_in_is_gone_and_every_part_stays_in_its_place() -> None:
    sealed = pdf.sealed(SMALL, Seal("ab" * 32))
    other = pdf.sealed(
        SMALL.replace(b"A1", b"F0").replace(b"B2", b"F0").replace(b"C3", b"E1").replace(b"20240101", b"20250202"),
        Seal("ab" * 32),
    )
    assert sealed == other
    assert b"2024" not in sealed
    assert sealed.index(b"trailer") == SMALL.index(b"trailer")
    assert sealed.endswith(b"startxref\n9\n%%EOF\n")


def test_the_seal_is_read_back_and_broken_by_any_change() -> None:
    sealed = pdf.sealed(SMALL, Seal("ab" * 32, ("仿宋_GB2312",)))
    assert files.seal_of(sealed) == Seal("ab" * 32, ("仿宋_GB2312",))
    assert files.seal_of(sealed + b" ") is None
    assert files.seal_of(sealed.replace(b"Size 1", b"Size 2")) is None
    assert files.seal_of(SMALL) is None
    assert files.seal_of(b"%report {}\n") is None


def test_fonts_are_named_without_their_tags_packed_or_not() -> None:
    packed = zlib.compress(b"<</FontName/BAAAAA+SimHei>>")
    data = b"<</BaseFont/CAAAAA+FangSong#5FGB2312>>\n<</Type/ObjStm/Length 9>>\nstream\n" + packed + b"\nendstream"
    assert pdf.fonts(data) == ["FangSong_GB2312", "SimHei"]


def test_nothing_is_left_of_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(CannotRun):
        LibreOffice(Path(sys.executable)).print([EMPTY])
    assert list(tmp_path.iterdir()) == []
