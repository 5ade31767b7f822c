"""Loads a year: reads the catalogue, the year file, its tables and last year's, and resolves both years."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from report_cli.facts import catalogue_file, ledger, yearfile
from report_cli.facts.fact import FOR_COMPARISON
from report_cli.facts.ledger import Ledger
from report_cli.facts.yearfile import YearFile
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.model import Finding


class Loaded(Struct, frozen=True, kw_only=True):
    """A loaded year. `findings`: of the catalogue, then the errors of last year, then all of this year."""

    ledger: Ledger
    findings: list[Finding]


class Loader:
    """Loads the years of a workspace. The catalogue and each year file are read only once.

    `contents`: by the names of year files, what to read in place of what is on disk.
    """

    def __init__(self, workspace: Workspace, contents: Mapping[str, bytes] | None = None) -> None:
        self.workspace, self.contents = workspace, contents or {}
        self.catalogue, self.catalogue_findings = catalogue_file.read(workspace.read(CATALOGUE), CATALOGUE)
        self._year_files: dict[int, tuple[YearFile, list[Finding]] | None] = {}

    def year(self, year: int, *, draft: bool | None = None) -> Loaded:
        """Load a year, with last year if that has a file. Raises CannotRun if there is no such year.

        `draft`: whether facts may still be missing; None: as the file's status says.
        """
        file, file_findings = self.year_file(year)
        last_year, findings = None, list(self.catalogue_findings)
        if read := self._read(year - 1):
            last_file, last_file_findings = read
            last_year, last_year_findings = ledger.resolve(self.catalogue, last_file)
            findings += [finding for finding in (*last_file_findings, *last_year_findings) if finding.is_error]
        this_year, year_findings = ledger.resolve(self.catalogue, file, last_year, draft)
        return Loaded(ledger=this_year, findings=[*findings, *file_findings, *year_findings])

    def with_gaps(self, year: int) -> Loaded:
        """A year as a draft of which facts may be missing; that they are is among the findings all the same."""
        return Loaded(ledger=self.year(year, draft=True).ledger, findings=self.year(year).findings)

    def year_file(self, year: int) -> tuple[YearFile, list[Finding]]:
        """A year's file as read, and its findings. Raises CannotRun where there is no such year."""
        if (read := self._read(year)) is None:
            raise self.workspace.no_such_year(year)
        return read

    def is_composed(self, year: int) -> bool:
        """Whether reports are made of a year; else its figures only serve to compare the next year's with."""
        return self.year_file(year)[0].status != FOR_COMPARISON

    def _read(self, year: int) -> tuple[YearFile, list[Finding]] | None:
        if year not in self._year_files:
            read = None
            if found := self.workspace.year_file(year):
                name, on_disk = found
                content = self.contents.get(name, on_disk)
                read = self._with_tables(year, *yearfile.read(content, name, year, self.catalogue))
            self._year_files[year] = read
        return self._year_files[year]

    def _with_tables(self, year: int, given: YearFile, findings: list[Finding]) -> tuple[YearFile, list[Finding]]:
        """What a year's file states, and the tables beside it."""
        if all(indicator.table is None for indicator in self.catalogue.indicators):
            return given, findings
        # Imported here: most workspaces have no tables.
        from report_cli.facts import tables

        read = tables.read(self.catalogue, self.workspace, year)
        return replace(given, facts=given.facts | read.facts), [*findings, *read.findings]


def load(workspace: Workspace, year: int) -> Loaded:
    """One year of a workspace. Raises CannotRun where there is no such year."""
    return Loader(workspace).year(year)
