"""What YAML says when it refuses a text, and what is wrong then, in Chinese."""

import re
from itertools import pairwise

from msgspec.structs import replace

from report_cli.files.closings import QUOTED
from report_cli.files.mistakes import ALIAS, ANCHOR, ESCAPE, NO_ENTRY, TAG
from report_cli.model import Finding, unplaced
from report_cli.text import excerpt

_NO_VALUE = unplaced("021", "这个符号不能放在这里", "符号若是文字的一部分，给整个值加半角引号")
_FULL_WIDTH = "值里的冒号改用全角“：”，或给整个值加引号"
_UNPAIRED = "没有成对，或项与项之间缺半角逗号"

_QUOTE = unplaced("016", "引号没有成对", "补上缺的引号，引号用半角")

DASH = unplaced(
    "014", "值不能只是“-”", "还不知道，就把冒号后面空着；没有这件事，就删去这一行；确实是零，写成0；是文字，写成'-'"
)

# What YAML says, and what is wrong.
REFUSALS = {
    "tab character": unplaced("012", "缩进用了制表符（Tab键）", "缩进用半角空格"),
    "escape character": ESCAPE,
    "quoted scalar": _QUOTE,
    "flow sequence": unplaced("017", f"方括号{_UNPAIRED}", "补上缺的“]”，项与项之间用半角逗号"),
    "flow mapping": unplaced("017", f"花括号{_UNPAIRED}", "补上缺的“}”，项与项之间用半角逗号，冒号后面空一格"),
    "mapping values": unplaced("018", "一行里有两个“: ”，分不清哪里是值", _FULL_WIDTH),
    "block sequence entries": unplaced("019", "列表的“- ”不能和名称写在同一行", "另起一行写“- ”，或写成 [甲, 乙]"),
    "block mapping": unplaced("019", "这一行的缩进和上面的对不齐", "同一组的名称左边对齐，用半角空格缩进"),
    "block collection": unplaced("019", "这一行的缩进和上面的对不齐", "列表的“- ”左边对齐，名称和列表不能混在一层"),
    "simple key": NO_ENTRY,
    "alias": ALIAS,
    "anchor": ANCHOR,
    "tag": TAG,
    "block scalar": unplaced("014", "“|”和“>”后面不能接文字", "给整个值加半角引号"),
    "document start": unplaced("019", "这一行比前面的少缩进", "顶层的名称都顶格写，前面不留空格"),
    "unexpected ':'": unplaced("018", "这里的冒号不对", "冒号后面空一格；文字里的冒号用全角“：”"),
    "node content": unplaced("021", "这里缺一个值，或多了标点", "补上值；标点若是文字的一部分，给整个值加半角引号"),
    "start any token": _NO_VALUE,
    "mapping keys": _NO_VALUE,
    "directive": unplaced("021", "一行不能以“%”开头", "去掉这一行；若“%”是文字的一部分，给整个值加引号"),
    "": unplaced("021", "这里的写法读不懂", "对照上下几行，看名称、冒号、缩进和引号"),
}


def said_of(finding: Finding, value: str) -> str:
    """The cure for the value at hand, where it is one of a text."""
    if finding.cure == _FULL_WIDTH:
        return f"冒号是文字的，就用全角的：{excerpt(value.replace(': ', '：'), 40)}；或给整个值加引号"
    quoted = value.replace("'", "''")
    return re.sub("(?<=加)半角引号$", f"半角引号：'{excerpt(quoted, 40)}'", finding.cure)


_ENTRY_COLON = r"[^\W\d]\w*: "
_SECOND = rf"^(?P<first>\s*[{{]?\s*{_ENTRY_COLON}.*?)(?:(?P<gap>\s+)(?={_ENTRY_COLON}\S)|(?P<colon>:\s+))"
"""What goes on in an entry between braces after its own colon: another entry, or a text with a colon."""


def in_braces(text: str) -> Finding | None:
    """What is wrong between braces that are closed: a comma that is missing, or a colon that is the text's."""
    first, whole = "", text
    while (found := _second(whole)) is not None:
        message, whole = found
        first = first or message
    colon = "文字里的冒号用全角的，" * (whole.count("：") > text.count("："))
    return unplaced("017", first, f"{colon}写成 {excerpt(whole, 60)}") if first else None


def _second(text: str) -> tuple[str, str] | None:
    """The first entry between braces that goes on after its own colon: what is wrong, and the text without that."""
    plain = re.sub(QUOTED, lambda quoted: "”" * len(quoted[0]), text)
    cuts = [0, *(comma.end() for comma in re.finditer(",", plain)), len(text)]
    for start, end in pairwise(cuts):
        if second := re.search(_SECOND, plain[start:end]):
            first, at = start + second.end("first"), start + second.end()
            if second["gap"]:
                name, before = (re.split(r"\W", text[at:], maxsplit=1)[0], re.split("[:,]", text[start:first])[-1])
                return f"“{excerpt(before.strip(), 20)}”和“{name}”之间缺半角逗号", f"{text[:first]}, {text[at:]}"
            entry = text[start:end].strip("{}, ")
            return f"“{excerpt(entry, 30)}”里的冒号不止一个", f"{text[:first]}：{text[at:]}"
    return None


_FRONT = r"\s*(?:- +)*(?:[^\s:#'\"\[{][^:#'\"]*:(?: +|$))?"
_ENTRY = r"\s*(?:#|- |[^\W\d]\w*:(?:\s|$)|$)"


def open_quote(lines: list[str], stop: int) -> tuple[int, int, Finding, str] | None:
    """The line whose quotation mark is not closed, though the next begins something new, with what was meant.

    YAML reads on to the next mark, lines later, and refuses what stands there.
    """
    number = 0
    while number <= stop:
        if (at := _opened(lines[number])) is None:
            number += 1
        elif number + 1 >= len(lines) or re.match(_ENTRY, lines[number + 1]):
            front, value, end = _parted(lines[number], at)
            whole = lines[number][_begin(lines[number]) : at] + value + re.split(r"\s+#", end)[0].rstrip()
            return number, at + 1, replace(_QUOTE, cure=f"补上缺的引号，写成 {excerpt(whole, 60)}"), front + value + end
        else:  # it goes on in the next line
            mark = lines[number][at]
            number += 1
            while number < len(lines) and mark not in lines[number]:
                number += 1
            number += 1
    return None


def _begin(line: str) -> int:
    """Where the value of a line begins."""
    front = re.match(_FRONT, line)
    return front.end() if front else 0


def _opened(line: str) -> int | None:
    """Where a quotation mark opens a value, or an item between brackets, and none closes it."""
    begin = _begin(line)
    starts = [begin] if line[begin : begin + 1] in ("'", '"') else []
    if line[begin : begin + 1] in ("[", "{"):
        starts = [found.end() - 1 for found in re.finditer(r"[\[{,:]\s*[\"']", line)]
    end = 0
    for start in starts:
        if start >= end:
            text = re.match(QUOTED, line[start:])
            if text is None:
                return start
            end = start + text.end()
    return None


def _parted(line: str, at: int) -> tuple[str, str, str]:
    """A line with the missing mark put in: what stands before the text, the text in its marks, and the rest."""
    is_item = at > _begin(line)
    end = re.compile(r"\s*[,\]}]" if is_item else r"\s+#|\s*$").search(line, at)
    stop = end.start() if end else len(line)
    return line[:at], line[at:stop] + line[at], line[stop:]


def no_entry(lines: list[str], number: int) -> Finding:
    """What a line without a colon is meant to be: a group's name, a name with its value, or a name."""
    line = lines[number]
    text = re.split(r"\s+#", line)[0].strip().rstrip("；;，,、。.")
    following = next((each for each in lines[number + 1 :] if each.strip() and not each.lstrip().startswith("#")), "")
    name = re.fullmatch(r"(?P<name>[^\W\d]{1,24}?)(?:\s+(?P<text>\S.{0,40})|(?P<number>[近约超逾]?\d\S{0,40}))?", text)
    if name is None:
        return NO_ENTRY
    if value := name["text"] or name["number"]:
        return replace(NO_ENTRY, cure=f"少了冒号，写成“{name['name']}: {value}”，冒号用半角，后面空一格")
    if len(following) - len(following.lstrip()) > len(line) - len(line.lstrip()):
        return replace(NO_ENTRY, message="这一行少了冒号", cure=f"是一组的名称，写成“{text}:”，冒号用半角")
    cure = f"少了冒号，写成“{text}: ”，值接在后面；还不知道的，冒号后面空着"
    return replace(NO_ENTRY, cure=cure)


# Of these, the place is where YAML began to read; of the others, where it stopped.
BEGINS = {
    "quoted scalar",
    "flow sequence",
    "flow mapping",
    "simple key",
    "alias",
    "anchor",
    "tag",
    "block scalar",
    "directive",
}
