"""Two people edit one report at one place: each kind of edit with each, taken together and one after the other.

Whoever comes first: what a person wrote stands in the text once, what is to go is gone, else it is listed; what is
written is what was shown, and it is not proposed again.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations, pairwise, permutations
from pathlib import Path

from msgspec import Struct

sys.path.insert(0, str(Path(__file__).parent))

from report_cli.inward.proposed import ProposedChange
from report_cli.inward.weighing import consequences
from report_cli.sentences import sentences
from taking import Report, Texts, laid

TEXT = """---
label: 简报
---
# 简报

## 学习
新年开展学习。撰写心得体会。

## 走访
甲组走访企业。收集困难线索。

乙队调研农田水利。整理台账资料。形成书面意见。

丙班举办讲座。邀请专家授课。

丁处检查安全。督促整改隐患。

## 服务
戊室接待群众。解答政策疑问。

## 打算
己科联络乡贤。发动捐资助学。

壬组筹办书画比赛。布置文史展览。

癸队慰问老人。修缮敬老院舍。

子班巡查河道。清理垃圾杂物。

丑处培训骨干。编印工作手册。
"""
FIGURES = {"资料": ("{{ proposals.received }}", "265件"), "授课": ("{{ proposals.kinds }}", "4类")}
"""What the same report says with figures: how its template says them, and its drafts."""
BEFORE, OWN, NEXT = (
    "甲组走访企业。收集困难线索。",
    "乙队调研农田水利。整理台账资料。形成书面意见。",
    "丙班举办讲座。邀请专家授课。",
)
ABOVE = "新年开展学习。撰写心得体会。"
FIRST, SECOND, THIRD = "乙队调研农田水利。", "整理台账资料。", "形成书面意见。"
LAST, OTHER = "己科联络乡贤。发动捐资助学。", "戊室接待群众。解答政策疑问。"

Change = Callable[[str], str]


def put(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new, 1)


def carried(words: str, behind: str) -> Change:
    return lambda text: text.replace(words, "", 1).replace(behind, f"{behind}{words}", 1)


def both(*changes: Change) -> Change:
    def change(text: str) -> str:
        for each in changes:
            text = each(text)
        return text

    return change


def section_moved(number: int, behind: int, *, is_renumbered: bool = True) -> Change:
    """A section moved behind another."""

    def change(text: str) -> str:
        head, *sections = re.split("^(?=[一二三四]、)", text.rstrip("\n") + "\n", flags=re.MULTILINE)
        moved = sections.pop(number - 1)
        sections.insert(behind - (behind >= number), moved)
        if is_renumbered:
            sections = [f"{sign}{each[1:]}" for sign, each in zip("一二三四", sections, strict=True)]
        return "".join((head, *sections))

    return change


def section_gone(text: str) -> str:
    return text[: text.index("二、")] + text[text.index("三、") :]


EDITS: dict[str, Change] = {
    "移节过短": section_moved(2, 3),
    "移节到末": section_moved(2, 4),
    "移节原号": section_moved(2, 4, is_renumbered=False),
    "移段": carried(f"\n{OWN}", LAST),
    "移段到前": carried(f"{OWN}\n", "走访\n"),
    "移后段": carried(f"\n{NEXT}", LAST),
    "移前节段": carried(f"{ABOVE}\n", f"{LAST}\n"),
    "移句": carried(SECOND, LAST),
    "移首句": carried(FIRST, LAST),
    "移句改词": both(carried(SECOND, LAST), put("台账", "清册")),
    "移段改词": both(carried(f"\n{OWN}", LAST), put("台账", "清册")),
    "换句": put(SECOND + THIRD, THIRD + SECOND),
    "换首句": put(FIRST + SECOND, SECOND + FIRST),
    "删节": section_gone,
    "删段": put(f"\n{OWN}", ""),
    "删后段": put(f"\n{NEXT}", ""),
    "删句": put(SECOND, ""),
    "删首句": put(FIRST, ""),
    "删末句": put(THIRD, ""),
    "并前段": put(f"{BEFORE}\n", BEFORE),
    "并后段": put(f"{OWN}\n", OWN),
    "分段": put(SECOND, f"\n{SECOND}"),
    "改词": put("整理", "汇总"),
    "改句末": put("资料。", "资料入柜。"),
    "改首句": put("调研", "考察"),
    "重写句": put(SECOND, "另把各村报来的数字逐一核过。"),
    "重写段": put(OWN, "水利这一块今年由分管领导带队跑遍。结果印成小册子分送。"),
    "加句": put(OWN, f"{OWN}另附照片图表。"),
    "加句在中": put(SECOND, f"{SECOND}附上村民签名。"),
    "加段": put(OWN, f"{OWN}\n庚所开放展厅场馆。"),
    "加段在前": put(OWN, f"辛站发放宣传手册。\n{OWN}"),
}


class Two:
    """Two drafts of one report."""

    def __init__(self, root: Path, text: str, *edits: Change, has_figures: bool = False) -> None:
        self.root = laid(root)
        said = [(words, *each) for words, each in FIGURES.items()] if has_figures else []
        for words, figure, _ in said:
            text = text.replace(words, figure)
        (root / "templates/brief.md.j2").write_text(text, encoding="utf-8")
        self.of = Report(root, 2022, "brief")
        self.built = self.of.baseline.paragraphs
        plain = "\n".join(self.built)
        for words, _, printed in said:
            plain = plain.replace(printed, words)
        drafts = [edit(plain) for edit in edits]
        for words, _, printed in said:
            drafts = [draft.replace(words, printed) for draft in drafts]
        self.drafts = [tuple(filter(None, draft.split("\n"))) for draft in drafts]

    @property
    def now(self) -> Report:
        return Report(self.root, 2022, "brief", self.of)

    @property
    def text(self) -> Texts:
        return Report(self.root, 2022, "brief").baseline.paragraphs

    def taken(self, *which: int) -> list[ProposedChange]:
        """What is proposed of both drafts, or of one of them."""
        drafts = [texts if number in which or not which else self.built for number, texts in enumerate(self.drafts)]
        return self.now.taken(*drafts).proposals

    def write(self, chosen: Sequence[ProposedChange], among: Sequence[ProposedChange]) -> None:
        made = consequences(among, chosen, self.now.workspace, self.now.contents)
        for name, data in made.contents.items():
            (self.root / name).parent.mkdir(exist_ok=True)
            (self.root / name).write_bytes(data)

    def take(self, *which: int) -> Iterator[str]:
        """Write what is ready of both drafts, or of one; what is wrong with what is proposed of them then."""
        made = self.taken(*which)
        ready = [each for each in made if each.state == "ready"]
        self.write(ready, made)
        again = self.taken(*which)
        yield from (f"又写: {told(each)}" for each in again if each.state == "ready")
        yield from (f"假: {told(each)}" for each in (*made, *again) if each.state == "unclear" and self._says(each))
        yield from (f"没有: {told(each)}" for each in again if each.state == "taken" and not self._has_lines(each))
        left = [as_printed(each.after or each.before) for each in made if each.state not in ("ready", "taken")]
        new = [each for each in again if each.state == "unclear" and as_printed(each.after or each.before) not in left]
        yield from (f"又: {told(each)}" for each in new)

    def wrong(self) -> Iterator[str]:
        """What is wrong in the text, after all that is ready was written."""
        made = [each for each in self.taken() if each.state != "taken"]
        texts = [text for each in made for text in (each.before, each.after, *(source.text for source in each.sources))]
        listed = "\n".join(map(as_printed, texts))
        yield from (f"又写: {told(each)}" for each in made if each.state == "ready")
        found, built = said_in(self.text), said_in(self.built)
        drafts = [*map(said_in, self.drafts)]
        yield from (f"重: {said}" for said, count in Counter(found).items() if count > 1)
        yield from (f"丢: {said}" for said in built if all(said in each for each in drafts) and said not in found)
        gone = [{*built} - {*each} for each in drafts]
        changed = any(one & other for one, other in combinations(gone, 2))
        for number, draft in enumerate(drafts):
            new = [said for said in draft if said not in (*built, *found) and said not in listed]
            yield from (f"丢: {said}" for said in new if not (changed and self._is_merged(said)))
            yield from (f"没删: {said}" for said in gone[number] if said in found and said not in listed)
        yield from disorder(found, built, drafts, listed)

    def _says(self, wish: ProposedChange) -> bool:
        """Whether the text says what is wished, there where the draft that wishes it has it."""
        found = said_in(self.text)
        before, after = (said_in(as_printed(words).split("\n")) for words in (wish.before, wish.after))
        if wish.change != "moved":
            new, gone = [said for said in after if said not in before], [said for said in before if said not in after]
            has_lines = all(as_printed(text) in self.text for text in (wish.after or "").split("\n") if len(before) > 1)
            return has_lines and all(found.count(said) == 1 for said in new) and not any(said in found for said in gone)
        draft = said_in(self.drafts[int(wish.sources[0].file[0])])
        beside = (around_all(before, each) for each in (draft, found))
        return any(one and one == other for one, other in zip(*beside, strict=True))

    def _has_lines(self, wish: ProposedChange) -> bool:
        """Whether the text parts and joins lines as a wish wants, as far as it has the words that it had."""
        before, after = ((as_printed(words) or "").split("\n") for words in (wish.before, wish.after))
        if len(before) == len(after) or not (wish.before and wish.after):
            return True
        was, now, found = (in_one_line(texts) for texts in (before, after, self.text))
        wanted = {pair: is_one for pair, is_one in now.items() if was.get(pair, is_one) != is_one}
        return all(found.get(pair, is_one) == is_one for pair, is_one in wanted.items())

    def _is_merged(self, said: str) -> bool:
        """Whether both have changed one sentence, and its new words stand in the text."""
        mine = [word for word in ("汇总", "清册", "入柜") if word in said]
        return bool(mine) and all(word in "".join(self.text) for word in mine)


def as_printed(words: str | None) -> str:
    """What a wish says, each figure as the drafts have it."""
    text = words or ""
    for figure, printed in FIGURES.values():
        text = text.replace(figure, printed)
    return text


def told(wish: ProposedChange) -> str:
    return f"{wish.state} {wish.change} {wish.before} → {wish.after}".replace("\n", "／")


def said_in(texts: Sequence[str]) -> list[str]:
    """The sentences, without the numbers of headings."""
    bare = [re.sub("^[一二三四]、", "", text) for text in texts if text.strip()]
    return [text[start:end] for text in bare for start, end in sentences(text)]


def disorder(found: Sequence[str], built: Sequence[str], drafts: Sequence[Sequence[str]], listed: str) -> Iterator[str]:
    """Sentences that stand in another order than the drafts want, as far as these agree; new ones away from theirs."""
    moved = [{said for said in each if said not in kept(built, each)} for each in drafts]
    known = [said for said in found if said not in listed and found.count(said) == 1]
    for one, other in combinations([said for said in known if said in built], 2):
        stood, *orders = [is_before(one, other, each) for each in (built, *drafts)]
        wanted = next((each for each in orders if each not in (None, stood)), stood)
        is_crossed = any(one in ours and other in theirs for ours, theirs in permutations(moved, 2))
        if wanted is False and not is_crossed:
            yield f"乱: {one} {other}"
    for number, draft in enumerate(drafts):
        others = set[str]().union(*moved[:number], *moved[number + 1 :])
        for said in (said for said in known if said in draft and said not in (*built, *others)):
            theirs = [each for each in found if each == said or each not in others]
            beside = {*around(said, draft)}
            is_carried = any(each in others for each in built if each not in draft)
            if not is_carried and all(each in theirs for each in beside) and beside.isdisjoint(around(said, theirs)):
                yield f"离: {said}"


def in_one_line(texts: Sequence[str]) -> dict[tuple[str, str], bool]:
    """Of sentences that follow each other, whether they stand in one line."""
    lines = [said_in([text]) for text in texts]
    pairs = pairwise((said, number) for number, line in enumerate(lines) for said in line)
    return {(one, other): first == second for (one, first), (other, second) in pairs}


def around_all(block: Sequence[str], texts: Sequence[str]) -> tuple[str, str]:
    """What stands before and behind some sentences that stand together; nothing where they do not."""
    at = texts.index(block[0]) if block and block[0] in texts else len(texts)
    stands = [*texts[at : at + len(block)]] == [*block]
    return ("".join(texts[max(at - 1, 0) : at]), "".join(texts[at + len(block) :][:1])) if stands else ("", "")


def around(said: str, texts: Sequence[str]) -> tuple[str, ...]:
    at = texts.index(said)
    return (*texts[max(at - 1, 0) : at], *texts[at + 1 : at + 2])


def kept(built: Sequence[str], draft: Sequence[str]) -> set[str]:
    """The sentences that stayed in their order."""
    blocks = SequenceMatcher(None, built, draft, autojunk=False).get_matching_blocks()
    return {said for block in blocks for said in built[block.a : block.a + block.size]}


def is_before(one: str, other: str, texts: Sequence[str]) -> bool | None:
    return texts.index(one) < texts.index(other) if one in texts and other in texts else None


class Row(Struct, frozen=True):
    """Edits of two drafts or more. `is_together`: they are taken at once, else one after the other."""

    edits: tuple[str, ...]
    is_together: bool
    has_figures: bool = False

    def wrong(self, folder: Path) -> list[str]:
        """What is wrong, in words; empty if nothing is."""
        two = Two(folder, TEXT, *(EDITS[name] for name in self.edits), has_figures=self.has_figures)
        steps = [()] if self.is_together else [(number,) for number in range(len(self.edits))]
        found = [said for step in steps for said in two.take(*step)]
        return [*dict.fromkeys([*found, *two.wrong()])]


def rows() -> list[Row]:
    """Each kind with each, in both orders, together and one after the other, without figures and with some."""
    pairs = [turned for each in combinations(EDITS, 2) for turned in (each, each[::-1])]
    ways = [(is_together, has_figures) for has_figures in (False, True) for is_together in (True, False)]
    return [Row(pair, *way) for way in ways for pair in pairs]
