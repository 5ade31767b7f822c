"""Which paragraphs of an edited text are which of the text as built: by what they say, wherever they have gone."""

from collections.abc import Iterable

import pytest

from report_cli.audit.pairing import last_read_before, pair

HEAD, REWORDED = "提案工作提质增效", "提案工作更加有效"
LONG, CORRECTED = (
    "一年来，提案工作提质增效，收到提案265件，立案224件。",
    "一年来，提案工作提质增效，收到提案256件，立案224件。",
)


def paired(built: str, read: str) -> str:
    """The groups by the numbers of their paragraphs, from 1: those as built, =, those as read (↔: moved)."""
    groups = sorted(pair(built.split(), read.split()), key=lambda group: (group.built, group.read))
    return " ".join(f"{numbers(group.built)}{'↔' if group.is_moved else '='}{numbers(group.read)}" for group in groups)


def numbers(paragraphs: Iterable[int]) -> str:
    return "".join(str(number + 1) for number in paragraphs)


@pytest.mark.parametrize(
    ("built", "read", "pairs"),
    [
        ("甲乙丙。 收到提案265件。", "甲乙丙。 收到提案265件。", "1=1 2=2"),
        ("甲乙丙。 收到提案265件。", "甲乙丙。 收到提案256件。", "1=1 2=2"),
        ("甲乙丙。 丁戊己。 庚辛壬。", "甲乙丙。 子丑寅。 庚辛壬。", "1=1 2=2 3=3"),
        ("甲乙丙。 丁戊己。 庚辛壬。", "甲乙丙。 庚辛壬。", "1=1 2= 3=2"),
        ("甲乙丙。 庚辛壬。", "甲乙丙。 丁戊己。 庚辛壬。", "=2 1=1 2=3"),
        ("甲乙丙。 丁戊己。 庚辛壬。", "庚辛壬。 甲乙丙。 丁戊己。", "1=2 2=3 3↔1"),
        (
            f"开头。 {LONG} 结尾。",
            "开头。 一年来，提案工作提质增效， 收到提案256件，立案224件。 结尾。",
            "1=1 2=23 3=4",
        ),
        (
            "开头。 一年来，提案工作提质增效， 收到提案265件，立案224件。 结尾。",
            f"开头。 {CORRECTED} 结尾。",
            "1=1 23=2 4=3",
        ),
    ],
    ids=["same", "changed", "written anew", "removed", "added", "moved", "parted", "joined"],
)
def test_a_paragraph_is_found_again_by_what_it_says(built: str, read: str, pairs: str) -> None:
    assert paired(built, read) == pairs


def test_a_reworded_heading_is_found_in_its_place_not_in_a_longer_paragraph() -> None:
    assert paired(f"开头。 {HEAD} {LONG} 结尾。", f"开头。 {REWORDED} {CORRECTED} 结尾。") == "1=1 2=2 3=3 4=4"


@pytest.mark.parametrize(
    ("read", "pairs"),
    [
        (f"开头。 {HEAD}。{CORRECTED} 结尾。", "1=1 23=2 4=3"),
        (f"开头。 工作作风呈现出崭新的时代气象 {CORRECTED} 结尾。", "=2 1=1 23=3 4=4"),
        (f"开头。 {CORRECTED} 结尾。 {REWORDED}", "=4 1=1 23=2 4=3"),
    ],
    ids=["joined to it", "another heading", "like words in another place"],
)
def test_a_heading_missing_from_its_place_is_looked_for_in_longer_paragraphs(read: str, pairs: str) -> None:
    assert paired(f"开头。 {HEAD} {LONG} 结尾。", read) == pairs


def test_a_deleted_paragraph_stands_after_its_neighbour_despite_moves() -> None:
    built, read = "甲 丁 戊 己 庚 辛 壬".split(), "丁 戊 庚 辛 壬 甲".split()
    gone = built.index("己")
    assert last_read_before(pair(built, read), len(built))[gone] == read.index("戊")
