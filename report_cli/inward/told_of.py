"""What the proposals tell of one draft already, which nothing else needs to tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from report_cli.audit.texts import bigrams
from report_cli.compose.expressions import of_expression
from report_cli.inward import as_typed
from report_cli.inward.draft import Draft
from report_cli.inward.proposed import ProposedChange, as_compared
from report_cli.sentences import sentences


class Told:
    """Of those that are not written unasked: their lines and texts, as they are and as they were."""

    def __init__(self, draft: Draft, proposals: Sequence[ProposedChange]) -> None:
        self._lines = draft.audit.location.lines
        mine = [(each, source) for each in proposals for source in each.sources if source.file == draft.audit.file]
        waiting = [(each, source) for each, source in mine if each.state != "ready"]
        self._told = [as_compared(source.text) for _, source in waiting]
        self._told_of, self._told_of_tables = (defaultdict[int, list[int]](list) for _ in range(2))
        for turn, (each, source) in enumerate(waiting):
            line = (source.paragraph or 0) - 1
            self._told_of[line].append(turn)
            is_of_rows = each.type == "prose" and each.change != "changed"
            if is_of_rows and 0 <= line < len(self._lines) and (cell := self._lines[line].outer_cell):
                self._told_of_tables[cell.table].append(turn)
        self._was = {as_compared(each.before or "") for each, _ in waiting}
        moved = [source.text for each, source in waiting if each.change == "moved"]
        self.moved = {as_compared(line) for text in moved for line in text.split("\n")}
        """The paragraphs that such proposals move, alone or with others."""
        self.of_lists = {(source.paragraph or 0) - 1 for each, source in mine if each.key[0] == "item"}
        """The lines of items of lists."""
        self.figures = defaultdict[tuple[str, str], set[str]](set)
        """By fact and form, what a figure said as it was built, and what was typed for one that the words bring."""
        for figure in draft.audit.baseline.figures:
            if figure.fact.endswith("]"):  # an item of a list has another number once one before it is gone
                continue
            self.figures[figure.fact, figure.form].add(figure.text)
        for each, _ in mine:
            for expression, typed in as_typed.figures(each).items() if each.words else ():
                self.figures[of_expression(expression)].add(typed)

    def texts(self, read: Sequence[int]) -> Iterator[str]:
        """What is told of some lines: of the cells of a row or column more, at its first."""
        tables = {cell.table for n in read if (cell := self._lines[n].outer_cell)}
        turns = {turn for line in read for turn in self._told_of.get(line, ())}
        turns |= {turn for table in tables for turn in self._told_of_tables.get(table, ())}
        return (self._told[turn] for turn in sorted(turns))

    def is_gone(self, was: str, typed: str) -> bool:
        """Whether all sentences that a draft has no longer in some lines are told: moved or deleted, and open yet."""
        gone = [was[a:b] for a, b in sentences(was) if was[a:b] not in typed]
        return bool(gone) and all(any(part in each for each in self._was) for part in gone)


def tells(told: str, part: str) -> bool:
    """Whether what is told of a sentence, as it was or as it is, is told of this one."""
    shared_pairs = len(bigrams(told) & bigrams(part))
    return part in told or told in part or 2 * shared_pairs > len(bigrams(told))
