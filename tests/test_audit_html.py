"""`report verify --html` and `--table`: an audited draft as a page for a browser, several drafts as a table in Word."""

import copy
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree

from report_cli.docx import read
from report_cli.views import audit_html
from reworked import W, paragraphs, reworked, run, text_of
from running import built, change, committee, report, year_2022
from taking import laid
from test_take import draft

NAME = "改 & <b>.docx"
KINDS = ("changed", "removed", "moved", "repeated", "unbound", "contradictory", "stale")


def edited(root: etree._Element) -> None:
    """An edit for each state of a figure but stale, new words with HTML in them, a paragraph taken out."""
    figures = {
        text: piece for piece in root.iter(f"{W}t") if (text := piece.text or "") in ("265件", "4场次", "15家", "21家")
    }
    for old, new in {"265件": "256件", "4场次": "", "15家": "21家", "21家": "15家"}.items():
        figures[old].text = new
    last = [p for p in paragraphs(root) if text_of(p)][-1]
    last.append(run("会后<script>alert()</script>走访37次，收到委员提案268件，学习12次。\u202e"))
    gone = next(p for p in paragraphs(root) if "“智慧政协”二期" in text_of(p))
    parent = gone.getparent()
    assert parent is not None
    parent.remove(gone)


class Page(HTMLParser):
    """What a page is made of: tags that are open at its end, ids, links, the classes and the text of each state."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.described: list[str] = []
        self.classes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.described += [given["aria-describedby"]] if "aria-describedby" in given else []
        self.classes |= set(given.get("class", "").split())

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = year_2022(tmp_path_factory.mktemp("page"))
    built(found, "2022", "--to", "docx")
    change(found / "data/2022.yaml", "suggestions: 82", "suggestions: {value: 83, owner: 办公室}")
    draft = (found / "drafts/2022/work_report.docx").read_bytes()
    (found / NAME).write_bytes(reworked(draft, edited))
    return found


@pytest.fixture(scope="module")
def text(place: Path) -> str:
    assert report(place, "verify", NAME, "--html", "核对.html").status == 1
    return (place / "核对.html").read_text("utf-8")


def test_the_style_sheet_is_in_it_as_it_stands(text: str) -> None:
    style = Path(audit_html.__file__).with_name("audit.css").read_text("utf-8")
    assert f"<style>\n{style}</style>" in text


def test_the_page_is_well_formed_and_needs_nothing_else(text: str) -> None:
    page = Page(text)
    assert page.open == []
    assert not page.tags & {"script", "link", "img", "iframe", "object", "form"}
    assert all(link.startswith("#") for link in page.links)
    assert re.findall(r"url\(|@import|https?:", text) == []


def test_each_link_and_description_has_its_place(text: str) -> None:
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} | set(page.described) <= set(page.ids)


def test_each_state_is_shown_with_a_sign_of_its_own(text: str) -> None:
    page = Page(text)
    assert {*KINDS, "agrees"} <= page.classes
    signs = re.findall(r'title="[^"]*">(.)</a>(?:<del>)?([^<]+)', text)
    assert {
        ("改", "256件"),
        ("删", "4场次"),
        ("移", "21家"),
        ("疑", "37次"),
        ("重", "12次"),
        ("异", "268件"),
        ("旧", "82条"),
    } <= set(signs)


def test_what_was_built_is_beside_what_stands_there(text: str) -> None:
    assert re.search(r'256件<sup class="row">\d+</sup><span class="right">应为265件</span>', text)
    assert re.search(r'<p class="line gone">.*“智慧政协”二期建设任务.*</p>', text)


def test_each_figure_tells_its_source(text: str) -> None:
    box = re.search(r'role="tooltip" id="[^"]*">(<strong>[^<]*“82条”[^<]*</strong>.*?)</span>', text)
    assert box
    for words in (
        "（enterprises.suggestions）",
        "数据：83条",
        "位置：data/2022.yaml:",
        "来源：报纸摘要",
        "责任单位：办公室",
    ):
        assert words in box[1]
    assert "立案÷收到委员提案＝224件÷265件" in text


def test_what_people_wrote_is_text_and_no_markup(text: str) -> None:
    assert "&lt;script&gt;alert()&lt;/script&gt;" in text
    assert "改 &amp; &lt;b&gt;.docx" in text
    assert "\u202e" not in text


def test_the_page_is_the_same_each_time(place: Path, text: str) -> None:
    report(place, "verify", NAME, "--html", "再来.html")
    assert (place / "再来.html").read_text("utf-8") == text


def test_tables_are_tables_and_footnotes_are_named(tmp_path: Path) -> None:
    own = committee("beihu", tmp_path)
    built(own, "2024", "--to", "docx")
    assert report(own, "verify", "drafts/2024/work_report.docx", "--html", "表.html").status == 0
    page = (own / "表.html").read_text("utf-8")
    assert '<table class="draft"><tr><td><p' in page
    assert '<span class="mark">脚注</span>' in page
    assert "没有问题。" in page


REFUSED = {
    ("--html", "页.txt"): ".html",
    ("--html", "页.html", "二.docx"): "一份一份地核对",
    ("--table", "表.xlsx"): ".docx",
    ("--table", NAME): "就是要核对的稿件",
}


@pytest.mark.parametrize("options", REFUSED)
def test_what_cannot_be_written_is_refused_before_anything_is_read(place: Path, options: tuple[str, ...]) -> None:
    result = report(place, "verify", NAME, *options)
    assert (result.status, result.out) == (2, "")
    assert REFUSED[options] in result.err


def test_the_table_of_opinions_in_word(place: Path) -> None:
    draft = (place / "drafts/2022/work_report.docx").read_bytes()

    def other(root: etree._Element) -> None:
        for piece in root.iter(f"{W}t"):
            piece.text = (piece.text or "").replace("265件", "275件")
        long = [p for p in paragraphs(root) if len(text_of(p)) > 100]
        long[1].addnext(copy.deepcopy(long[1]))

    (place / "乙.docx").write_bytes(reworked(draft, other))
    assert report(place, "verify", NAME, "乙.docx", "--table", "汇总.docx").status == 1
    data = (place / "汇总.docx").read_bytes()
    lines = [line.text for line in read.read(data).lines]
    assert lines[0] == "2022年工作报告修改意见汇总表"
    assert lines[1].startswith(f"稿件：{NAME}、乙.docx。")
    row = next(number for number, line in enumerate(lines) if "委员提案256件" in line)
    assert "委员提案265件" in lines[row - 2]
    assert lines[row - 1] == NAME
    assert lines[row + 3 : row + 5] == ["（同上）", "乙.docx"]
    assert "（新增）" in lines
    report(place, "verify", NAME, "乙.docx", "--table", "再来.docx")
    assert (place / "再来.docx").read_bytes() == data


def test_lines_page_and_table_tell_the_same(tmp_path: Path) -> None:
    own = laid(tmp_path)
    built(own, "2022")
    draft(own, ("各组按时完成任务。", ""), ("筹资12.50万元", "筹资12.50万元〔此处请核实〕"), name="稿.docx")
    change(own / "templates/brief.md.j2", "共同进步", "一起进步")
    lines = report(own, "verify", "稿.docx").out
    report(own, "verify", "稿.docx", "--html", "页.html")
    report(own, "verify", "稿.docx", "--table", "表.md")
    page, table = ((own / name).read_text("utf-8") for name in ("页.html", "表.md"))
    for said in ("现在生成的和稿件说法不一样", "W279", "现在生成的是：一起进步", "此处请核实"):
        assert [said in each for each in (lines, page, table)] == [True, True, True]
    assert "删了文字" in lines
    assert "删了文字" in page
    assert "现在生成的说法不一样的1处" in page
