"""Whether a year says one thing of whose report it is: names, terms and sessions, the meeting's day, lists and counts.

These are texts: nothing computes them, each is filled in by itself, and one is easily left as it was last year.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from msgspec import Struct

from report_cli.facts.fact import Fact, Names
from report_cli.facts.quantity import chinese
from report_cli.model import Finding

CONFIRMED = "已核"
_NUMERALS = "一二三四五六七八九十0123456789"
_NEAR_TERM = 18
"""So many characters after 届 its session is looked for: 第十届委员会第二次."""
_OF_NAMES = ("名称", "全称", "简称", "题名", "职务")
_BODY = ("中国人民政治协商会议", "政协")
_LEVELS = ("区", "县", "市", "旗", "州", "盟")
_EXAMPLE = "东溪"
"""The invented place of the example that a new workspace shows beside its lines."""
_COUNTED = {"题目": ("件", "篇", "项", "个"), "名单": ("件", "家", "个", "名"), "书名": ("辑", "册", "本", "部", "种")}
"""What a list of names may be of, by the end of its label, and in what units its number is."""


class _Session(Struct, frozen=True):
    """A term of a committee that a text names, or one session of it (0: none). `place`: whose it is."""

    fact: Fact
    place: str
    term: int
    session: int

    @property
    def is_confirmed(self) -> bool:
        return self.fact.state == CONFIRMED


def contradictions(facts: Mapping[str, Fact], year: int) -> Iterator[Finding]:
    texts = {fact.id: fact.value for fact in facts.values() if isinstance(fact.value, str)}
    lists = [fact for fact in facts.values() if isinstance(fact.value, Names)]
    joined = {
        fact.id: "".join([part.text for part in fact.parts()]) for fact in lists if fact.label.endswith(_OF_NAMES)
    }
    said = {id: text for id, text in (texts | joined).items() if "届" in text}
    sessions = [found for id, text in said.items() if (found := _session(facts[id], text))]
    told = set[str]()
    for finding in (*_terms(sessions), *_short_names(sessions), *_of_proposals(facts, said, sessions)):
        if finding.fact not in told:
            yield finding
        told.add(finding.fact)
    yield from _day(facts, sessions, year)
    yield from _places(facts, texts)
    for fact in lists:
        if fact.label[-2:] in _COUNTED:
            yield from _counts(fact, facts)


# Terms and sessions ---------------------------------------------------------------------------------------------------


def _session(fact: Fact, text: str) -> _Session | None:
    before, _, after = text.partition("届")
    head = before.rstrip(_NUMERALS)
    term, within = _number(before[len(head) :]), after[:_NEAR_TERM].partition("次")
    last = within[0] if within[1] else ""
    session = _number(last[len(last.rstrip(_NUMERALS)) :])
    is_ours = after.startswith("委员会") or any(body in text for body in _BODY)
    if not term or not is_ours or head.startswith("中共"):
        return None
    for body in _BODY:
        head = head.removesuffix("第").removeprefix(body).removesuffix(body)
    return _Session(fact, head, term, session)


@cache
def _values() -> dict[str, int]:
    return {chinese(number): number for number in range(1, 100)}


def _number(numeral: str) -> int:
    """What a numeral is, 0 if there is none."""
    return int(numeral) if numeral.isdigit() else _values().get(numeral, 0) if numeral else 0


def _is_of(one: str, other: str) -> bool:
    """Whether two names are of one place: 云州市东溪区 and 东溪区."""
    return one.endswith(other) or other.endswith(one)


def _terms(sessions: list[_Session]) -> Iterator[Finding]:
    """Names of another term than most are of. A term's first session hears the report of the term before."""
    named = [each for each in sessions if any(word in each.fact.label for word in _OF_NAMES)]
    longest = max((each.place for each in named), key=len, default="")
    own = [each for each in named if _is_of(each.place, longest)]
    term = Counter(each.term for each in own).most_common(1)[0][0] if own else 0
    usual = next((each for each in own if each.term == term), None)
    opens = all(each.session == 1 for each in own if each.term == term)
    for each in own:
        is_next = (each.term == term + 1 and each.session == 1) or (each.term == term - 1 and opens)
        if usual and each.term != term and not is_next and not each.is_confirmed:
            message = f"{each.fact.named}是“{each.fact.text}”，{usual.fact.label}却是“{usual.fact.text}”，届次对不上"
            yield _of_session(each.fact, message)


def _short_names(sessions: list[_Session]) -> Iterator[Finding]:
    """A short name of a session (九届六次会议) that is another's than the full name beside it (第九届…第五次会议)."""
    named = {(each.fact.indicator.group, each.fact.label): each for each in sessions}
    for (group, label), short in named.items():
        stem = label.removesuffix("简称")
        full = next(filter(None, (named.get((group, stem + end)) for end in ("名称", "全称"))), None)
        if stem == label or full is None or short.is_confirmed or full.is_confirmed:
            continue
        if short.session and full.session and (short.term, short.session) != (full.term, full.session):
            message = f"{short.fact.named}是“{short.fact.text}”，{full.fact.label}却是“{full.fact.text}”，届次对不上"
            yield _of_session(short.fact, message)


def _of_session(fact: Fact, message: str) -> Finding:
    cure = "核对哪一个对，把另一个改过来；确是两次会议，写成 {value: …, state: 已核}"
    return Finding("F218", fact.place, message, cure, fact.id, "warning")


def _of_proposals(facts: Mapping[str, Fact], said: Mapping[str, str], sessions: list[_Session]) -> Iterator[Finding]:
    """Proposals made since the very session that hears the report of them."""
    meeting = _meeting(sessions)
    for id, text in said.items() if meeting else ():
        fact, (before, _, after) = facts[id], text.partition("届")
        term, session = (_number(part[len(part.rstrip(_NUMERALS)) :]) for part in (before, after.partition("次")[0]))
        is_since = "提案" in fact.label and "会议" in fact.label and term and session and fact.state != CONFIRMED
        if meeting and is_since and (term, session) >= (meeting.term, meeting.session):
            message = f"{fact.named}是“{fact.text}”，报告就是在这次会议上作的：“{meeting.fact.text}”"
            if (term, session) > (meeting.term, meeting.session):
                message = f"{fact.named}是“{fact.text}”，在作报告的会议之后：“{meeting.fact.text}”"
            cure = "提案从上一次会议算起，核对是哪次会议；没有错，写成 {value: …, state: 已核}"
            yield Finding("F218", fact.place, message, cure, fact.id, "warning")


def _meeting(sessions: list[_Session]) -> _Session | None:
    """The session that hears the report: one that is named in full, by a fact called the meeting's name."""
    named = (each for each in sessions if each.session and each.fact.text.startswith(_BODY))
    return next((each for each in named if "提案" not in each.fact.label), None)


def _day(facts: Mapping[str, Fact], sessions: list[_Session], year: int) -> Iterator[Finding]:
    """The day of the meeting that hears the report: at the end of the year, or early in the next."""
    meeting = _meeting(sessions)
    for fact in facts.values() if meeting else ():
        is_its = meeting is not None and fact.indicator.group == meeting.fact.indicator.group
        if not is_its or not isinstance(fact.value, date) or fact.state == CONFIRMED:
            continue
        if not date(year, 12, 1) <= fact.value <= date(year + 1, 6, 30):
            message = f"{fact.named}是{fact.text}，{year}年的报告一般在{year}年年底以后、{year + 1}年上半年作"
            cure = f"核对年份；没有错，写成 {{value: {fact.value}, state: 已核}}"
            yield Finding("F215", fact.place, message, cure, fact.id, "warning")


# Places ---------------------------------------------------------------------------------------------------------------


def _places(facts: Mapping[str, Fact], texts: Mapping[str, str]) -> Iterator[Finding]:
    """Names of another place than the committee's own: by a slip of one character, of a copied text, of the example."""
    names = {id: text for id, text in texts.items() if any(word in facts[id].label for word in _OF_NAMES)}
    short = next((facts[id] for id, text in names.items() if text[-3:-2] in _LEVELS and text.endswith("政协")), None)
    own = short.text.removesuffix("政协") if short else ""
    if len(own) < 3 or short is None:
        return
    is_example = any(_EXAMPLE in name for name in names.values())
    for id, text in texts.items():
        fact, is_name = facts[id], id in names and own not in text
        other = _other_place(text, own) if is_name and id != short.id else ""
        if other and fact.state != CONFIRMED:
            message = f"{fact.named}是“{text}”，{short.label}却是“{short.text}”：{other}和{own}不是一个地方"
            cure = f"核对是不是“{text.replace(other, own)}”；没有错，写成 {{value: {text}, state: 已核}}"
            yield Finding("F220", fact.place, message, cure, id, "warning")
        elif len(text) == 2 and text[0] in "全我本" and text[1] in _LEVELS and text[1] != own[-1]:
            message = f"{fact.named}是“{text}”，{short.label}却是“{short.text}”"
            yield Finding("F220", fact.place, message, f"写成{text[0]}{own[-1]}", id, "warning")
        elif not is_example and _EXAMPLE in text:
            message = f"{fact.named}里的“{_EXAMPLE}”是例子里虚构的地名：“{text}”"
            yield Finding("F220", fact.place, message, "换成本地的；没有这件事，就删去这一行", id, "hint")


def _other_place(text: str, own: str) -> str:
    """The place that a name begins with, or the one that differs from our own by a character."""
    size, level = len(own), own[-1]
    for end in (at + 1 for at, sign in enumerate(text) if sign == level and at + 1 >= size):
        same = sum(one == two for one, two in zip(text[end - size : end], own, strict=True))
        if same == size - 1:
            return text[end - size : end]
    for head, tail in (("中共", "委"), ("", "政协")):
        place, found, _ = text.removeprefix(head).partition(tail)
        if text.startswith(head) and found and place.endswith(_LEVELS) and 2 < len(place) <= size + 2:
            return place
    return ""


# Lists and their numbers ----------------------------------------------------------------------------------------------


def _counts(fact: Fact, facts: Mapping[str, Fact]) -> Iterator[Finding]:
    """A list of names, all of them or some, and the number of what they are names of: 重点提案的题目 and 重点提案."""
    end = fact.label[-2:]
    stem = fact.label[:-2].removesuffix("的")
    group = (each for each in facts.values() if each.indicator.group == fact.indicator.group and each.quantity)
    count = next((each for each in group if each.label.endswith(stem) and each.indicator.unit in _COUNTED[end]), None)
    if not isinstance(fact.value, Names) or not stem or count is None or fact.state == CONFIRMED:
        return
    names, quantity = len(fact.value.items), count.quantity
    is_all = not fact.value.is_open and end == "题目"
    if quantity and quantity.estimate.is_exact and (names > quantity.number or (is_all and names != quantity.number)):
        message = f"{fact.named}列了{names}个，{count.label}却是{count.text}，对不上"
        more = "没有列全的，最后一项写等；" if names < quantity.number else ""
        yield Finding("F221", fact.place, message, f"{more}核对{count.place}和这里", fact.id, "warning")
