"""Comparing two revisions of a workspace, or two drafts, figures files or years at a revision.

Nothing is shown here.
"""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

from report_cli.files.workspace import Workspace
from report_cli.model import CannotRun, Finding
from report_cli.questions import diff
from report_cli.questions.diff import Comparison, Side
from report_cli.tasks import sides


class Compared(Struct, frozen=True):
    """Two sides compared; the year, where both are states of one."""

    year: int | None
    title: str
    comparison: Comparison


class Differ(Struct):
    """Compares. `findings`: what is wrong with the later sides. `hindrances`: what errors kept from being compared."""

    workspace: Workspace | None
    findings: list[Finding] = field(default_factory=list)
    hindrances: list[str] = field(default_factory=list)

    def revisions(self, year: int | None, before: str, after: str | None) -> list[Compared]:
        """A year at one revision and another or now; of all years those that changed. Raises CannotRun."""
        title = f"{before} → {after or sides.HERE}"
        with self._at(before) as was, self._at(after) as now:
            known = sorted({*was.years(), *now.years()})
            if year is not None and year not in known:
                raise CannotRun(f"两个版本里都没有{year}年的数据（data/{year}.yaml）")
            compared = [
                Compared(each, f"{each}年，{title}", self._compared(was, now, each, (before, after or sides.HERE)))
                for each in ([year] if year is not None else known)
            ]
        return [each for each in compared if year is not None or not each.comparison.is_empty]

    def pair(self, first: str, second: str) -> Compared:
        """Two files, or years at a revision (HEAD~1:2022). Raises CannotRun."""
        names = (first, second)
        drafts = [Path(name) for name in names if not _is_revision(name)]
        known: dict[str, tuple[str, str]] = {}
        for draft in [*(self.workspace.root.glob("drafts/*/*.figures.json") if self.workspace else ()), *drafts]:
            known |= sides.bindings(draft)
        found = [self._named(name, known) for name in names]
        if len(drafts) == 1:
            # A draft says no more than what it prints: a year is compared as its drafts say it.
            is_year = [_is_revision(name) is not None for name in names]
            contents = found[is_year.index(False)].contents
            found = [sides.printed_only(side, contents) if is_year[at] else side for at, side in enumerate(found)]
        return Compared(None, f"{first} → {second}", diff.compare(*found))

    def _compared(self, was: Workspace, now: Workspace, year: int, names: tuple[str, str]) -> Comparison:
        before, _ = self._side(was, year, names[0])
        after, findings = self._side(now, year, names[1])
        self.findings += findings
        return diff.compare(before, after)

    def _side(self, workspace: Workspace, year: int, name: str) -> tuple[Side, list[Finding]]:
        side, findings = sides.of_year(workspace, year, name)
        if any(finding.is_error for finding in findings):
            self.hindrances.append(f"{name}的{year}年有错误，只比较了读得懂的数；见report check {year}")
        return side, findings

    def _named(self, name: str, known: dict[str, tuple[str, str]]) -> Side:
        match = _is_revision(name)
        if match is None:
            return sides.of_file(Path(name), self.workspace, known)
        if self.workspace is None:
            raise CannotRun("这里不是工作区，不能和git的版本比较；用--workspace指明")
        with self._at(match[1]) as workspace:
            if int(match[2]) not in workspace.years():
                raise CannotRun(f"版本“{match[1]}”里没有{match[2]}年的数据")
            side, findings = self._side(workspace, int(match[2]), name)
        self.findings += findings
        return side

    @contextlib.contextmanager
    def _at(self, revision: str | None) -> Iterator[Workspace]:
        assert self.workspace is not None, "revisions are those of a workspace"
        if revision is None:
            yield self.workspace
        else:
            with sides.at_revision(self.workspace, revision) as workspace:
                yield workspace


def _is_revision(name: str) -> re.Match[str] | None:
    return None if Path(name).exists() else re.fullmatch(r"([^-].*):([0-9]{4})", name)
