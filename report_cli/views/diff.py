"""Figures that changed, as text for people, as Markdown for a pull request, as JSON for programs."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from report_cli.model import SEVERITIES, Finding, in_order
from report_cli.questions.diff import Differences, FigureChange, Rewording
from report_cli.questions.trace import FORMS
from report_cli.tasks.diff import Compared, Differ
from report_cli.text import parting
from report_cli.views import screen, tables
from report_cli.views.screen import Where, position

_NOTHING = "（没有）"
_MOST, _PLACES = 10, 4
"""So many changes of prose a comment on a pull request shows, and so many places of a figure are named."""


def show(compared: Sequence[Compared], differ: Differ, nothing: str, form: str) -> None:
    """Write what changed; `nothing`: what is said where nothing did."""
    root = differ.workspace.root if differ.workspace else None
    where: Where = screen.where(root) if root else lambda place: place
    match form:
        case "json":
            entries = [as_json(each, where) for each in compared]
            screen.json_result(entries[0] if len(entries) == 1 else entries)
        case "text":
            screen.result("\n\n".join(as_text(each, where) for each in compared) or nothing)
        case _:
            parts = [as_markdown(each, where) for each in compared] or [f"## {nothing}"]
            parts += [_findings(in_order(differ.findings), where)] if root else []
            screen.result("\n\n".join(parts))


# For people -----------------------------------------------------------------------------------------------------------


def as_text(compared: Compared, where: Where) -> str:
    comparison = compared.comparison
    lines = [f"{compared.title}：{_summary(comparison)}"]
    for change in () if comparison.is_new else sorted(comparison.changes, key=_follows):
        place = f"，{'数据在 ' * (change.why == 'draft')}{where(change.place)}" if change.place else ""
        following = "随着变：" * _follows(change)
        lines.append(f"{following}{_name(change)} {change.before or _NOTHING} → {change.after or _NOTHING}")
        lines.append(f"    {change.because}{place}")
        lines.append(f"    {_printed(comparison, change) or '没有印在稿件里'}")
    for each in comparison.prose if not comparison.is_new else ():
        lines.append(f"文字 {_paragraph(comparison, each)}")
        texts = parting(each.before, each.after, 30) if each.before and each.after else (each.before, each.after)
        before, after = (" ".join(text.split()) or _NOTHING for text in texts)
        lines += [f"    原来：{before}", f"    现在：{after}"]
        lines += [f"    没有绑定的数也变了：{'、'.join(each.numbers)}"] if each.numbers else []
    return "\n".join([*lines, *_not_compared(comparison)])


def _not_compared(comparison: Differences) -> list[str]:
    """What each draft has beside the words and figures of its text."""
    if not comparison.before.unread and not comparison.after.unread:
        return []
    from report_cli.views.marks import MARKS

    labels = dict[str, str](MARKS.items())
    labels |= {"tracked": "修订（按接受了的比）", "box": "文本框里的字", "margin": "页眉页脚里的字"}
    sides = (side for side in (comparison.before, comparison.after) if side.unread)
    return [
        f"没有比较：{side.name} 的{'、'.join(f'{labels[k]}{n}处' for k, n in side.unread.items())}" for side in sides
    ]


def _summary(comparison: Differences) -> str:
    changes, prose = len(comparison.changes), len(comparison.prose)
    if comparison.is_new:
        return f"原来没有这一年的数据，{changes}个数都是新的"
    following, same = sum(map(_follows, comparison.changes)), sum(each.is_same for each in comparison.changes)
    own = [f"{changes - following - same}个数有变化"] if changes > following + same else []
    own += [f"{same}个数换了写法"] if same else []
    unchanged = "数据里的数没有变化" if prose else "数没有变化"
    figures = "，".join([*own, *([f"{following}个数随着变"] if following else [])]) or unchanged
    loose = sum(bool(each.numbers) for each in comparison.prose)
    inside = f"，其中{loose}段里没有绑定的数也变了" if loose else ""
    return f"{figures}，另有{prose}段文字有改动{inside}" if prose else figures


def _follows(change: FigureChange) -> bool:
    """Whether it is no change of its own: what it is computed from has changed."""
    return change.why == "inputs"


def _name(change: FigureChange) -> str:
    form = f"，{FORMS.get(change.form, change.form)}" if change.form else ""
    return f"{change.label}（{change.fact}{form}）" if change.label != change.fact else f"{change.fact}{form}"


def _paragraph(comparison: Differences, reworded: Rewording) -> str:
    return f"{comparison.kind(reworded.kind)}第{reworded.paragraph}段"


def _printed(comparison: Differences, change: FigureChange) -> str:
    """Where the figure stands; empty where it is not printed."""
    kinds = []
    for kind, places in groupby(change.printed, key=lambda place: place[0]):
        numbers = [f"第{paragraph}段" for _, paragraph in places]
        more = f"等{len(numbers)}段" if len(numbers) > _PLACES else ""
        kinds.append(f"{comparison.kind(kind)}{'、'.join(numbers[:_PLACES])}{more}")
    verb = "原来印在" if change.after is None else "印在"
    return f"{verb}：{'；'.join(kinds)}" if kinds else ""


def as_markdown(compared: Compared, where: Where) -> str:
    comparison = compared.comparison
    parts = [f"## {compared.title}", _summary(comparison)]
    if comparison.changes and not comparison.is_new:
        rows = [_row(comparison, change, where) for change in sorted(comparison.changes, key=_follows)]
        parts.append(tables.as_markdown(["数", "原来", "现在", "为什么", "在哪里"], rows, _cell))
    if comparison.prose and not comparison.is_new:
        count = len(comparison.prose)
        rows = [
            [_paragraph(comparison, each), each.before or _NOTHING, each.after or _NOTHING]
            for each in comparison.prose[:_MOST]
        ]
        table = tables.as_markdown(["段", "原来", "现在"], rows, _cell)
        more = f"\n\n……共{count}段" if count > _MOST else ""
        parts.append(f"<details><summary>文字有改动的{count}段</summary>\n\n{table}{more}\n\n</details>")
    return "\n\n".join([*parts, *_not_compared(comparison)])


def _row(comparison: Differences, change: FigureChange, where: Where) -> list[str]:
    reason = f"{change.because}，`{where(change.place)}`" if change.place else change.because
    printed = _printed(comparison, change) or "没有印"
    return [_name(change), change.before or _NOTHING, change.after or _NOTHING, reason, printed]


def _findings(findings: Sequence[Finding], where: Where) -> str:
    rows = [
        [SEVERITIES[finding.severity], finding.code, f"`{where(finding.place)}`", finding.message, finding.cure]
        for finding in findings
    ]
    table = tables.as_markdown(["", "代码", "位置", "问题", "怎样改"], rows, _cell)
    return f"## 问题\n\n{table if rows else '没有问题'}"


def _cell(text: str) -> str:
    """Nothing in it ends the cell, or is read as markup."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\").replace("|", "\\|")
    return " ".join(text.split())


# For programs ---------------------------------------------------------------------------------------------------------


def as_json(compared: Compared, where: Where) -> dict[str, Any]:
    comparison = compared.comparison
    paragraphs = [
        {"kind": each.kind, "paragraph": each.paragraph, "before": each.before or None, "after": each.after or None}
        for each in comparison.prose
    ]
    return {
        "version": 1,
        "year": compared.year,
        "from": comparison.before.name,
        "to": comparison.after.name,
        "changes": [_entry(change, where) for change in comparison.changes],
        "prose": {"changed": len(paragraphs), "paragraphs": paragraphs},
        "not_compared": [
            {"file": side.name, "kind": kind, "count": count}
            for side in (comparison.before, comparison.after)
            for kind, count in side.unread.items()
        ],
    }


def _entry(change: FigureChange, where: Where) -> dict[str, Any]:
    return {
        "fact": change.fact,
        "form": change.form or None,
        "label": change.label,
        "before": _value(change.before, change.values[0]),
        "after": _value(change.after, change.values[1]),
        "why": change.why,
        "because": change.because,
        "causes": list(change.causes),
        "place": position(where(change.place)) if change.place else None,
        "printed": [{"kind": kind, "paragraph": paragraph} for kind, paragraph in change.printed],
    }


def _value(text: str | None, value: Any) -> dict[str, Any] | None:
    return {"value": value, "text": text} if text is not None else None
