"""A draft that was built from other templates than those of today: what differs by that is nobody's edit.

Its seal says how often it said each fact, and in which words; its bookmarks show where.
"""

from collections import Counter
from collections.abc import Sequence

from report_cli.audit.baseline import Baseline, BuiltFigure
from report_cli.audit.compact import Span, without_blanks
from report_cli.docx import bookmarks
from report_cli.docx.manuscript import Line


class TemplateChanges:
    """What a draft still has of what it was built with. `intact`: the figures that are bound and as they were built."""

    def __init__(self, baseline: Baseline, lines: Sequence[Line]) -> None:
        self.sealed = baseline.sealed
        self.intact: list[Span] = []
        self.counts: Counter[str] = Counter()
        is_bound = False
        for at, line in enumerate(lines if self.sealed else ()):
            for bookmark in line.bookmarks:
                key, _ = bookmarks.read(bookmark.name) or ("", 0)
                _, text = self.sealed.get(key, (0, ""))
                is_bound = is_bound or bool(key)
                if text and without_blanks(line.text[bookmark.start : bookmark.end]) == without_blanks(text):
                    self.counts[key] += 1
                    self.intact.append(Span(at, bookmark.start, bookmark.end))
        if not is_bound:
            whole = "\n".join(without_blanks(line.text) for line in lines) if self.sealed else ""
            self.counts = Counter({key: whole.count(without_blanks(text)) for key, (_, text) in self.sealed.items()})

    def explain(self, figure: BuiltFigure) -> bool:
        """Whether the draft never had a figure that it lacks, or still has as many as it was built with."""
        times, _ = self.sealed.get(figure.binding, (0, ""))
        return bool(self.sealed) and self.counts[figure.binding] >= times
