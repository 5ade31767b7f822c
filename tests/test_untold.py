"""Whatever people change in a line comes home or is told, also beside a figure that comes home by itself."""

from pathlib import Path

import pytest

from running import built, report
from taking import Report, laid
from test_laid_out import workspace
from test_take import draft

BESIDE = """
12.50万元 > ！13.50万元 | ready unclear | “走访2.83万人次，筹资！13.50万元
3月5日 > 。4月5日 | ready unclear | “。4月5日开会
12.50万元 > 13.50万元 | ready |
12.50万元，来信近 > 13.50万元，一共来信近 | ready ready |
四类 > 4类 | - |
""".strip().splitlines()
"""What is changed | what becomes of it | what of it is told as not understood."""


def edited(of: Report, old: str, new: str) -> list[tuple[str, str]]:
    texts = of.baseline.paragraphs
    assert any(old in text for text in texts)
    made = of.taken(tuple(text.replace(old, new) for text in texts))
    return [(each.state, each.message) for each in made.proposals]


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(laid(tmp_path_factory.mktemp("untold")), 2022, "brief")


@pytest.mark.parametrize("case", BESIDE)
def test_a_sign_beside_a_changed_figure_is_not_lost_in_silence(case: str, brief: Report) -> None:
    edit, states, said = (part.strip() for part in f"{case} ".split(" | "))
    found = edited(brief, *edit.split(" > "))
    assert [state for state, _ in found] == states.replace("-", "").split()
    messages = [message for state, message in found if state == "unclear"]
    assert [f"还有不同：稿件是{said}" in message for message in messages] == [True] * bool(said)


def test_a_mark_lost_beside_a_changed_name_is_told_with_the_line_to_mend(tmp_path: Path) -> None:
    of = Report(workspace("dongxi", tmp_path), 2022, "press_release")
    [(_, name), (state, told)] = edited(of, "图片说明：委员在社区协商议事", "图片说明员在社区协商事")
    assert (name, state) == ("", "unclear")
    assert "稿件是“图片说明员在社区协商事”，照这些改动生成出来是“图片说明：员在社区协商事”" in told
    assert told.endswith("照稿件自己改模板里这一句（templates/sections/press_caption.md.j2:3）")


def test_a_draft_with_a_difference_left_is_not_replaced(tmp_path: Path) -> None:
    place = laid(tmp_path)
    built(place, "2022")
    draft(place, ("筹资12.50万元", "筹资！13.50万元"))
    (place / "drafts/2022/brief.docx").write_bytes((place / "稿.docx").read_bytes())
    first = report(place, "take", "稿.docx", "--write")
    assert ("已写1条" in first.out, "2. 【" in first.out, "还有不同" in first.out) == (True, True, True)
    assert "还有不同" in report(place, "take", "稿.docx").out
    assert report(place, "build", "2022").status != 0
