"""Commands that write, each of whose system calls fails, or is the last thing that the process does (needs strace)."""

import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn

import inbox
import report_cli.__main__
from drafts_of_2022 import ARTICLE, DATA, REPORT
from hostile import said
from running import Result, change, contents, report

CALLS = ("write", "fsync", "rename", "renameat2", "link", "unlink", "mkdir", "chmod", "ftruncate")
ERRORS = ("EIO", "ENOSPC", "EACCES", "EROFS", "EDQUOT")
_ASKING, _ADOPTED = (("--workspace", name) for name in (inbox.ASKING, inbox.ADOPTED))

WRITERS: dict[str, tuple[str, ...]] = {
    "build": ("build", "2022"),
    "build --force": ("build", "2022", "--force"),
    "build --review": ("build", "2022", "--review"),
    "build --output": ("build", "2022", "--output", "out"),
    "build --each": ("build", "2022", "--each", ".", "--jobs", "1"),
    "new": ("new", "2023"),
    "init": ("init", "新区"),
    "layout from": ("layout", "from", f"{REPORT}.docx", "--name", "本单位"),
    "verify --table": ("verify", f"{REPORT}.docx", "--table", "修改.md"),
    "verify --table --force": ("verify", f"{REPORT}.docx", "--table", "README.md", "--force"),
    "check": ("check",),
    "check --owed": ("check", "2022", "--owed", "--output", "尚缺.xlsx", *_ASKING),
    "verify --html": ("verify", f"{REPORT}.docx", "--html", "核对.html"),
    "verify --fix": ("verify", f"{REPORT}.docx", "--layout", "reading", "--fix"),
    "take": ("take", inbox.RETURNED, "--write"),
    "take --undo": ("take", "--undo"),
    "renew": ("renew", inbox.RETURNED),
    "renew --force": ("renew", inbox.RETURNED, "--tracked", "--output", f"{inbox.OLD}.docx", "--force"),
    "form": ("form", "2022", *_ASKING),
    "form --to docx": ("form", "2022", "--to", "docx", *_ASKING),
    "form --output": ("form", "2022", "--output", "发出去的", *_ASKING),
    "collect": ("collect", inbox.FILLED, "--write", *_ASKING),
    "collect --undo": ("collect", "--undo", *_ASKING),
    "adopt": ("adopt", f"{inbox.OLD}.docx", "--year", "2022", "--into", "新的"),
    "adopt --kind": ("adopt", f"{inbox.OLD}.docx", "--year", "2021", "--kind", "简报", *_ADOPTED),
    "adopt --force": ("adopt", f"{inbox.OLD}.docx", "--year", "2022", "--force", *_ADOPTED),
    "adopt again": ("adopt", *_ADOPTED),
}
BEFORE: dict[str, tuple[str, ...]] = {
    "take --undo": WRITERS["take"],
    "collect --undo": WRITERS["collect"],
}
"""What was run before."""
EDITED = {
    "build --force": f"{ARTICLE}.md",
    "verify --table --force": "README.md",
    "renew --force": f"{inbox.OLD}.docx",
    "form": inbox.FORM,
}
"""What somebody wrote where a command writes."""
ONE_MORE = ("take --undo", "adopt --force")
"""Commands that do something else when they are run again."""
JOURNALED = ("take", "take --undo", "collect", "collect --undo", "adopt --kind", "adopt --force", "adopt again")
"""Commands that write all of their files or none, at the latest when the next command has looked at the workspace."""
_ONCE = ("已经有", "已有", "--force", "没有可以退回的")
"""What a command says that has done its work before."""


class Point(NamedTuple):
    """A system call of a command, by its number among the calls of its name."""

    what: str
    call: str
    number: int


def loaded() -> None:
    """Import all of the program, so that each trial is a fork of what is loaded and starts in no time."""
    for module in pkgutil.walk_packages(report_cli.__path__, "report_cli."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def forked(place: Path, *command: str, inject: tuple[str, ...] = (), cache: Path | None = None) -> tuple[Result, str]:
    """Run `report` in a fork of this process, under strace if calls are to fail; and the calls that it made."""
    log, out, err = (place.parent / name for name in ("calls", "out", "err"))
    waiting, go = os.pipe()
    if not (child := os.fork()):
        os.close(go)
        os.read(waiting, 1)
        _become(place, command, out, err, cache)
    os.close(waiting)
    tracer = None
    if inject:
        filters = ("-e", f"trace={','.join(CALLS)}", *inject)
        tracer = subprocess.Popen(("strace", "-f", "-qq", "-o", str(log), *filters, "-p", str(child)))
        while "TracerPid:\t0" in Path(f"/proc/{child}/status").read_text(encoding="utf-8"):
            time.sleep(0.001)
    os.close(go)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if tracer:
        tracer.wait()
    texts = [path.read_text(encoding="utf-8", errors="replace") if path.exists() else "" for path in (out, err, log)]
    return Result(status, *texts[:2]), texts[2]


def _become(place: Path, command: tuple[str, ...], out: Path, err: Path, cache: Path | None) -> NoReturn:
    try:
        for path, descriptor in ((out, 1), (err, 2)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
        sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
        if cache:
            os.environ["XDG_CACHE_HOME"] = str(cache)
        os.chdir(place)
        sys.argv = ["report", *command]
        report_cli.__main__.run()
    except SystemExit as ended:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended.code if isinstance(ended.code, int) else 1)
    except BaseException:  # noqa: BLE001  # whatever comes through is what is looked for
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(3)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


class Attacked(NamedTuple):
    """A workspace in which a command has something to write: as it is before, and once the work is done."""

    place: Path
    before: dict[str, bytes]
    after: dict[str, bytes]


def traced(place: Path, what: str, *inject: str) -> tuple[Result, str]:
    # All that `check` writes is the cache.
    cache = place.parent / "cache" if what == "check" else None
    return forked(place, *WRITERS[what], inject=inject or ("-e", "status=successful,failed"), cache=cache)


def prepare(place: Path, what: str) -> None:
    """Give a command something to write, and somebody's edit where it writes."""
    if what.startswith(("build", "renew")):
        change(place / DATA, "received: 265", "received: 266")
    if what.startswith("renew"):
        change(place / DATA, "filed: 224", "filed: 225")
    if what.startswith("form"):
        change(place / f"{inbox.ASKING}/{DATA}", "received: 265", "received: 266")
        change(place / f"{inbox.ASKING}/{DATA}", "day: 2023-02-21", "day: 2023-02-22")
    if what == "build --force":
        change(place / f"{ARTICLE}.md", "区政协", "本区政协")
    if what == "verify --table --force":
        (place / "README.md").write_text("我的\n", encoding="utf-8")
    if what == "form":
        shutil.copy(place / inbox.FILLED, place / inbox.FORM)
    if what in BEFORE:
        assert report(place, *BEFORE[what]).status == 0


def attacked(folder: Path, full: Path) -> tuple[dict[str, Attacked], list[Point]]:
    """A workspace for each command, and each call of it that writes."""
    found, places = list[Point](), dict[str, Attacked]()
    for what in WRITERS:
        place = shutil.copytree(full, folder / what.replace(" ", "") / "place", ignore=_unused(what))
        prepare(place, what)
        before = contents(place)
        trial = shutil.copytree(place, folder / "count" / "place")
        result, log = traced(trial, what)
        assert result.status in (0, 1), (what, result)
        places[what] = Attacked(place, before, contents(trial))
        assert what == "check" or places[what].after != before, (what, result)
        for call, count in Counter(re.findall(r"^\d+ +(\w+)\(", log, re.MULTILINE)).items():
            found += [Point(what, call, number) for number in range(1, count + 1)]
        shutil.rmtree(trial.parent)
    return places, found


def _unused(what: str) -> Callable[[str, list[str]], set[str]]:
    """What of the whole workspace a command does not look at: to copy it takes most of a trial's time."""
    command, others = WRITERS[what], [inbox.ASKING, inbox.ADOPTED, inbox.COUNTING]
    if "--each" in command:
        return shutil.ignore_patterns()
    if "--workspace" in command:
        return shutil.ignore_patterns(*({*others} - {command[-1]}))
    return shutil.ignore_patterns(*others)


def broken(place: Path, of: Attacked, point: Point, how: str) -> str:
    """A command whose call fails, or kills it: every file whole, edits there, and the next run makes all well."""
    what, call, number = point
    shutil.copytree(of.place, place)
    kind, _, more = how.partition(" ")
    numbers = f"{number}+" if more == "unlink" == call else str(number)
    also = ("-e", f"inject={more}:error=EACCES:when=1+") if more and more != call else ()
    result, _ = traced(place, what, "-e", f"inject={call}:{kind}:when={numbers}", *also)
    where = f"{what}, {call} {number}, {how}: "
    if "signal" not in how and (wrong := said(result)):
        return f"{where}{wrong}: {result.err[-300:]}"
    if wrong := _damaged(contents(place), of, what):
        return f"{where}{wrong}"
    if what in JOURNALED:
        wrong = said(looked := forked(place, "check", *WRITERS[what][-2:] if "--workspace" in WRITERS[what] else ())[0])
        now = _visible(contents(place))
        if wrong or now not in (_visible(of.before), _visible(of.after)):
            return f"{where}some files are as they were, others are not: {looked.err[-300:]}"
    return "" if what in ONE_MORE else _healed(place, of, what, where)


def _healed(place: Path, of: Attacked, what: str, where: str) -> str:
    """What the next run does not make well."""
    again, _ = forked(place, *WRITERS[what])
    if said(again) or not (again.status in (0, 1) or any(words in again.err for words in _ONCE)):
        return f"{where}the next run: {again.err[-300:]}"
    now = contents(place)
    if wrong := _damaged(now, of, what):
        return f"{where}after the next run {wrong}"
    if undone := [name for name, data in _visible(of.after).items() if now.get(name) != data]:
        return f"{where}the next run has not made {undone[:3]}: {again.err[-200:]}"
    # Where a disk refuses to delete, a hidden file stays beside what is not written again; after a kill nothing does.
    if left := [name for name in now if name.endswith((".tmp", ".old"))]:
        return f"{where}it left {left}" if "signal" in where or what.startswith("build") else ""
    return ""


def _visible(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if not is_hidden(name)}


def _damaged(now: dict[str, bytes], of: Attacked, what: str) -> str:
    """What of a workspace is not as it should be, while a command is at work."""
    if what in EDITED and of.before[EDITED[what]] not in now.values():
        return "what somebody wrote is gone"
    for name, data in now.items():
        if not is_hidden(name) and data not in (of.before.get(name), of.after.get(name)):
            return f"{name} is neither as it was nor as it should be"
    if lost := [name for name in of.before if name in of.after and not is_hidden(name) and name not in now]:
        return f"{lost} is gone"
    return ""


def is_hidden(name: str) -> bool:
    return "/." in f"/{name}"
