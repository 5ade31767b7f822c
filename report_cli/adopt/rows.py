"""The lines of a catalogue, or a year file, by the facts that they are of: many of them taken out at once."""

from __future__ import annotations

from collections import Counter, defaultdict


class Rows:
    def __init__(self, text: str) -> None:
        self._lines: list[str | None] = [*text.split("\n")]
        """Without their ends; None of those that were taken out."""
        self._of = defaultdict[str, list[int]](list)
        self._heads = defaultdict[str, list[int]](list)
        self._next: dict[int, int] = {}
        self._head_of: dict[int, int] = {}
        self._left = Counter[int]()
        """How many rows stand under each head."""
        parts, group, head = set[str](), "", -1
        for number, line in enumerate(text.split("\n")):
            if line[:1] in (" ", "\t"):
                name = line.lstrip(" \t").partition(":")[0]
                if group:
                    self._of[f"{group}.{name}"].append(number)
                self._head_of[number] = head
                self._left[head] += bool(name.strip()) and line.strip() != "indicators:" and name != "label"
            elif line and not line.startswith("#"):
                name, mark, _ = line.partition(":")
                # Of two parts of one name the first counts.
                group, head = name if mark and name not in parts else "", number
                parts.add(name)
                if mark:
                    self._heads[name].append(number)

    @property
    def text(self) -> str:
        return "\n".join(line for line in self._lines if line is not None)

    def stated(self, id: str) -> str:
        """What a line says of a fact; empty where the value is still to come, or there is no line."""
        line = self._lines[self._of[id][0]] if self._of[id] else None
        said = (line or "").partition(":")[2].strip()
        return "" if said.startswith("#") else said

    def has(self, id: str) -> bool:
        return bool(self._of[id])

    def exchange(self, id: str, line: str) -> None:
        at = self._of[id][0]
        self._lines[at] = line
        if at == len(self._lines) - 1:
            self._lines.append("")

    def take_out(self, id: str) -> None:
        """Take out the line of a fact, and its group where that was all of it."""
        if self._of[id]:
            number = self._of[id].pop(0)
            self._left[self._head_of[number]] -= 1
            self._remove(number)
            self._take_out_empty(id.partition(".")[0])

    def _remove(self, *numbers: int) -> None:
        for number in numbers:
            # The last line has no end that goes with it.
            self._lines[number] = None if number < len(self._lines) - 1 else ""

    def _take_out_empty(self, group: str) -> None:
        """Take out the first part of a name in which nothing stands, with one blank line behind it."""
        for head in [each for each in self._heads[group] if not self._left[each]]:
            label = self._after(head)
            listed = self._after(label)
            is_of_catalogue = self._begins(label, "  label:") and self._begins(listed, "  indicators:")
            for part in ([head, label, listed], [head]) if is_of_catalogue else ([head],):
                behind = self._after(part[-1])
                line = self._lines[behind] if behind < len(self._lines) else None
                if line is not None and (not line or line[0].strip()):
                    self._remove(*part, *[behind] * (not line and behind < len(self._lines) - 1))
                    self._heads[group].remove(head)
                    return

    def _begins(self, number: int, words: str) -> bool:
        return number < len(self._lines) - 1 and (self._lines[number] or "").startswith(words)

    def _after(self, number: int) -> int:
        """The next line behind one that is still there."""
        first = at = number + 1
        while at < len(self._lines) and self._lines[at] is None:
            at = self._next.get(at, at + 1)
        if at > first:
            self._next[first] = at
        return at
