"""Where sentences, statements and clauses end: each row of `cases/sentences.txt` says it of a text."""

from pathlib import Path

import pytest

from report_cli import sentences

ROWS = [
    line
    for line in (Path(__file__).parent / "cases/sentences.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
BETWEEN = "。！？；：，!?;:,、”’）…\"'"


def parted(row: str, marks: str) -> list[str]:
    """A row parted at some of |¦/, without the others."""
    at, more = marks[0], marks[1:]
    plain = row.translate(str.maketrans({**dict.fromkeys("|¦/"), **dict.fromkeys(more, at), at: at}))
    return plain.removesuffix(at).split(at)


@pytest.mark.parametrize("row", ROWS)
def test_sentences_and_statements_end_where_their_row_says(row: str) -> None:
    for parts, marks in ((sentences.sentences, "|"), (sentences.statements, "|¦")):
        expected = parted(row, marks)
        text = "".join(expected)
        assert [text[start:end] for start, end in parts(text)] == expected


@pytest.mark.parametrize("row", ROWS)
def test_what_stands_around_a_word_is_what_its_row_says(row: str) -> None:
    for around, marks in (
        (sentences.sentence_around, "|"),
        (sentences.statement_around, "|¦"),
        (sentences.clause_around, "|¦/"),
    ):
        expected, end = parted(row, marks), 0
        text = "".join(expected)
        for part in expected:
            word = end + next(number for number, character in enumerate(part) if character.isalnum())
            said, end = text[slice(*around(text, word, word + 1))], end + len(part)
            assert said.rstrip(BETWEEN) == part.rstrip(BETWEEN)
            assert said == part or marks == "|¦/"


@pytest.mark.parametrize("row", ROWS)
def test_a_text_is_whole_where_its_row_ends_with_a_sentence(row: str) -> None:
    text = "".join(parted(row, "|"))
    assert sentences.is_whole(text) is row.endswith("|")
    assert sentences.has_end(text) is ("|" in row)
    assert sentences.goes_on(text) is not row.endswith("|")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说：“好。我去。”于是走了；完。", ["他说：“好。我去。”", "于是走了；", "完。"]),
        ("推进“减负；增效”两项行动。再推进一项（甲；乙）。", ["推进“减负；增效”两项行动。", "再推进一项（甲；乙）。"]),
        ("推进“减负；增效。完。", ["推进“减负；增效。完。"]),
    ],
)
def test_a_whole_statement_parts_no_quotation(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences.whole_statements(text)] == expected


def test_the_clause_of_an_item_is_parted_where_things_are_listed() -> None:
    text = "收到提案、信息265件，办结"
    assert text[slice(*sentences.item_around(text, 5, 6))] == "信息265件"


def test_a_line_goes_on_where_it_ends_in_the_middle_of_a_sentence() -> None:
    assert sentences.goes_on("全年共收到各民主党派提案")
    assert not any(map(sentences.goes_on, ["他说：“好。”", "一是：", "办结；", "后来……"]))


def test_a_run_in_heading_ends_with_the_first_full_stop_that_something_follows() -> None:
    text = "（一）钱从哪里来？看预算。收入增长。"
    assert text[: sentences.run_in(text)] == "（一）钱从哪里来？看预算。"
    assert [sentences.run_in(each) for each in ("（一）看预算。", "（一）看预算")] == [0, 0]
