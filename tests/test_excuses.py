"""A draft that comes back after its templates have changed: only what that explains is no edit."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from lxml import etree

from reworked import W, reworked, without_bookmarks
from running import built, report

FILES = {
    "data/indicators.yaml": """\
提案:
  label: 提案工作
  indicators:
    received: {label: 收到提案, unit: 件}
    filed: {label: 立案, unit: 件}
    meetings: {label: 协商会, unit: 场}
    visits: {label: 走访企业, unit: 家}
""",
    "data/2022.yaml": "year: 2022\n提案: {received: 265, filed: 224, meetings: 6, visits: 37}\n",
}
HEAD = "---\nlabel: 简报\ntitle: 简报\n---\n"
PROPOSALS = "这一年收到提案{{ 提案.received }}，立案{{ 提案.filed }}。\n"
MEETINGS = "\n围绕中心工作召开协商会{{ 提案.meetings }}。\n"
AGAIN = "\n全年共收到各方面提案{{ 提案.received }}，走访企业{{ 提案.visits }}。\n"
ONCE_MORE = "\n总起来说，收到{{ 提案.received }}。\n"

Edits = Iterable[tuple[str, str]]
Finding = tuple[str, str | None, str | None]


def findings(folder: Path, then: str, now: str, edits: Edits = (), *, bare: bool = False) -> list[Finding]:
    """What is found in a draft of a template that was edited since and is another now.

    `bare`: its bookmarks are gone.
    """
    for name, text in {**FILES, "templates/brief.md.j2": HEAD + then}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    built(folder, "2022")
    draft = (folder / "drafts/2022/brief.docx").read_bytes()
    if now != then:
        (folder / "templates/brief.md.j2").write_text(HEAD + now, encoding="utf-8")
        built(folder, "2022")

    def edit(root: etree._Element) -> None:
        for old, new in edits:
            piece = next(piece for piece in root.iter(f"{W}t") if old in (piece.text or ""))
            piece.text = (piece.text or "").replace(old, new)
        if bare:
            without_bookmarks(root)

    (folder / "送审稿.docx").write_bytes(reworked(draft, edit))
    content = json.loads(report(folder, "verify", "送审稿.docx", "--format", "json").out)
    return [(finding["kind"], finding["fact"], finding["found"]) for finding in content["findings"]]


@pytest.mark.parametrize("bare", [False, True], ids=["bound", "bare"])
@pytest.mark.parametrize(
    ("then", "now"),
    [
        (PROPOSALS + MEETINGS, PROPOSALS + MEETINGS + AGAIN),
        (PROPOSALS + MEETINGS + AGAIN, PROPOSALS + MEETINGS + AGAIN + ONCE_MORE),
        (PROPOSALS + MEETINGS, "收到{{ 提案.received }}、立案{{ 提案.filed }}的提案，件件有着落。\n" + MEETINGS),
    ],
    ids=["more facts", "more often", "in other words"],
)
def test_figures_that_the_template_gained_since_are_not_missed(then: str, now: str, bare: bool, tmp_path: Path) -> None:
    assert findings(tmp_path, then, now, bare=bare) == []
    assert findings(tmp_path, then, now, [("265件", "265 件")], bare=bare) == []


@pytest.mark.parametrize("bare", [False, True], ids=["bound", "bare"])
@pytest.mark.parametrize(("new", "found"), [("256件", "256件"), ("", None)], ids=["changed", "removed"])
def test_a_change_to_one_of_two_appearances_is_not_excused(
    new: str, found: str | None, bare: bool, tmp_path: Path
) -> None:
    told = findings(
        tmp_path, PROPOSALS + MEETINGS + AGAIN, PROPOSALS + MEETINGS + AGAIN + ONCE_MORE, [("265件", new)], bare=bare
    )
    assert ("changed" if new else "removed", "提案.received", found) in told


def test_figures_that_the_template_lost_since_are_compared_as_built(tmp_path: Path) -> None:
    then, now = PROPOSALS + MEETINGS, PROPOSALS
    assert findings(tmp_path, then, now) == []
    assert findings(tmp_path, then, now, [("6场", "7场")]) == [("changed", "提案.meetings", "7场")]
    assert findings(tmp_path, then, now, [("中心工作", "6场会议")]) == [("repeated", "提案.meetings", "6场")]


def test_a_figure_typed_elsewhere_does_not_replace_a_deleted_one(tmp_path: Path) -> None:
    edits = [("265件", ""), ("中心工作", "265件提案")]
    told = findings(tmp_path, PROPOSALS + MEETINGS, PROPOSALS + MEETINGS + AGAIN, edits)
    assert {(kind, fact) for kind, fact, _ in told} & {("moved", "提案.received"), ("removed", "提案.received")}


@pytest.mark.parametrize("bare", [False, True], ids=["bound", "bare"])
def test_nothing_is_excused_if_the_templates_are_the_same(bare: bool, tmp_path: Path) -> None:
    edits = [("265件", ""), ("中心工作", "265件提案")]
    assert findings(tmp_path, PROPOSALS + MEETINGS, PROPOSALS + MEETINGS, edits, bare=bare) == [
        ("moved", "提案.received", None)
    ]
