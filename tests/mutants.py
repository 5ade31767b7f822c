"""Do the tests see a wrong line? `make mutants`, or `python -m tests.mutants sample=60 facts/numbers …`.

One small thing of a module is made wrong at a time (a sign, a condition, a number, a call left out), in a copy of the
repository; the tests that run that line should fail. Those who live are listed: each wants a test, or a line in
`mutants_equivalent.txt` that says why nobody could tell the difference.
"""

import ast
import contextlib
import functools
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import types
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
EQUIVALENT = Path(__file__).with_name("mutants_equivalent.txt")
SEED, SAMPLE = 20221231, 60
BUDGET = 15  # seconds of tests for one mutant, those that are named first; thrice that where they start processes
LIMIT = 90  # seconds of processor, however busy the machine is: an endless loop is seen too
FIGURES = "facts values schema quantity rounding accept numerals pasted committees beside bad_input diff year_2022"
WORDS = "edits_in_small match pairing excuses audit_lists audit_html verify_words"
DISK = "disk_writing record journal platforms disk links bases orphans hand_edits drafts results build unchanged killed"
TESTS = {
    **{f"facts/{name}": FIGURES for name in ("numbers", "quantity", "formula", "estimate")},
    "facts/pasted": "pasted facts accept bad_input editing",
    "compose/values": "values quantity beside rules bad_input",
    "numerals/spelling": "numerals edits_in_small excuses",
    **{f"audit/{name}": WORDS for name in ("compare", "locate", "new_figures", "match", "align", "changes", "markers")},
    **dict.fromkeys(("files/editing", "files/spans"), "editing"),
    **{f"files/{name}": DISK for name in ("disk", "journal")},
    "drafts/files": f"{DISK} binding pdf",
    **{f"drafts/{name}": f"{name} {DISK}" for name in ("record", "bases", "orphans")},
    "drafts/figures": "hand_edits drafts binding bases",
    "drafts/markdown": "markdown drafts editing",
    "drafts/renewed": "renew bases",
    "drafts/review": "review",
    "audit/hand_edits": DISK,
    "audit/outdated": "outdated renew verify",
    **dict.fromkeys(("inward/reading_back", "inward/list_changes"), "take"),
    "inward/weighing": "take prose_home rows bases renew",
    "inward/brought": "take prose_home take_growth",
    "inward/standing": "home_again take prose_home",
    "inward/wordings": "wordings",
    "docx/retype": "renew",
    "inward/typed": "collect",
    **dict.fromkeys(("forms/answer_rows", "forms/meanings"), "forms_read collect"),
    "sheets/compound": "compound sheets",
}
"""The test files that concern each module."""
NO_TESTS = 5  # the status of pytest that found none of them
UNTRIED = 8  # that of a mutant that cannot be put into a process that runs
UNCHANGED = "nothing"
SPAWNING = ("drafts/files", "drafts/record", "drafts/bases", "files/disk", "files/journal")
"""Modules that are tested in processes of their own too: which line those run is not known here."""
LONG = "tests/test_verify.py::test_every_edit_is_found_and_nothing_else"


class Mutant(NamedTuple):
    line: int
    what: str
    source: str
    function: str
    """Where it stands: `Class.method`; empty outside of functions."""
    is_remembered: bool = False
    """Whether the function's result is: then only the first test that asks for it is known to run it."""


class Timed(NamedTuple):
    """Which tests run a line of a module, and how long each test takes."""

    by_line: dict[int, set[str]]
    seconds: dict[str, float]


class Ended(NamedTuple):
    """How a trial has ended: the status of its process, and the test that failed."""

    status: int
    killer: str

    @property
    def is_killed(self) -> bool:
        """By a test that failed, by what ends a module's import, or by never ending. (A slow clock ends nothing.)"""
        return self.status not in (0, UNTRIED, NO_TESTS, -signal.SIGALRM)


# Mutants --------------------------------------------------------------------------------------------------------------

SWAPPED: dict[type, tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
}


class Source:
    """A module's text by the positions of its nodes, which count bytes."""

    def __init__(self, text: str) -> None:
        self.bytes = text.encode()
        starts = [0]
        for line in self.bytes.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        self.starts = starts

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self.starts[node.lineno - 1] + node.col_offset
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.expr | ast.stmt) -> str:
        start, end = self.span(node)
        return self.bytes[start:end].decode()

    def with_text(self, start: int, end: int, new: str) -> str:
        return (self.bytes[:start] + new.encode() + self.bytes[end:]).decode()

    def swapped(self, left: ast.expr, operator: ast.AST, right: ast.expr) -> tuple[str, str] | None:
        """The module with another operator between two operands."""
        if type(operator) not in SWAPPED:
            return None
        old, new = SWAPPED[type(operator)]
        start, end = self.span(left)[1], self.span(right)[0]
        between = self.bytes[start:end].decode()
        pattern = re.escape(old) if not old[0].isalpha() else rf"\b{old}\b".replace(" ", r"\s+")
        return f"{old} → {new}", self.with_text(start, end, re.sub(pattern, new, between, count=1))


def mutants(text: str) -> list[Mutant]:
    """Everything that is made wrong in a module, one at a time, each still a module."""
    source = Source(text)
    tree = ast.parse(text)
    names, remembered = dict(_functions(tree)), set(_remembered(tree))
    found = [
        Mutant(node.lineno, what, new, names.get(node.lineno, ""), node.lineno in remembered)
        for node, what, new in _changes(tree, source)
    ]
    return [mutant for mutant in found if mutant.source != text and _compiles(mutant.source)]


def _functions(tree: ast.Module | ast.ClassDef, of: str = "") -> Iterator[tuple[int, str]]:
    """The lines in functions, without those that say their parameters, or what a function makes when it is called."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{of}{node.name}.")
        elif isinstance(node, ast.FunctionDef) and node.body[0].lineno > node.lineno:
            inner = [each for each in ast.walk(node) if isinstance(each, ast.FunctionDef) and each is not node]
            made = {line for each in inner for line in range(each.lineno, (each.end_lineno or 0) + 1)}
            lines = range(node.body[0].lineno, (node.end_lineno or 0) + 1)
            yield from ((line, f"{of}{node.name}") for line in lines if line not in made)


def _remembered(tree: ast.Module) -> Iterator[int]:
    """The lines in functions whose results are remembered."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any("cache" in ast.unparse(each) for each in node.decorator_list):
            yield from range(node.lineno, (node.end_lineno or 0) + 1)


def _compiles(text: str) -> bool:
    with contextlib.suppress(SyntaxError):
        ast.parse(text)
        return True
    return False


def _changes(tree: ast.Module, source: Source) -> Iterator[tuple[ast.expr | ast.stmt, str, str]]:
    for node in _nodes(tree):
        for what, changed in _changed(node, source):
            yield node, what, changed


def _nodes(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Those that do something here: no annotation, docstring, decorator, message or branch of another system."""
    for field, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        is_type = field in ("annotation", "returns", "decorator_list", "msg") or "Literal[" in ast.unparse(node)[:20]
        if is_type or (field, type(node)) == ("keywords", ast.ClassDef):
            continue
        for child in children:
            is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            of_system = isinstance(child, ast.If) and "sys.platform" in ast.unparse(child.test)
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr) or is_docstring:
                continue
            if of_system:
                assert isinstance(child, ast.If)
                is_other = "==" in ast.unparse(child.test)
                for statement in child.orelse if is_other else child.body:
                    if isinstance(statement, ast.stmt):
                        yield statement
                        yield from _nodes(statement)
                continue
            if isinstance(child, ast.expr | ast.stmt):
                yield child
            yield from _nodes(child)


def _changed(node: ast.expr | ast.stmt, source: Source) -> Iterator[tuple[str, str]]:
    start, end = source.span(node)
    put: Callable[[str], str] = lambda new: source.with_text(start, end, new)  # noqa: E731
    match node:
        case ast.Compare(left, [operator], [right]) | ast.BinOp(left, operator, right):
            if swapped := source.swapped(left, operator, right):
                yield swapped
        case ast.BoolOp(operator, [left, right, *_]):
            if swapped := source.swapped(left, operator, right):
                yield swapped
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield "without its not or minus", put(source.text(operand))
        case ast.Constant(bool(value)):
            yield f"{value} → {not value}", put(str(not value))
        case ast.Constant(int(value)):
            yield f"{value} → {value + 1}", put(str(value + 1))
        case ast.Constant(str(value)) if value:
            yield f"{value[:20]!r} without its first sign", put(repr(value[1:] or "X"))
        case ast.IfExp(test) | ast.If(test) | ast.While(test):
            at, to = source.span(test)
            yield "its condition turned", source.with_text(at, to, f"(not ({source.text(test)}))")
        case ast.Return(ast.expr() as value) if not isinstance(value, ast.Constant):
            at, to = source.span(value)
            yield "returns None", source.with_text(at, to, "None")
        case ast.Expr(ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.AugAssign() | ast.Raise():
            yield "left out", put("pass")
        case ast.Continue() | ast.Break():
            yield "continue ↔ break", put("break" if isinstance(node, ast.Continue) else "continue")


# Trials ---------------------------------------------------------------------------------------------------------------


class Chosen:
    """A plugin of pytest: only some tests, the quickest first."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self.order = {name: number for number, name in enumerate(wanted)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )


class Killer:
    """A plugin of pytest that notes which test failed, in a file."""

    def __init__(self, into: Path) -> None:
        self.into = into

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.into.write_text(report.nodeid, encoding="utf-8")

    def ended(self, status: int) -> "Ended":
        """How a trial has ended."""
        name = self.into.read_text(encoding="utf-8") if self.into.exists() else ""
        self.into.unlink(missing_ok=True)
        return Ended(status, name)


class Swapping:
    """A plugin of pytest that collects once and tries each mutant in a copy of that process.

    There the function that the mutant changes gets the code of the wrong one, or the names that its module gives
    are given anew. How each ended goes into a file.
    """

    def __init__(self, module: str, trials: dict[int, tuple[Mutant, list[str]]], into: Path, killer: Killer) -> None:
        self.module, self.trials, self.into, self.killer = module, trials, into, killer

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        for number, (mutant, wanted) in self.trials.items():
            written(Path.cwd(), self.module, number, mutant)
            if not (process := os.fork()):
                status = UNTRIED
                try:
                    limited(LIMIT)
                    name = f"report_cli.{self.module.replace('/', '.')}"
                    if mutant.what == UNCHANGED or (swapped if mutant.function else reassigned)(name, mutant):
                        forget()
                        status = int(fails(session, [items[name] for name in wanted if name in items]))
                finally:
                    os._exit(status)
            ended = self.killer.ended(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
            with self.into.open("a", encoding="utf-8") as out:
                out.write(json.dumps([number, ended]) + "\n")
        return True


def fails(session: pytest.Session, items: Sequence[pytest.Item]) -> bool:
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return True
    return False


def swapped(module: str, mutant: Mutant) -> bool:
    """Give the function that a mutant changes, and all that stands in it, the code of the wrong one."""
    living = sys.modules.get(module)
    code: types.CodeType | None = compile(mutant.source, str(getattr(living, "__file__", "")), "exec")
    for name in mutant.function.split("."):
        assert code is not None
        inner = [const for const in code.co_consts if isinstance(const, types.CodeType) and const.co_name == name]
        code = inner[0] if len(inner) == 1 else None
        living = vars(living).get(name) if code else None
        if living is None:
            return False
    for wrapper in ("fget", "__func__", "func", "__wrapped__"):
        living = getattr(living, wrapper, living)
    if not isinstance(living, types.FunctionType) or code is None or living.__code__.co_freevars != code.co_freevars:
        return False
    living.__code__ = code
    return True


def forget() -> None:
    """What functions remember was worked out by the module as it is."""
    for module in [each for name, each in sys.modules.items() if name.startswith("report_cli")]:
        for value in list(vars(module).values()):
            if isinstance(value, functools._lru_cache_wrapper):
                value.cache_clear()


def copied(folder: Path) -> Path:
    """The repository as git knows it, with what is changed in it."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def run(folder: Path, arguments: list[str], plugins: Sequence[object], limit: int = 0) -> int:
    """pytest in a copy of the repository, in a process of its own: its status, or 9 where it does not end."""
    sys.stdout.flush()
    if process := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) or 0
    status = 9
    try:
        os.chdir(folder)
        os.setsid()
        os.environ["PYTHONPATH"] = str(folder)
        sys.dont_write_bytecode = False
        sys.path[:0] = [str(folder), str(folder / "tests")]
        if limit:
            limited(limit)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        options = ["-q", "-p", "no:cacheprovider", "-p", "no:anyio", f"--basetemp={folder}.tests"]
        status = int(pytest.main([*arguments, *options], plugins=list(plugins)))
    finally:
        os._exit(status)


def limited(seconds: int) -> None:
    """End this process when it has taken so much of the processor, or ten times that by the clock: it waits."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    signal.alarm(10 * seconds)


def reassigned(module: str, mutant: Mutant) -> bool:
    """Run the assignments of a module from the mutant's on, and give what they name to all that imported it."""
    living = sys.modules[module]
    nodes = [node for node in ast.parse(mutant.source).body if isinstance(node, ast.Assign | ast.AnnAssign)]
    later: list[ast.stmt] = [node for node in nodes if (node.end_lineno or 0) >= mutant.line]
    if not later or later[0].lineno > mutant.line:
        return False
    old = dict(vars(living))
    exec(compile(ast.Module(later, []), str(living.__file__), "exec"), vars(living))
    for name in old.keys() & {each.id for node in later for each in ast.walk(node) if isinstance(each, ast.Name)}:
        for other in list(sys.modules.values()):
            if vars(other).get(name, living) is old[name]:
                vars(other)[name] = vars(living)[name]
    return True


class Tracer:
    """A plugin of pytest that notes which test runs which lines of the modules, into a file."""

    def __init__(self, modules: Iterable[str], into: Path) -> None:
        self.files = [f"report_cli/{module}.py" for module in modules]
        self.into = into
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.coverage: Any = None

    def pytest_sessionstart(self) -> None:
        import coverage

        include = [f"{Path.cwd()}/{file}" for file in self.files]
        self.coverage = coverage.Coverage(data_file=str(self.into), include=include, config_file=False)
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        start = sum(os.times()[:4])
        result = yield
        self.seconds[item.nodeid] = sum(os.times()[:4]) - start
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        data = self.coverage.get_data()
        lines = {file: data.contexts_by_lineno(f"{Path.cwd()}/{file}") for file in self.files}
        self.into.with_suffix(".json").write_text(
            json.dumps([self.seconds, lines, sorted(self.failed)]), encoding="utf-8"
        )


def traced(folder: Path, modules: Sequence[str]) -> dict[str, Timed]:
    names = dict.fromkeys(f"tests/test_{name}.py" for module in modules for name in TESTS[module].split())
    into = folder / "traced"
    assert run(folder, [*names, f"--deselect={LONG}"], [Tracer(modules, into)]) in (0, 1), "the tests do not run"
    seconds, lines, failed = json.loads(into.with_suffix(".json").read_text(encoding="utf-8"))
    for name in failed:
        sys.stdout.write(f"left out, as it fails anyway: {name}\n")
        del seconds[name]
    found = {}
    for module in modules:
        by_line = defaultdict(
            set, {int(line): {*tests} & {*seconds} for line, tests in lines[f"report_cli/{module}.py"].items()}
        )
        found[module] = Timed(by_line, seconds)
    return found


def tests_of(module: str, mutant: Mutant, timed: Timed) -> list[str]:
    """The tests that concern a mutant: of its line, or the nearest above that is noted; all outside of functions.

    Those of the file that is named first go first, then the quickest.
    """
    touched = set().union(*timed.by_line.values())
    nearest = max((line for line, tests in timed.by_line.items() if tests and line <= mutant.line), default=0)
    wanted = timed.by_line[nearest] if mutant.function and nearest and not mutant.is_remembered else touched
    if module in SPAWNING:
        wanted = wanted | {name for name in timed.seconds if name not in touched and re.search("killed|disk", name)}
    chosen, left = [], float(3 * BUDGET if module in SPAWNING else BUDGET)
    first = f"tests/test_{TESTS[module].split()[0]}.py"
    for name in sorted(wanted, key=lambda name: (not name.startswith(first), timed.seconds[name])):
        left -= timed.seconds[name]
        if left < 0:
            break
        chosen.append(name)
    return chosen


def written(folder: Path, module: str, number: int, mutant: Mutant) -> None:
    file = folder / f"report_cli/{module}.py"
    file.write_text(mutant.source, encoding="utf-8")
    os.utime(file, (number, number))  # never that of a compiled one


def trials(folder: Path, module: str, text: str, of: dict[int, tuple[Mutant, list[str]]]) -> dict[int, Ended]:
    """How the trial of each mutant ended, by its number: those in functions by one collection of the tests."""
    (folder / f"report_cli/{module}.py").write_text(text, encoding="utf-8")
    into, killer = folder / "tried", Killer(folder / "killer")
    into.write_text("", encoding="utf-8")
    run(
        folder,
        files_of(name for _, wanted in of.values() for name in wanted),
        [Swapping(module, of, into, killer), killer],
    )
    found = dict.fromkeys(of, Ended(UNTRIED, ""))
    found |= {number: Ended(*ended) for number, ended in map(json.loads, into.read_text("utf-8").splitlines())}
    for number, (mutant, wanted) in of.items():
        if found[number].status == UNTRIED and wanted:
            written(folder, module, number, mutant)
            found[number] = killer.ended(run(folder, [*files_of(wanted), "-x"], [Chosen(wanted), killer], LIMIT))
    return found


def survivors(folder: Path, module: str, text: str, chosen: Sequence[Mutant], timed: Timed) -> dict[Mutant, str]:
    """The mutants that no test sees, each with what was odd in its trial."""
    found = trials(
        folder, module, text, {n: (mutant, tests_of(module, mutant, timed)) for n, mutant in enumerate(chosen, 1)}
    )
    # A test that fails with the module as it is has seen nothing.
    unchanged = Mutant(0, UNCHANGED, text, "")
    killers = sorted({ended.killer for ended in found.values()} - {""})
    again = trials(folder, module, text, {len(chosen) + n: (unchanged, [name]) for n, name in enumerate(killers, 1)})
    unsound = {name for name, ended in zip(killers, again.values(), strict=True) if ended.status}
    lived = {}
    for mutant, ended in zip(chosen, found.values(), strict=True):
        if ended.killer in unsound:
            lived[mutant] = f"seen by {ended.killer}, which fails without it too"
        elif not ended.is_killed:
            lived[mutant] = "did not end by the clock" if ended.status == -signal.SIGALRM else ""
    return lived


def files_of(tests: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.partition("::")[0] for name in tests))


def known_equivalent() -> set[tuple[str, str, str]]:
    """module | line | what is changed in it | why nobody can tell"""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines() if EQUIVALENT.exists() else []
    parts = [[part.strip() for part in line.split(" | ")] for line in lines if line and not line.startswith("#")]
    return {(module, " | ".join(line), what) for module, *line, what, _ in parts}


def tried(folder: Path, module: str, sample: int, seed: int, timed: Timed) -> tuple[int, list[str]]:
    """How many mutants of a module were tried, and those who lived."""
    text = (ROOT / f"report_cli/{module}.py").read_text(encoding="utf-8")
    lines, equivalent = text.splitlines(), known_equivalent()
    every = [
        mutant for mutant in mutants(text) if (module, lines[mutant.line - 1].strip(), mutant.what) not in equivalent
    ]
    chosen = random.Random(f"{seed} {module}").sample(every, min(sample, len(every)))
    lived = survivors(folder, module, text, chosen, timed)
    (folder / f"report_cli/{module}.py").write_text(text, encoding="utf-8")
    return len(chosen), [
        " | ".join(filter(None, (module, lines[mutant.line - 1].strip(), mutant.what, f"line {mutant.line}", odd)))
        for mutant, odd in sorted(lived.items())
    ]


def main() -> None:
    wanted = dict(argument.split("=") for argument in sys.argv[1:] if "=" in argument)
    sample, seed = (int(wanted.get(key, usual)) for key, usual in (("sample", SAMPLE), ("seed", SEED)))
    modules = [argument for argument in sys.argv[1:] if "=" not in argument] or list(TESTS)
    total = killed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = copied(Path(name).resolve())
        timed = traced(folder, modules)
        for module in modules:
            count, lived = tried(folder, module, sample, seed, timed[module])
            total, killed = total + count, killed + count - len(lived)
            sys.stdout.write("\n".join([f"{module}: {count} mutants, {count - len(lived)} killed", *lived]) + "\n")
            sys.stdout.flush()
    sys.stdout.write(f"all: {total} mutants, {killed} killed, {100 * killed / max(total, 1):.1f}%\n")


if __name__ == "__main__":
    main()
