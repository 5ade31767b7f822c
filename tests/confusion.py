"""The confusion table of the audit: kinds of edit against what was reported. `python -m tests.confusion` prints it."""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from edits import Edit, Expected, Texts, figure_edits, prose_edits
from report_cli import compose
from report_cli.audit import baseline as baselines
from report_cli.audit.baseline import Baseline
from report_cli.audit.compare import Audit, audit
from report_cli.audit.findings import Discrepancy
from report_cli.docx.manuscript import Line, Manuscript
from report_cli.drafts import figures
from report_cli.facts.load import load
from report_cli.files.workspace import Workspace

ROOT = Path(__file__).parent.parent
KINDS = ("work_report", "press_release")


@cache
def baseline(kind: str) -> Baseline:
    """A report of this repository's own year, as it would be built now."""
    place = Workspace(ROOT)
    ledger = load(place, 2022).ledger
    document, findings = compose.compose(kind, ledger, place.template)
    assert document, findings
    return baselines.make(figures.make(document, ledger), ledger, {})


def audited(texts: Iterable[str], of: Baseline) -> Audit:
    return audit("draft", Manuscript(tuple(map(Line, texts))), of)


@dataclass
class Table:
    """How often each kind of edit was reported right, what was reported of it, and which were not."""

    right: Counter[str] = field(default_factory=Counter)
    excused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    reported: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, edit: Edit, found: Audit, of: Baseline) -> None:
        if fits(edit, found.discrepancies):
            self.right[edit.name] += 1
        elif not found.discrepancies and is_everyday(edit, of):
            self.excused[edit.name] += 1
        else:
            self.wrong.append(
                f"{edit.name} {[of.figures[number].text for number in edit.figures]}: {told(found.discrepancies)}"
            )
        self.reported[edit.name].update([told(found.discrepancies)])

    def lines(self) -> Iterator[str]:
        yield "改法\t共\t对\t例外\t报告"
        for name, reported in self.reported.items():
            said = "，".join(f"{what} {count}" for what, count in reported.most_common(8))
            yield f"{name}\t{reported.total()}\t{self.right[name]}\t{self.excused[name]}\t{said}"


def fits(edit: Edit, differences: Iterable[Discrepancy]) -> bool:
    """Whether each finding expected is there, and no other."""
    left = list(differences)
    return len(left) == len(edit.expected) and _can_be(edit.expected, left)


def _can_be(expected: tuple[Expected, ...], left: list[Discrepancy]) -> bool:
    """Whether each finding can be one of those expected. (Two of one fact may stand for either.)"""
    if not expected:
        return True
    kinds, facts = expected[0]
    fitting = [d for d in left if d.kind in kinds and d.fact in facts]
    return any(_can_be(expected[1:], [d for d in left if d is not each]) for each in fitting)


def is_everyday(edit: Edit, of: Baseline) -> bool:
    """The exceptions, all of names in *new* sentences: no findings there are no mistake.

    Words that a report uses as any other text would (区政协 two dozen times, 重点, 街道, 经济发展) are no news when
    they are said once more. A short name with one character wrong is another word (市委 and 省委), unless its own words
    lead to it.
    A numeral in words (三) without what it counts is no number at all.
    """
    figure = of.figures[edit.figures[0]] if edit.figures else None
    if figure is None or not edit.name.startswith("另句"):
        return False
    if figure.is_number:
        return figure.text.isalpha()
    return not of.is_distinctive(figure) or ("说错" in edit.name and len(figure.text) < 6)


def told(differences: Iterable[Discrepancy]) -> str:
    counts = Counter(difference.kind for difference in differences)
    return "+".join(f"{kind}{f'×{count}' if count > 1 else ''}" for kind, count in sorted(counts.items())) or "-"


def confusion(kind: str, every: int = 1) -> Table:
    """Every edit of every figure, and of prose, or one in so many; then ten edits at once."""
    of = baseline(kind)
    table = Table()
    edits = [*figure_edits(of), *prose_edits(of)]
    many = (*tens("十处文字", [e for e in edits if not e.expected], of, 5), *tens("十处", edits, of, 60))
    for edit in (*edits, *many)[::every]:
        table.add(edit, audited(edit.texts, of), of)
    return table


def tens(name: str, edits: Iterable[Edit], of: Baseline, count: int) -> Iterator[Edit]:
    """Ten edits at once, each in a paragraph of its own; the same ones each time."""
    chance = random.Random(20230221)
    alone: dict[int, list[Edit]] = defaultdict(list)
    for edit in edits:
        places = changed(edit.texts, of)
        if len(places) == 1 and not edit.name.startswith("另句"):
            alone[places[0]].append(edit)
    for _ in range(count):
        while True:
            chosen = {place: chance.choice(alone[place]) for place in chance.sample(sorted(alone), min(10, len(alone)))}
            if not any(are_exchanged(one, other, of) for one, other in combinations(chosen.items(), 2)):
                break
        texts = tuple(
            chosen[place].texts[place] if place in chosen else text for place, text in enumerate(of.paragraphs)
        )
        yield Edit(name, texts, tuple(one for edit in chosen.values() for one in edit.expected))


def are_exchanged(one: tuple[int, Edit], other: tuple[int, Edit], of: Baseline) -> bool:
    """Whether each edit puts in the figure that the other takes out: two slips that are told as one exchange."""

    def puts_in(edit: tuple[int, Edit], figures: tuple[int, ...]) -> bool:
        place, texts = edit[0], edit[1].texts
        return any(
            of.figures[number].text in texts[place] and of.figures[number].text not in of.paragraphs[place]
            for number in figures
        )

    return puts_in(one, other[1].figures) and puts_in(other, one[1].figures)


def changed(texts: Texts, of: Baseline) -> list[int]:
    if len(texts) != len(of.paragraphs):
        return []
    return [place for place, (new, old) in enumerate(zip(texts, of.paragraphs, strict=True)) if new != old]


def main() -> None:
    for kind in sys.argv[1:] or KINDS:
        table = confusion(kind)
        sys.stdout.write("\n".join([f"{kind}: {len(table.wrong)} wrong", *table.wrong, *table.lines(), ""]))


if __name__ == "__main__":
    main()
