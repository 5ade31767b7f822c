"""What is named before its number: 青禾纺织、远川机械等15个试点单位, “柔性机器人”等4个项目. Next year has others.

What stays the same year after year is told by what sort of thing it is: 民政、卫健等部门, 运动员、教练员, 7个方面.
"""

import re
from collections.abc import Iterator, Sequence

from report_cli.document import FIGURE

_SORTS = (
    "(?:干部|工作者|委员|代表|群众|职工|人员|成员|党员|师生|学生|教师|家长|居民|村民|企业家|负责人|志愿者|领导|青年|妇女|老人"
    "|儿童|人士|队员|教练员|专家|骨干|农户|商户|业主|民警|医生|人才"
    "|部门|单位|机构|组织|党派|工商联|团体|政府|[区县市省]委|人大|政协|办公室|企业|项目|工程|媒体|系统"
    "|[费款金税]|补[贴助]|赔偿|收入|会议|[商谈议委]会|论坛|讲座|培训|宣[讲传]|视察|评议|评审|观摩|调研|协商|监督|走访|慰问|义诊|咨询|服务|诊断|对接|展览?)$"
)
"""How those end that are sorts of persons, bodies, money or meetings."""
_ASPECTS = (
    "(?:重点|关键|主要)?(?:方面|领域|环节|类|层面|维度|角度|要素|渠道|方式|形式|行业|界别|专业|学科|岗位|系统|指标|板块|步骤|阶段"
    "|措施|举措|制度|机制|职能|栏目)"
)
_PROPER = "企业|高校|院校|公司"
"""Those whose names are told without a number too: 走访青禾纺织、远川机械等企业."""
_COUNTED = (
    f"等(?:共计?|[省市区县]内外)?[{FIGURE}]+(?P<behind>[\u4e00-\u9fff]{{2}})"
    f"|等[\u4e00-\u9fff]{{0,4}}(?:问题|难题|项目|实事|事项|活动)[{FIGURE}]+(?=[，。；、]|$)"
    f"|等(?:一批|多[家所]|重点|骨干|知名)*(?:{_PROPER})(?=[，。；、]|$)"
)
_BEGIN = f"[，。；：！？{FIGURE}\ufffb]"
_QUOTED = "(?:“[^“”]{3,}”[、和及]?)+$"
_FARTHEST = 120
_LONG, _LONG_WITH_VERB = 4, 7
"""A word of so many characters is a name rather than a sort of thing; the first has the verb before it."""


def found(text: str) -> Iterator[tuple[int, int]]:
    """From which character to before which such names stand, the words before the first included."""
    for counted in re.finditer(_COUNTED, text):
        end = counted.start()
        first = max(end - _FARTHEST, 0)
        if counted["behind"] and re.match(_ASPECTS, text[counted.start("behind") :]):
            continue
        if quoted := re.search(_QUOTED, text[first:end]):
            yield first + quoted.start(), end
            continue
        start = max((first + mark.end() for mark in re.finditer(_BEGIN, text[first:end])), default=first)
        if _are_names(re.split("[、和]", text[start:end])):
            yield start, end


def _are_names(items: Sequence[str]) -> bool:
    """Whether any of several items is a name; sorts of things beside it may be told, too."""
    names = [item for item in items if not re.search(_SORTS, item)]
    is_long = any(len(item) >= (_LONG_WITH_VERB if item is items[0] else _LONG) for item in names)
    return len(items) > 1 and is_long and all(len(item) > 1 for item in items)
