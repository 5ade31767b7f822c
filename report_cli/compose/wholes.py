"""What is said of all beside the rate that says otherwise: 全部办复 where 办复率 is 98.2%.

It is asked only where the rate, or what it is computed from, is the figure next to the claim, or the rate follows it:
其中重点提案8件全部办复 says nothing of the other proposals.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from report_cli.compose.memory import Memory
from report_cli.document import FIGURE, Document, Run, place_at
from report_cli.facts.fact import Fact
from report_cli.facts.ledger import Ledger
from report_cli.model import NOWHERE, Finding
from report_cli.sentences import statements

_NOT_YET = (
    "未能?|没有|尚未|并非|不是|不能|力争|争取|确保|实现|推动|做到|要|将|应当?|须"
    "|上年|去年|往年|重点|其中|部分|其余|如果|若|待"
)
"""After these it is said of what is to come, of another year, or of a part."""


@cache
def _claim(verb: str) -> re.Pattern[str]:
    done = f"(?:按期|按时|如期|及时|已经?|得到|完成|表示)*{verb}(?![标准后])"
    return re.compile(f"(?:全部|全都|一律|[均都]已?|无一例外地?){done}|(?:无一件?|没有一件)[未不没]{verb}")


def check(document: Document, ledger: Ledger, _memory: Memory) -> Iterator[Finding]:
    lines = [(runs, prose) for (_, runs), prose in zip(document.lines, document.prose, strict=True) if _may_say(prose)]
    rates = [fact for fact in ledger.facts.values() if _is_partial(fact)] if lines else []
    for runs, prose in lines:
        for rate in rates:
            claim = _claim(rate.label.removesuffix("率"))
            if claim.search(prose):
                yield from _contradicted(runs, rate, claim)


@lru_cache(maxsize=4096)
def _may_say(prose: str) -> bool:
    """Whether a line has a figure and such words, as few have: the patterns need not be compiled for all others."""
    return FIGURE in prose and any(word in prose for word in ("全部", "全都", "一律", "均", "都", "无一", "没有一件"))


def _is_partial(fact: Fact) -> bool:
    """Whether a rate is for sure less than all: 办复率98.2%."""
    number = fact.quantity
    is_rate = number is not None and number.kind == "rate" and len(fact.label) > 2 and fact.label.endswith("率")
    return is_rate and number is not None and number.span.high < 1


def _contradicted(runs: Sequence[Run], rate: Fact, claim: re.Pattern[str]) -> Iterator[Finding]:
    line = "".join([FIGURE * len(run.text) if run.fact else run.text for run in runs])
    for start, end in statements(line):
        for found in claim.finditer(line, start, end):
            before, behind = _next_to(runs, found.start(), found.end(), (start, end))
            clause = re.split(f"[，、；]|{FIGURE}", line[start : found.start()])[-1]
            is_of_it = (before or behind) in (rate.id, *rate.inputs) or behind == rate.id
            if is_of_it and not re.search(_NOT_YET, clause):
                message = f"{rate.label}（{rate.id}）是{rate.text}，模板写的是“{found[0]}”"
                cure = f"去掉“{found[0]}”，照实写；只是其中一部分，就写明是哪一部分"
                place = place_at(runs, found.start()) or NOWHERE
                yield Finding("W111", place, message, cure, rate.id, "warning")


def _next_to(runs: Sequence[Run], start: int, end: int, within: tuple[int, int]) -> tuple[str, str]:
    """The facts of the figures before a stretch of the line in its sentence, and behind it; empty for none."""
    at, before, behind = 0, "", ""
    for run in runs:
        if run.fact and within[0] <= at < start:
            before = run.fact
        elif run.fact and end <= at < within[1]:
            behind = behind or run.fact
        at += len(run.text)
    return before, behind
