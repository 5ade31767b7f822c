"""Which paragraph of a draft is what: told by the text as built, else by its number and place, else by its style."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import asdict, replace

from report_cli.docx.parts import CHARACTER_STYLES, PARAGRAPH_STYLES
from report_cli.page import roles
from report_cli.page.effective import Document, Paragraph

HEAD = ("title", "stage", "subtitle", "date", "speaker", "byline")
"""What stands above the text."""
SMALL = 18
"""Half-points of the text in tables of many columns: 小五."""

_BY_STYLE = {shown.lower(): name for name, (_, shown) in PARAGRAPH_STYLES.items() if name != "page_number"}
_BY_TEXT = re.compile("heading_.|salutation|attachments|attachment_label|attachment_title|table_caption")
_NUMBERED = re.compile(r"\s*([一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百]+[）)]|\d{1,2}[.．、](?!\d))")
_NEXT = re.compile(r"\s*([2-9]|[1-9]\d)[.．]")
_LEAD = CHARACTER_STYLES["lead_1"][1].rstrip("1")
_ENDS = ("。", "！", "？")
_SENTENCE = re.compile("[^。]*。")


class Identity(Struct, frozen=True, kw_only=True):
    """What a paragraph is.

    `role` is the layout's name for it (heading_1). The first `lead` characters are a run-in heading of `level`.
    `is_small`: in a table that is set small. `strong`: what is bold in it; None where that is not known.
    """

    role: str
    lead: int = 0
    level: int = 0
    is_small: bool = False
    strong: frozenset[str] | None = None


class Named(Identity, frozen=True, kw_only=True):
    """A paragraph, and what it is. `is_last`: of the head, below which stands a space."""

    paragraph: Paragraph
    is_last: bool = False


def name(document: Document, known: Mapping[int, Identity]) -> list[Named]:
    """The paragraphs with text in the body and the notes. `known`: by their numbers, those that the text as built tells."""
    by_text = {id(paragraph): role for role, found in roles.find(document).paragraphs.items() for paragraph in found}
    small = _small_tables(document)
    named: list[Named] = []
    before = ""
    for paragraph in document.paragraphs:
        if paragraph.text.strip() and paragraph.part == "body":
            guess = _following(before, paragraph) or _plain(before, paragraph, by_text.get(id(paragraph), ""))
            identity = known.get(paragraph.number) or _identity(document, paragraph, guess, small)
            named.append(Named(paragraph=paragraph, **asdict(identity)))
            before = identity.role
    named += [Named(paragraph=note, role="footnote") for note in document.notes if note.text.strip()]
    return _with_last(named)


def _following(before: str, paragraph: Paragraph) -> str:
    """What only the paragraph above tells: the title of an attachment, the second name in a list of attachments."""
    if before == "attachment_label":
        return "attachment_title"
    return "attachments" if before == "attachments" and _NEXT.match(paragraph.text) else ""


def _plain(before: str, paragraph: Paragraph, guess: str) -> str:
    """What a paragraph in the style of the text is: it may well begin with a number, or with 同志们： amid a speech."""
    if _BY_STYLE.get(paragraph.style_name.lower()) != "body":
        return guess
    is_sentence = guess.startswith("heading") and paragraph.text.rstrip().endswith(_ENDS)
    is_in_text = before not in ("", "salutation", *HEAD) and paragraph.format.first_line.twips > 0
    return "body" if is_sentence or (guess == "salutation" and is_in_text) else guess


def _identity(document: Document, paragraph: Paragraph, by_text: str, small: set[int]) -> Identity:
    if paragraph.cell is not None:
        is_head = paragraph.cell.is_head or paragraph.cell.row == 1
        return Identity(role="table_head" if is_head else "table_body", is_small=paragraph.cell.table in small)
    by_style = _BY_STYLE.get(paragraph.style_name.lower(), "")
    is_numbered = _is_numbered(paragraph)
    is_doubtful = by_text.startswith("heading") and not is_numbered
    if _BY_TEXT.fullmatch(by_text) and not (is_doubtful and by_style == "body"):
        role = by_text
    else:
        role = by_style if by_style not in ("", "body") or is_doubtful else by_text or by_style
    level = roles.level(paragraph) if role == "body" and is_numbered else 0
    return Identity(role=role, lead=lead(document, paragraph, level) if level else 0, level=level)


def _is_numbered(paragraph: Paragraph) -> bool:
    return _NUMBERED.match(paragraph.text) is not None or paragraph.format.numbering is not None


def lead(document: Document, paragraph: Paragraph, level: int) -> int:
    """How long a run-in heading is: what has its style, else the first sentence.

    A number of the third level begins many a sentence that is no heading.
    """
    length = 0
    for run in paragraph.runs:
        if not document.cascade.style_name(run.style).startswith(_LEAD):
            break
        length += len(run.text)
    sentence = _SENTENCE.match(paragraph.text) if level < 3 and _is_numbered(paragraph) else None
    return length or (sentence.end() if sentence and sentence.end() < len(paragraph.text.rstrip()) else 0)


def _small_tables(document: Document) -> set[int]:
    """Tables of many columns are set small, throughout."""
    sizes: dict[int, set[int]] = {}
    for paragraph in document.paragraphs:
        if paragraph.cell is not None and paragraph.text.strip():
            sizes.setdefault(paragraph.cell.table, set()).add(paragraph.characters.size)
    return {table for table, found in sizes.items() if found == {SMALL}}


def _with_last(named: list[Named]) -> list[Named]:
    last = next((number for number, one in enumerate(named) if one.role not in HEAD), 0) - 1
    return [replace(one, is_last=number == last) for number, one in enumerate(named)]
