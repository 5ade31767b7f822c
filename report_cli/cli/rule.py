"""`report rule`: what a finding's code means, with an example and the cure."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Annotated

import typer

from report_cli.cli import completion, options
from report_cli.model import CannotRun
from report_cli.text import nearest, width
from report_cli.views import screen

if TYPE_CHECKING:
    from report_cli import rules

FORMATS = ("text", "md")


def rule(
    codes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="编号…",
            help="问题的编号，如F203；不写就列出全部编号。",
            show_default=False,
            autocompletion=completion.codes,
        ),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="格式",
            help="text，或md（不写编号就是全部各页）。",
            autocompletion=lambda: list(FORMATS),
            show_default=False,
        ),
    ] = "text",
    version: options.Version = False,
) -> None:
    """说明一个问题编号：什么意思，写错的例子和它的提示，怎样改。

    例如：
    report rule F203       一个编号
    report rule C302 T203  几个一起看
    """
    from report_cli import rules

    options.choice(form, FORMATS, "格式")
    wanted = list(dict.fromkeys(_page(code) for code in codes or []))
    if form == "md":
        text = "\n".join(f"# {page.heading}\n\n{page.text}" for page in wanted) if wanted else rules.document()
    else:
        text = "\n".join(rules.as_text(page) for page in wanted) if wanted else _listed()
    show = screen.result if form == "md" else screen.prose
    show(text.rstrip("\n"))


def _page(code: str) -> rules.Page:
    """The page on a code as somebody typed it. Raises CannotRun where there is none."""
    from report_cli import rules

    known = rules.by_code()
    meant = unicodedata.normalize("NFKC", code).strip().upper()
    if meant not in known:
        near = nearest(meant, known)
        guess = f"，是不是{near}（{known[near].title}）？" if near else ""
        raise CannotRun(f"没有编号“{code}”{guess}；全部编号见 report rule")
    return known[meant]


def _listed() -> str:
    """All codes with their titles, by groups."""
    from report_cli import rules

    lines = []
    for group, found in rules.grouped().items():
        codes = [" ".join(page.codes) for page in found]
        widest = max(width(text) for text in codes)
        lines += [group, *(f"  {text:{widest}}  {page.title}" for text, page in zip(codes, found, strict=True)), ""]
    return "\n".join([*lines, "看一页：report rule F203"])
