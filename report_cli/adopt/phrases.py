"""The words that labels are made with: what a clause opens and closes with, verbs, changes, earlier values."""

import re
from functools import cache

from report_cli.sentences import CLAUSE_MARKS, ITEM_MARKS, STATEMENT_MARKS
from report_cli.words.of_a_year import SURNAMES

LONGEST = 18
MARK = re.compile(rf"[{CLAUSE_MARKS}（）()\n|【】—…\s]")
NEXT_MARK = re.compile(rf"[{ITEM_MARKS}（）()\n|【】—…\s]")
TIMES = re.compile("(?:天|日|月|年|周|小时|分钟)$")
MEASURED = {
    **dict.fromkeys("平方米 亩 公顷 平方公里".split(), "面积"),
    **dict.fromkeys("米 公里 千米".split(), "长度"),
}
SENTENCE_END = f"[{STATEMENT_MARKS}]"


def any_of(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


@cache
def openings() -> re.Pattern[str]:
    """Words that a clause begins with and that say nothing of what is counted."""
    words = (
        "等 其中 同时 此外 另外 另有 另 并且 并处 并(?!案|处) 还(?!款) 也 又 以及 或 而 截止 且 则 及 仅 全部 "
        "我们 年(?![内轻度报终末初底会均龄画货增]) 共计 共有 共(?![建享产青商治同读]) 累计 总计 合计 先后 "
        "分别 全年 一年来 今年以来 今年 本年度 年内 年底 年初 全会以来 截至目前 截至年底 截至 目前 已经 "
        "已 均(?!衡) 经审查 经审核 仍(?!在) 有(?=[^效关]) 现已 现(?![场代有金]) 当年 一年中 去年以来 期间 以来 "
        "为(?=年度|全年|既定|省定|市定|任务|计划|目标) "
        "即(?![将使时]) 其(?![中他余]) 力争 的(?![士确]) 指(?![导派定挥标示引认南控明]) "
        "继(?=上年) 内(?=[筹办完送达答]) 间(?=[调化解]) 时间(?=[走跑]) "
        "团结带领 末(?=[全本]) "
        "起 前(?=[^往期置]) 各(?![界级地类村县乡]) 至 在(?![线职册岗]) 从(?![事业]) 到(?![位期场会]) 由 "
        "对(?![口外接照]) 将 把(?![关脉]) 和(?!谐) 与(?!会|[^，]{1,6}(?:一致|相同|不符)) [一二三四五六]是 "
        ".{0,6}(?:[区县市省州旗]政协|常委会|政协常委会)"
        "(?!委员|常委|机关|组织(?!各|委员|开展|召开|视察|考察|调研)|系统|工作|党组|领导|会议|议|组成)(?=.{3}) "
        "全[县区市州旗镇省](?=已|累计|建成)"
    )
    return re.compile(rf"^(?:{any_of(words)})(?=.)")


@cache
def closings() -> re.Pattern[str]:
    """Words right before a figure that lead up to it."""
    words = (
        "共计 (?<!公)共 累计 总计 合计 总数达到 达到了 达到 (?<![传下表送直抵转发通])达 高达 多达 约为 "
        "(?:保持|稳定|控制|维持)在? "
        "(?<![行作成认])为 是 (?<![拥具持占所])有 了 仍 只 虽 (?<![预统设审会])计 近 (?<![签节制合公契履特邀预民])约 "
        "(?<![存实所])在 (?<![受收得])到 至 (?<![超通经])过 有了 各 就 (?<!均标)(?<!目)的 "
        "(?<!总)数为 分别为 分别 接近 逾 "
        "(?<![赶商])超 已 (?<![平人户家月日年亩场件批])均 仅 也 (?<![归发返退偿交])还 (?<![转出避])让 "
        "(?<![理自])由 (?<!服)从 (?<![予难可得])以 "
        "(?<![关处对属])于 全部 先后 年底 现有 (?<![总共劝])和 (?<!参)与 (?<![涉普提波惠])及 按"
    )
    return re.compile(rf"(?<=.)(?:{any_of(words)})$")


@cache
def verbs() -> re.Pattern[str]:
    """Verbs that what is counted begins with."""
    words = (
        "开展 召开 举办 举行 组织 提出 形成 报送 编报 编印 编发 收到 立案(?!的?提案) 办结 办复 采纳 走访 接待 "
        "培训 轮训 视察 督办 遴选 征集 反映 撰写 刊发 发布 发表 建成 (?<![更创革])新建 改建 扩建 改造 完成 实施 "
        "推动 促成 推进 协调 解决 化解 调处 帮助 帮扶 资助 捐赠 募集 筹集 引进 落实 投入 争取 发放 慰问 救助 "
        "惠及 覆盖 (?<!志愿)服务 参与 参加 邀请 选派 推荐 表彰 评选 受理 审结 判处 执结 查处 起诉 办理 追回 挽回 "
        "制定 修订 出台 印发 出版 收录 展出 开设 开通 建立 设立 成立(?!体) 组建 聘请 选聘 (?<!创)新增 增设 承接 "
        "主办 转办 交办 发出 听取 审议 审查 任免 (?<!工)作出 评议 (?<!执法)检查 排查 整治 整改 评为 评定 设置 "
        "推出 修复 通知(?!识) 记录 送来 申请 清理 拆除 铺设 种植 打造 培育 发现 揭示 察看 查看 涉及 涵盖 包联 "
        "选取 进驻 深入 走进 实行 追究 受到 获评 办成 引导 (?<!运)动员 获得 荣获 宣讲 交流 约谈 (?<!团)结对 "
        "联系(?!点|站|人) 签订 达成 拨付 兑现 减免 (?<!公)开工(?!作) (?<![明准精])确定 抽查 暗访 侦破 恢复 票决 "
        "补选 终止 配备 提供 设岗 参审"
    )
    return re.compile(any_of(words))


THINGS = (
    "提案|社情民意信息|信息|意见建议|建议|意见|议案|案件|企业|项目|报告|问题|诉求|堵点|课题"
    "|活动|会议|座谈会|委员|群众|人员|代表|线索|事项|稿件|文章|实事|纠纷|工单|订单|学校|村|站"
)
DOCUMENTS = (
    "建议案|建议|调研报告|报告|意见|办法|提案|方案|规划|条例|制度|决定|简报|通知"
    "|细则|规则|规程|章程|纲要|指南|清单|公报|纪要|决议|工作计划|规划|选编|汇编"
)
LISTED_NAMES = re.compile("(?:《[^《》]*》[、和]?){2,}等?|(?:“[^“”]*”[、和]?){2,}等?")
"""Several names, which are others next year: 编辑出版《…》《…》2部."""
PERSONS = re.compile(
    rf"^(?:[\u4e00-\u9fff]{{2,4}}、){{2,}}[\u4e00-\u9fff]{{2,4}}等?$|^[{SURNAMES}][\u4e00-\u9fff]{{1,2}}[、和][{SURNAMES}][\u4e00-\u9fff]{{1,2}}等?$"
)
PERSON = re.compile("(委员|代表|同志)(?!团|人|大会)[\u4e00-\u9fff]{2,3}等$")
"""Persons by name, who are others next year: 陈某某、周某、吴某某6名委员; 代表邹某某等10人联名."""
PEOPLE = re.compile(
    "[^，、]{0,6}?(?:老年?人|人员|职工|教师|干警|干部|执委|委员|代表|妇女|婴幼儿|儿童|少年|青年|群众|学生|居民)+"
)
"""Whose age it is, in the words behind it: 35岁以下 青年干警 办理复杂案件的能力."""
INSIDE = re.compile("^[以之]?[内中]|^区县政协中")
"""Words behind a figure that go on with another clause."""
OWNERS = (
    "县区|区县|乡镇|街镇|镇街|街道|社区|行政村|商会|学会|部门|单位|学校|网格|界别"
    "|[^，、]{0,2}(?:河流|支流|工会)|村(?![级民里庄落务干])|县(?![区城域级人委政])"
)
"""Whose the things are that a second figure counts: 15个 乡镇 残联专职委员15名."""
NOTHING = frozenset(
    "其中 中 有 仍有 的 年 共 为 在 对 由 到 至 仍 余 个 和 及 与 全年 年内 目前 现已 今年 当年 其中的 "
    "已 将 把 向 给 让 使 现 现有 保持 控制 控制在 保持在".split()
)
NOT_THINGS = (
    "(?<!目)的|(?<![高平优同])等(?![级次])|(?<![行作成认化变评列定称转改聘选任授])为|(?<![予难可得])以(?![上下内])|(?<![自理])由|(?<![存实所])在"
    "|(?<![绝相])对(?![外口接象])|(?<![总谐])和(?!谐)|是|(?<![参])与(?!会)|并(?!案)|就(?![业医学餐])|将|被|已|也|后(?![备续勤])"
    "|(?<![提目以])前(?![期置])|(?<![国县市区省境校室])内(?![部河地科容需刊])|(?<![国境校省市户海对意党])外(?![国部地卖贸资商来籍])|[，。；、：]"
    "|从(?![事业])|把|给(?!予)|背后|门前|手中|交由|近距离|免抵押|头一回|单条|每[年月天次人](?!均)|[户人]均"
    "|件件|桩桩|笔笔|户户|条条|项项|个个|人人|家家|处处|篇篇|只有|仅|(?<!人)才|“"
)
"""What a noun behind a figure ends at: what is said of it, or another word begins: 提案|背后的, 女生|近距离聆听."""
LEVEL = "全国|国家级|[部省市县区镇乡校]级"
LEFT_OVER = "其余|余下|剩余|剩下|另外|其他"
SUMS = "合计|共计|总计|总数|三级合计|两级合计|累计"
COMPARED = "(?:(?:同比|环比|[比较](?:上年|去年|上届|今年|本年|上一年)(?:同期)?|年均)(?:又|再|还)?(?:分别)?)"
OF_MONEY = ("支出", "总额", "金额", "收入", "总产值")
OF_WHAT = "(?:[人户家]均|支出|总额|金额|收入|总产值)+$"
EDITED = "(?:编|征编|出版|创办|主办|编辑|编写|编纂|编著|编印|编发|编报|汇编|共读|研读)+(?:出版)?"
TOLD_OF = re.compile(
    "([\u4e00-\u9fff]{2,8}?)(?:凝聚|凝结|暴露|承载|连接|见证|汇聚|折射|彰显|体现|诉说|映照|饱含|传递|带动|温暖|撬动|点亮|照亮|托起|实现(?=全覆盖))(?:着|了|起|出)?"
    "(?![\u4e00-\u9fff]{0,3}\\d)[\u4e00-\u9fff]"
)
"""What is said of a count in praise, not what is counted: 214件提案凝聚着委员的心血."""
MIDDLE = "中(?![小学心医央国华层队院青老])"
MOVED = (
    "增长|增加|上升|提高|提升|下降|减少|降低|净增|净涨|增幅|缩短|延长|压缩|压减|回落|上涨|下跌|增收|减收|少收|多收|多出"
    "|提前|提速"
)
CHANGE = re.compile(
    rf"(?:(?:分别)?{COMPARED}(?:{MOVED}|扩大|缩小|新增|增|减|升|降|多|少)|(?:分别)?(?:{MOVED})|相比(?:仍|还)?[高低])了?$"
)
TURNED = f"(?:{MOVED}|扩大|扩充|扩展|发展|优化|调整|量化|增|降|升|减)(?:到|至|为)"
INTO = re.compile(f"(?:也|又|还)?(?:总[数量])?{TURNED}$")
"""Words before a figure that another one became: 由2.3次降至1.1次."""
BECAME = re.compile(f"(?<=..)(?:由|从)?(?:每.)?{TURNED}$")
LAST = ("上年", "去年", "上一年", "上年度", "去年同期", "上年同期")
GENERIC = frozenset(["", *"场次 件数 人数 数量 总数 比例 比率 总量 总额 金额 相比 底 末 度 其 数 同期 今年".split()])
EARLIER = "^(?:上年度?|年初|规定|此前|原先?|改[进革]前|整改前)"
BEFORE = re.compile(
    rf"(?:[比较与同和](?P<when>{'|'.join(LAST)}|年初|规定|[^，。的]{{1,2}}(?<![目日年以])前)"
    r"(?P<of>[^，。]{0,6}?)的|(?:由|从)(?P<then>原来|年初|上年|去年|过去)?的?(?:(?:每.|[人户件场]均){1,2})?)$"
)
"""Words before a figure that another one is compared with, or has come from: 比上年的276场增加42场, 由71%升到83%."""
ANNIVERSARY = re.compile("^.*(?:是|逢|庆祝|纪念|迎来)")
"""Words before what is so old: 隆重庆祝人民政协成立75周年."""
ABOUT = re.compile("(?:围绕|聚焦|针对|紧扣|着眼|就)$")
"""Words before the subjects of what is done: 围绕“…”“…”召开会议."""
ABOUT_THEM = re.compile("^.*(?:着眼(?:于)?|针对|围绕|聚焦)(?=.)")
"""Words before subjects that tell nothing of them: 针对农村“空心店”“僵尸站”问题."""
LESS = "(?:精简|压缩|压减|削减|节约|节省)(?!率)[^率比]*$"
"""Deeds that a rate is said of without being called one: 精简文件12%."""
GIVEN = re.compile("(?:得到|获得|受到)(?=..)")
"""Words behind a figure that say what happened to what is counted: 23条得到主要领导批示."""
IN_BRACKETS = re.compile("(?<=[县市区乡镇村])[（(][社县市区旗州乡镇街道办、]+[）)]")
"""What else of its level there may be, within a noun: 县（市、区）政协."""
LISTED = re.compile("(?:围绕|聚焦|针对|紧扣|就)[^，。；：、]+(?:、[^，。；：、]+)+(?<!等)$")
"""Subjects right before their number, without 等: 就优化营商环境、食品安全2个议题开展监督."""
PARTNERS = re.compile("(?:与|(?<!会)同|赴)[\u4e00-\u9fff、]{2,20}等地?$")
"""Where those are of whom a number follows: 与安徽、江西等地7个县政协开展交流."""
OF_SUBJECTS = re.compile("^(?:围绕|聚焦|针对|紧扣|就(?!业)).*(?=(?:开展|召开|举办|举行|组织))")
"""Subjects before what was done: 就城市更新、河湖治理组织专题询问2次."""
WITH = re.compile(
    "^(?:与|会同|联合|同)[\u4e00-\u9fff、]{2,12}?(?:联合|共同|合作)?(?=(?:举办|举行|召开|开展|组织|承办|建立|签订|印发|出台).{2})"
)
"""With whom something is done, who may be others next year: 与区司法局联合举办同堂培训."""
SCHOOLED = re.compile("^.{2,10}(?:到|赴|进|走进|深入)(?:全[县区市省州])?$")
"""Who goes where something is done: 法治副校长到全区19所中小学开展法治教育."""
AUTHOR = re.compile(f"^[\u4e00-\u9fff]{{0,6}}?[{SURNAMES}][\u4e00-\u9fff]{{1,2}}的(?=[\u4e00-\u9fff]{{2,6}}$)")
"""Whose work a title is, who is another one next year: 摄影家何立新的组照《渡口》."""
WHOSE = "(?:被告人|当事人|被害人|服刑人员|罪犯|(?:困难|残疾|受伤|失业|留守)?(?:职工|群众|学生|儿童|家庭|老人))"
"""Whom something is done to, behind words that say which of them: 生活困难的当事人."""
AMONG = re.compile("^.*的(?:单位|部门|乡镇|街道|地方|县区|学校)(?:有|[依分]?[次别]?[是为])(?=..)")
"""Words before the first of some that are listed: 承办建议较多的单位有 住建局26件."""
_BODY = "[\u4e00-\u9fff]{1,9}(?:[局委办镇乡村园县区市院厅部处所站校河湖库]|协会|学会|商会|联合会|公司|集团|银行)"
BODIES = re.compile(f"(?:^|[对向由会]|指导|支持|推动)(?:{_BODY}、)+{_BODY}$")
"""Bodies right before their number, which are others next year: 对教育局、水利局2个部门."""
SUBJECT = re.compile("(?:重点|热点|重大|专门)?(?:议题|课题|专题|主题|问题|方面|领域|事项|项目|题目)")
SUBJECTS = re.compile("(?:围绕|聚焦|针对|紧扣|就)(?:(?:“[^“”]*”[、和及]?){2,}等?|“[^“”]*”等?)")
ELSEWHERE = re.compile("^(?:我们)?在[\u4e00-\u9fff]{2,8}?(?:大学|学院|党校|基地)(?=[\u4e00-\u9fff]{4})")
DEEDS = "被|带队|入选|获(?=[市省全国][^奖]{2})|采取|实地|逐一|当场|进行|获得|得到|列入|全部|全(?=由|是)|每人|(?<!所)有"
"""What else begins what is done with what was counted."""
TOGETHER = re.compile("(?:分别|共同|先后|一起|相继|全部|均|都|多|只|仅|已)$")
"""Words behind a noun that begin what is done."""
SHARE = re.compile(r"占.{0,12}$")
DATED = re.compile(r"^[^《“]*(?:\d+(?:月|日|年代|时)|\d{4}年)|^\d{1,2}[:：]\d\d$")
GOES_ON = re.compile(r"。\s*(?:[比较同]|与|和)?(?:上年|去年|上一年)")
LAST_YEAR = re.compile(r"(?:上年|去年|上一年)(?:同期|度|末|底)?(?:的|为|是|约|仅|只|才|合计|共计|共|有)*$")
OF_LAST_YEAR = re.compile("^(?:(?:去年|上一年度?)(?:同期|全年)?|上年度?(?:同期|全年))的?(?=..)")
"""What a label of last year's figure may begin with, that is called 上年…."""
COMPARED_WITH = re.compile("[比较与同和](?:上年度?|去年|上一年度?)(?:同期)?的?([^，。]{2,10})$")
"""Words before an earlier figure that say its name again: 比上年提案总数154件增加42件."""
APART = re.compile(f"(?:{MOVED}|[多少高低增减升降]|相比)")
"""What follows a figure that another one is compared with."""
LEADS_ON = re.compile("(?<=..)(?:将|把|拟|仅|没|曾|力争|争取)+$")
"""What a label does not end with: 促成供电部门将 160千瓦…"""
DOUBLED = re.compile("(?:实现)?翻了?[一两二三]番")
FIRST_TIME = re.compile("首次|再次|一举|已|历史性地?")
MEANT = re.compile("(?:至少|至多|最多|最少|不超过|不?(?:[多少高低大小长短早晚]于)|不下于|不下|突破|接近|多达)$")
"""Words that say of a figure how it bounds what it counts; a label that has them says so too."""
