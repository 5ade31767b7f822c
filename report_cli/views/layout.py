"""A layout shown: each of its settings, and where that is written."""

from itertools import groupby

from report_cli.layout import summary
from report_cli.layout.extends import Step
from report_cli.layout.layout import Layout
from report_cli.model import Place
from report_cli.views import screen
from report_cli.views.screen import Where


def show(name: str, layout: Layout, steps: list[Step], where: Where) -> None:
    """`steps`: the files that make up the layout, the lowest first."""
    files = [where(Place(file)).file for file, _ in reversed(steps)]
    head = "，沿用 ".join([f"{name}（{layout.label}），{files[0]}", *files[1:]])
    screen.prose(f"{head}\n{summary.capacity(layout)}")
    lines: list[list[str]] = []
    for group, settings in groupby(summary.settings(steps), lambda each: each.group):
        lines += [[""], [group]]
        lines += [[each.name, each.value, str(where(Place(each.place.file, each.place.line)))] for each in settings]
    screen.table(lines)
