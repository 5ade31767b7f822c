"""A workspace with all that comes in beside it: edited drafts, forms, departments' tables, last year's report."""

import shutil
from pathlib import Path

import docx

import forms_made
from drafts_of_2022 import REPORT, edit_in_word
from forms_made import grids, saved
from report_cli.forms.form import heads
from running import change, report, year_2022

CASES = Path(__file__).parent / "cases"
RETURNED, RETURNED_TEXT = "送审稿.docx", "送审稿.md"
EDITS = "templates/2022/work_report.edits.yaml"
TABLE, OLD = "部门的表", "去年的报告"
ASKING, ADOPTED, COUNTING = "东溪", "读来的", "登记"
"""Workspaces in folders of their own: its figures come from departments; made of a report; it counts rows."""
FORM, FORM_IN_WORD = (f"{ASKING}/forms/2022/提案委.{suffix}" for suffix in ("xlsx", "docx"))
FILLED, FILLED_IN_WORD = "填回.xlsx", "填回.docx"
QUESTIONS = f"{ADOPTED}/adopt.yaml"


def full(folder: Path) -> Path:
    """The workspace of 2022, built, with the others in it and with all that came in."""
    place = year_2022(folder)
    _done(place, "build", "2022")
    shutil.copy(place / f"{REPORT}.md", place / RETURNED_TEXT)
    change(place / RETURNED_TEXT, "265件", "256件")
    _edits(place)
    _forms(place)
    shutil.copytree(CASES / "tables", place / COUNTING)
    for suffix in ("xls", "ods"):
        shutil.copy(CASES / f"sheets/{TABLE}.{suffix}", place)
    (place / f"{TABLE}.csv").write_text("指标,单位,2022年\n立案提案,件,231\n常委会会议,次,5\n", encoding="utf-8")
    for name in ("12.docx", "06.doc", "04.txt"):
        shutil.copy(CASES / "reports" / name, place / f"{OLD}{name[2:]}")
    _done(place, "adopt", f"{OLD}.docx", "--year", "2022", "--into", ADOPTED)
    change(place / QUESTIONS, "answer:", "answer: 是")
    return place


def _done(place: Path, *command: str) -> None:
    result = report(place, *command)
    assert result.status in (0, 1), result.err


def _edits(place: Path) -> None:
    """A draft with words of its own that were taken home, and one that came back since."""
    draft = docx.Document(str(place / f"{REPORT}.docx"))
    longest = max(draft.paragraphs, key=lambda paragraph: len(paragraph.text))
    longest.add_run("这件事要接着办。")
    draft.save(str(place / RETURNED))
    _done(place, "take", RETURNED, "--write")
    _done(place, "build", "2022")
    shutil.copy(place / f"{REPORT}.docx", place / RETURNED)
    edit_in_word(place / RETURNED)


def _forms(place: Path) -> None:
    asking = forms_made.workspace(place)
    _done(asking, "form", "2022")
    _done(asking, "form", "2022", "--to", "docx")
    sheets = grids(place / FORM)
    for row in sheets["填报"]:
        if "立案提案" in row:
            row[heads(2022).index("2022年")] = "231"
    saved(place / FILLED, sheets)
    form = docx.Document(str(place / FORM_IN_WORD))
    lines = [row.cells for row in form.tables[0].rows]
    column = next(number for number, cell in enumerate(lines[0]) if cell.text == "2022年")
    for cells in lines:
        if cells[1].text.startswith("立案提案"):
            cells[column].text = "231"
    form.save(str(place / FILLED_IN_WORD))
