"""The cost of taking a draft in grows with what was typed in it, no faster: in calls, which load does not change."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from bench import sample
from counting import calls
from running import report

TYPED: dict[str, Callable[[int], str]] = {
    "a name each": lambda n: f"{chr(0x4E00 + n)}{chr(0x5000 + 7 * n)}类新增{5000 + n}件。",
    "a share each": lambda n: f"{chr(0x4E00 + n)}{chr(0x5000 + 7 * n)}类占{n % 89 + 1}.{n % 7 + 1}%。",
}


def taking(place: Path, count: int, typed: Callable[[int], str]) -> Callable[[], object]:
    """A draft of so many paragraphs with three figures each: one was changed, and one more typed."""
    place.mkdir()
    sample.workspace(place, count, 3 * count, 130 * count)
    assert report(place, "build", "2022").status == 0
    draft = docx.Document(str(place / "drafts/2022/work_report.docx"))
    for number, paragraph in enumerate(draft.paragraphs):
        figures = [run for run in paragraph.runs if run.text.endswith("件")]
        if figures:
            figures[0].text = f"{int(figures[0].text[:-1]) + 7}件"
            paragraph.runs[-1].text += typed(number)
    draft.save(str(place / "稿.docx"))
    return lambda: report(place, "take", "稿.docx")


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_twice_the_new_numbers_take_little_more_than_twice_the_calls(
    typed: Callable[[int], str], tmp_path: Path
) -> None:
    few, many = (taking(tmp_path / str(count), count, typed) for count in (40, 80))
    few()  # what is read once is read
    assert calls(many) < 2.6 * calls(few)
