"""One way to write: all files go through `files/disk.py`, which loses nothing though two things go wrong at once."""

import ast
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

import faults
import inbox
from drafts_of_2022 import ARTICLE, DATA, REPORT, backups, edit_markdown, litter
from report_cli.files import disk, locks, own_json
from report_cli.model import CannotRun
from running import PROGRAM, ROOT, change, contents, ended, report, started

# Who else may ask the system: what writes to no file of a user.
OTHERS = {
    "files/disk.py": "is the one way to write",
    "adopt/known.py": "lays a workspace out in a temporary folder of its own",
    "docx/legacy.py": "gives the converter a copy in a temporary folder",
    "drafts/bases.py": "keeps what was built, named by its digest: what is half written is known by that",
    "files/locks.py": "opens the lock, and writes nothing in it",
    "sheets/xls.py": "lets what Rust says of a panic go to the device that swallows all",
    "views/screen.py": "writes to the device that swallows all",
    "cli/__init__.py": "writes to the device that swallows all",
    "compose/template_cache.py": "makes the user's cache folder and deletes from it",
}
BASE = "[0-9a-f]{64}\\.json"
WRITERS = set(
    "write_bytes write_text touch mkdir makedirs rename unlink rmdir link symlink symlink_to hardlink_to chmod "
    "truncate copyfile copytree rmtree mkstemp os.replace os.remove shutil.copy shutil.move".split()
)


def calls(tree: ast.AST) -> Iterator[str]:
    """What a module calls that may write: methods of paths, and functions of the system."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            opens = name in ("open", "os.open", "os.fdopen") and not re.search("'rb'|O_RDONLY", ast.unparse(node))
            if opens or name in WRITERS or ("." in name and name.rpartition(".")[2] in WRITERS):
                yield name


def test_every_module_writes_by_the_one_way() -> None:
    found = {}
    for path in sorted((ROOT / "report_cli").rglob("*.py")):
        if called := list(calls(ast.parse(path.read_text("utf-8")))):
            found[path.relative_to(ROOT / "report_cli").as_posix()] = called
    assert sorted(found) == sorted(OTHERS), found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "folder/稿.md"
    path.parent.mkdir()
    path.write_text("旧", encoding="utf-8")
    return path


def by_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent.parent / "elsewhere")


def by_file(path: Path) -> None:
    path.rename(path.with_name("away"))
    path.write_text("别人的", encoding="utf-8")


def by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def by_endless(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


@pytest.mark.posix
@pytest.mark.parametrize("seen", [True, False])
@pytest.mark.parametrize("sabotage", [by_link, by_file, by_folder, by_pipe, by_endless, Path.unlink])
def test_a_temporary_file_that_somebody_replaced_is_not_put_into_place(
    sabotage: Callable[[Path], None], seen: bool, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file.parent.parent / "elsewhere").write_text("不动", encoding="utf-8")
    write = disk._Temporary.write

    def sabotaged(temporary: disk._Temporary, *arguments: object, **options: object) -> None:
        write(temporary, *arguments, **options)  # type: ignore[arg-type]
        sabotage(temporary.path)

    monkeypatch.setattr(disk._Temporary, "write", sabotaged)
    with pytest.raises(CannotRun, match="有人动了写到一半的文件"):
        disk.replace({file: "新".encode()}, file.parent, seen={file: "旧".encode()} if seen else None)
    assert not file.is_symlink()
    assert file.read_text(encoding="utf-8") == "旧"
    assert (file.parent.parent / "elsewhere").read_text(encoding="utf-8") == "不动"


@pytest.mark.parametrize("now", ["旧", "刚刚改的"])
def test_where_files_cannot_change_places_an_edit_is_not_replaced(
    now: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "_exchange_call", lambda: None)
    file.write_text(now, encoding="utf-8")
    with nullcontext() if now == "旧" else pytest.raises(CannotRun, match="有人改了它"):
        disk.replace({file: "新".encode()}, file.parent, seen={file: "旧".encode()})
    assert contents(file.parent) == {file.name: ("新" if now == "旧" else now).encode()}


def test_a_file_of_the_largest_size_is_read_and_a_larger_one_is_not(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "MAX_FILE", 10)
    file.write_bytes(b"0123456789")
    assert disk.read_if_there(file) == b"0123456789"
    file.write_bytes(b"0123456789a")
    with pytest.raises(CannotRun, match="文件太大"):
        disk.read_if_there(file)


def test_what_stands_under_the_name_of_the_temporary_file_is_left(file: Path) -> None:
    beside = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    beside.write_text("别人的", encoding="utf-8")
    with pytest.raises(CannotRun):
        disk.replace({file: b"new"}, file.parent)
    assert (file.read_text("utf-8"), beside.read_text("utf-8")) == ("旧", "别人的")


def test_what_a_killed_run_was_writing_is_cleared_away_when_its_file_is_saved(file: Path) -> None:
    for name in (f".{file.name}.7.tmp", ".另一份.md.7.tmp"):
        file.with_name(name).write_bytes(b"half")
    disk.save(file, b"new", file.parent)
    assert contents(file.parent) == {file.name: b"new", ".另一份.md.7.tmp": b"half"}


def test_folders_made_for_files_that_cannot_be_made_do_not_stay(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()

    def fail() -> None:
        folders = [tmp_path / "there", tmp_path / "one/two", tmp_path / "three"]
        with disk.made_folders(folders, tmp_path) as made:
            assert [folder.is_dir() for folder in made] == [True] * 3
            (tmp_path / "three/kept").write_bytes(b"")
            raise CannotRun("磁盘满了")

    with pytest.raises(CannotRun, match="磁盘满了"):
        fail()
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "there",
        "three",
        "three/kept",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("folder/link.md", r"/folder/link\.md：它是链接，指向\S+/elsewhere/link\.md；"),
        ("linked/稿.md", r"/linked/稿\.md：\S+/linked 是链接，指向\S+/elsewhere；"),
        ("../稿.md", r"/\.\./稿\.md：它在 \S+ 外面"),
        ("/elsewhere/稿.md", r"不写 /elsewhere/稿\.md：它在 \S+ 外面"),
    ],
)
def test_what_would_land_elsewhere_is_named_with_where_it_leads(name: str, said: str, file: Path) -> None:
    root = file.parent.parent
    (root / "linked").symlink_to(root / "elsewhere")
    (root / "folder/link.md").symlink_to(root / "elsewhere/link.md")
    with pytest.raises(CannotRun, match=said):
        disk.refuse_links(root / name, root)


def test_a_folder_that_cannot_be_listed_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(CannotRun, match=f"^读不了文件夹 {file.parent.as_posix()}：没有权限"):
        disk.names(file.parent)


@pytest.mark.parametrize("is_there", [False, True])
def test_without_hard_links_a_new_file_replaces_none_that_came_meanwhile(
    is_there: bool, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = file if is_there else file.with_name("新.md")
    with pytest.raises(CannotRun, match="有人改了它") if is_there else nullcontext():
        disk.replace({path: b"new"}, file.parent, seen={path: None})
    assert contents(file.parent) == {file.name: "旧".encode()} | ({} if is_there else {"新.md": b"new"})


def test_a_folder_that_is_a_link_to_nowhere_is_named_before_it_is_opened(file: Path) -> None:
    (file.parent / "linked").symlink_to(file.parent / "nowhere")
    with pytest.raises(CannotRun, match="linked：它是链接，指向"):
        disk.replace({file.parent / "linked/稿.md": b"new"}, file.parent)


@pytest.mark.parametrize("name", ["linked/稿.md", "folder/link.md"])
def test_of_several_files_none_is_written_where_one_is_reached_by_a_link(name: str, file: Path) -> None:
    root, elsewhere = file.parent.parent, file.parent.parent / "elsewhere"
    elsewhere.mkdir()
    (root / "linked").symlink_to(elsewhere)
    (root / "folder/link.md").symlink_to(elsewhere / "link.md")
    before = contents(root)
    with pytest.raises(CannotRun, match="链接"):
        disk.replace({file: b"1", root / "folder/new.md": b"2", root / name: b"3"}, root)
    assert contents(root) == before


def undeletable(monkeypatch: pytest.MonkeyPatch) -> None:
    unlink = Path.unlink

    def refused(path: Path, missing_ok: bool = False) -> None:
        if path.name.endswith((".tmp", ".old")):
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)


@pytest.mark.posix
def test_a_draft_is_replaced_though_the_old_one_cannot_be_deleted(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    with pytest.MonkeyPatch.context() as patch:
        undeletable(patch)
        assert report(place, "build", "2022").status == 0
    assert "委员提案266件" in (place / f"{ARTICLE}.md").read_text(encoding="utf-8")
    assert len(litter(place)) == 12  # three files of each of four drafts
    assert report(place, "build", "2022").status == 0
    assert (litter(place), backups(place)) == ([], [])


@pytest.mark.posix
@pytest.mark.parametrize("again", ["265", "267"])
def test_an_edit_that_cannot_be_put_back_is_named_and_backed_up_by_the_next_build(again: str, place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    path, exchange = place / f"{ARTICLE}.md", disk._exchange
    times = []

    def late(one: Path, other: Path) -> bool:
        if other != path:
            return exchange(one, other)
        times.append(one)
        if len(times) == 1:
            edit_markdown(path)
            return exchange(one, other)
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "_exchange", late)
        result = report(place, "build", "2022")
    assert result.status == 2
    assert f"改的那份现在是 {times[0].as_posix()}" in result.err
    change(place / DATA, "received: 266", f"received: {again}")
    result = report(place, "build", "2022")
    assert (result.status, litter(place)) == (0, [])
    (backup,) = backups(place)
    assert f"{ARTICLE}.md 手工改过，已备份到 .report/backup/{backup.name}" in result.err
    assert "256件" in backup.read_text(encoding="utf-8")


@pytest.mark.posix
def test_a_link_among_what_a_killed_run_left_is_not_read(place: Path, tmp_path: Path) -> None:
    (tmp_path / "private").write_text("密码", encoding="utf-8")
    (place / f"drafts/2022/.{Path(ARTICLE).name}.md.7.old").symlink_to(tmp_path / "private")
    assert report(place, "build", "2022").status == 0
    assert (litter(place), backups(place)) == ([], [])
    assert (tmp_path / "private").exists()


def test_a_table_that_is_saved_while_verify_reads_is_not_replaced(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, make = place / "修改.md", disk.make_folder
    table.write_text("旧的", encoding="utf-8")

    def late(folder: Path, within: Path) -> None:
        make(folder, within)
        if folder == Path():
            table.write_text("刚刚写的", encoding="utf-8")

    monkeypatch.setattr(disk, "make_folder", late)
    result = report(place, "verify", f"{REPORT}.docx", "--table", "修改.md", "--force")
    assert (result.status, table.read_text(encoding="utf-8")) == (2, "刚刚写的")
    assert "就在写入的时候有人改了它" in result.err


def test_a_layout_that_somebody_writes_meanwhile_is_not_replaced(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout, make = place / "templates/layouts/本单位.yaml", disk.make_folder

    def late(folder: Path, within: Path) -> None:
        make(folder, within)
        layout.write_text("我的", encoding="utf-8")

    monkeypatch.setattr(disk, "make_folder", late)
    assert report(place, "layout", "from", f"{REPORT}.docx", "--name", "本单位").status == 2
    assert layout.read_text(encoding="utf-8") == "我的"


@pytest.mark.posix
def test_the_lock_is_not_opened_through_a_link_that_came_at_the_last_moment(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, refuse = place / ".report/lock", disk.refuse_links

    def late(path: Path, within: Path) -> None:
        refuse(path, within)
        if path == lock:
            path.unlink()
            path.symlink_to(tmp_path / "elsewhere")

    monkeypatch.setattr(disk, "refuse_links", late)
    with pytest.raises(CannotRun):
        locks.file(lock, place)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.posix
def test_a_file_is_on_the_disk_before_it_takes_its_place_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, file = list[str](), tmp_path / "甲"

    def noted(name: str, call: Callable[..., Any]) -> None:
        def instead(*arguments: Any, **named: Any) -> Any:
            done.append("folder" if name == "fsync" and stat.S_ISDIR(os.fstat(arguments[0]).st_mode) else name)
            return call(*arguments, **named)

        monkeypatch.setattr(os, name, instead)

    for name in ("fsync", "link", "rename", "replace"):
        noted(name, getattr(os, name))
    disk.replace({file: b"1"}, tmp_path, seen={file: None})
    disk.replace({file: b"2"}, tmp_path, seen={file: b"1"})
    disk.replace({file: b"3"}, tmp_path)
    assert done == ["fsync", "link", "folder", "fsync", "rename", "folder", "fsync", "replace", "folder"]
    done.clear()
    disk.replace({file: b"4"}, tmp_path, is_durable=False)
    assert done == ["replace"]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with all that comes in beside it; to be copied, not changed."""
    return inbox.full(tmp_path_factory.mktemp("full"))


@pytest.mark.posix
@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
@pytest.mark.parametrize("what", faults.WRITERS)
def test_all_that_a_command_opens_for_writing_is_a_temporary_file_or_the_lock(
    what: str, full: Path, tmp_path: Path
) -> None:
    place = shutil.copytree(full, tmp_path / "place")
    faults.prepare(place, what)
    log, before = tmp_path / "log", contents(tmp_path)
    trace = "trace=open,openat,creat,truncate,rename,renameat,renameat2,link,linkat,symlink,symlinkat"
    command = ("strace", "-f", "--seccomp-bpf", "-qq", "-s", "4096", "-o", str(log), "-e", trace, *PROGRAM)
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    ended(started(place, *command, *faults.WRITERS[what], environment=cache))
    opened = re.findall(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]*)", [^)]*O_(?:WRONLY|RDWR|CREAT)', log.read_text("utf-8"))
    paths = [Path(name.encode().decode("unicode_escape").encode("latin-1").decode()) for name in opened]
    names = {path.name for path in paths if not path.is_relative_to("/tmp") or path.is_relative_to(tmp_path)}
    assert {name for name in names if not re.fullmatch(rf"\..+\.\d+\.tmp|lock|null|{BASE}", name)} == set()
    assert any(name.endswith(".tmp") for name in names)
    assert "symlink" not in log.read_text("utf-8").replace("O_NOFOLLOW", "")
    assert litter(tmp_path) == []
    after = contents(tmp_path)
    inside = ("place/", "cache/report-cli/", "log")
    assert [name for name in after if not name.startswith(inside) and after[name] != before.get(name)] == []


def test_a_record_that_somebody_blew_up_is_not_unpacked(place: Path) -> None:
    strings = b'"",' * (own_json.MAX_RECORD // 3)
    (place / ".report/builds.json").write_bytes(
        b'{"version":2,"written":{"a":[' + strings + b'"' + b"x" * 99 + b'"]},"builds":[]}'
    )
    assert report(place, "build", "2022").status == 0
    assert (place / ".report/builds.json").stat().st_size < 1 << 20
