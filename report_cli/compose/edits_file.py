"""`templates/2022/KIND.edits.yaml`: what people changed in the words of one report of one year.

Each edit says what was (`was`), what is (`now`) and whose draft it is from (`by`); new words, and those that moved, say
beside which others they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose.merging import BREAK, opcodes
from report_cli.compose.source import stray_digits
from report_cli.compose.wording import without_items
from report_cli.document import FIGURE
from report_cli.files.reader import Reader
from report_cli.files.yaml import Mapping, Node, Scalar, parse
from report_cli.files.yaml import Sequence as Items
from report_cli.model import EDITS_SUFFIX, NOWHERE, CannotRun, Finding, Place
from report_cli.text import excerpt, one_line

Side = Literal["", "after", "before", "below", "above"]
"""Where new or moved words stand: in the paragraph of other words, after or before them; or in one of their own."""
SIDES: tuple[Side, ...] = ("after", "before", "below", "above")
_KEYS = ("was", "now", *SIDES, "by")
EXPRESSION = re.compile(r"\{\{\s*(?P<said>[^{}]*?)\s*\}\}")
"""A figure as the template prints it."""
_MARKS = re.compile(r"#{1,4}\s+")
_BRACES = re.compile("[{}｛｝]")
HEAD = """\
# 改过的稿件里改了字的地方：生成这一年的这种报告时照着改。was是原来的字，now是现在的字，by是谁的稿。
# 可以自己改；不要哪一条，就删去那一条。写法见模板参考。
format: 1
edits:
"""

SHOWN = 80
"""So many characters of words are shown."""


class Edit(Struct, frozen=True, kw_only=True):
    """`was`, `now`: the words, a paragraph each, none where there were or are none. `by`: whose draft it is from.

    New words, and those that moved, stand on a `side` of the words `beside`.
    """

    was: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    side: Side = ""
    beside: tuple[str, ...] = ()
    by: str = ""
    place: Place = NOWHERE
    steps: tuple[Edit, ...] = ()
    """Of one that others are folded into: all of them, as they were."""

    @property
    def whose(self) -> tuple[tuple[str, str], ...]:
        """The new words in stretches, each with whose draft it is from: nobody's, if it stood there before."""
        first, *_ = steps = self.steps or (self,)
        text, owners = BREAK.join(first.was), [""] * len(BREAK.join(first.was))
        for each in steps:
            now, kept = BREAK.join(each.now), owners
            owners = [each.by] * len(now)
            for name, a, b, c, d in opcodes(text, now):
                if name == "equal":
                    owners[c:d] = kept[a:b]
            text = now
        parts = groupby(zip(owners, text, strict=True), key=itemgetter(0))
        return tuple((by, "".join(sign for _, sign in part)) for by, part in parts)

    @property
    def said(self) -> str:
        """What it asks for, in words."""
        if self.side:
            return f"{'把' if self.was else '加上'}“{shown(self.now or self.was)}”{'移到这里' if self.was else ''}"
        if self.now:
            return f"“{shown(self.was)}”改成“{shown(self.now)}”"
        return f"删去“{shown(self.was)}”"


def without_marks(edit: Edit) -> Edit:
    """An edit without the marks of headings that stand already: what is told by them is told by the words too."""
    known = {text for text in (*edit.was, *edit.beside) if _MARKS.match(text)}
    if not known:
        return edit
    was, beside = (tuple(map(_unmarked, texts)) for texts in (edit.was, edit.beside))
    stood = dict(enumerate(edit.was)) if len(edit.was) == len(edit.now) else {}
    now = (_unmarked(text) if {text, stood.get(n)} & known else text for n, text in enumerate(edit.now))
    return replace(edit, was=was, beside=beside, now=tuple(now))


def _unmarked(text: str) -> str:
    match = _MARKS.match(text)
    return text[match.end() :] if match else text


def shown(texts: Sequence[str]) -> str:
    return excerpt(" ".join(texts), SHOWN)


def path(year: int, kind: str) -> str:
    return f"templates/{year}/{kind}{EDITS_SUFFIX}"


def read(data: bytes, file: str, allow: tuple[str, ...]) -> tuple[list[Edit], list[Finding]]:
    """The edits of a file, and what is wrong with it. `allow`: the words with digits that are no figures."""
    edits, findings = _read(data, file, allow)
    return list(edits), list(findings)


@lru_cache(maxsize=8)
def _read(data: bytes, file: str, allow: tuple[str, ...]) -> tuple[tuple[Edit, ...], tuple[Finding, ...]]:
    node, findings = parse(data, file, "E")
    reader = _EditsReader("E", findings)
    return tuple(reader.edits(node, allow)), tuple(findings)


class _EditsReader(Reader):
    def edits(self, node: Node | None, allow: tuple[str, ...]) -> Iterator[Edit]:
        top = self.mapping(node, "改动文件", "顶层写“edits:”，下面写列表")
        given = self.entries(top, ("format", "edits"), "改动文件")
        self.version(given.get("format"), "101")
        listed = given.get("edits")
        if listed is not None and not isinstance(listed, Items):
            if not (isinstance(listed, Scalar) and listed.is_empty):
                self.find("118", listed.place, "edits应是列表", "写成 - was: 原来的字，下一行now: 现在的字")
            return
        for item in listed.items if listed else ():
            mapping = self.mapping(item, "edits的一项", "写成 - was: 原来的字，下一行now: 现在的字")
            if mapping is not None and (edit := self.edit(mapping, allow)) is not None:
                yield edit

    def edit(self, node: Mapping, allow: tuple[str, ...]) -> Edit | None:
        given = self.entries(node, _KEYS, "edits的一项")
        was, now = self.paragraphs(given, "was"), self.paragraphs(given, "now")
        sides = [side for side in SIDES if side in given]
        beside = self.paragraphs(given, sides[0]) if sides else ()
        why = _unfit(was, now, sides, beside)
        if why:
            self.find("101", node.place, *why)
            return None
        for scalar in self.texts(given.get("now"), "now"):
            self.check_words(scalar, allow)
        side: Side = sides[0] if sides else ""
        return Edit(was=was, now=now, side=side, beside=beside, by=self.text(given, "by"), place=node.place)

    def paragraphs(self, given: dict[str, Node], key: str) -> tuple[str, ...]:
        texts = tuple(one_line(scalar.text) for scalar in self.texts(given.get(key), key))
        return texts if any(texts) else ()  # an empty cell among others is one of them

    def check_words(self, scalar: Scalar, allow: tuple[str, ...]) -> None:
        """New words are as those of a template: no number is typed in them, and figures stand in braces."""
        for message in wrong_words(scalar.text, allow):
            cure = "数字写进年度数据，这里用 {{ 组.指标 }}；专名里的数字列入指标目录的allow"
            self.find("102", scalar.place, message, cure)
        if _BRACES.search(EXPRESSION.sub(FIGURE, scalar.text)):
            message = f"花括号写得不对：“{excerpt(scalar.text)}”"
            self.find("103", scalar.place, message, "写成 {{ 组.指标 }}，括号用半角，成对")


def wrong_words(text: str, allow: tuple[str, ...]) -> list[str]:
    """The numbers that are typed in new words, in words; that of an item is none."""
    prose = without_items(EXPRESSION.sub(FIGURE, text))
    return [f"改动的文字里有数字“{digits.group()}”" for digits in stray_digits(prose, allow)]


def _unfit(
    was: Sequence[str], now: Sequence[str], sides: Sequence[str], beside: Sequence[str]
) -> tuple[str, str] | None:
    """Why an edit says nothing that can be done, and the cure."""
    if len(sides) > 1:
        return f"一条里写了{'、'.join(sides)}", "只写其中一个"
    if sides and not beside:
        return f"{sides[0]}是空的", "写出它旁边的那一句"
    if not was and not now:
        return "这一条没有写改什么", "写明was（原来的字）和now（现在的字）；不要了，就删去这一条"
    if not was and not sides:
        return "只写了now，没有写放在哪里", "加上after（接在哪一句后面）或below（另起一段，在哪一段下面）"
    if len(now) > 1 and sides and sides[0] in ("after", "before"):
        return f"{sides[0]}是接在一段里，now却有{len(now)}段", "另起一段的，写below或above"
    return None


# Writing -------------------------------------------------------------------------------------------------------------


def written(edit: Edit) -> str:
    """An edit as a file has it."""
    entries = [("was", edit.was), (edit.side, edit.beside), ("now", edit.now), ("by", (edit.by,) if edit.by else ())]
    lines = [line for key, texts in entries if key and texts for line in _entry(key, texts)]
    return "".join(f"  {'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))


def _entry(key: str, texts: Sequence[str]) -> list[str]:
    if len(texts) == 1:
        return [f"{key}: {_quoted(texts[0])}"]
    return [f"{key}:", *(f"  - {_quoted(text)}" for text in texts)]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _in_braces(edit: Edit) -> str:
    """An edit as a list in brackets has it."""
    entries = [("was", edit.was), (edit.side, edit.beside), ("now", edit.now), ("by", (edit.by,) if edit.by else ())]
    said = [(key, [*map(_quoted, texts)]) for key, texts in entries if key and texts]
    return f"{{{', '.join(f'{key}: {texts[0] if len(texts) == 1 else _listed(texts)}' for key, texts in said)}}}"


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(texts)}]"


def with_more(data: bytes | None, edits: Sequence[Edit], file: str, allow: tuple[str, ...]) -> bytes:
    """The content of a file (None: there is none yet) with more edits behind its own; what is there stays to the byte.

    Raises CannotRun where the file is written so that no more can be put there.
    """
    before = read(data, file, allow)[0] if data is not None else []
    if data is None:
        made = (HEAD + "".join(map(written, edits))).encode()
    else:
        is_said = isinstance(parse(data, file, "E")[0], Mapping)
        made = _with_more(data.decode("utf-8", errors="replace"), edits, is_said=is_said).encode()
    after, wrong = read(made, file, allow)
    if full := next((finding for finding in wrong if finding.code == "E005"), None):
        raise CannotRun(f"没有改 {file}：再加上这些，{full.message}；改得这样多的，直接改模板")
    if wrong or [*map(_said, after)] != [*map(_said, before), *map(_said, edits)]:
        cure = "把原有的各条写成一行一行的（- was: …，下一行now: …），放在文件最后的edits下面"
        raise CannotRun(f"没有改 {file}：新的一条接不上这个文件的写法；{cure}，再运行一次")
    return made


def _with_more(text: str, edits: Sequence[Edit], *, is_said: bool) -> str:
    """`is_said`: whether the text says anything yet."""
    from report_cli.files import spans

    mark = (spans.LINE_END.findall(text) or ["\n"])[0]
    top = spans.read(text) if is_said else None
    listed = top.inside("edits") if top and "edits" in top.keys else None
    if listed is not None and listed.is_flow:
        more, at = ", ".join(map(_in_braces, edits)), listed.entries[-1][1] if listed.entries else listed.start + 1
        return f"{text[:at]}{', ' * bool(listed.entries)}{more}{text[at:]}"
    indent, at, head = 2, len(text), ""
    if listed is None:
        head = f"edits:{mark}"
    elif listed.values:
        begins, ends = listed.entries[0][0], listed.entries[-1][1]
        indent = begins - max(text.rfind(end, 0, begins) + 1 for end in "\r\n")
        is_last = top is not None and top.keys[-1] == "edits" and not re.search(r"^\.\.\.", text[ends:], re.MULTILINE)
        at = len(text) if is_last else _line_end(text, ends)
    else:
        text = text[: listed.start] + text[listed.end :]
        at = _line_end(text, listed.start)
    head = head if not text[:at] or text[:at].endswith(("\n", "\r")) else f"{mark}{head}"
    more = re.sub("^  ", " " * indent, "".join(map(written, edits)), flags=re.MULTILINE).replace("\n", mark)
    return f"{text[:at]}{head}{more}{text[at:]}"


def _line_end(text: str, at: int) -> int:
    """Behind the end of the line in which a place is."""
    match = re.compile(r"\r\n|\r|\n").search(text, at)
    return match.end() if match else len(text)


def _said(edit: Edit) -> Edit:
    return replace(edit, place=NOWHERE)


def folded(edits: Sequence[Edit]) -> list[Edit]:
    """The edits, where one that changes another's new words again is folded into that one."""
    made, new = list[Edit](), set[tuple[str, ...]]()
    for edit in edits:
        is_plain = bool(edit.was) and not edit.side and edit.was in new  # looked for only where it may be
        at = next((n for n, known in enumerate(made) if is_plain and not known.side and known.now == edit.was), -1)
        between = [text for later in made[at + 1 :] for text in (*later.was, *later.beside)] if at >= 0 else []
        new.add(edit.now)
        if at < 0 or any(word in text for word in edit.was for text in between):
            made.append(edit)
        else:
            by = "、".join(dict.fromkeys(filter(None, (made[at].by, edit.by))))
            steps = (*(made[at].steps or (made[at],)), edit)
            made[at] = replace(made[at], now=edit.now, by=by, steps=steps)
    return made
