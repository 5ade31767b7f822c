"""Reads a house's own layout from one of its documents, and says what could not be read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil

from msgspec.structs import replace

from report_cli.docx import cascade
from report_cli.docx.package import W
from report_cli.docx.parts import NOT_FIRST
from report_cli.layout.layout import (
    ALIGNMENTS,
    LABELS,
    LIKE,
    NOTHING,
    PAPERS,
    STYLES,
    Measure,
    Style,
    millimetres,
    points,
)
from report_cli.layout.reading import Shelf
from report_cli.model import CannotRun
from report_cli.page import roles
from report_cli.page.effective import Document, Paragraph, Section
from report_cli.page.layout_file import LayoutFile
from report_cli.page.looks import CharacterFormat

_SELDOM = {"kicker", "stage", "byline", "subtitle", "heading_3", "footnote", "page_number"}
_SELDOM |= {"attachments", "attachment_label", "attachment_title", "table_caption", "table_head", "table_body"}
"""What many documents lack; nobody needs to be told."""
NO_NUMBER = "页脚里没有找到页码，照印发稿"
_NEAR_PAPER = 15
# Twips by which paper, and the height of the page number, may differ.
_NEAR_FOOT = 6
_SIDES = ("top", "right", "bottom", "left")


def read(document: Document, label: str, shelf: Shelf) -> tuple[str, list[str]]:
    """The layout file, and sentences about what it cannot hold or the document does not tell. Raises CannotRun."""
    return _House(document, LayoutFile(label, shelf)).read()


class _House:
    """A document that is being read, the layout file that it gives, and sentences about what was not read."""

    def __init__(self, document: Document, file: LayoutFile) -> None:
        self.document, self.file = document, file
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
        self.file.put(("page", "grid"), points(grid) if grid else "无", points(text.line))
        self.file.put_style(("text",), text, self.file.base.text)
        # Other styles inherit from the text: only now is it known in what they differ.
        self.file.rebase()
        self._styles()
        self._leads(text)
        self._page_number()
        self._table()
        with_number = "".join(character for character in self.document.not_first if character not in NOT_FIRST)
        base = self.file.base.keep_with_number
        self.file.put(("text", "keep_with_number"), with_number or base, base)
        joined = body[0].format.switches["widowControl"]
        if joined != self.file.base.joins_lone_lines:
            self.file.put(("text", "widow_control"), "true" if joined else "false")
        self._rest()
        self.file.rebase()
        return self.file.text(), list(dict.fromkeys(self.unread))

    def _note(self, sentences: Mapping[str, object]) -> None:
        """Note those of the sentences that are true."""
        self.unread += [sentence for sentence, is_so in sentences.items() if is_so]

    def _page(self) -> None:
        section, base = self.section, self.file.base.page
        size, near = (section.width, section.height), _NEAR_PAPER
        alike = (name for name, (w, h) in PAPERS.items() if abs(w - size[0]) <= near and abs(h - size[1]) <= near)
        name = next(alike, "")
        paper = PAPERS.get(name, size)
        self.file.put(("page", "size"), name or "A4", "A4")
        # Where the paper is a hair off its size, the difference goes to the right and bottom margins.
        more = {"right": paper[0] - section.width, "bottom": paper[1] - section.height, "left": section.gutter}
        for side in _SIDES:
            twips = getattr(section, side) + more.get(side, 0)
            if abs(twips - getattr(base, side)) > 1:
                self.file.put(("page", "margins", side), millimetres(twips))
        self.unread += [
            f"第{number}节的页边距不同，没有读；读的是字最多的第{self.number + 1}节"
            for number, other in enumerate(self.document.sections, 1)
            if not other.is_turned and any(getattr(other, side) != getattr(section, side) for side in _SIDES)
        ]
        paper_text = f"纸张{millimetres(section.width)} × {millimetres(section.height)}"
        has_space = section.grid == "linesAndChars" and cascade.number(section.said, "docGrid", "charSpace")
        self._note(
            {
                f"{paper_text}，版式里只有A4、A3": not name,
                "文档网格里的字距没有读；按每行的字数核对text.spacing": has_space,
            }
        )

    def _styles(self) -> None:
        base = self.file.base
        for name in (*STYLES, *LIKE):
            paragraphs = self.roles.paragraphs.get(name)
            if paragraphs and name != "page_number":
                look = self._look(name, paragraphs)
                # The space below the head does not belong to its last paragraph.
                is_last = paragraphs[-1] is self.roles.last_of_head
                look = replace(look, after=base.styles[name].after) if is_last else look
                self.file.put_style(("styles", name), look, base.styles[name])
            elif name not in _SELDOM:
                self.unread.append(f"没有找到{LABELS[name]}，照印发稿")
        # Empty lines in the head become space above the next paragraph.
        for name, twips in self.roles.gaps.items():
            is_below = name == "after_head"
            path = ("head", "after") if is_below else ("styles", name, "before")
            self.file.put_length(path, twips, base.after_head if is_below else base.styles[name].before)

    def _look(self, name: str, paragraphs: Sequence[Paragraph]) -> Style:
        """How most of the paragraphs of one kind look."""
        looks = Counter[tuple[CharacterFormat, Style]]()
        first: dict[tuple[CharacterFormat, Style], Paragraph] = {}
        for paragraph in paragraphs:
            seen = _plain(paragraph.characters)
            look = (seen, self._style(name, paragraph, seen))
            looks[look] += max(1, len(paragraph.text)) if name == "body" else 1
            first.setdefault(look, paragraph)
        most, *others = (look for look, _ in looks.most_common())
        if name == "title" and others:  # what stands below it is smaller, and may be taken for it
            most, *others = sorted(looks, key=lambda look: (look[0].size, look[0].bold), reverse=True)
        taken = "字号大的" if name == "title" else "多数"
        shown = [_quoted(first[other]) for other in others[:3]]
        self.unread += [f"{LABELS[name]}有不同的样子，取{taken}；不同的如{each}" for each in shown]
        self._unusual(name, first[most])
        return most[1]

    def _style(self, name: str, paragraph: Paragraph, seen: CharacterFormat) -> Style:
        form = paragraph.format
        line, is_guess = _fixed_line(paragraph, self.section)
        # A layout has no hanging lines: the left edge is where the first line begins.
        hanging = min(form.first_line.twips, 0)
        left = form.left.twips + hanging
        first_line, hundredths = (NOTHING, 0) if hanging else (form.first_line, form.left.hundredths)
        times = f"{form.line / 240:g}倍"
        self._note(
            {
                f"{LABELS[name]}的行距是{times}，随字体而定，估作{points(line)}；量一量再改": is_guess,
                f"{LABELS[name]}伸到版心左边之外，没有读": left < 0,
            }
        )
        return Style(
            font=seen.east_asia or None,
            latin=seen.ascii or None,
            size=seen.size,
            spacing=seen.spacing,
            bold=seen.bold,
            color=None if seen.color in ("", "000000") else seen.color,
            line=line,
            align=form.align if form.align in ALIGNMENTS.values() else "both",
            first_line=first_line,
            left=Measure(max(left, 0), hundredths),
            before=form.before,
            after=form.after,
            keep_with_next=form.keep_next,
        )

    def _unusual(self, name: str, paragraph: Paragraph) -> None:
        seen, form = paragraph.characters, paragraph.format
        unusual = {
            "斜体": seen.italic,
            "下划线": seen.underline,
            f"字符宽度{seen.scale}%": seen.scale != 100,
            "右缩进": form.right.twips > 0,
            "自动编号的位置": form.numbering is not None,
            "中文与数字之间的自动间距": name == "body" and form.switches["autoSpaceDE"],
        }
        found = "、".join(what for what, is_so in unusual.items() if is_so)
        self._note(
            {
                f"{LABELS[name]}的{found}，版式里没有这一项": found,
                f"{LABELS[name]}没有写明中文字体，照印发稿": not seen.east_asia,
            }
        )

    def _leads(self, text: Style) -> None:
        """In what run-in headings differ from the text around them."""
        for name, looks in sorted(self.roles.leads.items()):
            [(seen, _)] = Counter(map(_plain, looks)).most_common(1)
            was = self.file.base.characters[name].within(text)
            look = replace(was, font=seen.east_asia or was.font, bold=seen.bold)
            self.file.put_style(("characters", name), look, was)

    def _page_number(self) -> None:
        """The page number, with its dashes at half the height of its line, as `parts.section` places it."""
        odd, even = (self._numbered(self.section.footers.get(side, ())) for side in ("default", "even"))
        if odd is None:
            self.unread.append(NO_NUMBER)
            return
        (paragraph, below), base = odd, self.file.base
        field = next(run for run in paragraph.runs if run.field.startswith("PAGE"))
        look = self._style("page_number", paragraph, _plain(field.characters))
        em, height = look.em, look.line or paragraph.line_height
        line = look.line if paragraph.format.line_rule == "exact" else em
        look = replace(look, line=line, align="both", first_line=NOTHING, left=NOTHING)
        self.file.put_style(("styles", "page_number"), look, base.styles["page_number"])
        below_text = self.section.bottom - self.section.footer - below - height // 2
        if not paragraph.frame and abs(below_text - base.below_text) > _NEAR_FOOT:
            self.file.put(("page_number", "below_text"), millimetres(max(below_text, 0)))
        if not {"—", "－", "-", "–"} & set(paragraph.text):
            self.file.put(("page_number", "dashes"), "false")
        is_right = paragraph.format.align == "right"
        if is_right:
            self.file.put_length(("page_number", "from_edge"), paragraph.format.right.twips, base.from_edge, em)
        is_left = self.document.even_and_odd and even is not None and even[0].format.align == "left"
        self._note(
            {
                "页码在图文框或文本框里，离版心多远没有读": paragraph.frame,
                "页码不在右边；版式里单页的在右、双页的在左": not is_right,
                "双页的页码不在左边；版式里单页的在右、双页的在左": not is_left,
                "首页的页脚不同，没有读": self.section.title_page and "first" in self.section.footers,
            }
        )

    def _numbered(self, footer: Sequence[Paragraph]) -> tuple[Paragraph, int] | None:
        """The paragraph with the page number, and the height of what stands below it."""
        for number, paragraph in enumerate(footer):
            if "PAGE" in paragraph.fields:
                below = () if paragraph.frame else footer[number + 1 :]
                return paragraph, sum(_fixed_line(other, self.section)[0] or other.line_height for other in below)
        return None

    def _table(self) -> None:
        """The borders of the first table: its own, or its style's."""
        table = next(self.document.body.iter(W + "tbl"), None)
        if table is None:
            return
        layers = self.document.cascade.of_table(table)
        borders = [borders for layer in layers for borders in layer.iterfind(W + "tblBorders")]
        # LibreOffice writes them to each cell.
        borders += list(table.iterfind(f".//{W}tcBorders"))[:1]
        eighths = cascade.number(borders, "top", "sz") or cascade.number(borders, "insideH", "sz")
        if eighths:
            border = points(max(2, min(eighths, 48)) * 20 / 8)
            self.file.put(("table", "border"), border, points(self.file.base.border * 20 / 8))

    def _rest(self) -> None:
        """Note what no layout has."""
        headers = (one for section in self.document.sections for part in section.headers.values() for one in part)
        boxes = (paragraph for paragraph in self.document.paragraphs if paragraph.part == "box")
        self._note(
            {
                "页眉没有读，版式里没有这一项": any(paragraph.text.strip() for paragraph in headers),
                "文本框没有读，版式里没有这一项": any(paragraph.text.strip() for paragraph in boxes),
                "分栏没有读，版式里没有这一项": (cascade.number(self.section.said, "cols", "num") or 1) > 1,
            }
        )
        self.unread += [f"看不出{_quoted(paragraph)}是什么，没有读" for paragraph in self.roles.paragraphs[""][:3]]


def _quoted(paragraph: Paragraph) -> str:
    return f"第{paragraph.number}段“{paragraph.text.strip()[:12]}”"


def _fixed_line(paragraph: Paragraph, section: Section) -> tuple[int, bool]:
    """The height of a paragraph's lines (0: single spacing), and whether it is a guess, as it depends on the font."""
    form, natural = paragraph.format, paragraph.characters.size * 13
    if form.line_rule in ("exact", "atLeast"):
        return paragraph.line_height, form.line_rule == "atLeast" and natural > form.line
    if section.grid in ("lines", "linesAndChars") and form.snap_to_grid:
        return ceil(natural / section.pitch) * section.pitch * form.line // 240, form.line != 240
    return (0, False) if form.line == 240 else (paragraph.line_height, True)


def _plain(look: CharacterFormat) -> CharacterFormat:
    """The format without what cannot be seen."""
    return replace(look, hint="", theme=frozenset(), h_ansi="")


def _main_section(document: Document) -> tuple[int, Section]:
    """The section with most of the text, if possible an upright one."""
    counted = Counter[int]()
    for paragraph in document.paragraphs:
        counted[paragraph.section] += len(paragraph.text)
    upright = [number for number, section in enumerate(document.sections) if not section.is_turned]
    number = max(upright or range(len(document.sections)), key=lambda number: (counted[number], -number))
    return number, document.sections[number]


def _without(document: Document, main: int, *, is_first: bool) -> Document:
    """The document without the text of sheets on their side.

    `is_first`: also without the sections before the main one, which may be covers.
    """
    turned = [section.is_turned != document.sections[main].is_turned for section in document.sections]
    left = {number for number, is_turned in enumerate(turned) if is_turned or (is_first and number < main)}
    paragraphs = (one for one in document.paragraphs if one.cell is not None or one.section not in left)
    return replace(document, paragraphs=tuple(paragraphs))
