"""The source of a template: its head and body, its tags and line ends, and what its prose must not hold.

The head is YAML, each of its strings a small template. They are compiled with the body as one Jinja template in which
every string stands at its own line, so that an error names the line of the file. A noncharacter parts them in the
output.

Jinja either keeps the line end after a tag or drops it, on every line alike. People who write prose expect neither: a
line of tags alone leaves nothing behind, any other line keeps its end, and only a blank line parts paragraphs, even
where the line before it has come out empty.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import jinja2
from msgspec import Struct

from report_cli.compose.atoms import ATOM, BREAK, PART
from report_cli.compose.limits import MAX_SOURCE
from report_cli.compose.wording import DIGIT, may_have_digits
from report_cli.document import FIGURE
from report_cli.files import in_years
from report_cli.files.in_years import InYears
from report_cli.files.mistakes import conflicts, undecodable
from report_cli.files.reader import Reader
from report_cli.files.yaml import Scalar, parse
from report_cli.model import Finding, Place
from report_cli.text import excerpt, invisible, nearest, of_utf8

PRINTED = ("kicker", "title", "subtitle", "date", "speaker", "byline", "salutation", "attachments")
KEYS = (*PRINTED, "label", "subject", "author", "numbering", "layout", "years")
_SETTINGS = ("label", "numbering", "layout", "years")
NUMBERINGS = ("automatic", "none")

_BLOCK_MARK = r"[|>][-+1-9]{0,2}\s*(#.*)?$"
_COMMENT = r"(?s)\{#.*?(?:#\}|\Z)"
_FENCE = re.compile(r"---[ \t]*\n(?P<yaml>.*?)(?:^---[ \t]*(?:\n|\Z))", re.DOTALL | re.MULTILINE)


class TemplateText(Struct, frozen=True):
    """A template as Jinja gets it. `strings`: the head's keys and their lines, in the order of the file."""

    file: str
    source: str
    strings: tuple[tuple[str, int], ...] = ()
    label: str = ""
    is_numbered: bool = True
    layout: str = ""
    years: InYears = InYears()


TAG = r"""(?sx)\{\#.*?(?:\#\}|\Z)
    |\{%(?>(?:[^"'%{]++|"[^"]*"|'[^']*'|(?!%\}|\{[{%]).)*)%\}
    |\{\{(?>(?:[^"'{}]++|"[^"]*"|'[^']*'|(?!\}\}|\{[{%]).)*)\}\}"""
"""A tag, or a comment; one that is not closed is the rest of the text. No tag goes on where another begins: so the
search for tags takes no longer than the text. A pattern as text: where all is known from an earlier run, none looks."""


def place_in(file: str, text: str, offset: int) -> Place:
    return Place(file, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


@lru_cache(maxsize=128)
def decoded(data: bytes, file: str) -> tuple[str, Finding | None]:
    """The text of a template file; a finding where it is none, or holds invisible characters or those of the atoms."""
    if len(data) > MAX_SOURCE:
        cure = "核对是否放错了文件；真有这么长，拆成几个模板"
        return "", Finding("T206", Place(file), "模板文件太大，超过1 MiB", cure)
    mistake = undecodable(data)
    if mistake is not None:
        return "", mistake.at(Place(file), family="T")
    text = of_utf8(data)
    at = invisible(text)
    if at is None:
        return text, None
    name = "占用的字符" if "\ufdd0" <= text[at] <= "\ufdef" else "看不见的字符"
    cure = f"删去它，在“{excerpt(text[at + 1 :].partition(chr(10))[0], 12)}”前面"
    return "", Finding("T022", place_in(file, text, at), f"有{name}（U+{ord(text[at]):04X}）", cure)


@lru_cache(maxsize=64)
def split(text: str, file: str) -> tuple[TemplateText, tuple[Finding, ...]]:
    """Read a template file. Its body begins after the second `---`, or at once where there is no head."""
    begin = text.lstrip()
    if not begin or (begin.startswith("{#") and not re.sub(_COMMENT, "", text).strip()):
        cure = "写入报告的文字；暂时不要这种报告，就删去这个文件"
        return TemplateText(file, ""), (Finding("T004", Place(file), "文件是空的，报告里什么也不会有", cure),)
    fence = _FENCE.match(text)
    if fence is None:
        if text.startswith("---\n"):
            cure = "文件头末尾另起一行写 ---"
            return TemplateText(file, ""), (Finding("T102", Place(file, 1, 1), "文件头没有收尾", cure),)
        return TemplateText(file, PART + text), ()
    node, findings = parse(fence["yaml"].encode(), file, "T", first_line=2)
    reader = Reader("T", findings)
    mapping = reader.mapping(node, "文件头", "每行写“名称: 值”，如 title: 工作报告")
    known = reader.known(mapping, KEYS, "文件头") if mapping else ()
    strings, settings = list[tuple[str, Scalar]](), dict[str, str]()
    years = list[Scalar]()
    for key, value in known:
        for scalar in reader.texts(value, key.text):
            if key.text not in _SETTINGS:
                strings.append((key.text, scalar))
                continue
            years += [scalar] if key.text == "years" else []
            settings[key.text] = setting = scalar.text.strip()
            if key.text == "numbering" and setting not in NUMBERINGS:
                message, cure = f"numbering不能写“{setting}”", "自动编号写automatic，不编号写none"
                reader.find("103", scalar.place, message, cure)
    lines = tuple([(key, scalar.place.line) for key, scalar in strings])
    source = _aligned([scalar for _, scalar in strings], text, fence.end())
    is_numbered = settings.get("numbering") != "none"
    said = settings.get("label", ""), is_numbered, settings.get("layout", "")
    return TemplateText(file, source, lines, *said, in_years.read(years, reader)), tuple(reader.findings)


def _aligned(strings: list[Scalar], text: str, body: int) -> str:
    """The strings at their lines and columns, each after a PART; then the body after another, at its own line."""
    lines = text.split("\n")
    made, line, width = "", 1, 0
    for scalar in strings:
        string, first, column = scalar.text.rstrip("\n"), scalar.place.line, scalar.place.column - 1
        written = lines[first - 1][column:]
        if written.startswith(("|", ">")) and re.match(_BLOCK_MARK, written):
            # A block scalar's text begins on the line after its mark, and is indented there.
            indent = len(lines[first]) - len(lines[first].lstrip())
            string, first, column = string.replace("\n", "\n" + " " * indent), first + 1, indent
        elif written.startswith(("'", '"')):
            column += 1
        if first > line:
            made, width = made + "\n" * (first - line), 0
        made += " " * (column - width) + PART + string
        line = first + string.count("\n")
        width = len(string) - string.rfind("\n") - 1 + (0 if "\n" in string else max(column, width))
    return made + "\n" * (text.count("\n", 0, body) + 1 - line) + PART + text[body:]


def without_tags(text: str) -> str:
    """The prose alone, every character in its place: tags are blanks, but what prints begins with a sign of its own."""

    def blank(tag: re.Match[str]) -> str:
        hole = re.sub(r"[^\n]", " ", tag.group())
        return FIGURE + hole[1:] if tag.group().startswith("{{") else hole

    return re.sub(TAG, blank, text)


def with_line_ends(source: str) -> str:
    """The source as Jinja (with trim_blocks) has to get it: no line is added, and none moves."""
    in_tags = {
        source.count("\n", 0, tag.start()) + number
        for tag in re.finditer(TAG, source)
        for number in range(1, tag.group().count("\n") + 1)
    }
    *lines, last = source.split("\n")  # what comes after the last line end is no blank line
    for number, prose in enumerate(without_tags(source).split("\n")[:-1]):
        line = lines[number]
        if not line.strip() and number not in in_tags:
            lines[number] += BREAK
        elif prose.strip() and prose[-2:].isspace() and line.endswith(("%}", "#}")) and line[-3] not in "+-":
            lines[number] = f"{line[:-2]}+{line[-2:]}"  # `+` keeps the line end that trim_blocks would drop
    return "\n".join([*lines, last])


def stray_digits(text: str, allow: tuple[str, ...]) -> Iterator[re.Match[str]]:
    """The digits of a text outside its atoms and the words allowed; positions are the text's own."""
    if not may_have_digits(text):
        return iter(())
    text = ATOM.sub(lambda atom: " " * len(atom.group()), text)
    for word in allow:
        text = text.replace(word, " " * len(word))
    return re.finditer(DIGIT, text)


# What the prose must not hold ----------------------------------------------------------------------------------------

# A tag whose braces are mistyped, or a brace left over.
_BRACES = r"[{｛][{｛%％#\s]{0,8}+[^{}｛｝\n]*+(?:[}｝] *)*[}｝]|[{｛]+[%％#]?|[%％#]?[}｝]+"
_RAW = r"\{%[-+]?\s*raw\b"
# A line without any of these signs, nor a number before a dot or bracket, holds none of it; most lines are such.
_SIGNS = frozenset("-#+*>=_`~|<[\\&＃＊")
_NUMBERED = r"[0-9][.)]"
_AT_START = [
    (r"#*＃", "“＃”是全角的，会照原样印出来", "换成半角的“#”，标题写成“## 标题”"),
    (r"#{5,}\s", "标题最多四级（####）", "改用四级以内的标题"),
    (r"#{1,4}\s+[#＃]", "标题里又有一个“#”，会照原样印出来", "只在开头写“#”，标题写成“## 标题”"),
    (r"#+[^\s#]", "“#”后面缺一个空格", "标题写成“## 标题”；不是标题就不要以#开头"),
    (r"[-+]\s|\*\s", "不能用列表符号开头", "各项写进句子，或各成一段"),
    (r"[0-9]+[.)](\s|$)", "不能用编号开头", "标题自动编号；各项写进句子"),
    (r">", "不能用引用符号“>”开头", "直接写文字"),
    (
        r"(=+|-{2,})\s*$|([-*_])\s*(\2\s*){2,}$",
        "不能用横线（分隔线或标题下划线）",
        "标题写成“## 标题”，段落之间空一行",
    ),
    (r"```|~~~", "不能用代码块", "直接写文字"),
    (r"\|.*\|\s*$|:?-+:?\s*\|", "不能直接画表格", "用 {% call table() %}…{% endcall %}"),
]
_MERGE = tuple(sign * 7 for sign in "<|=>")  # what begins the lines of a merge that is not finished
_INSIDE = [
    (r"</?[A-Za-z!][^>]*>?", "不能用HTML标签", "直接写文字；尖括号用《》或〈〉"),
    (r"!?\[[^\[\]]*+\]\(", "不能用链接和图片", "直接写文字"),
    (r"`", "不能用反引号", "直接写文字"),
    (r"\\", "不能用反斜杠", "直接写文字，不需要转义"),
    (r"&(#\w+|\w+);", "不能用HTML转义", "直接写那个字符"),
    (r"~~", "不能用删除线", "直接写要印的文字"),
    (r"＊＊", "“＊”是全角的，会照原样印出来", "着重用半角的“*”，写成 **文字**"),
    (r"\*{4,}", "连用了太多“*”", "着重写成 **文字**"),
    (r"\[\^[^\[\]]*+\]", "不能用脚注", "直接写文字"),
]


def unsupported(line: str) -> tuple[int, str, str] | None:
    """The first foreign Markdown of a line (list marks, quotes, HTML, links): column (from 0), message and cure."""
    may_be_numbered = "." in line or ")" in line
    if _SIGNS.isdisjoint(line) and not (may_be_numbered and re.search(_NUMBERED, line)):
        return None
    text = line.lstrip()
    for pattern, message, cure in _AT_START:
        if re.match(pattern, text):
            return len(line) - len(text), message, cure
    inside = [
        (match.start(), message, cure) for pattern, message, cure in _INSIDE if (match := re.search(pattern, line))
    ]
    return min(inside, default=None)


def check_prose(source: str, file: str, allow: tuple[str, ...]) -> Iterator[Finding]:
    """`source` has the lines and columns of the file, but for a PART before each string of the head."""
    text = source.replace(PART, "")
    bare = without_tags(text)
    yield from _braces(text, bare, file)
    lines, refused = without_tags(source).split("\n"), set()
    unmerged = conflicts(bare.split("\n")) if "<<<<<<<" in bare else {}
    yield from (finding.at(Place(file, number + 1, 1), family="T") for number, finding in unmerged.items())
    for number, line in enumerate(lines, 1):
        if unmerged and line.replace(PART, "")[:7] in _MERGE:
            continue
        # Of several strings on one line the last is looked at.
        if wrong := unsupported(line.rpartition(PART)[2].rjust(len(line))):
            column, message, cure = wrong
            place = Place(file, number, column + 1 - line.count(PART))
            refused.add(place)
            yield Finding("T301", place, message, cure)
    cure = "数字写进年度数据，这里用 {{ 组.指标 }}；专名里的数字列入指标目录的allow"
    for digits in stray_digits(bare, allow):
        place = place_in(file, bare, digits.start())
        if place not in refused:
            yield Finding("T106", place, f"模板的文字里有数字“{digits.group()}”", cure)


def _braces(text: str, bare: str, file: str) -> Iterator[Finding]:
    """Tags that Jinja would print as they stand. What begins as a tag does is Jinja's to complain of."""
    for tag in re.finditer(TAG, text):
        if re.match(_RAW, tag.group()):
            message = "不能用 {% raw %}：它里面的标签不执行，会照原样印进稿件"
            yield Finding("T303", place_in(file, text, tag.start()), message, "去掉 {% raw %} 和 {% endraw %}")
    cure = "写成 {{ 组.指标 }} 或 {% if 组.指标 %}：括号和百分号用半角，中间不留空格；多余的括号删去"
    for braces in re.finditer(_BRACES, bare):
        if not braces.group().startswith(("{{", "{%", "{#")):
            message = f"花括号写得不对，会照原样印进稿件：“{excerpt(braces.group())}”"
            yield Finding("T303", place_in(file, bare, braces.start()), message, cure)


# What Jinja refuses --------------------------------------------------------------------------------------------------

_OPENING = r"\{[{%#]"
_STRING = r"\"[^\"\n]*\"|'[^'\n]*'"
_TAGS = ("if", "for", "set", "with", "include", "call", "macro")
_BLOCKS = ("if", "for", "call", "macro", "set", "with", "filter")
_BLOCK = (
    r"(?s)\{#.*?(?:#\}|\Z)"
    r"|\{%[-+]?\s*(?P<end>end)?(?P<tag>if|for|call|macro|set|with|filter)\b(?P<rest>(?:(?!%\}|\{%).)*)%\}"
)


def syntax_finding(error: jinja2.TemplateSyntaxError, file: str, source: str) -> Finding:
    """Jinja's complaint in our words. It blames what comes after an unclosed tag, so that is looked for first."""
    message, cure, line = _unclosed(source) or _complaint(error.message or "", error.source or "", error.lineno)
    return Finding("T104", Place(file, line), message, cure)


def _complaint(words: str, source: str, line: int) -> tuple[str, str, int]:
    """Message, cure and line."""
    if "end of template" in words or ("was looking for" in words and "end of" in words):
        tag, line = next(reversed(_opened(source)), ("if", line))
        return _unended(tag, line, f"在它管到的地方之后写 {{% end{tag} %}}")
    if unknown := re.search(r"unknown tag '(\w+)'", words):
        return _unknown_tag(unknown[1], source, line)
    if character := re.search(r"unexpected char(?: '(.*?)')?", words):
        return f"标签里有认不出的字符 {character[1] or ''}", "标签里的引号、括号、竖线都用半角", line
    cure = "写成 {{ 组.指标 }} 或 {% if 组.指标 %}…{% endif %}，核对括号和点号"
    return "标签写得不对", cure, line


def _unknown_tag(name: str, source: str, line: int) -> tuple[str, str, int]:
    """What is wrong with an end that closes nothing, or comes before that of a block within; or with another tag."""
    begins = {"else": "if", "elif": "if"}.get(name, name.removeprefix("end"))
    if name == begins or begins not in _BLOCKS:
        near = nearest(name, [*_TAGS, *(f"end{tag}" for tag in _BLOCKS)])
        cure = f"是不是 {{% {near} … %}}？" if near else ""
        return f"没有“{{% {name} %}}”这种标签", f"{cure}可用的标签：{'、'.join(_TAGS)}", line
    start = sum(len(each) + 1 for each in source.split("\n")[: line - 1])
    tag = re.compile(rf"\{{%[-+]?\s*{name}\b").search(source, start)
    opened = _opened(source[: tag.start()]) if tag else []
    while tag and opened and opened[-1][0] == begins:  # another of that name, which ends its own
        tag = re.compile(tag.re.pattern).search(source, tag.end())
        opened = _opened(source[: tag.start()]) if tag else []
    inner, at = opened[-1] if opened else ("", line)
    is_extra = _excess(source, begins) < 0 and _excess(source, inner) <= 0
    if not is_extra and begins in (each for each, _ in opened):
        return _unended(inner, at, f"在 {{% {name} %}} 前面、它管到的地方之后写 {{% end{inner} %}}")
    return f"前面没有和“{{% {name} %}}”配对的“{{% {begins} … %}}”", "多了，删去它；少了开头的，在前面补上", line


def _excess(source: str, tag: str) -> int:
    """How many more blocks of a kind are begun than ended."""
    blocks = [block for block in re.finditer(_BLOCK, source) if block["tag"] == tag]
    begun = [block for block in blocks if not block["end"] and not (tag == "set" and "=" in block["rest"])]
    return len(begun) - sum(bool(block["end"]) for block in blocks)


def _unended(tag: str, line: int, cure: str) -> tuple[str, str, int]:
    return f"“{{% {tag} … %}}”没有收尾", cure, line


def _unclosed(source: str) -> tuple[str, str, int] | None:
    """Message, cure and line of the first tag or comment that another begins in, or that the text ends in."""
    at = 0
    while (opening := re.compile(_OPENING).search(source, at)) is not None:
        sign, line = opening.group(), source.count("\n", 0, opening.start()) + 1
        closed = re.compile(TAG).match(source, opening.start())
        is_endless = sign == "{#" and closed is not None and not closed.group().endswith("#}")
        if (
            closed is None
            or is_endless
            or (sign != "{#" and re.search(_OPENING, re.sub(_STRING, "", closed.group()[2:])))
        ):
            if sign == "{#":
                return "注释没有收尾，补 #}", "在注释的末尾写 #}", line
            closing = "}}" if sign == "{{" else "%}"
            return f"“{sign}”没有收尾，补 {closing}", f"在这个标签的末尾写 {closing}，两个字符都用半角", line
        at = closed.end()
    return None


def _opened(source: str) -> list[tuple[str, int]]:
    """The blocks that are not closed, the innermost last, each with its line."""
    opened: list[tuple[str, int]] = []
    for block in re.finditer(_BLOCK, source):
        tag = block["tag"]
        if block["end"] and opened and opened[-1][0] == tag:
            opened.pop()
        elif tag and not block["end"] and not (tag == "set" and "=" in block["rest"]):
            opened.append((tag, source.count("\n", 0, block.start()) + 1))
    return opened
