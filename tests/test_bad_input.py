"""Bad input, a file a case (see `cases/README.md`): the findings are those expected, and no draft is touched."""

import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from report_cli.cli import main

CASES = Path(__file__).parent / "cases"
# What a case's file replaces, and in which workspace, by the folder that it lies in.
PLACES = {
    "year": ("base", "data/2022.yaml"),
    "catalogue": ("bare", "data/indicators.yaml"),
    "templates": ("base", "templates/work_report.md.j2"),
    "layouts": ("bare", "templates/layouts/printed.yaml"),
    "rows": ("tables", "data/2022/登记.csv"),
}
ALL = sorted(
    path for folder in PLACES for path in (CASES / folder).iterdir() if path.is_file() and path.suffix != ".expects"
)

_EXPECTS = re.compile(
    r"expects (?P<severity>error|warning|hint) (?P<code>[A-Z]\d{3})"
    r"(?: (?P<line>\d+)(?::(?P<column>\d+))?)?(?: in (?P<file>[\w./]+))?"
)
_ON_THE_LINE = re.compile(r"# ?(?P<severity>error|warning|hint) (?P<code>[A-Z]\d{3})(?:, column (?P<column>\d+))?")

Run = Callable[[Path, str], tuple[int, str, str]]


@dataclass(frozen=True, order=True)
class Expected:
    """A finding as a case expects it; 0 where line or column is not known."""

    file: str
    line: int
    column: int
    code: str
    severity: str


def expected(case: Path) -> list[Expected]:
    """What the comments of a case expect, or the file `NAME.expects` beside one that can hold no comment."""
    file = PLACES[case.parent.name][1]
    beside = case.with_name(f"{case.name}.expects")
    text = (beside if beside.exists() else case).read_bytes().decode("utf-8-sig")
    found = [
        Expected(m["file"] or file, int(m["line"] or 0), int(m["column"] or 0), m["code"], m["severity"])
        for m in _EXPECTS.finditer(text)
    ]
    for number, line in enumerate(text.splitlines(), 1):
        found += [
            Expected(file, number, int(m["column"] or 0), m["code"], m["severity"]) for m in _ON_THE_LINE.finditer(line)
        ]
    return sorted(found)


@pytest.fixture(scope="module")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspaces that cases are put into; their drafts are built by the test that needs them first."""
    folder = tmp_path_factory.mktemp("workspaces")
    for name in ("base", "bare", "tables"):
        shutil.copytree(CASES / name, folder / name)
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line here: exit status, standard output, standard error."""

    def run(folder: Path, command: str) -> tuple[int, str, str]:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["report", *command.split()])
        with pytest.raises(SystemExit) as exit:
            main()
        out, err = capsys.readouterr()
        return int(exit.value.code or 0), out, err

    return run


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder: its bytes, and when it was written."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def place(case: Path, workspaces: Path, run: Run, to: Path) -> Path:
    """A workspace whose drafts are built, the case's file then put into it."""
    base, file = PLACES[case.parent.name]
    if not (workspaces / base / "drafts").exists():
        assert run(workspaces / base, "build 2022")[0] == 0
    shutil.copytree(workspaces / base, to)
    (to / file).parent.mkdir(exist_ok=True)
    shutil.copyfile(case, to / file)
    more = case.parent / case.name.partition(".")[0]
    if more.is_dir():
        shutil.copytree(more, to, dirs_exist_ok=True)
    return to


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.parent.name}/{case.name.partition('.')[0]}")
def test_a_case_has_exactly_the_expected_findings(case: Path, workspaces: Path, run: Run, tmp_path: Path) -> None:
    folder = place(case, workspaces, run, tmp_path / "workspace")
    wanted = expected(case)
    is_wrong = any(finding.severity == "error" for finding in wanted)
    for name in () if is_wrong else ("drafts", ".report"):
        shutil.rmtree(folder / name)  # the case lacks much of what they print, which would be told too (F219)
    before = files(folder)
    status, out, err = run(folder, "build 2022 --format json")
    found = json.loads(out)
    assert [Expected(f["file"], f["line"] or 0, f["column"] or 0, f["code"], f["severity"]) for f in found] == wanted, (
        out
    )
    assert status == (1 if is_wrong else 0), err
    if is_wrong:
        assert files(folder) == before
    for finding in found:
        assert_helpful(finding)
    errors_first = sorted(wanted, key=lambda finding: finding.severity != "error")
    assert_shown_as_text(run(folder, "build 2022")[2], errors_first)


def assert_helpful(finding: dict[str, str]) -> None:
    """A finding speaks Chinese, names a fact's label before its id, and says what to do."""
    assert re.search(r"[\u4e00-\u9fff]", finding["message"])
    assert re.search(r"[\u4e00-\u9fff]", finding["hint"] or "")
    if finding["fact"] and finding["fact"] in finding["message"]:
        assert re.search(rf"[^\s（]（{re.escape(finding['fact'])}）", finding["message"]), finding["message"]


def assert_shown_as_text(text: str, wanted: list[Expected]) -> None:
    shown = re.findall(r"^(\S+?)(?::(\d+))?(?::(\d+))?: (错误|警告|提示) (\w+): ", text, re.MULTILINE)
    words = {"error": "错误", "warning": "警告", "hint": "提示"}
    assert shown == [(f.file, str(f.line or ""), str(f.column or ""), words[f.severity], f.code) for f in wanted]


def test_a_year_file_over_8_mib_is_refused(workspaces: Path, run: Run, tmp_path: Path) -> None:
    folder = place(CASES / "year/good.yaml", workspaces, run, tmp_path / "workspace")
    with (folder / "data/2022.yaml").open("ab") as file:
        file.write(b"# \n" * (3 * 1024 * 1024))
    before = files(folder)
    status, out, _ = run(folder, "build 2022 --format json")
    assert (status, [(f["code"], f["file"], f["line"]) for f in json.loads(out)]) == (
        1,
        [("F005", "data/2022.yaml", None)],
    )
    assert files(folder) == before


def test_the_cases_hold_many_kinds_of_mistakes() -> None:
    codes = Counter(code for case in ALL for code in {finding.code for finding in expected(case)})
    assert len([case for case in ALL if expected(case)]) >= 90
    assert len(codes) >= 60
    told = (CASES / "README.md").read_text(encoding="utf-8")
    untold = [code for code, cases in codes.items() if cases > 1 and f"`{code}`" not in told]
    assert not untold, f"cases/README.md does not say why cases share {untold}"
