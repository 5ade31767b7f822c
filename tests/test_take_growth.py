"""The cost of taking a draft in grows with what was typed in it, no faster: in calls, which load does not change."""

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from bench import sample
from counting import calls
from report_cli.inward import brought, weighing
from running import Result, report

TYPED: dict[str, Callable[[int], str]] = {
    "a name each": lambda n: f"{chr(0x4E00 + n)}{chr(0x5000 + 7 * n)}类新增{5000 + n}件。",
    "a share each": lambda n: f"{chr(0x4E00 + n)}{chr(0x5000 + 7 * n)}类占{n % 89 + 1}.{n % 7 + 1}%。",
}


WORDS: dict[str, Callable[[int], str]] = {
    "other words": lambda n: f"比上次多出{chr(0x4E00 + n)}{chr(0x5000 + 7 * n)}一截子。",
    "a sentence each": lambda n: f"比计划多。{chr(0x4E00 + n)}{chr(0x5000 + 7 * n)}类工作有新的进展。",
}


def drafted(place: Path, count: int) -> Path:
    """A workspace with a draft of so many paragraphs, with three figures each."""
    place.mkdir()
    sample.workspace(place, count, 3 * count, 130 * count)
    assert report(place, "build", "2022").status == 0
    return place / "drafts/2022/work_report.docx"


def taking(place: Path, count: int, typed: Callable[[int], str]) -> Callable[[], object]:
    """In each paragraph one figure was changed, and one more typed."""
    draft = docx.Document(str(drafted(place, count)))
    for number, paragraph in enumerate(draft.paragraphs):
        figures = [run for run in paragraph.runs if run.text.endswith("件")]
        if figures:
            figures[0].text = f"{int(figures[0].text[:-1]) + 7}件"
            paragraph.runs[-1].text += typed(number)
    draft.save(str(place / "稿.docx"))
    return lambda: report(place, "take", "稿.docx")


def wording(place: Path, count: int, typed: Callable[[int], str]) -> Callable[[], object]:
    """In each paragraph the words behind its last figure were changed."""
    draft = docx.Document(str(drafted(place, count)))
    for number, paragraph in enumerate(draft.paragraphs):
        last = paragraph.runs[-1]
        last.text = last.text.replace("比计划多。", typed(number))
    draft.save(str(place / "稿.docx"))
    return lambda: report(place, "take", "稿.docx", "--write")


def deleting(place: Path, count: int) -> Callable[[], object]:
    """Every second paragraph with figures is taken out."""
    draft = docx.Document(str(drafted(place, count)))
    told = [each for each in draft.paragraphs if "办理" in each.text]
    for paragraph in told[::2]:
        paragraph._p.getparent().remove(paragraph._p)
    draft.save(str(place / "稿.docx"))
    return lambda: report(place, "take", "稿.docx", "--write")


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_twice_the_new_numbers_take_little_more_than_twice_the_calls(
    typed: Callable[[int], str], tmp_path: Path
) -> None:
    few, many = (taking(tmp_path / str(count), count, typed) for count in (40, 80))
    few()  # what is read once is read
    assert calls(many) < 2.6 * calls(few)


@pytest.mark.parametrize("typed", WORDS.values(), ids=WORDS)
def test_twice_the_edits_of_words_take_little_more_than_twice_the_calls(
    typed: Callable[[int], str], tmp_path: Path
) -> None:
    wording(tmp_path / "first", 5, typed)()  # what is read once is read
    few, many = (wording(tmp_path / str(count), count, typed) for count in (30, 60))
    cost = calls(few)
    assert calls(many) < 2.25 * cost


def test_twice_the_paragraphs_taken_out_take_little_more_than_twice_the_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brought, "_TRIED", 0)  # how often halves are tried hangs on more than their number
    deleting(tmp_path / "first", 5)()  # what is read once is read
    few, many = (deleting(tmp_path / str(count), count) for count in (60, 120))
    cost = calls(few)
    assert calls(many) < 2.1 * cost


def test_twice_the_conflicts_of_two_drafts_take_little_more_than_twice_the_calls(tmp_path: Path) -> None:
    def differing(count: int) -> Callable[[], object]:
        place = tmp_path / str(count)
        built = drafted(place, count)
        for draft, words in (("甲", "比上次多出一截子。"), ("乙", "比去年多出一大截。")):
            edited = docx.Document(str(built))
            for paragraph in edited.paragraphs:
                paragraph.runs[-1].text = paragraph.runs[-1].text.replace("比计划多。", words)
            edited.save(str(place / f"{draft}.docx"))
        return lambda: report(place, "take", "甲.docx", "乙.docx")

    told = differing(5)()  # what is read once is read
    assert isinstance(told, Result)
    assert "有冲突的10条" in told.out
    few, many = differing(30), differing(60)
    cost = calls(few)
    assert calls(many) < 2.05 * cost


def test_twice_the_digits_of_a_garbled_sentence_take_twice_the_calls(tmp_path: Path) -> None:
    def garbled(count: int) -> Callable[[], object]:
        place = tmp_path / str(count)
        text = drafted(place, 3).with_suffix(".md").read_text("utf-8")
        assert "比计划多。" in text
        (place / "稿.md").write_text(text.replace("比计划多。", "\x1b[31m" * count, 1), "utf-8")
        return lambda: report(place, "take", "稿.md")

    garbled(10)()  # what is read once is read
    few, many = garbled(300), garbled(600)
    cost = calls(few)
    assert calls(many) < 2.25 * cost


def test_hundreds_of_new_paragraphs_in_a_row_come_home(tmp_path: Path) -> None:
    place, count = tmp_path / "w", 260
    draft = docx.Document(str(drafted(place, 4)))
    for number in range(count):
        draft.add_paragraph(f"{chr(0x5200 + number)}{chr(0x5400 + 7 * number)}类工作有新的进展。")
    draft.save(str(place / "稿.docx"))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + count - 20)
    try:
        last = report(place, "take", "稿.docx", "--write", "--only", str(count))
        rest = report(place, "take", "稿.docx", "--write")
    finally:
        sys.setrecursionlimit(limit)
    assert "已写1条" in last.out
    assert f"已写{count - 1}条" in rest.out


def test_which_edit_brings_a_warning_in_is_tried_so_often_and_every_warning_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, said_with, count = list[int](), weighing._said_with, 8

    def trial(*given: Any) -> set[str]:
        tried.append(1)
        return said_with(*given)

    monkeypatch.setattr(weighing, "_said_with", trial)
    told = dict[int, tuple[int, int, bool]]()
    for most in (2, 4, 100):
        monkeypatch.setattr(brought, "_TRIED", most * count)
        taken = wording(tmp_path / str(most), count, lambda _: "比上次多出一截子。")()
        assert isinstance(taken, Result)
        told[most] = len(tried), taken.out.count("W228"), "改动多，没有一条一条试到底" in taken.out
        tried.clear()
    # Two trials cannot lead from eight to one: none is made.
    assert told[2][0] == 0 < 4 == told[4][0] < told[100][0]
    assert told[2][1] == told[4][1] == told[100][1] > 0
    assert (told[2][2], told[4][2], told[100][2]) == (True, True, False)
