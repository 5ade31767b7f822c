"""Comparing two revisions of a workspace, or two drafts, figures files or years at a revision, figure by figure.

Nothing is shown here.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli import compose
from report_cli.document import Document, appearances
from report_cli.drafts import bases, figures, files
from report_cli.drafts.figures import FiguresFile
from report_cli.facts import formula
from report_cli.facts.fact import Catalogue, Fact, json_value
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loader, load
from report_cli.files import disk, given
from report_cli.files.workspace import ABSENT, Inputs, Workspace
from report_cli.model import EDITS_SUFFIX, FIGURES_SUFFIX, CannotRun, Finding
from report_cli.questions import diff
from report_cli.questions.diff import Differences, FactState, Relabelling, Side
from report_cli.questions.figures import Content, FigureEntry

if TYPE_CHECKING:
    from report_cli.docx.manuscript import Line, Manuscript

_HERE = "现在"

_TEMPLATES = (".j2", EDITS_SUFFIX)  # what makes a text


class Compared(Struct, frozen=True):
    year: int | None
    title: str
    comparison: Differences


class Differ(Struct):
    """Compares. `findings`: what is wrong with the later sides. `hindrances`: what errors kept from being compared."""

    workspace: Workspace | None
    findings: list[Finding] = field(default_factory=list)
    hindrances: list[str] = field(default_factory=list)

    def revisions(self, year: int | None, before: str, after: str | None) -> list[Compared]:
        """A year at one revision and another or now; of all years those that changed. Raises CannotRun."""
        assert self.workspace is not None, "revisions are those of a workspace"
        later = after or _HERE
        with _at_revision(self.workspace, before) as was, _at_revision(self.workspace, after) as now:
            known = sorted({*was.years(), *now.years()})
            if year is not None and year not in known:
                raise CannotRun(f"两个版本里都没有{year}年的数据（data/{year}.yaml）")
            compared = []
            for each in [year] if year is not None else known:
                sides = self._side(was, each, before, is_later=False), self._side(now, each, later)
                compared.append(Compared(each, f"{each}年，{before} → {later}", diff.compare(*sides)))
        return [each for each in compared if year is not None or not each.comparison.is_empty]

    def pair(self, first: str, second: str) -> Compared:
        """Two files, or years at a revision (HEAD~1:2022). Raises CannotRun."""
        names = (first, second)
        drafts = [Path(name) for name in names if not _is_revision(name)]
        if all(re.fullmatch("[0-9]{4}年?", name) and not Path(name).exists() for name in names):
            how = f"比较一年数据的两个版本，写 report diff {second} --from 版本"
            raise CannotRun(f"{first}和{second}是年份，不是稿件；两年的数对照着看，用 report stats {max(names)}；{how}")
        built = self.workspace.root.glob(f"drafts/*/*{FIGURES_SUFFIX}") if self.workspace else ()
        known = [base for draft in [*drafts, *sorted(built)] if (base := _beside(draft))]
        found = [self._named(name, known) for name in names]
        if len(drafts) == 1:
            # A draft says no more than what it prints: a year is compared as its drafts say it.
            is_year = [_is_revision(name) is not None for name in names]
            contents = found[is_year.index(False)].contents
            found = [_printed_only(side, contents) if is_year[at] else side for at, side in enumerate(found)]
        return Compared(None, f"{first} → {second}", diff.compare(*found))

    def _side(self, workspace: Workspace, year: int, name: str, *, is_later: bool = True) -> Side:
        side, findings = _of_year(workspace, year, name)
        if any(finding.is_error for finding in findings):
            self.hindrances.append(f"{name}的{year}年有错误，只比较了读得懂的数；见report check {year}")
        self.findings += findings if is_later else []
        return side

    def _named(self, name: str, known: Sequence[FiguresFile]) -> Side:
        match = _is_revision(name)
        if match is None:
            return _of_file(Path(name), self.workspace, known)
        if self.workspace is None:
            raise CannotRun("这里不是工作区，不能和git的版本比较；用--workspace指明")
        with _at_revision(self.workspace, match[1]) as workspace:
            if int(match[2]) not in workspace.years():
                raise CannotRun(f"版本“{match[1]}”里没有{match[2]}年的数据")
            return self._side(workspace, int(match[2]), name)


def _is_revision(name: str) -> re.Match[str] | None:
    return None if Path(name).exists() else re.fullmatch(r"([^-].*):([0-9]{4})", name)


# A year --------------------------------------------------------------------------------------------------------------


def _of_year(workspace: Workspace, year: int, name: str) -> tuple[Side, list[Finding]]:
    """A year of a workspace, its reports composed; a side without anything where it has no such year."""
    if year not in workspace.years():
        return Side(name), []
    reading = Inputs()
    workspace = replace(workspace, inputs=reading)
    loaded = load(workspace, year)
    ledger, findings = loaded.ledger, loaded.findings
    contents, labels = {}, {}
    for kind in compose.kinds(workspace.kinds(), workspace.template, year) if ledger.is_composed else ():
        document, unsaid = compose.compose(kind, ledger, workspace.template)
        findings += unsaid
        if document is not None:
            contents[kind] = figures.make(document, ledger)
            labels[kind] = document.label
    templates = {
        file: digest for file, digest in reading.digests.items() if file.endswith(_TEMPLATES) and digest != ABSENT
    }
    return Side(name, contents, dict(_known(ledger)), labels, templates), findings


def _known(ledger: Ledger) -> Iterator[tuple[str, FactState]]:
    for prefix, whole in (("", ledger), (PREVIOUS, ledger.previous)):
        for fact in whole.facts.values() if whole is not None else ():
            if fact.indicator.group and not (prefix and fact.is_derived):
                yield prefix + fact.id, _fact(fact, prefix)


def _fact(fact: Fact, prefix: str) -> FactState:
    expression = fact.indicator.formula if fact.is_derived else None
    said = formula.spoken(expression) if expression is not None else ""
    label = ("上年的" if prefix else "") + fact.label
    return FactState(label, fact.text, json_value(fact.value), fact.place, fact.is_derived, said, fact.inputs)


# A revision of git ---------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _at_revision(workspace: Workspace, revision: str | None) -> Iterator[Workspace]:
    """The workspace as it was at a revision, in a folder that lasts as long; None: as it is. Raises CannotRun."""
    if revision is None:
        yield workspace
        return
    root = workspace.root
    commit = (
        _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    )
    # In a folder of a repository git lists and archives that folder alone: nothing where it was not there yet.
    there = _git(root, "ls-tree", "--name-only", "-z", commit).decode(errors="surrogateescape").split("\0")
    wanted = [name for name in ("data", "templates") if name in there]
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        if wanted:
            unpack(_git(root, "archive", "--format=tar", commit, *wanted), Path(folder))
        yield Workspace(Path(folder).resolve())


def unpack(data: bytes, folder: Path) -> None:
    """The files of a tar archive; a link becomes a copy of what it leads to, one that leads out of the archive nothing.

    (`extractall` does so by a filter that Python before 3.11.4 does not have.)
    """
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            path = Path(os.path.abspath(folder / member.name))  # noqa: PTH100  # nothing here is a link
            if not path.is_relative_to(folder):
                continue
            with contextlib.suppress(KeyError, RecursionError):
                if file := archive.extractfile(member):
                    disk.save(path, file.read(), folder, is_durable=False)


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise CannotRun("没有装git，不能和以前的版本比较") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        if "not a git repository" in said:
            raise CannotRun(f"{folder.as_posix()} 不在git仓库里，没有以前的版本可比")
        wanted = arguments[-1].removesuffix("^{commit}")
        raise CannotRun(f"git里没有版本“{wanted}”" if "--verify" in arguments else f"git出错：{said}")
    return done.stdout


# A file --------------------------------------------------------------------------------------------------------------


def _of_file(path: Path, workspace: Workspace | None, known: Sequence[FiguresFile]) -> Side:
    """A draft or a figures file. `known`: what drafts were built with."""
    data = given.read(path)
    built: Mapping[tuple[str, str], tuple[int, str]] = {}
    relabelled: tuple[Relabelling, ...] = ()
    unread: Mapping[str, int] = {}
    found: Content | None
    year = 0
    beside = _beside(path)
    if path.suffix in (".docx", ".md") and beside and beside.built.get(path.name) == files.digest(data):
        found, kind = beside, beside.kind
    elif path.suffix == ".docx":
        returned = _returned(path, data, known, workspace)
        kind, found, year = returned.kind, returned.content, returned.year
        built, relabelled, unread = returned.built, returned.relabelled, returned.unread
    elif path.suffix == ".md":
        raise CannotRun(
            f"{path.as_posix()} 不是生成的样子（改过，或旁边没有它的figures.json）；改过的稿件用report verify核对"
        )
    elif found := figures.read(data):
        kind = found.kind
    else:
        raise CannotRun(f"{path.as_posix()} 不是figures.json；比较稿件，就写稿件（DOCX、MD）或它旁边的.figures.json")
    labels = {}
    year = found.year if isinstance(found, FiguresFile) else year
    if workspace is not None and year and kind in workspace.kinds():
        labels[kind] = compose.label(kind, workspace.template, year)
    catalogue = Loader(workspace).catalogue if workspace else None
    facts = _of_content(found, catalogue)
    return Side(path.as_posix(), {kind: found}, facts, labels, built=built, relabelled=relabelled, unread=unread)


def _beside(draft: Path) -> FiguresFile | None:
    return figures.beside(draft, draft.name.partition(".")[0])


class _Returned(Struct, frozen=True):
    """A Word draft that was edited, or came from elsewhere."""

    kind: str
    content: Content
    year: int = 0
    built: Mapping[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    relabelled: tuple[Relabelling, ...] = ()
    unread: Mapping[str, int] = field(default_factory=dict)


def _returned(path: Path, data: bytes, known: Sequence[FiguresFile], workspace: Workspace | None) -> _Returned:
    from report_cli.docx import read, seal

    try:
        manuscript = read.read(data)
    except CannotRun as error:
        raise CannotRun(f"{path.as_posix()}：{error}") from error
    lines = [line for line in manuscript.lines if line.is_composed]
    sealed = seal.read(data) or {}
    kind = sealed.get("report.kind", path.stem)
    digest = sealed.get("report.data", "")
    own = [base for base in known if base.kind == kind and str(base.year) == sealed.get("report.year")]
    kept = bases.read(workspace.root, digest) if workspace else None
    base = kept or next((base for base in own if base.digest == digest), own[0] if own else None)
    unread = _unread(manuscript)
    if base is None:
        return _Returned(kind, Content(paragraphs=tuple(line.text for line in lines), figures=()), unread=unread)
    texts = seal.texts(sealed)
    built = [replace(each, text=texts.get(each.binding, (0, each.text))[1]) for each in base.figures]
    made = replace(_laid_against(base, built, lines, workspace), unread=unread)
    if base.digest == digest or not texts:
        return made
    # Its own build is lost: what that had, and how often, its seal knows.
    return replace(made, built={(each.fact, each.form): texts.get(each.binding, (0, "")) for each in built})


def _unread(manuscript: Manuscript) -> Mapping[str, int]:
    """How much a draft has that is no text of its body, by kinds: its marks, text boxes, words at the pages' edges."""
    parts = [line.part for line in manuscript.lines if any(map(str.isalnum, line.text)) and not line.is_composed]
    marks = [mark.kind for mark in manuscript.marks if mark.kind not in ("pending", "highlight")]
    return Counter([*marks, *("box" if part == "box" else "margin" for part in parts)])


def _laid_against(
    base: FiguresFile, built: Sequence[FigureEntry], lines: Sequence[Line], workspace: Workspace | None
) -> _Returned:
    """A draft by what it was built with; `built`: the figures with the texts that its seal has."""
    from report_cli.audit.baseline import Baseline, BuiltFigure
    from report_cli.audit.labels import changed_labels
    from report_cli.audit.locate import Location
    from report_cli.audit.sources import Sources

    counted, lengths = appearances((each.fact, each.form) for each in base.figures), [len(f.text) for f in base.figures]
    known = tuple(map(BuiltFigure.of, built, lengths, counted))
    location = Location(Baseline(base.year, base.kind, base.paragraphs, known), lines)
    spans = {number: occurrence.span for number, occurrence in location.found.items()}
    found = [
        FigureEntry(
            fact=built[number].fact,
            form=built[number].form,
            text=lines[span.line].text[span.start : span.end],
            paragraph=span.line + 1,
            offset=span.start,
        )
        for number, span in sorted(spans.items(), key=itemgetter(1))
    ]
    times = Counter((each.fact, each.form) for each in built)
    labels = changed_labels(location, Sources(base.paragraphs, lambda: _composed(workspace, base)), ())
    told = ((each.fact or "", each.label, each.paragraph, each.expected, each.found) for each in labels)
    texts = tuple(line.text for line in lines)
    was = {(each.fact, each.form): (times[each.fact, each.form], each.text) for each in built}
    return _Returned(
        base.kind,
        Content(paragraphs=texts, figures=tuple(found)),
        base.year,
        was,
        tuple(Relabelling(base.kind, *each) for each in told),
    )


def _composed(workspace: Workspace | None, base: FiguresFile) -> Document | None:
    """The report as it would be built now; None where it cannot be."""
    if workspace is None or base.kind not in workspace.kinds() or base.year not in workspace.years():
        return None
    return compose.compose(base.kind, load(workspace, base.year).ledger, workspace.template)[0]


def _of_content(content: Content, catalogue: Catalogue | None) -> dict[str, FactState]:
    """The facts that are printed in full, or bare in a table. What they are computed from, today's catalogue tells."""
    found: dict[str, FactState] = {}
    bare = [each for each in content.figures if each.form == "number"] if catalogue else []
    for figure in (*(each for each in content.figures if not each.form), *bare):
        if figure.fact not in found:
            found[figure.fact] = _of_figure(figure, catalogue)
    return found


def _of_figure(figure: FigureEntry, catalogue: Catalogue | None) -> FactState:
    id, place = figure.fact, figure.place.place if figure.place else None
    indicator = catalogue.get(id.removeprefix(PREVIOUS).partition("[")[0]) if catalogue else None
    label = ("上年的" if id.startswith(PREVIOUS) else "") + (indicator.label if indicator else id)
    if figure.form and indicator and not figure.text.endswith(indicator.unit):
        figure = replace(figure, text=f"{figure.text}{indicator.unit}")
    # A computed fact stands where its formula does; of a returned draft no place is known.
    is_computed = place is None or place.file.endswith("indicators.yaml")
    if catalogue is None or indicator is None or indicator.formula is None or not is_computed:
        return FactState(label, figure.text, figure.value, place)
    said = formula.spoken(indicator.formula)
    inputs = tuple(dict.fromkeys(name.key for name in formula.names(indicator.formula)))
    return FactState(label, figure.text, figure.value, place, True, said, inputs)


def _printed_only(side: Side, kinds: Container[str]) -> Side:
    """A year as its drafts of some kinds print it, to be compared with a draft, which knows no more."""
    contents = {kind: content for kind, content in side.contents.items() if kind in kinds}
    found: dict[str, FactState] = {}
    for content in contents.values():
        for id, known in _of_content(content, None).items():
            whole = side.facts.get(id.partition("[")[0])
            found[id] = replace(whole, text=known.text, value=known.value, place=known.place) if whole else known
    return replace(side, contents=contents, facts=found)
