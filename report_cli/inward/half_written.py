"""Sentences of which a part can be written and a part cannot: how they would be printed is said before that."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from report_cli.audit.texts import without_blanks
from report_cli.document import Document, Runs
from report_cli.inward.proposed import ProposedChange
from report_cli.sentences import sentence_around

Documents = Mapping[tuple[int, str], Document | None]
"""The reports as they would be, by year and kind."""
Printing = Mapping[str, Sequence[tuple[str, Runs]]]
"""The lines of a report by each fact that they print, or items of whose list."""
_Sentence = tuple[str, int | None, str]


def told(proposals: Sequence[ProposedChange], documents: Documents) -> list[ProposedChange]:
    """The proposals; a value that can be written names what of its sentence cannot be, and what is printed then."""
    left = defaultdict[_Sentence, dict[int, ProposedChange]](dict)
    for turn, each in enumerate(proposals):
        for source in each.sources if each.state not in ("ready", "taken") else ():
            if not source.line:
                left[source.file, source.paragraph, source.text][turn] = each
    printing = {report: _printing(document) for report, document in documents.items()} if left else {}
    return [_with_rest(each, left, printing) if _is_value(each) else each for each in proposals]


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


def _with_rest(
    wish: ProposedChange,
    left: Mapping[_Sentence, Mapping[int, ProposedChange]],
    printing: Mapping[tuple[int, str], Printing],
) -> ProposedChange:
    """`left`: what cannot be written, by the sentence of a draft, and by its turn."""
    rest = dict[int, ProposedChange]()
    for source in wish.sources:
        rest |= left.get((source.file, source.paragraph, source.text), {})
    if not rest:
        return wish
    typed = without_blanks(wish.sources[0].text)
    lines = printing.get((wish.year, wish.kind), {}).get(wish.fact.partition("[")[0], ())
    printed = [each for each in _sentences(lines, wish.fact) if without_blanks(each) != typed]
    numbers = "、".join(f"第{each.number}条" for _, each in sorted(rest.items()))
    said = f"这一句里{numbers}没有写进去" + (f"，会印成“{printed[0]}”" if printed else "")
    # Weighed once more, it is said again.
    asides = [each for each in wish.aside.split("；") if each and not each.startswith("这一句里第")]
    return replace(wish, aside="；".join([*asides, said]))


def _printing(document: Document | None) -> Printing:
    found = defaultdict[str, list[tuple[str, Runs]]](list)
    for number, runs in document.lines if document else ():
        for fact in dict.fromkeys(run.fact.partition("[")[0] for run in runs if run.fact):
            found[fact].append((number, runs))
    return found


def _sentences(lines: Iterable[tuple[str, Runs]], fact: str) -> Iterator[str]:
    """The sentences of some lines that print a fact, or an item of its list."""
    ours = fact.partition("[")[0]
    for number, runs in lines:
        text, at = number, len(number)
        for run in runs:
            text += run.text
        for run in runs:
            if run.fact == fact or run.fact.partition("[")[0] == ours:
                start, end = sentence_around(text, at, at + len(run.text))
                yield text[start:end].strip()
                break
            at += len(run.text)
