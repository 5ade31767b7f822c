"""A mapping of a layout file, read key by key; what is wrong in it is noted, and reading goes on with a stand-in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

from report_cli.files import yaml
from report_cli.layout.measure import Unreadable
from report_cli.model import Finding, Place
from report_cli.text import excerpt, nearest

T = TypeVar("T")
_MISSING = "对照自带的版式 printed.yaml 补上；只写与它不同之处，就加一行 extends: printed"


class Entries:
    """One mapping. `name` is its path from the top of the file: styles.title."""

    def __init__(
        self,
        name: str,
        node: yaml.Node | None,
        findings: list[Finding],
        known: Collection[str] | None = None,
        required: Iterable[str] = (),
    ) -> None:
        """`known` None: any key is good. A `node` that is missing was noted by the section around it."""
        self.name = name
        self.findings = findings
        self.entries: dict[str, yaml.Node] = {}
        if node is None:
            return
        misspelt: set[str] = set()
        if isinstance(node, yaml.Mapping):
            misspelt = self._take(node, known)
        elif not (isinstance(node, yaml.Scalar) and node.is_empty):
            self._find("L101", node.place, f"{self._title}应为一组“名称: 值”", "名称和值写在下一行，缩进两格")
            return
        for key in required:
            if key not in self.entries and key not in misspelt:
                self._find("L103", node.place, f"{self._title}缺“{key}”", _MISSING)

    def _take(self, node: yaml.Mapping, known: Collection[str] | None) -> set[str]:
        """Take the entries that are known; the names that the others most likely mean."""
        misspelt = set()
        for key, value in node.entries:
            if known is None or key.text in known:
                self.entries[key.text] = value
                continue
            guess = nearest(key.text, known)
            misspelt.add(guess)
            cure = f"是不是“{guess}”？" if guess else f"可以写的有{'、'.join(known)}"
            self._find("L102", key.place, f"{self._title}里没有“{excerpt(key.text)}”这一项", cure)
        return misspelt

    def section(self, key: str, known: Collection[str] | None = None, required: Iterable[str] = ()) -> Entries:
        return Entries(self._path(key), self.entries.get(key), self.findings, known, required)

    def value(self, key: str, read_text: Callable[[str], T], default: T) -> T:
        """The value of a key as `read_text` reads it; the default where it is missing or unreadable."""
        node = self.entries.get(key)
        if node is None:
            return default
        if not isinstance(node, yaml.Scalar) or not node.text.strip():
            self._find("L104", node.place, f"“{self._path(key)}”应为一个值", "写成“名称: 值”")
            return default
        try:
            return read_text(node.text.strip())
        except Unreadable as unreadable:
            self._find(
                "L105", node.place, f"“{self._path(key)}”写作“{excerpt(node.text)}”：{unreadable}", "照上面说的写法改"
            )
            return default

    def texts(self, key: str) -> tuple[str, ...]:
        node = self.entries.get(key)
        items = node.items if isinstance(node, yaml.Sequence) else ()
        texts = tuple(item.text for item in items if isinstance(item, yaml.Scalar) and item.text)
        if node is not None and (not texts or len(texts) < len(items)):
            self._find("L104", node.place, f"“{self._path(key)}”应为一个列表", "写成 [甲, 乙]")
        return texts

    @property
    def _title(self) -> str:
        return f"“{self.name}”" if self.name else "版式文件"

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def _find(self, code: str, place: Place, message: str, cure: str) -> None:
        self.findings.append(Finding(code, place, message, cure))
