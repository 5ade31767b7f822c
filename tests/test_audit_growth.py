"""The cost of an audit grows with the text, no faster: in calls and bytes, which do not depend on load."""

import doctest
import tracemalloc
from collections.abc import Callable
from types import ModuleType

import pytest

from counting import calls
from report_cli.audit import texts
from report_cli.audit.baseline import Baseline, BuiltFigure
from report_cli.audit.compare import Audit, audit
from report_cli.docx.manuscript import Line, Manuscript

Edit = Callable[[str], str]
EVERY = 10
EDITS: dict[str, Edit] = {
    "none": lambda text: text,
    "prose": lambda text: text.replace("，", "，积极主动，", 1),
    "another figure": lambda text: text.replace("件", "条", 1),
    "a figure more": lambda text: f"{text}共办理{len(text) * 7919}件。",
    "a blank": lambda text: f"{text[:4]} {text[4:]}",
    "taken out": lambda text: "",
}


def baseline(count: int) -> Baseline:
    """Each paragraph with words of its own and a figure of its own."""
    prose = [f"围绕{chr(0x4E00 + n)}{chr(0x5000 + 7 * n)}{chr(0x6000 + 3 * n)}开展协商，共办理" for n in range(count)]
    texts = [f"{1000 + n}件" for n in range(count)]
    figures = tuple(
        BuiltFigure(f"work.n{n}", "", text, n + 1, len(prose[n]), len(text), 1, f"办理{n}", text, None)
        for n, text in enumerate(texts)
    )
    return Baseline(
        2022, "work_report", tuple(f"{p}{t}，比上年多。" for p, t in zip(prose, texts, strict=True)), figures, ("件",)
    )


def audited(count: int, edit: Edit) -> Callable[[], Audit]:
    report = baseline(count)
    texts = [edit(text) if number % EVERY == 0 else text for number, text in enumerate(report.paragraphs)]
    draft = Manuscript(tuple(Line(text) for text in texts if text))
    return lambda: audit("draft", draft, report)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_four_times_the_text_takes_no_more_than_four_times_the_calls(edit: Edit) -> None:
    few, many = (calls(audited(count, edit)) for count in (150, 600))
    assert many < 4.4 * few


def test_a_paragraph_that_came_back_as_it_was_built_takes_little_memory() -> None:
    run = audited(600, EDITS["none"])
    run()
    tracemalloc.start()
    try:
        run()
        assert tracemalloc.get_traced_memory()[1] < 1500 * 600, (
            "bytes, of which the garbage collector looks at a part again and again"
        )
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("module", [texts])
def test_the_examples_of_how_a_text_is_laid_out_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
