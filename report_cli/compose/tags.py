"""The tags of a template, and what a line end beside them means.

Jinja either keeps the line end after a tag or drops it, on every line alike. People who write prose expect neither: a
line of tags alone leaves nothing behind, any other line keeps its end, and only a blank line parts paragraphs, even
where the line before it has come out empty.
"""

from __future__ import annotations

import re

from report_cli.compose.atoms import BREAK

TAG = re.compile(
    r"""\{\#.*?\#\}|\{%(?:"[^"]*"|'[^']*'|(?!%\}).)*%\}|\{\{(?:"[^"]*"|'[^']*'|(?!\}\}).)*\}\}""", re.DOTALL
)


def without_tags(text: str) -> str:
    """The prose alone, every character in its place: tags are blanks, what prints begins with a character of its own."""

    def blank(match: re.Match[str]) -> str:
        hole = re.sub(r"[^\n]", " ", match.group())
        return "\ufffc" + hole[1:] if match.group().startswith("{{") else hole

    return TAG.sub(blank, text)


def with_line_ends(source: str) -> str:
    """The source as Jinja (with trim_blocks) has to get it: no line is added, and none moves."""
    in_tags = {
        source.count("\n", 0, match.start()) + n
        for match in TAG.finditer(source)
        for n in range(1, match.group().count("\n") + 1)
    }
    *lines, last = source.split("\n")  # what follows the last line end is no blank line
    pairs = zip(lines, without_tags(source).split("\n"), strict=False)
    return "\n".join([*(_line(line, prose, number in in_tags) for number, (line, prose) in enumerate(pairs)), last])


def _line(line: str, prose: str, is_in_tag: bool) -> str:
    if not line.strip():
        return line if is_in_tag else line + BREAK
    if prose.strip() and prose[-2:].isspace() and line.endswith(("%}", "#}")) and line[-3] not in "+-":
        # `+` keeps the line end that trim_blocks would drop.
        return f"{line[:-2]}+{line[-2:]}"
    return line
