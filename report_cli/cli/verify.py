"""`report verify`: edited drafts audited, figure by figure, against what was built and the data."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from report_cli.audit.returned import Auditor
from report_cli.cli import options, workspaces
from report_cli.document import Document
from report_cli.docx import write
from report_cli.files import disk
from report_cli.files.workspace import Workspace, full
from report_cli.layout import reading
from report_cli.layout.layout import USUAL, Layout
from report_cli.model import CannotRun, in_order
from report_cli.tasks import choice
from report_cli.tasks import verify as task
from report_cli.tasks.verify import Verified
from report_cli.text import in_unicode
from report_cli.views import audit, page_audit, screen, side_by_side, words
from report_cli.views.findings import show_failures, show_findings

_TABLES = (".docx", ".md", ".txt", ".json")
_HTML = (".html", ".htm")

_Drafts = Annotated[list[Path], options.argument("稿件…", "改过的稿件：DOCX，也可以是MD、TXT。")]
_Final = Annotated[bool, options.flag("--final", "作为定稿核对：修订、批注、【待补】等痕迹也算问题。")]
_Table = Annotated[
    Path | None, options.option("--table", "文件", "几份稿件的修改意见汇总表写到这个文件（DOCX、MD、TXT或JSON）。")
]
_Html = Annotated[
    Path | None, options.option("--html", "文件", "整份稿件写成一个网页：数字按核对结果标出，指着看出处。")
]
_Layout = Annotated[
    str | None,
    options.option(
        "--layout", "版式", "也核对版面：页边距、字体、行距、页码等，是不是照这个版式。", options.known_layouts
    ),
]
_Fix = Annotated[bool, options.flag("--fix", "版面有问题的，另写一份改好的“…（修复）.docx”，文字不动。")]
_Force = Annotated[bool, options.flag("--force", "汇总表、网页写到已有的别的文件上，先备份那个文件。")]


def verify(
    context: typer.Context,
    drafts: _Drafts,
    year: options.DraftYear = None,
    kind: options.DraftKind = None,
    final: _Final = False,
    table: _Table = None,
    html: _Html = None,
    layout: _Layout = None,
    fix: _Fix = False,
    force: _Force = False,
    form: options.TextFormat = "text",
) -> None:
    """核对改过的稿件：数字、日期、名称是不是还和数据一致。

    数都相符，退出状态是0；有不符的，是1。

    例如：
    report verify 送审稿.docx            哪些数被改动了
    report verify 甲.docx 乙.docx        几份一起，列出各人的改法
    report verify 送审稿.docx --final    作为定稿来核对
    report verify 送审稿.docx --layout printed        版面也核对
    report verify 送审稿.docx --layout printed --fix  版面另写一份改好的
    """
    drafts = list(dict.fromkeys(drafts))
    _refuse_outputs(drafts, html, table)
    workspace = workspaces.of(context) if layout is None else _workspace_or_here(context)
    found = {path: _found(path, workspace.root, force=force) for path in (table, html) if path is not None}
    auditor = Auditor(workspace, year, choice.kind(workspace, kind) if kind else None)
    verified = _verified(auditor, drafts, layout, fix=fix, may_lack=html is None and table is None)
    _show(verified, form, final=final, is_tabled=table is not None)
    for path, data in _results(verified, table, html, final=final):
        _save(path, data, found[path], workspace.root)
    raise typer.Exit(0 if verified.is_clean(final=final) else 1)


def _workspace_or_here(context: typer.Context) -> Workspace:
    # To look at the page alone none is needed: the layouts that come with the program will do.
    return workspaces.around(context) or Workspace(full(Path()))


def _refuse_outputs(drafts: Sequence[Path], html: Path | None, table: Path | None) -> None:
    """Raise CannotRun before anything is read for what could not be written afterwards."""
    for path, what, endings in ((html, "网页", _HTML), (table, "汇总表", _TABLES)):
        if path is not None and path.suffix.lower() not in endings:
            raise CannotRun(f"{what}写不成{path.suffix or '没有扩展名的文件'}；可用：{'、'.join(endings)}")
        if path is not None and any(path.resolve() == draft.resolve() for draft in drafts):
            raise CannotRun(f"{path.as_posix()} 就是要核对的稿件；结果换一个文件名")
    if html is not None and len(drafts) > 1:
        raise CannotRun("--html一次写一份稿件的网页；几份稿件，一份一份地核对")


def _verified(auditor: Auditor, drafts: list[Path], layout: str | None, *, fix: bool, may_lack: bool) -> Verified:
    """`may_lack`: of a draft whose page is looked at, its figures need not be known."""
    if fix and layout is None:
        raise CannotRun("--fix要和--layout一起用，写明照哪个版式改")
    as_good: list[Layout] = []
    if layout is not None:
        as_good, findings = task.layouts(auditor.workspace, layout, drafts, fix=fix)
        show_findings(in_order(findings), auditor.workspace.root)
        if not as_good:
            raise CannotRun(f"版式{layout}有错误，没有核对版面；先改好")
    verified = task.verify(
        auditor, drafts, as_good, fix=fix, may_lack=may_lack and layout is not None, progress=screen.progress
    )
    for remark in verified.remarks:
        screen.say(remark)
    show_failures(auditor.findings, auditor.workspace.root)
    return verified


def _show(verified: Verified, form: str, *, final: bool, is_tabled: bool) -> None:
    """`is_tabled`: the drafts are laid side by side in a file."""
    where = screen.where(verified.auditor.workspace.root)
    if form == "json":
        screen.json_result(audit.as_json(verified, where))
        return
    for each, told, others in zip(verified.audits, verified.words, verified.outdated, strict=True):
        words.show(told, form, sys.stdout)
        if each is not None:
            screen.styled(audit.lines(each, others, where, final=final))
    for audits in () if is_tabled else verified.by_report:
        if len(audits) > 1:
            screen.result("\n" + side_by_side.as_markdown(audits))
    page_audit.show(verified.pages)


def _found(path: Path, root: Path, *, force: bool) -> bytes | None:
    """What stands in the place of a result. Raises CannotRun if it is somebody's; with `force` it is backed up."""
    from report_cli.drafts.record import Record

    found, record = disk.read_if_there(path), Record(root)
    if found is None or record.wrote(path, found):
        return found
    if not force:
        raise CannotRun(
            f"没有写 {path.as_posix()}：那里已经有别的文件，或写后有人改过；换一个文件名，或加--force（先备份）"
        )
    screen.say(f"{path.as_posix()} 原来的已备份到 {screen.relative(record.back_up(path, found), root)}")
    return found


def _results(verified: Verified, table: Path | None, html: Path | None, *, final: bool) -> Iterator[tuple[Path, bytes]]:
    """The files that were asked for, each made when it is to be written."""
    if table is not None:
        yield table, _table(verified, table)
    if html is not None:
        yield html, _html(verified, final=final)


def _html(verified: Verified, *, final: bool) -> bytes:
    from report_cli.views import audit_html

    [audited], auditor = verified.known, verified.auditor
    ledger, where = auditor.ledger(audited.baseline.year), screen.where(auditor.workspace.root)
    [others], [notes] = verified.outdated, _notes(verified)
    return audit_html.html(audited, ledger, where, audit.whole_summary(audited, others, final=final), notes).encode()


def _notes(verified: Verified) -> list[list[tuple[int, str, str]]]:
    """What else is told of each draft that is known."""
    each = zip(verified.audits, verified.outdated, verified.words, strict=True)
    return [[*audit.notes(of, others, told)] for of, others, told in each if of is not None]


def _table(verified: Verified, path: Path) -> bytes:
    if len(verified.by_report) > 1:
        raise CannotRun("汇总表只能汇总同一份报告的稿件；分开核对")
    told = verified.known, _notes(verified)
    match path.suffix.lower():
        case ".docx":
            return _as_docx(side_by_side.as_document(*told), verified.auditor.workspace)
        case ".json":
            return in_unicode(f"{screen.json_text(side_by_side.as_json(*told))}\n").encode()
        case _:
            return in_unicode(f"{side_by_side.as_markdown(*told)}\n").encode()


def _as_docx(document: Document, workspace: Workspace) -> bytes:
    """In the layout of printed texts, the workspace's own or the package's."""
    file, data = workspace.layout(USUAL) or ("", b"")
    layout, findings = reading.parse(data, file, workspace)
    if layout is None:
        show_findings(findings, workspace.root)
        raise CannotRun(f"版式{USUAL}有错误，写不成DOCX；先改好，或把汇总表写成MD")
    return write.write(document, layout, {})


def _save(path: Path, data: bytes, found: bytes | None, root: Path) -> None:
    from report_cli.drafts.record import Record

    Record(root).write_result(path, data, found)
    screen.say(f"已写 {path.as_posix()}")
