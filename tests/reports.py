"""Finished reports for `report adopt`: the cases of `tests/cases/adopt` as Word files, in the manner of an office."""

import io
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from report_cli.audit import returned
from report_cli.audit.texts import without_blanks
from report_cli.docx import read

CASES = sorted((Path(__file__).parent / "cases/adopt").iterdir())
_LEVELS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))


def said(path: Path) -> list[str]:
    """The paragraphs, cells and footnotes of a file, without blanks; a Word file's automatic numbers are not in it."""
    data = path.read_bytes()
    if path.suffix == ".md":  # footnotes stand where they please
        lines = data.decode().split("\n")
        notes = [line for line in lines if line.startswith("[^")]
        data = "\n".join([*(line for line in lines if line not in notes), *notes]).encode()
    is_text = path.suffix in (".md", ".txt")
    made = returned.read_text(data, is_markdown=path.suffix == ".md") if is_text else read.read(data)
    lines = [re.sub(r"^:", "", line.text) for line in made.lines if line.part in ("body", "note")]
    return [text for line in lines if (text := without_blanks(line))]


def word(markdown: str, *, automatic: bool = False) -> bytes:
    """A Word file of a Markdown text, its headings numbered by hand as they are, or by Word."""
    made = docx.Document()
    if automatic:
        numbered(made)
    counters = [0, 0, 0]
    lines = [line for line in markdown.split("\n") if line.strip() and not line.startswith("[^")]
    table = None
    for line in (re.sub(r"\[\^\d+\]", "", line) for line in lines):
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if set(line) <= set("|- "):
                continue
            table = table or made.add_table(0, len(cells))
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
            continue
        table = None
        marks = len(line) - len(line.lstrip("#"))
        paragraph = made.add_paragraph(line.lstrip("# "), style=f"Heading {marks - 1}" if marks > 1 else None)
        if marks == 1:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.runs[0].font.size = docx.shared.Pt(22)
        if automatic and marks > 1:
            counters[marks - 2] += 1
            number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{marks - 2}"/><w:numId w:val="77"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(number))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def numbered(made: "docx.document.Document") -> None:
    numbering = made.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(_LEVELS)
    )
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def through_libreoffice(path: Path, folder: Path, suffix: str = "docx") -> Path:
    """A file as LibreOffice saves it: without bookmarks' names kept, and in its own manner."""
    return all_through_libreoffice([path], folder, suffix)[0]


def all_through_libreoffice(paths: Sequence[Path], folder: Path, suffix: str = "docx") -> list[Path]:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    made = folder / "saved"
    command = ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir", str(made), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return [made / f"{path.stem}.{suffix}" for path in paths]


def without_carriers(data: bytes) -> bytes:
    """A Word file of ours without bookmarks and seal, as if a person had typed it."""
    from zipfile import ZIP_STORED, ZipFile

    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w", ZIP_STORED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".xml") and "document" in name:
                content = re.sub(rb"<w:bookmark(?:Start|End)[^>]*/>", b"", content)
            if "custom" in name:
                content = re.sub(rb"<property .*</property>", b"", content, flags=re.DOTALL)
            new.writestr(name, content)
    read.read(out.getvalue())
    return out.getvalue()
