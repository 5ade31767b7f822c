"""Findings: their order, their severity, and how each format shows them."""

import io
import json
from pathlib import Path

import pytest

from report_cli.model import Finding, Place, in_order, unplaced
from report_cli.views.findings import show_findings, summary

HINT = Finding("F999", Place("data/2022.yaml", 3, 5), "可以更好", "这样写", severity="hint")
ERROR = Finding("F203", Place("data/2022.yaml", 3, 5), "不对")
WARNING = Finding("F202", Place("data/2022.yaml", 2, 1), "未填", severity="warning")


def shown(form: str, *findings: Finding) -> str:
    stream = io.StringIO()
    show_findings(findings, Path("elsewhere"), form, stream)
    return stream.getvalue()


@pytest.mark.parametrize("strict", [False, True])
def test_an_error_always_fails_a_run_a_hint_never_and_a_warning_if_strict(strict: bool) -> None:
    assert [finding.fails(strict) for finding in (ERROR, WARNING, HINT)] == [True, strict, False]


def test_a_hint_has_its_own_word_in_every_format() -> None:
    assert shown("text", HINT) == "elsewhere/data/2022.yaml:3:5: 提示 F999: 可以更好\n    怎样改：这样写\n"
    assert shown("github", HINT) == "::notice file=elsewhere/data/2022.yaml,line=3,col=5,title=F999::可以更好；这样写\n"
    assert [entry["severity"] for entry in json.loads(shown("json", HINT))] == ["hint"]


def test_the_summary_counts_each_severity() -> None:
    assert summary([]) == "没有问题"
    assert summary([HINT]) == "共1个提示"
    assert summary([HINT, WARNING, ERROR, WARNING]) == "共1个错误，2个警告，1个提示"


def test_findings_are_shown_once_and_in_the_order_of_the_file() -> None:
    assert in_order([HINT, ERROR, WARNING, ERROR]) == [WARNING, ERROR, HINT]


def test_a_finding_can_get_its_place_later() -> None:
    place = Place("data/2022.yaml", 4, 13)
    made = Finding("F107", place, "用了两个概数标记", "只留一个")
    assert unplaced("F107", made.message, made.cure).at(place) == made
    assert unplaced("107", made.message, made.cure).at(place, family="F") == made
