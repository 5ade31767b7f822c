"""Layouts that name only what differs from another, and `report layout`."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from report_cli.layout import reading
from report_cli.layout.layout import Layout
from report_cli.model import Finding
from report_cli.text import width
from running import ROOT, built, committee, contents, report

PRINTED = (ROOT / "templates/layouts/printed.yaml").read_text(encoding="utf-8")


@dataclass
class Texts:
    """Layouts by name, as texts."""

    files: dict[str, str] = field(default_factory=lambda: {"printed": PRINTED})

    def layouts(self) -> list[str]:
        return list(self.files)

    def layout(self, name: str, below: str = "") -> tuple[str, bytes] | None:
        return (
            None if name not in self.files or below == f"{name}.yaml" else (f"{name}.yaml", self.files[name].encode())
        )


def found(text: str, **others: str) -> tuple[Layout | None, list[Finding]]:
    return reading.parse(text.encode(), "house.yaml", Texts({"printed": PRINTED, "house": text, **others}))


def house(text: str, **others: str) -> Layout:
    made, findings = found(text, **others)
    assert made, findings
    return made


def test_a_layout_that_names_nothing_is_as_the_one_that_it_extends() -> None:
    printed, _ = reading.parse(PRINTED.encode(), "printed.yaml")
    made = house("extends: printed\n")
    assert printed
    assert (made.page, made.text, made.styles, made.characters) == (
        printed.page,
        printed.text,
        printed.styles,
        printed.characters,
    )
    assert made.name == "house"


def test_what_is_named_differs_and_all_else_stays() -> None:
    made = house("extends: printed\npage:\n  margins: {top: 40mm}\nstyles:\n  title: {size: 小二}\n")
    assert (made.page.top, made.page.bottom) == (2268, 1984)
    assert (made.styles["title"].size, made.styles["title"].font) == (36, "方正小标宋简体")


def test_lengths_in_characters_follow_the_size_of_the_house() -> None:
    assert house("extends: printed\ntext: {size: 小二}\n").styles["body"].first_line.twips == 720


def test_an_empty_section_says_nothing() -> None:
    assert house("extends: printed\nstyles:\n  salutation:\n").styles["salutation"].align == "left"


def test_a_layout_may_extend_one_that_extends_another() -> None:
    made = house("extends: wide\nlabel: 本单位\n", wide="extends: printed\nlabel: 宽\ntext: {line: 33磅}\n")
    assert (made.label, made.text.line, made.page.top) == ("本单位", 660, 2098)


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ("label: 甲\nextends: printd\n", "L107", 2, "是不是“printed”"),
        ("label: 甲\nextends: 大会\n", "L107", 2, "现有的版式：printed"),
        ("extends: house\n", "L108", 1, "绕成了圈：house.yaml → house.yaml"),
        ("extends: [printed]\n", "L104", 1, "“extends”应为一个版式的名称"),
        ("extends: printed\nmargins: {top: 1mm}\n", "L102", 2, "没有“margins”这一项"),
        ("extends: printed\nstyles:\n  title: {size: 2号}\n", "L105", 3, "应为字号"),
        ("extends: printed\npage:\n  margins: {left: 180mm}\n", "L106", 0, "排不下一行字"),
    ],
)
def test_a_mistake_is_one_finding_at_its_place(text: str, code: str, line: int, words: str) -> None:
    made, findings = found(text)
    assert made is None
    [finding] = findings
    assert (finding.code, finding.place.file, finding.place.line) == (code, "house.yaml", line)
    assert words in finding.message + finding.cure


def test_a_circle_is_named_where_it_closes() -> None:
    _, [finding] = found("extends: one\n", one="extends: two\n", two="label: 乙\nextends: one\n")
    assert (finding.code, str(finding.place)) == ("L108", "two.yaml:2:10")
    assert "one.yaml → two.yaml → one.yaml" in finding.message


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("size: 二号", "size: 2号", "L105"),
        ("label: 印发稿\n", "", "L103"),
        ("  emphasis: {font: 楷体_GB2312}\n", "", "L103"),
        ("top: 37mm", "top: 260mm", "L106"),
    ],
)
def test_what_is_wrong_below_is_said_of_the_file_below(old: str, new: str, code: str) -> None:
    made, findings = found("extends: printed\nlabel: 甲\n", printed=PRINTED.replace(old, new, 1))
    assert made is None
    assert [(finding.code, finding.place.file) for finding in findings] == [(code, "printed.yaml")]


# In a workspace


def test_a_workspace_may_extend_the_layout_that_it_replaces(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    (place / "templates/layouts/printed.yaml").write_text("extends: printed\ntext: {line: 30磅}\n", encoding="utf-8")
    assert report(place, "check").status == 0
    assert "30磅" in report(place, "layout", "show", "printed").out


def test_every_layout_that_comes_with_the_program_is_good_and_builds(tmp_path: Path) -> None:
    place = committee("donghu", tmp_path)
    made = set()
    for name in ("printed", "printed-gbt33476", "reading"):
        built(place, "2024", "--layout", name, "--output", name)
        made.add(contents(place / name)["2024/brief.docx"])
    assert len(made) == 3
    texts = {contents(place / name)["2024/brief.md"] for name in ("printed", "printed-gbt33476", "reading")}
    assert len(texts) == 1


def test_show_says_each_value_and_where_it_stands(tmp_path: Path) -> None:
    shown = report(committee("beihu", tmp_path), "layout", "show", "house")
    assert shown.status == 0, shown.err
    lines = [" ".join(line.split()) for line in shown.out.split("\n")]
    assert lines[0].startswith("house（北湖区政协办公室），templates/layouts/house.yaml，沿用 ")
    assert lines[1] == "版心156mm × 225mm，每行28字，每面22行"
    assert "字母、数字的字体 Times New Roman templates/layouts/house.yaml:9" in lines
    assert any(line.startswith("字号 二号（22磅） ") and "printed.yaml:" in line for line in lines)
    assert "标题2" not in shown.out


def test_show_of_a_bad_layout_is_its_findings(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    (place / "templates/layouts/house.yaml").write_text("extends: print\n", encoding="utf-8")
    shown = report(place, "layout", "show", "house")
    assert (shown.status, shown.out) == (1, "")
    assert "house.yaml:1:10: 错误 L107" in shown.err


def test_show_of_no_layout_names_the_nearest(tmp_path: Path) -> None:
    shown = report(committee("beihu", tmp_path), "layout", "show", "hause")
    assert shown.status == 2
    assert "是不是北湖区政协办公室（house）？" in shown.err


def test_list_names_the_layouts_of_the_workspace_and_of_the_program(tmp_path: Path) -> None:
    listed = report(committee("beihu", tmp_path), "layout", "list")
    rows = [line.split() for line in listed.out.splitlines()]
    assert [row[0] for row in rows] == ["house", "press", "printed", "printed-gbt33476", "reading"]
    assert [row[-1] for row in rows] == ["工作区里的", "自带", "自带", "自带", "自带"]
    assert max(width(line) for line in listed.out.splitlines()) <= 80
