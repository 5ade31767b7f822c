"""`report stats --each`: the figures of many workspaces in one table, and their sums."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from report_cli.model import CannotRun
from report_cli.views import screen

if TYPE_CHECKING:
    from report_cli.files.workspace import Workspace


def show(places: Mapping[str, Workspace], year: int | None, form: str, jobs: int | None, strict: bool) -> int:
    """Show the table; the exit status: 1 where a workspace's data could not be read or have errors."""
    from report_cli.questions import totals
    from report_cli.tasks import many
    from report_cli.views import totals as view

    wanted = year or max((known for place in places.values() for known in place.years()), default=None)
    if wanted is None:
        raise CannotRun("这些工作区里还没有年度数据（如data/2022.yaml）")
    sums, troubles = totals.Sums(), {}
    for read in screen.progress_of(many.read(places, wanted, jobs), len(places)):
        wrong = [finding for finding in read.findings if finding.fails(strict)]
        sums.add(read.name, read.entries, is_faulty=bool(wrong))
        if read.trouble or wrong:
            troubles[read.name] = read.trouble or f"{screen.summary(wrong)}，没有加进汇总"
            screen.say(f"{read.name}：{troubles[read.name]}")
            screen.findings(wrong, read.place.root, "text", sys.stderr)
    made, names = sums.totals(), sums.names
    if form == "json":
        screen.result(json.dumps(view.as_json(wanted, made, names, troubles), ensure_ascii=False, indent=1))
        return 1 if troubles else 0
    is_narrow = form == "table" and len(names) > view.WIDE
    shown = [] if is_narrow else names
    screen.result(
        screen.table(f"{wanted}年{len(names)}个工作区的汇总", view.head(shown), view.cells(made, shown), form)
    )
    if is_narrow:
        screen.say("工作区多，这里只列汇总；各区的数：--format csv")
    return 1 if troubles else 0
