"""What an adopted report asks and nobody has answered yet, where its figures no longer agree."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from report_cli.facts.ledger import Ledger
from report_cli.files.workspace import Workspace
from report_cli.model import Finding, Place

_NOT_YET = "核对是不是只改了其中一个；这一题还没有问，答完前面的，再运行report adopt，就问到它"


def findings(workspace: Workspace, ledger: Ledger) -> Iterator[Finding]:
    """Warnings, each at its question. Raises CannotRun where the questions are not as they were written."""
    data = workspace.questions()
    if data is None:
        return
    from report_cli.adopt import asked, questions_file  # few workspaces have questions that are open

    starts = [
        number
        for number, line in enumerate(data.decode(errors="replace").split("\n"), 1)
        if re.match("(?:# )?- ", line)
    ]
    open_ones, waiting = questions_file.read(data), questions_file.waiting(data)
    for place, (question, line) in enumerate(zip([*open_ones, *waiting], starts, strict=False)):
        if question.year == ledger.year and not question.answer and (wrong := asked.disagreement(question, ledger)):
            cure = wrong.cure if place < len(open_ones) else _NOT_YET
            yield replace(wrong, place=Place(asked.FILE, line), cure=cure)
