"""The mistakes that people make when they type YAML in Chinese: recognised, named, and mended to read on."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from report_cli.text import excerpt, invisible, visible


class Mistake(Struct, frozen=True):
    """`column` counts from 1, 0 is the whole file. `mended` is the line as it was meant, where that is clear.

    A mended line serves only to read on; its columns may have shifted.
    """

    code: str
    column: int
    message: str
    cure: str
    mended: str | None = None


def unreadable(data: bytes) -> Mistake | None:
    """Bytes that are no UTF-8 text: which program or encoding they come from, and how to save them right."""
    save = "用记事本打开，另存为，编码选UTF-8，再保存"
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        return Mistake("003", 0, "这是Word、WPS、Excel或PDF文件，不是文本", "把内容写进纯文本的YAML文件")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_bare_utf16(data):
        return Mistake("002", 0, "文件的编码是UTF-16（记事本里叫Unicode），应为UTF-8", save)
    if 0 in data:
        return Mistake("003", 0, "文件里有二进制内容，不是文本", "核对是否放错了文件")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            return Mistake("003", 0, f"第{line}行有残缺的字，不是完整的UTF-8", "打开这一行，把残缺的字重新输入，再保存")
        try:
            data.decode("gb18030")
        except UnicodeDecodeError:
            return Mistake("003", 0, "文件的编码认不出来，应为UTF-8", save)
        return Mistake("001", 0, "文件的编码是GBK（记事本里叫ANSI），应为UTF-8", save)
    return None


def _is_damaged_utf8(data: bytes) -> bool:
    """Text of another encoding, read as UTF-8, has many more holes than Chinese characters."""
    text = data.decode("utf-8", errors="replace")
    return len(re.findall("[\u3000-\u9fff\uff00-\uffef]", text)) > 10 * text.count("\ufffd")


def _is_bare_utf16(data: bytes) -> bool:
    """UTF-16 without its mark: read so, it is a text of common signs; read as anything else, it is full of zeros."""
    if 0 not in data or len(data) % 2:
        return False
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data.decode(encoding, errors="replace")
        if len(re.findall("[\t\n\r -~\u2014-\u2026\u3000-\u9fff\uff00-\uffef]", text)) > 0.95 * len(text):
            return True
    return False


def invisible_in(line: str) -> Mistake | None:
    """The first character that nobody sees; all of the line's are taken out to read on."""
    at = invisible(line)
    if at is None:
        return None
    message = f"有看不见的字符（U+{ord(line[at]):04X}），多半是从网页或Word粘来的"
    return Mistake("022", at + 1, message, "删去后重新输入这一处", visible(line))


def blank_in_front(key: str) -> Mistake | None:
    """A name that begins with a blank which YAML takes for a letter."""
    if key[:1] in ("\u3000", "\xa0"):
        return Mistake("013", 1, "缩进用了全角空格", "缩进用半角空格")
    return None


def in_line(line: str, *, sure: bool) -> Mistake | None:
    """The first mistake that a line shows. `sure`: YAML has refused it, so doubtful signs count as well."""
    mistake = _indentation(line)
    if mistake is None and (sure or "{{" in line):
        mistake = _bad_start(line)
    return mistake or _comma(line, sure) or _colon(line, sure)


def _indentation(line: str) -> Mistake | None:
    front = _front(line)
    if front == line:
        return None
    if "\u3000" in front or "\xa0" in front:
        at = min(front.find(c) for c in "\u3000\xa0" if c in front)
        blank = "全角空格" if front[at] == "\u3000" else "不换行空格（多半是从网页粘来的）"
        return Mistake("013", at + 1, f"缩进用了{blank}", "缩进用半角空格", "  " + line[len(front) :])
    if "\t" in front:
        return Mistake(
            "012", front.index("\t") + 1, "缩进用了制表符（Tab键）", "缩进用半角空格", "  " + line[len(front) :]
        )
    return None


def levelled(found: dict[int, Mistake], lines: list[str]) -> dict[int, Mistake]:
    """Mistakes of indentation mended to the depths of the lines around: as many steps as the wrong blanks are."""
    wrong = {number: _front(lines[number]) for number, mistake in found.items() if mistake.code in ("012", "013")}
    if not wrong:
        return found
    right = [
        len(front)
        for number, line in enumerate(lines)
        if number not in wrong and (front := _front(line)) and line.strip()
    ]
    step, unit = min(right, default=2), min(len(front) for front in wrong.values())
    return found | {
        number: replace(found[number], mended=" " * (step * len(front) // unit) + lines[number][len(front) :])
        for number, front in wrong.items()
    }


def _front(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t\u3000\xa0"))]


# A name, or `- ` and a name, at the beginning of a line, and a colon that YAML does not take for one.
_NAME_COLON = re.compile(r"(?P<front>\s*(?:- )?[{\[]?(?P<name>[^\W\d]\w*))(?P<colon>\s*：\s*|:(?=[^\s:/]))(?P<rest>.*)")


def colon_in(name: str) -> Mistake | None:
    """A name between braces that holds its value too, because its colon is none to YAML."""
    return _colon(name, sure=True)


def _colon(line: str, sure: bool) -> Mistake | None:
    match = _NAME_COLON.match(line)
    if not match:
        return None
    name, colon, rest = match["name"], match["colon"], match["rest"]
    if not sure and colon != ":" and not name.isascii() and not re.match(r"[“近约逾超不]?\d", rest):
        return None  # 第一：… in a text that runs on is no name
    shown = excerpt(re.sub(r"\s#.*", "", rest))
    column = match.start("colon") + len(colon) - len(colon.lstrip()) + 1
    mended = f"{match['front']}: {rest}"
    if colon == ":":
        return Mistake("011", column, f"“{name}:”后面缺一个空格", f"写成“{name}: {shown}”", mended)
    return Mistake("010", column, f"“{name}”后面的冒号是全角的", f"改为半角冒号加空格，写成“{name}: {shown}”", mended)


# What stands unquoted where a value begins, and cannot: @ ` % > {{ and the marks of anchors, aliases and tags that are none.
_BAD_START = re.compile(
    r"(?P<front>\s*(?:- |(?:- )?[^\s:#'\"][^:#'\"]*: +))"
    r"(?P<value>[@%`].*?|\{\{.*?|[>|](?!(?:[-+]?[1-9]?|[1-9][-+])\s*(?:#.*)?$).*?|[&*!](?![!<A-Za-z]).*?)(?P<comment>\s+#.*|\s*)$"
)


def _bad_start(line: str) -> Mistake | None:
    match = _BAD_START.match(line)
    if not match:
        return None
    value = match["value"]
    meant, cure = _meant(value)
    mark = "{{" if value.startswith("{{") else value[0]
    return Mistake(
        "014", match.start("value") + 1, f"值不能以“{mark}”开头", cure, match["front"] + meant + match["comment"]
    )


def block_of_nothing(line: str) -> Mistake | None:
    """`>5`, to YAML the head of a text of several lines: what was meant where none follows. `line`: from the mark on."""
    value = re.sub(r"\s+#.*", "", line).rstrip()
    if not re.fullmatch("[>|]-?[0-9]", value):
        return None
    meant, cure = _meant(value)
    return Mistake("014", 1, f"值不能以“{value[0]}”开头", cure, meant)


_MARKED = re.compile(r"(?P<mark>>=|[>|@%`&*!])\s*(?P<number>-?[0-9][0-9.,]*)\s*(?P<rest>[^0-9\s`]{0,6})`?")
_MARKED_DATE = re.compile(r"(?P<mark>[>|@%`&*!])\s*(?P<date>[0-9]{4}[-年][0-9]{1,2}[-月][0-9]{1,2}日?)`?")


def _meant(value: str) -> tuple[str, str]:
    """How a value that begins with such a mark is to be written, most likely, and the cure that says so."""
    quoted = "'" + value.replace("'", "''") + "'"
    as_text = f"给整个值加半角引号：{excerpt(quoted)}"
    if date := _MARKED_DATE.fullmatch(value):
        return date["date"], f"是数或日期就去掉“{date['mark']}”，写成{date['date']}；是文字就{as_text}"
    found = _MARKED.fullmatch(value)
    if found is None:
        return quoted, as_text
    mark, rest = found["mark"], found["rest"]
    number = re.sub("(?<=[0-9]),(?=[0-9]{3})", "", found["number"])
    is_vague = re.search("余|多|左右|以[上下内]", rest) is not None
    meant = number + rest
    if mark == "%" and rest.lstrip("%") in ("", "左右", "以上", "以下", "以内"):
        meant = f"{number}%{rest.lstrip('%')}"
        return meant, f"写成{meant}"
    if mark not in (">", ">="):
        return meant, f"是数就去掉“{mark}”，写成{meant}；是文字就{as_text}"
    if mark == ">" and not is_vague and not number.startswith("-"):
        meant = f"超{meant}"
    elif mark == ">=" and not is_vague:
        meant = f"{meant}以上"
    return meant, f"是数就写成{meant}；是文字就{as_text}"


_KEYS = "value|source|owner|as_of|state|note"


def is_comma_before_key(text: str) -> bool:
    """Whether a text holds what looks like the next entry of `{value: 15，source：出处}`."""
    return re.search(rf"，\s*(?:{_KEYS})\s*[:：]", text) is not None


def _comma(line: str, sure: bool) -> Mistake | None:
    """`{value: 15，source: 出处}`: between braces, a full-width comma before a name."""
    if "，" not in line:
        return None
    match = re.search(r"\{[^}]*?(?P<comma>，\s*)(?P<name>%s)\s*[:：]\s*" % (r"\w+" if sure else _KEYS), line)
    if not match:
        return None
    mended = f"{line[: match.start('comma')]}, {match['name']}: {line[match.end() :]}"
    return Mistake(
        "015", match.start("comma") + 1, "花括号里用了全角逗号", "项与项之间用半角逗号加空格，冒号也用半角", mended
    )
