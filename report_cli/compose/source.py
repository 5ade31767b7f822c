"""The source of a template: its tags, the line ends beside them, stray digits, and what Jinja refuses, in our words.

Jinja either keeps the line end after a tag or drops it, on every line alike. People who write prose expect neither: a
line of tags alone leaves nothing behind, any other line keeps its end, and only a blank line parts paragraphs, even
where the line before it has come out empty.
"""

import re
from collections.abc import Iterator

import jinja2

from report_cli.compose.atoms import ATOM, BREAK
from report_cli.compose.numerals import DIGIT
from report_cli.document import FIGURE
from report_cli.model import Finding, Place

TAG = re.compile(
    r"""\{\#.*?\#\}|\{%(?:"[^"]*"|'[^']*'|(?!%\}).)*%\}|\{\{(?:"[^"]*"|'[^']*'|(?!\}\}).)*\}\}""", re.DOTALL
)


def without_tags(text: str) -> str:
    """The prose alone, every character in its place: tags are blanks, but what prints begins with a sign of its own."""

    def blank(tag: re.Match[str]) -> str:
        hole = re.sub(r"[^\n]", " ", tag.group())
        return FIGURE + hole[1:] if tag.group().startswith("{{") else hole

    return TAG.sub(blank, text)


def with_line_ends(source: str) -> str:
    """The source as Jinja (with trim_blocks) has to get it: no line is added, and none moves."""
    in_tags = {
        source.count("\n", 0, tag.start()) + number
        for tag in TAG.finditer(source)
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
    text = ATOM.sub(lambda atom: " " * len(atom.group()), text)
    for word in allow:
        text = text.replace(word, " " * len(word))
    return DIGIT.finditer(text)


_OPENING = re.compile(r"\{[{%#]")
_STRING = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_BLOCK = re.compile(
    r"\{#.*?#\}|\{%[-+]?\s*(?P<end>end)?(?P<tag>if|for|call|macro|set|with|filter)\b(?P<rest>.*?)%\}", re.DOTALL
)


def syntax_finding(error: jinja2.TemplateSyntaxError, file: str, source: str) -> Finding:
    """Jinja's complaint in our words. It blames what comes after an unclosed tag, so that is looked for first."""
    message, cure, line = _unclosed(source) or _complaint(error)
    return Finding("T104", Place(file, line), message, cure)


def _complaint(error: jinja2.TemplateSyntaxError) -> tuple[str, str, int]:
    """Message, cure and line."""
    words, line = error.message or "", error.lineno
    if "end of template" in words or ("was looking for" in words and "end of" in words):
        tag, line = _left_open(error.source or "") or ("if", line)
        return f"“{{% {tag} … %}}”没有收尾", f"在它管到的地方之后写 {{% end{tag} %}}", line
    if unknown := re.search(r"unknown tag '(\w+)'", words):
        cure = "可用的标签：if、for、set、with、include、call、macro；核对是否多了一个收尾"
        return f"没有“{{% {unknown[1]} %}}”这种标签", cure, line
    if "unexpected char" in words:
        character = re.search(r"unexpected char '(.*?)'", words)
        message = f"标签里有认不出的字符 {character[1] if character else ''}"
        return message, "标签里的引号、括号、竖线都用半角", line
    cure = "写成 {{ 组.指标 }} 或 {% if 组.指标 %}…{% endif %}，核对括号和点号"
    return "标签写得不对", cure, line


def _unclosed(source: str) -> tuple[str, str, int] | None:
    """Message, cure and line of the first tag or comment that another begins in, or that the text ends in."""
    at = 0
    while (opening := _OPENING.search(source, at)) is not None:
        sign, line = opening.group(), source.count("\n", 0, opening.start()) + 1
        closed = TAG.match(source, opening.start())
        if closed is None or (sign != "{#" and _OPENING.search(_STRING.sub("", closed.group()[2:]))):
            if sign == "{#":
                return "注释没有收尾，补 #}", "在注释的末尾写 #}", line
            closing = "}}" if sign == "{{" else "%}"
            return f"“{sign}”没有收尾，补 {closing}", f"在这个标签的末尾写 {closing}，两个字符都用半角", line
        at = closed.end()
    return None


def _left_open(source: str) -> tuple[str, int] | None:
    """The innermost block that is not closed, and its line."""
    opened: list[tuple[str, int]] = []
    for block in _BLOCK.finditer(source):
        tag = block["tag"]
        if block["end"] and opened and opened[-1][0] == tag:
            opened.pop()
        elif tag and not block["end"] and not (tag == "set" and "=" in block["rest"]):
            opened.append((tag, source.count("\n", 0, block.start()) + 1))
    return opened[-1] if opened else None
