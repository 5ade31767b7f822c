"""What a figure counts, in the words around it: the verb and object before it (收到提案), or what stands behind it.

A label is to be recognised by a person who knows the report; it is never more than its words.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from report_cli.adopt.found import Fixed, Found, Mention
from report_cli.compose import scopes

LONGEST = 18
_MARK = re.compile(r"[，。；：！？（）()\n|【】—…\s]")
_NEXT_MARK = re.compile(r"[，。；：！？、（）()\n|【】—…\s]")
_TIMES = re.compile("(?:天|日|月|年|周|小时|分钟)$")
_MEASURED = {
    **dict.fromkeys("平方米 亩 公顷 平方公里".split(), "面积"),
    **dict.fromkeys("米 公里 千米".split(), "长度"),
}
_SENTENCE_END = "[。；！？]"


def _any_of(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


@cache
def _openings() -> re.Pattern[str]:
    """Words that a clause begins with and that say nothing of what is counted."""
    words = (
        "等 其中 同时 此外 另外 另有 另 并且 并(?!案) 还(?!款) 也 又 以及 或 而 截止 且 则 及 仅 全部 "
        "我们 年(?![内轻度报终末初底会均龄画货]) 共计 共有 共(?![建享产青商治同]) 累计 总计 合计 先后 "
        "分别 全年 一年来 今年以来 今年 本年度 年内 年底 年初 全会以来 截至目前 截至年底 截至 目前 已经 "
        "已 均(?!衡) 经审查 经审核 仍 有(?=[^效关]) 现已 现(?![场代有金]) 当年 一年中 去年以来 期间 以来 "
        "起 前(?=[^往期置]) 各(?![界级地类]) 至 在(?![线职册岗]) 从(?![事业]) 到(?![位期场会]) 由 "
        "对(?![口外接照]) 将 把(?![关脉]) 和(?!谐) 与(?!会) [一二三四五六]是 "
        ".{0,6}(?:[区县市省州旗]政协|常委会|政协常委会)(?!委员|常委|机关|组织|系统|工作|党组|领导|会议|组成)(?=.{3})"
    )
    return re.compile(rf"^(?:{_any_of(words)})(?=.)")


@cache
def _closings() -> re.Pattern[str]:
    """Words right before a figure that lead up to it."""
    words = (
        "共计 共有 共 累计 总计 合计 总数达到 达到了 达到 达 高达 多达 约为 为 是 有 了 (?<![预统设])计 "
        "近 约 在 到 至 过 有了 各 就 的 总数为 数为 分别为 分别 接近 逾 超 已 (?<![平人户家月日年])均 仅 "
        "也 还 由 (?<!服)从 以 于 全部 先后 年底 现有 和 与 及 按"
    )
    return re.compile(rf"(?<=.)(?:{_any_of(words)})$")


@cache
def _verbs() -> re.Pattern[str]:
    """Verbs that what is counted begins with."""
    words = (
        "开展 召开 举办 举行 组织 提出 形成 报送 编报 编印 编发 收到 立案 办结 办复 采纳 走访 接待 培训 "
        "轮训 视察 督办 遴选 征集 反映 撰写 刊发 发布 发表 建成 新建 改造 完成 实施 推动 促成 推进 协调 "
        "解决 化解 调处 帮助 帮扶 资助 捐赠 募集 筹集 引进 落实 投入 争取 发放 慰问 救助 惠及 覆盖 服务 "
        "参与 参加 邀请 选派 推荐 表彰 评选 受理 审结 判处 执结 查处 起诉 办理 追回 挽回 制定 修订 出台 "
        "印发 出版 收录 展出 开设 开通 建立 设立 成立 组建 聘请 选聘 新增 增设 承接 主办 转办 交办 发出 "
        "听取 审议 审查 任免 作出 评议 检查 排查 整治 整改 评为 评定 送来 申请 清理 拆除 铺设 种植 打造 "
        "培育 发现 揭示 察看 查看 涉及 涵盖 包联 选取 进驻 深入 走进 实行 追究 受到 获评 办成 引导 动员 "
        "获得 荣获 宣讲 交流 约谈 结对 联系 签订 达成 拨付 兑现 减免 开工 确定 抽查 暗访 侦破 恢复 票决 "
        "补选 终止 配备"
    )
    return re.compile(_any_of(words))


_THINGS = (
    "提案|社情民意信息|信息|意见建议|建议|意见|议案|案件|企业|项目|报告|问题|诉求|堵点|课题"
    "|活动|会议|座谈会|委员|群众|人员|代表|线索|事项|稿件|文章|实事|纠纷|工单|订单|学校|村|站"
)
_DOCUMENTS = (
    "建议案|调研报告|报告|意见|办法|提案|方案|规划|条例|制度|决定|简报|通知"
    "|细则|规则|规程|章程|纲要|指南|清单|公报|纪要"
)
_INSIDE = re.compile("^[以之]?[内中]|^区县政协中")
"""Words behind a figure that go on with another clause."""
_NOTHING = frozenset("其中 有 仍有 的 年 共 为 在 对 由 到 至 仍 余 个 全年 年内 目前 现已 今年 当年 其中的".split())
_NOT_THINGS = "的等为以由在对和是与并就将被已也后前内中外，。；、："
_LEFT_OVER = "其余|余下|剩余|剩下|另外|其他"
_SUMS = "合计|共计|总计|总数|三级合计|两级合计|累计"
_COMPARED = "(?:(?:同比|环比|[比较](?:上年|去年|上届|今年|本年|上一年)(?:同期)?|年均)(?:又|再|还)?(?:分别)?)"
_MOVED = "增长|增加|上升|提高|提升|下降|减少|降低|净增|净涨|增幅|缩短|延长|压缩|压减|回落|上涨|下跌"
_CHANGE = re.compile(
    rf"(?:{_COMPARED}(?:{_MOVED}|扩大|缩小|增|减|升|降|多收|多|少)|(?:分别)?(?:{_MOVED})|相比(?:仍|还)?[高低])了?$"
)
_TURNED = f"(?:{_MOVED}|扩大|增|降|升|减)(?:到|至|为)"
_INTO = re.compile(f"(?:也|又|还)?{_TURNED}$")
"""Words before a figure that another one became: 由2.3次降至1.1次."""
_BECAME = re.compile(f"(?<=..)(?:由|从)?(?:每.)?{_TURNED}$")
_LAST = ("上年", "去年", "上一年", "上年度", "去年同期", "上年同期")
_GENERIC = frozenset(["", *"场次 件数 人数 数量 总数 比例 比率 总量 总额 金额 相比 底 末 度 其 数 同期 今年".split()])
_EARLIER = "^(?:上年|年初|原)"
_BEFORE = re.compile(
    rf"(?:[比较与同和](?P<when>{'|'.join(_LAST)}|年初)(?P<of>[^，。]{{0,6}}?)的|(?:由|从)(?P<then>原来|年初|上年|去年|过去)?的?)$"
)
"""Words before a figure that another one is compared with, or has come from: 比上年的276场增加42场, 由71%升到83%."""
_SHARE = re.compile(r"占.{0,12}$")
_DATED = re.compile(r"\d+(?:月|日|年代|时|:)|\d{4}年")
GOES_ON = re.compile(r"。\s*(?:[比较同]|与|和)?(?:上年|去年|上一年)")
_LAST_YEAR = re.compile(r"(?:上年|去年|上一年)(?:同期)?(?:的|为|是)?$")
_MEANT = re.compile("(?:至少|至多|最多|最少|不超过|不多于|不高于|不少于|不低于|不下于|不下|突破|接近|多达)$")
"""Words that say of a figure how it bounds what it counts; a label that has them says so too."""


class Context(Struct, frozen=True):
    """The words beside a figure, as far as the next mark or figure on either side; `earlier`: the clause before.

    `is_closed`: whether a mark ends the words behind it.
    """

    before: str
    after: str
    earlier: str
    is_closed: bool = True


def context(text: str, found: Sequence[Found], at: int) -> Context:
    one = found[at]
    said = [each for each in found if not (isinstance(each, Fixed) or (isinstance(each, Mention) and each.is_name))]
    left = max((each.end for each in said if each.end <= one.start), default=0)
    right = min((each.start for each in said if each.start >= one.end), default=len(text))
    near = re.sub(r"[（(][^（）()]*[）)]$|[（(][^（）()]{1,6}[）)]", "", text[left : one.start])
    marks = [match.end() for match in _MARK.finditer(near)]
    if left and not marks:  # in one clause with another figure, that has the words before 、 and the noun behind it
        near = near if _verbs().search(near.rpartition("、")[0]) else near.rpartition("、")[2]
        verb = _verbs().search(near, 2) if near == text[left : one.start] else None
        near = near[verb.start() :] if verb and verb.start() < 8 else near
    before = near[marks[-1] :] if marks else near
    earlier = text[: one.start - len(before)] if marks or not left else ""
    clauses = [clause for clause in _MARK.split(re.split(_SENTENCE_END, earlier.rstrip("，、：（ "))[-1]) if clause]
    behind = text[one.end : right]
    end = _MARK.search(behind)
    is_closed = end is not None or right == len(text)
    after = behind[: end.start()] if end else behind
    # What stands behind 、 is of another figure, where one follows.
    after = re.sub("、", "", after) if is_closed and after[:1] != "、" else after.partition("、")[0]
    return Context(before, after, clauses[-1] if clauses else "", is_closed=is_closed or "、" in behind)


Named = tuple[str, Mention]
"""A figure, and its label."""


class Said(Struct, frozen=True):
    """The figures before one in its sentence: the `last` count, what a change is one of, the last of its kind."""

    last: Named | None = None
    subject: Named | None = None
    like: Named | None = None


def label(text: str, found: Sequence[Found], at: int, said: Said | None = None) -> str:
    """What the figure counts; empty where its words do not tell. `said`: what was said before it.

    >>> from report_cli.adopt.found import find
    >>> text = "全年收到提案265件，立案224件，立案率84.5%；召开座谈会12场，走访了36家企业"
    >>> found = find(text, 2022)
    >>> [label(text, found, at) for at in range(len(found))]
    ['收到提案', '立案', '立案率', '召开座谈会', '走访企业']
    """
    near, one = context(text, found, at), found[at]
    if not isinstance(one, Mention):
        return ""
    bounds = _MEANT.search(near.before)
    before = near.before[: bounds.start()] if bounds else near.before
    made = _label(text, one, replace(near, before=before), said or Said())
    if bounds and one.kind != "text":
        made += bounds[0]
    for claim in scopes.claims(near.before):
        if claim.says in ("each", "last") and claim.is_untrue(made, ""):
            made = f"{claim.word}{made}"
        elif claim.says == "changed" and claim.is_untrue(made, ""):
            made += claim.word
    return made[-LONGEST:]


def _label(text: str, one: Mention, near: Context, said: Said) -> str:
    last = said.last
    own = _cleaned(_without_lists(near.before))
    if one.kind == "year":
        return f"{own or _thing(near.after) or near.earlier}年份"[-LONGEST:]
    if last is not None and one.unit and re.fullmatch("[、和及]?|，?[计共约]", text[last[1].end : one.start]):
        return f"{last[0]}{_quantity(one.unit)}"
    if told := _relative(near, said):
        return told
    if one.kind == "date" or (one.kind == "text" and _DATED.search(one.text)):
        return _of_date(text, one, near)
    if one.is_name or (one.kind == "text" and one.text[0] == "第"):
        return _of_name(one, own, near)
    if re.fullmatch("每.{0,3}", near.before):
        unit = re.search(r"[^\d\W]+$", one.text)
        return f"{near.before}{_quantity(one.unit or (unit[0] if unit else near.after[:2]))}"
    times = "[以之]?内了?(.+)" if _TIMES.search(one.unit) else "工作日(?:[以之]?内)?了?(.+)"
    if time := re.match(times, near.after):
        return f"{_cleaned(time[1].replace('了', '')) or own}时限"
    made = _of_count(one, own, near, last)
    is_twice = last is not None and made == last[0] and one.unit not in ("", last[1].unit)
    return f"{made}{_quantity(one.unit)}" if is_twice else made


def _quantity(unit: str) -> str:
    """What is said of a thing by a number in some unit: 人次, 面积, 件数."""
    return unit if unit.endswith("次") else _MEASURED.get(unit, "金额" if unit.endswith("元") else f"{unit}数")


def _of_count(one: Mention, own: str, near: Context, last: Named | None) -> str:
    """The label of a count, amount or rate by the words before it, or where they say little by those behind it."""
    raw = _without_lists(near.before).strip()
    if last is not None and re.fullmatch(f"{_SUMS}|{_LEFT_OVER}", raw):
        is_sum = re.fullmatch(_SUMS, raw) is not None
        return f"{last[0]}等{raw}" if is_sum else f"{raw}{_object(last[0]) or _parted(near.after)[0]}"
    if last is not None and re.fullmatch("[人户家月日年平]均", own):
        return f"{last[0]}{own}"
    if one.kind == "rate":
        if raw == "的" and last is not None:
            return f"{last[0]}的比例"
        if not own and near.after[:1] == "的":
            return _thing(near.after[1:])
        return own if len(own) > 1 else _joined(near.earlier, own) or _thing(near.after)
    if len(near.after) == 1 and not one.unit:  # a rare unit, as 讲
        near = replace(near, after="")
    noun, deed = _parted(near.after)
    if raw.endswith("的") and noun:
        return _shortened(f"{_cleaned(raw[:-1])}的{noun}")
    if noun and deed and (not own or re.search("[对为向给由让使把将]$", raw)):
        return (
            f"{noun}{deed}"[:LONGEST] if deed[0] == "被" else _shortened(f"{deed[: LONGEST - 1 - len(noun)]}的{noun}")
        )
    if (
        near.is_closed
        and own
        and not re.match("[多均都已正全占]", near.after)
        and 1 < len(near.after) <= LONGEST - 4 - len(own)
        and not _INSIDE.search(near.after)
    ):
        return f"{own}{_cleaned(near.after)}"
    made = own if len(own) > 3 or (len(own) == 3 and not noun) else own + (noun or _thing(near.after))
    made = f"{own}{noun}" if near.is_closed and len(noun) > 1 and len(own) + len(noun) <= LONGEST else made
    return _shortened(_told(made or _cleaned(near.after), one, near, last))


def _told(label: str, one: Mention, near: Context, last: Named | None) -> str:
    """A label that tells little by itself, with the words of the count before it: 完成60件 of 票决实事63件."""
    if last is not None and len(label) < 3:
        verb, is_verb = _verbs().match(last[0]), _verbs().fullmatch(label) is not None
        rest = last[0][verb.end() :] if verb else _base(last[0])
        if is_verb and last[1].unit == one.unit and rest:
            return label + rest
        if verb and label and not is_verb and not near.earlier:
            return verb.group() + label
        label += _object(last[0]) if last[1].unit == one.unit else ""
    return label if len(label) > 1 else _joined(near.earlier, label)


def of_pair(text: str, found: Sequence[Found], at: int, told: Sequence[str]) -> str:
    """The label of a change that is one of several, in the order of what they are of: 同比分别上升3.2和1.8个百分点.

    Empty where it is none.
    """
    first = last = at
    while first and _is_joined(text, found[first - 1], found[first]):
        first -= 1
    while last + 1 < len(found) and _is_joined(text, found[last], found[last + 1]):
        last += 1
    match = _CHANGE.search(text[: found[first].start])
    count = last - first + 1
    if match is None or "分别" not in match.group() or count < 2 or len(told) < count:
        return ""
    return f"{told[len(told) - count + at - first]}{match.group().replace('分别', '').rstrip('了')}"[-LONGEST:]


def _is_joined(text: str, one: Found, other: Found) -> bool:
    return text[one.end : other.start] in ("、", "和", "及")


def goes_on(label: str, before: Sequence[Named]) -> bool:
    """Whether what follows in the sentence may be said of it: it is no change, and no earlier value of another."""
    is_earlier = re.match(_EARLIER, label) is not None and any(_base(label) == name for name, _ in before)
    is_change = _CHANGE.search(label) is not None or _BECAME.search(label) is not None
    return not before or not (is_earlier or is_change)


def _base(label: str) -> str:
    """What a figure is of: without when, and without how it changed."""
    base = re.sub(_EARLIER, "", label)
    match = _CHANGE.search(base)
    return base[: match.start()] if match and match.start() > 1 else base


def _relative(near: Context, said: Said) -> str:
    """A change or a share, named by what it is one of; an earlier figure by today's; what another one became."""
    raw, last, like, subject = near.before, said.last, said.like or said.last, said.subject or said.last
    what = _base(subject[0]) if subject else ""
    if (before := _BEFORE.search(raw)) and (before["when"] or re.search("[到至为]$", near.after)):
        of = _cleaned(raw[: before.start()]) or _cleaned(before["of"] or "")
        of = _base(like[0]) if like and of in _GENERIC else of
        told = before["when"] or before["then"]
        return f"{'年初' if told == '年初' else '上年' if told in _LAST else '原'}{of}" if of else ""
    if match := subject and _CHANGE.search(raw):
        own = _cleaned(raw[: match.start()])
        if re.match("[比较与同和]", raw) and own:
            return f"{what}{raw.rstrip('了')}"
        return f"{what if own in _GENERIC else own}{match.group().rstrip('了')}"
    if subject and (_INTO.fullmatch(raw) or (subject[0] != what and re.fullmatch(".{1,3}[到至为]", raw))):
        return f"{what}{raw}"
    if match := _SHARE.search(raw):
        own = _cleaned(raw[: match.start()])
        share = re.sub("的?(?:比重|比例)?(?:为|达到|达)?$", "", match.group())
        if own or last:
            return f"{own or (last[0] if last else '')}{share if len(share) > 1 else '占比'}"
    if like and _LAST_YEAR.search(raw) and len(_cleaned(_LAST_YEAR.sub("", raw))) < 3:
        return f"上年{_base(like[0])}"
    return ""


def _of_date(text: str, one: Mention, near: Context) -> str:
    """A date, by what happened then."""
    if near.before.endswith(("截至", "截止", "截止到")):
        return "截至日期"
    behind = re.sub(
        r"[\d.]+[余多万亿]*(?:个百分点|[人件家场批]次|[\u4e00-\u9fff])?|%", "", re.split("[。；]", text[one.end :])[0]
    )
    clauses = [
        cleaned for clause in _NEXT_MARK.split(behind) if len(cleaned := _cleaned(clause.lstrip("起前以来在至到"))) > 1
    ]
    before = _cleaned(near.before)
    before = "" if clauses and re.fullmatch("每.", before) else before
    return f"{before if len(before) > 1 else clauses[0][:10] if clauses else near.earlier}日期"[-LONGEST:]


def _of_name(one: Mention, before: str, near: Context) -> str:
    if one.text[0] == "第":
        unit = one.text[-1] if one.text[-1] not in "0123456789" else ""
        return f"{before or _cleaned(near.earlier)}{unit}次"[-LONGEST:]
    if one.text[0] == "《":
        kind = re.search(f"(?:{_DOCUMENTS})》", one.text)
        told = f"{before}{kind.group()[:-1] if kind else ''}"
        return (told or _thing(near.after) or _cleaned(near.earlier))[-LONGEST:]
    return (before + (_thing(near.after) if len(before) < 4 else "") or _cleaned(near.earlier))[-LONGEST:]


def _without_lists(text: str) -> str:
    """A clause without what only gives examples: 修订《履职办法》等制度 is 修订制度, 进驻法院、税务等 is 进驻."""
    text = re.sub(r"(?:《[^《》]*》[、和及]?)+等", "等", text)
    text = re.sub(rf"《[^《》]{{9,}}?({_DOCUMENTS})》", r"\1", text)
    head, comma, rest = text.partition("、")
    if not comma or not (end := re.search("等(?!级|次|额|待)([^、]{0,8})$", rest)):
        return re.sub("等(?=[^级次额待]{2,}$)", "", text) if text.count("等") == 1 and len(text) > 4 else text
    said = re.match(f".*的|(?:{_verbs().pattern}){{1,2}}", _cleaned(head))
    return f"{said.group() if said else ''}{end[1]}"


def _cleaned(text: str) -> str:
    text = re.sub(r"[^\w]|(?<![A-Za-z\d])\d+(?![A-Za-z\d])|\ufffc", "", text)
    while (closed := _closings().sub("", _openings().sub("", text))) != text:
        text = closed
    return "" if text in _NOTHING else text


def _shortened(label: str) -> str:
    """A long label from its last verb on."""
    starts: Iterator[int] = (match.start() for match in _verbs().finditer(label))
    start = max((at for at in starts if len(label) - at >= 4), default=0) if len(label) > LONGEST else 0
    return label[start:][-LONGEST:]


def _parted(after: str) -> tuple[str, str]:
    """The thing that the words behind a figure name, and what is done with it: 36家 企业 完成改造."""
    after = re.sub("[“”《》了]|占.*|(?<=..)[里中内]$", "", after)
    if _verbs().match(after):
        return "", after
    verb = re.compile(f"{_verbs().pattern}|被|进行|获得|全部|全(?=由|是)|每人|(?<!所)有").search(after, 2)
    noun, deed = (after[: verb.start()], after[verb.start() :]) if verb else (after, "")
    if re.search("没有?$|[未不]$", noun):
        noun, deed = after, ""
    return ("", "") if re.search(f"[{_NOT_THINGS}]", noun) else (noun[:12] if len(noun) < 13 else noun[:8], deed)


def _thing(after: str) -> str:
    """The words behind a figure that name what is counted: 36家企业."""
    word = re.match(rf"[^{_NOT_THINGS}了\W\d]+", after.lstrip("“"))
    return word.group()[:8] if word else ""


def _object(label: str) -> str:
    thing = re.search(f"(?:{_THINGS})$", label)
    return thing.group() if thing else ""


def _joined(earlier: str, own: str) -> str:
    return (_cleaned(re.sub(r"\d[\d.,]*[%\w]?", "", earlier)) + own)[-LONGEST:]
