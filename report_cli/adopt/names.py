"""What names, sessions and dates are called: by whose they are, what is done with them, what happened then."""

import re

from report_cli.adopt import clauses, phrases
from report_cli.adopt.contexts import Context
from report_cli.adopt.found import Mention
from report_cli.adopt.phrases import LONGEST

_VAGUE = re.compile("(?:预计|力争|计划|争取)?(?:到|于)?(?:明年|来年|当年|次年)?")
"""Words before a date that tell nothing of what happens then."""
_WRITTEN = re.compile("(提出|提交|撰写|报送|[作写])的$")
"""Words before what somebody wrote, who is another one next year: 代表某某提出的《…》."""
_WORK = ("提案", "建议案", "建议", "报告", "调研报告", "发言", "文章")
_DAY = re.compile("报告工作|作工作报告|开幕|闭幕|施行|交付|完工|投用|上线|落地")


def of_session(text: str, one: Mention) -> str:
    """A session, by whose it is, and whether it is the one before: 区委六届十一次全会, 三届四次会议以来."""
    whose = re.search("(?:[省市区县州旗]|自治[区州县旗])委$", text[: one.start])
    if whose:
        return f"{whose[0]}全会届次"
    is_last = re.match("(?:全体)?会?议?(?:以来|期间|闭幕|后)", text[one.end :]) is not None
    return "上次会议届次" if is_last else "会议届次"


def of_date(text: str, one: Mention, near: Context) -> str:
    """A date, by what happened then."""
    if text.strip() == one.text:
        return "落款日期"
    if near.before.endswith(("截至", "截止", "截止到")):
        return "截至日期"
    before, happened = clauses.cleaned(near.before), happens(text, one)
    if before.endswith("自"):
        before = f"{before[:-1]}{happened if len(happened) < 5 else ''}"
    if text[: one.start].endswith(("（", "(")) and len(near.earlier) > 1:  # 汛期（6月1日至9月30日）
        before = clauses.cleaned(near.earlier)
    before = before.removesuffix("本报讯")
    if _VAGUE.fullmatch(before) and happened:
        before = f"{before.rstrip('明来当次年于到')}{happened}"
    elif len(before) < 2 or before.endswith(("每年", "每月")):
        before = happened or clauses.cleaned(near.earlier)
    return f"{clauses.cut(before)}日期"


def happens(text: str, one: Mention) -> str:
    """What the words behind a date say that happened: what is done, from its verb on, in the clause that says so."""
    behind = re.sub(
        r"[\d.]+[余多万亿]*(?:个百分点|[人件家场批]次|[\u4e00-\u9fff])?|%", "", re.split("[。；]", text[one.end :])[0]
    )
    for clause in re.split("[，（）：\n]", re.sub(r"[（(][^（）()]*[）)]", "", behind).lstrip("起前以来在至到即")):
        said = re.split("以来|(?<=.)起(?=[^草诉])", re.sub("《[^《》]*》|等$", "", clause))[0]
        if len(told := clauses.cleaned(re.sub("^(?:定|设)?为", "", _deed(said)))) > 1:
            return told[-LONGEST:]
    return ""


def _deed(clause: str) -> str:
    """A clause from its verb on, where others than the verb's object stand before that."""
    day, verb = _DAY.search(clause), phrases.verbs().search(clause)
    if verb and len(clause) > verb.end() + 1 and (verb.start() > 6 or "、" in clause):
        return clause[verb.start() :].partition("、")[0]
    if day:
        return day.group() if verb or day.end() > 10 else clause[: day.end()]
    return clause


def of_name(text: str, one: Mention, before: str, near: Context) -> str:
    """A title or a name in quotes, by what is done with it and what it is one of."""
    if one.text[0] == "第":
        unit = one.text[-1].strip("0123456789")
        return f"{before or clauses.cleaned(near.earlier)}{unit}次"[-LONGEST:]
    noun = _noun(text, one, near)
    if one.text[0] == "《":
        return _of_title(one, before, near, noun)
    is_about = phrases.ABOUT.search(before) is not None
    if is_about and not noun.endswith("议题"):
        return f"{clauses.subject(near.after)}议题"[-LONGEST:]
    before = "" if is_about else phrases.ABOUT_THEM.sub("", before)
    before = "" if len(before) + len(noun) > LONGEST else before
    made = f"{before}{noun}" or clauses.cleaned(near.earlier)
    is_counted = re.match(r"等?[^\W\d]{0,6}\d", text[one.end :]) is not None
    return f"{made}名称" if noun and (is_counted or (not before and len(noun) < 4)) and noun != "议题" else made


def _noun(text: str, one: Mention, near: Context) -> str:
    """What names are of, right behind them or behind their number: 《…》《…》等书目; “…”“…”等18条建议."""
    counted = re.match(r"等?[\d两三四五六七八九十]+[余多]?[个条项部篇件]([\u4e00-\u9fff]+)", text[one.end :])
    after = near.after.removeprefix("等")
    return (
        clauses.parted(counted[1])[0] if counted else re.split("(?<=.)(?:开展|组织|举行|召开)", clauses.thing(after))[0]
    )


def _of_title(one: Mention, before: str, near: Context, noun: str) -> str:
    kinds = re.search(f"(?:{phrases.DOCUMENTS})》", one.text)
    kind = kinds.group()[:-1] if kinds else ""
    kind = "" if kind == "建议" and re.fullmatch(phrases.EDITED, before) else kind
    if written := _WRITTEN.search(near.before):
        deed = written[1] if len(written[1]) > 1 else ""
        return f"{deed}{kind if kind in _WORK else '文章' if deed else '发言'}题目"
    if one.kind == "list" and near.before.endswith("对") and phrases.verbs().match(near.after):
        return f"{clauses.cleaned(near.after)}文件名称"
    if kind == "" and near.before.endswith("在") and noun:
        return f"{noun}报刊名称" if phrases.verbs().fullmatch(noun) else noun
    if kind == "" and (made := _of_deed(before, noun)):
        return made
    counted = "" if before else _of_titles(near.earlier)
    told = counted if counted.endswith("题目") or not kind else f"{before}{kind}"
    told = told or f"{before}{kind}"
    if phrases.verbs().fullmatch(told):
        return f"{told}文件名称"
    return f"{told}题目" if told.removeprefix("上年") in _WORK else clauses.cut(told)


def _of_deed(before: str, noun: str) -> str:
    """What a title without a kind is of, by what is done with it: 编印《…》画册, 开展《…》执法检查, 签订《…》."""
    edited = re.search(f"{phrases.EDITED}$", before)
    verb = [each for each in phrases.verbs().finditer(before) if each.end() == len(before)]
    noun = "" if noun.startswith("一") else noun
    if not (edited or verb or not before or phrases.ABOUT.search(before) or re.fullmatch("[办做].", before)):
        return ""
    deed = before if len(before) == 2 else ""
    if edited or verb:
        deed = (edited or verb[-1]).group()
    deed = "" if phrases.ABOUT.fullmatch(deed) else deed
    if not noun:
        return f"{deed}{'书刊' if edited else '文件'}名称" if deed else ""
    return f"{deed}{noun}{'文件' if noun.endswith(('检查', '评议', '监督')) else ''}名称"


def _of_titles(earlier: str) -> str:
    """What titles are of that stand behind what counts them: 形成调研报告9篇，《…》等3篇得到批示."""
    counted = re.sub(r"\d[\d.,]*[万亿余多]*[\u4e00-\u9fff]?$", "", earlier)
    told = clauses.cleaned(counted).rpartition("提交")[2]
    verb = phrases.verbs().match(told)
    if counted == earlier or not re.search(f"(?:{phrases.DOCUMENTS})$", told):
        return told
    return f"{told[verb.end() :] if verb else told}题目"
