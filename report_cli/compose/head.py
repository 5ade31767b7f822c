"""A template file: the head in YAML, each of its strings a small template, and the body.

They are compiled as one Jinja template in which every string stands at its own line, so that an error names the line
of the file. A noncharacter parts them in the output.
"""

import re
from functools import lru_cache

from msgspec import Struct

from report_cli.compose.atoms import NONCHARACTER, PART
from report_cli.compose.source import TAG
from report_cli.files.mistakes import unreadable
from report_cli.files.reader import Reader
from report_cli.files.yaml import Scalar, parse
from report_cli.model import Finding, Place
from report_cli.text import excerpt, invisible

PRINTED = ("title", "subtitle", "date", "speaker", "byline", "salutation", "attachments")
KEYS = (*PRINTED, "label", "subject", "author", "numbering")
NUMBERINGS = ("automatic", "none")

_BLOCK_MARK = re.compile(r"[|>][-+1-9]{0,2}\s*(#.*)?$")
_FENCE = re.compile(r"---[ \t]*\n(?P<yaml>.*?)(?:^---[ \t]*(?:\n|\Z))", re.DOTALL | re.MULTILINE)


class TemplateText(Struct, frozen=True):
    """A template as Jinja gets it. `strings`: the head's keys and their lines, in the order of the file."""

    file: str
    source: str
    strings: tuple[tuple[str, int], ...] = ()
    label: str = ""
    is_numbered: bool = True


@lru_cache(maxsize=128)
def decoded(data: bytes, file: str) -> tuple[str, Finding | None]:
    """The text of a template file; a finding where it is none, or holds invisible characters or those of the atoms."""
    mistake = unreadable(data)
    if mistake is not None:
        return "", mistake.at(Place(file), family="T")
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    at = invisible(text)
    if at is None:
        return text, None
    place = Place(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    name = "占用的字符" if NONCHARACTER.match(text[at]) else "看不见的字符"
    cure = f"删去它，在“{excerpt(text[at + 1 :].partition(chr(10))[0], 12)}”前面"
    return "", Finding("T022", place, f"有{name}（U+{ord(text[at]):04X}）", cure)


@lru_cache(maxsize=64)
def split(text: str, file: str) -> tuple[TemplateText, tuple[Finding, ...]]:
    """Read a template file. Its body begins after the second `---`, or at once where there is no head."""
    if not TAG.sub(lambda tag: "" if tag.group().startswith("{#") else tag.group(), text).strip():
        message, cure = "文件是空的，报告里什么也不会有", "写入报告的文字；暂时不要这种报告，就删去这个文件"
        return TemplateText(file, ""), (Finding("T004", Place(file), message, cure),)
    fence = _FENCE.match(text)
    if fence is None:
        if text.startswith("---\n"):
            finding = Finding("T102", Place(file, 1, 1), "文件头没有收尾", "文件头末尾另起一行写 ---")
            return TemplateText(file, ""), (finding,)
        return TemplateText(file, PART + text), ()
    node, findings = parse(fence["yaml"].encode(), file, "T", first_line=2)
    reader = Reader("T", findings)
    mapping = reader.mapping(node, "文件头", "每行写“名称: 值”，如 title: 工作报告")
    known = list(reader.known(mapping, KEYS, "文件头")) if mapping else []
    scalars = [(key.text, scalar) for key, value in known for scalar in reader.texts(value, key.text)]
    settings = {key: scalar for key, scalar in scalars if key in ("label", "numbering")}
    strings = [(key, scalar) for key, scalar in scalars if key not in settings]
    label, numbering = (settings[key].text.strip() if key in settings else "" for key in ("label", "numbering"))
    if "numbering" in settings and numbering not in NUMBERINGS:
        message, cure = f"numbering不能写“{numbering}”", "自动编号写automatic，不编号写none"
        reader.find("103", settings["numbering"].place, message, cure)
    lines = tuple((key, scalar.place.line) for key, scalar in strings)
    template = TemplateText(file, _aligned(strings, text, fence.end()), lines, label, numbering != "none")
    return template, tuple(reader.findings)


def _aligned(strings: list[tuple[str, Scalar]], text: str, body: int) -> str:
    """The strings at their lines and columns, each after a PART; then the body after another, at its own line."""
    lines = text.split("\n")
    made, line, width = "", 1, 0
    for _, scalar in strings:
        string, first, column = scalar.text.rstrip("\n"), scalar.place.line, scalar.place.column - 1
        if _BLOCK_MARK.match(lines[first - 1], column):
            # A block scalar's text begins on the line after its mark, and is indented there.
            indent = len(lines[first]) - len(lines[first].lstrip())
            string, first, column = string.replace("\n", "\n" + " " * indent), first + 1, indent
        elif lines[first - 1][column : column + 1] in ("'", '"'):
            column += 1
        if first > line:
            made, width = made + "\n" * (first - line), 0
        made += " " * (column - width) + PART + string
        line = first + string.count("\n")
        width = len(string) - string.rfind("\n") - 1 + (0 if "\n" in string else max(column, width))
    return made + "\n" * (text.count("\n", 0, body) + 1 - line) + PART + text[body:]
