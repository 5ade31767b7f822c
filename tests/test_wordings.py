"""What is said today in the place of a sentence as built: the same, other words, or nothing."""

import pytest

from report_cli.inward.wordings import Wordings, most_like

KEPT = "提案办理有了新的进展。"
BUILT = "全年共开展调研活动九次，写出报告三篇。"
REWORDED = "全年共组织开展调研活动九次，写出报告三篇。"
LIKE_IT = "全年共开展调研活动九次，写出建议三篇，报送区委。"
FAR = "文史资料出版一辑。"
# built; today; a sentence of the one; what is said in its paragraph today; how it is worded
CASES = {
    "the same": (f"{KEPT}{BUILT}", f"{BUILT}{KEPT}", BUILT, "", BUILT),
    "other words": (f"{KEPT}{BUILT}", f"{KEPT}{REWORDED}", BUILT, "", REWORDED),
    "nothing": (f"{KEPT}{BUILT}", KEPT, BUILT, KEPT, ""),
    "something else": (f"{KEPT}{BUILT}", f"{KEPT}{FAR}", BUILT, f"{KEPT}{FAR}", ""),
    "once of twice": (f"{KEPT}{BUILT}{BUILT}", f"{KEPT}{BUILT}", BUILT, "", ""),
    "what is said for the first time is no wording of what stays": (BUILT, f"{BUILT}{REWORDED}", BUILT, "", BUILT),
    "the more like of two": (BUILT, f"{LIKE_IT}{REWORDED}", BUILT, "", REWORDED),
    "words that are another's": (f"{BUILT}{LIKE_IT}", REWORDED, LIKE_IT, "", ""),
    "words of its own beside another's": (f"{BUILT}{LIKE_IT}", REWORDED, BUILT, "", REWORDED),
    "part of a sentence that stands": (BUILT, BUILT, "写出报告三篇", "", "写出报告三篇"),
    "part of a sentence that is another by now": (BUILT, LIKE_IT, "写出报告三篇", "", ""),
    "part of a sentence that stands once of twice": (f"{BUILT}{REWORDED}", LIKE_IT + BUILT, "写出报告三篇", "", ""),
}


@pytest.mark.parametrize("case", CASES)
def test_a_sentence_is_known_in_its_wording_of_today(case: str) -> None:
    built, today, sentence, line, said = CASES[case]
    assert Wordings(built, today, {}).of(sentence, line) == said


def test_in_its_own_paragraph_less_has_to_be_the_same() -> None:
    built, today = "组织委员开展调研活动九次。", "委员全年开展调研九次，走访企业十家。"
    assert Wordings(built, today, {}).of(built, today) == today
    assert Wordings(built, today, {}).of(built, "") == ""


def test_what_edits_put_in_its_place_is_its_wording_however_unlike() -> None:
    known = Wordings(BUILT, FAR, {BUILT: KEPT, KEPT: FAR})
    assert known.of(BUILT, "") == FAR


# a line; some words; the sentences of the line that are most like them
MOST_LIKE = {
    "one of three": (f"{FAR}{REWORDED}{KEPT}", BUILT, REWORDED),
    "the first": (f"{REWORDED}{FAR}{KEPT}", BUILT, REWORDED),
    "the last": (f"{FAR}{KEPT}{REWORDED}", BUILT, REWORDED),
    "one that became two": (
        f"{FAR}全年共开展调研活动九次。写出报告三篇。{KEPT}",
        BUILT,
        "全年共开展调研活动九次。写出报告三篇。",
    ),
    "two that became one": (f"{FAR}{BUILT}{KEPT}", "全年共开展调研活动九次。写出报告三篇。", BUILT),
    "two as they were": (f"{FAR}{KEPT}{BUILT}", f"{KEPT}{BUILT}", f"{KEPT}{BUILT}"),
    "all there is": (REWORDED, BUILT, REWORDED),
    "something quite unlike": (FAR, BUILT, FAR),
    "nothing": ("", BUILT, ""),
}


@pytest.mark.parametrize("case", MOST_LIKE)
def test_the_sentences_most_like_some_words_are_found(case: str) -> None:
    line, words, found = MOST_LIKE[case]
    start, end = most_like(line, words)
    assert line[start:end] == found
