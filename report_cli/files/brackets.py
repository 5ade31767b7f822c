"""Lists and braces as people type them in Chinese: ["甲"，"乙"], ｛value：265｝, [甲, 乙】; and how YAML wants them."""

import re
from collections.abc import Iterator

from msgspec import Struct

from report_cli.model import Finding, unplaced
from report_cli.text import excerpt

_OPEN = dict(zip("[［【〔{｛", "[[[[{{", strict=True))
_CLOSE = dict(zip("]］】〕}｝", "]]]]}}", strict=True))
_ENDS = {"[": "]", "{": "}"}
_PARTS = (
    r"(?P<mixed>\"[^\"“”]*”|“[^\"“”]*\"|'[^'‘’]*’|‘[^'‘’]*')"
    r"|(?P<quoted>\"(?:[^\"\\]|\\.)*\"|'(?>(?:[^']++|'')*)')"
    r"|(?P<marked>“[^”]*”|‘[^’]*’|《[^》]*》|（[^（）]*）|\([^()]*\))"
    r"|(?P<colon>(?<=\w)\s*：\s*)|(?P<parting>\s*[，、；;,]\s*)|(?P<comment>\s+#.*)"
    r"|(?P<bracket>[\[［【〔{｛\]］】〕}｝])|(?P<blank>\s+)|(?P<other>.)"
)
_LONGEST = 2000  # characters of a line that is looked through
_VALUE = r"\s*(?:- +)*(?:[^\W\d]\w*\s*[:：]\s*)?"


class Rewritten(Struct, frozen=True):
    """How a value in brackets is to be written. `at`: where the first wrong mark of it stands; `wrong`: what it is."""

    text: str
    at: int = 0
    wrong: Finding | None = None


def in_line(line: str) -> tuple[int, Finding, str] | None:
    """The first wrong mark of a value in brackets: its column (from 1), what is wrong, the line as it was meant."""
    front = re.match(_VALUE, line)
    start = front.end() if front else 0
    if line[start : start + 1] not in tuple(_OPEN) or len(line) > _LONGEST:
        return None
    found = rewritten(line[start:])
    if found.wrong is None:
        return None
    value = re.sub(r"\s+#.*", "", found.text)
    wrong = unplaced(found.wrong.code, found.wrong.message, f"写成 {excerpt(value, 60)}")
    return start + found.at + 1, wrong, line[:start] + found.text


def closed(text: str) -> str:
    """A value in brackets with all that is missing, as far as its line goes; empty if it goes on in the next line."""
    value = re.sub(r"\s+#.*", "", text[:_LONGEST]).rstrip()
    if value.endswith((",", "，")) or len(text) > _LONGEST:
        return ""
    return excerpt(rewritten(value, is_closed=True).text, 60)


def rewritten(text: str, *, is_closed: bool = False) -> Rewritten:
    """`text` begins with a bracket; what follows its end is left. `is_closed`: what is open at the end is closed."""
    writer = _Writer(text)
    written = "".join(writer.parts())
    if is_closed and writer.opened:
        written = written.rstrip() + "".join(_ENDS[opener] for opener in reversed(writer.opened))
    return Rewritten(written, writer.at, writer.wrong)


class _Writer:
    """Goes once through a value, from mark to mark. `opened`: the brackets that are not closed yet."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.opened: list[str] = []
        self.at = 0
        self.wrong: Finding | None = None
        self.last = ""  # the last part that is no blank

    def find(self, at: int, code: str, message: str) -> None:
        if self.wrong is None:
            self.at, self.wrong = at, unplaced(code, message)

    def parts(self) -> Iterator[str]:
        for part in re.finditer(_PARTS, self.text):
            kind, said, at = part.lastgroup, part[0], part.start()
            if at > 0 and not self.opened:
                yield self.text[at:]
                return
            if kind == "bracket" or (said in ")）" and self.opened == ["["] and self.is_last(at)):
                yield self.bracket(said, at)
            elif kind == "quoted" and self.last[:1] in ('"', "'") and self.last[-1:] == self.last[:1]:
                self.find(at, "017", f"{excerpt(self.last, 20)}后面缺半角逗号")
                yield f", {said}"
            elif kind == "mixed":
                yield self.mixed(said, at)
            elif kind == "parting":
                yield self.parting(said, at)
            elif kind == "blank" and self.last[:1] in ('"', "'") and self.text[part.end() :][:1] == self.last[:1]:
                continue
            elif kind == "colon" and self.is_key(at):
                self.find(at, "010", f"“{self.last_word(at)}”后面的冒号是全角的")
                yield ": "
            else:
                yield said
            if kind not in ("blank", "comment"):
                self.last = said.strip()

    def bracket(self, said: str, at: int) -> str:
        if said in _OPEN:
            meant = _OPEN[said]
            self.opened.append(meant)
        else:
            meant = _ENDS[self.opened.pop()]
        if meant != said:
            self.find(at, "017", f"括号要用半角的“{meant}”，这里是“{said}”")
        return meant

    def mixed(self, said: str, at: int) -> str:
        self.find(at, "016", f"{excerpt(said, 20)}的引号一边是半角的，一边是全角的")
        mark = next(mark for mark in "\"'" if mark in said)
        return f"{mark}{said[1:-1]}{mark}"

    def parting(self, said: str, at: int) -> str:
        """A mark between items, if it is one: beside a quoted item or a bracket, or before a name of braces."""
        mark = said.strip()
        if mark == "," and self.last in (",", "[", "{"):
            self.find(at, "021", "多了一个逗号，两个逗号之间没有值")
            return ""
        before, after = self.last, self.text[at + len(said) :]
        is_between = (
            before[:1] in tuple("\"'") or before[:1] in _CLOSE or after[:1] in tuple("\"'") or after[:1] in _OPEN
        )
        is_before_name = self.opened[-1] == "{" and re.match(r"[a-z_]+\s*[:：]", after) is not None
        if mark == "," or not (is_between or is_before_name):
            return said
        where = "方括号" if self.opened[-1] == "[" else "花括号"
        self.find(at, "015", f"{where}里各项用半角逗号隔开，这里是“{mark}”")
        return ", "

    def is_last(self, at: int) -> bool:
        return not re.sub(r"\s+#.*", "", self.text[at + 1 :]).strip()

    def last_word(self, at: int) -> str:
        return re.split(r"\W+", self.text[:at])[-1]

    def is_key(self, at: int) -> bool:
        return self.opened[-1] == "{" and re.search(r"(?:^|[{｛,，；;、])\s*[a-z_]+$", self.text[:at]) is not None
