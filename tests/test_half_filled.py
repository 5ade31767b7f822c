"""A draft that was built before all was filled in (`build --draft`) comes home like any other."""

from pathlib import Path

import pytest
from lxml import etree

import reworked
from reworked import W, paragraphs, text_of
from running import built, change, report
from test_take import DRAFT, YEAR, states, take


@pytest.fixture(scope="module")
def made(laid_2022: Path) -> Path:
    return laid_2022


def moved_and_filled(root: etree._Element) -> None:
    """A leader fills in what was missing, rewords a sentence, adds one, and puts the first row of the table last."""
    for old, new in (("【待补：收到提案】", "268件"), ("共同进步。", "一起进步。各组都交了小结。")):
        for paragraph in [each for each in paragraphs(root) if old in text_of(each)][:1]:
            first, *rest = paragraph.iter(f"{W}t")
            first.text = text_of(paragraph).replace(old, new, 1)
            for piece in rest:
                piece.text = ""
    rows = list(next(root.iter(f"{W}tbl")).iter(f"{W}tr"))
    rows[-1].addnext(rows[1])


def of_a_draft(place: Path) -> None:
    change(place / YEAR, "received:  265 ", "received: ")
    assert report(place, "build", "2022").status == 1
    assert report(place, "build", "2022", "--draft").status == 0
    (place / "稿.docx").write_bytes(reworked.reworked((place / DRAFT).read_bytes(), moved_and_filled))


def test_words_and_figures_of_a_draft_with_gaps_come_home(place: Path) -> None:
    of_a_draft(place)
    _, content = take(place, "稿.docx", "--write")
    assert states(content) == ["ready", "unclear", "ready", "ready"]
    assert "移到那里" in content["proposals"][1]["message"]
    built(place, "2022")
    said = (place / DRAFT.replace("docx", "md")).read_text("utf-8")
    assert "收到提案268件，上年240件，增加28件。" in said
    assert "大家互相帮助，一起进步。各组都交了小结。" in said


def test_the_row_that_moved_is_not_called_a_new_one_while_no_report_can_be_made(place: Path) -> None:
    of_a_draft(place)
    change(place / "templates/brief.md.j2", "各组按时", "{{ no.such }}各组按时")
    out = report(place, "take", "稿.docx").out
    assert "先运行report check" in out
    assert "加一条" not in out
