"""`report adopt` without a report: answers in `adopt.yaml` are put in, where no report reads otherwise by them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from report_cli.adopt import answers, asked, computed, questions_file
from report_cli.adopt.asked import Question
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.model import CannotRun
from report_cli.tasks import begun_years, tried_answers
from report_cli.tasks.adopt import Adopted, files_of, write


def answer(workspace: Workspace) -> Adopted:
    """Put in what was answered. Raises CannotRun where an answer cannot be, naming each; then nothing is written."""
    root, data = workspace.root, workspace.questions()
    if data is None:
        raise CannotRun(
            f"没有写明旧报告，这里也没有{asked.FILE}；要读一份旧报告：report adopt 去年的报告.docx --year 2022"
        )
    waiting = questions_file.waiting(data)
    every, ids = answers.in_order([*questions_file.read(data), *waiting]), {id(one) for one in waiting}
    questions = [one for one in every if id(one) not in ids]
    given, still = [one for one in questions if one.answer], [one for one in questions if not one.answer]
    later = [*answers.after_no(given), *(one for one in every if id(one) in ids)]
    there = files_of(root)
    texts = {name: data.decode("utf-8-sig") for name, data in there.items() if name.endswith((".yaml", ".j2"))}
    given, twins = answers.without_twins(given, texts.get(CATALOGUE, ""))
    still += twins
    files = {name: text.encode() for name, text in _applied(given, texts).items()}
    files |= dict(_computed_elsewhere(given, there | files))
    files |= begun_years.with_gaps(there, there | files, max(one.year for one in given)) if files else {}
    if later and (given or not still):
        still, later = _going_on(still, later, len(given), texts | {name: files[name].decode() for name in files})
    if given or twins or waiting:
        files[asked.FILE] = questions_file.as_yaml(still, later).encode()
    if files:
        write(root, there, files)
    year, kind = (questions[0].year, questions[0].kind) if questions else (0, "")
    return Adopted(
        workspace=root, year=year, kind=kind, files=sorted(files), bound=0,
        left=[], questions=still, later=[one.about for one in later],
    )  # fmt: skip


def _going_on(
    still: Sequence[Question], later: Sequence[Question], count: int, texts: Mapping[str, str]
) -> tuple[list[Question], list[Question]]:
    """The questions with as many that waited as were answered, and those that go on waiting."""
    sound = tried_answers.answerable(later, texts)
    asked_now, later = sound[: count or len(sound)], sound[count or len(sound) :]
    for number, question in enumerate(asked_now, max((one.number for one in still), default=0) + 1):
        question.number = number
    return [*still, *asked_now], later


def _computed(given: Sequence[Question]) -> list[str]:
    """The facts that answers let follow from others."""
    return [id for one in given if one.type == "formula" and one.answer == answers.YES for id, _ in one.formulas]


def _computed_elsewhere(given: Sequence[Question], files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The files of the other years that were read, without what formulas give now as they state it."""
    ids = _computed(given)
    for name in files if ids else ():
        match = re.fullmatch(r"data/(\d{4})\.yaml", name)
        read = computed.read_ones(files[name].decode(), ids) if match else []
        said = computed.without_stated(files, int(match[1]), read).encode() if match and read else files[name]
        if said != files[name]:
            yield name, said


def _applied(given: Sequence[Question], texts: Mapping[str, str]) -> dict[str, str]:
    """The files that the answers change. Raises CannotRun with all that is wrong with any of them."""
    before = tried_answers.printed(texts) if given else {}
    # An answer takes lines out of files: where nothing can be read there is no telling what else goes with them.
    unread = [
        f"{year}年的{kind}现在生成不了：{wrong}"
        for (year, kind), (lines, wrong) in before.items()
        if wrong and not lines
    ]
    if unread:
        raise CannotRun("\n".join([*unread, "先运行 report check，照它说的改好，再运行；答了的一题也还没有收"]))
    why, changed = tried_answers.tried(given, texts, before)
    if not why:
        return changed
    in_turn = sorted(given, key=lambda one: one.number)
    alone = [wrong for one in in_turn if (wrong := tried_answers.tried([one], texts, before)[0])]
    told = alone or [f"{'、'.join(f'第{one.number}题' for one in given)}合在一起，{why}"]
    raise CannotRun("\n".join([*told, f"{asked.FILE}里这{len(told)}处改了，或先空着，再运行；答了的一题也还没有收"]))
