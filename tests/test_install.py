"""What is installed: the wheel, and the folder for installing without a network, with its packages and instructions."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import pytest

from running import ROOT


@pytest.fixture(scope="module")
def wheelhouse() -> ModuleType:
    specification = importlib.util.spec_from_file_location("wheelhouse", ROOT / "install/wheelhouse.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def pinned(wheelhouse: ModuleType, platform: str) -> list[str]:
    """The packages that a system needs, as the lock pins them."""
    environment = wheelhouse.environment([platform], "3.12")
    needed: set[str] = set()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for dependency in [
        *project["dependencies"],
        *(each for of in project["optional-dependencies"].values() for each in of),
    ]:
        wheelhouse.needed(re.split("[<>=]", dependency)[0].lower(), environment, needed)
    lines = wheelhouse.locked(needed).splitlines()
    assert all(" --hash=sha256:" in line for line in lines if "==" in line)
    names = re.findall(r"^([\w.-]+)==", wheelhouse.locked(needed), re.MULTILINE)
    assert sorted(names) == sorted(needed)
    return names


def test_every_package_that_is_needed_is_free_and_listed(wheelhouse: ModuleType) -> None:
    pages = (ROOT / "docs/可靠性.md").read_text("utf-8").partition("## 用到的包")[2]
    listed = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", pages, re.MULTILINE))
    licences = {name.partition("（")[0]: licence for names, licence in listed.items() for name in names.split("、")}
    needed = {name for platform in ("win_amd64", "manylinux_2_28_x86_64") for name in pinned(wheelhouse, platform)}
    assert needed - {*licences} == set()
    free = {"MIT", "BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "PSF-2.0"}
    assert {licence for name, licence in licences.items() if name in needed} <= free


def test_each_system_gets_what_it_needs_pinned_by_the_lock(wheelhouse: ModuleType) -> None:
    windows, linux = pinned(wheelhouse, "win_amd64"), pinned(wheelhouse, "manylinux_2_28_x86_64")
    assert {"lxml", "markupsafe", "mdurl", "pygments"} <= set(linux)
    assert {"xlsxwriter", "python-calamine", "msdoc2docx", "watchfiles"} <= set(linux) & set(windows)
    assert "pytest" not in windows
    assert "hatchling" not in windows


def test_the_windows_instructions_are_in_its_encodings_and_line_ends(wheelhouse: ModuleType, tmp_path: Path) -> None:
    wheelhouse.write_steps(tmp_path, "win_amd64", ["3.11", "3.12"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["安装.bat", "安装说明.txt"]
    batch = (tmp_path / "安装.bat").read_bytes()
    assert batch.count(b"\n") == batch.count(b"\r\n")
    assert "for %%V in (3.12 3.11)" in batch.decode("gbk")
    assert batch.decode("gbk").splitlines()[1] == "chcp 936 >nul"
    steps = (tmp_path / "安装说明.txt").read_bytes()
    assert steps.startswith(b"\xef\xbb\xbf")
    assert "找到 Python 3.12 的" in steps.decode("utf-8-sig")
    assert not re.search(r"\{(?:python|extras)", batch.decode("gbk") + steps.decode())


def test_the_installers_install_every_extra(wheelhouse: ModuleType, tmp_path: Path) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    for platform, encoding in (("win_amd64", "gbk"), ("manylinux_2_28_x86_64", "utf-8")):
        wheelhouse.write_steps(tmp_path, platform, ["3.12"])
        [text] = [path.read_text(encoding) for path in tmp_path.iterdir() if path.suffix in (".bat", ".sh")]
        [named] = re.findall(r"report-cli\[([\w,]+)\]", text)
        assert set(named.split(",")) == set(extras)
        for path in tmp_path.iterdir():
            path.unlink()


@pytest.mark.parametrize(("platform", "suffix"), [("win_amd64", ".txt"), ("macosx_11_0_arm64", ".md")])
def test_a_machine_without_a_network_gets_the_manual(
    platform: str, suffix: str, wheelhouse: ModuleType, tmp_path: Path
) -> None:
    wheelhouse.write_manual(tmp_path / "手册", platform)
    pages = {path.stem: path.read_bytes().decode("utf-8-sig") for path in (tmp_path / "手册").iterdir()}
    assert {path.suffix for path in (tmp_path / "手册").iterdir()} == {suffix}
    readers = {path.stem for path in (ROOT / "docs").glob("[\u4e00-\u9fff]*.md")} - {"未能试的", "可靠性"}
    assert set(pages) == readers
    assert "\n### F203 " in pages["问题一览"].replace("\r\n", "\n")
    for text in pages.values():
        assert (suffix == ".txt") == ("\r\n" in text)
        # Links lead to pages that are there, or out of the folder.
        assert set(re.findall(r"\]\(([^)#:/]+)[#)]", text)) <= {f"{name}{suffix}" for name in pages}


def test_a_package_that_is_not_to_be_had_ends_in_words_and_leaves_no_half_folder(
    wheelhouse: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pip(command: str, *_: str) -> None:
        if command == "download":
            raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr(wheelhouse, "pip", pip)
    monkeypatch.setattr(sys, "argv", ["wheelhouse.py", str(tmp_path / "wheelhouse"), "win32", "3.12"])
    with pytest.raises(SystemExit, match=r"(?s)没有做成.*没有win32、Python 3\.12用的安装包.*win_amd64（没有给32位的）"):
        wheelhouse.main()
    assert not [*tmp_path.iterdir()]


def test_every_goto_of_the_windows_installer_has_its_label(wheelhouse: ModuleType, tmp_path: Path) -> None:
    wheelhouse.write_steps(tmp_path, "win_amd64", ["3.12"])
    batch = (tmp_path / "安装.bat").read_bytes().decode("gbk")
    assert set(re.findall(r"goto (\w+)", batch)) == set(re.findall(r"^:(\w+)", batch, re.MULTILINE))


def test_the_installer_for_other_systems_is_valid_shell(wheelhouse: ModuleType, tmp_path: Path) -> None:
    wheelhouse.write_steps(tmp_path, "manylinux_2_28_x86_64", ["3.12"])
    assert [path.name for path in tmp_path.iterdir()] == ["install.sh"]
    assert subprocess.run(["sh", "-n", str(tmp_path / "install.sh")], check=False).returncode == 0


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    files = [path for path in (ROOT / "report_cli").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.relative_to(ROOT).as_posix() for path in files} <= names
    assert {"report_cli/views/audit.css", "report_cli/views/audit.html.j2", "report_cli/rules/F203.md"} <= names
