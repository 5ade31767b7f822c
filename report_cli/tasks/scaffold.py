"""What `report new` and `report init` write: the file of a new year, and a workspace that builds at once."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from report_cli.facts import catalogue_file as catalogues
from report_cli.facts import moved
from report_cli.facts.doubts import names_a_session
from report_cli.facts.fact import COLLECTING, Catalogue, Fact, Group, Indicator, Names
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loader
from report_cli.files import disk, yaml
from report_cli.files.workspace import CATALOGUE, LAYOUTS, starter, starter_layouts
from report_cli.files.yaml import parse
from report_cli.model import TEMPLATE_SUFFIX
from report_cli.tasks import schema
from report_cli.text import excerpt, width

if TYPE_CHECKING:
    from report_cli.document import Document
    from report_cli.questions.announced import Promise

IDS = ("zh", "en")
EXAMPLE = "data/example.yaml"
"""The starter's year of an invented district: its values stand as examples beside the names of a first year."""

SCHEMA = ".vscode/year.schema.json"

_SERVICES = {"ci/gitlab-ci.yml": ".gitlab-ci.yml", "ci/gitee.yml": ".workflow/report.yml"}
"""Where services of CI look for their files; each reads its own alone."""

# Comments stand in one column of their group, unless a name is very long.
_WIDEST = 60


_HEAD = f"""\
# {{year}}年的数据。冒号后面空一格再填；还不知道的先留空；没有这件事，就删去那一行。
# 数照报告里的写法填：265、近300、300余、2.83万、84.5%、2023-02-21；并列的名称写成 [甲, 乙]，没有列全的最后写等。
# 要写出处、谁负责，写成 {{{{value: 15, source: 出处, owner: 办公室}}}}；还会变的数写 {{{{value: 15, state: 预计}}}}。
# 填一些就可以运行 report check {{year}} 查错，report build {{year}} 出稿，缺的地方印【待补】；
# 尚缺什么：report check {{year}} --owed；全部填齐、核实以后定稿：report build {{year}} --final，并删去status这一行。
{{kept}}format: 1
year: {{year}}
status: {COLLECTING}"""


class _Line(Struct, frozen=True):
    text: str
    comment: str = ""


def year_file(
    catalogue: Catalogue,
    year: int,
    previous: Ledger | None = None,
    promises: "Mapping[str, Sequence[Promise]] | None" = None,
    examples: Mapping[str, str] | None = None,
    unasked: Mapping[str, int] | None = None,
) -> str:
    """The file of a year without values: every indicator without a formula, and what the catalogue says of it.

    Last year's values stand beside; its owners are kept, and names that do not change. `promises`: what its report
    announced, to be answered, by the indicator that answers. `examples`: values to show, by indicator. `unasked`:
    what only the reports of other years print, by indicator the last of them.
    """
    maker = _YearFile(year, catalogue, previous, promises or {}, examples or {}, unasked or {})
    groups = ("\n".join(maker.group(group)) for group in catalogue.groups.values())
    kept = any(map(maker.kept, catalogue.indicators))
    head = _HEAD.format(year=year, kept="# 已经写好的名称是照上年写的，有变就改。\n" if kept else "")
    return "\n\n".join([head, *filter(None, groups)]) + "\n"


def promises(loader: Loader, year: int) -> "tuple[dict[str, list[Promise]], bool]":
    """What the reports of a year announced, and whether all of them could be composed.

    What is not filled in yet is left out; where a report cannot do without, its gaps are no promises.
    """
    if not loader.is_composed(year) or not any(group.answered_by for group in loader.catalogue.groups.values()):
        return {}, True
    # Imported here: a year that announces nothing needs no templates.
    from report_cli import compose
    from report_cli.questions import announced

    ledgers = [loader.year(year, draft=draft).ledger for draft in (False, None)]
    library = cache(loader.workspace.template)

    def composed(kind: str) -> "Document | None":
        return next(filter(None, (compose.compose(kind, ledger, library)[0] for ledger in ledgers)), None)

    documents = [composed(kind) for kind in compose.kinds(loader.workspace.kinds(), library, year)]
    return announced.promises(filter(None, documents), ledgers[-1]), None not in documents


def _as_typed(fact: Fact) -> str:
    """A value in a comment, names in the brackets that they are typed in; cut where it is long."""
    if not isinstance(fact.value, Names):
        return excerpt(fact.text, 24)
    names = [item.text for item in fact.value.items] + ["等"] * fact.value.is_open
    return f"[{excerpt(', '.join(names), 40)}]"


class _YearFile(Struct, frozen=True):
    year: int
    catalogue: Catalogue
    previous: Ledger | None
    promises: "Mapping[str, Sequence[Promise]]"
    examples: Mapping[str, str]
    unasked: Mapping[str, int] = {}

    def group(self, group: Group) -> Iterator[str]:
        stated = [one for one in group.indicators if one.formula is None and one.in_years.has(self.year)]
        wanted = [indicator for indicator in stated if indicator.id not in self.unasked]
        if not wanted:
            return
        common, owners = self.owners(wanted)
        lines = [_Line(f"{group.name}:", _label(group))]
        if common:
            lines.append(_Line(f"  owner: {yaml.quoted(common)}", "本组都由它负责；另有负责的，在那一项里写owner"))
        for indicator in wanted:
            if indicator.table is not None:
                file = f"data/{self.year}/{indicator.table.file}.csv"
                lines.append(_Line("", f"{indicator.label}：表放在{file}（或.xlsx、.ods），这里不写"))
            elif self.answers(indicator):
                lines += self.to_answer(indicator, owners)
            else:
                value = _value(self.kept(indicator), owners.get(indicator.id, ""))
                lines.append(_Line(f"  {indicator.name}:{value and f' {value}'}", self.notes(indicator)))
        if others := [indicator for indicator in stated if indicator.id in self.unasked]:
            years = "、".join(f"{year}年" for year in sorted({self.unasked[each.id] for each in others}))
            names = "、".join(each.name for each in others)
            lines.append(_Line("", f"只有{years}的报告印、没有列在上面的：{names}"))
        yield from _aligned(lines)

    def answers(self, indicator: Indicator) -> bool:
        """Whether what was announced is answered in this indicator."""
        return any(group.answered_by == indicator.id for group in self.catalogue.groups.values())

    def known(self, id: str) -> Fact | None:
        fact = self.previous.get(id) if self.previous else None
        return fact if fact is not None and fact.value is not None else None

    def named_by_year(self, indicator: Indicator) -> Indicator:
        """What last year gave as an indicator: 上年收到提案 was 收到提案 then, in its group or in one other alone."""
        wanted = indicator.label, indicator.kind, indicator.unit
        known = (each for each in self.catalogue.indicators if self.known(each.id))
        found = [each for each in known if (f"上年{each.label}", each.kind, each.unit) == wanted]
        own = [each for each in found if each.group == indicator.group]
        return own[0] if own else found[0] if len(found) == 1 else indicator

    def kept(self, indicator: Indicator) -> str:
        """Last year's name as a value, where it does not change: the catalogue says so, or it was the same before."""
        fact = self.known(indicator.id)
        before = self.previous.last_year(indicator.id) if self.previous else None
        is_same = fact is not None and (indicator.is_moment or (before is not None and before.text == fact.text))
        if fact is None or not is_same or any(map(names_a_session, (fact, *fact.parts()))):
            return ""
        if isinstance(fact.value, Names):
            return (
                f"[{', '.join([*(yaml.quoted(item.text) for item in fact.value.items), *['等'] * fact.value.is_open])}]"
            )
        return yaml.quoted(fact.value) if isinstance(fact.value, str) else ""

    def notes(self, indicator: Indicator) -> str:
        meant, label = self.named_by_year(indicator), _label(indicator)
        before = self.known(meant.id)
        named = f"{label}（{indicator.unit}）" if label and indicator.unit else label or indicator.unit
        notes = [named] if named else []
        notes += ["必填"] if indicator.required else ["可以空着"] if indicator.may_be_empty else []
        notes += ["只供核对，不印"] if not indicator.is_printed else []
        told = f"{self.year - 1}年是" if meant is not indicator else "上年"
        notes += [f"{told}{_as_typed(before)}"] if before is not None else []
        notes += ["减少填负数"] if indicator.kind != "count" and moved.has_sign(indicator.label) else []
        example = self.examples.get(indicator.id, "")
        if indicator.kind == "items":
            return "；".join([*notes, f"每件写一行，如 {example}" if example else _sample(indicator)])
        return "；".join([*notes, f"如 {example}"] if example else notes)

    def to_answer(self, indicator: Indicator, owners: dict[str, str]) -> Iterator[_Line]:
        """What was announced, an item each: the first field states it, the others are to be filled."""
        if not (promised := self.promises.get(indicator.id)):
            yield _Line("", f"没有上年报告里的工作安排；要答复的，先写{indicator.name}:，下面{_sample(indicator)}")
            return
        yield _Line("", "上年报告里的工作安排，一句一行；逐项填落实的情况，不用答复的删去整行")
        yield _Line(f"  {indicator.name}:", _label(indicator))
        first, *rest = indicator.fields
        for promise in promised:
            answers = [f"{field.name}: {_value('', owners.get(promise.text, ''))}" for field in rest]
            yield _Line(f"    - {{{', '.join([f'{first.name}: {yaml.quoted(promise.text)}', *answers])}}}")

    def owners(self, indicators: list[Indicator]) -> tuple[str, dict[str, str]]:
        """Whom the file has to name: the one owner of all facts, or those of single facts by id.

        Last year's owner answers again. None is named whom the catalogue names already.
        """
        owners: dict[str, tuple[str, str]] = {}
        for indicator in indicators:
            before = self.previous.get(indicator.id) if self.previous else None
            if self.answers(indicator):
                promised = self.promises.get(indicator.id, ())
                owners |= {promise.text: (promise.owner, indicator.owner) for promise in promised}
            elif before or indicator.owner:
                owners[indicator.id] = (before.owner if before else indicator.owner, indicator.owner)
        own = {id: owner for id, (owner, by_catalogue) in owners.items() if owner != by_catalogue}
        every = {owner for owner, _ in owners.values()}
        return (every.pop(), {}) if own and len(every) == 1 else ("", own)


def _value(text: str, owner: str) -> str:
    return f"{{value: {text}, owner: {yaml.quoted(owner)}}}" if owner else text


def _label(thing: Group | Indicator) -> str:
    """Its label, where its name does not say it already."""
    return "" if thing.label == thing.name else thing.label


def _sample(indicator: Indicator) -> str:
    fields = ", ".join(f"{field.name}: {_label(field) or '…'}" for field in indicator.fields)
    return f"每件写一行 - {{{fields}}}"


def _aligned(lines: list[_Line]) -> Iterator[str]:
    """The lines with their comments one under the other; one without text is a comment at the names' indentation."""
    widths = [width(line.text) for line in lines if line.text and line.comment and width(line.text) <= _WIDEST]
    column = max(widths, default=0) + 2
    for line in lines:
        if not line.text:
            yield f"  # {line.comment}"
        else:
            yield f"{line.text}{' ' * max(column - width(line.text), 2)}# {line.comment}" if line.comment else line.text


def reported_year(today: date) -> int:
    """The year that a report begun today is on: until March the assemblies meet that hear of the year before."""
    return today.year - (today.month <= 3)


def workspace_files(year: int, ids: str) -> dict[str, str]:
    years = {"{last_year}": str(year - 1), "{year}": str(year), "{next_year}": str(year + 1)}
    files = {_SERVICES.get(name, name): text for name, text in _starter_files().items()}
    example = files.pop(EXAMPLE)
    for name, text in files.items():
        if not name.endswith(TEMPLATE_SUFFIX):
            files[name] = re.sub("{last_year}|{year}|{next_year}", lambda found: years[found[0]], text)
    old, _ = catalogues.read(files[CATALOGUE].encode(), CATALOGUE)
    if ids == "zh":
        # Imported here: it needs to know templates.
        from report_cli.tasks import renaming

        files = renaming.in_chinese(files, CATALOGUE)
    catalogue, findings = catalogues.read(files[CATALOGUE].encode(), CATALOGUE)
    assert not findings, findings
    examples = _examples(catalogue, old, example)
    first = year_file(catalogue, year, examples=examples)
    return files | {f"data/{year}.yaml": first, SCHEMA: schema_text(catalogue)}


def _examples(catalogue: Catalogue, old: Catalogue, example: str) -> dict[str, str]:
    """The starter's example of each indicator, as it would be typed. `old`: the catalogue in the example's names."""
    node, _ = parse(example.encode(), EXAMPLE)
    found = {}
    for indicator, theirs in zip(catalogue.indicators, old.indicators, strict=True):
        group = node.get(theirs.group) if isinstance(node, yaml.Mapping) else None
        value = group.get(theirs.name) if isinstance(group, yaml.Mapping) else None
        if value is not None:
            found[indicator.id] = _typed(value, [field.name for field in indicator.fields])
    return found


def _typed(node: yaml.Node, fields: Sequence[str]) -> str:
    """A value as it is typed; of items the first, with these names of its fields."""
    if isinstance(node, yaml.Mapping):
        values = (value for _, value in node.entries)
        return f"{{{', '.join(f'{name}: {_typed(value, ())}' for name, value in zip(fields, values, strict=True))}}}"
    if isinstance(node, yaml.Sequence) and fields:
        return f"- {_typed(node.items[0], fields)}"
    if isinstance(node, yaml.Sequence):
        return f"[{', '.join(_typed(item, ()) for item in node.items)}]"
    return node.text if node.plain else f'"{node.text}"'


def schema_text(catalogue: Catalogue) -> str:
    return json.dumps(schema.schema(catalogue), ensure_ascii=False, indent=1) + "\n"


def _starter_files() -> dict[str, str]:
    """The starter files by their names; the layouts among them, wherever these lie."""
    layouts = starter_layouts()
    files = {f"{LAYOUTS}/{path.name}": path for path in layouts.glob("*.yaml")}
    files |= {path.relative_to(starter()).as_posix(): path for path in starter().rglob("*") if path.is_file()}
    return {name: files[name].read_text(encoding="utf-8") for name in sorted(files)}


def write(files: dict[str, str], folder: Path) -> None:
    """Write new files below a folder: all of them or, where that fails, none. Raises CannotRun.

    A run that was killed is finished by the next one. The catalogue comes last: only then is there a workspace.
    """
    names = sorted(files, key=lambda name: name == CATALOGUE)
    contents = {folder / name: files[name].encode() for name in names}
    with disk.made_folders([path.parent for path in contents], folder):
        disk.remove(disk.unfinished_beside(contents))
        there = {path for path, data in contents.items() if disk.read_if_there(path) == data}
        missing = {path: data for path, data in contents.items() if path not in there}
        disk.replace(missing, folder, seen=dict.fromkeys(missing))


def is_unfinished(files: dict[str, str], folder: Path) -> bool:
    """Whether a folder holds nothing but what a killed run has left of these files, and perhaps a repository."""
    if disk.is_there(folder / CATALOGUE):
        return False
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        is_left = path.name.startswith(".") and path.name.endswith(".tmp")
        if path.is_dir() or name.startswith(".git/") or is_left:
            continue
        if name not in files or disk.is_link(path) or disk.read_if_there(path) != files[name].encode():
            return False
    return True
