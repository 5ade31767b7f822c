"""修改意见汇总表: several edited drafts of one report side by side, as Markdown and as a document."""

from collections.abc import Iterator, Sequence

from report_cli.audit import side_by_side
from report_cli.audit.findings import KINDS, Audit
from report_cli.audit.match import blocks
from report_cli.document import Cell, Document, Paragraph, Properties, Role, Run, Table
from report_cli.views import tables

_HEAD = ("段落", "原稿", "稿件", "改为", "数字")
_SHARES = (9, 35, 12, 35, 9)
_ADDED = "（新增）"


def as_markdown(audits: Sequence[Audit]) -> str:
    rows = [(place, built, name, text or "（删去）", kinds) for place, built, name, text, kinds in _rows(audits)]
    return f"# {_title(audits)}\n\n稿件：{_names(audits)}\n\n{tables.as_markdown(_HEAD, rows)}"


def as_document(audits: Sequence[Audit]) -> Document:
    """On sheets that lie on their side; what each draft has otherwise is bold."""
    rows, before = [], ""
    for place, built, name, text, kinds in _rows(audits):
        is_added = built == _ADDED
        cells = [place, "（同上）" if place == before and not is_added else built, name, "", kinds]
        opinion = _compared("" if is_added else built, text) if text else (Run("（删去）", strong=True),)
        rows.append(tuple(opinion if column == 3 else _cell(cell) for column, cell in enumerate(cells)))
        before = place
    head = tuple(_cell(name) for name in _HEAD)
    title = Paragraph(Role.TITLE, (Run(_title(audits)),), landscape=True)
    intro = Paragraph(Role.BODY, (Run(f"稿件：{_names(audits)}。" + ("" if rows else "没有改动。")),), landscape=True)
    listed = (Table((head, *rows), landscape=True, shares=_SHARES),) if rows else ()
    of = audits[0].baseline
    return Document(f"{of.kind}.opinions", of.year, (title, intro, *listed), Properties(_title(audits)))


def _title(audits: Sequence[Audit]) -> str:
    return f"{audits[0].baseline.year}年{audits[0].baseline.label}修改意见汇总表"


def _names(audits: Sequence[Audit]) -> str:
    return "、".join(side_by_side.short_names(audits))


def _rows(audits: Sequence[Audit]) -> Iterator[tuple[str, str, str, str, str]]:
    """Where, what was built there, whose draft, what it has (nothing: it was taken out), what is found there."""
    for row in side_by_side.edited_paragraphs(audits):
        place = f"第{row.paragraph}段后" if row.is_added else f"第{row.paragraph}段"
        for version in row.versions:
            kinds = "、".join(dict.fromkeys(KINDS[kind] for kind in version.findings))
            yield place, _ADDED if row.is_added else row.built, version.file, version.text, kinds


def _cell(text: str) -> Cell:
    return (Run(text),) if text else ()


def _compared(built: str, text: str) -> Cell:
    """A text, in bold what it does not have in common with the one as built."""
    ends = (len(built), len(text), 0)
    runs, at = [], 0
    for _, start, length in [*blocks(built, text), ends]:
        runs += [Run(text[at:start], strong=True), Run(text[start : start + length])]
        at = start + length
    return tuple(run for run in runs if run.text)
