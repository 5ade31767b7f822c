"""What an audit found, as lines for people: each line a list of stretches, each with what it is.

A wrong figure stands before the right one, with an arrow between; a screen can colour the stretches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from report_cli.audit.findings import Audit, Discrepancy
from report_cli.docx.manuscript import Mark
from report_cli.views.screen import Stretch, Where, position

if TYPE_CHECKING:
    from report_cli.tasks.verify import Verified

Lines = Iterator[list[Stretch]]

MARKS = {"tracked": "修订", "comment": "批注", "hidden": "隐藏文字", "highlight": "突出显示", "pending": "待补"}


def lines(audit: Audit, where: Where, *, final: bool) -> Lines:
    """The findings, the editing marks, and a line that sums up."""
    for difference in audit.discrepancies:
        yield from map(marked, _difference(audit, difference, where))
    for mark in _marks(audit, final=final):
        place = f"第{mark.line}段" if mark.line else "文中"
        text = f"：“{mark.text}”" if mark.text else ""
        yield [
            (audit.file, "head"),
            (f" {place}", "head"),
            (f"{'还留着' if final else '有'}{MARKS[mark.kind]}{text}", "warn" if final else ""),
        ]
    yield [(summary(audit, final=final), "good" if is_clean(audit, final=final) else "warn")]


def _marks(audit: Audit, *, final: bool) -> list[Mark]:
    """The editing marks. What has not come in yet is no news while it may be missing: it is only counted."""
    return [mark for mark in audit.manuscript.marks if final or mark.kind != "pending"]


def is_clean(audit: Audit, *, final: bool) -> bool:
    """Whether nothing is wrong; where a draft is to be the final one, no editing mark may be left."""
    return not audit.discrepancies and not (final and audit.manuscript.marks)


def summary(audit: Audit, *, final: bool) -> str:
    bound, agree, wrong = audit.bound, len(audit.agreeing), len(audit.discrepancies)
    if wrong and bound == agree:
        # What is wrong is none of these: a figure that was added, or said again.
        parts = [f"原有的数字、日期和名称{bound}处相符", f"新写的数，问题{wrong}处"]
    else:
        parts = [f"数字、日期和名称{bound}处，{'全部' if bound == agree else f'{agree}处'}相符"]
        parts += [f"问题{wrong}处"] if wrong else []
    # Where figures were struck or added, that is an edit of the text too.
    parts += [f"文字改动{audit.prose_changes}处{'' if wrong else '，不影响数字'}"] if audit.prose_changes else []
    marks = _marks(audit, final=final)
    pending = len(audit.manuscript.marks) - len(marks)
    parts += [f"修订、批注等痕迹{len(marks)}处{'，定稿前要清除' if final else ''}"] if marks else []
    parts += [f"【待补】{pending}处"] if pending else []
    return f"{audit.file}（{audit.baseline.year}年{audit.baseline.label}）：{'；'.join(parts)}"


def _difference(audit: Audit, difference: Discrepancy, where: Where) -> Lines:
    built = "原稿" if difference.kind == "removed" else ""
    head = f"{audit.file} {built}第{difference.paragraph}段："
    yield [(head, "head"), (said(audit, difference), "")]
    yield [("    ", ""), *_sentence(audit, difference)]
    if difference.place:
        yield [(f"    数据在 {where(difference.place)}", "quiet")]


def said(audit: Audit, difference: Discrepancy) -> str:
    """What is wrong, in one sentence."""
    figure = audit.figure(difference.figures[0]) if difference.figures else None
    label = f"{figure.label}（{figure.fact}）" if figure else ""
    expected, found = quoted(difference.expected or ""), quoted(difference.found or "")
    match difference.kind:
        case "changed":
            old = "，这是上年的数" if figure and figure.previous and figure.previous == difference.found else ""
            return f"{label}{expected}被改为{found}{old}"
        case "removed":
            return f"{label}{expected}被删去了"
        case "moved":
            others = [quoted(audit.figure(number).text) for number in difference.figures[1:]]
            return f"{label}{expected}和{'、'.join(others)}换了位置" if others else f"{label}{expected}换了位置"
        case "repeated":
            return f"{label}{found}又说了一次，数据改了这一处不会跟着改"
        case "unbound":
            return f"{found}没有出处，数据里没有这个数"
        case "stale":
            return (
                f"{label}还是{found}，数据现在是{expected}"
                if difference.expected is not None
                else f"{label}{found}，数据里已经没有了"
            )
        case "contradictory":
            return f"{found}和别处的{label}{expected}不一致"


def quoted(text: str) -> str:
    """A text between quotation marks, unless it is so itself."""
    return text if text.startswith("“") and text.endswith("”") else f"“{text}”"


def _sentence(audit: Audit, difference: Discrepancy) -> Iterator[Stretch]:
    """The sentence, what is wrong in it struck and the right text beside."""
    if difference.kind == "removed":
        before, found, after = difference.text.partition(difference.expected or "\0")
        yield from ((before, "quiet"), (found, "right"), (after, "quiet")) if found else ((difference.text, "quiet"),)
        return
    line = audit.manuscript.lines[difference.paragraph - 1].text
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


def _marked(difference: Discrepancy, found: str) -> Iterator[Stretch]:
    if difference.kind in ("changed", "stale", "contradictory") and difference.expected is not None:
        yield found, "wrong"
        yield difference.expected, "right"
    else:
        yield found, "wrong"


def marked(stretches: Sequence[Stretch]) -> list[Stretch]:
    """A line in which a wrong figure is told without colours too: 〔256件→265件〕, or alone between 〔 and 〕."""
    made: list[Stretch] = []
    before = ""
    for place, (text, style) in enumerate(stretches):
        after = stretches[place + 1][1] if place + 1 < len(stretches) else ""
        if style == "wrong":
            made += [("〔", ""), (text, style), ("" if after == "right" else "〕", "")]
        elif style == "right":
            made += [("→" if before == "wrong" else "〔", ""), (text, style), ("〕", "")]
        else:
            made.append((text, style))
        before = style
    return made


def as_json(verified: Verified, where: Where) -> dict[str, Any] | list[dict[str, Any]]:
    """The contract of `verify --format json`: an object, or an array of several drafts."""
    entries = []
    for path, audit in zip(verified.drafts, verified.audits, strict=True):
        nothing = {"version": 1, "file": path.as_posix(), **dict.fromkeys(("year", "kind", "figures"))}
        entry = audit.as_json() if audit else {**nothing, "findings": [], "prose": None, "marks": []}
        for finding, discrepancy in zip(entry["findings"], audit.discrepancies if audit else (), strict=True):
            finding["place"] = position(where(discrepancy.place)) if discrepancy.place else None
        entries.append(entry)
    for entry, audited in zip(entries, verified.pages, strict=False):
        from report_cli.views import page

        entry["page"] = page.as_json(audited)
    return entries[0] if len(entries) == 1 else entries
