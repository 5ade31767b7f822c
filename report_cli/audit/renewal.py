"""Which figures of a draft say what was built while the data say another value by now: what they are to say.

A figure that people changed is left, and so is one whose new value would need other words around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.compare import Audit, is_same
from report_cli.audit.lists import OPEN, NameList, joined
from report_cli.audit.sources import clause
from report_cli.audit.texts import Span, number_parts, without_blanks
from report_cli.compose.values import CHANGES
from report_cli.document import FIGURE
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger

_LEADING = "近约逾超达第"


class Renewal(Struct, frozen=True):
    """A figure, or a list as a whole, that gets another text. `figures`: by their numbers; `names`: of a list."""

    fact: str
    label: str
    figures: tuple[int, ...]
    at: Span
    before: str
    after: str
    names: tuple[str, ...] = ()


class LeftAlone(Struct, frozen=True, kw_only=True):
    """A figure that does not say what the data say, and is not renewed. `new` None: the data say nothing.

    `stands`: as people changed it, as it was built, or as it was built in other words of theirs. `form`: how it prints
    its fact. `figures`: which it is, by their numbers.
    """

    fact: str
    label: str
    found: str
    new: str | None
    paragraph: int
    message: str
    figures: tuple[int, ...]
    form: str = ""
    stands: Literal["edited", "built", "again"] = "built"


RenewalOutcome = Renewal | LeftAlone


def outcomes(audit: Audit, ledger: Ledger) -> list[RenewalOutcome]:
    """In the order of the draft."""
    found, told = list[tuple[Span, RenewalOutcome]](), set[int]()
    for each in audit.lists:
        if each.read is not None and (now := _names_now(audit, each)):
            told |= set(each.figures)
            found += [(each.read, one) for one in _of_list(audit, each, each.read, now)]
    for moved in (each for each in audit.discrepancies if each.kind == "moved"):
        told |= set(moved.figures)
        # Of two that changed places, each stands where the other did.
        places = moved.at[::-1] if len(moved.figures) == len(moved.at) == 2 else moved.at
        for number, place in zip(moved.figures, places, strict=False):
            left = _left(audit, number, place, audit.figure(number).now, "换了位置；核对后自己改")
            found.append((place, replace(left, stands="edited")))
    for number in range(len(audit.baseline.figures)):
        if number not in told and (at := audit.spans[number]) is not None:
            found += [(at, one) for one in _of_figure(audit, ledger, number, at)]
    for again in audit.discrepancies:
        figure = audit.figure(again.figures[0]) if again.kind == "repeated" else None
        if figure and figure.now is not None and not is_same(again.found or "", figure.now):
            why = "后来写的话里又说了一次，还是原来的；核对后自己改"
            left = _left(audit, again.figures[0], again.at[0], figure.now, why)
            found.append((again.at[0], replace(left, stands="again")))
    return [one for _, one in sorted(found, key=lambda each: each[0])]


def consistent(audit: Audit, ledger: Ledger, told: Sequence[RenewalOutcome]) -> list[RenewalOutcome]:
    """The outcomes, where a figure that follows from one that is left is left too: else the text contradicts itself.

    What follows from one that is renewed in the same table or paragraph is renewed with it, whatever stands elsewhere.
    """
    left = [
        each for each in told if isinstance(each, LeftAlone) and each.stands != "again" and each.form not in CHANGES
    ]
    made = [_beside(audit, ledger, each, left) if isinstance(each, Renewal) else each for each in told]
    return [_contradicted(audit, each, made) if isinstance(each, LeftAlone) else each for each in made]


def _beside(audit: Audit, ledger: Ledger, renewal: Renewal, left: Sequence[LeftAlone]) -> RenewalOutcome:
    number = renewal.figures[0]
    behind = _behind(ledger, renewal.fact)
    if audit.figure(number).form in CHANGES:
        behind |= {renewal.fact, PREVIOUS + renewal.fact}
    for each in left:
        is_behind = any(id == each.fact or _asks_of(id, each.fact) for id in behind)
        if is_behind and not _stands_beside(audit, each.fact, renewal.at, left):
            what = "是改过的" if each.stands == "edited" else "没有动"
            why = f"它由“{each.label}”算出，稿件里那个数{what}；核对后自己改"
            return _left(audit, number, renewal.at, renewal.after, why)
    return renewal


def _stands_beside(audit: Audit, fact: str, at: Span, left: Sequence[LeftAlone]) -> bool:
    """Whether a fact is printed in the same table or paragraph, and nowhere there left."""
    here = _region(audit, at.line)
    if any(each.fact == fact and _region(audit, each.paragraph - 1) == here for each in left):
        return False
    figures = zip(audit.baseline.figures, audit.spans, strict=True)
    spans = (span for figure, span in figures if figure.fact == fact and figure.form not in CHANGES)
    return any(span is not None and _region(audit, span.line) == here for span in spans)


def _region(audit: Audit, line: int) -> tuple[bool, int]:
    cell = audit.location.lines[line].outer_cell
    return (True, cell.table) if cell else (False, line)


def _contradicted(audit: Audit, left: LeftAlone, told: Sequence[RenewalOutcome]) -> LeftAlone:
    """What was left, with where the same fact is renewed."""
    others = [each for each in told if isinstance(each, Renewal) and each.fact == left.fact]
    if left.stands == "built" or left.form in CHANGES:
        return left
    places = {f"第{each.at.line + 1}段" for each in others if audit.figure(each.figures[0]).form not in CHANGES}
    said = f"；同一项在{'、'.join(sorted(places))}已经换了，前后会不一样"
    return replace(left, message=left.message + said) if places else left


def _asks_of(question: str, fact: str) -> bool:
    """Whether something asked of all rows, as a formula says it, is also asked of a field of one."""
    rows, _, part = fact.partition("[")
    field = part.partition("].")[2]
    is_of_rows = re.search(rf"(?<![\w.]){re.escape(rows)}(?!\w)", question) is not None
    return bool(field) and is_of_rows and field in re.findall(r"\w+", question)


def _behind(ledger: Ledger, fact: str) -> set[str]:
    """The facts that a fact follows from."""
    found, waiting = set[str](), [fact]
    while waiting:
        id = waiting.pop()
        prefix = PREVIOUS if id.startswith(PREVIOUS) else ""
        known = ledger.get(id)
        waiting += {f"{prefix}{each}" for each in known.inputs} - found if known else ()
        found |= {*waiting}
    return found


def _left(audit: Audit, number: int, at: Span, new: str | None, why: str) -> LeftAlone:
    figure = audit.figure(number)
    return LeftAlone(
        fact=figure.fact,
        label=figure.label,
        found=_text(audit, at),
        new=new,
        paragraph=at.line + 1,
        message=why,
        figures=(number,),
        form=figure.form,
    )


def _text(audit: Audit, at: Span) -> str:
    return audit.location.lines[at.line].text[at.start : at.end]


# Lists ----------------------------------------------------------------------------------------------------------------


def _names_now(audit: Audit, each: NameList) -> tuple[str, ...]:
    """What a list that was printed whole names today; empty where it was not, or names nothing any more."""
    names = audit.baseline.lists_now.get(each.fact)
    if names is None or not audit.baseline.is_whole(each.figures):
        return ()
    today = audit.sources.names(each.built.line, each.fact)
    if len(each.figures) == 1:  # one name may have been chosen of many
        return today if len(today) > 1 else ()
    return today or tuple(item.text for item in names.items)


def _of_list(audit: Audit, each: NameList, read: Span, now: tuple[str, ...]) -> Iterator[RenewalOutcome]:
    was, items, names = (list(map(without_blanks, texts)) for texts in (each.was, each.items, now))
    behind = audit.sources.behind_list(each.built.line, each.fact)
    is_open = each.was_open if behind is None else OPEN.match(behind) is not None
    after = joined(now) + "等" * is_open
    line = audit.location.lines[read.line].text
    # A 等 of the template's own stands behind the list, and counts.
    behind_it = None if each.is_open else OPEN.match(line, read.end)
    said = Span(read.line, read.start, behind_it.end() if behind_it else read.end)
    if (items, each.is_open or behind_it is not None) == (names, is_open):
        return
    if items != was or (is_open != each.was_open and each.is_open != each.was_open):
        if names != was:
            why = "名单人改过，数据也改了；要哪些，核对后自己改"
        else:
            why = "名单人改过，和数据不一样；要写进数据用report take"
        left = _left(audit, each.figures[0], said, after, why)
        yield replace(left, fact=each.fact, stands="edited")
        return
    yield Renewal(each.fact, audit.figure(each.figures[0]).label, each.figures, said, _text(audit, said), after, now)


# Figures --------------------------------------------------------------------------------------------------------------


def _of_figure(audit: Audit, ledger: Ledger, number: int, at: Span) -> Iterator[RenewalOutcome]:
    figure, text = audit.figure(number), audit.location.found[number].text
    now, built = figure.now, audit.baseline.figure_texts[number]
    if now is not None and is_same(text, now):
        return
    if not is_same(text, figure.text):
        is_newer = now is not None and not is_same(built, now)
        why = "人改过，数据也改了；要哪一个，核对后自己改" if is_newer else "人改过；要写进数据用report take"
        yield replace(_left(audit, number, at, now, why), stands="edited")
    elif now is None or now.startswith("【"):
        renamed = f"，可能改名为{figure.renamed}" if figure.renamed else ""
        why = f"数据里已经没有这一项{renamed}" if figure.is_gone else "数据里现在没有值"
        yield _left(audit, number, at, None, f"{why}；这句话核对后自己改")
    elif why := _needs_words(audit, ledger, number, at):
        yield _left(audit, number, at, now, f"{why}；这句话核对后自己改")
    else:
        yield Renewal(figure.fact, figure.label, (number,), at, _text(audit, at), now)


def _needs_words(audit: Audit, ledger: Ledger, number: int, at: Span) -> str:
    """Why a new value would need other words around it; empty where it does not."""
    figure, fact = audit.figure(number), ledger.get(audit.figure(number).fact)
    now, is_signed = figure.now or "", figure.form.startswith("signed_")
    if figure.form in CHANGES and not is_signed and _direction(figure.text) != _direction(now):
        return f"增减的方向变了（{figure.text}→{now}），旁边的话可能也要改"
    was_zero, is_zero = (not re.search("[1-9一二三四五六七八九十两]", each) for each in (figure.text, now))
    if fact and fact.quantity and is_zero and not was_zero and not is_signed:
        return "现在是0，旁边的话可能也要改"
    was_negative, is_negative = (each.startswith(("-", "－", "−")) for each in (figure.text, now))
    if fact and fact.quantity and is_negative and not was_negative and not is_signed:
        return "现在是负数，旁边的话可能也要改"
    today = audit.sources.clauses(audit.baseline.span(number).line, figure.fact, figure.form)
    if figure.is_number and today and not today & {_clause_built(audit, number), _clause_read(audit, at)}:
        return f"现在的模板在它旁边说的是“{next(iter(sorted(today))).replace(FIGURE, '…')}”"
    return ""


def _direction(text: str) -> str:
    """The words that a change begins with: 增加, 下降; the whole of one without a number (持平)."""
    return number_parts(text)[0].rstrip(_LEADING) if number_parts(text)[1] else text


def _clause_built(audit: Audit, number: int) -> str:
    baseline, at = audit.baseline, audit.baseline.span(number)
    others = [baseline.span(each) for each in baseline.by_paragraph[at.line]]
    return clause(baseline.paragraphs[at.line], others, at)


def _clause_read(audit: Audit, at: Span) -> str:
    others = [each for each in audit.spans if each is not None and each.line == at.line]
    return clause(audit.location.lines[at.line].text, others, at)
