"""What people change at the head of a report, in headings and in titles of attachments comes home, or is told."""

import pytest

from taking import Report
from test_laid_out import workspace

# What is changed, in all its places | the proposals, in their order.
HEAD = """
上年工作安排落实情况 > 上年工作任务落实情况 | ready ready
主要数据表 > 主要情况表 | ready ready
名词解释 > 名词说明 | ready ready
工作报告\\n—— > 工作报告（草案）\\n—— | ready
政协云州市东溪区第五届委员会第二次会议上 > 区政协五届二次会议上 | ready
政协云州市东溪区第五届委员会第二次会议上 > 政协云州市东溪区第五届委员会第二次会议讲话 | ready
（2023年2月16日） > （2023年2月18日） | ready
（2023年2月16日） > （2023年2月16日上午） | ready
东溪区政协主席　林 > 区政协党组书记、主席　林 | ready
各位委员：\\n > 各位委员、同志们：\\n | ready
一、2022年工作回顾 > 一、2022年主要工作 | ready
（一）把牢政治方向　抓好政协党建 > （一）全面从严治党向纵深推进 | ready
指标\\n单位 > 项目\\n单位 | ready
上年工作安排\\n落实情况 > 上年任务\\n完成情况 | ready ready
同心同德 > 万众一心、同心同德 | ready
""".strip().splitlines()


# What is changed | what is said of it.
TOLD = """
附件：1.上年工作 > 附件：1.2021年工作 | 2021年
（一）把牢政治方向　抓好政协党建\\n > | -
一、2022年工作 > 一、过去一年工作 | 这里就是要写“过去一年”，自己改模板里这一句（templates/work_report.md.j2:30）
\\n2022年\\n政协 > \\n2022年度\\n政协 | 这里就是要写“2022年度”，自己改模板里这一句（templates/work_report.md.j2:88）
（2023年2月16日）\\n > | 这一处删去了；今年没有这件事，就在数据里删去这一行
""".strip().splitlines()


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(workspace("dongxi", tmp_path_factory.mktemp("head")), 2022, "work_report")


@pytest.mark.parametrize("case", HEAD)
def test_what_is_changed_at_the_head_or_in_a_title_comes_home(case: str, starter: Report) -> None:
    edit, states = case.replace("\\n", "\n").split(" | ")
    old, new = edit.split(" > ")
    whole = "\n".join(starter.baseline.paragraphs)
    assert old in whole
    typed = whole.replace(old, new)
    made = starter.taken(tuple(typed.split("\n")))
    assert [each.state for each in made.proposals] == states.split()
    assert "".join("\n".join(starter.after(made)).split()) == "".join(typed.split())


@pytest.mark.parametrize("case", TOLD)
def test_what_cannot_come_home_is_one_proposal_with_what_to_do(case: str, starter: Report) -> None:
    edit, said = case.replace("\\n", "\n").split(" | ")
    old, _, new = edit.partition(" >")
    whole = "\n".join(starter.baseline.paragraphs)
    assert old in whole
    [wish] = starter.taken(tuple(whole.replace(old, new.strip(" "), 1).split("\n"))).proposals
    assert said in (wish.after or "-", wish.message) or said in wish.message
