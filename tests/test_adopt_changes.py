"""What a report says of last year is computed from both years once that was answered, whichever way it went."""

import re
from pathlib import Path

import pytest

from running import report

MORE = "".join(f"{month}月{day}日召开会议。" for month in range(1, 13) for day in (4, 17)) + "以人民为中心。"
"""Figures enough that all questions are asked."""
CASES = sorted((Path(__file__).parent / "cases/changes").glob("*.txt"))


def adopted(folder: Path, texts: list[str], *, at_once: bool) -> Path:
    """A workspace of two years' reports, with every question answered."""
    names = [f"{year}.txt" for year in (2023, 2024)]
    for name, text in zip(names, texts, strict=True):
        (folder / name).write_text(f"工作小结\n{text}\n{MORE}\n", "utf-8")
    runs = [[names, "2023,2024"]] if at_once else [[[name], name[:4]] for name in names]
    for number, (files, years) in enumerate(runs):
        result = report(folder, "adopt", *files, "--year", str(years), "--into", "新", *["--force"] * number)
        assert result.status in (0, 1), result.err
    file = folder / "新/adopt.yaml"
    file.write_text(re.sub(r"(?m)^  answer:$", "  answer: 是", file.read_text("utf-8")), "utf-8")
    answered = report(folder / "新", "adopt")
    assert answered.status == 0, answered.err
    return folder / "新"


def built(workspace: Path, year: int) -> str:
    made = report(workspace, "build", str(year), "--to", "md")
    assert made.status == 0, made.out + made.err
    return (workspace / f"drafts/{year}/work_report.md").read_text("utf-8")


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "one after the other"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_change_of_a_sentence_follows_the_data(case: Path, at_once: bool, tmp_path: Path) -> None:
    was, now, values, said = case.read_text("utf-8").split("---\n")
    texts = [text.strip() for text in (was, now)]
    workspace = adopted(tmp_path, texts, at_once=at_once)
    for year, text in zip((2023, 2024), texts, strict=True):
        assert text in built(workspace, year)
    file = workspace / "data/2024.yaml"
    data = file.read_text("utf-8")
    assert not re.search("(?m)^  .*(?:比上年|同比|增长)", data)
    for label, value in re.findall(r"(.+): (.+)", values):
        data, count = re.subn(rf"(?m)^(  {label}: {{value: )[^,]*", rf"\g<1>{value}", data)
        assert count == 1, (label, data)
    file.write_text(data, "utf-8")
    assert said.strip() in built(workspace, 2024)
    assert texts[0] in built(workspace, 2023)


def test_all_changes_of_a_sentence_are_one_question(tmp_path: Path) -> None:
    texts = ["立案提案196件，比上年增加14件，增长7.7%。", "立案提案209件，比上年增加13件，增长6.6%。"]
    for year, text in zip((2023, 2024), texts, strict=True):
        (tmp_path / f"{year}.txt").write_text(f"工作小结\n{text}\n{MORE}\n", "utf-8")
    result = report(tmp_path, "adopt", "2023.txt", "2024.txt", "--year", "2023,2024", "--into", "新")
    [asked] = re.findall(".*以后由它们算吗.*", result.out)
    assert "增加13件正好由" in asked
    assert "增长6.6%正好由" in asked
    file = tmp_path / "新/adopt.yaml"
    file.write_text(file.read_text("utf-8").replace("  answer:\n", "  answer: 否\n"), "utf-8")
    assert report(tmp_path / "新", "adopt").status == 0
    assert "formula" not in (tmp_path / "新/data/indicators.yaml").read_text("utf-8")


def test_a_total_that_is_told_by_two_views_has_both_breakdowns(tmp_path: Path) -> None:
    text = (
        "立案209件。其中，委员提案180件，集体提案29件。从内容看，经济建设方面82件，占39.2%；社会事业方面73件，占34.9%；"
        "生态文明方面34件，占16.3%；其他方面20件，占9.6%。"
    )
    (tmp_path / "旧.txt").write_text(f"工作小结\n{text}\n{MORE}\n{MORE}\n", "utf-8")
    asked = report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").out
    assert "委员提案180件＋集体提案29件正好是立案209件" in asked
    assert "经济建设方面82件＋社会事业方面73件＋生态文明方面34件＋其他方面20件正好是立案209件" in asked
    file = tmp_path / "新/adopt.yaml"
    file.write_text(file.read_text("utf-8").replace("  answer:\n", "  answer: 是\n"), "utf-8")
    assert report(tmp_path / "新", "adopt").status == 0
    data = tmp_path / "新/data/2022.yaml"
    before = data.read_text("utf-8")
    for part, breakdown in (("集体提案", "分法一"), ("生态文明方面", "分法二")):
        data.write_text(re.sub(rf"(  {part}: {{value: )\d+", r"\g<1>40", before), "utf-8")
        found = report(tmp_path / "新", "check", "2022").out
        assert f"错误 F204: 立案（正文.立案）209件，{breakdown}" in found


def test_a_change_that_was_renamed_is_known_where_it_goes_the_other_way(tmp_path: Path) -> None:
    texts = ["接待来访23批268人次，比上年增加5批61人次。", "接待来访21批247人次，比上年减少2批21人次。"]
    for number, (year, text) in enumerate(zip((2023, 2024), texts, strict=True)):
        (tmp_path / f"{year}.txt").write_text(f"工作小结\n{text}\n{MORE}\n", "utf-8")
        more = ["--force"] * number
        assert report(tmp_path, "adopt", f"{year}.txt", "--year", str(year), "--into", "新", *more).status in (0, 1)
        catalogue = tmp_path / "新/data/indicators.yaml"
        catalogue.write_text(
            catalogue.read_text("utf-8").replace("label: 接待来访比上年增加", "label: 来访批次增减"), "utf-8"
        )
    assert catalogue.read_text("utf-8").count("unit: 批") == 2
    assert "  接待来访比上年增加: {value: -2," in (tmp_path / "新/data/2024.yaml").read_text("utf-8")
