"""Makes tables for the tests: workbooks of plain cells, and what LibreOffice saves of them."""

import io
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from report_cli.model import letters

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Value = str | int | float | date | None | tuple[float, str]
"""What a cell holds; a pair is a number and its format. A text that begins with `<` is the XML inside of the cell."""


def workbook(
    rows: Sequence[Sequence[Value]], name: str = "登记表", more: str = "", **others: Sequence[Sequence[Value]]
) -> bytes:
    """An XLSX of one sheet, and of others by their names; `more` is XML after the rows of the first."""
    sheets = {name: rows, **others}
    formats = ["General", "yyyy-mm-dd"]
    parts = {}
    for number, content in enumerate(sheets.values(), 1):
        lines = "".join(_row(at, row, formats) for at, row in enumerate(content, 1))
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f"<worksheet {MAIN}><sheetData>{lines}</sheetData>{more if number == 1 else ''}</worksheet>"
        )
    listed = "".join(
        f'<sheet name={quoteattr(each)} sheetId="{at}" r:id="r{at}"/>' for at, each in enumerate(sheets, 1)
    )
    codes = "".join(f'<numFmt numFmtId="{164 + at}" formatCode={quoteattr(code)}/>' for at, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{164 + at}" applyNumberFormat="1"/>' for at in range(len(formats)))
    parts |= {
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/styles.xml": f"<styleSheet {MAIN}><numFmts>{codes}</numFmts><fonts><font/></fonts><fills><fill/></fills>"
        f"<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/_rels/workbook.xml.rels": relations(
            {f"r{at}": ("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)}
            | {"styles": ("styles", "styles.xml")}
        ),
        "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="{_TYPES}.worksheet+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/></Types>',
    }
    return packed(parts)


def relations(targets: dict[str, tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for id, (kind, target) in targets.items()
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def packed(parts: dict[str, str] | dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def repacked(data: bytes, changed: dict[str, str]) -> bytes:
    """A workbook with other parts, or more of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    return packed(parts | changed)


def _row(number: int, row: Sequence[Value], formats: list[str]) -> str:
    cells = "".join(_cell(f"{letters(at)}{number}", value, formats) for at, value in enumerate(row, 1))
    return f'<row r="{number}">{cells}</row>' if cells else ""


def _cell(at: str, value: Value, formats: list[str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        if value.startswith("<"):
            return f'<c r="{at}">{value}</c>'
        return f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    if isinstance(value, date):
        value = ((value - date(1899, 12, 30)).days, formats[1])
    number, code = value if isinstance(value, tuple) else (value, formats[0])
    if code not in formats:
        formats.append(code)
    return f'<c r="{at}" s="{formats.index(code)}"><v>{number!r}</v></c>'


def saved_by_office(data: bytes, suffixes: Sequence[str], folder: Path) -> dict[str, bytes]:
    """A workbook as LibreOffice saves it, by suffix."""
    (folder / "made.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    found = {}
    for suffix in suffixes:
        out = folder / suffix
        command = ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir", str(out)]
        subprocess.run([*command, str(folder / "made.xlsx")], check=True, capture_output=True, timeout=300)
        found[suffix] = (out / f"made.{suffix}").read_bytes()
    return found
