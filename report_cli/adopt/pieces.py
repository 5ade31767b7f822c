"""Lines of a template, and the blocks of a report that they are written of."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from report_cli.adopt.bound import Printed
from report_cli.adopt.notes import any_of
from report_cli.adopt.source import HEAD, Block, Paragraph, lines
from report_cli.compose import numbering
from report_cli.sentences import ITEM_MARKS

TextPart = tuple[int, int, int]
"""A part of a text: the text's number, and from which character of it to before which."""

Line = tuple[str, list[TextPart]]
"""A line of a template, and the texts that it holds."""


def head(blocks: Sequence[Block]) -> list[Paragraph]:
    """What stands above the text: each of the head's names once, its lines together."""
    head, used = list[Paragraph](), list[str]()
    for block in blocks:
        if not isinstance(block, Paragraph) or block.role not in HEAD or block.notes:
            break
        if used and block.role != used[-1] and block.role in used:
            break
        used.append(block.role)
        head.append(block)
        if block.role == "salutation":
            break
    return head if "title" in used else []


def automatic(blocks: Sequence[Block]) -> dict[int, int] | None:
    """How long each heading's number is, by paragraph, where automatic numbering prints all of them; else None."""
    counters, cuts = [0, 0, 0], dict[int, int]()
    for block in blocks:
        if not isinstance(block, Paragraph) or not block.level:
            continue
        number = numbering.following(counters, block.level)
        if not block.text.startswith(number):
            return None
        cuts[block.number] = len(number)
    return cuts


BLANK: Line = ("", [])
END: Line = ("{% endcall %}", [])
SEE_TABLE = re.compile(r"(?:[见如]下表|[见如]表\s*\d+|如下)[。：:]?$")
OF_TABLE = re.compile(r"[（(]?(?:注释?|说明|备注|资料来源|数据来源)[：:]")
"""How what is said of the table above begins."""
LEAD = re.compile(r'(?:\*\*)?(?:\d{1,2}[.．、]|[（(]\d{1,2}[)）])?[^，,；;：:{}"\\#]{2,20}。(?:\*\*)?')
"""A short sentence without facts, as paragraphs begin with: 提案工作稳步推进。"""


_TITLE = re.compile(r"(?:\d{1,2}[.．、]|[（(]\d{1,2}[)）])(?!\d)[^，；：]{2,30}?。?")
"""A paragraph that is a title with a typed number: 2.围绕乡村振兴建言。"""


def below_title(block: Paragraph, rest: Sequence[Block]) -> int:
    """How many blocks stand below a paragraph that is a title, up to the next one, which begins with a number, too."""
    if block.role != "body" or not _TITLE.fullmatch(block.text):
        return 0
    others = (at for at, each in enumerate(rest) if not _is_below(each))
    return next(others, len(rest))


def _is_below(block: Block) -> bool:
    if not isinstance(block, Paragraph) or block.role != "body" or block.lead:
        return False
    return re.match(r"[（(]?\d{1,2}[.．、)）]", block.text) is None and not ANNEX.fullmatch(block.text)


def called(block: str, said: str, stretches: list[TextPart], more: str = "") -> Iterator[Line]:
    """How a block begins that is called with some words."""
    if re.search(r'["\\]|\{[{%]', said):
        yield f"{{% set words %}}{said}{{% endset %}}", stretches
        yield f"{{% call {block}(words{more}) %}}", stretches
    else:
        yield f'{{% call {block}("{said}"{more}) %}}', stretches


def conditional(text: str, facts: Sequence[str]) -> str:
    return f"{{% if {' and '.join(facts)} %}}{text}{{% endif %}}" if facts else text


def bounds(printed: Sequence[Printed], one: Printed, start: int, end: int) -> tuple[int, int]:
    """How far the prose round a stretch goes: to another that is printed, half-way to one that is allowed."""
    others = [each for each in printed if each is not one]
    before = [(each.end, one.start - each.end, each) for each in others if each.end <= one.start]
    behind = [(each.start, each.start - one.end, each) for each in others if each.start >= one.end]
    left = max([start, *(at + (0 if each.says else gap // 2) for at, gap, each in before)])
    right = min([end, *(at - (0 if each.says else gap - gap // 2) for at, gap, each in behind)])
    return left, right


def each_of(fact: str, stretches: list[TextPart], *, is_parted: bool) -> list[Line]:
    """A loop over the items of a list. `is_parted`: nothing else makes them paragraphs."""
    line = ("{{ each }}", stretches)
    return [(f"{{% for each in {fact} %}}", []), line, *([BLANK] if is_parted else []), ("{% endfor %}", [])]


def numbered_lines(style: str, lines_: list[Line]) -> list[Line]:
    """The items of a list with their numbers, if they have any."""
    said = "" if style == "." else f'"{style}"'
    begun: Line = (f"{{% call numbered({said}) %}}", [])
    return [*([begun, *lines_, END] if style else lines_), BLANK]


ANNEX = re.compile(r"附(?:件|录|表)\s*[\d一二三四五六七八九十]*[：:]?")
"""A label of an annex that stands by itself."""


def annex(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks behind the label of an annex that are its own, to the next one or a heading of the text; the rest."""
    ends = (at for at, each in enumerate(blocks) if isinstance(each, Paragraph) and _ends_annex(each))
    end = next(ends, len(blocks))
    return [*blocks[:end]], [*blocks[end:]]


def _ends_annex(block: Paragraph) -> bool:
    return ANNEX.fullmatch(block.text) is not None or 0 < level(block) < 3


def annexed(label: Line, body: list[Line]) -> list[Line]:
    """An annex, whose label and title stand only with what is below them."""
    for count in (2, 1):
        heads, below = [label, *body[:1]][:count], body[count - 1 :]
        if len(heads) == count and not any(re.match(r"\{%|#|$", line) for line, _ in heads) and may_be_empty(below):
            opened = [[*called("lead", line, stretches), BLANK] for line, stretches in heads]
            start = next(at for at, (line, _) in enumerate(below) if line)
            return [*chain.from_iterable(opened), *trimmed(below[start:]), *[END] * count, BLANK]
    return [label, BLANK, *body]


def parts(
    blocks: Sequence[Block], number: int, groups: Sequence[str], labels: Mapping[str, str]
) -> Iterator[tuple[str, str, list[Block]]]:
    """The text in parts, each a file of its own: name (empty for what stays), heading, blocks.

    `number`: of the first text; `groups`: of each text, `labels`: theirs.
    """
    deepest = 2 if any(isinstance(block, Paragraph) and block.level == 2 for block in blocks) else 1
    part, name, label, used = list[Block](), "", "", set[str]()
    for block in blocks:
        if isinstance(block, Paragraph) and block.level and block.level <= deepest:
            if part:
                yield name, label, part
            group = groups[number]
            name = "" if block.level < deepest else unused(group, used)
            label, part = labels.get(group, group), []
            used.add(name)
        part.append(block)
        number += sum(1 + len(each.notes) for each in lines([block]))
    if part:
        yield name, label, part


def level(block: Block) -> int:
    """The level of a heading; 0 of anything else."""
    return block.level if isinstance(block, Paragraph) and block.role == "heading" else 0


def is_item(block: Block) -> bool:
    """Whether it is a paragraph with a run-in heading of the third level, as the items of a list have numbers too."""
    return isinstance(block, Paragraph) and block.lead > 0 and block.level == 3


_ROW = re.compile(r"\{% if (.*?) %\}.*\{% endif %\}")


def needs_of(table: Sequence[Line]) -> tuple[str, ...]:
    """The condition that anything of a table is printed: of its head, and of one row."""
    said = [line for line, _ in table]
    begun = next((at for at, line in enumerate(said) if line.startswith("{% call table(")), None)
    if begun is None:
        return ()
    rows = said[begun + 2 : said.index(END[0], begun)]
    conditions = [(match[1],) if (match := _ROW.fullmatch(row)) else () for row in rows]
    head = re.fullmatch(r"\{% if (.*?) %\}", said[0])
    return ((head[1],) if head else ()) + any_of(conditions)


def may_be_empty(lines_: Sequence[Line]) -> bool:
    """Whether all of some lines are conditional; a table is as its rows are, whose head goes with them."""
    said = [line for line, _ in lines_]
    heads = {at for at, line in enumerate(said, 1) if line.startswith(("{% call table(", "{% for "))}
    firm = (line for at, line in enumerate(said) if at not in heads)
    return any(said) and all(not line or re.fullmatch(r"\{%.*%\}", line) for line in firm)


def headed(heading: Line, level: int, body: list[Line]) -> list[Line]:
    """A heading and what is below it; where that may come out empty, both as one part."""
    line, stretches = heading
    if not line.startswith("#") or not may_be_empty(body):
        return [heading, BLANK, *body]
    begun = called("part", line.lstrip("# "), stretches, "" if level == 2 else f", {level}")
    return [*begun, *trimmed(body), END, BLANK]


def led(sentences: list[Line], below: list[Line]) -> list[Line]:
    """The sentences of a paragraph; one that leads up to others, or to the table `below`, stands only with them."""
    (line, stretches), *rest = sentences or [BLANK]
    is_to_table = len(sentences) == 1 and bool(below) and not line.startswith("{% if")
    if not (is_to_table or LEAD.fullmatch(line)) or not may_be_empty([*rest, *below]):
        return [*sentences, *below]
    return [*called("lead", line, stretches), *rest, *below, END]


def as_item(lines_: Sequence[Line]) -> Line:
    """An item of a list as one line; a short sentence that leads up to others stands only with one of them."""
    (first, held), *rest = lines_
    needs = [(match[1],) for line, _ in rest if (match := _ROW.fullmatch(line))]
    is_lead = bool(needs) and len(needs) == len(rest) and LEAD.fullmatch(first)
    return as_one([(conditional(first, any_of(needs)) if is_lead else first, held), *rest])


def as_one(lines_: Sequence[Line]) -> Line:
    """Several lines as one, with all that they hold."""
    return "".join(line for line, _ in lines_), [at for _, held in lines_ for at in held]


def trimmed(lines_: Sequence[Line]) -> Sequence[Line]:
    """Lines without blank ones at their end."""
    last = max((at for at, (line, _) in enumerate(lines_, 1) if line), default=0)
    return lines_[:last]


def behind(text: str) -> str:
    """The word that a text begins with, to the next mark or blank."""
    return re.split(rf"[{ITEM_MARKS}\s]", text)[0]


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[int, Paragraph]]:
    """All paragraphs with the numbers of their texts; those of footnotes are between."""
    number = 0
    for paragraph in lines(blocks):
        yield number, paragraph
        number += 1 + len(paragraph.notes)


def unused(name: str, used: set[str]) -> str:
    """A name that is not in use yet."""
    number, free = 1, name
    while free in used:
        number += 1
        free = f"{name}{number}"
    return free
