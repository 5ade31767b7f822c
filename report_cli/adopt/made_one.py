"""Facts made one, as many as answers say: the lines of the one go, and templates print the other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from report_cli.adopt.asked import FILE, Question
from report_cli.adopt.rows import Rows
from report_cli.files.workspace import CATALOGUE
from report_cli.model import EDITS_SUFFIX, TEMPLATE_SUFFIX, CannotRun


class Merging:
    """Facts made one, several in turn: the one's lines go, and then templates print the other, for all at once."""

    def __init__(self) -> None:
        self.rows: dict[str, Rows] = {}
        self.merged: list[tuple[str, str]] = []

    def merge(self, question: Question, files: Mapping[str, str]) -> None:
        self.merged.append((question.fact, question.inputs[0]))
        for name, text in files.items():
            if name == CATALOGUE or is_of_year(name):
                rows = self.rows.get(name) or Rows(text)
                row = _moved(question, rows) if name != CATALOGUE else ""
                rows.take_out(question.fact)
                self.rows[name] = Rows(_with_value(rows.text, question.inputs[0], row)) if row else rows

    def done(self, files: dict[str, str]) -> dict[str, str]:
        if not self.merged:
            return files
        now = _renamed({**files, **{name: rows.text for name, rows in self.rows.items()}}, self.merged)
        self.rows, self.merged = {}, []
        return now


_FACT = re.compile(r"(?<![\w.])\w+\.\w+")


def _renamed(files: Mapping[str, str], merged: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The files with templates that print the facts that are left, after others were made one with them in turn."""
    left = dict[str, str]()
    for one, other in reversed(merged):
        left[one] = left.get(other, other)

    def named(match: re.Match[str]) -> str:
        return left.get(match[0], match[0])

    files = {**files, **({CATALOGUE: _with_wholes(files[CATALOGUE], left)} if CATALOGUE in files else {})}
    printing = [name for name in files if name.endswith((TEMPLATE_SUFFIX, EDITS_SUFFIX))]
    return {**files, **{name: _without_twins(_FACT.sub(named, files[name])) for name in printing}}


def _with_wholes(catalogue: str, left: Mapping[str, str]) -> str:
    """A catalogue whose parts are `of` the facts that are left; what is its own whole now is part of nothing."""
    lines, group = list[str](), ""
    for line in catalogue.split("\n"):
        group = line.partition(":")[0] if line[:1].strip() else group
        said = _OF.search(line)
        whole = said[1] if said and "." in said[1] else f"{group}.{said[1] if said else ''}"
        now, own = left.get(whole, whole), f"{group}.{line.strip().partition(':')[0]}"
        id = now.removeprefix(f"{group}.")
        lines.append(line.replace(said[0], "" if now == own else f", of: {id}") if said else line)
    return "\n".join(lines)


_OF = re.compile(r", of: ([\w.]+)")


def _moved(question: Question, rows: Rows) -> str:
    """The row that is still to be put in: what a fact alone was stated by is stated of the one that it is now."""
    one, other = question.fact, question.inputs[0]
    mine = rows.stated(one)
    if not mine or rows.stated(other):
        return ""
    row = f"  {other.partition('.')[2]}: {mine}"
    if not rows.has(other):
        return row
    rows.exchange(other, row)
    return ""


def _with_value(text: str, id: str, row: str) -> str:
    """A year file with the row of a fact, in its group or in one more."""
    group = id.partition(".")[0]
    is_there = re.search(rf"(?m)^{re.escape(group)}:", text) is not None
    return with_row(text, group, row) if is_there else f"{text.rstrip(chr(10))}\n\n{group}:\n{row}\n"


def _without_twins(template: str) -> str:
    """A template whose conditions name each fact once."""

    def once(match: re.Match[str]) -> str:
        return f"{{% if {' and '.join(dict.fromkeys(match[1].split(' and ')))} %}}"

    return re.sub(r"\{% if ([\w.]+(?: and [\w.]+)+) %\}", once, template)


def is_of_year(name: str) -> bool:
    return re.fullmatch(r"data/\d{4}\.yaml", name) is not None


def with_row(text: str, group: str, row: str) -> str:
    """A text with one more row at the end of a group."""
    own = re.search(rf"(?m)^{re.escape(group)}:.*\n(?:[ \t].*(?:\n|\Z))*", text)
    if own is None:
        raise CannotRun(f"找不到组“{group}”；自己加，再从{FILE}里删去这一题")
    return f"{text[: own.end()].rstrip(chr(10))}\n{row}\n{text[own.end() :]}"
