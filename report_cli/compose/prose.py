"""What the prose of a template must not hold: digits, foreign Markdown, tags that would be printed as they stand."""

import re
from collections.abc import Iterator

from report_cli.compose.atoms import PART
from report_cli.compose.source import TAG, stray_digits, without_tags
from report_cli.model import Finding, Place
from report_cli.text import excerpt

# A tag whose braces are mistyped, or a brace left over.
_BRACES = re.compile(r"[{｛][{｛%％#\s]*[^{}｛｝\n]*(?:[}｝] *)*[}｝]|[{｛]+[%％#]?|[%％#]?[}｝]+")
_RAW = re.compile(r"\{%[-+]?\s*raw\b")
# A line without any of these signs holds none of it; most lines are such.
_SUSPECT = re.compile(r"[-#+*>=_`~|<\[\\&]|[0-9][.)]")
_AT_START = [
    (re.compile(r"#{5,}\s"), "标题最多四级（####）", "改用四级以内的标题"),
    (re.compile(r"#+[^\s#]"), "“#”后面缺一个空格", "标题写成“## 标题”；不是标题就不要以#开头"),
    (re.compile(r"[-+]\s|\*\s"), "不能用列表符号开头", "各项写进句子，或各成一段"),
    (re.compile(r"[0-9]+[.)](\s|$)"), "不能用编号开头", "标题自动编号；各项写进句子"),
    (re.compile(r">"), "不能用引用符号“>”开头", "直接写文字"),
    (re.compile(r"(=+|-{2,})\s*$"), "不能用横线（分隔线或标题下划线）", "标题写成“## 标题”，段落之间空一行"),
    (re.compile(r"([-*_])\s*(\1\s*){2,}$"), "不能用横线（分隔线或标题下划线）", "标题写成“## 标题”，段落之间空一行"),
    (re.compile(r"```|~~~"), "不能用代码块", "直接写文字"),
    (re.compile(r"\|.*\|\s*$|:?-+:?\s*\|"), "不能直接画表格", "用 {% call table() %}…{% endcall %}"),
]
_INSIDE = [
    (re.compile(r"</?[A-Za-z!][^>]*>?"), "不能用HTML标签", "直接写文字；尖括号用《》或〈〉"),
    (re.compile(r"!?\[[^\]]*\]\("), "不能用链接和图片", "直接写文字"),
    (re.compile(r"`"), "不能用反引号", "直接写文字"),
    (re.compile(r"\\"), "不能用反斜杠", "直接写文字，不需要转义"),
    (re.compile(r"&(#\w+|\w+);"), "不能用HTML转义", "直接写那个字符"),
    (re.compile(r"~~"), "不能用删除线", "直接写要印的文字"),
    (re.compile(r"\*{4,}"), "连用了太多“*”", "着重写成 **文字**"),
    (re.compile(r"\[\^[^\]]*\]"), "不能用脚注", "直接写文字"),
]


def unsupported(line: str) -> tuple[int, str, str] | None:
    """The first foreign Markdown of a line (list marks, quotes, HTML, links): column (from 0), message and cure."""
    if not _SUSPECT.search(line):
        return None
    text = line.lstrip()
    for pattern, message, cure in _AT_START:
        if pattern.match(text):
            return len(line) - len(text), message, cure
    inside = [(match.start(), message, cure) for pattern, message, cure in _INSIDE if (match := pattern.search(line))]
    return min(inside, default=None)


def check(source: str, file: str, allow: tuple[str, ...]) -> Iterator[Finding]:
    """`source` has the lines and columns of the file, but for a PART before each string of the head."""
    text = source.replace(PART, "")
    bare = without_tags(text)
    yield from _braces(text, bare, file)
    refused = set()
    for number, line in enumerate(without_tags(source).split("\n"), 1):
        # Of several strings on one line the last is looked at.
        if wrong := unsupported(line.rpartition(PART)[2].rjust(len(line))):
            column, message, cure = wrong
            place = Place(file, number, column + 1 - line.count(PART))
            refused.add(place)
            yield Finding("T301", place, message, cure)
    for digits in stray_digits(bare, allow):
        place = _place(file, bare, digits.start())
        if place not in refused:
            cure = "数字写进年度数据，这里用 {{ 组.指标 }}；专名里的数字列入指标目录的allow"
            yield Finding("T106", place, f"模板的文字里有数字“{digits.group()}”", cure)


def _braces(text: str, bare: str, file: str) -> Iterator[Finding]:
    """Tags that Jinja would print as they stand. What begins as a tag does is Jinja's to complain of."""
    for tag in TAG.finditer(text):
        if _RAW.match(tag.group()):
            message = "不能用 {% raw %}：它里面的标签不执行，会照原样印进稿件"
            yield Finding("T303", _place(file, text, tag.start()), message, "去掉 {% raw %} 和 {% endraw %}")
    for braces in _BRACES.finditer(bare):
        if not braces.group().startswith(("{{", "{%", "{#")):
            message = f"花括号写得不对，会照原样印进稿件：“{excerpt(braces.group())}”"
            cure = "写成 {{ 组.指标 }} 或 {% if 组.指标 %}：括号和百分号用半角，中间不留空格；多余的括号删去"
            yield Finding("T303", _place(file, bare, braces.start()), message, cure)


def _place(file: str, text: str, offset: int) -> Place:
    return Place(file, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
