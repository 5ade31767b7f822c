"""Catalogue and templates with the Chinese labels of groups, indicators and fields as their names.

Only names are exchanged, at the places where they stand: comments, alignment and prose stay as they are. In templates
names are followed from the groups through `set` and `for`, within one file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Dictionary

from msgspec import Struct, field

from report_cli.facts import catalogue_file as catalogues
from report_cli.facts.catalogue import DEFAULTS, YEAR_FILE_KEYS, Catalogue
from report_cli.files.yaml import Mapping, Node, Scalar, Sequence, parse
from report_cli.model import Place


class Names(Struct, frozen=True):
    """The new name of each group, indicator (by its full id) and field (by `group.name.field`)."""

    catalogue: Catalogue
    new: dict[str, str]

    def own(self, id: str) -> str:
        """The new name of what an id ends in; the old one where there is none."""
        return self.new.get(id, id.rpartition(".")[2])

    def full(self, id: str) -> str:
        group, _, name = id.partition(".")
        return f"{self.own(group)}.{self.own(id)}" if name else self.own(group)


def chinese_names(catalogue: Catalogue) -> Names:
    """Names made from the labels: what an identifier cannot hold left out, and unlike each other within a group."""
    new: dict[str, str] = {}
    _name(new, {group.name: group.label for group in catalogue.groups.values()})
    for group in catalogue.groups.values():
        _name(new, {indicator.id: indicator.label for indicator in group.indicators})
        for indicator in group.indicators:
            _name(new, {f"{indicator.id}.{field.name}": field.label for field in indicator.fields})
    return Names(catalogue, new)


def _name(new: dict[str, str], labels: Dictionary[str, str]) -> None:
    taken = {*DEFAULTS, *YEAR_FILE_KEYS}
    for id, label in labels.items():
        stem = re.sub(r"\W", "", label) or id.rpartition(".")[2]
        stem = stem if stem.isidentifier() else f"第{stem}"
        number = 1
        while (made := stem if number == 1 else f"{stem}{number}") in taken:
            number += 1
        taken.add(made)
        new[id] = made


def in_chinese(files: Dictionary[str, str], catalogue_file: str) -> dict[str, str]:
    """The files of a new workspace under Chinese names: its catalogue and templates. (Its year file is made of the catalogue.)"""
    catalogue, _ = catalogues.read(files[catalogue_file].encode(), catalogue_file)
    names = chinese_names(catalogue)
    made = dict(files)
    made[catalogue_file] = renamed_catalogue(files[catalogue_file], names)
    return made | {name: renamed_template(text, names) for name, text in files.items() if name.endswith(".j2")}


class _Edit(Struct, frozen=True):
    """At a place of a YAML text: what stands there, and what is to stand there."""

    place: Place
    old: str
    new: str


def _edited(text: str, edits: Iterator[_Edit]) -> str:
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda edit: edit.place, reverse=True):
        line, column = lines[edit.place.line - 1], edit.place.column - 1
        at = line.index(edit.old, column)
        lines[edit.place.line - 1] = line[:at] + edit.new + line[at + len(edit.old) :]
    return "\n".join(lines)


def _entries(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    return node.entries if isinstance(node, Mapping) else ()


def _scalars(node: Node | None) -> Iterator[Scalar]:
    """A text, or those of a list or of a mapping of lists."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
    elif isinstance(node, Mapping):
        for _, value in node.entries:
            yield from _scalars(value)


def renamed_catalogue(text: str, names: Names) -> str:
    node, _ = parse(text.encode(), "")
    return _edited(text, _catalogue_edits(node, names))


def _catalogue_edits(node: Node | None, names: Names) -> Iterator[_Edit]:
    for group, content in _entries(node):
        if group.text not in names.catalogue.groups or not isinstance(content, Mapping):
            continue
        yield _Edit(group.place, group.text, names.own(group.text))
        yield from _expressions([content.get("answered_by")], group.text, names)
        rules = content.get("rules")
        for rule in rules.items if isinstance(rules, Sequence) else ():
            yield from _expressions([rule.get("require")] if isinstance(rule, Mapping) else [], group.text, names)
        for key, definition in _entries(content.get("indicators")):
            id = f"{group.text}.{key.text}"
            yield _Edit(key.place, key.text, names.own(id))
            if isinstance(definition, Mapping):
                yield from _expressions(
                    [definition.get(name) for name in ("formula", "parts", "of")], group.text, names
                )
                for field_key, _ in _entries(definition.get("fields")):
                    yield _Edit(field_key.place, field_key.text, names.own(f"{id}.{field_key.text}"))


def _expressions(nodes: list[Node | None], group: str, names: Names) -> Iterator[_Edit]:
    for node in nodes:
        for scalar in _scalars(node):
            yield _Edit(scalar.place, scalar.text, renamed_formula(scalar.text, group, names))


def renamed_formula(text: str, group: str, names: Names) -> str:
    """A formula, a rule or an id of the catalogue: names of the same group, or full ids, `previous.` before either."""

    def new(match: re.Match[str]) -> str:
        previous, name = match["previous"] or "", match["name"]
        return previous + (names.full(name) if "." in name else names.own(f"{group}.{name}"))

    return re.sub(r"(?P<previous>previous\.)?(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)?)", new, text)


# Templates ----------------------------------------------------------------------------------------------------------

_TAG = re.compile(r"""\{#.*?#\}|\{[%{](?:"[^"]*"|'[^']*'|(?![%}]\}).)*[%}]\}""", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<text>"[^"]*"|'[^']*')|(?P<chain>[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*)|(?P<other>.)""", re.DOTALL
)
_WORDS = frozenset(
    "and or not in is if else elif for endfor endif set endset include ignore missing call endcall macro endmacro".split()
)


def renamed_template(text: str, names: Names) -> str:
    """A template: the names inside its tags."""
    template = _Template(names)
    return _TAG.sub(lambda match: template.tag(match.group()), text)


class _Template(Struct):
    """What the variables of a template stand for: the id of an indicator, or of one whose items they go through."""

    names: Names
    variables: dict[str, str] = field(default_factory=dict)

    def tag(self, tag: str) -> str:
        if tag.startswith("{#"):
            return tag
        self.note(tag)
        made, before = "", ""
        for token in _TOKEN.finditer(tag):
            word = token.group()
            made += self.chain(word, before) if token["chain"] else word
            before = word if word.strip() else before
        return made

    def chain(self, word: str, before: str) -> str:
        """Names parted by dots, where they begin with a group or a variable of it; filters, tests and keywords are none."""
        if before in ("|", "is", ".") or word in _WORDS:
            return word
        first, *rest = re.split(r"(\s*\.\s*)", word)
        group = self.names.catalogue.groups.get(first)
        if first in self.variables and rest:
            rest[1] = self.names.own(f"{self.variables[first]}.{rest[1]}")
        elif first not in self.variables and group is not None:
            if rest and group.get(rest[1]):
                rest[1] = self.names.own(f"{first}.{rest[1]}")
            first = self.names.own(first)
        return "".join([first, *rest])

    def note(self, tag: str) -> None:
        """Keep what a `for` or a `set` gives a name to."""
        match = re.match(
            r"\{%-?\s*(?:for\s+(?P<each>\w+)\s+in|set\s+(?P<name>\w+)\s*=)\s*(?P<of>\w+(?:\s*\.\s*\w+)?)", tag
        )
        if match is None:
            return
        of = re.sub(r"\s", "", match["of"])
        self.variables[match["each"] or match["name"]] = self.variables.get(of, of)


__all__ = ["Names", "chinese_names", "in_chinese", "renamed_catalogue", "renamed_template"]
