"""Every kind of edit of every figure, taken home: `python -m tests.taken_home` prints what became of each kind.

An edit is written, and then a new build says what the draft says, or it is listed with its state; none is lost. The
year files are others in exactly the lines that the proposals name.
"""

import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from confusion import KINDS, ROOT
from edits import Edit, figure_edits
from report_cli import compose
from report_cli.audit import baseline
from report_cli.audit.compare import audit
from report_cli.docx.manuscript import Line, Manuscript
from report_cli.drafts import figures
from report_cli.facts.load import Loader
from report_cli.inward.weighing import Weighed, library
from taking import Report, Texts

AGREES, NOTHING, SAID = "写了就相符", "不用改", "写了生成不了，已说明"
STATES = {"conflict": "有冲突", "derived": "由别的数算出", "new": "新的数", "unclear": "带不回"}


def became(of: Report, edit: Edit) -> tuple[str, str]:
    """What became of an edit, in a word; and what is wrong with that, empty where nothing is."""
    made = of.taken(edit.texts)
    if wrong := _other_lines(of, made):
        return "写错了行", wrong
    is_told = bool(_audited(of.baseline, edit.texts))
    if not made.proposals:
        return NOTHING, "nothing is proposed" if is_told else ""
    left = [STATES[each.state] for each in made.proposals if each.state in STATES]
    new, wrong = _built(of, made, edit.texts, is_all=not left)
    if new is None:
        return SAID, "" if made.findings else "it cannot be built, and nothing says so"
    return ("、".join(dict.fromkeys(left)) if left else AGREES), wrong


def _audited(of: baseline.Baseline, texts: Texts) -> list[tuple[str, str, str]]:
    found = audit("draft", Manuscript(tuple(map(Line, texts))), of)
    return [(each.kind, each.fact or "", each.found or "") for each in found.discrepancies]


def _built(of: Report, made: Weighed, texts: Texts, *, is_all: bool) -> tuple[figures.FiguresFile | None, str]:
    """The report as it is built then, and where it is not the draft. What follows from what was written may differ.

    `is_all`: every edit was written.
    """
    ledger = Loader(of.workspace, made.contents).year(of.year).ledger
    document, _ = compose.compose(of.kind, ledger, library(of.workspace, made.contents))
    if document is None:
        return None, ""
    content = figures.make(document, ledger)
    written = {_whole(each.fact) for each in made.proposals if each.state == "ready" and each.fact}
    follow = written | {each.fact for each in made.follows}
    found, were = _audited(baseline.make(content, ledger, {}), texts), tuple(each.before for each in made.follows)
    left = [each for each in found if _whole(each[1]) not in follow and not (were and each[2].startswith(were))]
    return content, f"after the build it differs: {left}" if left and is_all else ""


def _whole(fact: str) -> str:
    """The fact of which last year's value, or an item, is told."""
    return re.sub(r"^previous\.|\[.*", "", fact)


def _other_lines(of: Report, made: Weighed) -> str:
    """Where a year file would be another than the proposals name."""
    for file in filter(re.compile("data/").match, made.contents):
        ready = [each for each in made.proposals if each.state == "ready" and each.file == file]
        before, after = (data.decode().splitlines() for data in (of.contents[file], made.contents[file]))
        named = {each.place.line for each in ready if each.place}
        changed, more = set[int](), 0
        for name, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            changed |= set(range(a + 1, b + 1)) if name != "equal" else set()
            more += max(d - c - (b - a), 0) if name != "equal" else 0
        if not changed <= named or more > len([each for each in ready if each.before is None]):
            return f"{file} is another in the lines {sorted(changed)}, named are {sorted(named)}"
    return ""


def copied(folder: Path, kind: str) -> Report:
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    return Report(folder, 2022, kind)


def table(of: Report, edits: Sequence[Edit]) -> tuple[dict[str, Counter[str]], list[str]]:
    """For each kind of edit how often what became of it, and what is wrong."""
    counted, wrong = defaultdict[str, Counter[str]](Counter), list[str]()
    for edit in edits:
        what, why = became(of, edit)
        counted[edit.name][what] += 1
        if why:
            wrong.append(f"{edit.name} {[of.baseline.figures[number].text for number in edit.figures]}: {what}: {why}")
    return counted, wrong


def lines(counted: dict[str, Counter[str]]) -> Iterator[str]:
    total = sum(counted.values(), Counter[str]())
    for name, counts in {**counted, "合计": total}.items():
        yield f"{name}\t{counts.total()}\t" + "，".join(f"{what} {count}" for what, count in counts.most_common())


def main() -> None:
    failed = False
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            of = copied(Path(folder), kind)
            counted, wrong = table(of, [*figure_edits(of.baseline)])
        sys.stdout.write("\n".join([f"{kind}: {len(wrong)} wrong", *wrong, *lines(counted), ""]))
        sys.stdout.flush()
        failed |= bool(wrong)
    sys.exit(failed)


if __name__ == "__main__":
    main()
