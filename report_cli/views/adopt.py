"""What an adopted report has become, as lines for people and as JSON for programs."""

from collections.abc import Iterator
from typing import Any

from report_cli.adopt.asked import FILE
from report_cli.tasks.adopt import Adopted
from report_cli.text import excerpt
from report_cli.views.screen import Stretch

_FEW = 12
"""So many words of one year are named; those of the next year's report are listed when that is begun."""


def _within(words: str) -> str:
    """Words as they stand within quotation marks."""
    return words.replace("“", "‘").replace("”", "’")


def as_json(adopted: Adopted) -> dict[str, Any]:
    keys = ("number", "type", "fact", "formula", "inputs", "text", "message")
    return {
        "version": 1,
        "year": adopted.year or None,
        "kind": adopted.kind or None,
        "workspace": adopted.workspace.as_posix(),
        "figures": {"bound": adopted.bound, "asked": len(adopted.questions), "left": len(adopted.left)},
        "questions": [{key: getattr(question, key) for key in keys} for question in adopted.questions],
        "left_out": adopted.left_out,
        "layout": adopted.unread,
        "differing": adopted.differing,
        "alike": adopted.alike,
        "later": adopted.later,
        "told": adopted.told,
        "more": adopted.more,
        "contradicting": adopted.contradicting,
        "edits": adopted.edits,
    }


def lines(adopted: Adopted, folder: str) -> Iterator[list[Stretch]]:
    for question in adopted.questions:
        yield [(f"{question.number}. ", "head"), (question.message, "")]
        if question.text:
            yield [(f"    {excerpt(question.text, 60)}", "quiet")]
    if adopted.told:
        more = "等" if len(adopted.told) > _FEW else ""
        said = f"原文的话说明白了，没有问，由别的数算出的{len(adopted.told)}项：{'、'.join(adopted.told[:_FEW])}{more}"
        yield [(f"{said}；不是的，在指标目录里那一行删去formula，年度数据里填数", "quiet")]
    for number, word in adopted.left:
        yield [(f"没有绑定：第{number}段“{word}”", "warn")]
    if adopted.of_its_year:
        said = "、".join(f"第{number}段“{excerpt(_within(words), 20)}”" for number, words in adopted.of_its_year[:_FEW])
        more = "等" if len(adopted.of_its_year) > _FEW else ""
        yield [(f"像是只说得{adopted.year}年的话，明年要改：{said}{more}；report new时一处一处列出来", "quiet")]
    warned = {
        "{}，别的年份照旧；不对的，在指标目录里改公式": adopted.more,
        "旧报告里的数对不上，核对原文：{}": adopted.contradicting,
        "和已有的数据不同，核对：{}": adopted.differing,
        "像是同一个数，没有问：{}；是，就让模板印同一项": adopted.alike,
        "没有收进来：{}": [excerpt(said, 90) for said in adopted.left_out],
        "版式没有照收：{}": [excerpt(said, 90) for said in adopted.unread],
        "{}": adopted.edits,
    }
    for form, every in warned.items():
        for said in every:
            yield [(form.format(said), "warn")]
    if adopted.questions:
        yield [(f"{len(adopted.questions)}个问题在{folder}{FILE}里：写上answer，再运行 report adopt", "warn")]
    if adopted.later:
        more = "等" if len(adopted.later) > _FEW else ""
        named = "、".join(adopted.later[:_FEW])
        yield [(f"还有{len(adopted.later)}题没有问：{named}{more}；答完这些，再运行 report adopt，接着问", "warn")]


def summary(adopted: Adopted) -> str:
    left = f"，{len(adopted.left)}处还没有绑定（列在指标目录的allow里）" if adopted.left else ""
    return f"{adopted.bound}处数字、日期和名称都有了数据{left}"
