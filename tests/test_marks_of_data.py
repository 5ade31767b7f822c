"""A mark that the data bring along is told once, at the data, and is as grave as the rule of words says."""

from pathlib import Path

import pytest

from report_cli.files.workspace import CATALOGUE, VOCABULARY
from running import report

_CATALOGUE = (
    "g: {label: 工作, indicators: {t: {label: 主题句}, n: {label: 收到, unit: 件}, l: {label: 议题, kind: list}}}\n"
)


def told(folder: Path, data: str, template: str = "{{ g.t }}。收到{{ g.n }}。", *, own: bool = True) -> list[str]:
    (folder / "data").mkdir(parents=True)
    (folder / "templates").mkdir()
    (folder / CATALOGUE).write_text(_CATALOGUE, "utf-8")
    (folder / "data/2022.yaml").write_text(f"year: 2022\ng:\n  n: 3\n  {data}\n", "utf-8")
    (folder / "templates/a.md.j2").write_text(f"{template}\n", "utf-8")
    if own:
        (folder / VOCABULARY).write_text("format: 1\n", "utf-8")
    lines = report(folder, "check").out.split("\n")
    found = [line.split(": ")[:2] for line in lines if line.startswith(("data/", "templates/"))]
    return [f"{place.split('/')[1].partition(':')[0]} {said}" for place, said in found]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("t: 做好提案。", ["2022.yaml 错误 W101"]),
        ("t: 做好提案；", ["2022.yaml 错误 W101"]),
        ("t: 做好提案，", ["2022.yaml 错误 W101"]),
        ("t: 做好，，提案", ["2022.yaml 错误 W101"]),
        ("t: 做好提案！", ["2022.yaml 警告 W101"]),
        ("t: 做好提案。。", ["2022.yaml 错误 W253"]),
        ("t: 做好提案、", ["2022.yaml 错误 F126"]),
        ("t: 。做好提案", ["2022.yaml 警告 F126"]),
        ("t: 做好“提案", ["2022.yaml 错误 F126"]),
        ("t: 做好提案》", ["2022.yaml 错误 F126"]),
        ("t: 做好（提案", ["2022.yaml 错误 F126"]),
        ("t: 做好“提案”", []),
        ("t: 做好提案……", []),
    ],
)
def test_a_mark_of_the_data_is_one_finding_at_the_data(data: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, data) == expected


def test_without_a_vocabulary_it_is_a_warning(tmp_path: Path) -> None:
    assert told(tmp_path, "t: 做好提案。", own=False) == ["2022.yaml 警告 W101"]


def test_a_mark_of_the_template_stays_at_the_template(tmp_path: Path) -> None:
    assert told(tmp_path, "t: 做好提案", "{{ g.t }}。。") == ["a.md.j2 警告 W101"]
    assert told(tmp_path / "b", "t: 做好提案", "“{{ g.t }}。") == ["a.md.j2 警告 W102"]
