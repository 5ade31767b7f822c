"""Words that are true of one year alone: 今年是…, “十四五”收官之年, 二十届三中全会, 首次, 张三同志.

They stand in prose that no fact drives, and so would be printed again the year after. Standing wording (今年以来,
党的二十大精神, “十四五”规划) is none of them.
"""

import re
from collections.abc import Iterator
from functools import cache

from report_cli.document import FIGURE
from report_cli.words import named_first

CODE = "W204"
_ONES = "一二三四五六七八九十"
_PLAN = f"“?十[{_ONES}]五”?(?:规划|时期)?"
_YEAR_OF_WHAT = "开局|收官|换届|届满|关键|攻坚|决胜|起步|开篇|奠基|承上启下|承前启后"
_TITLES = "主席|副主席|书记|副书记|主任|秘书长|区长|县长|市长|局长|部长|院长|校长|委员|代表|教授|董事长|总经理|会长"
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林郭何罗郑梁谢宋唐许邓韩冯曹彭曾肖萧潘袁董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴"
    "崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚欧阳"
    "祁樊谈俞柳岑鲍倪殷滕毕邬卞伍穆湛禹狄臧庞屈阮蓝闵骆凌霍虞柯莫裘缪郁杭聂巩耿晏翟佟匡喻"
)
_IN_LISTS = (
    f"{SURNAMES}马覃庄温焦柴葛苗冉安向农兰鲁涂聂蒙路丘车耿褚卓甘荆岳齐伊辛冼冷"
    "程曲屠郗苑卜瞿邸卢嵇邢裴翁荀甄储靳乌宓甯栾符詹郜蔺蒲籍乔莘逄姬郦雍郤璩桂濮牛燕冀郏浦宦鱼庾暨寇阙殳沃夔厍鞠巢蒯游竺逯桓"
)
"""Those too that are also words, where several persons are named."""
_OF_TWO = "|".join(
    "欧阳 司徒 上官 诸葛 司马 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 鲜于 闻人 钟离 公冶 夏侯 端木 南宫 呼延".split()
)
"""Surnames of two characters."""
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西"
    "|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_ON, _THEME, _TOPIC = "(?:围绕|聚焦|针对|就)", f"“[^“”{FIGURE}]{{4,}}”", f"[^，。；、“”{FIGURE}]{{2,16}}"
_LONG = f"(?!等)[^，。；、“”等{FIGURE}]{{4,12}}?"
_BEGUN = "(?:深入)?(?:开展|组织|召开|举办|举行)(?:了)?"
_KINDS = "(?:专题|专项|对口|界别|重点|双月|远程|网络|季度|联合|委员|提案办理)(?:民主|视察|委员|协商)?"
_ACTS = "监督|民主监督|协商|视察|调研|询问|议政|评议"
_PLACE = (
    f"(?!基层|一线|现场|企业|外地|外省|外县|省外|先进|发达|各|有关|相关|周边|兄弟|联系|乡镇|农村|社区|部门|实地|[一二三四五六七八九十]"
    f")[^{FIGURE}，。；：、！？“”《》（）\\s0-9A-Za-z等和]{{2,6}}?"
)
"""A place that was visited, not a kind of places."""
_GIVEN = f"[^{FIGURE}，。；：、！？“”《》（）\\s0-9A-Za-z]"
"""A character of a name; not as the range of Chinese ones, with which a pattern takes long to compile."""
_MEETING = "大会|会议|座谈会|全会|两会|考察|视察|调研|仪式|活动"
_ENDS = "(?=[，。；、：！？”）的]|水平|$)"
_MORE_OR_LESS = "增加|增长|增多|上升|提高|提升|攀升|回升|递增|走高|扩大|减少|下降|下滑|降低|递减|走低|缩小"
_ABOUT = "(?:基本|大体|大致|总体)?"
_TOLD = "(?:说道?|坦言|感慨|介绍|表示|认为|谈到|谈起|告诉|回忆)"
_PEOPLE = f"{_TITLES}|村民|居民|群众|职工|负责人|企业家|村支书|教师|医生|学生|农户|商户|业主|代表"
_SAID = "讲话|指出|强调|致辞|要求|贺信|批示|寄语"
_HONOURED = (
    "(?:分别|均|先后|同时|同志)?(?:被?评[为上]|被?授予|被?聘为|被表|被通|受到|受[市省]|获|荣|当选|入选|立功"
    "|记[一二三]等|带队|牵头|领衔|担任|挂职|履新)"
)
_NO_NAME = "[常万]|高[度兴]|严肃|马上|[^，。；：]?[^，。；：]?[地着们]"
_NAMED = f"[{SURNAMES}](?:某某?|大[爷妈姐叔婶]|{_GIVEN}{{1,2}}?)"
_SPEAKER = rf"(?:{_PEOPLE})[ \u3000]*(?!{_NO_NAME}){_NAMED}(?=(?:高兴地|激动地|笑着)?{_TOLD})"
"""Who says something, by name: 村党支部书记李春梅说."""


_BY = f"被(?:[^，。；、“”{FIGURE}]{{0,14}})?"
_ONE = f"(?:{_NAMED}(?=获|荣|被|入选|记))?"
"""Who was honoured, where one person is named right before the verb."""
_HONOUR = (
    f"“[^“”{FIGURE}]{{2,24}}”|[^，。；{FIGURE}]{{0,20}}"
    "(?:先进(?:单位|集体|个人|工作者|(?=[，。；]|$))|标兵|能手|模范|先锋|楷模|十佳[^，。；、]{2,8}|十大[^，。；、]{0,6}(?:案例|事件|人物)|优秀案例|典型案例)"
)

_WON = "(?:荣获|获得?|夺得|夺取|勇夺|摘得|摘取|斩获|赢得|捧得|捧回|拿下|取得|包揽)"
_MEDAL = "[金银铜]牌|[冠亚季]军|奖[牌章杯]"
_TALLIED = "(?:各|类|级|种|项|共|计|国际|国家|全国|省|全省|市|全市|区|县|以上|及|和|、|体育|比赛|竞赛|赛事)*"
"""Of what medals are counted together, year after year: 获省级以上比赛金牌3枚."""
_PLAYERS = "运动员|选手|队员|教练员?|棋手|学员|学生|同学|教师|老师|职工|青年|演员|歌手|技师|残疾人|村民|居民"
_GAMES = f"[^，。；]{{0,30}}?(?:{_MEDAL}|第[{_ONES}\ufffb]|等奖|[金银铜]奖|赛|运动会|\ufffb)"
_PRIZE = (
    rf"(?:^|(?<=[，。；]))(?![^，。；]{{0,12}}(?:争取|力争|申报|推荐|鼓励|支持))[^，。；{FIGURE}]{{2,30}}?{_WON}"
    rf"[^，。；、{FIGURE}]{{2,20}}(?<![夸褒嘉])奖(?=[，。；、]|$)"
)


_SHAPES = (
    rf"{_ONE}(?:荣立|记)(?:个人|集体)?[一二三]等功",
    rf"{_ONE}(?:荣获|获评|{_BY}(?:评为|评选为|授予|命名为|认定为)|入选)[^，。；“”{FIGURE}]{{0,16}}?(?:{_HONOUR})",
    rf"(?:受|获)(?:到)?(?:表彰|表扬|奖励)的?[^，。；{FIGURE}]{{0,14}}名单$",
    rf"(?:今年|明年|本年度)，?[正也又恰]?(?:是|逢|值|适逢|恰逢)(?![\d{FIGURE}])",
    rf"(?:{_YEAR_OF_WHAT})(?:之年|的?一年)|元年|(?:头|第[{_ONES}]|最后)一?年(?![级度])|中期评估",
    rf"{_PLAN}[^，。；、“”]{{0,6}}(?:收官|开局|起步|编制|谋划|建议)|(?:收官|开局|编制|谋划){_PLAN}",
    rf"(?:[{_ONES}百]+|[^，。；、“”{FIGURE}]{{2,8}}{FIGURE}+)周年|百年华诞|百年诞辰|[{_ONES}]+届[{_ONES}]+(?:中全会|次全会|次全体会议|次会议)",
    rf"[{_ONES}]+届[{_ONES}]+中(?:[、和及](?:[{_ONES}]+届)?[{_ONES}]+中)*全会",
    rf"{_ON}{_THEME}(?:[、和]{_THEME})*(?=(?:等[^，。；“”]{{0,6}})?召开[^，。；]{{0,12}}(?:会议?|协商)(?:[，。；]|$))",
    rf"{_ON}{_TOPIC}(?:、{_TOPIC})+(?=等?{FIGURE}+个?(?:议题|课题|专题|主题))",
    rf"{_ON}{_THEME}(?:[、和]{_THEME})*(?=(?:等[^，。；“”]{{0,6}})?{_BEGUN}{_KINDS}(?:{_ACTS}))",
    rf"{_ON}{_LONG}(?:、{_LONG}){{2,}}(?=等?{_BEGUN}(?:{_KINDS})?(?:{_ACTS}))",
    rf"(?:{_PROVINCES})(?:、(?:{_PROVINCES}))+(?=等[地省])",
    rf"(?:赴|前往){_PLACE}(?:[、和]{_PLACE})*(?=等(?:地(?!方)|{FIGURE}+[^，。；]?[省市县区州旗]))",
    rf"(?:会同|联合|[与同]){_PLACE}(?:[、和]{_PLACE})*(?=等{FIGURE}+[^，。；]?[市县区州旗](?![直级属]))",
    rf"(?:赴|前往)(?:{_PLACE}[、和])*{_PLACE}(?=(?:开展)?(?:考察|学习|取经|参观|招商))",
    rf"第[{_ONES}]+(?:届(?![^，。；、]{{0,12}}(?:委员会|代表大会|教代会|理事会|人大|政协))|批(?!次)|轮(?!班)|季(?!度)|[辑集卷册期](?!刊))",
    rf"(?:位列|位居|名列|居|获评?|荣获)[^，。；{FIGURE}]{{0,10}}第[{_ONES}]{{1,3}}(?:[名位]|(?=[，。；]))",
    rf"(?:荣获|获评?|获得|被评为|被授予)[^，。；{FIGURE}]{{2,30}}(?:称号|[{_ONES}特]等奖|[金银铜]奖|先进(?:单位|集体|个人|工作者))",
    rf"{_WON}(?!{_TALLIED}(?:{_MEDAL}))[^，。；{FIGURE}]{{2,30}}?(?:{_MEDAL})|{_WON}[^，。；{FIGURE}]{{2,30}}?第[{_ONES}]{{1,3}}名",
    rf"(?:{_PLAYERS})(?!{_NO_NAME}|金牌){_NAMED}(?:[、和]{_NAMED})*(?=(?:分别|均|先后|一举)?{_WON}{_GAMES})",
    rf"(?!代表)[^，。；、{FIGURE}]{{2}}队(?:分别|先后|一举)?{_WON}(?:{_MEDAL})",
    _PRIZE,
    rf"在[^，。；{FIGURE}]{{2,24}}[赛会杯][上中]?(?:夺冠|夺魁|折桂|摘冠|[摘夺][金银铜])",
    rf"第[{_ONES}]+次(?!产业)[^，。；、\d]{{0,8}}(?:会议|大会|全会|代表大会)",
    rf"第[{_ONES}]+(?:个(?!百年)|次)[^，。；、\d环时{FIGURE}]{{1,12}}(?:(?:(?<!工作)(?<!交易)日|节|宣传周|宣传月)(?=[，。；”）活系主期宣来]|$)|抽样调查|普查)",
    rf"党的[{_ONES}]+大(?:的?(?:胜利|隆重))?召开|(?:主题|党史|党纪|精神)学?习?教育(?!实践|基地)|疫情|抗疫|换届",
    r"(?:已|均已?)?全部(?:按期|按时|如期|依法)?(?:办复|办结|答复|立案|办理完毕|兑现|达标|胜诉|整改到位|落实到位)(?=[，。；、]|$)",
    r"均(?:获|被|予以)?(?:维持|胜诉)(?:或(?:维持|胜诉))?(?=[，。；、]|$)|(?:无一|没有一件)(?:败诉|被撤销|被纠错)",
    rf"(?:全年|年内|一年来)[^，。；、{FIGURE}]{{0,4}}(?:未|没有|无)(?:发生|出现)[^，。；、{FIGURE}]{{1,16}}(?=[，。；、]|$)",
    r"首次(?!执行|答复|登记|申[请领]|参保|就诊|购房|贷款|创业|响应|信访)|首届|第一次",
    rf"创[^，。；、{FIGURE}]{{0,10}}新[高低]{_ENDS}|(?:创|刷新|打破)[^，。；、{FIGURE}]{{0,10}}纪录(?!片)",
    r"历史(?:同期)?(?:最[高好多低优佳]|新[高低])|有史以来|零的?突破|全[国省市区县]首(?:个|家|例|创)",
    rf"(?:[与和同跟](?:上年|去年|上一年)度?(?:同期)?(?:的?{FIGURE}+)?|同比)(?:相比，?)?{_ABOUT}(?:持平|一样|相同|相当)",
    r"翻了?[一两二三]番",
    rf"(?:历年来?|历届|近[几{_ONES}]?年来?|[{_ONES}]年来)(?:[^，。；、{FIGURE}]{{0,4}}新[高低]{_ENDS}|最[高好多低优佳])",
    rf"连续[两{_ONES}]+[年届](?!以上|未|不|没|[度级])|[两{_ONES}]连[升增冠降跌丰涨]|(?:逐|连)年(?:{_MORE_OR_LESS})",
    rf"(?:稳居|位居|位列|名列|居)(?:于?[全各][国省市区县地]+)?[^，。；、民{FIGURE}]{{0,4}}(?:首位|榜首|之首|前三)",
    rf"二[〇○零]{{1,2}}[〇○零{_ONES}]{{1,2}}年?",
    rf"在[^，。；“”]{{2,30}}(?:{_MEETING})(?:上|时|期间)?的?[^，。；“”]{{0,6}}(?:{_SAID})",
    rf"(?:{_SAID})[，：:]?“[^“”]{{10,}}”",
    rf"(?:{_TITLES})[ \u3000]*[{SURNAMES}]{_GIVEN}{{1,2}}(?=同志|等|、|，|和|带队|牵头|代表|获|提出|反映|的|$)",
    _SPEAKER,
    rf"涌现出?了?(?:{_GIVEN}{{2,4}}、)+{_GIVEN}{{2,4}}等",
    rf"{_TOLD}[，：:]“[^“”\ufffb{FIGURE}]+”",
    rf"“[^“”\ufffb{FIGURE}]*[，。！？]”(?=[^，。；“”]{{0,30}}[，、]?[^，。；“”]{{0,30}}{_TOLD}(?:[。；]|$))",
)


@cache
def _shapes() -> re.Pattern[str]:
    return re.compile("|".join(_SHAPES))


@cache
def _several() -> re.Pattern[str]:
    """The names of persons, of whom the last words say how many they are, and who they are or what was done by them."""
    name = rf"(?:[{_IN_LISTS}]|{_OF_TWO}){_GIVEN}{{1,2}}"
    count = rf"[{FIGURE}\d{_ONES}]+[名位个人]?"
    who = "(?:先进|优秀|年轻)?(?:同志|委员|同仁|干部|职工|代表)"
    several = rf"(?:{name}、)+{name}(?:和{name})?等?|{name}等"
    done = f"(?:[^，。；、{FIGURE}]{{0,6}}(?:成员|领导|党员|队员|教师|医生|民警)|{_HONOURED})"
    return re.compile(
        rf"(?:^|[，。；：、])(?P<names>{name}(?:、{name})*(?=等?{count}{who})|(?:{several})(?={count}{done}))"
    )


def persons(before: str) -> int:
    """How many persons are named one by one at the end of a text; 0 where it ends otherwise.

    >>> persons("机关干部表现突出，张建国、王志远、陈丽"), persons("主席会议、常委会")
    (3, 0)
    """
    match = _named_last().search(before)
    return len(re.split("[、和]", match["names"])) if match else 0


@cache
def _named_last() -> re.Pattern[str]:
    name = rf"(?:[{_IN_LISTS}]|{_OF_TWO}){_GIVEN}{{1,2}}"
    return re.compile(rf"(?:^|[，。；：])(?P<names>{name}(?:、{name})+(?:和{name})?)$")


def found(text: str) -> Iterator[tuple[int, int]]:
    """From which character to before which such words stand."""
    spans = [*(match.span() for match in _shapes().finditer(text)), *_persons(text)]
    named = (one for one in named_first.found(text) if all(one[1] <= start or end <= one[0] for start, end in spans))
    yield from sorted([*spans, *named])


def _persons(text: str) -> Iterator[tuple[int, int]]:
    """Persons with what they are called: 张建国同志, 王志远、陈丽等4名同志.

    What is said of one all over the country is said every year.
    """
    yield from (match.span("names") for match in _several().finditer(text))
    for match in re.finditer("同志|先生|女士", text):
        for length in (3, 2):
            name = text[max(match.start() - length, 0) : match.start()]
            if len(name) == length and name[0] in SURNAMES and re.fullmatch(f"{_GIVEN}+", name):
                yield match.start() - length, match.end()
                break
