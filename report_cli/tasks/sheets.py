"""The layouts that reports are set in: the one asked for, else the one that a report's template names."""

from functools import cache

from msgspec import Struct

from report_cli.document import Document
from report_cli.files.workspace import Workspace
from report_cli.layout import reading
from report_cli.layout.layout import Layout
from report_cli.model import TEMPLATE_SUFFIX, Finding, Place
from report_cli.tasks import choice
from report_cli.text import nearest

USUAL = "printed"


class Sheet(Struct, frozen=True, eq=False):
    """A layout and its file, empty where there is none of that name. The layout is None where it has mistakes."""

    file: str
    layout: Layout | None


class Sheets:
    """Each layout is read once. `findings`: the mistakes in their files; `unknown`: in the templates that name them.

    Raises CannotRun if there is no such layout as was asked for.
    """

    def __init__(self, workspace: Workspace, asked: str = "") -> None:
        self.workspace, self.asked = workspace, asked and choice.layout(workspace, asked)
        self.known = workspace.layouts()
        self.findings: list[Finding] = []
        self.unknown: list[Finding] = []
        self._read = cache(self._of_name)
        self._read(self.asked or USUAL)

    def of(self, document: Document) -> Sheet:
        name = self.asked or document.layout or USUAL
        sheet = self._read(name)
        if not sheet.file:
            near = nearest(name, self.known)
            cure = (f"是不是{near}？" if near else "") + f"可用：{'、'.join(self.known)}"
            place = Place(f"templates/{document.kind}{TEMPLATE_SUFFIX}")
            wrong = Finding("T103", place, f"文件头的layout写作“{name}”，没有这种版式", cure)
            self.unknown += [] if wrong in self.unknown else [wrong]
        return sheet

    def _of_name(self, name: str) -> Sheet:
        found = self.workspace.layout(name) if name in self.known else None
        if found is None:
            return Sheet("", None)
        layout, findings = reading.parse(found[1], found[0], self.workspace)
        self.findings += [finding for finding in findings if finding not in self.findings]
        return Sheet(found[0], layout)
