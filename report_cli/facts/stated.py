"""Where the values of a year that is resolved stand, for those who ask for each of many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from report_cli.facts.fact import GROUP, Fact


class Stated(Struct, frozen=True):
    """`groups`: those that have numbers which are printed. `files`: by its group, in which files there are values.

    `sources`: what a file says of a group, or of all of it (no group).
    """

    groups: frozenset[str]
    files: Mapping[str, set[str]]
    sources: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Stated:
        groups, files, sources = set[str](), defaultdict[str, set[str]](set), dict[tuple[str, str], str]()
        for each in facts:
            group, file = each.indicator.group, each.place.file
            if each.quantity and each.indicator.is_printed and group:
                groups.add(group)
            if each.value:
                files[group].add(file)
            if each.source and each.source_of:
                sources.setdefault((file, group if each.source_of == GROUP else ""), each.source)
        return cls(frozenset(groups), files, sources)
