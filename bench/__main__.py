"""How fast `report` is, beside other ways to make the same report: `make bench`, or `python -m bench`.

Every figure is user and system time of the processor, so that what else the machine does hardly counts. Ways that are
compared take turns; a ratio is taken pair by pair, and the median of the ratios is what counts.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from importlib import metadata
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import peers, repository, sample

if TYPE_CHECKING:
    from report_cli.facts.ledger import Ledger
    from report_cli.files.workspace import Workspace

ROOT = Path(__file__).parent.parent
REPORT = (sys.executable, "-m", "report_cli")
PEER = (sys.executable, "-m", "bench.peers")
IMPORTS = (sys.executable, "-c", "import typer, yaml")
KINDS = ("--kind", "work_report,press_release")
"""The two reports of this repository that are built: their like is what docxtpl makes."""
Times = dict[str, list[float]]
Ways = dict[str, Callable[[], object]]
MARK = "<!-- 以下由make bench写成 -->"
SAID: list[str] = []
"""What has been printed so far."""
LOOP, ANEW, BUILD = "report，数据已读", "report，重新读YAML并检查", "report build 2022：本仓库，两种报告"
SLIM, USUAL = "docxtpl，精简模板", "docxtpl，通常的模板"
MANY = 3000
"""The most workspaces that are built at once."""
JOBS = (1, 2)
FOUND: dict[str, float] = {}
"""Ratios measured so far, by the names of the targets."""
TIMES_AS_FAST: dict[str, tuple[str, float]] = {
    f"{LOOP}/{SLIM}": ("循环：比docxtpl（精简模板）快几倍", 8),
    f"{LOOP}/{USUAL}": ("循环：比docxtpl（通常的模板）快几倍", 12),
    f"{ANEW}/{SLIM}": ("循环，YAML重新读、重新检查：比docxtpl（精简模板）快几倍", 3),
}
AT_MOST: dict[str, tuple[str, float]] = {
    f"{BUILD}/{USUAL}": ("`build 2022`比读YAML、用一次docxtpl（通常的模板）的typer命令", 0.85),
    "report --help/import typer, yaml": ("`--help`比`import typer, yaml`", 1.0),
    "report stats --year 2022/import typer, yaml": ("`stats`比它", 1.3),
    "report check/import typer, yaml": ("`check`比它", 2.5),
    **{name: (f"一段的时间，3000段比300段：{name}", 1.2) for name in ("组成", "DOCX", "Markdown", "核对")},
    **{f"{jobs}": (f"许多工作区比docxtpl（精简模板）做同样多的文件：{jobs}个进程", 0.25) for jobs in JOBS},
    **{f"{jobs} again": (f"再做一次（没有变化）：{jobs}个进程", 0.06) for jobs in JOBS},
    **{f"own {jobs}": (f"本仓库的工作区许多份，比docxtpl做同样的文件：{jobs}个进程", 0.25) for jobs in JOBS},
    "memory": ("一个进程的内存，MiB", 300),
}
"""The targets by name: in words, and the ratio to reach (or, the other way round, how many times faster)."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=11, help="runs of each whole process")
    parser.add_argument("--loops", type=int, default=30, help="turns of each way in a loop")
    parser.add_argument(
        "--workspaces", type=int, default=300, help="the most workspaces that are built at once; 3000 takes minutes"
    )
    parser.add_argument("--only", default="", help="parts, parted by commas: loop, process, start, growth, workspaces")
    parser.add_argument("--write", type=Path, help="a text whose end, from the mark on, is to be what is printed")
    wanted = parser.parse_args()
    # What a shell or a CI sets must not keep Python from its compiled files.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPATH"] = str(ROOT)
    only = set(filter(None, wanted.only.split(",")))
    say(f"{MARK}\n\n{machine()}\n")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        parts: dict[str, Callable[[], None]] = {
            "loop": lambda: in_a_loop(place, wanted.loops),
            "process": lambda: whole_processes(place, wanted.runs),
            "start": lambda: starts(wanted.runs),
            "growth": lambda: growth(place),
            "workspaces": lambda: workspaces(place, wanted.workspaces),
        }
        for part, run in parts.items():
            if not only or part in only:
                run()
    targets()
    if wanted.write:
        prose = wanted.write.read_text(encoding="utf-8").partition(MARK)[0]
        wanted.write.write_text(prose + "\n".join(SAID).rstrip() + "\n", encoding="utf-8")


def targets() -> None:
    """Each target beside what was measured, those alone that were."""
    fast = {name: (words, wanted, 1 / FOUND[name]) for name, (words, wanted) in TIMES_AS_FAST.items() if name in FOUND}
    rest = {name: (words, wanted, FOUND[name]) for name, (words, wanted) in AT_MOST.items() if name in FOUND}
    missed = [name for name, (_, wanted, found) in fast.items() if found < wanted]
    missed += [name for name, (_, wanted, found) in rest.items() if found > wanted]
    rows = [
        [words, f"{wanted:g}", f"{found:.3g}{'，**未到**' if name in missed else ''}"]
        for name, (words, wanted, found) in (fast | rest).items()
    ]
    if rows:
        grid("目标和实测", ("目标", "应", "实测"), rows)


def say(text: str) -> None:
    SAID.append(text)
    print(text, flush=True)  # noqa: T201


def machine() -> str:
    names = ("docxtpl", "python-docx", "jinja2", "typer", "pyyaml", "lxml")
    versions = [f"{name} {metadata.version(name)}" for name in names]
    pandoc = peers.find_pandoc()
    said = (
        subprocess.run([pandoc, "--version"], capture_output=True, text=True, check=True).stdout
        if pandoc
        else "没有pandoc"
    )
    versions.append(said.partition("\n")[0])
    machine = f"{platform.system()} {platform.machine()}，{os.cpu_count()}核"
    return f"Python {platform.python_version()}，{machine}；{'，'.join(versions)}。"


def processor() -> float:
    """Milliseconds of the processor that this process and its children have taken."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used) * 1000


def in_turns(ways: Ways, turns: int, times: int = 1) -> Times:
    """Milliseconds of processor time, way by way; the first turn does not count. Each way runs `times` times a turn."""
    taken: Times = {name: [] for name in ways}
    for turn in range(turns + 1):
        for name, way in ways.items():
            gc.collect()  # so that none pays for what another has left behind
            before = processor()
            for _ in range(times):
                way()
            if turn:
                taken[name].append((processor() - before) / times)
    return taken


def table(title: str, taken: Times, *bases: str) -> None:
    """Medians and spread, and how often each goes into the bases."""
    head = ["", "中位数 ms", "最小", "最大", *(f"与“{base}”之比（最小–中位–最大）" for base in bases)]
    rows = []
    for name, times in taken.items():
        ratios = [sorted(mine / other for mine, other in zip(times, taken[base], strict=True)) for base in bases]
        FOUND.update({f"{name}/{base}": statistics.median(ratio) for base, ratio in zip(bases, ratios, strict=True)})
        shown = [f"{ratio[0]:.3f}–{statistics.median(ratio):.3f}–{ratio[-1]:.3f}" for ratio in ratios]
        rows.append([name, *(f"{value:.2f}" for value in (statistics.median(times), min(times), max(times))), *shown])
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    say(f"## {title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")


# One report in a loop ------------------------------------------------------------------------------------------------


class Maker:
    """Our way in a loop: the catalogue, the templates and the layout are loaded, as docxtpl's template is.

    `years`: of so many years or districts the facts are loaded too, each figure another in each.
    """

    def __init__(self, place: Path, years: int = 1) -> None:
        from functools import cache

        from report_cli.facts.load import Loader
        from report_cli.files.workspace import Workspace
        from report_cli.layout import reading

        self.workspace = Workspace(place)
        loader = Loader(self.workspace)
        self.catalogue = loader.catalogue
        self.templates = cache(self.workspace.template)
        file, data = self.workspace.layout("printed") or ("", b"")
        made, _ = reading.parse(data, file)
        assert made is not None, "the package's layout is in order"
        self.layout = made
        self.ledger = loader.year(sample.YEAR).ledger
        self.texts = cycle([sample.data(first=1000 * number) for number in range(years)])
        self.ledgers = cycle([self.read(next(self.texts)) for _ in range(years)])
        self.number = 0

    def make(self) -> list[Any]:
        return self.made(next(self.ledgers))

    def make_anew(self) -> list[Any]:
        """From YAML that no one has read before."""
        self.number += 1
        return self.made(self.read(f"{next(self.texts)}# {self.number}\n"))

    def read(self, text: str) -> Ledger:
        from report_cli.facts import ledger, yearfile

        year, found = yearfile.read(text.encode(), f"data/{sample.YEAR}.yaml", sample.YEAR, self.catalogue)
        resolved, more = ledger.resolve(self.catalogue, year)
        assert not found + more
        return resolved

    def made(self, ledger: Ledger) -> list[Any]:
        """Composed, checked, every figure bound; DOCX and Markdown."""
        from report_cli import compose
        from report_cli.docx import write
        from report_cli.drafts import figures, files, markdown

        document, findings = compose.compose("work_report", ledger, self.templates)
        assert document is not None, findings
        digest = figures.make(document, ledger).digest
        sealed = files.sealed(files.Report(document, ledger, self.layout), digest)
        return [write.write(document, self.layout, sealed), markdown.write(document)]


def in_a_loop(place: Path, turns: int) -> None:
    maker = Maker(sample.workspace(place / "loop"), 30)
    facts = sample.facts()
    usual, slim = (peers.template(place / f"{name}.docx", name == "slim") for name in ("usual", "slim"))
    base = place / "base.docx"
    peers.base(base)
    ways: Ways = {
        SLIM: lambda: peers.docxtpl(slim, facts),
        USUAL: lambda: peers.docxtpl(usual, facts),
        "python-docx，精简底稿": lambda: peers.python_docx(facts, base),
        "python-docx，自带底稿": lambda: peers.python_docx(facts),
        LOOP: maker.make,
        ANEW: maker.make_anew,
    }
    if pandoc := peers.find_pandoc():
        import jinja2

        template = jinja2.Template(sample.markdown(sample.paragraphs(), sample.UNIT))
        ways["Jinja＋pandoc"] = lambda: peers.pandoc(template, facts, pandoc)
    table("循环里做一份（约5000字、60个数）", in_turns(ways, turns, 5), SLIM, USUAL)


# Whole processes -----------------------------------------------------------------------------------------------------


def run(*command: str, folder: Path = ROOT) -> None:
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def whole_processes(place: Path, runs: int) -> None:
    ours = sample.workspace(place / "process")
    data = ours / f"data/{sample.YEAR}.yaml"
    copy = place / "2022"
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, copy / name)
    usual, slim = (peers.template(place / f"{name}.docx", name == "slim") for name in ("usual", "slim"))
    markdown = place / "report.md"
    markdown.write_text(sample.markdown(sample.paragraphs(), sample.UNIT), encoding="utf-8")

    def peer(way: str, base: Path) -> None:
        run(*PEER, way, str(data), str(base), str(place / "made.docx"))

    def build(folder: Path, *kinds: str) -> None:
        shutil.rmtree(folder / "drafts", ignore_errors=True)
        run(*REPORT, "build", str(sample.YEAR), *kinds, folder=folder)

    ways: Ways = {
        USUAL: lambda: peer("docxtpl", usual),
        SLIM: lambda: peer("docxtpl", slim),
        "python-docx": lambda: peer("python-docx", usual),
        "report build：同一份": lambda: build(ours),
        BUILD: lambda: build(copy, *KINDS),
        "report build 2022：没有变化": lambda: run(*REPORT, "build", "2022", *KINDS, folder=copy),
    }
    if peers.find_pandoc():
        ways["Jinja＋pandoc"] = lambda: peer("pandoc", markdown)
    table("整个进程，各做一次", in_turns(ways, runs), USUAL, SLIM)


def starts(runs: int) -> None:
    ways: Ways = {"import typer, yaml": lambda: run(*IMPORTS)}
    for arguments in ("--help", "stats --year 2022", "check"):
        ways[f"report {arguments}"] = partial(run, *REPORT, *arguments.split())
    table("启动", in_turns(ways, runs), "import typer, yaml")


# Growth --------------------------------------------------------------------------------------------------------------


def growth(place: Path) -> None:
    # The two that the targets are about come one right after the other.
    made = {count: paragraphs(place / f"paragraphs{count}", count) for count in (100, 1000, 300, 3000)}
    first = {str(count): first for count, (first, _) in made.items()}
    taken = by_count({count: ways for count, (_, ways) in made.items()}, TURNS)
    ratios = {name: spread(times["3000"], times["300"]) for name, times in taken.items()}
    rows = [[count, first[count], *medians(taken, count)] for count in sorted(first, key=int)]
    rows.append(["3000段比300段", "", *("–".join(f"{ratio:.2f}" for ratio in found) for found in ratios.values())])
    grid("段落越多（微秒一段）", ("段落", "组成，第一次", *taken), rows)
    FOUND.update({name: median for name, (_, median, _) in ratios.items()})
    counts = (100, 1000, 10000)
    taken = by_count({count: values(place / f"values{count}", count) for count in counts}, OF_VALUES)
    rows = [[str(count), *medians(taken, str(count))] for count in counts]
    grid("数据越多（微秒一个）", ("数据", *taken), rows)


TURNS = {"组成": 60, "DOCX": 60, "Markdown": 60, "核对": 11}
OF_VALUES = {"读目录": 5, "读数据和检查": 5}
"""How many turns for each column: the fewer, the longer a turn takes."""


def by_count(made: dict[int, Ways], turns: dict[str, int]) -> dict[str, Times]:
    """Microseconds for each of so many, column by column and then by count.

    The counts take turns, and each does as much work in a turn: one of 3,000, or ten times one of 300. Else what else
    the machine does would meet one count and not another: its caches are shared.
    """
    taken = {}
    for name, number in turns.items():
        ways: Ways = {str(count): partial(repeat, of[name], max(made) // count) for count, of in made.items()}
        times = in_turns(ways, number)
        taken[name] = {count: [each * 1000 / max(made) for each in of] for count, of in times.items()}
    return taken


def repeat(way: Callable[[], object], times: int) -> None:
    for _ in range(times):
        way()


def medians(taken: dict[str, Times], count: str) -> list[str]:
    return [f"{statistics.median(times[count]):.1f}" for times in taken.values()]


def spread(times: list[float], others: list[float]) -> tuple[float, float, float]:
    """The ratios pair by pair: the first quartile, the median, the third quartile."""
    low, middle, high = statistics.quantiles((mine / other for mine, other in zip(times, others, strict=True)), n=4)
    return low, middle, high


def grid(title: str, head: Iterable[str], rows: list[list[str]]) -> None:
    lines = [list(head), ["---", *["---:"] * (len(rows[0]) - 1)], *rows]
    say(f"## {title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")


def paragraphs(folder: Path, count: int) -> tuple[str, Ways]:
    """Microseconds a paragraph when a report of so many is first composed; and what is done with it again and again."""
    from report_cli import compose
    from report_cli.docx import write
    from report_cli.drafts import figures, files, markdown

    maker = Maker(sample.workspace(folder, count, count * 5 // 3, count * 100))
    before = processor()
    document, findings = compose.compose("work_report", maker.ledger, maker.templates)
    assert document is not None, findings[:3]
    first = f"{(processor() - before) * 1000 / count:.1f}"
    digest = figures.make(document, maker.ledger).digest
    sealed = files.sealed(files.Report(document, maker.ledger, maker.layout), digest)
    run(*REPORT, "build", str(sample.YEAR), folder=folder)
    return first, {
        "组成": lambda: compose.compose("work_report", maker.ledger, maker.templates),
        "DOCX": lambda: write.write(document, maker.layout, sealed),
        "Markdown": lambda: markdown.write(document),
        "核对": lambda: audit(maker.workspace),
    }


def audit(place: Workspace) -> None:
    """The draft read, its report composed anew, and each figure found."""
    from report_cli.audit import returned

    draft = returned.read_draft(place.root / f"drafts/{sample.YEAR}/work_report.docx")
    assert not returned.Auditor(place, None, None).audit(draft).discrepancies


def values(folder: Path, count: int) -> Ways:
    from report_cli.facts import catalogue_file, ledger, yearfile

    sample.workspace(folder, 10, count, 1300)
    catalogued, data = ((folder / f"data/{name}.yaml").read_bytes() for name in ("indicators", sample.YEAR))
    catalogue, _ = catalogue_file.read(catalogued, "data/indicators.yaml")
    number = 0

    def other(text: bytes) -> bytes:
        nonlocal number
        number += 1
        return text + f"# {number}\n".encode()

    def read() -> None:
        year, _ = yearfile.read(other(data), f"data/{sample.YEAR}.yaml", sample.YEAR, catalogue)
        ledger.resolve(catalogue, year)

    return {"读目录": lambda: catalogue_file.read(other(catalogued), "data/indicators.yaml"), "读数据和检查": read}


def workspaces(place: Path, most: int) -> None:
    """Workspaces of two kinds, each in a fresh folder; docxtpl makes as many documents of the same facts."""
    slim = peers.template(place / "slim.docx", True)
    theirs = peers.Set([slim, slim], f"data/{sample.YEAR}.yaml")
    counts = [count for count in (1, 10, 100, 300, 1000, MANY) if count <= most]
    rows = many(place / "sample", counts, sample.copies, theirs, {str(jobs): str(jobs) for jobs in JOBS})
    grid("工作区越多（两种报告、两种格式）", WORKSPACES, rows)
    own = repository.documents(place / "own")
    names = {str(jobs): f"own {jobs}" for jobs in JOBS}
    rows = many(place / "repository", [min(most, 1000)], repository.copies, own, names)
    grid("本仓库的工作区，复制许多份", WORKSPACES, rows)


def many(
    place: Path, counts: list[int], make: Callable[[Path, int], object], theirs: peers.Set, names: dict[str, str]
) -> list[list[str]]:
    """A row for each count and number of processes; `names` are those of the targets, by the number of processes."""
    rows = []
    for count in counts:
        for jobs, name in names.items():
            # Each in folders of its own, and nothing is deleted meanwhile: ext4 looks at recently deleted files again
            # before it makes a new one, which would be half of what is measured.
            folder = place / f"{count}-{jobs}"
            make(folder, count)
            peer = by_docxtpl(folder, theirs, count, int(jobs))
            row, memory = [str(count), jobs], 0
            for measured in (name, f"{name} again"):
                start, used = time.perf_counter(), processor()
                memory = max(memory, built(folder, jobs))
                ours = (processor() - used) / count
                row += [f"{count / (time.perf_counter() - start):.0f}", f"{ours:.2f}", f"{ours / peer:.3f}"]
                if count == counts[-1]:
                    FOUND.update({measured: ours / peer, "memory": max(memory, FOUND.get("memory", 0))})
            rows.append([*row, f"{peer:.1f}", str(memory)])
    return rows


WORKSPACES = (
    *(
        "工作区",
        "进程",
        "每秒几个",
        "处理器 ms 一个",
        "与docxtpl之比",
        "再做一次：每秒几个",
        "处理器 ms 一个",
        "与docxtpl之比",
    ),
    *("docxtpl：处理器 ms 两份", "最大的进程 MiB"),
)


def by_docxtpl(folder: Path, theirs: peers.Set, count: int, jobs: int) -> float:
    """Milliseconds of processor time for two documents, on that many processes at once, which slow each other down."""
    share = -(-min(count, 300) // jobs)
    before = processor()
    peer = [
        subprocess.Popen([*PEER, "--each", str(folder), str(share * job), str(share), *theirs.arguments], cwd=ROOT)
        for job in range(jobs)
    ]
    assert not any(process.wait() for process in peer)
    return (processor() - before) / min(count, share * jobs)


def built(folder: Path, jobs: str) -> int:
    """Build every workspace below a folder; MiB of the largest process."""
    run = "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)"
    command = f"import resource, subprocess, sys; {run}; {_PEAK}"
    arguments = [*REPORT, "build", str(sample.YEAR), "--each", str(folder), "--jobs", jobs]
    said = subprocess.run(
        [sys.executable, "-c", command, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return int(said) // 1024


_PEAK = "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"


if __name__ == "__main__":
    main()
