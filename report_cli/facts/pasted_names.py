"""Names as people paste them: blanks between characters, other dots, marks at their ends, letters of full width."""

import re
import unicodedata
from functools import cache, lru_cache

from report_cli.files.pasted_lists import LIKE_ETC
from report_cli.files.yaml import Node, Sequence
from report_cli.model import Finding, unplaced
from report_cli.text import MARKS

MAX_ITEMS = 10_000
"""Of one list: a report names some hundreds, and each that is printed is bound and looked at by itself."""
_HAN, _DOTS = "\u3400-\u9fff", "•‧∙⋅・･●▪˙⸱⸳◦.．"
# Compiled where a text has one of their signs: that takes longer than a year's data take to read.
_DOT = cache(lambda: re.compile(rf"(?<=[{_HAN}])[{_DOTS}](?=[{_HAN}])"))
_GAP = cache(lambda: re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])|[\u00a0\u2000-\u200a\u202f\u205f]"))
_ODD_DOTS = frozenset(_DOTS)
_SPACED_DOT = cache(lambda: re.compile(rf"(?<=[{_HAN}])(?:\s+·\s*|\s*·\s+)(?=[{_HAN}])"))
_LOOKALIKES = frozenset(map(chr, (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFAFF))))
"""Radicals and compatibility characters, as a PDF has them in the place of characters."""
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
"""Those that Unicode does not map."""
_NUMBER_BEFORE = cache(
    lambda: re.compile(rf"(?:[（(]?(?:\d{{1,2}}|[一二三四五六七八九十]+)[）)、.．]|[①-⑳])\s*(?=[{_HAN}“《])")
)
_NUMBERED = frozenset("0123456789一二三四五六七八九十（(") | frozenset(map(chr, range(0x2460, 0x2474)))
_EDGE = r"^[•●▪■◆□*·、，,；;。：:]\s*|[、，,；;。：:]$"
_AT_EDGES = frozenset("•●▪■◆□*·、，,；;。：:")
_WRONG_START = tuple("、，；。：！？）》”")
_WIDE = "[０-９Ａ-Ｚａ-ｚ]+"
_PARTED_NAME = cache(lambda: re.compile(rf"[{_HAN}]\s+[{_HAN}]{{1,2}}|[{_HAN}]{{2}}\s+[{_HAN}]"))
OF_NAMES = tuple("名称 名字 姓名 简称 全称 人 主席 组长 单位 部门 机构 地点 会场 职务".split())
"""Labels of texts that are names."""
NOTHING = tuple("无 没有 暂无 / — —— - 待定 待补 待报 未定 不详 暂缺 空缺 N/A n/a NA".split())
_PAIRS = ("“”", "‘’", "《》", "（）", "【】", "「」", "〈〉", "[]", "{}", "［］", "〔〕")
_IN_PAIRS = frozenset("".join(_PAIRS))


@lru_cache(maxsize=4096)
def odd_in_name(text: str, *, is_item: bool, is_name: bool) -> Finding | None:
    """What does not belong into a name: blanks between characters, another dot than ·, marks at its ends, wide letters.

    In a text that is no item of a list, one plain or full-width blank may part two of its parts, but not 张 三.
    """
    wrong = _wrong_in_name(text, is_item, is_name)
    return wrong and unplaced("F126", f"“{' '.join(text.split())[:30]}”{wrong[0]}", wrong[1])


def _wrong_in_name(text: str, is_item: bool, is_name: bool) -> tuple[str, str] | None:
    """What is to be said after the text, and the cure."""
    if not _LOOKALIKES.isdisjoint(text):
        odd = next(character for character in text if character in _LOOKALIKES)
        meant = "".join(_character(each) if each in _LOOKALIKES else each for each in text)
        return f"里的“{odd}”不是汉字，是样子一样的另一个字符，多半是从PDF粘来的", f"写成{meant[:30]}"
    if is_item and text[:1] in _NUMBERED and (number := _NUMBER_BEFORE().match(text)):
        return f"的前面有编号“{number.group().strip()}”", f"去掉编号，写成{text[number.end() :][:30]}"
    if "·" in text and _SPACED_DOT().search(text):
        return "的间隔号“·”两边有空格", f"删去空格，写成{_SPACED_DOT().sub('·', text)[:30]}"
    if not _ODD_DOTS.isdisjoint(text) and (dot := _DOT().search(text)):
        return f"里的“{dot.group()}”不是间隔号“·”", f"写成{_DOT().sub('·', text)[:30]}"
    has_edge = not _AT_EDGES.isdisjoint(text[:1] + text[-1:])
    is_suspect = has_edge and (is_name or text.startswith(_WRONG_START) or text.endswith("、"))
    if is_suspect and (edge := re.search(_EDGE, text)):
        return f"的两头有“{edge.group().strip()}”", f"写成{re.sub(_EDGE, '', text)[:30]}"
    is_marked = not _IN_PAIRS.isdisjoint(text)
    if is_marked and (pair := next((pair for pair in _PAIRS if text.count(pair[0]) != text.count(pair[1])), "")):
        first, second = (MARKS.get(mark, f"“{mark}”") for mark in pair)
        here, missing = (first, second) if text.count(pair[0]) > text.count(pair[1]) else (second, first)
        return f"里有{here}，没有{missing}", f"补上{missing}，或删去多余的{here}"
    if max(text, default="") >= "０" and (wide := re.search(_WIDE, text)):
        meant = re.sub(_WIDE, lambda letters: unicodedata.normalize("NFKC", letters.group()), text)
        return f"里的“{wide.group()}”是全角的", f"写成{meant[:30]}"
    return _blanks_in_name(text, is_item)


def _blanks_in_name(text: str, is_item: bool) -> tuple[str, str] | None:
    if len(words := text.split()) < 2:
        return None
    is_near = not is_item and any(word[-1] in _BEFORE_BLANKS for word in words[:-1])
    if is_near and (torn := re.search(_TORN, text)):
        meant = re.sub(_TORN, lambda each: each[0].replace(" ", ""), text)
        return f"里的“{torn.group()}”断开了", f"删去空格，写成{meant[:30]}"
    has_gap = any(is_item or gap not in (" ", "\u3000") for gap in re.findall(r"\s+", text))
    is_parted = len(text) < 8 and len(words) == 2 and _PARTED_NAME().fullmatch(text)
    if is_parted or (has_gap and any(is_item or gap.group() not in (" ", "\u3000") for gap in _GAP().finditer(text))):
        from report_cli.facts.pasted import blanks  # few names have any

        cure = f"删去空格，写成{_GAP().sub('', text)[:30]}" + ("；是两项，就用半角逗号分开" if is_item else "")
        return f"：{blanks(text)}", cure
    return None


def _character(lookalike: str) -> str:
    return _RADICALS.get(lookalike) or unicodedata.normalize("NFKC", lookalike)


_TORN = r"(?:第|[一二三四五六七八九十]) +[届次年月日](?![\u4e00-\u9fff]{2,}年)|第 +[一二三四五六七八九十0-9]"
"""A session or a date with a blank in it: 三 届二次."""
_BEFORE_BLANKS = frozenset("第一二三四五六七八九十")


def open_ended(name: str) -> Finding | None:
    """What is wrong with 养老等 as a name: 等 is an item of its own, so that the list is known to be open."""
    if name.endswith(_ENDS) and (dots := re.search(_AND_MORE, name)):
        message, rest = f"“{name[:30]}”里的“{dots.group()}”不是一项", name.removesuffix(dots.group())
    elif "等" in name and (etc := re.search(_ETC, name)) and not re.fullmatch(LIKE_ETC, name[: etc.start() + 1][-2:]):
        message, rest = f"“{name[:30]}”把“{etc.group()}”写在了名称里", name[: etc.start()].rstrip("等")
    else:
        return None
    cure = f"分成两项，“{rest[:30]}”和“等”；“等”作最后一项" if rest else "没有列全，最后一项写成等"
    return unplaced("F127", message, cure)


_ENDS = tuple("…⋯.。略")
_AND_MORE = "(?:[…⋯]+|[.。]{2,}|省略)$|^(?:其?余|[以下]+)?(?:从略|略)$"
_ETC = "等(?:[0-9]+|[一二两三四五六七八九十百几多数]+)?(?:余|多)?[人名位家个项件]?(?:同志|单位|部门|企业|委员)?$"


def too_many(node: Node, year: int) -> Finding | None:
    """Why a list has more items than are read, if so: a whole register, most likely."""
    if not isinstance(node, Sequence) or len(node.items) <= MAX_ITEMS:
        return None
    cure = f"核对是不是贴进了整本台账；台账存成表放到data/{year}/，由工具来数（report rule F129）"
    return unplaced("F129", f"里有{len(node.items)}项，超过{MAX_ITEMS}项的不读", cure)
