"""What has numerals in it that count nothing: where it has a pattern, and where it stands in `fixed.txt`."""

import re
from collections.abc import Iterator
from functools import cache

from report_cli.numerals.signs import ARABIC, ONES, SIGNS, words


def words_in(text: str) -> Iterator[tuple[int, int]]:
    """Where in a text words of `fixed.txt` stand: from a character to before another."""
    fixed = _fixed_words()
    for start in range(len(text) - 1):
        for word in fixed.get(text[start : start + 2], ()):
            if text.startswith(word, start):
                yield start, start + len(word)


@cache
def pattern() -> re.Pattern[str]:
    """What counts nothing and has a pattern: ordinals, sessions, congresses, plans, weekdays, ranks, set phrases."""
    sign = f"[{ONES}两十百千万亿〇零]"
    return re.compile(
        "|".join(
            [
                rf"第[几{ONES}两十百千万亿〇零○廿卅、]++(?:个百年|个五年)?[^\s，。第]?|第[{ARABIC}]++[^\s，。第]?",
                rf"(?<!{sign})(?>(?:{sign}++、){{0,8}}){sign}++届(?:[{ONES}十]++(?:次|中))?|届[{ONES}十]++(?:次|中)",
                rf"(?<![{ONES}十])[{ONES}十]++(?:中全会|大报告|大精神|大以来|大代表|大之后|大胜利|大召开|大的)",
                "二十大|十[一二三四五六七八九]大|(?:中共|党的)[一二三四五六七八九]大",
                rf"(?:[七八九]|十[一二三四五六])五(?=计划|期间|规划|”|时期)|(?<!{sign})五年(?:规划|计划|来)|(?:过去|今后|未来)五年|[三五]年行动",
                rf"(?:星期|周|礼拜|初|大年|正月|腊月|农历|闰)[{ONES}十廿]++|(?<!{sign})[{ONES}十]月(?![份{ONES}十])",
                "[一二三四五]级(?:甲等|乙等|医院|响应|巡视员|调研员|主任科员|教授|学科|建造师|资质|保护|标准|战役|书记)",
                rf"(?<![点{sign[1:-1]}])[一二]级(?!以上|风)|[二三]期(?=工程|建设|项目|任务|改造|规划|用地|、|，)",
                rf"(?<![{ONES}十])[{ONES}十]++等(?:功|奖|舱)|(?<!{sign}){sign}++(?:号|等奖|[审孩胎])",
                rf"(?<![{ONES}两十])[{ONES}两十]++字(?=型|形|架|路|经|头|诀|方针)|(?<=京)九(?=线|铁路)",
                *_more_shapes(),
                rf"[{ONES}]重奏|[{ONES}]级跳|[{ONES}]人[转制]|[{ONES}十]笔字|[{ONES}]年制|[{ONES}]把手|(?<!{sign})一[^{SIGNS}]一.",
            ]
        )
    )


def _more_shapes() -> list[str]:
    """Places named by a numeral, levels of one thing, slogans of two halves, and what is only a manner of speaking."""
    sign, single = f"[{ONES}两十百千万廿卅]", "".join(word for word in words("measures.txt") if len(word) == 1)
    other, any_sign = f"[^{single}{SIGNS}，。、；：]", f"[^{SIGNS}，。、；：]"
    place = "[\u4e00-\u9fff](?:街道|社区|村(?![民办干级])|镇|乡(?!镇)|小区|胡同|巷)"
    return [
        rf"(?<!{sign}){sign}++里(?=[河铺店堡沟庄桥台坪岗墩湾坡塘井营屯寨坨海洼坎岔江渡关园坊罕界牌巷](?![道堤岸渠床湖流]))",
        rf"(?<!{sign}){sign}++里(?=[村镇乡街山头][街村镇乡社路])|(?<!{sign}){sign}++[间棵道眼门营排孔尺块根台家户峰角口连](?={place})",
        rf"[{ONES}]道(?=[口湾])|[{ONES}]眼(?=[桥井])",
        "[二三四五]级(?=联[动创管审办调网席]|贯通|同创|干部会|医师|护理|管理员|[河林田路]长|火箭|等保|公路)",
        rf"(?<!{sign})([二两三四五六七八九])(?:{other}\1{any_sign}|{any_sign}\1{other})",
        # What a total is of: 两项合计走访企业36家.
        "[两二三四五六七八九](?:[项类者种]|方面|部分)[^，。；：、0-9]{0,4}(?=合计|共计|总计|加起来|相加)",
        rf"[{ONES}]位一体|(?<![{ONES}两十百])[{ONES}两十百]++个一(?![百千万])",
        "百分(?:之)?百的?(?:[努毅]力|信心|热[情忱]|诚[意心]|精[力神]|投入|真[诚心]|用心|专注|耐心|忠诚|责任心|把握|付出)",
        f"(?<![{ONES}十百千])[{ONES}十百千]++倍(?:的?努力|的?信心|的?勇气|的?干劲)",
        "(?:十?百千万?|四百|千万|百万)(?=工程|行动|计划)|二十一世纪海上|五百强|(?:上下五千年|五千年(?=[文历来中的悠灿]))",
    ]


@cache
def _fixed_words() -> dict[str, list[str]]:
    """The words of `fixed.txt` by their first two characters."""
    by_start: dict[str, list[str]] = {}
    for word in words("fixed.txt"):
        by_start.setdefault(word[:2], []).append(word)
    return by_start
