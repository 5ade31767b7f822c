"""`report rule`: what a finding's code means, with an example and the cure."""

import unicodedata
from typing import Annotated

from report_cli import rules
from report_cli.cli import options
from report_cli.model import CannotRun
from report_cli.text import nearest
from report_cli.views import screen

_Codes = Annotated[
    list[str] | None,
    options.argument("编号…", "问题的编号，如F203；不写就列出全部编号。", options.known_codes),
]
_Format = Annotated[str, options.form("text，或md（不写编号就是全部各页）。", ("text", "md"))]


def rule(codes: _Codes = None, form: _Format = "text") -> None:
    """说明一个问题编号：什么意思，写错的例子和它的提示，怎样改。

    例如：
    report rule F203       一个编号
    report rule C302 T203  几个一起看
    """
    wanted = list(dict.fromkeys(map(_explanation, codes or ())))
    if form == "md":
        texts = [f"# {explanation.heading}\n\n{explanation.text}" for explanation in wanted] or [rules.document()]
        screen.result("\n".join(texts).rstrip("\n"))
    elif wanted:
        screen.prose("\n".join(map(rules.as_text, wanted)).rstrip("\n"))
    else:
        for group, found in rules.grouped().items():
            screen.table([[group], *([" ".join(explanation.codes), explanation.title] for explanation in found), [""]])
        screen.prose("看一页：report rule F203")


def _explanation(typed: str) -> rules.Explanation:
    """What is said of a code as somebody typed it. Raises CannotRun where there is no such code."""
    known = rules.by_code()
    code = unicodedata.normalize("NFKC", typed).strip().upper()
    if code not in known:
        same = [each for each in known if code.isdigit() and each.endswith(code)]
        likely = same or [near for near in [nearest(code, known)] if near]
        guess = f"是不是{'、'.join(f'{each}（{known[each].title}）' for each in likely[:4])}？" if likely else ""
        raise CannotRun(f"没有编号“{typed}”。{guess}全部编号见 report rule")
    return known[code]
