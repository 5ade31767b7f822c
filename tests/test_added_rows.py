"""Rows of a draft that people name: the tool writes the item that it lists, or takes it out, and the table is so."""

from pathlib import Path

import pytest

from running import built, contents, report, texts
from test_added_numbers import told
from test_table_rows import DRAFT, LESS, ROWS, made, new_row, of_word, proposals

__all__ = ["made"]
YEAR = "data/2022.yaml"

# Which row of those that tests of rows know | the line of the year file that it becomes.
ITEMS = """
with a number | - {title: 《丙办法》, pages: 17}
with a number in between that another has | - {title: 《丙办法》, pages: 9}
first in an attachment, as the others say | - {promise: 办好读书会, result: 已完成}
in an attachment | - {promise: 办好读书会, result: 读书36次}
last in an attachment, as the others say | - {promise: 办好读书会, result: 已完成}
""".strip().splitlines()


@pytest.mark.parametrize("case", ITEMS)
def test_a_row_that_is_named_becomes_an_item(case: str, place: Path) -> None:
    which, line = case.split(" | ")
    table, after, *cells = ROWS[which]
    of_word(place, new_row(table, after, *cells))
    before = contents(place)
    assert proposals(place)[0]["message"].endswith(f"；写明号就加 {line}")
    assert (report(place, "take", "稿.docx", "--write").status, contents(place)) == (1, before)
    written = report(place, *told(place, "稿.docx"))
    assert (written.status, "1. 【已写】" in written.out) == (0, True), written.err
    assert f"\n    {line}\n" in (place / YEAR).read_text("utf-8")
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())
    assert report(place, "take", "稿.docx").status == 0
    assert report(place, "take", "--undo").status == 0
    assert (place / YEAR).read_bytes() == before[YEAR]


def test_two_rows_below_each_other_become_items_in_their_order(place: Path) -> None:
    def edit(root: object) -> None:
        new_row(1, 1, "办好读书会", "读书36次")(root)
        new_row(1, 2, "办好讲堂", "讲课7次")(root)

    of_word(place, edit)
    assert report(place, "take", "稿.docx", "--write", "--add", "1-2").status == 0
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())


def test_a_row_below_a_group_of_all_numbers_becomes_an_indicator(place: Path) -> None:
    with (place / "templates/brief.md.j2").open("a", encoding="utf-8") as file:
        file.write("\n{{ figures_table(proposals) }}\n")
    built(place, "2022", "--force")
    of_word(place, new_row(1, -1, "发出通报", "期", "5", "6", "+1", "+20%"))
    before = contents(place)
    assert report(place, *told(place, "稿.docx")).status == 0
    files = ("data/indicators.yaml", YEAR, "data/2021.yaml")
    new = ("row_1: {label: 发出通报, unit: 期}", "row_1: 6", "row_1: 5")
    assert [line in (place / file).read_text("utf-8") for file, line in zip(files, new, strict=True)] == [True] * 3
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())
    assert report(place, "take", "稿.docx").status == 0
    assert report(place, "take", "--undo").status == 0
    assert [(place / file).read_bytes() for file in files] == [before[file] for file in files]


@pytest.mark.parametrize("which", ["with an empty cell", "at the end"])
def test_a_row_that_is_not_plain_is_added_by_hand(which: str, place: Path) -> None:
    table, after, *cells = ROWS[which]
    of_word(place, new_row(table, after, *cells))
    before = contents(place)
    assert told(place, "稿.docx") == []
    assert (report(place, "take", "稿.docx", "--write", "--add", "1").status, contents(place)) == (2, before)


@pytest.mark.parametrize("which", [each for each in LESS if each != "a whole attachment"])
def test_a_row_less_that_is_named_is_taken_out(which: str, place: Path) -> None:
    of_word(place, LESS[which][0])
    assert told(place, "稿.docx") == []
    assert proposals(place)[0]["message"].endswith("；写明号就删")
    assert report(place, "take", "稿.docx", "--write", "--add", "1").status == 0
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())
    assert report(place, "take", "稿.docx").status == 0
