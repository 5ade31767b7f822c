"""What is asked of `adopt`: which reports, of which years, as which kind."""

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from report_cli.adopt import questions_file
from report_cli.adopt.source import Report
from report_cli.files import disk
from report_cli.files.workspace import Workspace
from report_cli.model import CannotRun

KIND = "work_report"


class Request(Struct, frozen=True, kw_only=True):
    """What was asked for. `years`: of the reports, in their order; none where the files say it themselves."""

    olds: tuple[Path, ...]
    years: tuple[int, ...] = ()
    kind: str = ""
    force: bool = False

    def kind_of(self, report: Report) -> str:
        """The kind that a report becomes: the one that was named, else the one that it says itself."""
        kind = self.kind or report.sealed.get("report.kind", KIND).partition(".")[0]
        if not re.fullmatch(r"\w[\w-]*", kind) or disk.unportable(kind):
            raise CannotRun(f"“{kind}”不能作报告类型的名称：只用汉字、字母、数字和 - _")
        return kind

    def years_of(self, reports: Sequence[Report], root: Path) -> list[int]:
        """The year of each report: as was said, as the report says, or as the questions of its workspace do."""
        years = list(self.years)
        if not years:
            asked_of = _asked_of(root) if len(reports) == 1 else ""
            sealed = [report.sealed.get("report.year", "") or asked_of for report in reports]
            if not all(re.fullmatch("[1-9][0-9]{3}", year) for year in sealed):
                raise CannotRun("没有写明是哪一年的报告：用--year写所报告的年份，如 --year 2022")
            years = [int(year) for year in sealed]
        if len(years) != len(reports):
            raise CannotRun(
                f"{len(reports)}份报告，--year却写了{len(years)}个年份；按报告的次序写，如 --year 2021,2022"
            )
        if len(set(years)) < len(years):
            raise CannotRun("--year里的年份有重复；一年的一种报告只有一份")
        return years


def _asked_of(root: Path) -> str:
    """The year that the questions of a workspace are about; empty where there are none."""
    data = Workspace(root).questions()
    questions = questions_file.read(data) if data else []
    return str(questions[0].year) if questions else ""
