"""A check: everything that is wrong with a workspace; or what departments still owe."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from msgspec import Struct

from report_cli import compose, numerals
from report_cli.compose import wording
from report_cli.compose.rendering import is_template_name
from report_cli.compose.speech import Words, once
from report_cli.facts.fact import Indicator
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loaded, Loader
from report_cli.files.workspace import Workspace
from report_cli.layout import columns, reading
from report_cli.model import TEMPLATE_SUFFIX, CannotRun, Finding, Place, in_order
from report_cli.questions import owed
from report_cli.questions.owed import Debt
from report_cli.tasks import last_year, left_out, open_questions
from report_cli.tasks.choice import choice
from report_cli.tasks.layouts import Layouts
from report_cli.text import nearest


class Checked(Struct, frozen=True):
    """All findings, by place; `gaps` are those among them that only say what has not come in yet."""

    findings: list[Finding]
    gaps: list[Finding]


class Owed(Struct, frozen=True):
    """What is owed, year by year, and what is wrong with the data: then the list may lack something."""

    debts: list[tuple[Ledger, list[Debt]]]
    findings: list[Finding]


def years(workspace: Workspace, named: Iterable[int]) -> list[int]:
    """The years to be checked: by default all. Raises CannotRun where there is none."""
    wanted = list(dict.fromkeys(named)) or workspace.years()
    if not wanted:
        strays = "".join(f"；{finding.message}" for finding in workspace.strays())
        raise CannotRun(f"data文件夹里还没有年度数据（如data/2022.yaml）{strays}")
    return wanted


def check(workspace: Workspace, years: list[int], progress: Callable[[list[int]], Iterable[int]] = iter) -> Checked:
    loader, library = Loader(workspace), cache(workspace.template)
    findings = [
        *loader.catalogue_findings,
        *_labels(loader),
        *_unbound(loader),
        *_layouts(workspace),
        *workspace.strays(),
        *workspace.unportable(),
        *_sections(workspace, years, library),
    ]
    words = Words.of(workspace)
    ledgers = []
    for year in progress(years):
        loaded = loader.year(year)
        ledgers.append(loaded.ledger)
        findings += [*loaded.findings, *_templates(workspace, loaded, library, words)]
        findings += open_questions.findings(workspace, loaded.ledger)
    findings += [*words.findings, *_idle(words, loader, library, years)]
    ordered = in_order(once(findings))
    return Checked(ordered, owed.gaps(ordered, ledgers))


def _as_seen(label: str) -> str:
    return label if label.isascii() else "".join(unicodedata.normalize("NFKC", label).split()).rstrip(":：")


def _labels(loader: Loader) -> Iterator[Finding]:
    """Warnings: indicators of a group that people cannot tell apart, in a catalogue that is right otherwise."""
    groups = [group.indicators for group in loader.catalogue.groups.values() if not loader.catalogue_findings]
    for indicators in (*groups, *(indicator.fields for group in groups for indicator in group)):
        first: dict[str, Indicator] = {}
        for indicator in indicators:
            other = first.setdefault(_as_seen(indicator.label), indicator)
            if other is not indicator:
                what = f"都是“{indicator.label}”"
                if other.label != indicator.label:
                    what = f"看上去一样（“{indicator.label}”“{other.label}”，空格、全角半角或字形不同）"
                message = f"{indicator.name}和{other.name}的label{what}，表里分不清"
                cure = "改其中一个的label，或去掉重复的指标"
                yield Finding("C112", indicator.place, message, cure, indicator.id, "warning")


def _unbound(loader: Loader) -> Iterator[Finding]:
    """Warnings: figures that an adopted report still has in its prose."""
    for word, place in loader.catalogue.unbound:
        message = f"“{word}”{_where(loader.workspace, word)}里的数还没有和数据绑定，数变了稿件不会跟着变"
        still = "不变的（名称、固定的说法），把“尚未绑定”改成理由，如 固定的说法"
        yield Finding("C113", place, message, f"会变的：{_binding(word)}，再删去这一行；{still}", severity="warning")


def _binding(word: str) -> str:
    """What to write, and where, that words with a numeral follow the data."""
    said = next(iter(wording.find(word)), None)
    name = re.sub(r"\W", "", word.replace(said.text, "")) if said else ""
    value = numerals.value(said.number) if said else None
    if said is None or value is None or value.denominator != 1 or not name.isidentifier():
        return "在指标目录的一组里另立一个指标，年度数据里填上，模板里换成 {{ 组名.指标名 }}"
    unit = f", unit: {said.unit}" if said.unit else ""
    printed = f"{{{{ 组名.{name}|chinese }}}}{said.unit}"
    row = f"指标目录的一组里加一行 {name}: {{label: {name}{unit}}}"
    return f"{row}，年度数据的那一组里填 {name}: {value}，模板里的“{said.text}”换成 {printed}"


def _where(workspace: Workspace, word: str) -> str:
    """Where the templates have some words, in brackets; empty where they do not."""
    files = [*workspace.sections(), *(f"templates/{kind}{TEMPLATE_SUFFIX}" for kind in workspace.kinds())]
    for file in files:
        before, found, _ = workspace.read(file).decode(errors="replace").partition(word)
        if found:
            return f"（{file}第{before.count(chr(10)) + 1}行）"
    return ""


def _idle(words: Words, loader: Loader, library: compose.Library, years: list[int]) -> Iterator[Finding]:
    """Warnings: words that are allowed and stand in no text of any year."""
    for year in loader.workspace.years() if words.idle() else ():
        if year not in years:
            list(_templates(loader.workspace, loader.year(year), library, words))
    yield from words.idle()


def _templates(workspace: Workspace, loaded: Loaded, library: compose.Library, words: Words) -> Iterator[Finding]:
    """What is wrong with each report as composed, its tables on its layout's page; what none of them prints."""
    ledger, layouts, documents = loaded.ledger, Layouts(workspace), []
    kinds = compose.kinds(workspace.kinds(), library, ledger.year) if ledger.is_composed else []
    for kind in kinds:
        document, found = compose.compose(kind, ledger, library, words)
        documents.append(document)
        yield from found
        looked_at = document or compose.with_errors(kind, ledger, library)
        yield from last_year.findings(workspace, looked_at, ledger, library, words) if looked_at else ()
        layout = layouts.of(document).layout if document is not None else None
        if document is not None and layout is not None:
            yield from columns.findings(columns.fitted(document, layout), layout)
    yield from compose.unprinted(ledger, documents, library, loaded.findings)
    yield from left_out.findings(workspace, ledger, dict(zip(kinds, documents, strict=True)), loaded.findings)
    yield from layouts.unknown


def _sections(workspace: Workspace, years: list[int], library: compose.Library) -> Iterator[Finding]:
    """Warnings about sections that no template includes, or that are no templates by their names."""
    files = workspace.sections(years)
    folders = dict.fromkeys(file.rpartition("/")[0] for file in files)
    files = [file for file in files if file.endswith(TEMPLATE_SUFFIX)]
    wanted = [f"{kind}{TEMPLATE_SUFFIX}" for kind in workspace.kinds()]
    included: dict[str, bool] = {}
    while wanted:
        name = wanted.pop()
        found = [source for year in (*years, 0) if (source := library(name, year)) is not None]
        included[name] = bool(found)
        texts = (source[1].decode(errors="replace") for source in found)
        names = {each for text in texts for each in re.findall(r"[\"']([^\"'\n]+\.md\.j2)[\"']", text)}
        wanted += sorted(filter(is_template_name, names - set(included) - set(wanted)))
    missing = [name.removeprefix("sections/") for name, is_there in included.items() if not is_there]
    for folder in folders:
        yield from workspace.misnamed(folder, missing)
    for file in files:
        name = file.rpartition("/")[2]
        if f"sections/{name}" not in included:
            near = nearest(name, missing) if missing else ""
            guess = f"是不是{near}？改成这个名称；" if near else ""
            cure = f'{guess}要用，就在模板里写 {{% include "sections/{name}" %}}；不用，就移出这个文件夹'
            yield Finding("T116", Place(file), f"{file} 不会用到：没有模板引用它", cure, severity="warning")


def _layouts(workspace: Workspace) -> Iterator[Finding]:
    for name in workspace.layouts():
        if found := workspace.layout(name):
            file, data = found
            yield from reading.parse(data, file, workspace)[1]


def check_owner(workspace: Workspace, years: list[int], owner: str) -> Checked:
    """What one department has not filled in. Raises CannotRun where it is unknown."""
    loader = Loader(workspace)
    ledgers = [loaded.ledger for loaded in _drafts(loader, years, owner)]
    findings = [owed.of_owner(loader.year(ledger.year).findings, ledger, owner) for ledger in ledgers]
    return Checked(in_order(finding for each in findings for finding in each), [])


def owed_in(workspace: Workspace, years: list[int], owner: str | None) -> Owed:
    """Who owes what; or what one department owes. Raises CannotRun where it is unknown."""
    loader = Loader(workspace)
    debts, findings = [], list(loader.catalogue_findings)
    for loaded in _drafts(loader, years, owner):
        debts.append((loaded.ledger, [debt for debt in owed.debts(loaded.ledger) if owner in (None, debt.owner)]))
        findings += loaded.findings
    return Owed(debts, in_order(findings))


def _drafts(loader: Loader, years: list[int], owner: str | None) -> list[Loaded]:
    """The years that reports are made of, as drafts; those for comparison only owe nothing."""
    drafts = [loader.year(year, draft=True) for year in years if loader.is_composed(year)]
    if owner is not None:
        known = list(dict.fromkeys(name for draft in drafts for name in owed.owners(draft.ledger)))
        if not known:
            raise CannotRun("数据和指标目录里都没有写owner（谁负责），分不出哪个部门尚缺什么")
        choice(owner, known, "部门")
    return drafts
