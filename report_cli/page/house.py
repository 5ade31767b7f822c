"""A house's own layout, read from one of its documents: what differs from the official one, and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from report_cli.docx import cascade
from report_cli.docx.package import W
from report_cli.docx.parts import NOT_FIRST
from report_cli.layout import layout
from report_cli.layout.extends import Shelf
from report_cli.layout.layout import Layout, Style
from report_cli.layout.measure import NOTHING, Measure
from report_cli.layout.summary import STYLES
from report_cli.model import CannotRun
from report_cli.page import roles
from report_cli.page.characters import Letters
from report_cli.page.difference import Difference, fixed_line, millimetres, points
from report_cli.page.effective import Document, Paragraph, Section

BASE = "printed"
_SELDOM = set(
    "stage byline subtitle heading_3 attachments attachment_label attachment_title footnote page_number".split()
)
_SELDOM |= {"table_caption", "table_head", "table_body"}
"""What many a document lacks: that it was not found need not be said."""


def read(document: Document, label: str, shelf: Shelf) -> tuple[str, list[str]]:
    """The layout file, and in sentences what the file cannot hold or the document does not tell. Raises CannotRun."""
    found = shelf.layout(BASE)
    assert found is not None, "the official layout comes with the program"
    base, _ = layout.read(found[1], found[0], shelf)
    if base is None:
        raise CannotRun(f"版式{BASE}有错，先改正：report layout show {BASE}")
    return _Reading(document, base, Difference(label, found[1], shelf)).read()


class _Reading:
    """One document that is being read."""

    def __init__(self, document: Document, base: Layout, said: Difference) -> None:
        self.document, self.base, self.said = document, base, said
        self.unread: list[str] = []
        self.number, self.section = _main_section(document)
        self.roles = roles.find(_without(document, self.number, is_first=True))
        if "title" not in self.roles.paragraphs:
            self.roles = roles.find(_without(document, self.number, is_first=False))

    def read(self) -> tuple[str, list[str]]:
        body = self.roles.paragraphs.get("body")
        if not body:
            raise CannotRun("文件里没有找到成段的正文，读不出版式；换一份正文完整的")
        self._page()
        text = self._look("body", body)
        grid = self.section.pitch if self.section.grid in ("lines", "linesAndChars") else 0
        self.said.value(("page", "grid"), "无" if not grid else points(grid), points(text.line))
        self.said.text(text)
        # The other styles follow the text: what they differ in is seen only now.
        self.base = self.said.so_far()
        for name in (*layout.STYLES, *layout.LIKE):
            if name != "page_number" and (paragraphs := self.roles.paragraphs.get(name)):
                look = self._look(name, paragraphs)
                # The space below the head is none of its last paragraph's.
                is_last = paragraphs[-1] is self.roles.last_of_head
                self.said.style(name, replace(look, after=self.base.styles[name].after) if is_last else look, self.base)
            elif name not in _SELDOM:
                self.unread.append(f"没有找到{STYLES[name]}，照印发稿")
        self._leads(text)
        self._head()
        self._page_number()
        self._table()
        kept = "".join(character for character in self.document.kept if character not in NOT_FIRST)
        if kept:
            self.said.value(("text", "keep_with_number"), kept, self.base.keep_with_number)
        self._rest()
        self.said.so_far()
        return self.said.file(), list(dict.fromkeys(self.unread))

    def _page(self) -> None:
        section = self.section
        size = next(
            (name for name, paper in layout.PAPERS.items() if _is_near((section.width, section.height), paper)), ""
        )
        if size:
            paper = layout.PAPERS[size]
            self.said.value(("page", "size"), size, "A4")
        else:
            paper = (section.width, section.height)
            self.unread.append(f"纸张{millimetres(section.width)} × {millimetres(section.height)}，版式里只有A4、A3")
        # Paper that is a hair wider or narrower than it should be leaves its difference at the right and the bottom.
        margins = {
            "top": section.top,
            "right": section.right + paper[0] - section.width,
            "bottom": section.bottom + paper[1] - section.height,
            "left": section.left + section.gutter,
        }
        for side, twips in margins.items():
            if abs(twips - getattr(self.base.page, side)) > 1:
                self.said.value(("page", "margins", side), millimetres(twips))
        for number, other in enumerate(self.document.sections):
            if not other.is_turned and (other.top, other.right, other.bottom, other.left) != (
                section.top,
                section.right,
                section.bottom,
                section.left,
            ):
                self.unread.append(f"第{number + 1}节的页边距不同，没有读；读的是字最多的第{self.number + 1}节")
        if section.grid == "linesAndChars" and section.char_space:
            self.unread.append("文档网格里的字距没有读；按每行的字数核对text.spacing")

    def _look(self, name: str, paragraphs: Sequence[Paragraph]) -> Style:
        """How most of the paragraphs of one kind look."""
        looks = Counter[tuple[Letters, Style]]()
        first: dict[tuple[Letters, Style], Paragraph] = {}
        for paragraph in paragraphs:
            letters = _plain(paragraph.letters)
            look = (letters, self._style(name, paragraph, letters))
            looks[look] += max(1, len(paragraph.text)) if name == "body" else 1
            first.setdefault(look, paragraph)
        most, *others = (look for look, _ in looks.most_common())
        for other in others[:3]:
            where = first[other]
            self.unread.append(
                f"{STYLES[name]}有不同的样子，取多数；不同的如第{where.number}段“{where.text.strip()[:12]}”"
            )
        self._unusual(name, first[most])
        return most[1]

    def _style(self, name: str, paragraph: Paragraph, letters: Letters) -> Style:
        form = paragraph.format
        line, is_guess = fixed_line(paragraph, self.section)
        if is_guess:
            self.unread.append(
                f"{STYLES[name]}的行距是{form.line / 240:g}倍，随字体而定，估作{points(line)}；量一量再改"
            )
        left, first = form.left.twips, form.first_line
        if first.twips < 0:
            # A line that hangs out begins where the layout's begin that do not; its further lines differ.
            left, first = left + first.twips, NOTHING
        if left < 0:
            self.unread.append(f"{STYLES[name]}伸到版心左边之外，没有读")
        return Style(
            layout.Letters(
                letters.east_asia or None,
                letters.ascii if letters.ascii not in ("", letters.east_asia) else None,
                letters.size,
                letters.spacing,
                letters.bold,
                None if letters.color in ("", "000000") else letters.color,
            ),
            line,
            form.align if form.align in layout.ALIGNMENTS.values() else "both",
            first,
            Measure(max(left, 0), form.left.hundredths if left == form.left.twips else 0),
            form.before,
            form.after,
            form.keep_next,
        )

    def _unusual(self, name: str, paragraph: Paragraph) -> None:
        """What a layout has no word for."""
        letters, form = paragraph.letters, paragraph.format
        unusual = {
            "斜体": letters.italic,
            "下划线": letters.underline,
            f"字符宽度{letters.scale}%": letters.scale != 100,
            "右缩进": form.right.twips > 0,
            "自动编号的位置": form.numbering is not None,
            "孤行控制": name == "body" and form.switches["widowControl"],
            "中文与数字之间的自动间距": name == "body" and form.switches["autoSpaceDE"],
        }
        found = [what for what, is_so in unusual.items() if is_so]
        if found:
            self.unread.append(f"{STYLES[name]}的{'、'.join(found)}，版式里没有这一项")
        if not letters.east_asia:
            self.unread.append(f"{STYLES[name]}没有写明中文字体，照印发稿")

    def _leads(self, text: Style) -> None:
        for name, found in sorted(self.roles.leads.items()):
            [(letters, _)] = Counter(_plain(letters) for letters in found).most_common(1)
            self.said.letters(name, letters.east_asia, letters.bold, self.base.characters[name], text)

    def _head(self) -> None:
        """Empty lines in the head become space above its paragraphs."""
        for name, twips in self.roles.gaps.items():
            if name == "after_head":
                self.said.space(("head", "after"), twips, self.base.after_head, self.base)
            else:
                self.said.space(("styles", name, "before"), twips, self.base.styles[name].before, self.base)

    def _page_number(self) -> None:
        """A number at the outer side, a line's half below and above its dashes, as `pages.section` places it."""
        odd, even = (self._numbered(self.section.footers.get(side, ())) for side in ("default", "even"))
        if odd is None:
            self.unread.append("页脚里没有找到页码，照印发稿")
            return
        paragraph, below = odd
        field = next(run for run in paragraph.runs if run.field.startswith("PAGE"))
        look = self._style("page_number", paragraph, _plain(field.letters))
        height = look.line or field.letters.size * 13
        look = replace(look, line=look.line if paragraph.format.line_rule == "exact" else field.letters.size * 10)
        self.said.style("page_number", replace(look, align="both", first_line=NOTHING, left=NOTHING), self.base)
        if paragraph.frame:
            self.unread.append("页码在图文框或文本框里，离版心多远没有读")
        else:
            self.said.below_text(self.section.bottom - self.section.footer - below - height // 2, self.base)
        if paragraph.format.align == "right":
            self.said.from_edge(paragraph.format.right, field.letters.size * 10, self.base)
        else:
            self.unread.append("页码不在右边；版式里单页的在右、双页的在左")
        if not self.document.even_and_odd or even is None or even[0].format.align != "left":
            self.unread.append("双页的页码不在左边；版式里单页的在右、双页的在左")
        if not {"—", "－", "-", "–"} & set(paragraph.text):
            self.unread.append("页码两边没有一字线；版式里总是有")
        if self.section.title_page and "first" in self.section.footers:
            self.unread.append("首页的页脚不同，没有读")

    def _numbered(self, footer: Sequence[Paragraph]) -> tuple[Paragraph, int] | None:
        """The paragraph with the page number, and how high what stands below it is."""
        for number, paragraph in enumerate(footer):
            if "PAGE" in paragraph.fields:
                heights = (
                    fixed_line(other, self.section)[0] or other.letters.size * 13 for other in footer[number + 1 :]
                )
                return paragraph, 0 if paragraph.frame else sum(heights)
        return None

    def _table(self) -> None:
        """The lines of the first table: its own, or its style's."""
        table = next(self.document.body.iter(W + "tbl"), None)
        borders = (
            [found for layer in self.document.cascade.of_table(table) for found in layer.iterfind(W + "tblBorders")]
            if table is not None
            else []
        )
        # LibreOffice writes them at each cell.
        borders += list(table.iterfind(f".//{W}tcBorders"))[:1] if table is not None else []
        eighths = cascade.number(borders, "top", "sz") or cascade.number(borders, "insideH", "sz")
        if eighths:
            self.said.value(
                ("table", "border"), points(max(2, min(eighths, 48)) * 20 / 8), points(self.base.border * 20 / 8)
            )

    def _rest(self) -> None:
        if any(
            paragraph.text.strip()
            for section in self.document.sections
            for part in section.headers.values()
            for paragraph in part
        ):
            self.unread.append("页眉没有读，版式里没有这一项")
        if any(paragraph.place == "box" and paragraph.text.strip() for paragraph in self.document.paragraphs):
            self.unread.append("文本框没有读，版式里没有这一项")
        if self.section.element is not None and (cascade.number([self.section.element], "cols", "num") or 1) > 1:
            self.unread.append("分栏没有读，版式里没有这一项")
        for paragraph in self.roles.unknown[:3]:
            self.unread.append(f"看不出第{paragraph.number}段“{paragraph.text.strip()[:12]}”是什么，没有读")


def _plain(letters: Letters) -> Letters:
    """Letters without what does not change how they look."""
    return replace(letters, hint="", theme=frozenset(), cs="", h_ansi="", superscript=False)


def _main_section(document: Document) -> tuple[int, Section]:
    """The section that holds most of the text, of those that stand upright if there are any."""
    counted = Counter(
        number for paragraph in document.paragraphs for number in [paragraph.section] * len(paragraph.text)
    )
    upright = [number for number, section in enumerate(document.sections) if not section.is_turned]
    number = max(upright or range(len(document.sections)), key=lambda number: (counted[number], -number))
    return number, document.sections[number]


def _without(document: Document, main: int, *, is_first: bool) -> Document:
    """The document without the text of sheets on their side; where the main section `is_first`, without the covers before it."""
    turned = [section.is_turned != document.sections[main].is_turned for section in document.sections]
    left = {number for number, is_turned in enumerate(turned) if is_turned or (is_first and number < main)}
    kept = (
        paragraph for paragraph in document.paragraphs if paragraph.cell is not None or paragraph.section not in left
    )
    return replace(document, paragraphs=tuple(kept))


def _is_near(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return all(abs(a - b) <= 15 for a, b in zip(one, other, strict=True))
