"""What of a sentence can stand without the rest: clauses that each say a deed and its figure, the items of a list.

A clause that says more of what is before it (比上年增加, 占, 其中, 采纳率) goes with that. Where it is not plain what
goes with what, a clause needs the one before it; the words that lead up to all of them stand while any of them does.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec import Struct

from report_cli.adopt import phrases
from report_cli.adopt.bound import Printed
from report_cli.adopt.parted import Parted, Piece
from report_cli.sentences import Offsets

_PAIRS = {"“": "”", "《": "》", "（": "）", "(": ")"}
_WHOLE = re.compile(
    "[：:！？!?…—]|分别|不仅|不但|不只|虽然|尽管|无论|不管|如果|只有|一方面|既.*又|从.*，到|由.*，到|以及.*等"
    "|[，；](?:[一二三四五六七八九十]是|其[一二三]|首先|其次|第[一二三四五六])|^(?:[一二三四五六七八九十]是|首先|第一)"
    "|[，；、](?:总计|共计|合计|共有?(?=\\d)|三者|两者|以上|上述|均(?!衡)|都(?!市)|各(?![界级类地种])|一并)"
)
"""What makes one whole of the clauses of a sentence."""
_LEADS = re.compile(
    "(?:围绕|聚焦|针对|紧扣|为(?!期)|就(?!业)|在(?!线|职)|对(?!口)|通过|以(?!来)|按照|根据|随着|当|依托|结合|把|将)"
)
"""How a clause begins that leads up to the one behind it."""
_WHEN = re.compile("(?:以来|期间|之际|前后|[中时后下间])$")
"""How a clause ends that does."""
_BEFORE = re.compile(
    "经(?!济|费|营|贸|常|典|验|历|开区|信局)|截[至止]|据|同时|此外|另外|目前|全年|年内|今年|去年|期间|(?:与|在)此|为此|对此|随后|最终|特别是|尤其是"
)
"""How a clause without figures begins that leads up to the one behind it."""
_MORE = re.compile(
    "(?:[比较](?:上年|去年|上)|同比|环比|与|和|同(?=上|去)|增[长加幅]|下降|减少|提高|提升|上升|降低|回落|降至|增至|占|达|为"
    "|被|其|人均|户均|平均|又|再|还|也|则|而|并(?!案)|且|从而|使|让|共(?![建享青])|累计|该|此|这|那|约|近|超|有(?!关|效)|仅|含)"
)
"""How a clause begins that says more of what is before it."""
_PARTS = re.compile("其中(?!.*(?:增|减|提高|下降|上升))")
"""How a clause begins that says what parts there are of the figure that the sentence is of, not of its change."""
_ASIDE = re.compile("其中|[比较](?:上年|去年|上)|同比|环比|增[长加]|下降|减少|提高|提升|上升|降低")
"""How those begin behind which the sentence goes on with what was before them."""
_TOTAL = re.compile("[^，；、]{0,8}?(?:(?<!公)共(?![建享青同])|合计|总计)")
"""How those begin that say what the items of a list make together."""
_RATE = re.compile("率(?:达到?|为|是|约)*$")
_ADVERBS = re.compile("(?:全年|年内|一年来|先后|累计|共(?![建享青])|已|新(?=[建增设]))*")
_BODY = "(?:委员会?|政协|[会组室联局院界部]|成员|干部|机关|我们|部门|单位|中心|支部|街道|乡镇|领导|代表|职工)"
"""How the name of those ends who do something."""
_DEEDS = re.compile(
    "召开|举办|举行|开展|组织|走访|接待|制定|修订|编印|编发|编报|编辑|编撰|出版|印发|征集|撰写|报送|收到|收集|立案|培训|轮训|慰问"
    "|捐赠|捐款|引进|选派|推荐|表彰|评选|建成|新建|改造|建立|设立|成立|组建|聘请|选聘|督办|提交|受理|审结|开通|实施|联系|帮扶|资助"
)
"""What is done for itself; other verbs say what came of it: 组织视察12次，发现问题73个."""

_BECAME_OF = re.compile(r"(?P<noun>[^\W\d]{0,6}?)(?P<deed>(?:在.*?)?(?:入选|分?获|荣|被评|被授予|当选|受到|列入)..)")
"""What is said to have become of what was counted."""
_NAME = 4
"""Up to how many characters what is counted in another unit than the first of a list is a name: 老照片, 主席会议."""


class _Clause(Struct):
    """A clause with figures: `start` is before what leads up to it, `end` behind what follows from it.

    `said`, `until`: where it begins and ends itself.
    """

    start: int
    said: int
    until: int
    end: int
    gap: str


def parted(text: str, start: int, end: int, printed: Sequence[Printed]) -> Parted | None:
    """The pieces of a sentence; None where it stands or goes as one."""
    said = text[start:end]
    if not said.endswith("。") or "\n" in said or _WHOLE.search(_bare(said)):
        return None
    reader = Reader(text, [one for one in printed if start <= one.start < end])
    clauses = reader.clauses(start, end - 1)
    pieces = reader.pieces(start, clauses) if clauses else []
    if not pieces or (pieces[0].items and reader.is_open(start, pieces[0].start)):
        return None
    if not (len(pieces) > 1 or pieces[0].below or pieces[0].items):
        return None
    if re.search(r"[\w\\]$", text[start : pieces[0].start], re.ASCII):
        return None  # a blank would part it from the digits behind it
    return Parted(start, pieces)


def _bare(said: str) -> str:
    """A sentence without what is quoted in it."""
    return re.sub("“[^”]*”|《[^》]*》|（[^）]*）", "", said)


class Reader(Struct, frozen=True):
    text: str
    printed: Sequence[Printed]

    def cuts(self, start: int, end: int, marks: str) -> Iterator[int]:
        """Where marks stand between two characters, outside of quotations, brackets and what a fact prints."""
        closing = list[str]()
        for at in range(start, end):
            sign = self.text[at]
            if sign in _PAIRS:
                closing.append(_PAIRS[sign])
            elif closing and sign == closing[-1]:
                closing.pop()
            elif sign in marks and not closing and not any(one.start <= at < one.end for one in self.printed):
                yield at

    def facts(self, start: int, end: int) -> list[Offsets]:
        """Where the facts between two characters stand."""
        return [(one.start, one.end) for one in self.printed if one.fact and start <= one.start < end]

    def clauses(self, start: int, end: int) -> list[_Clause]:
        """The clauses with figures, each with those without that lead up to it or follow from it."""
        made, leading = list[_Clause](), start
        cuts = (at for at in self.cuts(start, end, "，；") if not self.text.startswith("其中，", at - 2))
        begins = [start, *(at + 1 for at in cuts)]
        for begin, stop in zip(begins, [*(at - 1 for at in begins[1:]), end], strict=True):
            is_leading = bool(_LEADS.match(self.text, begin) or _WHEN.search(self.text, begin, stop))
            is_leading = is_leading or (not self.facts(begin, stop) and self.is_before(start, begin, end))
            if self.facts(begin, stop) and not (is_leading and stop < end):
                is_led = leading >= 0 and (made or self.facts(leading, begin))
                first = leading if is_led else begin
                made.append(_Clause(first, begin, stop, stop, self.text[first - 1] if made else ""))
                leading = -1
            elif made and leading < 0 and is_leading:
                leading = begin
            elif made and leading < 0:
                made[-1].end = stop
        if made and leading >= 0:
            made[-1].end = end
        return made

    def is_before(self, start: int, begin: int, end: int) -> bool:
        """Whether a clause without figures leads up to what is behind it: ；经审查，立案265件; after a ；, all do."""
        if self.text[begin - 1] != "；" or begin == start:
            return _BEFORE.match(self.text, begin) is not None
        behind = next(self.cuts(begin, end, "；"), end)
        return bool(self.facts(begin, behind))

    def is_open(self, start: int, end: int) -> bool:
        """Whether anything between two characters may be missing in another year, or become so by an answer."""
        inside = [one for one in self.printed if start <= one.start < end]
        return any(one.fact or not one.says for one in inside)

    def pieces(self, start: int, clauses: Sequence[_Clause]) -> list[Piece]:
        first = self.piece(clauses[0])
        roots, head, last, whole = [first], first, _end_of(first), _end_of(first)
        is_led = self.is_open(start, clauses[0].said)
        subject, is_others = None if is_led else self.subject(clauses[0]), False
        alike = self.alike([(clause.said, clause.until) for clause in clauses]) if not is_led else set()
        alike |= self.apart(clauses) if clauses[0].said == start else set()
        for number, clause in enumerate(clauses[1:], 1):
            piece, said = self.piece(clause), self.text[clause.said : clause.until]
            is_result = phrases.verbs().match(said) is not None
            is_deed = is_result if clause.gap == "；" else self.is_deed(clause) and not is_others
            if roots[-1].items and _TOTAL.match(said):
                roots[-1].below.append(piece)
            elif self.is_more(clause):
                (whole if _PARTS.match(said) else last).below.append(piece)
            elif number in alike or is_deed or clause.gap == "；":
                is_root = number in alike or (is_deed and subject is not None)
                (roots if is_root else roots[-1].below).append(piece)
                head, is_others = piece, False
            else:
                is_result = is_result and not is_others
                (head if is_result else whole).below.append(piece)
                is_others = is_others or (not is_result and phrases.verbs().search(said) is not None)
            last = _end_of(piece)
            whole = whole if _ASIDE.match(said) or self.is_rate(clause) else last
        if len(roots) > 1 and subject is not None:
            first.start = subject
        return roots

    def is_more(self, clause: _Clause) -> bool:
        """Whether a clause says more of what is before it."""
        return bool(_MORE.match(self.text, clause.said, clause.until)) or self.is_rate(clause)

    def is_rate(self, clause: _Clause) -> bool:
        figure = self.facts(clause.said, clause.until)[0][0]
        return _RATE.search(self.text, clause.said, figure) is not None

    def is_deed(self, clause: _Clause) -> bool:
        said = self.text[clause.said : clause.until]
        return re.match(f"(?:{_ADVERBS.pattern})(?:{_DEEDS.pattern})", said) is not None

    def subject(self, clause: _Clause) -> int | None:
        """Behind whom the deed of a sentence's first clause begins, who did the others too; None if that is not plain.

        >>> reader = Reader("县政协共收到提案265件。", [Printed(8, 12, fact="提案.收到")])
        >>> reader.subject(reader.clauses(0, 12)[0])
        3
        """
        said = self.text[clause.said : clause.until]
        if self.is_deed(clause) or re.match(f"(?:{_LEADS.pattern})[^，]*?(?:{_DEEDS.pattern})", said):
            return clause.said
        figure = self.facts(clause.said, clause.until)[0][0]
        match = re.match(f"(.{{2,20}}?{_BODY})(?:{_ADVERBS.pattern})(?:{_DEEDS.pattern})", said)
        if match is None or clause.said + match.end() > figure or phrases.verbs().search(match[1]) or "好" in match[1]:
            return None
        return clause.said + match.end(1)

    def piece(self, clause: _Clause) -> Piece:
        """A clause: one piece, a list, or the first of those that go on with what it says."""
        cuts = list(self.cuts(clause.said, clause.until, "、"))
        parts, begin = list[Offsets](), clause.said
        for stop in [*cuts, clause.until]:
            if not self.facts(begin, stop):
                continue
            if parts and not self.is_whole(parts[-1], (begin, stop)):
                begin = parts.pop()[0]
            parts.append((begin, stop))
            begin = stop + 1
        if begin <= clause.until and parts:
            parts[-1] = (parts[-1][0], clause.until)
        parts[-1:] = [(parts[-1][0], clause.end)]
        if len(parts) > 1 and (lead := self.listed(clause, parts)) is not None:
            items = [Piece(start=max(begin, lead), end=stop, gap="、") for begin, stop in parts]
            return Piece(start=clause.start, end=lead, gap=clause.gap, items=items)
        first = last = Piece(start=clause.start, end=parts[0][1], gap=clause.gap)
        for begin, stop in parts[1:]:
            last.below.append(Piece(start=begin, end=stop, gap="、"))
            last = last.below[0]
        return first

    def is_whole(self, part: Offsets, following: Offsets) -> bool:
        """Whether words say all that they begin to say before a 、, and so do those behind it.

        Not 组织85家企业参加广交会、进博会等展会7次, whose objects are all counted; nor 联合5家银行、3家商会开展9场.
        """
        (start, end), *more = self.facts(*following)
        behind, rest = (self.text[self.facts(*part)[-1][1] : part[1]], self.text[end : following[1]])
        said = self.text[end : more[0][0]] if more else ""
        if (behind and start != following[0]) or (len(said) > 1 and not _MORE.match(said)):
            return False
        return bool(phrases.verbs().search(behind)) == bool(phrases.verbs().search(rest))

    def listed(self, clause: _Clause, parts: Sequence[Offsets]) -> int | None:
        """Behind which words a list begins that are said of each of its items; None where it is none.

        Each ends with its figure: 召开 of 召开党组会议26次、主席会议14次.
        """
        ends = [(begin, min(stop, clause.until)) for begin, stop in parts]
        if any(len(self.facts(*each)) > 1 or self.facts(*each)[0][1] != each[1] for each in ends):
            return None
        if any(clause.start <= one.start < self.facts(*ends[0])[0][0] for one in self.printed):
            return None
        nouns = [self.text[begin : self.facts(begin, stop)[0][0]] for begin, stop in ends]
        if any(len(noun) < 2 or _MORE.match(noun) or _RATE.search(noun) for noun in nouns[1:]):
            return None
        start = ends[0][0]
        if begun := re.match("其中[，:：]?", nouns[0]):
            lead = begun.end()
            ends[0] = (start + lead, ends[0][1])
            nouns = [nouns[0][lead:], *nouns[1:]]
            is_parts = len(self.alike(ends)) == len(ends) or self.are_parts(nouns, ends)
            return start + lead if is_parts else None
        leading = (phrases.verbs().finditer(nouns[0]), re.finditer("有(?![关效])|包括", nouns[0]))
        verbs = (match.end() for match in chain.from_iterable(leading))
        lead = max((at for at in verbs if len(nouns[0]) - at > 1), default=0)
        if (
            _MORE.match(nouns[0])
            or re.search(r'["\\]', nouns[0])
            or any(phrases.verbs().match(noun) for noun in nouns[1:])
        ):
            return None
        is_same = len(self.alike([(start + lead, ends[0][1]), *ends[1:]])) == len(ends)
        # A long name may have a verb of its own that no list knows: 带动新增泊位9个、除险加固山塘3座.
        are_names = all(len(noun) <= _NAME and not phrases.verbs().search(noun) for noun in nouns[1:])
        return start + lead if is_same or (lead and are_names) else None

    def are_parts(self, nouns: Sequence[str], parts: Sequence[Offsets]) -> bool:
        """Whether each of some parts says a deed of its own, and all are counted alike: 听取报告26项、作出决定14项."""
        units = {self.text[slice(*self.facts(*part)[0])].lstrip("0123456789.,") for part in parts}
        return len(units) == 1 and units != {""} and all(phrases.verbs().match(noun) for noun in nouns)

    def apart(self, clauses: Sequence[_Clause]) -> set[int]:
        """Which clauses each say of another thing what became of it: 2篇论文获奖，5个案例入选; 小说《…》出版，歌剧….

        A clause without a noun speaks of what the one before it does, if that has one: 5件作品获奖，3件入选.
        """
        told = {at: self.thing(clause) for at, clause in enumerate(clauses) if not at or not self.is_more(clause)}
        nouns = {bool(thing[1]) for thing in told.values() if thing}
        is_apart = len(told) > 1 and all(told.values()) and len(nouns) == 1 and len({*told.values()}) == len(told)
        return {*told} - {0} if is_apart and all(each.gap != "；" for each in clauses) else set()

    def thing(self, clause: _Clause) -> tuple[str, str, str] | None:
        """What a clause says that something became of, and nothing else, and what: its unit, noun and deed."""
        facts = self.facts(clause.said, clause.until)
        before, behind = self.text[clause.said : facts[0][0]], self.text[facts[0][1] : clause.until]
        said = self.text[slice(*facts[0])]
        if len(facts) > 1 or clause.end != clause.until:
            return None
        if said[0] == "《":
            is_told = re.fullmatch(r"[^\W\d]{2,8}", before) and len(behind) > _NAME
            return (said, before, behind) if is_told else None
        counted = _BECAME_OF.match(behind) if not before and said[0].isdecimal() else None
        return (said.lstrip("0123456789.,"), counted["noun"], counted["deed"]) if counted else None

    def alike(self, parts: Sequence[Offsets]) -> set[int]:
        """Which of some parts count things of one sort by nothing but their names: 经济类96件、民生类70件."""
        nouns = [self.text[begin : self.facts(begin, stop)[0][0]] for begin, stop in parts]
        units = [re.sub(r"^[\d.,]+", "", self.text[slice(*self.facts(begin, stop)[0])]) for begin, stop in parts]
        ends = [noun[-1:] + unit for noun, unit in zip(nouns, units, strict=True)]
        same = {at for at, end in enumerate(ends) if end == ends[0] and len(nouns[at]) > 1 and units[at]}
        longest = max((len(nouns[at]) for at in same - {0}), default=0)
        return same if len(nouns[0]) <= longest + 1 and not any(map(_DEEDS.match, nouns)) else set()


def _end_of(piece: Piece) -> Piece:
    """What is said last of a piece, of which more may be said."""
    while piece.items or piece.below:
        piece = (piece.items or piece.below)[-1]
    return piece
