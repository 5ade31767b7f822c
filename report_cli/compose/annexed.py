"""Whether an annex lists as many things as the text says that names it: 优秀提案4件（见附件1）, and four items."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from report_cli.compose import numbering
from report_cli.compose.memory import Memory
from report_cli.document import BODY, Document, Paragraph, Role, Run
from report_cli.facts.ledger import Ledger
from report_cli.model import NOWHERE, Finding
from report_cli.text import excerpt

_SEE = cache(lambda: re.compile(r"[（(](?:名单|目录|题目|详细?|具体)?见附件\s*(\d*)[）)]"))
_INNER = str.maketrans("“”", "‘’")


def check(document: Document, ledger: Ledger, memory: Memory) -> Iterator[Finding]:
    pairs = zip(document.lines, document.prose, strict=True)
    lines = [runs for (_, runs), prose in pairs if "附件" in prose and _SEE().search(prose)]
    listed = dict(_lists(document)) if lines else {}
    for runs in lines if listed else ():
        text, at = "".join(run.text for run in runs), 0
        for run in runs:
            at += len(run.text)
            see = _SEE().match(text, at)
            number = _counted(run, ledger, listed.get(see[1], [])) if see else None
            if see and number:
                yield _finding(run, ledger, f"附件{see[1]}列出来的是{number}项", text[max(at - 40, 0) : see.end()])


def _counted(run: Run, ledger: Ledger, items: Sequence[str]) -> int | None:
    """How many items a list has, where a figure says another count of them."""
    fact = ledger.get(run.fact) if run.fact and not run.pending else None
    number = fact.quantity if fact else None
    if number is None or not items or number.is_approximate or number.kind != "count":
        return None
    # Where the items have numbers of the same things, it is these that are counted.
    is_sum = any(re.search(rf"\d{re.escape(number.unit)}", item) for item in items)
    return len(items) if number.number != len(items) and not is_sum else None


def _finding(run: Run, ledger: Ledger, listed: str, near: str) -> Finding:
    fact = ledger.get(run.fact)
    assert fact is not None, "it is counted"
    message = f"{fact.named}是{fact.text}，{listed}：“…{excerpt(near.translate(_INNER), 60)}”"
    place = fact.place if fact.place.line else run.origin or NOWHERE
    return Finding("W114", place, message, "核对：附件里少列的补上，多列的删去；数错了，改数", fact.id, "warning")


def _lists(document: Document) -> Iterator[tuple[str, list[str]]]:
    """The number of each annex that is one list, and what its items say."""
    label, lists = None, list[list[str]]()
    for block in (*document.body, Paragraph(Role.ATTACHMENT_LABEL, ())):
        if isinstance(block, Paragraph) and block.role is Role.ATTACHMENT_LABEL:
            if label is not None and len(lists) == 1:
                yield label, lists[0]
            label, lists = re.sub(r"\D", "", block.text), []
        elif isinstance(block, Paragraph) and _is_item(block):
            begins = not lists or re.sub(r"\D", "", block.number) == "1" or block.number.strip("（）()、") == "一"
            lists += [[]] if begins else []
            lists[-1].append(block.text)


def _is_item(block: Paragraph) -> bool:
    """Whether a paragraph is the item of a list, numbered or all that it says."""
    is_name = block.role is BODY and len(block.runs) == 1 and block.runs[0].fact.endswith("]")
    return numbering.is_item(block) or (is_name and not block.level)
