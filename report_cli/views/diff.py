"""Figures that changed, as text for people, as Markdown for a pull request, as JSON for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from report_cli.model import Finding, Place
from report_cli.questions.diff import Change, Comparison
from report_cli.questions.trace import FORMS
from report_cli.text import excerpt
from report_cli.views.findings import SEVERITIES

Where = Callable[[Place], Place]
"""A place of the workspace as seen from the current folder."""


_NOTHING = "（没有）"
_SHOWN = 10
_PLACES = 4


def as_text(title: str, found: Comparison, where: Where) -> str:
    shown = [f"{title}：{_summary(found)}"]
    if found.is_new:
        return shown[0]
    for change in found.changes:
        shown.append(f"{_name(change)} {_step(change)}")
        shown.append(f"    {change.because}{f'，{where(change.place)}' if change.place else ''}")
        printed = _printed(found, change)
        shown.append(f"    {printed}" if printed else "    没有印在稿子里")
    shown += _prose(found)
    return "\n".join(shown)


def _summary(found: Comparison) -> str:
    if found.is_new:
        return f"原来没有这一年的数据，{len(found.changes)}个数都是新的"
    figures = f"{len(found.changes)}个数有变化" if found.changes else "数没有变化"
    return f"{figures}，另有{len(found.prose)}段文字有改动" if found.prose else figures


def _name(change: Change) -> str:
    form = f"，{FORMS.get(change.form, change.form)}" if change.form else ""
    return f"{change.label}（{change.fact}{form}）" if change.label != change.fact else f"{change.fact}{form}"


def _step(change: Change) -> str:
    return f"{change.before or _NOTHING} → {change.after or _NOTHING}"


def _printed(found: Comparison, change: Change) -> str:
    said = []
    for kind, places in groupby(change.printed, key=lambda place: place[0]):
        numbers = [f"第{paragraph}段" for _, paragraph in places]
        more = f"等{len(numbers)}段" if len(numbers) > _PLACES else ""
        said.append(f"{found.kind(kind)}{'、'.join(numbers[:_PLACES])}{more}")
    verb = "原来印在" if change.after is None else "印在"
    return f"{verb}：{'；'.join(said)}" if said else ""


def _prose(found: Comparison) -> Iterator[str]:
    for each in found.prose[:_SHOWN]:
        yield f"文字 {found.kind(each.kind)}第{each.paragraph}段"
        yield f"    原来：{excerpt(each.before, 80) or _NOTHING}"
        yield f"    现在：{excerpt(each.after, 80) or _NOTHING}"
    if len(found.prose) > _SHOWN:
        yield f"……文字共{len(found.prose)}段有改动"


def as_markdown(title: str, found: Comparison, where: Where) -> str:
    parts = [f"## {title}", _summary(found)]
    if found.is_new:
        return "\n\n".join(parts)
    if found.changes:
        rows = [
            [
                _name(change),
                change.before or _NOTHING,
                change.after or _NOTHING,
                _reason(change, where),
                _printed(found, change) or "没有印",
            ]
            for change in found.changes
        ]
        parts.append(_table(["数", "原来", "现在", "为什么", "在哪里"], rows))
    if found.prose:
        prose = [
            [f"{found.kind(each.kind)}第{each.paragraph}段", each.before or _NOTHING, each.after or _NOTHING]
            for each in found.prose
        ]
        told = _table(["段", "原来", "现在"], prose[:_SHOWN])
        more = f"\n\n……共{len(prose)}段" if len(prose) > _SHOWN else ""
        parts.append(f"<details><summary>文字有改动的{len(prose)}段</summary>\n\n{told}{more}\n\n</details>")
    return "\n\n".join(parts)


def _reason(change: Change, where: Where) -> str:
    return f"{change.because}，`{where(change.place)}`" if change.place else change.because


def findings_as_markdown(findings: Sequence[Finding], where: Where) -> str:
    """The problems, for the same page."""
    if not findings:
        return "## 问题\n\n没有问题"
    rows = [
        [
            SEVERITIES[finding.severity],
            finding.code,
            f"`{where(finding.place)}`",
            finding.message,
            finding.cure,
        ]
        for finding in findings
    ]
    return f"## 问题\n\n{_table(['', '代码', '位置', '问题', '怎样改'], rows)}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    """Nothing in it ends the cell, or is read as markup."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\").replace("|", "\\|")
    return " ".join(text.split())


def as_json(year: int | None, found: Comparison, where: Where) -> dict[str, Any]:
    return {
        "version": 1,
        "year": year,
        "from": found.before.name,
        "to": found.after.name,
        "changes": [_entry(change, where) for change in found.changes],
        "prose": {
            "changed": len(found.prose),
            "paragraphs": [
                {
                    "kind": each.kind,
                    "paragraph": each.paragraph,
                    "before": each.before or None,
                    "after": each.after or None,
                }
                for each in found.prose
            ],
        },
    }


def _entry(change: Change, where: Where) -> dict[str, Any]:
    place = where(change.place) if change.place else None
    return {
        "fact": change.fact,
        "form": change.form or None,
        "label": change.label,
        "before": {"value": change.values[0], "text": change.before} if change.before is not None else None,
        "after": {"value": change.values[1], "text": change.after} if change.after is not None else None,
        "why": change.why,
        "because": change.because,
        "causes": list(change.causes),
        "place": {"file": place.file, "line": place.line or None, "column": place.column or None} if place else None,
        "printed": [{"kind": kind, "paragraph": paragraph} for kind, paragraph in change.printed],
    }
