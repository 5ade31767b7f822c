"""`report adopt` without a report: answers in `adopt.yaml` are put in, where no report reads otherwise by them."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from report_cli import compose
from report_cli.adopt import answers, asked, computed
from report_cli.adopt.asked import Question
from report_cli.adopt.known import put
from report_cli.document import FIGURE, Document, Runs
from report_cli.facts.load import Loader
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.model import CannotRun
from report_cli.sentences import sentences
from report_cli.tasks import begun_years
from report_cli.tasks.adopt import Adopted, files_of, write
from report_cli.text import parting

Printed = dict[tuple[int, str], tuple[list[str], str]]
"""The lines of each report, with a mark for each value that is not known yet, and the first error, by year and kind."""


def answer(workspace: Workspace) -> Adopted:
    """Put in what was answered. Raises CannotRun where an answer cannot be, naming each; then nothing is written."""
    root, data = workspace.root, workspace.questions()
    if data is None:
        raise CannotRun(
            f"没有写明旧报告，这里也没有{asked.FILE}；要读一份旧报告：report adopt 去年的报告.docx --year 2022"
        )
    questions = answers.in_order(answers.read(data))
    given, still = [one for one in questions if one.answer], [one for one in questions if not one.answer]
    there = files_of(root)
    texts = {name: data.decode("utf-8-sig") for name, data in there.items() if name.endswith((".yaml", ".j2"))}
    given, twins = answers.without_twins(given, texts.get(CATALOGUE, ""))
    still += twins
    files = {name: text.encode() for name, text in _applied(given, texts).items()}
    files |= dict(_computed_elsewhere(given, there | files))
    files |= begun_years.with_gaps(there, there | files, max(one.year for one in given)) if files else {}
    if given or twins:
        files[asked.FILE] = asked.as_yaml(still).encode()
    if files:
        write(root, there, files)
    first = questions[0] if questions else None
    return Adopted(
        workspace=root, year=first.year if first else 0, kind=first.kind if first else "", files=sorted(files), bound=0,
        left=[], questions=still,
    )  # fmt: skip


def _computed_elsewhere(given: Sequence[Question], files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The files of the other years that were read, without what formulas give now as they state it."""
    ids = [id for one in given if one.type == "formula" and one.answer == answers.YES for id, _ in one.formulas]
    for name in files if ids else ():
        match = re.fullmatch(r"data/(\d{4})\.yaml", name)
        read = computed.read_ones(files[name].decode(), ids) if match else []
        said = computed.without_stated(files, int(match[1]), read).encode() if match and read else files[name]
        if said != files[name]:
            yield name, said


def _applied(given: Sequence[Question], texts: Mapping[str, str]) -> dict[str, str]:
    """The files that the answers change. Raises CannotRun with all that is wrong with any of them."""
    before = _printed(texts) if given else {}
    why, changed = _tried(given, texts, before)
    if not why:
        return changed
    in_turn = sorted(given, key=lambda one: one.number)
    alone = [wrong for one in in_turn if (wrong := _tried([one], texts, before)[0])]
    told = alone or [f"{'、'.join(f'第{one.number}题' for one in given)}合在一起，{why}"]
    raise CannotRun("\n".join([*told, f"{asked.FILE}里这{len(told)}处改了，或先空着，再运行；答了的一题也还没有收"]))


def _tried(given: Sequence[Question], texts: Mapping[str, str], before: Printed) -> tuple[str, dict[str, str]]:
    """What is wrong with some answers, in words, and the files that they change."""
    try:
        changed = answers.applied(given, texts)
    except CannotRun as error:
        return str(error), {}
    why = _otherwise(before, _printed({**texts, **changed})) if changed else ""
    return (f"{asked.FILE} 第{given[0].number}题照答的写进去，{why}" if why and len(given) == 1 else why), changed


def _printed(files: Mapping[str, str]) -> Printed:
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
                texts = ("".join(FIGURE if run.pending else run.text for run in runs) for _, runs in _lines(document))
                made[year, kind] = [text for text in texts if text.strip()], wrong
    return made


def _lines(document: Document | None) -> Iterable[tuple[str, Runs]]:
    return document.lines if document else ()


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
    return None if _goes_through(was, lines) else len(was) - 1


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
