"""A sentence of the draft that tells of another thing now: its number is no value of what stood there."""

import json
import re
import shutil
from pathlib import Path

import pytest

from running import change, contents, report

OLD = """# 区残联工作报告
## 一、文体工作
举办运动会3场。运动员许沐阳获全国田径锦标赛银牌2枚。4人获评“全省优秀建设者”，2家企业受到通报表扬。

举重队获全省团体冠军2个，田径队夺得银牌4枚。
## 二、信访工作
认真受理群众来信30件、来访12批次，发放慰问金60.2万元。
"""
DRAFT = "drafts/2025/work_report.md"


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("残联")
    (folder / "旧.md").write_text(OLD, "utf-8")
    report(folder, "adopt", "旧.md", "--year", "2025", "--into", "新")
    made = report(folder / "新", "build", "2025", "--to", "md")
    assert made.status == 0, made.out + made.err
    return folder / "新"


@pytest.fixture
def place(adopted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(adopted, tmp_path / "新"))


# What stood there | what people wrote over it.
OTHERS = """
运动员许沐阳获全国田径锦标赛银牌2枚 | 运动员顾远征获全国游泳锦标赛金牌1枚
举重队获全省团体冠军2个，田径队夺得银牌4枚 | 5人入选国家青年队，游泳队夺得金牌6枚
4人获评“全省优秀建设者” | 3人入选全省人才库
受理群众来信30件 | 受理群众来电20件
发放慰问金60.2万元 | 发放助学金58.6万元
""".strip().splitlines()


@pytest.mark.parametrize("case", OTHERS)
def test_a_number_of_another_thing_is_never_written_under_the_name_of_the_first(case: str, place: Path) -> None:
    was, now = case.split(" | ")
    before = contents(place / "data")
    change(place / DRAFT, was, now)
    typed = (place / DRAFT).read_text("utf-8")
    told = json.loads(report(place, "take", DRAFT, "--format", "json").out)["proposals"]
    assert {each["state"] for each in told} == {"new"}
    assert report(place, "take", DRAFT, "--write").status == 1
    assert contents(place / "data") == before
    numbers = ",".join(str(each["number"]) for each in told)
    assert report(place, "take", DRAFT, "--write", "--add", numbers).status == 0
    assert report(place, "build", "2025", "--to", "md").status == 0
    assert (place / DRAFT).read_text("utf-8") == typed


# What stood there | another thing, of which there are as many by chance.
AS_MANY = """
运动员许沐阳获全国田径锦标赛银牌2枚 | 运动员顾远征获全国游泳锦标赛金牌2枚
田径队夺得银牌4枚 | 田径队夺得金牌4枚
受理群众来信30件 | 受理群众来电30件
""".strip().splitlines()


@pytest.mark.parametrize("case", AS_MANY)
def test_as_many_of_another_thing_are_asked_about(case: str, place: Path) -> None:
    change(place / DRAFT, *case.split(" | "))
    typed = (place / DRAFT).read_text("utf-8")
    [told] = json.loads(report(place, "take", DRAFT, "--format", "json").out)["proposals"]
    assert told["state"] == "new"
    [old] = re.findall("（([^（]*)）也是.*看不出说的是不是它", told["message"])
    assert report(place, "take", DRAFT, "--write").status == 1
    assert report(place, "take", DRAFT, "--write", "--add", "1").status == 0
    assert report(place, "build", "2025", "--to", "md").status == 0
    assert (place / DRAFT).read_text("utf-8") == typed
    _, _, bound = (place / "templates/2025/work_report.edits.yaml").read_text("utf-8").rpartition("now: ")
    assert f"{{{{ {old} }}}}" not in bound


def test_the_same_under_a_name_of_the_drafts_comes_home_once_the_catalogue_has_it(place: Path) -> None:
    change(place / DRAFT, "受理群众来信30件", "受理市民来信30件")
    [told] = json.loads(report(place, "take", DRAFT, "--format", "json").out)["proposals"]
    [name] = re.findall("label改成“(.*?)”", told["message"])
    change(place / "data/indicators.yaml", "label: 认真受理群众来信", f"label: {name}")
    [told] = json.loads(report(place, "take", DRAFT, "--format", "json").out)["proposals"]
    assert told["state"] == "ready"
    assert told["after"].startswith("认真受理市民来信{{ 信访工作.认真受理群众来信 }}")


def test_many_of_another_name_are_taken_for_the_same_and_that_is_said(place: Path) -> None:
    change(place / DRAFT, "发放慰问金60.2万元", "发放助学金60.2万元")
    [told] = json.loads(report(place, "take", DRAFT, "--format", "json").out)["proposals"]
    assert told["state"] == "ready"
    assert "当作它，以后跟着它变" in told["message"]


# The same thing, said in other words.
SAME = """
举办运动会3场 | 成功组织运动会4场
认真受理群众来信30件 | 妥善受理群众来信32件
认真受理群众来信30件 | 全年认真受理人民群众来信32件
发放慰问金60.2万元 | 累计发放节日慰问金超60.2万元
运动员许沐阳获全国田径锦标赛银牌2枚 | 我区运动员许沐阳获全国田径锦标赛银牌3枚
""".strip().splitlines()


@pytest.mark.parametrize("case", SAME)
def test_a_number_of_the_same_thing_in_other_words_is_its_new_value(case: str, place: Path) -> None:
    change(place / DRAFT, *case.split(" | "))
    told = json.loads(report(place, "take", DRAFT, "--format", "json").out)["proposals"]
    assert {each["state"] for each in told} == {"ready"}
    assert len([each for each in told if each["type"] == "figure"]) == 1


def test_a_number_of_a_thing_that_the_data_have_goes_there(place: Path) -> None:
    change(place / DRAFT, "田径队夺得银牌4枚", "发放慰问金60.2万元")
    [told] = json.loads(report(place, "take", DRAFT, "--format", "json").out)["proposals"]
    assert (told["type"], told["state"]) == ("prose", "ready")
    assert "田径队夺得银牌" not in told["after"]
