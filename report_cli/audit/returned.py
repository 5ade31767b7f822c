"""Drafts that came back from people: which report each one is, and what it is audited against.

A draft says itself what it is, by its seal. Where that is lost, the figures file beside it tells, or what the text is
most like of all that was built. What was built is in figures.json; where that is gone, the report is composed again.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli import compose
from report_cli.audit import baseline, origin, thresholds, unmarked
from report_cli.audit.compare import Audit, audit
from report_cli.audit.origin import Origin, ReturnedDraft
from report_cli.audit.texts import without_blanks
from report_cli.compose import gaps
from report_cli.document import Document
from report_cli.docx import legacy, package, read, seal
from report_cli.docx.manuscript import Cell, Line, Manuscript, pending
from report_cli.drafts import figures, orphans
from report_cli.drafts.figures import FiguresFile
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loader
from report_cli.files import given
from report_cli.files.workspace import Workspace
from report_cli.model import FIGURES_SUFFIX, CannotRun, Finding
from report_cli.text import paragraphs

MARKDOWN = (".md", ".markdown")
TEXT = (*MARKDOWN, ".txt", ".text")


_EMPTY = "里面没有文字，没有可以核对的"


def read_draft(path: Path, *, is_original: bool = False) -> ReturnedDraft:
    """Read a draft. `is_original`: as if its tracked changes were rejected. Raises CannotRun where that cannot be."""
    data = given.read(path)
    try:
        if path.suffix.lower() in TEXT:
            if not decoded(data).strip():
                raise CannotRun(_EMPTY)
            return ReturnedDraft(path, data, read_text(data, is_markdown=path.suffix.lower() in MARKDOWN), {})
        if path.suffix.lower() == ".wps":
            raise CannotRun("这是WPS文字自己的格式（.wps），读不了；在WPS里另存为DOCX")
        data = legacy.as_docx(data)
        manuscript = read.read(data, is_original=is_original)
        assert manuscript.package is not None, "a Word file has parts"
        return ReturnedDraft(path, data, manuscript, seal.properties(manuscript.package.parts) or {})
    except CannotRun as error:
        raise CannotRun(f"{path.as_posix()}：{error}") from error


# Plain text and Markdown ----------------------------------------------------------------------------------------------

MAX_TEXT, MAX_CHARACTERS = 1 << 20, 400_000  # bytes, characters: a text of 200 pages has 400,000 and 150,000
_RULE = re.compile(r"\|?(?:\s*:?-{3,}:?\s*\|)+\s*(?::?-{3,}:?)?")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HEADING = re.compile(r"#{1,6}\s+")
_BULLET = re.compile(r"[-+*]\s+")
# An asterisk or a bar that an escape has not made plain.
_EMPHASIS = re.compile(r"(?<!\\)\*{1,3}")
# Where a footnote hangs, and where its text begins.
_NOTE = re.compile(r"(?<!\\)\[\^\d+\](?::\s)?")
_BAR = re.compile(r"(?<!\\)\|")


def read_text(data: bytes, *, is_markdown: bool) -> Manuscript:
    """The lines of a text, without the marks of Markdown. Raises CannotRun where the data is none.

    Empty lines part paragraphs and are none themselves.
    """
    written = decoded(data).splitlines()
    stripped = [line.strip() for line in written]
    if is_markdown:
        lines = tuple(_of_markdown(stripped))
    else:
        texts = ("".join(stripped[at] for at in each) for each in paragraphs(written))
        lines = tuple(Line(text) for text in texts if text)
    package.check_length(len(lines))
    return Manuscript(lines, tuple(pending(lines)))


def _of_markdown(written: Sequence[str]) -> Iterator[Line]:
    table = row = 0
    for line in written:
        if not _is_row(line):
            row = 0
        elif not _RULE.fullmatch(line):
            table, row = table + (row == 0), row + 1
        for column, text in enumerate(without_markup(line) if line else (), 1):
            yield Line(text, cell=Cell(table, row, column) if row else None)


def decoded(data: bytes) -> str:
    """Text as editors save it: UTF-8, UTF-16 with its mark, else GB18030, as Windows' older editors do."""
    if len(data) > MAX_TEXT:
        raise CannotRun("文件超过1 MiB（三十多万字），不像一份稿子，没有读；核对文件")
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(text) > MAX_CHARACTERS:
            said = f"有{len(text)}个字符，超过{MAX_CHARACTERS // 10_000}万"
            raise CannotRun(f"{said}，不像一份稿子，没有读；核对文件")
        if "\x00" not in text:
            return text
    raise CannotRun("不是文本文件；核对的稿件用DOCX、MD或TXT")


def without_markup(line: str) -> list[str]:
    """What people typed in a line of Markdown: one text, a row's cells, or nothing."""
    if _RULE.fullmatch(line):
        return []
    if _is_row(line):
        return [_plain(cell.strip()) for cell in _BAR.split(line)[1:-1]]
    return [_plain(_BULLET.sub("", _HEADING.sub("", line, count=1), count=1))]


def _is_row(line: str) -> bool:
    return line.startswith("|") and line.endswith("|")


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub("", _NOTE.sub("", text)))


# Which report it is, and what it is audited against -------------------------------------------------------------------


def _unsigned(manuscript: Manuscript) -> Manuscript:
    """A review copy without what was signed in the last two columns of its table, which is its last."""
    cells = [line.cell for line in manuscript.lines if line.cell and line.part == "body"]
    last = max((cell.table for cell in cells), default=0)
    columns = max((cell.column for cell in cells if cell.table == last), default=0)
    signed = {cell for cell in cells if cell.table == last and cell.row > 1 and cell.column > columns - 2}
    lines = (replace(line, text="") if line.cell in signed else line for line in manuscript.lines)
    return replace(manuscript, lines=tuple(lines))


class Auditor(Struct):
    """Audits drafts of one workspace. `year`, `kind`: for those that do not say what they are."""

    workspace: Workspace
    year: int | None = None
    kind: str | None = None
    findings: list[Finding] = field(default_factory=list)
    """What is wrong with the data."""
    ledgers: dict[int, Ledger] = field(default_factory=dict)
    documents: dict[tuple[int, str], Document | None] = field(default_factory=dict)

    def audit(self, draft: ReturnedDraft, *, of_people: bool = False, as_printed: bool = False) -> Audit:
        """`of_people`: only what people changed is told, whatever the data say by now.

        `as_printed`: places are those of the file, where a review copy has its markers.

        Raises CannotRun where it cannot be told which report this is.
        """
        year, kind = self.identify(draft)
        found = self.origin(draft, year, kind)
        base, is_review, _ = kind.partition(figures.REVIEW)
        label = compose.label(base, self.workspace.template, year) + ("核对稿" if is_review else "")
        texts = seal.texts(draft.sealed)
        read, content = _unsigned(draft.manuscript) if is_review else draft.manuscript, found.content
        is_unmarked = bool(is_review) and not as_printed
        if is_unmarked:
            read, content = unmarked.manuscript(read), unmarked.content(content)

        def composed() -> Document | None:
            made = self.document(year, kind)
            return unmarked.document(made) if made and is_unmarked else made

        said, ledger = (line.text for line in read.lines), self.ledger(year)
        against = baseline.make(content, ledger, texts, label=label, is_own=found.is_own, read=said)
        against = against.as_built if of_people else against
        against = replace(against, origin=found.where, remark=found.remark(draft), digest=found.content.digest)
        return audit(draft.path.as_posix(), read, against, composed)

    def identify(self, draft: ReturnedDraft) -> tuple[int, str]:
        """The year and kind of a draft, from the best witness that there is."""
        name, kinds = draft.path.as_posix(), self.workspace.kinds()
        year, kind = self.told(draft)
        if (year is None or kind is None) and (likely := self.likely(draft)):
            year, kind = year or likely.year, kind or likely.kind
        if year is None or kind is None:
            raise CannotRun(f"看不出 {name} 是哪一年的什么稿；用--year写明年份，用--kind写明类型（{'、'.join(kinds)}）")
        base, is_review, _ = kind.partition(figures.REVIEW)
        if base not in kinds and base in orphans.kinds(self.workspace):
            raise CannotRun(f"{name} 核对不了：{orphans.advice(self.workspace)}")
        if base not in kinds:
            raise CannotRun(f"{name} 是“{kind}”，这个工作区里没有这种报告；用--kind写明：{'、'.join(kinds)}")
        if not is_review:
            return year, kind
        from report_cli.drafts import review

        # A copy that another program has saved without its seal may still say by its name whose it is.
        owner = draft.sealed.get("report.owner", "") or draft.path.stem.partition(f"{figures.REVIEW}.")[2]
        return year, kind + (f".{review.file_name(owner)}" if owner else "")

    def told(self, draft: ReturnedDraft) -> tuple[int | None, str | None]:
        """What the draft's seal says that it is, else the figures file beside it, else the command line."""
        year, kind = draft.sealed.get("report.year", ""), draft.sealed.get("report.kind", "")
        if re.fullmatch("[1-9][0-9]{3}", year) and kind:
            return int(year), kind
        beside = figures.beside(draft.path, draft.path.stem)
        return (beside.year, beside.kind) if beside else (self.year, self.kind)

    def likely(self, draft: ReturnedDraft) -> FiguresFile | None:
        """What the text is most like of all that was built, if it is enough like it."""
        lines = {
            without_blanks(line.text) for line in draft.manuscript.lines if len(line.text) > thresholds.TELLING_LINE
        }

        def alike(file: FiguresFile) -> float:
            built = {without_blanks(text) for text in file.paragraphs if len(text) > thresholds.TELLING_LINE}
            return len(lines & built) / max(len(built), 1)

        paths = sorted(self.workspace.root.glob(f"drafts/*/*{FIGURES_SUFFIX}"))
        files = (file for path in paths if (file := figures.at(path)))
        known = (file for file in files if self.year in (None, file.year) and self.kind in (None, file.kind))
        best = max(known, key=alike, default=None)
        return best if best and alike(best) > thresholds.REPORT_ALIKE else None

    def origin(self, draft: ReturnedDraft, year: int, kind: str) -> Origin:
        """What it is audited against. Raises CannotRun where nothing is kept of it, nor can it be composed again."""
        found, sealed = origin.find(draft, self.workspace, year, kind), draft.sealed.get("report.data", "")
        if found and (found.is_own or self.document(year, kind) is None):
            return found
        composed = self.composed(year, kind)
        is_own = sealed in ("", composed.digest)
        return found if found and not is_own else Origin(composed, is_own, "composed")

    def composed(self, year: int, kind: str) -> FiguresFile:
        document = self.document(year, kind)
        if document is None:
            raise CannotRun(
                f"没有{year}年{kind}的figures.json，重新生成又有错误，没有可核对的底稿；先运行 report check {year}"
            )
        return figures.make(document, self.ledger(year))

    def document(self, year: int, kind: str) -> Document | None:
        """The report as it would be built now; None where there is an error."""
        if (year, kind) not in self.documents:
            self.documents[year, kind] = self._document(year, kind)
        return self.documents[year, kind]

    def _document(self, year: int, kind: str) -> Document | None:
        base, is_review, owner = kind.partition(figures.REVIEW)
        ledger = self.ledger(year)
        document = compose.compose(base, ledger, self.workspace.template)[0]
        if document is None or not is_review:
            return document
        from report_cli.drafts import review

        owners = {name for fact in ledger.facts.values() for name in review.owners(ledger, fact)}
        name = next((each for each in owners if owner and review.file_name(each) == owner[1:]), "")
        return replace(review.compose(document, ledger, name, is_bound=True), kind=kind)

    def ledger(self, year: int) -> Ledger:
        if year not in self.ledgers:
            loader = Loader(self.workspace)
            is_draft = gaps.has_gaps(self.workspace, loader, year)
            loaded = loader.with_gaps(year) if is_draft else loader.year(year)
            self.ledgers[year] = loaded.ledger
            self.findings += loaded.findings
        return self.ledgers[year]
