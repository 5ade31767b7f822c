"""The promises of a report: what it announces for the next year, whose report has to answer for it.

The catalogue says which groups are announcements (`answered_by`). The part of the report that prints most of them is
its plan, and each sentence of that is a promise, except those that only name the year, introduce others, or appeal to
somebody. Attachments, explanations, notes and tables promise nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from report_cli.document import Document, Paragraph, Role, Run, text_of
from report_cli.facts.ledger import Ledger
from report_cli.sentences import whole_statements

# Only says what year it is (2023年是全面贯彻…的开局之年), leads to others, calls upon somebody, ends the report.
_NO_PROMISE = re.compile("^[^，]*年是.*之年[。；]?$|[！？：]$|^让我们|^谢谢|请(?:予)?审议")
_NOTE = re.compile(
    "[（(]?(?:注|附注|备注|说明|附|附件|图|表|名词解释|(?:资料|数据)?来源)[0-9一二三四五六七八九十]*[：:]|（[^（）]*）$"
)

# 采取两条措施：一是…
_POINT = re.compile("^(?:[^，。；：]*：)?[一二三四五六七八九十]+是")


class Promise(Struct, frozen=True):
    """A sentence without its full stop and number (一是).

    `owner`: who answers for what it announces; empty where they are several.
    """

    text: str
    owner: str = ""


def promises(documents: Iterable[Document], ledger: Ledger) -> dict[str, list[Promise]]:
    """The promises of the longest report that has any, by the indicator that answers for them."""
    ordered = sorted(documents, key=lambda document: -sum(map(len, document.prose)))
    answers = {group.answered_by for group in ledger.catalogue.groups.values()} - {""}

    def of(answer: str) -> list[Promise]:
        return next(filter(None, (list(_of(document, answer, ledger)) for document in ordered)), [])

    return {answer: of(answer) for answer in answers}


def _of(document: Document, answer: str, ledger: Ledger) -> Iterator[Promise]:
    plans = {group.name for group in ledger.catalogue.groups.values() if group.answered_by == answer}

    def is_planned(run: Run) -> bool:
        return run.fact.partition(".")[0] in plans

    def count(part: list[Paragraph]) -> int:
        return sum(is_planned(run) for paragraph in part for run in paragraph.runs)

    part = max(_parts(document), key=count, default=[])
    is_headed = count(part) > 0 and part[0].role is Role.HEADING
    for paragraph in filter(_is_text, part):
        for text, said in _sentences([run for run in paragraph.runs if not run.superscript]):
            is_wanted = is_headed or any(map(is_planned, said))
            if is_wanted and not _NO_PROMISE.search(text) and not any(run.pending for run in said):
                owners = {fact.owner for run in said if is_planned(run) and (fact := ledger.get(run.fact))}
                yield Promise(_POINT.sub("", text.rstrip("。；")), owners.pop() if len(owners) == 1 else "")


def _is_text(paragraph: Paragraph) -> bool:
    is_note = _NOTE.match(text_of(paragraph.runs)) is not None
    return paragraph.role is Role.BODY and not paragraph.explains_a_term and not is_note


def _parts(document: Document) -> list[list[Paragraph]]:
    """The paragraphs of the text, parted at its highest headings; the attachments are no part of it."""
    parts: list[list[Paragraph]] = [[]]
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if block.role is Role.ATTACHMENT_LABEL:
                break
            if block.role is Role.HEADING and block.level == 1:
                parts.append([])
            parts[-1].append(block)
    return [part for part in parts if part]


def _sentences(runs: Sequence[Run]) -> Iterator[tuple[str, list[Run]]]:
    """The sentences of a paragraph, and the figures in each."""
    ends, end = [], 0
    for run in runs:
        end += len(run.text)
        ends.append((end, run))
    whole = text_of(runs)
    for first, last in whole_statements(whole):
        if text := whole[first:last].strip():
            yield text, [run for end, run in ends if run.fact and first < end <= last]
