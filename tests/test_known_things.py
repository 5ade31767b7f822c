"""A number that the catalogue has and this year's data have not: what people type is known again as that one."""

import json
import re
import shutil
from pathlib import Path

import pytest

from running import change, contents, report

OLD = """# 工作报告
## 一、经济工作
走访企业30家。组织85家企业参加广交会、进博会等展会7次，签订意向订单3.4亿元。
## 二、民生工作
建成就业基地11个、“阳光庇护”中心4个。新增康复机构2家，残疾儿童康复救助不少于260名。实施残疾儿童康复救助277名。
"""
DRAFT = "drafts/2025/work_report.md"


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("旧报告")
    (folder / "旧.md").write_text(OLD, "utf-8")
    report(folder, "adopt", "旧.md", "--year", "2025", "--into", "新")
    return folder / "新"


# What the data lose | what people write into the report again, behind what | what the data say then.
KNOWN = """
组织.*|参加展会|签订.* | 企业30家 | ，参加广交会、进博会等展会9次，签订意向订单4.1亿元 | 参加展会: 9; 签订意向订单: 4.1
阳光庇护中心 | 就业基地11个 | 、“阳光庇护”中心7个 | 阳光庇护中心: 7
残疾儿童康复救助不少于 | 康复机构2家 | ，残疾儿童康复救助不少于280名 | 残疾儿童康复救助不少于: 280
""".strip().splitlines()


@pytest.mark.parametrize("case", KNOWN)
def test_what_the_catalogue_has_is_no_new_number_of_a_second_name(case: str, adopted: Path, tmp_path: Path) -> None:
    names, behind, typed, lines = case.split(" | ")
    place = Path(shutil.copytree(adopted, tmp_path / "新"))
    data, catalogue = place / "data/2025.yaml", contents(place / "data")["indicators.yaml"]
    data.write_text(re.sub(rf"(?m)^  (?:{names}):.*\n(?:    .*\n)*", "", data.read_text("utf-8")), "utf-8")
    made = report(place, "build", "2025", "--to", "md")
    assert made.status == 0, made.out + made.err
    change(place / DRAFT, behind, behind + typed)
    wanted = (place / DRAFT).read_text("utf-8")
    told = json.loads(report(place, "take", DRAFT, "--format", "json").out)["proposals"]
    assert all("指标目录里有" in each["message"] for each in told)
    numbers = ",".join(str(each["number"]) for each in told)
    result = report(place, "take", DRAFT, "--write", "--add", numbers)
    assert result.status == 0, result.out + result.err
    assert all(line in data.read_text("utf-8") for line in lines.split("; "))
    assert contents(place / "data")["indicators.yaml"] == catalogue
    assert report(place, "build", "2025", "--to", "md").status == 0
    assert (place / DRAFT).read_text("utf-8") == wanted
