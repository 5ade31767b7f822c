"""Answers in `adopt.yaml` tried in memory: whether a report of any year would read otherwise by them."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from report_cli import compose
from report_cli.adopt import answers, asked, more_rows
from report_cli.adopt.asked import Question
from report_cli.adopt.known import put
from report_cli.document import FIGURE, Document
from report_cli.facts.load import Loader
from report_cli.files.workspace import Workspace
from report_cli.model import CannotRun
from report_cli.sentences import sentences
from report_cli.text import parting

Printed = dict[tuple[int, str], tuple[list[str], str]]
"""The lines of each report, with a mark for each value that is not known yet, and the first error, by year and kind."""


def answerable(questions: Sequence[Question], texts: Mapping[str, str]) -> list[Question]:
    """The questions without those to which 是 would be refused, or what is asked instead of these."""
    wanted = [(id(one), one) for one in questions if one.type not in ("name", "number")]
    kept = dict(_answerable(wanted, texts, printed(texts))) if wanted else {}
    is_plain = {id(one) for one in questions if one.type in ("name", "number")}
    return [kept.get(id(one), one) for one in questions if id(one) in kept or id(one) in is_plain]


def _answerable(
    questions: Sequence[tuple[int, Question]], texts: Mapping[str, str], before: Printed
) -> list[tuple[int, Question]]:
    """Those that can be answered, by what they are known by: all are tried at once, and only then a few."""
    said = [replace(one, answer=answers.YES, inputs=[*one.inputs], also=[*one.also]) for _, one in questions]
    if not tried(answers.in_order(said), texts, before)[0]:
        return [*questions]
    if len(questions) == 1:
        [(key, one)] = questions
        return _answerable([(key, answers.instead(one))], texts, before) if one.otherwise else []
    half = len(questions) // 2
    return [one for each in (questions[:half], questions[half:]) for one in _answerable(each, texts, before)]


def tried(given: Sequence[Question], texts: Mapping[str, str], before: Printed) -> tuple[str, dict[str, str]]:
    """What is wrong with some answers, in words, and the files that they change."""
    try:
        changed = more_rows.applied(given, texts)
    except CannotRun as error:
        return str(error), {}
    why = _otherwise(before, printed({**texts, **changed})) if changed else ""
    return (f"{asked.FILE} 第{given[0].number}题照答的写进去，{why}" if why and len(given) == 1 else why), changed


def printed(files: Mapping[str, str]) -> Printed:
    made: Printed = {}
    with tempfile.TemporaryDirectory() as folder:
        put({name: text.encode() for name, text in files.items()}, Path(folder))
        workspace = Workspace(Path(folder))
        loader, library = Loader(workspace), cache(workspace.template)
        for year in workspace.years():
            loaded = loader.year(year)
            for kind in compose.kinds(workspace.kinds(), library, year):
                document, found = compose.compose(kind, loaded.ledger, library)
                wrong = next((each.message for each in (*loaded.findings, *found) if each.is_error), "")
                made[year, kind] = [*_texts(document)], wrong
    return made


def _texts(document: Document | None) -> Iterator[str]:
    """The lines that say something, what is not filled in yet as a figure."""
    for _, runs in document.lines if document else ():
        text = "".join(FIGURE if run.pending else run.text for run in runs)
        if text.strip():
            yield text


def _otherwise(before: Printed, after: Printed) -> str:
    """How the first report that is another now differs, in words; empty where none does."""
    for (year, kind), (lines, wrong) in after.items():
        was, had = before.get((year, kind), ([], ""))
        if wrong and not had:
            return f"{year}年的数据就有错误：{wrong}"
        if (line := _first_lost(was, lines)) is not None:
            now = lines[line] if line < len(lines) else ""
            one, other = parting(was[line].replace(FIGURE, "【待补】"), now.replace(FIGURE, "【待补】"))
            return f"{year}年的{one}会印成{other}" if now else f"{year}年的{one}就不印了"
    return ""


def _first_lost(was: Sequence[str], lines: Sequence[str]) -> int | None:
    """The first line that is not said any more. A sentence that waits for a value may become any other, or none."""
    if len(was) == len(lines):
        return next((at for at in range(len(was)) if not _goes_through([was[at]], [lines[at]])), None)
    for end in range(1, len(was)):
        if not _goes_through(was[:end], lines, is_begun=True):
            return end - 1
    return None if not was or _goes_through(was, lines) else len(was) - 1


def _goes_through(was: Sequence[str], lines: Sequence[str], *, is_begun: bool = False) -> bool:
    """Whether lines say what others said, in this order, but for what waited; `is_begun`: and perhaps go on."""
    now, at, is_open = "\n".join(lines), 0, False
    for part in _sentences("\n".join(was)):
        if FIGURE in part:
            is_open = True
            continue
        found = now.find(part, at)
        if found < 0 or (found > at and not is_open):
            return False
        at, is_open = found + len(part), False
    return is_begun or is_open or at == len(now)


def _sentences(text: str) -> Iterator[str]:
    return (text[start:end] for start, end in sentences(text))
