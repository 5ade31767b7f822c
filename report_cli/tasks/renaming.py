"""A catalogue and its templates with the Chinese labels of groups, indicators and fields as their names.

Only names change, each where it stands: comments, alignment and prose stay as they are. In a template, names are
followed from the groups through `set` and `for`.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Dictionary

from msgspec import Struct

from report_cli.compose.source import TAG
from report_cli.facts import catalogue_file
from report_cli.facts.fact import DEFAULTS, YEAR_FILE_KEYS, Catalogue
from report_cli.files.yaml import Mapping, Node, Scalar, Sequence, parse


class Renaming(Struct, frozen=True):
    """The new name of each group, indicator (by its full id) and field (by `group.name.field`)."""

    catalogue: Catalogue
    new: dict[str, str]

    def own(self, id: str) -> str:
        """The new name of what an id ends in; the old one where there is none."""
        return self.new.get(id, id.rpartition(".")[2])

    def full(self, id: str) -> str:
        group, _, name = id.partition(".")
        return f"{self.own(group)}.{self.own(id)}" if name else self.own(group)


def chinese_names(catalogue: Catalogue) -> Renaming:
    """Renaming made of the labels: without what an identifier cannot hold, and unlike each other within a group."""
    groups = catalogue.groups.values()
    new = dict(_distinct({group.name: group.label for group in groups}))
    for group in groups:
        new |= _distinct({indicator.id: indicator.label for indicator in group.indicators})
        for indicator in group.indicators:
            new |= _distinct({f"{indicator.id}.{field.name}": field.label for field in indicator.fields})
    return Renaming(catalogue, new)


def _distinct(labels: Dictionary[str, str]) -> Iterator[tuple[str, str]]:
    taken = {*DEFAULTS, *YEAR_FILE_KEYS}
    for id, label in labels.items():
        stem = re.sub(r"\W", "", label) or id.rpartition(".")[2]
        stem = stem if stem.isidentifier() else f"第{stem}"
        name, number = stem, 1
        while name in taken:
            number += 1
            name = f"{stem}{number}"
        taken.add(name)
        yield id, name


def in_chinese(files: Dictionary[str, str], catalogue: str) -> dict[str, str]:
    """The files of a workspace with Chinese names in its catalogue and templates."""
    names = chinese_names(catalogue_file.read(files[catalogue].encode(), catalogue)[0])
    templates = {name: renamed_template(text, names) for name, text in files.items() if name.endswith(".j2")}
    return {**files, catalogue: renamed_catalogue(files[catalogue], names), **templates}


def renamed_catalogue(text: str, names: Renaming) -> str:
    node, _ = parse(text.encode(), "")
    lines = text.split("\n")
    for old, new in sorted(_edits(node, names), key=lambda edit: edit[0].place, reverse=True):
        line, column = lines[old.place.line - 1], old.place.column - 1
        lines[old.place.line - 1] = line[:column] + line[column:].replace(old.text, new, 1)
    return "\n".join(lines)


def _edits(node: Node | None, names: Renaming) -> Iterator[tuple[Scalar, str]]:
    for group, content in _entries(node):
        if group.text not in names.catalogue.groups:
            continue
        yield group, names.own(group.text)
        rules = _get(content, "rules")
        formulas = [_get(content, "answered_by")]
        formulas += [_get(rule, "require") for rule in (rules.items if isinstance(rules, Sequence) else ())]
        for key, definition in _entries(_get(content, "indicators")):
            id = f"{group.text}.{key.text}"
            yield key, names.own(id)
            yield from ((field, names.own(f"{id}.{field.text}")) for field, _ in _entries(_get(definition, "fields")))
            formulas += [_get(definition, name) for name in ("formula", "parts", "of")]
        yield from ((scalar, renamed_formula(scalar.text, group.text, names)) for scalar in _scalars(formulas))


def _entries(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    return node.entries if isinstance(node, Mapping) else ()


def _get(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Mapping) else None


def _scalars(nodes: Iterable[Node | None]) -> Iterator[Scalar]:
    for node in nodes:
        if isinstance(node, Scalar):
            yield node
        elif node is not None:
            yield from _scalars(node.items if isinstance(node, Sequence) else [value for _, value in node.entries])


def renamed_formula(text: str, group: str, names: Renaming) -> str:
    """A formula, a rule or an id of the catalogue: names of the same group, or full ids, `previous.` before either."""

    def renamed(match: re.Match[str]) -> str:
        previous, name = match["previous"] or "", match["name"]
        return previous + (names.full(name) if "." in name else names.own(f"{group}.{name}"))

    return re.sub(r"(?P<previous>previous\.)?(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)?)", renamed, text)


_CHAIN = r"[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*"
# Texts, filters and tests, which are no names of ours; and names parted by dots.
_TOKEN = re.compile(rf"""(?:"[^"]*"|'[^']*'|\|\s*\w+|\bis\s+(?:not\s+)?\w+)|(?P<chain>{_CHAIN})""")
_BINDING = re.compile(r"\{%-?\s*(?:for\s+(?P<each>\w+)\s+in|set\s+(?P<name>\w+)\s*=)\s*(?P<of>\w+(?:\s*\.\s*\w+)?)")


def renamed_template(text: str, names: Renaming) -> str:
    """A template: the names inside its tags."""
    groups = names.catalogue.groups
    variables: dict[str, str] = {}
    """What each stands for: the id of an indicator, also where it goes through its items."""

    def renamed(token: re.Match[str]) -> str:
        if not token["chain"]:
            return token.group()
        first, *rest = re.split(r"(\s*\.\s*)", token["chain"])
        if first in variables:
            rest[1:2] = [names.own(f"{variables[first]}.{name}") for name in rest[1:2]]
        elif first in groups:
            rest[1:2] = [names.own(f"{first}.{name}") if groups[first].get(name) else name for name in rest[1:2]]
            first = names.own(first)
        return "".join([first, *rest])

    def renamed_tag(tag: re.Match[str]) -> str:
        if tag.group().startswith("{#"):
            return tag.group()
        if bound := _BINDING.match(tag.group()):
            of = re.sub(r"\s", "", bound["of"])
            variables[bound["each"] or bound["name"]] = variables.get(of, of)
        return _TOKEN.sub(renamed, tag.group())

    return re.sub(TAG, renamed_tag, text)
