"""All new numbers of a sentence are listed at once, and what is advised for each brings the sentence home."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from report_cli.inward.proposed import ProposedChange
from running import change
from taking import Report, laid
from test_home_again import CATALOGUE, edited
from test_prose_home import write
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
各组按时 > 各组走访31家，新增台账25件，慰问47人，按时 | 31家 25件 47人
各组按时 > 各组于3月9日走访31家，于3月5日慰问47人，按时 | 3月9日 31家 3月5日 47人
各组按时 > 各组于2023年3月9日走访31家，按时 | 2023年3月9日 31家
各组按时 > 各组走访31家，推广5G，学习第3批案例，开通12345热线，按时 | 31家 5G 第3批 12345
各组按时 > 各组走访31家，落实《2023年要点》，治理PM2.5，慰问47人，按时 | 31家 《2023年要点》 PM2.5 47人
各组按时 > 各组推广5G，慰问老人三十户，推广5G应用，按时 | 5G 三十户 5G
各组按时 > 各组走访第一、第二批商户31家，“十四五”期间慰问47人，按时 | 31家 47人
""".strip().splitlines()


_LINE = re.compile(r"([a-z0-9/]+\.yaml) 的(?:(\w+)组|allow)[^加]*?加一行 ([^；，（]+(?:\{.*?\})?)")


def _first_way(message: str) -> str:
    """What is told to do, but for what to do else."""
    return message.replace("（indicators下）", "").partition("；不是和上年比，就另加")[0]


def answered(place: Path, found: Iterable[ProposedChange]) -> None:
    """Write the lines that the proposals tell to, each at the end of its group."""
    told = (line for each in found for line in _LINE.findall(_first_way(each.message)))
    for file, group, line in dict.fromkeys(told):
        text = (place / file).read_text(encoding="utf-8")
        indent = "    " if group and file == CATALOGUE else "  "
        head = f"{group or 'allow'}:\n"
        text += "" if f"\n{head}" in text else head
        begin = text.index(f"\n{head}") + len(head) + 1
        end = begin + len(re.match("(?: .*\n)*", text[begin:])[0])  # type: ignore[index]
        text = f"{text[:end]}{indent}{line}\n{text[end:]}"
        (place / file).write_text(text, encoding="utf-8")


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
提出了29.4%的提案，即78件 | new_1 / proposals.received
走访商户31家，占村户80家的38.8% | new_1 / new_2
走访商户31家，企业47家，共78家 | new_1 + new_2
承办80件，办结62件，办结率77.5% | new_2 / new_1
共走访78家，其中商户31家，企业47家 | new_1 + new_2
走访78家，其中商户31家，其余47家 | new_1 - new_2
走访商户31家，慰问老人62人，平均每家2人 | new_2 / new_1
走访商户由31家增加到62家，增加31家 | new_2 - new_1
走访商户由32家增加到80家，增长150% | (new_2 - new_1) / new_1
走访商户31家，企业47家，共78家，占村户80家的97.5% | new_4 / new_3
收到提案265件，其中青年收到提案53件，占20% | new_1 / proposals.received
甲组走访商户31家，乙组走访商户42家（比甲组多11家） | new_2 - new_1
甲组走访商户31家，乙组走访商户20家，比甲组少11家 | new_1 - new_2
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


# What is typed | a value that is changed once it came home | what is printed then.
FOLLOWED = """
走访商户78家，比上年增加16家、增长25.8% | 2022 new_1: 78 > 80 | 走访商户80家，比上年增加18家、增长29%
走访商户78家，比上年62家增加16家 | 2021 new_1: 62 > 60 | 走访商户78家，比上年60家增加18家
走访商户78家，同比增长25.8% | 2021 new_1: 62 > 60 | 走访商户78家，同比增长30%
走访商户78家，增长25.8% | 2022 new_1: 78 > 93 | 走访商户93家，增长50%
走访商户78家（上年62家） | 2021 new_1: 62 > 60 | 走访商户78家（上年60家）
参加2.83万人次，上年2.5万人次 | 2021 people: 2.5万 > 2.6万 | 参加2.83万人次，上年2.6万人次
提案比上年增加25件、增长10.4% | 2021 received: 240 > 250 | 提案比上年增加15件、增长6%
提案比上年增加25件（增长10.4%） | 2021 received: 240 > 250 | 提案比上年增加15件（增长6%）
收到提案265件，其中青年收到提案78件，占29.4% | 2022 new_1: 78 > 53 | 青年收到提案53件，占20%
办复率100%，比上年提高2个百分点 | 2021 answered: 98% > 99% | 办复率100%，比上年提高1个百分点
收到提案265件，是上年的1.1倍 | 2021 received: 240 > 265 | 收到提案265件，是上年的1倍
走访商户62家，是去年同期31家的2倍 | 2022 new_1: 62 > 93 | 走访商户93家，是去年同期31家的3倍
收到提案265件，比上年增长0.1倍 | 2021 received: 240 > 200 | 收到提案265件，比上年增长0.3倍
收到提案265件，比上年增加25件、增长10.4% | 2021 received: 240 > 250 | 收到提案265件，比上年增加15件、增长6%
收到提案是立案提案的1.2倍 | 2022 filed:     224 > 132 | 收到提案是立案提案的2倍
提出提案78件，占比29.4% | 2022 new_1: 78 > 53 | 提出提案53件，占比20%
提出提案78件（占29.4%） | 2022 new_1: 78 > 53 | 提出提案53件（占20%）
收到提案265件，立案224件，未立案41件 | 2022 filed:     224 > 200 | 收到提案265件，立案200件，未立案65件
走访商户31家，企业47家，相差16家 | 2022 new_1: 31 > 40 | 走访商户40家，企业47家，相差7家
慰问老人62人，慰问金12.4万元，每人2000元 | 2022 new_1: 62 > 31 | 慰问老人31人，慰问金12.4万元，每人4000元
走访12个村，商户186家，村均15.5家 | 2022 new_1: 12 > 10 | 走访10个村，商户186家，村均18.6家
走访商户31家、企业47家，两项合计78家，增长20% | 2022 new_1: 31 > 36 | 两项合计83家，增长27.7%
收到提案265件，平均每月22.1件 | 2022 received:  265 > 240 | 收到提案240件，平均每月20件
平均每月收到提案22.1件 | 2022 received:  265 > 240 | 平均每月收到提案20件
走访商户180家，平均每季度45家 | 2022 new_1: 180 > 160 | 走访商户160家，平均每季度40家
走访商户730家，平均每天2家 | 2022 new_1: 730 > 365 | 走访商户365家，平均每天1家
走访商户31家（占38.8%）、企业49家，共80家 | 2022 new_1: 31 > 51 | 商户51家（占51%）、企业49家，共100家
""".strip().splitlines()


@pytest.mark.parametrize("case", FOLLOWED)
def test_what_was_computed_follows_a_base_that_changes(case: str, tmp_path: Path) -> None:
    said, base, printed = case.split(" | ")
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, "各组按时", f"各组{said}，各组按时")
    answered(tmp_path, of.taken(typed).proposals)
    now = Report(tmp_path, 2022, "brief", of)
    made = now.taken(typed)
    assert ([each.state for each in made.proposals], "".join(now.after(made))) == (["ready"], "".join(typed))
    write(now, made.contents)
    year, old, new = re.fullmatch(r"(\d+) (.+ )(\S+ > \S+)", base).groups()  # type: ignore[union-attr]
    before, after = new.split(" > ")
    change(tmp_path / f"data/{year}.yaml", f"{old}{before}", f"{old}{after}")
    assert printed in "".join(Report(tmp_path, 2022, "brief").baseline.paragraphs)


WRONG = """
收到提案265件，上年250件 | 在数据里是240件（data/2021.yaml:5:13），稿件里是250件：核对后改一边
收到提案265件，是上年的1.3倍 | 上年的数（data/2021.yaml:5:13）是240件，算出来是“1.1倍”，稿件里是“1.3倍”：核对后改一边
走访商户78家，比上年增加16家、增长28% | 照这句话里上年的62，算出来是“增长25.8%”，稿件里是“增长28%”
提出提案78件，占收到提案的28.4% | 由各组提出提案、收到提案算出来是“29.4%”，稿件里是“28.4%”
立案提案占全部提案近85% | 由立案提案、收到提案算出来是“84.5%”，稿件里是“近85%”
走访商户31家、企业47家，共79家 | 由各组走访商户、企业算出来是“78家”，稿件里是“79家”
慰问老人62人，慰问金12.4万元，人均2100元 | 算出来是“2000元”，稿件里是“2100元”
平均每月收到提案22.5件 | 由收到提案按全年12个月算出来是“22.1件”，稿件里是“22.5件”
收到提案265件，平均每个工作日1.1件 | 也算不出：一年有多少个工作日，数据里没有。要收进来
1—6月走访商户60家，平均每月10家 | 也算不出：说的不是全年。要收进来
平均每月走访7.2篇 | 也算不出：看不出是哪个数按全年12个月平均。要收进来
走访商户78家，是上年的1.3倍 | 加一行 new_1: 上年的数（稿件里看不出是多少，查了再写）；再加公式
走访商户78家，是上年的两倍 | ；稿件里的“两倍”也要写成“2倍”这样的数字
参加2.83万人次，增长10% | 加一行 people: 上年的数（稿件里看不出是多少，查了再写），再运行一次
""".strip().splitlines()


def test_a_change_in_other_words_needs_last_years_value_first(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, "各组按时", "各组走访商户78家，比上年多16家，各组按时")
    answered(tmp_path, of.taken(typed).proposals)
    [told] = Report(tmp_path, 2022, "brief", of).taken(typed).proposals
    assert "数据能算，不用另加一个数（写死了，以后不会跟着变）：在稿件里写成“增加16家”" in told.message


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_agree_or_cannot_be_computed_yet_is_told(case: str, tmp_path: Path) -> None:
    said, told = case.split(" | ")
    of = Report(laid(tmp_path), 2022, "brief")
    found = of.taken(edited(of.baseline.paragraphs, "各组按时", f"各组{said}，各组按时")).proposals
    assert told in found[-1].message


def test_a_formula_that_is_there_is_not_advised_again(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, "各组按时", "各组提出提案78件，占收到提案的29.4%，各组按时")
    answered(tmp_path, of.taken(typed).proposals)
    change(tmp_path / "data/2022.yaml", "received:  265", "received:  271")
    [told] = Report(tmp_path, 2022, "brief", of).taken(typed).proposals
    assert (
        "各组提出提案占收到提案的比例（visits.new_2）由别的数算出，现在是28.8%，稿件里是29.4%：稿件里改成28.8%"
        in told.message
    )


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("提出提案78件，占29.4%", "各组提出提案占收到提案的比例"),
        ("走访商户31家（占38.8%）、企业49家，共80家", "各组走访商户占比"),
        ("走访商户31家，占村户80家的38.8%", "各组走访商户占村户的比例"),
    ],
)
def test_a_share_is_called_by_what_it_is_of_what(said: str, label: str, tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    found = of.taken(edited(of.baseline.paragraphs, "各组按时", f"各组{said}，各组按时")).proposals
    [told] = [each.message for each in found if f"{{label: {label}, formula: " in each.message]
    assert "标签写成数字前面的那几个字" not in told


def test_without_last_years_file_it_is_told_how_to_begin_one(tmp_path: Path) -> None:
    place = laid(tmp_path)
    (place / "data/2021.yaml").unlink()
    (place / "templates/brief.md.j2").write_text("---\nlabel: 简报\n---\n收到提案{{ proposals.received }}。\n", "utf-8")
    of = Report(place, 2022, "brief")
    found = of.taken(edited(of.baseline.paragraphs, "265件", "265件，比上年增加25件")).proposals
    assert (
        "data/2021.yaml（还没有这个文件，先新建，写上 year: 2021 和 status: 仅供比较 两行） 的proposals组"
        in found[0].message
    )


@pytest.mark.parametrize(
    "said", ["提出提案78件，办结率31.4%", "走访78家，其中商户31家，企业47家", "慰问31人，走访47家，共78家"]
)
def test_what_may_not_follow_from_new_numbers_is_a_number_of_its_own(said: str, tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, "各组按时", f"各组{said}，各组按时")
    assert not any("formula" in each.message for each in of.taken(typed).proposals)


# What the sentence does not say is no part of a formula, whatever its value: 265 / 4 = 66.25, 4 + 12 = 16.
UNSAID = """
来信平均每家66.3件
村均66.3件
满意率84.5%
认可度84.5%
每月走访商户22.1件
""".split()


@pytest.mark.parametrize("said", UNSAID)
def test_a_fact_is_divided_by_what_the_sentence_says(said: str, tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, "分为四类", f"分为四类，全年收到提案265件，{said}")
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
    text = edited(of.baseline.paragraphs, "各组按时", "各组走访商户31家，慰问老人47人，全部265件，按时")
    first, other = of.taken(text).proposals
    told = "“265件”和收到提案（proposals.received）一样，当作它，以后跟着它变；不是它，就先在数据里另加一项"
    assert (first.aside.startswith(told), other.aside) == (True, "")


def test_a_number_that_is_asked_about_is_not_taken_for_a_figure_too(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    text = edited(of.baseline.paragraphs, "各组按时", "各组走访商户31家，办复满意率100%，按时")
    first, other = of.taken(text).proposals
    assert "看不出说的是不是它" in other.message
    assert "当作它" not in first.message + first.aside + other.message + other.aside


def test_numbers_stay_when_a_word_with_digits_was_allowed(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    text = edited(of.baseline.paragraphs, "分为", "推广5G，分为")
    text = edited(text, "共同进步", "一起进步")
    word, words = of.taken(text).proposals
    answered(tmp_path, [word])
    again = Report(tmp_path, 2022, "brief", of).taken(text).proposals
    assert [each.number for each in again] == [word.number, words.number] == [1, 2]


def test_rows_that_the_data_got_since_leave_a_changed_number_alone(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    rows = "".join(f"    - {{title: 《{name}制度》, pages: {n}}}\n" for n, name in enumerate("丙丁戊己庚辛壬癸", 20))
    change(tmp_path / YEAR, "pages: 9}\n", f"pages: 9}}\n{rows}")
    typed = edited(of.baseline.paragraphs, "立案224件", "立案226件")
    [found] = Report(tmp_path, 2022, "brief", of).taken(typed).proposals
    assert (found.state, found.after) == ("ready", "226件")


@pytest.mark.parametrize("said", ["走访商户占38.8%", "来访增长15.5%", "走访商户是企业的1.5倍"])
def test_what_follows_from_what_nobody_can_tell_is_to_be_looked_at(said: str, tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    [found] = of.taken(edited(of.baseline.paragraphs, "各组按时", f"各组{said}，各组按时")).proposals
    told = "也算不出：看不出是哪个数", "别的数改了，它不会跟着变，要自己改"
    assert ([each in found.message for each in told], found.is_doubtful) == ([True, True], True)


# What is typed | what its last number is called: by the words before it, or those that its count stands before.
NAMED = """
各组走访商户31家 | 各组走访商户
2人入选国家级人才项目 | 入选国家级人才项目
2人入选国家级人才项目，3人获评省“德艺双馨”奖 | 获评省德艺双馨奖
其中5件作品获市级以上奖项 | 作品获市级以上奖项
共有41件作品获市级以上奖项 | 作品获市级以上奖项
全市4名干警（含女干警）被评为先进 | 干警被评为先进
走访商户，31家 | 走访商户
""".strip().splitlines()


@pytest.mark.parametrize("case", NAMED)
def test_a_number_is_called_by_the_words_beside_it(case: str, tmp_path: Path) -> None:
    said, label = case.split(" | ")
    of = Report(laid(tmp_path), 2022, "brief")
    found = of.taken(edited(of.baseline.paragraphs, "各组按时", f"{said}。各组按时")).proposals
    assert (found[-1].label, f"{{label: {label}, " in found[-1].message) == (label, True)


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("获评省德艺双馨", "3人获评省“德艺双馨”中青年文艺工作者"),
        ("入选案例库的案例", "其中3人案例入选案例库"),
        ("获评省德艺双馨", "区文联3人获评省“德艺双馨”称号"),
    ],
)
def test_a_count_before_its_name_is_found_in_the_catalogue(label: str, said: str, tmp_path: Path) -> None:
    place = laid(tmp_path)
    letters = "    letters: {label: 来信, unit: 封}\n"
    change(place / CATALOGUE, letters, f"    named: {{label: {label}, unit: 人}}\n{letters}")
    of = Report(place, 2022, "brief")
    typed = edited(of.baseline.paragraphs, "各组按时", f"{said}。各组按时")
    [found] = of.taken(typed).proposals
    assert found.message.startswith(f"指标目录里有{label}（")
    assert "的visits组加一行 named: 3；" in found.message
    change(place / YEAR, "visits:\n", "visits:\n  named: 3\n")
    now = Report(place, 2022, "brief", of)
    made = now.taken(typed)
    assert ([each.state for each in made.proposals], "".join(now.after(made))) == (["ready"], "".join(typed))


def test_an_other_is_called_so(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    [found] = of.taken(edited(of.baseline.paragraphs, "各组按时", "其他来信31封，各组按时")).proposals
    assert found.label == "其他来信"


# What is typed | the labels of the new indicators, in their order; 要名称 of one that has to be named first.
NAMED = """
解决用工、融资等问题67个，占收到提案265件的25.3% | 解决用工、融资等问题 解决用工、融资等问题占收到提案的比例
召开各民主党派、工商联联席会议4次 | 召开各民主党派、工商联联席会议
解决用工难、融资难、用地难、物流不畅、招工不易、盈利下降、转型困难等突出问题67个 | 解决用工难等突出问题
慰问老人47人、儿童31人 | 慰问老人 儿童
网上提交的材料占76% | 网上提交的材料占比
组织委员满意率达98.2% | 组织委员满意率
收到来电78件，比上年多12人 | 收到来电 要名称
落实67件，占90件的74.4% | 落实 要名称 要名称
走访企业31家（含重点企业6家） | 走访企业 重点企业
""".strip().splitlines()


@pytest.mark.parametrize("case", NAMED)
def test_a_new_number_has_a_name_that_can_stand_in_a_table_or_is_to_be_given_one(case: str, tmp_path: Path) -> None:
    said, labels = case.split(" | ")
    of = Report(laid(tmp_path), 2022, "brief")
    found = of.taken(edited(of.baseline.paragraphs, "完成任务。", f"完成任务。全年{said}。")).proposals
    named = (re.findall(r"\{label: ([^,}]+)", each.message)[-1:] for each in found)
    assert [*(each[0] if each else "要名称" for each in named)] == labels.split()


@pytest.mark.parametrize("words", ["其中224件已公开", "由224件增加", "另有224件", "其余224件"])
def test_a_part_or_last_years_value_is_not_the_number_before_it_that_says_the_same(words: str, tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, "分为", f"{words}，分为")
    assert [each.state for each in of.taken(typed).proposals] == ["new"]
