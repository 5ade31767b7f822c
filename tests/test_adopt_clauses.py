"""The year after an old report: what a sentence says goes clause by clause, and what is left is whole Chinese."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from report_cli import compose
from report_cli.facts.load import Loader
from report_cli.files.workspace import Workspace
from report_cli.tasks import adopt as task
from report_cli.tasks.adopt_request import Request
from running import report

# A sentence, and what is left of it where the lines of some labels (or values) are gone from the data.
LEFT: dict[str, dict[str, str]] = {
    "把学习作为首位，召开党组会议26次、主席会议14次、常委会会议5次，举办读书班4期，开展宣讲58场次，受众4200余人次。": {
        "开展宣讲": "把学习作为首位，召开党组会议26次、主席会议14次、常委会会议5次，举办读书班4期。",
        "受众": "把学习作为首位，召开党组会议26次、主席会议14次、常委会会议5次，举办读书班4期，开展宣讲58场次。",
        "召开党组会议 受众": "把学习作为首位，召开主席会议14次、常委会会议5次，举办读书班4期，开展宣讲58场次。",
        "主席会议 常委会会议": "把学习作为首位，召开党组会议26次，举办读书班4期，开展宣讲58场次，受众4200余人次。",
        "召开党组会议 主席会议 常委会会议": "把学习作为首位，举办读书班4期，开展宣讲58场次，受众4200余人次。",
        "召开党组会议 主席会议 常委会会议 举办读书班 开展宣讲": "",
    },
    "2篇论文在学术讨论会上分获二等奖，5个案例入选案例库。": {
        "论文": "5个案例入选案例库。",
        "入选案例库的案例": "2篇论文在学术讨论会上分获二等奖。",
    },
    "1人入选国家级人才项目，4人获评先进工作者，比上年增加1人。": {
        "入选国家级人才项目": "4人获评先进工作者，比上年增加1人。",
        "获评先进工作者": "1人入选国家级人才项目。",
    },
    "5件作品获省级以上奖项，3件入选全国展览。": {"获省级以上奖项的作品": "", "入选全国展览": "5件作品获省级以上奖项。"},
    "长篇小说《大河之子》由作家出版社出版，电视剧《山城往事》在省台播出，现代戏《红石桥》列入重点剧目。": {
        "长篇小说": "电视剧《山城往事》在省台播出，现代戏《红石桥》列入重点剧目。",
        "电视剧": "长篇小说《大河之子》由作家出版社出版，现代戏《红石桥》列入重点剧目。",
    },
    "经审查，立案280件，立案率89.7%；并案23件，转为社情民意信息9件。": {
        "并案": "经审查，立案280件，立案率89.7%。",
        "转为社情民意信息": "经审查，立案280件，立案率89.7%；并案23件。",
        "立案率": "经审查，立案280件；并案23件，转为社情民意信息9件。",
        "经审查立案": "",
    },
    "立案的提案中，委员提案238件，占85%；集体提案42件，占15%。": {
        "委员提案": "立案的提案中，集体提案42件，占15%。",
        "委员提案占比": "立案的提案中，委员提案238件；集体提案42件，占15%。",
        "集体提案": "立案的提案中，委员提案238件，占85%。",
    },
    "从内容看，经济建设类96件，城乡建设类71件，社会民生类64件。": {
        "经济建设类": "从内容看，城乡建设类71件，社会民生类64件。",
        "社会民生类": "从内容看，经济建设类96件，城乡建设类71件。",
    },
    "围绕重大部署，全年开展协商36次，其中专题协商12次、对口协商14次、界别协商10次，提出意见171条，被采纳137条。": {
        "专题协商": "围绕重大部署，全年开展协商36次，其中对口协商14次、界别协商10次，提出意见171条，被采纳137条。",
        "专题协商 对口协商 界别协商": "围绕重大部署，全年开展协商36次，提出意见171条，被采纳137条。",
        "提出意见": "围绕重大部署，全年开展协商36次，其中专题协商12次、对口协商14次、界别协商10次。",
        "开展协商": "",
    },
    "组织委员赴外地的6个县考察，形成建议案1份，县政府采纳其中的8条，出台扶持政策3项。": {
        # 出台 is what the county government did, whom the clause before it names.
        "县政府采纳其中": "组织委员赴外地的6个县考察，形成建议案1份。",
        "出台扶持政策": "组织委员赴外地的6个县考察，形成建议案1份，县政府采纳其中的8条。",
    },
    "审议议题47项，其中听取审议报告26项、开展执法检查5项、组织专题询问2项、作出决议决定14项。": {
        "组织专题询问": "审议议题47项，其中听取审议报告26项、开展执法检查5项、作出决议决定14项。",
        "听取审议报告": "审议议题47项，其中开展执法检查5项、组织专题询问2项、作出决议决定14项。",
        "审议议题": "",
    },
    "收到议案184件，比上年增加13件、增长7.6%，其中会议期间161件、闭会期间23件，交由37家单位办理。": {
        "收到议案比上年增加 收到议案增长": "收到议案184件，其中会议期间161件、闭会期间23件，交由37家单位办理。",
        "会议期间": "收到议案184件，比上年增加13件、增长7.6%，其中闭会期间23件，交由37家单位办理。",
        "会议期间 闭会期间": "收到议案184件，比上年增加13件、增长7.6%，交由37家单位办理。",
        "收到议案": "",
    },
    "承办较多的有住建局26件、交通局21件、教育局15件，3家单位共办理62件，占建议总数的44%。": {
        "教育局": "承办较多的有住建局26件、交通局21件，3家单位共办理62件，占建议总数的44%。",
        "交通局 教育局": "承办较多的有住建局26件，3家单位共办理62件，占建议总数的44%。",
    },
    "全年收到咨询265件，比上年增加9件，其中委员咨询增加7件、集体咨询增加2件。": {
        "收到咨询比上年增加": "全年收到咨询265件。",
    },
    "机关干部撰写调研报告35篇，编印简报17期。": {
        "机关干部撰写调研报告": "机关干部编印简报17期。",
        "编印简报": "机关干部撰写调研报告35篇。",
    },
    "组织视察33次，参加委员320人次，发现问题73个，推动整改70个。": {
        "参加委员": "组织视察33次，发现问题73个，推动整改70个。",
        "组织视察": "",
    },
    "征集史料92篇、老照片31张，比上年增加7张。": {
        "征集史料": "征集老照片31张，比上年增加7张。",
        "老照片": "征集史料92篇。",
    },
    "督办重点建议8件，带动新增停车泊位2150个、除险加固山塘31座、定向培养村医20名。": {
        "带动新增停车泊位": "督办重点建议8件。",
        "除险加固山塘": "督办重点建议8件，带动新增停车泊位2150个。",
    },
    "十一届三次会议以来，收到来信43件，接待来访29批。": {
        "收到来信": "",
        "接待来访": "十一届三次会议以来，收到来信43件。",
    },
    "共慰问困难群众19户、发放慰问金8.5万元，三项合计投入34万元。": {"慰问困难群众": ""},
    "召开推进会51次，受理投诉265件。其中，电话投诉240件，来访投诉25件。": {
        "召开推进会": "受理投诉265件。其中，电话投诉240件，来访投诉25件。",
        "受理投诉": "召开推进会51次。",
    },
    "表决方案和报告，赞成率分别为98.8%、97.6%，到会168名。": {"到会": ""},
    # A clause without a figure goes with the one that it leads up to.
    "共收到征文312件，比上年增加14件、增长4.7%；经筛选，录用268件，录用率85.9%，其中甲组征文221件、乙组征文47件。": {
        "录用": "共收到征文312件，比上年增加14件、增长4.7%。",
        "收到征文比上年增加": "共收到征文312件；经筛选，录用268件，录用率85.9%，其中甲组征文221件、乙组征文47件。",
        "录用率": "共收到征文312件，比上年增加14件、增长4.7%；经筛选，录用268件，其中甲组征文221件、乙组征文47件。",
    },
    "收到线索318条，经核实，移送问题87条，其中，大额问题13条、小额问题74条。": {
        "移送问题": "收到线索318条。",
        "大额问题": "收到线索318条，经核实，移送问题87条，其中，小额问题74条。",
        "大额问题 小额问题": "收到线索318条，经核实，移送问题87条。",
    },
    "新办刊物38期；健全机制，搭建平台，组建团队27支。": {
        "组建团队": "新办刊物38期。",
    },
    # A deed goes with all of its objects.
    "组织85家企业参加广交会、进博会等展会7次，签订意向订单320份。": {
        "参加展会": "",
        "签订意向订单": "组织85家企业参加广交会、进博会等展会7次。",
    },
    "与3所高校、医院、园区共建实训基地14个。": {"园区共建实训基地": "", "高校": ""},
    "投入经费37万元在城东、城西等地举办专场15场。": {"城西地举办专场": ""},
    "联合6家银行、8家商会开展银企对接活动16场。": {"开展银企对接活动": "", "联合银行": ""},
    "为企业57家、商户12家提供咨询34次。": {"商户提供咨询": "", "提供咨询": ""},
    "走访商户45家、村庄和社区等22个。": {"村庄和社区等": "走访商户45家。"},
    # Points are numbered as they are left; one alone has no number.
    "一是渠道不宽，培训民警52名；二是分布不均，61个村落中有18个没有站点；三是待遇偏低，队伍不稳。": {
        "培训民警": "一是分布不均，61个村落中有18个没有站点；二是待遇偏低，队伍不稳。",
        "没有站点的村落": "一是渠道不宽，培训民警52名；二是待遇偏低，队伍不稳。",
        "培训民警 没有站点的村落": "待遇偏低，队伍不稳。",
    },
    "主要困难：一是缺口较大，到位资金63万元；二是基层薄弱，在岗技师21名；完成建档65卷。": {
        "到位资金": "主要困难：基层薄弱，在岗技师21名；完成建档65卷。",
        "到位资金 在岗技师": "",
    },
    "既开展督查39次，又组织评议41次。": {"既开展督查": "", "组织评议": ""},
}


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("分句")
    (folder / "旧.txt").write_text("\n".join(["区政协工作报告", *LEFT]), "utf-8")
    task.adopt(folder / "新", Request(olds=(folder / "旧.txt",), years=(2022,)))
    return folder / "新"


def paragraphs(workspace: Path) -> list[str]:
    files = Workspace(workspace)
    document, _ = compose.compose("work_report", Loader(files).year(2022).ledger, cache(files.template))
    assert document is not None
    return ["".join(run.text for run in runs) for _, runs in document.lines]


CASES = [(said, gone) for said, cases in LEFT.items() for gone in cases]


@contextmanager
def without(workspace: Path, labels: str) -> Iterator[None]:
    """The data without the lines of some labels."""
    file, catalogue = workspace / "data/2022.yaml", (workspace / "data/indicators.yaml").read_text("utf-8")
    data = text = file.read_text("utf-8")
    for label in labels.split():
        names = re.findall(rf"(?m)^    (\S+): {{label: {label}[,}}]", catalogue)
        assert len(names) == 1, (label, names)
        text, count = re.subn(rf"(?m)^  {names[0]}: .*\n", "", text)
        assert count == 1, names
    file.write_text(text, "utf-8")
    yield
    file.write_text(data, "utf-8")


@pytest.mark.parametrize(("said", "gone"), CASES, ids=lambda text: text[:16])
def test_what_is_left_of_a_sentence_is_whole_chinese(said: str, gone: str, adopted: Path) -> None:
    assert said in paragraphs(adopted)
    with without(adopted, gone):
        left = paragraphs(adopted)
    others = {each for each in LEFT if each != said}
    assert [each for each in left[1:] if each not in others] == ([LEFT[said][gone]] if LEFT[said][gone] else [])


def test_what_is_to_be_filled_in_beside_it_is_what_the_clause_needs(adopted: Path) -> None:
    with without(adopted, "开展宣讲"):
        told = report(adopted, "check", "2022").out
    assert told.count("F217") == 1
    assert "受众（正文.受众）填了，哪一篇稿件里都没有印" in told
    assert "它和开展宣讲一起印" in told


WENT = {
    "主席会议": "主席会议14次",
    "开展宣讲": "开展宣讲58场次，受众4200余人次",
    "组织视察": "组织视察33次，参加委员320人次，发现问题73个，推动整改70个。",
}


@pytest.mark.parametrize("label", WENT)
def test_a_deleted_value_names_the_words_that_went_with_it(label: str, adopted: Path) -> None:
    assert report(adopted, "build", "2022", "--to", "md").status == 0
    with without(adopted, label):
        assert f"印它的话不印：“{WENT[label]}”" in report(adopted, "check", "2022").out
