"""What a report says in last year's words that were true of that year alone, and that no fact drives."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from msgspec import Struct

from report_cli import compose
from report_cli.compose import headlines
from report_cli.compose.speech import Words
from report_cli.document import FIGURE, Document, Run, Runs, place_at, text_of
from report_cli.facts.estimate import NotComputable
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loader
from report_cli.files import yaml
from report_cli.files.workspace import Workspace
from report_cli.model import Finding, Place
from report_cli.sentences import clause_around, statements
from report_cli.tasks import left_out
from report_cli.text import excerpt

_NAME = "\ufffb"
_OF_REPORT = re.compile(r"\.(?:docx?|md|txt) 第\d+段", re.IGNORECASE)
_LEVEL = "(?:持平|一样|相同|相当)$"
_NEAR = 20
"""So many characters of a sentence are quoted before the words."""


class _Sentence(Struct, frozen=True):
    """A sentence as printed with words in it that are of one year: which characters; and where they are written.

    `prose`: the sentence with FIGURE or _NAME in the place of each character that the data state.
    """

    text: str
    prose: str
    spans: tuple[tuple[int, int], ...]
    place: Place

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text[start:end] for start, end in self.spans)

    @property
    def to_allow(self) -> list[str]:
        """What of the words to allow: all from the first to the last; where figures stand there, each by itself.

        Figures are others next time: of words with one in them as much as stands on one side of it.
        """
        first, last = self.spans[0][0], self.spans[-1][1]
        if not {FIGURE, _NAME} & set(self.prose[first:last]):
            return [self.text[first:last]]
        parts = [re.finditer(f"[^{FIGURE}{_NAME}]+", self.prose[start:end]) for start, end in self.spans]
        longest = [max(each, key=lambda part: len(part[0])).span() for each in parts]
        bounds = [(span[0] + first, span[0] + last) for span, (first, last) in zip(self.spans, longest, strict=True)]
        return list(dict.fromkeys(self.text[first:last] for first, last in bounds))

    def is_in(self, other: str) -> bool:
        """Whether another text, without blanks, has its words in the same prose, up to the next figures."""
        said = re.finditer(f"[^{FIGURE}{_NAME}]+", self.prose)
        parts = [part for part in said if any(part.start() <= start < part.end() for start, _ in self.spans)]
        return all("".join(part[0].split()) in other for part in parts)


def findings(
    workspace: Workspace, document: Document, ledger: Ledger, library: compose.Library, words: Words
) -> list[Finding]:
    """Warnings at the sentences that are as last year's; of several that say it in the same words, at the first."""
    previous = ledger.previous
    if previous is None or not previous.is_composed or _is_adopted(ledger):
        return []
    if not (said := list(_said(document, ledger))):
        return []
    before, told = _before(workspace, document.kind, previous, library), list[tuple[_Sentence, int]]()
    for sentence in (each for each in said if each.is_in(before) and not _are_allowed(each, words)):
        at = next((at for at, (one, _) in enumerate(told) if set(sentence.words) <= set(one.words)), -1)
        if at < 0:
            told.append((sentence, 0))
        else:
            told[at] = told[at][0], told[at][1] + 1
    return [_finding(sentence, more, ledger.year) for sentence, more in told]


def _is_adopted(ledger: Ledger) -> bool:
    """Whether a year is told by a finished report that was adopted, whose words are its own whatever was said before.

    Its facts say in which paragraph of that they stand.
    """
    sources = [fact.source for fact in ledger.facts.values() if fact.indicator.group and not fact.is_derived]
    return sum(map(bool, map(_OF_REPORT.search, sources))) * 2 > len(sources)


def of_new_year(workspace: Workspace, year: int) -> list[Finding]:
    """What the reports of a year say so, its data being filled in or not.

    Last year's texts as they are now are kept, so that what is changed from now on is known for changed.
    """
    loader, library, words = Loader(workspace), cache(workspace.template), Words.of(workspace)
    ledger, found = loader.year(year, draft=True).ledger, list[Finding]()
    for kind in compose.kinds(workspace.kinds(), library, year) if ledger.is_composed else ():
        document, _ = compose.compose(kind, ledger, library)
        if document is not None and (new := findings(workspace, document, ledger, library, words)):
            found += new
            _keep(workspace, kind, ledger.previous, library)
    return list(dict.fromkeys(found))


def _said(document: Document, ledger: Ledger) -> Iterator[_Sentence]:
    # Imported here: what it looks for takes time to be compiled, and a first year needs none of it.
    from report_cli.words import of_a_year

    headings = [heading for heading, _ in headlines.of(document)]
    for _, runs in document.lines:
        prose = "".join(_prose(run, ledger) for run in runs)
        heading = next((heading for heading in headings if runs[: len(heading)] == heading), ())
        claims = headlines.claims(prose[: sum(len(run.text) for run in heading)]) if heading else ()
        found = [*of_a_year.found(prose)]
        more = ((each.start, each.end) for each in claims)
        found += [(start, end) for start, end in more if all(last <= start or end <= first for first, last in found)]
        hits = [span for span in sorted(found) if _is_common(document, runs, span) and not _is_driven(prose, span)]
        hits = [span for span in hits if not _is_judged(runs, prose, span, ledger)]
        for first, last in statements(prose) if hits else ():
            spans = tuple((start - first, end - first) for start, end in hits if first <= start < last)
            if spans and (place := place_at(runs, first + spans[0][0])):
                yield _Sentence(text_of(runs)[first:last], prose[first:last], spans, place)


def _prose(run: Run, ledger: Ledger) -> str:
    """The words of a run; FIGURE for each character of a figure, _NAME for those of a text from the data.

    That it is an anniversary stands in the words, wherever its number comes from.
    """
    if not (run.fact or run.pending or run.superscript):
        return run.text
    indicator = ledger.catalogue.get(run.fact.partition("[")[0])
    is_text = indicator is not None and indicator.kind in ("text", "list", "items")
    kept = "周年" if run.text.endswith("周年") else ""
    return (_NAME if is_text else FIGURE) * (len(run.text) - len(kept)) + kept


def _is_driven(prose: str, span: tuple[int, int]) -> bool:
    """Whether the data say what the year is: 是贯彻落实{{ 会议 }}的开局之年."""
    clause, words = prose[slice(*clause_around(prose, *span))], prose[slice(*span)]
    return _NAME in clause and re.search("年$|^(?:今年|明年|本年度)", words) is not None


def _is_judged(runs: Runs, prose: str, span: tuple[int, int], ledger: Ledger) -> bool:
    """Whether both years' data tell if a figure is as it was, which is said right behind it: 265件，与上年持平."""
    before = prose[: span[0]].rstrip("，、")
    if not (before.endswith(FIGURE) and re.search(_LEVEL, prose[slice(*span)])):
        return False
    run = next(
        (run for run, end in zip(runs, accumulate(len(run.text) for run in runs), strict=True) if end == len(before)),
        None,
    )
    with contextlib.suppress(NotComputable):
        return run is not None and run.fact != "" and ledger.change(run.fact) is not None
    return False


def _is_common(document: Document, runs: Runs, span: tuple[int, int]) -> bool:
    """Whether words are those of a template that several years have, and nobody changed them for this one."""
    place = place_at(runs, span[0])
    is_own = place is None or place.file.startswith(f"templates/{document.year}/")
    return not is_own and not document.edited_by(runs, *span)


def _before(workspace: Workspace, kind: str, previous: Ledger, library: compose.Library) -> str:
    """What last year's report said: as it was built or kept, else as it would be. Empty where there is none."""
    if not compose.kinds([kind], library, previous.year):
        return ""
    if (built := left_out.built(workspace, kind, previous.year)) is not None:
        return "".join("".join(built.paragraphs).split())
    document, _ = compose.compose(kind, previous, library)
    return "".join("".join(text_of(runs) for _, runs in document.lines).split()) if document else ""


def _keep(workspace: Workspace, kind: str, previous: Ledger | None, library: compose.Library) -> None:
    from report_cli.drafts import bases, figures

    if previous is None or left_out.built(workspace, kind, previous.year) is not None:
        return
    document, _ = compose.compose(kind, previous, library)
    if document is not None:
        made = figures.make(document, previous)
        bases.keep(workspace.root, {made.digest: figures.write(made)})


def _are_allowed(sentence: _Sentence, words: Words) -> bool:
    from report_cli.words import judge, of_a_year

    excuses = [words.allowing.of(sentence.text, judge.Hit(of_a_year.CODE, *span, "")) for span in sentence.spans]
    return all(excuses)


def _finding(sentence: _Sentence, more: int, year: int) -> Finding:
    quoted = "".join(f"“{_inner(word)}”" for word in dict.fromkeys(sentence.words))
    first = sentence.spans[0][0]
    clause = sentence.text.rfind("，", 0, first) + 1 if first > _NEAR else 0
    near = re.sub("【待补：[^】]*】", "【待补】", _inner(sentence.text[clause:].strip()))
    said = f"{'…' if clause else ''}{excerpt(near, 40)}"
    message = f"{quoted}像是{year - 1}年的话，{year}年会照样印：“{said}”{f'（另有{more}处）' if more else ''}"
    rows = "、".join(
        f"- {{rule: W204, text: {yaml.quoted(words)}, because: 今年还这样说}}" for words in sentence.to_allow
    )
    only = f"只改{year}年的：在生成的Word稿里改这一句，再report take（改模板，{year - 1}年的也跟着变）"
    each = "加一行" if len(sentence.to_allow) == 1 else "各加一行"
    still = f"今年还这样说，在data/words.yaml的allow:下面{each} {rows}"
    return Finding("W204", sentence.place, message, f"{only}；{still}", severity="warning")


def _inner(text: str) -> str:
    """Words that are to stand in quotation marks, with theirs as inner ones."""
    return text.translate(str.maketrans("“”", "‘’"))
