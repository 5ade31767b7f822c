"""What holds for the whole test run."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from running import built, year_2022


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test finds what other runs have kept in the user's cache folder."""
    name = "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME"
    os.environ[name] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def built_2022(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The year 2022, built; to be copied, not changed."""
    made = year_2022(tmp_path_factory.mktemp("built"))
    built(made, "2022")
    return made


@pytest.fixture(scope="session")
def laid_2022(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workspace of `taking`, built; to be copied, not changed."""
    from taking import laid

    made = laid(tmp_path_factory.mktemp("laid"))
    built(made, "2022")
    return made


@pytest.fixture(scope="module")
def made(built_2022: Path) -> Path:
    """What `place` is a copy of: the year 2022, where a module has no workspace of its own."""
    return built_2022


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    """A workspace with drafts just built."""
    return shutil.copytree(made, tmp_path / "place")


def pytest_configure(config: pytest.Config) -> None:
    """A worker of `pytest -n` has a thread that waits for its orders, beside which Python warns of every fork."""
    if hasattr(config, "workerinput"):
        config.addinivalue_line("filterwarnings", "ignore:This process .* is multi-threaded:DeprecationWarning")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI all that the tests need is installed, so a skipped test is a failure."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and terminal and terminal.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get("CI") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("skipped tests fail the run where CI is set", red=True)
