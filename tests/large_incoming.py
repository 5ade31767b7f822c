"""The largest files that come in (drafts, forms, tables, answers), and the worst that a small one can be: cases too."""

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import docx
import docx.document

import forms_made
from bench import sample
from large_files import Case, Make, lines
from running import ROOT, report

TABLE = "统计表"
GRID = "<row r='1'><c t='inlineStr'><is><t>指标</t></is></c><c t='inlineStr'><is><t>2022年</t></is></c></row>"
ROW = "<row r='№'><c t='inlineStr'><is><t>收到提案</t></is></c><c><v>265</v></c></row>"


def cases() -> Iterator[Case]:
    yield from of_drafts()
    yield from of_copies()
    yield from of_tables()
    yield from of_answers()
    yield from of_forms()
    yield from of_sheets()


Edit = Callable[[docx.document.Document], object]


def draft_of(paragraphs: int, edit: Edit) -> Make:
    """A draft of so many paragraphs with three figures each, edited."""
    return drafts_of(paragraphs, 稿=edit)


def drafts_of(paragraphs: int, **edits: Edit) -> Make:
    """Copies of such a draft, each with its edits."""

    def make(place: Path) -> None:
        shutil.rmtree(place)
        sample.workspace(place, paragraphs, 3 * paragraphs, 130 * paragraphs)
        edited(place, **edits)

    return make


def edited(place: Path, **edits: Edit) -> None:
    built = report(place, "build", "2022")
    assert built.status == 0, built.err
    for name, edit in edits.items():
        draft = docx.Document(str(place / "drafts/2022/work_report.docx"))
        edit(draft)
        draft.save(str(place / f"{name}.docx"))


def figures(draft: docx.document.Document, typed: str = "") -> None:
    """One figure of each paragraph is another; `typed`: what is written behind it, with a number of its own."""
    for number, paragraph in enumerate(draft.paragraphs):
        if found := [run for run in paragraph.runs if run.text.endswith("件")]:
            found[0].text = f"{int(found[0].text[:-1]) + 7}件"
            name = f"{chr(0x4E00 + number)}{chr(0x5000 + 7 * number)}"
            paragraph.runs[-1].text += typed and f"{name}{typed}{5000 + number}件。"


def words(draft: docx.document.Document, said: str = "比上次多出一截子。", every: int = 1, first: int = 0) -> None:
    """Of the sentences behind the figures one of so many says something else."""
    runs = (run for paragraph in draft.paragraphs for run in paragraph.runs if "比计划多。" in run.text)
    for run in islice(runs, first, None, every):
        run.text = run.text.replace("比计划多。", said, 1)


def thinned(draft: docx.document.Document) -> None:
    """Every other paragraph of text is gone."""
    for paragraph in [each for each in draft.paragraphs if "件" in each.text][::2]:
        paragraph._p.getparent().remove(paragraph._p)


def of_drafts() -> Iterator[Case]:
    home, after = ("take", "稿.docx", "--write"), (("build", "2022", "--force"), ("trace", "2022"))
    read = (("verify", "稿.docx"), ("renew", "稿.docx"))
    yield Case("稿：改了1000个数", draft_of(1000, figures), (home, *read, *after, ("take", "--undo")))
    yield Case("稿：改了1000个数，新写1000个", draft_of(1000, partial(figures, typed="类新增")), (read[0], home))
    yield Case("稿：改了600处字句", draft_of(200, words), (home, *read, *after))
    yield Case("稿：隔一段删一段，删去300段", draft_of(600, thinned), (home,))

    def long(paragraphs: int) -> Make:
        def make(place: Path) -> None:
            draft = docx.Document()
            for number in range(paragraphs):
                draft.add_paragraph(f"第{number}号街道收到提案{number}件，立案{number // 2}件，走访{number + 5}户。")
            draft.save(str(place / "旧.docx"))

        return make

    adopted = (("adopt", "旧.docx", "--year", "2022", "--into", "新的"), ("words", "旧.docx"))
    yield Case("旧报告：1000段一样的说法、3000个数", long(1000), adopted)


def of_copies() -> Iterator[Case]:
    """Several large drafts of one report at once."""

    def case(name: str, **edits: Edit) -> Case:
        return Case(name, drafts_of(1000, **edits), (("take", *(f"{draft}.docx" for draft in edits)),))

    said = {name: f"比上次多出{name}一截子。" for name in "甲乙丙丁戊"}
    apart = {name: partial(words, said=text, every=15, first=3 * n) for n, (name, text) in enumerate(said.items())}
    same = {name: partial(words, said=said[name], every=6) for name in "甲乙"}
    yield case("稿：五份，各改200处字句", **apart)
    yield case("稿：两份，同样500句改得不一样", **same)
    yield case("稿：两份，各改600处字句", 甲=partial(words, every=5), 乙=partial(words, every=5, first=2))


def of_tables() -> Iterator[Case]:
    """A table of 1,500 rows; in one column each cell says something else."""
    count = 1500
    names = [f"{chr(0x4E00 + number)}{chr(0x6000 + 3 * number)}街道" for number in range(count)]

    def column(draft: docx.document.Document, number: int, change: Callable[[str], str]) -> None:
        for cell in draft.tables[0].columns[number].cells[1:]:
            [first, *rest] = cell.paragraphs[0].runs
            first.text = change("".join(run.text for run in (first, *rest)))
            for run in rest:
                run.text = ""

    def make(place: Path) -> None:
        facts, rows = "", "街道 | 收到 | 说明\n"
        for n, name in enumerate(names):
            facts += f"    n{n}: {{label: {name}收到提案, unit: 件}}\n"
            rows += f"{name} | {{{{ street.n{n} }}}} | 按计划办理{name[0]}\n"
        files = {
            "data/indicators.yaml": f"street:\n  label: 街道\n  indicators:\n{facts}",
            "data/2022.yaml": "year: 2022\nstreet:\n" + "".join(f"  n{n}: {100 + n}\n" for n in range(count)),
            "templates/work_report.md.j2": f"# 报告\n\n{{% call table() %}}\n{rows}{{% endcall %}}\n",
        }
        shutil.rmtree(place)
        for name, text in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, "utf-8")
        figures = partial(column, number=1, change=lambda text: f"{int(text.rstrip('件')) + 7}件")
        edited(place, 数=figures, 字=partial(column, number=2, change=lambda text: text.replace("按计划", "提前")))

    yield Case("稿：1500行的表改了一栏", make, (("take", "数.docx", "--write"), ("take", "字.docx")))


def of_answers() -> Iterator[Case]:
    def adopted(change: Callable[[str], str]) -> Make:
        def make(place: Path) -> None:
            shutil.copy(ROOT / "tests/cases/reports/07.docx", place / "旧.docx")
            report(place, "adopt", "旧.docx", "--year", "2022", "--into", "新的")
            asked = place / "新的/adopt.yaml"
            asked.write_text(change(asked.read_text(encoding="utf-8")), encoding="utf-8")

        return make

    def agreed(text: str, times: int) -> str:
        """All answered, but those that ask for a name or a number."""
        return re.sub(r"(?m)(type: (?!name|number)(?:.*\n(?!- ))*?  answer:)", r"\1 是", text) * times

    commands = (("--workspace", "新的", "adopt"), ("--workspace", "新的", "check"))
    yield Case("问题：66题", adopted(lambda text: agreed(text, 1)), commands)
    yield Case("问题：7000题", adopted(lambda text: agreed(text, 106)), commands)
    yield Case("问题：8 MiB", adopted(lambda text: text + "# 说明\n" * 900_000), commands)


def of_forms() -> Iterator[Case]:
    def departments(place: Path) -> None:
        shutil.rmtree(place)
        forms_made.filled_by_departments(place, 1000)

    filled = tuple(f"收回/部门{number}.xlsx" for number in range(1000))
    home = (("collect", *filled), ("collect", *filled, "--write"))
    made = (("form", "2022"), ("form", "2022", "--to", "docx", "--output", "文字"), ("check", "2022", "--owed"))
    yield Case("填报表：1000个部门", departments, (*made, *home))


def book(*sheets: str, **more: str) -> Make:
    """A workbook, its sheets as XML."""

    def make(place: Path) -> None:
        relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        numbers = range(1, len(sheets) + 1)
        named = "".join(f"<sheet name='表{n}' sheetId='{n}' r:id='r{n}'/>" for n in numbers)
        links = "".join(
            f"<Relationship Id='r{n}' Type='{relation}/worksheet' Target='worksheets/s{n}.xml'/>" for n in numbers
        )
        with zipfile.ZipFile(place / f"{TABLE}.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
            main = f"<Relationship Id='m' Type='{relation}/officeDocument' Target='xl/workbook.xml'/>"
            archive.writestr("_rels/.rels", f"<Relationships>{main}</Relationships>")
            archive.writestr("xl/workbook.xml", f"<workbook xmlns:r='{relation}'><sheets>{named}</sheets></workbook>")
            archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{links}</Relationships>")
            for n, sheet in zip(numbers, sheets, strict=True):
                archive.writestr(f"xl/worksheets/s{n}.xml", f"<worksheet>{sheet}</worksheet>")
            for name, content in more.items():
                archive.writestr(name, content)

    return make


def spread(head: str, rows: str, times: int, place: Path) -> None:
    """An ODS: its head, and the same rows so many times."""
    with zipfile.ZipFile(place / f"{TABLE}.ods", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            "<d xmlns:table='t' xmlns:text='x' xmlns:office='o'><office:spreadsheet>"
            f"<table:table table:name='表'>{head}{rows * times}</table:table></office:spreadsheet></d>",
        )


def _made(book: Callable[[], Make], place: Path) -> None:
    book()(place)


def of_sheets() -> Iterator[Case]:
    def data(rows: str) -> str:
        return f"<sheetData>{GRID}{rows}</sheetData>"

    rows = "".join(ROW.replace("№", str(n)) for n in range(2, 4_900))
    one = ROW.replace("№", "2")
    merges = lines("<mergeCell ref='A№:B№'/>", 500_000, "<mergeCells>", "</mergeCells>")
    said = "<row r='2'><c t='inlineStr'><is><t>{}</t></is></c><c>{}</c></row>"
    far = "<row r='2'><c r='A2' t='inlineStr'><is><t>收到提案</t></is></c><c r='XFD1048576'><v>265</v></c></row>"
    collect = (("collect", f"{TABLE}.xlsx", "--year", "2022"),)
    for name, make in {
        "50万处合并": lambda: book(data(rows) + merges()),
        "4000张": lambda: book(*[data(one)] * 4000),
        "很远的一格": lambda: book("<dimension ref='A1:XFD1048576'/>" + data(far)),
        "公式套了500万层": lambda: book(data(said.format("收到提案", "<f>" + "(" * 5_000_000 + "</f><v>265</v>"))),
        "一格20 MiB": lambda: book(data(said.format("一" * 7_000_000, "<v>5</v>"))),
        "压缩的150 MiB": lambda: book(data(" " * 150_000_000)),
        "压缩的1 GiB": lambda: book(*[" " * 150_000_000] * 7),
        "1000万个标签": lambda: book(data("<c/>" * 5_000_000)),
        "5000行": lambda: book(data(rows)),
    }.items():
        yield Case(f"部门的XLSX：{name}", partial(_made, make), collect)
    many, spanned = " table:number-{}-repeated='9999999'", " table:number-rows-spanned='2'"
    answer = cell("收到提案") + cell("265")
    odd = {
        "重复1000万行": row(answer, many.format("rows")),
        "重复1000万列": row(cell("收到提案", many.format("columns"))),
        "重复1000万个空行": row("<table:table-cell/>" * 9, many.format("rows")),
        "20万处合并": row(cell("", spanned) * 2),
    }
    for name, content in odd.items():
        made = partial(spread, row(cell("指标") + cell("2022年")), content, 100_000 if "合并" in name else 1)
        yield Case(f"部门的ODS：{name}", made, (("collect", f"{TABLE}.ods", "--year", "2022"),))


def row(cells: str, how: str = "") -> str:
    return f"<table:table-row{how}>{cells}</table:table-row>"


def cell(text: str, how: str = "") -> str:
    return f"<table:table-cell{how}><text:p>{text}</text:p></table:table-cell>"
