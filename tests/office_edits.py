"""Edits as offices make them in the work report of 2022: what is written in place of what, and what is to be reported.

The text is the paragraphs, a line each; so an edit may part, join, add and take out paragraphs. `old` stands in the
text once or is meant where it stands first. A finding is its kind, fact and the words found.
"""

Finding = tuple[str, str | None, str | None]
Replaced = tuple[str, str]


def gone(*facts: str) -> list[Finding]:
    return [("removed", fact, None) for fact in facts]


def new(*numbers: str) -> list[Finding]:
    return [("unbound", None, number) for number in numbers]


_PROPOSALS = (
    "以提案办理协商为抓手，稳步实施“提案质量提升工程”。"
    "十届一次会议期间收到委员提案265件，其中立案224件，立案率84.5%，办复率100%。"
)
_STUDIES = "先后通过党组会、主席会、常委会等集中学习12次；邀请专家为委员培训解读4场次；班子成员宣讲5次。"
_LISTS = "运用好反映社情民意信息平台的“直通车”优势，努力把群众反映的“问题清单”变成政协的“履职清单”。"
_READING = "深入推进“书香政协”建设，做好文史图书资料编撰工作。"
_LINES = (
    ("锚定区委十二届四次全会确定的目标任务，把“贯穿一条主线，实现五个突破，守牢三条底线”作为履职着力点和服务关键点。"),
    (
        "依照“以科技服务业为主攻方向，以都市型工业为支撑，着力构建‘一区多园’空间布局，"
        "全力打造以郑州中央文化区为引领的国家中心城市产城融合示范区”的发展思路，谋划和开展各项工作。"
    ),
    "围绕“做强主导产业”“推动科技创新”“优化营商环境”“提升城市品质”“防范风险化解”“保障改善民生”等领域深入调研协商。",
)
_PLENARY = (
    "以全会协商为龙头，围绕疫情防控、经济发展、社会稳定、城市建设、医疗教育等重点问题协商讨论、建言议政，"
    "提出提案、社情民意近300条，为全区高质量发展出谋划策。"
)
_PLATFORMS = (
    "以专题议政性协商为重点，依托常委会议等平台，"
    "邀请区政府领导、相关部门负责人与委员面对面协商，以发挥政协人才智力优势。"
)
_COMPANIES = (
    "聚焦“万人助万企”活动，班子成员分批走访联系企业15家；"
    "各专委会走访委员企业21家，召开座谈会议16场，收集梳理意见建议82条。"
)
_HEADINGS = (
    "把牢正确方向，加强政协党建书写新篇章",
    "着眼科学规范，深入协商议政取得新成效",
    "紧扣中心工作，服务发展大局作出新贡献",
    "汇集发展合力，广泛凝聚共识实现新提升",
    "注重固本培元，提升履职能力展现新气象",
)
_POLISHED = (
    "以提案办理协商为重要抓手，深入实施“提案质量提升工程”。十届一次会议期间，共收到委员提案268件，"
    "审查立案228件，立案率85.1%，办复率100%。"
)
_REWRITTEN = (
    "提案办理协商作为抓手成效明显，“提案质量提升工程”扎实推进。十届一次会议以来，共有265件委员提案提交，"
    "经审查立案242件，立案率为84.5%，办复率达100%。"
)

EDITS: dict[str, tuple[list[Replaced], list[Finding]]] = {
    # Sentences and paragraphs
    "句前加一句带新数": ([(_COMPANIES, f"一年来各级领导深入企业调研30余次。{_COMPANIES}")], new("30余次")),
    "句前加一句带旧数": (
        [(_PROPOSALS, f"全年共收到提案265件。{_PROPOSALS}")],
        [("repeated", "proposals.received", "265件")],
    ),
    "段落在数字处断开": ([("收到委员提案265件", "收到委员提案\n265件")], []),
    "段落在数字中间断开": ([("收到委员提案265件", "收到委员提案26\n5件")], []),
    "贴来一段": (
        [
            (
                _COMPANIES,
                f"{_COMPANIES}\n去年以来，全市政协系统组织委员1.2万人次参与协商活动312场，群众满意率达到86.5%，形成了一批好做法。",
            )
        ],
        new("1.2万人次", "312场", "86.5%"),
    ),
    "贴来一节": (
        [
            (
                "\n二、2023年工作安排",
                "\n（六）加强宣传信息工作\n编发《中原政协》18期，在各级媒体发表稿件46篇。\n二、2023年工作安排",
            )
        ],
        new("18期", "46篇"),
    ),
    "贴来一段带旧数": (
        [("\n二、2023年工作安排", "\n其间，委员1200人就265件提案进行了现场办理。\n二、2023年工作安排")],
        [*new("1200人"), ("repeated", "proposals.received", "265件")],
    ),
    "删标题": ([(f"（三）{_HEADINGS[2]}\n", "")], gone("service.heading[1]", "service.heading[2]")),
    "标题重新编号": (
        [(f"（{n}）{title}", f"{n}、{title}") for n, title in zip("一二三四五", _HEADINGS, strict=True)],
        [],
    ),
    "标题编成阿拉伯数": (
        [
            (f"（{n}）{title}", f"{i}.{title}")
            for i, (n, title) in enumerate(zip("一二三四五", _HEADINGS, strict=True), 1)
        ],
        [],
    ),
    "句中编号": ([("抓好新一届", "具体是：1.加强培训；2、严格考核；（3）改进作风。抓好新一届")], []),
    "整段挪走并改": (
        [(f"{_COMPANIES}\n", ""), ("各位委员！让我们", f"{_COMPANIES.replace('16场', '18场')}\n各位委员！让我们")],
        [("changed", "enterprises.meetings", "18场")],
    ),
    "句子挪到别段并改": (
        [(_STUDIES, ""), (_PROPOSALS, _PROPOSALS + _STUDIES.replace("12次", "22次"))],
        [("changed", "party_building.studies", "22次")],
    ),
    "句子挪到别段后加新数": ([(_STUDIES, ""), (_PROPOSALS, f"{_PROPOSALS}{_STUDIES}另走访37次。")], new("37次")),
    "句子挪到别段中加新数": (
        [(_STUDIES, ""), (_PROPOSALS, _PROPOSALS + _STUDIES.replace("；班子", "，调研37次；班子"))],
        new("37次"),
    ),
    "两句倒过来": ([(_LISTS + _READING, _READING + _LISTS)], []),
    "三句倒过来": ([("".join(_LINES), "".join(reversed(_LINES)))], []),
    "两段倒过来并改": (
        [(f"{_PLENARY}\n{_PLATFORMS}", f"{_PLATFORMS}\n{_PLENARY.replace('近300条', '近200条')}")],
        [("changed", "plenary.suggestions", "近200条")],
    ),
    "抄一段改一数": (
        [(_COMPANIES, f"{_COMPANIES}\n班子成员分批走访联系企业18家。")],
        [("contradictory", "enterprises.by_leaders", "18家")],
    ),
    "末尾落款": (
        [("智慧和力量！", "智慧和力量！\n2023年2月18日\n联系电话：0371-67661234")],
        new("2023年2月18日", "0371-67661234"),
    ),
    # One paragraph, several edits
    "一段改几处": (
        [(_PROPOSALS, _POLISHED)],
        [
            ("changed", "proposals.received", "268件"),
            ("changed", "proposals.filed", "228件"),
            ("changed", "proposals.filing_rate", "85.1%"),
        ],
    ),
    "重写一段改一数": (
        [(_PROPOSALS, _REWRITTEN)],
        [("changed", "proposals.filed", "242件")],
    ),
    "互换又润色": (
        [
            (
                _COMPANIES,
                "聚焦“万人助万企”活动，区政协领导班子成员走访企业21家；各专委会走访委员企业15家，召开座谈会16场，收集意见建议82条。",
            )
        ],
        [("moved", "enterprises.by_leaders", "21家")],
    ),
    "两数并成一数": (
        [("分批走访联系企业15家；各专委会走访委员企业21家，", "和各专委会走访企业36家，")],
        [*gone("enterprises.by_leaders"), ("changed", "enterprises.by_committees", "36家")],
    ),
    "加合计": ([("召开座谈会议16场", "合计36家，召开座谈会议16场")], new("36家")),
    # Numbers
    "近改余": ([("近300条", "300余条")], [("changed", "plenary.suggestions", "300余条")]),
    "近改汉字多": ([("近300条", "三百多条")], [("changed", "plenary.suggestions", "三百多条")]),
    "字母O": ([("近300条", "近30O条")], [("changed", "plenary.suggestions", "近30O条")]),
    "少打零": ([("近300条", "近30条")], [("changed", "plenary.suggestions", "近30条")]),
    "改成区间": ([("82条", "80至90条")], [("changed", "enterprises.suggestions", "80至90条")]),
    "改成十余": ([("学习12次", "学习十余次")], [("changed", "party_building.studies", "十余次")]),
    "千分位": ([("286名", "1,286名")], [("changed", "committee.members", "1,286名")]),
    "百分之": ([("84.5%", "百分之八十四点五")], []),
    "改数又改词": ([("班子成员宣讲5次", "班子成员带头开展宣讲6场")], [("changed", "party_building.lectures", "6场")]),
    "只换数不换单位": (
        [("培训解读4场次；班子成员宣讲5次", "培训解读5场次；班子成员宣讲4次")],
        [("moved", "party_building.trainings", "5场次")],
    ),
    "汉字数目": ([("”五个表率", "”六个表率")], [("changed", "own_strength.examples", "六")]),
    "日期去年份": ([("2023年2月21日", "2月21日")], [("changed", "meeting.date", "2月21日")]),
    "日期改汉字": ([("2023年2月21日", "二〇二三年二月二十一日")], []),
    "标题年份": ([("2022年工作回顾", "2021年工作回顾")], [("changed", "year", "2021年")]),
    "括注不带数": ([("265件", "265件（含并案处理的）")], []),
    "括注带数": ([("265件", "265件（含并案3件）")], new("3件")),
    "加达到": ([("办复率100%", "办复率达到100%")], []),
    "数里空格": ([("265件", "2 65 件")], [("changed", "proposals.received", "2 65件")]),
    # Names and lists
    "列表改成等": (
        [("“文化产业发展”“构建多元养老体系”等", "等")],
        gone("consultation.topics[2]", "consultation.topics[3]"),
    ),
    "列表加一项": ([("“构建多元养老体系”等", "“构建多元养老体系”“推进老旧小区改造”等")], []),
    "列表换顺序": ([("省委、市委", "市委、省委")], [("moved", "plan.decision_makers[2]", "市委")]),
    "顿号改逗号": ([("省委、市委、区委", "省委，市委，区委")], []),
    "名称漏字": ([("“能力作风建设年”", "“能力建设年”")], [("changed", "year_work.campaigns[1]", "“能力建设年”")]),
    "届次": (
        [("委员会第二次会议", "委员会第三次会议")],
        [("changed", "meeting.name", "政协郑州市中原区第十届委员会第三次会议")],
    ),
    "规划": ([("“十四五”规划", "“十五五”规划")], [("changed", "plan.key_year_of", "“十五五”规划")]),
    "文件名加字": (
        [("协商工作的意见》", "协商工作的实施意见》")],
        [("changed", "consultation.document", "《关于在乡镇（街道）搭建“有事好商量”平台推进基层协商工作的实施意见》")],
    ),
    "固定说法": ([("智慧和力量！", "智慧和力量！要做到“两个维护”，一以贯之抓好三个务必，第一位的是学习。")], []),
}
