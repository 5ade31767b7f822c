"""All new numbers of a sentence are listed at once, and what is advised for each brings the sentence home."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from report_cli.inward.proposed import ProposedChange
from running import change
from taking import Report, laid
from test_home_again import CATALOGUE, edited
from test_take import YEAR

# What is typed | the numbers that are listed, in their order.
TYPED = """
各组按时 > 各组走访商户31家，按时 | 31家
各组按时 > 各组走访商户31家，慰问老人47人，按时 | 31家 47人
各组按时 > 各组走访商户31家，慰问老人47人，开展调研9次，按时 | 31家 47人 9次
各组按时 > 各组走访31家，慰问47人，调研9次，报告6篇，手册800册，按时 | 31家 47人 9次 6篇 800册
各组按时 > 各组走访商户31家。各组慰问老人47人，开展调研9次，按时 | 31家 47人 9次
立案224件， > 立案224件，走访商户31家，慰问老人47人，评出9件，立案率84.5%， | 31家 47人 9件
共同进步。 > 共同进步。\\n走访商户31家，慰问老人47人，开展调研9次。 | 31家 47人 9次
12页 > 12页，附表3张，附图4张，附录5份 | 3张 4张 5份
名称 > 名称（走访31家、慰问47人、调研9次） | 31家 47人 9次
各组按时 > 各组办好三项工作、五件实事、两场活动，按时 | 三项 五件 两场
各组按时 > 各组走访31家，比上年增加25件，慰问47人，按时 | 31家 25件 47人
各组按时 > 各组于3月9日走访31家，于3月5日慰问47人，按时 | 3月9日 31家 3月5日 47人
各组按时 > 各组于2023年3月9日走访31家，按时 | 2023年3月9日 31家
各组按时 > 各组走访31家，推广5G，学习第3批案例，开通12345热线，按时 | 31家 5G 第3批 12345
各组按时 > 各组走访31家，落实《2023年要点》，治理PM2.5，慰问47人，按时 | 31家 《2023年要点》 PM2.5 47人
各组按时 > 各组推广5G，慰问老人三十户，推广5G应用，按时 | 5G 三十户 5G
各组按时 > 各组走访第一、第二批商户31家，“十四五”期间慰问47人，按时 | 31家 47人
""".strip().splitlines()


def answered(place: Path, found: Iterable[ProposedChange]) -> None:
    """Write the lines that the proposals tell to; all into the group of visits."""
    for line in dict.fromkeys(
        part for each in found for part in re.findall("加一行 ([^；]+?)(?:，数据里|；)", each.message)
    ):
        name, value = line.split(": ", 1)
        if name == "- {word":
            text = (place / CATALOGUE).read_text(encoding="utf-8")
            text += "" if "\nallow:" in text else "allow:\n"
            (place / CATALOGUE).write_text(f"{text}  {line}\n", encoding="utf-8")
        elif value.startswith("{"):
            change(place / CATALOGUE, "    people: ", f"    {line}\n    people: ")
        else:
            change(place / YEAR, "  people: ", f"  {line}\n  people: ")


@pytest.mark.parametrize("case", TYPED)
def test_all_new_numbers_of_a_sentence_are_listed_at_once(case: str, tmp_path: Path) -> None:
    edit, numbers = case.replace("\\n", "\n").split(" | ")
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, *edit.split(" > "))
    found = of.taken(typed).proposals
    assert [(each.state, each.after) for each in found] == [("new", number) for number in numbers.split()]
    answered(tmp_path, found)
    now = Report(tmp_path, 2022, "brief", of)
    made = now.taken(typed)
    assert {each.state for each in made.proposals} == {"ready"}
    assert made.proposals[0].number == 1
    assert "".join(now.after(made)) == "".join(typed)


# What is typed of numbers that are all new | the formula that is told of the last of them that follows from others.
FOLLOWING = """
提出提案78件，占全部提案的29.4% | new_1 / proposals.received
提出提案78件，占收到提案的29.4% | new_1 / proposals.received
提出提案78件，占收到提案29.4% | new_1 / proposals.received
提出提案78件，占提案总数的29.4% | new_1 / proposals.received
提出提案78件，占收到提案总数的比例为29.4% | new_1 / proposals.received
提出提案78件，29.4%的提案由各组提出 | new_1 / proposals.received
提出了29.4%的提案，即78件 | new_2 / proposals.received
走访商户31家，占村户80家的38.8% | new_1 / new_2
走访商户31家，企业47家，共78家 | new_1 + new_2
共走访78家，其中商户31家，企业47家 | new_2 + new_3
走访78家，其中商户31家，其余47家 | new_1 - new_2
走访商户31家，慰问老人62人，平均每家2人 | new_2 / new_1
走访商户由31家增加到62家，增加31家 | new_2 - new_1
走访商户由32家增加到80家，增长150% | (new_2 - new_1) / new_1
走访商户31家，企业47家，共78家，占村户80家的97.5% | new_3 / new_4
""".strip().splitlines()


@pytest.mark.parametrize("case", FOLLOWING)
def test_what_follows_from_new_numbers_is_told_as_a_formula_at_once(case: str, tmp_path: Path) -> None:
    said, formula = case.split(" | ")
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, "各组按时", f"各组{said}，各组按时")
    found = of.taken(typed).proposals
    told = next(each for each in reversed(found) if "formula: " in each.message)
    assert (f"formula: {formula}}}" in told.message, "不要写死。先加" in told.message) == (True, True)
    answered(tmp_path, found)
    now = Report(tmp_path, 2022, "brief", of)
    made = now.taken(typed)
    assert [each.state for each in made.proposals] == ["ready"]
    assert "".join(now.after(made)) == "".join(typed)


@pytest.mark.parametrize(
    "said", ["提出提案78件，办结率31.4%", "走访78家，其中商户31家，企业47家", "慰问31人，走访47家，共78家"]
)
def test_what_may_not_follow_from_new_numbers_is_a_number_of_its_own(said: str, tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, "各组按时", f"各组{said}，各组按时")
    assert not any("formula" in each.message for each in of.taken(typed).proposals)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("约占两成", "“两成”也不能照样写进数据：在稿件里写成“20%”，再运行一次"),
        ("慰问三十多户", "“三十多户”也不能照样写进数据：在稿件里写成“30多户”，再运行一次"),
        ("帮扶3—5户", "“3—5户”也读不成一个带单位的数；核对后自己写进数据和模板"),
        ("做到：1.早走访", "“1”是序号，不是数：在稿件里写成汉字（一是、二是，或（一）、（二））"),
    ],
)
def test_a_number_that_no_lines_bring_home_is_listed_with_the_others(typed: str, said: str, tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    text = edited(of.baseline.paragraphs, "各组按时", f"各组走访商户31家，{typed}，慰问老人47人，按时")
    first, other, last = of.taken(text).proposals
    assert (first.after, last.after) == ("31家", "47人")
    assert said in other.message
    if written := re.search("写成“(.+?)”", other.message):
        again = tuple(part.replace(other.after or "", written[1]) for part in text)
        answered(tmp_path, of.taken(again).proposals)
        assert [each.state for each in Report(tmp_path, 2022, "brief", of).taken(again).proposals] == ["ready"]


def test_a_number_taken_for_a_figure_is_told_with_the_first_of_its_sentence(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    text = edited(of.baseline.paragraphs, "各组按时", "各组走访商户31家，慰问老人47人，发放手册265件，按时")
    first, other = of.taken(text).proposals
    told = "“265件”和收到提案（proposals.received）一样，当作它，以后跟着它变；不是它，就先在数据里另加一项"
    assert (first.aside.startswith(told), other.aside) == (True, "")


def test_numbers_stay_when_a_word_with_digits_was_allowed(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    text = edited(of.baseline.paragraphs, "分为", "推广5G，分为")
    text = edited(text, "共同进步", "一起进步")
    word, words = of.taken(text).proposals
    answered(tmp_path, [word])
    again = Report(tmp_path, 2022, "brief", of).taken(text).proposals
    assert [each.number for each in again] == [word.number, words.number] == [1, 2]
