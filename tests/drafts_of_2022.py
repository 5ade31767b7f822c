"""The drafts of 2022: where they lie, and what people do to them."""

from pathlib import Path

from docx import Document

from running import (
    change,
    contents,
)

REPORT, ARTICLE = "drafts/2022/work_report", "drafts/2022/press_release"
DRAFTS = ("drafts/2022/press_brief", "drafts/2022/press_feature", ARTICLE, REPORT)
"""Of all kinds, in order."""
DATA = "data/2022.yaml"


def edit_in_word(docx: Path, old: str = "265件", new: str = "256件") -> int:
    """Change the text of a draft and save it; the number of the paragraph, from 1."""
    document = Document(str(docx))
    for number, paragraph in enumerate(document.paragraphs, 1):
        for run in paragraph.runs:
            if run.text == old:
                run.text = new
                document.save(str(docx))
                return number
    raise AssertionError(f"{old} is not in {docx}")


def edit_markdown(markdown: Path, old: str = "265件", new: str = "256件") -> None:
    change(markdown, old, new)


def backups(place: Path) -> list[Path]:
    return sorted((place / ".report/backup").glob("*"))


def litter(place: Path) -> list[str]:
    return [name for name in contents(place) if name.endswith((".tmp", ".old"))]


def snapshot(place: Path) -> dict[str, tuple[bytes, int]]:
    """Every file, with the time at which it was last written."""
    return {name: (data, (place / name).stat().st_mtime_ns) for name, data in contents(place).items()}
