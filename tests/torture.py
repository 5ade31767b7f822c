"""What must hold whatever happens: `make torture`, or `python -m tests.torture hostile=1000 faults=2000 …`.

hostile: damaged and malicious files, each given to the commands that read it. faults, kills: a system call that writes
fails (alone, or every unlink with it), or is the last thing the process does (needs strace). races: somebody saves a
file while a command writes it. edits: returned drafts with random edits. walks: edits taken home, builds, other
templates and data, in any order. pairs: two drafts with an edit each at one place. Each takes a seed, so that what it
found can be found again.
"""

import os
import random
import shutil
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import inbox
from confusion import KINDS, audited, baseline
from drafts_of_2022 import ARTICLE, DATA
from faults import ERRORS, WRITERS, attacked, broken, loaded, prepare
from hostile import hostile, said
from report_cli.audit.texts import without_blanks
from running import PROGRAM, change, contents, ended, report, started
from two_drafts import Row, rows
from walks import walk

SEED = 20221231

Trial = Callable[[Path, random.Random], str]
"""What is wrong after a trial in a workspace; empty if nothing is."""


# Races and edits ------------------------------------------------------------------------------------------------------


RACES: dict[str, tuple[tuple[str, ...], str]] = {
    "build": (("build", "2022"), f"{ARTICLE}.md"),
    "build --force": (("build", "2022", "--force"), f"{ARTICLE}.md"),
    "take": (WRITERS["take"], DATA),
    "take: edits": (WRITERS["take"], inbox.EDITS),
    "collect": (WRITERS["collect"], f"{inbox.ASKING}/{DATA}"),
    "form": (WRITERS["form"], inbox.FORM),
    "renew --force": (WRITERS["renew --force"], f"{inbox.OLD}.docx"),
    "verify --table --force": (WRITERS["verify --table --force"], "README.md"),
    "adopt again": (WRITERS["adopt again"], inbox.QUESTIONS),
}
"""Commands, and the file that somebody saves meanwhile."""


def race(place: Path, chance: random.Random) -> str:
    """Somebody saves a file at some moment of a command, in place or as Word does: what they wrote is somewhere."""
    what = chance.choice(sorted(RACES))
    command, name = RACES[what]
    file, before = place / name, what.partition(":")[0]
    prepare(place, "build" if before == "build --force" else before)
    if what == "form":
        file.unlink()
        report(place, *WRITERS["form"])
        change(place / f"{inbox.ASKING}/{DATA}", "received: 266", "received: 267")
    run = started(place, *PROGRAM, *command)
    time.sleep(chance.uniform(0, 0.8))
    # What is put behind the end of a workbook is no edit of it: somebody's form says something else in its cells.
    found = (place / inbox.FILLED if what == "form" else file).read_bytes()
    mine = found + f"\n# 会上定的话{chance.random()}\n".encode()
    if chance.random() < 0.5:
        file.write_bytes(mine)
    else:
        beside = file.with_name("saved")
        beside.write_bytes(mine)
        beside.replace(file)
    if wrong := said(ended(run)):
        return f"{what}: {wrong}"
    again = report(place, *command)
    if mine not in contents(place).values() or said(again):
        return f"{what}: what was saved is gone, or {said(again)}"
    return ""


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


def pair_taken(place: Path, row: Row) -> str:
    """Two drafts taken home: no word is lost or doubled, and what came home is not proposed again."""
    place.mkdir(parents=True)
    try:
        wrong = row.wrong(place)
    except Exception as error:  # noqa: BLE001  # whatever comes through is what is looked for
        wrong = [repr(error)]
    return f"{row}: {wrong}" if wrong else ""


# The runs -------------------------------------------------------------------------------------------------------------


def trials(name: str, count: int, seed: int, folder: Path, full: Path) -> Iterator[str]:
    if name in ("faults", "kills"):
        places, points = attacked(folder / "attacked", full)
        errors = [f"error={error}" for error in ERRORS]
        hows = [*errors, *(f"{error} unlink" for error in errors[:2])] if name == "faults" else ["signal=KILL"]
        cases = [(point, how) for how in hows for point in points]
        random.Random(seed).shuffle(cases)
        sys.stdout.write(f"{name}: {len(points)} calls of {len(places)} commands\n")
        tasks: list[Trial] = [
            lambda place, _, point=point, how=how: broken(place, places[point.what], point, how)  # type: ignore[misc]
            for point, how in (cases * (count // max(len(cases), 1) + 1))[:count]
        ]
    elif name == "pairs":
        table = rows()
        random.Random(seed).shuffle(table)
        tasks = [lambda place, _, row=row: pair_taken(place, row) for row in table[:count]]  # type: ignore[misc]
    else:
        tasks = [{"hostile": hostile, "races": race, "edits": edit, "walks": walked}[name]] * count
    for number, trial in enumerate(tasks):
        place = folder / f"{number}" / "place"
        if trial in (hostile, race):
            shutil.copytree(full, place)
        wrong = trial(place, random.Random(f"{seed} {name} {number}"))
        shutil.rmtree(place.parent, ignore_errors=True)
        yield f"{name} {number} (seed {seed}): {wrong}" if wrong else ""


def survived(name: str, count: int, seed: int = SEED) -> list[str]:
    """What did not hold, of so many trials."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        loaded()
        full = inbox.full(folder / "full")
        return [wrong for wrong in trials(name, count, seed, folder, full) if wrong]


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
