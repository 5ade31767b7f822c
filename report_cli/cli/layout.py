"""`report layout`: which layouts there are, and what each of them says."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from report_cli import screen
from report_cli.cli import completion, options, usage
from report_cli.text import width

app = typer.Typer(name="layout", cls=usage.Group, help="版式：有哪些，各项怎样排。", no_args_is_help=True, rich_markup_mode=None)


@app.command("list", cls=usage.Command)
def names(context: typer.Context, workspace: options.WorkspaceFolder = None, version: options.Version = False) -> None:
    """列出能用的版式：工作区自己的和自带的。"""
    from report_cli.docx import layout as layouts

    place = options.workspace(context, workspace)
    rows = []
    for name in place.layouts():
        found = place.layout(name)
        assert found is not None, "the names that are listed exist"
        layout, _ = layouts.read(found[1], found[0], place)
        rows.append([name, layout.label if layout else "（有错，见report check）", screen.relative(found[0], place.root)])
    screen.result(_columns(rows))


@app.command(cls=usage.Command)
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="版式", help="版式的名称，如printed。", autocompletion=completion.layouts)],
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """列出一个版式的各项，每项注明写在哪个文件的哪一行。

    例如：report layout show reading
    """
    from report_cli.docx import extends, shown
    from report_cli.docx import layout as layouts

    place = options.workspace(context, workspace)
    found = place.layout(options.choice(name, place.layouts(), "版式"))
    assert found is not None, "only layouts that exist are let through"
    file, data = found
    layout, findings = layouts.read(data, file, place)
    screen.findings(options.sorted_findings(findings), place.root, "text", sys.stderr)
    if layout is None:
        raise typer.Exit(1)
    steps, _ = extends.steps(data, file, place)
    below = "，".join(f"沿用 {screen.relative(step, place.root)}" for step, _ in reversed(steps[:-1]))
    lines = [f"{name}（{layout.label}），{screen.relative(file, place.root)}{f'，{below}' if below else ''}", shown.summary(layout)]
    rows = shown.rows(steps)
    texts = _columns([[row.name, row.value, f"{screen.relative(row.place.file, place.root)}:{row.place.line}"] for row in rows])
    group = ""
    for row, text in zip(rows, texts.split("\n"), strict=True):
        if row.group != group:
            group = row.group
            lines += ["", group]
        lines.append(f"  {text}")
    screen.result("\n".join(lines))


def _columns(rows: list[list[str]]) -> str:
    """Cells one under the other, wherever characters are wide."""
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip() for row in rows)
