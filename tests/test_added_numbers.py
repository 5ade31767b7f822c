"""New numbers of a draft that people name: the tool writes the lines that it lists, and the sentence, in one run."""

import re
from pathlib import Path

import pytest
from lxml import etree

import reworked
from report_cli.inward import new_lines
from report_cli.inward.lines_to_add import Line
from report_cli.inward.proposed import ProposedChange
from report_cli.tasks import added_numbers, incoming
from reworked import paragraphs, text_of
from running import built, change, contents, report, texts
from test_bases import without_seal
from test_home_again import CATALOGUE
from test_take import DRAFT, EDITS, YEAR, draft, states, take

LAST_YEAR = "data/2021.yaml"


@pytest.fixture(scope="module")
def made(laid_2022: Path) -> Path:
    return laid_2022


def said(place: Path, more: str, name: str = "稿.docx") -> None:
    """A draft that says something more than was built."""
    draft(place, ("各组按时", f"各组{more}，各组按时"), name=name)


def moves(place: Path, begins: str, above: str) -> None:
    """In the draft a paragraph goes above another."""

    def put(root: etree._Element) -> None:
        found = {said: each for each in paragraphs(root) for said in (begins, above) if text_of(each).startswith(said)}
        found[above].addprevious(found[begins])

    (place / "稿.docx").write_bytes(reworked.reworked((place / "稿.docx").read_bytes(), put))


def told(place: Path, *drafts: str) -> list[str]:
    """The command for all new numbers, as a run tells it; none where it tells none."""
    commands = re.findall(r"^report (take .* --(?:add|only) \S+)$", report(place, "take", *drafts).err, re.MULTILINE)
    return commands[0].split() if commands else []


def written(place: Path) -> list[str]:
    """What the files say that a run may write; empty of one that is not there."""
    paths = (place / name for name in (CATALOGUE, YEAR, LAST_YEAR, EDITS))
    return [path.read_bytes().decode() if path.is_file() else "" for path in paths]


# What is typed | how many numbers are new | the lines of the files that are new.
WHOLE = """
走访商户31家，占村户80家的38.8% | 3 | 占村户的比例, formula: new_1 / new_2}; unit: 家}; new_1: 31; new_2: 80
走访商户78家，比上年增加16家、增长25.8% | 3 | unit: 家}; new_1: 78; new_1: 62
走访商户62家，是去年同期31家的2倍 | 3 | 商户是上年的倍数, unit: 倍, formula: new_1 / previous.new_1}; new_1: 31
收到提案是上年的1.1倍，平均每月22.1件 | 2 | 收到提案平均每月, unit: 件, kind: amount, formula: proposals.received / 12}
慰问老人62人，慰问金12.4万元，人均2000元 | 3 | 慰问金人均, unit: 元, formula: new_2 / new_1}; new_2: 12.4万
办好三项工作，走访近30家，推广5G | 3 | new_1: 3; new_2: 近30; allow: [{word: 5G, because: 专名}]
""".strip().splitlines()


@pytest.mark.parametrize("case", WHOLE)
def test_the_command_that_is_told_brings_all_new_numbers_home(case: str, place: Path) -> None:
    more, count, lines = case.split(" | ")
    said(place, more)
    before, command = written(place), told(place, "稿.docx")
    assert (states(take(place, "稿.docx", "--write")[1]), written(place)) == (["new"] * int(count), before)
    result = report(place, *command)
    assert (result.status, result.out.count("【已写】")) == (0, int(count)), result.err
    new = {*"\n".join(written(place)).splitlines()}.difference("\n".join(before).splitlines())
    assert [line for line in lines.split("; ") if not any(each.endswith(line) for each in new)] == []
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())
    assert (report(place, "take", "稿.docx").status, report(place, "verify", "稿.docx").status) == (0, 0)
    assert "错误" not in report(place, "check", "2022").out
    assert report(place, "take", "--undo").status == 0
    assert written(place) == before


# Which paragraph moves above which | what is typed in it.
MOVED = """
走访2.83万人次 ^ 3月5日开会 | 南里。 > 南里。慰问老人47人。
走访2.83万人次 ^ 清河政协在 | 南里。 > 南里，慰问老人47人。
慰问老人47人 ^ 3月5日开会 | 走访2.83 > 慰问老人47人。走访2.83
各组按时 ^ 3月5日开会 | 完成任务。 > 完成任务。慰问老人47人、儿童31人。
各组按时 ^ 清河政协在 | 完成任务。 > 完成任务。慰问老人47人。逐户送去物资。
围绕“文化 ^ 清河政协在 | 265件。 > 265件，其中重点提案31件。
""".strip().splitlines()


@pytest.mark.parametrize("case", MOVED)
def test_new_numbers_in_a_paragraph_that_moves_come_home_where_it_goes(case: str, place: Path) -> None:
    where, words = case.split(" | ")
    old, _, new = words.partition(" > ")
    draft(place, (old, new))
    moves(place, *where.split(" ^ "))
    before = written(place)
    result = report(place, *told(place, "稿.docx"))
    assert (result.status, result.out.count("文字移了位置")) == (0, 1), result.out + result.err
    built(place, "2022")
    said, typed = (filter(None, texts((place / name).read_bytes())) for name in (DRAFT, "稿.docx"))
    assert [*said] == [*typed]
    assert report(place, "take", "稿.docx").status == 0
    assert report(place, "take", "--undo").status == 0
    assert written(place) == before


def test_a_share_that_is_named_alone_brings_what_it_is_of(place: Path) -> None:
    said(place, "走访商户31家，占村户80家的38.8%")
    result = report(place, "take", "稿.docx", "--write", "--only", "3")
    assert (result.status, result.out.count("【已写】"), "new_2: 80" in written(place)[1]) == (0, 3, True)


def test_one_of_two_numbers_of_a_sentence_is_not_written_without_the_other(place: Path) -> None:
    said(place, "走访商户31家，慰问老人47人")
    before = written(place)
    result = report(place, "take", "稿.docx", "--write", "--only", "1")
    assert (result.status, written(place)) == (2, before)
    assert "第1条不能写：这句话里的第2条也是新的数，看过，要写就一起写：--add 1,2" in result.err
    assert told(place, "稿.docx")[-1] == "1,2"
    assert report(place, *told(place, "稿.docx")).status == 0
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())


def test_numbers_beside_one_that_people_have_to_decide_are_in_no_command(place: Path) -> None:
    said(place, "走访商户31家，立案提案230件，其中口头意见46件")
    before = written(place)
    assert told(place, "稿.docx") == []
    why = "不能照上面列的写：这句话里的第2条还没有定，句子带不回；先照那里说的办，再运行一次"
    assert f"第1、3条{why}" in report(place, "take", "稿.docx").err
    assert report(place, "take", "稿.docx", "--write", "--add", "1,3").status == 2
    assert written(place) == before


def test_a_sentence_that_would_be_lost_is_said_and_its_number_not_written(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft(place, ("南里。", "南里。慰问老人47人。"))
    moves(place, "走访2.83万人次", "3月5日开会")
    choose = incoming.chosen

    def without_new(
        taking: incoming.Incoming, named: incoming.Named, *held: set[int], to_look: bool = False
    ) -> list[ProposedChange]:
        return [each for each in choose(taking, named, *held, to_look=to_look) if each.change != "added"]

    monkeypatch.setattr("report_cli.tasks.added_numbers.incoming.chosen", without_new)
    number = next(each["number"] for each in take(place, "稿.docx")[1]["proposals"] if each["state"] == "new")
    before = written(place)
    result = report(place, "take", "稿.docx", "--write", "--add", str(number))
    assert f"第{number}条不能写：照这样写，还有不同：" in result.err, result.out + result.err
    assert written(place)[:3] == before[:3]


def test_named_without_write_nothing_is_written_and_it_is_said_what_would_follow(place: Path) -> None:
    said(place, "走访商户31家，慰问老人47人")
    before = contents(place)
    result = report(place, "take", "稿.docx", "--only", "1-2")
    assert (result.status, contents(place)) == (1, before)
    assert (result.out.count("【选了】"), "选了第1、2条，还没有写；写进去：再加--write" in result.err) == (2, True)


def test_other_changes_that_are_named_with_it_are_written_in_the_same_run(place: Path) -> None:
    draft(place, ("265件", "268件"), ("各组按时", "各组走访商户31家，各组按时"), ("共同进步", "一起进步"))
    assert report(place, "take", "稿.docx", "--write", "--only", "1-3").status == 0
    assert ("268" in written(place)[1], "一起进步" in written(place)[3]) == (True, True)
    assert report(place, "take", "--undo").status == 0
    assert report(place, "take", "--undo").status == 2


def test_what_two_drafts_say_otherwise_is_told_as_one_of_two(place: Path) -> None:
    said(place, "走访商户31家", "甲.docx")
    said(place, "走访商户33家", "乙.docx")
    assert told(place, "甲.docx", "乙.docx") == []
    both = report(place, "take", "甲.docx", "乙.docx", "--write", "--only", "1,2")
    assert (both.status, "第1条和第2条要改同一处，只能要一条" in both.err) == (2, True)
    assert report(place, "take", "甲.docx", "乙.docx", "--write", "--only", "2").status == 1
    assert "new_1: 33" in written(place)[1]


# What is typed | which number the data cannot be told of, and why.
NOT_TOLD = """
走访商户78家，是上年的1.3倍 | 2 | 上年的数（稿件里看不出是多少，查了再写）
走访商户31家、企业47家，共79家 | 3 | 算出来是“78家”，稿件里是“79家”
收到提案265件，上年250件 | 1 | 上年的收到提案（proposals.received）在数据里是240件
走访，立案提案230件 | 1 | 在数据里是224件
""".strip().splitlines()


@pytest.mark.parametrize("case", NOT_TOLD)
def test_what_people_have_to_look_up_or_decide_is_never_written(case: str, place: Path) -> None:
    more, number, why = case.split(" | ")
    said(place, more)
    before = written(place)
    assert number not in told(place, "稿.docx")[-1:]
    result = report(place, "take", "稿.docx", "--write", "--only", number)
    assert (result.status, written(place)) == (2, before)
    assert (f"第{number}条不能写：" in result.err, why in result.err) == (True, True)


def test_a_mean_that_cannot_be_computed_is_written_only_where_it_is_named(place: Path) -> None:
    said(place, "收到提案265件，平均每个工作日1.1件")
    assert told(place, "稿.docx") == []
    assert report(place, "take", "稿.docx", "--write", "--only", "1").status == 0


def test_what_has_the_value_of_another_by_chance_is_written_only_where_it_is_named(place: Path) -> None:
    said(place, "办复满意率100%")
    assert told(place, "稿.docx") == []
    assert report(place, "take", "稿.docx", "--write", "--only", "1").status == 0
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())


# What is typed | a line more of the catalogue | what is told | the files that say what then.
KNOWN_ALREADY = """
未立案41件 | not_filed: {label: 未立案, formula: received - filed, print: false} | 不用另加 | filed}
收到提案、立案提案相差41件 | not_filed: {label: 未立案, formula: received - filed, print: false} | 不用另加 | filed}
开展调研9次 | surveys: {label: 开展调研, unit: 次} | 里还没有：data/2022.yaml 的proposals组加一行 | surveys: 9
女委员收到提案60件 | women: {label: 女委员, unit: 人} | 不是一回事，就另加： | label: 女委员收到提案, unit
""".strip().splitlines()


@pytest.mark.parametrize("case", KNOWN_ALREADY)
def test_a_number_that_the_catalogue_has_is_no_second_one(case: str, place: Path) -> None:
    more, line, message, made = case.split(" | ")
    before = "    kinds: {label: 类别数"
    change(place / CATALOGUE, before, f"    {line}\n{before}")
    draft(place, ("各组按时", f"{more}。各组按时"))
    assert message in take(place, "稿.docx")[1]["proposals"][0]["message"]
    result = report(place, "take", "稿.docx", "--write", "--add", "1")
    assert (result.status, made in "".join(written(place))) == (0, True), result.err
    assert ("new_1" in "".join(written(place))) == (line.startswith("women"))
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())
    assert report(place, "take", "稿.docx").status == 0


def test_a_number_and_its_rate_that_the_year_lacks_are_told_by_one_line(place: Path) -> None:
    before = "    kinds: {label: 类别数"
    rate = "    talk_rate: {label: 面商率, formula: talked / received}\n"
    change(place / CATALOGUE, before, f"    talked: {{label: 面商提案, unit: 件}}\n{rate}{before}")
    draft(place, ("各组按时", "收到提案265件，面商212件，面商率80%。各组按时"))
    before = written(place)[0]
    assert report(place, *told(place, "稿.docx")).status == 0
    assert (written(place)[0], "  talked: 212\n" in written(place)[1]) == (before, True)
    assert "proposals.talk_rate" in written(place)[3]
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())
    assert report(place, "take", "稿.docx").status == 0


def test_what_a_new_number_is_a_share_of_may_count_other_things(place: Path) -> None:
    said(place, "解决问题67个，占收到提案265件的25.3%", "甲.docx")
    draft(place, ("265件", "268件"), name="乙.docx")
    assert "    要写的都写进去，“25.3%”会印成“25%”\n" in report(place, "take", "甲.docx", "乙.docx").out
    assert report(place, *told(place, "甲.docx", "乙.docx")).status == 0
    assert "kind: rate, formula: new_1 / proposals.received}" in written(place)[0]
    built(place, "2022")
    assert "各组解决问题67个，占收到提案268件的25%" in "".join(texts((place / DRAFT).read_bytes()))


def test_a_number_of_other_words_than_what_the_data_have_is_another_one(place: Path) -> None:
    said(place, "会议期间收到提案156件，比上年增加21件，增长15.6%")
    assert told(place, "稿.docx") == []
    assert report(place, "take", "稿.docx", "--write", "--add", "1-3").status == 0
    assert ("new_1: 156" in written(place)[1], "new_1: 135" in written(place)[2]) == (True, True)
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())


def test_a_number_that_points_back_is_the_one_before_it(place: Path) -> None:
    draft(place, ("到过", "整理材料67份。这67份材料均已归档，到过"), ("分为", "这224件已公开，分为"), name="甲.docx")
    draft(place, ("立案224件", "立案226件"), name="乙.docx")
    assert report(place, *told(place, "甲.docx", "乙.docx")).status == 0
    assert written(place)[1].count("67") == 1
    built(place, "2022")
    now = "".join(texts((place / DRAFT).read_bytes()))
    assert ("这226件已公开" in now, "这67份材料均已归档" in now) == (True, True)
    change(place / YEAR, "new_1: 67", "new_1: 68")
    built(place, "2022")
    assert "整理材料68份。这68份材料均" in "".join(texts((place / DRAFT).read_bytes()))


def test_one_that_cannot_be_written_keeps_no_other_named_beside_it_out(place: Path) -> None:
    draft(place, ("各组按时", "各组走访商户31家，各组按时"), ("立案率84.5%", "立案率84%"))
    numbers = {each["state"]: each["number"] for each in take(place, "稿.docx")[1]["proposals"]}
    result = report(place, "take", "稿.docx", "--write", "--add", f"{numbers['new']},{numbers['derived']}")
    assert (result.status, "new_1: 31" in written(place)[1]) == (1, True)
    assert f"第{numbers['derived']}条没有写，不能写：它由" in result.err
    assert report(place, "take", "稿.docx", "--write", "--add", str(numbers["derived"])).status == 2


def test_last_years_file_is_begun_where_there_is_none(place: Path) -> None:
    (place / LAST_YEAR).unlink()
    template = "---\nlabel: 简报\n---\n收到提案{{ proposals.received }}。\n"
    (place / "templates/brief.md.j2").write_text(template, "utf-8")
    built(place, "2022", "--force")
    draft(place, ("265件", "265件，比上年增加25件"))
    assert report(place, *told(place, "稿.docx")).status == 0
    assert written(place)[2] == "year: 2021\nstatus: 仅供比较\nproposals:\n  received: 240\n"
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())
    assert report(place, "take", "--undo").status == 0
    assert not (place / LAST_YEAR).exists()


def by_hand(place: Path, message: str, looked_up: str) -> None:
    """Types all lines that are listed, and last year's value as it was looked up."""
    listed = re.findall(
        r"(data/\S+\.yaml) 的(\w+)组(?:（(indicators)下）)?(（还没有[^）]*）)?加一行 (\w+): ([^；]*)", message
    )
    for file, group, inside, is_begun, name, said in listed:
        above = "  indicators:\n" if inside else ""
        value = looked_up if said.startswith("上年的数") else said
        old = (place / file).read_text("utf-8") + f"{group}:\n" * bool(is_begun)
        at = re.search(rf"^{group}:\n(?:  label: .*\n)?{above}", old, re.MULTILINE)
        assert at is not None, (file, group)
        more = f"{'  ' * (2 if inside else 1)}{name}: {value}\n"
        (place / file).write_text(old[: at.end()] + more + old[at.end() :], "utf-8")


def test_lines_for_a_looked_up_value_build_and_tell_what_follows(place: Path) -> None:
    said(place, "办培训班3期，走访商户520家，比上年增长30%")
    [advice] = [each["message"] for each in take(place, "稿.docx")[1]["proposals"] if "查了再写" in each["message"]]
    assert "；都加好，再运行一次" in advice
    by_hand(place, advice, "450")
    assert "错误" not in report(place, "check", "2022").out
    shown = report(place, "take", "稿.docx").out
    assert "是450家，算出来是“增长15.6%”，稿件里是“增长30%”：核对后改一边" in shown
    assert "上年的数还没有" not in shown
    change(place / LAST_YEAR, ": 450", ": 400")
    assert report(place, *told(place, "稿.docx")).status == 0
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())


# What one types | what it would be once the other's 530 is written for 265.
GOES_ON = """
收到提案比上年增加25件 | “增加25件”会印成“增加290件”
收到提案是上年的1.1倍 | “1.1倍”会印成“2.2倍”
""".strip().splitlines()


@pytest.mark.parametrize("case", GOES_ON)
def test_a_new_figure_that_another_draft_makes_another_says_so_before(case: str, place: Path) -> None:
    more, what = case.split(" | ")
    said(place, f"{more}，走访商户", "甲.docx")
    draft(place, ("265件", "530件"), name="乙.docx")
    assert f"    要写的都写进去，{what}\n" in report(place, "take", "甲.docx", "乙.docx").out
    assert "会印成" not in report(place, "take", "甲.docx").out


def test_a_new_figure_beside_the_value_that_its_draft_changes_is_printed_as_typed(place: Path) -> None:
    draft(place, ("全年收到提案265件", "全年收到提案268件"), ("各组按时", "各组收到提案比上年增加28件，按时"))
    shown = report(place, "take", "稿.docx").out
    assert ("265 → 268" in shown, "以后跟着数据变" in shown, "会印成" in shown) == (True, True, False)
    change(place / YEAR, "received:  265", "received:  270")
    shown = report(place, "take", "稿.docx").out
    assert "“增加28件”会印成“增加30件”" in shown


def test_a_sentence_that_two_drafts_and_the_data_changed_keeps_no_new_number_out(place: Path) -> None:
    more = ("全年收到提案265件", "全年收到提案265件，比上年增加25件"), ("各组按时", "各组走访商户31家，按时")
    draft(place, *more, name="甲.docx")
    draft(place, ("《构建多元养老体系》", ""), name="乙.docx")
    draft(place, ("全年收到提案265件", "全年收到提案268件"), name="丙.docx")
    assert "不能" not in report(place, *told(place, "甲.docx", "乙.docx", "丙.docx")).err
    built(place, "2022")
    text = "".join(texts((place / DRAFT).read_bytes()))
    assert "围绕“文化产业发展”等议政，全年收到提案268件，比上年增加28件。" in text
    assert "各组走访商户31家，按时" in text


def test_too_many_new_numbers_are_added_in_parts(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(added_numbers, "MANY", 1)
    draft(place, ("各组按时", "各组走访商户31家，按时"), ("大家互相", "大家走访医院16家，互相"))
    result = report(place, "take", "稿.docx")
    assert result.err == "新的数有2条，太多，没有先试写得成写不成，也没有写：分几次用--add写明，一次不超过1条\n"
    assert report(place, "take", "稿.docx", "--write", "--add", "1").out.count("【已写】") == 1


def test_a_figure_of_the_drafts_own_words_that_turned_keeps_no_new_number_out(place: Path) -> None:
    more = ("分为四类", "分为四类，立案提案比上年增加24件"), ("各组按时", "各组走访商户31家，按时")
    draft(place, *more)
    change(place / YEAR, "filed:     224件", "filed:     195件")
    assert "“增加24件”会印成“减少5件”" in report(place, "take", "稿.docx").out
    assert "不能" not in report(place, *told(place, "稿.docx")).err
    built(place, "2022")
    text = "".join(texts((place / DRAFT).read_bytes()))
    assert "分为四类，立案提案比上年减少5件。" in text
    assert "各组走访商户31家，按时" in text


def test_a_number_in_brackets_behind_a_changed_one_is_one_of_its_own(place: Path) -> None:
    draft(place, ("立案224件", "立案226件（含青年提案6件）"))
    assert states(take(place, "稿.docx")[1]) == ["ready", "new"]
    assert report(place, *told(place, "稿.docx")).status == 0
    built(place, "2022")
    assert "立案226件（含青年提案6件）" in "".join(texts((place / DRAFT).read_bytes()))
    assert states(take(place, "稿.docx")[1]) == ["taken", "taken"]


def test_a_share_of_what_seems_to_be_another_number_comes_home_by_one_command(place: Path) -> None:
    more = "审查立案提案138件，其中书面提案92件、口头提案46件，书面提案占66.7%"
    said(place, more)
    shown = report(place, "take", "稿.docx")
    [numbers] = {*re.findall("要写就一起写：--add ([0-9,-]+)", shown.err)} or {"1-4"}
    assert report(place, "take", "稿.docx", "--write", "--add", numbers).status == 0
    built(place, "2022")
    assert f"各组{more}，各组按时" in "".join(texts((place / DRAFT).read_bytes()))


def test_numbers_that_two_drafts_put_into_two_places_are_both_in_the_command(place: Path) -> None:
    draft(place, ("各组按时", "各组走访商户31家，按时"), name="甲.docx")
    draft(place, ("完成任务。", "完成任务，慰问老人47人。"), name="乙.docx")
    shown = report(place, "take", "甲.docx", "乙.docx")
    assert "看看要哪样" not in shown.out
    assert report(place, *told(place, "甲.docx", "乙.docx")).status == 0
    built(place, "2022")
    assert "各组走访商户31家，按时完成任务，慰问老人47人。" in "".join(texts((place / DRAFT).read_bytes()))


def test_times_in_words_come_home_once_the_data_compute_them(place: Path) -> None:
    draft(place, ("立案224件", "立案224件，是上年的两倍"))
    filed = "filed: {label: 立案提案, unit: 件}"
    times = "times: {label: 立案提案是上年的倍数, unit: 倍, formula: filed / previous.filed}"
    change(place / CATALOGUE, filed, f"{filed}\n    {times}")
    change(place / LAST_YEAR, "filed: 200", "filed: 112")
    shown = report(place, "take", "稿.docx", "--write").out
    assert "建议1条：已写1条" in shown
    assert "“两倍”会印成“2倍”" in shown
    built(place, "2022")
    assert "立案224件，是上年的2倍，" in "".join(texts((place / DRAFT).read_bytes()))
    assert states(take(place, "稿.docx")[1]) == ["taken"]


def test_a_name_that_is_changed_afterwards_leaves_the_sentence_whole(place: Path) -> None:
    said(place, "走访商户31家")
    report(place, *told(place, "稿.docx"))
    change(place / CATALOGUE, "label: 各组走访商户", "label: 走访的商户数")
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes()) == texts((place / "稿.docx").read_bytes())
    assert report(place, "take", "稿.docx").status == 0


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 1), ("a", 0)])
def test_asked_yes_is_consent(answer: str, status: int, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: answer)
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    said(place, "走访商户31家")
    result = report(place, "take", "稿.docx", "--ask", terminal="utf-8")
    assert (result.status, "new_1: 31" in written(place)[1]) == (status, not status), result.err


def test_only_those_named_are_asked_about(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = iter("y")
    monkeypatch.setattr("builtins.input", lambda prompt: next(asked))
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    draft(place, ("265件", "268件"), ("各组按时", "各组走访商户31家，各组按时"), ("共同进步", "一起进步"))
    assert report(place, "take", "稿.docx", "--ask", "--only", "2,3", "--skip", "3", terminal="utf-8").status == 1
    assert ["new_1: 31" in text for text in written(place)] == [False, True, False, False]
    assert report(place, "take", "稿.docx", "--ask", "--add", "1", terminal="utf-8").status == 2


def test_all_the_rest_is_no_consent_to_new_numbers(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "都要")
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    draft(place, ("265件", "268件"), ("各组按时", "各组走访商户31家，各组按时"))
    assert report(place, "take", "稿.docx", "--ask", terminal="utf-8").status == 1
    assert ("268" in written(place)[1], "new_1" in written(place)[1]) == (True, False)


def test_lines_with_which_the_data_would_be_wrong_are_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said(place, "走访商户31家")
    line, before = new_lines.of_catalogue, written(place)
    bad = ("formula", "无 / 2")
    monkeypatch.setattr(new_lines, "of_catalogue", lambda group, name, keys: line(group, name, (*keys, bad)))
    result = report(place, "take", "稿.docx", "--write", "--only", "1")
    assert (result.status, written(place)) == (2, before)
    assert "第1条不能写：加了这几行，数据会有错误" in result.err


def test_what_only_a_draft_of_an_unknown_build_says_is_in_no_command(place: Path) -> None:
    draft(place, ("265件", "268件"), ("各组按时", "各组走访商户31家，各组按时"), name="甲.docx")
    draft(place, ("224件", "225件"), ("共同进步", "共同进步，慰问老人47人"), name="送回.docx")
    without_seal(place, "送回.docx", "乙.docx")
    change(place / "templates/brief.md.j2", "大家", "我们大家")
    built(place, "2022")
    drafts = "甲.docx", "乙.docx", "--year", "2022", "--kind", "brief"
    result = report(place, "take", *drafts)
    assert re.search(r"第\S+条只有 乙.docx 说，看不出底稿：一条一条看过，也都要，就改运行\n", result.err)
    assert told(place, *drafts) == ["take", *drafts, "--write", "--add", "2"]
    assert report(place, *told(place, *drafts)).status == 1
    assert ("268" in written(place)[1], "new_1: 31" in written(place)[1], "225" in written(place)[1]) == (
        True,
        True,
        False,
    )


def test_a_draft_of_an_unknown_build_holds_back_only_what_it_says_alone(place: Path) -> None:
    draft(place, ("265件", "268件"), name="甲.docx")
    draft(place, ("265件", "268件"), ("224件", "225件"), name="送回.docx")
    without_seal(place, "送回.docx", "乙.docx")
    change(place / "templates/brief.md.j2", "大家", "我们大家")
    built(place, "2022")
    drafts = "甲.docx", "乙.docx", "--year", "2022", "--kind", "brief"
    result = report(place, "take", *drafts)
    command, alone = (
        f"report take {' '.join(drafts)} --write",
        "只有 乙.docx 说，看不出底稿：一条一条看过，也都要，就运行",
    )
    [filed] = [each["number"] for each in take(place, *drafts)[1]["proposals"] if each["to"] == "225件"]
    assert report(place, "take", *drafts, "--write").status == 1
    assert ("268" in written(place)[1], "225" in written(place)[1]) == (True, False)
    assert result.err.splitlines()[-4::2] == ["别的可以写的，都要就运行", f"第{filed}条{alone}"]
    assert result.err.splitlines()[-3::2] == [command, f"{command} --add {filed}"]
    report(place, *f"{command} --add {filed}".split()[1:])
    assert "225" in written(place)[1]


# What is named besides | what the files say then | what they do not.
NAMED = """
--add 3 | 268, new_1: 31 | 一起进步, 携手进步
--add 2-3 | 268, new_1: 31, 一起进步 | 携手进步
--add 3,4 --skip 1 | new_1: 31, 携手进步 | 268, 一起进步
--add 1 | 268 | new_1: 31, 一起进步, 携手进步
--only 3 | new_1: 31 | 268, 一起进步, 携手进步
""".strip().splitlines()


@pytest.mark.parametrize("case", NAMED)
def test_beside_what_is_ready_what_is_named_is_written(case: str, place: Path) -> None:
    draft(place, ("共同进步", "一起进步"), ("265件", "268件"), name="甲.docx")
    draft(place, ("共同进步", "携手进步"), ("各组按时", "各组走访商户31家，各组按时"), name="乙.docx")
    options, there, not_there = case.split(" | ")
    listed = take(place, "甲.docx", "乙.docx")[1]["proposals"]
    assert [each["state"] for each in listed] == ["ready", "conflict", "new", "conflict"]
    report(place, "take", "甲.docx", "乙.docx", "--write", *options.split())
    text = "".join(written(place))
    assert [each for each in there.split(", ") if each not in text] == []
    assert [each for each in not_there.split(", ") if each in text] == []


def test_only_and_add_contradict_each_other(place: Path) -> None:
    said(place, "走访商户31家")
    before = written(place)
    result = report(place, "take", "稿.docx", "--write", "--only", "1", "--add", "1")
    assert (result.status, "--only只写写明的几条" in result.err, written(place)) == (2, True, before)


def test_what_was_left_out_is_not_in_the_command_for_new_numbers(place: Path) -> None:
    draft(place, ("265件", "268件"), ("各组按时", "各组走访商户31家，各组按时"))
    assert told(place, "稿.docx") == ["take", "稿.docx", "--write", "--add", "2"]
    result = report(place, "take", "稿.docx", "--write", "--skip", "1")
    assert result.err.count("--only 2") == 1
    assert "268" not in written(place)[1]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_share_of_what_has_changed_meanwhile_is_bound_and_said(is_first: bool, place: Path) -> None:
    draft(place, ("224件", "230件"), name="乙.docx")
    draft(place, ("立案224件，", "立案224件，其中民生类提案112件，占立案提案的50%，"), name="甲.docx")
    [whole] = [each["number"] for each in take(place, "甲.docx", "乙.docx")[1]["proposals"] if each["state"] == "ready"]
    assert whole == 3
    steps = ["3", "1,2"] if is_first else ["1-3"]
    for only in steps:
        result = report(place, "take", "甲.docx", "乙.docx", "--write", "--only", only)
        assert result.status in (0, 1), result.err
    assert result.status == 0
    assert "照数据印成“48.7%”，稿件里是“50%”" in result.out
    built(place, "2022")
    assert "立案230件，其中民生类提案112件，占立案提案的48.7%，" in "".join(texts((place / DRAFT).read_bytes()))
    assert report(place, "take", "甲.docx", "乙.docx").status == 0


def test_what_comes_home_with_a_new_number_is_told_with_it(place: Path) -> None:
    draft(place, ("按时完成任务。大家互相帮助", "走访商户31家，按时办完任务。大家互相支持"))
    number, words = take(place, "稿.docx")[1]["proposals"]
    assert (number["to"], words["after"]) == ("31家", "大家互相支持，共同进步。")
    assert "和这个数一起写：还改了〔按时完成→走访商户31家，按时办完〕" in report(place, "take", "稿.docx").out
    draft(place, ("按时完成任务", "按时完成任务7项"), name="乙.docx")
    assert "和这个数一起写" not in report(place, "take", "乙.docx").out


def test_whose_wish_the_data_say_by_now_is_told(place: Path) -> None:
    draft(place, ("265件", "268件"), name="甲.docx")
    draft(place, ("265件", "269件"), name="乙.docx")
    assert report(place, "take", "甲.docx", "乙.docx", "--write", "--only", "1").status == 1
    [taken, left] = take(place, "甲.docx", "乙.docx")[1]["proposals"]
    assert (taken["state"], left["message"]) == ("taken", "数据现在是268，就是第1条（甲.docx）要的")
    assert "要的；不改就不用管，要改成这一条，用--add写明它的号" in report(place, "take", "甲.docx", "乙.docx").out


def test_numbers_at_the_two_ends_of_one_sentence_are_both_in_the_command(place: Path) -> None:
    draft(place, ("立案224件", "走访商户31家，立案224件"), name="甲.docx")
    draft(place, ("分为四类", "分为四类，慰问老人47人"), name="乙.docx")
    drafts = "甲.docx", "乙.docx"
    assert not any("看看要哪样" in each["message"] for each in take(place, *drafts)[1]["proposals"])
    assert report(place, *told(place, *drafts)).status == 0
    built(place, "2022")
    made = "".join(texts((place / DRAFT).read_bytes()))
    assert re.search("走访商户31家，立案224件.*分为四类，慰问老人47人。", made)
    assert report(place, "take", *drafts).status == 0


def test_numbers_that_two_drafts_put_into_one_sentence_are_looked_at_first(place: Path) -> None:
    said(place, "走访商户31家", "甲.docx")
    said(place, "慰问老人47人", "乙.docx")
    [first, _] = take(place, "甲.docx", "乙.docx")[1]["proposals"]
    assert first["message"].endswith("；第2条（乙.docx）也往这一句里加了数，看看要哪样")
    assert told(place, "甲.docx", "乙.docx") == []
    both = report(place, "take", "甲.docx", "乙.docx", "--write", "--only", "1,2")
    assert (both.status, "第1条和第2条要改同一处，只能要一条" in both.err) == (2, True)
    assert report(place, "take", "甲.docx", "乙.docx", "--write", "--only", "2").status == 1
    assert ["new_2: 47" in text for text in written(place)] == [False, True, False, False]


def _with_one_that_stays(monkeypatch: pytest.MonkeyPatch, label: str) -> None:
    """Of a number that is called so the catalogue gets another label, so that its sentence is none of its own."""
    line = new_lines.of_catalogue

    def other(group: str, name: str, keys: tuple[tuple[str, str], ...]) -> Line:
        return line(group, name, tuple((key, "别的" if said == label else said) for key, said in keys))

    monkeypatch.setattr(new_lines, "of_catalogue", other)


def test_one_that_cannot_be_written_is_in_no_command_and_keeps_no_other(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft(place, ("各组按时", "各组走访商户31家，各组按时"), ("共同进步", "共同进步，慰问老人47人"))
    _with_one_that_stays(monkeypatch, "慰问老人")
    listed = report(place, "take", "稿.docx")
    assert told(place, "稿.docx")[-1] == "1"
    why = "数据里加了这几行，这句话还是带不回："
    assert f"第2条不能照上面列的写：{why}" in listed.err
    result = report(place, "take", "稿.docx", "--write", "--only", "1,2")
    assert (result.status, result.out.count("【已写】"), f"第2条不能写：{why}" in result.err) == (1, 1, True)
    assert ("new_1: 31" in written(place)[1], "47" in written(place)[1]) == (True, False)
    assert told(place, "稿.docx") == []
    before = written(place)
    assert (report(place, "take", "稿.docx", "--write", "--only", "2").status, written(place)) == (2, before)


def test_a_sentence_that_no_file_can_hold_stops_no_list(place: Path) -> None:
    text = (place / "drafts/2022/brief.md").read_text("utf-8")
    (place / "稿.md").write_text(text.replace("各组按时", "\x1b[31m" * 3 + "各组按时"), "utf-8")
    result = report(place, "take", "稿.md", "--year", "2022", "--kind", "brief")
    assert (result.status, "第1-3条不能照上面列的写：没有改" in result.err) == (1, True), result.err


def test_answers_are_kept_where_one_number_cannot_be_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "要")
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    draft(place, ("265件", "268件"), ("共同进步", "共同进步，慰问老人47人"))
    _with_one_that_stays(monkeypatch, "慰问老人")
    result = report(place, "take", "稿.docx", "--ask", terminal="utf-8")
    assert (result.status, "第2条不能写：" in result.err) == (1, True)
    assert ("268" in written(place)[1], "47" in written(place)[1]) == (True, False)
