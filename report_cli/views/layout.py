"""A layout as text: each of its settings, and where that is written."""

from report_cli.layout import summary
from report_cli.layout.extends import Step
from report_cli.layout.layout import Layout
from report_cli.model import Place
from report_cli.views import tables
from report_cli.views.screen import Where


def as_text(name: str, layout: Layout, steps: list[Step], where: Where) -> str:
    """`steps`: the files that make up the layout, the lowest first."""
    files = [where(Place(file)).file for file, _ in reversed(steps)]
    head = "，沿用 ".join([f"{name}（{layout.label}），{files[0]}", *files[1:]])
    settings = summary.settings(steps)
    rows = [[each.name, each.value, str(where(Place(each.place.file, each.place.line)))] for each in settings]
    lines = [head, summary.capacity(layout)]
    group = ""
    for each, line in zip(settings, tables.aligned(rows), strict=True):
        if each.group != group:
            group = each.group
            lines += ["", group]
        lines.append(f"  {line}")
    return "\n".join(lines)
