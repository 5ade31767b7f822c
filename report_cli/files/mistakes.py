"""Mistakes that people make when they type YAML in Chinese: recognised, named, and mended so that reading can go on."""

import re

from msgspec import Struct
from msgspec.structs import replace

from report_cli.model import Finding, unplaced
from report_cli.text import excerpt, invisible, of_utf8, visible

MAX_BYTES = 8 * 1024 * 1024


class Mistake(Struct, frozen=True):
    """What is wrong with a line, at a column (from 1). `mended` is the line as it was meant, if that is clear.

    The code of `finding` is only a number; its letter depends on the file. A mended line is only for reading on: its
    columns may have shifted.
    """

    column: int
    finding: Finding
    mended: str | None = None


def unreadable(data: bytes) -> Finding | None:
    """Why bytes are not UTF-8 text with something in it."""
    if len(data) > MAX_BYTES:
        return unplaced("005", "文件超过8 MiB，不像一年的数据", "核对是否放错了文件")
    if (problem := undecodable(data)) is not None:
        return problem
    if not any(map(_says_something, of_utf8(data).split("\n"))):
        return unplaced("004", "文件是空的", "写入内容，或从备份里找回来；年度数据可以用report new新建")
    return None


def _says_something(line: str) -> bool:
    begin = line.lstrip(" \t")[:1]
    return begin not in ("", "#") and not begin.isspace()


def undecodable(data: bytes) -> Finding | None:
    """Why bytes are not UTF-8 text: which program or encoding they come from, and how to save them right."""
    save = "用记事本打开，另存为，编码选UTF-8，再保存"
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        return unplaced("003", "这是Word、WPS、Excel或PDF文件，不是文本", "把内容写进纯文本的YAML文件")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_bare_utf16(data):
        return unplaced("002", "文件的编码是UTF-16（记事本里叫Unicode），应为UTF-8", save)
    if 0 in data:
        return unplaced("003", "文件里有二进制内容，不是文本", "核对是否放错了文件")
    if (hole := undecodable_at(data, "utf-8")) is None:
        return None
    # Text of another encoding, read as UTF-8, has many more holes than Chinese characters.
    text = data.decode("utf-8", errors="replace")
    if len(re.findall("[\u3000-\u9fff\uff00-\uffef]", text)) > 10 * text.count("\ufffd"):
        line = data.count(b"\n", 0, hole) + 1
        return unplaced("003", f"第{line}行有残缺的字，不是完整的UTF-8", "打开这一行，把残缺的字重新输入，再保存")
    if undecodable_at(data, "gb18030") is None:
        return unplaced("001", "文件的编码是GBK（记事本里叫ANSI），应为UTF-8", save)
    return unplaced("003", "文件的编码认不出来，应为UTF-8", save)


def undecodable_at(data: bytes, encoding: str) -> int | None:
    """The first byte that is invalid in an encoding; None if all are valid."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _is_bare_utf16(data: bytes) -> bool:
    """Whether bytes are UTF-16 without its mark: decoded as that, they are mostly common characters."""
    if 0 not in data or len(data) % 2:
        return False
    texts = (data.decode(encoding, errors="replace") for encoding in ("utf-16-le", "utf-16-be"))
    common = "[\t\n\r -~\u2014-\u2026\u3000-\u9fff\uff00-\uffef]"
    return any(len(re.findall(common, text)) > 0.95 * len(text) for text in texts)


def invisible_in(line: str) -> Mistake | None:
    """The first invisible character of a line; all of them are removed to read on."""
    if (at := invisible(line)) is None:
        return None
    message = f"有看不见的字符（U+{ord(line[at]):04X}），多半是从网页或Word粘来的"
    return Mistake(at + 1, unplaced("022", message, "删去后重新输入这一处"), visible(line))


def in_line(line: str, *, sure: bool) -> Mistake | None:
    """The first mistake in a line. `sure`: YAML has refused the line, so doubtful signs count as well."""
    mistake = _indentation(line)
    if mistake is None and (sure or "{{" in line):
        mistake = _bad_start(line)
    if mistake is None and sure:
        mistake = _tab_after_dash(line) or _in_brackets(line) or _hash_in_brackets(line) or _after_closing(line)
    return mistake or _comma(line, sure) or wrong_colon(line, sure=sure)


_CONFLICT = r"(?:<{7}|>{7}|\|{7})(?: .*)?|={7}"
_MARKS = ("<<<<<<<", ">>>>>>>", "|||||||", "=======")


def conflicts(lines: list[str]) -> dict[int, Finding]:
    """What git leaves where two people changed the same lines, by line (from 0)."""
    begun = {number: line for number, line in enumerate(lines) if line.startswith(_MARKS)}
    marks = {number: line for number, line in begun.items() if re.fullmatch(_CONFLICT, line)}
    starts = [number for number, line in marks.items() if line.startswith("<")]
    message = "合并没有做完：“<<<<<<<”到“>>>>>>>”之间是两个人各自的写法"
    cure = "留下对的那一段，删去另一段和<<<<<<<、=======、>>>>>>>这几行"
    return dict.fromkeys(starts or marks, unplaced("024", message, cure))


# Indentation ----------------------------------------------------------------------------------------------------------

_INDENT_WITH_BLANKS = "缩进用半角空格"
_WRONG_BLANKS = {
    "\u3000": unplaced("013", "缩进用了全角空格", _INDENT_WITH_BLANKS),
    "\xa0": unplaced("013", "缩进用了不换行空格（多半是从网页粘来的）", _INDENT_WITH_BLANKS),
    "\t": unplaced("012", "缩进用了制表符（Tab键）", _INDENT_WITH_BLANKS),
}


def blank_in_front(key: str) -> Finding | None:
    """What is wrong with a name that begins with a blank that YAML takes for a letter."""
    return _WRONG_BLANKS["\u3000"] if key[:1] in ("\u3000", "\xa0") else None


def _indentation(line: str) -> Mistake | None:
    front = _front(line)
    if front == line or not front.strip(" "):
        return None
    wrong = next((blank for blank in front if blank in "\u3000\xa0"), "\t")
    return Mistake(front.index(wrong) + 1, _WRONG_BLANKS[wrong], "  " + line[len(front) :])


def levelled(mistakes: dict[int, Mistake], lines: list[str]) -> dict[int, Mistake]:
    """Mend mistakes of indentation to the depths of the other lines: as many steps as there are wrong blanks."""
    blanks = _WRONG_BLANKS.values()
    wrong = {number: _front(lines[number]) for number, mistake in mistakes.items() if mistake.finding in blanks}
    if not wrong:
        return mistakes
    fronts = [_front(line) for number, line in enumerate(lines) if number not in wrong and line.strip()]
    step = min((len(front) for front in fronts if front), default=2)
    unit = min(map(len, wrong.values()))
    return mistakes | {
        number: replace(mistakes[number], mended=" " * (step * len(front) // unit) + lines[number][len(front) :])
        for number, front in wrong.items()
    }


def _front(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t\u3000\xa0"))]


# What a mark cuts off -------------------------------------------------------------------------------------------------

_NOTE = "[待已未注见核备按]|说明|出处|来源|TODO|FIXME|todo|noqa"
"""How a comment begins that lacks its blank."""
_SPREADSHEET = "#(?:[A-Z]+(?:/[0A])?[!！?？]|N/A|(?:名称|值|数值|引用|除零|空值?)[!！?？]|#{2,}$)"


def glued(rest: str, *, is_empty: bool) -> str:
    """What stands after a value as ` #3工程`, which YAML takes for a comment; empty where it is like one.

    A comment has a blank after #, or stands apart from its value. Where there is no value (`is_empty`), it is a digit
    that makes it unlike a comment.
    """
    match = re.match(r"\s+(#\S.*)" if is_empty else r" (#+[^\s#!].*)", rest)
    if match is None or re.match(_NOTE, match[1][1:]) or (is_empty and not match[1][1].isdigit()):
        return ""
    return match[1].rstrip()


def spreadsheet_error(rest: str) -> str:
    """`#REF!` where a value should stand, which YAML takes for a comment."""
    match = re.match(rf"\s+({_SPREADSHEET})(?:\s|$)", rest)
    return match[1] if match else ""


_EXCEL_ERROR = (
    r"#(?:REF|DIV/0|NUM|VALUE|NULL|SPILL|CALC|FIELD|BLOCKED|UNKNOWN|CONNECT|BUSY)[!！]"
    r"|#(?:NAME|名称|值|数值|引用|除零|空值?)[?？!！]|#N/A|#GETTING_DATA"
    r"|^#{3,}$|-?1\.#(?:IND|INF|QNAN|NAN)\b|^(?:Err:\d{3}|NaN|nan|-?[iI]nf)$"
)
"""What a spreadsheet shows in place of a value that it cannot work out (#### where the column is too narrow)."""


def excel_error(text: str) -> Finding | None:
    is_suspect = "#" in text or text.endswith(("NaN", "nan", "inf", "Inf")) or text.startswith("Err:")
    if is_suspect and (found := re.search(_EXCEL_ERROR, text)):
        what = "单元格太窄，显示不下" if found.group().startswith("##") else "表格里的公式出了错"
        message = f"“{found.group()}”不是值，是从电子表格带来的：{what}"
        return unplaced("F124", message, "到原表里看清这一格的数，把数写在这里；还不知道，就把冒号后面空着")
    return None


def cut_off(text: str, comment: str) -> Finding | None:
    """What is wrong with a text that is not all there, or is a spreadsheet's error."""
    if text.startswith("#") and re.fullmatch(_SPREADSHEET, text):
        return unplaced("023", f"“{text}”是电子表格的错误值", "到原表里看清这一格，把内容写在这里")
    if not comment:
        return None
    whole = " ".join(filter(None, (text, comment)))
    left = f"只剩“{excerpt(text)}”" if text else "值就空了"
    quoted = _in_single_quotes(whole)
    cure = f"“#”是文字的一部分，就给整个值加引号：{excerpt(quoted, 40)}；是说明，就在“#”后面空一格"
    return unplaced("023", f"“{excerpt(whole)}”里空格加“#”，后面的字会当成注释丢掉，{left}", cure)


ESCAPE = unplaced("026", "双引号里的“\\”会把后面的字母当成别的符号", "改用单引号")


def in_quotes(raw: str, rest: str) -> Finding | None:
    """What a quoted text on one line loses: to a backslash between double quotes, to a # right after the quotes."""
    if raw.startswith('"') and re.search(r"(?<!\\)(?:\\\\)*\\[0abtnvfreN_LP]", raw):
        return replace(ESCAPE, cure=f"改用单引号：{excerpt(_in_single_quotes(raw[1:-1]), 40)}")
    if rest.startswith("#"):
        cure = f"给整个值加一层引号：{excerpt(_in_single_quotes(raw + rest.rstrip()), 40)}"
        return unplaced("025", f"“{excerpt(raw, 20)}”的引号关上以后，还有“{excerpt(rest, 20)}”", cure)
    return None


def _in_single_quotes(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _hash_in_brackets(line: str) -> Mistake | None:
    head, mark, tail = line.partition("#")
    begin = max(map(head.rfind, "[{,:")) + 1
    begin += len(head[begin:]) - len(head[begin:].lstrip())
    front, text, cut = head[:begin], head[begin:], re.split(r"[,\]}]", tail, maxsplit=1)[0]
    if not mark or not begin or re.search("[\"']", head) or re.search(r"[\]}]", text):
        return None
    if not re.search(r"[\[{]", front) or not re.search(r"[\]}]", tail):
        return None
    item = f"{text}#{cut.rstrip()}"
    message = f"“{excerpt(item)}”里的“#”把后面的字都变成了注释，括号没有关上"
    cure = f"给这一项加引号：'{excerpt(item)}'"
    found = cut_off(item, "") or unplaced("023", message, cure)
    return Mistake(begin + 1, found, f"{head}＃{tail}")


def after_brackets(text: str, rest: str) -> Finding | None:
    """What is wrong with `[甲, 乙] #丙`, of which YAML takes #丙 for a comment. `text` ends with the bracket."""
    match = re.match(r"\s*(#+[^\s#!].*)", rest)
    if match is None or re.match(_NOTE, match[1].lstrip("#")):
        return None
    inner = text[max(text.rfind("["), 0) :] if text.endswith("]") and "{" not in text else ""
    note = excerpt(match[1].lstrip("#").strip(), 20)
    from report_cli.files import closings

    cure = closings.as_items(inner, match[1])[1] if inner else f"是说明，就在“#”后面空一格：# {note}；别的写在括号里"
    return unplaced("023", f"括号后面的“{excerpt(match[1].strip(), 20)}”会当成注释丢掉", cure)


def _in_brackets(line: str) -> Mistake | None:
    # Imported here: only a text that YAML refuses needs it.
    from report_cli.files import brackets

    found = brackets.in_line(line)
    return Mistake(*found) if found else None


def _tab_after_dash(line: str) -> Mistake | None:
    match = re.match(r"\s*-(?=[ ]*\t)", line)
    if match is None:
        return None
    mended = f"{match.group()} {line[match.end() :].lstrip()}"
    finding = unplaced("012", "“-”后面用了制表符（Tab键）", f"改成一个半角空格：{excerpt(mended.strip())}")
    return Mistake(match.end() + 1, finding, mended)


def _after_closing(line: str) -> Mistake | None:
    from report_cli.files import closings  # imported here: only a text that YAML refuses needs it

    found = closings.in_line(line)
    return Mistake(*found) if found else None


# Colons and commas ----------------------------------------------------------------------------------------------------

# A name, perhaps after `- `, at the beginning of a line, and a colon that YAML does not take for one.
_NAME_COLON = r"(?P<front>\s*(?:- )?[{\[]?(?P<name>[^\W\d]\w*+))(?P<colon>\s*：\s*|:(?=[^\s:/]))(?P<rest>.*)"


def wrong_colon(line: str, *, sure: bool) -> Mistake | None:
    """Of a name at the beginning of a line. A name between braces may be all of it, with its value."""
    before, _, after = line.partition(":")
    if "：" not in before and (not after or after[0].isspace()):
        return None  # the usual colon
    match = re.match(_NAME_COLON, line)
    if not match:
        return None
    name, colon, rest = match["name"], match["colon"], match["rest"]
    if not sure and colon != ":" and not name.isascii() and not re.match(r"[“近约逾超不]?\d", rest):
        return None  # 第一：… in a longer text is not a name
    column = match.start("colon") + len(colon) - len(colon.lstrip()) + 1
    value = excerpt(re.sub(r"(?:^|\s)#.*", "", rest))
    meant = f"写成“{f'{name}: {value}'.rstrip()}”"
    finding = (
        unplaced("011", f"“{name}:”后面缺一个空格", meant)
        if colon == ":"
        else unplaced("010", f"“{name}”后面的冒号是全角的", f"改为半角冒号{'加空格' * bool(value)}，{meant}")
    )
    return Mistake(column, finding, f"{match['front']}: {rest}")


_NAMES = ("value", "source", "owner", "as_of", "state", "note")
_KEYS = "|".join(_NAMES)


def is_comma_before_key(text: str) -> bool:
    """Whether a text holds what looks like the next entry of `{value: 15，source：出处}`."""
    return (":" in text or "：" in text) and re.search(rf"，\s*(?:{_KEYS})\s*[:：]", text) is not None


def _comma(line: str, sure: bool) -> Mistake | None:
    """`{value: 15，source: 出处}`: between braces, a full-width comma before a name."""
    brace = line.find("{")
    behind = line[max(brace, 0) :].split("，")[1:]
    if brace < 0 or not any(sure or part.lstrip().startswith(_NAMES) for part in behind):
        return None
    name = r"\w+" if sure else _KEYS
    match = re.compile(rf"(?P<comma>，\s*)(?P<name>{name})\s*[:：]\s*").search(line, brace)
    if not match or "}" in line[brace : match.start()]:
        return None
    mended = f"{line[: match.start('comma')]}, {match['name']}: {line[match.end() :]}"
    finding = unplaced("015", "花括号里用了全角逗号", "项与项之间用半角逗号加空格，冒号也用半角")
    return Mistake(match.start("comma") + 1, finding, mended)


# Values that YAML cannot begin with -----------------------------------------------------------------------------------

# Characters that cannot begin an unquoted value: @ ` % > {{ and the marks of anchors, aliases and tags.
_BAD_START = (
    r"(?P<front>\s*(?:- |(?:- )?[^\s:#'\"][^:#'\"]*: +))"
    r"(?P<value>[@%`].*?|\{\{.*?|[>|](?!(?:[-+]?[1-9]?|[1-9][-+])\s*(?:#.*)?$).*?|[&*!](?![!<A-Za-z]).*?)"
    r"(?<!\s)(?P<comment>\s+#.*|\s*)$"  # looked for where blanks begin, not at each of them
)


def _bad_start(line: str) -> Mistake | None:
    match = re.match(_BAD_START, line)
    return match and _cannot_begin(match.start("value"), match["value"], match["front"], match["comment"])


def block_of_nothing(line: str) -> Mistake | None:
    """`>5`, which YAML takes for the head of a block of text, with no text below. `line` begins with the mark."""
    value = re.sub(r"(?<!\s)\s+#.*", "", line).rstrip()
    return _cannot_begin(0, value) if re.fullmatch("[>|]-?[0-9]", value) else None


def _cannot_begin(at: int, value: str, front: str = "", comment: str = "") -> Mistake:
    meant, cure = _meant(value)
    mark = "{{" if value.startswith("{{") else value[0]
    return Mistake(at + 1, unplaced("014", f"值不能以“{mark}”开头", cure), front + meant + comment)


_COMPARED = {">": "超{}", ">=": "{}以上"}
_MARKED = r"(?P<mark>>=|[>|@%`&*!])\s*(?P<number>-?[0-9][0-9.,]*)\s*(?P<rest>[^0-9\s`]{0,6})`?"
_MARKED_DATE = r"(?P<mark>[>|@%`&*!])\s*(?P<date>[0-9]{4}[-年][0-9]{1,2}[-月][0-9]{1,2}日?)`?"


def _meant(value: str) -> tuple[str, str]:
    """How a value that begins with such a mark should most likely be written, and the cure that says so."""
    quoted = _in_single_quotes(value)
    as_text = f"给整个值加半角引号：{excerpt(quoted)}"
    if date := re.fullmatch(_MARKED_DATE, value):
        return date["date"], f"是数或日期就去掉“{date['mark']}”，写成{date['date']}；是文字就{as_text}"
    marked = re.fullmatch(_MARKED, value)
    if marked is None:
        return quoted, as_text
    mark, rest = marked["mark"], marked["rest"]
    number = re.sub("(?<=[0-9]),(?=[0-9]{3})", "", marked["number"])
    if mark == "%" and rest.lstrip("%") in ("", "左右", "以上", "以下", "以内"):
        meant = f"{number}%{rest.lstrip('%')}"
        return meant, f"写成{meant}"
    is_vague = re.search("余|多|左右|以[上下内]", rest) is not None or (mark == ">" and number.startswith("-"))
    meant = number + rest if is_vague else _COMPARED.get(mark, "{}").format(number + rest)
    without = "" if mark in _COMPARED else f"去掉“{mark}”，"
    return meant, f"是数就{without}写成{meant}；是文字就{as_text}"


ALIAS = unplaced("007", "不能用“*”引用别处的值", "把值直接写在这里；若“*”是文字的一部分，给整个值加引号")
ANCHOR = unplaced("007", "不能用“&”给值起名", "去掉“&”和名字；若“&”是文字的一部分，给整个值加引号")
TAG = unplaced("008", "不能用“!”标记类型", "去掉“!”和后面的词；若“!”是文字的一部分，给整个值加引号")
NO_ENTRY = unplaced("018", "这一行不是“名称: 值”", "写成“名称: 值”，冒号用半角，后面空一格")
