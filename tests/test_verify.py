"""`report verify`: what people changed in a draft, figure by figure, whichever programs saved it."""

import json
import os
import re
import resource
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import reworked
from confusion import KINDS, confusion
from report_cli.docx.package import OFFICE
from report_cli.files import archive
from report_cli.views import side_by_side
from reworked import W, paragraphs, row_moved, run, text_of, write_over, zipped
from running import PROGRAM, Result, built, change, committee, ended, report, started, year_2022
from taking import laid

Finding = tuple[str, str | None, str | None, str | None]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = year_2022(tmp_path_factory.mktemp("verify"))
    built(found, "2022")
    return found


@pytest.fixture(scope="module")
def draft(place: Path) -> bytes:
    return (place / "drafts/2022/work_report.docx").read_bytes()


@pytest.fixture(scope="module")
def figures(place: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((place / "drafts/2022/work_report.figures.json").read_text("utf-8"))[
        "figures"
    ]
    return found


def verified(place: Path, data: bytes, *options: str, name: str = "改过的.docx") -> dict[str, Any]:
    file = place / name
    file.write_bytes(data)
    result = report(place, "verify", name, "--format", "json", *options)
    content: dict[str, Any] = json.loads(result.out)
    assert result.status == int(bool(content["findings"])), result.err
    return content


def findings(content: dict[str, Any]) -> list[Finding]:
    return sorted((f["kind"], f["fact"], f["expected"], f["found"]) for f in content["findings"])


# Every edit on every figure


@pytest.mark.parametrize("kind", KINDS)
def test_every_edit_is_found_and_nothing_else(kind: str) -> None:
    table = confusion(kind)
    assert table.wrong == []
    assert table.right.total() > 1500
    # Only names in new sentences are ever left unsaid (see `confusion.is_everyday`).
    assert all(name.startswith("另句") for name, count in table.excused.items() if count)


# One file, edited in ten places, and what programs make of it

EDITS = {
    "proposals.received": "256件",
    "proposals.filed": "",
    "proposals.answer_rate": "百分之九十",
    "meeting.date": "2023年2月22日",
    "meeting.speaker": "刘守宾",
    "enterprises.meetings": "１7场",
    "plenary.suggestions": "300条",
}
EXPECTED: list[Finding] = sorted(
    [
        ("changed", "proposals.received", "265件", "256件"),
        ("removed", "proposals.filed", "224件", None),
        ("changed", "proposals.answer_rate", "100%", "百分之九十"),
        ("changed", "meeting.date", "2023年2月21日", "2023年2月22日"),
        ("changed", "meeting.speaker", "刘守斌", "刘守宾"),
        ("changed", "enterprises.meetings", "16场", "１7场"),
        ("changed", "plenary.suggestions", "近300条", "300条"),
        ("moved", "enterprises.by_leaders", "15家", "21家"),
        ("unbound", None, None, "37次"),
        ("repeated", "party_building.studies", "12次", "12次"),
    ],
    key=lambda finding: (finding[0], finding[1] or ""),
)


def edit(figures: list[dict[str, Any]], *, tracked: bool = False) -> Callable[[etree._Element], None]:
    """The edits, and two sentences more."""
    numbers = {figure["fact"]: number for number, figure in reversed(list(enumerate(figures)))}
    texts = {figure["fact"]: figure["text"] for figure in figures}

    def change(root: etree._Element) -> None:
        swapped = {
            "enterprises.by_leaders": "enterprises.by_committees",
            "enterprises.by_committees": "enterprises.by_leaders",
        }
        wanted = {numbers[fact]: text for fact, text in EDITS.items()} | {
            numbers[fact]: texts[other] for fact, other in swapped.items()
        }
        for number in sorted(wanted, reverse=True):
            write_over(root, number, wanted[number], tracked=tracked)
        last = [p for p in paragraphs(root) if text_of(p)][-1]
        last.append(run("会后又走访了37次。全年学习共12次。各项工作都有新的起色。"))

    return change


@pytest.fixture(scope="module")
def edited(draft: bytes, figures: list[dict[str, Any]]) -> bytes:
    return reworked.reworked(draft, edit(figures))


def check(place: Path, data: bytes, *options: str, name: str = "改过的.docx") -> dict[str, Any]:
    content = verified(place, data, *options, name=name)
    found = sorted(findings(content), key=lambda finding: (finding[0], finding[1] or ""))
    assert found == EXPECTED
    assert content["figures"]["bound"] - content["figures"]["agree"] == 9
    return content


def test_a_draft_as_built_agrees_in_every_figure(place: Path, draft: bytes, figures: list[dict[str, Any]]) -> None:
    content = verified(place, draft)
    assert content == {
        "version": 1,
        "file": "改过的.docx",
        "year": 2022,
        "kind": "work_report",
        "figures": {"bound": len(figures), "agree": len(figures)},
        "findings": [],
        "prose": {"changed": 0, "changes": []},
        "marks": [],
        "words": [],
        "outdated": [],
    }


def fits(value: object, contract: object) -> bool:
    """Whether a value of JSON has the form that is promised: the same keys, in the same order, and types."""
    if isinstance(contract, dict):
        return (
            isinstance(value, dict)
            and list(value) == list(contract)
            and all(fits(value[key], contract[key]) for key in contract)
        )
    if isinstance(contract, list):
        return isinstance(value, list) and all(fits(each, contract[0]) for each in value)
    if isinstance(contract, tuple):
        return any(fits(value, each) for each in contract)
    return type(value) is contract if isinstance(contract, type) else value == contract


FOUND = ("changed", "removed", "unbound", "repeated", "moved", "stale", "contradictory")
TEXT = (str, None)
CONTRACT = {
    "version": 1,
    "file": str,
    "year": int,
    "kind": str,
    "figures": {"bound": int, "agree": int},
    "findings": [
        {
            "kind": FOUND,
            "fact": TEXT,
            "expected": TEXT,
            "found": TEXT,
            "paragraph": int,
            "text": str,
            "place": ({"file": str, "line": (int, None), "column": (int, None)}, None),
        }
    ],
    "prose": {
        "changed": int,
        "changes": [
            {
                "change": ("changed", "added", "removed", "moved"),
                "paragraph": int,
                "before": TEXT,
                "after": TEXT,
                "beside": [str],
                "template": ({"file": str, "line": (int, None)}, None),
                "author": TEXT,
                "date": TEXT,
            }
        ],
    },
    "marks": [
        {
            "kind": ("tracked", "comment", "hidden", "highlight", "pending"),
            "paragraph": (int, None),
            "text": str,
            "author": TEXT,
            "date": TEXT,
        }
    ],
    "words": [
        {
            "code": str,
            "severity": ("error", "warning", "hint"),
            "file": str,
            "line": (int, None),
            "column": (int, None),
            "message": str,
            "hint": str,
            "fact": TEXT,
            "paragraph": (int, None),
        }
    ],
    "outdated": [
        {
            "kind": ("missing", "words"),
            "facts": [{"fact": str, "label": str, "text": str}],
            "paragraph": int,
            "below": bool,
            "before": TEXT,
            "after": TEXT,
            "of_data": bool,
            "template": ({"file": str, "line": (int, None)}, None),
        }
    ],
}


def test_the_json_has_the_documented_form(place: Path, edited: bytes, figures: list[dict[str, Any]]) -> None:
    content = verified(place, reworked.reworked(edited, marked))
    assert fits(content, CONTRACT)
    assert {finding["kind"] for finding in content["findings"]} <= set(FOUND)
    assert {mark["kind"] for mark in content["marks"]} == {"hidden", "highlight", "tracked", "pending"}
    several = report(place, "verify", "改过的.docx", "drafts/2022/work_report.docx", "--format", "json")
    assert several.status == 1
    assert fits(json.loads(several.out), [CONTRACT])
    assert len(json.loads(several.out)) == 2


def test_swapped_cells_are_moved_figures_and_swapped_rows_are_prose(tmp_path: Path) -> None:
    own = committee("beihu", tmp_path)
    built(own, "2024", "--to", "docx")
    data = (own / "drafts/2024/work_report.docx").read_bytes()

    def swapped(one: str, other: str) -> Callable[[etree._Element], None]:
        def swap(root: etree._Element) -> None:
            cells = list(root.iter(f"{W}tc"))
            texts = [next(next(c for c in cells if text_of(c) == text).iter(f"{W}t")) for text in (one, other)]
            texts[0].text, texts[1].text = texts[1].text, texts[0].text

        return swap

    for cells in (("265", "240"), ("265", "224"), ("18件", "7件")):
        found = findings(verified(own, reworked.reworked(data, swapped(*cells))))
        assert [(kind, {old, new}) for kind, _, old, new in found] == [("moved", set(cells))]
    assert findings(verified(own, reworked.reworked(data, row_moved))) == []


def test_each_edit_is_one_finding_with_its_sentence_and_place(
    place: Path, edited: bytes, figures: list[dict[str, Any]]
) -> None:
    content = check(place, edited)
    by_fact = {finding["fact"]: finding for finding in content["findings"]}
    received, filed = by_fact["proposals.received"], by_fact["proposals.filed"]
    built_in = next(figure["paragraph"] for figure in figures if figure["fact"] == "proposals.received")
    assert received["paragraph"] == filed["paragraph"] == built_in
    assert "委员提案256件，" in received["text"]
    assert "立案224件" in filed["text"]
    line = (place / "data/2022.yaml").read_text("utf-8").splitlines()[received["place"]["line"] - 1]
    assert received["place"]["file"] == "data/2022.yaml"
    assert line[received["place"]["column"] - 1 :].startswith("265")
    assert by_fact[None]["place"] is None
    assert content["prose"]["changed"] == 1


def test_the_findings_are_the_same_after_other_programs_saved_the_draft(
    place: Path, edited: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "edited.docx"
    file.write_bytes(edited)
    for data in reworked.saved_by_office(file, tmp_path).values():
        check(place, data)


LOSSES: dict[str, Callable[[bytes], bytes]] = {
    "书签": lambda data: reworked.reworked(data, reworked.without_bookmarks),
    "封签": reworked.without_seal,
    "书签和封签": lambda data: reworked.without_seal(reworked.reworked(data, reworked.without_bookmarks)),
    "整字": lambda data: reworked.reworked(data, reworked.split_at_every_character),
    "整字和书签": lambda data: reworked.reworked(
        reworked.reworked(data, reworked.split_at_every_character), reworked.without_bookmarks
    ),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_the_findings_are_the_same_without_bookmarks_or_seal(place: Path, edited: bytes, loss: str) -> None:
    check(place, LOSSES[loss](edited), name="报告（修改稿2）.docx")


def test_tracked_changes_count_as_accepted(place: Path, draft: bytes, figures: list[dict[str, Any]]) -> None:
    content = check(place, reworked.reworked(draft, edit(figures, tracked=True)))
    tracked = "".join(mark["text"] for mark in content["marks"] if mark["kind"] == "tracked")
    assert all(text in tracked for text in ("265件", "256件", "224件", "刘守宾"))


def _long(root: etree._Element) -> list[etree._Element]:
    return [p for p in paragraphs(root) if len(text_of(p)) > 100]


def test_a_new_order_of_paragraphs_is_prose(place: Path, edited: bytes) -> None:
    def reorder(root: etree._Element) -> None:
        long = _long(root)[:-1]
        for first, second in zip(long[::2], long[1::2], strict=False):
            second.addnext(first)

    assert check(place, reworked.reworked(edited, reorder))["prose"]["changed"] > 1


def test_joined_and_split_paragraphs_are_prose(place: Path, edited: bytes) -> None:
    def join_and_part(root: etree._Element) -> None:
        first, second, *_, third = _long(root)[1:-1]
        for child in list(second)[1:]:
            first.append(child)
        parent = second.getparent()
        assert parent is not None
        parent.remove(second)
        rest = list(third)[len(third) // 2 :]
        added = etree.Element(f"{W}p")
        third.addnext(added)
        for child in rest:
            added.append(child)

    check(place, reworked.reworked(edited, join_and_part))


def test_blanks_and_unicode_forms_are_no_edits(place: Path, draft: bytes) -> None:
    def respace(root: etree._Element) -> None:
        for piece in root.iter(f"{W}t"):
            piece.text = re.sub(r"(?<=\D)(?=.)|(?<=.)(?=\D)", " ", piece.text or "").replace("区", "区\u200b")

    content = verified(place, reworked.reworked(draft, respace))
    assert content["findings"] == []
    assert content["prose"]["changed"] == 0


def test_other_quotation_marks_are_no_edits_and_a_name_is_quoted_as_it_stands(place: Path, draft: bytes) -> None:
    def straight(root: etree._Element) -> None:
        for piece in root.iter(f"{W}t"):
            piece.text = re.sub("[“”]", '"', piece.text or "")

    content = verified(place, reworked.reworked(draft, straight))
    assert (content["findings"], content["prose"]["changed"]) == ([], 0)
    edited = reworked.reworked(draft, lambda root: _replace(root, "“三标”", "“三表”"))
    assert {found for *_, found in findings(verified(place, edited))} == {"“三表”活动"}


# Which report it is, and what it is audited against


def test_a_text_without_seal_is_known_by_its_words(place: Path, draft: bytes, tmp_path: Path) -> None:
    text = "\r\n\r\n".join(_texts(draft)).replace("265件", "256件")
    for name, data in {"报纸.txt": text.encode("gb18030"), "报纸2.txt": text.encode("utf-16")}.items():
        assert findings(verified(place, data, name=name)) == [("changed", "proposals.received", "265件", "256件")]


def test_a_text_with_hard_line_breaks_is_read_as_paragraphs(place: Path, draft: bytes) -> None:
    texts = [text.replace("224件", "242件") for text in _texts(draft)]
    lines = [text[start : start + 17] for text in texts for start in range(0, len(text), 17)]
    content = verified(
        place,
        "\n".join(lines).encode(),
        "--year",
        "2022",
        "--kind",
        "work_report",
        name="页.txt",
    )
    assert findings(content) == [("changed", "proposals.filed", "224件", "242件")]


def test_markdown_is_read_without_its_markup(place: Path) -> None:
    text = (place / "drafts/2022/work_report.md").read_text("utf-8")
    content = verified(place, text.encode(), "--year", "2022", "--kind", "work_report", name="稿.md")
    assert (content["findings"], content["prose"]["changed"]) == ([], 0)


def test_an_unknown_text_needs_its_year_and_kind(place: Path) -> None:
    (place / "别的.txt").write_text("今天天气很好。", "utf-8")
    result = report(place, "verify", "别的.txt")
    assert (result.status, result.out) == (2, "")
    assert "--year" in result.err
    assert "--kind" in result.err
    content = report(place, "verify", "别的.txt", "--year", "2022", "--kind", "press_release", "--format", "json")
    assert {finding["kind"] for finding in json.loads(content.out)["findings"]} == {"removed"}


def _texts(data: bytes) -> list[str]:
    root = etree.fromstring((archive.read(data) or {})[reworked.DOCUMENT])
    return [text for p in paragraphs(root) if (text := text_of(p))]


def test_a_draft_is_stale_if_the_data_have_changed(tmp_path: Path) -> None:
    own = year_2022(tmp_path)
    built(own, "2022", "--to", "docx")
    draft = (own / "drafts/2022/work_report.docx").read_bytes()
    change(own / "data/2022.yaml", "received: 265", "received: 266")
    stale: list[Finding] = [
        ("stale", "proposals.filing_rate", "84.2%", "84.5%"),
        ("stale", "proposals.received", "266件", "265件"),
    ]
    assert findings(verified(own, draft)) == stale
    # Nothing of the build is left but the draft: the report is composed again, and the seal says what was built.
    built(own, "2022", "--to", "docx")
    assert findings(verified(own, draft)) == stale
    (own / "drafts/2022/work_report.figures.json").unlink()
    assert findings(verified(own, draft)) == stale
    mended = reworked.reworked(draft, lambda root: _replace(root, "265件", "266件"))
    assert [kind for kind, *_ in findings(verified(own, mended))] == ["stale"]


def _replace(root: etree._Element, old: str, new: str) -> None:
    for piece in root.iter(f"{W}t"):
        piece.text = (piece.text or "").replace(old, new)


def test_a_changed_template_is_no_edit_of_the_draft(tmp_path: Path) -> None:
    own = year_2022(tmp_path)
    built(own, "2022", "--to", "docx")
    draft = (own / "drafts/2022/work_report.docx").read_bytes()
    template = own / "templates/work_report.md.j2"
    text = template.read_text("utf-8")
    template.write_text(
        text.replace("各位委员！新的一年", "{{ committee.name }}收到{{ proposals.received }}。各位委员！新的一年"),
        "utf-8",
    )
    built(own, "2022", "--to", "docx")
    assert verified(own, draft)["findings"] == []
    edited = reworked.reworked(draft, lambda root: _replace(root, "265件", "256件"))
    assert findings(verified(own, edited)) == [("changed", "proposals.received", "265件", "256件")]


# Editing marks


def marked(root: etree._Element) -> None:
    """One mark of each kind, each in a paragraph of its own."""
    long = _long(root)
    properties = {0: "vanish", 1: "highlight"}
    for number, name in properties.items():
        added = run("记得再核一遍37件")
        style = etree.Element(f"{W}rPr")
        etree.SubElement(style, f"{W}{name}").set(f"{W}val", "1" if name == "vanish" else "yellow")
        added.insert(0, style)
        if name == "highlight":
            for piece in added.iter(f"{W}t"):
                piece.text = "再核一遍"
        long[number].append(added)
    inserted, deleted = etree.Element(f"{W}ins"), etree.Element(f"{W}del")
    inserted.append(run("后加的话"))
    struck = run("删去的话37件")
    for piece in struck.iter(f"{W}t"):
        piece.tag = f"{W}delText"
    deleted.append(struck)
    long[2].extend([inserted, deleted])
    long[3].append(run("【待补：数据】"))


def test_editing_marks_are_listed_and_fail_a_final_draft(place: Path, draft: bytes) -> None:
    data = reworked.reworked(draft, marked)
    content = verified(place, data)
    assert content["findings"] == []
    assert [(mark["kind"], mark["text"]) for mark in content["marks"]] == [
        ("hidden", "记得再核一遍37件"),
        ("highlight", "再核一遍"),
        ("tracked", "加“后加的话”，删“删去的话37件”"),
        ("pending", "【待补：数据】"),
    ]
    result = report(place, "verify", "改过的.docx", "--final")
    assert result.status == 1
    assert all(word in result.out for word in ("看不见的文字", "突出显示", "修订", "待补"))
    assert report(place, "verify", "改过的.docx").status == 0


def test_a_comment_is_a_mark(place: Path, draft: bytes) -> None:
    parts = archive.read(draft) or {}
    root = etree.fromstring(parts[reworked.DOCUMENT])
    reference = etree.Element(f"{W}r")
    etree.SubElement(reference, f"{W}commentReference").set(f"{W}id", "0")
    _long(root)[0].append(reference)
    words = '<w:comment w:id="0" w:author="某"><w:p><w:r><w:t>数字再核</w:t></w:r></w:p></w:comment>'
    comments = f'<w:comments xmlns:w="{W[1:-1]}">{words}</w:comments>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    relations = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>", f'<Relationship Id="rIdC" Type="{kind}" Target="comments.xml"/></Relationships>'.encode()
    )
    changed = {
        reworked.DOCUMENT: etree.tostring(root),
        "word/_rels/document.xml.rels": relations,
        "word/comments.xml": comments.encode(),
    }
    content = verified(place, zipped({**parts, **changed}))
    assert [(mark["kind"], mark["text"]) for mark in content["marks"]] == [("comment", "数字再核")]


def test_text_outside_the_body_is_read(place: Path, draft: bytes) -> None:
    parts = archive.read(draft) or {}
    footer = parts["word/footer1.xml"].replace(
        b"</w:ftr>", "<w:p><w:r><w:t>共收到412件</w:t></w:r></w:p></w:ftr>".encode()
    )

    def add_box(root: etree._Element) -> None:
        box = etree.fromstring(
            f'<w:r xmlns:w="{W[1:-1]}" xmlns:v="urn:schemas-microsoft-com:vml">'
            "<w:pict><v:shape><v:textbox><w:txbxContent>"
            "<w:p><w:r><w:t>另有55次</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
        _long(root)[0].append(box)

    data = reworked.reworked(zipped({**parts, "word/footer1.xml": footer}), add_box)
    assert findings(verified(place, data)) == [("unbound", None, None, "412件"), ("unbound", None, None, "55次")]


# For people


def test_the_report_shows_both_figures_and_the_place_of_the_data(place: Path, draft: bytes) -> None:
    (place / "改.docx").write_bytes(reworked.reworked(draft, lambda root: _replace(root, "265件", "256件")))
    result = report(place, "verify", "改.docx")
    assert result.status == 1
    first, sentence, source, summary = result.out.splitlines()
    assert first.startswith("改.docx 第")
    assert first.endswith("“265件”被改为“256件”")
    assert "委员提案〔265件→256件〕，" in sentence
    assert source.strip().startswith("数据在 data/2022.yaml:")
    assert "问题1处" in summary


def test_what_is_computed_is_told_to_follow_from_other_figures(place: Path, draft: bytes, tmp_path: Path) -> None:
    place = shutil.copytree(place, tmp_path / "w")
    (place / "改.docx").write_bytes(reworked.reworked(draft, lambda root: _replace(root, "84.5%", "85.4%")))
    shown = report(place, "verify", "改.docx").out
    assert "“84.5%”被改为“85.4%”，它由别的数算出，要改就改那些数\n" in shown
    assert "    公式在 data/indicators.yaml:" in shown
    (place / "改.docx").write_bytes(draft)
    change(place / "data/2022.yaml", "filed: 224", "filed: 225")
    shown = report(place, "verify", "改.docx").out
    assert "立案（proposals.filed）还是“224件”，数据现在是“225件”\n" in shown
    assert "立案率（proposals.filing_rate）还是“84.5%”，数据现在是“84.9%”，随算它的数变\n" in shown


def test_in_a_row_of_a_table_what_changed_with_its_figure_is_told_with_it(tmp_path: Path) -> None:
    place = laid(tmp_path)
    with (place / "templates/brief.md.j2").open("a", encoding="utf-8") as file:
        file.write("\n\n{{ figures_table(proposals) }}\n")
    built(place, "2022")
    (place / "稿.docx").write_bytes((place / "drafts/2022/brief.docx").read_bytes())
    change(place / "data/2022.yaml", "received:  265", "received:  268")
    shown = report(place, "verify", "稿.docx").out
    assert "还是“265”，数据现在是“268”，同一行的+25→+28、+10.4%→+11.7%也是\n" in shown
    assert "还是“+25”" not in shown


def test_an_arrow_leads_from_what_was_to_what_is(place: Path, draft: bytes, tmp_path: Path) -> None:
    """An edit from what was built to what the draft says, new data from what the draft says to what they are."""
    place = shutil.copytree(place, tmp_path / "w")
    (place / "改.docx").write_bytes(reworked.reworked(draft, lambda root: _replace(root, "286名", "268名")))
    change(place / "data/2022.yaml", "received: 265", "received: 266")
    shown = report(place, "verify", "改.docx").out
    assert "〔286名→268名〕" in shown
    assert "〔265件→266件〕" in shown


def test_a_figure_that_people_and_the_data_changed_is_told_with_what_was_built(
    place: Path, draft: bytes, tmp_path: Path
) -> None:
    place = shutil.copytree(place, tmp_path / "w")
    (place / "改.docx").write_bytes(reworked.reworked(draft, lambda root: _replace(root, "84.5%", "85.4%")))
    (place / "删.docx").write_bytes(reworked.reworked(draft, lambda root: _replace(root, "265件", "")))
    change(place / "data/2022.yaml", "received: 265", "received: 268")
    shown = report(place, "verify", "改.docx", "删.docx").out
    assert "“84.5%”被改为“85.4%”，数据现在是“83.6%”，它由别的数算出，要改就改那些数\n" in shown
    assert "立案率〔84.5%→85.4%〕" in shown
    assert "“265件”被删去了，数据现在是“268件”\n" in shown
    assert "收到委员提案〔265件〕，其中" in shown


def test_the_same_change_of_two_drafts_is_one_row_that_names_both(place: Path, draft: bytes) -> None:
    both = reworked.reworked(draft, lambda root: _replace(root, "265件", "256件"))
    for name in ("甲.docx", "乙.docx"):
        (place / name).write_bytes(both)
    other = reworked.reworked(draft, lambda root: _replace(root, "265件", "2650件"))
    (place / "丙.docx").write_bytes(other)
    report(place, "verify", "甲.docx", "乙.docx", "丙.docx", "--table", "汇总.md")
    rows = [line for line in (place / "汇总.md").read_text("utf-8").splitlines() if line.startswith("| 第")]
    assert [row.split(" | ")[2] for row in rows] == ["甲.docx、乙.docx", "丙.docx"]
    assert "段落是各份稿件自己的段号" in (place / "汇总.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("built", "text", "strong"),
    [
        ("集中学习12次", "集中学习14次", ["14"]),
        ("集中学习12次", "集中学习1次", ["1"]),
        ("2月21日", "2月22日", ["22"]),
        ("立案率84.5%，", "立案率84.3%，", ["84.3%"]),
        ("推动落实12次", "推进落实12次", ["进"]),
        ("12次", "12次好", ["好"]),
    ],
)
def test_a_number_that_was_changed_is_bold_as_a_whole(built: str, text: str, strong: list[str]) -> None:
    runs = side_by_side._compared(built, text)
    assert "".join(each.text for each in runs) == text
    assert [each.text for each in runs if each.strong] == strong


def test_several_drafts_are_compared_side_by_side(place: Path, draft: bytes) -> None:
    (place / "甲.docx").write_bytes(reworked.reworked(draft, lambda root: _replace(root, "265件", "256件")))
    (place / "乙.docx").write_bytes(reworked.reworked(draft, lambda root: _long(root)[-1].append(run("谢谢大家。"))))
    result = report(place, "verify", "甲.docx", "乙.docx", "--format", "json", "--table", "汇总.json")
    assert [content["file"] for content in json.loads(result.out)] == ["甲.docx", "乙.docx"]
    table = json.loads((place / "汇总.json").read_text("utf-8"))
    assert [[opinion["file"] for opinion in row["drafts"]] for row in table["paragraphs"]] == [["甲.docx"], ["乙.docx"]]
    assert table["paragraphs"][0]["drafts"][0]["findings"] == ["changed"]
    assert "谢谢大家。" in table["paragraphs"][1]["drafts"][0]["text"]
    assert "修改意见汇总表" in report(place, "verify", "甲.docx", "乙.docx").out


@pytest.mark.parametrize(
    ("new", "status", "said"),
    [
        ("265件，后来又收到37件", 1, "数字、日期和名称[0-9]+处，全部相符，另有新写的1处；问题1处；文字改动1处$"),
        ("", 1, "数字、日期和名称[0-9]+处，[0-9]+处相符，1处不符；问题1处$"),
        ("256件", 1, "数字、日期和名称[0-9]+处，[0-9]+处相符，1处不符；问题1处$"),
        ("265件，成果很好", 0, "数字、日期和名称[0-9]+处，全部相符；文字改动1处$"),
    ],
    ids=["added", "removed", "changed", "prose"],
)
def test_the_summary_agrees_with_the_findings(new: str, status: int, said: str, place: Path, draft: bytes) -> None:
    (place / "改.docx").write_bytes(reworked.reworked(draft, lambda root: _replace(root, "265件", new)))
    result = report(place, "verify", "改.docx")
    assert result.status == status
    assert re.search(said, result.out.splitlines()[-1]), result.out


# Bad files


def ole(name: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name.encode("utf-16-le") + bytes(512)


def lying_zip() -> bytes:
    """A zip whose stated sizes are small: what it unpacks to is not."""
    bomb = zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b" " * (archive.MAX_PART + 1)})
    return bomb.replace(struct.pack("<L", archive.MAX_PART + 1), struct.pack("<L", 1000))


def of_paragraphs(count: int) -> bytes:
    relation = f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    return zipped(
        {
            "_rels/.rels": f"<Relationships>{relation}</Relationships>".encode(),
            "word/document.xml": f"<w:document xmlns:w='{W[1:-1]}'>{'<w:p/>' * count}</w:document>".encode(),
        }
    )


BAD = {
    "文字.docx": ("今天天气很好。".encode(), "不是Word文件"),
    "空.docx": (b"", "不是Word文件"),
    "加密.docx": (ole("EncryptedPackage"), "密码"),
    "旧.doc": (ole("WordDocument"), "DOC"),
    "炸弹.docx": (zipped({"word/document.xml": b" " * (archive.MAX_PART + 1)}), "大得不正常"),
    "假大小.docx": (lying_zip(), "大得不正常"),
    "空段.docx": (of_paragraphs(20_001), "有20001段（表格里一格算一段），不像一份稿子，没有读；最多读20000段"),
    "别的.docx": (zipped({"a.txt": b"a"}), "不是Word文件"),
    "半截.docx": (b"PK\x03\x04" + bytes(200), "损坏"),
    "文稿.docx": (zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}), "ODT"),
    "文稿.rtf": (b"{\\rtf1 abc}", "RTF"),
    "页.pdf": (b"%PDF-1.7", "PDF"),
    "图.txt": (b"\x89PNG\x00\xff\xfe\xfd", "不是文本文件"),
}
ENTITY = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gives_one_clear_message(place: Path, name: str) -> None:
    data, words = BAD[name]
    (place / name).write_bytes(data)
    result = report(place, "verify", name)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"错误：{name}：")
    assert words in result.err
    assert result.err.count("\n") == 1


def test_external_entities_are_refused(place: Path, draft: bytes) -> None:
    parts = archive.read(draft) or {}
    head, _, rest = parts[reworked.DOCUMENT].partition(b"?>")
    for content in (
        head + b"?>" + ENTITY + rest,
        (head + b"?>" + ENTITY + rest).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    ):
        (place / "实体.docx").write_bytes(zipped({**parts, reworked.DOCUMENT: content}))
        result = report(place, "verify", "实体.docx")
        assert result.status == 2
        assert "DOCTYPE" in result.err


def named_often(parts: dict[str, bytes]) -> bytes:
    """A file that names its one header fifty thousand times."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
    relation = f'<Relationship Id="a" Type="{kind}" Target="footer1.xml"/>'.encode()
    name = "word/_rels/document.xml.rels"
    return zipped({**parts, name: parts[name].replace(b"</Relationships>", relation * 50_000 + b"</Relationships>")})


def test_a_part_referred_to_often_is_read_once(place: Path, draft: bytes) -> None:
    assert verified(place, named_often(archive.read(draft) or {}))["findings"] == []


def test_a_folder_a_pipe_and_a_huge_file_give_one_clear_message(place: Path) -> None:
    (place / "文件夹.docx").mkdir()
    os.mkfifo(place / "管道.docx")
    with (place / "大.docx").open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    for name, words in {"文件夹.docx": "文件夹", "管道.docx": "管道", "大.docx": "太大"}.items():
        result = report(place, "verify", name)
        assert (result.status, result.out) == (2, "")
        assert words in result.err


def test_a_missing_file_gives_one_clear_message(place: Path) -> None:
    result = report(place, "verify", "没有.docx")
    assert (result.status, result.out) == (2, "")
    assert "文件不存在" in result.err


def test_a_zip_bomb_takes_no_more_memory_than_a_draft(place: Path) -> None:
    tags = b"<w:p/>" * 8_000_000
    parts = archive.read((place / "drafts/2022/work_report.docx").read_bytes()) or {}
    for name, data in {"大.docx": BAD["炸弹.docx"][0], "多.docx": zipped({**parts, reworked.DOCUMENT: tags})}.items():
        (place / name).write_bytes(data)
        result = _within_memory(place, name)
        assert result.status == 2, result.err
        assert "Traceback" not in result.err


def _within_memory(place: Path, name: str) -> Result:
    limit = 700 * 1024 * 1024
    return ended(
        started(place, *PROGRAM, "verify", name, before=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    )
