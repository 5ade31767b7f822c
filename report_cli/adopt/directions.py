"""Words before a figure that say that it rose or fell, told by the data: 比上年增加13件, 增长6.0%, 减少2批21人次.

Such a figure is stated with its sign; a template prints it with the word for that (`|moved("增加", "减少")`). So the
words are true of every year, and none is said of what is not known. So are those that say that nothing moved.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.adopt.bound import Fact, Printed
from report_cli.adopt.found import Found, Mention
from report_cli.facts import moved, numbers
from report_cli.facts.moved import EITHER_WAY, FALL_OF, LONG, RISE_OF, TOGETHER, is_fall
from report_cli.facts.quantity import Quantity

_MOVING = ("count", "amount", "rate")

_LEVEL = re.compile(
    "(?P<mark>[，、]?)(?P<so>(?:同比|[与和同跟](?P<last>(?:上年度?|去年|上一年度?)(?:同期)?)(?:相比，?)?)"
    "(?:基本|大体|大致|总体)?(?:持平|一样|相同|相当))(?=[，。；、]|$)"
)
"""Words right behind a figure that say that it is last year's: 立案154件，与上年持平."""


_OWN_WORD = re.compile(rf"(?:{'|'.join(TOGETHER)})(?:{LONG})了?(?=[近约超逾]?\d)")
"""Behind a figure: another one is said with a word of its own: 分别下降0.3%和增长0.6%."""


_EACH_ITS_OWN = re.compile("分别[^，。；]*$")


class Direction(Struct, frozen=True):
    """The word of a text, from character `start`, that says which way a figure moved, and how it is said either way.

    `head`: 分别 before the word, where it is said of `size` figures, each of its own thing.
    """

    start: int
    word: str
    up: str
    down: str
    head: str = ""
    size: int = 1

    @property
    def is_fall(self) -> bool:
        return self.word == self.down

    def says(self, label: str) -> bool:
        """Whether a label ends as the word says it."""
        return label.endswith(self.word.rstrip("了"))

    def printed(self, facts: Sequence[str], between: str = "") -> str:
        """How a template prints facts with the one word for them; `between`: what stands before the last."""
        words = [f'"{self.head}{word}"' for word in (self.up, self.down)]
        given = [*words, *facts[1:], *([f'between="{between}"'] if between else [])]
        return f"{{{{ {facts[0]}|moved({', '.join(given)}) }}}}"

    def label(self, label: str) -> str:
        """A label that reads right beside the sign: what fell is no fall of less than nothing."""
        word = self.word.rstrip("了")
        return f"{label.removesuffix(word)}{EITHER_WAY}" if self.is_fall and label.endswith(word) else label

    def signed(self, one: Mention) -> Mention:
        """The figure as its change is stated: negative where it fell."""
        kind, sign = "amount" if one.kind == "count" else one.kind, "-" * self.is_fall
        return replace(one, kind=kind, values=(f"{sign}{one.values[0]}",), text=f"{sign}{one.text}")


def before(text: str, found: Sequence[Found], at: int, label: str) -> Direction | None:
    """The word right before a figure that says that it is a change; None where none does, or no year file can state it.

    Of several figures that follow one word for all of them (分别上升3.2%和1.8%), each has its own thing. They are told
    by the data together, or none of them is: the word would be that of the first.
    """
    one = found[at]
    said = moved.word_before().search(text[: one.start])
    if said is None or not isinstance(one, Mention) or not label.endswith((said["word"], EITHER_WAY)):
        return None
    word, several = said["word"], _together(text, found, at)
    head = (said["head"] or "") if len(several) > 1 else ""
    rise = "增长" if (word, one.kind) == ("下降", "rate") else RISE_OF.get(word, word)
    fall = FALL_OF.get(word, word)
    is_rise = len(several) > 1 and word != fall
    is_told = bool(several) and all(has_sign(each) or (is_rise and _is_about(each)) for each in several)
    is_own = _OWN_WORD.match(text, one.end) is not None
    if not is_told or (said["head"] == "分别" and not head and not is_own):
        return None
    done = text[said.end("word") : one.start]
    start = said.start() if head else said.start("word")
    return Direction(start, f"{word}{done}", rise + done, fall + done, head, len(several))


def goes_on(text: str, one: Found, other: Mention, said: Direction) -> bool:
    """Whether a word that is said of a figure is said of the one behind it too."""
    between = text[one.end : other.start]
    return between in (TOGETHER if said.size > 1 else ("", "、")) and (said.size > 1 or has_sign(other))


def _together(text: str, found: Sequence[Found], at: int) -> list[Mention]:
    """The figures that share the word before the first of them, each of its own thing: 3.2%、1.8%和0.5%."""
    several, parts = list[Mention](), list[str]()
    for one in found[at:]:
        between = text[several[-1].end : one.start] if several else ""
        if (
            not isinstance(one, Mention)
            or not (has_sign(one) or _is_about(one))
            or (several and between not in TOGETHER)
        ):
            break
        several.append(one)
        parts += [between] if between else []
    return several if parts[:-1] == ["、"] * len(parts[:-1]) else []


def has_sign(one: Mention) -> bool:
    """Whether a year file can state that it is negative."""
    if one.kind not in ("count", "amount", "rate", "points") or one.form or not one.values[0][0].isdigit():
        return False
    kind = "amount" if one.kind == "count" else one.kind
    read = numbers.read(f"-{one.values[0]}", one.unit, kind)
    return isinstance(read, Quantity) and read.text == f"-{one.text}" and not read.is_approximate


def _is_about(one: Mention) -> bool:
    """Whether it is no exact number: it can only be of more."""
    if one.kind not in ("count", "amount", "rate", "points") or one.form:
        return False
    read = numbers.read(one.values[0], one.unit, one.kind)
    return isinstance(read, Quantity) and read.is_approximate


def alike(label: str) -> list[str]:
    """What another year's report may call a change that went the other way there: 增加, 减少, 增减."""
    word = re.search(rf"(?:{LONG}|[多少高低]|{EITHER_WAY})$", label)
    stem = label[: word.start()] if word else ""
    made = [f"{stem}{each}" for each in dict.fromkeys((EITHER_WAY, *FALL_OF, *RISE_OF))]
    return [each for each in made if each != label] if stem else []


def can_state(fact: Fact, one: Mention) -> bool:
    """Whether a fact of a workspace can state a change with its sign: not one that is a fall by its name."""
    return not is_fall(fact.label) and not (fact.kind == "count" and one.values[0].startswith("-"))


def neutral(prose: str) -> str:
    """Prose before a figure, whichever way it says that it moved."""
    return moved.word_before().sub(lambda said: f"{said['head'] or ''}增减", prose)


def with_words(
    text: str, printed: Sequence[Printed], words: Mapping[int, Direction], facts: Mapping[str, Fact]
) -> Iterator[Printed]:
    """What a text prints, in its order, changes with the word for them: 减少2批21人次. `words`: by where they begin."""
    at = 0
    while at < len(printed):
        one, size = printed[at], 1
        if direction := _word_of(one, words, facts):
            while size < len(printed) - at and _word_of(printed[at + size], words, facts) is direction:
                size += 1
            run = printed[at : at + size]
            if size < direction.size:  # one of them is bound less far
                yield from run
                at += size
                continue
            between = text[run[-2].end : run[-1].start] if size > 1 else ""
            says, start = direction.printed([each.fact for each in run], between), direction.start
            is_beside = at > 0 and start - 1 == printed[at - 1].end
            if is_beside and _word_of(printed[at - 1], words, facts) and not _EACH_ITS_OWN.search(text[:start]):
                start -= 1  # 持平 is not said twice
                says = f"{{% if not {one.fact} == 0 %}}{text[start]}{says}{{% endif %}}"
            yield replace(one, start=start, end=run[-1].end, says=says)
            yield from run[1:]
        else:
            yield one
        at += size


def with_level(text: str, printed: Sequence[Printed], facts: Mapping[str, Fact], year: int) -> Iterator[Printed]:
    """What a text prints, with 与上年持平 where that is so: in the report's own year, then as the data say."""
    for one in printed:
        yield one
        said = _LEVEL.match(text, one.end)
        fact = facts.get(one.fact) if one.says == f"{{{{ {one.fact} }}}}" else None
        if said is None or fact is None or fact.kind not in _MOVING:
            continue
        id, mark, last = one.fact, said["mark"], said["last"] or "上年"
        is_plain = said["so"] in ("同比持平", f"与{last}持平")
        level = "" if is_plain else f"{{% elif {id} is level %}}{mark}与{last}持平"
        is_so = f"year == {year}" if level else f"year == {year} or {id} is level"
        yield Printed(
            *said.span(),
            f"{{% if {is_so} %}}{said.group()}{level}"
            f"{{% elif {id} is rising or {id} is falling %}}{mark}比{last}{{{{ {id}.change }}}}{{% endif %}}",
        )


def _word_of(one: Printed, words: Mapping[int, Direction], facts: Mapping[str, Fact]) -> Direction | None:
    """The word that says how a figure moved, where its fact has that as its sign."""
    direction = words.get(one.start)
    is_signed = direction is not None and direction.is_fall and not one.key
    is_plain = one.says == f"{{{{ {one.fact}{'|fall' * is_signed} }}}}"
    return direction if is_plain and one.fact in facts and facts[one.fact].kind != "text" else None
