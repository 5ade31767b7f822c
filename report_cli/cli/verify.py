"""`report verify`: edited drafts audited, figure by figure, against what was built and the data."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from report_cli import screen
from report_cli.cli import completion, options
from report_cli.model import CannotRun, Place

if TYPE_CHECKING:
    from report_cli.audit.result import Audit
    from report_cli.workspace import Workspace

FORMATS = ("text", "json")
_TABLES = (".md", ".txt", ".json")


def verify(
    context: typer.Context,
    drafts: Annotated[list[Path], typer.Argument(metavar="稿件…", help="改过的稿件：DOCX，也可以是MD、TXT。", show_default=False)],
    year: Annotated[
        str | None, typer.Option("--year", metavar="年份", help="稿件自己看不出年份时写明，如2022。", show_default=False)
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="类型", help="稿件自己看不出类型时写明。", show_default=False, autocompletion=completion.kinds),
    ] = None,
    final: Annotated[bool, typer.Option("--final", help="作为定稿核对：修订、批注、突出显示、【待补】等痕迹也算问题。")] = False,
    table: Annotated[
        Path | None,
        typer.Option("--table", metavar="文件", help="几份稿件的修改意见汇总表写到这个文件（MD、TXT或JSON）。", show_default=False),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="格式", help="text或json。", show_default=False, autocompletion=lambda: list(FORMATS))
    ] = "text",
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """核对改过的稿件：每个数字、日期、名称是不是还和生成时、和数据一致。

    例如：report verify 改过的稿.docx；几份一起核对，列出各人的改法：report verify 甲.docx 乙.docx
    """
    options.choice(form, FORMATS, "格式")
    place = options.workspace(context, workspace)
    wanted_kind = options.choice(kind, place.kinds(), "报告类型") if kind else None
    if table is not None and table.suffix.lower() not in _TABLES:
        raise CannotRun(f"汇总表写不成{table.suffix or '没有扩展名的文件'}；可用：{'、'.join(_TABLES)}")
    audits = _audits(place, drafts, options.year(year) if year else None, wanted_kind)
    if form == "json":
        screen.result(_as_json(audits, place))
    else:
        _show(audits, place, final)
    if table is not None:
        _write_table(audits, table)
    from report_cli import audit_view as view

    raise typer.Exit(0 if all(view.is_clean(audit, final=final) for audit in audits) else 1)


def _audits(place: Workspace, drafts: Sequence[Path], year: int | None, kind: str | None) -> list[Audit]:
    from report_cli import received

    auditor = received.Auditor(place, year, kind)
    audits = [auditor.audit(received.receive(path)) for path in dict.fromkeys(drafts)]
    errors = [finding for finding in options.sorted_findings(auditor.findings) if finding.is_error]
    screen.findings(errors, place.root, "text", sys.stderr)
    return audits


def _as_json(audits: Sequence[Audit], place: Workspace) -> str:
    contents = [audit.as_json() for audit in audits]
    for content in contents:
        _relative(content, place)
    return json.dumps(contents[0] if len(contents) == 1 else contents, ensure_ascii=False, indent=1)


def _relative(content: dict[str, Any], place: Workspace) -> None:
    for finding in content["findings"]:
        if finding["place"]:
            finding["place"]["file"] = screen.relative(finding["place"]["file"], place.root)


def _show(audits: Sequence[Audit], place: Workspace, final: bool) -> None:
    from report_cli import audit_view as view

    def where(found: Place) -> Place:
        return Place(screen.relative(found.file, place.root), found.line, found.column)

    for audit in audits:
        screen.stretches(view.lines(audit, where, final=final), view.plain)
    for audits_of_one in _by_report(audits):
        if len(audits_of_one) > 1:
            screen.result("\n" + view.table(audits_of_one))


def _by_report(audits: Sequence[Audit]) -> list[list[Audit]]:
    """Drafts of one report together, which can be laid side by side."""
    reports: dict[tuple[int, str], list[Audit]] = {}
    for audit in audits:
        reports.setdefault((audit.baseline.year, audit.baseline.kind), []).append(audit)
    return list(reports.values())


def _write_table(audits: Sequence[Audit], path: Path) -> None:
    from report_cli import audit_view as view
    from report_cli.audit import opinions
    from report_cli.workspace import reason

    reports = _by_report(audits)
    if len(reports) > 1:
        raise CannotRun("汇总表只能汇总同一份报告的稿件；分开核对")
    is_json = path.suffix.lower() == ".json"
    text = json.dumps(opinions.as_json(audits), ensure_ascii=False, indent=1) if is_json else view.table(audits)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CannotRun(f"写不了 {path.as_posix()}：{reason(error)}") from error
    screen.say(f"已写 {path.as_posix()}")
