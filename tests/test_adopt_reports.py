"""`report adopt` on reports by other hands (`cases/reports`): built again to the letter, no two figures made one."""

import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from msgspec import Struct

from report_cli import compose
from report_cli.adopt import source
from report_cli.adopt.bound import Key
from report_cli.adopt.found import Fixed
from report_cli.adopt.template import Kind
from report_cli.adopt.trial import Adopter, Trial
from report_cli.audit.texts import without_blanks
from report_cli.facts.fact import Fact
from report_cli.facts.load import Loader
from report_cli.files.editing import ValueChange, edited
from report_cli.files.workspace import Workspace
from report_cli.tasks import adopt as task
from report_cli.tasks.adopt import Adopted
from report_cli.tasks.adopt_request import Request
from reports import all_through_libreoffice, without_carriers
from running import ROOT, WORKSPACES, report

REPORTS = Path(__file__).parent / "cases/reports"
YEARS = {
    **dict.fromkeys(("01.docx", "03.docx", "04.txt", "06.doc"), 2025),
    **dict.fromkeys(("02.docx", "05.docx", "07.docx", "08b.docx", "09.docx", "10.docx", "11.docx", "12.docx"), 2024),
    "08a.docx": 2023,
}
every_report = pytest.mark.parametrize("name", sorted(YEARS))


class Read(Struct):
    """A report that was adopted: into which workspace, and how its figures were bound."""

    folder: Path
    adopted: Adopted
    adopter: Adopter
    made: Trial

    @property
    def year(self) -> int:
        return self.adopted.year


@pytest.fixture(scope="module")
def reads(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Read]:
    """Each report adopted once."""
    read = dict[str, Read]()
    for name, year in YEARS.items():
        folder = tmp_path_factory.mktemp(Path(name).stem) / "新"
        adopted = task.adopt(folder, Request(olds=(REPORTS / name,), years=(year,)))
        adopter = Adopter(source.read(REPORTS / name), year, Kind("work_report", "工作报告"), {})
        read[name] = Read(folder, adopted, adopter, adopter.made())
    return read


@every_report
def test_a_report_by_other_hands_is_built_again_to_the_letter(name: str, reads: dict[str, Read]) -> None:
    read = reads[name]
    made = report(read.folder, "build", str(read.year), "--to", "docx")
    assert made.status == 0, made.out + made.err
    draft = read.folder / f"drafts/{read.year}/work_report.docx"
    assert shape(draft) == shape(REPORTS / name)


def shape(path: Path) -> list[object]:
    """Paragraphs with their levels and footnotes, tables by their cells, as people read them."""
    made: list[object] = []
    for block in source.read(path).blocks:
        if isinstance(block, source.Paragraph):
            notes = tuple((note.offset, without_blanks(note.text)) for note in block.notes)
            made.append((block.level, without_blanks(block.text), notes))
            continue
        made += [(0, without_blanks(block.caption.text), ())] if block.caption else []
        made.append([[without_blanks(cell.text) for cell in row] for row in block.rows])
    return made


@every_report
def test_check_finds_nothing_but_what_is_not_bound(name: str, reads: dict[str, Read]) -> None:
    result = report(reads[name].folder, "check", str(reads[name].year))
    assert result.status == 0
    assert set(re.findall(r": \S+ ([A-Z]\d{3}): ", result.out)) <= {"C113"}, result.out


@every_report
def test_there_is_at_most_one_question_for_six_figures(name: str, reads: dict[str, Read]) -> None:
    adopted = reads[name].adopted
    assert len(adopted.questions) <= adopted.bound / 6


# Figures -------------------------------------------------------------------------------------------------------------


class Figure(Struct, frozen=True):
    """A figure as those list it who wrote the report. `same`: the number (from 1) of the figure that it repeats."""

    paragraph: str
    shown: str
    what: str
    same: int


@cache
def listed(name: str) -> list[Figure]:
    rows = [line.split("\t") for line in (REPORTS / f"{Path(name).stem}.figures.tsv").read_text("utf-8").splitlines()]
    rows = [[*row, "", "", ""] for row in rows if row[0]]
    same = [re.fullmatch(r"(?:line)?(\d+)", row[3].strip()) for row in rows]
    return [
        Figure(without_blanks(row[0]), without_blanks(row[1]), row[2], int(match[1]) if match else number)
        for number, (row, match) in enumerate(zip(rows, same, strict=True), 1)
    ]


def found(read: Read, name: str) -> dict[int, Key]:
    """Where each listed figure stands in the report, by its number."""
    places, used = dict[int, Key](), set[Key]()
    for number, figure in enumerate(listed(name), 1):
        key = next((key for key in candidates(read, figure) if key not in used), None)
        if key is not None:
            used.add(key)
            places[number] = key
    return places


def candidates(read: Read, figure: Figure) -> Iterator[Key]:
    texts = [without_blanks(text.text) for text in read.adopter.binder.texts]
    begin = [number for number, text in enumerate(texts) if text.startswith(figure.paragraph[:8])]
    for number in begin or [number for number, text in enumerate(texts) if figure.paragraph[:8] in text]:
        for at, one in enumerate(read.adopter.binder.found[number]):
            shown = texts[number] if read.adopter.binder.texts[number].cell else read.adopter.binder.texts[number].text
            said_ = without_blanks(shown[one.start : one.end])
            is_alike = not isinstance(one, Fixed) and digits(said_) and digits(said_) == digits(figure.shown)
            if said_ == figure.shown or is_alike:
                yield number, at


def digits(shown: str) -> list[str]:
    return re.findall(r"\d[\d.,]*", shown)


def facts(read: Read) -> dict[Key, str]:
    return {
        one.key: one.fact or one.says for listed_ in read.made.binding.printed.values() for one in listed_ if one.key
    }


@every_report
def test_two_figures_of_different_things_are_never_one_fact(name: str, reads: dict[str, Read]) -> None:
    whose, of = dict[str, set[int]](), facts(reads[name])
    for number, key in found(reads[name], name).items():
        if "." in of.get(key, "") and "{" not in of[key]:
            whose.setdefault(of[key], set()).add(listed(name)[number - 1].same)
    assert {fact: same for fact, same in whose.items() if len(same) > 1} == {}


@every_report
def test_nearly_all_figures_in_digits_are_bound(name: str, reads: dict[str, Read]) -> None:
    places, of = found(reads[name], name), facts(reads[name])
    wanted = [number for number, figure in enumerate(listed(name), 1) if digits(figure.shown)]
    # What stands in a text box, a header or a footer is named as left out.
    outside = "".join(reads[name].adopted.left_out)
    wanted = [number for number in wanted if number in places or listed(name)[number - 1].shown not in outside]
    lost = [listed(name)[number - 1] for number in wanted if not of.get(places.get(number, (-1, -1)))]
    assert len(lost) <= len(wanted) * 0.02, lost


def test_labels_have_words_of_those_who_wrote_the_reports(reads: dict[str, Read]) -> None:
    alike = every = 0
    for name, read in reads.items():
        of = facts(read)
        for number, key in found(read, name).items():
            if fact := read.made.binding.facts.get(of.get(key, "")):
                what = listed(name)[number - 1].what
                every += 1
                alike += any(fact.label[at : at + 2] in what for at in range(len(fact.label) - 1))
    assert alike / every > 0.93, (alike, every)


# Every figure changed by one -----------------------------------------------------------------------------------------


def by_one(text: str, kind: str) -> str:
    """A value that is another one: 266 for 265, 《某报告》 for 《报告》."""
    match = re.search(r"\d+", text)
    if kind in ("count", "amount", "rate", "points") and match:
        return f"{text[: match.start()]}{int(match[0]) + (1 if text != '100%' else -1)}{text[match.end() :]}"
    if kind == "date":
        return f"{text[:-2]}{int(text[-2:]) % 28 + 1:02}"
    return f"{text[:1]}某{text[1:]}"


def runs(read: Read, data: bytes) -> list[tuple[str, str]]:
    """What each run of the report says then, and which fact it prints."""
    file = read.folder / f"data/{read.year}.yaml"
    file.write_bytes(data)
    workspace = Workspace(read.folder)
    ledger = Loader(workspace).year(read.year).ledger
    document, findings = compose.compose("work_report", ledger, cache(workspace.template))
    assert document is not None, [each.message for each in findings if each.is_error]
    return [(run.text, run.fact.partition("[")[0]) for _, line in document.lines for run in line]


@every_report
def test_each_figure_changed_by_one_changes_where_it_stands_and_nowhere_else(name: str, reads: dict[str, Read]) -> None:
    """All are changed in a few rounds: in the round of a bit those whose number has it, in another those without it.

    So a run changes in exactly the rounds of its own fact, or another fact has a part in it.
    """
    read = reads[name]
    file = read.folder / f"data/{read.year}.yaml"
    old = file.read_bytes()
    before = runs(read, old)
    ledger = Loader(Workspace(read.folder)).year(read.year).ledger
    stated = [
        fact
        for fact in ledger.facts.values()
        if re.search(rf"(?m)^  {fact.id.partition('.')[2]}: \{{value:", old.decode())
    ]
    assert len(stated) > 50
    number_of = {fact.id: number for number, fact in enumerate(stated, 1)}
    changed: list[set[int]] = [set() for _ in before]
    rounds = [(bit, has) for bit in range(len(stated).bit_length()) for has in (True, False)]
    for place, (bit, has) in enumerate(rounds):
        after = runs(read, changed_by_one(old, [fact for fact in stated if bool(number_of[fact.id] >> bit & 1) is has]))
        assert [fact for _, fact in after] == [fact for _, fact in before]
        for at, ((text, _), (was, _)) in enumerate(zip(after, before, strict=True)):
            changed[at] |= {place} if text != was else set()
    file.write_bytes(old)
    for (text, fact), (_, next_), in_rounds in zip(before, [*before[1:], ("", "")], changed, strict=True):
        of = ledger.get(fact or next_)  # before a change stands the word for it
        if of is not None and of.is_derived:  # 94.9% may stay what it is, with one more of 1118
            assert in_rounds <= {place for id in of.inputs for place in _rounds_of(number_of[id], rounds)}, (fact, text)
            continue
        own = _rounds_of(number_of[fact], rounds) if fact in number_of else set()
        # Between the items of a list stand marks that are none of its items.
        assert in_rounds == own or text in ("、", "等"), (fact, text)


def _rounds_of(number: int, rounds: list[tuple[int, bool]]) -> set[int]:
    """The rounds in which the fact of a number is another one."""
    return {place for place, (bit, has) in enumerate(rounds) if bool(number >> bit & 1) is has}


def changed_by_one(data: bytes, facts: list[Fact]) -> bytes:
    """A year file in which some facts are others; of a list all its items."""
    changes = list[ValueChange]()
    for fact in facts:
        group, _, name = fact.id.partition(".")
        value = fact.quantity.bare if fact.quantity else str(fact.value)
        value += "个百分点" * (fact.indicator.kind == "points" and not value.endswith("个百分点"))
        if fact.indicator.kind != "list":
            changes.append(ValueChange((group, name, "value"), by_one(value, fact.indicator.kind)))
    text = edited(data, changes, "2022.yaml").decode()
    for group, _, name in (fact.id.partition(".") for fact in facts if fact.indicator.kind == "list"):
        line = re.search(rf"(?m)^{group}:.*\n(?:  .*\n)*?(?P<own>  {name}: .*)$", text)
        assert line
        text = text[: line.start("own")] + re.sub("[《“]", r"\g<0>某", line["own"]) + text[line.end() :]
    return text.encode()


# Two years of one body, and a third begun from them -------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("两年") / "新"
    olds = tuple(REPORTS / name for name in ("08a.docx", "08b.docx"))
    task.adopt(folder, Request(olds=olds, years=(2023, 2024)))
    return folder


@pytest.mark.parametrize(("year", "name"), [(2023, "08a.docx"), (2024, "08b.docx")])
def test_each_of_two_years_is_built_again_to_the_letter(year: int, name: str, two_years: Path) -> None:
    made = report(two_years, "build", str(year), "--to", "docx")
    assert made.status == 0, made.out + made.err
    assert shape(two_years / f"drafts/{year}/work_report.docx") == shape(REPORTS / name)


def test_what_two_years_say_alike_stands_once(two_years: Path) -> None:
    templates = "\n".join(path.read_text("utf-8") for path in sorted((two_years / "templates").rglob("*.j2")))
    templates = re.sub(r'\{% call (?:part|lead)\("(.*?)".*?%\}|\{[{%#].*?[}%#]\}', r"\1", templates)
    edits = (two_years / "templates/2023/work_report.edits.yaml").read_text("utf-8")
    changed = "\n".join(re.findall(r"(?m)^.*(?:was|now): .*$", edits))
    rows = [line.split("\t") for line in (REPORTS / "08.sentences.tsv").read_text("utf-8").splitlines()]
    same = [row[1] for row in rows if row[0] == "same" and not re.search(r"\d|[一二]届|《", row[1])]
    assert len(same) > 15
    for sentence in same:
        words = re.sub("^(?:[一二三四五六七]、|（[一二三四五六七]）)", "", sentence)
        assert templates.count(words) == max(sum(each[2].count(words) for each in rows if len(each) > 2), 1), words
        assert words not in changed or len(words) < 12, words


def test_figures_of_one_thing_are_one_fact_in_both_years(two_years: Path) -> None:
    data = {year: (two_years / f"data/{year}.yaml").read_text("utf-8") for year in (2023, 2024)}
    rows = [line.split("\t") for line in (REPORTS / "08.pairs.tsv").read_text("utf-8").splitlines()[1:]]
    pairs = [((2023, row[2]), (2024, row[4])) for row in rows if row[1] and row[3]]
    same = [pair for pair in pairs if set.intersection(*(stating(data[year], figure) for year, figure in pair))]
    assert len(same) > len(pairs) * 0.8


def stating(data: str, figure: str) -> set[str]:
    """The names of the facts that have a figure's value."""
    return set(re.findall(rf"(?m)^  (\S+): {{value: {re.escape(plain(figure))}[,万余%个]", data))


def plain(figure: str) -> str:
    match = re.match(r"[\d.]+", figure.replace(",", ""))
    return match[0] if match else figure


def test_a_third_year_with_gaps_has_no_empty_clause_and_no_stale_word(two_years: Path) -> None:
    assert report(two_years, "new", "2025").status == 0
    text = (two_years / "data/2024.yaml").read_text("utf-8").replace("year: 2024", "year: 2025")
    text = re.sub(r"(?<=value: )2025-", "2026-", text)
    text = re.sub(r"(?<=value: )2024年", "2025年", text).replace("value: 第四次会议", "value: 第五次会议")
    text = re.sub(r"(?<=value: )(\d)(?=[\d,万余%个])", lambda match: str(int(match[1]) % 9 + 1), text)
    gone = "截至日期 内容空泛一事多提的提案退回修改 参训委员 面商率 组织重点提案视察协商回访"
    for name in gone.split():
        text, count = re.subn(rf"(?m)^  {name}: .*\n", "", text)
        assert count == 1, name
    (two_years / "data/2025.yaml").write_text(text, "utf-8")
    made = report(two_years, "build", "2025", "--to", "md")
    assert made.status == 0, made.out + made.err
    draft = (two_years / "drafts/2025/work_report.md").read_text("utf-8")
    assert not re.search("，，|，。|、。|（）|。。|None|^[，。；]|2023年|2024年|第四次会议", draft, re.MULTILINE), draft


# What the tool itself made, as if typed, through LibreOffice ----------------------------------------------------------


def drafts(folder: Path) -> Iterator[Path]:
    """The Word files of this workspace and of the committees that tests use, without bookmarks and seals."""
    for workspace in (ROOT, *(path for path in sorted(WORKSPACES.iterdir()) if (path / "data").is_dir())):
        copy = folder / "工作区" / workspace.name
        for name in ("data", "templates"):
            shutil.copytree(workspace / name, copy / name)
        for year in sorted(path.stem for path in (copy / "data").glob("[0-9]*.yaml")):
            if report(copy, "build", year, "--to", "docx").status == 0:
                for draft in sorted((copy / f"drafts/{year}").glob("*.docx")):
                    made = folder / f"{year} {workspace.name} {draft.name}"
                    made.write_bytes(without_carriers(draft.read_bytes()))
                    yield made


@pytest.mark.office
def test_every_draft_of_ours_saved_by_libreoffice_is_built_again(tmp_path: Path) -> None:
    files = list(drafts(tmp_path))
    assert len(files) > 8
    for typed, old in zip(files, all_through_libreoffice(files, tmp_path), strict=True):
        year = int(typed.name[:4])
        folder = tmp_path / "新" / typed.stem
        adopted = task.adopt(folder, Request(olds=(old,), years=(year,)))
        assert len(adopted.left) <= max(adopted.bound * 0.1, 2)
        made = report(folder, "build", str(year), "--to", "docx")
        assert made.status == 0, typed.name + made.out + made.err
        assert shape(folder / f"drafts/{year}/{adopted.kind}.docx") == shape(typed), typed.name
