"""What the largest inputs cost: `make largest`, or `python -m tests.largest 稿 YAML …` for some of them.

The largest lawful ones (200 pages, 3,000 facts, a year file of 8 MiB) and the worst that a small or lawful size allows.
Each command must end with words within 10 seconds of processor and 700 MB.
"""

import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import large_files
import large_incoming
from bench import sample
from large_files import DRAFT, MIB, YEAR, Case, filled, text
from running import PROGRAM, ROOT, year_2022

SECONDS, MEGABYTES = 10, 700
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
READ = (("verify", "稿.docx"), ("verify", "稿.docx", "--layout", "printed", "--fix"), ("layout", "from", "稿.docx"))


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


def body(middle: str, times: int) -> Callable[[Path], object]:
    return of_part("word/document.xml", lambda text: text.replace("<w:sectPr", middle * times + "<w:sectPr", 1))


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

        return make

    whole = (
        ("check",),
        ("build", str(sample.YEAR), "--output", "out"),
        ("build", str(sample.YEAR), "--output", "out2", "--review"),
        ("stats", "--year", str(sample.YEAR)),
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
    )
    yield Case("稿：200页、3000个数", report(1000, 3000, 130_000), whole)
    year = (ROOT / YEAR).read_text(encoding="utf-8")
    data = (("check", "2022"), ("build", "2022", "--output", "out"), ("stats", "--year", "2022"))
    yield Case(
        "YAML：8 MiB，都是注释",
        text(YEAR, year + filled("# 这一行是注释，说明数的来历\n", 8 * MIB - len(year) * 3)),
        data,
    )


def of_templates() -> Iterator[Case]:
    commands = (("check", "2022"), ("build", "2022", "--output", "out"))
    start = "# 标题\n\n"
    for name, content in {
        "模板：1 MiB文字": filled("一二三四五六七八，", MIB),
        "模板：1 MiB段落": filled("文字\n\n", MIB),
        "模板：1 MiB数字": filled("共300件。", MIB),
        "模板：1 MiB左括号": filled("{{ ", MIB),
        "模板：1 MiB右括号": filled("}} ", MIB),
        "模板：1 MiB变量": filled("{{ proposals.received }}、", MIB),
        "模板：1 MiB条件": filled("{% if x %}", MIB),
        "模板：1 MiB表格": "| 甲 | 乙 |\n| --- | --- |\n" + filled("| 一 | 二 |\n", MIB),
        "模板：1 MiB表列": filled("| 甲 ", MIB) + "\n",
        "模板：1 MiB星号": filled("**甲 ", MIB),
        "模板：循环套循环": "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}字{% endfor %}"
        "{% endfor %}{% endfor %}",
        "模板：成倍": "{% set a = 'x' * 9 %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
        "模板：次方": "{{ 9 ** 9 ** 9 ** 9 }}",
        "模板：乘出来的文字": "{{ 'x' * 9999999999 }}",
        "模板：列表成倍": "{% set a = [1] %}" + "{% set a = a + a %}" * 40 + "{{ a|length }}",
        "模板：格式": "{{ '%999999999d'|format(1) }}",
        "模板：居中": "{{ 'x'|center(9999999999) }}",
    }.items():
        yield Case(name, text("templates/work_report.md.j2", start + content), commands)


def of_word() -> Iterator[Case]:
    p = "<w:p><w:r><w:t>一</w:t></w:r></w:p>"
    for name, make in {
        "DOCX：39万个空段": body("<w:p/>", 390_000),
        "DOCX：6万段": body(p, 60_000),
        "DOCX：30 MiB一段": body("<w:p><w:r><w:t>" + "一" * 10_000_000 + "</w:t></w:r></w:p>", 1),
        "DOCX：30 MiB数字": body("<w:p><w:r><w:t>" + "9" * 30_000_000 + "</w:t></w:r></w:p>", 1),
        "DOCX：一段里6万个字块": of_part(
            "word/document.xml",
            lambda text: text.replace(
                "<w:sectPr", "<w:p>" + "<w:r><w:t>一</w:t></w:r>" * 60_000 + "</w:p><w:sectPr", 1
            ),
        ),
        "DOCX：9万个书签": body('<w:p><w:bookmarkStart w:id="1"/></w:p>', 90_000),
        "DOCX：修订": body('<w:ins w:id="1" w:author="甲"><w:r><w:t>一</w:t></w:r></w:ins>', 40_000),
        "DOCX：表套表": of_part(
            "word/document.xml",
            lambda text: text.replace(
                "<w:sectPr", "<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60 + "<w:sectPr", 1
            ),
        ),
        "DOCX：大表": body("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>" * 100 + "</w:tbl>", 450),
        "DOCX：域没有完": body('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>', 90_000),
        "DOCX：19万个样式": styles(lambda n: f'<w:style w:type="paragraph" w:styleId="s{n}"/>', 190_000),
        "DOCX：样式一个接一个": styles(
            lambda n: f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>', 90_000
        ),
        "DOCX：节": body("<w:p><w:pPr><w:sectPr><w:pgSz w:w='11906'/></w:sectPr></w:pPr></w:p>", 40_000),
        "DOCX：数很多": body("<w:p><w:r><w:t>收到提案300件，立案200件，占八成，惠及千余人。</w:t></w:r></w:p>", 60_000),
        "DOCX：重复的原文": of_part(
            "word/document.xml",
            lambda text: text.replace(
                "<w:sectPr", text.partition("<w:body>")[2].partition("<w:sectPr")[0] * 60 + "<w:sectPr", 1
            ),
        ),
    }.items():
        yield Case(name, make, READ)


def of_texts() -> Iterator[Case]:
    def beside(content: str) -> Callable[[Path], object]:
        def make(place: Path) -> None:
            built = (place / f"{DRAFT}.md").read_text(encoding="utf-8")
            (place / "稿.md").write_text(built + content, encoding="utf-8")

        return make

    for sign in (
        "一",
        "〇",
        "9",
        "1·",
        "近",
        "（",
        "“",
        "，",
        "。",
        "|",
        "*",
        "[",
        "{{",
        "年",
        "第",
        "　",
        "%",
        "-",
        "1.",
        "a",
    ):
        yield Case(f"TXT：10万个{sign}", beside(f"\n\n{sign * 100_000}\n"), (("verify", "稿.md"),))
    yield Case("TXT：2万段，都是新的数", beside("收到提案300件。\n\n" * 19_500), (("verify", "稿.md"),))
    yield Case("TXT：1 MiB一行", beside("\n\n" + filled("收到提案300件。", MIB - 60_000)), (("verify", "稿.md"),))


def of_memory() -> Iterator[Case]:
    def json(name: str, begin: str, middle: str, end: str, size: int) -> Case:
        data = begin + middle * (size // len(middle.encode())) + end
        commands = (("build", "2022"), ("verify", f"{DRAFT}.docx"))
        return Case(f"{name}：{size // MIB} MiB", text(name, data), commands)

    yield json(".report/builds.json", '{"version":2,"written":{"a":["', "x", '"]},"builds":[]}', 250 * MIB)
    yield json(".report/builds.json", '{"version":2,"written":{"a":[', '"",', '""]},"builds":[]}', 250 * MIB)
    yield json(f"{DRAFT}.figures.json", '{"paragraphs":[', '"",', '""]}', 250 * MIB)
    yield json(".report/journal.json", '{"run":"take","version":1,"entries":[', "[],", "[]]}", 250 * MIB)


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


def main() -> None:
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()
    over = 0
    sys.stdout.write("| 试什么 | 命令 | 秒 | MB | 结果 |\n| --- | --- | ---: | ---: | --- |\n")
    with tempfile.TemporaryDirectory() as made:
        built = year_2022(Path(made) / "built")
        cost(built, "build", "2022")
        for number, case in enumerate(cases()):
            if sys.argv[1:] and not case.name.startswith(tuple(sys.argv[1:])):
                continue
            place = shutil.copytree(built, Path(made) / f"{number}")
            if not (child := os.fork()):  # what is made stands in no memory that is measured
                case.make(place)
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0, f"{case.name} is made"
            for command in case.commands:
                taken = cost(place, *command)
                wrong = taken.status not in (0, 1, 2) or "Traceback" in taken.said
                is_over = wrong or taken.seconds > SECONDS or taken.megabytes > MEGABYTES
                over += is_over
                mark = "超" * is_over or str(taken.status)
                words = taken.said.strip().rpartition("\n")[2][:60] if is_over else ""
                row = (
                    case.name,
                    " ".join(command)[:60],
                    f"{taken.seconds:.1f}",
                    f"{taken.megabytes:.0f}",
                    f"{mark} {words}",
                )
                sys.stdout.write(f"| {' | '.join(row)} |\n".replace(" |\n", " |\n"))
                sys.stdout.flush()
            shutil.rmtree(place)
    sys.exit(over > 0)


if __name__ == "__main__":
    main()
