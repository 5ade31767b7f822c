"""Sentences of which a part can be written and a part cannot: how they would be printed is said before that."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from report_cli.audit.texts import without_blanks
from report_cli.document import Document
from report_cli.inward.proposed import ProposedChange
from report_cli.sentences import sentence_around

Documents = Mapping[tuple[int, str], Document | None]
"""The reports as they would be, by year and kind."""


def told(proposals: Sequence[ProposedChange], documents: Documents) -> list[ProposedChange]:
    """The proposals; a value that can be written names what of its sentence cannot be, and what is printed then."""
    return [_with_rest(each, proposals, documents) if _is_value(each) else each for each in proposals]


def apart(proposals: Sequence[ProposedChange]) -> list[ProposedChange]:
    """The proposals; words round a number that is none for its fact are not written: nobody has that sentence."""
    unread = [each for each in proposals if each.state == "unclear" and each.type == "figure" and _is_value_of(each)]
    return [_with_unread(each, unread) for each in proposals] if unread else [*proposals]


def _is_value_of(each: ProposedChange) -> bool:
    """Whether it is of a number that a year file states."""
    return "." in each.fact and "[" not in each.fact and bool(each.after) and each.after != each.before


def _with_unread(wish: ProposedChange, unread: Sequence[ProposedChange]) -> ProposedChange:
    beside = [each for each in unread if wish.words and wish.state == "ready" and _is_within(each, wish)]
    if not beside:
        return wish
    said = "、".join(f"第{each.number}条的“{each.after}”" for each in beside)
    message = f"{said}带不回，只改这一句的字，会印成稿件里没有的话；先把它定下来，再运行一次"
    return replace(wish, state="unclear", message=message, words=None)


def _is_within(figure: ProposedChange, wish: ProposedChange) -> bool:
    """Whether the sentence of a figure is among the words that are changed, or holds them."""
    return any(
        (ours.file, ours.paragraph) == (theirs.file, theirs.paragraph)
        and (ours.text in theirs.text or theirs.text in ours.text)
        for ours in figure.sources
        for theirs in wish.sources
    )


def _is_value(each: ProposedChange) -> bool:
    return each.state == "ready" and each.type == "figure" and bool(each.kind and each.fact)


def _with_rest(wish: ProposedChange, proposals: Sequence[ProposedChange], documents: Documents) -> ProposedChange:
    rest = [each for each in proposals if each.state not in ("ready", "taken") and _is_beside(each, wish)]
    if not rest:
        return wish
    document, typed = documents.get((wish.year, wish.kind)), without_blanks(wish.sources[0].text)
    printed = [each for each in _sentences(document, wish.fact) if without_blanks(each) != typed] if document else []
    numbers = "、".join(f"第{each.number}条" for each in rest)
    said = f"这一句里{numbers}没有写进去" + (f"，会印成“{printed[0]}”" if printed else "")
    # Weighed once more, it is said again.
    asides = [each for each in wish.aside.split("；") if each and not each.startswith("这一句里第")]
    return replace(wish, aside="；".join([*asides, said]))


def _is_beside(one: ProposedChange, other: ProposedChange) -> bool:
    """Whether two are of the same sentence of a draft."""
    return any(
        (ours.file, ours.paragraph, ours.text) == (theirs.file, theirs.paragraph, theirs.text) and not ours.line
        for ours in one.sources
        for theirs in other.sources
    )


def _sentences(document: Document, fact: str) -> Iterator[str]:
    """The sentences of a report that print a fact, or an item of its list."""
    ours = fact.partition("[")[0]
    for number, runs in document.lines:
        text, at = number, len(number)
        for run in runs:
            text += run.text
        for run in runs:
            if run.fact == fact or run.fact.partition("[")[0] == ours:
                start, end = sentence_around(text, at, at + len(run.text))
                yield text[start:end].strip()
                break
            at += len(run.text)
