"""What becomes of the changes of words that a year's report had, when that year's final report is adopted.

The report is what the template says from then on, so the edits go with their file. None goes without a word: those that
the report does not have are told, one by one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from report_cli.adopt.known import Existing
from report_cli.audit.texts import without_blanks
from report_cli.compose import edits_file
from report_cli.compose.edits_file import EXPRESSION, Edit
from report_cli.compose.passages import MARKS
from report_cli.document import FIGURE
from report_cli.files import own_json
from report_cli.model import CannotRun, Finding

_PRINTED = ".{1,40}?"
"""What a figure of an edit is in a report: the final one may say another."""


def refuse_unread(there: Mapping[str, bytes], kind: str, years: Iterable[int]) -> None:
    """Raises CannotRun where a file of edits that would go cannot be read."""
    for year in years:
        _, findings = _read(there, kind, year)
        if wrong := next((each for each in findings if each.is_error), None):
            cure = "先改好；里面的都不要了，把这个文件移到别处"
            raise CannotRun(f"{wrong.place} {wrong.message}：看不全{year}年改过的字，没有收；{cure}")


def said(
    there: Mapping[str, bytes], kind: str, reports: Iterable[tuple[int, Sequence[str]]], backups: Mapping[str, Path]
) -> Iterator[str]:
    """What became of the edits, in words. `reports`: years, with the paragraphs of their reports that were adopted."""
    for year, texts in reports:
        file = edits_file.path(year, kind)
        edits = edits_file.folded(_read(there, kind, year)[0])
        if file not in backups or not edits:
            continue
        others = [*_missing(edits, texts)]
        had = f"报告里有{len(edits) - len(others)}条" if others else "报告里都有"
        kept = f"{own_json.FOLDER}/backup/{backups[file].name}"
        yield f"{file} 里改过的字{len(edits)}条，{had}；现在以报告为准，原来的这个文件收在 {kept}"
        for edit in others:
            whose = f"（{edit.by}）" if edit.by else ""
            yield f"改过的字，报告里不是这样，核对：{EXPRESSION.sub('…', edit.said)}{whose}"


def _read(there: Mapping[str, bytes], kind: str, year: int) -> tuple[list[Edit], list[Finding]]:
    file = edits_file.path(year, kind)
    if file not in there:
        return [], []
    catalogue = Existing.of(there, year).catalogue
    return edits_file.read(there[file], file, catalogue.allow if catalogue else ())


def _missing(edits: Iterable[Edit], texts: Iterable[str]) -> Iterator[Edit]:
    """The edits that a report has not."""
    whole = "\n".join(map(without_blanks, texts))
    for edit in edits:
        now = [text for text in edit.now if text.strip()]
        if now or edit.side:
            is_there = all(_stands(text, whole) for text in now or edit.was)
        else:
            is_there = not any(_stands(text, whole) for text in edit.was if text.strip())
        if not is_there:
            yield edit


def _stands(text: str, whole: str) -> bool:
    mark = MARKS.match(text)
    plain = without_blanks(EXPRESSION.sub(FIGURE, text[mark.end() :] if mark else text))
    return re.search(re.escape(plain).replace(FIGURE, _PRINTED), whole) is not None
