"""Make a folder from which `report` is installed without a network: its wheel, all that it needs, and the steps.

    python install/wheelhouse.py FOLDER PLATFORM[,PLATFORM…] PYTHON[,PYTHON…]

PLATFORM as pip names it (win_amd64, macosx_11_0_arm64, manylinux_2_28_x86_64), PYTHON as 3.12. Wheels are those of
`requirements.lock`, by their hashes; those of the extras are among them, which nobody could fetch later. It runs in the
environment that `make install` has set up.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).parent
ROOT = HERE.parent
MANUAL = ("手册", "指标目录参考", "模板参考", "版式", "用语", "持续集成")
"""The pages of `docs/` for those who write reports."""
_HASH = r"--hash=\S+"
NOT_TO_BE_HAD = """\
没有做成：有的包下载不到，是哪个见上面一行。连不上网，接通后再做一次；能上网，就是这个包没有{}、Python {}用的安装包：
64位的Windows写win_amd64（没有给32位的），Linux写manylinux_2_28_x86_64，苹果电脑写macosx_11_0_arm64；Python写3.12这样的两段，不低于3.11"""
SYSTEMS = {"win": ("win32", "Windows", "nt"), "macosx": ("darwin", "Darwin", "posix"), "": ("linux", "Linux", "posix")}


def needed(name: str, environment: dict[str, str], found: set[str], extras: Iterable[str] = ("",)) -> set[str]:
    """The packages that one needs in an environment, and those that they need; with `extras`, those of its extras."""
    found.add(name)
    try:
        required = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        # Only other systems need it, as Windows does colorama: it is not installed here, and needs nothing itself.
        required = []
    for requirement in map(Requirement, required):
        wanted, marker = canonicalize_name(requirement.name), requirement.marker
        is_needed = marker is None or any(marker.evaluate({**environment, "extra": extra}) for extra in extras)
        if wanted not in found and is_needed:
            needed(wanted, environment, found)
    return found


def locked(names: set[str]) -> str:
    """The lines of the lock that pin these packages, for every system."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    entries = re.findall(r"^([\w.-]+)==([^\s;]+)[^\\\n]*((?:\\\n +--hash=\S+ ?)+)", lock, re.MULTILINE)
    # The marks of systems are left out: pip would ask them of the one that it runs on.
    wanted = [entry for entry in entries if canonicalize_name(entry[0]) in names]
    return "".join(f"{name}=={version} {' '.join(re.findall(_HASH, hashes))}\n" for name, version, hashes in wanted)


def environment(platforms: list[str], python: str) -> dict[str, str]:
    system, name, kind = next(words for prefix, words in SYSTEMS.items() if platforms[0].startswith(prefix))
    version = {"python_version": python, "python_full_version": f"{python}.0"}
    return {"sys_platform": system, "platform_system": name, "os_name": kind, **version}


def extras() -> list[str]:
    return metadata.metadata("report-cli").get_all("Provides-Extra") or []


def pip(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", *arguments],
        check=True,
        cwd=ROOT,
    )


def main() -> None:
    folder, platforms, pythons = Path(sys.argv[1]), sys.argv[2].split(","), sys.argv[3].split(",")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pip("wheel", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), ".")
    wanted = folder / "wanted.txt"
    for python in pythons:
        packages = needed("report-cli", environment(platforms, python), set(), ["", *extras()])
        wanted.write_text(locked(packages), "utf-8")
        target = [word for platform in platforms for word in ("--platform", platform)] + ["--python-version", python]
        exactly = ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
        try:
            pip("download", *exactly, *target, "--dest", str(folder), "--requirement", str(wanted))
        except subprocess.CalledProcessError:
            shutil.rmtree(folder)  # nobody is to carry half of one away
            sys.exit(NOT_TO_BE_HAD.format(",".join(platforms), python))
    wanted.unlink()
    write_steps(folder, platforms[0], pythons)
    write_manual(folder / "手册", platforms[0])


def write_manual(folder: Path, platform: str) -> None:
    """The pages of the manual, on Windows as texts that Notepad opens; what codes mean in one page, whole."""
    from report_cli import rules

    pages = {name: (ROOT / f"docs/{name}.md").read_text("utf-8") for name in MANUAL} | {"问题一览": rules.document()}
    folder.mkdir()
    for name, text in pages.items():
        if platform.startswith("win"):
            linked = re.sub(r"\]\(([^)#:/]+)\.md", r"](\1.txt", text)
            (folder / f"{name}.txt").write_bytes(linked.replace("\n", "\r\n").encode("utf-8-sig"))
        else:
            (folder / f"{name}.md").write_text(text, "utf-8")


def write_steps(folder: Path, platform: str, pythons: list[str]) -> None:
    """The steps, and on Windows what does them: in the encodings and with the line ends of that system."""
    system = "windows" if platform.startswith("win") else "unix"
    for path in (HERE / system).iterdir():
        text = path.read_text("utf-8").replace("{extras}", ",".join(extras()))
        text = text.replace("{python}", pythons[-1]).replace("{pythons}", " ".join(reversed(pythons)))
        if system == "windows":
            text = text.replace("\n", "\r\n")
        # cmd reads a batch file in its current code page, which the file sets to 936; Notepad knows UTF-8 by its mark.
        encoding = {".bat": "gbk", ".txt": "utf-8-sig"}.get(path.suffix, "utf-8")
        (folder / path.name).write_bytes(text.encode(encoding))
        (folder / path.name).chmod(path.stat().st_mode & 0o777)


if __name__ == "__main__":
    main()
