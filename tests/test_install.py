"""The folder for installing `report` without a network: its packages for other systems, and its instructions."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType

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
    for dependency in project["dependencies"]:
        wheelhouse.needed(re.split("[<>=]", dependency)[0].lower(), environment, needed)
    lines = wheelhouse.locked(needed).splitlines()
    assert all(" --hash=sha256:" in line for line in lines if "==" in line)
    names = re.findall(r"^([\w.-]+)==", wheelhouse.locked(needed), re.MULTILINE)
    assert sorted(names) == sorted(needed)
    return names


def test_each_system_gets_what_it_needs_pinned_by_the_lock(wheelhouse: ModuleType) -> None:
    windows, linux = pinned(wheelhouse, "win_amd64"), pinned(wheelhouse, "manylinux_2_28_x86_64")
    assert {"lxml", "markupsafe", "mdurl", "pygments"} <= set(linux)
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
    assert not re.search(r"\{python", batch.decode("gbk") + steps.decode())


def test_every_goto_of_the_windows_installer_has_its_label(wheelhouse: ModuleType, tmp_path: Path) -> None:
    wheelhouse.write_steps(tmp_path, "win_amd64", ["3.12"])
    batch = (tmp_path / "安装.bat").read_bytes().decode("gbk")
    assert set(re.findall(r"goto (\w+)", batch)) == set(re.findall(r"^:(\w+)", batch, re.MULTILINE))


def test_the_installer_for_other_systems_is_valid_shell(wheelhouse: ModuleType, tmp_path: Path) -> None:
    wheelhouse.write_steps(tmp_path, "manylinux_2_28_x86_64", ["3.12"])
    assert [path.name for path in tmp_path.iterdir()] == ["install.sh"]
    assert subprocess.run(["sh", "-n", str(tmp_path / "install.sh")], check=False).returncode == 0
