"""By which facts the sentences before one stand, for those behind them that are of them: 其中, 这些问题."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from report_cli.adopt.bound import Fact, units_of
from report_cli.adopt.notes import any_of
from report_cli.sentences import refers_back

_AMONG = "其中"


class SentencesBefore:
    """The sentences of one paragraph, as one after another is written. `facts`: the workspace's, by their ids."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts
        self._stood = list[tuple[str, ...]]()
        """By what each sentence stands, or each of its clauses that stand by themselves."""
        self._figures = list[tuple[Sequence[str], set[str]]]()
        """Of the last sentence that has no 其中, and of those behind it: by what each figure stands, and its units."""

    def whole(self, said: str, own: Sequence[str]) -> Iterable[str]:
        """By what that stands of which 其中 may say a part: what is counted alike, or all. `own`: facts of 其中."""
        if not said.startswith(_AMONG):
            return ()
        unit = units_of(self._facts, own[:1])
        alike = [needed for needed, units in self._figures if any(unit) and unit <= units]
        return chain.from_iterable(alike or (needed for needed, _ in self._figures))

    def so_far(self, said: str) -> Sequence[str]:
        """这些问题 is of all that was said before it, and stands while any of that does."""
        return any_of(self._stood) if refers_back(said) and not said.startswith(_AMONG) else ()

    def add(self, said: str, figure: tuple[Sequence[str], Sequence[str]], stands: Sequence[str]) -> None:
        """`figure`: by what the sentence's figures stand, and the facts that they print. `stands`: by what it does."""
        if not said.startswith(_AMONG):
            self._figures.clear()
        self._add_figures([figure])
        self._stood.append(tuple(stands))

    def add_clauses(
        self, figures: Iterable[tuple[Sequence[str], Sequence[str]]], stand: Iterable[tuple[str, ...]]
    ) -> None:
        """The same of a sentence of clauses that stand without each other."""
        self._figures.clear()
        self._add_figures(figures)
        self._stood += stand

    def _add_figures(self, figures: Iterable[tuple[Sequence[str], Sequence[str]]]) -> None:
        self._figures += ((needed, units_of(self._facts, facts)) for needed, facts in figures)
