"""Renewing the figures of edited drafts: the Word file stays the master, its figures say what the data say now."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from report_cli.audit.compare import Audit
from report_cli.audit.findings import NEW
from report_cli.audit.origin import ReturnedDraft
from report_cli.audit.outdated import Outdated, outdated
from report_cli.audit.renewal import LeftAlone, Renewal, RenewalOutcome, consistent, outcomes
from report_cli.audit.returned import Auditor, read_draft
from report_cli.docx import retype, seal
from report_cli.docx.manuscript import Line
from report_cli.docx.retype import Retyped
from report_cli.drafts import bases, figures, renewed
from report_cli.drafts.figures import FiguresFile
from report_cli.drafts.record import Record
from report_cli.drafts.renewed import NewText
from report_cli.facts.ledger import Ledger
from report_cli.files import archive, disk, given
from report_cli.model import CannotRun

_NAMED = re.compile("(.+)（更新([0-9]*)）")
_NOT_PLAIN = "不是直接写在一处的文字（跨行、跨段、域或画了两遍的文本框），没有动；自己改"


class Renewed(Struct, frozen=True, kw_only=True):
    """One draft. `remark`: what is to be known of the build that it was laid against.

    `outdated`: words that are to be others, and what the data have that it does not say; nothing of that is changed.
    """

    audit: Audit
    output: Path
    renewed: list[Renewal]
    left: list[LeftAlone]
    outdated: list[Outdated]
    remark: str = ""

    @property
    def file(self) -> str:
        return self.audit.file

    @property
    def is_left(self) -> bool:
        """Whether something in it does not say what the data say."""
        return bool(self.left) or any(each.is_wrong for each in self.outdated)


class _Made(Struct, frozen=True):
    """A draft renewed in memory: `data` is to stand where `found` does, and `base` is kept for it."""

    result: Renewed
    data: bytes
    found: bytes | None
    base: FiguresFile | None


def renew(
    auditor: Auditor,
    paths: Sequence[Path],
    output: Path | None = None,
    *,
    is_tracked: bool = False,
    is_forced: bool = False,
    progress: Callable[[list[Path]], Iterable[Path]] = iter,
) -> list[Renewed]:
    """Each draft renewed beside it, or where `output` says. All are made before any is written.

    Raises CannotRun where one of them cannot be read or known, or would replace what `renew` has not written.
    """
    record = Record(auditor.workspace.root)
    targets = {path: _target(path, output, record, is_alone=len(paths) == 1) for path in paths}
    if len({target.absolute() for target in targets.values()}) < len(paths):
        raise CannotRun("几份稿件要写到同一个文件；一份一份地更新，或用--output写不同的文件夹")
    found = {path: _found(target, record, is_forced=is_forced) for path, target in targets.items()}
    made = [_made(auditor, path, targets[path], found[path], is_tracked=is_tracked) for path in progress([*paths])]
    for each in made:
        if each.found is not None and not record.wrote(each.result.output, each.found):
            record.back_up(each.result.output, each.found)
        if each.base is not None:
            bases.keep(record.root, {each.base.digest: figures.write(each.base)})
    for each in made:
        disk.make_folder(each.result.output.parent, each.result.output.parent)
        record.write_result(each.result.output, each.data, each.found)
    return [each.result for each in made]


def _target(path: Path, output: Path | None, record: Record, *, is_alone: bool) -> Path:
    given.refuse_folder(path)
    if path.suffix.lower() != ".docx":
        raise CannotRun(f"{path.as_posix()}：只更新Word稿（DOCX）；DOC先另存为DOCX，MD和TXT用report build重新生成")
    if output is not None and output.suffix.lower() == ".docx":
        if not is_alone:
            raise CannotRun("--output写的是一个文件，一次只能更新一份稿件；几份的写文件夹")
        return output
    match = _NAMED.fullmatch(path.stem)
    stem, number = (match[1], int(match[2] or 1)) if match else (path.stem, 0)
    is_next = not match or not record.wrote(path, given.read(path))
    number += is_next
    return (output or path.parent) / f"{stem}（更新{number if number > 1 else ''}）.docx"


def _found(target: Path, record: Record, *, is_forced: bool) -> bytes | None:
    """What stands in the place of an output. Raises CannotRun where that is somebody's."""
    found = disk.read_if_there(target)
    if found is not None and not is_forced and not record.wrote(target, found):
        why = "那里已经有别的文件，或更新以后有人改过"
        raise CannotRun(f"没有写 {target.as_posix()}：{why}；用--output换一个，或加--force（先备份）")
    return found


def _made(auditor: Auditor, path: Path, target: Path, found: bytes | None, *, is_tracked: bool) -> _Made:
    draft = read_draft(path)
    if None in auditor.told(draft) and auditor.likely(draft) is None:
        raise CannotRun(f"{path.as_posix()}：看不出是哪一年的什么稿（文件属性丢了，也不像生成过的哪一份），没有更新")
    year, kind = auditor.identify(draft)
    origin, audit = auditor.origin(draft, year, kind), auditor.audit(draft, as_printed=True)
    ledger = auditor.ledger(year)
    told = _outcomes(draft, audit, ledger) + _said_since(audit, ledger)
    done = [each for each in told if isinstance(each, Renewal)]
    left = [each for each in told if isinstance(each, LeftAlone)]
    new = [NewText(each.fact, each.figures, each.before, each.after, each.names) for each in done]
    base = renewed.content(origin.content, new, ledger) if origin.is_own else None
    data = _renewed_bytes(draft, done, base, renewed.texts(seal.texts(draft.sealed), origin.content, new), is_tracked)
    told_of = {number for each in left for number in each.figures}
    others = [each for each in outdated(audit, ledger) if each.is_missing or told_of.isdisjoint(each.figures)]
    result = Renewed(audit=audit, output=target, renewed=done, left=left, outdated=others, remark=audit.baseline.remark)
    return _Made(result, data, found, base)


def _outcomes(draft: ReturnedDraft, audit: Audit, ledger: Ledger) -> list[RenewalOutcome]:
    lines = draft.manuscript.lines
    can_be = [
        each if isinstance(each, LeftAlone) or _can_be(lines, audit, each) else _not_plain(audit, each)
        for each in outcomes(audit, ledger)
    ]
    return consistent(audit, ledger, can_be)


def _said_since(audit: Audit, ledger: Ledger) -> list[LeftAlone]:
    """Numbers of people's own words that came home since, where the data say another value by now."""
    if not any(each.kind in NEW for each in audit.discrepancies):
        return []
    from report_cli.inward.come_home import without_taken
    from report_cli.inward.draft import Draft

    draft, found = Draft(audit, ledger, {}), list[LeftAlone]()
    for each in without_taken(draft).discrepancies:
        known = draft.stands(each.at[0]) if each.kind == "unbound" and each.expected and each.at else None
        if known and (fact := ledger.get(known.fact)):
            left = LeftAlone(
                fact=fact.id,
                label=fact.indicator.label,
                found=each.found or "",
                new=each.expected,
                paragraph=each.at[0].line + 1,
                message="这句话是后来写的，收回来以后数据又变了；核对后自己改",
                figures=(),
                form=known.form,
                stands="again",
            )
            found.append(left)
    return found


def _line(lines: Sequence[Line], renewal: Renewal) -> Line:
    return lines[renewal.at.line]


def _can_be(lines: Sequence[Line], audit: Audit, renewal: Renewal) -> bool:
    line, at = _line(lines, renewal), renewal.at
    # A text whose characters are composed otherwise is another to the audit.
    is_same = line.text == audit.location.lines[at.line].text
    spans = [audit.location.found[number].spans for number in renewal.figures if number in audit.location.found]
    return is_same and all(len(each) == 1 for each in spans) and retype.can_retype(line, at.start, at.end)


def _not_plain(audit: Audit, renewal: Renewal) -> LeftAlone:
    return LeftAlone(
        fact=renewal.fact,
        label=audit.figure(renewal.figures[0]).label,
        found=renewal.before,
        new=renewal.after,
        paragraph=renewal.at.line + 1,
        message=_NOT_PLAIN,
        figures=renewal.figures,
        form=audit.figure(renewal.figures[0]).form,
    )


def _renewed_bytes(
    draft: ReturnedDraft,
    done: Sequence[Renewal],
    base: FiguresFile | None,
    texts: dict[str, tuple[int, str]],
    is_tracked: bool,
) -> bytes:
    package = draft.manuscript.package
    assert package is not None, "a Word file has parts"
    if not done:
        return draft.data
    lines = draft.manuscript.lines
    changes = [Retyped(_line(lines, each), each.at.start, each.at.end, each.after) for each in done]
    parts = archive.read(draft.data, most=disk.MAX_FILE)
    if parts is None:
        raise CannotRun(f"{draft.path.as_posix()}：打不开：文件损坏，或解开后大得不正常；换一份完好的")
    # A file that names no date is dated by its last change on disk: a made-up date would mislead.
    saved = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(draft.path.stat().st_mtime))
    try:
        parts |= retype.retype(package, changes, is_tracked=is_tracked, saved=saved)
    except CannotRun as error:
        raise CannotRun(f"{draft.path.as_posix()}：{error}") from error
    if draft.sealed.get(seal.DATA):
        parts[seal.PART] = seal.resealed(parts[seal.PART], base.digest if base else "", texts)
    return archive.write(parts)
