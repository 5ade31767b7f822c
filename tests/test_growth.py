"""What is read ends soon, however it is made: tens of thousands of signs of one kind, and twice as much takes twice."""

import os
import resource
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from counting import calls
from drafts_of_2022 import ARTICLE, DATA, REPORT
from forms_made import filled_by_departments
from report_cli.compose import edits_file
from report_cli.compose.edits_file import Edit
from report_cli.files import yaml
from report_cli.model import CannotRun
from running import committee, report, year_2022

pytestmark = pytest.mark.posix
MANY = 50_000
SECONDS = 60
"""Of processor: squares of the length take minutes, so that the speed of the machine decides nothing."""
SIGNS = (
    "[|{a: |[],|{|\"|'|''|\\\"|#| #|，|：|甲：|，a|，source：|，source: | |\t|\u3000|- |-|&a |*a |!|>|@|@ |{{|}}|{%|{#"
    "|]|a|9|1,|? |: |<<: |, |\" |'a' |%|`|~|=|1+|(|（|〇|一|近|1·|“|”|年|第|待补|。|**|**a |[[[|&#1|1.|{，|0|-1|万|百"
    "|十|３|#|><|千余|几"
).split("|")
FEW = [SIGNS[number::12] for number in range(12)]
"""In so many files, each sign on a line of its own."""


def ends(work: Callable[[], object]) -> bool:
    """Whether some work is done within its time, in a process of its own."""
    if not (child := os.fork()):
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        status = 3
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def line(sign: str, size: int = MANY) -> str:
    return sign * (size // len(sign))


@pytest.mark.parametrize("front", ["a: ", "a: [", "a: {", "a: @", ""])
def test_a_long_line_of_yaml_is_refused_or_read_in_no_time(front: str) -> None:
    texts = [f"year: 2022\n{front}{line(sign)}\n".encode() for sign in SIGNS]
    assert ends(lambda: [yaml.parse(text, "data/2022.yaml") for text in texts])


def test_long_lines_of_a_template_are_checked_in_no_time(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    template = next((place / "templates").glob("*.j2"))
    text = template.read_text(encoding="utf-8")

    def check() -> None:
        for signs in FEW:
            template.write_text("\n\n".join([text, *map(line, signs), ""]), encoding="utf-8")
            assert report(place, "check").status in (0, 1)

    assert ends(check)


def test_a_line_of_many_figures_is_looked_through_for_names_in_no_time(place: Path) -> None:
    (place / "templates/work_report.md.j2").write_text(
        "# 标题\n\n" + "{{ proposals.received }}、" * 38_000, encoding="utf-8"
    )
    assert ends(lambda: report(place, "check", "2022"))


@pytest.mark.parametrize("files", [FEW[::2], FEW[1::2]], ids=["one half", "other half"])
def test_long_lines_of_a_returned_draft_are_audited_in_no_time(place: Path, files: list[list[str]]) -> None:
    text = (place / f"{ARTICLE}.md").read_text(encoding="utf-8")

    def verify() -> None:
        for signs in files:
            lines = "\n\n".join([text, *map(line, signs), ""])
            (place / "稿.md").write_text(lines, encoding="utf-8")
            assert report(place, "verify", "稿.md").status in (0, 1)

    assert ends(verify)


LINES = {
    "entries": "名{}: 265\n",
    "broken lines": "名{}：265\n",
    "tabs": "\t名{}: 1\n",
    "lists": "名{}: [甲, 乙]\n",
    "braces": "名{}: {{value: 1，source: 甲}}\n",
    "anchors": "名{}: &a{} 1\n",
    "quotes": '名{}: "三标"活动\n',
    "nothing": "名{}:\n",
}


@pytest.mark.parametrize("entry", LINES.values(), ids=LINES)
def test_twice_as_many_lines_of_yaml_take_twice_as_many_steps(entry: str) -> None:
    texts = ["".join(entry.format(n, n) for n in range(count)).encode() for count in (400, 800)]
    few, many = (calls(partial(yaml.parse, text, "data/2022.yaml")) for text in texts)
    assert many < 2.3 * few


@pytest.mark.parametrize("value", ["[],", "1, ", "{},"])
def test_eight_megabytes_of_values_on_a_line_end_soon(value: str) -> None:
    text = f"year: 2022\na: [{line(value, 8_000_000)}]\n".encode()
    assert ends(lambda: yaml.parse(text, "data/2022.yaml"))


def test_a_file_of_too_many_values_is_no_year(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    year = max((place / "data").glob("2*.yaml"))
    year.write_text("a: [" + "1, " * (yaml.MAX_NODES + 1) + "]\n", encoding="utf-8")
    result = report(place, "check")
    assert (result.status, "F005" in result.out, "值超过200000个" in result.out) == (1, True, True)


def test_a_vocabulary_of_too_many_words_is_none(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    words = "".join(f"  - {{full: 第{number}届委员会}}\n" for number in range(yaml.MAX_WORDS // 3))
    (place / "data/words.yaml").write_text(f"format: 1\nnames:\n{words}", encoding="utf-8")
    result = report(place, "check")
    assert (result.status, "W005" in result.out, "值超过30000个，不像一份用语表" in result.out) == (1, True, True)


def test_edits_without_number_are_refused_and_none_that_is_there_is_lost() -> None:
    edit = Edit(was=("甲",), now=("乙",))
    most = edits_file.with_more(None, [edit] * (yaml.MAX_EDITS // 5 - 1), "改动", ())
    assert not edits_file.read(most, "改动", ())[1]
    with pytest.raises(CannotRun, match="没有改 改动：再加上这些，文件里的值超过20000个"):
        edits_file.with_more(most, [edit], "改动", ())


def test_what_a_list_prints_is_counted(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    data, template = place / DATA, place / "templates/work_report.md.j2"
    names = ", ".join(f"第{number}号重点提案督办活动推进会" for number in range(9_000))
    data.write_text(data.read_text("utf-8").replace("campaigns: [", f"campaigns: [{names}, "), encoding="utf-8")
    template.write_text(template.read_text("utf-8") + "\n{{ year_work.campaigns }}。\n" * 5, encoding="utf-8")
    result = report(place, "check")
    assert "错误 T206: 印出的文字超过了2000000个字符" in result.out


def test_a_line_of_megabytes_with_a_finding_at_each_value_is_told_in_no_time(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    data = place / DATA
    names = "campaigns: [" + line("'', ", 36_000) + "甲] # " + line("一", 2_000_000) + "\n  more: ["
    data.write_text(data.read_text("utf-8").replace("campaigns: [", names), encoding="utf-8")
    assert ends(lambda: report(place, "check"))


def test_twice_as_many_faults_in_a_line_take_twice_as_many_steps(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    template = next((place / "templates").glob("*.j2"))
    text = template.read_text(encoding="utf-8")

    def check(count: int) -> None:
        template.write_text(f"{text}\n\n{'提质增效, 服务大局, ' * count}\n", encoding="utf-8")
        assert report(place, "check").out.count("W245") >= min(count, 1)

    check(1)
    few, many = (calls(partial(check, count)) for count in (200, 400))
    assert many < 2.3 * few


NAMES_EDITED: dict[str, tuple[str, Callable[[list[str]], list[str]]]] = {
    "one exchanged, one taken out": ("、", lambda names: ["这个工程", *names[2:]]),
    "one exchanged, one taken out, 及 between them": ("及", lambda names: ["这个工程", *names[2:]]),
    "each tenth taken out": ("、", lambda names: [name for number, name in enumerate(names) if number % 10]),
}


@pytest.mark.parametrize(("separator", "edit"), NAMES_EDITED.values(), ids=NAMES_EDITED)
@pytest.mark.parametrize("command", ["verify", "take"])
def test_twice_as_many_names_of_a_list_take_twice_as_many_steps(
    command: str, separator: str, edit: Callable[[list[str]], list[str]], tmp_path: Path
) -> None:
    place = year_2022(tmp_path)
    template = place / "templates/work_report.md.j2"
    printed = "{{ year_work.campaigns|join('及') }}" if separator == "及" else "{{ year_work.campaigns }}"
    template.write_text(template.read_text("utf-8") + f"\n\n开展{printed}。\n", encoding="utf-8")
    data = (place / DATA).read_text("utf-8")

    def edited(count: int) -> Callable[[], None]:
        names = [f"{chr(0x6000 + n)}{chr(0x7000 + 7 * n)}工程" for n in range(count)]
        (place / DATA).write_text(data.replace("campaigns: [", f"campaigns: [{', '.join(names)}, "), encoding="utf-8")
        assert report(place, "build", "2022").status == 0
        built = (place / f"{REPORT}.md").read_text("utf-8")
        before = separator.join(names)
        assert before in built
        (place / "稿.md").write_text(built.replace(before, separator.join(edit(names))), encoding="utf-8")

        def run() -> None:
            assert report(place, command, "稿.md").status == 1

        return run

    edited(20)()
    few, many = (calls(edited(count)) for count in (300, 600))
    assert many < 2.3 * few


def test_twice_as_many_forms_take_little_more_than_twice_as_many_steps(tmp_path: Path) -> None:
    def collected(count: int) -> Callable[[], None]:
        filled = filled_by_departments(tmp_path / str(count), count)

        def run() -> None:
            result = report(tmp_path / str(count), "collect", *filled)
            assert f"可以写{3 * count}条" in result.out

        return run

    collected(3)()  # what is read once is read
    few, many = (calls(collected(count)) for count in (15, 30))
    assert many < 2.3 * few


@pytest.mark.parametrize("mark", ["", "\n\n"], ids=["in one line", "in a paragraph each"])
@pytest.mark.parametrize("sentence", ["收到提案{}件。", "立案{}件，占千余件的3成。", "收到提案265件。"])
def test_twice_as_many_numbers_of_a_text_take_twice_as_many_steps(sentence: str, mark: str, place: Path) -> None:
    text = (place / f"{ARTICLE}.md").read_text(encoding="utf-8")

    def verify(count: int) -> None:
        more = mark.join(sentence.format(1000 + number) for number in range(count))
        (place / "稿.md").write_text(f"{text}\n\n{more}\n", encoding="utf-8")
        assert report(place, "verify", "稿.md").status == 1

    verify(10)
    few, many = (calls(partial(verify, count)) for count in (300, 600))
    assert many < 2.3 * few


def test_a_text_of_more_paragraphs_or_characters_than_a_report_has_is_not_read(place: Path) -> None:
    long = (line("一", 400_000), "文件超过1 MiB"), (line("9", 400_001), "有400001个字符，超过40万")
    for content, why in (*long, ("一\n\n" * 20_001, "有20001段")):
        (place / "稿.txt").write_text(content, encoding="utf-8")
        result = report(place, "verify", "稿.txt")
        assert (result.status, why in result.err, "没有读" in result.err) == (2, True, True)
