"""What two texts have in common: found, whatever is written between, and parted where sentences are."""

import random

import pytest

from report_cli.audit.match import Block, blocks, slid

BORDERS = ("。！？", "，；：、")


def common(first: str, second: str) -> list[str]:
    return [first[at : at + length] for at, _, length in slid(blocks(first, second), first, second, BORDERS)]


@pytest.mark.parametrize(
    ("first", "second", "pieces"),
    [
        ("", "甲", []),
        ("甲乙丙", "甲乙丙", ["甲乙丙"]),
        ("甲乙丙", "甲丁丙", ["甲", "丙"]),
        # What was taken out, or put in, begins where a sentence does, or else a clause.
        ("甲乙。甲丙。", "甲丙。", ["甲丙。"]),
        ("甲丙。", "甲乙。甲丙。", ["甲丙。"]),
        ("丁。甲乙。甲丙。", "丁。甲丙。", ["丁。", "甲丙。"]),
        ("丁，甲乙，甲丙。", "丁，甲丙。", ["丁，", "甲丙。"]),
        ("丁，甲乙。甲，甲乙。丙", "丁，甲乙。丙", ["丁，甲乙。", "丙"]),
        # Where one text stands in the place of another, nothing is moved.
        ("丁。甲乙甲丙。", "丁。甲己甲丙。", ["丁。甲", "甲丙。"]),
    ],
)
def test_what_is_common_is_parted_where_a_sentence_begins(first: str, second: str, pieces: list[str]) -> None:
    assert common(first, second) == pieces


def test_what_is_common_is_equal_in_order_and_touches_nothing_else() -> None:
    chance = random.Random(20221231)
    for _ in range(300):
        first, second = ("".join(chance.choices("甲乙。，", k=chance.randrange(12))) for _ in range(2))
        found = blocks(first, second)
        for each in (found, slid(found, first, second, BORDERS)):
            assert [second[b : b + length] for _, b, length in each] == [first[a : a + length] for a, _, length in each]
            assert sum(length for *_, length in each) == sum(length for *_, length in found)
            ends = [(0, 0), *((a + length, b + length) for a, b, length in each)]
            assert all(a >= end[0] and b >= end[1] for (a, b, _), end in zip(each, ends, strict=False)), each
            assert all(length > 0 for *_, length in each)
        assert all((a, b) not in {(c + n, d + n) for c, d, n in found} for a, b, _ in found)


ONCE = "一次说到的十二个字不再有"


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (f"甲{'一二' * 250}{ONCE}{'三四' * 250}乙", f"丙{'五六' * 250}{ONCE}{'七八' * 250}丁", [(501, 501, 12)]),
        (
            f"甲{'一二' * 250}{ONCE}{'三四' * 250}{ONCE[::-1]}乙",
            f"丙{ONCE}{'七八' * 250}{ONCE[::-1]}{'五六' * 250}丁",
            [(501, 1, 12), (1013, 513, 12)],
        ),
    ],
)
def test_of_long_texts_what_each_says_once_is_found(first: str, second: str, found: list[Block]) -> None:
    assert blocks(first, second) == found
