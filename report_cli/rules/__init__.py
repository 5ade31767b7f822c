"""What the codes of findings mean: a wrong example and its message, the cure, the example mended.

Each explanation is a text file of this folder. Its first line is a heading, the codes and a title; the rest is
Markdown, for the terminal and for reading in the repository. A typing mistake has the same number wherever YAML is
read, and one explanation. That of a rule of words is made from the rule's own file (`words/rules/`).
"""

import re
import textwrap
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from report_cli.model import SEVERITIES
from report_cli.words.rule import Rule
from report_cli.words.rule import rules as rules_of_words

FAMILIES = {
    "F": "年度数据",
    "C": "指标目录",
    "T": "模板",
    "L": "版式",
    "W": "稿件的文字",
    "P": "版面",
    "V": "稿件的核对",
    "E": "改动",
}
TYPING = "文件的写法"
"""The group of what concerns every kind of file that is typed; its numbers lie from 001 to 099."""

FOLDER = Path(__file__).parent
_BLOCK = re.compile(r"^```\w+\n(.*?)^```\n", re.DOTALL | re.MULTILINE)


class Explanation(Struct, frozen=True, dict=True):
    """What one or several codes mean. `file`: its path from `docs/`. `written`: the text of the file, if it has one."""

    codes: tuple[str, ...]
    title: str
    written: str = ""
    file: str = ""
    rule: Rule | None = None

    @cached_property
    def text(self) -> str:
        """Markdown, without the heading."""
        return _of_words(self.rule) if self.rule else self.written

    @property
    def group(self) -> str:
        return TYPING if "000" < self.codes[0][1:] < "100" else FAMILIES[self.codes[0][0]]

    @property
    def heading(self) -> str:
        return f"{' '.join(self.codes)} {self.title}"


@cache
def explanations() -> tuple[Explanation, ...]:
    read = [_explanation(path.read_text(encoding="utf-8")) for path in FOLDER.glob("[A-Z]*.md")]
    read += [
        Explanation((rule.code,), rule.title, "", f"../report_cli/words/rules/{rule.code}.txt", rule)
        for rule in rules_of_words()
    ]
    order = (TYPING, *FAMILIES.values())
    return tuple(sorted(read, key=lambda explanation: (order.index(explanation.group), explanation.codes)))


def _explanation(text: str) -> Explanation:
    heading, _, rest = text.partition("\n")
    match = re.fullmatch(r"# (?P<codes>(?:[A-Z]\d{3} )+)(?P<title>.+)", heading)
    assert match, f"an explanation begins with its codes and title, not with {heading}"
    codes = tuple(match["codes"].split())
    return Explanation(codes, match["title"], rest.lstrip("\n"), f"../report_cli/rules/{codes[0]}.md")


def _of_words(rule: Rule) -> str:
    """The page of a rule of words, made from its file."""
    since = f"，{rule.since}起施行" if rule.since else ""
    level = "级别由用语表定" if rule.level == "本单位" else SEVERITIES[rule.severity]
    words = f"例子用的 `data/words.yaml`：\n\n```yaml\n{rule.vocabulary}\n```\n\n" if rule.vocabulary else ""
    wrong, right = ("".join(f"```text\n{text}\n```\n\n" for text in texts) for texts in (rule.wrong, rule.right))
    text = (
        f"{rule.about}\n\n依据：{rule.source}（{rule.level}{since}），{level}。\n\n{words}"
        f"写错的：\n\n{wrong}怎样改：{_cure(rule)}。\n\n写对的：\n\n{right}"
    )
    return text.rstrip("\n") + "\n"


def _cure(rule: Rule) -> str:
    """The cure of the first wrong example."""
    # Imported here: only the pages of rules need it.
    from report_cli.words import judge, lines, vocabulary

    known, _ = vocabulary.read((rule.vocabulary or "format: 1").encode(), "data/words.yaml")
    source = lines.read(rule.wrong[0], is_markdown=True)
    return next(judge.cure(hit) for _, hit in judge.of(known).judge(source.text) if hit.code == rule.code)


def by_code() -> dict[str, Explanation]:
    return {code: explanation for explanation in explanations() for code in explanation.codes}


def grouped() -> dict[str, list[Explanation]]:
    return {group: list(found) for group, found in groupby(explanations(), lambda each: each.group)}


def as_text(explanation: Explanation) -> str:
    """An explanation for the terminal: without marks of Markdown, what it quotes indented."""
    pieces = _BLOCK.split(explanation.text)
    pieces[::2] = (prose.replace("`", "") for prose in pieces[::2])
    pieces[1::2] = (textwrap.indent(quoted, "    ") for quoted in pieces[1::2])
    families = "，".join(f"{code}在{FAMILIES[code[0]]}里" for code in explanation.codes)
    shared = f"几个编号是同一种错误：{families}。\n\n" if len(explanation.codes) > 1 else ""
    return f"{explanation.heading}\n\n{shared}{''.join(pieces)}"


def document() -> str:
    """All explanations as one text, after the workspace of the examples."""
    parts = [_introduction()]
    for group, found in grouped().items():
        parts += [f"## {group}\n", *(f"### {explanation.heading}\n\n{explanation.text}" for explanation in found)]
    return "\n".join(parts)


def index() -> str:
    """`docs/问题一览.md`: a line for each explanation, which leads to its file."""
    folder = "../report_cli/rules"
    text = _introduction().partition("\n## ")[0]
    parts = [text.replace("下面这个工作区", f"[同一个工作区]({folder}/_intro.md#例子所在的工作区)")]
    for group, found in grouped().items():
        lines = [f"- [{' '.join(each.codes)}]({each.file}) {each.title}\n" for each in found]
        parts.append(f"## {group}\n\n{''.join(lines)}")
    return "\n".join(parts)


def _introduction() -> str:
    return (FOLDER / "_intro.md").read_text(encoding="utf-8")
