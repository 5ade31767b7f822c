"""What an adopted report asks and nobody has answered yet, where its figures no longer agree."""

from collections.abc import Iterator

from msgspec.structs import replace

from report_cli.facts.ledger import Ledger
from report_cli.files.workspace import Workspace
from report_cli.model import Finding, Place


def findings(workspace: Workspace, ledger: Ledger) -> Iterator[Finding]:
    """Warnings, each at its question. Raises CannotRun where the questions are not as they were written."""
    data = workspace.questions()
    if data is None:
        return
    from report_cli.adopt import answers, asked  # few workspaces have questions that are open

    starts = [number for number, line in enumerate(data.decode(errors="replace").split("\n"), 1) if line[:2] == "- "]
    for question, line in zip(answers.read(data), starts, strict=False):
        if question.year == ledger.year and not question.answer and (wrong := asked.disagreement(question, ledger)):
            yield replace(wrong, place=Place(asked.FILE, line))
