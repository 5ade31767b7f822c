"""A new sentence that came home is not proposed once more, whatever became of its numbers since."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

import reworked
from report_cli.audit.sources import Sources
from report_cli.inward.standing import Standing
from report_cli.inward.weighing import consequences
from reworked import W
from running import built, change, report, texts
from taking import Report, Texts, laid
from test_prose_home import write
from test_take import DRAFT, EDITS, YEAR, draft, states, take

CATALOGUE = "data/indicators.yaml"
KNOWN = "    kinds: {label: 类别数, unit: 类}\n"
SURVEYS = f"{KNOWN}    new_1: {{label: 开展调研, unit: 次}}\n    new_2: {{label: 写出报告, unit: 篇}}\n"


def told(place: Path, surveys: int = 9, reports: int = 3) -> None:
    """Say the numbers of surveys and reports in the data, as a proposal tells to."""
    change(place / CATALOGUE, KNOWN, SURVEYS)
    change(place / YEAR, "  kinds:     4\n", f"  kinds:     4\n  new_1: {surveys}\n  new_2: {reports}\n")


def edited(texts: Texts, old: str, new: str) -> Texts:
    return tuple(part for text in texts for part in text.replace(old, new).split("\n"))


def home(place: Path, edit: Callable[[Texts], Texts]) -> tuple[Report, Texts]:
    """A draft whose new sentences came home, as it was built before."""
    of = Report(place, 2022, "brief")
    typed = edit(of.baseline.paragraphs)
    told(place)
    write(of, Report(place, 2022, "brief", of).taken(typed).contents)
    return of, typed


def proposed(place: Path, of: Report, typed: Texts) -> list[str]:
    found = Report(place, 2022, "brief", of).taken(typed).proposals
    return [f"{each.state} {each.fact or each.change}" for each in found]


NEW = """
各组按时 > 各组开展调研9次。各组按时
各组按时 > 开展调研9次。\\n各组按时
共同进步。 > 共同进步。\\n开展调研9次。大家很满意。
共同进步。 > 共同进步。\\n全年开展调研9次，写出报告3篇。
帮助， > 帮助，开展调研9次，
立案224件， > 立案224件，开展调研9次，
立案224件， > 立案224件又开展调研9次，
期间收到 > 期间开展调研9次并收到
走访2.83万人次 > 开展调研9次，走访2.83万人次
南里。 > 南里，开展调研9次。
各组按时 > 收到提案265件，其中开展调研9次。各组按时
议政， > 议政，开展调研9次，到过东街、西巷、南里，
名称 > 名称（开展调研9次）
共同进步。 > 共同进步。\\n开展调研9次。\\n开展调研9次。
各组按时 > 大家到过东街、西巷、南里，开展调研9次。各组按时
各组按时 > 大家到过东街、西巷、北坊，开展调研9次。各组按时
各组按时 > 完成了开展调研9次等工作。各组按时
各组按时 > 各组开展调研九次。各组按时
各组按时 > 开展调研9次，写出报告3篇，收到提案265件。各组按时
""".strip().splitlines()


@pytest.mark.parametrize("case", NEW)
def test_a_new_number_that_came_home_is_not_new_again(case: str, tmp_path: Path) -> None:
    old, new = case.replace("\\n", "\n").split(" > ")
    of, typed = home(laid(tmp_path), lambda texts: edited(texts, old, new))
    assert {each.split()[0] for each in proposed(tmp_path, of, typed)} == {"taken"}
    change(tmp_path / YEAR, "new_1: 9", "new_1: 11")
    found = proposed(tmp_path, of, typed)
    assert min(found) == "conflict proposals.new_1"
    assert {each.split()[0] for each in sorted(found)[1:]} == {"taken"}


@pytest.mark.parametrize("also", ["", "开展调研9次。"])
def test_a_figure_said_again_is_taken_whatever_the_data_say_since(also: str, tmp_path: Path) -> None:
    of, typed = home(laid(tmp_path), lambda texts: edited(texts, "各组按时", f"{also}全年收到提案265件。各组按时"))
    change(tmp_path / YEAR, "received:  265", "received:  268")
    assert {each.split()[0] for each in proposed(tmp_path, of, typed)} == {"taken"}


def test_a_sentence_said_twice_in_its_paragraph_is_taken(tmp_path: Path) -> None:
    said = "走访2.83万人次，筹资12.50万元，来信近300封，到过东街、西巷、南里。"
    of, typed = home(laid(tmp_path), lambda texts: edited(texts, said, said + said))
    change(tmp_path / YEAR, "300", "310")
    assert {each.split()[0] for each in proposed(tmp_path, of, typed)} == {"taken"}


def test_a_change_that_came_home_as_one_is_known_by_its_number(tmp_path: Path) -> None:
    """The template prints 增加25件 as one, and the draft says a number behind a word."""
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, "各组按时", "收到提案比上年增加25件。各组按时")
    write(of, of.taken(typed).contents)
    assert "{{ proposals.received.change }}" in (tmp_path / EDITS).read_text("utf-8")
    assert proposed(tmp_path, of, typed) == ["taken added"]
    change(tmp_path / YEAR, "received:  265", "received:  268")
    assert {each.split()[0] for each in proposed(tmp_path, of, typed)} == {"taken"}


def test_a_figure_changed_beside_a_number_that_came_home_is_changed(tmp_path: Path) -> None:
    of, typed = home(laid(tmp_path), lambda texts: edited(texts, "立案224件，", "立案224件，开展调研9次，"))
    also = edited(typed, "立案224件，", "立案226件，")
    assert sorted(proposed(tmp_path, of, also)) == ["ready proposals.filed", "taken changed"]


def test_a_paragraph_below_one_that_came_home_is_its_own(tmp_path: Path) -> None:
    of, typed = home(laid(tmp_path), lambda texts: edited(texts, "共同进步。", "共同进步。\n开展调研9次。"))
    both = edited(typed, "开展调研9次。", "开展调研9次。\n写出报告3次。")
    assert proposed(tmp_path, of, both) == ["new None", "taken added"]


def test_a_sentence_elsewhere_with_the_words_of_one_that_came_home_is_its_own(tmp_path: Path) -> None:
    of, typed = home(laid(tmp_path), lambda texts: edited(texts, "分为四类。", "分为四类。开展调研9次。"))
    both = edited(typed, "共同进步。", "共同进步。开展调研7次。")
    assert sorted(proposed(tmp_path, of, both)) == ["new None", "taken added"]


def test_a_renamed_number_and_a_renamed_neighbour_are_known_by_the_sentence(tmp_path: Path) -> None:
    place = laid(tmp_path)
    of, typed = home(place, lambda texts: edited(texts, "各组按时", "来信近300封，开展调研9次。各组按时"))
    for name in ("data/indicators.yaml", YEAR, EDITS, "templates/brief.md.j2"):
        text = (place / name).read_text("utf-8")
        (place / name).write_text(text.replace("new_1", "surveys").replace("letters", "post"), "utf-8")
    assert proposed(place, of, typed) == ["taken added"]
    change(place / YEAR, "surveys: 9", "surveys: 11")
    assert sorted(proposed(place, of, typed)) == ["conflict proposals.surveys", "taken added"]


@pytest.mark.parametrize("clause", ["各组开展调研9次", "开展调研9次"])
def test_a_clause_is_known_in_a_sentence_that_others_have_changed_too(clause: str, tmp_path: Path) -> None:
    place = laid(tmp_path)
    of, typed = home(place, lambda texts: edited(texts, "帮助，", f"帮助，{clause}，"))
    other = edited(of.baseline.paragraphs, "大家互相", "大家齐心互相")
    write(of, Report(place, 2022, "brief", of).taken(other).contents)
    change(place / YEAR, "new_1: 9", "new_1: 11")
    assert "new None" not in proposed(place, of, typed)
    assert sorted(proposed(place, of, typed)) == ["conflict proposals.new_1", "taken changed"]


PAIRS = """
帮助， > 帮助，各组开展调研工作， | 大家互相 > 大家齐心互相
清河政协在 > 大家很努力，清河政协在 | 清河政协在 > 各组很用心，清河政协在
全年收到 > 今年收到 | 议政， > 议政，走访了企业，
共同进步。 > 共同进步。\\n大家很满意。 | 各组按时 > 大家很满意。\\n各组按时
""".strip().splitlines()
"""What two drafts of one build changed, one taken home after the other."""


@pytest.mark.parametrize("case", PAIRS)
def test_what_two_drafts_changed_side_by_side_is_not_put_in_twice(case: str, tmp_path: Path) -> None:
    place = laid(tmp_path)
    of = Report(place, 2022, "brief")
    pairs = [each.replace("\\n", "\n").split(" > ") for each in case.split(" | ")]
    drafts = [edited(of.baseline.paragraphs, old.strip(), new.strip()) for old, new in pairs]
    for typed in drafts:
        write(of, Report(place, 2022, "brief", of).taken(typed).contents)
    said = Report(place, 2022, "brief").baseline.paragraphs
    assert not any(each.startswith("ready") for typed in drafts for each in proposed(place, of, typed))
    for typed in drafts:
        write(of, Report(place, 2022, "brief", of).taken(typed).contents)
    assert Report(place, 2022, "brief").baseline.paragraphs == said


SEVERAL = """
甲 + 乙 > 一二
乙 + 甲 > 二一
甲 > 乙 > 一二
乙 > 甲 > 二一
甲 + 丙 > 一二
乙 + 丙 > 一二
丙 + 乙 > 一二
甲 > 丙 > 一二
乙 > 丙 > 一二
丙1 > 丙2 > 一二
丙2 > 丙1 > 一二
甲 + 丁 > 二一
丁 + 甲 > 二一
甲 > 丁 > 二一
乙 > 甲 > 丁 > 二一
戊2 > 戊3 > 戊1 > 一二三
甲 + 乙 + 戊 > 一二三
""".strip().splitlines()
"""Drafts taken home together (+) or one after the other (>), or one new part of them; and how it stands then."""
HAVE = {"甲": "一", "乙": "二", "丙": "一二", "丁": "二一", "戊": "一二三"}


@pytest.mark.parametrize(
    "place", ["按时完成任务。", "增加25件。", "增加25件。\n"], ids=["between", "at the end", "paragraphs"]
)
@pytest.mark.parametrize("case", SEVERAL)
def test_new_words_at_one_place_keep_the_order_of_their_draft(case: str, place: str, tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    between = place[len(place.rstrip()) :]
    new = {"一": "有人来信表扬。", "二": "街道也很满意。", "三": "以后继续努力。"}

    def typed(draft: str) -> Texts:
        put_in = between.join(new[each] for each in HAVE[draft[0]])
        return edited(of.baseline.paragraphs, place.rstrip(), f"{place}{put_in}")

    *runs, order = case.split(" > ")
    for run in runs:
        now = Report(tmp_path, 2022, "brief", of)
        made = now.taken(*map(typed, run.split(" + ")))
        ready = [each for each in made.proposals if each.state == "ready"]
        wanted = [each for each in ready if len(run) != len("丙1") or run[1] == str(each.number)]
        write(of, consequences(made.proposals, wanted, now.workspace, now.contents).contents)
    said = "\n".join(Report(tmp_path, 2022, "brief").baseline.paragraphs)
    assert f"{place}{between.join(new[each] for each in order)}" in said
    again = Report(tmp_path, 2022, "brief", of).taken(*(typed(each) for run in runs for each in run.split(" + ")))
    assert {each.state for each in again.proposals} == {"taken"}


REWORDED = """
互相帮助 > 齐心互助 | 大家互相帮助，共同进步。 | conflict
大家互相 > 今年以来，大家互相 | 大家互相帮助，共同进步。 | conflict
大家互相帮助，共同进步 > 大家帮助老人 | 大家互相帮助，共同进步。 | conflict
共同进步。 > 进步。都很满意。 | 大家互相帮助，共同进步。 | conflict
互相帮助 > 齐心互助 | 各组按时完成任务。大家互相帮助，共同进步。 | conflict
来信近300封， > | 走访2.83万人次，筹资12.50万元，来信近300封，到过东街、西巷、南里。 | conflict
到过 > 也到过 | 走访2.83万人次，筹资12.50万元，来信近300封，到过东街、西巷、南里。 | conflict
任务。 > 任务。\\n新的一段。 | 大家互相帮助，共同进步。 | ready
各组按时完成任务。 > | 各组按时完成任务。大家互相帮助，共同进步。 | ready
大家互相帮助，共同进步。 > | 各组按时完成任务。大家互相帮助，共同进步。 | ready
大家互相帮助，共同进步。 > | 大家互相帮助，共同进步。 | taken
大家互相帮助，共同进步。 > 街道来信很多。 | 各组按时完成任务。 | ready
各组按时完成任务。大家互相帮助，共同进步。 > | 各组按时完成任务。大家互相帮助，共同进步。 | taken
""".strip().splitlines()
"""What was taken home and built | what another draft of the build before took out | what becomes of that."""


@pytest.mark.parametrize("case", REWORDED)
def test_a_deletion_is_there_already_only_if_no_wording_of_it_stands(case: str, tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    one, other, state = case.replace("\\n", "\n").split(" | ")
    old, _, new = one.partition(">")
    typed = edited(of.baseline.paragraphs, old.strip(), new.strip())
    shorter = tuple(filter(None, edited(of.baseline.paragraphs, other, "")))
    write(of, Report(tmp_path, 2022, "brief", of).taken(tuple(filter(None, typed))).contents)
    assert {each.split()[0] for each in proposed(tmp_path, of, shorter)} == {state}


def test_a_new_paragraph_of_two_drafts_comes_once_whoever_adds_beside_it(tmp_path: Path) -> None:
    place = laid(tmp_path)
    of = Report(place, 2022, "brief")
    told(place)
    texts = of.baseline.paragraphs
    new = edited(texts, "南里。", "南里。\n写出报告3篇。")
    drafts = edited(new, "立案224件，", "立案224件，开展调研9次，"), edited(texts, "南里。", "南里。\n加强联系。"), new
    made = Report(place, 2022, "brief", of).taken(*drafts)
    assert [each.state for each in made.proposals] == ["ready"] * 3
    write(of, made.contents)
    assert "".join(Report(place, 2022, "brief").baseline.paragraphs).count("写出报告3篇") == 1


def test_a_paragraph_deleted_here_and_changed_there_is_open_until_one_is_chosen(tmp_path: Path) -> None:
    place = laid(tmp_path)
    change(place / "templates/brief.md.j2", "大家互相", "\n\n大家互相")
    built(place, "2022")
    draft(place, ("共同进步", "一起进步"), name="丙.docx")
    draft(place, ("大家互相帮助，共同进步。", ""), name="丁.docx")
    assert take(place, "丙.docx", "--write")[0] == 0
    built(place, "2022")
    for _ in range(2):
        status, content = take(place, "丁.docx")
        assert (status, states(content)) == (1, ["conflict"])
        assert "现在是“大家互相帮助，一起进步。”" in content["proposals"][0]["message"]
        take(place, "丙.docx", "丁.docx", "--write")
    (place / DRAFT).write_bytes((place / "丁.docx").read_bytes())
    assert report(place, "build", "2022").status != 0
    take(place, "丁.docx", "--only", "1", "--write")
    built(place, "2022", "--force")
    assert "大家互相" not in "".join(texts((place / DRAFT).read_bytes()))


def test_a_number_with_the_value_of_another_is_its_own_where_its_label_leads_to_it(tmp_path: Path) -> None:
    place = laid(tmp_path)
    change(place / YEAR, "filed:     224件", "filed:     9件")
    of = Report(place, 2022, "brief")
    typed = edited(of.baseline.paragraphs, "各组按时", "开展调研9件。各组按时")
    told(place)
    change(place / CATALOGUE, "label: 开展调研, unit: 次", "label: 开展调研, unit: 件")
    write(of, Report(place, 2022, "brief", of).taken(typed).contents)
    assert "开展调研{{ proposals.new_1 }}" in (place / EDITS).read_text("utf-8")


def test_a_sentence_that_the_template_had_already_is_not_the_new_one(tmp_path: Path) -> None:
    place = laid(tmp_path)
    change(place / "templates/brief.md.j2", "共同进步。", "共同进步。写出报告{{ visits.people }}。")
    of = Report(place, 2022, "brief")
    assert proposed(place, of, (*of.baseline.paragraphs, "写出报告9篇。")) == ["new None"]


# What a new number may be ---------------------------------------------------------------------------------------------

LINES = """
开展调研9次       | unit: 次 | 9 | {{ proposals.new_1 }}
开展调研近9次     | unit: 次 | 近9 | {{ proposals.new_1 }}
开展调研30余次    | unit: 次 | 30余 | {{ proposals.new_1 }}
开展调研九次      | unit: 次 | 9 | {{ proposals.new_1|chinese }}次
开展调研两次      | unit: 次 | 2 | {{ proposals.new_1|chinese }}次
覆盖群众3.5万人次 | unit: 人次 | 3.5万 | {{ proposals.new_1 }}
修路7.5公里       | unit: 公里, kind: amount | 7.5 | {{ proposals.new_1 }}
满意率92.5%       | kind: rate | 92.5% | {{ proposals.new_1 }}
满意率100%        | kind: rate | 100% | {{ proposals.new_1 }}
""".strip().splitlines()
"""What a draft says in addition | what the catalogue, and what the year file is told of it | how it is printed."""


@pytest.mark.parametrize("case", LINES)
def test_the_lines_for_a_new_number_bring_its_sentence_home(case: str, tmp_path: Path) -> None:
    said, what, value, printed = (part.strip() for part in case.split(" | "))
    place = laid(tmp_path)
    of = Report(place, 2022, "brief")
    typed = edited(of.baseline.paragraphs, "立案224件，", f"立案224件，{said}，")
    [new] = Report(place, 2022, "brief", of).taken(typed).proposals
    label, line = re.findall(r"加一行 new_1: \{label: ([^,]+), ([^}]+)\}", new.message)[0]
    assert (new.state, line, re.findall("加一行 new_1: ([^{；]+)；", new.message)) == ("new", what, [value])
    change(place / CATALOGUE, KNOWN, f"{KNOWN}    new_1: {{label: {label}, {what}}}\n")
    change(place / YEAR, "  kinds:     4\n", f"  kinds:     4\n  new_1: {value}\n")
    made = Report(place, 2022, "brief", of).taken(typed)
    assert [(each.state, printed in (each.after or "")) for each in made.proposals] == [("ready", True)]
    assert "".join(Report(place, 2022, "brief", of).after(made)) == "".join(typed)


CHANGES = (
    """
立案224件， | 立案224件，比上年增加24件， | ready | 增加24件 | proposals.filed.change
立案224件， | 立案224件，同比增长12%， | ready | 增长12% | proposals.filed.growth
立案224件， | 立案224件，比上年增加24件，增长12%， | ready | 增长12% | proposals.filed.growth
各组按时 | 收到提案比上年增加25件。各组按时 | ready | | proposals.received.change
各组按时 | 收到提案比上年增加25件，增长10.4%。各组按时 | ready | 增长10.4% | proposals.received.growth
各组按时 | 立案提案数较去年增加24件。各组按时 | ready | 增加24件 | proposals.filed.change
共同进步。 | 共同进步。\\n立案提案比上年增加24件，收到提案比上年增加25件。 | ready | 增加24件 | proposals.filed.change
各组按时 | 立案率比上年提高1.2个百分点。各组按时 | ready | 提高1.2个百分点 | proposals.rate.change
各组按时 | 上年收到提案240件，今年更多。各组按时 | ready | 240件 | proposals.received.previous
各组按时 | 收到提案由240件增加到265件。各组按时 | ready | 240件 | proposals.received.previous
各组按时 | 收到提案比上年多25件。各组按时 | new | 在稿件里写成“增加25件”，再运行一次，这句话就能带回 |
各组按时 | 收到提案比上年增加了25件。各组按时 | new | 在稿件里写成“增加25件”，再运行一次，这句话就能带回 |
各组按时 | 收到提案比上年增加26件。各组按时 | new | 是240件，算出来是“增加25件”，稿件里是“增加26件” | 加一行
立案224件， | 立案224件，比上年增加23件， | new | 是200件，算出来是“增加24件”，稿件里是“增加23件” | 加一行
立案224件， | 立案224件，比上年减少24件， | new | 算出来是“增加24件” | 加一行
立案224件， | 立案224件，比上年增加3场， | new | 看不出是哪个数和哪个数比 |
各组按时 | 收到提案从240件增加到265件，增加了25件。各组按时 | new | 在稿件里写成“增加25件” |
各组按时 | 收到提案比上年增加二十五件。各组按时 | new | 在稿件里写成“增加25件” |
各组按时 | 走访商户比上年增加25件。各组按时 | new | 数据里没有这个数 | 加一行
立案224件， | 立案224件，增加24件， | new | 数据里没有这个数 | 加一行
立案224件， | 立案224件，筹办24件， | new | 数据里没有这个数 | 加一行
各组按时 | 收到提案12件。各组按时 | new | 收到提案（proposals.received）在数据里是265件 |
""".replace(" > ", " | ")
    .strip()
    .splitlines()
)
"""What a draft has in place of what, the state of its proposal, what is told of it, and how it is printed.

A number that the data compute never becomes one of its own.
"""


@pytest.mark.parametrize("case", CHANGES)
def test_a_number_that_the_data_compute_is_no_new_number(case: str, tmp_path: Path) -> None:
    old, new, state, told, way = (part.strip() for part in case.replace("\\n", "\n").split("|"))
    place = laid(tmp_path)
    of = Report(place, 2022, "brief")
    typed = edited(of.baseline.paragraphs, old, new)
    made = of.taken(typed)
    [wish] = made.proposals
    assert (wish.state, told in wish.message, "→" in wish.sources[0].marked and state == "new") == (state, True, False)
    assert (f"{{{{ {way} }}}}" in (wish.after or "")) if state == "ready" else (("加一行" in wish.message) is bool(way))
    if state == "ready":
        assert "".join(of.after(made)) == "".join(typed)
        write(of, made.contents)
        assert proposed(place, of, typed) == ["taken added" if "各组" in old or "共同" in old else "taken changed"]
        change(place / YEAR, "  received:  265", "  received:  270")
        change(place / YEAR, "  filed:     224件", "  filed:     230件")
        assert {each.split()[0] for each in proposed(place, of, typed)} <= {"taken", "derived"}


def test_a_change_on_a_year_that_the_data_do_not_know_asks_for_that_years_value(tmp_path: Path) -> None:
    place = laid(tmp_path)
    of = Report(place, 2022, "brief")
    typed = edited(of.baseline.paragraphs, "各组按时", "类别数比上年增加1类。各组按时")
    [new] = of.taken(typed).proposals
    assert (new.state, "加一行 new_" in new.message) == ("new", False)
    assert "data/2021.yaml 的proposals组加一行 kinds: 3（照稿件倒推的，核对后再写）" in new.message
    change(place / "data/2021.yaml", "  filed: 200", "  filed: 200\n  kinds: 3")
    [words] = Report(place, 2022, "brief", of).taken(typed).proposals
    assert (words.state, words.after) == ("ready", "类别数比上年{{ proposals.kinds.change }}。")


def test_a_change_is_that_of_what_the_draft_says_itself(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, "265件", "268件")
    figure, words = of.taken(edited(typed, "各组按时", "收到提案比上年增加28件。各组按时")).proposals
    assert (figure.after, words.state) == ("268", "ready")
    assert "{{ proposals.received.change }}" in (words.after or "")


COMPUTED = """
两者共489件 | {label: 收到提案、立案提案合计, unit: 件, formula: received + filed}
其余41件    | {label: 收到提案减立案提案, unit: 件, formula: received - filed}
未立案提案的还有41件 | {label: 未立案提案的还有, unit: 件, formula: received - filed}
按类别数平均66.3件 | {label: 收到提案按类别数平均, unit: 件, kind: amount, formula: received / kinds}
超出18.3%   |
送出489件   |
送出41件    |
"""


@pytest.mark.parametrize("case", COMPUTED.strip().splitlines())
def test_a_number_that_figures_beside_it_give_is_a_formula(case: str, tmp_path: Path) -> None:
    said, line = (part.strip() for part in case.split("|"))
    place = laid(tmp_path)
    change(
        place / "templates/brief.md.j2",
        "立案{{ proposals.filed }}",
        "收{{ proposals.received }}，立案{{ proposals.filed }}",
    )
    of = Report(place, 2022, "brief")
    typed = edited(of.baseline.paragraphs, "立案224件，", f"立案224件，{said}，")
    new = of.taken(typed).proposals[-1]
    assert re.findall("加一行 new_1: (.*?formula.*?})", new.message) == [line] * bool(line)
    if line:
        change(place / CATALOGUE, KNOWN, f"{KNOWN}    new_1: {line}\n")
        made = Report(place, 2022, "brief", of).taken(typed)
        assert [(each.state, "{{ proposals.new_1 }}" in (each.after or "")) for each in made.proposals] == [
            ("ready", True)
        ]


SHARES = """
立案提案占提案总数的88.9% | filed / total
立案提案占收到提案和来信总数的51.2% |
立案提案占提案总量的89% | filed / total, digits: 0
立案的提案占提案总数88.89% | filed / total, digits: 2
收到提案265件，立案提案占提案总数的88.9% | filed / total
立案提案占提案总数的88.8% |
已办结的占提案总数的88.9% |
立案提案占全市的88.9% |
收到提案占提案总数的88.9% |
""".strip().splitlines()
"""A new sentence | the formula of its number, if the data have part and whole, printed or not."""


@pytest.mark.parametrize("case", SHARES)
def test_a_share_of_what_its_sentence_names_is_a_formula(case: str, tmp_path: Path) -> None:
    said, formula = (part.strip() for part in case.split("|"))
    place = laid(tmp_path)
    total = "    total: {label: 提案合计, unit: 件, formula: filed + other, print: false}\n"
    change(place / CATALOGUE, KNOWN, f"{KNOWN}{total}    other: {{label: 转作来信, unit: 件, print: false}}\n")
    change(place / YEAR, "  kinds:     4\n", "  kinds:     4\n  other: 28\n")
    of = Report(place, 2022, "brief")
    typed = edited(of.baseline.paragraphs, "共同进步。", f"共同进步。\n{said}。")
    found = Report(place, 2022, "brief", of).taken(typed).proposals
    [new] = [each for each in found if (each.after or "").endswith("%")]
    lines = re.findall("new_1: ({label: .*?, formula: (.*?)})", new.message.replace("proposals.", ""))
    assert [of_number for _, of_number in lines] == [formula] * bool(formula)
    if not formula:
        return
    change(place / CATALOGUE, KNOWN, f"{KNOWN}    new_1: {lines[0][0]}\n")
    made = Report(place, 2022, "brief", of).taken(typed)
    assert {each.state for each in made.proposals} == {"ready"}
    assert any("{{ proposals.new_1 }}" in (each.after or "") for each in made.proposals)
    assert "".join(Report(place, 2022, "brief", of).after(made)) == "".join(typed)


def test_a_rate_of_figures_beside_it_is_a_formula(tmp_path: Path) -> None:
    place = laid(tmp_path)
    change(place / "templates/brief.md.j2", "，立案率{{ proposals.rate }}", "，收{{ proposals.received }}")
    change(place / CATALOGUE, "    rate: {label: 立案率, formula: filed / received}\n", "")
    of = Report(place, 2022, "brief")
    [new] = of.taken(edited(of.baseline.paragraphs, "收265件", "收265件，立案率84.5%")).proposals
    assert "加一行 new_1: {label: 立案率, formula: filed / received}" in new.message


def test_a_range_is_told_to_be_no_number(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    [new] = of.taken(edited(of.baseline.paragraphs, "各组按时", "开展调研3—5次。各组按时")).proposals
    assert new.message == "数据里没有这个数，“3—5次”也读不成一个带单位的数；核对后自己写进数据和模板"


def test_several_new_numbers_get_names_of_their_own_and_rivals_are_told(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    ours = edited(of.baseline.paragraphs, "立案224件，", "立案224件，开展调研9次，写出报告3篇，")
    theirs = edited(of.baseline.paragraphs, "立案224件，", "立案224件，开展调研12次，")
    found = of.taken(ours, theirs).proposals
    assert [re.findall("加一行 (new_[0-9])", each.message)[0] for each in found] == ["new_1", "new_2", "new_1"]
    assert found[0].message.endswith("；第3条同一个数写的是12次（1.docx），只要一个")
    assert found[2].message.endswith("；第1条同一个数写的是9次（0.docx），只要一个")
    assert "只要一个" not in found[1].message


def test_a_new_number_and_other_words_of_one_sentence_name_each_other(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    built = of.baseline.paragraphs
    ours, theirs = edited(built, "按时完成任务", "按时办完任务"), edited(built, "完成任务", "完成7项任务")
    apart = edited(built, "共同进步", "一起进步")
    words, new, other = of.taken(ours, theirs, apart).proposals
    assert words.aside == "这一句里还有第2条（1.docx）的“7项”，是新的数，看看要哪样"
    assert new.message.endswith("；第1条（0.docx）也改了这一句，看看要哪样")
    assert "这一句" not in other.aside
    alone = of.taken(theirs).proposals
    assert "这一句，看看" not in alone[0].message


def test_a_new_number_whose_label_the_data_know_names_what_they_say(tmp_path: Path) -> None:
    place = laid(tmp_path)
    of = Report(place, 2022, "brief")
    typed = edited(of.baseline.paragraphs, "各组按时", "开展调研9次。各组按时")
    change(place / CATALOGUE, KNOWN, SURVEYS)
    [unsaid] = Report(place, 2022, "brief", of).taken(typed).proposals
    told = f"指标目录里有开展调研（proposals.new_1），{YEAR} 里还没有：{YEAR} 的proposals组加一行 new_1: 9；写明号就"
    assert unsaid.message.startswith(told)
    change(place / YEAR, "  kinds:     4\n", "  kinds:     4\n  new_1: 11\n")
    [other] = Report(place, 2022, "brief", of).taken(typed).proposals
    told = f"开展调研（proposals.new_1）在数据里是11次（{YEAR}:12:10），稿件里是9次：稿件对，就把数据改成9；数据对，"
    assert (other.state, other.message.startswith(told)) == ("new", True)


@pytest.mark.parametrize(
    ("said", "state", "told"),
    [
        ("走访商户9页", "new", "数据里没有这个数。要收进来"),
        ("满意率100%", "new", "数据里没有这个数。要收进来"),
        ("办复满意率100%", "new", "办复率（proposals.answered）也是100%，看不出说的是不是它"),
        ("走访商户265件", "new", "收到提案（proposals.received）也是265件，看不出说的是不是它"),
        ("全部265件", "ready", "“265件”和收到提案（proposals.received）一样，当作它，以后跟着它变"),
        ("其中收到提案265件", "ready", None),
        ("立案224件", "ready", None),
    ],
)
def test_a_number_that_only_has_the_value_of_a_figure_is_not_taken_for_it_unsaid(
    said: str, state: str, told: str | None, tmp_path: Path
) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    [wish] = of.taken((*of.baseline.paragraphs, f"{said}。")).proposals
    assert (wish.state, told in wish.message if told else wish.message) == (state, True if told else "")


def test_a_new_number_belongs_to_the_group_of_its_section(tmp_path: Path) -> None:
    place = laid(tmp_path)
    template = place / "templates/brief.md.j2"
    template.write_text(
        "---\nlabel: 简报\n---\n# 简报\n\n## 一块\n\n收到提案{{ proposals.received }}。\n\n各组很忙。\n\n"
        "## 到过{{ visits.places }}\n\n参加{{ visits.people }}。\n",
        "utf-8",
    )
    of = Report(place, 2022, "brief")
    typed = edited(of.baseline.paragraphs, "各组很忙。", "各组很忙。\n开展调研9次。")
    [new] = of.taken(typed).proposals
    assert "proposals组（indicators下）加一行 new_1" in new.message


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", False),
        ("{{ figures_table() }}", True),
        ("{{ figures_table(proposals) }}", False),
        ("{{ figures_table(visits) }}", True),
    ],
)
def test_a_table_of_all_numbers_that_will_have_a_row_more_is_told(table: str, said: bool, tmp_path: Path) -> None:
    place = laid(tmp_path)
    with (place / "templates/brief.md.j2").open("a", encoding="utf-8") as file:
        file.write(f"\n{table}\n")
    of = Report(place, 2022, "brief")
    [new] = of.taken(edited(of.baseline.paragraphs, "来信近300封", "来信近300封，开展调研9次")).proposals
    assert "visits组（indicators下）加一行 new_1" in new.message
    assert new.message.endswith("；列出各组的数的那张表也多一行") is said
    rows = len([*of.document(of.ledger).lines])
    change(place / CATALOGUE, "    people:", "    new_1: {label: 开展调研, unit: 次}\n    people:")
    change(place / YEAR, "  people: ", "  new_1:     9\n  people: ")
    again = Report(place, 2022, "brief", of)
    assert (len([*again.document(again.ledger).lines]) > rows) is said


def test_a_heading_names_the_group_where_its_section_has_no_number(tmp_path: Path) -> None:
    place = laid(tmp_path)
    (place / "templates/brief.md.j2").write_text(
        "---\nlabel: 简报\n---\n# 简报\n\n## 关于{{ office.name }}\n\n各组很忙。\n\n"
        "## 到过{{ visits.places }}\n\n参加{{ visits.people }}。\n",
        "utf-8",
    )
    of = Report(place, 2022, "brief")
    [new] = of.taken(edited(of.baseline.paragraphs, "各组很忙。", "各组很忙。开展调研9次。")).proposals
    assert "office组（indicators下）加一行 new_1" in new.message


ADVICE = """
各组按时 > 收到提案比上年多25件。各组按时 | 在稿件里写成“增加25件” | 稿 比上年多 > 比上年增加 | ready
各组按时 > 收到提案12件。各组按时 | 稿件对，就把数据改成12 | data/2022.yaml received:  265 > received:  12 | ready
各组按时 > 收到提案12件。各组按时 | 就把稿件里改成265件 | 稿 收到提案12件 > 收到提案265件 | ready
各组按时 > 收到提案12件。各组按时 | 把数字旁边的字写得和“收到提案”不一样 | 稿 收到提案12件 > 收到联名12件 | new
各组按时 > 办复满意率100%。各组按时 | 把数字前面的字写成“办复率” | 稿 办复满意率100% > 办复率100% | ready
各组按时 > 收到来电78件，比上年多12人。各组按时 | 把数字前面的字写成它的名称 | 稿 比上年多12人 > 走访商户12家 | new new
各组按时 > 发言31人，占90人的34.4%。各组按时 | 把数字前面的字写成它的名称 | 稿 占90人 > 占委员90人 | new new new
收到提案265件， > 收到提案265个， | 若以件计，写成265件 | 稿 收到提案265个 > 收到提案265件 |
立案224件， > 立案六件， | 写成6件 | 稿 六件 > 6件 | ready
""".strip().splitlines()
"""What a draft has in place of what | what is advised | that done, to the draft or to a file | the state after it.

Without a state nothing is left to decide.
"""


@pytest.mark.parametrize("case", ADVICE)
def test_what_is_advised_leads_where_it_says(case: str, tmp_path: Path) -> None:
    edit, told, done, state = (part.strip(" ") for part in case.split("|"))
    place = laid(tmp_path)
    of = Report(place, 2022, "brief")
    typed = edited(of.baseline.paragraphs, *edit.split(" > "))
    found = [each for each in of.taken(typed).proposals if each.is_open]
    assert any(told in each.message for each in found), [each.message for each in found]
    file, _, what = done.partition(" ")
    old, _, new = what.partition(" > ")
    if file == "稿":
        typed = edited(typed, old, new)
    else:
        change(place / file, old, new)
    again = Report(place, 2022, "brief", of)
    left = [each for each in again.taken(typed).proposals if each.is_open]
    assert [each.state for each in left] == state.split(), [each.message for each in left]


# What else take says --------------------------------------------------------------------------------------------------


def test_a_paragraph_typed_twice_comes_home_once_and_that_is_said(tmp_path: Path) -> None:
    place = laid(tmp_path)
    of = Report(place, 2022, "brief")
    typed = (*of.baseline.paragraphs, "大家都很满意。", "大家都很满意。")
    made = of.taken(typed)
    assert [each.message for each in made.proposals] == ["0.docx 的第14段、第15段一字不差，只收一处"]
    write(of, made.contents)
    again = Report(place, 2022, "brief", of)
    assert proposed(place, of, typed) == ["taken added"]
    assert again.document(again.ledger).lines[-1][1][0].text == "大家都很满意。"


@pytest.mark.parametrize(
    ("template", "text", "expected"),
    [
        ("{{ visits.places }}", "东街、西巷、南里", ["ready removed"]),
        ("{{ proposals.session }}", "十届一次会议", ["ready removed"]),
        ("{{ visits.places|first }}", "东街", ["unclear visits.places[1]"]),
        ("{{ visits.letters }}", "近300封", ["unclear visits.letters"]),
    ],
)
def test_a_paragraph_of_names_that_is_gone_is_an_edit(
    template: str, text: str, expected: list[str], tmp_path: Path
) -> None:
    place = laid(tmp_path)
    change(place / "templates/brief.md.j2", "共同进步。", f"共同进步。\n\n{template}\n\n完。")
    of = Report(place, 2022, "brief")
    before = of.baseline.paragraphs
    assert before[-2:] == (text, "完。")
    typed = (*before[:-2], before[-1])
    assert proposed(place, of, typed) == expected
    if "ready" in expected[0]:
        assert of.after(of.taken(typed)) == typed


def test_where_a_draft_still_says_the_old_value_is_said(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    [wish] = of.taken(edited(of.baseline.paragraphs, "期间收到提案265件", "期间收到提案268件")).proposals
    assert (wish.state, wish.aside) == ("ready", "第5段还是265件，写进去以后也跟着变")


def test_a_cell_that_still_says_the_old_value_is_told_without_its_unit(tmp_path: Path) -> None:
    place = laid(tmp_path)
    with (place / "templates/brief.md.j2").open("a", encoding="utf-8") as file:
        file.write("\n{{ figures_table(visits) }}\n")
    of = Report(place, 2022, "brief")
    texts = of.baseline.paragraphs
    cell = texts.index("2.83万")
    [wish] = of.taken(edited(texts, "走访2.83万人次", "走访2.9万人次")).proposals
    assert wish.aside == f"第{cell + 1}段还是2.83万，写进去以后也跟着变"
    [wish] = of.taken((*texts[:cell], "2.9万", *texts[cell + 1 :])).proposals
    assert (wish.after, wish.aside) == ("2.9万", "第4段还是2.83万人次，写进去以后也跟着变")


HALF = "3月5日开会，立案{}，立案率{}，办复率100%，分为四类。"


def test_a_sentence_that_can_be_written_in_part_is_shown_as_it_would_be_printed(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, HALF.format("224件", "84.5%"), HALF.format("230件", "90%"))
    filed, rate = of.taken(typed).proposals
    assert (filed.state, rate.state) == ("ready", "derived")
    assert filed.aside == f"这一句里第2条没有写进去，会印成“{HALF.format('230件', '86.8%')}”"
    [alone] = of.taken(edited(of.baseline.paragraphs, "224件", "230件")).proposals
    assert alone.aside == ""


def test_a_name_behind_a_list_that_has_one_more_is_whole(tmp_path: Path) -> None:
    place = laid(tmp_path)
    change(place / "templates/brief.md.j2", "到过{{ visits.places }}", "到过{{ visits.places }}{{ office.name }}")
    of = Report(place, 2022, "brief")
    made = of.taken(edited(of.baseline.paragraphs, "南里清河政协", "南里、北坊清泉政协"))
    assert {each.state for each in made.proposals} == {"ready"}
    assert [each.after for each in made.proposals] == ["北坊", "清泉政协"]


@pytest.mark.parametrize("before", ["东街", "西巷", "南里"])
def test_a_new_item_that_is_a_name_elsewhere_comes_into_the_list(tmp_path: Path, before: str) -> None:
    place = laid(tmp_path)
    change(place / "templates/brief.md.j2", "到过{{ visits.places }}", "{{ office.name }}到过{{ visits.places }}")
    of = Report(place, 2022, "brief")
    [wish] = of.taken(edited(of.baseline.paragraphs, f"{before}", f"清河政协、{before}")).proposals
    number = "东街、西巷、南里".split("、").index(before) + 1
    assert (wish.type, wish.state, wish.fact, wish.after) == ("figure", "ready", f"visits.places[{number}]", "清河政协")


def test_a_list_that_two_drafts_empty_together_is_told_to_be_empty(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    drafts = edited(of.baseline.paragraphs, "东街、西巷、", ""), edited(of.baseline.paragraphs, "、南里", "")
    found = of.taken(*drafts).proposals
    assert {(each.state, each.message) for each in found} == {
        ("unclear", "几处一起写，这个名单就一项也没有了；留下一项，或在稿件里把整句删去")
    }


# On the command line --------------------------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = laid(tmp_path)
    built(place, "2022")
    draft(place, ("共同进步", "共同进步，开展调研9次，写出报告3篇"))
    draft(place, ("共同进步", "共同进步，开展调研12次，写出报告3篇"), name="乙.docx")
    told(place)
    assert take(place, "稿.docx", "--write")[0] == 0
    return place


def test_an_item_that_was_built_and_is_another_since_is_no_new_one(place: Path) -> None:
    draft(place, ("南里", "南里、北坊"), name="丙.docx")
    assert take(place, "丙.docx", "--write")[0] == 0
    built(place, "2022")
    change(place / YEAR, "北坊", "北坊街")
    built(place, "2022")
    status, content = take(place, "丙.docx")
    assert (status, states(content)) == (0, ["taken"])
    assert content["proposals"][0]["message"] == "这一项带回过，数据后来改了或删了，照数据"


def test_an_item_of_which_only_a_longer_one_was_built_is_new(place: Path) -> None:
    draft(place, ("南里", "南里、北坊"), name="丙.docx")
    change(place / YEAR, "南里]", "南里, 北坊街]")
    built(place, "2022")
    assert states(take(place, "丙.docx")[1]) == ["ready"]


def test_an_item_that_was_there_before_the_draft_was_built_can_come_back(place: Path) -> None:
    change(place / YEAR, "南里]", "南里, 北坊]")
    built(place, "2022")
    change(place / YEAR, "南里, 北坊]", "南里]")
    change(place / YEAR, "received:  265", "received:  266")
    built(place, "2022", "--force")
    draft(place, ("南里", "南里、北坊"), name="丙.docx")
    assert states(take(place, "丙.docx")[1]) == ["ready"]


@pytest.mark.parametrize("is_built", [True, False])
def test_the_same_copy_proposes_nothing_after_the_data_changed(is_built: bool, place: Path) -> None:
    if is_built:
        built(place, "2022")
    change(place / YEAR, "new_1: 9", "new_1: 11")
    built(place, "2022")
    status, content = take(place, "稿.docx")
    assert (status, {*states(content)}) == (0, {"taken"})
    [number] = [each for each in content["proposals"] if each["type"] == "figure"]
    assert number["message"] == "这句话带回过，稿件里是9次；数据后来改成了11次，照数据"
    assert take(place, "稿.docx", "--write")[0] == 0
    built(place, "2022")
    assert "".join(texts((place / DRAFT).read_bytes())).count("开展调研") == 1


def test_what_another_copy_or_none_said_is_a_conflict_with_the_data(place: Path) -> None:
    change(place / YEAR, "new_1: 9", "new_1: 11")
    status, content = take(place, "乙.docx")
    [sentence, number] = content["proposals"]
    assert (status, number["state"], number["from"], number["to"]) == (1, "conflict", "11", "12")
    assert (sentence["type"], sentence["state"]) == ("prose", "taken")
    assert number["place"] == {"file": YEAR, "line": 12, "column": 10}
    assert [each["file"] for each in number["sources"]] == ["乙.docx", YEAR]
    take(place, "乙.docx", "--only", str(number["number"]), "--write")
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes())[-1].endswith("开展调研12次，写出报告3篇。")


def test_two_copies_with_other_numbers_stand_side_by_side(place: Path) -> None:
    change(place / YEAR, "new_1: 9", "new_1: 11")
    content = take(place, "稿.docx", "乙.docx")[1]
    assert sorted(states(content)) == ["conflict", "taken", "taken"]


def test_without_any_memory_a_number_is_asked_and_no_sentence_doubled(place: Path) -> None:
    (place / ".report/taken.json").unlink()
    change(place / YEAR, "new_1: 9", "new_1: 11")
    assert states(take(place, "稿.docx")[1]) == ["taken", "conflict"]


def test_a_renewed_copy_and_next_year_propose_no_sentence_again(place: Path) -> None:
    change(place / YEAR, "new_1: 9", "new_1: 11")
    change(place / YEAR, "received:  265", "received:  268")
    built(place, "2022")
    renewed = report(place, "renew", "稿.docx")
    assert (renewed.status, "还是“9次”，数据现在是“11次”" in renewed.out) == (1, True)  # the sentence is their own
    assert {*states(take(place, "稿（更新）.docx")[1])} == {"taken"}
    assert report(place, "new", "2023").status == 0
    assert {*states(take(place, "稿.docx")[1])} == {"taken"}


def test_a_draft_in_its_place_with_an_older_number_is_replaced_unasked(place: Path) -> None:
    (place / DRAFT).write_bytes((place / "稿.docx").read_bytes())
    change(place / YEAR, "new_1: 9", "new_1: 11")
    assert report(place, "build", "2022").status == 0


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    place = laid(tmp_path)
    built(place, "2022")
    return place


def test_words_that_a_build_would_warn_of_are_said_below_what_brings_them(fresh: Path) -> None:
    draft(fresh, ("各组按时", "各组件件有着落、事事有回音，按时"), ("265件", "268件"))
    shown = report(fresh, "take", "稿.docx").out.splitlines()
    at = next(number for number, line in enumerate(shown) if "W269" in line)
    assert shown[at].startswith("    写进去以后生成时会提醒：提示 W269 “件件有着落、事事有回音”是空话")
    assert shown[at].endswith("；删去，或者换成具体的事和数")
    assert shown[at - 1].startswith("    稿.docx 第13段")
    status, content = take(fresh, "稿.docx")
    told = {
        each["number"]: [word["code"] for word in each["words"]] for each in content["proposals"] if "words" in each
    }
    assert (status, told) == (1, {2: ["W269"]})
    assert "W269" in report(fresh, "take", "稿.docx", "--write").out
    assert "W269" in report(fresh, "build", "2022").err


def test_forbidden_words_of_a_draft_stop_no_build_and_are_told_with_whose_they_are(fresh: Path) -> None:
    (fresh / "data/words.yaml").write_text(
        "format: 1\nforbidden:\n  - {word: 上窜下跳, because: 不用这个词}\n", "utf-8"
    )
    draft(fresh, ("各组按时", "各组上窜下跳，按时"), ("265件", "268件"))
    taken = report(fresh, "take", "稿.docx").out
    assert "写进去以后生成时会提醒：警告 W215" in taken
    assert "用语表的allow里写明理由" in taken
    assert "W215" not in report(fresh, "take", "稿.docx", "--only", "1").out
    report(fresh, "take", "稿.docx", "--write")
    result = report(fresh, "build", "2022")
    assert result.status == 0
    assert "（稿.docx改的）" in result.err


def test_a_value_that_a_build_would_refuse_is_not_written_and_the_others_are(fresh: Path) -> None:
    (fresh / "data/words.yaml").write_text(
        "format: 1\nforbidden:\n  - {word: 清水政协, because: 不是这个名称}\n", "utf-8"
    )
    draft(fresh, ("清河政协", "清水政协"), ("265件", "268件"))
    refused = report(fresh, "take", "稿.docx").out
    assert "写进去以后生成不了：错误 W215" in refused
    assert "带不回1条" in refused
    assert "已写1条" in report(fresh, "take", "稿.docx", "--write").out
    assert report(fresh, "build", "2022").status == 0


def test_a_remark_that_a_reviewer_typed_into_the_text_is_told_before_it_is_written(fresh: Path) -> None:
    draft(fresh, ("各组按时", "各组〔此处请核实〕按时"), ("265件", "268件"))
    shown = report(fresh, "take", "稿.docx").out
    assert "写进去以后生成时会提醒：警告 W279 “〔此处请核实〕”像是审稿的批语" in shown
    report(fresh, "take", "稿.docx", "--write")
    assert "W279" in report(fresh, "build", "2022").err
    assert report(fresh, "build", "2022", "--final").status == 1


def test_a_remark_names_those_in_whose_draft_it_stands(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    built, asked, told = of.baseline.paragraphs, "大家互相帮助〔请核〕", "一起进步（待核）"
    drafts = [edited(built, "大家互相帮助", asked), edited(built, "共同进步", told), edited(built, "按时", "准时")]
    both = edited(edited(built, "大家互相帮助", asked), "各组", "全体各组")
    found = [each for of_one in of.taken(*drafts, both).spoken.values() for each in of_one]
    names = {re.findall("“(〔请核〕|（待核）)”", each.message)[0]: each.message.rpartition("（")[2] for each in found}
    assert names == {"〔请核〕": "0.docx、3.docx改的）", "（待核）": "1.docx改的）"}


def test_what_a_build_says_stands_below_the_change_that_brings_it_in(fresh: Path) -> None:
    """A sentence that stands twice is told of the one that was there before: which one brought it in is tried."""
    change(fresh / "templates/brief.md.j2", "共同进步", "共同进步。大家分工合作，互相帮助，互相学习")
    built(fresh, "2022", "--force")
    draft(fresh, ("各组按时", "大家分工合作，互相帮助，互相学习。各组按时"), ("265件", "268件"))
    shown = report(fresh, "take", "稿.docx").out.splitlines()
    at = next(number for number, line in enumerate(shown) if "W228" in line)
    assert shown[at - 1].startswith("    稿.docx 第13段")


def test_words_that_the_report_said_before_are_not_told(fresh: Path) -> None:
    change(fresh / "templates/brief.md.j2", "各组按时", "各组件件有着落、事事有回音，按时")
    built(fresh, "2022", "--force")
    draft(fresh, ("共同进步", "一起进步"))
    assert "W269" not in report(fresh, "take", "稿.docx").out


def test_a_conflict_that_was_not_chosen_is_not_counted_and_nothing_chosen_is_said(fresh: Path) -> None:
    for name, value in (("甲", "268件"), ("乙", "270件")):
        draft(fresh, ("265件", value), ("100%", "99%"), name=f"{name}.docx")
    both = ("take", "甲.docx", "乙.docx")
    assert "建议3条：可以写1条，有冲突2条" in report(fresh, *both).out
    assert "建议3条：选了1条，没有选2条" in report(fresh, *both, "--only", "1").out
    assert "建议3条：选了1条，没有选2条" in report(fresh, *both, "--skip", "1,3").out
    nothing = report(fresh, *both, "--skip", "1-3")
    assert ("建议3条：没有选3条" in nothing.out, "一条也没有选" in nothing.err) == (True, True)
    nothing = report(fresh, *both, "--skip", "1-3", "--write")
    assert ("一条也没有选" in nothing.err, "已写" in nothing.out + nothing.err) == (True, False)
    written = report(fresh, *both, "--only", "1", "--write")
    assert "建议3条：已写1条，没有选1条，可以写1条" in written.out
    assert "用--only" not in written.out


def test_a_new_paragraph_is_quoted_with_its_values_where_the_data_have_an_error(fresh: Path) -> None:
    draft(fresh, ("各组按时", "全年收到提案265件。各组按时"))
    change(fresh / YEAR, "received:  265", "received:  2x5")
    shown = report(fresh, "take", "稿.docx").out
    [first] = [line for line in shown.splitlines() if line.startswith("1. ")]
    assert "全年收到提案265件。" in first
    assert "{{" not in first
    assert "先运行report check" in shown


def test_an_item_that_the_list_has_already_is_not_shown_as_missing(fresh: Path) -> None:
    draft(fresh, ("南里", "南里、北坊"))
    assert take(fresh, "稿.docx", "--write")[0] == 0
    again = report(fresh, "take", "稿.docx").out
    assert "街道（visits.places[4]）现在是北坊" in again
    assert "（没有）" not in again


@pytest.mark.parametrize(
    ("answers", "written"), [(["是", "否"], ["268"]), (["全部"], ["268", "99%"]), (["否", "退出"], [])]
)
def test_plain_words_answer_too_and_the_number_is_the_proposals_own(
    answers: list[str], written: list[str], fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft(fresh, ("84.5%", "85%"), ("265件", "268件"), ("100%", "99%"))
    asked = list[str]()
    given = iter(answers)

    def answer(prompt: str) -> str:
        asked.append(prompt.partition("：")[0])
        return next(given)

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    report(fresh, "take", "稿.docx", "--ask", terminal="utf-8")
    assert asked == ["第1条，要问的第1个，共2个", "第3条，要问的第2个，共2个"][: len(answers)]
    data = (fresh / YEAR).read_text("utf-8")
    assert [value for value in ("268", "99%") if value in data] == written


def test_verify_says_that_a_sentence_taken_home_follows_and_knows_it_then(fresh: Path) -> None:
    draft(fresh, ("各组按时", "全年收到提案265件，开展调研9次。各组按时"))
    told = report(fresh, "verify", "稿.docx").out
    assert "“265件”又说了一次，数据改了这一处不会跟着改，用report take把这句话收回来，就会跟着改" in told
    assert "“9次”没有出处，数据里没有这个数" in told
    change(fresh / CATALOGUE, KNOWN, SURVEYS)
    change(fresh / YEAR, "  kinds:     4\n", "  kinds:     4\n  new_1: 9\n")
    take(fresh, "稿.docx", "--write")
    built(fresh, "2022")
    assert report(fresh, "verify", "稿.docx").status == 0
    change(fresh / YEAR, "new_1: 9", "new_1: 11")
    assert "“9次”那句话文中已经有了，数据现在是“11次”" in report(fresh, "verify", "稿.docx").out


def test_a_sentence_said_twice_is_told_to_be_the_same_but_for_numbers_perhaps(fresh: Path) -> None:
    change(
        fresh / "templates/brief.md.j2",
        "共同进步。",
        "共同进步。全年向各有关方面一共报送材料{{ proposals.received }}。",
    )
    draft_of = "全年向各有关方面一共报送材料{{ proposals.filed }}。"
    change(fresh / "templates/brief.md.j2", "各组按时", f"{draft_of}各组按时")
    told = report(fresh, "check", "2022").out
    assert "W228: 这句话前面已经说过，只有数字可能不同" in told
    change(fresh / "templates/brief.md.j2", draft_of, "大家都互相帮助，一心一意想着办成大事。" * 2)
    assert "W228: 这句话前面已经说过，一字不差" in report(fresh, "check", "2022").out


# Quotation marks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("围绕「文化产业发展」", "第1段还是“文化产业发展”"),
        ("围绕文化产业发展", "第1段还是“文化产业发展”"),
        ("围绕“文化事业发展”", ""),
    ],
)
def test_a_term_that_has_its_old_marks_elsewhere_is_told(typed: str, said: str, tmp_path: Path) -> None:
    place = laid(tmp_path)
    change(place / "templates/brief.md.j2", "# 简报", "# 简报：“文化产业发展”")
    change(place / "templates/brief.md.j2", "围绕{{ visits.topics }}议政", "围绕“文化产业发展”议政")
    of = Report(place, 2022, "brief")
    [wish] = of.taken(edited(of.baseline.paragraphs, "围绕“文化产业发展”", typed)).proposals
    assert (said in wish.aside) if said else not wish.aside


def test_the_marks_of_a_fact_change_with_it_but_not_where_they_are_typed(tmp_path: Path) -> None:
    place = laid(tmp_path)
    change(place / YEAR, '"十届一次会议"', "“十届”一次会议")
    change(place / "templates/brief.md.j2", "各组按时", "“十届”以来各组按时")
    change(place / CATALOGUE, "format: 1", "format: 1\nallow: [十届]")
    of = Report(place, 2022, "brief")
    [wish] = of.taken(edited(of.baseline.paragraphs, "在“十届”一次会议", "在「十届」一次会议")).proposals
    assert "还是“十届”，一篇里两种写法；要一样，就一起改" in wish.aside


SURVEYED = ("开展调研", "，写出报告", "。")


@pytest.mark.parametrize(
    ("words", "at", "found", "earlier", "is_said"),
    [
        (SURVEYED, 0, "9次", "开展调研9次，写出报告3篇。", True),
        (SURVEYED, 1, "3篇", "开展调研9次，写出报告3篇。", True),
        (SURVEYED, 1, "3 篇", "大家很满意。开展调研9次， 写出报告3篇。", True),
        (SURVEYED, 0, "3篇", "开展调研9次，写出报告3篇。", False),
        (SURVEYED, 1, "3篇", "开展调研9次，写出报告4篇。", False),
        (SURVEYED, 0, "9次", "全年开展调研9次，写出报告3篇。", False),
        (SURVEYED, 0, "9次", "开展调研9次。", False),
        (("开展调研", "，各组都去。"), 0, "9次", "开展调研9次，各组没去。", False),
        (("开展调研", ""), 0, "9次", "大家很满意，开展调研9次，写出报告3篇。", True),
    ],
)
def test_what_an_earlier_text_said_in_the_same_place_is_known(
    words: tuple[str, ...], at: int, found: str, earlier: str, is_said: bool
) -> None:
    known = Standing(said="", printed="", words=words, at=at)
    assert known.was_said(found, ["别的话。", earlier]) == is_said
    assert not known.was_said(found, [])


def test_a_number_stays_with_its_proposal_when_others_were_written(fresh: Path) -> None:
    """Once 268件 is written, 二百六十八件 of the other draft is the same proposal: none that follows moves up."""
    draft(fresh, ("265件", "二百六十八件"), ("100%", "99%"), name="甲.docx")
    draft(fresh, ("265件", "268件"), ("100%", "98%"), name="乙.docx")
    both = ("take", "甲.docx", "乙.docx")

    def numbers(shown: str) -> dict[str, str]:
        return {text: number for number, text in re.findall(r"^(\d+)\. 【\S+】.*〔(.*?)〕", shown, re.MULTILINE)}

    before = numbers(report(fresh, *both).out)
    report(fresh, *both, "--write")
    after = numbers(report(fresh, *both).out)
    assert len(after) < len(before)
    assert after.items() <= before.items()
    chosen = report(fresh, *both, "--only", before["100%→98%"], "--write").out
    assert "已写1条" in chosen
    assert "98" in (fresh / YEAR).read_text("utf-8")
    gone = next(number for text, number in before.items() if text not in after)
    assert f"第{gone}条已经没有了" in report(fresh, *both, "--only", gone).err


def test_an_item_that_was_taken_out_of_its_list_keeps_its_number(fresh: Path) -> None:
    draft(fresh, ("265件", "268件"), ("东街、西巷、南里", "东街、南里"), ("100%", "99%"))

    def numbers(shown: str) -> dict[str, str]:
        return {label: number for number, label in re.findall(r"^(\d+)\. 【.*\n    (.*?)（", shown, re.MULTILINE)}

    before = numbers(report(fresh, "take", "稿.docx").out)
    assert before == {"收到提案": "1", "办复率": "2", "街道": "3"}
    report(fresh, "take", "稿.docx", "--write")
    assert numbers(report(fresh, "take", "稿.docx").out) == before


def test_words_that_would_go_with_the_open_end_of_a_list_are_not_lost(fresh: Path) -> None:
    """The template says 重点问题 only where the list is open: without 等 the draft's own words would be gone."""
    old = "围绕{{ visits.topics }}议政"
    new = "围绕{{ visits.topics }}{% if visits.topics is open %}重点问题{% endif %}议政"
    change(fresh / "templates/brief.md.j2", old, new)
    built(fresh, "2022", "--force")
    draft(fresh, ("等重点问题议政", "重点问题议政"), ("265件", "268件"))
    shown = report(fresh, "take", "稿.docx", "--write").out
    assert "写进去以后“重点问题议政”会跟着“等”没有，和稿件不一样；自己改" in shown
    assert "已写1条" in shown


def test_a_figure_changed_in_a_sentence_that_another_takes_out_is_a_conflict(fresh: Path) -> None:
    sentence = "清河政协在十届一次会议期间收到提案265件，上年240件，增加25件。"
    draft(fresh, ("265件", "268件"), ("100%", "99%"), name="甲.docx")
    draft(fresh, (sentence, ""), name="乙.docx")
    shown = report(fresh, "take", "甲.docx", "乙.docx").out
    assert "（乙.docx）要删去这一段" in shown
    assert "（甲.docx）改了这一处的数" in shown
    assert "有冲突2条" in shown
    assert "可以写1条" in shown  # 99%, in another sentence


def test_a_new_number_in_a_paragraph_that_another_takes_out_is_a_conflict(fresh: Path) -> None:
    words = "各组按时完成任务。大家互相帮助，共同进步。"
    draft(fresh, (words, ""), name="甲.docx")
    draft(fresh, (words, f"{words}全年开展调研9次。"), name="乙.docx")
    shown = report(fresh, "take", "甲.docx", "乙.docx").out
    assert "第2条（乙.docx）要在这里加“全年开展调研9次。”" in shown
    assert "第1条（甲.docx）要删去这一段" in shown
    assert ("有冲突1条" in shown, "新的数1条" in shown) == (True, True)
    told(fresh)
    assert "有冲突2条" in report(fresh, "take", "甲.docx", "乙.docx").out
    assert "要删去" not in report(fresh, "take", "乙.docx").out


def cells(*texts: str) -> str:
    return "{% call table() %}\n做法|怎样\n" + "".join(f"{text}|进步\n" for text in texts) + "{% endcall %}"


WORDED, TITLE = "各组按时完成任务。大家互相帮助，共同进步。", "## 大家互相帮助共同进步"
KINDS = {
    "prose": (WORDED, "各组按时完成任务。大家互相帮助，一同进步。", True),
    "prose, a cell now": (WORDED, cells("各组完成任务，互相帮助共同进步"), False),
    "prose, a heading now": (WORDED, "## 各组按时完成任务大家互相帮助共同进步", False),
    "a heading": (TITLE, "## 大家互相帮助一同进步", True),
    "a heading, prose now": (TITLE, "大家互相帮助共同进步得快。", False),
    "a cell, prose now": (
        cells("甲", "按时完成各项任务", "乙"),
        f"{cells('甲', '乙')}\n\n我们按时完成各项任务。",
        False,
    ),
    "a cell": (cells("按时完成各项任务"), cells("及时完成各项任务", "好"), True),
}
"""A part of the template as built, as it is today, and whether it is known again."""


@pytest.mark.parametrize("case", KINDS)
def test_a_paragraph_reworded_today_is_no_cell_and_no_heading_unless_it_was(case: str, tmp_path: Path) -> None:
    was, now, is_known = KINDS[case]
    place = laid(tmp_path)
    template = place / "templates/brief.md.j2"
    change(template, "各组按时完成任务。大家互相帮助，共同进步。", f"{was}\n\n结尾的话不变。")
    paragraphs = Report(place, 2022, "brief").baseline.paragraphs
    change(template, was, f"{now}\n\n又多了一段。")
    of = Report(place, 2022, "brief")
    built = next(n for n, text in enumerate(paragraphs) if re.search("互相帮助|完成各项任务", text))
    assert (built in Sources(paragraphs, lambda: of.document(of.ledger)).line_of) == is_known


def write_cell(root: etree._Element) -> None:
    """268 in the cell that says 265."""
    cell = next(each for each in root.iter(f"{W}t") if each.text == "265")
    cell.text = "268"


def test_a_figure_changed_elsewhere_meets_no_sentence_that_is_taken_out(fresh: Path) -> None:
    """A cell says the same figure as the sentence does: the sentence may go, and the figure change."""
    table = '{% call table("提案") %}\n项目|件数\n收到提案|{{ proposals.received.number }}\n{% endcall %}\n\n'
    old = "围绕{{ visits.topics }}议政"
    change(fresh / "templates/brief.md.j2", old, table + old)
    built(fresh, "2022", "--force")
    sentence = "清河政协在十届一次会议期间收到提案265件，上年240件，增加25件。"
    cell = (fresh / DRAFT).read_bytes()
    (fresh / "甲.docx").write_bytes(reworked.reworked(cell, write_cell))
    draft(fresh, (sentence, ""), name="乙.docx")
    shown = report(fresh, "take", "甲.docx", "乙.docx").out
    assert "〔265→268〕" in shown
    assert "有冲突" not in shown
