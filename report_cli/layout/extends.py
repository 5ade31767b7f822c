"""A layout that gives only what differs from another: `extends: NAME`. Both files make one tree of nodes.

Each node keeps its place, so that a finding, or `report layout show`, names the file with the value.
"""

from functools import lru_cache
from typing import Protocol

from report_cli.files import yaml
from report_cli.files.yaml import Mapping, Node, Scalar
from report_cli.model import Finding
from report_cli.text import excerpt, nearest

KEY = "extends"

Step = tuple[str, Node]
"""A file of those that make up a layout, and its nodes laid over those of the files below it."""


class Shelf(Protocol):
    """Where layouts are found by name."""

    def layouts(self) -> list[str]:
        """The names that there are."""

    def layout(self, name: str, below: str = "") -> tuple[str, bytes] | None:
        """The file of a name, as findings name it, and its bytes.

        `below` is the file that extends it; it is never found itself.
        """


def steps(data: bytes, file: str, shelf: Shelf | None, above: tuple[str, ...] = ()) -> tuple[list[Step], list[Finding]]:
    """The files that make up a layout, the lowest first; none if one is missing.

    `above`: the files that led here, each extending the next.
    """
    node, findings = _parsed(data, file)
    named = node.get(KEY) if isinstance(node, Mapping) else None
    if node is None or named is None:
        return [] if node is None else [(file, node)], findings
    chain = (*above, file)
    base = _base(named, shelf, chain)
    if isinstance(base, Finding):
        return [], [*findings, base]
    below, faults = steps(base[1], base[0], shelf, chain)
    return [*below, (file, over(below[-1][1], node))] if below else [], [*findings, *faults]


@lru_cache(maxsize=16)
def _parsed(data: bytes, file: str) -> tuple[Node | None, list[Finding]]:
    return yaml.parse(data, file, "L")


def _base(named: Node, shelf: Shelf | None, chain: tuple[str, ...]) -> tuple[str, bytes] | Finding:
    """The file that a layout extends, and its bytes."""
    if not isinstance(named, Scalar) or not named.text.strip():
        return Finding("L104", named.place, "“extends”应为一个版式的名称", "写成 extends: printed")
    name, known = named.text.strip(), shelf.layouts() if shelf else []
    base = shelf.layout(name, chain[-1]) if shelf and name in known else None
    if base is not None and base[0] not in chain:
        return base
    if name in known:
        closing = base[0] if base else chain[-1]
        circle = " → ".join([*chain[chain.index(closing) :], closing])
        return Finding("L108", named.place, f"版式互相沿用，绕成了圈：{circle}", "其中一个去掉extends，把各项写全")
    guess = nearest(name, known)
    cure = f"是不是“{guess}”？" if guess else f"现有的版式：{'、'.join(known)}" if known else "把各项写全，去掉extends"
    return Finding("L107", named.place, f"没有版式“{excerpt(name)}”可以沿用", cure)


def over(base: Node, node: Node) -> Node:
    """`node` laid over `base`: two mappings are merged, and the upper value wins unless it is empty.

    <<<<<<< HEAD
        A merged mapping has the place of the lower one, where a key that neither has is missing.
    =======
        An empty value says nothing. A mapping of both stands at the place of the lower one: a key that neither has is
        missing there.
    >>>>>>> 06fec96 (lines of at most 120 columns, but in page)
    """
    if isinstance(node, Scalar) and node.is_empty:
        return base
    if not isinstance(node, Mapping) or not isinstance(base, Mapping):
        return node
    entries = {key.text: (key, value) for key, value in base.entries if key.text != KEY}
    for key, value in node.entries:
        below = entries.get(key.text)
        entries[key.text] = (below[0], over(below[1], value)) if below else (key, value)
    return Mapping(tuple(entries.values()), base.place)
