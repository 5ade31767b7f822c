"""Whether a heading that says how something moved fits the change below it: 提案数量稳步增加, 比上年减少8件."""

import contextlib
import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from report_cli.compose import changes
from report_cli.compose.memory import Memory
from report_cli.compose.values import CHANGES
from report_cli.document import FIGURE, Document, Paragraph, Role, Run, Runs
from report_cli.facts import moved
from report_cli.facts.estimate import NotComputable
from report_cli.facts.fact import Fact
from report_cli.facts.ledger import Ledger
from report_cli.model import NOWHERE, Finding
from report_cli.text import excerpt

_UP, _DOWN = "增加|增长|增多|上升|攀升|回升|递增|走高", "减少|下降|降低|下滑|回落|递减|走低"
_HOW = "稳步|持续|大幅度?|小幅|明显|不断|显著|逐年|逐步|快速|平稳|较快|有所|略有|稳中有|连续|进一步|继续|双|又|再|均|都"
_AMOUNT = "(?:总?数量?|总量|件数|条数|次数|场次|人数|人次|规模)"
_REALLY = {1: "增", -1: "减", 0: "持平"}


class Claim(Struct, frozen=True):
    """What a heading says: of what (`noun`, 提案 for 提案数量), by which word, and in which direction it moved."""

    noun: str
    word: str
    direction: int
    start: int
    end: int


class _Changed(Struct, frozen=True):
    label: str
    is_share: bool
    direction: int
    said: str
    fact: Fact


@cache
def _shape() -> re.Pattern[str]:
    noun = rf"(?P<noun>[^，。；：、！“”（）\s\d.{FIGURE}]{{2,12}}?)"
    measured = rf"(?<=率|比|量|数|次|模)(?:{_HOW})*(?P<raised>提高|提升)"
    high = "[再又续连屡双]*创(?:历史|同期)*新(?:(?P<high>高)|(?P<low>低))"
    told = rf"(?:{measured}|(?:{_HOW})*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))|{high})"
    return re.compile(rf"{noun}{told}了?(?=[，。；、！]|$)")


def claims(heading: str) -> tuple[Claim, ...]:
    """What a heading says of how something moved.

    >>> [(each.noun, each.word, each.direction) for each in claims("提案数量稳步增加。")]
    [('提案', '稳步增加', 1)]
    >>> claims("提案质量稳步提升。"), claims("着力推动提案提质增效")
    ((), ())
    """
    return tuple(filter(None, map(_claim, _shape().finditer(heading))))


def _claim(found: re.Match[str]) -> Claim | None:
    parts = found.groupdict()
    noun = re.sub(f"的?{_AMOUNT}$", "", found["noun"])
    is_quality = found["noun"].endswith(("质量", "力量", "能量"))
    start = found.end("noun")
    is_up = bool(parts["raised"] or parts["up"] or parts["high"])
    claim = Claim(noun, found.group()[start - found.start() :], 1 if is_up else -1, found.start(), found.end())
    return None if is_quality or len(noun) < 2 else claim


def of(document: Document) -> Iterator[tuple[Runs, list[Runs]]]:
    """The headings, run-in ones too, each with the texts below it down to the next."""
    heading: Runs = ()
    below = list[Runs]()
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        is_heading = block.role is Role.HEADING
        if is_heading or (block.lead and not block.explains_a_term):
            if heading:
                yield heading, below
            heading, below = block.lead or block.runs, []
        below += [] if is_heading else [block.runs]
    if heading:
        yield heading, below


def check(document: Document, ledger: Ledger, memory: Memory) -> Iterator[Finding]:
    for heading, below in of(document):
        words = "".join(FIGURE if run.fact else run.text for run in heading)
        for claim in memory.find("headlines", words, claims):
            told = (each for runs in below for run in runs if (each := _changed(run, ledger)) and _is_of(each, claim))
            first = next(told, None)
            if first is not None and first.direction != claim.direction:
                yield _finding("".join(run.text for run in heading), heading[0], claim, first, document.year)


def _finding(heading: str, run: Run, claim: Claim, changed: _Changed, year: int) -> Finding:
    said = f"下面{changed.fact.named}{changed.said}，实际{_REALLY[changed.direction]}"
    message = f"标题“{excerpt(heading)}”写“{claim.word}”，{said}，说的不是一个方向"
    cure = f"核对数；数没有错，只改{year}年的标题：在生成的Word稿里改这个标题，再report take"
    return Finding("W109", run.origin or NOWHERE, message, cure, changed.fact.id, "warning")


def _is_of(changed: _Changed, claim: Claim) -> bool:
    return claim.noun in changed.label and changed.is_share == claim.noun.endswith(("率", "比"))


def _changed(run: Run, ledger: Ledger) -> _Changed | None:
    """The change on last year that a run prints, if it prints one."""
    fact = ledger.get(run.fact) if run.fact and not run.pending else None
    if fact is None:
        return None
    base = fact.id if run.form in CHANGES else changes.computed_base(fact)
    if base:
        with contextlib.suppress(NotComputable):
            change, of = ledger.change(base), ledger.get(base) or fact
            return _Changed(of.label, of.indicator.kind == "rate", change.direction, f"比上年{change.text}", of)
        return None
    label, number = moved.base_of(fact.label), fact.quantity
    if not label or number is None:
        return None
    rise = -number.number if moved.is_fall(fact.label) else number.number
    is_share = fact.indicator.kind == "points" or label.endswith(("率", "占比", "比重"))
    return _Changed(label, is_share, (rise > 0) - (rise < 0), f"是{fact.text}", fact)
