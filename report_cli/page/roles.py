"""What each paragraph of a document is: title, heading, body, table, attachment …

The text as built tells, if there is one. Otherwise it is guessed as people do: by numbers (一、 （一） 1.), by words
(各位委员： 附件), by outline level, by position; by names of styles last: in most files all is called 正文.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import takewhile

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from report_cli.docx.package import W
from report_cli.layout.columns import SMALL, is_long
from report_cli.layout.layout import CHARACTER_STYLES, PARAGRAPH_STYLES
from report_cli.page.effective import Document, Paragraph, StyledRun
from report_cli.page.looks import CharacterFormat
from report_cli.sentences import is_whole, run_in

HEAD = ("kicker", "title", "stage", "subtitle", "date", "speaker", "byline")
"""What stands above the text."""
_CHINESE = "[一二三四五六七八九十百]+"
_NUMBERS = (re.compile(f"{_CHINESE}、"), re.compile(f"[（(]{_CHINESE}[）)]"), re.compile(r"\d{1,2}[.．、](?!\d)"))
_AUTOMATIC = (re.compile("%1、"), re.compile("[（(]%[12][）)]"), re.compile("%[123][.．、]?$"))
_COUNTED_IN_CHINESE = ("chinese", "japanese", "ideograph", "taiwanese")
_NEXT = re.compile(r"\s*([2-9]|[1-9]\d)[.．]")
_SALUTATION = re.compile(r"(各位|同志们|尊敬的|主席，).*[：:]$")
_DIGIT = r"[\d〇○零一二三四五六七八九十]"
# What a line of the head is, if not the title: the first that fits.
_BELOW_TITLE = {
    "stage": re.compile("[（(].{1,8}稿[）)]$"),
    "date": re.compile(f"[（(]?{_DIGIT}{{4}}年{_DIGIT}{{1,3}}月{_DIGIT}{{1,3}}日[）)]?$"),
    "subtitle": re.compile("[—－（(-]|.*会议上"),
    "speaker": re.compile(""),
}
_ATTACHMENT = re.compile(r"附\s*件\s*\d*$")
LISTED = re.compile(r"\d{1,2}[.．、]\s*《[^《》]+》(?:（[^（）]*）)?")
"""A title with its number, as an annex lists them: it is no heading, though the number is one of the third level."""
_LONGEST_HEADING = 45
_SHORTEST_TEXT = 15
_BY_STYLE = {style.lower(): name for name, (_, style, _) in PARAGRAPH_STYLES.items() if name != "page_number"}
_BY_TEXT = re.compile("heading_.|salutation|attachments|attachment_label|attachment_title|table_caption")
_LEAD = CHARACTER_STYLES["lead_1"][1].rstrip("1")


class Roles(Struct):
    """The paragraphs by the layout's names for them, unknown ones under ""; how run-in headings look.

    `gaps`: the space in twips that empty paragraphs leave above a paragraph of the head (`after_head`: below the head).
    """

    paragraphs: dict[str, list[Paragraph]] = field(default_factory=lambda: defaultdict(list))
    leads: dict[str, list[CharacterFormat]] = field(default_factory=lambda: defaultdict(list))
    gaps: dict[str, int] = field(default_factory=dict)
    last_of_head: Paragraph | None = None


class Identity(Struct, frozen=True, kw_only=True):
    """What a paragraph is.

    `role` is the layout's name for it (heading_1). Its first `lead` characters are a run-in heading of `level`.
    `is_small`: in a table set in small type. `align`: where its table has its own. `strong`: its bold texts;
    None if not known.
    """

    role: str
    lead: int = 0
    level: int = 0
    is_small: bool = False
    align: str = ""
    strong: frozenset[str] | None = None


class Named(Identity, frozen=True, kw_only=True):
    """A paragraph, and what it is. `is_last`: the last of the head, with a space below it."""

    paragraph: Paragraph
    is_last: bool = False


def name(document: Document, known: Mapping[int, Identity]) -> list[Named]:
    """What the paragraphs with text in body and notes are. `known`: those of the text as built, by number."""
    guesses = {id(paragraph): role for role, found in find(document).paragraphs.items() for paragraph in found}
    small, long = _small_tables(document), _long_columns(document)
    named: list[Named] = []
    before = ""
    for paragraph in document.paragraphs:
        if paragraph.text.strip() and paragraph.part == "body":
            role = _role(paragraph, before, guesses[id(paragraph)])
            identity = known.get(paragraph.number) or _identity(document, paragraph, role, small, long)
            named.append(Named(paragraph=paragraph, **asdict(identity)))
            before = identity.role
    named += [Named(paragraph=note, role="footnote") for note in document.notes if note.text.strip()]
    last = next((number for number, one in enumerate(named) if one.role not in HEAD), 0) - 1
    return [replace(one, is_last=number == last) for number, one in enumerate(named)]


def _role(paragraph: Paragraph, before: str, guess: str) -> str:
    """The role of a paragraph, by that of the one before, by a `guess` from its text, and by its style."""
    text, by_style = paragraph.text, _BY_STYLE.get(paragraph.style_name.lower(), "")
    is_sentence, is_plain = is_whole(text), by_style in ("", "body")
    is_in_text = before not in ("", "salutation", *HEAD) and paragraph.format.first_line.twips > 0
    # Body text may begin with a number, or with 同志们： amid a speech.
    is_like_text = guess.startswith("heading") and (is_sentence or not _is_numbered(paragraph))
    is_like_text = is_like_text or (guess == "salutation" and is_in_text)
    # A short sentence is text like any other; a few words may be a heading, a signature, a date.
    is_short_text = is_plain and not guess and is_sentence and paragraph.format.align not in ("center", "right")
    signs = [
        ("attachment_title", before == "attachment_label"),
        ("attachments", before == "attachments" and _NEXT.match(text)),
        ("body", (by_style == "body" and is_like_text) or is_short_text),
        (guess, _BY_TEXT.fullmatch(guess)),
        (by_style, not is_plain),
    ]
    return next((role for role, is_so in signs if is_so), guess or by_style)


def _identity(
    document: Document, paragraph: Paragraph, role: str, small: set[int], long: set[tuple[int, int]]
) -> Identity:
    if (cell := paragraph.cell) is not None:
        role, is_small = _of_cell(paragraph), cell.table in small
        may_be_left = is_small or (cell.table, cell.column) in long
        is_left = may_be_left and role == "table_body" and paragraph.format.align == "left"
        return Identity(role=role, is_small=is_small, align="left" if is_left else "")
    number = level(paragraph) if role == "body" and _is_numbered(paragraph) else 0
    return Identity(role=role, lead=lead(document, paragraph, number) if number else 0, level=number)


def _is_numbered(paragraph: Paragraph) -> bool:
    text = paragraph.text.lstrip()
    return any(pattern.match(text) for pattern in _NUMBERS) or paragraph.format.numbering is not None


def _of_cell(paragraph: Paragraph) -> str:
    cell = paragraph.cell
    return "table_head" if cell is not None and (cell.is_head or cell.row == 1) else "table_body"


def lead(document: Document, paragraph: Paragraph, level: int) -> int:
    """The length of a run-in heading: what has its style, else the first sentence.

    Not so at the third level: many plain sentences begin with such a number.
    """
    name_of = document.cascade.style_name
    leads = takewhile(lambda run: name_of(run.style).startswith(_LEAD), paragraph.runs)
    length = sum(len(run.text) for run in leads)
    return length or (run_in(paragraph.text) if level < 3 and _is_numbered(paragraph) else 0)


def _long_columns(document: Document) -> set[tuple[int, int]]:
    """The columns that hold sentences, each with its table: they may stand at the left."""
    cells = ((paragraph.cell, paragraph.text) for paragraph in document.paragraphs)
    return {(cell.table, cell.column) for cell, text in cells if cell and cell.row > 1 and is_long(text)}


def _small_tables(document: Document) -> set[int]:
    """The tables in small type throughout, as tables of many columns are."""
    sizes: dict[int, set[int]] = defaultdict(set)
    for paragraph in document.paragraphs:
        if paragraph.cell is not None and paragraph.text.strip():
            sizes[paragraph.cell.table].add(paragraph.characters.size)
    return {table for table, found in sizes.items() if found == {SMALL}}


# By the text ---------------------------------------------------------------------------------------------------------


def find(document: Document) -> Roles:
    """What the paragraphs with text are, going by their text alone."""
    roles = Roles()
    body = [paragraph for paragraph in document.paragraphs if paragraph.part == "body"]
    begins = next((number for number, paragraph in enumerate(body) if _is_text(paragraph)), len(body))
    _find_head(body[:begins], roles)
    before = ""
    for paragraph in body[begins:]:
        if paragraph.text.strip():
            name = _below_head(paragraph, before)
            roles.paragraphs[name].append(paragraph)
            if name == "body" and level(paragraph) and leading(paragraph):
                roles.leads[f"lead_{level(paragraph)}"].append(paragraph.runs[0].characters)
            before = paragraph.text.strip()
    roles.paragraphs["footnote"] += [note for note in document.notes if note.text.strip()]
    return roles


def level(paragraph: Paragraph) -> int:
    """The level of a heading, 1 to 3, by its number (typed or automatic), else its outline level; 0 for no heading."""
    text, automatic, outline = paragraph.text.strip(), paragraph.format.numbering, paragraph.format.outline
    levels = [number for number, pattern in enumerate(_NUMBERS, 1) if pattern.match(text)]
    if automatic is not None:
        chinese = automatic.form.startswith(_COUNTED_IN_CHINESE)
        patterns = enumerate(_AUTOMATIC, 1)
        levels += [n for n, pattern in patterns if pattern.match(automatic.text) and chinese == (n < 3)]
    if outline is not None and outline < 3 and len(text) <= _LONGEST_HEADING:
        levels.append(outline + 1)
    return next(iter(levels), 0)


def _is_text(paragraph: Paragraph) -> bool:
    """Whether the head has ended: a salutation, a numbered heading or a whole sentence comes after it."""
    text = paragraph.text.strip()
    if paragraph.cell is not None or _SALUTATION.match(text) or _NUMBERS[0].match(text):
        return True
    return paragraph.format.align != "center" and len(text) >= _SHORTEST_TEXT and text[-1] in "。：！"


def _find_head(paragraphs: Sequence[Paragraph], roles: Roles) -> None:
    lines = [paragraph for paragraph in paragraphs if paragraph.text.strip()]
    largest = max((paragraph.characters.size for paragraph in lines), default=0)
    gap, was = 0, ""
    for paragraph in paragraphs:
        text = "".join(paragraph.text.split())
        if not text:
            gap += paragraph.line_height + paragraph.format.before.twips + paragraph.format.after.twips
            continue
        is_title = len(lines) == 1 or paragraph.characters.size == largest
        name = "title" if is_title else next(name for name, pattern in _BELOW_TITLE.items() if pattern.match(text))
        roles.paragraphs[name].append(paragraph)
        if gap and name != was:
            roles.gaps[name] = gap + paragraph.format.before.twips
        gap, was = 0, name
    if lines:
        roles.last_of_head = lines[-1]
        roles.gaps["after_head"] = gap + lines[-1].format.after.twips


def _below_head(paragraph: Paragraph, before: str) -> str:
    """The role of a paragraph below the head; empty if unknown. `before`: the text above."""
    if paragraph.cell is not None:
        return _of_cell(paragraph)
    text, after, number = paragraph.text.strip(), paragraph.element.getnext(), level(paragraph)
    is_centred, is_whole = paragraph.format.align == "center", text[-1] != "。" or not leading(paragraph)
    is_listed = LISTED.fullmatch(text) is not None
    is_heading = len(text) <= _LONGEST_HEADING and text[-1] not in "；：" and is_whole and not is_listed
    signs = {
        "table_caption": is_centred and after is not None and after.tag == W + "tbl",
        "attachment_label": _ATTACHMENT.match(text),
        "attachment_title": _ATTACHMENT.match(before),
        "attachments": re.match("附件[：:]", text),
        "salutation": _SALUTATION.match(text),
        f"heading_{number}": number and is_heading,
        "body": (len(text) >= _SHORTEST_TEXT or is_listed) and not is_centred,
    }
    return next((role for role, is_so in signs.items() if is_so), "")


def leading(paragraph: Paragraph) -> int:
    """How many characters at the beginning of a paragraph look alike, and otherwise than its end: whole sentences."""

    def look(run: StyledRun) -> tuple[str, int, bool]:
        return run.characters.east_asia, run.characters.size, run.characters.bold

    first, last = paragraph.runs[0], paragraph.runs[-1]
    same = "".join(run.text for run in takewhile(lambda run: look(run) == look(first), paragraph.runs))
    is_lead = look(first) != look(last) and same.rstrip().endswith(("。", "："))
    return len(same.rstrip()) if is_lead else 0
