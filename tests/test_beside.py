"""What stands right beside a figure: units, scales, markers, directions, words said twice."""

import re
from functools import cache

import pytest

from report_cli import compose
from report_cli.facts import catalogue_file, ledger, yearfile
from report_cli.facts.ledger import Ledger
from report_cli.model import Finding
from running import one_template

CATALOGUE = """
g:
  label: 数据
  indicators:
    filed: {label: 立案, unit: 件}
    received: {label: 收到, unit: 件}
    people: {label: 人数, unit: 人}
    members: {label: 委员, unit: 名}
    visits: {label: 服务, unit: 人次}
    firms: {label: 企业, unit: 家}
    places: {label: 点位, unit: 个}
    talks: {label: 协商, unit: 次}
    talk_times: {label: 场数, unit: 场}
    days: {label: 天数, unit: 天}
    months: {label: 月数, unit: 个月}
    age: {label: 年龄, unit: 岁}
    years: {label: 年数, unit: 年}
    rank: {label: 名次, unit: 位}
    items: {label: 信息, unit: 条}
    money: {label: 投入, kind: amount, unit: 万元}
    yuan: {label: 帮扶资金, kind: amount, unit: 元}
    rate: {label: 立案率, kind: rate}
    replies: {label: 回应率, formula: filed / received}
    points: {label: 提高, formula: rate - previous.rate}
    near: {label: 意见, unit: 条}
    over: {label: 群众, unit: 人}
    atleast: {label: 场次, unit: 场}
    within: {label: 期限, unit: 天}
    about: {label: 岁数, unit: 名}
    more: {label: 增加数, formula: received - previous.received}
    both: {label: 两年, formula: received + previous.received}
    less: {label: 减少数, formula: previous.filed - filed}
    gap: {label: 差额, kind: amount, unit: 万元}
    grown: {label: 增幅, kind: rate}
    level: {label: 持平数, unit: 件}
    day: {label: 日期, kind: date}
    end: {label: 闭会, kind: date}
    meeting: {label: 会议, kind: text}
    quote: {label: 口号, kind: text}
    book: {label: 文件, kind: text}
    town: {label: 地方, kind: text}
    topic: {label: 主题, kind: text}
    peace: {label: 目的, kind: text}
    names: {label: 名单, kind: list}
"""
LAST = """year: 2021
g: {received: 300件, filed: 240件, people: 20人, level: 7件, rate: 80.0%, talks: 10次, firms: 12家, money: 10万元}
"""
YEAR = """year: 2022
g:
  filed: 224件
  received: 265件
  people: 30人
  members: 286名
  visits: 1200人次
  firms: 15家
  places: 8个
  talks: 12次
  talk_times: 6场
  days: 45天
  months: 3个月
  age: 60岁
  years: 5年
  rank: 15位
  items: 98条
  money: 12.5万元
  yuan: 3.5亿元
  rate: 84.5%
  near: 近300条
  over: 300余人
  atleast: 20场以上
  within: 45天以内
  about: 40名左右
  gap: -31万元
  grown: -3.6%
  level: 7件
  day: 2023-02-21
  end: 2023-02-24
  meeting: 主席会议
  quote: “有事好商量”
  book: 《协商工作规则》
  town: 中原区
  topic: 城市建设
  peace: 和谐的目的
  names: [民盟, 民建, 九三学社]
"""


@cache
def resolved() -> Ledger:
    indicators, wrong = catalogue_file.read(CATALOGUE.encode(), "data/indicators.yaml")
    assert not wrong
    before = None
    for year, text in ((2021, LAST), (2022, YEAR)):
        given, unread = yearfile.read(text.encode(), f"data/{year}.yaml", year, indicators)
        assert not unread
        before, _ = ledger.resolve(indicators, given, before)
    assert before is not None
    return before


def findings(template: str) -> list[Finding]:
    """What is found in a paragraph. A name in single braces is a fact of the group."""
    text = re.sub(r"\{(?:(year|next_year)\b)?", lambda name: f"{{{{ {name[1] or 'g.'}", template).replace("}", " }}")
    return compose.compose("brief", resolved(), one_template(text))[1]


WRONG = """
error W108 立案+{filed}。
error W108 立案＋{filed.number}件。
error W108 立案{filed}+。
error W108 立案{filed.number}+件。
error W108 立案{filed}强。
error W108 立案强{filed}。
error W108 立案№{filed.number}。
error W108 立案{filed.number}号提案。
error W109 收到增加{received}。
error W109 比上年增加{people}。
error W109 收到同比减少了{received}。
error W109 投入较上年多{money}。
error W107 立案{filed.number}万件。
error W107 立案{filed.number}人次。
error W107 立案{filed.number}件次。
error W107 立案{filed.number}名。
error W107 立案{filed.number}%。
error W107 立案{filed.number}个百分点。
error W107 立案{filed.number}倍。
error W107 参加{people.number}人次。
error W107 参加{people.number}人次活动。
error W107 服务{visits.number}人。
error W107 服务{visits.number}万人次。
error W107 走访{firms.number}家次。
error W107 走访{firms}次。
error W107 立案{filed.number} 万件。
error W107 立案 {filed.number}千件。
error W107 立案{filed.number}{visits.unit}。
error W107 立案率{rate}‰。
error W107 立案率{rate}倍。
error W107 投入{money.number}千元。
error W107 历时{days.number}小时。
error W107 比上年{received.change}个百分点。
error W107 立案{filed|chinese}万件。
warn  W107 立案{filed.number}个提案。
warn  W107 立案{filed.number}份提案。
error W107 走访{firms}（次）。
error W107 立案{filed}人次。
error W107 走访{firms.number}家（次）。
error W107 立案{filed.number}（万件）。
error W107 立案{filed.number}（人次）。
error W107 参加{people.number}人(次)。
error W107 召开{talk_times.number}人。
error W107 投入{money.number}元。
error W107 投入{money.number}亿元。
error W107 立案{filed.number}万。
error W107 投入{money}亿元。
error W107 投入{yuan.number}万元。
error W107 投入{yuan}万元。
error W107 历时{months.number}月。
error W107 历时{days.number}个月。
error W107 立案率{rate.number}个百分点。
error W107 立案率{rate}个百分点。
error W107 立案率{rate}百分点。
error W107 立案率{rate}件。
error W107 立案率{points}%。
error W107 立案率百分之{rate}。
error W107 同比{received.growth}个百分点。
error W107 比上年{rate.change}%。
error W107 立案{filed}万件。
error W107 立案{filed.number}余万件。
error W107 立案{filed.number}亿件。
error W107 共{filed.number}{received.number}件。
warn  W107 走访{firms.number}户。
warn  W107 协商{talks.number}场。
warn  W107 参加{people.number}名。
warn  W107 参加{people.number}名委员。
warn  W107 信息{items.number}篇。
warn  W107 立案{filed|chinese}条。
error W108 立案近{filed}。
error W108 立案将近{filed}。
error W108 立案接近{filed}。
error W108 立案超{filed}。
error W108 立案超过{filed}。
error W108 立案逾{filed}。
error W108 立案不足{filed}。
error W108 立案不到{filed}。
error W108 立案近 {filed}。
error W108 立案近**{filed}**。
error W108 立案{filed}有余。
error W108 立案{filed}还多。
error W108 立案{filed}不到。
error W108 年龄{age}开外。
error W108 走访{firms}出头。
error W108 立案近乎{filed}。
warn  W108 立案差不多{filed}。
error W108 立案{filed.number}余件。
error W108 立案{filed.number}多件。
error W108 历时{years}多。
error W108 历时近{days}。
error W108 停留了近{days}。
error W108 “春蕾计划”筹款已超过{money}。
error W108 {years}多来。
error W108 投入超{money}。
error W108 投入近{money.number}万元。
error W108 立案率近{rate}。
error W108 立案率超过{rate}。
error W108 收到负{received}。
error W108 收到第{received}提案。
error W108 投入第{money}。
warn  W108 立案约{filed}。
warn  W108 立案大约{filed}。
warn  W108 立案{filed}左右。
warn  W108 立案{filed}上下。
warn  W108 立案{filed}以上。
warn  W108 立案{filed}以下。
warn  W108 历时{days}以内。
warn  W108 立案{filed.number}件以上。
warn  W108 立案{filed.number}件左右。
warn  W108 立案至少{filed}。
warn  W108 立案不少于{filed}。
warn  W108 立案最多{filed}。
warn  W108 立案突破{filed}。
warn  W108 立案**约**{filed}。
warn  W108 征求意见近{near}。
error W108 征求意见超{near}。
error W108 征求意见约{near}。
error W108 征求意见{near}以上。
error W108 近{over}参加。
warn  W108 超过{over}参加。
error W108 约{over}参加。
error W108 {over}左右参加。
warn  W108 召开{atleast}以上。
warn  W108 不超过{within}办结。
error W108 召开约{atleast}。
warn  W108 约{about}。
warn  W109 收到提案比上年减少{received.change}。
error W109 收到提案比上年增加{received.change}。
error W109 收到提案比上年增加了{received.change}。
warn  W109 收到提案减少了{received.change}。
error W109 收到提案增长{received.growth}。
error W109 收到提案增长率{received.growth}。
error W109 收到提案增幅{received.growth}。
warn  W109 收到提案降幅{received.growth}。
error W109 收到提案增长率为{received.growth}。
error W109 收到提案比上年多{received.change}。
warn  W109 收到提案比上年少{received.change}。
error W109 收到提案同比增{received.growth}。
warn  W109 收到提案下降{received.growth}。
error W109 立案率下降{rate.change}。
warn  W109 立案率提高{rate.change}。
error W109 立案率降低{rate.change}。
error W109 参加人数减少{people.growth}。
error W109 与上年增加{level.change}。
warn  W109 净增{people.change}。
warn  W109 今年多{people.change}。
error W109 今年减{people.change}。
error W109 增幅达{received.growth}。
error W109 有所增长{received.growth}。
warn  W109 上升到{talks.growth}。
error W109 比上年增加{more}。
error W109 比上年增长{more}。
error W109 比上年减少{more}。
error W109 比上年多{more}。
error W109 投入增加{gap}。
error W109 投入减少{gap}。
error W109 投入比上年增长{grown}。
error W109 投入同比下降{grown}。
error W109 立案增加{less}。
error W109 立案率回落{points}。
error W110 会议于{day}日召开。
error W110 会议于{day|short}日召开。
error W110 召开{meeting}会议。
error W110 听取主席{meeting}意见。
warn  W110 {year}{next_year}工作。
warn  W110 {day}{end}召开。
warn  W110 {received}{filed}。
warn  W110 打造“{quote}”品牌。
warn  W110 出台《{book}》。
error W110 来到中原区{town}调研。
error W110 来到中原区 {town}调研。
error W110 来到{town}中原区调研。
warn  W110 {town}{town}调研。
error W110 围绕{topic}建设建言。
error W107 立案十{filed}。
error W107 立案两{filed}。
error W107 立案几{filed}。
error W107 共数{filed}。
error W107 立案，一{filed}。
error W107 立案廿{filed}。
error W107 投入百万{money}。
error W107 立案{filed}万。
error W107 立案{filed}千，办结。
error W107 投入{money}亿。
error W108 立案几乎{filed}。
error W108 立案不止{filed}。
error W108 立案不及{filed}。
error W108 立案多于{filed}。
error W108 立案＞{filed}。
error W108 立案上{filed}。
error W108 立案近近{filed}。
error W108 立案率{rate}强。
error W108 立案{filed}挂零。
error W108 立案{filed.number}几件。
warn  W108 立案{filed.number}来件。
warn  W108 立案~{filed}。
warn  W108 立案～{filed}。
warn  W108 立案≥{filed}。
warn  W108 立案±{filed}。
warn  W108 立案约莫{filed}。
warn  W108 立案顶多{filed}。
warn  W108 立案不下于{filed}。
error W109 立案减{filed}。
error W109 立案下降了{filed}。
error W109 委员增{members}。
error W111 未立案{filed}。
error W111 未立案的提案{filed}。
error W111 不立案{filed}。
error W111 没有立案的{filed}。
error W111 尚未收到{received}。
error W111 未服务{visits}。
error W111 撤案{filed}。
error W111 并案的提案{filed}。
warn  W111 每月{talks}。
warn  W111 平均{filed}。
warn  W111 每次协商人均{items}。
warn  W111 上年{filed}。
warn  W111 上年度为{filed}。
error W107 立案{filed.number}百件。
error W107 立案{filed}百件。
error W107 投入{money.number}万美元。
error W107 投入{money}美元。
error W108 投入{money.number}多万元。
error W107 年龄{age.number}周年。
warn  W107 举办{talk_times.number}场次。
warn  W107 立案{filed.number}宗。
warn  W107 走访{firms.number}间。
error W107 服务{visits.number}人天。
error W107 历时{days.number}个工作日。
error W107 历时{months}半。
error W107 成立{years}半。
error W107 成立{years.number}年半。
error W107 立案率{rate.number}成。
warn  W108 立案率达{rate.number}以上。
error W107 立案{filed}/年。
error W107 立案{filed.number}件/人。
error W107 投入{money.number}万元/亩。
warn  W107 走访{firms.number}户(次)。
error W106 立案率{rate.number}％。
error W106 立案率{rate}%。
error W106 立案率{rate}％。
error W107 立案率提高{points}百分点。
error W107 立案率提高{points}个点。
error W107 收到提案{received.growth}倍。
error W107 立案{filed}个。
error W107 立案{filed}次。
error W107 立案{filed|chinese}百件。
error W107 立案{filed.number}件件。
error W107 参加{people.number}万人。
error W107 投入{yuan.number}亿元。
error W107 投入{yuan}亿元。
warn  W107 立案{filed.number}(份)。
error W107 立案{filed.number}[万件]。
error W107 立案{filed.number}【万件】。
error W107 立案{filed.number}　万件。
error W107 立案{filed.number}K件。
error W107 立案{filed.number}w件。
error W107 立案{filed.number}又半件。
error W107 立案半{filed}。
error W107 立案率{rate}折。
error W107 立案率{rate}成。
error W107 立案打{rate}折。
warn  W108 立案{rate}之多。
warn  W108 立案起码有{filed}。
warn  W108 立案不低于{filed}。
warn  W108 立案不高于{filed}。
warn  W108 立案在{filed}上下。
warn  W108 立案{filed}许。
warn  W108 立案{filed}打底。
warn  W108 立案{filed}朝上。
warn  W108 立案{filed}往上。
warn  W108 立案约计{filed}。
warn  W108 立案大体{filed}。
warn  W108 立案大约摸{filed}。
warn  W108 立案约略{filed}。
warn  W108 立案约合{filed}。
warn  W108 立案≈{filed}。
error W108 立案<{filed}。
warn  W108 立案（约）{filed}。
error W108 立案低于{filed}。
error W108 立案未达{filed}。
error W108 立案未到{filed}。
error W108 立案直逼{filed}。
error W108 立案接近于{filed}。
warn  W108 立案估计{filed}。
warn  W108 立案{filed}（估计）。
warn  W108 立案{filed}（约）。
warn  W108 立案{filed}（左右）。
warn  W108 立案{filed}（以上）。
error W108 立案{filed}都不到。
error W108 立案{filed}未到。
error W108 立案{filed}不足。
error W108 立案{filed}不止。
warn  W108 立案{filed}及以上。
warn  W108 立案{filed}或以上。
warn  W108 立案{filed}（含）以上。
warn  W108 立案≤{filed}。
warn  W108 立案>={filed}。
warn  W108 立案不大于{filed}。
warn  W108 立案不小于{filed}。
error W108 立案仅仅不到{filed}。
error W108 立案约近{filed}。
warn  W108 立案{filed.number}左右件。
warn  W108 立案{filed.number}以上件。
error W108 立案{filed.number}件多。
error W108 立案{filed.number}件余。
error W108 立案{filed}余。
error W108 立案{filed}多。
warn  W108 立案突破了{filed}。
error W108 立案超过了{filed}。
warn  W108 立案近约{filed}。
error W108 立案率高于{rate}。
error W108 立案率达{rate}强。
error W108 立案率近乎{rate}。
error W108 立案率不足{rate}。
warn  W108 立案率约为{rate}。
warn  W108 投入约合{money}。
error W108 投入上{money}。
error W108 投入负的{money}。
error W109 投入减{money}。
error W108 投入-{money}。
error W108 投入第{money.number}万元。
error W108 立案#{filed.number}件。
error W108 立案No.{filed.number}。
error W108 立案编号{filed.number}。
error W108 立案第{filed.number}件。
error W108 {near}多。
warn  W108 {over}多。
error W108 {atleast}左右。
warn  W108 {within}之内。
error W108 超{near.number}条。
error W108 {near.number}余条。
warn  W108 {over.number}余人。
warn  W108 {atleast.number}场以上。
warn  W108 {about.number}名左右。
error W108 召开{atleast.number}场。
error W108 征求{about.number}名委员意见。
error W108 限{within.number}天办结。
warn  W109 收到提案锐减{received.growth}。
error W109 收到提案骤增{received.growth}。
error W109 收到提案激增{received.growth}。
error W109 收到提案飙升{received.growth}。
warn  W109 收到提案跌{received.growth}。
warn  W109 收到提案滑落{received.growth}。
warn  W109 收到提案走低{received.growth}。
error W109 收到提案递增{received.growth}。
warn  W109 收到提案递减{received.growth}。
error W109 收到提案扩大{received.growth}。
warn  W109 收到提案收窄{received.growth}。
warn  W109 收到提案压缩{received.growth}。
warn  W109 收到提案核减{received.change}。
warn  W109 收到提案少了{received.change}。
error W109 收到提案多了{received.change}。
error W109 收到提案超上年{received.change}。
error W109 收到提案超过上年{received.change}。
error W109 收到提案高于上年{received.change}。
warn  W109 收到提案低于上年{received.change}。
error W109 收到提案较上年上涨{received.growth}。
error W109 收到提案涨幅{received.growth}。
error W109 收到提案增速{received.growth}。
error W109 收到提案增长速度{received.growth}。
error W109 收到提案同比正增长{received.growth}。
warn  W109 收到提案负增长{received.growth}。
error W109 收到提案有较大增长，{received.growth}。
error W109 收到提案持平{received.change}。
error W109 收到提案基本持平，{received.change}。
error W109 收到提案与上年持平，{received.change}。
error W109 收到提案比上年增加到{received.change}。
error W109 收到提案增加至{received.growth}。
warn  W109 收到提案提高到{rate.change}。
warn  W109 立案率提升了{rate.change}。
warn  W109 立案率提升幅度{rate.change}。
warn  W109 立案率升{rate.change}。
warn  W109 立案率同比升{rate.change}。
error W109 立案率降{rate.change}。
error W109 立案率下降{points}。
error W109 立案率下滑{points}。
error W109 投入增加{grown}。
error W109 投入上升{gap}。
error W108 投入减少-{money}。
error W109 收到提案减少{more}。
error W109 收到提案增加{more}。
error W109 立案上升{less}。
error W109 由{received.previous}增加到{received}。
error W109 从{received.previous}上升到{received}。
error W109 从{rate.previous}下降到{rate}。
error W109 由{people.previous}减少到{people}。
error W109 参加人数由{people.previous}下降为{people}。
warn  W109 增加到{received}。
warn  W109 减少到{people}。
warn  W109 下降到{rate}。
warn  W109 降至{rate}。
error W109 比上年增加到{received}。
warn  W111 超过上年的{received}。
warn  W111 少于上年的{people}。
error W109 低于上年{people.previous}。
error W109 高于上年{received.previous}。
error W109 比上年的{received.previous}多。
error W109 比上年的{received.previous}增加了。
error W109 收到提案{received}，与上年持平。
error W109 收到提案{received}，比上年有所增加。
error W109 收到提案{received}，较上年略有增长。
error W109 参加{people}，比上年减少。
error W109 立案率{rate}，同比回落。
error W109 立案率{rate}，与上年持平。
warn  W109 收到提案{received}，增长{people.growth}。
error W109 收到提案{received}，多于上年。
error W109 收到提案{received}，超过上年。
error W111 会议于{day}（星期五）召开。
error W111 会议于{day}星期三召开。
error W107 {names}共{talks}家。
error W107 {filed}人参加。
error W107 {filed}名委员。
error W107 下降{rate}个百分点。
error W109 立案率比上年提高{rate}。
error W107 立案率为{points}。
error W107 立案率达{points}。
error W107 办复率{points}。
error W107 占总数的{points}。
error W108 近{rate}的提案。
warn  W108 约{rate}的提案。
error W108 超{rate}的提案。
error W109 从{received.number}增至{filed.number}件。
error W109 由{filed}降至{received}。
error W108 约{day}召开。
error W108 会议大约{day}召开。
error W108 会议于近{day}召开。
error W108 会议于约{end}闭幕。
error W108 会议于将近{day}召开。
error W108 会议于{day}左右召开。
error W108 会议于{day}前后召开。
error W108 会议于{day}上下召开。
error W108 会议于{day}多召开。
error W108 会议于{day}（左右）召开。
warn  W108 立案满{filed}。
warn  W108 立案破{filed}。
warn  W108 立案够{filed}。
warn  W108 全年协商满{talks}。
error W106 立案{filed}件件。
error W106 走访{firms}家家。
error W107 立案{filed}多件。
error W107 立案{filed}余件。
error W107 立案{filed}几件。
error W107 立案{filed}番。
error W107 立案{filed}折。
error W107 立案率{rate}成。
error W107 立案{filed}成以上。
error W107 立案{filed.number}番。
error W107 立案{filed.number}折。
warn  W111 立案率{rate}，全部立案。
warn  W111 提案全部立案，立案率{rate}。
warn  W111 收到提案{received}，均已回应。
warn  W111 收到{received}，全部按期回应，回应率{replies}。
warn  W111 立案提案{filed}，全部回应。
warn  W111 立案率{rate}，都已立案。
warn  W111 立案率{rate}，一律立案。
warn  W111 回应率{replies}，无一未回应。
warn  W111 回应率{replies}，没有一件未回应。
warn  W111 收到{received}，无一例外地回应。
warn  W111 走访企业{firms}，全部立案，立案率{rate}。
"""
"""The severity and code that is found, and the paragraph that it is found in."""

RIGHT = """
立案{filed}。
立案{filed.number}件。
立案{filed.number} 件。
立案{filed.number}（件）。
立案{filed.number}（其中重点提案）。
参加{people.number}（人大代表）。
立案 {filed.number} 件提案。
立案{filed.number}件，占{rate}。
立案{filed.number}、收到{received.number}件。
立案{filed.number}件件有着落。
立案{filed}件件有着落。
立案{filed}，次年办结。
走访{firms}次要企业。
走访{firms}家庭农场。
走访{firms.number}家企业。
走访{firms.number}家家庭农场。
参加{people.number}人大会。
参加{people}次日座谈。
参加{people.number}人。
服务{visits.number}人次。
服务群众{visits}。
建成{places}项目点。
建成{places}点位。
建成{places}。
建成{places.number}个点。
投入{money.number}万元。
投入{money}。
投入{money}万众创新基金。
负责{talks}协商。
增速为{grown}。
投入{yuan.number}元。
投入{yuan}。
举办{talks}万人签名活动。
历时{months.number}个月。
历时{months}。
历时{days}。
立案率{rate}。
立案率为{rate.number}。
立案率达到{rate}。
立案率提高{points}。
立案率比上年{rate.change}。
占立案总数的{rate}。
同比{received.growth}。
收到提案比上年{received.change}。
收到提案较上年{received.change}。
收到提案{received}，比上年{received.change}，{received.growth}。
增加情况：{received.change}。
人数有所增加，{people.change}。
与上年相比{level.change}。
增加到{people}。
减少到{received}。
提高到{rate}。
降至{received}。
新增委员{members}。
新增{people}。
净增{people}。
减少{less}。
比上年减少{less.number}件。
比上年增加{members}。
比上年{received.change}。
党建+{quote}。
加强{filed.number}件提案的办理。
增强{members}委员的责任感。
立案{filed}+{received}。
全国{firms.number}强。
立案{filed.number}号召。
增幅为{grown}。
增长率为{grown}。
增速{grown}。
降幅{rate}。
同比{grown}。
节约{money}。
节约资金{money}。
签约{firms}。
预约{people}。
邀约{firms}座谈。
履约{firms}。
最近{talks}协商。
附近{firms}企业。
新近{firms}企业。
高超{talks}。
肩负{talks}任务。
担负{talks}任务。
通过{filed}。
经过{days}。
不少委员{members}。
走访{firms}不到位的企业。
许多{items}。
共{filed}。
共有{filed}。
达{filed}。
多达{filed}。
高达{rate}。
为{filed}。
征求意见{near}。
征求意见{near.number}条。
{over}参加。
召开{atleast}。
{within}办结。
{about}参加。
年龄{age}以上的委员。
投入{money}以上的企业{firms}。
{year}美元汇率。
{years}美元存款。
{year}年历。
{year}年主题。
{age}以下的{people}。
力争办复率不低于{rate}。
力争收到提案超过{received}。
确保立案{filed}以上。
要求在{days}以内办结。
明年计划召开不少于{talks}。
会期控制在{days}以内。
居全省第{rank}。
居第{rank}。
第{talks}协商。
第{talks.number}次会议。
第{firms}企业。
第{months}。
第{days}。
第{names|chinese}个党派。
第{talks|chinese}次会议。
自{year}第{talks}会议起。
截至{year}年底。
{year}年初。
{year}年度工作。
{year}{day|short}召开。
{year}{meeting}。
{year.number}年。
{next_year}工作。
{day}召开。
{day}。
{day}日常工作。
{day}日前。
{day}至{end}。
{day|short}至{end|short}召开。
召开{meeting}。
召开{meeting}，研究会议事项。
召开{meeting}和全体会议。
打造{quote}品牌。
打造“{town}”品牌。
出台{book}。
出台{book}《实施细则》。
按照“{book}”要求。
来到{town}调研。
{town}委员来到。
围绕{topic}建设性建言。
围绕{topic}提建议。
走进{town}区政府。
发展和{peace}。
达到{peace}的措施。
为了了解{town}。
{names}参加。
{names}等参加。
由{names}和工商联参加。
参加的有{names|join("、")}。
{names|chinese}个党派。
{names|chinese}家党派。
{talks|chinese}次会议。
{talks|chinese}次协商会。
{filed}中，{received}。
{filed}和{received}。
分别{received.change}和{people.change}。
分别为{filed.number}件、{received.number}件。
{meeting}{day}召开。
{town}{filed}。
收到提案{received}多为民生。
收到提案{received}，多数为民生。
意见{items}余下的。
立案{filed}上级交办。
{talks}左右岸协同。
{talks}上下联动。
{filed}倍增计划。
用时{years}。
{years}来。
成立{years}以来。
近{years}来。
近{years|chinese}年来。
近{months.number}个月。
由{received.previous}减少到{received}。
从{rate.previous}提高到{rate}。
超过上年{talks}。
高于上年{rate.previous}。
超过{received.previous}。
立案率超过{rate}的目标。
以上{items}。
{firms.number}家次级企业。
推进{topic}发展。
近{months}。
两年累计增加{both}。
{years.number}年来。
立案数{filed}。
立案总数{filed}。
统一{talks}协商。
逐一走访{firms}。
之一{firms}。
星期三{talks}协商。
“十四五”{talks}协商。
几乎全部{filed}。
会上{members}委员发言。
收到提案会上{filed}。
在此基础上{talks}协商。
加上{filed}。
不低于{rate}的目标。
高于{rate.previous}。
少于{received.previous}。
{received}～{filed}。
从{filed.number}~{received.number}件。
举办{talks}百姓讲堂。
走访{firms}千方百计。
{rate}强于上年。
{talks}强调落实。
削减{money}。
新增{firms}。
净增{people}。
立案减少{less}。
人数增加到{people}。
不仅立案{filed}。
不断立案{filed}。
不少委员{members}。
无论立案{filed}。
未立案的退回，立案{filed}。
未立案和已立案{filed}。
除未办理的外立案{filed}。
非公企业{firms}。
赞成{filed}。
每月协商，共{talks}。
每家企业{firms}。
上年{received.previous}。
比上年{received.change}。
较上年{talks}持平。
为上年的{rate}。
平均年龄{age}。
上年以来立案{filed}。
历时{months}半路不停。
立案{filed}/收到{received}。
立案率{filed}/{received}。
投入{money}每年递增。
走访{firms}人人参与。
立案{filed}份量重。
走访{firms}户外企业。
服务{visits}元旦慰问。
走访{firms}位于城区。
走访{firms}名优企业。
立案{filed}件均答复。
立案{filed.number}件件均答复。
走访{firms}条件好的企业。
召开{talks}个别谈话。
召开{talks}人大政协联席会。
召开{talk_times}名家讲座。
协商{talks}个案分析。
开展{talks}家访活动。
组织{talks}户籍政策宣讲。
召开{talks}份额论证会。
{items}元宵节信息。
{filed}则由承办单位办理。
{filed}宗旨明确。
信息{items}不止于此。
立案{filed}不足之处。
立案{filed}许多是民生。
立案{filed}往上报送。
立案{filed}上报。
立案{filed}朝上级反映。
立案{filed}及以上级交办。
附近有{firms}企业。
最近有{talks}协商。
节约了{money}。
签约了{firms}。
条约有{filed}。
邀约了{firms}座谈。
会上有{members}委员发言。
历史上有{filed}。
比上年的{people.previous}多。
比上年{people.previous}多。
比上年的{received.previous}少。
较上年的{received.previous}减少了。
高于上年{people.previous}。
低于上年{received.previous}。
超过上年的{people.previous}。
收到提案{received}，比上年减少。
收到提案{received}，比上年有所减少。
收到提案{received}，同比下降。
参加{people}，同比增加。
参加{people}，多于上年。
收到提案{received}，少于上年。
立案率{rate}，比上年提高。
立案率{rate}，较上年明显提升。
持平数{level}，与上年持平。
持平数{level}，和上年基本持平。
持平数{level}，同上年相比持平。
收到提案{received}，增幅同比下降。
收到提案{received}，不再增加。
收到提案{received}，比上年增加了难度。
收到提案{received}，同比例抽查。
收到提案{received}，比上年更贴近民生。
收到提案{received}，与上年同期召开会议。
收到提案{received}，同上年一样答复。
收到提案{received}，比上年{received.change}。
收到提案{received}，与上年相比{received.change}。
收到提案有所减少，{received.change}。
参加人数有所增加，{people.change}。
参加人数不再下降，{people.change}。
由{people.previous}增加到{people}。
从{people.previous}升至{people}。
由{received.previous}降至{received}。
由{received.previous}逐步减少到{received}。
五年来增加到{received}。
由年初的{filed}增加到{received}。
力争收到提案增加到{received}。
力争办复率提高到{rate}。
从原来增加到{received}。
上届增加到{received}。
把参加人数提高到{people}。
任务落实到{people}。
覆盖到{firms}。
会议于{day}（星期二）召开。
会议于{day}（周二）召开。
会议于{day}星期二召开。
会议于{day}周边召开。
会议于{day}礼拜二召开。
会议于{end}（星期五）闭幕。
会议于{end}（周五上午）闭幕。
立案率上升了{points}。
增加{points}。
两年立案率相差{points}。
立案率差{points}。
立案率增幅{points}。
占比提高{points}。
占比{rate}。
占总数的{rate}。
立案率由{rate.previous}提高到{rate}，提高{points}。
立案率提高到{rate}。
征求{near.number}条。
{over.number}人参加。
立案{filed.number}［件］。
立案{filed.number}点评。
召开{talks.number}点名会。
立案{filed.number}又一个新高。
立案{filed.number}WTO提案。
从零下{filed}。
提案工作——{filed}。
提案工作-{quote}。
{filed}–{received}。
编号{day}。
提案#{topic}。
预计{talks}。
大体上{filed}。
估计有误，立案{filed}。
上半{years}。
参加{people}次序井然。
立案{filed}有余力的再办。
走访{firms}打底子。
超过了{received.previous}。
会议将于{day}召开。
会议预计{day}召开。
会议预约{day}召开。
相约{day}，共话发展。
条约{day}签订。
会议于{day}前召开。
会议于{day}上午召开。
会议于{day}左右两侧布展。
会议于{day}，左右邻里都来了。
会议于{day}多云的上午召开。
截至{day}。
最近{day}又召开会议。
年满{age}。
任职满{years}。
满{months}的提案。
办理满{days}。
任期届满{years}。
期满{days}。
圆满{talks}。
坐满{people}。
侦破{filed}。
打破{talks}惯例。
足够{people}使用。
不能够{people}同时参加。
立案{filed}件件有回音。
立案{filed}件件都有着落。
走访{firms}家家户户。
立案{filed}多为民生。
立案{filed}几经周折。
立案{filed}来之不易。
立案{filed}成为重点。
立案{filed}折合人均。
立案{filed}番茄种植提案。
立案率{rate}成效明显。
立案{filed}余下的办结。
立案率{rate}，其中重点提案全部立案。
立案率{rate}，未能全部立案。
立案率{rate}，尚未全部立案。
立案率{rate}，力争全部立案。
立案率{rate}，确保全部立案。
回应率{replies}，将全部回应。
回应率{replies}，推动全部回应。
回应率{replies}，上年全部回应。
回应率{replies}，并非全部回应。
回应率{replies}，其余均已回应。
走访企业{firms}，其中重点提案全部立案，立案率{rate}。
走访企业{firms}，全部回应。
协商{talks}，意见均已回应。
收到{received}。协商意见全部回应。
收到{received}；来信全部回应。
回应率{replies}，全部回应标准统一。
回应率{replies}，全部立案后分送承办单位。
全部立案提案的回应率{replies}。
全部提案的立案率{rate}。
"""
"""What looks like one of these and is right."""


@pytest.mark.parametrize("row", WRONG.strip().splitlines())
def test_what_makes_a_figure_wrong_beside_it_is_found(row: str) -> None:
    expected, text = row[:10].split(), row[11:]
    assert [[finding.severity[:5].replace("warni", "warn"), finding.code] for finding in findings(text)] == [expected]


@pytest.mark.parametrize("text", RIGHT.strip().splitlines())
def test_what_is_right_beside_a_figure_is_silent(text: str) -> None:
    assert not findings(text)


TABLE = "{% call table() %}\nHEAD\nROW\n{% endcall %}\n"


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        ("指标|单位|数量", "立案|件|{filed.number}", ""),
        ("指标|单位|数量|上年", "立案|万件|{filed.number}|{filed.previous.number}", "error error"),
        ("指标|单位|数量", "服务|人|{visits.number}", "error"),
        ("指标|单位|数量", "参加|名|{people.number}", "warning"),
        ("指标|单位|数量", "投入|万元|{money.number}", ""),
        ("指标|单位|数量", "投入|元|{money.number}", "error"),
        ("指标|单位|数量", "立案率|%|{rate.number}", ""),
        ("指标|责任单位|数量", "立案|提案委|{filed.number}", ""),
        ("指标|数量（件）", "立案|{filed.number}", ""),
        ("指标|数量（万件）", "立案|{filed.number}", "error"),
        ("指标|数量（件）", "立案|{filed}", ""),
        ("指标|数量（已核）", "立案|{filed.number}", ""),
        ("指标|数量", "立案|{filed.number}", ""),
        ("指标|{filed.unit}", "立案|{filed.number}", ""),
    ],
)
def test_a_number_in_a_table_has_the_unit_of_its_row_or_column(head: str, row: str, expected: str) -> None:
    names = {match: f"{{{{ g.{match} }}}}" for match in re.findall(r"(?<=\{)[a-z.]+", head + row)}
    for name, printed in names.items():
        head, row = head.replace(f"{{{name}}}", printed), row.replace(f"{{{name}}}", printed)
    text = TABLE.replace("HEAD", head).replace("ROW", row)
    found = compose.compose("brief", resolved(), one_template(text))[1]
    assert [(finding.severity, finding.code) for finding in found] == [(each, "W107") for each in expected.split()]


@pytest.mark.parametrize("text", ["比上年增长{members.change}。", "近{members.growth}。"])
def test_what_cannot_be_printed_has_that_finding_alone(text: str) -> None:
    assert [finding.code for finding in findings(text)] == ["T203"]


TOGETHER = {
    "同比分别增长{points}和{grown}。": "同比分别增长4.5个百分点、下降3.6%。",
    "同比增长{points}、{points}和{grown}。": "同比增长4.5个百分点、增长4.5个百分点、下降3.6%。",
    "同比分别增长{grown}和{points}。": "同比分别下降3.6%、增长4.5个百分点。",
    '同比{grown|moved("分别增长", "分别下降")}和{points}。': "同比分别下降3.6%、上升4.5个百分点。",
    "分别比上年增加{points}、{more}。": "分别比上年增加4.5个百分点、减少35件。",
}
"""Changes that share a word which is wrong of one of them, and what is printed once the cure was followed."""


@pytest.mark.parametrize("template", TOGETHER)
def test_a_word_that_is_wrong_of_one_of_several_is_told_with_what_is_right_of_all(template: str) -> None:
    [found] = [each for each in findings(template) if each.code == "W109"]
    assert found.is_error
    is_moved = "moved" in template
    assert found.cure.endswith("两个词照模板里原来的" if is_moved else "由数据说增还是减，别的年份的字不变")
    [now] = re.findall(r"\{\{ .* \}\}", found.cure)
    said = re.search("分别比上年增加|(?:分别)?增长|(?={)", template)
    assert said
    mended = f"{template[: said.start()]}{now}。"
    document, told = compose.compose("brief", resolved(), one_template(mended))
    assert document
    assert "".join(run.text for _, runs in document.lines for run in runs).endswith(TOGETHER[template])
    assert [each for each in told if each.code == "W109"] == []
