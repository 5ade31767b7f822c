"""What `verify` found, as lines for people and as JSON for programs: what the text says, and how its page looks.

A line is a list of stretches, each with what it is; a screen can colour them. A wrong figure stands before the right
one, with an arrow between.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from report_cli.audit.baseline import BuiltFigure
from report_cli.audit.changes import ProseChange
from report_cli.audit.compare import Audit, is_same
from report_cli.audit.findings import NEW, Discrepancy
from report_cli.audit.outdated import Outdated
from report_cli.audit.texts import clause_end, is_number
from report_cli.docx.manuscript import Mark
from report_cli.facts.estimate import decimal_text
from report_cli.files.workspace import CATALOGUE
from report_cli.model import SEVERITIES
from report_cli.tasks.verify import Verified
from report_cli.tasks.words import Told
from report_cli.text import quoted
from report_cli.views import outdated, page_audit, whereabouts, words
from report_cli.views.marks import CHANGES, MARKS, NOTES, by, marked
from report_cli.views.screen import Stretch, Where, position

_NAMED = 3
"""So many other places of a figure are named."""


def lines(audit: Audit, told: Sequence[Outdated], where: Where, *, final: bool) -> Iterator[list[Stretch]]:
    beside = _beside_in_row(audit)
    for discrepancy in audit.discrepancies:
        if (following := beside.get(id(discrepancy))) is None:
            continue
        place = whereabouts.paragraph(audit, discrepancy.paragraph, is_built=discrepancy.kind == "removed")
        yield [(f"{audit.file} {place}：", "head"), (f"{said(audit, discrepancy)}{_follow(following)}", "")]
        if discrepancy.text:
            yield [("    ", ""), *_sentence(audit, discrepancy)]
        if others := _elsewhere(audit, discrepancy):
            yield [(f"    {others}", "warn")]
        if discrepancy.place:
            yield [(f"    {placed(audit, discrepancy)} {where(discrepancy.place)}", "quiet")]
    for change in audit.prose:
        yield from _prose(audit, change, where)
    for each in told:
        yield from outdated.lines(audit, each, where)
    for mark in _marks(audit, final=final):
        place = whereabouts.found(audit, mark.line) if mark.line else "文中"
        what = f"{'还留着' if final else '有'}{marked(mark)}"
        yield [(f"{audit.file} {place}", "head"), (what, "warn" if final else "")]
    is_open = audit.manuscript.marks or any(change.bars_final for change in audit.prose)
    is_clean = not audit.discrepancies and not told and not (final and is_open)
    yield [(whole_summary(audit, told, final=final), "good" if is_clean else "warn")]


def _beside_in_row(audit: Audit) -> dict[int, list[Discrepancy]]:
    """By what is told, what is told along with it: of a fact that is another by now, its change in the same row."""
    told, first = dict[int, list[Discrepancy]](), dict[tuple[int, int, str | None], int]()
    for each in audit.discrepancies:
        cell = audit.location.lines[each.at[0].line].outer_cell if each.kind == "stale" and each.at else None
        row = (cell.table, cell.row, each.fact) if cell and each.expected else None
        if row in first:
            told[first[row]].append(each)
            continue
        told[id(each)] = []
        if row:
            first[row] = id(each)
    return told


def _follow(others: Sequence[Discrepancy]) -> str:
    changes = "、".join(f"{each.found}→{each.expected}" for each in others)
    return f"，同一行的{changes}也是" if others else ""


def whole_summary(audit: Audit, told: Sequence[Outdated], *, final: bool) -> str:
    return "；".join([summary(audit, final=final), *outdated.counted(audit, told)])


def notes(audit: Audit, others: Sequence[Outdated], of_words: Sequence[Told]) -> Iterator[tuple[int, str, str]]:
    """What else the lines tell, besides findings, edits and marks, for a page and a table.

    The paragraph (from 1; 0: none), where that is in words, and what.
    """
    if audit.baseline.remark:
        yield 0, "全文", audit.baseline.remark
    for each in audit.discrepancies:
        if said_elsewhere := _elsewhere(audit, each):
            yield each.paragraph, whereabouts.found(audit, each.paragraph), said_elsewhere
    for other in others:
        yield other.line + 1, outdated.placed(audit, other), outdated.whole(other)
    for told in of_words:
        finding = told.finding
        cure = f"；{finding.cure}" if finding.cure else ""
        place = f"第{told.paragraph}段" if told.paragraph else f"第{finding.place.line}行"
        yield told.paragraph, place, f"{SEVERITIES[finding.severity]} {finding.code}：{finding.message}{cure}"


def _elsewhere(audit: Audit, discrepancy: Discrepancy) -> str:
    """Where the draft still says of a figure that was changed what it said, as in its table of figures."""
    if discrepancy.kind != "changed" or discrepancy.label or not discrepancy.fact:
        return ""
    changed, by_text = audit.figure(discrepancy.figures[0]), dict[str, list[str]]()
    for number, span in enumerate(audit.spans):
        if span is None or number not in audit.intact:
            continue
        figure = audit.figure(number)
        # 265件 and 265 are said alike; +25 and 增长10.4% are other figures of the fact.
        is_alike = figure.form == changed.form or {figure.form, changed.form} <= {"", "number"}
        if figure.fact == discrepancy.fact and is_alike and figure.text != discrepancy.found:
            by_text.setdefault(figure.text, []).append(whereabouts.found(audit, span.line + 1))
    said = (f"{_places(named)}还是{quoted(text)}" for text, named in by_text.items())
    return f"{'，'.join(said)}，没有一起改" if by_text else ""


def _places(named: Sequence[str]) -> str:
    return "、".join(dict.fromkeys(named[:_NAMED])) + (f"等{len(named)}处" if len(named) > _NAMED else "")


def edited(audit: Audit, change: ProseChange) -> tuple[str, str]:
    """Where words were edited, and how."""
    place = whereabouts.paragraph(audit, change.paragraph, is_built=change.change == "removed")
    moved = f"，原在原稿第{change.built[0] + 1}段" if change.change == "moved" and change.built else ""
    return "页眉页脚" if change.is_margin else place, f"{CHANGES[change.change]}{moved}{by(change)}"


def _prose(audit: Audit, change: ProseChange, where: Where) -> Iterator[list[Stretch]]:
    place, how = edited(audit, change)
    yield [(f"{audit.file} {place}：", "head"), (how, "")]
    before, after = (text.replace("\n", "／") or "（没有）" for text in (change.before, change.after))
    if before != after:
        yield [(f"    原来：{before}", "quiet")]
    yield [(f"    现在：{after}", "")]
    if beside := "".join(dict.fromkeys(quoted(audit.figure(number).text) for number in change.beside)):
        yield [(f"    就在{beside}旁边，看看意思变了没有", "warn")]
    if change.respelt:
        built = "、".join(quoted(audit.figure(number).text) for number in change.respelt)
        yield [(f"    {built}只是换了写法，还是同一个数", "quiet")]
    if change.template:
        yield [(f"    模板在 {where(change.template)}", "quiet")]


def _marks(audit: Audit, *, final: bool) -> list[Mark]:
    """The editing marks. What has not come in yet is no news while it may be missing: it is only counted."""
    return [mark for mark in audit.manuscript.marks if final or mark.kind != "pending"]


def summary(audit: Audit, *, final: bool) -> str:
    bound, agree, wrong = audit.bound, len(audit.agreeing), len(audit.discrepancies)
    new = sum(each.kind in NEW for each in audit.discrepancies)
    counted = [f"数字、日期和名称{bound}处", f"{'全部' if bound == agree else f'{agree}处'}相符"]
    counted += [f"{bound - agree}处不符"] if agree < bound else []
    counted += [f"另有新写的{new}处"] if new else []
    parts = ["，".join(counted)]
    if wrong:
        is_joint = wrong != bound - agree + new
        parts.append(f"问题{wrong}处{'（一起改动的几处算一处）' if is_joint else ''}")
    # Where figures were struck or added, that is an edit of the text too.
    if audit.prose:
        beside = sum(bool(change.beside) for change in audit.prose)
        parts.append(f"文字改动{len(audit.prose)}处{f'，其中{beside}处在数字、名称旁边' if beside else ''}")
    if audit.prose and audit.baseline.sealed:
        parts.append("它的底稿找不到了，文字改动里可能有后来在模板、数据里改的")
    marks = _marks(audit, final=final)
    pending = len(audit.manuscript.marks) - len(marks)
    noted = Counter(mark.kind for mark in marks if mark.kind in NOTES)
    edits = len(marks) - noted.total()
    parts += [f"修订、批注等痕迹{edits}处{'，定稿前要清除' if final else ''}"] if edits else []
    parts += [f"{MARKS[kind]}{count}处，{NOTES[kind]}" for kind, count in noted.items()]
    parts += [f"【待补】{pending}处"] if pending else []
    return f"{audit.file}（{audit.baseline.year}年{audit.baseline.label}）：{'；'.join(parts)}"


def is_computed(discrepancy: Discrepancy) -> bool:
    """Whether the figure follows from others: its place is that of its formula."""
    return discrepancy.place is not None and discrepancy.place.file.endswith(CATALOGUE)


def said(audit: Audit, discrepancy: Discrepancy) -> str:
    figures = [audit.figure(number) for number in discrepancy.figures]
    label = _named(figures[0]) if figures else ""
    expected, found = quoted(discrepancy.expected or ""), quoted(discrepancy.found or "")
    was = as_built(audit, discrepancy)
    built, since = (quoted(was), f"，数据现在是{expected}") if was else (expected, "")
    match discrepancy.kind:
        case "changed" if discrepancy.label and not (discrepancy.expected and discrepancy.found):
            return f"{label}{discrepancy.label}{f'加了{found}' if discrepancy.found else f'{expected}被删去了'}"
        case "changed":
            remark = _remark(discrepancy, was, figures[0].previous if figures else None)
            return f"{label}{discrepancy.label}{built}被改为{found}{since}{remark}"
        case "removed":
            return f"{label}{built}被删去了{since}"
        case "moved":
            others = "、".join(quoted(figure.text) for figure in figures[1:])
            return f"{label}{expected}{f'和{others}' if others else ''}换了位置"
        case "repeated":
            home = "，用report take把这句话收回来，就会跟着改" if _comes_home(audit, discrepancy) else ""
            return f"{label}{found}又说了一次，数据改了这一处不会跟着改{home}"
        case "unbound" if discrepancy.expected:
            return f"{found}那句话文中已经有了，数据现在是{expected}"
        case "unbound":
            return f"{found}没有出处，数据里没有这个数"
        case "stale" if figures[0].is_gone:
            renamed = f"，可能改名为{figures[0].renamed}" if figures[0].renamed else ""
            return f"{label}{found}，数据里已经没有这一项{renamed}"
        case "stale" if discrepancy.expected is None:
            return f"{label}{found}，数据里现在没有填"
        case "stale":
            following = "，随算它的数变" if is_computed(discrepancy) else ""
            return f"{label}还是{found}，数据现在是{expected}{following}"
        case "contradictory":
            return f"{found}和别处的{label}{expected}不一致"


def _remark(changed: Discrepancy, was: str, previous: str | None) -> str:
    """What to know of a changed figure: it is last year's, torn apart, of another precision, or follows from others."""
    found = changed.found or ""
    if found and found == previous:
        return "，这是上年的数"
    if changed.expected == found.replace(" ", ""):
        return "，数字断开了"
    computed = "，它由别的数算出，要改就改那些数" if is_computed(changed) else ""
    return _precision(was or changed.expected or "", found) or computed


def as_built(audit: Audit, discrepancy: Discrepancy) -> str:
    """What was built of a figure that people changed, where the data say another value by now; else empty."""
    if discrepancy.kind not in ("changed", "removed") or not discrepancy.figures:
        return ""
    figure = audit.figure(discrepancy.figures[0])
    is_newer = figure.now is not None and discrepancy.expected == figure.now and not is_same(figure.text, figure.now)
    return figure.text if is_newer else ""


def _comes_home(audit: Audit, discrepancy: Discrepancy) -> bool:
    """Whether a figure that was said once more is that figure for sure once its sentence is taken home."""
    line, at = audit.manuscript.lines[discrepancy.paragraph - 1], discrepancy.at[0]
    clause = clause_end(line.text[: at.start])
    is_name = not is_number(discrepancy.found or "")
    return not line.is_margin and (is_name or audit.baseline.leads_to(discrepancy.figures[0], clause))


def _precision(expected: str, found: str) -> str:
    """What is another claim though the number is the same: 84.50% for 84.5% says one digit more."""
    ours, theirs = (re.fullmatch(r"(\D*)(\d+)(?:\.(\d+))?(\D*)", text) for text in (expected, found))
    if (
        not ours
        or not theirs
        or ours[1] != theirs[1]
        or ours[4] != theirs[4]
        or len(found) > 100
        or int(ours[2]) != int(theirs[2])
    ):
        return ""
    digits, written = len(ours[3] or ""), len(theirs[3] or "")
    if (ours[3] or "").rstrip("0") != (theirs[3] or "").rstrip("0") or digits == written:
        return ""
    half = Fraction(5, 10 ** (written + 1))
    number = Fraction(f"{theirs[2]}.{theirs[3] or 0}")
    low, high = (decimal_text(edge, written + 1) for edge in (number - half, number + half))
    unit = theirs[4]
    how = f"多写了{written - digits}个0" if written > digits else f"少写了{digits - written}位"
    return f"，数值没有变，{how}，精确到哪一位就变了：{found}是说{low}{unit}以上、不到{high}{unit}"


def _named(figure: BuiltFigure) -> str:
    return f"{figure.label}（{figure.fact}）" if figure.label != figure.fact else figure.fact


def placed(audit: Audit, discrepancy: Discrepancy) -> str:
    """What stands, or stood, at the place of a finding."""
    is_gone = any(audit.figure(number).is_gone for number in discrepancy.figures[:1])
    return f"{'生成时' if is_gone else ''}{'公式' if is_computed(discrepancy) else '数据'}在"


def _sentence(audit: Audit, discrepancy: Discrepancy) -> list[Stretch]:
    """The sentence, what is wrong in it told without colours too: 〔was→is〕, or alone between 〔 and 〕.

    An edit leads from what was built to what the draft says, new data from what the draft says to what they are.
    """
    if discrepancy.kind == "removed":
        was = as_built(audit, discrepancy) or discrepancy.expected
        before, removed, after = discrepancy.text.partition(was or "\0")
        figure: list[Stretch] = [("〔", ""), (removed, "right"), ("〕", "")] if removed else []
        return [(before, "quiet"), *figure, (after, "quiet")]
    line = audit.manuscript.lines[discrepancy.paragraph - 1].text
    start = line.find(discrepancy.text)
    if start < 0:
        return [(discrepancy.text, "")]
    end, stretches = start + len(discrepancy.text), list[Stretch]()
    right: Stretch = (as_built(audit, discrepancy) or discrepancy.expected or "", "right")
    for span in sorted(discrepancy.at, key=lambda span: span.start):
        if span.line == discrepancy.paragraph - 1 and start <= span.start and span.end <= end:
            figure = [(line[span.start : span.end], "wrong")]
            if discrepancy.expected is not None and discrepancy.kind in ("changed", "stale"):
                figure = [right, ("→", ""), *figure] if discrepancy.kind == "changed" else [*figure, ("→", ""), right]
            stretches += [(line[start : span.start], ""), ("〔", ""), *figure, ("〕", "")]
            start = span.end
    return [*stretches, (line[start:end], "")]


# For programs --------------------------------------------------------------------------------------------------------


def as_json(verified: Verified, where: Where) -> dict[str, Any] | list[dict[str, Any]]:
    """The contract of `verify --format json`: an object, or an array of several drafts."""
    entries = [
        {"version": 1, "file": path.as_posix(), **_of_text(audit, where)}
        for path, audit in zip(verified.drafts, verified.audits, strict=True)
    ]
    for of_draft, page in zip(entries, verified.pages, strict=False):
        of_draft["page"] = page_audit.as_json(page)
    for of_draft, told, others in zip(entries, verified.words, verified.outdated, strict=True):
        of_draft["words"] = list(map(words.as_json, told))
        of_draft["outdated"] = [outdated.as_json(each, where) for each in others]
    return entries[0] if len(entries) == 1 else entries


def _of_text(audit: Audit | None, where: Where) -> dict[str, Any]:
    """Nulls where a draft's page alone was looked at."""
    if audit is None:
        return {"year": None, "kind": None, "figures": None, "findings": [], "prose": None, "marks": []}
    return {
        "year": audit.baseline.year,
        "kind": audit.baseline.kind,
        "figures": {"bound": audit.bound, "agree": len(audit.agreeing)},
        "findings": [_of_discrepancy(each, where) for each in audit.discrepancies],
        "prose": {"changed": len(audit.prose), "changes": [_of_change(audit, each, where) for each in audit.prose]},
        "marks": [
            {"kind": mark.kind, "paragraph": mark.line or None, "text": mark.text, **_signature(mark)}
            for mark in audit.manuscript.marks
        ],
    }


def _of_change(audit: Audit, change: ProseChange, where: Where) -> dict[str, Any]:
    template = where(change.template) if change.template else None
    return {
        "change": change.change,
        "paragraph": change.paragraph,
        "before": change.before or None,
        "after": change.after or None,
        "beside": list(dict.fromkeys(audit.figure(number).fact for number in change.beside)),
        "template": {"file": template.file, "line": template.line or None} if template else None,
        **_signature(change),
    }


def _signature(signed: ProseChange | Mark) -> dict[str, str | None]:
    return {"author": signed.author or None, "date": signed.date or None}


def _of_discrepancy(each: Discrepancy, where: Where) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "fact": each.fact,
        "expected": each.expected,
        "found": each.found,
        "paragraph": each.paragraph,
        "text": each.text,
        "place": position(where(each.place)) if each.place else None,
    }
