"""What templates call besides facts: sentences of clauses, tables, attachments, footnotes, the table of figures.

A macro gives text: where it makes more than prose, noncharacters stand round it, which the blocks read and drop.
"""

import re
from collections.abc import Callable, Sequence

from report_cli.compose import atoms
from report_cli.compose.values import CatalogueText, FactView, GroupView, Printer, Unsayable
from report_cli.model import Place

_LAST_MARKS = re.compile(rf"(?:{atoms.MARK.pattern})+\s*$")  # of what came out empty at the end of a line
_HEAD = ("指标", "单位", "本年")
_LAST_YEAR = ("上年", "增减", "增长")


def sentence(between: str = "，", *, caller: Callable[[], str]) -> str:
    """Its lines are clauses: joined by a comma, closed by a full stop; nothing where none is left."""
    joined = ""
    for clause in _lines(caller()):
        gap = "" if not joined or joined.endswith(("，", "；", "：", "、", "。", "！", "？")) else between
        joined += gap + clause.strip()
    if not joined:
        return ""
    return joined if joined.endswith(("。", "！", "？", "。”", "！”")) else joined.rstrip("，；：、") + "。"


def table(caption: object = "", landscape: bool = False, *, caller: Callable[[], str]) -> str:
    """Its lines are rows of cells parted by |, the head first; nothing without rows. `landscape`: turned sideways."""
    rows = _lines(caller())
    first = f"{atoms.TABLE_OPEN}{atoms.TURNED if landscape else ''}{caption}"
    return "\n\n" + "\n".join([first, *rows, atoms.TABLE_CLOSE]) + "\n\n" if len(rows) > 1 else ""


def attachment(name: object, landscape: bool = False, *, caller: Callable[[], str]) -> str:
    """An attachment of that name, on pages of its own; nothing where it has no content."""
    text = caller()
    if not atoms.unmarked(text).strip():
        return ""
    return f"\n\n{atoms.ATTACHMENT_OPEN}{atoms.TURNED if landscape else ''}{name}\n{text}\n{atoms.ATTACHMENT_CLOSE}\n\n"


def footnote(text: object = "", *, caller: Callable[[], str] | None = None) -> str:
    """A footnote that hangs on what stands before it: its text is given, or stands between `call` and `endcall`."""
    note = "".join(line.strip() for line in (caller() if caller else str(text)).split("\n"))
    return f"{atoms.NOTE_OPEN}{note}{atoms.NOTE_CLOSE}" if atoms.unmarked(note).strip() else ""


def _lines(text: str) -> list[str]:
    lines = []
    for line in text.replace(atoms.BREAK, "").split("\n"):
        if not line.rstrip().endswith(atoms.MARK_CLOSE):
            lines += [line] if line.strip() else []
        elif atoms.unmarked(line).strip():
            lines.append(_LAST_MARKS.sub("", line))
    return lines


def figures_table(printer: Printer, groups: Sequence[object], place: Place) -> str:
    """All numbers that are known, or still to come in a draft, of some groups (without any: of all), as catalogued.

    Last year's columns are there only if anything of last year is known. `place`: the line of the template.
    """
    wanted = [group for group in groups if isinstance(group, GroupView)]
    if len(wanted) < len(groups):
        cure = "写成 {{ figures_table(proposals) }}，或 {{ figures_table() }}（所有的组）"
        raise Unsayable("figures_table里要写组", cure)
    wanted = wanted or [GroupView(printer, group) for group in printer.ledger.catalogue.groups.values()]
    by_group = [(group, [view for view in group if view.fact.indicator.is_numeric]) for group in wanted]
    has_previous = any(view.previous().fact.value is not None for _, views in by_group for view in views)
    rows = ["|".join(_HEAD + (_LAST_YEAR if has_previous else ()))]
    for group, views in by_group:
        if len(wanted) > 1 and views:
            rows.append(f"**{CatalogueText(printer, group.group.label)}**" + "|" * rows[0].count("|"))
        rows += ["|".join(_cells(view, has_previous)) for view in views]
    return table(caller=lambda: "\n".join(atoms.mark(place.file, place.line) + row for row in rows))


def _cells(view: FactView, has_previous: bool) -> list[str]:
    """A rate has its unit in the number (84.5%), so that it reads the same in every form."""
    unit = "" if view.fact.indicator.kind == "rate" else view.attribute("unit")
    cells = [view.attribute("label"), unit, view.in_form("number")]
    if has_previous:
        forms = [view.previous().in_form("number"), view.in_form("change"), view.in_form("growth")]
        cells += [form or "" for form in forms]
    return [str(cell) for cell in cells]
