"""What an audit found, as lines for people: each line a list of stretches, each with what it is.

A screen can colour the stretches; as plain text a wrong figure stands before the right one, with an arrow between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from report_cli.audit import opinions
from report_cli.audit.result import KINDS, Audit, Difference
from report_cli.model import Place

Style = Literal["", "wrong", "right", "head", "quiet", "good", "warn"]
Stretch = tuple[str, Style]
Lines = Iterator[list[Stretch]]
Where = Callable[[Place], Place]
"""A place of the workspace as seen from the current folder."""

MARKS = {"tracked": "修订", "comment": "批注", "hidden": "隐藏文字", "highlight": "突出显示", "pending": "待补"}


def lines(audit: Audit, where: Where, *, final: bool) -> Lines:
    """The findings, the editing marks, and a line that sums up."""
    for difference in audit.differences:
        yield from _difference(audit, difference, where)
    for mark in audit.draft.marks:
        place = f"第{mark.line}段" if mark.line else "文中"
        text = f"：“{mark.text}”" if mark.text else ""
        yield [
            (audit.file, "head"),
            (f" {place}", "head"),
            (f"{'还留着' if final else '有'}{MARKS[mark.kind]}{text}", "warn" if final else ""),
        ]
    yield [(summary(audit, final=final), "good" if is_clean(audit, final=final) else "warn")]


def is_clean(audit: Audit, *, final: bool) -> bool:
    """Whether nothing is wrong; where a draft is to be the final one, no editing mark may be left."""
    return not audit.differences and not (final and audit.draft.marks)


def summary(audit: Audit, *, final: bool) -> str:
    bound, agree, wrong = audit.bound, len(audit.agreeing), len(audit.differences)
    parts = [f"数字、日期和名称{bound}处，{'全部' if bound == agree else f'{agree}处'}相符"]
    parts += [f"问题{wrong}处"] if wrong else []
    parts += [f"文字改动{audit.prose}处，不影响数字"] if audit.prose else []
    parts += [f"修订、批注等痕迹{len(audit.draft.marks)}处{'，定稿前要清除' if final else ''}"] if audit.draft.marks else []
    return f"{audit.file}（{audit.baseline.year}年{audit.baseline.kind}）：{'；'.join(parts)}"


def _difference(audit: Audit, difference: Difference, where: Where) -> Lines:
    built = "原稿" if difference.kind == "removed" else ""
    head = f"{audit.file} {built}第{difference.paragraph}段："
    yield [(head, "head"), (_said(audit, difference), "")]
    yield [("    ", ""), *_sentence(audit, difference)]
    if difference.place:
        verb = "数据现在" if difference.kind == "stale" else "数据"
        yield [(f"    {verb}在 {where(difference.place)}", "quiet")]


def _said(audit: Audit, difference: Difference) -> str:
    """What is wrong, in one sentence."""
    figure = audit.figure(difference.figures[0]) if difference.figures else None
    label = f"{figure.label}（{figure.fact}）" if figure else ""
    expected, found = f"“{difference.expected}”", f"“{difference.found}”"
    match difference.kind:
        case "changed":
            old = "，这是上年的数" if figure and figure.previous and figure.previous == difference.found else ""
            return f"{label}{expected}被改为{found}{old}"
        case "removed":
            return f"{label}{expected}被删去了"
        case "moved":
            others = [f"“{audit.figure(number).text}”" for number in difference.figures[1:]]
            return f"{label}{expected}和{'、'.join(others)}换了位置" if others else f"{label}{expected}换了位置"
        case "repeated":
            return f"{label}{found}又说了一次，数据改了这一处不会跟着改"
        case "unbound":
            return f"{found}没有出处，数据里没有这个数"
        case "stale":
            return f"{label}还是{found}，数据现在是{expected}" if difference.expected is not None else f"{label}{found}，数据里已经没有了"
        case "contradictory":
            return f"{found}和别处的{label}{expected}不一致"


def _sentence(audit: Audit, difference: Difference) -> Iterator[Stretch]:
    """The sentence, what is wrong in it struck and the right text beside."""
    if difference.kind == "removed":
        before, found, after = difference.text.partition(difference.expected or "\0")
        yield from ((before, "quiet"), (found, "right"), (after, "quiet")) if found else ((difference.text, "quiet"),)
        return
    line = audit.draft.lines[difference.paragraph - 1].text
    start = line.find(difference.text)
    if start < 0:
        yield difference.text, ""
        return
    end = start + len(difference.text)
    here = [at for at in difference.at if at.line == difference.paragraph - 1 and start <= at.start and at.end <= end]
    for at in sorted(here, key=lambda at: at.start):
        yield line[start : at.start], ""
        yield from _marked(difference, line[at.start : at.end])
        start = at.end
    yield line[start:end], ""


def _marked(difference: Difference, found: str) -> Iterator[Stretch]:
    if difference.kind in ("changed", "stale", "contradictory") and difference.expected is not None:
        yield found, "wrong"
        yield difference.expected, "right"
    else:
        yield found, "wrong"


def plain(stretches: Sequence[Stretch]) -> str:
    """A line without colours: 〔256件→265件〕, and what stands for itself between 〔 and 〕."""
    made, before = "", ""
    for place, (text, style) in enumerate(stretches):
        after = stretches[place + 1][1] if place + 1 < len(stretches) else ""
        if style == "wrong":
            made += f"〔{text}" if after == "right" else f"〔{text}〕"
        elif style == "right":
            made += f"→{text}〕" if before == "wrong" else f"〔{text}〕"
        else:
            made += text
        before = style
    return made


def table(audits: Sequence[Audit]) -> str:
    """修改意见汇总表 as Markdown."""
    names = opinions.short_names(audits)
    head = ["| 段落 | 原稿 | 稿件 | 改为 | 数字 |", "| --- | --- | --- | --- | --- |"]
    cells = [
        [
            f"第{row.paragraph}段后" if row.is_added else f"第{row.paragraph}段",
            "（新增）" if row.is_added else row.built,
            opinion.file,
            opinion.text or "（删去）",
            "、".join(KINDS[kind] for kind in opinion.findings),
        ]
        for row in opinions.rows(audits)
        for opinion in row.opinions
    ]
    shown = ["| " + " | ".join(" ".join(cell.split()).replace("|", "｜") for cell in row) + " |" for row in cells]
    title = f"# {audits[0].baseline.year}年{audits[0].baseline.kind}修改意见汇总表"
    return "\n".join([title, "", f"稿件：{'、'.join(names)}", "", *head, *shown])
