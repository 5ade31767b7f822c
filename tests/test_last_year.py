"""Words that were true of last year alone are told before they are printed again (W204)."""

import json
import re
from pathlib import Path

import pytest

from report_cli.document import FIGURE
from report_cli.words import of_a_year
from running import change, report

STALE = [
    "青石村党支部书记李春梅说",
    "居民王大爷高兴地说，路修好了",
    "企业负责人陈某介绍",
    "他说：“路通了，灯也亮了。”",
    "“三个月就通到了村口。”县政协委员、村支书李春梅说。",
    "今年是“十四五”规划收官之年",
    "今年，是“十五五”的起步之年",
    "这是本届政协承上启下的关键一年",
    "既要为“十四五”圆满收官，又要为“十五五”谋篇开局",
    "做好“十五五”规划编制的提前介入",
    "也是撤县设区四十周年",
    "深入学习贯彻党的二十届三中全会精神",
    "巩固深化党纪学习教育成果",
    "举办第三届邻里节",
    "开展第八个全国科技工作者日系列活动",
    "据第十三次公民科学素质抽样调查",
    "组织实施第五次全国经济普查",
    "第二批主题教育扎实开展",
    "筹备区第八次妇女代表大会",
    "首次以界别为单位开展协商",
    "统筹疫情防控和履职工作",
    "协助民主党派组织顺利完成换届",
    "张建国同志当选为副主席",
    "委员邹雁回等联名提出提案",
    "涌现出郝清嘉、司徒远、马春意等一批优秀履职典型",
    "粮食生产实现“十四连丰”",
    "委员祁望舒反映的问题得到批示",
    "区政协主席　李建国",
    "总书记强调：“要把协商民主贯穿履职全过程各方面”",
    "学习习近平总书记在中央政协工作会议上的重要讲话",
    "二〇二二年的工作",
    f"王志远、陈丽等{FIGURE}{FIGURE}同志受到市政协表彰",
    "欧阳明等三名干部获得通报表扬",
    "编辑出版《云溪文史》第二十辑",
    "信息工作在全市考评中位列第一名",
    "采用数居全区第二，比上年前进",
    f"围绕庆祝人民政协成立{FIGURE}{FIGURE}周年举办座谈会",
    "机关荣获全省政协系统先进单位称号",
    "全面贯彻党的二十大和二十届二中、三中全会精神",
    "围绕“推动数字经济发展”召开专题议政性常委会会议",
    f"就优化营商环境、校园食品安全、河湖长制落实{FIGURE}{FIGURE}议题开展专项监督",
    f"围绕乡村旅游提质、职业教育发展等{FIGURE}{FIGURE}课题开展调研",
    f"与安徽、江西等地{FIGURE}{FIGURE}县政协开展交流",
    f"提案总数{FIGURE}{FIGURE}，创历史新高",
    "立案数再创新高",
    f"召开会议{FIGURE}，满意率、面商率均与去年基本持平",
    f"开展视察{FIGURE}，与上年的{FIGURE}{FIGURE}持平",
    "培训场次同上年一样",
    "帮扶资金翻了一番",
    "办复率创近五年新高",
    "满意率达到历史最高水平",
    "参与人次为历年最多",
    "信息采用数是近年来最好的",
    "刷新了本届政协的纪录",
    "提案数量连续三年增长",
    "连续两届获评先进",
    "采用率实现三连升",
    "集体提案逐年增加",
    "不满意件连年下降",
    "办理质量稳居全市首位",
    "信息工作位居全省各县区前三",
    "实现重点提案省级督办零的突破",
    "建成全省首个界别协商驿站",
    f"组织委员赴安吉、龙游等{FIGURE}{FIGURE}县考察学习",
    "组织委员赴浙江安吉考察学习",
    "前往龙游、衢江等地考察",
    "就“高标准农田建设管护”开展对口协商，提出建议",
    f"围绕优化营商环境、河长制落实、食品安全开展专项民主监督{FIGURE}{FIGURE}",
    f"李建国、孙桂香、马春生{FIGURE}{FIGURE}被评为“最美城管人”",
    f"韦德昌、罗秀兰、莫永康{FIGURE}{FIGURE}主任会议成员带队走访",
    f"周明、何建军等{FIGURE}{FIGURE}受到表彰",
    f"周明等{FIGURE}人获评优秀委员",
    f"会同云桥、安浦、岭东等{FIGURE}{FIGURE}县开展协同监督",
    "行政诉讼案件均获维持或胜诉",
    "收到的建议全部按期办复",
    "全年未发生安全责任事故，整改隐患",
    "民一庭庭长周念慈获评“全国法院办案标兵”",
    "执行局法官郑海川荣立个人二等功",
    "立案庭被授予“全省青年文明号”",
    "柳河法庭被省高级人民法院评为“枫桥式人民法庭”",
    "“柳河夜话”解纷机制入选全省新时代优秀案例",
    "临溪公司破产重整案入选全省法院十大典型案例",
    "民政局荣获全省养老服务先锋",
    "本年度受表彰的先进集体和先进个人名单",
    f"运动员许沐阳获全国残疾人田径锦标赛银牌{FIGURE}{FIGURE}",
    f"运动员宋知远夺得金牌{FIGURE}{FIGURE}",
    f"举重队获全省团体冠军{FIGURE}{FIGURE}",
    f"田径队夺得银牌{FIGURE}{FIGURE}",
    "选手顾远征勇夺全省围棋公开赛亚军",
    "学生陈一鸣、李想获市中学生运动会铜牌",
    "在全省职业技能大赛中夺冠",
    "舞蹈《春潮》摘得全省群众文艺汇演第二名",
    "职工周铭获得全国五一劳动奖章",
    f"选树青禾纺织、远川机械、金穗食品等{FIGURE}{FIGURE}产改试点单位",
    f"与南屿大学、海州理工学院等{FIGURE}高校签订合作协议",
    f"与宁溪、柏原等{FIGURE}{FIGURE}县区签订协议",
    f"“轻型柔性关节机器人”等{FIGURE}{FIGURE}项目获省科技进步奖",
    f"解决老旧小区加装电梯、农贸市场改造等问题{FIGURE}{FIGURE}。",
    f"举办职工运动会、读书月等文体活动{FIGURE}{FIGURE}",
    "走访青禾纺织、远川机械等企业，送政策上门",
    f"举办职工运动会、摄影展等文体活动{FIGURE}{FIGURE}",
    f"方知微、程牧野等{FIGURE}{FIGURE}职工获评“禾川工匠”",
    f"欧阳明远、司徒静等{FIGURE}{FIGURE}委员联名提出",
    "工业互联网平台获省科技进步奖",
]
STANDING = [
    "今年以来，区政协常委会认真履行职能",
    "一年来，我们坚持团结和民主两大主题",
    "以习近平新时代中国特色社会主义思想为指导",
    "全面贯彻党的二十大精神",
    "紧扣“十四五”规划实施建言资政",
    "人民政协为人民",
    "政协第三届泊宁区委员会常务委员会工作报告",
    "各位委员、同志们",
    "首次执行案件终本率下降",
    "提案者对首次答复不满意的全部退回",
    "第一时间转办，第三季度评议",
    "实现第二个百年奋斗目标，抓好第三个环节",
    "每月第一个工作日接待群众",
    "涌现出一批好提案、好建议",
    "加强教育科技人才工作",
    "主席会议成员带头领衔督办",
    "书记高度重视，委员代表界别群众",
    "要求各承办单位“件件有答复”",
    "上年是百分之七十五",
    "委员高度认为必要，群众高兴地说好",
    "委员纷纷表示赞成，代表常常介绍经验",
    "反映“急难愁盼”问题，介绍“有事好商量”做法",
    "敢于说“不”，坚持“实事求是，”",
    "在全区工作会议上作交流发言",
    "不断提升履职水平，推进高质量发展",
    "把人民放在第一位",
    f"江苏、浙江等{FIGURE}{FIGURE}委员来访",
    f"常委、委员等{FIGURE}{FIGURE}代表参加",
    "在全市位居前列",
    "围绕县委“三区一中心”战略部署，认真履行职能",
    "坚持“有事好商量”，围绕“家门口的事”开展协商",
    f"就提案办理、信息报送等工作举办培训{FIGURE}{FIGURE}",
    f"走访民主党派、工商联等单位{FIGURE}{FIGURE}",
    "服务京津冀、长三角区域协调发展",
    f"荣获一等奖{FIGURE}{FIGURE}",
    f"我区运动员共获金牌{FIGURE}{FIGURE}、银牌{FIGURE}{FIGURE}",
    f"代表队夺得金牌{FIGURE}{FIGURE}",
    f"运动员获省级以上比赛奖牌{FIGURE}{FIGURE}",
    f"培养冠军苗子{FIGURE}{FIGURE}，取得明显成效",
    "居民方便获得服务，职工康复获赔及时",
    "打造金牌调解室，选树金牌讲解员",
    "打造科技创新高地",
    "以创新、高质量发展为主题",
    "推动创新高效转化",
    "始终把政治建设摆在首位",
    "引导居民把安全放在首位",
    "连续三年未提交提案的委员",
    "连续两年以上不履职的",
    "按年度逐年分解任务，逐年推进落实",
    "收集历史资料，讲好历史故事",
    "做好年来的总结，近年来的做法",
    f"连续{FIGURE}年增长",
    "制度创设在前，落实在后",
    "创作反映委员风采的纪录片",
    "居家养老服务和居民议事",
    "争创文明单位，创建新机制",
    f"赴基层、企业等{FIGURE}{FIGURE}联系点调研",
    "组织委员赴外地考察学习，赴先进地区取经",
    "围绕经济、民生、文化开展专题调研",
    "围绕“三农”工作开展专题协商",
    "深入乡镇、企业、学校开展宣讲",
    f"高新、江北{FIGURE}{FIGURE}街道试点",
    f"常委、委员等{FIGURE}{FIGURE}成员参加",
    f"金融、文化等{FIGURE}{FIGURE}受到关注",
    f"主席会议成员{FIGURE}{FIGURE}带队走访",
    "确保全年不发生安全责任事故",
    f"会同公安、城管等{FIGURE}{FIGURE}县直部门开展整治",
    "均衡维持各界别名额",
    "评选表彰优秀提案，授予先进承办单位牌匾",
    "推荐委员入选专家库，被评为优秀的通报",
    f"{FIGURE}件提案被评为优秀提案",
    f"被授予“{FIGURE}”",
    "记录在案，荣誉归于集体",
    "推动建议被采纳，争取入选试点",
    "办理情况名单另附",
    f"从规划编制、要素保障、审批服务等{FIGURE}{FIGURE}方面提出建议",
    f"会同住建部门、市场监管部门等{FIGURE}{FIGURE}单位开展整治",
    f"机关干部、社区工作者等{FIGURE}{FIGURE}参加培训",
    f"开展政策宣讲、法律咨询、爱心义诊等活动{FIGURE}{FIGURE}",
    f"召开专题协商会、对口协商会等会议{FIGURE}{FIGURE}",
    f"执行到位赡养费、抚养费、工伤赔偿等{FIGURE}{FIGURE}",
    f"开展书画展、摄影展等活动{FIGURE}{FIGURE}",
    "走访规上企业、专精特新企业等企业",
    f"{FIGURE}{FIGURE}项目获省科技进步奖，其中一等奖{FIGURE}{FIGURE}",
    "推荐优秀成果，力争获得省科技进步奖",
]


@pytest.mark.parametrize("sentence", STALE)
def test_words_of_one_year_are_known(sentence: str) -> None:
    assert list(of_a_year.found(sentence))


@pytest.mark.parametrize("sentence", STANDING)
def test_standing_wording_is_of_no_year(sentence: str) -> None:
    assert not list(of_a_year.found(sentence))


OLD = """区政协工作小结
2022年，共收到提案265件。
2022年是“十四五”规划承上启下之年。
举办第三届邻里节。
再办第三届邻里节的闭幕式，到会120人。
以人民为中心开展工作。
"""
BOTH = ["“承上启下之年”", "“第三届”"]


@pytest.fixture
def adopted(tmp_path: Path) -> Path:
    (tmp_path / "旧.txt").write_text(OLD, "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "区政协").status == 0
    return tmp_path / "区政协"


def old_words(workspace: Path, *command: str) -> list[str]:
    found = json.loads(report(workspace, *(command or ("check", "2023")), "--format", "json").out)
    return [each["message"].partition("像是")[0] for each in found if each["code"] == "W204"]


def test_reading_the_report_names_them_already(tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text(OLD.replace("再办", "编印《文史》第二十辑，连续第九年再办"), "utf-8")
    said = report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "区政协").out
    assert "像是只说得2022年的话，明年要改：第3段“承上启下之年”、第4段“第三届”、第5段“第二十辑”、第5段“第九年”" in said


def test_the_adopted_year_itself_has_none(adopted: Path) -> None:
    assert old_words(adopted, "check", "2022") == []


def test_they_are_listed_though_the_text_has_errors(adopted: Path) -> None:
    assert report(adopted, "new", "2023").status == 0
    change(adopted / "templates/work_report.md.j2", "以人民为中心开展工作。", "以人民为中心。学习《甲》、《乙》。")
    assert "错误 W249" in report(adopted, "check", "2023").out
    assert old_words(adopted) == BOTH


def test_a_new_year_lists_them_once(adopted: Path) -> None:
    said = report(adopted, "new", "2023").err
    assert re.findall("：(“.*?”)像是2022年的话", said) == BOTH
    assert "举办第三届邻里节。”（另有1处）" in said
    assert old_words(adopted) == BOTH
    assert report(adopted, "build", "2023", "--to", "md").err.count("警告 W204") == 2


@pytest.mark.parametrize("is_built", [True, False], ids=["built", "not built"])
def test_what_was_changed_is_told_no_more_though_it_is_of_a_year_too(is_built: bool, adopted: Path) -> None:
    if is_built:
        assert report(adopted, "build", "2022").status == 0
    assert report(adopted, "new", "2023").status == 0
    template = adopted / "templates/work_report.md.j2"
    change(template, "“十四五”规划承上启下之年", "“十四五”规划攻坚之年")
    change(template, "第三届", "第四届")
    assert old_words(adopted) == []


def test_what_is_said_this_year_too_is_confirmed_in_the_vocabulary(adopted: Path) -> None:
    report(adopted, "new", "2023")
    with (adopted / "data/words.yaml").open("a", encoding="utf-8") as file:
        file.write("\nallow:\n  - {rule: W204, text: 承上启下之年, because: 今年还这样说}\n")
    assert old_words(adopted) == BOTH[1:]
    assert "W139" not in report(adopted, "check", "2022").out
    change(adopted / "templates/work_report.md.j2", "承上启下之年", "攻坚之年")
    assert "W139" in report(adopted, "check", "2023").out


def test_who_was_named_last_year_is_told_though_the_title_is_given_again(tmp_path: Path) -> None:
    said = "区工会工作小结\n2022年，选树青禾纺织、远川机械等15个试点单位。\n方知微、程牧野等4名职工获评“禾川工匠”。\n"
    (tmp_path / "旧.txt").write_text(said, "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "区政协").status in (0, 1)
    report(tmp_path / "区政协", "new", "2023")
    named = "“方知微、程牧野”"
    assert old_words(tmp_path / "区政协") == ["“选树青禾纺织、远川机械”", f"{named}“获评‘禾川工匠’”"]
    with (tmp_path / "区政协/data/words.yaml").open("a", encoding="utf-8") as file:
        file.write("\nallow:\n  - {rule: W204, text: 获评“禾川工匠”, because: 今年还评}\n")
    assert named in old_words(tmp_path / "区政协")[1]


def test_what_is_that_years_own_is_not_told(adopted: Path) -> None:
    report(adopted, "new", "2023")
    shared = adopted / "templates/work_report.md.j2"
    (adopted / "templates/2023").mkdir()
    (adopted / "templates/2023/work_report.md.j2").write_bytes(shared.read_bytes())
    assert old_words(adopted) == []
    (adopted / "templates/2023/work_report.md.j2").unlink()
    edits = "format: 1\nedits:\n  - {was: 举办第三届邻里节, now: 举办第三届邻里节决赛, by: 甲.docx}\n"
    (adopted / "templates/2023/work_report.edits.yaml").write_text(edits, "utf-8")
    assert old_words(adopted)[0] == BOTH[0]
    assert "闭幕式" in report(adopted, "check", "2023").out


def test_words_that_last_year_did_not_say_are_not_told(adopted: Path) -> None:
    assert report(adopted, "build", "2022").status == 0
    report(adopted, "new", "2023")
    template = adopted / "templates/work_report.md.j2"
    template.write_text(template.read_text("utf-8") + "\n首次发布白皮书。\n", "utf-8")
    assert old_words(adopted) == BOTH


def test_what_the_data_say_of_the_year_is_no_word_of_last_year(tmp_path: Path) -> None:
    workspace = tmp_path / "区政协"
    assert report(tmp_path, "init", "区政协", "--year", "2022", "--ids", "en").status == 0
    (workspace / "templates/work_report.md.j2").write_text(
        "{% if meeting.name %}今年是贯彻{{ meeting.name }}的开局之年。{% endif %}\n", "utf-8"
    )
    report(workspace, "new", "2023")
    assert old_words(workspace) == []


def test_a_year_for_comparison_has_no_words_to_repeat(adopted: Path) -> None:
    report(adopted, "new", "2023")
    change(adopted / "data/2022.yaml", "year: 2022", "year: 2022\nstatus: 仅供比较")
    assert old_words(adopted) == []


def test_a_second_adopted_year_is_in_its_own_words(tmp_path: Path) -> None:
    for year in (2022, 2023):
        (tmp_path / f"{year}.txt").write_text(OLD.replace("2022", str(year)), "utf-8")
    adopted = report(tmp_path, "adopt", "2022.txt", "2023.txt", "--year", "2022,2023", "--into", "区政协")
    assert adopted.status in (0, 1), adopted.err
    assert old_words(tmp_path / "区政协", "check", "2023") == []
    assert re.findall("：(“.*?”)像是2023年的话", report(tmp_path / "区政协", "new", "2024").err) == BOTH


def test_what_is_to_be_allowed_has_no_figures_in_it(tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text("区政协工作小结\n第三届邻里节到会120人，共商首次出现的问题。\n", "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "区政协").status in (0, 1)
    assert report(tmp_path / "区政协", "new", "2023").status == 0
    said = report(tmp_path / "区政协", "check", "2023").out
    rows = re.findall(r"- \{rule: W204, text: (.*?), because: 今年还这样说\}", said)
    assert rows == ["第三届", "首次"]
    vocabulary = tmp_path / "区政协/data/words.yaml"
    allowed = "".join(f"  - {{rule: W204, text: {row}, because: 今年还这样说}}\n" for row in rows)
    text = re.sub(r"(?m)^allow:.*\n", "", vocabulary.read_text("utf-8"))
    vocabulary.write_text(f"{text.rstrip()}\nallow:\n{allowed}", "utf-8")
    assert old_words(tmp_path / "区政协") == []


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("提案数量稳步增加", ["“提案数量稳步增加”"]),
        ("办复率持续提高", ["“办复率持续提高”"]),
        ("走访企业大幅下降", ["“走访企业大幅下降”"]),
        ("满意率再创新高", ["“创新高”"]),
        ("提案质量稳步提升", []),
        ("履职能力不断提高", []),
        ("提高提案质量", []),
    ],
)
def test_a_heading_that_says_how_something_moved_is_of_its_year(heading: str, told: list[str], tmp_path: Path) -> None:
    text = f"# 区政协工作小结\n\n## 一、{heading}\n\n2022年，共收到提案265件。\n"
    (tmp_path / "旧.md").write_text(text, "utf-8")
    assert report(tmp_path, "adopt", "旧.md", "--year", "2022", "--into", "区政协").status in (0, 1)
    assert report(tmp_path / "区政协", "new", "2023").status == 0
    assert old_words(tmp_path / "区政协") == told


def test_what_both_years_show_to_be_so_is_not_told_and_what_is_not_known_is(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "templates").mkdir()
    catalogue = "format: 1\ng:\n  label: 组\n  indicators:\n    n: {label: 开展视察, unit: 次}\n"
    (tmp_path / "data/indicators.yaml").write_text(catalogue, "utf-8")
    (tmp_path / "templates/work_report.md.j2").write_text("开展视察{{ g.n }}，与上年持平。\n", "utf-8")
    for year, value in ((2022, "12"), (2023, "")):
        (tmp_path / f"data/{year}.yaml").write_text(f"year: {year}\ng:\n  n: {value}\n", "utf-8")
    assert "W204: “与上年持平”像是2022年的话" in report(tmp_path, "check", "2023").out
    change(tmp_path / "data/2023.yaml", "n: ", "n: 12")
    assert "W204" not in report(tmp_path, "check", "2023").out
