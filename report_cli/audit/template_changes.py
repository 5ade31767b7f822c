"""A draft that was built from other templates than those of today: what differs by that is nobody's edit.

Its seal says how often it said each fact, and in which words; its bookmarks show where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from report_cli.audit.baseline import Baseline
from report_cli.audit.compact import Span, without_blanks
from report_cli.docx import bookmarks
from report_cli.docx.manuscript import Line


class Excuses:
    """Tells of figures of the baseline whether the draft never had them, or still has as many as it was built with."""

    def __init__(self, baseline: Baseline, lines: Sequence[Line]) -> None:
        self.baseline = baseline
        self.whole: Counter[str] = Counter()
        self.text = "\n".join(without_blanks(line.text) for line in lines) if baseline.sealed else ""
        self.intact: list[Span] = []
        """What is bound and as it was built."""
        self.is_bound = False
        for number, line in enumerate(lines if baseline.sealed else ()):
            self._look(number, line)

    def _look(self, number: int, line: Line) -> None:
        for bookmark in line.bookmarks:
            key, _ = bookmarks.read(bookmark.name) or ("", 0)
            _, sealed = self.baseline.sealed.get(key, (0, ""))
            self.is_bound = self.is_bound or bool(key)
            if sealed and without_blanks(line.text[bookmark.start : bookmark.end]) == without_blanks(sealed):
                self.whole[key] += 1
                self.intact.append(Span(number, bookmark.start, bookmark.end))

    def excuse(self, number: int) -> bool:
        if not self.baseline.sealed:
            return False
        figure = self.baseline.figures[number]
        built, text = self.baseline.sealed.get(figure.binding, (0, ""))
        found = self.whole[figure.binding] if self.is_bound else self.text.count(without_blanks(text))
        return found >= built
