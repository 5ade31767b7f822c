"""What must hold whatever happens: `make torture`, or `python -m tests.torture hostile=1000 faults=2000 …`.

hostile: damaged and malicious files, each given to the commands that read it. faults, kills: a system call that writes
fails (alone, or every unlink with it), or is the last thing the process does (needs strace). races: somebody saves a
draft while it is built. edits: returned drafts with random edits. walks: edits taken home, builds, other templates and
data, in any order. Each takes a seed, so that what it found can be found again.
"""

import importlib
import io
import os
import pkgutil
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).parent))

import report_cli.__main__
from confusion import KINDS, audited, baseline
from drafts_of_2022 import ARTICLE, DATA, REPORT, litter
from report_cli.audit.texts import without_blanks
from running import PROGRAM, Result, change, contents, ended, report, started, year_2022
from walks import walk

SEED = 20221231
CALLS = ("write", "fsync", "rename", "renameat2", "link", "unlink", "mkdir", "chmod", "ftruncate")
ERRORS = ("EIO", "ENOSPC", "EACCES", "EROFS", "EDQUOT")
PROCESSOR = 20  # seconds that one command may take: a hang, not slowness, is what is looked for

Trial = Callable[[Path, random.Random], str]
"""What is wrong after a trial in a workspace; empty if nothing is."""


def tried(place: Path, *command: str) -> str:
    """What is wrong with how a command ends."""
    try:
        return said(report(place, *command))
    except Exception as error:  # noqa: BLE001  # whatever comes through is what is looked for
        return repr(error)


def said(result: Result) -> str:
    if result.status not in (0, 1, 2):
        return f"status {result.status}"
    return "a traceback" if "Traceback" in result.err else ""


# Hostile files --------------------------------------------------------------------------------------------------------

READERS: dict[str, list[list[str]]] = {
    f"{REPORT}.docx": [
        ["verify", f"{REPORT}.docx", "--layout", "printed", "--fix"],
        ["layout", "from", f"{REPORT}.docx"],
        ["build", "2022"],
    ],
    f"{ARTICLE}.md": [["verify", f"{ARTICLE}.md"], ["build", "2022"]],
    f"{REPORT}.figures.json": [["verify", f"{REPORT}.docx"], ["build", "2022"]],
    ".report/builds.json": [["build", "2022"], ["verify", f"{REPORT}.docx"]],
    DATA: [["check"], ["build", "2022", "--output", "out"]],
    "data/indicators.yaml": [["check"], ["stats", "--year", "2022"]],
    "templates/work_report.md.j2": [["check", "2022"], ["build", "2022", "--output", "out"]],
    "templates/layouts/printed.yaml": [["check", "2022"], ["layout", "show", "printed"]],
}
TOKENS = (
    rb"&a *a <<: !!python/object:os.system {{ }} {% %} {# #} {%- for x in y %} [ ] { } : - # > | ' --- ... 1e999 "
    rb"9999999999999999999 -0 .inf 0x10 <w:p> <!DOCTYPE ]]> &#0; %s %n ../../ \ "
    b"\x00 \xff\xfe \xef\xbb\xbf \t \r\n \x1b[31m"
).split(b" ")


def mangled(data: bytes, chance: random.Random) -> bytes:
    """Bytes with something flipped, cut, doubled or put in."""
    at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    match chance.randrange(6):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + data[end:]
        case 2:
            return data[:end] + data[at:end] * chance.randrange(1, 4) + data[end:]
        case 3:
            return data[:at] + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 40))) + data[at:]
        case 4:
            return data[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 50, 5000)) + data[at:]
        case _:
            return data[:at] + bytes(byte ^ 1 << chance.randrange(8) for byte in data[at : at + 8]) + data[at + 8 :]


def mangled_docx(data: bytes, chance: random.Random) -> bytes:
    """A Word file with parts mangled, gone or doubled, or of something else altogether."""
    parts = {
        entry: zipfile.ZipFile(io.BytesIO(data)).read(entry) for entry in zipfile.ZipFile(io.BytesIO(data)).namelist()
    }
    chosen = chance.choice(sorted(parts))
    match chance.randrange(6):
        case 0:
            return mangled(data, chance)
        case 1:
            del parts[chosen]
        case 2:
            parts[chosen] = parts[chance.choice(sorted(parts))]
        case 3:
            tags = re.findall(rb"<[a-z]+:[A-Za-z]+[^>]*>", parts[chosen]) or [b"<"]
            parts[chosen] = parts[chosen].replace(
                chance.choice(tags), chance.choice([*tags, b""]), chance.randrange(1, 9)
            )
        case 4:
            numbers = re.findall(rb'"-?[0-9]+"', parts[chosen]) or [b'"1"']
            value = chance.choice([b'"-1"', b'"0"', b'"99999999999999999999"', b'"1.5"', b'"x"', b'""'])
            parts[chosen] = parts[chosen].replace(chance.choice(numbers), value)
        case _:
            parts[chosen] = mangled(parts[chosen], chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def hostile(place: Path, chance: random.Random) -> str:
    """One file of a workspace damaged, then read by what reads it: words, no traceback, nothing lost beside it."""
    name = chance.choice(sorted(READERS))
    file, kept = place / name, place.parent / "kept"
    file.write_bytes((mangled_docx if name.endswith(".docx") else mangled)(file.read_bytes(), chance))
    kept.write_bytes(file.read_bytes())
    for command in READERS[name]:
        # Processor time is what it takes itself, however busy the machine is.
        before = time.process_time()
        wrong = tried(place, *command)
        if wrong or time.process_time() - before > PROCESSOR:
            return f"{name}, {' '.join(command)}: {wrong or 'it hangs'}"
    is_draft = name.startswith("drafts/") and not name.endswith(".json")
    saved = [path.read_bytes() for path in (place / ".report/backup").glob("*")]
    if is_draft and kept.read_bytes() not in (file.read_bytes(), *saved):
        return f"{name}: a damaged draft was overwritten"
    return ""


# Faults and kills -----------------------------------------------------------------------------------------------------

WRITERS: dict[str, tuple[str, ...]] = {
    "build": ("build", "2022"),
    "build --force": ("build", "2022", "--force"),
    "build --review": ("build", "2022", "--review"),
    "build --output": ("build", "2022", "--output", "out"),
    "new": ("new", "2023"),
    "init": ("init", "新区"),
    "layout from": ("layout", "from", f"{REPORT}.docx", "--name", "本单位"),
    "verify --table": ("verify", f"{REPORT}.docx", "--table", "修改.md"),
    "verify --table --force": ("verify", f"{REPORT}.docx", "--table", "README.md", "--force"),
    "check": ("check",),
    "verify --html": ("verify", f"{REPORT}.docx", "--html", "核对.html"),
    "verify --fix": ("verify", f"{REPORT}.docx", "--layout", "reading", "--fix"),
}


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


def traced(place: Path, what: str, *inject: str) -> tuple[Result, str]:
    # All that `check` writes is the cache.
    cache = place.parent / "cache" if what == "check" else None
    return forked(place, *WRITERS[what], inject=inject or ("-e", "status=successful,failed"), cache=cache)


def prepared(place: Path, what: str) -> dict[str, bytes]:
    """A workspace in which a command has something to write, and a draft that somebody edited."""
    if what.startswith("build"):
        change(place / DATA, "received: 265", "received: 266")
    if what == "build --force":
        change(place / f"{ARTICLE}.md", "区政协", "本区政协")
    if what == "verify --table --force":
        (place / "README.md").write_text("我的\n", encoding="utf-8")
    return contents(place)


EDITED = {"build --force": f"{ARTICLE}.md", "verify --table --force": "README.md"}
"""What somebody wrote where a command writes."""
AFTER: dict[str, dict[str, bytes]] = {}
"""What a workspace holds once a command has done its work."""


def points(built_place: Path, folder: Path) -> list[tuple[str, str, int]]:
    """Each call that writes, of each command, by its number among the calls of its name."""
    found = []
    for what in WRITERS:
        place = shutil.copytree(built_place, folder / "count" / "place")
        prepared(place, what)
        _, log = traced(place, what)
        AFTER[what] = contents(place)
        for call, count in Counter(re.findall(r"^\d+ +(\w+)\(", log, re.MULTILINE)).items():
            found += [(what, call, number) for number in range(1, count + 1)]
        shutil.rmtree(place.parent)
    return found


def broken(place: Path, point: tuple[str, str, int], how: str) -> str:
    """A command whose call fails, or kills it: every file whole, edits there, and the next run makes all well."""
    what, call, number = point
    before = prepared(place, what)
    kind, _, more = how.partition(" ")
    if more == "unlink" == call:
        number, more = f"{number}+", ""  # type: ignore[assignment]
    also = ("-e", f"inject={more}:error=EACCES:when=1+") if more else ()
    result, _ = traced(place, what, "-e", f"inject={call}:{kind}:when={number}", *also)
    if "signal" not in how and (wrong := said(result)):
        return f"{what}, {call} {number}, {how}: {wrong}: {result.err[-300:]}"
    now = contents(place)
    if what in EDITED and before[EDITED[what]] not in now.values():
        return f"{what}, {call} {number}, {how}: what somebody wrote is gone"
    for name, data in now.items():
        is_ours = "/." in f"/{name}"
        if not is_ours and data not in (before.get(name), AFTER[what].get(name)):
            return f"{what}, {call} {number}, {how}: {name} is neither as it was nor as it should be"
    again, _ = forked(place, *WRITERS[what])
    is_there = what in ("new", "init", "layout from") and result.status == 0
    finished = again.status == 0 or is_there or "已经有" in again.err or "--force" in again.err or "已有" in again.err
    if not finished or "Traceback" in again.err:
        return f"{what}, {call} {number}, {how}: the next run: {again.err[-300:]}"
    if what.startswith("build") and litter(place):
        return f"{what}, {call} {number}, {how}: it left {litter(place)}"
    return ""


# Races and edits ------------------------------------------------------------------------------------------------------


def race(place: Path, chance: random.Random) -> str:
    """Somebody saves a draft at some moment of a build, in place or as Word does: what they wrote is somewhere."""
    change(place / DATA, "received: 265", "received: 266")
    file = place / f"{ARTICLE}.md"
    run = started(place, *PROGRAM, "build", "2022", *chance.choice([[], ["--force"]]))
    time.sleep(chance.uniform(0, 0.8))
    mine = file.read_bytes() + f"\n会上定的话{chance.random()}\n".encode()
    if chance.random() < 0.5:
        file.write_bytes(mine)
    else:
        beside = file.with_name("saved")
        beside.write_bytes(mine)
        beside.replace(file)
    result = ended(run)
    if wrong := said(result):
        return wrong
    again = report(place, "build", "2022")
    kept = [file.read_bytes(), *(path.read_bytes() for path in (place / ".report/backup").glob("*"))]
    return "" if mine in kept and again.status in (0, 1) else "what was saved is gone"


def plain(text: str) -> str:
    """A text without what is no edit: blanks put in or taken out, digits in full width."""
    return without_blanks(unicodedata.normalize("NFKC", text))


def edit(_: Path, chance: random.Random) -> str:
    """A returned draft with random edits: read without fail, and no altered figure passes for one that agrees."""
    of = baseline(chance.choice(KINDS))
    texts = list(of.paragraphs)
    for _number in range(chance.randrange(1, 6)):
        number = chance.randrange(len(texts))
        text = texts[number]
        at, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        end = min(end, at + 12)
        words = chance.choice(
            ("", text[at:end] * 2, "近", "２６５件", "千余人", "，", "“", "第", "三", "%", "\u3000", "万")
        )
        texts[number] = text[:at] + words + text[end:]
    found = audited(texts, of)
    whole = plain("".join(texts))
    told = {each.fact for each in found.discrepancies if each.fact}
    missing = [figure for figure in of.figures if plain(figure.text) not in whole]
    untold = [figure.text for figure in missing if figure.fact not in told]
    return f"nothing is said of {untold[:3]}" if untold else ""


def walked(place: Path, chance: random.Random) -> str:
    """Edits, builds, other templates and data, in any order: no edited word is lost or doubled."""
    place.mkdir(parents=True)
    try:
        walk(place, chance.randrange(10**9))
    except Exception as error:  # noqa: BLE001  # whatever comes through is what is looked for
        return repr(error)
    return ""


# The runs -------------------------------------------------------------------------------------------------------------


def trials(name: str, count: int, seed: int, folder: Path, built_place: Path) -> Iterator[str]:
    if name in ("faults", "kills"):
        every = points(built_place, folder)
        errors = [f"error={error}" for error in ERRORS]
        hows = [*errors, *(f"{error} unlink" for error in errors[:2])] if name == "faults" else ["signal=KILL"]
        cases = [(point, how) for how in hows for point in every]
        random.Random(seed).shuffle(cases)
        tasks: list[Trial] = [
            lambda place, _, point=point, how=how: broken(place, point, how)  # type: ignore[misc]
            for point, how in (cases * (count // max(len(cases), 1) + 1))[:count]
        ]
    else:
        tasks = [{"hostile": hostile, "races": race, "edits": edit, "walks": walked}[name]] * count
    for number, trial in enumerate(tasks):
        place = folder / f"{number}" / "place"
        if trial not in (edit, walked):
            shutil.copytree(built_place, place)
        wrong = trial(place, random.Random(f"{seed} {name} {number}"))
        shutil.rmtree(place.parent, ignore_errors=True)
        yield f"{name} {number} (seed {seed}): {wrong}" if wrong else ""


def survived(name: str, count: int, seed: int = SEED) -> list[str]:
    """What did not hold, of so many trials."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        built_place = year_2022(folder / "built")
        loaded()
        assert forked(built_place, "build", "2022")[0].status == 0
        return [wrong for wrong in trials(name, count, seed, folder, built_place) if wrong]


def main() -> None:
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()
    wanted = dict(argument.split("=") for argument in sys.argv[1:] if "=" in argument)
    seed = int(wanted.pop("seed", SEED))
    failed = False
    for name, count in wanted.items():
        start = time.monotonic()
        wrong = survived(name, int(count), seed)
        took = time.monotonic() - start
        lines = [f"{name}: {count} tried, {int(count) - len(wrong)} held, {took:.0f} s", *wrong[:40]]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        failed |= bool(wrong)
    sys.exit(failed)


if __name__ == "__main__":
    main()
