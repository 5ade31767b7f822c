"""`report adopt`: finished reports become a workspace, or a kind of one; what was answered is put in."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from report_cli.adopt import asked, source
from report_cli.adopt.asked import Question
from report_cli.adopt.binding import Base
from report_cli.adopt.known import only_of, put
from report_cli.adopt.source import Report
from report_cli.adopt.trial import Adopter, Made
from report_cli.adopt.written import Kind
from report_cli.facts.load import Loader
from report_cli.files import disk
from report_cli.files.workspace import CATALOGUE, Workspace, starter
from report_cli.model import TEMPLATE_SUFFIX, CannotRun

RUN = "report adopt"
KIND, LABEL = "work_report", "工作报告"


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


class Wanted(Struct, frozen=True, kw_only=True):
    """What was asked for. `years`: of the reports, in their order; none where the files say it themselves."""

    olds: tuple[Path, ...]
    years: tuple[int, ...] = ()
    kind: str = ""
    force: bool = False


def adopt(root: Path, wanted: Wanted) -> Adopted:
    """Make the reports a workspace, or a kind of the one that is there. Raises CannotRun; then nothing is written."""
    reports = [source.read(path) for path in wanted.olds]
    years = _years(reports, wanted, root)
    is_new = not disk.is_there(root / CATALOGUE)
    if is_new and disk.is_there(root) and disk.names(root):
        raise CannotRun(f"{root.as_posix()} 已经有内容，又不是工作区；换一个新的或空的文件夹，用--into写明")
    kind = wanted.kind or reports[0].sealed.get("report.kind", KIND).partition(".")[0]
    if not re.fullmatch(r"\w[\w-]*", kind) or disk.unportable(kind):
        raise CannotRun(f"“{kind}”不能作报告类型的名称：只用汉字、字母、数字和 - _")
    there = {} if is_new else _files(root)
    if f"templates/{kind}{TEMPLATE_SUFFIX}" in there and not wanted.force:
        raise CannotRun(f"这个工作区里已经有{kind}这种报告；要换掉它，加--force（原来的有备份），或用--kind另起名称")
    replaced = only_of(there, kind)
    kept = {name: data for name, data in there.items() if name not in replaced}
    now, adopted, base = dict(kept), list[tuple[Report, int, Made]](), None
    pairs = sorted(zip(reports, years, strict=True), key=lambda pair: -pair[1])
    named = _kind(kind, pairs[0][0])
    for report, year in pairs:
        layout = _layout(report, kind, root) if base is None else ""
        adopter = Adopter(report, year, named, now, layout, base)
        made = adopter.made()
        if base is not None:
            made.files = _of_year(made.files, adopted[0][2].files, year, kind)
        now |= {name: text.encode() for name, text in made.files.items()}
        adopted.append((report, year, made))
        base = base or Base(made.binding, adopter.binder.found, year)
    return _written(root, there, now, adopted, kind)


def _written(
    root: Path,
    there: Mapping[str, bytes],
    now: dict[str, bytes],
    adopted: Sequence[tuple[Report, int, Made]],
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


def _years(reports: Sequence[Report], wanted: Wanted, root: Path) -> list[int]:
    years = list(wanted.years)
    if not years:
        asked_of = _asked_of(root) if len(reports) == 1 else ""
        sealed = [report.sealed.get("report.year", "") or asked_of for report in reports]
        if not all(re.fullmatch("[1-9][0-9]{3}", year) for year in sealed):
            raise CannotRun("没有写明是哪一年的报告：用--year写所报告的年份，如 --year 2022")
        years = [int(year) for year in sealed]
    if len(years) != len(reports):
        raise CannotRun(f"{len(reports)}份报告，--year却写了{len(years)}个年份；按报告的次序写，如 --year 2021,2022")
    if len(set(years)) < len(years):
        raise CannotRun("--year里的年份有重复；一年的一种报告只有一份")
    return years


def _asked_of(root: Path) -> str:
    """The year that the questions of a workspace are about; empty where there are none."""
    from report_cli.adopt import answers

    data = disk.read_if_there(root / asked.FILE)
    questions = answers.read(data) if data else []
    return str(questions[0].year) if questions else ""


def _kind(name: str, report: Report) -> Kind:
    title = "".join(each.text for each in source.lines(report.blocks) if each.role == "title")
    told = re.search("(工作报告|工作总结|工作小结|工作要点|报告|总结|小结|简报|通讯|信息)$", title)
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
            if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~")):
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
    texts = {name: data.decode("utf-8-sig") for name, data in there.items() if name.endswith((".yaml", ".j2"))}
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
        put({name: text.encode() for name, text in files.items()}, Path(folder))
        loader = Loader(Workspace(Path(folder)))
        for question in given:
            loaded = loader.year(question.year) if question.year in loader.workspace.years() else None
            wrong = [each for each in (loaded.findings if loaded else ()) if each.is_error]
            if wrong:
                numbers = "、".join(f"第{one.number}题" for one in given)
                raise CannotRun(f"{asked.FILE} {numbers}照答的写进去，数据就有错误：{wrong[0].message}；改了答案再运行")
