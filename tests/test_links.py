"""A workspace that somebody sent: through its links nothing is written, and nothing that lies elsewhere is shown."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from drafts_of_2022 import ARTICLE, DATA, REPORT
from report_cli.files import disk
from running import built, change, contents, report

pytestmark = pytest.mark.posix
SECRET = "密码是三五七"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder of the user's that has nothing to do with the workspace."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "private").write_text(f"{SECRET}\n", encoding="utf-8")
    return folder


def lead(link: Path, target: Path) -> None:
    """Put a link in the place of a file or folder."""
    if link.is_dir():
        shutil.rmtree(link)
    link.unlink(missing_ok=True)
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(target)


@pytest.mark.parametrize("swapped", ["drafts/2022", "drafts"])
@pytest.mark.parametrize("moment", [4, 12, 17, 18, 19, 20, 25, 30])
def test_a_folder_that_becomes_a_link_meanwhile_is_not_written_through(
    moment: int, swapped: str, place: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However late: at each of the looks for links, right after it."""
    refuse, looks = disk.refuse_links, []

    def late(path: Path, within: Path) -> None:
        refuse(path, within)
        looks.append(path)
        if len(looks) == moment:
            (place / swapped).rename(place / "moved")
            (place / swapped).symlink_to(elsewhere)

    before = contents(elsewhere)
    for draft in (place / "drafts/2022").iterdir():
        draft.unlink()
    monkeypatch.setattr(disk, "refuse_links", late)
    report(place, "build", "2022")
    assert contents(elsewhere) == before


WRITTEN = [
    ".report/lock",
    ".report/builds.json",
    *(f"{name}.{form}" for name in (ARTICLE, REPORT) for form in ("docx", "md", "figures.json")),
]
FOLDERS = [".report", "drafts", "drafts/2022"]


@pytest.mark.parametrize("more", [[], ["--force"], ["--stage", "讨论稿"]], ids=" ".join)
@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_that_is_a_link_is_not_written_through(name: str, more: list[str], place: Path, elsewhere: Path) -> None:
    lead(place / name, elsewhere / "private")
    change(place / DATA, "received: 265", "received: 266")
    result = report(place, "build", "2022", *more)
    assert (elsewhere / "private").read_text(encoding="utf-8") == f"{SECRET}\n"
    assert result.status in (1, 2), result.out
    assert name in result.err


@pytest.mark.parametrize("name", [f"{ARTICLE}.md", "drafts", "drafts/2022"])
def test_what_a_draft_that_is_a_link_leads_to_is_not_shown(name: str, place: Path, elsewhere: Path) -> None:
    (elsewhere / "2022").mkdir()
    for folder in (elsewhere, elsewhere / "2022"):
        (folder / f"{Path(ARTICLE).name}.md").write_text(f"{SECRET}\n", encoding="utf-8")
    lead(place / name, elsewhere / {"drafts": "", "drafts/2022": "2022"}.get(name, "private"))
    for command in (["build", "2022"], ["build", "2022", "--check"], ["check", "2022"]):
        result = report(place, *command)
        assert SECRET not in result.out + result.err
    assert report(place, "build", "2022").status == 2


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_that_is_a_link_is_not_written_through(name: str, place: Path, elsewhere: Path) -> None:
    before = contents(elsewhere)
    lead(place / name, elsewhere)
    change(place / DATA, "received: 265", "received: 266")
    result = report(place, "build", "2022", "--force")
    assert contents(elsewhere) == before
    assert result.status == 2
    assert f"是链接，指向{elsewhere}" in result.err


def test_a_link_that_leads_nowhere_is_not_written_through(place: Path, elsewhere: Path) -> None:
    lead(place / f"{ARTICLE}.md", elsewhere / "new")
    assert report(place, "build", "2022").status == 2
    assert not (elsewhere / "new").exists()


def test_backups_are_not_written_through_a_link(place: Path, elsewhere: Path) -> None:
    before = contents(elsewhere)
    lead(place / ".report/backup", elsewhere)
    change(place / f"{ARTICLE}.md", "265件", "256件")
    assert report(place, "build", "2022", "--force").status == 2
    assert contents(elsewhere) == before
    assert "256件" in (place / f"{ARTICLE}.md").read_text(encoding="utf-8")


def test_new_years_and_layouts_are_not_written_through_a_link(place: Path, elsewhere: Path) -> None:
    before = contents(elsewhere)
    lead(place / "templates/layouts", elsewhere)
    assert report(place, "layout", "from", f"{REPORT}.docx", "--name", "本单位").status == 2
    lead(place / "data", elsewhere)
    assert report(place, "new", "2023").status == 2
    assert contents(elsewhere) == before


def test_a_folder_that_the_user_names_may_be_a_link(place: Path, elsewhere: Path, tmp_path: Path) -> None:
    (tmp_path / "share").symlink_to(elsewhere)
    built(place, "2022", "--output", str(tmp_path / "share"))
    assert (elsewhere / "2022/work_report.docx").is_file()


READ = [
    DATA,
    "data/indicators.yaml",
    "templates/press_release.md.j2",
    "templates/sections/unity.md.j2",
    "templates/layouts/printed.yaml",
]
COMMANDS: list[list[str]] = [
    ["check"],
    ["build", "2022"],
    ["stats", "--year", "2022"],
    ["trace", "2022", "proposals.received"],
    ["layout", "show", "printed"],
    ["new", "2023"],
    ["schema"],
    ["verify", f"{REPORT}.docx"],
]


@pytest.mark.parametrize("name", READ)
def test_what_lies_elsewhere_is_not_shown(name: str, place: Path, elsewhere: Path) -> None:
    (place / name).parent.mkdir(exist_ok=True)
    lead(place / name, elsewhere / "private")
    results = [report(place, *command) for command in COMMANDS]
    assert [result for result in results if SECRET in result.out + result.err] == []
    assert any("链接把它引到了工作区外面" in result.err for result in results if result.status == 2)
    assert [
        result.err for result in results if result.status == 2 and "链接把它引到了工作区外面" not in result.err
    ] == []


@pytest.mark.parametrize("name", ["data", "templates", "templates/2022"])
def test_a_folder_that_lies_elsewhere_is_not_read(name: str, place: Path, tmp_path: Path) -> None:
    shutil.move(place / name, tmp_path / "moved")
    (place / name).symlink_to(tmp_path / "moved")
    result = report(place, "build", "2022")
    assert result.status == 2
    assert "链接把它引到了工作区外面" in result.err


def test_a_link_within_the_workspace_is_followed(place: Path) -> None:
    (place / "data/facts.yaml.txt").write_bytes((place / DATA).read_bytes())
    lead(place / DATA, Path("facts.yaml.txt"))
    assert report(place, "check", "2022").status == 0
    assert report(place, "build", "2022").out.count("没有变化") == 8


def test_a_workspace_may_be_reached_through_a_link(place: Path, tmp_path: Path) -> None:
    (tmp_path / "shortcut").symlink_to(place)
    assert report(tmp_path / "shortcut", "build", "2022").out.count("没有变化") == 8
    assert report(tmp_path, "build", "2022", "--workspace", "shortcut").out.count("没有变化") == 8


def _in_place(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("265件", "256件"), encoding="utf-8")


def _by_rename(path: Path) -> None:
    beside = path.with_name("saved")
    beside.write_text(path.read_text(encoding="utf-8").replace("265件", "256件"), encoding="utf-8")
    beside.replace(path)


@pytest.mark.parametrize("save", [_in_place, _by_rename])
def test_an_edit_saved_at_the_last_moment_stays(
    save: Callable[[Path], None], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, exchange = place / f"{ARTICLE}.md", disk._exchange
    change(place / DATA, "received: 265", "received: 266")

    def late(one: Path, other: Path) -> bool:
        if other == path and "265件" in path.read_text(encoding="utf-8"):
            save(path)
        return exchange(one, other)

    monkeypatch.setattr(disk, "_exchange", late)
    result = report(place, "build", "2022")
    assert result.status == 2
    assert "就在写入的时候有人改了它" in result.err
    assert "256件" in path.read_text(encoding="utf-8")
    assert not list(place.glob("drafts/2022/.*"))


def test_an_edit_saved_at_the_last_moment_stays_though_it_cannot_be_read(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, exchange, read = place / f"{ARTICLE}.md", disk._exchange, disk.read_if_there
    change(place / DATA, "received: 265", "received: 266")

    def late(one: Path, other: Path) -> bool:
        if other == path and "265件" in path.read_text(encoding="utf-8"):
            _in_place(path)
        return exchange(one, other)

    def interrupted(file: Path | str, status: os.stat_result | None = None) -> bytes | None:
        if Path(file).name.startswith(f".{path.name}."):
            raise KeyboardInterrupt
        return read(file, status)

    monkeypatch.setattr(disk, "_exchange", late)
    monkeypatch.setattr(disk, "read_if_there", interrupted)
    assert report(place, "build", "2022").status == 130
    assert "256件" in path.read_text(encoding="utf-8")
