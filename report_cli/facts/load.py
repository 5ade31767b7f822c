"""Loads a year: the catalogue, the year file and last year's, resolved, with all findings."""

from collections.abc import Mapping

from msgspec import Struct

from report_cli.facts import catalogue_file, ledger, yearfile
from report_cli.facts.ledger import Ledger
from report_cli.facts.yearfile import FOR_COMPARISON, YearFile
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.model import Finding


class Loaded(Struct, frozen=True, kw_only=True):
    """A loaded year. `findings`: of the catalogue, of the year, and the errors in last year's file."""

    ledger: Ledger
    findings: list[Finding]


class Loader:
    """Loads the years of a workspace. The catalogue and each year file are read only once.

    `contents`: of year files, by name, what they are taken to say instead of what is on disk.
    """

    def __init__(self, workspace: Workspace, contents: Mapping[str, bytes] | None = None) -> None:
        self.workspace, self.contents = workspace, contents or {}
        self.catalogue, self.catalogue_findings = catalogue_file.read(workspace.read(CATALOGUE), CATALOGUE)
        self._year_files: dict[int, tuple[YearFile, list[Finding]] | None] = {}

    def year(self, year: int, *, draft: bool | None = None) -> Loaded:
        """Load a year, with last year if that has a file. Raises CannotRun if there is no such year.

        `draft`: whether facts may still be missing; None: as the file's status says.
        """
        given, found = self.year_file(year)
        previous, findings = None, list(self.catalogue_findings)
        if last := self._read(year - 1):
            previous, resolved = ledger.resolve(self.catalogue, last[0])
            findings += [finding for finding in (*last[1], *resolved) if finding.is_error]
        resolved_year, resolved = ledger.resolve(self.catalogue, given, previous, draft)
        return Loaded(ledger=resolved_year, findings=[*findings, *found, *resolved])

    def year_file(self, year: int) -> tuple[YearFile, list[Finding]]:
        """What a year's file states. Raises CannotRun where there is no such year."""
        if (read := self._read(year)) is None:
            raise self.workspace.no_such_year(year)
        return read

    def is_composed(self, year: int) -> bool:
        return self.year_file(year)[0].status != FOR_COMPARISON

    def _read(self, year: int) -> tuple[YearFile, list[Finding]] | None:
        if year not in self._year_files:
            file = self.workspace.year_file(year)
            if file is not None:
                file = file[0], self.contents.get(*file)
            self._year_files[year] = file and yearfile.read(file[1], file[0], year, self.catalogue)
        return self._year_files[year]


def load(workspace: Workspace, year: int) -> Loaded:
    """One year of a workspace. Raises CannotRun where there is no such year."""
    return Loader(workspace).year(year)
