"""What a report says of last year is held against its own figures: 196件，比上年增加42件、增长6.9%."""

import re
from pathlib import Path

from running import report

CASES = Path(__file__).parent / "cases/arithmetic"
RIGHT = (CASES / "right.txt").read_text("utf-8").splitlines()
WRONG = [line.split("\t") for line in (CASES / "wrong.txt").read_text("utf-8").splitlines()]


def told(folder: Path, sentences: list[str]) -> list[str]:
    """What `adopt` says of figures that do not agree, which `check` says too."""
    (folder / "旧.txt").write_text("\n".join(["工作小结", *sentences, ""]), "utf-8")
    result = report(folder, "adopt", "旧.txt", "--year", "2022", "--into", "新")
    assert result.status in (0, 1), result.err
    found = re.findall("旧报告里的数对不上，核对原文：旧.txt (第.*)", result.out)
    checked = report(folder / "新", "check", "2022").out
    assert sorted(re.findall("警告 W115: (.*)", checked)) == sorted(each.partition("：")[2] for each in found)
    return found


def test_figures_that_agree_are_not_doubted(tmp_path: Path) -> None:
    assert told(tmp_path, RIGHT) == []


def test_figures_of_a_sentence_that_cannot_all_be_right_are_told_with_what_fits(tmp_path: Path) -> None:
    found = told(tmp_path, [said for said, *_ in WRONG])
    for number, (_, *parts) in enumerate(WRONG, 2):
        assert [all(map(each.__contains__, parts)) for each in found if each.startswith(f"第{number}段：")] == [True]
    assert len(found) == len(WRONG)


def test_what_somebody_has_looked_at_is_not_doubted_again(tmp_path: Path) -> None:
    assert told(tmp_path, [WRONG[0][0]])
    file = tmp_path / "新/data/2022.yaml"
    file.write_text(file.read_text("utf-8").replace("{value: 6.9%,", "{value: 6.9%, state: 已核,"), "utf-8")
    assert "W115" not in report(tmp_path / "新", "check", "2022").out
