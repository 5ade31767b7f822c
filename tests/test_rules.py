"""Every code of a finding is explained: the wrong example gives the message shown, the mended one none."""

import ast
import contextlib
import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest
import typer

from report_cli import rules
from report_cli.cli import app, main, options
from report_cli.document import Document, Paragraph, Role, Run, Table
from report_cli.docx import write
from report_cli.files import archive
from report_cli.files.workspace import Workspace
from report_cli.layout import reading
from report_cli.rules import Explanation
from report_cli.words import rule as words
from running import ROOT, report

PACKAGE = ROOT / "report_cli"
FOLDER = PACKAGE / "rules"
INDEX = ROOT / "docs/问题一览.md"

READ_BY = {
    "files/yaml.py": "FCTLWE",
    "files/mistakes.py": "FCTLWE",
    "files/brackets.py": "FCTLWE",
    "files/refusals.py": "FCTLWE",
    "files/closings.py": "FCTLWE",
    "files/reader.py": "FCTWE",
    "files/in_years.py": "CT",
    "facts/yearfile.py": "F",
    "facts/unknown_keys.py": "F",
    "words/vocabulary.py": "W",
    "facts/catalogue_file.py": "C",
    "facts/relations.py": "C",
    "facts/table_keys.py": "C",
    "compose/source.py": "T",
    "compose/edits_file.py": "E",
}
"""Modules that name a code by its number alone, and the families of the files that they read."""

_SAMPLE = re.compile(
    r"^(?P<said>\S+) `(?P<file>[^`\n]+)`(?:，(?P<how>[^：\n]+))?：\n\n```\w+\n(?P<text>.*?)^```$"
    r"|^```console\n(?P<shown>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)

TABLE = Table((((Run("内容"),), (Run("单位"),)), ((Run("提案"),), (Run("件"),))))


def draft(text: str) -> bytes:
    """What the workspace says, with a title, a heading and a table, in a layout."""
    made, findings = reading.parse(text.encode(), "templates/layouts/own.yaml", Workspace(ROOT))
    assert made, findings
    opening, sentence = (
        Paragraph(Role.BODY, (Run(text),)) for text in ("现在报告工作，请予审议。", "收到提案265件，立案224件。")
    )
    heading = Paragraph(Role.HEADING, (Run("主要工作"),), level=1, number="一、")
    blocks = (Paragraph(Role.TITLE, (Run("工作报告"),)), opening, heading, sentence, TABLE)
    return write.write(
        Document("work_report", 2022, blocks), made, {"report.year": "2022", "report.kind": "work_report"}
    )


def changed(data: bytes, difference: str) -> bytes:
    """A Word file with a piece of its XML in place of another."""
    old, new = (line[2:].encode() for line in difference.splitlines())
    parts = archive.read(data) or {}
    assert any(old in content for content in parts.values()), old
    return archive.write({name: content.replace(old, new) for name, content in parts.items()})


STORED: dict[str, Callable[[str], bytes]] = {
    "": str.encode,
    "存成了GBK编码": lambda text: text.encode("gbk"),
    "存成了UTF-16编码": lambda text: text.encode("utf-16"),
    "其实是Word文件改了名": lambda text: b"PK\x03\x04" + text.encode(),
    "改了以后没有重新生成": str.encode,
    "照这个版式排的Word稿件": draft,
    "照印发稿排的Word稿件，里面换了一处": lambda text: changed(draft("extends: printed\nlabel: 印发稿\n"), text),
    "共9 MiB": lambda text: text.encode() * (9 * 2**20 // len(text.encode()) + 1),
    "共10001项": lambda text: (text + text.splitlines(keepends=True)[-1] * 10_000).encode(),
}
"""How the file of an example is stored, where that is the mistake: an explanation can only show its text."""

Files = dict[str, bytes]


@dataclass(frozen=True)
class Example:
    """The files of an explanation, wrong and mended, and its commands with what they say before and after the cure."""

    wrong: Files
    mended: Files
    complaint: list[tuple[str, str]]
    contented: list[tuple[str, str]]


def files(text: str, *said: str) -> Files:
    return {
        m["file"]: STORED[m["how"] or ""](m["text"]) for m in _SAMPLE.finditer(text) if m["file"] and m["said"] in said
    }


def commands(text: str) -> list[tuple[str, str]]:
    consoles = "".join(m["shown"] for m in _SAMPLE.finditer(text) if m["shown"])
    return re.findall(r"^\$ report (.*)\n((?:(?!\$ ).*\n)*)", consoles, re.MULTILINE)


def example(explanation: Explanation) -> Example:
    before, _, after = explanation.text.partition("\n怎样改：")
    mended = files(before, "另有") | files(after, "改好的", "另有")
    return Example(files(before, "写错的", "另有"), mended, commands(before), commands(after))


def workspace(folder: Path, changed: Files) -> Path:
    """The workspace that the document begins with, some of its files changed."""
    base = files((FOLDER / "_intro.md").read_text("utf-8"), "指标目录", "年度数据", "模板")
    assert len(base) == 3
    for name, data in (base | changed).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def said(folder: Path, command: str) -> str:
    """Results and messages together, as they come on a terminal."""
    both = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with mock.patch.object(sys, "argv", ["report", *command.split()]), contextlib.chdir(folder):
        with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both), contextlib.suppress(SystemExit):
            main()
        both.flush()
    assert isinstance(both.buffer, io.BytesIO)
    return both.buffer.getvalue().decode()


def is_as_shown(shown: str, true: str) -> bool:
    """A line … stands for any lines, …… for any characters."""
    lines = [r".*".join(map(re.escape, part.split("……"))) for part in re.split("^…\n", shown, flags=re.MULTILINE)]
    return re.fullmatch(r"(?:.*\n)*".join(lines), true) is not None


def codes(text: str) -> set[str]:
    return {code for pair in re.findall(r": (?:错误|警告|提示) (\w+): |title=(\w+)::", text) for code in pair if code}


NEEDS_AN_OFFICE = {"P401"}
EXPLANATIONS = [
    pytest.param(
        explanation,
        id=explanation.codes[0],
        marks=[pytest.mark.office] if explanation.codes[0] in NEEDS_AN_OFFICE else [],
    )
    for explanation in rules.explanations()
    if explanation.codes[0] not in words.by_code()
]
"""Those that are files of their own; the rules of words have their examples tested in `test_words.py`."""


@pytest.mark.parametrize("explanation", EXPLANATIONS)
def test_the_wrong_example_gives_the_message_shown_and_the_mended_one_none(
    explanation: Explanation, tmp_path: Path
) -> None:
    made = example(explanation)
    [(command, shown)] = made.complaint
    wrong = said(workspace(tmp_path / "wrong", made.wrong), command)
    assert is_as_shown(shown, wrong), wrong
    assert codes(wrong) == {explanation.codes[0]}
    mended = workspace(tmp_path / "mended", made.mended or made.wrong)
    for again, shown_then in made.contented or [(command, "…\n")]:
        right = said(mended, again)
        assert is_as_shown(shown_then, right), right
        assert codes(right) == set()


@pytest.mark.parametrize("explanation", EXPLANATIONS)
def test_all_explanations_have_the_same_parts(explanation: Explanation) -> None:
    assert (FOLDER / f"{explanation.codes[0]}.md").read_text(
        "utf-8"
    ) == f"# {explanation.heading}\n\n{explanation.text}"
    assert 1 <= len(re.findall("[。！？]", explanation.text.partition("\n")[0])) <= 4
    assert re.findall("^(写错的|怎样改|改好的)", explanation.text, re.MULTILINE) == ["写错的", "怎样改", "改好的"]


# The codes that there are --------------------------------------------------------------------------------------------


def literals() -> Iterator[tuple[str, str]]:
    """The strings of the package, each with its module."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path.relative_to(PACKAGE).as_posix(), node.value


def in_source() -> set[str]:
    """Codes that are written out, and those made of a family and a number."""
    found = set()
    for module, text in literals():
        if re.fullmatch(r"[A-Z]\d{3}", text):
            found.add(text)
        elif re.fullmatch(r"\d{3}", text):
            found |= {family + text for family in READ_BY.get(module, "")}
    return found


def in_cases() -> set[str]:
    """Codes that the cases of bad input expect."""
    texts = [
        path.read_bytes().decode("utf-8", errors="replace")
        for path in (ROOT / "tests/cases").rglob("*")
        if path.is_file()
    ]
    return {code for text in texts for code in re.findall(r"\b(?:error|warning) ([A-Z]\d{3})\b", text)}


def test_every_code_of_the_source_is_explained_and_no_other() -> None:
    told = [code for explanation in rules.explanations() for code in explanation.codes]
    assert len(told) == len(set(told))
    assert set(told) - set(words.by_code()) == in_source() - set(words.by_code())
    assert in_cases() <= set(told)


def test_only_modules_with_known_families_name_a_code_by_its_number_alone() -> None:
    named = [path for path in PACKAGE.rglob("*.py") if re.search(r'\(\s*"\d{3}",', path.read_text("utf-8"))]
    assert {path.relative_to(PACKAGE).as_posix() for path in named} <= set(READ_BY)


# The command, and the document ---------------------------------------------------------------------------------------


def test_the_index_lists_every_explanation() -> None:
    text = INDEX.read_bytes().decode()
    assert text == rules.index(), "make docs"
    listed = re.findall(r"^- \[([A-Z0-9 ]+)\]\((\S+)\) (.+)$", text, re.MULTILINE)
    assert [(codes.split(), title) for codes, _, title in listed] == [
        (list(explanation.codes), explanation.title) for explanation in rules.explanations()
    ]
    assert [file for _, file, _ in listed if not (INDEX.parent / file).exists()] == []


def test_the_terminal_shows_no_marks_of_markdown(tmp_path: Path) -> None:
    shown = report(tmp_path, "rule", "F203")
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.startswith("F203 填的数不合规则\n\n")
    assert "\n    data/2022.yaml:4:10: 错误 F203: 立案提案（proposals.filed）265件，多于收到提案224件\n" in shown.out
    assert not re.search("[`#]", shown.out)


def test_a_code_may_be_typed_small_or_full_width_and_several_together(tmp_path: Path) -> None:
    assert report(tmp_path, "rule", "f203", "Ｃ302") == report(tmp_path, "rule", "F203", "C302")
    assert report(tmp_path, "rule", "F203", "F203") == report(tmp_path, "rule", "F203")


def test_a_typing_mistake_is_explained_once_for_all_kinds_of_files(tmp_path: Path) -> None:
    shown = {report(tmp_path, "rule", f"{family}010").out for family in "FCTLWE"}
    assert len(shown) == 1
    assert "C010在指标目录里" in shown.pop()


def test_without_a_code_all_are_listed_by_groups(tmp_path: Path) -> None:
    listed = report(tmp_path, "rule").out
    assert [line for line in listed.splitlines() if line and not line.startswith(" ")][:-1] == [
        rules.TYPING,
        *rules.FAMILIES.values(),
    ]
    for explanation in rules.explanations():
        assert re.search(rf"^  {' '.join(explanation.codes)} +{re.escape(explanation.title)}$", listed, re.MULTILINE)


def test_a_mistyped_code_gets_the_nearest(tmp_path: Path) -> None:
    result = report(tmp_path, "rule", "F2033")
    assert (result.status, result.out) == (2, "")
    assert "没有编号“F2033”。是不是F203（填的数不合规则）？" in result.err
    assert report(tmp_path, "rule", "zz").status == 2
    assert "是不是F203（填的数不合规则）、" in report(tmp_path, "rule", "203").err


def test_as_markdown_it_is_one_explanation_or_all_of_them(tmp_path: Path) -> None:
    assert report(tmp_path, "rule", "F203", "--format", "md").out == (FOLDER / "F203.md").read_text("utf-8")
    assert report(tmp_path, "rule", "--format", "md").out == rules.document()


def test_codes_are_completed_with_their_titles() -> None:
    found = dict(options.known_codes(typer.Context(typer.main.get_command(app))))
    assert found["F203"] == "填的数不合规则"
    assert set(found) == set(rules.by_code())
