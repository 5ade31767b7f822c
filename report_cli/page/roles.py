"""Which paragraph of a stranger's document is what: title, headings, body, page number …

Told by what people go by: numbers (一、 （一） 1.), words (各位委员： 附件), outline levels, and where a paragraph stands.
Names of styles are no help: in most documents all is called 正文.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from report_cli.docx.package import W
from report_cli.page.characters import CharacterFormat
from report_cli.page.effective import Document, Paragraph

_CHINESE = "[一二三四五六七八九十百]+"
_NUMBERS = (re.compile(f"{_CHINESE}、"), re.compile(f"[（(]{_CHINESE}[）)]"), re.compile(r"\d{1,2}[.．、](?!\d)"))
_AUTOMATIC = (re.compile("%1、"), re.compile("[（(]%[12][）)]"), re.compile("%[123][.．、]?$"))
_COUNTED_IN_CHINESE = ("chinese", "japanese", "ideograph", "taiwanese")
_SALUTATION = re.compile(r"(各位|同志们|尊敬的|主席，).*[：:]$")
_STAGE = re.compile("[（(].{1,8}稿[）)]$")
_DATE = re.compile(
    r"[（(]?[\d〇○零一二三四五六七八九十]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日[）)]?$"
)
_ATTACHMENT = re.compile(r"附\s*件\s*\d*$")
_LONGEST_HEADING = 45
_SHORTEST_TEXT = 15


class Roles(Struct):
    """The paragraphs by the layout's names for them; how run-in headings look; what no name was found for.

    `gaps`: the space in twips above a paragraph of the head, where empty paragraphs stand there (`after_head`: below its last).
    """

    paragraphs: dict[str, list[Paragraph]] = field(default_factory=dict)
    leads: dict[str, list[CharacterFormat]] = field(default_factory=dict)
    gaps: dict[str, int] = field(default_factory=dict)
    unknown: list[Paragraph] = field(default_factory=list)
    last_of_head: Paragraph | None = None

    def add(self, name: str, paragraph: Paragraph) -> None:
        self.paragraphs.setdefault(name, []).append(paragraph)


def find(document: Document) -> Roles:
    roles = Roles()
    body = [paragraph for paragraph in document.paragraphs if paragraph.part == "body"]
    begins = next((number for number, paragraph in enumerate(body) if _is_text(paragraph)), len(body))
    _head(body[:begins], roles)
    before: Paragraph | None = None
    for paragraph in body[begins:]:
        if paragraph.text.strip():
            _below_head(paragraph, before, roles)
            before = paragraph
    for note in document.notes:
        if note.text.strip():
            roles.add("footnote", note)
    return roles


def level(paragraph: Paragraph) -> int:
    """Of a heading from 1 to 3, by its number, typed or automatic, else by its outline level; 0 for other paragraphs."""
    text = paragraph.text.strip()
    for number, pattern in enumerate(_NUMBERS, 1):
        if pattern.match(text):
            return number
    automatic = paragraph.format.numbering
    if automatic is not None:
        is_chinese = automatic.form.startswith(_COUNTED_IN_CHINESE)
        for number, pattern in enumerate(_AUTOMATIC, 1):
            if pattern.match(automatic.text) and is_chinese == (number < 3):
                return number
    outline = paragraph.format.outline
    return outline + 1 if outline is not None and outline < 3 and len(text) <= _LONGEST_HEADING else 0


def _is_text(paragraph: Paragraph) -> bool:
    """The head of a document ends where it speaks to somebody, counts its parts or says a whole sentence."""
    text = paragraph.text.strip()
    if paragraph.cell is not None or _SALUTATION.match(text) or _NUMBERS[0].match(text):
        return True
    return paragraph.format.align != "center" and len(text) >= _SHORTEST_TEXT and text[-1] in "。：！"


def _head(paragraphs: list[Paragraph], roles: Roles) -> None:
    said = [paragraph for paragraph in paragraphs if paragraph.text.strip()]
    largest = max((paragraph.characters.size for paragraph in said), default=0)
    gap, was = 0, ""
    for paragraph in paragraphs:
        text = "".join(paragraph.text.split())
        if not text:
            gap += _height(paragraph)
            continue
        name = _head_name(paragraph, text, largest, is_alone=len(said) == 1)
        roles.add(name, paragraph)
        if gap and name != was:
            roles.gaps[name] = gap + paragraph.format.before.twips
        gap, was = 0, name
    if said:
        roles.last_of_head = said[-1]
        roles.gaps["after_head"] = gap + said[-1].format.after.twips


def _head_name(paragraph: Paragraph, text: str, largest: int, *, is_alone: bool) -> str:
    if is_alone or paragraph.characters.size == largest:
        return "title"
    if _STAGE.match(text):
        return "stage"
    if _DATE.match(text):
        return "date"
    return "subtitle" if text.startswith(("—", "－", "-", "（", "(")) or "会议上" in text else "speaker"


def _height(paragraph: Paragraph) -> int:
    """Of an empty paragraph; under automatic spacing about."""
    form = paragraph.format
    line = form.line if form.line_rule != "auto" else form.line * paragraph.mark.size * 13 // 240
    return line + form.before.twips + form.after.twips


def _below_head(paragraph: Paragraph, before: Paragraph | None, roles: Roles) -> None:
    name = _name(paragraph, before)
    if name:
        roles.add(name, paragraph)
    else:
        roles.unknown.append(paragraph)
    number = level(paragraph)
    lead = _lead(paragraph) if name == "body" and number else None
    if lead is not None:
        roles.leads.setdefault(f"lead_{number}", []).append(lead)


def _name(paragraph: Paragraph, before: Paragraph | None) -> str:
    text = paragraph.text.strip()
    if paragraph.cell is not None:
        return "table_head" if paragraph.cell.is_head or paragraph.cell.row == 1 else "table_body"
    after = paragraph.element.getnext()
    if paragraph.format.align == "center" and after is not None and after.tag == W + "tbl":
        return "table_caption"
    if _ATTACHMENT.match(text):
        return "attachment_label"
    if before is not None and _ATTACHMENT.match(before.text.strip()):
        return "attachment_title"
    if re.match("附件[：:]", text):
        return "attachments"
    if _SALUTATION.match(text):
        return "salutation"
    if (
        level(paragraph)
        and len(text) <= _LONGEST_HEADING
        and (text[-1] not in "。；：" or _lead(paragraph) is None)
        and text[-1] not in "；："
    ):
        return f"heading_{level(paragraph)}"
    return "body" if len(text) >= _SHORTEST_TEXT and paragraph.format.align != "center" else ""


def _lead(paragraph: Paragraph) -> CharacterFormat | None:
    """How a run-in heading looks: the first sentence, where it looks other than what follows."""
    first, rest = paragraph.runs[0].characters, paragraph.runs[-1].characters
    said = "".join(_same(paragraph))
    is_other = (first.east_asia, first.size, first.bold) != (rest.east_asia, rest.size, rest.bold)
    return first if is_other and said.rstrip()[-1:] in ("。", "：") else None


def _same(paragraph: Paragraph) -> Iterator[str]:
    """The text of the runs at a paragraph's beginning that look alike."""
    first = paragraph.runs[0].characters
    for run in paragraph.runs:
        if (run.characters.east_asia, run.characters.size, run.characters.bold) != (
            first.east_asia,
            first.size,
            first.bold,
        ):
            return
        yield run.text
