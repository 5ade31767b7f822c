"""Judging the words of files from anywhere, with or without a workspace."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

from msgspec import Struct

from report_cli.audit import returned
from report_cli.audit.compare import Audit
from report_cli.audit.origin import ReturnedDraft
from report_cli.audit.texts import without_blanks
from report_cli.compose.speech import Words, names_of
from report_cli.docx.manuscript import Line
from report_cli.facts.load import Loader
from report_cli.files.workspace import Workspace
from report_cli.model import CannotRun, Finding, Place
from report_cli.words import judge, lines
from report_cli.words.judge import Hit
from report_cli.words.text import Passage, Text, guessed
from report_cli.words.vocabulary import Name, Vocabulary


class Told(Struct, frozen=True):
    """A finding in a file. `paragraph`: from 1, of a Word file, whose place has no line."""

    finding: Finding
    paragraph: int = 0


def vocabulary(workspace: Workspace | None) -> tuple[Vocabulary, list[Finding]]:
    """A workspace's vocabulary, with the names of all its years; else the starter's formulas and terms."""
    words = Words.of(workspace or Workspace(Path("/nowhere")))
    if workspace is None:
        return words.vocabulary, []
    return words.with_names(_names(workspace)), words.findings


def _names(workspace: Workspace) -> tuple[Name, ...]:
    loader = Loader(workspace)
    ledgers = (loader.year(year, draft=True).ledger for year in workspace.years())
    return tuple(dict.fromkeys(name for ledger in ledgers for name in names_of(ledger)))


def judged(files: Iterable[Path], known: Vocabulary) -> list[Told]:
    """What is wrong in the words of each file. Raises CannotRun where one cannot be read."""
    read = [(file, returned.read_draft(file)) for file in files]
    judging = judge.of(known)
    found: list[Told] = []
    for file, draft in read:
        name, suffix = file.as_posix(), file.suffix.lower()
        if suffix in returned.TEXT:
            text = returned.decoded(draft.data).replace("\r\n", "\n").replace("\r", "\n")
            source = lines.read(text, is_markdown=suffix in returned.MARKDOWN)
            for number, hit in judging.judge(source.text):
                places = source.places[number]
                place = Place(name, *places[min(hit.start, len(places) - 1)])
                found.append(Told(_finding(hit, source.text.passages[number].text, place)))
        else:
            text_of, numbers = passages(draft.manuscript.lines)
            if not numbers:
                raise CannotRun(f"{name}：里面没有文字，没有可以看的")
            for number, hit in judging.judge(text_of):
                finding = _finding(hit, text_of.passages[number].text, Place(name))
                found.append(Told(finding, numbers[number]))
    return found


def passages(manuscript: Iterable[Line]) -> tuple[Text, list[int]]:
    """The paragraphs of a Word file that say something, and their numbers."""
    kept = [(number, line) for number, line in enumerate(manuscript, 1) if not line.is_margin and line.text.strip()]
    text = Text(tuple(Passage(line.text, "other") if line.cell else guessed(line.text) for _, line in kept))
    return text, [number for number, _ in kept]


def new_in(draft: ReturnedDraft, audit: Audit | None, known: Vocabulary) -> list[Told]:
    """What is wrong with the words of a draft that came back, and was not so when it was built."""
    judging = judge.of(known)
    text, numbers = passages(draft.manuscript.lines)
    found = [(number, hit, _sentence(text.passages[number], hit)) for number, hit in judging.judge(text)]
    if found and audit is not None:
        built = Text.of_lines(audit.baseline.paragraphs, audit.baseline.year)
        # Blanks and quotation marks of another kind are a program's.
        ours, theirs = ({without_blanks(passage.text) for passage in each.passages} for each in (built, text))
        old = [
            (hit, _sentence(built.passages[number], hit))
            for number, hit in judging.judge(built)
            if without_blanks(built.passages[number].text) not in theirs
        ]
        others = {at for at, passage in enumerate(text.passages) if without_blanks(passage.text) not in ours}
        found = [each for each in found if each[0] in others]
        found = list(_added(found, old))
    return [
        Told(_finding(hit, text.passages[number].text, Place(draft.path.as_posix())), numbers[number])
        for number, hit, _ in found
    ]


def _added(found: list[tuple[int, Hit, str]], old: list[tuple[Hit, str]]) -> Iterator[tuple[int, Hit, str]]:
    """The hits that are not among those as built: not in the same sentence, nor in one that has become another."""
    same = Counter((hit.code, hit.found, sentence) for hit, sentence in old)
    now = Counter((hit.code, hit.found, sentence) for _, hit, sentence in found)
    left = Counter((code, said) for (code, said, _), count in (same - now).items() for _ in range(count))
    for number, hit, sentence in found:
        if same[hit.code, hit.found, sentence] > 0:
            same[hit.code, hit.found, sentence] -= 1
        elif left[hit.code, hit.found] > 0:
            left[hit.code, hit.found] -= 1
        else:
            yield number, hit, sentence


def _sentence(passage: Passage, hit: Hit) -> str:
    """The sentence that a hit begins in, without blanks; each number in it is 0."""
    at = bisect_right(passage.sentences, hit.start, key=itemgetter(0))
    return _compared(passage.sentences[at - 1][1] if at else passage.text)


@lru_cache(maxsize=64)
def _compared(sentence: str) -> str:
    # Many hits of a long sentence ask for the same.
    return re.sub(r"\d+(?:\.\d+)?", "0", without_blanks(sentence))


def _finding(hit: Hit, text: str, place: Place) -> Finding:
    return Finding(hit.code, place, judge.message(hit, text), judge.cure(hit), severity=hit.severity)
