"""The starter: what `report init` gives another committee, filled with the figures of an invented district."""

import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
import yaml

from report_cli import compose
from report_cli.drafts import markdown
from report_cli.facts import catalogue_file, ledger, yearfile
from report_cli.files.workspace import CATALOGUE
from running import ROOT, WORKSPACES, built, report
from samples import table

STARTER = ROOT / "starter"
DONGXI = WORKSPACES / "dongxi"
KINDS = ("work_report", "press_brief", "press_release", "press_feature")
CATALOGUE_READ, _found = catalogue_file.read((STARTER / CATALOGUE).read_bytes(), CATALOGUE)
EXAMPLE = (STARTER / "data/example.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def dongxi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workspace with two years of the invented district: one with everything, one with half of it."""
    folder = tmp_path_factory.mktemp("dongxi")
    assert report(folder, "init", "w", "--ids", "en", "--year", "2022").status == 0
    (folder / "w/data/2022.yaml").write_text(EXAMPLE, "utf-8")
    shutil.copy(DONGXI / "2023.yaml", folder / "w/data")
    return folder / "w"


def test_the_years_of_the_district_get_the_texts_that_are_expected(dongxi: Path) -> None:
    built(dongxi, "--all", "--to", "md")
    for year in ("2022", "2023"):
        for kind in KINDS:
            made = (dongxi / f"drafts/{year}/{kind}.md").read_text("utf-8")
            assert made == (DONGXI / f"expected/{year}/{kind}.md").read_text("utf-8"), f"{year} {kind}"


def test_nothing_is_wrong_with_them(dongxi: Path) -> None:
    shown = report(dongxi, "check", "--strict")
    assert shown.status == 0, shown.out


def test_headings_that_are_left_empty_are_those_of_the_templates_and_owed_by_nobody(dongxi: Path) -> None:
    empty = re.sub(
        "^  (heading|headline): .*$", r"  \1:", EXAMPLE.replace("year: 2022", "year: 2025"), flags=re.MULTILINE
    )
    assert empty.count("heading:\n") == 8
    (dongxi / "data/2025.yaml").write_text(empty, "utf-8")
    assert report(dongxi, "check", "2025", "--strict").status == 0
    assert "标题" not in report(dongxi, "check", "2025", "--owed").out
    assert report(dongxi, "build", "2025", "--final", "--to", "md").status == 0
    assert "做实提案工作　提高办理质量" in (dongxi / "drafts/2025/work_report.md").read_text("utf-8")


def test_an_untouched_draft_with_explained_terms_verifies_clean(dongxi: Path) -> None:
    built(dongxi, "2022", "--kind", "work_report")
    for form in ("docx", "md"):
        shown = report(dongxi, "verify", f"drafts/2022/work_report.{form}", "--final")
        assert (shown.status, shown.out.count("\n")) == (0, 1), shown.out
        assert "全部相符" in shown.out


def test_every_indicator_has_an_example_and_no_example_is_data() -> None:
    stated = yaml.load(EXAMPLE, yaml.BaseLoader)
    assert not _found
    for group in CATALOGUE_READ.groups.values():
        names = [indicator.name for indicator in group.indicators if indicator.formula is None]
        assert sorted(stated[group.name]) == sorted(names)


def test_a_new_year_shows_the_examples_as_comments(tmp_path: Path) -> None:
    assert report(tmp_path, "init", "w", "--year", "2026").status == 0
    text = (tmp_path / "w/data/2026.yaml").read_text("utf-8")
    assert re.search("^  收到提案: +# 件；如 286$", text, re.MULTILINE)
    assert re.search(r"^  名词: +# 每件写一行，如 - \{名词: “三联”活动, 解释: .*\}$", text, re.MULTILINE)
    assert not [line for line in text.split("\n") if line.startswith("  ") and not re.search(r": +#|^  #", line)]
    assert not (tmp_path / "w/data/example.yaml").exists()


def test_a_name_beside_a_gap_is_not_taken_for_a_misspelt_one(tmp_path: Path) -> None:
    assert report(tmp_path, "init", "w", "--year", "2026").status == 0
    file = tmp_path / "w/data/2026.yaml"
    said = {"委员会简称": "东溪区政协", "行文简称": "区政协", "报告人": "林知远", "报告人职务": "东溪区政协主席"}
    text = file.read_text(encoding="utf-8")
    for name, value in said.items():
        text = re.sub(rf"(?m)^(  {name}:) *(?:区政协)?( *#)", rf"\1 {value} \2", text)
    file.write_text(text, encoding="utf-8")
    made = report(tmp_path / "w", "build", "2026")
    assert "W211" not in made.err
    assert made.status == 0, made.err


def test_the_starter_has_no_word_of_this_district_and_chinese_comments() -> None:
    templates = [path.read_text("utf-8") for path in (STARTER / "templates").rglob("*.j2")]
    assert templates
    for text in (*templates, (STARTER / CATALOGUE).read_text("utf-8")):
        assert not re.search("中原|郑州|一五五|三标|万人助万企", text)
        comments = re.findall(r"\{#(.*?)#\}|^ *#(.*)$", text, re.MULTILINE | re.DOTALL) if "{#" in text else []
        assert not [words for pair in comments for words in pair if words.strip() and words.isascii()]
    for text in templates:
        assert "全区" not in text


def test_the_articles_are_set_as_articles_and_the_report_as_a_report(dongxi: Path) -> None:
    built(dongxi, "2022")
    for kind in KINDS:
        [section] = docx.Document(str(dongxi / f"drafts/2022/{kind}.docx")).sections
        assert section.top_margin is not None
        assert section.top_margin.mm == pytest.approx(37 if kind == "work_report" else 30, abs=0.1)
    built(dongxi, "2022", "--kind", "消息", "--layout", "宣读稿", "--output", str(dongxi / "out"))
    [section] = docx.Document(str(dongxi / "out/2022/press_brief.docx")).sections
    assert section.top_margin is not None
    assert section.top_margin.mm == pytest.approx(37, abs=0.1), "--layout goes before what the template says"


def test_an_article_has_three_figures_on_top_and_a_release_no_byline(dongxi: Path) -> None:
    built(dongxi, "2022", "--to", "md")
    for kind in KINDS[1:]:
        text = (dongxi / f"drafts/2022/{kind}.md").read_text("utf-8")
        assert text.startswith("收到提案286件　立案241件　办复率100%\n\n# 协商在一线")
        assert ("记者 方远" in text) == (kind != "press_release")


SLOTS = {
    "  quotation: .*\n": "“协商的成果，要看群众得到了什么。”林知远在报告中说。",
    "  voices:\n.*\n": "“建议提上去，很快就有了回音。”区政协委员周明说。",
    "  caption: .*\n": "图片说明：委员在社区协商议事",
}


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("line", SLOTS)
def test_a_slot_that_is_not_filled_leaves_nothing_behind(line: str, kind: str) -> None:
    full, less = (prose(kind, text) for text in (EXAMPLE, re.sub(line, "", EXAMPLE)))
    assert full.count(SLOTS[line]) == 1
    assert less == full.replace(f"\n{SLOTS[line]}\n", "")


@pytest.mark.parametrize("kind", KINDS[1:])
def test_each_article_explains_its_slots_in_a_comment(kind: str) -> None:
    [comment] = re.findall(r"\{#(.*?kicker.*?)#\}", (STARTER / f"templates/{kind}.md.j2").read_text("utf-8"), re.DOTALL)
    for slot in ("press.quotation", "press.voices", "图片说明", "layout: press"):
        assert slot in comment


def subsets() -> Iterator[str]:
    """The example with some of its facts left out: few, half, nearly all."""
    choose = random.Random(20220216)
    for number in range(60):
        share, kept, is_left_out = (0.05, 0.5, 0.9)[number % 3], list[str](), False
        for line in EXAMPLE.split("\n"):
            if re.match(r"  \w", line):
                is_left_out = choose.random() < share and not line.startswith("  short_name: 区政协")
            elif not line.startswith("    "):
                is_left_out = False
            kept += [] if is_left_out else [line]
        yield "\n".join(kept)


def library(name: str, year: int) -> tuple[str, bytes] | None:
    path = STARTER / "templates" / name
    return (f"templates/{name}", path.read_bytes()) if path.exists() else None


def prose(kind: str, data: str) -> str:
    """A text of the starter from a year file, as Markdown. Nothing may be wrong with either."""
    given, findings = yearfile.read(data.encode(), "data/2022.yaml", 2022, CATALOGUE_READ)
    assert not findings
    year, _ = ledger.resolve(CATALOGUE_READ, given)
    document, found = compose.compose(kind, year, library)
    assert document is not None
    assert not found, data
    return markdown.write(document)


def test_whatever_is_missing_no_sentence_and_no_heading_is_left_empty() -> None:
    for text in subsets():
        for kind in KINDS:
            hollow = re.search(
                "。。|[，、；：]。|（）|“”|^。|其中[。，]|(?:开展|收到|举办|报送|区政协|将)(?:。|$)",
                prose(kind, text),
                re.MULTILINE,
            )
            assert hollow is None, (hollow, text)


def test_the_page_of_instructions_lists_the_slots_and_the_kinds() -> None:
    text = "".join(path.read_text("utf-8") for path in (STARTER / "templates").rglob("*.j2"))
    slots = set(re.findall(r'"sections/(\w+_more\.md\.j2)" ignore missing', text))
    page = STARTER / "使用说明.md"
    assert {row[0] for row in table(page, "五、核对")} == slots
    assert {row[0] for row in table(page, "四、生成")} == set(KINDS)
