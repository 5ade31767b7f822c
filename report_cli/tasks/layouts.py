"""The layouts that reports are set in: the one asked for, else the one that a report's template names."""

from functools import cache

from msgspec import Struct

from report_cli.document import Document
from report_cli.files.workspace import Workspace
from report_cli.layout import reading
from report_cli.layout.layout import USUAL, Layout
from report_cli.model import TEMPLATE_SUFFIX, Finding, Place
from report_cli.tasks import choice
from report_cli.text import nearest


class UsedLayout(Struct, frozen=True, eq=False):
    """A layout and the file that it was read from.

    There is no layout where its file has mistakes, and no file either where no layout has that name.
    """

    file: str
    layout: Layout | None


class Layouts:
    """Finds the layout of each document; each is read once. Raises CannotRun where there is none that was asked for.

    `findings`: what is wrong in the layouts' files. `unknown`: templates that name a layout which is not there.
    """

    def __init__(self, workspace: Workspace, asked: str = "") -> None:
        self.workspace, self.asked = workspace, asked and choice.layout(workspace, asked)
        self.known = workspace.layouts()
        self.findings: list[Finding] = []
        self.unknown: list[Finding] = []
        self._read = cache(self._of_name)
        self._read(self.asked or USUAL)

    def of(self, document: Document) -> UsedLayout:
        name = self.asked or document.layout or USUAL
        used = self._read(name)
        if not used.file:
            near = nearest(name, self.known)
            cure = (f"是不是{near}？" if near else "") + f"可用：{'、'.join(self.known)}"
            place = Place(f"templates/{document.kind}{TEMPLATE_SUFFIX}")
            wrong = Finding("T103", place, f"文件头的layout写作“{name}”，没有这种版式", cure)
            self.unknown += [] if wrong in self.unknown else [wrong]
        return used

    def _of_name(self, name: str) -> UsedLayout:
        found = self.workspace.layout(name) if name in self.known else None
        if found is None:
            return UsedLayout("", None)
        layout, findings = reading.parse(found[1], found[0], self.workspace)
        self.findings += [finding for finding in findings if finding not in self.findings]
        return UsedLayout(found[0], layout)
