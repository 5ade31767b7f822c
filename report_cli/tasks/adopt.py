"""`report adopt`: finished reports become a workspace, or a kind of one; what was answered is put in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli import compose
from report_cli.adopt import (
    answers,
    asked,
    before,
    certain,
    computed,
    differing,
    edits_there,
    more_rows,
    other_years,
    questions_file,
    reckoning,
    source,
    spelt,
    wholes,
)
from report_cli.adopt.asked import Question
from report_cli.adopt.binding import Base, Binding
from report_cli.adopt.known import Existing, only_of
from report_cli.adopt.source import Report
from report_cli.adopt.template import Kind
from report_cli.adopt.trial import Adopter, Trial
from report_cli.compose import arithmetic
from report_cli.document import FIGURE
from report_cli.facts.estimate import Estimate
from report_cli.facts.load import Loader
from report_cli.facts.quantity import Quantity
from report_cli.files import disk
from report_cli.files.mistakes import undecodable
from report_cli.files.workspace import CATALOGUE, Workspace, starter
from report_cli.files.yaml import quoted
from report_cli.model import TEMPLATE_SUFFIX, CannotRun
from report_cli.tasks import adopted_layout, begun_years, scaffold, tried_answers
from report_cli.tasks.adopt_request import KIND, Request
from report_cli.words import of_a_year

RUN = "report adopt"
_LABELS = {KIND: "工作报告", "press": "新闻稿"}


class Adopted(Struct, kw_only=True):
    """What was made of a report. `left`: the figures that no fact stands behind, with their paragraphs.

    `differing`: what the data of the workspace say otherwise, in words. `alike`: what may be the same, not asked about.
    `of_its_year`: words that are true of the year alone, and so are to be changed in the next, with their paragraphs.
    `later`: what is asked once the questions are answered. `contradicting`: figures that cannot all be right, in words.
    `edits`: what became of the changes of words that the year had.
    `told`: what was not asked, as the words of the report say how it is computed. `more`: what is added up otherwise
    from this year on, in words.
    """

    workspace: Path
    year: int
    kind: str
    files: list[str]
    bound: int
    left: list[tuple[int, str]]
    questions: list[Question]
    left_out: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    of_its_year: list[tuple[int, str]] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    contradicting: list[str] = field(default_factory=list)
    edits: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)


def adopt(root: Path, wanted: Request) -> Adopted:
    """Make the reports a workspace, or a kind of the one that is there. Raises CannotRun; then nothing is written."""
    reports = [source.read(path) for path in wanted.olds]
    years = wanted.years_of(reports, root)
    disk.remove(disk.unfinished_beside([root / CATALOGUE]))  # the last one that a killed run was writing
    is_new = not disk.is_there(root / CATALOGUE)
    kind = wanted.kind_of(reports[0])
    there = {} if is_new else files_of(root)
    _refuse_what_is_there(there, kind, years, is_forced=wanted.force)
    replaced = only_of(there, kind)
    kept = {name: data for name, data in there.items() if name not in replaced}
    kept |= other_years.kept(there, replaced, kind, years)
    now, adopted, base = dict(kept), list[tuple[Report, int, Trial]](), None
    pairs = sorted(zip(reports, years, strict=True), key=lambda pair: -pair[1])
    named = _kind(kind, pairs[0][0])
    if there and not named.label.isascii() and not _has_group(there, pairs[0][0].untitled):
        # A group of what stands under no heading, among those of a report in sections.
        pairs = [(replace(report, untitled=named.label), year) for report, year in pairs]
    for (report, year), words in zip(pairs, spelt.differing(pairs), strict=True):
        adopter = Adopter(report, year, named, now, base or before.base(there, kind, year), words)
        made = adopter.made()
        if base is None:
            told = _laid_out(report, made, kind, root)
            template, facts = f"templates/{kind}{TEMPLATE_SUFFIX}", [*made.binding.printed_facts]
            made.files[template] = other_years.limited(
                made.files[template], kind, facts, years, now, is_more=bool(there) and not replaced
            )
        else:
            made.files = adopter.as_edits(made) or _of_year(made.files, adopted[0][2].files, year, kind)
        now |= {name: text.encode() for name, text in made.files.items()}
        adopted.append((told if base is None else report, year, made))
        base = base or Base(made.binding, adopter.binder.found, year)
    now |= begun_years.with_gaps(there, now, pairs[0][1])
    return _written(root, there, now, adopted, kind)


def _refuse_what_is_there(there: Mapping[str, bytes], kind: str, years: Sequence[int], *, is_forced: bool) -> None:
    if f"templates/{kind}{TEMPLATE_SUFFIX}" in there and not is_forced:
        raise CannotRun(f"这个工作区里已经有{kind}这种报告；要换掉它，加--force（原来的有备份），或用--kind另起名称")
    if there and (errors := [error for year in years for error in Existing.of(there, year).errors]):
        raise CannotRun(f"这个工作区的数据有错，先改好（report check）：{errors[0].place} {errors[0].message}")
    edits_there.refuse_unread(there, kind, years)


def _has_group(there: Mapping[str, bytes], label: str) -> bool:
    return f"\n  label: {quoted(label)}\n" in there.get(CATALOGUE, b"").decode()


def _written(
    root: Path,
    there: Mapping[str, bytes],
    now: dict[str, bytes],
    adopted: Sequence[tuple[Report, int, Trial]],
    kind: str,
) -> Adopted:
    _, year, made = adopted[0]
    bound = sum(each.binding.bound for _, _, each in adopted)
    told, questions, later = _asked(there, now, adopted, kind, bound)
    now[asked.FILE] = questions_file.as_yaml(questions, later).encode()
    files, backups = _exchanged(root, there, now)
    reports, years = [report for report, _, _ in adopted], [year for _, year, _ in adopted]
    lines = ([line.text for line in source.lines(report.blocks)] for report in reports)
    return Adopted(
        workspace=root,
        year=year,
        kind=kind,
        files=files,
        bound=bound,
        left=[*_left(adopted)],
        questions=questions,
        left_out=[said for each in reports for said in each.left_out],
        unread=[said for each in reports for said in each.unread],
        alike=list(asked.unasked(made.binding, [*questions, *later])),
        of_its_year=[*_of_its_year(made.binding)],
        later=_abouts(later),
        differing=list(_differing(adopted, now)),
        told=_abouts(told),
        more=[said for _, _, each in adopted for said in each.more],
        contradicting=list(_kept(root, kind, years)),
        edits=list(edits_there.said(there, kind, list(zip(years, lines, strict=True)), backups)),
    )


def _exchanged(root: Path, there: Mapping[str, bytes], now: dict[str, bytes]) -> tuple[list[str], Mapping[str, Path]]:
    """Write what is other than what is there; the names of these files, and the backups of what was there."""
    if not there:
        now |= {name: (starter() / name).read_bytes() for name in (".gitignore", ".gitattributes")}
    files = {name: data for name, data in now.items() if there.get(name) != data}
    backups = write(root, there, files, [name for name in there if name not in now])
    return sorted(files), backups


def _abouts(questions: Sequence[Question]) -> list[str]:
    return [each.about for each in questions]


def _asked(
    there: Mapping[str, bytes],
    now: dict[str, bytes],
    adopted: Sequence[tuple[Report, int, Trial]],
    kind: str,
    bound: int,
) -> tuple[list[Question], list[Question], list[Question]]:
    """What the words of the report state, which is put into the files at once; what is asked, and what waits."""
    _, year, made = adopted[0]
    parts = wholes.of([each.binding for _, _, each in adopted])
    now[CATALOGUE] = wholes.written(now[CATALOGUE].decode(), parts).encode()
    texts = {name: data.decode() for name, data in now.items() if _is_text(name)}
    found = asked.questions(made.binding, year, kind, _of_last_year(there, adopted))
    found = [*more_rows.in_other_years(found, [(other, each.binding) for _, other, each in adopted[1:]])]
    found = _sound(found, texts, year)
    told = certain.of(made.binding, found) if not there and len(adopted) == 1 else []
    if told:
        changed = answers.applied([replace(one, answer=answers.YES) for one in told], texts)
        changed[CATALOGUE] = certain.noted(changed[CATALOGUE], told)
        now |= {name: text.encode() for name, text in changed.items()}
    questions, later = asked.now_and_later([one for one in found if one not in told], bound)
    return told, *_with_open_ones(questions, later, there, texts)


def _left(adopted: Sequence[tuple[Report, int, Trial]]) -> Iterator[tuple[int, str]]:
    """The figures that no fact stands behind, those in digits first."""
    bindings = [each.binding for _, _, each in adopted]
    yield from ((binding.texts[text].number, word) for binding in bindings for text, word in binding.left)
    for text, one in ((binding.texts[text], one) for binding in bindings for text, one in binding.words):
        yield text.number, text.text[one.start : one.end]


def _differing(adopted: Sequence[tuple[Report, int, Trial]], now: Mapping[str, bytes]) -> Iterator[str]:
    for _, year, each in adopted:
        yield from differing.said(each.binding, year)
        yield from computed.differing(now, each.binding, year)


def _of_its_year(binding: Binding) -> Iterator[tuple[int, str]]:
    """The words of the newest report that no fact stands behind and that are true of its year alone: 第二十辑."""
    named = {number for first in binding.names for number in binding.lists[first].texts}
    for number, text in enumerate(binding.texts):
        prose = text.text if number not in binding.whole.keys() | named else ""
        for one in binding.printed.get(number, ()):
            if one.says:
                prose = f"{prose[: one.start]}{FIGURE * (one.end - one.start)}{prose[one.end :]}"
        yield from ((text.number, prose[start:end]) for start, end in of_a_year.found(prose) if not text.is_head)


def _is_text(name: str) -> bool:
    return name.endswith((".yaml", TEMPLATE_SUFFIX))


def _sound(questions: Sequence[Question], files: Mapping[str, str], year: int) -> list[Question]:
    """The questions whose answers can be put in; not by which a fact would be printed otherwise: 1.3万 as 13000."""
    plain = ("name", "same")  # a name is still to come, and two facts can be made one anywhere
    right = [one for one in questions if one.type in plain or _can_be_put_in(replace(one, answer=answers.YES), files)]
    formulas_ = [replace(one, answer=answers.YES) for one in right if one.type == "formula"]
    data = {name: text for name, text in files.items() if name.startswith("data/")}
    every = ({**data, **changed} for changed in ({}, more_rows.applied(formulas_, data)))
    before, after = (computed.texts({name: text.encode() for name, text in one.items()}, year) for one in every)
    otherwise = {id for id in before.keys() | after.keys() if before.get(id) != after.get(id)}
    right = [one for one in right if one.type != "formula" or otherwise.isdisjoint(id for id, _ in one.formulas)]
    return tried_answers.answerable(right, files)


def _with_open_ones(
    questions: Sequence[Question], later: Sequence[Question], there: Mapping[str, bytes], texts: Mapping[str, str]
) -> tuple[list[Question], list[Question]]:
    """The questions and those for later, and those that the workspace had before, where they can be answered still."""
    known = {(one.type, one.fact, *one.inputs) for one in (*questions, *later)}
    data = there.get(asked.FILE, b"[]")
    before, waited = (
        [
            one
            for one in read(data)
            if (one.type, one.fact, *one.inputs) not in known
            and _can_be_put_in(replace(one, answer=answers.YES), texts)
        ]
        for read in (questions_file.read, questions_file.waiting)
    )
    every = [*questions, *before]
    for number, question in enumerate(every, 1):
        question.number = number
    return every, [*later, *waited]


def _can_be_put_in(question: Question, files: Mapping[str, str]) -> bool:
    try:
        answers.applied([question], files)
    except CannotRun:
        return False
    return True


def _of_last_year(there: Mapping[str, bytes], adopted: Sequence[tuple[Report, int, Trial]]) -> Mapping[str, Quantity]:
    """The numbers of the year before the newest report's: of another report, or of the workspace that is there."""
    year = adopted[0][1] - 1
    made = next((each.binding for _, other, each in adopted if other == year), None)
    if made is not None:
        facts = [fact for fact in made.facts.values() if fact.values and fact.at]
        return {one.fact.id: one.quantity for one in reckoning.known(made, facts)}
    ledger = Existing.of(there, year).ledger if f"data/{year}.yaml" in there else None
    known = ledger.facts.values() if ledger else ()
    return {fact.id: _as_printed(fact.quantity) for fact in known if fact.quantity and not fact.quantity.is_approximate}


def _as_printed(quantity: Quantity) -> Quantity:
    """A quantity as the report says it: what is computed has more digits, and a change is told from those printed."""
    return replace(quantity, estimate=Estimate.exact(quantity.printed_number), possible=None)


def write(
    root: Path, there: Mapping[str, bytes], files: Mapping[str, bytes], gone: Sequence[str] = ()
) -> Mapping[str, Path]:
    """Write the files of a workspace; those that are `gone` are removed. The backups of what was there, by name."""
    if not there:
        texts = {name: data.decode() for name, data in files.items()}
        if not scaffold.is_unfinished(texts, root):
            raise CannotRun(f"{root.as_posix()} 已经有内容，又不是工作区；换一个新的或空的文件夹，用--into写明")
        scaffold.write(texts, root)
        return {}
    from report_cli.drafts.record import Record
    from report_cli.files.journal import Entry

    entries = [Entry(name, there.get(name), data) for name, data in files.items()]
    entries += [Entry(name, there[name], None) for name in gone]
    backups = Record(root).exchange(RUN, entries)
    Record(root).note_removed({name: there[name] for name in gone})
    return backups


def _kept(root: Path, kind: str, years: Sequence[int]) -> Iterator[str]:
    """Keep what the reports say, as a build does: what is left out from now on can be told.

    Which figures of theirs cannot all be right, in words.
    """
    from report_cli.drafts import bases, figures

    workspace = Workspace(root)
    loader, library = Loader(workspace), cache(workspace.template)
    for year in years:
        ledger = loader.year(year).ledger
        document, findings = compose.compose(kind, ledger, library)
        if document is not None:
            made = figures.make(document, ledger)
            bases.keep(root, {made.digest: figures.write(made)})
        for finding in findings:
            fact = ledger.get(finding.fact)
            if finding.code == arithmetic.CODE and fact is not None:
                yield f"{fact.source}：{finding.message}"


def _kind(name: str, report: Report) -> Kind:
    title = "".join(each.text for each in source.lines(report.blocks) if each.role == "title")
    told = re.search("(工作报告|工作总结|工作小结|工作要点|报告|总结|小结|简报|通讯|信息)$", title)
    is_word = report.manuscript is not None and report.manuscript.package is not None
    label = told[1] if told else _LABELS.get(name, name)
    return Kind(name, label, name if is_word else "")


def _laid_out(report: Report, made: Trial, kind: str, root: Path) -> Report:
    """Give what was made the report's layout. The report, saying what of it was not taken in."""
    layout, unread = adopted_layout.of(report, kind, Workspace(root))
    made.files |= {f"templates/layouts/{kind}.yaml": layout} if layout else {}
    if not layout:  # then the template names none
        template = f"templates/{kind}{TEMPLATE_SUFFIX}"
        made.files[template] = made.files[template].replace(f"layout: {kind}\n", "", 1)
    return replace(report, unread=tuple(unread))


def _is_of_kind(name: str, kind: str) -> bool:
    """Whether a file is the template of a kind, of its sections, its layout or its edits."""
    own = rf"templates/(?:\d{{4}}/)?(?:{kind}(?:\.md\.j2|\.edits\.yaml)|sections/{kind}_[^/]+\.md\.j2)"
    return re.fullmatch(rf"{own}|templates/layouts/{kind}\.yaml", name) is not None


def files_of(root: Path) -> dict[str, bytes]:
    """The catalogue, the years and the templates of a workspace, and the questions that are open there."""
    workspace, found = Workspace(root), dict[str, bytes]()
    for folder in ("data", "templates"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not path.name.startswith((".", "~")):
                name = path.relative_to(root).as_posix()
                found[name] = workspace.read(name)
                if _is_text(name) and (wrong := undecodable(found[name])):
                    raise CannotRun(f"{name}：{wrong.message}；{wrong.cure}")
    questions = workspace.questions()
    return found | ({asked.FILE: questions} if questions is not None else {})


def _of_year(files: dict[str, str], shared: Mapping[str, str], year: int, kind: str) -> dict[str, str]:
    """The files of an earlier year: templates that differ from the shared ones become that year's own."""
    made = {}
    for name, text in files.items():
        if not _is_of_kind(name, kind):
            made[name] = text
        elif name.endswith(TEMPLATE_SUFFIX) and shared.get(name) != text:
            made[name.replace("templates/", f"templates/{year}/", 1)] = text
    return made
