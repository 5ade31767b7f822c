"""What the largest inputs cost: `make largest`, or `python -m tests.largest 稿 YAML …` for some of them.

The largest lawful ones (200 pages, 3,000 facts, a year file of 8 MiB) and the worst that a small or lawful size allows.
Each command must end with words within 10 seconds of processor and 700 MB, as the system counts for it and whatever it
starts. Two inputs are tried at a time; each is made once, in a process of its own.
"""

import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import large_files
import large_incoming
from bench import sample
from large_files import DRAFT, MADE, MIB, YEAR, Case, Content, filled, text
from reports import through_libreoffice
from running import PROGRAM, ROOT, year_2022

SECONDS, MEGABYTES = 10, 700
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
READ = (("verify", "稿.docx", "--layout", "printed", "--fix"), ("layout", "from", "稿.docx"))
"""The first reads all that `verify` alone reads."""
TOGETHER = 2


class Cost(NamedTuple):
    status: int
    seconds: float
    megabytes: float
    said: str


def cost(place: Path, *command: str) -> Cost:
    """What a run takes, as /usr/bin/time -v would say."""
    err = place / "err"
    if not (child := os.fork()):
        os.chdir(place)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        os.dup2(os.open(err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execve(sys.executable, (*PROGRAM, *command), environment)
    _, status, used = os.wait4(child, 0)
    said = err.read_text(encoding="utf-8", errors="replace")
    return Cost(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


def of_part(part: str, content: Callable[[str], str]) -> Callable[[Path], object]:
    """A Word file with one part another than that of the report as built."""

    def make(place: Path) -> None:
        source = zipfile.ZipFile(place / f"{DRAFT}.docx")
        with zipfile.ZipFile(place / "稿.docx", "w", zipfile.ZIP_DEFLATED) as archive:
            for name in source.namelist():
                text = source.read(name)
                archive.writestr(name, content(text.decode()) if name == part else text)

    return make


def body(middle: str, times: int, before: str = "", behind: str = "") -> Callable[[Path], object]:
    def content(text: str) -> str:
        return text.replace("<w:sectPr", before + middle * times + behind + "<w:sectPr", 1)

    return of_part("word/document.xml", content)


def styles(middle: Callable[[int], str], times: int) -> Callable[[Path], object]:
    return of_part(
        "word/styles.xml",
        lambda text: text.replace("</w:styles>", "".join(map(middle, range(times))) + "</w:styles>"),
    )


def lawful() -> Iterator[Case]:
    def report(paragraphs: int, facts: int, characters: int) -> Callable[[Path], object]:
        def make(place: Path) -> None:
            shutil.rmtree(place)
            sample.workspace(place, paragraphs, facts, characters)
            status = cost(place, "build", str(sample.YEAR)).status
            assert status == 0, "the sample builds"
            shutil.copy(place / f"drafts/{sample.YEAR}/work_report.docx", place / "稿.docx")
            if shutil.which("soffice"):
                with tempfile.TemporaryDirectory() as folder:
                    shutil.copy(through_libreoffice(place / "稿.docx", Path(folder), "doc"), place / "稿.doc")

        return make

    whole = (
        ("check",),
        ("build", str(sample.YEAR), "--output", "out"),
        ("build", str(sample.YEAR), "--output", "out2", "--review"),
        ("stats", "--year", str(sample.YEAR)),
        ("verify", "稿.docx"),
        *READ,
        ("verify", "稿.docx", "--html", "页.html"),
        ("verify", "稿.docx", "--table", "表.docx"),
        ("diff", "稿.docx", f"drafts/{sample.YEAR}/work_report.docx"),
        ("diff", "稿.docx", f"drafts/{sample.YEAR}/work_report.docx", "--format", "md"),
        ("words", "稿.docx"),
        ("take", "稿.docx"),
        ("renew", "稿.docx"),
        ("form", str(sample.YEAR)),
        ("collect", f"forms/{sample.YEAR}/未明确责任部门.xlsx"),
        ("form", str(sample.YEAR), "--to", "docx"),
        ("collect", f"forms/{sample.YEAR}/未明确责任部门.docx"),
        ("adopt", "稿.docx", "--year", str(sample.YEAR), "--into", "新的"),
        ("verify", "稿.doc"),
        ("take", "稿.doc"),
        ("adopt", "稿.doc", "--year", str(sample.YEAR), "--into", "新的二"),
    )
    yield Case("稿：200页、3000个数", report(1000, 3000, 130_000), whole)
    year = (ROOT / YEAR).read_text(encoding="utf-8")
    comments = filled("# 这一行是注释，说明数的来历\n", 8 * MIB - len(year) * 3, before=year)
    yield Case("YAML：8 MiB，都是注释", text(YEAR, comments), (("check", "2022"), *MADE, ("stats", "--year", "2022")))


def of_templates() -> Iterator[Case]:
    start = "# 标题\n\n"
    signs = {
        "文字": "一二三四五六七八，",
        "段落": "文字\n\n",
        "数字": "共300件。",
        "左括号": "{{ ",
        "右括号": "}} ",
        "变量": "{{ proposals.received }}、",
        "条件": "{% if x %}",
        "表列": "| 甲 ",
        "星号": "**甲 ",
    }
    wholes = {f"模板：1 MiB{name}": filled(sign, MIB, start, "\n") for name, sign in signs.items()}
    wholes["模板：1 MiB表格"] = filled("| 一 | 二 |\n", MIB, start + "| 甲 | 乙 |\n| --- | --- |\n")
    for name, whole in wholes.items():
        yield Case(name, text("templates/work_report.md.j2", whole), MADE)
    for name, content in {
        "模板：循环套循环": "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}字{% endfor %}"
        "{% endfor %}{% endfor %}",
        "模板：成倍": "{% set a = 'x' * 9 %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
        "模板：次方": "{{ 9 ** 9 ** 9 ** 9 }}",
        "模板：乘出来的文字": "{{ 'x' * 9999999999 }}",
        "模板：列表成倍": "{% set a = [1] %}" + "{% set a = a + a %}" * 40 + "{{ a|length }}",
        "模板：格式": "{{ '%999999999d'|format(1) }}",
        "模板：居中": "{{ 'x'|center(9999999999) }}",
    }.items():
        yield Case(name, text("templates/work_report.md.j2", partial(str, start + content)), MADE)


def of_word() -> Iterator[Case]:
    p = "<w:p><w:r><w:t>一</w:t></w:r></w:p>"
    many = "<w:p><w:r><w:t>收到提案300件，立案200件，占八成，惠及千余人。</w:t></w:r></w:p>"
    for name, make in {
        "DOCX：39万个空段": body("<w:p/>", 390_000),
        "DOCX：6万段": body(p, 60_000),
        "DOCX：1.8万段": body(p, 18_000),
        "DOCX：30 MiB一段": body("一", 10_000_000, "<w:p><w:r><w:t>", "</w:t></w:r></w:p>"),
        "DOCX：30 MiB数字": body("9", 30_000_000, "<w:p><w:r><w:t>", "</w:t></w:r></w:p>"),
        "DOCX：一段里6万个字块": body("<w:r><w:t>一</w:t></w:r>", 60_000, "<w:p>", "</w:p>"),
        "DOCX：9万个书签": body('<w:p><w:bookmarkStart w:id="1"/></w:p>', 90_000),
        "DOCX：修订": body('<w:ins w:id="1" w:author="甲"><w:r><w:t>一</w:t></w:r></w:ins>', 40_000),
        "DOCX：表套表": body("<w:p/>", 1, "<w:tbl><w:tr><w:tc>" * 60, "</w:tc></w:tr></w:tbl>" * 60),
        "DOCX：大表": body("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>" * 100 + "</w:tbl>", 450),
        "DOCX：域没有完": body('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>', 90_000),
        "DOCX：19万个样式": styles(lambda n: f'<w:style w:type="paragraph" w:styleId="s{n}"/>', 190_000),
        "DOCX：样式一个接一个": styles(
            lambda n: f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>', 90_000
        ),
        "DOCX：节": body("<w:p><w:pPr><w:sectPr><w:pgSz w:w='11906'/></w:sectPr></w:pPr></w:p>", 40_000),
        "DOCX：6万段，数很多": body(many, 60_000),
        "DOCX：3000段，数很多": body(many, 3_000),
        "DOCX：重复的原文": of_part(
            "word/document.xml",
            lambda text: text.replace(
                "<w:sectPr", text.partition("<w:body>")[2].partition("<w:sectPr")[0] * 60 + "<w:sectPr", 1
            ),
        ),
    }.items():
        yield Case(name, make, READ)


SIGNS = ("一", "〇", "9", "1·", "近", "（", "“", "，", "。", "|", "*", "[", "{{", "年", "第", "　", "%", "-", "1.", "a")


def of_texts() -> Iterator[Case]:
    def behind(content: Content) -> Callable[[Path], object]:
        """The report as built, with more behind it."""

        def make(place: Path) -> None:
            built = (place / f"{DRAFT}.md").read_text(encoding="utf-8")
            (place / "稿.md").write_text(f"{built}\n\n{content()}\n", encoding="utf-8")

        return make

    verify = (("verify", "稿.md"),)
    for sign in SIGNS:
        size = min(MIB - 60_000, 380_000 * len(sign.encode()) // len(sign))
        yield Case(f"MD：38万字都是{sign}", behind(filled(sign, size)), verify)
    yield Case("MD：2万段，都是新的数", behind(lambda: "收到提案300件。\n\n" * 19_500), verify)
    yield Case("MD：1 MiB一行，都是新的数", behind(filled("收到提案300件。", MIB - 60_000)), verify)


def of_memory() -> Iterator[Case]:
    verify = (("verify", f"{DRAFT}.docx"),)
    records = ".report/builds.json", f"{DRAFT}.figures.json", ".report/journal.json"
    for name, begin, middle, end, commands in (
        (records[0], '{"version":2,"written":{"a":["', "x", '"]},"builds":[]}', MADE),
        (records[0], '{"version":2,"written":{"a":[', '"",', '""]},"builds":[]}', MADE),
        (records[1], '{"paragraphs":[', '"",', '""]}', verify),
        (records[2], '{"run":"take","version":1,"entries":[', "[],", "[]]}", MADE),
    ):
        content = filled(middle, 250 * MIB, begin, end)
        yield Case(f"{name}：250 MiB的{middle}", text(name, content), commands)


def bomb(place: Path) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(60):
            archive.writestr(f"word/media/{number}.png", bytes(MIB))
        with zipfile.ZipFile(place / f"{DRAFT}.docx") as source:
            for name in source.namelist():
                archive.writestr(name, source.read(name))
    (place / "稿.docx").write_bytes(stream.getvalue())


def cases() -> Iterator[Case]:
    yield from lawful()
    yield from large_files.cases()
    yield from large_incoming.cases()
    yield from of_templates()
    yield from of_word()
    yield Case("DOCX：60 MiB图片", bomb, READ)
    yield from of_texts()
    yield from of_memory()


class Row(NamedTuple):
    name: str
    command: str
    cost: Cost

    @property
    def why(self) -> str:
        """What is wrong; empty where it held."""
        taken = self.cost
        if taken.status not in (0, 1, 2) or "Traceback" in taken.said:
            return f"没有好好结束：{taken.said.strip().rpartition(chr(10))[2][:60]}"
        is_over = taken.seconds > SECONDS or taken.megabytes > MEGABYTES
        return f"超过{SECONDS}秒或{MEGABYTES} MB" * is_over

    def __str__(self) -> str:
        held = self.why or ("撑住（没有读）" if self.cost.status == 2 else "撑住")
        cells = (self.name, self.command, f"{self.cost.seconds:.1f}", f"{self.cost.megabytes:.0f}", held)
        return f"| {' | '.join(cells)} |"


def tried(built: Path, case: Case) -> list[Row]:
    place = shutil.copytree(built, Path(tempfile.mkdtemp(dir=built.parent)) / "p")
    if not (child := os.fork()):  # what is made stands in no memory that is measured
        status = 1
        try:
            case.make(place)
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0, f"{case.name} is made"
    commands = [command for command in case.commands if "稿.doc" not in command or (place / "稿.doc").exists()]
    rows = [Row(case.name, _shown(command), cost(place, *command)) for command in commands]
    shutil.rmtree(place)
    return rows


def _shown(command: Sequence[str]) -> str:
    """A command; of a thousand files only the first."""
    return " ".join(command if len(command) < 9 else (*command[:2], "…", command[-1]))


def _tried(built: Path, number: int) -> list[Row]:
    return tried(built, CASES[number])


CASES: list[Case] = []
"""Those that are tried, for the processes that try them: a case can be sent to none."""


def main() -> None:
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()
    names = tuple(sys.argv[1:])
    CASES.extend(case for case in cases() if case.name.startswith(names or ""))
    if not CASES:
        sys.exit(f"没有这样的输入：{'、'.join(names)}")
    rows = list[Row]()
    sys.stdout.write("| 输入 | 命令 | 秒 | MB | 结果 |\n| --- | --- | ---: | ---: | --- |\n")
    with tempfile.TemporaryDirectory() as made:
        built = year_2022(Path(made) / "built")
        cost(built, "build", "2022")
        with get_context("fork").Pool(TOGETHER) as pool:
            for found in pool.imap(partial(_tried, built), range(len(CASES)), chunksize=1):
                rows += found
                sys.stdout.write("".join(f"{row}\n" for row in found))
                sys.stdout.flush()
    over = [row for row in rows if row.why]
    seconds, megabytes = max(row.cost.seconds for row in rows), max(row.cost.megabytes for row in rows)
    held = f"{len(CASES)}种输入，{len(rows)}行，撑住{len(rows) - len(over)}行"
    sys.stdout.write(f"\n{held}；最多{seconds:.1f}秒、{megabytes:.0f} MB，上限{SECONDS}秒、{MEGABYTES} MB\n")
    sys.stdout.write("".join(f"没有撑住：{row}\n" for row in over))
    sys.exit(bool(over))


if __name__ == "__main__":
    main()
