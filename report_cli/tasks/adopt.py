"""`report adopt`: a finished report is made a workspace that builds it again.

What is written is tried first, in a folder of its own: composed, and laid against the report paragraph by paragraph.
What would not come out to the letter, or is refused, is bound less far (`binding.AS_TEXT`, `AS_PROSE`), until it does.
"""

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli import compose
from report_cli.adopt import asked, source, written
from report_cli.adopt.asked import Question
from report_cli.adopt.binding import AS_PROSE, Binder, Binding, Fact, Key
from report_cli.adopt.source import Report, Table
from report_cli.adopt.written import Kind, Stretch, TemplateWriter, Written
from report_cli.audit.texts import without_blanks
from report_cli.compose.speech import Words
from report_cli.document import Document
from report_cli.facts.load import Loader
from report_cli.files import disk
from report_cli.files.workspace import CATALOGUE, VOCABULARY, Workspace, starter
from report_cli.files.yaml import quoted
from report_cli.model import TEMPLATE_SUFFIX, CannotRun, Finding, Place
from report_cli.words import judge
from report_cli.words.rule import by_code
from report_cli.words.text import Text

_ROUNDS = 12
AS_IT_WAS = "原稿如此"


class Adopted(Struct, kw_only=True):
    """What was made of a report. `left`: the figures that no fact stands behind, with their paragraphs."""

    workspace: Path
    year: int
    kind: str
    files: list[str]
    bound: int
    left: list[tuple[int, str]]
    questions: list[Question]
    left_out: list[str] = field(default_factory=list)


class _Trial(Struct, kw_only=True):
    """How far things are bound so far; see `Binder` and `TemplateWriter`."""

    levels: dict[Key, int] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)
    flat: set[int] = field(default_factory=set)


class _Wrong(Struct, frozen=True):
    """Where a text does not come out, and the fact that is to blame, if that is known."""

    stretches: list[Stretch]
    fact: str = ""


class _Made(Struct, kw_only=True):
    binding: Binding
    template: Written
    files: dict[str, str]
    document: Document | None = None


class _Adopter:
    """`there`: the files of the workspace that is adopted into, by their names; none where it is new."""

    def __init__(self, report: Report, year: int, kind: Kind, there: Mapping[str, bytes], layout: str) -> None:
        self.report, self.year, self.kind, self.there, self.layout = report, year, kind, there, layout
        self.known, self.taken = _known(there, year)
        self.binder = Binder(report, year, self.known, self.taken)
        self.expected = _expected(report)

    def made(self) -> _Made:
        trial = _Trial()
        with tempfile.TemporaryDirectory() as folder:
            for number in range(_ROUNDS):
                made = self.attempt(trial)
                wrong = self.wrong(made, Path(folder) / str(number))
                if not wrong:
                    return self.with_words(made, Path(folder) / "words")
                self.loosen(trial, made, wrong, is_last=number > _ROUNDS - 4)
        raise CannotRun(f"{self.report.name} 里有写不成模板的内容，没有写任何文件；把文件发给程序的维护者看一看")

    def attempt(self, trial: _Trial) -> _Made:
        binding = self.binder.bind(trial.levels, trial.whole)
        template = TemplateWriter(self.report, binding, self.kind, trial.flat).write()
        name, year_file = self.report.name, f"data/{self.year}.yaml"
        files = dict(template.files)
        if CATALOGUE in self.there:
            files[CATALOGUE] = _extended(self.there[CATALOGUE].decode(), binding, template.allowed)
        else:
            files[CATALOGUE] = written.catalogue(name, binding, template.allowed)
        if year_file in self.there:
            more = list(written.values(name, binding))
            files[year_file] = "\n".join([self.there[year_file].decode().rstrip("\n") + "\n", *more])
        else:
            files[year_file] = written.year_file(self.year, name, binding)
        if self.layout:
            files[f"templates/layouts/{self.kind.layout}.yaml"] = self.layout
        return _Made(binding=binding, template=template, files=files)

    # Trying it

    def wrong(self, made: _Made, folder: Path) -> list[_Wrong]:
        """What does not come out as it was."""
        document, findings = self.composed(made, folder)
        errors = [finding for finding in findings if finding.is_error]
        wrong = [_Wrong(self.stretches_of(made, finding), finding.fact) for finding in errors]
        if document is None and not any(each.stretches for each in wrong):
            raise CannotRun(f"{self.report.name} 没有收进来：{errors[0].message if errors else '生成不了'}")
        if document is None:
            return wrong
        made.document = document
        return wrong + [_Wrong([(text, 0, len(self.binder.texts[text].text))]) for text in self.differing(document)]

    def composed(self, made: _Made, folder: Path, words: str = "") -> tuple[Document | None, list[Finding]]:
        contents = dict(self.there) | {name: text.encode() for name, text in made.files.items()}
        contents |= {VOCABULARY: words.encode()} if words else {}
        for name, data in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        workspace = Workspace(folder)
        loaded = Loader(workspace).year(self.year)
        judged = Words.of(workspace) if words else None
        document, found = compose.compose(self.kind.name, loaded.ledger, cache(workspace.template), judged)
        idle = judged.idle() if judged else []
        return document, [*loaded.findings, *found, *idle]

    def stretches_of(self, made: _Made, finding: Finding) -> list[Stretch]:
        place = finding.place
        if stretches := made.template.at.get((place.file, place.line)):
            return stretches
        fact = made.binding.facts.get(finding.fact.partition("[")[0])
        if fact is not None and fact.at:
            return [(text, 0, len(self.binder.texts[text].text)) for text, _ in fact.at]
        if place.file.startswith("templates/") and place.line > 1:
            above = replace(finding, place=Place(place.file, place.line - 1))
            return self.stretches_of(made, above)
        return []

    def differing(self, document: Document) -> list[int]:
        """The texts that are not printed as they stood."""
        printed = [
            text for number, runs in document.lines if (text := number + "".join(run.text for run in runs)).strip()
        ]
        got = [without_blanks(text) for text in printed]
        want = [without_blanks(text) for text, _ in self.expected]
        if len(got) == len(want):
            pairs = zip(got, self.expected, want, strict=True)
            return [number for one, (_, number), other in pairs if one != other]
        # Imported here: few reports need it.
        from difflib import SequenceMatcher

        changes = SequenceMatcher(None, got, want, autojunk=False).get_opcodes()
        wrong = [
            at for name, _, _, start, end in changes if name != "equal" for at in range(start, max(end, start + 1))
        ]
        return [self.expected[min(at, len(self.expected) - 1)][1] for at in wrong]

    def loosen(self, trial: _Trial, made: _Made, wrong: Sequence[_Wrong], *, is_last: bool) -> None:
        for each in wrong:
            inside = [
                one
                for text, start, end in each.stretches
                for one in made.binding.printed.get(text, ())
                if one.key and one.says and start <= one.start < max(end, 1)
            ]
            meant = [one for one in inside if each.fact and one.fact == each.fact.partition("[")[0]] or inside
            for one in meant:
                if one.key:
                    trial.levels[one.key] = min(trial.levels.get(one.key, 0) + 1, AS_PROSE)
            for text in {text for text, _, _ in each.stretches} if is_last or not meant else ():
                table = self.table_of(text)
                trial.flat |= {table} if table is not None and text in made.binding.whole else set()
                trial.whole.add(text)

    def table_of(self, text: int) -> int | None:
        """The number of the first text of the table that a text stands in."""
        number = 0
        for block in self.report.blocks:
            size = sum(1 + len(each.notes) for each in source.lines([block]))
            if number <= text < number + size:
                return number if isinstance(block, Table) else None
            number += size
        return None

    # The words

    def with_words(self, made: _Made, folder: Path) -> _Made:
        """With the vocabulary that lets the report's own words stand."""
        if VOCABULARY in self.there or made.document is None:
            return made
        lines = ["".join(run.text for run in runs) for _, runs in made.document.lines]
        base = (starter() / VOCABULARY).read_text(encoding="utf-8")
        known = Words.of(Workspace(Path("/nowhere"))).vocabulary
        hits = judge.of(known).judge(Text.of_lines([text for text, _ in self.expected], self.year))
        told = {(hit.code, hit.found): None for _, hit in hits if hit.found.strip()}
        for attempt in range(3):
            text = f"{base.rstrip()}\n{_allowed(told)}"
            _, findings = self.composed(made, folder / str(attempt), text)
            idle = [each for each in findings if each.code == "W139"]
            more = {
                (each.code, shown): None
                for each in findings
                if each.code in by_code()
                for shown in re.findall("“…?([^”…]+)…?”", each.message)[:1]
            }
            if not idle and not (set(more) - set(told)):
                break
            unused = {
                (each.message.partition("（")[2].partition("）")[0], each.message.partition("“")[2].partition("”（")[0])
                for each in idle
            }
            told = {key: None for key in {**told, **more} if key not in unused}
        made.files[VOCABULARY] = f"{base.rstrip()}\n{_allowed(told)}"
        del lines
        return made


def _allowed(told: Iterable[tuple[str, str]]) -> str:
    rows = [f"  - {{rule: {code}, text: {quoted(text)}, because: {AS_IT_WAS}}}" for code, text in told]
    return (
        "\n".join(["", "# 原稿里的说法，读进来时放过的；改了原话，就删去那一行。", "allow:", *rows, ""]) if rows else ""
    )


def _expected(report: Report) -> list[tuple[str, int]]:
    """The paragraphs as they are to come out, and the numbers of their texts; the footnotes last."""
    body, notes, number = list[tuple[str, int]](), list[tuple[str, int]](), 0
    for paragraph in source.lines(report.blocks):
        if paragraph.text.strip():
            body.append((paragraph.text, number))
        notes += [(note.text, number + 1 + at) for at, note in enumerate(paragraph.notes)]
        number += 1 + len(paragraph.notes)
    return [*body, *notes]


def _known(there: Mapping[str, bytes], year: int) -> tuple[list[Fact], set[str]]:
    """The facts that a workspace states of a year, and the ids of its groups."""
    if CATALOGUE not in there:
        return [], set()
    from report_cli.facts import catalogue_file, ledger, yearfile

    catalogue, _ = catalogue_file.read(there[CATALOGUE], CATALOGUE)
    name = f"data/{year}.yaml"
    if name not in there:
        return [], set(catalogue.groups)
    file, _ = yearfile.read(there[name], name, year, catalogue)
    resolved, _ = ledger.resolve(catalogue, file)
    facts = []
    for fact in resolved.facts.values():
        kind = fact.indicator.kind
        if (
            fact.value is None
            or kind == "items"
            or kind == "points"
            or kind == "list"
            or not fact.indicator.is_printed
            or "." not in fact.id
        ):
            continue
        group, _, own = fact.id.partition(".")
        quantity = fact.quantity
        values: tuple[str, ...] = (fact.text,)
        if quantity is not None:
            values = (quantity.bare,)
        elif kind == "date":
            values = (str(fact.value),)
        facts.append(
            Fact(
                group=group,
                name=own,
                label=fact.label,
                kind=kind,
                values=values,
                text=fact.text,
                unit=fact.indicator.unit,
            )
        )
    return facts, set(catalogue.groups)


def _extended(catalogue: str, binding: Binding, allowed: Mapping[str, str]) -> str:
    """A catalogue with the new groups, and more words allowed."""
    new = list(written.groups(binding))
    fresh = {word: because for word, because in allowed.items() if f"word: {quoted(word)}," not in catalogue}
    rows = written.allow(fresh, is_headed=False)
    match = re.search(r"(?m)^allow:[ \t]*(?:#.*)?\n", catalogue)
    if match is None:
        end = ["", *written.allow(fresh), ""] if rows else []
        return catalogue.rstrip("\n") + "\n\n" + "\n".join(new) + "\n".join(end)
    before = catalogue[: match.start()]
    groups = "\n".join(new) + "\n" if new else ""
    return before + groups + match.group() + "".join(f"{row}\n" for row in rows) + catalogue[match.end() :]


# From the command to the files ----------------------------------------------------------------------------------------

RUN = "report adopt"
KIND, LABEL = "work_report", "工作报告"


class Wanted(Struct, frozen=True, kw_only=True):
    """What was asked for. `years`: of the reports, in their order; none where the files say it themselves."""

    olds: tuple[Path, ...]
    years: tuple[int, ...] = ()
    kind: str = ""
    force: bool = False


def adopt(root: Path, wanted: Wanted) -> Adopted:
    """Make the reports a workspace, or a kind of the one that is there. Raises CannotRun; then nothing is written."""
    reports = [source.read(path) for path in wanted.olds]
    years = _years(reports, wanted)
    is_new = not disk.is_there(root / CATALOGUE)
    if is_new and disk.is_there(root) and disk.names(root):
        raise CannotRun(f"{root.as_posix()} 已经有内容，又不是工作区；换一个新的或空的文件夹，用--into写明")
    kind = wanted.kind or KIND
    if not re.fullmatch(r"\w[\w-]*", kind) or disk.unportable(kind):
        raise CannotRun(f"“{kind}”不能作报告类型的名称：只用汉字、字母、数字和 - _")
    there = {} if is_new else _files(root)
    if f"templates/{kind}{TEMPLATE_SUFFIX}" in there and not wanted.force:
        raise CannotRun(f"这个工作区里已经有{kind}这种报告；要换掉它，加--force（原来的有备份），或用--kind另起名称")
    kept = {name: data for name, data in there.items() if not _is_of_kind(name, kind)}
    made, adopted = None, list[tuple[Report, int, _Made]]()
    now = dict(kept)
    for report, year in sorted(zip(reports, years, strict=True), key=lambda pair: -pair[1]):
        made = _Adopter(report, year, _kind(kind, report), now, _layout(report, kind, root)).made()
        if adopted:
            made.files = _of_year(made.files, adopted[0][2].files, year, kind)
        now |= {name: text.encode() for name, text in made.files.items()}
        adopted.append((report, year, made))
    return _written(root, there, now, adopted, kind)


def _written(
    root: Path,
    there: Mapping[str, bytes],
    now: dict[str, bytes],
    adopted: Sequence[tuple[Report, int, _Made]],
    kind: str,
) -> Adopted:
    _, year, made = adopted[0]
    questions = asked.questions(made.binding, year, kind)
    now[asked.FILE] = asked.as_yaml(questions).encode()
    if not there:
        for name in (".gitignore", ".gitattributes"):
            now[name] = (starter() / name).read_bytes()
    files = {name: data for name, data in now.items() if there.get(name) != data}
    gone = [name for name in there if name not in now]
    _write(root, there, files, gone)
    left = [(each.binding.texts[text].number, word) for _, _, each in adopted for text, word in each.binding.left]
    left += [
        (each.binding.texts[text].number, each.binding.texts[text].text[one.start : one.end])
        for _, _, each in adopted
        for text, one in each.binding.words
    ]
    return Adopted(
        workspace=root,
        year=year,
        kind=kind,
        files=sorted(files),
        bound=sum(each.binding.bound for _, _, each in adopted),
        left=left,
        questions=questions,
        left_out=[said for each, _, _ in adopted for said in each.left_out],
    )


def _write(root: Path, there: Mapping[str, bytes], files: Mapping[str, bytes], gone: Sequence[str] = ()) -> None:
    if not there:
        names = sorted(files, key=lambda name: name == CATALOGUE)
        contents = {root / name: files[name] for name in names}
        with disk.made_folders([path.parent for path in contents], root):
            disk.replace(contents, root, seen=dict.fromkeys(contents))
        return
    from report_cli.drafts.record import Record
    from report_cli.files import journal
    from report_cli.files.journal import Entry

    entries = [Entry(name, there.get(name), data) for name, data in files.items()]
    entries += [Entry(name, there[name], None) for name in gone]
    if why := journal.obstacles(root, entries):
        raise CannotRun("\n".join(why))
    record = Record(root)
    for entry in entries:
        if entry.before is not None:
            record.back_up(root / entry.name, entry.before)
    with disk.made_folders([(root / name).parent for name in files], root):
        journal.write(root, RUN, entries)


def _years(reports: Sequence[Report], wanted: Wanted) -> list[int]:
    years = list(wanted.years)
    if not years:
        sealed = [report.sealed.get("report.year", "") for report in reports]
        if not all(re.fullmatch("[1-9][0-9]{3}", year) for year in sealed):
            raise CannotRun("没有写明是哪一年的报告：用--year写所报告的年份，如 --year 2022")
        years = [int(year) for year in sealed]
    if len(years) != len(reports):
        raise CannotRun(f"{len(reports)}份报告，--year却写了{len(years)}个年份；按报告的次序写，如 --year 2021,2022")
    if len(set(years)) < len(years):
        raise CannotRun("--year里的年份有重复；一年的一种报告只有一份")
    return years


def _kind(name: str, report: Report) -> Kind:
    title = "".join(each.text for each in source.lines(report.blocks) if each.role == "title")
    told = re.search(
        "(?:常委会|常务委员会)?(工作报告|提案工作情况的报告|[\u4e00-\u9fff]{0,4}(?:报告|简报|总结|小结|要点|通讯|信息))$",
        title,
    )
    is_word = report.manuscript is not None and report.manuscript.package is not None
    label = told[1] if told else LABEL if name == KIND else name
    return Kind(name, label, name if is_word else "")


def _layout(report: Report, kind: str, root: Path) -> str:
    """The layout of a Word file; empty where it has none that can be read."""
    if report.manuscript is None or report.manuscript.package is None:
        return ""
    from report_cli.page import effective, house

    try:
        text, _ = house.read(effective.read(report.manuscript), kind, Workspace(root))
    except CannotRun:
        return ""
    return f"# 从“{report.name}”读出的版式，只写与印发稿不同的项；每项后面是印发稿的。\n{text}"


def _is_of_kind(name: str, kind: str) -> bool:
    """Whether a file is the template of a kind, of its sections, its layout or its edits."""
    own = rf"templates/(?:\d{{4}}/)?(?:{kind}(?:\.md\.j2|\.edits\.yaml)|sections/{kind}_[^/]+\.md\.j2)"
    return re.fullmatch(rf"{own}|templates/layouts/{kind}\.yaml", name) is not None


def _files(root: Path) -> dict[str, bytes]:
    """The catalogue, the years and the templates of a workspace, and the questions that are open there."""
    found = {}
    for folder in ("data", "templates"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and path.suffix in (".yaml", ".j2"):
                found[path.relative_to(root).as_posix()] = disk.read(path)
    questions = disk.read_if_there(root / asked.FILE)
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


# Answers -------------------------------------------------------------------------------------------------------------


def answer(workspace: Workspace) -> Adopted:
    """Put in what was answered in `adopt.yaml`. Raises CannotRun where an answer cannot be; then nothing is written."""
    from report_cli.adopt import answers

    root = workspace.root
    data = disk.read_if_there(root / asked.FILE)
    if data is None:
        raise CannotRun(
            f"没有写明旧报告，这里也没有{asked.FILE}；要读一份旧报告：report adopt 去年的报告.docx --year 2022"
        )
    questions = answers.read(data)
    given, still = [one for one in questions if one.answer], [one for one in questions if not one.answer]
    there = _files(root)
    texts = {name: content.decode("utf-8-sig") for name, content in there.items()}
    changed = answers.applied(given, texts)
    if changed:
        _refuse_errors({**texts, **changed}, given)
    files = {name: text.encode() for name, text in changed.items()}
    if given:
        files[asked.FILE] = asked.as_yaml(still).encode()
    if files:
        _write(root, there, files)
    first = questions[0] if questions else None
    return Adopted(
        workspace=root, year=first.year if first else 0, kind=first.kind if first else "", files=sorted(files), bound=0,
        left=[], questions=still,
    )  # fmt: skip


def _refuse_errors(files: Mapping[str, str], given: Sequence[Question]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        loader = Loader(Workspace(Path(folder)))
        for question in given:
            loaded = loader.year(question.year) if question.year in loader.workspace.years() else None
            wrong = [each for each in (loaded.findings if loaded else ()) if each.is_error]
            if wrong:
                numbers = "、".join(f"第{one.number}题" for one in given)
                raise CannotRun(f"{asked.FILE} {numbers}照答的写进去，数据就有错误：{wrong[0].message}；改了答案再运行")
