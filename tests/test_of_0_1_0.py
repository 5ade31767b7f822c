"""Workspaces as version 0.1.0 left them: this one builds, checks, verifies and takes home without a word."""

import json
import shutil
from pathlib import Path

import pytest

from running import change, report
from test_take import draft

LEFT = Path(__file__).parent / "of_0_1_0"
"""Built by 0.1.0, to the byte. `dot-report` is its `.report`."""
DRAFTS = ("drafts/2022/brief.docx", "drafts/2022/brief.md")


@pytest.fixture(params=["english", "chinese"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["with .report", "without"])
def place(request: pytest.FixtureRequest, language: str, tmp_path: Path) -> Path:
    made = shutil.copytree(LEFT / language, tmp_path / "place")
    (made / "dot-report").rename(made / ".report")
    if request.param == "without":
        shutil.rmtree(made / ".report")
    return made


def test_an_untouched_draft_agrees_and_is_replaced_without_being_forced(place: Path) -> None:
    for name in DRAFTS:
        verified = report(place, "verify", name)
        assert (verified.status, verified.err) == (0, "")
        assert "全部相符" in verified.out
        taken = report(place, "take", name, "--format", "json")
        assert (taken.status, json.loads(taken.out)["proposals"], taken.err) == (0, [], "")
    change(place / "data/2022.yaml", " 265 ", " 280 ")
    built = report(place, "build", "2022")
    assert (built.status, built.err) == (0, "")
    assert {f"已生成 {name}" for name in DRAFTS} <= set(built.out.splitlines())
    assert report(place, "build", "2022", "--check").status == 0


def test_an_edited_draft_is_kept_and_its_figures_come_home(place: Path) -> None:
    edited = draft(place, ("265件", "268件"), name=DRAFTS[0], of=DRAFTS[0]).read_bytes()
    refused = report(place, "build", "2022")
    assert (refused.status, (place / DRAFTS[0]).read_bytes()) == (1, edited)
    assert "report take" in refused.err
    taken = report(place, "take", DRAFTS[0], "--write", "--format", "json")
    [one] = json.loads(taken.out)["proposals"]
    assert (taken.status, one["from"], one["to"]) == (0, "265", "268")
    assert report(place, "build", "2022").status == 0
    renewed = report(place, "renew", DRAFTS[0], "--output", "新.docx")
    assert (renewed.status, renewed.err) == (0, "")
