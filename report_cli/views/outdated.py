"""What a report would say by now otherwise than a draft was built, as lines for people and as JSON for programs."""

from collections.abc import Iterator, Sequence
from typing import Any

from report_cli.audit.compare import Audit
from report_cli.audit.outdated import Outdated, has_edits_of_others
from report_cli.views import whereabouts
from report_cli.views.screen import Stretch, Where


def lines(audit: Audit, each: Outdated, where: Where) -> Iterator[list[Stretch]]:
    yield [(f"{audit.file} {placed(audit, each)}：", "head"), (said(each), "warn")]
    if each.before:
        yield [(f"    稿件里是：{each.before}", "quiet")]
    yield [(f"    现在生成的是：{each.after or '（没有这一句）'}", "")]
    if each.place and each.is_missing:
        yield [(f"    数据在 {where(each.place)}", "quiet")]
    if each.template:
        yield [(f"    模板在 {where(each.template)}", "quiet")]


def placed(audit: Audit, each: Outdated) -> str:
    place = whereabouts.found(audit, each.line + 1) if each.line >= 0 else "开头"
    return f"{place}{'后面' if each.is_below else ''}"


def whole(each: Outdated) -> str:
    """All of it on one line."""
    was = f"稿件里是：{each.before}；" if each.before else ""
    return f"{said(each)}。{was}现在生成的是：{each.after or '（没有这一句）'}"


def said(each: Outdated) -> str:
    if each.is_missing:
        return f"数据里有、稿件里没有：{'、'.join(f'{label}（{id}）{text}' for id, label, text in each.facts)}"
    if each.is_of_data and not each.after:
        return "现在生成的没有这一句，数据变了，或照别的稿件删了"
    if each.is_of_data:
        return "数据变了，这句话现在要换个说法"
    return "现在生成的和稿件说法不一样，数据或模板后来改过，或照别的稿件删了字"


def counted(audit: Audit, others: Sequence[Outdated]) -> Iterator[str]:
    """How many there are, for a line that sums up, and what is not among them."""
    missing = sum(len(each.facts) for each in others if each.is_missing)
    wrong = sum(each.is_wrong for each in others)
    rest = sum(not each.is_missing for each in others) - wrong
    yield from [f"数据变了、要换说法的{wrong}处"] * (wrong > 0)
    yield from [f"数据里有、稿件里没有的{missing}项"] * (missing > 0)
    yield from [f"现在生成的说法不一样的{rest}处"] * (rest > 0)
    yield from ["别的稿件里新写、已经收回来的字句不在此列"] * has_edits_of_others(audit)


def as_json(each: Outdated, where: Where) -> dict[str, Any]:
    template = where(each.template) if each.template else None
    at = {"file": template.file, "line": template.line or None} if template else None
    return {
        "kind": "missing" if each.is_missing else "words",
        "facts": [{"fact": id, "label": label, "text": text} for id, label, text in each.facts],
        "paragraph": each.line + 1,
        "below": each.is_below,
        "before": each.before or None,
        "after": each.after or None,
        "of_data": each.is_of_data,
        "template": at,
    }
