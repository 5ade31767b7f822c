"""`report verify`: edited drafts audited, figure by figure, against what was built and the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from report_cli.cli import completion, options, page
from report_cli.model import CannotRun
from report_cli.views import screen
from report_cli.views.findings import show_failures, show_findings

if TYPE_CHECKING:
    from report_cli.audit.findings import Audit
    from report_cli.audit.page import PageAudit
    from report_cli.audit.returned import Auditor, ReturnedDraft
    from report_cli.document import Document
    from report_cli.files.workspace import Workspace
    from report_cli.layout.layout import Layout

FORMATS = ("text", "json")
_TABLES = (".docx", ".md", ".txt", ".json")
_PAGES = (".html", ".htm")


_Drafts = Annotated[
    list[Path], typer.Argument(metavar="稿件…", help="改过的稿件：DOCX，也可以是MD、TXT。", show_default=False)
]
_Year = Annotated[
    str | None, typer.Option("--year", metavar="年份", help="稿件自己看不出年份时写明，如2022。", show_default=False)
]
_Kind = Annotated[
    str | None,
    typer.Option(
        "--kind", metavar="类型", help="稿件自己看不出类型时写明。", show_default=False, autocompletion=completion.kinds
    ),
]
_Final = Annotated[bool, typer.Option("--final", help="作为定稿核对：修订、批注、【待补】等痕迹也算问题。")]
_Table = Annotated[
    Path | None,
    typer.Option(
        "--table",
        metavar="文件",
        help="几份稿件的修改意见汇总表写到这个文件（DOCX、MD、TXT或JSON）。",
        show_default=False,
    ),
]
_Page = Annotated[
    Path | None,
    typer.Option(
        "--html", metavar="文件", help="整份稿子写成一个网页：数字按核对结果标出，指着看出处。", show_default=False
    ),
]
_Layout = Annotated[
    str | None,
    typer.Option(
        "--layout",
        metavar="版式",
        help="也核对版面：页边距、字体、行距、页码等，是不是照这个版式。",
        show_default=False,
        autocompletion=completion.layouts,
    ),
]
_Fix = Annotated[bool, typer.Option("--fix", help="版面有问题的，另写一份改好的“…（修复）.docx”，文字不动。")]
_Format = Annotated[
    str,
    typer.Option(
        "--format", metavar="格式", help="text或json。", show_default=False, autocompletion=lambda: list(FORMATS)
    ),
]


def verify(
    context: typer.Context,
    drafts: _Drafts,
    year: _Year = None,
    kind: _Kind = None,
    final: _Final = False,
    table: _Table = None,
    html: _Page = None,
    layout: _Layout = None,
    fix: _Fix = False,
    form: _Format = "text",
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """核对改过的稿件：数字、日期、名称是不是还和数据一致。

    例如：
    report verify 送审稿.docx            哪些数被改动了
    report verify 甲.docx 乙.docx        几份一起，列出各人的改法
    report verify 送审稿.docx --final    作为定稿来核对
    report verify 送审稿.docx --layout printed        版面也核对
    report verify 送审稿.docx --layout printed --fix  版面另写一份改好的
    """
    options.choice(form, FORMATS, "格式")
    if fix and layout is None:
        raise CannotRun("--fix要和--layout一起用，写明照哪个版式改")
    drafts = list(dict.fromkeys(drafts))
    place = _place(context, workspace, is_needed=layout is None)
    wanted_kind = options.choice(kind, place.kinds(), "报告类型") if kind else None
    _check_outputs(drafts, html, table)
    as_good = page.layouts(place, layout, drafts, fix=fix) if layout is not None else []
    may_lack = layout is not None and html is None and table is None
    auditor = _auditor(place, options.year(year) if year else None, wanted_kind)
    audited, pages = _audits(auditor, drafts, as_good, may_lack=may_lack, fix=fix)
    page.save(pages)
    audits = [audit for audit in audited.values() if audit is not None]
    if form == "json":
        screen.result(_as_json(audited, pages, place))
    else:
        _show(audits, place, final)
        page.show(pages)
    if table is not None:
        _write_table(audits, place, table)
    if html is not None:
        _write_page(audits[0], auditor, html, final)
    from report_cli.views import audit as view

    is_clean = all(view.is_clean(audit, final=final) for audit in audits) and not any(found.findings for found in pages)
    raise typer.Exit(0 if is_clean else 1)


def _place(context: typer.Context, given: Path | None, *, is_needed: bool) -> Workspace:
    """The workspace; for the page of a draft alone none is needed: the layouts that come with the program will do."""
    from report_cli.files.workspace import Workspace

    try:
        return options.workspace(context, given)
    except CannotRun:
        if is_needed or given or context.obj:
            raise
        return Workspace(options.full(Path()))


def _auditor(place: Workspace, year: int | None, kind: str | None) -> Auditor:
    from report_cli.audit import returned

    return returned.Auditor(place, year, kind)


def _audits(
    auditor: Auditor, drafts: Sequence[Path], as_good: list[Layout], *, may_lack: bool, fix: bool
) -> tuple[dict[Path, Audit | None], list[PageAudit]]:
    """The figures of all drafts, and where layouts are given their pages. `may_lack`: see `_audit`."""
    from report_cli.audit import returned

    audits: dict[Path, Audit | None] = {}
    pages: list[PageAudit] = []
    if may_lack and not auditor.workspace.kinds():
        screen.say("当前文件夹不在工作区里：只核对版面，不核对数字")
    for path in screen.progress(drafts):
        draft = returned.read_draft(path)
        audits[path] = audit = _audit(auditor, draft, may_lack=may_lack)
        if as_good:
            built = auditor.document(audit.baseline.year, audit.baseline.kind) if audit is not None else None
            pages.append(page.check(draft, built, as_good, fix=fix))
    show_failures(auditor.findings, auditor.workspace.root)
    return audits, pages


def _audit(auditor: Auditor, draft: ReturnedDraft, *, may_lack: bool) -> Audit | None:
    """`may_lack`: a draft of which nothing is known has no audit; else that raises CannotRun."""
    if may_lack and not auditor.workspace.kinds():
        return None
    try:
        return auditor.audit(draft)
    except CannotRun as error:
        if not may_lack:
            raise
        screen.say(f"{error}\n{draft.path.as_posix()} 只核对了版面，没有核对数字")
        return None


def _as_json(audits: Mapping[Path, Audit | None], pages: Sequence[PageAudit], place: Workspace) -> str:
    contents = [audit.as_json() if audit is not None else _unaudited(path) for path, audit in audits.items()]
    for content in contents:
        _relative(content, place)
    for content, found in zip(contents, pages, strict=False):
        from report_cli.views import page as page_view

        content["page"] = page_view.as_json(found)
    return screen.json_text(contents[0] if len(contents) == 1 else contents)


def _unaudited(path: Path) -> dict[str, Any]:
    """What an audit says, of a draft that there was none of."""
    nothing = dict.fromkeys(("year", "kind", "figures"))
    return {"version": 1, "file": path.as_posix(), **nothing, "findings": [], "prose": None, "marks": []}


def _relative(content: dict[str, Any], place: Workspace) -> None:
    for finding in content["findings"]:
        if finding["place"]:
            finding["place"]["file"] = screen.relative(finding["place"]["file"], place.root)


def _show(audits: Sequence[Audit], place: Workspace, final: bool) -> None:
    from report_cli.views import audit as view

    for audit in audits:
        screen.styled(view.lines(audit, screen.where(place.root), final=final))
    for audits_of_one in _by_report(audits):
        if len(audits_of_one) > 1:
            screen.result("\n" + view.table(audits_of_one))


def _by_report(audits: Sequence[Audit]) -> list[list[Audit]]:
    """Drafts of one report together, which can be laid side by side."""
    reports: dict[tuple[int, str], list[Audit]] = {}
    for audit in audits:
        reports.setdefault((audit.baseline.year, audit.baseline.kind), []).append(audit)
    return list(reports.values())


def _check_outputs(drafts: Sequence[Path], html: Path | None, table: Path | None) -> None:
    """Refuse before anything is read what could not be written after."""
    if html is not None and html.suffix.lower() not in _PAGES:
        raise CannotRun(f"网页写不成{html.suffix or '没有扩展名的文件'}；可用：{'、'.join(_PAGES)}")
    if html is not None and len(dict.fromkeys(drafts)) > 1:
        raise CannotRun("--html一次写一份稿件的网页；几份稿件，一份一份地核对")
    if table is not None and table.suffix.lower() not in _TABLES:
        raise CannotRun(f"汇总表写不成{table.suffix or '没有扩展名的文件'}；可用：{'、'.join(_TABLES)}")
    for made in (html, table):
        if made is not None and any(made.resolve() == draft.resolve() for draft in drafts):
            raise CannotRun(f"{made.as_posix()} 就是要核对的稿件；结果换一个文件名")


def _write_page(audit: Audit, auditor: Auditor, path: Path, final: bool) -> None:
    from report_cli.views import audit_html

    where = screen.where(auditor.workspace.root)
    _save(path, audit_html.html(audit, auditor.ledger(audit.baseline.year), where, final=final).encode())


def _write_table(audits: Sequence[Audit], place: Workspace, path: Path) -> None:
    from report_cli.audit import side_by_side
    from report_cli.views import audit as view

    if len(_by_report(audits)) > 1:
        raise CannotRun("汇总表只能汇总同一份报告的稿件；分开核对")
    match path.suffix.lower():
        case ".docx":
            _save(path, _as_docx(view.table_document(audits), place))
        case ".json":
            _save(path, f"{screen.json_text(side_by_side.as_json(audits))}\n".encode())
        case _:
            _save(path, f"{view.table(audits)}\n".encode())


def _as_docx(document: Document, place: Workspace) -> bytes:
    """In the layout of printed texts, the workspace's own or the package's."""
    from report_cli.docx import write
    from report_cli.layout import reading

    file, data = place.layout("printed") or ("", b"")
    read, findings = reading.parse(data, file, place)
    if read is None:
        show_findings(findings, place.root)
        raise CannotRun("版式printed有错误，写不成DOCX；先改好，或把汇总表写成MD")
    return write.write(document, read, {})


def _save(path: Path, data: bytes) -> None:
    from report_cli.files import disk

    disk.save(path, data)
    screen.say(f"已写 {path.as_posix()}")
