"""Taking home what people changed in drafts: proposed changes from one draft or several, and writing those chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.returned import Auditor, read_draft
from report_cli.drafts import figures
from report_cli.drafts.record import Record
from report_cli.facts.ledger import Ledger
from report_cli.facts.yearfile import FOR_COMPARISON
from report_cli.files import journal
from report_cli.files.journal import Entry
from report_cli.files.workspace import Workspace
from report_cli.inward import carried, figure_wishes, prose_wishes
from report_cli.inward.carried import Comment, Uncarried
from report_cli.inward.draft import Draft
from report_cli.inward.merging import merged
from report_cli.inward.proposed import ProposedChange
from report_cli.inward.weighing import Followed, Weighed, consequences, weighed
from report_cli.model import EDITS_SUFFIX, CannotRun, Finding

RUN = "take"
Thing = TypeVar("Thing")
_OWN = ("kept", "committed", "history")


class Taking(Struct, frozen=True, kw_only=True):
    """What drafts propose. `contents`: the year files as they were read, by name. `year`, `kind`: None for several.

    `findings`: the errors that the data would have if all that is ready were written, `follows` the figures that would
    be others by it. `remarks`: what else to know.
    """

    workspace: Workspace
    proposals: list[ProposedChange]
    contents: dict[str, bytes]
    year: int | None
    kind: str | None
    comments: list[Comment]
    uncarried: list[Uncarried]
    findings: list[Finding]
    follows: list[Followed]
    remarks: list[str]
    is_sure: bool = True
    """Whether each draft was laid against its own build."""
    drafts: tuple[Draft, ...] = ()
    written: tuple[int, ...] = ()
    """The numbers of those that this run wrote."""
    chosen: tuple[int, ...] | None = None
    """The numbers of those that would be written, where they were chosen and are not written yet."""

    @property
    def undecided(self) -> int:
        return sum(each.is_open and each.number not in self.written for each in self.proposals)


def take(auditor: Auditor, paths: Iterable[Path], *, is_original: bool = False) -> Taking:
    """What drafts propose. Raises CannotRun where one of them is not known."""
    wishes, comments, uncarried, remarks = list[ProposedChange](), list[Comment](), list[Uncarried](), list[str]()
    drafts, contents = list[Draft](), dict[str, bytes]()
    for number, path in enumerate(paths):
        returned = read_draft(path, is_original=is_original)
        audit = auditor.audit(returned, of_people=True)
        ledger = auditor.ledger(audit.baseline.year)
        contents |= _files(auditor.workspace, ledger.year, audit.baseline.kind)
        draft = Draft(audit, ledger, contents)
        drafts.append(draft)
        found = [*figure_wishes.wishes(draft), *prose_wishes.wishes(draft)]
        wishes += [replace(each, position=(number, *each.position)) for each in sorted(found, key=_position)]
        comments += carried.comments(audit.file, returned.manuscript)
        document = auditor.document(draft.year, audit.baseline.kind)
        uncarried += carried.uncarried(audit, returned.manuscript, document)
        remarks.append(audit.baseline.remark)
    made = weighed(merged(wishes), auditor.workspace, contents)
    is_sure = all(draft.audit.baseline.origin in _OWN for draft in drafts)
    return Taking(
        workspace=auditor.workspace,
        proposals=made.proposals,
        contents=contents,
        year=_only({draft.year for draft in drafts}),
        kind=_only({draft.kind for draft in drafts}),
        comments=comments,
        uncarried=uncarried,
        findings=made.findings,
        follows=made.follows,
        is_sure=is_sure,
        drafts=tuple(drafts),
        remarks=[*filter(None, remarks), *_obstacles(auditor, made, contents)],
    )


def _only(of: set[Thing]) -> Thing | None:
    """The one that there is; None where there are several."""
    return next(iter(of)) if len(of) == 1 else None


def _position(wish: ProposedChange) -> tuple[int, ...]:
    return wish.position


def _files(workspace: Workspace, year: int, kind: str) -> dict[str, bytes]:
    """What may be written: the year's file and last year's, and the edits of the report."""
    edits = workspace.template(f"{kind.partition('.')[0]}{EDITS_SUFFIX}", year)
    return dict(filter(None, (*map(workspace.year_file, (year, year - 1)), edits)))


def _obstacles(auditor: Auditor, made: Weighed, contents: dict[str, bytes]) -> list[str]:
    """Files that could not be written, and those that are there for comparison only: said before anything is."""
    entries = [Entry(file, contents.get(file), data) for file, data in made.contents.items()]
    statuses = {ledger.file: ledger.status for ledger in _with_last_years(auditor)}
    compared = [file for file in made.contents if statuses.get(file) == FOR_COMPARISON]
    said = [f"{file} 是只供比较的一年（status: {FOR_COMPARISON}），上年的数要写在那里" for file in compared]
    return [*journal.obstacles(auditor.workspace.root, entries), *said]


def _with_last_years(auditor: Auditor) -> Iterator[Ledger]:
    for ledger in auditor.ledgers.values():
        yield from filter(None, (ledger, ledger.previous))


def is_taken(workspace: Workspace, draft: Path) -> bool:
    """Whether all that people changed in a draft is in data and edits by now; formats, which cannot be, do not count.

    A review copy never is: who signed in its table is in no data.
    """
    try:
        taking = take(Auditor(workspace), [draft])
    except CannotRun:
        return False
    if any(figures.REVIEW in each.audit.baseline.kind for each in taking.drafts):
        return False
    is_left = taking.undecided or taking.comments or any(each.is_content for each in taking.uncarried)
    # Whatever was made of it, nothing goes that a new build would not say.
    return taking.is_sure and not is_left and all(map(prose_wishes.is_home, taking.drafts))


def chosen(
    taking: Taking, only: Collection[int] = (), skip: Collection[int] = (), *, to_write: bool = False
) -> list[ProposedChange]:
    """Those to be written: all that are ready, or those named. Raises CannotRun for a number that cannot be.

    Where a draft's own build is lost, what changed in data and templates since looks like its edits, the other way
    round: then nothing is written that was not named.
    """
    if to_write and not only and (lost := [draft.audit.file for draft in taking.drafts if draft.is_of_another_build]):
        raise CannotRun(
            f"没有写：{'、'.join(lost)} 的底稿找不到了，数据和模板后来的变化会被当成稿件的改动，反着写回去。"
            "先不加--write看一遍，再用--only写明要写的号，或者用--ask一条一条地问"
        )
    by_number = {each.number: each for each in taking.proposals}
    for number in (*only, *skip):
        if number not in by_number:
            raise CannotRun(f"没有第{number}条建议；共{len(by_number)}条")
    wanted = [by_number[number] for number in dict.fromkeys(only)] if only else _ready(taking.proposals)
    wanted = [each for each in wanted if each.number not in skip]
    for number, each in enumerate(wanted):
        if each.state != "taken" and not each.can_be_written:
            raise CannotRun(f"第{each.number}条不能写：{each.message}")
        if rival := next((other for other in wanted[:number] if other.meets(each)), None):
            raise CannotRun(f"第{rival.number}条和第{each.number}条要改同一处，只能要一条")
    return [each for each in wanted if each.state != "taken"]


def _ready(proposals: Sequence[ProposedChange]) -> list[ProposedChange]:
    return [each for each in proposals if each.state == "ready"]


def write(taking: Taking, wanted: Sequence[ProposedChange]) -> Taking:
    """Write those wanted, all or nothing. Raises CannotRun; then nothing was written."""
    made = consequences(taking.proposals, wanted, taking.workspace, taking.contents)
    result = replace(taking, proposals=made.proposals, findings=made.findings, follows=made.follows)
    entries = [Entry(file, taking.contents.get(file), data) for file, data in made.contents.items()]
    if not entries:
        return result
    root = taking.workspace.root
    if why := journal.obstacles(root, entries):
        raise CannotRun("\n".join(why))
    record = Record(root)
    for entry in entries:
        if entry.before is not None:
            record.back_up(root / entry.name, entry.before)
    journal.write(root, RUN, entries)
    return replace(result, written=tuple(each.number for each in wanted))


class Undone(Struct, frozen=True):
    """`changed`: files that have changed since, because of which nothing was put back.

    `more`: whether there is another run before it that can be undone now.
    """

    files: list[str]
    changed: list[str]
    more: bool


def undo(workspace: Workspace) -> Undone:
    """Put back what was written last. Raises CannotRun where there is nothing to be put back."""
    last = journal.last(workspace.root)
    changed = journal.undo(workspace.root, RUN)
    if changed is None or last is None:
        why = f"这里最后写入的是report {last.run}" if last else "report take没有写过，或写的都退回了"
        raise CannotRun(f"没有可以退回的：{why}；写入前的文件在 .report/backup/")
    if not changed:
        made_new = {each.name: each.after for each in last.entries if each.before is None and each.after}
        Record(workspace.root).note_undone(made_new)
    before = journal.last(workspace.root)
    return Undone([each.name for each in last.entries], changed, more=before is not None and before.run == RUN)
