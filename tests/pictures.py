"""Draws the pictures of `docs/版式.md`: the first pages of the texts of 2022 in each layout, rendered by LibreOffice.

Run `python tests/pictures.py`. The fonts are those of `rendering.INSTEAD`.
"""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from rendering import render
from report_cli.files.workspace import Workspace
from running import ROOT, built, year_2022

IMAGES = ROOT / "docs/images"
PAGES = 2
DOTS = 40
"""Per inch: enough to see where things are."""


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        place = year_2022(folder)
        for layout in Workspace(ROOT).layouts():
            kind = "press_release" if layout == "press" else "work_report"
            options = ["--kind", kind, "--to", "docx", "--layout", layout, "--output", str(folder / layout)]
            built(place, "2022", *options)
            (folder / layout / f"2022/{kind}.docx").rename(folder / f"{layout}.docx")
        render(sorted(folder.glob("*.docx")), folder / "pdf")
        for file in sorted((folder / "pdf").glob("*.pdf")):
            drawn = ["-r", str(DOTS), "-gray", "-png", "-l", str(PAGES)]
            subprocess.run(["pdftoppm", *drawn, str(file), str(IMAGES / file.stem)], check=True)


if __name__ == "__main__":
    main()
