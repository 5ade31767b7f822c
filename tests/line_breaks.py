"""Where lines break in the drafts of 2022, as two engines set them: LibreOffice and rdocx, in the same free fonts.

Run `python tests/line_breaks.py` to write the table of `docs/line-breaks.md`, also for the drafts with our bookmarks,
as they were printed before.
"""

from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import rdocx
from fontTools.ttLib import TTFont

from rendering import INSTEAD, lines, matched, render
from report_cli.docx import read
from report_cli.drafts import pdf
from report_cli.files import archive
from running import ROOT

KINDS = ("work_report", "press_release")
TABLE = ROOT / "docs/line-breaks.md"
WAYS = {"before": "LibreOffice, with bookmarks", "now": "LibreOffice, without", "witness": "rdocx"}

Spans = list[tuple[int, int]]
"""Where each line begins and ends in the whole text, blanks and page numbers apart."""


def renamed_fonts(folder: Path) -> Path:
    """The free fonts by the names that the documents name, for an engine that looks into a folder."""
    folder.mkdir()
    for number, (name, free) in enumerate(INSTEAD.items()):
        file, index = matched(free)
        with TTFont(file, fontNumber=index, lazy=True) as font:
            font["name"].names = []
            for identifier, text in {1: name, 2: "Regular", 3: f"free {number}", 4: name, 6: f"Free{number}"}.items():
                font["name"].setName(text, identifier, 3, 1, 0x409)
            font.save(folder / f"{number}.otf")
    return folder


def draft(kind: str) -> Path:
    return ROOT / f"drafts/2022/{kind}.docx"


def drawn(folder: Path) -> dict[tuple[str, str], list[str]]:
    """The lines of each draft, by kind and by how it was set."""
    fonts = str(renamed_fonts(folder / "fonts"))
    for kind in KINDS:
        (folder / f"{kind}-witness.pdf").write_bytes(rdocx.Document(str(draft(kind))).to_pdf(font_dir=fonts))
        data = draft(kind).read_bytes()
        (folder / f"{kind}-now.docx").write_bytes(pdf.for_office(data))
        parts = archive.read(data) or {}
        before = {name: part.replace(b"<w:overflowPunct/>", b"") for name, part in parts.items()}
        (folder / f"{kind}-before.docx").write_bytes(archive.write(before))
    render(sorted(folder.glob("*.docx")), folder, as_is=True)
    return {(kind, way): text_lines(folder / f"{kind}-{way}.pdf") for kind in KINDS for way in WAYS}


def text_lines(file: Path) -> list[str]:
    """The lines of all pages, without blanks and without the page numbers."""
    return [line for page in lines(file) for line in page[:-1]]


def spans(texts: list[str]) -> Spans:
    return list(pairwise(accumulate(map(len, texts), initial=0)))


def paragraphs(kind: str) -> list[tuple[int, int, str]]:
    """Where each paragraph begins and ends in the whole text, and its own text, without blanks."""
    texts = ["".join(line.text.split()) for line in read.read(draft(kind).read_bytes()).lines if line.part == "body"]
    return [(start, end, text) for (start, end), text in zip(spans(texts), texts, strict=True) if text]


def table(kind: str, found: dict[tuple[str, str], list[str]]) -> list[str]:
    """The lines side by side, where they are not all alike; paragraph by paragraph."""
    rows, ways = [], {way: spans(found[kind, way]) for way in WAYS}
    for begin, end, _ in paragraphs(kind):
        sides = [
            [
                found[kind, way][number]
                for number, (start, stop) in enumerate(ways[way])
                if begin <= start and stop <= end
            ]
            for way in WAYS
        ]
        if not all(side == sides[0] for side in sides):
            rows.append("| " + " | ".join("<br>".join(side) for side in sides) + " |")
    return rows


def main() -> None:
    with TemporaryDirectory() as name:
        found = drawn(Path(name))
    heading = "| " + " | ".join(WAYS.values()) + " |\n| --- | --- | --- |"
    text = TABLE.read_text("utf-8").partition("\n## ")[0].rstrip()
    for kind in KINDS:
        ways = {way: set(spans(found[kind, way])) for way in WAYS}
        alike = {way: len(ways[way] & ways["witness"]) for way in WAYS}
        count = f"Of {len(ways['witness'])} lines {alike['before']} were as rdocx breaks them, {alike['now']} are now."
        text += f"\n\n## {kind}\n\n{count} Paragraphs in which not all three agree:\n\n{heading}\n"
        text += "\n".join(table(kind, found))
    TABLE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
